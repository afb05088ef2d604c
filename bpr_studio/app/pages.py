"""The pages of the window and what the search finds, each created when it is first needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bpr_studio.domain.shared.text import tr
from bpr_studio.services.views import TaskQuery
from bpr_studio.ui.qt.page import Jump, PageFactory
from bpr_studio.ui.shell.parts import SearchHit
from bpr_studio.ui.shell.search import ListProvider

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bpr_studio.app.preferences import Preferences
    from bpr_studio.app.workspace import Workspace
    from bpr_studio.ui.qt.page import Page, PageHost
    from bpr_studio.ui.shell.parts import SearchProvider


def pages_of(
    workspace: Workspace, preferences: Callable[[], Preferences], change: Callable[..., None]
) -> tuple[PageFactory, ...]:
    """The pages in the order of the rail."""

    def home(host: PageHost) -> Page:
        from bpr_studio.ui.pages.home import HomePage

        chosen = preferences()
        return HomePage(
            host,
            workspace.queries,
            workspace.store,
            role=chosen.role or "dx_office",
            section=chosen.section,
            remember_section=lambda code: change(section=code),
        )

    def survey(host: PageHost) -> Page:
        from bpr_studio.ui.pages.survey import SurveyPage

        return SurveyPage(host, workspace.queries, workspace.surveys, workspace.store)

    def flows(host: PageHost) -> Page:
        from bpr_studio.ui.pages.flows import FlowsPage

        return FlowsPage(host, workspace.queries, workspace.flows)

    def analysis(host: PageHost) -> Page:
        from bpr_studio.app.reports import report_content, save_chart, write_report
        from bpr_studio.ui.pages.analysis import AnalysisPage

        return AnalysisPage(
            host,
            workspace.queries,
            workspace.analysis,
            lambda unit, path: write_report(report_content(workspace, unit), path),
            save_chart,
        )

    def benchmark(host: PageHost) -> Page:
        from bpr_studio.ui.pages.benchmark import BenchmarkPage

        return BenchmarkPage(host, workspace.queries, workspace.cities, workspace.benchmarking)

    def settings(host: PageHost) -> Page:
        from bpr_studio.ui.pages.settings import SettingsPage

        return SettingsPage(host, workspace.queries, workspace.organisations)

    return (
        PageFactory("home", tr("Home"), "house", home),
        PageFactory("survey", tr("Survey"), "clipboard-text", survey, files=(".xlsx", ".csv")),
        PageFactory("flows", tr("Business flows"), "flow-arrow", flows, files=(".bpmn", ".xml")),
        PageFactory("analysis", tr("Analysis"), "chart-bar", analysis),
        PageFactory("benchmark", tr("Other cities"), "buildings", benchmark, files=(".json",)),
        PageFactory("settings", tr("Settings"), "gear", settings, at_foot=True),
    )


def search_of(workspace: Workspace) -> tuple[SearchProvider, ...]:
    """What the search box finds beside pages and commands: sections, flows, tasks."""
    return (
        ListProvider(lambda: _sections(workspace)),
        ListProvider(lambda: _flows(workspace)),
        _TaskProvider(workspace),
    )


def _sections(workspace: Workspace) -> Sequence[SearchHit]:
    units = workspace.queries.units(workspace.fiscal_year.year)
    return [
        SearchHit(
            unit.name, tr("Section"), "users", Jump("survey", f"section:{unit.code}"), unit.path
        )
        for unit in units
        if unit.level == "section"
    ]


def _flows(workspace: Workspace) -> Sequence[SearchHit]:
    return [
        SearchHit(flow.name, tr("Business flow"), "flow-arrow", Jump("flows", flow.id))
        for flow in workspace.queries.flows()
    ]


class _TaskProvider:
    """Finds tasks by any part of their names."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def hits(self, words: str, limit: int) -> Sequence[SearchHit]:
        """Tasks whose names contain every word."""
        query = TaskQuery(self._workspace.round_id, words=words)
        return [
            SearchHit(
                task.name,
                tr("Task"),
                "list-checks",
                Jump("survey", f"section:{task.unit_code}"),
                task.unit_name,
            )
            for task in self._workspace.queries.tasks(query, 0, limit)
        ]

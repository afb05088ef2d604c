"""The pages of the window and what the search finds, each created when it is first needed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from bpr_studio.app.preferences import ROLES
from bpr_studio.domain.shared.text import N_, tr, tr_source
from bpr_studio.ui.qt.page import Jump, PageFactory
from bpr_studio.ui.shell.parts import SearchHit
from bpr_studio.ui.shell.search import ListProvider

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bpr_studio.app.preferences import Preferences
    from bpr_studio.app.workspace import Workspace
    from bpr_studio.ui.qt.page import Page, PageHost
    from bpr_studio.ui.shell.parts import SearchProvider

CITY_ROLE: Final = "dx_office"
_EVERYBODY: Final = frozenset(ROLES)
_LEADERS: Final = frozenset({"kaizen_leader", "section_chief", CITY_ROLE})
_CHIEFS: Final = frozenset({"section_chief", CITY_ROLE})


@dataclass(frozen=True, slots=True)
class WindowDeeds:
    """What pages ask of the session they live in.

    Attributes:
        preferences: this user's choices as stored now.
        change: stores some of them.
        open_demo: leaves for the fictitious city.
        set_mode: light or dark, at once.
    """

    preferences: Callable[[], Preferences]
    change: Callable[..., None]
    open_demo: Callable[[], object]
    set_mode: Callable[[str], None]


@dataclass(frozen=True, slots=True)
class _Entry:
    """One page of the rail and the roles that use it."""

    key: str
    title: str
    icon: str
    create: Callable[[Workspace, WindowDeeds, PageHost], Page]
    roles: frozenset[str] = _EVERYBODY
    files: tuple[str, ...] = ()


def pages_of(workspace: Workspace, deeds: WindowDeeds) -> tuple[PageFactory, ...]:
    """The pages of the user's role in the order of the rail."""
    role = deeds.preferences().role or CITY_ROLE
    return tuple(
        PageFactory(
            entry.key,
            tr_source(entry.title),
            entry.icon,
            partial(entry.create, workspace, deeds),
            at_foot=entry.key == "settings",
            files=entry.files,
        )
        for entry in _ENTRIES
        if role in entry.roles
    )


def _home(workspace: Workspace, deeds: WindowDeeds, host: PageHost) -> Page:
    from bpr_studio.ui.pages.home import HomePage

    chosen = deeds.preferences()
    return HomePage(
        host,
        workspace.queries,
        workspace.store,
        role=chosen.role or CITY_ROLE,
        section=chosen.section,
        remember_section=lambda code: deeds.change(section=code),
        show_sample=_demo_from(workspace, deeds),
    )


def _survey(workspace: Workspace, _deeds: WindowDeeds, host: PageHost) -> Page:
    from bpr_studio.adapters.catalogs.formats import load_survey_format
    from bpr_studio.ui.pages.survey import SurveyPage

    return SurveyPage(
        host,
        workspace.queries,
        workspace.surveys,
        workspace.store,
        survey_format=lambda: load_survey_format("overall", 1),
    )


def _flows(workspace: Workspace, _deeds: WindowDeeds, host: PageHost) -> Page:
    from bpr_studio.ui.pages.flows import FlowsPage

    return FlowsPage(host, workspace.queries, workspace.flows, undo=workspace.undo.undo)


def _analysis(workspace: Workspace, deeds: WindowDeeds, host: PageHost) -> Page:
    from bpr_studio.app.reports import report_content, save_chart, write_report
    from bpr_studio.ui.pages.analysis import AnalysisPage

    return AnalysisPage(
        host,
        workspace.queries,
        workspace.analysis,
        write_report=lambda unit, path: write_report(report_content(workspace, unit), path),
        save_chart=save_chart,
        show_sample=_demo_from(workspace, deeds),
    )


def _benchmark(workspace: Workspace, deeds: WindowDeeds, host: PageHost) -> Page:
    from bpr_studio.app.reports import save_chart
    from bpr_studio.app.sample_cities import add_sample_cities
    from bpr_studio.ui.pages.benchmark import BenchmarkPage, Samples

    return BenchmarkPage(
        host,
        workspace.queries,
        workspace.cities,
        workspace.benchmarking,
        save_chart=save_chart,
        undo=workspace.undo.undo,
        samples=Samples(partial(add_sample_cities, workspace), _demo_from(workspace, deeds)),
    )


def _settings(workspace: Workspace, deeds: WindowDeeds, host: PageHost) -> Page:
    from bpr_studio.adapters.catalogs.lists import load_sources
    from bpr_studio.ui.pages.settings import SettingsPage
    from bpr_studio.ui.pages.settings_display import DisplayChoices
    from bpr_studio.ui.qt.theme import current_theme

    chosen = deeds.preferences()
    choices = DisplayChoices(
        language=chosen.language,
        mode=current_theme().mode.value,
        role=chosen.role or CITY_ROLE,
        roles=ROLES,
        set_language=lambda language: deeds.change(language=language),
        set_mode=deeds.set_mode,
        set_role=lambda role: deeds.change(role=role),
    )
    sources = {key: source.title for key, source in load_sources().items()}
    return SettingsPage(host, workspace.queries, workspace.organisations, choices, sources)


_ENTRIES: Final = (
    _Entry("home", N_("Home"), "house", _home),
    _Entry("survey", N_("Survey"), "clipboard-text", _survey, files=(".xlsx", ".xlsm", ".csv")),
    _Entry("flows", N_("Business flows"), "flow-arrow", _flows, files=(".bpmn", ".xml")),
    _Entry("analysis", N_("Analysis"), "chart-bar", _analysis, _LEADERS),
    _Entry(
        "benchmark",
        N_("Comparison of cities"),
        "buildings",
        _benchmark,
        _CHIEFS,
        files=(".json", ".xlsx"),
    ),
    _Entry("settings", N_("Settings"), "gear", _settings),
)


def _demo_from(workspace: Workspace, deeds: WindowDeeds) -> Callable[[], object] | None:
    """The way to the fictitious city; none from inside of one."""
    return None if workspace.queries.workspace().fictitious else deeds.open_demo


def search_of(workspace: Workspace) -> tuple[SearchProvider, ...]:
    """What the search box finds beside pages and commands: sections, flows, tasks."""
    return (
        ListProvider(lambda: _sections(workspace)),
        ListProvider(lambda: _flow_hits(workspace)),
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


def _flow_hits(workspace: Workspace) -> Sequence[SearchHit]:
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
        from bpr_studio.services.views import TaskQuery

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

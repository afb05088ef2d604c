"""Reports as files: one content, three ways to write it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bpr_studio.adapters.fs.files import replace_file
from bpr_studio.app.report_parts import parts_of
from bpr_studio.domain.benchmark.compare import Basis, ClassLevel
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.text import tr
from bpr_studio.services.reporting import ReportSettings, build_report

if TYPE_CHECKING:
    from pathlib import Path

    from bpr_studio.app.workspace import Workspace
    from bpr_studio.domain.benchmark.compare import Comparison
    from bpr_studio.services.report_values import Chart, ReportContent, ReportTable
    from bpr_studio.ui.charts.widget import ChartExport

#: Residents make sense for all work, cases only for one kind of work at a time.
_LEVELS: Final = {Basis.PER_10K: ClassLevel.MAJOR, Basis.PER_CASE: ClassLevel.MINOR}


def report_content(workspace: Workspace, unit_code: str = "") -> ReportContent:
    """The report on the city or one unit; with other cities' figures for the whole city.

    Raises:
        RefusedError: there is no such unit or no survey round.
    """
    answer = workspace.analysis.answer(workspace.round_id, unit_code)
    comparisons = [] if unit_code else _comparisons(workspace)
    made_on = workspace.clock.now().astimezone().date()
    return build_report(
        answer, comparisons, ReportSettings(made_on), parts_of(workspace, unit_code)
    )


def _comparisons(workspace: Workspace) -> list[Comparison]:
    year = workspace.fiscal_year
    if not workspace.cities.partners() or workspace.cities.own(year) is None:
        return []
    return [workspace.benchmarking.compare(year, basis, level) for basis, level in _LEVELS.items()]


def mayor_content(workspace: Workspace) -> ReportContent:
    """The one-page report for the mayor's DX meeting.

    Raises:
        RefusedError: there is no survey round.
        UnreadableInputError: the city's own file of goals is not what it should be.
    """
    from bpr_studio.services.mayor_report import MayorSources, build_mayor_report

    goals = workspace.goals
    return build_mayor_report(
        MayorSources(
            answer=workspace.analysis.answer(workspace.round_id),
            progresses=goals.all(),
            plan=goals.plan,
            effects=workspace.improvement_effects.of(),
            made_on=goals.today,
        )
    )


def burn_up_of(workspace: Workspace) -> tuple[Chart, ReportTable] | None:
    """The hours saved by fiscal year against the target, as reports show them."""
    from bpr_studio.domain.shared.chart_values import BurnUpChart
    from bpr_studio.services.goal_report import burn_up_chart, burn_up_table

    goals = workspace.goals
    label = tr("Fictitious figures") if workspace.queries.workspace().fictitious else ""
    effects = workspace.improvement_effects.of() if workspace.round_id else None
    chart = burn_up_chart(goals.all(), goals.today, effects, label)
    if chart is None or not isinstance(chart.data, BurnUpChart):
        return None
    return chart, burn_up_table(chart.data, chart.title)


def write_mayor_report(content: ReportContent, path: Path) -> None:
    """Write the report for the mayor: as PDF on one page, else as any report.

    Raises:
        RefusedError: the ending is another one, or the file cannot be written.
    """
    if path.suffix.lower() != ".pdf":
        write_report(content, path)
        return
    from bpr_studio.adapters.render.fonts import find_report_fonts, font_folders
    from bpr_studio.adapters.render.mayor_pdf import render_mayor_pdf

    replace_file(path, render_mayor_pdf(content, find_report_fonts(font_folders())))


def write_report(content: ReportContent, path: Path) -> None:
    """Write a report as PDF, HTML or workbook, by the ending of `path`.

    Raises:
        RefusedError: the ending is another one, or the file cannot be written.
    """
    ending = path.suffix.lower()
    if ending == ".pdf":
        from bpr_studio.adapters.render.fonts import find_report_fonts, font_folders
        from bpr_studio.adapters.render.report_pdf import render_pdf

        replace_file(path, render_pdf(content, find_report_fonts(font_folders())))
    elif ending in {".html", ".htm"}:
        from bpr_studio.adapters.render.report_html import render_html

        replace_file(path, render_html(content).encode())
    elif ending == ".xlsx":
        from bpr_studio.app.files import write_report_workbook

        write_report_workbook(content, path)
    else:
        raise RefusedError(
            tr("Reports are written as .pdf, .xlsx or .html, not as “{ending}”.", ending=ending),
            remedy=tr("Choose a file name with one of these endings."),
        )


def save_chart(export: ChartExport, path: Path) -> None:
    """Write a chart as picture, or its figures as a workbook.

    Raises:
        RefusedError: the file cannot be written.
    """
    if export.data:
        replace_file(path, export.data)
    else:
        from bpr_studio.app.files import write_table_workbook

        write_table_workbook(export.table, path)

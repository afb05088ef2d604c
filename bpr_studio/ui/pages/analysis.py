"""The analysis page: the city's hours, from the whole city down to the single task."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from bpr_studio.domain.shared.fiscal_year import FiscalYear
from bpr_studio.domain.shared.quantities import format_hours, fte_of
from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.pivot import PivotQuery
from bpr_studio.services.views import TaskOrder, TaskQuery
from bpr_studio.ui.charts.kinds import CoreSplitChart, MonthLoadChart, ParetoChart
from bpr_studio.ui.pages.analysis_pivot import CrossTable
from bpr_studio.ui.pages.chart_files import ask_chart_file
from bpr_studio.ui.pages.survey_tasks import TaskTable
from bpr_studio.ui.qt.blocks import Deed, EmptyState, FilterLine, KeyFigure
from bpr_studio.ui.qt.buttons import make_action
from bpr_studio.ui.qt.page import Crumb, Jump, Page
from bpr_studio.ui.qt.tasks import Cancelled, Done, Failed, busy_cursor
from bpr_studio.ui.qt.theme import label

if TYPE_CHECKING:
    from collections.abc import Callable

    from bpr_studio.domain.shared.progress import Progress
    from bpr_studio.domain.workload.answer import Answer
    from bpr_studio.services.analysis import Analysis
    from bpr_studio.services.views import Queries, RoundInfo, UnitLine
    from bpr_studio.ui.charts.widget import ChartWidget
    from bpr_studio.ui.grid.columns import Row
    from bpr_studio.ui.pages.chart_files import SaveChart
    from bpr_studio.ui.qt.page import PageHost
    from bpr_studio.ui.qt.tasks import Outcome

REPORT: Final = "report"
"""What `open_target` understands beside the code of a unit: ask for the report's place."""

_KINDS: Final = frozenset({"work_item", "org_unit", "headcount", "survey_round", "task_class"})

_UNITS_TAB: Final = 0


class AnalysisPage(Page):
    """Figures of one scope: the city, a bureau, a division or a section.

    Args:
        host: the window.
        queries: what the workspace holds.
        analysis: answers.
        write_report: writes the report of a unit ("" = city) to a path; slow.
        save_chart: writes a chart file.
        show_sample: opens the fictitious city, None where it is open already.
    """

    def __init__(  # noqa: PLR0913  # the services the page works with
        self,
        host: PageHost,
        queries: Queries,
        analysis: Analysis,
        *,
        write_report: Callable[[str, Path], None],
        save_chart: SaveChart,
        show_sample: Callable[[], object] | None = None,
    ) -> None:
        super().__init__(host, title=tr("Analysis"), icon="chart-bar")
        self._queries = queries
        self._analysis = analysis
        self._write_report = write_report
        self._save_chart = save_chart
        self._show_sample = show_sample
        self._round: RoundInfo | None = None
        self._scope = ""
        self._units: tuple[UnitLine, ...] = ()
        self._rounds = QComboBox()
        self._place = label("", kind="section")
        self._figures = _Figures()
        self._tabs = QTabWidget()
        self._charts: _Charts | None = None
        self._asked = 0
        self._shown_tasks: TaskQuery | None = None
        self._cross = CrossTable()
        self._tasks = TaskTable(
            queries,
            self._reasons,
            with_section=True,
            empty=EmptyState("list-checks", tr("No task fits the filter.")),
            tasks=host.tasks,
        )
        self._make_actions()
        self._lay_out()

    # -- the contract of a page ------------------------------------------------------------------

    def on_shown(self) -> None:
        """Show the scope chosen last."""
        if not self._asked:
            self._load()

    def refresh(self, kinds: frozenset[str]) -> None:
        """Answer again when something the figures stand on was written."""
        if kinds & _KINDS:
            self._load()

    def open_target(self, target: str) -> None:
        """Show the unit with this code, or ask where the report shall go."""
        if target == REPORT:
            self._ask_report()
        else:
            self.show_scope(target)

    def breadcrumb(self) -> tuple[Crumb, ...]:
        """The units from the city down to the scope, each one click away."""
        crumbs: list[Crumb] = []
        unit = self._unit(self._scope)
        while unit is not None:
            crumbs.insert(0, Crumb(unit.name, Jump("analysis", unit.code)))
            above = unit.parent_id
            unit = next((u for u in self._units if u.id == above), None)
        return tuple(crumbs)

    @property
    def tabs(self) -> QTabWidget:
        """Charts, cross table, single tasks."""
        return self._tabs

    @property
    def years(self) -> QComboBox:
        """The survey rounds to choose from."""
        return self._rounds

    @property
    def charts(self) -> tuple[ChartWidget, ...]:
        """The charts in the order of their tabs; none before the first answer."""
        return self._charts.all if self._charts is not None else ()

    @property
    def tasks(self) -> TaskTable:
        """The single tasks."""
        return self._tasks

    # -- deeds -----------------------------------------------------------------------------------

    def show_scope(self, code: str) -> None:
        """Show the figures of one unit; "" for the whole city."""
        self._scope = code
        self._up.setVisible(bool(code))
        self._load()
        self.host.place_changed()

    def show_above(self) -> None:
        """Go one level up."""
        unit = self._unit(self._scope)
        above = next((u for u in self._units if unit and u.id == unit.parent_id), None)
        self.show_scope(above.code if above else "")

    def write_report(self, path: Path) -> None:
        """Write the report of the scope beside the GUI thread."""
        scope = self._scope

        def work(progress: Progress) -> None:
            progress.report(0, 1, path.name)
            self._write_report(scope, path)

        self.run_task(
            tr("Writing the report"),
            work,
            lambda _none: self.notices.show_text(tr("The report was written: {path}", path=path)),
        )

    # -- inside ----------------------------------------------------------------------------------

    def _make_actions(self) -> None:
        self._report = make_action(
            self, tr("Write the report …"), self._ask_report, icon_name="file-text"
        )
        self._up = make_action(
            self, tr("One level up"), self.show_above, icon_name="arrow-up", shortcut="Alt+Up"
        )
        self._up.setVisible(False)
        self.set_actions([self._report, self._up], primary=0)

    def _lay_out(self) -> None:
        line = FilterLine()
        self._rounds.setMinimumWidth(200)
        line.add(tr("Fiscal year"), self._rounds)
        line.add_right(self._place)
        self.set_filter(line)
        self._rounds.currentIndexChanged.connect(self._change_round)
        self._cross.asked.connect(self._show_cross_table)
        self._tabs.setDocumentMode(True)
        self._tabs.tabBar().setDrawBase(False)
        self._tabs.currentChanged.connect(lambda _tab: self._show_tab())
        for part in (self._cross, self._tasks):
            part.selection_text.connect(self.host.show_selection)
        self._tasks.setContentsMargins(0, 12, 0, 0)
        self._tasks.section_wanted.connect(self.show_scope)
        self._tasks.table.activated.connect(self._open_task)
        self._tasks.failed.connect(
            lambda failed: self.notices.show_error(failed.error, details=failed.details)
        )
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self._figures)
        column.addWidget(self._tabs, 1)
        self.set_content(body)

    def _load(self) -> None:
        self._asked += 1
        self._fill_rounds()
        if self._round is None:
            self._show_nothing()
            return
        asked, round_id, scope = self._asked, self._round.id, self._scope

        def work(progress: Progress) -> Answer:
            progress.report(0, 0, tr("Adding up"))
            return self._analysis.answer(round_id, scope)

        def finished(outcome: Outcome[Answer]) -> None:
            if asked == self._asked:  # an answer to an earlier choice is out of date
                self._show_outcome(outcome)

        self.host.tasks.start(tr("Adding up the hours"), work, finished)

    def _show_outcome(self, outcome: Outcome[Answer]) -> None:
        match outcome:
            case Done(answer):
                self._show(answer)
            case Failed(error, details):
                self.show_error(error, details=details)
            case Cancelled():
                self._asked = 0

    def _fill_rounds(self) -> None:
        rounds = self._queries.rounds()
        chosen = self._round.id if self._round else self._queries.workspace().round_id
        self._rounds.blockSignals(True)
        self._rounds.clear()
        for found in rounds:
            self._rounds.addItem(_round_title(found), found.id)
        self._rounds.setCurrentIndex(max(self._rounds.findData(chosen), 0))
        self._rounds.blockSignals(False)
        self._take_round()

    def _take_round(self) -> None:
        rounds = self._queries.rounds()
        self._round = next((r for r in rounds if r.id == self._rounds.currentData()), None)
        self._units = self._queries.units(self._round.fiscal_year) if self._round else ()
        if self._unit(self._scope) is None:
            self._scope = ""  # the unit is not in the organisation of that year

    def _change_round(self) -> None:
        self._take_round()
        self._load()
        self.host.place_changed()

    def _show(self, answer: Answer) -> None:
        if not answer.total.tasks and not self._scope:
            self._show_nothing()
            return
        self.show_content()
        self._report.setEnabled(True)
        self._place.setText(answer.provenance.scope)
        self._up.setVisible(bool(self._scope))
        self._figures.show_answer(answer)
        if self._charts is None:
            self._charts = _Charts(answer, self.show_scope)
            for chart in self._charts.all:
                chart.export_requested.connect(
                    lambda export: ask_chart_file(self, export, self._save_chart)
                )
            self._charts.add_to(self._tabs)
            self._tabs.addTab(self._cross, tr("Cross table"))
            self._tabs.addTab(self._tasks, tr("Single tasks"))
            self._tabs.setCurrentIndex(0)
        self._charts.show_answer(answer)
        self._show_units_tab(visible=bool(answer.units))
        self._show_tab()

    def _show_nothing(self) -> None:
        self._report.setEnabled(False)
        sample = self._show_sample
        self.show_empty(
            EmptyState(
                "chart-bar",
                tr("There are no hours to show yet."),
                explanation=tr(
                    "As soon as the first workbooks are collected, this page shows the hours by"
                    " organisation, class, core / non-core and month."
                ),
                next_step=Deed(tr("Go to the survey"), lambda: self.host.go_to(Jump("survey"))),
                sample=Deed(tr("Open the fictitious city"), sample) if sample else None,
            )
        )

    def _show_units_tab(self, *, visible: bool) -> None:
        """Below a section there are no units: what was opened from a bar goes on with tasks."""
        if self._tabs.isTabVisible(_UNITS_TAB) == visible:
            return
        was_front = self._tabs.currentIndex() == _UNITS_TAB
        was_task = self._tabs.currentWidget() is self._tasks
        self._tabs.setTabVisible(_UNITS_TAB, visible)
        if was_front:
            self._tabs.setCurrentWidget(self._tasks)
        elif was_task and visible:
            self._tabs.setCurrentIndex(_UNITS_TAB)

    def _show_tab(self) -> None:
        front = self._tabs.currentWidget()
        if front is self._cross:
            self._show_cross_table()
        elif front is self._tasks and self._round is not None:
            self._show_tasks(self._round.id)

    def _show_tasks(self, round_id: str) -> None:
        """The largest first; words and filter of the same place stay."""
        unit = self._unit(self._scope)
        query = TaskQuery(
            round_id, unit.id if unit else "", order=TaskOrder.MINUTES, descending=True
        )
        if query == self._shown_tasks:
            self._tasks.reload()
        else:
            self._tasks.show_tasks(query)
        self._shown_tasks = query

    def _show_cross_table(self) -> None:
        if self._round is None:
            return
        rows, column = self._cross.dimensions
        with busy_cursor():
            filters = self._analysis.scope_filter(self._round.id, self._scope)
            self._cross.show_table(
                self._analysis.pivot(PivotQuery(self._round.id, (rows,), column, filters))
            )

    def _open_task(self, row: Row) -> None:
        """A task is looked at on the sheet it came from."""
        self.host.go_to(Jump("survey", f"section:{row[1]}"))

    def _unit(self, code: str) -> UnitLine | None:
        return next((unit for unit in self._units if code and unit.code == code), None)

    def _reasons(self) -> dict[str, str]:
        return {item.code: item.title for item in self._queries.items("core_reason")}

    def _ask_report(self) -> None:
        kinds = "PDF (*.pdf);;Excel (*.xlsx);;HTML (*.html)"
        start = str(Path.home() / (tr("Report") + ".pdf"))
        chosen, _ = QFileDialog.getSaveFileName(self, tr("Write the report"), start, kinds)
        if chosen:
            self.write_report(Path(chosen))


class _Charts:
    """The four charts of an answer; they stay, so that a table in front stays in front."""

    def __init__(self, answer: Answer, open_unit: Callable[[str], None]) -> None:
        p = answer.provenance
        self._units = CoreSplitChart(answer.units, p, open_unit, name=tr("Organisation"))
        self._classes = CoreSplitChart(answer.classes, p, name=tr("Class"))
        self._months = MonthLoadChart(answer.months, p)
        self._pareto = ParetoChart(answer.pareto, p)

    @property
    def _growing(self) -> tuple[ChartWidget, ...]:
        """The charts whose height is free; bars in rows have theirs."""
        return self._months, self._pareto

    @property
    def all(self) -> tuple[ChartWidget, ...]:
        """The charts in the order of their tabs."""
        return self._units, self._classes, self._months, self._pareto

    def add_to(self, tabs: QTabWidget) -> None:
        """Give each chart a tab of its own, as high as it needs."""
        titles = (tr("Organisations"), tr("Classes"), tr("Months"), tr("Largest classes"))
        for chart, title in zip(self.all, titles, strict=True):
            area = QScrollArea()
            area.setWidgetResizable(True)
            area.setFrameShape(QFrame.Shape.NoFrame)
            area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            inside = QWidget()
            column = QVBoxLayout(inside)
            column.setContentsMargins(0, 12, 8, 0)
            column.addWidget(chart)
            if chart not in self._growing:
                column.addStretch(1)
            area.setWidget(inside)
            tabs.addTab(area, title)

    def show_answer(self, answer: Answer) -> None:
        """Show another answer."""
        p = answer.provenance
        self._units.set_rows(answer.units, p, name=tr("Organisation"))
        self._classes.set_rows(answer.classes, p, name=tr("Class"))
        self._months.set_months(answer.months, p)
        self._pareto.set_items(answer.pareto, p)


class _Figures(QWidget):
    """The key figures of the scope."""

    def __init__(self) -> None:
        super().__init__()
        self._hours = KeyFigure(tr("Work in a year"), unit=tr("h"))
        self._share = KeyFigure(tr("Non-core share"), unit="%")
        self._fte = KeyFigure(tr("Person-years"), unit=tr("persons"))
        self._sections = KeyFigure(tr("Sections answered"))
        self._tasks = KeyFigure(tr("Number of tasks"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        for figure in (self._hours, self._share, self._fte, self._sections, self._tasks):
            row.addWidget(figure, 1)

    def show_answer(self, answer: Answer) -> None:
        """Show the figures of an answer."""
        p, total = answer.provenance, answer.total
        self._hours.set_value(format_hours(total.total))
        self._share.set_value(
            f"{total.non_core_share * 100:.1f}",
            remark=tr("{hours} h non-core", hours=format_hours(total.non_core)),
        )
        self._fte.set_value(
            f"{fte_of(total.total, p.hours_per_full_timer):,.0f}",
            remark=tr("at {hours:,.0f} h a year", hours=p.hours_per_full_timer),
        )
        self._sections.set_value(f"{p.sections:,} / {p.sections_expected:,}")
        self._tasks.set_value(f"{p.tasks:,}")


def _round_title(found: RoundInfo) -> str:
    """The round's name, with its year where the name does not say it."""
    year = FiscalYear(found.fiscal_year).era_name
    return found.name if year in found.name else f"{year} {found.name}".strip()

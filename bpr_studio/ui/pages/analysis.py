"""The analysis page: the city's hours, from the whole city down to the single task."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from bpr_studio.domain.shared.fiscal_year import FiscalYear
from bpr_studio.domain.shared.quantities import format_hours, fte_of
from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.services.figures import FigureName
from bpr_studio.services.views import TaskOrder, TaskQuery
from bpr_studio.ui.pages.analysis_charts import ChartStage
from bpr_studio.ui.pages.analysis_list import ChartList, Entry
from bpr_studio.ui.pages.chart_files import ask_chart_file
from bpr_studio.ui.pages.survey_tasks import TaskTable
from bpr_studio.ui.qt.blocks import Deed, EmptyState, FilterLine, KeyFigure
from bpr_studio.ui.qt.buttons import make_action
from bpr_studio.ui.qt.page import Crumb, Jump, Page
from bpr_studio.ui.qt.tasks import Cancelled, Done, Failed
from bpr_studio.ui.qt.theme import label

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bpr_studio.domain.shared.progress import Progress
    from bpr_studio.domain.workload.answer import Answer
    from bpr_studio.services.analysis import Analysis
    from bpr_studio.services.figures import Figure
    from bpr_studio.services.views import Queries, RoundInfo, UnitLine
    from bpr_studio.ui.charts.kinds_figures import AnyChart
    from bpr_studio.ui.grid.columns import Row
    from bpr_studio.ui.pages.chart_files import SaveChart
    from bpr_studio.ui.qt.page import PageHost
    from bpr_studio.ui.qt.tasks import Outcome

    #: All charts of the scope of an answer: of a round and the code of a unit.
    MakeFigures = Callable[[Answer, str, str], Sequence[Figure]]
    _Shown = tuple[Answer, tuple[Figure, ...]]

REPORT: Final = "report"
"""What `open_target` understands beside the code of a unit: ask for the report's place."""

TASKS: Final = "tasks"
"""Key of the list of single tasks among the charts."""

_KINDS: Final = frozenset(
    {
        "work_item",
        "org_unit",
        "headcount",
        "survey_round",
        "task_class",
        "flow",
        "flow_element",
        "improvement",
        "improvement_claim",
        "improvement_actual",
        "procedure",
        "city_data",
        "city_figure",
    }
)
_NAMES: Final = frozenset(FigureName)


class AnalysisPage(Page):
    """Figures of one scope: the city, a bureau, a division or a section.

    Args:
        host: the window.
        queries: what the workspace holds.
        analysis: answers.
        figures: makes the charts of an answer; slow.
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
        figures: MakeFigures,
        write_report: Callable[[str, Path], None],
        save_chart: SaveChart,
        show_sample: Callable[[], object] | None = None,
    ) -> None:
        super().__init__(host, title=tr("Analysis"), icon="chart-bar")
        self._queries = queries
        self._analysis = analysis
        self._make_figures = figures
        self._write_report = write_report
        self._save_chart = save_chart
        self._show_sample = show_sample
        self._round: RoundInfo | None = None
        self._scope = ""
        self._units: tuple[UnitLine, ...] = ()
        self._rounds = QComboBox()
        self._place = label("", kind="section")
        self._figures = _Figures()
        self._list = ChartList()
        self._stage = ChartStage(self.show_scope, host.go_to)
        self._front = QStackedWidget()
        self._charts: dict[str, Figure] = {}
        self._wanted = ""  # chart to show once the figures are there
        self._went_on = False  # the tasks are in front since a section has no units
        self._asked = 0
        self._shown_tasks: TaskQuery | None = None
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
        """Show a chart by its name, or the unit with this code, or ask for the report's place."""
        if target == REPORT:
            self._ask_report()
        elif target in _NAMES or target == TASKS:
            self.show_chart(target)
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
    def list(self) -> ChartList:
        """The charts to choose from, and the single tasks."""
        return self._list

    @property
    def years(self) -> QComboBox:
        """The survey rounds to choose from."""
        return self._rounds

    @property
    def chart(self) -> AnyChart | None:
        """The chart in front; None before the first answer and where tasks are in front."""
        return self._stage.chart if self._front.currentWidget() is self._stage else None

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

    def show_chart(self, name: str) -> None:
        """Show one of the charts, or the single tasks; once the figures are there."""
        self._wanted = name
        if self._charts:
            self._list.choose(name)

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
        explore = make_action(
            self, tr("Explore the hours …"), lambda: self.host.go_to(Jump("explorer")),
            icon_name="table",
        )  # fmt: skip
        self.set_actions([self._report, explore, self._up], primary=0)

    def _lay_out(self) -> None:
        line = FilterLine()
        self._rounds.setMinimumWidth(240)
        line.add(tr("Fiscal year"), self._rounds)
        line.add_right(self._place)
        self.set_filter(line)
        self._rounds.currentIndexChanged.connect(self._change_round)
        self._list.chosen.connect(self._show_front)
        self._stage.export_requested.connect(
            lambda export: ask_chart_file(self, export, self._save_chart)
        )
        self._tasks.selection_text.connect(self.host.show_selection)
        self._tasks.section_wanted.connect(self.show_scope)
        self._tasks.table.activated.connect(self._open_task)
        self._tasks.failed.connect(
            lambda failed: self.notices.show_error(failed.error, details=failed.details)
        )
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        self._front.addWidget(self._stage)
        self._front.addWidget(self._tasks)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(self._list)
        row.addWidget(self._front, 1)
        column.addWidget(self._figures)
        column.addLayout(row, 1)
        self.set_content(body)

    def _load(self) -> None:
        self._asked += 1
        self._fill_rounds()
        if self._round is None:
            self._show_nothing()
            return
        asked, round_id, scope = self._asked, self._round.id, self._scope

        def work(progress: Progress) -> _Shown:
            progress.report(0, 0, tr("Adding up"))
            answer = self._analysis.answer(round_id, scope)
            return answer, tuple(self._make_figures(answer, round_id, scope))

        def finished(outcome: Outcome[_Shown]) -> None:
            if asked == self._asked:  # an answer to an earlier choice is out of date
                self._show_outcome(outcome)

        self.host.tasks.start(tr("Adding up the hours"), work, finished)

    def _show_outcome(self, outcome: Outcome[_Shown]) -> None:
        match outcome:
            case Done((answer, figures)):
                self._show(answer, figures)
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

    def _show(self, answer: Answer, figures: Sequence[Figure]) -> None:
        if not answer.total.tasks and not self._scope:
            self._show_nothing()
            return
        self.show_content()
        self._report.setEnabled(True)
        self._place.setText(answer.provenance.scope)
        self._up.setVisible(bool(self._scope))
        self._figures.show_answer(answer)
        before = self._list.current
        self._charts = {figure.name: figure for figure in figures}
        self._list.show_entries([*map(_entry, figures), _tasks_entry(answer)])
        self._choose_front(before)
        self._show_front(self._list.current)

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

    def _choose_front(self, before: str) -> None:
        """Below a section there are no units: what was opened from a bar goes on with tasks."""
        if self._wanted:
            self._list.choose(self._wanted)
            self._wanted = ""
        elif before == FigureName.UNITS and FigureName.UNITS not in self._charts:
            self._list.choose(TASKS)
            self._went_on = True
        elif self._went_on and FigureName.UNITS in self._charts:
            self._list.choose(FigureName.UNITS)

    def _show_front(self, key: str) -> None:
        figure = self._charts.get(key)
        if figure is not None:
            self._went_on = False
            self._stage.show_figure(figure)
            self._front.setCurrentWidget(self._stage)
        elif key == TASKS and self._round is not None:
            self._front.setCurrentWidget(self._tasks)
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


def _entry(figure: Figure) -> Entry:
    return Entry(figure.name, figure.title, figure.finding, quiet=figure.chart is None)


def _tasks_entry(answer: Answer) -> Entry:
    n = answer.provenance.tasks
    return Entry(TASKS, tr("Single tasks"), ntr("{n:,} task", "{n:,} tasks", n))


def _round_title(found: RoundInfo) -> str:
    """The round's name, with its year where the name does not say it."""
    year = FiscalYear(found.fiscal_year).era_name
    return found.name if year in found.name else f"{year} {found.name}".strip()

"""The goals of the plan: where each stands, its values by year, and the report for the mayor.

Jump targets: id of a goal ("G5"); "mayor" asks where the one-page report shall go, "all" where
the reports of all sections shall go.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QFileDialog, QTabWidget, QVBoxLayout, QWidget

from bpr_studio.domain.reform.goal_words import title_goals, without_value
from bpr_studio.domain.shared.errors import BprError
from bpr_studio.domain.shared.text import tr
from bpr_studio.ui.charts.kinds_figures import AnyChart
from bpr_studio.ui.pages.chart_files import ask_chart_file
from bpr_studio.ui.pages.goals_list import GoalList
from bpr_studio.ui.pages.goals_side import GoalSide
from bpr_studio.ui.qt.blocks import Deed, Notice
from bpr_studio.ui.qt.buttons import make_action
from bpr_studio.ui.qt.page import Page
from bpr_studio.ui.qt.theme import Tone, label

if TYPE_CHECKING:
    from collections.abc import Callable

    from bpr_studio.domain.reform.goals import GoalProgress
    from bpr_studio.domain.shared.progress import Progress
    from bpr_studio.services.goals import GoalEntry, Goals
    from bpr_studio.services.report_values import Chart, ReportTable
    from bpr_studio.ui.pages.chart_files import SaveChart
    from bpr_studio.ui.pages.goals_side import ClearWanted
    from bpr_studio.ui.qt.page import PageHost

MAYOR: Final = "mayor"
ALL: Final = "all"
_KINDS: Final = frozenset(
    {
        *("goal_value", "improvement", "improvement_claim", "improvement_actual", "procedure"),
        *("survey_round", "work_item", "flow", "org_unit"),
    }
)


@dataclass(frozen=True, slots=True)
class GoalsDesk:
    """What the page works with.

    Attributes:
        goals: the goals of the workspace.
        undo: takes the last deed back.
        burn_up: the hours saved by fiscal year, as chart and table; None without such a goal.
        save_chart: writes a chart to a file.
        write_mayor: writes the one-page report to a file.
        write_all: writes the reports of all sections into a folder and says what became of them;
            None for people who see their own section only.
    """

    goals: Goals
    undo: Callable[[], object]
    burn_up: Callable[[], tuple[Chart, ReportTable] | None]
    save_chart: SaveChart
    write_mayor: Callable[[Path], None]
    write_all: Callable[[Path, str, Progress], str] | None = None


class GoalsPage(Page):
    """All goals with their bars; the DX office enters values beside the list.

    Args:
        host: the window.
        desk: what the page works with.
    """

    def __init__(self, host: PageHost, desk: GoalsDesk) -> None:
        super().__init__(host, title=tr("Goals"), icon="flag")
        self._desk = desk
        self._progresses: tuple[GoalProgress, ...] = ()
        self._finding = label("", kind="strong", wrap=True)
        self._missing = label("", kind="secondary", wrap=True)
        self.list = GoalList()
        self.side = GoalSide(may_edit=desk.goals.may_edit, today=desk.goals.today)
        self.tabs = QTabWidget()
        self._graph = QWidget()
        self._graph_column = QVBoxLayout(self._graph)
        self.chart: AnyChart | None = None
        self._mayor = make_action(
            self, tr("Report for the mayor…"), self.ask_mayor, icon_name="file-pdf"
        )
        self._lay_out()
        self._all = make_action(
            self, tr("Reports of all sections…"), self.ask_all, icon_name="files"
        )
        self.set_actions([self._mayor] + ([self._all] if desk.write_all else []), primary=0)
        self.list.picked.connect(self._show_side)
        self.side.entered.connect(self.enter)
        self.side.clear_wanted.connect(self.clear)
        self.list.table.selection_text.connect(host.show_selection)

    # -- the contract of a page -------------------------------------------------------------------

    def on_shown(self) -> None:
        """Read where the goals stand."""
        self._load()

    def refresh(self, kinds: frozenset[str]) -> None:
        """Read again what was written."""
        if kinds & _KINDS:
            self._load()

    def open_target(self, target: str) -> None:
        """Show a goal, or ask where a report shall go; see the module."""
        if target == MAYOR:
            self.ask_mayor()
        elif target == ALL:
            self.ask_all()
        else:
            self.list.pick(target)

    @property
    def progresses(self) -> tuple[GoalProgress, ...]:
        """The goals as shown."""
        return self._progresses

    @property
    def finding(self) -> str:
        """The sentence over all goals."""
        return self._finding.text()

    # -- deeds ------------------------------------------------------------------------------------

    def enter(self, entry: GoalEntry) -> None:
        """Store a value."""
        try:
            self._desk.goals.set_value(entry)
        except BprError as error:
            self.notices.show_error(error)
            return
        self._load()
        self._tell(tr("The value of {goal} was entered.", goal=entry.goal))

    def clear(self, wanted: ClearWanted) -> None:
        """Take an entered value back."""
        try:
            self._desk.goals.clear_value(wanted.goal, wanted.fiscal_year)
        except BprError as error:
            self.notices.show_error(error)
            return
        self._load()
        self._tell(tr("The value of {goal} was taken back.", goal=wanted.goal))

    def ask_mayor(self) -> None:
        """Ask where the one-page report shall go, and write it."""
        kinds = "PDF (*.pdf);;HTML (*.html);;Excel (*.xlsx)"
        start = str(Path.home() / (tr("Report for the mayor") + ".pdf"))
        chosen, _ = QFileDialog.getSaveFileName(self, tr("Report for the mayor"), start, kinds)
        if chosen:
            self.write_mayor(Path(chosen))

    def write_mayor(self, path: Path) -> None:
        """Write the one-page report beside the GUI thread."""

        def work(progress: Progress) -> None:
            progress.report(0, 1, path.name)
            self._desk.write_mayor(path)

        self.run_task(
            tr("Writing the report"),
            work,
            lambda _none: self.notices.show_text(tr("The report was written: {path}", path=path)),
        )

    def ask_all(self) -> None:
        """Ask for a folder and write one report for every section into it."""
        if self._desk.write_all is None:
            return
        chosen = QFileDialog.getExistingDirectory(
            self, tr("Folder for the reports of all sections"), str(Path.home())
        )
        if chosen:
            self.write_all(Path(chosen))

    def write_all(self, folder: Path, kind: str = "pdf") -> None:
        """Write one report for every section beside the GUI thread.

        Args:
            folder: where they go, with an index.
            kind: ending of the files.
        """
        write = self._desk.write_all
        if write is None:
            return

        def work(progress: Progress) -> str:
            return write(folder, kind, progress)

        def tell(sentence: str) -> None:
            text = tr("{sentence} They are in {path}.", sentence=sentence, path=folder)
            self.notices.show_notice(Notice(text, Tone.SUCCESS, lasting=True))

        self.run_task(tr("Writing the reports of all sections"), work, tell)

    # -- inside -----------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self._finding)
        column.addWidget(self._missing)
        self.tabs.setAccessibleName(tr("Goals"))
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self.list.setContentsMargins(0, 8, 0, 0)
        self.tabs.addTab(self.list, tr("List of goals"))
        self._graph_column.setContentsMargins(0, 12, 8, 0)
        self.tabs.addTab(self._graph, tr("Hours saved by fiscal year"))
        column.addWidget(self.tabs, 1)
        self.set_content(body)
        self.set_side(self.side, width=312)

    def _load(self) -> None:
        try:
            plan = self._desk.goals.plan
            self._progresses = self._desk.goals.all()
        except BprError as error:
            self.show_error(error)
            return
        self.show_content()
        self.set_title(tr("Goals"), subtitle=f"{plan.name} [{plan.source}]")
        self._finding.setText(title_goals(self._progresses))
        self._missing.setText(without_value(self._progresses))
        self._missing.setVisible(bool(self._missing.text()))
        self.list.show_goals(self._progresses)
        self._show_chart()
        self._show_side(self.list.current)

    def _show_chart(self) -> None:
        found = self._desk.burn_up()
        self.tabs.setTabVisible(1, found is not None)
        if found is None:
            return
        chart, table = found
        if self.chart is None:
            self.chart = AnyChart(chart, table)
            self.chart.export_requested.connect(
                lambda export: ask_chart_file(self, export, self._desk.save_chart)
            )
            self._graph_column.addWidget(self.chart, 1)
        else:
            self.chart.set_chart(chart, table)

    def _show_side(self, goal_id: str) -> None:
        found = next((p for p in self._progresses if p.goal.id == goal_id), None)
        if found is not None:
            self.side.show_goal(found)

    def _tell(self, text: str) -> None:
        self.host.show_notice(Notice(text, Tone.SUCCESS, Deed(tr("Undo"), self._undo)))

    def _undo(self) -> None:
        self._desk.undo()
        self._load()

"""Candidates for improvement (改善候補): where hours may go away, why, and what to do with each.

Jump targets: "section:<code>" shows the candidates of one unit; "classes" shows the work that many
sections do; "effect" shows effect against difficulty. Without a target the page stays as it was.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from PySide6.QtWidgets import (
    QFileDialog,
    QInputDialog,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from bpr_studio.domain.shared.errors import BprError
from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.services.candidate_tables import (
    candidate_table,
    class_table,
    effect_chart,
    effect_table,
)
from bpr_studio.services.candidate_values import CandidateState
from bpr_studio.services.candidate_words import FactWords
from bpr_studio.services.candidates import KINDS
from bpr_studio.ui.charts.kinds_figures import AnyChart
from bpr_studio.ui.charts.widget import ChartExport, ExportFormat
from bpr_studio.ui.pages.candidates_classes import ClassesView
from bpr_studio.ui.pages.candidates_list import CandidateListView
from bpr_studio.ui.pages.candidates_parts import SET_ASIDE
from bpr_studio.ui.pages.chart_files import ask_chart_file, save_chart_file
from bpr_studio.ui.qt.blocks import Deed, EmptyState, Notice
from bpr_studio.ui.qt.buttons import make_action
from bpr_studio.ui.qt.page import Jump, Page
from bpr_studio.ui.qt.theme import Tone

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QAction

    from bpr_studio.domain.shared.progress import Progress
    from bpr_studio.services.candidate_ground import CandidateGround
    from bpr_studio.services.report_values import ReportTable
    from bpr_studio.services.views import RoundInfo
    from bpr_studio.ui.pages.candidates_parts import CandidateParts
    from bpr_studio.ui.qt.page import PageHost

T = TypeVar("T")

_LIST, _CLASSES, _EFFECT = range(3)
_MOST: Final = 200
"""So many candidates can be decided at once: nobody has looked at more of them."""
_TARGETS: Final = {"classes": _CLASSES, "effect": _EFFECT}


class CandidatesPage(Page):
    """List, centralisation, and effect against difficulty.

    Args:
        host: the window.
        parts: what the page works with.
    """

    def __init__(self, host: PageHost, parts: CandidateParts) -> None:
        super().__init__(host, title=tr("Candidates for improvement"), icon="lightbulb")
        self._parts = parts
        self._ground: CandidateGround | None = None
        self._round: RoundInfo | None = None
        self._wanted = ""
        self._loading = False
        self.tabs = QTabBar()
        self.list = CandidateListView()
        self.classes = ClassesView()
        self.chart: AnyChart | None = None
        self._chart_place = QWidget()
        QVBoxLayout(self._chart_place).setContentsMargins(0, 8, 0, 0)
        self._stack = QStackedWidget()
        self._make_actions()
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setAccessibleName(tr("Views of the candidates"))
        for name in (
            tr("All candidates"),
            tr("Candidates for centralisation"),
            tr("Effect and difficulty"),
        ):
            self.tabs.addTab(name)
        for view in (self.list, self.classes, self._chart_place):
            self._stack.addWidget(view)
        self.tabs.setTabVisible(_CLASSES, self._parts.whole_city)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.tabs)
        column.addWidget(self._stack, 1)
        self.set_content(inside)

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(self._on_tab)
        self.list.marked.connect(self._on_marked)
        self.list.selection_text.connect(self.host.show_selection)
        self.list.side.jump.connect(self.host.go_to)
        self.list.side.back.connect(self.take_back)
        self.list.table.activated.connect(lambda _row: self.list.side.setFocus())
        self.classes.marked.connect(self._say_deeds)
        self.classes.selection_text.connect(self.host.show_selection)
        self.classes.opened.connect(self._open_task)

    def _make_actions(self) -> None:
        self.register_action = make_action(
            self, tr("Enter in the register"), self.register, icon_name="list-plus"
        )
        self.decline_action = make_action(
            self, tr("Decline…"), self.ask_decline, icon_name="prohibit"
        )
        self.later_action = make_action(
            self, tr("Put off"), self.put_off, icon_name="clock", tip=tr("Until the next survey")
        )
        self.back_action = make_action(self, tr("Make it a candidate again"), self.take_back)
        self.export_action = make_action(
            self, tr("Save as a workbook…"), self.ask_export, icon_name="download-simple"
        )
        deeds = [self.register_action, self.decline_action, self.later_action, self.back_action]
        for table in (self.list.table, self.classes.classes):
            table.set_menu_actions([*deeds, self.export_action])
        for action in (self.back_action, self.export_action):
            self.addAction(action)

    # -- the contract of a page -------------------------------------------------------------------

    def on_shown(self) -> None:
        """Look for candidates."""
        self._load()

    def refresh(self, kinds: frozenset[str]) -> None:
        """Look again at what was written."""
        if kinds & KINDS:
            self._load()

    def open_target(self, target: str) -> None:
        """Show a part; see the module."""
        self._wanted = target
        if self._ground is not None and not self._loading:
            self._go_to_wanted()

    def commands(self) -> tuple[QAction, ...]:
        """The deeds in sight and the export."""
        return (*super().commands(), self.export_action)

    # -- reading ----------------------------------------------------------------------------------

    @property
    def ground(self) -> CandidateGround | None:
        """The candidates shown; None before they were read."""
        return self._ground

    def _load(self) -> None:
        found = self._round = self._current_round()
        if found is None:
            self.set_actions([], primary=None)
            self.show_empty(self._no_survey())
            return
        own = self._own_unit(found)
        if own is None:
            self.set_actions([], primary=None)
            self.show_empty(self._no_section())
            return
        round_id = found.id
        self._loading = True

        def work(progress: Progress) -> CandidateGround:
            progress.report(0, 1, tr("Reading the tasks"))
            return self._parts.candidates.ground(round_id)

        self.run_task(tr("Looking for candidates"), work, self._show)

    def _current_round(self) -> RoundInfo | None:
        queries = self._parts.queries
        rounds = {found.id: found for found in queries.rounds()}
        found = rounds.get(queries.workspace().round_id)
        if found is None or found.kind == "overall":
            return found
        return rounds.get(found.overall_round_id)

    def _own_unit(self, found: RoundInfo) -> str | None:
        """Id of the only unit to show, "" for all; None where the person has no section."""
        if self._parts.whole_city:
            return ""
        units = self._parts.queries.units(found.fiscal_year)
        return next((unit.id for unit in units if unit.code == self._parts.section), None)

    def _show(self, ground: CandidateGround) -> None:
        self._loading = False
        found = self._round
        if found is None:
            return
        self._ground = ground
        self.set_title(tr("Candidates for improvement"), subtitle=found.name)
        if not ground.proposed.material.tasks:
            self.set_actions([], primary=None)
            self.show_empty(self._no_hours())
            return
        self.show_content()
        queries = self._parts.queries
        own = self._own_unit(found) or ""
        names = {
            line.code: line.name
            for name in ("core_reason", "step_type")
            for line in queries.items(name)
        }
        self.list.side.set_words(FactWords(names))
        self.list.set_units(queries.units(found.fiscal_year), own)
        self.list.show_ground(ground, self._parts.target if self._parts.whole_city else 0)
        self.classes.show_ground(ground)
        self._on_tab(self.tabs.currentIndex())
        self._go_to_wanted()

    def _go_to_wanted(self) -> None:
        target, self._wanted = self._wanted, ""
        if target in _TARGETS and self.tabs.isTabVisible(_TARGETS[target]):
            self.tabs.setCurrentIndex(_TARGETS[target])
        elif target.startswith("section:") and self._ground is not None:
            code = target.removeprefix("section:")
            units = self._ground.proposed.units.values()
            self.list.look_at(next((unit.id for unit in units if unit.code == code), ""))
            self.tabs.setCurrentIndex(_LIST)

    def _on_tab(self, tab: int) -> None:
        self._stack.setCurrentIndex(tab)
        if tab == _EFFECT:
            self._show_effect()
        self._say_deeds()

    def _show_effect(self) -> None:
        ground, places = self._ground, self.list.places
        if ground is None or places is None:
            return
        chart = effect_chart(ground, places, fictitious=self._fictitious)
        if self.chart is None:
            self.chart = AnyChart(chart, effect_table(chart))
            self.chart.export_requested.connect(
                lambda export: ask_chart_file(self, export, self._parts.save)
            )
            layout = self._chart_place.layout()
            if layout is not None:
                layout.addWidget(self.chart)
        else:
            self.chart.set_chart(chart, effect_table(chart))

    @property
    def _fictitious(self) -> bool:
        return self._parts.queries.workspace().fictitious

    # -- what is marked ---------------------------------------------------------------------------

    def _on_marked(self) -> None:
        ground, side = self._ground, self.list.side
        count = self.list.table.selected_count()
        if ground is None or not count:
            side.show_nothing()
        elif count == 1:
            proposal = self._parts.candidates.explain(ground, self.list.marked_keys[0])
            if proposal is not None:
                side.show_proposal(proposal)
        else:
            some = self.list.marked_keys if count <= _MOST else ()
            places = ground.proposed.places
            side.show_several(ground.lines(places[key] for key in some), count, _MOST)
        self._say_deeds()

    def _say_deeds(self) -> None:
        tab = self.tabs.currentIndex()
        if self._ground is None or tab == _EFFECT:
            self.set_actions([], primary=None)
            return
        states = self._states_marked()
        may = bool(states) and self._may_decide()
        self.register_action.setEnabled(may and bool(states - {CandidateState.REGISTERED}))
        for action in (self.decline_action, self.later_action):
            action.setEnabled(may and CandidateState.OPEN in states)
        self.back_action.setEnabled(may and bool(states & SET_ASIDE))
        shown = [self.register_action, self.decline_action, self.later_action]
        if tuple(shown) != self.title_line.actions_shown:
            self.set_actions(shown, primary=0)

    def _states_marked(self) -> frozenset[CandidateState]:
        if self.tabs.currentIndex() == _CLASSES:
            one = self.classes.marked_class
            return frozenset({one.state}) if one else frozenset()
        if not 0 < self.list.table.selected_count() <= _MOST:
            return frozenset()  # of more nothing is decided, and to read them all takes long
        state = self.list.wanted.state
        if state is not None:
            return frozenset({state})
        return frozenset(CandidateState(str(row[-1])) for row in self.list.table.selected_rows())

    def _may_decide(self) -> bool:
        ground = self._ground
        if ground is None:
            return False
        if self.tabs.currentIndex() == _CLASSES:
            return self._parts.whole_city
        if self.list.table.selected_count() > _MOST:
            return False
        places = ground.proposed.places
        lines = ground.lines(places[key] for key in self.list.marked_keys)
        return not self._parts.candidates.refusal(lines)

    # -- deeds ------------------------------------------------------------------------------------

    def register(self) -> None:
        """Enter the marked candidates in the register of improvements."""
        ground, keys, one = self._ground, self.list.marked_keys, self.classes.marked_class
        if ground is None:
            return
        candidates = self._parts.candidates
        if self.tabs.currentIndex() != _CLASSES:

            def work(progress: Progress) -> int:
                return len(candidates.take_over(ground, keys, progress))
        elif one is not None:

            def work(progress: Progress) -> int:
                progress.report(0, 1, one.name)
                candidates.take_class_over(ground, one)
                return 1
        else:
            return
        self.run_task(tr("Entering candidates in the register"), work, self._tell_registered)

    def _tell_registered(self, n: int) -> None:
        self._tell(
            ntr(
                "{n} improvement is in the register now.",
                "{n} improvements are in the register now.",
                n,
            )
        )

    def ask_decline(self) -> None:
        """Ask for the reason, then decline the marked candidates."""
        reason, given = QInputDialog.getText(
            self, tr("Decline"), tr("Why shall this not be done? Others will read it next year.")
        )
        if given:
            self.set_aside(CandidateState.DECLINED, reason)

    def put_off(self) -> None:
        """Put the marked candidates off until the next survey."""
        self.set_aside(CandidateState.LATER, "")

    def set_aside(self, verdict: CandidateState, reason: str) -> None:
        """Decline the marked candidates or put them off."""
        ground, keys, one = self._ground, self.list.marked_keys, self.classes.marked_class
        if ground is None:
            return
        candidates = self._parts.candidates
        if self.tabs.currentIndex() == _CLASSES:
            if one is None:
                return

            def work() -> int:
                candidates.set_class_aside(ground, one, verdict, reason)
                return 1
        else:

            def work() -> int:
                return candidates.set_aside(ground, keys, verdict, reason)

        n = self._done(work)
        if n is not None and verdict is CandidateState.DECLINED:
            self._tell(ntr("{n} candidate is declined.", "{n} candidates are declined.", n))
        elif n is not None:
            self._tell(
                ntr(
                    "{n} candidate comes back with the next survey.",
                    "{n} candidates come back with the next survey.",
                    n,
                )
            )

    def take_back(self) -> None:
        """Make the marked candidates open again."""
        ground, keys, one = self._ground, self.list.marked_keys, self.classes.marked_class
        if ground is None:
            return
        candidates = self._parts.candidates
        if self.tabs.currentIndex() == _CLASSES:
            if one is not None:
                self._done(lambda: candidates.take_class_back(one))
        else:
            self._done(lambda: candidates.take_back(ground, keys))

    def _done(self, deed: Callable[[], T]) -> T | None:
        self.notices.clear()
        try:
            return deed()
        except BprError as error:
            self.notices.show_error(error)
            return None

    def _tell(self, text: str) -> None:
        undo = Deed(tr("Undo"), self._parts.undo)
        self.host.show_notice(Notice(text, Tone.SUCCESS, undo))

    def _open_task(self, code: str, row: str) -> None:
        self.host.go_to(Jump("entry", f"section:{code} cell:{row}:name from:candidates"))

    # -- files ------------------------------------------------------------------------------------

    def table(self) -> ReportTable | None:
        """What is shown, as a table for other programs."""
        ground, places = self._ground, self.list.places
        if ground is None or places is None:
            return None
        if self.tabs.currentIndex() == _CLASSES:
            return class_table(ground, fictitious=self._fictitious)
        return candidate_table(ground, places, fictitious=self._fictitious)

    def ask_export(self) -> None:
        """Ask where the list shall go and write it there."""
        table = self.table()
        if table is None:
            return
        start = str(Path.home() / f"{table.key}.xlsx")
        chosen, _ = QFileDialog.getSaveFileName(
            self, tr("Save as a workbook"), start, "XLSX (*.xlsx)"
        )
        if chosen:
            self.export(table, Path(chosen))

    def export(self, table: ReportTable, path: Path) -> None:
        """Write a table to a workbook."""
        export = ChartExport(ExportFormat.XLSX, path.name, b"", table)
        save_chart_file(self, export, path, self._parts.save)

    # -- nothing to show --------------------------------------------------------------------------

    def _no_survey(self) -> EmptyState:
        return EmptyState(
            "clipboard-text",
            tr("There is no overall survey yet."),
            explanation=tr(
                "Candidates come from the hours and answers of the survey, by a decision table."
            ),
            next_step=Deed(tr("Go to the survey"), lambda: self.host.go_to(Jump("survey"))),
            sample=self._sample(),
        )

    def _no_hours(self) -> EmptyState:
        return EmptyState(
            "lightbulb",
            tr("No section has told its hours yet."),
            explanation=tr(
                "As soon as tasks have hours and are tagged core or non-core, what could be"
                " improved stands here, with the reasons."
            ),
            next_step=Deed(tr("Go to the survey"), lambda: self.host.go_to(Jump("survey"))),
            sample=self._sample(),
        )

    def _no_section(self) -> EmptyState:
        return EmptyState(
            "users",
            tr("Your section is not chosen yet."),
            explanation=tr("Choose it in the settings; its candidates stand here then."),
            next_step=Deed(
                tr("Open the settings"), lambda: self.host.go_to(Jump("settings", "display"))
            ),
        )

    def _sample(self) -> Deed | None:
        show = self._parts.sample
        return Deed(tr("Open the fictitious city"), show) if show is not None else None

"""The page of the detailed survey: the chosen tasks, and the steps of one of them.

Jump targets: "detailed" (all tasks) or "detailed:<section code>", "steps:<flow id>". Where to dig
is a page of its own (`detailed_dig_page`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from bpr_studio.domain.shared.errors import BprError
from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.domain.workload.workflow import DX_OFFICE, state_label
from bpr_studio.domain.workload.workflow import Deed as SheetDeed
from bpr_studio.ui.pages.detailed_course import DetailedCourse
from bpr_studio.ui.pages.detailed_parts import current_overall, no_survey
from bpr_studio.ui.pages.detailed_steps import StepsView
from bpr_studio.ui.pages.detailed_targets import TargetsView
from bpr_studio.ui.pages.entry_bars import ReasonBar
from bpr_studio.ui.pages.entry_steps import StepStrip
from bpr_studio.ui.pages.entry_words import deed_button, doubts
from bpr_studio.ui.qt.blocks import Deed, EmptyState, Notice
from bpr_studio.ui.qt.buttons import make_action
from bpr_studio.ui.qt.page import Crumb, Jump, Page
from bpr_studio.ui.qt.tasks import busy_cursor

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtGui import QAction

    from bpr_studio.services.detailed_sheet import DetailedSheet
    from bpr_studio.services.events import Committed
    from bpr_studio.services.views import RoundInfo
    from bpr_studio.ui.grid.entry.gestures import GridReport
    from bpr_studio.ui.pages.detailed_parts import DetailedParts
    from bpr_studio.ui.qt.page import PageHost

TARGETS: Final = "detailed"
STEPS: Final = "steps"
_REMARKS: Final = 3
_TITLE_LENGTH: Final = 26
_MOST_ACTIONS: Final = 3  # as many buttons as the title line has room for
_KINDS: Final = frozenset(
    {"work_item", "flow", "flow_element", "survey_round", "survey_sheet", "org_unit"}
)


class DetailedPage(Page):
    """The tasks of the detailed survey, and the steps of one of them.

    Args:
        host: the window.
        parts: what the page works with.
    """

    def __init__(self, host: PageHost, parts: DetailedParts) -> None:
        super().__init__(host, title=tr("Detailed survey"), icon="list-numbers")
        self._parts = parts
        self._overall: RoundInfo | None = None
        self._running: RoundInfo | None = None
        self._section = parts.section  # code of the section whose tasks are shown, "" for all
        self._views = QStackedWidget()
        self.targets_view = TargetsView()
        self.steps_view = StepsView(parts)
        for view in (self.targets_view, self.steps_view):
            self._views.addWidget(view)
        self.course = DetailedCourse(parts, self._to_overlaps)
        self.strip, self.reason = StepStrip(), ReasonBar(doubts(parts.guard))
        self.deed_actions: list[QAction] = []
        self.set_content(self._laid_out())
        self.dig_action = make_action(
            self, tr("Where to dig"), self._to_dig, icon_name="chart-line-up"
        )
        self.drop_action = make_action(
            self,
            tr("Take out"),
            self.drop,
            icon_name="minus-circle",
            tip=tr("Take the marked tasks out of the detailed survey"),
        )
        self.back_action = make_action(
            self, tr("Back to the list"), self.leave, icon_name="arrow-left", shortcut="Alt+Left"
        )
        self.add_action = make_action(
            self, tr("Add a step"), self.steps_view.add_row, icon_name="plus"
        )
        self.flow_action = make_action(
            self, tr("Show as a flow"), self._show_flow, icon_name="flow-arrow"
        )
        self.addAction(self.back_action)
        self._connect()

    def _laid_out(self) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for part in (self.strip, self.reason):
            column.addWidget(part)
        column.addWidget(self._views, 1)
        return made

    def _connect(self) -> None:
        self.reason.given.connect(lambda reason: self.do(SheetDeed.RETURN, reason))
        self.targets_view.opened.connect(self.open_steps)
        self.targets_view.section_changed.connect(self._remember_section)
        self.targets_view.table.selection_text.connect(self.host.show_selection)
        self.targets_view.table.selection_changed.connect(self._offer_drop)
        self.steps_view.grid.selection_text.connect(self.host.show_selection)
        self.steps_view.list_wanted.connect(lambda row: self.host.go_to(Jump("conflicts", row)))
        self.steps_view.failed.connect(self._on_failed)
        self.steps_view.reported.connect(self._on_report)
        self.steps_view.changed.connect(lambda _change: self._offer_step_deeds())
        if self._parts.events is not None:
            self._parts.events.committed.connect(self._on_committed)

    # -- the contract of a page -------------------------------------------------------------------

    @property
    def front(self) -> QWidget:
        """The view in front."""
        return self._views.currentWidget() or self._views

    def on_shown(self) -> None:
        """Read what there is; steps stay as they are."""
        if self.front is not self.steps_view or self.steps_view.sheet is None:
            self.show_targets()

    def refresh(self, kinds: frozenset[str]) -> None:
        """Read again what was written; steps come by `DetailedParts.events`."""
        if self.front is self.targets_view and kinds & _KINDS:
            self._read_targets()

    def breadcrumb(self) -> tuple[Crumb, ...]:
        """The section of the task that is open."""
        sheet = self.steps_view.sheet
        if self.front is not self.steps_view or sheet is None:
            return ()
        own = Jump("detailed", f"{TARGETS}:{sheet.target.unit_code}")
        return (Crumb(sheet.target.unit_name, own),)

    def open_target(self, target: str) -> None:
        """Show what a jump names; see the module."""
        view, _, what = target.partition(":")
        if view == STEPS:
            self.open_steps(what)
        elif view == TARGETS:
            self._section = what
            self.show_targets()

    def _to_overlaps(self, code: str) -> None:
        self.host.go_to(Jump("conflicts", f"section:{code}"))

    # -- the chosen tasks -------------------------------------------------------------------------

    def show_targets(self) -> None:
        """Show the tasks of the detailed survey."""
        self.notices.clear()
        self._read_targets()
        returned = self.course.returned()
        if returned is not None:
            self.notices.show_notice(returned)

    def _read_targets(self) -> None:
        overall = self._overall = current_overall(self._parts)
        self._running = self._parts.detailed.shown_for(overall.id) if overall is not None else None
        if self._running is None:
            self._show_no_targets()
            return
        self.show_content()
        with busy_cursor():
            self.course.look(self._running, self._section)
            lines = self._parts.detailed.targets(self._running.id)
        self._bring(self.targets_view, tr("Tasks of the detailed survey"), self._running.name)
        self.targets_view.show_lines(lines, self._section)
        self._show_course()
        self._offer_drop()

    # -- states ----------------------------------------------------------------------------------

    def _show_course(self) -> None:
        """Show how far the section chosen is, and what this person can do about it."""
        standing = self.course.standing
        self.strip.setVisible(standing is not None)
        if standing is not None:
            self.strip.show_state(standing.sheet, changed=standing.changed)
        for old in self.deed_actions:
            old.deleteLater()
        self.deed_actions = list(self._deeds())
        may = self._parts.role() == DX_OFFICE
        others = [self.drop_action, self.dig_action] if may else [self.dig_action]
        primary = 0 if self.course.forward is not None else None
        self.set_actions([*self.deed_actions, *others][:_MOST_ACTIONS], primary=primary)

    def _deeds(self) -> Iterator[QAction]:
        forward = self.course.forward
        if forward is not None:
            icon_name = "paper-plane-tilt" if forward is SheetDeed.SUBMIT else "check"
            yield make_action(
                self, deed_button(forward), lambda: self.do(forward), icon_name=icon_name
            )
        if self.course.may_return:
            word = deed_button(SheetDeed.RETURN)
            yield make_action(self, word, self.reason.ask, icon_name="arrow-u-up-left")

    def do(self, deed: SheetDeed, reason: str = "") -> None:
        """Carry out a deed on the section chosen, as the person at the keyboard."""
        said = self.course.do(deed, reason)
        self.show_targets()
        if isinstance(said, BprError):
            self.notices.show_error(said)
        elif said is not None:
            self.notices.show_notice(said)

    def _offer_drop(self) -> None:
        self.drop_action.setEnabled(bool(self.targets_view.table.selected_count()))

    def drop(self) -> None:
        """Take the marked tasks out of the survey; those with steps stay."""
        try:
            done = self._parts.detailed.drop_targets(self.targets_view.marked)
        except BprError as error:
            self.notices.show_error(error)
            return
        self.show_targets()
        text = ntr(
            "{n:,} task was taken out of the detailed survey.",
            "{n:,} tasks were taken out of the detailed survey.",
            done.dropped,
        )
        if done.kept:
            kept = ntr(
                "{n:,} task with steps was kept.", "{n:,} tasks with steps were kept.", done.kept
            )
            text = tr("{first} {second}", first=text, second=kept)
        undo = Deed(tr("Undo"), self._parts.undo.undo) if done.dropped else None
        self.notices.show_notice(Notice(text, deed=undo))

    def _remember_section(self, code: str) -> None:
        self._section = code
        self.reason.close_bar()
        self.show_targets()

    def _show_no_targets(self) -> None:
        if self._overall is None:
            self._show_nothing()
            return
        self.set_title(tr("Tasks of the detailed survey"))
        self.set_actions([], primary=None)
        self.show_empty(
            EmptyState(
                "list-checks",
                tr("No task has been chosen for the detailed survey yet."),
                explanation=tr(
                    "The program shows the few tasks that hold most of the non-core hours; the DX"
                    " office chooses from them."
                ),
                next_step=Deed(tr("See where to dig"), self._to_dig),
            )
        )

    def _show_nothing(self) -> None:
        self.set_actions([], primary=None)
        self.show_empty(no_survey(self.host))

    def _to_dig(self) -> None:
        self.host.go_to(Jump("digging"))

    # -- the steps of one task --------------------------------------------------------------------

    def open_steps(self, flow_id: str) -> None:
        """Open the steps of a target."""
        try:
            with busy_cursor():
                sheet = self._parts.detailed.open(flow_id)
        except BprError as error:
            self.notices.show_error(error)
            return
        self.show_content()
        self.notices.clear()
        self._section = self._section and sheet.target.unit_code
        self.steps_view.show_sheet(sheet)
        self.course.look(self._round_of(sheet), sheet.target.unit_code)
        self.strip.hide()
        self.reason.close_bar()
        subtitle = tr("{section} ・ {name}", section=sheet.target.unit_name, name=self._state())
        self._bring(self.steps_view, _short(sheet.target.name) or tr("(no name)"), subtitle)
        self._offer_step_deeds()
        self.steps_view.grid.setFocus()

    def _round_of(self, sheet: DetailedSheet) -> RoundInfo | None:
        wanted = sheet.target.round_id
        return next((r for r in self._parts.queries.rounds() if r.id == wanted), None)

    def _state(self) -> str:
        standing = self.course.standing
        if standing is None:
            return tr("Work steps")
        return state_label(standing.sheet, changed=standing.changed)

    def _offer_step_deeds(self) -> None:
        sheet = self.steps_view.sheet
        if sheet is None or self.front is not self.steps_view:
            return
        rows = sheet.rows_editable
        self.add_action.setEnabled(rows.ok)
        self.add_action.setToolTip(rows.reason or self.add_action.text())
        self.flow_action.setEnabled(bool(sheet.rows))
        self.set_actions([self.add_action, self.flow_action, self.back_action], primary=0)

    def leave(self) -> None:
        """Back: from steps to the tasks, from there to the survey."""
        if self.front is self.steps_view:
            self.steps_view.close_sheet()
            self.show_targets()
        else:
            self.host.go_to(Jump("survey"))

    def _show_flow(self) -> None:
        sheet = self.steps_view.sheet
        if sheet is not None:
            self.host.go_to(Jump("flow", sheet.target.flow_id))

    def _on_failed(self, error: BprError) -> None:
        self.notices.show_error(error)

    def _on_report(self, report: GridReport) -> None:
        if report.remarks:
            self.notices.show_text(" ".join(report.remarks[:_REMARKS]))

    def _on_committed(self, event: Committed) -> None:
        self.steps_view.hear(event)

    # -- inside -----------------------------------------------------------------------------------

    def _bring(self, view: QWidget, title: str, subtitle: str) -> None:
        self._views.setCurrentWidget(view)
        self.set_title(title, subtitle=subtitle)
        self.host.show_selection("")
        self.host.place_changed()


def _short(name: str) -> str:
    """A name as a title that leaves room for the buttons."""
    return name if len(name) <= _TITLE_LENGTH else f"{name[: _TITLE_LENGTH - 1]}…"

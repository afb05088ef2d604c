"""The page where a section fills in its sheet of the overall survey.

Jump targets: "section:<code>" opens the sheet of a section in the current round; followed by
" cell:<row>:<column>" it goes to one of its cells, by " findings" it shows the points to check,
by " templates" or " shares" it asks for rows that way; " from:<page>" at the end says where the
way back leads. Without a target the page stays as it was.
Workbooks dropped on it go where the survey collects them.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from bpr_studio.domain.shared.errors import BprError
from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.domain.workload.workflow import Deed, SheetState, state_label
from bpr_studio.services.overlap_words import TASK
from bpr_studio.ui.pages.entry_bars import Bar, CarryBar, GuardBar, ReasonBar
from bpr_studio.ui.pages.entry_classes import ClassTree
from bpr_studio.ui.pages.entry_course import SheetCourse
from bpr_studio.ui.pages.entry_gauge import CapacityGauge
from bpr_studio.ui.pages.entry_tools import ToolLine
from bpr_studio.ui.pages.entry_ways import Ways
from bpr_studio.ui.pages.entry_words import deed_button, doubts, due_words, load_of_totals
from bpr_studio.ui.pages.entry_work import WorkArea
from bpr_studio.ui.pages.survey_words import round_title
from bpr_studio.ui.qt.blocks import Deed as Way
from bpr_studio.ui.qt.blocks import EmptyState, Notice
from bpr_studio.ui.qt.buttons import make_action
from bpr_studio.ui.qt.page import Crumb, Jump, Page
from bpr_studio.ui.qt.tasks import busy_cursor
from bpr_studio.ui.qt.theme import Tone

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QAction

    from bpr_studio.services.entry import EntrySheet
    from bpr_studio.services.entry_values import SheetChange
    from bpr_studio.services.events import Committed
    from bpr_studio.ui.pages.entry_parts import EntryParts
    from bpr_studio.ui.qt.page import PageHost

SECTION: Final = "section:"
CELL: Final = "cell:"
FINDINGS: Final = "findings"
TEMPLATES: Final = "templates"
SHARES: Final = "shares"
FROM: Final = " from:"
_SIDE_WIDTH: Final = 308
_DUE: Final = frozenset(SheetState) - {SheetState.DX_ACCEPTANCE, SheetState.ACCEPTED}
"""States in which the section still has something to do before the due day."""

_STATE_KINDS: Final = frozenset({"survey_round", "survey_sheet", "sheet_event", "org_unit"})


class EntryPage(Page):
    """One section's sheet: gauge, grid, side panel, and the way of the sheet to the DX office.

    Args:
        host: the window.
        parts: what the page works with.
    """

    def __init__(self, host: PageHost, parts: EntryParts) -> None:
        super().__init__(host, title=tr("Survey"), icon="pencil-simple")
        self._parts = parts
        self._course = SheetCourse(parts, self._to_overlaps)
        self._sheet: EntrySheet | None = None
        self._saved_at = ""
        self._came_from = ""  # the page the way back leads to; "" for the list of sections
        self._deed_actions: list[QAction] = []
        self._warned = False  # of texts that another sheet would lose
        self._half_open = False  # rows are shown, states and findings are not yet
        self.gauge = CapacityGauge()
        self.work = WorkArea(parts)
        self.lock = Bar("lock-simple", Tone.ACCENT)
        self.carry = CarryBar()
        self.reason = ReasonBar(doubts(parts.guard))
        self.guard = GuardBar()
        self.views = QStackedWidget()
        elsewhere = {"add": self.add_row, "collect": self._to_collect}
        self.ways = Ways(self.views, parts, lambda: self._tree, elsewhere)
        self.tools = ToolLine(
            {
                "add": self.add_row,
                "templates": lambda: self._guarded(self.ways.ask_templates),
                "shares": lambda: self._guarded(self.ways.ask_shares),
                "find": lambda: self.work.grid.find_bar.open_bar(replacing=True),
                "hand_out": self._to_hand_out,
                "collect": self._to_collect,
            },
            self.work,
        )
        self._sheet_view = self._lay_out()
        self.views.addWidget(self._sheet_view)
        self.back_action = make_action(
            self, tr("Back to the list"), self.leave, icon_name="arrow-left", shortcut="Alt+Left"
        )
        self.addAction(self.back_action)
        self.set_filter(self.gauge)
        self.set_content(self.views)
        self.set_side(self.work.side, width=_SIDE_WIDTH)
        self._opening = QTimer(self)
        self._opening.setSingleShot(True)
        self._opening.setInterval(0)
        self._opening.timeout.connect(self.finish_opening)
        self._connect()
        self._show_none()

    # -- the contract of a page -------------------------------------------------------------------

    def on_shown(self) -> None:
        """Say where we are; sums of the page before are none of this one's."""
        self.host.place_changed()
        self.host.show_selection("")

    def breadcrumb(self) -> tuple[Crumb, ...]:
        """Bureau and section."""
        section = self._course.section
        if section is None:
            return ()
        return (Crumb(section.bureau_name), Crumb(section.unit_name))

    def refresh(self, kinds: frozenset[str]) -> None:
        """States and dates may have changed; rows come by `EntryParts.events`."""
        if kinds & _STATE_KINDS:
            self._look_again()

    def open_target(self, target: str) -> None:
        """Open what a jump names; see the module."""
        target, _, self._came_from = target.partition(FROM)
        section, _, place = target.partition(" ")
        if section.startswith(SECTION):
            self.open_section(section.removeprefix(SECTION))
        if place:
            self.finish_opening()
        if place.startswith(CELL):
            row, _, key = place.removeprefix(CELL).partition(":")
            self.work.jump(row, key)
            QTimer.singleShot(0, self.work.bring_current)  # when the page has its size
        else:
            self._show_place(place)

    def _show_place(self, place: str) -> None:
        places = {
            FINDINGS: lambda: self.work.side.show_leaf(1),
            TEMPLATES: self.ways.ask_templates,
            SHARES: self.ways.ask_shares,
        }
        if self._sheet is not None and place in places:
            self._guarded(places[place])

    # -- opening ----------------------------------------------------------------------------------

    @property
    def sheet(self) -> EntrySheet | None:
        """The sheet shown."""
        return self._sheet

    @property
    def parts(self) -> EntryParts:
        """What the page works with."""
        return self._parts

    @property
    def course(self) -> SheetCourse:
        """How far the sheet is."""
        return self._course

    def open_section(self, code: str) -> None:
        """Open the sheet of a section of the current round, ready to type.

        The rows stand there at once; how far the sheet is and what the checks say follows.
        """
        with busy_cursor():
            unit, found = self._course.find(code), self._course.round
            if not unit or found is None:
                self._show_none()
                return
            if self._is_half_corrected(found.id, unit):
                self.show_main()
            elif self._stays_for_unstored():
                return
            else:
                self._show_sheet(self._parts.desk.open(found.id, unit, self._parts.role))
        self._half_open = True
        self._opening.start()

    def _is_half_corrected(self, round_id: str, unit_id: str) -> bool:
        """Whether just this sheet is open and holds texts that opening it anew would lose."""
        sheet = self._sheet
        if sheet is None or not self.work.grid.refused:
            return False
        return (sheet.round.id, sheet.unit.id) == (round_id, unit_id)

    def _stays_for_unstored(self) -> bool:
        """Whether the sheet stays open once more, since another would lose texts in it."""
        sentence = "" if self._warned else self.lead_to_unstored()
        self._warned = bool(sentence)
        if sentence:
            self.notices.show_notice(Notice(sentence, Tone.WARNING))
        return bool(sentence)

    def lead_to_unstored(self) -> str:
        """Show the first text that was not taken, and say that leaving loses it."""
        n = len(self.work.grid.refused)
        if self._sheet is None or not n:
            return ""
        self._lead_to_errors(n)
        return ntr(
            "{n} cell of {section} holds a text that could not be stored. Correct it; whoever"
            " goes on once more leaves it behind.",
            "{n} cells of {section} hold texts that could not be stored. Correct them; whoever"
            " goes on once more leaves them behind.",
            n,
            section=self._sheet.unit.name,
        )

    def _show_sheet(self, sheet: EntrySheet) -> None:
        self._sheet = sheet
        self._warned = False
        self._saved_at = ""
        self.notices.clear()
        self.show_content()
        self.gauge.show()
        self.ways.set_sheet(sheet)
        self.work.show_sheet(sheet, self._tree)
        for bar in (self.guard, self.reason):
            bar.say("")
        self.set_actions([self.back_action], primary=None)
        self.set_title(sheet.unit.name, subtitle=round_title(sheet.round))
        self._show_totals()
        self.show_main()

    def finish_opening(self) -> None:
        """Say how far the sheet is and what the checks find."""
        if self._sheet is None or not self._half_open:
            return
        self._half_open = False
        self.work.show_checks()
        self._course.look_again()
        self._show_state()
        self.host.place_changed()

    def _show_none(self) -> None:
        self._sheet = None
        self._course.leave()
        self.ways.set_sheet(None)
        self.work.close_sheet()
        self.gauge.hide()
        self.work.side.hide()
        self.set_title(tr("Survey"))
        self.set_actions([self.back_action], primary=None)
        self.show_empty(
            EmptyState(
                "clipboard-text",
                tr("No section is open."),
                explanation=tr("Choose a section in the list of the survey."),
                next_step=Way(tr("Go to the list"), self.leave),
            )
        )

    @cached_property
    def _tree(self) -> ClassTree:
        return ClassTree(self._parts.queries.classes())

    def leave(self) -> None:
        """Back: from templates or shares to the sheet, from the sheet to the list."""
        if self._sheet is not None and self.ways.is_in_front:
            self.show_main()
        else:
            self.host.go_to(Jump(self._came_from) if self._came_from else Jump("survey", "board"))

    def _to_hand_out(self) -> None:
        section = self._course.section
        code = f":{section.unit_code}" if section is not None else ""
        self.host.go_to(Jump("survey", f"hand-out{code}"))

    def _to_overlaps(self) -> None:
        section = self._course.section
        code = section.unit_code if section is not None else ""
        self.host.go_to(Jump("conflicts", f"section:{code}"))

    def _to_collect(self) -> None:
        self.host.go_to(Jump("survey", "collect"))

    # -- building ---------------------------------------------------------------------------------

    def _lay_out(self) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for bar in (self.lock, self.reason, self.guard, self.carry):
            column.addWidget(bar)
        column.addWidget(self.tools)
        column.addWidget(self.work, 1)
        return made

    def _connect(self) -> None:
        self.work.changed.connect(self._on_change)
        self.work.doubted.connect(self._on_doubt)
        self.work.refused.connect(self.notices.show_error)
        self.work.list_wanted.connect(
            lambda row: self.host.go_to(Jump("conflicts", f"{TASK}:{row}"))
        )
        self.work.grid.selection_text.connect(self.host.show_selection)
        self.guard.kept.connect(lambda: self._guarded(self.work.keep_doubtful))
        self.guard.corrected.connect(self.work.correct_doubtful)
        self.carry.next_wanted.connect(self.work.next_to_confirm)
        self.carry.confirmed.connect(lambda: self._guarded(self.work.confirm_row))
        self.carry.removed.connect(lambda: self._guarded(self.work.grid.commands.remove_rows))
        self.carry.all_confirmed.connect(lambda: self._guarded(self.work.confirm_all))
        self.reason.given.connect(lambda reason: self.do(Deed.RETURN, reason))
        self.ways.shown.connect(self.work.side.hide)
        self.ways.left.connect(self.show_main)
        self.ways.made.connect(self._on_made)
        self.ways.refused.connect(self.notices.show_error)
        if self._parts.events is not None:
            self._parts.events.committed.connect(self._on_committed)

    # -- views ------------------------------------------------------------------------------------

    def show_main(self) -> None:
        """The sheet, or the ways to begin while it has no rows."""
        sheet = self._sheet
        if sheet is None:
            return
        empty = not sheet.rows and sheet.editable().ok
        self.views.setCurrentWidget(self.ways.begin_view if empty else self._sheet_view)
        self.work.side.setVisible(not empty)
        (self.ways.begin_view.cards[0] if empty else self.work.grid).setFocus()

    def add_row(self) -> None:
        """Make a row at the end and begin with its name."""
        if self._sheet is None:
            return
        self.views.setCurrentWidget(self._sheet_view)
        self.work.side.show()
        self._guarded(self.work.add_row)

    def _on_made(self, notice: Notice, row: str) -> None:
        """Rows were made in another view."""
        self.show_main()
        self.notices.show_notice(notice)
        if row and self._sheet is not None:
            coded = self._sheet.fields(row).get("code")
            self.work.jump(row, "minutes_regular" if coded else "code")

    # -- states -----------------------------------------------------------------------------------

    def _show_state(self) -> None:
        sheet = self._sheet
        if sheet is None or self._course.section is None:
            return
        standing, can = self._course.standing, sheet.editable()
        self.tools.steps.show_state(standing.sheet, changed=standing.changed)
        self.tools.set_writable(writable=can.ok)
        self.lock.say("" if can.ok else tr("Only to look at. {reason}", reason=can.reason))
        self._offer_deeds()
        self._show_title()
        returned = self._course.returned()
        if returned is not None:
            self.notices.show_notice(returned)

    def _offer_deeds(self) -> None:
        for old in self._deed_actions:
            old.deleteLater()
        actions = self._deed_actions = []
        forward = self._course.forward
        if forward is not None:
            name = "paper-plane-tilt" if forward is Deed.SUBMIT else "check"
            action = make_action(
                self, deed_button(forward), lambda: self.do(forward), icon_name=name
            )
            action.setEnabled(self._sheet is not None and bool(self._sheet.rows))
            actions.append(action)
        if self._course.may_return:
            word = deed_button(Deed.RETURN)
            actions.append(make_action(self, word, self.reason.ask, icon_name="arrow-u-up-left"))
        self.set_actions([*actions, self.back_action], primary=0 if forward else None)

    def do(self, deed: Deed, reason: str = "") -> None:
        """Carry out a deed on the sheet, as the person at the keyboard."""
        if self._sheet is None:
            return
        self.work.grid.editing.commit()
        refused = len(self.work.grid.refused)
        waiting = self._course.errors_first(deed, self._sheet, refused)
        if waiting is not None:
            self._lead_to_errors(refused)
            self.notices.show_notice(waiting)
            return
        said = self._course.do(deed, self._sheet, reason)
        self._show_state()
        if isinstance(said, BprError):
            self.notices.show_error(said)
        elif said is not None:
            self.notices.show_notice(said)

    def _lead_to_errors(self, refused: int) -> None:
        """To the first text that is not stored, else to the list of what the checks say."""
        if refused:
            self.show_main()
            self.work.grid.next_refused()
        else:
            self.work.side.show_leaf(1)

    # -- telling ----------------------------------------------------------------------------------

    def _show_title(self) -> None:
        section, found = self._course.section, self._course.round
        if section is None or found is None:
            return
        standing = self._course.standing
        today = self._parts.now().astimezone().date()
        parts = [
            round_title(found),
            state_label(standing.sheet, changed=standing.changed),
            due_words(section.due_on, today) if standing.sheet in _DUE else "",
            tr("saved at {time}", time=self._saved_at) if self._saved_at else tr("all saved"),
        ]
        self.set_title(section.unit_name, subtitle=" ・ ".join(part for part in parts if part))

    def _show_totals(self) -> None:
        cells = self.work.cells
        if self._sheet is None or cells is None:
            return
        totals = cells.totals
        self.gauge.show_load(load_of_totals(totals))
        self.carry.show_count(totals.to_confirm if self._sheet.editable().ok else 0)

    def _on_change(self, change: SheetChange) -> None:
        if change.rows or change.structure:
            self._show_totals()
            self._tell_saved()
        if change.structure:
            self._offer_deeds()
        if change.structure and self.views.currentWidget() is self.ways.begin_view:
            self.show_main()
        if change.standing or self._course.is_approved:  # an approval covers figures, not sheets
            QTimer.singleShot(0, self, self._look_again)  # the cell is painted first

    def _look_again(self) -> None:
        """How far the sheet is may have changed."""
        if self._sheet is not None:
            self._course.look_again()
            self._show_state()

    def _tell_saved(self) -> None:
        """Everything is stored at once; the time of the last time stands below the title."""
        now = f"{self._parts.now().astimezone():%H:%M}"
        if now != self._saved_at:
            self._saved_at = now
            self._show_title()

    def _on_committed(self, event: Committed) -> None:
        if self._sheet is not None:
            self._sheet.reload(event)

    def _on_doubt(self) -> None:
        self.guard.say(self.work.doubt)

    def _guarded(self, deed: Callable[[], object]) -> None:
        """Do something with the sheet; a refusal is shown above it."""
        try:
            deed()
        except BprError as error:
            self.notices.show_error(error)

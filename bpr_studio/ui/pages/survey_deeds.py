"""What the DX office does with the marked sections, chosen and explained in place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtWidgets import (
    QDateEdit,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QWidget,
)

from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.domain.workload.workflow import (
    Deed,
    RoundState,
    Standing,
    deed_label,
    refusal,
    round_state,
    sheet_state,
)
from bpr_studio.ui.qt.buttons import ActionButton, make_action
from bpr_studio.ui.qt.theme import label

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QAction

    from bpr_studio.services.views import RoundInfo, SectionStatus

DATE_FORMAT: Final = "yyyy-MM-dd"
_BAR_HEIGHT: Final = 48
_DOUBT: Final = 3  # place of the second look among what the bar shows


@dataclass(frozen=True, slots=True)
class DeedWanted:
    """What somebody wants done with the marked sections.

    Attributes:
        deed: what.
        reason: why, for returning.
    """

    deed: Deed
    reason: str = ""


class DeedBar(QFrame):
    """One line: how many sections are marked, and what can be done with them.

    Returning asks for the reason and a change of the due day for the day in the same place; a
    reason that looks like personal data is shown once more before it goes out.

    Args:
        role: of the person at the keyboard.
        doubt: why a text should not be stored as it is; "" when it may.

    Signals:
        wanted: a `DeedWanted`.
        due_wanted: the day (ISO), "" for the round's own.
    """

    wanted = Signal(object)
    due_wanted = Signal(str)

    def __init__(self, role: str, doubt: Callable[[str], str]) -> None:
        super().__init__()
        self._role = role
        self._doubt = doubt
        self._found: RoundInfo | None = None
        self._marked: tuple[SectionStatus, ...] = ()
        self.setProperty("kind", "card")
        self.setFixedHeight(_BAR_HEIGHT)
        self.setAccessibleName(tr("What to do with the marked sections"))
        self._count = label("", kind="strong")
        self.accept = self._action(Deed.ACCEPT, lambda: self._want(Deed.ACCEPT), "check-circle")
        self.give_back = self._action(Deed.RETURN, self.ask_reason, "arrow-u-up-left")
        self.remind = self._action(Deed.REMIND, lambda: self._want(Deed.REMIND), "bell")
        self.due = make_action(
            self, tr("Change the due day"), self.ask_due, icon_name="calendar-blank"
        )
        self.reason, self.day = QLineEdit(), due_field()
        self._views = QStackedWidget()
        self._views.addWidget(self._deeds_row())
        self._views.addWidget(self._reason_row())
        self._views.addWidget(self._due_row())
        self.said = label("", wrap=True)
        self._views.addWidget(self._doubt_row())
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 8, 0)
        row.setSpacing(16)
        row.addWidget(self._count)
        row.addWidget(self._views, 1)
        self.hide()

    @property
    def marked(self) -> tuple[SectionStatus, ...]:
        """The sections something is done with."""
        return self._marked

    def show_marked(self, found: RoundInfo | None, marked: Sequence[SectionStatus]) -> None:
        """Show what can be done with these; hides where there is nothing to do."""
        if tuple(marked) != self._marked:
            self._views.setCurrentIndex(0)
        self._found, self._marked = found, tuple(marked)
        self.setVisible(bool(marked) and found is not None)
        text = ntr("{n:,} section marked", "{n:,} sections marked", len(self._marked))
        self._count.setText(text)
        for deed, action in (
            (Deed.ACCEPT, self.accept),
            (Deed.RETURN, self.give_back),
            (Deed.REMIND, self.remind),
        ):
            self._follow(action, deed)
        state = round_state(found.state) if found else RoundState.LOCKED
        self.due.setEnabled(state in {RoundState.PLANNED, RoundState.OPEN})

    def ask_reason(self) -> None:
        """Ask why the sheets go back, in place of the buttons."""
        self._views.setCurrentIndex(1)
        self.reason.clear()
        self.reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def ask_due(self) -> None:
        """Ask for the new day, in place of the buttons."""
        days = [section.due_on for section in self._marked if section.due_on]
        if days:
            self.day.setDate(QDate.fromString(max(days), DATE_FORMAT))
        self._views.setCurrentIndex(2)
        self.day.setFocus(Qt.FocusReason.OtherFocusReason)

    def give_reason(self) -> None:
        """Return the sheets with the reason typed; asks on while there is none."""
        reason = self.reason.text().strip()
        self.reason.setProperty("wrong", not reason)
        self.reason.style().unpolish(self.reason)
        self.reason.style().polish(self.reason)
        doubt = self._doubt(reason) if reason else ""
        if doubt:
            self.said.setText(doubt)
            self._views.setCurrentIndex(_DOUBT)
            self.correct.setFocus(Qt.FocusReason.OtherFocusReason)
        elif reason:
            self.keep_reason()

    def keep_reason(self) -> None:
        """Return the sheets with the reason as it was typed."""
        self._views.setCurrentIndex(0)
        self.wanted.emit(DeedWanted(Deed.RETURN, self.reason.text().strip()))

    def correct_reason(self) -> None:
        """Back to the reason, with the text in it."""
        self._views.setCurrentIndex(1)
        self.reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def give_day(self, day: str) -> None:
        """Give the sheets this day, "" for the round's own."""
        self._views.setCurrentIndex(0)
        self.due_wanted.emit(day)

    @property
    def asking(self) -> bool:
        """Whether a reason or a day is being asked for."""
        return self.isVisible() and self._views.currentIndex() > 0

    def stop_asking(self) -> None:
        """Leave a question; nothing was done."""
        self._views.setCurrentIndex(0)

    # -- inside ----------------------------------------------------------------------------------

    def _action(self, deed: Deed, run: Callable[[], object], icon_name: str) -> QAction:
        return make_action(self, deed_label(deed), run, icon_name=icon_name)

    def _want(self, deed: Deed) -> None:
        self.wanted.emit(DeedWanted(deed))

    def _follow(self, action: QAction, deed: Deed) -> None:
        """Let a button say how many it would do, or why it can do none."""
        refusals = [self._refusal(deed, section) for section in self._marked]
        able = sum(1 for sentence in refusals if not sentence)
        action.setEnabled(able > 0)
        some = 0 < able < len(refusals)
        part = ntr("{n:,} of them", "{n:,} of them", able)
        action.setText(f"{deed_label(deed)}（{part}）" if some else deed_label(deed))
        action.setToolTip(next((r for r in refusals if r), "") or deed_label(deed))

    def _refusal(self, deed: Deed, section: SectionStatus) -> str:
        if self._found is None or not section.state:
            return tr("The section is not part of this survey.")
        standing = Standing(
            round_state(self._found.state),
            sheet_state(section.state),
            section.changed_after_approval,
        )
        return refusal(deed, self._role, standing)

    def _deeds_row(self) -> QWidget:
        row = _Row()
        for action in (self.accept, self.give_back, self.remind, self.due):
            row.add(ActionButton(action))
        return row.closed()

    def _reason_row(self) -> QWidget:
        self.reason.setPlaceholderText(tr("What should the section look at again?"))
        self.reason.setAccessibleName(tr("Reason for the return"))
        self.reason.returnPressed.connect(self.give_reason)
        row = _Row()
        row.add(self.reason, stretch=1)
        row.add(_button(tr("Return with this reason"), self.give_reason, primary=True))
        row.add(self._leave_button())
        return row

    def _doubt_row(self) -> QWidget:
        row = _Row()
        row.add(self.said, stretch=1)
        self.correct = _button(tr("Correct it"), self.correct_reason, primary=True)
        row.add(self.correct)
        row.add(_button(tr("Return it as it is"), self.keep_reason))
        return row

    def _due_row(self) -> QWidget:
        for part in (self.day, self.day.findChild(QLineEdit)):
            if part is not None:
                part.setAccessibleName(tr("New due day"))
        row = _Row()
        row.add(self.day)
        give = tr("Set this day")
        row.add(
            _button(
                give, lambda: self.give_day(self.day.date().toString(DATE_FORMAT)), primary=True
            )
        )
        row.add(_button(tr("Take the day of the survey"), lambda: self.give_day("")))
        row.add(self._leave_button())
        return row.closed()

    def _leave_button(self) -> QPushButton:
        return _button(tr("Leave it"), self.stop_asking)


class _Row(QWidget):
    """Controls beside each other."""

    def __init__(self) -> None:
        super().__init__()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(8)

    def add(self, widget: QWidget, *, stretch: int = 0) -> None:
        """Add one at the right."""
        self._row.addWidget(widget, stretch)

    def closed(self) -> QWidget:
        """The row with its controls at the left."""
        self._row.addStretch(1)
        return self


def due_field() -> QDateEdit:
    """A field for a day with a calendar that drops down."""
    made = QDateEdit()
    made.setCalendarPopup(True)
    made.setDisplayFormat("yyyy/MM/dd")
    made.setMinimumWidth(140)
    return made


def _button(text: str, run: Callable[[], object], *, primary: bool = False) -> QPushButton:
    made = QPushButton(text)
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    if primary:
        made.setProperty("kind", "primary")
    made.clicked.connect(lambda _checked=False: run())
    return made

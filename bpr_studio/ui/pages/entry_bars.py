"""Lines between the title and the grid that ask for something in place, instead of dialogs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton

from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.ui.qt.buttons import icon_button
from bpr_studio.ui.qt.icons import icon_label
from bpr_studio.ui.qt.theme import Tone, label

if TYPE_CHECKING:
    from collections.abc import Callable

    from bpr_studio.ui.qt.icons import IconLabel

_TEXT: Final = 1  # place of the sentence in a line
_LONG_TEXT: Final = 3  # its share of the room, the field beside it having 2


class Bar(QFrame):
    """A quiet line with an icon, a sentence and buttons; hidden until it has something to say."""

    def __init__(self, icon_name: str, tone: Tone) -> None:
        super().__init__()
        self.setProperty("kind", "notice")
        self.setProperty("tone", tone.value)
        self._icon: IconLabel = icon_label(icon_name, tone)
        self._text = label("", wrap=True)
        self.line = QHBoxLayout(self)
        self.line.setContentsMargins(16, 6, 8, 6)
        self.line.setSpacing(8)
        self.line.addWidget(self._icon)
        self.line.addWidget(self._text, 1)
        self.hide()

    @property
    def sentence(self) -> str:
        """What is said."""
        return self._text.text()

    def say(self, sentence: str) -> None:
        """Say a sentence; "" hides the line."""
        self._text.setText(sentence)
        self.setAccessibleName(sentence)
        self.setVisible(bool(sentence))


class CarryBar(Bar):
    """Rows taken over from last year wait to be confirmed.

    Signals:
        next_wanted: go to the next one.
        confirmed: the row at the cursor is right as it is.
        removed: the row at the cursor is no longer done.
        all_confirmed: all of them are right.
    """

    next_wanted = Signal()
    confirmed = Signal()
    removed = Signal()
    all_confirmed = Signal()

    def __init__(self) -> None:
        super().__init__("clock-counter-clockwise", Tone.ACCENT)
        parts = (
            (tr("Next one"), self.next_wanted, "F8", "quiet"),
            (tr("Right as it is"), self.confirmed, "F9", ""),
            (tr("No longer done"), self.removed, "", "quiet"),
            (tr("All are right"), self.all_confirmed, "", "quiet"),
        )
        for text, signal, keys, kind in parts:
            button = _button(text, signal.emit, kind)
            if keys:
                native = QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
                button.setToolTip(f"{text} ({native})")
            self.line.addWidget(button)

    def show_count(self, waiting: int) -> None:
        """Say how many wait; 0 hides the line."""
        self.say(
            ntr(
                "{n:,} row of last year to confirm",
                "{n:,} rows of last year to confirm",
                waiting,
            )
            if waiting
            else ""
        )


class ReasonBar(Bar):
    """Asks for the reason of a return, right where the sheet is.

    Args:
        doubt: why a text should not be stored as it is; "" when it may.

    Signals:
        given: the reason.
    """

    given = Signal(str)

    def __init__(self, doubt: Callable[[str], str]) -> None:
        super().__init__("arrow-u-up-left", Tone.WARNING)
        self._doubt = doubt
        self._doubted = ""  # the reason somebody was asked to look at again
        self.give = _button(tr("Return it"), lambda: self._give(looked_at=self._doubted), "")
        self.field = QLineEdit()
        self.field.setPlaceholderText(tr("What shall the section look at again?"))
        self.field.setAccessibleName(tr("Reason of the return"))
        self.field.returnPressed.connect(self._give)
        self.field.textChanged.connect(self._typed)
        self.give.setEnabled(False)
        self.line.insertWidget(2, self.field, 2)
        self.line.addWidget(self.give)
        self.line.addWidget(icon_button("x", tr("Close"), self.close_bar))
        leave = QShortcut(QKeySequence(Qt.Key.Key_Escape), self.field)
        leave.setContext(Qt.ShortcutContext.WidgetShortcut)
        leave.activated.connect(self.close_bar)

    def ask(self) -> None:
        """Open the line and put the keyboard into it."""
        self._ask_for_it()
        self.field.clear()
        self.field.setFocus()

    def close_bar(self) -> None:
        """Leave without returning."""
        self.say("")

    def _ask_for_it(self) -> None:
        self._doubted = ""
        self.line.setStretch(_TEXT, 1)
        self.say(tr("Return the sheet with a reason:"))
        self.give.setText(tr("Return it"))

    def _typed(self, text: str) -> None:
        self.give.setEnabled(bool(text.strip()))
        if self._doubted:
            self._ask_for_it()

    def _give(self, looked_at: str = "") -> None:
        """Give the reason; one that looks like personal data only when it was looked at."""
        reason = self.field.text().strip()
        doubt = self._doubt(reason) if reason and reason != looked_at else ""
        if doubt:
            self._doubted = reason
            self.line.setStretch(_TEXT, _LONG_TEXT)
            self.say(doubt)
            self.give.setText(tr("Return it as it is"))
        elif reason:
            self.say("")
            self.given.emit(reason)


class GuardBar(Bar):
    """A text that looks like personal data waits to be corrected or kept.

    Signals:
        kept: store it as it is.
        corrected: go back to the cell with the text.
    """

    kept = Signal()
    corrected = Signal()

    def __init__(self) -> None:
        super().__init__("warning", Tone.WARNING)
        self.correct = _button(tr("Correct it"), self.corrected.emit, "primary")
        self.line.addWidget(self.correct)
        self.line.addWidget(_button(tr("Keep it as it is"), self.kept.emit, ""))


def _button(text: str, run: Callable[[], object], kind: str) -> QPushButton:
    made = QPushButton(text)
    if kind:
        made.setProperty("kind", kind)
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    made.clicked.connect(lambda _checked=False: run())
    return made

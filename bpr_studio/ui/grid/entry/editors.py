"""The fields that stand over a cell while it is typed into."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

from bpr_studio.ui.grid.columns import Align
from bpr_studio.ui.grid.entry.painter import PADDING

if TYPE_CHECKING:
    from PySide6.QtGui import QFont, QInputMethodEvent
    from PySide6.QtWidgets import QWidget

    from bpr_studio.ui.grid.entry.model import EntryColumn


class LineField(QLineEdit):
    """One line.

    Signals:
        typing: the text changed, what an input method composes included.
    """

    typing = Signal(str)

    def __init__(self, column: EntryColumn, font: QFont, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("kind", "cell")
        self.setFrame(False)
        self.setFont(font)
        self.setAccessibleName(column.heading)
        self.setTextMargins(PADDING - 4, 0, PADDING - 4, 0)
        if column.side is Align.RIGHT:
            self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.textEdited.connect(self.typing)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Tell what is composed too, so that lists narrow before it is confirmed."""
        super().inputMethodEvent(event)
        composed = event.preeditString()
        if composed:
            place = self.cursorPosition()
            self.typing.emit(self.text()[:place] + composed + self.text()[place:])

    def content(self) -> str:
        """The text."""
        return self.text()

    def put(self, text: str) -> None:
        """Begin with this text, the caret behind it."""
        self.setText(text)
        self.end(False)

    def cover(self, rect: QRect, _room: int) -> None:
        """Lie over the cell."""
        self.setGeometry(rect)


class TextField(QPlainTextEdit):
    """Several lines; grows down with its text.

    Signals:
        typing: the text changed.
    """

    typing = Signal(str)

    def __init__(self, column: EntryColumn, font: QFont, parent: QWidget) -> None:
        super().__init__(parent)
        self._cell = QRect()
        self._room = 0
        self.setProperty("kind", "cell")
        self.setFont(font)
        self.setAccessibleName(column.heading)
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(4)
        self.textChanged.connect(self._grow)
        self.textChanged.connect(lambda: self.typing.emit(self.toPlainText()))

    def content(self) -> str:
        """The text."""
        return self.toPlainText()

    def put(self, text: str) -> None:
        """Begin with this text, the caret behind it."""
        self.setPlainText(text)
        self.moveCursor(QTextCursor.MoveOperation.End)

    def cover(self, rect: QRect, room: int) -> None:
        """Lie over the cell and as far below it as the text needs, `room` pixels at most."""
        self._cell, self._room = rect, room
        self._grow()

    def _grow(self) -> None:
        if self._cell.isEmpty():
            return
        rect = QRect(self._cell)
        rect.setWidth(max(rect.width(), 200))
        self.setGeometry(rect)
        lines = max(round(self.document().size().height()), 1)
        needed = lines * self.fontMetrics().lineSpacing() + 14
        rect.setHeight(max(rect.height(), min(needed, max(self._room, rect.height()))))
        self.setGeometry(rect)


CellField = LineField | TextField


def make_field(column: EntryColumn, text: str, font: QFont, parent: QWidget) -> CellField:
    """The field for a column: several lines where the column or the text has them."""
    if column.multiline or "\n" in text:
        return TextField(column, font, parent)
    return LineField(column, font, parent)

"""The small note beside the pointer: why something cannot be done, or what would happen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtWidgets import QLabel

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

_OFF: Final = QPoint(16, 18)
_WIDEST: Final = 320
_SHOWN_MS: Final = 4000


class Hint(QLabel):
    """One sentence beside the pointer; it never takes the mouse or the keyboard."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.board = parent
        self.setObjectName("canvas-hint")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()
        self._away = QTimer(self)
        self._away.setSingleShot(True)
        self._away.setInterval(_SHOWN_MS)
        self._away.timeout.connect(self.hide)

    def say(self, text: str, at: QPoint, *, passing: bool = False, wrong: bool = True) -> None:
        """Show a sentence near a place of the parent; "" hides.

        Args:
            text: the sentence.
            at: where the pointer is, in the parent's coordinates.
            passing: it goes away by itself.
            wrong: it says why something cannot be done.
        """
        self._away.stop()
        if not text:
            self.hide()
            return
        if text != self.text() or self.property("wrong") != wrong:
            self.setProperty("wrong", wrong)
            self.style().unpolish(self)
            self.style().polish(self)
            self.setText(text)
            self._fit()
        self._place(at)
        self.show()
        self.raise_()
        if passing:
            self._away.start()

    def _fit(self) -> None:
        self.setWordWrap(False)
        wanted = self.sizeHint()
        if wanted.width() > _WIDEST:
            self.setWordWrap(True)
            self.resize(_WIDEST, self.heightForWidth(_WIDEST))
        else:
            self.resize(wanted)

    def _place(self, at: QPoint) -> None:
        room = self.board.rect()
        place = at + _OFF
        if place.x() + self.width() > room.right():
            place.setX(max(at.x() - self.width() - 8, 4))
        if place.y() + self.height() > room.bottom():
            place.setY(max(at.y() - self.height() - 8, 4))
        self.move(place)

"""A question answered by picking one of a few cards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QSizePolicy, QVBoxLayout, QWidget

from bpr_studio.ui.qt.icons import paint_icon
from bpr_studio.ui.qt.theme import Tone, current_theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent, QPaintEvent

_HEIGHT: Final = 64


@dataclass(frozen=True, slots=True)
class Choice:
    """One card: key, icon, title and a line that explains it."""

    key: str
    icon: str
    title: str
    explanation: str


class ChoiceCards(QWidget):
    """Cards below each other, exactly one of them picked.

    Signals:
        picked: key of the card that is picked now.
    """

    picked = Signal(str)

    def __init__(self, choices: Sequence[Choice], *, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._group = QButtonGroup(self)
        self._cards: dict[str, _Card] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for choice in choices:
            card = _Card(choice)
            card.toggled.connect(
                lambda checked, key=choice.key: self.picked.emit(key) if checked else None
            )
            self._group.addButton(card)
            self._cards[choice.key] = card
            column.addWidget(card)
        if choices:
            self._cards[choices[0].key].setChecked(True)

    @property
    def key(self) -> str:
        """The card picked."""
        return next((key for key, card in self._cards.items() if card.isChecked()), "")

    def pick(self, key: str) -> None:
        """Pick a card; an unknown key changes nothing."""
        if key in self._cards:
            self._cards[key].setChecked(True)

    def focus_picked(self) -> None:
        """Put the keyboard on the picked card."""
        checked = self._group.checkedButton()
        if checked is not None:
            checked.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down pick the neighbour."""
        steps = {int(Qt.Key.Key_Down): 1, int(Qt.Key.Key_Up): -1}
        if event.key() not in steps:
            super().keyPressEvent(event)
            return
        keys = list(self._cards)
        self.pick(keys[(keys.index(self.key) + steps[event.key()]) % len(keys)])
        self.focus_picked()


class _Card(QAbstractButton):
    """Icon, title, explanation; the picked one has a soft ground and a check mark."""

    def __init__(self, choice: Choice) -> None:
        super().__init__()
        self._choice = choice
        self.setCheckable(True)
        self.setText(choice.title)
        self.setAccessibleName(choice.title)
        self.setAccessibleDescription(choice.explanation)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """One height for all."""
        return QSize(480, _HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Ground, icon, two lines, check mark."""
        theme, picked = current_theme(), self.isChecked()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = "accent_soft" if picked else "hover" if self.underMouse() else "surface"
        border = "accent" if picked or self.hasFocus() else "line"
        painter.setBrush(theme.color(ground))
        painter.setPen(QPen(theme.color(border), 2 if self.hasFocus() else 1))
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 6, 6)
        tone = Tone.ACCENT if picked else Tone.SECONDARY
        paint_icon(painter, QRect(20, (_HEIGHT - 24) // 2, 24, 24), self._choice.icon, tone)
        if picked:
            right = self.width() - 40
            paint_icon(painter, QRect(right, (_HEIGHT - 20) // 2, 20, 20), "check", Tone.ACCENT)
        self._paint_texts(painter)
        painter.end()

    def _paint_texts(self, painter: QPainter) -> None:
        theme = current_theme()
        room = self.rect().adjusted(64, 11, -56, -11)
        font = self.font()
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(theme.color("text"))
        painter.drawText(room, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft, self.text())
        font.setBold(False)
        painter.setFont(font)
        painter.setPen(theme.color("text_secondary"))
        line = painter.fontMetrics().elidedText(
            self._choice.explanation, Qt.TextElideMode.ElideRight, room.width()
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft, line)

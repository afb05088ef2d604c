"""Nothing on the sheet yet: the ways to begin, each one click away."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen, QTextLayout
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from bpr_studio.domain.shared.text import tr
from bpr_studio.ui.qt.icons import paint_icon
from bpr_studio.ui.qt.theme import Tone, body_font, current_theme, label

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QPaintEvent

_HEIGHT: Final = 84
_ICON: Final = 28
_SMALL_POINTS: Final = 9
_LINE_SPACING: Final = 1.3


@dataclass(frozen=True, slots=True)
class Beginning:
    """One way to begin."""

    icon: str
    title: str
    explanation: str
    run: Callable[[], object] = field(compare=False)


class BeginView(QWidget):
    """A sentence and a card for each way to begin."""

    def __init__(self, ways: Sequence[Beginning]) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 8, 24, 24)
        column.setSpacing(6)
        column.addStretch(1)
        centre = Qt.AlignmentFlag.AlignHCenter
        column.addWidget(label(tr("How would you like to begin?"), kind="section"), 0, centre)
        text = tr("You can go on with every way afterwards; nothing is final.")
        column.addWidget(label(text, kind="secondary"), 0, centre)
        column.addSpacing(12)
        grid = QGridLayout()
        grid.setSpacing(12)
        self.cards: list[QAbstractButton] = []
        for number, way in enumerate(ways):
            card = _Card(way)
            self.cards.append(card)
            grid.addWidget(card, number // 2, number % 2)
        column.addLayout(grid)
        column.addStretch(2)


class _Card(QAbstractButton):
    """Icon, title and two lines of explanation."""

    def __init__(self, way: Beginning) -> None:
        super().__init__()
        self._way = way
        self.setText(way.title)
        self.setAccessibleName(way.title)
        self.setAccessibleDescription(way.explanation)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.clicked.connect(lambda _checked=False: way.run())
        current_theme().changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """One height for all."""
        return QSize(420, _HEIGHT)

    def keyPressEvent(self, event: object) -> None:
        """Enter opens as the space bar does."""
        from PySide6.QtGui import QKeyEvent

        if isinstance(event, QKeyEvent):
            if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
                self.click()
                return
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Ground, icon, texts."""
        theme, painter = current_theme(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(theme.color("hover" if self.underMouse() else "surface"))
        focused = self.hasFocus()
        painter.setPen(QPen(theme.color("focus" if focused else "line"), 2 if focused else 1))
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 6, 6)
        mark = QRect(20, (self.height() - _ICON) // 2, _ICON, _ICON)
        paint_icon(painter, mark, self._way.icon, Tone.ACCENT)
        room = self.rect().adjusted(68, 14, -16, -12)
        painter.setFont(body_font(bold=True))
        painter.setPen(theme.color("text"))
        painter.drawText(room, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft, self.text())
        painter.setFont(body_font(_SMALL_POINTS))
        painter.setPen(theme.color("text_secondary"))
        self._paint_explanation(painter, QRectF(room.adjusted(0, 24, 0, 0)))
        painter.end()

    def _paint_explanation(self, painter: QPainter, room: QRectF) -> None:
        """Lines with room between them."""
        layout = QTextLayout(self._way.explanation, painter.font())
        layout.beginLayout()
        top = 0.0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(room.width())
            line.setPosition(QPointF(0, top))
            top += line.height() * _LINE_SPACING
        layout.endLayout()
        layout.draw(painter, room.topLeft())

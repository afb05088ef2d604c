"""Rulers along the upper and left edge, and grid dots; both only when somebody wants them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QWidget

from bpr_studio.ui.qt.theme import body_font, current_theme

if TYPE_CHECKING:
    from PySide6.QtCore import QRectF
    from PySide6.QtGui import QPaintEvent

    from bpr_studio.ui.canvas.view import FlowView

WIDTH: Final = 20
_STEPS: Final = (10.0, 50.0, 100.0, 500.0, 1000.0, 5000.0)
_LEAST_PIXELS: Final = 60.0
_GRID: Final = 20.0
_LEAST_DOTS: Final = 9.0  # pixels between dots; closer ones would be a grey veil


class Ruler(QWidget):
    """One ruler over the edge of the view, in diagram units."""

    def __init__(self, view: FlowView, *, level: bool) -> None:
        super().__init__(view)
        self._view = view
        self._level = level
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        view.moved.connect(self.update)
        view.zoom_changed.connect(lambda _zoom: self.update())
        self.hide()

    def place(self) -> None:
        """Lie along the edge of the view."""
        room = self._view.rect()
        size = (room.width(), WIDTH) if self._level else (WIDTH, room.height())
        self.setGeometry(QRect(0, 0, *size))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Marks and numbers."""
        theme = current_theme()
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("surface_soft"))
        painter.setPen(QPen(theme.color("line_strong"), 1))
        painter.setFont(body_font(7))
        for value, at in self._marks():
            if self._level:
                painter.drawLine(at, WIDTH - 6, at, WIDTH)
                painter.drawText(at + 3, WIDTH - 7, f"{value:g}")
            else:
                painter.drawLine(WIDTH - 6, at, WIDTH, at)
                painter.save()
                painter.translate(WIDTH - 7, at + 3)
                painter.rotate(90)
                painter.drawText(0, 6, f"{value:g}")
                painter.restore()
        painter.end()

    def _marks(self) -> list[tuple[float, int]]:
        zoom, seen = self._view.zoom, self._view.seen()
        step = next((s for s in _STEPS if s * zoom >= _LEAST_PIXELS), _STEPS[-1])
        low = seen.left() if self._level else seen.top()
        high = seen.right() if self._level else seen.bottom()
        first = math.ceil(low / step)
        values = [number * step for number in range(first, math.floor(high / step) + 1)]
        return [(value, self._pixel(value)) for value in values]

    def _pixel(self, value: float) -> int:
        if self._level:
            return self._view.mapFromScene(QPointF(value, 0)).x()
        return self._view.mapFromScene(QPointF(0, value)).y()


def paint_dots(painter: QPainter, area: QRectF, zoom: float) -> None:
    """Dots of the grid over the paper; none when they would lie too close."""
    step = _GRID
    while step * zoom < _LEAST_DOTS:
        step *= 2
    if step > 8 * _GRID:
        return
    pen = QPen(current_theme().color("line_strong"), 1.2)
    pen.setCosmetic(True)
    painter.setPen(pen)
    columns = range(math.ceil(area.left() / step), math.floor(area.right() / step) + 1)
    rows = range(math.ceil(area.top() / step), math.floor(area.bottom() / step) + 1)
    painter.drawPoints([QPointF(x * step, y * step) for y in rows for x in columns])

"""The surface a chart is painted on: hover, focus, keys, values in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QColor, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from bpr_studio.charts.drawing import Ink, Size
from bpr_studio.domain.shared.text import tr
from bpr_studio.ui.charts.painting import inks, paint_drawing, paint_words, text_width
from bpr_studio.ui.qt.theme import BODY_POINTS, current_theme

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPaintEvent, QResizeEvent

    from bpr_studio.charts.drawing import Drawing, Measure, Spot

    #: Lays a chart out for the room and text size it is given.
    Layout = Callable[[Size, float, Measure], Drawing]

_LEAST_WIDTH = 320


class ChartCanvas(QWidget):
    """Paints one chart and answers to pointer and keyboard.

    Arrow keys walk through the values, Home and End jump, Enter or a click opens one.

    Signals:
        activated: key of the value somebody opened; values without key stay silent.
    """

    activated = Signal(str)

    def __init__(self, layout: Layout, *, height: int, parent: QWidget | None = None) -> None:
        """Make a canvas.

        Args:
            layout: makes the drawing for a size.
            height: height to ask for; 0 when the drawing decides by its rows.
            parent: the widget it lives in.
        """
        super().__init__(parent)
        self._make = layout
        self._asked = height
        self._drawing: Drawing | None = None
        self._hovered = -1
        self._current = -1
        self._opens = False
        self._by_key = False  # the mark of the keyboard is shown to those who use it
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        fixed = QSizePolicy.Policy.Fixed if not height else QSizePolicy.Policy.Expanding
        self.setSizePolicy(QSizePolicy.Policy.Expanding, fixed)
        current_theme().changed.connect(self.update)

    @property
    def em(self) -> float:
        """Text size in pixels."""
        return float(round(BODY_POINTS * self.logicalDpiY() / 72))

    @property
    def drawing(self) -> Drawing:
        """The chart at the present size."""
        if self._drawing is None:
            size = Size(max(self.width(), _LEAST_WIDTH), max(self.height(), self._asked))
            self._drawing = self._make(size, self.em, text_width)
        return self._drawing

    @property
    def current(self) -> Spot | None:
        """The value the keyboard is at."""
        spots = self.drawing.spots
        return spots[self._current] if 0 <= self._current < len(spots) else None

    @property
    def told(self) -> Spot | None:
        """The value whose words stand on the chart: under the pointer, else under the keyboard."""
        if 0 <= self._hovered < len(self.drawing.spots):
            return self.drawing.spots[self._hovered]
        return self.current if self._marked else None

    @property
    def _marked(self) -> bool:
        return self._by_key and self.hasFocus()

    def set_layout(self, layout: Layout) -> None:
        """Show other data."""
        self._make = layout
        self._hovered = self._current = -1
        self._forget()

    def set_opens(self, *, opens: bool) -> None:
        """Whether values can be opened; the pointer shows it."""
        self._opens = opens

    def _forget(self) -> None:
        self._drawing = None
        if not self._asked:
            height = round(self.drawing.size.height)
            if height != self.minimumHeight():
                self.setFixedHeight(height)
        self.update()

    # --- size and paint ---

    def sizeHint(self) -> QSize:
        """Wide enough for labels and bars."""
        return QSize(560, self._asked or round(self.drawing.size.height))

    def minimumSizeHint(self) -> QSize:
        """Narrower than this, labels and numbers would meet."""
        return QSize(_LEAST_WIDTH, self._asked or round(self.drawing.size.height))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out for the new room."""
        super().resizeEvent(event)
        self._forget()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the chart, the value under the pointer and the one the keyboard is at."""
        painter = QPainter(self)
        theme = current_theme()
        colours = inks(theme.mode)
        if 0 <= self._hovered < len(self.drawing.spots):
            painter.fillRect(_rect(self.drawing.spots[self._hovered]), theme.color("hover"))
        paint_drawing(painter, self.drawing, colours)
        if self._marked and self.current is not None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(colours[Ink.TEXT]), 2))
            painter.drawRoundedRect(_rect(self.current).adjusted(1, 1, -1, -1), 4, 4)
        told = self.told
        if told is not None:
            paint_words(painter, told, self.drawing, QRectF(self.rect()))

    # --- pointer ---

    def _at(self, x: float, y: float) -> int:
        for index, spot in enumerate(self.drawing.spots):
            if spot.holds(x, y):
                return index
        return -1

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Mark the value under the pointer."""
        index = self._at(event.position().x(), event.position().y())
        if index == self._hovered:
            return
        self._hovered = index
        spot = self.drawing.spots[index] if index >= 0 else None
        opens = self._opens and spot is not None and bool(spot.key)
        shape = Qt.CursorShape.PointingHandCursor if opens else Qt.CursorShape.ArrowCursor
        self.setCursor(shape)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is under the pointer."""
        super().leaveEvent(event)
        self._hovered = -1
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click opens the value under it."""
        self._by_key = False
        index = self._at(event.position().x(), event.position().y())
        if event.button() == Qt.MouseButton.LeftButton and index >= 0:
            self._current = index
            self._open()
        self.update()

    # --- keyboard ---

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk through the values and open them."""
        keys = Qt.Key
        steps = {keys.Key_Right: 1, keys.Key_Down: 1, keys.Key_Left: -1, keys.Key_Up: -1}
        count = len(self.drawing.spots)
        key = Qt.Key(event.key())
        if key in steps and count:
            self._go_to(min(max(self._current + steps[key], 0), count - 1))
        elif key == keys.Key_Home and count:
            self._go_to(0)
        elif key == keys.Key_End and count:
            self._go_to(count - 1)
        elif key in {keys.Key_Return, keys.Key_Enter, keys.Key_Space} and self.current:
            self._open()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Start at the first value when the keyboard comes here."""
        super().focusInEvent(event)
        by_key = event.reason() in {Qt.FocusReason.TabFocusReason,
                                    Qt.FocusReason.BacktabFocusReason}  # fmt: skip
        if by_key and self._current < 0 and self.drawing.spots:
            self._go_to(0)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the mark away."""
        super().focusOutEvent(event)
        self.update()

    def _go_to(self, index: int) -> None:
        self._current, self._by_key = index, True
        spot = self.drawing.spots[index]
        words = tr("{words}; Enter opens it", words=spot.words) if self._can_open() else spot.words
        self.setAccessibleDescription(words)
        QAccessible.updateAccessibility(
            QAccessibleEvent(self, QAccessible.Event.DescriptionChanged)
        )
        self.update()

    def _can_open(self) -> bool:
        return self._opens and self.current is not None and bool(self.current.key)

    def _open(self) -> None:
        if self._can_open() and self.current is not None:
            self.activated.emit(self.current.key)


def _rect(spot: Spot) -> QRectF:
    return QRectF(spot.x, spot.y, spot.width, spot.height)

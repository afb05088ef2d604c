"""The small map in the corner of the canvas: where the window is in the drawing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QPainter, QPen, QPixmap
from PySide6.QtWidgets import QWidget

from bpr_studio.domain.shared.text import tr
from bpr_studio.ui.qt.theme import current_theme

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent, QPaintEvent

    from bpr_studio.ui.canvas.view import FlowView

_MOST: Final = QSize(200, 120)
_PADDING: Final = 6
_REDRAW_AFTER_MS: Final = 250


class MiniMap(QWidget):
    """The drawing in outlines with a frame around what is seen; press or drag to go there.

    The keyboard reaches every place through the canvas itself, so the map takes no focus.
    """

    def __init__(self, view: FlowView, parent: QWidget) -> None:
        super().__init__(parent)
        self._view = view
        self._drawn: QPixmap | None = None
        self.setAccessibleName(tr("Map of the whole flow"))
        self.setToolTip(tr("Press to go there"))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        view.moved.connect(self.update)
        view.zoom_changed.connect(lambda _zoom: self.update())
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_REDRAW_AFTER_MS)
        self._later.timeout.connect(self._forget)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._draw)
        view.flow.model_shown.connect(self._forget)
        view.flow.drawing_changed.connect(self._later.start)  # while editing it may lag behind
        current_theme().changed.connect(self._forget)

    def sizeHint(self) -> QSize:
        """As wide or as high as allowed, in the shape of the drawing."""
        area = self._view.flow.area()
        if area.isEmpty():
            return QSize(0, 0)
        inner = QSize(_MOST.width() - 2 * _PADDING, _MOST.height() - 2 * _PADDING)
        size = area.size().scaled(inner, Qt.AspectRatioMode.KeepAspectRatio).toSize()
        return size.expandedTo(QSize(24, 24)) + QSize(2 * _PADDING, 2 * _PADDING)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The outlines, drawn once, and the frame."""
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("line"), 1))
        painter.setBrush(theme.color("surface_soft"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        if self._drawn is not None:
            painter.drawPixmap(0, 0, self._drawn)
        elif not self._soon.isActive():
            self._soon.start()  # the drawing itself comes first
        painter.setPen(QPen(theme.color("focus"), 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        seen = self._view.seen()
        frame = QRectF(self._on_map(seen.topLeft()), self._on_map(seen.bottomRight()))
        painter.drawRect(frame.intersected(QRectF(self.rect()).adjusted(2, 2, -2, -2)))
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go there."""
        self._go(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go along."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._go(event)

    def _go(self, event: QMouseEvent) -> None:
        area, scale = self._view.flow.area(), self._scale()
        place = (event.position() - self._offset()) / scale + area.topLeft()
        self._view.go_to(place)

    def _scale(self) -> float:
        area = self._view.flow.area()
        inner = self.rect().adjusted(_PADDING, _PADDING, -_PADDING, -_PADDING)
        scale = min(inner.width() / area.width(), inner.height() / area.height())
        return max(scale, 1e-6)

    def _offset(self) -> QPointF:
        area, scale = self._view.flow.area(), self._scale()
        return QPointF(
            (self.width() - area.width() * scale) / 2, (self.height() - area.height() * scale) / 2
        )

    def _on_map(self, place: QPointF) -> QPointF:
        return (place - self._view.flow.area().topLeft()) * self._scale() + self._offset()

    def _outlines(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        pixmap = QPixmap(self.size() * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(self._offset())
        painter.scale(self._scale(), self._scale())
        painter.translate(-self._view.flow.area().topLeft())
        self._view.flow.overview.paint_into(painter)
        painter.end()
        return pixmap

    def resizeEvent(self, _event: object) -> None:
        """The outlines have another size."""
        self._forget()

    def _draw(self) -> None:
        self._drawn = self._outlines()
        self.update()

    def _forget(self) -> None:
        self._drawn = None
        self.update()

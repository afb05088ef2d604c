"""Paints cells: a thousand of them in a few milliseconds, so that scrolling is smooth.

Qt's delegates cost about 0.1 ms a cell from Python; here texts are laid out once and kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPoint, QPointF, QRect, QSize, Qt
from PySide6.QtGui import (
    QFontMetrics,
    QPainter,
    QPen,
    QPixmap,
    QPolygon,
    QPolygonF,
    QStaticText,
)

from bpr_studio.domain.shared.findings import Level
from bpr_studio.ui.grid.columns import Align
from bpr_studio.ui.grid.entry.model import PLAIN
from bpr_studio.ui.qt.icons import paint_icon
from bpr_studio.ui.qt.theme import body_font, current_theme

if TYPE_CHECKING:
    from PySide6.QtGui import QColor, QFont

    from bpr_studio.ui.grid.entry.faces import Face

PADDING: Final = 7
SEVERAL_WIDTH: Final = 20  # pixels at the left of a cell where a press opens the chooser
_ICON: Final = 14
_TEXTS_KEPT: Final = 12_000

#: Ground, icon and colour of the icon by seriousness.
_LOOKS: Final = {
    Level.ERROR: ("error_soft", "x-circle", "error"),
    Level.WARNING: ("warning_soft", "warning", "warning"),
    Level.NOTICE: ("accent_soft", "info", "accent"),
}


class CellPainter:
    """Texts, grounds and marks of cells in the look of the moment."""

    def __init__(self, points: float) -> None:
        self._texts: dict[tuple[str, int], tuple[QStaticText, int]] = {}
        self._icons: dict[tuple[str, str, float], QPixmap] = {}
        self._curves: dict[tuple[tuple[int, ...], int, int, float], QPixmap] = {}
        self.set_points(points)

    def set_points(self, points: float) -> None:
        """Change the size of the letters."""
        self._font = body_font()
        self._font.setPointSizeF(points)
        self._metrics = QFontMetrics(self._font)
        self._height = self._metrics.height()
        self.forget_looks()

    def forget_looks(self) -> None:
        """Colours or letters changed."""
        self._texts.clear()
        self._icons.clear()
        self._curves.clear()
        theme = current_theme()
        self._ink = theme.color("text")
        self._quiet = theme.color("text_secondary")
        self._wrong = theme.color("error_text")
        self._grounds = {level: theme.color(look[0]) for level, look in _LOOKS.items()}
        self._locked = theme.color("surface_soft")
        self._changed = theme.color("accent")
        self._comment = theme.color("orange")
        self._several = theme.color("warning")
        self._curve_ground = theme.color("accent_soft")
        self._curve_line = theme.color("core")

    @property
    def font(self) -> QFont:
        """The letters of the cells."""
        return self._font

    @property
    def row_height(self) -> int:
        """A height the letters sit well in."""
        return self._height + 12

    def ground_of(self, face: Face) -> QColor | None:
        """The colour behind a cell, None for the sheet's own."""
        level = face.level
        if level is not None:
            return self._grounds[level]
        return self._locked if face.locked else None

    def paint(self, painter: QPainter, rect: QRect, face: Face, side: Align) -> None:
        """Text and marks of a cell; the ground is there already.

        Args:
            painter: with the cells' font set.
            rect: the cell without its lines.
            face: what it shows.
            side: where the text stands.
        """
        left, width = rect.x() + PADDING, rect.width() - 2 * PADDING
        if face.mark is not PLAIN or face.refused:
            inner = self._paint_marks(
                painter, rect, QRect(left, rect.y(), width, rect.height()), face, side
            )
            left, width = inner.x(), inner.width()
            if face.mark.curve and not face.refused:
                self._paint_curve(painter, inner, face.mark.curve)
                return
        if face.text and width > 0:
            self._paint_text(painter, QRect(left, rect.y(), width, rect.height()), face, side)

    def _paint_text(self, painter: QPainter, inner: QRect, face: Face, side: Align) -> None:
        left, width = inner.x(), inner.width()
        laid, natural = self._laid(face.text, width)
        if side is Align.RIGHT:
            left += width - natural
        elif side is Align.CENTER:
            left += (width - natural) // 2
        painter.setPen(self._pen_of(face))
        painter.drawStaticText(left, inner.y() + (inner.height() - self._height) // 2, laid)
        if face.mark.to_confirm:
            self._underline(painter, left, inner.y() + inner.height() - 5, natural)

    def _paint_curve(self, painter: QPainter, inner: QRect, values: tuple[int, ...]) -> None:
        """A small picture of the values, drawn once for each shape and size."""
        room = inner.adjusted(0, 5, 0, -5)
        if room.width() < len(values) or len(values) < 2:
            return
        ratio = painter.device().devicePixelRatioF()
        key = (values, room.width(), room.height(), ratio)
        found = self._curves.get(key)
        if found is None:
            found = self._curves[key] = self._drawn_curve(values, room.size(), ratio)
        painter.drawPixmap(room.topLeft(), found)

    def _drawn_curve(self, values: tuple[int, ...], size: QSize, ratio: float) -> QPixmap:
        """A filled line from the first value to the last, the highest one at the upper edge."""
        made = _clear_pixmap(size, ratio)
        highest, step = max(*values, 1), (size.width() - 1) / (len(values) - 1)
        base = size.height() - 1.0
        points = [
            QPointF(place * step, 1 + (base - 1) * (1 - value / highest))
            for place, value in enumerate(values)
        ]
        painter = QPainter(made)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._curve_ground)
        painter.drawPolygon(QPolygonF([QPointF(0, base), *points, QPointF(points[-1].x(), base)]))
        painter.setPen(QPen(self._curve_line, 1.4))
        painter.drawPolyline(QPolygonF(points))
        painter.end()
        return made

    def _pen_of(self, face: Face) -> QColor:
        if face.refused:
            return self._wrong
        return self._quiet if face.mark.to_confirm else self._ink

    def _underline(self, painter: QPainter, x: int, y: int, width: int) -> None:
        """Dots below what is still to be confirmed."""
        painter.setPen(QPen(self._quiet, 1, Qt.PenStyle.DotLine))
        painter.drawLine(x, y, x + width, y)

    def _laid(self, text: str, width: int) -> tuple[QStaticText, int]:
        found = self._texts.get((text, width))
        if found is not None:
            return found
        if len(self._texts) > _TEXTS_KEPT:
            self._texts.clear()
        flat = text.replace("\n", " ↵ ")
        natural = self._metrics.horizontalAdvance(flat)
        if natural > width:
            flat = self._metrics.elidedText(flat, Qt.TextElideMode.ElideRight, width)
            natural = self._metrics.horizontalAdvance(flat)
        laid = QStaticText(flat)
        laid.setTextFormat(Qt.TextFormat.PlainText)
        laid.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
        laid.prepare(font=self._font)
        self._texts[text, width] = laid, natural
        return laid, natural

    def _paint_marks(
        self, painter: QPainter, rect: QRect, inner: QRect, face: Face, side: Align
    ) -> QRect:
        """The marks; answers what room is left for the text."""
        mark = face.mark
        if mark.comment:
            self._corner(painter, rect.topRight() + QPoint(1, 0), -7, self._comment)
        if mark.changed:
            self._corner(painter, rect.topLeft(), 7, self._changed)
        if mark.several and inner.width() >= _ICON:
            inner = self._paint_several(painter, rect, inner)
        level = face.level
        if level is None or inner.width() < _ICON:
            return inner
        top = rect.top() + (rect.height() - _ICON) // 2
        if side is Align.RIGHT:
            painter.drawPixmap(inner.left() - 2, top, self._icon(level, painter))
            return inner.adjusted(_ICON, 0, 0, 0)
        painter.drawPixmap(inner.right() - _ICON + 3, top, self._icon(level, painter))
        return inner.adjusted(0, 0, -_ICON, 0)

    def _paint_several(self, painter: QPainter, rect: QRect, inner: QRect) -> QRect:
        """Two arrows in front of the text and a line below it: several values stand here."""
        ratio = painter.device().devicePixelRatioF()
        top = rect.top() + (rect.height() - _ICON) // 2
        painter.drawPixmap(rect.left() + 3, top, self.icon("arrows-left-right", "warning", ratio))
        painter.setPen(QPen(self._several, 2))
        painter.drawLine(rect.left() + 1, rect.bottom() - 1, rect.right() - 1, rect.bottom() - 1)
        return inner.adjusted(_ICON - 2, 0, 0, 0)

    def _corner(self, painter: QPainter, at: QPoint, size: int, color: QColor) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        painter.drawPolygon(QPolygon([at, at + QPoint(size, 0), at + QPoint(0, abs(size))]))

    def _icon(self, level: Level, painter: QPainter) -> QPixmap:
        _, name, tone = _LOOKS[level]
        return self.icon(name, tone, painter.device().devicePixelRatioF())

    def icon(self, name: str, tone: str, ratio: float) -> QPixmap:
        """An icon of 14 pixels, drawn once for each scaling."""
        found = self._icons.get((name, tone, ratio))
        if found is None:
            found = _clear_pixmap(QSize(_ICON, _ICON), ratio)
            painter = QPainter(found)
            paint_icon(painter, QRect(0, 0, _ICON, _ICON), name, tone)
            painter.end()
            self._icons[name, tone, ratio] = found
        return found

    def icon_of(self, level: Level, ratio: float) -> QPixmap:
        """The icon of a seriousness."""
        _, name, tone = _LOOKS[level]
        return self.icon(name, tone, ratio)


def _clear_pixmap(size: QSize, ratio: float) -> QPixmap:
    """An empty picture of this size in the scaling of a screen."""
    made = QPixmap(size * ratio)
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    return made

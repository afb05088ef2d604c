"""Drawings on Qt paint devices: the screen, the clipboard, PNG files."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, assert_never

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QImageWriter, QPainter, QPen, QPolygonF

from bpr_studio.charts.drawing import (
    DARK,
    LIGHT,
    Anchor,
    Box,
    Dot,
    Ink,
    Label,
    Shape,
    Stroke,
    dot_outline,
    hatch_lines,
    line_ink,
    wrap,
)
from bpr_studio.ui.qt.theme import Mode, body_font, current_theme

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtGui import QFont

    from bpr_studio.charts.drawing import Drawing, Mark, Spot


def inks(mode: Mode) -> Mapping[Ink, str]:
    """The colours of charts in one mode."""
    return DARK if mode is Mode.DARK else LIGHT


@lru_cache(maxsize=64)
def chart_font(pixels: int, *, bold: bool) -> QFont:
    """The program's font at a size in pixels."""
    font = body_font(bold=bold)
    font.setPixelSize(pixels)
    return font


@lru_cache(maxsize=64)
def _metrics(pixels: int, *, bold: bool) -> QFontMetricsF:
    return QFontMetricsF(chart_font(pixels, bold=bold))


def _pixels(size: float) -> int:
    return max(1, round(size))


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Width of `text` as it will be painted; the `Measure` of charts on screen."""
    return _metrics(_pixels(size), bold=bold).horizontalAdvance(text)


def paint_drawing(painter: QPainter, drawing: Drawing, colours: Mapping[Ink, str]) -> None:
    """Paint every mark in the painter's coordinates."""
    brush = _Brush(painter, drawing.em, {ink: QColor(value) for ink, value in colours.items()})
    painter.save()
    for mark in drawing.marks:
        brush.paint(mark)
    painter.restore()


def picture_of(drawing: Drawing, *, scale: float) -> QImage:
    """`drawing` in the light colours, at `scale` pixels per unit."""
    size = drawing.size
    image = QImage(
        round(size.width * scale), round(size.height * scale), QImage.Format.Format_RGB32
    )
    image.fill(QColor(LIGHT[Ink.SURFACE]))
    painter = QPainter(image)
    painter.scale(scale, scale)
    paint_drawing(painter, drawing, LIGHT)
    painter.end()
    return image


def png_of(image: QImage) -> bytes:
    """The bytes of a PNG file."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    return bytes(buffer.data().data())


def paint_words(painter: QPainter, spot: Spot, drawing: Drawing, room: QRectF) -> None:
    """Write a spot's words on a small card beside it, inside `room`."""
    size = 0.95 * drawing.em
    padding, line_height = 0.7 * size, 1.5 * size
    lines = wrap(spot.words, min(26 * size, room.width() - 2 * padding), size, text_width)
    width = max(text_width(line, size) for line in lines) + 2 * padding
    height = line_height * len(lines) + padding
    card = _placed(QRectF(spot.x, spot.y, spot.width, spot.height), width, height, room)
    theme = current_theme()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("tooltip"))
    painter.drawRoundedRect(card, 6, 6)
    painter.setPen(theme.color("on_tooltip"))
    painter.setFont(chart_font(_pixels(size), bold=False))
    for index, line in enumerate(lines):
        y = card.top() + 0.5 * padding + line_height * (index + 1) - 0.4 * size
        painter.drawText(QPointF(card.left() + padding, y), line)
    painter.restore()


def _placed(spot: QRectF, width: float, height: float, room: QRectF) -> QRectF:
    """Beside an upright spot, below or above a lying one; never outside `room`."""
    gap = 6.0
    if spot.height() > spot.width():
        right_fits = spot.right() + gap + width <= room.right()
        x = spot.right() + gap if right_fits else spot.left() - gap - width
        y = spot.top() + gap
    else:
        below_fits = spot.bottom() + gap + height <= room.bottom()
        x = spot.center().x() - width / 2
        y = spot.bottom() + gap if below_fits else spot.top() - gap - height
    return QRectF(
        min(max(x, room.left()), room.right() - width),
        min(max(y, room.top()), room.bottom() - height),
        width,
        height,
    )


class _Brush:
    def __init__(self, painter: QPainter, em: float, colours: Mapping[Ink, QColor]) -> None:
        self._painter = painter
        self._em = em
        self._colours = colours

    def paint(self, mark: Mark) -> None:
        match mark:
            case Box():
                self._box(mark)
            case Stroke():
                self._stroke(mark)
            case Dot():
                self._dot(mark)
            case Label():
                self._label(mark)
            case _:
                assert_never(mark)

    def _pen(self, ink: Ink, width: float) -> QPen:
        pen = QPen(self._colours[ink], width)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        return pen

    def _box(self, box: Box) -> None:
        painter = self._painter
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(QRectF(box.x, box.y, box.width, box.height), self._colours[box.ink])
        lines = hatch_lines(box, 0.55 * self._em)
        if lines:
            painter.setPen(self._pen(line_ink(box), 0.13 * self._em))
            painter.drawLines([QLineF(*line) for line in lines])

    def _stroke(self, stroke: Stroke) -> None:
        painter = self._painter
        pen = self._pen(stroke.ink, stroke.width)
        if stroke.dashed:
            pen.setDashPattern([4, 2.7])  # in line widths
        painter.setPen(pen)
        straight = all(a[0] == b[0] or a[1] == b[1]
                       for a, b in zip(stroke.points, stroke.points[1:], strict=False))  # fmt: skip
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, not straight)
        painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in stroke.points]))

    def _dot(self, dot: Dot) -> None:
        painter = self._painter
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self._pen(dot.ink, 0.13 * self._em))
        painter.setBrush(self._colours[Ink.SURFACE if dot.hollow else dot.ink])
        if dot.shape is Shape.CIRCLE:
            painter.drawEllipse(QPointF(dot.x, dot.y), dot.r, dot.r)
        else:
            painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in dot_outline(dot)]))

    def _label(self, label: Label) -> None:
        width = text_width(label.text, label.size, bold=label.bold)
        left = {Anchor.START: 0.0, Anchor.MIDDLE: width / 2, Anchor.END: width}[label.anchor]
        self._painter.setFont(chart_font(_pixels(label.size), bold=label.bold))
        self._painter.setPen(self._colours[label.ink])
        self._painter.drawText(QPointF(label.x - left, label.y), label.text)

"""The shared notation painted with Qt: primitives once turned into Qt's own shapes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainterPath, QStaticText, QTransform

from bpr_studio.domain.diagram.lettering import INSIDE_SIZES
from bpr_studio.domain.diagram.primitives import Anchor, Path
from bpr_studio.ui.canvas.ink import ascent_of, font_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtGui import QPainter

    from bpr_studio.domain.diagram.primitives import PathCommand, Primitive, Text
    from bpr_studio.domain.shared.geometry import Bounds
    from bpr_studio.ui.canvas.ink import Ink

_LETTER_TOP = 0.84
"""How far letters reach above the baseline, as a share of their size."""
_THIN = 2.0
_SHARES = {Anchor.START: 0.0, Anchor.MIDDLE: 0.5, Anchor.END: 1.0}


def rect_of(bounds: Bounds) -> QRectF:
    """A box as Qt knows it."""
    return QRectF(bounds.x, bounds.y, bounds.width, bounds.height)


def path_of(commands: Iterable[PathCommand]) -> QPainterPath:
    """A path as Qt knows it."""
    path = QPainterPath()
    for command in commands:
        match command:
            case ("M", x, y):
                path.moveTo(x, y)
            case ("L", x, y):
                path.lineTo(x, y)
            case ("C", *numbers):
                path.cubicTo(*numbers)
            case _:
                path.closeSubpath()
    return path


class Drawn:
    """Primitives ready to be painted again and again; the ink is chosen when painting.

    Args:
        primitives: what to paint, in this order.
        on_lines: words lie over lines and get a thin ground of paper to stay readable.
        fine_below: lines and areas smaller than this are left out when painting roughly.
    """

    __slots__ = ("_on_lines", "_parts", "_rough")

    def __init__(
        self, primitives: Iterable[Primitive], *, on_lines: bool = False, fine_below: float = 0.0
    ) -> None:
        self._on_lines = on_lines
        self._parts = [
            _Figure(primitive) if isinstance(primitive, Path) else _Words(primitive)
            for primitive in primitives
        ]
        self._rough = [part for part in self._parts if part.extent >= fine_below]

    def paint(self, painter: QPainter, ink: Ink, *, roughly: bool = False) -> None:
        """Paint at the painter's scale; pen, brush and font of the painter change.

        Args:
            painter: where to.
            ink: the colours.
            roughly: zoomed out: leave out what is a speck, draw thin lines one pixel wide (which
                Qt does several times faster than lines of any other width).
        """
        if self._on_lines:
            for part in self._parts:
                painter.fillRect(part.ground(), ink.veil)
        for part in self._rough if roughly else self._parts:
            part.paint(painter, ink, roughly=roughly)

    def area(self) -> QRectF:
        """The box around everything; empty for nothing."""
        area = QRectF()
        for part in self._parts:
            area = area.united(part.area())
        return area


class _Figure:
    """A line or an area."""

    __slots__ = ("_path", "_primitive", "extent")

    def __init__(self, primitive: Path) -> None:
        self._primitive = primitive
        self._path = path_of(primitive.commands)
        box = self._path.boundingRect()
        self.extent = max(box.width(), box.height())

    def paint(self, painter: QPainter, ink: Ink, *, roughly: bool) -> None:
        primitive = self._primitive
        thin = roughly and primitive.width <= _THIN and not primitive.dash
        width = 0.0 if thin else primitive.width
        painter.setPen(ink.pen(primitive.stroke, width, primitive.dash))
        painter.setBrush(ink.brush(primitive.fill))
        painter.drawPath(self._path)

    def ground(self) -> QRectF:
        """Lines and areas need none."""
        return QRectF()

    def area(self) -> QRectF:
        reach = self._primitive.width / 2
        return self._path.boundingRect().adjusted(-reach, -reach, reach, reach)


class _Words:
    """One line of text."""

    __slots__ = ("_area", "_font", "_primitive", "_shift", "_static", "extent")

    def __init__(self, primitive: Text) -> None:
        self._primitive = primitive
        is_sign = len(primitive.text) == 1 and primitive.size < INSIDE_SIZES[0]
        self.extent = primitive.size if is_sign else float("inf")  # words are never left out
        self._font = font_of(primitive.size)
        self._static = QStaticText(primitive.text)
        self._static.setTextFormat(Qt.TextFormat.PlainText)
        self._static.prepare(QTransform(), self._font)
        share = _SHARES[primitive.anchor]
        self._shift = QPointF(-share * self._static.size().width(), -ascent_of(primitive.size))
        turn = QTransform().translate(*primitive.at).rotate(primitive.rotation)
        self._area = turn.mapRect(QRectF(self._shift, self._static.size()))

    def paint(self, painter: QPainter, ink: Ink, *, roughly: bool) -> None:
        del roughly  # words are always words
        primitive = self._primitive
        painter.setPen(ink.color(primitive.role))
        painter.setFont(self._font)
        if not primitive.rotation:
            painter.drawStaticText(QPointF(*primitive.at) + self._shift, self._static)
            return
        painter.save()
        painter.translate(*primitive.at)
        painter.rotate(primitive.rotation)
        painter.drawStaticText(self._shift, self._static)
        painter.restore()

    def area(self) -> QRectF:
        return self._area

    def ground(self) -> QRectF:
        """Just behind the letters, so that no shape nearby loses its border."""
        size = self._primitive.size
        top = self._primitive.at.y - _LETTER_TOP * size
        return QRectF(self._area.left(), top, self._area.width(), size)

"""What lies over the drawing while something is being done: ghosts, lines, frames, handles."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainterPath, QPen, QPolygonF
from PySide6.QtWidgets import QGraphicsItem

from bpr_studio.domain.diagram.shapes import arrow_head, direction
from bpr_studio.domain.process.element import EVENTS, Kind
from bpr_studio.ui.canvas.items import ABOVE
from bpr_studio.ui.canvas.painting import rect_of
from bpr_studio.ui.qt.theme import current_theme

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from PySide6.QtGui import QPainter
    from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

    from bpr_studio.domain.process.element import Element
    from bpr_studio.domain.process.model import ProcessModel
    from bpr_studio.domain.shared.geometry import Bounds, Point
    from bpr_studio.ui.canvas.editing.handles import Handle
    from bpr_studio.ui.canvas.painting import Drawn
    from bpr_studio.ui.canvas.scene import FlowScene

GHOSTS_WITH_CONTENT: Final = 24
"""More moved elements than this are shown as outlines: a preview must keep up with the mouse."""
_GHOST: Final = 0.55
_HANDLE: Final = 8.0  # pixels
_ROOM: Final = 60.0
_TINT: Final = 0.14


class Tone(Enum):
    """Whether what is shown may be done."""

    PLAIN = auto()
    ALLOWED = auto()
    REFUSED = auto()


_TOKENS: Final = {Tone.PLAIN: "focus", Tone.ALLOWED: "success", Tone.REFUSED: "error"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What is shown over the drawing; everything in diagram units.

    Attributes:
        tone: colour of ghosts, arrow and target.
        ghosts: ids of elements shown once more, moved by `shift`.
        shift: how far.
        outline: shapes in outline.
        picture: a new shape, drawn where it would be.
        arrow: a line with a head, from start to end.
        trails: lines that hang on the ghosts.
        target: what would take it, framed.
        lines: lines things snap to, each from one point to another.
        band: the frame of a rubber band.
        bar: where something would be put in between, a thick line.
    """

    tone: Tone = Tone.PLAIN
    ghosts: tuple[str, ...] = ()
    shift: tuple[float, float] = (0.0, 0.0)
    outline: QPainterPath | None = None
    picture: Drawn | None = None
    arrow: tuple[Point, ...] = ()
    trails: tuple[tuple[Point, ...], ...] = ()
    target: QPainterPath | None = None
    lines: tuple[tuple[Point, Point], ...] = ()
    band: QRectF | None = None
    bar: tuple[Point, Point] | None = None


NOTHING: Final = Preview()


class Overlay(QGraphicsItem):
    """Paints one `Preview` and the handles of what is selected."""

    def __init__(self, scene: FlowScene) -> None:
        super().__init__()
        self._scene = scene
        self._preview = NOTHING
        self._boxes: list[QRectF] = []
        self._hull = QRectF()
        self._handles: tuple[Handle, ...] = ()
        self._area = QRectF()
        self.setZValue(3 * ABOVE)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        scene.addItem(self)

    @property
    def preview(self) -> Preview:
        """What is shown now."""
        return self._preview

    @property
    def handles(self) -> tuple[Handle, ...]:
        """The handles shown now."""
        return self._handles

    def show_preview(self, preview: Preview) -> None:
        """Show this and nothing else; the handles go while something is being done."""
        self.prepareGeometryChange()
        if preview.ghosts is not self._preview.ghosts:
            self._boxes = self._ghost_boxes(preview.ghosts)
            self._hull = _hull_of(self._boxes)
        self._preview = preview
        self._measure()
        self.update()

    def clear(self) -> None:
        """Show only the handles again."""
        self.show_preview(NOTHING)

    def show_handles(self, handles: tuple[Handle, ...]) -> None:
        """Show these handles."""
        if handles == self._handles:
            return
        self.prepareGeometryChange()
        self._handles = handles
        self._measure()
        self.update()

    def boundingRect(self) -> QRectF:
        """Everything shown."""
        return self._area

    def paint(
        self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None
    ) -> None:
        """Paint the preview, or the handles while there is none."""
        if self._preview is NOTHING:
            self._paint_handles(painter)
            return
        self._paint_ghosts(painter)
        self._paint_shapes(painter)
        self._paint_lines(painter)

    # -- inside ----------------------------------------------------------------------------------

    def _ghost_boxes(self, ids: tuple[str, ...]) -> list[QRectF]:
        if len(ids) <= GHOSTS_WITH_CONTENT:
            return []
        found = (self._scene.model.find(element_id) for element_id in ids)
        return [rect_of(element.bounds) for element in found if element and element.bounds]

    def _measure(self) -> None:
        area = QRectF()
        shown = self._preview
        for rect in self._rects(shown):
            area = area.united(rect)
        for handle in self._handles:
            area = area.united(QRectF(handle.at.x, handle.at.y, 0.1, 0.1))
        self._area = area.adjusted(-_ROOM, -_ROOM, _ROOM, _ROOM) if not area.isEmpty() else area

    def _rects(self, shown: Preview) -> Iterable[QRectF]:
        dx, dy = shown.shift
        if self._boxes:
            yield self._hull.translated(dx, dy)
        else:
            for element_id in shown.ghosts:
                yield self._scene.area_of(element_id).translated(dx, dy)
                yield self._scene.label_area_of(element_id).translated(dx, dy)
        for path in (shown.outline, shown.target):
            if path is not None:
                yield path.boundingRect()
        if shown.picture is not None:
            yield shown.picture.area()
        if shown.band is not None:
            yield shown.band
        bar = (shown.bar,) if shown.bar else ()
        yield from map(_box, (shown.arrow, *shown.lines, *shown.trails, *bar))

    def _paint_ghosts(self, painter: QPainter) -> None:
        shown = self._preview
        painter.save()
        painter.translate(*shown.shift)
        if self._boxes:
            self._paint_boxes(painter)
        elif shown.ghosts:
            painter.setOpacity(_GHOST)
            for element_id in shown.ghosts:
                self._scene.paint_element(painter, element_id)
            painter.setOpacity(1.0)
            if shown.tone is not Tone.PLAIN:
                found = (self._scene.model.find(i) for i in shown.ghosts)
                self._paint_outline(painter, outline_of(e for e in found if e and e.bounds))
        painter.restore()

    def _paint_boxes(self, painter: QPainter) -> None:
        """Many ghosts: their boxes, and only those that are seen."""
        inverse, _ = painter.worldTransform().inverted()
        seen = inverse.mapRect(QRectF(painter.viewport()))
        color = self._color()
        tint = QColor(color)
        tint.setAlphaF(_TINT)
        painter.setPen(_pen(color, 1))
        painter.setBrush(tint)
        painter.drawRects([box for box in self._boxes if box.intersects(seen)])

    def _paint_shapes(self, painter: QPainter) -> None:
        shown = self._preview
        if shown.outline is not None:
            self._paint_outline(painter, shown.outline)
        if shown.picture is not None:
            painter.setOpacity(0.75)
            shown.picture.paint(painter, self._scene.ink)
            painter.setOpacity(1.0)
            if shown.tone is Tone.REFUSED:
                path = QPainterPath()
                path.addRoundedRect(shown.picture.area().adjusted(-3, -3, 3, 3), 8, 8)
                self._paint_outline(painter, path)
        if shown.target is not None:
            painter.setPen(_pen(self._color(), 3))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPath(shown.target)
        if shown.band is not None:
            path = QPainterPath()
            path.addRect(shown.band)
            self._paint_outline(painter, path)

    def _paint_lines(self, painter: QPainter) -> None:
        shown = self._preview
        painter.setBrush(Qt.BrushStyle.NoBrush)
        trail = _pen(self._color(), 1.5)
        trail.setDashPattern([4, 3])
        painter.setPen(trail)
        for points in shown.trails:
            painter.drawPolyline(QPolygonF([QPointF(*point) for point in points]))
        painter.setPen(_pen(current_theme().color("orange"), 1))
        for start, end in shown.lines:
            painter.drawLine(QPointF(*start), QPointF(*end))
        if shown.bar is not None:
            painter.setPen(_pen(self._color(), 4))
            painter.drawLine(QPointF(*shown.bar[0]), QPointF(*shown.bar[1]))
        if len(shown.arrow) > 1:
            self._paint_arrow(painter, shown.arrow)

    def _paint_arrow(self, painter: QPainter, points: tuple[Point, ...]) -> None:
        color = self._color()
        painter.setPen(_pen(color, 2))
        painter.drawPolyline(QPolygonF([QPointF(*point) for point in points]))
        head = arrow_head(points[-1], direction(points[-2], points[-1]), 10.0, 9.0)
        painter.setBrush(color)
        painter.drawPolygon(QPolygonF([QPointF(*point) for point in head]))

    def _paint_outline(self, painter: QPainter, path: QPainterPath) -> None:
        color = self._color()
        tint = QColor(color)
        tint.setAlphaF(_TINT)
        painter.setPen(_pen(color, 1.5))
        painter.setBrush(tint)
        painter.drawPath(path)

    def _paint_handles(self, painter: QPainter) -> None:
        scale = painter.worldTransform().m11() or 1.0
        side = _HANDLE / scale
        color = current_theme().color("focus")
        painter.setPen(_pen(color, 1.5))
        for handle in self._handles:
            painter.setBrush(color if handle.is_round and not handle.is_faint else self._paper())
            painter.setOpacity(0.6 if handle.is_faint else 1.0)
            box = QRectF(handle.at.x - side / 2, handle.at.y - side / 2, side, side)
            if handle.is_round:
                painter.drawEllipse(box)
            else:
                painter.drawRect(box)
        painter.setOpacity(1.0)

    def _color(self) -> QColor:
        return current_theme().color(_TOKENS[self._preview.tone])

    def _paper(self) -> QColor:
        return current_theme().color("surface")


def _hull_of(boxes: Iterable[QRectF]) -> QRectF:
    hull = QRectF()
    for box in boxes:
        hull = hull.united(box)
    return hull


def outline_of(elements: Iterable[Element]) -> QPainterPath:
    """The outlines of shapes and the lines of connections as one path."""
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    for element in elements:
        if element.bounds:
            path.addPath(shape_outline(element, element.bounds))
        elif element.waypoints:
            path.moveTo(*element.waypoints[0])
            for point in element.waypoints[1:]:
                path.lineTo(*point)
    return path


def outline_at(model: ProcessModel, places: Mapping[str, Bounds]) -> QPainterPath:
    """The outlines of elements as if they had these boxes."""
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    for element_id, box in places.items():
        element = model.find(element_id)
        if element is not None:
            path.addPath(shape_outline(element, box))
    return path


def shape_outline(element: Element, bounds: Bounds) -> QPainterPath:
    """The outline of an element if it had this box."""
    path = QPainterPath()
    rect = rect_of(bounds)
    if element.kind in EVENTS:
        path.addEllipse(rect)
    elif element.kind is Kind.GATEWAY:
        middle = rect.center()
        path.addPolygon(
            QPolygonF(
                [
                    QPointF(middle.x(), rect.top()),
                    QPointF(rect.right(), middle.y()),
                    QPointF(middle.x(), rect.bottom()),
                    QPointF(rect.left(), middle.y()),
                ]
            )
        )
        path.closeSubpath()
    elif element.kind in {Kind.POOL, Kind.LANE}:
        path.addRect(rect)
    else:
        path.addRoundedRect(rect, 8, 8)
    return path


def frame_of(element: Element) -> QPainterPath:
    """A frame around what would take something: shape or line."""
    if element.bounds:
        return shape_outline(element, element.bounds.grown(3))
    return outline_of((replace(element, bounds=None),))


def _pen(color: QColor, width: float) -> QPen:
    pen = QPen(color, width)
    pen.setCosmetic(True)
    return pen


def _box(points: Iterable[Point]) -> QRectF:
    area = QRectF()
    for point in points:
        area = area.united(QRectF(point.x - 1, point.y - 1, 2, 2))
    return area

"""The graphics items of a flow: one for each element, one for its label, and two overlays."""

from __future__ import annotations

from dataclasses import dataclass, field
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainterPath, QPainterPathStroker, QPen, QPolygonF
from PySide6.QtWidgets import QGraphicsItem, QGraphicsRectItem

from bpr_studio.domain.diagram.badges import ALL_BADGES, overlap_mark
from bpr_studio.domain.diagram.lettering import LABEL_SIZE, LABEL_WIDTH
from bpr_studio.domain.diagram.notation import picture_of
from bpr_studio.domain.diagram.primitives import Role
from bpr_studio.domain.diagram.shapes import middle_of
from bpr_studio.domain.process.element import ACTIVITIES, EVENTS, Kind
from bpr_studio.domain.process.step import CORE, NON_CORE
from bpr_studio.domain.shared.geometry import Bounds, Point, hull
from bpr_studio.ui.canvas.painting import Drawn, rect_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from PySide6.QtGui import QPainter
    from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

    from bpr_studio.domain.diagram.badges import Badges
    from bpr_studio.domain.process.element import Element
    from bpr_studio.domain.process.model import ProcessModel
    from bpr_studio.domain.shared.findings import Level
    from bpr_studio.ui.canvas.ink import Ink

ABOVE: Final = 1e6
"""Labels lie above all shapes, the marks of the selection above the labels."""
_SHAPE_REACH: Final = 14.0  # line width, badges and marks
_LINE_REACH: Final = 16.0  # arrow heads and the envelope of a message
_ICON: Final = 17.0  # icons and markers of activities are smaller
_LABEL_HEIGHT: Final = 8 * LABEL_SIZE * 1.25 + 8
_NO_CONTENT: Final = QGraphicsItem.GraphicsItemFlag.ItemHasNoContents


@dataclass(slots=True)
class Look:
    """How everything on a canvas is painted just now; all its items share one.

    Attributes:
        ink: colours.
        is_rough: zoomed out so far that small icons are specks.
        badges: which marks of steps are shown.
        marks: id → most serious finding of elements that have one.
        overlaps: ids of elements that several people changed.
    """

    ink: Ink
    is_rough: bool = False
    badges: Badges = ALL_BADGES
    marks: Mapping[str, Level] = field(default_factory=dict)
    overlaps: frozenset[str] = frozenset()


class Part:
    """One drawn element: how it looks is worked out when it is first seen.

    Attributes:
        element: the element as drawn now.
        shape: its item.
        label: the item of its label outside the shape, None when it has no name.
    """

    __slots__ = ("_drawn", "_look", "_model", "_shift", "element", "label", "shape")

    def __init__(self, model: ProcessModel, element: Element, look: Look) -> None:
        self._model = model
        self._look = look
        self._drawn: tuple[Drawn, Drawn] | None = None
        self._shift = QPointF()  # how far it moved since its look was worked out
        self.element = element
        self.shape = _PartItem(self, 0, _shape_room(element))
        self.label: QGraphicsRectItem | None = None
        self._name()

    @property
    def items(self) -> tuple[QGraphicsRectItem, ...]:
        """Shape and label."""
        return (self.shape, self.label) if self.label else (self.shape,)

    @property
    def is_settled(self) -> bool:
        """Whether its look and its exact place are known."""
        return self._drawn is not None

    def paint(self, painter: QPainter, which: int) -> None:
        """Paint shape (0) or label (1) where it was when its look was worked out."""
        look = self._look
        self._looks()[which].paint(painter, look.ink, roughly=look.is_rough)

    def paint_in_place(self, painter: QPainter) -> None:
        """Paint shape and label where they are now."""
        painter.translate(self._shift)
        for which in range(len(self.items)):
            self.paint(painter, which)
        painter.translate(-self._shift)

    def settle(self) -> None:
        """Work out how it looks, and make its items exactly as large as that."""
        looks = self._looks()
        for item, drawn in zip(self.items, looks, strict=False):
            item.setRect(drawn.area().adjusted(-1, -1, 1, 1))

    def forget(self) -> None:
        """Its marks are others now: work out anew how it looks when it is next seen."""
        self.change(self.element)

    def change(self, element: Element) -> None:
        """It is another now, or what its look depends on is; its label may come or go."""
        self.element = element
        self._drawn = None
        self._shift = QPointF()
        self.shape.setPos(self._shift)
        self.shape.setRect(_shape_room(element))
        self.shape.update()
        self._name()

    def move(self, element: Element, by: Point) -> None:
        """It is the same elsewhere: what is known of its look is not worked out anew."""
        self.element = element
        if self._drawn is None:  # nobody has seen it yet: only its room goes along
            for item in self.items:
                item.setRect(item.rect().translated(*by))
            return
        self._shift += QPointF(*by)
        for item in self.items:
            item.setPos(self._shift)

    def area(self) -> QRectF:
        """Where its shape is."""
        return self.shape.rect().translated(self._shift)

    def whole_area(self) -> QRectF:
        """Where its shape and its label are; without the label as long as that is not known."""
        area = self.area()
        if self.label is not None and self._drawn is not None:
            area = area.united(self.label.rect().translated(self._shift))
        return area

    def label_area(self) -> QRectF:
        """Where the words of the label are."""
        return self._looks()[1].area().translated(self._shift)

    def _name(self) -> None:
        """Give it a label item, or take it away, as its name demands."""
        named = bool(self.element.name) or self.element.kind is Kind.DEPICTION
        scene = self.shape.scene()
        if not named:
            if self.label is not None and scene is not None:
                scene.removeItem(self.label)
            self.label = None
            return
        if self.label is not None:
            self.label.setPos(self._shift)
            self.label.setRect(_label_room(self.element))
            self.label.update()
            return
        self.label = _PartItem(self, 1, _label_room(self.element))
        self.label.setZValue(ABOVE)
        if scene is not None:
            self.label.setFlag(_NO_CONTENT, bool(self.shape.flags() & _NO_CONTENT))
            scene.addItem(self.label)

    def _looks(self) -> tuple[Drawn, Drawn]:
        if self._drawn is None:
            look, element = self._look, self.element
            mark = look.marks.get(element.id)
            picture = picture_of(self._model, element, badges=look.badges, mark=mark)
            fine = _ICON if element.kind in ACTIVITIES else 0.0
            overlap = overlap_mark(element) if element.id in look.overlaps else ()
            self._drawn = (
                Drawn((*picture.shape, *overlap), fine_below=fine),
                Drawn(picture.label, on_lines=True),
            )
        return self._drawn


_look_of: Final = attrgetter(
    *("kind", "subtype", "name", "parent", "sort_key", "host", "source", "target", "refers_to"),
    *("default_flow", "diagram", "events", "loop", "condition", "interrupting", "expanded"),
    *("horizontal", "step", "carried"),
)


def moved_by(before: Element, after: Element) -> Point | None:
    """How far an element went when that is all that changed in its look; None otherwise."""
    old, new = _anchor(before), _anchor(after)
    if old is None or new is None or old == new or _look_of(before) != _look_of(after):
        return None
    by = Point(new.x - old.x, new.y - old.y)
    return by if _went(before, after, by) else None


def _anchor(element: Element) -> Point | None:
    if element.bounds is not None:
        return Point(element.bounds.x, element.bounds.y)
    return element.waypoints[0] if element.waypoints else None


def _went(before: Element, after: Element, by: Point) -> bool:
    """Whether box, line and label all moved alike."""
    line = tuple((p.x + by.x, p.y + by.y) for p in before.waypoints)
    return (
        after.bounds == _elsewhere(before.bounds, by)
        and after.label_bounds == _elsewhere(before.label_bounds, by)
        and after.waypoints == line
    )


def _elsewhere(box: Bounds | None, by: Point) -> Bounds | None:
    return box.moved(*by) if box is not None else None


class _PartItem(QGraphicsRectItem):
    """The item of a shape or a label; its rectangle lives in C++, which keeps the index fast."""

    def __init__(self, part: Part, which: int, rect: QRectF) -> None:
        super().__init__(rect)
        self.part = part
        self._which = which
        self.setPen(QPen(Qt.PenStyle.NoPen))

    def paint(
        self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None
    ) -> None:
        """Paint the part."""
        self.part.paint(painter, self._which)


def part_of(item: QGraphicsItem) -> Part | None:
    """The part an item belongs to, None for overlays."""
    return item.part if isinstance(item, _PartItem) else None


def set_contents_shown(items: Iterable[QGraphicsItem], *, shown: bool) -> None:
    """Paint items, or keep them only for being found under the mouse."""
    for item in items:
        item.setFlag(_NO_CONTENT, not shown)


def _shape_room(element: Element) -> QRectF:
    if element.bounds:
        return rect_of(element.bounds.grown(_SHAPE_REACH))
    around = hull((), element.waypoints) or Bounds(0, 0, 0, 0)
    return rect_of(around.grown(_LINE_REACH))


def _label_room(element: Element) -> QRectF:
    """Where the label is at most, before its words are broken into lines."""
    if element.label_bounds:
        label = element.label_bounds
        width = max(label.width, LABEL_WIDTH)
        return rect_of(label).adjusted(-width, -_LABEL_HEIGHT, width, _LABEL_HEIGHT)
    if element.bounds:
        box = element.bounds
        middle = Point(box.centre.x, box.bottom + _LABEL_HEIGHT / 2)
        if element.kind is Kind.GROUP:
            return rect_of(box).united(_around(middle, box.width))
    elif len(element.waypoints) > 1:
        middle, _ = middle_of(element.waypoints)
    else:
        middle = Point(0, 0)
    return _around(middle, LABEL_WIDTH)


def _around(middle: Point, reach: float) -> QRectF:
    return QRectF(
        middle.x - reach - 10, middle.y - _LABEL_HEIGHT, 2 * reach + 20, 2 * _LABEL_HEIGHT
    )


_Merged = dict[tuple[Kind, Role, Role], QPainterPath]


class OverviewItem(QGraphicsItem):
    """The whole drawing as a few merged paths, for zooms at which no word can be read."""

    def __init__(self, look: Look, elements: Callable[[], Iterable[Element]]) -> None:
        """Make the item.

        Args:
            look: the colours.
            elements: gives what is drawn, in the order of painting; asked when it is painted.
        """
        super().__init__()
        self._look = look
        self._elements = elements
        self._area = QRectF()
        self._paths: _Merged | None = None

    def forget(self, area: QRectF) -> None:
        """The elements are others now; together they take this area."""
        self.prepareGeometryChange()
        self._area = area
        self._paths = None

    def boundingRect(self) -> QRectF:
        """The whole drawing."""
        return self._area

    def paint_into(self, painter: QPainter) -> None:
        """Paint on anything, for example the small map; lines are one pixel thin."""
        ink = self._look.ink
        if self._paths is None:
            self._paths = _merged(self._elements(), tagged=self._look.badges.core)
        for (_, stroke, fill), path in self._paths.items():
            painter.setPen(ink.pen(stroke, 0))
            painter.setBrush(ink.brush(fill))
            painter.drawPath(path)

    def paint(
        self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None
    ) -> None:
        """Paint on the canvas."""
        self.paint_into(painter)


def _merged(elements: Iterable[Element], *, tagged: bool) -> _Merged:
    paths: _Merged = {}
    for element in elements:
        stroke, fill = _overview_roles(element, tagged=tagged)
        path = paths.get((element.kind, stroke, fill))
        if path is None:
            path = paths[element.kind, stroke, fill] = QPainterPath()
            path.setFillRule(Qt.FillRule.WindingFill)
        _add_outline(path, element)
    return paths


def _overview_roles(element: Element, *, tagged: bool) -> tuple[Role, Role]:
    if tagged and element.kind in ACTIVITIES:
        if element.step.core_tag == CORE:
            return Role.CORE_LINE, Role.CORE_FILL
        if element.step.core_tag == NON_CORE:
            return Role.NON_CORE_LINE, Role.NON_CORE_HATCH
    if not element.bounds:
        return Role.QUIET_LINE, Role.NONE
    if element.kind in {Kind.LANE, Kind.GROUP, Kind.ANNOTATION}:
        return Role.QUIET_LINE, Role.NONE
    return Role.LINE, Role.PAPER


def _add_outline(path: QPainterPath, element: Element) -> None:
    if element.bounds is None:
        points = [(point.x, point.y) for point in element.waypoints]
        if len(points) > 1:
            path.moveTo(*points[0])
            for point in points[1:]:
                path.lineTo(*point)
        return
    rect = rect_of(element.bounds)
    if element.kind in EVENTS:
        path.addEllipse(rect)
    elif element.kind is Kind.GATEWAY:
        middle = rect.center()
        path.moveTo(middle.x(), rect.top())
        path.lineTo(rect.right(), middle.y())
        path.lineTo(middle.x(), rect.bottom())
        path.lineTo(rect.left(), middle.y())
        path.closeSubpath()
    else:
        path.addRect(rect)


class SelectionItem(QGraphicsItem):
    """Frames around what is selected: one width at every zoom, stronger with the keyboard there."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._outlines: list[QPainterPath] = []
        self._area = QRectF()
        self._focused = False
        self.setZValue(2 * ABOVE)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemUsesExtendedStyleOption)

    def show_elements(self, elements: Iterable[Element]) -> None:
        """Frame these elements."""
        self.prepareGeometryChange()
        self._outlines = [_frame(element) for element in elements]
        self._area = QRectF()
        for outline in self._outlines:
            self._area = self._area.united(outline.boundingRect())
        self._area.adjust(-40, -40, 40, 40)  # the lines are several units wide when zoomed out
        self.update()

    def set_focused(self, *, focused: bool) -> None:
        """Whether the keyboard is on the canvas."""
        self._focused = focused
        self.update()

    def boundingRect(self) -> QRectF:
        """All frames."""
        return self._area if self._outlines else QRectF()

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, _widget: QWidget | None = None
    ) -> None:
        """Draw the frames with a soft edge, which shows on every ground."""
        seen = option.exposedRect.adjusted(-40, -40, 40, 40)
        color = self._look.ink.mark
        soft = QPen(color, 8 if self._focused else 5)
        soft.setCosmetic(True)
        faint = soft.color()
        faint.setAlphaF(0.22)
        soft.setColor(faint)
        line = QPen(color, 2)
        line.setCosmetic(True)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for outline in self._outlines:
            if not outline.controlPointRect().intersects(seen):
                continue
            painter.setPen(soft)
            painter.drawPath(outline)
            painter.setPen(line)
            painter.drawPath(outline)


def _frame(element: Element) -> QPainterPath:
    path = QPainterPath()
    if element.bounds:
        path.addRoundedRect(rect_of(element.bounds.grown(5)), 10, 10)
        return path
    line = QPainterPath()
    line.addPolygon(QPolygonF([rect_of(Bounds(*p, 0, 0)).topLeft() for p in element.waypoints]))
    stroker = QPainterPathStroker()
    stroker.setWidth(9)
    stroker.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    stroker.setCapStyle(Qt.PenCapStyle.RoundCap)
    return stroker.createStroke(line).simplified()

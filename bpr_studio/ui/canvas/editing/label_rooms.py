"""Where a name is written: inside the shape, under it, beside a line, along a band."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRect, QRectF

from bpr_studio.domain.diagram.lettering import INSIDE_SIZES, LABEL_SIZE, LABEL_WIDTH
from bpr_studio.domain.diagram.notation import BAND_WIDTH, is_horizontal
from bpr_studio.domain.diagram.shapes import middle_of
from bpr_studio.domain.process.element import ACTIVITIES, EVENTS, Kind
from bpr_studio.ui.canvas.painting import rect_of

if TYPE_CHECKING:
    from bpr_studio.domain.process.element import Element
    from bpr_studio.domain.shared.geometry import Bounds

_BESIDE: Final = EVENTS | {Kind.GATEWAY, Kind.DATA_OBJECT, Kind.DATA_STORE}
_LINE: Final = LABEL_SIZE * 1.4
_BAND_FIELD: Final = 170.0


@dataclass(frozen=True, slots=True)
class LabelRoom:
    """The room of a name.

    Attributes:
        box: in diagram units.
        size: of the letters, in diagram units.
        hangs: it begins at the top of the box and grows downwards; else it stays in the middle.
        fits: it is only as wide as the words need, at most as wide as the box.
    """

    box: QRectF
    size: float = LABEL_SIZE
    hangs: bool = False
    fits: bool = False

    def placed(self, box: QRect, width: int, height: int) -> QRect:
        """Where a field of this size lies over the room, `box` being the room in pixels."""
        left = box.center().x() - width // 2
        top = box.top() if self.hangs else box.center().y() - height // 2
        return QRect(left, top, width, height)


def room_of(element: Element, label: QRectF) -> LabelRoom:
    """The room of an element's name.

    Args:
        element: whose name.
        label: where the words beside it are now, empty when there are none.
    """
    bounds = element.bounds
    if bounds is None:
        return LabelRoom(_at_line(element, label), fits=True)
    if element.kind in {Kind.POOL, Kind.LANE}:
        return LabelRoom(_at_band(element, bounds), INSIDE_SIZES[0])
    if element.kind in _BESIDE:
        return LabelRoom(_below(element, bounds, label), hangs=True)
    if element.kind is Kind.GROUP:
        top = bounds._replace(y=bounds.y + 2, height=_LINE)
        return LabelRoom(label if not label.isEmpty() else rect_of(top), hangs=True)
    if element.kind is Kind.ANNOTATION or (element.kind in ACTIVITIES and element.expanded):
        return LabelRoom(rect_of(bounds).adjusted(4, 3, -4, -4), INSIDE_SIZES[0], hangs=True)
    return LabelRoom(rect_of(bounds).adjusted(3, 4, -3, -4), INSIDE_SIZES[0])


def _below(element: Element, bounds: Bounds, label: QRectF) -> QRectF:
    if not label.isEmpty():
        wider = max(LABEL_WIDTH - label.width(), 0.0) / 2
        return label.adjusted(-wider, -3, wider, 0)
    if element.label_bounds:
        return rect_of(element.label_bounds)
    left = bounds.centre.x - LABEL_WIDTH / 2
    return QRectF(left, bounds.bottom + 2, LABEL_WIDTH, _LINE)


def _at_line(element: Element, label: QRectF) -> QRectF:
    if not label.isEmpty():
        wider = max(LABEL_WIDTH - label.width(), 20.0) / 2
        return label.adjusted(-wider, -2, wider, 2)
    if element.label_bounds:
        return rect_of(element.label_bounds)
    if len(element.waypoints) < 2:
        return QRectF(0, 0, LABEL_WIDTH, _LINE)
    middle, _ = middle_of(element.waypoints)
    return QRectF(middle.x - LABEL_WIDTH / 2, middle.y - _LINE - 4, LABEL_WIDTH, _LINE)


def _at_band(element: Element, bounds: Bounds) -> QRectF:
    if element.kind is Kind.POOL and not element.refers_to:
        return rect_of(bounds)
    if is_horizontal(element):
        return QRectF(bounds.x + 2, bounds.centre.y - _LINE / 2, _BAND_FIELD, _LINE)
    return QRectF(bounds.x, bounds.y, bounds.width, BAND_WIDTH)

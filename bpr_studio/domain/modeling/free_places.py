"""Free places beside an element: ahead of it along the flow, else in the next row."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.modeling.axes import Axis
from bpr_studio.domain.modeling.belonging import diagram_of
from bpr_studio.domain.modeling.room import meet, standing_near
from bpr_studio.domain.process.element import CONNECTIONS, Kind
from bpr_studio.domain.process.scopes import pool_of
from bpr_studio.domain.shared.geometry import Bounds, Point

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bpr_studio.domain.process.element import Element
    from bpr_studio.domain.process.model import ProcessModel

GAP: Final = 50.0
"""Between an element and the next one along the flow."""
ROW: Final = 30.0
"""Between rows."""
_CLEAR: Final = 10.0  # what stays free around a new shape
_TRIES: Final = 200

Size = tuple[float, float]


def place_after(model: ProcessModel, source: Element, size: Size) -> Point | None:
    """The middle of the free place for what follows; None when the element is not drawn."""
    return _beside(model, source, size, facing=1.0)


def place_before(model: ProcessModel, target: Element, size: Size) -> Point | None:
    """The middle of the free place for what comes before; None when it is not drawn."""
    return _beside(model, target, size, facing=-1.0)


def place_of_note(model: ProcessModel, beside: Element, kind: Kind, size: Size) -> Point | None:
    """The free place for an annotation (above) or data (below); None when it is not drawn."""
    box = _box_of(beside)
    if box is None:
        return None
    facing = -1.0 if kind is Kind.ANNOTATION and _has_room_above(model, beside, box, size) else 1.0
    edge = box.y if facing < 0 else box.bottom
    at = Point(box.right + size[0] / 2 - ROW, edge + facing * (ROW + size[1] / 2))
    step = Point(size[0] + _CLEAR, 0.0)
    return _free(model, beside, at, size, step)


def _has_room_above(model: ProcessModel, beside: Element, box: Bounds, size: Size) -> bool:
    """Whether something above an element is still in its pool."""
    pool = pool_of(model, beside)
    if pool is None or pool.bounds is None or pool.id == beside.id:
        return True
    return box.y - ROW - size[1] > pool.bounds.y


def _beside(model: ProcessModel, source: Element, size: Size, facing: float) -> Point | None:
    box = _box_of(source)
    if box is None:
        return None
    along = axis_of_flow(model, source)
    across = along.other
    width, height = (size[0], size[1]) if along is Axis.X else (size[1], size[0])
    edge = along.high(box) if facing > 0 else along.low(box)
    at = along.at(box.centre, edge + facing * (GAP + width / 2))
    host = model.find(source.host)
    if host and host.bounds:
        at = across.at(at, across.high(host.bounds) + ROW + height / 2)
    step = across.at(Point(0.0, 0.0), ROW / 3)
    found = _free(model, source, at, size, step)
    return _in_reach(model, source, across, found, height)


def _in_reach(
    model: ProcessModel, source: Element, across: Axis, at: Point, height: float
) -> Point:
    """The place, or the end of the lane where it lies beyond: there the lane grows for it.

    What stands in the lanes beyond moves on then and is no obstacle.
    """
    lane = model.find(source.lane)
    if lane is None or lane.bounds is None:
        return at
    end = across.high(lane.bounds)
    return across.at(at, end + height / 2) if across.of(at) - height / 2 > end else at


def axis_of_flow(model: ProcessModel, element: Element) -> Axis:
    """The direction the flow runs in: that of the lane or pool of an element."""
    frame = model.find(element.lane) or pool_of(model, element)
    return Axis.Y if frame and frame.horizontal is False else Axis.X


def _box_of(element: Element) -> Bounds | None:
    if element.bounds or len(element.waypoints) < 2:
        return element.bounds
    middle = element.waypoints[len(element.waypoints) // 2]
    return Bounds(middle.x, middle.y, 0.0, 0.0)


def _free(model: ProcessModel, beside: Element, at: Point, size: Size, step: Point) -> Point:
    """The first place from here on, step by step, where nothing is covered."""
    where = diagram_of(model, beside)
    first = at
    for _ in range(_TRIES):
        box = Bounds(at.x - size[0] / 2, at.y - size[1] / 2, *size)
        in_way = next(_obstacles(model, where, beside, box.grown(_CLEAR)), None)
        if in_way is None:
            return at
        at = _past(at, size, step, in_way)
    return first


def _past(at: Point, size: Size, step: Point, in_way: Bounds) -> Point:
    """The next place along the direction of the step that clears an obstacle."""
    if step.x:
        return Point(max(at.x + step.x, in_way.right + _CLEAR + size[0] / 2 + 0.5), at.y)
    return Point(at.x, max(at.y + step.y, in_way.bottom + ROW + size[1] / 2))


def _obstacles(
    model: ProcessModel, diagram: str, beside: Element, area: Bounds
) -> Iterator[Bounds]:
    around = {beside.id, beside.parent, beside.host}
    for element in standing_near(model, diagram, area):
        if element.kind in CONNECTIONS:
            yield from (piece for piece in _pieces(element) if meet(piece, area))
        elif element.bounds and element.id not in around and _stands(element, area):
            yield element.bounds


def _stands(element: Element, area: Bounds) -> bool:
    if element.kind in (Kind.POOL, Kind.LANE, Kind.GROUP) or element.bounds is None:
        return False
    return meet(element.bounds, area)


def _pieces(line: Element) -> Iterator[Bounds]:
    """The stretches of a line as thin boxes."""
    for a, b in pairwise(line.waypoints):
        yield Bounds(min(a.x, b.x), min(a.y, b.y), abs(a.x - b.x) or 1.0, abs(a.y - b.y) or 1.0)

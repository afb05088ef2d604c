"""The ways of connections: a first one, one that follows moved shapes, ends on true outlines.

Everything here only asks the model; whoever changes it writes the points (see
`process/modeling/bending.py`). Elements without a place are ordinary: the answer is then the
line as it was, or none.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.diagram.ends import end_of, is_upright, link_end
from bpr_studio.domain.diagram.lines import (
    follows_axes,
    is_zigzag,
    shifted,
    tidied,
    with_moved_end,
)
from bpr_studio.domain.diagram.outlines import (
    is_inside,
    nearest_on_outline,
    shape_of,
    stretch_inside,
)
from bpr_studio.domain.diagram.route_search import best_way
from bpr_studio.domain.diagram.scan import scan
from bpr_studio.domain.diagram.surroundings import Judge, Judged, Surroundings
from bpr_studio.domain.process.element import Kind
from bpr_studio.domain.shared.geometry import Bounds, Point

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bpr_studio.domain.diagram.outlines import Shape
    from bpr_studio.domain.process.element import Element
    from bpr_studio.domain.process.model import ProcessModel

_Move = tuple[Bounds, Bounds] | None
"""The box of an end before and now, None when it is where it was."""

_MOST_FOR_DATA: Final = 4  # a thin line with more points than this is harder to read than slanted
_LOOP: Final = 20.0  # how far a flow from a shape to itself stands off


def first_route(
    model: ProcessModel,
    source: Element,
    target: Element,
    kind: Kind,
    *,
    leaving_out: str = "",
) -> tuple[Point, ...]:
    """The way a new connection takes; both elements may still be missing in the model.

    Associations run straight, all else level and upright with few bends, around shapes; links
    to data that would need many bends run straight too.

    Args:
        model: what lies around.
        source: where it starts.
        target: where it ends.
        kind: family of the connection.
        leaving_out: id of the connection itself when it is drawn already.

    Returns:
        The points, both ends on the outlines; empty when an end is not drawn.
    """
    if kind is Kind.ASSOCIATION:
        return _link(source, target)
    if source.bounds is None or target.bounds is None:
        return _link(source, target)
    if source.id == target.id:
        return _loop(source, source.bounds)
    upright = is_upright(model, source)
    start = end_of(model, source, kind, leaving=True, upright=upright)
    end = end_of(model, target, kind, leaving=False, upright=upright)
    if start is None or end is None:
        return ()
    way = best_way(start, end, scan(model, source, target, leaving_out), kind)
    if kind is Kind.DATA_ASSOCIATION and len(way) > _MOST_FOR_DATA:
        return _link(source, target)
    return docked(way, source, target)


def follow(model: ProcessModel, flow: Element, before: Mapping[str, Bounds]) -> tuple[Point, ...]:
    """The way of a connection after its ends moved or changed size.

    Both moved alike: the whole line moves. Else the bends in the middle stay and only the ends
    adapt; when that would look silly, it takes a new way.

    Args:
        model: as it is now.
        flow: the connection with its way from before.
        before: id → box of everything that moved, as it was.

    Returns:
        Its points now; those it had when it has no drawing or neither end moved.
    """
    points = flow.waypoints
    source, target = model.find(flow.source), model.find(flow.target)
    starts, ends = _change(source, before), _change(target, before)
    if len(points) < 2 or (starts is None and ends is None):
        return points
    if starts and ends and _moved_alike(starts, ends):
        return shifted(points, starts[1].x - starts[0].x, starts[1].y - starts[0].y)
    adapted = _with_moved_ends(points, starts, ends)
    if source is None or target is None or not _is_silly(flow, adapted, source, target):
        return adapted
    return first_route(model, source, target, flow.kind, leaving_out=flow.id) or adapted


def docked(
    points: Sequence[Point], source: Element | None, target: Element | None
) -> tuple[Point, ...]:
    """The line with both ends brought exactly onto the outlines of its ends.

    What runs inside a shape is cut off; an end that hangs before the shape is drawn out to it,
    straight on where that meets the shape, else towards its middle.
    """
    line = tuple(points)
    if len(line) < 2:
        return line
    if source is not None and source.bounds is not None:
        line = _start_on(line, shape_of(source), source.bounds)
    if target is not None and target.bounds is not None:
        turned = _start_on(tuple(reversed(line)), shape_of(target), target.bounds)
        line = tuple(reversed(turned))
    return line


# --- ends on outlines ------------------------------------------------------------------------


def _start_on(line: tuple[Point, ...], shape: Shape, bounds: Bounds) -> tuple[Point, ...]:
    """The line with its start on an outline; a shape without an inside has none."""
    if bounds.width <= 0 or bounds.height <= 0:
        return line
    leaving = _last_exit(line, shape, bounds)
    if leaving is not None:
        index, point = leaving
        return (point, *line[index + 1 :])
    stretch = stretch_inside(shape, bounds, line[1], line[0])
    if stretch is not None and stretch[0] > 0:  # straight on it meets the shape
        return (_at(line[1], line[0], stretch[0]), *line[1:])
    if is_inside(shape, bounds, line[-1]):  # wholly inside
        return line
    return (nearest_on_outline(shape, bounds, line[1]), *line[1:])


def _last_exit(line: tuple[Point, ...], shape: Shape, bounds: Bounds) -> tuple[int, Point] | None:
    """Where a line that starts inside leaves a shape: index of the stretch, and the point."""
    for index, (a, b) in enumerate(pairwise(line)):
        if not is_inside(shape, bounds.grown(0.01), a):
            return None
        if is_inside(shape, bounds, b):
            continue
        stretch = stretch_inside(shape, bounds, a, b)
        if stretch is None or not -0.01 <= stretch[1] <= 1:
            return None
        return index, _at(a, b, stretch[1])
    return None


def _at(a: Point, b: Point, share: float) -> Point:
    """A point between two; exact where they have a coordinate in common."""
    return Point(
        a.x if a.x == b.x else a.x + (b.x - a.x) * share,
        a.y if a.y == b.y else a.y + (b.y - a.y) * share,
    )


# --- straight links and loops ----------------------------------------------------------------


def _link(source: Element, target: Element) -> tuple[Point, ...]:
    """A straight line between two drawn elements: level or upright where that is possible."""
    a, b = link_end(source), link_end(target)
    if a is None or b is None:
        return ()
    start, end = a.centre, b.centre
    if (at := _common(a.x, a.right, b.x, b.right, end.x)) is not None:
        start, end = Point(at, start.y), Point(at, end.y)
    elif (at := _common(a.y, a.bottom, b.y, b.bottom, end.y)) is not None:
        start, end = Point(start.x, at), Point(end.x, at)
    return docked((start, end), source, target)


def _common(
    low: float, high: float, other_low: float, other_high: float, wish: float
) -> float | None:
    """A place both stretches have, well inside; the wish where it is one."""
    inset = min(10.0, (high - low) / 4)
    first, last = max(low + inset, other_low), min(high - inset, other_high)
    if last - first < 4:
        return None
    return min(max(wish, first), last)


def _loop(element: Element, bounds: Bounds) -> tuple[Point, ...]:
    """Out to the right and back in from below."""
    middle, right, low = bounds.centre, bounds.right + _LOOP, bounds.bottom + _LOOP
    points = (
        Point(bounds.right, middle.y),
        Point(right, middle.y),
        Point(right, low),
        Point(middle.x, low),
        Point(middle.x, bounds.bottom),
    )
    return docked(points, element, element)


# --- following -------------------------------------------------------------------------------


def _change(element: Element | None, before: Mapping[str, Bounds]) -> _Move:
    if element is None or element.bounds is None:
        return None
    old = before.get(element.id)
    return (old, element.bounds) if old is not None and old != element.bounds else None


def _moved_alike(starts: tuple[Bounds, Bounds], ends: tuple[Bounds, Bounds]) -> bool:
    dx, dy = starts[1].x - starts[0].x, starts[1].y - starts[0].y
    return starts[0].moved(dx, dy) == starts[1] and ends[0].moved(dx, dy) == ends[1]


def _with_moved_ends(points: tuple[Point, ...], starts: _Move, ends: _Move) -> tuple[Point, ...]:
    adapted = points
    if starts:
        adapted = with_moved_end(adapted, *starts)
    if ends:
        adapted = tuple(reversed(with_moved_end(tuple(reversed(adapted)), *ends)))
    return tidied(adapted) if follows_axes(points) else adapted


def _is_silly(flow: Element, adapted: tuple[Point, ...], source: Element, target: Element) -> bool:
    """Whether an adapted way is not one a person would leave: through its own ends, jagged."""
    if flow.kind is Kind.ASSOCIATION and len(adapted) == 2:
        return True
    if not follows_axes(flow.waypoints):
        return False
    if not follows_axes(adapted) or is_zigzag(adapted):
        return True
    if source.bounds is None or target.bounds is None or source.id == target.id:
        return False
    own = Judge(Surroundings(), Judged(source.id, source.bounds), Judged(target.id, target.bounds))
    return own.is_through_own(adapted)

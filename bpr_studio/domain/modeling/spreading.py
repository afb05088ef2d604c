"""Opening and closing room along a line: what lies behind it moves, what spans it stretches.

The space tool and the lanes share this. Places and lines are shifted by one rule (what is at
or behind the line moves by one amount), so opening and closing the same room cancel out.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.modeling.axes import Axis, stretched_line
from bpr_studio.domain.modeling.belonging import diagram_of
from bpr_studio.domain.modeling.carrying import carry
from bpr_studio.domain.modeling.frames import (
    BAND,
    LEAST_LANE,
    LEAST_LENGTH,
    NEAR,
    PAD,
    frame_of,
    is_frame,
    stack_axis,
)
from bpr_studio.domain.modeling.outgrowing import grow_around
from bpr_studio.domain.modeling.settling import settle_lanes
from bpr_studio.domain.process.element import CONNECTIONS, Kind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from bpr_studio.domain.process.editor import Editor
    from bpr_studio.domain.process.element import Element
    from bpr_studio.domain.process.model import ProcessModel
    from bpr_studio.domain.shared.geometry import Bounds, Point

_LEAST_BOX: Final = {Axis.X: 140.0, Axis.Y: 120.0}
"""The least size of an open sub-process."""
_LEAST_GROUP: Final = 40.0


@dataclass(frozen=True, slots=True)
class Spread:
    """Room to be opened (or closed) along a line.

    Attributes:
        axis: the direction things move in.
        line: where the line crosses this axis.
        by: how far, in diagram units; negative moves left or up.
        before: what lies before the line moves instead of what lies behind it.
        grow: frames that stretch although the line only touches them.
    """

    axis: Axis
    line: float
    by: float
    before: bool = False
    grow: frozenset[str] = frozenset()

    def shift(self, at: float) -> float:
        """How far a place with this coordinate moves."""
        moves = at < self.line if self.before else at >= self.line
        return self.by if moves else 0.0

    def stretched(self, box: Bounds) -> Bounds:
        """A box one end of which moves."""
        low, high = self.axis.low(box), self.axis.high(box)
        if self.before:
            return self.axis.spanning(box, low + self.by, high)
        return self.axis.spanning(box, low, high + self.by)

    @property
    def closes(self) -> bool:
        """Whether room is taken away."""
        return self.by > 0 if self.before else self.by < 0


def spread_places(
    model: ProcessModel, shapes: Iterable[Element], spread: Spread
) -> dict[str, Bounds]:
    """The new box of every shape that moves or stretches."""
    places: dict[str, Bounds] = {}
    events: list[Element] = []
    for shape in shapes:
        if shape.bounds is None or shape.kind in CONNECTIONS:
            continue
        if shape.kind is Kind.BOUNDARY_EVENT and shape.host in model:
            events.append(shape)
            continue
        box = _new_box(model, shape, shape.bounds, spread)
        if box != shape.bounds:
            places[shape.id] = box
    for event in events:
        seat = _with_host(model, event, places, spread)
        if seat:
            places[event.id] = seat
    return places


def _new_box(model: ProcessModel, shape: Element, box: Bounds, spread: Spread) -> Bounds:
    axis = spread.axis
    if is_frame(model, shape) and _is_spanning(shape, box, spread):
        return spread.stretched(box)
    return axis.moved(box, spread.shift(axis.middle(box)))


def _is_spanning(shape: Element, box: Bounds, spread: Spread) -> bool:
    low, high = spread.axis.low(box), spread.axis.high(box)
    return shape.id in spread.grow or low + NEAR < spread.line < high - NEAR


def _with_host(
    model: ProcessModel, event: Element, places: dict[str, Bounds], spread: Spread
) -> Bounds | None:
    host, box = model.element(event.host).bounds, event.bounds
    if event.host not in places or host is None or box is None:
        return None
    axis, new = spread.axis, places[event.host]
    if axis.extent(new) != axis.extent(host):
        return axis.moved(box, spread.shift(axis.middle(box)))
    return axis.moved(box, axis.low(new) - axis.low(host))


def do_spread(
    editor: Editor, shapes: Collection[Element], lines: Iterable[Element], spread: Spread
) -> list[str]:
    """Move and stretch shapes and bend lines so that they stay orthogonal and attached.

    Args:
        editor: an editor with an open gesture.
        shapes: the shapes it may concern.
        lines: the connections it may concern.
        spread: what to do.

    Returns:
        The shapes that changed; `finish_spread` brings them in order.
    """
    model = editor.model
    places = spread_places(model, shapes, spread)
    old = {shape.id: shape.bounds for shape in shapes if shape.bounds}
    axis = spread.axis

    def way(end: str, at: Point) -> float:
        box, new = old.get(end), places.get(end)
        if box is None:
            stays = model.find(end)
            stands = stays is not None and stays.bounds is not None
            return 0.0 if stands else spread.shift(spread.axis.of(at))
        if new is None:
            return 0.0
        if (new.width, new.height) != (box.width, box.height):
            return _with_side(spread, box, new, axis.of(at))
        return axis.low(new) - axis.low(box)

    def redraw(line: Element) -> tuple[Point, ...] | None:
        points = line.waypoints
        first, last = way(line.source, points[0]), way(line.target, points[-1])
        return stretched_line(points, spread.axis, spread.shift, first, last)

    beyond = [
        line for line in lines if any(spread.shift(spread.axis.of(p)) for p in line.waypoints)
    ]
    carry(editor, places, redraw, beyond)
    return list(places)


def _with_side(spread: Spread, box: Bounds, new: Bounds, at: float) -> float:
    """How far the end of a line at a shape that stretches moves: along with the side it is on."""
    axis = spread.axis
    for side in (axis.low, axis.high):
        if abs(at - side(box)) < NEAR:
            return side(new) - side(box)
    return spread.shift(at)


def finish_spread(editor: Editor, ids: Iterable[str]) -> None:
    """Bring lanes and containers in order after shapes were moved and stretched."""
    model = editor.model
    changed = [model.element(i) for i in ids if i in model]
    by_diagram: dict[str, list[str]] = {}
    for element in changed:
        by_diagram.setdefault(diagram_of(model, element), []).append(element.id)
    for where, some in by_diagram.items():
        settle_lanes(editor, where, some)
    grow_around(editor, (e.id for e in changed if e.kind is Kind.SUB_PROCESS))


def stretching_lanes(
    model: ProcessModel, shapes: Iterable[Element], spread: Spread, beside: str = ""
) -> list[str]:
    """The lanes that must stretch to fill their pool although the line only touches them.

    Args:
        model: the model.
        shapes: the lanes are among these.
        spread: what is to be done.
        beside: a pool whose lanes do not count.
    """
    lanes = [e for e in shapes if e.kind is Kind.LANE]
    return [e.id for e in lanes if _stretches(model, e, spread, beside)]


def _stretches(model: ProcessModel, lane: Element, spread: Spread, beside: str) -> bool:
    frame, box, axis = frame_of(model, lane), lane.bounds, spread.axis
    if frame is None or frame.bounds is None or box is None or frame.id == beside:
        return False
    low, high = axis.low(frame.bounds), axis.high(frame.bounds)
    if not low + NEAR < spread.line < high - NEAR:
        return False
    if axis is not stack_axis(lane):
        return True
    border = axis.low(box) if spread.before else axis.high(box)
    return abs(border - spread.line) <= NEAR


def most_closing(model: ProcessModel, shapes: Collection[Element], spread: Spread) -> float:
    """How far the line can be closed at most (not negative).

    Nothing is pushed over what stays, content stays inside its frame, and frames keep their
    least size. Things that overlap already do not count.
    """
    seen = [(e, e.bounds) for e in shapes if e.bounds and e.kind is not Kind.BOUNDARY_EVENT]
    staying, moving, spanning = _sorted_out(model, seen, spread)
    limits = [_frame_room(element, box, spread) for element, box in spanning]
    facing = -1.0 if spread.before else 1.0
    walls = [(box, facing * _far_end(box, spread)) for box in staying]
    walls += [(box, facing * _fixed_side(e, box, spread)) for e, box in spanning]
    skyline = _Skyline(spread.axis.other, walls)
    limits += [skyline.room(box, facing * _near_end(box, spread)) for box in moving]
    for _, box in spanning:
        limits.append(_content_room(box, facing * _moving_side(box, spread), staying, spread))
        limits.append(_room_to_fixed_side(box, moving, spread))
    return max(0.0, min(limits, default=abs(spread.by)))


def _sorted_out(
    model: ProcessModel, seen: list[tuple[Element, Bounds]], spread: Spread
) -> tuple[list[Bounds], list[Bounds], list[tuple[Element, Bounds]]]:
    """The boxes that stay and move, and the frames that shrink."""
    staying: list[Bounds] = []
    moving: list[Bounds] = []
    spanning: list[tuple[Element, Bounds]] = []
    for element, box in seen:
        if _new_box(model, element, box, spread) == box:
            staying.append(box)
        elif is_frame(model, element) and _is_spanning(element, box, spread):
            spanning.append((element, box))
        else:
            moving.append(box)
    return staying, moving, spanning


def _far_end(box: Bounds, spread: Spread) -> float:
    """The end of a staying box that moving ones come nearer to."""
    return spread.axis.low(box) if spread.before else spread.axis.high(box)


def _near_end(box: Bounds, spread: Spread) -> float:
    return spread.axis.high(box) if spread.before else spread.axis.low(box)


def _moving_side(box: Bounds, spread: Spread) -> float:
    return spread.axis.low(box) if spread.before else spread.axis.high(box)


def _fixed_side(element: Element, box: Bounds, spread: Spread) -> float:
    """Where the content of a shrinking frame has to stop."""
    if spread.before:
        return spread.axis.high(box) - PAD
    has_band = element.kind in (Kind.POOL, Kind.LANE) and spread.axis is not stack_axis(element)
    return spread.axis.low(box) + (BAND if has_band else PAD)


def _frame_room(element: Element, box: Bounds, spread: Spread) -> float:
    return max(0.0, spread.axis.extent(box) - least_extent(element, spread.axis))


def least_extent(element: Element, axis: Axis) -> float:
    """The least width or height of a frame."""
    if element.kind in (Kind.POOL, Kind.LANE):
        return LEAST_LANE if axis is stack_axis(element) else LEAST_LENGTH
    return _LEAST_BOX[axis] if element.kind is Kind.SUB_PROCESS else _LEAST_GROUP


def _content_room(box: Bounds, side: float, staying: list[Bounds], spread: Spread) -> float:
    """How far the moving side of a frame can come in before it meets staying content.

    Of what sticks out there already, the middle stays inside.
    """
    facing = -1.0 if spread.before else 1.0
    rooms: list[float] = []
    for inner in (s for s in staying if box.contains(s.centre)):
        end = facing * _far_end(inner, spread)
        sticks_out = end > side
        rooms.append(side - (facing * spread.axis.middle(inner) if sticks_out else end + PAD))
    return min(rooms, default=abs(spread.by))


def _room_to_fixed_side(box: Bounds, moving: list[Bounds], spread: Spread) -> float:
    """How far content can go before the middle of something that sticks out already leaves."""
    axis = spread.axis
    inside = [axis.middle(m) for m in moving if box.contains(m.centre)]
    if not inside:
        return abs(spread.by)
    return axis.high(box) - max(inside) if spread.before else min(inside) - axis.low(box)


class _Skyline:
    """How far boxes reach along one axis, at every place of the other."""

    def __init__(self, across: Axis, walls: list[tuple[Bounds, float]]) -> None:
        self._across = across
        marks = {m for box, _ in walls for m in (across.low(box), across.high(box))}
        self._marks = sorted(marks)
        self._ends: list[list[float]] = [[] for _ in self._marks]
        for box, end in walls:
            for index in self._steps(box):
                self._ends[index].append(end)
        for ends in self._ends:
            ends.sort()

    def _steps(self, box: Bounds) -> range:
        first = bisect_left(self._marks, self._across.low(box))
        last = bisect_left(self._marks, self._across.high(box))
        return range(first, last)

    def room(self, box: Bounds, end: float) -> float:
        """How far a box can move towards the walls before it; what it overlaps does not count."""
        low = self._across.low(box)
        first = max(bisect_left(self._marks, low + 1e-9) - 1, 0)
        last = bisect_left(self._marks, self._across.high(box))
        found = float("inf")
        for index in range(first, last):
            ends = self._ends[index]
            before = bisect_left(ends, end + 1e-6)
            if before:
                found = min(found, end - ends[before - 1])
        return found

"""Snap lines: a dragged shape comes to rest in line with its neighbours."""

from __future__ import annotations

import itertools
from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.modeling.axes import Axis
from bpr_studio.domain.modeling.belonging import diagram_of, moving_along
from bpr_studio.domain.modeling.place_rules import known_diagram
from bpr_studio.domain.process.element import CONNECTIONS, Kind
from bpr_studio.domain.shared.geometry import Bounds, Point, hull

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bpr_studio.domain.process.element import Element
    from bpr_studio.domain.process.model import ProcessModel

REACH: Final = 6.0
"""A shape this near to a line comes to rest on it, in diagram units."""
_NEIGHBOURHOOD: Final = 1200.0  # what is further away gives no lines
_LEAST_GAP: Final = 10.0
_NO_LINES: Final = CONNECTIONS | {Kind.BOUNDARY_EVENT}


@dataclass(frozen=True, slots=True)
class SnapLine:
    """A line to show while dragging.

    Attributes:
        start: one end.
        end: the other end.
        is_gap: it measures a gap that equals another one; else shapes are in line along it.
    """

    start: Point
    end: Point
    is_gap: bool = False


@dataclass(frozen=True, slots=True)
class Snap:
    """Where dragged shapes come to rest.

    Attributes:
        dx: the offset to the right to use instead of the mouse's.
        dy: the offset down.
        lines: what to show.
    """

    dx: float
    dy: float
    lines: tuple[SnapLine, ...] = ()


def snapped(model: ProcessModel, diagram: str, ids: Iterable[str], dx: float, dy: float) -> Snap:
    """Where shapes dragged by an offset come to rest; make a `SnapField` for a whole drag."""
    return SnapField(model, diagram, ids).snap(dx, dy)


@dataclass(frozen=True, slots=True)
class _Mark:
    """A place along one axis shapes can be in line with, and the box (or point) it comes from."""

    at: float
    is_middle: bool
    box: Bounds


class SnapField:
    """The lines the neighbours of dragged shapes offer; made once at the start of a drag."""

    def __init__(self, model: ProcessModel, diagram: str, ids: Iterable[str]) -> None:
        dragged = list(ids)
        self._moving = set(moving_along(model, dragged))
        here = known_diagram(model, diagram)
        roots = [e for e in map(model.find, dragged) if e and e.bounds]
        self._box = hull(e.bounds for e in roots if e.bounds)
        self._marks: dict[Axis, list[_Mark]] = {axis: [] for axis in Axis}
        self._neighbours: list[Bounds] = []
        if self._box is None:
            return
        for shape in model.near(self._box.grown(_NEIGHBOURHOOD)):
            if self._counts(model, shape, here) and shape.bounds:
                self._add(shape, shape.bounds)
        for element in roots:
            self._add_flow_ends(model, element)
        for marks in self._marks.values():
            marks.sort(key=lambda mark: mark.at)
        self._places = {axis: [m.at for m in marks] for axis, marks in self._marks.items()}

    def _counts(self, model: ProcessModel, shape: Element, here: str) -> bool:
        return (
            shape.bounds is not None
            and shape.id not in self._moving
            and shape.kind not in _NO_LINES
            and diagram_of(model, shape) == here
        )

    def _add(self, shape: Element, box: Bounds) -> None:
        frame = shape.kind in (Kind.POOL, Kind.LANE)
        if not frame:
            self._neighbours.append(box)
        for axis in Axis:
            marks = self._marks[axis]
            marks.append(_Mark(axis.middle(box), is_middle=True, box=box))
            if not frame:
                marks.append(_Mark(axis.low(box), is_middle=False, box=box))
                marks.append(_Mark(axis.high(box), is_middle=False, box=box))

    def _add_flow_ends(self, model: ProcessModel, element: Element) -> None:
        """The place where the flows of a shape would run straight to it."""
        for line in model.incoming(element.id):
            if line.source not in self._moving and len(line.waypoints) > 1:
                self._add_point(line.waypoints[0])
        for line in model.outgoing(element.id):
            if line.target not in self._moving and len(line.waypoints) > 1:
                self._add_point(line.waypoints[-1])

    def _add_point(self, point: Point) -> None:
        spot = Bounds(point.x, point.y, 0, 0)
        for axis in Axis:
            self._marks[axis].append(_Mark(axis.of(point), is_middle=True, box=spot))

    def snap(self, dx: float, dy: float) -> Snap:
        """Where the dragged shapes come to rest when the mouse went this far."""
        if self._box is None:
            return Snap(dx, dy)
        box = self._box.moved(dx, dy)
        ways: dict[Axis, float] = {}
        for axis in Axis:
            way = self._in_line(axis, box)
            ways[axis] = self._even_gap(axis, box) if way is None else way
        rest = box.moved(ways[Axis.X], ways[Axis.Y])
        lines = [line for axis in Axis for line in self._lines(axis, rest)]
        return Snap(dx + ways[Axis.X], dy + ways[Axis.Y], tuple(lines))

    def _in_line(self, axis: Axis, box: Bounds) -> float | None:
        """The way onto the best line, middles before edges; None when none is near."""
        found: list[tuple[bool, float, float, float]] = []
        for place, is_middle in _places(axis, box):
            for mark in self._near(axis, place):
                if mark.is_middle == is_middle:
                    way = mark.at - place
                    apart = _distance(axis.other, mark.box, box)
                    found.append((not is_middle, abs(way), apart, way))
        return min(found)[3] if found else None

    def _near(self, axis: Axis, place: float) -> Iterator[_Mark]:
        marks, places = self._marks[axis], self._places[axis]
        index = bisect_left(places, place - REACH)
        while index < len(places) and places[index] <= place + REACH:
            yield marks[index]
            index += 1

    def _even_gap(self, axis: Axis, box: Bounds) -> float:
        """The way to the nearest place with equal gaps, 0 when none is near."""
        ways = [way for way, _ in self._gap_ways(axis, box) if abs(way) <= REACH]
        return min(ways, key=abs, default=0.0)

    def _gap_ways(self, axis: Axis, box: Bounds) -> Iterator[tuple[float, tuple[Bounds, ...]]]:
        """Ways to equal gaps: between two neighbours, and beyond two that have a gap."""
        row = [b for b in self._neighbours if _overlap(axis.other, b, box)]
        before = sorted((b for b in row if axis.high(b) <= axis.middle(box)), key=axis.high)
        behind = sorted((b for b in row if axis.low(b) >= axis.middle(box)), key=axis.low)
        if before and behind:
            first, last = before[-1], behind[0]
            room = axis.low(last) - axis.high(first) - axis.extent(box)
            if room >= 2 * _LEAST_GAP:
                yield axis.high(first) + room / 2 - axis.low(box), (first, last)
        if len(before) > 1:
            gap = axis.low(before[-1]) - axis.high(before[-2])
            if gap >= _LEAST_GAP:
                yield axis.high(before[-1]) + gap - axis.low(box), (before[-2], before[-1])
        if len(behind) > 1:
            gap = axis.low(behind[1]) - axis.high(behind[0])
            if gap >= _LEAST_GAP:
                yield axis.low(behind[0]) - gap - axis.high(box), (behind[0], behind[1])

    def _lines(self, axis: Axis, box: Bounds) -> Iterator[SnapLine]:
        """The lines the resting box is on: that of its middle, else those of its edges."""
        shown = False
        for place, is_middle in _places(axis, box):
            if shown and not is_middle:
                break
            partners = [
                mark.box
                for mark in self._near(axis, place)
                if mark.is_middle == is_middle and abs(mark.at - place) < 0.01
            ]
            if partners:
                shown = is_middle
                yield _line_along(axis, place, [box, *partners])
        if not shown:
            yield from self._gap_lines(axis, box)

    def _gap_lines(self, axis: Axis, box: Bounds) -> Iterator[SnapLine]:
        for way, partners in self._gap_ways(axis, box):
            if abs(way) < 0.01:
                row = sorted([box, *partners], key=axis.low)
                level = axis.other.middle(box)
                for first, second in itertools.pairwise(row):
                    yield SnapLine(
                        _point(axis, axis.high(first), level),
                        _point(axis, axis.low(second), level),
                        is_gap=True,
                    )
                return


def _places(axis: Axis, box: Bounds) -> tuple[tuple[float, bool], ...]:
    """The places of a box that can be in line: its middle and its two edges."""
    return ((axis.middle(box), True), (axis.low(box), False), (axis.high(box), False))


def _distance(axis: Axis, first: Bounds, second: Bounds) -> float:
    return max(axis.low(first) - axis.high(second), axis.low(second) - axis.high(first), 0.0)


def _overlap(axis: Axis, first: Bounds, second: Bounds) -> bool:
    return axis.low(first) < axis.high(second) and axis.high(first) > axis.low(second)


def _line_along(axis: Axis, place: float, boxes: list[Bounds]) -> SnapLine:
    across = axis.other
    low, high = min(map(across.low, boxes)), max(map(across.high, boxes))
    return SnapLine(_point(axis, place, low), _point(axis, place, high))


def _point(axis: Axis, along: float, across: float) -> Point:
    return Point(along, across) if axis is Axis.X else Point(across, along)

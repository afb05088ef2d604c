"""Changing the way of a line by hand: pulling stretches and bends, taking bends out.

Level and upright stretches stay so. The ends slide along their shapes as far as these reach;
pulled further, the line leaves its shape on another side. Slanted stretches move freely.
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.diagram.lines import follows_axes, is_level, is_upright, tidied
from bpr_studio.domain.diagram.routing import docked
from bpr_studio.domain.shared.geometry import Point

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bpr_studio.domain.process.element import Element
    from bpr_studio.domain.shared.geometry import Bounds

_INSET: Final = 4.0  # an end keeps this far from the corner of its shape
_JOG: Final = 12.0  # how far a line goes straight out before it gives way to a pulled stretch

Points = tuple[Point, ...]
Ends = tuple["Element | None", "Element | None"]
"""What a line starts and ends at; None where it hangs free."""
FREE: Final[Ends] = (None, None)


def drag_segment(
    points: Sequence[Point], index: int, by: Point, ends: Ends = FREE, *, keep: bool = False
) -> Points:
    """The line after one stretch was pulled aside.

    Args:
        points: the line as it was when the pull began.
        index: the stretch from this point to the next.
        by: how far; level stretches only move up and down, upright ones left and right.
        ends: what the line starts and ends at.
        keep: pulled past its shape, the line does not go round to another side; it keeps where
            it starts and ends, and bends aside from there.

    Raises:
        IndexError: there is no such stretch.
    """
    line = _pulled(_checked(points, index), index, by, ends, keep=keep)
    return docked(tidied(line), *ends)


def drag_bend(points: Sequence[Point], index: int, to: Point, ends: Ends = FREE) -> Points:
    """The line after a bend was pulled to a place; the stretches beside it go along.

    Args:
        points: the line as it was when the pull began.
        index: which point; not the first or last.
        to: where the bend shall be.
        ends: what the line starts and ends at.

    Raises:
        IndexError: there is no such bend.
    """
    line = _checked(points, index)
    _demand_bend(line, index)
    before, bend, after = line[index - 1 : index + 2]
    by = Point(to.x - bend.x, to.y - bend.y)
    if not (
        follows_axes((before, bend, after)) and is_level(before, bend) != is_level(bend, after)
    ):
        moved = (*line[:index], to, *line[index + 1 :])
        return docked(tidied(moved), *ends)
    from_end = len(line) - index
    pulled = _pulled(line, index - 1, by, ends)
    pulled = _pulled(pulled, len(pulled) - from_end, by, ends)
    return docked(tidied(pulled), *ends)


def drop_bend(points: Sequence[Point], index: int, ends: Ends = FREE) -> Points:
    """The line without a bend.

    Where all stretches are level or upright they stay so: the bend goes together with its
    neighbour, as a jag does. Where that is not possible the line stays as it is.

    Args:
        points: the line.
        index: which point; not the first or last.
        ends: what the line starts and ends at.

    Raises:
        IndexError: there is no such bend.
    """
    line = _checked(points, index)
    _demand_bend(line, index)
    without = tidied((*line[:index], *line[index + 1 :]))
    if follows_axes(without) or not follows_axes(line):
        return docked(without, *ends)
    for first in (index, index - 1):
        if 0 < first < len(line) - 2:
            found = _without_jag(line, first, ends)
            if found is not None:
                return found
    return line


def _without_jag(line: Points, first: int, ends: Ends) -> Points | None:
    """The line with the stretch from one bend to the next taken out; None if nothing fits."""
    before, after = line[first - 1], line[first + 2]
    level = is_level(before, line[first])
    ways = [
        (*line[:first], _at_height(after, before, level=level), *line[first + 3 :]),
        (*line[: first - 1], _at_height(before, after, level=level), *line[first + 2 :]),
    ]
    for way in ways:
        found = docked(tidied(way), *ends)
        if len(found) < len(line) and follows_axes(found) and _ends_stay(found, ends):
            return found
    return None


def _at_height(point: Point, like: Point, *, level: bool) -> Point:
    return Point(point.x, like.y) if level else Point(like.x, point.y)


def _ends_stay(line: Points, ends: Ends) -> bool:
    """Whether both ends are still at their shapes."""
    return all(
        element is None or element.bounds is None or element.bounds.grown(1).contains(end)
        for element, end in zip(ends, (line[0], line[-1]), strict=True)
    )


def _checked(points: Sequence[Point], index: int) -> Points:
    if not 0 <= index < len(points) - 1:
        msg = f"the line has no stretch {index}"
        raise IndexError(msg)
    return tuple(points)


def _demand_bend(line: Points, index: int) -> None:
    if not 0 < index < len(line) - 1:
        msg = f"the line has no bend {index}"
        raise IndexError(msg)


# --- pulling ---------------------------------------------------------------------------------


def _pulled(line: Points, index: int, by: Point, ends: Ends, *, keep: bool = False) -> Points:
    """The line with one stretch elsewhere, not yet tidied; points are only added at the ends."""
    a, b = line[index], line[index + 1]
    level = is_level(a, b)
    dx = 0.0 if level else by.x
    dy = 0.0 if is_upright(a, b) and not level else by.y
    start: Points = (Point(a.x + dx, a.y + dy),)
    end: Points = (Point(b.x + dx, b.y + dy),)
    if index == 0:
        out = _jog(a, b) if keep else None
        start = _first_points(a, start[0], ends[0], out, level=level)
    if index == len(line) - 2:
        out = _jog(b, a) if keep else None
        end = tuple(reversed(_first_points(b, end[0], ends[1], out, level=level)))
    return (*line[:index], *start, *end, *line[index + 2 :])


def _jog(start: Point, towards: Point) -> Point:
    """A place on a stretch shortly after its start."""
    share = min(_JOG / (math.dist(start, towards) or 1.0), 0.5)
    return Point(start.x + (towards.x - start.x) * share, start.y + (towards.y - start.y) * share)


def _first_points(
    was: Point, now: Point, element: Element | None, out: Point | None, *, level: bool
) -> Points:
    """How a line begins whose first stretch was pulled aside: along its shape, or around it.

    With a place `out` before the shape it does not go around it but bends aside there.
    """
    if element is None or element.bounds is None:
        return was, now
    box = element.bounds
    low, high = (box.y, box.bottom) if level else (box.x, box.right)
    at = now.y if level else now.x
    if low + _INSET <= at <= high - _INSET:
        return (now,)
    if out is not None:
        return was, out, Point(out.x, now.y) if level else Point(now.x, out.y)
    return _from_other_side(box, now, level=level)


def _from_other_side(box: Bounds, now: Point, *, level: bool) -> Points:
    """Out of the side that faces the pulled stretch, then onto it."""
    middle = box.centre
    if level:
        side = box.y if now.y < middle.y else box.bottom
        return Point(middle.x, side), Point(middle.x, now.y)
    side = box.x if now.x < middle.x else box.right
    return Point(side, middle.y), Point(now.x, middle.y)


def stretch_at(points: Sequence[Point], place: Point) -> int:
    """The index of the stretch of a line that runs nearest to a place; -1 without a line."""
    best, found = float("inf"), -1
    for index, (a, b) in enumerate(pairwise(points)):
        far = _distance(place, a, b)
        if far < best:
            best, found = far, index
    return found


def _distance(place: Point, a: Point, b: Point) -> float:
    dx, dy = b.x - a.x, b.y - a.y
    length = dx * dx + dy * dy
    share = ((place.x - a.x) * dx + (place.y - a.y) * dy) / length if length else 0.0
    share = min(max(share, 0.0), 1.0)
    x, y = place.x - a.x - share * dx, place.y - a.y - share * dy
    return math.hypot(x, y)

"""Lines of level, upright and slanted stretches: asking about them and moving them."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.shared.geometry import Point

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bpr_studio.domain.shared.geometry import Bounds

_STRAIGHT: Final = 0.5  # coordinates nearer than this count as one
_JAG: Final = 10.0  # a shorter stretch between two opposite turns looks like a mistake


def is_level(a: Point, b: Point) -> bool:
    """Whether a stretch runs left or right."""
    return abs(a.y - b.y) < _STRAIGHT


def is_upright(a: Point, b: Point) -> bool:
    """Whether a stretch runs up or down."""
    return abs(a.x - b.x) < _STRAIGHT


def follows_axes(points: Sequence[Point]) -> bool:
    """Whether every stretch is level or upright."""
    return all(is_level(a, b) or is_upright(a, b) for a, b in pairwise(points))


def shifted(points: Sequence[Point], dx: float, dy: float) -> tuple[Point, ...]:
    """The same line elsewhere."""
    return tuple(Point(p.x + dx, p.y + dy) for p in points)


def tidied(points: Sequence[Point]) -> tuple[Point, ...]:
    """The line without points that repeat and without bends that do not bend."""
    kept: list[Point] = []
    for point in points:
        if kept and abs(point.x - kept[-1].x) < _STRAIGHT and abs(point.y - kept[-1].y) < _STRAIGHT:
            continue
        while len(kept) > 1 and _is_on_the_way(kept[-2], kept[-1], point):
            kept.pop()
        kept.append(point)
    if len(kept) < 2:
        return tuple(points[:1]) + tuple(points[-1:])
    if kept[-1] != points[-1]:
        kept[-1] = points[-1]
    return tuple(kept)


def _is_on_the_way(a: Point, b: Point, c: Point) -> bool:
    """Whether the bend b is none: the line goes straight on, or back on itself."""
    if is_level(a, b) and is_level(b, c):
        return True
    if is_upright(a, b) and is_upright(b, c):
        return True
    span = max(abs(c.x - a.x), abs(c.y - a.y))
    cross = (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)
    ahead = (b.x - a.x) * (c.x - b.x) + (b.y - a.y) * (c.y - b.y) > 0
    return ahead and abs(cross) < _STRAIGHT * span


def is_zigzag(points: Sequence[Point]) -> bool:
    """Whether a short stretch lies between two turns in opposite directions."""
    for a, b, c, d in zip(points, points[1:], points[2:], points[3:], strict=False):
        if abs(c.x - b.x) + abs(c.y - b.y) < _JAG and _turn(a, b, c) * _turn(b, c, d) < 0:
            return True
    return False


def _turn(a: Point, b: Point, c: Point) -> float:
    return (b.x - a.x) * (c.y - b.y) - (b.y - a.y) * (c.x - b.x)


def with_moved_end(points: tuple[Point, ...], old: Bounds, new: Bounds) -> tuple[Point, ...]:
    """The line after the shape it starts at moved or changed size; the next bend gives way.

    The start keeps its relative place on the shape. When the line has no bend, only the start
    moves.
    """
    start = points[0]
    moved = Point(
        new.x + (start.x - old.x) * _share(new.width, old.width),
        new.y + (start.y - old.y) * _share(new.height, old.height),
    )
    if len(points) == 2:
        return moved, points[1]
    bend, rest = points[1], points[2:]
    after = rest[0]
    if is_level(start, bend) and is_upright(bend, after):
        bend = Point(bend.x, moved.y)
    elif is_upright(start, bend) and is_level(bend, after):
        bend = Point(moved.x, bend.y)
    return (moved, bend, *rest)


def _share(new: float, old: float) -> float:
    return new / old if old > 0 else 1.0

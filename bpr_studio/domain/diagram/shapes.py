"""Outlines: boxes, ellipses, polygons and lines as path commands."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.shared.geometry import Point

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bpr_studio.domain.diagram.primitives import PathCommand
    from bpr_studio.domain.shared.geometry import Bounds

Commands = tuple["PathCommand", ...]

_KAPPA: Final = 0.5522847498  # control length of a quarter circle drawn as one cubic curve


def polyline(points: Iterable[Point | tuple[float, float]]) -> Commands:
    """An open line through the points."""
    commands: list[PathCommand] = []
    for x, y in points:
        commands.append(("L", x, y) if commands else ("M", x, y))
    return tuple(commands)


def polygon(points: Iterable[Point | tuple[float, float]]) -> Commands:
    """A closed line through the points."""
    return (*polyline(points), ("Z",))


def box(bounds: Bounds) -> Commands:
    """A rectangle."""
    x, y, right, bottom = bounds.x, bounds.y, bounds.right, bounds.bottom
    return polygon(((x, y), (right, y), (right, bottom), (x, bottom)))


def rounded_box(bounds: Bounds, radius: float) -> Commands:
    """A rectangle with round corners."""
    r = min(radius, bounds.width / 2, bounds.height / 2)
    k = r * (1 - _KAPPA)
    x, y, right, bottom = bounds.x, bounds.y, bounds.right, bounds.bottom
    return (
        ("M", x + r, y),
        ("L", right - r, y),
        ("C", right - k, y, right, y + k, right, y + r),
        ("L", right, bottom - r),
        ("C", right, bottom - k, right - k, bottom, right - r, bottom),
        ("L", x + r, bottom),
        ("C", x + k, bottom, x, bottom - k, x, bottom - r),
        ("L", x, y + r),
        ("C", x, y + k, x + k, y, x + r, y),
        ("Z",),
    )


def ellipse(bounds: Bounds) -> Commands:
    """The ellipse that fills a box."""
    cx, cy = bounds.centre
    rx, ry = bounds.width / 2, bounds.height / 2
    kx, ky = rx * _KAPPA, ry * _KAPPA
    return (
        ("M", cx, cy - ry),
        ("C", cx + kx, cy - ry, cx + rx, cy - ky, cx + rx, cy),
        ("C", cx + rx, cy + ky, cx + kx, cy + ry, cx, cy + ry),
        ("C", cx - kx, cy + ry, cx - rx, cy + ky, cx - rx, cy),
        ("C", cx - rx, cy - ky, cx - kx, cy - ry, cx, cy - ry),
        ("Z",),
    )


def diamond(bounds: Bounds) -> Commands:
    """A square on its corner."""
    cx, cy = bounds.centre
    return polygon(((cx, bounds.y), (bounds.right, cy), (cx, bounds.bottom), (bounds.x, cy)))


def hatch(bounds: Bounds, gap: float) -> Commands:
    """Diagonal lines across a box, `gap` apart along its sides."""
    commands: list[PathCommand] = []
    total = bounds.width + bounds.height
    offset = gap
    while offset < total:
        start_x, end_x = min(offset, bounds.width), max(0.0, offset - bounds.height)
        commands += polyline(
            (
                (bounds.x + start_x, bounds.y + offset - start_x),
                (bounds.x + end_x, bounds.y + offset - end_x),
            )
        )
        offset += gap
    return tuple(commands)


def moved_and_scaled(commands: Commands, at: Point, scale: float) -> Commands:
    """Commands drawn around (0, 0) at size 1, brought to a place and size."""
    placed: list[PathCommand] = []
    for command in commands:
        match command:
            case ("M", x, y):
                placed.append(("M", at.x + x * scale, at.y + y * scale))
            case ("L", x, y):
                placed.append(("L", at.x + x * scale, at.y + y * scale))
            case ("C", a, b, c, d, x, y):
                xs, ys = (
                    (at.x + v * scale for v in (a, c, x)),
                    (at.y + v * scale for v in (b, d, y)),
                )
                (ax, cx, ex), (ay, cy, ey) = xs, ys
                placed.append(("C", ax, ay, cx, cy, ex, ey))
            case _:
                placed.append(("Z",))
    return tuple(placed)


def direction(start: Point, end: Point) -> Point:
    """The unit vector from start to end; to the right when they coincide."""
    length = math.hypot(end.x - start.x, end.y - start.y)
    if length == 0:
        return Point(1.0, 0.0)
    return Point((end.x - start.x) / length, (end.y - start.y) / length)


def arrow_head(tip: Point, along: Point, length: float, width: float) -> list[Point]:
    """The three corners of an arrow head that points along a unit vector."""
    base = Point(tip.x - along.x * length, tip.y - along.y * length)
    side = Point(-along.y * width / 2, along.x * width / 2)
    return [
        Point(base.x + side.x, base.y + side.y),
        tip,
        Point(base.x - side.x, base.y - side.y),
    ]


def middle_of(points: Sequence[Point]) -> tuple[Point, Point]:
    """The middle of a line measured along it, and the direction there."""
    lengths = [math.dist(a, b) for a, b in pairwise(points)]
    rest = sum(lengths) / 2
    for (a, b), length in zip(pairwise(points), lengths, strict=True):
        if rest <= length and length > 0:
            share = rest / length
            return Point(a.x + (b.x - a.x) * share, a.y + (b.y - a.y) * share), direction(a, b)
        rest -= length
    return points[0], Point(1.0, 0.0)

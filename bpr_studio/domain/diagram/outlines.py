"""The true outlines of shapes: where a line may start and end, and what it runs through."""

from __future__ import annotations

import math
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.process.element import EVENTS, Kind
from bpr_studio.domain.shared.geometry import Point

if TYPE_CHECKING:
    from bpr_studio.domain.process.element import Element
    from bpr_studio.domain.shared.geometry import Bounds

_TOUCH: Final = 0.75  # a point this near to an outline lies on it


class Shape(StrEnum):
    """What an outline is for the ends of lines; round corners count as corners."""

    BOX = "box"
    ROUND = "round"
    DIAMOND = "diamond"


class Side(StrEnum):
    """One of the four sides of a box."""

    RIGHT = "right"
    LEFT = "left"
    TOP = "top"
    BOTTOM = "bottom"

    @property
    def out(self) -> Point:
        """The unit vector that leads away from the box on this side."""
        return _OUT[self]

    @property
    def is_level(self) -> bool:
        """Whether a line leaves this side from left to right or right to left."""
        return self in (Side.RIGHT, Side.LEFT)


_OUT: Final = {
    Side.RIGHT: Point(1, 0),
    Side.LEFT: Point(-1, 0),
    Side.TOP: Point(0, -1),
    Side.BOTTOM: Point(0, 1),
}


def shape_of(element: Element) -> Shape:
    """The outline of a family: circles for events, diamonds for gateways, else boxes."""
    if element.kind in EVENTS:
        return Shape.ROUND
    return Shape.DIAMOND if element.kind is Kind.GATEWAY else Shape.BOX


def port(bounds: Bounds, side: Side) -> Point:
    """The middle of a side; circles and diamonds touch their box there."""
    match side:
        case Side.RIGHT:
            return Point(bounds.right, bounds.centre.y)
        case Side.LEFT:
            return Point(bounds.x, bounds.centre.y)
        case Side.TOP:
            return Point(bounds.centre.x, bounds.y)
        case _:
            return Point(bounds.centre.x, bounds.bottom)


def stretch_inside(
    shape: Shape, bounds: Bounds, start: Point, end: Point
) -> tuple[float, float] | None:
    """Which part of a line is inside an outline, as shares of the way from start to end.

    The shares may lie outside 0 … 1: the line goes on for ever in both directions. None when it
    passes by, or when the outline has no inside.
    """
    if bounds.width <= 0 or bounds.height <= 0:
        return None
    rx, ry = bounds.width / 2, bounds.height / 2
    middle = bounds.centre
    u, v = (start.x - middle.x) / rx, (start.y - middle.y) / ry
    du, dv = (end.x - start.x) / rx, (end.y - start.y) / ry
    if du == 0 and dv == 0:
        return None
    if shape is Shape.ROUND:
        return _in_circle(u, v, du, dv)
    if shape is Shape.DIAMOND:  # |u| + |v| <= 1 is a square in turned coordinates
        return _in_square(u + v, u - v, du + dv, du - dv)
    return _in_square(u, v, du, dv)


def _in_circle(u: float, v: float, du: float, dv: float) -> tuple[float, float] | None:
    a, half, c = du * du + dv * dv, u * du + v * dv, u * u + v * v - 1
    under_root = half * half - a * c
    if under_root < 0:
        return None
    root = math.sqrt(under_root)
    return (-half - root) / a, (-half + root) / a


def _in_square(u: float, v: float, du: float, dv: float) -> tuple[float, float] | None:
    enter, leave = -math.inf, math.inf
    for at, step in ((u, du), (v, dv)):
        if step == 0:
            if abs(at) > 1:
                return None
            continue
        first, second = sorted(((-1 - at) / step, (1 - at) / step))
        enter, leave = max(enter, first), min(leave, second)
    return (enter, leave) if enter <= leave else None


def lies_on(element: Element, point: Point) -> bool:
    """Whether a point lies on the outline of an element, within three quarters of a unit."""
    if element.bounds is None:
        return False
    inner, outer = element.bounds.grown(-_TOUCH), element.bounds.grown(_TOUCH)
    shape = shape_of(element)
    return is_inside(shape, outer, point) and not is_inside(shape, inner, point)


def is_inside(shape: Shape, bounds: Bounds, point: Point) -> bool:
    """Whether a point lies inside an outline or on it."""
    if bounds.width <= 0 or bounds.height <= 0:
        return False
    middle = bounds.centre
    u = abs(point.x - middle.x) * 2 / bounds.width
    v = abs(point.y - middle.y) * 2 / bounds.height
    if shape is Shape.ROUND:
        return u * u + v * v <= 1
    return u + v <= 1 if shape is Shape.DIAMOND else max(u, v) <= 1


def nearest_on_outline(shape: Shape, bounds: Bounds, towards: Point) -> Point:
    """Where the line from the middle towards a point leaves the outline."""
    middle = bounds.centre
    stretch = stretch_inside(shape, bounds, middle, towards)
    if stretch is None:
        return port(bounds, Side.RIGHT)
    share = stretch[1]
    return Point(
        middle.x + (towards.x - middle.x) * share, middle.y + (towards.y - middle.y) * share
    )

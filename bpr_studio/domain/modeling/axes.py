"""The two directions of a drawing: what holds for left to right holds for top to bottom."""

from __future__ import annotations

from enum import StrEnum
from itertools import groupby
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.shared.geometry import Point

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bpr_studio.domain.shared.geometry import Bounds

_SAME: Final = 0.01  # points nearer than this along an axis lie on one level


class Axis(StrEnum):
    """A direction in which places are compared, moved and stretched."""

    X = "x"
    Y = "y"

    @property
    def other(self) -> Axis:
        """The direction across."""
        return Axis.Y if self is Axis.X else Axis.X

    def low(self, box: Bounds) -> float:
        """Where a box begins: its left or upper side."""
        return box.x if self is Axis.X else box.y

    def high(self, box: Bounds) -> float:
        """Where a box ends: its right or lower side."""
        return box.right if self is Axis.X else box.bottom

    def extent(self, box: Bounds) -> float:
        """Its width or height."""
        return box.width if self is Axis.X else box.height

    def middle(self, box: Bounds) -> float:
        """Halfway between beginning and end."""
        return self.low(box) + self.extent(box) / 2

    def spanning(self, box: Bounds, low: float, high: float) -> Bounds:
        """The box with another beginning and end along this axis."""
        if self is Axis.X:
            return box._replace(x=low, width=high - low)
        return box._replace(y=low, height=high - low)

    def moved(self, box: Bounds, by: float) -> Bounds:
        """The box shifted along this axis."""
        return box.moved(by, 0.0) if self is Axis.X else box.moved(0.0, by)

    def of(self, point: Point) -> float:
        """The coordinate of a point along this axis."""
        return point.x if self is Axis.X else point.y

    def at(self, point: Point, value: float) -> Point:
        """The point with another coordinate along this axis."""
        return Point(value, point.y) if self is Axis.X else Point(point.x, value)

    def offset(self, by: float) -> tuple[float, float]:
        """A shift along this axis as (dx, dy)."""
        return (by, 0.0) if self is Axis.X else (0.0, by)


def stretched_line(
    points: Sequence[Point],
    axis: Axis,
    shift: Callable[[float], float],
    first: float,
    last: float,
) -> tuple[Point, ...] | None:
    """A line drawn on a sheet whose places are shifted along one axis.

    Points on one level stay on one level, so orthogonal lines stay orthogonal, and a shift
    that can be taken back is taken back exactly.

    Args:
        points: the line.
        axis: the axis along which everything is shifted.
        shift: how far a place with this coordinate is shifted.
        first: how far the start is shifted (with the shape it sits on).
        last: how far the end is shifted.

    Returns:
        The new line; None when start and end are on one level and part.
    """
    runs = [list(run) for _, run in groupby(enumerate(points), _level_of(points, axis))]
    ends = {0: first, len(points) - 1: last}
    line: list[Point] = []
    for run in runs:
        wanted = {ends[index] for index, _ in run if index in ends}
        if len(wanted) > 1:
            return None
        by = wanted.pop() if wanted else shift(axis.of(run[0][1]))
        line += (axis.at(point, axis.of(point) + by) for _, point in run)
    return tuple(line)


def _level_of(points: Sequence[Point], axis: Axis) -> Callable[[tuple[int, Point]], int]:
    """The number of the run of level points each point belongs to."""
    numbers: list[int] = []
    for index, point in enumerate(points):
        if index == 0:
            numbers.append(0)
        else:
            same = abs(axis.of(point) - axis.of(points[index - 1])) < _SAME
            numbers.append(numbers[-1] + (0 if same else 1))
    return lambda entry: numbers[entry[0]]

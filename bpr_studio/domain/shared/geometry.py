"""Points and boxes of a drawing, in diagram units (1 unit = 1 px at 100 %), y downwards."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable


class Point(NamedTuple):
    """A place in a drawing."""

    x: float
    y: float


class Bounds(NamedTuple):
    """An upright box: its upper left corner and its size."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The x of the right side."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The y of the lower side."""
        return self.y + self.height

    @property
    def centre(self) -> Point:
        """The middle of the box."""
        return Point(self.x + self.width / 2, self.y + self.height / 2)

    def contains(self, point: Point) -> bool:
        """Whether `point` lies inside or on the border."""
        return self.x <= point.x <= self.right and self.y <= point.y <= self.bottom

    def moved(self, dx: float, dy: float) -> Bounds:
        """The same box elsewhere."""
        return Bounds(self.x + dx, self.y + dy, self.width, self.height)

    def grown(self, by: float) -> Bounds:
        """The box with `by` more on every side (less when negative)."""
        return Bounds(self.x - by, self.y - by, self.width + 2 * by, self.height + 2 * by)


def hull(boxes: Iterable[Bounds], points: Iterable[Point] = ()) -> Bounds | None:
    """The smallest box around all of them; None when there is nothing to go around."""
    corners = [Point(p.x, p.y) for p in points]
    for box in boxes:
        corners += (Point(box.x, box.y), Point(box.right, box.bottom))
    if not corners:
        return None
    left, top = min(p.x for p in corners), min(p.y for p in corners)
    return Bounds(left, top, max(p.x for p in corners) - left, max(p.y for p in corners) - top)

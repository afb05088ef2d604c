"""The little squares and dots one takes hold of: corners of shapes, bends and ends of lines."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt

from bpr_studio.domain.process.element import ACTIVITIES, CONNECTIONS, Kind
from bpr_studio.domain.shared.geometry import Bounds, Point

if TYPE_CHECKING:
    from bpr_studio.domain.process.element import Element

_RESIZABLE: Final = ACTIVITIES | {
    Kind.POOL,
    Kind.LANE,
    Kind.ANNOTATION,
    Kind.GROUP,
    Kind.DATA_STORE,
    Kind.DATA_OBJECT,
}
_SEGMENT_WORTH: Final = 24.0
"""A segment shorter than this has no handle of its own; it would hide the ends."""


class Grip(StrEnum):
    """What a handle moves."""

    CORNER = "corner"
    START = "start"
    END = "end"
    BEND = "bend"
    SEGMENT = "segment"


@dataclass(frozen=True, slots=True)
class Handle:
    """One handle.

    Attributes:
        grip: what it moves.
        at: where it is.
        element: whose it is.
        index: which bend or segment, counted from the start.
        pull: which sides of a box it moves: -1 left or upper, 1 right or lower, 0 none.
    """

    grip: Grip
    at: Point
    element: str
    index: int = 0
    pull: tuple[int, int] = (0, 0)

    @property
    def is_round(self) -> bool:
        """Handles of lines are round."""
        return self.grip is not Grip.CORNER

    @property
    def is_faint(self) -> bool:
        """Segments offer a bend that is not there yet."""
        return self.grip is Grip.SEGMENT

    @property
    def cursor(self) -> Qt.CursorShape:
        """The mouse pointer over it."""
        if self.grip is not Grip.CORNER:
            return Qt.CursorShape.SizeAllCursor
        x, y = self.pull
        if not x:
            return Qt.CursorShape.SizeVerCursor
        if not y:
            return Qt.CursorShape.SizeHorCursor
        return Qt.CursorShape.SizeFDiagCursor if x == y else Qt.CursorShape.SizeBDiagCursor


def handles_of(element: Element) -> tuple[Handle, ...]:
    """The handles an element shows while it alone is selected."""
    if element.bounds:
        return _corners(element, element.bounds) if element.kind in _RESIZABLE else ()
    if element.kind in CONNECTIONS and len(element.waypoints) > 1:
        return _grips(element)
    return ()


def pulled(bounds: Bounds, pull: tuple[int, int], dx: float, dy: float) -> Bounds:
    """The box after a handle was moved; it never turns inside out."""
    x, width = _pulled_side(bounds.x, bounds.width, pull[0], dx)
    y, height = _pulled_side(bounds.y, bounds.height, pull[1], dy)
    return Bounds(x, y, width, height)


def _pulled_side(low: float, size: float, pull: int, by: float) -> tuple[float, float]:
    if pull < 0:
        by = min(by, size - 1)
        return low + by, size - by
    return low, max(size + by * pull, 1.0)


def _corners(element: Element, bounds: Bounds) -> tuple[Handle, ...]:
    middle = bounds.centre
    xs = {-1: bounds.x, 0: middle.x, 1: bounds.right}
    ys = {-1: bounds.y, 0: middle.y, 1: bounds.bottom}
    return tuple(
        Handle(Grip.CORNER, Point(x, y), element.id, pull=(px, py))
        for py, y in ys.items()
        for px, x in xs.items()
        if px or py
    )


def _grips(element: Element) -> tuple[Handle, ...]:
    points = element.waypoints
    segments = [
        Handle(Grip.SEGMENT, Point((a.x + b.x) / 2, (a.y + b.y) / 2), element.id, index)
        for index, (a, b) in enumerate(pairwise(points))
        if abs(a.x - b.x) + abs(a.y - b.y) >= _SEGMENT_WORTH
    ]
    bends = [
        Handle(Grip.BEND, point, element.id, index)
        for index, point in enumerate(points[1:-1], start=1)
    ]
    ends = [
        Handle(Grip.START, points[0], element.id),
        Handle(Grip.END, points[-1], element.id, len(points) - 1),
    ]
    return (*segments, *bends, *ends)

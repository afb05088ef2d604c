"""What lies around a line that is to be drawn, and how bad it would be to run there.

The weights follow the order of harm people see (`design` of the layout engine): through a
shape, on top of another line, along a border, across another line, a bend, length.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.diagram.outlines import Shape, stretch_inside
from bpr_studio.domain.shared.geometry import Bounds

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bpr_studio.domain.shared.geometry import Point

THROUGH_SHAPE: Final = 1000.0
ON_LINE: Final = 200.0
ALONG_OUTLINE: Final = 30.0
BESIDE_LINE: Final = 20.0
ACROSS: Final = 9.0
ALONG_BORDER: Final = 6.0
IN_AND_OUT: Final = 5.0
THROUGH_POOL: Final = 4.0
THROUGH_WORD: Final = 3.0
COMMON_END: Final = 0.8  # flows may join before they arrive, and part after they left
BEND: Final = 1.3
LENGTH: Final = 160.0  # so many units of length weigh 1

_CLEAR: Final = 5.0  # a line nearer to an outline or border than this runs along it
_SAME: Final = 0.5  # lines nearer than this lie on each other

Span = tuple[float, float, float, float]
"""A stretch or a box: left, top, right, bottom."""


@dataclass(frozen=True, slots=True)
class Line:
    """Another line nearby.

    Attributes:
        points: its way.
        source: id of what it starts at.
        target: id of what it ends at.
        kind: family of the connection.
    """

    points: tuple[Point, ...]
    source: str = ""
    target: str = ""
    kind: str = ""

    def shares_an_end(self, source: str, target: str, kind: str) -> bool:
        """Whether it may run together with a line of a kind from a source to a target."""
        if self.kind != kind:
            return False
        is_same_pair = {self.source, self.target} == {source, target} and "association" in kind
        return self.source == source or self.target == target or is_same_pair


@dataclass(slots=True)
class Surroundings:
    """Everything a new line should keep clear of.

    Attributes:
        shapes: boxes it must not run through.
        pools: pools it should not run through.
        words: labels it should not run through.
        borders: sides of lanes and pools it should not run along.
        lines: other lines.
    """

    shapes: list[Span] = field(default_factory=list)
    pools: list[Span] = field(default_factory=list)
    words: list[Span] = field(default_factory=list)
    borders: list[Span] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Judged:
    """One of the two shapes a line connects: id and box."""

    id: str
    bounds: Bounds


def span_of(bounds: Bounds) -> Span:
    """A box by its four sides."""
    return bounds.x, bounds.y, bounds.right, bounds.bottom


def length_of(points: Sequence[Point]) -> float:
    """The length of a line of level and upright stretches."""
    return sum(abs(a.x - b.x) + abs(a.y - b.y) for a, b in pairwise(points))


class Judge:
    """Tells the price of lines between two shapes; asked for many lines one after the other."""

    def __init__(
        self, around: Surroundings, source: Judged, target: Judged, kind: str = ""
    ) -> None:
        self._around = around
        self._own = (span_of(source.bounds), span_of(target.bounds))
        self._level: list[tuple[Span, float]] = []
        self._upright: list[tuple[Span, float]] = []
        self._slanted: list[tuple[Point, Point]] = []
        self._arriving = {line.points[-1] for line in around.lines if line.target == source.id}
        self._leaving = {line.points[0] for line in around.lines if line.source == target.id}
        for line in around.lines:
            may_join = line.shares_an_end(source.id, target.id, kind)
            self._know(line, COMMON_END if may_join else ON_LINE)

    def _know(self, line: Line, price: float) -> None:
        for a, b in pairwise(line.points):
            if abs(a.y - b.y) < _SAME:
                self._level.append(((min(a.x, b.x), a.y, max(a.x, b.x), a.y), price))
            elif abs(a.x - b.x) < _SAME:
                self._upright.append(((a.x, min(a.y, b.y), a.x, max(a.y, b.y)), price))
            else:
                self._slanted.append((a, b))

    def price(self, points: Sequence[Point], limit: float = 1e9) -> float:
        """What a line of level and upright stretches costs besides its bends and its length.

        Args:
            points: the line.
            limit: stop counting when it costs this much.
        """
        total = 0.0
        if points[0] in self._arriving:
            total += IN_AND_OUT
        if points[-1] in self._leaving:
            total += IN_AND_OUT
        for a, b in pairwise(points):
            if total >= limit:
                break
            stretch = (min(a.x, b.x), min(a.y, b.y), max(a.x, b.x), max(a.y, b.y))
            total += self._through(stretch)
            total += self._beside(stretch, level=abs(a.y - b.y) < _SAME)
        return total

    def is_through_own(self, points: Sequence[Point]) -> bool:
        """Whether a line of level and upright stretches runs through one of its own ends."""
        return any(
            _overlaps((min(a.x, b.x), min(a.y, b.y), max(a.x, b.x), max(a.y, b.y)), own, -1.0)
            for a, b in pairwise(points)
            for own in self._own
        )

    def _through(self, stretch: Span) -> float:
        around = self._around
        total = THROUGH_SHAPE * sum(_overlaps(stretch, span) for span in self._own)
        for span in around.shapes:
            if _overlaps(stretch, span, _CLEAR):
                total += THROUGH_SHAPE if _overlaps(stretch, span) else ALONG_OUTLINE
        total += THROUGH_WORD * sum(_overlaps(stretch, span) for span in around.words)
        total += THROUGH_POOL * sum(_overlaps(stretch, span) for span in around.pools)
        return total

    def _beside(self, stretch: Span, *, level: bool) -> float:
        total = 0.0
        along, across = (self._level, self._upright) if level else (self._upright, self._level)
        for span, price in along:
            total += _nearness(stretch, span, price)
        for span, _ in across:
            if _overlaps(stretch, span, -_SAME):
                total += ACROSS
        for a, b in self._slanted:
            total += ACROSS * _meets(stretch, a, b)
        for span in self._around.borders:
            if (span[1] == span[3]) is level and _overlaps(stretch, span, _CLEAR):
                total += ALONG_BORDER
        return total


def _overlaps(one: Span, other: Span, room: float = 0.0) -> bool:
    """Whether two spans have a point in common besides their sides.

    `room` widens the second one; a negative one makes touching ends count as apart.
    """
    left, top, right, bottom = one
    return (
        left < other[2] + room
        and right > other[0] - room
        and top < other[3] + room
        and bottom > other[1] - room
    )


def _nearness(stretch: Span, other: Span, price: float) -> float:
    """The price of running beside or on a parallel line."""
    if not _overlaps(stretch, other, _CLEAR):
        return 0.0
    if stretch[1] == stretch[3]:
        apart = abs(stretch[1] - other[1])
        shared = min(stretch[2], other[2]) - max(stretch[0], other[0])
    else:
        apart = abs(stretch[0] - other[0])
        shared = min(stretch[3], other[3]) - max(stretch[1], other[1])
    if shared <= 1:
        return 0.0
    return price if apart < _SAME else min(price, BESIDE_LINE)


def _meets(stretch: Span, a: Point, b: Point) -> bool:
    """Whether a slanted line meets a stretch, which is seen as a thin box."""
    left, top, right, bottom = stretch
    box = Bounds(left, top, max(right - left, 0.1), max(bottom - top, 0.1))
    inside = stretch_inside(Shape.BOX, box, a, b)
    return inside is not None and inside[0] < 1 and inside[1] > 0


def tracks(spans: Iterable[Span], clear: float, *, level: bool) -> list[float]:
    """Where lines pass spans with some room: heights for level lines, else abscissas."""
    low, high = (1, 3) if level else (0, 2)
    found: dict[float, None] = {}
    for span in spans:
        found[span[low] - clear] = None
        found[span[high] + clear] = None
    return list(found)

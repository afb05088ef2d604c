"""What lies around a line that is to be drawn, and how bad it would be to run there.

The weights follow the order of harm people see (`design` of the layout engine): through a
shape, on top of another line, along a border, across another line, a bend, length.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

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
COMMON_BRANCH: Final = 4.0  # the ways out of a branch are told apart from where they leave it
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
    """One of the two shapes a line connects.

    Attributes:
        id: its element.
        bounds: its box.
        is_branch: each line that leaves it needs a way of its own.
    """

    id: str
    bounds: Bounds
    is_branch: bool = False


def span_of(bounds: Bounds) -> Span:
    """A box by its four sides."""
    return bounds.x, bounds.y, bounds.right, bounds.bottom


def length_of(points: Sequence[Point]) -> float:
    """The length of a line of level and upright stretches."""
    total = 0.0
    x, y = points[0]
    for next_x, next_y in points[1:]:  # asked for tens of thousands of lines: no generator
        total += abs(next_x - x) + abs(next_y - y)
        x, y = next_x, next_y
    return total


class Judge:
    """Tells the price of lines between two shapes; asked for many lines one after the other.

    Everything in the way is kept as a box with room around it, once for level and once for
    upright stretches; only what a stretch meets is looked at closely.
    """

    def __init__(
        self, around: Surroundings, source: Judged, target: Judged, kind: str = ""
    ) -> None:
        self._own = (span_of(source.bounds), span_of(target.bounds))
        self._arriving = {line.points[-1] for line in around.lines if line.target == source.id}
        self._leaving = {line.points[0] for line in around.lines if line.source == target.id}
        both: list[_Hindrance] = [(*own, _FIXED, THROUGH_SHAPE) for own in self._own]
        both += ((*span, _FIXED, THROUGH_WORD) for span in around.words)
        both += ((*span, _FIXED, THROUGH_POOL) for span in around.pools)
        both += ((*_widened(span, _CLEAR), _SHAPE, span) for span in around.shapes)
        self._hindrances: tuple[list[_Hindrance], list[_Hindrance]] = (both, list(both))
        self._known: dict[Span, float] = {}
        for span in around.borders:
            self._for(level=span[1] == span[3]).append(
                (*_widened(span, _CLEAR), _FIXED, ALONG_BORDER)
            )
        for line in around.lines:
            self._know(line, _price_of_joining(line, source, target, kind))

    def _for(self, *, level: bool) -> list[_Hindrance]:
        """What is in the way of level or of upright stretches."""
        return self._hindrances[level]

    def _know(self, line: Line, price: float) -> None:
        for a, b in pairwise(line.points):
            span = (min(a.x, b.x), min(a.y, b.y), max(a.x, b.x), max(a.y, b.y))
            level, upright = abs(a.y - b.y) < _SAME, abs(a.x - b.x) < _SAME
            if not level and not upright:
                for hindrances in self._hindrances:
                    hindrances.append((*span, _SLANTED, (a, b)))
                continue
            self._for(level=level).append((*_widened(span, _CLEAR), _LINE, (span, price)))
            self._for(level=not level).append((*_widened(span, -_SAME), _FIXED, ACROSS))

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
            total += self._stretch_price(a, b)
        return total

    def is_through_own(self, points: Sequence[Point]) -> bool:
        """Whether a line of level and upright stretches runs through one of its own ends."""
        return any(
            _overlaps((min(a.x, b.x), min(a.y, b.y), max(a.x, b.x), max(a.y, b.y)), own, -1.0)
            for a, b in pairwise(points)
            for own in self._own
        )

    def _stretch_price(self, a: Point, b: Point) -> float:
        left, right = (a.x, b.x) if a.x <= b.x else (b.x, a.x)
        top, bottom = (a.y, b.y) if a.y <= b.y else (b.y, a.y)
        stretch = (left, top, right, bottom)
        known = self._known.get(stretch)
        if known is not None:
            return known
        total = 0.0
        for met in self._for(level=bottom - top < _SAME):
            if met[0] < right and met[2] > left and met[1] < bottom and met[3] > top:
                total += _price_of(met, stretch)
        self._known[stretch] = total
        return total


def _price_of_joining(line: Line, source: Judged, target: Judged, kind: str) -> float:
    """What running on another line costs a line of a kind from a source to a target."""
    if not line.shares_an_end(source.id, target.id, kind):
        return ON_LINE
    is_way_out = source.is_branch and line.source == source.id and line.target != target.id
    return COMMON_BRANCH if is_way_out else COMMON_END


_FIXED: Final = 0  # meeting it costs a fixed price
_SHAPE: Final = 1  # running through costs more than running along; with the exact box
_LINE: Final = 2  # a parallel line; with its exact stretch and the price of lying on it
_SLANTED: Final = 3  # a slanted line; with its two ends
_Hindrance = tuple[float, float, float, float, int, Any]


def _price_of(met: _Hindrance, stretch: Span) -> float:
    """The price of meeting one hindrance; `Any` above is what the code says."""
    code, more = met[4], met[5]
    if code == _FIXED:
        return float(more)
    if code == _SHAPE:
        return THROUGH_SHAPE if _overlaps(stretch, more) else ALONG_OUTLINE
    if code == _LINE:
        return _nearness(stretch, *more)
    return ACROSS * _meets(stretch, *more)


def _widened(span: Span, by: float) -> Span:
    return span[0] - by, span[1] - by, span[2] + by, span[3] + by


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

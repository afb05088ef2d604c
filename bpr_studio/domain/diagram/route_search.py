"""Finding a good way of level and upright stretches between two shapes.

Ways with few bends are made from the sides of both shapes over a handful of tracks, sorted by
what they cost at least, and judged against the surroundings until none can be better.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.diagram.outlines import Shape, Side, port
from bpr_studio.domain.diagram.surroundings import (
    ALONG_OUTLINE,
    BEND,
    LENGTH,
    Judge,
    Judged,
    length_of,
    tracks,
)
from bpr_studio.domain.shared.geometry import Point

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from bpr_studio.domain.diagram.surroundings import Surroundings
    from bpr_studio.domain.shared.geometry import Bounds

GAP: Final = 20.0
"""How far a line goes straight out of a shape before it turns."""
_STUB: Final = 9.0  # the least such way
_CLEAR: Final = 15.0  # room between a line and a shape it goes around
_MOST_TRACKS: Final = 10
_NEAREST: Final = 5  # tracks next to an end tried where two of them are combined
_OFF_CENTRE: Final = 0.3
_ASIDE: Final = 20.0  # where another line has the middle of a side
_GOOD_ENOUGH: Final = 6.0
"""A first way this cheap (beyond bends and length) is not worth a longer search."""

Way = tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class End:
    """A shape a line starts or ends at.

    Attributes:
        id: its element.
        bounds: its box.
        shape: its outline.
        prices: what using each side costs.
        wide: a line may use any place of a side, as with pools.
    """

    id: str
    bounds: Bounds
    shape: Shape
    prices: Mapping[Side, float]
    wide: bool = False

    def reach(self, *, level: bool) -> tuple[float, float]:
        """From where to where a straight line may touch its sides."""
        low = self.bounds.y if level else self.bounds.x
        size = self.bounds.height if level else self.bounds.width
        if self.shape is not Shape.BOX:
            return low + size / 2, low + size / 2
        inset = min(40.0 if self.wide else size / 4, size / 2)
        return low + inset, low + size - inset


def best_way(source: End, target: End, around: Surroundings, kind: str = "") -> Way:
    """The cheapest way between two shapes for a line of a kind; never empty."""
    is_branch = source.shape is Shape.DIAMOND
    start = Judged(source.id, source.bounds, is_branch)
    judge = Judge(around, start, Judged(target.id, target.bounds), kind)
    best = _cheapest(source, target, judge, _Tracks(source.bounds, target.bounds, ()))
    if best[0] >= _GOOD_ENOUGH:
        more = _Tracks(source.bounds, target.bounds, around.shapes)
        best = min(best, _cheapest(source, target, judge, more), key=lambda found: found[1])
    if not best[2]:  # one inside the other: nothing sensible fits
        return port(source.bounds, Side.RIGHT), port(target.bounds, Side.LEFT)
    return best[2]


Priced = tuple[float, float, Way]
"""Price of the surroundings alone, whole price, way."""


def _cheapest(source: End, target: End, judge: Judge, over: _Tracks) -> Priced:
    """The best way over these tracks; ways that cannot be better are not even made."""
    search = _Search(judge)
    search.try_all(_straight_ways(source, target))
    for least, out, into in _sides(source, target):
        if least >= search.best[1]:
            break
        price = source.prices[out] + target.prices[into]
        for start in _ports(source, out, target, over):
            for end in _ports(target, into, source, over):
                search.try_all((price, way) for way in _bent_ways(start, out, end, into, over))
    return search.best


def _sides(source: End, target: End) -> list[tuple[float, Side, Side]]:
    """The pairs of sides with the least a way with bends between them costs, cheapest first."""
    pairs: list[tuple[float, Side, Side]] = []
    for out in Side:
        for into in Side:
            bends = 2 if out.is_level == into.is_level else 1
            price = source.prices[out] + target.prices[into]
            if price < ALONG_OUTLINE:
                pairs.append((price + BEND * bends, out, into))
    return sorted(pairs, key=lambda pair: pair[0])


class _Search:
    """The best way found so far."""

    def __init__(self, judge: Judge) -> None:
        self._judge = judge
        self.best: Priced = (inf, inf, ())

    def try_all(self, ways: Iterable[tuple[float, Way]]) -> None:
        """Judge ways with the prices of their sides, those first that cost the least."""
        least = self.best[1]
        priced = [
            (price + BEND * (len(way) - 2) + length_of(way) / LENGTH, way)
            for price, way in ways
            if price + BEND * (len(way) - 2) < least
        ]
        for base, way in sorted(priced, key=lambda one: one[0]):
            if base >= self.best[1]:
                break
            price = self._judge.price(way, self.best[1] - base)
            if base + price < self.best[1]:
                self.best = (price, base + price, way)


def _ports(end: End, side: Side, other: End, over: _Tracks) -> list[Point]:
    """Where a line may touch a side: in its middle, or at some places of a wide one."""
    middle = port(end.bounds, side)
    if not end.wide:
        return [middle]
    level = side.is_level
    low, high = end.reach(level=level)
    centre = other.bounds.centre
    wishes = [centre.y, *over.rows] if level else [centre.x, *over.columns]
    places = dict.fromkeys(min(max(wish, low), high) for wish in wishes)
    return [Point(middle.x, at) if level else Point(at, middle.y) for at in places]


# --- straight ways ---------------------------------------------------------------------------


def _straight_ways(source: End, target: End) -> Iterator[tuple[float, Way]]:
    a, b = source.bounds, target.bounds
    if a.right < b.x:
        yield from _across(source, Side.RIGHT, target, Side.LEFT)
    elif b.right < a.x:
        yield from _across(source, Side.LEFT, target, Side.RIGHT)
    if a.bottom < b.y:
        yield from _across(source, Side.BOTTOM, target, Side.TOP)
    elif b.bottom < a.y:
        yield from _across(source, Side.TOP, target, Side.BOTTOM)


def _across(source: End, out: Side, target: End, into: Side) -> Iterator[tuple[float, Way]]:
    """The straight way between facing sides, where both reach the same height or abscissa."""
    level = out.is_level
    low = max(source.reach(level=level)[0], target.reach(level=level)[0])
    high = min(source.reach(level=level)[1], target.reach(level=level)[1])
    if low > high:
        return
    price = source.prices[out] + target.prices[into]
    start, end = port(source.bounds, out), port(target.bounds, into)
    first, last = (start.y, end.y) if level else (start.x, end.x)
    beside = (at + shift for at in (first, last) for shift in (-_ASIDE, _ASIDE))
    for at in dict.fromkeys((first, last, round((low + high) / 2), *beside)):
        if not low <= at <= high:
            continue
        off = sum(
            _OFF_CENTRE
            for one, middle in ((source, first), (target, last))
            if at != middle and not one.wide
        )
        yield price + off, _placed_at(start, end, at, level=level)


def _placed_at(start: Point, end: Point, at: float, *, level: bool) -> Way:
    if level:
        return Point(start.x, at), Point(end.x, at)
    return Point(at, start.y), Point(at, end.y)


# --- bent ways -------------------------------------------------------------------------------


class _Tracks:
    """The heights and abscissas bends may lie on."""

    def __init__(self, source: Bounds, target: Bounds, shapes: Iterable[tuple[float, ...]]) -> None:
        both = [_four(source), _four(target)]
        others = [_four_of(shape) for shape in shapes]
        self.columns = self._chosen(both, others, level=False)
        self.rows = self._chosen(both, others, level=True)

    def _chosen(
        self,
        both: list[tuple[float, float, float, float]],
        others: list[tuple[float, float, float, float]],
        *,
        level: bool,
    ) -> list[float]:
        low, high = (1, 3) if level else (0, 2)
        first, second = sorted(both, key=lambda span: span[low])
        found = tracks(both, GAP, level=level)
        if second[low] > first[high]:
            found.insert(0, float(round((first[high] + second[low]) / 2)))
        middle = (first[low] + second[high]) / 2
        more = sorted(tracks(others, _CLEAR, level=level), key=lambda at: abs(at - middle))
        return list(dict.fromkeys(found + more[:_MOST_TRACKS]))

    def turned(self) -> _Tracks:
        """The same with heights and abscissas exchanged."""
        turned = object.__new__(_Tracks)
        turned.columns, turned.rows = self.rows, self.columns
        return turned


def _four(bounds: Bounds) -> tuple[float, float, float, float]:
    return bounds.x, bounds.y, bounds.right, bounds.bottom


def _four_of(shape: tuple[float, ...]) -> tuple[float, float, float, float]:
    left, top, right, bottom = shape
    return left, top, right, bottom


def _bent_ways(start: Point, out: Side, end: Point, into: Side, over: _Tracks) -> Iterator[Way]:
    if out.is_level:
        yield from _ways_from_level(start, out.out.x, end, into, over)
        return
    turned_into = _TURNED[into]
    for way in _ways_from_level(
        Point(start.y, start.x), out.out.y, Point(end.y, end.x), turned_into, over.turned()
    ):
        yield tuple(Point(p.y, p.x) for p in way)


_TURNED: Final = {
    Side.RIGHT: Side.BOTTOM,
    Side.BOTTOM: Side.RIGHT,
    Side.LEFT: Side.TOP,
    Side.TOP: Side.LEFT,
}


def _ways_from_level(
    start: Point, out: float, end: Point, into: Side, over: _Tracks
) -> Iterator[Way]:
    if into.is_level:
        return _level_to_level(start, out, end, into.out.x, over)
    return _level_to_upright(start, out, end, into.out.y, over)


def _level_to_level(
    start: Point, out: float, end: Point, away: float, over: _Tracks
) -> Iterator[Way]:
    """Two or four bends; `out` and `away` tell where outside is, at the start and at the end."""
    if start.y != end.y:
        for x in over.columns:
            if (x - start.x) * out >= _STUB and (x - end.x) * away >= _STUB:
                yield start, Point(x, start.y), Point(x, end.y), end
    first, last = start.x + out * GAP, end.x + away * GAP
    for y in over.rows:
        if y not in (start.y, end.y):
            yield (
                start,
                Point(first, start.y),
                Point(first, y),
                Point(last, y),
                Point(last, end.y),
                end,
            )


def _level_to_upright(
    start: Point, out: float, end: Point, away: float, over: _Tracks
) -> Iterator[Way]:
    """One or three bends."""
    if (end.x - start.x) * out >= _STUB and (start.y - end.y) * away >= _STUB:
        yield start, Point(end.x, start.y), end
    rows = [y for y in over.rows if (y - end.y) * away >= _STUB and y != start.y]
    columns = [x for x in over.columns if (x - start.x) * out >= _STUB and x != end.x]
    for x in sorted(columns, key=lambda x: abs(x - start.x))[:_NEAREST]:
        for y in sorted(rows, key=lambda y: abs(y - end.y))[:_NEAREST]:
            yield start, Point(x, start.y), Point(x, y), Point(end.x, y), end

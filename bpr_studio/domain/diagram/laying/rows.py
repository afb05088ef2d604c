"""Rows: which items follow each other in a straight line, and on which height of their band.

Straight runs of items are placed one after the other, the main way first, each in the row that
keeps it near to what it is joined with and crosses the fewest things in between. Flows that
skip columns, or lead back, keep a run of free cells for themselves.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bpr_studio.domain.diagram.laying.scope import Link, Scope

_NEW_ROW: Final = 0.45
_ABOVE: Final = 0.1  # below is the usual place of a branch
_BLOCKED: Final = 3.0  # an upright line would run through this
_BLOCKED_AFAR: Final = 1.0
_FAR: Final = 1.0


@dataclass(eq=False, slots=True)
class Row:
    """One height of a band.

    Attributes:
        cells: column → id of what is there; flows keep cells too.
        items: ids of the items in it.
    """

    cells: dict[int, str] = field(default_factory=dict)
    items: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Rows:
    """The rows of all bands, from top to bottom, and the row of each item."""

    of_band: list[list[Row]]
    of_item: dict[str, Row]


@dataclass(slots=True)
class _Run:
    """Items (or one flow) that share a row."""

    band: int
    first: int
    last: int
    items: list[str]
    name: str
    joined: list[tuple[str, int]]  # item it is joined with, column where the line runs upright
    downwards: bool = False


def put_in_rows(scope: Scope, columns: Mapping[str, int], back: Sequence[Link]) -> Rows:
    """Rows for all items; no two share a cell."""
    returning = {link.id for link in back}
    onwards = [
        link
        for link in scope.links
        if not link.is_message and link.id not in returning and link.source != link.target
    ]
    rows = Rows([[] for _ in scope.bands], {})
    chains = _chains(scope, columns, onwards)
    straight = {(a, b) for chain in chains for a, b in pairwise(chain)}
    for run in _runs(scope, columns, chains, onwards):
        _put(scope, rows, run)
    for run in _free_runs(
        scope, columns, [k for k in onwards if (k.source, k.target) not in straight]
    ):
        _put(scope, rows, run)
    for run in _return_runs(scope, columns, back):
        _put(scope, rows, run)
    for band in rows.of_band:
        if not band:
            band.append(Row())
    return rows


# --- straight runs ---------------------------------------------------------------------------


def _chains(scope: Scope, columns: Mapping[str, int], onwards: Sequence[Link]) -> list[list[str]]:
    """Items that shall stand in one row, chosen along the longest ways."""
    ahead = _steps_ahead(scope, columns, onwards)
    behind = _steps_behind(scope, columns, onwards)
    after: dict[str, str] = {}
    before: dict[str, str] = {}

    def urgency(link: Link) -> tuple[float, ...]:
        whole = behind[link.source] + 1 + ahead[link.target]
        span = columns[link.target] - columns[link.source]
        return (-whole, span, not link.is_default, scope.items[link.target].place)

    for link in sorted(onwards, key=urgency):
        a, b = link.source, link.target
        if link.is_sideways or scope.items[a].band != scope.items[b].band:
            continue
        if a not in after and b not in before and columns[a] < columns[b]:
            after[a], before[b] = b, a
    return [
        _chain_from(item, after)
        for item in sorted(scope.items, key=lambda i: (columns[i], scope.items[i].place))
        if item not in before
    ]


def _chain_from(item: str, after: Mapping[str, str]) -> list[str]:
    chain = [item]
    while chain[-1] in after:
        chain.append(after[chain[-1]])
    return chain


def _steps_ahead(
    scope: Scope, columns: Mapping[str, int], onwards: Sequence[Link]
) -> dict[str, int]:
    """How many items follow at most."""
    steps = dict.fromkeys(scope.items, 0)
    for link in sorted(onwards, key=lambda link: -columns[link.source]):
        steps[link.source] = max(steps[link.source], steps[link.target] + 1)
    return steps


def _steps_behind(
    scope: Scope, columns: Mapping[str, int], onwards: Sequence[Link]
) -> dict[str, int]:
    """How many items come before at most."""
    steps = dict.fromkeys(scope.items, 0)
    for link in sorted(onwards, key=lambda link: columns[link.target]):
        steps[link.target] = max(steps[link.target], steps[link.source] + 1)
    return steps


def _runs(
    scope: Scope,
    columns: Mapping[str, int],
    chains: Sequence[list[str]],
    onwards: Sequence[Link],
) -> Iterator[_Run]:
    """The chains as runs, longest ways first, then in the order they branch off."""
    chain_of = {item: number for number, chain in enumerate(chains) for item in chain}
    joined: dict[int, list[tuple[str, int]]] = {}
    downwards: set[int] = set()
    for link in onwards:
        a, b = chain_of[link.source], chain_of[link.target]
        if a == b:
            continue
        joined.setdefault(b, []).append((link.source, columns[link.source]))
        joined.setdefault(a, []).append((link.target, columns[link.target]))
        if link.is_sideways:
            downwards.add(b)
    ahead = _steps_ahead(scope, columns, onwards)
    order = _placing_order(scope, columns, chains, joined, ahead)
    for number in order:
        chain = chains[number]
        yield _Run(
            band=scope.items[chain[0]].band,
            first=columns[chain[0]],
            last=columns[chain[-1]],
            items=chain,
            name=chain[0],
            joined=joined.get(number, []),
            downwards=number in downwards,
        )


def _placing_order(
    scope: Scope,
    columns: Mapping[str, int],
    chains: Sequence[list[str]],
    joined: Mapping[int, list[tuple[str, int]]],
    ahead: Mapping[str, int],
) -> list[int]:
    """Each chain after one it is joined with, so that it can stay near; long ways first."""
    chain_of = {item: number for number, chain in enumerate(chains) for item in chain}

    def weight(number: int) -> tuple[float, ...]:
        first = chains[number][0]
        return (-ahead[first] - len(chains[number]), columns[first], scope.items[first].place)

    waiting = sorted(range(len(chains)), key=weight)
    placed: dict[int, None] = {}
    for start in waiting:
        front = [start] if start not in placed else []
        while front:
            front.sort(key=lambda n: (columns[chains[n][0]], weight(n)))
            number = front.pop(0)
            if number in placed:
                continue
            placed[number] = None
            near = dict.fromkeys(chain_of[item] for item, _ in joined.get(number, ()))
            front += [n for n in near if n not in placed and n not in front]
    return list(placed)


# --- runs kept for flows ---------------------------------------------------------------------


def _free_runs(scope: Scope, columns: Mapping[str, int], links: Sequence[Link]) -> Iterator[_Run]:
    """Cells for flows that skip columns."""
    for link in sorted(links, key=lambda k: (columns[k.target] - columns[k.source], k.id)):
        first, last = columns[link.source] + 1, columns[link.target] - 1
        if first > last:
            continue
        ends = [(link.source, first - 1), (link.target, last + 1)]
        band = scope.items[link.source].band
        yield _Run(band, first, last, [], link.id, ends)


def _return_runs(scope: Scope, columns: Mapping[str, int], back: Sequence[Link]) -> Iterator[_Run]:
    """Cells for flows that lead back, above or below everything between."""
    for link in sorted(back, key=lambda k: (columns[k.source] - columns[k.target], k.id)):
        if link.source == link.target:
            continue
        first, last = columns[link.target], columns[link.source]
        ends = [(link.source, last), (link.target, first)]
        yield _Run(scope.items[link.source].band, first, last, [], link.id, ends)


# --- choosing a row --------------------------------------------------------------------------


def _put(scope: Scope, rows: Rows, run: _Run) -> None:
    """Put a run into the cheapest row, or into a new one between others."""
    band = rows.of_band[run.band]
    ties = _ties(scope, rows, run)
    best, place, is_new = float("inf"), 0, True
    for number in range(len(band) + 1):
        for new in (False, True):
            if not new and (number == len(band) or not _is_free(band[number], run)):
                continue
            price = _price(band, ties, number, new=new, downwards=run.downwards)
            if price < best - 1e-9:
                best, place, is_new = price, number, new
    if is_new:
        band.insert(place, Row())
    row = band[place]
    for column in range(run.first, run.last + 1):
        row.cells[column] = run.name
    for item in run.items:
        row.items.append(item)
        rows.of_item[item] = row


def _is_free(row: Row, run: _Run) -> bool:
    return all(column not in row.cells for column in range(run.first, run.last + 1))


@dataclass(slots=True)
class _Tie:
    """A line from a run to something placed: the row it comes from, where it runs upright."""

    row: float  # number of the row; -1 above the band, its length below it
    column: int
    is_afar: bool


def _ties(scope: Scope, rows: Rows, run: _Run) -> list[_Tie]:
    band = rows.of_band[run.band]
    numbers = {id(row): number for number, row in enumerate(band)}
    found: list[_Tie] = []
    for item, column in run.joined:
        row = rows.of_item.get(item)
        if row is None:
            continue
        other = scope.items[item].band
        if other == run.band:
            found.append(_Tie(numbers[id(row)], column, is_afar=False))
        else:
            found.append(_Tie(-1 if other < run.band else len(band), column, is_afar=True))
    return found


def _price(
    band: Sequence[Row], ties: Sequence[_Tie], number: int, *, new: bool, downwards: bool
) -> float:
    """What it costs to put a run into row `number`, or into a new row before it."""
    total = _NEW_ROW if new else 0.0
    if not ties:
        return total + 0.01 * (len(band) - number if new else number)
    for tie in ties:
        total += _tie_price(band, tie, number, new=new, downwards=downwards)
    return total


def _tie_price(band: Sequence[Row], tie: _Tie, number: int, *, new: bool, downwards: bool) -> float:
    at = number - 0.5 if new else float(number)
    low, high = min(at, tie.row), max(at, tie.row)
    between = [row for n, row in enumerate(band) if low < n < high]
    blocked = sum(tie.column in row.cells and bool(row.items) for row in between)
    if tie.is_afar:
        return 0.05 * len(between) + _BLOCKED_AFAR * blocked
    above = at < tie.row
    side = (_BLOCKED if downwards else _ABOVE) if above else 0.0
    return _FAR * (1 + len(between)) * (at != tie.row) + _BLOCKED * blocked + side

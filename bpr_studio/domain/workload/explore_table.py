"""From facts to the table a question of the explorer asks for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from bpr_studio.domain.workload.crossing import Crossing, Placing
from bpr_studio.domain.workload.explore import (
    SIDES,
    Against,
    ExploreColumn,
    ExploreTable,
    Measure,
    TableFacts,
)
from bpr_studio.domain.workload.facts import UNKNOWN
from bpr_studio.domain.workload.pivot import ORGANISATION, Dimension, Quantity
from bpr_studio.domain.workload.splitting import largest_remainders
from bpr_studio.domain.workload.statements import others_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from bpr_studio.domain.workload.cube import Axis
    from bpr_studio.domain.workload.explore import ExploreView, Sorting
    from bpr_studio.domain.workload.facts import Explorable, Facts

    Values = NDArray[np.float64]
    Sums = Mapping[Quantity, NDArray[np.int64]]

NOT_MAPPED: Final = "?"
"""Key of the units that the organisation of the year chosen does not know."""
_WHOLE: Final = 10_000  # shares are given out in hundredths of a percent


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """Rows of one year to be explored.

    Attributes:
        rows: where the rows come from.
        full_timer: minutes a year of one full-timer, 0 where unknown.
    """

    rows: Explorable
    full_timer: int = 0


def explore(view: ExploreView, now: Asked, before: Asked | None = None) -> ExploreTable:
    """The answer to a question.

    Minutes, cost and shares add up over any split. Tasks count once in every cell and every
    total, cases and people of a task likewise, however its minutes are split by staff, month or
    step type; so their totals may be less than the sum of the cells.

    Args:
        view: what is asked.
        now: the rows of the year asked about.
        before: those of last year, where the question compares.

    Raises:
        RefusedError: the question names something the rows do not have, or is too large.
    """
    view.checked()
    sides = [_Side(view, now)]
    if before is not None and len(SIDES[view.against]) > 1:
        sides.append(_Side(view, before))
    return _Table(view, sides).made()


class _Side:
    """One year's rows sorted into cells."""

    def __init__(self, view: ExploreView, asked: Asked) -> None:
        self.facts: Facts = asked.rows.facts(view.dimensions)
        self.full_timer = asked.full_timer
        self.crossing = Crossing(
            self.facts, view.rows, view.columns, view.kept, wanted=view.quantities
        )
        self.rows = dict(zip(self.crossing.row_keys, self.crossing.row_labels, strict=True))
        self.columns = dict(
            zip(self.crossing.column_keys, self.crossing.column_labels, strict=True)
        )

    def sums(self, rows: Mapping[tuple[str, ...], int], columns: Sequence[tuple[str, ...]]) -> Sums:
        """What is in the cells, rows and columns standing where they shall."""
        places = {keys: number for number, keys in enumerate(columns)}
        return self.crossing.table(
            Placing(
                np.array([rows[keys] for keys in self.rows], dtype=np.int64),
                max(rows.values(), default=-1) + 1,
                np.array([places[keys] for keys in self.columns], dtype=np.int64),
                len(columns),
            )
        )


class _Table:
    """One table in the making."""

    def __init__(self, view: ExploreView, sides: Sequence[_Side]) -> None:
        self._view, self._sides = view, sides
        self._labels = _united(sides, view.rows, [side.rows for side in sides])
        self._column_labels = _united(sides, view.columns, [side.columns for side in sides])
        self._columns = self._headings()
        self._sums: list[Sums] = []

    def made(self) -> ExploreTable:
        """The whole table."""
        keys = list(self._labels)
        values = self._values({key: place for place, key in enumerate(keys)})
        order = self._order(keys, values[:-1])
        keys = [keys[place] for place in order]
        labels = [self._labels[key] for key in keys]
        top = self._view.top
        others = len(keys) - top + 1 if 0 < top < len(keys) else 0
        if others:
            kept = top - 1  # with the row of the others there are `top` rows
            places = {key: min(place, kept) for place, key in enumerate(keys)}
            values = self._values(places)
            blank = ("",) * (len(self._view.rows) - 1)
            rest = others_name(others), *blank
            keys, labels = [*keys[:kept], ()], [*labels[:kept], rest]
        else:
            values = np.concatenate([values[:-1][order], values[-1:]])
        return ExploreTable(
            view=self._view,
            row_keys=tuple(keys),
            row_labels=tuple(labels),
            columns=self._columns,
            values=values[:-1],
            totals=values[-1],
            others=others,
            facts=self._facts(),
        )

    def _headings(self) -> tuple[ExploreColumn, ...]:
        view = self._view
        sides = SIDES[view.against if len(self._sides) > 1 else Against.NOTHING]
        groups = [(keys, labels, False) for keys, labels in self._column_labels.items()]
        if not view.columns:
            groups = []
        groups.append(((), (), True))
        return tuple(
            ExploreColumn(keys, labels, measure, side, total)
            for keys, labels, total in groups
            for measure in view.measures
            for side in sides
        )

    def _values(self, rows: Mapping[tuple[str, ...], int]) -> Values:
        """All numbers, the totals as last row."""
        view = self._view
        columns = list(self._column_labels)
        self._sums = [side.sums(rows, columns) for side in self._sides]
        found = [
            {m: measured(m, sums, side.full_timer) for m in view.measures}
            for side, sums in zip(self._sides, self._sums, strict=True)
        ]
        blocks = []
        for measure in view.measures:
            now = found[0][measure]
            blocks.append(now)
            if len(found) > 1:
                before = found[1][measure]
                blocks += [before, now - before, _percent(now - before, before)]
        stacked = np.stack(blocks, axis=2)  # row, column, value
        if not view.columns:
            stacked = stacked[:, -1:, :]
        return stacked.reshape(stacked.shape[0], -1)

    def _order(self, keys: Sequence[tuple[str, ...]], values: Values) -> NDArray[np.intp]:
        sorting = self._view.sorting
        if sorting is None or not len(keys):
            return np.arange(len(keys))
        column = _column_of(self._columns, sorting)
        if column is None:
            return np.arange(len(keys))
        own = values[:, column]
        sign = -1.0 if sorting.descending else 1.0
        ordering: list[NDArray[np.float64]] = []
        for depth in range(1, len(keys[0]) + 1):
            groups = _numbered([key[:depth] for key in keys])
            sums = own if depth == len(keys[0]) else _group_sums(groups, own)
            ordering += [np.isnan(sums).astype(float), np.nan_to_num(sums) * sign, groups]
        found: NDArray[np.intp] = np.lexsort(ordering[::-1])
        return found

    def _facts(self) -> TableFacts:
        whole = [{q: int(values[-1, -1]) for q, values in sums.items()} for sums in self._sums]
        now, minutes = whole[0], whole[0][Quantity.MINUTES]
        return TableFacts(
            minutes=minutes,
            unpriced=now.get(Quantity.UNPRICED, 0),
            unpriced_staff=self._unpriced_staff(self._sides[0]),
            uncounted=minutes - now.get(Quantity.COUNTED, minutes),
            tasks=self._sides[0].crossing.task_count(),
            not_mapped=self._not_mapped(self._sides[0]),
            before=whole[1][Quantity.MINUTES] if len(whole) > 1 else None,
        )

    def _not_mapped(self, side: _Side) -> int:
        dimension = next((d for d in ORGANISATION if d in side.facts.axes), None)
        if dimension is None or NOT_MAPPED not in side.facts.axes[dimension].keys:
            return 0
        kept = self._view.kept.get(dimension)
        if kept is not None and NOT_MAPPED not in kept:
            return 0
        return _minutes(side.facts, self._view.kept | {dimension: frozenset({NOT_MAPPED})})

    def _unpriced_staff(self, side: _Side) -> tuple[str, ...]:
        rates = side.facts.rates
        if rates is None or Measure.COST not in self._view.measures:
            return ()
        staff = Crossing(side.facts, (Dimension.STAFF,), (), self._view.kept, wanted=frozenset())
        axis = side.facts.axes[Dimension.STAFF]
        return tuple(axis.labels[n] for n in staff.row_groups.tolist() if rates[n] == UNKNOWN)


def _minutes(facts: Facts, kept: Mapping[Dimension, frozenset[str]]) -> int:
    crossing = Crossing(facts, (), (), kept, wanted=frozenset())
    return int(crossing.plain()[Quantity.MINUTES][-1, -1])


def measured(measure: Measure, sums: Sums, full_timer: int) -> Values:
    """A measure in all cells and totals; NaN where it is unknown.

    Args:
        measure: which.
        sums: what is in the cells, totals last.
        full_timer: minutes a year of one full-timer, 0 where unknown.
    """
    minutes = sums[Quantity.MINUTES]
    match measure:
        case Measure.HOURS:
            return minutes.astype(np.float64)
        case Measure.SHARE | Measure.ROW_SHARE | Measure.COLUMN_SHARE:
            return _shares(measure, minutes) / (_WHOLE / 100)
        case Measure.FTE:
            return _ratio(minutes.astype(np.float64), np.full(minutes.shape, float(full_timer)))
        case Measure.COST:
            unknown = (sums[Quantity.PRICED] == 0) & (sums[Quantity.UNPRICED] > 0)
            cost: Values = sums[Quantity.PRICED] / 60
            cost[unknown] = np.nan
            return cost
        case Measure.MINUTES_PER_CASE:
            return _ratio(sums[Quantity.COUNTED].astype(np.float64), _known(sums[Quantity.CASES]))
        case _:
            return _known(sums[Quantity(measure.value)])


def _shares(measure: Measure, minutes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Hundredths of a percent by largest remainder: what belongs together adds up to 100 %."""
    if measure is Measure.COLUMN_SHARE:
        return _shares(Measure.ROW_SHARE, minutes.T).T
    cells, rows = minutes[:, :-1], minutes[:, -1]
    if measure is Measure.ROW_SHARE:
        whole = np.where(rows > 0, _WHOLE, 0)
        return np.concatenate([largest_remainders(whole, cells), whole[:, None]], axis=1)
    whole = largest_remainders(np.array([_WHOLE]), rows[None, :-1])[0]
    parts = largest_remainders(whole, cells[:-1])
    body = np.concatenate([parts, whole[:, None]], axis=1)
    return np.concatenate([body, body.sum(axis=0, keepdims=True)], axis=0)


def _known(values: NDArray[np.int64]) -> Values:
    found: Values = values.astype(np.float64)
    found[values == UNKNOWN] = np.nan
    return found


def _ratio(value: Values, by: Values) -> Values:
    usable = by > 0
    found: Values = np.full(value.shape, np.nan)
    return np.divide(value, by, out=found, where=usable)


def _percent(difference: Values, before: Values) -> Values:
    usable = np.nan_to_num(before) != 0
    found: Values = np.full(before.shape, np.nan)
    return np.divide(difference * 100, before, out=found, where=usable)


def _united(
    sides: Sequence[_Side],
    dimensions: Sequence[Dimension],
    names: Sequence[Mapping[tuple[str, ...], tuple[str, ...]]],
) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Keys and names of both years in the order of the lists; this year's names hold."""
    if len(names) == 1 or not set(names[1]) - set(names[0]):
        return dict(names[0])
    both = {**names[1], **names[0]}
    axes = [[side.facts.axes[dimension] for side in sides] for dimension in dimensions]
    places = [_merged_places(pair) for pair in axes]
    ordered = sorted(
        both, key=lambda keys: [place[key] for place, key in zip(places, keys, strict=True)]
    )
    return {keys: both[keys] for keys in ordered}


def _merged_places(axes: Sequence[Axis]) -> dict[str, tuple[int, str]]:
    """Place of every key of two axes; one that only last year knew stands behind its neighbour."""
    places: dict[str, tuple[int, str]] = {key: (n, "") for n, key in enumerate(axes[0].keys)}
    last = 0
    for key in axes[1].keys:
        if key in places:
            last = places[key][0]
        else:
            places[key] = (last, key)
    return places


def _column_of(columns: Sequence[ExploreColumn], sorting: Sorting) -> int | None:
    for number, column in enumerate(columns):
        same = column.measure is sorting.measure and column.side is sorting.side
        if same and column.keys == sorting.column:
            return number
    return None


def _numbered(keys: Sequence[tuple[str, ...]]) -> NDArray[np.float64]:
    seen: dict[tuple[str, ...], int] = {}
    return np.array([seen.setdefault(key, len(seen)) for key in keys], dtype=np.float64)


def _group_sums(groups: NDArray[np.float64], values: Values) -> Values:
    number = groups.astype(np.int64)
    sums: Values = np.bincount(number, weights=np.nan_to_num(values)).astype(np.float64)
    return sums[number]

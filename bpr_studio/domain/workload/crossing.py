"""One crossing of rows and columns over facts: sums of minutes, and tasks counted once.

Everything is a group number per row of the facts, made by one look-up for each dimension, and a
count by group. That holds one second for ten million rows (docs/decisions/0032) and a few
milliseconds for a city.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from bpr_studio.domain.workload.facts import UNKNOWN
from bpr_studio.domain.workload.groups import (
    VARYING,
    Grid,
    Varying,
    is_by_month,
    marked_on,
    too_large,
    wanted_on,
)
from bpr_studio.domain.workload.pivot import Dimension, Quantity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from bpr_studio.domain.workload.facts import Facts, TaskColumns

CHUNK: Final = 1 << 19  # rows looked at together: their group numbers stay in the cache
DENSE: Final = 1 << 21  # cells summed without looking first which of them occur
MOST_CELLS: Final = 6_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Placing:
    """Where the rows and columns that occur stand in the table made of them.

    Attributes:
        rows: place of each row that occurs; several may share one.
        row_count: number of places.
        columns: place of each column that occurs.
        column_count: number of places.
    """

    rows: NDArray[np.int64]
    row_count: int
    columns: NDArray[np.int64]
    column_count: int


@dataclass(frozen=True, slots=True, eq=False)
class _Rows:
    """Some rows of the facts with their groups.

    Attributes:
        chosen: which rows.
        month: position of the month looked at, where rows have their whole year.
        row: group of each in the rows of the table.
        column: group of each in its columns.
    """

    chosen: slice | NDArray[np.intp]
    month: int | None
    row: NDArray[np.int64]
    column: NDArray[np.int64]


_Pairs = tuple["NDArray[np.int64]", "NDArray[np.int64]", "NDArray[np.int64]"]


class Crossing:
    """Facts sorted into the cells of a table."""

    def __init__(
        self,
        facts: Facts,
        rows: Sequence[Dimension],
        columns: Sequence[Dimension],
        filters: Mapping[Dimension, frozenset[str]],
        *,
        wanted: frozenset[Quantity] = frozenset(Quantity),
    ) -> None:
        """Take the question.

        Args:
            facts: what is summed; they know every dimension named.
            rows: dimensions of the rows, outermost first.
            columns: dimensions of the columns, outermost first.
            filters: only rows whose key in a dimension is among these.
            wanted: what `table` will be asked for; minutes are always summed.

        Raises:
            RefusedError: the table would have more groups than anybody can read.
        """
        self._facts = facts
        self._wanted = wanted | {Quantity.MINUTES}
        self._paired: dict[tuple[bool, bool], _Pairs] = {}
        self._row_grid, self._column_grid = Grid(facts, rows), Grid(facts, columns)
        self._filters = [
            (facts.axes[d].index, wanted_on(facts, d, keys))
            for d, keys in filters.items()
            if not is_by_month(facts, d)
        ]
        by_month = is_by_month(facts, Dimension.MONTH)
        asked = Dimension.MONTH in {*rows, *columns, *filters}
        months = filters.get(Dimension.MONTH, frozenset(facts.axes[Dimension.MONTH].keys))
        self._months = (
            [n for n, key in enumerate(facts.axes[Dimension.MONTH].keys) if key in months]
            if by_month and asked
            else [None]
        )

    # -- what occurs -------------------------------------------------------------------------------

    @cached_property
    def row_groups(self) -> NDArray[np.intp]:
        """Groups of the rows that occur, in display order."""
        return np.flatnonzero(self._occurring[0])

    @cached_property
    def column_groups(self) -> NDArray[np.intp]:
        """Groups of the columns that occur, in display order."""
        return np.flatnonzero(self._occurring[1])

    @property
    def row_keys(self) -> list[tuple[str, ...]]:
        """Keys of the rows that occur."""
        return self._row_grid.keys(self.row_groups)

    @property
    def row_labels(self) -> list[tuple[str, ...]]:
        """Names of the rows that occur."""
        return self._row_grid.labels(self.row_groups)

    @property
    def column_keys(self) -> list[tuple[str, ...]]:
        """Keys of the columns that occur."""
        return self._column_grid.keys(self.column_groups)

    @property
    def column_labels(self) -> list[tuple[str, ...]]:
        """Names of the columns that occur."""
        return self._column_grid.labels(self.column_groups)

    @cached_property
    def _occurring(self) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        if self._dense is not None:
            seen = self._dense[Quantity.MINUTES] != 0
            if Quantity.CASES in self._dense:
                seen = seen | (self._dense[Quantity.CASES] != 0)
            return seen.any(axis=1), seen.any(axis=0)
        rows = np.zeros(self._row_grid.size, dtype=bool)
        columns = np.zeros(self._column_grid.size, dtype=bool)
        for part in self._chunks():
            worked = np.flatnonzero(self._minutes(part))
            rows[part.row[worked]] = True
            columns[part.column[worked]] = True
        return rows, columns

    @cached_property
    def _dense(self) -> dict[Quantity, NDArray[np.int64]] | None:
        """All sums over all groups, where those are few."""
        shape = self._row_grid.size, self._column_grid.size
        if shape[0] * shape[1] > DENSE:
            return None
        return self._added(np.arange(shape[0]), np.arange(shape[1]), shape)

    # -- sums and counts ---------------------------------------------------------------------------

    def table(self, placing: Placing) -> dict[Quantity, NDArray[np.int64]]:
        """What is wanted, with a last row and a last column of totals.

        Returns:
            Arrays of shape (rows + 1, columns + 1); `UNKNOWN` where nobody counted.
        """
        sums = self._sums(placing)
        found = {quantity: with_totals(values) for quantity, values in sums.items()}
        for quantity in self._wanted - found.keys():
            found[quantity] = self._once(quantity, placing)
        return found

    def plain(self) -> dict[Quantity, NDArray[np.int64]]:
        """The table of all rows and columns that occur, as they stand."""
        rows, columns = len(self.row_groups), len(self.column_groups)
        return self.table(
            Placing(
                np.arange(rows, dtype=np.int64), rows, np.arange(columns, dtype=np.int64), columns
            )
        )

    def _sums(self, placing: Placing) -> dict[Quantity, NDArray[np.int64]]:
        shape = placing.row_count, placing.column_count
        if shape[0] * shape[1] > MOST_CELLS:
            raise too_large()
        if self._dense is None:
            rows = np.full(self._row_grid.size, 0, dtype=np.int64)
            rows[self.row_groups] = placing.rows
            columns = np.full(self._column_grid.size, 0, dtype=np.int64)
            columns[self.column_groups] = placing.columns
            return self._added(rows, columns, shape)
        return {
            quantity: _placed(dense[np.ix_(self.row_groups, self.column_groups)], placing)
            for quantity, dense in self._dense.items()
        }

    def _added(
        self, rows: NDArray[np.int64], columns: NDArray[np.int64], shape: tuple[int, int]
    ) -> dict[Quantity, NDArray[np.int64]]:
        size = shape[0] * shape[1]
        scaled = rows * shape[1]
        found: dict[Quantity, NDArray[Any]] = {}
        for part in self._chunks():
            cell = np.take(scaled, part.row) + np.take(columns, part.column)
            for quantity, weights in self._weights(part):
                # float64 is exact up to 2**53; a city's minutes times yen are about 10**13
                sums = np.bincount(cell, weights=weights, minlength=size)
                found[quantity] = found[quantity] + sums if quantity in found else sums
        quantities = found or dict.fromkeys(self._quantities, np.zeros(size))
        return {q: values.astype(np.int64).reshape(shape) for q, values in quantities.items()}

    @property
    def _quantities(self) -> tuple[Quantity, ...]:
        nothing = np.zeros(0, dtype=np.int64)
        none = _Rows(slice(0, 0), self._months[0] if self._months else None, nothing, nothing)
        return tuple(quantity for quantity, _ in self._weights(none))

    def _minutes(self, part: _Rows) -> NDArray[Any]:
        facts = self._facts
        if part.month is None or facts.months is None:
            return facts.minutes[part.chosen]
        return facts.months[part.month, part.chosen]

    def _weights(self, part: _Rows) -> Iterator[tuple[Quantity, NDArray[Any]]]:
        facts, rows = self._facts, part.chosen
        minutes = self._minutes(part)
        yield Quantity.MINUTES, minutes
        if self._wanted & {Quantity.CASES, Quantity.COUNTED}:
            yield from self._cases(rows, minutes)
        if facts.rates is not None and Quantity.PRICED in self._wanted:
            rate = facts.rates[facts.axes[Dimension.STAFF].index[rows]]
            yield Quantity.PRICED, np.where(rate == UNKNOWN, 0, rate) * minutes
            yield Quantity.UNPRICED, np.where(rate == UNKNOWN, minutes, 0)

    def _cases(
        self, rows: slice | NDArray[np.intp], minutes: NDArray[Any]
    ) -> Iterator[tuple[Quantity, NDArray[Any]]]:
        facts = self._facts
        if facts.cases is not None:
            cases = facts.cases[rows]
            yield Quantity.CASES, cases
            yield Quantity.COUNTED, np.where(cases > 0, minutes, 0)
        elif facts.tasks is not None:
            counted = facts.tasks.cases[facts.tasks.row_part[rows]] > 0
            yield Quantity.COUNTED, np.where(counted, minutes, 0)

    def _chunks(self) -> Iterator[_Rows]:
        """Rows that pass the filters, with their groups; once for each month looked at."""
        for start in range(0, len(self._facts.minutes), CHUNK):
            rows = self._passing(slice(start, start + CHUNK))
            count = len(self._facts.minutes[rows])
            if not count:
                continue
            row = self._row_grid.groups(rows, count)
            column = self._column_grid.groups(rows, count)
            for month in self._months:
                there = month or 0
                yield _Rows(
                    rows,
                    month,
                    row + there * self._row_grid.month_stride,
                    column + there * self._column_grid.month_stride,
                )

    def _passing(self, rows: slice) -> slice | NDArray[np.intp]:
        kept: NDArray[np.bool_] | None = None
        for index, wanted in self._filters:
            here: NDArray[np.bool_] = np.take(wanted, index[rows])
            kept = here if kept is None else kept & here
        return rows if kept is None else np.flatnonzero(kept) + rows.start

    def task_count(self) -> int:
        """How many tasks are in the table; 0 where single tasks are not told."""
        tasks = self._facts.tasks
        if tasks is None:
            return 0
        seen = np.zeros(len(tasks.ids), dtype=bool)
        for numbers, _ in self._worked():
            seen[tasks.origin[tasks.row_part[numbers]]] = True
        return int(seen.sum())

    # -- what counts once for each task ------------------------------------------------------------

    def _once(self, quantity: Quantity, placing: Placing) -> NDArray[np.int64]:
        """Values of tasks by cell and total, each task once in each of them."""
        shape = placing.row_count, placing.column_count
        if self._facts.tasks is None:
            return np.full((shape[0] + 1, shape[1] + 1), UNKNOWN, dtype=np.int64)
        counts = [
            self._counted(quantity, placing, by_row=by_row, by_column=by_column)
            for by_row, by_column in ((True, True), (True, False), (False, True), (False, False))
        ]
        return np.block([counts[:2], counts[2:]])

    def _counted(
        self, quantity: Quantity, placing: Placing, *, by_row: bool, by_column: bool
    ) -> NDArray[np.int64]:
        tasks = self._facts.tasks
        assert tasks is not None  # noqa: S101  # asked for where there are tasks only
        if (by_row, by_column) not in self._paired:
            self._paired[by_row, by_column] = self._pairs(by_row=by_row, by_column=by_column)
        part, row, column = self._paired[by_row, by_column]
        columns = placing.column_count if by_column else 1
        rows = placing.row_count if by_row else 1
        size = rows * columns
        cell = np.zeros(len(part), dtype=np.int64)
        if by_row:
            cell += placing.rows[np.searchsorted(self.row_groups, row)] * columns
        if by_column:
            cell += placing.columns[np.searchsorted(self.column_groups, column)]
        owner, values = _values(quantity, tasks)
        who = owner[part]
        differ = by_row and not VARYING.isdisjoint(self._row_grid.dimensions)
        if (differ and placing.row_count < len(placing.rows)) or (
            quantity is Quantity.TASKS and tasks.divided
        ):
            who, cell = np.divmod(np.unique(who.astype(np.int64) * size + cell), max(size, 1))
        return _told(values[who], cell, size).reshape(rows, columns)

    def _pairs(
        self, *, by_row: bool, by_column: bool
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """Every part once with each row, each column, or each cell it occurs in.

        Only staff, month and step type differ within a part; everything else is read off any of
        its rows.
        """
        tasks = self._facts.tasks
        assert tasks is not None  # noqa: S101  # asked for where there are tasks only
        grids = [self._row_grid if by_row else None, self._column_grid if by_column else None]
        varying = Varying(self._facts, [grid for grid in grids if grid is not None])
        part, inner = varying.occurring(self._worked())
        some_row = np.zeros(len(tasks.origin), dtype=np.int64)
        some_row[tasks.row_part] = np.arange(len(tasks.row_part))
        found = []
        for grid in grids:
            if grid is None:
                found.append(part)
                continue
            fixed = Grid(self._facts, grid.dimensions).groups(some_row, len(some_row))
            own = varying.own_groups(grid, some_row)
            found.append(fixed[part] - own[part] + varying.groups(grid)[inner])
        return part, found[0], found[1]

    def _worked(self) -> Iterator[tuple[NDArray[np.intp], int]]:
        """Rows that pass the filters and have minutes, month by month where that is asked."""
        for start in range(0, len(self._facts.minutes), CHUNK):
            rows = self._passing(slice(start, start + CHUNK))
            numbers = np.arange(rows.start, rows.stop) if isinstance(rows, slice) else rows
            numbers = numbers[: len(self._facts.minutes) - start]
            for month in self._months:
                if month is None or self._facts.months is None:
                    yield numbers, 0
                else:
                    yield numbers[self._facts.months[month, numbers] > 0], month

    # -- single rows -------------------------------------------------------------------------------

    def rows_of(
        self, rows: frozenset[tuple[str, ...]] | None, columns: frozenset[tuple[str, ...]] | None
    ) -> tuple[NDArray[np.intp], NDArray[Any]]:
        """Rows of the facts behind some rows and columns, None for all, with their minutes there.

        A row that has its whole year comes once for each month that is asked for.
        """
        row_wanted = marked_on(self._row_grid, self.row_groups, self.row_keys, rows)
        column_wanted = marked_on(self._column_grid, self.column_groups, self.column_keys, columns)
        found = [np.zeros(0, dtype=np.intp)]
        minutes = [np.zeros(0, dtype=np.int64)]
        for part in self._chunks():
            spent = self._minutes(part)
            inside = np.flatnonzero(row_wanted[part.row] & column_wanted[part.column] & (spent > 0))
            start = part.chosen.start if isinstance(part.chosen, slice) else None
            found.append(part.chosen[inside] if start is None else inside + start)  # type: ignore[index]  # an array
            minutes.append(spent[inside])
        return np.concatenate(found), np.concatenate(minutes)


def with_totals(values: NDArray[np.int64]) -> NDArray[np.int64]:
    """A table with the sums of its rows and columns as last column and row."""
    rows = np.concatenate([values, values.sum(axis=1, keepdims=True)], axis=1)
    return np.concatenate([rows, rows.sum(axis=0, keepdims=True)], axis=0)


def _placed(values: NDArray[np.int64], placing: Placing) -> NDArray[np.int64]:
    """A table with its rows and columns where they shall stand; what stands together is added."""
    found = np.zeros((placing.row_count, placing.column_count), dtype=np.int64)
    across = np.zeros((len(values), placing.column_count), dtype=np.int64)
    across[:, placing.columns] = values
    if placing.row_count == len(placing.rows):
        found[placing.rows] = across
    else:
        np.add.at(found, placing.rows, across)
    return found


def _values(quantity: Quantity, tasks: TaskColumns) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Which parts count together, and what they count."""
    if quantity is Quantity.TASKS:
        return tasks.origin, np.ones(len(tasks.ids), dtype=np.int64)
    own = np.arange(len(tasks.origin), dtype=np.int32)
    return own, tasks.cases if quantity is Quantity.CASES else tasks.people


def _told(values: NDArray[np.int64], cell: NDArray[np.int64], size: int) -> NDArray[np.int64]:
    """Values by cell; `UNKNOWN` where there is somebody, but nobody told."""
    known = values != UNKNOWN
    told = np.bincount(cell[known], minlength=size)
    summed = np.bincount(cell[known], weights=values[known], minlength=size).astype(np.int64)
    there = np.bincount(cell, minlength=size)
    return np.where((told == 0) & (there > 0), UNKNOWN, summed)

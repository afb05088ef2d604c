"""All hours of a round in memory, ready to be summed by anything within milliseconds.

Loaded once from the derived table `work_hours` and thrown away when a work item or the
organisation changes. Why not SQL for each question: docs/decisions/0003.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from bpr_studio.domain.shared.fiscal_year import FISCAL_MONTHS
from bpr_studio.domain.workload.key_names import month_name
from bpr_studio.domain.workload.pivot import Dimension, PivotTable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from bpr_studio.domain.workload.pivot import PivotQuery

MONTH_KEYS = tuple(f"{month:02}" for month in FISCAL_MONTHS)
"""Keys of the month dimension, April first."""


@dataclass(frozen=True, slots=True)
class Axis:
    """One dimension of the cube.

    Attributes:
        keys: keys in display order.
        labels: names for people, one per key.
        index: for each row of the cube the position of its key in `keys`, or where there is
            `via` a number to be looked up in that.
        via: position of the key in `keys` for each number of `index`: several axes may so share
            one column of rows (minor, middle and major class).
    """

    keys: tuple[str, ...]
    labels: tuple[str, ...]
    index: NDArray[Any]
    via: NDArray[np.int64] | None = None


@dataclass(frozen=True, slots=True)
class HoursCube:
    """Minutes by work item, staff category and month.

    A row is one staff category of one work item.

    Attributes:
        axes: every dimension except the month.
        months: minutes by row and month of the fiscal year, shape (rows, 12).
        first: True on one row of each work item, shape (rows,).
        items: number of the work item of each row, shape (rows,).
        item_ids: id of each work item by its number; () where nobody opens single tasks.
        units: number of the unit each row belongs to, shape (rows,).
        unit_ids: id of each unit by its number.
    """

    axes: Mapping[Dimension, Axis]
    months: NDArray[np.int64]
    first: NDArray[np.bool_]
    items: NDArray[np.int32]
    item_ids: tuple[str, ...] = ()
    units: NDArray[np.int32] | None = None
    unit_ids: tuple[str, ...] = ()

    def pivot(self, query: PivotQuery) -> PivotTable:
        """Sum minutes by the dimensions of `query`.

        Rows without any work item are left out; columns are complete, so that tables of
        several units line up. All minutes that pass the filters are in the table.
        """
        chosen, months = self._filtered(query)
        minutes = self.months[chosen][:, months]
        month_keys = tuple(np.array(MONTH_KEYS)[months].tolist())
        table = _Table(self, chosen, minutes, month_keys)
        return table.answer(query)

    def _filtered(self, query: PivotQuery) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        chosen = np.ones(len(self.first), dtype=bool)
        months = np.ones(12, dtype=bool)
        for dimension, keys in query.filters.items():
            if dimension is Dimension.MONTH:
                months &= np.isin(MONTH_KEYS, list(keys))
            else:
                axis = self.axes[dimension]
                wanted = np.array([key in keys for key in axis.keys], dtype=bool)
                chosen &= np.take(wanted, axis.index)
        return chosen, months


class _Table:
    """One pivot in the making: the rows that passed the filters."""

    def __init__(
        self,
        cube: HoursCube,
        chosen: NDArray[np.bool_],
        minutes: NDArray[np.int64],
        month_keys: tuple[str, ...],
    ) -> None:
        self._cube = cube
        self._chosen = chosen
        self._minutes = minutes
        self._months = Axis(
            month_keys,
            tuple(map(month_name, month_keys)),
            np.zeros(0, dtype=np.int32),
        )

    def axis(self, dimension: Dimension) -> Axis:
        """The axis of a dimension; the month's has no index of its own."""
        return self._months if dimension is Dimension.MONTH else self._cube.axes[dimension]

    def answer(self, query: PivotQuery) -> PivotTable:
        """The whole table."""
        dimensions = [*query.rows, *([query.column] if query.column else [])]
        sums, counts = self._sums(dimensions)
        columns = len(self.axis(query.column).keys) if query.column else 1
        grid = sums.reshape(-1, columns)
        per_row = counts.reshape(-1, columns)
        worked: NDArray[np.bool_] = np.asarray(per_row.any(axis=1))
        shape = tuple(len(self.axis(d).keys) for d in query.rows)
        kept = np.flatnonzero(worked)
        places = np.unravel_index(kept, shape) if shape else ()
        empty = ((),) * len(kept)
        return PivotTable(
            query=query,
            row_keys=self._names(query.rows, places, "keys") or empty,
            row_labels=self._names(query.rows, places, "labels") or empty,
            column_keys=self.axis(query.column).keys if query.column else ("",),
            column_labels=self.axis(query.column).labels if query.column else ("",),
            minutes=tuple(map(tuple, grid[kept].tolist())),
            tasks=self._tasks(query, kept, len(worked)),
        )

    def _names(
        self, dimensions: Sequence[Dimension], places: Sequence[NDArray[np.intp]], what: str
    ) -> tuple[tuple[str, ...], ...]:
        """For each row its keys or labels; empty without dimensions."""
        columns = [
            np.array(getattr(self.axis(dimension), what), dtype=object)[place].tolist()
            for dimension, place in zip(dimensions, places, strict=True)
        ]
        return tuple(zip(*columns, strict=True))

    def _group(self, dimensions: Sequence[Dimension]) -> tuple[NDArray[np.int64], int]:
        """Group number of each chosen row over the dimensions other than the month."""
        group = np.zeros(int(self._chosen.sum()), dtype=np.int64)
        size = 1
        for dimension in dimensions:
            axis = self._cube.axes[dimension]
            group = group * len(axis.keys) + axis.index[self._chosen]
            size *= len(axis.keys)
        return group, size

    def _sums(self, dimensions: Sequence[Dimension]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Minutes and number of rows in each cell, flat, in the order of the dimensions."""
        plain = [d for d in dimensions if d is not Dimension.MONTH]
        group, size = self._group(plain)
        counts = np.bincount(group, minlength=size).astype(np.int64)
        if Dimension.MONTH not in dimensions:
            return _summed(group, self._minutes.sum(axis=1), size), counts
        by_month = np.stack(
            [_summed(group, column, size) for column in self._minutes.T], axis=-1
        ).reshape(*(len(self.axis(d).keys) for d in plain), len(self._months.keys))
        counted = np.broadcast_to(counts.reshape(*by_month.shape[:-1], 1), by_month.shape)
        where = list(dimensions).index(Dimension.MONTH)
        return (
            np.moveaxis(by_month, -1, where).reshape(-1),
            np.moveaxis(counted, -1, where).reshape(-1),
        )

    def _tasks(self, query: PivotQuery, kept: NDArray[np.intp], rows: int) -> tuple[int, ...]:
        """Work items behind each row; one with several staff categories counts once a row."""
        plain = [d for d in query.rows if d is not Dimension.MONTH]
        group, size = self._group(plain)
        if Dimension.STAFF in query.rows:
            counts = np.bincount(group, minlength=size)  # one row per item and category
        elif Dimension.STAFF in query.filters:
            items = self._cube.items[self._chosen]
            width = int(items.max(initial=0)) + 1
            counts = np.bincount(np.unique(group * width + items) // width, minlength=size)
        else:
            counts = np.bincount(group[self._cube.first[self._chosen]], minlength=size)
        if Dimension.MONTH in query.rows:
            where = list(query.rows).index(Dimension.MONTH)
            shape = [len(self.axis(d).keys) for d in query.rows]
            without = [n for place, n in enumerate(shape) if place != where]
            expanded = np.expand_dims(counts.reshape(without), where)
            counts = np.broadcast_to(expanded, shape).reshape(rows)
        return tuple(counts[kept].tolist())


def _summed(group: NDArray[np.int64], values: NDArray[Any], size: int) -> NDArray[np.int64]:
    # float64 is exact up to 2**53 minutes; a city works about 10**9 a year
    return np.bincount(group, weights=values, minlength=size).astype(np.int64)

"""Groups of rows: which row or column of a table each row of the facts belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.pivot import Dimension

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from bpr_studio.domain.workload.facts import Facts

MOST_GROUPS: Final = 1 << 27
VARYING: Final = frozenset({Dimension.STAFF, Dimension.MONTH, Dimension.STEP_TYPE})
"""In which the rows of one part of a task may differ."""
_FLAGS: Final = 1 << 26  # pairs of part and group looked at by a flag each


class Grid:
    """The groups of some dimensions in the order they nest, outermost first."""

    def __init__(self, facts: Facts, dimensions: Sequence[Dimension]) -> None:
        self._facts = facts
        self.dimensions = tuple(dimensions)
        self.shape = tuple(len(facts.axes[d].keys) for d in dimensions)
        self.size = int(np.prod(self.shape, dtype=np.float64)) if self.shape else 1
        if self.size > MOST_GROUPS:
            raise too_large()
        count = len(self.shape)
        self.strides = {
            d: int(np.prod(self.shape[n + 1 :], dtype=np.int64))
            for n, d in zip(range(count), dimensions, strict=True)
        }
        self._by_row = [
            (facts.axes[d].index, places_of(facts, d) * self.strides[d])
            for d in dimensions
            if not is_by_month(facts, d)
        ]

    @property
    def month_stride(self) -> int:
        """How far one month is from the next, 0 where rows carry their month."""
        by_month = is_by_month(self._facts, Dimension.MONTH)
        return self.strides.get(Dimension.MONTH, 0) if by_month else 0

    def groups(self, rows: slice | NDArray[np.intp], count: int) -> NDArray[np.int64]:
        """Group number of each of these rows, in April."""
        found: NDArray[np.int64] | None = None
        for index, places in self._by_row:
            here: NDArray[np.int64] = np.take(places, index[rows])
            found = here if found is None else np.add(found, here, out=found)
        return np.zeros(count, dtype=np.int64) if found is None else found

    def keys(self, groups: NDArray[np.intp]) -> list[tuple[str, ...]]:
        """The keys of groups."""
        return self._names(groups, [self._facts.axes[d].keys for d in self.dimensions])

    def labels(self, groups: NDArray[np.intp]) -> list[tuple[str, ...]]:
        """The names of groups."""
        return self._names(groups, [self._facts.axes[d].labels for d in self.dimensions])

    def _names(
        self, groups: NDArray[np.intp], lists: Sequence[Sequence[str]]
    ) -> list[tuple[str, ...]]:
        if not lists:
            return [()] * len(groups)
        places = np.unravel_index(groups, self.shape)
        columns = [
            np.array(names, dtype=object)[place].tolist()
            for names, place in zip(lists, places, strict=True)
        ]
        return list(zip(*columns, strict=True))


class Varying:
    """The dimensions in which the rows of one part of a task differ."""

    def __init__(self, facts: Facts, grids: Sequence[Grid]) -> None:
        self._facts = facts
        dimensions = [d for grid in grids for d in grid.dimensions if d in VARYING]
        self._shape = [len(facts.axes[d].keys) for d in dimensions]
        self._size = int(np.prod(self._shape, dtype=np.int64)) if self._shape else 1
        self._strides = {
            d: int(np.prod(self._shape[n + 1 :], dtype=np.int64)) for n, d in enumerate(dimensions)
        }

    def occurring(
        self, rows: Iterator[tuple[NDArray[np.intp], int]]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Every part with each combination it occurs in, once."""
        tasks = self._facts.tasks
        assert tasks is not None  # noqa: S101  # see Crossing._pairs
        few = len(tasks.origin) * self._size <= _FLAGS
        seen = np.zeros(len(tasks.origin) * self._size if few else 0, dtype=bool)
        keys = [np.zeros(0, dtype=np.int64)]
        for numbers, month in rows:
            key = tasks.row_part[numbers].astype(np.int64) * self._size + self._inner(
                numbers, month
            )
            if few:
                seen[key] = True
            else:
                keys.append(np.unique(key))
        both = np.flatnonzero(seen) if few else np.unique(np.concatenate(keys))
        part, inner = np.divmod(both, self._size)
        return part, inner

    def _inner(self, numbers: NDArray[np.intp], month: int) -> NDArray[np.int64]:
        found = np.zeros(len(numbers), dtype=np.int64)
        for dimension, stride in self._strides.items():
            if is_by_month(self._facts, dimension):
                found += month * stride
            else:
                axis = self._facts.axes[dimension]
                found += np.take(places_of(self._facts, dimension), axis.index[numbers]) * stride
        return found

    def groups(self, grid: Grid) -> NDArray[np.int64]:
        """What each combination adds to the group number of a grid."""
        found = np.zeros(self._size, dtype=np.int64)
        for place, (dimension, stride) in enumerate(self._strides.items()):
            if dimension in grid.strides:
                digit = np.arange(self._size) // stride % self._shape[place]
                found += digit * grid.strides[dimension]
        return found

    def own_groups(self, grid: Grid, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """What some rows add to the group number of a grid by these dimensions."""
        found = np.zeros(len(rows), dtype=np.int64)
        for dimension in self._strides:
            if dimension in grid.strides and not is_by_month(self._facts, dimension):
                axis = self._facts.axes[dimension]
                places = np.take(places_of(self._facts, dimension), axis.index[rows])
                found += places * grid.strides[dimension]
        return found


def is_by_month(facts: Facts, dimension: Dimension) -> bool:
    """Whether the rows have their whole year, so that the month is no column of theirs."""
    return dimension is Dimension.MONTH and facts.months is not None


def places_of(facts: Facts, dimension: Dimension) -> NDArray[np.int64]:
    """Place on the axis for each number of its index."""
    axis = facts.axes[dimension]
    return np.arange(len(axis.keys), dtype=np.int64) if axis.via is None else axis.via


def wanted_on(facts: Facts, dimension: Dimension, keys: frozenset[str]) -> NDArray[np.bool_]:
    """Which numbers of a dimension's index stand for one of the keys."""
    axis = facts.axes[dimension]
    wanted = np.array([key in keys for key in axis.keys], dtype=bool)
    return wanted if axis.via is None else wanted[axis.via]


def marked_on(
    grid: Grid,
    groups: NDArray[np.intp],
    keys: Sequence[tuple[str, ...]],
    wanted: frozenset[tuple[str, ...]] | None,
) -> NDArray[np.bool_]:
    """Which groups of a grid have one of the keys wanted; None wants all that occur."""
    marked = np.zeros(grid.size, dtype=bool)
    marked[groups] = True if wanted is None else [key in wanted for key in keys]
    return marked


def too_large() -> RefusedError:
    """Why a question is not answered whose table nobody could read."""
    return RefusedError(
        tr("This table would have too many rows and columns to be shown."),
        kept=tr("Nothing was changed."),
        remedy=tr("Take a dimension away, choose a coarser one, or filter."),
    )

"""Where to dig: the smallest set of tasks that holds a given share of the non-core hours.

Taking the longest tasks first is not only quick but best: no other set of as many tasks holds
more hours, so none with fewer reaches the share.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

DEFAULT_PERCENT: Final = 80
"""The share of the non-core hours that is dug for (domain reference 1.4)."""

_CURVE_POINTS: Final = 200


@dataclass(frozen=True)
class Diggable:
    """The non-core tasks of a city as columns; one place in each is one task.

    Attributes:
        ids: id of the work item.
        minutes: non-core minutes a year.
        units: number of the unit in `unit_ids`.
        codes: number of the class in `class_codes`.
        unit_ids: units that have tasks.
        class_codes: classes that have tasks.
    """

    ids: NDArray[np.str_]
    minutes: NDArray[np.int64]
    units: NDArray[np.int32]
    codes: NDArray[np.int32]
    unit_ids: tuple[str, ...]
    class_codes: tuple[str, ...]

    @classmethod
    def of(cls, lines: Sequence[tuple[str, str, str, int]]) -> Diggable:
        """From lines of id, unit id, class code and minutes, in any order."""
        ids, units, codes, minutes = zip(*lines, strict=True) if lines else ((), (), (), ())
        unit_ids, unit_index = np.unique(np.array(units, dtype=np.str_), return_inverse=True)
        class_codes, code_index = np.unique(np.array(codes, dtype=np.str_), return_inverse=True)
        return cls(
            np.array(ids, dtype=np.str_),
            np.array(minutes, dtype=np.int64),
            unit_index.astype(np.int32),
            code_index.astype(np.int32),
            tuple(unit_ids.tolist()),
            tuple(class_codes.tolist()),
        )

    def of_units(self, unit_ids: frozenset[str]) -> Diggable:
        """Only the tasks of these units."""
        wanted = np.array([unit in unit_ids for unit in self.unit_ids], dtype=bool)
        return self._chosen(np.take(wanted, self.units))

    def _chosen(self, kept: NDArray[np.bool_]) -> Diggable:
        return Diggable(
            self.ids[kept],
            self.minutes[kept],
            self.units[kept],
            self.codes[kept],
            self.unit_ids,
            self.class_codes,
        )

    @cached_property
    def order(self) -> NDArray[np.intp]:
        """Places by minutes, longest first; the same minutes by id, so that every PC agrees."""
        return np.lexsort((self.ids, -self.minutes))

    @cached_property
    def reached(self) -> NDArray[np.int64]:
        """Minutes of the first, the first two, the first three … tasks of `order`."""
        return np.cumsum(self.minutes[self.order])

    @property
    def total(self) -> int:
        """All non-core minutes."""
        return int(self.minutes.sum())


@dataclass(frozen=True, slots=True)
class GroupShare:
    """What one section or class has of the proposal; times in minutes a year.

    Attributes:
        key: unit id or class code.
        tasks: tasks proposed.
        minutes: their minutes.
        all_tasks: all its non-core tasks.
        all_minutes: their minutes.
    """

    key: str
    tasks: int
    minutes: int
    all_tasks: int
    all_minutes: int


@dataclass(frozen=True, slots=True)
class Dig:
    """A proposal: the smallest set of tasks with at least `percent` of the minutes.

    Attributes:
        percent: share asked for, 1 to 100.
        ids: the tasks, longest first.
        sizes: minutes of each.
        minutes: their minutes together.
        total: all non-core minutes.
        candidates: number of non-core tasks.
    """

    percent: int
    ids: tuple[str, ...]
    sizes: tuple[int, ...]
    minutes: int
    total: int
    candidates: int

    @property
    def share(self) -> float:
        """The share really reached, 0 … 1."""
        return self.minutes / self.total if self.total else 0.0


def dig(tasks: Diggable, percent: int = DEFAULT_PERCENT) -> Dig:
    """The smallest set of tasks that holds `percent` of the non-core minutes.

    Raises:
        ValueError: the percentage is not between 1 and 100.
    """
    count = count_for(tasks, percent)
    first = tasks.order[:count]
    minutes = int(tasks.reached[count - 1]) if count else 0
    chosen, sizes = (tuple(column[first].tolist()) for column in (tasks.ids, tasks.minutes))
    return Dig(percent, chosen, sizes, minutes, tasks.total, len(tasks.ids))


def count_for(tasks: Diggable, percent: int) -> int:
    """How many of the longest tasks reach `percent` of the minutes; 0 without any minutes.

    Raises:
        ValueError: the percentage is not between 1 and 100.
    """
    if not 1 <= percent <= 100:
        msg = f"the share must be 1 to 100 percent, not {percent}"
        raise ValueError(msg)
    if not tasks.total:
        return 0
    wanted = -(-tasks.total * percent // 100)  # whole minutes: no rounding can miss the share
    return int(np.searchsorted(tasks.reached, wanted)) + 1


def by_unit(tasks: Diggable, count: int) -> tuple[GroupShare, ...]:
    """The first `count` tasks by unit, those with most proposed minutes first."""
    return _by(tasks, count, tasks.units, tasks.unit_ids)


def by_class(tasks: Diggable, count: int) -> tuple[GroupShare, ...]:
    """The first `count` tasks by class, those with most proposed minutes first."""
    return _by(tasks, count, tasks.codes, tasks.class_codes)


def _by(
    tasks: Diggable, count: int, groups: NDArray[np.int32], keys: Sequence[str]
) -> tuple[GroupShare, ...]:
    first = tasks.order[:count]
    size = len(keys)
    columns = [
        np.bincount(groups[first], minlength=size),
        # float64 is exact up to 2**53 minutes; a city works about 10**9 a year
        np.bincount(groups[first], weights=tasks.minutes[first], minlength=size),
        np.bincount(groups, minlength=size),
        np.bincount(groups, weights=tasks.minutes, minlength=size),
    ]
    numbers = zip(*(column.astype(np.int64).tolist() for column in columns), strict=True)
    shares = [GroupShare(key, *line) for key, line in zip(keys, numbers, strict=True) if line[0]]
    return tuple(sorted(shares, key=lambda share: (-share.minutes, share.key)))


def curve(tasks: Diggable, points: int = _CURVE_POINTS) -> tuple[tuple[int, float], ...]:
    """The Pareto curve: number of tasks and share of the minutes they hold, 0 … 1.

    From (0, 0) to all tasks, at most about `points` steps, the steep beginning closer.
    """
    size = len(tasks.ids)
    if not tasks.total:
        return ((0, 0.0),)
    places = np.unique((np.linspace(0, 1, points) ** 2 * (size - 1)).astype(np.int64))
    shares = tasks.reached[places] / tasks.total
    return ((0, 0.0), *zip((places + 1).tolist(), shares.tolist(), strict=True))

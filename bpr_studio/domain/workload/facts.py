"""Rows of hours as the explorer sums them, whoever they come from.

`Facts` is what every pivot of the explorer works on: axes, minutes, and what belongs to whole
tasks. Our own survey makes them from the hours cube (`SurveyFacts`), the rows other cities sent
are facts as they lie on the disk.

Steps and hours of a task. The hours of the overall survey are the truth of every total. A task
that was dug into is split by step type: each step counts with its own minutes, what they lack to
the hours of the task stays under "no steps", and where they exceed those hours they are scaled
down to them. So totals never change, whether or not the step type is part of the question, and
nothing that nobody answered is attributed to a step. Core tag, medium and nature stay those of
the task.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.cube import MONTH_KEYS, Axis
from bpr_studio.domain.workload.key_names import month_name
from bpr_studio.domain.workload.pivot import Dimension
from bpr_studio.domain.workload.splitting import largest_remainders, split_months

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from numpy.typing import NDArray

    from bpr_studio.domain.workload.cube import HoursCube

UNKNOWN = -1
"""Cases nobody counted, people nobody named, an hour whose price is not set."""


@dataclass(frozen=True, slots=True, eq=False)
class TaskColumns:
    """What belongs to a whole task and is counted once, however its minutes are split.

    A task whose section became two has two parts, with their shares of its cases and people.

    Attributes:
        ids: id of each task.
        origin: number of the task of each part.
        cases: cases a year of each part, `UNKNOWN` where not counted.
        people: persons who do it, `UNKNOWN` where not told.
        row_part: part of each row of the facts.
    """

    ids: tuple[str, ...]
    origin: NDArray[np.int32]
    cases: NDArray[np.int64]
    people: NDArray[np.int64]
    row_part: NDArray[np.int32]

    @property
    def divided(self) -> bool:
        """Whether a task has several parts."""
        return len(self.origin) > len(self.ids)


@dataclass(frozen=True, slots=True, eq=False)
class Facts:
    """Rows to be summed.

    Attributes:
        axes: what they can be broken down by.
        minutes: minutes of each row.
        tasks: the tasks behind the rows; None where nobody told single tasks.
        cases: cases of each row, where rows carry them themselves.
        rates: yen an hour by place on the axis of staff categories, `UNKNOWN` where not set.
        months: minutes by month and row, shape (12, rows), where a row has its whole year; the
            axis of months then has no index of its own.
    """

    axes: Mapping[Dimension, Axis]
    minutes: NDArray[Any]
    tasks: TaskColumns | None = None
    cases: NDArray[Any] | None = None
    rates: NDArray[np.int64] | None = None
    months: NDArray[np.int64] | None = None


class Explorable(Protocol):
    """Something the explorer can ask."""

    def facts(self, dimensions: Collection[Dimension]) -> Facts:
        """The rows, as fine as these dimensions need."""


class FixedFacts:
    """Rows that are the same whatever is asked."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts

    def facts(self, dimensions: Collection[Dimension]) -> Facts:
        """The rows."""
        del dimensions
        return self._facts


@dataclass(frozen=True, slots=True, eq=False)
class UnitShares:
    """Where the hours of units go in the organisation of another year.

    Attributes:
        axes: axes of organisation of that year, whose `index` counts its units: `index[u]` is
            the place of unit u on the axis.
        targets: for each unit of the rows the units that take over, padded, shape (units, k).
        weights: their shares, 0 where padded, shape (units, k).
    """

    axes: Mapping[Dimension, Axis]
    targets: NDArray[np.int64]
    weights: NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class StepMinutes:
    """Minutes of steps by type, of tasks that were dug into.

    Attributes:
        keys: step types.
        labels: their names.
        items: number of the task, one of each dug into.
        minutes: minutes a year by task and step type, shape (tasks, types).
    """

    keys: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    items: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    minutes: NDArray[np.int64] = field(default_factory=lambda: np.zeros((0, 0), dtype=np.int64))


@dataclass(frozen=True, slots=True, eq=False)
class TaskTold:
    """What the surveys tell of tasks beside their hours, by number of the task.

    Attributes:
        cases: cases a year, `UNKNOWN` where not counted.
        people: persons who do it, `UNKNOWN` where not told.
        steps: what the detailed survey told.
    """

    cases: NDArray[np.int64]
    people: NDArray[np.int64]
    steps: StepMinutes


@dataclass(frozen=True, slots=True, eq=False)
class _Rows:
    """Rows with their twelve months, before they become facts."""

    axes: Mapping[Dimension, Axis]
    months: NDArray[np.int64]
    part: NDArray[np.int32]

    def split(self, chosen: NDArray[np.bool_], weights: NDArray[np.int64]) -> _Split:
        """Split the chosen rows by their weights; parts without minutes are left out."""
        parts = split_months(self.months[chosen], weights)
        row, which = np.nonzero(parts.any(axis=2))
        kept = np.flatnonzero(~chosen)
        source = np.concatenate([kept, np.flatnonzero(chosen)[row]])
        months = np.concatenate([self.months[kept], parts[row, which]])
        return _Split(source, np.concatenate([np.zeros(len(kept), dtype=np.int64), which]), months)

    def taken(self, split: _Split) -> _Rows:
        """The rows after a split."""
        axes = {d: replace(axis, index=axis.index[split.source]) for d, axis in self.axes.items()}
        return _Rows(axes, split.months, self.part[split.source])


@dataclass(frozen=True, slots=True, eq=False)
class _Split:
    """Rows after a split: where each comes from, which part it is, its months."""

    source: NDArray[np.intp]
    which: NDArray[np.intp]
    months: NDArray[np.int64]


class SurveyFacts:
    """The hours of one survey round, in the organisation of the year asked for."""

    def __init__(
        self,
        cube: HoursCube,
        told: TaskTold,
        *,
        shares: UnitShares | None = None,
        rates: Mapping[str, int] | None = None,
    ) -> None:
        """Take the hours of a round.

        Args:
            cube: the hours.
            told: cases, people and steps of the tasks.
            shares: the organisation of another year; None for that of the round.
            rates: yen an hour by staff category, as far as set.
        """
        self._steps = told.steps
        staff = cube.axes[Dimension.STAFF]
        known = rates or {}
        self._rates = np.array([known.get(key, UNKNOWN) for key in staff.keys], dtype=np.int64)
        rows = _Rows(cube.axes, cube.months, cube.items)
        self._ids = cube.item_ids
        numbers = np.arange(len(cube.item_ids), dtype=np.int32)
        self._tasks = TaskColumns(cube.item_ids, numbers, told.cases, told.people, cube.items)
        self._rows = rows if shares is None else self._moved(rows, cube, shares)

    def facts(self, dimensions: Collection[Dimension]) -> Facts:
        """The rows, by step type only where that is asked for."""
        return self._stepped if Dimension.STEP_TYPE in dimensions else self._plain

    @cached_property
    def _plain(self) -> Facts:
        return self._made(self._rows)

    @cached_property
    def _stepped(self) -> Facts:
        return self._made(self._by_step())

    # -- the organisation of another year ----------------------------------------------------------

    def _moved(self, rows: _Rows, cube: HoursCube, shares: UnitShares) -> _Rows:
        units = cube.units if cube.units is not None else np.zeros(len(cube.items), dtype=np.int32)
        several = (shares.weights > 0).sum(axis=1) > 1
        self._divide_tasks(cube, units, several, shares)
        chosen = several[units]
        split = rows.split(chosen, shares.weights[units[chosen]])
        which = split.which
        unit = units[split.source]
        target = shares.targets[unit, np.where(several[unit], which, _only(shares)[unit])]
        moved = rows.taken(split)
        axes = dict(moved.axes) | {
            d: replace(axis, index=axis.index[target]) for d, axis in shares.axes.items()
        }
        part = moved.part.copy()
        later = which > 0
        part[later] = self._extra[moved.part[later], which[later] - 1]
        return _Rows(axes, moved.months, part)

    def _divide_tasks(
        self,
        cube: HoursCube,
        units: NDArray[np.int32],
        several: NDArray[np.bool_],
        shares: UnitShares,
    ) -> None:
        """Give every task of a divided unit a part for each unit it goes to."""
        unit_of = np.zeros(len(self._ids), dtype=np.int64)
        unit_of[cube.items] = units
        divided = np.flatnonzero(several[unit_of]) if len(unit_of) else np.zeros(0, dtype=np.int64)
        width = shares.weights.shape[1]
        weights = shares.weights[unit_of[divided]]
        count = len(self._ids)
        self._extra = np.zeros((count, max(width - 1, 1)), dtype=np.int32)
        new = np.arange(len(divided) * (width - 1)).reshape(len(divided), width - 1)
        if new.size:
            self._extra[divided] = count + new
        self._tasks = replace(
            self._tasks,
            origin=np.concatenate(
                [self._tasks.origin, np.repeat(divided, width - 1).astype(np.int32)]
            ),
            cases=_shared(self._tasks.cases, divided, weights),
            people=_shared(self._tasks.people, divided, weights),
        )

    # -- step types --------------------------------------------------------------------------------

    def _by_step(self) -> _Rows:
        steps = self._steps
        labels = (*steps.labels, tr("(no steps)"))
        keys = (*steps.keys, "")
        place = np.full(len(self._ids) or 1, UNKNOWN, dtype=np.int64)
        place[steps.items] = np.arange(len(steps.items))
        task = self._tasks.origin[self._rows.part]
        where = place[task]
        chosen = where >= 0
        yearly = np.zeros(len(self._ids), dtype=np.int64)
        np.add.at(yearly, task, self._rows.months.sum(axis=1))
        missing = np.maximum(yearly[steps.items] - steps.minutes.sum(axis=1), 0)
        weights = np.concatenate([steps.minutes, missing[:, None]], axis=1)
        split = self._rows.split(chosen, weights[where[chosen]])
        rows = self._rows.taken(split)
        without = ~chosen[split.source]
        index = np.where(without, len(steps.keys), split.which).astype(np.int32)
        axes = dict(rows.axes) | {Dimension.STEP_TYPE: Axis(keys, labels, index)}
        return _Rows(axes, rows.months, rows.part)

    def _made(self, rows: _Rows) -> Facts:
        axes = {
            d: replace(axis, index=slim(axis.index, len(axis.keys)))
            for d, axis in rows.axes.items()
        }
        axes[Dimension.MONTH] = month_axis(np.zeros(0, dtype=np.uint8))
        return Facts(
            axes,
            rows.months.sum(axis=1),
            replace(self._tasks, row_part=rows.part),
            rates=self._rates,
            months=np.ascontiguousarray(rows.months.T),
        )


def month_axis(index: NDArray[Any]) -> Axis:
    """The axis of months, April first."""
    return Axis(MONTH_KEYS, tuple(map(month_name, MONTH_KEYS)), index)


def _only(shares: UnitShares) -> NDArray[np.intp]:
    """The place of the one target of units that have one."""
    found: NDArray[np.intp] = np.argmax(shares.weights > 0, axis=1)
    return found


def _shared(
    values: NDArray[np.int64], divided: NDArray[np.intp], weights: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Values of all parts, those of divided tasks by their shares."""
    whole = values[divided]
    parts = largest_remainders(np.maximum(whole, 0), weights)
    parts[whole == UNKNOWN] = UNKNOWN
    first = values.copy()
    first[divided] = parts[:, 0] if parts.size else whole
    return np.concatenate([first, parts[:, 1:].reshape(-1)])


def slim(index: NDArray[Any], size: int) -> NDArray[Any]:
    """The same whole numbers below `size` in as few bytes as they need."""
    return index.astype(np.min_scalar_type(max(size - 1, 0)))

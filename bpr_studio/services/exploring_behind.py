"""What is behind a cell of the explorer: tasks of our survey, or rows another city sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from bpr_studio.domain.workload.explore_words import dimension_name
from bpr_studio.domain.workload.facts import UNKNOWN

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bpr_studio.domain.workload.answer import TaskLine
    from bpr_studio.domain.workload.cube import Axis
    from bpr_studio.domain.workload.facts import Facts
    from bpr_studio.services.exploring_views import ExploreQueries


@dataclass(frozen=True, slots=True)
class TaskShare:
    """A task and what of it is in the cell; times in minutes a year.

    Attributes:
        task: the task with all its minutes.
        minutes: those in the cell.
    """

    task: TaskLine
    minutes: int


class TasksBehind:
    """The tasks behind a cell, those with most minutes in it first, page by page."""

    def __init__(
        self,
        facts: Facts,
        rows: NDArray[np.intp],
        minutes: NDArray[Any],
        queries: ExploreQueries,
    ) -> None:
        self._queries = queries
        tasks = facts.tasks
        assert tasks is not None  # noqa: S101  # our own survey always tells its tasks
        number = tasks.origin[tasks.row_part[rows]]
        spent = np.bincount(number, weights=minutes, minlength=len(tasks.ids))
        seen = np.zeros(len(tasks.ids), dtype=bool)
        seen[number] = True
        found = np.flatnonzero(seen)
        order = found[np.argsort(-spent[found], kind="stable")]
        self._ids = [tasks.ids[place] for place in order.tolist()]
        self._minutes = [int(minutes) for minutes in spent[order].tolist()]

    @property
    def count(self) -> int:
        """How many tasks."""
        return len(self._ids)

    @property
    def minutes(self) -> int:
        """Their minutes in the cell."""
        return sum(self._minutes)

    def page(self, offset: int, limit: int) -> tuple[TaskShare, ...]:
        """Some of them; one that was deleted meanwhile is left out."""
        ids = self._ids[offset : offset + limit]
        spent = dict(zip(ids, self._minutes[offset : offset + limit], strict=True))
        return tuple(TaskShare(line, spent[line.id]) for line in self._queries.tasks_by_id(ids))


@dataclass(frozen=True, slots=True)
class RowShown:
    """A row another city sent.

    Attributes:
        labels: names by field, in the order of `RowsBehind.names`.
        minutes: its minutes.
        cases: its cases, None where not counted.
    """

    labels: tuple[str, ...]
    minutes: int
    cases: int | None


class RowsBehind:
    """The rows of other cities behind a cell, those with most minutes first, page by page."""

    def __init__(self, facts: Facts, rows: NDArray[np.intp]) -> None:
        self._facts = facts
        minutes = facts.minutes[rows].astype(np.int64)
        self._rows = rows[np.argsort(-minutes, kind="stable")]
        self._minutes = int(minutes.sum())

    @property
    def count(self) -> int:
        """How many rows."""
        return len(self._rows)

    @property
    def minutes(self) -> int:
        """Their minutes."""
        return self._minutes

    @property
    def names(self) -> tuple[str, ...]:
        """What the fields are called."""
        return tuple(dimension_name(dimension) for dimension in self._facts.axes)

    def page(self, offset: int, limit: int) -> tuple[RowShown, ...]:
        """Some of them."""
        rows = self._rows[offset : offset + limit]
        columns = [_labels(axis, rows) for axis in self._facts.axes.values()]
        minutes = self._facts.minutes[rows].tolist()
        cases = self._facts.cases[rows].tolist() if self._facts.cases is not None else []
        told = cases or [UNKNOWN] * len(minutes)
        return tuple(
            RowShown(labels, int(spent), int(counted) if counted >= 0 else None)
            for *labels_, spent, counted in zip(*columns, minutes, told, strict=True)
            for labels in [tuple(map(str, labels_))]
        )


def _labels(axis: Axis, rows: NDArray[np.intp]) -> list[str]:
    places = axis.index[rows]
    if axis.via is not None:
        places = axis.via[places]
    return [axis.labels[place] for place in places.tolist()]

"""Goals of the plan: where each stands, and entering what no computer can count."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final, Protocol

from bpr_studio.domain.reform.goals import (
    GoalKind,
    last_day,
    progress_of,
    years_of,
)
from bpr_studio.domain.replication.changes import DeleteRow, PutRow
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.fiscal_year import FiscalYear
from bpr_studio.domain.shared.ids import planned_id
from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.workflow import DX_OFFICE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bpr_studio.domain.reform.goals import (
        Goal,
        GoalPlan,
        GoalProgress,
        GoalValue,
        Reading,
        TargetFrom,
    )
    from bpr_studio.services.author import Author
    from bpr_studio.services.store import Store

FIRST_YEAR: Final = 2000
"""Values before this fiscal year are taken for mistyped ones."""
_ENTITY: Final = "goal_value"
_MOST: Final = 1e12


class GoalQueries(Protocol):
    """Questions about goals."""

    def goal_values(self) -> tuple[GoalValue, ...]:
        """Every value that was entered, by goal and fiscal year."""


class GoalSources(Protocol):
    """What the workspace itself knows of goals; missing parts give nothing."""

    def readings(self, goal: Goal, today: date) -> Sequence[Reading]:
        """The values of a goal that can be computed, one a fiscal year."""

    def targets(self) -> Mapping[TargetFrom, float]:
        """The targets that can be counted."""


@dataclass(frozen=True, slots=True)
class GoalEntry:
    """A value to be stored for one goal and fiscal year.

    Attributes:
        as_of: day the value holds for (ISO), "" for the end of the year or today before that.
        source: where it can be looked up.
    """

    goal: str
    fiscal_year: int
    value: float
    as_of: str = ""
    source: str = ""
    note: str = ""


class Goals:
    """Reads and writes the goals of a workspace; every change is a step of undo.

    Args:
        store: the one door for writing.
        queries: what was entered.
        plan: the goals of this workspace.
        sources: what can be computed.
        author: who is at the keyboard, and what day it is.
    """

    def __init__(
        self,
        store: Store,
        queries: GoalQueries,
        plan: Callable[[], GoalPlan],
        sources: GoalSources,
        author: Author,
    ) -> None:
        self._store = store
        self._queries = queries
        self._plan = plan
        self._sources = sources
        self._author = author

    @property
    def plan(self) -> GoalPlan:
        """The goals as the plan words them.

        Raises:
            UnreadableInputError: the city's own file of goals is not what it should be.
        """
        return self._plan()

    @property
    def may_edit(self) -> bool:
        """Whether the person at the keyboard may enter values."""
        return self._author.role == DX_OFFICE

    @property
    def today(self) -> date:
        """The day it is here."""
        return date.fromisoformat(self._author.today())

    def all(self) -> tuple[GoalProgress, ...]:
        """Where every goal stands, in the order of the plan."""
        entered = self._queries.goal_values()
        today, targets = self.today, self._sources.targets()
        return tuple(
            progress_of(
                goal,
                years_of(
                    [value for value in entered if value.goal == goal.id],
                    self._sources.readings(goal, today),
                ),
                today,
                targets,
            )
            for goal in self.plan.goals
        )

    def set_value(self, entry: GoalEntry) -> None:
        """Store the value of a goal in a fiscal year, in place of the one before.

        Raises:
            RefusedError: no such goal, a value that cannot be right, a year or day out of
                bounds, or the person is not of the DX office.
        """
        self._require_office()
        goal = self._goal(entry.goal)
        self._require_year(entry.fiscal_year)
        _require_value(goal, entry.value)
        fields = {
            "goal": goal.id,
            "fiscal_year": entry.fiscal_year,
            "value": float(entry.value),
            "as_of": self._day(entry),
            "source": entry.source.strip(),
            "note": entry.note.strip(),
        }
        label = tr("Enter the goal {id} of {year}", id=goal.id, year=FiscalYear(entry.fiscal_year))
        self._store.commit(label, [PutRow(_ENTITY, _row(goal.id, entry.fiscal_year), fields)])

    def clear_value(self, goal_id: str, fiscal_year: int) -> None:
        """Take an entered value back; a computed one comes to hold again.

        Raises:
            RefusedError: no such goal, or the person is not of the DX office.
        """
        self._require_office()
        goal = self._goal(goal_id)
        label = tr("Take back the goal {id} of {year}", id=goal.id, year=FiscalYear(fiscal_year))
        self._store.commit(label, [DeleteRow(_ENTITY, _row(goal.id, fiscal_year))])

    def _goal(self, goal_id: str) -> Goal:
        goals = self.plan.goals
        for goal in goals:
            if goal.id == goal_id:
                return goal
        raise _refused(
            tr("There is no goal {id}.", id=goal_id),
            tr("Goals: {ids}", ids=tr(", ").join(goal.id for goal in goals)),
        )

    def _day(self, entry: GoalEntry) -> str:
        last = min(last_day(entry.fiscal_year), self.today)
        if not entry.as_of:
            return last.isoformat()
        try:
            day = date.fromisoformat(entry.as_of)
        except ValueError:
            raise _refused(
                tr("“{text}” is not a day.", text=entry.as_of),
                tr("Type a day like 2026-03-31."),
            ) from None
        if FiscalYear.of(day).year != entry.fiscal_year or day > self.today:
            raise _refused(
                tr(
                    "The day {day} is not in {year} or still to come.",
                    day=day.isoformat(),
                    year=FiscalYear(entry.fiscal_year),
                ),
                tr("Type a day of that fiscal year, at most today."),
            )
        return day.isoformat()

    def _require_year(self, fiscal_year: int) -> None:
        last = FiscalYear.of(self.today).year
        if not FIRST_YEAR <= fiscal_year <= last:
            raise _refused(
                tr("Values of {year} cannot be entered.", year=FiscalYear(fiscal_year)),
                tr("Choose a fiscal year from {low} to {high}.", low=FIRST_YEAR, high=last),
            )

    def _require_office(self) -> None:
        if not self.may_edit:
            raise _refused(
                tr("Only the DX office enters the values of goals."),
                tr("Ask the DX office to do it."),
            )


def _row(goal: str, fiscal_year: int) -> str:
    return planned_id(_ENTITY, goal, fiscal_year)


def _require_value(goal: Goal, value: float) -> None:
    high = {GoalKind.PERCENT: 100.0, GoalKind.MILESTONE: 1.0}.get(goal.kind, _MOST)
    whole = goal.kind in {GoalKind.COUNT, GoalKind.MILESTONE}
    fits = math.isfinite(value) and 0 <= value <= high and not (whole and value % 1)
    if not fits:
        raise _refused(
            tr("{value} cannot be right for the goal {id}.", value=value, id=goal.id),
            {
                GoalKind.PERCENT: tr("Type a percentage from 0 to 100."),
                GoalKind.MILESTONE: tr("Type 1 for done or 0 for not yet."),
                GoalKind.COUNT: tr("Type a whole number, 0 or more."),
                GoalKind.HOURS: tr("Type hours a year, 0 or more."),
            }[goal.kind],
        )


def _refused(message: str, remedy: str) -> RefusedError:
    return RefusedError(message, kept=tr("Nothing was changed."), remedy=remedy)

"""Goals of the city's plan (成果目標): where each stands against its target and its due year.

Goals are data (`resources/goals.toml`). A value belongs to a fiscal year and is either typed in
or computed from what the workspace knows; a typed value holds, the computed one is kept beside it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from bpr_studio.domain.shared.fiscal_year import FiscalYear
from bpr_studio.domain.shared.text import language

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class GoalKind(StrEnum):
    """What the value of a goal counts."""

    HOURS = "hours"  # hours a year
    COUNT = "count"
    PERCENT = "percent"  # 0 … 100
    MILESTONE = "milestone"  # 1 = done, 0 = not yet


class Filled(StrEnum):
    """Where the value of a goal comes from."""

    HAND = "hand"
    REGISTER = "register"
    REGISTER_CENTRE = "register_centre"
    REGISTER_TAG = "register_tag"
    LEDGER_SEAL = "ledger_seal"
    LEDGER_ONLINE = "ledger_online"
    LEDGER_PRIORITY = "ledger_priority"
    SURVEY_SECTIONS = "survey_sections"


class TargetFrom(StrEnum):
    """What a target that the plan only names in words is counted from."""

    PLAN = ""  # the number of the plan, or none
    SECTIONS = "sections"
    LEDGER_ONLINE = "ledger_online"


class Standing(StrEnum):
    """How a goal stands; colours and words follow from it."""

    REACHED = "reached"
    ON_TRACK = "on_track"
    BEHIND = "behind"
    MISSED = "missed"  # the due day is over and the target is not reached
    STALE = "stale"  # the due day is over and no value of that time is known
    GOING = "going"  # there is a target, but no path to measure the value against
    NO_TARGET = "no_target"  # the plan sets no number
    UNKNOWN = "unknown"  # nothing was entered yet


@dataclass(frozen=True, slots=True)
class Goal:
    """One goal as the plan words it.

    Attributes:
        unit: unit of its values, e.g. 時間/年.
        tag: word in the names of the improvements that count, for `Filled.REGISTER_TAG`.
        baseline: value the plan starts from, None where it names none.
        baseline_year: western fiscal year of the baseline, None where the plan does not say.
        target: number to reach, None where the plan sets none or it is counted.
        due: western fiscal year at whose end the target holds, None for none.
        words: wording of the plan.
        source: id of the source, e.g. S01.
        mark: S where the plan says so, C where measuring it this way is our proposal.
        part_of: id of the goal that includes it; the two are never added.
        note: what is unclear in the plan and how it is taken here.
    """

    id: str
    name: str
    name_en: str
    kind: GoalKind
    unit: str
    unit_en: str
    words: str
    source: str
    mark: str
    filled: Filled = Filled.HAND
    tag: str = ""
    baseline: float | None = None
    baseline_year: int | None = None
    target: float | None = None
    target_from: TargetFrom = TargetFrom.PLAN
    due: int | None = None
    part_of: str = ""
    note: str = ""
    note_en: str = ""

    @property
    def title(self) -> str:
        """The name in the language of the program."""
        return self.name_en if language() == "en" else self.name

    @property
    def unit_name(self) -> str:
        """The unit in the language of the program."""
        return self.unit_en if language() == "en" else self.unit

    @property
    def remark(self) -> str:
        """The note in the language of the program."""
        return self.note_en if language() == "en" else self.note


@dataclass(frozen=True, slots=True)
class GoalPlan:
    """The goals of one plan, in its order."""

    name: str
    source: str
    goals: tuple[Goal, ...]


@dataclass(frozen=True, slots=True)
class GoalValue:
    """A value somebody typed in.

    Attributes:
        as_of: day the value holds for (ISO).
        source: where it can be looked up.
    """

    goal: str
    fiscal_year: int
    value: float
    as_of: str
    source: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """A value computed from the workspace for one fiscal year.

    Attributes:
        as_of: day it was counted for (ISO).
        source: what it was computed from, a short phrase.
        also: further figures that belong to it: name, value, unit.
        partial: a sum over a year that has not ended, not to be held against a whole year's.
    """

    fiscal_year: int
    value: float
    as_of: str
    source: str
    also: tuple[tuple[str, float, str], ...] = ()
    partial: bool = False


@dataclass(frozen=True, slots=True)
class YearValue:
    """The value of a goal in one fiscal year.

    Attributes:
        computed: it comes from the workspace; otherwise somebody typed it in.
        instead_of: the computed value that a typed one stands in front of.
        partial: see `Reading`; a typed value never is.
    """

    fiscal_year: int
    value: float
    as_of: str
    source: str
    computed: bool
    note: str = ""
    instead_of: float | None = None
    also: tuple[tuple[str, float, str], ...] = ()
    partial: bool = False


@dataclass(frozen=True, slots=True)
class GoalProgress:
    """Where a goal stands.

    Attributes:
        target: number to reach, counted where the goal says so; None for none.
        now: the newest value, of a whole year where there is one; None where nothing was entered.
        share: part of the target that is reached, 0 … 1 and above; None without target or value.
        expected: what the straight path from baseline to target asks for on the day of the value.
        history: values by fiscal year, oldest first.
    """

    goal: Goal
    target: float | None
    now: YearValue | None
    share: float | None
    expected: float | None
    standing: Standing
    history: tuple[YearValue, ...] = field(default=())

    @property
    def value(self) -> float | None:
        """The newest value."""
        return None if self.now is None else self.now.value


def years_of(entered: Iterable[GoalValue], computed: Iterable[Reading]) -> tuple[YearValue, ...]:
    """One value a fiscal year, oldest first; what was typed in holds."""
    years = {
        r.fiscal_year: YearValue(
            r.fiscal_year, r.value, r.as_of, r.source, computed=True, also=r.also, partial=r.partial
        )
        for r in computed
    }
    for value in entered:
        before = years.get(value.fiscal_year)
        years[value.fiscal_year] = YearValue(
            value.fiscal_year,
            value.value,
            value.as_of,
            value.source,
            computed=False,
            note=value.note,
            instead_of=before.value if before is not None else None,
            also=before.also if before is not None else (),
        )
    return tuple(years[year] for year in sorted(years))


def progress_of(
    goal: Goal, history: tuple[YearValue, ...], today: date, targets: Mapping[TargetFrom, float]
) -> GoalProgress:
    """Where a goal stands today.

    Args:
        goal: what the plan asks.
        history: its values, oldest first; those of years to come are left aside.
        today: the day it is.
        targets: targets that are counted; what cannot be counted is missing.
    """
    target = targets.get(goal.target_from) if goal.target_from else goal.target
    known = [value for value in history if value.fiscal_year <= FiscalYear.of(today).year]
    whole = [value for value in known if not value.partial]
    now = (whole or known)[-1] if known else None
    return GoalProgress(
        goal=goal,
        target=target,
        now=now,
        share=_share(goal, target, now),
        expected=_expected(goal, target, _day(now, today)) if now is not None else None,
        standing=_standing(goal, target, now, today),
        history=history,
    )


def path_value(goal: Goal, target: float | None, fiscal_year: int) -> float | None:
    """What the straight path from baseline to target asks for at the end of a fiscal year."""
    return _expected(goal, target, last_day(fiscal_year))


def last_day(fiscal_year: int) -> date:
    """The 31st of March at which a fiscal year ends."""
    return date(fiscal_year + 1, 3, 31)


def _day(now: YearValue | None, today: date) -> date:
    if now is None:
        return today
    try:
        return date.fromisoformat(now.as_of)
    except ValueError:  # an older entry without a day: the end of its year
        return min(last_day(now.fiscal_year), today)


def _falls(goal: Goal) -> bool:
    """Whether less is better: the plan's target lies below its baseline.

    A target that is counted says nothing about that: the ledger may hold a part only.
    """
    return goal.target is not None and goal.baseline is not None and goal.target < goal.baseline


def _share(goal: Goal, target: float | None, now: YearValue | None) -> float | None:
    if target is None or now is None:
        return None
    if _falls(goal) and goal.baseline is not None:
        return max(0.0, (goal.baseline - now.value) / (goal.baseline - target))
    return now.value / target if target > 0 else None


def _expected(goal: Goal, target: float | None, day: date) -> float | None:
    if target is None or goal.due is None or goal.baseline is None or goal.baseline_year is None:
        return None
    if target < goal.baseline and not _falls(goal):
        return None
    start, end = goal.baseline_year + 1.0, goal.due + 1.0  # the ends of these years
    if end <= start:
        return None
    part = (_position(day) - start) / (end - start)
    if part >= 1:
        return target
    return goal.baseline + (target - goal.baseline) * max(part, 0.0)


def _position(day: date) -> float:
    """The day in fiscal years; the end of 2024 is 2025.0, leap year or not."""
    year = FiscalYear.of(day).year
    first, last = date(year, 4, 1), last_day(year)
    return year + ((day - first).days + 1) / ((last - first).days + 1)


def _standing(goal: Goal, target: float | None, now: YearValue | None, today: date) -> Standing:
    if now is None:
        return Standing.UNKNOWN
    if target is None:
        return Standing.GOING if goal.target_from else Standing.NO_TARGET
    reached = now.value <= target if _falls(goal) else now.value >= target
    if reached:
        return Standing.REACHED
    day = _day(now, today)
    if goal.due is not None and today > last_day(goal.due):
        return Standing.MISSED if day >= last_day(goal.due) else Standing.STALE
    expected = _expected(goal, target, day)
    if expected is None:
        return Standing.GOING
    behind = now.value > expected if _falls(goal) else now.value < expected
    return Standing.BEHIND if behind else Standing.ON_TRACK

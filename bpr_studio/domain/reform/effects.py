"""What improvements take away: by task, by fiscal year, expected and real, each minute once.

Expected minutes of a year are those booked by the guard (`claims`). The first fiscal year counts
from the start month on, by the month profile of the task, or by twelfths where it has none; later
years count whole. Minutes without a start month count in no year.

Real minutes of a fiscal year are shared out over the claims as these were booked, and booked by
the same guard: together they never exceed what a task takes. What was recorded of an improvement
stays even when it is stopped later.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.reform.claims import (
    BookedClaim,
    book,
    book_parts,
    claims_in_order,
    in_order,
    start_year,
)
from bpr_studio.domain.reform.course import DECIDED
from bpr_studio.domain.reform.improvement import ImprovementState
from bpr_studio.domain.shared.quantities import spread

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from bpr_studio.domain.reform.claims import Ground
    from bpr_studio.domain.reform.improvement import Claim, Improvement

YEARS_OF_USE: Final = 5
"""Years over which the cost to introduce something is shared out, as leases do [C]."""
_TWELFTHS: Final = (1,) * 12


@dataclass(frozen=True, slots=True)
class YearEffect:
    """Minutes of one fiscal year.

    Attributes:
        expected: as planned; only of improvements that were decided (see `Booked.decided`).
        actual: really saved; None where nothing was recorded.
    """

    fiscal_year: int
    expected: int
    actual: int | None = None


@dataclass(frozen=True, slots=True)
class BookedPart:
    """What an improvement takes from the tasks of one section and survey.

    Attributes:
        unit_code: of the section, "" where it belongs to none.
        round_id: the survey whose hours go away.
        minutes: minutes a year that count.
        core_tag: tag of the tasks.
        years: by fiscal year, in the order of `Booked.years`.
    """

    unit_code: str
    round_id: str
    minutes: int
    core_tag: str
    years: tuple[YearEffect, ...]


@dataclass(frozen=True, slots=True)
class Booked:
    """What one improvement counts for.

    Attributes:
        improvement: the line of the register.
        claims: its claims with what they got; () where it claims nothing or was stopped.
        minutes: minutes a year that count, those of ideas too; 0 when stopped.
        parts: the same by section; they add up to `minutes` and `years`.
        years: by fiscal year, oldest first.
        cut: minutes of real savings by fiscal year that do not count, since others did already.
    """

    improvement: Improvement
    claims: tuple[BookedClaim, ...]
    minutes: int
    parts: tuple[BookedPart, ...]
    years: tuple[YearEffect, ...]
    cut: tuple[tuple[int, int], ...] = ()

    @property
    def decided(self) -> bool:
        """Whether its expected minutes are part of the plan."""
        return self.improvement.state in DECIDED

    @property
    def missing(self) -> int:
        """Minutes a year it expects and that do not count."""
        return sum(got.missing for got in self.claims)

    def year(self, fiscal_year: int) -> YearEffect:
        """The effect of one fiscal year; nothing in years not counted."""
        found = (one for one in self.years if one.fiscal_year == fiscal_year)
        return next(found, YearEffect(fiscal_year, 0))

    def within(self, keep: Callable[[BookedPart], bool]) -> Booked | None:
        """The same with some of its parts only; None where none is left."""
        parts = tuple(filter(keep, self.parts))
        if not parts:
            return None
        minutes = sum(part.minutes for part in parts)
        years = _sum_of_years([one.fiscal_year for one in self.years], parts)
        return replace(self, minutes=minutes, parts=parts, years=years)


@dataclass(frozen=True, slots=True)
class Sums:
    """What many improvements count for together.

    Attributes:
        count: improvements that were not stopped.
        decided: minutes a year of those that were decided.
        ideas: minutes a year of those under study, which the plan does not hold.
        done: minutes a year of those that are finished; part of `decided`.
        missing: minutes a year that are expected twice and count once.
        without_rows: minutes a year of decided ones that name no task; nobody can check these.
        years: by fiscal year, oldest first.
        recorded: number of improvements with something recorded, by fiscal year.
    """

    count: int
    decided: int
    ideas: int
    done: int
    missing: int
    without_rows: int
    years: tuple[YearEffect, ...]
    recorded: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Cost:
    """What saving costs.

    Attributes:
        yearly: yen a year: the running cost and a fifth of the cost to introduce it.
        per_hour: yen for each hour saved in a year; None where nothing is saved.
        payback_years: years until the work saved has paid for the introduction; None where that
            never happens or the yen of an hour are not known.
    """

    yearly: int
    per_hour: float | None
    payback_years: float | None


def years_of(improvements: Iterable[Improvement], first: int, last: int) -> tuple[int, ...]:
    """The fiscal years to count: `first` to `last`, further where an improvement says more."""
    found = {first, last}
    for one in improvements:
        year = start_year(one.plan.start_month)
        found |= {actual.fiscal_year for actual in one.actuals}
        found |= set() if year is None else {year}
    return tuple(range(min(found), max(found) + 1))


def effects_of(
    improvements: Sequence[Improvement], ground: Ground, years: Sequence[int]
) -> tuple[Booked, ...]:
    """What every improvement counts for, in the order given.

    The result for an improvement depends on the register as a whole, not on its order.

    Args:
        improvements: the whole register, or the guard is blind for what is missing.
        ground: their tasks and steps.
        years: fiscal years to count, oldest first.
    """
    expected = book(improvements, ground)
    real = _real(improvements, expected, ground)
    return tuple(
        _Counting(one, expected.get(one.id, ()), ground, years).booked(real) for one in improvements
    )


_Real = dict[int, dict[str, tuple[BookedClaim, ...]]]


def _real(
    improvements: Sequence[Improvement],
    expected: Mapping[str, tuple[BookedClaim, ...]],
    ground: Ground,
) -> _Real:
    """What was really saved, claim by claim, by fiscal year; that of improvements with claims."""
    stopped = [one for one in improvements if one.state is ImprovementState.STOPPED]
    order = [*in_order(improvements), *sorted(stopped, key=lambda one: (one.created_on, one.id))]
    found: _Real = {}
    for year in sorted({actual.fiscal_year for one in order for actual in one.actuals}):
        shares = [
            (one, _shared(minutes, one, expected.get(one.id, ())))
            for one in order
            if one.plan.claims and (minutes := _recorded(one, year)) is not None
        ]
        found[year] = book_parts(shares, ground)
    return found


def _recorded(one: Improvement, year: int) -> int | None:
    """Minutes recorded for a fiscal year; None without a record."""
    found = [actual.minutes for actual in one.actuals if actual.fiscal_year == year]
    return sum(found) if found else None


def _shared(minutes: int, one: Improvement, got: Sequence[BookedClaim]) -> tuple[Claim, ...]:
    """Real minutes over the claims: as they were booked, else as they were asked for."""
    claims = claims_in_order(one)
    weights = [each.minutes for each in got]
    if not sum(weights):
        weights = [claim.minutes for claim in claims]
    if not sum(weights):
        weights = [1] * len(claims)
    shares = spread(minutes, weights)
    return tuple(replace(c, minutes=share) for c, share in zip(claims, shares, strict=True))


class _Counting:
    """One improvement on its way to what it counts for."""

    def __init__(
        self,
        one: Improvement,
        got: tuple[BookedClaim, ...],
        ground: Ground,
        years: Sequence[int],
    ) -> None:
        self._one = one
        self._got = got
        self._ground = ground
        self._years = years
        self._start = start_year(one.plan.start_month)

    def booked(self, real: _Real) -> Booked:
        """The improvement with everything it counts for."""
        parts = tuple(self._parts(real)) if self._one.plan.claims else (self._whole(),)
        parts = tuple(part for part in parts if part.minutes or _says(part))
        years = _sum_of_years(self._years, parts)
        return Booked(
            self._one,
            self._got,
            sum(part.minutes for part in parts),
            parts,
            years,
            tuple(self._cut(real)),
        )

    def _cut(self, real: _Real) -> list[tuple[int, int]]:
        found = [
            (year, sum(each.missing for each in by.get(self._one.id, ())))
            for year, by in real.items()
        ]
        return [(year, minutes) for year, minutes in found if minutes]

    def _whole(self) -> BookedPart:
        """An improvement that names no task: as it was entered."""
        one = self._one
        stopped = one.state is ImprovementState.STOPPED
        minutes = 0 if stopped else one.plan.expected_minutes
        actual = [_recorded(one, year) for year in self._years]
        years = self._effects(minutes, _TWELFTHS, actual)
        return BookedPart(one.unit_code, one.plan.round_id, minutes, "", years)

    def _parts(self, real: _Real) -> list[BookedPart]:
        """Claim by claim, those of one section, survey and tag together."""
        found: dict[tuple[str, str, str], list[BookedPart]] = {}
        for place, claim in enumerate(claims_in_order(self._one)):
            part = self._part(place, claim, real)
            key = (part.unit_code, part.round_id, part.core_tag)
            found.setdefault(key, []).append(part)
        return [
            BookedPart(
                code, round_id, sum(part.minutes for part in same), tag,
                _sum_of_years(self._years, same),
            )
            for (code, round_id, tag), same in sorted(found.items())
        ]  # fmt: skip

    def _part(self, place: int, claim: Claim, real: _Real) -> BookedPart:
        task = self._ground.task_of(claim)
        minutes = self._got[place].minutes if self._got else 0
        weights = task.months if task and sum(task.months) else _TWELFTHS
        actual = [self._actual(place, year, real) for year in self._years]
        return BookedPart(
            task.unit_code if task else self._one.unit_code,
            task.round_id if task else self._one.plan.round_id,
            minutes,
            task.core_tag if task else "",
            self._effects(minutes, weights, actual),
        )

    def _actual(self, place: int, year: int, real: _Real) -> int | None:
        got = real[year].get(self._one.id) if year in real else None
        return got[place].minutes if got else None

    def _effects(
        self, minutes: int, weights: Sequence[int], actual: Sequence[int | None]
    ) -> tuple[YearEffect, ...]:
        """What is expected and real, year by year."""
        start = self._start if self._one.state in DECIDED else None
        first = 0
        if start is not None and start in self._years:
            first = first_year(minutes, self._one.plan.start_month, weights)
        expected = (
            0 if start is None or year < start else first if year == start else minutes
            for year in self._years
        )
        return tuple(map(YearEffect, self._years, expected, actual))


def first_year(minutes: int, start_month: str, weights: Sequence[int] = _TWELFTHS) -> int:
    """Minutes of the fiscal year something begins in.

    Args:
        minutes: of a whole year.
        start_month: first month of it that counts, such as "2026-10".
        weights: parts of the twelve months, April first; not all of them 0.
    """
    return sum(spread(minutes, weights)[_month_place(start_month) :])


def _month_place(month: str) -> int:
    """Place of a month such as "2026-10" in its fiscal year, April first."""
    return (int(month.partition("-")[2]) - 4) % 12


def _says(part: BookedPart) -> bool:
    return any(year.actual is not None for year in part.years)


def _sum_of_years(years: Sequence[int], parts: Sequence[BookedPart]) -> tuple[YearEffect, ...]:
    if len(parts) == 1:
        return parts[0].years
    found = []
    for place, year in enumerate(years):
        known = [part.years[place].actual for part in parts]
        actual = [minutes for minutes in known if minutes is not None]
        expected = sum(part.years[place].expected for part in parts)
        found.append(YearEffect(year, expected, sum(actual) if actual else None))
    return tuple(found)


def telling_year(years: Iterable[YearEffect], running: int) -> YearEffect | None:
    """The newest year that tells what is really saved a year, None without a record.

    Args:
        years: real savings by fiscal year.
        running: the fiscal year that has not ended. Its records are a part of a year, so it tells
            only where no other year has one.
    """
    recorded = [year for year in years if year.actual is not None]
    ended = [year for year in recorded if year.fiscal_year < running]
    return max(ended or recorded, key=lambda year: year.fiscal_year, default=None)


def sums_of(booked: Iterable[Booked], years: Sequence[int]) -> Sums:
    """What improvements count for together."""
    found = list(booked)
    decided = [one for one in found if one.decided]
    ideas = [one for one in found if one.improvement.state is ImprovementState.IDEA]
    done = [one for one in decided if one.improvement.state is ImprovementState.DONE]
    effects, recorded = [], []
    for year in years:
        each = [one.year(year) for one in found]
        actual = [effect.actual for effect in each if effect.actual is not None]
        expected = sum(effect.expected for effect in each)
        effects.append(YearEffect(year, expected, sum(actual) if actual else None))
        recorded.append(len(actual))
    return Sums(
        count=len(decided) + len(ideas),
        decided=sum(one.minutes for one in decided),
        ideas=sum(one.minutes for one in ideas),
        done=sum(one.minutes for one in done),
        missing=sum(one.missing for one in found),
        without_rows=sum(one.minutes for one in decided if not one.improvement.plan.claims),
        years=tuple(effects),
        recorded=tuple(recorded),
    )


def cost_of(booked: Booked, yen_per_hour: int | None) -> Cost | None:
    """What an improvement costs against what it saves; None while its costs are not known.

    Args:
        booked: the improvement.
        yen_per_hour: what an hour of staff costs, None where nobody has set it.
    """
    once, yearly = booked.improvement.plan.yen_once, booked.improvement.plan.yen_yearly
    if once is None and yearly is None:
        return None
    once, yearly = once or 0, yearly or 0
    cost = yearly + -(-once // YEARS_OF_USE)
    hours = booked.minutes / 60
    gain = hours * yen_per_hour - yearly if yen_per_hour is not None else 0.0
    return Cost(cost, cost / hours if hours else None, once / gain if gain > 0 else None)

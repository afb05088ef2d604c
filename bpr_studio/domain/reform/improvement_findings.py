"""What should be looked at in an improvement: bold estimates, missing facts, hours counted before.

The bounds are those of published results (domain.md §1.7): about 110-120 hours a year for each
automated task, so that more than 85 % of a task's hours or more than 1,000 hours need evidence [C].
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bpr_studio.domain.reform.claims import start_year
from bpr_studio.domain.reform.course import BEGUN, DECIDED
from bpr_studio.domain.reform.improvement import ImprovementState
from bpr_studio.domain.shared.findings import Finding, Level
from bpr_studio.domain.shared.fiscal_year import FiscalYear
from bpr_studio.domain.shared.quantities import format_hours
from bpr_studio.domain.shared.text import ntr, tr

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bpr_studio.domain.reform.claims import BookedClaim, Ground
    from bpr_studio.domain.reform.effects import Booked
    from bpr_studio.domain.reform.improvement import Improvement

MOST_PERCENT: Final = 85
"""Share of a task's hours above which an estimate needs evidence."""
MOST_MINUTES: Final = 60_000
"""Minutes a year of one task above which an estimate needs evidence."""


def findings_of(
    booked: Booked,
    ground: Ground,
    names: Mapping[str, str],
    fiscal_year: int,
    first_survey: int = 0,
) -> tuple[Finding, ...]:
    """Everything to look at in one improvement, the most serious first.

    Args:
        booked: the improvement with what it counts for.
        ground: the tasks and steps it claims.
        names: names of all improvements by id.
        fiscal_year: the year it is.
        first_survey: fiscal year of the first survey; what began before it can name no tasks.
    """
    found = [
        *_overlaps(booked, ground, names),
        *_too_good(booked.improvement, ground),
        *_unchecked(booked.improvement, ground, first_survey),
        *_missing(booked.improvement, fiscal_year),
        *_actuals(booked),
    ]
    levels = list(Level)
    return tuple(sorted(found, key=lambda one: levels.index(one.level)))


def _overlaps(booked: Booked, ground: Ground, names: Mapping[str, str]) -> Iterator[Finding]:
    for got in booked.claims:
        if got.missing:
            yield Finding(Level.WARNING, *_overlap(got, ground, names))


def _overlap(got: BookedClaim, ground: Ground, names: Mapping[str, str]) -> tuple[str, str]:
    """Rule and sentence for a claim that does not count wholly."""
    wanted, counted = (format_hours(m, decimals=1) for m in (got.claim.minutes, got.minutes))
    if not got.known:
        text = tr(
            "A task or step this improvement was to save does not exist any more; its {wanted}"
            " hours count nowhere. Choose another one.",
            wanted=wanted,
        )
        return "claim-gone", text
    what = ground.name_of(got.claim)
    if not got.ahead:
        text = tr(
            "“{task}” takes fewer hours by now than this improvement takes away: of {wanted}"
            " hours, {counted} count.",
            task=what,
            wanted=wanted,
            counted=counted,
        )
        return "claim-beyond-task", text
    others = tr(", ").join(tr("“{name}”", name=names.get(row, row)) for row in got.ahead)
    text = tr(
        "{others} came first at “{task}”: of {wanted} hours, {counted} count.",
        others=others,
        task=what,
        wanted=wanted,
        counted=counted,
    )
    return "claimed-twice", text


def _too_good(one: Improvement, ground: Ground) -> Iterator[Finding]:
    """Estimates beyond the usual band, as long as nobody says why they are right."""
    if one.plan.evidence.strip() or one.state is ImprovementState.STOPPED:
        return
    wanted: dict[str, int] = {}
    for claim in one.plan.claims:
        task = ground.task_of(claim)
        if task is not None:
            wanted[task.id] = wanted.get(task.id, 0) + claim.minutes
    for row, minutes in wanted.items():
        task = ground.tasks[row]
        if minutes > MOST_MINUTES:
            text = tr(
                "{hours} hours a year of “{task}” is more than 1,000 hours; others saved 110 to"
                " 120 hours a task. Write what this rests on.",
                hours=format_hours(minutes),
                task=task.name,
            )
            yield Finding(Level.WARNING, "expected-above-1000-hours", text)
        elif task.minutes * MOST_PERCENT < minutes * 100 <= task.minutes * 100:
            text = tr(
                "{percent} % of the hours of “{task}” is above the {most} % that are usual."
                " Write what this rests on.",
                percent=round(minutes * 100 / task.minutes),
                task=task.name,
                most=MOST_PERCENT,
            )
            yield Finding(Level.WARNING, "expected-above-85-percent", text)


def _unchecked(one: Improvement, ground: Ground, first_survey: int) -> Iterator[Finding]:
    """Hours that cannot be held against those of other improvements."""
    plan, begins = one.plan, start_year(one.plan.start_month)
    if one.state is ImprovementState.STOPPED:
        return
    could = begins is None or begins >= first_survey
    if could and not plan.claims and plan.expected_minutes:
        text = tr(
            "No task is named, so nobody can check that these hours are counted only once."
            " Add the tasks."
        )
        yield Finding(Level.NOTICE, "no-tasks", text)
    if any(claim.step_id and ground.task_of(claim) is None for claim in plan.claims):
        text = tr(
            "The flow of these steps belongs to no task of the survey; whether the hours of a"
            " task are counted by others, too, cannot be checked."
        )
        yield Finding(Level.NOTICE, "steps-without-task", text)


def _missing(one: Improvement, fiscal_year: int) -> Iterator[Finding]:
    if one.state not in DECIDED:
        return
    if start_year(one.plan.start_month) is None:
        text = tr("No start month is set, so its hours count in no fiscal year yet.")
        yield Finding(Level.NOTICE, "no-start-month", text)
    yield from _not_recorded(one, fiscal_year)


def _not_recorded(one: Improvement, fiscal_year: int) -> Iterator[Finding]:
    """Fiscal years that are over and of which nobody said what was saved."""
    first = start_year(one.plan.start_month)
    if first is None or one.state not in BEGUN:
        return
    said = {actual.fiscal_year for actual in one.actuals}
    open_years = [year for year in range(first, fiscal_year) if year not in said]
    if open_years:
        years = tr(", ").join(str(FiscalYear(year)) for year in open_years)
        text = ntr(
            "What was really saved is not recorded for {n} year: {years}.",
            "What was really saved is not recorded for {n} years: {years}.",
            len(open_years),
            years=years,
        )
        yield Finding(Level.NOTICE, "actual-not-recorded", text)


def _actuals(booked: Booked) -> Iterator[Finding]:
    for year, minutes in booked.cut:
        text = tr(
            "{year}: {hours} hours of what was recorded are more than the tasks take, or others"
            " recorded them, too; they do not count.",
            year=str(FiscalYear(year)),
            hours=format_hours(minutes, decimals=1),
        )
        yield Finding(Level.WARNING, "actual-beyond-tasks", text)

"""The hours of a task twice: as the overall survey told them, and as its steps add up."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.shared.quantities import Minutes, format_hours
from bpr_studio.domain.shared.text import ntr, tr

if TYPE_CHECKING:
    from collections.abc import Iterable

TOLERANCE_PERCENT: Final = 20
"""How far the two may be apart, in percent of the overall survey (domain reference 1.4)."""


class Verdict(StrEnum):
    """What the comparison says."""

    NO_STEPS = "no_steps"  # nobody has written a step yet
    NO_HOURS = "no_hours"  # the overall survey has no hours to compare with
    UNFINISHED = "unfinished"  # too few hours, but some steps have no minutes or cases yet
    FITS = "fits"
    TOO_LOW = "too_low"
    TOO_HIGH = "too_high"


@dataclass(frozen=True, slots=True)
class StepShare:
    """The step that weighs most, for advice.

    Attributes:
        row: id of the step.
        minutes: its minutes a year.
        minutes_per_case: minutes each case takes.
    """

    row: str
    minutes: int
    minutes_per_case: float


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """The two sums of a task; times in minutes a year.

    Attributes:
        overall: hours of the task in the overall survey, contractors included.
        detailed: sum of its steps.
        steps: number of steps.
        unanswered: steps without minutes or cases, which count as nothing.
        largest: the step with most minutes, None without any.
    """

    overall: int
    detailed: int
    steps: int
    unanswered: int
    largest: StepShare | None = None

    @property
    def difference(self) -> Minutes:
        """Steps less overall survey; negative when steps are missing."""
        return Minutes(self.detailed - self.overall)

    @property
    def ratio(self) -> float | None:
        """Difference ÷ overall survey; None when that has no hours."""
        return self.difference / self.overall if self.overall else None

    @property
    def verdict(self) -> Verdict:
        """Whether the two fit: apart by no more than `TOLERANCE_PERCENT`."""
        if not self.steps:
            return Verdict.NO_STEPS
        if not self.overall:
            return Verdict.NO_HOURS
        if abs(self.difference) * 100 <= self.overall * TOLERANCE_PERCENT:
            return Verdict.FITS
        if self.difference > 0:
            return Verdict.TOO_HIGH
        return Verdict.UNFINISHED if self.unanswered else Verdict.TOO_LOW

    @property
    def missing(self) -> Minutes:
        """The least change of the steps' sum that makes it fit; 0 when it does, negative to lose."""
        if self.verdict is Verdict.TOO_HIGH:
            most = self.overall * (100 + TOLERANCE_PERCENT) // 100
            return Minutes(most - self.detailed)
        if self.verdict in {Verdict.TOO_LOW, Verdict.UNFINISHED}:
            least = -(-self.overall * (100 - TOLERANCE_PERCENT) // 100)
            return Minutes(least - self.detailed)
        return Minutes(0)

    @property
    def fitting_minutes_per_case(self) -> float | None:
        """Minutes per case of the largest step with which both sums would be equal.

        None where no change of it alone can do that.
        """
        if self.largest is None or not self.largest.minutes or not self.largest.minutes_per_case:
            return None
        wanted = self.largest.minutes - self.difference
        if wanted <= 0:
            return None
        return self.largest.minutes_per_case * wanted / self.largest.minutes


def reconcile(
    overall: int, steps: Iterable[tuple[str, int | None, float | None]]
) -> Reconciliation:
    """Compare a task's hours with its steps.

    Args:
        overall: minutes of the task in the overall survey.
        steps: for each step its id, its minutes a year (None: not answered) and the minutes of
            one case.
    """
    listed = list(steps)
    answered = [(row, total, each or 0.0) for row, total, each in listed if total is not None]
    largest = max(answered, key=lambda step: step[1], default=None)  # the first one on a tie
    return Reconciliation(
        overall,
        sum(total for _, total, _ in answered),
        len(listed),
        len(listed) - len(answered),
        StepShare(*largest) if largest else None,
    )


def percent_text(ratio: float) -> str:
    """A difference in percent with its sign: +6 %, −6 %, ±0 %."""
    percent = round(ratio * 100)
    sign = "+" if percent > 0 else "−" if percent < 0 else "±"
    return tr("{sign}{percent:,} %", sign=sign, percent=abs(percent))


def advice(sums: Reconciliation) -> str:
    """What has to be done, in a sentence; "" where nothing has.

    The hours in it lead into the band of `TOLERANCE_PERCENT`, not all the way to equal sums.
    """
    hours = format_hours(abs(sums.missing), decimals=1)
    percent = TOLERANCE_PERCENT
    match sums.verdict:
        case Verdict.NO_STEPS:
            return tr("Write the steps of the task, one in each row, in the order of work.")
        case Verdict.NO_HOURS:
            return tr("The overall survey has no hours for this task, so nothing can be compared.")
        case Verdict.UNFINISHED:
            return ntr(
                "{n} step has no minutes or cases yet; {hours} more hours bring the sum within"
                " {percent}%.",
                "{n} steps have no minutes or cases yet; {hours} more hours bring the sum within"
                " {percent}%.",
                sums.unanswered,
                hours=hours,
                percent=percent,
            )
        case Verdict.TOO_LOW:
            return tr(
                "{hours} more hours bring the sum within {percent}%. Is a step missing, or is a"
                " time too short?",
                hours=hours,
                percent=percent,
            )
        case Verdict.TOO_HIGH:
            return tr(
                "{hours} hours fewer bring the sum within {percent}%. Are cases counted twice, or"
                " is a time too long?",
                hours=hours,
                percent=percent,
            )
        case Verdict.FITS:
            return ""

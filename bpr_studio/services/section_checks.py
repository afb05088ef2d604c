"""Which sections of a survey should be looked at again, and the sums over a list of them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.workload.check_values import LOAD_PERCENT_FROM, LOAD_PERCENT_TO
from bpr_studio.domain.workload.checks_sheet import is_load_high, is_load_low, is_one_sided
from bpr_studio.domain.workload.workflow import SheetState

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bpr_studio.services.views import SectionStatus

LOAD_FROM: Final = LOAD_PERCENT_FROM / 100
LOAD_TO: Final = LOAD_PERCENT_TO / 100
"""Reported work ÷ capacity outside these bounds is doubtful."""


class SectionCheck(StrEnum):
    """A reason to look at a section again, the most pressing first."""

    MISSING = "missing"  # nothing came back yet
    LOAD_HIGH = "load_high"  # more work reported than the staff can do
    LOAD_LOW = "load_low"  # less work reported than the staff does
    NO_STAFF = "no_staff"  # work reported, but no staff known
    UNTAGGED = "untagged"  # hours nobody has judged core or non-core
    ONE_SIDED = "one_sided"  # everything core, or everything non-core


def has_answered(section: SectionStatus) -> bool:
    """Whether anything came back from the section: more than what was carried over for it."""
    waiting = section.state in {"", SheetState.DRAFT}
    said = section.minutes > 0 if section.detailed else section.tasks > section.unconfirmed
    return not waiting or said


def load_of(section: SectionStatus) -> float | None:
    """Reported work without contractors ÷ capacity; None without answer or without staff."""
    if not has_answered(section) or not section.capacity:
        return None
    return section.staff_minutes / section.capacity


def non_core_share(section: SectionStatus) -> float | None:
    """Non-core share of the judged minutes; None while nothing is judged."""
    judged = section.minutes - section.untagged
    return section.non_core / judged if judged else None


def checks_of(section: SectionStatus) -> tuple[SectionCheck, ...]:
    """Everything to look at in a section, the most pressing first; nothing where it is no target."""
    if not section.state:
        return ()
    if not has_answered(section):
        return (SectionCheck.MISSING,)
    staff, capacity = section.staff_minutes, section.capacity
    judged = section.minutes - section.untagged
    found = (
        (SectionCheck.LOAD_HIGH, capacity > 0 and is_load_high(staff, capacity)),
        (SectionCheck.LOAD_LOW, capacity > 0 and is_load_low(staff, capacity)),
        (SectionCheck.NO_STAFF, section.minutes > 0 and not (capacity or section.detailed)),
        (SectionCheck.UNTAGGED, section.untagged > 0),
        (SectionCheck.ONE_SIDED, is_one_sided(section.non_core, judged)),
    )
    return tuple(check for check, true in found if true)


@dataclass(frozen=True, slots=True)
class SectionSums:
    """A list of sections added up; times in minutes a year.

    Attributes:
        sections: how many.
        answered: how many of them have answered.
        staff_minutes: minutes without contractors, of those that answered.
        capacity: capacity of the sections that answered.
        capacity_all: capacity of all of them.
    """

    sections: int = 0
    answered: int = 0
    tasks: int = 0
    minutes: int = 0
    staff_minutes: int = 0
    non_core: int = 0
    untagged: int = 0
    capacity: int = 0
    capacity_all: int = 0

    @property
    def judged(self) -> int:
        """Minutes tagged core or non-core."""
        return self.minutes - self.untagged

    @property
    def non_core_share(self) -> float | None:
        """Non-core share of the judged minutes; None while nothing is judged."""
        return self.non_core / self.judged if self.judged else None

    @property
    def load(self) -> float | None:
        """Reported work ÷ capacity of the sections that answered; None without capacity."""
        return self.staff_minutes / self.capacity if self.capacity else None


def sums_of(sections: Iterable[SectionStatus]) -> SectionSums:
    """The sums over some sections."""
    listed = list(sections)
    answered = [section for section in listed if has_answered(section)]
    return SectionSums(
        sections=len(listed),
        answered=len(answered),
        tasks=sum(section.tasks for section in listed),
        minutes=sum(section.minutes for section in listed),
        staff_minutes=sum(section.staff_minutes for section in answered),
        non_core=sum(section.non_core for section in listed),
        untagged=sum(section.untagged for section in listed),
        capacity=sum(section.capacity for section in answered),
        capacity_all=sum(section.capacity for section in listed),
    )

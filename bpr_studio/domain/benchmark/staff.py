"""Staff of cities by department, as published (定員管理), held against surveyed hours.

The statistics count staff where they work, the classification counts hours by what is done. So
hours of a class count for its department, and hours of work common to all sections (庶務 and so
on) count for the department in which a section has most of its other hours.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.classification.codes import UNCLASSIFIED_CODE
from bpr_studio.domain.shared.text import ntr, tr

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

COMMON_GROUP: Final = "K"
"""First letter of the classes that every section has."""

LOWEST_PERCENT: Final = 85
HIGHEST_PERCENT: Final = 115
"""Surveyed hours between these shares of the known working time are plausible [C]."""


@dataclass(frozen=True, slots=True)
class StaffCount:
    """Heads of one department of one city on 1 April.

    Attributes:
        city_code: six-digit code of the local government, "" where it is not known.
        fiscal_year: western year of the 1 April.
        department: department of the public statistics, e.g. 税務.
        heads: number of regular staff.
        fictitious: the number is invented (架空).
        source: where it was published, as the user said it.
        file_name: the file it was taken over from.
    """

    city_code: str
    city_name: str
    fiscal_year: int
    department: str
    heads: int
    fictitious: bool = False
    source: str = ""
    file_name: str = ""


@dataclass(frozen=True, slots=True)
class Department:
    """One department of the public statistics.

    Attributes:
        name: as the statistics call it.
        group: department of the classification it is held against, "" for none.
        words: other ways its heading is written.
    """

    name: str
    group: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Departments:
    """All departments.

    Attributes:
        departments: in the order of the statistics.
        staff: staff categories the statistics count.
        mark: where the assignment comes from, see `sources.toml`.
    """

    departments: tuple[Department, ...]
    staff: frozenset[str]
    mark: str
    source: str

    @property
    def groups(self) -> dict[str, str]:
        """Department of the classification by name of the statistics."""
        return {department.name: department.group for department in self.departments}


@dataclass(frozen=True, slots=True)
class SectionHours:
    """Hours of one class in one section, of the staff the statistics count.

    Attributes:
        code: class, "" for work nobody has classified.
    """

    section: str
    code: str
    minutes: int


class CoverageVerdict(StrEnum):
    """What surveyed hours say beside known staff."""

    LOW = "low"  # hours are missing, or staff is counted elsewhere
    FITS = "fits"
    HIGH = "high"  # hours are too many, or staff is counted elsewhere
    NO_STAFF = "no_staff"  # hours, but no known staff
    NO_HOURS = "no_hours"  # staff, but no hours


@dataclass(frozen=True, slots=True)
class DepartmentCoverage:
    """Surveyed hours of one department beside the working time of its known staff.

    Attributes:
        department: department of the classification.
        heads: known staff.
        minutes: surveyed minutes a year.
        common: part of `minutes` that is work common to all sections.
        capacity: minutes a year the known staff works.
    """

    department: str
    heads: int
    minutes: int
    common: int
    capacity: int

    @property
    def percent(self) -> float | None:
        """Surveyed hours in per cent of the known working time; None without staff."""
        return 100 * self.minutes / self.capacity if self.capacity else None

    @property
    def verdict(self) -> CoverageVerdict:
        """What the share says."""
        if self.percent is None:
            return CoverageVerdict.NO_STAFF
        if not self.minutes:
            return CoverageVerdict.NO_HOURS
        if self.percent < LOWEST_PERCENT:
            return CoverageVerdict.LOW
        return CoverageVerdict.HIGH if self.percent > HIGHEST_PERCENT else CoverageVerdict.FITS


@dataclass(frozen=True, slots=True)
class Coverage:
    """The whole check.

    Attributes:
        fiscal_year: of the survey.
        staff_year: of the staff; another year where that of the survey is not known.
        minutes_per_full_timer: yearly working minutes of one head.
        lines: one per department with hours or staff.
        unclassified: minutes of staff that stand in no department, because nobody has said
            what they were for.
        beside: minutes of staff the statistics do not count (part-timers, contractors …).
        left_out: heads of departments the classification does not know.
        fictitious: any of the figures is invented.
    """

    fiscal_year: int
    staff_year: int
    minutes_per_full_timer: int
    lines: tuple[DepartmentCoverage, ...]
    unclassified: int
    beside: int
    left_out: int
    fictitious: bool

    @property
    def total(self) -> DepartmentCoverage:
        """All departments together, unclassified hours included."""
        return DepartmentCoverage(
            department="",
            heads=sum(line.heads for line in self.lines),
            minutes=sum(line.minutes for line in self.lines) + self.unclassified,
            common=sum(line.common for line in self.lines),
            capacity=sum(line.capacity for line in self.lines),
        )


def check_coverage(  # noqa: PLR0913  # all the sides of the check
    hours: Iterable[SectionHours],
    counts: Sequence[StaffCount],
    departments: Departments,
    department_of: Mapping[str, str],
    *,
    fiscal_year: int,
    minutes_per_full_timer: int,
    beside: int = 0,
    fictitious: bool = False,
) -> Coverage:
    """Hold surveyed hours against known staff.

    Args:
        hours: of the staff the statistics count.
        counts: staff of our city in one year.
        departments: the departments of the statistics.
        department_of: department by code of the major class.
        fiscal_year: of the survey.
        minutes_per_full_timer: yearly working minutes of one head.
        beside: minutes of staff the statistics do not count.
        fictitious: the survey is invented.
    """
    minutes, common, unclassified = _by_department(hours, department_of)
    groups = departments.groups
    heads: Counter[str] = Counter()
    for count in counts:
        heads[groups.get(count.department, "")] += count.heads
    names = dict.fromkeys(d.group for d in departments.departments if d.group)
    order = (*names, *sorted(minutes.keys() - names.keys()))
    return Coverage(
        fiscal_year=fiscal_year,
        staff_year=counts[0].fiscal_year if counts else fiscal_year,
        minutes_per_full_timer=minutes_per_full_timer,
        lines=tuple(
            DepartmentCoverage(
                department=name,
                heads=heads[name],
                minutes=minutes[name],
                common=common[name],
                capacity=heads[name] * minutes_per_full_timer,
            )
            for name in order
            if minutes[name] or heads[name]
        ),
        unclassified=unclassified,
        beside=beside,
        left_out=heads[""],
        fictitious=fictitious or any(count.fictitious for count in counts),
    )


def _by_department(
    hours: Iterable[SectionHours], department_of: Mapping[str, str]
) -> tuple[Counter[str], Counter[str], int]:
    """Minutes, common minutes among them, and minutes of no department."""
    own: dict[str, Counter[str]] = {}
    shared: Counter[str] = Counter()
    unclassified = 0
    for line in hours:
        department = department_of.get(line.code[:3], "")
        if not department or line.code == UNCLASSIFIED_CODE:
            unclassified += line.minutes
        elif line.code.startswith(COMMON_GROUP):
            shared[line.section] += line.minutes
        else:
            own.setdefault(line.section, Counter())[department] += line.minutes
    minutes: Counter[str] = Counter()
    common: Counter[str] = Counter()
    usual = department_of.get("K01", "総務")
    for per_department in own.values():
        minutes.update(per_department)
    for section, shared_minutes in shared.items():
        main = own[section].most_common(1)[0][0] if section in own else usual
        minutes[main] += shared_minutes
        common[main] += shared_minutes
    return minutes, common, unclassified


def sentence_coverage(found: Coverage) -> str:
    """What the check says, as a sentence."""
    total = found.total
    if total.percent is None:
        return tr("No staff by department is known for our city. Take over a file first.")
    odd = [
        line
        for line in found.lines
        if line.verdict in (CoverageVerdict.LOW, CoverageVerdict.HIGH, CoverageVerdict.NO_HOURS)
    ]
    if not odd:
        return tr(
            "The survey covers {percent:.0f} % of the working time of the known staff, and every"
            " department lies between {low} and {high} %.",
            percent=total.percent,
            low=LOWEST_PERCENT,
            high=HIGHEST_PERCENT,
        )
    furthest = max(odd, key=lambda line: abs((line.percent or 0) - 100))
    return ntr(
        "The survey covers {percent:.0f} % of the working time of the known staff; {n} department"
        " is out of line: {name} with {share:.0f} %.",
        "The survey covers {percent:.0f} % of the working time of the known staff; {n} departments"
        " are out of line, most {name} with {share:.0f} %.",
        len(odd),
        percent=total.percent,
        name=furthest.department,
        share=furthest.percent or 0,
    )

"""The city's answer: figures behind the pages, charts and reports of the analysis."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bpr_studio.domain.shared.fiscal_year import FiscalYear


@dataclass(frozen=True, slots=True)
class Provenance:
    """What every figure must name to be read rightly.

    Attributes:
        city: city name; the word 架空 is part of it for made-up cities.
        fictitious: all figures are invented.
        fiscal_year: the survey's year.
        scope: name of the organisation unit the figures cover, e.g. the whole city.
        core_definition: sentence defining core work in this round.
        hours_per_full_timer: yearly hours of one full-timer used for person-years.
        sections: n of sections with answers, of `sections_expected`.
        tasks: n of work items behind the figures.
        core_definition_id: which of the known definitions it is, "" where none of them.
    """

    city: str
    fictitious: bool
    fiscal_year: FiscalYear
    scope: str
    core_definition: str
    hours_per_full_timer: float
    sections: int
    sections_expected: int
    tasks: int
    core_definition_id: str = ""

    @property
    def definition(self) -> str:
        """The definition of core work with its id, as it stands beside figures."""
        if not self.core_definition_id:
            return self.core_definition
        return f"{self.core_definition} [{self.core_definition_id}]"


@dataclass(frozen=True, slots=True)
class CoreSplit:
    """Minutes by core tag of one unit or class; `untagged` is work nobody has judged yet.

    Attributes:
        key: unit code or class code; the reader drills down with it.
        label: name for people.
        tasks: number of work items.
    """

    key: str
    label: str
    core: int
    non_core: int
    untagged: int
    tasks: int

    @property
    def total(self) -> int:
        """All minutes."""
        return self.core + self.non_core + self.untagged

    @property
    def non_core_share(self) -> float:
        """Non-core share of the tagged minutes, 0 … 1; 0 when nothing is tagged."""
        tagged = self.core + self.non_core
        return self.non_core / tagged if tagged else 0.0


@dataclass(frozen=True, slots=True)
class MonthLoad:
    """Work and capacity of the twelve months, April first, in minutes.

    Attributes:
        core: core minutes per month.
        non_core: non-core minutes per month.
        untagged: minutes of work not judged yet.
        capacity: minutes the staff can work per month (heads × yearly hours ÷ 12 + recorded
            overtime ÷ 12), without contractors.
        contractor: minutes per month done by contractors, part of the three sums above but
            not of the capacity.
    """

    core: tuple[int, ...]
    non_core: tuple[int, ...]
    untagged: tuple[int, ...]
    capacity: tuple[int, ...]
    contractor: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ParetoItem:
    """One bar of a Pareto chart: a class or task and its minutes."""

    key: str
    label: str
    minutes: int
    non_core: int


@dataclass(frozen=True, slots=True)
class TaskLine:
    """One work item as lists show it.

    Attributes:
        minutes: minutes a year over all staff categories.
        core_tag: "core", "non_core" or "".
        case_count: cases a year, or None where not counted.
    """

    id: str
    unit_code: str
    unit_name: str
    code: str
    class_name: str
    name: str
    minutes: int
    core_tag: str
    core_reason: str
    case_count: int | None
    case_unit: str
    medium: str


@dataclass(frozen=True, slots=True)
class Answer:
    """Everything one report or analysis page says about one scope.

    Attributes:
        provenance: what must be named with the figures.
        total: the whole scope.
        units: the next level below the scope (bureaus of the city, sections of a bureau …).
        classes: major classes, by minutes, largest first.
        months: load curve.
        pareto: minor classes, largest first.
        staff: (staff category key, name, minutes) in the order of the list.
        largest_tasks: the tasks with most minutes, largest first.
    """

    provenance: Provenance
    total: CoreSplit
    units: tuple[CoreSplit, ...]
    classes: tuple[CoreSplit, ...]
    months: MonthLoad
    pareto: tuple[ParetoItem, ...]
    staff: tuple[tuple[str, str, int], ...]
    largest_tasks: tuple[TaskLine, ...]

"""Checks of one section or of the whole city, from what is stored."""

from __future__ import annotations

import contextlib
import gc
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

from bpr_studio.domain.shared.findings import Level
from bpr_studio.domain.shared.progress import NoProgress
from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.case_medians import case_medians
from bpr_studio.domain.workload.check_values import MINUTE_FIELDS, SheetFacts, whole
from bpr_studio.domain.workload.checks import check_sheet
from bpr_studio.services.city_findings import CityFindings, section_findings
from bpr_studio.services.rounds import DETAILED, find_round
from bpr_studio.services.step_checking import findings_of_steps
from bpr_studio.services.views import ListQueries, OrganisationQueries, SurveyQueries

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from bpr_studio.domain.shared.progress import Progress
    from bpr_studio.domain.workload.check_values import RowFinding, TaskFigures
    from bpr_studio.domain.workload.survey_format import SurveyFormat
    from bpr_studio.services.events import Committed
    from bpr_studio.services.step_checking import StepRow
    from bpr_studio.services.views import RoundInfo

    LoadFormat = Callable[[str, int], SurveyFormat]

KINDS: Final = frozenset(
    {
        "work_item",
        "survey_round",
        "org_unit",
        "succession",
        "headcount",
        "staff_year",
        "task_class",
        "flow",
        "flow_element",
    }
)
"""The entities whose change may change a finding."""


class EarlierTask(NamedTuple):
    """A task of last year.

    Attributes:
        unit_id: its unit.
        minutes: its yearly minutes.
    """

    unit_id: str
    minutes: int


class CheckQueries(SurveyQueries, OrganisationQueries, ListQueries, Protocol):
    """What the checks ask beyond what pages ask."""

    def task_figures(self, round_id: str, unit_id: str = "") -> dict[str, list[TaskFigures]]:
        """What checks look at, by unit: of one section in sheet order, or of the whole city."""

    def case_times(self, round_id: str) -> list[tuple[str, int, int]]:
        """Code, yearly minutes and yearly cases of every task that counts cases."""

    def earlier_minutes(self, round_id: str, previous_round_id: str) -> dict[str, EarlierTask]:
        """Unit and yearly minutes of every task of the round before, by row.

        Args:
            round_id: this year's round.
            previous_round_id: last year's; "" where it is not known, then all others are told.
        """

    def carried_fields(self, round_id: str, unit_id: str) -> dict[str, dict[str, object]]:
        """Last year's fields by row id, of the rows a section's tasks were carried over from."""

    def divided_rows(self, round_id: str) -> frozenset[str]:
        """The rows of last year that tasks of more than one unit were carried over from."""

    def detailed_minutes(self, round_id: str, unit_id: str = "") -> dict[str, int]:
        """Minutes of the work steps by task, of tasks that have answered steps."""

    def step_rows(self, round_id: str, unit_id: str = "") -> dict[str, list[StepRow]]:
        """The steps of a detailed survey, by section: of one section or of the whole city."""


class Checking:
    """Runs the checks and remembers the city's findings until something changes.

    Args:
        queries: what is checked.
        load_format: the survey format by kind and version; without it every row needs a core tag.
    """

    def __init__(self, queries: CheckQueries, load_format: LoadFormat | None = None) -> None:
        self._queries = queries
        self._load_format = load_format
        self._medians: dict[str, dict[str, float]] = {}
        self._cities: dict[str, CityFindings] = {}
        self._version = 0

    def forget(self, event: Committed) -> None:
        """Drop what was remembered if `event` may have changed it; a subscriber of the bus."""
        if event.kinds & KINDS:
            self._version += 1
            self._medians = {}
            self._cities = {}

    # -- one section -----------------------------------------------------------------------------

    def facts(self, round_id: str, unit_id: str) -> SheetFacts:
        """What the checks of a section need beyond its rows.

        Raises:
            RefusedError: there is no such round.
        """
        desk = self._desk(round_id)
        previous = self._queries.carried_fields(round_id, unit_id)
        return SheetFacts(
            capacity_minutes=desk.capacity.get(unit_id, 0),
            minutes_per_full_timer=desk.round.minutes_per_full_timer,
            codes=desk.codes,
            medians=self._medians_of(round_id),
            previous={row: desk.share_of(fields, unit_id) for row, fields in previous.items()},
            detailed=self._queries.detailed_minutes(round_id, unit_id),
            core_required=desk.core_required,
        )

    def section(self, round_id: str, unit_id: str) -> tuple[RowFinding, ...]:
        """Everything to tell about one section, worst first.

        Raises:
            RefusedError: there is no such round.
        """
        if find_round(self._queries, round_id).kind == DETAILED:
            return self._step_findings(round_id, unit_id)
        return check_sheet(self.facts(round_id, unit_id), self._tasks(round_id, unit_id))

    def _step_findings(self, round_id: str, unit_id: str) -> tuple[RowFinding, ...]:
        return findings_of_steps(self._queries.step_rows(round_id, unit_id).get(unit_id, ()))

    def open_errors(self, round_id: str, unit_id: str) -> int:
        """How many errors keep the sheet of a section from being submitted.

        Raises:
            RefusedError: there is no such round.
        """
        desk = self._desk(round_id)
        if desk.round.kind == DETAILED:
            found = self._step_findings(round_id, unit_id)
        else:
            full_timer, required = desk.round.minutes_per_full_timer, desk.core_required
            facts = SheetFacts(0, full_timer, desk.codes, {}, {}, {}, core_required=required)
            found = check_sheet(facts, self._tasks(round_id, unit_id))
        return sum(1 for f in found if f.finding.level is Level.ERROR)

    def _desk(self, round_id: str) -> _Desk:
        found = find_round(self._queries, round_id)
        return _Desk(self._queries, found, core_required=self._requires_core(found))

    def _requires_core(self, found: RoundInfo) -> bool:
        if self._load_format is None:
            return True
        columns = self._load_format(found.format_id, found.format_version).columns
        return any(column.key == "core_tag" and column.required for column in columns)

    def _tasks(self, round_id: str, unit_id: str) -> list[TaskFigures]:
        units = self._queries.task_figures(round_id, unit_id)
        return [task for tasks in units.values() for task in tasks]

    def _medians_of(self, round_id: str) -> dict[str, float]:
        known = self._medians.get(round_id)
        if known is None:
            version = self._version
            known = case_medians(self._queries.case_times(round_id))
            if version == self._version:
                self._medians[round_id] = known
        return known

    # -- the city --------------------------------------------------------------------------------

    def city(self, round_id: str, progress: Progress | None = None) -> CityFindings:
        """Everything to tell about every section; remembered until something changes.

        Raises:
            CancelledError: the user wants to stop.
            RefusedError: there is no such round.
        """
        known = self._cities.get(round_id)
        if known is None:
            version = self._version
            with _no_collection():
                known = self._check_city(round_id, progress or NoProgress())
            if version == self._version:
                self._cities[round_id] = known
        return known

    def _check_city(self, round_id: str, progress: Progress) -> CityFindings:
        desk = self._desk(round_id)
        if desk.round.kind == DETAILED:
            return self._check_steps(round_id)
        progress.report(0, 1, tr("Reading the tasks"))
        tasks = desk.by_section(self._queries.task_figures(round_id))
        before = desk.minutes_before(tasks)
        facts = SheetFacts(
            capacity_minutes=0,
            minutes_per_full_timer=desk.round.minutes_per_full_timer,
            codes=desk.codes,
            medians=self._medians_of(round_id),
            previous={},
            detailed=self._queries.detailed_minutes(round_id),
            core_required=desk.core_required,
        )
        sections = []
        listed = self._queries.sections(round_id)
        for done, section in enumerate(listed):
            progress.report(done, len(listed), section.unit_name)
            own = tasks.get(section.unit_id, [])
            found = check_sheet(
                replace(facts, capacity_minutes=section.capacity),
                own,
                before.get(section.unit_id, {}),
            )
            sections.append(section_findings(section, own, found))
        progress.report(len(listed), len(listed), "")
        return CityFindings(round_id, tuple(sections))

    def _check_steps(self, round_id: str) -> CityFindings:
        steps = self._queries.step_rows(round_id)
        return CityFindings(
            round_id,
            tuple(
                section_findings(section, [row.figures for row in own], findings_of_steps(own))
                for section in self._queries.sections(round_id)
                for own in (steps.get(section.unit_id, []),)
            ),
        )


@contextlib.contextmanager
def _no_collection() -> Iterator[None]:
    """Spare the garbage collector the search through 60,000 tasks, which hold no cycles."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


class _Desk:
    """What is asked once for the checks of a round."""

    def __init__(self, queries: CheckQueries, found: RoundInfo, *, core_required: bool) -> None:
        self._queries = queries
        self.round = found
        self.core_required = core_required

    @cached_property
    def codes(self) -> frozenset[str]:
        """The minor classes."""
        return frozenset(c.code for c in self._queries.classes() if c.level == 3)

    @cached_property
    def section_of(self) -> dict[str, str]:
        """The section of each unit of the round's year."""
        return sections_of_units(self._queries, self.round.fiscal_year)

    @cached_property
    def capacity(self) -> dict[str, int]:
        """Minutes a year by section, units below included."""
        total: dict[str, int] = {}
        for unit, minutes in self._queries.capacity(self.round.fiscal_year).items():
            section = self.section_of.get(unit, unit)
            total[section] = total.get(section, 0) + minutes
        return total

    @cached_property
    def _shares(self) -> dict[tuple[str, str], int]:
        """Percent of an earlier unit's work that went to a section, where it was divided."""
        return {
            (line.from_id, self.section_of.get(line.to_id, line.to_id)): line.share_percent
            for line in self._queries.successions(self.round.fiscal_year)
            if 0 < line.share_percent < 100
        }

    def by_section(
        self, by_unit: Mapping[str, Sequence[TaskFigures]]
    ) -> dict[str, list[TaskFigures]]:
        """Tasks of units put together by section."""
        sections: dict[str, list[TaskFigures]] = {}
        for unit, tasks in by_unit.items():
            sections.setdefault(self.section_of.get(unit, unit), []).extend(tasks)
        return sections

    def minutes_before(
        self, sections: Mapping[str, Sequence[TaskFigures]]
    ) -> dict[str, dict[str, int]]:
        """Last year's minutes by section and by row of last year, of rows carried over."""
        carried = {
            section: {task.previous_id for task in tasks if task.previous_id}
            for section, tasks in sections.items()
        }
        if not any(carried.values()):
            return {}
        earlier = self._queries.earlier_minutes(self.round.id, self.round.previous_round_id)
        return {
            section: {
                row: earlier[row].minutes * self._share(row, earlier[row].unit_id, section) // 100
                for row in rows
                if row in earlier
            }
            for section, rows in carried.items()
        }

    def share_of(self, fields: Mapping[str, object], section: str) -> dict[str, object]:
        """Last year's fields with the minutes that went to the section when it was divided."""
        share = self._share(str(fields["id"]), str(fields.get("unit_id", "")), section)
        if share == 100:
            return dict(fields)
        minutes = {name: whole(fields.get(name)) for name in MINUTE_FIELDS}
        scaled = {name: m * share // 100 for name, m in minutes.items() if m is not None}
        return {**fields, **scaled}

    @cached_property
    def _divided(self) -> frozenset[str]:
        return self._queries.divided_rows(self.round.id)

    def _share(self, row: str, from_unit: str, section: str) -> int:
        """Percent of a row that came to a section; a row given to one successor came whole."""
        share = self._shares.get((from_unit, section), 100)
        return share if share == 100 or row in self._divided else 100


def sections_of_units(queries: OrganisationQueries, fiscal_year: int) -> dict[str, str]:
    """The section of each unit of a year; units above sections stand for themselves."""
    return {unit.id: unit.section_id or unit.id for unit in queries.units(fiscal_year)}


def facts_of(queries: CheckQueries, round_id: str, unit_id: str) -> SheetFacts:
    """What the checks of a section need beyond its rows.

    Raises:
        RefusedError: there is no such round.
    """
    return Checking(queries).facts(round_id, unit_id)

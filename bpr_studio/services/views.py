"""What the database shows: frozen rows for lists and pages, and the questions services ask.

`Queries` is implemented once, by adapters/db; it is a protocol only because services may not
import adapters.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from bpr_studio.domain.shared.text import language

if TYPE_CHECKING:
    from collections.abc import Collection

    from bpr_studio.domain.benchmark.figures import CityFigures
    from bpr_studio.domain.organisation.units import Organisation, Succession
    from bpr_studio.domain.process.element import Element
    from bpr_studio.domain.process.model import ProcessModel
    from bpr_studio.domain.workload.answer import TaskLine
    from bpr_studio.domain.workload.cube import HoursCube


@dataclass(frozen=True, slots=True)
class WorkspaceInfo:
    """Whose workspace this is.

    Attributes:
        city_code: six-digit local government code; "" for a fictitious city.
        city_name: name; contains 架空 when fictitious.
        fictitious: every figure in it is made up.
        fiscal_year: the year pages start with.
        round_id: the survey round pages start with, "" before the first one.
        population: residents, 0 where not stated (the list of cities then knows).
    """

    id: str
    city_code: str
    city_name: str
    fictitious: bool
    fiscal_year: int
    round_id: str
    population: int = 0


@dataclass(frozen=True, slots=True)
class RoundInfo:
    """One survey round.

    Attributes:
        kind: "overall" (全体調査) or "detailed" (詳細調査).
        core_definition: the sentence that tells core from non-core in this round.
        minutes_per_full_timer: yearly working minutes of one full-timer, for person-years.
        state: "planned", "open", "closed" or "locked"; `workflow.round_state` reads it.
        opens_on: first day sections fill in (ISO), "" where none is set.
        due_on: day the sheets are due (ISO), "" where none is set.
        target: "chosen" (the sections that have a sheet) or "all" ("" in files of version 1).
        core_definition_id: which definition of core work holds; it travels with every figure.
        previous_round_id: last year's round it was started from, "" for none.
        overall_round_id: the 全体調査 a detailed round goes on from, "" for none.
    """

    id: str
    fiscal_year: int
    kind: str
    name: str
    format_id: str
    format_version: int
    core_definition: str
    minutes_per_full_timer: int
    state: str
    opens_on: str = ""
    due_on: str = ""
    target: str = ""
    core_definition_id: str = ""
    previous_round_id: str = ""
    overall_round_id: str = ""


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One unit of the organisation with its place in the tree.

    Attributes:
        path: names from the top to the unit, joined by " › ".
        bureau_id: the bureau or ward it belongs to, itself included; "" for none.
        section_id: the section it belongs to, itself included; "" above sections.
        lft: place in tree order.
        rgt: everything below has lft < x < rgt.
    """

    id: str
    fiscal_year: int
    code: str
    name: str
    level: str
    parent_id: str
    bureau_id: str
    division_id: str
    section_id: str
    path: str
    lft: int
    rgt: int


@dataclass(frozen=True, slots=True)
class SectionStatus:
    """How far one section is with its survey.

    Attributes:
        state: a value of `workflow.SheetState`; "" only where the section is no target.
        tasks: number of work items stored; in a detailed survey number of its targets.
        minutes: their minutes a year, contractors included; of their steps when detailed.
        staff_minutes: the same without contractors, to be compared with the capacity.
        non_core: minutes tagged non-core.
        untagged: minutes without a core tag.
        capacity: minutes its staff can work a year, recorded overtime included; 0 in a detailed
            survey, which asks for a part of the work only.
        bureau_id: the bureau or ward it belongs to.
        due_on: day its sheet is due (ISO): its own, else the round's; "" where none is set.
        reason: why the sheet was returned last, "" when it was not.
        changed_after_approval: a figure changed since the chief approved (承認後変更あり).
        approved_by: user who approved, "" without approval.
        approved_at: moment of the approval (ISO, UTC).
        submitted_at: moment it was last handed in or collected, "" before.
        since: moment of its last deed except reminders, "" before the first.
        reminded_at: moment of the last reminder, "" before the first.
        unconfirmed: rows carried over from last year that nobody has confirmed yet.
        commented_by: users of the remarks at cells nobody has settled yet, one for each remark.
        detailed: the round is a detailed survey.
    """

    unit_id: str
    unit_code: str
    unit_name: str
    bureau_name: str
    state: str
    tasks: int
    minutes: int
    staff_minutes: int
    non_core: int
    untagged: int
    capacity: int
    file_name: str
    collected_at: str
    bureau_id: str = ""
    due_on: str = ""
    reason: str = ""
    changed_after_approval: bool = False
    approved_by: str = ""
    approved_at: str = ""
    submitted_at: str = ""
    since: str = ""
    reminded_at: str = ""
    unconfirmed: int = 0
    commented_by: tuple[str, ...] = ()
    detailed: bool = False


@dataclass(frozen=True, slots=True)
class SheetEvent:
    """One deed on a section's sheet, as its course is told.

    Attributes:
        kind: a value of `workflow.Deed`, or "collected" for a workbook that came in.
        state: the sheet's state afterwards.
        at: when (ISO, UTC).
        reason: why it was returned or opened again.
        digest: digest of the figures an approval covers.
    """

    id: str
    round_id: str
    unit_id: str
    kind: str
    state: str
    at: str
    user: str
    role: str
    reason: str
    digest: str


class TaskOrder(StrEnum):
    """What lists of tasks are sorted by."""

    SHEET = "sheet"  # section by section, in the order of the sheets
    MINUTES = "minutes"
    NAME = "name"
    CODE = "code"
    CASES = "cases"


@dataclass(frozen=True, slots=True)
class TaskQuery:
    """Which tasks, in which order.

    Attributes:
        round_id: the survey round.
        unit_id: only tasks of this unit and what is below it; "" for the whole city.
        class_prefix: only codes that start like this.
        core: only this tag ("core", "non_core" or "" for untagged), None for all.
        words: all of these words must occur in the name, whatever their width or case.
    """

    round_id: str
    unit_id: str = ""
    class_prefix: str = ""
    core: str | None = None
    words: str = ""
    order: TaskOrder = TaskOrder.SHEET
    descending: bool = False


@dataclass(frozen=True, slots=True)
class FlowLine:
    """One process model as lists show it.

    Attributes:
        version_kind: "as_is", "to_be", "standard" or "draft".
        elements: number of elements stored.
        activities: number of tasks, sub-processes and call activities.
        section_code: code of the section that has it, "" for none.
        round_id: the detailed survey whose steps it answers, "" for none.
        version_name: what people call this version.
        library_key: the flow of the library it was started from.
    """

    id: str
    name: str
    version_kind: str
    unit_id: str
    unit_name: str
    class_code: str
    class_name: str
    file_name: str
    elements: int
    activities: int
    section_code: str = ""
    round_id: str = ""
    version_name: str = ""
    library_key: str = ""


@dataclass(frozen=True, slots=True)
class ListLine:
    """One entry of a fixed list.

    Attributes:
        attributes: what else the list says of it, by name.
        source: where it was read, e.g. "S90".
        mark: "S" read there, "D" calculated, "C" constructed, "K" not verified.
    """

    id: str
    code: str
    name: str
    name_en: str
    attributes: dict[str, object]
    source: str
    mark: str

    @property
    def title(self) -> str:
        """Its name in the language of the user."""
        return self.name_en if language() == "en" and self.name_en else self.name


@dataclass(frozen=True, slots=True)
class ClassLine:
    """One code of the classification."""

    code: str
    level: int
    parent_code: str
    name: str
    core_hint: str
    department: str
    source: str
    mark: str


@dataclass(frozen=True, slots=True)
class YearLine:
    """Working time of one fiscal year and of one head of a staff category in it."""

    fiscal_year: int
    staff_category: str
    minutes_per_head: int
    yen_per_hour: int | None


@dataclass(frozen=True, slots=True)
class WorkingYear:
    """Working days and hours of one fiscal year.

    Attributes:
        working_days: Monday to Friday less holidays.
        minutes_per_day: regular working minutes a day.
        leave_days: days of leave a full-timer takes.
        source: where it was read, e.g. "S90".
        mark: as in `ListLine`.
    """

    fiscal_year: int
    working_days: int
    minutes_per_day: int
    leave_days: int
    source: str
    mark: str


class OrganisationQueries(Protocol):
    """Questions about the organisation."""

    def organisation_years(self) -> tuple[int, ...]:
        """Fiscal years that have units, oldest first."""

    def units(self, fiscal_year: int) -> tuple[UnitLine, ...]:
        """All units of a year in tree order."""

    def organisation(self, fiscal_year: int) -> Organisation:
        """Units and staff of a year as the domain knows them."""

    def successions(self, fiscal_year: int) -> tuple[Succession, ...]:
        """What became of the units of the year before, and which units of this year are new."""

    def capacity(self, fiscal_year: int) -> dict[str, int]:
        """Minutes a year the staff of each unit can work, recorded overtime included.

        Heads × minutes per head + overtime, over the categories that count as capacity. Keys
        are unit ids; only the unit's own staff, not that of units below it.
        """


class SurveyQueries(Protocol):
    """Questions about survey rounds, sheets and tasks."""

    def workspace(self) -> WorkspaceInfo:
        """Whose workspace this is."""

    def rounds(self) -> tuple[RoundInfo, ...]:
        """All survey rounds, newest first."""

    def sections(self, round_id: str) -> tuple[SectionStatus, ...]:
        """Every section of the round's year, in tree order, and how far it is."""

    def figures_digest(self, round_id: str, unit_id: str) -> str:
        """Digest over the figures of a section as they are now; an approval covers one."""

    def sheet_events(self, round_id: str, unit_id: str) -> tuple[SheetEvent, ...]:
        """Every deed on a section's sheet, oldest first."""

    def tasks(self, query: TaskQuery, offset: int, limit: int) -> tuple[TaskLine, ...]:
        """One page of tasks."""

    def task_totals(self, query: TaskQuery) -> tuple[int, int]:
        """Number of tasks that match, and their minutes."""

    def work_items(self, round_id: str, unit_id: str) -> dict[str, dict[str, object]]:
        """All fields of the work items of one unit, by row id, in sheet order."""

    def collected(self, round_id: str) -> dict[str, tuple[str, str]]:
        """For each unit id with an answer: digest and name of the file last collected."""

    def cases(self, round_id: str) -> dict[str, int]:
        """Cases a year by class code, over the tasks that count them."""

    def hours(self, round_id: str) -> HoursCube:
        """All hours of a round, ready for pivots; cached until something changes."""


class ListQueries(Protocol):
    """Questions about the fixed lists."""

    def classes(self) -> tuple[ClassLine, ...]:
        """The classification in code order."""

    def items(self, name: str) -> tuple[ListLine, ...]:
        """A fixed list such as "staff_category", in its order."""

    def years(self, fiscal_year: int) -> tuple[YearLine, ...]:
        """Working time of a year by staff category."""

    def working_years(self) -> tuple[WorkingYear, ...]:
        """Working days and hours of the known fiscal years, oldest first."""


class FlowQueries(Protocol):
    """Questions about process models."""

    def flows(self) -> tuple[FlowLine, ...]:
        """All process models, by name."""

    def flow(self, flow_id: str) -> ProcessModel | None:
        """One process model, None where there is none."""

    def flow_line(self, flow_id: str) -> FlowLine | None:
        """What lists show of one process model, also before its first step; None without one."""

    def flow_elements(self, flow_id: str, row_ids: Collection[str]) -> tuple[Element, ...]:
        """The elements of a flow that are stored in these rows; rows of other things are left out."""


class CityQueries(Protocol):
    """Questions about other cities' figures."""

    def cities(self) -> tuple[CityFigures, ...]:
        """The figures of every city that was imported, by code."""


class Queries(OrganisationQueries, SurveyQueries, ListQueries, FlowQueries, CityQueries, Protocol):
    """Everything that can be asked."""

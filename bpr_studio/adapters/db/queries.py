"""Everything that can be asked of a workspace, in one object."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from bpr_studio.adapters.db.queries_start import StartQueriesInDatabase

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from bpr_studio.adapters.db.database import Database
    from bpr_studio.adapters.db.queries_candidates import CandidateQueriesInDatabase
    from bpr_studio.adapters.db.queries_checks import CheckQueriesInDatabase
    from bpr_studio.adapters.db.queries_cities import CityQueriesInDatabase
    from bpr_studio.adapters.db.queries_conflicts import ConflictQueriesInDatabase
    from bpr_studio.adapters.db.queries_detailed import DetailedQueriesInDatabase
    from bpr_studio.adapters.db.queries_entry import EntryQueriesInDatabase
    from bpr_studio.adapters.db.queries_explore import ExploreQueriesInDatabase
    from bpr_studio.adapters.db.queries_flows import FlowQueriesInDatabase
    from bpr_studio.adapters.db.queries_improvements import ImprovementQueriesInDatabase
    from bpr_studio.adapters.db.queries_lists import ListQueriesInDatabase
    from bpr_studio.adapters.db.queries_organisation import OrganisationQueriesInDatabase
    from bpr_studio.adapters.db.queries_procedures import ProcedureQueriesInDatabase
    from bpr_studio.adapters.db.queries_steps import StepQueriesInDatabase
    from bpr_studio.adapters.db.queries_survey import SurveyQueriesInDatabase
    from bpr_studio.adapters.db.queries_workbooks import WorkbookQueriesInDatabase
    from bpr_studio.domain.benchmark.figures import CityFigures
    from bpr_studio.domain.benchmark.staff import StaffCount
    from bpr_studio.domain.organisation.units import Organisation, Succession
    from bpr_studio.domain.procedures.procedure import Procedure
    from bpr_studio.domain.procedures.savings import StepLink
    from bpr_studio.domain.process.element import Element
    from bpr_studio.domain.process.model import ProcessModel
    from bpr_studio.domain.reform.claims import Ground
    from bpr_studio.domain.reform.goals import GoalValue
    from bpr_studio.domain.reform.improvement import Improvement
    from bpr_studio.domain.workload.answer import TaskLine
    from bpr_studio.domain.workload.check_values import TaskFigures
    from bpr_studio.domain.workload.cube import HoursCube
    from bpr_studio.domain.workload.facts import TaskTold
    from bpr_studio.services.candidate_values import StepFacts, StoredVerdict, TaskFacts
    from bpr_studio.services.checking import EarlierTask
    from bpr_studio.services.cities_views import OwnStep, OwnWork
    from bpr_studio.services.conflict_views import Issue
    from bpr_studio.services.detailed_views import TargetLine, UnitTasks
    from bpr_studio.services.earlier_copies import CellOrigins
    from bpr_studio.services.entry_values import CommentLine
    from bpr_studio.services.events import Committed
    from bpr_studio.services.exploring_views import KeptView
    from bpr_studio.services.flow_versions import FlowVersion, KeptState
    from bpr_studio.services.procedure_values import FlowStep
    from bpr_studio.services.several_values import Several
    from bpr_studio.services.sheet_states import ChangedCell
    from bpr_studio.services.sorting_views import TaskToSort, TaughtTerm
    from bpr_studio.services.step_checking import StepRow
    from bpr_studio.services.task_search import NamedTask
    from bpr_studio.services.views import (
        ClassLine,
        FlowLine,
        ListLine,
        SectionStatus,
        TaskQuery,
        UnitLine,
        WorkingYear,
        YearLine,
    )


class DatabaseQueries(StartQueriesInDatabase):
    """Implements `services.views.Queries`; each part is loaded with its first question."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._cubes: dict[str, HoursCube] = {}
        self._known_sections: dict[str, tuple[SectionStatus, ...]] = {}
        self._turn = 0  # counts the changes, so that nothing read before one is kept after it

    def forget(self, event: Committed) -> None:
        """Drop what was remembered if `event` may have changed it; a subscriber of the bus."""
        if event.kinds & _CUBE_KINDS:
            self._cubes = {}
        if event.kinds & _SECTION_KINDS:
            self._turn += 1
            self._known_sections = {}

    def sections(self, round_id: str) -> tuple[SectionStatus, ...]:
        """Every section of the round's year, in tree order; remembered until something changes."""
        turn = self._turn
        found = self._known_sections.get(round_id)
        if found is None:
            found = super().sections(round_id)
            if turn == self._turn and not self._database.read_only:  # else nobody tells of changes
                self._known_sections[round_id] = found
        return found

    # -- the parts -------------------------------------------------------------------------------

    @cached_property
    def _organisation(self) -> OrganisationQueriesInDatabase:
        from bpr_studio.adapters.db.queries_organisation import OrganisationQueriesInDatabase

        return OrganisationQueriesInDatabase(self._database)

    @cached_property
    def _surveys(self) -> SurveyQueriesInDatabase:
        from bpr_studio.adapters.db.queries_survey import SurveyQueriesInDatabase

        return SurveyQueriesInDatabase(self._database)

    @cached_property
    def _detailed(self) -> DetailedQueriesInDatabase:
        from bpr_studio.adapters.db.queries_detailed import DetailedQueriesInDatabase

        return DetailedQueriesInDatabase(self._database)

    @cached_property
    def _lists(self) -> ListQueriesInDatabase:
        from bpr_studio.adapters.db.queries_lists import ListQueriesInDatabase

        return ListQueriesInDatabase(self._database)

    @cached_property
    def _flows(self) -> FlowQueriesInDatabase:
        from bpr_studio.adapters.db.queries_flows import FlowQueriesInDatabase

        return FlowQueriesInDatabase(self._database)

    @cached_property
    def _cities(self) -> CityQueriesInDatabase:
        from bpr_studio.adapters.db.queries_cities import CityQueriesInDatabase

        return CityQueriesInDatabase(self._database)

    @cached_property
    def _workbooks(self) -> WorkbookQueriesInDatabase:
        from bpr_studio.adapters.db.queries_workbooks import WorkbookQueriesInDatabase

        return WorkbookQueriesInDatabase(self._database)

    @cached_property
    def _entry(self) -> EntryQueriesInDatabase:
        from bpr_studio.adapters.db.queries_entry import EntryQueriesInDatabase

        return EntryQueriesInDatabase(self._database)

    @cached_property
    def _steps(self) -> StepQueriesInDatabase:
        from bpr_studio.adapters.db.queries_steps import StepQueriesInDatabase

        return StepQueriesInDatabase(self._database)

    @cached_property
    def _checks(self) -> CheckQueriesInDatabase:
        from bpr_studio.adapters.db.queries_checks import CheckQueriesInDatabase

        return CheckQueriesInDatabase(self._database)

    @cached_property
    def _procedures(self) -> ProcedureQueriesInDatabase:
        from bpr_studio.adapters.db.queries_procedures import ProcedureQueriesInDatabase

        return ProcedureQueriesInDatabase(self._database)

    @cached_property
    def _improvements(self) -> ImprovementQueriesInDatabase:
        from bpr_studio.adapters.db.queries_improvements import ImprovementQueriesInDatabase

        return ImprovementQueriesInDatabase(self._database)

    @cached_property
    def _candidates(self) -> CandidateQueriesInDatabase:
        from bpr_studio.adapters.db.queries_candidates import CandidateQueriesInDatabase

        return CandidateQueriesInDatabase(self._database)

    @cached_property
    def _explore(self) -> ExploreQueriesInDatabase:
        from bpr_studio.adapters.db.queries_explore import ExploreQueriesInDatabase

        return ExploreQueriesInDatabase(self._database)

    # -- the questions ---------------------------------------------------------------------------

    def organisation_years(self) -> tuple[int, ...]:
        """Fiscal years that have units, oldest first."""
        return self._organisation.organisation_years()

    def organisation(self, fiscal_year: int) -> Organisation:
        """Units and staff of a year as the domain knows them."""
        return self._organisation.organisation(fiscal_year)

    def successions(self, fiscal_year: int) -> tuple[Succession, ...]:
        """What became of the units of the year before, and which units of this year are new."""
        return self._organisation.successions(fiscal_year)

    def tasks(self, query: TaskQuery, offset: int, limit: int) -> tuple[TaskLine, ...]:
        """One page of tasks."""
        return self._surveys.tasks(query, offset, limit)

    def task_totals(self, query: TaskQuery) -> tuple[int, int]:
        """Number of tasks that match, and their minutes."""
        return self._surveys.task_totals(query)

    def work_items(self, round_id: str, unit_id: str) -> dict[str, dict[str, object]]:
        """All fields of the work items of one unit, by row id, in sheet order."""
        return self._surveys.work_items(round_id, unit_id)

    def changed_since_approval(self, round_id: str, unit_id: str) -> tuple[ChangedCell, ...]:
        """Cells and rows of a section changed since the approval that holds, in sheet order."""
        from bpr_studio.adapters.db.approvals import changed_since_approval

        return changed_since_approval(self._database, round_id, unit_id)

    def collected(self, round_id: str) -> dict[str, tuple[str, str]]:
        """For each unit id with an answer: digest and name of the file last collected."""
        return self._surveys.collected(round_id)

    def cell_origins(self, round_id: str, unit_id: str) -> CellOrigins:
        """How the values of a section's tasks came about."""
        return self._workbooks.cell_origins(round_id, unit_id)

    def ever_known(self, items: Collection[str]) -> frozenset[str]:
        """Those of the tasks that were here at some time, deleted ones included."""
        return self._workbooks.ever_known(items)

    def step_rows(self, round_id: str, unit_id: str = "") -> dict[str, list[StepRow]]:
        """The steps of a detailed survey as checks look at them, by section."""
        return self._steps.steps(round_id, unit_id)

    def work_items_by_id(self, ids: Collection[str]) -> dict[str, dict[str, object]]:
        """The fields of tasks of any round, by row id; ids nobody knows are absent."""
        return self._workbooks.work_items_by_id(ids)

    def unit(self, unit_id: str) -> UnitLine | None:
        """One unit of any year, None where there is none."""
        return self._entry.unit(unit_id)

    def capacity_by_category(self, section_id: str) -> dict[str, int]:
        """Minutes a year a section's staff can work, by staff category, overtime included."""
        return self._entry.capacity_by_category(section_id)

    def sheet_state(self, round_id: str, unit_id: str) -> str:
        """The stored state of a section's sheet, "" where there is none."""
        return self._entry.sheet_state(round_id, unit_id)

    def cell_comments(self, round_id: str, unit_id: str) -> tuple[CommentLine, ...]:
        """The comments of a sheet, oldest first."""
        return self._entry.cell_comments(round_id, unit_id)

    @cached_property
    def _conflicts(self) -> ConflictQueriesInDatabase:
        from bpr_studio.adapters.db.queries_conflicts import ConflictQueriesInDatabase

        return ConflictQueriesInDatabase(self._database)

    def several_of_sheet(self, round_id: str, unit_id: str) -> Several:
        """Values of fields of tasks that people gave different ones."""
        return self._conflicts.several_of_sheet(round_id, unit_id)

    def several_of_flow(self, flow_id: str) -> Several:
        """Values of fields of elements that people gave different ones."""
        return self._conflicts.several_of_flow(flow_id)

    def issues(self, section: str = "") -> tuple[Issue, ...]:
        """Everything somebody has to decide."""
        return self._conflicts.issues(section)

    def issues_of_rows(self, rows: Collection[tuple[str, str]]) -> tuple[Issue, ...]:
        """What is to be decided in these rows."""
        return self._conflicts.issues_of_rows(rows)

    def rows_made_twice(self, section: str = "") -> tuple[Issue, ...]:
        """Tasks that were made on two PCs for the same thing."""
        return self._conflicts.rows_made_twice(section)

    def open_issues(self, round_id: str, unit_id: str) -> int:
        """How many conflicts are open in the rows of a section's sheet."""
        return self._conflicts.open_issues(round_id, unit_id)

    def issue_count(self, section: str = "") -> int:
        """How many conflicts are open."""
        return self._conflicts.issue_count(section)

    def task_figures(self, round_id: str, unit_id: str = "") -> dict[str, list[TaskFigures]]:
        """What checks look at, by unit: of one section in sheet order, or of the whole city."""
        return self._checks.task_figures(round_id, unit_id)

    def case_times(self, round_id: str) -> list[tuple[str, int, int]]:
        """Code, yearly minutes and yearly cases of every task that counts cases."""
        return self._checks.case_times(round_id)

    def earlier_minutes(self, round_id: str, previous_round_id: str) -> dict[str, EarlierTask]:
        """Unit and yearly minutes of every task of the round before, by row."""
        return self._checks.earlier_minutes(round_id, previous_round_id)

    def carried_fields(self, round_id: str, unit_id: str) -> dict[str, dict[str, object]]:
        """Last year's fields by row id, of the rows a section's tasks were carried over from."""
        return self._checks.carried_fields(round_id, unit_id)

    def divided_rows(self, round_id: str) -> frozenset[str]:
        """The rows of last year that tasks of more than one unit were carried over from."""
        return self._checks.divided_rows(round_id)

    def detailed_minutes(self, round_id: str, unit_id: str = "") -> dict[str, int]:
        """Minutes of the work steps by task, of tasks that have answered steps."""
        return self._checks.detailed_minutes(round_id, unit_id)

    def non_core_tasks(self, round_id: str) -> list[tuple[str, str, str, int]]:
        """Id, unit id, class code and minutes of every non-core task that has hours."""
        return self._detailed.non_core_tasks(round_id)

    def unit_tasks(self, round_id: str) -> tuple[UnitTasks, ...]:
        """How many tasks every unit has, and how many of them nobody has tagged."""
        return self._detailed.unit_tasks(round_id)

    def class_names(self) -> dict[str, str]:
        """Names of the classes by code."""
        return self._detailed.class_names()

    def tasks_by_id(self, ids: Sequence[str]) -> tuple[TaskLine, ...]:
        """These tasks in this order; unknown ones are left out."""
        return self._detailed.tasks_by_id(ids)

    def targets(self, round_id: str, unit_id: str = "") -> tuple[TargetLine, ...]:
        """The targets of a detailed survey in tree order, of one unit or of all."""
        return self._detailed.targets(round_id, unit_id)

    def targeted(self, round_id: str) -> frozenset[str]:
        """The work items that are targets of a detailed survey."""
        return self._detailed.targeted(round_id)

    def target(self, flow_id: str) -> TargetLine | None:
        """The target a flow answers; None where it answers none."""
        return self._detailed.target(flow_id)

    def candidate_tasks(self, round_id: str) -> list[TaskFacts]:
        """Every task of a round that has hours, as candidates are made of it."""
        return self._candidates.candidate_tasks(round_id)

    def candidate_steps(self) -> list[StepFacts]:
        """The steps of all current (As-Is) flows, flow by flow in their order."""
        return self._candidates.candidate_steps()

    def candidate_verdicts(self) -> list[StoredVerdict]:
        """Every candidate somebody set aside, oldest first."""
        return self._candidates.candidate_verdicts()

    def sealed_procedures(self) -> frozenset[tuple[str, str]]:
        """Unit and class of the procedures that ask for a seal or a visit; unit "" for the city's."""
        return self._candidates.sealed_procedures()

    def mapping_profiles(self) -> tuple[tuple[str, Mapping[str, object]], ...]:
        """Name and body of every stored profile of foreign survey sheets, by name."""
        return self._workbooks.mapping_profiles()

    def task_told(self, round_id: str, item_ids: Sequence[str]) -> TaskTold:
        """Cases, people and steps of tasks, in the order of the ids."""
        return self._explore.task_told(round_id, item_ids)

    def kept_views(self, page: str) -> tuple[KeptView, ...]:
        """What somebody has kept on a page, by name."""
        return self._explore.kept_views(page)

    def cases(self, round_id: str) -> dict[str, int]:
        """Cases a year by class code, over the tasks that count them."""
        return self._surveys.cases(round_id)

    def hours(self, round_id: str) -> HoursCube:
        """All hours of a round, ready for pivots; cached until something changes."""
        if round_id not in self._cubes:
            from bpr_studio.adapters.db.hours import load_cube

            year = next((r.fiscal_year for r in self.rounds() if r.id == round_id), 0)
            self._cubes[round_id] = load_cube(self._database, round_id, self.units(year))
        return self._cubes[round_id]

    def classes(self) -> tuple[ClassLine, ...]:
        """The classification in code order."""
        return self._lists.classes()

    def items(self, name: str) -> tuple[ListLine, ...]:
        """A fixed list such as "staff_category", in its order."""
        return self._lists.items(name)

    def years(self, fiscal_year: int) -> tuple[YearLine, ...]:
        """Working time of a year by staff category."""
        return self._lists.years(fiscal_year)

    def working_years(self) -> tuple[WorkingYear, ...]:
        """Working days and hours of the known fiscal years, oldest first."""
        return self._lists.working_years()

    def flows(self) -> tuple[FlowLine, ...]:
        """All process models, by name."""
        return self._flows.flows()

    def flow(self, flow_id: str) -> ProcessModel | None:
        """One process model, None where there is none."""
        return self._flows.flow(flow_id)

    def flow_line(self, flow_id: str) -> FlowLine | None:
        """What lists show of one process model, also before its first step; None without one."""
        return self._flows.flow_line(flow_id)

    def flow_elements(self, flow_id: str, row_ids: Collection[str]) -> tuple[Element, ...]:
        """The elements of a flow that are stored in these rows; rows of other things are left out."""
        return self._flows.flow_elements(flow_id, row_ids)

    def cities(self) -> tuple[CityFigures, ...]:
        """The figures of every city that was imported, by code."""
        return self._cities.cities()

    def own_work(self, round_id: str) -> tuple[OwnWork, ...]:
        """Our hours and cases by unit and class in an overall survey."""
        return self._cities.own_work(round_id)

    def own_steps(self, round_id: str) -> tuple[OwnStep, ...]:
        """Minutes and cases of our steps by unit, class and step type in a detailed survey."""
        return self._cities.own_steps(round_id)

    def staff_counts(self) -> tuple[StaffCount, ...]:
        """Staff by city, year and department, as taken over from files."""
        return self._cities.staff_counts()

    def task_names(self, round_id: str) -> list[NamedTask]:
        """Every task of a round with its section, in no particular order."""
        from bpr_studio.adapters.db.queries_names import task_names

        return task_names(self._database, round_id)

    def flow_family(self, flow_id: str) -> tuple[FlowVersion, ...]:
        """The flow and all flows of its family."""
        from bpr_studio.adapters.db.queries_versions import flow_family

        return flow_family(self._database, flow_id)

    def kept_states(self, flow_id: str) -> tuple[KeptState, ...]:
        """The kept states of one flow, newest first."""
        from bpr_studio.adapters.db.queries_versions import kept_states

        return kept_states(self._database, flow_id)

    def kept_state(self, state_id: str) -> KeptState | None:
        """One kept state."""
        from bpr_studio.adapters.db.queries_versions import kept_state

        return kept_state(self._database, state_id)

    def kept_model(self, state_id: str) -> dict[str, Any] | None:
        """The model of a kept state as JSON."""
        from bpr_studio.adapters.db.queries_versions import kept_model

        return kept_model(self._database, state_id)

    def lessons(self) -> tuple[tuple[str, str], ...]:
        """Names and the codes the DX office gave them, oldest first."""
        from bpr_studio.adapters.db.queries_lessons import lessons

        return lessons(self._database)

    def tasks_to_sort(self, round_id: str) -> list[TaskToSort]:
        """Name, code and hours of every task of a round, section by section."""
        from bpr_studio.adapters.db.queries_unsorted import tasks_to_sort

        return tasks_to_sort(self._database, round_id)

    def taught_terms(self) -> tuple[TaughtTerm, ...]:
        """The wordings the DX office has taught, the latest first."""
        from bpr_studio.adapters.db.queries_unsorted import taught_terms

        return taught_terms(self._database)

    def goal_values(self) -> tuple[GoalValue, ...]:
        """Every value of a goal that was entered, by goal and fiscal year."""
        from bpr_studio.adapters.db.queries_goals import GoalQueriesInDatabase

        return GoalQueriesInDatabase(self._database).goal_values()

    def procedures(self) -> tuple[Procedure, ...]:
        """Every line of the procedure ledger in its order."""
        return self._procedures.procedures()

    def classes_of_units(self, round_id: str) -> list[tuple[str, str]]:
        """Unit id and class code of every class a unit has tasks in."""
        return self._procedures.classes_of_units(round_id)

    def procedure_links(self) -> tuple[StepLink, ...]:
        """Every link between a procedure and a step of a flow."""
        return self._procedures.procedure_links()

    def flow_steps(self, flow_id: str) -> tuple[FlowStep, ...]:
        """The steps of a flow in their order."""
        return self._procedures.flow_steps(flow_id)

    def improvements(self) -> tuple[Improvement, ...]:
        """The whole register, the improvement entered first in front."""
        return self._improvements.improvements()

    def codes_below(self, unit_code: str) -> frozenset[str]:
        """Codes of a unit and of everything below it, in every year it existed."""
        return self._improvements.codes_below(unit_code)

    def claim_ground(self, tasks: Collection[str], steps: Collection[str]) -> Ground:
        """These tasks and steps, with the tasks of the steps and the same tasks of later surveys."""
        return self._improvements.claim_ground(tasks, steps)


_CUBE_KINDS = frozenset({"work_item", "org_unit", "task_class", "list_item", "survey_round"})
_SECTION_KINDS = frozenset(
    {
        *("work_item", "survey_sheet", "sheet_event", "cell_comment", "survey_round"),
        *("org_unit", "headcount", "staff_year", "flow", "flow_element"),
    }
)

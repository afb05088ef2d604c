"""What the database shows of the detailed survey, and of the tasks worth digging into."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from bpr_studio.services.several_values import SeveralValuesQueries
from bpr_studio.services.views import FlowQueries, ListQueries, OrganisationQueries, SurveyQueries

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from bpr_studio.domain.workload.answer import TaskLine


@dataclass(frozen=True, slots=True)
class TargetLine:
    """One task that is a target of a detailed survey, and how far its steps are.

    Times are minutes a year. Copies of other flows' steps (`derived_from`) count nowhere.

    Attributes:
        flow_id: the flow whose steps answer.
        name: name of the task.
        round_id: the detailed survey.
        work_item_id: the task in the overall survey.
        bureau_name: name of the bureau or ward the section belongs to.
        class_code: its class.
        overall: its hours in the overall survey, contractors included.
        detailed: sum of its steps.
        steps: number of steps.
        unanswered: steps without minutes or cases.
        core: minutes tagged core.
        non_core: minutes tagged non-core.
    """

    flow_id: str
    name: str
    round_id: str
    work_item_id: str
    unit_id: str
    unit_code: str
    unit_name: str
    bureau_name: str
    class_code: str
    class_name: str
    overall: int
    detailed: int
    steps: int
    unanswered: int
    core: int
    non_core: int


@dataclass(frozen=True, slots=True)
class UnitTasks:
    """The tasks of one unit as the search for digging places counts them.

    Attributes:
        tasks: all work items.
        untagged: those nobody has tagged core or non-core.
        untagged_minutes: their minutes a year.
    """

    unit_id: str
    tasks: int
    untagged: int
    untagged_minutes: int


class DiggingQueries(SurveyQueries, OrganisationQueries, ListQueries, Protocol):
    """What the search for digging places asks."""

    def non_core_tasks(self, round_id: str) -> list[tuple[str, str, str, int]]:
        """Id, unit id, class code and minutes of every non-core task that has hours."""

    def unit_tasks(self, round_id: str) -> tuple[UnitTasks, ...]:
        """How many tasks every unit has, and how many of them nobody has tagged."""

    def class_names(self) -> dict[str, str]:
        """Names of the classes by code."""

    def tasks_by_id(self, ids: Sequence[str]) -> tuple[TaskLine, ...]:
        """These tasks in this order; unknown ones are left out."""


class DetailedQueries(DiggingQueries, FlowQueries, SeveralValuesQueries, Protocol):
    """What the detailed survey asks."""

    def work_items_by_id(self, ids: Collection[str]) -> dict[str, dict[str, object]]:
        """The fields of tasks of any round, by row id; ids nobody knows are absent."""

    def targets(self, round_id: str, unit_id: str = "") -> tuple[TargetLine, ...]:
        """The targets of a detailed survey in tree order, of one unit or of all."""

    def targeted(self, round_id: str) -> frozenset[str]:
        """The work items that are targets of a detailed survey."""

    def target(self, flow_id: str) -> TargetLine | None:
        """The target a flow answers; None where it answers none."""

    def sheet_state(self, round_id: str, unit_id: str) -> str:
        """The stored state of a section's sheet, "" where there is none."""

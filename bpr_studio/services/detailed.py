"""The detailed survey: which tasks are its targets, and their steps.

A target is a flow that names the task (`work_item_id`) and the detailed survey (`round_id`). Its
id is planned from both, so that two PCs that choose the same task mean the same flow. A target
without steps is a row of `flow` only and stands in no list of flows yet.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.process.element import Header
from bpr_studio.domain.process.step_list import Lanes
from bpr_studio.domain.replication.changes import DeleteRow, PutRow
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.ids import planned_id
from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.domain.workload.workflow import DX_OFFICE, RoundState, SheetState, round_state
from bpr_studio.services.detailed_cells import StepRules, default_times
from bpr_studio.services.detailed_sheet import DetailedSheet
from bpr_studio.services.detailed_values import StepMaterial
from bpr_studio.services.rounds import DETAILED, find_round
from bpr_studio.services.sheet_states import sheet_id

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from bpr_studio.domain.replication.changes import Change
    from bpr_studio.domain.workload.survey_format import SurveyFormat
    from bpr_studio.services.author import Author
    from bpr_studio.services.detailed_views import DetailedQueries, TargetLine
    from bpr_studio.services.store import UndoableStore
    from bpr_studio.services.survey_rounds import SurveyRounds
    from bpr_studio.services.views import RoundInfo

_RUNNING: Final = frozenset({RoundState.PLANNED, RoundState.OPEN})


@dataclass(frozen=True, slots=True)
class TargetsMade:
    """What became of tasks that were chosen for the detailed survey.

    Attributes:
        round_id: the detailed survey.
        round_name: as people call it.
        begun: the survey was made for them; before there was none.
        added: flows of the tasks that are targets now and were not before.
        known: tasks that were targets already.
        sections: sections asked by it for the first time.
    """

    round_id: str
    round_name: str
    begun: bool
    added: tuple[str, ...]
    known: int
    sections: int


@dataclass(frozen=True, slots=True)
class TargetsDropped:
    """What became of targets that were given up: those with steps are kept."""

    dropped: int
    kept: int


class Detailed:
    """The detailed surveys of one workspace."""

    def __init__(
        self,
        store: UndoableStore,
        queries: DetailedQueries,
        rounds: SurveyRounds,
        formats: Callable[[str, int], SurveyFormat],
        author: Author,
    ) -> None:
        """Work for whoever is at the keyboard.

        Args:
            store: the window's undo stack.
            queries: reading.
            rounds: plans the detailed survey where there is none yet.
            formats: the released survey format by kind and version.
            author: who does it.
        """
        self._store = store
        self._queries = queries
        self._rounds = rounds
        self._formats = formats
        self._author = author

    # -- targets ---------------------------------------------------------------------------------

    def round_for(self, overall_round_id: str) -> RoundInfo | None:
        """The detailed survey that goes on from an overall one and still runs; None without."""
        return next(
            (
                found
                for found in self._queries.rounds()
                if found.kind == DETAILED
                and found.overall_round_id == overall_round_id
                and round_state(found.state) in _RUNNING
            ),
            None,
        )

    def shown_for(self, overall_round_id: str) -> RoundInfo | None:
        """The detailed survey pages show: the running one, else the last that was closed."""
        return self.round_for(overall_round_id) or next(
            (
                found
                for found in self._queries.rounds()
                if found.kind == DETAILED and found.overall_round_id == overall_round_id
            ),
            None,
        )

    def targets(self, round_id: str, unit_id: str = "") -> tuple[TargetLine, ...]:
        """The targets of a detailed survey in tree order, of one section or of all."""
        return self._queries.targets(round_id, unit_id)

    def targeted(self, overall_round_id: str) -> frozenset[str]:
        """The tasks of an overall survey that are targets already."""
        found = self.round_for(overall_round_id)
        if found is None:
            return frozenset()
        return self._queries.targeted(found.id)

    def make_targets(self, overall_round_id: str, ids: Sequence[str]) -> TargetsMade:
        """Make tasks targets of the detailed survey, as one gesture.

        The survey begins with the first targets and is open at once; sections join it with
        their first task.

        Args:
            overall_round_id: the overall survey the tasks are of.
            ids: work items; those of other surveys are passed over.

        Raises:
            RefusedError: the person is not the DX office, or the survey cannot be planned.
        """
        self._require_dx_office()
        overall = find_round(self._queries, overall_round_id)
        survey = self._survey(overall)
        known = self.targeted(overall_round_id)
        items = self._items(overall_round_id, ids)
        sections = {unit.id: unit.section_id for unit in self._queries.units(overall.fiscal_year)}
        flows = {
            planned_id("flow", DETAILED, survey.id, item): _target(
                survey.id, item, fields, sections
            )
            for item, fields in items.items()
            if item not in known
        }
        sheets = list(self._sheets(survey.id, {str(f["unit_id"]) for f in flows.values()}))
        if flows:
            n = len(flows)
            label = ntr(
                "Choose {n} task for the detailed survey",
                "Choose {n} tasks for the detailed survey",
                n,
            )
            targets = [PutRow("flow", flow, fields) for flow, fields in flows.items()]
            self._store.commit(label, [*survey.beginning, *sheets, *targets])
        return TargetsMade(
            survey.id,
            survey.name,
            begun=bool(survey.beginning and flows),
            added=tuple(flows),
            known=len(items) - len(flows),
            sections=len(sheets),
        )

    def _survey(self, overall: RoundInfo) -> _Survey:
        """The running detailed survey, or what begins one."""
        running = self.round_for(overall.id)
        if running is not None:
            return _Survey(running.id, running.name)
        plan = replace(
            self._rounds.proposal(overall.fiscal_year, DETAILED),
            overall_round_id=overall.id,
            core_definition=overall.core_definition,
            core_definition_id=overall.core_definition_id,
            minutes_per_full_timer=overall.minutes_per_full_timer,
            unit_ids=frozenset(),
        )
        round_id = self._rounds.id_for(plan)
        opened = PutRow("survey_round", round_id, {"state": RoundState.OPEN.value})
        planned = self._rounds.plan_changes(plan, round_id)
        return _Survey(round_id, plan.name, (*planned, opened))

    def _items(self, overall_round_id: str, ids: Sequence[str]) -> dict[str, Mapping[str, object]]:
        found = self._queries.work_items_by_id(list(dict.fromkeys(ids)))
        return {
            item: fields
            for item, fields in found.items()
            if fields.get("round_id") == overall_round_id
        }

    def _sheets(self, round_id: str, unit_ids: set[str]) -> Iterator[Change]:
        """The sheets of sections that join the survey."""
        for unit in sorted(unit_ids):
            if not self._queries.sheet_state(round_id, unit):
                fields = {"round_id": round_id, "unit_id": unit, "state": SheetState.DRAFT.value}
                yield PutRow("survey_sheet", sheet_id(round_id, unit), fields)

    def drop_targets(self, flow_ids: Sequence[str]) -> TargetsDropped:
        """Give up targets nobody has written steps for, as one gesture; others are kept.

        Raises:
            RefusedError: the person is not the DX office.
        """
        self._require_dx_office()
        found = [line for flow in flow_ids if (line := self._queries.target(flow)) is not None]
        empty = [line.flow_id for line in found if not line.steps]
        if empty:
            n = len(empty)
            label = ntr(
                "Take {n} task out of the detailed survey",
                "Take {n} tasks out of the detailed survey",
                n,
            )
            self._store.commit(label, [DeleteRow("flow", flow) for flow in empty])
        return TargetsDropped(len(empty), len(found) - len(empty))

    def _require_dx_office(self) -> None:
        if self._author.role != DX_OFFICE:
            raise RefusedError(
                tr("Only the DX office chooses the tasks of the detailed survey."),
                kept=tr("Nothing was changed."),
                remedy=tr("Ask the DX office to do it."),
            )

    # -- steps -----------------------------------------------------------------------------------

    def open(self, flow_id: str) -> DetailedSheet:
        """The steps of a target, ready to be edited.

        Raises:
            RefusedError: it is no target of a detailed survey.
        """
        target = self._queries.target(flow_id)
        if target is None:
            raise RefusedError(
                tr("The task is no target of the detailed survey any more."),
                remedy=tr("Go back to the list of tasks."),
            )
        return DetailedSheet(
            self._store, self._queries, self._author, target, self._material(target)
        )

    def _material(self, target: TargetLine) -> StepMaterial:
        found = find_round(self._queries, target.round_id)
        survey_format = self._formats(found.format_id, found.format_version)
        rules = StepRules(survey_format, found.fiscal_year, self._times(found.fiscal_year))
        actors = survey_format.column("actor_category").choices
        lanes = Lanes(
            {choice.value: choice.office or choice.label for choice in actors}, target.unit_name
        )
        types = self._queries.items("step_type")
        defaults = {line.code: str(line.attributes.get("core_default", "")) for line in types}
        return StepMaterial(rules, lanes, defaults)

    def _times(self, fiscal_year: int) -> dict[str, float]:
        years = [y for y in self._queries.working_years() if y.fiscal_year <= fiscal_year]
        frequencies = {line.code: line.attributes for line in self._queries.items("frequency")}
        return default_times(frequencies, years[-1].working_days if years else 0)


@dataclass(frozen=True, slots=True)
class _Survey:
    """The detailed survey targets are chosen for; `beginning` makes it where there is none."""

    id: str
    name: str
    beginning: tuple[Change, ...] = ()


def _target(
    round_id: str, item: str, fields: Mapping[str, object], sections: Mapping[str, str]
) -> dict[str, object]:
    """The fields of a target's flow; units below a section answer with it."""
    name, unit = (str(fields.get(key) or "") for key in ("name", "unit_id"))
    return {
        "name": name,
        "version_kind": "as_is",
        "unit_id": sections.get(unit) or unit,
        "class_code": fields.get("code"),
        "round_id": round_id,
        "work_item_id": item,
        "model_name": name,
        "definitions_id": "Definitions_1",
        "target_namespace": Header().target_namespace,
    }

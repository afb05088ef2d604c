"""What the charts of the analysis are counted from: single tasks, steps and flows of a round."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bpr_studio.domain.workload.fact_charts import FlowFact, StepFact, TaskFact


class FigureQueries(Protocol):
    """What charts ask of single tasks, steps and flows."""

    def task_facts(self, round_id: str) -> tuple[TaskFact, ...]:
        """Every task of a round."""

    def step_facts(self, round_id: str, fiscal_year: int) -> tuple[StepFact, ...]:
        """The steps of the As-Is flows of a round and of its year's units."""

    def flow_facts(self, round_id: str, fiscal_year: int) -> tuple[FlowFact, ...]:
        """The As-Is flows of a round and of its year's units."""


class RoundFacts:
    """Tasks, steps and flows of one round, read once and sorted by unit."""

    def __init__(
        self,
        tasks: tuple[TaskFact, ...],
        steps: tuple[StepFact, ...],
        flows: tuple[FlowFact, ...],
    ) -> None:
        self.all = tasks, steps, flows
        self._tasks: dict[str, list[TaskFact]] = defaultdict(list)
        self._steps: dict[str, list[StepFact]] = defaultdict(list)
        self._flows: dict[str, list[FlowFact]] = defaultdict(list)
        for task in tasks:
            self._tasks[task.unit_id].append(task)
        for step in steps:
            self._steps[step.unit_id].append(step)
        for flow in flows:
            self._flows[flow.unit_id].append(flow)

    def inside(
        self, units: Iterable[str]
    ) -> tuple[Sequence[TaskFact], Sequence[StepFact], Sequence[FlowFact]]:
        """Those of some units, whatever their number in the whole city."""
        ordered = sorted(units)
        return (
            [task for unit in ordered for task in self._tasks.get(unit, ())],
            [step for unit in ordered for step in self._steps.get(unit, ())],
            [flow for unit in ordered for flow in self._flows.get(unit, ())],
        )

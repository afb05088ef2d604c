"""From answers of the survey, steps, free texts and procedures to the facts candidates need."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from bpr_studio.domain.classification.codes import UNCLASSIFIED_CODE
from bpr_studio.domain.reform.candidate_facts import (
    MISSING,
    FactColumns,
    Words,
    class_facts,
    flag,
)
from bpr_studio.domain.reform.candidates import NO_TASK
from bpr_studio.domain.workload.check_values import month_parts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from bpr_studio.services.candidate_values import StepFacts, TaskFacts

_ENTRY: Final = "P10"
_APPLYING: Final = "P05"
_DIGITAL: Final = {"electronic": "digital"}
_NOT_ASKED: Final = "-"
"""Stands where a question is not put: the reason code of a step, which its type tells."""


@dataclass(frozen=True)
class FlowFacts:
    """What the steps of one flow say together.

    Attributes:
        types: step types that occur, "" where no step has one.
        complete: every step has a type.
        twice: something is typed twice; None where that cannot be told.
        sealed: a step needs a seal or a visit.
    """

    flow_id: str
    types: str
    complete: bool
    twice: bool | None
    sealed: bool


@dataclass(frozen=True)
class Material:
    """All tasks of a round and their steps, with what is known of each.

    Attributes:
        tasks: the tasks, in the first places.
        steps: the steps that have hours, in the places behind the tasks.
        parents: for a step the place of its task, `NO_TASK` for a task.
        minutes: minutes a year of each place.
        facts: what is known of each place.
        flows: by place of a task, the flow its step facts come from.
    """

    tasks: Sequence[TaskFacts]
    steps: Sequence[StepFacts]
    parents: NDArray[np.int32]
    minutes: NDArray[np.int64]
    facts: FactColumns
    flows: Mapping[int, FlowFacts] = field(default_factory=dict)

    def task(self, place: int) -> TaskFacts:
        """The task of a place, for a step the one it belongs to."""
        parent = int(self.parents[place])
        return self.tasks[place if parent == NO_TASK else parent]

    def step(self, place: int) -> StepFacts | None:
        """The step of a place; None for a task."""
        return self.steps[place - len(self.tasks)] if place >= len(self.tasks) else None

    def key(self, place: int) -> str:
        """Row id of the step, else of the task."""
        step = self.step(place)
        return step.id if step else self.tasks[place].id

    @property
    def task_minutes(self) -> NDArray[np.int64]:
        """Minutes of the tasks alone."""
        return self.minutes[: len(self.tasks)]


def gather(
    tasks: Sequence[TaskFacts],
    steps: Sequence[StepFacts],
    procedures: frozenset[tuple[str, str]],
    words: Mapping[str, tuple[str, ...]],
    typed_twice: Callable[[str], bool],
) -> Material:
    """All facts of a round.

    Args:
        tasks: tasks with hours.
        steps: the steps of all current flows, flow by flow.
        procedures: unit and class of procedures that ask for a seal or a visit.
        words: what free texts say about a fact, by fact.
        typed_twice: whether a drawn flow leaves the system for paper and is typed in again; asked
            only of flows with typing and paper in them.
    """
    places = {task.id: place for place, task in enumerate(tasks)}
    own, flows = _flows(tasks, steps, places, typed_twice)
    parents = [NO_TASK] * len(tasks) + [places[step.task_id] for step in own]
    everything = _Columns(tasks, own, np.array(parents, dtype=np.int32), flows, procedures, words)
    return Material(tasks, own, everything.parents, everything.minutes, everything.facts(), flows)


def _flows(
    tasks: Sequence[TaskFacts],
    steps: Sequence[StepFacts],
    places: Mapping[str, int],
    typed_twice: Callable[[str], bool],
) -> tuple[list[StepFacts], dict[int, FlowFacts]]:
    """Steps that count in the survey, and by task what its flow says.

    A flow that only names section and class speaks for a task where it is the only one of them.
    """
    by_flow: dict[str, list[StepFacts]] = {}
    for step in steps:
        by_flow.setdefault(step.flow_id, []).append(step)
    alone = _only_ones(tasks)
    found: dict[int, FlowFacts] = {}
    own: list[StepFacts] = []
    for flow, inside in by_flow.items():
        first = inside[0]
        if first.round_id:
            place = places.get(first.task_id)
            own += [step for step in inside if place is not None and step.minutes > 0]
        else:
            place = alone.get((first.unit_id, first.code))
        if place is not None and (first.round_id or place not in found):
            found[place] = _flow_facts(flow, inside, typed_twice)
    return own, found


def _only_ones(tasks: Sequence[TaskFacts]) -> dict[tuple[str, str], int]:
    counted = Counter((task.unit_id, task.code) for task in tasks)
    return {
        (task.unit_id, task.code): place
        for place, task in enumerate(tasks)
        if task.code and counted[task.unit_id, task.code] == 1
    }


def _flow_facts(
    flow: str, steps: Sequence[StepFacts], typed_twice: Callable[[str], bool]
) -> FlowFacts:
    types = [step.step_type for step in steps]
    complete = all(types)
    twice: bool | None = types.count(_ENTRY) > 1
    on_paper = any(step.medium == "paper" for step in steps)
    if not twice:
        leaves = _ENTRY in types and on_paper and typed_twice(flow)
        twice = True if leaves else False if complete else None
    known = " ".join(sorted(set(filter(None, types))))
    return FlowFacts(flow, known, complete, twice, any(step.sealed for step in steps))


@dataclass(frozen=True)
class _Columns:
    """Lays out the facts column by column; steps take over what only their task knows."""

    tasks: Sequence[TaskFacts]
    steps: Sequence[StepFacts]
    parents: NDArray[np.int32]
    flows: Mapping[int, FlowFacts]
    procedures: frozenset[tuple[str, str]]
    words: Mapping[str, tuple[str, ...]]

    @cached_property
    def _above(self) -> NDArray[np.intp]:
        """For each place the place of the task it belongs to."""
        return np.where(self.parents == NO_TASK, np.arange(len(self.parents)), self.parents)

    @cached_property
    def minutes(self) -> NDArray[np.int64]:
        """Minutes of each place."""
        found = [task.minutes for task in self.tasks] + [step.minutes for step in self.steps]
        return np.array(found, dtype=np.int64)

    def facts(self) -> FactColumns:
        """All columns."""
        tasks, steps = self.tasks, self.steps
        own_media = [_DIGITAL.get(step.medium, step.medium) for step in steps]
        media = [task.medium for task in tasks]
        media += [
            own or media[parent]
            for own, parent in zip(own_media, self.parents[len(tasks) :].tolist(), strict=True)
        ]
        return FactColumns(
            flags={
                "legal_basis": self._of_task(flag(bool(task.legal_basis)) for task in tasks),
                "manual": self._of_task(flag(_YES_NO.get(task.manual)) for task in tasks),
                "entered_twice": self._of_task(self._twice()),
                "seal_or_in_person": self._of_task(self._sealed()),
                "application": self._of_task(self._application()),
                "list_work": self._of_task(self._listed()),
            },
            numbers=self._numbers(),
            words={
                "wish": self._words_of_task([task.wish for task in tasks]),
                "core_tag": Words.of(
                    [task.core_tag for task in tasks] + [step.core_tag for step in steps]
                ),
                "core_reason": Words.of(
                    [task.core_reason for task in tasks] + [_NOT_ASKED] * len(steps)
                ),
                "nature": self._words_of_task([task.nature for task in tasks]),
                "medium": Words.of(media),
                "step_types": Words.of(
                    [self._types(place) for place in range(len(tasks))]
                    + [step.step_type for step in steps]
                ),
            },
        )

    def _numbers(self) -> dict[str, NDArray[np.int64]]:
        tasks, steps = self.tasks, self.steps
        codes = Words.of([_sorted_code(task.code) for task in tasks])
        units = Words.of([task.unit_id for task in tasks])
        non_core = np.array([task.core_tag == "non_core" for task in tasks], dtype=bool)
        sections, percent = class_facts(codes, units, self.minutes[: len(tasks)], non_core)
        cases = [task.cases for task in tasks] + [step.cases for step in steps]
        peaks = _Peaks()
        return {
            "hours": self.minutes // 60,
            "cases": np.array(cases, dtype=np.int64),
            "peak_percent": self._number_of_task([peaks.of(t.month_profile) for t in tasks]),
            "class_sections": sections[self._above],
            "class_non_core_percent": percent[self._above],
        }

    def _of_task(self, answers: Iterable[int]) -> NDArray[np.int8]:
        return np.fromiter(answers, dtype=np.int8, count=len(self.tasks))[self._above]

    def _number_of_task(self, numbers: Sequence[int]) -> NDArray[np.int64]:
        return np.array(numbers, dtype=np.int64)[self._above]

    def _words_of_task(self, words: Sequence[str]) -> Words:
        found = Words.of(words)
        return Words(found.values, found.index[self._above])

    def _types(self, place: int) -> str:
        flow = self.flows.get(place)
        return flow.types if flow else ""

    def _says(self, fact: str) -> Callable[[str], bool]:
        """Whether a text holds one of the words that speak for a fact; texts repeat, so remember."""
        listed, known = self.words.get(fact, ()), dict[str, bool]()

        def says(text: str) -> bool:
            if text not in known:
                known[text] = any(word in text for word in listed)
            return known[text]

        return says

    def _twice(self) -> Iterable[int]:
        says = self._says("entered_twice")
        for place, task in enumerate(self.tasks):
            flow = self.flows.get(place)
            yield flag(True if says(task.issue) else flow.twice if flow else None)

    def _sealed(self) -> Iterable[int]:
        says = self._says("seal_or_in_person")
        for place, task in enumerate(self.tasks):
            flow = self.flows.get(place)
            demanded = {(task.unit_id, task.code), ("", task.code)} & self.procedures
            told = bool(demanded) or says(task.issue)
            yield flag(True if told else flow.sealed if flow else None)

    def _application(self) -> Iterable[int]:
        says = self._says("application")
        for place, task in enumerate(self.tasks):
            flow = self.flows.get(place)
            applied = says(task.name) or (flow is not None and _APPLYING in flow.types.split())
            yield flag(True if applied else False if flow and flow.complete else None)

    def _listed(self) -> Iterable[int]:
        says = self._says("list_work")
        return (flag(True if says(task.issue) else None) for task in self.tasks)


_YES_NO: Final = {"yes": True, "no": False}


def _sorted_code(code: str) -> str:
    return "" if code == UNCLASSIFIED_CODE else code


class _Peaks:
    """The share of the busiest month; profiles repeat, so each is read once."""

    def __init__(self) -> None:
        self._known: dict[str, int] = {"": MISSING}

    def of(self, profile: str) -> int:
        """Percent of the year in the busiest month, rounded down."""
        if profile not in self._known:
            parts = month_parts(json.loads(profile)) or (0,)
            self._known[profile] = max(parts) * 100 // sum(parts) if sum(parts) else MISSING
        return self._known[profile]

"""Core and non-core: a proposal for one task, and where sections judge the same work differently."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from bpr_studio.domain.workload.core_proposal import TaggedWork, propose_core
from bpr_studio.domain.workload.disagreement import JudgedTask, disagreements
from bpr_studio.services.checking import KINDS, sections_of_units
from bpr_studio.services.rounds import find_round

if TYPE_CHECKING:
    from bpr_studio.domain.workload.core_proposal import CoreProposal, CoreWords
    from bpr_studio.domain.workload.disagreement import Disagreement
    from bpr_studio.services.checking import CheckQueries
    from bpr_studio.services.events import Committed
    from bpr_studio.services.views import ClassLine, RoundInfo


@dataclass(frozen=True, slots=True)
class SectionName:
    """A section as lists name it."""

    unit_id: str
    code: str
    name: str
    bureau_name: str


@dataclass(frozen=True, slots=True)
class CoreReviewAnswer:
    """The disagreements of a round with the names they are read by.

    Attributes:
        round: the round; its core definition holds for every figure.
        disagreements: most hours at stake first.
        class_names: name by code.
        reason_names: name of each reason by its code, R1 to R7 and N1 to N7.
        sections: section by id.
        judged: tasks with a tag in the round.
    """

    round: RoundInfo
    disagreements: tuple[Disagreement, ...]
    class_names: dict[str, str]
    reason_names: dict[str, str]
    sections: dict[str, SectionName]
    judged: int

    @property
    def at_stake(self) -> int:
        """Minutes at stake over all classes."""
        return sum(found.at_stake for found in self.disagreements)


class CoreReview:
    """Proposes tags and finds disagreements."""

    def __init__(self, queries: CheckQueries, words: CoreWords) -> None:
        self._queries = queries
        self._words = words
        self._answers: dict[str, CoreReviewAnswer] = {}
        self._class_lines: dict[str, ClassLine] = {}
        self._version = 0

    def forget(self, event: Committed) -> None:
        """Drop what was remembered if `event` may have changed it; a subscriber of the bus."""
        if event.kinds & KINDS:
            self._version += 1
            self._answers = {}
        if "task_class" in event.kinds:  # not with every key typed into a sheet
            self._class_lines = {}

    def proposal(self, name: str, code: str = "", step_type: str = "") -> CoreProposal:
        """What speaks for core or non-core in a task or step, and what is proposed.

        Args:
            name: its name.
            code: its minor class, "" where none is chosen.
            step_type: P01 to P18 of a step of the detailed survey, "" for a task.
        """
        found = self._classes.get(code)
        work = TaggedWork(
            name=name,
            class_name=found.name if found else "",
            class_hint=found.core_hint if found else "",
            step_type=step_type,
            step_name=self._step_names.get(step_type, ""),
        )
        return propose_core(work, self._words)

    def review(self, round_id: str) -> CoreReviewAnswer:
        """Where sections judge the same class differently; remembered until something changes.

        Raises:
            RefusedError: there is no such round.
        """
        known = self._answers.get(round_id)
        if known is None:
            version = self._version
            known = self._reviewed(round_id)
            if version == self._version:
                self._answers[round_id] = known
        return known

    def _reviewed(self, round_id: str) -> CoreReviewAnswer:
        found = find_round(self._queries, round_id)
        section_of = sections_of_units(self._queries, found.fiscal_year)
        tasks = [
            JudgedTask(
                row=task.id,
                unit_id=section_of.get(unit, unit),
                code=task.code,
                name=task.name,
                minutes=task.minutes,
                tag=task.core_tag,
                reason=task.core_reason,
            )
            for unit, own in self._queries.task_figures(round_id).items()
            for task in own
            if task.core_tag
        ]
        sections = self._queries.sections(round_id)
        return CoreReviewAnswer(
            round=found,
            disagreements=disagreements(tasks),
            class_names={code: line.name for code, line in self._classes.items()},
            reason_names=self.reason_names,
            sections={
                s.unit_id: SectionName(s.unit_id, s.unit_code, s.unit_name, s.bureau_name)
                for s in sections
            },
            judged=len(tasks),
        )

    @property
    def _classes(self) -> dict[str, ClassLine]:
        if not self._class_lines:
            self._class_lines = {line.code: line for line in self._queries.classes()}
        return self._class_lines

    @cached_property
    def reason_names(self) -> dict[str, str]:
        """Name of each reason by its code, R1 to R7 and N1 to N7."""
        return {line.code: line.title for line in self._queries.items("core_reason")}

    @cached_property
    def _step_names(self) -> dict[str, str]:
        return {line.code: line.title for line in self._queries.items("step_type")}

"""What candidates for improvement are made of, and what is said about them; see `candidates`."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, Protocol

from bpr_studio.domain.reform.candidate_rules import Ranking
from bpr_studio.services.improvement_values import ImprovementQueries

if TYPE_CHECKING:
    from bpr_studio.domain.reform.candidate_rules import Difficulty, Figure, Rule
    from bpr_studio.domain.reform.candidates import Reach, RuleTrace
    from bpr_studio.domain.reform.improvement import ImprovementKind


class TaskFacts(NamedTuple):
    """One task as the survey tells of it; "" and -1 where nobody answered."""

    id: str
    unit_id: str
    code: str
    name: str
    minutes: int
    legal_basis: int
    manual: str
    wish: str
    core_tag: str
    core_reason: str
    nature: str
    medium: str
    cases: int
    month_profile: str  # JSON
    issue: str
    previous_id: str


class StepFacts(NamedTuple):
    """One step of a current flow; "" and -1 where nobody answered.

    `task_id` is the task the flow answers in a detailed survey (`round_id`), both "" for a flow
    that only belongs to a section and a class.
    """

    id: str
    flow_id: str
    task_id: str
    round_id: str
    unit_id: str
    code: str
    name: str
    step_type: str
    core_tag: str
    medium: str
    minutes: int
    cases: int
    sealed: int  # a seal or a visit is needed
    issue: str


class StoredVerdict(NamedTuple):
    """A candidate somebody set aside; `class_code` is given for that of a whole class only."""

    id: str
    work_item_id: str
    step_id: str
    class_code: str
    rule: str
    verdict: str
    reason: str
    round_id: str
    minutes: int
    at: str
    user: str


class CandidateQueries(ImprovementQueries, Protocol):
    """What the search for candidates asks."""

    def candidate_tasks(self, round_id: str) -> list[TaskFacts]:
        """Every task of a round that has hours."""

    def candidate_steps(self) -> list[StepFacts]:
        """The steps of all current (As-Is) flows, flow by flow in their order."""

    def candidate_verdicts(self) -> list[StoredVerdict]:
        """Every candidate somebody set aside, oldest first."""

    def sealed_procedures(self) -> frozenset[tuple[str, str]]:
        """Unit and class of the procedures that ask for a seal or a visit; unit "" for the city's."""

    def class_names(self) -> dict[str, str]:
        """Names of the classes by code."""


class CandidateState(StrEnum):
    """What became of a candidate."""

    OPEN = "open"
    LATER = "later"  # set aside until the next survey
    DECLINED = "declined"
    REGISTERED = "registered"  # an improvement of the register comes from it


@dataclass(frozen=True, slots=True)
class CandidateFilter:
    """Which candidates are wanted; "" and None for all.

    Attributes:
        unit_id: a unit with everything below it.
        code: a class with everything below it.
        rule: id of a rule.
        least_minutes: expected minutes a year, at least.
        state: what became of them.
        ranking: what stands first.
    """

    unit_id: str = ""
    code: str = ""
    kind: ImprovementKind | None = None
    rule: str = ""
    difficulty: Difficulty | None = None
    least_minutes: int = 0
    state: CandidateState | None = CandidateState.OPEN
    ranking: Ranking = Ranking.SCORE


@dataclass(frozen=True, slots=True)
class CandidateLine:
    """One candidate; times in minutes a year.

    Attributes:
        key: row id of the step, else of the task.
        step_id: row id of the step, "" where the task as a whole is proposed.
        name: of the step or task.
        task_name: name of the task.
        minutes: all of the task or step.
        held: of these, what improvements of the register hold already.
        low: lower end of what may go away.
        typical: what is expected; of a registered candidate what the register holds.
        high: upper end.
        score: expected minutes weighed by difficulty.
        evidence: the expectation is above what usually happens and needs evidence.
        reason: why it was set aside.
        user: who did.
    """

    key: str
    task_id: str
    step_id: str
    unit_id: str
    unit_code: str
    unit_name: str
    code: str
    class_name: str
    name: str
    task_name: str
    rule: Rule
    minutes: int
    held: int
    low: int
    typical: int
    high: int
    score: int
    state: CandidateState
    evidence: bool = False
    reason: str = ""
    user: str = ""


@dataclass(frozen=True, slots=True)
class RuleSum:
    """All candidates of one rule added up; times in minutes a year."""

    rule: Rule
    count: int
    minutes: int
    low: int
    typical: int
    high: int


@dataclass(frozen=True, slots=True)
class ClassCandidate:
    """Work of one class that many sections do; times in minutes a year.

    The same tasks stand in the list of candidates too: their hours are counted once.

    Attributes:
        code: class of the classification.
        keys: its tasks, those with the most expected minutes first.
        sections: sections that have one of these tasks.
        non_core_percent: non-core share of all hours of the class.
        reason: why it was set aside.
    """

    code: str
    name: str
    rule: Rule
    keys: tuple[str, ...]
    sections: int
    non_core_percent: int
    minutes: int
    low: int
    typical: int
    high: int
    state: CandidateState = CandidateState.OPEN
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Coverage:
    """How far the proposal sees; times in minutes a year.

    Attributes:
        tasks: tasks with hours that were looked at.
        minutes: their minutes.
        non_core: of these, non-core ones.
        candidates: tasks and steps a rule fires for, whatever became of them.
        unclear: tasks no rule fires for, but one would need an answer nobody gave.
        unclear_minutes: their minutes.
    """

    tasks: int = 0
    minutes: int = 0
    non_core: int = 0
    candidates: int = 0
    unclear: int = 0
    unclear_minutes: int = 0


@dataclass(frozen=True, slots=True)
class Totals:
    """What the candidates of a list amount to together; times in minutes a year.

    Attributes:
        reach: the fewest of them that reach the target together.
        by_rule: rule by rule, in the order of the table.
    """

    count: int
    minutes: int
    low: int
    typical: int
    high: int
    target: int
    reach: Reach
    by_rule: tuple[RuleSum, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """One candidate with everything that explains it.

    Attributes:
        line: the candidate.
        traces: the rules that were asked, the one that fires last.
        figures: published results to compare with.
        holders: names of the improvements that hold minutes of it.
        flow_id: the flow its steps come from, "" for none.
    """

    line: CandidateLine
    traces: tuple[RuleTrace, ...]
    figures: tuple[Figure, ...]
    holders: tuple[str, ...] = field(default=())
    flow_id: str = ""

"""The decision table that proposes improvements; it is data, `surveys/candidate_rules.toml`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.reform.improvement import ImprovementKind  # noqa: TC001  # its values are read

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bpr_studio.domain.classification.provenance import Mark


class Difficulty(StrEnum):
    """How hard an improvement is (the three steps of 神奈川県's survey form)."""

    LOW = "low"  # the work is replaced as it is
    MEDIUM = "medium"  # the process changes, within the own department
    HIGH = "high"  # several departments have to agree, or a rule has to change


DIFFICULTIES: Final = tuple(Difficulty)
"""Easy ones first."""


class Ranking(StrEnum):
    """What stands first."""

    SCORE = "score"  # expected hours, weighed by difficulty
    EFFECT = "effect"  # expected hours
    EASY = "easy"  # the easy ones, among them the largest


class Level(StrEnum):
    """What a rule speaks of."""

    TASK = "task"  # the task as a whole
    STEP = "step"  # its work steps, where somebody wrote them; else the task


@dataclass(frozen=True, slots=True)
class Condition:
    """One question to a fact; exactly one of the four tests is given.

    Attributes:
        fact: a key of `FACTS`.
        wanted: the answer a flag must have.
        words: the fact is one of these codes.
        least: the number is at least this.
        most: the number is at most this.
    """

    fact: str
    wanted: bool | None = None
    words: tuple[str, ...] = ()
    least: int | None = None
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Alternatives:
    """At least one of the conditions must hold."""

    of: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Saving:
    """What usually goes away, as shares of the hours and in hours a year.

    Attributes:
        low: percentage at the lower end.
        typical: percentage expected.
        high: percentage at the upper end.
        typical_minutes: more than this is not expected of one task; None without such a limit.
        high_minutes: upper end in minutes; None without.
        mark: how far the band can be trusted.
        source: ids of sources, separated by ", "; "" for none.
    """

    low: int
    typical: int
    high: int
    typical_minutes: int | None
    high_minutes: int | None
    mark: Mark
    source: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A published result to compare with; it says nothing about our own tasks.

    Attributes:
        text: the sentence in Japanese.
        text_en: the same in English.
    """

    id: str
    text: str
    text_en: str
    source: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the decision table.

    Attributes:
        order: place in the table, from 1; the first rule that fits proposes.
        kind: what it proposes.
        level: whether it speaks of tasks or of steps.
        by_class: the tasks of one class belong together, whatever section does them.
        centre: what it saves counts for the processing centre as well.
        conditions: all of them must hold.
        checks: what a person has to make sure of before, in Japanese.
        figures: ids of published results to compare with.
        mark: how far the rule itself can be trusted.
    """

    id: str
    order: int
    kind: ImprovementKind
    level: Level
    by_class: bool
    centre: bool
    difficulty: Difficulty
    name: str
    name_en: str
    explanation: str
    explanation_en: str
    conditions: tuple[Condition | Alternatives, ...]
    saving: Saving
    checks: tuple[str, ...]
    checks_en: tuple[str, ...]
    figures: tuple[str, ...]
    mark: Mark
    source: str

    @property
    def questions(self) -> tuple[Condition, ...]:
        """All conditions, those of alternatives included."""
        found: list[Condition] = []
        for condition in self.conditions:
            found.extend(condition.of if isinstance(condition, Alternatives) else (condition,))
        return tuple(found)


@dataclass(frozen=True, slots=True)
class RuleBook:
    """The whole decision table.

    Attributes:
        rules: in their order.
        weights: by difficulty, the percentage of the expected hours that makes the score.
        evidence_percent: an expectation above this share of the hours needs evidence.
        evidence_minutes: and so does one above these minutes a year of one task.
        changed_percent: change of the hours by which a candidate that was set aside comes back.
        words: what free texts say about a fact, by fact.
        figures: published results by id.
    """

    rules: tuple[Rule, ...]
    weights: Mapping[Difficulty, int]
    evidence_percent: int
    evidence_minutes: int
    changed_percent: int
    words: Mapping[str, tuple[str, ...]]
    figures: Mapping[str, Figure]

    def rule(self, rule_id: str) -> Rule | None:
        """The rule of this id; None where the table has none."""
        return next((rule for rule in self.rules if rule.id == rule_id), None)

    def needs_evidence(self, expected: int, minutes: int) -> bool:
        """Whether an expectation is above what usually happens.

        Args:
            expected: minutes a year that shall go away.
            minutes: all minutes of the task or step.
        """
        return expected * 100 > minutes * self.evidence_percent or expected > self.evidence_minutes

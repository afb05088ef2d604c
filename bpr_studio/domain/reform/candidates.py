"""Which improvement fits which task or step: matching, expected hours, ranking.

All tasks are judged at once. The logic has three answers (Kleene): a rule fires only where all
its conditions are known to hold; a rule that lacks an answer says nothing, and the explanation
names what is missing.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING, Final

import numpy as np

from bpr_studio.domain.reform.candidate_facts import FACTS, MISSING, NO, UNKNOWN, YES, FactKind
from bpr_studio.domain.reform.candidate_rules import DIFFICULTIES, Alternatives, Level, Ranking

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bpr_studio.domain.reform.candidate_facts import FactColumns
    from bpr_studio.domain.reform.candidate_rules import Condition, Rule, RuleBook

NO_RULE: Final = -1
"""No rule fires."""

NO_TASK: Final = -1
"""A place that is a task itself."""


def answers(rule: Rule, facts: FactColumns) -> NDArray[np.int8]:
    """Whether a rule fires at each place: `NO`, `UNKNOWN` or `YES`."""
    parts = [
        reduce(np.maximum, [condition_answers(one, facts) for one in condition.of])
        if isinstance(condition, Alternatives)
        else condition_answers(condition, facts)
        for condition in rule.conditions
    ]
    return reduce(np.minimum, parts)


def condition_answers(condition: Condition, facts: FactColumns) -> NDArray[np.int8]:
    """The answer to one question at each place."""
    match FACTS[condition.fact]:
        case FactKind.FLAG:
            flags = facts.flags[condition.fact]
            return flags if condition.wanted else (YES - flags).astype(np.int8)
        case FactKind.WORD:
            return facts.words[condition.fact].any_of(condition.words)
        case FactKind.NUMBER:
            numbers = facts.numbers[condition.fact]
            holds = (
                numbers >= condition.least
                if condition.least is not None
                else numbers <= (condition.most or 0)
            )
            return np.where(numbers == MISSING, UNKNOWN, np.where(holds, YES, NO)).astype(np.int8)


@dataclass(frozen=True, slots=True)
class Matches:
    """What the table says about each place.

    Attributes:
        rule: number of the first rule that fires, from 0, or `NO_RULE`.
        unclear: no rule fires, but one would if a question of the survey were answered.
    """

    rule: NDArray[np.int16]
    unclear: NDArray[np.bool_]


def match(book: RuleBook, facts: FactColumns, parents: NDArray[np.int32]) -> Matches:
    """The rule that proposes something at each place; a task and its steps never both.

    Rules that speak of tasks come first: where one fires, the steps of the task are not looked
    at. Otherwise a rule that fires for a step takes the place of the task's own.

    Args:
        book: the table.
        facts: tasks and steps.
        parents: for a step the place of its task, `NO_TASK` for a task.
    """
    is_step = parents != NO_TASK
    found, _ = _first(book, facts, is_step)
    _, unclear = _first(book, facts.without_unasked(), is_step)
    whole = np.array([rule.level is Level.TASK for rule in book.rules], dtype=bool)
    settled = (found != NO_RULE) & whole[found]
    above = np.where(is_step, parents, 0)
    found[is_step & settled[above]] = NO_RULE
    found[np.unique(parents[is_step & (found != NO_RULE)])] = NO_RULE
    fires = found != NO_RULE
    heard = np.zeros(len(facts), dtype=bool)
    heard[parents[is_step & fires]] = True
    return Matches(found, unclear & ~fires & ~heard & ~is_step)


def _first(
    book: RuleBook, facts: FactColumns, is_step: NDArray[np.bool_]
) -> tuple[NDArray[np.int16], NDArray[np.bool_]]:
    """The first rule that fires at each place, and whether one lacks an answer."""
    found = np.full(len(facts), NO_RULE, dtype=np.int16)
    unclear = np.zeros(len(facts), dtype=bool)
    for number, rule in enumerate(book.rules):
        asked = ~is_step if rule.level is Level.TASK else np.ones(len(facts), dtype=bool)
        says = answers(rule, facts)
        found[asked & (found == NO_RULE) & (says == YES)] = number
        unclear |= asked & (says == UNKNOWN)
    return found, unclear


@dataclass(frozen=True, slots=True)
class Bands:
    """Minutes a year that may go away at each place; low ≤ typical ≤ high ≤ what is left."""

    low: NDArray[np.int64]
    typical: NDArray[np.int64]
    high: NDArray[np.int64]

    def taken(self, places: NDArray[np.intp]) -> Bands:
        """Only these places, in this order."""
        return Bands(self.low[places], self.typical[places], self.high[places])


def bands(book: RuleBook, rule: NDArray[np.int16], left: NDArray[np.int64]) -> Bands:
    """What may go away, in whole minutes, rounded down.

    Args:
        book: the table.
        rule: number of the rule at each place; nothing is expected at `NO_RULE`.
        left: minutes at each place that no improvement has claimed yet.
    """
    low, typical, high = (np.zeros(len(rule), dtype=np.int64) for _ in range(3))
    for number, one in enumerate(book.rules):
        here = rule == number
        minutes, saving = left[here], one.saving
        most = _capped(minutes * saving.high // 100, saving.high_minutes)
        usual = np.minimum(_capped(minutes * saving.typical // 100, saving.typical_minutes), most)
        high[here] = most
        typical[here] = usual
        low[here] = np.minimum(minutes * saving.low // 100, usual)
    return Bands(low, typical, high)


def _capped(minutes: NDArray[np.int64], limit: int | None) -> NDArray[np.int64]:
    return minutes if limit is None else np.minimum(minutes, limit)


def usual_expectation(book: RuleBook, typical: int, minutes: int) -> int:
    """The minutes that may be entered without evidence: typical, but not above the limits.

    Args:
        book: the table.
        typical: minutes expected.
        minutes: all minutes of the task or step.
    """
    return min(typical, minutes * book.evidence_percent // 100, book.evidence_minutes)


def ranked(
    book: RuleBook,
    rule: NDArray[np.int16],
    typical: NDArray[np.int64],
    keys: NDArray[np.str_],
    ranking: Ranking = Ranking.SCORE,
) -> NDArray[np.intp]:
    """The places in order; equal ones by their key, so that every PC agrees.

    Args:
        book: the table; its weights make the score.
        rule: number of the rule at each place, never `NO_RULE`.
        typical: minutes expected at each place.
        keys: a name for each place, no two alike.
        ranking: what stands first.
    """
    ease = np.array([DIFFICULTIES.index(one.difficulty) for one in book.rules], dtype=np.int64)
    if ranking is Ranking.EASY:
        return np.lexsort((keys, -typical, ease[rule]))
    if ranking is Ranking.EFFECT:
        return np.lexsort((keys, -typical))
    return np.lexsort((keys, -typical, -scores(book, rule, typical)))


def scores(
    book: RuleBook, rule: NDArray[np.int16], typical: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Minutes expected times the weight of the difficulty; see `[ranking]` of the table."""
    weights = np.array([book.weights[one.difficulty] for one in book.rules], dtype=np.int64)
    return typical * weights[rule] // 100


@dataclass(frozen=True, slots=True)
class Reach:
    """The fewest candidates that reach a target together.

    Attributes:
        count: number of candidates, all of them where they do not reach it.
        minutes: what they are expected to save.
        reached: whether that is enough.
    """

    count: int
    minutes: int
    reached: bool


def reach(typical: NDArray[np.int64], target: int) -> Reach:
    """How many of the largest candidates reach a target; no fewer candidates do.

    Args:
        typical: minutes expected of each.
        target: minutes wanted.
    """
    sums = np.cumsum(np.sort(typical)[::-1])
    total = int(sums[-1]) if len(sums) else 0
    if total < target:
        return Reach(len(sums), total, reached=False)
    count = int(np.searchsorted(sums, target)) + 1 if target > 0 else 0
    return Reach(count, int(sums[count - 1]) if count else 0, reached=True)


@dataclass(frozen=True, slots=True)
class ConditionTrace:
    """How one question was answered at one place.

    Attributes:
        condition: the question.
        answer: `NO`, `UNKNOWN` or `YES`.
        value: what is known; None where nobody answered.
        alternative: one of several of which one is enough.
    """

    condition: Condition
    answer: int
    value: bool | int | str | None
    alternative: bool


@dataclass(frozen=True, slots=True)
class RuleTrace:
    """How one rule was judged at one place."""

    rule: Rule
    answer: int
    conditions: tuple[ConditionTrace, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """The facts nobody answered; not those of alternatives of which one holds already."""
        enough = any(one.alternative and one.answer == YES for one in self.conditions)
        unknown = (
            one.condition.fact
            for one in self.conditions
            if one.answer == UNKNOWN and not (enough and one.alternative)
        )
        return tuple(dict.fromkeys(unknown))


def explain(
    book: RuleBook, facts: FactColumns, place: int, level: Level = Level.TASK
) -> tuple[RuleTrace, ...]:
    """The rules up to the one that fires at a place; all of them where none does.

    Args:
        book: the table.
        facts: tasks and steps.
        place: the one to explain.
        level: whether it is a task or a step; a step is asked the rules for steps only.
    """
    here = facts.taken(np.array([place]))
    traces: list[RuleTrace] = []
    for rule in book.rules:
        if level is Level.STEP and rule.level is not Level.STEP:
            continue
        says = int(answers(rule, here)[0])
        traces.append(RuleTrace(rule, says, _traces(rule, here)))
        if says == YES:
            break
    return tuple(traces)


def _traces(rule: Rule, here: FactColumns) -> tuple[ConditionTrace, ...]:
    in_alternatives = {
        id(one) for part in rule.conditions if isinstance(part, Alternatives) for one in part.of
    }
    return tuple(
        ConditionTrace(
            one,
            int(condition_answers(one, here)[0]),
            here.value(one.fact, 0),
            id(one) in in_alternatives,
        )
        for one in rule.questions
    )

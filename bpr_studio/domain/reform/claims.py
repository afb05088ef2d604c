"""The guard against counting a minute twice: claims of improvements on tasks and their steps.

A claim draws on **accounts**: its step, the task of the step (a claim on a task covers its steps),
and the rows of later surveys for the same task, as long as these were asked before the improvement
begins, because their hours still hold what it will take away. No account gives more than its
minutes.

Entering is refused beyond that. Where claims come together later (two PCs at once, a survey
figure that shrinks, undo), they are **booked** in a fixed order: the improvement entered first,
then the smaller id. What one finds no room for counts nowhere and is told as a finding. The result
depends on what is there and not on the order in which it came.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bpr_studio.domain.reform.improvement import ImprovementState

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bpr_studio.domain.reform.improvement import Claim, Improvement


@dataclass(frozen=True, slots=True)
class TaskGround:
    """One task of a survey as claims see it.

    Attributes:
        minutes: minutes a year, the most that can go away.
        unit_id: its section (of the survey's year).
        fiscal_year: year of its survey.
        months: parts of the twelve months, April first; () where the task does not say.
        later: the same task in later surveys, as id and fiscal year.
    """

    id: str
    name: str
    minutes: int
    unit_id: str = ""
    unit_code: str = ""
    unit_name: str = ""
    round_id: str = ""
    fiscal_year: int = 0
    core_tag: str = ""
    months: tuple[int, ...] = ()
    later: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class StepGround:
    """One step of a flow as claims see it.

    Attributes:
        minutes: minutes a year; 0 where the step does not say, or is a copy of another step.
        task_id: the task its flow answers, "" for none.
        unit_id: section of the flow, "" for none.
    """

    id: str
    name: str
    minutes: int
    task_id: str = ""
    flow_id: str = ""
    flow_name: str = ""
    unit_id: str = ""


@dataclass(frozen=True, slots=True)
class Ground:
    """Tasks and steps by row id; what is missing does not exist any more."""

    tasks: Mapping[str, TaskGround] = field(default_factory=dict)
    steps: Mapping[str, StepGround] = field(default_factory=dict)

    def task_of(self, claim: Claim) -> TaskGround | None:
        """The task a claim draws on, None for none."""
        step = self.steps.get(claim.step_id)
        return self.tasks.get((step.task_id if step else "") or claim.work_item_id)

    def name_of(self, claim: Claim) -> str:
        """What a claim is on, for people; "" where it does not exist any more."""
        step, task = self.steps.get(claim.step_id), self.task_of(claim)
        if claim.step_id:
            return step.name or step.flow_name if step else ""
        return task.name if task else ""

    def minutes_of(self, account: str) -> int:
        """What an account gives at most; 0 where it does not exist."""
        row = account.partition(":")[2]
        found = self.steps.get(row) if account.startswith("step:") else self.tasks.get(row)
        return found.minutes if found else 0

    def accounts(self, claim: Claim, start_year: int | None) -> tuple[str, ...]:
        """What a claim draws on; () where its task or step does not exist any more.

        Args:
            claim: the claim.
            start_year: fiscal year in which the improvement begins, None while not decided.
        """
        task = self.task_of(claim)
        found: list[str] = []
        if claim.step_id:
            if claim.step_id not in self.steps:
                return ()
            found.append(f"step:{claim.step_id}")
        elif task is None:
            return ()
        if task is not None:
            found.append(f"task:{task.id}")
            found += [
                f"task:{row}"
                for row, year in task.later
                if row in self.tasks and (start_year is None or year < start_year)
            ]
        return tuple(found)


def start_year(month: str) -> int | None:
    """Fiscal year of a month such as "2026-10"; None where there is none or it cannot be read."""
    year, _, number = month.partition("-")
    if not (year.isdigit() and number.isdigit() and 1 <= int(number) <= 12):
        return None
    return int(year) if int(number) >= 4 else int(year) - 1


@dataclass(frozen=True, slots=True)
class BookedClaim:
    """What a claim gets.

    Attributes:
        claim: the claim with the minutes asked for.
        minutes: minutes that count; never more than asked for.
        known: its task or step still exists.
        ahead: ids of the improvements that came first at the account that ran dry.
    """

    claim: Claim
    minutes: int
    known: bool = True
    ahead: tuple[str, ...] = ()

    @property
    def missing(self) -> int:
        """Minutes that were asked for and do not count."""
        return self.claim.minutes - self.minutes


def counts(improvement: Improvement) -> bool:
    """Whether an improvement holds what it claims: all do that were not stopped."""
    return improvement.state is not ImprovementState.STOPPED


def in_order(improvements: Iterable[Improvement]) -> list[Improvement]:
    """Those that hold claims, the one entered first in front."""
    return sorted(filter(counts, improvements), key=lambda one: (one.created_on, one.id))


def book(improvements: Iterable[Improvement], ground: Ground) -> dict[str, tuple[BookedClaim, ...]]:
    """What every claim gets, by id of the improvement; those that hold nothing are left out."""
    till = _Till(ground)
    return {one.id: till.book(one, claims_in_order(one)) for one in in_order(improvements)}


def book_parts(
    shares: Iterable[tuple[Improvement, Sequence[Claim]]], ground: Ground
) -> dict[str, tuple[BookedClaim, ...]]:
    """What parts of improvements get, such as one year's real saving; in the order given."""
    till = _Till(ground)
    return {one.id: till.book(one, claims) for one, claims in shares}


def claims_in_order(improvement: Improvement) -> list[Claim]:
    """The claims of an improvement in the order they are booked."""
    return sorted(improvement.plan.claims, key=lambda c: (c.work_item_id, c.step_id, c.id))


class _Till:
    """The accounts and what was drawn from them so far."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._drawn: dict[str, int] = {}
        self._by: dict[str, list[str]] = {}

    def book(self, one: Improvement, claims: Sequence[Claim]) -> tuple[BookedClaim, ...]:
        """Draw what an improvement claims, as far as there is something left."""
        year = start_year(one.plan.start_month)
        return tuple(self._draw(one.id, claim, year) for claim in claims)

    def _draw(self, improvement: str, claim: Claim, year: int | None) -> BookedClaim:
        accounts = self._ground.accounts(claim, year)
        if not accounts:
            return BookedClaim(claim, 0, known=False)
        left = {account: self.left(account) for account in accounts}
        minutes = max(0, min(claim.minutes, *left.values()))
        dry = [account for account in accounts if left[account] < claim.minutes]
        ahead = dict.fromkeys(who for account in dry for who in self._by.get(account, ()))
        for account in accounts:
            self._drawn[account] = self._drawn.get(account, 0) + minutes
            self._by.setdefault(account, []).append(improvement)
        others = tuple(who for who in ahead if who != improvement)
        return BookedClaim(claim, minutes, ahead=others)

    def left(self, account: str) -> int:
        """What an account still gives."""
        return self._ground.minutes_of(account) - self._drawn.get(account, 0)


@dataclass(frozen=True, slots=True)
class Shortage:
    """A claim there is no room for.

    Attributes:
        claim: what was asked for.
        left: minutes that could be claimed.
        holders: ids of the improvements that hold the rest, the one entered first in front.
        known: its task or step exists.
    """

    claim: Claim
    left: int
    holders: tuple[str, ...] = ()
    known: bool = True


def shortage(wanted: Improvement, others: Iterable[Improvement], ground: Ground) -> Shortage | None:
    """The first claim of an improvement that goes beyond what the others left; None without one.

    All others come first, however old they are: this is asked before something is written.
    """
    till = _till_after(others, wanted, ground)
    for got in till.book(wanted, wanted.plan.claims):
        if got.missing:
            return Shortage(got.claim, got.minutes, got.ahead, got.known)
    return None


def _till_after(others: Iterable[Improvement], wanted: Improvement, ground: Ground) -> _Till:
    """What is left once everybody but `wanted` has drawn."""
    till = _Till(ground)
    for other in in_order(others):
        if other.id != wanted.id:
            till.book(other, claims_in_order(other))
    return till


def rooms(
    wanted: Improvement, others: Iterable[Improvement], ground: Ground, claims: Sequence[Claim]
) -> tuple[int, ...]:
    """What an improvement could claim of each of these at most, beside what others hold.

    What it claims itself is left out of account.
    """
    till = _till_after(others, wanted, ground)
    year = start_year(wanted.plan.start_month)
    found = []
    for claim in claims:
        accounts = ground.accounts(claim, year)
        found.append(max(0, min(map(till.left, accounts))) if accounts else 0)
    return tuple(found)

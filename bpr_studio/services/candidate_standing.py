"""What became of candidates: minutes the register holds already, and verdicts that still hold."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bpr_studio.domain.reform.claims import book, start_year
from bpr_studio.services.candidate_values import CandidateState

if TYPE_CHECKING:
    from bpr_studio.services.candidate_values import CandidateQueries, StoredVerdict


@dataclass
class Held:
    """What improvements of the register hold of tasks and steps.

    Attributes:
        minutes: minutes held by row id of task or step; a task holds what its steps do, too.
        rules: rules the improvements that hold a task or step came from, by its row id.
        names: names of these improvements.
    """

    minutes: dict[str, int] = field(default_factory=dict)
    rules: dict[str, set[str]] = field(default_factory=dict)
    names: dict[str, list[str]] = field(default_factory=dict)

    def note(self, row: str, minutes: int, rule: str, name: str) -> None:
        """Add what one claim holds."""
        self.minutes[row] = self.minutes.get(row, 0) + minutes
        self.rules.setdefault(row, set()).add(rule)
        listed = self.names.setdefault(row, [])
        if name not in listed:
            listed.append(name)


def held_minutes(queries: CandidateQueries) -> Held:
    """What the register holds, as its guard against counting twice books it."""
    improvements = queries.improvements()
    claims = [claim for one in improvements for claim in one.plan.claims]
    found = Held()
    if not claims:
        return found
    ground = queries.claim_ground(
        {claim.work_item_id for claim in claims} - {""}, {claim.step_id for claim in claims} - {""}
    )
    booked = book(improvements, ground)
    for one in improvements:
        for got in booked.get(one.id, ()):
            year = start_year(one.plan.start_month)
            for row in _rows(ground.accounts(got.claim, year)):
                found.note(row, got.minutes, one.plan.rule, one.plan.name)
    return found


def _rows(accounts: tuple[str, ...]) -> list[str]:
    return [account.partition(":")[2] for account in accounts]


@dataclass(frozen=True)
class Judging:
    """Whether a candidate that was set aside stays so.

    Attributes:
        round_id: the survey that is looked at; what was put off comes back in the next one.
        changed_percent: change of the hours by which a candidate comes back.
    """

    round_id: str
    changed_percent: int

    def state(self, verdict: StoredVerdict, minutes: int) -> CandidateState:
        """What a verdict says now of a candidate of so many minutes."""
        changed = abs(minutes - verdict.minutes)
        if changed and changed * 100 >= verdict.minutes * self.changed_percent:
            return CandidateState.OPEN
        if verdict.verdict == CandidateState.DECLINED:
            return CandidateState.DECLINED
        if verdict.verdict == CandidateState.LATER and verdict.round_id == self.round_id:
            return CandidateState.LATER
        return CandidateState.OPEN

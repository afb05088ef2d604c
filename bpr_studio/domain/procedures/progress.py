"""How far the review is: counts of 書面・押印・対面 by basis and decision, online and priority.

These are the figures the goals G5 (押印義務廃止), G6 (オンライン申請可能手続) and G7 (特に国民の利便性
向上に資する手続) are held against. Every count is a number of procedures unless it says cases.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bpr_studio.domain.procedures.procedure import (
    CONSIDERING,
    EXEMPT,
    GOES,
    KEEP,
    NOT_ONLINE,
    ONLINE,
    Requirement,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from bpr_studio.domain.procedures.procedure import Procedure


@dataclass(frozen=True, slots=True)
class ProgressCell:
    """Procedures that demand one thing, on one basis, with one decision.

    Attributes:
        basis: class of legal basis, "" where nobody said.
        decision: "" where nobody decided (未検討).
        cases: cases a year of those whose cases are known.
    """

    requirement: Requirement
    basis: str
    decision: str
    procedures: int
    cases: int


@dataclass(frozen=True, slots=True)
class DemandProgress:
    """How far the review of one demand is; `demanded` is the sum of the four below it.

    Attributes:
        demanded: procedures that demand it, as before the review.
        gone: decided to go (廃止, 署名, 電子署名).
        kept: decided to stay (存続).
        considering: 検討中.
        not_reviewed: nobody decided (未検討).
        in_force: of `gone` those whose day has come.
        city_alone: of `demanded` those confirmed as 市単独で見直し可能.
        city_alone_gone: of `city_alone` those decided to go.
    """

    demanded: int
    gone: int
    kept: int
    considering: int
    not_reviewed: int
    in_force: int
    city_alone: int
    city_alone_gone: int


@dataclass(frozen=True, slots=True)
class OnlineProgress:
    """How much can be applied for online; the first five make up all procedures.

    Attributes:
        done: 実施済.
        not_done: 未実施.
        exempt: 適用除外.
        other: その他.
        unknown: not said.
        cases: cases of the procedures that tell all and online cases.
        cases_online: of these the ones that came online.
    """

    done: int
    not_done: int
    exempt: int
    other: int
    unknown: int
    cases: int
    cases_online: int

    @property
    def target(self) -> int:
        """Procedures that can be online at all: all but the exempt ones."""
        return self.done + self.not_done + self.other + self.unknown

    @property
    def rate(self) -> float | None:
        """Share of cases that came online (オンライン利用率), None where nothing is known."""
        return self.cases_online / self.cases if self.cases else None


@dataclass(frozen=True, slots=True)
class PriorityProgress:
    """The procedures of special benefit to people.

    Attributes:
        listed: how many the national list has (31).
        of_city: how many of them a city handles (27).
        matched: of these the ones a line of the ledger is confirmed for.
        online: of these the ones of which every confirmed line is online.
    """

    listed: int
    of_city: int
    matched: int
    online: int


@dataclass(frozen=True, slots=True)
class ProcedureProgress:
    """How far the ledger's review is.

    Attributes:
        procedures: all of them.
        zero_cases: procedures nobody used in the year.
        unknown_cases: procedures whose cases are not said.
        cases: cases a year of those that tell them.
        cells: demand × basis × decision; their procedures add up to `demanded` of each demand.
        today: the day `in_force` is counted on (ISO).
        fictitious: every figure is made up (架空).
    """

    procedures: int
    zero_cases: int
    unknown_cases: int
    cases: int
    written: DemandProgress
    seals: DemandProgress
    in_person: DemandProgress
    online: OnlineProgress
    priority: PriorityProgress
    cells: tuple[ProgressCell, ...]
    today: str
    fictitious: bool = False

    def demand(self, requirement: Requirement) -> DemandProgress:
        """The progress of one demand."""
        return {
            Requirement.WRITTEN: self.written,
            Requirement.SEAL: self.seals,
            Requirement.IN_PERSON: self.in_person,
        }[requirement]


def progress_of(
    procedures: Sequence[Procedure],
    *,
    today: str,
    priority: Sequence[int],
    listed: int,
    fictitious: bool = False,
) -> ProcedureProgress:
    """Count everything.

    Args:
        procedures: the lines of the ledger.
        today: the day (ISO).
        priority: numbers of the priority procedures a city handles.
        listed: how many the national list has.
        fictitious: the workspace is made up.
    """
    written, seals, in_person = (_demand(procedures, one, today) for one in Requirement)
    return ProcedureProgress(
        procedures=len(procedures),
        zero_cases=sum(p.cases_total == 0 for p in procedures),
        unknown_cases=sum(p.cases_total is None for p in procedures),
        cases=sum(p.cases_total or 0 for p in procedures),
        written=written,
        seals=seals,
        in_person=in_person,
        online=_online(procedures),
        priority=_priority(procedures, priority, listed),
        cells=_cells(procedures),
        today=today,
        fictitious=fictitious,
    )


def _demand(
    procedures: Iterable[Procedure], requirement: Requirement, today: str
) -> DemandProgress:
    counts: Counter[str] = Counter()
    for procedure in procedures:
        if procedure.demands(requirement):
            counts.update(_marks(procedure, requirement, today))
    names = ("demanded", "gone", "kept", "considering", "not_reviewed")
    more = ("in_force", "city_alone", "city_alone_gone")
    return DemandProgress(**{name: counts[name] for name in (*names, *more)})


def _marks(procedure: Procedure, requirement: Requirement, today: str) -> set[str]:
    decided = procedure.decided(requirement)
    goes = decided in GOES
    words = {KEEP: "kept", CONSIDERING: "considering", "": "not_reviewed"}
    marks = {"demanded", "gone" if goes else words.get(decided, "not_reviewed")}
    if goes and procedure.effective_on and procedure.effective_on <= today:
        marks.add("in_force")
    if procedure.city_alone:
        marks |= {"city_alone", "city_alone_gone"} if goes else {"city_alone"}
    return marks


def _online(procedures: Iterable[Procedure]) -> OnlineProgress:
    states: Counter[str] = Counter()
    cases = online = 0
    for procedure in procedures:
        states[procedure.online_state] += 1
        if procedure.cases_online is not None and procedure.cases_total is not None:
            cases += procedure.cases_total
            online += procedure.cases_online
    known = states[ONLINE] + states[NOT_ONLINE] + states[EXEMPT] + states[""]
    return OnlineProgress(
        done=states[ONLINE],
        not_done=states[NOT_ONLINE],
        exempt=states[EXEMPT],
        other=states.total() - known,
        unknown=states[""],
        cases=cases,
        cases_online=online,
    )


def _priority(
    procedures: Iterable[Procedure], numbers: Collection[int], listed: int
) -> PriorityProgress:
    found: dict[int, list[bool]] = {}
    for procedure in procedures:
        if procedure.priority_number in numbers:
            online = procedure.online_state == ONLINE
            found.setdefault(procedure.priority_number or 0, []).append(online)
    return PriorityProgress(
        listed, len(numbers), len(found), sum(all(online) for online in found.values())
    )


def _cells(procedures: Iterable[Procedure]) -> tuple[ProgressCell, ...]:
    counts: Counter[tuple[Requirement, str, str]] = Counter()
    cases: Counter[tuple[Requirement, str, str]] = Counter()
    for procedure in procedures:
        for one in procedure.demanded:
            key = (one, procedure.basis(one), procedure.decided(one))
            counts[key] += 1
            cases[key] += procedure.cases_total or 0
    order = list(Requirement)
    return tuple(
        ProgressCell(*key, counts[key], cases[key])
        for key in sorted(counts, key=lambda key: (order.index(key[0]), key[1], key[2]))
    )

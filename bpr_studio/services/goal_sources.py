"""What the workspace itself knows of goals: the register, the ledger and the survey."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from bpr_studio.domain.reform.goals import Filled, Reading, TargetFrom, last_day
from bpr_studio.domain.shared.fiscal_year import FiscalYear
from bpr_studio.domain.shared.text import tr

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from bpr_studio.domain.reform.effects import Booked
    from bpr_studio.domain.reform.goals import Goal
    from bpr_studio.services.views import FlowLine, RoundInfo, SectionStatus, UnitLine

_OVERALL: Final = "overall"


class SurveyFigures(Protocol):
    """What goals ask of surveys and flows."""

    def rounds(self) -> tuple[RoundInfo, ...]:
        """All survey rounds."""

    def sections(self, round_id: str) -> tuple[SectionStatus, ...]:
        """Every section of the round's year."""

    def units(self, fiscal_year: int) -> tuple[UnitLine, ...]:
        """The organisation of a year."""

    def flows(self) -> tuple[FlowLine, ...]:
        """All process models."""


@dataclass(frozen=True, slots=True)
class Saved:
    """Minutes really saved in one fiscal year by one improvement of the register.

    Attributes:
        centre: counts for the processing centre as well.
    """

    name: str
    fiscal_year: int
    minutes: int
    centre: bool


@dataclass(frozen=True, slots=True)
class LedgerCounts:
    """What the procedure ledger counts towards goals.

    Attributes:
        procedures: procedures that are to be filed online where possible.
        online: those of them that can be.
        seals_gone: procedures whose seal was decided to be dropped.
        priority_online: priority procedures that can be filed online.
    """

    procedures: int
    online: int
    seals_gone: int
    priority_online: int


def saved_by(booked: Iterable[Booked]) -> Iterator[Saved]:
    """What the improvements of the register really saved, year by year."""
    for one in booked:
        plan = one.improvement.plan
        for year in one.years:
            if year.actual is not None:
                yield Saved(plan.name, year.fiscal_year, year.actual, centre=plan.centre)


class WorkspaceSources:
    """Implements `services.goals.GoalSources`.

    Args:
        survey: survey rounds, sections and flows.
        booked: the register with what counts; nothing where it is empty.
        ledger: counts of the procedure ledger, None where it is empty.
        year: the fiscal year pages start with.
    """

    def __init__(
        self,
        survey: SurveyFigures,
        booked: Callable[[], Iterable[Booked]],
        ledger: Callable[[], LedgerCounts | None],
        year: Callable[[], int],
    ) -> None:
        self._survey = survey
        self._booked = booked
        self._ledger = ledger
        self._year = year

    def readings(self, goal: Goal, today: date) -> Sequence[Reading]:
        """The values of a goal that can be computed, one a fiscal year."""
        match goal.filled:
            case Filled.HAND:
                return ()
            case Filled.REGISTER:
                return self._register(lambda _saved: True, today)
            case Filled.REGISTER_CENTRE:
                return self._register(lambda saved: saved.centre, today)
            case Filled.REGISTER_TAG:
                return self._register(
                    lambda saved: bool(goal.tag) and goal.tag in saved.name, today
                )
            case Filled.SURVEY_SECTIONS:
                return self._sections(today)
            case _:
                return self._of_ledger(goal.filled, today)

    def targets(self) -> Mapping[TargetFrom, float]:
        """The targets that can be counted."""
        found: dict[TargetFrom, float] = {}
        if sections := sum(1 for u in self._survey.units(self._year()) if u.level == "section"):
            found[TargetFrom.SECTIONS] = sections
        ledger = self._ledger()
        if ledger is not None and ledger.procedures:
            found[TargetFrom.LEDGER_ONLINE] = ledger.procedures
        return found

    def _register(self, counts: Callable[[Saved], bool], today: date) -> list[Reading]:
        years: dict[int, int] = {}
        for saved in saved_by(self._booked()):
            if counts(saved):
                years[saved.fiscal_year] = years.get(saved.fiscal_year, 0) + saved.minutes
        source = tr("improvement register")
        return [
            Reading(
                year,
                minutes / 60,
                _as_of(year, today),
                source,
                partial=year == FiscalYear.of(today).year,
            )
            for year, minutes in sorted(years.items())
        ]

    def _of_ledger(self, filled: Filled, today: date) -> list[Reading]:
        ledger = self._ledger()
        if ledger is None:
            return []
        value = {
            Filled.LEDGER_SEAL: ledger.seals_gone,
            Filled.LEDGER_ONLINE: ledger.online,
            Filled.LEDGER_PRIORITY: ledger.priority_online,
        }[filled]
        year = FiscalYear.of(today).year
        return [Reading(year, value, today.isoformat(), tr("procedure ledger"))]

    def _sections(self, today: date) -> list[Reading]:
        rounds = [r for r in self._survey.rounds() if r.kind == _OVERALL and r.state != "planned"]
        found = {one.fiscal_year: self._round(one, today) for one in reversed(rounds)}
        return [found[year] for year in sorted(found)]

    def _round(self, one: RoundInfo, today: date) -> Reading:
        """The share of sections that answered, and of those that have a flow."""
        codes = {section.unit_code: section.tasks for section in self._survey.sections(one.id)}
        answered = sum(1 for tasks in codes.values() if tasks)
        also: tuple[tuple[str, float, str], ...] = ()
        if one.fiscal_year == self._year():
            drawn = {flow.section_code for flow in self._survey.flows() if flow.activities}
            share = _percent(len(drawn & codes.keys()), len(codes))
            also = ((tr("Sections with a flow"), share, "%"),)
        return Reading(
            one.fiscal_year,
            _percent(answered, len(codes)),
            _as_of(one.fiscal_year, today),
            tr("survey sheets"),
            also,
        )


def _percent(part: int, whole: int) -> float:
    return round(100 * part / whole, 1) if whole else 0.0


def _as_of(fiscal_year: int, today: date) -> str:
    return min(last_day(fiscal_year), today).isoformat()

"""How far a survey round is: counts by bureau, sections that are late, letters to remind them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.workflow import SUBMITTED, SheetState, sheet_state
from bpr_studio.services.waiting import days_late

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bpr_studio.services.views import RoundInfo, SectionStatus


@dataclass(frozen=True, slots=True)
class Reminder:
    """What to tell a section whose sheet is missing.

    Attributes:
        days_late: days after the due day, 0 when it is not yet over.
        reminded_at: moment of the last reminder before this one, "" for none.
        text: a letter ready to be copied.
    """

    unit_id: str
    unit_code: str
    unit_name: str
    bureau_name: str
    state: SheetState
    due_on: str
    days_late: int
    reminded_at: str
    text: str


@dataclass(frozen=True, slots=True)
class Count:
    """How far some sections are.

    Attributes:
        sections: those asked.
        submitted: those that have handed in (回収済), accepted ones included.
        accepted: those the DX office has accepted.
        returned: those that have their sheet back.
        overdue: those that are past their day and have not handed in.
        changed: those whose figures changed after the approval.
    """

    sections: int = 0
    submitted: int = 0
    accepted: int = 0
    returned: int = 0
    overdue: int = 0
    changed: int = 0

    @property
    def rate(self) -> float | None:
        """回収率: share of the sections asked that have handed in; None when none is asked."""
        return self.submitted / self.sections if self.sections else None


@dataclass(frozen=True, slots=True)
class BureauCount:
    """How far the sections of one bureau or ward are."""

    bureau_id: str
    name: str
    count: Count


@dataclass(frozen=True, slots=True)
class RoundProgress:
    """How far a round is.

    Attributes:
        round: the round.
        total: all sections asked.
        bureaus: the same by bureau, in tree order.
        states: number of sections by state; states without sections are not in it.
        sections: the sections asked, in tree order.
        overdue: those of them that are overdue, the latest first.
    """

    round: RoundInfo
    total: Count
    bureaus: tuple[BureauCount, ...]
    states: Mapping[SheetState, int]
    sections: tuple[SectionStatus, ...] = field(repr=False)
    overdue: tuple[SectionStatus, ...] = field(repr=False)


def progress_of(found: RoundInfo, sections: Iterable[SectionStatus], today: str) -> RoundProgress:
    """How far a round is.

    Args:
        found: the survey round.
        sections: all sections of its year, in tree order; those not asked are left out.
        today: the day it is (ISO).
    """
    asked = [section for section in sections if section.state]
    bureaus: dict[str, list[SectionStatus]] = {}
    states: dict[SheetState, int] = {}
    for section in asked:
        bureaus.setdefault(section.bureau_id, []).append(section)
        state = sheet_state(section.state)
        states[state] = states.get(state, 0) + 1
    late = [section for section in asked if days_late(section, today)]
    return RoundProgress(
        round=found,
        total=count_of(asked, today),
        bureaus=tuple(
            BureauCount(bureau, inside[0].bureau_name, count_of(inside, today))
            for bureau, inside in bureaus.items()
        ),
        states=states,
        sections=tuple(asked),
        overdue=tuple(sorted(late, key=lambda section: -days_late(section, today))),
    )


def are_days(*texts: str) -> bool:
    """Whether all texts are days as they are stored (ISO)."""
    try:
        return all(date.fromisoformat(text).isoformat() == text for text in texts)
    except ValueError:
        return False


def count_of(sections: Iterable[SectionStatus], today: str) -> Count:
    """How far some sections are.

    Args:
        sections: sections that are asked.
        today: the day it is (ISO).
    """
    listed = list(sections)
    states = [sheet_state(section.state) for section in listed]
    return Count(
        sections=len(listed),
        submitted=sum(state in SUBMITTED for state in states),
        accepted=states.count(SheetState.ACCEPTED),
        returned=states.count(SheetState.RETURNED),
        overdue=sum(days_late(section, today) > 0 for section in listed),
        changed=sum(section.changed_after_approval for section in listed),
    )


def day_text(day: str) -> str:
    """A stored day for people: 2026年6月30日; "" stays "".

    Args:
        day: the day (ISO).
    """
    if not are_days(day):
        return day
    found = date.fromisoformat(day)
    return tr("{year}-{month:02}-{day:02}", year=found.year, month=found.month, day=found.day)


def reminder_for(found: RoundInfo, section: SectionStatus, today: str) -> Reminder:
    """The letter to one section.

    Args:
        found: the survey round.
        section: a section that has not handed in.
        today: the day it is (ISO).
    """
    late = days_late(section, today)
    sentence = (
        tr(
            "The sheet of your section was due on {day} ({n:,} days ago).",
            day=day_text(section.due_on),
            n=late,
        )
        if late
        else tr("The sheet of your section is due on {day}.", day=day_text(section.due_on))
    )
    returned = sheet_state(section.state) is SheetState.RETURNED
    ask = (
        tr("It was returned for correction. Please correct it and submit it again.")
        if returned
        else tr("It has not reached us yet. Please open it, complete it and submit it.")
    )
    text = tr(
        "To {bureau} {unit}\n\n{name}\n{sentence} {ask}\n"
        "If something keeps you from it, please tell the DX office.",
        bureau=section.bureau_name,
        unit=section.unit_name,
        name=found.name,
        sentence=sentence,
        ask=ask,
    )
    return Reminder(
        unit_id=section.unit_id,
        unit_code=section.unit_code,
        unit_name=section.unit_name,
        bureau_name=section.bureau_name,
        state=sheet_state(section.state),
        due_on=section.due_on,
        days_late=late,
        reminded_at=section.reminded_at,
        text=text,
    )

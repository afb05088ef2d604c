"""One list of everything that waits for somebody: the sheets, remarks and rows of a round."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.workload.workflow import (
    DX_OFFICE,
    KAIZEN_LEADER,
    SECTION_CHIEF,
    SUBMITTED,
    RoundState,
    SheetState,
    round_state,
    sheet_state,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from bpr_studio.domain.shared.ports import Person
    from bpr_studio.services.views import RoundInfo, SectionStatus


class WaitingKind(StrEnum):
    """What somebody is waited for, the most pressing first."""

    RETURNED = "returned"  # the sheet came back with a reason
    OVERDUE = "overdue"  # it is past its day and not handed in
    APPROVE_AGAIN = "approve_again"  # figures changed after the approval
    APPROVE = "approve"
    CONFIRM = "confirm"
    ACCEPT = "accept"
    FILL = "fill"  # a sheet to fill in
    CARRIED = "carried"  # rows of last year to confirm, change or remove
    COMMENTS = "comments"  # remarks of others nobody has settled


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits.

    Attributes:
        kind: what is to be done.
        round_id: the survey round.
        unit_id: the section.
        state: state of its sheet (`workflow.SheetState`).
        due_on: day it is due (ISO), "" where none is set.
        days_late: days since then, 0 while there is time.
        count: number of rows or remarks; 1 for a sheet.
        reason: why the sheet was returned.
        since: moment of the last deed on the sheet (ISO, UTC), "" before the first.
    """

    kind: WaitingKind
    round_id: str
    unit_id: str
    unit_code: str
    unit_name: str
    bureau_name: str
    state: str
    due_on: str
    days_late: int
    count: int
    reason: str
    since: str


_ORDER: Final[Mapping[WaitingKind, int]] = {kind: place for place, kind in enumerate(WaitingKind)}


def days_late(section: SectionStatus, today: str) -> int:
    """Days a sheet is overdue: not handed in after its day. 0 otherwise.

    Args:
        section: the section.
        today: the day it is (ISO).
    """
    if not section.state or not section.due_on or section.due_on >= today:
        return 0
    if sheet_state(section.state) in SUBMITTED:
        return 0
    return (date.fromisoformat(today) - date.fromisoformat(section.due_on)).days


def waiting_in(
    found: RoundInfo, sections: Iterable[SectionStatus], person: Person, today: str
) -> tuple[Waiting, ...]:
    """What waits for a person in some sections, the most pressing first.

    Args:
        found: the survey round.
        sections: the sections this person looks after; all of them for the DX office.
        person: who looks; what they wrote themselves does not wait for them.
        today: the day it is (ISO).
    """
    state = round_state(found.state)
    if state in {RoundState.PLANNED, RoundState.LOCKED}:
        return ()
    items = [
        _item(found.id, section, kind, count, today)
        for section in sections
        if section.state
        for kind, count in _kinds(section, person, today, closed=state is RoundState.CLOSED)
    ]
    return tuple(sorted(items, key=lambda item: (_ORDER[item.kind], -item.days_late)))


def _item(
    round_id: str, section: SectionStatus, kind: WaitingKind, count: int, today: str
) -> Waiting:
    return Waiting(
        kind=kind,
        round_id=round_id,
        unit_id=section.unit_id,
        unit_code=section.unit_code,
        unit_name=section.unit_name,
        bureau_name=section.bureau_name,
        state=section.state,
        due_on=section.due_on,
        days_late=days_late(section, today),
        count=count,
        reason=section.reason,
        since=section.since,
    )


def _kinds(
    section: SectionStatus, person: Person, today: str, *, closed: bool
) -> Iterator[tuple[WaitingKind, int]]:
    state = sheet_state(section.state)
    role, late = person.role, days_late(section, today) > 0
    if role == DX_OFFICE:
        yield from _for_dx_office(section, state, late=late)
        return
    if role in {KAIZEN_LEADER, SECTION_CHIEF} and state is SheetState.LEADER_CHECK:
        yield WaitingKind.CONFIRM, 1
    if role == SECTION_CHIEF:
        yield from _for_chief(section, state)
    if not closed:
        yield from _for_section(section, state, person.user, late=late)


def _for_dx_office(
    section: SectionStatus, state: SheetState, *, late: bool
) -> Iterator[tuple[WaitingKind, int]]:
    if state is SheetState.DX_ACCEPTANCE and not section.changed_after_approval:
        yield WaitingKind.ACCEPT, 1
    if late:
        yield WaitingKind.OVERDUE, 1


def _for_chief(section: SectionStatus, state: SheetState) -> Iterator[tuple[WaitingKind, int]]:
    if section.changed_after_approval:
        yield WaitingKind.APPROVE_AGAIN, 1
    elif state is SheetState.CHIEF_APPROVAL:
        yield WaitingKind.APPROVE, 1


def _for_section(
    section: SectionStatus, state: SheetState, user: str, *, late: bool
) -> Iterator[tuple[WaitingKind, int]]:
    if state is SheetState.RETURNED:
        yield WaitingKind.RETURNED, 1
    elif late:
        yield WaitingKind.OVERDUE, 1
    elif state is SheetState.DRAFT:
        yield WaitingKind.FILL, 1
    if section.unconfirmed and state not in SUBMITTED:
        yield WaitingKind.CARRIED, section.unconfirmed
    of_others = sum(writer != user for writer in section.commented_by)
    if of_others:
        yield WaitingKind.COMMENTS, of_others

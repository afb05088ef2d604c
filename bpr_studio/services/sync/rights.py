"""What a member may write: asked for every op of every segment before it is taken over.

The answer depends on the member's role and scopes, on the op, and on facts that do not change
(who made a row, which sections a unit ever belonged to), so that every PC decides alike. Entities,
fields and kinds of newer programs are let through in the member's own sections and nowhere else.
What a role may do with a sheet is taken from `domain/workload/workflow.py`, the states its deeds
lead from (undo) and to.
"""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING, Final, Protocol

from bpr_studio.domain.replication.names import LIB, ORG
from bpr_studio.domain.replication.ops import DEL, NEW
from bpr_studio.domain.shared.text import N_, tr_source
from bpr_studio.domain.workload.workflow import (
    COLLECTED,
    DX_OFFICE,
    MEMBER,
    Deed,
    RoundState,
    SheetState,
    Standing,
    after,
    may,
)
from bpr_studio.services.flow_rights import making_refusal
from bpr_studio.services.sync.scopes import FLOW, OF_FLOW, OF_LIB, OF_ORG, OF_PC, section_scope

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from bpr_studio.domain.replication.ops import Op
    from bpr_studio.domain.replication.roster import Member, Roster


class Forbidden(StrEnum):
    """Why an op must not be written; the value is a stable name for files and JSON."""

    SCOPE = "rights-scope"  # the member does not write this scope
    ENTITY = "rights-entity"  # belongs to the city or to all sections
    ROW = "rights-row"  # the row belongs to another scope
    UNIT = "rights-unit"  # the unit belongs to another section, or nobody knows it yet
    ACTOR = "rights-actor"  # somebody else's name
    APPROVAL = "rights-approval"  # approving is the chief's
    STATE = "rights-state"  # a state the role's deeds do not lead to
    DEED = "rights-deed"  # a deed the role does not do
    DUE = "rights-due"  # days are set by the DX office
    COURSE = "rights-course"  # changes or removes what somebody else did
    DRAWING = "rights-drawing"  # the role draws no flows of its own


class RightsLookup(Protocol):
    """What the local database knows, from everything taken over so far; deleted rows count."""

    def row_scope(self, entity: str, row: str) -> str:
        """Scope of the op that made a row (kind `new`), "" where no such op is here."""

    def section_codes(self, unit_id: str) -> Collection[str]:
        """Codes of all sections a unit belongs to or ever belonged to.

        Empty where the unit is not known here, or stands above sections. `scopes.section_codes`
        works it out.
        """


def may_read(member: Member, scope: str) -> bool:
    """Whether a member's PC takes in a scope: its own, the library, the organisation; DX all."""
    return member.role == DX_OFFICE or scope in {ORG, LIB} or scope in member.scopes


def may_write(member: Member, scope: str) -> bool:
    """Whether a member writes a scope at all."""
    return member.role == DX_OFFICE or (scope in member.scopes and scope not in {ORG, LIB})


def refusal(member: Member, scope: str, op: Op, roster: Roster, lookup: RightsLookup) -> str:
    """Why a member must not write an op.

    Args:
        member: who signed it, with the rights it is judged by (`Roster.rights`).
        scope: scope of its segment.
        op: the op; its actor is that of the segment.
        roster: who the others are.
        lookup: what is known here.

    Returns:
        A reason of `Forbidden`, "" when it may. `UNIT` may go away when more has come.
    """
    if member.role == DX_OFFICE:
        return ""
    if not may_write(member, scope):
        return Forbidden.SCOPE
    case = _Case(member, scope, op, roster, lookup)
    for rule in _rules(member.role, op.entity):
        reason = rule(case)
        if reason:
            return reason
    return ""


class _Case:
    """One op to be judged."""

    __slots__ = ("lookup", "member", "op", "roster", "scope")

    def __init__(
        self, member: Member, scope: str, op: Op, roster: Roster, lookup: RightsLookup
    ) -> None:
        self.member = member
        self.scope = scope
        self.op = op
        self.roster = roster
        self.lookup = lookup


@lru_cache(maxsize=512)
def _rules(role: str, entity: str) -> tuple[Callable[[_Case], str], ...]:
    """What is asked of ops of an entity by members in a role; empty strings let through."""
    if entity in OF_ORG or entity in OF_LIB:
        return (_refused_entity,)
    if entity in OF_PC:
        return (_own_actor,) if entity == "actor" else ()
    special = {
        "survey_sheet": (_sheet_values, _own_course),
        "sheet_event": (_deed, _own_course),
        FLOW: (_drawing,) if making_refusal(role) else (),
    }
    return (_own_row, _own_unit, _own_flow, *special.get(entity, ()))


def _refused_entity(_case: _Case) -> str:
    return Forbidden.ENTITY


def _own_actor(case: _Case) -> str:
    return "" if case.op.row == case.op.id.actor else Forbidden.ACTOR


def _own_row(case: _Case) -> str:
    known = case.lookup.row_scope(case.op.entity, case.op.row)
    return Forbidden.ROW if known and known != case.scope else ""


def _own_unit(case: _Case) -> str:
    """A row never leaves its section, nor comes to stand in another one."""
    fields = case.op.fields
    if "unit_id" not in fields:
        return ""
    unit = fields["unit_id"]
    if not isinstance(unit, str) or not unit:
        return Forbidden.UNIT
    codes = case.lookup.section_codes(unit)
    return "" if any(section_scope(code) == case.scope for code in codes) else Forbidden.UNIT


def _own_flow(case: _Case) -> str:
    """An element belongs where its flow belongs; a flow not here yet may come later."""
    flow = case.op.fields.get("flow_id")
    if flow is None:
        return Forbidden.ROW if "flow_id" in case.op.fields and case.op.entity in OF_FLOW else ""
    known = case.lookup.row_scope(FLOW, flow) if isinstance(flow, str) else ORG
    return Forbidden.ROW if known and known != case.scope else ""


def _drawing(case: _Case) -> str:
    """Members draw what the detailed survey asks of them, which the DX office begins."""
    fields = case.op.fields
    begins = case.op.kind == NEW and "unit_id" in fields
    return Forbidden.DRAWING if begins and not fields.get("work_item_id") else ""


def _is_state_of(role: str, state: object) -> bool:
    """Undo brings back what older versions wrote, too: nothing for a draft, or "collected"."""
    return state in (None, "", COLLECTED) or _is_among(state, states_of(role))


_APPROVAL: Final = ("approved_digest", "approved_by", "approved_at")


def _sheet_values(case: _Case) -> str:
    role, fields = case.member.role, case.op.fields
    if "due_on" in fields:
        return Forbidden.DUE
    if not _is_state_of(role, fields.get("state")):
        return Forbidden.STATE
    for name in _APPROVAL:
        if name in fields and not _may_approve(role, ends=fields[name] is None):
            return Forbidden.APPROVAL
    return ""


def _may_approve(role: str, *, ends: bool) -> bool:
    """Whether a role may write an approval, or end one, as those do who return a sheet."""
    deeds = deeds_of(role)
    return Deed.APPROVE in deeds or (ends and Deed.RETURN in deeds)


def _deed(case: _Case) -> str:
    kind = case.op.fields.get("kind")
    if not _is_among(kind, _DEEDS) or _is_among(kind, deeds_of(case.member.role)):
        return ""  # no word about its kind, a workbook collected, an event of a newer program
    return Forbidden.DEED


def _is_among(value: object, words: frozenset[str]) -> bool:
    """Values of ops are anything JSON can say."""
    return isinstance(value, str) and value in words


def _own_course(case: _Case) -> str:
    """Only what one did oneself is changed or removed; undo does that."""
    op = case.op
    if op.kind == NEW or (op.entity == "survey_sheet" and op.kind != DEL):
        return ""
    actors = {seen.actor for ids in op.seen.values() for seen in ids} - {op.id.actor}
    others = [actor for actor in actors if not _same_person(case, actor)]
    return Forbidden.COURSE if others else ""


def _same_person(case: _Case, actor: str) -> bool:
    other = case.roster.member(actor)
    return other is not None and (
        other.successor == case.member.actor or other.user == case.member.user
    )


_DEEDS: Final = frozenset(deed.value for deed in Deed)


@lru_cache(maxsize=16)
def deeds_of(role: str) -> frozenset[str]:
    """The deeds a role does, at whatever step of a sheet."""
    return frozenset(
        deed.value for deed in Deed if any(may(deed, role, standing) for standing in _standings())
    )


@lru_cache(maxsize=16)
def states_of(role: str) -> frozenset[str]:
    """The states a role writes: those its deeds lead to, and those they lead from (undo).

    "Accepted" is written by the DX office only.
    """
    found: set[str] = set()
    for deed, standing in product(Deed, _standings()):
        if may(deed, role, standing):
            found |= {standing.sheet.value, str(after(deed, standing))}
    return frozenset(found - (set() if role == DX_OFFICE else {SheetState.ACCEPTED.value}))


def _standings() -> tuple[Standing, ...]:
    return tuple(
        Standing(RoundState.OPEN, sheet, changed=changed)
        for sheet, changed in product(SheetState, (False, True))
    )


_OTHERS: Final = N_("This belongs to another section.")
_SENTENCES: Final[Mapping[str, str]] = {
    Forbidden.SCOPE: _OTHERS,
    Forbidden.ROW: _OTHERS,
    Forbidden.UNIT: _OTHERS,
    Forbidden.ENTITY: N_("This is decided for the whole city by the DX office."),
    Forbidden.ACTOR: N_("Only the person concerned changes this."),
    Forbidden.APPROVAL: N_("Approving is done by the section chief."),
    Forbidden.STATE: N_("Your role cannot bring the sheet to this state."),
    Forbidden.DEED: N_("Your role cannot do this with a sheet."),
    Forbidden.DUE: N_("Due days are set by the DX office."),
    Forbidden.COURSE: N_("What somebody else did with the sheet cannot be taken back."),
}


def sentence(reason: str) -> str:
    """A reason of `Forbidden` for people."""
    if reason == Forbidden.DRAWING:
        return making_refusal(MEMBER)
    return tr_source(_SENTENCES[reason])

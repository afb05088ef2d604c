"""The way of a sheet from the section to the DX office: states, deeds, and who may do what.

    draft ─submit→ leader_check ─confirm→ chief_approval ─approve→ dx_acceptance ─accept→ accepted
      ↑ ↑                 └──────────────── return (with a reason) ────────────────────────┘
      │ └── returned ←───────────────────────────┘
      └──── reopen (DX office)

Rules answer with a reason: `refusal` says why somebody may not do something, "" when they may;
buttons and deeds ask the same function. An approval covers exactly the figures seen
(docs/decisions/0014): once they changed, nobody accepts the sheet before the chief approves anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.shared.text import N_, tr, tr_source

if TYPE_CHECKING:
    from collections.abc import Mapping

MEMBER: Final = "member"  # 課員
PROMOTER: Final = "promoter"  # 推進員
KAIZEN_LEADER: Final = "kaizen_leader"  # カイゼンリーダー（係長）
SECTION_CHIEF: Final = "section_chief"  # 課長
DX_OFFICE: Final = "dx_office"  # DX室


class SheetState(StrEnum):
    """How far the sheet of a section is; the value says what it waits for."""

    DRAFT = "draft"  # 作成中
    LEADER_CHECK = "leader_check"  # 係長確認
    CHIEF_APPROVAL = "chief_approval"  # 課長承認
    DX_ACCEPTANCE = "dx_acceptance"  # DX室受理
    ACCEPTED = "accepted"  # 受理済
    RETURNED = "returned"  # 差戻し


class RoundState(StrEnum):
    """Where a survey round stands."""

    PLANNED = "planned"  # 準備中
    OPEN = "open"  # 実施中
    CLOSED = "closed"  # 締切後: sections change nothing, the DX office still decides
    LOCKED = "locked"  # 確定: nobody changes anything


class Deed(StrEnum):
    """What people do with a sheet."""

    SUBMIT = "submit"  # 提出
    CONFIRM = "confirm"  # 確認
    APPROVE = "approve"  # 承認
    ACCEPT = "accept"  # 受理
    RETURN = "return"  # 差戻し
    REOPEN = "reopen"  # 再開
    REMIND = "remind"  # 催促


COLLECTED: Final = "collected"
"""Kind of the event when a workbook was collected, which counts as submitting."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What the rules look at.

    Attributes:
        round: the round's state.
        sheet: the sheet's state.
        changed: a figure changed after the approval (承認後変更あり).
    """

    round: RoundState
    sheet: SheetState
    changed: bool = False


_WRITING: Final = frozenset({SheetState.DRAFT, SheetState.RETURNED})
_APPROVED: Final = frozenset({SheetState.DX_ACCEPTANCE, SheetState.ACCEPTED})
_UNDER_WAY: Final = frozenset(
    {SheetState.LEADER_CHECK, SheetState.CHIEF_APPROVAL, SheetState.DX_ACCEPTANCE}
)

_AFTER: Final[Mapping[Deed, Mapping[SheetState, SheetState]]] = {
    Deed.SUBMIT: dict.fromkeys(_WRITING, SheetState.LEADER_CHECK),
    Deed.CONFIRM: {SheetState.LEADER_CHECK: SheetState.CHIEF_APPROVAL},
    # A chief who approves at once has checked, too. What changed is approved and accepted anew.
    Deed.APPROVE: dict.fromkeys(_UNDER_WAY | _APPROVED, SheetState.DX_ACCEPTANCE),
    Deed.ACCEPT: {SheetState.DX_ACCEPTANCE: SheetState.ACCEPTED},
    Deed.RETURN: dict.fromkeys(_UNDER_WAY | _APPROVED, SheetState.RETURNED),
    Deed.REOPEN: dict.fromkeys(_APPROVED, SheetState.DRAFT),
    Deed.REMIND: {state: state for state in SheetState if state is not SheetState.ACCEPTED},
}
"""The transition table: from which state a deed leads where."""

_EVERYBODY: Final = frozenset({MEMBER, PROMOTER, KAIZEN_LEADER, SECTION_CHIEF, DX_OFFICE})
_ROLES: Final[Mapping[Deed, frozenset[str]]] = {
    Deed.SUBMIT: _EVERYBODY,
    Deed.CONFIRM: frozenset({KAIZEN_LEADER, SECTION_CHIEF}),
    Deed.APPROVE: frozenset({SECTION_CHIEF}),
    Deed.ACCEPT: frozenset({DX_OFFICE}),
    Deed.RETURN: frozenset({KAIZEN_LEADER, SECTION_CHIEF, DX_OFFICE}),
    Deed.REOPEN: frozenset({DX_OFFICE}),
    Deed.REMIND: frozenset({DX_OFFICE}),
}

_RETURNS: Final[Mapping[str, frozenset[SheetState]]] = {
    KAIZEN_LEADER: frozenset({SheetState.LEADER_CHECK}),
    SECTION_CHIEF: frozenset({SheetState.LEADER_CHECK, SheetState.CHIEF_APPROVAL}),
    DX_OFFICE: _UNDER_WAY | _APPROVED,
}
"""From which states a role hands a sheet back: from its own step and those before it."""

_EDITS: Final[Mapping[str, frozenset[SheetState]]] = {
    MEMBER: _WRITING,
    PROMOTER: _WRITING,
    KAIZEN_LEADER: _WRITING | {SheetState.LEADER_CHECK},
    SECTION_CHIEF: _WRITING | {SheetState.LEADER_CHECK, SheetState.CHIEF_APPROVAL},
    DX_OFFICE: frozenset(SheetState),
}
"""In which states a role may change figures: until the sheet has left its hands."""

_SHEET_STATES: Final = frozenset(SheetState)
_ROUND_STATES: Final = frozenset(RoundState)

SUBMITTED: Final = _UNDER_WAY | {SheetState.ACCEPTED}
"""States that count as answered (回収済): the section has handed its sheet in."""


def sheet_state(stored: str) -> SheetState:
    """The state a stored value means.

    "" (no sheet yet) is a draft; "collected", written by versions that knew no states, has come
    in and waits for the leader's check.
    """
    if stored == COLLECTED:
        return SheetState.LEADER_CHECK
    return SheetState(stored) if stored in _SHEET_STATES else SheetState.DRAFT


def round_state(stored: str) -> RoundState:
    """The state of a round a stored value means; "" is open, as the first version had it."""
    return RoundState(stored) if stored in _ROUND_STATES else RoundState.OPEN


def after(deed: Deed, standing: Standing) -> SheetState | None:
    """The state a deed leads to, whoever does it; None where the sheet is not at that step.

    What is approved is approved again only when it changed, and accepted only when it did not.
    """
    if standing.sheet in _APPROVED and deed is Deed.APPROVE and not standing.changed:
        return None
    if deed is Deed.ACCEPT and standing.changed:
        return None
    return _AFTER[deed].get(standing.sheet)


def may(deed: Deed, role: str, standing: Standing) -> bool:
    """Whether a role may do a deed now."""
    return not refusal(deed, role, standing)


def deeds_for(role: str, standing: Standing) -> tuple[Deed, ...]:
    """What a role may do now, in the order of the way."""
    return tuple(deed for deed in Deed if may(deed, role, standing))


def refusal(deed: Deed, role: str, standing: Standing) -> str:
    """Why a role may not do a deed now; "" when it may."""
    if role not in _ROLES[deed]:
        return tr("Your role cannot do this: {deed}.", deed=deed_label(deed))
    closed = _refused_by_round(deed, role, standing.round)
    if closed:
        return closed
    if after(deed, standing) is None:
        return _not_at_this_step(deed, standing)
    if deed is Deed.RETURN and standing.sheet not in _RETURNS[role]:
        return tr("The sheet has gone on already; only the DX office can return it now.")
    return ""


def _refused_by_round(deed: Deed, role: str, state: RoundState) -> str:
    match state:
        case RoundState.PLANNED:
            return tr("The survey has not been opened yet.")
        case RoundState.LOCKED:
            return tr("The survey is locked; nothing can be changed any more.")
        case RoundState.CLOSED if deed is Deed.SUBMIT and role != DX_OFFICE:
            return tr("The survey is closed. Ask the DX office to open it again.")
        case _:
            return ""


def _not_at_this_step(deed: Deed, standing: Standing) -> str:
    if deed is Deed.ACCEPT and standing.changed and standing.sheet is SheetState.DX_ACCEPTANCE:
        return tr("Figures changed after the approval; the section chief has to approve again.")
    return tr(
        "The sheet is at “{state}”; this cannot be done now: {deed}.",
        state=state_label(standing.sheet),
        deed=deed_label(deed),
    )


def edit_refusal(role: str, standing: Standing) -> str:
    """Why a role may not change figures now; "" when it may."""
    if standing.round is RoundState.LOCKED:
        return tr("The survey is locked; nothing can be changed any more.")
    if role == DX_OFFICE:
        return ""
    if standing.round is RoundState.PLANNED:
        return tr("The survey has not been opened yet.")
    if standing.round is RoundState.CLOSED:
        return tr("The survey is closed. Ask the DX office to open it again.")
    if standing.sheet not in _EDITS.get(role, frozenset()):
        return tr(
            "The sheet is at “{state}”. To change it, have it returned first.",
            state=state_label(standing.sheet),
        )
    return ""


CHANGED_AFTER_APPROVAL: Final = N_("Changed after approval")  # 承認後変更あり

_STATE_LABELS: Final[Mapping[SheetState, str]] = {
    SheetState.DRAFT: N_("In preparation"),
    SheetState.LEADER_CHECK: N_("Leader's check"),
    SheetState.CHIEF_APPROVAL: N_("Chief's approval"),
    SheetState.DX_ACCEPTANCE: N_("Acceptance by the DX office"),
    SheetState.ACCEPTED: N_("Accepted"),
    SheetState.RETURNED: N_("Returned"),
}
_ROUND_LABELS: Final[Mapping[RoundState, str]] = {
    RoundState.PLANNED: N_("Being planned"),
    RoundState.OPEN: N_("Running"),
    RoundState.CLOSED: N_("Closed"),
    RoundState.LOCKED: N_("Locked"),
}
_DEED_LABELS: Final[Mapping[Deed, str]] = {
    Deed.SUBMIT: N_("Submit"),
    Deed.CONFIRM: N_("Confirm"),
    Deed.APPROVE: N_("Approve"),
    Deed.ACCEPT: N_("Accept"),
    Deed.RETURN: N_("Return with a reason"),
    Deed.REOPEN: N_("Open the sheet again"),
    Deed.REMIND: N_("Remind"),
}


def state_label(state: SheetState, *, changed: bool = False) -> str:
    """Name of a state for people; `changed` tells that figures changed after the approval."""
    return tr_source(CHANGED_AFTER_APPROVAL if changed else _STATE_LABELS[state])


def round_label(state: RoundState) -> str:
    """Name of a round's state for people."""
    return tr_source(_ROUND_LABELS[state])


def deed_label(deed: Deed) -> str:
    """Name of a deed, as on its button."""
    return tr_source(_DEED_LABELS[deed])

"""What holds where people did different things with one sheet at the same time.

Two PCs that do not know of each other may approve and return a sheet at once. Such deeds are no
question for a person: they settle by rank, never by the clock. Whatever hands the sheet back to
the section beats whatever sends it on; of deeds that send it on the furthest holds. Reason and
approval are those of the deed that holds. Every deed stands in the course (`sheet_event`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Protocol

from bpr_studio.domain.workload.workflow import COLLECTED, SheetState, sheet_state

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence


class Written(Protocol):
    """A value that nobody has replaced yet."""

    @property
    def id(self) -> Hashable:
        """The name of the deed that wrote it; what one deed wrote has one name."""

    @property
    def rank(self) -> Any:
        """Orders values where nothing else does, the same on every PC; the greatest is shown."""

    @property
    def value(self) -> object:
        """What was written."""


APPROVAL: Final = ("approved_digest", "approved_by", "approved_at")
"""The fields of `survey_sheet` that an approval writes."""

SETTLED: Final = ("state", "reason", *APPROVAL)
"""The fields of `survey_sheet` whose concurrent values settle by themselves."""

_STATES: Final = frozenset(SheetState)
_APPROVED: Final = frozenset({SheetState.DX_ACCEPTANCE, SheetState.ACCEPTED})
_RANKS: Final[Mapping[SheetState, int]] = {
    SheetState.RETURNED: 7,  # tells a reason, so it comes before reopening
    SheetState.DRAFT: 6,
    SheetState.ACCEPTED: 4,
    SheetState.DX_ACCEPTANCE: 3,
    SheetState.CHIEF_APPROVAL: 2,
    SheetState.LEADER_CHECK: 1,
}
_UNSEEN_APPROVAL: Final = 5  # one that an acceptance beside it has not seen is accepted anew
_UNKNOWN: Final = 0  # nothing stored, or a state of a newer program: says nothing beside another


def settled_sheet(heads: Mapping[str, Sequence[Written]]) -> dict[str, object]:
    """The values that hold of the fields in `SETTLED`, whatever order the deeds came in.

    Args:
        heads: for each field of a sheet the values nobody has replaced, in any order; fields
            nobody has written may be absent.
    """
    winner = _winner(heads)
    if winner is None:
        return {name: _value(heads.get(name, ()), None) for name in SETTLED}
    state = _state(winner.value)
    values: dict[str, object] = {
        "state": winner.value,
        "reason": _value(heads.get("reason", ()), winner.id),
    }
    if state not in _APPROVED:
        # Also where the deed that handed the sheet back did not know of an approval to take away.
        return values | dict.fromkeys(APPROVAL)
    approver = _approver(heads, winner)
    return values | {name: _value(heads.get(name, ()), approver) for name in APPROVAL}


def _winner(heads: Mapping[str, Sequence[Written]]) -> Written | None:
    """The deed that holds."""
    approvals = {head.id for head in heads.get("approved_digest", ())}

    def standing(head: Written) -> tuple[int, Any]:
        is_approval = head.value == SheetState.DX_ACCEPTANCE and head.id in approvals
        return _UNSEEN_APPROVAL if is_approval else _rank(head.value), head.rank

    return max(heads.get("state", ()), key=standing, default=None)


def _rank(value: object) -> int:
    known = isinstance(value, str) and (value == COLLECTED or value in _STATES)
    return _RANKS[_state(value)] if known else _UNKNOWN


def _approver(heads: Mapping[str, Sequence[Written]], winner: Written) -> Hashable:
    """The deed whose approval holds: the winning one, or the one it built upon."""
    written = heads.get("approved_digest", ())
    if not written or any(head.id == winner.id for head in written):
        return winner.id
    return max(written, key=lambda head: head.rank).id


def _value(heads: Sequence[Written], deed: Hashable) -> object:
    """What a deed wrote; where it wrote nothing, the value shown by the common rule."""
    own = [head for head in heads if head.id == deed]
    shown = max(own or heads, key=lambda head: head.rank, default=None)
    return None if shown is None else shown.value


def _state(value: object) -> SheetState:
    return sheet_state(value if isinstance(value, str) else "")

"""From what a PC remembers of its exchange to what the status follows from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bpr_studio.services.sync.facts import Facts
from bpr_studio.services.sync.status import Membership, SyncReading, TargetReading
from bpr_studio.services.sync.troubles import Trouble, TroubleKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bpr_studio.services.sync.status import Work

TOO_OLD: Final = "too_old"
"""Fact: the least version of the program that may share, where this one is older."""
KEY_PLAIN: Final = "key_plain"
"""Fact: set where the key of this PC lies in a plain file."""

_STANDING: Final = {
    TroubleKind.REVOKED: Membership.REVOKED,
    TroubleKind.DECLINED: Membership.DECLINED,
    TroubleKind.NOT_APPROVED: Membership.WAITING,
}
"""Troubles that a cycle notes and the membership says; only why it was declined it does not say."""


def reading_of(values: Mapping[str, str], work: Work, held: Sequence[str] = ()) -> SyncReading:
    """What the local database says about exchange.

    Args:
        values: the facts, from `SyncLog.facts`.
        work: own changes by how far they have come.
        held: reasons for which own changes are held back, each once.
    """
    facts = Facts(values)
    noted = [trouble for target in facts.targets for trouble in facts.troubles(target)]
    said = _STANDING.keys() - {TroubleKind.DECLINED}
    troubles = [trouble for trouble in noted if trouble.kind not in said]
    if values.get(TOO_OLD):
        troubles.append(Trouble(TroubleKind.TOO_OLD, detail=values[TOO_OLD]))
    if values.get(KEY_PLAIN):
        troubles.append(Trouble(TroubleKind.KEY_PLAIN))
    troubles += [Trouble(TroubleKind.HELD, detail=reason) for reason in held]
    return SyncReading(
        membership=_membership(facts, noted),
        work=work,
        targets=tuple(_target(facts, address) for address in facts.targets),
        troubles=tuple(troubles),
        paused=facts.paused,
        renewed=bool(facts.actors),
    )


def _membership(facts: Facts, noted: Sequence[Trouble]) -> Membership:
    if not (facts.site and facts.targets):
        return Membership.NONE
    kinds = {trouble.kind for trouble in noted}
    for kind, membership in _STANDING.items():
        if kind in kinds:
            return membership
    # Before the first cycle the roster has said nothing yet.
    return Membership.MEMBER if facts.scopes else Membership.WAITING


def _target(facts: Facts, address: str) -> TargetReading:
    fault = facts.fault(address)
    return TargetReading(
        address=address,
        last_contact=facts.contact(address),
        fault=fault.fault if fault else "",
        fault_name=fault.name if fault else "",
        fault_since=fault.since if fault else None,
        skew=facts.skew(address),
    )

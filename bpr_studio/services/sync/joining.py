"""Joining: who works at this PC says so once, and the exchange process asks in their name."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.text import tr
from bpr_studio.services.sync.enrolment import known_roster
from bpr_studio.services.sync.facts import Facts
from bpr_studio.services.sync.requests import Request, handover, is_later, request_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bpr_studio.domain.replication.ports import Signer, Verifier
    from bpr_studio.domain.replication.roster import Roster
    from bpr_studio.services.sync.ports import SyncLog

CLAIM: Final = "claim"
"""Fact: who works at this PC, as they said when they joined."""
_REQUEST: Final = "own_request/"
"""Facts of this name hold the own requests, by actor: a file never changes."""


@dataclass(frozen=True, slots=True)
class Claim:
    """Who works at this PC.

    Attributes:
        user: login name.
        name: as it shall be shown to others.
        pc: name of the computer.
        role: the role wished for.
        section: code of the section, "" for the DX office.
        at: when it was said (ISO, UTC).
    """

    user: str
    name: str
    pc: str
    role: str
    section: str
    at: str


def with_claim(claim: Claim) -> dict[str, str]:
    """Remember who works at this PC."""
    return {CLAIM: json.dumps(asdict(claim), ensure_ascii=False)}


def claim_of(values: Mapping[str, str]) -> Claim | None:
    """Who works at this PC; None where nobody said, or not in words of this version."""
    try:
        said = json.loads(values.get(CLAIM, ""))
        return Claim(**{field.name: str(said[field.name]) for field in fields(Claim)})
    except (ValueError, TypeError, KeyError):
        return None


class OwnRequests:
    """Makes the file by which an actor of this PC asks to take part, once for each actor."""

    def __init__(
        self, log: SyncLog, verifier: Verifier, signer: Callable[[str], Signer | None]
    ) -> None:
        """Work on the local database.

        Args:
            log: remembers the claim and the files.
            verifier: checks who takes part.
            signer: the key of an actor of this PC, None where it is gone.
        """
        self._log = log
        self._verifier = verifier
        self._signer = signer

    def request(self, actor: str) -> bytes | None:
        """The file; None where nobody said who they are, or the key is gone."""
        values = self._log.facts()
        made = values.get(_REQUEST + actor)
        if made:
            return made.encode()
        claim, signer = claim_of(values), self._signer(actor)
        if claim is None or signer is None:
            return None
        data = self._made(claim, actor, signer, Facts(values))
        self._log.note({_REQUEST + actor: data.decode()})
        return data

    def _made(self, claim: Claim, actor: str, signer: Signer, facts: Facts) -> bytes:
        site, key = facts.site, signer.public_key
        old, word = self._earlier(facts, actor, key)
        request = Request(
            site=site,
            actor=actor,
            key=key,
            user=claim.user,
            name=claim.name,
            pc=claim.pc,
            role=claim.role,
            section=claim.section,
            at=claim.at,
            replaces=old,
            handover=word,
        )
        return request_bytes(request, signer)

    def _earlier(self, facts: Facts, actor: str, key: bytes) -> tuple[str, bytes]:
        """The actor this one goes on for, and that one's word for it; "" where there is none."""
        roster = known_roster(self._log, self._verifier)
        for old in sorted(facts.actors):
            member, signer = roster.member(old), self._signer(old)
            if member is not None and member.active and signer is not None:
                return old, handover(facts.site, old, actor, key, signer)
        return "", b""


def ask_again(
    values: Mapping[str, str], actor: str, roster: Roster, now: datetime
) -> dict[str, str]:
    """Ask once more after the DX office declined; the exchange process makes a new request.

    Args:
        values: the facts.
        actor: of this PC.
        roster: says when it was declined.
        now: the present moment; a clock that is behind must not make it the old request.

    Returns:
        What to remember.

    Raises:
        RefusedError: nothing was asked here, or the DX office has not answered.
    """
    claim, told = claim_of(values), roster.declined_at(actor)
    if claim is None or not is_declined(values, actor, roster):
        raise RefusedError(
            tr("The DX office has not declined a request of this PC."),
            kept=tr("Nothing was changed."),
        )
    at = max(now, datetime.fromisoformat(told) + timedelta(seconds=1)).isoformat()
    return {**with_claim(replace(claim, at=at)), _REQUEST + actor: ""}


def is_declined(values: Mapping[str, str], actor: str, roster: Roster) -> bool:
    """Whether what this PC asked last was declined."""
    if roster.declined(actor) is None:
        return False
    claim = claim_of(values)
    return claim is None or not is_later(claim.at, roster.declined_at(actor))


def require_no_other_claim(values: Mapping[str, str], claim: Claim, actor: str) -> None:
    """A request that was made is answered before another can be.

    Raises:
        RefusedError: this PC has asked already, with other words.
    """
    before = claim_of(values)
    if before is None or _REQUEST + actor not in values:
        return  # nothing asked, or declined and asked anew
    if (before.name, before.role, before.section) != (claim.name, claim.role, claim.section):
        raise RefusedError(
            tr("This PC has asked to take part already."),
            kept=tr("Nothing was changed."),
            remedy=tr(
                "Tell the DX office what should be different; it can approve it in that way."
            ),
        )

"""What the commands of exchange print, as JSON documents and as lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.services.sync.keys import check_number
from bpr_studio.services.sync.status import moment

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from bpr_studio.services.sync.outcome import CycleOutcome
    from bpr_studio.services.sync.requests import Request
    from bpr_studio.services.sync.status import SyncStatus
    from bpr_studio.services.sync.troubles import Trouble


def outcome_document(outcome: CycleOutcome) -> dict[str, Any]:
    """What one exchange with one place did."""
    pulled, healed = outcome.pulled, outcome.healed
    return {
        "address": outcome.target,
        "resting": outcome.resting,
        "sealed": outcome.sealed,
        "placed": outcome.placed,
        "verified": outcome.verified,
        "left": outcome.left,
        "received": {
            "segments": pulled.segments,
            "changes": pulled.ops,
            "conflicts": pulled.conflicts,
        },
        "confirmed": outcome.confirmed,
        "repaired": healed.segments + healed.blocks,
        "held": [{"reason": held.reason, "changes": held.ops} for held in outcome.held],
        "blocks": outcome.blocks,
        "renewed": outcome.renewed,
        "fault": str(outcome.fault.fault) if outcome.fault is not None else "",
        "troubles": [trouble_document(trouble) for trouble in outcome.troubles],
    }


def outcome_lines(outcome: CycleOutcome) -> Iterator[str]:
    """The same in words."""
    yield tr(
        "{address}: {placed:,} files shared, {segments:,} files received ({changes:,} changes)",
        address=outcome.target,
        placed=outcome.placed,
        segments=outcome.pulled.segments,
        changes=outcome.pulled.ops,
    )
    for trouble in outcome.troubles:
        yield f"  {trouble.happened} {trouble.remedy}"


def trouble_document(trouble: Trouble) -> dict[str, Any]:
    """One thing that stands in the way."""
    return {
        "kind": trouble.kind.value,
        "level": trouble.level.name.lower(),
        "since": _text(trouble.since),
        "address": trouble.target,
        "detail": trouble.detail,
        "happened": trouble.happened,
        "meanwhile": trouble.meanwhile,
        "remedy": trouble.remedy,
    }


def status_document(status: SyncStatus) -> dict[str, Any]:
    """The state of exchange."""
    work = status.work
    return {
        "state": status.glance.value,
        "sentence": status.sentence,
        "here": work.here,
        "here_since": _text(work.here_since),
        "on_the_way": work.on_the_way,
        "paused": status.paused,
        "places": [
            {
                "address": place.address,
                "last_contact": _text(place.last_contact),
                "trouble": place.trouble.kind.value if place.trouble is not None else "",
            }
            for place in status.targets
        ],
        "troubles": [trouble_document(trouble) for trouble in status.troubles],
    }


def status_lines(status: SyncStatus) -> Iterator[str]:
    """The same in words."""
    yield status.sentence
    for place in status.targets:
        contact = moment(place.last_contact) if place.last_contact is not None else tr("never")
        yield tr("{address}: last contact {when}", address=place.address, when=contact)
    for trouble in status.troubles:
        yield f"[{trouble.kind}] {trouble.happened} {trouble.meanwhile} {trouble.remedy}"


def request_document(request: Request) -> dict[str, Any]:
    """One PC that asks to take part."""
    return {
        "actor": request.actor,
        "name": request.name,
        "user": request.user,
        "pc": request.pc,
        "role": request.role,
        "section": request.section,
        "at": request.at,
        "replaces": request.replaces,
        "check_number": check_number(request.key),
    }


def request_lines(requests: Sequence[Request]) -> Iterator[str]:
    """The same in words."""
    yield ntr("{n:,} PC asks to take part.", "{n:,} PCs ask to take part.", len(requests))
    for one in requests:
        place = one.section or tr("DX office")
        yield f"{one.actor}  {one.name}  {one.user}@{one.pc}  {one.role}  {place}"


def _text(when: datetime | None) -> str | None:
    return when.isoformat() if when is not None else None

"""Is this the place of exchange of this deployment? `bpr.json` says so.

Anybody may damage that file, and it must not stop a whole city. Where it says nothing or something
else, the first block of our list of participants says the same: it lies on no other place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bpr_studio.domain.replication.chain import digest_of
from bpr_studio.domain.replication.names import ROSTER, SITE, numbered
from bpr_studio.services.sync.founding import (
    SiteFault,
    SiteRefusedError,
    read_site,
    site_bytes,
    site_of_roster,
)
from bpr_studio.services.sync.ports import Fault, ShareFaultError
from bpr_studio.services.sync.pushing import stands
from bpr_studio.services.sync.troubles import TroubleKind

if TYPE_CHECKING:
    from bpr_studio.domain.replication.roster import Roster
    from bpr_studio.services.sync.ports import Identity
    from bpr_studio.services.sync.tools import Meeting


class WrongTargetError(Exception):
    """The target must not be used.

    Attributes:
        kind: why.
        detail: whose it is.
    """

    def __init__(self, kind: TroubleKind, detail: str = "") -> None:
        super().__init__(kind)
        self.kind = kind
        self.detail = detail


def check_site(meeting: Meeting, identity: Identity, roster: Roster) -> bool:
    """Make sure that a target is the right one; whether its `bpr.json` is sound, too.

    A PC of the DX office that may sign puts the file where a new place of exchange begins.
    Nobody replaces a damaged one.

    Args:
        meeting: the exchange.
        identity: of this PC.
        roster: who may sign.

    Raises:
        WrongTargetError: it is another one, or none.
        ShareFaultError: the target does not tell.
    """
    wrong = _wrong(_file(meeting, identity, roster), identity)
    if wrong is None:
        return True
    if wrong.kind is TroubleKind.NEWER or not _begins_like_ours(meeting, roster):
        raise wrong
    return False


def _wrong(data: bytes, identity: Identity) -> WrongTargetError | None:
    """Why the file does not say that this is our place; None where it does."""
    try:
        site = read_site(data)
    except SiteRefusedError as error:
        newer = error.reason is SiteFault.NEWER
        return WrongTargetError(TroubleKind.NEWER if newer else TroubleKind.NO_SITE)
    if (site.id, site.root_key) != (identity.site, identity.root_key):
        return WrongTargetError(TroubleKind.OTHER_SITE, site.city)
    return None


def _begins_like_ours(meeting: Meeting, roster: Roster) -> bool:
    """Whether the first block of our list of participants lies there."""
    if not roster.blocks:
        return False
    digest = roster.blocks[0].digest
    name = str(numbered("c", ROSTER, 1, digest))
    kept = [data for data in meeting.tools.log.blocks(ROSTER) if digest_of(data) == digest]
    return any(stands(meeting, name, data) for data in kept)


def _file(meeting: Meeting, identity: Identity, roster: Roster) -> bytes:
    try:
        return meeting.get(SITE)
    except ShareFaultError as fault:
        if fault.fault is not Fault.MISSING:
            raise
        if identity.actor not in roster.admins:
            raise WrongTargetError(TroubleKind.NO_SITE) from fault
    data = site_bytes(site_of_roster(roster))
    meeting.put(SITE, data)
    return data

"""Is this the place of exchange of this deployment? `bpr.json` says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bpr_studio.domain.replication.names import SITE
from bpr_studio.services.sync.founding import (
    SiteFault,
    SiteRefusedError,
    read_site,
    site_bytes,
    site_of_roster,
)
from bpr_studio.services.sync.ports import Fault, ShareFaultError
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


def check_site(meeting: Meeting, identity: Identity, roster: Roster) -> str:
    """The id of the site a target is of, when it is the right one.

    A PC of the DX office that may sign puts the file where a new place of exchange begins.

    Args:
        meeting: the exchange.
        identity: of this PC.
        roster: who may sign.

    Raises:
        WrongTargetError: it is another one, or none.
        ShareFaultError: the target does not tell.
    """
    try:
        site = read_site(_file(meeting, identity, roster))
    except SiteRefusedError as error:
        newer = error.reason is SiteFault.NEWER
        raise WrongTargetError(TroubleKind.NEWER if newer else TroubleKind.NO_SITE) from error
    if site.id != identity.site:
        raise WrongTargetError(TroubleKind.OTHER_SITE, site.city)
    return site.id


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

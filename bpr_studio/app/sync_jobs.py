"""What the window and the command line let the exchange process do besides exchanging.

Everything here asks a place of exchange, which the window never does itself. Arguments and
results are plain JSON values.
"""

from __future__ import annotations

import platform
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bpr_studio.adapters.db.database import DATABASE_NAME
from bpr_studio.domain.replication.names import ORG, SITE
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.workflow import DX_OFFICE
from bpr_studio.services.sync.facts import with_target
from bpr_studio.services.sync.founding import (
    Founder,
    RootFile,
    Site,
    SiteRefusedError,
    pin,
    read_site,
)
from bpr_studio.services.sync.joining import Claim, require_no_other_claim, with_claim
from bpr_studio.services.sync.ports import Fault, ShareFaultError
from bpr_studio.services.sync.scopes import section_scope
from bpr_studio.services.sync.troubles import Trouble, TroubleKind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bpr_studio.app.sync_parts import SyncParts
    from bpr_studio.domain.shared.progress import Progress
    from bpr_studio.services.sync.ports import ShareStore

    Arguments = Mapping[str, Any]
    Result = dict[str, Any]
    Job = Callable[[Arguments, Progress], Result]


def jobs_of(parts: SyncParts) -> dict[str, Job]:
    """All jobs by name.

    - `look` (address) → site, city, fictitious, check_number: what a place says of itself.
    - `found` (address, city, fictitious, user, name, key_file, passphrase) → site, check_number.
    - `join` (address, check_number, user, name, role, section) → site, check_number.
    - `use` (address) → address: another place for a workspace that is shared already.
    """
    desk = _Jobs(parts)
    return {"look": desk.look, "found": desk.found, "join": desk.join, "use": desk.use}


def _refuse_workspace(address: str) -> None:
    """A folder in which a database lies is no place of exchange (sync.md §2.1).

    Raises:
        RefusedError: there is one.
    """
    if "://" not in address and (Path(address) / DATABASE_NAME).exists():
        raise RefusedError(
            tr("A workspace lies in this folder: {address}", address=address),
            kept=tr("Nothing was changed."),
            remedy=tr(
                "Choose an empty folder of the file server. The workspace stays on this PC; only"
                " signed files go to the shared folder."
            ),
        )


class _Jobs:
    """The jobs over the parts of one workspace."""

    def __init__(self, parts: SyncParts) -> None:
        self._parts = parts

    def look(self, given: Arguments, progress: Progress) -> Result:
        """As `look_at`."""
        address = str(given["address"])
        progress.report(0, 0, tr("Looking at the place of exchange"))
        return look_at(address, self._parts.store_at(address))

    def found(self, given: Arguments, progress: Progress) -> Result:
        """Begin an exchange at an empty place.

        Raises:
            RefusedError: the place is used already or cannot be asked, this workspace is shared
                already, or the key file cannot be written.
        """
        address = str(given["address"])
        progress.report(0, 0, tr("Looking at the place of exchange"))
        _refuse_workspace(address)
        if self._site(address) is not None:
            raise RefusedError(
                tr("This is a place of exchange already: {address}", address=address),
                kept=tr("Nothing was changed."),
                remedy=tr("Join it, or choose an empty folder."),
            )
        parts = self._parts
        founder = Founder(parts.own_signer, given["user"], given["name"], platform.node())
        root = RootFile(Path(given["key_file"]), given["passphrase"])
        progress.report(0, 0, tr("Making the key of the city"))
        site = parts.founding.found(
            given["city"], founder, root, fictitious=bool(given["fictitious"])
        )
        parts.log.note(with_target(address, address))
        return _document(site)

    def join(self, given: Arguments, progress: Progress) -> Result:
        """Ask to take part; the exchange process places the request with its next cycle.

        Raises:
            RefusedError: the place cannot be asked or says another number than was compared, or
                this workspace takes part in another exchange.
        """
        address = str(given["address"])
        progress.report(0, 0, tr("Looking at the place of exchange"))
        site = self._site(address)
        if site is None:
            raise _refused(TroubleKind.NO_SITE, address)
        joined = take_part(self._parts, site, given)
        self._parts.log.note(with_target(address, address))
        return joined

    def use(self, given: Arguments, progress: Progress) -> Result:
        """Exchange over another place, too: during a move, both hold the same files.

        Raises:
            RefusedError: this workspace is not shared, or the place is that of somebody else or
                cannot be asked.
        """
        address = str(given["address"])
        identity = self._parts.log.identity()
        if not identity.site:
            raise not_shared()
        progress.report(0, 0, tr("Looking at the place of exchange"))
        site = self._site(address)
        if site is not None and (site.id, site.root_key) != (identity.site, identity.root_key):
            raise _refused(TroubleKind.OTHER_SITE, address)
        if site is None and identity.actor not in self._parts.enrolment.roster.admins:
            raise _refused(TroubleKind.NO_SITE, address)
        self._parts.log.note(with_target(address, address))
        return {"address": address}

    def _site(self, address: str) -> Site | None:
        return site_at(address, self._parts.store_at(address))


def take_part(parts: SyncParts, site: Site, given: Arguments) -> Result:
    """Pin the key of a site whose number was compared, and note who works at this PC.

    Args:
        parts: of the exchange.
        site: as a place or a handover file says.
        given: check_number, user, name, role, section.

    Raises:
        RefusedError: the number differs, or this workspace takes part in another exchange.
    """
    if _digits(str(given["check_number"])) != _digits(site.check_number):
        raise RefusedError(
            tr("The check number differs from that of this place."),
            kept=tr("Nothing was changed and nothing was sent."),
            remedy=tr("Compare the number with the DX office once more, digit by digit."),
        )
    role, section = str(given["role"]), str(given["section"])
    log = parts.log
    at = parts.clock.now().isoformat(timespec="seconds")
    claim = Claim(given["user"], given["name"], platform.node(), role, section, at)
    require_no_other_claim(log.facts(), claim, log.identity().actor)
    _ = parts.own_signer  # a key that cannot be kept is told now
    pin(log, site, ORG if role == DX_OFFICE else section_scope(section))
    log.note(with_claim(claim))
    return _document(site)


def look_at(address: str, store: ShareStore) -> Result:
    """What a place of exchange says of itself, to be compared by the person.

    Args:
        address: of the place.
        store: the place itself.

    Raises:
        RefusedError: it cannot be asked, or is no place of exchange.
    """
    site = site_at(address, store)
    if site is None:
        raise _refused(TroubleKind.NO_SITE, address)
    return _document(site)


def site_at(address: str, store: ShareStore) -> Site | None:
    """What a place says of itself, None where it is empty.

    Raises:
        RefusedError: it cannot be asked.
    """
    try:
        store.list("c/")  # an unreachable place is no empty one
        return read_site(store.get(SITE))
    except SiteRefusedError as error:
        raise _refused(TroubleKind.NO_SITE, address) from error
    except ShareFaultError as fault:
        if fault.fault is Fault.MISSING:
            return None
        raise _refused(TroubleKind.of(fault.fault), address) from fault


def _refused(kind: TroubleKind, address: str) -> RefusedError:
    trouble = Trouble(kind, target=address)
    return RefusedError(trouble.happened, kept=tr("Nothing was changed."), remedy=trouble.remedy)


def not_shared() -> RefusedError:
    """The refusal of what only a shared workspace can do."""
    return RefusedError(
        tr("This workspace is not shared."),
        kept=tr("Nothing was changed."),
        remedy=tr("Join the exchange of the city first, or begin one."),
    )


def _document(site: Site) -> Result:
    return {
        "site": site.id,
        "city": site.city,
        "fictitious": site.fictitious,
        "check_number": site.check_number,
    }


def _digits(text: str) -> str:
    """The number as typed, with any blanks and hyphens, in any width."""
    import unicodedata

    return "".join(c for c in unicodedata.normalize("NFKC", text) if c.isdigit())

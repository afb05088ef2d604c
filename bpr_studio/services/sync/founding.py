"""Founding the exchange of a city: site, root key, first blocks; and pinning the key on joining.

The file `bpr.json` on a target only says where one is. Nobody trusts it: whoever joins compares
the check number of its root key with the one the DX office told by another way, and pins that key.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.replication.chain import (
    Block,
    block_bytes,
    digest_of,
    is_hex,
    read_block,
)
from bpr_studio.domain.replication.names import LIB, NO_HASH, ORG, POLICY, ROSTER
from bpr_studio.domain.replication.ops import canonical_json
from bpr_studio.domain.replication.policy import Policy, fold_policy, rules
from bpr_studio.domain.replication.roster import fold
from bpr_studio.domain.replication.statements import (
    MOST_TEXT,
    Admin,
    Enrol,
    Found,
    is_site,
    written,
)
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.workflow import DX_OFFICE
from bpr_studio.services.sync.facts import with_home, with_scopes, with_site
from bpr_studio.services.sync.joining import Claim, with_claim
from bpr_studio.services.sync.keys import check_number

if TYPE_CHECKING:
    from pathlib import Path

    from bpr_studio.domain.replication.ports import Signer, Verifier
    from bpr_studio.domain.replication.roster import Roster
    from bpr_studio.domain.replication.statements import Statement
    from bpr_studio.domain.shared.ports import Clock, IdSource
    from bpr_studio.services.sync.keys import KeyFiles
    from bpr_studio.services.sync.ports import SyncLog

LAYOUT: Final = 1
"""Version of the folders on a target."""
_MOST_BYTES: Final = 4096
_KEYS: Final = frozenset({"layout", "site", "root_key", "city", "fictitious"})


class SiteFault(StrEnum):
    """Why a file does not say where one is; the value is a stable name for files and JSON."""

    FORM = "site-form"
    NEWER = "site-newer"


class SiteRefusedError(Exception):
    """A `bpr.json` that says nothing.

    Attributes:
        reason: the kind.
    """

    def __init__(self, reason: SiteFault) -> None:
        super().__init__(str(reason))
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Site:
    """What `bpr.json` says; not to be trusted before the check number was compared.

    Attributes:
        id: of the deployment.
        root_key: public root key, 32 bytes.
        city: name of the city.
        fictitious: its figures are invented.
    """

    id: str
    root_key: bytes
    city: str
    fictitious: bool

    @property
    def check_number(self) -> str:
        """確認番号 of the root key."""
        return check_number(self.root_key)


def site_bytes(site: Site) -> bytes:
    """The file `bpr.json`, always the same for one site."""
    return (
        canonical_json(
            {
                "layout": LAYOUT,
                "site": site.id,
                "root_key": site.root_key.hex(),
                "city": site.city,
                "fictitious": site.fictitious,
            }
        )
        + "\n"
    ).encode()


def read_site(data: bytes) -> Site:
    """What `bpr.json` says.

    Raises:
        SiteRefusedError: it is none, or of a newer program.
    """
    try:
        raw = json.loads(data) if len(data) <= _MOST_BYTES else None
    except (ValueError, RecursionError) as error:
        raise SiteRefusedError(SiteFault.FORM) from error
    if not isinstance(raw, dict):
        raise SiteRefusedError(SiteFault.FORM)
    layout = raw.get("layout")
    if isinstance(layout, int) and layout > LAYOUT:
        raise SiteRefusedError(SiteFault.NEWER)
    if not _well_formed(raw):
        raise SiteRefusedError(SiteFault.FORM)
    key = bytes.fromhex(raw["root_key"])
    return Site(raw["site"], key, raw["city"], raw["fictitious"])


def _well_formed(raw: dict[str, object]) -> bool:
    city = raw.get("city")
    return (
        set(raw) == _KEYS
        and raw["layout"] == LAYOUT
        and is_site(raw["site"])
        and is_hex(raw["root_key"], 64)
        and isinstance(city, str)
        and len(city) <= MOST_TEXT
        and isinstance(raw["fictitious"], bool)
    )


def site_of_roster(roster: Roster) -> Site:
    """What `bpr.json` has to say by the roster."""
    return Site(roster.site, roster.root_key, roster.city, roster.fictitious)


@dataclass(frozen=True, slots=True)
class Founder:
    """The PC of the DX office that begins.

    Attributes:
        signer: the key of its actor.
        user: login name.
        name: as it is shown to others.
        pc: name of the computer.
    """

    signer: Signer
    user: str
    name: str
    pc: str


@dataclass(frozen=True, slots=True)
class RootFile:
    """Where the root key shall lie, and what protects it.

    Attributes:
        file: a new file, on a medium that goes into a safe.
        passphrase: protects it.
    """

    file: Path
    passphrase: str


class Founding:
    """Begins the exchange of a city."""

    def __init__(
        self, log: SyncLog, files: KeyFiles, verifier: Verifier, clock: Clock, ids: IdSource
    ) -> None:
        """Work on the local database.

        Args:
            log: keeps the first blocks.
            files: writes the root key.
            verifier: checks signatures.
            clock: tells when it was.
            ids: names the site.
        """
        self._log = log
        self._files = files
        self._verifier = verifier
        self._clock = clock
        self._ids = ids

    def found(self, city: str, founder: Founder, root: RootFile, *, fictitious: bool) -> Site:
        """Make site, root key and first blocks, and pin the key here.

        Args:
            city: name of the city.
            founder: takes part at once and may let others in.
            root: where the root key is written.
            fictitious: its figures are invented.

        Returns:
            What everybody compares (`Site.check_number`); the exchange process places the file.

        Raises:
            RefusedError: this workspace takes part already, or the file cannot be written.
        """
        identity = self._log.identity()
        if identity.site or self._log.blocks(ROSTER):
            raise RefusedError(
                tr("This workspace is shared already."),
                kept=tr("Nothing was changed."),
            )
        key = self._files.make(root.file, root.passphrase)
        site = Site(self._ids.new(), key.public_key, city[:MOST_TEXT], fictitious)
        said: list[Statement] = [
            Found(site.id, site.city, fictitious),
            Enrol(
                identity.actor,
                founder.signer.public_key.hex(),
                founder.user,
                founder.name,
                DX_OFFICE,
                (),
                founder.pc,
            ),
            Admin(identity.actor),
        ]
        roster = self._first(ROSTER, site.id, tuple(map(written, said)), key)
        policy = self._first(POLICY, site.id, (rules(Policy()),), key)
        self._require_followed(roster, policy, site)
        self._log.keep_blocks(ROSTER, [roster])
        self._log.keep_blocks(POLICY, [policy])
        # Should this PC ever need another actor, it asks in the same words.
        claim = Claim(
            founder.user, founder.name, founder.pc, DX_OFFICE, "", self._clock.now().isoformat()
        )
        self._log.note(
            {
                **with_site(site.id, site.root_key),
                **with_home(ORG),
                **with_scopes(
                    (ORG, LIB)
                ),  # let in from the start; the first exchange finds the rest
                **with_claim(claim),
            }
        )
        return site

    def _first(
        self, chain: str, site: str, said: tuple[dict[str, object], ...], key: Signer
    ) -> bytes:
        at = self._clock.now().isoformat()
        return block_bytes(Block(chain, site, 1, NO_HASH, at, "", said), key)

    def _require_followed(self, roster: bytes, policy: bytes, site: Site) -> None:
        """Nothing is kept that this program itself would not follow.

        Raises:
            RefusedError: a name is too long for a block.
        """
        made = fold([read_block(roster)], site.root_key, self._verifier)
        ruled = fold_policy([read_block(policy)], made, self._verifier)
        if made.digest != digest_of(roster) or ruled.version != 1:
            raise RefusedError(
                tr("The names given for the exchange cannot be used; please shorten them."),
                kept=tr("Nothing was changed."),
            )


def pin(log: SyncLog, site: Site, home: str) -> None:
    """Take part in a site whose check number the person has compared.

    Args:
        log: remembers the root key for good.
        site: as read from the target.
        home: scope of the person's section, `org` for the DX office.

    Raises:
        RefusedError: this workspace takes part in another one already.
    """
    identity = log.identity()
    if identity.site and (identity.site, identity.root_key) != (site.id, site.root_key):
        raise RefusedError(
            tr("This workspace takes part in another exchange already."),
            kept=tr("Nothing was changed."),
            remedy=tr("Join with a workspace of its own."),
        )
    log.note({**with_site(site.id, site.root_key), **with_home(home)})

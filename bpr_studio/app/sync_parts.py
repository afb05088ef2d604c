"""Everything exchange is made of, put together for one workspace."""

from __future__ import annotations

import random
import time
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bpr_studio import __version__
from bpr_studio.adapters.db.migrations import steps
from bpr_studio.adapters.db.sync_log import DatabaseSyncLog
from bpr_studio.adapters.share.compression import Zstd
from bpr_studio.adapters.share.directory import DirectoryStore
from bpr_studio.adapters.share.key_files import PassphraseFiles
from bpr_studio.adapters.share.key_protection import open_vault
from bpr_studio.adapters.share.signing import Ed25519Signer, Ed25519Verifier, new_key
from bpr_studio.app.system import RandomIds, data_home, new_actor
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.text import tr
from bpr_studio.services.sync.cycle import Cycle
from bpr_studio.services.sync.enrolment import Enrolment
from bpr_studio.services.sync.facts import Facts
from bpr_studio.services.sync.founding import Founding
from bpr_studio.services.sync.joining import OwnRequests
from bpr_studio.services.sync.reading import KEY_PLAIN
from bpr_studio.services.sync.tools import Tools

if TYPE_CHECKING:
    from bpr_studio.adapters.db.database import Database
    from bpr_studio.adapters.db.store import OpStore
    from bpr_studio.domain.shared.ports import Clock
    from bpr_studio.services.sync.keys import KeyVault
    from bpr_studio.services.sync.ports import ShareStore, Signer

_KEY: Final = "key/"
"""Facts of this name say that an actor of this PC was given a key, which is public in them."""


class SyncParts:
    """The parts of exchange over an open database.

    The window may use `log`, `enrolment`, `founding` and `signer`; only the exchange process asks
    places of exchange, through `cycle` and `store_at`.

    Attributes:
        log: the database as exchange sees it.
        verifier: checks signatures.
        clock: tells the time.
    """

    def __init__(
        self, database: Database, store: OpStore, clock: Clock, vault: KeyVault | None = None
    ) -> None:
        """Nothing is asked yet.

        Args:
            database: open for work.
            store: the one that writes to it in this process.
            clock: tells the time.
            vault: keeps the keys of this PC, that of the system by default.
        """
        self.log = DatabaseSyncLog(database, store, clock)
        self.verifier = Ed25519Verifier()
        self.clock = clock
        self._vault = vault
        self._signers: dict[str, Signer] = {}
        self._stores: dict[str, ShareStore] = {}

    @cached_property
    def vault(self) -> KeyVault:
        """Keeps the private keys of this PC's actors."""
        return self._vault or open_vault(data_home() / "keys")

    @cached_property
    def enrolment(self) -> Enrolment:
        """Who takes part."""
        return Enrolment(self.log, self.verifier, self.clock)

    @cached_property
    def founding(self) -> Founding:
        """Beginning an exchange."""
        return Founding(self.log, PassphraseFiles(), self.verifier, self.clock, RandomIds())

    @property
    def facts(self) -> Facts:
        """What this PC remembers of its exchange now."""
        return Facts(self.log.facts())

    def signer(self, actor: str) -> Signer | None:
        """The key of an actor of this PC, made where it never had one; None where it is gone.

        Raises:
            RefusedError: a new key cannot be stored.
        """
        if actor not in self._signers:
            private = self.vault.load(actor)
            known = self.log.facts().get(_KEY + actor, "")
            if private is None:
                if known:
                    return None
                private = new_key()
                self.vault.store(actor, private)
            signer = Ed25519Signer(private)
            plain = "yes" if self.vault.warning else ""
            self.log.note({_KEY + actor: signer.public_key.hex(), KEY_PLAIN: plain})
            self._signers[actor] = signer
        return self._signers[actor]

    @property
    def own_public_key(self) -> bytes:
        """The public key this PC signs with now, b"" while it has none."""
        return bytes.fromhex(self.log.facts().get(_KEY + self.log.identity().actor, ""))

    @property
    def own_signer(self) -> Signer:
        """The key this PC signs with now.

        Raises:
            RefusedError: it is gone, or a new one cannot be stored.
        """
        signer = self.signer(self.log.identity().actor)
        if signer is None:
            raise RefusedError(
                tr("The key with which this PC signs its work is missing."),
                kept=tr(
                    "You can go on working. Everything is saved on this PC, but it cannot be shared."
                ),
                remedy=tr(
                    "Press “Ask again” on the page of sync. Once the DX office has approved this PC"
                    " anew, everything that is only here is shared."
                ),
            )
        return signer

    @cached_property
    def tools(self) -> Tools:
        """What every step of an exchange needs."""
        requests = OwnRequests(self.log, self.verifier, self.signer)
        return Tools(
            log=self.log,
            lookup=self.log.lookup,
            signer=self.signer,
            verifier=self.verifier,
            codec=Zstd(),
            clock=self.clock,
            pause=_pause,
            chance=random.Random(),  # noqa: S311  # scatters tries, keeps no secret
            new_actor=new_actor,
            request=requests.request,
            app=__version__,
            schema=len(steps()),
        )

    @cached_property
    def cycle(self) -> Cycle:
        """Exchanges with places; only for the exchange process."""
        return Cycle(self.tools)

    def store_at(self, address: str) -> ShareStore:
        """The place of an address; only for the exchange process.

        Raises:
            RefusedError: the address makes no sense.
        """
        if address not in self._stores:
            self._stores[address] = open_store(address)
        return self._stores[address]

    def close(self) -> None:
        """Let go of all places; the database is closed by whoever opened it."""
        for store in self._stores.values():
            close = getattr(store, "close", None)  # a folder holds nothing, a server connections
            if close is not None:
                close()
        self._stores.clear()


def _pause(seconds: float) -> None:
    time.sleep(seconds)


def open_store(address: str) -> ShareStore:
    """The place of exchange of an address.

    Raises:
        RefusedError: the address makes no sense, or holds a password.
    """
    if "://" in address:
        from bpr_studio.adapters.share.postgres import PostgresStore  # few cities need it

        return PostgresStore(address)
    folder = Path(address)
    if not folder.is_absolute():
        raise RefusedError(
            tr("This is no whole path of a folder: {address}", address=address),
            remedy=tr("Enter the folder that the DX office has named."),
        )
    return DirectoryStore(folder)

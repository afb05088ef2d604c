"""A workspace that takes part in an exchange, without any place of exchange (架空)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bpr_studio.adapters.db.sync_log import DatabaseSyncLog
from bpr_studio.adapters.share.signing import Ed25519Signer, new_key
from bpr_studio.domain.replication.chain import Block, block_bytes, digest_of
from bpr_studio.domain.replication.names import NO_HASH, ROSTER
from bpr_studio.domain.replication.statements import Found, written
from bpr_studio.services.sync.facts import with_site

if TYPE_CHECKING:
    from bpr_studio.app.workspace import Workspace
    from bpr_studio.domain.replication.statements import Statement

SITE = "0000-site-of-tests"


def any_key() -> str:
    """A public key nobody else has."""
    return Ed25519Signer(new_key()).public_key.hex()


class SharedBy:
    """A list of participants that a test writes block by block into a workspace."""

    def __init__(self, workspace: Workspace) -> None:
        self._root = Ed25519Signer(new_key())
        self.log = DatabaseSyncLog(workspace.database, workspace.store, workspace.clock)
        self._n, self._prev = 0, NO_HASH
        self.log.note(with_site(SITE, self._root.public_key))
        self.says(Found(SITE, "みなと市（架空）", fictitious=True))

    @property
    def actor(self) -> str:
        """The actor of the workspace."""
        return self.log.identity().actor

    def says(self, *statements: Statement) -> None:
        """One more block."""
        self._n += 1
        said = tuple(written(one) for one in statements)
        at = "2026-10-01T00:00:00+00:00"
        data = block_bytes(Block(ROSTER, SITE, self._n, self._prev, at, "", said), self._root)
        self.log.keep_blocks(ROSTER, [data])
        self._prev = digest_of(data)

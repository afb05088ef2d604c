"""The local database and the key file of a DX office, as far as its desk asks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bpr_studio.domain.shared.errors import RefusedError
from tests.fakes.clock import ManualClock
from tests.fakes.memory_log import MemoryLog

if TYPE_CHECKING:
    from pathlib import Path

    from bpr_studio.adapters.share.signing import Ed25519Signer
    from bpr_studio.services.sync.ports import KeptSegment


class OfficeLog(MemoryLog):
    """A database in memory that says to have the segments a test wants."""

    def __init__(self, actor: str) -> None:
        super().__init__(actor, ManualClock())
        self.segments: list[KeptSegment] = []

    def kept(self, scope: str) -> tuple[KeptSegment, ...]:
        """The segments of a scope."""
        return tuple(one for one in self.segments if one.name.scope == scope)


@dataclass
class RootFiles:
    """Files of root keys that are none; implements `services.sync.keys.KeyFiles`.

    Attributes:
        root: the key they hold.
        made: what was written, as file and passphrase.
    """

    root: Ed25519Signer
    made: dict[Path, str] = field(default_factory=dict)

    def make(self, file: Path, passphrase: str) -> Ed25519Signer:
        """Remember the file; never twice."""
        if file in self.made:
            raise RefusedError(f"{file} exists")
        self.made[file] = passphrase
        return self.root

    def open(self, file: Path, passphrase: str) -> Ed25519Signer:
        """The key, for the right passphrase."""
        if self.made.get(file) != passphrase:
            raise RefusedError("wrong")
        return self.root

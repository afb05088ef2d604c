"""The places of exchange the conformance suite runs on; add a factory to add a kind of store."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from bpr_studio.adapters.share.directory import DirectoryStore
from bpr_studio.services.sync.ports import ShareStore
from tests.fakes.simulated_share import SimulatedShare


class Stand(Protocol):
    """One empty place of exchange."""

    def store(self, pc: str) -> ShareStore:
        """The place as a PC sees it."""

    def plant(self, name: str, data: bytes) -> bool:
        """Let a stranger put a file there; False where this kind of place cannot hold it."""


class SimulatedStand:
    """The file server in memory, without faults."""

    def __init__(self, _folder: Path) -> None:
        self._share = SimulatedShare()

    def store(self, pc: str) -> ShareStore:
        """The place as a PC sees it."""
        return self._share.store(pc)

    def plant(self, name: str, data: bytes) -> bool:
        """Any name is possible."""
        self._share.place(name, data)
        return True


class FolderStand:
    """A folder of this system."""

    def __init__(self, folder: Path) -> None:
        self._root = folder / "share"
        self._root.mkdir()

    def store(self, pc: str) -> ShareStore:
        """All PCs see the same."""
        del pc
        return DirectoryStore(self._root)

    def plant(self, name: str, data: bytes) -> bool:
        """Any name is possible."""
        path = self._root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return True


#: By name what makes a place in an empty folder; it skips with a reason where it cannot.
STANDS: dict[str, Callable[[Path], Stand]] = {
    "simulated": SimulatedStand,
    "folder": FolderStand,
}

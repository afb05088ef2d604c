"""The places of exchange the conformance suite runs on; add a factory to add a kind of store."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import pytest

from bpr_studio.adapters.share.directory import DirectoryStore
from bpr_studio.adapters.share.postgres import PostgresStore
from bpr_studio.services.sync.ports import ShareStore
from tests.fakes import postgres_server, smbd
from tests.fakes.simulated_share import SimulatedShare
from tests.fakes.smb_store import SmbCalls, smb_store


class Stand(Protocol):
    """One empty place of exchange."""

    def store(self, pc: str) -> ShareStore:
        """The place as a PC sees it."""

    def plant(self, name: str, data: bytes) -> bool:
        """Let a stranger put a file there; False where this kind of place cannot hold it."""

    def close(self) -> None:
        """Let go of it."""


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

    def close(self) -> None:
        """Nothing is held."""


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

    def close(self) -> None:
        """Nothing is held."""


class PostgresStand:
    """A table of a PostgreSQL server, one role of the DX office for each PC."""

    def __init__(self, _folder: Path) -> None:
        if postgres_server.programs() is None:
            pytest.skip(postgres_server.MISSING)
        self._server = postgres_server.shared_server()
        self._server.empty()
        self._stores: dict[str, PostgresStore] = {}

    def store(self, pc: str) -> ShareStore:
        """The place as the role of a PC sees it."""
        if pc not in self._stores:
            self._stores[pc] = PostgresStore(self._server.person(f"pc-{pc}", everything=True))
        return self._stores[pc]

    def plant(self, name: str, data: bytes) -> bool:
        """Who administers the server can store any name, but there are no files being written."""
        if name.endswith(".part"):
            return False
        self._server.place(name, data)
        return True

    def close(self) -> None:
        """Close its connections."""
        for store in self._stores.values():
            store.close()


class SmbStand:
    """A share of a real Samba server, one user for each PC."""

    def __init__(self, _folder: Path) -> None:
        if smbd.why_not():
            pytest.skip(smbd.why_not())
        self._server = smbd.shared_smbd()
        self._server.empty()
        self._calls: dict[str, SmbCalls] = {}

    def store(self, pc: str) -> ShareStore:
        """The share as one of two users sees it."""
        if pc not in self._calls:
            user = smbd.USERS[len(self._calls) % len(smbd.USERS)]
            self._calls[pc] = SmbCalls(self._server.port, user)
        return smb_store(self._calls[pc])

    def plant(self, name: str, data: bytes) -> bool:
        """Put beneath the server, for any user to read and take away."""
        path = self._server.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        for each in (path, *path.parents):
            if each.is_relative_to(self._server.root):
                each.chmod(0o777)
        return True

    def close(self) -> None:
        """Drop its connections."""
        for calls in self._calls.values():
            calls.close()


#: By name what makes a place in an empty folder; it skips with a reason where it cannot.
STANDS: dict[str, Callable[[Path], Stand]] = {
    "simulated": SimulatedStand,
    "folder": FolderStand,
    "postgres": PostgresStand,
    "smb": SmbStand,
}

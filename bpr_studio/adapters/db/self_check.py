"""What a workspace's database can tell of itself; implements `services.sync.verifying.LocalCheck`."""

from __future__ import annotations

import contextlib
import sqlite3
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bpr_studio.adapters.db.database import DATABASE_NAME, Database, explain
from bpr_studio.adapters.db.store import OpStore
from bpr_studio.domain.shared.text import tr
from bpr_studio.services.events import EventBus

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from bpr_studio.domain.replication.ops import OpId
    from bpr_studio.domain.shared.ports import Clock
    from bpr_studio.domain.shared.progress import Progress

_PAGES: Final = 4096  # copied between two words to the user


class DatabaseCheck:
    """Checks the file of an open workspace."""

    def __init__(self, database: Database, store: OpStore, clock: Clock) -> None:
        """Nothing is looked at yet.

        Args:
            database: the open workspace.
            store: over it.
            clock: for the copy, which writes nothing with it.
        """
        self._database = database
        self._store = store
        self._clock = clock

    def damage(self) -> str:
        """What SQLite finds damaged in the file, "" when nothing is."""
        with contextlib.closing(self._connected()) as connection:
            verdicts = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(5)")]
        return "" if verdicts == ["ok"] else "; ".join(verdicts)

    def unknown(self, ops: Iterable[OpId]) -> int:
        """How many of these ops are not in the log."""
        with self._database.scanning() as cursor:
            return sum(
                cursor.execute("SELECT 1 FROM op WHERE actor=? AND n=? AND tag=?", op).fetchone()
                is None
                for op in ops
            )

    def tables_follow(self, progress: Progress) -> bool:
        """Whether the tables are what a rebuilding makes of the log, tried on a copy.

        Raises:
            RefusedError: there is no room for the copy.
            CancelledError: the user stopped.
        """

        def told(_status: int, left: int, total: int) -> None:
            progress.report(total - left, total, tr("Copying the workspace to compare it"))

        with tempfile.TemporaryDirectory(prefix="bpr-check-") as folder:
            try:
                self._copy(Path(folder) / DATABASE_NAME, told)
            except sqlite3.Error as error:
                raise explain(error, Path(folder) / DATABASE_NAME) or error from error
            with contextlib.closing(Database(Path(folder))) as database:
                rebuilt = OpStore(database, self._clock, EventBus())
                before = rebuilt.projection_digest()
                rebuilt.rebuild(progress)
                return rebuilt.projection_digest() == before

    def _copy(self, target: Path, told: Callable[[int, int, int], None]) -> None:
        with (
            contextlib.closing(self._connected()) as source,
            contextlib.closing(sqlite3.connect(target)) as copy,
        ):
            source.backup(copy, pages=_PAGES, progress=told)

    def rebuild(self, progress: Progress) -> None:
        """Make the tables anew from the log.

        Raises:
            RefusedError: the disk refuses, or the workspace is open for reading only.
            CancelledError: the user stopped; the old tables are kept.
        """
        self._store.rebuild(progress)

    def _connected(self) -> sqlite3.Connection:
        """A connection of its own that only reads: copying asks no authorizer (decision 0002)."""
        path = (self._database.folder / DATABASE_NAME).absolute()
        return sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)

"""The workspace database: opening, locking, reading; writing only through `writing`.

One SQLite file on a local disk. Readers get connections that cannot write: an authorizer
refuses every statement that would change the file, however it comes (ORM, Core, raw SQL). The
one connection that may write opens its gate only inside `writing`, which `adapters/db` keeps
to itself (docs/decisions/0002).
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
import time
from functools import cached_property
from typing import TYPE_CHECKING, Final

from filelock import FileLock, Timeout

from bpr_studio.adapters.db import migrations
from bpr_studio.adapters.fs.places import require_local
from bpr_studio.domain.shared.errors import RefusedError, UnreadableInputError
from bpr_studio.domain.shared.text import tr

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sqlalchemy import Connection, Engine

    from bpr_studio.domain.shared.errors import BprError

DATABASE_NAME: Final = "workspace.sqlite3"
LOCK_NAME: Final = "workspace.lock"

_READING: Final = frozenset(
    {
        sqlite3.SQLITE_SELECT,
        sqlite3.SQLITE_READ,
        sqlite3.SQLITE_FUNCTION,
        sqlite3.SQLITE_RECURSIVE,
        sqlite3.SQLITE_TRANSACTION,
        sqlite3.SQLITE_SAVEPOINT,
    }
)
_ASKING_PRAGMAS: Final = frozenset(
    {"data_version", "read_uncommitted", "table_info", "table_list", "table_xinfo", "user_version"}
)
_PATIENCE: Final = 5.0  # seconds a writer waits for the other process
_PATIENCE_BESIDE: Final = 60.0  # the window may be importing a whole city
_LOOK_AGAIN: Final = 0.001  # seconds; SQLite's own waiting sleeps up to 100 ms at a time
_LOG_PAGES: Final = 4_000  # of 4 KiB in the write-ahead log before a commit folds it back
_LOG_PAGES_BESIDE: Final = 3_000  # less, so that the window need not do it, which takes a moment
_PRIMARY_CODE: Final = 0xFF  # the other bits of an SQLite error code tell details
_NAMING_PRAGMAS: Final = frozenset({"table_info", "table_xinfo"})  # their argument is a table


def _refuse_writing(
    action: int, first: str | None, second: str | None, _schema: str | None, _by: str | None
) -> int:
    """Authorizer of a closed gate: reading passes, everything else is not authorized."""
    if action in _READING:
        return sqlite3.SQLITE_OK
    asks = action == sqlite3.SQLITE_PRAGMA and first in _ASKING_PRAGMAS
    if asks and (second is None or first in _NAMING_PRAGMAS):
        return sqlite3.SQLITE_OK
    return sqlite3.SQLITE_DENY


def explain(error: Exception, path: Path) -> BprError | None:
    """The sentence for a failure of disk, rights or file; None where it is our own mistake.

    Args:
        error: what the driver, SQLAlchemy or the operating system raised.
        path: the workspace file.
    """
    if isinstance(error, OSError):
        return _not_writable(path)
    driver = getattr(error, "orig", None)  # SQLAlchemy's errors hold the driver's
    if isinstance(driver, Exception):
        error = driver
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_OK) & _PRIMARY_CODE
    if code in {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR}:
        return RefusedError(
            tr("The disk is full or could not be written: {path}", path=path),
            kept=_kept(),
            remedy=tr("Make room on the disk and try again."),
        )
    if code in {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM}:
        return _not_writable(path)
    if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return RefusedError(
            tr("The workspace is in use by another program: {path}", path=path),
            kept=_kept(),
            remedy=tr("Close the other program and try again."),
        )
    if code in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
        return UnreadableInputError(
            tr("The workspace file is damaged or is no workspace: {path}", path=path),
            kept=tr("The file was left as it is."),
            remedy=tr("Restore the newest file of the folder “backups” beside it."),
        )
    return None


def _not_writable(path: Path) -> RefusedError:
    return RefusedError(
        tr("The workspace cannot be written: {path}", path=path),
        kept=_kept(),
        remedy=tr("Check that you may write to this folder, or choose another one."),
    )


def _kept() -> str:
    return tr("Everything saved before is unchanged.")


@contextlib.contextmanager
def _explained(path: Path, *kinds: type[Exception]) -> Iterator[None]:
    """Turn failures of disk, rights and file into sentences."""
    try:
        yield
    except kinds as error:
        sentence = explain(error, path)
        if sentence is None:
            raise
        raise sentence from error


def _nobody(_actor: str) -> tuple[str, str] | None:
    return None


class Database:
    """An open workspace database.

    Attributes:
        folder: the workspace folder.
        read_only: nothing can be written, and another program may have it open.
        beside: opened by the helper process of a program that has the workspace open.
        named: name and role of an actor by the list of participants, None for who is not on it.
    """

    def __init__(self, folder: Path, *, read_only: bool = False, beside: bool = False) -> None:
        """Open the workspace in `folder`, bringing its schema up to date.

        Args:
            folder: where it lies.
            read_only: only look at it.
            beside: write beside the program that has it open and started this process; nothing
                is locked and the schema is left as it is.

        Raises:
            RefusedError: another program has it open, the folder cannot be written, the disk
                is full, the file comes from a newer version of the program, or the folder is not
                on a disk of this PC.
            UnreadableInputError: there is no workspace, or the file is none.
        """
        require_local(folder)
        self.folder = folder
        self.read_only = read_only
        self.beside = beside
        self.named: Callable[[str], tuple[str, str] | None] = _nobody
        self._path = folder / DATABASE_NAME
        self._gate = threading.RLock()
        self._lock = FileLock(folder / LOCK_NAME)
        if not self._path.exists():
            raise UnreadableInputError(
                tr("There is no workspace in {folder}", folder=folder),
                remedy=tr("Choose the folder of a workspace, or create a new one."),
            )
        if not (read_only or beside):
            self._take_lock()
        try:
            with _explained(self._path, sqlite3.Error, OSError):
                self._open()
        except BaseException:
            self._lock.release()
            raise
        self._readers: list[sqlite3.Connection] = []  # of `scanning`, waiting for the next block
        self._askers: list[sqlite3.Connection] = []

    @classmethod
    def create(cls, folder: Path) -> Database:
        """Make an empty workspace in `folder` and open it.

        Raises:
            RefusedError: there is a workspace already, the folder cannot be written, or it is not
                on a disk of this PC.
        """
        require_local(folder)
        path = folder / DATABASE_NAME
        if path.exists():
            raise RefusedError(
                tr("There is a workspace already in {folder}", folder=folder),
                kept=tr("It was left as it is."),
                remedy=tr("Choose an empty folder."),
            )
        # Under another name until it is whole, so that a full disk leaves no half workspace.
        unfinished = path.with_suffix(".part")
        try:
            folder.mkdir(parents=True, exist_ok=True)
            unfinished.unlink(missing_ok=True)
            with contextlib.closing(sqlite3.connect(unfinished)) as connection:
                migrations.create(connection)
            unfinished.rename(path)
        except (OSError, sqlite3.Error) as error:
            with contextlib.suppress(OSError):
                unfinished.unlink(missing_ok=True)
            raise RefusedError(
                tr("No workspace could be made in {folder}", folder=folder),
                remedy=tr(
                    "Check that there is room and that you may write there, or choose another one."
                ),
            ) from error
        return cls(folder)

    def _take_lock(self) -> None:
        try:
            self._lock.acquire(timeout=0)
        except Timeout as error:
            raise RefusedError(
                tr("This workspace is already open in another window or program."),
                kept=tr("Nothing was changed."),
                remedy=tr("Use the open window, or close it and try again."),
            ) from error
        except OSError as error:
            raise _not_writable(self.folder) from error

    def _open(self) -> None:
        self._writer = self._connect(self._reading_mode() if self.read_only else "mode=rw")
        try:
            if self.read_only or self.beside:
                migrations.check_for_reading(self._writer)
            else:
                migrations.bring_up_to_date(self._writer, self._path)
                self._writer.execute("PRAGMA journal_mode=WAL")
                self._try_writing()
            self._writer.execute("PRAGMA busy_timeout=0")  # `_begin` waits, looking more often
            pages = _LOG_PAGES_BESIDE if self.beside else _LOG_PAGES
            self._writer.execute(f"PRAGMA wal_autocheckpoint={pages}")
            self._durable, self._loose = True, False
            self._writer.set_authorizer(_refuse_writing)
        except BaseException:
            self._writer.close()
            raise

    def _try_writing(self) -> None:
        """Let a file that cannot be written be refused now rather than when saving."""
        version = migrations.version_of(self._writer)
        self._writer.execute("BEGIN IMMEDIATE")  # alone it succeeds on a read-only file
        self._writer.execute(f"PRAGMA user_version={version}")
        self._writer.execute("ROLLBACK")

    def _reading_mode(self) -> str:
        """How to open for reading: as it is, where its folder cannot take SQLite's own files."""
        log = self._path.with_name(f"{DATABASE_NAME}-wal")
        complete = not log.exists() or log.stat().st_size == 0
        alone = complete and not os.access(self.folder, os.W_OK)
        return "immutable=1" if alone else "mode=ro"

    def _connect(self, mode: str) -> sqlite3.Connection:
        connection = sqlite3.connect(
            f"{self._path.resolve().as_uri()}?{mode}",
            uri=True,
            isolation_level=None,
            check_same_thread=False,
            timeout=5.0,
        )
        try:
            connection.execute("PRAGMA synchronous=FULL")
            connection.execute("PRAGMA cache_size=-65536")
            connection.execute("PRAGMA trusted_schema=OFF")
        except BaseException:  # a damaged file must not stay open, on Windows nobody could move it
            connection.close()
            raise
        return connection

    def _reader(self) -> sqlite3.Connection:
        # Opened for reading only, since the backup API and blob handles ask no authorizer.
        connection = self._connect(self._reading_mode() if self.read_only else "mode=ro")
        connection.set_authorizer(_refuse_writing)
        return connection

    @cached_property
    def engine(self) -> Engine:
        """SQLAlchemy engine of reading connections, loaded with the first question to it."""
        from sqlalchemy import create_engine, event
        from sqlalchemy.pool import QueuePool

        engine = create_engine("sqlite://", creator=self._reader, poolclass=QueuePool)

        # The driver runs in autocommit mode, so that one snapshot serves one `reading` block.
        @event.listens_for(engine, "begin")
        def begin(connection: Connection) -> None:
            connection.exec_driver_sql("BEGIN")

        return engine

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        """One consistent view of the data; statements that would write are refused.

        Raises:
            RefusedError: the disk could not be read.
            UnreadableInputError: the file is damaged.
        """
        from sqlalchemy.exc import DBAPIError

        with (
            _explained(self._path, sqlite3.Error, DBAPIError),
            self.engine.connect() as connection,
        ):
            yield connection

    @contextlib.contextmanager
    def scanning(self) -> Iterator[sqlite3.Cursor]:
        """Like `reading`, as a bare driver cursor: for scans of the log, and at start-up."""
        with _explained(self._path, sqlite3.Error):
            connection = self._readers.pop() if self._readers else self._reader()
            try:
                with contextlib.closing(connection.cursor()) as cursor:
                    cursor.execute("BEGIN")
                    yield cursor
            except BaseException:
                connection.close()
                raise
            if connection.in_transaction:
                connection.rollback()
            connection.set_authorizer(_refuse_writing)  # whatever was done to it meanwhile
            self._readers.append(connection)

    def asking(self) -> sqlite3.Cursor:
        """A reading cursor without a transaction, for many small questions of one thread.

        Every answer is of the moment; the cursor lasts as long as the database is open.
        """
        with _explained(self._path, sqlite3.Error):
            connection = self._reader()
        self._askers.append(connection)
        return connection.cursor()

    @contextlib.contextmanager
    def writing(self, *, durable: bool = True) -> Iterator[sqlite3.Cursor]:
        """One transaction that may write; only the op store and the log of exchange use it.

        Args:
            durable: it is on the disk when the block ends. Otherwise a power failure may take it
                back, but only together with everything written later.

        Raises:
            RefusedError: the workspace is open for reading only, or the disk refuses.
        """
        if self.read_only:
            raise RefusedError(
                tr("The workspace is open for reading only."),
                kept=tr("Nothing was changed."),
                remedy=tr("Open it without the reading option."),
            )
        with self._gate:
            self._writer.set_authorizer(None)
            cursor = self._writer.cursor()
            try:
                with _explained(self._path, sqlite3.Error):
                    self._set_durable(cursor, durable=durable)
                    self._begin(cursor)
                    yield cursor
                    cursor.execute("COMMIT")
                    self._loose = not durable
            except BaseException:
                if self._writer.in_transaction:
                    self._writer.rollback()
                raise
            finally:
                cursor.close()
                self._writer.set_authorizer(_refuse_writing)

    def make_durable(self) -> None:
        """Bring onto the disk what this process wrote without waiting for that.

        Raises:
            RefusedError: the disk refuses.
        """
        if self._loose:
            with self.writing() as cursor:
                # Something must differ, else nothing is written and nothing forced to the disk.
                cursor.execute(
                    "INSERT INTO local VALUES ('flush', '1')"
                    " ON CONFLICT DO UPDATE SET value=iif(value='1', '2', '1')"
                )

    def _set_durable(self, cursor: sqlite3.Cursor, *, durable: bool) -> None:
        if durable != self._durable:
            cursor.execute(f"PRAGMA synchronous={'FULL' if durable else 'NORMAL'}")
            self._durable = durable

    def _begin(self, cursor: sqlite3.Cursor) -> None:
        """Begin to write as soon as no other process does."""
        patience = _PATIENCE_BESIDE if self.beside else _PATIENCE
        given_up = time.monotonic() + patience
        while True:
            try:
                cursor.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                busy = error.sqlite_errorcode & _PRIMARY_CODE == sqlite3.SQLITE_BUSY
                if not busy or time.monotonic() > given_up:
                    raise
                time.sleep(_LOOK_AGAIN)
            else:
                return

    def compact(self) -> None:
        """Fold the write-ahead log back into the file, so that the file alone is complete.

        Raises:
            RefusedError: the disk refuses; everything is saved nevertheless, in both files.
        """
        if self.read_only:
            return
        with self._gate, _explained(self._path, sqlite3.Error):
            self._writer.set_authorizer(None)
            try:
                self._writer.execute("PRAGMA busy_timeout=5000")
                self._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                self._writer.execute("PRAGMA optimize")
            finally:
                self._writer.execute("PRAGMA busy_timeout=0")
                self._writer.set_authorizer(_refuse_writing)

    def close(self) -> None:
        """Close all connections and let other programs open the workspace."""
        if "engine" in self.__dict__:  # it was asked for
            self.engine.dispose()
        for readers in (self._readers, self._askers):
            while readers:
                readers.pop().close()
        self._writer.close()
        self._lock.release()

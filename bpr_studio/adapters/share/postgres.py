"""A PostgreSQL server as a place of exchange, for cities that outgrow a shared folder (sync.md §10).

The same signed files under the same names, in one table (`hub_schema.py`). A statement is a
transaction of its own, so nothing is ever half written and there are no `.part` files.
"""

from __future__ import annotations

import contextlib
import logging
from datetime import datetime
from typing import TYPE_CHECKING, Final

from psycopg import Error as DriverError
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

from bpr_studio.adapters.share.hub_schema import CHANNEL, EVERYTHING, GROUP, STATEMENTS
from bpr_studio.domain.replication import names
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.text import tr
from bpr_studio.services.sync.ports import Fault, ShareFaultError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy import URL, Connection, Engine

SCHEME: Final = "postgresql://"
LARGEST: Final = 64 << 20
"""Bytes of the largest file that is read, as from a folder."""

_CONNECT: Final = 10  # seconds
_STATEMENT: Final = 60_000  # milliseconds
_SILENCE: Final = {  # a server that went away without a word is noticed within about a minute
    "keepalives_idle": 20,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 60_000,
}
_FAULTS: Final = {
    "42501": Fault.REFUSED,  # no right, or a policy says no
    "28": Fault.REFUSED,  # name or password
    "3D": Fault.UNREACHABLE,  # no such database
    "42P01": Fault.UNREACHABLE,  # the server is not prepared
    "3F": Fault.UNREACHABLE,
    "53": Fault.FULL,  # disk, memory, connections
    "40": Fault.BUSY,  # a deadlock, or the order of transactions
    "55": Fault.BUSY,
    "57014": Fault.UNREACHABLE,  # took too long
    "57": Fault.UNREACHABLE,  # is being shut down
    "08": Fault.UNREACHABLE,
}
_log = logging.getLogger(__name__)


class PostgresStore:
    """Implements `services.sync.ports.ShareStore` and `Announcing` over a server."""

    def __init__(self, address: str) -> None:
        """Ask nothing yet.

        Args:
            address: "postgresql://user@host/database"; the password is best kept in PostgreSQL's
                password file (pgpass), not here.

        Raises:
            RefusedError: the address makes no sense, or bears a password.
        """
        self.address = address
        self._engine = engine_of(address)
        self._listening: Connection | None = None

    def list(self, prefix: str) -> tuple[str, ...]:
        """Names of the files below a folder that this person may read, sorted.

        Raises:
            ShareFaultError: the server does not answer, or the folder is none of ours.
        """
        if prefix and not _is_folder(prefix):
            raise ShareFaultError(Fault.REFUSED, prefix, "no folder of the exchange")
        statement = "SELECT name FROM bpr.file WHERE name >= :low AND name < :high ORDER BY name"
        high = prefix[:-1] + "0" if prefix else "~"  # "0" comes after "/", "~" after all letters
        with self._asking(prefix) as connection:
            found = connection.execute(text(statement), {"low": prefix, "high": high})
            return tuple(name for (name,) in found if names.is_finished(name))

    def get(self, name: str) -> bytes:
        """The whole file.

        Raises:
            ShareFaultError: it is missing or must not be read, or the server does not answer.
        """
        _require_ours(name)
        data = self._stored(name)
        if data is None:
            raise ShareFaultError(Fault.MISSING, name, "no such row")
        return data

    def put_new(self, name: str, data: bytes) -> None:
        """Place a new file; one that is there with equal bytes counts as placed.

        Raises:
            ShareFaultError: `DIFFERS` when other bytes stand there; otherwise it was not placed,
                or nobody knows (`UNKNOWN`).
        """
        _require_ours(name)
        statement = "INSERT INTO bpr.file (name, data) VALUES (:name, :data) ON CONFLICT DO NOTHING"
        try:
            with self._asking(name) as connection:
                connection.execute(text(statement), {"name": name, "data": data})
                connection.commit()
        except ShareFaultError as error:
            if error.fault is Fault.UNREACHABLE:  # the answer may be what got lost
                raise ShareFaultError(Fault.UNKNOWN, name, error.detail) from error
            raise
        stands = self._stored(name)
        if stands is None:
            raise ShareFaultError(Fault.REFUSED, name, "not shown to this person")
        if stands != data:
            raise ShareFaultError(Fault.DIFFERS, name, "another file has this name")

    def stat_time(self) -> datetime:
        """The time of the server's clock.

        Raises:
            ShareFaultError: the server does not answer.
        """
        with self._asking("") as connection:
            now = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
        if not isinstance(now, datetime):
            raise ShareFaultError(Fault.UNKNOWN, "", f"no time: {now!r}")
        return now

    def delete_own_part(self, name: str) -> None:
        """There are no `.part` files here; one is gone already.

        Raises:
            ShareFaultError: it is no name of a `.part`.
        """
        if not names.is_part(name):
            raise ShareFaultError(Fault.REFUSED, name, "no part of a file of the exchange")

    def wait(self, seconds: float) -> bool:
        """Wait until somebody has placed a file, at most so long; whether it was so.

        What was placed between two waits counts as well; only the first one begins to hear.

        Raises:
            ShareFaultError: the server does not answer.
        """
        try:
            driver = self._hearing().connection.driver_connection
            if driver is None:
                raise ShareFaultError(Fault.UNREACHABLE, "", "the connection has gone")
            return any(True for _ in driver.notifies(timeout=seconds, stop_after=1))
        except (SQLAlchemyError, DriverError) as error:
            self._stop_hearing()
            raise ShareFaultError(fault_of(error), "", _words(error)) from error

    def close(self) -> None:
        """Let go of the server."""
        self._stop_hearing()
        self._engine.dispose()

    # --- inside --------------------------------------------------------------------------------

    def _hearing(self) -> Connection:
        if self._listening is None:
            self._listening = self._engine.connect()
            self._listening.execute(text(f"LISTEN {CHANNEL}"))
            self._listening.commit()
        return self._listening

    def _stop_hearing(self) -> None:
        hearing, self._listening = self._listening, None
        if hearing is not None:
            hearing.invalidate()  # it listens; nobody else shall get it
            hearing.close()

    def _stored(self, name: str) -> bytes | None:
        statement = (
            "SELECT CASE WHEN octet_length(data) > :most THEN NULL ELSE data END, octet_length(data)"
            " FROM bpr.file WHERE name = :name"
        )
        with self._asking(name) as connection:
            row = connection.execute(text(statement), {"name": name, "most": LARGEST}).one_or_none()
        if row is None:
            return None
        if row[0] is None:
            raise ShareFaultError(Fault.DIFFERS, name, f"{row[1]} bytes")
        return bytes(row[0])

    @contextlib.contextmanager
    def _asking(self, name: str) -> Iterator[Connection]:
        """A connection; what the driver raises becomes a fault."""
        try:
            with self._engine.connect() as connection:
                yield connection
        except SQLAlchemyError as error:
            raise ShareFaultError(fault_of(error), name, _words(error)) from error


def fault_of(error: Exception) -> Fault:
    """The kind of a failure by PostgreSQL's code; what bears none never reached the server."""
    said = error.orig if isinstance(error, DBAPIError) else error
    state = getattr(said, "sqlstate", None) or ""
    for digits in (5, 2):
        if state[:digits] in _FAULTS:
            return _FAULTS[state[:digits]]
    return Fault.REFUSED if _asks_for_password(str(said)) else Fault.UNREACHABLE


def _asks_for_password(words: str) -> bool:
    """Whether the server wanted a password, which bears no code before a connection stands."""
    return "no password supplied" in words or "authentication failed" in words


def _words(error: Exception) -> str:
    """The first line of what the server said; the rest repeats the statement."""
    said = error.orig if isinstance(error, DBAPIError) else error
    return str(said).strip().split("\n", maxsplit=1)[0]


def engine_of(address: str) -> Engine:
    """A way to the server; nothing is asked yet.

    Raises:
        RefusedError: the address makes no sense, or bears a password: addresses are kept, shown
            and logged, and passwords are not.
    """
    url = _url(address)
    if url.password is not None or any("password" in key.lower() for key in url.query):
        raise RefusedError(
            tr("An address must not hold a password: everybody at this PC could read it."),
            kept=tr("Nothing was changed."),
            remedy=tr("Keep the password in PostgreSQL's password file (pgpass)."),
        )
    return create_engine(
        url.set(drivername="postgresql+psycopg"),
        pool_size=4,
        max_overflow=16,
        pool_pre_ping=True,
        connect_args={
            **_SILENCE,
            "connect_timeout": _CONNECT,
            "application_name": "BPR Studio",
            "options": f"-c statement_timeout={_STATEMENT}",
        },
    )


def _url(address: str) -> URL:
    try:
        url = make_url(address)
    except (ArgumentError, ValueError) as error:  # a port that is no number
        raise _makes_no_sense() from error
    if url.drivername != "postgresql" or not url.database or not url.host:
        raise _makes_no_sense()
    return url


def _makes_no_sense() -> RefusedError:
    return RefusedError(
        tr("This is no address of a PostgreSQL server."),
        remedy=tr("It looks like this: {example}", example=f"{SCHEME}user@server/database"),
    )


def _is_folder(prefix: str) -> bool:
    """Whether files of ours can lie below a folder."""
    parts = prefix.split("/")
    if parts[-1] or parts[0] not in {"s", "c", "k", "r", "e"} or len(parts) > 3:
        return False
    inside = parts[1:-1]
    if not inside:
        return True
    return inside[0] in names.CHAINS if parts[0] == "c" else names.is_scope(inside[0])


def _require_ours(name: str) -> None:
    if not names.is_finished(name):
        raise ShareFaultError(Fault.REFUSED, name, "no name of the exchange")


def prepare(address: str) -> None:
    """Make a server ready for exchange; harmless when it is.

    Raises:
        RefusedError: the server does not answer, or the person may not do that.
    """
    _administer(address, [(statement, {}) for statement in STATEMENTS])


def allow(address: str, person: str, scopes: Iterable[str], *, everything: bool = False) -> None:
    """Let a role of the server read and write scopes, and no others any more.

    Args:
        address: of the server, with a role that administers it.
        person: an existing role that can log in.
        scopes: e.g. "sec-0101".
        everything: it is the DX office's; it writes all scopes, chains, packs and receipts.

    Raises:
        RefusedError: there is no such role, or the server says no.
    """
    wanted = [EVERYTHING] if everything else list(scopes)
    insert = "INSERT INTO bpr.access (person, scope) VALUES (:person, :scope)"
    quoted = person.replace('"', '""').replace(":", "\\:")  # a colon would name a parameter
    _administer(
        address,
        [
            (f'GRANT {GROUP} TO "{quoted}"', {}),
            ("DELETE FROM bpr.access WHERE person = :person", {"person": person}),
            *((insert, {"person": person, "scope": scope}) for scope in wanted),
        ],
    )


def _administer(address: str, statements: Iterable[tuple[str, dict[str, str]]]) -> None:
    with administering(address) as connection:
        for statement, parameters in statements:
            connection.execute(text(statement), parameters)


@contextlib.contextmanager
def administering(address: str) -> Iterator[Connection]:
    """One transaction of somebody who administers a server; committed at the end of the block.

    Raises:
        RefusedError: the address makes no sense, or the server does not answer or says no.
    """
    engine = engine_of(address)
    try:
        with engine.begin() as connection:
            yield connection
    except (SQLAlchemyError, DriverError) as error:
        _log.warning("hub: %s", _words(error))
        raise RefusedError(
            tr("The PostgreSQL server did not do it: {reason}", reason=_words(error)),
            kept=tr("Nothing was changed."),
            remedy=tr("Check the address, and that this role may administer the database."),
        ) from error
    finally:
        engine.dispose()

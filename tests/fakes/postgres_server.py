"""Debian's PostgreSQL in a temporary folder, on a port of its own, for tests and soak."""

from __future__ import annotations

import atexit
import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg

from bpr_studio.adapters.share.postgres import allow, prepare

if TYPE_CHECKING:
    from collections.abc import Iterator

ADMIN = "postgres"
MISSING = "PostgreSQL's server is not installed: apt-get install --no-install-recommends postgresql"


@cache
def programs() -> Path | None:
    """Where initdb and the server lie; None where they are not installed."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    on_path = shutil.which("initdb")
    if on_path:
        folders.insert(0, Path(on_path).parent)
    return next((folder for folder in folders if (folder / "initdb").exists()), None)


class PostgresServer:
    """A running server with an empty database `bpr`, prepared for exchange."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        data = str(folder / "data")
        self._run("initdb", "-D", data, "-U", ADMIN, "-A", "trust", "-E", "UTF8", "--no-sync")
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c fsync=off -k {folder}"
        self._start = ("-w", "-o", options, "-l", str(folder / "log"), "start")
        self.start()
        with psycopg.connect(self.address(ADMIN, "postgres"), autocommit=True) as connection:
            connection.execute("CREATE DATABASE bpr")
        prepare(self.address(ADMIN))

    def address(self, user: str, database: str = "bpr") -> str:
        """The address of the database for a role."""
        return f"postgresql://{user}@127.0.0.1:{self.port}/{database}"

    def person(self, name: str, *scopes: str, everything: bool = False) -> str:
        """A role that may exchange; gives its address."""
        with psycopg.connect(self.address(ADMIN), autocommit=True) as connection:
            known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (name,))
            if known.fetchone() is None:
                connection.execute(f'CREATE ROLE "{name}" LOGIN')
        allow(self.address(ADMIN), name, scopes, everything=everything)
        return self.address(name)

    def ask(self, statement: str, user: str = ADMIN) -> list[tuple[object, ...]]:
        """What the server answers to a role."""
        with psycopg.connect(self.address(user), autocommit=True) as connection:
            answer = connection.execute(statement.encode())
            return answer.fetchall() if answer.description else []

    def place(self, name: str, data: bytes) -> None:
        """Put a file there by other means than this program."""
        with psycopg.connect(self.address(ADMIN), autocommit=True) as connection:
            connection.execute("INSERT INTO bpr.file (name, data) VALUES (%s, %s)", (name, data))

    def spoil(self, name: str, data: bytes | None) -> None:
        """Change a file, or take it away with None, as only who administers the server can."""
        with psycopg.connect(self.address(ADMIN), autocommit=True) as connection:
            connection.execute("DELETE FROM bpr.file WHERE name = %s", (name,))
        if data is not None:
            self.place(name, data)

    def empty(self) -> None:
        """Take away all files, as no role of the exchange can."""
        with psycopg.connect(self.address(ADMIN), autocommit=True) as connection:
            connection.execute("TRUNCATE bpr.file, bpr.access")

    def start(self) -> None:
        """The server comes, or comes back."""
        self._run("pg_ctl", "-D", str(self._folder / "data"), *self._start)
        self.running = True

    def stop(self, how: str = "immediate") -> None:
        """The server goes away."""
        self._run("pg_ctl", "-D", str(self._folder / "data"), "-m", how, "stop")
        self.running = False

    def _run(self, program: str, *arguments: str) -> None:
        folder = programs()
        assert folder is not None, MISSING
        words = [str(folder / program), *arguments]
        if os.geteuid() == 0:  # the server refuses to run as root
            words = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", *words]
        done = subprocess.run(words, capture_output=True, text=True, cwd="/", check=False)
        assert done.returncode == 0, done.stdout + done.stderr


@cache
def shared_server() -> PostgresServer:
    """One server for all tests of this process; it goes with the process."""
    rest = contextlib.ExitStack()
    server = rest.enter_context(postgres_server())
    atexit.register(rest.close)
    return server


@contextlib.contextmanager
def postgres_server() -> Iterator[PostgresServer]:
    """A server for the time of the block."""
    folder = Path(tempfile.mkdtemp(prefix="bpr-pg-"))
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres", "postgres")
        server = PostgresServer(folder)
        try:
            yield server
        finally:
            if server.running:
                server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)

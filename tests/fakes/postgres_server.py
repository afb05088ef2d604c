"""Debian's PostgreSQL in a temporary folder, on a port of its own, for tests and soak."""

from __future__ import annotations

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
        self._run("initdb", "-D", str(folder / "data"), "-U", ADMIN, "-A", "trust", "-E", "UTF8")
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c fsync=off -k {folder}"
        log = str(folder / "log")
        self._run("pg_ctl", "-D", str(folder / "data"), "-w", "-o", options, "-l", log, "start")
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

    def empty(self) -> None:
        """Take away all files, as no role of the exchange can."""
        with psycopg.connect(self.address(ADMIN), autocommit=True) as connection:
            connection.execute("TRUNCATE bpr.file, bpr.access")

    def stop(self, how: str = "immediate") -> None:
        """The server goes away."""
        self._run("pg_ctl", "-D", str(self._folder / "data"), "-m", how, "stop")

    def _run(self, program: str, *arguments: str) -> None:
        folder = programs()
        assert folder is not None, MISSING
        words = [str(folder / program), *arguments]
        if os.geteuid() == 0:  # the server refuses to run as root
            words = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", *words]
        done = subprocess.run(words, capture_output=True, text=True, cwd="/", check=False)
        assert done.returncode == 0, done.stdout + done.stderr


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
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)

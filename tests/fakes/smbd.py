"""Debian's Samba on a port of its own, with its own state, passwords and share, for tests and soak."""

from __future__ import annotations

import atexit
import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
import time
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

MISSING: Final = "Samba's server is not installed: apt-get install --no-install-recommends samba"
SHARE: Final = "bpr"
USERS: Final = ("games", "backup")  # accounts that every Debian has; nobody is made for a test
PASSWORD: Final = "架空-secret-1"  # noqa: S105  # of a server that lives for a test

_STARTS_WITHIN: Final = 20.0  # seconds


@cache
def why_not() -> str:
    """Why there can be no server here, "" where there can."""
    if shutil.which("smbd", path=_PATH) is None or shutil.which("pdbedit", path=_PATH) is None:
        return MISSING
    return "" if os.geteuid() == 0 else "Samba's server changes its user and is tried as root only"


_PATH: Final = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/usr/bin"))


class Smbd:
    """A running server with one empty share.

    Attributes:
        port: on the loopback address.
        root: the folder behind the share.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.root = folder / "share"
        self.root.mkdir()
        self.root.chmod(0o777)
        self.port = _free_port()
        self._conf = folder / "smb.conf"
        self._conf.write_text(self._settings(), encoding="utf-8")
        for user in USERS:
            words = [_found("pdbedit"), "-s", str(self._conf), "-a", "-t", "-u", user]
            said = f"{PASSWORD}\n{PASSWORD}\n"
            subprocess.run(words, input=said, text=True, capture_output=True, check=True)
        self._process = self._started()

    def _settings(self) -> str:
        lines = [
            "[global]",
            "server role = standalone server",
            f"smb ports = {self.port}",
            "interfaces = 127.0.0.1/8",
            "bind interfaces only = yes",
            "disable netbios = yes",
            "load printers = no",
            "printcap name = /dev/null",
            "map to guest = never",
            "server min protocol = SMB2_10",
            "log level = 0",
            f"log file = {self._folder / 'log'}",
        ]
        places = ("private dir", "lock directory", "state directory", "cache directory")
        lines += [f"{name} = {self._made(name)}" for name in places]
        lines += [f"pid directory = {self._made('pid')}", f"ncalrpc dir = {self._made('rpc')}"]
        lines += [f"[{SHARE}]", f"path = {self.root}", "read only = no", "create mask = 0666"]
        lines += ["directory mask = 0777", f"valid users = {' '.join(USERS)}"]
        return "\n".join(lines) + "\n"

    def _made(self, name: str) -> Path:
        folder = self._folder / name.replace(" ", "-")
        folder.mkdir(mode=0o755)
        return folder

    def _started(self) -> subprocess.Popen[bytes]:
        words = [_found("smbd"), "--foreground", "--no-process-group", "-s", str(self._conf)]
        process = subprocess.Popen(
            words,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # it ends its whole group, which must not be ours
        )
        until = time.monotonic() + _STARTS_WITHIN
        while time.monotonic() < until and process.poll() is None:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port)):
                return process
            time.sleep(0.05)
        process.kill()
        process.wait()
        raise RuntimeError(f"smbd does not start: {(self._folder / 'log').read_text()[-2000:]}")

    def empty(self) -> None:
        """Take away all files."""
        for entry in self.root.iterdir():
            shutil.rmtree(entry) if entry.is_dir() else entry.unlink()

    def stop(self) -> None:
        """The server goes away."""
        self._process.terminate()
        self._process.wait(20)


def _found(program: str) -> str:
    path = shutil.which(program, path=_PATH)
    assert path is not None, MISSING
    return path


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


@cache
def shared_smbd() -> Smbd:
    """One server for all tests of this process; it goes with the process."""
    rest = contextlib.ExitStack()
    server = rest.enter_context(smbd())
    atexit.register(rest.close)
    return server


@contextlib.contextmanager
def smbd() -> Iterator[Smbd]:
    """A server for the time of the block."""
    folder = Path(tempfile.mkdtemp(prefix="bpr-smb-"))
    folder.chmod(0o755)
    try:
        server = Smbd(folder)
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)

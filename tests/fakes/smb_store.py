"""The calls of a shared folder spoken as SMB by `smbprotocol`, under the real `DirectoryStore`.

    store = smb_store(SmbCalls(port, "games"))     # lists, reads, creates, flushes and renames on a server

A path is "//127.0.0.1/bpr/…". What is no answer of the server (a cut connection, a time-out)
becomes ENOTCONN, and the next call connects anew.
"""

from __future__ import annotations

import contextlib
import errno
import functools
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import smbclient  # type: ignore[import-untyped]  # it has no types
import smbclient.path  # type: ignore[import-untyped]  # it has no types
from smbclient._io import (  # type: ignore[import-untyped]  # no types
    SMBFileTransaction,
    SMBRawIO,
    set_info,
)
from smbprotocol.connection import Connection  # type: ignore[import-untyped]  # no types
from smbprotocol.exceptions import SMBException, SMBOSError  # type: ignore[import-untyped]  # no types
from smbprotocol.file_info import (  # type: ignore[import-untyped]  # no types
    FileRenameInformation,
)
from smbprotocol.header import NtStatus  # type: ignore[import-untyped]  # no types
from smbprotocol.open import (  # type: ignore[import-untyped]  # no types
    CreateOptions,
    FilePipePrinterAccessMask,
)

from bpr_studio.adapters.share.directory import DirectoryStore
from bpr_studio.adapters.share.file_calls import FileCalls
from tests.fakes.smbd import PASSWORD, SHARE

if TYPE_CHECKING:
    from collections.abc import Callable

TIMEOUT: Final = 10.0  # seconds; `receive` has none of its own and would wait for ever
_BLOCK: Final = 1 << 20
_NUMBERS: Final = {
    NtStatus.STATUS_SHARING_VIOLATION: errno.EBUSY,
    NtStatus.STATUS_DELETE_PENDING: errno.EBUSY,
    NtStatus.STATUS_ACCESS_DENIED: errno.EACCES,
    NtStatus.STATUS_DISK_FULL: errno.ENOSPC,
    NtStatus.STATUS_OBJECT_NAME_INVALID: errno.ENAMETOOLONG,
}


class SmbCalls(FileCalls):
    """One user's connection to a server.

    Attributes:
        requests: number of requests sent to the server so far.
        trips: number of times it was waited for an answer; several requests can go together.
    """

    def __init__(self, port: int, user: str) -> None:
        """Connect with the first call.

        Args:
            port: of the server or of a proxy, on the loopback address.
            user: one of `smbd.USERS`.
        """
        self.requests = self.trips = 0
        self._connections: dict[str, Connection] = {}
        self._how: dict[str, Any] = {
            "port": port,
            "username": user,
            "password": PASSWORD,
            "connection_timeout": TIMEOUT,
            "connection_cache": self._connections,
        }

    def is_folder(self, path: str) -> bool:
        """As the server says."""
        try:
            return bool(self._ask(smbclient.path.isdir, path))
        except OSError:
            return False

    def make_folder(self, path: str) -> None:
        """One folder."""
        try:
            self._ask(smbclient.mkdir, path)
        except FileExistsError:
            return

    def entries(self, folder: str) -> tuple[list[str], list[str]]:
        """Names as the server lists them."""
        found = self._ask(lambda path, **how: list(smbclient.scandir(path, **how)), folder)
        folders = [entry.name for entry in found if entry.is_dir()]
        return folders, [entry.name for entry in found if not entry.is_dir()]

    def read(self, path: str, most: int) -> bytes:
        """Open for sharing with everybody, read, close."""
        return bytes(self._ask(functools.partial(_read, most), path))

    def write_new(self, path: str, data: bytes) -> None:
        """Create exclusively, write, flush, close."""
        self._ask(functools.partial(_write, data), path)

    def rename_new(self, source: str, target: str) -> None:
        """Rename without replacing."""
        self._ask(functools.partial(_rename, target), source)

    def modified(self, path: str) -> float:
        """By the server's clock."""
        return float(self._ask(smbclient.stat, path).st_mtime)

    def remove(self, path: str) -> None:
        """Take a part away."""
        self._ask(smbclient.remove, path)

    def close(self) -> None:
        """Drop all connections without a word."""
        for connection in list(self._connections.values()):
            with contextlib.suppress(Exception):  # it is broken anyway
                connection.disconnect(close=False)
        self._connections.clear()

    def _ask(self, call: Callable[..., Any], path: str) -> Any:
        _counting.append(self)
        try:
            return call(_unc(path), **self._how)
        except SMBOSError as error:
            number = _NUMBERS.get(error.ntstatus, error.errno)
            if not number:
                self.close()  # the session is gone, or something this table does not know
            raise OSError(number or errno.ENOTCONN, str(error), path) from error
        except (SMBException, OSError, ValueError) as error:
            self.close()
            raise OSError(errno.ENOTCONN, f"{type(error).__name__}: {error}") from error
        finally:
            _counting.pop()


def _unc(path: str) -> str:
    return path.replace("/", "\\")


def _read(most: int, path: str, **how: Any) -> bytes:
    with smbclient.open_file(path, "rb", buffering=0, share_access="rwd", **how) as file:
        blocks = []
        left = most
        while left > 0:
            wanted = min(left, _BLOCK)
            block = file.read(wanted)
            blocks.append(block)
            left -= len(block)
            if len(block) < wanted:
                break  # the end: a server answers with less at no other place
        return b"".join(blocks)


def _write(data: bytes, path: str, **how: Any) -> None:
    with smbclient.open_file(path, "xb", buffering=0, share_access="", **how) as file:
        rest = memoryview(data)
        while rest:
            rest = rest[file.write(rest[:_BLOCK]) :]
        file.fd.flush()


def _rename(target: str, path: str, **how: Any) -> None:
    """Open, rename, close; `smbclient.rename` opens the target, too, to find out about DFS."""
    source = SMBRawIO(
        path,
        mode="r",
        share_access="rwd",
        desired_access=FilePipePrinterAccessMask.DELETE,
        create_options=CreateOptions.FILE_OPEN_REPARSE_POINT,
        **how,
    )
    wanted = FileRenameInformation()
    wanted["replace_if_exists"] = False
    wanted["file_name"] = _unc(target).lstrip("\\").split("\\", 2)[2]  # within the share
    with source, SMBFileTransaction(source) as transaction:
        set_info(transaction, wanted)


_counting: list[SmbCalls] = []  # whose call is being made; all are made on one thread
_receive, _send_all = Connection.receive, Connection._send  # noqa: SLF001  # all sending ends there


def _receive_in_time(self: Connection, request: Any, *rest: Any, **more: Any) -> Any:
    if len(rest) < 2:  # the second one would be the time-out
        more["timeout"] = more.get("timeout") or TIMEOUT
    return _receive(self, request, *rest, **more)


def _counted_send(self: Connection, messages: Any, *arguments: Any, **named: Any) -> Any:
    if _counting:
        _counting[-1].requests += len(messages)
        _counting[-1].trips += 1
    return _send_all(self, messages, *arguments, **named)


Connection.receive = _receive_in_time  # it has no time-out of its own
SMBRawIO.__del__ = lambda _self: None  # a cut connection leaves handles that nobody can close
Connection._send = _counted_send  # noqa: SLF001  # counted there


def smb_store(calls: SmbCalls) -> DirectoryStore:
    """The share of a server as the user of a connection sees it."""
    return DirectoryStore(Path(f"//127.0.0.1/{SHARE}"), calls)

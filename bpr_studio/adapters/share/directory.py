"""A shared folder as a place of exchange: a folder of this system or a Windows network path.

Follows the write protocol of sync.md §7.4: a `.part` is created exclusively, written, flushed and
closed, renamed without replacing, and read back whole. An error leaves open what happened, so the
final name is looked at after each. Nothing is tried again here; that is for the engine.
"""

from __future__ import annotations

import contextlib
import functools
import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from bpr_studio.adapters.share.faults import fault_of, words_of
from bpr_studio.adapters.share.file_calls import FileCalls
from bpr_studio.domain.replication import names
from bpr_studio.services.sync.ports import Fault, ShareFaultError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

LARGEST: Final = 64 << 20
"""Bytes of the largest file that is read: packs have up to 32 MiB, an index, and one last segment."""
ORPHAN_AGE: Final = 24 * 3600
"""Seconds after which a file still "being written" was left behind by a killed program."""

_DEEPEST: Final = 2  # folders between the root and a file
_CLOCK: Final = names.request_name("a" * 13)  # everybody may create files where requests lie

_finished = functools.lru_cache(maxsize=1 << 17)(names.is_finished)


class DirectoryStore:
    """Implements `services.sync.ports.ShareStore` over a folder."""

    def __init__(self, root: Path, calls: FileCalls | None = None) -> None:
        """Look at nothing yet.

        Args:
            root: the folder; others keep theirs in the same one.
            calls: the file system; tests give one that fails.
        """
        self.root = root
        self._top = str(root)
        self._before = self._top.rstrip(os.sep) + os.sep  # a Windows share ends with one already
        self._calls = calls or FileCalls()
        self._written = _CLOCK  # where this PC could write last

    def list(self, prefix: str) -> tuple[str, ...]:
        """Names of the finished files below a folder ("s/org/", "s/", ""), sorted.

        Raises:
            ShareFaultError: the folder is not there at all, or must not be listed.
        """
        return tuple(sorted(name for name in self._walk(prefix) if _finished(name)))

    def get(self, name: str) -> bytes:
        """The whole file.

        Raises:
            ShareFaultError: it is missing (a link or a folder of that name is no file) or cannot
                be read; `DIFFERS` when it is larger than any file of this program.
        """
        path = self._path(name)
        try:
            data = self._calls.read(path, LARGEST + 1)
        except OSError as error:
            fault = self._fault(name, error)
            if fault.fault is Fault.DIFFERS:
                raise ShareFaultError(Fault.MISSING, name, fault.detail) from error
            raise fault from error
        if len(data) > LARGEST:
            raise ShareFaultError(Fault.DIFFERS, name, f"more than {LARGEST} bytes")
        return data

    def put_new(self, name: str, data: bytes) -> None:
        """Place a new file; one that is there with equal bytes counts as placed.

        Raises:
            ShareFaultError: `DIFFERS` when other bytes stand there; otherwise it was not placed,
                or nobody knows (`UNKNOWN`).
        """
        path = self._path(name)
        if self._stands(name, path, data):
            return
        part = f"{path}.{self._calls.token()}.part"
        try:
            self._write(part, data)
        except OSError as error:
            self._drop(part)
            raise self._fault(name, error) from error
        try:
            self._calls.rename_new(part, path)
        except OSError as error:
            try:
                self._look_after(name, data, error)
            finally:
                self._drop(part)
        else:
            self._read_back(name, path, data)
        self._written = name

    def stat_time(self) -> datetime:
        """The time of the server's clock, read from a file written for that.

        Raises:
            ShareFaultError: nothing can be written, or the server does not tell.
        """
        name = f"{self._written}.{self._calls.token()}.part"
        path = self._path_of_part(name)
        try:
            self._write(path, b"\n")
            seconds = self._calls.modified(path)
        except OSError as error:
            raise self._fault(name, error) from error
        finally:
            self._drop(path)
        try:
            return datetime.fromtimestamp(seconds, UTC)
        except (ValueError, OverflowError, OSError) as error:
            raise ShareFaultError(Fault.UNKNOWN, name, f"no time: {seconds}") from error

    def delete_own_part(self, name: str) -> None:
        """Remove a `.part` this PC left behind; one that is gone already is no failure.

        Raises:
            ShareFaultError: it is no `.part`, or cannot be removed.
        """
        try:
            self._calls.remove(self._path_of_part(name))
        except OSError as error:
            fault = self._fault(name, error)
            if fault.fault is not Fault.MISSING:
                raise fault from error

    def orphans(self, prefix: str, mine: Callable[[str], bool]) -> tuple[str, ...]:
        """Parts below a folder that were left behind more than 24 hours ago, sorted.

        Args:
            prefix: as in `list`.
            mine: whether a file of this final name would be written by this PC.

        Raises:
            ShareFaultError: the folder cannot be listed, or the server does not tell the time.
        """
        parts = [
            name
            for name in self._walk(prefix)
            if names.is_part(name) and mine(name.rsplit(".", 2)[0])
        ]
        if not parts:
            return ()
        limit = self.stat_time().timestamp() - ORPHAN_AGE
        return tuple(sorted(name for name in parts if self._older(name, limit)))

    def _older(self, name: str, limit: float) -> bool:
        try:
            return self._calls.modified(self._path_of_part(name)) < limit
        except OSError:
            return False  # taken away meanwhile, or cannot be told today

    # --- listing -----------------------------------------------------------------------------

    def _walk(self, prefix: str) -> Iterator[str]:
        """Names of all files below a folder, of whatever kind."""
        if prefix and not _is_folder_name(prefix):
            raise ShareFaultError(Fault.REFUSED, prefix, "no folder of the exchange")
        waiting = [prefix]
        while waiting:
            folder = waiting.pop()
            folders, files = self._entries(folder)
            yield from (folder + file for file in files)
            if folder.count("/") < _DEEPEST:
                below = (f"{folder}{name}/" for name in folders)
                waiting += [each for each in below if _is_folder_name(each)]

    def _entries(self, folder: str) -> tuple[Sequence[str], Sequence[str]]:
        try:
            return self._calls.entries(self._join(folder.removesuffix("/")))
        except OSError as error:
            fault = self._fault(folder, error)
            if fault.fault is not Fault.MISSING:
                raise fault from error
            return [], []

    # --- writing -----------------------------------------------------------------------------

    def _write(self, path: str, data: bytes) -> None:
        try:
            self._calls.write_new(path, data)
        except OSError as error:
            if fault_of(error) is not Fault.MISSING:
                raise
            self._make_folders(path)
            self._calls.write_new(path, data)

    def _make_folders(self, path: str) -> None:
        """Make the folders between root and file; never the root: without it nothing is there."""
        end = path.find(os.sep, len(self._before))
        while end > 0:
            self._calls.make_folder(path[:end])
            end = path.find(os.sep, end + 1)

    def _stands(self, name: str, path: str, data: bytes) -> bool:
        """Whether the file is there with these bytes.

        Raises:
            ShareFaultError: other bytes stand there, or nobody can tell.
        """
        try:
            found = self._calls.read(path, len(data) + 1)
        except OSError as error:
            if fault_of(error) is Fault.MISSING:
                return False  # where the root is missing too, writing will tell
            raise self._fault(name, error) from error
        if found != data:
            raise ShareFaultError(Fault.DIFFERS, name, f"{len(found)} other bytes")
        self._require_letters(name)
        return True

    def _require_letters(self, name: str) -> None:
        """Refuse a file whose name differs in upper and lower case: no reader would list it."""
        folder, _, last = name.rpartition("/")
        files = self._entries(f"{folder}/" if folder else "")[1]
        if last not in files and any(file.lower() == last for file in files):
            raise ShareFaultError(Fault.DIFFERS, name, "stands there in other letters")

    def _look_after(self, name: str, data: bytes, error: OSError) -> None:
        """Find out whether a failed renaming has placed the file all the same.

        Raises:
            ShareFaultError: it has not, or nobody knows.
        """
        try:
            if self._stands(name, self._path(name), data):
                return
        except ShareFaultError as looking:
            if looking.fault is Fault.DIFFERS:
                raise
            raise ShareFaultError(Fault.UNKNOWN, name, words_of(error)) from error
        raise ShareFaultError(_fault_of_renaming(error), name, words_of(error)) from error

    def _read_back(self, name: str, path: str, data: bytes) -> None:
        try:
            found = self._calls.read(path, len(data) + 1)
        except OSError as error:
            raise ShareFaultError(Fault.UNKNOWN, name, words_of(error)) from error
        if found != data:
            raise ShareFaultError(Fault.DIFFERS, name, "read back other bytes than were written")

    def _drop(self, part: str) -> None:
        with contextlib.suppress(OSError):  # orphans are swept a day later
            self._calls.remove(part)

    # --- names and faults --------------------------------------------------------------------

    def _path(self, name: str) -> str:
        if not _finished(name):
            raise ShareFaultError(Fault.REFUSED, name, "no name of the exchange")
        return self._join(name)

    def _path_of_part(self, name: str) -> str:
        if not names.is_part(name):
            raise ShareFaultError(Fault.REFUSED, name, "no part of a file of the exchange")
        return self._join(name)

    def _join(self, name: str) -> str:
        return self._before + name.replace("/", os.sep) if name else self._top

    def _fault(self, name: str, error: OSError) -> ShareFaultError:
        fault = fault_of(error)
        if fault is Fault.MISSING and not self._calls.is_folder(self._top):
            fault = Fault.UNREACHABLE
        return ShareFaultError(fault, name, words_of(error))


def _fault_of_renaming(error: OSError) -> Fault:
    """What a failed renaming means where the final name was looked for and not found."""
    if isinstance(error, FileExistsError):
        return Fault.BUSY  # taken and yet not there: somebody's deletion is not finished
    if getattr(error, "winerror", None) == 5:
        return Fault.BUSY  # the file is our own and new: a virus scanner looks at it
    fault = fault_of(error)
    return Fault.UNKNOWN if fault in {Fault.UNREACHABLE, Fault.MISSING} else fault


@functools.lru_cache(maxsize=4096)
def _is_folder_name(prefix: str) -> bool:
    """Whether a prefix ("s/", "s/org/") is a folder in which files of the exchange can lie."""
    parts = prefix.split("/")
    if parts.pop() or not parts:
        return False
    match parts:
        case ["s" | "k" | "r" | "c" | "e"]:
            return True
        case ["s" | "k" | "r", scope]:
            return names.is_scope(scope)
        case ["c", chain]:
            return chain in names.CHAINS
        case _:
            return False

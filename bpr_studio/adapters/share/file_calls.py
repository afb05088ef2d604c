"""Every call to the file system that a shared folder needs, in one place.

Nothing here tries again, looks twice or knows what files mean; each call does one thing or raises
`OSError`. Fault-injecting tests put another object in the place of `FileCalls`.
"""

from __future__ import annotations

import ctypes
import errno
import functools
import os
import secrets
import stat
from typing import Final

_ALPHABET: Final = "0123456789abcdefghijklmnopqrstuvwxyz"
_CURRENT_FOLDER: Final = -100  # AT_FDCWD
_NO_REPLACE: Final = 1  # RENAME_NOREPLACE
_NOT_OFFERED: Final = frozenset({errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP})
_NO_LINKS: Final = _NOT_OFFERED | {errno.EPERM, errno.EMLINK, errno.EXDEV}
_BLOCK: Final = 1 << 20
_NEW: Final = (
    os.O_WRONLY
    | os.O_CREAT
    | os.O_EXCL
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_NOINHERIT", 0)
    | getattr(os, "O_CLOEXEC", 0)
)
# A link is not followed and a pipe does not block: both can only be somebody's trick.
_READ: Final = (
    os.O_RDONLY
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_NOINHERIT", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
)


class FileCalls:
    """The file system as it is; all paths are whole paths."""

    def token(self) -> str:
        """Six random characters for the name of a file being written."""
        return "".join(secrets.choice(_ALPHABET) for _ in range(6))

    def is_folder(self, path: str) -> bool:
        """Whether there is a folder; False also where nobody can tell."""
        return os.path.isdir(path)  # noqa: PTH112  # one string call, as the simulated share has it

    def make_folder(self, path: str) -> None:
        """Make one folder; it may be there already.

        Raises:
            OSError: it cannot be made, or the folder above is missing.
        """
        try:
            os.mkdir(path)  # noqa: PTH102  # see is_folder
        except FileExistsError:
            if not self.is_folder(path):
                raise

    def entries(self, folder: str) -> tuple[list[str], list[str]]:
        """Names of the folders and of the plain files in a folder; links to files are neither.

        Raises:
            OSError: it cannot be listed.
        """
        folders: list[str] = []
        files: list[str] = []
        with os.scandir(folder) as found:
            for entry in found:
                if entry.is_file(follow_symlinks=False):
                    files.append(entry.name)
                elif entry.is_dir():  # a folder may be a link: that is how servers join places
                    folders.append(entry.name)
        return folders, files

    def read(self, path: str, most: int) -> bytes:
        """The content of a plain file, cut off after `most` bytes.

        The size the system tells is not asked: a file being written shows 0 (sync.md §2.2).

        Raises:
            OSError: it cannot be read, or is no plain file (EISDIR).
        """
        handle = os.open(path, _READ)
        try:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise IsADirectoryError(errno.EISDIR, "not a plain file", path)
            blocks: list[bytes] = []
            left = most
            while left > 0 and (block := os.read(handle, min(left, _BLOCK))):
                blocks.append(block)
                left -= len(block)
            return b"".join(blocks)
        finally:
            os.close(handle)

    def write_new(self, path: str, data: bytes) -> None:
        """Create a file that must not be there, write it in one go, flush, close; each is checked.

        Raises:
            OSError: at any of these; a file with some or all of the bytes may be left.
        """
        handle = os.open(path, _NEW, 0o666)  # what others may do is for the folder to say
        try:
            _write_all(handle, data)
            self.flush(handle)
        except BaseException:
            _close_quietly(handle)
            raise
        os.close(handle)  # some servers say only now that there was no room

    def flush(self, handle: int) -> None:
        """Force what was written to an open file to the server's disk.

        Raises:
            OSError: it is not there for certain.
        """
        os.fsync(handle)

    def rename_new(self, source: str, target: str) -> None:
        """Give a file its final name, never replacing another file.

        Three ways, the first that the system offers: one call that refuses to replace (Windows,
        Linux on most file systems); a second link, then taking the first away; looking, then
        renaming. The third leaves a moment in which another could place the same name; as names
        carry the writer and the hash of the content, that other has the same bytes.

        Raises:
            FileExistsError: the name is taken.
            OSError: it cannot be renamed, or nobody knows.
        """
        if os.name == "nt":
            os.rename(source, target)  # noqa: PTH104  # refuses to replace on Windows by itself
            return
        if not _rename_in_one_call(source, target) and not self._link_and_remove(source, target):
            if os.path.lexists(target):
                raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), target)
            os.rename(source, target)  # noqa: PTH104  # see is_folder

    def _link_and_remove(self, source: str, target: str) -> bool:
        try:
            os.link(source, target)
        except OSError as error:
            if error.errno in _NO_LINKS:
                return False
            raise
        try:
            self.remove(source)
        except OSError:
            return True  # placed; the left part is taken away with other orphans
        return True

    def modified(self, path: str) -> float:
        """When a file was written, by the server's clock, in seconds since 1970.

        Raises:
            OSError: the server does not tell.
        """
        return os.lstat(path).st_mtime

    def remove(self, path: str) -> None:
        """Take a file away; only ever called for parts of our own.

        Raises:
            OSError: it is still there, or nobody knows.
        """
        os.unlink(path)  # noqa: PTH108  # see is_folder


def _write_all(handle: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        written = os.write(handle, rest)
        if written <= 0:
            raise OSError(errno.EIO, "nothing was written")
        rest = rest[written:]


def _close_quietly(handle: int) -> None:
    try:
        os.close(handle)
    except OSError:
        return  # the fault before it is the one to tell


@functools.cache
def _renameat2() -> ctypes._NamedFuncPointer | None:
    library = ctypes.CDLL(None, use_errno=True)
    return getattr(library, "renameat2", None)


def _rename_in_one_call(source: str, target: str) -> bool:
    """Rename unless the target exists; False where system or file system do not offer that."""
    call = _renameat2()
    if call is None:
        return False
    failed = call(
        _CURRENT_FOLDER, os.fsencode(source), _CURRENT_FOLDER, os.fsencode(target), _NO_REPLACE
    )
    if not failed:
        return True
    number = ctypes.get_errno()
    if number in _NOT_OFFERED:
        return False
    raise OSError(number, os.strerror(number), target)

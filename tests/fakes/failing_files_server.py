"""The file system of `failing_files.py`, as a process of its own: everything passes, or fails."""
# ruff: noqa: ARG002  # the signatures are those of FUSE

from __future__ import annotations

import errno
import os
import random
import sys
from pathlib import Path
from typing import Any

import mfusepy  # type: ignore[import-untyped]  # it has no types


class Passing(mfusepy.Operations):  # type: ignore[misc]  # a class without types
    """Passes everything on to the folder behind."""

    use_ns = True

    def __init__(self, folder: Path, seed: int) -> None:
        self._behind = folder / "behind"
        self._told = folder / "told"
        self._luck = random.Random(seed)  # noqa: S311  # luck of a test
        self._written: set[int] = set()  # handles that were flushed, and so written to

    def _real(self, path: str) -> Path:
        return self._behind / path.lstrip("/")

    def _strikes(self, place: str) -> int:
        """The number of the fault that strikes now, 0 for none."""
        if self._luck.random() >= float((self._told / "plan").read_text()):
            return 0
        number: int = self._luck.choice((errno.ENOSPC, errno.EIO))
        with (self._told / "struck").open("a") as file:
            file.write(f"{errno.errorcode[number]} at {place}\n")
        return number

    def _fail(self, place: str) -> None:
        if number := self._strikes(place):
            raise mfusepy.FuseOSError(number)

    def getattr(self, path: str, fh: Any = None) -> dict[str, Any]:
        """Size, owner and times."""
        found = self._real(path).lstat()
        names = ("st_mode", "st_nlink", "st_uid", "st_gid", "st_size")
        times = {name: getattr(found, f"{name}_ns") for name in ("st_mtime", "st_atime")}
        return {name: getattr(found, name) for name in names} | times

    def readdir(self, path: str, fh: int) -> list[str]:
        """Names in a folder."""
        return [".", "..", *(entry.name for entry in self._real(path).iterdir())]

    def mkdir(self, path: str, mode: int) -> int:
        """A new folder."""
        self._real(path).mkdir(mode)
        return 0

    def create(self, path: str, mode: int, fi: Any = None) -> int:
        """A new file, opened."""
        return os.open(self._real(path), os.O_RDWR | os.O_CREAT | os.O_EXCL, mode)

    def open(self, path: str, flags: int) -> int:
        """A handle."""
        return os.open(self._real(path), flags)

    def read(self, path: str, size: int, offset: int, fh: int) -> bytes:
        """Bytes of an open file."""
        return os.pread(fh, size, offset)

    def write(self, path: str, data: bytes, offset: int, fh: int) -> int:
        """Write, or write some of it and fail."""
        if number := self._strikes("write"):
            os.pwrite(fh, data[: self._luck.randrange(len(data) + 1)], offset)
            raise mfusepy.FuseOSError(number)
        return os.pwrite(fh, data, offset)

    def fsync(self, path: str, datasync: int, fh: int) -> int:
        """What the program calls flush."""
        self._written.add(fh)
        self._fail("flush")
        return 0

    def flush(self, path: str, fh: int) -> int:
        """What happens when the program closes a file."""
        if fh in self._written:
            self._fail("close")
        return 0

    def release(self, path: str, fh: int) -> int:
        """The handle is gone."""
        self._written.discard(fh)
        os.close(fh)
        return 0

    def rename(self, old: str, new: str, flags: int = 0) -> int:
        """Another name."""
        self._real(old).rename(self._real(new))
        return 0

    def unlink(self, path: str) -> int:
        """Take a file away."""
        self._real(path).unlink()
        return 0


if __name__ == "__main__":
    place = Path(sys.argv[1])
    passing = Passing(place, int(sys.argv[2]))
    mfusepy.FUSE(passing, str(place / "mounted"), foreground=True, nothreads=True)

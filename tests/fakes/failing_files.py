"""A folder passed through FUSE that fails on purpose at write, flush and close, for tests and soak.

    with failing_folder(tmp_path, seed=1) as folder:
        folder.plan(share=0.2)                 # a fifth of all calls fail from now on
        DirectoryStore(folder.root).put_new(…)

The file system is a process of its own; what fails is drawn from the seed. Faults: ENOSPC and EIO
at write, flush and close, and torn writes that store half of the bytes before they fail.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import time
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

MISSING: Final = "FUSE is not installed: apt-get install --no-install-recommends fuse libfuse2"
_MOUNTS_WITHIN: Final = 20.0  # seconds
_SERVER: Final = "tests.fakes.failing_files_server"


@cache
def why_not() -> str:
    """Why there can be no such folder here, "" where there can."""
    if shutil.which("fusermount") is None and shutil.which("fusermount3") is None:
        return MISSING
    if not os.access("/dev/fuse", os.R_OK | os.W_OK):
        return "FUSE needs /dev/fuse, which cannot be opened here"
    try:
        import mfusepy  # type: ignore[import-untyped]  # noqa: F401  # it looks for the library now
    except (ImportError, OSError):
        return MISSING
    return ""


class FailingFolder:
    """The folder as the program sees it.

    Attributes:
        root: where it is mounted.
        behind: where the files lie.
    """

    def __init__(self, folder: Path, seed: int) -> None:
        self.root = folder / "mounted"
        self.behind = folder / "behind"
        self._told = folder / "told"
        for each in (self.root, self.behind, self._told):
            each.mkdir(parents=True)
        self.plan(0)
        words = [sys.executable, "-m", _SERVER, str(folder), str(seed)]
        self._process = subprocess.Popen(words, cwd=Path(__file__).parents[2])
        until = time.monotonic() + _MOUNTS_WITHIN
        while not self.root.is_mount():
            if time.monotonic() > until or self._process.poll() is not None:
                raise RuntimeError("the failing folder cannot be mounted")
            time.sleep(0.05)

    def plan(self, share: float) -> None:
        """Let this share of all writes, flushes and closes fail from now on."""
        new = self._told / "new"
        new.write_text(str(share))
        new.replace(self._told / "plan")

    def struck(self) -> dict[str, int]:
        """How often each fault happened so far."""
        counts: dict[str, int] = {}
        with contextlib.suppress(FileNotFoundError):
            for line in (self._told / "struck").read_text().splitlines():
                counts[line] = counts.get(line, 0) + 1
        return counts

    def unmount(self) -> None:
        """Take it away; the files behind stay."""
        program = shutil.which("fusermount") or shutil.which("fusermount3") or "fusermount"
        subprocess.run([program, "-u", "-z", str(self.root)], check=False, capture_output=True)
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


@contextlib.contextmanager
def failing_folder(folder: Path, seed: int = 0) -> Iterator[FailingFolder]:
    """Such a folder for the time of the block."""
    made = FailingFolder(folder, seed)
    try:
        yield made
    finally:
        made.unmount()

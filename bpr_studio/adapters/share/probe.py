"""Measures what a shared folder can do, with small files of its own that it takes away again.

All files are named `probe-<random>…` and lie in the folder itself or, where nobody may write there, in
its folder for requests; what is there already is never touched.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final, TypeVar

from bpr_studio.adapters.fs.places import place_of
from bpr_studio.adapters.share.faults import fault_of, words_of
from bpr_studio.adapters.share.file_calls import FileCalls
from bpr_studio.adapters.share.probe_watcher import WAITED, Watcher
from bpr_studio.adapters.share.share_facts import facts_of_this_system
from bpr_studio.domain.replication import names
from bpr_studio.domain.shared.text import tr
from bpr_studio.services.sync.ports import Fault
from bpr_studio.services.sync.probing import Measurements, Tried

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from bpr_studio.adapters.share.share_facts import ShareFacts
    from bpr_studio.domain.shared.ports import Clock
    from bpr_studio.domain.shared.progress import Progress

Got = TypeVar("Got")

FILES: Final = 100
"""Files made to measure a listing."""

_SIZES: Final = (1, (1 << 16) + 1, 1 << 20)
_USUAL: Final = 100_000  # bytes of a usual file
_ENDINGS: Final = ("seg", "pack", "rcp", "req", "json", "bpr", "part")
_FOLDERS: Final = ("", "s", "c", "k", "r", "e")
_PATIENCE: Final = 30.0  # seconds another program may hold a new file
_PAUSE: Final = 0.05


class ProbeCalls(FileCalls):
    """The file system, with the time that flushing took.

    Attributes:
        flushed: the last flush.
    """

    def __init__(self) -> None:
        self.flushed: Tried | None = None

    def flush(self, handle: int) -> None:
        """Force to the disk, and take the time."""
        self.flushed = _timed(super().flush, handle)
        if not self.flushed.done:
            super().flush(handle)

    def remove_folder(self, path: str) -> None:
        """Take an empty folder away."""
        os.rmdir(path)  # noqa: PTH106  # as FileCalls has it

    def free(self, path: str) -> int:
        """Bytes that are free for this user."""
        return shutil.disk_usage(path).free


@dataclass(frozen=True, slots=True)
class Means:
    """What measuring uses; tests give other means.

    Attributes:
        watcher: command of a second process (`probe_watcher.watch`); without one nothing is said
            of how soon others see a file.
        calls: the file system.
        facts: what the system tells without trying.
    """

    watcher: Sequence[str] = ()
    calls: ProbeCalls = field(default_factory=ProbeCalls)
    facts: ShareFacts = field(default_factory=facts_of_this_system)


def measure(root: Path, clock: Clock, progress: Progress, means: Means) -> Measurements:
    """Measure a folder; takes some seconds, longer on a slow line.

    Args:
        root: the folder.
        clock: of this PC.
        progress: told of each step; may stop it, then all files are taken away.
        means: what it is done with.
    """
    probe = _Probe(root, clock, means.calls)
    progress.report(0, _STEPS, tr("Looking for the folder"))
    place = place_of(root)
    found = Measurements(
        str(root), probe.reach(), place=place.kind.value, place_detail=place.detail
    )
    if not found.reach.done:
        return found
    try:
        probe.try_out(progress, means.watcher)
        told = probe.ask(means.facts)
    finally:
        removed = probe.clean_up()
    progress.report(_STEPS, _STEPS, tr("Done"))
    tried = {**probe.tried, "remove": removed} if probe.wrote else probe.tried
    return replace(
        found,
        tried=tried,
        endings=probe.endings,
        seen_after=probe.seen_after,
        clock_offset=probe.clock_offset,
        held_for=probe.held if probe.wrote else None,
        listed=probe.listed,
        leftovers=tuple(probe.left),
        **told,
    )


_STEPS: Final = 5


class _Probe:
    """The steps and what they found.

    Attributes:
        calls: the file system.
        tried: steps by name; this and the next five as in `Measurements`.
        endings: by ending.
        seen_after: seconds, None where it was not measured.
        clock_offset: seconds, None where it was not measured.
        held: seconds the longest a file was held.
        listed: number of names and seconds.
        left: probe files that are there, or may be.
        wrote: a file could be written at all.
    """

    def __init__(self, root: Path, clock: Clock, calls: ProbeCalls) -> None:
        self.calls = calls
        self.tried: dict[str, Tried] = {}
        self.endings: dict[str, Tried] = {}
        self.seen_after: float | None = None
        self.clock_offset: float | None = None
        self.held = 0.0
        self.listed: tuple[int, float] | None = None
        self.left: list[str] = []
        self.wrote = False
        self._own = ""  # a file that was written and renamed
        self._top = str(root)
        self._clock = clock
        self._folder = self._top
        self._start = f"probe-{secrets.token_hex(6)}"
        self._data = secrets.token_bytes(_USUAL)

    # --- what is tried -------------------------------------------------------------------------

    def reach(self) -> Tried:
        """List the folder."""
        return _timed(self.calls.entries, self._top)

    def try_out(self, progress: Progress, watcher: Sequence[str]) -> None:
        """Every step that writes; one that fails lets those fall away that build on it."""
        progress.report(1, _STEPS, tr("Writing and renaming"))
        final = self._write_and_rename()
        if final is None:
            return
        self._try_folder()
        progress.report(2, _STEPS, tr("Reading back"))
        self._read_back(final)
        self._try_endings()
        self._compare_clocks()
        progress.report(3, _STEPS, tr("Waiting until another program sees a new file"))
        if watcher:
            self._wait_for_another(watcher)
        progress.report(4, _STEPS, tr("Listing many files"))
        self._list_many()

    def ask(self, facts: ShareFacts) -> dict[str, Any]:
        """What is told without trying."""
        rights = {
            folder: facts.rights(self._below(folder))
            for folder in _FOLDERS
            if self.calls.is_folder(self._below(folder))
        }
        return {
            "is_site": self._has_site(),
            "free": self._free(),
            "rights": rights,
            "owner": facts.owner(self._own) if self._own else None,
            "caching": facts.caching(self._top),
            "dfs_targets": facts.dfs_targets(self._top),
        }

    def clean_up(self) -> Tried:
        """Take all files away again; what cannot be stays in `left`."""
        worst = Tried()
        for path in self.left[:]:
            tried = _timed(self._patiently, self.calls.remove, path)
            if tried.done or tried.fault is Fault.MISSING:
                self.left.remove(path)
            else:
                worst = tried
        return worst

    # --- steps ---------------------------------------------------------------------------------

    def _write_and_rename(self) -> str | None:
        """The final name of a file that was written and renamed, None where that failed."""
        part, final = self._new("1.seg.part"), self._new("1.seg")
        self.tried["create"] = created = self._create(part)
        if created.fault is Fault.REFUSED and self.calls.is_folder(self._below("e")):
            self._folder = self._below("e")
            part, final = self._new("1.seg.part"), self._new("1.seg")
            self.tried["create"] = created = self._create(part)
        if self.calls.flushed is not None:
            self.tried["flush"] = self.calls.flushed
            if not self.calls.flushed.done:
                self.tried["create"] = Tried(created.seconds)
        if not created.done:
            return None
        self.wrote = True
        self.tried["exclusive"] = _refused(self.calls.write_new, part, b"second")
        self.tried["rename"] = _timed(self._rename, part, final)
        if not self.tried["rename"].done:
            return None
        self._own = final
        self.tried["no_replace"] = self._try_replacing(final)
        return final

    def _create(self, path: str) -> Tried:
        return _timed(self.calls.write_new, path, self._data)

    def _try_replacing(self, final: str) -> Tried:
        other = self._new("2.seg.part")
        written = _timed(self.calls.write_new, other, b"other")
        if not written.done:
            return written
        tried = _refused(self.calls.rename_new, other, final)
        kept = self._compared(final, self._data)
        return tried if not tried.done or kept.done else kept

    def _try_folder(self) -> None:
        folder = self._top + os.sep + self._start
        self.tried["folder"] = _timed(self.calls.make_folder, folder)
        if self.tried["folder"].done:
            with contextlib.suppress(OSError):
                self.calls.remove_folder(folder)

    def _read_back(self, final: str) -> None:
        tried = first = self._compared(final, self._data)
        for size in _SIZES:
            path, data = self._new(f"3-{size}.seg"), secrets.token_bytes(size)
            written = _timed(self.calls.write_new, path, data)
            again = self._compared(path, data) if written.done else written
            tried = again if tried.done and not again.done else tried
        self.tried["read_back"] = replace(tried, seconds=first.seconds)

    def _compared(self, path: str, data: bytes) -> Tried:
        found: list[bytes] = []
        tried = _timed(lambda: found.append(self._patiently(self.calls.read, path, len(data) + 1)))
        if tried.done and found != [data]:
            return Tried(tried.seconds, Fault.DIFFERS, tr("Other bytes came back."))
        return tried

    def _try_endings(self) -> None:
        for ending in _ENDINGS:
            path = self._new(f"4.{ending}")
            part = self._new(f"4.{ending}.abc123.part")
            self.endings[ending] = _timed(self._place, part, path)

    def _place(self, part: str, path: str) -> None:
        self.calls.write_new(part, b"ending\n")
        self._rename(part, path)

    def _compare_clocks(self) -> None:
        path = self._new("5.seg")
        before = self._clock.now().timestamp()
        with contextlib.suppress(OSError):
            self.calls.write_new(path, b"time\n")
            after = self._clock.now().timestamp()
            self.clock_offset = self.calls.modified(path) - (before + after) / 2

    def _wait_for_another(self, command: Sequence[str]) -> None:
        part, path = self._new("6.seg.part"), self._new("6.seg")
        try:
            watcher = Watcher(command)
        except OSError:
            return
        try:
            if watcher.prepare(path):
                self._place(part, path)
                placed = time.monotonic()
                seen = watcher.seen_at()
                self.seen_after = -WAITED if seen is None else max(0.0, seen - placed)
        except OSError:
            return
        finally:
            watcher.close()

    def _list_many(self) -> None:
        for n in range(FILES):
            path = self._new(f"7-{n}.seg")
            if not _timed(self.calls.write_new, path, b"").done:
                return
        names_found: list[str] = []
        listing = _timed(lambda: names_found.extend(self.calls.entries(self._folder)[1]))
        if listing.done:
            self.listed = len(names_found), listing.seconds

    def _rename(self, part: str, path: str) -> None:
        self._patiently(self.calls.rename_new, part, path)
        self.left.remove(part)

    # --- small things --------------------------------------------------------------------------

    def _new(self, ending: str) -> str:
        """A path for a probe file, noted to be taken away."""
        path = f"{self._folder}{os.sep}{self._start}-{ending}"
        self.left.append(path)
        return path

    def _below(self, folder: str) -> str:
        return self._top + os.sep + folder if folder else self._top

    def _has_site(self) -> bool:
        try:
            return bool(self.calls.read(self._below(names.SITE), 1))
        except OSError:
            return False

    def _free(self) -> int | None:
        try:
            return self.calls.free(self._top)
        except OSError:
            return None

    def _patiently(self, call: Callable[..., Got], *arguments: str | int) -> Got:
        """Do it as soon as no other program holds the file; the time waited counts as held."""
        start = time.monotonic()
        while True:
            try:
                return call(*arguments)
            except OSError as error:
                waited = time.monotonic() - start
                if not _is_held(error) or waited > _PATIENCE:
                    raise
                self.held = max(self.held, waited + _PAUSE)
            time.sleep(_PAUSE)


def _is_held(error: OSError) -> bool:
    # WinError 5 for a file of one's own is a scanner or an unfinished deletion, not a missing right
    return fault_of(error) is Fault.BUSY or getattr(error, "winerror", None) == 5


def _timed(call: Callable[..., object], *arguments: object) -> Tried:
    start = time.perf_counter()
    try:
        call(*arguments)
    except OSError as error:
        return Tried(time.perf_counter() - start, fault_of(error), words_of(error))
    return Tried(time.perf_counter() - start)


def _refused(call: Callable[..., object], *arguments: object) -> Tried:
    """Succeeds where the system says that the name is taken."""
    start = time.perf_counter()
    try:
        call(*arguments)
    except FileExistsError:
        return Tried(time.perf_counter() - start)
    except OSError as error:
        return Tried(time.perf_counter() - start, fault_of(error), words_of(error))
    return Tried(time.perf_counter() - start, Fault.DIFFERS, tr("The name was given twice."))

"""A file server in memory, each PC seeing it through its own caches and faults.

    share = SimulatedShare(seed=7, faults=Faults.all(0.02))
    store = share.store("pc-1")          # a real DirectoryStore over simulated file calls
    share.calls("pc-1").kill_after(5)    # the process ends within its fifth call from now
    share.delete("s/org/…seg")           # a hostile user

What runs on top is the real `DirectoryStore`, so its protocol is what is simulated. Time is virtual
and shared; each call to the server moves it. Everything is told by the seed: PCs have dice of their
own, so one more PC does not change the luck of the others. Names are those of
`domain/replication/names.py`, "/" between folders.
"""

from __future__ import annotations

import errno
import os
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from bpr_studio.adapters.share.directory import DirectoryStore
from bpr_studio.adapters.share.file_calls import FileCalls
from tests.fakes.clock import MONDAY
from tests.fakes.share_faults import (
    NO_FAULTS,
    Call,
    Dice,
    Faults,
    broken,
    in_use,
    no_right,
    no_room,
    unreachable,
)

LISTING_CACHE = 10.0  # seconds, defaults of Windows (sync.md §2.2)
MISSING_CACHE = 5.0
DATA_CACHE = 10.0
_ROOT = "/share"
_NAMES_PER_REQUEST = 420  # measured on smbd (sync.md §6)
_MIB = 1 << 20


class Killed(BaseException):
    """The process of a PC ended within a call; no `except Exception` sees it, as with SIGKILL."""


class VirtualTime:
    """The true time of a simulation; nobody in it can read it but through a clock of their own."""

    def __init__(self, start: datetime = MONDAY) -> None:
        self.seconds = start.timestamp()

    def now(self) -> datetime:
        """The true time."""
        return datetime.fromtimestamp(self.seconds, UTC)

    def move(self, seconds: float) -> None:
        """Let time pass."""
        self.seconds += seconds


class ShiftedClock:
    """The clock of a PC: virtual time, wrong by `offset` seconds; implements `shared.ports.Clock`."""

    def __init__(self, time: VirtualTime, offset: float = 0.0) -> None:
        self.time = time
        self.offset = offset

    def now(self) -> datetime:
        """What this PC believes."""
        return self.time.now() + timedelta(seconds=self.offset)


@dataclass(slots=True)
class Traffic:
    """What was asked of the server: requests of the SMB protocol, and bytes of files."""

    requests: int = 0
    read: int = 0
    written: int = 0


@dataclass(slots=True)
class _File:
    data: bytes
    modified: float


@dataclass(frozen=True, slots=True)
class Backup:
    """The share as it was at some time."""

    folders: dict[str, dict[str, _File]]


class SimulatedShare:
    """The server.

    Attributes:
        time: virtual time of everybody.
        clock_offset: seconds by which the server's clock is wrong; may be set at any time.
        down: names of PCs that do not reach the server.
        read_only: names of PCs that may not write.
        capacity: bytes the server can hold, None for no limit.
        ignores_case: names are found in whatever letters, as on Windows.
        latency: seconds each request takes.
        struck: how often each fault struck.
    """

    def __init__(
        self,
        seed: int = 0,
        faults: Faults = NO_FAULTS,
        *,
        time: VirtualTime | None = None,
        latency: float = 0.005,
    ) -> None:
        self.seed = seed
        self.time = time or VirtualTime()
        self.clock_offset = 0.0
        self.down: set[str] = set()
        self.read_only: set[str] = set()
        self.capacity: int | None = None
        self.ignores_case = False
        self.latency = latency
        self.struck: Counter[str] = Counter()
        self.folders: dict[str, dict[str, _File]] = {"": {}}
        self.held = 0  # bytes
        self._faults = faults
        self._calls: dict[str, SimulatedCalls] = {}
        self._going: dict[tuple[str, str], float] = {}  # deletions that wait for a closing

    # --- PCs ---------------------------------------------------------------------------------

    def calls(self, pc: str) -> SimulatedCalls:
        """The file system as one PC sees it; the same object each time."""
        if pc not in self._calls:
            self._calls[pc] = SimulatedCalls(self, pc, self._faults)
        return self._calls[pc]

    def store(self, pc: str) -> DirectoryStore:
        """The share as a place of exchange, as one PC sees it."""
        return DirectoryStore(Path(_ROOT), self.calls(pc))

    def set_faults(self, faults: Faults, pc: str | None = None) -> None:
        """Change the faults from now on, of one PC or of all."""
        if pc is None:
            self._faults = faults
        for name, calls in self._calls.items():
            if pc in {None, name}:
                calls.set_faults(faults)

    @property
    def traffic(self) -> Traffic:
        """What all PCs together asked for."""
        all_of = [calls.traffic for calls in self._calls.values()]
        return Traffic(
            sum(each.requests for each in all_of),
            sum(each.read for each in all_of),
            sum(each.written for each in all_of),
        )

    # --- what the server holds, and what is done to it behind everybody's back -----------------

    def names(self) -> tuple[str, ...]:
        """Names of all files, parts and strangers too, sorted."""
        return tuple(
            sorted(
                f"{folder}/{name}" if folder else name
                for folder in self.folders
                for name in self.within(folder)
            )
        )

    def data(self, name: str) -> bytes:
        """The bytes the server really holds; KeyError where there is no such file."""
        folder, _, last = name.rpartition("/")
        return self.folders[folder][last].data

    def place(self, name: str, data: bytes) -> None:
        """Put a file there or change it, whatever its name: somebody with an editor."""
        folder, _, last = name.rpartition("/")
        self.make(folder)
        self.forget(folder, last)
        self.keep(folder, last, data)

    def delete(self, name: str, *, pending: float = 0.0) -> None:
        """Take a file away; for `pending` seconds its name stays taken and cannot be opened."""
        folder, _, last = name.rpartition("/")
        if pending:
            self._going[folder, last] = self.time.seconds + pending
        else:
            self.forget(folder, last)

    def backup(self) -> Backup:
        """Remember everything as it is."""
        return Backup(_copied(self.folders))

    def restore(self, backup: Backup) -> None:
        """Put everything back as it was; what came since is gone."""
        self.folders = _copied(backup.folders)
        self._going.clear()
        self.held = sum(len(f.data) for files in self.folders.values() for f in files.values())

    # --- for SimulatedCalls ---------------------------------------------------------------------
    def now(self) -> float:
        """The server's clock."""
        return self.time.seconds + self.clock_offset

    def make(self, folder: str) -> None:
        """Make a folder and those above it."""
        while folder not in self.folders:
            self.folders[folder] = {}
            folder = folder.rpartition("/")[0]

    def within(self, folder: str) -> dict[str, _File]:
        """Files of a folder; deletions whose time has come are done first."""
        if self._going:
            now = self.time.seconds
            for place in [place for place, at in self._going.items() if at <= now]:
                self.forget(*place)
        return self.folders[folder]

    def known_as(self, folder: str, name: str) -> str:
        """The name a file really has."""
        if not self.ignores_case or name in self.folders.get(folder, ()):
            return name
        return next((one for one in self.folders.get(folder, ()) if one.lower() == name), name)

    def is_going(self, folder: str, name: str) -> bool:
        """Whether a file is to be deleted and somebody still has it open."""
        return (folder, name) in self._going

    def keep(self, folder: str, name: str, data: bytes) -> None:
        """Hold a file."""
        self.folders[folder][name] = _File(data, self.now())
        self.held += len(data)

    def forget(self, folder: str, name: str) -> _File | None:
        """Hold a file no longer."""
        self._going.pop((folder, name), None)
        file = self.folders[folder].pop(name, None)
        if file is not None:
            self.held -= len(file.data)
        return file


def _copied(folders: dict[str, dict[str, _File]]) -> dict[str, dict[str, _File]]:
    return {
        folder: {name: _File(file.data, file.modified) for name, file in files.items()}
        for folder, files in folders.items()
    }


class SimulatedCalls(FileCalls):
    """The file system as one PC sees it.

    Attributes:
        traffic: what this PC asked for.
        made: number of calls so far.
        dead: the process was killed; every call ends it again until `revive`.
    """

    def __init__(self, share: SimulatedShare, pc: str, faults: Faults) -> None:
        self.traffic = Traffic()
        self.made = 0
        self.dead = False
        self._share = share
        self._pc = pc
        self._random = Random(f"{share.seed}/{pc}")  # noqa: S311  # luck of a simulation
        self._dice = Dice(self._random, faults)
        self._dies_at = 0
        self._listings: dict[str, tuple[float, tuple[list[str], list[str]]]] = {}
        self._missed: dict[str, float] = {}
        self._seen: dict[str, tuple[float, bytes]] = {}  # what this PC believes to have written

    def set_faults(self, faults: Faults) -> None:
        """Change the faults from now on."""
        self._dice = Dice(self._random, faults)

    def kill_after(self, calls: int) -> None:
        """End the process within its `calls`th call from now; half of these are done, half not."""
        self._dies_at = self.made + calls

    def revive(self) -> None:
        """Start the process again: what it had cached is forgotten."""
        self.dead = False
        self._dies_at = 0
        self._listings.clear()
        self._missed.clear()
        self._seen.clear()

    # --- FileCalls -------------------------------------------------------------------------------

    def token(self) -> str:
        """Six characters."""
        return f"{self._random.getrandbits(24):06x}"

    def is_folder(self, path: str) -> bool:
        """Whether there is a folder."""
        self._ask(1)
        return self._pc not in self._share.down and _name(path) in self._share.folders

    def make_folder(self, path: str) -> None:
        """Make one folder."""
        self._break(self._begin(2), lambda: self._share.make(_name(path)))
        self._require_writing()
        self._share.make(_name(path))

    def entries(self, folder: str) -> tuple[list[str], list[str]]:
        """Names of folders and of files."""
        key = _name(folder)
        strike = self._begin(0, Call.LIST)
        share = self._share
        cached = self._listings.get(key)
        fresh = cached is not None and share.time.seconds - cached[0] <= LISTING_CACHE
        if strike == "stale_listing" and cached is not None and fresh:
            share.struck[strike] += 1
            return cached[1]
        self._break(strike)
        if key not in share.folders:
            self._ask(1)
            raise _missing(folder)
        files = list(share.within(key))
        start = f"{key}/" if key else ""
        folders = [
            name[len(start) :]
            for name in (share.folders if key in {"", "s", "c", "k", "r"} else ())
            if name and name.startswith(start) and "/" not in name[len(start) :]
        ]
        self._ask(max(3, 2 - (-len(files) // _NAMES_PER_REQUEST)))
        self._listings[key] = (share.time.seconds, (folders, files))
        return folders, files

    def read(self, path: str, most: int) -> bytes:
        """The content of a file."""
        strike = self._begin(1, Call.READ)
        share = self._share
        if (
            strike == "negative_cache"
            and share.time.seconds - self._missed.get(path, -1e9) < MISSING_CACHE
        ):
            share.struck[strike] += 1
            raise _missing(path)
        self._break(strike)
        seen = self._seen.get(path)
        if seen is not None and share.time.seconds - seen[0] < DATA_CACHE:
            return seen[1][:most]
        folder, _, name = _name(path).rpartition("/")
        name = share.known_as(folder, name)
        file = share.within(folder).get(name) if folder in share.folders else None
        if file is None:
            self._missed[path] = share.time.seconds
            raise _missing(path)
        if share.is_going(folder, name):
            raise no_right("delete pending")
        self._ask(2)
        self.traffic.read += min(len(file.data), most)
        return file.data[:most]

    def write_new(self, path: str, data: bytes) -> None:
        """Create a file, write, flush, close."""
        strike = self._begin(4 + len(data) // _MIB, Call.WRITE)
        self._require_writing()
        self.traffic.written += len(data)
        share = self._share
        folder, _, name = _name(path).rpartition("/")
        if folder not in share.folders:
            raise _missing(path)
        if share.known_as(folder, name) in share.within(folder):
            raise FileExistsError(errno.EEXIST, "simulated", path)
        self._break(strike, lambda: share.keep(folder, name, self._torn(data)))
        if share.capacity is not None and share.held + len(data) > share.capacity:
            strike = "full_at_flush"
        share.keep(folder, name, self._damaged(strike, path, data))
        if strike in {"torn", "full_at_flush", "full_at_close"}:
            share.struck[strike] += 1
            raise no_room(strike) if strike.startswith("full") else broken(strike)

    def rename_new(self, source: str, target: str) -> None:
        """Give a file its final name."""
        strike = self._begin(3, Call.RENAME)
        self._require_writing()
        self._break(strike, lambda: self._rename(source, target))
        if strike == "lost_rename":
            self._share.struck[strike] += 1
            if self._random.random() < 0.5:  # and the own cache hides it for a while
                self._hide(target, self._part(source).data)
            return
        self._rename(source, target)
        if strike == "false_error":
            self._share.struck[strike] += 1
            raise broken(strike)

    def modified(self, path: str) -> float:
        """When a file was written, by the server's clock."""
        self._break(self._begin(2, Call.TIME))
        return self._part(path).modified

    def remove(self, path: str) -> None:
        """Take a file away."""
        strike = self._begin(2, Call.REMOVE)
        self._require_writing()
        name = _name(path)
        self._part(path)
        self._break(strike, lambda: self._share.delete(name))
        pending = strike == "delete_pending"
        if pending:
            self._share.struck[strike] += 1
        self._share.delete(name, pending=1 + 20 * self._random.random() if pending else 0.0)

    # --- faults ----------------------------------------------------------------------------------

    def _begin(self, requests: int, call: Call | None = None) -> str:
        """Count a call; the fault that strikes it, "kill" when the process ends in it."""
        if self.dead:
            raise Killed
        self.made += 1
        self._ask(requests)
        if self.made == self._dies_at:
            self.dead = True
            return "kill"
        if self._pc in self._share.down:
            raise unreachable("server not there")
        return self._dice.strike(call) if call is not None else ""

    def _ask(self, requests: int) -> None:
        self.traffic.requests += requests
        self._share.time.seconds += requests * self._share.latency

    def _break(self, strike: str, effect=lambda: None) -> None:
        """Raise where a fault says so; what was asked may have been done before."""
        if strike == "sharing_violation":
            self._share.struck[strike] += 1
            raise in_use(strike)
        if strike not in {"stall", "cut", "kill"}:
            return
        self._share.struck[strike] += 1
        if self._random.random() < 0.5:
            effect()
        if strike == "kill":
            raise Killed
        if strike == "stall":
            self._share.time.move(60 + 600 * self._random.random())
        raise broken(strike)

    def _require_writing(self) -> None:
        if self._pc in self._share.read_only:
            raise no_right("read-only")

    def _torn(self, data: bytes) -> bytes:
        return data[: self._random.randrange(len(data) + 1)]

    def _damaged(self, strike: str, path: str, data: bytes) -> bytes:
        """What the server holds after a write; "torn" and "full" are told, the others are not."""
        if strike in {"torn", "full_at_flush", "full_at_close"}:
            return self._torn(data)
        if strike not in {"shortened", "zeroed"} or not data:
            return data
        self._share.struck[strike] += 1
        if self._random.random() < 0.5:  # the own cache shows what should be there
            self._hide(path, data)
        if strike == "shortened":
            return data[: self._random.randrange(len(data))]
        start = self._random.randrange(len(data))
        end = self._random.randrange(start, len(data)) + 1
        return data[:start] + bytes(end - start) + data[end:]

    def _hide(self, path: str, data: bytes) -> None:
        self._seen[path] = (self._share.time.seconds, data)

    def _part(self, path: str) -> _File:
        folder, _, name = _name(path).rpartition("/")
        file = self._share.within(folder).get(name) if folder in self._share.folders else None
        if file is None:
            raise _missing(path)
        return file

    def _rename(self, source: str, target: str) -> None:
        folder, _, name = _name(target).rpartition("/")
        self._part(source)
        if self._share.known_as(folder, name) in self._share.within(folder):
            raise FileExistsError(errno.EEXIST, "simulated", target)
        at, _, part = _name(source).rpartition("/")
        self._share.folders[folder][name] = self._share.folders[at].pop(part)
        if source in self._seen:  # what the cache shows moves with the file
            self._seen[target] = self._seen.pop(source)


def _name(path: str) -> str:
    """The name on the share: "/share/s/org/x" is "s/org/x"."""
    return path.replace(os.sep, "/")[len(_ROOT) + 1 :]


def _missing(path: str) -> FileNotFoundError:
    return FileNotFoundError(errno.ENOENT, "simulated", path)

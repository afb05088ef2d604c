"""Which faults a simulated share shows, and the dice that throw them."""

from __future__ import annotations

import errno
from bisect import bisect
from dataclasses import dataclass, fields
from enum import StrEnum
from itertools import accumulate
from random import Random


class Call(StrEnum):
    """What is asked of a file system."""

    WRITE = "write"
    RENAME = "rename"
    READ = "read"
    LIST = "list"
    TIME = "time"
    REMOVE = "remove"


_EVERYWHERE = frozenset(Call)
_WHERE = {
    "torn": {Call.WRITE},
    "shortened": {Call.WRITE},
    "zeroed": {Call.WRITE},
    "full_at_flush": {Call.WRITE},
    "full_at_close": {Call.WRITE},
    "false_error": {Call.RENAME},
    "lost_rename": {Call.RENAME},
    "sharing_violation": {Call.RENAME, Call.READ, Call.REMOVE},
    "delete_pending": {Call.REMOVE},
    "negative_cache": {Call.READ},
    "stale_listing": {Call.LIST},
    "stall": _EVERYWHERE,
    "cut": _EVERYWHERE,
}


@dataclass(frozen=True, slots=True)
class Faults:
    """How often each fault strikes, from 0 (never) to 1 (whenever it can); sync.md §9.

    Attributes:
        torn: writing is cut at any byte, with an error; the rest of the file is missing.
        shortened: the same without an error.
        zeroed: a range of the file written is zeros, without an error.
        full_at_flush: no room, told when the file is flushed.
        full_at_close: no room, told when the file is closed.
        false_error: renaming is told to have failed, and has been done.
        lost_rename: renaming is told to have been done, and has not.
        sharing_violation: somebody (a virus scanner) holds the file just now.
        delete_pending: a file taken away blocks its name for some seconds.
        negative_cache: a file missed less than 5 s ago is told to be missing still.
        stale_listing: a listing less than 10 s old is told again.
        stall: minutes pass, then an error; what was asked may have been done.
        cut: the connection breaks; what was asked may have been done.
    """

    torn: float = 0.0
    shortened: float = 0.0
    zeroed: float = 0.0
    full_at_flush: float = 0.0
    full_at_close: float = 0.0
    false_error: float = 0.0
    lost_rename: float = 0.0
    sharing_violation: float = 0.0
    delete_pending: float = 0.0
    negative_cache: float = 0.0
    stale_listing: float = 0.0
    stall: float = 0.0
    cut: float = 0.0

    @classmethod
    def all(cls, chance: float) -> Faults:
        """Every fault with the same chance."""
        return cls(**{field.name: chance for field in fields(cls)})


NO_FAULTS = Faults()
FAULT_NAMES = tuple(field.name for field in fields(Faults))


class Dice:
    """Throws faults; the same seed and the same calls give the same faults."""

    def __init__(self, random: Random, faults: Faults) -> None:
        self._random = random
        self._names: dict[Call, list[str]] = {}
        self._sums: dict[Call, list[float]] = {}
        for call in Call:
            names = [name for name in FAULT_NAMES if call in _WHERE[name] and getattr(faults, name)]
            self._names[call] = names
            self._sums[call] = list(accumulate(getattr(faults, name) for name in names))

    def strike(self, call: Call) -> str:
        """The fault that strikes this call, "" for none."""
        names = self._names[call]
        if not names:
            return ""
        index = bisect(self._sums[call], self._random.random())
        return names[index] if index < len(names) else ""


class SimulatedError(OSError):
    """An error as Windows raises it: the number for Python and Windows' own."""

    def __init__(self, number: int, windows: int, words: str) -> None:
        super().__init__(number, f"simulated: {words}")
        self.winerror = windows


def broken(words: str) -> SimulatedError:
    """The connection broke (ERROR_NETNAME_DELETED)."""
    return SimulatedError(errno.EINVAL, 64, words)


def in_use(words: str) -> SimulatedError:
    """Another program holds the file (ERROR_SHARING_VIOLATION)."""
    return SimulatedError(errno.EACCES, 32, words)


def no_right(words: str) -> SimulatedError:
    """Not permitted (ERROR_ACCESS_DENIED)."""
    return SimulatedError(errno.EACCES, 5, words)


def no_room(words: str) -> SimulatedError:
    """The share is full (ERROR_DISK_FULL)."""
    return SimulatedError(errno.ENOSPC, 112, words)


def unreachable(words: str) -> SimulatedError:
    """There is no such server (ERROR_BAD_NETPATH)."""
    return SimulatedError(errno.ENOENT, 53, words)

"""Once a day: what the clock of the target says, and files this PC left half written there.

A program that is killed while it writes leaves a `.part`. Nobody reads it, but it takes up room; the
PC that wrote it takes it away a day later (sync.md §7.2).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from bpr_studio.domain.replication.names import requesting_actor, segment_name
from bpr_studio.services.sync.ports import ShareFaultError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from datetime import timedelta

    from bpr_studio.services.sync.tools import Meeting


@runtime_checkable
class LeavesParts(Protocol):
    """A target on which files can be left half written."""

    def orphans(self, prefix: str, mine: Callable[[str], bool]) -> tuple[str, ...]:
        """Parts below a folder left behind more than a day ago.

        Raises:
            ShareFaultError: the target does not tell.
        """


@dataclass(frozen=True, slots=True)
class Keeper:
    """Whose parts a PC looks after.

    Attributes:
        actors: all actors its database ever had.
        office: it is one of the DX office, whose PCs alone write chains, packs and receipts.
    """

    actors: Collection[str]
    office: bool

    def keeps(self, name: str) -> bool:
        """Whether this PC would write a file of this name."""
        segment = segment_name(name)
        if segment is not None:
            return segment.actor in self.actors
        return requesting_actor(name) in self.actors or (self.office and name[0] in "ckr")


def sweep(meeting: Meeting, keeper: Keeper, scopes: Iterable[str]) -> int:
    """Take away what this PC left half written; what fails today is taken away another day.

    Args:
        meeting: the exchange.
        keeper: whose parts.
        scopes: where this PC writes.

    Returns:
        How many files were taken away.
    """
    store = meeting.store
    if not isinstance(store, LeavesParts):
        return 0
    folders = ["s/", "c/", "k/", "r/"] if keeper.office else [f"s/{scope}/" for scope in scopes]
    count = 0
    try:
        for folder in (*folders, "e/"):
            for name in store.orphans(folder, keeper.keeps):
                store.delete_own_part(name)
                count += 1
    except ShareFaultError:
        return count
    return count


def clock_skew(meeting: Meeting) -> timedelta | None:
    """How far the clock of the target is ahead of this PC's; None where it cannot be told."""
    before = meeting.tools.clock.now()
    try:
        there = meeting.store.stat_time()
    except ShareFaultError:
        return None
    after = meeting.tools.clock.now()
    return there - before - (after - before) / 2

"""Healing: what disappeared from a target, or was changed there, is placed again (sync.md §7.4).

A share may be set back to an old backup, a file deleted or edited by somebody. Each PC looks after
all segments of its scopes, since the PC that made them may be gone; after its own ones most often.
The chains are looked after by the DX office.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.replication.names import segment_name
from bpr_studio.services.sync.ports import Fault, ShareFaultError
from bpr_studio.services.sync.pushing import look_at, put_with_repair, stands
from bpr_studio.services.sync.tools import is_lost

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from bpr_studio.domain.replication.names import SegmentName
    from bpr_studio.services.sync.chains import Chains
    from bpr_studio.services.sync.ports import KeptSegment
    from bpr_studio.services.sync.tools import Meeting

DAILY: Final = timedelta(days=1)
"""So often a PC compares its files with those on the target."""


_DAYS: Final = 7  # in which the files of others are read once


def _is_turn_of(one: KeptSegment, day: int) -> bool:
    return int(one.name.hash12[:4], 16) % _DAYS == day % _DAYS


@dataclass(frozen=True, slots=True)
class Healed:
    """What was put right.

    Attributes:
        segments: number placed again.
        blocks: number of blocks of the chains placed again.
        damaged: names under which other bytes stood.
        fault: the first file that could not be looked at or put right; the others were.
    """

    segments: int = 0
    blocks: int = 0
    damaged: tuple[str, ...] = ()
    fault: ShareFaultError | None = None

    def with_segments(self, other: Healed) -> Healed:
        """This about the chains, and the other about the segments."""
        return replace(other, blocks=self.blocks, damaged=(*self.damaged, *other.damaged))


class Healing:
    """Looks after the files on one target."""

    def __init__(self, meeting: Meeting) -> None:
        self._meeting = meeting
        self._log = meeting.tools.log
        self._target = meeting.target

    def misses(self, own: Iterable[SegmentName], listed: Collection[str]) -> bool:
        """Whether own work that the DX office has not confirmed is gone: a backup came back.

        Such work stands nowhere else, so it is not left for the day's comparing.

        Args:
            own: segments of this PC.
            listed: names of the files on the target.
        """
        names = frozenset(listed)
        absent = {name for name in own if str(name) not in names}
        if absent:  # some may stand there as repair copies
            absent -= {name.original for text in listed if (name := segment_name(text))}
        if not absent:
            return False
        log, target = self._log, self._target
        young = {one.name for one in (*log.unplaced(target), *log.unverified(target))}
        return any(name not in young and not self._is_confirmed(name) for name in absent)

    def _is_confirmed(self, name: SegmentName) -> bool:
        tips = self._log.receipts(name.scope).get(name.actor, ())
        return any(seq >= name.seq for seq, _ in tips)

    def heal(
        self,
        scopes: Iterable[str],
        listed: Collection[str],
        told: Callable[[int, int], None],
    ) -> Healed:
        """Place again what is missing or changed.

        Own files are read and compared each time, a seventh of those of others every day of the
        week; for the rest the names are looked at.

        Args:
            scopes: whose segments.
            listed: names of the files on the target.
            told: (done, of how many); may raise to stop.

        Raises:
            ShareFaultError: the target fails; what was found is placed by a later cycle.
        """
        present = {name.original for text in listed if (name := segment_name(text))}
        unplaced = {one.name for one in self._log.unplaced(self._target)}
        today = self._meeting.tools.clock.now().toordinal()
        kept = [one for scope in scopes for one in self._log.kept(scope)]
        looked_at = [
            one
            for one in kept
            if one.name not in unplaced
            and (one.own or one.name not in present or _is_turn_of(one, today))
        ]
        damaged: list[str] = []
        faults: list[ShareFaultError] = []
        count = 0
        for number, (one, found) in enumerate(look_at(self._meeting, looked_at)):
            told(number, len(looked_at))
            try:
                count += self._look_after(one, damaged, there=found)
            except ShareFaultError as fault:  # one file must not keep others from being put right
                if is_lost(fault) or fault.fault is Fault.FULL:
                    raise
                faults.append(fault)
        return Healed(segments=count, damaged=tuple(damaged), fault=next(iter(faults), None))

    def _look_after(
        self, one: KeptSegment, damaged: list[str], *, there: bool | ShareFaultError
    ) -> int:
        if isinstance(there, ShareFaultError):
            raise there
        return 0 if there else self._put(one, damaged)

    def _put(self, one: KeptSegment, damaged: list[str]) -> int:
        if one.own:
            self._log.set_missing(self._target, one.name)
        if put_with_repair(self._meeting, str(one.name), self._log.bytes_of(one.name)):
            damaged.append(str(one.name))
        if one.own:
            self._log.set_placed(self._target, one.name, verified=False)
        return 1

    def heal_chains(self, chains: Chains, names: Iterable[str]) -> Healed:
        """Place blocks that do not stand on the target as they should.

        Args:
            chains: what this PC knows.
            names: of the blocks to look at.

        Raises:
            ShareFaultError: the target fails.
        """
        count = 0
        damaged = []
        for name in names:
            data = chains.file(name)
            if stands(self._meeting, name, data):
                continue
            count += 1
            if put_with_repair(self._meeting, name, data):
                damaged.append(name)
        return Healed(blocks=count, damaged=tuple(damaged))

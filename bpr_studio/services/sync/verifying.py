"""`check`: is everything here and on the places of exchange as it was written, from end to end?

Looks at the file, the kept segments (bytes, signature, chain, ops in the log), the tables against the
log, and every file on the places of exchange against the one kept here. Repairing places again what a
place lacks or holds in another form, and makes the tables anew; nothing is ever deleted.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from bpr_studio.domain.replication.names import NO_HASH, segment_name
from bpr_studio.domain.replication.segments import SegmentRefusedError, open_segment
from bpr_studio.domain.shared.progress import NoProgress
from bpr_studio.domain.shared.text import tr
from bpr_studio.services.sync.chains import Chains
from bpr_studio.services.sync.ports import ShareFaultError
from bpr_studio.services.sync.pushing import look_at, put_with_repair
from bpr_studio.services.sync.rights import may_read
from bpr_studio.services.sync.tools import Meeting, Patience

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bpr_studio.domain.replication.ops import OpId
    from bpr_studio.domain.replication.roster import Roster
    from bpr_studio.domain.replication.segments import Segment
    from bpr_studio.domain.shared.progress import Progress
    from bpr_studio.services.sync.ports import KeptSegment, ShareStore
    from bpr_studio.services.sync.tools import Tools


class Doubt(StrEnum):
    """What is not as it should be; the value is a stable name for JSON."""

    FILE = "file"  # the file of the workspace is damaged
    TABLES = "tables"  # the tables are not what follows from the log
    WRITER = "writer"  # nobody knows who wrote a kept segment
    SEGMENT = "segment"  # a kept segment does not pass the checks
    FORERUNNER = "forerunner"  # the segment before a kept one is not kept
    OPS = "ops"  # changes of a kept segment are not in the log
    PLACE = "place"  # a place of exchange does not answer
    MISSING = "missing"  # a place of exchange lacks a segment, or holds it in another form
    NOT_TAKEN = "not_taken"  # a segment lies on a place and is not here


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that is not as it should be.

    Attributes:
        doubt: the kind.
        name: file it is about, "" for the workspace itself.
        target: address of the place of exchange, "" where it is about this PC.
        detail: what was found, for the log.
        repaired: it has been put right.
    """

    doubt: Doubt
    name: str = ""
    target: str = ""
    detail: str = ""
    repaired: bool = False


@dataclass(slots=True)
class Checked:
    """What a check looked at and found.

    Attributes:
        segments: number of kept segments.
        ops: number of changes in them.
        files: number of files compared on places of exchange.
        found: what is not as it should be.
    """

    segments: int = 0
    ops: int = 0
    files: int = 0
    found: list[Found] = field(default_factory=list)

    @property
    def open(self) -> list[Found]:
        """What is still not as it should be; what only waits for the next exchange is no fault."""
        return [one for one in self.found if not one.repaired and one.doubt is not Doubt.NOT_TAKEN]


class LocalCheck(Protocol):
    """What the database can tell of itself."""

    def damage(self) -> str:
        """What is damaged in the file, "" when nothing is."""

    def unknown(self, ops: Iterable[OpId]) -> int:
        """How many of these ops are not in the log."""

    def tables_follow(self, progress: Progress) -> bool:
        """Whether the tables are what a rebuilding makes of the log.

        Raises:
            RefusedError: there is no room for the copy that is needed.
            CancelledError: the user stopped.
        """

    def rebuild(self, progress: Progress) -> None:
        """Make the tables anew from the log.

        Raises:
            RefusedError: the disk refuses, or the workspace is open for reading only.
            CancelledError: the user stopped; the old tables are kept.
        """


class Verifying:
    """Checks one workspace and its places of exchange."""

    def __init__(
        self, tools: Tools, local: LocalCheck, shares: Mapping[str, ShareStore], *, repair: bool
    ) -> None:
        """Nothing is looked at yet.

        Args:
            tools: of this PC.
            local: the database.
            shares: places of exchange by address.
            repair: put right what can be.
        """
        self._tools = tools
        self._log = tools.log
        self._local = local
        self._shares = shares
        self._repair = repair
        self._done = Checked()

    def run(self, progress: Progress | None = None) -> Checked:
        """Look at everything.

        Args:
            progress: told from time to time.

        Raises:
            RefusedError: the disk refuses.
            CancelledError: the user stopped; what was put right stays.
        """
        told = progress or NoProgress()
        told.report(0, 0, tr("Looking at the file of the workspace"))
        damage = self._local.damage()
        if damage:
            self._note(Doubt.FILE, detail=damage)
        self._check_tables(told)
        roster = Chains(self._tools, self._log.identity().root_key).roster
        sound = self._check_kept(roster, told)
        for target, store in self._shares.items():
            patience = Patience(self._tools.pause, self._tools.chance)
            meeting = Meeting(self._tools, target, store, patience)
            try:
                self._check_place(meeting, sound, roster, told)
            except ShareFaultError as fault:
                self._note(Doubt.PLACE, target=target, detail=str(fault))
        return self._done

    def _note(
        self,
        doubt: Doubt,
        name: str = "",
        *,
        target: str = "",
        detail: str = "",
        repaired: bool = False,
    ) -> None:
        self._done.found.append(Found(doubt, name, target, detail, repaired))

    def _check_tables(self, told: Progress) -> None:
        if self._local.tables_follow(told):
            return
        if self._repair:
            self._local.rebuild(told)
        self._note(Doubt.TABLES, repaired=self._repair)

    # --- what is kept here ----------------------------------------------------------------------

    def _check_kept(self, roster: Roster, told: Progress) -> list[KeptSegment]:
        """The kept segments that pass."""
        kept = [one for scope in self._log.scopes() for one in self._log.kept(scope)]
        known = {one.hash for one in kept} | {NO_HASH}
        sound = []
        for number, one in enumerate(kept):
            told.report(number, len(kept), tr("Checking signatures and chains"))
            segment = self._opened(one, roster)
            if segment is None:
                continue
            sound.append(one)
            self._done.segments += 1
            self._done.ops += len(segment.ops)
            if segment.header.prev not in known:
                self._note(Doubt.FORERUNNER, str(one.name), detail=segment.header.prev)
            missing = self._local.unknown(op.id for op in segment.ops)
            if missing:
                self._note(Doubt.OPS, str(one.name), detail=f"{missing} of {len(segment.ops)}")
        return sound

    def _opened(self, one: KeptSegment, roster: Roster) -> Segment | None:
        member = roster.member(one.name.actor)
        if member is None:
            self._note(Doubt.WRITER, str(one.name))
            return None
        try:
            segment = open_segment(
                self._log.bytes_of(one.name),
                name=one.name,
                site=roster.site,
                public_key=member.key,
                verifier=self._tools.verifier,
                codec=self._tools.codec,
            )
        except SegmentRefusedError as error:
            self._note(Doubt.SEGMENT, str(one.name), detail=str(error))
            return None
        if segment.digest != one.hash:
            self._note(Doubt.SEGMENT, str(one.name), detail=one.hash)
            return None
        return segment

    # --- places of exchange ---------------------------------------------------------------------

    def _check_place(
        self, meeting: Meeting, sound: Iterable[KeptSegment], roster: Roster, told: Progress
    ) -> None:
        """Compare what lies on a place with what is kept here.

        Raises:
            ShareFaultError: the place does not answer.
        """
        waiting = {one.name for one in self._log.unplaced(meeting.target)}
        wanted = [one for one in sound if one.name not in waiting]
        for number, (one, stands) in enumerate(look_at(meeting, wanted)):
            told.report(number, len(wanted), tr("Comparing with the place of exchange"))
            if isinstance(stands, ShareFaultError):
                raise stands
            self._done.files += 1
            if not stands:
                self._put_right(meeting, one)
        self._look_for_others(meeting, roster)

    def _put_right(self, meeting: Meeting, one: KeptSegment) -> None:
        if self._repair:
            put_with_repair(meeting, str(one.name), self._log.bytes_of(one.name))
        self._note(Doubt.MISSING, str(one.name), target=meeting.target, repaired=self._repair)

    def _look_for_others(self, meeting: Meeting, roster: Roster) -> None:
        """Segments that lie there and are not here, though this PC takes them in."""
        me = roster.member(self._log.identity().actor)
        if me is None:
            return
        kept = {scope: {one.name for one in self._log.kept(scope)} for scope in self._log.scopes()}
        count: Counter[str] = Counter()
        for text in meeting.list("s/"):
            name = segment_name(text)
            if name is None or not may_read(me, name.scope):
                continue
            if name.original not in kept.get(name.scope, set()):
                count[name.scope] += 1
        for scope, number in sorted(count.items()):
            self._note(Doubt.NOT_TAKEN, scope, target=meeting.target, detail=str(number))

"""Pulling: segments of others are fetched, checked one by one, and taken in (sync.md §7.5).

Nothing is used before every check has passed: name, hash, signature by the key the roster names,
place in the stream, rights of each op. Streams are independent of each other: one that is damaged
or waits never stops another. What fails is tried again by the next cycles and then set aside.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.replication.names import LIB, ORG, pack_name, segment_name
from bpr_studio.domain.replication.roster import WAITING, Unaccepted
from bpr_studio.domain.replication.segments import Refusal, SegmentRefusedError, open_segment
from bpr_studio.domain.replication.streams import ready
from bpr_studio.services.sync.packing import open_pack
from bpr_studio.services.sync.ports import Fault, ShareFaultError
from bpr_studio.services.sync.rights import Forbidden, refusal
from bpr_studio.services.sync.tools import SECOND_LOOK, is_lost, side_by_side, since

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import datetime

    from bpr_studio.domain.replication.names import SegmentName
    from bpr_studio.domain.replication.roster import Member, Roster
    from bpr_studio.domain.replication.segments import Segment
    from bpr_studio.services.sync.shelf import Shelf
    from bpr_studio.services.sync.tools import Meeting

FAILURES: Final = 3
"""A file that failed in so many cycles is set aside, and told."""
RETRY: Final = timedelta(hours=1)
"""What is set aside is looked at again so often; a repair copy is looked at at once."""

LOOK_EVERY: Final = timedelta(minutes=5)
"""What changes seldom is looked at so often: packs, receipts, streams that wait, the site."""
OFFICE_LOOKS: Final = timedelta(minutes=2)
"""A PC of the DX office looks into the folders of all sections so often."""

_FILES: Final = 200  # fetched before anything is taken in
_OPS: Final = 5_000  # taken in by one transaction

_PASSING: Final = frozenset({*map(str, WAITING), str(Forbidden.UNIT)})
"""Reasons that may go away when more has come."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that did not pass.

    Attributes:
        name: its name on the target.
        reason: stable name of the check it failed.
        detail: what was found, for the log.
        tries: in how many cycles it failed so far.
    """

    name: str
    reason: str
    detail: str
    tries: int

    @property
    def is_aside(self) -> bool:
        """Whether it has failed for good, as far as anybody can tell."""
        return self.tries >= FAILURES


@dataclass(slots=True)
class Pulled:
    """What one round of pulling brought.

    Attributes:
        segments: number taken in.
        ops: number of ops that were new.
        conflicts: fields in conflict in the rows touched.
        refused: files that did not pass.
        waiting: by (scope, actor) the number of the segment that is missing.
        newer: files only a newer program can read.
        strangers: actors with files here who are not enrolled.
        own: segments by own actors that this database did not know: it has a copy somewhere.
        fault: what ended the round early, or kept something from being read.
    """

    segments: int = 0
    ops: int = 0
    conflicts: int = 0
    refused: list[Refused] = field(default_factory=list)
    waiting: dict[tuple[str, str], int] = field(default_factory=dict)
    newer: list[str] = field(default_factory=list)
    strangers: set[str] = field(default_factory=set)
    own: list[SegmentName] = field(default_factory=list)
    fault: ShareFaultError | None = None


@dataclass(frozen=True, slots=True)
class Stuck:
    """A stream whose files here all wait for another one.

    Attributes:
        names: the files that were listed then.
        seq: number of the segment that is missing.
        at: when that was.
    """

    names: frozenset[str]
    seq: int
    at: datetime

    def still_holds(self, files: Iterable[tuple[str, SegmentName]], now: datetime) -> bool:
        """Whether nothing new has come; looked at anew from time to time all the same."""
        ago = since(self.at, now)
        known = all(text in self.names for text, _ in files)
        return known and ago is not None and ago < LOOK_EVERY


@dataclass(slots=True)
class Memory:
    """What a process remembers of one target between two cycles.

    Attributes:
        newer: files that wait for a newer program; they are not fetched again.
        aside: when files that were set aside were last looked at.
        roster: version of the roster they were judged by.
        stuck: streams that wait, by scope and actor.
        packs: packs that were read.
        site: id of the deployment the target was found to be of, "" before.
        back: blocks of the chains the target lacked last time.
        requests: requests to take part that were read.
        blocks: when blocks of the chains were placed that nobody looked at a second time.
    """

    newer: set[str] = field(default_factory=set)
    aside: dict[str, datetime] = field(default_factory=dict)
    roster: int = 0
    stuck: dict[tuple[str, str], Stuck] = field(default_factory=dict)
    packs: set[str] = field(default_factory=set)
    site: str = ""
    back: tuple[str, ...] = ()
    requests: set[str] = field(default_factory=set)
    blocks: dict[str, datetime] = field(default_factory=dict)
    _all_at: datetime | None = None
    _is_eager: bool = True
    _is_office: bool = False
    _names: dict[str, SegmentName | None] = field(default_factory=dict)

    def wants_all(self, now: datetime) -> bool:
        """Whether an exchange shall look into all folders, not only that of the own section."""
        ago = since(self._all_at, now)
        return self._is_eager or ago is None or (self._is_office and ago >= OFFICE_LOOKS)

    def remember(self, all_at: datetime | None, eager: bool, me: Member | None) -> None:  # noqa: FBT001  # what the exchange found
        """An exchange has ended.

        Args:
            all_at: when it looked into all folders, None where it did not.
            eager: the next one shall.
            me: the rights of this PC.
        """
        self._all_at = all_at or self._all_at
        self._is_eager = eager
        self._is_office = me is not None and me.writes_everywhere

    def blocks_to_look_at(self, now: datetime) -> tuple[str, ...]:
        """Blocks placed some time ago, beyond the caches of Windows; each is named once."""
        due = [
            name for name, at in self.blocks.items() if not timedelta() <= now - at < SECOND_LOOK
        ]
        for name in due:
            del self.blocks[name]
        return tuple(due)

    def segment(self, text: str) -> SegmentName | None:
        """The name of a segment, None for any other file; read once, since listings repeat."""
        if text not in self._names:
            self._names[text] = segment_name(text)
        return self._names[text]


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What this PC has, and what it learned of the target before.

    Attributes:
        shelf: the segments in the log.
        memory: of the target.
        own: all actors this database ever had.
    """

    shelf: Shelf
    memory: Memory
    own: frozenset[str]


@dataclass(frozen=True, slots=True)
class _File:
    """A file of a segment as it was fetched."""

    text: str
    name: SegmentName
    data: bytes


class Pulling:
    """Brings segments of one target into the log."""

    def __init__(
        self, meeting: Meeting, roster: Roster, knowledge: Knowledge, *, relay: bool = False
    ) -> None:
        """Work on a target.

        Args:
            meeting: the exchange.
            roster: who may write what.
            knowledge: what this PC has and has learned.
            relay: what comes from here shall be placed on the other targets, too.
        """
        self._meeting = meeting
        self._tools = meeting.tools
        self._roster = roster
        self._shelf = knowledge.shelf
        self._memory = knowledge.memory
        self._own = knowledge.own
        self._relay = relay
        self._tries = dict(self._tools.log.refused(meeting.target))
        self._now = self._tools.clock.now()
        self._opened: dict[str, Segment] = {}  # checked, but not in the log yet
        self._data: dict[str, bytes] = {}
        self._failed: set[str] = set()
        self._done = Pulled()

    def pull(self, listed: Iterable[str], told: Callable[[int, int], None]) -> Pulled:
        """Take in what is new among the listed files.

        Args:
            listed: names of files on the target.
            told: (done, of how many) after each file; may raise to stop.
        """
        if self._memory.roster != self._roster.version:
            self._memory.aside.clear()  # other rights, other verdicts
            self._memory.stuck.clear()
            self._memory.roster = self._roster.version
        names = list(listed)
        self._read_packs(names)
        wanted = self._wanted(names)
        self._bring([one for one in wanted if one[1].scope in {ORG, LIB}], told)
        if self._done.segments:
            self._memory.stuck.clear()  # rights in a section are judged by the organisation
        self._bring([one for one in wanted if one[1].scope not in {ORG, LIB}], told)
        self._note_waiting(wanted)
        return self._done

    def _bring(
        self, found: Iterable[tuple[str, SegmentName]], told: Callable[[int, int], None]
    ) -> None:
        wanted = self._without_stuck(found)
        for start in range(0, len(wanted), _FILES):
            if self._done.fault is not None and is_lost(self._done.fault):
                break
            self._fetch(wanted[start : start + _FILES], start, len(wanted), told)
            self._take_in()

    # --- what to fetch ------------------------------------------------------------------------

    def _wanted(self, names: Iterable[str]) -> list[tuple[str, SegmentName]]:
        """Files of segments that are not in the log, in the order of their streams."""
        found = []
        for text in names:
            name = self._memory.segment(text)
            if name is None or name.original in self._shelf.of(name.scope):
                continue
            if text in self._memory.newer or self._rests(text):
                continue
            if self._roster.member(name.actor) is None:
                self._done.strangers.add(name.actor)
                continue
            found.append((text, name))
        return sorted(found, key=lambda one: one[1])

    def _without_stuck(
        self, found: Iterable[tuple[str, SegmentName]]
    ) -> list[tuple[str, SegmentName]]:
        """Leave out streams that wait for a segment which has not come; they are many bytes."""
        wanted = []
        for (scope, actor), files in _by_stream(found).items():
            stuck = self._memory.stuck.get((scope, actor))
            if stuck is not None and stuck.still_holds(files, self._now):
                self._done.waiting[scope, actor] = stuck.seq
            else:
                wanted += files
        return wanted

    def _rests(self, text: str) -> bool:
        if self._tries.get(text, 0) < FAILURES or text not in self._memory.aside:
            return False
        ago = since(self._memory.aside[text], self._now)
        return ago is not None and ago < RETRY

    def _read_packs(self, names: Iterable[str]) -> None:
        """Take in packs nobody has read yet; what is wrong with one, its loose files make up for."""
        for text in names:
            pack = pack_name(text)
            if pack is None or text in self._memory.packs:
                continue
            try:
                data = self._meeting.get(text)
                inside = open_pack(data, pack, self._roster.site)
            except ShareFaultError as fault:
                self._fault(fault)
                continue
            except SegmentRefusedError as error:
                self._refuse(text, str(error.reason), error.detail, data)
                continue
            self._memory.packs.add(text)
            wanted = dict(inside)
            for text_inside, name in self._wanted(wanted):
                self._open(_File(text_inside, name, wanted[text_inside]))
            self._take_in()

    # --- fetching and checking ----------------------------------------------------------------

    def _fetch(
        self,
        wanted: Sequence[tuple[str, SegmentName]],
        before: int,
        total: int,
        told: Callable[[int, int], None],
    ) -> None:
        def get(one: tuple[str, SegmentName]) -> bytes:
            return self._meeting.get(one[0])

        answers = side_by_side(get, wanted, self._tools.threads)
        for number, ((text, name), data) in enumerate(answers, before):
            told(number, total)
            if isinstance(data, ShareFaultError):
                self._fault(data)
                if is_lost(data):
                    return
            else:
                self._open(_File(text, name, data))

    def _fault(self, fault: ShareFaultError) -> None:
        """A file that is listed and missing is only late: listings and caches may be old."""
        if fault.fault is Fault.MISSING:
            return
        if self._done.fault is None or is_lost(fault):
            self._done.fault = fault

    def _open(self, file: _File) -> None:
        member = self._roster.member(file.name.actor)
        if member is None:
            self._done.strangers.add(file.name.actor)
            return
        try:
            segment = open_segment(
                file.data,
                name=file.name,
                site=self._roster.site,
                public_key=member.key,
                verifier=self._tools.verifier,
                codec=self._tools.codec,
            )
        except SegmentRefusedError as error:
            if error.reason is Refusal.NEWER:
                self._memory.newer.add(file.text)
                self._done.newer.append(file.text)
            else:
                self._refuse(file.text, str(error.reason), error.detail, file.data)
        else:
            self._opened[segment.digest] = segment
            self._data[segment.digest] = file.data

    def _refuse(self, text: str, reason: str, detail: str, data: bytes) -> None:
        if text in self._failed:
            return
        self._failed.add(text)
        tries = self._tools.log.refuse(self._meeting.target, text, reason, detail, data)
        if tries >= FAILURES:
            self._memory.aside[text] = self._now
        self._done.refused.append(Refused(text, reason, detail, tries))

    # --- taking in ----------------------------------------------------------------------------

    def _take_in(self) -> None:
        """Put into the log what may be used now, in the order of the streams."""
        found = self._opened.values()
        readiness = ready(found, self._shelf.around(found))
        for wrong in readiness.refused:
            self._drop(wrong.segment, str(wrong.reason), wrong.detail)
        for part in _parts(self._permitted(readiness.ready)):
            applied = self._tools.log.apply(
                part, [self._data[one.digest] for one in part], relay=self._relay
            )
            self._shelf.add(part)
            self._done.segments += applied.segments
            self._done.ops += applied.ops
            self._done.conflicts += applied.conflicts
            self._done.own += [one.name for one in part if one.header.actor in self._own]
            for segment in part:
                del self._opened[segment.digest], self._data[segment.digest]

    def _permitted(self, segments: Iterable[Segment]) -> Iterator[Segment]:
        """Those the roster permits; what follows another one waits for it."""
        passed: set[str] = set()
        for segment in segments:
            header = segment.header
            follows = header.seq == 1 or header.prev in passed or self._shelf.has(header.prev)
            if not follows:
                continue
            reason = self._reason_against(segment)
            if not reason:
                passed.add(segment.digest)
                yield segment
            elif reason not in _PASSING:
                self._drop(segment, reason)

    def _reason_against(self, segment: Segment) -> str:
        """Why a segment does not count by the roster, "" when it does."""
        header = segment.header
        verdict = self._roster.accepts(
            header.scope,
            header.actor,
            header.seq,
            segment.digest,
            header.roster,
            forerunner=self._forerunner,
        )
        if verdict:
            return verdict
        member = self._roster.rights(header.actor, header.roster)
        if member is None:
            return Unaccepted.NOT_ENROLLED
        for op in segment.ops:
            said = refusal(member, header.scope, op, self._roster, self._tools.lookup)
            if said:
                return said
        return ""

    def _forerunner(self, digest: str) -> str | None:
        opened = self._opened.get(digest)
        return opened.header.prev if opened else self._shelf.forerunner(digest)

    def _drop(self, segment: Segment, reason: str, detail: str = "") -> None:
        data = self._data.pop(segment.digest)
        del self._opened[segment.digest]
        self._refuse(str(segment.name), reason, detail, data)

    def _note_waiting(self, wanted: Iterable[tuple[str, SegmentName]]) -> None:
        left = ready(self._opened.values(), self._shelf.around(self._opened.values()))
        new = {(one.scope, one.actor): one.seq for one in left.waiting}
        for segment in left.ready:  # the roster lets it wait
            header = segment.header
            new.setdefault((header.scope, header.actor), header.seq)
        by_stream = _by_stream(wanted)
        for stream, seq in new.items():
            names = frozenset(text for text, _ in by_stream.get(stream, ()))
            if names & self._failed <= self._memory.aside.keys():  # else that one is tried again
                self._memory.stuck[stream] = Stuck(names, seq, self._now)
        self._done.waiting |= new


def _by_stream(
    found: Iterable[tuple[str, SegmentName]],
) -> dict[tuple[str, str], list[tuple[str, SegmentName]]]:
    streams: dict[tuple[str, str], list[tuple[str, SegmentName]]] = defaultdict(list)
    for text, name in found:
        streams[name.scope, name.actor].append((text, name))
    return streams


def _parts(segments: Iterable[Segment]) -> Iterator[list[Segment]]:
    """Pieces of one transaction each."""
    part: list[Segment] = []
    count = 0
    for segment in segments:
        part.append(segment)
        count += len(segment.ops)
        if count >= _OPS:
            yield part
            part, count = [], 0
    if part:
        yield part

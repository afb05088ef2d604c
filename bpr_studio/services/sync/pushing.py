"""Pushing: own ops become sealed segments, and segments come to stand on a target (sync.md §7.4).

Everything is resumed by looking, never by remembering what was tried: a segment is sealed before
anybody tries to place it, every try writes the same bytes under the same name, and a file that
stands there with equal bytes counts as placed.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.replication.names import copy_of
from bpr_studio.domain.replication.segments import (
    MOST_BYTES,
    MOST_OPS,
    SegmentHead,
    named,
    seal_segment,
)
from bpr_studio.domain.shared.text import tr
from bpr_studio.services.sync.ports import Fault, ShareFaultError
from bpr_studio.services.sync.rights import refusal, sentence
from bpr_studio.services.sync.tools import is_lost, side_by_side

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from bpr_studio.domain.replication.names import SegmentName
    from bpr_studio.domain.replication.ops import Op
    from bpr_studio.domain.replication.roster import Member, Roster
    from bpr_studio.services.sync.ports import KeptSegment, PendingBatch, Signer
    from bpr_studio.services.sync.tools import Meeting, Tools

COPIES: Final = 9
"""Repair copies of one segment; whoever changes more of them is busy destroying."""

_UNPACKED: Final = 4 * MOST_BYTES  # ops of one segment before compression


@dataclass(frozen=True, slots=True)
class Held:
    """A command that the roster does not permit; it stays on this PC.

    Attributes:
        reason: a whole sentence.
        ops: number of its ops.
    """

    reason: str
    ops: int


@dataclass(slots=True)
class Sealed:
    """What one round of sealing did.

    Attributes:
        names: the segments made.
        held: commands the roster does not permit.
        key_missing: the key of an actor is gone; its ops wait.
    """

    names: list[SegmentName] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)
    key_missing: bool = False


class Sealing:
    """Makes segments of own ops, as far as the roster permits them."""

    def __init__(self, tools: Tools, roster: Roster, earlier: frozenset[str]) -> None:
        """Seal by what is known.

        Args:
            tools: of this PC.
            roster: who may write what.
            earlier: actors this database had before; what they wrote is delivered even if the
                DX office has let a new one take their place.
        """
        self._tools = tools
        self._roster = roster
        self._earlier = earlier
        self._done = Sealed()

    def seal_all(self) -> Sealed:
        """Seal all own ops that may be sealed; the rest stays on this PC."""
        while batch := self._tools.log.pending(MOST_OPS, _UNPACKED):
            if not self._deal_with(batch):
                break
        return self._done

    def _deal_with(self, batch: PendingBatch) -> bool:
        """Seal a batch or hold it back; whether to go on."""
        member = self._roster.member(batch.actor)
        if member is None:
            return False  # not approved yet: everything stays on this PC
        if not member.active and batch.actor not in self._earlier:
            self._hold(batch.ops, tr("The DX office has ended the sharing of this PC."))
            return True
        signer = self._tools.signer(batch.actor)
        if signer is None or signer.public_key != member.key:
            # Gone, or somebody else was let in under this name: nobody would follow our signature.
            self._done.key_missing = True
            return False
        if self._hold_refused(batch, member):
            return True
        try:
            self._done.names.append(self._seal_part(batch, signer))
        except ValueError:
            self._hold(batch.ops[:1], tr("This is too large to be shared."))
        return True

    def _hold(self, ops: Sequence[Op], reason: str) -> None:
        self._tools.log.hold([op.id for op in ops], reason)
        self._done.held.append(Held(reason, len(ops)))

    def _hold_refused(self, batch: PendingBatch, member: Member) -> bool:
        """Hold back the commands in which an op is not permitted; whether there were any."""
        found = False
        for _, group in groupby(batch.ops, key=lambda op: op.tx):
            command = list(group)
            said = (
                refusal(member, batch.scope, op, self._roster, self._tools.lookup) for op in command
            )
            reason = next(filter(None, said), "")
            if reason:
                self._hold(command, sentence(reason))
                found = True
        return found

    def _seal_part(self, batch: PendingBatch, signer: Signer) -> SegmentName:
        """Make the file of a batch and keep it, before anybody tries to place it.

        Of a batch that is too much for one file the first part is sealed; a command is torn apart
        only where it alone is too much.

        Raises:
            ValueError: a single op is too much for a file.
        """
        while True:
            try:
                return self._seal(batch, signer)
            except ValueError:
                if len(batch.ops) == 1:
                    raise
                batch = replace(batch, ops=_first_part(batch.ops))

    def _seal(self, batch: PendingBatch, signer: Signer) -> SegmentName:
        head = SegmentHead(
            site=self._roster.site,
            scope=batch.scope,
            actor=batch.actor,
            seq=batch.seq,
            prev=batch.prev,
            roster=self._roster.version,
            app=self._tools.app,
            schema=self._tools.schema,
        )
        data = seal_segment(head, batch.ops, signer, self._tools.codec)
        digest = hashlib.sha256(data).hexdigest()
        name = named(batch.scope, batch.actor, batch.seq, digest)
        self._tools.log.keep_sealed(batch, name, digest, data)
        return name


def _first_part(ops: tuple[Op, ...]) -> tuple[Op, ...]:
    """About half of the ops, whole commands where there are several."""
    middle = len(ops) // 2
    ends = [n for n in range(1, len(ops)) if ops[n].tx != ops[n - 1].tx]
    return ops[: min(ends, key=lambda n: abs(n - middle), default=middle)]


@dataclass(frozen=True, slots=True)
class Placed:
    """What one round of placing did.

    Attributes:
        placed: number of segments that stand on the target now.
        repaired: names under which other bytes stood; a copy stands beside each.
        fault: what ended the round early, None when all was tried.
        left: number of segments still to be placed.
    """

    placed: int
    repaired: tuple[str, ...]
    fault: ShareFaultError | None
    left: int


class Placing:
    """Brings kept segments onto one target and looks whether they stay."""

    def __init__(self, meeting: Meeting) -> None:
        self._meeting = meeting
        self._log = meeting.tools.log
        self._target = meeting.target

    def place(self, told: Callable[[int, int], None]) -> Placed:
        """Place all that is not there yet.

        Args:
            told: (done, of how many) after each file; may raise to stop.
        """
        waiting = self._log.unplaced(self._target)
        repaired: list[str] = []
        done = 0
        worst: ShareFaultError | None = None
        for number, kept in enumerate(waiting):
            told(number, len(waiting))
            try:
                copy = self._put(kept)
            except ShareFaultError as fault:
                worst = fault
                if is_lost(fault) or fault.fault is Fault.FULL:
                    break
                continue
            done += 1
            if copy:
                repaired.append(str(kept.name))
        return Placed(done, tuple(repaired), worst, len(waiting) - done)

    def _put(self, kept: KeptSegment) -> int:
        """Place one segment; the number of the repair copy it stands in, 0 for none.

        Raises:
            ShareFaultError: it does not stand there, as far as anybody knows.
        """
        data = self._log.bytes_of(kept.name)
        copy = put_with_repair(self._meeting, str(kept.name), data)
        self._log.set_placed(self._target, kept.name, verified=False)
        return copy

    def verify(self, told: Callable[[int, int], None]) -> tuple[int, ShareFaultError | None]:
        """Look a second time at what was placed in an earlier cycle.

        What is no longer there is placed again. What stands there counts only with all that comes
        before it in its stream, since readers wait for that.

        Args:
            told: (done, of how many) after each file; may raise to stop.

        Returns:
            The number seen, and what ended the round early.
        """
        waiting = sorted(self._log.unverified(self._target), key=lambda kept: kept.name)
        streams = _Streams(kept.name for kept in self._log.unplaced(self._target))
        seen = 0
        for number, (kept, stands_there) in enumerate(look_at(self._meeting, waiting)):
            told(number, len(waiting))
            if isinstance(stands_there, ShareFaultError):
                if is_lost(stands_there):
                    return seen, stands_there
                streams.open_at(kept.name)
            elif not stands_there:
                self._log.set_missing(self._target, kept.name)
                streams.open_at(kept.name)
            elif not streams.is_open_before(kept.name):
                seen += 1
                self._log.set_placed(self._target, kept.name, verified=True)
        return seen, None


class _Streams:
    """Up to where streams stand on a target without a hole."""

    def __init__(self, missing: Iterable[SegmentName]) -> None:
        self._open: dict[tuple[str, str], int] = {}
        for name in missing:
            self.open_at(name)

    def open_at(self, name: SegmentName) -> None:
        """This segment does not stand there, as far as anybody knows."""
        stream = (name.scope, name.actor)
        self._open[stream] = min(name.seq, self._open.get(stream, name.seq))

    def is_open_before(self, name: SegmentName) -> bool:
        """Whether a segment before this one does not stand there."""
        return self._open.get((name.scope, name.actor), name.seq) < name.seq


def look_at(
    meeting: Meeting, kept: Iterable[KeptSegment]
) -> Iterator[tuple[KeptSegment, bool | ShareFaultError]]:
    """Whether segments stand on a target with the bytes they have here, under whatever copy."""
    answers = side_by_side(lambda one: meeting.get(str(one.name)), kept, meeting.tools.threads)
    for one, found in answers:
        wanted = meeting.tools.log.bytes_of(one.name)
        if found == wanted:
            yield one, True
        elif isinstance(found, ShareFaultError) and found.fault is not Fault.MISSING:
            yield one, found
        else:
            yield one, _stands_as_copy(meeting, str(one.name), wanted)


def stands(meeting: Meeting, name: str, data: bytes) -> bool:
    """Whether a file stands on a target with these bytes, under its name or as a repair copy.

    Raises:
        ShareFaultError: nobody can tell just now.
    """
    try:
        found = meeting.get(name)
    except ShareFaultError as fault:
        if fault.fault is not Fault.MISSING:
            raise
        found = b""
    return found == data or any(copy == data for copy in _copies(meeting, name))


def _stands_as_copy(meeting: Meeting, name: str, data: bytes) -> bool | ShareFaultError:
    try:
        return any(found == data for found in _copies(meeting, name))
    except ShareFaultError as fault:
        return fault


def _copies(meeting: Meeting, name: str) -> Iterator[bytes]:
    """The repair copies of a file that stand on a target."""
    for copy in range(1, COPIES):
        try:
            yield meeting.get(copy_of(name, copy))
        except ShareFaultError as fault:
            if fault.fault is not Fault.MISSING:
                raise
            return


def put_with_repair(meeting: Meeting, name: str, data: bytes) -> int:
    """Place a file, beside other bytes under its name where there are any.

    Returns:
        The number of the repair copy it stands in, 0 for none.

    Raises:
        ShareFaultError: it does not stand there, as far as anybody knows.
    """
    for copy in range(COPIES):
        try:
            meeting.put(copy_of(name, copy), data)
        except ShareFaultError as fault:
            if fault.fault is not Fault.DIFFERS:
                raise
        else:
            return copy
    raise ShareFaultError(Fault.DIFFERS, name, f"{COPIES} copies")

"""Streams: which of the segments that were found may be used now, and what the others wait for.

A stream is what one actor writes in one scope. Each segment names the one before by its SHA-256, so
that none can be taken out, put in or exchanged. Two segments that name the same one before are a
*fork*: a copy of a PC, or one restored from a backup, wrote twice. Both count, and it is told.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from bpr_studio.domain.replication.names import NO_HASH
from bpr_studio.domain.replication.segments import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bpr_studio.domain.replication.names import SegmentName
    from bpr_studio.domain.replication.segments import Segment


class Known(Protocol):
    """A segment that is used already, as the log keeps it."""

    @property
    def name(self) -> SegmentName:
        """Its name."""

    @property
    def hash(self) -> str:
        """SHA-256 of the file, 64 hexadecimal digits."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Segments that cannot be used before another one comes.

    Attributes:
        scope: whose data they hold.
        actor: whose stream it is.
        seq: number of the segment they wait for.
        digest: SHA-256 of the segment they wait for.
        segments: in order of their numbers.
    """

    scope: str
    actor: str
    seq: int
    digest: str
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class OutOfChain:
    """A segment that does not follow the one it names; it is never used."""

    segment: Segment
    detail: str
    reason: Refusal = Refusal.FORERUNNER


@dataclass(frozen=True, slots=True)
class Readiness:
    """What may be done with the segments found.

    Attributes:
        ready: to be used in this order; a segment stands behind the one it follows.
        waiting: the others, by what they wait for.
        refused: those that contradict the one they name.
    """

    ready: tuple[Segment, ...]
    waiting: tuple[Waiting, ...]
    refused: tuple[OutOfChain, ...]


@dataclass(frozen=True, slots=True, order=True)
class Fork:
    """A stream that goes on in several ways from one place.

    Attributes:
        scope: whose data it holds.
        actor: whose stream it is.
        seq: the first number that stands more than once.
    """

    scope: str
    actor: str
    seq: int


def ready(found: Iterable[Segment], known: Iterable[Known]) -> Readiness:
    """Sort segments whose own checks have passed by whether their forerunners are there.

    Args:
        found: segments of any streams in any order, repeated or not.
        known: the segments of the same scopes that are used already.
    """
    standing = {one.hash: _Place(one.name.scope, one.name.actor, one.name.seq) for one in known}
    fresh = {segment.digest: segment for segment in found if segment.digest not in standing}
    children: dict[str, list[Segment]] = defaultdict(list)
    for segment in fresh.values():
        children[segment.header.prev].append(segment)
    taken: list[Segment] = []
    refused: list[OutOfChain] = []
    reached = [NO_HASH, *standing]
    while reached:
        digest = reached.pop()
        for segment in _in_order(children.pop(digest, ())):
            wrong = _contradiction(segment, standing.get(digest))
            if wrong is not None:
                refused.append(wrong)
                continue
            standing[segment.digest] = _place(segment)
            taken.append(segment)
            reached.append(segment.digest)
    return Readiness(tuple(taken), _waiting(children), tuple(refused))


def forks(names: Iterable[SegmentName]) -> tuple[Fork, ...]:
    """Where streams go on in several ways.

    Args:
        names: of all segments used; repair copies do not count.
    """
    by_seq: dict[tuple[str, str, int], set[str]] = defaultdict(set)
    for name in names:
        by_seq[name.scope, name.actor, name.seq].add(name.hash12)
    first: dict[tuple[str, str], int] = {}
    for (scope, actor, seq), hashes in by_seq.items():
        if len(hashes) > 1:
            first[scope, actor] = min(seq, first.get((scope, actor), seq))
    return tuple(sorted(Fork(scope, actor, seq) for (scope, actor), seq in first.items()))


@dataclass(frozen=True, slots=True)
class _Place:
    scope: str
    actor: str
    seq: int


def _place(segment: Segment) -> _Place:
    header = segment.header
    return _Place(header.scope, header.actor, header.seq)


def _in_order(segments: Iterable[Segment]) -> list[Segment]:
    return sorted(
        segments,
        key=lambda one: (one.header.scope, one.header.actor, one.header.seq, one.digest),
    )


def _contradiction(segment: Segment, before: _Place | None) -> OutOfChain | None:
    """Why a segment cannot follow the one it names; None at the start of a stream."""
    header = segment.header
    if before is None:  # `open_segment` lets only number 1 name nothing
        return None
    if (before.scope, before.actor, before.seq) != (header.scope, header.actor, header.seq - 1):
        detail = f"{header.seq} names {before.scope}/{before.actor}-{before.seq}"
        return OutOfChain(segment, detail)
    return None


def _waiting(
    children: Mapping[str, Sequence[Segment]],
) -> tuple[Waiting, ...]:
    """What is left, by the segment that is missing at the beginning of each piece of a stream."""
    found = []
    for digest in children.keys() - {one.digest for some in children.values() for one in some}:
        piece: list[Segment] = []
        todo = [digest]
        while todo:
            following = children.get(todo.pop(), ())
            piece.extend(following)
            todo.extend(one.digest for one in following)
        ordered = _in_order(piece)
        header = ordered[0].header
        found.append(Waiting(header.scope, header.actor, header.seq - 1, digest, tuple(ordered)))
    return tuple(sorted(found, key=lambda one: (one.scope, one.actor, one.seq, one.digest)))

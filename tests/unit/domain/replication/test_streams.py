"""Which segments may be used, what the others wait for, and where a stream was written twice."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bpr_studio.domain.replication.names import SegmentName
from bpr_studio.domain.replication.streams import Fork, forks, ready
from tests.builders_segments import Writer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bpr_studio.domain.replication.segments import Segment


@dataclass(frozen=True)
class Kept:
    """What the log says of a segment it has."""

    name: SegmentName
    hash: str


def kept(*segments: Segment) -> list[Kept]:
    return [Kept(segment.name, segment.digest) for segment in segments]


def stream(writer: Writer, count: int) -> list[Segment]:
    return [writer.segment() for _ in range(count)]


def branch(writer: Writer, after: Segment) -> Writer:
    """A copy of the writer's PC that goes on from a segment."""
    seq, n = after.header.seq, after.header.last_n
    return Writer(writer.actor, writer.scope, n=n + 100, seq=seq, prev=after.digest)


def digests(segments: Iterable[Segment]) -> list[str]:
    return sorted(segment.digest for segment in segments)


def test_segments_are_used_in_the_order_of_their_stream_however_they_come():
    segments = stream(Writer(), 12)
    for seed in range(20):
        mixed = segments * 2
        random.Random(seed).shuffle(mixed)  # noqa: S311  # order of a test
        assert list(ready(mixed, []).ready) == segments


def test_a_stream_goes_on_from_what_is_known():
    one, two, three = stream(Writer(), 3)
    found = ready([one, two, three], kept(one))
    assert found.ready == (two, three)
    assert (found.waiting, found.refused) == ((), ())


def test_streams_do_not_wait_for_each_other():
    first, second = Writer("writeraaaaaaa"), Writer("writerbbbbbbb")
    a, b = stream(first, 3), stream(second, 3)
    found = ready([a[0], a[2], *b], [])
    assert digests(found.ready) == digests([a[0], *b])
    assert [(one.actor, one.seq) for one in found.waiting] == [(first.actor, 2)]


def test_streams_of_one_actor_in_two_scopes_are_two_streams():
    here, there = Writer(), Writer(scope="org")
    a, b = stream(here, 2), stream(there, 2)
    found = ready([a[1], *b], [])
    assert list(found.ready) == b
    assert [(one.scope, one.seq) for one in found.waiting] == [("sec-0123", 1)]


def test_each_gap_of_a_stream_is_told_with_what_waits_behind_it():
    segments = stream(Writer(), 9)
    found = ready([segments[place] for place in (0, 2, 3, 6, 7, 8)], [])
    assert found.ready == (segments[0],)
    assert [(one.seq, one.digest, one.segments) for one in found.waiting] == [
        (2, segments[1].digest, (segments[2], segments[3])),
        (6, segments[5].digest, (segments[6], segments[7], segments[8])),
    ]


def test_both_ways_of_a_fork_are_used():
    writer = Writer()
    one, two = stream(writer, 2)
    copy = branch(writer, one)
    other_two, other_three = stream(copy, 2)
    found = ready([other_three, two, other_two, one], [])
    assert digests(found.ready) == digests([one, two, other_two, other_three])
    assert found.ready[0] == one
    assert found.waiting == ()


def test_a_fork_from_something_known_long_ago_is_used():
    writer = Writer()
    segments = stream(writer, 4)
    (late,) = stream(branch(writer, segments[1]), 1)
    assert ready([late], kept(*segments)).ready == (late,)


def test_a_stream_that_starts_twice_is_a_fork_too():
    one, other = stream(Writer(), 1), stream(Writer(n=7), 1)
    assert len(ready([*one, *other], []).ready) == 2
    names = [segment.name for segment in (*one, *other)]
    assert forks(names) == (Fork("sec-0123", "writerwriter2", 1),)


def test_what_follows_a_refused_segment_waits():
    writer = Writer()
    (one,) = stream(writer, 1)
    writer.seq = 4
    false, after = stream(writer, 2)
    found = ready([one, false, after], [])
    assert [wrong.segment for wrong in found.refused] == [false]
    assert [(one.seq, one.segments) for one in found.waiting] == [(5, (after,))]


def test_forks_are_told_once_by_stream_at_their_first_place():
    writer = Writer()
    segments = stream(writer, 5)
    copy = stream(branch(writer, segments[1]), 3)
    elsewhere = stream(Writer(scope="org"), 2)
    names = [segment.name for segment in (*segments, *copy, *elsewhere)]
    assert forks(names) == (Fork("sec-0123", writer.actor, 3),)
    assert forks(reversed(names)) == forks(names)


def test_repair_copies_are_no_fork():
    (one,) = stream(Writer(), 1)
    name = one.name
    copy = SegmentName(name.scope, name.actor, name.seq, name.hash12, 1)
    assert forks([name, copy]) == ()
    assert forks([]) == ()

"""What holds for every segment: it opens to what was sealed, and no byte of it can be changed."""

from __future__ import annotations

import hashlib
import random
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bpr_studio.domain.replication.ops import Op, OpDraft, OpId, Stamp, encode_body, seal
from bpr_studio.domain.replication.segments import SegmentRefusedError, named
from bpr_studio.domain.replication.streams import ready
from tests.builders_segments import T0, Sealed, Writer, opened

if TYPE_CHECKING:
    from bpr_studio.domain.replication.segments import Segment

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
WORD = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)
IDS = st.builds(
    OpId,
    st.text("abcdefghij234567", min_size=13, max_size=13),
    st.integers(1, 2**40),
    st.text("0123456789abcdef", min_size=8, max_size=8),
)
DRAFTS = st.builds(
    OpDraft,
    st.sampled_from(["new", "set", "del", "add", "rem", "evt"]) | WORD,
    WORD,
    WORD,
    st.dictionaries(TEXT, VALUES, max_size=4),
    st.dictionaries(TEXT, st.sets(IDS, max_size=3).map(lambda ids: tuple(sorted(ids))), max_size=3),
)


@st.composite
def logs(draw, most: int = 12) -> list[Op]:
    """Ops of one actor with gaps between their numbers, in commands, some with labels."""
    ops: list[Op] = []
    n, tx, t = 0, 0, T0
    for planned in draw(st.lists(DRAFTS, min_size=1, max_size=most)):
        n += draw(st.integers(1, 3))
        if not ops or draw(st.booleans()):
            tx, t = n, draw(st.integers(0, 2**61))
        label = draw(TEXT) if tx == n else ""
        stamp = Stamp("writerwriter2", n, t, tx)
        ops.append(seal(planned, stamp, encode_body(planned, label), label))
    return ops


@settings(max_examples=120)
@given(logs())
def test_any_ops_come_back_as_they_were_sealed(ops):
    writer = Writer()
    segment = opened(writer.seal(ops), writer)
    assert segment.ops == tuple(ops)
    assert segment.bodies == tuple(encode_body(op, op.label) for op in ops)


@settings(max_examples=60)
@given(logs(), st.integers(30, 60))
def test_packed_segments_come_back_as_well(ops, times):
    writer = Writer(n=ops[-1].id.n)
    ops = [*ops, *(writer.op() for _ in range(times))]
    assert opened(writer.seal(ops), writer).ops == tuple(ops)


@settings(max_examples=100)
@given(logs(), st.integers(0, 2**32), st.booleans())
def test_no_byte_can_be_changed_under_its_name_or_another(ops, seed, renamed):
    writer = Writer()
    file = writer.seal(ops)
    chance = random.Random(seed)  # noqa: S311  # which byte
    data = bytearray(file.data)
    data[chance.randrange(len(data))] ^= chance.randrange(1, 256)
    changed = damaged(file, bytes(data), renamed=renamed)
    with pytest.raises(SegmentRefusedError):
        opened(changed, writer)


@settings(max_examples=100)
@given(logs(), st.integers(0, 2**32), st.integers(1, 40), st.booleans())
def test_no_byte_can_be_taken_out_put_in_or_zeroed(ops, seed, length, renamed):
    writer = Writer()
    file = writer.seal(ops)
    chance = random.Random(seed)  # noqa: S311  # where
    start = chance.randrange(len(file.data))
    before, after = file.data[:start], file.data[start + length :]
    middle = chance.choice([b"", bytes(length), chance.randbytes(length), file.data[:length]])
    if before + middle + after == file.data:
        return
    with pytest.raises(SegmentRefusedError):
        opened(damaged(file, before + middle + after, renamed=renamed), writer)


@settings(max_examples=100)
@given(st.binary(max_size=300))
def test_any_bytes_at_all_are_refused_without_any_other_error(data):
    writer = Writer()
    file = writer.seal(writer.ops(1))
    for renamed in (False, True):
        with pytest.raises(SegmentRefusedError):
            opened(damaged(file, data, renamed=renamed), writer)


def damaged(file: Sealed, data: bytes, *, renamed: bool) -> Sealed:
    """The file with other bytes, under its old name or under that which the new bytes ask for."""
    digest = hashlib.sha256(data).hexdigest()
    name = file.name
    return Sealed(
        named(name.scope, name.actor, name.seq, digest) if renamed else name, data, digest
    )


@settings(max_examples=60)
@given(st.integers(0, 2**32), st.integers(1, 9), st.integers(1, 4))
def test_dealt_in_any_pieces_all_segments_are_used_once_and_in_order(seed, count, hands):
    writers = [Writer("writeraaaaaaa"), Writer("writerbbbbbbb"), Writer(scope="org")]
    everything = [writer.segment() for writer in writers for _ in range(count)]
    chance = random.Random(seed)  # noqa: S311  # the order
    pile = everything * 2
    chance.shuffle(pile)
    used: list[Segment] = []
    waiting: list[Segment] = []
    for hand in range(hands):
        waiting += pile[hand::hands]
        found = ready(waiting, [Kept(one) for one in used])
        used += found.ready
        waiting = [one for some in found.waiting for one in some.segments]
    assert sorted(one.digest for one in used) == sorted(one.digest for one in everything)
    for writer in writers:
        mine = [
            one.header.seq
            for one in used
            if one.name.scope == writer.scope and one.name.actor == writer.actor
        ]
        assert mine == list(range(1, count + 1))


class Kept:
    """A segment as the log keeps it."""

    def __init__(self, segment) -> None:
        self.name, self.hash = segment.name, segment.digest

"""Segments: what is sealed comes back as it was, and what does not belong is told by its reason."""

from __future__ import annotations

import json

import pytest

from bpr_studio.adapters.share.compression import Zstd
from bpr_studio.domain.replication.names import NO_HASH, SegmentName
from bpr_studio.domain.replication.ops import OpDraft, OpId, Stamp, encode_body, seal
from bpr_studio.domain.replication.segments import (
    MOST_BYTES,
    MOST_OPS,
    SMALLEST_PACKED,
    Refusal,
    SegmentRefusedError,
    read_header,
    seal_segment,
)
from tests.builders_segments import SITE, T0, Writer, opened, parts, remade


def test_what_was_sealed_comes_back():
    writer = Writer()
    ops = (
        writer.op(label="仕事を足す"),
        writer.op(OpDraft("set", "work_item", "a", {"name": 'tab\t"引用"\\\n行'}), tx=1),
        writer.op(OpDraft("del", "work_item", "b", {}, {"name": (OpId("other", 3, "0badcafe"),)})),
        writer.op(OpDraft("add", "flow", "f", {"tags": ["紙", "印"]})),
        writer.op(OpDraft("hologram", "thing", "of the future", {"x": {"y": [1.5, None, True]}})),
    )
    file = writer.seal(ops)
    segment = opened(file, writer)
    assert segment.ops == ops
    assert segment.bodies == tuple(encode_body(op, op.label) for op in ops)
    assert (segment.name, segment.digest) == (file.name, file.digest)


def test_the_header_tells_whose_it_is_and_what_it_holds():
    writer = Writer(seq=6, prev="ab" * 32, n=40)
    header = opened(writer.seal(writer.ops(3)), writer).header
    assert (header.v, header.min_reader, header.roster, header.schema) == (1, 1, 1, 4)
    assert (header.site, header.scope, header.actor) == (SITE, "sec-0123", writer.actor)
    assert (header.seq, header.prev, header.app) == (7, "ab" * 32, "1.0.0")
    assert (header.first_n, header.last_n, header.count) == (41, 43, 3)
    assert header.hlc == (T0 + (41 << 16), T0 + (43 << 16))


def test_the_header_is_read_without_key_and_library():
    writer = Writer()
    file = writer.seal(writer.ops(400))
    assert read_header(file.data, file.name) == opened(file, writer).header


def test_sealing_again_gives_the_same_bytes():
    assert Writer().seal(Writer().ops(200)).data == Writer().seal(Writer().ops(200)).data


def test_a_small_segment_can_be_read_with_any_editor():
    writer = Writer()
    header, *lines, signature, end = writer.seal(writer.ops(2)).data.decode().split("\n")
    assert json.loads(header)["codec"] == "none"
    assert json.loads(lines[0])[3:6] == ["new", "work_item", "row-0001"]
    assert len(lines) == 2
    assert len(signature) == 88
    assert end == ""


def test_bodies_are_packed_from_the_size_on_that_is_told():
    def codec_of(letters: int) -> tuple[str, int]:
        writer = Writer()
        op = writer.op(OpDraft("set", "work_item", "a", {"name": "x" * letters}))
        header = opened(writer.seal([op]), writer).header
        return header.codec, header.length

    room = SMALLEST_PACKED - codec_of(0)[1]
    assert codec_of(room - 1) == ("none", SMALLEST_PACKED - 1)
    assert codec_of(room) == ("zstd", SMALLEST_PACKED)


def test_a_repair_copy_opens_like_the_segment_itself():
    writer = Writer()
    file = writer.seal(writer.ops(1))
    copy = SegmentName(file.name.scope, file.name.actor, file.name.seq, file.name.hash12, 2)
    assert opened(type(file)(copy, file.data, file.digest), writer).name == file.name


def test_numbers_of_a_stream_may_have_gaps():
    """The ops between belong to another scope."""
    writer = Writer()
    ops = [writer.op(), writer.op(), writer.op()]
    assert opened(writer.seal(ops[::2]), writer).ops == tuple(ops[::2])


def test_a_clone_that_uses_a_number_again_makes_another_op():
    one, clone = Writer(), Writer()
    ours = opened(one.seal([one.op(OpDraft("set", "work_item", "a", {"name": "甲"}))]), one)
    theirs = opened(clone.seal([clone.op(OpDraft("set", "work_item", "a", {"name": "乙"}))]), clone)
    assert ours.ops[0].id.n == theirs.ops[0].id.n
    assert ours.ops[0].id != theirs.ops[0].id


# --- what is not sealed -------------------------------------------------------------------------


def test_ops_of_somebody_else_are_not_sealed():
    writer = Writer()
    with pytest.raises(ValueError, match="not one of writerwriter2"):
        writer.seal(Writer("anotherwriter").ops(1))


def test_an_op_changed_after_it_was_named_is_not_sealed():
    writer = Writer()
    op = writer.op()
    op.fields["name"] = "changed"  # type: ignore[index]  # the very mistake
    with pytest.raises(ValueError, match="was changed"):
        writer.seal([op])


@pytest.mark.parametrize("order", [(), (1, 0), (0, 0)])
def test_ops_out_of_order_are_not_sealed(order):
    writer = Writer()
    ops = writer.ops(2)
    with pytest.raises(ValueError, match="in order"):
        writer.seal([ops[place] for place in order])


def test_a_segment_of_several_commands_has_at_most_five_thousand_ops():
    writer = Writer()
    assert opened(writer.seal(writer.ops(MOST_OPS)), writer).header.count == MOST_OPS
    with pytest.raises(ValueError, match="too many"):
        writer.seal(writer.ops(MOST_OPS + 1))


def noise(length: int, start: int) -> str:
    """A text that packs badly."""
    return "".join(
        chr(0x4E00 + (i * i * 7919 + start * 104_729 + i // 7) % 20_000) for i in range(length)
    )


def test_a_segment_of_several_commands_has_at_most_a_mebibyte():
    writer = Writer()
    ops = [
        writer.op(OpDraft("set", "work_item", f"r{part}", {"name": noise(300_000, part)}))
        for part in range(4)
    ]
    with pytest.raises(ValueError, match="bytes are too many"):
        writer.seal(ops)


def test_a_command_is_never_torn_apart():
    writer = Writer()
    ops = [writer.op(tx=1) for _ in range(MOST_OPS + 1)]
    assert opened(writer.seal(ops), writer).ops == tuple(ops)
    ops = [
        writer.op(OpDraft("set", "work_item", f"r{part}", {"name": noise(300_000, part)}), tx=1)
        for part in range(4)
    ]
    file = writer.seal(ops)
    assert len(file.data) > MOST_BYTES
    assert opened(file, writer).ops == tuple(ops)


def test_a_command_of_more_than_sixteen_mebibytes_is_not_sealed():
    writer = Writer()
    op = writer.op(OpDraft("set", "work_item", "a", {"name": "x" * (16 << 20)}))
    with pytest.raises(ValueError, match="too many"):
        writer.seal([op])


# --- what is for newer programs -----------------------------------------------------------------


def reason_of(call) -> Refusal:
    with pytest.raises(SegmentRefusedError) as caught:
        call()
    assert caught.value.is_attack == (caught.value.reason is not Refusal.NEWER)
    assert str(caught.value).startswith(caught.value.reason)
    return caught.value.reason


def test_a_segment_for_a_newer_program_is_told_apart_from_an_attack():
    writer = Writer()
    file = writer.seal(writer.ops(1), min_reader=2)
    assert reason_of(lambda: opened(file, writer)) is Refusal.NEWER
    assert reason_of(lambda: read_header(file.data, file.name)) is Refusal.NEWER


def test_what_newer_programs_add_to_the_content_is_kept():
    writer = Writer()
    file = writer.seal(writer.ops(1))
    header, lines = parts(file)
    newer = remade(header, [line.replace('"f":', '"e":[1],"f":') for line in lines], writer)
    segment = opened(newer, writer)
    assert segment.bodies[0].startswith('{"e":[1],"f":{')
    assert segment.ops[0].id != opened(file, writer).ops[0].id  # the tag covers it


def test_a_header_may_say_more_than_this_program_knows():
    writer = Writer()
    header, lines = parts(writer.seal(writer.ops(1)))
    assert opened(remade({**header, "mood": "good"}, lines, writer), writer).ops


def test_the_first_segment_names_none_before_and_the_others_do():
    for seq, prev in ((0, "ab" * 32), (3, NO_HASH)):
        writer = Writer(seq=seq, prev=prev)
        file = writer.seal(writer.ops(1))
        assert reason_of(lambda file=file, writer=writer: opened(file, writer)) is (
            Refusal.FORERUNNER
        )


def test_sealing_needs_no_more_than_the_codec_and_the_key():
    op = seal(OpDraft("set", "e", "r"), Stamp("writerwriter2", 1, T0, 1), "{}")
    assert seal_segment(Writer().head(), [op], Writer().signer, Zstd()).count(b"\n") == 3

"""Attacks on segments (sync.md §7.7, §9): each is refused whole, and named by its reason.

An *outsider* can write to the shared folder and has no key. An *insider* has a key of the roster
and makes files that the program would not make.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import zstandard

from bpr_studio.adapters.share.compression import Zstd
from bpr_studio.domain.replication.names import SegmentName
from bpr_studio.domain.replication.op_lines import write_line
from bpr_studio.domain.replication.ops import OpDraft
from bpr_studio.domain.replication.segments import (
    MOST_BYTES,
    MOST_HEADER,
    MOST_OPS,
    MOST_UNPACKED,
    Refusal,
    SegmentRefusedError,
    read_header,
)
from bpr_studio.domain.replication.streams import ready
from tests.builders_segments import (
    Sealed,
    Writer,
    opened,
    parts,
    remade,
    sealed,
    signed,
    signed_bytes,
)

if TYPE_CHECKING:
    from bpr_studio.domain.replication.ops import Op
    from bpr_studio.domain.replication.segments import Segment

VICTIM = Writer()
FILE = VICTIM.seal(VICTIM.ops(3))
LARGE = VICTIM.seal(VICTIM.ops(60))
HEADER, LINES = parts(FILE)


def reason(file: Sealed, writer: Writer = VICTIM) -> Refusal:
    with pytest.raises(SegmentRefusedError) as caught:
        opened(file, writer)
    assert caught.value.is_attack
    assert caught.value.detail  # the log says what was found
    assert "None" not in caught.value.detail
    assert str(caught.value) == f"{caught.value.reason}: {caught.value.detail}"
    return caught.value.reason


def under_own_hash(data: bytes) -> Sealed:
    """The file with the name its bytes ask for, as an outsider would give it."""
    return sealed(data, VICTIM, seq=1)


# --- outsiders: bytes ---------------------------------------------------------------------------


def flipped(place: int) -> bytes:
    data = bytearray(FILE.data)
    data[place] ^= 1
    return bytes(data)


def zeroed(start: int, end: int) -> bytes:
    return FILE.data[:start] + bytes(end - start) + FILE.data[end:]


BYTES: dict[str, tuple[bytes, Refusal]] = {
    "a bit of the header flipped": (flipped(10), Refusal.HASH),
    "a bit of the body flipped": (flipped(len(FILE.data) // 2), Refusal.HASH),
    "a bit of the signature flipped": (flipped(-20), Refusal.HASH),
    "cut off in the middle": (FILE.data[: len(FILE.data) // 2], Refusal.TRUNCATED),
    "the last byte missing": (FILE.data[:-1], Refusal.TRUNCATED),
    "empty": (b"", Refusal.TRUNCATED),
    "only zeros": (bytes(len(FILE.data)), Refusal.TRUNCATED),
    "a block of zeros": (zeroed(200, 328), Refusal.HASH),
    "zeros to the end": (zeroed(200, len(FILE.data)), Refusal.TRUNCATED),
    "something appended": (FILE.data + b"x", Refusal.TRUNCATED),
    "twice the file": (FILE.data + FILE.data, Refusal.HASH),
    "another segment's bytes": (LARGE.data, Refusal.HASH),
    "far too large": (bytes(MOST_UNPACKED + 1), Refusal.TOO_LARGE),
    "another program's file": (b"\x89PNG\r\n\x1a\n" * 40, Refusal.TRUNCATED),
}


@pytest.mark.parametrize("attack", BYTES)
def test_other_bytes_under_the_name_are_refused(attack):
    data, expected = BYTES[attack]
    assert reason(replace(FILE, data=data)) is expected


def test_a_repair_copy_with_other_bytes_is_refused():
    copy = SegmentName(FILE.name.scope, FILE.name.actor, 1, FILE.name.hash12, 1)
    assert reason(replace(FILE, name=copy, data=LARGE.data)) is Refusal.HASH


# --- outsiders: names ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"scope": "sec-9999"}, Refusal.SCOPE),  # shown to another section
        ({"scope": "org"}, Refusal.SCOPE),
        ({"seq": 2}, Refusal.SEQ),  # played again at another place
        ({"scope": "sec-../../c"}, Refusal.NAME),
        ({"actor": "WRITERWRITER2"}, Refusal.NAME),
        ({"seq": -1}, Refusal.NAME),
        ({"hash12": FILE.name.hash12.upper() + "g"}, Refusal.NAME),
        ({"repair": 100}, Refusal.NAME),
    ],
)
def test_a_genuine_file_under_another_name_is_refused(changed, expected):
    assert reason(replace(FILE, name=replace(FILE.name, **changed))) is expected


def test_a_genuine_file_under_another_writers_name_is_refused():
    other = Writer("anotherwriter")
    name = replace(FILE.name, actor=other.actor)
    assert reason(replace(FILE, name=name), other) is Refusal.SIGNATURE
    with pytest.raises(SegmentRefusedError) as caught:
        read_header(FILE.data, name)
    assert caught.value.reason is Refusal.ACTOR


def test_a_genuine_file_of_another_deployment_is_refused():
    elsewhere = Writer(site="another-city")
    assert reason(elsewhere.seal(elsewhere.ops(1)), elsewhere) is Refusal.SITE


# --- outsiders: forgeries that name their own hash ----------------------------------------------


def forged(old: str, new: str) -> bytes:
    assert old in FILE.data.decode()
    return FILE.data.decode().replace(old, new, 1).encode()


SIGNATURE = FILE.data[-90:]
FORGERIES: dict[str, tuple[bytes, Refusal]] = {
    "a value changed": (forged("文書の収受 1", "文書の廃棄 1"), Refusal.SIGNATURE),
    "an op taken out": (FILE.data.replace(LINES[1].encode() + b"\n", b""), Refusal.SIGNATURE),
    "two ops exchanged": (
        forged("\n".join(LINES[:2]), "\n".join(reversed(LINES[:2]))),
        Refusal.SIGNATURE,
    ),
    "the scope in the header": (forged("sec-0123", "sec-9999"), Refusal.SIGNATURE),
    "the forerunner in the header": (forged('"prev":"0', '"prev":"1'), Refusal.SIGNATURE),
    "for a newer program, it says": (forged('"v":1', '"v":9'), Refusal.SIGNATURE),
    "signed with zeros": (
        FILE.data[:-90] + b"\n" + b"A" * 86 + b"==\n",
        Refusal.SIGNATURE,
    ),
    "the signature of another segment": (FILE.data[:-90] + LARGE.data[-90:], Refusal.SIGNATURE),
    "no signature": (FILE.data[:-90] + b"\n", Refusal.TRUNCATED),
    "a signature of other letters": (
        FILE.data[:-90] + SIGNATURE[:20] + b"!" + SIGNATURE[21:],
        Refusal.TRUNCATED,
    ),
    "a short signature": (
        FILE.data[:-90] + b"\n" + b"A" * 87 + b"=\n",
        Refusal.TRUNCATED,
    ),
    "no header": (FILE.data[FILE.data.index(b"\n") :], Refusal.HEADER),
    "nothing but a signature": (SIGNATURE, Refusal.HEADER),
    "a header of many lines' length": (
        b"{" + b" " * MOST_HEADER + FILE.data[1:],
        Refusal.HEADER,
    ),
    "a header that is no JSON": (forged("{", "<"), Refusal.HEADER),
    "a header that is a list": (b"[]" + FILE.data[FILE.data.index(b"\n") :], Refusal.HEADER),
    "a header in another spelling": (forged('"v":1', '"v": 1'), Refusal.HEADER),
    "a header that says a thing twice": (forged("{", '{"actor":"me",'), Refusal.HEADER),
    "a header that is not UTF-8": (b'"\xff"' + FILE.data[FILE.data.index(b"\n") :], Refusal.HEADER),
    "a header of a hundred thousand brackets": (
        b"[" * 10_000 + FILE.data[FILE.data.index(b"\n") :],
        Refusal.HEADER,
    ),
}


@pytest.mark.parametrize("attack", FORGERIES)
def test_a_forgery_under_its_own_name_is_refused(attack):
    data, expected = FORGERIES[attack]
    assert reason(under_own_hash(data)) is expected


def test_a_signature_has_only_one_spelling():
    """Else one segment could stand under two names."""
    letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    last = SIGNATURE[-4:-3]
    again = letters[letters.index(last) + 1 :][:1]  # the last letter holds two unused bits
    data = FILE.data[:-4] + again + FILE.data[-3:]
    assert data != FILE.data
    assert reason(under_own_hash(data)) is Refusal.TRUNCATED


def test_an_attackers_own_key_signs_nothing_in_the_name_of_another():
    by_attacker = signed_bytes(FILE.data[:-90], Writer("attackerattac"))
    assert reason(under_own_hash(by_attacker.data)) is Refusal.SIGNATURE


# --- insiders: headers that do not fit ----------------------------------------------------------


@pytest.mark.parametrize(
    ("lies", "expected"),
    [
        ({"scope": "sec-9999"}, Refusal.SCOPE),
        ({"actor": "anotherwriter"}, Refusal.ACTOR),
        ({"seq": 2}, Refusal.SEQ),
        ({"site": "another-city"}, Refusal.SITE),
        ({"prev": "ab" * 32}, Refusal.FORERUNNER),
        ({"count": 2}, Refusal.COUNT),
        ({"count": 4}, Refusal.COUNT),
        ({"n0": 2}, Refusal.FIGURES),
        ({"n1": 4}, Refusal.FIGURES),
        ({"hlc": [0, 1]}, Refusal.FIGURES),
        ({"len": 5}, Refusal.BODY),
        ({"sha256": "ab" * 32}, Refusal.BODY),
        ({"len": MOST_UNPACKED + 1}, Refusal.UNPACKING),
        ({"codec": "zstd"}, Refusal.UNPACKING),
        ({"codec": "gzip"}, Refusal.HEADER),
        ({"sha256": "AB" * 32}, Refusal.HEADER),
        ({"prev": "0" * 63}, Refusal.HEADER),
        ({"count": -1}, Refusal.HEADER),
        ({"count": 3.0}, Refusal.HEADER),
        ({"n0": True}, Refusal.HEADER),
        ({"seq": 1 << 62}, Refusal.HEADER),
        ({"app": None}, Refusal.HEADER),
        ({"hlc": [1]}, Refusal.HEADER),
        ({"hlc": [1, "2"]}, Refusal.HEADER),
        ({"hlc": 1}, Refusal.HEADER),
    ],
)
def test_a_header_that_does_not_fit_is_refused(lies, expected):
    assert reason(remade(HEADER, LINES, VICTIM, **lies)) is expected


@pytest.mark.parametrize("key", sorted(HEADER))
def test_a_header_without_one_of_its_fields_is_refused(key):
    header = {**HEADER}
    del header[key]
    body = "\n".join(LINES).encode()
    assert reason(signed(header, body, VICTIM)) is Refusal.HEADER


# --- insiders: bodies that are not written as ops are ---------------------------------------------

GOOD = LINES[0]
LINE_ATTACKS: dict[str, str] = {
    "blanks": GOOD.replace(",", ", ", 1),
    "a blank in the content": GOOD.replace('"f":', '"f": '),
    "letters escaped": GOOD.replace("文", "\\u6587"),
    "a key twice": GOOD.replace('{"f":{', '{"f":{},"f":{'),
    "keys in another order": GOOD.replace('"core_tag":null,', "").replace(
        "}}", ',"core_tag":null}}'
    ),
    "not a number": GOOD.replace("null", "NaN"),
    "infinity": GOOD.replace("null", "1e999"),
    "a number of five thousand digits": GOOD.replace("null", "9" * 5000),
    "half a letter": GOOD.replace("null", '"\\ud800"'),
    "a hundred thousand brackets": GOOD.replace("null", "[" * 100_000),
    "brackets that close": GOOD.replace("null", "[" * 5_000 + "]" * 5_000),
    "no JSON": "DROP TABLE op",
    "nothing": "",
    "a number alone": "1",
    "an object": '{"n":1}',
    "too few parts": "[1,2,3]",
    "one part more": GOOD[:-1] + ",1]",
    "something behind": GOOD + " ",
    "a broken number of the op": "[1.0" + GOOD[2:],
    "a negative number": "[-1" + GOOD[2:],
    "yes as number": "[true" + GOOD[2:],
    "a time beyond all clocks": GOOD.replace(GOOD.split(",")[1], str(1 << 62)),
    "a command that is a word": GOOD.replace(",1,", ',"1",', 1),
    "a kind that is a number": GOOD.replace('"new"', "1"),
    "no kind": GOOD.replace('"new"', '""'),
    "no row": GOOD.replace('"row-0001"', '""'),
    "no entity": GOOD.replace('"work_item"', "null"),
    "content that is a list": GOOD.split("{")[0] + "[]]",
    "fields that are a list": GOOD.split("{")[0] + '{"f":[1]}]',
    "no fields but their place": GOOD.split("{")[0] + '{"f":{}}]',
    "a label that is a number": GOOD.split("{")[0] + '{"l":1}]',
    "seen ops that are a list": GOOD.split("{")[0] + '{"p":[1]}]',
    "seen ops without tags": GOOD.split("{")[0] + '{"p":{"name":[["a",1]]}}]',
    "seen ops of negative numbers": GOOD.split("{")[0] + '{"p":{"name":[["a",-1,"t"]]}}]',
    "seen ops of yes": GOOD.split("{")[0] + '{"p":{"name":[["a",true,"t"]]}}]',
    "seen ops out of order": GOOD.split("{")[0] + '{"p":{"name":[["b",1,"t"],["a",1,"t"]]}}]',
    "seen ops that are a number": GOOD.split("{")[0] + '{"p":{"name":1}}]',
}


@pytest.mark.parametrize("attack", LINE_ATTACKS)
def test_a_line_that_is_not_canonical_is_refused(attack):
    line = LINE_ATTACKS[attack]
    assert line != GOOD
    assert reason(remade(HEADER, [line, *LINES[1:]], VICTIM)) is Refusal.LINE


def test_the_log_says_which_line_is_wrong():
    with pytest.raises(SegmentRefusedError, match="line: line 2: not canonical"):
        opened(remade(HEADER, [LINES[0], LINES[1] + " ", LINES[2]], VICTIM), VICTIM)
    assert str(SegmentRefusedError(Refusal.HASH)) == "hash"


def test_a_body_that_is_no_text_is_refused():
    body = b"\xff\xfe"
    header = {**HEADER, "len": 2, "sha256": hashlib.sha256(body).hexdigest()}
    assert reason(signed(header, body, VICTIM)) is Refusal.LINE


@pytest.mark.parametrize(
    "lines",
    [
        [LINES[1], LINES[0], LINES[2]],  # reordered
        [LINES[0], LINES[0], LINES[2]],  # one number twice
        [LINES[0], LINES[1].replace("[2,", "[1,", 1).replace(",2,", ",1,", 1), LINES[2]],
        [LINES[0], LINES[1].replace(",2,", ",3,", 1), LINES[2]],  # a command of the future
        [LINES[0], LINES[1], LINES[2].replace(",3,", ",1,", 1)],  # back in a command left
        [LINES[0].replace(",1,", ",0,", 1), *LINES[1:]],  # no command at all
        [LINES[0].replace("[1,", "[0,", 1), *LINES[1:]],  # ops count from 1
    ],
)
def test_ops_out_of_order_or_with_a_number_used_again_are_refused(lines):
    assert reason(remade(HEADER, lines, VICTIM)) is Refusal.ORDER


# --- insiders: too much --------------------------------------------------------------------------


def test_a_bomb_is_not_unpacked():
    bomb = zstandard.ZstdCompressor().compress(bytes(100 << 20))
    assert len(bomb) < MOST_BYTES
    for said in (1000, MOST_UNPACKED, 100 << 20):
        file = signed({**HEADER, "codec": "zstd", "len": said}, bomb, VICTIM)
        assert reason(file) is Refusal.UNPACKING


def told_of(ops: list[Op]) -> tuple[dict[str, object], list[str]]:
    """Header and lines of ops that `seal_segment` would not take."""
    figures = {"count": len(ops), "n1": ops[-1].id.n, "hlc": [ops[0].t, ops[-1].t]}
    return {**HEADER, **figures}, [write_line(op, op.id.actor) for op in ops]


def test_more_ops_than_a_segment_may_have_are_refused():
    header, lines = told_of(list(Writer().ops(MOST_OPS + 1)))
    body = "\n".join(lines).encode()
    truth = {"len": len(body), "sha256": hashlib.sha256(body).hexdigest(), "codec": "zstd"}
    file = signed({**header, **truth}, Zstd().compress(body), VICTIM)
    assert len(file.data) < MOST_BYTES
    assert reason(file) is Refusal.TOO_LARGE


def test_more_bytes_than_a_segment_of_several_commands_may_have_are_refused():
    writer = Writer()
    large = OpDraft("set", "e", "r", {"x": "y" * MOST_BYTES})
    assert reason(remade(*told_of([writer.op(large), writer.op()]), VICTIM)) is Refusal.TOO_LARGE


# --- the chain -----------------------------------------------------------------------------------


def stream(count: int) -> tuple[Writer, list[Segment]]:
    writer = Writer()
    return writer, [writer.segment() for _ in range(count)]


def test_a_segment_taken_out_of_the_middle_stops_what_follows():
    _, (one, two, three, four) = stream(4)
    found = ready([one, three, four], [])
    assert found.ready == (one,)
    (waiting,) = found.waiting
    assert (waiting.seq, waiting.digest, waiting.segments) == (2, two.digest, (three, four))


def test_a_number_of_the_stream_used_again_is_refused():
    writer, (one, two, three) = stream(3)
    writer.seq = 1  # number 2 again, but behind number 3
    false = writer.segment()
    found = ready([one, two, three, false], [])
    assert found.ready == (one, two, three)
    assert [(wrong.segment, wrong.reason) for wrong in found.refused] == [
        (false, Refusal.FORERUNNER)
    ]


def test_a_false_child_does_not_hide_a_true_one():
    writer, (one,) = stream(1)
    false = Writer("aaaaaaaaaaaaa", seq=1, prev=one.digest).segment()
    two = writer.segment()
    for found in ([one, false, two], [two, false, one]):
        sorted_out = ready(found, [])
        assert sorted_out.ready == (one, two)
        assert [wrong.segment for wrong in sorted_out.refused] == [false]


def test_a_number_of_the_stream_left_out_is_refused():
    writer, (one,) = stream(1)
    writer.seq = 5
    false = writer.segment()
    assert [wrong.segment for wrong in ready([one, false], []).refused] == [false]


@pytest.mark.parametrize("changed", [{"actor": "anotherwriter"}, {"scope": "org"}])
def test_a_forerunner_of_another_stream_is_refused(changed):
    writer, (one,) = stream(1)
    other = Writer(**{"scope": writer.scope, "seq": 1, "prev": one.digest, **changed})
    false = other.segment()
    found = ready([one, false], [])
    assert found.ready == (one,)
    assert [wrong.segment for wrong in found.refused] == [false]
    assert "names sec-0123/writerwriter2-1" in found.refused[0].detail


def test_a_forerunner_that_never_was_is_waited_for():
    writer, (one,) = stream(1)
    writer.prev = "ab" * 32
    false = writer.segment()
    found = ready([one, false], [])
    assert found.ready == (one,)
    assert found.waiting[0].digest == "ab" * 32

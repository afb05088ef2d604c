"""Names on a place of exchange: one pattern for each kind, and one spelling for each name."""

from __future__ import annotations

import pytest

from bpr_studio.domain.replication.names import (
    NumberedName,
    SegmentName,
    block_name,
    copy_of,
    is_finished,
    is_part,
    is_scope,
    numbered,
    pack_name,
    receipt_name,
    request_name,
    requesting_actor,
    segment_name,
)

ACTOR = "abcdefgh23456"
HASH = "0123456789ab"
SEGMENT = f"s/sec-0123/{ACTOR}-000042-{HASH}.seg"
BLOCK = f"c/roster/00000007-{HASH}.json"
PACK = f"k/org/000007-{HASH}.pack"
RECEIPT = f"r/lib/00000007-{HASH}.rcp"
REQUEST = f"e/{ACTOR}.req"


def test_the_name_of_a_segment_reads_back_as_it_was_written():
    name = SegmentName("sec-0123", ACTOR, 42, HASH)
    assert str(name) == SEGMENT
    assert segment_name(SEGMENT) == name
    assert name.original == name


def test_a_repair_copy_is_another_name_of_the_same_segment():
    for number in (1, 9, 10, 99):
        text = f"s/org/{ACTOR}-000001-{HASH}.r{number}.seg"
        name = segment_name(text)
        assert name == SegmentName("org", ACTOR, 1, HASH, number)
        assert str(name) == text
        assert name is not None
        assert name.original == SegmentName("org", ACTOR, 1, HASH)


def test_names_of_segments_sort_by_scope_writer_and_number():
    names = [
        SegmentName("lib", "b" * 13, 1, HASH),
        SegmentName("org", "a" * 13, 2, HASH),
        SegmentName("org", "a" * 13, 10, HASH),
        SegmentName("org", "b" * 13, 1, HASH),
    ]
    mixed = [names[place] for place in (2, 0, 3, 1)]
    assert sorted(mixed) == names


def test_a_number_grows_beyond_its_zeros():
    text = f"s/org/{ACTOR}-1234567-{HASH}.seg"
    name = segment_name(text)
    assert name is not None
    assert (name.seq, str(name)) == (1_234_567, text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "bpr.json",
        SEGMENT.upper(),
        SEGMENT + "\n",
        "x" + SEGMENT,
        SEGMENT + ".part",
        SEGMENT.replace("s/", "k/"),
        SEGMENT.replace("sec-0123", "sec-"),
        SEGMENT.replace("sec-0123", "section"),
        SEGMENT.replace("sec-0123", "sec-0123-"),
        SEGMENT.replace("sec-0123", "sec--1"),
        SEGMENT.replace("sec-0123", "sec-a.b"),
        SEGMENT.replace("sec-0123", "sec-" + "1" * 25),
        SEGMENT.replace("sec-0123", "../org"),
        SEGMENT.replace(ACTOR, ACTOR[:-1]),
        SEGMENT.replace(ACTOR, ACTOR + "2"),
        SEGMENT.replace(ACTOR, "1" + ACTOR[1:]),
        SEGMENT.replace("000042", "42"),
        SEGMENT.replace("000042", "0000042"),  # no second name of 42
        SEGMENT.replace("000042", "1" * 13),
        SEGMENT.replace("000042", "-00042"),
        SEGMENT.replace("000042", "００００４２"),
        SEGMENT.replace(HASH, HASH[:-1]),
        SEGMENT.replace(HASH, HASH + "0"),
        SEGMENT.replace(HASH, "g" + HASH[1:]),
        SEGMENT.replace(".seg", ".r0.seg"),
        SEGMENT.replace(".seg", ".r01.seg"),
        SEGMENT.replace(".seg", ".r100.seg"),
        SEGMENT.replace(".seg", ".r.seg"),
        SEGMENT.replace(".seg", ".r1.r2.seg"),
        SEGMENT.replace(".seg", "xseg"),
    ],
)
def test_other_texts_are_no_names_of_segments(text):
    assert segment_name(text) is None
    assert text == "bpr.json" or not is_finished(text)


def test_the_longest_name_of_a_scope_is_one():
    assert is_scope("sec-" + "1" * 24)
    assert is_scope("sec-0123-a")
    assert is_scope("sec-1")
    assert is_scope("org")
    assert is_scope("lib")
    for text in ("", "orgs", "sec-", "sec-A", "ORG", "org/", "sec-" + "1" * 25, "sec-1\n"):
        assert not is_scope(text)


@pytest.mark.parametrize(
    ("read", "text", "folder"),
    [
        (block_name, BLOCK, "c/roster"),
        (block_name, BLOCK.replace("roster", "policy"), "c/policy"),
        (pack_name, PACK, "k/org"),
        (receipt_name, RECEIPT, "r/lib"),
        (receipt_name, RECEIPT.replace("lib", "sec-0123"), "r/sec-0123"),
    ],
)
def test_numbered_names_read_back_as_they_were_written(read, text, folder):
    name = read(text)
    assert name == NumberedName(folder, 7, HASH)
    assert str(name) == text
    assert name.of == folder.split("/")[1]
    assert numbered(folder[0], name.of, 7, HASH + "ff") == name


@pytest.mark.parametrize("read", [block_name, pack_name, receipt_name])
@pytest.mark.parametrize(
    "text",
    [
        "",
        BLOCK.replace("roster", "rosters"),
        BLOCK.replace("00000007", "000000007"),
        BLOCK.replace("00000007", "0000007"),
        BLOCK.replace(HASH, HASH[1:]),
        BLOCK.replace(".json", ".pack"),
        BLOCK + "\n",
        PACK.replace("000007", "0000007"),
        PACK.replace("000007", "00007"),
        PACK.replace("org", "roster"),
        PACK.replace(".pack", ".r1.pack"),
        RECEIPT.replace("00000007", "000007"),
        RECEIPT.replace("lib", "policy"),
        RECEIPT.replace(".rcp", ".r1.rcp"),
        SEGMENT,
    ],
)
def test_other_texts_are_no_numbered_names(read, text):
    assert read(text) is None
    assert text == SEGMENT or not is_finished(text)


def test_a_kind_is_not_read_as_another():
    assert [read(PACK) for read in (block_name, receipt_name)] == [None, None]
    assert [read(RECEIPT) for read in (block_name, pack_name)] == [None, None]
    assert [read(BLOCK) for read in (pack_name, receipt_name)] == [None, None]


def test_a_block_may_have_repair_copies():
    name = block_name(BLOCK.replace(".json", ".r3.json"))
    assert name == NumberedName("c/roster", 7, HASH, 3)
    assert str(name) == BLOCK.replace(".json", ".r3.json")
    assert block_name(BLOCK.replace(".json", ".r0.json")) is None


def test_a_request_bears_the_name_of_who_asks():
    assert request_name(ACTOR) == REQUEST
    assert requesting_actor(REQUEST) == ACTOR
    assert requesting_actor(REQUEST.replace(".req", ".r2.req")) == ACTOR
    for text in ("", REQUEST + "\n", "e/short.req", REQUEST.replace(".req", ".seg"), "x" + REQUEST):
        assert requesting_actor(text) is None


def test_copies_bear_their_number_before_the_ending():
    assert copy_of("e/a.req", 0) == "e/a.req"
    assert copy_of("e/a.req", 4) == "e/a.r4.req"
    assert copy_of("s/org/a-1-b.seg", 12) == "s/org/a-1-b.r12.seg"


def test_finished_files_are_those_of_the_six_kinds():
    for text in ("bpr.json", SEGMENT, BLOCK, PACK, RECEIPT, REQUEST):
        assert is_finished(text)
        assert not is_part(text)
    for text in ("Thumbs.db", "desktop.ini", "s/org/~$x", "bpr.json.bak", "s/", ""):
        assert not is_finished(text)


@pytest.mark.parametrize("text", ["bpr.json", SEGMENT, BLOCK, PACK, RECEIPT, REQUEST])
def test_a_file_being_written_bears_its_name_a_random_part_and_an_ending(text):
    assert is_part(f"{text}.0a9z5x.part")
    for ending in (".part", ".0a9z5.part", ".0a9z5xx.part", ".0A9z5x.part", ".0a9z5x.part.part"):
        assert not is_part(text + ending)
    assert not is_part(f"x{text}.0a9z5x.part")
    assert not is_finished(f"{text}.0a9z5x.part")

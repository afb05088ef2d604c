"""What every place of exchange promises (`services.sync.ports.ShareStore`)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from bpr_studio.domain.replication import names
from bpr_studio.services.sync.ports import Fault, ShareFaultError
from tests.contract.share_stands import STANDS, Stand

ACTOR = "abcdefghij234"
SEGMENT = f"s/sec-0101/{ACTOR}-000001-0123456789ab.seg"
SECOND = f"s/sec-0101/{ACTOR}-000002-0123456789ab.seg"
REPAIR = f"s/sec-0101/{ACTOR}-000001-0123456789ab.r1.seg"
ALL_KINDS = (
    names.SITE,
    "c/policy/00000001-0123456789ab.json",
    "c/roster/00000001-0123456789ab.json",
    f"e/{ACTOR}.req",
    "k/sec-0101/000001-0123456789ab.pack",
    "r/sec-0101/00000001-0123456789ab.rcp",
    f"s/lib/{ACTOR}-000001-0123456789ab.seg",
    f"s/org/{ACTOR}-1000000-0123456789ab.seg",
    SEGMENT,
    REPAIR,
)
NOT_OURS = (
    "",
    "/etc/passwd",
    "../bpr.json",
    "s/../bpr.json",
    "s/org/../../x.seg",
    "s\\org\\x.seg",
    "bpr.JSON",
    SEGMENT.upper(),
    SEGMENT + " ",
    SEGMENT + ".",
    SEGMENT + "\n",
    SEGMENT + ":stream",
    SEGMENT + "\0",
    "s/org/CON",
    "s/org/desktop.ini",
    f"s/org/sub/{ACTOR}-000001-0123456789ab.seg",
    f"s/sec-ÄÖ/{ACTOR}-000001-0123456789ab.seg",
    SEGMENT + ".abc123.part",
)
STRAYS = (
    "desktop.ini",
    "s/Thumbs.db",
    "s/sec-0101/~$memo.docx",
    "s/sec-0101/.DS_Store",
    f"s/sec-0101/{ACTOR.upper()}-000001-0123456789ab.seg",
    "s/sec-0101/copy of x.seg",
    "s/sec-0101/deep/er/x.seg",
    "probe-abc/x",
)


@pytest.fixture(params=sorted(STANDS))
def stand(request: pytest.FixtureRequest, tmp_path) -> Iterator[Stand]:
    made = STANDS[request.param](tmp_path)
    yield made
    made.close()


def _fault(call, *arguments) -> Fault:
    with pytest.raises(ShareFaultError) as raised:
        call(*arguments)
    return raised.value.fault


def test_an_empty_place_lists_nothing(stand):
    store = stand.store("a")
    assert [store.list(prefix) for prefix in ("", "s/", "s/org/", "c/roster/", "e/")] == [()] * 5


def test_what_one_pc_places_another_lists_and_gets(stand):
    stand.store("a").put_new(SEGMENT, b"line\nbody\n")
    other = stand.store("b")
    assert other.list("s/sec-0101/") == (SEGMENT,)
    assert other.get(SEGMENT) == b"line\nbody\n"


def test_every_kind_of_file_is_placed_and_listed_sorted(stand):
    store = stand.store("a")
    for name in reversed(ALL_KINDS):
        store.put_new(name, name.encode())
    assert store.list("") == tuple(sorted(ALL_KINDS))
    assert [store.get(name).decode() for name in ALL_KINDS] == list(ALL_KINDS)


def test_a_folder_lists_what_lies_below_it_and_nothing_else(stand):
    store = stand.store("a")
    for name in ALL_KINDS:
        store.put_new(name, b"x")
    assert store.list("s/") == tuple(sorted(name for name in ALL_KINDS if name.startswith("s/")))
    assert store.list("s/sec-0101/") == tuple(sorted((SEGMENT, REPAIR)))
    assert store.list("c/roster/") == ("c/roster/00000001-0123456789ab.json",)
    assert store.list("s/sec-01/") == ()  # no beginning of a name, a folder


@pytest.mark.parametrize("size", [0, 1, 4096, (1 << 20) - 1, 1 << 20, (5 << 20) + 3])
def test_bytes_come_back_as_they_were(stand, size):
    data = (bytes(range(256)) * (size // 256 + 1))[:size]
    stand.store("a").put_new(SEGMENT, data)
    assert stand.store("b").get(SEGMENT) == data


def test_placing_the_same_bytes_again_counts_as_placed(stand):
    stand.store("a").put_new(SEGMENT, b"same")
    stand.store("a").put_new(SEGMENT, b"same")
    stand.store("b").put_new(SEGMENT, b"same")
    assert stand.store("a").list("s/") == (SEGMENT,)


@pytest.mark.parametrize("other", [b"", b"sam", b"same!", b"SAME"])
def test_other_bytes_under_a_taken_name_are_refused_and_nothing_is_replaced(stand, other):
    store = stand.store("a")
    store.put_new(SEGMENT, b"same")
    assert _fault(stand.store("b").put_new, SEGMENT, other) is Fault.DIFFERS
    assert store.get(SEGMENT) == b"same"


def test_a_repair_copy_stands_beside_a_spoilt_file(stand):
    store = stand.store("a")
    store.put_new(SEGMENT, b"spoilt")
    store.put_new(REPAIR, b"good")
    assert (store.get(SEGMENT), store.get(REPAIR)) == (b"spoilt", b"good")


def test_a_missing_file_is_told_as_missing(stand):
    store = stand.store("a")
    assert _fault(store.get, SEGMENT) is Fault.MISSING
    store.put_new(SEGMENT, b"x")
    assert _fault(store.get, SECOND) is Fault.MISSING


@pytest.mark.parametrize("name", NOT_OURS)
def test_a_name_that_is_not_ours_is_neither_read_nor_written_nor_removed(stand, name):
    store = stand.store("a")
    store.put_new(SEGMENT, b"x")
    assert _fault(store.get, name) in {Fault.REFUSED, Fault.MISSING}
    assert _fault(store.put_new, name, b"y") is Fault.REFUSED
    if not names.is_part(name):
        assert _fault(store.delete_own_part, name) is Fault.REFUSED
    assert store.list("") == (SEGMENT,)


@pytest.mark.parametrize("prefix", ["..", "../", "/", "s", "s//", "S/", "s/../", "x/", "s/org/a/"])
def test_a_folder_that_is_not_ours_is_not_listed(stand, prefix):
    store = stand.store("a")
    store.put_new(SEGMENT, b"x")
    assert _fault(store.list, prefix) is Fault.REFUSED


def test_files_of_strangers_are_not_listed(stand):
    if not all(stand.plant(name, b"stray") for name in STRAYS):
        pytest.skip("this kind of place cannot hold files of strangers")
    store = stand.store("a")
    store.put_new(SECOND, b"x")  # the first one is taken where letters of any case are the same
    assert store.list("") == (SECOND,)
    assert store.list("s/sec-0101/") == (SECOND,)


def test_a_file_still_being_written_is_not_listed_and_can_be_taken_away(stand):
    part = SEGMENT + ".abc123.part"
    if not stand.plant(part, b"half"):
        pytest.skip("this kind of place has no files being written")
    store = stand.store("a")
    assert store.list("") == ()
    store.delete_own_part(part)
    store.delete_own_part(part)  # gone already is no failure
    assert _fault(store.get, part) in {Fault.REFUSED, Fault.MISSING}


def test_a_finished_file_is_never_taken_away(stand):
    store = stand.store("a")
    store.put_new(SEGMENT, b"x")
    assert _fault(store.delete_own_part, SEGMENT) is Fault.REFUSED
    assert store.get(SEGMENT) == b"x"


def test_the_clock_of_the_place_goes_forward(stand):
    store = stand.store("a")
    first = store.stat_time()
    store.put_new(SEGMENT, b"x")
    second = store.stat_time()
    assert first.utcoffset() == timedelta(0)
    assert first <= second < first + timedelta(minutes=1)
    assert store.list("") == (SEGMENT,)  # asking for the time leaves nothing behind


def test_many_files_are_listed_whole(stand):
    store = stand.store("a")
    wanted = [f"s/lib/{ACTOR}-{n:06}-0123456789ab.seg" for n in range(1, 301)]
    for name in wanted:
        store.put_new(name, b"x")
    assert store.list("s/lib/") == tuple(wanted)

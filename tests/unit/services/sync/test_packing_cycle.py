"""The DX office packs what is old and much; a new PC reads packs instead of single files."""

from __future__ import annotations

import contextlib

import pytest

from bpr_studio.services.sync import packing
from bpr_studio.services.sync.packing import Packing, pack_bytes
from bpr_studio.services.sync.ports import ShareFaultError
from bpr_studio.services.sync.tools import Meeting, Patience
from tests.builders_sync import TARGET, City, Pc
from tests.fakes.simulated_share import Killed

WEEK = 8 * 24 * 3600


@pytest.fixture
def city(monkeypatch) -> City:
    monkeypatch.setattr(packing, "LOOSE", 10)
    monkeypatch.setattr(packing, "WORTH", 5)
    made = City()
    made.found("0101")
    made.join("0101")
    write(made, 12)
    return made


def write(city: City, count: int, start: int = 0) -> None:
    """So many segments of the section."""
    for number in range(start, start + count):
        city.pcs[1].write(f"t{number}", name=f"仕事 {number}")
        city.pcs[1].cycle()


def packs(city: City) -> list[str]:
    return [name for name in city.share.names() if name.endswith(".pack")]


def wait(city: City, seconds: float = WEEK) -> None:
    for pc in city.pcs:  # clocks of logs in memory stand where they were put
        pc.cycle()
    city.share.time.move(seconds)


def meeting(pc: Pc) -> Meeting:
    return Meeting(pc.tools, TARGET, pc.store, Patience(pc.tools.pause, pc.tools.chance))


def test_what_is_old_and_much_is_packed_and_nothing_is_deleted(city):
    wait(city)
    before = set(city.share.names())
    assert city.pcs[0].cycle().packed == 12
    (pack,) = packs(city)
    assert pack.startswith("k/sec-0101/000001-")
    assert before < set(city.share.names())


def test_a_new_pc_reads_the_pack_instead_of_the_files(city):
    wait(city)
    city.pcs[0].cycle()
    for name in city.share.names():
        if name.startswith("s/sec-0101/"):
            city.share.delete(name)
    city.share.time.move(60)
    new = city.join("0101")
    new.cycle()
    assert new.log.state("work_item", "t11").value("name") == "仕事 11"


def test_what_is_new_is_left_loose(city):
    wait(city, 24 * 3600)
    assert city.pcs[0].cycle().packed == 0
    assert packs(city) == []


def test_few_files_are_left_loose(city, monkeypatch):
    monkeypatch.setattr(packing, "LOOSE", 12)
    wait(city)
    assert city.pcs[0].cycle().packed == 0


def test_a_section_packs_nothing(city):
    wait(city)
    assert city.pcs[1].cycle().packed == 0
    assert packs(city) == []


def test_what_is_packed_is_not_packed_again(city):
    wait(city)
    city.pcs[0].cycle()
    wait(city, 25 * 3600)
    assert city.pcs[0].cycle().packed == 0
    write(city, 11, start=12)
    wait(city)
    assert city.pcs[0].cycle().packed == 11
    assert [name[:17] for name in packs(city)] == ["k/sec-0101/000001", "k/sec-0101/000002"]


def test_too_few_to_be_worth_a_pack_wait_for_more(city):
    wait(city)
    city.pcs[0].cycle()
    write(city, 4, start=12)
    wait(city)
    assert city.pcs[0].cycle().packed == 0


def test_it_happens_once_a_day(city):
    wait(city, 24 * 3600)
    city.pcs[0].cycle()  # nothing is old enough
    city.share.time.move(7 * 24 * 3600 - 25 * 3600)
    city.pcs[0].cycle()
    assert packs(city) == []
    city.share.time.move(25 * 3600)
    assert city.pcs[0].cycle().packed == 12


def test_much_becomes_several_packs(city, monkeypatch):
    monkeypatch.setattr(packing, "MOST_BYTES", 4000)
    wait(city)
    assert city.pcs[0].cycle().packed > 0
    assert [name[:17] for name in packs(city)] == ["k/sec-0101/000001", "k/sec-0101/000002"]


def test_packs_that_do_not_pass_count_as_not_there(city):
    wait(city)
    city.pcs[0].cycle()
    (pack,) = packs(city)
    desk = Packing(meeting(city.pcs[0]), city.site.id if city.site else "")
    assert len(desk.inside([pack])) == 12
    city.share.place(pack, pack_bytes("other", "sec-0101", []))
    city.share.time.move(60)
    assert desk.inside([pack, "k/sec-0101/000009-0123456789ab.pack", "s/org/x"]) == frozenset()


def test_a_pack_changed_by_somebody_harms_nobody(city):
    wait(city)
    city.pcs[0].cycle()
    (pack,) = packs(city)
    city.share.place(pack, city.share.data(pack)[:-1] + b"x")
    city.share.time.move(60)
    new = city.join("0101")
    new.cycle()
    assert new.log.state("work_item", "t11").value("name") == "仕事 11"


def test_a_pack_that_went_away_since_the_listing_is_no_fault(city):
    desk = Packing(meeting(city.pcs[0]), "")
    assert desk.inside(["k/sec-0101/000009-0123456789ab.pack"]) == frozenset()


def test_a_share_that_does_not_answer_ends_the_packing(city):
    wait(city)
    city.share.down.add(city.pcs[0].name)
    with pytest.raises(ShareFaultError):
        Packing(meeting(city.pcs[0]), "").inside(["k/sec-0101/000009-0123456789ab.pack"])


def test_bytes_damaged_here_are_not_packed(city, monkeypatch):
    wait(city)
    dx = city.pcs[0]
    damaged = dx.log.kept("sec-0101")[3].name
    whole = dx.log.bytes_of
    monkeypatch.setattr(dx.log, "bytes_of", lambda name: b"x" if name == damaged else whole(name))
    listed = [name for name in city.share.names() if name.startswith("s/")]
    desk = Packing(meeting(dx), "")
    packed = desk.pack(["sec-0101"], listed, (), lambda _done, _of: None)
    assert packed.segments == 11


def prepared() -> City:
    made = City()
    made.found("0101")
    made.join("0101")
    write(made, 12)
    wait(made)
    return made


def test_killed_at_any_call_of_packing_the_next_exchange_finishes_it(city):
    wait(city)
    calls = city.share.calls(city.pcs[0].name)
    before = calls.made
    assert city.pcs[0].cycle().packed == 12
    whole = calls.made - before
    for number in range(max(whole - 14, 1), whole + 1):
        again = prepared()
        dx = again.pcs[0]
        again.share.calls(dx.name).kill_after(number)
        with contextlib.suppress(Killed):
            dx.cycle()
        dx.start()
        again.share.time.move(25 * 3600)
        dx.cycle()
        again.share.time.move(60)
        desk = Packing(meeting(dx), "")
        assert len(desk.inside(packs(again))) == 12

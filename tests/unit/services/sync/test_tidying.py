"""Half-written files of this PC are taken away a day later, those of others never."""

from __future__ import annotations

import pytest

from bpr_studio.services.sync.tidying import Keeper, clock_skew, sweep
from bpr_studio.services.sync.tools import Meeting, Patience
from tests.builders_sync import City, Pc
from tests.fakes.share_faults import Faults

DAY = 86_400
OTHER = "zzzzzzzzzzzzz"


def meeting_of(pc: Pc, store=None) -> Meeting:
    tools = pc.tools
    return Meeting(tools, "x", store or pc.store, Patience(tools.pause, tools.chance))


@pytest.fixture
def city() -> City:
    city = City()
    city.found()
    city.join("0101")
    return city


def parts(city: City) -> set[str]:
    return {name for name in city.share.names() if name.endswith(".part")}


def leave(city: City, *names: str) -> set[str]:
    made = {f"{name}.abc123.part" for name in names}
    for name in made:
        city.share.place(name, b"half")
    return made


def segment(actor: str, scope: str = "sec-0101") -> str:
    return f"s/{scope}/{actor}-000009-0123456789ab.seg"


def test_own_parts_go_after_a_day_and_those_of_others_stay(city):
    pc = city.pcs[1]
    mine = leave(city, segment(pc.actor), f"e/{pc.actor}.req")
    others = leave(city, segment(OTHER), f"e/{OTHER}.req", "r/org/00000009-0123456789ab.rcp")
    keeper = Keeper({pc.actor}, office=False)
    assert sweep(meeting_of(pc), keeper, ["sec-0101"]) == 0
    city.share.time.move(DAY + 60)
    assert parts(city) == mine | others
    assert sweep(meeting_of(pc), keeper, ["sec-0101"]) == 2
    assert parts(city) == others


def test_the_dx_office_looks_after_what_only_it_writes(city):
    dx = city.pcs[0]
    mine = leave(
        city,
        segment(dx.actor, "org"),
        "c/roster/00000009-0123456789ab.json",
        "k/org/000009-0123456789ab.pack",
        "r/org/00000009-0123456789ab.rcp",
    )
    others = leave(city, segment(OTHER))
    city.share.time.move(DAY + 60)
    assert sweep(meeting_of(dx), Keeper({dx.actor}, office=True), ()) == len(mine)
    assert parts(city) == others


def test_what_cannot_be_taken_away_is_left_for_another_day(city):
    pc = city.pcs[1]
    left = leave(city, segment(pc.actor))
    city.share.time.move(DAY + 60)
    city.share.set_faults(Faults(cut=1.0))
    assert sweep(meeting_of(pc), Keeper({pc.actor}, office=False), ["sec-0101"]) == 0
    assert parts(city) == left


def test_a_target_without_half_written_files_is_left_alone(city):
    pc = city.pcs[1]
    assert sweep(meeting_of(pc, object()), Keeper({pc.actor}, office=True), ()) == 0


@pytest.mark.parametrize("seconds", [0, 3600, -86_400 * 400])
def test_the_clock_of_the_server_is_compared(city, seconds):
    city.share.clock_offset = seconds
    skew = clock_skew(meeting_of(city.pcs[1]))
    assert skew is not None
    assert skew.total_seconds() == pytest.approx(seconds, abs=1)


def test_a_clock_that_cannot_be_read_is_not_compared(city):
    city.share.down.add(city.pcs[1].name)
    assert clock_skew(meeting_of(city.pcs[1])) is None

"""What a target is asked while nothing happens: little often, everything at times (sync.md §6)."""

from __future__ import annotations

import pytest

from bpr_studio.domain.replication.changes import PutRow
from bpr_studio.services.sync.cycle import Wish
from tests.builders_sync import City, Pc, signer_of, unit_id
from tests.fakes.memory_log import MemoryLog


@pytest.fixture
def city() -> City:
    """A DX office and two PCs of one section that have looked at everything a moment ago."""
    made = City(9)
    made.found()
    made.join("0101")
    made.join("0101", "section_chief")
    made.settle(2)
    made.share.time.move(301)
    made.cycle_all(30)
    return made


def asked(pc: Pc) -> int:
    """Requests of one exchange nobody demanded."""
    before = pc.city.share.traffic.requests
    pc.cycle(Wish())
    return pc.city.share.traffic.requests - before


def log_of(pc: Pc) -> MemoryLog:
    assert isinstance(pc.local, MemoryLog)
    return pc.local


def test_a_pc_that_polls_lists_the_folder_of_its_section_and_nothing_else(city):
    anna = city.pcs[1]
    assert asked(anna) == 0 or asked(anna) <= 3
    for _ in range(8):
        city.share.time.move(30)
        assert asked(anna) <= 3
    city.share.time.move(61)
    assert asked(anna) > 12  # five minutes have passed: everything is looked at


def test_work_of_the_section_comes_with_the_next_poll(city):
    anna, chief = city.pcs[1:]
    chief.cycle(Wish())
    anna.write("t1", name="甲")
    anna.cycle()
    assert chief.cycle(Wish()).pulled.segments == 1


def test_what_the_dx_office_decides_comes_within_five_minutes(city):
    dx, anna = city.pcs[:2]
    anna.cycle(Wish())
    dx.commit(PutRow("org_unit", unit_id("0109"), {"code": "0109", "level": "section"}))
    dx.cycle()
    seconds = 0
    while not log_of(anna).state("org_unit", unit_id("0109")).alive:
        city.share.time.move(30)
        seconds += 30
        anna.cycle(Wish())
    assert 30 < seconds <= 330


def test_the_dx_office_looks_into_all_sections_every_two_minutes(city):
    dx, anna = city.pcs[:2]
    dx.cycle(Wish())
    anna.write("t1", name="甲")
    anna.cycle()
    city.share.time.move(60)
    assert dx.cycle(Wish()).pulled.segments == 0
    city.share.time.move(65)
    assert dx.cycle(Wish()).pulled.segments == 1


def test_who_waits_for_the_approval_or_for_a_segment_looks_everywhere_each_time(city):
    dx, anna, chief = city.pcs
    new = city.join("0101", approved=False)
    new.cycle(Wish())
    city.share.time.move(30)
    dx.cycle()
    city.approve()
    dx.cycle(Wish())  # what the desk wrote goes out at once
    city.share.time.move(30)
    assert new.cycle(Wish()).blocks == 1
    dx.enrolment.change(signer_of(dx.actor), anna.actor, "promoter", ("sec-0101",))
    dx.cycle(Wish())
    anna.cycle()
    anna.write("t1", name="甲")
    anna.cycle()  # names a roster the chief does not know yet
    chief.cycle(Wish())
    city.share.time.move(30)
    assert chief.cycle(Wish()).pulled.segments == 1


def test_an_old_packed_or_compared_file_is_not_missed_because_little_was_listed(city):
    anna, chief = city.pcs[1:]
    anna.write("t1", name="甲")
    city.settle(2)
    chief.cycle(Wish())
    city.share.time.move(25 * 3600)
    outcome = chief.cycle(Wish())
    assert outcome.healed.segments == 0
    assert outcome.fault is None

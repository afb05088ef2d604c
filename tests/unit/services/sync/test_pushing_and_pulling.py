"""Sealing, placing and taking in: each rule of sync.md §7.4 and §7.5 on its own."""

from __future__ import annotations

import hashlib
import os
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bpr_studio.domain.replication.changes import PutRow
from bpr_studio.domain.replication.names import NumberedName, numbered, pack_name, segment_name
from bpr_studio.domain.replication.roster import Unaccepted
from bpr_studio.services.sync.cycle import Wish
from bpr_studio.services.sync.enrolment import known_roster
from bpr_studio.services.sync.packing import open_pack, pack_bytes
from bpr_studio.services.sync.ports import Fault, ShareFaultError
from bpr_studio.services.sync.pushing import COPIES
from tests.builders_sync import TARGET, VERIFIER, City, Pc, signer_of, unit_id
from tests.fakes.memory_log import MemoryLog
from tests.fakes.share_faults import Faults

if TYPE_CHECKING:
    from bpr_studio.domain.replication.names import SegmentName
    from bpr_studio.services.sync.ports import ShareStore

SECTION = "sec-0101"


@pytest.fixture
def city() -> City:
    """A DX office and two PCs of one section."""
    made = City(7)
    made.found()
    made.join("0101")
    made.join("0101", "section_chief")
    return made


def log_of(pc: Pc) -> MemoryLog:
    assert isinstance(pc.local, MemoryLog)
    return pc.local


def segments(city: City, scope: str = SECTION) -> list[str]:
    return [text for text in city.share.names() if text.startswith(f"s/{scope}/")]


def named(text: str) -> SegmentName:
    """The name of a segment that is one."""
    name = segment_name(text)
    assert name is not None
    return name


def numbered_name(text: str) -> NumberedName:
    """The name of a pack that is one."""
    name = pack_name(text)
    assert name is not None
    return name


class Broken:
    """A target on which some calls fail."""

    def __init__(self, real: ShareStore, **faults: Fault) -> None:
        self.real = real
        self.faults = faults
        self.asked: list[str] = []

    def _may_fail(self, call: str, name: str) -> None:
        self.asked.append(f"{call} {name}")
        for place, fault in self.faults.items():
            verb, _, part = place.partition("_")
            if verb == call and part in name:
                raise ShareFaultError(fault, name)

    def list(self, prefix: str) -> tuple[str, ...]:
        self._may_fail("list", prefix)
        return self.real.list(prefix)

    def get(self, name: str) -> bytes:
        self._may_fail("get", name)
        return self.real.get(name)

    def put_new(self, name: str, data: bytes) -> None:
        self._may_fail("put", name)
        self.real.put_new(name, data)

    def stat_time(self):
        return self.real.stat_time()

    def delete_own_part(self, name: str) -> None:
        self.real.delete_own_part(name)


def cycle_on(pc: Pc, store: Broken):
    return pc.cycles.run(TARGET, store, wish=Wish(demanded=True))


# --- sealing ------------------------------------------------------------------------------------


def test_each_scope_gets_its_own_segment_and_a_command_stays_together(city):
    dx = city.pcs[0]
    dx.commit(
        PutRow("work_item", "a", {"unit_id": unit_id("0101"), "name": "甲"}),
        PutRow("work_item", "b", {"unit_id": unit_id("0102"), "name": "乙"}),
        PutRow("work_item", "c", {"unit_id": unit_id("0101"), "name": "丙"}),
    )
    dx.cycle()
    (one,), (other,) = segments(city), segments(city, "sec-0102")
    contents = log_of(dx).contents()
    assert [len(contents[named(text)]) for text in (one, other)] == [2, 1]


def test_a_command_too_large_for_a_file_is_divided_and_a_single_op_too_large_stays_here(
    city, monkeypatch
):
    monkeypatch.setattr("bpr_studio.domain.replication.segments.MOST_UNPACKED", 1 << 16)
    anna, chief = city.pcs[1:]
    noise = [os.urandom(12 << 10).hex() for _ in range(4)]  # 96 kB of text in one command
    changes = [
        PutRow("work_item", f"big{n}", {"unit_id": unit_id("0101"), "note": text})
        for n, text in enumerate(noise)
    ]
    anna.commit(*changes)
    outcome = anna.cycle()
    assert outcome.held == []
    assert len(segments(city)) == 2
    chief.cycle()
    assert all(log_of(chief).state("work_item", f"big{n}").alive for n in range(4))
    anna.commit(PutRow("work_item", "huge", {"unit_id": unit_id("0101"), "note": "x" * (70 << 10)}))
    anna.write("t1", name="甲")
    outcome = anna.cycle()
    assert [held.ops for held in outcome.held] == [1]
    assert len(segments(city)) == 3


def test_a_segment_is_kept_before_it_is_placed_and_every_try_writes_the_same_bytes(city):
    anna = city.pcs[1]
    anna.write("t1", name="甲")
    fault = cycle_on(anna, Broken(anna.store, **{"put_s/": Fault.REFUSED})).fault
    assert fault is not None
    (kept,) = anna.log.unplaced(TARGET)
    anna.write("t1", name="乙")
    anna.cycle()
    assert city.share.data(str(kept.name)) == anna.log.bytes_of(kept.name)
    assert len(segments(city)) == 2


# --- placing ------------------------------------------------------------------------------------


def test_one_file_that_may_not_be_placed_keeps_no_other_from_it(city):
    anna = city.pcs[1]
    for number in range(3):
        anna.write(f"t{number}", name="甲")
        cycle_on(anna, Broken(anna.store, **{"put_s/": Fault.REFUSED}))
    first = anna.log.unplaced(TARGET)[0].name
    outcome = cycle_on(anna, Broken(anna.store, **{f"put_{first}": Fault.REFUSED}))
    assert (outcome.placed, outcome.left) == (2, 1)


def test_other_bytes_under_every_name_are_told_and_nothing_is_overwritten(city):
    anna = city.pcs[1]
    anna.write("t1", name="甲")
    cycle_on(anna, Broken(anna.store, **{"put_s/": Fault.REFUSED}))
    (kept,) = anna.log.unplaced(TARGET)
    for copy in range(COPIES):
        city.share.place(str(replace(kept.name, repair=copy)), b"destroyed")
    outcome = anna.cycle()
    assert outcome.fault is not None
    assert outcome.fault.fault is Fault.DIFFERS
    assert {city.share.data(text) for text in segments(city)} == {b"destroyed"}


def test_a_second_look_that_fails_is_made_again_later(city):
    anna = city.pcs[1]
    anna.write("t1", name="甲")
    anna.cycle()
    city.share.time.move(30)
    outcome = cycle_on(anna, Broken(anna.store, **{"get_s/": Fault.REFUSED}))
    assert outcome.verified == 0
    assert len(anna.log.unverified(TARGET)) == 1
    city.share.time.move(30)
    outcome = cycle_on(anna, Broken(anna.store, **{"get_s/": Fault.UNREACHABLE}))
    assert outcome.fault is not None
    assert outcome.fault.fault is Fault.UNREACHABLE
    city.share.time.move(30)
    assert anna.cycle().verified == 1


def test_a_look_at_copies_that_fails_leaves_the_file_as_it_was(city):
    anna = city.pcs[1]
    anna.write("t1", name="甲")
    anna.cycle()
    (name,) = segments(city)
    city.share.place(name, b"changed")
    city.share.time.move(30)
    outcome = cycle_on(anna, Broken(anna.store, **{"get_.r1": Fault.REFUSED}))
    assert outcome.verified == 0
    assert len(anna.log.unverified(TARGET)) == 1


def test_work_counts_as_shared_only_with_all_that_comes_before_it_in_its_stream(city):
    """Else it is lost with its PC: readers wait for the one before (found by bad day 844)."""
    anna = city.pcs[1]
    for number in range(3):
        anna.write("t1", name=f"名前{number}")
        anna.cycle()
    first, second, third = segments(city)
    city.share.place(first, bytes(100))
    city.share.time.move(30)
    outcome = cycle_on(anna, Broken(anna.store, **{"put_.r1": Fault.REFUSED}))
    assert outcome.verified == 0
    anna.cycle()
    city.share.time.move(30)
    assert anna.cycle().verified == 3
    shared = log_of(anna).verified(TARGET)
    assert {str(name) for name in shared} == {first, second, third}


# --- taking in ----------------------------------------------------------------------------------


def test_one_scope_that_may_not_be_listed_keeps_no_other_from_coming(city):
    dx, anna = city.pcs[:2]
    dx.commit(PutRow("org_unit", unit_id("0109"), {"code": "0109", "level": "section"}))
    dx.cycle()
    outcome = cycle_on(anna, Broken(anna.store, **{f"list_s/{SECTION}": Fault.REFUSED}))
    assert outcome.fault is not None
    assert outcome.pulled.segments == 1


def test_a_file_that_cannot_be_read_keeps_no_other_from_coming(city):
    anna, chief = city.pcs[1:]
    twin = city.join("0101")
    anna.write("t1", name="甲")
    twin.write("t2", name="乙")
    anna.cycle()
    twin.cycle()
    outcome = cycle_on(chief, Broken(chief.store, **{f"get_{anna.actor}": Fault.REFUSED}))
    assert outcome.fault is not None
    assert outcome.pulled.segments == 1
    assert log_of(chief).state("work_item", "t2").alive
    assert chief.cycle().pulled.segments == 1


def test_a_listed_file_that_is_not_there_yet_is_no_fault(city):
    anna, chief = city.pcs[1:]
    anna.write("t1", name="甲")
    anna.cycle()
    outcome = cycle_on(chief, Broken(chief.store, **{"get_s/sec": Fault.MISSING}))
    assert outcome.fault is None
    assert outcome.pulled.segments == 0


def test_a_lost_connection_ends_the_fetching_and_what_came_before_is_kept(city):
    anna, chief = city.pcs[1:]
    for number in range(3):
        anna.write(f"t{number}", name="甲")
        anna.cycle()
    last = max(segments(city))
    outcome = cycle_on(chief, Broken(chief.store, **{f"get_{last}": Fault.UNREACHABLE}))
    assert outcome.fault is not None
    assert outcome.pulled.segments == 2


def test_files_of_who_is_not_let_in_are_not_fetched_and_come_after_the_approval(city):
    chief = city.pcs[2]
    new = city.join("0101")
    new.write("t1", name="甲")
    new.cycle()
    (name,) = segments(city)
    stranger = replace(named(name), actor="strangerstra2")
    city.share.place(str(stranger), b"not for you")
    store = Broken(chief.store)
    outcome = cycle_on(chief, store)
    assert outcome.pulled.strangers == {"strangerstra2"}
    assert f"get {stranger}" not in store.asked


def test_what_follows_a_segment_that_was_refused_waits_for_it(city):
    dx, anna, chief = city.pcs
    anna.write("t1", name="甲")
    anna.cycle()
    dx.cycle()
    # The DX office ends the part of this PC, knowing its first segment; two more come too late.
    dx.enrolment.revoke(signer_of(dx.actor), anna.actor, "PCの紛失")
    for number in range(2):
        anna.write("t1", name=f"遅い{number}")
        anna.cycle(Wish(demanded=True))
    dx.cycle()
    for _ in range(2):
        outcome = chief.cycle()
    assert {refused.reason for refused in outcome.pulled.refused} == {Unaccepted.REVOKED}
    assert log_of(chief).state("work_item", "t1").value("name") == "甲"
    assert outcome.pulled.waiting


def test_a_segment_by_a_newer_roster_waits_until_the_roster_comes(city):
    dx, anna, chief = city.pcs
    dx.enrolment.change(signer_of(dx.actor), anna.actor, "promoter", (SECTION,))
    dx.cycle()
    anna.write("t1", name="甲")
    anna.cycle()
    newest = max(text for text in city.share.names() if text.startswith("c/roster/"))
    file = city.share.data(newest)
    city.share.delete(newest)
    outcome = chief.cycle()
    assert outcome.pulled.waiting == {(SECTION, anna.actor): 1}
    assert outcome.pulled.refused == []
    city.share.place(newest, file)
    assert chief.cycle().pulled.segments == 1


def test_what_contradicts_the_segment_it_names_is_refused(city, monkeypatch):
    anna, chief = city.pcs[1:]
    anna.write("t1", name="甲")
    anna.cycle()
    chief.cycle()
    log = log_of(anna)
    pending = log.pending

    def wrong(most_ops: int, most_bytes: int):
        batch = pending(most_ops, most_bytes)
        return batch and replace(batch, seq=batch.seq + 1)

    anna.write("t1", name="乙")
    monkeypatch.setattr(log, "pending", wrong)
    anna.cycle()
    outcome = chief.cycle()
    assert [refused.reason for refused in outcome.pulled.refused] == ["forerunner"]


def test_ops_the_roster_forbids_are_refused_with_their_whole_segment(city, monkeypatch):
    anna, chief = city.pcs[1:]
    anna.write("t1", name="甲")
    anna.commit(PutRow("survey_sheet", "s", {"unit_id": unit_id("0101"), "due_on": "2026-09-01"}))
    with monkeypatch.context() as rebel:
        rebel.setattr("bpr_studio.services.sync.pushing.refusal", lambda *_: "")
        anna.cycle()
    outcome = chief.cycle()
    assert [refused.reason for refused in outcome.pulled.refused] == ["rights-due"]
    assert not log_of(chief).state("work_item", "t1").alive


def test_what_was_set_aside_is_looked_at_again_after_an_hour(city):
    anna, chief = city.pcs[1:]
    anna.write("t1", name="甲")
    anna.cycle()
    (name,) = segments(city)
    file = city.share.data(name)
    city.share.place(name, b"?")
    for _ in range(4):
        chief.cycle()
    city.share.place(name, file)
    assert chief.cycle().pulled.segments == 0
    city.share.time.move(3700)
    assert chief.cycle().pulled.segments == 1
    assert chief.log.refused(TARGET) == {}


def test_other_rights_bring_what_was_set_aside_back_at_once(city):
    dx, anna, chief = city.pcs
    anna.write("t1", name="甲")
    anna.cycle()
    (name,) = segments(city)
    file = city.share.data(name)
    city.share.place(name, b"?")
    for _ in range(4):
        chief.cycle()
    city.share.place(name, file)
    dx.enrolment.change(signer_of(dx.actor), anna.actor, "promoter", (SECTION,))
    dx.cycle()
    assert chief.cycle().pulled.segments == 1


def test_files_that_wait_for_another_one_are_not_fetched_again_and_again(city):
    anna, chief = city.pcs[1:]
    for number in range(4):
        anna.write("t1", name=f"名前{number}")
        anna.cycle()
    first = min(segments(city))
    file = city.share.data(first)
    city.share.delete(first)
    assert chief.cycle().pulled.waiting == {(SECTION, anna.actor): 1}
    store = Broken(chief.store)
    city.share.time.move(30)
    assert cycle_on(chief, store).pulled.waiting == {(SECTION, anna.actor): 1}
    assert not [asked for asked in store.asked if asked.startswith("get s/")]
    city.share.time.move(300)  # from time to time all the same
    cycle_on(chief, store := Broken(chief.store))
    assert len([asked for asked in store.asked if asked.startswith("get s/")]) == 3
    city.share.place(first, file)
    assert chief.cycle().pulled.segments == 4


def test_a_pack_with_files_of_a_stranger_gives_the_others(city):
    name = packed(city)
    dx = city.pcs[0]
    data = city.share.data(name)
    files = dict(open_pack(data, numbered_name(name)))
    (text, first), *_ = files.items()
    stranger = replace(named(text), actor="strangerstra2")
    more = [(named(text), bytes_) for text, bytes_ in files.items()] + [(stranger, first)]
    made = pack_bytes(known_roster(dx.log, VERIFIER).site, SECTION, more)
    city.share.delete(name)
    other = str(numbered("k", SECTION, 2, hashlib.sha256(made).hexdigest()))
    city.share.place(other, made)
    city.share.time.move(301)
    outcome = city.pcs[2].cycle()
    assert outcome.pulled.segments == 3
    assert outcome.pulled.strangers == {"strangerstra2"}


# --- packs --------------------------------------------------------------------------------------


def packed(city: City, count: int = 3) -> str:
    """Work that lies in a pack only; the name of the pack."""
    anna = city.pcs[1]
    for number in range(count):
        anna.write(f"t{number}", name="甲")
        anna.cycle()
    names = segments(city)
    files = [(named(text), city.share.data(text)) for text in names]
    data = pack_bytes(known_roster(anna.log, VERIFIER).site, SECTION, files)
    name = str(numbered("k", SECTION, 1, hashlib.sha256(data).hexdigest()))
    city.share.place(name, data)
    for text in names:
        city.share.delete(text)
    return name


def test_a_new_pc_reads_packs_first_and_each_of_them_once(city):
    name = packed(city)
    new = city.join("0101")
    assert all(log_of(new).state("work_item", f"t{n}").alive for n in range(3))
    store = Broken(new.store)
    city.share.time.move(301)
    cycle_on(new, store)
    assert f"get {name}" not in store.asked
    new.start()
    city.share.time.move(301)
    cycle_on(new, store := Broken(new.store))
    assert f"get {name}" not in store.asked


def test_a_pack_that_is_damaged_or_cannot_be_read_is_passed_over(city):
    chief = city.pcs[2]
    name = packed(city)
    city.share.time.move(301)
    outcome = cycle_on(chief, Broken(chief.store, **{"get_k/": Fault.REFUSED}))
    assert outcome.pulled.segments == 0
    data = city.share.data(name)
    city.share.place(name, data[:-1])
    city.share.time.move(301)
    outcome = chief.cycle()
    assert [refused.name for refused in outcome.pulled.refused] == [name]
    city.share.place(name, data)
    city.share.time.move(301)
    assert chief.cycle().pulled.segments == 3


# --- healing ------------------------------------------------------------------------------------


def test_what_disappeared_is_placed_again_within_a_day_by_whoever_has_it(city):
    anna, chief = city.pcs[1:]
    anna.write("t1", name="甲")
    city.settle(2)
    (name,) = segments(city)
    anna.alive = False
    city.share.delete(name)
    chief.cycle()
    assert segments(city) == []
    city.share.time.move(25 * 3600)
    outcome = chief.cycle()
    assert outcome.healed.segments == 1
    assert segments(city) == [name]


def test_own_files_that_were_changed_get_a_copy_beside_them_within_a_day(city):
    anna, chief = city.pcs[1:]
    anna.write("t1", name="甲")
    city.settle(2)
    (name,) = segments(city)
    city.share.place(name, b"changed")
    city.share.time.move(25 * 3600)
    outcome = anna.cycle()
    assert outcome.healed.damaged == (name,)
    assert len(segments(city)) == 2
    city.share.time.move(30)
    assert anna.cycle().verified == 1
    assert chief.cycle().fault is None


def test_files_of_others_that_were_changed_get_a_copy_within_a_week(city):
    anna = city.pcs[1]
    anna.write("t1", name="甲")
    city.settle(2)
    (name,) = segments(city)
    anna.alive = False
    city.share.place(name, b"changed")
    for _ in range(7):
        city.share.time.move(24 * 3600)
        city.cycle_all()
    assert len(segments(city)) == 2


def test_a_comparison_that_a_fault_ends_is_made_again(city):
    anna = city.pcs[1]
    anna.write("t1", name="甲")
    city.settle(2)
    city.share.time.move(25 * 3600)
    outcome = cycle_on(anna, Broken(anna.store, **{"get_s/sec": Fault.REFUSED}))
    assert outcome.fault is not None
    (name,) = segments(city)
    city.share.delete(name)
    assert anna.cycle().healed.segments == 1


def test_a_block_that_was_damaged_gets_a_copy_beside_it_at_the_second_look(city):
    """Else the roster would stand still for everybody (found by bad day 202)."""
    dx, anna, chief = city.pcs
    dx.enrolment.change(signer_of(dx.actor), anna.actor, "promoter", (SECTION,))
    dx.cycle()
    newest = max(text for text in city.share.names() if text.startswith("c/roster/"))
    city.share.place(newest, bytes(len(city.share.data(newest))))  # as CIFS sometimes does
    chief.cycle()
    assert chief.log.blocks("roster") != dx.log.blocks("roster")
    city.share.time.move(30)
    outcome = dx.cycle()
    assert outcome.healed.damaged == (newest,)
    chief.cycle()
    assert chief.log.blocks("roster") == dx.log.blocks("roster")
    anna.write("t1", name="甲")
    anna.cycle()
    assert chief.cycle().pulled.segments == 1
    assert chief.cycle().blocks == 0


def test_blocks_that_were_damaged_long_ago_get_a_copy_within_a_day(city):
    dx = city.pcs[0]
    first = min(text for text in city.share.names() if text.startswith("c/roster/"))
    city.share.place(first, b"?")
    city.share.time.move(24 * 3600)
    assert dx.cycle().healed.damaged == (first,)
    new = city.join("0101")
    assert new.log.blocks("roster") == dx.log.blocks("roster")


def test_blocks_the_dx_office_cannot_put_back_are_told(city):
    dx = city.pcs[0]
    city.share.delete(max(text for text in city.share.names() if text.startswith("c/policy/")))
    outcome = cycle_on(dx, Broken(dx.store, **{"put_c/": Fault.REFUSED}))
    assert outcome.fault is not None
    assert outcome.fault.fault is Fault.REFUSED


def test_a_request_that_was_damaged_gets_a_copy_beside_it(city):
    new = city.join("0102", approved=False)
    new.cycle()
    city.share.place(f"e/{new.actor}.req", b"\0\0\0")
    city.introduce(new)
    new.cycle()
    assert log_of(new).state("org_unit", unit_id("0102")).alive
    assert new.last is not None
    assert new.last.troubles == []


# --- chains -------------------------------------------------------------------------------------


def test_a_block_that_cannot_be_read_now_is_read_later(city):
    dx, anna, chief = city.pcs
    dx.enrolment.change(signer_of(dx.actor), anna.actor, "promoter", (SECTION,))
    dx.cycle()
    outcome = cycle_on(chief, Broken(chief.store, **{"get_c/": Fault.MISSING}))
    assert (outcome.blocks, outcome.fault) == (0, None)
    outcome = cycle_on(chief, Broken(chief.store, **{"get_c/": Fault.REFUSED}))
    assert outcome.blocks == 0
    assert outcome.troubles or outcome.fault
    outcome = cycle_on(chief, Broken(chief.store, **{"get_c/": Fault.UNREACHABLE}))
    assert outcome.fault is not None
    assert chief.cycle().blocks == 1


def test_blocks_of_nobody_who_may_sign_are_looked_at_once_and_not_kept(city):
    chief = city.pcs[2]
    other = City(8)
    other.found()
    for text in other.share.names():
        if text.startswith("c/"):
            city.share.place(text, other.share.data(text))
    before = len(chief.log.blocks("roster")), len(chief.log.blocks("policy"))
    chief.cycle()
    store = Broken(chief.store)
    cycle_on(chief, store)
    assert (len(chief.log.blocks("roster")), len(chief.log.blocks("policy"))) == before
    assert not any(asked.startswith("get c/roster") for asked in store.asked)


def test_files_in_the_folder_of_chains_that_are_no_blocks_are_passed_over(city):
    city.share.set_faults(Faults())
    city.share.place("c/roster/readme.txt", b"hello")
    assert city.pcs[1].cycle().fault is None

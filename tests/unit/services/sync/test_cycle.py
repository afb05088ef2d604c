"""One exchange with one target: what is shared, fetched, told, and how it goes on after faults."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bpr_studio.domain.replication.changes import PutRow, SetFields
from bpr_studio.domain.replication.names import SITE, segment_name
from bpr_studio.domain.shared.errors import CancelledError
from bpr_studio.services.sync.cycle import Wish
from bpr_studio.services.sync.facts import Facts
from bpr_studio.services.sync.ports import Fault
from bpr_studio.services.sync.troubles import TroubleKind
from tests.builders_sync import TARGET, City, Pc, signer_of, unit_id
from tests.fakes.memory_log import MemoryLog
from tests.fakes.share_faults import Faults

SECTION = "sec-0101"


@pytest.fixture
def city() -> City:
    """A DX office and two PCs of one section, one PC of another."""
    made = City(5)
    made.found()
    made.join("0101")
    made.join("0101", "section_chief")
    made.join("0102")
    return made


def told(pc: Pc) -> set[TroubleKind]:
    assert pc.last is not None
    return {trouble.kind for trouble in pc.last.troubles}


def log_of(pc: Pc) -> MemoryLog:
    assert isinstance(pc.local, MemoryLog)
    return pc.local


def facts_of(pc: Pc) -> Facts:
    return Facts(pc.log.facts())


def segments(city: City, scope: str = SECTION) -> list[str]:
    return [text for text in city.share.names() if text.startswith(f"s/{scope}/")]


def test_work_comes_to_the_section_and_the_dx_office_and_to_nobody_else(city):
    dx, anna, chief, other = city.pcs
    anna.write("t1", name="住民票の写しの交付")
    anna.cycle()
    for pc in (dx, chief, other):
        pc.cycle()
    assert log_of(chief).state("work_item", "t1").value("name") == "住民票の写しの交付"
    assert log_of(dx).state("work_item", "t1").alive
    assert not log_of(other).state("work_item", "t1").alive
    assert log_of(other).state("org_unit", unit_id("0101")).alive


def test_saved_becomes_shared_when_it_was_seen_a_second_time_later(city):
    anna = city.pcs[1]
    anna.write("t1", name="甲")
    anna.cycle()
    assert len(anna.log.unverified(TARGET)) == 1
    city.share.time.move(10)
    anna.cycle()
    assert len(anna.log.unverified(TARGET)) == 1  # Windows might still answer from its cache
    city.share.time.move(15)
    anna.cycle()
    assert anna.log.unverified(TARGET) == ()
    assert len(log_of(anna).verified(TARGET)) == 1


def test_a_file_that_is_gone_at_the_second_look_is_placed_again(city):
    anna = city.pcs[1]
    anna.write("t1", name="甲")
    anna.cycle()
    (name,) = segments(city)
    city.share.delete(name)
    city.share.time.move(30)
    anna.cycle()
    assert segments(city) == [name]
    assert anna.last is not None
    assert (anna.last.verified, anna.last.placed) == (0, 1)


def test_own_work_waits_where_nothing_is_to_be_sealed_yet(city):
    anna = city.pcs[1]
    anna.write("t1", name="甲")
    anna.cycle(Wish(seal=False, demanded=True))
    assert segments(city) == []
    anna.cycle()
    assert len(segments(city)) == 1


def test_an_unreachable_target_rests_longer_each_time_and_is_asked_on_demand(city):
    anna = city.pcs[1]
    anna.write("t1", name="甲")
    city.share.down.add(anna.name)
    for seconds in (30, 60, 120, 240, 300, 300):
        outcome = anna.cycle()
        assert outcome.fault is not None
        assert outcome.fault.fault is Fault.UNREACHABLE
        rest = facts_of(anna).rest(TARGET)
        assert rest is not None
        assert rest.length == timedelta(seconds=seconds)
    assert anna.cycle(Wish()).resting
    fault = facts_of(anna).fault(TARGET)
    assert fault is not None
    assert fault.since < anna.clock.now() - timedelta(seconds=1)
    city.share.down.clear()
    assert anna.cycle().fault is None
    assert facts_of(anna).fault(TARGET) is None
    assert facts_of(anna).contact(TARGET) is not None
    assert not anna.cycle(Wish()).resting


def test_a_rest_ends_when_the_clock_is_turned(city):
    anna = city.pcs[1]
    city.share.down.add(anna.name)
    anna.cycle()
    anna.clock.offset = -365 * 86_400
    city.share.down.clear()
    assert not anna.cycle(Wish()).resting


def test_a_full_target_keeps_nobody_from_reading(city):
    dx, anna, chief, _ = city.pcs
    chief.write("t2", name="乙")
    chief.cycle()
    anna.write("t1", name="甲")
    city.share.capacity = city.share.held
    outcome = anna.cycle()
    assert outcome.fault is not None
    assert outcome.fault.fault is Fault.FULL
    assert outcome.left == 1
    assert log_of(anna).state("work_item", "t2").alive
    city.share.capacity = None
    anna.cycle()
    dx.cycle()
    assert log_of(dx).state("work_item", "t1").alive


def test_a_target_that_may_only_be_read_is_read(city):
    anna, chief = city.pcs[1:3]
    chief.write("t2", name="乙")
    chief.cycle()
    anna.write("t1", name="甲")
    city.share.read_only.add(anna.name)
    outcome = anna.cycle()
    assert outcome.fault is not None
    assert outcome.fault.fault is Fault.REFUSED
    assert outcome.pulled.segments == 1


def test_nothing_is_exchanged_with_another_site_or_an_empty_folder(city):
    anna = city.pcs[1]
    file = city.share.data(SITE)
    city.share.delete(SITE)
    (first,) = [text for text in city.share.names() if text.startswith("c/roster/00000001")]
    city.share.delete(first)
    anna.write("t1", name="甲")
    anna.start()
    city.share.time.move(301)
    assert anna.cycle().placed == 0
    assert told(anna) == {TroubleKind.NO_SITE}
    city.share.place(SITE, file.replace(b'"site":"0', b'"site":"1'))
    anna.cycle()
    assert told(anna) == {TroubleKind.OTHER_SITE}
    city.share.place(SITE, b"?")
    anna.cycle()
    assert told(anna) == {TroubleKind.NO_SITE}
    city.share.place(SITE, file.replace(b'"layout":1', b'"layout":2'))
    anna.cycle()
    assert told(anna) == {TroubleKind.NEWER}
    city.share.delete(SITE)
    city.pcs[0].start()
    city.pcs[0].cycle()  # the DX office puts it back
    assert city.share.data(SITE) == file
    anna.cycle()
    assert len(segments(city)) == 1


def test_before_the_approval_everything_stays_on_the_pc_and_the_organisation_comes(city):
    new = city.join("0101", approved=False)
    new.write("t9", name="丙")
    new.cycle()
    assert told(new) == {TroubleKind.NOT_APPROVED}
    assert segments(city) == []
    assert log_of(new).state("org_unit", unit_id("0101")).alive
    assert new.last is not None
    assert new.last.sentences
    city.introduce(new)
    assert new.last.more  # other rights: going on at once brings more
    new.cycle()
    assert told(new) == set()
    assert not new.last.more
    assert len(segments(city)) == 1


def test_what_a_role_may_not_write_stays_here_and_is_given_back_when_the_roster_changes(city):
    dx, anna = city.pcs[:2]
    anna.write("t1", name="甲")
    anna.commit(PutRow("org_unit", unit_id("0101"), {"name": "私の課"}))
    outcome = anna.cycle()
    assert [held.ops for held in outcome.held] == [1]
    assert outcome.held[0].reason
    assert len(segments(city)) == 1
    assert anna.cycle().held == []  # not judged again as long as nothing changes
    dx.enrolment.change(signer_of(dx.actor), anna.actor, "dx_office", ())
    dx.cycle()
    anna.cycle()
    dx.cycle()
    assert log_of(dx).state("org_unit", unit_id("0101")).value("name") == "私の課"


def test_a_revoked_pc_keeps_its_new_work_to_itself(city):
    dx, anna, chief, _ = city.pcs
    anna.write("t1", name="甲")
    anna.cycle()
    dx.cycle()
    dx.enrolment.revoke(signer_of(dx.actor), anna.actor, "PCの紛失")
    dx.cycle()
    anna.write("t1", name="乙")
    outcome = anna.cycle()
    assert told(anna) == {TroubleKind.REVOKED}
    assert len(outcome.held) == 1
    chief.cycle()
    assert log_of(chief).state("work_item", "t1").value("name") == "甲"


def test_a_missing_key_is_told_and_the_work_waits(city):
    anna = city.pcs[1]
    anna.lose_key()
    anna.write("t1", name="甲")
    anna.cycle()
    assert told(anna) == {TroubleKind.KEY_MISSING}
    assert len(log_of(anna).unsealed) == 1


def test_a_copied_pc_and_its_original_both_deliver_and_go_on_under_new_names(city):
    anna = city.pcs[1]
    anna.write("t1", name="甲")
    anna.cycle()
    twin = city.copy(anna)
    anna.write("t1", name="本人")
    twin.write("t1", name="複製")
    name = anna.actor
    anna.cycle()
    assert twin.cycle().renewed
    assert TroubleKind.CLONE in told(twin)
    assert anna.cycle().renewed
    assert len({name, anna.actor, twin.actor}) == 3
    city.share.time.move(30)
    anna.cycle()
    assert told(anna) == {TroubleKind.CLONE, TroubleKind.NOT_APPROVED}  # why it waits
    city.settle(4)
    anna.write("t1", note="後")
    twin.write("t2", name="後")
    city.settle(3)
    chief = log_of(city.pcs[2])
    assert set(chief.state("work_item", "t1").conflicts()) == {"name"}
    assert chief.state("work_item", "t1").value("note") == "後"
    assert chief.state("work_item", "t2").alive
    digests = {pc.digest() for pc in (anna, twin, city.pcs[2])}
    assert len(digests) == 1


def test_a_backup_brought_back_takes_in_what_it_had_shared_since(city):
    anna = city.pcs[1]
    anna.write("t1", name="甲")
    backup = city.backup(anna)
    anna.cycle()
    anna.write("t2", name="乙")
    anna.cycle()
    city.restore(anna, backup)
    anna.write("t3", name="丙")
    assert anna.cycle().renewed
    city.settle(4)
    for row in ("t1", "t2", "t3"):
        assert log_of(city.pcs[0]).state("work_item", row).alive, row
    assert anna.digest() == city.pcs[2].digest()


def test_the_pc_that_founded_the_exchange_asks_like_others_when_it_was_set_back(city):
    dx = city.pcs[0]
    backup = city.backup(dx)
    dx.commit(PutRow("org_unit", unit_id("0103"), {"code": "0103", "level": "section"}))
    dx.cycle()
    city.restore(dx, backup)
    dx.commit(PutRow("org_unit", unit_id("0104"), {"code": "0104", "level": "section"}))
    city.settle(5)
    assert told(dx) == set()
    for code in ("0103", "0104"):
        assert log_of(city.pcs[1]).state("org_unit", unit_id(code)).alive, code


def test_a_segment_that_says_what_only_a_newer_program_reads_pauses_its_stream(city, monkeypatch):
    anna, chief = city.pcs[1:3]
    anna.write("t1", name="甲")
    with monkeypatch.context() as newer:
        newer.setattr("bpr_studio.domain.replication.segments.VERSION", 2)
        anna.cycle()
    chief.write("t2", name="乙")
    outcome = chief.cycle()
    assert told(chief) == {TroubleKind.NEWER}
    assert outcome.pulled.refused == []
    assert outcome.placed == 1
    chief.cycle()
    assert told(chief) == {TroubleKind.NEWER}  # told for as long as it waits
    with monkeypatch.context() as newer:
        newer.setattr("bpr_studio.domain.replication.segments.VERSION", 2)
        chief.start()  # the program was updated
        chief.cycle()
    assert log_of(chief).state("work_item", "t1").alive


def test_what_follows_a_missing_segment_waits_and_is_told_after_a_day(city):
    anna, chief = city.pcs[1:3]
    for number in range(2):
        anna.write("t1", name=f"名前{number}")
        anna.cycle()
    anna.alive = False
    first, second = sorted(segments(city))
    file = city.share.data(first)
    city.share.delete(first)
    outcome = chief.cycle()
    assert outcome.pulled.waiting == {(SECTION, anna.actor): 1}
    assert told(chief) == set()
    assert facts_of(chief).gaps(TARGET)
    city.share.time.move(25 * 3600)
    chief.cycle()
    assert TroubleKind.GAP in told(chief)
    city.share.place(first, file)
    chief.cycle()
    assert log_of(chief).state("work_item", "t1").value("name") == "名前1"
    assert facts_of(chief).gaps(TARGET) == {}
    assert second in segments(city)


def test_a_folder_that_was_emptied_is_not_written_into(city):
    anna = city.pcs[1]
    anna.write("t1", name="甲")
    anna.cycle()
    for text in list(city.share.names()):
        city.share.delete(text)
    anna.write("t2", name="乙")
    anna.cycle()
    assert told(anna) == {TroubleKind.NO_SITE}
    assert city.share.names() == ()


def test_a_folder_that_comes_back_is_looked_at_before_anything_is_written(city):
    anna = city.pcs[1]
    anna.cycle()
    city.share.down.add(anna.name)
    anna.cycle()
    city.share.down.clear()
    city.share.delete(SITE)
    for text in [text for text in city.share.names() if text.startswith("c/")]:
        city.share.delete(text)
    anna.write("t1", name="甲")
    city.share.time.move(60)
    anna.cycle(Wish())
    assert told(anna) == {TroubleKind.NO_SITE}
    assert segments(city) == []


def test_unconfirmed_work_an_old_backup_took_away_is_there_again_at_once(city):
    dx, anna = city.pcs[:2]
    for seconds in (0, 30):
        city.share.time.move(seconds)
        anna.cycle()
    anna.write("t1", name="甲")
    for _ in range(2):
        anna.cycle()
        city.share.time.move(30)
    assert anna.log.unverified(TARGET) == ()
    (name,) = segments(city)
    city.share.delete(name)
    anna.cycle()
    assert segments(city) == [name]
    dx.cycle()
    assert log_of(dx).state("work_item", "t1").alive


def test_a_changed_file_is_refused_set_aside_and_stands_beside_again(city):
    anna, chief = city.pcs[1:3]
    anna.write("t1", name="甲")
    anna.cycle()
    (name,) = segments(city)
    city.share.place(name, city.share.data(name)[:-9] + b"xxxxxxxx\n")
    chief.write("t2", name="乙")
    for tries in (1, 2, 3):
        (refused,) = chief.cycle().pulled.refused
        assert (refused.name, refused.tries) == (name, tries)
    assert TroubleKind.QUARANTINED in told(chief)
    assert chief.cycle().pulled.refused == []  # left alone for a while
    city.share.time.move(30)
    anna.cycle()
    assert TroubleKind.DIFFERS in told(anna)
    assert segments(city)[-1].endswith(".seg")
    assert len([text for text in segments(city) if ".r1." in text]) == 1
    chief.cycle()
    assert log_of(chief).state("work_item", "t1").alive
    city.share.time.move(30)
    anna.cycle()
    assert anna.log.unverified(TARGET) == ()


def test_old_rosters_brought_back_are_told_by_sections_and_put_right_by_the_dx_office(city):
    dx, anna = city.pcs[:2]
    newest = max(text for text in city.share.names() if text.startswith("c/roster/"))
    anna.cycle()
    city.share.delete(newest)
    anna.cycle()
    assert told(anna) == set()  # may be a listing some seconds old
    anna.cycle()
    assert told(anna) == {TroubleKind.ROSTER_BACK}
    outcome = dx.cycle()
    assert outcome.healed.blocks == 1
    assert newest in city.share.names()
    anna.cycle()
    assert told(anna) == set()


def test_a_damaged_block_is_told_and_the_known_roster_goes_on(city):
    anna = city.pcs[1]
    city.share.place("c/roster/00000099-0123456789ab.json", b"{}\n")
    anna.write("t1", name="甲")
    assert anna.cycle().placed == 1
    assert told(anna) == {TroubleKind.QUARANTINED}


def test_requests_reach_the_desk_of_the_dx_office_and_strange_ones_are_refused(city):
    dx = city.pcs[0]
    city.share.place("e/strangerstra2.req", b"let me in")
    dx.cycle()
    assert dx.log.refused(TARGET) == {"e/strangerstra2.req": 1}
    dx.cycle()
    assert dx.log.refused(TARGET) == {"e/strangerstra2.req": 1}
    city.join("0102", approved=False).cycle()
    dx.cycle()
    assert [name for name in dx.log.facts() if name.startswith("request/")][-1:]


def test_a_request_that_stands_there_with_other_words_is_left_as_it_is(city):
    new = city.join("0102", approved=False)
    name = f"e/{new.actor}.req"
    city.share.place(name, b"an earlier one")
    assert new.cycle().fault is None
    assert city.share.data(name) == b"an earlier one"
    assert f"e/{new.actor}.r1.req" in city.share.names()


def test_the_user_may_stop_at_any_step_and_the_next_exchange_goes_on(city):
    anna = city.pcs[1]

    class Impatient:
        def __init__(self, steps: int) -> None:
            self.left = steps

        def report(self, done: int, total: int, what: str) -> None:
            assert 0 <= done <= max(total, done)
            self.left -= 1
            if self.left < 0:
                raise CancelledError(what)

    for steps in range(6):
        anna.write("t1", name=f"名前{steps}")
        with pytest.raises(CancelledError):
            anna.cycles.run(TARGET, anna.store, Impatient(steps), Wish(demanded=True))
    anna.cycle()
    city.pcs[0].cycle()
    assert log_of(city.pcs[0]).state("work_item", "t1").value("name") == "名前5"


def test_a_stall_in_the_middle_costs_a_cycle_and_no_work(city):
    anna = city.pcs[1]
    city.share.set_faults(Faults(stall=0.3, cut=0.3), anna.name)
    for number in range(20):
        anna.write("t1", name=f"名前{number}")
        anna.cycle()
    city.share.set_faults(Faults(), anna.name)
    city.settle(3)
    assert log_of(city.pcs[0]).state("work_item", "t1").value("name") == "名前19"
    assert anna.digest() == city.pcs[2].digest()


def test_a_stream_that_forked_is_told_in_the_outcome(city):
    anna = city.pcs[1]
    twin = city.copy(anna)
    anna.write("t1", name="甲")
    twin.write("t2", name="乙")
    name = anna.actor
    anna.cycle()
    twin.cycle()
    forks = city.pcs[0].cycle().forks
    assert [(fork.scope, fork.actor, fork.seq) for fork in forks] == [(SECTION, name, 1)]


def test_only_differences_of_facts_are_written(city):
    anna = city.pcs[1]
    anna.cycle()
    before = dict(anna.log.facts())
    anna.cycle()
    after = dict(anna.log.facts())
    changed = {name for name in after if after[name] != before.get(name)}
    assert changed <= {f"{kind}/{TARGET}" for kind in ("contact", "pushed", "pulled", "looked")}


def test_names_on_the_share_are_those_of_the_segments_kept(city):
    anna = city.pcs[1]
    anna.commit(SetFields("work_item", "nobody-made-this", {"name": "x"}))
    anna.cycle()
    kept = {kept.name for kept in anna.log.kept(SECTION)}
    assert {segment_name(text) for text in segments(city)} == kept


def _forged(file: bytes) -> bytes:
    return file.replace(b'"site":"0', b'"site":"1')


@pytest.mark.parametrize(
    "damage", [lambda _file: b"", lambda file: file[:40], _forged], ids=["empty", "torn", "forged"]
)
def test_a_damaged_file_of_the_site_stops_nobody_whose_participants_lie_there(city, damage):
    dx, anna, *_ = city.pcs
    file = city.share.data(SITE)
    city.share.delete(SITE)
    city.share.place(SITE, damage(file))
    anna.write("t1", name="甲")
    for pc in (anna, dx):
        pc.start()
        for _ in range(2):  # told as long as it lasts
            pc.cycle()
            assert told(pc) == {TroubleKind.DIFFERS}
            assert [trouble.detail for trouble in pc.last.troubles] == [SITE]
    assert len(segments(city)) == 1
    assert city.share.data(SITE) == damage(file)  # nothing is replaced
    (trouble,) = dx.last.troubles
    assert "bpr.json" in trouble.remedy

    city.share.delete(SITE)  # as the sentence says
    dx.cycle()
    assert city.share.data(SITE) == file
    anna.cycle()
    assert told(dx) == told(anna) == set()


def test_a_damaged_file_of_the_site_stops_everybody_where_other_participants_lie(city):
    anna = city.pcs[1]
    (first,) = [text for text in city.share.names() if text.startswith("c/roster/00000001")]
    for text in (SITE, first):
        city.share.delete(text)
    city.share.place(SITE, b"?")
    anna.write("t1", name="甲")
    anna.start()
    anna.cycle()
    assert told(anna) == {TroubleKind.NO_SITE}
    assert segments(city) == []

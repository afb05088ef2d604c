"""The window and the exchange process write one workspace at the same time."""

from __future__ import annotations

import contextlib
import math
import time
from typing import TYPE_CHECKING

import pytest

from bpr_studio.adapters.db.database import Database
from bpr_studio.adapters.db.other_writers import OtherWriters
from bpr_studio.adapters.db.taking_in import Arriving, Turns, by_row
from bpr_studio.domain.replication.changes import PutRow, SetFields
from bpr_studio.domain.replication.ops import OpDraft
from bpr_studio.domain.shared.errors import RefusedError, UnreadableInputError
from tests.builders_exchange import Pc, organisation, pc, task
from tests.builders_segments import Writer
from tests.fakes.second_process import beside, start, take, write

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def one(tmp_path: Path) -> Iterator[Pc]:
    with pc(tmp_path / "one", "pcaaaaaaaaaa2") as opened:
        yield opened


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Pc]:
    with pc(tmp_path / "other", "pcbbbbbbbbbb3") as opened:
        yield opened


def tables_follow_from_the_log(party: Pc) -> bool:
    before = party.store.projection_digest()
    party.store.rebuild()
    return party.store.projection_digest() == before


def files(party: Pc) -> list[tuple[str, bytes]]:
    return [(sent.segment.header.actor, sent.data) for sent in party.sent]


class TestAtTheSameTime:
    def test_two_writers_never_use_a_number_twice_and_lose_nothing(self, one, tmp_path):
        process = start(write, tmp_path / "one", "second", 40)
        count = 0
        while process.is_alive():
            one.store.commit("", [task(f"first{count}", name="first")])
            count += 1
        process.join()
        assert process.exitcode == 0
        assert count > 5
        assert one.party.rows("SELECT count(*), count(DISTINCT n), max(n) FROM op") == [
            (1 + count + 120, 1 + count + 120, 1 + count + 120)
        ]
        assert one.party.rows("SELECT name, count(*) FROM work_item GROUP BY 1 ORDER BY 1") == [
            ("first", count),
            ("second", 120),
        ]
        times = one.party.rows("SELECT t FROM op ORDER BY n")
        assert times == sorted(times)
        assert tables_follow_from_the_log(one)

    def test_edits_of_the_rows_that_arrive_just_now_are_kept_beside_them(
        self, one, other, tmp_path
    ):
        other.store.commit("", organisation("0123"))
        for number in range(25):
            rows = [task(f"a{n}", "0123", name=f"theirs {number}") for n in range(12)]
            other.store.commit("", rows)
            other.seal_all()
        process = start(take, tmp_path / "one", files(other), 3)
        count = 0
        while process.is_alive():
            row = f"a{count % 12}"
            one.store.commit(
                "", [PutRow("work_item", row, {"note": str(count), "name": f"ours {count}"})]
            )
            count += 1
        process.join()
        assert process.exitcode == 0
        assert count > 3
        assert one.party.rows("SELECT count(*) FROM op WHERE actor='pcbbbbbbbbbb3'") == [
            (len(other.store.ops()),)
        ]
        assert tables_follow_from_the_log(one)
        one.seal_all()
        other.take(one.sent)
        assert other.store.digest() == one.store.digest()
        assert other.store.projection_digest() == one.store.projection_digest()

    def test_taking_in_that_was_killed_is_done_the_next_time(self, one, other, tmp_path):
        for number in range(30):
            other.store.commit("", [task(f"a{number}-{n}", name="業務") for n in range(20)])
            other.seal_all()
        for delay in (0.0, 0.02, 0.05):
            process = start(take, tmp_path / "one", files(other), 4)
            before = time.monotonic() + 20
            arrived = one.party.rows("SELECT max(number) FROM arrival")
            while time.monotonic() < before and process.is_alive():
                if one.party.rows("SELECT max(number) FROM arrival") != arrived:
                    time.sleep(delay)
                    process.kill()
            process.join()
            one.store.commit("", [task("mine", name=str(delay))])
        one.take(other.sent)
        assert len(one.log.kept("sec-0123")) == len(other.sent)
        assert tables_follow_from_the_log(one)
        one.seal_all()
        other.take(one.sent)
        assert other.store.digest() == one.store.digest()


class TestKnownRows:
    """The state of a row is remembered from edit to edit, unless another process wrote it."""

    def test_a_value_that_arrived_meanwhile_is_seen_by_the_next_edit(self, one, other, tmp_path):
        one.store.commit("", [task("a", name="甲")])
        other.take(one.seal_all())
        one.store.commit("", [SetFields("work_item", "a", {"name": "乙"})])
        other.store.commit("", [SetFields("work_item", "a", {"name": "丙"})])
        sent = other.seal_all()
        with beside(tmp_path / "one") as (_, log):
            log.apply([s.segment for s in sent], [s.data for s in sent], relay=False)
        assert len(one.party.rows("SELECT * FROM merge_issue")) == 1
        done = one.store.commit("", [SetFields("work_item", "a", {"name": "丁"})])
        assert len(done.ops[0].seen["name"]) == 2
        assert one.party.rows("SELECT * FROM merge_issue") == []
        assert one.store.state("work_item", "a").value("name") == "丁"

    def test_what_the_other_process_wrote_itself_is_seen_too(self, one, tmp_path):
        one.store.commit("", [task("a", name="甲")])
        with beside(tmp_path / "one") as (store, _):
            store.commit("", [SetFields("work_item", "a", {"name": "乙"})])
            one.store.commit("", [SetFields("work_item", "a", {"name": "丙"})])
            store.commit("", [SetFields("work_item", "a", {"name": "丁"})])
        assert one.store.state("work_item", "a").conflicts() == {}
        assert one.party.rows("SELECT name FROM work_item") == [("丁",)]

    def test_notes_of_the_exchange_make_nobody_forget_a_row(self, one, tmp_path, monkeypatch):
        one.store.commit("", [task("a", name="甲")])
        with beside(tmp_path / "one") as (_, log):
            log.note({"heartbeat": "now"})
        monkeypatch.setattr(
            "bpr_studio.adapters.db.store.merge_row", lambda ops: pytest.fail(f"read {len(ops)}")
        )
        done = one.store.commit("", [SetFields("work_item", "a", {"name": "乙"})])
        assert len(done.ops) == 1

    def test_a_new_name_taken_by_the_other_process_is_used_at_once(self, one, tmp_path):
        one.store.commit("", [task("a", name="甲")])
        with beside(tmp_path / "one") as (_, log):
            log.renew("pcdddddddddd4")
        done = one.store.commit("", [SetFields("work_item", "a", {"name": "乙"})])
        assert done.ops[0].id[:2] == ("pcdddddddddd4", 2)

    def test_a_list_of_arrivals_that_was_cut_makes_everything_read_anew(
        self, one, other, tmp_path, monkeypatch
    ):
        monkeypatch.setattr("bpr_studio.adapters.db.taking_in.ARRIVALS_KEPT", 1)
        one.store.commit("", [task("a", name="甲")])
        other.take(one.seal_all())
        one.store.commit("", [SetFields("work_item", "a", {"name": "乙"})])
        other.store.commit("", [SetFields("work_item", "a", {"name": "丙"}), task("b"), task("c")])
        sent = other.seal_all()
        with beside(tmp_path / "one") as (_, log):
            log.apply([s.segment for s in sent], [s.data for s in sent], relay=False)
        done = one.store.commit("", [SetFields("work_item", "a", {"name": "丁"})])
        assert len(done.ops[0].seen["name"]) == 2


class TestTurns:
    """How much is written at a time while others may be waiting."""

    def largest(self, since_others: float) -> int:
        """Ops of the largest turn of many, each op taking a tenth of a millisecond."""
        writer = Writer()
        ops = [writer.op(OpDraft("new", "work_item", f"r{n}")) for n in range(6_000)]
        turns = Turns(by_row(Arriving(op, "{}", "org") for op in ops))
        sizes = []
        for dealt in turns:
            sizes.append(sum(map(len, dealt.values())))
            turns.took(sizes[-1] * 1e-4, since_others)
        assert sum(sizes) == len(ops)
        return max(sizes[1:])

    def test_they_are_short_while_the_window_saves_now_and_then(self):
        assert self.largest(1.0) < 200

    def test_they_are_longer_while_nobody_is_kept_waiting(self):
        assert self.largest(math.inf) > 3 * self.largest(1.0)

    def test_a_save_of_the_window_ends_the_quiet(self, one, tmp_path):
        others = OtherWriters()
        with contextlib.closing(Database(tmp_path / "one", beside=True)) as database:
            with database.writing() as cursor:
                others.look(cursor, "", 0)
            assert others.quiet_for == math.inf
            one.store.commit("", [task("a", name="甲")])
            with database.writing() as cursor:
                assert others.wrote(cursor)
                others.look(cursor, "", 0)
        assert others.quiet_for < math.inf


class TestOpeningBeside:
    def test_it_needs_no_lock_and_leaves_the_schema_alone(self, one, tmp_path):
        with beside(tmp_path / "one") as (store, _):
            assert store.ops() == one.store.ops()
        with pytest.raises(RefusedError, match="already open"):
            Database(tmp_path / "one")

    def test_an_older_file_is_refused(self, tmp_path):
        with pc(tmp_path / "one") as opened, opened.party.database.writing() as cursor:
            cursor.execute("PRAGMA user_version=1")
        with pytest.raises(RefusedError, match="older version"):
            Database(tmp_path / "one", beside=True)

    def test_no_workspace(self, tmp_path):
        with pytest.raises(UnreadableInputError, match="no workspace"):
            Database(tmp_path, beside=True)

    def test_who_waits_too_long_is_told(self, one, tmp_path, monkeypatch):
        monkeypatch.setattr("bpr_studio.adapters.db.database._PATIENCE", 0.05)
        second = Database(tmp_path / "one", beside=True)
        with contextlib.closing(second), second.writing() as cursor:
            cursor.execute("SELECT 1")
            with pytest.raises(RefusedError, match="in use"):
                one.store.commit("", [task("a")])
        assert one.store.commit("", [task("a")]).ops

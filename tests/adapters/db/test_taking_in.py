"""Ops of other PCs on their way in: what is counted, told, merged, and written how."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import pytest

from bpr_studio.adapters.db.known_states import KnownStates
from bpr_studio.adapters.db.taking_in import Arriving, TakenIn, Turn, by_row
from bpr_studio.domain.replication.changes import DeleteRow, PutRow, SetFields
from bpr_studio.domain.replication.ops import OpDraft, Stamp, encode_body, seal
from bpr_studio.domain.shared.ports import Person
from bpr_studio.services.events import Committed
from tests.fakes.office import Office, office
from tests.fakes.second_process import beside

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from bpr_studio.domain.replication.ops import Op

CONSTANTS = "bpr_studio.adapters.db.taking_in."
MINE, THEIRS = "sec-0123", "sec-0456"


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path / "here") as opened:
        yield opened


@pytest.fixture
def there(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path / "there", "actor00000002", Person("u2002", "dx_office")) as opened:
        yield opened


@pytest.fixture
def third(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path / "third", "actor00000003") as opened:
        yield opened


@pytest.fixture
def one_row_a_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(CONSTANTS + "_FIRST_SIZE", 1)
    monkeypatch.setattr(CONSTANTS + "_SIZES", (1, 1))


def task(row: str, **fields: object) -> PutRow:
    return PutRow("work_item", row, {"round_id": "y", **fields})


def name(row: str, value: str) -> SetFields:
    return SetFields("work_item", row, {"name": value})


def sent(ops: Iterable[Op], scope: str = MINE) -> list[Arriving]:
    """These ops as a segment of this scope brings them."""
    return [Arriving(op, encode_body(op, op.label), scope) for op in ops]


def tables_follow_from_the_log(party: Office) -> bool:
    before = party.store.projection_digest()
    party.store.rebuild()
    return party.store.projection_digest() == before


def statements(party: Office, ops: Iterable[Op]) -> list[str]:
    """What the database was told while it took these ops in."""
    told: list[str] = []
    with party.database.writing() as cursor:
        connection = cursor.connection
    connection.set_trace_callback(told.append)
    try:
        party.store.take_in(sent(ops))
    finally:
        connection.set_trace_callback(None)
    return told


def begin_with(texts: Iterable[str], *beginnings: str) -> list[str]:
    return [text for text in texts if text.startswith(beginnings)]


class TestCounting:
    @pytest.mark.usefixtures("one_row_a_turn")
    def test_new_ops_and_conflicts_of_all_turns_are_added_up(self, here, there):
        here.store.commit("", [task("a", name="甲"), task("b", name="乙")])
        made = there.store.commit("", [task("a", name="丙"), task("b", name="丁"), task("c")])
        assert here.store.take_in(sent(made.ops)) == TakenIn(3, 2)
        assert here.store.take_in(sent(made.ops)) == TakenIn(0, 0)
        assert here.rows("SELECT count(*) FROM merge_issue") == [(2,)]

    def test_what_is_known_in_part_counts_only_where_it_is_new(self, here, there):
        made = there.store.commit("", [task("a"), task("b")])
        edited = there.store.commit("", [name("a", "甲")])
        here.store.take_in(sent(made.ops))
        again = sent([*made.ops, *edited.ops, *edited.ops])
        assert here.store.take_in(again) == TakenIn(1, 0)
        assert here.rows("SELECT id, name FROM work_item ORDER BY id") == [("a", "甲"), ("b", None)]

    @pytest.mark.usefixtures("one_row_a_turn")
    def test_progress_is_told_in_ops_after_each_turn(self, here, there):
        made = there.store.commit("", [task("a"), name("a", "甲"), task("b"), task("c")])
        told: list[tuple[int, int]] = []
        here.store.take_in(sent(made.ops), lambda done, total: told.append((done, total)))
        assert told == [(2, 4), (3, 4), (4, 4)]

    @pytest.mark.usefixtures("one_row_a_turn")
    def test_who_stops_it_keeps_what_was_taken_and_gets_the_rest_the_next_time(self, here, there):
        made = there.store.commit("", [task("a"), task("b"), task("c")])

        def stop(done: int, _total: int) -> None:
            if done == 2:
                raise InterruptedError

        with pytest.raises(InterruptedError):
            here.store.take_in(sent(made.ops), stop)
        assert here.rows("SELECT count(*) FROM work_item") == [(2,)]
        assert tables_follow_from_the_log(here)
        assert here.store.take_in(sent(made.ops)) == TakenIn(1, 0)
        assert here.rows("SELECT count(*) FROM work_item") == [(3,)]

    def test_nothing_is_nothing(self, here):
        assert here.store.take_in([]) == TakenIn(0, 0)
        assert not here.told


class TestTelling:
    @pytest.mark.usefixtures("one_row_a_turn")
    def test_each_turn_tells_the_rows_that_got_something_new(self, here, there):
        made = there.store.commit("", [task("a"), task("b")])
        here.store.take_in(sent(made.ops[:1]))
        here.told.clear()
        edited = there.store.commit("", [name("b", "乙")])
        here.store.take_in(sent([*made.ops, *edited.ops]))
        assert here.told == [Committed(frozenset({"work_item"}), frozenset({"b"}), "sync")]

    def test_only_rows_with_something_new_are_listed_for_open_windows(self, here, there):
        made = there.store.commit("", [task("a"), task("b")])
        here.store.take_in(sent(made.ops[:1]))
        here.store.take_in(sent(made.ops))
        listed = here.rows('SELECT entity, "row" FROM arrival ORDER BY number')
        assert listed == [("work_item", "a"), ("work_item", "b")]
        assert tables_follow_from_the_log(here)

    def test_the_list_keeps_the_last_rows(self, here, there, monkeypatch):
        monkeypatch.setattr(CONSTANTS + "ARRIVALS_KEPT", 2)
        made = there.store.commit("", [task(row) for row in "abcd"])
        here.store.take_in(sent(made.ops))
        assert here.rows('SELECT number, "row" FROM arrival ORDER BY 1') == [(3, "c"), (4, "d")]

    def test_times_of_others_are_heard(self, here, there):
        there.clock.move(10**6)
        made = there.store.commit("", [task("a")])
        here.store.take_in(sent(made.ops))
        assert here.store.commit("", [task("b")]).ops[0].t > made.ops[0].t

    def test_an_absurd_time_is_not_followed(self, here):
        far = 1 << 62
        draft = OpDraft("new", "work_item", "a", {"name": "甲"})
        op = seal(draft, Stamp("actor0000000x", 1, far, 1), encode_body(draft))
        here.store.take_in(sent([op]))
        now = int(here.clock.now().timestamp() * 1000) << 16
        assert now <= here.store.commit("", [task("b")]).ops[0].t < now + (1 << 16)

    def test_numbers_a_copy_of_this_workspace_used_are_not_used_again(self, here, tmp_path):
        with office(tmp_path / "copy") as copy:
            for number in range(5):
                made = copy.store.commit("", [task(f"c{number}")])
                here.store.take_in(sent(made.ops))
        assert here.store.commit("", [task("a")]).ops[0].id.n == 7


class TestScopes:
    """Ops of one row in several scopes: who may write one section does not reach another's rows."""

    def test_an_edit_from_elsewhere_does_not_count_in_a_row_known_lately(self, here, there, third):
        made = there.store.commit("", [task("a", name="甲")])
        third.store.apply(made.ops)
        edited = third.store.commit("", [name("a", "乙")])
        here.store.take_in(sent(made.ops, MINE))
        here.store.take_in(sent(edited.ops, THEIRS))
        assert here.rows("SELECT name FROM work_item") == [("甲",)]
        assert tables_follow_from_the_log(here)

    def test_nor_when_it_comes_together_with_one_that_counts(self, here, there, third):
        made = there.store.commit("", [task("a", name="甲")])
        third.store.apply(made.ops)
        counts = there.store.commit("", [SetFields("work_item", "a", {"note": "x"})])
        foreign = third.store.commit("", [name("a", "乙")])
        here.store.take_in(sent(made.ops, MINE))
        here.store.take_in([*sent(counts.ops, MINE), *sent(foreign.ops, THEIRS)])
        assert here.rows("SELECT name, note FROM work_item") == [("甲", "x")]
        assert tables_follow_from_the_log(here)

    def test_values_of_two_makers_stay_beside_each_other_whoever_saw_both(self, here, there, third):
        one = there.store.commit("", [task("a", name="甲")])
        other = third.store.commit("", [task("a", name="乙")])
        there.store.apply(other.ops)
        edited = there.store.commit("", [name("a", "丙")])
        here.store.take_in(sent(one.ops, MINE))
        here.store.take_in(sent(other.ops, THEIRS))
        here.store.take_in(sent(edited.ops, MINE))
        assert here.rows("SELECT field, kind FROM merge_issue") == [("name", "conflict")]
        assert tables_follow_from_the_log(here)

    @pytest.mark.parametrize("together", [True, False])
    def test_what_comes_before_its_row_counts_only_when_it_is_of_the_same_scope(
        self, here, there, third, together
    ):
        made = there.store.commit("", [task("a", name="甲")])
        third.store.apply(made.ops)
        edited = third.store.commit("", [name("a", "乙")])
        parts = [sent(edited.ops, THEIRS), sent(made.ops, MINE)]
        for part in [[*parts[0], *parts[1]]] if together else parts:
            here.store.take_in(part)
        assert here.rows("SELECT name FROM work_item") == [("甲",)]
        assert tables_follow_from_the_log(here)

    def test_a_person_counts_wherever_the_pc_moved(self, here, there):
        there.store.sign_in(Person("u2002", "member"), "")
        first, second = there.store.ops()
        here.store.take_in(sent([first], MINE))
        here.store.take_in(sent([second], THEIRS))
        assert here.rows("SELECT role FROM actor WHERE id='actor00000002'") == [("member",)]
        assert tables_follow_from_the_log(here)

    def test_own_work_that_no_segment_holds_stands_with_any_scope(self, here, there):
        made = there.store.commit("", [task("a", name="甲")])
        here.store.take_in(sent(made.ops, THEIRS))
        here.store.commit("", [name("a", "乙")])
        there.store.apply(here.store.ops())
        edited = there.store.commit("", [name("a", "丙")])
        here.store.take_in(sent(edited.ops, THEIRS))
        assert here.rows("SELECT name FROM work_item") == [("丙",)]
        assert tables_follow_from_the_log(here)

    def test_an_own_op_a_copy_has_sealed_is_sealed_and_no_new_one(self, here):
        done = here.store.commit("", [task("a")])
        assert here.store.take_in(sent(done.ops, MINE)) == TakenIn(0, 0)
        assert here.rows("SELECT scope FROM op WHERE \"row\"='a'") == [(MINE,)]
        assert here.store.take_in(sent(done.ops, "")) == TakenIn(0, 0)
        assert here.rows("SELECT scope FROM op WHERE \"row\"='a'") == [(MINE,)]

    def test_the_scope_a_copy_sealed_an_own_op_in_decides_at_once(self, here, there):
        """Unsealed it counts; sealed in another scope than the one the row was made in it does not."""
        made = there.store.commit("", [task("a", name="甲")])
        here.store.take_in(sent(made.ops, MINE))
        own = here.store.commit("", [name("a", "乙")])
        there.store.apply(own.ops)
        note = there.store.commit("", [SetFields("work_item", "a", {"note": "x"})])
        here.store.take_in([*sent(own.ops, THEIRS), *sent(note.ops, MINE)])
        assert here.rows("SELECT name, note FROM work_item") == [("甲", "x")]
        assert tables_follow_from_the_log(here)


class TestQuickWay:
    def test_an_edit_of_a_row_written_lately_reads_no_history(self, here, there, monkeypatch):
        made = there.store.commit("", [task("a", name="甲")])
        here.store.take_in(sent(made.ops))
        monkeypatch.setattr(CONSTANTS + "merge_row", lambda _: pytest.fail("read the history"))
        edited = there.store.commit("", [name("a", "乙")])
        assert here.store.take_in(sent(edited.ops)) == TakenIn(1, 0)
        assert here.rows("SELECT name FROM work_item") == [("乙",)]

    def test_an_edit_that_arrives_writes_what_it_changes_and_nothing_else(self, here, there):
        made = there.store.commit("", [task("a", name="甲", minutes_regular=60)])
        here.store.take_in(sent(made.ops))
        edited = there.store.commit("", [SetFields("work_item", "a", {"note": "x"})])
        told = statements(here, edited.ops)
        (update,) = begin_with(told, "UPDATE")
        assert update.startswith('UPDATE "work_item" SET "note"=')
        assert '"name"' not in update
        assert not begin_with(told, 'INSERT INTO "work_item"', "DELETE FROM work_hours")
        assert tables_follow_from_the_log(here)

    def test_so_does_one_of_a_row_written_before_the_program_was_started(self, there, tmp_path):
        made = there.store.commit("", [task("a", name="甲", minutes_regular=60)])
        with office(tmp_path / "mine") as before:
            before.store.take_in(sent(made.ops))
        edited = there.store.commit("", [SetFields("work_item", "a", {"note": "x"})])
        with office(tmp_path / "mine") as now:
            told = statements(now, edited.ops)
            assert now.rows("SELECT name, note FROM work_item") == [("甲", "x")]
        assert begin_with(told, 'UPDATE "work_item" SET "note"=')
        assert not begin_with(told, 'INSERT INTO "work_item"', "DELETE FROM work_hours")

    def test_several_edits_of_a_row_write_all_their_fields_once(self, here, there):
        made = there.store.commit("", [task("a", name="甲")])
        here.store.take_in(sent(made.ops))
        one = there.store.commit("", [name("a", "乙")])
        other = there.store.commit("", [SetFields("work_item", "a", {"note": "x"})])
        (update,) = begin_with(statements(here, [*one.ops, *other.ops]), "UPDATE")
        assert '"name"=' in update
        assert '"note"=' in update
        assert here.rows("SELECT name, note FROM work_item") == [("乙", "x")]

    @pytest.mark.parametrize("edits", [0, 1], ids=["made", "made and edited"])
    def test_a_row_nobody_has_written_to_is_not_looked_for_in_the_tables(self, here, there, edits):
        made = there.store.commit("", [task("a", minutes_regular=60)])
        later = [there.store.commit("", [name("a", "乙")]) for _ in range(edits)]
        told = statements(here, [op for done in (made, *later) for op in done.ops])
        assert begin_with(told, 'INSERT INTO "work_item"')
        assert not begin_with(told, "DELETE FROM work_hours", "DELETE FROM merge_issue", "UPDATE")
        assert here.rows("SELECT count(*) FROM work_hours") == [(1,)]
        assert here.rows("SELECT name FROM work_item") == [("乙" if edits else None,)]

    def test_nor_is_one_that_two_have_made_at_the_same_time(self, here, there, third):
        one = there.store.commit("", [task("a", name="甲")])
        other = third.store.commit("", [task("a", name="乙")])
        told = statements(here, [*one.ops, *other.ops])
        assert not begin_with(told, "DELETE FROM work_hours", "DELETE FROM merge_issue", "UPDATE")
        assert here.rows("SELECT field, kind FROM merge_issue") == [("name", "conflict")]
        assert tables_follow_from_the_log(here)

    @pytest.mark.parametrize("known", [True, False], ids=["known lately", "from the log"])
    def test_a_row_that_is_deleted_and_brought_back_by_what_arrives_is_whole(
        self, here, there, tmp_path, known
    ):
        made = there.store.commit("", [task("a", name="甲", minutes_regular=60)])
        here.store.take_in(sent(made.ops))
        gone = there.store.commit("", [DeleteRow("work_item", "a")])
        back = there.store.commit("", [task("a", name="乙")])
        edited = there.store.commit("", [SetFields("work_item", "a", {"note": "x"})])
        with contextlib.ExitStack() as stack:
            store = here.store if known else stack.enter_context(beside(tmp_path / "here"))[0]
            store.take_in(sent(gone.ops))
            assert here.rows("SELECT * FROM work_item") == []
            assert here.rows("SELECT * FROM work_hours") == []
            store.take_in(sent(back.ops))
            store.take_in(sent(edited.ops))
        assert here.rows("SELECT name, note, year_minutes FROM work_item") == [("乙", "x", 60)]
        assert tables_follow_from_the_log(here)

    def test_an_edit_and_the_deletion_that_saw_it_come_together(self, here, there):
        made = there.store.commit("", [task("a", name="甲", minutes_regular=60)])
        here.store.take_in(sent(made.ops))
        edited = there.store.commit("", [name("a", "乙")])
        gone = there.store.commit("", [DeleteRow("work_item", "a")])
        here.store.take_in(sent([*edited.ops, *gone.ops]))
        assert here.rows("SELECT * FROM work_item") == []
        assert here.rows("SELECT * FROM work_hours") == []
        assert tables_follow_from_the_log(here)


class TestWrittenInBetween:
    """Reading and merging come before the turn to write; somebody may write in between."""

    @pytest.mark.parametrize(
        "changed",
        [None, {("work_item", "a")}, {("work_item", "a"), ("work_item", "elsewhere")}],
        ids=["unknown", "that row", "and another one"],
    )
    def test_a_row_somebody_wrote_to_meanwhile_is_merged_again(self, here, there, changed):
        made = there.store.commit("", [task("a", name="甲"), task("b", name="丙")])
        here.store.take_in(sent(made.ops))
        edits = there.store.commit("", [name("a", "乙"), name("b", "丁")])
        turn = Turn(by_row(sent(edits.ops)), KnownStates())
        with here.database.scanning() as reader:
            turn.prepare(reader)
        here.store.commit("", [SetFields("work_item", "a", {"name": "戊", "note": "x"})])
        with here.database.writing() as cursor:
            assert turn.write(cursor, changed) == TakenIn(2, 1)
        assert here.rows("SELECT id, note FROM work_item ORDER BY 1") == [("a", "x"), ("b", None)]
        assert here.rows('SELECT "row", field FROM merge_issue') == [("a", "name")]
        assert tables_follow_from_the_log(here)

    def test_what_somebody_else_took_in_meanwhile_is_no_longer_new(self, here, there):
        made = there.store.commit("", [task("a", name="甲")])
        turn = Turn(by_row(sent(made.ops)), KnownStates())
        with here.database.scanning() as reader:
            turn.prepare(reader)
        here.store.take_in(sent(made.ops))
        with here.database.writing() as cursor:
            assert turn.write(cursor, {("work_item", "a")}) == TakenIn(0, 0)
        assert turn.changed == set()
        assert here.rows("SELECT count(*) FROM arrival") == [(1,)]

    def test_rows_nobody_wrote_to_are_not_read_twice(self, here, there, monkeypatch):
        made = there.store.commit("", [task("a", name="甲")])
        turn = Turn(by_row(sent(made.ops)), KnownStates())
        with here.database.scanning() as reader:
            turn.prepare(reader)
        monkeypatch.setattr(CONSTANTS + "load_scoped", lambda *_: pytest.fail("read again"))
        with here.database.writing() as cursor:
            assert turn.write(cursor, {("work_item", "elsewhere")}) == TakenIn(1, 0)
        assert here.rows("SELECT name FROM work_item") == [("甲",)]
        assert turn.changed == {("work_item", "a")}
        assert turn.states["work_item", "a"].value("name") == "甲"
        assert list(turn.ops) == list(made.ops)

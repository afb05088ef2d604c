"""What the op store keeps in step besides the rows: numbers, times, remembered states, old tables."""

from __future__ import annotations

import contextlib
import gc
import threading
from typing import TYPE_CHECKING

import pytest

from bpr_studio.adapters.db.database import Database
from bpr_studio.adapters.db.store import OpStore
from bpr_studio.adapters.db.taking_in import Arriving
from bpr_studio.domain.replication.changes import DeleteRow, PutRow, SetFields
from bpr_studio.domain.replication.ops import Op, OpDraft, Stamp, encode_body, seal
from bpr_studio.domain.shared.errors import CancelledError
from bpr_studio.domain.shared.ports import Person
from bpr_studio.services.events import Committed, EventBus
from tests.fakes.clock import ManualClock
from tests.fakes.office import Office, office
from tests.fakes.second_process import beside

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

STORE = "bpr_studio.adapters.db.store."
ME = "actor00000001"


@pytest.fixture
def party(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path / "one") as opened:
        yield opened


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path / "other", "actor00000002", Person("u2002", "dx_office")) as opened:
        yield opened


def task(row: str, **fields: object) -> PutRow:
    return PutRow("work_item", row, {"round_id": "y", "unit_id": "s", **fields})


def let(row: str, **fields: object) -> SetFields:
    return SetFields("work_item", row, fields)


def sent(ops: Iterable[Op], scope: str = "sec-0123") -> list[Arriving]:
    return [Arriving(op, encode_body(op, op.label), scope) for op in ops]


@contextlib.contextmanager
def listening(party: Office) -> Iterator[list[str]]:
    """What the writing connection is told meanwhile."""
    told: list[str] = []
    with party.database.writing() as cursor:
        connection = cursor.connection
    connection.set_trace_callback(told.append)
    try:
        yield told
    finally:
        connection.set_trace_callback(None)


def begin_with(texts: Iterable[str], *beginnings: str) -> list[str]:
    return [text for text in texts if text.startswith(beginnings)]


class TestFailing:
    def test_numbers_and_times_go_back_with_a_command_that_fails(self, party):
        first = party.store.commit("", [task("a")]).ops[0]
        with pytest.raises(ValueError, match="JSON"):
            party.store.commit("", [task("b"), task("c", minutes_regular=float("inf"))])
        after = party.store.commit("", [task("b")]).ops[0]
        assert (after.id.n, after.t) == (first.id.n + 1, first.t + 1)
        assert party.rows("SELECT value FROM local WHERE name='n'") == [(str(after.id.n),)]
        assert party.rows("SELECT value FROM local WHERE name='t'") == [(str(after.t),)]

    def test_rows_of_a_command_that_failed_are_written_as_if_it_had_not_been(self, party):
        party.store.commit("", [task("a", name="甲")])
        with pytest.raises(ValueError, match="JSON"):
            party.store.commit("", [let("a", name="乙"), let("a", minutes_regular=float("nan"))])
        done = party.store.commit("", [let("a", name="乙")])
        assert [op.fields for op in done.ops] == [{"name": "乙"}]
        assert party.rows("SELECT name FROM work_item") == [("乙",)]

    def test_a_name_that_could_not_be_taken_is_not_used(self, party):
        party.store.commit("", [task("a")])
        with party.database.writing() as cursor:
            cursor.execute(
                "CREATE TRIGGER no_name BEFORE INSERT ON local WHEN new.name='actor'"
                " AND new.value='actor0000000n' BEGIN SELECT raise(ABORT, 'no'); END"
            )
        count = len(party.store.ops())
        with pytest.raises(Exception, match="no"):
            party.store.renew("actor0000000n")
        done = party.store.commit("", [task("b")])
        assert done.ops[0].id[:2] == (ME, count + 1)
        assert party.rows("SELECT count(*) FROM local WHERE name='former'") == [(0,)]


class TestWritingLittle:
    def test_a_new_row_is_not_looked_for_in_the_tables(self, party):
        with listening(party) as told:
            party.store.commit("", [task("a", name="甲", minutes_regular=60)])
        assert begin_with(told, 'INSERT INTO "work_item"')
        assert not begin_with(told, "DELETE FROM work_hours", "DELETE FROM merge_issue", "UPDATE")

    @pytest.mark.parametrize("remembered", [True, False])
    def test_an_edit_writes_the_fields_it_changes(self, party, tmp_path, remembered):
        party.store.commit("", [task("a", name="甲", minutes_regular=60)])
        if not remembered:
            party.store.rebuild()
            with beside(tmp_path / "one") as (store, _):
                store.commit("", [let("a", code="K01")])
        with listening(party) as told:
            party.store.commit("", [let("a", note="x"), let("a", medium="paper")])
        (item, *_) = begin_with(told, "UPDATE")
        assert item.startswith('UPDATE "work_item" SET "medium"=')
        assert '"note"=' in item
        assert '"name"' not in item
        assert not begin_with(told, 'INSERT INTO "work_item"', "DELETE FROM work_hours")
        assert party.rows("SELECT name, note, medium FROM work_item") == [("甲", "x", "paper")]

    def test_a_row_deleted_and_made_again_in_one_command_is_written_whole(self, party):
        party.store.commit("", [task("a", name="甲", minutes_regular=60)])
        party.store.commit(
            "", [DeleteRow("work_item", "a"), task("a", note="x"), let("a", name="乙")]
        )
        assert party.rows("SELECT name, note, year_minutes FROM work_item") == [("乙", "x", 60)]
        assert party.rows("SELECT count(*) FROM work_hours") == [(1,)]
        tables = party.store.projection_digest()
        party.store.rebuild()
        assert party.store.projection_digest() == tables

    def test_an_edit_of_a_row_written_lately_reads_no_history(self, party, other, monkeypatch):
        other.store.commit("", [task("b", name="丙")])
        party.store.commit("", [task("a", name="甲")])
        party.store.apply(op for op in other.store.ops() if op.row == "b")
        monkeypatch.setattr(STORE + "merge_row", lambda _: pytest.fail("read the history"))
        done = party.store.commit("", [let("a", name="乙"), let("b", name="丁")])
        assert [op.row for op in done.ops] == ["a", "b"]

    def test_own_work_waits_for_the_disk_and_that_of_others_does_not(self, party, other):
        made = other.store.commit("", [task("b")])
        with listening(party) as told:
            party.store.take_in(sent(made.ops))
            party.store.commit("", [task("a")])
        found = begin_with(told, "PRAGMA synchronous", 'INSERT INTO "work_item"')
        assert [text.split(" (")[0] for text in found] == [
            "PRAGMA synchronous=NORMAL",
            'INSERT INTO "work_item"',
            "PRAGMA synchronous=FULL",
            'INSERT INTO "work_item"',
        ]


class TestBeside:
    def test_a_value_the_person_had_not_seen_is_told_and_stays(self, party, other):
        party.store.commit("", [task("a", name="甲"), task("b", name="丙")])
        other.store.apply(party.store.ops())
        other.store.commit("", [let("a", name="乙")])
        party.store.apply(other.store.ops())
        shown = {"name": "甲"}
        change = SetFields("work_item", "a", {"name": "丁"}, shown=shown)
        done = party.store.commit("", [change, let("b", name="戊")])
        assert done.beside == {("work_item", "a")}
        assert party.rows('SELECT "row", field FROM merge_issue') == [("a", "name")]

    def test_a_row_deleted_without_seeing_an_edit_is_told(self, party, other):
        party.store.commit("", [task("a", name="甲", note="x")])
        other.store.apply(party.store.ops())
        other.store.commit("", [let("a", name="乙")])
        party.store.apply(other.store.ops())
        gone = DeleteRow("work_item", "a", beside=frozenset({"name"}))
        done = party.store.commit("", [gone])
        assert done.beside == {("work_item", "a")}
        assert party.rows("SELECT kind FROM merge_issue") == [("deleted_but_edited",)]

    def test_ordinary_edits_and_what_settles_by_itself_are_not_told(self, party, other):
        party.store.commit("", [task("a", name="甲", sort_key=1)])
        other.store.apply(party.store.ops())
        other.store.commit("", [let("a", sort_key=2)])
        party.store.apply(other.store.ops())
        moved = SetFields("work_item", "a", {"sort_key": 3}, shown={"sort_key": 1})
        assert party.store.commit("", [moved]).beside == frozenset()
        assert party.store.commit("", [let("a", name="乙")]).beside == frozenset()
        assert party.store.commit("", [DeleteRow("work_item", "a")]).beside == frozenset()


class TestDone:
    def test_a_command_gives_its_name_and_the_way_back_last_change_first(self, party):
        party.store.commit("", [task("a", name="甲")])
        done = party.store.commit("Rename", [let("a", name="乙"), let("a", name="丙")])
        assert done.label == "Rename"
        assert len(done.undo) == 2
        party.store.commit("", done.undo)
        assert party.rows("SELECT name FROM work_item") == [("甲",)]

    def test_the_name_stands_on_the_first_op_that_was_needed(self, party):
        party.store.commit("", [task("a", name="甲")])
        done = party.store.commit("Rename", [let("a", name="甲"), let("a", note="x"), task("b")])
        assert [op.label for op in done.ops] == ["Rename", ""]
        assert [op.tx for op in done.ops] == [done.ops[0].id.n] * 2
        assert [op.label for op in party.store.ops()[-2:]] == ["Rename", ""]

    def test_an_event_has_no_origin_unless_one_is_given(self, party, other):
        party.store.commit("", [task("a")])
        party.store.apply(other.store.ops())
        assert [event.origin for event in party.told] == ["", ""]


class TestNames:
    def test_signing_in_is_no_deed(self, party):
        party.store.sign_in(Person("u1001", "promoter"), "unused0000000")
        party.store.renew("actor0000000n")
        assert party.store.recent(10) == ()
        assert party.told[0] == Committed(frozenset({"actor"}), frozenset({ME}))

    def test_work_goes_on_counting_under_a_name_given_anew_by_reissuing(self, party, other):
        party.store.take_in(sent(other.store.ops()))
        party.store.commit("Add", [task("a", name="甲")])
        party.told.clear()
        assert party.store.reissue("actor0000000n") == 2
        (moved,) = party.told
        assert moved.ids == {"a", ME, "actor0000000n"}
        assert (moved.kinds, moved.origin) == ({"work_item", "actor"}, "")
        done = party.store.commit("", [let("a", name="乙")])
        numbers = [op.id.n for op in party.store.ops() if op.id.actor == "actor0000000n"]
        assert done.ops[0].id.n == max(numbers) == len(numbers)
        assert set(done.ops[0].seen) == {"name"}
        assert done.ops[0].seen["name"][0].actor == "actor0000000n"
        assert party.rows("SELECT value FROM local WHERE name='former'") == [(ME,)]
        assert party.rows("SELECT value FROM local WHERE name='actor'") == [("actor0000000n",)]

    def test_who_writes_is_told_of_the_new_name_where_the_old_one_is_known_elsewhere(self, party):
        party.store.commit("Add", [task("a", name="甲")])
        with party.database.writing() as cursor:
            cursor.execute("UPDATE op SET scope='sec-0123' WHERE entity='actor'")
        party.told.clear()
        assert party.store.reissue("actor0000000n") == 1
        assert party.told[0] == Committed(frozenset({"actor"}), frozenset({"actor0000000n"}))
        assert party.rows("SELECT id, user, role FROM actor ORDER BY id") == [
            (ME, "u1001", "member"),
            ("actor0000000n", "u1001", "member"),
        ]
        numbers = [op.id.n for op in party.store.ops() if op.id.actor == "actor0000000n"]
        assert numbers == [1, 2]

    def test_a_new_name_holds_when_the_workspace_is_opened_again(self, tmp_path):
        with office(tmp_path) as first:
            first.store.commit("", [task("a")])
            first.store.renew("actor0000000n")
        with office(tmp_path, "unused0000000") as again:
            done = again.store.commit("", [task("b")])
            assert done.ops[0].id[:2] == ("actor0000000n", 2)
            people = again.rows("SELECT id, user, role FROM actor ORDER BY id")
            assert people == [(ME, "u1001", "member"), ("actor0000000n", "u1001", "member")]
            assert again.rows("SELECT value FROM local WHERE name='former'") == [(ME,)]


class TestHistory:
    def test_a_deed_whose_first_op_has_not_come_has_no_name(self, party, other):
        done = other.store.commit("Add", [task("a", name="甲"), task("b", name="乙")])
        party.store.apply(done.ops[1:])
        (entry,) = party.store.history("work_item", "b", "name")
        assert (entry.label, entry.after) == ("", "乙")
        party.store.apply(done.ops[:1])
        (entry,) = party.store.history("work_item", "b", "name")
        assert entry.label == "Add"

    def test_the_newest_deeds_come_first_and_no_more_than_asked_for(self, party):
        for number in range(4):
            party.clock.move(60)
            party.store.commit(f"Deed {number}", [task(f"a{number}")])
        assert [deed.label for deed in party.store.recent(2)] == ["Deed 3", "Deed 2"]
        assert {(deed.user, deed.role) for deed in party.store.recent(2)} == {("u1001", "member")}

    def test_names_of_the_list_of_participants_go_before_what_a_pc_says(self, party):
        party.store.commit("Add", [task("a", name="甲")])
        party.database.named = lambda actor: ("架空", "promoter") if actor == ME else None
        (entry,) = party.store.history("work_item", "a", "name")
        (deed,) = party.store.recent(1)
        assert (entry.user, entry.role) == (deed.user, deed.role) == ("架空", "promoter")


class Watching:
    """Notes what it is told and stops after so many reports."""

    def __init__(self, stop_after: int = 99) -> None:
        self.told: list[tuple[int, int, str]] = []
        self.collecting: list[bool] = []
        self._stop_after = stop_after

    def report(self, done: int, total: int, what: str) -> None:
        self.told.append((done, total, what))
        self.collecting.append(gc.isenabled())
        if len(self.told) == self._stop_after:
            raise CancelledError("stopped")


class TestRebuilding:
    def test_it_tells_in_ops_how_far_it_is(self, party, monkeypatch):
        monkeypatch.setattr(STORE + "_BATCH", 2)
        party.store.commit("", [task(f"a{n}") for n in range(4)])
        party.store.commit("", [let("a0", name="甲")])
        before = party.store.projection_digest()
        watching = Watching()
        assert party.store.rebuild(watching) == 6
        what = "Preparing the workspace for this version"
        assert watching.told == [(3, 6, what), (5, 6, what)]  # two rows each; a0 has two ops
        assert party.store.projection_digest() == before

    def test_stopping_it_leaves_the_old_tables(self, party, monkeypatch):
        monkeypatch.setattr(STORE + "_BATCH", 1)
        party.store.commit("", [task("a"), task("b")])
        before = party.store.projection_digest()
        party.told.clear()
        with pytest.raises(CancelledError):
            party.store.rebuild(Watching(stop_after=2))
        assert party.store.projection_digest() == before
        assert not party.told

    def test_organisation_is_numbered(self, party):
        unit = {"fiscal_year": 2026, "level": "bureau", "name": "総務局", "code": "1"}
        party.store.commit("", [PutRow("org_unit", "u", unit)])
        party.store.rebuild()
        assert party.rows("SELECT path, lft, rgt FROM org_unit") == [("総務局", 1, 2)]

    def test_it_tells_every_kind_with_no_origin(self, party):
        party.told.clear()
        party.store.rebuild()
        (event,) = party.told
        assert {"work_item", "flow", "actor"} <= event.kinds
        assert (event.ids, event.origin) == (frozenset(), "")


class TestOpening:
    @pytest.fixture
    def due(self, tmp_path: Path) -> Path:
        """A workspace whose tables are to be made anew."""
        with office(tmp_path / "old") as party:
            party.store.commit("", [task("a", name="甲")])
            with party.database.writing() as cursor:
                cursor.execute("INSERT INTO local VALUES ('rebuild', '1')")
                cursor.execute("UPDATE work_item SET name='old'")
        return tmp_path / "old"

    def opened(self, database: Database, watching: Watching | None = None) -> list[object]:
        """The names of tasks once a store works on it."""
        with contextlib.closing(database):
            OpStore(database, ManualClock(), EventBus(), watching)
            with database.scanning() as cursor:
                return [name for (name,) in cursor.execute("SELECT name FROM work_item")]

    def test_old_tables_are_made_anew_once(self, due, monkeypatch):
        monkeypatch.setattr(STORE + "_BATCH", 1)
        watching = Watching()
        assert self.opened(Database(due), watching) == ["甲"]
        assert [done for done, *_ in watching.told] == [1, 2]
        again = Watching()
        assert self.opened(Database(due), again) == ["甲"]
        assert not again.told

    def test_who_only_reads_leaves_them(self, due):
        assert self.opened(Database(due, read_only=True)) == ["old"]
        assert self.opened(Database(due)) == ["甲"]

    def test_the_exchange_process_leaves_them_to_the_window(self, due):
        window = Database(due)
        with contextlib.closing(window):
            assert self.opened(Database(due, beside=True)) == ["old"]


class TestCollector:
    def test_it_rests_while_much_is_written_and_goes_on_afterwards(self, party, monkeypatch):
        monkeypatch.setattr(STORE + "_BATCH", 1)
        gc.enable()
        watching = Watching()
        party.store.rebuild(watching)
        assert watching.collecting == [False]
        assert gc.isenabled()
        with pytest.raises(ValueError, match="JSON"):
            party.store.commit("", [task("a", minutes_regular=float("nan"))])
        assert gc.isenabled()

    def test_who_has_switched_it_off_finds_it_off(self, party):
        gc.disable()
        party.store.commit("", [task("a")])
        assert not gc.isenabled()


class TestDigests:
    def test_every_table_goes_into_the_digest_of_the_tables(self, party):
        party.store.commit("", [task("a", name="甲", minutes_regular=60)])
        seen = {party.store.projection_digest()}
        for statement in (
            "UPDATE work_item SET name='乙'",
            "UPDATE work_hours SET m04=m04+1",
            "INSERT INTO merge_issue VALUES ('work_item','a','name','conflict','[]')",
            "UPDATE merge_issue SET heads='[1]'",
        ):
            with party.database.writing() as cursor:
                cursor.execute(statement)
            seen.add(party.store.projection_digest())
        assert len(seen) == 5

    def test_the_same_row_in_another_table_is_another_digest(self, party, other):
        party.store.commit("", [PutRow("term_lesson", "a", {})])
        other.store.commit("", [PutRow("flow", "a", {})])
        assert party.store.digest() != other.store.digest()
        assert party.store.projection_digest() != other.store.projection_digest()

    def test_the_digest_of_tables_does_not_depend_on_the_order_of_writing(self, party, tmp_path):
        with office(tmp_path / "two") as two:
            two.store.commit("", [task("b", minutes_regular=5), task("a", minutes_regular=6)])
            party.store.commit("", [task("a", minutes_regular=6), task("b", minutes_regular=5)])
            assert two.store.projection_digest() == party.store.projection_digest()


def test_threads_that_write_at_once_use_every_number_once(party):
    def write(word: str) -> None:
        for number in range(10):
            party.store.commit(word, [task(f"{word}{number}")])

    threads = [threading.Thread(target=write, args=(word,)) for word in ("x", "y")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(op.id.n for op in party.store.ops()) == list(range(1, 22))


def test_ops_taken_without_a_segment_belong_to_no_scope_yet(party, other):
    other.store.commit("", [task("b")])
    party.store.apply(other.store.ops())
    assert party.rows("SELECT DISTINCT scope FROM op") == [("",)]


def test_ops_come_in_the_order_of_their_names(party, other):
    other.store.commit("", [task("b")])
    made = other.store.commit("", [task("c")])
    draft = OpDraft("set", "work_item", "c", {"name": "甲"})
    early = seal(draft, Stamp("actor00000000", 9, made.ops[0].t, 9), encode_body(draft))
    party.store.apply([early, *reversed(other.store.ops())])
    ids = [op.id for op in party.store.ops()]
    assert ids == sorted(ids)

"""What the op store writes, tells, remembers and refuses."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bpr_studio.adapters.db.database import Database
from bpr_studio.adapters.db.store import OpStore
from bpr_studio.domain.replication.changes import (
    AddMembers,
    DeleteRow,
    PutRow,
    RemoveMembers,
    SetFields,
)
from bpr_studio.domain.replication.ops import Op, OpDraft, Stamp, encode_body, seal
from bpr_studio.domain.shared.ports import Person
from bpr_studio.services.events import Committed, EventBus
from bpr_studio.services.store import HistoryEntry
from tests.fakes.clock import MONDAY, ManualClock
from tests.fakes.office import Office, office

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bpr_studio.services.store import CommandDone


@pytest.fixture
def party(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path / "one") as opened:
        yield opened


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path / "other", "actor00000002", Person("u2002", "dx_office")) as opened:
        yield opened


def item(row: str, **fields: object) -> PutRow:
    return PutRow("work_item", row, {"round_id": "y", "unit_id": "s", **fields})


def foreign(planned: OpDraft, n: int = 1, t: int = 1 << 40) -> Op:
    """An op made elsewhere."""
    return seal(planned, Stamp("actor0000000x", n, t, n), encode_body(planned))


class TestCommit:
    def test_a_command_writes_its_ops_and_the_tables(self, party):
        done = party.store.commit(
            "Add tasks", [item("a", name="窓口"), item("b", name="電話", minutes_regular=90)]
        )
        assert [(op.kind, op.row, op.label) for op in done.ops] == [
            ("new", "a", "Add tasks"),
            ("new", "b", ""),
        ]
        first = done.ops[0]
        assert {(op.tx, op.t) for op in done.ops} == {(first.id.n, first.t)}
        assert party.rows("SELECT id, name, year_minutes FROM work_item ORDER BY id") == [
            ("a", "窓口", None),
            ("b", "電話", 90),
        ]
        assert party.store.ops()[-2:] == list(done.ops)

    def test_changes_of_one_row_in_one_command_build_on_each_other(self, party):
        party.store.commit("", [item("a", name="甲"), SetFields("work_item", "a", {"name": "乙"})])
        assert party.rows("SELECT name FROM work_item") == [("乙",)]
        assert not party.rows("SELECT * FROM merge_issue")
        party.store.commit("", [DeleteRow("work_item", "a"), item("a", name="丙")])
        assert party.rows("SELECT name FROM work_item") == [("丙",)]

    def test_nothing_new_writes_nothing_and_tells_nobody(self, party):
        party.store.commit("", [item("a", name="甲")])
        count, told = len(party.store.ops()), len(party.told)
        assert party.store.commit("", [item("a", name="甲")]).ops == ()
        assert party.store.commit("", []).ops == ()
        assert (len(party.store.ops()), len(party.told)) == (count, told)

    def test_one_event_tells_kinds_ids_and_origin(self, party):
        party.store.commit("", [item("a"), PutRow("flow", "f", {})], origin="grid")
        assert party.told == [
            Committed(frozenset({"work_item", "flow"}), frozenset({"a", "f"}), "grid")
        ]

    def test_an_event_about_very_many_rows_names_none(self, party):
        party.store.commit("", [item(f"{n}") for n in range(5000)])
        party.store.commit("", [item(f"x{n}") for n in range(5001)])
        assert [len(event.ids) for event in party.told] == [5000, 0]

    def test_who_listens_finds_the_new_data_already_there(self, party):
        seen = []
        party.bus.subscribe(lambda _: seen.extend(party.rows("SELECT name FROM work_item")))
        party.store.commit("", [item("a", name="甲")])
        assert seen == [("甲",)]

    def test_a_command_that_fails_leaves_nothing(self, party):
        before = party.store.digest()
        with pytest.raises(ValueError, match="JSON"):
            party.store.commit("", [item("a", name="甲"), item("b", minutes_regular=float("nan"))])
        assert party.store.digest() == before
        assert not party.rows("SELECT * FROM work_item")
        assert not party.told
        done = party.store.commit("", [item("a", name="甲")])
        assert done.ops[0].id.n == 2  # right after signing in

    def test_ops_of_reopened_workspaces_go_on_counting_even_when_the_clock_is_behind(
        self, tmp_path
    ):
        with office(tmp_path) as first:
            done = first.store.commit("", [item("a", name="甲")])
        with office(tmp_path, "actor0000000z") as again:
            again.clock.move(-(10**7))
            later = again.store.commit("", [item("a", name="乙")])
            assert later.ops[0].id.actor == done.ops[0].id.actor  # the old name stays
            assert later.ops[0].id.n == done.ops[0].id.n + 1
            assert later.ops[0].t > done.ops[0].t

    def test_nobody_writes_before_signing_in(self, tmp_path):
        database = Database.create(tmp_path)
        store = OpStore(database, ManualClock(), EventBus())
        with pytest.raises(RuntimeError, match="signed in"):
            store.commit("", [item("a")])
        database.close()


class TestApply:
    def test_ops_of_others_are_taken_once_and_told_once(self, party, other):
        other.store.commit("", [item("a", name="甲")], origin="import")
        ops = other.store.ops()
        assert party.store.apply([*ops, *ops], origin="sync") == len(ops)
        assert party.store.apply(ops) == 0
        kinds = frozenset({"work_item", "actor"})
        assert party.told == [Committed(kinds, frozenset({"a", "actor00000002"}), "sync")]
        assert party.rows("SELECT name FROM work_item") == [("甲",)]

    def test_nothing_is_nothing(self, party):
        assert party.store.apply([]) == 0
        assert not party.told

    def test_what_is_written_afterwards_is_later(self, party, other):
        other.clock.move(10**7)
        other.store.commit("", [item("a", name="甲")])
        party.store.apply(other.store.ops())
        done = party.store.commit("", [item("a", name="乙")])
        assert done.ops[0].t > max(op.t for op in other.store.ops())

    def test_a_copied_workspace_loses_nothing_and_keeps_the_deeds_apart(self, tmp_path):
        with office(tmp_path / "one") as one, office(tmp_path / "copy") as copy:
            one.store.commit("Here", [item("a", name="甲")])
            copy.clock.move(1)
            copy.store.commit("There", [item("a", name="乙", note="x")])
            copy.store.commit("There again", [item("a", note="y")])
            one.store.apply(copy.store.ops())
            assert {head.value for head in one.store.state("work_item", "a").conflicts()["name"]}
            assert [entry.label for entry in one.store.history("work_item", "a", "name")] == [
                "Here",
                "There",
            ]
            numbers = {op.id.n for op in one.store.ops()}
            assert one.store.commit("", [item("b")]).ops[0].id.n == max(numbers) + 1

    def test_the_counter_of_a_restored_backup_is_caught_up(self, tmp_path):
        with office(tmp_path / "one") as one, office(tmp_path / "backup") as backup:
            for number in range(5):
                one.store.commit("", [item("a", note=str(number))])
            backup.store.apply(one.store.ops())
            assert backup.store.commit("", [item("a", note="new")]).ops[0].id.n == 7


class TestConflicts:
    def test_both_values_are_listed_with_their_writers(self, party, other):
        party.store.commit("", [item("a", name="甲")])
        other.clock.move(60)
        other.store.commit("", [item("a", name="乙")])
        party.store.apply(other.store.ops())
        assert party.rows("SELECT name FROM work_item") == [("乙",)]
        ((entity, row, field, kind, heads),) = party.rows("SELECT * FROM merge_issue")
        assert (entity, row, field, kind) == ("work_item", "a", "name", "conflict")
        assert "甲" in str(heads)
        assert "actor00000002" in str(heads)

    def test_choosing_clears_the_list(self, party, other):
        party.store.commit("", [item("a", name="甲")])
        other.store.commit("", [item("a", name="乙")])
        party.store.apply(other.store.ops())
        party.store.commit("", [SetFields("work_item", "a", {"name": "乙"})])
        assert not party.rows("SELECT * FROM merge_issue")
        assert party.rows("SELECT name FROM work_item") == [("乙",)]

    def test_a_deleted_row_that_was_edited_stays_and_is_listed(self, party, other):
        party.store.commit("", [item("a", name="甲")])
        other.store.apply(party.store.ops())
        party.store.commit("", [DeleteRow("work_item", "a")])
        other.store.commit("", [SetFields("work_item", "a", {"note": "x"})])
        party.store.apply(other.store.ops())
        assert party.rows("SELECT name, note FROM work_item") == [("甲", "x")]
        assert party.rows("SELECT kind FROM merge_issue") == [("deleted_but_edited",)]
        party.store.commit("", [DeleteRow("work_item", "a")])
        assert not party.rows("SELECT * FROM merge_issue")
        assert not party.rows("SELECT * FROM work_item")

    def test_a_conflict_whose_shown_value_fits_no_column_is_listed_as_both(self, party, other):
        party.store.commit("", [item("a", minutes_regular=60)])
        other.clock.move(60)
        other.store.commit("", [item("a", minutes_regular="一時間")])
        party.store.apply(other.store.ops())
        assert party.rows("SELECT field, kind FROM merge_issue ORDER BY kind") == [
            ("minutes_regular", "conflict"),
            ("minutes_regular", "misfit"),
        ]


class TestMisfits:
    @pytest.mark.parametrize(
        ("entity", "field", "value"),
        [
            ("work_item", "minutes_regular", "60"),
            ("work_item", "minutes_regular", 1.5),
            ("work_item", "minutes_regular", 2**53 + 1),
            ("work_item", "minutes_regular", 2**63),
            ("work_item", "minutes_regular", -(10**400)),
            ("work_item", "minutes_regular", 1e300),
            ("work_item", "minutes_regular", [60]),
            ("work_item", "name", 60),
            ("work_item", "name", ["x"]),
            ("flow_element", "minutes_per_case", "5"),
            ("flow_element", "minutes_per_case", 10**400),
        ],
    )
    def test_a_value_no_column_can_hold_is_kept_and_listed(self, party, entity, field, value):
        assert party.store.apply([foreign(OpDraft("new", entity, "a", {field: value}))]) == 1
        assert party.rows(f"SELECT {field} FROM {entity}") == [(None,)]  # noqa: S608  # names above
        assert party.rows("SELECT entity, field, kind FROM merge_issue") == [
            (entity, field, "misfit")
        ]
        assert party.store.state(entity, "a").value(field) == value

    @pytest.mark.parametrize(
        ("entity", "field", "value", "shown"),
        [
            ("work_item", "minutes_regular", 60.0, 60),
            ("work_item", "minutes_regular", 2**53, 2**53),
            ("work_item", "month_profile", [1] * 12, "[1,1,1,1,1,1,1,1,1,1,1,1]"),
            ("work_item", "name", "", ""),
            ("flow_element", "minutes_per_case", 5, 5.0),
            ("city_data", "fictitious", True, 1),
        ],
    )
    def test_a_value_that_means_the_same_fits(self, party, entity, field, value, shown):
        party.store.commit("", [PutRow(entity, "a", {field: value})])
        assert party.rows(f"SELECT {field} FROM {entity}") == [(shown,)]  # noqa: S608  # names above
        assert not party.rows("SELECT * FROM merge_issue")

    def test_what_is_unknown_is_kept_for_a_later_program(self, party, other):
        ops = [
            foreign(OpDraft("new", "hologram", "h", {"x": 1})),
            foreign(OpDraft("new", "work_item", "a", {"name": "甲", "field_of_next_year": 5}), 2),
            foreign(OpDraft("mov", "work_item", "b", {"to": "x"}), 3),
            foreign(OpDraft("evt", "survey_sheet", "s", {"event": "submitted"}), 4),
            foreign(OpDraft("set", "work_item", "a", {"year_minutes": 7, "id": "z", "lft": 1}), 5),
        ]
        party.store.apply(ops)
        assert party.rows("SELECT id, name, year_minutes FROM work_item") == [("a", "甲", None)]
        assert not party.rows("SELECT * FROM survey_sheet")
        assert {op.id for op in ops} <= {op.id for op in party.store.ops()}
        other.store.apply(party.store.ops())
        party.store.apply(other.store.ops())
        assert other.store.digest() == party.store.digest()


class TestHours:
    def hours(self, party: Office) -> list[tuple[object, ...]]:
        return party.rows(
            "SELECT item_id, staff, code, core, item_first, minutes,"
            " m04+m05+m06+m07+m08+m09+m10+m11+m12+m01+m02+m03 FROM work_hours"
        )

    def test_minutes_are_spread_over_the_months_exactly(self, party):
        profile = [3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0]
        party.store.commit(
            "",
            [
                item(
                    "a",
                    code="K01",
                    core_tag="core",
                    minutes_regular=1000,
                    minutes_contractor=7,
                    month_profile=profile,
                )
            ],
        )
        assert self.hours(party) == [
            ("a", "contractor", "K01", "core", 0, 7, 7),
            ("a", "regular", "K01", "core", 1, 1000, 1000),
        ]
        assert party.rows("SELECT m04, m03 FROM work_hours WHERE staff='regular'") == [(230, 0)]
        assert party.rows("SELECT year_minutes FROM work_item") == [(1007,)]

    @pytest.mark.parametrize(
        "profile", [None, [], [0] * 12, [-1] + [1] * 11, [1.5] * 12, "often", [1] * 13]
    )
    def test_an_unusable_profile_spreads_evenly(self, party, profile):
        party.store.commit("", [item("a", minutes_regular=120, month_profile=profile)])
        assert party.rows("SELECT m04, m09, m03 FROM work_hours") == [(10, 10, 10)]

    def test_minutes_taken_away_leave_no_hours_and_no_sum(self, party):
        party.store.commit("", [item("a", minutes_regular=120, minutes_dispatched=60)])
        party.store.commit("", [item("a", minutes_regular=0)])
        assert [row[5] for row in self.hours(party)] == [60]
        assert party.rows("SELECT year_minutes FROM work_item") == [(60,)]
        party.store.commit("", [item("a", minutes_dispatched=None)])
        assert self.hours(party) == []
        assert party.rows("SELECT year_minutes FROM work_item") == [(None,)]

    def test_hours_follow_their_task_to_another_unit_and_away(self, party):
        party.store.commit("", [item("a", minutes_regular=120)])
        party.store.commit("", [item("a", unit_id="t")])
        assert party.rows("SELECT unit_id FROM work_hours") == [("t",)]
        party.store.commit("", [DeleteRow("work_item", "a")])
        assert not party.rows("SELECT * FROM work_hours")

    @pytest.mark.parametrize(
        ("changed", "shown"),
        [
            ({"core_tag": "non_core"}, ("K01", "non_core", "digital", "routine")),
            ({"code": "K02", "medium": "paper"}, ("K02", "core", "paper", "routine")),
            ({"nature": None}, ("K01", "core", "digital", "")),
        ],
    )
    def test_hours_are_sorted_by_the_tags_of_now(self, party, changed, shown):
        tags = {"code": "K01", "core_tag": "core", "medium": "digital", "nature": "routine"}
        minutes = {"minutes_regular": 1000, "minutes_contractor": 7}
        party.store.commit("", [item("a", **tags, **minutes), item("b", minutes_regular=60)])
        before = self.hours(party)
        party.store.commit("", [SetFields("work_item", "a", {**changed, "name": "乙"})])
        tagged = party.rows("SELECT DISTINCT item_id, code, core, medium, nature FROM work_hours")
        assert sorted(tagged) == [("a", *shown), ("b", "", "", "", "")]
        assert [row[4:] for row in self.hours(party)] == [row[4:] for row in before]
        digest = party.store.projection_digest()
        party.store.rebuild()
        assert party.store.projection_digest() == digest

    def test_negative_minutes_are_no_hours(self, party):
        party.store.commit("", [item("a", minutes_regular=-60)])
        assert self.hours(party) == []


class TestOrganisation:
    def unit(self, row: str, parent: str | None, level: str, **fields: object) -> PutRow:
        given = {"fiscal_year": 2026, "parent_id": parent, "level": level, "name": row, "code": row}
        return PutRow("org_unit", row, {**given, **fields})

    def tree(self, party: Office) -> list[tuple[object, ...]]:
        return party.rows(
            "SELECT id, bureau_id, division_id, section_id, path FROM org_unit ORDER BY lft"
        )

    def test_units_know_their_ancestors_and_their_order(self, party):
        party.store.commit(
            "",
            [
                self.unit("c2", "d", "section", sort_key=2),
                self.unit("c1", "d", "section", sort_key=1),
                self.unit("g", "c1", "unit"),
                self.unit("d", "b", "division"),
                self.unit("b", None, "bureau"),
            ],
        )
        assert self.tree(party) == [
            ("b", "b", None, None, "b"),
            ("d", "b", "d", None, "b › d"),
            ("c1", "b", "d", "c1", "b › d › c1"),
            ("g", "b", "d", "c1", "b › d › c1 › g"),
            ("c2", "b", "d", "c2", "b › d › c2"),
        ]
        assert party.rows("SELECT lft, rgt FROM org_unit WHERE id IN ('b','c2') ORDER BY id") == [
            (1, 10),
            (7, 8),
        ]

    def test_no_unit_is_lost_in_a_circle_or_below_another_year(self, party):
        party.store.commit(
            "",
            [
                self.unit("x", "y", "division"),
                self.unit("y", "x", "division"),
                self.unit("z", "old", "section"),
                self.unit("old", None, "bureau", fiscal_year=2025),
                self.unit("self", "self", "section"),
            ],
        )
        assert {row[0] for row in self.tree(party)} == {"x", "y", "z", "old", "self"}
        assert not party.rows("SELECT * FROM org_unit WHERE lft IS NULL OR rgt <= lft")
        assert party.rows("SELECT path FROM org_unit WHERE id='z'") == [("z",)]


class TestHistory:
    def test_it_says_who_when_in_which_deed_before_and_after(self, party, other):
        party.store.commit("Enter the survey", [item("a", name="甲", note="1")])
        other.store.apply(party.store.ops())
        other.clock.move(3600)
        other.store.commit("Two things", [item("a", note="2"), item("a", name="乙")])
        party.store.apply(other.store.ops())
        party.clock.move(7200)
        party.store.commit("Delete", [DeleteRow("work_item", "a")])
        assert party.store.history("work_item", "a", "name") == (
            HistoryEntry(MONDAY, "u1001", "member", "Enter the survey", (), "甲", deleted=False),
            HistoryEntry(
                MONDAY + timedelta(hours=1),
                *("u2002", "dx_office", "Two things"),
                before=("甲",),
                after="乙",
                deleted=False,
            ),
            HistoryEntry(
                MONDAY + timedelta(hours=2),
                *("u1001", "member", "Delete"),
                before=("乙",),
                after=None,
                deleted=True,
            ),
        )

    def test_undo_stands_in_it_like_any_deed(self, party):
        party.undo.commit("Enter", [item("a", name="甲")])
        party.undo.commit("Rename", [SetFields("work_item", "a", {"name": "乙"})])
        party.undo.undo()
        entries = party.store.history("work_item", "a", "name")
        assert [(entry.label, entry.before, entry.after) for entry in entries] == [
            ("Enter", (), "甲"),
            ("Rename", ("甲",), "乙"),
            ("Rename", ("乙",), "甲"),
        ]

    def test_who_used_the_pc_later_has_not_written_what_was_before(self, tmp_path):
        with office(tmp_path) as first:
            first.store.commit("", [item("a", name="甲")])
        with office(tmp_path, person=Person("u3003", "section_chief")) as second:
            second.store.commit("", [item("a", name="乙")])
            entries = second.store.history("work_item", "a", "name")
            assert [(entry.user, entry.role) for entry in entries] == [
                ("u1001", "member"),
                ("u3003", "section_chief"),
            ]

    def test_an_unknown_writer_has_no_name(self, party):
        party.store.apply([foreign(OpDraft("new", "work_item", "a", {"name": "甲"}))])
        (entry,) = party.store.history("work_item", "a", "name")
        assert (entry.user, entry.role, entry.label) == ("", "", "")

    def test_what_was_never_written_has_none(self, party):
        assert party.store.history("work_item", "nothing", "name") == ()


class TestSigningIn:
    def test_signing_in_again_writes_nothing(self, tmp_path):
        with office(tmp_path) as first:
            count = len(first.store.ops())
        with office(tmp_path, "actor0000000z") as again:
            assert len(again.store.ops()) == count
            assert again.rows("SELECT * FROM actor") == [("actor00000001", "u1001", "member")]

    def test_a_new_role_is_written(self, tmp_path):
        with office(tmp_path):
            pass
        with office(tmp_path, person=Person("u1001", "dx_office")) as again:
            assert again.rows("SELECT role FROM actor") == [("dx_office",)]


class TestSets:
    def test_elements_are_written_and_counted_as_a_difference_once(self, party):
        def tags() -> list[object]:
            return list(party.store.state("flow_element", "a").values()["forms_in"])

        party.store.commit("", [PutRow("flow_element", "a", {"name": "受付"})])
        done: CommandDone = party.undo.commit(
            "Tag", [AddMembers("flow_element", "a", "forms_in", ("申請書", "台帳"))]
        )
        assert len(done.ops) == 1
        assert party.rows("SELECT forms_in FROM flow_element") == [('["台帳","申請書"]',)]
        party.undo.commit("", [RemoveMembers("flow_element", "a", "forms_in", ("台帳", "名簿"))])
        assert tags() == ["申請書"]
        party.undo.undo()
        assert tags() == ["台帳", "申請書"]


def test_rebuilding_tells_that_anything_may_differ_and_counts_the_ops(party):
    party.store.commit("", [item("a"), item("b")])
    party.told.clear()
    assert party.store.rebuild() == len(party.store.ops())
    assert [event.ids for event in party.told] == [frozenset()]
    assert "work_item" in party.told[0].kinds


def test_many_rows_are_written_compared_and_rebuilt_in_parts(party):
    """More than fit into one query and into one part of a rebuild."""
    elements = [PutRow("flow_element", f"{number:05}", {"name": "x"}) for number in range(5_200)]
    assert len(party.store.commit("", elements).ops) == 5_200
    assert party.store.commit("", elements).ops == ()
    before = party.store.projection_digest()
    party.store.rebuild()
    assert party.store.projection_digest() == before
    assert party.rows("SELECT count(*) FROM flow_element") == [(5_200,)]


def test_rebuilding_repairs_tables_that_differ_from_the_log(party):
    party.store.commit("", [item("a", name="甲", minutes_regular=60)])
    before = party.store.projection_digest()
    with party.database.writing() as cursor:
        cursor.execute("UPDATE work_item SET name='x', year_minutes=1")
        cursor.execute("INSERT INTO work_item (id) VALUES ('ghost')")
        cursor.execute("DELETE FROM work_hours")
        cursor.execute("INSERT INTO merge_issue VALUES ('work_item','a','name','conflict','[]')")
    assert party.store.projection_digest() != before
    party.store.rebuild()
    assert party.store.projection_digest() == before


def test_folding_the_log_makes_the_file_alone_complete(party, tmp_path):
    party.store.commit("", [item("a", name="甲")])
    party.database.compact()
    copy = tmp_path / "copy"
    copy.mkdir()
    (copy / "workspace.sqlite3").write_bytes(
        (party.database.folder / "workspace.sqlite3").read_bytes()
    )
    with office(copy) as copied:
        assert copied.store.digest() == party.store.digest()

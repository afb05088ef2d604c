"""The merge rules, one by one (sync.md §7.6)."""

from __future__ import annotations

import pytest

from bpr_studio.domain.replication.changes import (
    AddMembers,
    DeleteRow,
    PutRow,
    RemoveMembers,
    RestoreFields,
    SetFields,
    draft,
    inverse,
)
from bpr_studio.domain.replication.merge import NOTHING, RowState, merge_row
from bpr_studio.domain.replication.ops import (
    ALIVE,
    NEW,
    SET,
    Op,
    OpDraft,
    OpId,
    Stamp,
    encode_body,
    seal,
)

E, R = "work_item", "r1"


def put(**fields: object) -> PutRow:
    return PutRow(E, R, fields)


def let(**fields: object) -> SetFields:
    return SetFields(E, R, fields)


DELETE = DeleteRow(E, R)


class Desk:
    """Makes ops of one row for one actor who knows what it is given."""

    def __init__(self, actor: str, *known: Op) -> None:
        self.actor = actor
        self.known = list(known)

    @property
    def state(self) -> RowState:
        return merge_row(self.known)

    def write(self, change, t: int = 1) -> Op:
        planned = draft(change, self.state)
        assert planned is not None
        return self.raw(planned, t)

    def raw(self, planned: OpDraft, t: int = 1) -> Op:
        number = len(self.known) + 1
        op = seal(planned, Stamp(self.actor, number, t, number), encode_body(planned))
        self.known.append(op)
        return op


def merged(*desks: Desk) -> RowState:
    return merge_row(op for desk in desks for op in desk.known)


@pytest.fixture
def row() -> list[Op]:
    """A row both parties know."""
    return [Desk("zero").write(put(name="窓口", minutes=60))]


def test_a_later_value_replaces_the_one_its_writer_saw(row):
    one = Desk("a", *row)
    one.write(let(name="受付"))
    assert merged(one).value("name") == "受付"
    assert merged(one).value("minutes") == 60
    assert not merged(one).conflicts()


def test_a_clock_far_behind_does_not_lose_an_edit(row):
    ahead, behind = Desk("a", *row), Desk("b")
    seen = ahead.write(let(name="未来"), t=10**12)
    behind.known = [*row, seen]
    behind.write(let(name="過去"), t=2)
    assert merged(ahead, behind).value("name") == "過去"


def test_concurrent_values_are_both_kept_and_the_later_is_shown(row):
    one, other = Desk("a", *row), Desk("b", *row)
    one.write(let(name="甲"), t=5)
    other.write(let(name="乙"), t=9)
    state = merged(one, other)
    assert state.value("name") == "乙"
    assert [head.value for head in state.conflicts()["name"]] == ["乙", "甲"]


def test_the_later_value_is_shown_whoever_wrote_it(row):
    one, other = Desk("a", *row), Desk("b", *row)
    one.write(let(name="甲"), t=9)
    other.write(let(name="乙"), t=5)
    state = merged(one, other)
    assert state.value("name") == "甲"
    assert [head.value for head in state.conflicts()["name"]] == ["甲", "乙"]


def test_at_equal_times_the_name_of_the_op_decides_what_is_shown(row):
    one, other = Desk("a", *row), Desk("b", *row)
    one.write(let(name="甲"), t=5)
    other.write(let(name="乙"), t=5)
    assert merged(one, other).value("name") == merged(other, one).value("name") == "乙"


def test_equal_concurrent_values_are_no_conflict(row):
    one, other = Desk("a", *row), Desk("b", *row)
    one.write(let(name="甲"))
    other.write(let(name="甲"))
    state = merged(one, other)
    assert len(state.heads["name"]) == 2
    assert not state.conflicts()
    assert draft(let(name="甲"), state) is None


def test_a_row_is_single_while_no_value_stands_beside_another(row):
    one, other = Desk("a", *row), Desk("b", *row)
    assert NOTHING.is_single is True
    assert merge_row(row).is_single is True
    one.write(let(name="甲"))
    other.write(let(name="甲"))
    assert one.state.is_single is True
    assert merged(one, other).is_single is False  # equal ones, too: no conflict, but two ops


def test_edits_of_different_fields_do_not_meet(row):
    one, other = Desk("a", *row), Desk("b", *row)
    one.write(let(name="甲"))
    other.write(let(minutes=5))
    state = merged(one, other)
    assert (state.value("name"), state.value("minutes")) == ("甲", 5)
    assert not state.conflicts()


def test_choosing_a_value_settles_the_conflict_even_when_it_is_the_shown_one(row):
    one, other = Desk("a", *row), Desk("b", *row)
    one.write(let(name="甲"), t=5)
    other.write(let(name="乙"), t=9)
    chooser = Desk("c", *one.known, *other.known)
    chooser.write(let(name="乙"))
    assert not chooser.state.conflicts()


def test_a_planned_row_made_twice_is_one_row_with_all_fields():
    one, other = Desk("a"), Desk("b")
    one.write(put(name="甲", code="1"))
    other.write(put(name="甲", note="b"))
    state = merged(one, other)
    assert state.alive
    assert not state.deleted_but_edited
    assert state.values() == {"name": "甲", "code": "1", "note": "b"}


def test_edits_that_arrive_before_their_row_are_shown_and_stay():
    one = Desk("a")
    new, edit = one.write(put(name="甲")), one.write(let(name="乙"))
    assert merge_row([edit]).values() == {"name": "乙"}
    assert merge_row([edit]).alive
    assert merge_row([edit, new]) == merge_row([new, edit])
    assert merge_row([edit, new]).value("name") == "乙"


def test_an_op_alone_gives_the_same_state_as_by_the_general_rule():
    one = Desk("a")
    new = one.write(put(name="甲"))
    ignored = one.raw(OpDraft("mov", E, R, {"x": 1}))
    assert merge_row([new]) == merge_row([new, ignored])


class TestDeleting:
    def test_a_deletion_that_saw_everything_stands(self, row):
        one = Desk("a", *row)
        one.write(let(name="甲"))
        one.write(AddMembers(E, R, "tags", ("紙",)))
        one.write(RemoveMembers(E, R, "tags", ("紙",)))
        one.write(DELETE)
        assert not one.state.alive
        assert not one.state.deleted_but_edited

    @pytest.mark.parametrize(
        "edit",
        [
            let(name="甲"),
            let(note="new field"),
            AddMembers(E, R, "tags", ("紙",)),
            RemoveMembers(E, R, "tags", ("DX",)),
        ],
        ids=["value", "first value", "add", "remove"],
    )
    def test_any_edit_the_deleter_did_not_see_keeps_the_row(self, row, edit):
        tagged = Desk("zero", *row)
        tagged.write(AddMembers(E, R, "tags", ("DX",)))
        one, other = Desk("a", *tagged.known), Desk("b", *tagged.known)
        one.write(DELETE)
        other.write(edit)
        state = merged(one, other)
        assert state.alive
        assert state.deleted_but_edited

    def test_an_edit_of_a_row_known_to_be_deleted_does_not_bring_it_back(self, row):
        one = Desk("a", *row)
        one.write(DELETE)
        for edit in (let(name="甲"), AddMembers(E, R, "tags", ("紙",))):
            one.write(edit)
            assert not one.state.alive
        assert one.state.value("name") == "甲"

    def test_two_deletions_are_one(self, row):
        one, other = Desk("a", *row), Desk("b", *row)
        one.write(DELETE)
        other.write(DELETE)
        assert not merged(one, other).alive
        assert draft(DELETE, merged(one, other)) is None

    def test_an_edit_seen_by_one_of_two_deleters_does_not_keep_the_row(self, row):
        one, other = Desk("a", *row), Desk("b", *row)
        one.write(DELETE)
        other.write(let(name="甲"))
        other.write(DELETE)
        assert not merged(one, other).alive

    def test_a_restored_row_has_its_old_values(self, row):
        one = Desk("a", *row)
        one.write(DELETE)
        one.write(put(minutes=5))
        assert one.state.alive
        assert one.state.values() == {"name": "窓口", "minutes": 5}

    def test_restoring_wins_over_a_concurrent_second_deletion(self, row):
        one, other = Desk("a", *row), Desk("b", *row)
        one.write(DELETE)
        one.write(put())
        other.write(DELETE)
        state = merged(one, other)
        assert state.alive
        assert state.deleted_but_edited

    def test_deciding_for_the_row_settles_it(self, row):
        one, other = Desk("a", *row), Desk("b", *row)
        one.write(DELETE)
        other.write(let(name="甲"))
        keeper, deleter = Desk("c", *one.known, *other.known), Desk("d", *one.known, *other.known)
        keeper.write(put())
        deleter.write(DELETE)
        assert (keeper.state.alive, keeper.state.deleted_but_edited) == (True, False)
        assert (deleter.state.alive, deleter.state.deleted_but_edited) == (False, False)

    def test_a_deletion_that_arrives_first_waits_for_what_it_saw(self, row):
        one = Desk("a", *row)
        edit, gone = one.write(let(name="甲")), one.write(DELETE)
        for known in ([gone], [gone, edit], [edit, gone, *row]):
            assert not merge_row(known).alive


class TestSets:
    def test_add_wins_over_a_concurrent_remove(self, row):
        base = Desk("zero", *row)
        base.write(AddMembers(E, R, "tags", ("紙", "DX")))
        one, other = Desk("a", *base.known), Desk("b", *base.known)
        one.write(RemoveMembers(E, R, "tags", ("紙",)))
        other.write(RemoveMembers(E, R, "tags", ("紙",)))
        other.write(AddMembers(E, R, "tags", ("紙",)))
        assert merged(one, other).values()["tags"] == ["DX", "紙"]
        assert merged(one, base).values()["tags"] == ["DX"]

    def test_a_remove_takes_away_only_adds_it_saw(self, row):
        one, other = Desk("a", *row), Desk("b", *row)
        add = one.write(AddMembers(E, R, "tags", ("紙",)))
        blind = OpDraft("rem", E, R, {"tags": ["紙"]}, {})
        other.raw(blind)
        assert merged(one, other).values()["tags"] == ["紙"]
        knowing = Desk("c", *one.known)
        knowing.write(RemoveMembers(E, R, "tags", ("紙",)))
        # The remove may arrive before the add it saw.
        assert "tags" not in merge_row([*row, knowing.known[-1], add]).values()

    def test_adding_what_is_in_and_removing_what_is_not_write_nothing(self, row):
        one = Desk("a", *row)
        one.write(AddMembers(E, R, "tags", ("紙",)))
        assert draft(AddMembers(E, R, "tags", ("紙",)), one.state) is None
        assert draft(RemoveMembers(E, R, "tags", ("DX",)), one.state) is None

    def test_a_lone_value_of_another_program_counts_as_one_element(self, row):
        one = Desk("a", *row)
        one.raw(OpDraft("add", E, R, {"tags": "申請書"}))
        assert one.state.values()["tags"] == ["申請書"]


class TestNewerPrograms:
    def test_unknown_kinds_and_events_do_not_make_a_row(self):
        one = Desk("a")
        one.raw(OpDraft("mov", E, R, {"name": "x"}))
        one.raw(OpDraft("evt", E, R, {"event": "submitted"}))
        assert one.state == NOTHING

    def test_what_an_unknown_kind_saw_is_not_replaced(self, row):
        one = Desk("a", *row)
        one.raw(OpDraft("mov", E, R, {"name": "x"}, {"name": (row[0].id,)}))
        assert one.state.value("name") == "窓口"

    def test_unknown_fields_are_kept_beside_the_known(self, row):
        one = Desk("a", *row)
        one.write(let(field_of_next_year=[1, {"a": 2}]))
        one.write(let(name="甲"))
        assert one.state.value("field_of_next_year") == [1, {"a": 2}]

    def test_the_reserved_field_cannot_be_set(self, row):
        one = Desk("a", *row)
        saw = (row[0].id,)
        one.raw(OpDraft(SET, E, R, {ALIVE: False, "name": "甲"}, {ALIVE: saw, "name": saw}))
        assert one.state.heads[ALIVE] == merge_row(row).heads[ALIVE]
        one.raw(OpDraft(NEW, E, R, {ALIVE: False}, {ALIVE: (row[0].id,)}))
        assert one.state.alive
        assert not one.state.deleted_but_edited
        assert one.state.value("name") == "甲"


class TestDrafting:
    def test_what_already_is_so_makes_no_op(self, row):
        state = merge_row(row)
        assert draft(put(name="窓口"), state) is None
        assert draft(put(), state) is None
        assert draft(let(name="窓口", minutes=60), state) is None
        assert draft(let(unheard_of=None), state) is None
        assert draft(DELETE, NOTHING) is None

    def test_only_the_differing_fields_go_into_the_op(self, row):
        planned = draft(put(name="窓口", minutes=5), merge_row(row))
        assert planned == OpDraft(SET, E, R, {"minutes": 5}, {"minutes": (row[0].id,)})

    def test_one_and_true_are_different_values(self, row):
        one = Desk("a", *row)
        one.write(let(flag=1))
        assert draft(let(flag=True), one.state) is not None
        assert draft(let(flag=1), one.state) is None
        one.write(let(flags=[1, {"a": 1}]))
        assert draft(let(flags=[True, {"a": 1}]), one.state) is not None
        assert draft(let(flags=[1, {"a": 1.0}]), one.state) is not None

    def test_lists_are_compared_by_content(self, row):
        one = Desk("a", *row)
        one.write(let(profile=[1, 2]))
        assert draft(let(profile=(1, 2)), one.state) is None
        assert draft(let(profile=[2, 1]), one.state) is not None

    def test_an_empty_value_is_a_value_once_there_was_another(self, row):
        one = Desk("a", *row)
        one.write(let(name=None))
        assert one.state.value("name") is None
        assert merged(Desk("b", *row), one).value("name") is None


class TestTakingBack:
    def back(self, desk: Desk, change) -> None:
        before = desk.state
        desk.write(change)
        for undoing in inverse(change, before):
            planned = draft(undoing, desk.state)
            if planned is not None:
                desk.raw(planned)

    @pytest.mark.parametrize(
        "change",
        [let(name="甲", note="x"), put(name="甲"), DELETE, AddMembers(E, R, "tags", ("紙", "DX"))],
        ids=["set", "put", "delete", "add"],
    )
    def test_every_change_has_an_inverse(self, row, change):
        one = Desk("a", *row)
        one.write(AddMembers(E, R, "tags", ("紙",)))
        before = one.state.values()
        self.back(one, change)
        now = {name: value for name, value in one.state.values().items() if value is not None}
        assert now == before
        assert one.state.alive

    def test_a_new_row_is_deleted_again(self):
        for change in (put(name="甲"), let(name="甲"), AddMembers(E, R, "tags", ("紙",))):
            one = Desk("a")
            self.back(one, change)
            assert not one.state.alive

    def test_a_row_put_in_place_of_a_deleted_one_gives_way_with_its_values(self, row):
        one = Desk("a", *row)
        one.write(DELETE)
        self.back(one, put(name="甲"))
        assert not one.state.alive
        assert one.state.value("name") == "窓口"

    def test_a_value_changed_since_stays(self, row):
        one = Desk("a", *row)
        change = let(name="甲", minutes=5)
        (undoing,) = inverse(change, one.state)
        one.write(change)
        one.write(let(name="他課の修正"))
        planned = draft(undoing, one.state)
        assert planned is not None
        assert planned.fields == {"minutes": 60}
        assert inverse(undoing, one.state) == (
            RestoreFields(E, R, {"minutes": 5}, {"minutes": 60}),
        )

    def test_of_values_in_conflict_since_only_the_own_one_is_taken_back(self, row):
        one, other = Desk("a", *row), Desk("b", *row)
        change = let(name="甲")
        (undoing,) = inverse(change, one.state)
        ids = {one.write(change).id, other.write(let(name="乙")).id}
        planned = draft(undoing, merged(one, other))
        assert planned is not None
        assert (planned.fields, set(planned.seen["name"])) == ({"name": "乙"}, ids)

    def test_taking_back_the_deletion_of_nothing_is_nothing(self):
        assert inverse(DELETE, NOTHING) == ()
        assert inverse(RemoveMembers(E, R, "tags", ("紙",)), NOTHING) == ()

    def test_taking_back_an_edit_of_a_deleted_row_does_not_delete_it_once_more(self, row):
        one = Desk("a", *row)
        one.write(DELETE)
        assert inverse(let(name="甲"), one.state) == (
            RestoreFields(E, R, {"name": "窓口"}, {"name": "甲"}),
        )

    def test_taking_back_what_changes_nothing_is_nothing(self, row):
        state = merge_row(row)
        for change in (put(name="窓口"), let(minutes=60), AddMembers(E, R, "tags", ())):
            assert inverse(change, state) == ()


def test_ids_order_by_actor_then_number():
    assert OpId("a", 10, "x") > OpId("a", 9, "y")

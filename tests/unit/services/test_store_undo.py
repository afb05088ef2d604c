"""Undo and redo through the store, without a disk: a store that keeps ops in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bpr_studio.domain.replication.changes import DeleteRow, PutRow, SetFields, draft, inverse
from bpr_studio.domain.replication.merge import RowState, merge_row
from bpr_studio.domain.replication.ops import Op, Stamp, encode_body, seal
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.services.store import CommandDone, HistoryEntry, UndoStack

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from bpr_studio.domain.replication.changes import Change


class StoreInMemory:
    """Keeps ops in a list; refuses everything while `disk_full`.

    What `meanwhile` does, once, happens before the next commit is through.
    """

    def __init__(self) -> None:
        self.ops: list[Op] = []
        self.labels: list[str] = []
        self.disk_full = False
        self.meanwhile: Callable[[], object] = lambda: None

    def state(self, row: str) -> RowState:
        return merge_row(op for op in self.ops if op.row == row)

    def commit(self, label: str, changes: Iterable[Change], *, origin: str = "") -> CommandDone:
        assert origin == ""
        if self.disk_full:
            msg = "The disk is full."
            raise RefusedError(msg)
        start, back = len(self.ops), []
        for change in changes:
            state = self.state(change.row)
            planned = draft(change, state)
            if planned is not None:
                back.append(inverse(change, state))
                number = len(self.ops) + 1
                stamp = Stamp("actor00000001", number, number, number)
                self.ops.append(seal(planned, stamp, encode_body(planned)))
        self.labels.append(label)
        meanwhile, self.meanwhile = self.meanwhile, lambda: None
        meanwhile()
        undo = tuple(change for group in reversed(back) for change in group)
        return CommandDone(label, tuple(self.ops[start:]), undo)

    def history(self, entity: str, row: str, field: str) -> tuple[HistoryEntry, ...]:
        raise NotImplementedError((entity, row, field))  # undo asks nothing


@pytest.fixture
def store() -> StoreInMemory:
    return StoreInMemory()


@pytest.fixture
def undo(store: StoreInMemory) -> UndoStack:
    stack = UndoStack(store)
    stack.commit("Create", [PutRow("work_item", "r", {"name": "窓口", "note": "a"})])
    return stack


def let(**fields: object) -> list[Change]:
    return [SetFields("work_item", "r", fields)]


def test_undo_and_redo_go_back_and_forth(store, undo):
    undo.commit("Rename", let(name="受付"))
    undo.commit("Delete", [DeleteRow("work_item", "r")])
    assert undo.undo_label == "Delete"
    undo.undo()
    assert store.state("r").alive
    undo.undo()
    assert store.state("r").value("name") == "窓口"
    undo.undo()
    assert not store.state("r").alive
    assert (undo.undo_label, undo.redo_label) == ("", "Create")
    for _ in range(3):
        undo.redo()
    assert not store.state("r").alive
    assert (undo.undo_label, undo.redo_label) == ("Delete", "")
    undo.undo()
    assert store.state("r").values() == {"name": "受付", "note": "a"}


def test_undo_writes_new_ops_and_removes_none(store, undo):
    before = list(store.ops)
    undo.commit("Rename", let(name="受付"))
    undo.undo()
    assert store.ops[: len(before)] == before
    assert len(store.ops) == len(before) + 2
    assert store.labels == ["Create", "Rename", "Rename"]


def test_a_command_that_changed_nothing_is_no_step_and_keeps_redo(undo):
    undo.commit("Rename", let(name="受付"))
    undo.undo()
    undo.commit("Rename again", let(name="窓口"))
    assert (undo.undo_label, undo.redo_label) == ("Create", "Rename")


def test_a_new_command_ends_redo(undo):
    undo.commit("Rename", let(name="受付"))
    undo.undo()
    undo.commit("Note", let(note="b"))
    assert undo.redo_label == ""


def test_with_nothing_to_take_back_nothing_happens(store):
    stack = UndoStack(store)
    stack.undo()
    stack.redo()
    assert store.labels == []
    assert (stack.undo_label, stack.redo_label) == ("", "")


def test_what_others_changed_since_stays(store, undo):
    undo.commit("Edit", let(name="受付", note="b"))
    store.commit("by somebody else", let(name="総合窓口"))
    undo.undo()
    assert store.state("r").values() == {"name": "総合窓口", "note": "a"}
    undo.redo()
    assert store.state("r").values() == {"name": "総合窓口", "note": "b"}


def test_an_undo_that_the_disk_refuses_can_be_tried_again(store, undo):
    undo.commit("Rename", let(name="受付"))
    store.disk_full = True
    with pytest.raises(RefusedError):
        undo.undo()
    assert (undo.undo_label, undo.redo_label) == ("Rename", "")
    store.disk_full = False
    undo.undo()
    store.disk_full = True
    with pytest.raises(RefusedError):
        undo.redo()
    assert undo.redo_label == "Rename"


def test_what_is_done_while_a_long_undo_runs_can_be_undone(store, undo):
    undo.commit("Paste much", let(name="受付"))
    store.meanwhile = lambda: undo.commit("Note", let(note="b"))
    undo.undo()
    assert (undo.undo_label, undo.redo_label) == ("Note", "")
    undo.undo()
    assert (undo.undo_label, undo.redo_label) == ("Create", "Note")
    assert store.state("r").values() == {"name": "窓口", "note": "a"}


def test_a_step_being_undone_is_not_offered_again(store, undo):
    undo.commit("Rename", let(name="受付"))
    offered = []
    store.meanwhile = lambda: offered.append((undo.undo_label, undo.redo_label))
    undo.undo()
    store.meanwhile = lambda: offered.append((undo.undo_label, undo.redo_label))
    undo.redo()
    assert offered == [("Create", ""), ("Create", "")]


def test_what_is_done_while_a_long_redo_runs_lies_above_it(store, undo):
    undo.commit("Paste much", let(name="受付"))
    undo.undo()
    store.meanwhile = lambda: undo.commit("Note", let(note="b"))
    undo.redo()
    undo.undo()
    assert (undo.undo_label, undo.redo_label) == ("Paste much", "Note")
    undo.undo()
    assert store.state("r").values() == {"name": "窓口", "note": "a"}


@pytest.mark.parametrize("depth", [1, 2, 3])
def test_only_so_many_steps_are_remembered(store, depth):
    stack = UndoStack(store, depth)
    for number in range(5):
        stack.commit(str(number), [PutRow("work_item", "r", {"note": number})])
    for _ in range(5):
        stack.undo()
    assert store.state("r").value("note") == 4 - depth


def test_a_deed_of_several_changes_is_taken_back_as_one(store, undo):
    undo.commit("Swap", [*let(name="乙"), *let(name="丙", note="c"), DeleteRow("work_item", "r")])
    undo.undo()
    assert store.state("r").alive
    assert store.state("r").values() == {"name": "窓口", "note": "a"}


def test_a_gesture_of_several_commits_is_one_step(store, undo):
    with undo.gesture("Collect"):
        undo.commit("One", let(name="受付"))
        undo.commit("Two", let(name="総合窓口", note="b"))
        undo.commit("Nothing", let(note="b"))
    assert (undo.undo_label, undo.undo_size) == ("Collect", 2)
    undo.undo()
    assert store.state("r").values() == {"name": "窓口", "note": "a"}
    assert (undo.undo_label, undo.redo_label) == ("Create", "Collect")
    undo.redo()
    assert store.state("r").values() == {"name": "総合窓口", "note": "b"}


def test_a_gesture_that_breaks_off_keeps_what_was_done_as_one_step(store, undo):
    def broken_gesture():
        with undo.gesture("Collect"):
            undo.commit("One", let(name="受付"))
            raise RefusedError("disk full")

    with pytest.raises(RefusedError):
        broken_gesture()
    assert undo.undo_label == "Collect"
    undo.undo()
    assert store.state("r").value("name") == "窓口"


def test_an_empty_gesture_is_no_step(undo):
    with undo.gesture("Collect"):
        undo.commit("Nothing", let(name="窓口"))
    assert undo.undo_label == "Create"

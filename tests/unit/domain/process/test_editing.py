"""Gestures on a process model: wholly or not at all, back and forth."""

from __future__ import annotations

import pytest

from bpr_studio.domain.process.changes import (
    ElementAdded,
    ElementChanged,
    ElementRemoved,
    HeaderChanged,
    ModelChange,
)
from bpr_studio.domain.process.editor import Editor, ModelGesture, stored_fields, touched_ids
from bpr_studio.domain.process.element import Element, Header, Kind
from bpr_studio.domain.process.model import ProcessModel, StaleChangeError
from bpr_studio.domain.shared.geometry import Bounds


def task(element_id: str, **fields: object) -> Element:
    values: dict[str, object] = {"kind": Kind.TASK, "subtype": "task", **fields}
    return Element(id=element_id, **values)  # type: ignore[arg-type]  # the builder takes any field


def flow(element_id: str, source: str, target: str) -> Element:
    return Element(
        id=element_id,
        kind=Kind.SEQUENCE_FLOW,
        subtype="sequenceFlow",
        source=source,
        target=target,
    )


def half_done(editor: Editor) -> None:
    """Changes something and then fails."""
    editor.set("b", name="half done")
    editor.remove("nobody")


def names(editor: Editor) -> tuple[str | None, str | None]:
    return editor.undo_name, editor.redo_name


@pytest.fixture
def model() -> ProcessModel:
    return ProcessModel(elements=[task("a"), task("b", sort_key="1"), flow("f", "a", "b")])


@pytest.fixture
def editor(model: ProcessModel) -> Editor:
    return Editor(model)


def test_one_gesture_is_one_step_of_undo(model: ProcessModel, editor: Editor):
    with editor.gesture("Append"):
        editor.add(task("c"))
        editor.add(flow("g", "b", "c"))
    assert names(editor) == ("Append", None)
    editor.undo()
    assert "c" not in model
    assert "g" not in model
    assert names(editor) == (None, "Append")
    editor.redo()
    assert [f.id for f in model.incoming("c")] == ["g"]


def test_a_gesture_that_raises_leaves_no_trace(model: ProcessModel, editor: Editor):
    before = ProcessModel(elements=list(model.elements()))
    with pytest.raises(KeyError), editor.gesture("Delete"):
        half_done(editor)
    assert model == before
    assert names(editor)[0] is None


def test_a_gesture_that_changes_nothing_is_no_step_of_undo(editor: Editor):
    with editor.gesture("Nothing"):
        editor.set("a", name="")
    assert names(editor)[0] is None


def test_gestures_nest_and_the_inner_one_can_fail_alone(model: ProcessModel, editor: Editor):
    with editor.gesture("Outer"):
        editor.set("a", name="kept")
        with pytest.raises(KeyError), editor.gesture("Inner"):
            half_done(editor)
        with editor.gesture("Inner too"):
            editor.set("b", name="kept too")
    assert (model.element("a").name, model.element("b").name) == ("kept", "kept too")
    assert names(editor) == ("Outer", None)
    editor.undo()
    assert (model.element("a").name, model.element("b").name) == ("", "")
    assert names(editor)[0] is None


def test_a_new_gesture_forgets_what_was_undone(editor: Editor):
    with editor.gesture("First"):
        editor.set("a", name="1")
    editor.undo()
    with editor.gesture("Second"):
        editor.set("a", name="2")
    assert editor.redo_name is None
    assert editor.redo() is None


def test_changes_need_an_open_gesture(editor: Editor):
    with pytest.raises(RuntimeError, match="inside a gesture"):
        editor.set("a", name="x")


def test_undo_inside_a_gesture_is_refused(model: ProcessModel, editor: Editor):
    with editor.gesture("First"):
        editor.set("a", name="1")
    with pytest.raises(RuntimeError, match="not happen inside"), editor.gesture("Second"):
        editor.undo()
    assert model.element("a").name == "1"


def test_what_is_to_be_kept_is_told_once_for_each_gesture_undo_and_redo(model: ProcessModel):
    told: list[ModelGesture] = []
    editor = Editor(model, told.append)
    with editor.gesture("Rename"), editor.gesture("inner"):
        editor.set("a", name="x")
        editor.set("b", name="y")
    editor.undo()
    editor.redo()
    assert [gesture.name for gesture in told] == ["Rename"] * 3
    assert [touched_ids(gesture) for gesture in told] == [["a", "b"], ["b", "a"], ["a", "b"]]


def test_a_gesture_that_cannot_be_kept_did_not_happen(model: ProcessModel):
    full = False

    def keep(_: ModelGesture) -> None:
        if full:
            raise OSError(28, "disk full")

    editor = Editor(model, keep)
    with editor.gesture("First"):
        editor.set("a", name="kept")
    full = True
    with pytest.raises(OSError, match="disk full"), editor.gesture("Second"):
        editor.set("a", name="lost")
    with pytest.raises(OSError, match="disk full"):
        editor.undo()
    assert model.element("a").name == "kept"
    assert (editor.undo_name, editor.redo_name) == ("First", None)


def test_forgetting_empties_the_undo_list(editor: Editor):
    with editor.gesture("First"):
        editor.set("a", name="1")
    editor.forget()
    assert editor.undo() is None


def test_a_change_that_does_not_fit_is_refused_and_changes_nothing(model: ProcessModel):
    before = ProcessModel(elements=list(model.elements()))
    stale: list[ModelChange] = [
        ElementChanged("a", before=(("name", "other"),), after=(("name", "x"),)),
        ElementChanged("nobody", before=(), after=(("name", "x"),)),
        ElementChanged("a", before=(), after=(("id", "z"),)),
        HeaderChanged(Header(name="other"), Header(name="x")),
    ]
    for change in stale:
        with pytest.raises(StaleChangeError):
            model.apply(change)
    for change in (ElementAdded(task("a")), ElementRemoved(task("a", name="other"))):
        with pytest.raises(StaleChangeError):
            model.apply(change)
    assert model == before


def test_removing_an_element_that_changed_meanwhile_is_refused(model: ProcessModel, editor: Editor):
    with editor.gesture("Rename"):
        editor.set("a", name="new")
    with pytest.raises(StaleChangeError), editor.gesture("Remove"):
        editor.apply(ElementChanged("a", (("name", "old"),), (("name", "x"),)))
    assert model.element("a").name == "new"


def test_the_header_changes_through_the_same_door(model: ProcessModel, editor: Editor):
    with editor.gesture("Name the flow"):
        editor.apply(HeaderChanged(model.header, Header(name="住民票")))
    assert model.header.name == "住民票"
    assert touched_ids(editor.undo() or ModelGesture("none", ())) == []
    assert model.header.name == ""
    editor.redo()
    assert touched_ids(ModelGesture("x", (HeaderChanged(Header(), Header(name="y")),))) == []
    editor.undo()
    assert model.header.name == ""


def test_moving_an_end_is_seen_from_both_elements(model: ProcessModel, editor: Editor):
    with editor.gesture("Reconnect"):
        editor.set("f", target="a")
    assert model.incoming("b") == []
    assert [f.id for f in model.incoming("a")] == ["f"]
    editor.undo()
    assert [f.id for f in model.incoming("b")] == ["f"]


def test_models_compare_by_content(model: ProcessModel):
    turned = ProcessModel(elements=list(reversed(list(model.elements()))))
    assert turned == model
    assert model != "model"
    assert len(model) == 3
    assert model.find("nobody") is None


def test_a_free_id_is_made_of_the_stem_and_the_next_number(model: ProcessModel):
    assert model.free_id("task") == "task_1"
    assert ProcessModel(elements=[task("task_1"), task("task_2")]).free_id("task") == "task_3"


def test_only_what_changed_has_to_be_stored():
    before = task("a", name="old", bounds=Bounds(0, 0, 1, 1))
    after = task("a", name="new", bounds=Bounds(0, 0, 1, 1), lane="l")
    assert stored_fields(before, after) == {"name": "new", "lane": "l"}
    assert stored_fields(None, task("a")) == {"id": "a", "kind": "task", "subtype": "task"}

"""Random editing: undo-all is the start, redo-all the end, the store never minds."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from bpr_studio.adapters.bpmn.reader import read_bpmn
from bpr_studio.adapters.bpmn.writer import write_bpmn
from bpr_studio.domain.process.editor import Editor, ModelGesture, stored_fields, touched_ids
from bpr_studio.domain.process.element import Element, Kind
from bpr_studio.domain.process.model import ProcessModel
from bpr_studio.domain.process.records import (
    ElementRecord,
    from_records,
    header_record_of,
    record_from,
    record_of,
    to_records,
)
from bpr_studio.domain.process.step import BASES, Step
from bpr_studio.domain.shared.geometry import Bounds, Point

if TYPE_CHECKING:
    from collections.abc import Callable

IDS = [f"e{n}" for n in range(8)]
TEXT = st.text(
    st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\ufffe\uffff"),
    max_size=8,
)
NUMBER = st.integers(-2000, 4000).map(lambda n: n / 4)
BOUNDS = st.builds(Bounds, NUMBER, NUMBER, NUMBER, NUMBER)
STEP = st.builds(
    Step,
    step_type=st.sampled_from(["", "P01", "P18"]),
    core_tag=st.sampled_from(["", "core", "non_core"]),
    core_reasons=st.lists(TEXT.filter(str.strip), max_size=2).map(tuple),
    minutes_per_case=st.none() | st.integers(0, 400).map(lambda n: n / 4),
    seal=st.booleans(),
    times_per_year=st.none() | st.integers(0, 1000).map(lambda n: n / 4),
    cases_per_time=st.none() | st.floats(0, 1e6, allow_nan=False),
    judgement=st.none() | st.booleans(),
    personal_data=st.none() | st.booleans(),
    expertise=st.none() | st.sampled_from([1, 2, 3]),
    rework_percent=st.none() | st.integers(0, 100),
    seal_basis=st.sampled_from(["", *BASES]),
    paper_basis=st.sampled_from(["", *BASES]),
    in_person_basis=st.sampled_from(["", *BASES]),
    manual_text=TEXT.filter(lambda text: not text or bool(text.strip())),
)
SHAPES = {
    Kind.TASK: ("task", "userTask", "manualTask"),
    Kind.START_EVENT: ("startEvent",),
    Kind.GATEWAY: ("exclusiveGateway", "parallelGateway"),
    Kind.SEQUENCE_FLOW: ("sequenceFlow",),
    Kind.SUB_PROCESS: ("subProcess",),
}


@st.composite
def elements(draw: st.DrawFn) -> Element:
    kind = draw(st.sampled_from(list(SHAPES)))
    is_flow = kind is Kind.SEQUENCE_FLOW
    return Element(
        id=draw(st.sampled_from(IDS)),
        kind=kind,
        subtype=draw(st.sampled_from(SHAPES[kind])),
        name=draw(TEXT),
        parent="process",
        sort_key=draw(st.sampled_from(["a", "b", "c"])),
        source=draw(st.sampled_from(IDS)) if is_flow else "",
        target=draw(st.sampled_from(IDS)) if is_flow else "",
        bounds=None if is_flow else draw(st.none() | BOUNDS),
        waypoints=(Point(0, 0), draw(st.builds(Point, NUMBER, NUMBER))) if is_flow else (),
        step=Step() if is_flow else draw(STEP),
    )


Deed = tuple[str, Element]
DEEDS = st.tuples(st.sampled_from(["add", "remove", "change", "undo", "redo", "fail"]), elements())
SCRIPTS = st.lists(st.lists(DEEDS, min_size=1, max_size=4), max_size=12)


def start() -> ProcessModel:
    return ProcessModel(elements=[Element(id="process", kind=Kind.PROCESS, subtype="process")])


def copy_of(model: ProcessModel) -> ProcessModel:
    return ProcessModel(model.header, list(model.elements()))


def do(editor: Editor, deed: str, element: Element) -> None:
    present = editor.model.find(element.id)
    if deed == "add" and present is None:
        editor.add(element)
    elif deed == "remove" and present:
        editor.remove(element.id)
    elif deed == "change" and present and present.kind is element.kind:
        editor.set(element.id, name=element.name, bounds=element.bounds, step=element.step)
    elif deed == "fail":
        raise ZeroDivisionError


def play(editor: Editor, script: list[list[Deed]], check: Callable[[], None]) -> None:
    for gesture in script:
        deed = gesture[0][0]
        if deed == "undo":
            editor.undo()
        elif deed == "redo":
            editor.redo()
        else:
            before = copy_of(editor.model)
            try:
                with editor.gesture(deed):
                    for step in gesture:
                        do(editor, *step)
            except ZeroDivisionError:
                assert editor.model == before
        check()


@settings(max_examples=100)
@given(SCRIPTS)
def test_undoing_all_gives_the_start_and_redoing_all_the_end(script: list[list[Deed]]):
    model = start()
    editor = Editor(model)
    play(editor, script, lambda: None)
    end = copy_of(model)
    undone = 0
    while editor.undo():
        undone += 1
    assert model == start()
    for _ in range(undone):
        assert editor.redo()
    assert model == end


@settings(max_examples=100)
@given(SCRIPTS)
def test_rows_fed_with_changed_fields_only_are_always_the_model(script: list[list[Deed]]):
    model = start()
    rows: dict[str, dict[str, object]] = {e.id: asdict(record_of(e)) for e in model.elements()}
    known = {e.id: e for e in model.elements()}

    def keep(gesture: ModelGesture) -> None:
        for element_id in touched_ids(gesture):
            after = model.find(element_id)
            if after is None:
                rows.pop(element_id, None)
                known.pop(element_id, None)
                continue
            values = stored_fields(known.get(element_id), after)
            rows.setdefault(element_id, {}).update(json.loads(json.dumps(values)))
            known[element_id] = after

    def check() -> None:
        records: list[ElementRecord] = [record_from(row) for row in rows.values()]
        assert from_records(header_record_of(model.header), records) == model

    play(Editor(model, keep), script, check)


@settings(max_examples=100)
@given(SCRIPTS)
def test_indexes_answer_as_a_search_of_everything_would(script: list[list[Deed]]):
    model = start()

    def check() -> None:
        for element_id in [*IDS, "process", ""]:
            everything = list(model.elements())
            assert {e.id for e in model.children(element_id)} == {
                e.id for e in everything if e.parent == element_id
            }
            if element_id:
                assert {e.id for e in model.outgoing(element_id)} == {
                    e.id for e in everything if e.source == element_id
                }
                assert {e.id for e in model.incoming(element_id)} == {
                    e.id for e in everything if e.target == element_id
                }

    play(Editor(model), script, check)


@settings(max_examples=100)
@given(SCRIPTS)
def test_whatever_was_drawn_is_saved_and_read_back(script: list[list[Deed]]):
    model = start()
    play(Editor(model), script, lambda: None)
    data = write_bpmn(model)
    again = read_bpmn(data).model
    assert write_bpmn(again) == data
    for element in model.elements():
        saved = again.element(element.id)
        fields = ("kind", "subtype", "name", "source", "target", "bounds", "waypoints", "step")
        assert {f: getattr(saved, f) for f in fields} == {f: getattr(element, f) for f in fields}
    assert {r.id for r in to_records(model)} <= {r.id for r in to_records(again)}

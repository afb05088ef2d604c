"""What only this program says in a BPMN file, and broken drawings other tools stumble over."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from bpr_studio.adapters.bpmn.reader import read_bpmn
from bpr_studio.adapters.bpmn.writer import write_bpmn
from bpr_studio.domain.process.element import Element, Kind
from bpr_studio.domain.process.model import ProcessModel

DATA = Path(__file__).parents[2] / "data" / "bpmn"


def with_changed(model: ProcessModel, element_id: str, **fields: object) -> ProcessModel:
    return ProcessModel(
        model.header,
        [
            replace(element, **fields) if element.id == element_id else element  # type: ignore[arg-type]  # any field
            for element in model.elements()
        ],
    )


def test_an_element_remembers_the_library_fragment_it_came_from():
    model = read_bpmn(DATA / "all_families.bpmn").model
    for element_id in ("task_check", "gw_ok", "f3", "lane_counter", "msg_application"):
        origin = "approval#Task_1@u1"
        linked = with_changed(model, element_id, fragment=origin)
        again = read_bpmn(write_bpmn(linked)).model
        assert again.element(element_id).fragment == origin
        assert again == linked


def test_a_call_activity_remembers_the_stored_flow_it_stands_for():
    call = Element(
        id="call",
        kind=Kind.CALL_ACTIVITY,
        subtype="callActivity",
        parent="p",
        linked_flow="0f3a",
        fragment="scan#Call_1@u2",
        sort_key="V",
    )
    process = Element(id="p", kind=Kind.PROCESS, subtype="process", sort_key="V")
    written = write_bpmn(ProcessModel(None, [process, call]))
    assert b'<bpr:origin fragment="scan#Call_1@u2" linkedFlow="0f3a" />' in written
    assert read_bpmn(written).model.element("call").linked_flow == "0f3a"


def test_a_second_origin_is_carried_not_mixed_in():
    task = """<task id="t"><extensionElements>
      <o:origin xmlns:o="urn:bpr-studio:step:1" fragment="a#b@1"/>
      <o:origin xmlns:o="urn:bpr-studio:step:1" linkedFlow="x"/></extensionElements></task>"""
    model = read_bpmn(definitions(f'<process id="p">{task}</process>')).model
    assert (model.element("t").fragment, model.element("t").linked_flow) == ("a#b@1", "")
    assert write_bpmn(model).count(b"<bpr:origin") == 2


def test_loose_ends_are_kept_where_no_other_tool_stumbles_over_them():
    before = read_bpmn(DATA / "loose_ends.bpmn")
    written = write_bpmn(before.model)
    assert b'sourceRef="late" targetRef="task_gone"' not in written
    assert b'<bpr:loose targetRef="task_gone" />' in written
    after = read_bpmn(written)
    assert after.model == before.model
    assert [(f.rule, f.place.cell) for f in after.findings] == [
        (f.rule, f.place.cell) for f in before.findings
    ]


def test_names_bpmn_has_no_place_for_are_kept():
    model = read_bpmn(DATA / "all_families.bpmn").model
    for element_id in ("da_in", "da_out"):
        named = with_changed(model, element_id, name="写し")
        written = write_bpmn(named)
        assert '<bpr:loose name="写し" />' in written.decode()
        assert read_bpmn(written).model == named


def test_what_the_schema_demands_stays_although_it_names_nothing():
    flow = '<messageFlow id="m" sourceRef="a" targetRef="b"/>'
    written = write_bpmn(
        read_bpmn(definitions(f'<collaboration id="c">{flow}</collaboration>')).model
    )
    assert b'sourceRef="a" targetRef="b"' in written


def test_references_to_other_files_stay_where_they_are():
    task = '<task id="t"><property id="y" itemSubjectRef="other:form"/></task>'
    written = write_bpmn(read_bpmn(definitions(f'<process id="p">{task}</process>')).model)
    assert b'itemSubjectRef="other:form"' in written


def definitions(content: str) -> bytes:
    return (
        '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
        f'xmlns:other="urn:example:other" targetNamespace="urn:t">{content}</definitions>'
    ).encode()

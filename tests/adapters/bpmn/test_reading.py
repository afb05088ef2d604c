"""What the reader understands of a sound drawing."""

from __future__ import annotations

from pathlib import Path

import pytest

from bpr_studio.adapters.bpmn.reader import read_bpmn
from bpr_studio.adapters.bpmn.writer import write_bpmn
from bpr_studio.domain.process.carried import XmlNode
from bpr_studio.domain.process.editor import Editor
from bpr_studio.domain.process.element import Element, EventDefinition, Kind, LoopKind, Trigger
from bpr_studio.domain.process.model import ProcessModel
from bpr_studio.domain.process.step import Step
from bpr_studio.domain.shared.geometry import Bounds, Point

DATA = Path(__file__).parents[2] / "data" / "bpmn"


@pytest.fixture
def model() -> ProcessModel:
    return read_bpmn(DATA / "all_families.bpmn").model


@pytest.fixture
def other() -> ProcessModel:
    return read_bpmn(DATA / "other_diagrams.bpmn").model


def test_every_family_is_told_apart(model: ProcessModel):
    kinds = {element.kind for element in model.elements()}
    assert kinds == set(Kind) - {Kind.OTHER}


def test_step_attributes_come_from_our_own_extension(model: ProcessModel):
    assert model.element("task_check").step == Step(
        step_type="P06",
        core_tag="non_core",
        core_reasons=("N1", "N3"),
        actor_category="counter",
        minutes_per_case=2.5,
        cases_per_year=1200,
        frequency="daily",
        waiting_days=1,
        medium="paper",
        system="住民記録",
        forms_in=("申請書",),
        forms_out=("受付票",),
        seal=True,
        in_person=True,
        legal_basis="住民基本台帳法 第12条",
        manual_text="1. 氏名を確認する。\n2. 押印を確認する。",
    )


def test_extensions_of_other_tools_stay_beside_ours(model: ProcessModel):
    extensions = model.element("task_check").carried.child("extensionElements")
    assert extensions is not None
    assert [node.tag for node in extensions.children] == ["{urn:example:acme}form"]


def test_a_step_number_that_is_none_is_reported_and_left_empty():
    data = (DATA / "all_families.bpmn").read_bytes().replace(b'minutes="2.5"', b'minutes="soon"')
    reading = read_bpmn(data)
    assert reading.model.element("task_check").step.minutes_per_case is None
    assert [f.place.cell for f in reading.findings if f.rule == "number-not-readable"] == [
        "task_check"
    ]


def test_answers_of_the_detailed_survey_are_read_or_reported():
    asked = b'minutes="2.5" judgement="false" personalData="1" expertise="3" timesPerYear="0.5"'
    odd = b'minutes="2.5" judgement="perhaps" expertise="2.5" reworkPercent="some"'
    data = (DATA / "all_families.bpmn").read_bytes()
    step = read_bpmn(data.replace(b'minutes="2.5"', asked)).model.element("task_check").step
    assert (step.judgement, step.personal_data) == (False, True)
    assert (step.expertise, step.times_per_year) == (3, 0.5)
    reading = read_bpmn(data.replace(b'minutes="2.5"', odd))
    step = reading.model.element("task_check").step
    assert (step.judgement, step.expertise, step.rework_percent) == (None, None, None)
    assert len([f for f in reading.findings if f.rule == "number-not-readable"]) == 3


def test_triggers_loops_and_conditions_are_understood(model: ProcessModel):
    assert model.element("start").events == (
        EventDefinition(Trigger.MESSAGE, id="start_def", refers_to="msg_application"),
    )
    multiple = model.element("catch_multi")
    assert [(e.trigger, e.shared) for e in multiple.events] == [
        (Trigger.MESSAGE, False),
        (Trigger.TIMER, True),
    ]
    assert multiple.is_parallel_multiple
    loops = {e.id: e.loop.kind for e in model.elements() if e.loop}
    assert loops == {
        "task_check": LoopKind.STANDARD,
        "sub_fix": LoopKind.SEQUENTIAL,
        "task_examine": LoopKind.PARALLEL,
    }
    condition = model.element("f3").condition
    assert condition is not None
    assert condition.text == "ok = true"
    assert not model.element("b_timer").interrupting
    assert not model.element("ev_start").interrupting
    assert model.element("b_error").interrupting
    assert model.element("gw_ok").default_flow == "f4"


def test_nodes_know_their_innermost_lane_and_lanes_their_members(model: ProcessModel):
    assert model.element("task_examine").lane == "lane_officer"
    assert model.element("task_examine").carried.further("lanes") == ("lane_section",)
    assert model.element("end_done").lane == "lane_section"
    assert [e.id for e in model.in_lane("lane_chief")] == ["gw_event"]


def test_connections_boundaries_and_contents_are_found_from_either_side(model: ProcessModel):
    assert [f.id for f in model.outgoing("gw_ok")] == ["f3", "f4"]
    assert {f.id for f in model.incoming("task_send")} == {"f13", "f14"}
    assert [e.id for e in model.boundary_events("task_check")] == ["b_timer"]
    assert {e.id for e in model.children("tx")} == {"tx_script", "tx_cancel"}
    assert [e.id for e in model.referring("process_office")] == ["pool_office"]


def test_data_connections_reach_from_shape_to_shape(model: ProcessModel):
    into, out = model.element("da_in"), model.element("da_out")
    assert (into.source, into.target) == ("doc_form", "task_check")
    assert into.carried.further("targetRef") == ("di_form",)
    assert (out.source, out.target) == ("task_check", "store_ref")


def test_groups_are_called_after_their_category(model: ProcessModel):
    assert model.element("group_review").name == "審査の範囲"


def test_a_second_drawing_of_an_element_is_kept_as_a_depiction(model: ProcessModel):
    picture = model.element("d2_sub_call")
    assert picture.kind is Kind.DEPICTION
    assert (picture.refers_to, picture.diagram) == ("sub_call", "diagram_2")
    assert model.element("sub_call").diagram == "diagram_1"
    assert {e.id for e in model.drawn_in("diagram_2")} == {
        "d2_sub_start",
        "d2_sub_call",
        "d2_input",
        "d2_sf1",
    }


def test_places_are_read_to_the_fraction(model: ProcessModel):
    assert model.element("start").bounds == Bounds(140, 202, 36, 36)
    assert model.element("f3").label_bounds == Bounds(480.5, 225.25, 24, 14)
    assert model.element("sf1").waypoints == (Point(556, 370), Point(600, 370))


def test_references_with_a_prefix_mean_the_element_without(other: ProcessModel):
    link = other.element("link_city")
    assert (link.source, link.target) == ("city", "talk")
    assert [f.id for f in other.incoming("ct")] == ["cf1"]
    assert b"tns:" not in write_bpmn(other).replace(b"xmlns:tns", b"")


def test_choreography_and_conversation_are_kept_with_their_places(other: ProcessModel):
    assert other.element("ct").kind is Kind.OTHER
    assert other.element("talk").bounds == Bounds(90, 120, 40, 35)
    assert other.element("band1").refers_to == "c1"
    assert other.element("c1").bounds is None


def test_parts_that_are_only_carried_can_still_be_drawn(other: ProcessModel):
    node = other.find_carried("in1")
    assert node is not None
    assert (node.tag, node.attribute("name")) == ("dataInput", "入力")
    assert other.element("in1_s").refers_to == "in1"
    assert other.find_carried("nowhere") is None


# --- writing what was edited -------------------------------------------------------------------


def with_task(**fields: object) -> ProcessModel:
    """A fresh model with one process and one task."""
    model = ProcessModel()
    editor = Editor(model)
    with editor.gesture("start"):
        editor.add(Element(id="p", kind=Kind.PROCESS, subtype="process"))
        editor.add(Element(id="t", kind=Kind.TASK, subtype="task", parent="p"))
        editor.set("t", **fields)
    return model


def test_a_model_drawn_here_is_written_with_drawing_and_step():
    model = with_task(name="受付", bounds=Bounds(10, 20, 100, 80), step=Step(minutes_per_case=0.5))
    again = read_bpmn(write_bpmn(model))
    task = again.model.element("t")
    assert (task.name, task.bounds, task.step) == (
        "受付",
        Bounds(10, 20, 100, 80),
        Step(minutes_per_case=0.5),
    )
    assert task.diagram == "diagram_1"
    assert again.model.element("diagram_1").refers_to == "p"
    assert again.findings == ()


def test_renaming_a_group_renames_its_category(model: ProcessModel):
    editor = Editor(model)
    with editor.gesture("rename"):
        editor.set("group_review", name="二次審査")
    assert read_bpmn(write_bpmn(model)).model.element("group_review").name == "二次審査"


def test_a_new_group_gets_a_category_of_its_own():
    model = with_task()
    editor = Editor(model)
    group = Element(
        id="g", kind=Kind.GROUP, subtype="group", name="範囲", parent="p", bounds=Bounds(0, 0, 9, 9)
    )
    with editor.gesture("group"):
        editor.add(group)
    assert read_bpmn(write_bpmn(model)).model.element("g").name == "範囲"


def test_a_new_data_connection_gets_the_property_bpmn_asks_for():
    model = with_task()
    editor = Editor(model)
    with editor.gesture("data"):
        editor.add(
            Element(id="d", kind=Kind.DATA_OBJECT, subtype="dataObjectReference", parent="p")
        )
        editor.add(
            Element(
                id="da",
                kind=Kind.DATA_ASSOCIATION,
                subtype="dataInputAssociation",
                parent="t",
                source="d",
                target="t",
            )
        )
    again = read_bpmn(write_bpmn(model)).model
    assert again.element("da").carried.further("targetRef") == ("da_target",)
    assert again.element("t").carried.child("property") == XmlNode(
        "property", (("id", "da_target"), ("name", "__targetRef_placeholder"))
    )


def test_an_edge_end_is_dropped_when_its_shape_is_gone(other: ProcessModel):
    editor = Editor(other)
    with editor.gesture("undraw"):
        editor.set("cs", bounds=None)
    assert b"sourceElement" not in write_bpmn(other)
    assert b'targetElement="ct_s"' in write_bpmn(other)


def test_what_lost_its_parent_is_written_into_the_first_process():
    model = with_task()
    editor = Editor(model)
    with editor.gesture("orphan"):
        editor.add(Element(id="o", kind=Kind.TASK, subtype="task", parent="gone"))
    assert read_bpmn(write_bpmn(model)).model.element("o").parent == "p"
    with editor.gesture("no process left"):
        editor.remove("p")
    assert read_bpmn(write_bpmn(model)).model.element("o").parent == "process_1"


def test_names_are_written_so_that_any_text_survives():
    name = "A & B <\"'>\n改行\tタブ\x0b"
    model = with_task(name=name)
    assert read_bpmn(write_bpmn(model)).model.element("t").name == name.replace("\x0b", "")


# --- odd but allowed ---------------------------------------------------------------------------

HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" '
    'xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" '
    'xmlns:di="http://www.omg.org/spec/DD/20100524/DI" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" targetNamespace="urn:x">'
)


def test_names_without_a_category_and_events_without_a_definition_are_kept_as_they_are():
    data = HEAD + (
        '<process id="p"><startEvent id="s"><eventDefinitionRef>elsewhere</eventDefinitionRef>'
        '</startEvent><group id="g" categoryValueRef="gone"/></process></definitions>'
    )
    model = read_bpmn(data.encode()).model
    assert model.element("s").carried.child("eventDefinitionRef") is not None
    assert model.element("g").refers_to == "gone"
    assert read_bpmn(write_bpmn(model)).model == model


def test_a_data_connection_outside_everything_is_a_plain_association():
    data = HEAD + (
        '<dataInputAssociation id="d"><sourceRef>x</sourceRef></dataInputAssociation>'
        '<process id="p"/></definitions>'
    )
    link = read_bpmn(data.encode()).model.element("d")
    assert (link.kind, link.source, link.target) == (Kind.ASSOCIATION, "x", "")


def test_a_carried_attribute_gives_way_to_the_field_of_the_same_name():
    data = HEAD + (
        '<process id="p"><startEvent id="s"><dataInputAssociation id="d" sourceRef="old">'
        "<sourceRef>x</sourceRef></dataInputAssociation></startEvent></process></definitions>"
    )
    again = read_bpmn(write_bpmn(read_bpmn(data.encode()).model)).model
    assert (again.element("d").source, again.element("d").target) == ("x", "s")


def test_foreign_parts_of_the_drawing_survive():
    data = HEAD + (
        '<task id="t" name="札"/><bpmndi:BPMNDiagram id="d" xmlns:look="urn:look">'
        '<bpmndi:BPMNPlane id="d_plane" bpmnElement="t"><look:grid size="5"/>'
        '<bpmndi:BPMNShape id="t_di" bpmnElement="t"><di:extension><look:a/></di:extension>'
        '<dc:Bounds x="1" y="2" width="3" height="4"/><look:b/>'
        '<bpmndi:BPMNLabel><dc:Bounds x="?"/><look:font>大</look:font></bpmndi:BPMNLabel>'
        "</bpmndi:BPMNShape></bpmndi:BPMNPlane></bpmndi:BPMNDiagram></definitions>"
    )
    model = read_bpmn(data.encode()).model
    written = write_bpmn(model)
    for part in (b'<look:grid size="5" />', b"<look:a />", b"<look:b />", "大".encode()):
        assert part in written
    assert read_bpmn(written).model.element("t").bounds == Bounds(1, 2, 3, 4)


def test_a_type_name_keeps_its_meaning_whatever_the_prefixes_are():
    data = HEAD + (
        '<process id="p"><sequenceFlow id="f"><conditionExpression '
        'xmlns:q="http://www.omg.org/spec/BPMN/20100524/MODEL" xsi:type="q:tFormalExpression">x'
        "</conditionExpression></sequenceFlow></process></definitions>"
    )
    assert b'xsi:type="bpmn:tFormalExpression"' in write_bpmn(read_bpmn(data.encode()).model)


def test_a_prefix_of_the_file_that_means_something_else_here_gives_way():
    data = HEAD.replace("<definitions", '<definitions xmlns:bpmn="urn:mine" bpmn:mark="1"') + (
        '<process id="p"/></definitions>'
    )
    model = read_bpmn(data.encode()).model
    assert b'ns1:mark="1"' in write_bpmn(model)
    assert b'xmlns:ns1="urn:mine"' in write_bpmn(model)
    assert read_bpmn(write_bpmn(model)).model.header.carried == model.header.carried

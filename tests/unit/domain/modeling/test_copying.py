"""Copying and pasting parts of a flow."""

from __future__ import annotations

import json

import pytest

from bpr_studio.domain.modeling.copying import (
    Clipping,
    clipping_of,
    duplicate,
    may_paste,
    paste,
)
from bpr_studio.domain.modeling.lanes import add_pool, lanes_of
from bpr_studio.domain.modeling.moving import move
from bpr_studio.domain.modeling.soundness import faults
from bpr_studio.domain.modeling.sub_processes import wrap
from bpr_studio.domain.modeling.verdict import NotAllowedError
from bpr_studio.domain.process.carried import Carried, XmlNode
from bpr_studio.domain.process.element import Element, EventDefinition, Kind, Trigger
from bpr_studio.domain.process.model import ProcessModel
from bpr_studio.domain.process.step import Step
from bpr_studio.domain.shared.errors import UnreadableInputError
from bpr_studio.domain.shared.geometry import Point
from tests.builders_flow import Drawing, bare_flow, flow


def counter_flow() -> Drawing:
    """受付 → 確認 → 完了 in the first of two lanes, 受付 with attributes and a time limit."""
    drawn = flow("窓口", "審査").then("受付", "確認").then("完了", what="end")
    with drawn.editor.gesture("fill"):
        step = Step(step_type="P05", minutes_per_case=5, derived_from="old")
        drawn.editor.set(drawn.id("受付"), step=step, fragment="kit#Receive@use_1")
        drawn.editor.set(drawn.id("確認"), fragment="kit#Check@use_1")
    box = drawn["受付"].bounds
    assert box
    return drawn.put("on_timer", box.centre.x, box.bottom, "期限")


def named(model: ProcessModel, name: str, kind: Kind = Kind.TASK) -> list[Element]:
    return [e for e in model.of_kind(kind) if e.name == name]


def through_json(clipping: Clipping) -> Clipping:
    return Clipping.from_json(json.loads(json.dumps(clipping.to_json())))


def test_pasted_steps_keep_attributes_flows_and_events_under_new_ids():
    drawn = counter_flow()
    clipping = clipping_of(drawn.model, [drawn.id("受付"), drawn.id("確認"), drawn.id("期限")])
    made = paste(drawn.editor, through_json(clipping), Point(700, 290))
    first, second = (drawn.model.element(i) for i in made)
    assert (first.name, second.name) == ("受付", "確認")
    assert first.step == Step(step_type="P05", minutes_per_case=5, derived_from="old")
    assert [line.target for line in drawn.model.outgoing(first.id)] == [second.id]
    assert drawn.model.outgoing(second.id) == []
    (event,) = drawn.model.boundary_events(first.id)
    assert event.id != drawn.model.boundary_events(named(drawn.model, "受付")[0].id)[0].id
    assert {first.lane, second.lane} == {drawn.id("審査")}
    assert faults(drawn.model) == []


def test_pasted_parts_of_a_fragment_are_a_use_of_their_own():
    drawn = counter_flow()
    clipping = clipping_of(drawn.model, [drawn.id("受付"), drawn.id("確認")])
    made = paste(drawn.editor, clipping, Point(700, 290))
    links = [drawn.model.element(i).fragment for i in made]
    uses = {link.rpartition("@")[2] for link in links}
    assert [link.rpartition("@")[0] for link in links] == ["kit#Receive", "kit#Check"]
    assert len(uses) == 1
    assert uses != {"use_1"}


def test_flows_are_copied_only_with_both_ends_and_default_flows_only_with_the_flow():
    drawn = bare_flow().then("枝", what="exclusive_gateway").then("甲").after("枝").then("乙")
    with drawn.editor.gesture("default"):
        drawn.editor.set(drawn.id("枝"), default_flow=drawn.flow("枝", "乙").id)
    clipping = clipping_of(drawn.model, [drawn.id("枝"), drawn.id("甲")])
    made = paste(drawn.editor, clipping, Point(400, 900))
    gateway = drawn.model.element(made[0])
    assert gateway.default_flow == ""
    assert len(drawn.model.outgoing(gateway.id)) == 1


def test_pasting_without_a_place_stands_aside():
    drawn = counter_flow()
    was = drawn["確認"].bounds
    assert was
    (copy,) = duplicate(drawn.editor, [drawn.id("確認")])
    (again,) = duplicate(drawn.editor, [named(drawn.model, "確認")[0].id])
    assert drawn.model.element(copy).bounds == was.moved(20, 20)
    assert drawn.model.element(again).bounds == was.moved(40, 40)


def test_a_sub_process_is_copied_with_its_content():
    drawn = bare_flow().put("open_sub_process", 600, 400, "副").put("task", 650, 400, "中")
    (copy,) = paste(drawn.editor, clipping_of(drawn.model, [drawn.id("副")]), Point(600, 900))
    inner = [e for e in named(drawn.model, "中") if e.parent == copy]
    assert len(inner) == 1
    assert faults(drawn.model) == []


def test_a_sub_process_around_another_is_not_put_into_its_own_content():
    drawn = bare_flow().then("受付")
    inner = wrap(drawn.editor, [drawn.id("受付")])
    outer = wrap(drawn.editor, [inner])
    (copied,) = paste(drawn.editor, clipping_of(drawn.model, [outer]), Point(900, 600))

    assert drawn.model.element(copied).parent == drawn.model.element(outer).parent
    assert faults(drawn.model) == []


def test_a_collapsed_sub_process_brings_the_diagram_of_its_content():
    drawn = bare_flow().put("sub_process", 600, 400, "副")
    sub = drawn.id("副")
    with drawn.editor.gesture("plane"):
        drawn.editor.add(
            Element(id="Plane", kind=Kind.DIAGRAM, subtype="BPMNDiagram", refers_to=sub)
        )
    drawn.put("task", 100, 100, "中", diagram="Plane")
    (copy,) = paste(drawn.editor, clipping_of(drawn.model, [sub]), Point(600, 900))
    (plane,) = [d for d in drawn.model.diagrams() if d.refers_to == copy]
    (inner,) = [e for e in named(drawn.model, "中") if e.parent == copy]
    was = named(drawn.model, "中")[0].bounds
    assert inner.diagram == plane.id
    assert inner.bounds == was


def test_a_pool_is_copied_with_process_lanes_and_flows_into_another_flow():
    drawn = counter_flow()
    clipping = through_json(clipping_of(drawn.model, [drawn.id("市民課")]))
    other = bare_flow().then("前")
    (copy,) = paste(other.editor, clipping, Point(700, 900))
    pool = other.model.element(copy)
    assert [lane.name for lane in lanes_of(other.model, copy)] == ["窓口", "審査"]
    (step,) = named(other.model, "受付")
    assert step.parent == pool.refers_to
    assert other.model.element(step.lane).name == "窓口"
    assert other["前"].parent != pool.refers_to
    assert any(p.refers_to == other["前"].parent for p in other.model.of_kind(Kind.POOL))
    assert ("受付", "確認") in other.ways()
    assert faults(other.model) == []


def test_steps_are_not_pasted_beside_the_pools():
    drawn = counter_flow()
    clipping = clipping_of(drawn.model, [drawn.id("受付")])
    before = ProcessModel(drawn.model.header, list(drawn.model.elements()))
    assert not may_paste(drawn.model, clipping, Point(700, 3000))
    with pytest.raises(NotAllowedError):
        paste(drawn.editor, clipping, Point(700, 3000))
    assert drawn.model == before


def test_lanes_flows_and_border_events_are_not_copied_alone():
    drawn = counter_flow()
    alone = [drawn.id("窓口"), drawn.id("期限"), drawn.flow("受付", "確認").id, "nobody"]
    assert not clipping_of(drawn.model, alone)
    with pytest.raises(NotAllowedError):
        duplicate(drawn.editor, alone)


def test_flows_pasted_over_two_pools_become_messages():
    drawn = counter_flow()
    add_pool(drawn.editor, Point(760, 500), name="税務課", size=(1200, 250))
    move(drawn.editor, [drawn.id("確認")], 0, 70)
    clipping = clipping_of(drawn.model, [drawn.id("受付"), drawn.id("確認")])
    at = clipping.area
    assert at
    pasted = paste(drawn.editor, clipping, Point(900, 360))
    assert {drawn.model.element(i).parent for i in pasted} == {
        p.refers_to for p in drawn.model.of_kind(Kind.POOL)
    }
    (line,) = drawn.model.outgoing(pasted[0])
    assert line.kind is Kind.MESSAGE_FLOW
    assert faults(drawn.model) == []


def test_data_references_bring_the_object_behind_them():
    drawn = bare_flow().put("data_object", 500, 500, "申請書")
    (copy,) = paste(drawn.editor, clipping_of(drawn.model, [drawn.id("申請書")]), Point(700, 500))
    made, was = drawn.model.element(copy), named(drawn.model, "申請書", Kind.DATA_OBJECT)[0]
    assert made.refers_to != was.refers_to
    assert drawn.model.element(made.refers_to).parent == made.parent


def test_a_message_is_shared_within_a_flow_and_brought_to_another():
    drawn = bare_flow().put("wait_message", 400, 500, "通知")
    with drawn.editor.gesture("message"):
        drawn.editor.add(Element(id="M", kind=Kind.DEFINITION, subtype="message", name="通知書"))
        event = EventDefinition(Trigger.MESSAGE, id="Def_1", refers_to="M")
        drawn.editor.set(drawn.id("通知"), events=(event,))
    clipping = clipping_of(drawn.model, [drawn.id("通知")])
    (copy,) = paste(drawn.editor, clipping, Point(600, 500))
    assert drawn.model.element(copy).events == (EventDefinition(Trigger.MESSAGE, refers_to="M"),)
    other = bare_flow()
    (far,) = paste(other.editor, clipping, Point(600, 500))
    assert other.model.element(other.model.element(far).events[0].refers_to).name == "通知書"


def test_ids_inside_the_remainder_of_a_file_stay_unique():
    content = XmlNode(
        "ioSpecification",
        (("id", "Io"),),
        children=(
            XmlNode("dataInput", (("id", "In"),)),
            XmlNode("inputSet", children=(XmlNode("dataInputRefs", text="In"),)),
        ),
    )
    drawn = bare_flow().then("受付")
    with drawn.editor.gesture("fill"):
        carried = Carried(content=(content,), drawing=(("id", "Shape_1"),))
        drawn.editor.set(drawn.id("受付"), carried=carried)
    (copy,) = duplicate(drawn.editor, [drawn.id("受付")])
    made = drawn.model.element(copy).carried
    (io,) = made.content
    new_in = io.children[0].attribute("id")
    assert io.attribute("id") not in ("", "Io")
    assert new_in not in ("", "In")
    assert io.children[1].children[0].text == new_in
    assert made.drawing == ()


NO_CLIPPINGS: list[object] = [
    None,
    [],
    {},
    {"format": "bpr-studio.clipping"},
    {"format": "other", "version": 1},
    {"format": "bpr-studio.clipping", "version": 99, "elements": [], "roots": []},
    {"format": "bpr-studio.clipping", "version": 1, "elements": 3, "roots": []},
    {"format": "bpr-studio.clipping", "version": 1, "elements": [{}], "roots": []},
    {"format": "bpr-studio.clipping", "version": 1, "elements": ["a"], "roots": []},
    {
        "format": "bpr-studio.clipping",
        "version": 1,
        "elements": [{"id": "a", "kind": "nothing", "subtype": ""}],
        "roots": [],
    },
]


@pytest.mark.parametrize("data", NO_CLIPPINGS)
def test_what_is_no_clipping_is_refused_with_a_sentence(data: object):
    with pytest.raises(UnreadableInputError):
        Clipping.from_json(data)

"""New flows and new elements: on the sheet, in a flow, on the border of a step."""

from __future__ import annotations

import pytest

from bpr_studio.domain.modeling.creating import FlowNames, blank_flow, place
from bpr_studio.domain.modeling.lanes import add_pool
from bpr_studio.domain.modeling.pool_work import (
    hide_work,
    hides_work,
    may_hide_work,
    may_show_work,
    show_work,
)
from bpr_studio.domain.modeling.rules import may_attach, may_contain, may_move, may_place
from bpr_studio.domain.modeling.soundness import faults
from bpr_studio.domain.modeling.sub_processes import collapse, inner_diagram
from bpr_studio.domain.modeling.templates import TEMPLATES, template
from bpr_studio.domain.modeling.verdict import NotAllowedError
from bpr_studio.domain.process.editor import Editor
from bpr_studio.domain.process.element import Element, Kind
from bpr_studio.domain.process.model import ProcessModel
from bpr_studio.domain.shared.geometry import Bounds, Point
from tests.builders_flow import START, Drawing, bare_flow, flow


def middle(drawn: Drawing, name: str) -> Point:
    box = drawn[name].bounds
    assert box
    return box.centre


def test_a_new_flow_has_a_start_in_the_first_lane():
    model = blank_flow(FlowNames("転入", "市民課", ("窓口", "審査係")))
    assert faults(model) == []
    assert [lane.name for lane in model.of_kind(Kind.LANE)] == ["窓口", "審査係"]
    (start,) = model.of_kind(Kind.START_EVENT)
    assert model.element(start.lane).name == "窓口"
    assert model.header.name == "転入"


@pytest.mark.parametrize("names", [FlowNames(), FlowNames("転入", "市民課")])
def test_a_new_flow_may_be_without_lanes_or_pool(names: FlowNames):
    model = blank_flow(names)
    assert faults(model) == []
    assert bool(model.of_kind(Kind.POOL)) == bool(names.pool)


@pytest.mark.parametrize("what", [t for t in TEMPLATES if t.kind is not Kind.BOUNDARY_EVENT])
def test_everything_in_the_palette_can_be_placed_somewhere(what):
    drawn = flow("窓口", "審査係").put("transaction", 900, 150, "手続")
    at = Point(940, 200) if what.key == "end_cancel" else Point(500, 300)
    if what.kind is Kind.POOL:
        at = Point(700, 900)
    made = place(drawn.editor, what, at, name="新しい")
    element = drawn.model.element(made)
    assert (element.kind, element.subtype, element.name) == (what.kind, what.subtype, "新しい")
    assert faults(drawn.model) == []


def test_a_step_belongs_to_the_lane_it_is_placed_in():
    drawn = flow("窓口", "審査係").put("task", 500, 300, "確認")
    assert drawn["確認"].lane == drawn.id("審査係")
    assert drawn["確認"].parent == "Process_1"
    assert drawn["確認"].diagram == "Diagram_1"


def test_outside_the_pools_only_what_may_lie_there_is_placed():
    drawn = flow("窓口")
    outside = Point(500, 600)
    assert "into a pool" in may_place(drawn.model, template("task"), outside).reason
    assert may_place(drawn.model, template("annotation"), outside)
    note = place(drawn.editor, template("annotation"), outside)
    assert drawn.model.element(note).parent == "Collaboration_1"
    register = place(drawn.editor, template("data_store"), Point(700, 600))
    assert drawn.model.element(register).parent == "Process_1"


def test_a_step_placed_on_a_flow_is_put_into_it():
    drawn = flow("窓口").then("受付").put("task", 700, 150, "交付").link("受付", "交付")
    drawn.put("task", 550, 150, "確認")
    assert drawn.ways() >= {("受付", "確認"), ("確認", "交付")}
    assert ("受付", "交付") not in drawn.ways()
    assert faults(drawn.model) == []


def test_an_end_placed_on_a_flow_stays_beside_it():
    drawn = flow("窓口").then("受付").put("task", 700, 150, "交付").link("受付", "交付")
    drawn.put("end", 550, 150, "終わり")
    assert ("受付", "交付") in drawn.ways()
    assert not drawn.model.incoming(drawn.id("終わり"))


def test_an_event_placed_on_the_border_of_a_step_is_attached():
    drawn = flow("窓口").then("受付")
    box = drawn["受付"].bounds
    assert box
    drawn.put("on_timer", box.x + 30, box.bottom + 4, "期限")
    event = drawn["期限"]
    assert (event.host, event.lane) == (drawn.id("受付"), drawn.id("窓口"))
    assert event.bounds
    assert event.bounds.centre == Point(box.x + 30, box.bottom)


def test_a_waiting_event_on_a_step_becomes_one_of_its_border():
    drawn = flow("窓口").then("受付")
    box = drawn["受付"].bounds
    assert box
    drawn.put("wait_message", box.right, box.y + 20, "催促")
    assert drawn["催促"].kind is Kind.BOUNDARY_EVENT
    assert drawn["催促"].subtype == "boundaryEvent"
    assert faults(drawn.model) == []


def test_a_border_event_needs_a_step():
    drawn = flow("窓口")
    assert "border" in may_place(drawn.model, template("on_timer"), Point(600, 150)).reason
    assert not may_attach(drawn.model, drawn.id(START), template("on_timer"))
    assert not may_attach(drawn.model, drawn.id(START), template("task"))


def test_some_events_belong_to_special_sub_processes():
    drawn = (
        bare_flow().put("transaction", 500, 400, "手続").put("open_sub_process", 1000, 400, "他")
    )
    place(drawn.editor, template("event_sub_process"), Point(500, 800), name="苦情")
    event = Element(id="e", kind=Kind.START_EVENT, subtype="startEvent", interrupting=False)
    model = drawn.model
    assert may_contain(model, drawn.id("手続"), template("end_cancel"))
    assert not may_contain(model, drawn.id("他"), template("end_cancel"))
    assert may_attach(model, drawn.id("手続"), template("on_cancel"))
    assert not may_attach(model, drawn.id("他"), template("on_cancel"))
    assert not may_contain(model, drawn.id("他"), template("start_message"))
    assert may_contain(model, drawn.id("苦情"), template("start_message"))
    assert may_contain(model, drawn.id("苦情"), event)
    assert not may_contain(model, "Process_1", event)
    assert not may_attach(model, drawn.id("苦情"), template("on_timer"))


def test_nothing_is_put_into_steps_and_closed_sub_processes():
    drawn = bare_flow().then("受付").put("sub_process", 600, 500, "審査")
    assert not may_contain(drawn.model, drawn.id("受付"), template("task"))
    assert "Open" in may_contain(drawn.model, drawn.id("審査"), template("task")).reason
    assert not may_contain(drawn.model, drawn.id("受付"), template("pool"))
    assert not may_contain(drawn.model, drawn.id("受付"), template("lane"))
    assert not may_contain(drawn.model, "Process_1", template("on_timer"))


def test_a_closed_sub_process_is_filled_on_its_inner_sheet():
    drawn = bare_flow().put("sub_process", 600, 500, "審査")
    sheet = inner_diagram(drawn.editor, drawn.id("審査"))
    drawn.put("task", 300, 200, "確認", diagram=sheet)
    assert drawn["確認"].parent == drawn.id("審査")
    assert drawn["確認"].diagram == sheet
    assert faults(drawn.model) == []


def test_an_open_sub_process_comes_with_a_start():
    drawn = bare_flow().put("open_sub_process", 600, 400, "審査")
    drawn.put("event_sub_process", 600, 800, "苦情")
    for name, triggers in (("審査", 0), ("苦情", 1)):
        (start,) = drawn.model.children(drawn.id(name))
        assert start.kind is Kind.START_EVENT
        assert len(start.events) == triggers


def test_the_first_pool_is_put_around_the_flow():
    drawn = bare_flow().then("受付")
    drawn.put("pool", 500, 300, "市民課")
    pool, step = drawn["市民課"].bounds, drawn["受付"].bounds
    assert pool
    assert step
    assert pool.contains(step.centre)
    assert drawn["市民課"].refers_to == "Process_1"
    assert faults(drawn.model) == []


def test_a_lane_placed_in_a_pool_becomes_its_next_lane():
    drawn = flow("窓口")
    drawn.put("lane", 600, 200, "審査係")
    upper, lower = drawn["窓口"].bounds, drawn["審査係"].bounds
    assert upper
    assert lower
    assert lower.y == upper.bottom


def test_a_pool_that_hides_its_work_takes_steps_once_it_shows_it():
    drawn = flow("窓口").then("受付")
    pool = add_pool(drawn.editor, Point(700, 700), name="住民", hides_work=True)
    drawn.link("住民", "受付")
    assert "Show its work" in may_place(drawn.model, template("task"), Point(600, 700)).reason
    show_work(drawn.editor, pool)
    drawn.put("task", 600, 700, "申請")
    assert drawn["申請"].parent == drawn["住民"].refers_to != "Process_1"
    assert ("住民", "受付") in drawn.ways(Kind.MESSAGE_FLOW)
    assert not may_show_work(drawn.model, pool)
    assert faults(drawn.model) == []


def test_a_pool_hides_its_work_and_keeps_its_messages():
    drawn = flow("窓口").then("受付", "交付").put("pool", 700, 700, "住民")
    drawn.put("task", 500, 700, "申請").link("申請", "受付").put("task", 800, 700, "受領")
    drawn.link("交付", "受領")
    hide_work(drawn.editor, drawn.id("住民"))
    assert drawn.ways(Kind.MESSAGE_FLOW) == {("住民", "受付"), ("交付", "住民")}
    assert hides_work(drawn.model, drawn.id("住民"))
    assert faults(drawn.model) == []
    assert not may_hide_work(drawn.model, drawn.id("住民"))
    assert "One pool" in may_hide_work(drawn.model, drawn.id("市民課")).reason


def test_an_empty_model_gets_sheet_and_process_with_its_first_step():
    model = ProcessModel()
    made = place(Editor(model), template("task"), Point(300, 200))
    assert model.element(made).parent == model.of_kind(Kind.PROCESS)[0].id
    assert model.element(made).diagram == model.diagrams()[0].id
    assert faults(model) == []


def test_a_draft_without_process_stays_one():
    model = ProcessModel(elements=[Element(id="a", kind=Kind.TASK, subtype="task")])
    made = place(Editor(model), template("task"), Point(300, 200))
    assert model.element(made).parent == ""
    assert not model.of_kind(Kind.PROCESS)


def test_what_refuses_changes_nothing():
    drawn = flow("窓口")
    before = list(drawn.model.elements())
    with pytest.raises(NotAllowedError):
        drawn.put("task", 500, 900)
    assert list(drawn.model.elements()) == before
    assert drawn.editor.undo_name == "name" or drawn.editor.undo_name is None


def test_steps_stay_inside_the_pools_when_moved():
    drawn = flow("窓口").then("受付")
    step = drawn.id("受付")
    assert may_move(drawn.model, [step], 200, 0)
    assert "inside the pools" in may_move(drawn.model, [step], 0, 900).reason
    assert not may_move(drawn.model, [], 10, 10)
    assert not may_move(drawn.model, ["nobody"], 10, 10)
    assert "lane" in may_move(drawn.model, [drawn.id("窓口")], 0, 100).reason
    assert may_move(drawn.model, [drawn.id("市民課"), step], 0, 900)


def test_steps_do_not_move_into_a_closed_sub_process_without_sheet():
    drawn = bare_flow().then("受付").put("open_sub_process", 800, 400, "審査")
    at, to = middle(drawn, "受付"), middle(drawn, "審査")
    assert may_move(drawn.model, [drawn.id("受付")], to.x - at.x, to.y - at.y)
    collapse(drawn.editor, drawn.id("審査"))
    box = drawn["審査"].bounds
    assert box == Bounds(box.x, box.y, 100, 80) if box else False


@pytest.mark.parametrize("y", [175, 215, 225, 265])
def test_a_new_step_near_the_border_of_a_lane_lies_wholly_in_its_lane(y: float):
    drawn = flow("窓口", "審査").put("task", 600, y, "照合")
    box, lane = drawn["照合"].bounds, drawn["窓口" if y < 220 else "審査"]
    assert box
    assert lane.bounds
    assert drawn["照合"].lane == lane.id
    assert lane.bounds.y <= box.y
    assert box.bottom <= lane.bounds.bottom
    assert faults(drawn.model) == []


def test_a_lane_grows_for_what_is_larger_than_it():
    drawn = flow("窓口", "審査").put("open_sub_process", 700, 230, "一式")
    box, lane = drawn["一式"].bounds, drawn["審査"].bounds
    assert box
    assert lane
    assert lane.y < box.y
    assert box.bottom < lane.bottom
    assert drawn["一式"].lane == drawn["審査"].id
    assert faults(drawn.model) == []

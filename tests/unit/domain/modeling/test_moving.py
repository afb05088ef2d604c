"""Moving shapes: flows, events, content, lanes and containers follow."""

from __future__ import annotations

import itertools

import pytest

from bpr_studio.domain.modeling.lanes import add_pool
from bpr_studio.domain.modeling.moving import flow_under, move, nudge
from bpr_studio.domain.modeling.soundness import faults
from bpr_studio.domain.modeling.verdict import NotAllowedError
from bpr_studio.domain.process.editor import Editor
from bpr_studio.domain.process.element import Element, Kind
from bpr_studio.domain.process.model import ProcessModel
from bpr_studio.domain.shared.geometry import Bounds, Point
from tests.builders_flow import Drawing, bare_flow, flow


def counter_flow() -> Drawing:
    """Two lanes: 受付 → 確認 in the first one."""
    return flow("窓口", "審査").then("受付", "確認").then("完了", what="end")


def shift_to(drawn: Drawing, name: str, x: float, y: float) -> tuple[float, float]:
    """The offset that brings the middle of an element to a point."""
    box = drawn[name].bounds
    assert box
    return x - box.centre.x, y - box.centre.y


def test_moving_a_task_keeps_its_flows_attached():
    drawn = counter_flow()
    move(drawn.editor, [drawn.id("受付")], 0, 70)
    assert faults(drawn.model) == []
    bends = drawn.flow("受付", "確認").waypoints
    assert len(bends) > 2
    assert all(a.x == b.x or a.y == b.y for a, b in itertools.pairwise(bends))


def test_flows_between_two_moved_steps_keep_their_form():
    drawn = counter_flow()
    before = drawn.flow("受付", "確認").waypoints
    move(drawn.editor, [drawn.id("受付"), drawn.id("確認")], 7, 13)
    after = drawn.flow("受付", "確認").waypoints
    assert after == tuple(Point(p.x + 7, p.y + 13) for p in before)


def test_moving_back_gives_the_drawing_as_it_was():
    drawn = counter_flow()
    before = ProcessModel(drawn.model.header, list(drawn.model.elements()))
    ids = [e.id for e in drawn.model.elements() if e.kind in (Kind.TASK, Kind.END_EVENT)]
    move(drawn.editor, ids, 0, 10)
    move(drawn.editor, ids, 0, -10)
    assert {e.id: e.bounds for e in drawn.model.elements()} == {
        e.id: e.bounds for e in before.elements()
    }


def test_a_step_moved_into_another_lane_belongs_to_it():
    drawn = counter_flow()
    move(drawn.editor, [drawn.id("確認")], 0, 140)
    assert drawn["確認"].lane == drawn.id("審査")
    assert faults(drawn.model) == []


def test_boundary_events_and_labels_come_along():
    drawn = counter_flow()
    box = drawn["受付"].bounds
    assert box
    drawn.put("on_timer", box.centre.x, box.bottom, "期限")
    with drawn.editor.gesture("label"):
        drawn.editor.set(drawn.id("期限"), label_bounds=Bounds(0, 300, 40, 14))
    was = drawn["期限"].bounds
    move(drawn.editor, [drawn.id("受付")], 30, 10)
    assert was
    assert drawn["期限"].bounds == was.moved(30, 10)
    assert drawn["期限"].label_bounds == Bounds(30, 310, 40, 14)
    assert faults(drawn.model) == []


def test_a_boundary_event_slides_along_its_step():
    drawn = counter_flow()
    box = drawn["受付"].bounds
    assert box
    drawn.put("on_timer", box.centre.x, box.bottom, "期限")
    move(drawn.editor, [drawn.id("期限")], *shift_to(drawn, "期限", box.right + 6, box.y + 10))
    seat = drawn["期限"].bounds
    assert seat
    assert seat.centre == Point(box.right, box.y + 10)
    assert drawn["期限"].host == drawn.id("受付")


def test_a_boundary_event_goes_to_another_step():
    drawn = counter_flow()
    box, other = drawn["受付"].bounds, drawn["確認"].bounds
    assert box
    assert other
    drawn.put("on_timer", box.centre.x, box.bottom, "期限")
    offset = shift_to(drawn, "期限", other.centre.x, other.bottom + 3)
    move(drawn.editor, [drawn.id("期限")], *offset)
    assert drawn["期限"].host == drawn.id("確認")
    assert faults(drawn.model) == []


def test_a_boundary_event_dropped_in_the_open_stands_free():
    drawn = counter_flow()
    box = drawn["受付"].bounds
    assert box
    drawn.put("on_timer", box.centre.x, box.bottom, "期限")
    move(drawn.editor, [drawn.id("期限")], *shift_to(drawn, "期限", box.centre.x, 320))
    event = drawn["期限"]
    assert (event.kind, event.subtype) == (Kind.INTERMEDIATE_EVENT, "intermediateCatchEvent")
    assert event.host == ""
    assert event.lane == drawn.id("審査")
    assert faults(drawn.model) == []


def test_an_error_event_does_not_leave_its_step():
    drawn = counter_flow()
    box = drawn["受付"].bounds
    assert box
    drawn.put("on_error", box.centre.x, box.bottom, "誤り")
    before = ProcessModel(drawn.model.header, list(drawn.model.elements()))
    with pytest.raises(NotAllowedError):
        move(drawn.editor, [drawn.id("誤り")], *shift_to(drawn, "誤り", box.centre.x, 320))
    assert drawn.model == before


def test_a_step_without_flows_dropped_on_a_flow_goes_into_it():
    drawn = counter_flow().put("task", 500, 300, "照合")
    line = drawn.flow("受付", "確認").waypoints
    middle = Point((line[0].x + line[-1].x) / 2, line[0].y)
    move(drawn.editor, [drawn.id("照合")], *shift_to(drawn, "照合", *middle))
    assert {("受付", "照合"), ("照合", "確認")} <= drawn.ways()
    assert ("受付", "確認") not in drawn.ways()
    assert faults(drawn.model) == []


def test_a_nudged_step_goes_into_no_flow():
    drawn = counter_flow().put("task", 500, 300, "照合")
    line = drawn.flow("受付", "確認").waypoints
    middle = Point((line[0].x + line[-1].x) / 2, line[0].y)
    nudge(drawn.editor, [drawn.id("照合")], *shift_to(drawn, "照合", *middle))
    assert ("受付", "確認") in drawn.ways()
    assert flow_under(drawn.model, drawn.id("照合")) == drawn.flow("受付", "確認").id


def test_a_connected_step_moved_over_a_flow_keeps_its_own_flows():
    drawn = counter_flow().after("受付").then("照合")
    line = drawn.flow("確認", "完了").waypoints
    ways = drawn.ways()
    middle = ((line[0].x + line[-1].x) / 2, line[0].y)
    move(drawn.editor, [drawn.id("照合")], *shift_to(drawn, "照合", *middle))
    assert drawn.ways() == ways


def test_a_sub_process_takes_its_content_along_and_gives_a_place_inside():
    drawn = bare_flow().put("open_sub_process", 600, 400, "副").put("task", 650, 400, "中")
    assert drawn["中"].parent == drawn.id("副")
    inside = drawn["中"].bounds
    move(drawn.editor, [drawn.id("副")], 50, 60)
    assert inside
    assert drawn["中"].bounds == inside.moved(50, 60)
    drawn.put("task", 100, 400, "外")
    move(drawn.editor, [drawn.id("外")], *shift_to(drawn, "外", 620, 500))
    assert drawn["外"].parent == drawn.id("副")
    assert faults(drawn.model) == []


def test_an_open_sub_process_grows_around_what_is_dropped_on_its_edge():
    drawn = bare_flow().put("open_sub_process", 600, 400, "副").put("task", 100, 400, "外")
    box = drawn["副"].bounds
    assert box
    move(drawn.editor, [drawn.id("外")], *shift_to(drawn, "外", box.right - 20, 400))
    grown, step = drawn["副"].bounds, drawn["外"].bounds
    assert grown
    assert step
    assert grown.right >= step.right + 10
    assert drawn["外"].parent == drawn.id("副")


def test_a_flow_that_would_cross_the_border_of_a_sub_process_goes():
    drawn = bare_flow().then("外", "次").put("open_sub_process", 600, 500, "副")
    move(drawn.editor, [drawn.id("外")], *shift_to(drawn, "外", 600, 500))
    assert ("外", "次") not in drawn.ways()
    assert faults(drawn.model) == []
    drawn.editor.undo()
    assert ("外", "次") in drawn.ways()


def test_a_step_moved_into_another_pool_is_reached_by_messages():
    drawn = counter_flow()
    other = add_pool(drawn.editor, Point(700, 700), name="税務課")
    move(drawn.editor, [drawn.id("確認")], *shift_to(drawn, "確認", 700, 700))
    assert drawn["確認"].parent == drawn.model.element(other).refers_to
    assert drawn.flow("受付", "確認").kind is Kind.MESSAGE_FLOW
    assert faults(drawn.model) == []


def test_a_step_stays_inside_the_pools():
    drawn = counter_flow()
    with pytest.raises(NotAllowedError):
        move(drawn.editor, [drawn.id("確認")], 0, 2000)


def test_a_pool_moves_with_everything():
    drawn = counter_flow()
    drawn.put("annotation", 900, 120, "注記").put("data_object", 600, 320, "書類")
    before = {e.id: e for e in drawn.model.elements()}
    move(drawn.editor, [drawn.id("市民課")], 35, -20)
    for element in drawn.model.elements():
        was = before[element.id]
        assert element.bounds == (was.bounds.moved(35, -20) if was.bounds else None)
        assert element.waypoints == tuple(Point(p.x + 35, p.y - 20) for p in was.waypoints)
        assert (element.parent, element.lane) == (was.parent, was.lane)


def test_a_note_tied_to_a_flow_follows_it():
    drawn = counter_flow().put("annotation", 500, 330, "注記")
    line = drawn.flow("受付", "確認")
    with drawn.editor.gesture("tie"):
        drawn.editor.add(
            Element(
                id="Tie",
                kind=Kind.ASSOCIATION,
                subtype="association",
                parent=line.parent,
                source=line.id,
                target=drawn.id("注記"),
                waypoints=(Point(481, 150), Point(500, 310)),
            )
        )
    move(drawn.editor, [drawn.id("受付"), drawn.id("確認")], 10, 5)
    assert drawn.model.element("Tie").waypoints == (Point(491, 155), Point(500, 310))


def test_broken_drafts_can_be_moved():
    model = ProcessModel(
        elements=[
            Element(id="a", kind=Kind.TASK, subtype="task", bounds=Bounds(0, 0, 100, 80)),
            Element(id="b", kind=Kind.TASK, subtype="task", lane="nowhere", parent="nowhere"),
            Element(
                id="f",
                kind=Kind.SEQUENCE_FLOW,
                subtype="sequenceFlow",
                source="a",
                target="nobody",
                waypoints=(Point(100, 40), Point(200, 40)),
            ),
            Element(
                id="g",
                kind=Kind.SEQUENCE_FLOW,
                subtype="sequenceFlow",
                waypoints=(Point(0, 200), Point(50, 200)),
            ),
            Element(id="h", kind=Kind.SEQUENCE_FLOW, subtype="sequenceFlow", source="a"),
        ]
    )
    editor = Editor(model)
    move(editor, ["a", "b", "g", "nobody"], 10, 20)
    assert model.element("a").bounds == Bounds(10, 20, 100, 80)
    assert model.element("f").waypoints[0] == Point(110, 60)
    assert model.element("f").waypoints[-1] == Point(200, 40)
    assert model.element("g").waypoints == (Point(10, 220), Point(60, 220))

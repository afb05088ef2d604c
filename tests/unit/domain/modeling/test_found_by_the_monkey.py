"""What random gestures brought to light, each as the few deeds it takes."""

from __future__ import annotations

import pytest

from bpr_studio.domain.modeling.appending import append
from bpr_studio.domain.modeling.connecting import connect, reconnect
from bpr_studio.domain.modeling.creating import place
from bpr_studio.domain.modeling.lanes import add_lane, add_pool
from bpr_studio.domain.modeling.moving import move
from bpr_studio.domain.modeling.resizing import resize
from bpr_studio.domain.modeling.soundness import faults
from bpr_studio.domain.modeling.space import make_space
from bpr_studio.domain.modeling.sub_processes import (
    collapse,
    expand,
    inner_diagram,
    unwrap,
    wrap,
)
from bpr_studio.domain.modeling.templates import template
from bpr_studio.domain.modeling.verdict import NotAllowedError
from bpr_studio.domain.process.editor import Editor
from bpr_studio.domain.process.element import Element, Kind
from bpr_studio.domain.process.model import ProcessModel
from bpr_studio.domain.shared.geometry import Bounds, Point
from tests.builders_flow import Drawing, bare_flow, flow


def box(drawn: Drawing, name: str) -> Bounds:
    found = drawn[name].bounds
    assert found
    return found


def test_a_step_moved_into_a_sub_process_leaves_the_lane_of_its_pool():
    drawn = flow("窓口").put("open_sub_process", 700, 150, "審査").put("task", 1100, 150, "確認")
    to, at = box(drawn, "審査").centre, box(drawn, "確認").centre
    move(drawn.editor, [drawn.id("確認")], to.x - at.x, to.y - at.y)
    assert drawn["確認"].lane == ""
    assert faults(drawn.model) == []


def test_a_line_to_a_note_beside_a_growing_pool_stays_at_the_note():
    drawn = flow("窓口", "審査係").then("受付").put("annotation", 80, 260, "注").link("注", "受付")
    add_lane(drawn.editor, drawn.id("窓口"))
    assert faults(drawn.model) == []


def test_a_sub_process_that_is_half_outside_its_pool_closes_inside_it():
    drawn = flow("窓口").put("open_sub_process", 250, 150, "審査")
    move(drawn.editor, [drawn.id("審査")], -60, 0)
    collapse(drawn.editor, drawn.id("審査"))
    assert faults(drawn.model) == []


def test_opening_a_sub_process_at_the_edge_makes_the_pool_larger():
    drawn = flow("窓口").put("sub_process", 1330, 150, "審査")
    expand(drawn.editor, drawn.id("審査"))
    assert box(drawn, "市民課").right >= box(drawn, "審査").right
    assert faults(drawn.model) == []


def test_what_is_appended_in_a_sub_process_is_not_pushed_out_by_its_growing():
    drawn = bare_flow().then("受付")
    made = wrap(drawn.editor, [drawn.id("受付")], name="審査")
    last = append(drawn.editor, drawn.id("受付"), template("task"), name="確認")
    for _ in range(3):
        append(drawn.editor, last, template("task"))
    inside = [e for e in drawn.model.children(made) if e.kind is Kind.TASK]
    assert len(inside) == 5
    assert faults(drawn.model) == []


def test_messages_of_steps_on_an_inner_sheet_follow_into_another_pool():
    drawn = flow("窓口").put("pool", 700, 700, "住民").put("task", 900, 700, "申請")
    drawn.put("sub_process", 600, 150, "審査")
    sheet = inner_diagram(drawn.editor, drawn.id("審査"))
    drawn.put("task", 300, 200, "確認", diagram=sheet).link("申請", "確認")
    move(drawn.editor, [drawn.id("審査")], 0, 550)
    assert drawn["審査"].parent == drawn["申請"].parent
    assert not drawn.model.of_kind(Kind.MESSAGE_FLOW)
    assert faults(drawn.model) == []


def test_an_event_is_not_taken_off_its_step_into_a_pool_that_hides_its_work():
    drawn = flow("窓口").then("受付")
    add_pool(drawn.editor, Point(700, 500), name="住民", hides_work=True)
    at = box(drawn, "受付")
    drawn.put("on_timer", at.x + 20, at.bottom, "期限")
    with pytest.raises(NotAllowedError):
        move(drawn.editor, [drawn.id("期限")], 200, 500 - at.bottom)
    assert faults(drawn.model) == []


def test_dissolving_copes_with_one_flow_in_and_out():
    drawn = bare_flow().then("受付", "確認")
    wrap(drawn.editor, [drawn.id("受付"), drawn.id("確認")], name="審査")
    drawn.link("審査", "審査")
    unwrap(drawn.editor, drawn.id("審査"))
    assert faults(drawn.model) == []


def test_a_line_between_shapes_that_lay_on_each_other_finds_its_way_when_they_part():
    drawn = flow("窓口", "審査係").then("受付").put("data_object", 800, 300, "控え")
    drawn.link("受付", "控え")
    to, at = box(drawn, "受付").centre, box(drawn, "控え").centre
    move(drawn.editor, [drawn.id("控え")], to.x - at.x, to.y - at.y)
    add_lane(drawn.editor, drawn.id("窓口"), after=False)
    move(drawn.editor, [drawn.id("控え")], 300, 0)
    assert faults(drawn.model) == []


def test_a_message_at_the_upper_side_of_a_pool_stays_there_when_a_lane_is_put_on_top():
    drawn = flow("窓口").then("受付").put("pool", 700, 700, "住民").link("住民", "受付")
    add_lane(drawn.editor, drawn.id("住民"), name="本人")
    add_lane(drawn.editor, drawn.id("本人"), after=False)
    assert faults(drawn.model) == []


def test_pulling_room_together_takes_nothing_out_of_its_pool():
    drawn = flow("窓口", "審査係").put("task", 600, 85, "確認").put("task", 900, 300, "審査")
    make_space(drawn.editor, "", Point(600, 82), 0, -80)
    assert faults(drawn.model) == []


def test_a_lane_that_ends_where_its_pool_ends_does_not_stick_out_by_a_rounding() -> None:
    """594 + 1671.83… and 624 + 1641.83… are the same border written in two ways."""
    width = 1671.8333333333333
    model = ProcessModel(
        elements=[
            Element(id="p", kind=Kind.PROCESS, subtype="process"),
            Element(id="d", kind=Kind.DIAGRAM, subtype="BPMNDiagram", sort_key="i"),
            Element(
                id="pool",
                kind=Kind.POOL,
                subtype="participant",
                refers_to="p",
                diagram="d",
                bounds=Bounds(594.0, -474.0, width, 1405.0),
            ),
            Element(id="set", kind=Kind.LANE_SET, subtype="laneSet", parent="p", sort_key="1"),
            Element(
                id="lane",
                kind=Kind.LANE,
                subtype="lane",
                parent="set",
                sort_key="i",
                diagram="d",
                bounds=Bounds(624.0, -474.0, width - 30, 1405.0),
            ),
        ]
    )
    assert faults(model) == []


def test_what_sticks_out_of_a_pool_keeps_its_content_when_the_pool_grows_around_it() -> None:
    """As in drawings of other tools; the middle of the sub-process is in its pool."""
    drawn = flow().put("open_sub_process", 700, 150, "審査")
    resize(drawn.editor, drawn.id("審査"), box(drawn, "審査")._replace(height=400.0))
    at = box(drawn, "審査")
    drawn.put("task", at.x + 100, at.y + 80, "確認").put("task", at.x + 240, at.bottom - 60, "交付")
    drawn.link("確認", "交付")
    short = box(drawn, "市民課")._replace(height=at.centre.y + 20 - box(drawn, "市民課").y)
    with drawn.editor.gesture("draw"):
        drawn.editor.set(drawn.id("市民課"), bounds=short)
    drawn.put("annotation", at.right + 120, short.bottom + 60, "注")
    assert box(drawn, "交付").y > short.bottom
    before = {name: box(drawn, name) for name in ("確認", "交付")}
    way = drawn.flow("確認", "交付").waypoints
    for name in ("送付", "保管"):
        append(drawn.editor, drawn.id("確認"), template("task"), name=name)
    assert {name: box(drawn, name) for name in before} == before
    assert drawn.flow("確認", "交付").waypoints == way
    assert box(drawn, "市民課").bottom >= box(drawn, "審査").bottom
    assert box(drawn, "注").y >= box(drawn, "市民課").bottom
    assert faults(drawn.model) == []


def test_pulling_the_beginning_of_a_lane_in_stops_at_the_middle_of_what_sticks_out() -> None:
    drawn = flow("窓口", "審査係")
    lane, start = box(drawn, "窓口"), box(drawn, "開始")
    with drawn.editor.gesture("draw"):
        drawn.editor.set(drawn.id("開始"), bounds=start.moved(lane.x + 13 - start.centre.x, 0))
    make_space(drawn.editor, "", Point(lane.x, lane.y + 10), 20, 0, before=True)
    assert box(drawn, "窓口").x == lane.x + 13
    assert faults(drawn.model) == []


def test_what_stands_on_a_border_goes_to_the_lane_that_grows_over_it() -> None:
    """A step whose middle is just on the border of two lanes, and a new one that needs room."""
    drawn = flow("窓口", "担当")
    upper, lower = (drawn.model.element(f"Lane_{n}").bounds for n in (1, 2))
    assert upper
    assert lower
    drawn.put("task", upper.x + 300, upper.centre.y, "受付")
    task = drawn["受付"]
    with drawn.editor.gesture("on the border"):
        drawn.editor.set(task.id, bounds=Bounds(upper.x + 250, lower.y - 40, 100, 80))
    assert faults(drawn.model) == []
    # No air above: the lane below has to grow over the border.
    drawn.put("task", lower.x + 500, lower.y + 60, "審査")
    place(drawn.editor, template("start"), Point(lower.x + 500, lower.y + 8))

    assert faults(drawn.model) == []


def test_a_message_stays_at_the_upper_side_of_a_pool_that_grows_upwards() -> None:
    """The first lane of the lower pool grows over its upper border, where a message ends."""
    drawn = flow("窓口").then("受付")
    lower = add_pool(drawn.editor, Point(760, 700), name="住民")
    add_lane(drawn.editor, lower, name="一")
    box_ = drawn.model.element(lower).bounds
    assert box_
    drawn.put("task", box_.x + 300, box_.y + 60, "確認")
    message = connect(drawn.editor, drawn.id("受付"), lower)
    place(drawn.editor, template("start"), Point(box_.x + 300, box_.y + 8))

    assert message in drawn.model
    assert faults(drawn.model) == []


def test_a_line_that_had_no_way_is_drawn_on_the_sheet_of_its_ends() -> None:
    """It belonged to the first sheet by default, where nobody would see it."""

    def task(name: str, x: float) -> Element:
        return Element(
            id=name,
            kind=Kind.TASK,
            subtype="task",
            parent="p",
            diagram="inner",
            bounds=Bounds(x, 0, 100, 80),
        )

    sheets = [
        Element(id=n, kind=Kind.DIAGRAM, subtype="BPMNDiagram", sort_key=k)
        for n, k in (("first", "1"), ("inner", "2"))
    ]
    flow_ = Element(
        id="f",
        kind=Kind.SEQUENCE_FLOW,
        subtype="sequenceFlow",
        parent="p",
        source="a",
        target="b",
    )
    process = Element(id="p", kind=Kind.PROCESS, subtype="process")
    editor = Editor(
        ProcessModel(
            elements=[*sheets, process, task("a", 0), task("b", 200), task("c", 400), flow_]
        )
    )

    reconnect(editor, "f", target="c")

    moved = editor.model.element("f")
    assert moved.waypoints
    assert moved.diagram == "inner"

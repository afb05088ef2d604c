"""Lanes and pools: their content stays in them whatever is done."""

from __future__ import annotations

import itertools

import pytest

from bpr_studio.domain.modeling.lane_moves import move_to_lane
from bpr_studio.domain.modeling.lanes import (
    add_lane,
    add_pool,
    lanes_of,
    place_for_lane,
    put_lane_into,
    remove_lane,
    reorder_lane,
    resize_lane,
    split_lane,
)
from bpr_studio.domain.modeling.moving import move
from bpr_studio.domain.modeling.pools import hide_work, show_work
from bpr_studio.domain.modeling.soundness import faults
from bpr_studio.domain.modeling.verdict import NotAllowedError
from bpr_studio.domain.process.element import Element, Kind
from bpr_studio.domain.process.model import ProcessModel
from bpr_studio.domain.shared.geometry import Bounds, Point
from tests.builders_flow import Drawing, bare_flow, flow


def three_lanes() -> Drawing:
    """受付 in 窓口, 審査する in 審査, 決裁する in 決裁, one after the other."""
    drawn = flow("窓口", "審査", "決裁").then("受付", "審査する", "決裁する")
    move(drawn.editor, [drawn.id("審査する")], 0, 140)
    move(drawn.editor, [drawn.id("決裁する")], 0, 280)
    assert faults(drawn.model) == []
    return drawn


def names(drawn: Drawing, owner: str = "市民課") -> list[str]:
    """The names of the lanes of a pool (or lane) as they are drawn."""
    return [lane.name for lane in lanes_of(drawn.model, drawn.id(owner))]


def box(drawn: Drawing, name: str) -> Bounds:
    bounds = drawn[name].bounds
    assert bounds
    return bounds


def inside(drawn: Drawing) -> dict[str, tuple[float, float]]:
    """Where every step is in its lane."""
    found = {}
    for node in drawn.model.of_kind(Kind.TASK, Kind.GATEWAY, Kind.START_EVENT):
        lane = drawn.model.element(node.lane).bounds
        assert node.bounds
        assert lane
        found[node.id] = (node.bounds.x - lane.x, node.bounds.y - lane.y)
    return found


def is_orthogonal(line: tuple[Point, ...]) -> bool:
    return all(a.x == b.x or a.y == b.y for a, b in itertools.pairwise(line))


def fills(drawn: Drawing, owner: str) -> bool:
    """Whether the lanes of a pool fill it without gaps."""
    outer = box(drawn, owner)
    lanes = [lane.bounds for lane in lanes_of(drawn.model, drawn.id(owner))]
    at = outer.y
    for lane in lanes:
        assert lane
        if lane.y != at or lane.right != outer.right:
            return False
        at = lane.bottom
    return at == outer.bottom


def test_a_lane_is_added_below_and_the_rest_moves_on():
    drawn = three_lanes()
    places, height = inside(drawn), box(drawn, "市民課").height
    add_lane(drawn.editor, drawn.id("窓口"), name="電話")
    assert names(drawn) == ["窓口", "電話", "審査", "決裁"]
    assert box(drawn, "市民課").height == height + 120
    assert fills(drawn, "市民課")
    assert inside(drawn) == places
    assert faults(drawn.model) == []
    keys = [lane.sort_key for lane in lanes_of(drawn.model, drawn.id("市民課"))]
    assert keys == sorted(keys)


def test_a_lane_is_added_above_the_first_and_below_the_last():
    drawn = three_lanes()
    places = inside(drawn)
    add_lane(drawn.editor, drawn.id("窓口"), after=False, name="住民")
    add_lane(drawn.editor, drawn.id("決裁"), name="会計")
    assert names(drawn) == ["住民", "窓口", "審査", "決裁", "会計"]
    assert fills(drawn, "市民課")
    assert inside(drawn) == places
    assert faults(drawn.model) == []


def test_a_new_lane_pushes_the_pools_below_away():
    drawn = three_lanes()
    below = box(drawn, "市民課").bottom + 50
    other = add_pool(drawn.editor, Point(760, below + 125), name="税務課")
    add_lane(drawn.editor, drawn.id("決裁"))
    assert drawn.model.element(other).bounds == Bounds(260, below + 120, 1000, 250)


def test_the_first_lane_of_a_pool_takes_all_its_content():
    drawn = flow().then("受付", "確認")
    lane = add_lane(drawn.editor, drawn.id("市民課"), name="窓口")
    assert {e.lane for e in drawn.model.of_kind(Kind.TASK, Kind.START_EVENT)} == {lane}
    pool = box(drawn, "市民課")
    assert box(drawn, "窓口") == Bounds(pool.x + 30, pool.y, pool.width - 30, pool.height)
    add_lane(drawn.editor, drawn.id("市民課"), name="審査")
    assert names(drawn) == ["窓口", "審査"]
    assert faults(drawn.model) == []


def test_dividing_an_empty_pool_gives_equal_lanes():
    drawn = bare_flow()
    pool = add_pool(drawn.editor, Point(600, 700), name="税務課")
    add_pool(drawn.editor, Point(600, 1200), name="収納課")
    lanes = split_lane(drawn.editor, drawn.id("収納課"), 3)
    heights = [drawn.model.element(lane).bounds for lane in lanes]
    assert {b.height for b in heights if b} == {83, 84}
    assert len(lanes_of(drawn.model, pool)) == 0
    assert fills(drawn, "収納課")


def test_dividing_a_lane_never_cuts_its_content():
    drawn = three_lanes()
    steps = {e.id: e.lane for e in drawn.model.of_kind(Kind.TASK)}
    lanes = split_lane(drawn.editor, drawn.id("窓口"), 2)
    assert drawn["受付"].lane == lanes[0]
    assert {i: drawn.model.element(i).lane for i in steps if i != drawn.id("受付")} == {
        i: lane for i, lane in steps.items() if i != drawn.id("受付")
    }
    assert faults(drawn.model) == []
    with pytest.raises(NotAllowedError):
        split_lane(drawn.editor, drawn.id("窓口"), 1)


def test_a_lane_changes_places_with_all_its_content():
    drawn = three_lanes()
    places = inside(drawn)
    reorder_lane(drawn.editor, drawn.id("決裁"), 0)
    assert names(drawn) == ["決裁", "窓口", "審査"]
    assert inside(drawn) == places
    assert fills(drawn, "市民課")
    assert faults(drawn.model) == []
    assert all(is_orthogonal(line.waypoints) for line in drawn.model.of_kind(Kind.SEQUENCE_FLOW))


def test_changing_places_back_gives_the_drawing_as_it_was():
    drawn = three_lanes()
    before = ProcessModel(drawn.model.header, list(drawn.model.elements()))
    reorder_lane(drawn.editor, drawn.id("窓口"), 2)
    assert drawn.model != before
    reorder_lane(drawn.editor, drawn.id("窓口"), 0)
    after = [(e.id, e.bounds, e.waypoints, e.lane) for e in drawn.model.elements()]
    assert after == [(e.id, e.bounds, e.waypoints, e.lane) for e in before.elements()]


def test_inner_lanes_labels_data_and_notes_go_with_their_lane():
    drawn = three_lanes()
    drawn.put("data_object", 900, 150, "申請書").put("annotation", 1100, 150, "注記")
    split_lane(drawn.editor, drawn.id("窓口"), 2)
    with drawn.editor.gesture("label"):
        drawn.editor.set(drawn.id("開始"), label_bounds=Bounds(250, 180, 40, 14))
    inner = [lane.id for lane in lanes_of(drawn.model, drawn.id("窓口"))]
    watched = [*inner, drawn.id("申請書"), drawn.id("注記"), drawn.id("受付"), drawn.id("開始")]
    before = {i: drawn.model.element(i) for i in watched}
    reorder_lane(drawn.editor, drawn.id("窓口"), 2)
    way = box(drawn, "窓口").y - 80
    assert way > 0
    for element_id, was in before.items():
        now = drawn.model.element(element_id)
        assert was.bounds
        assert now.bounds == was.bounds.moved(0, way)
    assert drawn["開始"].label_bounds == Bounds(250, 180 + way, 40, 14)
    assert faults(drawn.model) == []


def test_a_lane_dragged_past_the_middle_of_its_neighbour_takes_its_place():
    drawn = three_lanes()
    move(drawn.editor, [drawn.id("窓口")], 0, 60)
    assert names(drawn) == ["窓口", "審査", "決裁"]
    move(drawn.editor, [drawn.id("窓口")], 0, 80)
    assert names(drawn) == ["審査", "窓口", "決裁"]
    move(drawn.editor, [drawn.id("決裁")], 0, -220)
    assert names(drawn) == ["決裁", "審査", "窓口"]
    assert place_for_lane(drawn.model, drawn.id("審査"), Point(500, 0)) == 0


def test_upright_lanes_change_places_too():
    drawn = bare_flow()
    add_pool(drawn.editor, Point(300, 500), name="収納課", horizontal=False)
    pool = drawn.id("収納課")
    lanes = split_lane(drawn.editor, pool, 2)
    assert {drawn.model.element(lane).horizontal for lane in lanes} == {False}
    first = drawn.model.element(lanes[0]).bounds
    assert first
    outer = box(drawn, "収納課")
    assert (first.y, first.height) == (outer.y + 30, outer.height - 30)
    drawn.put("task", first.right + 70, first.centre.y, "徴収")
    assert drawn["徴収"].lane == lanes[1]
    reorder_lane(drawn.editor, lanes[1], 0)
    assert [lane.id for lane in lanes_of(drawn.model, pool)] == [lanes[1], lanes[0]]
    assert drawn["徴収"].lane == lanes[1]
    assert faults(drawn.model) == []
    add_lane(drawn.editor, lanes[0])
    assert box(drawn, "収納課").width == outer.width + 120


def test_a_growing_lane_takes_free_room_of_its_neighbour_first():
    drawn = three_lanes()
    lane, pool = box(drawn, "窓口"), box(drawn, "市民課")
    resize_lane(drawn.editor, drawn.id("窓口"), lane._replace(height=lane.height + 15))
    assert box(drawn, "市民課") == pool
    assert box(drawn, "窓口").height == 155
    assert box(drawn, "審査").height == 125
    resize_lane(drawn.editor, drawn.id("窓口"), lane._replace(height=lane.height + 100))
    assert box(drawn, "窓口").height == 240
    assert box(drawn, "市民課").height > pool.height
    assert fills(drawn, "市民課")
    assert faults(drawn.model) == []


def test_a_shrinking_lane_stops_at_its_content():
    drawn = three_lanes()
    lane = box(drawn, "審査")
    resize_lane(drawn.editor, drawn.id("審査"), Bounds(lane.x, lane.y, lane.width, 10))
    step = box(drawn, "審査する")
    assert box(drawn, "審査").bottom == step.bottom + 10
    assert fills(drawn, "市民課")
    assert faults(drawn.model) == []


def test_the_upper_border_of_a_lane_moves_too():
    drawn = three_lanes()
    lane = box(drawn, "決裁")
    resize_lane(
        drawn.editor, drawn.id("決裁"), Bounds(lane.x, lane.y - 80, lane.width, lane.height + 80)
    )
    assert box(drawn, "決裁").height == lane.height + 80
    assert fills(drawn, "市民課")
    assert faults(drawn.model) == []


def test_a_lane_becomes_an_inner_lane_with_its_content():
    drawn = three_lanes()
    places, pool = inside(drawn), box(drawn, "市民課")
    put_lane_into(drawn.editor, drawn.id("窓口"), drawn.id("決裁"))
    assert names(drawn) == ["審査", "決裁"]
    assert names(drawn, "決裁") == ["", "窓口"]
    assert drawn["受付"].lane == drawn.id("窓口")
    assert box(drawn, "市民課") == pool
    assert fills(drawn, "市民課")
    assert [y for _, y in inside(drawn).values()] == [y for _, y in places.values()]
    assert faults(drawn.model) == []
    put_lane_into(drawn.editor, drawn.id("窓口"), drawn.id("市民課"))
    assert names(drawn) == ["審査", "決裁", "窓口"]
    assert fills(drawn, "市民課")
    assert faults(drawn.model) == []


def test_a_lane_is_not_put_into_itself_or_another_pool():
    drawn = three_lanes()
    inner = split_lane(drawn.editor, drawn.id("窓口"), 2)
    add_pool(drawn.editor, Point(760, 1000), name="税務課")
    for target in (inner[0], drawn.id("窓口"), drawn.id("税務課")):
        with pytest.raises(NotAllowedError):
            put_lane_into(drawn.editor, drawn.id("窓口"), target)


@pytest.mark.parametrize("gone", ["窓口", "審査", "決裁"])
def test_the_neighbour_of_a_removed_lane_takes_room_and_content(gone: str):
    drawn = three_lanes()
    pool, steps = box(drawn, "市民課"), {e.id: e.bounds for e in drawn.model.of_kind(Kind.TASK)}
    remove_lane(drawn.editor, drawn.id(gone))
    assert len(names(drawn)) == 2
    assert box(drawn, "市民課") == pool
    assert fills(drawn, "市民課")
    assert {e.id: e.bounds for e in drawn.model.of_kind(Kind.TASK)} == steps
    assert all(e.lane for e in drawn.model.of_kind(Kind.TASK))
    assert faults(drawn.model) == []


def test_the_last_lane_leaves_its_content_in_the_pool():
    drawn = flow("窓口").then("受付")
    remove_lane(drawn.editor, drawn.id("窓口"))
    assert names(drawn) == []
    assert drawn["受付"].lane == ""
    assert not drawn.model.of_kind(Kind.LANE_SET)
    assert faults(drawn.model) == []


def test_the_first_pool_is_put_around_the_flow_that_is_there():
    drawn = bare_flow().then("受付", "確認")
    process = drawn["受付"].parent
    pool = add_pool(drawn.editor, Point(0, 0), name="市民課")
    assert drawn.model.element(pool).refers_to == process
    assert all(box(drawn, "市民課").contains(box(drawn, n).centre) for n in ("受付", "確認"))
    (diagram,) = drawn.model.diagrams()
    assert drawn.model.element(diagram.refers_to).kind is Kind.COLLABORATION
    second = add_pool(drawn.editor, Point(600, 900), name="税務課")
    assert drawn.model.element(second).refers_to not in ("", process)
    assert faults(drawn.model) == []


def test_a_pool_that_hides_its_work_has_no_process():
    drawn = bare_flow().then("受付")
    pool = add_pool(drawn.editor, Point(600, 900), name="住民", hides_work=True)
    assert drawn.model.element(pool).refers_to == ""
    with pytest.raises(NotAllowedError):
        add_lane(drawn.editor, pool)
    assert faults(drawn.model) == []


def test_lanes_of_drafts_without_lane_sets_or_pools_change_places():
    lanes = [
        Element(id=f"L{n}", kind=Kind.LANE, subtype="lane", bounds=Bounds(0, n * 100.0, 500, 100))
        for n in range(3)
    ]
    step = Element(
        id="a", kind=Kind.TASK, subtype="task", lane="L0", bounds=Bounds(50, 10, 100, 80)
    )
    below = Element(
        id="b", kind=Kind.TASK, subtype="task", lane="L2", bounds=Bounds(50, 210, 100, 80)
    )
    drawn = Drawing(ProcessModel(elements=[*lanes, step, below]))
    reorder_lane(drawn.editor, "L0", 2)
    assert drawn.model.element("b").bounds == Bounds(50, 110, 100, 80)
    assert drawn.model.element("a").bounds == Bounds(50, 210, 100, 80)
    assert drawn.model.element("L0").bounds == Bounds(0, 200, 500, 100)
    with pytest.raises(NotAllowedError):
        reorder_lane(drawn.editor, "a", 0)
    remove_lane(drawn.editor, "L0")
    assert drawn.model.element("a").lane == "L2"


def test_a_step_moved_to_a_lane_covers_nothing_there():
    drawn = three_lanes()
    there = box(drawn, "審査する")
    move_to_lane(drawn.editor, [drawn.id("受付")], drawn.id("審査"))
    assert drawn["受付"].lane == drawn.id("審査")
    drawn.put("task", there.centre.x, 150, "照合")
    move_to_lane(drawn.editor, [drawn.id("照合")], drawn.id("審査"))
    assert box(drawn, "照合").x == there.right + 50
    assert drawn["照合"].lane == drawn.id("審査")
    assert faults(drawn.model) == []
    with pytest.raises(NotAllowedError):
        move_to_lane(drawn.editor, [drawn.id("照合")], drawn.id("市民課"))


def test_a_pool_gets_longer_for_a_step_that_changes_lanes():
    drawn = three_lanes()
    pool = box(drawn, "市民課")
    drawn.put("task", pool.right - 60, 290, "送付").put("task", pool.right - 60, 150, "照合")
    move_to_lane(drawn.editor, [drawn.id("照合")], drawn.id("審査"))
    assert box(drawn, "照合").right + 10 == box(drawn, "市民課").right
    assert drawn["照合"].lane == drawn.id("審査")
    assert faults(drawn.model) == []


def test_an_empty_pool_hides_its_work_and_shows_it_again():
    drawn = three_lanes()
    pool = add_pool(drawn.editor, Point(760, 900), name="住民", size=(800, 60))
    process = drawn.model.element(pool).refers_to
    split_lane(drawn.editor, pool, 1)
    before = ProcessModel(drawn.model.header, list(drawn.model.elements()))
    hide_work(drawn.editor, pool)
    assert drawn.model.element(pool).refers_to == ""
    assert process not in drawn.model
    assert faults(drawn.model) == []
    drawn.editor.undo()
    assert drawn.model == before
    drawn.editor.redo()
    show_work(drawn.editor, pool)
    assert drawn.model.element(pool).refers_to in drawn.model
    assert box(drawn, "住民").height == 120
    assert faults(drawn.model) == []
    with pytest.raises(NotAllowedError):
        hide_work(drawn.editor, drawn.id("市民課"))


def test_a_lane_made_larger_leaves_its_neighbour_room_for_a_step():
    drawn = flow("窓口", "担当")
    box, other = drawn["窓口"].bounds, drawn["担当"].bounds
    assert box
    assert other
    resize_lane(drawn.editor, drawn.id("窓口"), box._replace(height=box.height + 200))
    box, other = drawn["窓口"].bounds, drawn["担当"].bounds
    assert box
    assert other
    assert (box.height, other.height) == (340, 100)

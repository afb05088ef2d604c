"""The space tool and resizing: frames stretch, nothing comes out, flows stay attached."""

from __future__ import annotations

import itertools

import pytest

from bpr_studio.domain.modeling.lanes import add_pool
from bpr_studio.domain.modeling.moving import move
from bpr_studio.domain.modeling.resizing import (
    allowed_bounds,
    least_size,
    may_resize,
    resize,
)
from bpr_studio.domain.modeling.soundness import faults
from bpr_studio.domain.modeling.space import make_space, space_preview
from bpr_studio.domain.modeling.verdict import NotAllowedError
from bpr_studio.domain.process.element import Element, Kind
from bpr_studio.domain.process.model import ProcessModel
from bpr_studio.domain.shared.geometry import Bounds, Point
from tests.builders_flow import Drawing, bare_flow, flow


def two_lanes() -> Drawing:
    """受付 and 確認 in 窓口, 審査する in 審査, one after the other."""
    drawn = flow("窓口", "審査").then("受付", "確認", "審査する")
    move(drawn.editor, [drawn.id("審査する")], 0, 140)
    return drawn


def box(drawn: Drawing, name: str) -> Bounds:
    bounds = drawn[name].bounds
    assert bounds
    return bounds


def copy_of(model: ProcessModel) -> ProcessModel:
    return ProcessModel(model.header, list(model.elements()))


def line_before(drawn: Drawing, name: str) -> Point:
    """A point just left of and above a shape."""
    shape = box(drawn, name)
    return Point(shape.x - 5, shape.y - 5)


def test_room_to_the_right_moves_what_is_behind_the_line():
    drawn = two_lanes()
    first, second, pool = box(drawn, "受付"), box(drawn, "確認"), box(drawn, "市民課")
    make_space(drawn.editor, "", line_before(drawn, "確認"), 80, 0)
    assert box(drawn, "受付") == first
    assert box(drawn, "確認") == second.moved(80, 0)
    assert box(drawn, "市民課").width == pool.width + 80
    assert box(drawn, "窓口").right == box(drawn, "市民課").right
    assert faults(drawn.model) == []


def test_room_downwards_stretches_the_lane_and_moves_the_next():
    drawn = two_lanes()
    upper, lower, step = box(drawn, "窓口"), box(drawn, "審査"), box(drawn, "審査する")
    make_space(drawn.editor, "", Point(300, upper.bottom - 5), 0, 60)
    assert box(drawn, "窓口").height == upper.height + 60
    assert box(drawn, "審査") == lower.moved(0, 60)
    assert box(drawn, "審査する") == step.moved(0, 60)
    assert drawn["審査する"].lane == drawn.id("審査")
    assert faults(drawn.model) == []


def test_pulling_back_what_was_pushed_gives_the_drawing_as_it_was():
    drawn = two_lanes()
    before = copy_of(drawn.model)
    at = line_before(drawn, "審査する")
    make_space(drawn.editor, "", at, 0, 70)
    assert drawn.model != before
    make_space(drawn.editor, "", at, 0, -70)
    assert drawn.model == before


def test_pulling_stops_where_shapes_would_meet():
    drawn = two_lanes()
    first = box(drawn, "受付")
    make_space(drawn.editor, "", line_before(drawn, "確認"), -500, 0)
    assert box(drawn, "確認").x >= first.right
    assert faults(drawn.model) == []


def test_pulling_never_makes_a_lane_too_small_or_lets_content_out():
    drawn = two_lanes()
    at = Point(300, box(drawn, "受付").bottom + 5)
    make_space(drawn.editor, "", at, 0, -500)
    assert box(drawn, "窓口").bottom >= box(drawn, "受付").bottom + 10
    assert box(drawn, "窓口").height >= 60
    assert faults(drawn.model) == []


def test_what_lies_before_the_line_can_move_instead():
    drawn = two_lanes()
    first, second = box(drawn, "受付"), box(drawn, "確認")
    pool = box(drawn, "市民課")
    make_space(drawn.editor, "", line_before(drawn, "確認"), -40, 0, before=True)
    assert box(drawn, "受付") == first.moved(-40, 0)
    assert box(drawn, "確認") == second
    assert box(drawn, "市民課") == Bounds(pool.x - 40, pool.y, pool.width + 40, pool.height)
    assert faults(drawn.model) == []


def test_flows_stay_orthogonal_where_room_is_made():
    drawn = two_lanes()
    make_space(drawn.editor, "", line_before(drawn, "審査する"), 33, 0)
    make_space(drawn.editor, "", Point(300, box(drawn, "窓口").bottom - 3), 0, 21)
    for line in drawn.model.of_kind(Kind.SEQUENCE_FLOW):
        points = line.waypoints
        assert all(a.x == b.x or a.y == b.y for a, b in itertools.pairwise(points))
    assert faults(drawn.model) == []


def test_the_preview_shows_what_happens():
    drawn = two_lanes()
    at = line_before(drawn, "確認")
    preview = space_preview(drawn.model, "", at, 80, 3)
    assert (preview.dx, preview.dy) == (80, 0)
    assert set(preview.resized) == {drawn.id(n) for n in ("市民課", "窓口", "審査")}
    make_space(drawn.editor, "", at, 80, 3)
    for element_id, bounds in {**preview.moved, **preview.resized}.items():
        assert drawn.model.element(element_id).bounds == bounds


def test_room_inside_an_open_sub_process_stretches_it():
    drawn = bare_flow().put("open_sub_process", 600, 400, "副").put("task", 680, 400, "中")
    outer, inner = box(drawn, "副"), box(drawn, "中")
    shape = drawn["副"].bounds
    assert shape
    drawn.put("on_timer", shape.right, 400, "期限")
    make_space(drawn.editor, "", Point(inner.x - 5, 0), 50, 0)
    assert box(drawn, "副").width == outer.width + 50
    assert box(drawn, "中") == inner.moved(50, 0)
    assert box(drawn, "期限").centre.x == box(drawn, "副").right
    assert faults(drawn.model) == []


def test_a_pool_does_not_get_smaller_than_its_content():
    drawn = two_lanes()
    resize(drawn.editor, drawn.id("市民課"), Bounds(160, 80, 100, 50))
    pool = box(drawn, "市民課")
    assert pool.bottom >= box(drawn, "審査する").bottom + 10
    assert pool.right >= box(drawn, "審査する").right + 10
    assert box(drawn, "審査").bottom == pool.bottom
    assert faults(drawn.model) == []


def test_lanes_fill_a_pool_that_grows():
    drawn = two_lanes()
    pool = box(drawn, "市民課")
    upper = box(drawn, "窓口")
    resize(drawn.editor, drawn.id("市民課"), pool.grown(30))
    assert box(drawn, "窓口") == Bounds(
        upper.x - 30, upper.y - 30, upper.width + 60, upper.height + 30
    )
    assert box(drawn, "審査").bottom == pool.bottom + 30
    assert faults(drawn.model) == []


def test_a_resized_step_keeps_its_flows_and_events_on_its_border():
    drawn = two_lanes()
    step = box(drawn, "受付")
    drawn.put("on_timer", step.right, step.bottom - 20, "期限")
    resize(drawn.editor, drawn.id("受付"), step._replace(width=130, height=90))
    assert box(drawn, "受付") == step._replace(width=130, height=90)
    assert box(drawn, "期限").centre.x == step.x + 130
    assert faults(drawn.model) == []


def test_a_step_has_a_least_size_and_an_event_always_the_same():
    drawn = two_lanes()
    step = box(drawn, "受付")
    wanted = step._replace(width=5, height=5)
    assert allowed_bounds(drawn.model, drawn.id("受付"), wanted) == step._replace(
        width=60, height=40
    )
    assert least_size(drawn.model, drawn.id("受付")) == (60, 40)
    assert not may_resize(drawn.model, drawn.id("開始"))
    with pytest.raises(NotAllowedError):
        resize(drawn.editor, drawn.id("開始"), step)


def test_a_growing_step_makes_its_pool_grow():
    drawn = two_lanes()
    step = box(drawn, "審査する")
    resize(drawn.editor, drawn.id("審査する"), step._replace(height=200))
    assert box(drawn, "市民課").bottom == step.y + 210
    assert faults(drawn.model) == []


def test_content_stops_the_sides_of_a_sub_process():
    drawn = bare_flow().put("open_sub_process", 600, 400, "副").put("task", 650, 400, "中")
    outer, inner = box(drawn, "副"), box(drawn, "中")
    resize(drawn.editor, drawn.id("副"), Bounds(outer.x, outer.y, 60, outer.height))
    assert box(drawn, "副").right == inner.right + 10


def test_drafts_without_places_are_passed_over():
    drawn = Drawing(
        ProcessModel(
            elements=[
                Element(
                    id="p", kind=Kind.POOL, subtype="participant", bounds=Bounds(0, 0, 400, 99)
                ),
                Element(id="l", kind=Kind.LANE, subtype="lane", parent="nowhere"),
                Element(id="a", kind=Kind.TASK, subtype="task", host="nobody"),
                Element(
                    id="b",
                    kind=Kind.BOUNDARY_EVENT,
                    subtype="boundaryEvent",
                    host="a",
                    bounds=Bounds(300, 20, 36, 36),
                ),
                Element(
                    id="f",
                    kind=Kind.SEQUENCE_FLOW,
                    subtype="sequenceFlow",
                    waypoints=(Point(9, 9),),
                ),
            ]
        )
    )
    make_space(drawn.editor, "", Point(200, 0), 50, 0)
    make_space(drawn.editor, "gone", Point(200, 120), 0, -50)
    assert drawn.model.element("p").bounds == Bounds(0, 0, 450, 99)
    assert not may_resize(drawn.model, "l")
    assert allowed_bounds(drawn.model, "nobody", Bounds(0, 0, 1, 1)) == Bounds(0, 0, 1, 1)


def test_pools_beside_the_line_stay():
    drawn = two_lanes()
    add_pool(drawn.editor, Point(700, 700), name="税務課")
    other = box(drawn, "税務課")
    make_space(drawn.editor, "", Point(300, box(drawn, "市民課").bottom + 5), 0, 40)
    assert box(drawn, "税務課") == other.moved(0, 40)

"""The ways of connections: sensible sides, level and upright, around what is in the way."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpr_studio.domain.diagram.lines import follows_axes
from bpr_studio.domain.diagram.outlines import lies_on
from bpr_studio.domain.diagram.routing import docked, first_route, follow
from bpr_studio.domain.process.element import Element, Kind
from bpr_studio.domain.process.model import ProcessModel
from bpr_studio.domain.shared.geometry import Bounds, Point

FLOW = Kind.SEQUENCE_FLOW


def node(name: str, x: float, y: float, kind: Kind = Kind.TASK, **fields: object) -> Element:
    size = {Kind.GATEWAY: (50, 50), Kind.POOL: (1000, 80), Kind.ANNOTATION: (100, 30)}
    width, height = size.get(kind, (100, 80) if kind is Kind.TASK else (36, 36))
    values: dict[str, object] = {"bounds": Bounds(x, y, width, height), **fields}
    return Element(id=name, kind=kind, subtype="x", **values)  # type: ignore[arg-type]  # any field


def way(source: Element, target: Element, *others: Element, kind: Kind = FLOW) -> list[Point]:
    all_of_them = {element.id: element for element in (source, target, *others)}
    model = ProcessModel(elements=all_of_them.values())
    return list(first_route(model, source, target, kind))


def flow_between(source: Element, target: Element, *points: Point, kind: Kind = FLOW) -> Element:
    return Element(
        id="f", kind=kind, subtype="x", source=source.id, target=target.id, waypoints=points
    )


def test_neighbours_in_a_row_are_joined_by_a_straight_line():
    assert way(node("a", 0, 0), node("b", 150, 0)) == [Point(100, 40), Point(150, 40)]


def test_a_row_that_is_a_little_uneven_keeps_its_straight_lines():
    points = way(node("a", 0, 0), node("b", 150, 12))
    assert len(points) == 2
    assert points[0].y == points[1].y


def test_a_step_further_down_is_entered_from_the_left():
    points = way(node("a", 0, 0), node("b", 180, 120))
    assert points[0] == Point(100, 40)
    assert points[-1] == Point(180, 160)
    assert len(points) == 4


def test_a_hand_over_to_the_lane_below_is_a_straight_line_down():
    assert way(node("a", 0, 0), node("b", 0, 160)) == [Point(50, 80), Point(50, 160)]


def test_a_branch_leaves_the_gateway_downwards_or_upwards():
    gateway = node("g", 0, 0, Kind.GATEWAY)
    below = way(gateway, node("b", 100, 100))
    above = way(gateway, node("b", 100, -130))
    assert below == [Point(25, 50), Point(25, 140), Point(100, 140)]
    assert above == [Point(25, 0), Point(25, -90), Point(100, -90)]


def test_a_flow_into_a_joining_gateway_arrives_from_above_or_below():
    gateway = node("g", 300, 0, Kind.GATEWAY)
    points = way(node("a", 0, 120), gateway)
    assert points == [Point(100, 160), Point(325, 160), Point(325, 50)]


def test_the_second_branch_takes_another_corner_of_the_gateway():
    gateway, right = node("g", 0, 0, Kind.GATEWAY), node("b", 150, -15)
    taken = flow_between(gateway, right, Point(50, 25), Point(150, 25))
    assert way(gateway, node("c", 150, 120), right, taken)[0] == Point(25, 50)


def test_a_flow_goes_around_a_shape_in_its_way():
    obstacle = node("x", 150, 0)
    points = way(node("a", 0, 0), node("b", 300, 0), obstacle)
    assert obstacle.bounds
    assert follows_axes(points)
    assert not any(obstacle.bounds.grown(-1).contains(middle(a, b)) for a, b in pairwise(points))
    assert len(points) > 2


def middle(a: Point, b: Point) -> Point:
    return Point((a.x + b.x) / 2, (a.y + b.y) / 2)


def test_a_loop_back_runs_above_or_below_the_steps_between():
    gateway, first = node("g", 300, 15, Kind.GATEWAY), node("a", 0, 0)
    between = node("m", 150, 0)
    points = way(gateway, first, between)
    assert points[0].x == 325
    assert len(points) == 4
    assert not any(between.bounds.contains(p) for p in points) if between.bounds else False


def test_a_message_to_a_closed_pool_runs_straight_down():
    partner = node("p", -100, 200, Kind.POOL)
    points = way(node("a", 320, 0), partner, kind=Kind.MESSAGE_FLOW)
    assert points == [Point(370, 80), Point(370, 200)]


def test_a_message_between_steps_leaves_and_arrives_upright():
    points = way(node("a", 0, 0), node("b", 120, 200), kind=Kind.MESSAGE_FLOW)
    assert points[0] == Point(50, 80)
    assert points[-1] == Point(170, 200)
    assert follows_axes(points)


def test_an_annotation_is_linked_by_a_straight_line():
    task = node("a", 0, 0)
    assert len(way(node("n", 200, -100, Kind.ANNOTATION), task, kind=Kind.ASSOCIATION)) == 2
    above = way(node("n", 30, -100, Kind.ANNOTATION), task, kind=Kind.ASSOCIATION)
    assert above[0].x == above[1].x


def test_an_annotation_of_a_flow_points_at_the_middle_of_its_line():
    note = node("n", 100, -100, Kind.ANNOTATION)
    flow = flow_between(node("a", 0, 0), node("b", 300, 0), Point(100, 40), Point(300, 40))
    assert way(note, flow, kind=Kind.ASSOCIATION)[-1] == Point(200, 40)


def test_a_boundary_event_is_left_outwards():
    host = node("h", 0, 0)
    event = node("e", 30, 62, Kind.BOUNDARY_EVENT, host="h")
    points = way(event, node("b", 200, 140), host)
    assert points[0] == Point(48, 98)


def test_in_an_upright_pool_flows_run_downwards():
    lane = Element(id="l", kind=Kind.LANE, subtype="lane", horizontal=False)
    points = way(node("a", 0, 0, lane="l"), node("b", 130, 160, lane="l"), lane)
    assert points[0] == Point(50, 80)
    assert points[-1] == Point(180, 160)


def test_a_flow_back_to_the_same_step_is_a_loop_beside_it():
    points = way(node("a", 0, 0), node("a", 0, 0))
    assert len(points) == 5
    assert follows_axes(points)


def test_what_is_not_drawn_gets_no_line():
    nowhere = Element(id="b", kind=Kind.TASK, subtype="task")
    assert way(node("a", 0, 0), nowhere) == []
    assert way(nowhere, node("a", 0, 0)) == []


def test_a_link_to_data_has_few_bends_or_runs_straight():
    paper, task = node("d", 300, -40, Kind.DATA_OBJECT), node("a", 0, 0)
    points = way(paper, task, node("x", 150, 0), node("y", 150, -100), kind=Kind.DATA_ASSOCIATION)
    assert len(points) <= 4


KINDS = st.sampled_from(
    [Kind.TASK, Kind.GATEWAY, Kind.START_EVENT, Kind.BOUNDARY_EVENT, Kind.DATA_OBJECT, Kind.POOL]
)
COORDINATES = st.integers(-300, 300).map(float)
SIZES = st.integers(0, 200).map(float)
BOXES = st.builds(Bounds, COORDINATES, COORDINATES, SIZES, SIZES)
LINES = st.sampled_from([Kind.SEQUENCE_FLOW, Kind.MESSAGE_FLOW])


@given(st.lists(st.tuples(KINDS, BOXES), min_size=2, max_size=8), LINES)
def test_a_way_is_always_found_and_never_slanted(shapes: list[tuple[Kind, Bounds]], kind: Kind):
    nodes = [
        Element(id=f"n{i}", kind=k, subtype="x", bounds=box) for i, (k, box) in enumerate(shapes)
    ]
    model = ProcessModel(elements=nodes)
    points = first_route(model, nodes[0], nodes[1], kind)
    assert len(points) >= 2
    apart = not _overlap(shapes[0][1].grown(1), shapes[1][1].grown(1))
    if apart:
        assert follows_axes(points)
    if apart and all(min(box.width, box.height) > 20 for _, box in shapes[:2]):
        assert lies_on(nodes[0], points[0])
        assert lies_on(nodes[1], points[-1])


def _overlap(a: Bounds, b: Bounds) -> bool:
    return a.x < b.right and b.x < a.right and a.y < b.bottom and b.y < a.bottom


# --- ends on outlines ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (Kind.TASK, Point(100, 20)),
        (Kind.GATEWAY, Point(45, 20)),
        (Kind.START_EVENT, Point(33.6, 27)),
    ],
)
def test_a_line_that_starts_inside_is_cut_at_the_true_outline(kind: Kind, expected: Point):
    shape = node("a", 0, 0, kind)
    line = docked((Point(10, expected.y), Point(400, expected.y)), shape, None)
    assert line[0].x == pytest.approx(expected.x, abs=0.3)
    assert lies_on(shape, line[0])


def test_a_line_that_hangs_before_its_shape_is_drawn_out_to_it():
    assert docked((Point(120, 40), Point(400, 40)), node("a", 0, 0), None)[0] == Point(100, 40)


def test_an_end_far_beside_its_shape_comes_to_the_outline():
    shape = node("a", 0, 0)
    line = docked((Point(200, 300), Point(400, 300)), shape, None)
    assert lies_on(shape, line[0])


def test_free_ends_stay_where_they_are():
    line = (Point(1, 2), Point(3, 4))
    assert docked(line, None, None) == line
    assert docked((Point(1, 2),), node("a", 0, 0), None) == (Point(1, 2),)


# --- following -------------------------------------------------------------------------------


def follows(flow: Element, *nodes: Element, **before: Bounds) -> list[Point]:
    return list(follow(ProcessModel(elements=[*nodes, flow]), flow, before))


def test_a_flow_between_two_moved_shapes_moves_with_its_bends():
    a, b = node("a", 10, 30), node("b", 210, 230)
    flow = flow_between(a, b, Point(100, 40), Point(130, 40), Point(130, 240), Point(200, 240))
    moved = follows(flow, a, b, a=Bounds(0, 0, 100, 80), b=Bounds(200, 200, 100, 80))
    assert moved == [Point(110, 70), Point(140, 70), Point(140, 270), Point(210, 270)]


def test_bends_made_by_hand_stay_when_one_end_moves():
    a, b = node("a", 0, 20), node("b", 300, 200)
    points = (Point(100, 40), Point(130, 40), Point(130, 150), Point(350, 150), Point(350, 200))
    moved = follows(flow_between(a, b, *points), a, b, a=Bounds(0, 0, 100, 80))
    assert moved == [Point(100, 60), Point(130, 60), *points[2:]]


def test_a_straight_flow_gets_bends_when_an_end_leaves_the_row():
    a, b = node("a", 0, 0), node("b", 200, 150)
    flow = flow_between(a, b, Point(100, 40), Point(200, 40))
    moved = follows(flow, a, b, b=Bounds(200, 0, 100, 80))
    assert len(moved) == 4
    assert follows_axes(moved)


def test_bends_that_became_superfluous_disappear():
    a, b = node("a", 0, 0), node("b", 200, 0)
    flow = flow_between(a, b, Point(100, 40), Point(150, 40), Point(150, 190), Point(200, 190))
    assert follows(flow, a, b, b=Bounds(200, 150, 100, 80)) == [Point(100, 40), Point(200, 40)]


def test_a_flow_that_would_run_through_its_own_step_takes_a_new_way():
    a, b = node("a", 0, 0), node("b", -300, 150)
    flow = flow_between(a, b, Point(100, 40), Point(150, 40), Point(150, 190), Point(200, 190))
    moved = follows(flow, a, b, b=Bounds(200, 150, 100, 80))
    assert lies_on(b, moved[-1])
    assert not any(p.x > 140 for p in moved)


def test_a_jag_of_a_few_units_is_not_left_behind():
    a, b = node("a", 0, 0), node("b", 200, 5)
    flow = flow_between(a, b, Point(100, 40), Point(150, 40), Point(150, 190), Point(200, 190))
    moved = follows(flow, a, b, b=Bounds(200, 150, 100, 80))
    assert len(moved) == 2


def test_a_slanted_line_of_an_imported_drawing_stays_slanted():
    a, b = node("a", 0, 0), node("b", 200, 300)
    flow = flow_between(a, b, Point(100, 40), Point(200, 240))
    assert follows(flow, a, b, b=Bounds(200, 200, 100, 80)) == [Point(100, 40), Point(200, 340)]


def test_an_end_keeps_its_place_on_a_shape_that_grew():
    a, b = node("a", 0, 0), node("b", 300, 0)
    wide = Element(id="a", kind=Kind.TASK, subtype="task", bounds=Bounds(0, 0, 200, 80))
    flow = flow_between(a, b, Point(100, 40), Point(300, 40))
    assert follows(flow, wide, b, a=Bounds(0, 0, 100, 80)) == [Point(200, 40), Point(300, 40)]


def test_a_flow_whose_ends_did_not_move_stays_as_it_is():
    a, b = node("a", 0, 0), node("b", 200, 0)
    flow = flow_between(a, b, Point(100, 40), Point(200, 40))
    assert follows(flow, a, b) == list(flow.waypoints)
    assert follows(flow, a, b, a=Bounds(0, 0, 100, 80)) == list(flow.waypoints)


def test_a_dangling_flow_follows_the_end_it_has():
    a = node("a", 0, 50)
    flow = flow_between(a, node("gone", 0, 0), Point(100, 40), Point(150, 40), Point(150, 200))
    moved = follows(flow, a, a=Bounds(0, 0, 100, 80))
    assert moved == [Point(100, 90), Point(150, 90), Point(150, 200)]


def test_a_link_to_an_annotation_stays_straight():
    a, note = node("a", 0, 0), node("n", 300, -200, Kind.ANNOTATION)
    flow = flow_between(a, note, Point(50, 0), Point(50, -70), kind=Kind.ASSOCIATION)
    moved = follows(flow, a, note, n=Bounds(20, -100, 100, 30))
    assert len(moved) == 2
    assert lies_on(note, moved[1])


@given(BOXES, BOXES, COORDINATES, COORDINATES)
def test_a_flow_that_follows_never_raises_and_keeps_its_axes(
    one: Bounds, other: Bounds, dx: float, dy: float
):
    a = Element(id="a", kind=Kind.TASK, subtype="task", bounds=one)
    b = Element(id="b", kind=Kind.GATEWAY, subtype="g", bounds=other)
    points = first_route(ProcessModel(elements=[a, b]), a, b, FLOW)
    moved = Element(id="b", kind=Kind.GATEWAY, subtype="g", bounds=other.moved(dx, dy))
    flow = flow_between(a, moved, *points)
    assert len(follows(flow, a, moved, b=other)) >= 2

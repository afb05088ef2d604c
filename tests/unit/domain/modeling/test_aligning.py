"""Aligning, equal gaps and snap lines."""

from __future__ import annotations

import pytest

from bpr_studio.domain.modeling.aligning import Axis, Edge, align, distribute
from bpr_studio.domain.modeling.snapping import SnapField, snapped
from bpr_studio.domain.modeling.soundness import faults
from bpr_studio.domain.modeling.verdict import NotAllowedError
from bpr_studio.domain.process.model import ProcessModel
from bpr_studio.domain.shared.geometry import Bounds
from tests.builders_flow import Drawing, bare_flow, flow


def box(drawn: Drawing, name: str) -> Bounds:
    bounds = drawn[name].bounds
    assert bounds
    return bounds


def scattered() -> Drawing:
    """Three steps out of line."""
    drawn = bare_flow()
    return drawn.put("task", 300, 300, "甲").put("task", 520, 340, "乙").put("task", 700, 420, "丙")


NAMES = ("甲", "乙", "丙")


@pytest.mark.parametrize(
    ("edge", "place"),
    [
        (Edge.LEFT, lambda b: b.x),
        (Edge.CENTRE, lambda b: b.centre.x),
        (Edge.RIGHT, lambda b: b.right),
        (Edge.TOP, lambda b: b.y),
        (Edge.MIDDLE, lambda b: b.centre.y),
        (Edge.BOTTOM, lambda b: b.bottom),
    ],
)
def test_aligned_shapes_are_in_line(edge: Edge, place):
    drawn = scattered()
    align(drawn.editor, [drawn.id(n) for n in NAMES], edge)
    assert len({place(box(drawn, n)) for n in NAMES}) == 1
    assert faults(drawn.model) == []


def test_aligning_twice_changes_nothing_more():
    drawn = scattered()
    ids = [drawn.id(n) for n in NAMES]
    align(drawn.editor, ids, Edge.TOP)
    once = ProcessModel(drawn.model.header, list(drawn.model.elements()))
    align(drawn.editor, ids, Edge.TOP)
    assert drawn.model == once


def test_one_shape_cannot_be_aligned():
    drawn = scattered()
    with pytest.raises(NotAllowedError):
        align(drawn.editor, [drawn.id("甲"), "Flow_1", "nobody"], Edge.TOP)


def test_what_lies_in_a_chosen_sub_process_goes_with_it():
    drawn = bare_flow().put("open_sub_process", 600, 400, "副").put("task", 650, 400, "中")
    drawn.put("task", 100, 100, "外")
    apart = box(drawn, "中").y - box(drawn, "副").y
    align(drawn.editor, [drawn.id(n) for n in ("副", "中", "外")], Edge.TOP)
    assert box(drawn, "副").y == box(drawn, "外").y
    assert box(drawn, "中").y - box(drawn, "副").y == apart


def test_equal_gaps_leave_the_outer_shapes_where_they_are():
    drawn = scattered()
    first, last = box(drawn, "甲"), box(drawn, "丙")
    distribute(drawn.editor, [drawn.id(n) for n in NAMES], Axis.X)
    assert (box(drawn, "甲"), box(drawn, "丙")) == (first, last)
    middle = box(drawn, "乙")
    assert abs((middle.x - first.right) - (last.x - middle.right)) <= 1
    with pytest.raises(NotAllowedError):
        distribute(drawn.editor, [drawn.id("甲"), drawn.id("乙")], Axis.X)


def test_a_shape_aligned_into_another_lane_belongs_to_it():
    drawn = flow("窓口", "審査").then("受付").put("task", 700, 290, "審査する")
    align(drawn.editor, [drawn.id("受付"), drawn.id("審査する")], Edge.BOTTOM)
    assert drawn["受付"].lane == drawn.id("審査")
    assert faults(drawn.model) == []


def test_a_dragged_shape_comes_to_rest_in_line_with_a_neighbour():
    drawn = scattered()
    snap = snapped(drawn.model, "", [drawn.id("乙")], 60, -38)
    assert snap.dy == -40  # its middle is level with that of 甲
    (line,) = [line for line in snap.lines if line.start.y == line.end.y]
    assert line.start.y == 300
    far = snapped(drawn.model, "", [drawn.id("乙")], 60, -25)
    assert (far.dx, far.dy) == (60, -25)


def test_a_dragged_shape_comes_to_rest_where_its_flow_runs_straight():
    drawn = flow("窓口", "審査").then("受付").then("枝", what="exclusive_gateway")
    start = drawn.flow("受付", "枝").waypoints[0]
    snap = snapped(drawn.model, "", [drawn.id("枝")], 40, 4)
    moved = box(drawn, "枝").moved(snap.dx, snap.dy)
    assert moved.centre.y == start.y


def test_a_dragged_shape_comes_to_rest_at_equal_gaps():
    drawn = bare_flow().put("task", 300, 300, "甲").put("task", 460, 300, "乙")
    drawn.put("task", 700, 305, "丙")
    gap = box(drawn, "乙").x - box(drawn, "甲").right
    wanted = box(drawn, "乙").right + gap - box(drawn, "丙").x
    snap = snapped(drawn.model, "", [drawn.id("丙")], wanted + 4, 0)
    assert snap.dx == wanted
    assert [line.is_gap for line in snap.lines].count(True) == 2


def test_nothing_to_drag_gives_no_lines():
    drawn = scattered()
    field = SnapField(drawn.model, "", ["nobody", "Process_1"])
    assert field.snap(3, 4).lines == ()
    assert (field.snap(3, 4).dx, field.snap(3, 4).dy) == (3, 4)
    assert snapped(ProcessModel(), "", [], 1, 2).dx == 1

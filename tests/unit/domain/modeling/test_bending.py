"""Gestures on lines are one step of undo and leave labels readable."""

from __future__ import annotations

from itertools import pairwise

import pytest

from bpr_studio.domain.modeling.bending import (
    drag_bend,
    drag_segment,
    drop_bend,
    lay,
    lay_anew,
)
from bpr_studio.domain.modeling.moving import move
from bpr_studio.domain.modeling.naming import move_label, rename
from bpr_studio.domain.modeling.place_rules import distance_to_line
from bpr_studio.domain.process.editor import Editor
from bpr_studio.domain.process.element import Element, Kind
from bpr_studio.domain.process.model import ProcessModel
from bpr_studio.domain.shared.geometry import Bounds, Point
from tests.builders_flow import Drawing, flow

A = Element(id="a", kind=Kind.TASK, subtype="task", bounds=Bounds(0, 0, 100, 80))
B = Element(id="b", kind=Kind.TASK, subtype="task", bounds=Bounds(300, 200, 100, 80))
FLOW = Element(
    id="f",
    kind=Kind.SEQUENCE_FLOW,
    subtype="sequenceFlow",
    name="はい",
    source="a",
    target="b",
    waypoints=(Point(100, 40), Point(200, 40), Point(200, 240), Point(300, 240)),
)


def editor(*others: Element) -> Editor:
    return Editor(ProcessModel(elements=[A, B, FLOW, *others]))


def points(of: Editor) -> tuple[Point, ...]:
    return of.model.element("f").waypoints


def test_pulling_a_stretch_is_one_step_of_undo():
    edited = editor()
    drag_segment(edited, "f", 1, 50, 0)
    assert points(edited)[1] == Point(250, 40)
    edited.undo()
    assert points(edited) == FLOW.waypoints


def branch() -> Drawing:
    """受付 → a branch with a way down to 照合, which has a name."""
    drawn = flow("窓口", "担当").then("受付").then("判断", what="exclusive_gateway").then("連絡")
    drawn.after("判断").then("照合")
    move(drawn.editor, [drawn.id("照合")], 0, 130)
    rename(drawn.editor, drawn.flow("判断", "照合").id, "ある")
    return drawn


def test_a_way_out_pulled_past_its_branch_does_not_come_onto_the_way_in():
    drawn = branch()
    line = drawn.flow("判断", "照合")
    drag_segment(drawn.editor, line.id, 0, -70, 0)
    now = drawn.flow("判断", "照合").waypoints
    assert now[0] == line.waypoints[0]
    assert now[2].x == line.waypoints[0].x - 70
    assert all(a.x == b.x or a.y == b.y for a, b in pairwise(now))


def test_a_label_goes_along_with_a_line_that_is_pulled_away():
    drawn = branch()
    line = drawn.flow("判断", "照合")
    move_label(drawn.editor, line.id, Bounds(line.waypoints[0].x + 5, 260, 24, 15))
    drag_segment(drawn.editor, line.id, 0, -70, 0)
    now = drawn.flow("判断", "照合")
    label = now.label_bounds
    assert label
    assert distance_to_line(now.waypoints, label.centre) < 40


def test_a_bend_is_pulled_and_taken_out():
    edited = editor()
    drag_bend(edited, "f", 2, Point(240, 230))
    assert points(edited)[2] == Point(240, 230)
    lay(
        edited,
        "f",
        (Point(50, 40), Point(200, 40), Point(250, 40), Point(250, 240), Point(350, 240)),
    )
    drop_bend(edited, "f", 1)
    assert points(edited) == (Point(100, 40), Point(250, 40), Point(250, 240), Point(300, 240))


def test_a_way_laid_by_hand_ends_on_the_outlines():
    edited = editor()
    lay(edited, "f", (Point(50, 40), Point(350, 40), Point(350, 240)))
    assert points(edited) == (Point(100, 40), Point(350, 40), Point(350, 200))


def test_lines_find_their_ways_anew_and_other_things_are_left_out():
    edited = editor()
    drag_segment(edited, "f", 1, 300, 0)
    lay_anew(edited, ["f", "a", "gone"])
    assert points(edited) == FLOW.waypoints


def test_a_label_makes_way_for_the_pulled_line():
    crossing = Element(
        id="g",
        kind=Kind.SEQUENCE_FLOW,
        subtype="sequenceFlow",
        waypoints=(Point(260, 60), Point(260, 300)),
    )
    edited = editor(crossing)
    drag_segment(edited, "f", 1, 48, 0)
    label = edited.model.element("f").label_bounds
    assert label is not None
    assert label.right < 260 or label.x > 260


def test_a_stretch_that_is_not_there_leaves_no_trace():
    edited = editor()
    with pytest.raises(IndexError):
        drag_segment(edited, "f", 7, 1, 1)
    assert edited.undo_name is None

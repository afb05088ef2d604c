"""What is put into a short flow makes room for itself."""

from __future__ import annotations

from itertools import combinations

import pytest

from bpr_studio.domain.modeling.creating import place
from bpr_studio.domain.modeling.moving import move
from bpr_studio.domain.modeling.room import meet
from bpr_studio.domain.modeling.soundness import faults
from bpr_studio.domain.modeling.templates import template
from bpr_studio.domain.process.element import FLOW_NODES, Kind
from bpr_studio.domain.shared.geometry import Point
from tests.builders_flow import Drawing, bare_flow, flow


def assert_nothing_overlaps(drawn: Drawing) -> None:
    nodes = [e for e in drawn.model.of_kind(*FLOW_NODES) if e.bounds and not e.host]
    for a, b in combinations(nodes, 2):
        assert a.bounds
        assert b.bounds
        assert a.parent != b.parent or not meet(a.bounds.grown(10), b.bounds), (a.name, b.name)


def is_straight(drawn: Drawing, source: str, target: str) -> bool:
    return len(drawn.flow(source, target).waypoints) == 2


def middle_of(drawn: Drawing, source: str, target: str) -> Point:
    points = drawn.flow(source, target).waypoints
    return Point((points[0].x + points[-1].x) / 2, (points[0].y + points[-1].y) / 2)


@pytest.mark.parametrize("what", ["task", "exclusive_gateway", "wait_timer", "open_sub_process"])
def test_a_new_step_on_a_short_flow_pushes_along_what_follows(what: str):
    drawn = flow("窓口", "審査").then("受付", "確認").then("完了", what="end")
    at = middle_of(drawn, "受付", "確認")
    place(drawn.editor, template(what), Point(at.x, at.y + 5), name="照合")
    assert {("受付", "照合"), ("照合", "確認")} <= drawn.ways()
    assert_nothing_overlaps(drawn)
    assert all(is_straight(drawn, *pair) for pair in drawn.ways(Kind.SEQUENCE_FLOW))
    assert faults(drawn.model) == []


def test_a_step_moved_onto_a_short_flow_pushes_along_what_follows():
    drawn = flow("窓口", "審査").then("受付", "確認").then("完了", what="end")
    drawn.put("task", 500, 290, "照合")
    at, box = middle_of(drawn, "受付", "確認"), drawn["照合"].bounds
    assert box
    move(drawn.editor, [drawn.id("照合")], at.x - box.centre.x + 4, at.y - box.centre.y - 3)
    assert {("受付", "照合"), ("照合", "確認")} <= drawn.ways()
    assert_nothing_overlaps(drawn)
    assert all(is_straight(drawn, *pair) for pair in drawn.ways(Kind.SEQUENCE_FLOW))
    assert drawn["照合"].lane == drawn["受付"].lane
    assert faults(drawn.model) == []


def test_taking_back_the_drop_gives_the_drawing_as_it_was():
    drawn = flow("窓口").then("受付", "確認").then("完了", what="end")
    before = {e.id: (e.bounds, e.waypoints) for e in drawn.model.elements()}
    place(drawn.editor, template("task"), middle_of(drawn, "受付", "確認"))
    drawn.editor.undo()
    assert {e.id: (e.bounds, e.waypoints) for e in drawn.model.elements()} == before


def test_where_there_is_room_nothing_is_pushed():
    drawn = bare_flow().put("task", 300, 400, "受付").put("task", 700, 400, "確認")
    drawn.link("受付", "確認")
    place(drawn.editor, template("task"), Point(480, 400), name="照合")
    box = drawn["確認"].bounds
    assert box
    assert box.centre == Point(700, 400)
    assert_nothing_overlaps(drawn)

"""Selecting, moving, connecting, placing and bending with the mouse."""

import itertools

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from bpr_studio.domain.process.element import Kind
from bpr_studio.ui.canvas.editing.overlay import Tone

pytestmark = pytest.mark.gui

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier


def centre(element):
    return element.bounds.centre


def tone(hands):
    """The colour of what is shown now."""
    return hands.board.bench.overlay.preview.tone


# -- selecting -----------------------------------------------------------------------------------


def test_a_click_selects_and_control_adds(drawn):
    drawn.click(drawn.named("受付"))
    drawn.click(drawn.named("確認"), CONTROL)
    assert set(drawn.selected) == {drawn.named("受付").id, drawn.named("確認").id}
    drawn.click(drawn.named("受付"), CONTROL)
    assert drawn.selected == (drawn.named("確認").id,)


def test_a_frame_selects_what_lies_in_it_and_shift_adds(drawn):
    box = drawn.named("受付").bounds
    drawn.drag((box.x - 10, box.y - 10), (box.right + 10, box.bottom + 10))
    assert drawn.selected == (drawn.named("受付").id,)
    box = drawn.named("確認").bounds
    drawn.drag((box.x - 10, box.y - 10), (box.right + 10, box.bottom + 10), SHIFT)
    assert set(drawn.selected) == {drawn.named("受付").id, drawn.named("確認").id}


# -- moving --------------------------------------------------------------------------------------


def test_dragging_moves_the_step_and_its_flows_stay_attached(drawn):
    before = drawn.named("確認")
    at = centre(before)
    drawn.drag(at, (at.x, at.y + 140))
    after = drawn.named("確認")
    assert after.bounds.y == pytest.approx(before.bounds.y + 140, abs=6)
    assert after.lane == drawn.named("審査").id
    assert drawn.sound()


def test_escape_gives_a_drag_up(drawn):
    before = drawn.named("確認")
    at, to = drawn.middle(before), drawn.middle(before) + QPoint(0, 90)
    drawn.take(at, to)
    assert drawn.board.bench.is_busy
    drawn.key(Qt.Key.Key_Escape)
    assert not drawn.board.bench.is_busy
    drawn.let_go(to)
    assert drawn.named("確認") == before


def test_a_place_outside_the_pool_is_refused_while_dragging_and_when_dropped(drawn):
    before = drawn.named("確認")
    at, to = drawn.middle(before), drawn.middle(before) + QPoint(0, -200)
    drawn.take(at, to)
    assert tone(drawn) is Tone.REFUSED
    drawn.let_go(to)
    assert drawn.named("確認") == before
    assert drawn.told


def test_alt_and_dragging_leaves_a_copy(drawn):
    at = centre(drawn.named("確認"))
    drawn.drag(at, (at.x, at.y + 140), ALT)
    assert len([e for e in drawn.model.elements() if e.name == "確認"]) == 2
    assert drawn.sound()


def test_a_step_dropped_on_a_flow_goes_into_it_and_the_flow_is_framed_before(drawn):
    drawn.board.place_template("task")
    lane = drawn.named("審査").bounds
    drawn.click_at(lane.x + 300, lane.centre.y)
    drawn.write("照会")
    loose = drawn.named("照会")
    (flow,) = drawn.model.incoming(drawn.named("確認").id)
    start, end = flow.waypoints[0], flow.waypoints[-1]
    to = ((start.x + end.x) / 2, start.y)
    drawn.take(drawn.middle(loose), drawn.pixel(*to))
    assert drawn.board.bench.overlay.preview.target is not None
    drawn.let_go(drawn.pixel(*to))
    assert {("受付", "照会"), ("照会", "確認")} <= drawn.ways()
    assert drawn.sound()


# -- resizing and bending ------------------------------------------------------------------------


def test_a_corner_resizes(drawn):
    drawn.click(drawn.named("受付"))
    box = drawn.named("受付").bounds
    drawn.drag((box.right, box.bottom), (box.right + 30, box.bottom + 20))
    after = drawn.named("受付").bounds
    assert (after.width, after.height) == (box.width + 30, box.height + 20)
    assert drawn.sound()


def test_a_segment_is_pulled_aside_and_the_line_stays_orthogonal(drawn):
    drawn.click(drawn.named("確認"))
    drawn.key(Qt.Key.Key_Down, ALT | SHIFT)
    (flow,) = drawn.model.incoming(drawn.named("確認").id)
    points = flow.waypoints
    assert len(points) > 2
    bend, after = points[1], points[2]
    middle = ((bend.x + after.x) / 2, (bend.y + after.y) / 2)
    drawn.click_at(*middle)
    assert drawn.selected == (flow.id,)
    drawn.drag(middle, (middle[0] - 8, middle[1] - 8))
    line = drawn.model.element(flow.id).waypoints
    assert line != points
    assert all(a.x == b.x or a.y == b.y for a, b in itertools.pairwise(line))
    assert drawn.sound()


def test_the_end_of_a_flow_is_led_to_another_step(drawn):
    (flow,) = drawn.model.incoming(drawn.named("確認").id)
    drawn.click_at((flow.waypoints[0].x + flow.waypoints[-1].x) / 2, flow.waypoints[0].y)
    assert drawn.selected == (flow.id,)
    drawn.drag(flow.waypoints[-1], centre(drawn.named("完了")))
    assert drawn.model.element(flow.id).target == drawn.named("完了").id
    assert drawn.sound()


# -- lanes ---------------------------------------------------------------------------------------


def test_a_lane_dragged_by_its_name_changes_places_with_its_content(drawn):
    lane = drawn.named("窓口").bounds
    other = drawn.named("審査").bounds
    start = (lane.x + 12, lane.y + 20)
    drawn.take(drawn.pixel(*start), drawn.pixel(start[0], other.bottom - 10))
    assert drawn.board.bench.overlay.preview.bar is not None
    drawn.let_go(drawn.pixel(start[0], other.bottom - 10))
    assert drawn.named("窓口").bounds.y > drawn.named("審査").bounds.y
    assert drawn.named("受付").lane == drawn.named("窓口").id
    assert drawn.sound()


def test_the_border_between_lanes_is_dragged(drawn):
    lane = drawn.named("窓口").bounds
    drawn.drag((lane.x + 700, lane.bottom), (lane.x + 700, lane.bottom + 30))
    assert drawn.named("窓口").bounds.height == lane.height + 30
    assert drawn.sound()


# -- connecting ----------------------------------------------------------------------------------


def test_two_clicks_connect_and_the_preview_says_whether_it_may(drawn):
    drawn.click(drawn.named("確認"))
    drawn.key(Qt.Key.Key_C)
    drawn.point_at(*centre(drawn.only(Kind.START_EVENT)))
    assert tone(drawn) is Tone.REFUSED
    drawn.point_at(*centre(drawn.named("受付")))
    assert tone(drawn) is Tone.ALLOWED
    drawn.click(drawn.named("受付"))
    assert ("確認", "受付") in drawn.ways()


def test_a_refused_connection_tells_why_and_changes_nothing(drawn):
    drawn.click(drawn.named("確認"))
    drawn.key(Qt.Key.Key_C)
    before = drawn.ways()
    drawn.click(drawn.only(Kind.START_EVENT))
    assert drawn.told
    assert drawn.ways() == before
    drawn.key(Qt.Key.Key_Escape)
    assert drawn.board.tool == "select"


# -- placing -------------------------------------------------------------------------------------


def test_a_palette_click_and_a_click_on_the_canvas_place_a_step_and_write_its_name(drawn):
    QTest.mouseClick(drawn.board.palette_bar.tile("user_task"), Qt.MouseButton.LeftButton)
    assert drawn.board.tool == "place"
    lane = drawn.named("審査").bounds
    drawn.click_at(lane.x + 300, lane.centre.y)
    drawn.write("入力する")
    assert drawn.named("入力する").subtype == "userTask"
    assert drawn.named("入力する").lane == drawn.named("審査").id
    assert drawn.board.tool == "select"
    assert drawn.sound()


def test_a_tile_dragged_onto_a_flow_goes_into_it(drawn):
    tile = drawn.board.palette_bar.tile("task")
    (flow,) = drawn.model.incoming(drawn.named("確認").id)
    x = (flow.waypoints[0].x + flow.waypoints[-1].x) / 2
    target = drawn.view.viewport().mapToGlobal(drawn.pixel(x, flow.waypoints[0].y))
    start = QPoint(10, 10)
    QTest.mousePress(tile, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start)
    tile.dragged.emit("task", target)
    assert tone(drawn) is Tone.ALLOWED
    tile.dropped.emit("task", target)
    drawn.write("照会")
    assert {("受付", "照会"), ("照会", "確認")} <= drawn.ways()
    assert drawn.sound()


def test_an_event_outside_the_pool_is_refused_beforehand(drawn):
    drawn.board.place_template("task")
    pool = drawn.named("市民課").bounds
    drawn.point_at(pool.x + 200, pool.y - 40)
    assert tone(drawn) is Tone.REFUSED


def test_a_double_click_on_the_bare_lane_writes_the_name_of_the_lane(drawn):
    lane = drawn.named("審査").bounds
    drawn.double_click_at(lane.x + 500, lane.centre.y)
    assert drawn.board.label_editor.element_id == drawn.named("審査").id


# -- space ---------------------------------------------------------------------------------------


def test_the_space_tool_pushes_what_lies_beyond(drawn):
    before = {e.name: e.bounds for e in drawn.model.elements() if e.bounds}
    drawn.board.use("space")
    x = before["確認"].x - 20
    lane = before["窓口"]
    drawn.drag((x, lane.y + 10), (x + 60, lane.y + 12))
    assert drawn.named("確認").bounds.x == pytest.approx(before["確認"].x + 60, abs=5)
    assert drawn.named("受付").bounds == before["受付"]
    assert drawn.sound()


def test_lines_follow_a_dragged_step_before_it_is_dropped(drawn):
    at = drawn.middle(drawn.named("確認"))
    drawn.take(at, at + QPoint(0, 100))
    trails = drawn.board.bench.overlay.preview.trails
    assert len(trails) == 2
    assert all(a.x == b.x or a.y == b.y for line in trails for a, b in itertools.pairwise(line))
    drawn.key(Qt.Key.Key_Escape)
    drawn.let_go(at)
    assert drawn.board.bench.overlay.preview.trails == ()

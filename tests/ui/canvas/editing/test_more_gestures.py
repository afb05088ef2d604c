"""Labels, bends, boundary events, sub-processes, nested lanes, and the tools that look around."""

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QApplication

from bpr_studio.domain.modeling.appending import append
from bpr_studio.domain.modeling.creating import place
from bpr_studio.domain.modeling.templates import template
from bpr_studio.domain.process.element import Kind
from bpr_studio.domain.shared.geometry import Point

pytestmark = pytest.mark.gui

Key = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier


def settled(hands):
    """Every look is worked out, so that labels have their place."""
    for _ in range(30):
        QApplication.processEvents()


# -- labels and lines ----------------------------------------------------------------------------


def test_a_label_is_dragged_away_from_its_shape(drawn):
    settled(drawn)
    end = drawn.named("完了")
    area = drawn.board.scene.label_area_of(end.id)
    start = (area.center().x(), area.center().y())
    drawn.drag(start, (start[0] + 40, start[1] + 30))
    moved = drawn.named("完了")
    assert moved.bounds == end.bounds
    assert moved.label_bounds is not None
    assert moved.label_bounds.centre.x == pytest.approx(start[0] + 40, abs=3)


def test_a_double_click_on_a_bend_takes_it_out(drawn):
    drawn.click(drawn.named("確認"))
    drawn.key(Key.Key_Down, ALT | SHIFT)
    (flow,) = drawn.model.incoming(drawn.named("確認").id)
    drawn.board.scene.select((flow.id,))
    bend = flow.waypoints[1]
    drawn.double_click_at(*bend)
    assert not drawn.board.label_editor.isVisible()
    assert drawn.sound()


def test_a_bend_is_pulled(drawn):
    drawn.click(drawn.named("確認"))
    drawn.key(Key.Key_Down, ALT | SHIFT)
    (flow,) = drawn.model.incoming(drawn.named("確認").id)
    drawn.board.scene.select((flow.id,))
    bend = flow.waypoints[1]
    drawn.drag(bend, (bend.x + 12, bend.y + 10))
    assert drawn.model.element(flow.id).waypoints != flow.waypoints
    assert drawn.sound()


def test_m_makes_a_way_the_one_taken_otherwise(drawn):
    drawn.click(drawn.named("確認"))
    drawn.key(Key.Key_G)
    drawn.write("どちら")
    gateway = drawn.only(Kind.GATEWAY)
    way = append(drawn.editor, gateway.id, template("task"), name="甲")
    (flow,) = drawn.model.incoming(way)
    drawn.board.scene.select((flow.id,))
    drawn.key(Key.Key_M)
    assert drawn.only(Kind.GATEWAY).default_flow == flow.id


# -- boundary events -----------------------------------------------------------------------------


def test_a_boundary_event_slides_along_its_step(drawn):
    drawn.click(drawn.named("受付"))
    drawn.key(Key.Key_B)
    drawn.write("3日")
    event = drawn.named("3日")
    at = event.bounds.centre
    drawn.drag(at, (at.x - 40, at.y + 4))
    slid = drawn.named("3日")
    assert slid.host == drawn.named("受付").id
    assert slid.bounds.x < event.bounds.x
    assert drawn.sound()


def test_moving_the_step_takes_its_boundary_event_along(drawn):
    drawn.click(drawn.named("受付"))
    drawn.key(Key.Key_B)
    drawn.write("3日")
    before = drawn.named("3日").bounds
    drawn.click(drawn.named("受付"))
    drawn.key(Key.Key_Down)
    assert drawn.named("3日").bounds.y == before.y + 10


# -- sub-processes -------------------------------------------------------------------------------


def test_x_opens_and_closes_a_sub_process(drawn):
    inner = append(drawn.editor, drawn.named("確認").id, template("sub_process"), name="照会")
    drawn.board.scene.select((inner,))
    drawn.key(Key.Key_X)
    assert drawn.named("照会").expanded
    drawn.board.scene.select((inner,))
    drawn.key(Key.Key_X)
    assert not drawn.named("照会").expanded
    assert drawn.sound()


def test_control_g_wraps_and_control_shift_g_dissolves(drawn):
    drawn.board.scene.select((drawn.named("受付").id, drawn.named("確認").id))
    drawn.key(Key.Key_G, CONTROL)
    drawn.write("受付事務")
    drawn.board.scene.select((drawn.named("受付事務").id,))
    drawn.key(Key.Key_G, CONTROL | SHIFT)
    assert not drawn.model.of_kind(Kind.SUB_PROCESS)
    assert ("受付", "確認") in drawn.ways()
    assert drawn.sound()


def test_going_inside_a_sub_process_tells_whoever_shows_the_sheets(drawn):
    inner = append(drawn.editor, drawn.named("確認").id, template("sub_process"), name="照会")
    opened: list[str] = []
    drawn.board.element_opened.connect(opened.append)
    drawn.board.scene.select((inner,))
    assert drawn.board.do("inner")
    assert opened == [inner]
    assert any(d.refers_to == inner for d in drawn.model.diagrams())


def test_alt_and_enter_open_what_is_selected(drawn):
    opened: list[str] = []
    drawn.board.element_opened.connect(opened.append)
    drawn.click(drawn.named("受付"))
    drawn.key(Key.Key_Return, ALT)
    assert opened == [drawn.named("受付").id]


# -- lanes ---------------------------------------------------------------------------------------


def test_keys_reorder_and_nest_lanes(drawn):
    drawn.board.scene.select((drawn.named("審査").id,))
    drawn.key(Key.Key_Up, ALT | SHIFT)
    assert drawn.named("審査").bounds.y < drawn.named("窓口").bounds.y
    drawn.board.scene.select((drawn.named("窓口").id,))
    drawn.key(Key.Key_Right, ALT | SHIFT)
    outer = drawn.model.find(drawn.model.element(drawn.named("窓口").parent).parent)
    assert outer is not None
    assert outer.id == drawn.named("審査").id
    assert drawn.sound()
    drawn.board.scene.select((drawn.named("窓口").id,))
    drawn.key(Key.Key_Left, ALT | SHIFT)
    outer = drawn.model.find(drawn.model.element(drawn.named("窓口").parent).parent)
    assert outer is not None
    assert outer.kind is Kind.PROCESS
    assert drawn.sound()


def test_the_first_lane_has_no_lane_above_to_go_into(drawn):
    drawn.board.scene.select((drawn.named("窓口").id,))
    drawn.key(Key.Key_Right, ALT | SHIFT)
    assert drawn.told
    drawn.key(Key.Key_Left, ALT | SHIFT)
    assert len(drawn.told) == 2


# -- tools ---------------------------------------------------------------------------------------


def test_the_hand_moves_the_paper_and_nothing_else(drawn):
    before = drawn.named("確認")
    drawn.board.use("hand")
    seen = drawn.view.seen()
    at = drawn.middle(before)
    drawn.take(at, at + drawn.pixel(30, 20) - drawn.pixel(0, 0))
    drawn.let_go(at)
    assert drawn.view.seen() != seen
    assert drawn.named("確認") == before


def test_the_lasso_begins_on_a_step_without_moving_it(drawn):
    before = drawn.named("受付")
    drawn.board.use("lasso")
    box = before.bounds
    far = drawn.named("確認").bounds
    drawn.drag((box.x - 2, box.y - 2), (far.right + 4, far.bottom + 4))
    assert {drawn.named("受付").id, drawn.named("確認").id} <= set(drawn.selected)
    assert drawn.named("受付") == before
    assert drawn.board.tool == "select"


def test_the_space_tool_makes_room_downwards_too(drawn):
    before = {e.name: e.bounds for e in drawn.model.elements() if e.bounds}
    drawn.board.use("space")
    edge = before["審査"].y + 10
    x = before["完了"].right + 60
    drawn.drag((x, edge), (x + 2, edge + 50))
    assert drawn.named("審査").bounds.bottom == pytest.approx(before["審査"].bottom + 50, abs=5)
    assert drawn.sound()


def test_dragging_near_the_edge_of_the_window_moves_the_paper_along(qtbot, drawn):
    drawn.view.set_zoom(1.5)
    step = drawn.named("受付")
    drawn.view.show_element(step.id)
    seen = drawn.view.seen()
    room = drawn.view.viewport().rect()
    drawn.take(drawn.middle(step), room.center() + (room.bottomRight() - room.center()) * 0.98)
    qtbot.waitUntil(lambda: drawn.view.seen().left() > seen.left() + 40)
    drawn.key(Key.Key_Escape)
    drawn.let_go(room.center())
    assert drawn.named("受付") == step


def test_a_frame_around_everything_selects_the_steps_not_the_lanes(drawn):
    drawn.board.use("lasso")
    area = drawn.board.scene.area()
    drawn.drag((area.left() - 5, area.top() - 5), (area.right() + 5, area.bottom() + 5))
    kinds = {drawn.model.element(i).kind for i in drawn.selected}
    assert Kind.LANE not in kinds
    assert Kind.TASK in kinds


# -- vertical pools and dark colours -------------------------------------------------------------


def test_everything_is_painted_in_dark_colours_too(hands, dark):
    place(hands.editor, template("task"), Point(500, 150), diagram="", name="受付")
    hands.click(hands.named("受付"))
    at = hands.middle(hands.named("受付"))
    hands.take(at, at + hands.pixel(30, 10) - hands.pixel(0, 0))
    image = hands.board.grab().toImage()
    hands.key(Key.Key_Escape)
    hands.let_go(at)
    assert image.pixelColor(image.width() - 300, 20).lightness() < 80


def test_the_middle_of_a_shape_is_where_the_pointer_says(hands):
    place_ = hands.board.bench.place_at(QPointF(hands.pixel(400, 200)))
    assert place_.x == pytest.approx(400, abs=1.5)


def test_the_space_tool_shows_beforehand_exactly_what_it_does(drawn):
    drawn.board.use("space")
    x = drawn.named("確認").bounds.x - 20
    lane = drawn.named("窓口").bounds
    to = drawn.pixel(x + 90, lane.y + 12)
    drawn.take(drawn.pixel(x, lane.y + 10), to)
    shown = drawn.board.bench.overlay.preview
    before = {i: drawn.model.element(i).bounds for i in shown.ghosts}
    frames = shown.target.boundingRect().right()
    drawn.let_go(to)
    assert drawn.named("確認").id in before
    for element_id, box in before.items():
        assert drawn.model.element(element_id).bounds == box.moved(*shown.shift)
    pool = drawn.named("市民課").bounds
    assert frames == pytest.approx(pool.right)
    assert drawn.sound()

"""Drawing without the mouse: one key for the next element, names typed one after the other."""

import pytest
from PySide6.QtCore import Qt

from bpr_studio.domain.process.element import Kind

pytestmark = pytest.mark.gui

Key = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier


def test_n_appends_a_step_and_writes_its_name_at_once(hands):
    hands.click(hands.only(Kind.START_EVENT))
    hands.key(Key.Key_N)
    hands.write("受付")
    assert hands.ways() == {("start_event", "受付")}
    assert hands.selected == (hands.named("受付").id,)
    assert hands.view.hasFocus()
    assert hands.sound()


def test_a_chain_is_typed_with_tab_between_the_names(hands):
    hands.click(hands.only(Kind.START_EVENT))
    hands.key(Key.Key_Return)
    hands.write("受付", Key.Key_Tab)
    hands.write("確認", Key.Key_Tab)
    hands.write("決裁")
    hands.key(Key.Key_E)
    hands.write("完了")
    assert hands.ways() == {
        ("start_event", "受付"),
        ("受付", "確認"),
        ("確認", "決裁"),
        ("決裁", "完了"),
    }
    assert hands.sound()


def test_control_and_enter_go_on_as_tab_does(hands):
    hands.click(hands.only(Kind.START_EVENT))
    hands.key(Key.Key_N)
    hands.board.label_editor.insertPlainText("受付")
    hands.key(Key.Key_Return, CONTROL)
    hands.write("確認")
    assert ("受付", "確認") in hands.ways()


def test_after_a_branch_the_condition_is_asked_before_the_name(drawn):
    drawn.click(drawn.named("確認"))
    drawn.key(Key.Key_G)
    drawn.write("不備?")
    drawn.key(Key.Key_N)
    drawn.write("はい")
    drawn.write("補正を求める")
    gateway = drawn.only(Kind.GATEWAY)
    (way,) = [f for f in drawn.model.outgoing(gateway.id) if f.name == "はい"]
    assert way.target == drawn.named("補正を求める").id
    assert drawn.sound()


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        (Key.Key_G, Kind.GATEWAY),
        (Key.Key_E, Kind.END_EVENT),
        (Key.Key_W, Kind.INTERMEDIATE_EVENT),
        (Key.Key_D, Kind.DATA_OBJECT),
        (Key.Key_T, Kind.ANNOTATION),
        (Key.Key_B, Kind.BOUNDARY_EVENT),
    ],
)
def test_every_letter_adds_its_own_kind(hands, key, kind):
    hands.click(hands.only(Kind.START_EVENT))
    hands.key(Key.Key_N)
    hands.write("受付")
    hands.key(key)
    hands.write("次")
    assert hands.named("次").kind is kind
    assert hands.sound()


def test_nothing_follows_an_end_and_the_reason_is_told(drawn):
    count = len(drawn.model)
    drawn.click(drawn.named("完了"))
    drawn.key(Key.Key_N)
    assert len(drawn.model) == count
    assert drawn.told


def test_delete_heals_the_flow(drawn):
    drawn.click(drawn.named("確認"))
    drawn.key(Key.Key_Delete)
    assert ("受付", "完了") in drawn.ways()
    assert drawn.sound()


def test_undo_takes_the_drawing_back_and_the_canvas_follows(drawn):
    drawn.click(drawn.named("確認"))
    drawn.key(Key.Key_Delete)
    drawn.editor.undo()
    confirmed = drawn.named("確認")
    assert not drawn.board.scene.area_of(confirmed.id).isEmpty()


def test_connecting_with_keys_only(drawn):
    drawn.click(drawn.named("確認"))
    drawn.key(Key.Key_C)
    assert drawn.board.tool == "connect"
    drawn.key(Key.Key_Left)
    drawn.key(Key.Key_Return)
    assert ("確認", "受付") in drawn.ways()
    assert drawn.board.tool == "select"
    assert drawn.sound()


def test_arrow_keys_move_by_ten_and_with_shift_by_one(drawn):
    step = drawn.named("確認")
    drawn.click(step)
    drawn.key(Key.Key_Down)
    drawn.key(Key.Key_Down, SHIFT)
    assert drawn.named("確認").bounds.y == step.bounds.y + 11
    assert drawn.sound()


def test_arrow_keys_move_the_paper_while_nothing_is_selected(drawn):
    drawn.view.set_zoom(2.0)
    drawn.board.scene.select(())
    before = drawn.view.seen()
    drawn.key(Key.Key_Right)
    assert drawn.view.seen().left() > before.left()


def test_alt_and_arrow_keys_walk_along_the_flow(drawn):
    drawn.click(drawn.named("受付"))
    drawn.key(Key.Key_Right, ALT)
    assert drawn.selected == (drawn.named("確認").id,)
    drawn.key(Key.Key_Left, ALT)
    assert drawn.selected == (drawn.named("受付").id,)


def test_alt_shift_and_arrow_keys_bring_a_step_into_the_next_lane(drawn):
    drawn.click(drawn.named("確認"))
    drawn.key(Key.Key_Down, ALT | SHIFT)
    assert drawn.named("確認").lane == drawn.named("審査").id
    drawn.key(Key.Key_Up, ALT | SHIFT)
    assert drawn.named("確認").lane == drawn.named("窓口").id
    assert drawn.sound()


def test_l_adds_a_lane_below_and_writes_its_name(drawn):
    drawn.click(drawn.named("受付"))
    drawn.key(Key.Key_L)
    drawn.write("出張所")
    lanes = sorted(drawn.model.of_kind(Kind.LANE), key=lambda lane: lane.bounds.y)
    assert [lane.name for lane in lanes] == ["窓口", "出張所", "審査"]
    assert drawn.sound()


def test_k_goes_through_core_non_core_and_neither(drawn):
    drawn.click(drawn.named("受付"))
    tags = []
    for _ in range(3):
        drawn.key(Key.Key_K)
        tags.append(drawn.named("受付").step.core_tag)
    assert tags == ["core", "non_core", ""]


def test_f2_renames_and_escape_leaves_the_name(drawn):
    drawn.click(drawn.named("受付"))
    drawn.key(Key.Key_F2)
    drawn.write("受付をする")
    assert drawn.named("受付をする")
    drawn.key(Key.Key_F2)
    drawn.board.label_editor.insertPlainText("別の名前")
    drawn.key(Key.Key_Escape)
    assert drawn.named("受付をする")
    assert drawn.view.hasFocus()


def test_shift_and_enter_break_the_line_of_a_name(drawn):
    drawn.click(drawn.named("受付"))
    drawn.key(Key.Key_F2)
    drawn.board.label_editor.insertPlainText("受付")
    drawn.key(Key.Key_Return, SHIFT)
    drawn.write("する")
    assert drawn.named("受付\nする")


def test_an_empty_sheet_gets_a_first_step_by_one_key(hands):
    hands.board.scene.select(())
    hands.key(Key.Key_N)
    hands.write("最初")
    assert hands.named("最初").bounds is not None
    assert hands.sound()


def test_no_key_draws_while_looking_only(drawn):
    drawn.click(drawn.named("受付"))
    drawn.board.edit(None)
    count = len(drawn.model)
    drawn.key(Key.Key_N)
    drawn.key(Key.Key_Delete)
    assert len(drawn.model) == count
    assert not drawn.board.palette_bar.isVisible()


def test_ways_out_of_a_question_are_offered_yes_and_then_no(drawn):
    drawn.click(drawn.named("確認"))
    drawn.key(Key.Key_G)
    drawn.write("不備があるか")
    gateway = drawn.only(Kind.GATEWAY)
    for name in ("補正を求める", "決裁する"):
        drawn.board.scene.select((gateway.id,))
        drawn.key(Key.Key_N)
        drawn.key(Key.Key_Return)  # the word offered is taken
        drawn.write(name)
    assert {flow.name for flow in drawn.model.outgoing(gateway.id)} == {"yes", "no"}


def test_escape_leaves_the_word_that_was_offered(drawn):
    drawn.click(drawn.named("確認"))
    drawn.key(Key.Key_G)
    drawn.write("不備?")
    drawn.key(Key.Key_N)
    drawn.key(Key.Key_Escape)
    (way,) = drawn.model.outgoing(drawn.only(Kind.GATEWAY).id)
    assert way.name == ""


def test_a_digit_makes_a_step_another_kind(drawn):
    drawn.board.scene.select((drawn.named("受付").id, drawn.named("確認").id))
    drawn.key(Key.Key_2)
    assert {drawn.named("受付").subtype, drawn.named("確認").subtype} == {"userTask"}
    drawn.key(Key.Key_3)
    assert drawn.named("受付").subtype == "manualTask"
    drawn.key(Key.Key_3)  # it is that already
    drawn.click(drawn.named("完了"))
    drawn.key(Key.Key_2)
    assert drawn.named("完了").events
    assert drawn.sound()


def test_j_and_u_go_on_in_the_lane_below_and_above(drawn):
    drawn.click(drawn.named("確認"))
    drawn.key(Key.Key_J)
    drawn.write("決裁する")
    assert drawn.named("決裁する").lane == drawn.named("審査").id
    drawn.key(Key.Key_U)
    drawn.write("通知する")
    assert drawn.named("通知する").lane == drawn.named("窓口").id
    assert {("確認", "決裁する"), ("決裁する", "通知する")} <= drawn.ways()
    drawn.key(Key.Key_U)
    assert drawn.told
    assert drawn.sound()


def test_where_ways_meet_no_word_is_asked_for(drawn):
    drawn.click(drawn.named("確認"))
    drawn.key(Key.Key_G)
    drawn.write("")
    join = drawn.only(Kind.GATEWAY)
    drawn.click(drawn.named("受付"))
    drawn.key(Key.Key_C)
    drawn.click(join)
    drawn.board.scene.select((join.id,))
    drawn.key(Key.Key_N)
    drawn.write("交付する")
    assert drawn.named("交付する").kind is Kind.TASK


def test_connecting_from_a_branch_asks_for_its_word_at_once(drawn):
    drawn.click(drawn.named("確認"))
    drawn.key(Key.Key_G)
    drawn.write("どちら")
    drawn.key(Key.Key_C)
    drawn.click(drawn.named("受付"))
    drawn.write("差戻し")
    (way,) = drawn.model.outgoing(drawn.named("どちら").id)
    assert way.name == "差戻し"


def other_lane(hands):
    start = hands.only(Kind.START_EVENT)
    return next(lane for lane in hands.model.of_kind(Kind.LANE) if lane.id != start.lane)


def test_a_step_added_to_a_selected_lane_follows_the_loose_end(hands):
    lane = other_lane(hands)
    hands.board.scene.select([lane.id])
    hands.key(Qt.Key.Key_N)
    step = hands.only(Kind.TASK)
    start = hands.only(Kind.START_EVENT)
    assert step.lane == lane.id
    assert [flow.source for flow in hands.model.incoming(step.id)] == [start.id]
    assert hands.sound()


def test_a_step_added_to_a_selected_lane_stands_alone_where_all_ways_have_ended(drawn):
    lane = other_lane(drawn)
    before = {task.id for task in drawn.model.of_kind(Kind.TASK)}
    drawn.board.scene.select([lane.id])
    drawn.key(Qt.Key.Key_N)
    (made,) = [task for task in drawn.model.of_kind(Kind.TASK) if task.id not in before]
    assert made.lane == lane.id
    assert not drawn.model.incoming(made.id)

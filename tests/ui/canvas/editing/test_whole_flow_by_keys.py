"""A whole flow with lanes, a branch and a loop, drawn without touching the mouse."""

import pytest
from PySide6.QtCore import Qt

from bpr_studio.domain.modeling.creating import FlowNames
from bpr_studio.domain.process.element import Kind
from tests.ui.canvas.editing.conftest import board_with

pytestmark = pytest.mark.gui

Key = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier


def test_pool_lanes_branch_and_loop_need_no_mouse(qtbot, dressed):
    hands = board_with(qtbot, FlowNames("住民票の写し"))
    hands.key(Key.Key_L)  # the first lane key makes the pool around the start
    hands.write("窓口課", Key.Key_Tab)
    hands.write("窓口", Key.Key_Tab)
    hands.write("審査")
    hands.board.scene.select(())
    hands.key(Key.Key_Right, ALT)
    assert hands.selected == (hands.only(Kind.START_EVENT).id,)
    hands.key(Key.Key_N)
    hands.write("申請書を受け取る", Key.Key_Tab)
    hands.write("本人確認をする", Key.Key_Tab)
    hands.write("記載を審査する")
    hands.key(Key.Key_Down, ALT | SHIFT)
    hands.key(Key.Key_G)
    hands.write("不備?")
    hands.key(Key.Key_N)
    hands.write("なし")
    hands.write("証明書を発行する")
    hands.key(Key.Key_E)
    hands.write("完了")
    hands.board.scene.select((hands.named("不備?").id,))
    hands.key(Key.Key_C)
    hands.key(Key.Key_Left)  # 記載を審査する, beside the branch
    hands.key(Key.Key_Up)
    chosen = hands.board.bench.overlay.preview
    assert chosen.target is not None
    hands.key(Key.Key_Return)
    gateway = hands.named("不備?")
    assert len(hands.model.outgoing(gateway.id)) == 2
    assert hands.named("記載を審査する").lane == hands.named("審査").id
    assert hands.named("申請書を受け取る").lane == hands.named("窓口").id
    assert hands.told == []
    assert hands.sound()


def test_looking_only_still_finds_walks_and_copies(drawn):
    drawn.board.edit(None)
    drawn.board.scene.select((drawn.named("受付").id,))
    drawn.key(Key.Key_Right, ALT)
    assert drawn.selected == (drawn.named("確認").id,)
    drawn.key(Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert drawn.board.find_bar.isVisible()


def test_a_drag_is_let_go_when_somebody_else_changes_the_flow(drawn):
    before = drawn.named("確認")
    at = drawn.middle(before)
    to = at + drawn.pixel(0, 50) - drawn.pixel(0, 0)
    drawn.take(at, to)
    drawn.board.take_changes([drawn.named("受付").id])
    assert not drawn.board.bench.is_busy
    drawn.let_go(to)
    assert drawn.named("確認") == before


def test_a_name_being_written_is_left_when_its_element_is_gone(drawn):
    drawn.click(drawn.named("確認"))
    drawn.key(Key.Key_F2)
    gone = drawn.named("確認")
    from bpr_studio.domain.modeling.removing import remove

    remove(drawn.editor, [gone.id])
    assert not drawn.board.label_editor.isVisible()


def test_n_with_nothing_selected_finds_a_place_inside_the_pool(hands):
    hands.view.go_to(hands.view.mapToScene(0, -3000))
    hands.board.scene.select(())
    hands.key(Key.Key_N)
    hands.write("最初")
    assert hands.named("最初").lane
    assert hands.sound()

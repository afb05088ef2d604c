"""The pad beside the selection, menus, the list of kinds, the palette: all speak and all work."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QToolButton

from bpr_studio.domain.modeling.lanes import add_pool
from bpr_studio.domain.modeling.templates import TEMPLATES
from bpr_studio.domain.process.element import Kind
from bpr_studio.domain.shared.geometry import Point
from bpr_studio.ui.canvas.editing.keys import GROUPS
from bpr_studio.ui.canvas.editing.menus import entries_for
from bpr_studio.ui.canvas.editing.pad import buttons_for

pytestmark = pytest.mark.gui

POPUPS = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
"""The offscreen platform says what it cannot do for every window that pops up."""

LEFT = Qt.MouseButton.LeftButton
SHIFT = Qt.KeyboardModifier.ShiftModifier
CONTROL = Qt.KeyboardModifier.ControlModifier


def press(hands, deed):
    button = hands.board.pad.button(deed)
    assert button is not None
    assert button.isVisible()
    QTest.mouseClick(button, LEFT)


def pool_of(hands):
    return hands.named("市民課")


# -- pad -----------------------------------------------------------------------------------------


def test_the_pad_stands_beside_the_selected_step_and_never_over_it(drawn):
    drawn.click(drawn.named("受付"))
    pad = drawn.board.pad
    assert pad.isVisible()
    shape = drawn.view.mapFromScene(drawn.board.scene.area_of(drawn.named("受付").id))
    box = shape.boundingRect().translated(drawn.view.mapTo(drawn.board, QPoint(0, 0)))
    assert not pad.geometry().intersects(box)
    assert drawn.board.rect().contains(pad.geometry())


def test_one_click_on_the_pad_adds_the_next_step(drawn):
    drawn.click(drawn.named("受付"))
    press(drawn, "append:task")
    drawn.write("照会")
    assert ("受付", "照会") in drawn.ways()


def test_the_pad_is_away_while_a_name_is_written_and_while_dragging(drawn):
    drawn.click(drawn.named("受付"))
    drawn.key(Qt.Key.Key_F2)
    assert not drawn.board.pad.isVisible()
    drawn.key(Qt.Key.Key_Escape)
    assert drawn.board.pad.isVisible()
    at = drawn.middle(drawn.named("受付"))
    drawn.take(at, at + QPoint(0, 60))
    assert not drawn.board.pad.isVisible()
    drawn.let_go(at + QPoint(0, 60))
    assert drawn.board.pad.isVisible()


def test_the_pad_of_a_lane_splits_it(drawn):
    drawn.board.scene.select((drawn.named("審査").id,))
    before = len(drawn.model.of_kind(Kind.LANE))
    press(drawn, "lane:split2")
    assert len(drawn.model.of_kind(Kind.LANE)) > before
    assert drawn.sound()


def test_the_pad_of_a_flow_puts_a_step_in_between(drawn):
    (flow,) = drawn.model.incoming(drawn.named("確認").id)
    drawn.board.scene.select((flow.id,))
    press(drawn, "append:task")
    drawn.write("照会")
    assert {("受付", "照会"), ("照会", "確認")} <= drawn.ways()


def test_the_pad_of_several_wraps_them_into_a_sub_process(drawn):
    drawn.board.scene.select((drawn.named("受付").id, drawn.named("確認").id))
    press(drawn, "wrap")
    drawn.write("受付事務")
    assert drawn.named("受付事務").kind is Kind.SUB_PROCESS
    assert drawn.sound()


def test_every_button_has_a_name_and_its_key_in_the_tooltip(drawn):
    drawn.click(drawn.named("受付"))
    buttons = drawn.board.pad.findChildren(QToolButton)
    buttons += drawn.board.palette_bar.findChildren(QToolButton)
    own = [button for button in buttons if not isinstance(button.parent(), QLineEdit)]
    assert [button for button in own if not (button.accessibleName() or button.text())] == []
    button = drawn.board.pad.button("append:task")
    assert button is not None
    assert button.toolTip() == "Add the next step (N)"


@pytest.mark.parametrize("number", [0, 1, 2])
def test_pad_and_menu_know_every_deed_they_offer(drawn, number):
    selections = [
        [drawn.named("受付")],
        [drawn.named("窓口")],
        [drawn.named("受付"), drawn.named("確認")],
    ]
    chosen = selections[number]
    deeds = {entry.deed for entry in buttons_for(chosen)}
    deeds |= {deed for deed, _ in entries_for(chosen) if deed}
    drawn.board.scene.select(element.id for element in chosen)
    opening = {"replace", "menu", "arrange_menu", "find", "help"}
    for deed in sorted(deeds - opening):
        drawn.board.scene.select(e.id for e in chosen if e.id in drawn.model)
        assert drawn.board.do(deed), deed
        drawn.board.label_editor.end()
        drawn.board.back_to_select()
        while drawn.editor.undo_name and not all(e.id in drawn.model for e in chosen):
            drawn.editor.undo()
    assert drawn.sound()


def test_every_key_of_the_table_is_a_deed_of_the_board(drawn):
    opening = {"replace", "menu"}
    for row in (row for group in GROUPS for row in group.rows):
        if row.deed in opening:
            continue
        drawn.board.scene.select((drawn.named("受付").id,))
        assert drawn.board.do(row.deed), row.deed
        drawn.board.label_editor.end()
        drawn.board.back_to_select()
        while drawn.editor.undo_name:
            drawn.editor.undo()
        while drawn.editor.redo_name and not _has(drawn, "完了"):
            drawn.editor.redo()


def _has(hands, name):
    return any(element.name == name for element in hands.model.elements())


# -- changing the kind ---------------------------------------------------------------------------


@POPUPS
def test_r_opens_the_kinds_typing_filters_and_enter_takes_the_first(drawn):
    drawn.click(drawn.named("受付"))
    drawn.key(Qt.Key.Key_R)
    chooser = drawn.board.chooser
    assert chooser.isVisible()
    QTest.keyClicks(chooser.filter_field, "system")
    assert chooser.shown_keys == ["service_task"]
    QTest.keyClick(chooser.filter_field, Qt.Key.Key_Return)
    assert drawn.named("受付").subtype == "serviceTask"
    assert ("受付", "確認") in drawn.ways()


@POPUPS
def test_arrow_keys_choose_in_the_list_of_kinds(drawn):
    drawn.click(drawn.named("受付"))
    drawn.key(Qt.Key.Key_R)
    chooser = drawn.board.chooser
    second = chooser.shown_keys[1]
    QTest.keyClick(chooser.filter_field, Qt.Key.Key_Down)
    QTest.keyClick(chooser.filter_field, Qt.Key.Key_Return)
    (chosen,) = [entry for entry in TEMPLATES if entry.key == second]
    assert drawn.named("受付").subtype == chosen.subtype


# -- menu ----------------------------------------------------------------------------------------


@POPUPS
def test_a_right_click_selects_and_offers_the_deeds_with_their_keys(drawn):
    drawn.view.menu_wanted.emit(drawn.middle(drawn.named("確認")))
    assert drawn.selected == (drawn.named("確認").id,)
    menu = drawn.board.menu
    assert menu is not None
    (action,) = [a for a in menu.actions() if a.objectName() == "append:task"]
    assert action.text() == "Add the next step\tN"
    menu.hide()
    action.trigger()
    drawn.write("照会")
    assert ("確認", "照会") in drawn.ways()


@POPUPS
def test_shift_f10_opens_the_menu_of_the_selection(drawn):
    drawn.click(drawn.named("確認"))
    drawn.key(Qt.Key.Key_F10, SHIFT)
    assert drawn.board.menu is not None
    assert drawn.board.menu.isVisible()
    drawn.board.menu.hide()


def test_several_shapes_are_aligned_from_the_menu(drawn):
    drawn.click(drawn.named("確認"))
    drawn.key(Qt.Key.Key_Down)
    drawn.board.scene.select((drawn.named("受付").id, drawn.named("確認").id))
    assert drawn.board.do("align:top")
    assert drawn.named("受付").bounds.y == drawn.named("確認").bounds.y
    assert drawn.sound()


# -- palette -------------------------------------------------------------------------------------


def shown_tiles(hands):
    bar = hands.board.palette_bar
    return [entry.key for entry in TEMPLATES if not bar.tile(entry.key).isHidden()]


def test_the_palette_shows_the_common_shapes_first_and_all_when_asked(drawn):
    common = [entry.key for entry in TEMPLATES if entry.common]
    assert shown_tiles(drawn) == common
    drawn.board.palette_bar.set_more(more=True)
    assert shown_tiles(drawn) == [entry.key for entry in TEMPLATES]


def test_the_palette_finds_shapes_by_word_and_enter_takes_the_first(drawn):
    field = drawn.board.palette_bar.search_field
    QTest.keyClicks(field, "signal")
    assert "start_signal" in shown_tiles(drawn)
    assert "task" not in shown_tiles(drawn)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert drawn.board.tool == "place"


def test_a_narrow_palette_leaves_more_room_and_keeps_the_zoom_buttons_in_their_corner(qtbot, drawn):
    before = drawn.view.width()
    drawn.board.palette_bar.set_narrow(narrow=True)
    qtbot.waitUntil(lambda: drawn.view.width() > before)


def test_the_marked_tool_follows_the_keys(drawn):
    drawn.key(Qt.Key.Key_S)
    assert drawn.board.palette_bar.tool_button("space").isChecked()
    drawn.key(Qt.Key.Key_Escape)
    assert drawn.board.palette_bar.tool_button("select").isChecked()


# -- keys, rulers, finding -----------------------------------------------------------------------


def test_a_question_mark_shows_the_keys_and_escape_closes_them(drawn):
    drawn.key(Qt.Key.Key_Question, SHIFT)
    sheet = drawn.board.key_sheet
    assert sheet.isVisible()
    QTest.keyClick(sheet, Qt.Key.Key_Escape)
    assert not sheet.isVisible()
    assert drawn.view.hasFocus()


def test_rulers_and_grid_are_off_until_somebody_wants_them(drawn):
    assert not drawn.view.shows_rulers
    assert not drawn.view.shows_grid
    drawn.key(Qt.Key.Key_R, CONTROL | SHIFT)
    drawn.key(Qt.Key.Key_D, CONTROL | SHIFT)
    assert drawn.view.shows_rulers
    assert drawn.view.shows_grid
    drawn.board.grab()
    QApplication.processEvents()


def test_finding_goes_from_place_to_place(drawn):
    drawn.key(Qt.Key.Key_F, CONTROL)
    bar = drawn.board.find_bar
    assert bar.isVisible()
    bar.field.setText("了")
    assert drawn.selected == (drawn.named("完了").id,)
    bar.field.clear()
    bar.field.setText("確")
    QTest.keyClick(bar.field, Qt.Key.Key_Return)
    assert bar.count_text == "1 of 1"
    bar.field.setText("ない")
    assert bar.count_text == "Nothing"
    QTest.keyClick(bar.field, Qt.Key.Key_Escape)
    assert not bar.isVisible()
    assert drawn.view.hasFocus()


def test_the_pad_hides_the_work_of_an_empty_pool_and_the_key_shows_it_again(hands):
    add_pool(hands.editor, Point(700, 700), name="住民")
    hands.board.scene.select((hands.named("住民").id,))
    button = hands.board.pad.button("lane:work")
    assert button is not None
    button.click()
    assert hands.named("住民").refers_to == ""
    hands.key(Qt.Key.Key_X)
    assert hands.named("住民").refers_to in hands.model
    assert hands.sound()

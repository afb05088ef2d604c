"""Copy and paste, filling, finding, sorting, rows and folds in the editable grid."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMenu

from bpr_studio.ui.grid.entry.arrangement import ColumnFilter, Sorting
from bpr_studio.ui.grid.entry.filter_popup import FilterPopup
from bpr_studio.ui.grid.entry.grid import CellPlace
from bpr_studio.ui.grid.entry.lines import DeedLine, SumLine
from bpr_studio.ui.grid.entry.menu import CellDeed
from bpr_studio.ui.grid.entry.state import GridState
from bpr_studio.ui.qt.theme import Mode, current_theme
from tests.ui.grid.entry.entry_builders import column_texts, focused, press, sheet, shown_grid

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier


def clipboard(text=None):
    if text is None:
        return QGuiApplication.clipboard().text()
    QGuiApplication.clipboard().setText(text)
    return text


@pytest.fixture
def model():
    return sheet()


@pytest.fixture
def grid(qtbot, model):
    return shown_grid(qtbot, model)


# -- copy and paste -------------------------------------------------------------------------------


def test_marked_cells_are_copied_as_worksheets_write_them(grid):
    grid.jump("r1", "cases")
    press(Key.Key_Down, Key.Key_Right, held=SHIFT)
    press(Key.Key_C, held=CTRL)
    assert clipboard() == "1200\t5\n300\t40\n"
    press(Key.Key_C, held=CTRL | SHIFT)
    assert clipboard().startswith("年間件数（件）\t1件あたり時間（分）\n")


def test_formulas_are_copied_harmless_but_pasted_here_as_they_were(grid, model):
    model.set_cells("", [("r1", "name", "=1+1")])
    grid.jump("r1", "name")
    press(Key.Key_C, held=CTRL)
    assert clipboard() == "'=1+1\n"
    press(Key.Key_Down)
    press(Key.Key_V, held=CTRL)
    assert model.text("r2", "name") == "=1+1"


def test_a_block_is_pasted_as_one_gesture(grid, model):
    clipboard("11\t12\r\n21\t22\r\n")
    grid.jump("r2", "cases")
    press(Key.Key_V, held=CTRL)
    assert column_texts(model, "cases") == ["1200", "11", "21", "450"]
    assert column_texts(model, "minutes") == ["5", "12", "22", "15"]
    assert model.labels == ["Paste"]
    assert grid.selected_row_ids() == ["r2", "r3"]


def test_one_cell_is_pasted_over_every_marked_cell(grid, model):
    clipboard("9")
    grid.jump("r1", "cases")
    press(Key.Key_Down, Key.Key_Right, held=SHIFT)
    press(Key.Key_V, held=CTRL)
    assert column_texts(model, "cases") == ["9", "9", "90", "450"]
    assert column_texts(model, "minutes") == ["9", "9", "20", "15"]


def test_a_block_longer_than_the_sheet_makes_rows(grid, model):
    clipboard("a\nb\nc\n")
    grid.jump("r4", "name")
    press(Key.Key_V, held=CTRL)
    assert column_texts(model, "name")[3:] == ["a", "b", "c"]
    assert model.labels == ["Paste"]


def test_a_sheet_that_cannot_grow_takes_what_fits_and_says_so(qtbot):
    model = sheet(rows_can_change=False)
    grid = shown_grid(qtbot, model)
    clipboard("a\nb\nc\n")
    grid.jump("r4", "name")
    with qtbot.waitSignal(grid.reported) as told:
        press(Key.Key_V, held=CTRL)
    assert column_texts(model, "name")[3:] == ["a"]
    assert told.args[0].remarks == ("2 rows did not fit below and were left out.",)


def test_good_cells_go_in_while_others_are_refused(grid, model, qtbot):
    clipboard("1\nmany\n3\n")
    grid.jump("r1", "cases")
    with qtbot.waitSignal(grid.reported) as told:
        press(Key.Key_V, held=CTRL)
    assert column_texts(model, "cases") == ["1", "300", "3", "450"]
    assert [cell.row_id for cell in told.args[0].refused] == ["r2"]
    grid.jump("r1", "name")
    grid.next_refused()
    assert grid.current == CellPlace("r2", "cases")


def test_nothing_is_said_of_refused_texts_whose_rows_are_gone(grid):
    clipboard("many\nmore\n")
    grid.jump("r1", "cases")
    press(Key.Key_V, held=CTRL)
    said = grid.findChildren(DeedLine)[-1]
    assert not said.isHidden()
    press(Key.Key_Minus, held=CTRL)
    assert grid.refused == ()
    assert said.isHidden()


def test_refused_texts_of_new_rows_have_a_place(grid, model):
    clipboard("many\nmore\n")
    grid.jump("r4", "cases")
    press(Key.Key_Down)
    press(Key.Key_V, held=CTRL)
    assert [(cell.row_id, cell.text) for cell in grid.refused] == [("r5", "many"), ("r6", "more")]
    assert len(model.row_ids) == 6


def test_locked_cells_are_left_out_and_said(grid, model, qtbot):
    clipboard("1\t2\t3\n")
    grid.jump("r1", "cases")
    with qtbot.waitSignal(grid.reported) as told:
        press(Key.Key_V, held=CTRL)
    assert model.text("r1", "year") == "100"
    assert told.args[0].remarks == ("1 cell cannot be changed here and was left as it is.",)


def test_cut_copies_and_clears(grid, model):
    grid.jump("r1", "name")
    press(Key.Key_X, held=CTRL)
    assert model.text("r1", "name") == ""
    press(Key.Key_Down)
    press(Key.Key_V, held=CTRL)
    assert model.text("r2", "name") == "住民票の写しの交付"
    assert model.labels == ["Cut", "Paste"]


def test_choices_are_pasted_by_value_or_label(grid, model):
    clipboard("non_core\nコア業務\n")
    grid.jump("r1", "core")
    press(Key.Key_V, held=CTRL)
    assert column_texts(model, "core")[:2] == ["ノンコア業務", "コア業務"]


# -- filling --------------------------------------------------------------------------------------


def test_fill_down_and_right(grid, model):
    grid.jump("r1", "cases")
    press(Key.Key_Down, Key.Key_Down, held=SHIFT)
    press(Key.Key_D, held=CTRL)
    assert column_texts(model, "cases") == ["1200", "1200", "1200", "450"]
    grid.jump("r4", "minutes")
    press(Key.Key_R, held=CTRL)  # one cell takes the one before it
    assert model.text("r4", "minutes") == "450"


def test_the_handle_fills_where_it_is_drawn(grid, model, qtbot):
    grid.jump("r1", "cases")
    press(Key.Key_Down, held=SHIFT)
    view = grid.view
    corner = view.visualRect(view.model().index(1, 3)).bottomRight() - QPoint(1, 1)
    goal = view.visualRect(view.model().index(3, 3)).center()
    qtbot.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=corner)
    qtbot.mouseMove(view.viewport(), goal)
    qtbot.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=goal)
    assert column_texts(model, "cases") == ["1200", "300", "1200", "300"]
    assert len(model.labels) == 1


def test_cells_are_marked_with_the_mouse_and_summed(grid, qtbot):
    view = grid.view
    start = view.visualRect(view.model().index(0, 3)).center()
    goal = view.visualRect(view.model().index(2, 3)).center()
    with qtbot.waitSignal(grid.selection_text, check_params_cb=lambda text: "1,590" in text):
        qtbot.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=start)
        qtbot.mouseMove(view.viewport(), goal)
        qtbot.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=goal)


# -- finding --------------------------------------------------------------------------------------


def test_find_goes_from_hit_to_hit_and_replace_all_is_one_gesture(grid, model, qtbot):
    press(Key.Key_H, held=CTRL)
    words = focused()
    words.setText("の")
    press(Key.Key_Return)
    assert grid.current == CellPlace("r1", "name")
    press(Key.Key_Return)
    assert grid.current == CellPlace("r2", "name")
    press(Key.Key_Return, held=SHIFT)
    assert grid.current == CellPlace("r1", "name")
    grid.find_bar.replace_all.emit("・")
    assert column_texts(model, "name")[2] == "運動公園・使用許可"
    assert model.labels == ["Replace"]
    press(Key.Key_Escape)
    assert focused() is grid.view


def test_one_hit_is_replaced_and_the_next_one_shown(grid, model):
    press(Key.Key_F, held=CTRL)
    focused().setText("許可")
    press(Key.Key_Return)
    grid.find_bar.replace_one.emit("認可")
    assert column_texts(model, "name")[2:] == ["運動公園の使用認可", "道路占用許可の更新"]
    assert grid.current == CellPlace("r4", "name")


# -- sorting, filters, folds, widths --------------------------------------------------------------


def header_place(grid, column, *, down=40):
    lefts = grid.view.header
    return QPoint(lefts.sectionViewportPosition(column) + 12, down)


def test_a_click_on_a_heading_sorts_the_view_only(grid, model, qtbot):
    for expected in (["r3", "r2", "r4", "r1"], ["r1", "r4", "r2", "r3"], ["r1", "r2", "r3", "r4"]):
        qtbot.mouseClick(
            grid.view.header.viewport(), Qt.MouseButton.LeftButton, pos=header_place(grid, 3)
        )
        press(Key.Key_A, held=CTRL)
        assert grid.selected_row_ids() == expected
        grid.jump("r1", "cases")
    assert model.row_ids == ["r1", "r2", "r3", "r4"]


def test_pasting_into_filtered_rows_changes_only_those_shown(grid, model):
    grid.ordering.filter("core", ColumnFilter(values=frozenset({"コア業務"})))
    clipboard("1\n2\n")
    grid.jump("r1", "cases")
    press(Key.Key_V, held=CTRL)
    assert column_texts(model, "cases") == ["1", "300", "90", "2"]


def test_jumping_to_a_hidden_cell_opens_what_hides_it(grid):
    grid.ordering.filter("core", ColumnFilter(values=frozenset({"コア業務"})))
    assert "2 of 4 rows" in grid.ordering.filter_sentence()
    assert grid.jump("r2", "april")
    assert grid.current == CellPlace("r2", "april")
    assert grid.ordering.filter_sentence() == ""
    assert not grid.jump("gone")


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_the_menu_of_a_heading_filters_by_values(grid, qtbot):
    grid.jump("r1", "core")
    press(Key.Key_L, held=CTRL | SHIFT)
    popup = next(w for w in QApplication.topLevelWidgets() if isinstance(w, FilterPopup))
    with qtbot.waitSignal(popup.filtered) as told:
        popup.filtered.emit(ColumnFilter(text="ノン"))
    popup.close()
    assert told.args[0].text == "ノン"
    press(Key.Key_A, held=CTRL)
    assert grid.selected_row_ids() == ["r2", "r3"]


def test_groups_fold_by_click_and_by_keys(grid, qtbot):
    shown = grid.view.model().columnCount
    before = shown()
    qtbot.mouseClick(
        grid.view.header.viewport(), Qt.MouseButton.LeftButton, pos=header_place(grid, 3, down=10)
    )
    assert shown() == before - 1
    grid.jump("r1", "cases")
    press(Key.Key_Right, held=ALT | SHIFT)
    assert shown() == before
    grid.jump("r1", "minutes")
    press(Key.Key_Left, held=ALT | SHIFT)
    assert grid.current == CellPlace("r1", "cases")  # what is left of the group


def test_widths_and_folds_are_remembered(grid, qtbot):
    changes: list[GridState] = []
    grid.state_changed.connect(lambda: changes.append(grid.save_state()))
    grid.set_model(sheet())
    grid.ordering.sort(Sorting("cases"))
    assert changes == []  # nothing to remember yet
    grid.ordering.draw_width(1, 300)
    grid.ordering.toggle_fold("amount")
    assert len(changes) == 2
    state = GridState.from_text(grid.save_state().as_text())
    other = shown_grid(qtbot)
    other.restore_state(state)
    assert other.save_state() == state
    assert other.view.header.sectionSize(1) == 300


def test_frozen_columns_stay_while_the_rest_scrolls(qtbot):
    grid = shown_grid(qtbot, size=(640, 300))
    view = grid.view
    before = view.visualRect(view.model().index(0, 1))
    grid.jump("r1", "note")
    assert view.horizontalScrollBar().value() > 0
    assert view.visualRect(view.model().index(0, 1)) == before
    assert view.indexAt(before.center()).column() == 1


# -- rows -----------------------------------------------------------------------------------------


def test_rows_are_inserted_duplicated_moved_and_removed(grid, model):
    grid.jump("r2", "name")
    grid.commands.insert_above()
    assert model.row_ids == ["r1", "r5", "r2", "r3", "r4"]
    grid.jump("r2", "name")
    grid.commands.insert_below()
    assert model.row_ids == ["r1", "r5", "r2", "r6", "r3", "r4"]
    grid.jump("r4", "name")
    grid.commands.duplicate_rows()
    assert model.text("r7", "name") == "道路占用許可の更新"
    assert grid.current == CellPlace("r7", "name")
    press(Key.Key_Up, held=ALT | SHIFT)
    assert model.row_ids[-2:] == ["r7", "r4"]
    press(Key.Key_Minus, held=CTRL)
    assert model.row_ids == ["r1", "r5", "r2", "r6", "r3", "r4"]


def test_rows_are_marked_by_their_numbers(grid, qtbot):
    numbers = grid.view.numbers.viewport()
    height = grid.view.rowHeight(0)
    qtbot.mouseClick(numbers, Qt.MouseButton.LeftButton, pos=QPoint(10, height // 2))
    qtbot.mouseClick(numbers, Qt.MouseButton.LeftButton, SHIFT, QPoint(10, height * 2 + 5))
    assert grid.selected_row_ids() == ["r1", "r2", "r3"]
    qtbot.mouseClick(numbers, Qt.MouseButton.LeftButton, pos=QPoint(10, height // 2))
    qtbot.mouseClick(numbers, Qt.MouseButton.LeftButton, CTRL, QPoint(10, height * 3 + 5))
    assert grid.selected_row_ids() == ["r1", "r4"]


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_the_host_adds_deeds_with_shortcuts(grid, qtbot):
    done: list[CellPlace] = []
    grid.set_cell_deeds([CellDeed("コメントする", done.append, shortcut="Shift+F2")])
    grid.jump("r2", "name")
    press(Key.Key_F2, held=SHIFT)
    assert done == [CellPlace("r2", "name")]
    grid.view.menu_wanted.emit(None, grid.mapToGlobal(QPoint(5, 5)))
    menu = next(w for w in QApplication.topLevelWidgets() if isinstance(w, QMenu) and w.isVisible())
    assert "コメントする" in [action.text() for action in menu.actions()]
    menu.close()


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_the_menu_of_a_cell_opens_by_keys_where_the_window_system_has_none(grid):
    grid.jump("r2", "cases")
    press(Key.Key_F10, held=SHIFT)
    menus = [w for w in QApplication.topLevelWidgets() if isinstance(w, QMenu) and w.isVisible()]
    assert len(menus) == 1
    menus[0].close()


def test_another_sheet_begins_at_its_first_cell(qtbot):
    grid = shown_grid(qtbot, size=(400, 160))
    grid.jump("r4", "note")
    across, down = grid.view.horizontalScrollBar(), grid.view.verticalScrollBar()
    assert across.value() > 0
    grid.set_model(sheet())
    assert (across.value(), down.value()) == (0, 0)
    assert grid.current == CellPlace("r1", "code")


def test_sums_stand_below_their_columns(qtbot):
    model = sheet(sums=lambda cells: {"cases": str(len(cells.row_ids))})
    grid = shown_grid(qtbot, model)
    assert grid.findChild(SumLine).accessibleName() == "年間件数（件） 4"


def test_the_grid_follows_light_and_dark(grid, qtbot):
    light = grid.grab().toImage().pixelColor(300, 300).lightness()
    current_theme().switch(Mode.DARK)
    dark = grid.grab().toImage().pixelColor(300, 300).lightness()
    current_theme().switch(Mode.LIGHT)
    assert dark < light

"""Typing, moving and choosing in the editable grid."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QWidget

from bpr_studio.domain.shared.findings import Level
from bpr_studio.ui.grid.entry.grid import CellPlace, EntryGrid
from bpr_studio.ui.grid.entry.model import CellMark
from bpr_studio.ui.grid.entry.popups import CellPopup
from tests.ui.grid.entry.entry_builders import (
    column_texts,
    compose,
    confirm,
    focused,
    press,
    sheet,
    shown_grid,
    write,
)

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def model():
    return sheet()


@pytest.fixture
def grid(qtbot, model):
    return shown_grid(qtbot, model)


def test_typing_replaces_the_cell_and_enter_goes_down(grid, model):
    grid.jump("r1", "cases")
    write("77")
    press(Key.Key_Return)
    assert model.text("r1", "cases") == "77"
    assert grid.current == CellPlace("r2", "cases")
    assert model.labels == ["Change “年間件数”"]


def test_f2_goes_on_from_the_text_and_esc_leaves_it(grid, model):
    grid.jump("r1", "cases")
    press(Key.Key_F2)
    write("9")
    press(Key.Key_Return)
    assert model.text("r1", "cases") == "12009"
    press(Key.Key_F2)
    write("9")
    press(Key.Key_Escape)
    assert model.text("r2", "cases") == "300"
    assert not grid.editing.is_open


def test_an_unchanged_cell_is_no_gesture(grid, model):
    grid.jump("r1", "name")
    press(Key.Key_F2, Key.Key_Return)
    assert model.labels == []


def test_tab_goes_right_over_locked_cells_and_enter_back_to_where_tab_began(grid):
    grid.jump("r1", "minutes")
    press(Key.Key_Tab)  # the year is computed, the profile follows
    assert grid.current == CellPlace("r1", "profile")
    press(Key.Key_Tab)
    press(Key.Key_Return)
    assert grid.current == CellPlace("r2", "minutes")


def test_tab_behind_the_last_column_begins_the_next_row(grid):
    grid.jump("r1", "note")
    press(Key.Key_Tab)
    assert grid.current == CellPlace("r2", "code")
    press(Key.Key_Backtab, held=SHIFT)
    assert grid.current == CellPlace("r1", "note")


def test_tab_stays_in_the_grid_while_there_is_a_cell_to_go_to(qtbot, model):
    page = QWidget()
    qtbot.addWidget(page)
    grid, beside = EntryGrid(name="業務"), QPushButton("隣")
    grid.set_model(model)
    row = QHBoxLayout(page)
    row.addWidget(grid)
    row.addWidget(beside)
    with qtbot.waitExposed(page):
        page.show()
    grid.jump("r1", "cases")
    press(Key.Key_Tab)
    assert grid.current == CellPlace("r1", "minutes")
    press(Key.Key_Backtab, held=SHIFT)
    assert grid.current == CellPlace("r1", "cases")
    grid.jump("r1", "code")
    press(Key.Key_Backtab, held=SHIFT)
    assert grid.view.hasFocus() is False  # nothing lies before the first cell


def test_arrows_end_a_cell_begun_by_typing_and_move_the_caret_after_f2(grid, model):
    grid.jump("r1", "cases")
    write("5")
    press(Key.Key_Right)
    assert grid.current == CellPlace("r1", "minutes")
    press(Key.Key_F2, Key.Key_Left)
    assert grid.editing.is_open
    write("1")
    press(Key.Key_Return)
    assert model.text("r1", "minutes") == "15"


def test_ctrl_arrows_home_and_end_go_to_the_edges(grid):
    press(Key.Key_Down, held=CTRL)
    assert grid.current == CellPlace("r4", "code")
    press(Key.Key_End)
    assert grid.current == CellPlace("r4", "note")
    press(Key.Key_Home, held=CTRL)
    assert grid.current == CellPlace("r1", "code")
    press(Key.Key_End, held=CTRL)
    assert grid.current == CellPlace("r4", "note")


def test_delete_clears_every_marked_cell_as_one_gesture(grid, model):
    grid.jump("r1", "cases")
    press(Key.Key_Down, Key.Key_Right, held=SHIFT)
    press(Key.Key_Delete)
    assert column_texts(model, "cases") == ["", "", "90", "450"]
    assert column_texts(model, "minutes") == ["", "", "20", "15"]
    assert model.labels == ["Clear cells"]


def test_ctrl_enter_fills_every_marked_cell(grid, model):
    grid.jump("r1", "cases")
    press(Key.Key_Down, Key.Key_Down, held=SHIFT)
    write("7")
    press(Key.Key_Return, held=CTRL)
    assert column_texts(model, "cases") == ["7", "7", "7", "450"]
    assert len(model.labels) == 1


def test_enter_goes_round_a_marked_block(grid):
    grid.jump("r1", "cases")
    press(Key.Key_Down, Key.Key_Right, held=SHIFT)
    goals = []
    for _ in range(4):
        press(Key.Key_Return)
        goals.append((grid.current.row_id, grid.current.key))
    assert goals == [("r2", "cases"), ("r1", "minutes"), ("r2", "minutes"), ("r1", "cases")]


def test_typing_in_the_blank_row_makes_a_row(grid, model):
    grid.jump("r4", "name")
    press(Key.Key_Down)
    write("窓口案内")
    press(Key.Key_Tab)
    assert column_texts(model, "name")[-1] == "窓口案内"
    assert grid.current == CellPlace("r5", "core")
    write("ko")
    press(Key.Key_Return)  # nobody has these letters: refused by the host or kept as typed
    assert len(model.row_ids) == 5


def test_a_refused_text_stays_until_it_is_corrected(grid, model):
    grid.jump("r1", "cases")
    write("many")
    press(Key.Key_Return)
    assert model.text("r1", "cases") == "1200"
    assert [(cell.row_id, cell.text) for cell in grid.refused] == [("r1", "many")]
    press(Key.Key_Up, Key.Key_F2)
    assert grid.editing.field.content() == "many"
    press(Key.Key_Escape)
    write("8")
    press(Key.Key_Return)
    assert grid.refused == ()
    assert model.text("r1", "cases") == "8"


def test_esc_gives_a_refused_text_up(grid, qtbot):
    grid.jump("r1", "cases")
    write("many")
    press(Key.Key_Return, Key.Key_Up)
    with qtbot.waitSignal(grid.refused_changed) as told:
        press(Key.Key_Escape)
    assert told.args == [0]
    assert grid.refused == ()


def test_locked_cells_are_not_typed_into(grid, model, qtbot):
    grid.jump("r1", "year")
    with qtbot.waitSignal(grid.reported) as told:
        write("5")
    assert told.args[0].remarks == ("This cell cannot be changed here.",)
    press(Key.Key_Delete)
    assert not grid.editing.is_open
    assert model.text("r1", "year") == "100"
    model.mark("r2", "cases", CellMark(read_only=True))
    grid.jump("r2", "cases")
    press(Key.Key_F2)
    assert not grid.editing.is_open


# -- input methods -----------------------------------------------------------------------------


def test_an_input_method_composes_right_on_a_cell(grid, model):
    grid.jump("r1", "name")
    compose("こせき")
    assert grid.editing.is_open
    assert focused() is grid.view  # moving it would cut the composition off
    compose("戸籍")
    confirm("戸籍")
    assert grid.editing.field.content() == "戸籍"
    assert focused() is grid.editing.field
    confirm("の届出")
    press(Key.Key_Return)
    assert model.text("r1", "name") == "戸籍の届出"


def test_an_input_method_does_nothing_on_a_locked_cell(grid):
    grid.jump("r1", "year")
    compose("せ")
    assert not grid.editing.is_open


# -- drop-downs and pickers ---------------------------------------------------------------------


def test_first_letters_choose_from_a_drop_down(grid, model):
    grid.jump("r1", "core")
    write("n")
    assert grid.editing.popup.isVisible()
    press(Key.Key_Return)
    assert model.text("r1", "core") == "ノンコア業務"
    assert grid.current == CellPlace("r2", "core")


def test_kana_being_composed_narrow_a_drop_down(grid):
    grid.jump("r1", "core")
    compose("のん")
    assert grid.editing.popup.marked() == "ノンコア業務"


def test_alt_down_opens_a_drop_down_and_arrows_choose(grid, model):
    grid.jump("r1", "core")
    press(Key.Key_Down, held=ALT)
    assert grid.editing.popup.marked() == "コア業務"
    press(Key.Key_Down, Key.Key_Return)
    assert model.text("r1", "core") == "ノンコア業務"


def test_a_choice_can_be_taken_out(grid, model):
    grid.jump("r1", "core")
    press(Key.Key_Backspace, Key.Key_Return)
    assert model.text("r1", "core") == ""


class Picker(CellPopup):
    """Offers what was typed with a mark of its own."""

    def __init__(self):
        super().__init__()
        self.typed = ""

    def search(self, typed):
        self.typed = typed

    def marked(self):
        return f"00{self.typed}" if self.typed else None


class Curve(CellPopup):
    """Takes the keyboard, as a curve of months does."""

    takes_keyboard = True

    def __init__(self):
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.shapes = QComboBox(self)
        self.shapes.addItems(["平準", "繁忙期"])


class Helpers:
    """The popups of a host."""

    def popup(self, _row_id, column):
        return Picker() if column.key == "code" else Curve()


def test_a_picker_hears_what_is_typed_and_enter_takes_its_mark(grid, model):
    grid.set_editors(Helpers())
    write("12")
    press(Key.Key_Return)
    assert model.text("r1", "code") == "0012"


def test_a_click_elsewhere_takes_what_was_typed_itself(grid, model):
    grid.set_editors(Helpers())
    write("12")
    grid.view.setFocus(Qt.FocusReason.MouseFocusReason)
    assert model.text("r1", "code") == "12"


def test_a_popup_with_the_keyboard_answers_by_itself(grid, model):
    grid.set_editors(Helpers())
    grid.jump("r3", "profile")
    press(Key.Key_F2)
    curve = focused()
    assert curve is grid.editing.popup
    curve.chosen.emit("平準")
    assert model.text("r3", "profile") == "平準"
    assert grid.current == CellPlace("r3", "profile")
    press(Key.Key_F2)
    grid.editing.popup.dismissed.emit()
    assert not grid.editing.is_open


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_a_list_that_drops_down_from_a_popup_belongs_to_it(grid):
    grid.set_editors(Helpers())
    grid.jump("r3", "profile")
    press(Key.Key_F2)
    curve = focused()
    curve.shapes.setFocus()
    curve.shapes.showPopup()
    curve.shapes.view().setFocus()
    assert grid.editing.popup is curve
    curve.shapes.hidePopup()
    grid.view.setFocus()
    assert not grid.editing.is_open


# -- several lines ------------------------------------------------------------------------------


def test_alt_enter_breaks_the_line(grid, model):
    grid.jump("r1", "note")
    write("a")
    press(Key.Key_Return, held=ALT)
    write("b")
    press(Key.Key_Return)
    assert model.text("r1", "note") == "a\nb"


# -- others change the sheet meanwhile ------------------------------------------------------------


def test_a_row_made_by_others_does_not_move_what_is_typed(grid, model):
    grid.jump("r2", "cases")
    write("5")
    model.insert_rows("r1", 1)
    press(Key.Key_Return)
    assert model.text("r2", "cases") == "5"
    assert grid.current == CellPlace("r3", "cases")


def test_a_row_removed_by_others_closes_its_cell(grid, model):
    grid.jump("r2", "cases")
    write("5")
    model.remove_rows(["r2"])
    assert not grid.editing.is_open
    assert model.labels == []


def test_a_press_on_a_button_without_focus_keeps_what_is_typed(grid, model, qtbot):
    button = QPushButton("提出する", grid)
    button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    button.show()
    grid.jump("r1", "cases")
    write("5")
    heard: list[str] = []
    button.clicked.connect(lambda: heard.append(model.text("r1", "cases")))
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert heard == ["5"]


def test_another_sheet_or_page_keeps_what_is_typed(grid, model):
    grid.jump("r1", "cases")
    write("5")
    grid.set_model(sheet())
    assert model.text("r1", "cases") == "5"
    other = grid.model
    grid.jump("r1", "cases")
    write("6")
    grid.hide()
    assert other.text("r1", "cases") == "6"


# -- what is said ---------------------------------------------------------------------------------


def test_the_sheet_speaks_to_screen_readers(grid, model):
    model.mark("r1", "cases", CellMark(level=Level.WARNING, message="前年の10倍です。"))
    items = grid.view.model()
    cell = items.index(0, 3)
    assert items.data(cell, int(Qt.ItemDataRole.AccessibleTextRole)) == "年間件数（件） 1,200"
    assert items.data(cell, int(Qt.ItemDataRole.ToolTipRole)) == "前年の10倍です。"
    assert grid.view.accessibleName() == "業務の一覧"


def test_a_click_marks_a_cell_and_a_double_click_changes_it(grid, qtbot):
    view = grid.view
    place = view.visualRect(view.model().index(2, 3)).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert grid.current == CellPlace("r3", "cases")
    qtbot.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert grid.editing.is_open
    other = view.visualRect(view.model().index(0, 1)).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=other + QPoint(1, 1))
    assert not grid.editing.is_open

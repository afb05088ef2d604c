"""What is painted bit by bit looks exactly as what is painted at once."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from bpr_studio.domain.shared.findings import Level
from bpr_studio.ui.grid.entry.model import CellMark
from tests.ui.grid.entry.entry_builders import ROWS, press, sheet, shown_grid, write

Key = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier


def picture(qtbot, grid):
    qtbot.wait(80)  # sums and help lines follow a little later
    return QGuiApplication.primaryScreen().grabWindow(grid.winId()).toImage()


@pytest.fixture
def grid(qtbot):
    model = sheet(ROWS * 12)
    model.mark("r2", "cases", CellMark(level=Level.WARNING, message="前年の10倍です。"))
    model.mark("r3", "name", CellMark(changed=True, comment=True, to_confirm=True))
    made = shown_grid(qtbot, model, size=(640, 320))
    made.ordering.toggle_fold("months")
    return made


def scroll(grid, right, down):
    horizontal, vertical = grid.view.horizontalScrollBar(), grid.view.verticalScrollBar()
    horizontal.setValue(horizontal.value() + right)
    vertical.setValue(vertical.value() + down)


DEEDS = {
    "scrolled a little": lambda grid: scroll(grid, 37, 13),
    "scrolled back": lambda grid: (scroll(grid, 90, 200), scroll(grid, -55, -90)),
    "a block over the frozen border": lambda grid: (
        grid.jump("r2", "name"),
        press(Key.Key_Right, Key.Key_Down, held=SHIFT),
        scroll(grid, 120, 0),
    ),
    "a cell behind the frozen columns": lambda grid: (
        grid.jump("r2", "core"),
        scroll(grid, 100, 5),
    ),
    "typed": lambda grid: (grid.jump("r3", "cases"), write("7"), press(Key.Key_Return)),
    "refused": lambda grid: (grid.jump("r3", "cases"), write("x"), press(Key.Key_Tab)),
    "copied": lambda grid: (grid.jump("r3", "name"), grid.commands.copy(), press(Key.Key_Down)),
    "a drop-down left": lambda grid: (
        grid.jump("r4", "core"),
        press(Key.Key_F2),
        press(Key.Key_Escape),
    ),
}


@pytest.mark.parametrize("deed", DEEDS.values(), ids=DEEDS)
@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_what_changed_is_painted_and_nothing_is_forgotten(qtbot, grid, deed):
    deed(grid)
    bit_by_bit = picture(qtbot, grid)
    grid.view.repaint_all()
    grid.update()
    assert bit_by_bit == picture(qtbot, grid)

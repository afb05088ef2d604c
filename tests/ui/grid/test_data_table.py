"""The table: sorting, marking, copying, opening."""

import csv
import io
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from bpr_studio.ui.grid.columns import Align, ColumnSpec, as_hours, as_number
from bpr_studio.ui.grid.entry.state import GridState
from bpr_studio.ui.grid.source import MemorySource, Order
from bpr_studio.ui.grid.table import DataTable
from bpr_studio.ui.qt.blocks import EmptyState

COLUMNS = (
    ColumnSpec("name", "業務名", stretch=True),
    ColumnSpec("minutes", "年間業務時間", "時間", Align.RIGHT, format=as_hours(1), summed=True),
    ColumnSpec("cases", "処理件数", "件", Align.RIGHT, format=as_number(), summed=True),
)
ROWS = [
    ("a", "届出受付", 90, 10),
    ("b", "=審査", -60, 200),
    ("c", "「予算」の\t要求", 6_000, None),
    ("d", "会議", 30, 5),
]


@pytest.fixture
def table(qtbot: Any) -> Any:
    made = DataTable(COLUMNS, MemorySource(COLUMNS, ROWS), name="業務一覧")
    qtbot.addWidget(made)
    made.resize(800, 400)
    return made


def mark(table: Any, first: Any, last: Any) -> None:
    model = table.model
    table.view.selectionModel().select(
        QItemSelection(model.index(first, 0), model.index(last, len(model.columns) - 1)),
        QItemSelectionModel.SelectionFlag.Select,
    )


def names(table: Any) -> Any:
    return [table.model.row(row)[1] for row in range(table.model.rowCount())]


def click_heading(table: Any, section: Any) -> None:
    table.view.horizontalHeader().sectionClicked.emit(section)


def test_numbers_sort_largest_first_and_texts_from_the_start(table: Any) -> None:
    click_heading(table, 1)
    assert [row[0] for row in (table.model.row(n) for n in range(4))] == ["c", "a", "d", "b"]

    click_heading(table, 1)
    assert table.model.order == Order("minutes")

    click_heading(table, 0)
    assert names(table) == sorted(names(table))


def test_a_column_that_cannot_be_sorted_stays(qtbot: Any) -> None:
    columns = (ColumnSpec("name", "業務名", sortable=False),)
    made = DataTable(columns, MemorySource(columns, [("a", "乙"), ("b", "甲")]), name="一覧")
    qtbot.addWidget(made)

    click_heading(made, 0)

    assert names(made) == ["乙", "甲"]


def test_the_copy_is_a_worksheet_range_with_headings(table: Any) -> None:
    mark(table, 1, 2)

    table.copy()

    copied = QGuiApplication.clipboard().text()
    assert list(csv.reader(io.StringIO(copied), dialect="excel-tab")) == [
        ["業務名", "年間業務時間（時間）", "処理件数（件）"],
        ["'=審査", "-1.0", "200"],
        ["「予算」の\t要求", "100.0", ""],
    ]


def test_without_marks_everything_is_copied_and_values_can_go_alone(table: Any) -> None:
    lines = table.as_worksheet(headings=False).splitlines()

    assert len(lines) == len(ROWS)
    assert lines[0] == "届出受付\t1.5\t10"


def test_separate_marks_are_added_up_once(qtbot: Any, table: Any) -> None:
    told: list[Any] = []
    table.selection_text.connect(told.append)

    mark(table, 0, 1)
    mark(table, 1, 1)
    mark(table, 3, 3)
    qtbot.waitUntil(lambda: bool(told))

    assert table.selected_count() == 3
    assert [row[0] for row in table.selected_rows()] == ["a", "b", "d"]
    assert told[-1] == "3 rows marked ・ 年間業務時間 1.0時間 ・ 処理件数 215件"


def test_one_marked_row_needs_no_sum(qtbot: Any, table: Any) -> None:
    told: list[Any] = []
    table.selection_text.connect(told.append)

    mark(table, 0, 0)
    qtbot.waitUntil(lambda: bool(told))

    assert told == [""]


def test_enter_and_double_click_open_the_row(qtbot: Any, table: Any) -> None:
    opened: list[Any] = []
    table.activated.connect(opened.append)
    table.select_row(2)

    qtbot.keyClick(table.view, Qt.Key.Key_Return)
    table.view.doubleClicked.emit(table.model.index(1, 0))

    assert [row[0] for row in opened] == ["c", "b"]


def test_typing_never_reads_the_whole_source(qtbot: Any, table: Any) -> None:
    table.select_row(0)

    qtbot.keyClicks(table.view, "xyz")

    assert table.current_row() == ROWS[0]


def test_reloading_keeps_the_current_row(table: Any) -> None:
    table.select_row(2)

    table.reload()

    assert table.current_row() == ROWS[2]


def test_an_empty_list_shows_what_to_do_next(qtbot: Any, table: Any) -> None:
    empty = EmptyState("clipboard-text", "業務はまだありません。")
    table.set_empty(empty)
    assert not empty.isVisibleTo(table)

    table.set_source(MemorySource(COLUMNS, []))
    assert empty.isVisibleTo(table)

    table.set_source(MemorySource(COLUMNS, ROWS))
    assert not empty.isVisibleTo(table)


def test_other_columns_forget_the_order(table: Any) -> None:
    table.sort_by(Order("cases", descending=True))
    columns = (ColumnSpec("code", "分類"),)

    table.set_columns(columns, MemorySource(columns, [("1", "01"), ("2", "02")]))

    assert table.model.order is None
    assert table.model.row(0) == ("1", "01")


def test_all_rows_can_be_marked_in_a_long_list_at_once(qtbot: Any) -> None:
    rows = [(n, f"業務{n}", n, n) for n in range(20_000)]
    made = DataTable(COLUMNS, MemorySource(COLUMNS, rows), name="一覧")
    qtbot.addWidget(made)
    told: list[Any] = []
    made.selection_text.connect(told.append)

    made.view.selectAll()
    qtbot.waitUntil(lambda: bool(told))

    assert told == ["20,000 rows marked"]


def test_the_mouse_shades_a_row_without_harm(qtbot: Any, table: Any) -> None:
    table.show()
    table.view.viewport().repaint()

    qtbot.mouseMove(table.view.viewport(), table.view.visualRect(table.model.index(1, 0)).center())
    QApplication.processEvents()

    assert table.grab().toImage().width() >= 800


CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\r"))


@settings(max_examples=50)
@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=8))
def test_any_text_survives_the_clipboard(qapp: QApplication, cells: Any) -> None:
    columns = (ColumnSpec("a", "甲"), ColumnSpec("b", "乙"))
    rows = [(number, *pair) for number, pair in enumerate(cells)]
    table = DataTable(columns, MemorySource(columns, rows), name="一覧")

    parsed = list(csv.reader(io.StringIO(table.as_worksheet(headings=False)), dialect="excel-tab"))

    wanted = [
        [f"'{text}" if text.startswith(("=", "+", "-", "@")) else text for text in pair]
        for pair in cells
    ]
    assert parsed == wanted
    table.deleteLater()


def test_widths_somebody_drew_are_remembered(table: Any, qtbot: Any) -> None:
    header = table.view.horizontalHeader()
    with qtbot.waitSignal(table.state_changed):
        header.resizeSection(1, 333)
    state = GridState.from_text(table.save_state().as_text())
    assert state.widths == {"minutes": 333}
    other = DataTable(COLUMNS, MemorySource(COLUMNS, ROWS), name="業務一覧")
    qtbot.addWidget(other)
    other.restore_state(state)
    assert other.view.horizontalHeader().sectionSize(1) == 333
    other.set_columns(COLUMNS, MemorySource(COLUMNS, ROWS))
    assert other.view.horizontalHeader().sectionSize(1) == 333


def test_widths_the_program_gives_are_not_remembered(table: Any) -> None:
    table.resize(1200, 400)
    table.reload()
    assert table.save_state() == GridState()


def test_a_row_is_marked_whatever_keys_are_held(qtbot: Any, table: Any) -> None:
    table.show()
    qtbot.keyPress(table.view, Qt.Key.Key_Control, Qt.KeyboardModifier.ControlModifier)
    try:
        table.select_row(2)
        table.select_row(2)
        assert [row[0] for row in table.selected_rows()] == ["c"]
        assert table.current_row()[0] == "c"
    finally:
        qtbot.keyRelease(table.view, Qt.Key.Key_Control, Qt.KeyboardModifier.NoModifier)

"""Lists of any length, page by page."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from bpr_studio.ui.grid.columns import Align, ColumnSpec, as_number
from bpr_studio.ui.grid.model import PAGE_ROWS, RowsModel
from bpr_studio.ui.grid.source import MemorySource, Order
from bpr_studio.ui.qt.theme import Tone

COLUMNS = (
    ColumnSpec("name", "業務名"),
    ColumnSpec("n", "件数", "件", Align.RIGHT, format=as_number()),
)


class Numbers:
    """A source of any length that remembers what it was asked for."""

    def __init__(self, count: Any) -> None:
        self.asked: list[Any] = []
        self._count = count

    def count(self) -> Any:
        return self._count

    def page(self, offset: Any, limit: Any, order: Any) -> Any:
        self.asked.append((offset, limit, order))
        numbers = range(self._count)
        if order is not None and order.descending:
            numbers = numbers[::-1]
        return [(f"id{n}", f"業務{n}", n) for n in numbers[offset : offset + limit]]


def shown(model: Any, row: Any) -> Any:
    return [model.data(model.index(row, column)) for column in range(model.columnCount())]


def test_only_the_page_looked_at_is_asked_for() -> None:
    source = Numbers(100_000)
    model = RowsModel(COLUMNS, source)

    assert model.rowCount() == 100_000
    assert shown(model, 99_999) == ["業務99999", "99,999"]
    assert shown(model, 99_998) == ["業務99998", "99,998"]
    assert source.asked == [(99_999 // PAGE_ROWS * PAGE_ROWS, PAGE_ROWS, None)]


def test_old_pages_are_forgotten() -> None:
    source = Numbers(100_000)
    model = RowsModel(COLUMNS, source)

    for row in range(0, 100_000, PAGE_ROWS):
        model.row(row)
    before = len(source.asked)
    model.row(0)

    assert len(source.asked) == before + 1


def test_the_source_sorts_and_the_heading_says_so() -> None:
    source = Numbers(1_000)
    model = RowsModel(COLUMNS, source)
    model.row(0)

    model.sort_by(Order("n", descending=True))

    assert shown(model, 0) == ["業務999", "999"]
    assert source.asked[-1] == (0, PAGE_ROWS, Order("n", descending=True))
    headings = [
        model.headerData(section, Qt.Orientation.Horizontal) for section in range(len(COLUMNS))
    ]
    assert headings == ["業務名", "件数（件） ↓"]


def test_reading_many_rows_does_not_fill_the_cache() -> None:
    source = Numbers(20_000)
    model = RowsModel(COLUMNS, source)

    rows = list(model.rows(10, 12_009))

    assert [rows[0][0], rows[-1][0], len(rows)] == ["id10", "id12009", 12_000]
    model.row(10)
    assert source.asked[-1] == (0, PAGE_ROWS, None)


def test_reloading_shows_what_changed() -> None:
    model = RowsModel(COLUMNS, Numbers(3))

    model.set_source(Numbers(5))

    assert model.rowCount() == 5


def test_numbers_stand_right_and_marks_are_drawn(qapp: QApplication) -> None:
    columns = (
        ColumnSpec("n", "件数", align=Align.RIGHT),
        ColumnSpec("core", "区分", mark=lambda core: Tone.CORE if core else None),
    )
    model = RowsModel(columns, MemorySource(columns, [("a", 1, True), ("b", 2, False)]))

    alignment: Any = model.data(model.index(0, 0), int(Qt.ItemDataRole.TextAlignmentRole))
    role = int(Qt.ItemDataRole.DecorationRole)
    assert alignment & Qt.AlignmentFlag.AlignRight
    assert model.data(model.index(0, 1), role) is not None
    assert model.data(model.index(1, 1), role) is None


def test_the_tooltip_is_the_long_text_of_the_row() -> None:
    columns = (ColumnSpec("name", "業務名", tooltip=lambda row: f"{row[0]}: {row[1]}"),)
    model = RowsModel(columns, MemorySource(columns, [("a", "受付")]))

    assert model.data(model.index(0, 0), int(Qt.ItemDataRole.ToolTipRole)) == "a: 受付"


def test_a_table_without_a_source_is_empty() -> None:
    model = RowsModel(COLUMNS)

    assert model.rowCount() == 0
    assert list(model.rows(0, 10)) == []
    with pytest.raises(IndexError):
        model.row(0)


VALUES = st.one_of(st.none(), st.integers(-99, 99), st.text("甲乙丙", max_size=3))


@given(st.lists(VALUES, max_size=40), st.booleans())
def test_sorting_in_memory_keeps_every_row_and_puts_empty_ones_last(
    values: Any, descending: Any
) -> None:
    columns = (ColumnSpec("v", "値"),)
    rows = [(number, value) for number, value in enumerate(values)]
    source = MemorySource(columns, rows)

    page = source.page(0, 1_000, Order("v", descending=descending))

    assert sorted(page, key=lambda row: int(str(row[0]))) == rows
    empty = [value is None for _, value in page]
    assert empty == sorted(empty)
    numbers = [value for _, value in page if isinstance(value, int)]
    assert numbers == sorted(numbers, reverse=descending)
    assert list(source.page(0, 1_000, None)) == rows

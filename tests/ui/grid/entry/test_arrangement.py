"""Which rows and columns are shown, and in which order."""

from bpr_studio.ui.grid.entry.arrangement import Arrangement, ColumnFilter, Sorting
from bpr_studio.ui.grid.entry.model import is_new_row
from tests.ui.grid.entry.entry_builders import sheet


def keys(arrangement):
    return [column.key for column in arrangement.columns]


def test_the_sheet_is_shown_in_its_own_order_with_a_blank_row():
    arrangement = Arrangement(sheet())
    assert arrangement.rows == ["r1", "r2", "r3", "r4"]
    assert arrangement.row_count == 5
    assert is_new_row(arrangement.row_id(4))


def test_a_sheet_that_cannot_change_has_no_blank_row():
    assert Arrangement(sheet(rows_can_change=False)).row_count == 4


def test_numbers_are_sorted_by_value_and_empty_cells_stay_last():
    model = sheet()
    model.set_cells("", [("r2", "cases", "")])
    arrangement = Arrangement(model)
    arrangement.sort(Sorting("cases"))
    assert arrangement.rows == ["r3", "r4", "r1", "r2"]
    arrangement.sort(Sorting("cases", descending=True))
    assert arrangement.rows == ["r1", "r4", "r3", "r2"]
    arrangement.sort(None)
    assert arrangement.rows == ["r1", "r2", "r3", "r4"]


def test_equal_rows_keep_the_order_of_the_sheet_in_both_directions():
    arrangement = Arrangement(sheet())
    arrangement.sort(Sorting("core"))
    assert arrangement.rows == ["r1", "r4", "r2", "r3"]
    arrangement.sort(Sorting("core", descending=True))
    assert arrangement.rows == ["r2", "r3", "r1", "r4"]


def test_a_filter_by_text_forgives_width_and_one_by_values_is_exact():
    model = sheet()
    model.set_cells("", [("r3", "name", "ＤＸ推進")])
    arrangement = Arrangement(model)
    arrangement.filter("name", ColumnFilter(text="dx"))
    assert arrangement.rows == ["r3"]
    arrangement.filter("name", None)
    arrangement.filter("core", ColumnFilter(values=frozenset({"コア業務"})))
    assert arrangement.rows == ["r1", "r4"]
    arrangement.filter("minutes", ColumnFilter(text="15"))
    assert arrangement.rows == ["r4"]
    arrangement.clear_filters()
    assert len(arrangement.rows) == 4


def test_rows_typed_into_do_not_jump_away():
    model = sheet()
    arrangement = Arrangement(model)
    arrangement.sort(Sorting("cases"))
    arrangement.filter("core", ColumnFilter(values=frozenset({"ノンコア業務"})))
    assert arrangement.rows == ["r3", "r2"]
    model.set_cells("", [("r3", "cases", "9999"), ("r2", "core", "コア業務")])
    arrangement.follow()
    assert arrangement.rows == ["r3", "r2"]
    arrangement.arrange()
    assert arrangement.rows == ["r3"]


def test_new_rows_are_shown_whatever_the_filter_says():
    model = sheet()
    arrangement = Arrangement(model)
    arrangement.filter("core", ColumnFilter(values=frozenset({"ノンコア業務"})))
    new = list(model.insert_rows("r1", 1))
    arrangement.follow()
    assert arrangement.rows == [*new, "r2", "r3"]


def test_removed_rows_go_and_hidden_ones_stay_hidden():
    model = sheet()
    arrangement = Arrangement(model)
    arrangement.sort(Sorting("cases"))
    arrangement.filter("core", ColumnFilter(values=frozenset({"コア業務"})))
    model.remove_rows(["r4"])
    arrangement.follow()
    assert arrangement.rows == ["r1"]


def test_rows_keep_their_numbers_of_the_sheet():
    arrangement = Arrangement(sheet())
    arrangement.sort(Sorting("cases"))
    assert [arrangement.number_of(line) for line in range(5)] == [3, 2, 4, 1, 5]


def test_a_folded_group_keeps_its_summary_or_its_first_column():
    arrangement = Arrangement(sheet())
    assert "april" not in keys(arrangement)
    assert "year" in keys(arrangement)
    arrangement.fold("amount", folded=True)
    assert "cases" in keys(arrangement)
    assert "minutes" not in keys(arrangement)
    arrangement.fold("months", folded=False)
    assert "april" in keys(arrangement)


def test_frozen_columns_stand_first():
    arrangement = Arrangement(sheet())
    assert arrangement.frozen == 2
    assert keys(arrangement)[:2] == ["code", "name"]


def test_only_groups_there_are_can_be_folded():
    arrangement = Arrangement(sheet())
    arrangement.fold_exactly(["amount", "gone"])
    assert arrangement.folded == {"amount"}

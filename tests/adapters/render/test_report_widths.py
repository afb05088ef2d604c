"""Columns on paper: no number is broken or overprinted, however wide the table."""

from hypothesis import given
from hypothesis import strategies as st

from bpr_studio.adapters.render.report_widths import PADDING, SIZES, fit_columns
from bpr_studio.charts.drawing import estimated_width
from bpr_studio.services.report_values import Column

COLUMNS = (
    Column("コード"),
    Column("名前", weight=3),
    Column("時間", "h", 0),
    Column("割合", "%", 1),
)


def fit(rows, columns=COLUMNS, width=480.0):
    return fit_columns(columns, rows, width, estimated_width)


def test_a_narrow_table_is_set_in_the_usual_size_by_its_weights():
    size, widths = fit([("A1", "住民票", "12", "1.0")])
    assert size == SIZES[0]
    assert widths[1] > 2.5 * widths[0]


def test_a_number_gets_the_room_it_needs_from_the_texts():
    size, widths = fit([("A1", "住民票", "13,200,000,000,000,000,000", "1.0")])
    assert size == SIZES[0]
    assert widths[2] >= estimated_width("13,200,000,000,000,000,000", size, bold=True)


def test_a_table_with_many_columns_is_set_smaller():
    columns = (Column("名前"), *(Column(f"市{n}", "h", 1) for n in range(12)))
    size, widths = fit([("庶務", *["▲12,345.6"] * 12)], columns)
    assert size < SIZES[0]
    assert all(w >= estimated_width("▲12,345.6", size, bold=True) for w in widths[1:])


@given(st.lists(st.tuples(*[st.text("0123456789,.▲あ漢", max_size=14)] * 4), max_size=5))
def test_widths_fill_the_table_and_keep_numbers_whole(rows):
    size, widths = fit(rows)
    assert abs(sum(widths) - 480) < 1e-6
    assert all(width > 0 for width in widths)
    for row in rows:
        for place in (2, 3):
            need = estimated_width(row[place], size, bold=True) + PADDING
            assert widths[place] >= need - 1e-6 or size == SIZES[-1]

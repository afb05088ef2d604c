"""How cells are shown and copied."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpr_studio.ui.grid.columns import (
    Align,
    ColumnSpec,
    as_hours,
    as_number,
    as_percent,
    as_text,
)


@pytest.mark.parametrize(
    ("show", "value", "text"),
    [
        (as_number(), 1234567, "1,234,567"),
        (as_number(), -1234, "▲1,234"),
        (as_number(1), -0.04, "0.0"),
        (as_number(1), 2.25, "2.2"),
        (as_number(), None, ""),
        (as_number(), "―", "―"),
        (as_hours(2), 75, "1.25"),
        (as_hours(), -60 * 1500, "▲1,500"),
        (as_percent(), 0.319, "31.9"),
        (as_text, None, ""),
        (as_text, 3, "3"),
    ],
)
def test_values_read_as_offices_write_them(show: Any, value: Any, text: Any) -> None:
    assert show(value) == text


def test_the_heading_carries_the_unit() -> None:
    assert ColumnSpec("h", "年間業務時間", "時間").heading == "年間業務時間（時間）"
    assert ColumnSpec("n", "業務名").heading == "業務名"


@pytest.mark.parametrize(
    ("value", "copied"), [(-75 * 60, "-75"), (60 * 12345, "12345"), (None, ""), ("なし", "なし")]
)
def test_numbers_are_copied_as_numbers(value: Any, copied: Any) -> None:
    column = ColumnSpec("h", "時間", align=Align.RIGHT, format=as_hours())

    assert column.for_worksheet(value) == copied


@pytest.mark.parametrize("text", ["=SUM(A1)", "+1", "-x", "@cmd"])
def test_a_text_never_becomes_a_formula(text: Any) -> None:
    assert ColumnSpec("n", "業務名").for_worksheet(text) == f"'{text}"


@given(st.integers(-(10**12), 10**12))
def test_a_copied_number_is_the_number_shown(value: Any) -> None:
    column = ColumnSpec("n", "件数", align=Align.RIGHT, format=as_number())

    assert int(column.for_worksheet(value)) == value

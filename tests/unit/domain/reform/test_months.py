"""Months as people write them."""

from __future__ import annotations

import pytest

from bpr_studio.domain.reform.months import month_words, read_month, short_month


@pytest.mark.parametrize(
    ("typed", "month"),
    [
        ("2026-10", "2026-10"),
        ("2026/4", "2026-04"),
        ("２０２６年１０月", "2026-10"),
        ("R8.10", "2026-10"),
        ("令和8年10月", "2026-10"),
        ("令和元年5月", "2019-05"),
        ("2026-13", None),
        ("10月", None),
        ("", None),
    ],
)
def test_months_are_read_as_offices_write_them(typed: str, month: str | None):
    assert read_month(typed) == month


def test_what_is_no_month_is_shown_as_it_is():
    assert month_words("soon") == "soon"
    assert short_month("") == ""

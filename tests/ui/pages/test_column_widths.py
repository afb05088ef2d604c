"""Headings of Latin words fit into the two lines they have."""

from __future__ import annotations

import pytest

from bpr_studio.ui.pages.column_widths import least_width


def test_a_heading_that_may_break_anywhere_needs_nothing():
    assert least_width("1件の時間", "分") == 0


def test_words_do_not_break():
    assert least_width("Class of the task") == least_width("Class")
    assert least_width("Frequency") > least_width("Class")


def test_a_unit_leaves_one_line_for_the_header():
    assert least_width("Time a case", "min") > least_width("Time a case")


def test_a_long_unit_is_heeded():
    assert least_width("Due", "working days") > least_width("Due", "d")


@pytest.mark.parametrize("header", ["", "An unusually long heading of one column"])
def test_no_heading_takes_the_whole_window(header):
    assert 0 <= least_width(header, "cases") <= 140

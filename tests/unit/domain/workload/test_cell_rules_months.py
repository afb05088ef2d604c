"""The twelve month cells of a line."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpr_studio.domain.workload.cell_rules import Refused, Taken
from bpr_studio.domain.workload.month_cells import read_month_profile

EVEN = (9, 9, 9, 9, 8, 8, 8, 8, 8, 8, 8, 8)


def taken(reading: Taken[Any] | Refused) -> Taken[Any]:
    assert isinstance(reading, Taken), reading
    return reading


def test_whole_percents_that_make_100_are_taken_as_they_are():
    assert read_month_profile(EVEN) == Taken(EVEN)


def test_twelve_empty_cells_are_no_profile():
    assert read_month_profile([None] * 12) == Taken(None)


@pytest.mark.parametrize(
    "shares", [[8.33] * 12, [8.3] * 12, [8.4] * 12, [1 / 12] * 12, [0.083] * 12]
)
def test_shares_off_by_rounding_are_brought_to_100_and_said(shares):
    reading = taken(read_month_profile(shares))
    assert sum(reading.value) == 100
    assert [r.rule for r in reading.remarks] == ["months-rounded"]


def test_percent_cells_are_fractions_of_one():
    reading = taken(read_month_profile([share / 100 for share in EVEN]))
    assert reading.value == EVEN


def test_empty_months_are_nothing_when_the_others_make_100():
    reading = taken(read_month_profile([50, 50, *[None] * 10]))
    assert reading.value == (50, 50, *[0] * 10)
    assert [r.rule for r in reading.remarks] == ["empty-months-zero"]


@pytest.mark.parametrize(
    "shares", [[9] * 12, [50, None] + [None] * 10, [-1, 101] + [0] * 10, [0] * 12, [200] * 12]
)
def test_any_other_sum_is_refused(shares):
    reading = read_month_profile(shares)
    assert isinstance(reading, Refused)
    assert reading.rule == "months-not-100"


@given(st.lists(st.integers(0, 1000), min_size=12, max_size=12).filter(any))
def test_any_exact_shares_stay_within_one_percent_of_what_was_written(weights):
    shares = [w * 100 / sum(weights) for w in weights]
    profile = taken(read_month_profile(shares)).value
    assert sum(profile) == 100
    assert all(abs(p - s) < 1 for p, s in zip(profile, shares, strict=True))

"""Spread, outliers, intervals and gaps in hours: exact where they can be, honest where not."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpr_studio.domain.benchmark.gaps import Gap, gaps_of, potential_of
from bpr_studio.domain.benchmark.sentences import (
    about_hours,
    sentence_gap,
    sentence_potential,
)
from bpr_studio.domain.benchmark.spread import interval_of, spread_of

VALUES = st.lists(st.integers(0, 10**6).map(float), min_size=3, max_size=19)


class TestInterval:
    @pytest.mark.parametrize(
        ("n", "low", "high", "percent"),
        [
            (3, 1, 3, 75.0),
            (4, 1, 4, 87.5),
            (5, 1, 5, 93.75),
            (7, 1, 7, 98.4),
            (8, 2, 7, 93.0),
            (19, 6, 14, 93.6),
        ],
    )
    def test_of_the_median_is_that_of_the_sign_test(self, n, low, high, percent):
        found = interval_of([float(v) for v in range(1, n + 1)], 0.5)
        assert found is not None
        assert (found.low, found.high) == (low, high)
        assert found.coverage * 100 == pytest.approx(percent, abs=0.05)

    @pytest.mark.parametrize(("n", "low", "high"), [(3, 0, 3), (5, 0, 4), (11, 1, 6), (19, 2, 9)])
    def test_of_the_lower_quartile_begins_at_zero_for_few_cities(self, n, low, high):
        found = interval_of([float(v) for v in range(1, n + 1)], 0.25)
        assert found is not None
        assert (found.low, found.high) == (low, high)
        assert found.coverage >= 0.9

    def test_two_cities_have_none(self):
        assert interval_of([1.0, 2.0], 0.5) is None

    @given(VALUES)
    def test_holds_the_quantile_it_is_of(self, values):
        spread = spread_of(values)
        median, quartile = interval_of(values, 0.5), interval_of(values, 0.25)
        assert spread is not None
        assert median is not None
        assert quartile is not None
        assert median.low <= spread.median <= median.high
        assert quartile.low <= spread.lower_quartile <= quartile.high


class TestSpread:
    @given(VALUES, st.randoms(use_true_random=False))
    def test_the_order_of_cities_does_not_matter(self, values, random):
        mixed = list(values)
        random.shuffle(mixed)
        assert spread_of(mixed) == spread_of(values)
        assert interval_of(mixed, 0.5) == interval_of(values, 0.5)

    @given(VALUES, st.sampled_from([2.0, 0.5, 1_024.0]))
    def test_twice_the_values_are_twice_the_spread(self, values, factor):
        plain, scaled = spread_of(values), spread_of([value * factor for value in values])
        assert plain is not None
        assert scaled is not None
        assert scaled.median == plain.median * factor
        assert scaled.upper_quartile == plain.upper_quartile * factor
        for value in values:
            assert scaled.is_outlier(value * factor) == plain.is_outlier(value)

    def test_a_value_far_off_is_marked(self):
        spread = spread_of([10.0, 11.0, 12.0, 13.0, 90.0])
        assert spread is not None
        assert spread.is_outlier(90.0)
        assert not spread.is_outlier(13.0)
        assert not spread.is_outlier(8.0)
        assert spread.is_outlier(7.9)

    def test_equal_values_have_no_outlier(self):
        spread = spread_of([0.1 + 0.2, 0.3, 0.3, 0.3])
        assert spread is not None
        assert not spread.is_outlier(0.1 + 0.2)

    @pytest.mark.parametrize(("n", "few"), [(3, True), (4, True), (5, False)])
    def test_three_or_four_cities_are_few(self, n, few):
        spread = spread_of([1.0] * n)
        assert spread is not None
        assert spread.few is few


class TestGap:
    def test_is_in_minutes_of_ours(self):
        found = gaps_of(15.0, 100 * 60, [10.0, 11.0, 12.0, 13.0, 14.0])
        assert found is not None
        assert found.median == Gap(18_000, 6_000, 30_000, 0.9375)
        assert found.best_quartile.minutes == 24_000

    def test_inside_the_range_of_the_others_it_is_not_distinguishable(self):
        found = gaps_of(13.5, 60, [10.0, 11.0, 12.0, 13.0, 14.0])
        assert found is not None
        assert not found.median.distinguishable
        assert sentence_gap(found.median).startswith("Not distinguishable")

    def test_two_cities_leave_no_gap(self):
        assert gaps_of(15.0, 60, [1.0, 2.0]) is None

    @given(st.integers(0, 10**6).map(float), VALUES)
    def test_its_sign_is_that_of_the_difference(self, ours, values):
        found, spread = gaps_of(ours, 60.0, values), spread_of(values)
        assert found is not None
        assert spread is not None
        gap = found.median
        assert (gap.minutes > 0) == (ours > spread.median)
        assert gap.low <= gap.minutes <= gap.high
        assert found.best_quartile.minutes >= gap.minutes
        assert gap.distinguishable == (ours > gap_high(values) or ours < gap_low(values))

    @given(VALUES)
    def test_a_city_at_the_median_has_none(self, values):
        spread = spread_of(values)
        assert spread is not None
        found = gaps_of(spread.median, 60.0, values)
        assert found is not None
        assert found.median.minutes == 0
        assert not found.median.distinguishable


def gap_low(values: list[float]) -> float:
    interval = interval_of(values, 0.5)
    assert interval is not None
    return interval.low


def gap_high(values: list[float]) -> float:
    interval = interval_of(values, 0.5)
    assert interval is not None
    return interval.high


class TestPotential:
    def test_adds_only_what_lies_clearly_above(self):
        found = potential_of(
            [Gap(600, 60, 900, 0.9), Gap(300, -60, 600, 0.9), Gap(-900, -990, -60, 0.9)]
        )
        assert (found.minutes, found.low, found.high) == (600, 60, 900)
        assert (found.clear, found.unclear) == (1, 1)
        assert "1 further class lies above it" in sentence_potential(found)

    def test_nothing_clear_is_no_potential(self):
        found = potential_of([Gap(300, -60, 600, 0.9)])
        assert found.minutes == 0
        assert sentence_potential(found).startswith("In no class")

    @given(st.lists(st.tuples(*[st.integers(-(10**6), 10**6)] * 3).map(sorted)))
    def test_is_never_more_precise_than_its_parts(self, ends):
        gaps = [Gap(middle, low, high, 0.9) for low, middle, high in ends]
        found = potential_of(gaps)
        clear = [gap for gap in gaps if gap.minutes > 0 and gap.low > 0]
        assert found.minutes == sum(gap.minutes for gap in clear)
        assert found.high - found.low == sum(gap.high - gap.low for gap in clear)
        assert found.low <= found.minutes <= found.high


@pytest.mark.parametrize(
    ("minutes", "text"),
    [(0, "0"), (29, "0"), (60, "1"), (5_940, "99"), (7_425, "120"), (740_700, "12,000"),
     (-7_425, "▲120"), (-10, "0")],
)  # fmt: skip
def test_hours_have_no_more_digits_than_they_mean(minutes, text):
    assert about_hours(minutes) == text


@given(st.integers(0, 10**9))
def test_rounding_keeps_the_order(minutes):
    shown = [float(about_hours(m).replace(",", "")) for m in (minutes, minutes + 3_600)]
    assert all(a <= b for a, b in pairwise(shown))

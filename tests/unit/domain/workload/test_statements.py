"""Sentences that figures are read by."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpr_studio.domain.workload.answer import MonthLoad, ParetoItem
from bpr_studio.domain.workload.statements import (
    caption_core_split,
    caption_month_load,
    hours_in_words,
    largest_rows,
    month_limits,
    month_name,
    pareto_count,
    title_core_split,
    title_month_load,
    title_pareto,
)
from tests import builders_answer as build


def items(*minutes: int) -> list[ParetoItem]:
    return [ParetoItem(str(i), f"class {i}", m, 0) for i, m in enumerate(minutes)]


def load(total: list[int], capacity: int, contractor: int = 0) -> MonthLoad:
    zero = (0,) * 12
    return MonthLoad(tuple(total), zero, zero, (capacity,) * 12, (contractor,) * 12)


class TestCoreSplitTitle:
    def test_names_the_share_and_who_has_most_non_core_hours(self):
        rows = [build.core_split("1", "Tax", 1_000, 50, untagged=0),
                build.core_split("2", "Parks", 500, 20, untagged=0)]  # fmt: skip
        assert title_core_split(rows) == (
            "Non-core work is 40.0% of the judged hours (600 hours); "
            "most of it is in Tax (500 hours)."
        )

    def test_one_row_is_not_compared_with_itself(self):
        assert title_core_split([build.core_split("1", "Tax", 1_000, 25, untagged=0)]) == (
            "Non-core work is 25.0% of the judged hours (250 hours)."
        )

    def test_nothing_reported_is_said(self):
        assert title_core_split([]) == "No hours have been reported yet."

    def test_unjudged_hours_have_no_share(self):
        row = build.core_split("1", "Tax", 1_000, 0, untagged=100)
        assert title_core_split([row]) == (
            "1,000 hours are reported; none is judged core or non-core yet."
        )

    @pytest.mark.usefixtures("japanese")
    def test_japanese_names_large_hours_in_ten_thousands(self):
        assert hours_in_words(4_210_000 * 60) == "421万時間"
        assert hours_in_words(12_345 * 60) == "1.2万時間"
        assert hours_in_words(-1_234 * 60) == "▲1,234時間"


class TestMonthTitle:
    def test_months_over_the_capacity_are_named(self):
        total = [120, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 130]
        assert title_month_load(load(total, 110)) == (
            "Work exceeds the capacity in April, March; March is the fullest at 118.2%."
        )

    def test_many_months_are_counted_instead(self):
        assert title_month_load(load([120] * 12, 100)) == (
            "Work exceeds the capacity in 12 months; April is the fullest at 120.0%."
        )

    def test_a_year_that_fits_says_so(self):
        assert title_month_load(load([80] * 11 + [90], 100)) == (
            "Every month fits into the capacity; March is the fullest at 90.0%."
        )

    def test_contractors_hours_do_not_count_against_the_staff(self):
        months = load([120] * 12, 100, contractor=20)
        assert set(month_limits(months)) == {120}
        assert title_month_load(months).startswith("Every month fits")

    def test_unknown_capacity_is_said(self):
        assert title_month_load(load([60] * 11 + [120], 0)) == (
            "Work is heaviest in March (2 hours); the capacity is not known yet."
        )

    def test_no_work_is_said(self):
        assert title_month_load(load([0] * 12, 100)) == "No hours have been reported yet."


class TestPareto:
    def test_counts_the_largest_items_that_reach_eighty_percent(self):
        assert pareto_count(items(10, 60, 20, 10)) == 2
        assert title_pareto(items(600, 3_600, 1_200, 600)) == (
            "The largest 2 of 4 items make up 80% of all hours; first comes class 1 (60 hours)."
        )

    def test_one_item_is_enough(self):
        assert title_pareto(items(900, 100)) == (
            "The largest item of 2 makes up 80% of all hours: class 0."
        )

    def test_without_hours_nothing_is_concentrated(self):
        assert pareto_count(items(0, 0)) == 0
        assert title_pareto([]) == "No hours have been reported yet."

    @given(st.lists(st.integers(0, 10**7), min_size=1, max_size=60))
    def test_one_item_fewer_does_not_reach_it(self, minutes):
        count = pareto_count(items(*minutes))
        ordered = sorted(minutes, reverse=True)
        if sum(minutes):
            assert sum(ordered[:count]) >= 0.8 * sum(minutes) > sum(ordered[: count - 1])


class TestLargestRows:
    def test_the_rest_is_added_up_so_that_nothing_is_lost(self):
        rows = build.units()
        shown = largest_rows(rows, 5)
        assert len(shown) == 5
        assert shown[-1].label == "9 others"
        assert sum(row.total for row in shown) == sum(row.total for row in rows)
        assert [row.total for row in shown[:4]] == sorted((r.total for r in rows), reverse=True)[:4]

    def test_few_rows_are_only_sorted(self):
        assert len(largest_rows(build.units(), 13)) == 13


class TestCaption:
    def test_names_unit_n_year_definition_and_that_figures_are_invented(self):
        p = build.provenance()
        text = caption_core_split(p)
        for part in (
            "hours a year",
            "59,412",
            "361 of 365",
            "FY2026",
            p.core_definition,
            "Fictitious",
        ):
            assert part in text

    def test_real_figures_are_not_called_fictitious(self):
        assert "Fictitious" not in caption_core_split(build.provenance(fictitious=False))

    def test_capacity_names_its_yearly_hours(self):
        p = replace(build.provenance(), hours_per_full_timer=1_880.0)
        assert "1,880.0" in caption_month_load(p)


@pytest.mark.parametrize(("position", "name"), [(0, "4月"), (8, "12月"), (9, "1月"), (11, "3月")])
@pytest.mark.usefixtures("japanese")
def test_months_follow_the_fiscal_year(position, name):
    assert month_name(position) == name


def test_english_hours_switch_to_millions():
    assert hours_in_words(4_210_000 * 60) == "4.21 million hours"

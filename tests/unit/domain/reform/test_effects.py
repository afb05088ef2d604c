"""What improvements save by fiscal year, expected and real."""

from __future__ import annotations

from dataclasses import replace

from bpr_studio.domain.reform.effects import (
    Cost,
    YearEffect,
    cost_of,
    effects_of,
    first_year,
    sums_of,
    telling_year,
    years_of,
)
from bpr_studio.domain.reform.improvement import Improvement, ImprovementState
from tests.builders_reform import ground, improvement, on_task, saved

YEARS = (2025, 2026, 2027)


def expected(one: Improvement, minutes: int = 1200, months: tuple[int, ...] = ()) -> list[int]:
    """Expected minutes by year of an improvement that claims one task."""
    found = effects_of([one], ground({"t": minutes}, months=months), YEARS)
    return [year.expected for year in found[0].years]


def test_the_first_year_counts_from_the_start_month_by_twelfths():
    assert expected(improvement("a", on_task("t", 1200), start="2026-10")) == [0, 600, 1200]


def test_the_first_year_follows_the_months_of_the_task():
    only_march = (0,) * 11 + (100,)
    one = improvement("a", on_task("t", 1200), start="2026-10")

    assert expected(one, months=only_march) == [0, 1200, 1200]


def test_a_start_in_march_belongs_to_the_fiscal_year_before():
    assert first_year(1200, "2027-03") == 100
    assert first_year(1200, "2026-04") == 1200


def test_ideas_and_improvements_without_a_start_count_in_no_year():
    idea = improvement("a", on_task("t", 600), state=ImprovementState.IDEA)
    undated = improvement("b", on_task("t", 600), start="")

    assert expected(idea) == [0, 0, 0]
    assert expected(undated) == [0, 0, 0]


def test_ideas_hold_their_hours_but_stand_beside_the_plan():
    idea = improvement("a", on_task("t", 700), state=ImprovementState.IDEA)
    done = improvement("b", on_task("t", 300), state=ImprovementState.DONE)

    sums = sums_of(effects_of([idea, done], ground({"t": 1000}), YEARS), YEARS)

    assert (sums.decided, sums.ideas, sums.done, sums.missing) == (300, 700, 300, 0)


def test_real_savings_of_one_task_never_exceed_what_it_takes():
    first = improvement("a", on_task("t", 600), actuals=(saved(2026, 800),))
    second = improvement("b", on_task("t", 400), actuals=(saved(2026, 700),))

    found = effects_of([first, second], ground({"t": 1000}), YEARS)
    sums = sums_of(found, YEARS)

    assert sums.years[1].actual == 1000
    assert found[1].cut == ((2026, 500),)
    assert sums.recorded == (0, 2, 0)


def test_what_was_saved_before_it_was_stopped_stays():
    stopped = improvement(
        "a", on_task("t", 600), state=ImprovementState.STOPPED, actuals=(saved(2025, 500),)
    )

    found = effects_of([stopped], ground({"t": 1000}), YEARS)[0]

    assert found.minutes == 0
    assert found.year(2025).actual == 500


def test_hours_without_a_task_count_as_they_were_entered():
    one = improvement("a", hours=10, actuals=(saved(2026, 300),))

    found = effects_of([one], ground({}), YEARS)[0]

    assert found.minutes == 600
    assert found.year(2026).actual == 300
    assert sums_of([found], YEARS).without_rows == 600


def test_no_record_is_not_a_saving_of_nothing():
    found = effects_of([improvement("a", on_task("t", 60))], ground({"t": 60}), YEARS)[0]

    assert all(year.actual is None for year in found.years)


def test_a_part_of_the_city_gets_its_part_of_the_hours():
    one = improvement("a", on_task("t", 600))
    found = effects_of([one], ground({"t": 600}), YEARS)[0]

    inside = found.within(lambda part: part.unit_code == "0101")

    assert inside is not None
    assert inside.minutes == 600
    assert found.within(lambda part: part.unit_code == "0202") is None


def test_years_reach_as_far_as_any_improvement_says():
    found = [improvement("a", start="2028-04"), improvement("b", actuals=(saved(2019, 1),))]

    assert years_of(found, 2021, 2025) == tuple(range(2019, 2029))


def test_cost_is_told_for_each_hour_and_until_it_is_paid_back():
    one = improvement("a", hours=100)
    costs = replace(one.plan, yen_once=500_000, yen_yearly=100_000)
    booked = effects_of([replace(one, plan=costs)], ground({}), YEARS)[0]

    known, unknown = cost_of(booked, 3_000), cost_of(booked, None)

    assert known == Cost(200_000, 2_000.0, 2.5)
    assert unknown == Cost(200_000, 2_000.0, None)


def test_without_costs_nothing_is_told_of_them():
    free = effects_of([improvement("a", hours=100)], ground({}), YEARS)[0]

    assert cost_of(free, 3_000) is None


def test_a_year_that_still_runs_tells_only_where_no_other_does():
    whole, part, empty = YearEffect(2025, 0, 900), YearEffect(2026, 0, 40), YearEffect(2027, 0)

    assert telling_year((whole, part, empty), running=2026) == whole
    assert telling_year((whole, part, empty), running=2027) == part
    assert telling_year((YearEffect(2025, 0), part), running=2026) == part
    assert telling_year((empty,), running=2026) is None

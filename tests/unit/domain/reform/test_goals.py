"""Where goals of the plan stand: against the target, the due day and the straight path."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpr_studio.domain.reform.goal_words import (
    at_risk,
    day_words,
    goal_amount,
    path_words,
    target_lack,
    title_goals,
    without_value,
)
from bpr_studio.domain.reform.goals import (
    Goal,
    GoalKind,
    GoalValue,
    Reading,
    Standing,
    TargetFrom,
    YearValue,
    path_value,
    progress_of,
    years_of,
)

G1 = Goal(
    id="G1",
    name="削減時間",
    name_en="Hours saved",
    kind=GoalKind.HOURS,
    unit="時間/年",
    unit_en="h a year",
    words="R7年度 100,000 h/年",
    source="S01",
    mark="S",
    baseline=0,
    baseline_year=2020,
    target=100_000,
    due=2025,
)


def of_year(year, value, as_of=""):
    return YearValue(year, value, as_of or f"{year + 1}-03-31", "報告書", computed=False)


def standing(goal, *values, today=date(2024, 6, 1), targets=None):
    return progress_of(goal, tuple(values), today, targets or {}).standing


class TestRunningYear:
    readings = (
        Reading(2025, 60_000, "2026-03-31", "register"),
        Reading(2026, 400, "2026-11-23", "register", partial=True),
    )

    def test_the_first_records_of_a_year_do_not_stand_for_a_whole_one(self):
        progress = progress_of(G1, years_of((), self.readings), date(2026, 11, 23), {})
        assert (progress.value, progress.share) == (60_000, 0.6)
        assert [year.partial for year in progress.history] == [False, True]

    def test_they_stand_where_there_is_nothing_else(self):
        progress = progress_of(G1, years_of((), self.readings[1:]), date(2026, 11, 23), {})
        assert progress.value == 400

    def test_what_somebody_typed_for_the_year_holds(self):
        typed = GoalValue("G1", 2026, 70_000, "2026-11-01")
        progress = progress_of(G1, years_of([typed], self.readings), date(2026, 11, 23), {})
        assert progress.value == 70_000


class TestStanding:
    def test_a_goal_without_value_is_not_guessed(self):
        progress = progress_of(G1, (), date(2024, 6, 1), {})
        assert (progress.standing, progress.value, progress.share) == (Standing.UNKNOWN, None, None)

    def test_on_the_straight_path_it_is_on_track_and_below_it_behind(self):
        assert standing(G1, of_year(2023, 60_000)) is Standing.ON_TRACK
        assert standing(G1, of_year(2023, 59_000)) is Standing.BEHIND

    def test_the_value_is_held_against_the_path_of_its_own_day_not_of_today(self):
        early = of_year(2022, 41_000)  # two fifths of the way at the end of the second year
        assert standing(G1, early, today=date(2025, 12, 1)) is Standing.ON_TRACK

    def test_the_target_reached_late_is_reached(self):
        assert standing(G1, of_year(2026, 100_000), today=date(2027, 4, 2)) is Standing.REACHED

    def test_after_the_due_day_a_value_of_that_time_says_missed_and_an_older_one_that_it_is_old(
        self,
    ):
        after = date(2026, 11, 23)
        assert standing(G1, of_year(2025, 70_000), today=after) is Standing.MISSED
        assert standing(G1, of_year(2024, 70_000), today=after) is Standing.STALE

    def test_on_the_due_day_itself_it_is_not_over_yet(self):
        assert standing(G1, of_year(2024, 81_000), today=date(2026, 3, 31)) is Standing.ON_TRACK

    def test_without_a_number_in_the_plan_there_is_only_the_value(self):
        assert standing(replace(G1, target=None), of_year(2023, 5)) is Standing.NO_TARGET

    def test_without_base_year_or_due_year_no_path_is_invented(self):
        assert standing(replace(G1, baseline_year=None), of_year(2023, 1)) is Standing.GOING
        assert standing(replace(G1, due=None), of_year(2023, 1)) is Standing.GOING

    def test_less_can_be_better(self):
        goal = replace(G1, baseline=1000, target=500)
        assert standing(goal, of_year(2023, 700)) is Standing.ON_TRACK
        assert standing(goal, of_year(2023, 800)) is Standing.BEHIND
        assert standing(goal, of_year(2023, 500)) is Standing.REACHED
        assert progress_of(
            goal, (of_year(2023, 700),), date(2024, 6, 1), {}
        ).share == pytest.approx(0.6)

    def test_a_counted_target_that_cannot_be_counted_is_said_so(self):
        goal = replace(G1, target=None, target_from=TargetFrom.SECTIONS)
        unknown = progress_of(goal, (of_year(2023, 3),), date(2024, 6, 1), {})
        known = progress_of(goal, (of_year(2023, 3),), date(2024, 6, 1), {TargetFrom.SECTIONS: 6.0})
        assert unknown.standing is Standing.GOING
        assert target_lack(unknown) == "The target cannot be counted yet"
        assert (known.target, known.share, target_lack(known)) == (6.0, 0.5, "")

    def test_a_counted_target_below_the_baseline_does_not_make_less_better(self):
        goal = replace(G1, baseline=423, target=None, target_from=TargetFrom.LEDGER_ONLINE)
        progress = progress_of(
            goal, (of_year(2025, 114),), date(2026, 6, 1), {TargetFrom.LEDGER_ONLINE: 298.0}
        )
        assert progress.standing is Standing.MISSED
        assert progress.share == pytest.approx(114 / 298)
        assert progress.expected is None

    def test_values_of_years_to_come_do_not_count_yet(self):
        progress = progress_of(
            G1, (of_year(2022, 50_000), of_year(2030, 99_999)), date(2024, 6, 1), {}
        )
        assert progress.value == 50_000


class TestYears:
    def test_a_typed_value_stands_in_front_of_the_computed_one_which_is_still_told(self):
        typed = GoalValue("G1", 2024, 61_200, "2025-03-31", "報告書")
        computed = [Reading(2024, 58_000, "2025-03-31", "台帳"), Reading(2025, 70_000, "", "台帳")]
        first, second = years_of([typed], computed)
        assert (first.value, first.computed, first.instead_of) == (61_200, False, 58_000)
        assert (second.value, second.computed, second.instead_of) == (70_000, True, None)

    @given(
        st.dictionaries(st.integers(2000, 2040), st.floats(0, 1e6)),
        st.dictionaries(st.integers(2000, 2040), st.floats(0, 1e6)),
    )
    def test_every_year_has_one_value_oldest_first(self, typed, computed):
        years = years_of(
            [GoalValue("G1", year, value, "") for year, value in typed.items()],
            [Reading(year, value, "", "") for year, value in computed.items()],
        )
        assert [one.fiscal_year for one in years] == sorted({*typed, *computed})
        assert all(one.value == {**computed, **typed}[one.fiscal_year] for one in years)
        assert all(one.computed is (one.fiscal_year not in typed) for one in years)


@given(
    st.floats(0, 1e6), st.floats(0, 1e6), st.integers(2015, 2030), st.integers(1, 15),
    st.integers(2010, 2050),
)  # fmt: skip
def test_the_path_never_leaves_what_lies_between_baseline_and_target(
    baseline, target, first, length, year
):
    goal = replace(G1, baseline=baseline, target=target, baseline_year=first, due=first + length)
    value = path_value(goal, target, year)
    low, high = sorted((baseline, target))
    assert low - 1e-6 <= value <= high + 1e-6
    assert path_value(goal, target, first) == pytest.approx(baseline)
    assert path_value(goal, target, first + length) == pytest.approx(target)


@given(st.floats(0, 2e5), st.floats(0, 2e5))
def test_more_hours_never_stand_worse(one, other):
    low, high = sorted((one, other))
    order = [Standing.BEHIND, Standing.ON_TRACK, Standing.REACHED]
    places = [order.index(standing(G1, of_year(2023, value))) for value in (low, high)]
    assert places[0] <= places[1]


class TestWords:
    def test_amounts_have_their_unit_and_no_needless_digits(self):
        percent = replace(G1, kind=GoalKind.PERCENT, unit="％", unit_en="%")
        assert goal_amount(G1, 12_345.6) == "12,346 h a year"
        assert goal_amount(percent, 63.2) == "63.2 %"
        assert goal_amount(percent, 63.0) == "63 %"
        assert goal_amount(replace(G1, kind=GoalKind.MILESTONE), 1) == "done"
        assert goal_amount(G1, None) == "–"

    @pytest.mark.usefixtures("japanese")
    def test_a_day_is_written_as_letters_are_dated(self):
        assert day_words(date(2026, 11, 3)) == "令和8年11月3日"
        assert day_words(date(2019, 6, 1)) == "令和元年6月1日"

    def test_the_path_is_told_only_where_it_says_more_than_the_target(self):
        on_the_way = progress_of(G1, (of_year(2023, 10),), date(2024, 6, 1), {})
        over = progress_of(G1, (of_year(2025, 10),), date(2026, 6, 1), {})
        assert "60,000" in path_words(on_the_way)
        assert path_words(over) == ""

    def test_the_finding_counts_every_goal_once(self):
        goals = [
            progress_of(G1, values, date(2026, 11, 23), {})
            for values in ((), (of_year(2025, 10),), (of_year(2025, 100_000),))
        ]
        assert title_goals(goals) == (
            "Of 3 goals: 1 reached, 1 not reached in time, 1 not entered yet."
        )
        assert title_goals(goals[:1]) == "No value of the 1 goals has been entered yet."
        assert without_value(goals) == "1 goal has no value: G1"

    def test_what_needs_attention_starts_with_what_was_missed(self):
        missed = progress_of(G1, (of_year(2025, 90_000),), date(2026, 11, 23), {})
        worse = progress_of(G1, (of_year(2025, 10),), date(2026, 11, 23), {})
        behind = progress_of(G1, (of_year(2023, 10),), date(2024, 6, 1), {})
        fine = progress_of(G1, (of_year(2023, 90_000),), date(2024, 6, 1), {})
        assert at_risk([behind, fine, missed, worse]) == (worse, missed, behind)

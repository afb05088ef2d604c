"""How far cities can be compared: one constructed city for each rule, and the grade it gets."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpr_studio.domain.benchmark.comparability import (
    RULES,
    Grade,
    Topic,
    Yardstick,
    city_reasons,
    worst,
)
from bpr_studio.domain.benchmark.compare import Comparison, compare
from bpr_studio.domain.benchmark.figures import CityFigures, Origin
from bpr_studio.domain.benchmark.terms import Basis, ClassLevel
from tests import builders_answer as build
from tests.builders_answer import city, class_figure

TOLD = {"wards": 7, "origin": Origin(prepared_on="2026-10-01", program="BPR Studio 1.0")}
OURS = city(0, class_figure("B01", 1_200, outsourced_percent=5), city_name="Ours", **TOLD)
STAFF = {"regular": 9_000, "fiscal_part": 1_000}


def like_ours(number: int = 1, hours: int = 1_000, **changes: object) -> CityFigures:
    """A city that tells everything and counts as we do, but for `changes`."""
    figure = class_figure("B01", hours, outsourced_percent=5)
    return city(number, figure, **{**TOLD, **changes})


def reasons(
    other: CityFigures,
    basis: Basis = Basis.PER_10K,
    level: ClassLevel = ClassLevel.MAJOR,
    staff: dict[str, int] | None = None,
) -> dict[Topic, Grade]:
    by = Yardstick(OURS, STAFF if staff is None else staff, basis, level, build.NAMES)
    return {reason.topic: reason.grade for reason in city_reasons(other, by)}


def put_side_by_side(*others: CityFigures, **choice: object) -> Comparison:
    wanted = {"basis": Basis.PER_10K, "level": ClassLevel.MAJOR, **choice}
    return compare(OURS, others, names=build.NAMES, **wanted)  # type: ignore[arg-type] # mixed


class TestCities:
    def test_whoever_tells_everything_and_counts_alike_has_grade_a(self):
        assert reasons(like_ours()) == {}
        assert put_side_by_side(like_ours()).others[0].grade is Grade.A

    @pytest.mark.parametrize("year", [2025, 2026, 2027])
    def test_a_neighbouring_year_is_no_reason(self, year):
        assert reasons(like_ours(fiscal_year=year)) == {}

    @pytest.mark.parametrize("year", [2024, 2028])
    def test_years_further_apart_are_not_compared(self, year):
        assert reasons(like_ours(fiscal_year=year)) == {Topic.YEAR: Grade.C}

    def test_another_definition_does_not_touch_hours_in_total(self):
        other = like_ours(core_definition="別の定義")
        assert reasons(other) == {Topic.DEFINITION: Grade.B}

    def test_core_shares_are_compared_only_between_equal_definitions(self):
        other = like_ours(core_definition="別の定義")
        assert reasons(other, Basis.NON_CORE) == {Topic.DEFINITION: Grade.C}

    def test_own_staff_left_out_is_too_great_a_difference(self):
        other = like_ours(staff_categories=("regular",))
        assert reasons(other) == {Topic.STAFF: Grade.C}

    def test_own_staff_left_out_that_does_little_is_a_small_difference(self):
        other = like_ours(staff_categories=("regular",))
        assert reasons(other, staff={"regular": 960, "fiscal_part": 40}) == {Topic.STAFF: Grade.B}

    def test_nobody_knowing_how_much_is_missing_counts_as_much(self):
        other = like_ours(staff_categories=("regular",))
        assert reasons(other, staff={}) == {Topic.STAFF: Grade.C}

    def test_more_staff_than_we_count_is_a_small_difference(self):
        other = like_ours(staff_categories=("regular", "fiscal_part", "fixed_term"))
        assert reasons(other) == {Topic.STAFF: Grade.B}

    def test_invented_and_real_figures_do_not_mix(self):
        assert reasons(like_ours(fictitious=False)) == {Topic.FICTITIOUS: Grade.C}

    @pytest.mark.parametrize(("wards", "grade"), [(8, None), (13, None), (14, "B"), (0, "B")])
    def test_twice_as_many_wards_share_work_differently(self, wards, grade):
        expected = {Topic.WARDS: Grade(grade)} if grade else {}
        assert reasons(like_ours(wards=wards)) == expected

    def test_what_is_not_told_is_not_called_alike(self):
        other = like_ours(wards=None, origin=Origin())
        assert reasons(other) == {Topic.WARDS: Grade.B, Topic.ORIGIN: Grade.B}
        assert put_side_by_side(other).differences == ()

    def test_figures_held_back_matter_where_sums_are_compared(self):
        other = like_ours(left_out=3)
        assert reasons(other) == {Topic.LEFT_OUT: Grade.B}
        assert reasons(other, level=ClassLevel.MINOR) == {}

    def test_every_reason_follows_a_rule_of_the_table(self):
        assert {rule.topic for rule in RULES} == set(Topic)
        assert all(rule.mark == "C" and rule.source == "domain.md §6" for rule in RULES)
        assert all(rule.b or rule.c for rule in RULES)


class TestClasses:
    def grade(self, **changes: object) -> Grade:
        figure = replace(like_ours().figures[0], **changes)  # type: ignore[arg-type] # mixed
        found = put_side_by_side(like_ours(figures=(figure,)), worst_grade=Grade.C)
        return found.classes[0].others[0].grade

    @pytest.mark.parametrize(("percent", "grade"), [(5, "A"), (15, "A"), (16, "B"), (None, "B")])
    def test_more_than_ten_points_of_outsourcing_must_be_read_beside_the_hours(
        self, percent, grade
    ):
        assert self.grade(outsourced_percent=percent) == grade

    @pytest.mark.parametrize(("sections", "grade"), [(None, "A"), (3, "A"), (2, "B")])
    def test_few_sections_behind_a_figure_are_said(self, sections, grade):
        assert self.grade(sections=sections) == grade

    def test_cases_counted_in_something_else_are_set_aside(self):
        ours = replace(OURS, figures=(class_figure("B01", 100, cases=10, denominator="件"),))
        others = [
            like_ours(n, figures=(class_figure("B01", 100, cases=10, denominator=unit),))
            for n, unit in enumerate(("件", "世帯", "件", "件"), start=1)
        ]
        found = compare(ours, others, names=build.NAMES, basis=Basis.PER_CASE,
                        level=ClassLevel.MAJOR)  # fmt: skip
        (item,) = found.classes
        assert [value.city.name for value in item.set_aside] == ["架空2市"]
        assert item.spread is not None
        assert item.spread.n == 3


class TestSetAside:
    others = (
        like_ours(1, 1_000),
        like_ours(2, 2_000),
        like_ours(3, 3_000),
        like_ours(4, 90_000, fiscal_year=2020),
    )

    def test_what_is_counted_too_differently_is_shown_but_not_summarised(self):
        (item,) = put_side_by_side(*self.others).classes
        assert item.spread is not None
        assert item.spread.maximum == 30.0
        assert [value.value for value in item.set_aside] == [900.0]
        assert item.grade is Grade.A

    def test_on_wish_it_is_summarised_too(self):
        (item,) = put_side_by_side(*self.others, worst_grade=Grade.C).classes
        assert item.spread is not None
        assert item.spread.maximum == 900.0
        assert item.grade is Grade.C

    def test_too_few_good_cities_make_no_statement(self):
        (item,) = put_side_by_side(*self.others[1:]).classes
        assert item.spread is None
        assert item.gap is None
        assert item.grade is Grade.C


DIFFERENCES: dict[str, object] = {
    "fiscal_year": 2020,
    "core_definition": "別の定義",
    "staff_categories": ("regular",),
    "fictitious": False,
    "wards": None,
    "origin": Origin(),
    "left_out": 2,
}


@given(
    st.sets(st.sampled_from(sorted(DIFFERENCES))),
    st.sampled_from(Basis),
    st.sampled_from(ClassLevel),
)
def test_a_difference_less_never_makes_the_grade_worse(chosen, basis, level):
    by = Yardstick(OURS, STAFF, basis, level, build.NAMES)
    every = like_ours(1, 1_000, **{name: DIFFERENCES[name] for name in chosen})
    grade = worst(city_reasons(every, by))
    for left_out in chosen:
        fewer = like_ours(1, 1_000, **{n: DIFFERENCES[n] for n in chosen if n != left_out})
        assert worst(city_reasons(fewer, by)) <= grade

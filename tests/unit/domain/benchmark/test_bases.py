"""The bases a comparison can stand on, who does no such work, outliers, cost, step types."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpr_studio.domain.benchmark.compare import Comparison, compare
from bpr_studio.domain.benchmark.figures import CityFigures, Denominator, StepFigure
from bpr_studio.domain.benchmark.sentences import (
    caption_comparison,
    few_note,
    remarks_on,
    title_comparison,
)
from bpr_studio.domain.benchmark.terms import Basis, ClassLevel
from bpr_studio.domain.benchmark.why import QUESTIONS, checklist
from tests import builders_answer as build
from tests.builders_answer import city, class_figure


def put(
    ours: CityFigures, *others: CityFigures, level: ClassLevel = ClassLevel.MAJOR, **choice: object
) -> Comparison:
    wanted = {"basis": Basis.PER_10K, "level": level, **choice}
    return compare(ours, others, names=build.NAMES, **wanted)  # type: ignore[arg-type] # mixed


def others(*hours: int, **changes: object) -> list[CityFigures]:
    return [city(n, class_figure("B01", h), **changes) for n, h in enumerate(hours, start=1)]


class TestPerStaff:
    def test_divides_hours_by_all_staff(self):
        ours = city(0, class_figure("B01", 1_200), staff_heads=600)
        found = put(ours, city(1, class_figure("B01", 900), staff_heads=300), basis=Basis.PER_STAFF)
        (item,) = found.classes
        assert (item.ours, item.others[0].value) == (2.0, 3.0)

    def test_a_city_that_does_not_tell_its_staff_has_no_value(self):
        ours = city(0, class_figure("B01", 1_200), staff_heads=600)
        found = put(ours, *others(900), basis=Basis.PER_STAFF)
        assert found.classes == ()
        assert title_comparison(found).startswith("No city tells its number of staff")


class TestPerDenominator:
    ours = city(
        0,
        class_figure("B01-01-01", 100),
        denominators=(Denominator("B01", "世帯数", 200), Denominator("B01", "人口", 600)),
    )

    def put(self, *given: tuple[str, int]) -> Comparison:
        cities = [
            city(n, class_figure("B01-01-01", 100), denominators=(Denominator("B01", *one),))
            for n, one in enumerate(given, start=1)
        ]
        return put(self.ours, *cities, basis=Basis.PER_DENOMINATOR, level=ClassLevel.MINOR)

    def test_only_cities_naming_the_same_unit_have_a_value(self):
        (item,) = self.put(("人口", 1_000), ("人口", 500), ("被保険者数", 10)).classes
        assert item.denominator == "人口"
        assert item.ours == 10.0
        assert [value.value for value in item.others] == [6.0, 12.0]

    def test_the_unit_most_cities_share_is_taken(self):
        (item,) = self.put(("人口", 1_000), ("世帯数", 500), ("世帯数", 400)).classes
        assert item.denominator == "世帯数"

    def test_without_a_common_unit_nothing_is_compared(self):
        assert self.put(("被保険者数", 10)).classes == ()

    def test_a_unit_of_which_there_are_none_divides_nothing(self):
        assert self.put(("人口", 0)).classes == ()


class TestShares:
    def test_of_all_hours_adds_up_to_the_whole(self):
        figures = [class_figure("B01", 300), class_figure("B03-01", 200), class_figure("K01", 500)]
        found = put(city(0, *figures), city(1, *figures), basis=Basis.SHARE)
        assert [item.ours for item in found.classes] == [30.0, 20.0, 50.0]

    @given(st.lists(st.integers(1, 10**6), min_size=1, max_size=9))
    def test_always_adds_up(self, hours):
        figures = [class_figure(f"B{n:02d}", h) for n, h in enumerate(hours, start=1)]
        found = put(city(0, *figures), city(1, *figures), basis=Basis.SHARE)
        assert sum(item.ours or 0 for item in found.classes) == pytest.approx(100)

    def test_of_all_hours_say_nothing_of_a_best(self):
        found = put(others(1)[0], *others(1, 2, 3), basis=Basis.SHARE)
        assert found.potential is None
        assert "takes" in title_comparison(put(city(0, class_figure("B01", 9)), *others(1, 2, 3),
                                               basis=Basis.SHARE))  # fmt: skip

    def test_of_all_hours_name_what_takes_most_more_not_the_smallest(self):
        def one(n: int, *hours: int) -> CityFigures:
            codes = ("B01", "B03", "K01")
            return city(n, *(class_figure(c, h) for c, h in zip(codes, hours, strict=True)))

        found = put(one(0, 500, 3, 497), *(one(n, 400, 1, 599) for n in (1, 2, 3)),
                    basis=Basis.SHARE)  # fmt: skip
        assert title_comparison(found) == (
            "住民基本台帳 takes 50.0 % of our hours, 40.0 % in the median city."
        )

    def test_of_non_core_work_leave_out_other_definitions(self):
        def one(n: int, percent: int, **changes: object) -> CityFigures:
            figure = class_figure("B01", 100, non_core_minutes=60 * percent)
            return city(n, figure, **changes)

        found = put(
            one(0, 40), one(1, 10), one(2, 20), one(3, 30), one(4, 90, core_definition="別"),
            basis=Basis.NON_CORE,
        )  # fmt: skip
        (item,) = found.classes
        assert item.ours == 40.0
        assert item.spread is not None
        assert item.spread.maximum == 30.0
        assert [value.value for value in item.set_aside] == [90.0]
        assert item.gap is not None
        assert item.gap.minutes == 20 * 60


class TestNoSuchWork:
    ours = city(0, class_figure("B01", 1_500))

    def test_cities_without_such_work_are_not_in_the_median_but_named(self):
        found = put(self.ours, *others(1_000, 1_100, 1_200, 0))
        (item,) = found.classes
        assert item.spread is not None
        assert item.plain_spread is not None
        assert (item.spread.n, item.spread.median) == (3, 11.0)
        assert (item.plain_spread.n, item.plain_spread.median) == (4, 10.5)
        assert remarks_on(item, found) == (
            "few cities (n = 3)",
            "1 city does no such work; median with it 10.5",
        )

    def test_without_such_work_of_ours_there_is_no_gap(self):
        found = put(city(0, class_figure("B01", 0)), *others(1_000, 1_100, 1_200))
        (item,) = found.classes
        assert item.gap is None
        assert "we do no such work" in remarks_on(item, found)
        assert title_comparison(found).startswith("In the 1 class")


class TestOutlier:
    def test_is_marked_named_and_still_counted(self):
        found = put(city(0, class_figure("B01", 1_500)), *others(1_000, 1_100, 1_200, 1_300, 9_000))
        (item,) = found.classes
        assert [value.city.name for value in item.outliers] == ["架空5市"]
        assert item.spread is not None
        assert (item.spread.n, item.spread.maximum) == (5, 90.0)
        assert "far off: 架空5市" in remarks_on(item, found)


class TestFew:
    def test_three_cities_are_said(self):
        found = put(city(0, class_figure("B01", 1)), *others(1, 2, 3))
        assert few_note(found) == "The median of 1 class stands on only three or four cities."
        assert few_note(put(city(0, class_figure("B01", 1)), *others(1, 2, 3, 4, 5))) == ""

    def test_the_caption_says_who_is_set_aside(self):
        far = city(4, class_figure("B01", 9), fiscal_year=2020)
        found = put(city(0, class_figure("B01", 1)), *others(1, 2, 3), far)
        assert "n = 3 other cities" in caption_comparison(found)
        assert "1 city set aside (grade)" in caption_comparison(found)

    def test_residents_of_nobody_divide_nothing(self):
        nobody = city(0, class_figure("B01", 1), population=0)
        assert put(nobody, *others(1, 2, 3)).classes == ()


class TestCost:
    def test_every_citys_hours_have_our_price(self):
        found = put(city(0, class_figure("B01", 1_500)), *others(1_000, 1_100, 1_200),
                    yen_per_hour=4_000)  # fmt: skip
        (item,) = found.classes
        assert item.ours == 60_000.0
        assert item.spread is not None
        assert item.spread.median == 44_000.0
        assert item.gap is not None
        assert item.gap.minutes == 400 * 60
        assert found.unit == "yen a year per 10,000 residents"
        assert "4,000 yen per hour" in caption_comparison(found)

    @pytest.mark.parametrize("basis", list(Basis))
    def test_a_price_changes_no_gap_in_hours(self, basis):
        def one(n: int, hours: int) -> CityFigures:
            figure = class_figure("B01", hours, non_core_minutes=hours * 6 + n, cases=hours + n,
                                  denominator="世帯数", denominator_value=10 + n)  # fmt: skip
            return city(n, figure, class_figure("K01", 500), staff_heads=100 + n)

        cities = [one(n, 900 + 70 * n) for n in range(6)]
        hours = put(*cities, basis=basis).classes
        cost = put(*cities, basis=basis, yen_per_hour=3_900).classes
        assert [item.gaps for item in hours] == [item.gaps for item in cost]
        assert any(item.gap for item in hours)


class TestStepTypes:
    def one(self, n: int, *hours: int, code: str = "") -> CityFigures:
        steps = tuple(
            StepFigure(f"P{place:02d}", h * 60, code=code, cases=h * 2)
            for place, h in enumerate(hours, start=1)
        )
        return city(n, class_figure("B01", 1), steps=steps)

    def test_are_compared_where_the_names_of_tasks_differ(self):
        found = put(self.one(0, 30, 10), self.one(1, 20, 20), level=ClassLevel.STEP_TYPE,
                    basis=Basis.SHARE)  # fmt: skip
        assert [(i.code, i.ours, i.others[0].value) for i in found.classes] == [
            ("P01", 75.0, 50.0),
            ("P02", 25.0, 50.0),
        ]

    def test_of_one_class_are_not_those_of_all_work(self):
        ours, other = self.one(0, 30, code="B01"), self.one(1, 20, code="B01")
        assert put(ours, other, level=ClassLevel.STEP_TYPE).classes == ()
        found = put(ours, other, level=ClassLevel.STEP_TYPE, within="B01", basis=Basis.PER_CASE)
        assert [(item.ours, item.others[0].value) for item in found.classes] == [(30.0, 30.0)]


class TestWhy:
    def test_every_question_is_asked_and_the_figures_tell_what_they_know(self):
        def one(n: int, percent: int, wards: int) -> CityFigures:
            return city(n, class_figure("B01", 100, outsourced_percent=percent), wards=wards)

        found = put(one(0, 5, 7), one(1, 20, 8), one(2, 25, 9), one(3, 30, 10))
        found = replace(found, answers={"B01": {"systems": "共同利用のシステム"}})
        clues = checklist(found, found.classes[0])
        assert [clue.question for clue in clues] == list(QUESTIONS)
        known = {clue.question.key: clue.known for clue in clues}
        assert known["outsourcing"] == (
            (
                "Contractors do 5 % here, 25 % in the median city: 20 points less, so our hours look "
                "larger."
            ),
        )
        assert known["wards"] == ("We have 7 wards, the others 8 to 10.",)
        assert [clue.answer for clue in clues if clue.answer] == ["共同利用のシステム"]

    def test_what_is_counted_differently_is_told_even_of_those_set_aside(self):
        def one(n: int, unit: str) -> CityFigures:
            return city(n, class_figure("B01", 100, cases=10, denominator=unit))

        found = put(one(0, "件"), one(1, "件"), one(2, "世帯"), basis=Basis.PER_CASE)
        clues = checklist(found, found.classes[0])
        assert clues[0].known == (
            "We count 件.",
            "架空2市: Cases are counted as 世帯 there and as 件 here.",
        )


@given(st.permutations(range(1, 7)), st.sampled_from(Basis))
def test_the_order_in_which_cities_came_changes_nothing(order, basis):
    ours, cities = build.own_city(), build.partner_cities()
    mixed = [cities[place % len(cities)] for place in order[:5]]
    if len({one.city_code for one in mixed}) < len(cities):
        return
    assert put(ours, *mixed, basis=basis) == put(ours, *cities, basis=basis)

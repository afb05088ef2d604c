"""Our figures next to other cities'."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpr_studio.domain.benchmark.compare import (
    Basis,
    ClassLevel,
    Comparison,
    Names,
    by_distance,
    caption_comparison,
    compare,
    spread_of,
    suppression_note,
    title_comparison,
)
from bpr_studio.domain.benchmark.figures import CityFigures
from tests import builders_answer as build
from tests.builders_answer import city, class_figure

OURS = city(0, class_figure("B01", 1_200), city_name="Ours")


def put_side_by_side(
    *others: CityFigures,
    ours: CityFigures = OURS,
    basis: Basis = Basis.PER_10K,
    level: ClassLevel = ClassLevel.MAJOR,
) -> Comparison:
    return compare(ours, others, names=build.NAMES, basis=basis, level=level)


def cities(*hours: int) -> list[CityFigures]:
    return [city(n, class_figure("B01", h)) for n, h in enumerate(hours, start=1)]


class TestPer10k:
    def test_divides_hours_by_ten_thousand_residents(self):
        result = put_side_by_side(city(1, class_figure("B01", 900), population=500_000))
        (item,) = result.classes
        assert item.ours == 12.0
        assert item.others[0].value == 18.0
        assert item.label == "住民基本台帳"

    def test_minor_classes_add_up_to_their_major_class(self):
        other = city(1, class_figure("B01-01-01", 300), class_figure("B01-02-01", 500))
        assert put_side_by_side(other).classes[0].others[0].value == 8.0

    def test_a_given_total_is_not_added_to_its_parts(self):
        other = city(1, class_figure("B01", 900), class_figure("B01-01", 500),
                     class_figure("B01-01-01", 300))  # fmt: skip
        assert put_side_by_side(other).classes[0].others[0].value == 9.0

    def test_totals_above_the_asked_level_do_not_hide_the_parts(self):
        ours = city(0, class_figure("B01", 900), class_figure("B01-01-01", 300))
        other = city(1, class_figure("B01-01-01", 500))
        (item,) = put_side_by_side(other, ours=ours, level=ClassLevel.MINOR).classes
        assert (item.code, item.ours, item.others[0].value) == ("B01-01-01", 3.0, 5.0)

    def test_a_city_without_residents_has_no_value(self):
        assert put_side_by_side(city(1, class_figure("B01", 9), population=0)).classes == ()

    def test_outsourcing_is_weighted_by_hours(self):
        ours = city(0, class_figure("B01-01-01", 300, outsourced_percent=0),
                    class_figure("B01-02-01", 100, outsourced_percent=40))  # fmt: skip
        (item,) = put_side_by_side(*cities(1), ours=ours).classes
        assert item.outsourced_percent == 10.0

    def test_outsourcing_told_for_a_part_only_is_not_told(self):
        ours = city(0, class_figure("B01-01-01", 300, outsourced_percent=0),
                    class_figure("B01-02-01", 100))  # fmt: skip
        (item,) = put_side_by_side(*cities(1), ours=ours).classes
        assert item.outsourced_percent is None


class TestPerCase:
    def test_divides_minutes_by_cases(self):
        ours = city(0, class_figure("B01", 100, cases=400, denominator="件"))
        other = city(1, class_figure("B01", 100, cases=1_000, denominator="件"))
        (item,) = put_side_by_side(other, ours=ours, basis=Basis.PER_CASE).classes
        assert (item.ours, item.others[0].value) == (15.0, 6.0)

    def test_cases_of_different_classes_are_never_added(self):
        ours = city(0, class_figure("B01-01-01", 100, cases=10))
        other = city(1, class_figure("B01-01-01", 100, cases=10))
        assert put_side_by_side(other, ours=ours, basis=Basis.PER_CASE).classes == ()

    def test_no_cases_no_value(self):
        other = city(1, class_figure("B01", 100, cases=0))
        assert put_side_by_side(other, basis=Basis.PER_CASE).classes == ()

    def differences(self, ours: str, *theirs: str) -> tuple[str, ...]:
        codes = ("B01", "B03", "B07")
        own = city(0, *(class_figure(c, 1, cases=4, denominator=ours) for c in codes))
        other = city(
            1,
            *(
                class_figure(c, 1, cases=4, denominator=d)
                for c, d in zip(codes, theirs, strict=False)
            ),
        )
        return put_side_by_side(other, ours=own, basis=Basis.PER_CASE).differences

    def test_other_ways_of_counting_are_named(self):
        assert self.differences("件", "人") == (
            "架空1市 counts the cases of 1 class differently: 住民基本台帳 as 人, ours as 件.",
        )

    def test_many_other_ways_of_counting_are_one_sentence(self):
        assert self.differences("件", "人", "件", "筆") == (
            (
                "架空1市 counts the cases of 2 classes differently, "
                "for example 住民基本台帳 as 人, ours as 件."
            ),
        )

    def test_what_is_not_told_is_no_difference(self):
        assert self.differences("", "人") == self.differences("件", "") == ()


class TestSpread:
    def test_quartiles_are_those_of_a_spreadsheet(self):
        spread = spread_of([40, 10, 20, 30])
        assert spread is not None
        assert (spread.lower_quartile, spread.median, spread.upper_quartile) == (17.5, 25.0, 32.5)

    def test_two_cities_are_shown_but_not_summarised(self):
        result = put_side_by_side(*cities(1_000, 2_000))
        assert [other.value for other in result.classes[0].others] == [10.0, 20.0]
        assert result.classes[0].spread is None
        assert result.classes[0].ratio is None
        assert result.suppressed == 1
        assert suppression_note(result) == (
            "1 class has no median because fewer than three other cities have a value."
        )
        assert title_comparison(result) == (
            "Fewer than three other cities have figures for the same class; "
            "1 class is shown without a median."
        )

    def test_our_own_value_is_not_part_of_the_spread(self):
        result = put_side_by_side(*cities(1_000, 2_000, 3_000))
        spread = result.classes[0].spread
        assert spread is not None
        assert (spread.n, spread.minimum, spread.maximum) == (3, 10.0, 30.0)
        assert result.classes[0].ratio == pytest.approx(0.6)
        assert suppression_note(result) == ""

    @given(st.lists(st.floats(0, 1e9), min_size=3, max_size=20))
    def test_is_in_order(self, values):
        spread = spread_of(values)
        assert spread is not None
        ordered = [spread.minimum, spread.lower_quartile, spread.median,
                   spread.upper_quartile, spread.maximum]  # fmt: skip
        assert ordered == pytest.approx(sorted(ordered))
        assert (spread.minimum, spread.maximum) == (min(values), max(values))


class TestFairness:
    def test_our_own_entry_among_the_imports_is_left_out(self):
        assert put_side_by_side(OURS).others == ()

    def test_classes_only_one_side_has_are_left_out(self):
        assert put_side_by_side(city(1, class_figure("K01", 100))).classes == ()

    def test_equal_terms_need_no_words(self):
        assert put_side_by_side(*cities(1)).differences == ()

    def test_neighbouring_years_may_be_compared(self):
        assert put_side_by_side(city(1, class_figure("B01", 1), fiscal_year=2025)).differences == ()

    def test_the_same_definition_may_be_worded_differently(self):
        ours = city(0, class_figure("B01", 1), core_definition_id="plan_s01")
        reworded = city(
            1, class_figure("B01", 1), core_definition="ほかの言い方", core_definition_id="plan_s01"
        )
        assert put_side_by_side(reworded, ours=ours).differences == ()

    def test_another_definition_is_named_even_where_the_words_agree(self):
        ours = city(0, class_figure("B01", 1), core_definition_id="plan_s01")
        other = city(1, class_figure("B01", 1), core_definition_id="konica_s05")
        (told,) = put_side_by_side(other, ours=ours).differences
        assert "defines core work differently" in told
        assert "konica_s05" in told

    def test_without_both_ids_the_words_decide(self):
        ours = city(0, class_figure("B01", 1), core_definition_id="plan_s01")
        assert put_side_by_side(*cities(1), ours=ours).differences == ()

    def test_differences_are_named(self):
        other = city(
            1,
            class_figure("B01", 1),
            fiscal_year=2024,
            core_definition="",
            staff_categories=("regular", "contractor"),
        )
        assert put_side_by_side(other).differences == (
            "架空1市: figures of FY2024, ours are of FY2026.",
            (
                "架空1市 defines core work differently (not stated); its core and non-core hours "
                "cannot be compared with ours."
            ),
            "架空1市 does not count 会計年度（パート）; ours does.",
            "架空1市 also counts 委託（受託者）; ours does not.",
        )

    def test_unknown_codes_stand_for_themselves(self):
        result = compare(OURS, cities(1), names=Names({}, {}), basis=Basis.PER_10K,
                         level=ClassLevel.MAJOR)  # fmt: skip
        assert result.classes[0].label == "B01"

    def test_one_invented_city_makes_the_comparison_fictitious(self):
        real = city(0, class_figure("B01", 1), fictitious=False)
        assert put_side_by_side(*cities(1), ours=real).fictitious
        assert "Fictitious figures" in caption_comparison(put_side_by_side(*cities(1), ours=real))

    def test_real_cities_are_not_called_fictitious(self):
        real = city(0, class_figure("B01", 1), fictitious=False)
        other = city(1, class_figure("B01", 1), fictitious=False)
        result = put_side_by_side(other, ours=real)
        assert not result.fictitious
        assert "Fictitious" not in caption_comparison(result)


class TestTitle:
    def test_names_the_class_furthest_above_the_median(self):
        ours = city(0, class_figure("B01", 300), class_figure("B03", 100))
        others = [city(n, class_figure("B01", 200), class_figure("B03", 200)) for n in (1, 2, 3)]
        assert title_comparison(put_side_by_side(*others, ours=ours)) == (
            "In 1 of 2 classes we need more than the median of the other cities, "
            "most of all for 住民基本台帳 (1.5 times)."
        )

    def test_good_news_is_news(self):
        assert title_comparison(put_side_by_side(*cities(2_000, 2_000, 2_000))) == (
            "In the 1 class compared we need no more than the median of the other cities."
        )

    def test_nothing_to_compare_is_said(self):
        assert title_comparison(put_side_by_side()).startswith("No class can be compared")

    def test_furthest_comes_first_and_classes_without_median_last(self):
        rows = by_distance(build.comparison(), 99)
        ratios = [row.ratio for row in rows]
        assert ratios[-1] is None
        known = [ratio for ratio in ratios if ratio is not None]
        assert known == sorted(known, reverse=True)
        assert len(by_distance(build.comparison(), 3)) == 3

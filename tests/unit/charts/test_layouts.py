"""Charts as marks: in proportion, in order, within their room."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpr_studio.charts.city_comparison import layout_city_comparison
from bpr_studio.charts.core_split import layout_core_split
from bpr_studio.charts.drawing import (
    Anchor,
    Box,
    Dot,
    Drawing,
    Ink,
    Label,
    Mark,
    Shape,
    Size,
    Stroke,
    estimated_width,
)
from bpr_studio.charts.framed import framed
from bpr_studio.charts.month_load import layout_month_load
from bpr_studio.charts.pareto import layout_pareto
from bpr_studio.domain.benchmark.compare import Basis, ClassLevel, by_distance, compare
from bpr_studio.domain.workload.answer import CoreSplit, MonthLoad, ParetoItem
from tests import builders_answer as build

EM = 9.0


def boxes(drawing: Drawing, ink: Ink, *, tall: float = 0.9) -> list[Box]:
    """Data areas of one colour; swatches of the legend are lower than `tall` em."""
    return [m for m in drawing.marks
            if isinstance(m, Box) and m.ink is ink and m.height > tall * EM]  # fmt: skip


def texts(drawing: Drawing) -> list[str]:
    return [mark.text for mark in drawing.marks if isinstance(mark, Label)]


def assert_inside(drawing: Drawing) -> None:
    for mark in drawing.marks:
        for x, y in _corners(mark):
            assert -0.01 <= x <= drawing.size.width + 0.01, mark
            assert -0.01 <= y <= drawing.size.height + 0.01, mark


def _corners(mark: Mark) -> Sequence[tuple[float, float]]:
    match mark:
        case Box():
            return [(mark.x, mark.y), (mark.x + mark.width, mark.y + mark.height)]
        case Stroke():
            return mark.points
        case Dot():
            return [(mark.x, mark.y)]
        case Label():
            width = estimated_width(mark.text, mark.size)
            left = {Anchor.START: 0.0, Anchor.MIDDLE: width / 2, Anchor.END: width}[mark.anchor]
            return [(mark.x - left, mark.y), (mark.x - left + width, mark.y - 0.8 * mark.size)]


class TestCoreSplit:
    def test_bars_are_in_proportion_and_start_at_zero(self):
        rows = [CoreSplit("1", "A", 600, 300, 100, 1), CoreSplit("2", "B", 300, 150, 50, 1)]
        drawing = layout_core_split(rows, 480, EM, estimated_width)
        (long, short) = boxes(drawing, Ink.CORE)
        assert long.x == short.x
        assert long.width == pytest.approx(2 * short.width)
        assert boxes(drawing, Ink.NON_CORE)[0].x == pytest.approx(long.x + long.width)

    def test_only_non_core_is_hatched_so_that_grey_prints_tell_them_apart(self):
        drawing = layout_core_split(build.units(), 480, EM, estimated_width)
        assert all(
            m.hatched == (m.ink is Ink.NON_CORE) for m in drawing.marks if isinstance(m, Box)
        )

    def test_hours_and_shares_stand_beside_the_bars(self):
        rows = [build.core_split("1", "A", 1_000, 25, untagged=0),
                build.core_split("2", "B", 500, 0, untagged=100)]  # fmt: skip
        shown = texts(layout_core_split(rows, 480, EM, estimated_width))
        assert {"1,000", "25.0%", "500", "–"} <= set(shown)

    def test_not_judged_is_explained_only_where_it_occurs(self):
        judged = [build.core_split("1", "A", 1_000, 25, untagged=0)]
        assert "Not judged" not in texts(layout_core_split(judged, 480, EM, estimated_width))
        assert "Not judged" in texts(layout_core_split(build.units(), 480, EM, estimated_width))

    def test_every_row_answers_with_its_key_and_values(self):
        spots = layout_core_split(build.units(), 480, EM, estimated_width).spots
        assert [spot.key for spot in spots] == [row.key for row in build.units()]
        assert spots[0].words == (
            "政策局: 310,000 h, core 246,574 h, non-core 54,126 h (18.0%), not judged 9,300 h"
        )
        assert spots[0].holds(10, spots[0].y + 1)
        assert not spots[0].holds(10, spots[1].y + 1)

    def test_the_sum_of_small_rows_does_not_dwarf_the_others(self):
        rows = [CoreSplit("1", "A", 100, 0, 0, 1), CoreSplit("", "9 others", 900, 0, 0, 9)]
        drawing = layout_core_split(rows, 480, EM, estimated_width)
        alone = layout_core_split(rows[:1], 480, EM, estimated_width)
        (bar,), (same,) = boxes(drawing, Ink.CORE), boxes(alone, Ink.CORE)
        assert bar.width == pytest.approx(same.width, rel=0.2)
        assert "a sum, drawn without bar" in texts(drawing)

    def test_the_total_alone_is_drawn(self):
        drawing = layout_core_split([build.answer().total], 480, EM, estimated_width)
        assert boxes(drawing, Ink.CORE)

    def test_nothing_is_drawn_for_nobody(self):
        assert layout_core_split([], 480, EM, estimated_width).spots == ()

    @pytest.mark.parametrize("width", [300, 480, 900])
    @pytest.mark.usefixtures("japanese")
    def test_everything_stays_inside(self, width):
        assert_inside(layout_core_split(build.units(), width, EM, estimated_width))


class TestMonthLoad:
    def lay_out(self, months: MonthLoad) -> Drawing:
        return layout_month_load(months, Size(480, 230), EM, estimated_width)

    def test_columns_stack_to_the_total_of_the_month(self):
        drawing = self.lay_out(build.months())
        core, non_core = boxes(drawing, Ink.CORE, tall=2), boxes(drawing, Ink.NON_CORE, tall=2)
        assert len(core) == len(non_core) == 12
        assert non_core[0].y + non_core[0].height == pytest.approx(core[0].y)
        m = build.months()
        assert core[0].height / core[4].height == pytest.approx(m.core[0] / m.core[4])

    @pytest.mark.usefixtures("japanese")
    def test_april_comes_first(self):
        shown = texts(self.lay_out(build.months()))
        assert [t for t in shown if t.endswith("月")][:2] == ["4月", "5月"]

    def test_overloaded_months_carry_their_percentage(self):
        shown = texts(self.lay_out(build.months()))
        assert [t for t in shown if t.endswith("%")] == ["125%", "103%", "103%", "136%"]

    def test_capacity_is_labelled_at_the_line(self):
        assert {"Capacity", "+ contractors"} <= set(texts(self.lay_out(build.months())))
        without = self.lay_out(build.months(contractor=False))
        assert "+ contractors" not in texts(without)

    def test_unknown_capacity_draws_no_line(self):
        months = build.months()
        bare = MonthLoad(months.core, months.non_core, months.untagged, (0,) * 12, (0,) * 12)
        assert not [m for m in self.lay_out(bare).marks
                    if isinstance(m, Stroke) and m.ink is Ink.LIMIT]  # fmt: skip

    def test_months_answer_with_two_digits_and_their_values(self):
        spots = self.lay_out(build.months()).spots
        assert [spot.key for spot in spots] == ["04", "05", "06", "07", "08", "09", "10", "11",
                                                "12", "01", "02", "03"]  # fmt: skip
        assert "capacity 1,073,647 h, used 125.4%" in spots[0].words

    def test_a_year_without_work_is_empty_but_drawn(self):
        assert_inside(self.lay_out(build.empty_answer().months))

    @pytest.mark.usefixtures("japanese")
    def test_everything_stays_inside(self):
        assert_inside(self.lay_out(build.months()))
        assert_inside(self.lay_out(build.months(overload=False)))


class TestPareto:
    def lay_out(self, items) -> Drawing:
        return layout_pareto(items, Size(480, 290), EM, estimated_width)

    def test_bars_fall_from_left_to_right_whatever_the_input_order(self):
        spots = self.lay_out(list(reversed(build.pareto()))).spots
        assert [spot.key for spot in spots] == [item.key for item in build.pareto()]
        assert [spot.x for spot in spots] == sorted(spot.x for spot in spots)

    def test_eighty_percent_is_marked_with_its_count(self):
        drawing = self.lay_out(build.pareto())
        assert "80% with the largest 37" in texts(drawing)
        assert [m.shape for m in drawing.marks if isinstance(m, Dot)] == [Shape.CIRCLE]

    def test_the_largest_are_named_in_the_free_corner(self):
        shown = texts(self.lay_out(build.pareto()))
        assert any(build.pareto()[0].label in text for text in shown)

    def test_names_are_left_out_where_bars_need_the_room(self):
        flat = [ParetoItem(str(i), f"class {i}", 600, 0) for i in range(40)]
        assert not any("class" in text for text in texts(self.lay_out(flat)))

    def test_the_curve_ends_at_everything(self):
        drawing = self.lay_out(build.pareto())
        curve = next(m for m in drawing.marks if isinstance(m, Stroke) and len(m.points) == 85)
        top_line = next(m for m in drawing.marks if isinstance(m, Label) and m.text == "100%")
        assert curve.points[-1][1] == pytest.approx(top_line.y - 0.36 * EM)

    def test_values_in_words(self):
        words = self.lay_out(build.pareto()).spots[0].words
        assert words.startswith("1. 庶務・服務の受付と審査 1: 1,199,")
        assert "up to here 9.6% of all hours" in words

    @pytest.mark.parametrize("count", [0, 1, 2, 5, 30, 300])
    @pytest.mark.usefixtures("japanese")
    def test_everything_stays_inside(self, count):
        assert_inside(self.lay_out(build.pareto(count) if count else []))


class TestCityComparison:
    def lay_out(self, rows) -> Drawing:
        return layout_city_comparison(rows, "見本市（架空）", 480, EM, estimated_width)

    def test_ours_is_a_filled_diamond_and_the_others_are_hollow_circles(self):
        (row,) = by_distance(build.comparison(), 1)
        dots = [m for m in self.lay_out([row]).marks if isinstance(m, Dot)][2:]  # after the legend
        assert [d.shape for d in dots] == [Shape.CIRCLE] * len(row.others) + [Shape.DIAMOND]
        assert [d.hollow for d in dots] == [True] * len(row.others) + [False]

    def test_the_number_of_cities_and_the_median_stand_beside_the_dots(self):
        shown = texts(self.lay_out(by_distance(build.comparison(), 1)))
        assert {"Ours", "Median", "Cities", "4", "581", "445"} <= set(shown)

    def test_too_few_cities_show_no_dots_but_a_reason(self):
        rows = [row for row in build.comparison().classes if row.spread is None]
        drawing = self.lay_out(rows)
        assert "2 cities: no median" in texts(drawing)
        assert drawing.spots[0].words.endswith("only 2 other cities, so no median")

    def test_values_far_away_become_arrows_at_the_edge(self):
        ours = build.city(0, build.class_figure("B01", 9_000))
        others = [build.city(n, build.class_figure("B01", 1_000)) for n in (1, 2, 3)]
        result = compare(ours, others, names=build.NAMES, basis=Basis.PER_10K,
                         level=ClassLevel.MAJOR)  # fmt: skip
        dots = [m for m in self.lay_out(result.classes).marks if isinstance(m, Dot)]
        assert dots[-1].shape is Shape.ARROW

    @pytest.mark.usefixtures("japanese")
    def test_everything_stays_inside(self):
        for basis in Basis:
            assert_inside(self.lay_out(by_distance(build.comparison(basis), 99)))
        assert_inside(self.lay_out([]))


def test_a_framed_chart_has_its_finding_above_and_its_caption_below():
    chart = layout_core_split(build.units(), 480, EM, estimated_width)
    picture = framed(chart, title="Finding.", caption="Unit: hours", measure=estimated_width)
    shown = texts(picture)
    assert (shown[0], shown[-1]) == ("Finding.", "Unit: hours")
    assert picture.size.height > chart.size.height
    assert_inside(picture)


@given(
    st.lists(
        st.builds(CoreSplit, st.just("k"), st.text(max_size=40), *[st.integers(0, 10**9)] * 4),
        max_size=30,
    ),
    st.floats(360, 1200),
)
def test_any_rows_fit_into_any_width(rows, width):
    drawing = layout_core_split(rows, width, EM, estimated_width)
    assert all(box.x + box.width <= width + 0.01 for box in drawing.marks if isinstance(box, Box))

"""Marks, lines of text and axes."""

from __future__ import annotations

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given
from hypothesis import strategies as st

from bpr_studio.charts.city_comparison import layout_city_comparison
from bpr_studio.charts.core_split import layout_core_split
from bpr_studio.charts.drawing import (
    DARK,
    LIGHT,
    Box,
    Dot,
    Drawing,
    Ink,
    Pattern,
    Shape,
    Size,
    dot_outline,
    estimated_width,
    fit,
    hatch_lines,
    wrap,
    wrap_evenly,
)
from bpr_studio.charts.month_load import layout_month_load
from bpr_studio.charts.pareto import layout_pareto
from bpr_studio.charts.scale import HoursUnit, round_step, tick_text, ticks
from bpr_studio.charts.svg import to_svg
from tests import builders_answer as build


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a: str, b: str) -> float:
    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
class TestThemes:
    def test_every_ink_has_a_colour(self, theme):
        assert set(theme) == set(Ink)

    @pytest.mark.parametrize("ink", [Ink.TEXT, Ink.QUIET])
    def test_text_is_readable(self, theme, ink):
        assert contrast(theme[ink], theme[Ink.SURFACE]) >= 4.5

    @pytest.mark.parametrize("ink", [Ink.CORE, Ink.NON_CORE, Ink.LIMIT, Ink.OTHERS])
    def test_marks_stand_out(self, theme, ink):
        assert contrast(theme[ink], theme[Ink.SURFACE]) >= 3.0

    def test_core_and_non_core_differ_in_grey(self, theme):
        assert contrast(theme[Ink.CORE], theme[Ink.NON_CORE]) >= 1.1


class TestText:
    def test_long_text_ends_in_an_ellipsis_within_its_room(self):
        short = fit("保健福祉局保険年金課", 60, 10, estimated_width)
        assert short.endswith("…")
        assert estimated_width(short, 10) <= 60

    def test_short_text_stays(self):
        assert fit("課", 60, 10, estimated_width) == "課"

    @given(st.text(max_size=200), st.floats(20, 400))
    def test_wrapping_loses_no_character(self, text, width):
        lines = wrap(text, width, 10, estimated_width)
        assert "".join("".join(lines).split()) == "".join(text.split())

    def test_words_numbers_and_their_counters_stay_together(self):
        lines = wrap("全体の84件と12,345時間をBPMNで示しました。", 62, 10, estimated_width)
        assert any("84件" in line for line in lines)
        assert any("12,345時" in line for line in lines)
        assert any("BPMN" in line for line in lines)

    def test_no_line_starts_with_a_closing_mark(self):
        lines = wrap("業務量調査、業務分析。", 50, 10, estimated_width)
        assert all(line[0] not in "、。" for line in lines)

    def test_titles_break_between_sentences(self):
        assert wrap_evenly("超えるのは3月です。最大は3月です。", 110, 10, estimated_width) == [
            "超えるのは3月です。",
            "最大は3月です。",
        ]

    def test_titles_of_one_sentence_have_even_lines(self):
        lines = wrap_evenly(
            "とても長い題名をほどよく二行に分けて示しますよ", 200, 10, estimated_width
        )
        assert len(lines) == 2
        assert abs(len(lines[0]) - len(lines[1])) <= 2


class TestHatch:
    @given(
        st.sampled_from(list(Pattern)),
        st.floats(-50, 500),
        st.floats(-50, 500),
        st.floats(0, 200),
        st.floats(0, 200),
    )
    def test_lines_stay_in_their_box(self, pattern, x, y, width, height):
        box = Box(x, y, width, height, Ink.NON_CORE, pattern=pattern)
        for x1, y1, x2, y2 in hatch_lines(box, 5):
            assert x - 0.001 <= x1 <= x2 <= x + width + 0.001
            assert y - 0.001 <= min(y1, y2) <= max(y1, y2) <= y + height + 0.001

    def test_runs_on_into_the_next_box(self):
        left = hatch_lines(Box(0, 0, 10, 10, Ink.NON_CORE, hatched=True), 5)
        right = hatch_lines(Box(10, 0, 10, 10, Ink.NON_CORE, hatched=True), 5)
        assert {round(x + y) % 5 for x, y, _, _ in left + right} == {0}

    def test_plain_areas_have_no_lines(self):
        assert not hatch_lines(Box(0, 0, 100, 100, Ink.CORE), 5)


def test_diamonds_and_arrows_have_corners():
    assert len(dot_outline(Dot(0, 0, 1, Ink.CORE, Shape.DIAMOND))) == 4
    assert dot_outline(Dot(0, 0, 1, Ink.CORE, Shape.ARROW))[1] == (1, 0)


class TestScale:
    @given(st.floats(0.001, 1e9), st.integers(2, 12))
    def test_ticks_start_at_zero_and_reach_the_largest(self, largest, steps):
        values = ticks(largest, steps)
        assert values[0] == 0
        assert values[-1] >= largest * (1 - 1e-6)
        assert len(values) <= steps + 1

    @pytest.mark.parametrize(
        ("span", "steps", "step"), [(100, 5, 20), (7, 5, 2), (0, 5, 1), (90, 10, 10)]
    )
    def test_steps_are_round(self, span, steps, step):
        assert round_step(span, steps) == step

    def test_ticks_have_only_the_decimals_they_need(self):
        assert [tick_text(v) for v in (0, 1_500, 0.5, 0.25)] == ["0", "1,500", "0.5", "0.25"]

    @pytest.mark.usefixtures("japanese")
    def test_large_hours_are_counted_in_ten_thousands(self):
        unit = HoursUnit.for_largest(2_240_000 * 60)
        assert (unit.name, unit.text(905_000 * 60)) == ("万時間", "90.5")
        assert HoursUnit.for_largest(99_000 * 60).name == "時間"

    def test_large_hours_in_english(self):
        assert HoursUnit.for_largest(2_240_000 * 60).name == "thousand hours"


class TestSvg:
    def drawing(self) -> Drawing:
        return layout_core_split(build.units(), 480, 9, estimated_width)

    def test_is_well_formed_and_named_for_screen_readers(self):
        root = fromstring(
            to_svg(self.drawing(), title="A < B", description="d & d", standalone=True)
        )
        space = "{http://www.w3.org/2000/svg}"
        assert root.get("role") == "img"
        assert root.findtext(f"{space}title") == "A < B"
        assert root.findtext(f"{space}desc") == "d & d"

    def test_text_stays_text(self):
        assert ">保健福祉局</text>" in to_svg(
            self.drawing(), title="", description="", standalone=False
        )

    def test_loads_nothing(self):
        svg = to_svg(self.drawing(), title="", description="", standalone=True)
        assert "href" not in svg
        assert "url(" not in svg

    def test_dots_and_dashes_are_drawn(self):
        dots = layout_city_comparison(build.comparison().classes, "x", 480, 9, estimated_width)
        svg = to_svg(dots, title="", description="", standalone=False)
        assert "<circle" in svg
        assert "<polygon" in svg
        curve = layout_pareto(build.pareto(), Size(480, 290), 9, estimated_width)
        assert "stroke-dasharray" in to_svg(curve, title="", description="", standalone=False)

    def test_the_same_figures_give_the_same_bytes(self):
        def make() -> str:
            months = layout_month_load(build.months(), Size(480, 230), 9, estimated_width)
            return to_svg(months, title="", description="", standalone=True)

        assert make() == make()

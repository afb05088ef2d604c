"""The newer charts as marks: inside their room, adding up, readable without colour."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpr_studio.charts.bubbles import layout_bubbles
from bpr_studio.charts.burn_up import layout_burn_up
from bpr_studio.charts.drawing import (
    DARK,
    LIGHT,
    Anchor,
    Box,
    Dot,
    Drawing,
    Ink,
    Label,
    Mark,
    Size,
    Stroke,
    estimated_width,
    line_ink,
)
from bpr_studio.charts.figure import layout_figure
from bpr_studio.charts.heat_map import SHADES, layout_heat_map, shade
from bpr_studio.charts.looks import LOOKS
from bpr_studio.charts.row_bars import layout_mix, layout_progress, percents
from bpr_studio.charts.svg import to_svg
from bpr_studio.charts.unit_bars import layout_dependency
from bpr_studio.charts.waterfall import layout_waterfall
from bpr_studio.domain.shared.chart_values import (
    SERIES,
    BurnUpChart,
    BurnUpSeries,
    BurnUpYear,
    DependencyChart,
    DependencyRow,
    FreshnessChart,
    FreshnessRow,
    HeatMapChart,
    MixChart,
    Part,
    PartsRow,
    ProgressChart,
    Tone,
    WaterfallChart,
    WaterfallStep,
)
from tests import builders_charts as build

EM = 9.0
SIZE = Size(480, 260)

names = st.text("課税市民局の窓口Ab1 ・（）", max_size=60)
minutes = st.one_of(st.just(0), st.integers(0, 900_000_000), st.integers(0, 59))


def extent(mark: Mark) -> list[tuple[float, float]]:
    """Corners of a mark."""
    match mark:
        case Box():
            return [(mark.x, mark.y), (mark.x + mark.width, mark.y + mark.height)]
        case Stroke():
            return list(mark.points)
        case Dot():
            return [(mark.x - mark.r, mark.y - mark.r), (mark.x + mark.r, mark.y + mark.r)]
        case Label():
            width = estimated_width(mark.text, mark.size)
            left = {Anchor.START: 0.0, Anchor.MIDDLE: width / 2, Anchor.END: width}[mark.anchor]
            return [(mark.x - left, mark.y), (mark.x - left + width, mark.y - 0.8 * mark.size)]


def assert_inside(drawing: Drawing, *, slack: float = 0.6) -> None:
    """No mark leaves the room; labels may by less than a character."""
    for mark in drawing.marks:
        room = slack * EM if isinstance(mark, Label | Dot) else 0.01
        for x, y in extent(mark):
            assert -room <= x <= drawing.size.width + room, mark
            assert -room <= y <= drawing.size.height + room, mark
    for spot in drawing.spots:
        assert spot.x >= -0.01, spot
        assert spot.x + spot.width <= drawing.size.width + 0.01, spot
        assert spot.y + spot.height <= drawing.size.height + 0.01, spot


def areas(drawing: Drawing, tone: Tone) -> list[Box]:
    """Data areas in the look of a tone, without the swatch of the legend."""
    look = LOOKS[tone]
    return [
        m
        for m in drawing.marks
        if isinstance(m, Box)
        and (m.ink, m.pattern) == (look.ink, look.pattern)
        and (m.width, m.height) != pytest.approx((1.3 * EM, 0.85 * EM))
    ]


def texts(drawing: Drawing) -> list[str]:
    return [mark.text for mark in drawing.marks if isinstance(mark, Label)]


@pytest.mark.parametrize("name", build.every_chart())
@pytest.mark.parametrize("width", [320, 500, 1100])
def test_nothing_is_outside_the_drawing(name, width):
    chart = build.every_chart()[name]
    assert_inside(layout_figure(chart, Size(width, 300), EM, estimated_width))


@pytest.mark.parametrize("name", build.every_chart())
def test_every_mark_has_words_and_goes_into_files(name):
    drawing = layout_figure(build.every_chart()[name], SIZE, EM, estimated_width)
    assert drawing.spots
    assert all(spot.words for spot in drawing.spots)
    assert to_svg(drawing, title="t", description="d", standalone=True).endswith("</svg>")


# --- colours ---


def luminance(colour: str) -> float:
    """Relative luminance of #rrggbb as WCAG has it."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


_TOGETHER = (
    SERIES,
    (Tone.CORE, Tone.NON_CORE, Tone.UNTAGGED),
    (Tone.DONE, Tone.UNDER_WAY, Tone.OPEN, Tone.IDLE),
    (Tone.A, Tone.DONE, Tone.UNDER_WAY, Tone.OPEN, Tone.H),  # a waterfall
    (Tone.DONE, Tone.E),  # a burn-up
    (Tone.B, Tone.D, Tone.A, Tone.H),  # media
)


@pytest.mark.parametrize("inks", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("tones", _TOGETHER)
def test_parts_side_by_side_differ_without_colour(inks, tones):
    for one, other in itertools.combinations(tones, 2):
        first, second = LOOKS[one], LOOKS[other]
        told_apart = contrast(inks[first.ink], inks[second.ink]) >= 1.5
        assert first.pattern is not second.pattern or told_apart, (one, other)


@pytest.mark.parametrize("inks", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("tone", [tone for tone in Tone if LOOKS[tone].pattern.value != "plain"])
def test_the_lines_of_patterns_can_be_seen(inks, tone):
    look = LOOKS[tone]
    box = Box(0, 0, 1, 1, look.ink, pattern=look.pattern)
    assert contrast(inks[line_ink(box)], inks[look.ink]) >= 1.5


@pytest.mark.parametrize("inks", [LIGHT, DARK], ids=["light", "dark"])
def test_shades_go_one_way_and_numbers_on_them_can_be_read(inks):
    steps = [luminance(inks[ink]) for ink in SHADES]
    assert steps in (sorted(steps), sorted(steps, reverse=True))
    for ink in SHADES:
        tint = Ink.SURFACE if ink in {Ink.HEAT_4, Ink.HEAT_5} else Ink.TEXT
        assert contrast(inks[ink], inks[tint]) >= 4.5, ink


def test_a_chart_has_at_most_six_hues():
    hued = {LOOKS[tone].ink for tone in SERIES} - {Ink.UNTAGGED, Ink.PALE}  # grey, and pale blue
    assert len(hued) <= 6


# --- bars of parts ---


parts_rows = st.lists(
    st.builds(
        lambda label, values: PartsRow(
            "k", label, tuple(Part(str(i), f"部分{i}", v, SERIES[i]) for i, v in enumerate(values))
        ),
        names,
        st.lists(minutes, max_size=8),
    ),
    max_size=8,
)


class TestPartsBars:
    def test_bars_of_hours_are_in_proportion(self):
        drawing = layout_mix(build.mix(absolute=True), 900, EM, estimated_width)
        first, second, third = areas(drawing, Tone.A)
        assert third.width == pytest.approx(3 * first.width)
        assert second.width == pytest.approx(2 * first.width)
        assert first.x == second.x == third.x

    def test_bars_of_shares_are_equally_long(self):
        drawing = layout_mix(build.mix(), 900, EM, estimated_width)
        ends = {round(box.x + box.width, 3) for box in areas(drawing, Tone.H)}
        assert len(ends) == 1

    @given(parts_rows)
    def test_percents_of_a_row_add_up_to_a_hundred(self, rows):
        for row in rows:
            assert sum(percents(row)) == (100 if row.total else 0)

    @given(parts_rows, st.booleans(), st.integers(320, 1200))
    def test_whatever_the_rows_nothing_leaves_the_room(self, rows, absolute, width):
        chart = MixChart(tuple(rows), absolute=absolute)
        assert_inside(layout_mix(chart, width, EM, estimated_width))

    def test_groups_have_their_heads(self):
        drawing = layout_progress(build.progress(6), 500, EM, estimated_width)
        assert {"押印", "書面"} <= set(texts(drawing))
        assert drawing.spots[0].words.startswith("市単独で見直し可能: 400 手続")

    def test_without_rows_there_is_only_the_axis(self):
        assert not layout_progress(ProgressChart((), "件"), 500, EM, estimated_width).spots


# --- waterfall ---


class TestWaterfall:
    def test_columns_hang_together_and_end_where_the_sum_ends(self):
        chart = build.waterfall()
        drawing = layout_waterfall(chart, SIZE, EM, estimated_width)
        (start, end) = areas(drawing, Tone.A)
        per_minute = start.height / chart.start
        assert end.height == pytest.approx(chart.end * per_minute)
        assert start.y + start.height == pytest.approx(end.y + end.height)
        changes = [m for tone in (Tone.DONE, Tone.UNDER_WAY, Tone.OPEN)
                   for m in areas(drawing, tone)]  # fmt: skip
        assert sum(box.height for box in changes) == pytest.approx(-chart.change * per_minute)

    def test_small_changes_get_the_scale_and_zero_is_the_present(self):
        chart = build.waterfall(13_200_000)
        drawing = layout_waterfall(chart, SIZE, EM, estimated_width)
        (end,) = areas(drawing, Tone.A)
        assert end.height > 0.4 * SIZE.height
        assert {"13,200,000", "13,099,500", "▲30,500"} <= set(texts(drawing))
        assert any("change from now" in text for text in texts(drawing))

    def test_what_grows_is_told_with_plus(self):
        steps = (WaterfallStep("", "新しい義務", 600), WaterfallStep("", "廃止", -6_000))
        drawing = layout_waterfall(
            WaterfallChart("前", 60_000, steps, "後"), SIZE, EM, estimated_width
        )
        assert {"+10", "▲100"} <= set(texts(drawing))

    def test_hundreds_of_changes_are_added_up_and_still_end_at_the_sum(self):
        steps = tuple(WaterfallStep(str(i), f"改善{i}", -60 * (i + 1)) for i in range(300))
        chart = WaterfallChart("前", 6_000_000, steps, "後")
        drawing = layout_waterfall(chart, Size(700, 300), EM, estimated_width)
        assert len(drawing.spots) < 20
        assert f"{chart.end / 60:,.0f}" in texts(drawing)
        assert any("others" in spot.words for spot in drawing.spots)

    @given(
        minutes,
        st.lists(
            st.builds(WaterfallStep, st.just(""), names, st.integers(-10_000_000, 10_000_000)),
            max_size=12,
        ),
    )
    def test_whatever_the_changes_nothing_leaves_the_room(self, start, steps):
        chart = WaterfallChart("現在", start, tuple(steps), "実施後")
        drawing = layout_waterfall(chart, SIZE, EM, estimated_width)
        assert_inside(drawing, slack=2.0)


# --- burn-up ---


years = st.lists(st.builds(BurnUpYear, names, minutes, st.one_of(st.none(), minutes)), max_size=12)


class TestBurnUp:
    def test_actuals_are_in_proportion_and_the_part_lies_inside_the_whole(self):
        drawing = layout_burn_up(build.burn_up(), Size(700, 300), EM, estimated_width)
        whole, part = areas(drawing, Tone.DONE), areas(drawing, Tone.E)
        assert len(whole) == len(part) == 4
        assert whole[3].height / whole[0].height == pytest.approx(71.2 / 4.1, rel=0.01)
        for outer, inner in zip(whole, part, strict=True):
            assert outer.x <= inner.x
            assert inner.x + inner.width <= outer.x + outer.width
            assert inner.height < outer.height

    def test_a_year_without_record_has_no_column_and_says_so(self):
        drawing = layout_burn_up(build.burn_up(), Size(700, 300), EM, estimated_width)
        assert "not recorded yet" in drawing.spots[5].words
        assert "71.2% of the target" in drawing.spots[3].words

    def test_words_of_two_targets_never_stand_on_each_other(self):
        chart = build.burn_up()
        assert chart.of_which is not None
        close = replace(chart, of_which=replace(chart.of_which, target=chart.total.target))
        drawing = layout_burn_up(close, Size(700, 300), EM, estimated_width)
        rows = sorted(m.y for m in drawing.marks
                      if isinstance(m, Label) and m.bold and m.x > 560 and "目標" in m.text)  # fmt: skip
        assert all(b - a > 0.9 * EM for a, b in itertools.pairwise(rows))

    @given(years, minutes, st.booleans())
    def test_whatever_the_years_nothing_leaves_the_room(self, found, target, due):
        label = found[-1].label if found and due else ""
        series = BurnUpSeries("全体", tuple(found), target, "目標", label)
        drawing = layout_burn_up(BurnUpChart(series, series), SIZE, EM, estimated_width)
        assert_inside(drawing, slack=2.0)


# --- heat map and bubbles ---


class TestHeatMap:
    def test_more_is_never_paler(self):
        place = {ink: i for i, ink in enumerate((Ink.SURFACE, *SHADES))}
        found = [place[shade(value, 1_000)] for value in range(0, 1_001, 7)]
        assert found == sorted(found)
        assert shade(1_000, 1_000) is SHADES[-1]

    def test_numbers_stand_in_their_cells(self):
        drawing = layout_heat_map(build.heat_map(), 1000, EM, estimated_width)
        cells = [m for m in drawing.marks if isinstance(m, Box) and m.ink in SHADES]
        inside = [m for m in drawing.marks if isinstance(m, Label) and m.anchor is Anchor.MIDDLE
                  and m.text.replace(",", "").isdigit()]  # fmt: skip
        assert len(inside) == sum(1 for row in build.heat_map().minutes for v in row if v > 0)
        for label in inside:
            half = estimated_width(label.text, label.size) / 2
            assert any(c.x <= label.x - half and label.x + half <= c.x + c.width for c in cells)

    def test_a_row_that_sums_up_others_opens_nothing(self):
        spots = layout_heat_map(build.heat_map(5), 900, EM, estimated_width).spots
        assert {spot.key for spot in spots} == {"0000", "0001", "0002", "0003", ""}

    def test_hours_by_the_thousand_are_shown_so(self):
        chart = HeatMapChart(("a",), ("課",), ("P",), ("入力",), ((60_000_000,),))
        assert "1,000.0" in texts(layout_heat_map(chart, 600, EM, estimated_width))

    @given(st.lists(st.lists(minutes, min_size=3, max_size=3), max_size=6), names)
    def test_whatever_the_cells_nothing_leaves_the_room(self, cells, label):
        rows = tuple(tuple(row) for row in cells)
        chart = HeatMapChart(
            ("k",) * len(rows), (label,) * len(rows), ("a", "b", "c"), (label, "b", "c"), rows
        )
        assert_inside(layout_heat_map(chart, 480, EM, estimated_width), slack=3.0)


class TestBubbles:
    def test_areas_are_in_proportion(self):
        drawing = layout_bubbles(build.bubbles(), Size(800, 400), EM, estimated_width)
        outer = [m for m in drawing.marks if isinstance(m, Dot) and m.ink is Ink.NON_CORE][1:]
        hours = [bubble.minutes for bubble in build.bubbles().bubbles]
        for dot, value in zip(outer, hours, strict=True):
            assert dot.r**2 / outer[0].r ** 2 == pytest.approx(value / hours[0])

    def test_bubbles_stay_in_their_cells(self):
        drawing = layout_bubbles(build.bubbles(), Size(800, 400), EM, estimated_width)
        dots = [m for m in drawing.marks if isinstance(m, Dot)]
        for dot in dots[2:]:  # behind those of the legend
            assert any(
                s.x <= dot.x - dot.r and dot.x + dot.r <= s.x + s.width
                and s.y <= dot.y - dot.r and dot.y + dot.r <= s.y + s.height
                for s in drawing.spots
            )  # fmt: skip

    def test_nothing_to_place_draws_the_empty_matrix(self):
        chart = replace(build.bubbles(), bubbles=())
        assert not layout_bubbles(chart, SIZE, EM, estimated_width).spots


# --- rows of units ---


class TestUnitBars:
    def test_hours_of_one_person_lie_within_all_hours(self):
        drawing = layout_dependency(build.dependency(), 700, EM, estimated_width)
        alone = areas(drawing, Tone.OPEN)
        every = [m for m in drawing.marks if isinstance(m, Box) and m.ink is Ink.BAND][1:]
        for inner, outer in zip(alone, every, strict=True):
            assert (inner.x, inner.y) == (outer.x, outer.y)
            assert inner.width < outer.width
        assert "21 of 100 tasks" in drawing.spots[1].words

    @given(st.lists(st.tuples(names, minutes, minutes), max_size=6), st.integers(320, 1200))
    def test_whatever_the_rows_nothing_leaves_the_room(self, rows, width):
        alone = DependencyChart(
            tuple(DependencyRow("", name, 9, 3, a + b, a, name, a) for name, a, b in rows)
        )
        fresh = FreshnessChart(
            tuple(
                FreshnessRow("", name, 9, 3, a + b, a, a % 9, b % 9, a % 5, b % 5, name)
                for name, a, b in rows
            )
        )
        for chart in (alone, fresh):
            drawing = layout_figure(chart, Size(width, 200), EM, estimated_width)
            assert_inside(drawing, slack=3.0)

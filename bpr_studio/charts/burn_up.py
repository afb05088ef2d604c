"""Burn-up: what is saved in each fiscal year, plan and actual, held against the target."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bpr_studio.charts.drawing import (
    Anchor,
    Box,
    Dot,
    Drawing,
    Ink,
    Label,
    Spot,
    Stroke,
    fit,
    wrap,
)
from bpr_studio.charts.looks import area
from bpr_studio.charts.scale import HoursUnit, tick_text, ticks
from bpr_studio.domain.shared.chart_values import Tone
from bpr_studio.domain.shared.quantities import format_hours
from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.statements import percent

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bpr_studio.charts.drawing import Mark, Measure, Size
    from bpr_studio.domain.shared.chart_values import BurnUpChart, BurnUpSeries, BurnUpYear


_NOTE = 9.0  # room for the words of the targets at the right, in em


@dataclass(frozen=True, slots=True)
class _Plot:
    left: float
    right: float
    top: float
    bottom: float
    highest: float
    count: int
    unit: HoursUnit
    em: float

    def y(self, minutes: int) -> float:
        share = min(self.unit.of(max(minutes, 0)) / self.highest, 1.0)
        return self.bottom - (self.bottom - self.top) * share

    @property
    def step(self) -> float:
        return (self.right - self.left) / max(self.count, 1)

    def middle(self, index: int) -> float:
        return self.left + (index + 0.5) * self.step


@dataclass(frozen=True, slots=True)
class _Drawn:
    """How a series is drawn: the part lies inside the columns of the whole."""

    series: BurnUpSeries
    tone: Tone
    ink: Ink  # of plan and target
    inset: float  # share of the year left free at the left of the column
    width: float


def layout_burn_up(chart: BurnUpChart, size: Size, text_size: float, measure: Measure) -> Drawing:
    """Actuals as columns, plans as lines, targets as level lines.

    Args:
        chart: years and targets.
        size: room for the chart.
        text_size: size of the labels.
        measure: widths in the font that will be used.
    """
    em = text_size
    drawn = [_Drawn(chart.total, Tone.DONE, Ink.LIMIT, 0.16, 0.68)]
    if chart.of_which is not None:
        drawn.append(_Drawn(chart.of_which, Tone.E, Ink.PURPLE, 0.5, 0.28))
    plot = _plot(drawn, size, em, measure)
    marks: list[Mark] = [Label(0, 2.6 * em, plot.unit.name, 0.9 * em, Ink.QUIET)]
    marks += _legend(drawn, size.width, em, measure)
    marks += _grid(plot)
    marks += _targets(drawn, plot, size.width, measure)
    for one in drawn:
        marks += _columns(one, plot)
    for one in drawn:
        marks += _plan(one, plot)
    marks += _numbers(chart.total, plot, measure)
    marks += _years(chart.total, plot, measure)
    spots = tuple(
        Spot(plot.left + index * plot.step, plot.top, plot.step, size.height - plot.top, "",
             _words(drawn, year.label))
        for index, year in enumerate(chart.total.years)
    )  # fmt: skip
    return Drawing(size, em, tuple(marks), spots)


def _plot(drawn: Sequence[_Drawn], size: Size, em: float, measure: Measure) -> _Plot:
    values = [v for one in drawn for v in (one.series.target, *_levels(one.series))]
    unit = HoursUnit.for_largest(max(values))
    steps = ticks(max(unit.of(max(values)) * 1.1, 0.1), max(2, int(size.height / (4 * em))))
    return _Plot(
        left=max(measure(tick_text(step), 0.9 * em) for step in steps) + 0.8 * em,
        right=size.width - min(_NOTE * em, 0.24 * size.width),
        top=3.4 * em,
        bottom=max(size.height - 1.9 * em, 6 * em),
        highest=steps[-1],
        count=len(drawn[0].series.years),
        unit=unit,
        em=em,
    )


def _levels(series: BurnUpSeries) -> Iterator[int]:
    yield 0
    for year in series.years:
        yield year.plan
        yield year.actual or 0


def _grid(plot: _Plot) -> list[Mark]:
    marks: list[Mark] = []
    for step in ticks(plot.highest, max(2, int((plot.bottom - plot.top) / (3.2 * plot.em)))):
        if step > plot.highest:
            continue
        y = plot.y(round(step * 60 * plot.unit.hours))
        ink = Ink.LINE if step else Ink.QUIET
        marks.append(Stroke(((plot.left, y), (plot.right, y)), ink, 0.08 * plot.em))
        marks.append(
            Label(plot.left - 0.5 * plot.em, y + 0.33 * plot.em, tick_text(step), 0.9 * plot.em,
                  Ink.QUIET, Anchor.END)
        )  # fmt: skip
    return marks


def _columns(one: _Drawn, plot: _Plot) -> list[Mark]:
    marks: list[Mark] = []
    for index, year in enumerate(one.series.years[: plot.count]):
        if year.actual:
            x = plot.left + (index + one.inset) * plot.step
            top = plot.y(year.actual)
            marks.append(area(x, top, one.width * plot.step, plot.bottom - top, one.tone))
    return marks


def _plan(one: _Drawn, plot: _Plot) -> list[Mark]:
    em = plot.em
    points = tuple(
        (plot.middle(index), plot.y(year.plan))
        for index, year in enumerate(one.series.years[: plot.count])
    )
    if not points:
        return []
    marks: list[Mark] = [
        Stroke(points, Ink.SURFACE, 0.34 * em),  # lifts the line off the columns
        Stroke(points, one.ink, 0.17 * em, dashed=True),
    ]
    marks += [Dot(x, y, 0.4 * em, one.ink, hollow=True) for x, y in points]
    return marks


def _numbers(series: BurnUpSeries, plot: _Plot, measure: Measure) -> list[Mark]:
    """Hours above the columns where they have room beside the line of the plan."""
    marks: list[Mark] = []
    for index, year in enumerate(series.years):
        if year.actual is None:
            continue
        text = format_hours(year.actual)
        width = measure(text, plot.em, bold=True)
        if width > plot.step:
            continue
        y = max(_number_y(year, plot), plot.top + plot.em)
        x = plot.middle(index)
        marks.append(Box(x - width / 2, y - 0.85 * plot.em, width, 1.05 * plot.em, Ink.SURFACE))
        marks.append(Label(x, y, text, plot.em, anchor=Anchor.MIDDLE, bold=True))
    return marks


def _number_y(year: BurnUpYear, plot: _Plot) -> float:
    """Base line of a number: above its column, or inside it where the plan's dot is above."""
    top, plan = plot.y(year.actual or 0), plot.y(year.plan)
    if not 0 <= top - plan < 2 * plot.em:
        return top - 0.45 * plot.em
    if plot.bottom - top > 2.4 * plot.em:
        return top + 1.6 * plot.em
    return plan - 0.8 * plot.em


def _targets(drawn: Sequence[_Drawn], plot: _Plot, width: float, measure: Measure) -> list[Mark]:
    """Level lines with their words at the right, the highest first and none over another."""
    em, size = plot.em, 0.9 * plot.em
    marks: list[Mark] = []
    free = plot.top - 1.5 * em
    for one in sorted(drawn, key=lambda one: -one.series.target):
        if one.series.target <= 0:
            continue
        y = plot.y(one.series.target)
        marks.append(Stroke(((plot.left, y), (plot.right, y)), one.ink, 0.15 * em))
        room = max(width - plot.right - 0.7 * em, em)
        lines = wrap(one.series.target_label, room, size, measure)
        base = max(y + 0.33 * em - 0.6 * em * (len(lines) - 1), free + 1.2 * em)
        for index, line in enumerate(lines):
            text = fit(line, room, size, measure)
            free = base + 1.2 * em * index
            marks.append(Label(plot.right + 0.6 * em, free, text, size, one.ink, bold=True))
    return marks


def _years(series: BurnUpSeries, plot: _Plot, measure: Measure) -> list[Mark]:
    marks: list[Mark] = []
    for index, year in enumerate(series.years):
        text = fit(year.label, plot.step, plot.em, measure)
        due = bool(series.due) and year.label == series.due
        marks.append(
            Label(plot.middle(index), plot.bottom + 1.4 * plot.em, text, plot.em,
                  anchor=Anchor.MIDDLE, bold=due)
        )  # fmt: skip
    return marks


def _legend(drawn: Sequence[_Drawn], width: float, em: float, measure: Measure) -> list[Mark]:
    """Columns for actuals and lines for plans, as many names as one line has room for."""
    marks: list[Mark] = []
    x, size = 0.0, 0.9 * em
    for one in drawn:
        for name, is_plan in ((tr("Actual"), False), (tr("Plan"), True)):
            words = (
                name if one is drawn[0] else tr("{name}: {what}", name=one.series.name, what=name)
            )
            text = fit(words, max(width - x - 2.2 * em, em), size, measure)
            if is_plan:
                marks.append(Stroke(((x, 0.62 * em), (x + 1.6 * em, 0.62 * em)), one.ink,
                                    0.17 * em, dashed=True))  # fmt: skip
                marks.append(Dot(x + 0.8 * em, 0.62 * em, 0.36 * em, one.ink, hollow=True))
            else:
                marks.append(area(x, 0.2 * em, 1.3 * em, 0.85 * em, one.tone))
            marks.append(Label(x + 2 * em, em, text, size, Ink.QUIET))
            x += 2 * em + measure(text, size) + 1.4 * em
    return marks


def _words(drawn: Sequence[_Drawn], label: str) -> str:
    parts = []
    for one in drawn:
        year = next((y for y in one.series.years if y.label == label), None)
        if year is None:
            continue
        actual = tr("not recorded yet") if year.actual is None else _hours(year.actual)
        words = tr(
            "{name}: plan {plan}, actual {actual}",
            name=one.series.name,
            plan=_hours(year.plan),
            actual=actual,
        )
        if year.actual is not None and one.series.target:
            share = percent(year.actual / one.series.target)
            words = tr("{words} ({share} of the target)", words=words, share=share)
        parts.append(words)
    return tr("{name}: {total}", name=label, total=tr("; ").join(parts))


def _hours(minutes: int) -> str:
    return tr("{hours} h", hours=format_hours(minutes))

"""Waterfall: from the hours there are to the hours that will be left, change by change."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bpr_studio.charts.drawing import Anchor, Box, Drawing, Ink, Label, Spot, Stroke, wrap_in
from bpr_studio.charts.looks import area, tone_legend
from bpr_studio.charts.scale import HoursUnit, round_step, tick_text
from bpr_studio.domain.shared.chart_values import Tone, WaterfallChart, WaterfallStep
from bpr_studio.domain.shared.quantities import format_hours
from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.statements import others_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bpr_studio.charts.drawing import Mark, Measure, Size

#: Below this share of the start the changes could not be seen beside it: they get the scale.
_VISIBLE = 0.08
_NAME_LINES = 3
_NARROWEST = 4.5  # width of a column with its name, in em


@dataclass(frozen=True, slots=True)
class _Column:
    """One column: where it starts, where it ends, both as the axis counts."""

    key: str
    label: str
    low: int
    high: int
    number: str
    after: int  # level behind it
    tone: Tone
    words: str


@dataclass(frozen=True, slots=True)
class _Plot:
    left: float
    right: float
    top: float
    bottom: float
    low: float  # in the unit
    high: float
    count: int
    unit: HoursUnit
    em: float

    def y(self, minutes: float) -> float:
        span = (self.high - self.low) or 1.0
        value = minutes / 60 / self.unit.hours
        return self.bottom - (self.bottom - self.top) * (value - self.low) / span

    @property
    def step(self) -> float:
        return (self.right - self.left) / max(self.count, 1)


def layout_waterfall(
    chart: WaterfallChart, size: Size, text_size: float, measure: Measure
) -> Drawing:
    """Lay the columns out.

    The axis starts at zero. Where all changes are small beside the start, zero is the present
    level: the first column becomes its line, and the last one the change in all.

    Args:
        chart: start, changes and end.
        size: room for the chart.
        text_size: size of the labels.
        measure: widths in the font that will be used.
    """
    em = text_size
    chart = _folded(chart, max(3, int(size.width / (_NARROWEST * em)) - 2))
    small = _is_small(chart)
    columns = _columns(chart, small=small)
    reach = [0, *(c.low for c in columns), *(c.high for c in columns)]
    unit = HoursUnit.for_largest(max(map(abs, reach)))
    low, high = unit.of(min(reach)), unit.of(max(reach))
    steps = _steps(low, high, int(size.height / (4 * em)))
    left = max(measure(_tick(step), 0.9 * em) for step in steps) + 0.8 * em
    names = _names(columns, (size.width - left) / len(columns), em, measure)
    lines = max(map(len, names))
    plot = _Plot(
        left=left,
        right=size.width,
        top=4.4 * em,
        bottom=max(size.height - (1.25 * lines + 0.9) * em, 7 * em),
        low=low - 0.02 * (high - low),
        high=high,
        count=len(columns),
        unit=unit,
        em=em,
    )
    head = tr("{unit}, change from now", unit=unit.name) if small else unit.name
    marks: list[Mark] = [Label(0, 2.5 * em, head, 0.9 * em, Ink.QUIET), *_grid(plot, steps)]
    marks += tone_legend(_meanings(chart), 0, size.width, em, measure).marks
    spots: list[Spot] = []
    for index, column in enumerate(columns):
        marks += _column(plot, index, column, measure)
        marks += _name(plot, index, names[index])
        if index < len(columns) - 1:
            marks.append(_bridge(plot, index, column.after))
        x = plot.left + index * plot.step
        spots.append(Spot(x, 1.5 * em, plot.step, size.height - 1.5 * em, column.key, column.words))
    return Drawing(size, em, tuple(marks), tuple(spots))


def _folded(chart: WaterfallChart, most: int) -> WaterfallChart:
    """At most `most` changes: the smallest are added up in a last one."""
    if len(chart.steps) <= most:
        return chart
    ordered = sorted(chart.steps, key=lambda step: -abs(step.minutes))
    kept = set(map(id, ordered[: most - 1]))
    rest = ordered[most - 1 :]
    change = sum(step.minutes for step in rest)
    others = WaterfallStep("", others_name(len(rest)), change, tone=Tone.H)
    shown = tuple(step for step in chart.steps if id(step) in kept)
    return WaterfallChart(chart.start_label, chart.start, (*shown, others), chart.end_label)


def _is_small(chart: WaterfallChart) -> bool:
    moved = max((abs(level - chart.start) for level in _levels(chart)), default=0)
    return moved < _VISIBLE * chart.start


def _meanings(chart: WaterfallChart) -> list[tuple[str, Tone]]:
    """How sure the changes are; nothing to tell apart where all are alike."""
    names = {
        Tone.DONE: tr("Reached"),
        Tone.UNDER_WAY: tr("Planned"),
        Tone.OPEN: tr("Idea"),
    }
    found = {step.tone for step in chart.steps}
    return [(name, tone) for tone, name in names.items() if tone in found]


def _levels(chart: WaterfallChart) -> list[int]:
    """The level behind every change."""
    levels, level = [], chart.start
    for step in chart.steps:
        level += step.minutes
        levels.append(level)
    return levels


def _columns(chart: WaterfallChart, *, small: bool) -> list[_Column]:
    zero = chart.start if small else 0
    start = format_hours(chart.start)
    columns = [
        _Column("", chart.start_label, min(0, chart.start - zero), max(0, chart.start - zero),
                start, chart.start - zero, Tone.A, _total_words(chart.start_label, chart.start)),
    ]  # fmt: skip
    before = chart.start - zero
    for step in chart.steps:
        after = before + step.minutes
        words = tr(
            "{name}: {change} h, leaving {rest} h",
            name=step.label,
            change=_signed(step.minutes),
            rest=format_hours(after + zero),
        )
        columns.append(
            _Column(step.key, step.label, min(before, after), max(before, after),
                    _signed(step.minutes), after, step.tone, words)
        )  # fmt: skip
        before = after
    end = chart.end - zero
    columns.append(
        _Column("", chart.end_label, min(0, end), max(0, end), format_hours(chart.end), end,
                Tone.A, _total_words(chart.end_label, chart.end))
    )  # fmt: skip
    return columns


def _total_words(label: str, minutes: int) -> str:
    return tr("{name}: {hours} h", name=label, hours=format_hours(minutes))


def _signed(minutes: int) -> str:
    return format_hours(minutes) if minutes <= 0 else f"+{format_hours(minutes)}"


def _steps(low: float, high: float, count: int) -> list[float]:
    step = round_step(max(high - low, 0.1), max(2, count))
    first, last = math.ceil(low / step), math.floor(high / step)
    return [step * i for i in range(first, last + 1)]


def _tick(value: float) -> str:
    return f"▲{tick_text(-value)}" if value < 0 else tick_text(value)


def _grid(plot: _Plot, steps: Sequence[float]) -> list[Mark]:
    marks: list[Mark] = []
    for step in steps:
        y = plot.y(step * 60 * plot.unit.hours)
        ink = Ink.LIMIT if step == 0 else Ink.LINE
        marks.append(Stroke(((plot.left, y), (plot.right, y)), ink, 0.08 * plot.em))
        marks.append(
            Label(plot.left - 0.5 * plot.em, y + 0.33 * plot.em, _tick(step), 0.9 * plot.em,
                  Ink.QUIET, Anchor.END)
        )  # fmt: skip
    return marks


def _column(plot: _Plot, index: int, column: _Column, measure: Measure) -> list[Mark]:
    x = plot.left + (index + 0.14) * plot.step
    top, bottom = plot.y(column.high), plot.y(column.low)
    marks: list[Mark] = []
    if bottom > top:
        marks.append(area(x, top, 0.72 * plot.step, bottom - top, column.tone))
    size = plot.em
    while size > 0.6 * plot.em and measure(column.number, size, bold=True) > plot.step:
        size *= 0.9
    middle = plot.left + (index + 0.5) * plot.step
    y = top - 0.4 * plot.em
    half = measure(column.number, size, bold=True) / 2
    marks += [
        Box(middle - half, y - 0.85 * size, 2 * half, 1.05 * size, Ink.SURFACE),
        Label(middle, y, column.number, size, anchor=Anchor.MIDDLE, bold=True),
    ]
    return marks


def _bridge(plot: _Plot, index: int, level: int) -> Stroke:
    y = plot.y(level)
    x = plot.left + (index + 0.86) * plot.step
    return Stroke(((x, y), (x + 0.28 * plot.step, y)), Ink.QUIET, 0.1 * plot.em, dashed=True)


def _names(columns: Sequence[_Column], step: float, em: float, measure: Measure) -> list[list[str]]:
    """The names below the columns, three lines at most."""
    room = max(step - 0.3 * em, 1.2 * em)
    return [wrap_in(column.label, room, 0.9 * em, measure, _NAME_LINES) for column in columns]


def _name(plot: _Plot, index: int, lines: Sequence[str]) -> list[Mark]:
    x = plot.left + (index + 0.5) * plot.step
    return [
        Label(x, plot.bottom + (1.3 + 1.25 * line) * plot.em, text, 0.9 * plot.em,
              anchor=Anchor.MIDDLE)
        for line, text in enumerate(lines)
    ]  # fmt: skip

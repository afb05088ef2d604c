"""Bars made of parts, one row each: progress in things, and mixes of hours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bpr_studio.charts.drawing import (
    Anchor,
    Box,
    Drawing,
    Ink,
    Label,
    Size,
    Spot,
    Stroke,
    fit,
)
from bpr_studio.charts.looks import area, names_of, tone_legend
from bpr_studio.charts.scale import HoursUnit
from bpr_studio.domain.shared.quantities import format_hours, spread
from bpr_studio.domain.shared.text import tr

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bpr_studio.charts.drawing import Mark, Measure
    from bpr_studio.domain.shared.chart_values import MixChart, PartsRow, ProgressChart

_ROW = 2.1  # in em
_HEAD = 2.0


@dataclass(frozen=True, slots=True)
class _Style:
    """What differs between progress and mixes."""

    head: str  # heading of the numbers at the right
    text: Callable[[int], str]  # a value as digits
    words: Callable[[int], str]  # a value with its unit
    longest: int  # total that fills the width; 0: every bar does
    heads: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class _Room:
    left: float
    right: float
    numbers: float  # right edge of the numbers
    em: float
    measure: Measure

    @property
    def width(self) -> float:
        return max(self.right - self.left, 1.0)


def layout_progress(
    chart: ProgressChart, width: float, text_size: float, measure: Measure
) -> Drawing:
    """Bars of 100 % with the number of things at the right; the height follows from the rows.

    Args:
        chart: the values.
        width: room from side to side.
        text_size: size of the labels.
        measure: widths in the font that will be used.
    """
    style = _Style(
        head=chart.unit,
        text="{:,}".format,
        words=lambda value: f"{value:,} {chart.unit}",
        longest=0,
        heads=dict(chart.heads),
    )
    return _layout(chart.rows, style, width, text_size, measure)


def layout_mix(chart: MixChart, width: float, text_size: float, measure: Measure) -> Drawing:
    """Bars of 100 % or as long as their hours; parameters as for `layout_progress`."""
    largest = max((row.total for row in chart.rows), default=0)
    unit = HoursUnit.for_largest(largest)
    style = _Style(
        head=unit.name,
        text=unit.text,
        words=lambda value: tr("{hours} h", hours=format_hours(value)),
        longest=max(largest, 1) if chart.absolute else 0,
        heads={},
    )
    return _layout(chart.rows, style, width, text_size, measure)


def percents(row: PartsRow) -> list[int]:
    """The parts of a row in whole percent that add up to 100; zeros where the row is empty."""
    values = [part.value for part in row.parts]
    return spread(100, values) if row.total else [0] * len(values)


def _layout(
    rows: Sequence[PartsRow], style: _Style, width: float, em: float, measure: Measure
) -> Drawing:
    room = _room(rows, style, width, em, measure)
    legend = tone_legend(names_of(rows), 0, room.right, em, measure)
    head_y = max(legend.height, 1.5 * em)
    marks: list[Mark] = [
        *legend.marks,
        Label(room.numbers, head_y - 0.5 * em, style.head, 0.9 * em, Ink.QUIET, Anchor.END),
    ]
    spots: list[Spot] = []
    y = head_y + 0.3 * em
    for index, row in enumerate(rows):
        if head := style.heads.get(index):
            marks.append(Label(0, y + 1.3 * em, fit(head, width, em, measure), em, bold=True))
            y += _HEAD * em
        marks += _row(row, style, room, y)
        marks.append(Stroke(((room.left, y), (room.left, y + _ROW * em)), Ink.QUIET, 0.08 * em))
        spots.append(Spot(0, y, width, _ROW * em, row.key, _words(row, style)))
        y += _ROW * em
    return Drawing(Size(width, y + 0.4 * em), em, tuple(marks), tuple(spots))


def _room(
    rows: Sequence[PartsRow], style: _Style, width: float, em: float, measure: Measure
) -> _Room:
    labels = max((measure(row.label, em) for row in rows), default=0.0)
    numbers = max(
        [measure(style.head, 0.9 * em), *(measure(style.text(r.total), em) for r in rows)]
    )
    right = width - 0.4 * em
    return _Room(
        min(0.34 * width, labels + 0.9 * em), right - numbers - 1.2 * em, right, em, measure
    )


def _row(row: PartsRow, style: _Style, room: _Room, y: float) -> list[Mark]:
    em = room.em
    base = y + 0.5 * _ROW * em + 0.36 * em
    label = fit(row.label, room.left - 0.9 * em, em, room.measure)
    marks: list[Mark] = [Label(room.left - 0.7 * em, base, label, em, anchor=Anchor.END)]
    marks += _bar(row, style, room, y)
    marks.append(Label(room.numbers, base, style.text(row.total), em, anchor=Anchor.END))
    return marks


def _bar(row: PartsRow, style: _Style, room: _Room, y: float) -> list[Mark]:
    em = room.em
    marks: list[Mark] = []
    plates: list[Mark] = []
    scale = room.width / (style.longest or row.total or 1)
    x, height = room.left, 0.62 * _ROW * em
    top = y + 0.19 * _ROW * em
    for part, share in zip(row.parts, percents(row), strict=True):
        if part.value <= 0:
            continue
        width = part.value * scale
        marks.append(area(x, top, width, height, part.tone))
        plates += _plate(f"{share}%", x + width / 2, top + height / 2, width, room)
        x += width
    return [*marks, *plates]


def _plate(text: str, x: float, y: float, width: float, room: _Room) -> list[Mark]:
    """A share on its part, on a quiet ground; nothing where it does not fit."""
    em = room.em
    needed = room.measure(text, 0.85 * em) + 0.5 * em
    if needed + 0.5 * em > width:
        return []
    return [
        Box(x - needed / 2, y - 0.52 * em, needed, 1.04 * em, Ink.SURFACE),
        Label(x, y + 0.31 * em, text, 0.85 * em, anchor=Anchor.MIDDLE),
    ]


def _words(row: PartsRow, style: _Style) -> str:
    parts = tr(", ").join(
        tr("{name} {value} ({share}%)", name=part.label, value=style.words(part.value), share=share)
        for part, share in zip(row.parts, percents(row), strict=True)
        if part.value
    )
    head = tr("{name}: {total}", name=row.label, total=style.words(row.total))
    return tr("; ").join([head, parts] if parts else [head])

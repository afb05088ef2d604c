"""Heat map: hours by two things; the more, the darker, and the number in the cell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bpr_studio.charts.drawing import (
    Anchor,
    Box,
    Drawing,
    Ink,
    Label,
    Size,
    Spot,
    fit,
    wrap_in,
)
from bpr_studio.charts.scale import HoursUnit
from bpr_studio.domain.shared.quantities import format_hours
from bpr_studio.domain.shared.text import tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bpr_studio.charts.drawing import Mark, Measure
    from bpr_studio.domain.shared.chart_values import HeatMapChart

#: Shades from little to much. The shade follows the square root of the hours: hours are spread
#: over powers of ten, and in equal steps nearly all cells would be pale.
SHADES: Final = (Ink.HEAT_1, Ink.HEAT_2, Ink.HEAT_3, Ink.HEAT_4, Ink.HEAT_5)
_ON_DARK: Final = frozenset({Ink.HEAT_4, Ink.HEAT_5})
_ROW: Final = 1.9
_HEAD_LINES: Final = 6


@dataclass(frozen=True, slots=True)
class _Grid:
    left: float
    top: float
    step: float  # width of a column
    right: float  # right edge of the sums
    em: float
    unit: HoursUnit
    largest: int
    measure: Measure

    @property
    def row(self) -> float:
        return _ROW * self.em


def layout_heat_map(
    chart: HeatMapChart, width: float, text_size: float, measure: Measure
) -> Drawing:
    """Lay the cells out; the height follows from the number of rows.

    Args:
        chart: the values.
        width: room from side to side.
        text_size: size of the labels.
        measure: widths in the font that will be used.
    """
    em = text_size
    sums = [sum(row) for row in chart.minutes]
    largest = max((cell for row in chart.minutes for cell in row), default=0)
    unit = _unit(largest)
    numbers = max([measure(unit.name, 0.85 * em), *(measure(unit.text(s), em) for s in sums)])
    labels = max((measure(label, em) for label in chart.row_labels), default=0.0)
    left = min(0.22 * width, labels + 0.9 * em)
    step = max(width - left - numbers - 1.2 * em, 1.0) / max(len(chart.column_keys), 1)
    heads = [_head(label, step, em, measure) for label in chart.column_labels]
    legend_y = 1.6 * em
    top = legend_y + (1.1 * max(map(len, heads), default=0) + 0.7) * em
    grid = _Grid(left, top, step, width - 0.2 * em, em, unit, largest, measure)
    marks: list[Mark] = [*_legend(grid), *_heads(chart, heads, grid)]
    spots: list[Spot] = []
    for index, label in enumerate(chart.row_labels):
        marks += _row(chart, index, label, sums[index], grid)
        spots += _spots(chart, index, grid)
    bottom = top + len(chart.row_labels) * grid.row
    return Drawing(Size(width, bottom + 0.4 * em), em, tuple(marks), tuple(spots))


def _unit(largest: int) -> HoursUnit:
    """Hours, or thousands of them where the cells have no room for the digits."""
    if largest < 1_000 * 60:
        return HoursUnit(1, tr("hours"))
    return HoursUnit(1_000, tr("thousand hours"))


def shade(minutes: int, largest: int) -> Ink:
    """The shade of a cell, none of which is the surface itself."""
    if minutes <= 0 or largest <= 0:
        return Ink.SURFACE
    place = int((minutes / largest) ** 0.5 * len(SHADES))
    return SHADES[min(place, len(SHADES) - 1)]


def _head(label: str, step: float, em: float, measure: Measure) -> list[str]:
    room = max(step - 0.2 * em, 0.9 * em)
    return wrap_in(label, room, 0.85 * em, measure, _HEAD_LINES)


def _heads(chart: HeatMapChart, heads: Sequence[list[str]], grid: _Grid) -> list[Mark]:
    em = grid.em
    marks: list[Mark] = []
    for column, lines in enumerate(heads):
        x = grid.left + (column + 0.5) * grid.step
        y = grid.top - 0.5 * em - 1.1 * em * (len(lines) - 1)
        bold = column in chart.marked
        for index, line in enumerate(lines):
            marks.append(
                Label(x, y + 1.1 * em * index, line, 0.85 * em, Ink.TEXT if bold else Ink.QUIET,
                      Anchor.MIDDLE, bold=bold)
            )  # fmt: skip
    marks.append(
        Label(grid.right, grid.top - 0.5 * em, grid.unit.name, 0.85 * em, Ink.QUIET, Anchor.END)
    )
    return marks


def _row(chart: HeatMapChart, index: int, label: str, total: int, grid: _Grid) -> list[Mark]:
    em = grid.em
    y = grid.top + index * grid.row
    base = y + 0.5 * grid.row + 0.34 * em
    name = fit(label, grid.left - 0.9 * em, em, grid.measure)
    ink = Ink.TEXT if chart.row_keys[index] else Ink.QUIET
    marks: list[Mark] = [Label(grid.left - 0.6 * em, base, name, em, ink, Anchor.END)]
    for column, minutes in enumerate(chart.minutes[index]):
        marks += _cell(minutes, grid.left + column * grid.step, y, grid)
    marks.append(Label(grid.right, base, grid.unit.text(total), em, ink, Anchor.END))
    return marks


def _cell(minutes: int, x: float, y: float, grid: _Grid) -> list[Mark]:
    if minutes <= 0:
        return []
    ink = shade(minutes, grid.largest)
    gap = 0.08 * grid.em
    marks: list[Mark] = [Box(x + gap, y + gap, grid.step - 2 * gap, grid.row - 2 * gap, ink)]
    text = grid.unit.text(minutes)
    size = 0.85 * grid.em
    if grid.unit.of(minutes) >= 0.05 and grid.measure(text, size) <= grid.step - 0.3 * grid.em:
        tint = Ink.SURFACE if ink in _ON_DARK else Ink.TEXT
        middle = x + grid.step / 2
        base = y + 0.5 * grid.row + 0.3 * grid.em
        marks.append(Label(middle, base, text, size, tint, Anchor.MIDDLE))
    return marks


def _spots(chart: HeatMapChart, index: int, grid: _Grid) -> list[Spot]:
    y = grid.top + index * grid.row
    key, row = chart.row_keys[index], chart.row_labels[index]
    spots = [
        Spot(0, y, grid.left, grid.row, key, _words(row, tr("Total"), sum(chart.minutes[index])))
    ]
    for column, minutes in enumerate(chart.minutes[index]):
        words = _words(row, chart.column_labels[column], minutes)
        spots.append(Spot(grid.left + column * grid.step, y, grid.step, grid.row, key, words))
    return spots


def _words(row: str, column: str, minutes: int) -> str:
    return tr("{row}, {column}: {hours} h", row=row, column=column, hours=format_hours(minutes))


def _legend(grid: _Grid) -> list[Mark]:
    """The shades from little to much, with the number the darkest begins at."""
    em = grid.em
    marks: list[Mark] = []
    x, size = grid.left, 0.85 * em
    for place, ink in enumerate(SHADES):
        marks.append(Box(x, 0.2 * em, 1.3 * em, 0.9 * em, ink))
        least = round(grid.largest * (place / len(SHADES)) ** 2)
        text = tr("from {hours}", hours=grid.unit.text(least)) if place else tr("more than 0")
        marks.append(Label(x + 1.6 * em, em, text, size, Ink.QUIET))
        x += 1.6 * em + grid.measure(text, size) + 1.2 * em
    return marks if grid.largest and x < grid.right else []

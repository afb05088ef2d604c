"""Bubble matrix: two ordered properties of work; the area of a bubble is its hours."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bpr_studio.charts.drawing import Anchor, Dot, Drawing, Ink, Label, Spot, Stroke, fit
from bpr_studio.charts.scale import HoursUnit
from bpr_studio.domain.shared.quantities import format_hours
from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.domain.workload.statements import percent

if TYPE_CHECKING:
    from bpr_studio.charts.drawing import Mark, Measure, Size
    from bpr_studio.domain.shared.chart_values import Bubble, BubbleChart


@dataclass(frozen=True, slots=True)
class _Matrix:
    left: float
    top: float
    cell_width: float
    cell_height: float
    rows: int
    largest: int
    unit: HoursUnit
    em: float
    measure: Measure

    def corner(self, bubble: Bubble) -> tuple[float, float]:
        """Upper left corner of a bubble's cell."""
        return (
            self.left + bubble.x * self.cell_width,
            self.top + (self.rows - 1 - bubble.y) * self.cell_height,
        )

    @property
    def widest(self) -> float:
        """Radius of the largest bubble: beside it the numbers have room."""
        return max(min(0.46 * self.cell_height, 0.24 * self.cell_width), 1.0)

    def radius(self, minutes: int) -> float:
        if self.largest <= 0 or minutes <= 0:
            return 0.0
        return self.widest * math.sqrt(minutes / self.largest)


def layout_bubbles(chart: BubbleChart, size: Size, text_size: float, measure: Measure) -> Drawing:
    """Lay the matrix out; the dark middle of a bubble is its core work.

    Args:
        chart: columns, rows and bubbles.
        size: room for the chart.
        text_size: size of the labels.
        measure: widths in the font that will be used.
    """
    em = text_size
    largest = max((bubble.minutes for bubble in chart.bubbles), default=0)
    names = max((measure(label, em) for label in (*chart.y_labels, chart.y_name)), default=0.0)
    left = min(0.25 * size.width, names + 1.2 * em)
    top = 2.2 * em
    bottom = max(size.height - 3.3 * em, top + 4 * em)
    matrix = _Matrix(
        left=left,
        top=top,
        cell_width=(size.width - left) / max(len(chart.x_labels), 1),
        cell_height=(bottom - top) / max(len(chart.y_labels), 1),
        rows=len(chart.y_labels),
        largest=largest,
        unit=HoursUnit.for_largest(largest),
        em=em,
        measure=measure,
    )
    marks = [*_legend(matrix), *_axes(chart, matrix, size)]
    spots: list[Spot] = []
    for bubble in chart.bubbles:
        marks += _bubble(bubble, matrix)
        x, y = matrix.corner(bubble)
        words = _words(chart, bubble)
        spots.append(Spot(x, y, matrix.cell_width, matrix.cell_height, bubble.key, words))
    return Drawing(size, em, tuple(marks), tuple(spots))


def _axes(chart: BubbleChart, matrix: _Matrix, size: Size) -> list[Mark]:
    em, measure = matrix.em, matrix.measure
    bottom = matrix.top + matrix.rows * matrix.cell_height
    right = matrix.left + len(chart.x_labels) * matrix.cell_width
    marks: list[Mark] = []
    for row in range(matrix.rows + 1):
        y = matrix.top + row * matrix.cell_height
        marks.append(Stroke(((matrix.left, y), (right, y)), Ink.LINE, 0.08 * em))
    for column in range(len(chart.x_labels) + 1):
        x = matrix.left + column * matrix.cell_width
        marks.append(Stroke(((x, matrix.top), (x, bottom)), Ink.LINE, 0.08 * em))
    for row, label in enumerate(reversed(chart.y_labels)):
        y = matrix.top + (row + 0.5) * matrix.cell_height + 0.36 * em
        text = fit(label, matrix.left - em, em, measure)
        marks.append(Label(matrix.left - 0.6 * em, y, text, em, anchor=Anchor.END))
    for column, label in enumerate(chart.x_labels):
        x = matrix.left + (column + 0.5) * matrix.cell_width
        text = fit(label, matrix.cell_width, em, measure)
        marks.append(Label(x, bottom + 1.4 * em, text, em, anchor=Anchor.MIDDLE))
    y_name = fit(chart.y_name, matrix.left - 0.6 * em, 0.9 * em, measure)
    marks.append(Label(0, matrix.top - 0.4 * em, y_name, 0.9 * em, Ink.QUIET))
    x_name = fit(chart.x_name, size.width, 0.9 * em, measure)
    marks.append(Label(right, bottom + 2.8 * em, x_name, 0.9 * em, Ink.QUIET, Anchor.END))
    return marks


def _bubble(bubble: Bubble, matrix: _Matrix) -> list[Mark]:
    em = matrix.em
    corner_x, corner_y = matrix.corner(bubble)
    x, y = corner_x + 0.3 * matrix.cell_width, corner_y + 0.5 * matrix.cell_height
    marks: list[Mark] = []
    radius = matrix.radius(bubble.minutes)
    if radius > 0:
        marks.append(Dot(x, y, radius, Ink.NON_CORE))
    if bubble.core > 0:
        marks.append(Dot(x, y, matrix.radius(bubble.core), Ink.CORE))
    text_x = x + matrix.widest + 0.6 * em
    room = corner_x + matrix.cell_width - text_x - 0.2 * em
    hours = fit(matrix.unit.text(bubble.minutes), room, em, matrix.measure)
    share = percent(bubble.core / bubble.minutes) if bubble.minutes else "–"
    core = fit(tr("core {share}", share=share), room, 0.85 * em, matrix.measure)
    marks.append(Label(text_x, y - 0.1 * em, hours, em, bold=True))
    marks.append(Label(text_x, y + 1.1 * em, core, 0.85 * em, Ink.QUIET))
    return marks


def _words(chart: BubbleChart, bubble: Bubble) -> str:
    words = tr(
        "{x}, {y}: {hours} h, of these core {core} h",
        x=chart.x_labels[bubble.x],
        y=chart.y_labels[bubble.y],
        hours=format_hours(bubble.minutes),
        core=format_hours(bubble.core),
    )
    words += tr(", ") + ntr("{n:,} task", "{n:,} tasks", bubble.tasks)
    if bubble.named:
        words += tr("; largest: {names}", names=tr(", ").join(bubble.named))
    return words


def _legend(matrix: _Matrix) -> list[Mark]:
    em, size, measure = matrix.em, 0.9 * matrix.em, matrix.measure
    marks: list[Mark] = []
    x = matrix.left
    for ink, name in ((Ink.CORE, tr("Core work")), (Ink.NON_CORE, tr("Other work"))):
        marks.append(Dot(x + 0.5 * em, 0.62 * em, 0.45 * em, ink))
        marks.append(Label(x + 1.4 * em, em, name, size, Ink.QUIET))
        x += 1.4 * em + measure(name, size) + 1.6 * em
    text = tr("area = {unit}", unit=matrix.unit.name)
    marks.append(Label(x, em, text, size, Ink.QUIET))
    return marks

"""Rows of units: hours that hang on one person, and how well flows cover the work."""

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
from bpr_studio.charts.looks import area, tone_legend
from bpr_studio.charts.scale import HoursUnit
from bpr_studio.domain.shared.chart_values import Tone
from bpr_studio.domain.shared.quantities import format_hours
from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.domain.workload.statements import percent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bpr_studio.charts.drawing import Mark, Measure
    from bpr_studio.domain.shared.chart_values import (
        DependencyChart,
        DependencyRow,
        FreshnessChart,
        FreshnessRow,
    )

_ROW = 2.1  # in em
_TOP = 3.8


@dataclass(frozen=True, slots=True)
class _Table:
    """Names at the left, columns of numbers at the right, bars in between."""

    width: float
    left: float
    right: float
    edges: tuple[float, ...]  # right edges of the numbers
    em: float
    measure: Measure

    @property
    def room(self) -> float:
        return max(self.right - self.left, 1.0)

    def y(self, index: int) -> float:
        return (_TOP + index * _ROW) * self.em

    def heads(self, texts: Sequence[str]) -> list[Mark]:
        size = 0.9 * self.em
        return [
            Label(edge, (_TOP - 0.6) * self.em, text, size, Ink.QUIET, Anchor.END)
            for edge, text in zip(self.edges, texts, strict=True)
        ]

    def texts(self, index: int, label: str, numbers: Sequence[str]) -> list[Mark]:
        em = self.em
        base = self.y(index) + 0.5 * _ROW * em + 0.36 * em
        name = fit(label, self.left - 0.9 * em, em, self.measure)
        marks: list[Mark] = [Label(self.left - 0.7 * em, base, name, em, anchor=Anchor.END)]
        marks += [
            Label(edge, base, text, em, anchor=Anchor.END)
            for edge, text in zip(self.edges, numbers, strict=True)
        ]
        return marks

    def bar(self, index: int) -> tuple[float, float]:
        """Top and height of a row's bar."""
        return self.y(index) + 0.2 * _ROW * self.em, 0.6 * _ROW * self.em

    def finished(self, marks: Sequence[Mark], spots: Sequence[Spot]) -> Drawing:
        bottom = self.y(len(spots))
        axis = Stroke(((self.left, self.y(0)), (self.left, bottom)), Ink.QUIET, 0.08 * self.em)
        size = Size(self.width, bottom + 0.4 * self.em)
        return Drawing(size, self.em, (*marks, axis), tuple(spots))


def _table(
    rows: Sequence[tuple[str, Sequence[str]]],
    heads: Sequence[str],
    width: float,
    em: float,
    measure: Measure,
) -> _Table:
    """Room for rows of a name and its numbers."""
    edge, edges = width - 0.4 * em, list[float]()
    for column in reversed(range(len(heads))):
        edges.insert(0, edge)
        texts = [measure(numbers[column], em) for _, numbers in rows]
        edge -= max([measure(heads[column], 0.9 * em), *texts]) + 1.2 * em
    names = max((measure(label, em) for label, _ in rows), default=0.0)
    return _Table(width, min(0.34 * width, names + 0.9 * em), edge, tuple(edges), em, measure)


# --- work that hangs on one person ---


def layout_dependency(
    chart: DependencyChart, width: float, text_size: float, measure: Measure
) -> Drawing:
    """Hours of tasks with one person within all hours; the height follows from the rows.

    Args:
        chart: the values.
        width: room from side to side.
        text_size: size of the labels.
        measure: widths in the font that will be used.
    """
    rows, em = chart.rows, text_size
    unit = HoursUnit.for_largest(max((row.minutes for row in rows), default=0))
    heads = (tr("Tasks"), unit.name, tr("Share"))
    numbers = [
        (f"{row.alone:,}", unit.text(row.alone_minutes), _share(row.alone_minutes, row.minutes))
        for row in rows
    ]
    texts = [(row.label, cells) for row, cells in zip(rows, numbers, strict=True)]
    table = _table(texts, heads, width, em, measure)
    longest = max([1, *(row.minutes for row in rows)])
    names = [(tr("One person only"), Tone.OPEN)]
    marks: list[Mark] = [*tone_legend(names, 0, 14 * em, em, measure).marks]
    x = measure(names[0][0], 0.9 * em) + 3.4 * em
    marks.append(Box(x, 0.2 * em, 1.3 * em, 0.85 * em, Ink.BAND))
    marks.append(Label(x + 1.75 * em, em, tr("Two or more"), 0.9 * em, Ink.QUIET))
    marks += table.heads(heads)
    spots: list[Spot] = []
    for index, row in enumerate(rows):
        y, height = table.bar(index)
        scale = table.room / longest
        marks += table.texts(index, row.label, numbers[index])
        marks.append(Box(table.left, y, row.minutes * scale, height, Ink.BAND))
        if row.alone_minutes > 0:
            marks.append(area(table.left, y, row.alone_minutes * scale, height, Tone.OPEN))
        words = _dependency_words(row)
        spots.append(Spot(0, table.y(index), width, _ROW * em, row.key, words))
    return table.finished(marks, spots)


def _share(part: int, whole: int) -> str:
    return percent(part / whole) if whole else "–"


def _dependency_words(row: DependencyRow) -> str:
    words = tr(
        "{name}: {alone:,} of {tasks:,} tasks have one person only ({hours} h, {share})",
        name=row.label,
        alone=row.alone,
        tasks=row.tasks,
        hours=format_hours(row.alone_minutes),
        share=_share(row.alone_minutes, row.minutes),
    )
    if row.largest:
        words += tr("; largest: {names}", names=row.largest)
        words += tr(" ({hours} h)", hours=format_hours(row.largest_minutes))
    if row.unknown:
        words += tr("; ") + ntr(
            "{n:,} task without the number of people",
            "{n:,} tasks without the number of people",
            row.unknown,
        )
    return words


# --- flows ---


def layout_freshness(
    chart: FreshnessChart, width: float, text_size: float, measure: Measure
) -> Drawing:
    """Covered share of the hours, and the flows by age of review; parameters as above."""
    rows, em = chart.rows, text_size
    heads = (tr("Covered"), tr("Number of flows"))
    numbers = [(_share(row.covered_minutes, row.minutes), f"{row.flows:,}") for row in rows]
    texts = [(row.label, cells) for row, cells in zip(rows, numbers, strict=True)]
    table = _table(texts, heads, width, em, measure)
    # The number of covered hours stands behind its bar, that of flows at the right edge.
    gap = 1.2 * em
    covered_width = measure(heads[0], 0.9 * em) + gap
    half = (table.edges[1] - _widest(heads[1], numbers, em, measure) - gap - table.left) / 2
    covered_room = max(half - covered_width, 1.0)
    ages_left = table.left + half + gap
    ages_room = max(half - gap, 1.0)
    table = _Table(
        width, table.left, table.right,
        (table.left + half - 0.2 * em, table.edges[1]), em, measure,
    )  # fmt: skip
    most = max([1, *(row.flows for row in rows)])
    marks: list[Mark] = [*tone_legend(_ages(), 0, width, em, measure).marks]
    marks += table.heads(heads)
    size, base = 0.9 * em, (_TOP - 0.6) * em
    head = fit(tr("Share of the hours"), covered_room, size, measure)
    marks.append(Label(table.left, base, head, size, Ink.QUIET))
    head = fit(tr("Last review"), ages_room, size, measure)
    marks.append(Label(ages_left, base, head, size, Ink.QUIET))
    spots: list[Spot] = []
    for index, row in enumerate(rows):
        y, height = table.bar(index)
        marks += table.texts(index, row.label, numbers[index])
        marks.append(Box(table.left, y, covered_room, height, Ink.BAND))
        share = row.covered_minutes / row.minutes if row.minutes else 0.0
        if share > 0:
            marks.append(Box(table.left, y, covered_room * min(share, 1.0), height, Ink.CORE))
        x = ages_left
        for count, (_, tone) in zip(_counts(row), _ages(), strict=True):
            if count > 0:
                marks.append(area(x, y, ages_room * count / most, height, tone))
                x += ages_room * count / most
        words = _freshness_words(row)
        spots.append(Spot(0, table.y(index), width, _ROW * em, row.key, words))
    return table.finished(marks, spots)


def _widest(head: str, numbers: Sequence[Sequence[str]], em: float, measure: Measure) -> float:
    return max([measure(head, 0.9 * em), *(measure(row[1], em) for row in numbers)])


def _ages() -> tuple[tuple[str, Tone], ...]:
    return (
        (tr("this or last fiscal year"), Tone.DONE),
        (tr("two or three fiscal years ago"), Tone.UNDER_WAY),
        (tr("longer ago"), Tone.OPEN),
        (tr("not reviewed yet"), Tone.IDLE),
    )


def _counts(row: FreshnessRow) -> tuple[int, int, int, int]:
    return row.fresh, row.due, row.old, row.never


def _freshness_words(row: FreshnessRow) -> str:
    words = tr(
        "{name}: flows cover {covered:,} of {tasks:,} tasks ({share} of the hours)",
        name=row.label,
        covered=row.covered,
        tasks=row.tasks,
        share=_share(row.covered_minutes, row.minutes),
    )
    ages = tr(", ").join(
        tr("{name} {n:,}", name=name, n=count)
        for count, (name, _) in zip(_counts(row), _ages(), strict=True)
        if count
    )
    if ages:
        words += tr("; last review: {ages}", ages=ages)
    if row.oldest:
        words += tr("; waits longest: {name}", name=row.oldest)
    return words

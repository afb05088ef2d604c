"""Dot plot of our figures against other cities': the median of each class stands at 100."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from bpr_studio.charts.drawing import (
    Anchor,
    Box,
    Dot,
    Drawing,
    Ink,
    Label,
    Shape,
    Size,
    Spot,
    Stroke,
    fit,
)
from bpr_studio.charts.scale import tick_text, ticks
from bpr_studio.domain.shared.text import ntr, tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bpr_studio.charts.drawing import (
        Mark,
        Measure,
    )
    from bpr_studio.domain.benchmark.comparison import CityValue, ClassComparison

#: Values beyond this multiple of the median are drawn as arrows at the edge.
_FARTHEST: Final = 3.0


@dataclass(frozen=True, slots=True)
class _Columns:
    left: float  # of the plot
    right: float
    ours: float  # right edges of the numbers
    median: float
    cities: float
    highest: float  # multiple of the median at the right edge of the plot

    def x(self, ratio: float) -> float:
        return self.left + (self.right - self.left) * min(ratio, self.highest) / self.highest


def layout_city_comparison(
    rows: Sequence[ClassComparison], our_name: str, width: float, text_size: float, measure: Measure
) -> Drawing:
    """Lay the dots out; the height follows from the number of rows.

    Args:
        rows: in the order to be shown (see `compare.by_distance`).
        our_name: our city's name for the legend.
        width: room from side to side.
        text_size: size of the labels.
        measure: widths in the font that will be used.
    """
    em = text_size
    columns = _columns(rows, width, em, measure)
    row_height, top = 2.1 * em, 4.6 * em
    bottom = top + len(rows) * row_height
    far_off = any(row.outliers for row in rows)
    legend = _legend(our_name, columns.left, em, measure, width if far_off else 0)
    marks = [*legend, *_heads(columns, em)]
    marks += _grid(columns, top, bottom, em)
    spots: list[Spot] = []
    for index, row in enumerate(rows):
        y = top + (index + 0.5) * row_height
        label = fit(row.label, columns.left - 0.9 * em, em, measure)
        marks.append(Label(columns.left - 0.7 * em, y + 0.36 * em, label, em, anchor=Anchor.END))
        marks += _dots(row, columns, y, em)
        marks += _numbers(row, columns, y + 0.36 * em, em)
        spots.append(Spot(0, y - row_height / 2, width, row_height, row.code, words_of(row)))
    return Drawing(Size(width, bottom + 0.4 * em), em, tuple(marks), tuple(spots))


def value_text(value: float | None) -> str:
    """A value of a comparison with as many decimals as its size asks for."""
    if value is None:
        return "–"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:,.1f}"


def words_of(row: ClassComparison) -> str:
    """A row's values in words."""
    n = len(row.others)
    if row.spread is None:
        return ntr(
            "{name}: ours {ours}; only {n} other city, so no median",
            "{name}: ours {ours}; only {n} other cities, so no median",
            n,
            name=row.label,
            ours=value_text(row.ours),
        )
    return ntr(
        "{name}: ours {ours}, median {median}, quartiles {low} to {high} ({n} other city)",
        "{name}: ours {ours}, median {median}, quartiles {low} to {high} ({n} other cities)",
        n,
        name=row.label,
        ours=value_text(row.ours),
        median=value_text(row.spread.median),
        low=value_text(row.spread.lower_quartile),
        high=value_text(row.spread.upper_quartile),
    )


def _columns(
    rows: Sequence[ClassComparison], width: float, em: float, measure: Measure
) -> _Columns:
    def widest(head: str, texts: list[str]) -> float:
        return max(measure(head, 0.9 * em), *(measure(text, em) for text in [*texts, ""]))

    medians = [value_text(row.spread.median if row.spread else None) for row in rows]
    cities_right = width - 0.4 * em
    median_right = (
        cities_right - widest(tr("Cities"), [str(len(row.others)) for row in rows]) - 1.2 * em
    )
    ours_right = median_right - widest(tr("Median"), medians) - 1.2 * em
    plot_right = ours_right - widest(tr("Ours"), [value_text(row.ours) for row in rows]) - 1.6 * em
    labels = max((measure(row.label, em) for row in rows), default=0.0)
    return _Columns(
        left=min(0.34 * width, labels + 0.9 * em),
        right=plot_right,
        ours=ours_right,
        median=median_right,
        cities=cities_right,
        highest=_highest(rows),
    )


def _highest(rows: Sequence[ClassComparison]) -> float:
    ratios = [
        value / row.spread.median
        for row in rows
        if row.spread and row.spread.median
        for value in (row.ours or 0.0, row.spread.maximum)
    ]
    return ticks(min(max(ratios, default=2.0), _FARTHEST), 6)[-1]


def _heads(columns: _Columns, em: float) -> list[Mark]:
    heads = (
        (columns.ours, tr("Ours")),
        (columns.median, tr("Median")),
        (columns.cities, tr("Cities")),
    )
    return [Label(x, 3.6 * em, text, 0.9 * em, Ink.QUIET, Anchor.END) for x, text in heads]


def _grid(columns: _Columns, top: float, bottom: float, em: float) -> list[Mark]:
    marks: list[Mark] = []
    for ratio in ticks(columns.highest, 6):
        x = columns.x(ratio)
        at_median = abs(ratio - 1) < 1e-9
        ink = Ink.QUIET if ratio == 0 else Ink.LINE
        if not at_median:
            marks.append(Stroke(((x, top), (x, bottom)), ink, 0.08 * em))
        text = tick_text(ratio * 100)
        marks.append(Label(x, 3.6 * em, text, 0.9 * em, Ink.QUIET, Anchor.MIDDLE, bold=at_median))
    x = columns.x(1)
    marks.append(Stroke(((x, top - 0.3 * em), (x, bottom)), Ink.LIMIT, 0.14 * em))
    return marks


def _dots(row: ClassComparison, columns: _Columns, y: float, em: float) -> list[Mark]:
    if row.spread is None or not row.spread.median:
        note = ntr("{n} city: no median", "{n} cities: no median", len(row.others))
        return [Label(columns.left + em, y + 0.36 * em, note, 0.9 * em, Ink.QUIET)]
    median = row.spread.median
    low, high = (
        columns.x(row.spread.lower_quartile / median),
        columns.x(row.spread.upper_quartile / median),
    )
    marks: list[Mark] = [Box(low, y - 0.5 * em, high - low, em, Ink.BAND)]
    marks.append(
        Stroke(((columns.x(1), y - 0.5 * em), (columns.x(1), y + 0.5 * em)), Ink.LIMIT, 0.14 * em)
    )
    marks += [_other_dot(other, median, columns, y, em) for other in row.others]
    if row.ours is not None:
        marks.append(_dot(row.ours / median, columns, y, em, ours=True))
    return marks


def _dot(ratio: float, columns: _Columns, y: float, em: float, *, ours: bool) -> Dot:
    ink = Ink.CORE if ours else Ink.OTHERS
    x = columns.x(ratio)
    if ratio > columns.highest:
        return Dot(x, y, 0.5 * em, ink, Shape.ARROW, hollow=not ours)
    if ours:
        return Dot(x, y, 0.58 * em, ink, Shape.DIAMOND)
    return Dot(x, y, 0.36 * em, ink, hollow=True)


def _other_dot(other: CityValue, median: float, columns: _Columns, y: float, em: float) -> Dot:
    """An outlier is filled, so that it shows in grey, too; it is counted like the others."""
    dot = _dot(other.value / median, columns, y, em, ours=False)
    return replace(dot, hollow=False) if other.outlier else dot


def _numbers(row: ClassComparison, columns: _Columns, y: float, em: float) -> list[Mark]:
    texts = (
        (columns.ours, value_text(row.ours), True),
        (columns.median, value_text(row.spread.median if row.spread else None), False),
        (columns.cities, str(len(row.others)), False),
    )
    return [Label(x, y, text, em, anchor=Anchor.END, bold=bold) for x, text, bold in texts]


def _legend(
    our_name: str, x: float, em: float, measure: Measure, far_off_up_to: float
) -> list[Mark]:
    """The signs in words; that of outliers where there are some and room is left."""
    marks: list[Mark] = []
    y, text_y, size = 0.62 * em, em, 0.9 * em

    def name(text: str, width: float) -> None:
        nonlocal x
        marks.append(Label(x + width, text_y, text, size, Ink.QUIET))
        x += width + measure(text, size) + 1.6 * em

    marks.append(Dot(x + 0.6 * em, y, 0.58 * em, Ink.CORE, Shape.DIAMOND))
    name(our_name, 1.6 * em)
    marks.append(Dot(x + 0.4 * em, y, 0.36 * em, Ink.OTHERS, hollow=True))
    name(tr("Other cities"), 1.2 * em)
    marks.append(Box(x, y - 0.4 * em, 1.6 * em, 0.8 * em, Ink.BAND))
    name(tr("Middle half"), 2.0 * em)
    marks.append(
        Stroke(((x + 0.2 * em, y - 0.5 * em), (x + 0.2 * em, y + 0.5 * em)), Ink.LIMIT, 0.14 * em)
    )
    name(tr("Median = 100"), 0.8 * em)
    word = tr("Far off (counted)")
    if x + 1.2 * em + measure(word, size) <= far_off_up_to:
        marks.append(Dot(x + 0.4 * em, y, 0.36 * em, Ink.OTHERS))
        name(word, 1.2 * em)
    return marks

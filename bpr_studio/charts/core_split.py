"""Stacked bars of core, non-core and not yet judged hours, one row per unit or class."""

from __future__ import annotations

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
from bpr_studio.charts.scale import HoursUnit
from bpr_studio.domain.shared.quantities import format_hours
from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.statements import percent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bpr_studio.charts.drawing import (
        Mark,
        Measure,
    )
    from bpr_studio.domain.workload.answer import CoreSplit


def layout_core_split(
    rows: Sequence[CoreSplit], width: float, text_size: float, measure: Measure
) -> Drawing:
    """Lay the bars out; the height follows from the number of rows.

    Args:
        rows: in the order to be shown (see `statements.largest_rows`); one of several without
            a key is the sum of all others and shown in numbers only.
        width: room from side to side.
        text_size: size of the labels.
        measure: widths in the font that will be used.
    """
    em = text_size
    unit = HoursUnit.for_largest(max((row.total for row in rows), default=0))
    heads = (unit.name, tr("Non-core"))
    hours = [unit.text(row.total) for row in rows]
    shares = [percent(row.non_core_share) if row.core + row.non_core else "–" for row in rows]

    def widest(texts: Sequence[str]) -> float:
        return max((measure(text, em) for text in texts), default=0.0)

    share_right = width - 0.4 * em
    hours_right = share_right - widest([heads[1], *shares]) - 1.6 * em
    bar_right = hours_right - widest([heads[0], *hours]) - 1.2 * em
    bar_left = min(0.34 * width, widest([row.label for row in rows]) + 0.9 * em)
    longest = max([1, *(row.total for row in rows if not _is_rest(row, rows))])
    scale = max(bar_right - bar_left, 1.0) / longest
    row_height, top = 2.1 * em, 2.2 * em
    names = _names(rows)
    legend_x = max(0.0, min(bar_left, bar_right - legend_width(names, em, measure)))
    marks: list[Mark] = [
        *legend(names, legend_x, em, measure),
        Label(hours_right, em, heads[0], em * 0.9, Ink.QUIET, Anchor.END),
        Label(share_right, em, heads[1], em * 0.9, Ink.QUIET, Anchor.END),
    ]
    spots: list[Spot] = []
    for index, row in enumerate(rows):
        y = top + index * row_height
        base = y + 0.5 * row_height + 0.36 * em
        label = fit(row.label, bar_left - 0.9 * em, em, measure)
        ink = Ink.TEXT
        if _is_rest(row, rows):
            ink = Ink.QUIET
            marks.append(
                Label(bar_left + 0.5 * em, base, tr("a sum, drawn without bar"), 0.9 * em, ink)
            )
        else:
            marks += _bar(row, bar_left, y + 0.22 * row_height, 0.56 * row_height, scale)
        marks += [
            Label(bar_left - 0.7 * em, base, label, em, ink, Anchor.END),
            Label(hours_right, base, hours[index], em, ink, Anchor.END),
            Label(share_right, base, shares[index], em, ink, Anchor.END),
        ]
        spots.append(Spot(0, y, width, row_height, row.key, words_of(row)))
    bottom = top + len(rows) * row_height
    marks.append(Stroke(((bar_left, top), (bar_left, bottom)), Ink.QUIET, 0.08 * em))
    return Drawing(Size(width, bottom + 0.4 * em), em, tuple(marks), tuple(spots))


def _is_rest(row: CoreSplit, rows: Sequence[CoreSplit]) -> bool:
    """The sum of all small rows: its bar would dwarf the single ones, so it gets none."""
    return not row.key and len(rows) > 1


def words_of(row: CoreSplit) -> str:
    """A row's values in words."""
    return tr(
        "{name}: {total} h, core {core} h, non-core {non_core} h ({share}), not judged {untagged} h",
        name=row.label,
        total=format_hours(row.total),
        core=format_hours(row.core),
        non_core=format_hours(row.non_core),
        share=percent(row.non_core_share),
        untagged=format_hours(row.untagged),
    )


def _bar(row: CoreSplit, x: float, y: float, height: float, scale: float) -> list[Mark]:
    marks: list[Mark] = []
    for minutes, ink in (
        (row.core, Ink.CORE),
        (row.non_core, Ink.NON_CORE),
        (row.untagged, Ink.UNTAGGED),
    ):
        if minutes > 0:
            marks.append(Box(x, y, minutes * scale, height, ink, hatched=ink is Ink.NON_CORE))
            x += minutes * scale
    return marks


def _names(rows: Sequence[CoreSplit]) -> list[tuple[str, Ink]]:
    names = [(tr("Core work"), Ink.CORE), (tr("Non-core work"), Ink.NON_CORE)]
    return (
        [*names, (tr("Not judged"), Ink.UNTAGGED)] if any(row.untagged for row in rows) else names
    )


def legend(names: Sequence[tuple[str, Ink]], x: float, em: float, measure: Measure) -> list[Mark]:
    """A line of swatches with their names, from `x` to the right, on the first text line."""
    marks: list[Mark] = []
    for name, ink in names:
        marks.append(Box(x, 0.2 * em, 1.3 * em, 0.85 * em, ink, hatched=ink is Ink.NON_CORE))
        marks.append(Label(x + 1.75 * em, em, name, em * 0.9, Ink.QUIET))
        x += legend_width([(name, ink)], em, measure)
    return marks


def legend_width(names: Sequence[tuple[str, Ink]], em: float, measure: Measure) -> float:
    """Room `legend` takes, the gap behind the last name included."""
    return sum(3.35 * em + measure(name, em * 0.9) for name, _ in names)

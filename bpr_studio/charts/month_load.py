"""Load curve: the hours of the twelve months as columns, held against the capacity."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bpr_studio.charts.core_split import legend
from bpr_studio.charts.drawing import Anchor, Box, Drawing, Ink, Label, Spot, Stroke
from bpr_studio.charts.scale import HoursUnit, tick_text, ticks
from bpr_studio.domain.shared.quantities import format_hours
from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.statements import month_limits, month_name, month_totals, percent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bpr_studio.charts.drawing import Mark, Measure, Size
    from bpr_studio.domain.workload.answer import MonthLoad


@dataclass(frozen=True, slots=True)
class _Plot:
    """The rectangle between the axes and its vertical scale."""

    left: float
    right: float
    top: float
    bottom: float
    highest: float  # value at the top

    def y(self, value: float) -> float:
        return self.bottom - (self.bottom - self.top) * value / self.highest

    def x(self, position: float) -> float:
        """Left edge of month `position` (0 … 12)."""
        return self.left + (self.right - self.left) * position / 12


def layout_month_load(months: MonthLoad, size: Size, text_size: float, measure: Measure) -> Drawing:
    """Lay the columns and the capacity line out.

    Args:
        months: work and capacity.
        size: room for the chart.
        text_size: size of the labels.
        measure: widths in the font that will be used.
    """
    em = text_size
    totals, limits = month_totals(months), month_limits(months)
    largest = max((*totals, *limits))
    unit = HoursUnit.for_largest(largest)
    highest = max(unit.of(largest), 0.1) * 1.12  # leaves room for the numbers on the columns
    steps = [s for s in ticks(highest, max(2, int(size.height / (4 * em)))) if s <= highest]
    note = _limit_note(months)
    right = size.width - (max(measure(line, 0.9 * em) for line in note) + 0.8 * em if note else 0)
    plot = _Plot(
        left=max(measure(tick_text(step), em) for step in steps) + 0.8 * em,
        right=right,
        top=3.4 * em,
        bottom=size.height - 1.9 * em,
        highest=highest,
    )
    marks = [*_grid(plot, steps, em), Label(0, 2.6 * em, unit.name, 0.9 * em, Ink.QUIET)]
    marks += legend(_names(months), plot.left, em, measure)
    spots: list[Spot] = []
    for position in range(12):
        marks += _column(months, position, plot, unit, em)
        step = plot.x(1) - plot.x(0)
        words = _words(months, position, totals[position], limits[position])
        spots.append(
            Spot(
                plot.x(position), plot.top, step, size.height - plot.top, f"{_key(position)}", words
            )
        )
    if note:
        marks += _limit_line(plot, [unit.of(limit) for limit in limits], note, em)
        marks += _overload(totals, limits, plot, unit, em)
    return Drawing(size, em, tuple(marks), tuple(spots))


def _key(position: int) -> str:
    return f"{(position + 3) % 12 + 1:02d}"


def _names(months: MonthLoad) -> list[tuple[str, Ink]]:
    names = [(tr("Core work"), Ink.CORE), (tr("Non-core work"), Ink.NON_CORE)]
    return [*names, (tr("Not judged"), Ink.UNTAGGED)] if any(months.untagged) else names


def _limit_note(months: MonthLoad) -> list[str]:
    if not any(months.capacity):
        return []
    return [tr("Capacity"), tr("+ contractors")] if any(months.contractor) else [tr("Capacity")]


def _grid(plot: _Plot, steps: Sequence[float], em: float) -> list[Mark]:
    marks: list[Mark] = []
    for step in steps:
        y = plot.y(step)
        ink = Ink.QUIET if step == 0 else Ink.LINE
        marks.append(Stroke(((plot.left, y), (plot.right, y)), ink, 0.08 * em))
        marks.append(
            Label(
                plot.left - 0.6 * em,
                y + 0.36 * em,
                tick_text(step),
                0.9 * em,
                Ink.QUIET,
                Anchor.END,
            )
        )
    return marks


def _column(
    months: MonthLoad, position: int, plot: _Plot, unit: HoursUnit, em: float
) -> list[Mark]:
    step = plot.x(1) - plot.x(0)
    x, width = plot.x(position) + 0.16 * step, 0.68 * step
    marks: list[Mark] = []
    below = 0
    for minutes, ink in (
        (months.core[position], Ink.CORE),
        (months.non_core[position], Ink.NON_CORE),
        (months.untagged[position], Ink.UNTAGGED),
    ):
        if minutes > 0:
            top = plot.y(unit.of(below + minutes))
            height = plot.y(unit.of(below)) - top
            marks.append(Box(x, top, width, height, ink, hatched=ink is Ink.NON_CORE))
            below += minutes
    marks.append(
        Label(x + width / 2, plot.bottom + 1.4 * em, _short(position), em, anchor=Anchor.MIDDLE)
    )
    return marks


def _short(position: int) -> str:
    name = month_name(position)
    return name if name.endswith("月") else name[:3]


def _limit_line(plot: _Plot, limits: Sequence[float], note: Sequence[str], em: float) -> list[Mark]:
    points: list[tuple[float, float]] = []
    for position, limit in enumerate(limits):
        points += [(plot.x(position), plot.y(limit)), (plot.x(position + 1), plot.y(limit))]
    marks: list[Mark] = [
        Stroke(tuple(points), Ink.SURFACE, 0.42 * em),  # lifts the line off the columns
        Stroke(tuple(points), Ink.LIMIT, 0.17 * em),
    ]
    y = plot.y(limits[-1]) + 0.36 * em - 0.6 * em * (len(note) - 1)
    for index, line in enumerate(note):
        marks.append(Label(plot.right + 0.6 * em, y + 1.2 * em * index, line, 0.9 * em))
    return marks


def _overload(
    totals: Sequence[int], limits: Sequence[int], plot: _Plot, unit: HoursUnit, em: float
) -> list[Mark]:
    return [
        Label(
            plot.x(position + 0.5),
            plot.y(unit.of(total)) - 0.45 * em,
            f"{total / limit * 100:.0f}%",
            0.9 * em,
            anchor=Anchor.MIDDLE,
            bold=True,
        )
        for position, (total, limit) in enumerate(zip(totals, limits, strict=True))
        if limit and total > limit
    ]


def _words(months: MonthLoad, position: int, total: int, limit: int) -> str:
    words = tr(
        "{month}: {total} h, core {core} h, non-core {non_core} h, not judged {untagged} h",
        month=month_name(position),
        total=format_hours(total),
        core=format_hours(months.core[position]),
        non_core=format_hours(months.non_core[position]),
        untagged=format_hours(months.untagged[position]),
    )
    if not limit:
        return words
    use = tr(
        "capacity {limit} h, used {share}", limit=format_hours(limit), share=percent(total / limit)
    )
    return tr(", ").join((words, use))

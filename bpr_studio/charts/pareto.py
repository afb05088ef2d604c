"""Pareto chart: the items by hours below, how much of all hours they add up to above."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from bpr_studio.charts.core_split import legend
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
)
from bpr_studio.charts.scale import HoursUnit, round_step, tick_text, ticks
from bpr_studio.domain.shared.quantities import format_hours
from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.domain.workload.statements import PARETO_SHARE, pareto_count, percent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bpr_studio.charts.drawing import (
        Mark,
        Measure,
        Size,
    )
    from bpr_studio.domain.workload.answer import ParetoItem

_NAMED = 5  # largest items named inside the chart


@dataclass(frozen=True, slots=True)
class _Panels:
    """Horizontal extent shared by both panels, and their vertical ones."""

    left: float
    right: float
    top: float  # 100 %
    middle: float  # 0 % of the curve
    bars_top: float
    bottom: float  # zero hours
    count: int
    unit: HoursUnit
    highest: float  # value at the top of the bars, in the unit

    def x(self, rank: float) -> float:
        """Right edge of the bar of `rank`; 0 is the left edge of the first one."""
        return self.left + (self.right - self.left) * rank / max(self.count, 1)

    def share_y(self, share: float) -> float:
        return self.middle - (self.middle - self.top) * share


def layout_pareto(
    items: Sequence[ParetoItem], size: Size, text_size: float, measure: Measure
) -> Drawing:
    """Lay bars, curve and the 80 % mark out.

    Args:
        items: in any order; the chart sorts them.
        size: room for the chart.
        text_size: size of the labels.
        measure: widths in the font that will be used.
    """
    em = text_size
    ordered = sorted(items, key=lambda item: -item.minutes)
    largest = ordered[0].minutes if ordered else 0
    unit = HoursUnit.for_largest(largest)
    inner = size.height - 8.2 * em
    steps = ticks(unit.of(largest), max(2, int(inner * 0.55 / (3 * em))))
    left = max(measure(t, em) for t in (*map(tick_text, steps), "100%")) + 0.8 * em
    top = 2.6 * em
    panels = _Panels(
        left=left,
        right=size.width - em,
        top=top,
        middle=top + inner * 0.42,
        bars_top=top + inner * 0.42 + 2.4 * em,
        bottom=size.height - 3.2 * em,
        count=len(ordered),
        unit=unit,
        highest=steps[-1],
    )
    names = [(tr("Non-core work"), Ink.NON_CORE), (tr("Core and not judged"), Ink.CORE)]
    marks = legend(names, left, em, measure)
    marks += _axes(panels, steps, em)
    total = sum(item.minutes for item in ordered)
    if not total:
        return Drawing(size, em, tuple(marks))
    sums = list(accumulate(item.minutes for item in ordered))
    marks += _bars(ordered, panels)
    marks += _named(ordered, panels, em, measure)
    marks += _curve([s / total for s in sums], panels, em)
    marks += _eighty(pareto_count(ordered), panels, em, measure)
    spots = tuple(
        Spot(
            panels.x(rank), panels.top, panels.x(1) - panels.left, panels.bottom - panels.top,
            item.key, _words(rank + 1, item, sums[rank] / total),
        )
        for rank, item in enumerate(ordered)
    )  # fmt: skip
    return Drawing(size, em, tuple(marks), spots)


def _axes(panels: _Panels, steps: Sequence[float], em: float) -> list[Mark]:
    marks: list[Mark] = []

    def line(y: float, text: str, ink: Ink) -> None:
        marks.append(Stroke(((panels.left, y), (panels.right, y)), ink, 0.08 * em))
        marks.append(
            Label(panels.left - 0.6 * em, y + 0.36 * em, text, 0.9 * em, Ink.QUIET, Anchor.END)
        )

    for share in (0.0, 0.5, 1.0):
        line(panels.share_y(share), f"{share * 100:.0f}%", Ink.LINE if share else Ink.QUIET)
    height = panels.bottom - panels.bars_top
    for step in steps:
        line(
            panels.bottom - height * step / steps[-1],
            tick_text(step),
            Ink.LINE if step else Ink.QUIET,
        )
    marks.append(Label(0, panels.bars_top - 0.9 * em, panels.unit.name, 0.9 * em, Ink.QUIET))
    for rank in _rank_ticks(panels.count):
        x = (panels.x(rank - 1) + panels.x(rank)) / 2
        marks.append(
            Label(x, panels.bottom + 1.3 * em, f"{rank:,}", 0.9 * em, Ink.QUIET, Anchor.MIDDLE)
        )
    marks.append(
        Label(
            panels.right,
            panels.bottom + 2.7 * em,
            tr("rank by hours"),
            0.9 * em,
            Ink.QUIET,
            Anchor.END,
        )
    )
    return marks


def _rank_ticks(count: int) -> list[int]:
    if count <= 0:
        return []
    step = max(1, int(round_step(count, 8)))
    return sorted({1, *range(step, count + 1, step)})


def _bars(ordered: Sequence[ParetoItem], panels: _Panels) -> list[Mark]:
    step = panels.x(1) - panels.left
    gap = 0.18 * step if step > 4 else 0.0
    scale = (panels.bottom - panels.bars_top) / panels.highest
    marks: list[Mark] = []
    for rank, item in enumerate(ordered):
        x, width = panels.x(rank) + gap / 2, step - gap
        rest = panels.unit.of(item.minutes - item.non_core) * scale
        non_core = panels.unit.of(item.non_core) * scale
        if rest > 0:
            marks.append(Box(x, panels.bottom - rest, width, rest, Ink.CORE))
        if non_core > 0:
            y = panels.bottom - rest - non_core
            marks.append(Box(x, y, width, non_core, Ink.NON_CORE, hatched=True))
    return marks


def _named(
    ordered: Sequence[ParetoItem], panels: _Panels, em: float, measure: Measure
) -> list[Mark]:
    """Names and hours of the first items, in the free corner above the small bars on the right."""
    first = ordered[:_NAMED]
    hours = [panels.unit.text(item.minutes) for item in first]
    hours_width = max(measure(text, em) for text in hours) + 1.2 * em
    room = (panels.right - panels.left) * 0.6 - hours_width
    names = [
        fit(f"{rank}　{item.label}", room, em, measure) for rank, item in enumerate(first, start=1)
    ]
    x = panels.right - hours_width - max(measure(name, em) for name in names)
    line_height = 1.6 * em
    first_below = int((x - panels.left) / (panels.x(1) - panels.left))
    tallest = panels.unit.of(ordered[min(first_below, len(ordered) - 1)].minutes) / panels.highest
    free = (panels.bottom - panels.bars_top) * (1 - tallest)
    if len(ordered) <= _NAMED or free < line_height * (len(names) + 0.6):
        return []
    y = panels.bars_top + em
    height = line_height * len(names)
    marks: list[Mark] = [
        Box(x - 0.8 * em, y - 1.2 * em, panels.right - x + 0.8 * em, height, Ink.SURFACE)
    ]
    for index, (name, text) in enumerate(zip(names, hours, strict=True)):
        marks.append(Label(x, y + line_height * index, name, em))
        marks.append(Label(panels.right, y + line_height * index, text, em, anchor=Anchor.END))
    return marks


def _curve(shares: Sequence[float], panels: _Panels, em: float) -> list[Mark]:
    points = [(panels.left, panels.share_y(0.0))]
    points += [(panels.x(rank + 1), panels.share_y(share)) for rank, share in enumerate(shares)]
    return [Stroke(tuple(points), Ink.CORE, 0.2 * em)]


def _eighty(count: int, panels: _Panels, em: float, measure: Measure) -> list[Mark]:
    x, y = panels.x(count), panels.share_y(PARETO_SHARE)
    text = ntr("80% with the largest {n}", "80% with the largest {n}", count)
    fits_right = x + 1.2 * em + measure(text, em, bold=True) < panels.right
    return [
        Stroke(((panels.left, y), (panels.right, y)), Ink.LIMIT, 0.1 * em, dashed=True),
        Stroke(((x, y), (x, panels.middle)), Ink.LIMIT, 0.1 * em, dashed=True),
        Dot(x, y, 0.38 * em, Ink.LIMIT),
        Label(
            x + (0.7 * em if fits_right else -0.7 * em),
            y + 1.5 * em,
            text,
            em,
            anchor=Anchor.START if fits_right else Anchor.END,
            bold=True,
        ),
    ]


def _words(rank: int, item: ParetoItem, share: float) -> str:
    return tr(
        "{rank}. {name}: {hours} h, of these non-core {non_core} h; up to here {share} of all hours",
        rank=rank,
        name=item.label,
        hours=format_hours(item.minutes),
        non_core=format_hours(item.non_core),
        share=percent(share),
    )

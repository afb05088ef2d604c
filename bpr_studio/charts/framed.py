"""A chart that stands alone: with its finding above and its caption below."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bpr_studio.charts.drawing import Drawing, Ink, Label, Size, Stroke, wrap, wrap_evenly

if TYPE_CHECKING:
    from bpr_studio.charts.drawing import Mark, Measure


def framed(drawing: Drawing, *, title: str, caption: str, measure: Measure) -> Drawing:
    """`drawing` with `title` above and `caption` below, and a margin around.

    Spots are dropped: a picture answers to nobody.
    """
    em, margin = drawing.em, 1.5 * drawing.em
    width = drawing.size.width
    marks: list[Mark] = []
    y = margin
    for line in wrap_evenly(title, width, 1.25 * em, measure):
        y += 1.25 * em
        marks.append(Label(margin, y, line, 1.25 * em, bold=True))
        y += 0.6 * em
    y += 0.7 * em
    marks += [_moved(mark, margin, y) for mark in drawing.marks]
    y += drawing.size.height + 0.6 * em
    for line in wrap(caption, width, 0.85 * em, measure):
        y += 1.35 * em
        marks.append(Label(margin, y, line, 0.85 * em, Ink.QUIET))
    return Drawing(Size(width + 2 * margin, y + margin), em, tuple(marks))


def _moved(mark: Mark, dx: float, dy: float) -> Mark:
    if isinstance(mark, Stroke):
        return replace(mark, points=tuple((x + dx, y + dy) for x, y in mark.points))
    return replace(mark, x=mark.x + dx, y=mark.y + dy)

"""The Pareto curve over single tasks: how few of them hold how much of the non-core hours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bpr_studio.charts.drawing import Anchor, Box, Dot, Drawing, Ink, Label, Spot, Stroke
from bpr_studio.charts.scale import round_step
from bpr_studio.domain.shared.text import ntr, tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bpr_studio.charts.drawing import Mark, Measure, Size

_TICKS = 5


def layout_dig_curve(
    points: Sequence[tuple[int, float]],
    chosen: tuple[int, float],
    size: Size,
    text_size: float,
    measure: Measure,
) -> Drawing:
    """Lay the curve out with the chosen tasks below it.

    Args:
        points: number of tasks and the share of the hours they hold, 0 … 1, rising.
        chosen: the same of the tasks that are proposed.
        size: room for the chart.
        text_size: size of the labels.
        measure: widths in the font that will be used.
    """
    em = text_size
    left = measure("100%", 0.9 * em) + 0.8 * em
    frame = _Frame(left, size.width - 2 * em, em, size.height - 3.2 * em, max(points[-1][0], 1))
    if len(points) < 2:
        return Drawing(size, em, tuple(_axes(frame, em)))
    marks: list[Mark] = [_chosen_band(frame, chosen), *_axes(frame, em)]
    line = tuple((frame.x(n), frame.y(share)) for n, share in points)
    marks.append(Stroke(line, Ink.NON_CORE, 0.2 * em))
    marks += _mark(frame, chosen, em, measure)
    spots = (
        Spot(
            frame.left,
            frame.top,
            frame.x(chosen[0]) - frame.left,
            frame.bottom - frame.top,
            "",
            _words(chosen, points[-1][0]),
        ),
    )
    return Drawing(size, em, tuple(marks), spots)


class _Frame:
    """Where the curve stands."""

    def __init__(self, left: float, right: float, top: float, bottom: float, count: int) -> None:
        self.left, self.right, self.top, self.bottom = left, right, top, bottom
        self.count = count

    def x(self, number: float) -> float:
        return self.left + (self.right - self.left) * number / self.count

    def y(self, share: float) -> float:
        return self.bottom - (self.bottom - self.top) * share


def _axes(frame: _Frame, em: float) -> list[Mark]:
    marks: list[Mark] = []
    for share in (0.0, 0.5, 1.0):
        y = frame.y(share)
        ink = Ink.LINE if share else Ink.QUIET
        marks.append(Stroke(((frame.left, y), (frame.right, y)), ink, 0.08 * em))
        text = f"{share * 100:.0f}%"
        marks.append(
            Label(frame.left - 0.6 * em, y + 0.33 * em, text, 0.9 * em, Ink.QUIET, Anchor.END)
        )
    step = max(1, int(round_step(frame.count, _TICKS)))
    for number in range(step, frame.count + 1, step):
        x, base = frame.x(number), frame.bottom + 1.3 * em
        marks.append(Label(x, base, f"{number:,}", 0.9 * em, Ink.QUIET, Anchor.MIDDLE))
    foot = tr("non-core tasks, longest first")
    marks.append(Label(frame.right, frame.bottom + 2.7 * em, foot, 0.9 * em, Ink.QUIET, Anchor.END))
    return marks


def _chosen_band(frame: _Frame, chosen: tuple[int, float]) -> Box:
    """Behind the tasks that are proposed."""
    return Box(
        frame.left, frame.top, frame.x(chosen[0]) - frame.left, frame.bottom - frame.top, Ink.BAND
    )


def _mark(frame: _Frame, chosen: tuple[int, float], em: float, measure: Measure) -> list[Mark]:
    number, share = chosen
    x, y = frame.x(number), frame.y(share)
    text = ntr(
        "{n:,} task: {percent}%", "{n:,} tasks: {percent}%", number, percent=f"{share * 100:.0f}"
    )
    fits = x + 1.2 * em + measure(text, em, bold=True) < frame.right
    return [
        Stroke(((frame.left, y), (x, y)), Ink.LIMIT, 0.1 * em, dashed=True),
        Stroke(((x, y), (x, frame.bottom)), Ink.LIMIT, 0.1 * em, dashed=True),
        Dot(x, y, 0.38 * em, Ink.LIMIT),
        Label(
            x + (0.7 * em if fits else -0.7 * em),
            y + 1.6 * em,
            text,
            em,
            anchor=Anchor.START if fits else Anchor.END,
            bold=True,
        ),
    ]


def _words(chosen: tuple[int, float], count: int) -> str:
    return tr(
        "{n:,} of {all:,} non-core tasks hold {percent}% of the non-core hours",
        n=chosen[0],
        all=count,
        percent=f"{chosen[1] * 100:.0f}",
    )

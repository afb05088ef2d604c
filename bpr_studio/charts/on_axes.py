"""Charts on matplotlib axes, for PNG files and for figures that combine several charts.

Only `matplotlib.figure.Figure`, never pyplot: no global state, no window, any thread. The cache
folder (MPLCONFIGDIR) is set by the program before the first call.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, assert_never

from bpr_studio.charts.city_comparison import layout_city_comparison
from bpr_studio.charts.core_split import layout_core_split
from bpr_studio.charts.drawing import (
    LIGHT,
    Anchor,
    Box,
    Dot,
    Ink,
    Label,
    Shape,
    Size,
    Stroke,
    dot_outline,
    estimated_width,
    hatch_lines,
)
from bpr_studio.charts.month_load import layout_month_load
from bpr_studio.charts.pareto import layout_pareto

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from bpr_studio.charts.drawing import Drawing, Mark
    from bpr_studio.domain.benchmark.compare import ClassComparison
    from bpr_studio.domain.workload.answer import CoreSplit, MonthLoad, ParetoItem

_TEXT_SIZE: Final = 8.5
_FAMILIES: Final = (
    "BIZ UDPGothic",
    "BIZ UDGothic",
    "Yu Gothic",
    "Meiryo",
    "MS Gothic",
    "Noto Sans CJK JP",
    "IPAexGothic",
    "DejaVu Sans",
)
_ANCHORS: Final = {Anchor.START: "left", Anchor.MIDDLE: "center", Anchor.END: "right"}


def use_fonts(files: Sequence[Path]) -> None:
    """Make font files known to matplotlib that it has not found by itself."""
    from matplotlib.font_manager import fontManager

    known = {entry.fname for entry in fontManager.ttflist}
    for file in files:
        if str(file) not in known:
            fontManager.addfont(str(file))


def chart_style() -> AbstractContextManager[None]:
    """Settings under which figures are made and saved, so that the same data gives the same file."""
    import matplotlib as mpl
    from matplotlib.font_manager import fontManager

    known = {entry.name for entry in fontManager.ttflist}
    return mpl.rc_context(
        {
            "font.family": [name for name in _FAMILIES if name in known],
            "axes.unicode_minus": False,
            "svg.fonttype": "path",
            "svg.hashsalt": "bpr_studio",
            "pdf.fonttype": 42,
        }
    )


def new_figure(size: Size) -> tuple[Figure, Axes]:
    """A figure of `size` points filled by one axes; make and save it inside `chart_style`."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(size.width / 72, size.height / 72))
    return figure, figure.add_axes((0, 0, 1, 1))


def draw_core_split(axes: Axes, rows: Sequence[CoreSplit]) -> None:
    """Core and non-core bars on `axes`, rows in the order given."""
    width = _size(axes).width
    put_on_axes(axes, layout_core_split(rows, width, _TEXT_SIZE, estimated_width))


def draw_month_load(axes: Axes, months: MonthLoad) -> None:
    """The load curve with its capacity line on `axes`."""
    put_on_axes(axes, layout_month_load(months, _size(axes), _TEXT_SIZE, estimated_width))


def draw_pareto(axes: Axes, items: Sequence[ParetoItem]) -> None:
    """Bars, cumulative curve and 80 % mark on `axes`."""
    put_on_axes(axes, layout_pareto(items, _size(axes), _TEXT_SIZE, estimated_width))


def draw_city_comparison(axes: Axes, rows: Sequence[ClassComparison], our_name: str) -> None:
    """Our dots among the other cities' on `axes`, rows in the order given."""
    width = _size(axes).width
    put_on_axes(axes, layout_city_comparison(rows, our_name, width, _TEXT_SIZE, estimated_width))


def put_on_axes(axes: Axes, drawing: Drawing) -> None:
    """Draw `drawing` into the upper left of `axes`; a taller one is made to fit."""
    room = _size(axes)
    scale = min(1.0, room.height / drawing.size.height, room.width / drawing.size.width)
    axes.set_axis_off()
    axes.set_xlim(0, room.width / scale)
    axes.set_ylim(room.height / scale, 0)
    brush = _Brush(axes, drawing.em, scale)
    for order, mark in enumerate(drawing.marks, start=1):
        brush.paint(mark, order)


def _size(axes: Axes) -> Size:
    """Size of `axes` in points."""
    box = axes.get_window_extent()
    dpi = axes.get_figure(root=True).dpi  # type: ignore[union-attr] # axes in use have a figure
    return Size(box.width * 72 / dpi, box.height * 72 / dpi)


class _Brush:
    """Adds marks to axes whose unit is the point."""

    def __init__(self, axes: Axes, em: float, scale: float) -> None:
        self._axes = axes
        self._em = em
        self._scale = scale

    def paint(self, mark: Mark, order: int) -> None:
        match mark:
            case Box():
                self._box(mark, order)
            case Stroke():
                self._stroke(mark, order)
            case Dot():
                self._dot(mark, order)
            case Label():
                self._label(mark, order)
            case _:
                assert_never(mark)

    def _add(self, patch: Any, order: int) -> None:
        patch.set_zorder(order)
        self._axes.add_patch(patch)

    def _box(self, box: Box, order: int) -> None:
        from matplotlib.collections import LineCollection
        from matplotlib.patches import Rectangle

        self._add(
            Rectangle((box.x, box.y), box.width, box.height, color=LIGHT[box.ink], lw=0), order
        )
        lines = hatch_lines(box, 0.55 * self._em) if box.hatched else []
        if lines:
            segments = [((x1, y1), (x2, y2)) for x1, y1, x2, y2 in lines]
            width = 0.13 * self._em * self._scale
            self._axes.add_collection(
                LineCollection(segments, colors=LIGHT[Ink.HATCH], linewidths=width, zorder=order)
            )

    def _stroke(self, stroke: Stroke, order: int) -> None:
        from matplotlib.lines import Line2D

        xs, ys = zip(*stroke.points, strict=True)
        line = Line2D(xs, ys, color=LIGHT[stroke.ink], lw=stroke.width * self._scale, zorder=order)
        if stroke.dashed:
            line.set_dashes((4, 2.7))  # in line widths
        self._axes.add_line(line)

    def _dot(self, dot: Dot, order: int) -> None:
        from matplotlib.patches import Circle, Polygon

        style = {
            "fc": LIGHT[Ink.SURFACE if dot.hollow else dot.ink],
            "ec": LIGHT[dot.ink],
            "lw": 0.13 * self._em * self._scale,
        }
        if dot.shape is Shape.CIRCLE:
            self._add(Circle((dot.x, dot.y), dot.r, **style), order)
        else:
            self._add(Polygon(dot_outline(dot), closed=True, **style), order)

    def _label(self, label: Label, order: int) -> None:
        self._axes.text(
            label.x,
            label.y,
            label.text.replace("$", r"\$"),  # a dollar sign starts no formula
            size=label.size * self._scale,
            color=LIGHT[label.ink],
            ha=_ANCHORS[label.anchor],
            va="baseline",
            weight="bold" if label.bold else "normal",
            zorder=order,
        )

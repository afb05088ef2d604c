"""Charts of a report laid out for paper, and drawn on a PDF page as vectors with real text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, assert_never

from bpr_studio.adapters.render.report_typeface import BOLD, REGULAR, colour
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
    hatch_lines,
    line_ink,
)
from bpr_studio.charts.figure import layout_figure
from bpr_studio.charts.month_load import layout_month_load
from bpr_studio.charts.pareto import layout_pareto
from bpr_studio.services.report_values import (
    ComparisonChart,
    CoreSplitChart,
    MonthLoadChart,
    ParetoChart,
)

if TYPE_CHECKING:
    from bpr_studio.adapters.render.report_typeface import Typeface
    from bpr_studio.charts.drawing import Drawing, Mark, Measure
    from bpr_studio.services.report_values import ChartData

_TEXT_SIZE = 8.5


def lay_out(data: ChartData, width: float, measure: Measure) -> Drawing:
    """The chart at `width` points."""
    match data:
        case CoreSplitChart():
            return layout_core_split(data.rows, width, _TEXT_SIZE, measure)
        case MonthLoadChart():
            return layout_month_load(data.months, Size(width, 0.46 * width), _TEXT_SIZE, measure)
        case ParetoChart():
            return layout_pareto(data.items, Size(width, 0.56 * width), _TEXT_SIZE, measure)
        case ComparisonChart():
            return layout_city_comparison(data.rows, data.our_name, width, _TEXT_SIZE, measure)
        case _:
            return layout_figure(data, Size(width, 0.5 * width), _TEXT_SIZE, measure)


class PagePainter:
    """Draws marks on a PDF canvas whose origin is the chart's lower left corner."""

    def __init__(self, canvas: Any, drawing: Drawing, typeface: Typeface) -> None:
        """Prepare.

        Args:
            canvas: a reportlab canvas.
            drawing: what to draw.
            typeface: the registered font.
        """
        self._canvas = canvas
        self._drawing = drawing
        self._typeface = typeface

    def paint(self) -> None:
        """Draw everything."""
        self._canvas.saveState()
        self._canvas.setLineJoin(1)
        for mark in self._drawing.marks:
            self._mark(mark)
        self._canvas.restoreState()

    def _y(self, y: float) -> float:
        return self._drawing.size.height - y

    def _mark(self, mark: Mark) -> None:
        match mark:
            case Box():
                self._box(mark)
            case Stroke():
                self._stroke(mark)
            case Dot():
                self._dot(mark)
            case Label():
                self._label(mark)
            case _:
                assert_never(mark)

    def _box(self, box: Box) -> None:
        canvas = self._canvas
        canvas.setFillColor(colour(LIGHT[box.ink]))
        canvas.rect(box.x, self._y(box.y + box.height), box.width, box.height, stroke=0, fill=1)
        lines = hatch_lines(box, 0.55 * self._drawing.em)
        if lines:
            canvas.setStrokeColor(colour(LIGHT[line_ink(box)]))
            canvas.setLineWidth(0.13 * self._drawing.em)
            canvas.lines([(x1, self._y(y1), x2, self._y(y2)) for x1, y1, x2, y2 in lines])

    def _stroke(self, stroke: Stroke) -> None:
        canvas, em = self._canvas, self._drawing.em
        canvas.setStrokeColor(colour(LIGHT[stroke.ink]))
        canvas.setLineWidth(stroke.width)
        canvas.setDash([0.45 * em, 0.3 * em] if stroke.dashed else [])
        canvas.drawPath(self._path(stroke.points), stroke=1, fill=0)
        canvas.setDash([])

    def _dot(self, dot: Dot) -> None:
        canvas = self._canvas
        canvas.setFillColor(colour(LIGHT[Ink.SURFACE if dot.hollow else dot.ink]))
        canvas.setStrokeColor(colour(LIGHT[dot.ink]))
        canvas.setLineWidth(0.13 * self._drawing.em)
        if dot.shape is Shape.CIRCLE:
            canvas.circle(dot.x, self._y(dot.y), dot.r, stroke=1, fill=1)
            return
        path = self._path(dot_outline(dot))
        path.close()
        canvas.drawPath(path, stroke=1, fill=1)

    def _path(self, points: tuple[tuple[float, float], ...]) -> Any:
        path = self._canvas.beginPath()
        path.moveTo(points[0][0], self._y(points[0][1]))
        for x, y in points[1:]:
            path.lineTo(x, self._y(y))
        return path

    def _label(self, label: Label) -> None:
        canvas = self._canvas
        canvas.setFillColor(colour(LIGHT[label.ink]))
        canvas.setFont(BOLD if label.bold else REGULAR, label.size)
        text = self._typeface.printable(label.text)
        draw = {
            Anchor.START: canvas.drawString,
            Anchor.MIDDLE: canvas.drawCentredString,
            Anchor.END: canvas.drawRightString,
        }[label.anchor]
        draw(label.x, self._y(label.y), text)

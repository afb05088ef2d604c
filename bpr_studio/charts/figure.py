"""One way to lay out every chart of `domain.shared.chart_values`."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from bpr_studio.charts.bubbles import layout_bubbles
from bpr_studio.charts.burn_up import layout_burn_up
from bpr_studio.charts.heat_map import layout_heat_map
from bpr_studio.charts.row_bars import layout_mix, layout_progress
from bpr_studio.charts.unit_bars import layout_dependency, layout_freshness
from bpr_studio.charts.waterfall import layout_waterfall
from bpr_studio.domain.shared.chart_values import (
    BubbleChart,
    BurnUpChart,
    DependencyChart,
    FreshnessChart,
    HeatMapChart,
    MixChart,
    ProgressChart,
    WaterfallChart,
)

if TYPE_CHECKING:
    from bpr_studio.charts.drawing import Drawing, Measure, Size
    from bpr_studio.domain.shared.chart_values import FigureChart


def grows(data: FigureChart) -> bool:
    """Whether the chart fills the height it is given; the others are as high as their rows."""
    return isinstance(data, WaterfallChart | BurnUpChart | BubbleChart)


def layout_figure(data: FigureChart, size: Size, text_size: float, measure: Measure) -> Drawing:
    """Lay a chart out.

    Args:
        data: what it shows.
        size: room for it; charts of rows take the width and have their own height.
        text_size: size of the labels.
        measure: widths in the font that will be used.
    """
    match data:
        case WaterfallChart():
            return layout_waterfall(data, size, text_size, measure)
        case BurnUpChart():
            return layout_burn_up(data, size, text_size, measure)
        case BubbleChart():
            return layout_bubbles(data, size, text_size, measure)
        case _:
            return _rows(data, size.width, text_size, measure)


def _rows(
    data: ProgressChart | MixChart | HeatMapChart | DependencyChart | FreshnessChart,
    width: float,
    text_size: float,
    measure: Measure,
) -> Drawing:
    match data:
        case ProgressChart():
            return layout_progress(data, width, text_size, measure)
        case MixChart():
            return layout_mix(data, width, text_size, measure)
        case HeatMapChart():
            return layout_heat_map(data, width, text_size, measure)
        case DependencyChart():
            return layout_dependency(data, width, text_size, measure)
        case FreshnessChart():
            return layout_freshness(data, width, text_size, measure)
        case _:
            assert_never(data)

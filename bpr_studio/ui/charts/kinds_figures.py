"""Any chart of the program from its value: for pages that hold charts of many kinds."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from bpr_studio.charts.city_comparison import layout_city_comparison
from bpr_studio.charts.core_split import layout_core_split
from bpr_studio.charts.figure import grows, layout_figure
from bpr_studio.charts.month_load import layout_month_load
from bpr_studio.charts.pareto import layout_pareto
from bpr_studio.services.report_values import (
    ComparisonChart,
    CoreSplitChart,
    MonthLoadChart,
    ParetoChart,
)
from bpr_studio.ui.charts.widget import ChartWidget, Shown

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from bpr_studio.charts.drawing import Drawing, Measure, Size
    from bpr_studio.services.report_values import Chart, ChartData, ReportTable

# With title and caption this just fits the small screen; where there is room charts grow.
_HEIGHT = 250


def layout_chart(data: ChartData, size: Size, text_size: float, measure: Measure) -> Drawing:
    """Lay any chart out; those of rows take the width and have their own height.

    Args:
        data: what it shows.
        size: room for it.
        text_size: size of the labels.
        measure: widths in the font that will be used.
    """
    match data:
        case CoreSplitChart():
            return layout_core_split(data.rows, size.width, text_size, measure)
        case MonthLoadChart():
            return layout_month_load(data.months, size, text_size, measure)
        case ParetoChart():
            return layout_pareto(data.items, size, text_size, measure)
        case ComparisonChart():
            return layout_city_comparison(data.rows, data.our_name, size.width, text_size, measure)
        case _:
            return layout_figure(data, size, text_size, measure)


def fills_height(data: ChartData) -> bool:
    """Whether a chart fills the height it is given."""
    match data:
        case MonthLoadChart() | ParetoChart():
            return True
        case CoreSplitChart() | ComparisonChart():
            return False
        case _:
            return grows(data)


class AnyChart(ChartWidget):
    """A chart of any kind; it keeps its kind when it shows other values."""

    def __init__(
        self,
        chart: Chart,
        table: ReportTable,
        on_activate: Callable[[str], object] | None = None,
        *,
        parent: QWidget | None = None,
    ) -> None:
        """Show a chart.

        Args:
            chart: the values, the finding and the caption.
            table: the same values as a table.
            on_activate: called with the key of what was opened; None when nothing opens.
            parent: the widget it lives in.
        """
        height = _HEIGHT if fills_height(chart.data) else 0
        super().__init__(_shown(chart, table), on_activate, height=height, parent=parent)

    def set_chart(self, chart: Chart, table: ReportTable) -> None:
        """Show other values of the same kind."""
        self.show_data(_shown(chart, table))


def _shown(chart: Chart, table: ReportTable) -> Shown:
    return Shown(chart, partial(layout_chart, chart.data), table)

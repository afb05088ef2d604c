"""The chart of a comparison of cities: give it the comparison, hear what the reader opens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bpr_studio.domain.benchmark.sentences import (
    by_distance,
    caption_comparison,
    title_comparison,
)
from bpr_studio.domain.shared.text import tr
from bpr_studio.services.comparison_report import city_heading, comparison_table
from bpr_studio.services.report_values import Chart
from bpr_studio.services.report_values import ComparisonChart as ComparisonData
from bpr_studio.ui.charts.kinds_figures import AnyChart

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from bpr_studio.domain.benchmark.comparison import Comparison
    from bpr_studio.services.report_values import ReportTable

_MOST_CLASSES: Final = 20


class ComparisonChart(AnyChart):
    """Our figures among other cities'; opening a row gives its classification code."""

    def __init__(
        self,
        comparison: Comparison,
        on_activate: Callable[[str], object] | None = None,
        *,
        parent: QWidget | None = None,
    ) -> None:
        """Show the classes furthest above the median; the table has them all."""
        super().__init__(*_values(comparison), on_activate, parent=parent)

    def set_comparison(self, comparison: Comparison) -> None:
        """Show another comparison."""
        self.set_chart(*_values(comparison))


def _values(comparison: Comparison) -> tuple[Chart, ReportTable]:
    every = by_distance(comparison, len(comparison.classes))
    data = ComparisonData(every[:_MOST_CLASSES], city_heading(comparison.ours))
    key = f"cities_{comparison.basis}"
    return (
        Chart(key, title_comparison(comparison), caption_comparison(comparison), data),
        comparison_table(key, tr("Other cities"), comparison, every),
    )

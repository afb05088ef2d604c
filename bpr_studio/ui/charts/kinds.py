"""The charts of the program: give them figures, hear what the reader opens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bpr_studio.charts.city_comparison import layout_city_comparison
from bpr_studio.charts.core_split import layout_core_split
from bpr_studio.charts.month_load import layout_month_load
from bpr_studio.charts.pareto import layout_pareto
from bpr_studio.charts.titles import (
    caption_city_comparison,
    caption_core_split,
    caption_month_load,
    caption_pareto,
    title_city_comparison,
    title_core_split,
    title_month_load,
    title_pareto,
)
from bpr_studio.domain.benchmark.compare import by_distance
from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.statements import largest_rows
from bpr_studio.services.comparison_report import city_heading, comparison_table
from bpr_studio.services.report_tables import (
    core_split_table,
    month_table,
    pareto_table,
)
from bpr_studio.services.report_values import (
    Chart,
)
from bpr_studio.services.report_values import (
    ComparisonChart as ComparisonData,
)
from bpr_studio.services.report_values import (
    CoreSplitChart as CoreSplitData,
)
from bpr_studio.services.report_values import (
    MonthLoadChart as MonthLoadData,
)
from bpr_studio.services.report_values import (
    ParetoChart as ParetoData,
)
from bpr_studio.ui.charts.widget import ChartWidget, Shown

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QWidget

    from bpr_studio.domain.benchmark.compare import Comparison
    from bpr_studio.domain.workload.answer import CoreSplit, MonthLoad, ParetoItem, Provenance

    OnActivate = Callable[[str], object] | None

_MOST_BARS = 24
_MOST_CLASSES = 20
# With title and caption these just fit the small screen; where there is room they grow.
_MONTHS_HEIGHT = 250
_PARETO_HEIGHT = 250


class CoreSplitChart(ChartWidget):
    """Core and non-core hours of units or classes; opening a bar drills down."""

    def __init__(
        self,
        rows: Sequence[CoreSplit],
        provenance: Provenance,
        on_activate: OnActivate = None,
        *,
        name: str,
        parent: QWidget | None = None,
    ) -> None:
        """Show `rows`.

        Args:
            rows: units or classes that do not overlap, in any order.
            provenance: what the caption must name.
            on_activate: called with the key of the row somebody opens.
            name: heading of the table's first column, e.g. 局・区.
            parent: the widget it lives in.
        """
        self._name = name
        super().__init__(self._shown_of(rows, provenance), on_activate, parent=parent)

    def set_rows(self, rows: Sequence[CoreSplit], provenance: Provenance, *, name: str) -> None:
        """Show other rows."""
        self._name = name
        self.show_data(self._shown_of(rows, provenance))

    def _shown_of(self, rows: Sequence[CoreSplit], provenance: Provenance) -> Shown:
        bars = largest_rows(rows, _MOST_BARS)
        title = title_core_split(rows)
        return Shown(
            Chart("core_split", title, caption_core_split(provenance), CoreSplitData(bars)),
            lambda size, em, measure: layout_core_split(bars, size.width, em, measure),
            core_split_table("core_split", title, self._name, rows),
        )


class MonthLoadChart(ChartWidget):
    """Hours by month against the capacity; opening a month gives "04" … "03"."""

    def __init__(
        self,
        months: MonthLoad,
        provenance: Provenance,
        on_activate: OnActivate = None,
        *,
        parent: QWidget | None = None,
    ) -> None:
        """Show `months`; parameters as for `CoreSplitChart`."""
        shown = _months(months, provenance)
        super().__init__(shown, on_activate, height=_MONTHS_HEIGHT, parent=parent)

    def set_months(self, months: MonthLoad, provenance: Provenance) -> None:
        """Show another load curve."""
        self.show_data(_months(months, provenance))


class ParetoChart(ChartWidget):
    """The few items most hours go to; opening a bar gives its key."""

    def __init__(
        self,
        items: Sequence[ParetoItem],
        provenance: Provenance,
        on_activate: OnActivate = None,
        *,
        parent: QWidget | None = None,
    ) -> None:
        """Show `items`; parameters as for `CoreSplitChart`."""
        shown = _pareto(items, provenance)
        super().__init__(shown, on_activate, height=_PARETO_HEIGHT, parent=parent)

    def set_items(self, items: Sequence[ParetoItem], provenance: Provenance) -> None:
        """Show other items."""
        self.show_data(_pareto(items, provenance))


class ComparisonChart(ChartWidget):
    """Our figures among other cities'; opening a row gives its classification code."""

    def __init__(
        self,
        comparison: Comparison,
        on_activate: OnActivate = None,
        *,
        parent: QWidget | None = None,
    ) -> None:
        """Show the classes furthest above the median; the table has them all."""
        super().__init__(_cities(comparison), on_activate, parent=parent)

    def set_comparison(self, comparison: Comparison) -> None:
        """Show another comparison."""
        self.show_data(_cities(comparison))


def _months(months: MonthLoad, provenance: Provenance) -> Shown:
    title = title_month_load(months)
    return Shown(
        Chart("months", title, caption_month_load(provenance), MonthLoadData(months)),
        lambda size, em, measure: layout_month_load(months, size, em, measure),
        month_table(months),
    )


def _pareto(items: Sequence[ParetoItem], provenance: Provenance) -> Shown:
    title = title_pareto(items)
    return Shown(
        Chart("pareto", title, caption_pareto(provenance), ParetoData(tuple(items))),
        lambda size, em, measure: layout_pareto(items, size, em, measure),
        pareto_table(items, len(items)),
    )


def _cities(comparison: Comparison) -> Shown:
    rows = by_distance(comparison, _MOST_CLASSES)
    every = by_distance(comparison, len(comparison.classes))
    name = city_heading(comparison.ours)
    key, title = f"cities_{comparison.basis}", title_city_comparison(comparison)
    return Shown(
        Chart(key, title, caption_city_comparison(comparison), ComparisonData(rows, name)),
        lambda size, em, measure: layout_city_comparison(rows, name, size.width, em, measure),
        comparison_table(key, tr("Other cities"), comparison, every),
    )

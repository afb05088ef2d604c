"""What the register saves, drawn: from now to afterwards, and by fiscal year against the targets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QScrollArea, QVBoxLayout, QWidget

from bpr_studio.charts.figure import layout_figure
from bpr_studio.domain.shared.quantities import format_hours
from bpr_studio.domain.shared.text import tr
from bpr_studio.ui.charts.widget import ChartWidget, Shown
from bpr_studio.ui.qt.blocks import FilterLine
from bpr_studio.ui.qt.theme import label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bpr_studio.charts.drawing import Drawing, Measure, Size
    from bpr_studio.domain.shared.chart_values import FigureChart
    from bpr_studio.services.improvement_effects import Effects
    from bpr_studio.services.report_values import Chart, ReportTable
    from bpr_studio.services.views import UnitLine

_HEIGHT: Final = 330
_LEVELS: Final = frozenset({"bureau", "ward", "section"})


class EffectView(QScrollArea):
    """One chart of the register for the city or a unit, with the choice of the unit above.

    Signals:
        scope_changed: code of the unit chosen, "" for the whole city.
        activated: key of what was opened in the chart.
        export_requested: a `ChartExport`.
    """

    scope_changed = Signal(str)
    activated = Signal(str)
    export_requested = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.scope = QComboBox()
        self.scope.setMinimumWidth(260)
        self.scope.setMaxVisibleItems(20)
        self.remark = label("", kind="secondary", wrap=True)
        self.chart: ChartWidget | None = None
        line = FilterLine()
        line.add(tr("Where"), self.scope)
        self._column = QVBoxLayout()
        self._column.setContentsMargins(0, 12, 12, 12)
        self._column.setSpacing(12)
        self._column.addWidget(line)
        self._column.addWidget(self.remark)
        inner = QWidget()
        inner.setLayout(self._column)
        self.setWidget(inner)
        self.setAccessibleName(tr("What the register saves"))
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.scope.currentIndexChanged.connect(
            lambda _index: self.scope_changed.emit(str(self.scope.currentData() or ""))
        )

    def set_scopes(self, units: Sequence[UnitLine], code: str, only: str = "") -> None:
        """Offer the city, its bureaus and sections.

        Args:
            units: of the survey's year, in tree order.
            code: unit to begin with, "" for the whole city.
            only: the one unit to be looked at, "" where all may be.
        """
        self.scope.blockSignals(True)
        self.scope.clear()
        if not only:
            self.scope.addItem(tr("The whole city"), "")
        for unit in units:
            if unit.level in _LEVELS and only in ("", unit.code):
                indent = "　" if unit.level == "section" and not only else ""
                self.scope.addItem(f"{indent}{unit.name}", unit.code)
        self.scope.setCurrentIndex(max(self.scope.findData(code), 0))
        self.scope.blockSignals(False)

    def show_figure(self, chart: Chart, table: ReportTable, remark: str) -> None:
        """Show a chart with its table twin."""
        self.remark.setText(remark)
        self.remark.setVisible(bool(remark))
        shown = _shown(chart, table)
        if self.chart is None:
            self.chart = ChartWidget(shown, self.activated.emit, height=_HEIGHT)
            self.chart.export_requested.connect(self.export_requested)
            self._column.addWidget(self.chart, 1)
        else:
            self.chart.show_data(shown)


def _shown(chart: Chart, table: ReportTable) -> Shown:
    data: FigureChart = chart.data  # type: ignore[assignment]  # the register draws only these

    def layout(size: Size, em: float, measure: Measure) -> Drawing:
        return layout_figure(data, size, em, measure)

    return Shown(chart, layout, table)


def waterfall_remark(effects: Effects) -> str:
    """What the waterfall leaves out."""
    parts = []
    sums = effects.sums
    if sums.ideas:
        parts.append(tr("Those under study expect {hours} h more.", hours=format_hours(sums.ideas)))
    if elsewhere := sums.decided - effects.off:
        parts.append(
            tr(
                "{hours} h are not in this picture: they began before this survey or rest on"
                " another one.",
                hours=format_hours(elsewhere),
            )
        )
    if sums.missing:
        hours = format_hours(sums.missing)
        parts.append(tr("{hours} h were claimed twice and count once.", hours=hours))
    return " ".join(parts)


def burn_up_remark(effects: Effects) -> str:
    """How far the plan and the centre are from their targets."""
    targets = effects.targets
    if targets is None or not targets.total.minutes:
        return ""
    lines = []
    for name, sums, target in (
        (tr("The whole"), effects.sums, targets.total),
        (tr("Of which processing centre"), effects.centre, targets.centre),
    ):
        lines.append(
            tr(
                "{name}: {decided} h decided of {target} h a year ({percent} %).",
                name=name,
                decided=format_hours(sums.decided),
                target=format_hours(target.minutes),
                percent=f"{sums.decided * 100 / target.minutes:.0f}" if target.minutes else "–",
            )
        )
    return " ".join(lines)

"""One chart at a time, large; charts stay once made, so that a table in front stays in front."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from bpr_studio.ui.charts.kinds_figures import AnyChart, fills_height
from bpr_studio.ui.qt.blocks import Deed, EmptyState
from bpr_studio.ui.qt.page import Jump

if TYPE_CHECKING:
    from collections.abc import Callable

    from bpr_studio.services.figures import Figure, FigureName


class ChartStage(QStackedWidget):
    """Shows figures, each in a place of its own.

    Signals:
        export_requested: a `ChartExport`.
    """

    export_requested = Signal(object)

    def __init__(self, open_unit: Callable[[str], object], go_to: Callable[[Jump], object]) -> None:
        """Show nothing yet.

        Args:
            open_unit: called with the code of the unit somebody opened in a chart.
            go_to: leads to the page where the data of a chart is entered.
        """
        super().__init__()
        self._open_unit = open_unit
        self._go_to = go_to
        self._charts: dict[FigureName, AnyChart] = {}
        self._areas: dict[FigureName, QScrollArea] = {}
        self._opens: dict[FigureName, bool] = {}
        self._lesson: EmptyState | None = None

    @property
    def chart(self) -> AnyChart | None:
        """The chart in front; None where there is none."""
        front = self.currentWidget()
        found = (self._charts[name] for name, area in self._areas.items() if area is front)
        return next(found, None)

    def show_figure(self, figure: Figure) -> None:
        """Show a chart, or what to do so that it has data."""
        if figure.chart is None or figure.table is None:
            self._teach(figure)
            return
        known = self._charts.get(figure.name)
        if known is None:
            known = AnyChart(figure.chart, figure.table, partial(self._open, figure.name))
            known.export_requested.connect(self.export_requested)
            self._place(figure, known)
        else:
            known.set_chart(figure.chart, figure.table)
        known.canvas.set_opens(opens=figure.opens)
        self._opens[figure.name] = figure.opens
        self.setCurrentWidget(self._areas[figure.name])

    def _open(self, name: FigureName, key: str) -> None:
        """Rows of classes and of other things have keys, too, but lead to no unit."""
        if self._opens.get(name):
            self._open_unit(key)

    def _place(self, figure: Figure, chart: AnyChart) -> None:
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 4, 8, 0)
        column.addWidget(chart)
        if figure.chart is not None and not fills_height(figure.chart.data):
            column.addStretch(1)
        area.setWidget(inside)
        self._charts[figure.name], self._areas[figure.name] = chart, area
        self.addWidget(area)

    def _teach(self, figure: Figure) -> None:
        old = self._lesson
        page, words = figure.place
        self._lesson = EmptyState(
            "chart-bar",
            figure.finding,
            explanation=figure.lesson,
            next_step=Deed(words, lambda: self._go_to(Jump(page))),
        )
        self.addWidget(self._lesson)
        self.setCurrentWidget(self._lesson)
        if old is not None:
            self.removeWidget(old)
            old.deleteLater()

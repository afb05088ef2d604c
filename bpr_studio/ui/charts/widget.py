"""A chart as pages show it: finding, picture or table, caption, and what can be done with it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from bpr_studio.charts.framed import framed
from bpr_studio.charts.svg import to_svg
from bpr_studio.domain.shared.text import tr
from bpr_studio.ui.charts.canvas import ChartCanvas
from bpr_studio.ui.charts.painting import picture_of, png_of, text_width
from bpr_studio.ui.charts.table_twin import TableTwin
from bpr_studio.ui.qt.buttons import icon_button, make_action
from bpr_studio.ui.qt.theme import label

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QPoint, QSize
    from PySide6.QtGui import QImage
    from PySide6.QtWidgets import QLabel

    from bpr_studio.charts.drawing import Drawing
    from bpr_studio.services.report_values import Chart, ReportTable
    from bpr_studio.ui.charts.canvas import Layout

_PICTURE_SCALE = 2.0


class ExportFormat(StrEnum):
    """What a chart can be saved as; the value is the file ending."""

    PNG = "png"
    SVG = "svg"
    XLSX = "xlsx"


@dataclass(frozen=True, slots=True)
class ChartExport:
    """A wish to save a chart; whoever hears it asks for a place and writes the file.

    Attributes:
        format: kind of file.
        suggested_name: file name with ending.
        data: bytes of the PNG or SVG file; empty for XLSX.
        table: the figures, for XLSX.
    """

    format: ExportFormat
    suggested_name: str
    data: bytes
    table: ReportTable


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything a chart widget shows."""

    chart: Chart
    layout: Layout
    table: ReportTable


class ChartWidget(QWidget):
    """A chart with its title, its table twin and its menu.

    Signals:
        activated: key of the bar, dot or row somebody opened.
        export_requested: a `ChartExport`.
    """

    activated = Signal(str)
    export_requested = Signal(object)

    def __init__(
        self,
        shown: Shown,
        on_activate: Callable[[str], object] | None,
        *,
        height: int = 0,
        parent: QWidget | None = None,
    ) -> None:
        """Show a chart.

        Args:
            shown: title, drawing, table and caption.
            on_activate: called with the key of what was opened; None when nothing opens.
            height: height of the picture; 0 when its rows decide.
            parent: the widget it lives in.
        """
        super().__init__(parent)
        self._shown = shown
        self._title = label("", kind="strong", wrap=True)
        self._caption = label("", kind="caption", wrap=True)
        self._canvas = ChartCanvas(shown.layout, height=height)
        self._canvas.set_opens(opens=on_activate is not None)
        self._table = TableTwin(shown.table)
        self._stack = _Stack()
        self._stack.add_page(self._canvas)
        self._stack.add_page(self._table)
        self._toggle = icon_button("table", "", self.toggle_table)
        self._more = icon_button("dots-three", tr("More for this chart"), self._open_menu_below)
        self._lay_out()
        if on_activate is not None:
            self.activated.connect(on_activate)
            self._table.opened.connect(self.activated)
        self._canvas.activated.connect(self.activated)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._open_menu)
        self._say()

    @property
    def canvas(self) -> ChartCanvas:
        """The picture."""
        return self._canvas

    @property
    def table(self) -> TableTwin:
        """The table twin."""
        return self._table

    @property
    def title(self) -> str:
        """The finding."""
        return self._shown.chart.title

    @property
    def shows_table(self) -> bool:
        """Whether the table is in front."""
        return self._stack.currentWidget() is self._table

    def show_data(self, shown: Shown) -> None:
        """Show other figures; picture or table stays as chosen."""
        self._shown = shown
        self._canvas.set_layout(shown.layout)
        self._table.set_table(shown.table)
        self._say()

    def toggle_table(self) -> None:
        """Show the table instead of the picture, or the picture again."""
        self._stack.setCurrentWidget(self._canvas if self.shows_table else self._table)
        self._stack.updateGeometry()
        self._say()

    def picture(self) -> QImage:
        """The chart with title and caption, light, for the clipboard."""
        return picture_of(self._framed(), scale=_PICTURE_SCALE)

    def copy_picture(self) -> None:
        """Put the chart on the clipboard as a picture."""
        QGuiApplication.clipboard().setImage(self.picture())

    def copy_table(self) -> None:
        """Put the figures on the clipboard as a worksheet range with headings."""
        QGuiApplication.clipboard().setText(self._table.as_worksheet())

    def request_export(self, kind: ExportFormat) -> None:
        """Ask for a file by `export_requested`."""
        name = f"{self._shown.chart.key}.{kind.value}"
        self.export_requested.emit(ChartExport(kind, name, self._file(kind), self._shown.table))

    def _file(self, kind: ExportFormat) -> bytes:
        chart = self._shown.chart
        match kind:
            case ExportFormat.PNG:
                return png_of(self.picture())
            case ExportFormat.SVG:
                return to_svg(
                    self._framed(), title=chart.title, description=chart.caption, standalone=True
                ).encode()
            case ExportFormat.XLSX:
                return b""

    def menu(self) -> QMenu:
        """What can be done with the chart; made anew each time, owned by the widget."""
        menu = QMenu(self)
        text = tr("Show the picture") if self.shows_table else tr("Show as table")
        menu.addAction(make_action(menu, text, self.toggle_table))
        menu.addSeparator()
        menu.addAction(make_action(menu, tr("Copy the picture"), self.copy_picture))
        menu.addAction(make_action(menu, tr("Copy the table"), self.copy_table))
        menu.addSeparator()
        for kind, words in (
            (ExportFormat.PNG, tr("Save as PNG…")),
            (ExportFormat.SVG, tr("Save as SVG…")),
            (ExportFormat.XLSX, tr("Save the figures as a workbook…")),
        ):
            menu.addAction(make_action(menu, words, partial(self.request_export, kind)))
        return menu

    def _framed(self) -> Drawing:
        chart = self._shown.chart
        return framed(
            self._canvas.drawing, title=chart.title, caption=chart.caption, measure=text_width
        )

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(4)
        head.addWidget(self._title, 1, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self._toggle, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self._more, 0, Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(head)
        layout.addWidget(self._stack, 1)
        layout.addWidget(self._caption)

    def _say(self) -> None:
        chart = self._shown.chart
        _set_prose(self._title, chart.title)
        _set_prose(self._caption, chart.caption)
        name = tr("Show the picture") if self.shows_table else tr("Show as table")
        self._toggle.setToolTip(name)
        self._toggle.setAccessibleName(name)
        self._canvas.setAccessibleName(
            tr("Chart: {title} The table shows the same figures.", title=chart.title)
        )

    def _open_menu(self, place: QPoint) -> None:
        self.menu().popup(self.mapToGlobal(place))

    def _open_menu_below(self) -> None:
        self.menu().popup(self._more.mapToGlobal(self._more.rect().bottomLeft()))


class _Stack(QStackedWidget):
    """As high as the page in front, not as the highest."""

    def __init__(self) -> None:
        super().__init__()
        self._pages: list[tuple[QWidget, QSizePolicy]] = []
        self.currentChanged.connect(self._fit)

    def add_page(self, widget: QWidget) -> None:
        """Put a page behind the others."""
        self._pages.append((widget, widget.sizePolicy()))
        self.addWidget(widget)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """What the page in front needs; Qt would take the largest of all pages."""
        page = self.currentWidget()
        if page is None:
            return super().minimumSizeHint()
        return page.minimumSizeHint().expandedTo(page.minimumSize())

    def _fit(self) -> None:
        """Pages behind ask for no height."""
        for page, policy in self._pages:
            behind = QSizePolicy(policy.horizontalPolicy(), QSizePolicy.Policy.Ignored)
            page.setSizePolicy(policy if page is self.currentWidget() else behind)


def _set_prose(target: QLabel, text: str) -> None:
    """Show `text` with the line height of prose, which plain labels do not have."""
    target.setTextFormat(Qt.TextFormat.RichText)
    target.setText(f'<p style="line-height: 140%; margin: 0">{escape(text)}</p>')
    target.setAccessibleName(text)

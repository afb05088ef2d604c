"""Charts as files without the window: SVG, PNG, or their figures as a workbook."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

from bpr_studio.adapters.fs.files import replace_file
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.text import tr

if TYPE_CHECKING:
    from pathlib import Path

    from bpr_studio.charts.drawing import Drawing
    from bpr_studio.services.figures import Figure
    from bpr_studio.services.report_values import Chart, ReportTable

_WIDTH: Final = 560.0  # points, like a page
_PNG_SCALE: Final = 3.0
ENDINGS: Final = (".svg", ".png", ".xlsx")


def write_figure(figure: Figure, path: Path) -> None:
    """Write a chart by the ending of `path`.

    Raises:
        RefusedError: the chart has no data, the ending is another one, or the file cannot be
            written.
    """
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise RefusedError(
            tr("Charts are written as .svg, .png or .xlsx, not as “{ending}”.", ending=ending),
            remedy=tr("Choose a file name with one of these endings."),
        )
    chart, table = required(figure)
    if ending == ".xlsx":
        from bpr_studio.app.files import write_table_workbook

        write_table_workbook(table, path)
    elif ending == ".svg":
        replace_file(path, _svg(chart))
    else:
        replace_file(path, _png(chart))


def required(figure: Figure) -> tuple[Chart, ReportTable]:
    """The chart and its table.

    Raises:
        RefusedError: there is no data for it.
    """
    if figure.chart is None or figure.table is None:
        raise RefusedError(
            tr("“{name}” cannot be drawn: {finding}", name=figure.title, finding=figure.finding),
            remedy=figure.lesson,
        )
    return figure.chart, figure.table


def _svg(chart: Chart) -> bytes:
    from bpr_studio.charts.drawing import estimated_width
    from bpr_studio.charts.framed import framed
    from bpr_studio.charts.svg import to_svg

    drawing = framed(
        _laid_out(chart), title=chart.title, caption=chart.caption, measure=estimated_width
    )
    return to_svg(drawing, title=chart.title, description=chart.caption, standalone=True).encode()


def _laid_out(chart: Chart) -> Drawing:
    from bpr_studio.adapters.render.report_figures import lay_out
    from bpr_studio.charts.drawing import estimated_width

    return lay_out(chart.data, _WIDTH, estimated_width)


def _png(chart: Chart) -> bytes:
    from PySide6.QtGui import QGuiApplication

    from bpr_studio.adapters.render.report_figures import lay_out
    from bpr_studio.charts.framed import framed
    from bpr_studio.ui.charts.painting import picture_of, png_of, text_width

    application = QGuiApplication.instance() or QGuiApplication(
        [sys.argv[0], "-platform", "offscreen"]
    )
    drawing = framed(
        lay_out(chart.data, _WIDTH, text_width),
        title=chart.title,
        caption=chart.caption,
        measure=text_width,
    )
    made = png_of(picture_of(drawing, scale=_PNG_SCALE))
    del application  # fonts need it until here
    return made

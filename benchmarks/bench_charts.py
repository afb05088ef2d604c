"""How fast charts are laid out and painted, and how fast all charts of a scope are counted."""

from __future__ import annotations

import os
import statistics
import time
from typing import TYPE_CHECKING

from benchmarks.demo_city import PERSON, full_city
from benchmarks.figures import Figure, seconds

if TYPE_CHECKING:
    from collections.abc import Callable

    from bpr_studio.services.figures import Figure as Chart

_REDRAW = 100.0  # ms
_ROUNDS = 15
_SIZE = (1400, 700)  # of a chart in a window of 1920×1080


def main() -> list[Figure]:
    """Count all charts of the demo city, then redraw each as the window does."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from bpr_studio.app.figures import all_figures
    from bpr_studio.app.window import start_application
    from bpr_studio.app.workspace import Workspace

    application = start_application()
    workspace = Workspace.open(full_city(), PERSON, read_only=True)
    round_id = workspace.round_id
    answer = workspace.analysis.answer(round_id)

    def count() -> tuple[Chart, ...]:
        return all_figures(workspace, answer, round_id, "")

    first = seconds(count)
    figures = count()
    again = seconds(lambda: workspace.figures.of_scope(round_id), rounds=3)
    made = [
        Figure("all charts of 60,000 tasks, first time", first, "s"),
        Figure("charts of tasks, steps and flows again", again, "s", 1.0),
    ]
    made.extend(
        Figure(f"redraw of the chart “{figure.name}”", _redraw(figure), "ms", _REDRAW)
        for figure in figures
        if figure.chart is not None and figure.table is not None
    )
    workspace.close()
    application.processEvents()
    return made


def _redraw(figure: Chart) -> float:
    """Median CPU time of laying a chart out and painting it, in milliseconds."""
    from PySide6.QtGui import QPixmap

    from bpr_studio.ui.charts.kinds_figures import AnyChart

    assert figure.chart is not None  # noqa: S101  # chosen so by the caller
    assert figure.table is not None  # noqa: S101  # see above
    widget = AnyChart(figure.chart, figure.table)
    widget.resize(*_SIZE)
    widget.show()
    picture = QPixmap(widget.canvas.size())
    chart, table = figure.chart, figure.table

    def draw() -> None:
        widget.set_chart(chart, table)
        widget.canvas.render(picture)

    draw()
    taken = statistics.median(_cpu_ms(draw) for _ in range(_ROUNDS))
    widget.close()
    return taken


def _cpu_ms(action: Callable[[], object]) -> float:
    start = time.process_time()
    action()
    return (time.process_time() - start) * 1_000

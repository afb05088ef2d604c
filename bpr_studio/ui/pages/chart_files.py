"""Saving a chart from any page: ask for the place, write beside the GUI thread, say so."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog

from bpr_studio.domain.shared.text import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from bpr_studio.domain.shared.progress import Progress
    from bpr_studio.ui.charts.widget import ChartExport
    from bpr_studio.ui.qt.page import Page

    SaveChart = Callable[[ChartExport, Path], None]


def ask_chart_file(page: Page, export: ChartExport, save: SaveChart) -> None:
    """Ask where the chart shall go and write it there; nothing happens when nobody answers."""
    kind = f"{export.format.value.upper()} (*.{export.format.value})"
    start = str(Path.home() / export.suggested_name)
    chosen, _ = QFileDialog.getSaveFileName(page, tr("Save the chart"), start, kind)
    if chosen:
        save_chart_file(page, export, Path(chosen), save)


def save_chart_file(page: Page, export: ChartExport, path: Path, save: SaveChart) -> None:
    """Write the chart to `path`."""

    def work(progress: Progress) -> None:
        progress.report(0, 1, path.name)
        save(export, path)

    def tell(_none: None) -> None:
        page.notices.show_text(tr("Saved: {path}", path=path))

    page.run_task(tr("Saving the chart"), work, tell)

"""The pictures of goals and reports in the user guide (架空)."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING, Final

from bpr_studio.ui.qt.page import Jump

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtGui import QPixmap

    from bpr_studio.app.guide_camera import GuidePhotographer
    from bpr_studio.app.workspace import Workspace

_PAGE_WIDTH: Final = 900


def goal_scenes(camera: GuidePhotographer, workspace: Workspace, home: Path) -> None:
    """The list, a value being entered, the hours by year, and the pages of reports."""
    from PySide6.QtWidgets import QLabel

    from bpr_studio.app.reports import (
        mayor_content,
        report_content,
        write_mayor_report,
        write_report,
    )
    from bpr_studio.ui.pages.goals import GoalsPage

    page = camera.at(Jump("goals"), GoalsPage)
    camera.save("goals")
    page.list.pick("G4")
    page.side.form.value.setValue(5)
    page.side.form.source.setText("担当課の報告（架空）")
    camera.save("goals-entry")
    page.list.pick("G1")
    page.tabs.setCurrentIndex(1)
    camera.save("goals-chart")
    page.tabs.setCurrentIndex(0)
    mayor = home / "mayor.pdf"
    write_mayor_report(mayor_content(workspace), mayor)
    section = workspace.queries.sections(workspace.round_id)[0].unit_code
    analysis = home / "section.pdf"
    write_report(report_content(workspace, section), analysis)
    for name, file in (("report-mayor", mayor), ("report-section", analysis)):
        drawn = _first_page(file)
        if drawn is not None:
            paper = QLabel()
            paper.setPixmap(drawn)
            paper.resize(drawn.size())
            camera.save(name, paper)


def _first_page(file: Path) -> QPixmap | None:
    """The first page as poppler draws it; None on a machine without poppler."""
    from PySide6.QtGui import QPixmap

    poppler = shutil.which("pdftoppm")
    if poppler is None:
        return None
    target = file.with_suffix("")
    command = [poppler, "-png", "-singlefile", "-scale-to-x", str(_PAGE_WIDTH), "-scale-to-y", "-1"]
    subprocess.run([*command, str(file), str(target)], check=True)  # noqa: S603  # our own file
    return QPixmap(str(target.with_suffix(".png")))

"""The whole way through the real window: forms out, filled, back, figures, report, a flow, undo.

No part is replaced: the real workspace on disk, the real files, the real pages. Only the dialogs
of the operating system, which nobody can click in a test, are passed by.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QPushButton

from bpr_studio.app.demo import create_demo
from bpr_studio.app.opening import Opener
from bpr_studio.app.tour import SAMPLE_FLOW
from bpr_studio.app.window import start_application
from bpr_studio.domain.shared.ports import Person
from bpr_studio.domain.shared.progress import NoProgress
from bpr_studio.services.demo.city import DemoSize
from bpr_studio.ui.qt.page import Jump

if TYPE_CHECKING:
    from pathlib import Path

    from bpr_studio.app.window import WindowSession
    from bpr_studio.app.workspace import Workspace
    from bpr_studio.ui.shell.main_window import MainWindow

pytestmark = [pytest.mark.journey, pytest.mark.gui]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small fictitious city on disk, and a user who works in its DX office."""
    place = tmp_path / "city"
    create_demo(
        place, Person("tester", "dx_office"), NoProgress(), seed=3, size=DemoSize(6, 180, 2)
    ).close()
    return place


class Desk:
    """A person at the window."""

    def __init__(self, qtbot, settings: Path, folder: Path) -> None:
        self._qtbot = qtbot
        start_application()
        session, workspace = Opener(settings).open(folder)
        self.session: WindowSession = session
        self.workspace: Workspace = workspace
        self.window: MainWindow = session.window
        self.window.show()
        self.wait()

    def wait(self) -> None:
        self._qtbot.wait(80)
        self._qtbot.waitUntil(lambda: not self.window.tasks.running, timeout=60_000)
        self._qtbot.wait(80)

    def go_to(self, page: str, target: str = ""):
        self.window.go_to(Jump(page, target))
        self.wait()
        return self.window.current_page

    def drop(self, *files: Path) -> None:
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
        self.window.dropEvent(
            QDropEvent(
                QPoint(400, 300).toPointF(),
                Qt.DropAction.CopyAction,
                mime,
                Qt.MouseButton.LeftButton,
                Qt.KeyboardModifier.NoModifier,
            )
        )
        self.wait()

    def press(self, text: str) -> None:
        button = next(
            b
            for b in self.window.findChildren(QPushButton)
            if b.isVisible() and b.isEnabled() and b.text().startswith(text)
        )
        self._qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        self.wait()

    def hours(self) -> int:
        workspace = self.workspace
        return workspace.analysis.answer(workspace.round_id).total.total

    def leave(self) -> str:
        """Close the window; what the workspace holds then."""
        self.wait()
        self.window.close()
        self.window.deleteLater()
        digest = self.workspace.store.projection_digest()
        self.workspace.close()
        self._qtbot.wait(20)
        return digest


def fill_in(form: Path) -> int:
    """Double the regular staff's hours of line 1, as a person would; the minutes added."""
    book = openpyxl.load_workbook(form)
    sheet = book["調査票"]
    rows = list(sheet.iter_rows(values_only=True))
    titles = next(row for row in rows if any(str(value).startswith("正規") for value in row))
    column = next(n for n, title in enumerate(titles, 1) if str(title).startswith("正規"))
    line = next(n for n, row in enumerate(rows, 1) if row[1] == 1)
    added = int(str(sheet.cell(line, column).value))
    sheet.cell(line, column, value=added * 2)
    book.save(form)
    return added * 60


def test_forms_go_out_come_back_and_change_the_figures(qtbot, tmp_path, folder, japanese):
    settings = tmp_path / "settings" / "settings.json"
    desk = Desk(qtbot, settings, folder)
    before = desk.hours()

    # hand out
    section = desk.workspace.queries.sections(desk.workspace.round_id)[0]
    (form,) = desk.workspace.surveys.hand_out(
        desk.workspace.round_id, [section.unit_code], tmp_path / "forms", NoProgress()
    )
    added = fill_in(form)

    # collect by drop: looked at first, then taken over
    desk.go_to("home")
    desk.drop(form)
    assert desk.window.current_key == "survey"
    assert desk.hours() == before
    desk.press("取り込む")
    assert desk.hours() == before + added
    assert desk.window.current_page is not None

    # the analysis shows it without being asked
    page = desk.go_to("analysis")
    assert page.chart

    # report
    desk.session.write_report(tmp_path / "report.pdf")
    desk.wait()
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF")

    # undo takes the collected form back, redo brings it again
    desk.window.undo()
    desk.wait()
    assert desk.hours() == before
    desk.window.redo()
    desk.wait()
    assert desk.hours() == before + added

    # close, open again: nothing is lost, nothing is different
    digest = desk.leave()
    again = Desk(qtbot, settings, folder)
    assert again.hours() == before + added
    assert again.window.current_key == "analysis"
    assert again.leave() == digest


def test_a_flow_comes_in_by_drop_and_goes_out_as_a_picture(qtbot, tmp_path, folder, japanese):
    from bpr_studio.adapters.catalogs.folders import data_folder

    desk = Desk(qtbot, tmp_path / "settings" / "settings.json", folder)
    known = {flow.id for flow in desk.workspace.queries.flows()}

    desk.drop(data_folder() / SAMPLE_FLOW)
    assert desk.window.current_key == "flows"
    (new,) = {flow.id for flow in desk.workspace.queries.flows()} - known

    desk.workspace.flows.export(new, tmp_path / "flow.svg")
    assert b"<svg" in (tmp_path / "flow.svg").read_bytes()

    desk.window.undo()
    desk.wait()
    assert {flow.id for flow in desk.workspace.queries.flows()} == known
    desk.leave()

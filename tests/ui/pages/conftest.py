"""A window that remembers what pages told it, and small real workspaces to show."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QWidget

from bpr_studio.app.workspace import Workspace
from bpr_studio.ui.qt.tasks import TaskRunner
from bpr_studio.ui.qt.theme import current_theme
from tests.builders_workspace import DX_OFFICER, CityPlan, built_workspace, empty_workspace

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class RecordingHost:
    """What a page told the window; implements `PageHost`."""

    def __init__(self) -> None:
        self.tasks = TaskRunner()
        self.jumps: list[Any] = []
        self.notices: list[Any] = []
        self.selection = ""
        self.places = 0

    def go_to(self, jump: Any) -> None:
        self.jumps.append(jump)

    def show_notice(self, notice: Any) -> None:
        self.notices.append(notice)

    def show_selection(self, text: str) -> None:
        self.selection = text

    def place_changed(self) -> None:
        self.places += 1


@pytest.fixture(scope="session")
def dressed(qapp: Any) -> None:
    """The application in our look; dressing it anew for each test would cost seconds."""
    current_theme().install(qapp)


@pytest.fixture
def host(dressed: None) -> Iterator[RecordingHost]:
    made = RecordingHost()
    yield made
    made.tasks.close()


@pytest.fixture(scope="session")
def city_template(tmp_path_factory: Any) -> Path:
    """Two bureaus with three sections each; the first four have answered. Copied, never opened."""
    folder: Path = tmp_path_factory.mktemp("template") / "city"
    built_workspace(folder, CityPlan(answered=4)).close()
    return folder


@pytest.fixture
def city(tmp_path: Path, city_template: Path) -> Iterator[Workspace]:
    """A city of its own for each test."""
    folder = tmp_path / "city"
    shutil.copytree(city_template, folder)
    made = Workspace.open(folder, DX_OFFICER)
    yield made
    made.close()


@pytest.fixture
def nothing(tmp_path: Path) -> Iterator[Workspace]:
    """A workspace on its first day."""
    made = empty_workspace(tmp_path / "nothing")
    yield made
    made.close()


def nameless(root: QWidget) -> list[str]:
    """Controls a keyboard can reach that a screen reader could not name."""
    found = []
    for widget in root.findChildren(QWidget):
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            interface = QAccessible.queryAccessibleInterface(widget)
            if not interface.text(QAccessible.Text.Name):
                found.append(f"{type(widget).__name__} {widget.objectName()}")
    return found


@pytest.fixture
def nameless_in() -> Any:
    """Finds controls without a name in a widget."""
    return nameless


def idle(qtbot: Any, host: RecordingHost) -> None:
    """Wait until no task runs and every outcome was delivered."""
    qtbot.waitUntil(lambda: not host.tasks.running, timeout=20_000)


@pytest.fixture
def settled(qtbot: Any, host: RecordingHost) -> Any:
    """Waits for the tasks of the page."""
    return lambda: idle(qtbot, host)

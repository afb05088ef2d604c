"""From the program's start to joining, and back when it is given up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from bpr_studio.app import joining
from bpr_studio.app.opening import Opener
from bpr_studio.app.preferences import remember
from bpr_studio.app.window import Leaving
from bpr_studio.ui.shell.first_start import FirstStart
from bpr_studio.ui.shell.joining import Joining

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.gui


def when_shown(kind: type[Any], deed: Callable[[Any], None]) -> QTimer:
    """Do something with a dialog as soon as it is in front."""
    timer = QTimer()
    timer.setInterval(50)

    def look() -> None:
        for widget in QApplication.topLevelWidgets():
            if isinstance(widget, kind) and widget.isVisible():
                timer.stop()
                deed(widget)
                return

    timer.timeout.connect(look)
    timer.start()
    return timer


@pytest.fixture
def home(tmp_path: Path, monkeypatch: Any) -> Path:
    folder = tmp_path / "homes"
    monkeypatch.setattr(joining, "data_home", lambda: folder)
    return folder


def test_giving_up_joining_leads_back_and_leaves_nothing(
    qtbot: Any, tmp_path: Path, home: Path
) -> None:
    last = tmp_path / "last"
    last.mkdir()
    settings = tmp_path / "settings.json"
    remember(settings, role="promoter", workspace=str(last))
    _timer = when_shown(Joining, lambda dialog: dialog.reject())

    assert Opener(settings).ask("join") == Leaving(last)
    assert list(home.iterdir()) == []


def test_the_first_start_leads_to_joining(qtbot: Any, tmp_path: Path, home: Path) -> None:
    settings = tmp_path / "settings.json"
    last = tmp_path / "last"
    last.mkdir()
    remember(settings, workspace=str(last))
    seen: list[str] = []

    def answer(dialog: FirstStart) -> None:
        dialog.pick(workspace="join", role="section_chief")
        dialog.forward()
        dialog.forward()

    def leave(dialog: Joining) -> None:
        seen.append(dialog.role)
        dialog.reject()

    _first, _second = when_shown(FirstStart, answer), when_shown(Joining, leave)

    assert Opener(settings).ask("new") == Leaving(last)
    assert seen == ["section_chief"]

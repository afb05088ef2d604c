"""A window with pages that only remember what they were told."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QLineEdit

from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.services.events import EventBus
from bpr_studio.ui.qt.bus import BusBridge
from bpr_studio.ui.qt.page import Crumb, Jump, Page, PageFactory
from bpr_studio.ui.qt.tasks import TaskRunner
from bpr_studio.ui.qt.theme import Mode, current_theme
from bpr_studio.ui.shell.main_window import MainWindow
from bpr_studio.ui.shell.parts import (
    AboutFacts,
    MenuCommand,
    SearchHit,
    ShellParts,
    WorkspaceFacts,
)


class NotingPage(Page):
    """Remembers refreshes, shows, targets and files."""

    def __init__(self, host: Any, title: Any) -> None:
        super().__init__(host, title=title)
        self.noted: list[Any] = []
        self.breaks = False
        self.unstored = ""
        self.shown_target = ""
        self.field = QLineEdit()
        self.set_content(self.field)

    def breadcrumb(self) -> Any:
        return (Crumb("市民局", Jump("home")), Crumb(self.title))

    def refresh(self, kinds: Any) -> None:
        self.noted.append(("refresh", kinds))
        if self.breaks:
            msg = "broken on purpose"
            raise ZeroDivisionError(msg)

    def shows(self, target: str) -> bool:
        return self.shown_target == target

    def on_shown(self) -> None:
        self.noted.append("shown")

    def open_target(self, target: Any) -> None:
        self.noted.append(("target", target))

    def lead_to_unstored(self) -> str:
        return self.unstored

    def open_files(self, files: Any) -> None:
        self.noted.append(("files", files))


class Deeds:
    """One deed that can be undone and done again."""

    def __init__(self) -> None:
        self.undone = False
        self.refuses = False
        self.size = 1
        self.undo_origin = self.redo_origin = ""

    @property
    def undo_size(self) -> int:
        return self.size

    @property
    def redo_size(self) -> int:
        return self.size

    @property
    def undo_label(self) -> Any:
        return "" if self.undone else "業務の削除"

    @property
    def redo_label(self) -> Any:
        return "業務の削除" if self.undone else ""

    def undo(self) -> None:
        if self.refuses:
            msg = "元に戻せません。"
            raise RefusedError(msg)
        self.undone = True

    def redo(self) -> None:
        self.undone = False


class Sections:
    """Finds sections by name."""

    def prepare(self, ready: Any) -> None:
        """Nothing has to be read."""

    def hits(self, words: Any, limit: Any) -> Any:
        names = ["区政課", "市民課", "財政課"]
        return [
            SearchHit(name, "課", "users", Jump("survey", name)) for name in names if words in name
        ][:limit]


def broken_page(_host: Any) -> Page:
    msg = "broken on purpose"
    raise ZeroDivisionError(msg)


class Shell:
    """A window and everything it was made from."""

    def __init__(self, folder: Path, **changes: Any) -> None:
        current_theme().switch(Mode.LIGHT)
        self.bus = EventBus()
        self.deeds = Deeds()
        self.commands: list[Any] = []
        self.memory = folder / "settings" / "window.json"
        self.guide = folder / "guide"
        parts = {
            "pages": [
                PageFactory("home", "ホーム", "house", lambda host: NotingPage(host, "ホーム")),
                PageFactory(
                    "survey",
                    "調査",
                    "clipboard-text",
                    lambda host: NotingPage(host, "調査"),
                    files=(".xlsx",),
                ),
                PageFactory("broken", "分析", "chart-bar", broken_page),
                PageFactory(
                    "entry",
                    "入力",
                    "table",
                    lambda host: NotingPage(host, "入力"),
                    under="survey",
                    listed=False,
                ),
            ],
            "facts": WorkspaceFacts(
                ("見本市", "令和8年度（2026）"), fictitious=True, folder=folder
            ),  # a field
            "tasks": TaskRunner(),
            "bus": BusBridge(self.bus),
            "memory": self.memory,
            "about": AboutFacts("0.1.0", None, self.guide),
            "undo": self.deeds,
            "search": [Sections()],
            "file_menu": [MenuCommand("開く…", lambda: self.commands.append("open"))],
        }
        self.window = MainWindow(ShellParts(**{**parts, **changes}))

    def page(self, key: Any) -> NotingPage:
        self.window.go_to(Jump(key))
        page = self.window.current_page
        assert isinstance(page, NotingPage)
        return page


@pytest.fixture
def open_shell(qtbot: Any, tmp_path: Path) -> Any:
    """Makes windows; closes them at the end."""
    shells: list[Any] = []

    def make(**changes: Any) -> Any:
        shell = Shell(tmp_path, **changes)
        qtbot.addWidget(shell.window)
        shells.append(shell)
        return shell

    yield make
    for shell in shells:
        shell.window.close()
    current_theme().switch(Mode.LIGHT)


@pytest.fixture
def shell(open_shell: Any) -> Any:
    made = open_shell()
    made.window.show()
    return made

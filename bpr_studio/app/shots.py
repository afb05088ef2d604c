"""Photographs of every page without a screen: `python -m bpr_studio.app.shots -o DIR`.

The real window is opened offscreen on a demo workspace, walked through page by page at
1366×768, once at 1920×1080, once in dark colours, and once on an empty workspace, where every
page shows what to do first.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bpr_studio.adapters.catalogs.lists import load_year_settings
from bpr_studio.app.system import person_at_keyboard
from bpr_studio.app.workspace import Workspace
from bpr_studio.domain.shared.errors import BprError
from bpr_studio.domain.shared.progress import NoProgress
from bpr_studio.domain.shared.text import tr
from bpr_studio.services.workspaces import NewWorkspace
from bpr_studio.ui.qt.page import Jump

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from PySide6.QtWidgets import QWidget

    from bpr_studio.ui.shell.main_window import MainWindow

DESIGN_SIZE: Final = (1366, 768)
LARGE_SIZE: Final = (1920, 1080)
_SETTLE_SECONDS: Final = 0.4
_BUSY_SECONDS: Final = 0.05  # events that took longer brought something new
_PATIENCE_SECONDS: Final = 30.0
_ROLE: Final = "dx_office"
_EMPTY_CITY: Final = "見本市（架空）"


class Photographer:
    """Walks through a window and saves what it shows.

    Args:
        window: the open main window; it stays reachable under this name.
        folder: where the pictures go.

    Attributes:
        files: the pictures taken.
    """

    def __init__(self, window: MainWindow, folder: Path) -> None:
        self.window = window
        self._folder = folder
        self.files: list[Path] = []

    def resize(self, size: tuple[int, int]) -> None:
        """Give the window another size."""
        self.window.showNormal()
        self.window.resize(*size)

    def pages(self, prefix: str = "") -> None:
        """Every page as it opens, and every tab of it."""
        for number, key in enumerate(self.window.page_keys, start=1):
            self.window.go_to(Jump(key))
            self.save(f"{prefix}{number}-{key}")
            self._tabs(f"{prefix}{number}-{key}")

    def places(self, places: Sequence[tuple[str, Jump]]) -> None:
        """Places inside pages; those of pages the role does not have are left out."""
        for name, jump in places:
            if self.window.has_page(jump.page):
                self.window.go_to(jump)
                self.save(name)

    def search(self, words: str) -> None:
        """The search with its hits."""
        box = self.window.search
        box.activate()
        box.setText(words)
        box.textEdited.emit(words)
        self.save("search")
        box.clear()
        box.close_hits()

    def save(self, name: str, widget: QWidget | None = None) -> None:
        """Wait until nothing moves and save a picture of the window, or of `widget`."""
        self.settle()
        self._folder.mkdir(parents=True, exist_ok=True)
        file = self._folder / f"{name}.png"
        (widget or self.window).grab().save(str(file))
        self.files.append(file)

    def leave(self) -> list[Path]:
        """Close the window; the pictures taken."""
        self.window.close()
        self.window.deleteLater()
        return self.files

    def _tabs(self, name: str) -> None:
        from PySide6.QtWidgets import QTabBar

        page = self.window.current_page
        bar = page.findChild(QTabBar) if page is not None else None
        if bar is None:
            return
        for tab in range(1, bar.count()):
            bar.setCurrentIndex(tab)
            self.save(f"{name}-tab{tab + 1}")
        bar.setCurrentIndex(0)

    def settle(self) -> None:
        """Let timers and tasks end; a task that never ends is photographed as it is."""
        from PySide6.QtWidgets import QApplication

        start = quiet_since = time.monotonic()
        while time.monotonic() - start < _PATIENCE_SECONDS:
            before = time.monotonic()
            QApplication.processEvents()
            now = time.monotonic()
            if self.window.tasks.running or now - before > _BUSY_SECONDS:
                quiet_since = now  # whatever came in may still want to be laid out
            if now - quiet_since >= _SETTLE_SECONDS:
                return
            time.sleep(0.01)


def start_without_screen() -> None:
    """Make the application that windows need, on no screen; nothing happens when there is one."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from bpr_studio.app.window import start_application

    start_application()


def take_shots(place: Path, folder: Path) -> list[Path]:
    """Photograph every page of the workspace in `place`; returns the pictures.

    The choices of whoever runs it are neither read nor changed.

    Args:
        place: folder of a workspace.
        folder: where the pictures go.

    Raises:
        RefusedError: the workspace is open elsewhere or cannot be read.
        UnreadableInputError: there is none, or it is damaged.
    """
    start_without_screen()
    with tempfile.TemporaryDirectory(prefix="bpr-studio-shots-", ignore_cleanup_errors=True) as own:
        home = Path(own)
        with closing(Workspace.open(place, person_at_keyboard(_ROLE))) as workspace:
            files = _tour_of(workspace, home / "full.json", folder)
            year = workspace.fiscal_year.year
        with closing(_empty_workspace(home / "empty", year)) as workspace:
            files += _first_steps(workspace, home / "empty.json", folder / "empty")
        files += dialogs(folder)
    return files


def _tour_of(workspace: Workspace, settings: Path, folder: Path) -> list[Path]:
    """Every page and place, large, dark, folded, searched."""
    from bpr_studio.ui.qt.theme import Mode

    photographer = _open_window(workspace, settings, folder)
    window = photographer.window
    photographer.pages()
    window.set_mode(Mode.DARK)
    photographer.pages("dark-")
    window.set_mode(Mode.LIGHT)
    photographer.places(_places(workspace))
    photographer.search(tr("Survey"))
    window.fold_rail(folded=True)
    photographer.places([("rail-folded", Jump("survey"))])
    window.fold_rail(folded=False)
    photographer.resize(LARGE_SIZE)
    photographer.places([("large-home", Jump("home")), ("large-analysis", Jump("analysis"))])
    return photographer.leave()


def _places(workspace: Workspace) -> list[tuple[str, Jump]]:
    """Places inside pages worth a picture, as each page's `open_target` names them."""
    sections = workspace.queries.sections(workspace.round_id)[:1]
    flows = workspace.queries.flows()[:1]
    return [
        ("survey-tasks", Jump("survey", "tasks")),
        ("survey-hand-out", Jump("survey", "hand-out")),
        ("survey-collect", Jump("survey", "collect")),
        ("rounds", Jump("rounds")),
        ("rounds-new", Jump("rounds", "new")),
        ("import-sheets", Jump("import-sheets")),
        ("core-review", Jump("core-review")),
        ("digging", Jump("digging")),
        ("detailed", Jump("detailed", "detailed")),
        ("conflicts", Jump("conflicts")),
        *(
            (f"entry-{name}", Jump("entry", f"section:{one.unit_code}{place}"))
            for one in sections
            for name, place in (
                ("sheet", ""),
                ("findings", " findings"),
                ("templates", " templates"),
                ("shares", " shares"),
            )
        ),
        *(("flows-one", Jump("flows", flow.id)) for flow in flows),
        *(
            (f"flow-{view}", Jump("flow", f"{flow.id}|{view}"))
            for flow in flows
            for view in ("drawing", "table", "text")
        ),
    ]


def _first_steps(workspace: Workspace, settings: Path, folder: Path) -> list[Path]:
    """Every page while there is nothing to show yet."""
    photographer = _open_window(workspace, settings, folder)
    photographer.pages()
    return photographer.leave()


def _open_window(workspace: Workspace, settings: Path, folder: Path) -> Photographer:
    from bpr_studio.app.window import build_window

    window = build_window(workspace, settings)
    window.show()
    photographer = Photographer(window, folder)
    photographer.resize(DESIGN_SIZE)
    return photographer


def _empty_workspace(folder: Path, year: int) -> Workspace:
    """A workspace on its first day, for a city that does not exist."""
    settings = next(s for s in load_year_settings() if s.fiscal_year == year)
    new = NewWorkspace(
        city_code="",
        city_name=_EMPTY_CITY,
        fictitious=True,
        fiscal_year=settings.fiscal_year,
        core_definition="",
        minutes_per_full_timer=settings.minutes_per_full_timer,
    )
    return Workspace.create(folder, person_at_keyboard(_ROLE), new)


def dialogs(folder: Path, *, most: int = 3) -> list[Path]:
    """The questions of the first start, one picture each, `most` of them."""
    from bpr_studio.adapters.catalogs.lists import load_list
    from bpr_studio.ui.shell.first_start import City, FirstStart

    cities = [City(item.code, item.name) for item in load_list("city")]
    dialog = FirstStart(cities, lambda _parent: None)
    dialog.pick(workspace="new")
    dialog.show()
    files = []
    for number in range(1, most + 1):
        file = folder / f"first-start-{number}-{dialog.question}.png"
        dialog.grab().save(str(file))
        files.append(file)
        dialog.forward()
    dialog.deleteLater()
    return files


def main(arguments: Sequence[str] | None = None) -> int:
    """Photograph the workspace named, or a demo city made for it; returns the exit code."""
    from bpr_studio.app.language import start_language

    start_language()
    parser = argparse.ArgumentParser(prog="python -m bpr_studio.app.shots", description=__doc__)
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="DIR")
    parser.add_argument("--workspace", type=Path, metavar="DIR")
    options = parser.parse_args(arguments)
    try:
        files = _shots_of(options.workspace, options.output)
    except BprError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    sys.stdout.writelines(f"{file}\n" for file in files)
    return 0


def _shots_of(workspace: Path | None, folder: Path) -> list[Path]:
    if workspace is not None:
        return take_shots(workspace, folder)
    with scratch_demo() as place:
        return take_shots(place, folder)


@contextmanager
def scratch_demo() -> Iterator[Path]:
    """A fictitious city that is thrown away afterwards."""
    from bpr_studio.app.demo import create_demo
    from bpr_studio.services.demo.city import DemoSize

    with tempfile.TemporaryDirectory(prefix="bpr-studio-demo-", ignore_cleanup_errors=True) as own:
        place = Path(own) / "demo"
        person = person_at_keyboard(_ROLE)
        create_demo(place, person, NoProgress(), seed=1, size=DemoSize()).close()
        yield place


if __name__ == "__main__":
    sys.exit(main())

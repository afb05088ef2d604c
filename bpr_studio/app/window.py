"""The window: the application, the pages of one workspace, and the way from one to another."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QLibraryInfo, QTranslator
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox

from bpr_studio import __version__
from bpr_studio.app.pages import WindowDeeds, pages_of, search_of
from bpr_studio.app.preferences import Preferences, load_preferences, save_preferences
from bpr_studio.app.system import data_home, person_at_keyboard, settings_file
from bpr_studio.app.workspace import Workspace
from bpr_studio.domain.shared.errors import BprError
from bpr_studio.domain.shared.text import language, tr
from bpr_studio.ui.qt.bus import BusBridge
from bpr_studio.ui.qt.tasks import TaskRunner
from bpr_studio.ui.qt.theme import Mode, current_theme
from bpr_studio.ui.shell.main_window import MainWindow, remembered_mode
from bpr_studio.ui.shell.parts import AboutFacts, MenuCommand, ShellParts, WorkspaceFacts

if TYPE_CHECKING:
    from collections.abc import Callable

    from bpr_studio.domain.shared.progress import Progress

_PROJECT: Final = Path(__file__).resolve().parents[2]


def start_application(mode: Mode = Mode.LIGHT) -> QApplication:
    """The Qt application in our look, with Qt's own texts in the user's language."""
    running = QApplication.instance()
    application = running if isinstance(running, QApplication) else QApplication(sys.argv[:1])
    application.setApplicationName("BPR Studio")
    current_theme().install(application, mode)
    if language() == "ja":
        translator = QTranslator(application)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if translator.load("qtbase_ja", folder):
            application.installTranslator(translator)
    return application


@dataclass(frozen=True, slots=True)
class Leaving:
    """What shall happen when the window closes: open another folder, or nothing."""

    folder: Path | None = None


class WindowSession:
    """One window on one workspace.

    Attributes:
        window: the window.
        leaving: what shall happen after it has closed.
    """

    def __init__(self, workspace: Workspace, settings: Path) -> None:
        """Build the window on an open workspace.

        Args:
            workspace: closed by whoever opened it.
            settings: the file of this user's choices.
        """
        self._workspace = workspace
        self._settings = settings
        self.leaving = Leaving()
        info = workspace.queries.workspace()
        tasks = TaskRunner()
        self.window = MainWindow(
            ShellParts(
                pages=pages_of(
                    workspace,
                    WindowDeeds(self.preferences, self.change, self._open_demo, self._set_mode),
                ),
                facts=WorkspaceFacts(
                    place=(info.city_name, str(workspace.fiscal_year)),
                    fictitious=info.fictitious,
                    folder=workspace.database.folder,
                ),
                tasks=tasks,
                bus=BusBridge(workspace.bus),
                memory=settings.with_name("window.json"),
                about=AboutFacts(
                    version=__version__,
                    licences=_PROJECT / "THIRD_PARTY_LICENSES.md",
                    guide=_PROJECT / "docs" / "user",
                ),
                undo=workspace.undo,
                search=search_of(workspace),
                file_menu=self._file_menu(),
            )
        )

    def preferences(self) -> Preferences:
        """This user's choices as stored now."""
        return load_preferences(self._settings)

    def change(self, **choices: str) -> None:
        """Store some of this user's choices."""
        save_preferences(self._settings, replace(self.preferences(), **choices))

    def _file_menu(self) -> tuple[MenuCommand, ...]:
        return (
            MenuCommand(tr("Open another workspace …"), self._open_other, "folder-open", "Ctrl+O"),
            MenuCommand(tr("Start with my own city …"), self._start_over, "plus"),
            MenuCommand(tr("Write the report …"), self._write_report, "file-text", "Ctrl+P"),
        )

    def _open_other(self) -> None:
        title = tr("Folder of the workspace")
        chosen = QFileDialog.getExistingDirectory(self.window, title, str(data_home()))
        if chosen:
            self._leave_for(Path(chosen))

    def _start_over(self) -> None:
        folder = ask_first_start(self.change, self.window)
        if folder is not None:
            self._leave_for(folder)

    def _open_demo(self) -> None:
        self._leave_for(data_home() / "demo")

    def _set_mode(self, mode: str) -> None:
        self.window.set_mode(Mode(mode))

    def _leave_for(self, folder: Path) -> None:
        self.leaving = Leaving(folder)
        self.window.close()

    def _write_report(self) -> None:
        from bpr_studio.app.reports import report_content, write_report
        from bpr_studio.ui.qt.tasks import Done, Failed, Outcome

        kinds = "PDF (*.pdf);;Excel (*.xlsx);;HTML (*.html)"
        name = str(Path.home() / f"{tr('Report')}.pdf")
        chosen, _ = QFileDialog.getSaveFileName(self.window, tr("Write the report"), name, kinds)
        if not chosen:
            return
        path = Path(chosen)

        def work(progress: Progress) -> None:
            progress.report(0, 2, tr("Adding up"))
            content = report_content(self._workspace)
            progress.report(1, 2, path.name)
            write_report(content, path)

        def finished(outcome: Outcome[None]) -> None:
            from bpr_studio.ui.qt.blocks import Notice

            if isinstance(outcome, Done):
                self.window.show_notice(Notice(tr("The report was written: {path}", path=path)))
            elif isinstance(outcome, Failed):
                self.window.show_error(outcome.error, details=outcome.details)

        self.window.tasks.start(tr("Writing the report"), work, finished)


def build_window(workspace: Workspace, settings: Path | None = None) -> MainWindow:
    """The main window of an open workspace; the application must have been started."""
    session = WindowSession(workspace, settings or settings_file())
    session.window.setProperty("session", session)  # lives as long as the window
    return session.window


def run_window(folder: Path | None = None) -> int:
    """Open the window and stay until the user closes it; returns the exit code.

    The very first time it opens on a fictitious city, so that there is something to look at;
    one's own city starts from the file menu.
    """
    settings = settings_file()
    start_application(remembered_mode(settings.with_name("window.json")))
    place = folder or _last_folder(load_preferences(settings)) or _make_demo(settings)
    while place is not None:
        place = _one_window(place, settings)
    return 0


def _last_folder(preferences: Preferences) -> Path | None:
    """The workspace used last, if it is still there."""
    folder = Path(preferences.workspace) if preferences.workspace else None
    return folder if folder and folder.exists() else None


def _one_window(folder: Path, settings: Path) -> Path | None:
    """Show the window of a workspace; returns the folder to go on with, if any."""
    preferences = load_preferences(settings)
    try:
        workspace = Workspace.open(folder, person_at_keyboard(preferences.role or "dx_office"))
    except BprError as error:
        return _after_failure(error, settings)
    save_preferences(settings, replace(preferences, workspace=str(folder)))
    try:
        session = WindowSession(workspace, settings)
        session.window.show()
        QApplication.exec()
    finally:
        workspace.close()
    return session.leaving.folder


def _after_failure(error: BprError, settings: Path) -> Path | None:
    """Say why the workspace did not open; offer the way to another one."""
    box = QMessageBox(QMessageBox.Icon.Warning, "BPR Studio", error.message)
    box.setInformativeText(" ".join(part for part in (error.kept, error.remedy) if part))
    other = box.addButton(tr("Choose another workspace …"), QMessageBox.ButtonRole.AcceptRole)
    box.addButton(tr("Quit"), QMessageBox.ButtonRole.RejectRole)
    box.exec()
    if box.clickedButton() is not other:
        return None

    def change(**choices: str) -> None:
        save_preferences(settings, replace(load_preferences(settings), **choices))

    return ask_first_start(change, None)


def _make_demo(settings: Path) -> Path | None:
    """Make the fictitious city of the first start while asking for the role."""
    from bpr_studio.ui.shell.preparing import Preparing

    folder = data_home() / "demo"

    def work(progress: Progress) -> None:
        from bpr_studio.app.demo import ensure_demo

        ensure_demo(folder, person_at_keyboard("dx_office"), progress)

    preparing = Preparing(work)
    done = bool(preparing.exec())
    if preparing.error is not None:
        return _after_failure(preparing.error, settings)
    preferences = load_preferences(settings)
    save_preferences(settings, replace(preferences, role=preparing.role, workspace=str(folder)))
    return folder if done else None


def ask_first_start(change: Callable[..., None], parent: MainWindow | None) -> Path | None:
    """Ask for workspace, city and role; returns the folder to open, None when given up."""
    from bpr_studio.adapters.catalogs.lists import load_list
    from bpr_studio.app.starting import prepare
    from bpr_studio.ui.shell.first_start import City, FirstStart

    cities = [City(item.code, item.name) for item in load_list("city")]

    def pick_folder(over: object) -> Path | None:
        from PySide6.QtWidgets import QWidget

        above = over if isinstance(over, QWidget) else None
        chosen = QFileDialog.getExistingDirectory(above, tr("Folder of the workspace"))
        return Path(chosen) if chosen else None

    dialog = FirstStart(cities, pick_folder, parent)
    if not dialog.exec():
        return None
    change(role=dialog.choice.role)
    try:
        return prepare(dialog.choice)
    except BprError as error:
        QMessageBox.warning(parent, "BPR Studio", str(error))
        return None

"""From the start of the program to an open window, and from one workspace to the next."""

from __future__ import annotations

import threading
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox, QWidget

from bpr_studio.app.faults import FaultReporter, keep_log
from bpr_studio.app.preferences import load_preferences, remember
from bpr_studio.app.system import cache_home, person_at_keyboard, settings_file
from bpr_studio.app.window import (
    Leaving,
    WindowSession,
    demo_folder,
    dress_in_language,
    start_application,
)
from bpr_studio.app.workspace import Workspace
from bpr_studio.domain.shared.errors import BprError, RefusedError
from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.workflow import PROMOTER
from bpr_studio.ui.qt.garbage import set_aside_what_stands
from bpr_studio.ui.shell.main_window import remembered_mode
from bpr_studio.ui.shell.updating import UpdatingBar

if TYPE_CHECKING:
    from bpr_studio.domain.shared.progress import Progress

_IDLE_MS: Final = 400  # after the first paint; what the next click needs is loaded then


def run_window(folder: Path | None = None) -> int:
    """Open the window and stay until the user closes it; returns the exit code.

    The very first time it opens on a fictitious city, so that there is something to look at;
    one's own city starts from the file menu.
    """
    opener = Opener(settings_file())
    keep_log(cache_home())
    opener.faults.install()
    start_application(remembered_mode(settings_file().with_name("window.json")))
    leaving: Leaving | None = opener.first(folder)
    while leaving is not None:
        leaving = opener.show(leaving)
    return 0


class Opener:
    """Opens one workspace after the other, with a way out of whatever goes wrong.

    Attributes:
        faults: hears the exceptions nobody caught.
    """

    def __init__(self, settings: Path) -> None:
        """Work for one user.

        Args:
            settings: the file of this user's choices.
        """
        self._settings = settings
        self.faults = FaultReporter()

    def first(self, folder: Path | None) -> Leaving:
        """Where the program starts: `folder`, else the workspace used last, else the demo."""
        last = load_preferences(self._settings).workspace
        return Leaving(folder or (Path(last) if last else demo_folder()))

    def show(self, leaving: Leaving) -> Leaving | None:
        """Open what `leaving` asks for and stay until it is closed; None ends the program."""
        if leaving.ask:
            return self.ask(leaving.ask)
        if leaving.folder is None:
            return None
        if leaving.anew:
            self._change_language()
        if leaving.folder == demo_folder() and not demo_folder().exists():
            return self._make_demo()
        try:
            session, workspace = self.open(leaving.folder, read_only=leaving.read_only)
        except BprError as error:
            return self._after_failure(error, leaving)
        self.faults.window = session.window
        try:
            session.window.show()
            QTimer.singleShot(_IDLE_MS, load_the_rest)
            QTimer.singleShot(_IDLE_MS, set_aside_what_stands)
            QTimer.singleShot(_IDLE_MS, session.start_sharing)
            QApplication.exec()
            session.finish_sharing()
        finally:
            self.faults.window = None
            if session.sync is not None:
                session.sync.stop()
            workspace.close()
        return session.leaving

    def _change_language(self) -> None:
        """Let the language chosen in the settings hold for the next window."""
        from bpr_studio.app.language import start_language

        start_language(self._settings)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            dress_in_language(application)

    def open(self, folder: Path, *, read_only: bool = False) -> tuple[WindowSession, Workspace]:
        """The workspace in `folder` with its window, which is remembered for the next start.

        Raises:
            RefusedError: it is open elsewhere, not writable, or of a newer version.
            UnreadableInputError: there is none, or it is damaged.
        """
        role = load_preferences(self._settings).role or "dx_office"
        bar = UpdatingBar()
        try:
            workspace = Workspace.open(
                folder, person_at_keyboard(role), read_only=read_only, progress=bar
            )
        finally:
            bar.close()
        remember(self._settings, workspace=str(folder))
        return WindowSession(workspace, self._settings), workspace

    def ask(self, first: str) -> Leaving | None:
        """Ask for workspace, city and role; None when given up.

        Args:
            first: the answer to the first question that is picked already.
        """
        from bpr_studio.adapters.catalogs.lists import load_list
        from bpr_studio.app.starting import prepare
        from bpr_studio.ui.shell.first_start import JOIN, City, FirstStart, JoinShare

        if first == JOIN:  # from inside of a workspace: the role is known
            return self._join(load_preferences(self._settings).role)

        cities = [City(item.code, item.name) for item in load_list("city")]
        dialog = FirstStart(cities, _pick_folder)
        dialog.pick(workspace=first, role=load_preferences(self._settings).role)
        if not dialog.exec():
            return self._back_to_last()
        remember(self._settings, role=dialog.choice.role)
        choice = dialog.choice
        if isinstance(choice, JoinShare):
            return self._join(choice.role)
        try:
            return Leaving(prepare(choice))
        except BprError as error:
            return self._after_failure(error, Leaving(ask=first))

    def _join(self, role: str) -> Leaving | None:
        """Ask the questions of joining; giving them up leads back."""
        from bpr_studio.app.joining import JoinJob
        from bpr_studio.ui.qt.tasks import TaskRunner
        from bpr_studio.ui.shell.joining import Joining

        tasks = TaskRunner()
        try:
            job = JoinJob(role)
        except BprError as error:
            return self._after_failure(error, Leaving(ask="demo"))
        dialog = Joining(job.parts(_pick_share), tasks, role)
        dialog.exec()
        tasks.close()
        if dialog.workspace is None:
            job.give_up()
            return self._back_to_last() or self.ask("demo")
        remember(self._settings, role=dialog.role, section=dialog.section)
        return Leaving(job.finish())

    def _back_to_last(self) -> Leaving | None:
        """Giving up the questions leads back to where one was, if anywhere."""
        last = load_preferences(self._settings).workspace
        return Leaving(Path(last)) if last and Path(last).exists() else None

    def _make_demo(self) -> Leaving | None:
        """Make the fictitious city while asking for the role."""
        from bpr_studio.ui.shell.preparing import Preparing

        folder = demo_folder()

        def work(progress: Progress) -> None:
            from bpr_studio.app.demo import ensure_demo

            ensure_demo(folder, person_at_keyboard("dx_office"), progress)

        preparing = Preparing(work, load_preferences(self._settings).role)
        done = bool(preparing.exec())
        if preparing.error is not None:
            return self._after_failure(preparing.error, Leaving(folder))
        if preparing.wants_to_join:
            return self._join(preparing.role if preparing.has_answered else PROMOTER)
        if not done:
            return self.ask("demo")
        remember(self._settings, role=preparing.role)
        return Leaving(folder)

    def _after_failure(self, error: BprError, tried: Leaving) -> Leaving | None:
        """Say why a workspace did not open; offer the ways out."""
        box = QMessageBox(QMessageBox.Icon.Warning, "BPR Studio", error.message)
        box.setInformativeText(" ".join(part for part in (error.kept, error.remedy) if part))
        accept = QMessageBox.ButtonRole.AcceptRole
        ways: dict[object, Leaving] = {}
        if isinstance(error, RefusedError) and tried.folder and tried.folder.exists():
            ways[box.addButton(tr("Try again"), accept)] = tried
            if not tried.read_only:
                look = box.addButton(tr("Look at it without changing it"), accept)
                ways[look] = Leaving(tried.folder, read_only=True)
        other = box.addButton(tr("Choose another workspace …"), accept)
        ways[other] = Leaving(ask="open")
        box.addButton(tr("Quit"), QMessageBox.ButtonRole.RejectRole)
        box.exec()
        return ways.get(box.clickedButton())


def _pick_folder(over: object) -> Path | None:
    above = over if isinstance(over, QWidget) else None
    chosen = QFileDialog.getExistingDirectory(above, tr("Folder of the workspace"))
    return Path(chosen) if chosen else None


def _pick_share(over: QWidget) -> Path | None:
    chosen = QFileDialog.getExistingDirectory(over, tr("Shared folder"))
    return Path(chosen) if chosen else None


def load_the_rest() -> None:
    """Load in the background what the pages behind the first one need."""
    threading.Thread(target=partial(_load, _LATER), name="loading", daemon=True).start()


#: In the order people need them; the modules are the same that the first click would load.
_LATER: Final = (
    "bpr_studio.adapters.db.queries_survey",
    "bpr_studio.adapters.db.queries_lists",
    "bpr_studio.adapters.db.projector",
    "bpr_studio.ui.pages.survey",
    "bpr_studio.services.surveys",
    "bpr_studio.ui.pages.entry",
    "bpr_studio.services.entry",
    "numpy",
)


def _load(modules: tuple[str, ...]) -> None:
    from importlib import import_module

    for module in modules:
        import_module(module)

"""The window of one workspace: its pages, its menu, and the way to another workspace."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QLibraryInfo, QTranslator
from PySide6.QtWidgets import QApplication, QFileDialog

from bpr_studio import __version__
from bpr_studio.app.page_makers import WindowDeeds
from bpr_studio.app.pages import pages_of
from bpr_studio.app.preferences import load_preferences, remember
from bpr_studio.app.roles import view_of
from bpr_studio.app.searching import search_of
from bpr_studio.app.sync_session import share_last_changes, supervisor_of
from bpr_studio.app.system import data_home, settings_file
from bpr_studio.domain.shared.text import language, ntr, tr
from bpr_studio.domain.workload.workflow import DX_OFFICE
from bpr_studio.services.sync.status import Glance
from bpr_studio.ui.pages.survey_words import role_word
from bpr_studio.ui.qt.blocks import Deed, Notice
from bpr_studio.ui.qt.bus import BusBridge
from bpr_studio.ui.qt.garbage import collect_on_this_thread
from bpr_studio.ui.qt.page import Jump
from bpr_studio.ui.qt.tasks import TaskRunner
from bpr_studio.ui.qt.theme import Mode, Tone, current_theme
from bpr_studio.ui.shell.main_window import MainWindow
from bpr_studio.ui.shell.parts import (
    AboutFacts,
    Badge,
    DeedPlace,
    MenuCommand,
    ShellParts,
    WorkspaceFacts,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from bpr_studio.app.preferences import Preferences
    from bpr_studio.app.sync_reader import SyncReader
    from bpr_studio.app.sync_supervisor import SyncSupervisor
    from bpr_studio.app.workspace import Workspace
    from bpr_studio.domain.shared.progress import Progress
    from bpr_studio.ui.qt.tasks import Outcome

_PROJECT: Final = Path(__file__).resolve().parents[2]
_TRANSLATOR: Final = "bpr-studio-language"


def start_application(mode: Mode = Mode.LIGHT) -> QApplication:
    """The Qt application in our look, with Qt's own texts in the user's language."""
    running = QApplication.instance()
    application = running if isinstance(running, QApplication) else QApplication(sys.argv[:1])
    application.setApplicationName("BPR Studio")
    collect_on_this_thread(application)
    current_theme().install(application, mode)
    dress_in_language(application)
    return application


class _QtWords(QTranslator):
    """Qt's own translation, with the words of the file dialog it lacks."""

    def translate(
        self, context: str, source: str, disambiguation: str | None = None, n: int = -1
    ) -> str:
        """The words in the user's language, "" where there are none."""
        found = super().translate(context, source, disambiguation, n)
        missing = {"&Look in:": tr("Folder:"), "Files of &type:": tr("Kind of file:")}
        return found or (missing.get(source, "") if context == "QFileDialog" else "")


def dress_in_language(application: QApplication) -> None:
    """Give Qt's own texts the language of the program."""
    for old in application.findChildren(QTranslator, _TRANSLATOR):
        application.removeTranslator(old)
        old.deleteLater()
    if language() == "ja":
        translator = _QtWords(application)
        translator.setObjectName(_TRANSLATOR)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if translator.load("qtbase_ja", folder):
            application.installTranslator(translator)


def demo_folder() -> Path:
    """Where the fictitious city of this user lies, or will lie."""
    return data_home() / "demo"


@dataclass(frozen=True, slots=True)
class Leaving:
    """What shall happen when the window closes.

    Attributes:
        folder: the workspace to open next; None ends the program.
        ask: ask which workspace it shall be, with this answer picked already ("new" or "open").
        read_only: open it without changing anything.
        anew: language or role were changed; the language is installed anew.
    """

    folder: Path | None = None
    ask: str = ""
    read_only: bool = False
    anew: bool = False


class WindowSession:
    """One window on one workspace.

    Attributes:
        window: the window.
        leaving: what shall happen after it has closed.
        sync: the exchange with others; None where the workspace is open for reading only.
    """

    def __init__(
        self,
        workspace: Workspace,
        settings: Path,
        supervise: Callable[[Workspace], SyncSupervisor] = supervisor_of,
    ) -> None:
        """Build the window on an open workspace.

        Args:
            workspace: closed by whoever opened it.
            settings: the file of this user's choices.
            supervise: watches over the exchange with others.
        """
        self._workspace = workspace
        self._settings = settings
        self.leaving = Leaving()
        self._reader: SyncReader | None = None
        info = workspace.queries.workspace()
        self.sync = None if workspace.database.read_only else supervise(workspace)
        deeds = WindowDeeds(
            self.preferences,
            self.change,
            self._open_demo,
            self._set_mode,
            reopen=self._reopen,
            ask_again=lambda: self._leave(Leaving(ask="demo")),
            join=self._join,
            sync=self.sync,
        )
        tasks = TaskRunner()
        self.window = MainWindow(
            ShellParts(
                pages=pages_of(workspace, deeds),
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
                search=search_of(workspace, tasks, view_of(deeds.role), self.preferences().section),
                file_menu=self._file_menu(),
                place_of=self._place_of,
                badges=self._badges,
                sync=self.sync,
            )
        )
        self._role = deeds.role
        if self.sync is not None:
            self.sync.status_changed.connect(lambda _status: self._follow_role())
        if workspace.database.read_only:
            self.window.show_saved(tr("Read only: nothing can be changed"), safe=False)

    def start_sharing(self) -> None:
        """Begin the exchange with others, if the workspace is shared; call once the window shows."""
        if self.sync is not None:
            self.sync.start()

    def finish_sharing(self) -> None:
        """Share the last changes and end the exchange; call after the window has closed."""
        if self.sync is None:
            return
        if self.leaving.anew:  # the same workspace opens again at once and goes on
            self.sync.stop()
        else:
            share_last_changes(self.sync)

    def preferences(self) -> Preferences:
        """This user's choices as stored now; role and section as approved, where that is done."""
        stored, part = load_preferences(self._settings), self._workspace.part
        if part is None:
            return stored
        section = stored.section
        if part.role != DX_OFFICE and not part.is_own(section):
            units = self._workspace.queries.units(self._workspace.fiscal_year.year)
            codes = [unit.code for unit in units if unit.level == "section"]
            section = part.section_among(codes, section)
        return replace(stored, role=part.role, section=section)

    def _follow_role(self) -> None:
        """Offer the window of another role once the DX office has given one."""
        role = self.preferences().role or DX_OFFICE
        if role == self._role:
            return
        self._role = role
        text = tr(
            "The DX office has approved this PC in the role “{role}”. The pages of this role"
            " appear when the window is opened anew.",
            role=role_word(role),
        )
        deed = Deed(tr("Switch now"), self._reopen)
        self.window.show_notice(Notice(text, Tone.WARNING, deed, lasting=True))

    def change(self, **choices: str) -> None:
        """Store some of this user's choices."""
        remember(self._settings, **choices)

    def write_report(self, path: Path) -> None:
        """Write the report of the whole city beside the GUI thread, and say so."""
        from bpr_studio.app.reports import report_content, write_report

        def work(progress: Progress) -> None:
            progress.report(0, 2, tr("Adding up"))
            content = report_content(self._workspace)
            progress.report(1, 2, path.name)
            write_report(content, path)

        def finished(outcome: Outcome[None]) -> None:
            from bpr_studio.ui.qt.tasks import Done, Failed

            if isinstance(outcome, Done):
                self.window.show_notice(Notice(tr("The report was written: {path}", path=path)))
            elif isinstance(outcome, Failed):
                self.window.show_error(outcome.error, details=outcome.details)

        self.window.tasks.start(tr("Writing the report"), work, finished)

    def _file_menu(self) -> tuple[MenuCommand, ...]:
        return (
            MenuCommand(tr("Open another workspace …"), self._open_other, "folder-open", "Ctrl+O"),
            MenuCommand(tr("Start with my own city …"), self._start_over, "plus"),
            MenuCommand(tr("Join a shared folder …"), self._join, "users-three"),
            MenuCommand(tr("Open the fictitious city"), self._open_demo, "buildings"),
            MenuCommand(tr("Write the report …"), self._ask_report, "file-text", "Ctrl+P"),
        )

    def _place_of(self, origin: str) -> DeedPlace | None:
        """The flow in which a deed was done."""
        from bpr_studio.services.flow_editing import flow_of_origin

        flow_id = flow_of_origin(origin)
        line = self._workspace.queries.flow_line(flow_id) if flow_id else None
        return DeedPlace(line.name, Jump("flow", flow_id)) if line is not None else None

    def _badges(self) -> dict[str, Badge]:
        """What waits for the person, beside 調査."""
        from bpr_studio.ui.pages.inbox import InboxFacts, waiting_sentence, ways_of

        queries, chosen = self._workspace.queries, self.preferences()
        rounds = {found.id: found for found in queries.rounds()}
        facts = InboxFacts(rounds, queries.workspace().round_id, chosen.role or DX_OFFICE)
        waiting = self._workspace.inbox.waiting(chosen.section)
        n = len(ways_of(waiting, facts, self.window.go_to))
        return {"survey": Badge(n, waiting_sentence(n)), **self._requests_badge()}

    def _requests_badge(self) -> dict[str, Badge]:
        """For the DX office, how many PCs ask to take part, beside 同期."""
        is_office = (self.preferences().role or DX_OFFICE) == DX_OFFICE
        if self.sync is None or self.sync.status.glance is Glance.NOT_SHARED or not is_office:
            return {}
        if self._reader is None:
            from bpr_studio.app.sync_reader import SyncReader

            self._reader = SyncReader(self._workspace, office=True)
        n = len(self._reader.open_requests())
        sentence = ntr("{n:,} PC asks to take part", "{n:,} PCs ask to take part", n)
        return {"sync": Badge(n, sentence)}

    def _open_other(self) -> None:
        title = tr("Folder of the workspace")
        chosen = QFileDialog.getExistingDirectory(self.window, title, str(data_home()))
        if chosen:
            self._leave(Leaving(Path(chosen)))

    def _join(self) -> None:
        self._leave(Leaving(ask="join"))

    def _start_over(self) -> None:
        self._leave(Leaving(ask="new"))

    def _open_demo(self) -> None:
        if self._workspace.database.folder != demo_folder():
            self._leave(Leaving(demo_folder()))

    def _reopen(self) -> None:
        """Open this workspace in a new window, in which another role or language holds."""
        database = self._workspace.database
        self._leave(Leaving(database.folder, read_only=database.read_only, anew=True))

    def _set_mode(self, mode: str) -> None:
        self.window.set_mode(Mode(mode))

    def _leave(self, leaving: Leaving) -> None:
        self.leaving = leaving
        self.window.close()

    def _ask_report(self) -> None:
        kinds = "PDF (*.pdf);;Excel (*.xlsx);;HTML (*.html)"
        name = str(Path.home() / (tr("Report") + ".pdf"))
        chosen, _ = QFileDialog.getSaveFileName(self.window, tr("Write the report"), name, kinds)
        if chosen:
            self.write_report(Path(chosen))


def build_window(workspace: Workspace, settings: Path | None = None) -> MainWindow:
    """The main window of an open workspace; the application must have been started."""
    session = WindowSession(workspace, settings or settings_file())
    session.window.setProperty("session", session)  # lives as long as the window
    return session.window

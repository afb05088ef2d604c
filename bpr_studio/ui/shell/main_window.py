"""The main window: rail, top bar, pages, status bar, menus."""

from __future__ import annotations

import logging
from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import QByteArray, QRect, Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QVBoxLayout, QWidget

from bpr_studio.domain.shared.text import N_, tr, tr_source
from bpr_studio.services.sync.status import SyncStatus
from bpr_studio.ui.qt.blocks import Deed, Notice, NoticeBar
from bpr_studio.ui.qt.page import Crumb, Jump
from bpr_studio.ui.qt.tasks import Failed, UnexpectedError, busy_cursor, traceback_of
from bpr_studio.ui.qt.theme import Mode, Tone, current_theme, label
from bpr_studio.ui.shell.app_icon import app_icon
from bpr_studio.ui.shell.memory import read_memory, write_memory
from bpr_studio.ui.shell.menus import Menus, hit_of
from bpr_studio.ui.shell.page_room import PageRoom
from bpr_studio.ui.shell.parts import SearchHit
from bpr_studio.ui.shell.rail import Rail
from bpr_studio.ui.shell.recent import RecentHits
from bpr_studio.ui.shell.regions import step_region
from bpr_studio.ui.shell.search import ListProvider, SearchBox
from bpr_studio.ui.shell.status import StatusBar
from bpr_studio.ui.shell.sync_chip import SyncBanner, SyncChip
from bpr_studio.ui.shell.top_bar import TopBar

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent

    from bpr_studio.domain.shared.errors import BprError
    from bpr_studio.domain.shared.progress import Progress
    from bpr_studio.services.events import Committed
    from bpr_studio.ui.qt.page import Page
    from bpr_studio.ui.qt.tasks import Outcome, TaskRunner
    from bpr_studio.ui.shell.parts import ShellParts

_log = logging.getLogger(__name__)

DESIGN_SIZE: Final = (1366, 768)
_REFRESH_AFTER_MS: Final = 30
_COUNT_AFTER_MS: Final = 1_200  # what waits is counted when a run of changes has ended
_MANY_CHANGES: Final = 1000  # take about half a second


class _Moved(NamedTuple):
    """What undo or redo moves: the deed, who did it, and the sentence that says so."""

    deed: str
    origin: str
    sentence: str


class MainWindow(QMainWindow):
    """The frame around the pages. It is the `PageHost` of each."""

    def __init__(self, parts: ShellParts) -> None:
        super().__init__()
        self._parts = parts
        self._memory = read_memory(parts.memory)
        self._refresh = _single_shot(self, _REFRESH_AFTER_MS, self._refresh_front)
        self._asked_to_close = False
        self._count = _single_shot(self, _COUNT_AFTER_MS, self._count_waiting)
        self._build()
        self._connect()
        self.reset_geometry()
        self._recall()

    # -- for pages (PageHost) -------------------------------------------------------------------

    @property
    def tasks(self) -> TaskRunner:
        """Runs slow work beside the GUI thread."""
        return self._parts.tasks

    def go_to(self, jump: Jump) -> None:
        """Show a page, at a place in it; unknown pages are ignored."""
        if not self.has_page(jump.page):
            _log.warning("no page %r to jump to", jump.page)
            return
        page = self._bring_to_front(jump.page)
        if page is not None and jump.target:
            self._room.guarded(partial(page.open_target, jump.target), page.notices)
        self.place_changed()

    def show_notice(self, notice: Notice) -> None:
        """Show a short notice below the pages."""
        self._notices.show_notice(notice)

    def show_error(self, error: BprError, *, details: str = "") -> None:
        """Show an error below the pages; it stays until it is closed."""
        self._notices.show_error(error, details=details)

    def show_selection(self, text: str) -> None:
        """Show sums of the selection in the status bar."""
        self._status.show_selection(text)

    def place_changed(self) -> None:
        """Read the path of the page in front again."""
        steps = [Crumb(text) for text in self._parts.facts.place]
        factory = self._room.current_factory
        above = self._room.factories.get(factory.under) if factory is not None else None
        titled = {step.title: step for step in (factory, above) if step}  # one name, one step
        page = self.current_page
        steps += [Crumb(step.title, self._way_to(step.key)) for step in reversed(titled.values())]
        if page is not None:
            steps += page.breadcrumb()
        self._top.path.show_steps(steps)

    # -- for app --------------------------------------------------------------------------------

    @property
    def current_page(self) -> Page | None:
        """The page in front; None when it could not be created."""
        return self._room.current_page

    @property
    def current_key(self) -> str:
        """The key of the page in front."""
        return self._room.current_key

    @property
    def page_keys(self) -> tuple[str, ...]:
        """The pages in the order of the rail."""
        return tuple(page.key for page in self._parts.pages if not page.under)

    def has_page(self, key: str) -> bool:
        """Whether there is a page of this key, in the rail or under one of it."""
        return key in self._room.factories

    @property
    def search(self) -> SearchBox:
        """The search box."""
        return self._search

    def activate_search(self) -> None:
        """Put the keyboard into the search box."""
        self._search.activate()

    def show_saved(self, text: str, *, safe: bool = True) -> None:
        """Change the saved state in the status bar."""
        self._status.show_saved(text, safe=safe)

    def report_unexpected(self, error: BaseException) -> None:
        """Show a fault of the program; for `sys.excepthook`, after it was logged."""
        self._notices.show_error(UnexpectedError.of(error), details=traceback_of(error))

    def undo_changed(self) -> None:
        """The history moved; refresh the two actions."""
        self._menus.follow_undo(self._parts.undo)

    def set_mode(self, mode: Mode) -> None:
        """Light or dark, at once."""
        self._memory.mode = mode.value
        with busy_cursor():
            current_theme().switch(mode)

    def fold_rail(self, *, folded: bool) -> None:
        """Show the rail as icons, or with words."""
        self._rail.set_folded(folded=folded)
        self._memory.rail_folded = folded

    def toggle_rail(self) -> None:
        """Fold the rail, or open it."""
        self.fold_rail(folded=not self._rail.is_folded)

    def reset_geometry(self) -> None:
        """Size and place of the first start, on the screen the window is on."""
        self._memory.panels.clear()
        room = self.screen().availableGeometry()
        size = QRect(0, 0, min(DESIGN_SIZE[0], room.width()), min(DESIGN_SIZE[1], room.height()))
        size.moveCenter(room.center())
        self.setGeometry(size)
        self._room.spread()

    def reset_layout(self) -> None:
        """Everything where it was on the first day; the page in front stays."""
        self.showNormal()
        self.fold_rail(folded=False)
        self.reset_geometry()

    # -- building -------------------------------------------------------------------------------

    def _build(self) -> None:
        facts = self._parts.facts
        self.setWindowTitle(f"{facts.place[0]} — BPR Studio" if facts.place else "BPR Studio")
        self.setWindowIcon(app_icon())
        self.setAcceptDrops(True)
        self._menus = Menus(self, self, self._parts)
        self._rail = Rail([page for page in self._parts.pages if not page.under])
        pages = ListProvider(self._page_hits)
        here = ListProvider(self._page_commands)
        commands = ListProvider(self._menus.hits)
        self._search = SearchBox(
            (pages, here, *self._parts.search, commands),
            (pages, here, commands),
            RecentHits(self._memory.recent),
        )
        self._sync_chip, self._sync_banner = SyncChip(), SyncBanner()
        self._top = TopBar(self._search, self._menus.undo, self._menus.redo, self._sync_chip)
        self._notices = NoticeBar()
        self._notices.setContentsMargins(24, 0, 24, 12)
        self._room = PageRoom(self._parts.pages, self, self._memory, self._notices)
        self._status = StatusBar(
            self._parts.tasks, saved_tip=tr("Saved in {folder}", folder=facts.folder)
        )
        self.setStatusBar(self._status)
        self.setCentralWidget(self._workplace())

    def _workplace(self) -> QWidget:
        workplace = QWidget()
        workplace.setObjectName("workplace")
        row = QHBoxLayout(workplace)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._rail)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(self._top)
        if self._parts.facts.fictitious:
            column.addWidget(_banner())
        column.addWidget(self._sync_banner)
        column.addWidget(self._room, 1)
        column.addWidget(self._notices)
        row.addLayout(column, 1)
        return workplace

    def _connect(self) -> None:
        self._rail.chosen.connect(lambda key: self.go_to(self._way_to(key)))
        self._rail.folded.connect(lambda folded: self.fold_rail(folded=folded))
        self._top.path.jump_requested.connect(self._go_to_step)
        self._search.chosen.connect(self._take_hit)
        self._parts.bus.committed.connect(self._on_committed)
        self._parts.tasks.unexpected.connect(self._on_unexpected)
        self._sync_chip.clicked.connect(lambda _checked=False: self.go_to(Jump("sync")))
        self._sync_banner.look_wanted.connect(lambda: self.go_to(Jump("sync")))
        self._sync_banner.rescue_wanted.connect(lambda: self.go_to(Jump("sync", "rescue")))
        self._follow_sync()
        self.undo_changed()
        self.place_changed()

    def _way_to(self, key: str) -> Jump:
        """A page; the one above that in front shows what was in front."""
        page, factory = self.current_page, self._room.current_factory
        is_above = page is not None and factory is not None and factory.under == key
        return Jump(key, page.target_above() if is_above and page is not None else "")

    def _page_hits(self) -> list[SearchHit]:
        kind = tr("Page")
        titles = {page.key: page.title for page in self._parts.pages}
        return [
            SearchHit(page.title, kind, page.icon, Jump(page.key), titles.get(page.under, ""))
            for page in self._parts.pages
            if page.listed
        ]

    def _page_commands(self) -> list[SearchHit]:
        """What can be done on the page in front now."""
        page, factory = self.current_page, self._room.current_factory
        if page is None or factory is None:
            return []
        kind = tr("On this page: {page}", page=factory.title)
        return [hit_of(action, kind) for action in page.commands()]

    # -- pages ----------------------------------------------------------------------------------

    def _bring_to_front(self, key: str) -> Page | None:
        self.show_selection("")
        self._search.close_hits()
        self._rail.set_current(self._room.factories[key].under or key)
        self._sync_banner.set_told_elsewhere(told=key == "sync")
        return self._room.bring(key, with_keyboard=not self._rail.has_keyboard())

    # -- what happens ---------------------------------------------------------------------------

    def _on_committed(self, event: Committed) -> None:
        self._room.note(event)
        self._refresh.start()
        self._count.start()

    def _refresh_front(self) -> None:
        self.undo_changed()
        if self._room.refresh_front():
            self.place_changed()

    def _count_waiting(self) -> None:
        """Count what waits; so late after a change that nobody who types feels it."""
        counts = self._parts.badges
        if counts is not None:
            self._room.guarded(lambda: self._rail.set_badges(counts()))

    def _on_unexpected(self, failed: Failed) -> None:
        self._notices.show_error(failed.error, details=failed.details)

    def _follow_sync(self) -> None:
        """Chip and banner tell the state of sync from now on."""
        news = self._parts.sync
        if news is not None:
            news.status_changed.connect(self._show_sync)
        self._show_sync(news.status if news is not None else SyncStatus())

    def _show_sync(self, status: SyncStatus) -> None:
        self._sync_chip.show_status(status)
        self._sync_banner.show_status(status)
        self._count.start()

    def _go_to_step(self, jump: Jump) -> None:
        """A step of the path leads to a page's start too, from a place inside of it."""
        page = self.current_page
        if jump.page == self.current_key and not jump.target and page is not None:
            self._room.guarded(partial(page.open_target, ""), page.notices)
        self.go_to(jump)

    def _take_hit(self, hit: SearchHit) -> None:
        if isinstance(hit.go, Jump):
            self.go_to(hit.go)
            return
        page = self.current_page
        if page is not None:  # a command acts on the page, not on the search box
            page.setFocus(Qt.FocusReason.OtherFocusReason)
        self._room.guarded(hit.go)

    def undo(self) -> None:
        """Undo the last deed."""
        history = self._parts.undo
        if history is not None:
            deed, origin = history.undo_label, history.undo_origin
            title = tr("Undoing {deed}", deed=deed)
            moved = _Moved(deed, origin, N_("“{deed}” in “{place}” was undone."))
            self._move_history(history.undo, history.undo_size, title, moved)

    def redo(self) -> None:
        """Do the last undone deed again."""
        history = self._parts.undo
        if history is not None:
            deed, origin = history.redo_label, history.redo_origin
            title = tr("Doing {deed} again", deed=deed)
            moved = _Moved(deed, origin, N_("“{deed}” in “{place}” was done again."))
            self._move_history(history.redo, history.redo_size, title, moved)

    def _move_history(self, move: Callable[[], None], size: int, title: str, moved: _Moved) -> None:
        """Undo or redo: at once when it is little, as a task in the status bar when it is much."""

        def move_and_say() -> None:
            move()
            self._say_where(moved)

        if size < _MANY_CHANGES:
            self._room.guarded(move_and_say)
            self.undo_changed()
            return

        def work(progress: Progress) -> None:
            progress.report(0, 0, "")
            move()

        def finished(outcome: Outcome[None]) -> None:
            if isinstance(outcome, Failed):
                self.show_error(outcome.error, details=outcome.details)
            else:
                self._say_where(moved)
            self.undo_changed()

        self._menus.follow_undo(None)  # nothing to undo twice while it runs
        self.tasks.start(title, work, finished)

    def _say_where(self, moved: _Moved) -> None:
        """Tell what moved in the history when it cannot be seen on the page in front."""
        place, page = self._parts.place_of(moved.origin), self.current_page
        if place is None or page is None:
            return
        if self.current_key == place.jump.page and page.shows(place.jump.target):
            return
        text = tr_source(moved.sentence, deed=moved.deed, place=place.name)
        go = Deed(tr("Look there"), partial(self.go_to, place.jump))
        self.show_notice(Notice(text, deed=go))

    # -- keyboard -------------------------------------------------------------------------------

    def step_region(self, by: int) -> None:
        """Put the keyboard into the next region: rail, search, the panels of the page (F6)."""
        page = self.current_page
        step_region([self._rail, self._search, *(page.panels() if page else ())], by)

    # -- files dropped ---------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files may be dropped anywhere; the notice afterwards says where they went."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Hand dropped files to the page that reads them."""
        from pathlib import Path as FilePath

        files = [
            FilePath(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()
        ]
        if files:
            event.acceptProposedAction()
            self.open_files(files)

    def open_files(self, files: list[Path]) -> None:
        """Hand files to the page that reads their kind; say so when there is none.

        Of a folder the files of known kinds are taken, the rest is passed over.
        """
        from bpr_studio.ui.shell.dropped_files import shared_out, strange_sentence

        shares = shared_out(files, self._parts.pages, self._room.current_factory)
        for key, fitting in shares.pages:
            page = self._bring_to_front(key)
            if page is not None:
                self.place_changed()
                self._room.guarded(partial(page.open_files, list(fitting)), page.notices)
        if shares.strange:
            text = strange_sentence(shares.strange[0], self._parts.pages)
            self.show_notice(Notice(text, Tone.WARNING, lasting=True))

    # -- start and end ---------------------------------------------------------------------------

    def _recall(self) -> None:
        memory = self._memory
        if memory.geometry:
            self.restoreGeometry(QByteArray.fromBase64(memory.geometry.encode("ascii")))
        elif self.screen().availableGeometry().height() < DESIGN_SIZE[1]:
            self.setWindowState(Qt.WindowState.WindowMaximized)  # a small screen is used whole
        self.fold_rail(folded=memory.rail_folded)
        keys = self.page_keys
        first = memory.page if memory.page in keys else next(iter(keys), "")
        if first:
            self.go_to(Jump(first))
        self._count.start()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember the window and stop what is running; everything else is saved already.

        Texts that were not taken are shown before the first try to close loses them.
        """
        if not self._asked_to_close and self._room.stop_at_unstored():
            self._asked_to_close = True
            event.ignore()
            return
        self._room.keep_panels()
        factory = self._room.current_factory
        self._memory.page = (factory.under or factory.key) if factory is not None else ""
        self._memory.geometry = bytes(self.saveGeometry().toBase64().data()).decode("ascii")
        write_memory(self._parts.memory, self._memory)
        self._parts.bus.close()
        with busy_cursor():
            self._parts.tasks.close()
        super().closeEvent(event)


def remembered_mode(memory: Path) -> Mode:
    """Light or dark as chosen last; for dressing the application before the window is built."""
    return Mode(read_memory(memory).mode)


def _banner() -> QWidget:
    banner = label(
        tr("Fictitious: every figure here was invented for demonstration. No real city is shown.")
    )
    banner.setObjectName("fictitious-banner")
    return banner


def _single_shot(parent: QWidget, after_ms: int, run: Callable[[], None]) -> QTimer:
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.setInterval(after_ms)
    timer.timeout.connect(run)
    return timer

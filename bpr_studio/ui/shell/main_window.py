"""The main window: rail, top bar, pages, status bar, menus."""

from __future__ import annotations

import logging
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QByteArray, QRect, Qt, QTimer
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QMainWindow,
    QSizePolicy,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from bpr_studio.domain.shared.errors import BprError
from bpr_studio.domain.shared.text import tr
from bpr_studio.ui.qt.blocks import Notice, NoticeBar
from bpr_studio.ui.qt.page import Crumb, Jump
from bpr_studio.ui.qt.tasks import Failed, UnexpectedError, busy_cursor, traceback_of
from bpr_studio.ui.qt.theme import Mode, Tone, current_theme, label
from bpr_studio.ui.shell.app_icon import app_icon
from bpr_studio.ui.shell.memory import read_memory, write_memory
from bpr_studio.ui.shell.menus import Menus
from bpr_studio.ui.shell.parts import SearchHit
from bpr_studio.ui.shell.rail import Rail
from bpr_studio.ui.shell.search import ListProvider, SearchBox
from bpr_studio.ui.shell.status import StatusBar
from bpr_studio.ui.shell.top_bar import TopBar

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent

    from bpr_studio.domain.shared.progress import Progress
    from bpr_studio.services.events import Committed
    from bpr_studio.ui.qt.page import Page, PageFactory
    from bpr_studio.ui.qt.tasks import Outcome, TaskRunner
    from bpr_studio.ui.shell.parts import ShellParts

_log = logging.getLogger(__name__)

DESIGN_SIZE: Final = (1366, 768)
_REFRESH_AFTER_MS: Final = 30
_MOST_DROPPED: Final = 5_000  # entries of a folder; a city hands out some 400 forms
_MANY_CHANGES: Final = 1000  # take about half a second


class MainWindow(QMainWindow):
    """The frame around the pages. It is the `PageHost` of each."""

    def __init__(self, parts: ShellParts) -> None:
        super().__init__()
        self._parts = parts
        self._memory = read_memory(parts.memory)
        self._factories = {factory.key: factory for factory in parts.pages}
        self._pages: dict[str, Page] = {}
        self._stale: dict[str, set[str]] = {}
        self._current = ""
        self._refresh = QTimer(self)
        self._refresh.setSingleShot(True)
        self._refresh.setInterval(_REFRESH_AFTER_MS)
        self._refresh.timeout.connect(self._refresh_front)
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
        if jump.page not in self._factories:
            _log.warning("no page %r to jump to", jump.page)
            return
        page = self._bring_to_front(jump.page)
        if page is not None and jump.target:
            self._guarded(partial(page.open_target, jump.target), page.notices)
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
        factory = self._factories.get(self._current)
        if factory is not None:
            steps.append(Crumb(factory.title, Jump(factory.key)))
        page = self.current_page
        if page is not None:
            steps += page.breadcrumb()
        self._top.path.show_steps(steps)

    # -- for app --------------------------------------------------------------------------------

    @property
    def current_page(self) -> Page | None:
        """The page in front; None when it could not be created."""
        return self._pages.get(self._current)

    @property
    def current_key(self) -> str:
        """The key of the page in front."""
        return self._current

    @property
    def page_keys(self) -> tuple[str, ...]:
        """The pages in the order of the rail."""
        return tuple(self._factories)

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
        for page in self._pages.values():
            _spread(page)

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
        self._rail = Rail(self._parts.pages)
        pages = ListProvider(self._page_hits)
        commands = ListProvider(self._menus.hits)
        self._search = SearchBox((pages, *self._parts.search, commands), pages)
        self._top = TopBar(self._search, self._menus.undo, self._menus.redo)
        self._stack = QStackedWidget()
        self._broken = NoticeBar()  # in place of a page that cannot be created
        self._broken.setContentsMargins(24, 16, 24, 16)
        self._broken.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._stack.addWidget(_at_top(self._broken))
        self._notices = NoticeBar()
        self._notices.setContentsMargins(24, 0, 24, 12)
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
        column.addWidget(self._stack, 1)
        column.addWidget(self._notices)
        row.addLayout(column, 1)
        return workplace

    def _connect(self) -> None:
        self._rail.chosen.connect(lambda key: self.go_to(Jump(key)))
        self._rail.folded.connect(lambda folded: self.fold_rail(folded=folded))
        self._top.path.jump_requested.connect(self._go_to_step)
        self._search.chosen.connect(self._take_hit)
        self._parts.bus.committed.connect(self._on_committed)
        self._parts.tasks.unexpected.connect(self._on_unexpected)
        self.undo_changed()
        self.place_changed()

    def _page_hits(self) -> list[SearchHit]:
        kind = tr("Page")
        return [
            SearchHit(page.title, kind, page.icon, Jump(page.key))
            for page in self._factories.values()
        ]

    # -- pages ----------------------------------------------------------------------------------

    def _bring_to_front(self, key: str) -> Page | None:
        self._keep_panels()
        page = self._page(key)
        self._current = key
        self._rail.set_current(key)
        self.show_selection("")
        self._search.close_hits()
        if page is None:
            self._stack.setCurrentIndex(0)
            self._stack.setFocus(Qt.FocusReason.OtherFocusReason)
            return None
        self._stack.setCurrentWidget(page)
        if not self._rail.has_keyboard():
            page.setFocus(Qt.FocusReason.OtherFocusReason)
        kinds = self._stale.pop(key, None)
        if kinds:
            self._guarded(partial(page.refresh, frozenset(kinds)), page.notices)
        self._guarded(page.on_shown, page.notices)
        return page

    def _page(self, key: str) -> Page | None:
        """The page, created when it is needed for the first time."""
        if key not in self._pages:
            factory = self._factories[key]
            self._broken.clear()
            with busy_cursor():
                self._guarded(lambda: self._add_page(factory), self._broken)
        return self._pages.get(key)

    def _add_page(self, factory: PageFactory) -> None:
        page = factory.create(self)
        self._pages[factory.key] = page
        self._stack.addWidget(page)
        sizes = self._memory.panels.get(factory.key)
        splitter = page.findChild(QSplitter, "page-splitter")
        if sizes and splitter is not None:
            splitter.setSizes(sizes)

    def _guarded(self, deed: Callable[[], object], bar: NoticeBar | None = None) -> None:
        """Run something of a page; its failure is shown in `bar` and leaves the frame working."""
        shown_in = bar or self._notices
        try:
            deed()
        except BprError as error:
            shown_in.show_error(error)
        except Exception as error:  # noqa: BLE001  # a broken page must not take the window along
            _log.exception("page failed")
            shown_in.show_error(UnexpectedError.of(error), details=traceback_of(error))

    def _keep_panels(self) -> None:
        page = self.current_page
        splitter = page.findChild(QSplitter, "page-splitter") if page is not None else None
        if splitter is not None and splitter.count() > 1:
            self._memory.panels[self._current] = splitter.sizes()

    # -- what happens ---------------------------------------------------------------------------

    def _on_committed(self, event: Committed) -> None:
        for key in self._pages:
            if key != event.origin:
                self._stale.setdefault(key, set()).update(event.kinds)
        self._refresh.start()

    def _refresh_front(self) -> None:
        self.undo_changed()
        page, kinds = self.current_page, self._stale.pop(self._current, None)
        if page is not None and kinds:
            self._guarded(partial(page.refresh, frozenset(kinds)), page.notices)
            self.place_changed()

    def _on_unexpected(self, failed: Failed) -> None:
        self._notices.show_error(failed.error, details=failed.details)

    def _go_to_step(self, jump: Jump) -> None:
        """A step of the path leads to a page's start too, from a place inside of it."""
        page = self.current_page
        if jump.page == self._current and not jump.target and page is not None:
            self._guarded(partial(page.open_target, ""), page.notices)
        self.go_to(jump)

    def _take_hit(self, hit: SearchHit) -> None:
        if isinstance(hit.go, Jump):
            self.go_to(hit.go)
        else:
            self._guarded(hit.go)

    def undo(self) -> None:
        """Undo the last deed."""
        history = self._parts.undo
        if history is not None:
            title = tr("Undoing {deed}", deed=history.undo_label)
            self._move_history(history.undo, history.undo_size, title)

    def redo(self) -> None:
        """Do the last undone deed again."""
        history = self._parts.undo
        if history is not None:
            title = tr("Doing {deed} again", deed=history.redo_label)
            self._move_history(history.redo, history.redo_size, title)

    def _move_history(self, move: Callable[[], None], size: int, title: str) -> None:
        """Undo or redo: at once when it is little, as a task in the status bar when it is much."""
        if size < _MANY_CHANGES:
            self._guarded(move)
            self.undo_changed()
            return

        def work(progress: Progress) -> None:
            progress.report(0, 0, "")
            move()

        def finished(outcome: Outcome[None]) -> None:
            if isinstance(outcome, Failed):
                self.show_error(outcome.error, details=outcome.details)
            self.undo_changed()

        self._menus.follow_undo(None)  # nothing to undo twice while it runs
        self.tasks.start(title, work, finished)

    # -- keyboard -------------------------------------------------------------------------------

    def step_region(self, by: int) -> None:
        """Put the keyboard into the next region: rail, search, the panels of the page (F6)."""
        page = self.current_page
        regions: list[QWidget] = [self._rail, self._search, *(page.panels() if page else ())]
        focused: QWidget | None = QApplication.focusWidget()
        here = next(
            (
                number
                for number, region in enumerate(regions)
                if focused is not None and (region is focused or region.isAncestorOf(focused))
            ),
            -1 if by > 0 else 0,
        )
        _focus_into(regions[(here + by) % len(regions)])

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
        left = [file for place in files for file in self._files_in(place)]
        in_front = self._factories.get(self._current)  # where several pages read a kind, it does
        for factory in filter(None, (in_front, *self._factories.values())):
            fitting = [file for file in left if file.suffix.lower() in factory.files]
            left = [file for file in left if file not in fitting]
            page = self._bring_to_front(factory.key) if fitting else None
            if page is not None:
                self.place_changed()
                self._guarded(partial(page.open_files, fitting), page.notices)
        strange = [file.name for file in left]
        if strange:
            self.show_notice(Notice(self._strange_files(strange), Tone.WARNING, lasting=True))

    def _files_in(self, place: Path) -> list[Path]:
        """The files of known kinds in a folder; the place itself when there are none.

        Looks at so many entries at most that a whole drive dropped by mistake does not block.
        """
        if not place.is_dir():
            return [place]
        known = {kind for factory in self._factories.values() for kind in factory.files}
        found = [
            file
            for file in sorted(islice(place.rglob("*"), _MOST_DROPPED))
            if file.suffix.lower() in known and not file.name.startswith((".", "~$"))
        ]
        return found or [place]

    def _strange_files(self, names: list[str]) -> str:
        homes = [
            tr("{page}: {kinds}", page=factory.title, kinds=" ".join(factory.files))
            for factory in self._factories.values()
            if factory.files
        ]
        sentence = tr("This program cannot read “{file}”.", file=names[0])
        if not homes:
            return sentence
        known = tr("Files it reads: {list}", list="、".join(homes))
        return f"{sentence} {known}"

    # -- start and end ---------------------------------------------------------------------------

    def _recall(self) -> None:
        memory = self._memory
        if memory.geometry:
            self.restoreGeometry(QByteArray.fromBase64(memory.geometry.encode("ascii")))
        elif self.screen().availableGeometry().height() < DESIGN_SIZE[1]:
            self.setWindowState(Qt.WindowState.WindowMaximized)  # a small screen is used whole
        self.fold_rail(folded=memory.rail_folded)
        first = memory.page if memory.page in self._factories else next(iter(self._factories), "")
        if first:
            self.go_to(Jump(first))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember the window and stop what is running; everything else is saved already."""
        self._keep_panels()
        self._memory.page = self._current
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


def _at_top(widget: QWidget) -> QWidget:
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(widget)
    column.addStretch(1)
    return holder


def _focus_into(region: QWidget) -> None:
    if isinstance(region, Rail):
        region.focus_current()
        return
    if isinstance(region, SearchBox):
        region.setFocus(Qt.FocusReason.ShortcutFocusReason)
        return
    inside = [
        widget
        for widget in (region, *region.findChildren(QWidget))
        if widget.isVisible()
        and widget.isEnabled()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]
    if inside:
        inside[0].setFocus(Qt.FocusReason.ShortcutFocusReason)


def _spread(page: Page) -> None:
    splitter = page.findChild(QSplitter, "page-splitter")
    if splitter is not None and splitter.count() > 1:
        splitter.setSizes([max(page.width() - 368, 480), 320])

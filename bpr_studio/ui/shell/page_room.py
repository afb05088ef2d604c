"""The pages of a window: made when first needed, brought up to date, kept from taking it along."""

from __future__ import annotations

import logging
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from bpr_studio.domain.shared.errors import BprError
from bpr_studio.ui.qt.blocks import Notice, NoticeBar
from bpr_studio.ui.qt.tasks import UnexpectedError, busy_cursor, traceback_of
from bpr_studio.ui.qt.theme import Tone

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bpr_studio.services.events import Committed
    from bpr_studio.ui.qt.page import Page, PageFactory, PageHost
    from bpr_studio.ui.shell.memory import WindowMemory

_log = logging.getLogger(__name__)


class PageRoom(QStackedWidget):
    """Holds the pages, one in front."""

    def __init__(
        self,
        factories: Sequence[PageFactory],
        host: PageHost,
        memory: WindowMemory,
        notices: NoticeBar,
    ) -> None:
        """Make the room; no page is made yet.

        Args:
            factories: the pages there are.
            host: the window, handed to each page.
            memory: where the widths of panels are kept.
            notices: where faults that belong to no page are shown.
        """
        super().__init__()
        self.factories = {factory.key: factory for factory in factories}
        self._host = host
        self._memory = memory
        self._notices = notices
        self._pages: dict[str, Page] = {}
        self._stale: dict[str, set[str]] = {}
        self._current = ""
        self._broken = NoticeBar()  # in place of a page that cannot be created
        self._broken.setContentsMargins(24, 16, 24, 16)
        self._broken.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.addWidget(_at_top(self._broken))

    @property
    def current_key(self) -> str:
        """The key of the page in front, "" before the first."""
        return self._current

    @property
    def current_page(self) -> Page | None:
        """The page in front; None when it could not be created."""
        return self._pages.get(self._current)

    @property
    def current_factory(self) -> PageFactory | None:
        """What the window knows of the page in front."""
        return self.factories.get(self._current)

    def bring(self, key: str, *, with_keyboard: bool) -> Page | None:
        """Bring a page to the front and up to date; None when it could not be created.

        Args:
            key: of a factory.
            with_keyboard: put the keyboard there, too.
        """
        self.keep_panels()
        if key != self._current:
            self._leave_notices()
        page = self._page(key)
        self._current = key
        self.setCurrentIndex(self.indexOf(page) if page is not None else 0)
        if with_keyboard:
            (page or self).setFocus(Qt.FocusReason.OtherFocusReason)
        if page is not None:
            kinds = self._stale.pop(key, None)
            if kinds:
                self.guarded(partial(page.refresh, frozenset(kinds)), page.notices)
            self.guarded(page.on_shown, page.notices)
        return page

    def note(self, event: Committed) -> None:
        """Remember what every page but the one that wrote has to read again."""
        for key in self._pages:
            if key != event.origin:
                self._stale.setdefault(key, set()).update(event.kinds)

    def refresh_front(self) -> bool:
        """Let the page in front read again what was written; whether there was anything."""
        page, kinds = self.current_page, self._stale.pop(self._current, None)
        if page is None or not kinds:
            return False
        self.guarded(partial(page.refresh, frozenset(kinds)), page.notices)
        return True

    def guarded(self, deed: Callable[[], object], bar: NoticeBar | None = None) -> None:
        """Run something of a page; its failure is shown in `bar` and leaves the frame working."""
        shown_in = bar or self._notices
        try:
            deed()
        except BprError as error:
            shown_in.show_error(error)
        except Exception as error:  # noqa: BLE001  # a broken page must not take the window along
            _log.exception("page failed")
            shown_in.show_error(UnexpectedError.of(error), details=traceback_of(error))

    def stop_at_unstored(self) -> bool:
        """Bring a page to the front that holds texts not stored; whether there is one."""
        for key, page in self._pages.items():
            sentence = page.lead_to_unstored()
            if sentence:
                self.bring(key, with_keyboard=False)
                page.lead_to_unstored()
                page.notices.show_notice(Notice(sentence, Tone.WARNING))
                return True
        return False

    def keep_panels(self) -> None:
        """Remember the widths of the panels of the page in front."""
        page = self.current_page
        splitter = page.findChild(QSplitter, "page-splitter") if page is not None else None
        if splitter is not None and splitter.count() > 1:
            self._memory.panels[self._current] = splitter.sizes()

    def spread(self) -> None:
        """Give all panels the widths of the first day."""
        for page in self._pages.values():
            splitter = page.findChild(QSplitter, "page-splitter")
            if splitter is not None and splitter.count() > 1:
                splitter.setSizes([max(page.width() - 368, 480), 320])

    def _leave_notices(self) -> None:
        page = self.current_page
        self._notices.leave()
        if page is not None:
            page.notices.leave()

    def _page(self, key: str) -> Page | None:
        """The page, created when it is needed for the first time."""
        if key not in self._pages:
            self._broken.clear()
            with busy_cursor():
                self.guarded(partial(self._add, self.factories[key]), self._broken)
        return self._pages.get(key)

    def _add(self, factory: PageFactory) -> None:
        page = factory.create(self._host)
        self._pages[factory.key] = page
        self.addWidget(page)
        sizes = self._memory.panels.get(factory.key)
        splitter = page.findChild(QSplitter, "page-splitter")
        if sizes and splitter is not None:
            splitter.setSizes(sizes)


def _at_top(widget: QWidget) -> QWidget:
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(widget)
    column.addStretch(1)
    return holder

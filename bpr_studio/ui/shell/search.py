"""The search box (Ctrl+K): pages, commands and whatever providers find."""

from __future__ import annotations

import unicodedata
from itertools import islice
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from bpr_studio.domain.shared.text import tr
from bpr_studio.ui.qt.icons import icon
from bpr_studio.ui.qt.theme import Tone

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QFocusEvent, QKeyEvent

    from bpr_studio.ui.shell.hit_list import HitList
    from bpr_studio.ui.shell.parts import SearchHit, SearchProvider

_LIMIT: Final = 8
_DEBOUNCE_MS: Final = 120


def folded(text: str) -> str:
    """The text as it is compared: full and half width, upper and lower case are the same."""
    return unicodedata.normalize("NFKC", text).casefold()


class ListProvider:
    """Finds in a short list whose titles contain every word.

    The list is read once for each time somebody goes to the search box, not for each letter.
    """

    def __init__(self, entries: Callable[[], Sequence[SearchHit]]) -> None:
        self._entries = entries
        self._read: list[tuple[str, SearchHit]] | None = None

    def forget(self) -> None:
        """Read the list anew for the next search."""
        self._read = None

    def hits(self, words: str, limit: int) -> Sequence[SearchHit]:
        """Entries that contain every word, in their own order."""
        wanted = folded(words).split()
        if self._read is None:
            self._read = [
                (folded(f"{entry.title} {entry.hint} {entry.kind}"), entry)
                for entry in self._entries()
            ]
        found = (entry for text, entry in self._read if all(word in text for word in wanted))
        return list(islice(found, limit))


class SearchBox(QLineEdit):
    """The field in the top bar; its hits drop down below it.

    Signals:
        chosen: the `SearchHit` somebody took.
    """

    chosen = Signal(object)

    def __init__(self, providers: Sequence[SearchProvider], start: ListProvider) -> None:
        """Make the box.

        Args:
            providers: asked in this order.
            start: what is offered before anything is typed.
        """
        super().__init__()
        self._providers = tuple(providers)
        self._start = start
        self._list: HitList | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_DEBOUNCE_MS)
        self._timer.timeout.connect(self._look)
        self.setObjectName("search")
        self.setMinimumWidth(160)
        self.setMaximumWidth(260)
        self.setClearButtonEnabled(True)
        self.setPlaceholderText(tr("Search (Ctrl+K)"))
        self.setAccessibleName(tr("Search pages, sections, tasks and commands"))
        self.addAction(
            icon("magnifying-glass", Tone.SECONDARY), QLineEdit.ActionPosition.LeadingPosition
        )
        self.textEdited.connect(lambda _text: self._timer.start())

    def sizeHint(self) -> QSize:
        """As wide as it may be, as long as the path has room."""
        return QSize(260, super().sizeHint().height())

    @property
    def hits_shown(self) -> bool:
        """The list is open."""
        return self._list is not None and self._list.isVisible()

    def shown(self) -> tuple[SearchHit, ...]:
        """The hits in the list."""
        return self._list.model.entries if self._list is not None else ()

    def activate(self) -> None:
        """Put the keyboard here and offer the pages."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()
        self._look()

    def close_hits(self) -> None:
        """Put the list away."""
        self._timer.stop()
        if self._list is not None:
            self._list.hide()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """A search begins: lists that were read for the last one may be out of date."""
        super().focusInEvent(event)
        for provider in (*self._providers, self._start):
            if isinstance(provider, ListProvider):
                provider.forget()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The list goes with the focus."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.close_hits()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up, down, Enter and Esc are for the list."""
        match event.key():
            case Qt.Key.Key_Down | Qt.Key.Key_Up:
                self._step(1 if event.key() == Qt.Key.Key_Down else -1)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._enter()
            case Qt.Key.Key_Escape:
                self._leave()
            case _:
                super().keyPressEvent(event)

    def _step(self, by: int) -> None:
        if not self.hits_shown:
            self._look()
            return
        self._hits().mark_next(by)

    def _enter(self) -> None:
        if self._timer.isActive():
            self._timer.stop()
            self._look()
        if self.hits_shown:
            self._take(self._hits().marked)

    def _leave(self) -> None:
        self.close_hits()
        self.clear()
        page = self.window().findChild(QWidget, "page")
        (page or self.window()).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _take(self, row: int) -> None:
        entries = self.shown()
        if row >= len(entries):
            return
        self.close_hits()
        self.clear()
        self.chosen.emit(entries[row])

    def _look(self) -> None:
        words = self.text().strip()
        if words:
            found = [hit for provider in self._providers for hit in provider.hits(words, _LIMIT)]
        else:
            found = list(self._start.hits("", 12))
        self._hits().show_hits(found, below=self, searched=words)

    def _hits(self) -> HitList:
        if self._list is None:
            from bpr_studio.ui.shell.hit_list import HitList  # QStyle alone costs 8 ms at start

            self._list = HitList()
            self._list.view.clicked.connect(lambda index: self._take(index.row()))
        return self._list

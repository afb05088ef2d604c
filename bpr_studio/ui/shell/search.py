"""The search box (Ctrl+K): pages, commands and whatever providers find."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from bpr_studio.domain.shared.matching import folded, has_initials, initials_of
from bpr_studio.domain.shared.text import tr
from bpr_studio.ui.qt.icons import icon
from bpr_studio.ui.qt.theme import Tone

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent

    from bpr_studio.ui.shell.hit_list import HitList
    from bpr_studio.ui.shell.parts import SearchHit, SearchProvider
    from bpr_studio.ui.shell.recent import RecentHits

_LIMIT: Final = 8
_RECENT_SHOWN: Final = 5
_OFFERED: Final = 40  # of each kind, before anything is typed
_DEBOUNCE_MS: Final = 120


class ListProvider:
    """Finds in a short list whose titles contain every word, or have these initials.

    The list is read once for each time somebody goes to the search box, not for each letter.
    Titles that begin with what was typed come first.
    """

    def __init__(self, entries: Callable[[], Sequence[SearchHit]]) -> None:
        self._entries = entries
        self._read: list[tuple[str, str, SearchHit]] | None = None

    def prepare(self, _ready: Callable[[], None]) -> None:
        """Read the list anew for this search."""
        self._read = None

    def hits(self, words: str, limit: int) -> Sequence[SearchHit]:
        """Entries that contain every word; for nothing typed, all of them in their own order."""
        typed = folded(words).strip()
        wanted = typed.split()
        if self._read is None:
            self._read = [
                (
                    folded(f"{entry.title} {entry.hint} {entry.kind}"),
                    initials_of(entry.title),
                    entry,
                )
                for entry in self._entries()
            ]
        found = [
            (not text.startswith(typed), entry)
            for text, initials, entry in self._read
            if all(word in text for word in wanted) or has_initials(typed, initials)
        ]
        found.sort(key=lambda pair: pair[0])
        return [entry for _, entry in found[:limit]]


class SearchBox(QLineEdit):
    """The field in the top bar; its hits drop down below it.

    Signals:
        chosen: the `SearchHit` somebody took.
    """

    chosen = Signal(object)

    def __init__(
        self,
        providers: Sequence[SearchProvider],
        start: Sequence[ListProvider],
        recent: RecentHits,
    ) -> None:
        """Make the box.

        Args:
            providers: asked in this order.
            start: what is offered before anything is typed, below what was used lately.
            recent: what was used lately.
        """
        super().__init__()
        self._providers = tuple(providers)
        self._start = tuple(start)
        self._recent = recent
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
        self.setToolTip(tr("Search pages, sections, tasks and commands"))
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
        return self._list.hits if self._list is not None else ()

    def activate(self) -> None:
        """Put the keyboard here and offer what was used lately, the pages and the commands."""
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
        for provider in (*self._providers, *self._start):
            provider.prepare(self._look_again)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The list goes with the focus."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.close_hits()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up, down, page up and down, Enter and Esc are for the list."""
        steps = {
            int(Qt.Key.Key_Down): 1,
            int(Qt.Key.Key_Up): -1,
            int(Qt.Key.Key_PageDown): _LIMIT,
            int(Qt.Key.Key_PageUp): -_LIMIT,
        }
        key = int(event.key())
        if key in steps:
            self._step(steps[key])
        elif key in {int(Qt.Key.Key_Return), int(Qt.Key.Key_Enter)}:
            self._enter()
        elif key == int(Qt.Key.Key_Escape):
            self._leave()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click offers what a Ctrl+K does."""
        super().mousePressEvent(event)
        if not self.hits_shown and not self.text():
            self._look()

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
            self._take(self._hits().marked_hit)

    def _leave(self) -> None:
        self.close_hits()
        self.clear()
        page = self.window().findChild(QWidget, "page")
        (page or self.window()).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _take(self, hit: SearchHit | None) -> None:
        if hit is None:
            return
        self.close_hits()
        self.clear()
        if hit.kind:
            self._recent.note(hit)
        self.chosen.emit(hit)

    def _look_again(self) -> None:
        """More can be found now; what is marked in the list stays where nobody typed."""
        if self.hits_shown and self.text().strip():
            self._look()

    def _look(self) -> None:
        words = self.text().strip()
        groups = self._found(words) if words else self._offered()
        self._hits().show_hits(groups, below=self, searched=words)

    def _found(self, words: str) -> list[tuple[str, list[SearchHit]]]:
        """What was found, by kind; what was used lately comes first in its kind."""
        found = [hit for provider in self._providers for hit in provider.hits(words, _LIMIT)]
        return [
            (kind, sorted(hits, key=self._recent.rank))
            for kind, hits in groupby(found, key=lambda hit: hit.kind)
        ]

    def _offered(self) -> list[tuple[str, list[SearchHit]]]:
        usable = [hit for provider in self._start for hit in provider.hits("", _OFFERED)]
        lately = self._recent.hits(usable, _RECENT_SHOWN)
        groups = [(kind, list(hits)) for kind, hits in groupby(usable, key=lambda hit: hit.kind)]
        return [(tr("Used lately"), lately), *groups] if lately else groups

    def _hits(self) -> HitList:
        if self._list is None:
            from bpr_studio.ui.shell.hit_list import HitList  # QStyle alone costs 8 ms at start

            self._list = HitList()
            self._list.chosen.connect(self._take)
        return self._list

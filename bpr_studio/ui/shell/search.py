"""The search box (Ctrl+K): pages, commands and whatever providers find."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QVBoxLayout,
    QWidget,
)

from bpr_studio.domain.shared.text import tr
from bpr_studio.ui.qt.icons import icon, paint_icon
from bpr_studio.ui.qt.theme import Tone, current_theme
from bpr_studio.ui.shell.parts import SearchHit

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtCore import (
        QObject,
        QPersistentModelIndex,
    )
    from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter
    from PySide6.QtWidgets import QStyleOptionViewItem

    from bpr_studio.ui.shell.parts import SearchProvider

_LIMIT: Final = 8
_ROW_HEIGHT: Final = 40
_WIDTH: Final = 520
_DEBOUNCE_MS: Final = 120
_HIT_ROLE: Final = int(Qt.ItemDataRole.UserRole)
_ROOT: Final = QModelIndex()


def folded(text: str) -> str:
    """The text as it is compared: full and half width, upper and lower case are the same."""
    return unicodedata.normalize("NFKC", text).casefold()


class ListProvider:
    """Finds in a short list whose titles contain every word."""

    def __init__(self, entries: Callable[[], Sequence[SearchHit]]) -> None:
        self._entries = entries

    def hits(self, words: str, limit: int) -> Sequence[SearchHit]:
        """Entries that contain every word, in their own order."""
        wanted = folded(words).split()
        found = [
            entry
            for entry in self._entries()
            if all(word in folded(f"{entry.title} {entry.hint} {entry.kind}") for word in wanted)
        ]
        return found[:limit]


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
        self._hits = _HitList()
        self._hits.view.clicked.connect(lambda index: self._take(index.row()))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_DEBOUNCE_MS)
        self._timer.timeout.connect(self._look)
        self.setObjectName("search")
        self.setFixedWidth(260)
        self.setClearButtonEnabled(True)
        self.setPlaceholderText(tr("Search (Ctrl+K)"))
        self.setAccessibleName(tr("Search pages, sections, tasks and commands"))
        self.addAction(
            icon("magnifying-glass", Tone.SECONDARY), QLineEdit.ActionPosition.LeadingPosition
        )
        self.textEdited.connect(lambda _text: self._timer.start())

    @property
    def hits_shown(self) -> bool:
        """The list is open."""
        return self._hits.isVisible()

    def shown(self) -> tuple[SearchHit, ...]:
        """The hits in the list."""
        return self._hits.model.entries

    def activate(self) -> None:
        """Put the keyboard here and offer the pages."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()
        self._look()

    def close_hits(self) -> None:
        """Put the list away."""
        self._timer.stop()
        self._hits.hide()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The list goes with the focus."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._hits.hide()

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
        count = len(self._hits.model.entries)
        if count:
            self._hits.mark((self._hits.view.currentIndex().row() + by) % count)

    def _enter(self) -> None:
        if self._timer.isActive():
            self._timer.stop()
            self._look()
        if self.hits_shown:
            self._take(max(self._hits.view.currentIndex().row(), 0))

    def _leave(self) -> None:
        self._hits.hide()
        self.clear()
        page = self.window().findChild(QWidget, "page")
        (page or self.window()).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _take(self, row: int) -> None:
        entries = self._hits.model.entries
        if row >= len(entries):
            return
        self._hits.hide()
        self.clear()
        self.chosen.emit(entries[row])

    def _look(self) -> None:
        words = self.text().strip()
        if words:
            found = [hit for provider in self._providers for hit in provider.hits(words, _LIMIT)]
        else:
            found = list(self._start.hits("", 12))
        self._hits.show_hits(found, below=self, searched=words)


class _HitModel(QAbstractListModel):
    """The hits shown."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.entries: tuple[SearchHit, ...] = ()

    def show(self, entries: Sequence[SearchHit]) -> None:
        """Show these."""
        self.beginResetModel()
        self.entries = tuple(entries)
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _ROOT) -> int:
        """One row per hit."""
        return 0 if parent.isValid() else len(self.entries)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = 0) -> object:
        """Text for screen readers; the hit itself for the delegate."""
        entry = self.entries[index.row()]
        if role == _HIT_ROLE:
            return entry
        if role == int(Qt.ItemDataRole.DisplayRole):
            return " ".join(part for part in (entry.title, entry.hint, entry.kind) if part)
        return None


class _HitDelegate(QStyledItemDelegate):
    """Icon, title, quiet hint, kind at the right."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: object) -> QSize:
        """All rows are alike."""
        return QSize(_WIDTH - 24, _ROW_HEIGHT)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw one hit."""
        entry = index.data(_HIT_ROLE)
        if not isinstance(entry, SearchHit):
            return
        theme = current_theme()
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, theme.color("accent_soft"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, theme.color("hover"))
        inner = rect.adjusted(12, 0, -12, 0)
        middle = inner.top() + (inner.height() - 20) // 2
        paint_icon(painter, QRect(inner.left(), middle, 20, 20), entry.icon, Tone.SECONDARY)
        texts = inner.adjusted(32, 0, 0, 0)
        flags = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(theme.color("text_secondary"))
        painter.drawText(texts, flags | Qt.AlignmentFlag.AlignRight, entry.kind)
        metrics = painter.fontMetrics()
        room = texts.adjusted(0, 0, -metrics.horizontalAdvance(entry.kind) - 16, 0)
        title = metrics.elidedText(entry.title, Qt.TextElideMode.ElideRight, room.width())
        painter.setPen(theme.color("text"))
        painter.drawText(room, flags | Qt.AlignmentFlag.AlignLeft, title)
        rest = room.adjusted(metrics.horizontalAdvance(title) + 12, 0, 0, 0)
        if entry.hint and rest.width() > 40:
            hint = metrics.elidedText(entry.hint, Qt.TextElideMode.ElideRight, rest.width())
            painter.setPen(theme.color("text_secondary"))
            painter.drawText(rest, flags | Qt.AlignmentFlag.AlignLeft, hint)


class _HitList(QFrame):
    """The list below the box: a child of the window, so it never takes the focus."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("hits")
        self.model = _HitModel(self)
        self.view = QListView()
        self.view.setModel(self.model)
        self.view.setItemDelegate(_HitDelegate(self.view))
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.setMouseTracking(True)
        self.view.setUniformItemSizes(True)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setAccessibleName(tr("Hits"))
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 4, 4, 4)
        column.addWidget(self.view)
        self.hide()

    def mark(self, row: int) -> None:
        """Mark a hit."""
        self.view.setCurrentIndex(self.model.index(row, 0))

    def show_hits(self, hits: Sequence[SearchHit], *, below: QWidget, searched: str) -> None:
        """Drop down below the box; says so when nothing was found."""
        shown = list(hits)
        if not shown:
            nothing = tr("Nothing found for “{words}”", words=searched)
            shown = [SearchHit(nothing, "", "magnifying-glass", _do_nothing)]
        self.model.show(shown)
        self.setParent(below.window())
        rows = min(len(shown), 12)
        self.resize(_WIDTH, rows * _ROW_HEIGHT + 10)
        corner = below.mapTo(below.window(), QPoint(below.width() - _WIDTH, below.height() + 4))
        self.move(max(corner.x(), 8), corner.y())
        self.mark(0)
        self.show()
        self.raise_()


def _do_nothing() -> None:
    """The sentence that nothing was found leads nowhere."""

"""The list that drops down below the search box; loaded when somebody searches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtWidgets import (
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QVBoxLayout,
)

from bpr_studio.domain.shared.text import tr
from bpr_studio.ui.qt.icons import paint_icon
from bpr_studio.ui.qt.theme import Tone, current_theme
from bpr_studio.ui.shell.parts import SearchHit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import (
        QObject,
        QPersistentModelIndex,
    )
    from PySide6.QtGui import QPainter
    from PySide6.QtWidgets import (
        QStyleOptionViewItem,
        QWidget,
    )

_ROW_HEIGHT: Final = 40
_WIDTH: Final = 520
_HIT_ROLE: Final = int(Qt.ItemDataRole.UserRole)
_ROOT: Final = QModelIndex()


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


class HitList(QFrame):
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

    @property
    def marked(self) -> int:
        """The row the keyboard is on."""
        return max(self.view.currentIndex().row(), 0)

    def mark_next(self, by: int) -> None:
        """Mark the next hit, or the one before; round and round."""
        count = len(self.model.entries)
        if count:
            self._mark((self.marked + by) % count)

    def _mark(self, row: int) -> None:
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
        self._mark(0)
        self.show()
        self.raise_()


def _do_nothing() -> None:
    """The sentence that nothing was found leads nowhere."""

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
    Signal,
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
from bpr_studio.ui.qt.theme import Tone, body_font, current_theme
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

_ROW_HEIGHT: Final = 36
_HEADING_HEIGHT: Final = 26
_WIDTH: Final = 560
_MOST_HEIGHT: Final = 560
_SMALL_POINTS: Final = 9
_HIT_ROLE: Final = int(Qt.ItemDataRole.UserRole)
_KIND_ROLE: Final = _HIT_ROLE + 1
_ROOT: Final = QModelIndex()

Group = tuple[str, "Sequence[SearchHit]"]


class _HitModel(QAbstractListModel):
    """Headings (plain words) and the hits below each."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.entries: tuple[str | SearchHit, ...] = ()

    def show(self, groups: Sequence[Group]) -> None:
        """Show these."""
        self.beginResetModel()
        entries: list[str | SearchHit] = []
        for heading, hits in groups:
            entries += [heading] if heading else []
            entries += hits
        self.entries = tuple(entries)
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _ROOT) -> int:
        """One row per heading and hit."""
        return 0 if parent.isValid() else len(self.entries)

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        """Headings cannot be marked."""
        if isinstance(self.entries[index.row()], str):
            return Qt.ItemFlag.ItemIsEnabled
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = 0) -> object:
        """Text for screen readers; the entry itself for the delegate."""
        entry = self.entries[index.row()]
        if role == _HIT_ROLE:
            return entry
        if role == _KIND_ROLE:
            return self._kind_beside(index.row())
        if role == int(Qt.ItemDataRole.DisplayRole):
            if isinstance(entry, str):
                return entry
            return " ".join(part for part in (entry.title, entry.hint, entry.kind) if part)
        return None

    def _kind_beside(self, row: int) -> str:
        """The kind of a hit, where its heading does not say it."""
        headings = [one for one in self.entries[:row] if isinstance(one, str)]
        entry = self.entries[row]
        kind = entry.kind if isinstance(entry, SearchHit) else ""
        return "" if kind in headings[-1:] else kind


class _HitDelegate(QStyledItemDelegate):
    """Icon, title, quiet hint, kind at the right; headings small above a group."""

    def sizeHint(
        self, _option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Hits are alike, headings are lower."""
        heading = isinstance(index.data(_HIT_ROLE), str)
        return QSize(_WIDTH - 24, _HEADING_HEIGHT if heading else _ROW_HEIGHT)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw one entry."""
        entry = index.data(_HIT_ROLE)
        painter.save()
        if isinstance(entry, SearchHit):
            _paint_hit(painter, option, entry, str(index.data(_KIND_ROLE) or ""))
        else:
            _paint_heading(painter, option.rect, str(entry))
        painter.restore()


def _paint_heading(painter: QPainter, rect: QRect, text: str) -> None:
    painter.setFont(body_font(_SMALL_POINTS, bold=True))
    painter.setPen(current_theme().color("text_secondary"))
    room = rect.adjusted(12, 4, -12, 0)
    painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)


def _paint_hit(
    painter: QPainter, option: QStyleOptionViewItem, entry: SearchHit, kind: str
) -> None:
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
    painter.drawText(texts, flags | Qt.AlignmentFlag.AlignRight, kind)
    metrics = painter.fontMetrics()
    room = texts.adjusted(0, 0, -metrics.horizontalAdvance(kind) - 16, 0)
    title = metrics.elidedText(entry.title, Qt.TextElideMode.ElideRight, room.width())
    painter.setPen(theme.color("text"))
    painter.drawText(room, flags | Qt.AlignmentFlag.AlignLeft, title)
    rest = room.adjusted(metrics.horizontalAdvance(title) + 12, 0, 0, 0)
    if entry.hint and rest.width() > 40:
        hint = metrics.elidedText(entry.hint, Qt.TextElideMode.ElideRight, rest.width())
        painter.setPen(theme.color("text_secondary"))
        painter.drawText(rest, flags | Qt.AlignmentFlag.AlignLeft, hint)


class HitList(QFrame):
    """The list below the box: a child of the window, so it never takes the focus.

    Signals:
        chosen: the `SearchHit` somebody clicked.
    """

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("hits")
        self._model = _HitModel(self)
        self._view = QListView()
        self._view.setModel(self._model)
        self._view.setItemDelegate(_HitDelegate(self._view))
        self._view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._view.setMouseTracking(True)
        self._view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._view.setAccessibleName(tr("Hits"))
        self._view.clicked.connect(lambda _index: self._tell())
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 4, 4, 4)
        column.addWidget(self._view)
        self.hide()

    @property
    def hits(self) -> tuple[SearchHit, ...]:
        """The hits in the list, without the headings."""
        return tuple(entry for entry in self._model.entries if isinstance(entry, SearchHit))

    @property
    def headings(self) -> tuple[str, ...]:
        """The words above the groups."""
        return tuple(entry for entry in self._model.entries if isinstance(entry, str))

    @property
    def marked_hit(self) -> SearchHit | None:
        """The hit the keyboard is on."""
        row = self._view.currentIndex().row()
        entry = self._model.entries[row] if row >= 0 else None
        return entry if isinstance(entry, SearchHit) else None

    def mark_next(self, by: int) -> None:
        """Mark a hit further down or up; single steps go round and round."""
        rows = [n for n, entry in enumerate(self._model.entries) if isinstance(entry, SearchHit)]
        if not rows:
            return
        row = self._view.currentIndex().row()
        place = rows.index(row) if row in rows else -1
        if abs(by) == 1:
            self._mark(rows[(place + by) % len(rows)])
        else:
            self._mark(rows[min(max(place + by, 0), len(rows) - 1)])

    def show_hits(self, groups: Sequence[Group], *, below: QWidget, searched: str) -> None:
        """Drop down below the box; says so when nothing was found.

        Args:
            groups: a heading ("" for none) with its hits each.
            below: the search box.
            searched: what was typed.
        """
        shown = [(heading, hits) for heading, hits in groups if hits]
        if not shown:
            nothing = tr("Nothing found for “{words}”", words=searched)
            shown = [("", [SearchHit(nothing, "", "magnifying-glass", _do_nothing)])]
        self._model.show(shown)
        self.setParent(below.window())
        headings = len(self.headings) * _HEADING_HEIGHT
        height = headings + len(self.hits) * _ROW_HEIGHT + 10
        corner = below.mapTo(below.window(), QPoint(below.width() - _WIDTH, below.height() + 4))
        room = below.window().height() - corner.y() - 8
        self.resize(_WIDTH, min(height, _MOST_HEIGHT, max(room, _ROW_HEIGHT + 10)))
        self.move(max(corner.x(), 8), corner.y())
        self._view.scrollToTop()
        self._mark(1 if headings else 0)
        self.show()
        self.raise_()

    def _mark(self, row: int) -> None:
        self._view.setCurrentIndex(self._model.index(row, 0))
        if row <= 1:
            self._view.scrollToTop()

    def _tell(self) -> None:
        hit = self.marked_hit
        if hit is not None:
            self.chosen.emit(hit)


def _do_nothing() -> None:
    """The sentence that nothing was found leads nowhere."""

"""The picker of a class: type any part of a name or code, or walk through the classification."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QVBoxLayout,
)

from bpr_studio.domain.shared.text import tr
from bpr_studio.ui.grid.entry.popups import CellPopup
from bpr_studio.ui.pages.entry_classes import UNKNOWN_CODE
from bpr_studio.ui.qt.icons import paint_icon
from bpr_studio.ui.qt.theme import Tone, body_font, current_theme, label

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtCore import QObject
    from PySide6.QtGui import QPainter
    from PySide6.QtWidgets import (
        QStyleOptionViewItem,
        QWidget,
    )

    from bpr_studio.ui.pages.entry_classes import ClassFinder, ClassHit, ClassTree

_Index = QModelIndex | QPersistentModelIndex
_ROOT: Final = QModelIndex()
_LINE_ROLE: Final = int(Qt.ItemDataRole.UserRole)
_WIDTH: Final = 560
_HEIGHT: Final = 352
_ROW: Final = 44
_HEAD_ROW: Final = 30
_MOST_HITS: Final = 60
_SUGGESTED: Final = 5
_CODE_WIDTH: Final = 92
_INDENT: Final = 20
_SMALL_POINTS: Final = 9
_UNFOLD: Final = frozenset({Qt.Key.Key_Right, Qt.Key.Key_Return, Qt.Key.Key_Enter})


class Kind(Enum):
    """What a line of the list is."""

    HEADING = "heading"
    HIT = "hit"
    FOLDER = "folder"  # a major or middle class, which opens
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class PickLine:
    """One line of the list.

    Attributes:
        code: of the class; "" for a heading.
        text: its name, or the heading.
        below: quiet second line: path, or the words that decided.
        depth: how deep in the tree.
        is_open: a folder whose classes are shown.
    """

    kind: Kind
    code: str
    text: str
    below: str = ""
    depth: int = 0
    is_open: bool = False


class _Lines(QAbstractListModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.lines: list[PickLine] = []

    def show(self, lines: list[PickLine]) -> None:
        self.beginResetModel()
        self.lines = lines
        self.endResetModel()

    def rowCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        if self.lines[index.row()].kind is Kind.HEADING:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: _Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        line = self.lines[index.row()]
        if role == _LINE_ROLE:
            return line
        if role == int(Qt.ItemDataRole.DisplayRole):
            return " ".join(part for part in (line.code, line.text, line.below) if part)
        return None


class ClassPicker(CellPopup):
    """The popup of a code cell: the keyboard stays in the cell, Enter takes the marked class.

    Before anything is typed, suggestions for the name of the task stand on top and the
    classification below them; right opens a class, left closes it. Typing searches names and
    codes.
    """

    def __init__(
        self,
        tree: ClassTree,
        finder: ClassFinder,
        *,
        task: str = "",
        parent: QWidget | None = None,
    ) -> None:
        """Make the popup.

        Args:
            tree: the classification.
            finder: searches in it.
            task: name of the task, for suggestions.
            parent: the widget it lives in.
        """
        super().__init__(parent)
        self.setAccessibleName(tr("Choose a class"))
        self._tree, self._finder, self._task = tree, finder, task.strip()
        self._suggested = tuple(finder.for_name(task, _SUGGESTED)) if self._task else ()
        self._open: set[str] = set()
        self._typed = ""
        self._field: QWidget | None = None
        self._lines = _Lines(self)
        self.view = _list_view(self._lines, self)
        self.view.clicked.connect(self._on_click)
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 6, 6, 6)
        column.setSpacing(4)
        column.addWidget(self.view, 1)
        hint = tr("Type a part of the name or a code. ↑↓ choose, → opens a class, Enter takes it.")
        column.addWidget(label(hint, kind="caption"))
        self.open_for("")

    def sizeHint(self) -> QSize:
        """Room for a dozen lines; less where fewer were found."""
        rows = sum(_height(line) for line in self._lines.lines)
        return QSize(_WIDTH, min(rows + 44, _HEIGHT))

    # -- what the cell tells ----------------------------------------------------------------------

    def open_for(self, text: str) -> None:
        """Suggestions and classification; an empty cell has the best suggestion marked."""
        self._typed = ""
        self._lines.show(list(self._beginning()))
        self.view.setCurrentIndex(QModelIndex())
        if self._suggested and not text.strip():
            self._mark_first()

    def search(self, typed: str) -> None:
        """Classes that have what was typed in their names or codes, the best one marked."""
        self._typed = typed.strip()
        if not self._typed:
            self.open_for("")
            return
        self._lines.show(list(self._found(self._typed)))
        if self._lines.lines[0].kind is Kind.HIT:
            self._mark_first()
        else:
            self.view.setCurrentIndex(QModelIndex())

    def step(self, by: int) -> None:
        """Mark another line; headings are passed over, the ends hold."""
        self._listen()
        rows = [n for n, line in enumerate(self._lines.lines) if line.kind is not Kind.HEADING]
        here = self.view.currentIndex().row()
        if here in rows:
            self._mark(rows[min(max(rows.index(here) + by, 0), len(rows) - 1)])
        elif rows:
            self._mark(rows[0])

    def marked(self) -> str | None:
        """The code Enter takes; None while no class, or one with others below it, is marked."""
        line = self.marked_line
        return None if line is None or line.kind is Kind.FOLDER else line.code

    # -- what is shown ----------------------------------------------------------------------------

    @property
    def lines(self) -> tuple[PickLine, ...]:
        """The lines shown."""
        return tuple(self._lines.lines)

    @property
    def marked_line(self) -> PickLine | None:
        """The marked line."""
        row = self.view.currentIndex().row()
        return self._lines.lines[row] if 0 <= row < len(self._lines.lines) else None

    def _found(self, words: str) -> Iterator[PickLine]:
        hits = self._finder.search(words, _MOST_HITS)
        if not hits:
            yield PickLine(Kind.HEADING, "", tr("Nothing found for “{words}”", words=words))
        yield from (_hit_line(hit) for hit in hits)
        yield self._unknown()

    def _beginning(self) -> Iterator[PickLine]:
        if self._suggested:
            yield PickLine(Kind.HEADING, "", tr("Suggested for “{task}”", task=self._task))
            yield from (_hit_line(hit, explained=True) for hit in self._suggested)
        yield PickLine(Kind.HEADING, "", tr("From the classification"))
        yield from self._branch("", 0)
        yield self._unknown()

    def _branch(self, code: str, depth: int) -> Iterator[PickLine]:
        for line in self._tree.below(code):
            if line.code == UNKNOWN_CODE[: len(line.code)]:
                continue
            has_more = bool(self._tree.below(line.code))
            is_open = line.code in self._open
            kind = Kind.FOLDER if has_more else Kind.HIT
            yield PickLine(kind, line.code, line.name, depth=depth, is_open=is_open)
            if is_open:
                yield from self._branch(line.code, depth + 1)

    def _unknown(self) -> PickLine:
        return PickLine(
            Kind.UNKNOWN,
            UNKNOWN_CODE,
            self._tree.name(UNKNOWN_CODE) or tr("Other"),
            tr("when no class fits; say in the task's name what it is"),
        )

    # -- opening classes --------------------------------------------------------------------------

    def _listen(self) -> None:
        """Hear the keys of the cell's field, which has the keyboard while somebody steps here."""
        field = QApplication.focusWidget()
        if field is not None and field is not self._field:
            self._field = field
            field.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Right and Enter open a marked class that has others below it, left closes it."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            line, key = self.marked_line, Qt.Key(event.key())
            is_folder = line is not None and line.kind is Kind.FOLDER and not self._typed
            if is_folder and key in _UNFOLD:
                self.unfold(unfolded=True)
                return True
            if is_folder and key == Qt.Key.Key_Left:
                self.unfold(unfolded=False)
                return True
        return super().eventFilter(watched, event)

    def unfold(self, *, unfolded: bool) -> None:
        """Show or hide the classes below the marked one."""
        line, row = self.marked_line, self.view.currentIndex().row()
        if line is None or line.kind is not Kind.FOLDER:
            return
        (self._open.add if unfolded else self._open.discard)(line.code)
        self._lines.show(list(self._beginning()))
        self._mark(row)

    def _on_click(self, index: QModelIndex) -> None:
        line = self._lines.lines[index.row()]
        if line.kind is Kind.FOLDER:
            self.unfold(unfolded=not line.is_open)
        elif line.kind is not Kind.HEADING:
            self.chosen.emit(line.code)

    def _mark(self, row: int) -> None:
        index = self._lines.index(row, 0)
        self.view.setCurrentIndex(index)
        self.view.scrollTo(index)

    def _mark_first(self) -> None:
        for row, line in enumerate(self._lines.lines):
            if line.kind is not Kind.HEADING:
                self._mark(row)
                return


def _list_view(lines: _Lines, parent: ClassPicker) -> QListView:
    view = QListView()
    view.setModel(lines)
    view.setItemDelegate(_LineDelegate(parent))
    view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    view.setMouseTracking(True)
    view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
    view.setAccessibleName(tr("Classes"))
    return view


def _hit_line(hit: ClassHit, *, explained: bool = False) -> PickLine:
    below = hit.path.removesuffix(f" › {hit.name}")
    if explained and hit.words:
        decided = tr("because of: {words}", words=tr(", ").join(hit.words))
        below = f"{below} ・ {decided}"
    return PickLine(Kind.HIT, hit.code, hit.name, below)


def _height(line: PickLine) -> int:
    return _HEAD_ROW if line.kind is Kind.HEADING or not line.below else _ROW


class _LineDelegate(QStyledItemDelegate):
    """Code, name, and a quiet line with path and reasons."""

    def sizeHint(self, _option: QStyleOptionViewItem, index: _Index) -> QSize:
        line = index.data(_LINE_ROLE)
        return QSize(_WIDTH - 40, _height(line) if isinstance(line, PickLine) else _ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        line = index.data(_LINE_ROLE)
        if not isinstance(line, PickLine):
            return
        theme, rect = current_theme(), option.rect
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected and line.kind is not Kind.HEADING:
            painter.fillRect(rect, theme.color("accent_soft"))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, theme.color("hover"))
        if line.kind is Kind.HEADING:
            self._paint_heading(painter, rect, line)
        else:
            self._paint_class(painter, rect, line)
        painter.restore()

    def _paint_heading(self, painter: QPainter, rect: QRect, line: PickLine) -> None:
        painter.setPen(current_theme().color("text_secondary"))
        painter.setFont(body_font(_SMALL_POINTS, bold=True))
        room = rect.adjusted(8, 0, -8, 0)
        text = painter.fontMetrics().elidedText(
            line.text, Qt.TextElideMode.ElideMiddle, room.width()
        )
        painter.drawText(room, _LEFT, text)

    def _paint_class(self, painter: QPainter, rect: QRect, line: PickLine) -> None:
        theme = current_theme()
        room = rect.adjusted(8 + line.depth * _INDENT, 2, -8, -2)
        if line.kind is Kind.FOLDER:
            mark = QRect(room.left(), room.center().y() - 7, 14, 14)
            name = "caret-down" if line.is_open else "caret-right"
            paint_icon(painter, mark, name, Tone.SECONDARY)
        upper = room.adjusted(20, 0, 0, -room.height() // 2 if line.below else 0)
        painter.setPen(theme.color("text_secondary"))
        painter.setFont(body_font())
        painter.drawText(upper, _LEFT, line.code)
        painter.setPen(theme.color("text"))
        name_room = upper.adjusted(_CODE_WIDTH, 0, 0, 0)
        painter.drawText(name_room, _LEFT, _cut(painter, line.text, name_room.width()))
        if line.below:
            lower = room.adjusted(20 + _CODE_WIDTH, room.height() // 2, 0, 0)
            painter.setPen(theme.color("text_secondary"))
            painter.setFont(body_font(_SMALL_POINTS))
            painter.drawText(lower, _LEFT, _cut(painter, line.below, lower.width()))


def _cut(painter: QPainter, text: str, width: int) -> str:
    return painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, width)


_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter

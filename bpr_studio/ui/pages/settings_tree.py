"""Trees of the settings: organisation and classification."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeView

from bpr_studio.domain.shared.text import tr
from bpr_studio.ui.grid.columns import Align
from bpr_studio.ui.grid.marks import mark_icon

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QObject
    from PySide6.QtWidgets import QWidget

    from bpr_studio.ui.qt.theme import Tone

_Index = QModelIndex | QPersistentModelIndex
_ROOT: Final = QModelIndex()
_INDENT: Final = 20


@dataclass(slots=True)
class TreeNode:
    """One line of a tree.

    Attributes:
        id: what the line is.
        cells: texts from left to right.
        name: the text that is edited in the first column, where lines may be renamed.
        tooltip: a longer text.
        mark: colour of a small mark in column `mark_column` of the model, or None.
        children: the lines below.
    """

    id: str
    cells: tuple[str, ...]
    name: str = ""
    tooltip: str = ""
    mark: Tone | None = None
    children: list[TreeNode] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class TreeColumn:
    """A column of a tree; the first one takes the room that is left."""

    title: str
    width: int = 0
    align: Align = Align.LEFT


class TreeModel(QAbstractItemModel):
    """Shows `TreeNode`s; nodes are known to Qt by number, never by pointer.

    Signals:
        renamed: id of a node and the text somebody typed.
    """

    renamed = Signal(str, str)

    def __init__(
        self, columns: Sequence[TreeColumn], parent: QObject, *, mark_column: int = -1
    ) -> None:
        super().__init__(parent)
        self._columns = tuple(columns)
        self._mark_column = mark_column
        self.editable = False
        self._roots: list[TreeNode] = []
        self._nodes: list[TreeNode] = []
        self._places: dict[str, tuple[int, int, int]] = {}  # id -> number, row, number above or -1

    @property
    def columns(self) -> tuple[TreeColumn, ...]:
        """The columns from left to right."""
        return self._columns

    def set_roots(self, roots: Sequence[TreeNode]) -> None:
        """Show other lines."""
        self.beginResetModel()
        self._roots, self._nodes, self._places = list(roots), [], {}
        stack = [(node, row, -1) for row, node in enumerate(roots)]
        while stack:
            node, row, above = stack.pop()
            number = len(self._nodes)
            self._nodes.append(node)
            self._places[node.id] = (number, row, above)
            stack.extend((child, place, number) for place, child in enumerate(node.children))
        self.endResetModel()

    def node(self, index: _Index) -> TreeNode:
        """The line at an index."""
        return self._nodes[index.internalId()]

    def index_of(self, node_id: str) -> QModelIndex:
        """The index of a line; invalid when there is none."""
        if node_id not in self._places:
            return QModelIndex()
        number, row, _ = self._places[node_id]
        return self.createIndex(row, 0, number)

    @property
    def nodes(self) -> tuple[TreeNode, ...]:
        """All lines, in no special order."""
        return tuple(self._nodes)

    # -- Qt -----------------------------------------------------------------------------------

    def index(self, row: int, column: int, parent: _Index = _ROOT) -> QModelIndex:
        """The index of a place."""
        siblings = self.node(parent).children if parent.isValid() else self._roots
        if not 0 <= row < len(siblings):
            return QModelIndex()
        return self.createIndex(row, column, self._places[siblings[row].id][0])

    def parent(self, index: _Index = _ROOT) -> QModelIndex:  # type: ignore[override]  # Qt has two methods of this name
        """The line above a line."""
        if not index.isValid():
            return QModelIndex()
        above = self._places[self.node(index).id][2]
        return self.index_of(self._nodes[above].id) if above >= 0 else QModelIndex()

    def rowCount(self, parent: _Index = _ROOT) -> int:
        """How many lines are below a line."""
        if not parent.isValid():
            return len(self._roots)
        return len(self.node(parent).children) if parent.column() == 0 else 0

    def columnCount(self, _parent: _Index = _ROOT) -> int:
        """How many columns there are."""
        return len(self._columns)

    def data(self, index: _Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        """What a cell shows."""
        node, column = self.node(index), index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return node.cells[column]
            case Qt.ItemDataRole.EditRole:
                return node.name
            case Qt.ItemDataRole.ToolTipRole:
                return node.tooltip or node.cells[column]
            case Qt.ItemDataRole.DecorationRole if column == self._mark_column and node.mark:
                return mark_icon(node.mark)
            case Qt.ItemDataRole.TextAlignmentRole if self._columns[column].align is Align.RIGHT:
                return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = int(Qt.ItemDataRole.DisplayRole),
    ) -> object:
        """The headings."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._columns[section].title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            right = self._columns[section].align is Align.RIGHT
            side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """The first column is edited where lines may be renamed."""
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if self.editable and index.column() == 0:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def setData(
        self, index: _Index, value: object, _role: int = int(Qt.ItemDataRole.EditRole)
    ) -> bool:
        """Tell what was typed; the line changes when it has been stored."""
        node = self.node(index)
        if str(value) != node.name:
            self.renamed.emit(node.id, str(value))
        return False


class Tree(QTreeView):
    """A quiet tree that keeps open and marked lines when it is filled again.

    F2 renames where the model allows it, Ctrl+C copies the marked line with its cells.

    Signals:
        chosen: id of the line the keyboard is on.
    """

    chosen = Signal(str)

    def __init__(self, model: TreeModel, *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.setModel(model)
        self.setAccessibleName(name)
        self.setUniformRowHeights(True)
        self.setIndentation(_INDENT)
        self.setAllColumnsShowFocus(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.SelectedClicked
        )
        self._size_columns()
        self.selectionModel().currentChanged.connect(self._tell)
        copy = QShortcut(QKeySequence.StandardKey.Copy, self)
        copy.setContext(Qt.ShortcutContext.WidgetShortcut)
        copy.activated.connect(self.copy)

    @property
    def current_id(self) -> str:
        """Id of the line the keyboard is on, "" for none."""
        index = self.currentIndex()
        return self._model.node(index).id if index.isValid() else ""

    def fill(self, roots: Sequence[TreeNode], *, open_all: bool = False) -> None:
        """Show other lines; those that stay keep being open and marked."""
        opened = {n.id for n in self._model.nodes if self.isExpanded(self._model.index_of(n.id))}
        current = self.current_id
        self._model.set_roots(roots)
        if open_all:
            self.expandAll()
        for node_id in opened:
            index = self._model.index_of(node_id)
            if index.isValid():
                self.setExpanded(index, True)
        self.choose(current)

    def choose(self, node_id: str) -> None:
        """Mark a line and bring it into view; nothing happens where there is none."""
        index = self._model.index_of(node_id)
        if index.isValid():
            self.setCurrentIndex(index)
            self.scrollTo(index)

    def copy(self) -> None:
        """Put the marked line on the clipboard as a row for a worksheet."""
        index = self.currentIndex()
        if index.isValid():
            QGuiApplication.clipboard().setText("\t".join(self._model.node(index).cells))

    def _tell(self, index: QModelIndex) -> None:
        self.chosen.emit(self._model.node(index).id if index.isValid() else "")

    def _size_columns(self) -> None:
        header = self.header()
        header.setStretchLastSection(False)
        header.setMinimumSectionSize(48)
        for place, column in enumerate(self._model.columns):
            if column.width:
                header.setSectionResizeMode(place, QHeaderView.ResizeMode.Interactive)
                header.resizeSection(place, column.width)
            else:
                header.setSectionResizeMode(place, QHeaderView.ResizeMode.Stretch)


def level_word(level: str) -> str:
    """The word for a level of the organisation."""
    words = {
        "bureau": tr("Bureau (level)"),
        "ward": tr("Ward office"),
        "division": tr("Division"),
        "section": tr("Section"),
        "subsection": tr("Subsection"),
    }
    return words.get(level, level)

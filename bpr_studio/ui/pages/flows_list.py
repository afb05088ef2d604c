"""The list of flows at the left: search, order, count; each with its section and class."""

from __future__ import annotations

import unicodedata
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import (
    QAbstractListModel,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QFont, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QVBoxLayout,
    QWidget,
)

from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.ui.qt.theme import current_theme, label

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QPainter, QResizeEvent
    from PySide6.QtWidgets import QStyleOptionViewItem

    from bpr_studio.services.views import FlowLine

_Index = QModelIndex | QPersistentModelIndex
_ROOT: Final = QModelIndex()
_ROW_HEIGHT: Final = 58
_SMALL_POINTS: Final = 9
_LINE_ROLE: Final = int(Qt.ItemDataRole.UserRole)
_SEARCH_AFTER_MS: Final = 120
_OPEN_AFTER_MS: Final = 60


class FlowOrder(StrEnum):
    """What the list is sorted by."""

    NAME = "name"
    SECTION = "section"
    CLASS = "class"
    STEPS = "steps"


_KEYS: Final[dict[FlowOrder, Callable[[FlowLine], tuple[object, ...]]]] = {
    FlowOrder.NAME: lambda line: (line.name,),
    FlowOrder.SECTION: lambda line: (not line.unit_name, line.unit_name, line.name),
    FlowOrder.CLASS: lambda line: (not line.class_code, line.class_code, line.name),
    FlowOrder.STEPS: lambda line: (-line.activities, line.name),
}


def version_word(kind: str) -> str:
    """As-is and the other kinds of versions; "" for an unknown one."""
    match kind:
        case "as_is":
            return tr("As it is")
        case "to_be":
            return tr("As it shall be")
        case "standard":
            return tr("Standard flow")
        case "draft":
            return tr("Draft")
        case _:
            return ""


def owner_words(line: FlowLine) -> str:
    """Section and class of a flow in one line; where it came from when it has neither."""
    parts = [line.unit_name, line.class_name or line.class_code]
    return " ・ ".join(part for part in parts if part) or line.file_name


class FlowListModel(QAbstractListModel):
    """The flows that contain the words, in order.

    Signals:
        renamed: the name that was written over another one.
    """

    renamed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._all: tuple[tuple[str, FlowLine], ...] = ()
        self._shown: list[FlowLine] = []
        self._words = ""
        self._order = FlowOrder.NAME

    @property
    def shown(self) -> Sequence[FlowLine]:
        """What the list shows, from top to bottom."""
        return self._shown

    @property
    def total(self) -> int:
        """How many flows there are, whatever the search says."""
        return len(self._all)

    def set_flows(self, flows: Sequence[FlowLine]) -> None:
        """Show other flows."""
        self._all = tuple((_searched(line), line) for line in flows)
        self._renew()

    def narrow(self, words: str, order: FlowOrder) -> None:
        """Show what contains all of the words, in this order."""
        self._words, self._order = words, order
        self._renew()

    def row_of(self, flow_id: str) -> int:
        """The row of a flow, -1 where it is not shown."""
        rows = (row for row, line in enumerate(self._shown) if line.id == flow_id)
        return next(rows, -1)

    def rowCount(self, parent: _Index = _ROOT) -> int:
        """One row per flow."""
        return 0 if parent.isValid() else len(self._shown)

    def data(self, index: _Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        """Everything as one text for screen readers."""
        line = self._shown[index.row()]
        if role == _LINE_ROLE:
            return line
        if role == int(Qt.ItemDataRole.DisplayRole):
            parts = (line.name, version_word(line.version_kind), owner_words(line))
            return " ・ ".join(part for part in parts if part)
        if role == int(Qt.ItemDataRole.EditRole):
            return line.name
        if role == int(Qt.ItemDataRole.ToolTipRole):
            return f"{line.name}\n{owner_words(line)}\n{_steps(line)}"
        return None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Names can be written over."""
        return super().flags(index) | Qt.ItemFlag.ItemIsEditable

    def setData(
        self, index: _Index, value: object, role: int = int(Qt.ItemDataRole.EditRole)
    ) -> bool:
        """Tell of a new name; the list shows it when it is stored."""
        words = " ".join(str(value).split())
        if role != int(Qt.ItemDataRole.EditRole) or words in {"", self._shown[index.row()].name}:
            return False
        self.renamed.emit(words)
        return True

    def _renew(self) -> None:
        self.beginResetModel()
        words = folded(self._words).split()
        found = [line for text, line in self._all if all(word in text for word in words)]
        self._shown = sorted(found, key=_KEYS[self._order])
        self.endResetModel()


def folded(text: str) -> str:
    """Text for searching: full and half width, capitals and small letters are alike."""
    return unicodedata.normalize("NFKC", text).casefold()


def _searched(line: FlowLine) -> str:
    parts = (line.name, line.unit_name, line.class_name, line.class_code, line.file_name)
    return folded("\n".join(parts))


def _steps(line: FlowLine) -> str:
    return ntr("{n:,} step", "{n:,} steps", line.activities)


class FlowList(QWidget):
    """Search field, order, count and the list.

    Signals:
        flow_chosen: id of the flow to show, "" when nothing is left to show.
        marked_changed: other flows are marked; ask `marked`.
        renamed: the name that was written over that of the chosen flow.
    """

    renamed = Signal(str)
    flow_chosen = Signal(str)
    marked_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._model = FlowListModel(self)
        self._search = QLineEdit()
        self._order = QComboBox()
        self._count = label("", kind="caption")
        self._view = _FlowListView(self._model)
        self._chosen = ""
        self._typing = _single_shot(self, _SEARCH_AFTER_MS, self._narrow)
        self._opening = _single_shot(self, _OPEN_AFTER_MS, self._open_current)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self._search.setPlaceholderText(tr("Search name, section, class"))
        self._search.setAccessibleName(tr("Search the flows"))
        self._search.setClearButtonEnabled(True)
        for order, word in (
            (FlowOrder.NAME, tr("By name")),
            (FlowOrder.SECTION, tr("By section")),
            (FlowOrder.CLASS, tr("By class")),
            (FlowOrder.STEPS, tr("By number of steps")),
        ):
            self._order.addItem(word, order.value)
        self._order.setAccessibleName(tr("Order of the list"))
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self._count, 1)
        foot.addWidget(self._order)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._search)
        column.addLayout(foot)
        column.addWidget(self._view, 1)
        self.setFocusProxy(self._view)
        self.setMinimumWidth(200)

    def _connect(self) -> None:
        self._search.textChanged.connect(self._typing.start)
        self._search.returnPressed.connect(self._take_first)
        self._order.currentIndexChanged.connect(self._narrow)
        self._model.renamed.connect(self.renamed)
        self._view.selectionModel().currentChanged.connect(self._opening.start)
        self._view.selectionModel().selectionChanged.connect(self.marked_changed)
        copy = QShortcut(QKeySequence.StandardKey.Copy, self._view)
        copy.setContext(Qt.ShortcutContext.WidgetShortcut)
        copy.activated.connect(self.copy)

    # -- what it shows ---------------------------------------------------------------------------

    @property
    def view(self) -> QListView:
        """The list itself."""
        return self._view

    @property
    def flows(self) -> FlowListModel:
        """What the list shows."""
        return self._model

    @property
    def count_text(self) -> str:
        """The count as shown."""
        return self._count.text()

    @property
    def chosen(self) -> str:
        """Id of the flow shown, "" for none."""
        return self._chosen

    def marked(self) -> tuple[str, ...]:
        """Ids of the marked flows from top to bottom."""
        rows = sorted({index.row() for index in self._view.selectionModel().selectedIndexes()})
        return tuple(self._model.shown[row].id for row in rows)

    def set_flows(self, flows: Sequence[FlowLine]) -> None:
        """Show these flows; the chosen one stays chosen while it is there."""
        row = max(self._model.row_of(self._chosen), 0)
        self._model.set_flows(flows)
        self._settle(self._chosen, row)

    def choose(self, flow_id: str) -> None:
        """Choose a flow, leaving the search when it hides it."""
        if self._model.row_of(flow_id) < 0:
            self._search.clear()
            self._narrow()
        self._settle(flow_id, 0)

    def search(self, words: str) -> None:
        """Type into the search field."""
        self._search.setText(words)
        self._narrow()

    def sort_by(self, order: FlowOrder) -> None:
        """Choose an order."""
        self._order.setCurrentIndex(self._order.findData(order.value))

    def edit_name(self) -> None:
        """Write over the name of the chosen flow, in the list; F2 does it too."""
        self._view.edit(self._view.currentIndex())

    def focus_search(self) -> None:
        """Put the keyboard into the search field."""
        self._search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._search.selectAll()

    def copy(self) -> None:
        """Put the flows shown on the clipboard as rows for a worksheet, with headings."""
        lines = [(tr("Name"), tr("Version"), tr("Section"), tr("Class"), tr("Steps"), tr("File"))]
        lines += [
            (
                line.name,
                version_word(line.version_kind),
                line.unit_name,
                " ".join(part for part in (line.class_code, line.class_name) if part),
                str(line.activities),
                line.file_name,
            )
            for line in self._model.shown
        ]
        text = "\n".join("\t".join(" ".join(cell.split()) for cell in line) for line in lines)
        QGuiApplication.clipboard().setText(text)

    # -- inside ----------------------------------------------------------------------------------

    def _narrow(self) -> None:
        self._typing.stop()
        self._model.narrow(self._search.text(), FlowOrder(self._order.currentData()))
        self._settle(self._chosen, 0)

    def _settle(self, flow_id: str, otherwise: int) -> None:
        """Mark a flow, or where it is not shown the one in the row that is named."""
        row = self._model.row_of(flow_id)
        if row < 0:
            row = min(otherwise, self._model.rowCount() - 1)
        if row >= 0:
            index = self._model.index(row)
            flags = QItemSelectionModel.SelectionFlag.ClearAndSelect
            self._view.selectionModel().setCurrentIndex(index, flags)
            self._view.scrollTo(index)
        self._say_count()
        self._open_current()

    def _open_current(self) -> None:
        self._opening.stop()
        index = self._view.currentIndex()
        wanted = self._model.shown[index.row()].id if index.isValid() else ""
        if wanted != self._chosen:
            self._chosen = wanted
            self.flow_chosen.emit(wanted)

    def _take_first(self) -> None:
        self._narrow()
        self._view.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _say_count(self) -> None:
        shown, total = self._model.rowCount(), self._model.total
        if shown == total:
            self._count.setText(ntr("{n:,} flow", "{n:,} flows", total))
        else:
            self._count.setText(tr("{shown:,} of {n:,} flows", shown=shown, n=total))


def _single_shot(parent: QWidget, after_ms: int, run: Callable[[], None]) -> QTimer:
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.setInterval(after_ms)
    timer.timeout.connect(run)
    return timer


class _FlowListView(QListView):
    """Rows of one height with two lines each."""

    def __init__(self, model: FlowListModel) -> None:
        super().__init__()
        self.setModel(model)
        self.setItemDelegate(_FlowDelegate(self))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(tr("Flows"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Rows are as wide as the list."""
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()


class _FlowDelegate(QStyledItemDelegate):
    """The name, below it in small the section and the class."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: object) -> QSize:
        """All rows are alike."""
        parent = self.parent()
        width = parent.viewport().width() if isinstance(parent, QListView) else 200
        return QSize(width, _ROW_HEIGHT)

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, _index: _Index
    ) -> None:
        """The field for the name lies over the whole row."""
        editor.setGeometry(option.rect.adjusted(4, 8, -4, -8))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Draw one flow."""
        line: FlowLine = index.data(_LINE_ROLE)
        theme, rect = current_theme(), option.rect
        painter.save()
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if selected:
            painter.fillRect(rect, theme.color("accent_soft"))
            painter.fillRect(QRect(rect.topLeft(), QSize(3, rect.height())), theme.color("accent"))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, theme.color("hover"))
        painter.setPen(theme.color("line"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        room = rect.adjusted(12, 9, -10, -8)
        font = QFont(option.font)
        font.setBold(selected)
        painter.setFont(font)
        painter.setPen(theme.color("text"))
        _draw(painter, room, line.name, Qt.AlignmentFlag.AlignTop)
        small = QFont(option.font)
        small.setPointSize(_SMALL_POINTS)
        painter.setFont(small)
        painter.setPen(theme.color("text_secondary"))
        other = "" if line.version_kind == "as_is" else version_word(line.version_kind)
        words = " ・ ".join(part for part in (other, owner_words(line)) if part)
        _draw(painter, room, words, Qt.AlignmentFlag.AlignBottom)
        painter.restore()


def _draw(painter: QPainter, room: QRect, text: str, side: Qt.AlignmentFlag) -> None:
    elided = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
    painter.drawText(room, side | Qt.AlignmentFlag.AlignLeft, elided)

"""Conflicts between returned workbooks and the program, side by side; somebody decides each."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QVBoxLayout, QWidget

from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.domain.workload.merging import Side
from bpr_studio.ui.grid.columns import ColumnSpec
from bpr_studio.ui.grid.source import MemorySource
from bpr_studio.ui.grid.table import DataTable
from bpr_studio.ui.pages.survey_merge_cells import ChosenCell, SideCell
from bpr_studio.ui.qt.blocks import EmptyState
from bpr_studio.ui.qt.buttons import ActionButton, make_action
from bpr_studio.ui.qt.theme import label

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from PySide6.QtCore import QModelIndex
    from PySide6.QtGui import QAction

    from bpr_studio.services.conflict_words import ConflictWords
    from bpr_studio.services.workbook_merge import ConflictKey, WorkbookConflict
    from bpr_studio.ui.grid.columns import Row

_THEIRS: Final = 5
_OURS: Final = 6
_CHOSEN: Final = 7
_SIDES: Final = {_THEIRS: Side.THEIRS, _OURS: Side.OURS}


class MergeView(QWidget):
    """Every cell changed on both sides, one line each, and whose value holds.

    1 takes the workbook's value, 2 keeps the program's, 0 leaves it open; a click on one of the
    two values does the same. What stays open keeps the program's value.

    Signals:
        decided: the decisions changed; ask `decisions`.
    """

    decided = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._conflicts: tuple[WorkbookConflict, ...] = ()
        self._sides: dict[ConflictKey, Side] = {}
        self._words: ConflictWords | None = None
        self._writable = True
        self._count = label("", kind="strong")
        self._rest = label(tr("What stays open keeps the program's value."), kind="secondary")
        columns = _columns()
        self._table = DataTable(columns, MemorySource(columns, []), name=tr("Conflicts"))
        self._table.set_empty(
            EmptyState(
                "check-circle",
                tr("Nothing was changed on both sides."),
                explanation=tr("Everything in the workbooks can be taken over as it is."),
            )
        )
        view = self._table.view
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setItemDelegateForColumn(_THEIRS, SideCell(Side.THEIRS, _CHOSEN, self))
        view.setItemDelegateForColumn(_OURS, SideCell(Side.OURS, _CHOSEN, self))
        view.setItemDelegateForColumn(_CHOSEN, ChosenCell(self))
        view.clicked.connect(self._cell_clicked)
        self._marking = self._made_actions()
        self._actions = [*self._marking]
        self._table.set_menu_actions(self._marking)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addLayout(self._head())
        column.addWidget(self._table, 1)

    @property
    def table(self) -> DataTable:
        """The table of conflicts."""
        return self._table

    @property
    def decisions(self) -> Mapping[ConflictKey, Side]:
        """Who wins, by conflict; open ones are absent."""
        return dict(self._sides)

    @property
    def open_count(self) -> int:
        """How many nobody has decided."""
        return sum(1 for conflict in self._conflicts if conflict.key not in self._sides)

    def show_conflicts(
        self, conflicts: Sequence[WorkbookConflict], words: ConflictWords, *, writable: bool
    ) -> None:
        """Show conflicts; decisions about the same values are kept.

        Args:
            conflicts: what was changed on both sides.
            words: headings and values as people read them.
            writable: whether they can still be decided.
        """
        self._conflicts = tuple(conflicts)
        self._words = words
        self._writable = writable
        known = {conflict.key: conflict.side for conflict in conflicts}
        kept = {key: side for key, side in self._sides.items() if key in known}
        self._sides = {key: side for key, side in known.items() if side is not None} | kept
        for action in self._actions:
            action.setEnabled(writable)
        self._reload()

    def choose(self, side: Side | None) -> None:
        """Decide the marked conflicts; None leaves them open again."""
        self._decide((self._conflicts[n] for n in self._marked()), side)

    def choose_all(self, side: Side | None) -> None:
        """Decide every conflict."""
        self._decide(self._conflicts, side)

    def mark_line(self) -> None:
        """Mark every conflict of the lines that are marked."""
        marked = {self._conflicts[n] for n in self._marked()}
        lines = {(conflict.unit_id, conflict.line) for conflict in marked}
        self._mark(n for n, c in enumerate(self._conflicts) if (c.unit_id, c.line) in lines)

    # -- inside ------------------------------------------------------------------------------------

    def _made_actions(self) -> list[QAction]:
        made = [
            self._action(tr("The workbook's value"), "1", lambda: self.choose(Side.THEIRS)),
            self._action(tr("The program's value"), "2", lambda: self.choose(Side.OURS)),
            self._action(tr("Decide later"), "0", lambda: self.choose(None)),
            self._action(tr("Mark the whole line"), "3", self.mark_line),
        ]
        for action in made:
            self.addAction(action)
        return made

    def _action(self, text: str, key: str, run: Callable[[], object]) -> QAction:
        action = make_action(self, f"{text} [{key}]", run, shortcut=QKeySequence(key))
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        return action

    def _head(self) -> QVBoxLayout:
        words = QHBoxLayout()
        words.setSpacing(16)
        words.addWidget(self._count)
        words.addWidget(self._rest)
        words.addStretch(1)
        for text, side in (
            (tr("All from the workbooks"), Side.THEIRS),
            (tr("All from the program"), Side.OURS),
        ):
            action = make_action(self, text, partial(self.choose_all, side))
            self._actions.append(action)
            words.addWidget(ActionButton(action, kind="quiet"))
        marked = QHBoxLayout()
        marked.setSpacing(8)
        marked.addWidget(label(tr("For the marked ones:"), kind="secondary"))
        for action in self._marking:
            marked.addWidget(ActionButton(action))
        marked.addStretch(1)
        head = QVBoxLayout()
        head.setSpacing(8)
        head.addLayout(words)
        head.addLayout(marked)
        return head

    def _cell_clicked(self, index: QModelIndex) -> None:
        side = _SIDES.get(index.column())
        if side is not None and self._writable:
            number = int(str(self._table.model.row(index.row())[0]))
            self._decide([self._conflicts[number]], side)

    def _decide(self, conflicts: Iterable[WorkbookConflict], side: Side | None) -> None:
        if not self._writable:
            return
        marked = self._marked()
        for conflict in conflicts:
            if side is None:
                self._sides.pop(conflict.key, None)
            else:
                self._sides[conflict.key] = side
        self._reload()
        self._mark(marked)
        self.decided.emit()

    def _marked(self) -> list[int]:
        return [int(str(row[0])) for row in self._table.selected_rows()]

    def _mark(self, numbers: Iterable[int]) -> None:
        wanted = set(numbers)
        selection = self._table.view.selectionModel()
        selection.clearSelection()
        mode = selection.SelectionFlag.Select | selection.SelectionFlag.Rows
        model = self._table.model
        for place in range(model.rowCount()):
            if int(str(model.row(place)[0])) in wanted:
                selection.select(model.index(place, 0), mode)

    def _reload(self) -> None:
        vertical = self._table.view.verticalScrollBar().value()
        current = self._table.view.currentIndex()
        place = (current.row(), current.column())
        rows = [self._row(number, conflict) for number, conflict in enumerate(self._conflicts)]
        self._table.set_source(MemorySource(_columns(), rows))
        if 0 <= place[0] < len(rows):
            selection = self._table.view.selectionModel()
            index = self._table.model.index(*place)
            selection.setCurrentIndex(index, selection.SelectionFlag.NoUpdate)
        self._table.view.verticalScrollBar().setValue(vertical)
        self._count.setText(
            ntr(
                "{n:,} place was changed on both sides, {left:,} still open",
                "{n:,} places were changed on both sides, {left:,} still open",
                len(rows),
                left=self.open_count,
            )
        )

    def _row(self, number: int, conflict: WorkbookConflict) -> Row:
        words = self._words
        if words is None:
            raise AssertionError
        field = conflict.field
        return (
            str(number),
            conflict.unit_name,
            conflict.row or None,
            conflict.name,
            words.header(field),
            words.text(field, conflict.base),
            words.text(field, conflict.theirs),
            words.text(field, conflict.ours),
            self._sides.get(conflict.key),
        )


def chosen_word(side: object) -> str:
    """Whose value holds, in a word."""
    if side is Side.THEIRS:
        return tr("From the workbook")
    return tr("From the program") if side is Side.OURS else tr("Open")


def _columns() -> tuple[ColumnSpec, ...]:
    return (
        ColumnSpec("section", tr("Section"), width=112),
        ColumnSpec("row", tr("Line"), width=56),
        ColumnSpec("name", tr("Task"), width=200, stretch=True),
        ColumnSpec("field", tr("Column"), width=128),
        ColumnSpec("base", tr("When handed out"), width=112),
        ColumnSpec("theirs", tr("Workbook"), width=140),
        ColumnSpec("ours", tr("Program"), width=140),
        ColumnSpec("chosen", tr("Holds"), width=136, format=chosen_word),
    )

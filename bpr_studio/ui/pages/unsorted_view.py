"""The wordings that wait for a class, with what the marked ones may mean beside them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from bpr_studio.domain.shared.quantities import format_hours
from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.services.reclassifying import OFFERED
from bpr_studio.ui.grid.columns import Align, ColumnSpec, as_hours, as_number
from bpr_studio.ui.grid.source import MemorySource
from bpr_studio.ui.grid.table import DataTable
from bpr_studio.ui.pages.unsorted_side import SortingSide
from bpr_studio.ui.qt.blocks import FilterLine
from bpr_studio.ui.qt.buttons import make_action
from bpr_studio.ui.qt.theme import label

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtGui import QAction

    from bpr_studio.services.sorting_views import SortingAnswer, WordingLine
    from bpr_studio.ui.grid.columns import Row
    from bpr_studio.ui.qt.blocks import EmptyState

_SIDE_WIDTH: Final = 330


class SortingView(QWidget):
    """Table and side panel of one kind of list.

    Signals:
        taken: place of the suggestion the marked lines shall get.
        kept: the marked lines have the right class.
        choosing: a class shall be chosen for the marked lines.
    """

    taken = Signal(int)
    kept = Signal()
    choosing = Signal()
    selection_text = Signal(str)

    def __init__(self, *, may_keep: bool) -> None:
        super().__init__()
        self._may_keep = may_keep
        self._answer: SortingAnswer | None = None
        self._shown: SortingAnswer | None = None
        self._lines: dict[str, WordingLine] = {}
        self._rows: list[Row] | None = None
        self._names: Mapping[str, str] = {}
        self._refusal = ""
        self.bureau = QComboBox()
        self.bureau.setMinimumWidth(200)
        self._count = label("", kind="secondary")
        self.table = DataTable(_columns(), name=tr("Wordings to sort"))
        self.side = SortingSide()
        self._lay_out()
        self._actions = self._make_actions()
        self.table.set_menu_actions(self._actions)
        self.table.selection_changed.connect(self._show_marked)
        self.table.activated.connect(lambda _row: self._choose())
        self.table.selection_text.connect(self.selection_text)
        self.bureau.currentIndexChanged.connect(self._show_rows)
        self.side.taken.connect(self.taken)
        self.side.kept.connect(self.kept)
        self.side.choosing.connect(self.choosing)
        self.setFocusProxy(self.table)

    # -- for the page ----------------------------------------------------------------------------

    @property
    def answer(self) -> SortingAnswer | None:
        """The list as it is shown, of the chosen bureau; None before it was read."""
        return self._shown

    @property
    def whole(self) -> SortingAnswer | None:
        """The list of the whole city; None before it was read."""
        return self._answer

    @property
    def marked(self) -> tuple[WordingLine, ...]:
        """The marked lines from top to bottom."""
        rows = (str(row[0]) for row in self.table.selected_rows())
        return tuple(self._lines[row] for row in rows if row in self._lines)

    def show_answer(
        self, answer: SortingAnswer, names: Mapping[str, str], refusal: str, empty: EmptyState
    ) -> None:
        """Show a list; the bureau chosen and the place in the list stay.

        Args:
            answer: what waits for a class.
            names: names of the classes by code.
            refusal: why nothing can be sorted, "" when it can.
            empty: what stands here when nothing waits.
        """
        self._answer, self._names, self._refusal = answer, names, refusal
        self.table.set_empty(empty)
        self.side.set_deeds(may_keep=self._may_keep, refusal=refusal)
        for action in self._actions:
            action.setEnabled(not refusal)
        self._fill_bureaus(answer)
        self._show_rows()

    # -- inside ----------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        line = FilterLine()
        line.add(tr("Bureau"), self.bureau)
        line.add_right(self._count)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setObjectName("unsorted-splitter")
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self.table)
        splitter.addWidget(self.side)
        splitter.setStretchFactor(0, 1)
        splitter.setStretchFactor(1, 0)
        splitter.setSizes([760, _SIDE_WIDTH])
        row = QHBoxLayout()
        row.addWidget(splitter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(line)
        column.addLayout(row, 1)

    def _make_actions(self) -> list[QAction]:
        made = [
            make_action(
                self,
                tr("Take suggestion {n}", n=place + 1),
                partial(self._take, place),
                shortcut=str(place + 1),
            )
            for place in range(OFFERED)
        ]
        if self._may_keep:
            made.append(
                make_action(self, tr("The present class is right"), self._keep, shortcut="0")
            )
        made.append(make_action(self, tr("Choose a class…"), self._choose))
        for action in made:  # not while somebody types a number elsewhere
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            self.table.addAction(action)
        return made

    def _take(self, place: int) -> None:
        self.taken.emit(place)

    def _keep(self) -> None:
        self.kept.emit()

    def _choose(self) -> None:
        if not self._refusal:
            self.choosing.emit()

    def _fill_bureaus(self, answer: SortingAnswer) -> None:
        chosen = self.bureau.currentData()
        self.bureau.blockSignals(True)  # Qt's own signature
        self.bureau.clear()
        self.bureau.addItem(tr("All bureaus"), "")
        for name in answer.bureaus:
            self.bureau.addItem(name, name)
        self.bureau.setCurrentIndex(max(self.bureau.findData(chosen), 0))
        self.bureau.blockSignals(False)  # Qt's own signature

    def _show_rows(self) -> None:
        if self._answer is None:
            return
        place = self.table.view.currentIndex().row()
        self._shown = self._answer.in_bureau(str(self.bureau.currentData() or ""))
        self._lines = {line.key: line for line in self._shown.lines}
        rows = [self._row(line) for line in self._shown.lines]
        if rows != self._rows:  # else what is marked stays marked
            self._rows = rows
            self.table.set_source(MemorySource(_columns(), rows))
            if rows:
                self.table.select_row(min(max(place, 0), len(rows) - 1))
        self.side.setVisible(bool(rows))
        self._count.setText(
            ntr(
                "{n:,} wording, {hours} h",
                "{n:,} wordings, {hours} h",
                len(rows),
                hours=format_hours(self._shown.minutes),
            )
        )
        self._show_marked()

    def _show_marked(self) -> None:
        if self._shown is not None:
            codes = {line.code for line in self.marked}
            own = self._class(codes.pop()) if len(codes) == 1 else ""
            self.side.show_lines(self._shown, self.marked, own)

    def _row(self, line: WordingLine) -> Row:
        places = self._shown.sections_of((line,)) if self._shown else ()
        if len(places) == 1:
            where = places[0].name
        else:
            where = ntr("{n:,} section", "{n:,} sections", len(places))
        first = line.suggestions[0] if line.suggestions else None
        return (
            line.key,
            line.name or tr("(no name)"),
            where,
            len(line.tasks),
            line.minutes,
            self._class(line.code),
            first.name if first else "",
        )

    def _class(self, code: str) -> str:
        return self._names.get(code, code) or tr("No code")


def _columns() -> tuple[ColumnSpec, ...]:
    return (
        ColumnSpec("name", tr("Task as the sections write it"), width=170, stretch=True),
        ColumnSpec("section", tr("Section"), width=104),
        ColumnSpec("tasks", tr("Tasks"), "", Align.RIGHT, 60, as_number(), summed=True),
        ColumnSpec("minutes", tr("Yearly hours"), "", Align.RIGHT, 84, as_hours(), summed=True),
        ColumnSpec("code", tr("Present class"), width=130),
        ColumnSpec("first", tr("First suggestion"), width=150),
    )

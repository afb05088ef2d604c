"""The list of goals: one row each, with its bar, its due year and how it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QAbstractItemView, QVBoxLayout, QWidget

from bpr_studio.domain.reform.goal_words import (
    due_words,
    goal_figure,
    share_words,
    standing_words,
    title_goal,
)
from bpr_studio.domain.shared.text import tr
from bpr_studio.ui.grid.columns import Align, ColumnSpec
from bpr_studio.ui.grid.source import MemorySource
from bpr_studio.ui.grid.table import DataTable
from bpr_studio.ui.pages.goals_cells import MARKS, NameCell, PathCell
from bpr_studio.ui.pages.survey_cells import StateCell
from bpr_studio.ui.qt.theme import Tone, label

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bpr_studio.domain.reform.goals import GoalProgress
    from bpr_studio.ui.grid.columns import Row

_ROW: Final = 34
_BAR_COLUMN: Final = 2
_STATE_COLUMN: Final = 7
_NAME_COLUMN: Final = 1


class GoalList(QWidget):
    """All goals; the one in front is told by `picked`.

    Signals:
        picked: id of the goal somebody looks at.
    """

    picked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._progresses: dict[str, GoalProgress] = {}
        self.table = DataTable(_columns(self._tooltip), name=tr("Goals"))
        view = self.table.view
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        view.verticalHeader().setDefaultSectionSize(_ROW)
        view.setItemDelegateForColumn(_NAME_COLUMN, NameCell(view))
        view.setItemDelegateForColumn(_BAR_COLUMN, PathCell(self._progresses.get, view))
        view.setItemDelegateForColumn(_STATE_COLUMN, StateCell(self._mark, view))
        self.table.selection_changed.connect(self._tell)
        legend = tr(
            "Bar: share of the target that is reached. Upright line: baseline."
            " Wedge: where a straight path from the baseline would be now."
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.table, 1)
        column.addWidget(label(legend, kind="caption", wrap=True))

    @property
    def current(self) -> str:
        """Id of the goal in front, "" for none."""
        row = self.table.current_row()
        return str(row[0]) if row else ""

    def show_goals(self, progresses: Sequence[GoalProgress]) -> None:
        """Show these goals; the one in front stays in front."""
        current = self.current
        self._progresses.clear()
        self._progresses.update({one.goal.id: one for one in progresses})
        rows = [_row(one) for one in progresses]
        self.table.set_source(MemorySource(_columns(self._tooltip), rows))
        ids = [one.goal.id for one in progresses]
        self.pick(current if current in ids else (ids[0] if ids else ""))

    def pick(self, goal_id: str) -> None:
        """Put a goal in front; unknown ones are ignored."""
        if goal_id in self._progresses:
            self.table.select_row(list(self._progresses).index(goal_id))
            self._tell()  # at once; the table itself tells when it has settled

    def _tell(self) -> None:
        if self.current:
            self.picked.emit(self.current)

    def _tooltip(self, row: Row) -> str:
        found = self._progresses.get(str(row[0]))
        return title_goal(found) if found else ""

    def _mark(self, word: object) -> tuple[str, Tone]:
        marks = {standing_words(standing): mark for standing, mark in MARKS.items()}
        return marks.get(str(word), ("circle-dashed", Tone.SECONDARY))


def _columns(tooltip: Callable[[Row], str]) -> tuple[ColumnSpec, ...]:
    return (
        ColumnSpec("id", "", width=58, sortable=False),
        ColumnSpec("name", tr("Goal"), width=100, stretch=True, tooltip=tooltip, sortable=False),
        ColumnSpec("share", tr("Baseline → now → target"), width=144, sortable=False),
        ColumnSpec("now", tr("Now"), "", Align.RIGHT, 86, sortable=False),
        ColumnSpec("target", tr("Target"), "", Align.RIGHT, 86, sortable=False),
        ColumnSpec("unit", tr("Unit"), width=92, sortable=False),
        ColumnSpec("due", tr("Due"), width=74, sortable=False),
        ColumnSpec("standing", tr("Standing"), width=116, sortable=False),
    )


def _row(progress: GoalProgress) -> Row:
    goal = progress.goal
    return (
        goal.id,
        goal.id,
        goal.title,
        share_words(progress),
        goal_figure(goal, progress.value),
        goal_figure(goal, progress.target),
        goal.unit_name,
        due_words(goal),
        standing_words(progress.standing),
    )

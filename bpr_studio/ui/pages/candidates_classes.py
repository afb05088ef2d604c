"""Work of one class that many sections do: candidates for the processing centre."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from bpr_studio.domain.shared.text import tr
from bpr_studio.services.candidate_tables import class_sentence
from bpr_studio.services.candidate_values import CandidateState
from bpr_studio.services.candidate_words import state_name
from bpr_studio.ui.grid.columns import Align, ColumnSpec, as_hours, as_number
from bpr_studio.ui.grid.source import MemorySource
from bpr_studio.ui.grid.table import DataTable
from bpr_studio.ui.qt.blocks import EmptyState, SectionHeader
from bpr_studio.ui.qt.theme import label

if TYPE_CHECKING:
    from bpr_studio.services.candidate_ground import CandidateGround
    from bpr_studio.services.candidate_values import CandidateLine, ClassCandidate
    from bpr_studio.ui.grid.columns import Row

_HEIGHTS: Final = (300, 260)


class ClassesView(QWidget):
    """The classes above, the tasks of the marked class below.

    Signals:
        marked: another class is marked.
        opened: code of the section whose sheet shall be shown, and row id of the task.
        selection_text: what the status bar shall say.
    """

    marked = Signal()
    opened = Signal(str, str)
    selection_text = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._ground: CandidateGround | None = None
        self._classes: dict[str, ClassCandidate] = {}
        self._units: dict[str, str] = {}
        self.sentence = label("", kind="section", wrap=True)
        self._remark = label(
            tr(
                "The same tasks stand in the list of candidates: their hours are counted once. A"
                " class enters the register as one improvement of the whole city."
            ),
            kind="caption",
            wrap=True,
        )
        self.classes = DataTable(_class_columns(), name=tr("Candidates for centralisation"))
        self.tasks = DataTable(_task_columns(), name=tr("Tasks of the marked class"))
        self._heading = SectionHeader(tr("Sections and their hours"))
        self._lay_out()
        self.classes.selection_changed.connect(self._show_tasks)
        self.classes.selection_text.connect(self.selection_text)
        self.tasks.selection_text.connect(self.selection_text)
        self.tasks.activated.connect(self._open)
        self.setFocusProxy(self.classes)

    def _lay_out(self) -> None:
        self.classes.set_empty(
            EmptyState(
                "buildings",
                tr("No work is done by three or more sections and mostly non-core."),
                explanation=tr(
                    "Such work appears when sections have classified their tasks and tagged them"
                    " core or non-core."
                ),
            )
        )
        below = QWidget()
        lower = QVBoxLayout(below)
        lower.setContentsMargins(0, 0, 0, 0)
        lower.setSpacing(4)
        lower.addWidget(self._heading)
        lower.addWidget(self.tasks, 1)
        splitter = QSplitter(Qt.Orientation.Vertical)
        splitter.setObjectName("centralisation-splitter")
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self.classes)
        splitter.addWidget(below)
        splitter.setSizes(list(_HEIGHTS))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.sentence)
        column.addWidget(self._remark)
        column.addWidget(splitter, 1)

    # -- for the page ----------------------------------------------------------------------------

    @property
    def marked_class(self) -> ClassCandidate | None:
        """The class the keyboard is on."""
        row = self.classes.current_row()
        return self._classes.get(str(row[0])) if row else None

    def show_ground(self, ground: CandidateGround) -> None:
        """Show the classes of a survey."""
        before = self.classes.view.currentIndex().row()
        self._ground = ground
        found = ground.classes(state=None)
        self._classes = {one.code: one for one in found}
        self.sentence.setText(class_sentence(found))
        self.classes.set_source(MemorySource(_class_columns(), [_class_row(one) for one in found]))
        if found:
            self.classes.select_row(min(max(before, 0), len(found) - 1))
        self._show_tasks()

    # -- inside ----------------------------------------------------------------------------------

    def _show_tasks(self) -> None:
        one, ground = self.marked_class, self._ground
        lines: tuple[CandidateLine, ...] = ()
        if one is not None and ground is not None:
            lines = ground.lines(ground.proposed.places[key] for key in one.keys)
        self._units = {line.key: line.unit_code for line in lines}
        rows = [_task_row(line) for line in lines]
        self.tasks.set_source(MemorySource(_task_columns(), rows))
        self._heading.set_remark(f"{one.code}　{one.name}" if one else "")
        self.marked.emit()

    def _open(self, row: Row) -> None:
        key = str(row[0])
        self.opened.emit(self._units.get(key, ""), key)


def _class_row(one: ClassCandidate) -> Row:
    return (
        one.code,
        one.code,
        one.name,
        one.sections,
        len(one.keys),
        one.non_core_percent,
        one.minutes,
        one.typical,
        one.low,
        one.high,
        one.state.value,
    )


def _class_columns() -> tuple[ColumnSpec, ...]:
    hours, number, unit = as_hours(), as_number(), tr("h/year")
    return (
        ColumnSpec("code", tr("Class code"), width=116),
        ColumnSpec("name", tr("Class"), width=200, stretch=True),
        ColumnSpec("sections", tr("Number of sections"), "", Align.RIGHT, 72, number),
        ColumnSpec("tasks", tr("Tasks"), "", Align.RIGHT, 72, number, summed=True),
        ColumnSpec("share", tr("Non-core"), "%", Align.RIGHT, 110, number),
        ColumnSpec("hours", tr("Hours now"), "", Align.RIGHT, 92, hours, summed=True),
        ColumnSpec("typical", tr("Expected"), unit, Align.RIGHT, 110, hours, summed=True),
        ColumnSpec("low", tr("Lower end"), "", Align.RIGHT, 92, hours, summed=True),
        ColumnSpec("high", tr("Upper end"), "", Align.RIGHT, 92, hours, summed=True),
        ColumnSpec("state", tr("State"), width=84, format=_state_word),
    )


def _state_word(value: object) -> str:
    return state_name(CandidateState(str(value)))


def _task_row(line: CandidateLine) -> Row:
    return (line.key, line.unit_code, line.unit_name, line.name, line.minutes, line.typical)


def _task_columns() -> tuple[ColumnSpec, ...]:
    hours = as_hours()
    return (
        ColumnSpec("code", tr("Code"), width=92),
        ColumnSpec("section", tr("Section"), width=160),
        ColumnSpec("name", tr("Task"), width=260, stretch=True),
        ColumnSpec("hours", tr("Hours now"), "", Align.RIGHT, 110, hours, summed=True),
        ColumnSpec("typical", tr("Expected"), tr("h/year"), Align.RIGHT, 120, hours, summed=True),
    )

"""The steps of a flow as a table: the same drawing for people who read or listen to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from bpr_studio.domain.process.element import ACTIVITIES
from bpr_studio.domain.process.flow_order import in_flow_order
from bpr_studio.domain.process.rollup import yearly_minutes
from bpr_studio.domain.process.step import CORE, NON_CORE
from bpr_studio.domain.process.wording import kind_word, next_words, place_word
from bpr_studio.domain.shared.text import tr
from bpr_studio.ui.grid.columns import Align, ColumnSpec, as_hours, as_number
from bpr_studio.ui.grid.source import MemorySource
from bpr_studio.ui.grid.table import DataTable
from bpr_studio.ui.qt.blocks import EmptyState
from bpr_studio.ui.qt.theme import Tone

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bpr_studio.domain.process.element import Element
    from bpr_studio.domain.process.model import ProcessModel
    from bpr_studio.ui.grid.columns import Row


class StepTable(DataTable):
    """Rows are the steps, events and branches of one diagram in the order of work.

    Signals:
        step_selected: id of the row the selection moved to by hand.
    """

    step_selected = Signal(str)

    def __init__(self) -> None:
        columns = _columns()
        super().__init__(columns, MemorySource(columns, []), name=tr("Steps of the flow"))
        self._ids: list[str] = []
        self.set_empty(
            EmptyState(
                "list-numbers",
                tr("This drawing has no steps."),
                explanation=tr("It may hold other kinds of pictures; see the drawing."),
            )
        )
        self.selection_changed.connect(self._tell)

    def show_steps(self, model: ProcessModel, elements: Iterable[Element]) -> None:
        """Show the steps among these elements."""
        steps = in_flow_order(model, elements)
        self._ids = [step.id for step in steps]
        rows = [_row(number, model, step) for number, step in enumerate(steps, start=1)]
        self.set_source(MemorySource(_columns(), rows))

    def select_step(self, element_id: str) -> None:
        """Mark the row of an element; nothing happens where it has none."""
        number = self._row_of(element_id)
        if number is not None and self._current_id() != element_id:
            self.select_row(number)

    def _row_of(self, element_id: str) -> int | None:
        rows = self.model.rows(0, len(self._ids) - 1) if element_id in self._ids else ()
        return next((n for n, row in enumerate(rows) if row[0] == element_id), None)

    def _current_id(self) -> str:
        row = self.current_row() if self.selected_count() else None
        return str(row[0]) if row else ""

    def _tell(self) -> None:
        if self.selected_count() == 1:
            row = next(iter(self.selected_rows()), None)
            if row is not None:
                self.step_selected.emit(str(row[0]))


def _columns() -> tuple[ColumnSpec, ...]:
    return (
        ColumnSpec("number", tr("No."), align=Align.RIGHT, width=48),
        ColumnSpec("place", tr("Lane"), width=96),
        ColumnSpec("name", tr("Name"), width=150, stretch=True),
        ColumnSpec("kind", tr("Kind"), width=126),
        ColumnSpec("core", tr("Core"), width=96, mark=_core_mark),
        ColumnSpec(
            "minutes", tr("Per case"), tr("min"), Align.RIGHT, 96, format=as_number(1), summed=True
        ),
        ColumnSpec("cases", tr("A year"), tr("cases"), Align.RIGHT, 92, format=as_number()),
        ColumnSpec(
            "yearly", tr("A year"), tr("hours"), Align.RIGHT, 100, format=as_hours(1), summed=True
        ),
        ColumnSpec("next", tr("Goes on to"), width=200),
    )


def _row(number: int, model: ProcessModel, element: Element) -> Row:
    step = element.step
    return (
        element.id,
        number,
        place_word(model, element).rpartition(" › ")[2],
        " ".join(element.name.split()),
        kind_word(element),
        _short_core_word(step.core_tag),
        step.minutes_per_case,
        step.yearly_cases,
        yearly_minutes(element) if element.kind in ACTIVITIES else None,
        next_words(model, element),
    )


def _short_core_word(tag: str) -> str:
    if tag == CORE:
        return tr("Core")
    return tr("Non-core") if tag == NON_CORE else ""


def _core_mark(word: object) -> Tone | None:
    if word == _short_core_word(CORE):
        return Tone.CORE
    return Tone.NON_CORE if word == _short_core_word(NON_CORE) else None

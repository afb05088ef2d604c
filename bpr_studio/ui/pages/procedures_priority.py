"""The 27 priority procedures: what is confirmed, what is proposed, how much comes online."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from bpr_studio.domain.procedures.procedure import ONLINE
from bpr_studio.domain.shared.text import N_, tr, tr_source
from bpr_studio.ui.grid.columns import Align, ColumnSpec, as_number, as_percent
from bpr_studio.ui.grid.source import MemorySource
from bpr_studio.ui.grid.table import DataTable
from bpr_studio.ui.qt.blocks import clear_layout
from bpr_studio.ui.qt.theme import label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bpr_studio.services.procedure_values import PriorityLine
    from bpr_studio.ui.grid.columns import Row

_MARKS: Final = {"S": N_("as in the source"), "K": N_("wording not verified")}
_BAR_HEIGHT: Final = 128


class PriorityView(QWidget):
    """The list, and below it the proposals for the marked procedure.

    Signals:
        confirmed: row id of a line and the number of the priority procedure (None takes it back).
        opened: row id of a confirmed line to be shown in the ledger.
    """

    confirmed = Signal(str, object)
    opened = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._lines: dict[str, PriorityLine] = {}
        self._editable = True
        self.table = DataTable(_columns(), name=tr("Priority procedures"))
        self.buttons: list[QPushButton] = []
        self._below = QFrame()
        self._below.setProperty("kind", "card")
        self._below.setFixedHeight(_BAR_HEIGHT)
        self._column = QVBoxLayout(self._below)
        self._column.setContentsMargins(12, 8, 12, 8)
        self._column.setSpacing(4)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.table, 1)
        column.addWidget(self._below)
        self.table.selection_changed.connect(self._show_below)
        self.table.activated.connect(self._open)

    def show_lines(self, lines: Sequence[PriorityLine], *, editable: bool) -> None:
        """Show the procedures; the marked one stays marked."""
        marked = self.table.current_row()
        self._editable = editable
        self._lines = {str(line.listed.number): line for line in lines}
        rows = [_row(line) for line in lines]
        self.table.set_source(MemorySource(_columns(), rows))
        keys = [str(row[0]) for row in rows]
        if keys:
            key = str(marked[0]) if marked else keys[0]
            self.table.select_row(keys.index(key) if key in keys else 0)
        self._show_below()

    def _show_below(self) -> None:
        clear_layout(self._column)
        self.buttons = []
        row = self.table.current_row()
        line = self._lines.get(str(row[0])) if row else None
        if line is None:
            self._column.addWidget(label(tr("Mark a procedure of the list."), kind="secondary"))
            self._column.addStretch(1)
            return
        self._column.addWidget(label(f"{line.listed.number}. {line.listed.name}", kind="strong"))
        if line.lines:
            for one in line.lines:
                self._offer(one.id, f"{one.number} {one.name}", None, tr("Take it back"))
        elif line.candidates:
            for match in line.candidates:
                text = f"{match.procedure.number} {match.procedure.name}"
                alike = tr("{text} (name {share:.0%} alike)", text=text, share=match.likeness)
                self._offer(
                    match.procedure.id, alike, line.listed.number, tr("This is the procedure")
                )
        else:
            self._column.addWidget(
                label(tr("No line of the ledger has a name like this."), kind="secondary")
            )
        self._column.addStretch(1)

    def _offer(self, row: str, text: str, number: int | None, deed: str) -> None:
        line = QWidget()
        inside = QHBoxLayout(line)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(8)
        if self._editable:
            button = QPushButton(deed)
            button.setAccessibleName(f"{deed}: {text}")
            button.clicked.connect(lambda _checked=False: self.confirmed.emit(row, number))
            self.buttons.append(button)
            inside.addWidget(button)
        inside.addWidget(label(text), 1)
        self._column.addWidget(line)

    def _open(self, row: Row) -> None:
        line = self._lines.get(str(row[0]))
        if line is not None and line.lines:
            self.opened.emit(line.lines[0].id)


def _row(line: PriorityLine) -> Row:
    if line.lines:
        state = tr("Confirmed")
        online = all(one.online_state == ONLINE for one in line.lines)
        state_online = tr("Online") if online else tr("Not online yet")
    else:
        n = len(line.candidates)
        state = tr("To be confirmed ({n} proposals)", n=n) if n else tr("No line in the ledger")
        state_online = ""
    listed = line.listed
    source = tr_source(_MARKS[listed.mark])
    if listed.source:
        source = f"{source}（{listed.source}）"
    cases = [one.cases_total for one in line.lines if one.cases_total is not None]
    return (
        str(listed.number),
        listed.number,
        listed.field,
        listed.name,
        state,
        tr(", ").join(one.number or one.name for one in line.lines),
        sum(cases) if cases else None,
        state_online,
        line.online_rate,
        source,
    )


def _columns() -> tuple[ColumnSpec, ...]:
    return (
        ColumnSpec("number", tr("No."), align=Align.RIGHT, width=48, format=as_number()),
        ColumnSpec("field", tr("Field"), width=76),
        ColumnSpec("name", tr("Priority procedure"), width=200, stretch=True),
        ColumnSpec("state", tr("State"), width=150),
        ColumnSpec("lines", tr("In the ledger"), width=90),
        ColumnSpec(
            "cases", tr("Cases a year"), "", Align.RIGHT, 84, format=as_number(), summed=True
        ),
        ColumnSpec("online", tr("Online"), width=104),
        ColumnSpec("rate", tr("Online rate"), "%", Align.RIGHT, 100, format=as_percent(1)),
        ColumnSpec("source", tr("Wording of the list"), width=130),
    )

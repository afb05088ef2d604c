"""The lists of sync: PCs that take part, what was exchanged, files that were refused."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QItemSelection, QItemSelectionModel
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from bpr_studio.domain.shared.text import tr
from bpr_studio.ui.grid.columns import Align, ColumnSpec, as_number
from bpr_studio.ui.grid.source import MemorySource
from bpr_studio.ui.grid.table import DataTable
from bpr_studio.ui.pages.survey_cells import StateCell
from bpr_studio.ui.pages.survey_words import moment_text, role_word, short_day
from bpr_studio.ui.pages.sync_words import ago
from bpr_studio.ui.qt.blocks import EmptyState
from bpr_studio.ui.qt.theme import Tone, label

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bpr_studio.ui.grid.columns import Row
    from bpr_studio.ui.pages.sync_facts import ExchangeFact, MemberFact, RefusedFact

_THESE_ROWS: Final = (
    QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
)

LEAST_HEIGHT: Final = 96
"""Heading and a row or two: with a trouble and a notice above, the page still fits a screen of 768 pixels."""


class FactTable(DataTable):
    """A table whose rows are read again and again; order, marks and place stay.

    Moments are kept as seconds, so that they sort, and are told as "5 minutes ago".
    """

    def __init__(self, name: str, columns: Callable[[FactTable], tuple[ColumnSpec, ...]]) -> None:
        """Make an empty table.

        Args:
            name: its accessible name.
            columns: makes the columns; may use `ago` of the table.
        """
        self.now = datetime.fromtimestamp(0, UTC)
        self._rows: tuple[Row, ...] = ()
        self._columns = columns(self)
        super().__init__(self._columns, MemorySource(self._columns, ()), name=name)
        self.setMinimumHeight(LEAST_HEIGHT)  # the picture of an empty table would want more

    def ago(self, seconds: object) -> str:
        """How long ago a moment was; a dash for never."""
        if not isinstance(seconds, float):
            return "–"
        return ago(self.now, datetime.fromtimestamp(seconds, UTC))

    def show_marks(self, key: str, mark: Callable[[object], tuple[str, Tone]]) -> None:
        """Show the words of one column with icons."""
        place = [column.key for column in self._columns].index(key)
        self.view.setItemDelegateForColumn(place, StateCell(mark, self))

    def show_rows(self, rows: Sequence[Row], now: datetime) -> None:
        """Show these rows; where they are the same only the times are told anew."""
        self.now = now
        shown = tuple(rows)
        if shown == self._rows:
            self.view.viewport().update()
            return
        marked = {row[0] for row in self.selected_rows()}
        place, order = self.view.verticalScrollBar().value(), self.model.order
        self._rows = shown
        self.set_source(MemorySource(self._columns, shown))
        if order is not None:
            self.sort_by(order)
        self._mark(marked)
        self.view.verticalScrollBar().setValue(place)

    def mark(self, ids: set[object]) -> None:
        """Mark the rows of these ids and no others."""
        self._mark(ids)

    def _mark(self, ids: set[object]) -> None:
        if not ids:
            return
        model, selection = self.model, QItemSelection()
        for number, row in enumerate(model.rows(0, model.rowCount() - 1)):
            if row[0] in ids:
                selection.select(model.index(number, 0), model.index(number, 0))
        self.view.selectionModel().select(selection, _THESE_ROWS)


def seconds(moment: datetime | None) -> float | None:
    """A moment as a number to sort by."""
    return None if moment is None else moment.timestamp()


class ListTab(QWidget):
    """A table with a line above it: what it lists, and buttons at the right."""

    def __init__(self, remark: str, table: DataTable) -> None:
        super().__init__()
        self.table = table
        self._remark = label(remark, kind="secondary", wrap=True)
        self._head = QHBoxLayout()
        self._head.setSpacing(8)
        self._head.addWidget(self._remark, 1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 12, 0, 0)
        self._column.setSpacing(8)
        self._column.addLayout(self._head)
        self._column.addWidget(table, 1)
        self.setFocusProxy(table)

    def set_remark(self, remark: str) -> None:
        """Say something else about the list."""
        self._remark.setText(remark)

    def add_right(self, widget: QWidget) -> None:
        """Put a widget at the right of the line."""
        self._head.addWidget(widget)

    def add_below(self, widget: QWidget) -> None:
        """Put a widget below the table."""
        self._column.addWidget(widget)


# -- PCs that take part ------------------------------------------------------------------------


def member_table() -> FactTable:
    """The list of PCs that take part."""

    def columns(table: FactTable) -> tuple[ColumnSpec, ...]:
        return (
            ColumnSpec("name", tr("Name"), width=176, stretch=True),
            ColumnSpec("role", tr("Role"), width=196),
            ColumnSpec("place", tr("May write"), width=190),
            ColumnSpec("pc", tr("PC"), width=120),
            ColumnSpec("since", tr("Taking part since"), width=120, format=short_day),
            ColumnSpec("contact", tr("Last work arrived"), width=140, format=table.ago),
            ColumnSpec("state", tr("State"), width=130),
        )

    table = FactTable(tr("PCs that take part"), columns)
    table.show_marks("state", _member_mark)
    table.set_empty(
        EmptyState(
            "users-three",
            tr("Nobody takes part yet."),
            explanation=tr("PCs appear here when the DX office has let them in."),
        )
    )
    return table


def member_row(member: MemberFact) -> Row:
    """A PC as a row."""
    return (
        member.id,
        tr("{name} (this PC)", name=member.name) if member.own else member.name,
        role_word(member.role),
        member.place,
        member.pc,
        member.since or None,
        seconds(member.last_contact),
        _member_word(active=member.active),
    )


def _member_word(*, active: bool) -> str:
    return tr("Takes part") if active else tr("Ended")


def _member_mark(word: object) -> tuple[str, Tone]:
    if word == _member_word(active=True):
        return "check-circle", Tone.SUCCESS
    return "prohibit", Tone.SECONDARY


# -- what was exchanged ------------------------------------------------------------------------

_KIND_ICONS: Final = {
    "sent": ("upload-simple", Tone.ACCENT),
    "taken": ("download-simple", Tone.ACCENT),
    "bundle_out": ("package", Tone.ACCENT),
    "bundle_in": ("package", Tone.ACCENT),
    "fault": ("warning", Tone.WARNING),
}


def _kind_word(kind: str) -> str:
    words = {
        "sent": tr("Sent"),
        "taken": tr("Taken in"),
        "bundle_out": tr("Written to a file"),
        "bundle_in": tr("Taken in from a file"),
        "fault": tr("Fault"),
    }
    return words.get(kind, kind)


def _kind_mark(word: object) -> tuple[str, Tone]:
    marks = {_kind_word(kind): mark for kind, mark in _KIND_ICONS.items()}
    return marks.get(str(word), ("circle", Tone.SECONDARY))


def history_table() -> FactTable:
    """The list of what was exchanged."""

    def columns(_table: FactTable) -> tuple[ColumnSpec, ...]:
        return (
            ColumnSpec("at", tr("When"), width=196, format=_moment),
            ColumnSpec("kind", tr("What was done"), width=190),
            ColumnSpec("count", tr("Changes"), "", Align.RIGHT, 90, as_number(), summed=True),
            ColumnSpec("what", tr("Contents"), width=320, stretch=True),
        )

    table = FactTable(tr("History of the exchange"), columns)
    table.show_marks("kind", _kind_mark)
    table.set_empty(
        EmptyState(
            "clock-counter-clockwise",
            tr("Nothing has been exchanged yet."),
            explanation=tr("What this PC sends and takes in is listed here."),
        )
    )
    return table


def exchange_row(fact: ExchangeFact, number: int) -> Row:
    """One exchange as a row; `number` tells it from others of the same second."""
    return (number, seconds(fact.at), _kind_word(fact.kind), fact.count, fact.what)


def _moment(value: object) -> str:
    return moment_text(datetime.fromtimestamp(value, UTC)) if isinstance(value, float) else ""


# -- files that were refused -------------------------------------------------------------------


def refused_table() -> FactTable:
    """The list of files that did not pass."""

    def columns(table: FactTable) -> tuple[ColumnSpec, ...]:
        return (
            ColumnSpec("reason", tr("Why"), width=300, stretch=True),
            ColumnSpec("place", tr("Section"), width=150),
            ColumnSpec("who", tr("Written by"), width=140),
            ColumnSpec("times", tr("Tries"), "", Align.RIGHT, 70, as_number()),
            ColumnSpec("at", tr("Last try"), width=130, format=table.ago),
            ColumnSpec("file", tr("File"), width=260),
        )

    table = FactTable(tr("Files that were refused"), columns)
    table.set_empty(
        EmptyState(
            "check-circle",
            tr("No file was refused."),
            explanation=tr(
                "A file that was changed, damaged or written by somebody without the right is set"
                " aside and listed here. Nothing of it is taken over."
            ),
        )
    )
    return table


def refused_row(fact: RefusedFact) -> Row:
    """A refused file as a row."""
    return (
        fact.file,
        fact.reason,
        fact.place,
        fact.who or "–",
        fact.times,
        seconds(fact.at),
        fact.file,
    )

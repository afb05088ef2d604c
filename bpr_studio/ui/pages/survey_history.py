"""The history of one cell: who gave it which value, when, and what it was before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from bpr_studio.domain.shared.quantities import format_duration
from bpr_studio.domain.shared.text import tr
from bpr_studio.ui.pages.survey_words import core_word, medium_word, moment_text, role_word
from bpr_studio.ui.qt.blocks import clear_layout
from bpr_studio.ui.qt.buttons import icon_button
from bpr_studio.ui.qt.icons import icon_label
from bpr_studio.ui.qt.theme import Tone, label

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from bpr_studio.services.store import HistoryEntry
    from bpr_studio.services.views import ListQueries

_MINUTES: Final = "minutes_"


class History(Protocol):
    """Tells what happened to a field; the store and its undo stack do."""

    def history(self, entity: str, row: str, field: str) -> tuple[HistoryEntry, ...]:
        """Who gave a field which value when, oldest first."""


@dataclass(frozen=True, slots=True)
class PastValue:
    """One change of a cell as people read it."""

    field: str
    entry: HistoryEntry
    before: str
    after: str


class CellHistory:
    """Looks up what a cell of the task table was before."""

    def __init__(self, history: History, lists: ListQueries) -> None:
        self._history = history
        self._lists = lists

    def of_cell(self, row: str, key: str) -> tuple[PastValue, ...]:
        """The changes of a cell, newest first.

        Args:
            row: id of the work item.
            key: key of the table column; hours are made of one field per staff category.
        """
        found = [
            PastValue(title, entry, _before(entry, shown), _after(entry, shown))
            for field, title, shown in self._fields(key)
            for entry in self._history.history("work_item", row, field)
        ]
        return tuple(sorted(found, key=lambda past: past.entry.at, reverse=True))

    def _fields(self, key: str) -> Iterator[tuple[str, str, Callable[[object], str]]]:
        if key == "minutes":
            for item in self._lists.items("staff_category"):
                yield _MINUTES + item.code, item.title, _duration
            return
        field, shown = _FIELDS.get(key, (key, _plain))
        yield field, "", shown


class HistoryPanel(QFrame):
    """A panel at the side with the changes of one cell, newest first.

    Signals:
        closed: somebody closed it.
    """

    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        self.setMinimumWidth(280)
        self._task = label("", kind="strong", wrap=True)
        self._cell = label("", kind="secondary", wrap=True)
        self._entries = QVBoxLayout()
        self._entries.setSpacing(12)
        head = QHBoxLayout()
        head.addWidget(label(tr("History"), kind="section"), 1)
        head.addWidget(icon_button("x", tr("Close"), self.closed.emit))
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 8, 8)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self._task)
        column.addWidget(self._cell)
        column.addWidget(_scrolled(self._entries), 1)

    def show_history(self, task: str, column: str, past: Sequence[PastValue]) -> None:
        """Show the changes of a cell."""
        self._task.setText(task)
        self._cell.setText(column)
        self.setAccessibleName(tr("History of {cell} of {task}", cell=column, task=task))
        clear_layout(self._entries)
        for one in past:
            self._entries.addWidget(_entry(one))
        if not past:
            self._entries.addWidget(
                label(tr("Nobody has ever entered anything here."), kind="secondary", wrap=True)
            )


def _scrolled(content: QVBoxLayout) -> QScrollArea:
    inside = QWidget()
    inside.setObjectName("scrolled")
    column = QVBoxLayout(inside)
    column.setContentsMargins(0, 8, 8, 0)
    column.addLayout(content)
    column.addStretch(1)
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setAccessibleName(tr("History"))
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(inside)
    return area


def _entry(past: PastValue) -> QWidget:
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(10)
    mark = "trash" if past.entry.deleted else "pencil-simple"
    row.addWidget(icon_label(mark, Tone.SECONDARY), 0, Qt.AlignmentFlag.AlignTop)
    column = QVBoxLayout()
    column.setSpacing(4)
    change = f"{past.before} → {past.after}" if past.before else past.after
    title = f"{past.field}：{change}" if past.field else change
    column.addWidget(label(title, kind="strong", wrap=True, selectable=True))
    who = tr("{user} ({role})", user=past.entry.user, role=role_word(past.entry.role))
    column.addWidget(label(f"{moment_text(past.entry.at)} ・ {who}", kind="caption", wrap=True))
    if past.entry.label:
        column.addWidget(label(past.entry.label, kind="caption", wrap=True))
    row.addLayout(column, 1)
    made.setAccessibleName(f"{moment_text(past.entry.at)} {who} {title}")
    return made


def _before(entry: HistoryEntry, shown: Callable[[object], str]) -> str:
    return tr(" or ").join(shown(value) for value in entry.before)


def _after(entry: HistoryEntry, shown: Callable[[object], str]) -> str:
    return tr("Row deleted") if entry.deleted else shown(entry.after)


def _plain(value: object) -> str:
    if value is None or value == "":
        return tr("(empty)")
    return f"{value:,}" if isinstance(value, int) else str(value)


def _duration(value: object) -> str:
    return format_duration(value) if isinstance(value, int) else tr("(empty)")


_FIELDS: Final[Mapping[str, tuple[str, Callable[[object], str]]]] = {
    "class": ("code", _plain),
    "core": ("core_tag", core_word),
    "reason": ("core_reason", _plain),
    "cases": ("case_count", _plain),
    "medium": ("medium", lambda value: medium_word(value) or tr("(empty)")),
    "section": ("unit_id", _plain),
    "section_code": ("unit_id", _plain),
}

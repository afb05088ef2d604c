"""The tasks of a finding as a table with tick boxes, read page by page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate

from bpr_studio.domain.shared.text import tr
from bpr_studio.ui.grid.columns import Align, ColumnSpec, as_hours, as_number, as_percent
from bpr_studio.ui.grid.table import DataTable
from bpr_studio.ui.qt.icons import paint_icon
from bpr_studio.ui.qt.theme import Tone, current_theme

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex
    from PySide6.QtWidgets import QStyleOptionViewItem

    from bpr_studio.services.digging import DigAnswer, Ground
    from bpr_studio.ui.grid.columns import Row
    from bpr_studio.ui.grid.source import Order

_BOX: Final = 16
_TICK_WIDTH: Final = 52


class Ticks:
    """Which tasks are chosen, and which are targets already."""

    def __init__(self) -> None:
        self.chosen: set[str] = set()
        self.known: frozenset[str] = frozenset()

    def word(self, row: object) -> str:
        """What the box of a task says to those who cannot see it."""
        if row in self.known:
            return tr("target already")
        return tr("chosen") if row in self.chosen else ""


class _Source:
    """The rows of a finding: names are read for the pages that are looked at."""

    def __init__(self, ground: Ground, found: DigAnswer) -> None:
        self._ground = ground
        self._found = found
        self._reached: list[int] = []

    def count(self) -> int:
        """Number of tasks found."""
        return len(self._found.ids)

    def page(self, offset: int, limit: int, _order: Order | None) -> Sequence[Row]:
        """Some tasks, longest first."""
        ids = self._found.ids[offset : offset + limit]
        lines = {line.id: line for line in self._ground.lines(ids)}
        rows: list[Row] = []
        for number, row in enumerate(ids, offset):
            line = lines[row]
            reached = self._until(number) / self._found.total
            rows.append(
                (
                    row,
                    row,
                    number + 1,
                    self._ground.section_name(line.unit_code, line.unit_name),
                    line.name,
                    line.class_name,
                    line.minutes,
                    reached,
                )
            )
        return rows

    def _until(self, number: int) -> int:
        """Minutes of the tasks up to and including this one."""
        if not self._reached:
            total = 0
            for size in self._found.sizes:
                total += size
                self._reached.append(total)
        return self._reached[number]


class DigTable(DataTable):
    """Tasks worth digging into, each with a tick box; Space ticks the marked rows.

    Signals:
        ticks_changed: other tasks are chosen than before.
    """

    ticks_changed = Signal()

    def __init__(self) -> None:
        self.ticks = Ticks()
        super().__init__(_columns(self.ticks), name=tr("Tasks worth a closer look"))
        self._can_tick = True
        self._delegate = _TickDelegate(self.ticks, self)
        self.view.setItemDelegateForColumn(0, self._delegate)
        self.view.clicked.connect(self._on_click)
        self.view.installEventFilter(self)

    def set_can_tick(self, *, can: bool) -> None:
        """Whether people may choose."""
        self._can_tick = can
        self.view.setColumnHidden(0, not can)

    def show_found(self, ground: Ground, found: DigAnswer, known: Collection[str]) -> None:
        """Show a finding with all its tasks chosen, except targets."""
        self.ticks.known = frozenset(known)
        self.ticks.chosen = set(found.ids) - self.ticks.known
        self.set_source(_Source(ground, found))
        self.ticks_changed.emit()

    def tick_all(self, ids: Collection[str], *, chosen: bool) -> None:
        """Choose all of these, or none of them."""
        self.ticks.chosen = set(ids) - self.ticks.known if chosen else set()
        self._repaint()

    def toggle(self, ids: Collection[str]) -> None:
        """Choose these tasks, or none of them if all are chosen."""
        free = set(ids) - self.ticks.known
        if not free or not self._can_tick:
            return
        if free <= self.ticks.chosen:
            self.ticks.chosen -= free
        else:
            self.ticks.chosen |= free
        self._repaint()

    def _repaint(self) -> None:
        self.view.viewport().update()
        self.ticks_changed.emit()

    def _on_click(self, index: QModelIndex) -> None:
        if index.column() == 0:
            self.toggle([str(self.model.row(index.row())[0])])

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Space ticks what is marked."""
        is_space = (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Space
        )
        if is_space and watched is self.view:
            self.toggle([str(row[0]) for row in self.selected_rows()])
            return True
        return super().eventFilter(watched, event)


class _TickDelegate(QStyledItemDelegate):
    """Paints the box of a task."""

    def __init__(self, ticks: Ticks, parent: DigTable) -> None:
        super().__init__(parent)
        self._ticks = ticks
        self._table = parent

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """A box, ticked or not; a flag for tasks that are targets already."""
        theme = current_theme()
        room: QRect = option.rect
        state = option.state
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(room, theme.color("accent_soft"))
        row = str(self._table.model.row(index.row())[0])
        box = QRect(0, 0, _BOX, _BOX)
        box.moveCenter(room.center())
        if row in self._ticks.known:
            paint_icon(painter, box, "flag", Tone.SECONDARY)
        else:
            chosen = row in self._ticks.chosen
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            edge = theme.color(Tone.ACCENT) if chosen else theme.color("line_strong")
            painter.setPen(QPen(edge, 1.5))
            painter.setBrush(edge if chosen else theme.color("surface"))
            painter.drawRoundedRect(box, 3, 3)
            if chosen:
                paint_icon(painter, box.adjusted(1, 1, -1, -1), "check", Tone.ON_ACCENT)
        painter.restore()


def _columns(ticks: Ticks) -> tuple[ColumnSpec, ...]:
    return (
        ColumnSpec(
            "tick",
            tr("Choose"),
            align=Align.CENTER,
            width=_TICK_WIDTH,
            format=ticks.word,
            sortable=False,
        ),
        ColumnSpec(
            "rank", tr("No."), align=Align.RIGHT, width=52, format=as_number(), sortable=False
        ),
        ColumnSpec("section", tr("Section"), width=112, sortable=False),
        ColumnSpec("name", tr("Task"), width=130, sortable=False, stretch=True),
        ColumnSpec("class", tr("Class"), width=112, sortable=False),
        ColumnSpec(
            "hours",
            tr("Non-core"),
            tr("hours"),
            Align.RIGHT,
            124,
            format=as_hours(),
            summed=True,
            sortable=False,
        ),
        ColumnSpec(
            "reached",
            tr("Up to here"),
            "%",
            Align.RIGHT,
            88,
            format=as_percent(1),
            sortable=False,
        ),
    )

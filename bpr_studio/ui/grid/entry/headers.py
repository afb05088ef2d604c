"""The headings of the grid: groups and columns above, numbers at the left."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QHelpEvent, QPainter, QPen
from PySide6.QtWidgets import QHeaderView, QToolTip

from bpr_studio.ui.grid.columns import Align
from bpr_studio.ui.qt.icons import paint_icon
from bpr_studio.ui.qt.theme import body_font, current_theme

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent, QPaintEvent, QResizeEvent
    from PySide6.QtWidgets import QWidget

    from bpr_studio.ui.grid.entry.model import EntryColumn
    from bpr_studio.ui.grid.entry.sheet import Sheet

_BRACKET: Final = re.compile(r"(.)([（(])")
GROUP_HEIGHT: Final = 24
_TITLE_LINES: Final = 2
_GRIP: Final = 4  # pixels on both sides of a border that draw it
_MARK: Final = 12
_LEAST_WIDTH: Final = 32
NUMBERS_WIDTH: Final = 58


class ColumnHeader(QHeaderView):
    """Two lines: groups with their fold marks, columns with titles, sorting and filters.

    Signals:
        sort_wanted: a heading was clicked; the column.
        fold_wanted: a group's heading was clicked; its key.
        menu_wanted: (column, place on the screen) of a click on a heading's menu mark.
        width_drawn: (column, width) while a border is drawn.
        fit_wanted: a border was double-clicked; the column.
    """

    sort_wanted = Signal(int)
    fold_wanted = Signal(str)
    menu_wanted = Signal(int, QPoint)
    width_drawn = Signal(int, int)
    fit_wanted = Signal(int)

    def __init__(self, sheet: Sheet, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._sheet = sheet
        self._drawn = -1  # the column whose border is held
        self._hovered = -1
        self.setMouseTracking(True)
        self.setMinimumSectionSize(_LEAST_WIDTH)
        self.setSectionsClickable(False)
        self.setHighlightSections(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)

    def sizeHint(self) -> QSize:
        """Room for two lines of title, and a line of groups where there are groups."""
        lines = QFontMetrics(body_font(9)).height() * _TITLE_LINES + 10
        return QSize(0, lines + self._group_height())

    def _group_height(self) -> int:
        return GROUP_HEIGHT if self._sheet.has_groups else 0

    # -- painting ----------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """The scrolled headings first, the frozen ones beside them."""
        lanes, area = self._sheet.lanes, event.rect()
        painter = QPainter(self.viewport())
        painter.setFont(body_font(9))
        painter.fillRect(self.viewport().rect(), current_theme().color("surface_soft"))
        edge = lanes.frozen_width
        right = self.viewport().width()
        painter.setClipRect(QRect(edge, 0, right - edge, self.height()))
        self._paint_part(painter, lanes.between(max(edge, area.left()), area.right()))
        if area.left() < edge:
            painter.setClipRect(QRect(0, 0, edge, self.height()))
            self._paint_part(painter, range(lanes.frozen))
        painter.setClipping(False)
        painter.setPen(QPen(current_theme().color("line_strong"), 0))
        painter.drawLine(0, self.height() - 1, right, self.height() - 1)
        if edge:
            painter.drawLine(edge - 1, 0, edge - 1, self.height())
        painter.end()

    def _paint_part(self, painter: QPainter, columns: range) -> None:
        marked = self._sheet.marked_columns()
        for column in columns:
            self._paint_column(painter, column, marked=column in marked)
        if self._sheet.has_groups:
            for first, last in self._sheet.group_runs(columns):
                self._paint_group(painter, first, last)

    def _rect_of(self, column: int) -> QRect:
        lanes, top = self._sheet.lanes, self._group_height()
        return QRect(lanes.left(column), top, lanes.width(column), self.height() - top)

    def _paint_column(self, painter: QPainter, column: int, *, marked: bool) -> None:
        theme, rect = current_theme(), self._rect_of(column)
        spec = self._sheet.columns[column]
        if marked:
            painter.fillRect(rect, theme.color("accent_soft"))
        painter.setPen(QPen(theme.color("line"), 0))
        painter.drawLine(rect.topRight(), rect.bottomRight())
        side = {
            Align.RIGHT: Qt.AlignmentFlag.AlignRight,
            Align.CENTER: Qt.AlignmentFlag.AlignHCenter,
        }
        room = rect.adjusted(6, 3, -6, -4)
        if self._shows_mark(column):
            room.setRight(room.right() - _MARK)
            self._paint_mark(painter, column, rect)
        painter.setPen(theme.color("text" if marked else "text_secondary"))
        painter.drawText(
            room,
            int(side.get(spec.side, Qt.AlignmentFlag.AlignLeft))
            | int(Qt.AlignmentFlag.AlignVCenter)
            | int(Qt.TextFlag.TextWordWrap),
            self._heading_of(painter, spec, room.width()),
        )

    def _heading_of(self, painter: QPainter, spec: EntryColumn, room: int) -> str:
        """Title and unit; where they do not fit on one line, brackets begin the next."""
        if painter.fontMetrics().horizontalAdvance(spec.heading) <= room:
            return spec.heading
        if spec.unit:
            return f"{spec.title}\n（{spec.unit}）"
        return _BRACKET.sub(r"\1\n\2", spec.title, count=1)

    def _shows_mark(self, column: int) -> bool:
        key = self._sheet.columns[column].key
        return column == self._hovered or bool(self._sheet.mark_of_heading(key))

    def _mark_rect(self, rect: QRect) -> QRect:
        return QRect(rect.right() - _MARK - 3, rect.bottom() - _MARK - 4, _MARK, _MARK)

    def _paint_mark(self, painter: QPainter, column: int, rect: QRect) -> None:
        name = self._sheet.mark_of_heading(self._sheet.columns[column].key) or "caret-down"
        paint_icon(
            painter,
            self._mark_rect(rect),
            name,
            "accent" if name != "caret-down" else "text_secondary",
        )

    def _paint_group(self, painter: QPainter, first: int, last: int) -> None:
        theme, lanes = current_theme(), self._sheet.lanes
        group = self._sheet.group_at(first)
        rect = QRect(lanes.left(first), 0, lanes.right(last) - lanes.left(first), GROUP_HEIGHT)
        painter.setPen(QPen(theme.color("line"), 0))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.setPen(QPen(theme.color("line_strong"), 0))
        painter.drawLine(rect.right(), 0, rect.right(), self.height())
        if group is None:
            return
        text = rect.adjusted(6, 0, -4, 0)
        if group.foldable:
            folded = group.key in self._sheet.folded
            mark = QRect(max(text.left(), self._text_start(first)), rect.top() + 6, _MARK, _MARK)
            paint_icon(painter, mark, "caret-right" if folded else "caret-down", "text_secondary")
            text.setLeft(mark.right() + 4)
        painter.setPen(theme.color("text"))
        title = painter.fontMetrics().elidedText(
            group.title, Qt.TextElideMode.ElideRight, text.width()
        )
        painter.drawText(text, int(Qt.AlignmentFlag.AlignVCenter), title)

    def _text_start(self, first: int) -> int:
        """Titles of groups that begin left of the window stay readable at its edge."""
        lanes = self._sheet.lanes
        return 6 if first < lanes.frozen else lanes.frozen_width + 6

    # -- mouse -------------------------------------------------------------------------------

    def _border_at(self, at: QPoint) -> int:
        """The column whose right border is at this place, -1 for none."""
        if at.y() < self._group_height():
            return -1
        lanes = self._sheet.lanes
        for x in (at.x() - _GRIP, at.x() + _GRIP):
            column = lanes.at(x)
            if column >= 0 and abs(lanes.right(column) - at.x()) <= _GRIP:
                return column
        return -1

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A border is taken, a group folds, a mark or the right button opens the menu."""
        at = event.position().toPoint()
        column = self._sheet.lanes.at(at.x())
        border = self._border_at(at)
        if event.button() is Qt.MouseButton.LeftButton and border >= 0:
            self._drawn = border
        elif column < 0:
            return
        elif at.y() < self._group_height():
            self._press_group(column)
        elif event.button() is Qt.MouseButton.RightButton or self._on_mark(column, at):
            self.menu_wanted.emit(column, self.mapToGlobal(self._rect_of(column).bottomLeft()))
        elif event.button() is Qt.MouseButton.LeftButton:
            self.sort_wanted.emit(column)

    def _on_mark(self, column: int, at: QPoint) -> bool:
        return self._mark_rect(self._rect_of(column)).adjusted(-4, -4, 4, 4).contains(at)

    def _press_group(self, column: int) -> None:
        group = self._sheet.group_at(column)
        if group is not None and group.foldable:
            self.fold_wanted.emit(group.key)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Draw the border that is held; show what a press would do."""
        at = event.position().toPoint()
        if self._drawn >= 0:
            width = at.x() - self._sheet.lanes.left(self._drawn)
            self.width_drawn.emit(self._drawn, max(width, _LEAST_WIDTH))
            return
        self.setCursor(
            Qt.CursorShape.SplitHCursor if self._border_at(at) >= 0 else Qt.CursorShape.ArrowCursor
        )
        self._hover(self._sheet.lanes.at(at.x()) if at.y() >= self._group_height() else -1)

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """Let the border go."""
        self._drawn = -1

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A border fits its column to its texts; anything else is a second press."""
        border = self._border_at(event.position().toPoint())
        if border >= 0:
            self.fit_wanted.emit(border)
        else:
            self.mousePressEvent(event)

    def leaveEvent(self, _event: object) -> None:
        """Nothing is under the mouse."""
        self._hover(-1)

    def viewportEvent(self, event: QEvent) -> bool:
        """Say what belongs into a column."""
        if event.type() != QEvent.Type.ToolTip or not isinstance(event, QHelpEvent):
            return super().viewportEvent(event)
        column = self._sheet.lanes.at(event.pos().x())
        QToolTip.showText(event.globalPos(), self._sheet.help_of(column) if column >= 0 else "")
        return True

    def _hover(self, column: int) -> None:
        if column != self._hovered:
            self._hovered = column
            self.viewport().update()


class RowNumbers(QHeaderView):
    """The numbers of the rows, with the worst finding of the whole row beside them.

    Signals:
        pressed: (row, how) when rows are marked here: 0 alone, 1 up to here, 2 these too.
        menu_wanted: (row, place on the screen).
    """

    pressed = Signal(int, int)
    menu_wanted = Signal(int, QPoint)

    def __init__(self, sheet: Sheet, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self._sheet = sheet
        self._held = False
        self.setSectionsClickable(False)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setMinimumSectionSize(16)
        self.setHighlightSections(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)

    def sizeHint(self) -> QSize:
        """Room for four figures and a mark."""
        return QSize(NUMBERS_WIDTH, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The heading of the numbers is painted by nobody else."""
        super().resizeEvent(event)
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Only the rows that need it."""
        theme, sheet, area = current_theme(), self._sheet, event.rect()
        painter = QPainter(self.viewport())
        painter.setFont(body_font(9))
        height, width = sheet.row_height, self.width()
        painter.fillRect(self.viewport().rect(), theme.color("surface_soft"))
        marked = set(sheet.marked_rows(self.offset(), self.viewport().height()))
        first = (self.offset() + area.top()) // height
        last = min((self.offset() + area.bottom()) // height + 1, sheet.row_count)
        for row in range(first, last):
            rect = QRect(0, row * height - self.offset(), width, height)
            if row in marked:
                painter.fillRect(rect, theme.color("accent_soft"))
            self._paint_row(painter, row, rect)
        painter.setPen(QPen(theme.color("line_strong"), 0))
        painter.drawLine(width - 1, 0, width - 1, self.viewport().height())
        painter.end()

    def _paint_row(self, painter: QPainter, row: int, rect: QRect) -> None:
        theme = current_theme()
        painter.setPen(QPen(theme.color("line"), 0))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if self._sheet.is_blank(row):
            paint_icon(
                painter,
                QRect(rect.right() - 20, rect.center().y() - 6, 12, 12),
                "plus",
                "text_secondary",
            )
            return
        painter.setPen(theme.color("text_secondary"))
        painter.drawText(
            rect.adjusted(18, 0, -8, 0),
            int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight),
            self._sheet.number_of(row),
        )
        self._sheet.paint_row_mark(painter, row, rect)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Mark the row; with Shift up to it, with Ctrl it too."""
        row = self._row_at(event)
        if row < 0:
            return
        if event.button() is Qt.MouseButton.RightButton:
            self.menu_wanted.emit(row, event.globalPosition().toPoint())
            return
        held = event.modifiers()
        self._held = True
        if held & Qt.KeyboardModifier.ShiftModifier:
            self.pressed.emit(row, 1)
        else:
            self.pressed.emit(row, 2 if held & Qt.KeyboardModifier.ControlModifier else 0)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Mark up to the row under the mouse."""
        if self._held:
            row = self._row_at(event)
            if row >= 0:
                self.pressed.emit(row, 1)

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """The rows are marked."""
        self._held = False

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Two quick presses are two presses."""
        self.mousePressEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        """Say what the mark of a row means."""
        if event.type() != QEvent.Type.ToolTip or not isinstance(event, QHelpEvent):
            return super().viewportEvent(event)
        row = (event.pos().y() + self.offset()) // self._sheet.row_height
        QToolTip.showText(event.globalPos(), self._sheet.told_of_row(row))
        return True

    def _row_at(self, event: QMouseEvent) -> int:
        row = (int(event.position().y()) + self.offset()) // self._sheet.row_height
        return row if 0 <= row < self._sheet.row_count else -1

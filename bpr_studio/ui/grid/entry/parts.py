"""Paints one part of the sheet, scrolled or frozen: grounds, lines, cells and frames."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPen

from bpr_studio.domain.shared.text import tr
from bpr_studio.ui.grid.entry.painter import PADDING
from bpr_studio.ui.grid.entry.selection import Block, Cell
from bpr_studio.ui.qt.theme import current_theme

if TYPE_CHECKING:
    from PySide6.QtGui import QColor, QPainter

    from bpr_studio.ui.grid.columns import Align
    from bpr_studio.ui.grid.entry.faces import Face
    from bpr_studio.ui.grid.entry.sheet import Sheet

#: Side of the little square that fills.
HANDLE: Final = 7
_HINT_WIDTH: Final = 160


@dataclass(frozen=True, slots=True)
class Frames:
    """What is drawn over the cells.

    Attributes:
        copied: dashes stand around it.
        fill: where the fill handle was drawn to.
        focused: the keyboard is in the grid.
    """

    copied: Block | None = None
    fill: Block | None = None
    focused: bool = True


#: A cell in its place: where, what it shows, on which side, whether it is marked.
_Placed = tuple["QRect", "Face", "Align", bool]


class PartPainter:
    """Paints what a `Sheet` shows into a rectangle of its window."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet

    def paint(self, painter: QPainter, area: QRect, columns: range, frames: Frames) -> None:
        """Paint these columns of the rows that touch `area`; nothing goes beyond it."""
        theme, sheet = current_theme(), self._sheet
        painter.setClipRect(area)
        painter.setFont(sheet.painter.font)
        painter.fillRect(area, theme.color("surface_soft"))
        rows = self._rows_in(area)
        if columns and rows:
            self._paint_cells(painter, columns, rows)
            self._paint_frames(painter, frames, columns)
        if columns and columns.start == 0 and sheet.lanes.frozen_width:
            edge = QRect(sheet.lanes.frozen_width - 1, area.top(), 1, area.height())
            painter.fillRect(edge, theme.color("line_strong"))

    def _rows_in(self, area: QRect) -> range:
        sheet = self._sheet
        first = max((area.top() + sheet.down) // sheet.row_height, 0)
        last = (area.bottom() + sheet.down) // sheet.row_height + 1
        return range(first, min(last, sheet.row_count))

    def _paint_cells(self, painter: QPainter, columns: range, rows: range) -> None:
        theme, sheet = current_theme(), self._sheet
        left, right = sheet.lanes.left(columns.start), sheet.lanes.right(columns.stop - 1)
        top, bottom = sheet.top_of(rows.start), sheet.top_of(rows.stop)
        painter.fillRect(left, top, right - left, bottom - top, theme.color("surface"))
        cells = self._placed(columns, rows)
        for cell in cells:
            ground = self._ground(cell[1], marked=cell[3])
            if ground is not None:
                painter.fillRect(cell[0], ground)
        self._paint_lines(painter, columns, rows)
        for rect, face, side, _ in cells:
            sheet.painter.paint(painter, rect, face, side)
        if sheet.is_blank(rows.stop - 1):
            self._paint_hint(painter, rows.stop - 1)

    def _placed(self, columns: range, rows: range) -> list[_Placed]:
        sheet, lanes = self._sheet, self._sheet.lanes
        selection = sheet.selection
        blocks = () if selection.is_single else selection.blocks  # the frame alone marks one cell
        specs = [
            (spec.key, spec.side, column, lanes.left(column), lanes.width(column) - 1)
            for column, spec in zip(columns, sheet.columns[columns.start :], strict=False)
        ]
        height = sheet.row_height - 1
        placed: list[_Placed] = []
        for row in rows:
            row_id, top = sheet.arrangement.row_id(row), sheet.top_of(row)
            across = [block for block in blocks if block.top <= row <= block.bottom]
            for key, side, column, left, width in specs:
                marked = any(block.left <= column <= block.right for block in across)
                face = sheet.faces.of(row_id, key)
                placed.append((QRect(left, top, width, height), face, side, marked))
        return placed

    def _ground(self, face: Face, *, marked: bool) -> QColor | None:
        """Findings shine through the mark, so that nothing wrong hides in a marked block."""
        if marked and face.level is None:
            return current_theme().color("accent_soft")
        return self._sheet.painter.ground_of(face)

    def _paint_lines(self, painter: QPainter, columns: range, rows: range) -> None:
        theme, sheet = current_theme(), self._sheet
        lanes = sheet.lanes
        left, right = lanes.left(columns.start), lanes.right(columns.stop - 1)
        top, bottom = sheet.top_of(rows.start), sheet.top_of(rows.stop)
        thin, strong = QPen(theme.color("line"), 0), QPen(theme.color("line_strong"), 0)
        painter.setPen(thin)  # width 0: one pixel of the screen at any scaling
        for row in rows:
            y = sheet.top_of(row + 1) - 1
            painter.drawLine(left, y, right, y)
        ends = {last for _, last in sheet.group_runs(columns)} if sheet.has_groups else set()
        for column in columns:
            painter.setPen(strong if column in ends else thin)
            x = lanes.right(column) - 1
            painter.drawLine(x, top, x, bottom)

    def _paint_hint(self, painter: QPainter, row: int) -> None:
        """What the blank line is for."""
        sheet = self._sheet
        open_ones = [n for n in range(len(sheet.columns)) if not sheet.face(row, n).locked]
        wide = [n for n in open_ones if sheet.lanes.width(n) >= _HINT_WIDTH]
        if not open_ones:
            return
        column = (wide or open_ones)[0]
        painter.setPen(current_theme().color("text_secondary"))
        rect = sheet.cell_rect(Cell(row, column)).adjusted(PADDING, 0, -PADDING, 0)
        hint = painter.fontMetrics().elidedText(
            tr("Type here for a new row"), Qt.TextElideMode.ElideRight, rect.width()
        )
        painter.drawText(rect, int(Qt.AlignmentFlag.AlignVCenter), hint)

    # -- frames ------------------------------------------------------------------------------

    def _paint_frames(self, painter: QPainter, frames: Frames, columns: range) -> None:
        theme, selection = current_theme(), self._sheet.selection
        line = theme.color("accent" if frames.focused else "line_strong")
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(line, 1))
        for block in selection.blocks:
            self._frame(painter, block, columns, -1)
        painter.setPen(QPen(line, 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.SquareCap))
        active = selection.active
        cell = Block(active.row, active.column, active.row, active.column)
        self._frame(painter, cell, columns, 0)
        frozen = self._sheet.lanes.frozen
        if not selection.others and (selection.block.right < frozen) == (columns.start < frozen):
            self._paint_handle(painter, selection.block, line)
        painter.setPen(QPen(theme.color("accent"), 2, Qt.PenStyle.DashLine))
        for dashed in (frames.copied, frames.fill):
            if dashed is not None:
                self._frame(painter, dashed, columns, 0)

    def _frame(self, painter: QPainter, block: Block, columns: range, grown: int) -> None:
        """The part of a block's frame that belongs to these columns.

        A block that begins among the frozen columns and goes on behind their border is open at
        the border; one that lies behind it altogether leaves no trace among them.
        """
        sheet = self._sheet
        frozen = sheet.lanes.frozen
        if columns.start < frozen <= block.left:
            return
        rect = sheet.seen_rect(block) if columns.start < frozen else sheet.rect_of(block)
        painter.drawRect(rect.adjusted(grown, grown, -1, -1))

    def _paint_handle(self, painter: QPainter, block: Block, color: QColor) -> None:
        corner = self._sheet.rect_of(block).bottomRight()
        square = QRect(corner.x() - HANDLE + 3, corner.y() - HANDLE + 3, HANDLE, HANDLE)
        painter.fillRect(square, current_theme().color("surface"))
        painter.fillRect(square.adjusted(1, 1, 0, 0), color)

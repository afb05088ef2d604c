"""How the table of the explorer is laid out and painted."""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, Final, Protocol

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFontMetrics

from bpr_studio.domain.workload.explore import Side
from bpr_studio.ui.qt.theme import body_font, current_theme

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QFont, QPainter
    from PySide6.QtWidgets import QScrollBar, QWidget

    from bpr_studio.ui.pages.explorer_cells import Area, TableCells

ROW: Final = 28
HEADING: Final = 28
_PADDING: Final = 10
_NARROWEST: Final = 76
_WIDEST: Final = 200
_NAME_NARROWEST: Final = 96
_NAME_WIDEST: Final = 260
_LOOKED_AT: Final = 400  # rows whose texts decide the widths
_STRONGEST: Final = 96  # alpha of the strongest shading: the number stays readable above it
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class Layout:
    """Widths of a table; `left` and `top` are what the frozen headings take."""

    names: tuple[int, ...] = ()
    widths: tuple[int, ...] = ()
    starts: tuple[int, ...] = ()
    top: int = HEADING

    @classmethod
    def of(cls, cells: TableCells, metrics: QFontMetrics, bold: QFont) -> Layout:
        """The layout a table needs."""
        strong = QFontMetrics(bold)
        names = tuple(
            _name_width(cells, level, metrics, strong) for level in range(len(cells.row_heads))
        )
        widths = tuple(
            _column_width(cells, column, metrics, strong) for column in range(cells.column_count)
        )
        starts = (0, *accumulate(widths))[:-1] if widths else ()
        return cls(names, widths, starts, cells.levels * HEADING)

    @property
    def left(self) -> int:
        """Where the numbers begin."""
        return sum(self.names)

    @property
    def width(self) -> int:
        """What the numbers take."""
        return sum(self.widths)

    def column_at(self, x: int) -> int | None:
        """The column at a place right of the names."""
        if x < 0 or x >= self.width:
            return None
        return bisect_right(self.starts, x) - 1


def _name_width(cells: TableCells, level: int, metrics: QFontMetrics, strong: QFontMetrics) -> int:
    rows = range(min(cells.row_count, _LOOKED_AT))
    longest = max((cells.row_label(row, level) for row in rows), key=len, default="")
    texts = max(
        metrics.horizontalAdvance(longest), strong.horizontalAdvance(cells.row_heads[level])
    )
    return max(_NAME_NARROWEST, min(texts + 2 * _PADDING, _NAME_WIDEST))


def _column_width(
    cells: TableCells, column: int, metrics: QFontMetrics, strong: QFontMetrics
) -> int:
    rows = {0, cells.row_count // 2, max(cells.row_count - 1, 0), cells.row_count}
    numbers = max(
        strong.horizontalAdvance(cells.text(row, column))
        for row in rows
        if row <= cells.row_count and (row == cells.row_count or cells.row_count)
    )
    last = strong.horizontalAdvance(cells.column_label(column, cells.levels - 1) + " ↓")
    outer = max(
        (metrics.horizontalAdvance(cells.column_label(column, n)) for n in range(cells.levels - 1)),
        default=0,
    )
    wanted = max(numbers, last, min(outer, 120)) + 2 * _PADDING + 2
    return max(_NARROWEST, min(wanted, _WIDEST))


class PaintedTable(Protocol):
    """The widget that is painted."""

    @property
    def heat(self) -> bool:
        """Whether cells are shaded by their size."""

    @property
    def marked(self) -> Area:
        """The cells marked."""

    def cell_rect(self, row: int, column: int) -> QRect:
        """Where a cell is in the viewport."""

    def viewport(self) -> QWidget:
        """What is painted on."""

    def font(self) -> QFont:
        """The font of numbers."""

    def horizontalScrollBar(self) -> QScrollBar:
        """How far it is scrolled to the right."""

    def verticalScrollBar(self) -> QScrollBar:
        """How far it is scrolled down."""


def paint(painter: QPainter, cells: TableCells, layout: Layout, grid: PaintedTable) -> None:
    """Paint what is in sight."""
    _Painting(painter, cells, layout, grid).all()


class _Painting:
    """One repaint."""

    def __init__(
        self, painter: QPainter, cells: TableCells, layout: Layout, grid: PaintedTable
    ) -> None:
        self._painter, self._cells, self._layout, self._grid = painter, cells, layout, grid
        self._theme = current_theme()
        view = grid.viewport()
        self._width, self._height = view.width(), view.height()
        self._x = layout.left - grid.horizontalScrollBar().value()
        self._y = layout.top - grid.verticalScrollBar().value()
        self._right = min(self._x + layout.width, self._width)
        self._marked = grid.marked
        self._totals_top = grid.cell_rect(cells.row_count, 0).top() if layout.widths else 0

    def all(self) -> None:
        """Cells first, frozen parts above them."""
        rows, columns = self._rows(), self._columns()
        body = QRect(
            self._layout.left,
            self._layout.top,
            self._width - self._layout.left,
            self._totals_top - self._layout.top,
        )
        self._clipped(body, lambda: self._body(rows, columns))
        names = QRect(0, self._layout.top, self._layout.left, body.height())
        self._clipped(names, lambda: self._names(rows))
        self._clipped(QRect(0, 0, self._width, self._layout.top), lambda: self._heads(columns))
        foot = QRect(0, self._totals_top, self._width, ROW)
        self._clipped(foot, lambda: self._totals(columns))

    def _clipped(self, area: QRect, run: Callable[[], None]) -> None:
        self._painter.save()
        self._painter.setClipRect(area)
        run()
        self._painter.restore()

    def _rows(self) -> range:
        first = max((self._layout.top - self._y) // ROW, 0)
        last = (self._totals_top - self._y) // ROW + 1
        return range(first, min(last, self._cells.row_count))

    def _columns(self) -> range:
        layout = self._layout
        first = layout.column_at(max(layout.left - self._x, 0)) or 0
        last = first
        while last < len(layout.widths) and self._x + layout.starts[last] < self._width:
            last += 1
        return range(first, last)

    # -- numbers -----------------------------------------------------------------------------------

    def _body(self, rows: range, columns: range) -> None:
        for row in rows:
            top = self._y + row * ROW
            for column in columns:
                rect = QRect(
                    self._x + self._layout.starts[column], top, self._layout.widths[column], ROW
                )
                self._number(rect, row, column)
            self._line(self._layout.left, top + ROW - 1, self._right)

    def _number(self, rect: QRect, row: int, column: int) -> None:
        cells, theme = self._cells, self._theme
        total = cells.table.columns[column].total and cells.levels > 1
        if total or row == cells.row_count:
            self._painter.fillRect(rect, theme.color("surface_soft"))
        elif self._grid.heat:
            self._shade(rect, row, column)
        if self._is_marked(row, column):
            self._painter.fillRect(rect, _with_alpha(theme.color("accent_hover"), 60))
        value = cells.value(row, column)
        quiet = not value or math.isnan(value)
        self._painter.setPen(theme.color("text_secondary" if quiet else "text"))
        self._painter.setFont(body_font(bold=True) if row == cells.row_count else self._grid.font())
        self._painter.drawText(
            rect.adjusted(_PADDING, 0, -_PADDING, 0), int(_RIGHT), cells.text(row, column)
        )

    def _shade(self, rect: QRect, row: int, column: int) -> None:
        strength = self._cells.strength(row, column)
        if not strength:
            return
        side = self._cells.table.columns[column].side
        against = side in {Side.DIFFERENCE, Side.PERCENT}
        token = "non_core" if against and strength > 0 else "core"
        color = _with_alpha(self._theme.color(token), int(abs(strength) * _STRONGEST))
        self._painter.fillRect(rect.adjusted(1, 1, -1, -2), color)

    def _is_marked(self, row: int, column: int) -> bool:
        area = self._marked
        inside = area.top <= row <= area.bottom and area.left <= column <= area.right
        return inside and area.cells > 1

    # -- frozen parts ------------------------------------------------------------------------------

    def _names(self, rows: range) -> None:
        theme = self._theme
        self._painter.fillRect(0, 0, self._layout.left, self._height, theme.color("surface"))
        for row in rows:
            top = self._y + row * ROW
            left = 0
            for level, width in enumerate(self._layout.names):
                begins = row == rows.start or self._cells.begins_group(row, level)
                if begins:
                    self._text(QRect(left, top, width, ROW), self._cells.row_label(row, level))
                left += width
            outer = self._layout.names[0] if len(self._layout.names) > 1 else 0
            ends = row + 1 < self._cells.row_count and not self._cells.begins_group(row + 1, 0)
            self._line(outer if ends and outer else 0, top + ROW - 1, self._layout.left)
        self._edge()

    def _heads(self, columns: range) -> None:
        theme, layout = self._theme, self._layout
        self._painter.fillRect(0, 0, self._width, layout.top, theme.color("surface_soft"))
        self._painter.setClipRect(QRect(layout.left, 0, self._width - layout.left, layout.top))
        for level in range(self._cells.levels):
            self._head_line(columns, level)
        self._painter.setClipRect(QRect(0, 0, layout.left, layout.top))
        if cells_unit := self._cells.corner:
            self._text(QRect(0, 0, layout.left, HEADING), cells_unit, _RIGHT)
        left = 0
        self._painter.setFont(body_font(bold=True))
        for name, width in zip(self._cells.row_heads, layout.names, strict=True):
            rect = QRect(left, layout.top - HEADING, width, HEADING)
            self._text(rect, name)
            left += width
        self._painter.setClipping(False)
        self._line(0, layout.top - 1, self._right, strong=True)
        self._edge()

    def _head_line(self, columns: range, level: int) -> None:
        """One line of headings; neighbours under the same one share it."""
        cells, layout = self._cells, self._layout
        last = level == cells.levels - 1
        start = columns.start
        while start < columns.stop:
            end = start
            while end + 1 < columns.stop and cells.same_heading(end, end + 1, level):
                end += 1
            left = self._x + layout.starts[start]
            right = self._x + layout.starts[end] + layout.widths[end]
            visible = QRect(max(left, layout.left), level * HEADING, 0, HEADING)
            visible.setRight(min(right, self._width) - 1)
            plain = last and cells.values_named and cells.levels > 1
            self._painter.setFont(self._grid.font() if plain else body_font(bold=True))
            text = cells.column_label(start, level) + (self._arrow(start) if last else "")
            align = _RIGHT if last or start == end else _LEFT
            self._text(visible, text, align)
            if not last and end > start:
                self._line(left + 6, (level + 1) * HEADING - 1, right - 6)
            start = end + 1

    def _arrow(self, column: int) -> str:
        """A mark at the column the rows are sorted by."""
        table = self._cells.table
        sorting, here = table.view.sorting, table.columns[column]
        if sorting is None or (here.keys, here.measure, here.side) != (
            sorting.column,
            sorting.measure,
            sorting.side,
        ):
            return ""
        return " ↓" if sorting.descending else " ↑"

    def _totals(self, columns: range) -> None:
        top, theme = self._totals_top, self._theme
        self._painter.fillRect(0, top, self._width, ROW, theme.color("surface_soft"))
        for column in columns:
            rect = QRect(
                self._x + self._layout.starts[column], top, self._layout.widths[column], ROW
            )
            self._number(rect, self._cells.row_count, column)
        self._painter.fillRect(0, top, self._layout.left, ROW, theme.color("surface_soft"))
        self._painter.setFont(body_font(bold=True))
        self._text(
            QRect(0, top, self._layout.left, ROW), self._cells.row_label(self._cells.row_count, 0)
        )
        self._line(0, top, self._right, strong=True)
        self._edge()

    # -- strokes -----------------------------------------------------------------------------------

    def _text(self, rect: QRect, text: str, align: Qt.AlignmentFlag = _LEFT) -> None:
        inside = rect.adjusted(_PADDING, 0, -_PADDING, 0)
        metrics = self._painter.fontMetrics()
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(inside.width(), 0))
        self._painter.setPen(self._theme.color("text"))
        self._painter.drawText(inside, int(align), shown)

    def _line(self, left: int, y: int, right: int, *, strong: bool = False) -> None:
        self._painter.setPen(self._theme.color("line_strong" if strong else "line"))
        self._painter.drawLine(left, y, right, y)

    def _edge(self) -> None:
        """The line between names and numbers."""
        self._painter.setPen(self._theme.color("line_strong"))
        x = self._layout.left - 1
        self._painter.drawLine(x, 0, x, self._totals_top + ROW)


def _with_alpha(color: QColor, alpha: int) -> QColor:
    found = QColor(color)
    found.setAlpha(alpha)
    return found

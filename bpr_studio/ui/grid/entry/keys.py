"""Which key does what in the grid, as in worksheets."""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt

from bpr_studio.ui.grid.entry.selection import Cell, data_edge

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QKeyEvent

_Key = Qt.Key
_CTRL: Final = 1
_SHIFT: Final = 2
_ALT: Final = 4


class Do(Enum):
    """What a key asks for, besides moving."""

    EDIT = auto()
    OPEN_LIST = auto()
    CLEAR = auto()
    CLEAR_AND_EDIT = auto()
    GIVE_UP = auto()
    NEXT_ROW = auto()
    ROW_BEFORE = auto()
    NEXT_CELL = auto()
    CELL_BEFORE = auto()
    COPY = auto()
    COPY_WITH_HEADINGS = auto()
    CUT = auto()
    PASTE = auto()
    FILL_DOWN = auto()
    FILL_RIGHT = auto()
    MARK_ALL = auto()
    MARK_ROWS = auto()
    MARK_COLUMNS = auto()
    FIND = auto()
    REPLACE = auto()
    FIND_NEXT = auto()
    FIND_BEFORE = auto()
    FILTER = auto()
    INSERT_ROWS = auto()
    REMOVE_ROWS = auto()
    MOVE_UP = auto()
    MOVE_DOWN = auto()
    FOLD = auto()
    UNFOLD = auto()
    ZOOM_RESET = auto()
    MENU = auto()


_KEYS: Final[dict[tuple[int, int], Do]] = {
    (int(key), held): do
    for key, held, do in (
        (_Key.Key_F2, 0, Do.EDIT),
        (_Key.Key_Down, _ALT, Do.OPEN_LIST),
        (_Key.Key_Delete, 0, Do.CLEAR),
        (_Key.Key_Backspace, 0, Do.CLEAR_AND_EDIT),
        (_Key.Key_Escape, 0, Do.GIVE_UP),
        (_Key.Key_Return, 0, Do.NEXT_ROW),
        (_Key.Key_Enter, 0, Do.NEXT_ROW),
        (_Key.Key_Return, _SHIFT, Do.ROW_BEFORE),
        (_Key.Key_Enter, _SHIFT, Do.ROW_BEFORE),
        (_Key.Key_Tab, 0, Do.NEXT_CELL),
        (_Key.Key_Backtab, _SHIFT, Do.CELL_BEFORE),
        (_Key.Key_Backtab, 0, Do.CELL_BEFORE),
        (_Key.Key_C, _CTRL, Do.COPY),
        (_Key.Key_Insert, _CTRL, Do.COPY),
        (_Key.Key_C, _CTRL | _SHIFT, Do.COPY_WITH_HEADINGS),
        (_Key.Key_X, _CTRL, Do.CUT),
        (_Key.Key_V, _CTRL, Do.PASTE),
        (_Key.Key_Insert, _SHIFT, Do.PASTE),
        (_Key.Key_D, _CTRL, Do.FILL_DOWN),
        (_Key.Key_R, _CTRL, Do.FILL_RIGHT),
        (_Key.Key_A, _CTRL, Do.MARK_ALL),
        (_Key.Key_Space, _SHIFT, Do.MARK_ROWS),
        (_Key.Key_Space, _CTRL, Do.MARK_COLUMNS),
        (_Key.Key_F, _CTRL, Do.FIND),
        (_Key.Key_H, _CTRL, Do.REPLACE),
        (_Key.Key_F3, 0, Do.FIND_NEXT),
        (_Key.Key_F3, _SHIFT, Do.FIND_BEFORE),
        (_Key.Key_L, _CTRL | _SHIFT, Do.FILTER),
        (_Key.Key_Plus, _CTRL, Do.INSERT_ROWS),
        (_Key.Key_Plus, _CTRL | _SHIFT, Do.INSERT_ROWS),
        (_Key.Key_Semicolon, _CTRL | _SHIFT, Do.INSERT_ROWS),
        (_Key.Key_Minus, _CTRL, Do.REMOVE_ROWS),
        (_Key.Key_Up, _ALT, Do.MOVE_UP),
        (_Key.Key_Down, _ALT | _SHIFT, Do.MOVE_DOWN),
        (_Key.Key_Up, _ALT | _SHIFT, Do.MOVE_UP),
        (_Key.Key_Left, _ALT | _SHIFT, Do.FOLD),
        (_Key.Key_Right, _ALT | _SHIFT, Do.UNFOLD),
        (_Key.Key_0, _CTRL, Do.ZOOM_RESET),
        (_Key.Key_F10, _SHIFT, Do.MENU),  # only Windows makes the menu event of it by itself
    )
}

_ARROWS: Final = {
    int(_Key.Key_Up): (-1, 0),
    int(_Key.Key_Down): (1, 0),
    int(_Key.Key_Left): (0, -1),
    int(_Key.Key_Right): (0, 1),
}


def _held(event: QKeyEvent) -> int:
    pressed = event.modifiers()
    return (
        (_CTRL if pressed & Qt.KeyboardModifier.ControlModifier else 0)
        | (_SHIFT if pressed & Qt.KeyboardModifier.ShiftModifier else 0)
        | (_ALT if pressed & Qt.KeyboardModifier.AltModifier else 0)
    )


def wanted(event: QKeyEvent) -> Do | None:
    """What the key asks for, None for moving, typing and keys that are not the grid's."""
    return _KEYS.get((event.key(), _held(event)))


def typed_text(event: QKeyEvent) -> str:
    """What the key types, "" for nothing; AltGr types, Ctrl and Alt alone do not."""
    held = _held(event) & (_CTRL | _ALT)
    text = event.text()
    if held in {_CTRL, _ALT} or not text or not text.isprintable():
        return ""
    return text


def draws_mark(event: QKeyEvent) -> bool:
    """Whether a moving key draws the marked block (Shift) instead of leaving it."""
    return bool(_held(event) & _SHIFT)


def is_moving(event: QKeyEvent) -> bool:
    """Whether the key moves the keyboard about the sheet."""
    edges = {_Key.Key_Home, _Key.Key_End, _Key.Key_PageUp, _Key.Key_PageDown}
    return not _held(event) & _ALT and (event.key() in _ARROWS or event.key() in edges)


class Walker:
    """Where moving keys lead in a sheet of some size."""

    def __init__(self, rows: int, columns: int, page: int, filled: Callable[[Cell], bool]) -> None:
        self._rows = rows
        self._columns = columns
        self._page = page
        self._filled = filled

    def goal(self, event: QKeyEvent, start: Cell) -> Cell:
        """The cell a moving key leads to."""
        control = bool(_held(event) & _CTRL)
        if event.key() in _ARROWS:
            down, right = _ARROWS[event.key()]
            return self._edge(start, down, right) if control else self._step(start, down, right)
        if event.key() == _Key.Key_Home:
            return Cell(0 if control else start.row, 0)
        if event.key() == _Key.Key_End:
            return Cell(self._last_filled() if control else start.row, self._columns - 1)
        down = -self._page if event.key() == _Key.Key_PageUp else self._page
        return self._step(start, down, 0)

    def _step(self, start: Cell, down: int, right: int) -> Cell:
        return Cell(
            min(max(start.row + down, 0), self._rows - 1),
            min(max(start.column + right, 0), self._columns - 1),
        )

    def _edge(self, start: Cell, down: int, right: int) -> Cell:
        if down:
            row = data_edge(
                start.row, down, self._rows, lambda row: self._filled(Cell(row, start.column))
            )
            return Cell(row, start.column)
        column = data_edge(
            start.column, right, self._columns, lambda place: self._filled(Cell(start.row, place))
        )
        return Cell(start.row, column)

    def _last_filled(self) -> int:
        """The last row that exists; the blank one below is not meant."""
        for row in range(self._rows - 1, -1, -1):
            if any(self._filled(Cell(row, column)) for column in range(self._columns)):
                return row
        return 0

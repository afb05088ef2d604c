"""A cell being changed: its field, its popup, and the keys that end it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from bpr_studio.ui.grid.entry.editors import LineField, make_field
from bpr_studio.ui.grid.entry.model import ColumnKind
from bpr_studio.ui.grid.entry.popups import ChoicePopup

if TYPE_CHECKING:
    from PySide6.QtGui import QInputMethodEvent

    from bpr_studio.ui.grid.entry.editors import CellField
    from bpr_studio.ui.grid.entry.model import EntryColumn
    from bpr_studio.ui.grid.entry.popups import CellEditorFactory, CellPopup
    from bpr_studio.ui.grid.entry.selection import Cell
    from bpr_studio.ui.grid.entry.sheet import Sheet
    from bpr_studio.ui.grid.entry.view import EntryView

_Key = Qt.Key
_PAGE: Final = 8
_LEAST_POPUP: Final = 160


@dataclass(frozen=True, slots=True)
class Step:
    """Where the keyboard goes after a cell was changed."""

    down: int = 0
    right: int = 0


@dataclass(frozen=True, slots=True)
class Typed:
    """A cell was filled in.

    Attributes:
        cell: the place.
        text: what was typed or chosen.
        step: where the keyboard goes next, None when it went elsewhere.
        all_marked: the text goes into every marked cell (Ctrl+Enter).
    """

    cell: Cell
    text: str
    step: Step | None
    all_marked: bool = False


_STEPS: Final = {
    (int(_Key.Key_Return), False): Step(down=1),
    (int(_Key.Key_Enter), False): Step(down=1),
    (int(_Key.Key_Return), True): Step(down=-1),
    (int(_Key.Key_Enter), True): Step(down=-1),
    (int(_Key.Key_Tab), False): Step(right=1),
    (int(_Key.Key_Backtab), True): Step(right=-1),
    (int(_Key.Key_Backtab), False): Step(right=-1),
}
#: Arrows end a cell that was begun by typing; after F2 they move the caret.
_ARROWS: Final = {
    int(_Key.Key_Up): Step(down=-1),
    int(_Key.Key_Down): Step(down=1),
    int(_Key.Key_Left): Step(right=-1),
    int(_Key.Key_Right): Step(right=1),
}
_POPUP_STEPS: Final = {
    int(_Key.Key_Up): -1,
    int(_Key.Key_Down): 1,
    int(_Key.Key_PageUp): -_PAGE,
    int(_Key.Key_PageDown): _PAGE,
}


class Editing(QObject):
    """Opens and closes the field over a cell of an `EntryView`.

    Signals:
        typed: a `Typed`; the field is closed already.
        left: Esc closed the field, nothing was changed.
        began: id of the row in which a cell is being changed now.
        ended: the cell is changed, or left as it was; comes after `typed` and `left`.
    """

    typed = Signal(object)
    left = Signal()
    began = Signal(str)
    ended = Signal()

    def __init__(self, view: EntryView, sheet: Sheet) -> None:
        super().__init__(view)
        self._view = view
        self._sheet = sheet
        self._factory: CellEditorFactory | None = None
        self._cell: Cell | None = None
        self._column: EntryColumn | None = None
        self._field: CellField | None = None
        self._popup: CellPopup | None = None
        self._arrows_leave = False
        self._composing = False
        self._was_typed = False
        view.scrolled.connect(self._follow)
        self._app = QApplication.instance()
        if isinstance(self._app, QApplication):
            self._app.focusChanged.connect(self._focus_moved)

    @property
    def is_open(self) -> bool:
        """Whether a cell is being changed."""
        return self._cell is not None

    @property
    def cell(self) -> Cell | None:
        """The cell being changed."""
        return self._cell

    @property
    def field(self) -> CellField | None:
        """The field over the cell."""
        return self._field

    @property
    def popup(self) -> CellPopup | None:
        """The popup at the cell."""
        return self._popup

    def set_factory(self, factory: CellEditorFactory | None) -> None:
        """Who makes the popups of picker and profile columns."""
        self._factory = factory

    # -- opening -----------------------------------------------------------------------------

    def begin(self, cell: Cell, text: str, *, typed: str | None = None) -> None:
        """Change a cell.

        Args:
            cell: the place; it must be editable.
            text: what the cell holds now.
            typed: what was typed on the cell and replaces it; None to go on from its text.
        """
        self.commit()
        self._view.bring(cell)
        self._cell = cell
        self._column = self._sheet.columns[cell.column]
        self.began.emit(self._sheet.arrangement.row_id(cell.row))
        self._arrows_leave = typed is not None
        self._was_typed = typed is not None
        start = text if typed is None else typed
        field = make_field(self._column, start, self._sheet.painter.font, self._view.viewport())
        self._field = field
        field.put(start)
        field.typing.connect(self._on_typing)
        field.installEventFilter(self)
        if self._app is not None:
            self._app.installEventFilter(self)  # for presses on buttons that take no focus
        self._follow()
        field.show()
        if not self._composing:
            field.setFocus(Qt.FocusReason.OtherFocusReason)
        self._open_popup(text, typed)

    def open_list(self) -> None:
        """Open the popup of the cell being changed (Alt+Down)."""
        if self._field is not None and self._popup is None:
            self._show_popup(self._made_popup(), self._field.content())

    def _open_popup(self, text: str, typed: str | None) -> None:
        kind = self._column.kind if self._column is not None else ColumnKind.TEXT
        if kind is ColumnKind.PROFILE and typed is not None:
            return  # a figure typed over a curve is typed
        self._show_popup(self._made_popup(), text if typed is None else "")
        if self._popup is not None and typed:
            self._popup.search(typed)
            self._place_popup()

    def _made_popup(self) -> CellPopup | None:
        column, cell = self._column, self._cell
        if column is None or cell is None:
            return None
        if column.kind is ColumnKind.CHOICE:
            return ChoicePopup(column, self._view.window())
        if column.kind in {ColumnKind.PICKER, ColumnKind.PROFILE} and self._factory is not None:
            return self._factory.popup(self._sheet.arrangement.row_id(cell.row), column)
        return None

    def _show_popup(self, popup: CellPopup | None, text: str) -> None:
        if popup is None:
            return
        self._popup = popup
        popup.setParent(self._view.window())
        popup.chosen.connect(self._choose)
        popup.dismissed.connect(self.cancel)
        popup.open_for(text)
        self._place_popup()
        popup.show()
        popup.raise_()
        if popup.takes_keyboard:
            popup.setFocus(Qt.FocusReason.PopupFocusReason)

    def _place_popup(self) -> None:
        """At the cell, where there is room for it, and never beyond the window."""
        popup, cell = self._popup, self._cell
        if popup is None or cell is None:
            return
        window, rect = self._view.window(), self._sheet.cell_rect(cell)
        place = self._view.viewport().mapTo(window, rect.topLeft())
        size = popup.sizeHint().expandedTo(popup.minimumSize())
        wanted = QSize(max(size.width(), rect.width(), _LEAST_POPUP), size.height())
        least = max(popup.minimumSizeHint().height(), popup.minimumHeight())
        popup.setGeometry(placed_at(QRect(place, rect.size()), wanted, least, window.size()))

    def _follow(self) -> None:
        """Stay over the cell while the window scrolls; below the frozen columns it hides."""
        field, cell = self._field, self._cell
        if field is None or cell is None:
            return
        rect = self._sheet.cell_rect(cell).adjusted(0, 0, -1, -1)
        edge = self._sheet.lanes.frozen_width
        if cell.column >= self._sheet.lanes.frozen and rect.left() < edge:
            rect.setLeft(min(edge, rect.right()))
        field.cover(rect, self._view.viewport().height() - rect.top())
        self._place_popup()

    # -- closing -----------------------------------------------------------------------------

    def commit(self, step: Step | None = None, *, all_marked: bool = False) -> None:
        """Close the field and hand over what stands in it."""
        cell, field = self._cell, self._field
        if cell is None or field is None:
            return
        text = self._outcome(field.content(), by_key=step is not None)
        self._close(keep_focus=step is not None)
        self.typed.emit(Typed(cell, text, step, all_marked))
        self._end()

    def _outcome(self, typed: str, *, by_key: bool) -> str:
        """What Enter takes: the marked entry; what a click elsewhere takes: the words typed."""
        if self._popup is None or (self._was_typed and not typed):
            return typed
        column, popup = self._column, self._popup
        sure = popup.takes_keyboard or (column is not None and column.kind is ColumnKind.CHOICE)
        marked = popup.marked() if by_key or sure else None
        return typed if marked is None else marked

    def cancel(self) -> None:
        """Close the field; nothing was changed."""
        if self.is_open:
            self._close(keep_focus=True)
            self.left.emit()
            self._end()

    def _end(self) -> None:
        if not self.is_open:  # whoever took the text may have gone on to another cell
            self.ended.emit()

    def move_to(self, cell: Cell | None) -> None:
        """The cell being changed lies elsewhere now; None when it is gone, and with it the field."""
        if cell is None:
            self.cancel()
        else:
            self._cell = cell
            self._follow()

    def _choose(self, text: str) -> None:
        cell = self._cell
        if cell is not None:
            self._close(keep_focus=True)
            self.typed.emit(Typed(cell, text, Step()))
            self._end()

    def _close(self, *, keep_focus: bool) -> None:
        field, popup = self._field, self._popup
        self._cell = self._column = self._field = self._popup = None
        self._composing = False
        if field is not None:
            field.removeEventFilter(self)
        if self._app is not None:
            self._app.removeEventFilter(self)
        if keep_focus:
            self._view.setFocus(Qt.FocusReason.OtherFocusReason)
        for widget in (popup, field):
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    # -- typing ------------------------------------------------------------------------------

    def compose(self, event: QInputMethodEvent) -> bool:
        """Forward what an input method composes; the field is open already.

        The keyboard stays in the view until the first words are confirmed: moving it would cut
        the composition off.
        """
        field = self._field
        if field is None:
            return False
        QCoreApplication.sendEvent(field, event)
        if not event.preeditString():
            self.end_composing()
        return True

    def begin_composing(self, cell: Cell, text: str) -> None:
        """An input method begins to compose on a cell: open its field, empty."""
        self._composing = True
        self.begin(cell, text, typed="")

    def end_composing(self) -> None:
        """The first words are confirmed: the field takes the keyboard."""
        self._composing = False
        if self._field is not None:
            self._field.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def is_composing(self) -> bool:
        """Whether the view still holds the keyboard for an input method."""
        return self._composing

    def _on_typing(self, text: str) -> None:
        self._was_typed = True
        if self._popup is not None and not self._popup.takes_keyboard:
            self._popup.search(text)
            self._place_popup()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys that end the field, the keyboard going elsewhere, and presses elsewhere."""
        if event.type() == QEvent.Type.MouseButtonPress and isinstance(watched, QWidget):
            self._pressed(watched)
            return False
        if watched is not self._field:
            return False
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(event)
        if event.type() == QEvent.Type.FocusOut and isinstance(event, QFocusEvent):
            self._focus_left(event)
        return False

    def _pressed(self, widget: QWidget) -> None:
        """A press on anything but the field, its popup and the scroll bars ends the field."""
        field, view = self._field, self._view
        own = (view.verticalScrollBar(), view.horizontalScrollBar(), field)
        if field is None or widget in own or field.isAncestorOf(widget):
            return
        if not self._in_popup(widget) and not isinstance(widget, QMenu):
            self.commit()

    def _focus_left(self, event: QFocusEvent) -> None:
        stays = {Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason}
        if event.reason() in stays or self._in_popup(QApplication.focusWidget()):
            return
        self.commit()

    def _focus_moved(self, _old: QWidget | None, now: QWidget | None) -> None:
        """The keyboard left a popup that had it."""
        popup = self._popup
        if popup is None or not popup.takes_keyboard or now is None or now == self._field:
            return
        if not self._in_popup(now):
            self.commit()

    def _in_popup(self, widget: QWidget | None) -> bool:
        """Whether a widget belongs to the popup, the lists that drop down from it included."""
        while widget is not None and widget != self._popup:
            widget = widget.parentWidget()
        return widget is not None

    def _key(self, event: QKeyEvent) -> bool:
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() == _Key.Key_Escape:
            self.cancel()
            return True
        if held & Qt.KeyboardModifier.AltModifier:
            return self._alt_key(event)
        if held & Qt.KeyboardModifier.ControlModifier:
            return self._control_key(event)
        step = _STEPS.get((event.key(), bool(held & Qt.KeyboardModifier.ShiftModifier)))
        if step is not None:
            self.commit(step)
            return True
        return not held and self._arrow(event.key())

    def _alt_key(self, event: QKeyEvent) -> bool:
        if event.key() == _Key.Key_Down:
            self.open_list()
            return True
        if event.key() in {_Key.Key_Return, _Key.Key_Enter} and not isinstance(
            self._field, LineField
        ):
            if self._field is not None:
                self._field.insertPlainText("\n")
            return True
        return False

    def _control_key(self, event: QKeyEvent) -> bool:
        if event.key() in {_Key.Key_Return, _Key.Key_Enter}:
            self.commit(Step(), all_marked=True)
            return True
        return False

    def _arrow(self, key: int) -> bool:
        if self._popup is not None and key in _POPUP_STEPS:
            self._popup.step(_POPUP_STEPS[key])
            return True
        if key == int(_Key.Key_F2):
            self._arrows_leave = False
            return True
        step = _ARROWS.get(key) if self._arrows_leave else None
        if step is not None:
            self.commit(step)
        return step is not None


def placed_at(cell: QRect, wanted: QSize, least: int, window: QSize) -> QRect:
    """Where a popup goes: below its cell, else above it, else where there is more room.

    It gets lower there, down to `least`; one that needs still more covers its cell.
    """
    width = min(wanted.width(), window.width())
    x = min(max(cell.x(), 0), window.width() - width)
    below, above = window.height() - cell.bottom() - 1, cell.top()
    if wanted.height() <= below or (wanted.height() > above and below >= above):
        height = min(wanted.height(), max(below, least))
        y = min(cell.bottom() + 1, max(window.height() - height, 0))
    else:
        height = min(wanted.height(), max(above, least))
        y = max(cell.top() - height, 0)
    return QRect(x, y, width, min(height, window.height()))

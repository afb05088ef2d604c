"""Deeds that open something: menus, lists, the find bar, the keys, the clipboard."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Qt

from bpr_studio.domain.modeling.aligning import Edge, align, distribute
from bpr_studio.domain.modeling.axes import Axis
from bpr_studio.domain.modeling.replacing import choices, replace
from bpr_studio.domain.modeling.templates import template
from bpr_studio.domain.shared.text import tr
from bpr_studio.ui.canvas.editing.chooser import Chooser
from bpr_studio.ui.canvas.editing.clipboard import FlowClipboard
from bpr_studio.ui.canvas.editing.deeds import Deeds
from bpr_studio.ui.canvas.editing.find_bar import FindBar
from bpr_studio.ui.canvas.editing.key_sheet import KeySheet
from bpr_studio.ui.canvas.editing.menus import ALIGN, entries_for, menu_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QPoint
    from PySide6.QtWidgets import QMenu, QWidget

    from bpr_studio.ui.canvas.editing.bench import Bench

_EDGE: Final = 10


class Desk(QObject):
    """Every deed by its name: those that open something, and the plain ones behind them.

    Args of the constructor: the bench, the board everything opens on, and the board's own way
    of doing a deed, which knows the tools too.
    """

    def __init__(self, bench: Bench, board: QWidget, do: Callable[[str], object]) -> None:
        super().__init__(board)
        self._do_on_board = do
        self._bench = bench
        self._board = board
        self._deeds = Deeds(bench)
        self.clipboard = FlowClipboard(bench)
        self.find_bar = FindBar(bench, board)
        self.find_bar.closed.connect(lambda: bench.view.setFocus(Qt.FocusReason.OtherFocusReason))
        self.key_sheet = KeySheet(board)
        self.chooser = Chooser(board)
        self.chooser.chosen.connect(self._replace)
        self._menu: QMenu | None = None
        self._own: dict[str, Callable[[], object]] = {
            "replace": self._ask_kind,
            "menu": lambda: self.show_menu(None),
            "arrange_menu": self._show_align,
            "copy": self.clipboard.copy,
            "cut": self.clipboard.cut,
            "paste": self.clipboard.paste,
            "duplicate": self.clipboard.duplicate,
            "find": self._open_find,
            "find_next": self.find_bar.next,
            "find_previous": self.find_bar.previous,
            "help": self.key_sheet.toggle,
        }

    def do(self, deed: str) -> bool:
        """Do it; false when nothing answers to this name, or there is nothing to do it to."""
        if deed in self._own:
            self._own[deed]()
            return True
        name, _, argument = deed.partition(":")
        if name == "nudge" and not self._bench.selected:
            return False  # the view moves the paper
        if name == "align":
            self._bench.run(align, self._bench.selected, Edge(argument))
            return True
        if name == "distribute":
            self._bench.run(distribute, self._bench.selected, Axis(argument))
            return True
        return self._deeds.do(deed)

    @property
    def menu(self) -> QMenu | None:
        """The menu opened last."""
        return self._menu

    def show_menu(self, at: QPoint | None) -> None:
        """Open the context menu for what is under the pointer, or for the selection.

        Args:
            at: a viewport position; None opens it beside the selection.
        """
        bench = self._bench
        if at is not None:
            self._select_under(at)
        entries = entries_for(bench.selected_elements())
        self._open(menu_of(entries, self._do_on_board, self._board), at)

    def place_find_bar(self) -> None:
        """The find bar stays in the upper right corner of the drawing."""
        bar, board = self.find_bar, self._board
        bar.adjustSize()
        bar.move(board.width() - bar.width() - _EDGE, _EDGE)

    # -- inside ----------------------------------------------------------------------------------

    def _open_find(self) -> None:
        self.place_find_bar()
        self.find_bar.open()

    def _select_under(self, at: QPoint) -> None:
        bench = self._bench
        bench.place_at(at.toPointF())
        hit = bench.view.element_under(at.toPointF())
        if hit not in bench.selected:
            bench.scene.select((hit,) if hit else ())

    def _open(self, menu: QMenu, at: QPoint | None) -> None:
        if self._menu is not None:
            self._menu.deleteLater()
        self._menu = menu
        menu.popup(self._on_screen(at))

    def _on_screen(self, at: QPoint | None) -> QPoint:
        view = self._bench.view
        if at is None:
            selected = self._bench.selected
            area = self._bench.scene.area_of(selected[0]) if selected else view.seen()
            corner = area.topRight() if selected else area.center()
            at = view.mapFromScene(corner)
        return view.viewport().mapToGlobal(at)

    def _show_align(self) -> None:
        self._open(menu_of(ALIGN, self._do_on_board, self._board), None)

    def _ask_kind(self) -> None:
        single = self._bench.single()
        if single is None:
            return
        offered = choices(self._bench.model, single.id)
        if offered:
            self.chooser.ask(offered, self._on_screen(None))
        else:
            self._bench.refuse(tr("This can only be what it is."))

    def _replace(self, key: str) -> None:
        single = self._bench.single()
        if single is not None:
            self._bench.run(replace, single.id, template(key))

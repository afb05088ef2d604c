"""The menu of a cell: what the grid can do, and what its host adds."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from bpr_studio.domain.shared.text import tr
from bpr_studio.ui.qt.buttons import make_action

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QWidget

    from bpr_studio.ui.grid.entry.commands import Commands
    from bpr_studio.ui.grid.entry.model import CellPlace


def _always(_place: CellPlace) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class CellDeed:
    """What the host offers at a cell: comment, history, templates.

    Attributes:
        text: a verb.
        run: called with the cell the keyboard is on.
        icon: file name in resources/icons.
        shortcut: keys while the keyboard is in the grid, e.g. "Shift+F2".
        possible: whether it can be done at a cell now.
    """

    text: str
    run: Callable[[CellPlace], object] = field(compare=False)
    icon: str = ""
    shortcut: str = ""
    possible: Callable[[CellPlace], bool] = field(default=_always, compare=False)


def cell_menu(
    commands: Commands, deeds: Sequence[CellDeed], place: CellPlace | None, parent: QWidget
) -> QMenu:
    """The menu for the marked cells."""
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    _add(menu, tr("Cut"), commands.cut, "scissors", "Ctrl+X")
    _add(menu, tr("Copy"), commands.copy, "copy", "Ctrl+C")
    _add(menu, tr("Copy with headings"), lambda: commands.copy(headings=True), "", "Ctrl+Shift+C")
    _add(menu, tr("Paste"), commands.paste, "clipboard-text", "Ctrl+V")
    _add(menu, tr("Clear cells"), commands.clear, "eraser", "Del")
    menu.addSeparator()
    _add(menu, tr("Fill down"), commands.fill_down, "arrow-down", "Ctrl+D")
    _add(menu, tr("Fill right"), commands.fill_right, "arrow-right", "Ctrl+R")
    if commands.rows_can_change:
        _add_rows(menu, commands)
    if deeds and place is not None:
        menu.addSeparator()
        for deed in deeds:
            _add_deed(menu, deed, place)
    return menu


def _add_rows(menu: QMenu, commands: Commands) -> None:
    menu.addSeparator()
    _add(menu, tr("Insert rows above"), commands.insert_above, "plus", "Ctrl++")
    _add(menu, tr("Insert rows below"), commands.insert_below)
    _add(menu, tr("Duplicate rows"), commands.duplicate_rows, "files")
    _add(menu, tr("Move rows up"), lambda: commands.move_rows(-1), "arrow-up", "Alt+Shift+Up")
    _add(menu, tr("Move rows down"), lambda: commands.move_rows(1), "", "Alt+Shift+Down")
    _add(menu, tr("Delete rows"), commands.remove_rows, "trash", "Ctrl+-")


def _add(
    menu: QMenu, text: str, run: Callable[[], object], icon_name: str = "", shortcut: str = ""
) -> None:
    action = make_action(menu, text, run, icon_name=icon_name, shortcut=shortcut)
    action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)  # shown here, answered by the grid
    menu.addAction(action)


def _add_deed(menu: QMenu, deed: CellDeed, place: CellPlace) -> None:
    action = make_action(menu, deed.text, lambda: deed.run(place), icon_name=deed.icon)
    action.setShortcut(deed.shortcut)
    action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
    action.setEnabled(deed.possible(place))
    menu.addAction(action)

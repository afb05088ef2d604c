"""The menu bar; its entries are also what the search offers as commands."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Protocol

from PySide6.QtGui import QActionGroup, QKeySequence

from bpr_studio.domain.shared.text import tr
from bpr_studio.ui.qt.buttons import make_action, usable_actions
from bpr_studio.ui.qt.page import Jump
from bpr_studio.ui.qt.theme import Mode, current_theme
from bpr_studio.ui.shell.parts import SearchHit
from bpr_studio.ui.shell.top_bar import undo_icons

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QMainWindow, QMenu

    from bpr_studio.ui.shell.parts import ShellParts, UndoProvider


class MenuDeeds(Protocol):
    """What the window does when an entry is chosen."""

    @property
    def current_key(self) -> str:
        """The key of the page in front."""

    def undo(self) -> None:
        """Undo the last deed."""

    def redo(self) -> None:
        """Do the last undone deed again."""

    def undo_changed(self) -> None:
        """Name the deeds again."""

    def go_to(self, jump: Jump) -> None:
        """Show a page."""

    def set_mode(self, mode: Mode) -> None:
        """Light or dark."""

    def toggle_rail(self) -> None:
        """Fold the rail, or open it."""

    def reset_layout(self) -> None:
        """Everything where it was on the first day."""

    def activate_search(self) -> None:
        """Put the keyboard into the search box."""

    def step_region(self, by: int) -> None:
        """Put the keyboard into the next or previous region."""


class Menus:
    """ファイル・編集・表示・ヘルプ of one window."""

    def __init__(self, window: QMainWindow, deeds: MenuDeeds, parts: ShellParts) -> None:
        self._window = window
        self._deeds = deeds
        self._parts = parts
        self._commands: list[QAction] = []
        self.undo = self._action(tr("Undo"), deeds.undo, shortcut="Ctrl+Z")
        self.redo = self._action(tr("Redo"), deeds.redo, shortcut="Ctrl+Y")
        self.redo.setShortcuts([QKeySequence("Ctrl+Y"), QKeySequence("Ctrl+Shift+Z")])
        undo_icons(self.undo, self.redo)
        self._fill_file()
        self._fill_edit()
        self._fill_view()
        self._fill_help()
        self._add_region_keys()

    def hits(self) -> list[SearchHit]:
        """The commands that can be used now, for the search."""
        kind = tr("Command")
        return [hit_of(action, kind) for action in usable_actions(self._commands)]

    def follow_undo(self, undo: UndoProvider | None) -> None:
        """Name the deeds the two actions would undo and redo."""
        back = undo.undo_label if undo is not None else ""
        again = undo.redo_label if undo is not None else ""
        self.undo.setEnabled(bool(back))
        self.redo.setEnabled(bool(again))
        self.undo.setText(tr("Undo: {deed}", deed=back) if back else tr("Undo"))
        self.redo.setText(tr("Redo: {deed}", deed=again) if again else tr("Redo"))

    # -- menus ----------------------------------------------------------------------------------

    def _fill_file(self) -> None:
        menu = self._menu(tr("&File"))
        for command in self._parts.file_menu:
            menu.addAction(
                self._action(
                    command.text, command.run, icon_name=command.icon, shortcut=command.shortcut
                )
            )
        if self._parts.file_menu:
            menu.addSeparator()
        menu.addAction(
            self._action(tr("Quit"), self._window.close, icon_name="sign-out", shortcut="Ctrl+Q")
        )

    def _fill_edit(self) -> None:
        menu = self._menu(tr("&Edit"))
        menu.addAction(self.undo)
        menu.addAction(self.redo)
        menu.addSeparator()
        search = make_action(
            self._window,
            tr("Search"),
            self._deeds.activate_search,
            icon_name="magnifying-glass",
            shortcut="Ctrl+K",
        )
        menu.addAction(search)
        menu.aboutToShow.connect(self._deeds.undo_changed)

    def _fill_view(self) -> None:
        menu = self._menu(tr("&View"))
        for number, page in enumerate(self._parts.pages, start=1):
            menu.addAction(
                make_action(
                    self._window,
                    page.title,
                    partial(self._deeds.go_to, Jump(page.key)),
                    icon_name=page.icon,
                    shortcut=f"Ctrl+{number}" if number <= 9 else "",
                )
            )
        menu.addSeparator()
        self._add_modes(menu)
        menu.addSeparator()
        menu.addAction(
            self._action(
                tr("Fold or open the menu at the left"), self._deeds.toggle_rail, shortcut="Ctrl+B"
            )
        )
        menu.addAction(self._action(tr("Reset the layout"), self._deeds.reset_layout))

    def _add_modes(self, menu: QMenu) -> None:
        group = QActionGroup(self._window)
        for mode, text, icon_name in (
            (Mode.LIGHT, tr("Light colours"), "sun"),
            (Mode.DARK, tr("Dark colours"), "moon"),
        ):
            action = self._action(text, partial(self._deeds.set_mode, mode), icon_name=icon_name)
            action.setCheckable(True)
            action.setIconVisibleInMenu(False)  # an icon would hide the tick
            action.setChecked(current_theme().mode is mode)
            group.addAction(action)
            menu.addAction(action)

    def _fill_help(self) -> None:
        menu = self._menu(tr("&Help"))
        menu.addAction(
            self._action(
                tr("How to use this page"), self._show_help, icon_name="question", shortcut="F1"
            )
        )
        menu.addAction(self._action(tr("Keyboard"), self._show_keyboard, icon_name="keyboard"))
        menu.addSeparator()
        menu.addAction(self._action(tr("About BPR Studio"), self._show_about, icon_name="info"))

    def _add_region_keys(self) -> None:
        for keys, by in (("F6", 1), ("Shift+F6", -1)):
            self._window.addAction(
                make_action(
                    self._window,
                    tr("Next region"),
                    partial(self._deeds.step_region, by),
                    shortcut=keys,
                )
            )

    # -- help -----------------------------------------------------------------------------------

    def _show_help(self) -> None:
        from bpr_studio.ui.shell.help import HelpWindow

        HelpWindow.open_at(self._window, self._parts.about.guide, self._deeds.current_key)

    def _show_keyboard(self) -> None:
        from bpr_studio.ui.shell.help import HelpWindow

        HelpWindow.open_at(self._window, self._parts.about.guide, "keyboard")

    def _show_about(self) -> None:
        from bpr_studio.ui.shell.about import AboutDialog

        AboutDialog(self._parts.about, self._window).open()

    # -- parts ----------------------------------------------------------------------------------

    def _menu(self, title: str) -> QMenu:
        menu = self._window.menuBar().addMenu(title)
        menu.setToolTipsVisible(True)
        return menu

    def _action(
        self, text: str, run: Callable[[], object], *, icon_name: str = "", shortcut: str = ""
    ) -> QAction:
        action = make_action(self._window, text, run, icon_name=icon_name, shortcut=shortcut)
        self._commands.append(action)
        return action


def hit_of(action: QAction, kind: str) -> SearchHit:
    """An action as the search lists it, with its keys."""
    return SearchHit(
        _plain(action.text()),
        kind,
        str(action.property("icon_name") or "command"),
        action.trigger,
        action.shortcut().toString(QKeySequence.SequenceFormat.NativeText),
    )


def _plain(text: str) -> str:
    """A text without the mark of its access key, "(&F)" or "&F"."""
    return re.sub(r"\s*\(&\w\)", "", text).replace("&", "")

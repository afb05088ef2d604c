"""Actions and the buttons that show them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QPushButton, QToolButton

from bpr_studio.ui.qt.icons import icon
from bpr_studio.ui.qt.theme import ICON_SIZE, Tone

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from PySide6.QtCore import QObject
    from PySide6.QtWidgets import QWidget


def make_action(  # noqa: PLR0913  # the parts an action has
    parent: QObject,
    text: str,
    run: Callable[[], object],
    *,
    icon_name: str = "",
    shortcut: str | QKeySequence | QKeySequence.StandardKey = "",
    tip: str = "",
) -> QAction:
    """An action with text, optional icon, shortcut and tooltip.

    Args:
        parent: owner; the action dies with it.
        text: a verb ("取り込む").
        run: called without arguments when the action is triggered.
        icon_name: file name in resources/icons.
        shortcut: keys, e.g. "Ctrl+N".
        tip: one sentence for the tooltip; the text when empty.
    """
    action = QAction(text, parent)
    if icon_name:
        action.setIcon(icon(icon_name))
        action.setProperty("icon_name", icon_name)
    if shortcut:
        action.setShortcut(QKeySequence(shortcut))
    if tip:
        action.setToolTip(tip)
    action.triggered.connect(lambda _checked=False: run())
    return action


def usable_actions(actions: Iterable[QAction]) -> tuple[QAction, ...]:
    """The actions with a text that can be used now, those of menus in place of the menu; once each."""
    found: dict[QAction, None] = {}
    for action in actions:
        menu = action.menu()
        if isinstance(menu, QMenu):
            found |= dict.fromkeys(usable_actions(menu.actions()))
        elif action.text() and action.isEnabled() and action.isVisible():
            found[action] = None
    return tuple(found)


class ActionButton(QPushButton):
    """A push button that follows an action: text, icon, tooltip, enabled, visible, menu.

    Kinds: "primary" (filled, one per page), "" (outlined), "quiet" (text only).
    """

    def __init__(self, action: QAction, *, kind: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._action = action
        self._kind = kind
        self._wanted = True
        self.setIconSize(ICON_SIZE)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        if kind:
            self.setProperty("kind", kind)
        self.clicked.connect(action.trigger)
        action.changed.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        action = self._action
        self.setText(action.text())
        keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        self.setToolTip(f"{action.toolTip()} ({keys})" if keys else action.toolTip())
        self.setAccessibleName(action.text().replace("&", ""))
        self.setEnabled(action.isEnabled())
        if action.isVisible() != self._wanted:  # showing a button without parent opens a window
            self._wanted = action.isVisible()
            self.setVisible(self._wanted)
        name = action.property("icon_name")
        if name:
            self.setIcon(icon(str(name), Tone.ON_ACCENT if self._kind == "primary" else Tone.TEXT))
        menu = action.menu()
        if isinstance(menu, QMenu):
            self.setMenu(menu)


def icon_button(
    icon_name: str, name: str, run: Callable[[], object], *, parent: QWidget | None = None
) -> QToolButton:
    """A small button with an icon only; `name` is its tooltip and accessible name."""
    button = QToolButton(parent)
    button.setIcon(icon(icon_name, Tone.SECONDARY))
    button.setIconSize(ICON_SIZE)
    button.setToolTip(name)
    button.setAccessibleName(name)
    button.setAutoRaise(True)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
    button.clicked.connect(lambda _checked=False: run())
    return button

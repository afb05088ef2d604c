"""The line of tools above the grid, and the menus it opens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QWidget

from bpr_studio.domain.shared.text import tr
from bpr_studio.ui.pages.entry_columns import FROZEN
from bpr_studio.ui.pages.entry_steps import StepStrip
from bpr_studio.ui.qt.buttons import make_action
from bpr_studio.ui.qt.icons import icon
from bpr_studio.ui.qt.theme import ICON_SIZE, Tone

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtGui import QResizeEvent

    from bpr_studio.ui.pages.entry_cells import SheetCells
    from bpr_studio.ui.pages.entry_work import WorkArea

_ALWAYS: Final = frozenset({*FROZEN, "core_tag"})
"""Columns nobody hides: without them a sheet cannot be finished."""

_SPACE: Final = 4
_WITH_WORDS: Final = 5  # the tools that show words where there is room
_LEAST_WIDTH: Final = 470


class ToolLine(QWidget):
    """Buttons at the left, the way of the sheet at the right.

    Args:
        deeds: what the tools do, by their keys: "add", "templates", "shares", "find",
            "hand_out", "collect".
        work: the sheet shown.
    """

    def __init__(self, deeds: Mapping[str, Callable[[], object]], work: WorkArea) -> None:
        super().__init__()
        self._work = work
        self.steps = StepStrip()
        self.add = make_action(
            self,
            tr("Add a row"),
            deeds["add"],
            icon_name="plus",
            tip=tr("A new row below the last one"),
        )
        self.templates = make_action(
            self,
            tr("From a template …"),
            deeds["templates"],
            icon_name="list-plus",
            tip=tr("Tasks such a section usually has"),
        )
        self.shares = make_action(
            self,
            tr("By shares …"),
            deeds["shares"],
            icon_name="percent",
            tip=tr("Share out the hours of the section in percent"),
        )
        self.columns = QMenu(self)
        self.columns.aboutToShow.connect(self._list_columns)
        find = make_action(
            self, tr("Find and replace"), deeds["find"], icon_name="magnifying-glass"
        )
        self._buttons = [
            _button(self.add),
            _button(self.templates),
            _button(self.shares),
            _menu_button("columns", tr("Columns"), self.columns),
            _menu_button("file-arrow-down", "Excel", self._excel(deeds)),
            _button(find, icon_only=True),
        ]
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(_SPACE)
        row.setSizeConstraint(QHBoxLayout.SizeConstraint.SetNoConstraint)
        for button in self._buttons:
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self.steps)
        self.setMinimumWidth(_LEAST_WIDTH)

    def sizeHint(self) -> QSize:
        """All words and all steps."""
        return QSize(self._width() + self.steps.sizeHint().width(), self.steps.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is no room for all words, the rarer tools are icons."""
        super().resizeEvent(event)
        words = Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        for button in self._buttons[:_WITH_WORDS]:
            button.setToolButtonStyle(words)
        room = self.width() - self.steps.minimumSizeHint().width()
        for button in reversed(self._buttons[1:_WITH_WORDS]):
            if self._width() > room:
                button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)

    def _width(self) -> int:
        return sum(button.sizeHint().width() + _SPACE for button in self._buttons)

    def set_writable(self, *, writable: bool) -> None:
        """Whether rows can be added now."""
        for action in (self.add, self.templates, self.shares):
            action.setEnabled(writable)

    def _excel(self, deeds: Mapping[str, Callable[[], object]]) -> QMenu:
        menu = QMenu(self)
        for key, text, name in (
            ("hand_out", tr("Write this section's workbook …"), "file-arrow-up"),
            ("collect", tr("Take over a filled workbook …"), "file-arrow-down"),
        ):
            menu.addAction(make_action(self, text, deeds[key], icon_name=name))
        return menu

    def _list_columns(self) -> None:
        """Every column with a check mark, group by group."""
        self.columns.clear()
        cells = self._work.cells
        if cells is None:
            return
        everything = make_action(
            self.columns, tr("Show all columns"), lambda: self._work.hide_columns(())
        )
        self.columns.addAction(everything)
        for group in cells.groups:
            part = self.columns.addMenu(group.title)
            for column in cells.sheet.columns:
                if column.group == group.title and column.key not in FROZEN:
                    part.addAction(self._column_action(part, cells, column.key, column.header))

    def _column_action(self, menu: QMenu, cells: SheetCells, key: str, title: str) -> QAction:
        action = QAction(title, menu)
        action.setCheckable(True)
        action.setChecked(key not in cells.hidden)
        action.setEnabled(key not in _ALWAYS)
        action.toggled.connect(
            lambda shown: self._work.hide_columns(
                cells.hidden - {key} if shown else cells.hidden | {key}
            )
        )
        return action


def _button(action: QAction, *, icon_only: bool = False) -> QToolButton:
    button = QToolButton()
    button.setDefaultAction(action)
    button.setIcon(icon(str(action.property("icon_name")), Tone.TEXT))
    button.setIconSize(ICON_SIZE)
    button.setAccessibleName(action.text())
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    style = Qt.ToolButtonStyle
    button.setToolButtonStyle(style.ToolButtonIconOnly if icon_only else
                              style.ToolButtonTextBesideIcon)  # fmt: skip
    return button


def _menu_button(icon_name: str, text: str, menu: QMenu) -> QToolButton:
    action = QAction(text, menu)
    action.setProperty("icon_name", icon_name)
    action.setIcon(icon(icon_name))
    action.setMenu(menu)
    button = _button(action)
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    return button

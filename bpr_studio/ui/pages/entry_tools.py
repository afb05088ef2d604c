"""The line of tools above the grid, and the menus it opens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QWidget

from bpr_studio.domain.shared.text import tr
from bpr_studio.ui.pages.entry_columns import FROZEN
from bpr_studio.ui.pages.entry_steps import StepStrip
from bpr_studio.ui.qt.buttons import ActionButton, make_action
from bpr_studio.ui.qt.icons import icon
from bpr_studio.ui.qt.theme import ICON_SIZE, Tone

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bpr_studio.ui.pages.entry_cells import SheetCells
    from bpr_studio.ui.pages.entry_work import WorkArea

_ALWAYS: Final = frozenset({*FROZEN, "core_tag"})
"""Columns nobody hides: without them a sheet cannot be finished."""


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
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for action in (self.add, self.templates, self.shares):
            row.addWidget(ActionButton(action, kind="quiet"))
        self.columns = QMenu(self)
        self.columns.aboutToShow.connect(self._list_columns)
        row.addWidget(_menu_button("columns", tr("Columns"), self.columns))
        row.addWidget(_menu_button("file-arrow-down", "Excel", self._excel(deeds)))
        find = make_action(self, tr("Find and replace"), deeds["find"],
                           icon_name="magnifying-glass")  # fmt: skip
        row.addWidget(_icon_button(find))
        row.addStretch(1)
        row.addWidget(self.steps)

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


def _menu_button(icon_name: str, text: str, menu: QMenu) -> QWidget:
    action = QAction(text, menu)
    action.setIcon(icon(icon_name))
    action.setProperty("icon_name", icon_name)
    action.setMenu(menu)
    return ActionButton(action, kind="quiet")


def _icon_button(action: QAction) -> QToolButton:
    button = QToolButton()
    button.setIcon(icon(str(action.property("icon_name")), Tone.SECONDARY))
    button.setIconSize(ICON_SIZE)
    button.setToolTip(action.toolTip())
    button.setAccessibleName(action.text())
    button.clicked.connect(action.trigger)
    return button

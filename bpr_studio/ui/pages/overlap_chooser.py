"""Opens the chooser at a place where edits overlap: a cell of a grid, an element of a drawing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bpr_studio.ui.pages.conflicts_menu import chooser_menu

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QPoint
    from PySide6.QtWidgets import QMenu, QWidget

    from bpr_studio.domain.shared.errors import BprError
    from bpr_studio.services.conflicts import Conflicts

    RowKey = tuple[str, str]


class OverlapChooser:
    """Shows the values of a row or of one of its fields; choosing one lets it hold."""

    def __init__(
        self,
        parent: QWidget,
        desk: Conflicts | None,
        *,
        refused: Callable[[BprError], object],
        to_list: Callable[[RowKey], object],
    ) -> None:
        """Open over a widget.

        Args:
            parent: the widget.
            desk: lists and decides; None where nobody can write.
            refused: told why nothing was changed.
            to_list: shows a row in the list of overlapping edits.
        """
        self._parent = parent
        self._desk = desk
        self._refused = refused
        self._to_list = to_list

    def menu(self, row: RowKey, field: str | None = None) -> QMenu | None:
        """The chooser of a row; None where nothing overlaps.

        Args:
            row: entity and id.
            field: only this field, and the row as a whole; None for all fields.
        """
        if self._desk is None:
            return None
        found = self._desk.of_rows([row])
        wanted = [one for one in found if field is None or one.issue.field in {"", field}]
        if not wanted:
            return None
        return chooser_menu(
            wanted,
            self._desk,
            self._parent,
            refused=self._refused,
            to_list=lambda: self._to_list(row),
        )

    def open(self, row: RowKey, at: QPoint, field: str | None = None) -> bool:
        """Open the chooser at a place of the screen; whether there was anything to choose."""
        menu = self.menu(row, field)
        if menu is not None:
            menu.popup(at)
        return menu is not None

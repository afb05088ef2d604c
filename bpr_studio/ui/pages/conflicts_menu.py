"""The chooser that opens at a cell or an element whose edits overlap."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from bpr_studio.domain.shared.errors import BprError
from bpr_studio.domain.shared.text import tr
from bpr_studio.services.conflict_views import IssueKind
from bpr_studio.services.conflicts import KEEP, REMOVE
from bpr_studio.ui.pages.conflicts_words import signed_words, what_words
from bpr_studio.ui.qt.buttons import make_action

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QWidget

    from bpr_studio.services.conflicts import Conflict, Conflicts

_LONGEST: Final = 72


def chooser_menu(
    conflicts: Sequence[Conflict],
    desk: Conflicts,
    parent: QWidget,
    *,
    refused: Callable[[BprError], object],
    to_list: Callable[[], object],
) -> QMenu:
    """A menu with the values of each overlap; choosing one lets it hold.

    Args:
        conflicts: what overlaps at the place.
        desk: carries the choice out.
        parent: the widget it opens over.
        refused: told why nothing was changed.
        to_list: shows them side by side.
    """
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.setAccessibleName(tr("Overlapping edits"))

    def settle(conflict: Conflict, value: object) -> None:
        try:
            desk.settle(conflict, value)
        except BprError as error:
            refused(error)

    for conflict in conflicts:
        _add_head(menu, conflict)
        for value, text in _choices(conflict):
            action = make_action(menu, _short(text), partial(settle, conflict, value))
            action.setEnabled(not conflict.refusal)
            action.setToolTip(text)
            menu.addAction(action)
        menu.addSeparator()
    show = make_action(menu, tr("Show side by side"), to_list, icon_name="columns")
    menu.addAction(show)
    return menu


def _add_head(menu: QMenu, conflict: Conflict) -> None:
    header = conflict.header if conflict.issue.field else conflict.title
    head = menu.addAction(_short(f"{header} – {conflict.refusal or what_words(conflict)}"))
    head.setEnabled(False)


def _choices(conflict: Conflict) -> list[tuple[object, str]]:
    """Values with their words."""
    match conflict.issue.kind:
        case IssueKind.VALUES:
            found: list[tuple[object, str]] = [
                (version.value, signed_words(version)) for version in conflict.versions
            ]
            if conflict.suggestion:
                found.append(
                    (conflict.suggestion, tr("Both together: {text}", text=conflict.suggestion))
                )
            return found
        case IssueKind.DELETED:
            return [(KEEP, tr("Keep the line")), (REMOVE, tr("Remove the line"))]
        case _:
            return []


def _short(text: str) -> str:
    flat = text.replace("\n", " ").replace("&", "&&")
    return flat if len(flat) <= _LONGEST else f"{flat[: _LONGEST - 1]}…"

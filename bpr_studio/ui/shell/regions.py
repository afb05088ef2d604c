"""The regions F6 steps through: rail, search, the panels of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from bpr_studio.ui.shell.rail import Rail
from bpr_studio.ui.shell.search import SearchBox

if TYPE_CHECKING:
    from collections.abc import Sequence


def step_region(regions: Sequence[QWidget], by: int) -> None:
    """Put the keyboard into the next region, or the one before."""
    focused: QWidget | None = QApplication.focusWidget()
    here = next(
        (
            number
            for number, region in enumerate(regions)
            if focused is not None and (region is focused or region.isAncestorOf(focused))
        ),
        -1 if by > 0 else 0,
    )
    _focus_into(regions[(here + by) % len(regions)])


def _focus_into(region: QWidget) -> None:
    if isinstance(region, Rail):
        region.focus_current()
        return
    if isinstance(region, SearchBox):
        region.setFocus(Qt.FocusReason.ShortcutFocusReason)
        return
    inside = [
        widget
        for widget in (region, *region.findChildren(QWidget))
        if widget.isVisible()
        and widget.isEnabled()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]
    if inside:
        inside[0].setFocus(Qt.FocusReason.ShortcutFocusReason)

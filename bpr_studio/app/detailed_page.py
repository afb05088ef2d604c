"""The parts of the page of the detailed survey, taken from an open workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bpr_studio.app.workspace import Workspace
    from bpr_studio.ui.pages.detailed_parts import DetailedParts
    from bpr_studio.ui.qt.bus import BusBridge


def detailed_parts(
    workspace: Workspace, role: str = "", section: str = "", events: BusBridge | None = None
) -> DetailedParts:
    """What the pages of the detailed survey work with.

    Args:
        workspace: open as long as the page lives.
        role: the role the window is shown for; "" for that of the person at the keyboard.
        section: code of the section people begin with, "" for the whole city.
        events: the commits of the workspace on the GUI thread; by default a bridge of its own.
    """
    from bpr_studio.adapters.catalogs.person_names import load_personal_data_guard
    from bpr_studio.ui.pages.detailed_parts import DetailedParts
    from bpr_studio.ui.qt.bus import BusBridge

    return DetailedParts(
        queries=workspace.queries,
        digging=workspace.digging,
        detailed=workspace.detailed,
        states=workspace.sheet_states,
        undo=workspace.undo,
        guard=load_personal_data_guard,
        role=lambda: role or workspace.person.role,
        section=section,
        events=events or BusBridge(workspace.bus),
        overlaps=workspace.conflicts(lambda: section),
    )

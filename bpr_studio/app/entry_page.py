"""The parts of the page where a section fills in its sheet, taken from an open workspace."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from bpr_studio.app.workspace import Workspace
    from bpr_studio.ui.pages.entry_parts import EntryParts
    from bpr_studio.ui.qt.bus import BusBridge


def entry_parts(
    workspace: Workspace,
    role: str,
    events: BusBridge | None = None,
    *,
    layout: Callable[[], str] = lambda: "",
    keep_layout: Callable[[str], object] = lambda _text: None,
) -> EntryParts:
    """What the entry page works with.

    Args:
        workspace: open as long as the page lives.
        role: of the person at the keyboard.
        events: the commits of the workspace on the GUI thread; by default a bridge of its own.
        layout: how this user set the grid up.
        keep_layout: remembers it.
    """
    from bpr_studio.adapters.catalogs.entry import load_row_templates
    from bpr_studio.adapters.catalogs.person_names import load_personal_data_guard
    from bpr_studio.ui.pages.core_proposals import ReviewProposals
    from bpr_studio.ui.pages.entry_parts import EntryParts
    from bpr_studio.ui.qt.bus import BusBridge

    return EntryParts(
        queries=workspace.queries,
        desk=workspace.entry_desk,
        states=workspace.sheet_states,
        undo=workspace.undo,
        finder=lambda: workspace.suggestions,
        guard=load_personal_data_guard,
        proposals=cache(lambda: ReviewProposals(workspace.core_review)),
        templates=load_row_templates,
        now=workspace.clock.now,
        role=role,
        layout=layout,
        keep_layout=keep_layout,
        events=events or BusBridge(workspace.bus),
        overlaps=workspace.conflicts(),
    )

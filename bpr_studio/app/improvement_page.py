"""The parts of the page of the register, taken from an open workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bpr_studio.app.workspace import Workspace
    from bpr_studio.ui.pages.improvement_parts import ImprovementParts


def improvement_parts(workspace: Workspace, role: str = "", section: str = "") -> ImprovementParts:
    """What the page of the register works with.

    Args:
        workspace: open as long as the page lives.
        role: the role the window is shown for; "" for that of the person at the keyboard.
        section: code of the section people are shown, "" for the whole city.
    """
    from bpr_studio.adapters.catalogs.person_names import load_personal_data_guard
    from bpr_studio.app.reports import save_chart
    from bpr_studio.app.roles import view_of
    from bpr_studio.ui.pages.entry_words import doubts
    from bpr_studio.ui.pages.improvement_parts import ImprovementParts

    return ImprovementParts(
        improvements=workspace.improvements,
        effects=workspace.improvement_effects,
        queries=workspace.queries,
        versions=workspace.flow_versions,
        undo=workspace.undo.undo,
        doubt=doubts(load_personal_data_guard),
        save_chart=save_chart,
        pages=view_of(role or workspace.person.role).pages,
        section=section,
    )

"""The parts of the page of the register, taken from an open workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bpr_studio.app.workspace import Workspace
    from bpr_studio.ui.pages.improvement_parts import ImprovementParts


def improvement_parts(workspace: Workspace, section: str = "") -> ImprovementParts:
    """What the page of the register works with.

    Args:
        workspace: open as long as the page lives.
        section: code of the section people are shown, "" for the whole city.
    """
    from bpr_studio.ui.pages.improvement_parts import ImprovementParts

    return ImprovementParts(workspace.improvements, workspace.undo.undo, section)

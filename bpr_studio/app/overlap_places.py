"""Where something stands in the window that several people changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bpr_studio.services.overlap_words import ELEMENT, TASK
from bpr_studio.ui.qt.page import Jump

if TYPE_CHECKING:
    from bpr_studio.app.workspace import Workspace
    from bpr_studio.services.conflicts import Conflict

FROM_LIST = " from:conflicts"
"""End of a jump target: the way back leads to the list of overlapping edits."""


_BY_ID: Final = {"flow": "flow", "improvement": "improvement", "procedure": "procedures"}
"""Pages that show one row by its id, by entity."""


def place_of(workspace: Workspace, conflict: Conflict) -> Jump | None:
    """The page and the place in it; None where there is none."""
    issue = conflict.issue
    if issue.entity == TASK:
        if issue.round_id != workspace.round_id:
            return Jump("survey")
        cell = f"cell:{issue.row}:{issue.field or 'name'}"
        return Jump("entry", f"section:{issue.unit_code} {cell}{FROM_LIST}")
    if issue.entity == ELEMENT:
        return Jump("flow", f"{issue.flow_id}#{issue.element_id}")
    if issue.entity in _BY_ID:
        return Jump(_BY_ID[issue.entity], issue.row)
    if issue.entity in {"survey_sheet", "survey_round", "cell_comment"}:
        return Jump("survey")
    return Jump("settings")

"""Who may draw flows: the people of a section its flows, the DX office all of them.

A flow that answers the detailed survey follows its sheet: once that has left somebody's hands,
the drawing has, too, since a node is the survey's row.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.workflow import DX_OFFICE, MEMBER, edit_refusal

if TYPE_CHECKING:
    from bpr_studio.domain.workload.workflow import Standing
    from bpr_studio.services.views import FlowLine

STANDARD: Final = "standard"


def making_refusal(role: str) -> str:
    """Why a role draws no flows of its own, "" when it does."""
    if role == MEMBER:
        return tr(
            "Flows are drawn by the Kaizen leaders and promoters of a section; you can look at"
            " them."
        )
    return ""


def drawing_refusal(role: str, section: str, line: FlowLine, standing: Standing | None) -> str:
    """Why somebody may not change a flow, "" when they may.

    Args:
        role: role of the person at the keyboard.
        section: code of their section, "" where they have not said which.
        line: the flow.
        standing: of the sheet it answers in the detailed survey, None when it answers none.
    """
    if role != DX_OFFICE:
        refusal = _by_owner(section, line) or ("" if standing else making_refusal(role))
        if refusal:
            return refusal
    return edit_refusal(role, standing) if standing else ""


def _by_owner(section: str, line: FlowLine) -> str:
    if line.section_code and section and line.section_code != section:
        return tr(
            "This flow belongs to {section}. To go on from it, make a copy for your section.",
            section=line.unit_name,
        )
    if line.version_kind == STANDARD and not line.section_code:
        return tr("Standard flows of the whole city are drawn by the DX office.")
    return ""

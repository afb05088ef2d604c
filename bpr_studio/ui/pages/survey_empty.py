"""What the survey page shows while there is no sheet to show, and the next step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bpr_studio.domain.shared.text import tr
from bpr_studio.ui.qt.blocks import Deed, EmptyState
from bpr_studio.ui.qt.page import Jump

if TYPE_CHECKING:
    from bpr_studio.ui.qt.page import PageHost


def no_sheet(host: PageHost) -> EmptyState:
    """One's own section has no sheet, or it was not said which section it is."""
    return EmptyState(
        "users",
        tr("Your section has no sheet in this survey."),
        explanation=tr(
            "Choose your section on the home page. If it is chosen, the DX office has not asked it"
            " in this survey."
        ),
        next_step=Deed(tr("Choose the section"), lambda: host.go_to(Jump("home", "section"))),
    )


def no_section(host: PageHost) -> EmptyState:
    """The organisation is not known yet."""
    return EmptyState(
        "tree-structure",
        tr("There is no section to survey yet."),
        explanation=tr(
            "First the program needs to know the organisation: import it from a workbook."
            " Then each section gets a survey workbook."
        ),
        next_step=Deed(
            tr("Register the organisation"),
            lambda: host.go_to(Jump("settings", "organisation")),
        ),
    )

"""What the DX office does next, told by how far the survey is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.domain.workload.workflow import SUBMITTED, SheetState, sheet_state
from bpr_studio.services.section_checks import checks_of, sums_of
from bpr_studio.ui.qt.page import Jump

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bpr_studio.services.views import SectionStatus


@dataclass(frozen=True, slots=True)
class NextStep:
    """The one thing to do now.

    Attributes:
        headline: where things stand, a whole sentence.
        advice: what to do, a whole sentence.
        deed: the verb on the button.
        icon: icon of the button.
        jump: where the button leads.
    """

    headline: str
    advice: str
    deed: str
    icon: str
    jump: Jump


def next_step(sections: Sequence[SectionStatus]) -> NextStep:
    """The next step of a survey: organisation, hand out, collect, check, analyse."""
    handed_in = sum(sheet_state(section.state) in SUBMITTED for section in sections)
    if not sections:
        return NextStep(
            tr("Let us start with the organisation."),
            tr("Import the list of bureaus and sections from a workbook. It takes a minute."),
            tr("Register the organisation"),
            "tree-structure",
            Jump("settings", "organisation"),
        )
    if not sums_of(sections).answered:
        return NextStep(
            ntr(
                "{n:,} section is waiting for its workbook.",
                "{n:,} sections are waiting for their workbooks.",
                len(sections),
            ),
            tr("Write the survey workbooks and give them to the sections."),
            tr("Hand out survey workbooks"),
            "paper-plane-tilt",
            Jump("survey", "hand-out"),
        )
    returned = sum(sheet_state(section.state) is SheetState.RETURNED for section in sections)
    missing = len(sections) - handed_in - returned
    if missing + returned:
        return NextStep(
            _missing_words(missing, returned),
            tr("Collect the workbooks that came back; remind the others."),
            tr("Collect survey workbooks"),
            "file-arrow-down",
            Jump("survey", "collect"),
        )
    doubtful = sum(1 for section in sections if checks_of(section))
    if doubtful:
        return NextStep(
            ntr(
                "All have answered; {n:,} section should be checked.",
                "All have answered; {n:,} sections should be checked.",
                doubtful,
            ),
            tr("Look at what stands out, ask back, and collect the corrected workbooks."),
            tr("See what stands out"),
            "warning",
            Jump("survey", "state:doubtful"),
        )
    return NextStep(
        tr("All sections have answered and nothing stands out."),
        tr("Look at the hours by core and non-core, and make the report."),
        tr("Look at the analysis"),
        "chart-bar",
        Jump("analysis"),
    )


def _missing_words(missing: int, returned: int) -> str:
    """Which sheets are still with their sections, counted as in the progress of the page."""
    if not missing:
        return ntr(
            "{n:,} sheet was returned and has not come back yet.",
            "{n:,} sheets were returned and have not come back yet.",
            returned,
        )
    if not returned:
        return ntr(
            "{n:,} section has not handed in yet.",
            "{n:,} sections have not handed in yet.",
            missing,
        )
    return ntr(
        "{n:,} section has not handed in yet, and {returned:,} returned sheets are to come back.",
        "{n:,} sections have not handed in yet, and {returned:,} returned sheets are to come back.",
        missing,
        returned=returned,
    )

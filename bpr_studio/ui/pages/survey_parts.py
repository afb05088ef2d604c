"""What the survey page works with, handed to it by app."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bpr_studio.domain.workload.workflow import DX_OFFICE
from bpr_studio.services.personal_texts import no_hints
from bpr_studio.ui.qt.page import Jump

if TYPE_CHECKING:
    from collections.abc import Callable

    from bpr_studio.domain.workload.survey_format import SurveyFormat
    from bpr_studio.services.checking import Checking
    from bpr_studio.services.personal_texts import Hints
    from bpr_studio.services.sheet_states import SheetStates
    from bpr_studio.services.survey_rounds import SurveyRounds
    from bpr_studio.services.surveys import Surveys
    from bpr_studio.services.views import Queries, RoundInfo, SectionStatus
    from bpr_studio.ui.pages.survey_history import History


@dataclass(frozen=True, slots=True)
class Door:
    """The way to a page of its own, as the tools menu names it.

    Attributes:
        text: what one does there, a verb.
        icon: icon name.
        jump: where it leads.
        tip: one sentence.
    """

    text: str
    icon: str
    jump: Jump
    tip: str = ""


@dataclass(frozen=True, slots=True)
class SurveyDesk:
    """Everything the survey page works with.

    Attributes:
        queries: what the workspace holds.
        surveys: hands out and collects workbooks.
        history: tells who changed a cell.
        states: the course of the sheets.
        rounds: the survey rounds.
        checking: what is to tell about each section.
        undo: takes the last deed back.
        today: the day it is (ISO).
        role: of the person at the keyboard.
        hints: what looks like personal data in a text.
        section: code of their section, "" before they said so; asked anew each time.
        doors: the pages the tools menu leads to.
        survey_format: the form's columns, by which a task is shown in full; without it the
            history of its hours is.
    """

    queries: Queries
    surveys: Surveys
    history: History
    states: SheetStates
    rounds: SurveyRounds
    checking: Checking
    undo: Callable[[], object]
    today: Callable[[], str]
    role: str = DX_OFFICE
    hints: Hints = no_hints
    section: Callable[[], str] = lambda: ""
    doors: tuple[Door, ...] = ()
    survey_format: Callable[[], SurveyFormat] | None = None

    @property
    def whole_city(self) -> bool:
        """Whether this role looks after all sections; the others see their own."""
        return self.role == DX_OFFICE


def section_jump(found: RoundInfo, section: SectionStatus) -> Jump:
    """Where the sheet of a section is filled in: rows of tasks, or work steps."""
    if found.kind == "detailed":
        return Jump("detailed", f"detailed:{section.unit_code}")
    return Jump("entry", f"section:{section.unit_code}")

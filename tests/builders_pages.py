"""What pages are built with in tests, from a real small workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bpr_studio.adapters.catalogs.formats import load_survey_format
from bpr_studio.ui.pages.survey_parts import SurveyDesk

if TYPE_CHECKING:
    from bpr_studio.app.workspace import Workspace


def desk_of(workspace: Workspace, **choices: Any) -> SurveyDesk:
    """What the survey page works with; `choices` replace parts of it."""
    parts: dict[str, Any] = {
        "queries": workspace.queries,
        "surveys": workspace.surveys,
        "history": workspace.undo,
        "states": workspace.sheet_states,
        "rounds": workspace.survey_rounds,
        "checking": workspace.checking,
        "undo": workspace.undo.undo,
        "today": lambda: "2026-06-20",
        "survey_format": lambda: load_survey_format("overall", 1),
        **choices,
    }
    return SurveyDesk(**parts)

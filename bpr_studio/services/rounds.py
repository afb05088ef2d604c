"""Finding the survey round a question is about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.text import tr

if TYPE_CHECKING:
    from bpr_studio.services.views import RoundInfo, SurveyQueries

DETAILED: Final = "detailed"
"""Kind of a round that asks for the work steps of chosen tasks (詳細調査)."""


def find_round(queries: SurveyQueries, round_id: str) -> RoundInfo:
    """The survey round of this id.

    Raises:
        RefusedError: there is none.
    """
    for found in queries.rounds():
        if found.id == round_id:
            return found
    raise RefusedError(
        tr("There is no survey round yet."),
        remedy=tr("Create a workspace for your city, or open one."),
    )

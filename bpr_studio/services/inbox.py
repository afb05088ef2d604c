"""One list of everything that waits for a person, over all survey rounds under way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bpr_studio.domain.workload.workflow import DX_OFFICE, RoundState, round_state
from bpr_studio.services.waiting import WaitingKind, waiting_in

if TYPE_CHECKING:
    from bpr_studio.services.author import Author
    from bpr_studio.services.views import SurveyQueries
    from bpr_studio.services.waiting import Waiting

_UNDER_WAY: Final = frozenset({RoundState.OPEN, RoundState.CLOSED})
_ORDER: Final = {kind: place for place, kind in enumerate(WaitingKind)}


class Inbox:
    """Tells what waits for whoever is at the keyboard."""

    def __init__(self, queries: SurveyQueries, author: Author) -> None:
        """Ask for one person.

        Args:
            queries: how far the sections are.
            author: the person, and the day it is.
        """
        self._queries = queries
        self._author = author

    def waiting(self, section: str) -> tuple[Waiting, ...]:
        """Everything that waits, the most pressing first.

        Args:
            section: code of the section the person belongs to; the DX office looks after all.
        """
        person, today = self._author.who(), self._author.today()
        found: list[Waiting] = []
        for survey in self._queries.rounds():
            if round_state(survey.state) not in _UNDER_WAY:
                continue
            sections = self._queries.sections(survey.id)
            own = [s for s in sections if person.role == DX_OFFICE or s.unit_code == section]
            found += waiting_in(survey, own, person, today)
        return tuple(sorted(found, key=lambda item: (_ORDER[item.kind], -item.days_late)))

"""Queries for a long run over one state of the workspace: what does not change is asked once."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from bpr_studio.adapters.db.queries import DatabaseQueries

if TYPE_CHECKING:
    from bpr_studio.adapters.db.database import Database
    from bpr_studio.services.views import RoundInfo, SectionStatus, UnitLine, WorkspaceInfo


class SteadyQueries(DatabaseQueries):
    """Answers from memory what every report of a run asks anew.

    What is written meanwhile is not seen, so that all reports of a run tell of the same state.
    """

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._rounds = cache(super().rounds)
        self._units = cache(super().units)
        self._sections = cache(super().sections)
        self._capacities = cache(super().capacity)
        self._info = cache(super().workspace)

    def workspace(self) -> WorkspaceInfo:
        """Whose workspace this is."""
        return self._info()

    def rounds(self) -> tuple[RoundInfo, ...]:
        """All survey rounds, newest first."""
        return self._rounds()

    def units(self, fiscal_year: int) -> tuple[UnitLine, ...]:
        """The organisation of a year in tree order."""
        return self._units(fiscal_year)

    def sections(self, round_id: str) -> tuple[SectionStatus, ...]:
        """Every section of the round's year, in tree order."""
        return self._sections(round_id)

    def capacity(self, fiscal_year: int) -> dict[str, int]:
        """Minutes a year the staff can work, by unit."""
        return self._capacities(fiscal_year)

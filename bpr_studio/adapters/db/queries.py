"""Everything that can be asked of a workspace, in one object."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bpr_studio.adapters.db.queries_flows import CityQueriesInDatabase, FlowQueriesInDatabase
from bpr_studio.adapters.db.queries_lists import ListQueriesInDatabase
from bpr_studio.adapters.db.queries_organisation import OrganisationQueriesInDatabase
from bpr_studio.adapters.db.queries_survey import SurveyQueriesInDatabase

if TYPE_CHECKING:
    from bpr_studio.adapters.db.database import Database


class DatabaseQueries(
    SurveyQueriesInDatabase,
    OrganisationQueriesInDatabase,
    ListQueriesInDatabase,
    FlowQueriesInDatabase,
    CityQueriesInDatabase,
):
    """Implements `services.views.Queries`."""

    def __init__(self, database: Database) -> None:
        super().__init__(database, self)

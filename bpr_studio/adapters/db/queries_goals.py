"""Reading the values of goals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlmodel import col

from bpr_studio.adapters.db.sql import number, text
from bpr_studio.adapters.db.tables_reform import GoalValueRow
from bpr_studio.domain.reform.goals import GoalValue

if TYPE_CHECKING:
    from bpr_studio.adapters.db.database import Database


class GoalQueriesInDatabase:
    """Implements `services.goals.GoalQueries`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def goal_values(self) -> tuple[GoalValue, ...]:
        """Every value that was entered, by goal and fiscal year."""
        row = GoalValueRow
        query = (
            select(
                text(row.goal),
                number(row.fiscal_year),
                func.coalesce(col(row.value), 0.0),
                text(row.as_of),
                text(row.source),
                text(row.note),
            )
            .where(col(row.value).is_not(None))
            .order_by(col(row.goal), col(row.fiscal_year))
        )
        with self._database.reading() as connection:
            return tuple(GoalValue(*line) for line in connection.execute(query))

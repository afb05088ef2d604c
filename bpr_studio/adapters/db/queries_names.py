"""The names of all tasks of a round, for the search of the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlmodel import col

from bpr_studio.adapters.db.sql import text
from bpr_studio.adapters.db.tables import OrgUnitRow, WorkItemRow
from bpr_studio.services.task_search import NamedTask

if TYPE_CHECKING:
    from bpr_studio.adapters.db.database import Database


def task_names(database: Database, round_id: str) -> list[NamedTask]:
    """Every task of a round with its section, in no particular order."""
    task, unit = WorkItemRow, OrgUnitRow
    query = (
        select(col(task.id), text(task.name), text(unit.code), text(unit.name))
        .join(unit, col(unit.id) == col(task.unit_id))
        .where(col(task.round_id) == round_id)
    )
    with database.reading() as connection:
        return [NamedTask(*row) for row in connection.execute(query)]

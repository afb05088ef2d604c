"""Reading what the DX office taught the suggestions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlmodel import col

from bpr_studio.adapters.db.sql import text
from bpr_studio.adapters.db.tables import TermLessonRow

if TYPE_CHECKING:
    from bpr_studio.adapters.db.database import Database


def lessons(database: Database) -> tuple[tuple[str, str], ...]:
    """Names and the codes they were given, oldest first."""
    row = TermLessonRow
    query = select(text(row.term), text(row.code)).order_by(col(row.at), col(row.id))
    with database.reading() as connection:
        return tuple((term, code) for term, code in connection.execute(query))

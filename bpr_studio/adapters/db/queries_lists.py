"""Reading the fixed lists."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlmodel import col

from bpr_studio.adapters.db.sql import number, text
from bpr_studio.adapters.db.tables import (
    ListItemRow,
    StaffYearRow,
    TaskClassRow,
    YearSettingRow,
)
from bpr_studio.services.views import ClassLine, ListLine, WorkingYear, YearLine

if TYPE_CHECKING:
    from bpr_studio.adapters.db.database import Database


class ListQueriesInDatabase:
    """Implements `services.views.ListQueries`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def classes(self) -> tuple[ClassLine, ...]:
        """The classification in code order."""
        row = TaskClassRow
        query = select(
            text(row.code),
            number(row.level),
            text(row.parent_code),
            text(row.name),
            text(row.core_hint),
            text(row.department),
            text(row.source),
            text(row.mark),
        ).order_by(col(row.sort_key), col(row.code))
        with self._database.reading() as connection:
            return tuple(ClassLine(*line) for line in connection.execute(query))

    def items(self, name: str) -> tuple[ListLine, ...]:
        """A fixed list such as "staff_category", in its order."""
        row = ListItemRow
        query = (
            select(
                col(row.id),
                text(row.code),
                text(row.name),
                text(row.name_en),
                col(row.attributes),
                text(row.source),
                text(row.mark),
            )
            .where(col(row.list) == name)
            .order_by(col(row.sort_key), col(row.code))
        )
        with self._database.reading() as connection:
            return tuple(
                ListLine(
                    id=id_,
                    code=code,
                    name=label,
                    name_en=english,
                    attributes=json.loads(attributes) if attributes else {},
                    source=source,
                    mark=mark,
                )
                for id_, code, label, english, attributes, source, mark in connection.execute(query)
            )

    def years(self, fiscal_year: int) -> tuple[YearLine, ...]:
        """Working time of a year by staff category."""
        row = StaffYearRow
        query = select(
            number(row.fiscal_year),
            text(row.staff_category),
            number(row.minutes_per_head),
            col(row.yen_per_hour),
        ).where(col(row.fiscal_year) == fiscal_year)
        with self._database.reading() as connection:
            return tuple(YearLine(*line) for line in connection.execute(query))

    def working_years(self) -> tuple[WorkingYear, ...]:
        """Working days and hours of the known fiscal years, oldest first."""
        row = YearSettingRow
        query = select(
            number(row.fiscal_year),
            number(row.working_days),
            number(row.minutes_per_day),
            number(row.leave_days),
            text(row.source),
            text(row.mark),
        ).order_by(col(row.fiscal_year))
        with self._database.reading() as connection:
            return tuple(WorkingYear(*line) for line in connection.execute(query))

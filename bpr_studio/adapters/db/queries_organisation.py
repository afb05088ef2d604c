"""Reading the organisation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, or_, select
from sqlmodel import col

from bpr_studio.adapters.db.sql import number, text
from bpr_studio.adapters.db.tables import HeadcountRow, OrgUnitRow, StaffYearRow, SuccessionRow
from bpr_studio.domain.organisation.units import (
    Headcount,
    Organisation,
    Succession,
    SuccessionKind,
    Unit,
    UnitLevel,
)
from bpr_studio.services.views import UnitLine

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

    from bpr_studio.adapters.db.database import Database


class OrganisationQueriesInDatabase:
    """Implements `services.views.OrganisationQueries`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def organisation_years(self) -> tuple[int, ...]:
        """Fiscal years that have units, oldest first."""
        year = col(OrgUnitRow.fiscal_year)
        with self._database.reading() as connection:
            years = connection.scalars(select(year).where(year.is_not(None)).distinct())
            return tuple(sorted(int(y) for y in years if y is not None))

    def units(self, fiscal_year: int) -> tuple[UnitLine, ...]:
        """All units of a year in tree order."""
        row = OrgUnitRow
        columns: list[ColumnElement[Any]] = [
            text(row.id),
            number(row.fiscal_year),
            text(row.code),
            text(row.name),
            text(row.level),
            text(row.parent_id),
            text(row.bureau_id),
            text(row.division_id),
            text(row.section_id),
            text(row.path),
            number(row.lft),
            number(row.rgt),
        ]
        query = select(*columns).where(col(row.fiscal_year) == fiscal_year).order_by(col(row.lft))
        with self._database.reading() as connection:
            return tuple(UnitLine(*line) for line in connection.execute(query))

    def organisation(self, fiscal_year: int) -> Organisation:
        """Units and staff of a year as the domain knows them.

        Units of a level this version does not know are shown as subsections, so that they are
        not lost.
        """
        levels = set(UnitLevel)
        unit, staff = OrgUnitRow, HeadcountRow
        unit_query = (
            select(
                col(unit.id),
                text(unit.code),
                text(unit.name),
                text(unit.level),
                text(unit.parent_id),
                number(unit.sort_key),
            )
            .where(col(unit.fiscal_year) == fiscal_year)
            .order_by(col(unit.lft))
        )
        staff_query = (
            select(
                text(staff.unit_id),
                text(staff.staff_category),
                number(staff.heads_hundredths),
                number(staff.overtime_minutes),
            )
            .join(unit, col(unit.id) == col(staff.unit_id))
            .where(col(unit.fiscal_year) == fiscal_year)
            .order_by(col(unit.lft), col(staff.staff_category))
        )
        with self._database.reading() as connection:
            units = tuple(
                Unit(
                    id=row,
                    fiscal_year=fiscal_year,
                    code=code,
                    name=name,
                    level=UnitLevel(level) if level in levels else UnitLevel.SUBSECTION,
                    parent_id=parent,
                    sort_key=sort,
                )
                for row, code, name, level, parent, sort in connection.execute(unit_query)
            )
            headcounts = tuple(Headcount(*line) for line in connection.execute(staff_query))
        return Organisation(units, headcounts)

    def successions(self, fiscal_year: int) -> tuple[Succession, ...]:
        """What became of the units of the year before, and which units of this year are new."""
        unit, line = OrgUnitRow, SuccessionRow
        earlier = select(col(unit.id)).where(col(unit.fiscal_year) == fiscal_year - 1)
        present = select(col(unit.id)).where(col(unit.fiscal_year) == fiscal_year)
        query = (
            select(
                text(line.from_id), text(line.to_id), text(line.kind), number(line.share_percent)
            )
            .where(or_(col(line.from_id).in_(earlier), col(line.to_id).in_(present)))
            .order_by(col(line.id))
        )
        kinds = set(SuccessionKind)
        with self._database.reading() as connection:
            return tuple(
                Succession(origin, target, SuccessionKind(kind), share)
                for origin, target, kind, share in connection.execute(query)
                if kind in kinds
            )

    def capacity(self, fiscal_year: int) -> dict[str, int]:
        """Minutes a year the staff of each unit can work, recorded overtime included."""
        heads = number(HeadcountRow.heads_hundredths)
        worked = heads * number(StaffYearRow.minutes_per_head) / 100
        total = func.sum(worked + number(HeadcountRow.overtime_minutes))
        query = (
            select(col(HeadcountRow.unit_id), total)
            .join(
                StaffYearRow,
                col(StaffYearRow.staff_category) == col(HeadcountRow.staff_category),
            )
            .where(
                col(StaffYearRow.fiscal_year) == fiscal_year,
                col(HeadcountRow.staff_category) != "contractor",
            )
            .group_by(col(HeadcountRow.unit_id))
        )
        with self._database.reading() as connection:
            return {str(unit): int(minutes) for unit, minutes in connection.execute(query)}

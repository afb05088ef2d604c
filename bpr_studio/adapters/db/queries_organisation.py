"""Reading the organisation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import or_, select
from sqlmodel import col

from bpr_studio.adapters.db.sql import number, text
from bpr_studio.adapters.db.tables import HeadcountRow, OrgUnitRow, SuccessionRow
from bpr_studio.domain.organisation.units import (
    Headcount,
    Organisation,
    Succession,
    SuccessionKind,
    Unit,
    UnitLevel,
)

if TYPE_CHECKING:
    from bpr_studio.adapters.db.database import Database


class OrganisationQueriesInDatabase:
    """The larger questions of `services.views.OrganisationQueries`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def organisation_years(self) -> tuple[int, ...]:
        """Fiscal years that have units, oldest first."""
        year = col(OrgUnitRow.fiscal_year)
        with self._database.reading() as connection:
            years = connection.scalars(select(year).where(year.is_not(None)).distinct())
            return tuple(sorted(int(y) for y in years if y is not None))

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

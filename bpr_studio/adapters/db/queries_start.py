"""What the window asks before it shows: whose workspace, which rounds, how far the sections are.

Plain SQL on the driver: these few questions must not wait for SQLAlchemy and the row classes to
be loaded (docs/decisions/0012). The other query modules load them with the first question.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bpr_studio.services.views import RoundInfo, SectionStatus, UnitLine, WorkspaceInfo

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bpr_studio.adapters.db.database import Database

_WORKSPACE: Final = """
SELECT id, coalesce(city_code, ''), coalesce(city_name, ''), coalesce(fictitious, 0),
       coalesce(fiscal_year, 0), coalesce(round_id, ''), coalesce(population, 0)
FROM workspace ORDER BY id LIMIT 1
"""
_ROUNDS: Final = """
SELECT id, coalesce(fiscal_year, 0), coalesce(kind, ''), coalesce(name, ''),
       coalesce(format_id, ''), coalesce(format_version, 0), coalesce(core_definition, ''),
       coalesce(minutes_per_full_timer, 0), coalesce(state, '')
FROM survey_round ORDER BY fiscal_year DESC, id
"""
_UNITS: Final = """
SELECT id, coalesce(fiscal_year, 0), coalesce(code, ''), coalesce(name, ''), coalesce(level, ''),
       coalesce(parent_id, ''), coalesce(bureau_id, ''), coalesce(division_id, ''),
       coalesce(section_id, ''), coalesce(path, ''), coalesce(lft, 0), coalesce(rgt, 0)
FROM org_unit WHERE fiscal_year = ? ORDER BY lft
"""
_CAPACITY: Final = """
SELECT headcount.unit_id,
       sum(coalesce(heads_hundredths, 0) * coalesce(minutes_per_head, 0) / 100.0
           + coalesce(overtime_minutes, 0))
FROM headcount JOIN staff_year ON staff_year.staff_category = headcount.staff_category
WHERE staff_year.fiscal_year = ? AND headcount.staff_category <> 'contractor'
GROUP BY headcount.unit_id
"""
_WORKED: Final = """
SELECT coalesce(unit_id, ''), count(*), sum(minutes), sum(minutes - contractor),
       sum(CASE tag WHEN 'non_core' THEN minutes ELSE 0 END),
       sum(CASE tag WHEN '' THEN minutes ELSE 0 END)
FROM (SELECT unit_id, coalesce(year_minutes, 0) AS minutes,
             coalesce(minutes_contractor, 0) AS contractor, coalesce(core_tag, '') AS tag
      FROM work_item WHERE round_id = ?)
GROUP BY unit_id
"""
_SHEETS: Final = """
SELECT coalesce(unit_id, ''), coalesce(state, ''), coalesce(file_name, ''),
       coalesce(collected_at, '')
FROM survey_sheet WHERE round_id = ?
"""


class StartQueriesInDatabase:
    """The part of `services.views.Queries` that the home page stands on."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def workspace(self) -> WorkspaceInfo:
        """Whose workspace this is; an empty name before anybody said so."""
        with self._database.scanning() as cursor:
            found = cursor.execute(_WORKSPACE).fetchone()
        if found is None:
            return WorkspaceInfo("", "", "", fictitious=False, fiscal_year=0, round_id="")
        id_, code, name, fictitious, year, round_id, population = found
        return WorkspaceInfo(id_, code, name, bool(fictitious), year, round_id, population)

    def rounds(self) -> tuple[RoundInfo, ...]:
        """All survey rounds, newest first."""
        with self._database.scanning() as cursor:
            return tuple(RoundInfo(*line) for line in cursor.execute(_ROUNDS))

    def units(self, fiscal_year: int) -> tuple[UnitLine, ...]:
        """All units of a year in tree order."""
        with self._database.scanning() as cursor:
            return tuple(UnitLine(*line) for line in cursor.execute(_UNITS, (fiscal_year,)))

    def capacity(self, fiscal_year: int) -> dict[str, int]:
        """Minutes a year the staff of each unit can work, recorded overtime included."""
        with self._database.scanning() as cursor:
            found = cursor.execute(_CAPACITY, (fiscal_year,))
            return {str(unit): int(minutes) for unit, minutes in found}

    def sections(self, round_id: str) -> tuple[SectionStatus, ...]:
        """Every section of the round's year, in tree order, and how far it is."""
        fiscal_year = next((r.fiscal_year for r in self.rounds() if r.id == round_id), 0)
        units = self.units(fiscal_year)
        names = {unit.id: unit.name for unit in units}
        capacity = self._rolled_up({u.id: u.section_id for u in units}, fiscal_year)
        worked = self._worked(round_id, {u.id: u.section_id for u in units})
        sheets = self._sheets(round_id)
        empty = (0, 0, 0, 0, 0)
        return tuple(
            SectionStatus(
                unit_id=unit.id,
                unit_code=unit.code,
                unit_name=unit.name,
                bureau_name=names.get(unit.bureau_id, ""),
                state=sheets.get(unit.id, ("", "", ""))[0],
                tasks=worked.get(unit.id, empty)[0],
                minutes=worked.get(unit.id, empty)[1],
                staff_minutes=worked.get(unit.id, empty)[2],
                non_core=worked.get(unit.id, empty)[3],
                untagged=worked.get(unit.id, empty)[4],
                capacity=capacity.get(unit.id, 0),
                file_name=sheets.get(unit.id, ("", "", ""))[1],
                collected_at=sheets.get(unit.id, ("", "", ""))[2],
            )
            for unit in units
            if unit.level == "section"
        )

    def _rolled_up(self, section_of: Mapping[str, str], fiscal_year: int) -> dict[str, int]:
        total: dict[str, int] = {}
        for unit, minutes in self.capacity(fiscal_year).items():
            section = section_of.get(unit, "")
            total[section] = total.get(section, 0) + minutes
        return total

    def _worked(
        self, round_id: str, section_of: Mapping[str, str]
    ) -> dict[str, tuple[int, int, int, int, int]]:
        """Tasks and minutes by section: all, without contractors, non-core, untagged."""
        total: dict[str, tuple[int, int, int, int, int]] = {}
        with self._database.scanning() as cursor:
            for unit, *sums in cursor.execute(_WORKED, (round_id,)):
                section = section_of.get(unit, unit)
                before = total.get(section, (0, 0, 0, 0, 0))
                a, b, c, d, e = (int(x) + y for x, y in zip(sums, before, strict=True))
                total[section] = (a, b, c, d, e)
        return total

    def _sheets(self, round_id: str) -> dict[str, tuple[str, str, str]]:
        with self._database.scanning() as cursor:
            found = cursor.execute(_SHEETS, (round_id,))
            return {unit: (state, file, at) for unit, state, file, at in found}

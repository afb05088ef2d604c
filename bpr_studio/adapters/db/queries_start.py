"""What the window asks before it shows: whose workspace, which rounds, how far the sections are.

Plain SQL on the driver: these few questions must not wait for SQLAlchemy and the row classes to
be loaded (docs/decisions/0012). The other query modules load them with the first question.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from bpr_studio.adapters.db.queries_states import LastDeeds, SheetFacts, StateQueriesInDatabase
from bpr_studio.domain.workload.workflow import sheet_state
from bpr_studio.services.views import RoundInfo, SectionStatus, UnitLine, WorkspaceInfo

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bpr_studio.adapters.db.database import Database
    from bpr_studio.services.views import SheetEvent

_DETAILED: Final = "detailed"  # kind of a round
_WORKSPACE: Final = """
SELECT id, coalesce(city_code, ''), coalesce(city_name, ''), coalesce(fictitious, 0),
       coalesce(fiscal_year, 0), coalesce(round_id, ''), coalesce(population, 0)
FROM workspace ORDER BY id LIMIT 1
"""
_ROUNDS: Final = """
SELECT id, coalesce(fiscal_year, 0), coalesce(kind, ''), coalesce(name, ''),
       coalesce(format_id, ''), coalesce(format_version, 0), coalesce(core_definition, ''),
       coalesce(minutes_per_full_timer, 0), coalesce(state, ''), coalesce(opens_on, ''),
       coalesce(due_on, ''), coalesce(target, ''), coalesce(core_definition_id, ''),
       coalesce(previous_round_id, ''), coalesce(overall_round_id, '')
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
       sum(CASE tag WHEN '' THEN minutes ELSE 0 END), sum(unconfirmed)
FROM (SELECT unit_id, coalesce(year_minutes, 0) AS minutes,
             coalesce(minutes_contractor, 0) AS contractor, coalesce(core_tag, '') AS tag,
             coalesce(carry, '') = 'to_confirm' AS unconfirmed
      FROM work_item WHERE round_id = ?)
GROUP BY unit_id
"""


class StartQueriesInDatabase:
    """The part of `services.views.Queries` that the home page stands on."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._states = StateQueriesInDatabase(database)

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
        found = next((r for r in self.rounds() if r.id == round_id), None)
        units = self.units(found.fiscal_year if found else 0)
        section_of = {unit.id: unit.section_id for unit in units}
        names = {unit.id: unit.name for unit in units}
        year = found.fiscal_year if found else 0
        detailed = found is not None and found.kind == _DETAILED
        desk = _Desk(
            due_on=found.due_on if found else "",
            chosen=found is not None and found.target == "chosen",
            detailed=detailed,
            capacity={} if detailed else self._rolled_up(section_of, year),
            worked=self._dug(round_id) if detailed else self._worked(round_id, section_of),
            sheets=self._states.sheets(round_id),
            deeds=self._states.last_deeds(round_id),
            comments=self._states.open_comments(round_id),
        )
        changed = self._changed(round_id, desk.sheets, section_of)
        return tuple(
            desk.status(unit, names.get(unit.bureau_id, ""), changed=unit.id in changed)
            for unit in units
            if unit.level == "section"
        )

    def figures_digest(self, round_id: str, unit_id: str) -> str:
        """Digest over the figures of a section as they are now; an approval covers one."""
        return self._states.digest(round_id, unit_id)

    def sheet_events(self, round_id: str, unit_id: str) -> tuple[SheetEvent, ...]:
        """Every deed on a section's sheet, oldest first."""
        return self._states.events(round_id, unit_id)

    def _changed(
        self, round_id: str, sheets: Mapping[str, SheetFacts], section_of: Mapping[str, str]
    ) -> set[str]:
        """The sections whose figures are not those that were approved."""
        approved = {u: s.approved_digest for u, s in sheets.items() if s.approved_digest}
        if not approved:
            return set()
        now = self._states.digests(round_id, approved.keys(), section_of)
        return {unit for unit, digest in approved.items() if now[unit] != digest}

    def _rolled_up(self, section_of: Mapping[str, str], fiscal_year: int) -> dict[str, int]:
        total: dict[str, int] = {}
        for unit, minutes in self.capacity(fiscal_year).items():
            section = section_of.get(unit, "")
            total[section] = total.get(section, 0) + minutes
        return total

    def _worked(self, round_id: str, section_of: Mapping[str, str]) -> dict[str, _Worked]:
        """Tasks and minutes by section."""
        total: dict[str, _Worked] = {}
        with self._database.scanning() as cursor:
            for unit, *sums in cursor.execute(_WORKED, (round_id,)):
                section = section_of.get(unit, unit)
                before = total.get(section, _Worked())
                total[section] = _Worked(*(int(x) + y for x, y in zip(sums, before, strict=True)))
        return total

    def _dug(self, round_id: str) -> dict[str, _Worked]:
        """Targets of a detailed survey and the minutes of their steps by section."""
        from bpr_studio.adapters.db.queries_steps import StepQueriesInDatabase

        found = StepQueriesInDatabase(self._database).worked(round_id)
        return {
            unit: _Worked(tasks, minutes, minutes, non_core, untagged)
            for unit, (tasks, minutes, non_core, untagged) in found.items()
        }


class _Worked(NamedTuple):
    """The tasks of a section added up; times in minutes a year."""

    tasks: int = 0
    minutes: int = 0
    staff_minutes: int = 0  # without contractors
    non_core: int = 0
    untagged: int = 0
    unconfirmed: int = 0


class _Desk(NamedTuple):
    """What the status of a section is put together from, asked once."""

    due_on: str
    chosen: bool
    detailed: bool
    capacity: Mapping[str, int]
    worked: Mapping[str, _Worked]
    sheets: Mapping[str, SheetFacts]
    deeds: Mapping[str, LastDeeds]
    comments: Mapping[str, tuple[str, ...]]

    def status(self, unit: UnitLine, bureau: str, *, changed: bool) -> SectionStatus:
        """How far one section is."""
        sheet = self.sheets.get(unit.id)
        facts = sheet or SheetFacts()
        target = sheet is not None or not self.chosen
        worked = self.worked.get(unit.id, _Worked())
        deeds = self.deeds.get(unit.id, LastDeeds())
        return SectionStatus(
            unit_id=unit.id,
            unit_code=unit.code,
            unit_name=unit.name,
            bureau_name=bureau,
            state=sheet_state(facts.state).value if target else "",
            tasks=worked.tasks,
            minutes=worked.minutes,
            staff_minutes=worked.staff_minutes,
            non_core=worked.non_core,
            untagged=worked.untagged,
            capacity=self.capacity.get(unit.id, 0),
            file_name=facts.file_name,
            collected_at=facts.collected_at,
            bureau_id=unit.bureau_id,
            due_on=(facts.due_on or self.due_on) if target else "",
            reason=facts.reason,
            changed_after_approval=changed,
            approved_by=facts.approved_by,
            approved_at=facts.approved_at,
            submitted_at=deeds.submitted_at,
            since=deeds.since,
            reminded_at=deeds.reminded_at,
            unconfirmed=worked.unconfirmed,
            commented_by=self.comments.get(unit.id, ()),
            detailed=self.detailed,
        )

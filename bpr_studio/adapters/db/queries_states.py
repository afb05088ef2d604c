"""How far the sheets of a round are: states, deeds, approvals. Plain SQL, as the start needs it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

from bpr_studio.adapters.db.people import People
from bpr_studio.domain.workload.figures import (
    STEP_FIGURES,
    digest_of,
    digest_of_lists,
    figures_hash,
)
from bpr_studio.services.views import SheetEvent

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Mapping, Sequence

    from bpr_studio.adapters.db.database import Database

_SHEETS: Final = """
SELECT coalesce(unit_id, ''), coalesce(state, ''), coalesce(file_name, ''),
       coalesce(collected_at, ''), coalesce(due_on, ''), coalesce(reason, ''),
       coalesce(approved_digest, ''), coalesce(approved_by, ''), coalesce(approved_at, '')
FROM survey_sheet WHERE round_id = ?
"""
_LAST_DEEDS: Final = """
SELECT coalesce(unit_id, ''),
       coalesce(max(CASE WHEN kind IN ('submit', 'collected') THEN at END), ''),
       coalesce(max(CASE WHEN kind <> 'remind' THEN at END), ''),
       coalesce(max(CASE WHEN kind = 'remind' THEN at END), '')
FROM sheet_event WHERE round_id = ? GROUP BY unit_id
"""
_COMMENTS: Final = """
SELECT coalesce(unit_id, ''), coalesce(user, '') FROM cell_comment
WHERE round_id = ? AND coalesce(settled, 0) = 0 ORDER BY unit_id, at
"""
_EVENTS: Final = """
SELECT id, round_id, unit_id, coalesce(kind, ''), coalesce(state, ''), coalesce(at, ''),
       coalesce(user, ''), coalesce(role, ''), coalesce(reason, ''), coalesce(digest, ''),
       coalesce((SELECT op.actor FROM op WHERE op.entity = 'sheet_event'
                 AND op."row" = sheet_event.id AND op.kind = 'new' LIMIT 1), '')
FROM sheet_event WHERE round_id = ? AND unit_id = ? ORDER BY at, rowid
"""
# Read from the index alone, the tasks of a unit as two texts: a fifth of the time of 60,000 rows.
_FIGURES: Final = """
SELECT unit_id, group_concat(id), group_concat(coalesce(figures_hash, 0))
FROM work_item INDEXED BY work_item_figures WHERE round_id = ? {some} GROUP BY unit_id
"""
_DETAILED: Final = "SELECT 1 FROM flow WHERE round_id = ? LIMIT 1"
_STEPS: Final = """
SELECT flow.unit_id, step.id, {columns}
FROM flow JOIN flow_element AS step ON step.flow_id = flow.id
WHERE flow.round_id = ? {some} AND step.kind IN ({kinds})
"""
_CONFLICTS: Final = """
SELECT "row", field, heads FROM merge_issue WHERE entity = 'flow_element' AND kind = 'conflict'
"""
_FEW: Final = 100  # units asked for one by one; more come faster with the whole round
_BELOW: Final = "SELECT id FROM org_unit WHERE section_id = ?1 OR id = ?1"


class SheetFacts(NamedTuple):
    """The stored sheet of a section; texts are "" where nothing is stored."""

    state: str = ""
    file_name: str = ""
    collected_at: str = ""
    due_on: str = ""
    reason: str = ""
    approved_digest: str = ""
    approved_by: str = ""
    approved_at: str = ""


class LastDeeds(NamedTuple):
    """Moments of the last deeds on a sheet, "" for never."""

    submitted_at: str = ""
    since: str = ""
    reminded_at: str = ""


class StateQueriesInDatabase:
    """Sheets and deeds of one round."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def sheets(self, round_id: str) -> dict[str, SheetFacts]:
        """The stored sheets by unit."""
        with self._database.scanning() as cursor:
            found = cursor.execute(_SHEETS, (round_id,))
            return {unit: SheetFacts(*facts) for unit, *facts in found}

    def last_deeds(self, round_id: str) -> dict[str, LastDeeds]:
        """The last deeds by unit."""
        with self._database.scanning() as cursor:
            found = cursor.execute(_LAST_DEEDS, (round_id,))
            return {unit: LastDeeds(*deeds) for unit, *deeds in found}

    def open_comments(self, round_id: str) -> dict[str, tuple[str, ...]]:
        """Who wrote the remarks nobody has settled, by unit; a user as often as remarks."""
        writers: dict[str, list[str]] = {}
        with self._database.scanning() as cursor:
            for unit, user in cursor.execute(_COMMENTS, (round_id,)):
                writers.setdefault(unit, []).append(user)
        return {unit: tuple(users) for unit, users in writers.items()}

    def events(self, round_id: str, unit_id: str) -> tuple[SheetEvent, ...]:
        """Every deed on a sheet, oldest first; who did it as the list of participants says."""
        with self._database.scanning() as cursor:
            found = cursor.execute(_EVENTS, (round_id, unit_id)).fetchall()
            people = People(cursor, self._database.named)
            events = [(SheetEvent(*line[:-1]), people.participant(line[-1])) for line in found]
        return tuple(
            replace(event, user=who[0], role=who[1]) if who is not None else event
            for event, who in events
        )

    def digest(self, round_id: str, unit_id: str) -> str:
        """Digest of the figures of one section and what is below it."""
        with self._database.scanning() as cursor:
            below = [row for (row,) in cursor.execute(_BELOW, (unit_id,))]
            found = _figures(cursor, round_id, {unit_id, *below})
        return _digest([lists for own in found.values() for lists in own])

    def digests(
        self, round_id: str, wanted: Collection[str], section_of: Mapping[str, str]
    ) -> dict[str, str]:
        """Digests of many sections at once.

        Args:
            round_id: the survey round.
            wanted: the sections.
            section_of: section by unit, for figures that units below a section have.
        """
        units = {unit for unit, section in section_of.items() if section in wanted}
        with self._database.scanning() as cursor:
            found = _figures(cursor, round_id, units)
        parts: dict[str, list[_Lists]] = {section: [] for section in wanted}
        for unit in units & found.keys():
            parts[section_of[unit]] += found[unit]
        return {section: _digest(lists) for section, lists in parts.items()}


class _Lists(NamedTuple):
    """Tasks or steps of a unit: row ids, and the numbers of their figures, joined by commas."""

    rows: str
    numbers: str


def _figures(
    cursor: sqlite3.Cursor, round_id: str, units: Collection[str]
) -> dict[str, list[_Lists]]:
    """Tasks and steps by unit; of more units than those asked for where that is faster."""
    few = sorted(units) if len(units) <= _FEW else []
    some = f"AND unit_id IN ({','.join('?' * len(few))})" if few else ""
    lists: dict[str, list[_Lists]] = {}
    for unit, rows, numbers in cursor.execute(_FIGURES.format(some=some), (round_id, *few)):
        lists.setdefault(str(unit), []).append(_Lists(rows, numbers))
    if cursor.execute(_DETAILED, (round_id,)).fetchone():
        beside = _beside(cursor)
        for unit, row, *values in cursor.execute(_steps(some), (round_id, *few)):
            step = dict(zip(STEP_FIGURES, values, strict=True))
            number = figures_hash(step, STEP_FIGURES, beside.get(str(row), {}))
            lists.setdefault(str(unit), []).append(_Lists(row, str(number)))
    return lists


def _beside(cursor: sqlite3.Cursor) -> dict[str, dict[str, list[object]]]:
    """By step and field the values of conflicts, which an approval of one does not cover."""
    found: dict[str, dict[str, list[object]]] = {}
    for row, field, heads in cursor.execute(_CONFLICTS).fetchall():
        values = [value for _, _, value in json.loads(heads)]
        found.setdefault(str(row), {})[str(field)] = values
    return found


def _steps(some: str) -> str:
    """The question for the steps of a detailed survey."""
    from bpr_studio.domain.process.element import ACTIVITIES

    kinds = ", ".join(f"'{kind.value}'" for kind in sorted(ACTIVITIES))
    columns = ", ".join(f'step."{name}"' for name in STEP_FIGURES)
    return _STEPS.format(columns=columns, kinds=kinds, some=some)


def _digest(lists: Sequence[_Lists]) -> str:
    if len(lists) == 1:
        rows = lists[0].rows.split(",")
        if rows == sorted(rows):  # as the index gives them
            return digest_of_lists(*lists[0])
    pairs = (zip(rows.split(","), numbers.split(","), strict=True) for rows, numbers in lists)
    return digest_of({row: number for part in pairs for row, number in part})

"""What handing out and merging workbooks ask: last year's lines, and where values come from."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from bpr_studio.domain.replication.ops import DEL, NEW, SET
from bpr_studio.domain.shared.ids import planned_id
from bpr_studio.services.earlier_copies import CellOrigin, CellOrigins

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from bpr_studio.adapters.db.database import Database

_MOST_AT_ONCE: Final = 500  # parameters of one statement

_Write = tuple[str, int, dict[str, Any]]


class WorkbookQueriesInDatabase:
    """Implements `services.workbook_merge.WorkbookQueries` and the questions of handing out."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def cell_origins(self, round_id: str, unit_id: str) -> CellOrigins:
        """How the values of a section's tasks came about."""
        sheet = planned_id("survey_sheet", round_id, unit_id)
        collected_at, collections = _collections(self._writes("survey_sheet", [sheet]))
        items = self._items_of(round_id, unit_id)
        origins: dict[str, dict[str, CellOrigin]] = {item: {} for item in items}
        for item, t, fields in self._writes("work_item", items):
            known = origins[item]
            first = CellOrigin.EDITED if known else CellOrigin.CREATED
            origin = CellOrigin.COLLECTED if t in collections else first
            known.update(dict.fromkeys(fields, origin))
        return CellOrigins(collected_at, origins)

    def ever_known(self, items: Collection[str]) -> frozenset[str]:
        """Those of the tasks that were here at some time, deleted ones included."""
        found: set[str] = set()
        for some in _batches(sorted(items)):
            marks = ",".join("?" * len(some))
            query = (
                f'SELECT DISTINCT "row" FROM op WHERE entity = \'work_item\' AND "row" IN ({marks})'  # noqa: S608  # only question marks
            )
            with self._database.scanning() as cursor:
                found.update(row[0] for row in cursor.execute(query, some))
        return frozenset(found)

    def work_items_by_id(self, ids: Collection[str]) -> dict[str, dict[str, object]]:
        """The fields of tasks of any round, by row id; ids nobody knows are absent."""
        found: dict[str, dict[str, object]] = {}
        for some in _batches(sorted(set(ids))):
            marks = ",".join("?" * len(some))
            with self._database.scanning() as cursor:
                cursor.execute(f"SELECT * FROM work_item WHERE id IN ({marks})", some)  # noqa: S608  # only question marks
                names = [column[0] for column in cursor.description]
                for row in cursor.fetchall():
                    fields = _filled(dict(zip(names, row, strict=True)))
                    found[str(fields["id"])] = fields
        return found

    def mapping_profiles(self) -> tuple[tuple[str, Mapping[str, Any]], ...]:
        """Name and body of every stored profile, by name."""
        query = (
            "SELECT name, body FROM mapping_profile WHERE name <> '' AND body <> '' ORDER BY name"
        )
        with self._database.scanning() as cursor:
            return tuple((name, json.loads(body)) for name, body in cursor.execute(query))

    def _items_of(self, round_id: str, unit_id: str) -> list[str]:
        query = "SELECT id FROM work_item WHERE round_id = ? AND unit_id = ?"
        with self._database.scanning() as cursor:
            return [row[0] for row in cursor.execute(query, (round_id, unit_id))]

    def _writes(self, entity: str, rows: Sequence[str]) -> Iterator[_Write]:
        """Row, hybrid time and fields of every op of some rows, oldest first."""
        found: list[tuple[int, str, int, str, str]] = []
        for some in _batches(rows):
            marks = ",".join("?" * len(some))
            query = (
                f'SELECT t, actor, n, "row", body FROM op WHERE entity = ? AND "row" IN ({marks})'  # noqa: S608  # only question marks
                f" AND kind IN ('{NEW}', '{SET}', '{DEL}')"
            )
            with self._database.scanning() as cursor:
                found += cursor.execute(query, (entity, *some)).fetchall()
        for t, _, _, row, body in sorted(found):
            yield row, t, json.loads(body).get("f", {})


def _collections(writes: Iterator[_Write]) -> tuple[str, frozenset[int]]:
    """When the sheet was collected last, and the hybrid times of all its collections.

    Undo and redo write a moment again; only the first time it was written something came in.
    """
    moments: dict[str, int] = {}
    last = ""
    for _, t, fields in writes:
        if "collected_at" in fields:
            last = str(fields["collected_at"] or "")
            if last:
                moments.setdefault(last, t)
    return last, frozenset(moments.values())


def _batches(rows: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(rows), _MOST_AT_ONCE):
        yield rows[start : start + _MOST_AT_ONCE]


def _filled(row: dict[str, Any]) -> dict[str, object]:
    """The stored fields without those nobody has set."""
    profile = row.get("month_profile")
    if profile is not None:
        row["month_profile"] = json.loads(profile)
    return {name: value for name, value in row.items() if value is not None}

"""What people decided differently at the same time: read from the list of issues and the log."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from bpr_studio.adapters.db.op_rows import load_rows
from bpr_studio.adapters.db.people import People
from bpr_studio.adapters.db.settled import settled
from bpr_studio.domain.replication.clock import unix_ms
from bpr_studio.domain.replication.merge import merge_row
from bpr_studio.domain.replication.ops import ALIVE, DEL, NEW, canonical_json
from bpr_studio.domain.replication.seen import OneOf
from bpr_studio.services.conflict_views import Issue, IssueKind, StandingValue

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from bpr_studio.adapters.db.database import Database
    from bpr_studio.domain.replication.merge import Head, RowState
    from bpr_studio.domain.replication.ops import Op, OpId

    RowKey = tuple[str, str]

_SECTION_OF: Final = """
SELECT unit.id, coalesce(section.id, unit.id), coalesce(section.code, unit.code, ''),
       coalesce(section.name, unit.name, ''), coalesce(section.lft, unit.lft, 0)
FROM org_unit AS unit LEFT JOIN org_unit AS section ON section.id = unit.section_id
"""
_FLOWS: Final = """
SELECT id, coalesce(name, ''), coalesce(round_id, ''), coalesce(unit_id, '') FROM flow
"""
_SEVERAL_OF_SHEET: Final = """
SELECT issue."row", issue.field, issue.heads FROM merge_issue AS issue
CROSS JOIN work_item AS task ON task.id = issue."row"
WHERE issue.entity = 'work_item' AND issue.kind IN ('conflict', 'deleted_but_edited')
      AND task.round_id = ? AND task.unit_id = ?
"""
_SEVERAL_OF_FLOW: Final = """
SELECT issue."row", issue.field, issue.heads FROM merge_issue AS issue
CROSS JOIN flow_element AS element ON element.id = issue."row"
WHERE issue.entity = 'flow_element' AND issue.kind IN ('conflict', 'deleted_but_edited')
      AND element.flow_id = ?
"""
_BELOW: Final = "(SELECT id FROM org_unit WHERE section_id = :unit OR id = :unit)"
_OPEN: Final = f"""
SELECT (SELECT count(*) FROM merge_issue AS issue
        CROSS JOIN work_item AS task ON task.id = issue."row"
        WHERE issue.entity = 'work_item' AND task.round_id = :round AND task.unit_id IN {_BELOW})
     + (SELECT count(*) FROM merge_issue AS issue
        CROSS JOIN flow_element AS element ON element.id = issue."row"
        CROSS JOIN flow ON flow.id = element.flow_id
        WHERE issue.entity = 'flow_element' AND flow.round_id = :round
              AND flow.unit_id IN {_BELOW})
"""  # noqa: S608  # our own constants only
_TWICE: Final = """
SELECT round_id, unit_id, code, name, group_concat(id) FROM work_item
WHERE coalesce(code, '') <> '' AND coalesce(name, '') <> '' AND {some}
GROUP BY round_id, unit_id, code, name HAVING count(*) > 1
"""


class _Section(NamedTuple):
    """The section of a unit."""

    id: str = ""
    code: str = ""
    name: str = ""
    place: int = 0


class _Flow(NamedTuple):
    """What is told of a flow."""

    name: str = ""
    round_id: str = ""
    unit_id: str = ""


class ConflictQueriesInDatabase:
    """Implements `services.conflict_views.ConflictQueries`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def several_of_sheet(self, round_id: str, unit_id: str) -> dict[str, dict[str, OneOf]]:
        """By task and field all values, the shown one first."""
        return self._several(_SEVERAL_OF_SHEET, round_id, unit_id)

    def several_of_flow(self, flow_id: str) -> dict[str, dict[str, OneOf]]:
        """By row of an element and field all values, the shown one first."""
        return self._several(_SEVERAL_OF_FLOW, flow_id)

    def _several(self, query: str, *parameters: str) -> dict[str, dict[str, OneOf]]:
        found: dict[str, dict[str, OneOf]] = {}
        with self._database.scanning() as cursor:
            for row, field, heads in cursor.execute(query, parameters):
                values = tuple(value for _, _, value in json.loads(heads))
                found.setdefault(row, {})[field] = OneOf(values)
        return found

    def open_issues(self, round_id: str, unit_id: str) -> int:
        """How many are open in the rows of a section's sheet."""
        with self._database.scanning() as cursor:
            found = cursor.execute(_OPEN, {"round": round_id, "unit": unit_id})
            return int(found.fetchone()[0])

    def issue_count(self, section: str = "") -> int:
        """How many are open, without looking at them."""
        if section:
            return len(self.issues(section))
        with self._database.scanning() as cursor:
            return int(cursor.execute("SELECT count(*) FROM merge_issue").fetchone()[0])

    def issues(self, section: str = "") -> tuple[Issue, ...]:
        """Everything open, in the order of sections, rows and fields."""
        with self._database.scanning() as cursor:
            found = cursor.execute('SELECT DISTINCT entity, "row" FROM merge_issue')
            keys = {(str(entity), str(row)) for entity, row in found.fetchall()}
            return _Reader(cursor, self._database).issues(keys, section)

    def issues_of_rows(self, rows: Collection[RowKey]) -> tuple[Issue, ...]:
        """What is open in these rows."""
        with self._database.scanning() as cursor:
            return _Reader(cursor, self._database).issues(set(rows), "")

    def rows_made_twice(self, section: str = "") -> tuple[Issue, ...]:
        """Tasks of one section with the same class and name that were made on different PCs."""
        with self._database.scanning() as cursor:
            return tuple(_Reader(cursor, self._database).made_twice(section))


class _Reader:
    """Reads issues with one cursor; looks sections, flows and persons up once."""

    def __init__(self, cursor: sqlite3.Cursor, database: Database) -> None:
        self._cursor = cursor
        self._people = People(cursor, database.named)
        self._sections = {
            str(unit): _Section(*rest) for unit, *rest in cursor.execute(_SECTION_OF).fetchall()
        }
        self._flows = {str(row): _Flow(*rest) for row, *rest in cursor.execute(_FLOWS).fetchall()}

    def issues(self, keys: set[RowKey], section: str) -> tuple[Issue, ...]:
        found: list[tuple[int, Issue]] = []
        for (entity, row), ops in load_rows(self._cursor, keys).items():
            state = settled(entity, merge_row(ops))
            placed, place = self._placed(entity, row, state)
            if state.alive and section in {"", placed.unit_code}:
                found += [(place, issue) for issue in self._of_row(placed, state, ops)]
        found.sort(key=lambda one: (one[0], one[1].entity, one[1].name, one[1].row, one[1].field))
        return tuple(issue for _, issue in found)

    def _placed(self, entity: str, row: str, state: RowState) -> tuple[Issue, int]:
        """An issue of the row with nothing but its place, and where its section stands."""

        def text(name: str) -> str:
            value = state.value(name)
            return value if isinstance(value, str) else ""

        flow_id = row if entity == "flow" else text("flow_id")
        flow = self._flows.get(flow_id, _Flow())
        unit = text("unit_id") or flow.unit_id
        section = self._sections.get(unit, _Section(id=unit))
        placed = Issue(
            IssueKind.VALUES,
            entity,
            row,
            "",
            (),
            name=text("name"),
            round_id=text("round_id") or flow.round_id,
            unit_id=section.id,
            unit_code=section.code,
            unit_name=section.name,
            flow_id=flow_id,
            flow_name=flow.name,
            element_id=text("element_id"),
        )
        return placed, section.place

    def _of_row(self, placed: Issue, state: RowState, ops: Sequence[Op]) -> Iterator[Issue]:
        by_id = {op.id: op for op in ops}
        for field, heads in state.conflicts().items():
            values = tuple(self._value(head, field) for head in heads)
            base = _base(heads, field, by_id)
            yield replace(placed, field=field, standing=values, base=base)
        if state.deleted_but_edited:
            told = tuple(self._deleted_and_edited(state, by_id))
            yield replace(placed, kind=IssueKind.DELETED, standing=told)
        for field in _misfits(placed.entity, placed.row, state):
            if field not in state.conflicts():
                values = tuple(self._value(head, field) for head in state.heads[field])
                yield replace(placed, kind=IssueKind.MISFIT, field=field, standing=values)

    def _deleted_and_edited(
        self, state: RowState, by_id: Mapping[OpId, Op]
    ) -> Iterator[StandingValue]:
        """Who removed the row, then what the removal did not know of."""
        deletions = [head for head in state.heads.get(ALIVE, ()) if not head.value]
        for head in deletions:
            yield self._value(head, "", deleted=True)
        known = {
            (name, id_)
            for head in deletions
            for name, ids in by_id[head.id].seen.items()
            for id_ in ids
        }
        for name, heads in state.heads.items():
            if name != ALIVE:
                for head in heads:
                    if (name, head.id) not in known:
                        yield self._value(head, name)

    def _value(self, head: Head, field: str, *, deleted: bool = False) -> StandingValue:
        user, role = self._people.who(head.id.actor, head.t)
        at = datetime.fromtimestamp(unix_ms(head.t) / 1000, UTC).isoformat()
        value = None if deleted else head.value
        own = self._people.is_own_participant(head.id.actor)
        return StandingValue(head.id, value, user, role, at, field, deleted, own)

    def made_twice(self, section: str) -> Iterator[Issue]:
        wanted = sorted(unit for unit, of in self._sections.items() if of.code == section)
        some = f"unit_id IN ({','.join('?' * len(wanted))})" if section else "1"
        groups = self._cursor.execute(_TWICE.format(some=some), wanted if section else ())
        rows = [ids.split(",") for *_, ids in groups.fetchall()]
        keys = {("work_item", row) for ids in rows for row in ids}
        ops = load_rows(self._cursor, keys)
        for ids in rows:
            made = {row: _maker(ops["work_item", row]) for row in ids}
            first, *others = sorted(ids, key=lambda row: (made[row].t, row))
            for other in others:
                if made[other].id.actor != made[first].id.actor:
                    state = merge_row(ops["work_item", first])
                    placed, _ = self._placed("work_item", first, state)
                    told = tuple(self._made(made[row]) for row in (first, other))
                    yield replace(placed, kind=IssueKind.TWICE, standing=told, other=other)

    def _made(self, op: Op) -> StandingValue:
        user, role = self._people.who(op.id.actor, op.t)
        at = datetime.fromtimestamp(unix_ms(op.t) / 1000, UTC).isoformat()
        own = self._people.is_own_participant(op.id.actor)
        return StandingValue(op.id, None, user, role, at, own=own)


def _maker(ops: Sequence[Op]) -> Op:
    """The op that made a row."""
    return min((op for op in ops if op.kind == NEW), key=lambda op: (op.t, op.id), default=ops[0])


def _base(heads: Iterable[Head], field: str, by_id: Mapping[OpId, Op]) -> Any:
    """The value they came from, None where they came from different ones.

    Whoever did not name it saw it on the screen when another value was stored already.
    """
    seen = [by_id[head.id].seen.get(field, ()) for head in heads if head.id in by_id]
    values = [
        [by_id[id_].fields.get(field) for id_ in ids if id_ in by_id and by_id[id_].kind != DEL]
        for ids in seen
    ]
    named = [value for value in values if value]
    texts = {canonical_json(value[0]) if len(value) == 1 else "" for value in named}
    return named[0][0] if len(texts) == 1 and "" not in texts else None


def _misfits(entity: str, row: str, state: RowState) -> list[str]:
    from bpr_studio.adapters.db.projector import TABLES

    table = TABLES.get(entity)
    return table.record(row, state.values())[1] if table is not None else []

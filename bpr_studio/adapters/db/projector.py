"""From the merged state of rows to the tables people read: shown values, issues, roll-ups."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final

from sqlalchemy import REAL, Integer
from sqlmodel import SQLModel

from bpr_studio.adapters.db.settled import settled
from bpr_studio.adapters.db.sql import searchable
from bpr_studio.adapters.db.tables import SYNCED
from bpr_studio.domain.replication.ops import canonical_json
from bpr_studio.domain.shared.quantities import spread
from bpr_studio.domain.workload.figures import figures_hash

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from sqlalchemy import Column

    from bpr_studio.domain.replication.merge import Head, RowState

#: Staff categories in the order of the common format; `minutes_<key>` are fields of a work item.
STAFF_KEYS: Final = (
    "regular",
    "reemployed_full",
    "reemployed_short",
    "fixed_term",
    "fiscal_full",
    "fiscal_part",
    "dispatched",
    "contractor",
)


_DERIVING: Final = frozenset({"org_unit", "survey_sheet"})
"""Entities whose rows have columns worked out of the whole row, or of other rows."""
_ROLLED_UP: Final = ("year_minutes", "search_name", "figures_hash")
_WHOLE: Final = 2**53  # greater numbers are nobody's minutes, and JSON and SQL differ on them


class EntityTable:
    """How the rows of one entity are written to its table.

    The derived columns of a work item are written with the row, other derived columns later.
    """

    def __init__(self, entity: str, columns: Iterable[Column[object]]) -> None:
        own = [column for column in columns if "derived" not in column.info]
        rolled_up = _ROLLED_UP if entity == "work_item" else ()
        self.entity = entity
        self.fields = tuple(column.name for column in own if column.name != "id")
        self._columns = tuple((c.name, _converter(c)) for c in own if c.name != "id")
        self._converters = dict(self._columns)
        names = ("id", *self.fields, *rolled_up)
        quoted = ", ".join(f'"{name}"' for name in names)
        changed = ", ".join(f'"{name}"=excluded."{name}"' for name in names[1:])
        marks = ", ".join("?" * len(names))
        # Table and column names are our own constants; values go through parameters.
        self.upsert = (
            f'INSERT INTO "{entity}" ({quoted}) VALUES ({marks}) '  # noqa: S608  # see above
            f"ON CONFLICT (id) DO UPDATE SET {changed}"
        )
        self.delete = f'DELETE FROM "{entity}" WHERE id = ?'  # noqa: S608  # see above

    def record(self, row: str, values: Mapping[str, object]) -> tuple[list[object], list[str]]:
        """The table row of `values`, and the fields whose value the column cannot hold."""
        record: list[object] = [row]
        misfits: list[str] = []
        for name, convert in self._columns:
            value = values.get(name)
            if value is not None:
                value = convert(value)
                if value is None:
                    misfits.append(name)
            record.append(value)
        return record, misfits

    def update(
        self, row: str, values: Mapping[str, object], derived: Mapping[str, object] | None = None
    ) -> tuple[str, list[object]] | None:
        """The statement that writes only these fields and derived columns, with its values.

        None where there is nothing to write, or a value fits no column.
        """
        convert = self._converters
        record: list[object] = []
        names = sorted(values.keys() & convert.keys())
        for name in names:
            value = values[name]
            fitting = None if value is None else convert[name](value)
            if fitting is None and value is not None:
                return None
            record.append(fitting)
        if not names:
            return None
        for name, value in (derived or {}).items():
            names.append(name)
            record.append(value)
        changed = ", ".join(f'"{name}"=?' for name in names)
        statement = f'UPDATE "{self.entity}" SET {changed} WHERE id = ?'  # noqa: S608  # our own names
        return statement, [*record, row]


def _converter(column: Column[object]) -> Callable[[object], object]:
    """What makes a value fit the column; it gives None where that is impossible."""
    if column.info.get("json"):
        return canonical_json
    if isinstance(column.type, Integer):
        return _whole
    return _real if isinstance(column.type, REAL) else _text


def _whole(value: object) -> int | None:
    if not isinstance(value, int | float) or not -_WHOLE <= value <= _WHOLE:
        return None
    return int(value) if int(value) == value else None


def _real(value: object) -> float | None:
    if not isinstance(value, int | float) or not -_WHOLE <= value <= _WHOLE:
        return None
    return float(value)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


TABLES: Final = {
    table.name: EntityTable(table.name, table.columns)
    for table in (SQLModel.metadata.tables[str(row.__tablename__)] for row in SYNCED)
}


_MINUTES: Final = 9  # place of the yearly minutes in a row of `work_hours`


class Projector:
    """Writes the states of rows into the tables of one transaction.

    Call `write` for each row, then `finish` once.
    """

    def __init__(self, cursor: sqlite3.Cursor) -> None:
        self._cursor = cursor
        self._upserts: dict[str, list[list[object]]] = {}
        self._updates: dict[str, list[list[object]]] = {}
        self._deletes: dict[str, list[tuple[str]]] = {}
        self._issues: list[tuple[str, str, str, str, str]] = []
        self._written: list[tuple[str, str]] = []
        self._hours: list[tuple[str | int, ...]] = []
        self._spread_anew: list[tuple[str]] = []
        self._organisation = False

    def write(self, entity: str, row: str, state: RowState, *, fresh: bool) -> None:
        """Take the state of one row; `fresh` promises that no table mentions the row yet."""
        table = TABLES.get(entity)
        if table is None:
            return  # an entity of a newer program: its ops are kept, a later version shows them
        if not fresh:
            self._written.append((entity, row))
        if entity == "org_unit":
            self._organisation = True
        if not state.alive:
            self._deletes.setdefault(entity, []).append((row,))
            return
        state = settled(entity, state)
        values = state.values()
        record, misfits = table.record(row, values)
        self._upserts.setdefault(entity, []).append(record)
        self._note_issues(entity, row, state, misfits)
        if entity == "work_item":
            record.append(self._spread(record, state))
            record.append(searchable(values.get("name")))
            record.append(figures_hash(values, beside=_beside(state)))

    def rewrite(self, entity: str, row: str, state: RowState, names: frozenset[str] | None) -> None:
        """Take the state of a row whose tables are up to date but for these fields, None for all."""
        table, state = TABLES.get(entity), settled(entity, state)
        is_plain = names is not None and entity not in _DERIVING and not state.deleted_but_edited
        if table is not None and names is not None and is_plain and not state.conflicts():
            derived = _derived(state, names) if entity == "work_item" else None
            update = table.update(row, {name: state.value(name) for name in names}, derived)
            if update is not None and (entity, row) not in self._with_issues:
                statement, record = update
                self._updates.setdefault(statement, []).append(record)
                if derived is not None and not names & _SPREAD:
                    self._tag_hours(row, state, names & _TAGS.keys())
                elif derived is not None:
                    self._spread(table.record(row, state.values())[0], state)
                    self._spread_anew.append((row,))
                return
        self.write(entity, row, state, fresh=False)

    def _tag_hours(self, row: str, state: RowState, names: Collection[str]) -> None:
        """Take what the hours of a work item are sorted by; their minutes stay as they are."""
        if names:
            ordered = sorted(names)
            changed = ", ".join(f"{_TAGS[name]}=?" for name in ordered)
            statement = f"UPDATE work_hours SET {changed} WHERE item_id=?"  # noqa: S608  # our own names
            values = [state.value(name) or "" for name in ordered]
            self._updates.setdefault(statement, []).append([*values, row])

    def _spread(self, record: Sequence[object], state: RowState) -> int | None:
        """Take the hours of a work item; its minutes of a year, None where it has none."""
        hours = _hours_rows(record, state.value("month_profile"))
        self._hours.extend(hours)
        return _year_minutes(hours)

    @cached_property
    def _with_issues(self) -> set[tuple[str, str]]:
        """The rows with issues before this transaction; they are few."""
        found = self._cursor.execute('SELECT DISTINCT entity, "row" FROM merge_issue')
        return {(entity, row) for entity, row in found}

    @property
    def conflicts(self) -> int:
        """Number of fields with several values in the rows taken."""
        return sum(kind == "conflict" for *_, kind, _ in self._issues)

    def _note_issues(self, entity: str, row: str, state: RowState, misfits: list[str]) -> None:
        for field, heads in state.conflicts().items():
            self._issues.append((entity, row, field, "conflict", _heads_text(heads)))
        if state.deleted_but_edited:
            self._issues.append((entity, row, "", "deleted_but_edited", "[]"))
        for field in misfits:
            heads_text = _heads_text(state.heads.get(field, ()))
            self._issues.append((entity, row, field, "misfit", heads_text))

    def finish(self, cursor: sqlite3.Cursor | None = None) -> None:
        """Write everything taken, then the roll-ups that depend on it.

        Args:
            cursor: of the transaction that writes, where the rows were taken in an earlier one
                that only read; nobody has written to them since.
        """
        cursor = self._cursor = cursor or self._cursor
        noted = [key for key in self._written if key in self._with_issues]
        cursor.executemany('DELETE FROM merge_issue WHERE entity=? AND "row"=?', noted)
        for entity, ids in self._deletes.items():
            cursor.executemany(TABLES[entity].delete, ids)
        for entity, records in self._upserts.items():
            cursor.executemany(TABLES[entity].upsert, records)
        for statement, records in self._updates.items():
            cursor.executemany(statement, records)
        cursor.executemany("INSERT INTO merge_issue VALUES (?,?,?,?,?)", self._issues)
        self._finish_hours()
        if self._organisation:
            number_organisation(cursor)

    def _finish_hours(self) -> None:
        changed = [(row,) for entity, row in self._written if entity == "work_item"]
        changed += self._spread_anew
        self._cursor.executemany("DELETE FROM work_hours WHERE item_id=?", changed)
        marks = ", ".join("?" * 22)
        self._cursor.executemany(f"INSERT INTO work_hours VALUES ({marks})", self._hours)  # noqa: S608  # only marks


def _year_minutes(hours: Sequence[tuple[str | int, ...]]) -> int | None:
    return sum(int(minutes[_MINUTES]) for minutes in hours) if hours else None


def _derived(state: RowState, names: frozenset[str]) -> dict[str, object]:
    """The derived columns of a work item that may differ when these of its fields do."""
    values = state.values()
    found: dict[str, object] = {"figures_hash": figures_hash(values)}
    if "name" in names:
        found["search_name"] = searchable(values.get("name"))
    if names & _MINUTE_FIELDS:
        record, _ = TABLES["work_item"].record("", values)
        found["year_minutes"] = _year_minutes(_hours_rows(record, None))
    return found


def _beside(state: RowState) -> dict[str, tuple[object, ...]]:
    """The fields with several values, with all of them."""
    conflicts = state.conflicts()
    return {name: tuple(head.value for head in heads) for name, heads in conflicts.items()}


def _heads_text(heads: Iterable[Head]) -> str:
    return canonical_json([[list(head.id), head.t, head.value] for head in heads])


_PLACES: Final = {name: place for place, name in enumerate(TABLES["work_item"].fields, 1)}
_TAGS: Final = {"code": "code", "core_tag": "core", "medium": "medium", "nature": "nature"}
"""Fields that its hours by month are sorted by, with their columns there."""
_COMMON: Final = tuple(_PLACES[name] for name in _TAGS)
_MINUTE_FIELDS: Final = frozenset(f"minutes_{staff}" for staff in STAFF_KEYS)
_SPREAD: Final = _MINUTE_FIELDS | {"round_id", "unit_id", "month_profile"}
"""Fields of a work item that make other rows of hours."""
_STAFF: Final = tuple((staff, _PLACES[f"minutes_{staff}"]) for staff in STAFF_KEYS)


def _hours_rows(item: Sequence[object], profile: object) -> list[tuple[str | int, ...]]:
    """The `work_hours` rows of a work item, its minutes spread over the months.

    A missing or unusable month profile spreads evenly; the missing profile itself is a
    finding of the checks, the yearly sum is exact either way.
    """
    weights = _weights(profile)
    common = tuple(str(item[place] or "") for place in _COMMON)
    round_id, unit_id = (str(item[_PLACES[name]] or "") for name in ("round_id", "unit_id"))
    where = (round_id, unit_id, str(item[0]))
    rows: list[tuple[str | int, ...]] = []
    for staff, place in _STAFF:
        minutes = item[place]
        if isinstance(minutes, int) and minutes > 0:
            first = 0 if rows else 1
            rows.append((*where, staff, *common, first, minutes, *spread(minutes, weights)))
    return rows


def _weights(profile: object) -> list[int]:
    if isinstance(profile, list | tuple) and len(profile) == 12:
        usable = all(isinstance(weight, int) and 0 <= weight <= _WHOLE for weight in profile)
        if usable and any(profile):
            return list(profile)
    return [1] * 12


def number_organisation(cursor: sqlite3.Cursor) -> None:
    """Derive nested-set numbers, ancestors and path of every unit of every year.

    Units whose parent is unknown or part of a cycle stand at the top of their year, so that
    no unit and none of its hours can disappear; the check of the organisation reports them.
    """
    units: dict[str, tuple[int, str, str | None, str, str]] = {}
    for row, year, name, level, parent, sort, code in cursor.execute(
        "SELECT id, coalesce(fiscal_year,0), coalesce(name,''), coalesce(level,''), parent_id,"
        " coalesce(sort_key,0), coalesce(code,'') FROM org_unit ORDER BY id"
    ):
        units[row] = (year, f"{sort:09}{code}{row}", parent, name, level)
    children: dict[str | None, list[str]] = {}
    for row, (year, _, parent, _, _) in units.items():
        known = parent in units and units[parent][0] == year
        children.setdefault(parent if known else None, []).append(row)
    for siblings in children.values():
        siblings.sort(key=lambda row: (units[row][0], units[row][1]))
    numbered = _walk(units, children)
    cursor.executemany(
        "UPDATE org_unit SET lft=?, rgt=?, bureau_id=?, division_id=?, section_id=?, path=?"
        " WHERE id=?",
        numbered,
    )


def _walk(
    units: Mapping[str, tuple[int, str, str | None, str, str]],
    children: Mapping[str | None, list[str]],
) -> list[tuple[object, ...]]:
    numbered: dict[str, list[object]] = {}
    counter = 0
    tops = list(children.get(None, ()))
    reached: set[str] = set()
    pending = [*tops, *(row for row in units)]  # the latter catches members of cycles
    for top in pending:
        if top in reached:
            continue
        stack: list[tuple[str, bool, tuple[str | None, str | None, str | None, str]]] = [
            (top, False, (None, None, None, ""))
        ]
        while stack:
            row, leaving, above = stack.pop()
            counter += 1
            if leaving:
                numbered[row][1] = counter
                continue
            if row in reached:
                continue
            reached.add(row)
            here = _ancestors(row, units[row], above)
            numbered[row] = [counter, 0, *here, row]
            stack.append((row, True, above))
            stack.extend((child, False, here) for child in reversed(children.get(row, [])))
    return [tuple(values) for values in numbered.values()]


def _ancestors(
    row: str,
    unit: tuple[int, str, str | None, str, str],
    above: tuple[str | None, str | None, str | None, str],
) -> tuple[str | None, str | None, str | None, str]:
    bureau, division, section, path = above
    name, level = unit[3], unit[4]
    if level in {"bureau", "ward"}:
        bureau = row
    elif level == "division":
        division = row
    elif level == "section":
        section = row
    return bureau, division, section, f"{path} › {name}" if path else name

"""Whose data a row is, asked of the log: for sealing own ops and for judging those of others."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from bpr_studio.adapters.db.op_rows import load_rows
from bpr_studio.domain.organisation.units import UnitLevel
from bpr_studio.domain.replication.merge import merge_row
from bpr_studio.domain.replication.ops import decode_body
from bpr_studio.services.sync.scopes import UnitPast, scope_of, section_codes

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator

    from bpr_studio.adapters.db.op_rows import RowKey

_MOST: Final = 200_000  # scopes of rows remembered
_CHUNK: Final = 500  # row ids per query, below SQLite's limit on parameters


class LogLookup:
    """What the log knows about rows; implements `rights.RightsLookup`.

    The scope a row got is remembered, since it never changes; what is not known is asked again.
    """

    def __init__(self, cursor: sqlite3.Cursor) -> None:
        """Ask through a reading cursor without a transaction, so that every answer is of now."""
        self._cursor = cursor
        self._scopes: dict[RowKey, str] = {}
        self._past = functools.cache(self._read_past)
        self._codes = functools.cache(self._read_codes)

    def forget_units(self) -> None:
        """The organisation may have changed."""
        self._past.cache_clear()
        self._codes.cache_clear()

    def row_scope(self, entity: str, row: str) -> str:
        """Scope of the op that made a row, "" where no such op is here."""
        known = self._scopes.get((entity, row))
        if known is not None:
            return known
        found = self._cursor.execute(
            "SELECT scope FROM op WHERE entity=? AND \"row\"=? AND kind='new' AND scope<>''"
            " ORDER BY t, actor, n, tag LIMIT 1",
            (entity, row),
        ).fetchone()
        if found is None:
            return ""
        if len(self._scopes) >= _MOST:
            self._scopes.clear()
        self._scopes[entity, row] = str(found[0])
        return str(found[0])

    def read_ahead(self, keys: Iterable[RowKey]) -> None:
        """Ask for the scopes of many rows at once, which will be asked for one by one."""
        by_entity: dict[str, list[str]] = {}
        for entity, row in {key for key in keys if key not in self._scopes}:
            by_entity.setdefault(entity, []).append(row)
        for entity, rows in by_entity.items():
            for start in range(0, len(rows), _CHUNK):
                part = rows[start : start + _CHUNK]
                marks = ",".join("?" * len(part))
                found = self._cursor.execute(
                    f'SELECT "row", scope FROM op WHERE entity=? AND "row" IN ({marks})'  # noqa: S608  # only marks
                    " AND kind='new' AND scope<>'' ORDER BY t DESC, actor DESC, n DESC, tag DESC",
                    (entity, *part),
                )
                self._scopes.update(((entity, str(row)), str(scope)) for row, scope in found)

    def section_codes(self, unit_id: str) -> frozenset[str]:
        """Codes of all sections a unit belongs to or ever belonged to."""
        return self._codes(unit_id)

    def _read_codes(self, unit_id: str) -> frozenset[str]:
        return section_codes(unit_id, self._past)

    def _read_past(self, unit_id: str) -> UnitPast | None:
        ops = load_rows(self._cursor, {("org_unit", unit_id)})["org_unit", unit_id]
        if not ops:
            return None
        values = {
            name: frozenset(
                value for op in ops if isinstance(value := op.fields.get(name), str) and value
            )
            for name in ("code", "level", "parent_id")
        }
        return UnitPast(values["code"], values["level"], values["parent_id"])


class _Fields(Mapping[str, object]):
    """The fields of an op, read when somebody asks for one."""

    def __init__(self, body: str) -> None:
        self._body = body

    @functools.cached_property
    def _read(self) -> dict[str, object]:
        return decode_body(self._body)[0]

    def __getitem__(self, name: str) -> object:
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._read)

    def __len__(self) -> int:
        return len(self._read)


class OwnLookup:
    """The same for own ops that are not sealed yet; implements `scopes.ScopeLookup`.

    The scope of a row that an unsealed own op makes is that of this op.
    """

    def __init__(self, cursor: sqlite3.Cursor, log: LogLookup, home: str) -> None:
        """Ask for the ops of one plan.

        Args:
            cursor: reads the log.
            log: what sealed ops say.
            home: scope of this PC.
        """
        self._cursor = cursor
        self._log = log
        self._home = home
        self._made: dict[RowKey, str] = {}
        self._edited: dict[RowKey, str] = {}
        self._asked: set[RowKey] = set()
        self.section_code = functools.cache(self._read_section_code)
        self.flow_unit = functools.cache(self._read_flow_unit)

    @property
    def home(self) -> str:
        """Scope of this PC: that of its section, `org` in the DX office."""
        return self._home

    def of_new(self, entity: str, row: str, body: str) -> str:
        """The scope of an unsealed op that makes a row; asked in the order of ops."""
        self._asked.add((entity, row))  # this is the op that tells
        scope = scope_of(entity, row, decode_body(body)[0], self)
        self._made.setdefault((entity, row), scope)
        return scope

    def of_edit(self, entity: str, row: str, body: str) -> str:
        """The scope of any other unsealed op."""
        scope = scope_of(entity, row, _Fields(body), self)
        self._edited.setdefault((entity, row), scope)
        return scope

    def seen_scope(self, entity: str, row: str) -> str:
        """Scope of the first op of any kind that is here for a row, "" where there is none."""
        found = self._cursor.execute(
            "SELECT scope FROM op WHERE entity=? AND \"row\"=? AND scope<>''"
            " ORDER BY t, actor, n, tag LIMIT 1",
            (entity, row),
        ).fetchone()
        return self._edited.get((entity, row), "") if found is None else str(found[0])

    def row_scope(self, entity: str, row: str) -> str:
        """Scope a row got with the op that made it, "" where no such op is here."""
        return (
            self._log.row_scope(entity, row)
            or self._made.get((entity, row), "")
            or self._unsealed_scope(entity, row)
        )

    def _unsealed_scope(self, entity: str, row: str) -> str:
        """The scope the unsealed op that made a row will get; it may stand further on, or be held."""
        if (entity, row) in self._asked:
            return ""
        found = self._cursor.execute(
            "SELECT body FROM op WHERE entity=? AND \"row\"=? AND kind='new'"
            " ORDER BY t, actor, n, tag LIMIT 1",
            (entity, row),
        ).fetchone()
        return "" if found is None else self.of_new(entity, row, found[0])

    def _read_section_code(self, unit_id: str) -> str:
        seen: set[str] = set()
        while unit_id and unit_id not in seen:
            seen.add(unit_id)
            unit = self._values("org_unit", unit_id)
            if unit.get("level") == UnitLevel.SECTION:
                return str(unit.get("code") or "")
            unit_id = str(unit.get("parent_id") or "")
        return ""

    def _read_flow_unit(self, flow_id: str) -> str:
        return str(self._values("flow", flow_id).get("unit_id") or "")

    def _values(self, entity: str, row: str) -> Mapping[str, object]:
        """The values of a row, also of a deleted one."""
        return merge_row(load_rows(self._cursor, {(entity, row)})[entity, row]).values()

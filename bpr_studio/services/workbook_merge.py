"""Merging a returned workbook into what the program holds meanwhile.

What the form was filled with when it was handed out tells who changed a cell (the base). A form
collected before changes the base: what an earlier copy brought is no edit of somebody else, as
long as the newer copy goes on from it. Where nobody can know, a person decides.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Protocol, TypeAlias

from bpr_studio.domain.replication.changes import DeleteRow, PutRow, SetFields
from bpr_studio.domain.shared.ids import planned_id
from bpr_studio.domain.workload.form import ADDED_SLOT
from bpr_studio.domain.workload.merging import (
    UNKNOWN,
    WHOLE_LINE,
    PlainFields,
    Side,
    Unknown,
    merge_lines,
    plain_fields,
)
from bpr_studio.domain.workload.row_order import sort_keys
from bpr_studio.domain.workload.sheet import consequences
from bpr_studio.domain.workload.survey_format import MONTH_FIELD
from bpr_studio.services.earlier_copies import replaced_base

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from bpr_studio.domain.replication.changes import Change
    from bpr_studio.domain.workload.form import FormReading
    from bpr_studio.domain.workload.merging import CellKey, Fields, Merged
    from bpr_studio.services.earlier_copies import CellOrigins
    from bpr_studio.services.views import UnitLine

_ROW_ID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class OnConflict(StrEnum):
    """What becomes of cells that were changed in the workbook and in the program."""

    REPORT = "report"  # the program's value stays, the cell is told about each time
    OURS = "ours"  # the program's value stays, and that settles it
    THEIRS = "theirs"  # the workbook's value is taken


class WorkbookQueries(Protocol):
    """What merging asks beyond the tasks themselves."""

    def cell_origins(self, round_id: str, unit_id: str) -> CellOrigins:
        """How the values of a section's tasks came about."""

    def ever_known(self, items: Collection[str]) -> frozenset[str]:
        """Those of the tasks that were here at some time, deleted ones included."""


ConflictKey: TypeAlias = "tuple[str, str, str, str, str]"
"""Section, line, field, and both values as they were looked at."""


@dataclass(frozen=True, slots=True)
class WorkbookConflict:
    """A cell or line that was changed in a returned workbook and in the program, differently.

    Attributes:
        file: the workbook.
        unit_id: section it is from.
        unit_name: name of the section.
        line: key of the line.
        row: row of the sheet, 0 where the workbook does not have the line.
        name: name of the task.
        field: stored field, "" where one side removed the line the other one changed.
        base: value when handed out; `UNKNOWN` where the file does not say.
        theirs: value in the workbook; the fields of a whole line, None where it is removed.
        ours: value in the program, likewise.
        side: whose value holds, None while nobody has decided (the program's stays).
    """

    file: str
    unit_id: str
    unit_name: str
    line: str
    row: int
    name: str
    field: str
    base: object
    theirs: object
    ours: object
    side: Side | None = None

    @property
    def key(self) -> ConflictKey:
        """What a decision is kept under; other values need another decision."""
        return self.unit_id, self.line, self.field, repr(self.theirs), repr(self.ours)


@dataclass(frozen=True, slots=True)
class MergePolicy:
    """How conflicts are settled.

    Attributes:
        on_conflict: what becomes of those nobody decided.
        decisions: who wins the others.
    """

    on_conflict: OnConflict = OnConflict.REPORT
    decisions: Mapping[ConflictKey, Side] | None = None

    def side(self, conflict: WorkbookConflict) -> Side | None:
        """Whose value holds, None while that is open."""
        decided = (self.decisions or {}).get(conflict.key)
        if decided is not None or self.on_conflict is OnConflict.REPORT:
            return decided
        return Side(self.on_conflict.value)


@dataclass(frozen=True, slots=True)
class WorkbookMerge:
    """What a workbook brings.

    Attributes:
        changes: what is to be written.
        conflicts: every conflict and how it was settled.
        added: lines that are new.
        changed: lines that get other values.
        removed: lines that go.
        kept: cells and lines changed in the program only, which stay.
        replaced: cells of an earlier copy that this newer copy says otherwise.
    """

    changes: tuple[Change, ...]
    conflicts: tuple[WorkbookConflict, ...]
    added: int
    changed: int
    removed: int
    kept: int
    replaced: int

    @property
    def open_conflicts(self) -> int:
        """Conflicts nobody has decided."""
        return sum(1 for conflict in self.conflicts if conflict.side is None)

    def brought(self, round_id: str) -> dict[str, dict[str, object]]:
        """By row id what the workbook would store; what somebody may still decide is included."""
        found: dict[str, dict[str, object]] = {}
        for conflict in self.conflicts:
            if conflict.side is None and conflict.theirs is not None:
                said = conflict.theirs if conflict.field == WHOLE_LINE else None
                fields = said if isinstance(said, dict) else {conflict.field: conflict.theirs}
                row = row_of_line(round_id, conflict.unit_id, conflict.line)
                found.setdefault(row, {}).update(fields)
        for change in self.changes:
            if isinstance(change, PutRow | SetFields):
                found.setdefault(change.row, {}).update(change.fields)
        return found


def line_key(round_id: str, unit_id: str, item: str, fields: Fields) -> str:
    """The key a stored task has in workbooks: its slot where that names it, else its id."""
    slot = str(fields.get("slot") or "")
    return slot if slot and planned_id("work_item", round_id, unit_id, slot) == item else item


@lru_cache(maxsize=2_048)  # the lines of the form in hand are asked for several times
def row_of_line(round_id: str, unit_id: str, line: str) -> str:
    """The row id of a line of a workbook."""
    return line if _ROW_ID.fullmatch(line) else planned_id("work_item", round_id, unit_id, line)


def merge_workbook(  # noqa: PLR0913, PLR0917  # whose workbook, what it says, what we have, who wins
    file: str,
    round_id: str,
    unit: UnitLine,
    reading: FormReading,
    stored: Mapping[str, Fields],
    queries: WorkbookQueries,
    policy: MergePolicy,
) -> WorkbookMerge:
    """Merge one workbook; nothing is written.

    Args:
        file: its name.
        round_id: the survey round.
        unit: the section it is from.
        reading: what it says.
        stored: the section's tasks now, by row id in sheet order.
        queries: asked only where it matters who changed a cell, or whether a line was here.
        policy: how conflicts are settled.
    """
    sheet = _Sheet(round_id, unit, reading, stored)
    sheet.forget_unknown_lines(queries)
    earlier = replaced_base(sheet, lambda: queries.cell_origins(round_id, unit.id))
    merged = sheet.merged(earlier, {})
    conflicts = tuple(sheet.told(merged, file, policy))
    if any(conflict.side is Side.THEIRS for conflict in conflicts):
        choices = {(c.line, c.field): c.side for c in conflicts if c.side is not None}
        merged = sheet.merged(earlier, choices)
    return sheet.outcome(merged, conflicts, earlier)


class _Sheet:
    """One section while its workbook is merged."""

    def __init__(
        self, round_id: str, unit: UnitLine, reading: FormReading, stored: Mapping[str, Fields]
    ) -> None:
        self.reading = reading
        self.fields = reading.fields
        self._round_id = round_id
        self._unit = unit
        keyed = ((line_key(round_id, unit.id, item, f), item, f) for item, f in stored.items())
        listed = list(keyed)
        self.items = {line: item for line, item, _ in listed}
        self.stored = {line: fields for line, _, fields in listed}
        self.theirs = {row.slot: PlainFields(row.values) for row in reading.rows}
        self._rows = {row.slot: row for row in reading.rows}
        silent = self._silent()
        self.ours = {line: f for line, f in self.stored.items() if line not in silent}
        self.base = self._base(silent)
        self.fresh: set[str] = set()

    def _silent(self) -> set[str]:
        """Lines about which the workbook says nothing; they stay as they are."""
        reading = self.reading
        silent = set(reading.refused_slots)
        told = self.theirs.keys() | set(reading.empty_slots) | silent
        gone = [line for line in self.stored if line not in told]
        added_refused = any(line.startswith(ADDED_SLOT) for line in reading.refused_slots)
        for line in gone:
            added = line.startswith(ADDED_SLOT)
            if (added and added_refused) or (reading.base is None and not added):
                silent.add(line)
        self.gone = {line for line in gone if line not in silent}
        return silent

    def _base(self, silent: set[str]) -> dict[str, Fields | Unknown]:
        """As handed out; a line that vanished from the sheet may or may not have been removed."""
        rows = self._rows
        return {
            line: UNKNOWN
            if line in self.gone
            else self.theirs[line]  # the reader says by the same values that nothing changed
            if line in rows and rows[line].values is fields
            else fields
            for line, fields in (self.reading.base or {}).items()
            if line not in silent
        }

    def forget_unknown_lines(self, queries: WorkbookQueries) -> None:
        """A line that never was in this workspace was not removed from it: it is new here."""
        lines = dict.fromkeys((*self.base, *self.theirs))
        absent = {self._item(line): line for line in lines if line not in self.stored}
        known = queries.ever_known(absent) if absent else frozenset[str]()
        self.fresh = {line for item, line in absent.items() if item not in known}
        for line in self.fresh:
            self.base.pop(line, None)

    def merged(
        self, base: Mapping[str, Fields | Unknown], choices: Mapping[CellKey, Side]
    ) -> Merged:
        """The merge over an effective base."""
        return merge_lines(base, self.theirs, self.ours, self.fields, choices=choices)

    def told(self, merged: Merged, file: str, policy: MergePolicy) -> Iterator[WorkbookConflict]:
        """The conflicts with everything a person needs to decide them."""
        for conflict in merged.conflicts:
            line = conflict.line
            row = self._rows.get(line)
            name = (self.stored.get(line) or self.theirs.get(line) or {}).get("name")
            told = WorkbookConflict(
                file=file,
                unit_id=self._unit.id,
                unit_name=self._unit.name,
                line=line,
                row=row.sheet_row if row else 0,
                name=str(name or ""),
                field=conflict.field,
                base=conflict.base,
                theirs=conflict.theirs,
                ours=conflict.ours,
            )
            side = policy.side(told)
            yield replace(told, side=side)

    def outcome(
        self,
        merged: Merged,
        conflicts: tuple[WorkbookConflict, ...],
        base: Mapping[str, Fields | Unknown],
    ) -> WorkbookMerge:
        """What is to be written, and how much that is."""
        added = [line for line in merged.lines if line not in self.ours]
        removed = [line for line in self.ours if line not in merged.lines]
        keys = self._sort_keys(added)
        changes: list[Change] = []
        changed = 0
        for line, fields in merged.lines.items():
            if line in self.ours:
                edit = self._edit(line, fields)
                changed += any(name in self.fields for name in edit)
            else:
                edit = self._new(line, fields)
            if line in keys:
                edit["sort_key"] = keys[line]
            if edit:
                kind = SetFields if line in self.ours else PutRow
                changes.append(kind("work_item", self._item(line), edit, self._shown(line, edit)))
        moved = (line for line in keys if line in self.stored and line not in self.ours)
        changes += [
            SetFields("work_item", self._item(line), {"sort_key": keys[line]}) for line in moved
        ]
        changes += [
            DeleteRow("work_item", self._item(line), self._shown(line, self.fields))
            for line in removed
        ]
        return WorkbookMerge(
            changes=tuple(changes),
            conflicts=conflicts,
            added=len(added),
            changed=changed,
            removed=len(removed),
            kept=len(merged.kept),
            replaced=self._replaced(merged, base),
        )

    def _shown(self, line: str, names: Iterable[str]) -> Fields | None:
        """What the merge was decided by; what came meanwhile is not overwritten."""
        stored = self.stored.get(line)
        if stored is None:
            return None
        return {name: stored.get(name) for name in names if name != "sort_key"}

    def _item(self, line: str) -> str:
        return self.items.get(line) or row_of_line(self._round_id, self._unit.id, line)

    def _edit(self, line: str, fields: Fields) -> dict[str, object]:
        """The fields of a stored line that get another value, with what follows from that."""
        stored = self.ours[line]
        before = plain_fields(stored, self.fields)
        if fields == before:
            edit: dict[str, object] = {}
        else:
            names = (name for name in self.fields if fields.get(name) != before.get(name))
            edit = {name: _storable(fields.get(name)) for name in names}
        also = consequences(stored, edit)
        if line in self.theirs and stored.get("carry") == "to_confirm":
            also.setdefault("carry", "confirmed")
        return {**edit, **also}

    def _new(self, line: str, fields: Fields) -> dict[str, object]:
        # A line that was here before gets its empty cells emptied, too.
        new: dict[str, object] = {} if line in self.fresh else dict.fromkeys(self.fields)
        new.update(fields)
        if MONTH_FIELD in fields:
            new[MONTH_FIELD] = _storable(fields[MONTH_FIELD])
        new.update(round_id=self._round_id, unit_id=self._unit.id, slot=line)
        return new

    def _sort_keys(self, added: list[str]) -> dict[str, int]:
        """The places of added lines: each behind the line above it in the workbook."""
        order = list(self.stored)
        places: dict[str, int] = {line: place for place, line in enumerate(order)}
        new = set(added)
        after: dict[int, list[str]] = {}
        last = -1
        for row in self.reading.rows:
            last = max(last, places.get(row.slot, -1))
            if row.slot in new:
                after.setdefault(last, []).append(row.slot)
        rest = [line for line in added if line not in self._rows]
        wanted = [*after.get(-1, [])]
        for place, line in enumerate(order):
            wanted += [line, *after.get(place, [])]
        wanted += rest
        keys = {line: int(str(fields.get("sort_key") or 0)) for line, fields in self.stored.items()}
        return sort_keys(wanted, keys, new) if new else {}

    def _replaced(self, merged: Merged, base: Mapping[str, Fields | Unknown]) -> int:
        """Cells taken that an earlier copy had brought."""
        handed_out = self.reading.base
        if handed_out is None or base is self.base:
            return 0
        return sum(
            1
            for line, field in merged.taken
            if line in self.ours
            and _value(base.get(line), field) != _value(self.base.get(line), field)
        )


def _storable(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def _value(line: Fields | Unknown | None, field: str) -> object:
    if line is None or isinstance(line, Unknown):
        return line
    return line if field == WHOLE_LINE else line.get(field)

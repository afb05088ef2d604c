"""What the lines of a sheet mean for the ledger: new, changed, unchanged, or in doubt.

A line is the procedure with its number, or else the one with its name in its section. Nothing is
deleted, and an empty cell leaves what the ledger says.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from bpr_studio.domain.procedures.layout import EXTRA, empty_value
from bpr_studio.domain.shared.ids import planned_id
from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.cell_rules import squeezed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from bpr_studio.domain.procedures.procedure import Procedure

_ENTITY: Final = "procedure"


class LineState(StrEnum):
    """What a line means for the ledger."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    CONFLICT = "conflict"  # a person must look; never taken over by itself


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field that would change."""

    key: str
    before: object
    after: object


@dataclass(frozen=True, slots=True)
class ReadLine:
    """A line as it was read, with its section found.

    Attributes:
        unit_id: section, "" where the sheet says none.
        values: stored values by field.
        blank: fields whose cell is empty.
    """

    sheet: str
    row: int
    unit_id: str
    values: Mapping[str, Any]
    blank: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ImportLine:
    """A line with what would become of it.

    Attributes:
        target: row id of the procedure it makes or changes; "" where that cannot be said.
        changes: the fields that would change; of a new line all of them.
        kept: fields the ledger keeps, since the sheet says nothing there.
        reason: why it is in doubt, "" for nothing.
    """

    line: ReadLine
    state: LineState
    target: str
    changes: tuple[FieldChange, ...]
    kept: int = 0
    reason: str = ""

    @property
    def name(self) -> str:
        """Name of the procedure."""
        return str(self.line.values["name"])

    @property
    def fields(self) -> dict[str, object]:
        """What would be written."""
        return {change.key: change.after for change in self.changes}


def compared(lines: Iterable[ReadLine], known: Sequence[Procedure]) -> tuple[ImportLine, ...]:
    """Hold the lines of a sheet against the ledger, in their order."""
    return tuple(_Comparison(known).run(lines))


class _Comparison:
    """The ledger, looked up by number and by name."""

    def __init__(self, known: Sequence[Procedure]) -> None:
        self._numbers: dict[str, list[Procedure]] = {}
        self._names: dict[str, list[Procedure]] = {}
        self._ids = {procedure.id for procedure in known}
        self._done: dict[str, int] = {}
        for procedure in known:
            if procedure.number:
                self._numbers.setdefault(squeezed(procedure.number), []).append(procedure)
            self._names.setdefault(squeezed(procedure.name), []).append(procedure)

    def run(self, lines: Iterable[ReadLine]) -> Iterator[ImportLine]:
        """Compare each line."""
        for line in lines:
            found, reason = self._match(line)
            made = self._against(line, found, reason) if found else self._new(line, reason)
            if made.target and made.target in self._done:
                reason = tr(
                    "The same procedure stands in row {row} already.", row=self._done[made.target]
                )
                yield ImportLine(line, LineState.CONFLICT, "", (), reason=reason)
                continue
            if made.target:
                self._done[made.target] = line.row
            yield made

    def _match(self, line: ReadLine) -> tuple[Procedure | None, str]:
        """The procedure a line is, and why that is in doubt."""
        name, number = squeezed(str(line.values["name"])), str(line.values.get("number", ""))
        by_number = _of_unit(self._numbers.get(squeezed(number), ()) if number else (), line)
        same = [procedure for procedure in by_number if squeezed(procedure.name) == name]
        if same:
            return same[0], ""
        if by_number:
            reason = tr(
                "The number {number} belongs to “{name}” in the ledger.",
                number=number,
                name=by_number[0].name,
            )
            return by_number[0], reason
        return self._by_name(line, name, number)

    def _by_name(self, line: ReadLine, name: str, number: str) -> tuple[Procedure | None, str]:
        by_name = _of_unit(self._names.get(name, ()), line)
        if not by_name:
            return None, ""
        if len(by_name) > 1:
            numbers = tr(", ").join(p.number or "–" for p in by_name)
            return None, tr("The ledger has several of this name: {numbers}.", numbers=numbers)
        found = by_name[0]
        if number and found.number:
            reason = tr("The ledger has this name under the number {number}.", number=found.number)
            return found, reason
        return found, ""

    def _new(self, line: ReadLine, reason: str) -> ImportLine:
        if reason:
            return ImportLine(line, LineState.CONFLICT, "", (), reason=reason)
        values = dict(line.values)
        if line.unit_id:
            values["unit_id"] = line.unit_id
        changes = tuple(FieldChange(key, empty_value(key), value) for key, value in values.items())
        return ImportLine(line, LineState.ADDED, self._row_of(line), changes)

    def _row_of(self, line: ReadLine) -> str:
        """The same row on every PC that imports the same line."""
        number = str(line.values.get("number", ""))
        key = (number, line.unit_id, squeezed(str(line.values["name"])))
        row, turn = str(planned_id(_ENTITY, *key)), 1
        while row in self._ids:  # the row of a line that was renamed since
            turn += 1
            row = str(planned_id(_ENTITY, *key, turn))
        return row

    def _against(self, line: ReadLine, found: Procedure, reason: str) -> ImportLine:
        values = dict(line.values)
        if line.unit_id:
            values["unit_id"] = line.unit_id
        if EXTRA in values:
            values[EXTRA] = {**found.extra, **values[EXTRA]}
        changes = tuple(
            FieldChange(key, getattr(found, key), value)
            for key, value in values.items()
            if getattr(found, key) != value
        )
        kept = sum(getattr(found, key, None) not in (None, "", {}) for key in line.blank - {EXTRA})
        state = LineState.CHANGED if changes else LineState.UNCHANGED
        state = LineState.CONFLICT if reason and changes else state
        return ImportLine(line, state, found.id, changes, kept, reason)


def _of_unit(found: Iterable[Procedure], line: ReadLine) -> list[Procedure]:
    """Those that may be meant: of the line's section, or of none; all where the line says none."""
    procedures = list(found)
    if not line.unit_id:
        return procedures
    own = [procedure for procedure in procedures if procedure.unit_id == line.unit_id]
    return own or [procedure for procedure in procedures if not procedure.unit_id]

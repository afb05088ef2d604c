"""Three-way merge of the lines of a survey sheet: as handed out, as returned, as they are now.

Changed only in the workbook: taken. Changed only in the program: kept. Changed alike: nothing to
do. Changed differently, or edited on one side and deleted on the other: a conflict, which a
person decides cell by cell; until then one side, usually ours, stays.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import TYPE_CHECKING, Final, TypeAlias

from bpr_studio.domain.workload.cell_rules import clean_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Fields: TypeAlias = "Mapping[str, object]"
"""The filled cells of a line by stored field; what is empty is absent."""


class PlainFields(dict[str, object]):
    """Fields that already are as both sides are compared, such as those a form was read with."""


CellKey: TypeAlias = "tuple[str, str]"
"""Line and field; the field is `WHOLE_LINE` where it is about the existence of the line."""

WHOLE_LINE: Final = ""


class Unknown(Enum):
    """Stands for a value or line of which nobody knows what it was when handed out."""

    UNKNOWN = "unknown"


UNKNOWN: Final = Unknown.UNKNOWN

Base: TypeAlias = "Mapping[str, Fields | Unknown]"
"""Lines as handed out; a line, or a value of one, may be `UNKNOWN`."""


class Side(StrEnum):
    """Whose value holds."""

    OURS = "ours"  # as it is in the program
    THEIRS = "theirs"  # as it is in the workbook


@dataclass(frozen=True, slots=True)
class Conflict:
    """A cell, or a whole line, that was changed on both sides and differently.

    Attributes:
        line: key of the line.
        field: stored field, `WHOLE_LINE` where one side deleted the line the other one edited.
        base: what it was when handed out; None for empty, `UNKNOWN` where that is not known.
        theirs: what the workbook says; of a whole line its fields, None when it is not there.
        ours: what the program says now, likewise.
    """

    line: str
    field: str
    base: object
    theirs: object
    ours: object

    @property
    def key(self) -> CellKey:
        """Line and field."""
        return self.line, self.field


@dataclass(frozen=True, slots=True)
class Merged:
    """The outcome of a merge.

    Attributes:
        lines: every line there is afterwards, by key.
        conflicts: what was changed on both sides, whether or not somebody chose.
        taken: cells and lines that come from the workbook without anybody else's objection.
        kept: cells and lines that were changed in the program only.
    """

    lines: Mapping[str, Fields]
    conflicts: tuple[Conflict, ...]
    taken: tuple[CellKey, ...]
    kept: tuple[CellKey, ...]


def plain_value(value: object) -> object:
    """A value as both sides are compared: no empty text, no invisible differences, no lists."""
    if isinstance(value, str):
        return clean_text(value) or None
    return tuple(value) if isinstance(value, list) else value


def plain_fields(values: Fields, fields: Iterable[str]) -> dict[str, object]:
    """The filled ones among `fields`, as both sides are compared; `PlainFields` as they are."""
    if isinstance(values, PlainFields):
        return values
    wanted = fields if isinstance(fields, frozenset) else frozenset(fields)
    found: dict[str, object] = {}
    for name, value in values.items():
        if name not in wanted:
            continue
        plain = value if type(value) is int else plain_value(value)
        if plain is not None:
            found[name] = plain
    return found


def merge_lines(  # noqa: PLR0913  # the three versions, what to compare, and what was chosen
    base: Base,
    theirs: Mapping[str, Fields],
    ours: Mapping[str, Fields],
    fields: Iterable[str],
    *,
    choices: Mapping[CellKey, Side] | None = None,
    default: Side = Side.OURS,
) -> Merged:
    """Merge the lines of one sheet.

    Args:
        base: the lines as handed out.
        theirs: the lines of the workbook; one that is absent was emptied or never there.
        ours: the lines in the program now.
        fields: the fields to compare; others do not count and are not in the result.
        choices: who wins a conflict, by line and field.
        default: who wins where nobody chose.
    """
    merge = _Merge(tuple(fields), choices or {}, default)
    for line in dict.fromkeys((*ours, *theirs)):
        merge.line(line, base.get(line), theirs.get(line), ours.get(line))
    return Merged(merge.lines, tuple(merge.conflicts), tuple(merge.taken), tuple(merge.kept))


class _Merge:
    """One merge going on."""

    def __init__(
        self, fields: tuple[str, ...], choices: Mapping[CellKey, Side], default: Side
    ) -> None:
        self.lines: dict[str, Fields] = {}
        self.conflicts: list[Conflict] = []
        self.taken: list[CellKey] = []
        self.kept: list[CellKey] = []
        self._fields = fields
        self._wanted = frozenset(fields)
        self._choices = choices
        self._default = default

    def line(
        self, key: str, base: Fields | Unknown | None, theirs: Fields | None, ours: Fields | None
    ) -> None:
        """Settle one line that is on one side at least."""
        there = None if theirs is None else plain_fields(theirs, self._wanted)
        here = None if ours is None else plain_fields(ours, self._wanted)
        if there is not None and here is not None:
            self.lines[key] = self._both(key, base, there, here)
        else:
            chosen = self._one_sided(key, self._plain_base(base), there, here)
            if chosen is not None:
                self.lines[key] = chosen

    def _plain_base(self, base: Fields | Unknown | None) -> Fields | Unknown | None:
        if base is None or isinstance(base, Unknown):
            return base
        return plain_fields(base, self._wanted)

    def _one_sided(
        self,
        key: str,
        base: Fields | Unknown | None,
        there: Fields | None,
        here: Fields | None,
    ) -> Fields | None:
        """What becomes of a line that one side does not have."""
        cell = (key, WHOLE_LINE)
        if base == there:
            self.kept.append(cell)
            return here
        if base == here:
            self.taken.append(cell)
            return there
        self.conflicts.append(Conflict(key, WHOLE_LINE, base, there, here))
        return there if self._side(cell) is Side.THEIRS else here

    def _both(self, key: str, base: Fields | Unknown | None, there: Fields, here: Fields) -> Fields:
        if there == here:
            return here
        result = dict(here)
        for field in self._fields:
            mine, other = here.get(field), there.get(field)
            if mine != other and self._takes(key, field, _base_value(base, field), other, mine):
                result[field] = other
        return {field: value for field, value in result.items() if value is not None}

    def _takes(self, key: str, field: str, before: object, other: object, mine: object) -> bool:
        """Whether a cell that differs gets the workbook's value."""
        cell = (key, field)
        if before == mine:
            self.taken.append(cell)
            return True
        if before == other:
            self.kept.append(cell)
            return False
        self.conflicts.append(Conflict(key, field, before, other, mine))
        return self._side(cell) is Side.THEIRS

    def _side(self, cell: CellKey) -> Side:
        return self._choices.get(cell, self._default)


def _base_value(base: Fields | Unknown | None, field: str) -> object:
    if isinstance(base, Unknown):
        return base
    return None if base is None else plain_value(base.get(field))

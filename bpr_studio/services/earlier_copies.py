"""What copies of a workbook collected before tell about the one that came in now.

What an earlier copy brought is no edit of somebody else, as long as the newer copy goes on from
it; then it belongs to the base of the merge.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from bpr_studio.domain.workload.merging import UNKNOWN, Unknown, plain_fields

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from bpr_studio.domain.workload.form import FormReading
    from bpr_studio.domain.workload.merging import Fields


class CellOrigin(StrEnum):
    """How the value of a cell came into the program."""

    CREATED = "created"  # together with its line: carried over, imported, or typed first
    COLLECTED = "collected"  # with a workbook of the section
    EDITED = "edited"  # by somebody since


@dataclass(frozen=True, slots=True)
class CellOrigins:
    """Where the values of a section come from.

    Attributes:
        collected_at: when its workbook was collected last (ISO), "" when never.
        cells: by row id and field; a field nobody ever set is absent.
    """

    collected_at: str
    cells: Mapping[str, Mapping[str, CellOrigin]]


class SheetSides(Protocol):
    """The sides of a section's sheet that are merged, by line of the form."""

    @property
    def reading(self) -> FormReading:
        """The workbook as it was read."""

    @property
    def items(self) -> Mapping[str, str]:
        """The task of each line stored."""

    @property
    def ours(self) -> Mapping[str, Fields]:
        """What the program holds."""

    @property
    def theirs(self) -> Mapping[str, Fields]:
        """What the workbook says."""

    @property
    def base(self) -> Mapping[str, Fields | Unknown]:
        """What was handed out."""

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields the form asks for."""


def replaced_base(
    sheet: SheetSides, origins: Callable[[], CellOrigins]
) -> Mapping[str, Fields | Unknown]:
    """The base as it is after earlier copies of the workbook were collected.

    Args:
        sheet: the sheet that is merged.
        origins: where the values in the program come from; asked only when that matters.
    """
    if not _differs(sheet):
        return sheet.base
    known = origins()
    if sheet.reading.base is None:
        return _guessed_base(sheet, known)
    if known.collected_at and _is_newer(sheet.reading.saved_at, known.collected_at):
        return _continued_base(sheet, known)
    return sheet.base


def _differs(sheet: SheetSides) -> bool:
    """Whether the program holds anything that the base does not explain."""
    if sheet.reading.base is None:
        return bool(sheet.ours)
    fields = sheet.fields
    for line, ours in sheet.ours.items():
        base = sheet.base.get(line)
        if base is None or isinstance(base, Unknown):
            return True
        if plain_fields(ours, fields) != plain_fields(base, fields):
            return True
    return False


def _is_newer(saved_at: str, collected_at: str) -> bool:
    """Whether a file was saved after a moment; programs save the time in whole seconds."""
    try:
        saved = dt.datetime.fromisoformat(saved_at)
        collected = dt.datetime.fromisoformat(collected_at)
    except ValueError:
        return False
    if saved.tzinfo is None or collected.tzinfo is None:
        return False
    return saved >= collected.replace(microsecond=0)


def _guessed_base(sheet: SheetSides, known: CellOrigins) -> dict[str, Fields | Unknown]:
    """For a file that does not say what it was filled with: what nobody edited since.

    A value somebody typed into the program may be newer or older than the file.
    """
    base: dict[str, Fields | Unknown] = {}
    for line, ours in sheet.ours.items():
        origins = known.cells.get(sheet.items[line], {})
        edited = {name for name in sheet.fields if origins.get(name) is CellOrigin.EDITED}
        if line not in sheet.theirs and edited:
            base[line] = UNKNOWN
        else:
            base[line] = {**ours, **dict.fromkeys(edited, UNKNOWN)}
    return base


def _continued_base(sheet: SheetSides, known: CellOrigins) -> Mapping[str, Fields | Unknown]:
    """For a newer copy: what the copies before brought, if this one goes on from them.

    It does when it holds at least as many of their answers as it does not know of; otherwise
    somebody else filled in a copy of their own, and nobody's answers replace another's.
    """
    collected = {
        line: {
            name
            for name in sheet.fields
            if known.cells.get(sheet.items[line], {}).get(name) is CellOrigin.COLLECTED
        }
        for line in sheet.ours
    }
    shared = lost = 0
    for line, names in collected.items():
        both = _shared_and_lost(sheet, line, names)
        shared, lost = shared + both[0], lost + both[1]
    if lost > shared:
        return sheet.base
    return {**sheet.base, **dict(_continued_lines(sheet, collected))}


def _shared_and_lost(sheet: SheetSides, line: str, names: set[str]) -> tuple[int, int]:
    """Of the answers earlier copies brought to a line: how many the file has, how many not.

    A line that is not in the file counts once, as it is taken out in one stroke.
    """
    base, theirs = sheet.base.get(line), sheet.theirs.get(line)
    if isinstance(base, Unknown):
        return 0, 0
    handed_out = plain_fields(base or {}, names)
    ours = plain_fields(sheet.ours[line], names)
    there = plain_fields(theirs or {}, names)
    brought = [name for name in names if ours.get(name) != handed_out.get(name)]
    if theirs is None:
        return 0, 1 if brought else 0
    shared = sum(1 for name in brought if there.get(name) == ours.get(name))
    lost = sum(
        1
        for name in brought
        if there.get(name) == handed_out.get(name) and there.get(name) != ours.get(name)
    )
    return shared, lost


def _continued_lines(
    sheet: SheetSides, collected: Mapping[str, set[str]]
) -> Iterator[tuple[str, Fields]]:
    for line, names in collected.items():
        base, ours = sheet.base.get(line), sheet.ours[line]
        if base is None and names.issuperset(plain_fields(ours, sheet.fields)):
            yield line, ours
        elif base is not None and not isinstance(base, Unknown):
            yield line, {**base, **{name: ours.get(name) for name in names}}

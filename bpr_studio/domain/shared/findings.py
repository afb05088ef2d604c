"""Findings: what a check, a reader or a lint has to say, as values."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Level(StrEnum):
    """How serious a finding is."""

    ERROR = "error"  # refused; the value was not taken over
    WARNING = "warning"  # taken over, should be looked at
    NOTICE = "notice"  # repaired or remarkable; said so that nothing is silent


@dataclass(frozen=True, slots=True)
class Place:
    """Where a finding is: any part may be empty.

    Attributes:
        file: file name as the user knows it.
        sheet: worksheet name.
        cell: cell address such as "F12", or an element id, or a line "line 12".
    """

    file: str = ""
    sheet: str = ""
    cell: str = ""

    def __str__(self) -> str:
        return " › ".join(part for part in (self.file, self.sheet, self.cell) if part)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to tell.

    Attributes:
        level: seriousness.
        rule: stable English identifier of the rule, e.g. "number-not-readable".
        message: a whole translated sentence: what was found and what was done or is to be done.
        place: where.
        value: the offending value as text, shortened by whoever shows it.
    """

    level: Level
    rule: str
    message: str
    place: Place = field(default_factory=Place)
    value: str = ""

"""How a survey sheet of another maker maps to the common format, kept as a named profile.

Columns are known by their headings, not by their letters, so that a profile fits the next
file of the same kind. Everything a profile says was chosen by a person or confirmed by one.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from bpr_studio.domain.workload.survey_format import MONTH_KEYS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

VERSION: Final = 1
"""Version of the stored body; a newer one is refused with a sentence."""

SECTION: Final = "section"
NAME: Final = "name"
CODE: Final = "code"
ABOVE: Final = "name_above"
TIMES: Final = "times_per_year"
UNIT_TIME: Final = "unit_time"
CASES: Final = "case_count"
CASE_UNIT: Final = "case_unit"

EXTRA_TARGETS: Final = (SECTION, ABOVE, TIMES, UNIT_TIME)
"""What a foreign column may be beside a column of the common format: the section, a heading the
task stands under, times a year, and the time of one case or time."""


class TimeUnit(StrEnum):
    """What the numbers of a time column mean."""

    HOURS = "hours"  # 時間
    MINUTES = "minutes"  # 分
    DAYS = "days"  # 人日, a working day each
    PERSON_YEARS = "person_years"  # 人工・人役, a full-timer's year each
    PERCENT = "percent"  # ％ of the section's working time; of months: of the year


class SectionFrom(StrEnum):
    """Where it stands which section a sheet or line is from."""

    COLUMN = "column"
    CELL = "cell"
    SHEET_NAME = "sheet_name"
    FILE_NAME = "file_name"
    CHOSEN = "chosen"  # a person says it


@dataclass(frozen=True, slots=True)
class SectionSource:
    """Where the section comes from.

    Attributes:
        kind: where it stands.
        cell: address of the cell, e.g. "C3", where it is one.
    """

    kind: SectionFrom = SectionFrom.FILE_NAME
    cell: str = ""


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """One column of the foreign sheet.

    Attributes:
        heading: its heading as `sheet_headings` makes it, the lines of the heading joined.
        target: key of a column of the common format, or one of `EXTRA_TARGETS`.
        unit: what its numbers mean, for columns of time.
        values: what an entry stands for, by entry: {"○": "yes"}.
    """

    heading: str
    target: str
    unit: TimeUnit = TimeUnit.HOURS
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MappingProfile:
    """How sheets of one kind are read.

    Attributes:
        name: what people call it.
        columns: the columns that are taken; all others are left out.
        section: where the section comes from.
        header_rows: how many rows the heading has.
        sheets: names of the sheets to read; empty for every sheet whose headings fit.
        fingerprint: digest of all headings of the sheet it was made with.
    """

    name: str
    columns: tuple[ColumnMapping, ...]
    section: SectionSource = field(default_factory=SectionSource)
    header_rows: int = 1
    sheets: tuple[str, ...] = ()
    fingerprint: str = ""

    def column(self, target: str) -> ColumnMapping | None:
        """The first column that fills a target."""
        return next((column for column in self.columns if column.target == target), None)

    @property
    def targets(self) -> frozenset[str]:
        """Everything that is filled."""
        return frozenset(column.target for column in self.columns)


def is_time(target: str) -> bool:
    """Whether a column of this target has a unit of time."""
    return target.startswith("minutes_") or target == UNIT_TIME or target in MONTH_KEYS


def fingerprint_of(headings: Iterable[str]) -> str:
    """What tells sheets of one kind by their headings, in any order."""
    text = "\x1f".join(sorted(heading for heading in headings if heading))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def missing_targets(profile: MappingProfile) -> tuple[str, ...]:
    """What a profile needs and does not have: a name and something to know the hours by."""
    targets = profile.targets
    missing = [] if NAME in targets else [NAME]
    has_hours = any(is_time(target) for target in targets)
    if not has_hours:
        missing.append("minutes_regular")
    if profile.section.kind is SectionFrom.COLUMN and SECTION not in targets:
        missing.append(SECTION)
    return tuple(missing)


# -- as stored -------------------------------------------------------------------------------------


def profile_body(profile: MappingProfile) -> dict[str, object]:
    """The profile as plain values for storing; `profile_from` reads it."""
    return {
        "version": VERSION,
        "columns": [
            {
                "heading": column.heading,
                "target": column.target,
                "unit": column.unit.value,
                "values": dict(column.values),
            }
            for column in profile.columns
        ],
        "section": {"kind": profile.section.kind.value, "cell": profile.section.cell},
        "header_rows": profile.header_rows,
        "sheets": list(profile.sheets),
        "fingerprint": profile.fingerprint,
    }


def profile_from(name: str, body: Mapping[str, Any]) -> MappingProfile:
    """A stored profile.

    Raises:
        ValueError: it is of a newer program, or no profile at all.
    """
    try:
        if body["version"] > VERSION:
            raise ValueError(body["version"])
        return MappingProfile(
            name=name,
            columns=tuple(
                ColumnMapping(
                    entry["heading"],
                    entry["target"],
                    TimeUnit(entry["unit"]),
                    dict(entry["values"]),
                )
                for entry in body["columns"]
            ),
            section=SectionSource(SectionFrom(body["section"]["kind"]), body["section"]["cell"]),
            header_rows=int(body["header_rows"]),
            sheets=tuple(body["sheets"]),
            fingerprint=body["fingerprint"],
        )
    except (KeyError, TypeError) as error:
        raise ValueError(name) from error

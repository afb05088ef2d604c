"""Where things stand in a survey workbook; what writer and reader must agree on.

The words here are part of the file format: a form is in Japanese whatever language the program
speaks. Changing one needs a new schema number and a line in docs/file-formats.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.workload.cell_rules import squeezed
from bpr_studio.domain.workload.form import FormIdentity
from bpr_studio.domain.workload.survey_format import FieldKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from bpr_studio.domain.workload.form import ClassLine, PrefilledRow
    from bpr_studio.domain.workload.survey_format import SurveyColumn, SurveyFormat

FAMILY: Final = "bpr-studio/survey-form/"
SCHEMA: Final = f"{FAMILY}2"
KNOWN_SCHEMAS: Final = (f"{FAMILY}1", SCHEMA)
"""What is read; only the last one is written. Schema 2 carries what the form was filled with."""

ENTRY_SHEET: Final = "調査票"
GUIDE_SHEET: Final = "記入要領"
CLASS_SHEET: Final = "分類一覧"
LISTS_SHEET: Final = "lists"
META_SHEET: Final = "_meta"

SLOT: Final = "slot"
NUMBER: Final = "number"
CHECK: Final = "check"
SUM_HOURS: Final = "sum_hours"
SUM_MONTHS: Final = "sum_months"
LAST_HOURS: Final = "last_hours"
LAST_CASES: Final = "last_cases"
EXAMPLE_SLOT: Final = "example"

#: Work time that does not count against the capacity of the section's own staff.
OUTSIDE_CAPACITY: Final = "minutes_contractor"

CASES: Final = "case_count"

#: Columns that are not answers, with the heading shown.
EXTRA_HEADERS: Final = {
    SLOT: "行キー",
    NUMBER: "No.",
    CHECK: "確認",
    SUM_HOURS: "合計\n（時間）",
    SUM_MONTHS: "合計\n（％）",
    LAST_HOURS: "昨年度\n（時間）",
    LAST_CASES: "昨年度\n（件）",
}

# Rows of the entry sheet, from 0.
TITLE_ROW: Final = 0
UNIT_ROW: Final = 1
LEGEND_ROW: Final = 2
TOTAL_ROW: Final = 3
CAPACITY_ROW: Final = 4
RATIO_ROW: Final = 5
KEY_ROW: Final = 6
GROUP_ROW: Final = 7
HEADER_ROW: Final = 8
EXAMPLE_ROW: Final = 9
FIRST_DATA_ROW: Final = 10


@dataclass(frozen=True, slots=True)
class PlacedColumn:
    """A column of the entry sheet.

    Attributes:
        index: place from 0.
        key: key written in the hidden row.
        answer: the survey column, None for the slot, number, check and sum columns.
    """

    index: int
    key: str
    answer: SurveyColumn | None


def placed_columns(
    survey_format: SurveyFormat, *, last_year: bool = False
) -> tuple[PlacedColumn, ...]:
    """All columns from left to right; each sum stands behind what it adds up.

    Args:
        survey_format: the columns to answer.
        last_year: with last year's hours and cases beside this year's.
    """
    return tuple(
        PlacedColumn(index, key, answer)
        for index, (key, answer) in enumerate(_keys_and_answers(survey_format, last_year=last_year))
    )


def _keys_and_answers(
    survey_format: SurveyFormat, *, last_year: bool
) -> Iterator[tuple[str, SurveyColumn | None]]:
    yield SLOT, None
    yield NUMBER, None
    yield CHECK, None
    extras: dict[str, tuple[str, ...]] = {}
    if survey_format.hour_columns:
        sums = (SUM_HOURS, LAST_HOURS) if last_year else (SUM_HOURS,)
        extras[survey_format.hour_columns[-1].key] = sums
    if survey_format.month_columns:
        extras[survey_format.month_columns[-1].key] = (SUM_MONTHS,)
    if last_year:
        extras[CASES] = (LAST_CASES,)
    for column in survey_format.columns:
        yield column.key, column
        for extra in extras.get(column.key, ()):
            yield extra, None


def header_of(column: SurveyColumn) -> str:
    """The heading as written, with unit and whether it must be filled."""
    notes = [*(["必須"] if column.required else []), *([column.unit] if column.unit else [])]
    return f"{column.header}\n（{'・'.join(notes)}）" if notes else column.header


def keys_by_header(survey_format: SurveyFormat) -> dict[str, str]:
    """Column keys by squeezed heading, with and without the notes behind it."""
    found = {squeezed(header): key for key, header in EXTRA_HEADERS.items()}
    for column in survey_format.columns:
        found[squeezed(header_of(column))] = found[squeezed(column.header)] = column.key
    return found


def slot_of(number: int) -> str:
    """Slot of the `number`-th empty line, from 1."""
    return f"r{number:04}"


def class_entry(line: ClassLine) -> str:
    """What the drop-down shows for a class and the cell then holds."""
    return f"{line.code} {line.name}"


def identity_digest(identity: FormIdentity, schema: str = SCHEMA) -> str:
    """Tells whether the hidden identity was altered by hand."""
    text = "\x1f".join([schema, *map(str, _fields_of(identity))])
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _fields_of(identity: FormIdentity) -> tuple[str, int, str, int, str]:
    return (
        identity.form_id,
        identity.version,
        identity.round_id,
        identity.fiscal_year,
        identity.unit_code,
    )


def meta_rows(identity: FormIdentity, survey_format: SurveyFormat) -> list[tuple[str, str]]:
    """The rows of the hidden sheet: what the form is and how its numbers are meant."""
    calculated = [c.key for c in placed_columns(survey_format) if c.key in _CALCULATED]
    units = {FieldKind.HOURS: "hours", FieldKind.PERCENT_OF_YEAR: "percent"}
    return [
        ("schema", SCHEMA),
        ("form_id", identity.form_id),
        ("version", str(identity.version)),
        ("round_id", identity.round_id),
        ("fiscal_year", str(identity.fiscal_year)),
        ("unit_code", identity.unit_code),
        ("digest", identity_digest(identity)),
        ("entry_sheet", ENTRY_SHEET),
        ("calculated_columns", ",".join(calculated)),
        ("unit_of_hours", units[FieldKind.HOURS]),
        ("unit_of_months", units[FieldKind.PERCENT_OF_YEAR]),
    ]


_CALCULATED: Final = (CHECK, SUM_HOURS, SUM_MONTHS)


def identity_line(identity: FormIdentity) -> str:
    """The identity in one cell, so that a single sheet or a CSV file carries it too."""
    return "|".join([SCHEMA, *map(str, _fields_of(identity)), identity_digest(identity)])


def identity_from_line(line: str) -> FormIdentity | None:
    """The identity of such a cell; None when it is incomplete or was altered."""
    schema, *parts = line.strip().split("|")
    return identity_from_parts(parts, schema) if schema in KNOWN_SCHEMAS else None


def identity_from_parts(parts: Sequence[str], schema: str) -> FormIdentity | None:
    """The identity from its five texts and their digest; None when these do not fit."""
    if len(parts) != 6:
        return None
    form_id, version, round_id, fiscal_year, unit_code, digest = parts
    if not (_is_digits(version) and _is_digits(fiscal_year)):
        return None
    identity = FormIdentity(form_id, int(version), round_id, int(fiscal_year), unit_code)
    return identity if identity_digest(identity, schema) == digest else None


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 6


BASE_FIELDS: Final = "base_fields"
BASE_DIGEST: Final = "base_digest"
_BASE_PART: Final = "base_part_"
_LONGEST_PART: Final = 4_000  # the guard refuses workbooks with long texts and many cells


def base_rows(rows: Iterable[PrefilledRow], fields: Sequence[str]) -> list[tuple[str, str]]:
    """The rows of the hidden sheet that say what the form was filled with.

    A returned workbook can then be told apart from what was changed in the program meanwhile.
    Lines are packed into as few cells as they fit in: {key of the line: [values by field]}.
    """
    parts: list[str] = []
    packed: list[str] = []
    length = 0
    for row in rows:
        text = f"{_json(row.slot)}:{_json(_values(row.values, fields))}"
        if packed and length + len(text) > _LONGEST_PART:
            parts.append(f"{{{','.join(packed)}}}")
            packed, length = [], 0
        packed.append(text)
        length += len(text) + 1
    if packed:
        parts.append(f"{{{','.join(packed)}}}")
    names = ",".join(fields)
    head = [(BASE_FIELDS, names), (BASE_DIGEST, _base_digest(names, parts))]
    return [*head, *((f"{_BASE_PART}{n}", part) for n, part in enumerate(parts, 1))]


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _values(values: Mapping[str, object], fields: Sequence[str]) -> list[object]:
    """The values by field without the empty ones at the end."""
    listed = [values.get(name) for name in fields]
    while listed and listed[-1] in (None, ""):
        listed.pop()
    return listed


def _base_digest(names: str, parts: Iterable[str]) -> str:
    return hashlib.sha256("\x1f".join([names, *parts]).encode()).hexdigest()[:16]


def base_from_rows(entries: Mapping[str, str]) -> dict[str, dict[str, object]] | None:
    """What a form was filled with, by slot; None where it does not say so.

    Raises:
        ValueError: the entries are incomplete or were altered.
    """
    names = entries.get(BASE_FIELDS)
    if names is None:
        return None
    parts = [text for name, text in entries.items() if name.startswith(_BASE_PART)]
    if entries.get(BASE_DIGEST) != _base_digest(names, parts):
        raise ValueError(BASE_DIGEST)
    fields = names.split(",")
    return {
        line: dict(zip(fields, values, strict=False))
        for part in parts
        for line, values in json.loads(part).items()
    }

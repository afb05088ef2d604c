"""Reads a filled survey form; says of every cell what was repaired and what was refused."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from bpr_studio.adapters.sheets.grids import GridFile
from bpr_studio.adapters.sheets.sheet_scan import cell_name
from bpr_studio.adapters.sheets.survey_lines import LineReader
from bpr_studio.adapters.sheets.survey_locating import find_base, find_format, find_identity, locate
from bpr_studio.domain.shared.findings import Finding, Level, Place
from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.cell_answers import CodeList
from bpr_studio.domain.workload.cell_rules import shown
from bpr_studio.domain.workload.form import FormReading
from bpr_studio.domain.workload.survey_format import MONTH_FIELD

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from bpr_studio.adapters.sheets.survey_locating import Located
    from bpr_studio.domain.workload.form import FormIdentity, FormRow
    from bpr_studio.domain.workload.survey_format import SurveyFormat


class FormReader:
    """Reads the filled forms of a survey, one after the other."""

    def __init__(self, formats: Iterable[SurveyFormat], class_names: Mapping[str, str]) -> None:
        """Prepare.

        Args:
            formats: the survey formats known.
            class_names: names of the minor classes by code.
        """
        self._formats = tuple(formats)
        self._codes = CodeList(class_names)
        self._lines: dict[tuple[str, int], LineReader] = {}

    def read(self, path: Path) -> FormReading:
        """Read one form (.xlsx, .xlsm, .csv).

        A line with an error in any cell is not taken over, the others are.

        Raises:
            UnreadableInputError: the file is broken, locked, of another kind or dangerous.
            RefusedError: it is not a form of this survey, or its columns are gone.
        """
        file = GridFile(path)
        identity = find_identity(file)
        survey_format = find_format(path.name, identity, self._formats)
        located = locate(file, survey_format)
        lines = self._line_reader(survey_format).read(file, located, identity.fiscal_year)
        findings = (*_about_sheet(file.file, located, survey_format), *lines.findings)
        return FormReading(
            identity=identity,
            rows=lines.rows,
            findings=findings,
            digest=_digest(identity, lines.rows),
            fields=_fields(survey_format, located),
            refused_slots=lines.refused_slots,
            empty_slots=lines.empty_slots,
            base=_shared(find_base(file), lines.rows),
            saved_at=file.saved_at,
            sheet=located.grid.name,
            columns=_letters(survey_format, located),
        )

    def _line_reader(self, survey_format: SurveyFormat) -> LineReader:
        key = (survey_format.id, survey_format.version)
        if key not in self._lines:
            self._lines[key] = LineReader(survey_format, self._codes)
        return self._lines[key]


def read_form(
    path: Path, formats: Iterable[SurveyFormat], class_names: Mapping[str, str]
) -> FormReading:
    """Read one filled form; for many, keep a `FormReader`.

    Raises:
        UnreadableInputError: the file is broken, locked, of another kind or dangerous.
        RefusedError: it is not a form of this survey, or its columns are gone.
    """
    return FormReader(formats, class_names).read(path)


def _fields(survey_format: SurveyFormat, located: Located) -> tuple[str, ...]:
    present = (c.field for c in survey_format.columns if c.key in located.columns)
    return tuple(dict.fromkeys(present))


def _letters(survey_format: SurveyFormat, located: Located) -> dict[str, str]:
    """The worksheet's columns by field."""
    places = ((c.field, located.columns.get(c.key)) for c in survey_format.columns)
    known = [(name, place) for name, place in places if place is not None]
    single = [name for name, _ in known]
    return {
        name: cell_name(0, place).rstrip("1") for name, place in known if single.count(name) == 1
    }


def _about_sheet(file: str, located: Located, survey_format: SurveyFormat) -> Iterator[Finding]:
    sheet = located.grid.name
    if located.renamed:
        message = tr(
            "The sheet was renamed to “{sheet}”; it was recognised by its columns.", sheet=sheet
        )
        yield Finding(Level.NOTICE, "sheet-renamed", message, Place(file, sheet))
    header_row = located.first_row - 1
    for place in located.unknown:
        heading = shown(located.grid.rows[header_row][place])
        message = tr(
            "The column “{heading}” is not part of the form and was left out.", heading=heading
        )
        where = Place(file, sheet, cell_name(header_row, place))
        yield Finding(Level.WARNING, "column-unknown", message, where, heading)
    for column in survey_format.columns:
        if column.key not in located.columns:
            message = tr(
                "The column “{header}” is missing; what is stored for it stays.",
                header=column.header,
            )
            yield Finding(Level.WARNING, "column-missing", message, Place(file, sheet))


def _shared(
    base: dict[str, dict[str, object]] | None, rows: Sequence[FormRow]
) -> dict[str, Mapping[str, object]] | None:
    """The base with the very values of the lines that were not changed.

    Most are not: comparing them takes no time then, nor does handing them to another process.
    """
    if base is None:
        return None
    shared: dict[str, Mapping[str, object]] = {**base}
    for row in rows:
        known = base.get(row.slot)
        if known is not None and _is_same(known, row.values):
            shared[row.slot] = row.values
    return shared


def _is_same(base: Mapping[str, object], values: Mapping[str, object]) -> bool:
    """Whether a line was filled with these values; lists come from JSON, tuples from cells."""
    filled = {name: value for name, value in base.items() if value is not None and value != ""}
    if len(filled) != len(values):
        return False
    if type(filled.get(MONTH_FIELD)) is list:
        filled[MONTH_FIELD] = tuple(base[MONTH_FIELD])  # type: ignore[arg-type]  # a list, as asked
    return filled == values


def _digest(identity: FormIdentity, rows: Sequence[FormRow]) -> str:
    parts = [
        [identity.form_id, identity.version, identity.round_id, identity.fiscal_year],
        identity.unit_code,
        [[row.slot, row.values] for row in rows],
    ]
    text = json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()

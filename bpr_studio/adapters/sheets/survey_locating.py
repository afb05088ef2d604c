"""Finds which form a file is, and where its answers stand: by hidden keys first, then by texts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bpr_studio.adapters.sheets.survey_layout import (
    CLASS_SHEET,
    ENTRY_SHEET,
    EXTRA_HEADERS,
    FAMILY,
    GUIDE_SHEET,
    KNOWN_SCHEMAS,
    LISTS_SHEET,
    META_SHEET,
    base_from_rows,
    identity_from_line,
    identity_from_parts,
    keys_by_header,
)
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.cell_rules import shown, squeezed
from bpr_studio.domain.workload.form import ForeignFormError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from bpr_studio.adapters.sheets.grids import Grid, GridFile
    from bpr_studio.domain.workload.cell_rules import CellValue
    from bpr_studio.domain.workload.form import FormIdentity
    from bpr_studio.domain.workload.survey_format import SurveyFormat

_TOP_ROWS: Final = 40  # headings stand within these
_FEWEST_HEADINGS: Final = 3
_ROWS_BELOW_KEYS: Final = 6
_OTHER_SHEETS: Final = (GUIDE_SHEET, CLASS_SHEET, LISTS_SHEET, META_SHEET)
_IDENTITY_KEYS: Final = ("form_id", "version", "round_id", "fiscal_year", "unit_code", "digest")


@dataclass(frozen=True, slots=True)
class Located:
    """Where the answers are.

    Attributes:
        grid: the sheet.
        columns: place of each known column, from 0, by key.
        first_row: first row below the headings, from 0.
        unknown: places of columns that have a heading but are not part of the form.
        renamed: the sheet does not have its usual name.
    """

    grid: Grid
    columns: Mapping[str, int]
    first_row: int
    unknown: tuple[int, ...]
    renamed: bool


def find_identity(file: GridFile) -> FormIdentity:
    """Which form the file is.

    Raises:
        RefusedError: it is none of ours, of a newer program, or its identity was altered.
    """
    found = [*_identity_in_meta(file), *_identities_in_cells(file)]
    if not found:
        raise _not_a_form(file.file)
    if None in found or len(set(found)) > 1:
        raise _altered(file.file)
    identity = found[0]
    if identity is None:  # excluded above
        raise AssertionError
    return identity


def is_our_form(file: GridFile) -> bool:
    """Whether the file says that it is a survey form of this program, of whatever version."""
    if _meta(file).get("schema", "").startswith(FAMILY):
        return True
    names = [ENTRY_SHEET] if ENTRY_SHEET in file.names else _candidates(file)
    return any(
        isinstance(value, str) and value.startswith(FAMILY)
        for name in names
        for row in file.grid(name).rows[:_TOP_ROWS]
        for value in row
    )


def _identity_in_meta(file: GridFile) -> list[FormIdentity | None]:
    entries = _meta(file)
    schema = entries.get("schema", "")
    if not schema.startswith(FAMILY):
        return []
    _require_known_schema(file.file, schema)
    return [identity_from_parts([entries.get(key, "") for key in _IDENTITY_KEYS], schema)]


def _meta(file: GridFile) -> dict[str, str]:
    """Names and values of the hidden sheet; a value may be long."""
    if META_SHEET not in file.names:
        return {}
    rows = (row[:2] for row in file.grid(META_SHEET).rows if len(row) > 1)
    return {_whole(name): _whole(value) for name, value in rows}


def _whole(value: CellValue) -> str:
    return value if isinstance(value, str) else shown(value)


def find_base(file: GridFile) -> dict[str, dict[str, object]] | None:
    """What the form was filled with when it was handed out, by slot; None when it is not said.

    Raises:
        RefusedError: that was altered.
    """
    try:
        return base_from_rows(_meta(file))
    except ValueError as error:
        raise _altered(file.file) from error


def _altered(name: str) -> RefusedError:
    return RefusedError(
        tr("The hidden identification of {name} was changed.", name=name),
        kept=tr("Nothing of it was taken over."),
        remedy=tr("Copy the answers into the form that was distributed to the section."),
    )


def _identities_in_cells(file: GridFile) -> list[FormIdentity | None]:
    """From the identity line of the entry sheet; other sheets only where that is missing."""
    names = [ENTRY_SHEET] if ENTRY_SHEET in file.names else _candidates(file)
    for name in names:
        for row in file.grid(name).rows[:_TOP_ROWS]:
            line = next((v for v in row if isinstance(v, str) and v.startswith(FAMILY)), None)
            if line is not None:
                _require_known_schema(file.file, line.partition("|")[0])
                return [identity_from_line(line)]
    return []


def _require_known_schema(name: str, schema: str) -> None:
    if schema not in KNOWN_SCHEMAS:
        raise RefusedError(
            tr("{name} was made by a newer version of this program.", name=name),
            kept=tr("Nothing of it was taken over."),
            remedy=tr("Update the program on this PC."),
        )


def _not_a_form(name: str) -> RefusedError:
    return ForeignFormError(
        tr("{name} is not a survey form made by this program.", name=name),
        kept=tr("Nothing of it was taken over."),
        remedy=tr("Enter the answers in the form that was distributed to the section."),
    )


def find_format(name: str, identity: FormIdentity, formats: Iterable[SurveyFormat]) -> SurveyFormat:
    """The survey format of the form.

    Raises:
        RefusedError: the form is of another survey or of an unknown version.
    """
    known = list(formats)
    for candidate in known:
        if (candidate.id, candidate.version) == (identity.form_id, identity.version):
            return candidate
    if any(candidate.id == identity.form_id for candidate in known):
        message = tr(
            "{name} is a form of version {version}, which this program does not know.",
            name=name,
            version=identity.version,
        )
    else:
        message = tr("{name} is a form of another survey.", name=name)
    raise RefusedError(
        message,
        kept=tr("Nothing of it was taken over."),
        remedy=tr("Use the form that was handed out for this survey."),
    )


def _candidates(file: GridFile) -> list[str]:
    return [name for name in file.names if name not in _OTHER_SHEETS]


def locate(file: GridFile, survey_format: SurveyFormat) -> Located:
    """Where the answers stand, even if the sheet was renamed or columns and rows were moved.

    Raises:
        RefusedError: no sheet has the headings, one stands twice, or a needed one is missing.
    """
    names = _candidates(file)
    for name in sorted(names, key=lambda name: (name != ENTRY_SHEET, names.index(name))):
        located = _locate_in(file.grid(name), survey_format)
        if located is not None:
            _require_columns(file.file, located, survey_format)
            return located
    raise _not_a_form(file.file)


def _locate_in(grid: Grid, survey_format: SurveyFormat) -> Located | None:
    known = {*EXTRA_HEADERS, *(column.key for column in survey_format.columns)}
    by_header = keys_by_header(survey_format)
    tops = grid.rows[:_TOP_ROWS]
    key_row = _row_with(tops, lambda value: value in known)
    from_row = 0 if key_row is None else key_row
    until = _TOP_ROWS if key_row is None else key_row + _ROWS_BELOW_KEYS
    header_row = _row_with(
        tops[from_row:until], lambda value: isinstance(value, str) and squeezed(value) in by_header
    )
    if key_row is None and header_row is None:
        return None
    keys = [] if key_row is None else [v if v in known else None for v in tops[key_row]]
    headers = [] if header_row is None else tops[from_row + header_row]
    places = _places(grid.name, keys, headers, by_header)
    last = from_row + header_row if header_row is not None else from_row
    return Located(
        grid=grid,
        columns=places,
        first_row=last + 1,
        unknown=tuple(
            place
            for place, heading in enumerate(headers)
            if heading != "" and place not in places.values()
        ),
        renamed=grid.name not in ("", ENTRY_SHEET),
    )


def _row_with(
    rows: Sequence[Sequence[CellValue]], is_heading: Callable[[CellValue], bool]
) -> int | None:
    """The first row with enough headings."""
    for index, row in enumerate(rows):
        if sum(1 for value in row if value != "" and is_heading(value)) >= _FEWEST_HEADINGS:
            return index
    return None


def _places(
    sheet: str,
    keys: Sequence[CellValue],
    headers: Sequence[CellValue],
    by_header: Mapping[str, str],
) -> dict[str, int]:
    """Columns by hidden key; those without one by heading, unless the key stands elsewhere."""
    found = [(str(key), place) for place, key in enumerate(keys) if key is not None]
    keyed = {key for key, _ in found}
    keyed_places = {place for _, place in found}
    for place, heading in enumerate(headers):
        key = by_header.get(squeezed(heading)) if isinstance(heading, str) else None
        if key is not None and key not in keyed and place not in keyed_places:
            found.append((key, place))
    doubled = [key for key, n in Counter(key for key, _ in found).items() if n > 1]
    if doubled:
        raise RefusedError(
            tr("The column “{key}” stands twice in sheet {sheet}.", key=doubled[0], sheet=sheet),
            kept=tr("Nothing of it was taken over."),
            remedy=tr("Delete the additional column and hand the form in again."),
        )
    return dict(found)


def _require_columns(name: str, located: Located, survey_format: SurveyFormat) -> None:
    for column in survey_format.columns:
        if column.required and column.key not in located.columns:
            raise RefusedError(
                tr("The column “{header}” is missing in {name}.", header=column.header, name=name),
                kept=tr("Nothing of it was taken over."),
                remedy=tr("Copy the answers into the form that was distributed to the section."),
            )

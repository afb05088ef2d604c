"""A survey form of one section: what is written into it and what comes back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.findings import Level, Place
from bpr_studio.domain.shared.fiscal_year import FiscalYear
from bpr_studio.domain.shared.text import tr

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bpr_studio.domain.shared.findings import Finding


ADDED_SLOT: Final = "x"
"""Start of the keys of lines that somebody added to a form; the rest is made of the content."""


OVERALL: Final = "overall"
"""Id of the survey format of the 全体調査."""


class ForeignFormError(RefusedError):
    """A readable file that is no survey form of this program; it may be one of another maker."""


@dataclass(frozen=True, slots=True)
class FormIdentity:
    """Which form this is; travels hidden in the workbook.

    Attributes:
        form_id: id of the survey format, e.g. "overall".
        version: released version of the format.
        round_id: survey round the form was handed out for.
        fiscal_year: western year the surveyed fiscal year starts in.
        unit_code: office code of the section.
    """

    form_id: str
    version: int
    round_id: str
    fiscal_year: int
    unit_code: str


@dataclass(frozen=True, slots=True)
class ClassLine:
    """One minor class as the respondent reads it.

    Attributes:
        code: e.g. "K01-01-01".
        name: name of the minor class.
        middle: name of the middle class above.
        major: name of the major class above.
        hint: what such work usually is, e.g. "コア寄り"; "" where nothing is known.
    """

    code: str
    name: str
    middle: str
    major: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class PrefilledRow:
    """A line that is filled in before the form goes out, from last year or a template.

    Attributes:
        slot: stable key of the line; two lines of a form never share one.
        values: fields of the work item as stored.
        previous: fields of last year's work item, shown beside and not to be changed.
    """

    slot: str
    values: Mapping[str, object]
    previous: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FormContext:
    """Everything about one section's form that the format does not say.

    Attributes:
        city_name: name of the city.
        fictitious: the city or its figures are invented; the form says 架空.
        round_id: id of the survey round.
        fiscal_year: western year the surveyed fiscal year starts in.
        unit_code: office code of the section.
        unit_path: names of the units above and of the section, as one line.
        unit_name: name of the section.
        classes: minor classes in the order of the list.
        capacity_minutes: work time the section's staff has in the year; 0 when unknown.
        capacity_basis: how the capacity was reckoned, a short text.
        rows: lines filled in beforehand.
        blank_rows: empty lines below them.
        form_id: id of the survey format of the round.
        version: its released version.
    """

    city_name: str
    fictitious: bool
    round_id: str
    fiscal_year: int
    unit_code: str
    unit_path: str
    unit_name: str
    classes: tuple[ClassLine, ...]
    capacity_minutes: int = 0
    capacity_basis: str = ""
    rows: tuple[PrefilledRow, ...] = ()
    blank_rows: int = 60
    form_id: str = OVERALL
    version: int = 1


@dataclass(frozen=True, slots=True)
class FormRow:
    """One line of a filled form, fit to be stored.

    Attributes:
        slot: stable key of the line, the same however often the form is collected.
        sheet_row: row of the worksheet, from 1.
        values: by field of the work item: text, whole numbers (minutes, cases, percent), ISO
            dates, and twelve integers that add up to 100. What is empty is absent.
    """

    slot: str
    sheet_row: int
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class FormReading:
    """What was read from one filled form.

    Attributes:
        identity: which form it is.
        rows: the lines without an error, in the order of the sheet.
        findings: every repair (notice), every doubt (warning), every refusal (error).
        digest: SHA-256 over identity and rows; equal for equal content, however often saved.
        fields: the fields whose columns were there; one of them that is absent in a row was
            left empty, a field not among them says nothing.
        refused_slots: lines with an error; what is stored for them stays.
        empty_slots: lines of the form that are empty now.
        base: the lines as they were filled in when the form was handed out, by slot; empty
            fields are None or absent. None where the file does not say it (a form of the first
            version, or saved as CSV).
        saved_at: when the file was saved last (ISO, UTC) as its program says, "" when unknown.
        sheet: name of the worksheet.
        columns: letters of the worksheet's columns by field; fields of several columns are absent.
    """

    identity: FormIdentity
    rows: tuple[FormRow, ...]
    findings: tuple[Finding, ...]
    digest: str
    fields: tuple[str, ...] = ()
    refused_slots: tuple[str, ...] = field(default_factory=tuple)
    empty_slots: tuple[str, ...] = field(default_factory=tuple)
    base: Mapping[str, Mapping[str, object]] | None = None
    saved_at: str = ""
    sheet: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)

    def place(self, file: str, sheet_row: int, name: str) -> Place:
        """Where a field of a line stands; the line alone where its column is not known."""
        column = self.columns.get(name, "")
        line = f"{column}{sheet_row}" if column else tr("line {n}", n=sheet_row)
        return Place(file, self.sheet, line)

    @property
    def errors(self) -> int:
        """Number of findings at error level."""
        return sum(1 for finding in self.findings if finding.level is Level.ERROR)


def require_round(identity: FormIdentity, *, round_id: str, fiscal_year: int) -> None:
    """Make sure that a form belongs to the round being collected.

    Raises:
        RefusedError: it is a form of another fiscal year or of another survey.
    """
    if identity.fiscal_year != fiscal_year:
        raise RefusedError(
            tr(
                "The form is of {theirs}, but forms of {ours} are being collected.",
                theirs=FiscalYear(identity.fiscal_year),
                ours=FiscalYear(fiscal_year),
            ),
            kept=tr("Nothing of it was taken over."),
            remedy=tr("Use the form that was handed out for this year."),
        )
    if identity.round_id != round_id:
        raise RefusedError(
            tr("The form belongs to another survey of the same year."),
            kept=tr("Nothing of it was taken over."),
            remedy=tr("Use the form that was handed out for this survey."),
        )

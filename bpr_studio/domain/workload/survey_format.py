"""The shape of a survey: which columns a sheet has and what each column stores.

A format is data (`surveys/<kind>-v<version>.toml`). Its id and version travel hidden in every
workbook, so a column never changes its meaning within one version.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from bpr_studio.domain.shared.findings import Finding, Level, Place
from bpr_studio.domain.shared.text import tr

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MONTH_KEYS = tuple(f"month_{month:02}" for month in (4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3))
"""Keys of the twelve month columns, April first."""

MONTH_FIELD = "month_profile"
"""The stored field the twelve month columns fill: twelve integers, April first, sum 100."""


class FieldKind(StrEnum):
    """What a cell of a column holds."""

    CODE = "code"  # a code of the classification, stored as text
    TEXT = "text"  # free text, stored as typed
    HOURS = "hours"  # entered as hours, stored as whole minutes
    COUNT = "count"  # whole number, 0 or more
    PERCENT = "percent"  # whole number 0 to 100
    PERCENT_OF_YEAR = "percent_of_year"  # share of one of the twelve months
    CHOICE = "choice"  # one of `SurveyColumn.choices`; the cell shows the label
    FLAG = "flag"  # like CHOICE, exactly two choices "yes" and "no"
    DATE = "date"  # a day, stored as ISO text
    NUMBER = "number"  # 0 or more with decimals: times, cases, minutes, days
    LIST = "list"  # several texts, or several of `SurveyColumn.choices`, separated by 、
    SHARE = "share"  # percent of the section's capacity, stored in hundredths; window only
    PROFILE = "profile"  # the twelve month shares in one cell; window only


@dataclass(frozen=True, slots=True)
class Choice:
    """One allowed answer.

    Attributes:
        value: what is stored.
        label: what the drop-down shows and what the respondent picks.
        english: the same in English; "" for none.
        office: the label of the office's forms, Japanese in every language; "" for `label`.
    """

    value: str
    label: str
    english: str = ""
    office: str = ""

    @property
    def other_labels(self) -> tuple[str, ...]:
        """The labels in languages that are not shown; typed they mean the same."""
        told = (self.english, self.office)
        return tuple(text for text in told if text not in {"", self.label})


@dataclass(frozen=True, slots=True)
class SurveyColumn:
    """One column of the sheet.

    Attributes:
        key: column key, hidden in the sheet; unique in the format.
        header: heading the respondent reads.
        group: heading above neighbouring columns that belong together.
        kind: what a cell holds.
        unit: unit written in the heading, e.g. 時間; empty when there is none.
        required: a row without it is refused.
        choices: allowed answers of CHOICE and FLAG columns, and of LIST columns that have some.
        help: one or two sentences shown when the cell is chosen and in the guide.
        width: column width in characters of the standard font.
        example: an example entry as the respondent would type it.
        max_length: longest text in characters; 0 means no limit of its own.
        maximum: largest number as entered (hours, cases, percent); 0 means none.
        header_en: the heading in English, as `group_en`, `unit_en` and `help_en` of the others.
    """

    key: str
    header: str
    group: str
    kind: FieldKind
    unit: str = ""
    required: bool = False
    choices: tuple[Choice, ...] = ()
    help: str = ""
    width: int = 12
    example: str = ""
    max_length: int = 0
    maximum: int = 0
    header_en: str = ""
    group_en: str = ""
    unit_en: str = ""
    help_en: str = ""

    @property
    def field(self) -> str:
        """The database field the column fills: of `work_item`, or of a step when detailed."""
        return MONTH_FIELD if self.kind is FieldKind.PERCENT_OF_YEAR else self.key

    @property
    def position(self) -> int:
        """Place in the stored list (0 = April) of a month column, -1 for every other column."""
        return MONTH_KEYS.index(self.key) if self.kind is FieldKind.PERCENT_OF_YEAR else -1

    @property
    def answers(self) -> tuple[tuple[str, str], ...]:
        """The choices as pairs of stored value and label."""
        return tuple((choice.value, choice.label) for choice in self.choices)

    @property
    def other_answers(self) -> tuple[tuple[str, str], ...]:
        """The same pairs with the labels that are not shown."""
        return tuple(
            (choice.value, text) for choice in self.choices for text in choice.other_labels
        )

    def value_of(self, label: str) -> str | None:
        """The stored value of the answer `label` (or of a value given as such), else None."""
        wanted = label.strip()
        for choice in self.choices:
            if wanted in (choice.label, choice.value, *choice.other_labels):
                return choice.value
        return None

    def label_of(self, value: str) -> str:
        """The label of a stored value; an unknown value is shown as it is."""
        return next((c.label for c in self.choices if c.value == value), value)


@dataclass(frozen=True, slots=True)
class GuideParagraph:
    """One paragraph of the entry guide (記入要領)."""

    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class SurveyFormat:
    """A common format (共通のフォーマット) of a survey.

    Attributes:
        id: stable identifier, e.g. "overall".
        version: number of the released version; a released version never changes.
        kind: "overall" (全体調査) or "detailed" (詳細調査).
        title: Japanese title.
        columns: in the order of the sheet.
        guide: the entry guide.
        source: where the columns come from, with the marks of the domain reference.
    """

    id: str
    version: int
    kind: str
    title: str
    columns: tuple[SurveyColumn, ...]
    guide: tuple[GuideParagraph, ...]
    source: str

    def in_english(self) -> SurveyFormat:
        """The same with English headings and labels, for the screen; answers are stored alike."""
        return replace(self, columns=tuple(_in_english(column) for column in self.columns))

    @property
    def groups(self) -> tuple[str, ...]:
        """Group headings in order of appearance."""
        return tuple(dict.fromkeys(column.group for column in self.columns))

    @property
    def fields(self) -> tuple[str, ...]:
        """Stored fields in order; the twelve month columns count as one."""
        return tuple(dict.fromkeys(column.field for column in self.columns))

    @property
    def hour_columns(self) -> tuple[SurveyColumn, ...]:
        """The columns entered as hours, one for each staff category."""
        return tuple(c for c in self.columns if c.kind is FieldKind.HOURS)

    @property
    def month_columns(self) -> tuple[SurveyColumn, ...]:
        """The twelve month columns, April first."""
        return tuple(c for c in self.columns if c.kind is FieldKind.PERCENT_OF_YEAR)

    def column(self, key: str) -> SurveyColumn:
        """The column with this key.

        Raises:
            KeyError: there is none.
        """
        for column in self.columns:
            if column.key == key:
                return column
        raise KeyError(key)


def survey_format_from(data: Mapping[str, Any]) -> SurveyFormat:
    """Build a format from the parsed data file.

    Raises:
        KeyError: a needed entry is missing.
        ValueError: a column kind is unknown.
    """
    return SurveyFormat(
        id=data["id"],
        version=data["version"],
        kind=data["kind"],
        title=data["title"],
        columns=tuple(_column_from(entry) for entry in data["column"]),
        guide=tuple(GuideParagraph(p["heading"], p["text"].strip()) for p in data["guide"]),
        source=data["source"],
    )


def _column_from(entry: Mapping[str, Any]) -> SurveyColumn:
    plain = {name: value for name, value in entry.items() if name not in ("kind", "choices")}
    choices = tuple(
        Choice(c["value"], c["label"], c.get("english", "")) for c in entry.get("choices", ())
    )
    return SurveyColumn(kind=FieldKind(entry["kind"]), choices=choices, **plain)


def _in_english(column: SurveyColumn) -> SurveyColumn:
    choices = tuple(
        replace(choice, label=choice.english or choice.label, office=choice.label)
        for choice in column.choices
    )
    return replace(
        column,
        header=column.header_en or column.header,
        group=column.group_en or column.group,
        unit=column.unit_en or column.unit,
        help=column.help_en or column.help,
        choices=choices,
    )


def check_survey_format(survey_format: SurveyFormat) -> list[Finding]:
    """What is wrong with a format file; empty when it can be used."""
    return [
        *_double_keys(survey_format),
        *_wrong_months(survey_format),
        *_wrong_choices(survey_format),
    ]


def _double_keys(survey_format: SurveyFormat) -> Iterator[Finding]:
    counts = Counter(column.key for column in survey_format.columns)
    for key, n in counts.items():
        if n > 1:
            message = tr(
                "The column key {key} is used {n} times in the survey format.", key=key, n=n
            )
            yield _problem("column-key-twice", message, key)


def _wrong_months(survey_format: SurveyFormat) -> Iterator[Finding]:
    keys = tuple(column.key for column in survey_format.month_columns)
    if keys not in ((), MONTH_KEYS):
        message = tr("The survey format must have the twelve months from April to March.")
        yield _problem("months-incomplete", message, ", ".join(keys))


def _wrong_choices(survey_format: SurveyFormat) -> Iterator[Finding]:
    for column in survey_format.columns:
        values = tuple(choice.value for choice in column.choices)
        labels = {choice.label for choice in column.choices}
        is_right = {
            FieldKind.CHOICE: bool(values) and len(set(values)) == len(labels) == len(values),
            FieldKind.FLAG: sorted(values) == ["no", "yes"],
            FieldKind.LIST: len(set(values)) == len(labels) == len(values),
        }.get(column.kind, not values)
        if not is_right:
            message = tr("The choices of column {key} do not fit its kind.", key=column.key)
            yield _problem("choices-wrong", message, column.key)


def _problem(rule: str, message: str, value: str) -> Finding:
    return Finding(Level.ERROR, rule, message, Place(), value)

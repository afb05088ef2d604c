"""The columns of the ledger with their headings and answers, as `surveys/procedure_lists.toml` says.

The columns are those of a survey format, so that the importer of foreign sheets serves the
ledger as well. A cell is read leniently and never guessed; what was repaired is remarked.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from bpr_studio.domain.procedures.procedure import COUNTS, FLAGS
from bpr_studio.domain.workload.cell_answers import ChoiceList, read_text
from bpr_studio.domain.workload.cell_dates import read_date
from bpr_studio.domain.workload.cell_rules import (
    Refused,
    Taken,
    clean_text,
    read_as,
    read_count,
    squeezed,
)
from bpr_studio.domain.workload.grown_headers import HeaderEntry, HeaderWords
from bpr_studio.domain.workload.mapping import SECTION
from bpr_studio.domain.workload.survey_format import Choice, FieldKind, SurveyColumn, SurveyFormat

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bpr_studio.domain.workload.cell_rules import CellValue

EXTRA: Final = "extra"
"""Target of a column that the ledger has no place for and that is kept by its heading."""

MOST_TEXT: Final = 2_000
_SHEET_ID: Final = "procedures"


@dataclass(frozen=True, slots=True)
class BasisClass:
    """A class of legal basis.

    Attributes:
        city: whether the city can change it by itself; None where that cannot be said.
    """

    code: str
    name: str
    city: bool | None


@dataclass(frozen=True, slots=True)
class Reference:
    """A national or other published figure shown beside ours, with its source."""

    key: str
    text: str
    source: str
    mark: str


@dataclass(frozen=True)  # no slots: lists of answers are worked out once
class Ledger:
    """The columns of the ledger.

    Attributes:
        format: columns in the order of the ledger, the section left out.
        words: what headings of other sheets may say, by column.
        inventory: keys of the columns of the national inventory (棚卸調査).
        bases: classes of legal basis.
        references: published figures.
        section_header: heading of the column with the section in charge.
        header_words: the same words as the importer takes them.
    """

    format: SurveyFormat
    inventory: frozenset[str]
    bases: tuple[BasisClass, ...]
    references: tuple[Reference, ...]
    section_header: str
    header_words: HeaderWords

    @cached_property
    def _columns(self) -> dict[str, SurveyColumn]:
        return {column.key: column for column in self.format.columns}

    @cached_property
    def _answers(self) -> dict[str, ChoiceList]:
        return {
            column.key: ChoiceList(column.answers, column.other_answers)
            for column in self.format.columns
            if column.choices
        }

    def column(self, key: str) -> SurveyColumn:
        """The column with this key.

        Raises:
            KeyError: there is none.
        """
        return self._columns[key]

    def basis(self, code: str) -> BasisClass | None:
        """The class of legal basis with this code."""
        return next((one for one in self.bases if one.code == code), None)

    def label(self, key: str, value: object) -> str:
        """A stored value as people read it."""
        if value is None or value == "":
            return ""
        column = self.column(key)
        if key in FLAGS:
            return column.label_of("yes" if value else "no")
        if column.choices:
            return column.label_of(str(value))
        return str(value)

    def read(
        self, key: str, raw: CellValue, *, fiscal_year: int, also: Mapping[str, str] | None = None
    ) -> Taken[Any] | Refused:
        """What a cell of a column means: a stored value, None for nothing.

        Args:
            key: the column.
            raw: the cell.
            fiscal_year: the year a bare 4月1日 is meant in.
            also: what further entries stand for, by entry.
        """
        column = self.column(key)
        if column.choices:
            return self._choice(column, raw, also or {})
        if column.kind is FieldKind.COUNT:
            return read_count(raw, maximum=column.maximum)
        if column.kind is FieldKind.DATE:
            return _day(raw, fiscal_year)
        return read_text(raw, max_length=MOST_TEXT)

    def _choice(
        self, column: SurveyColumn, raw: CellValue, also: Mapping[str, str]
    ) -> Taken[Any] | Refused:
        value = _meant(raw, also) if also else None
        if value is not None:
            remark = read_as(raw, column.label_of(value), rule="choice-repaired")
            found: Taken[Any] | Refused = Taken(value, (remark,))
        elif isinstance(raw, bool):
            found = Taken(("yes" if raw else "no") if column.value_of("yes") else None)
        else:
            found = self._answers[column.key].read(raw)
        if isinstance(found, Refused) or column.key not in FLAGS or found.value is None:
            return found
        return replace(found, value=found.value == "yes")

    def usual_values(self, key: str) -> dict[str, str]:
        """What entries usually stand for in a column."""
        entries = self.header_words.entries
        return next((dict(one.values) for one in entries if one.target == key), {})


def _meant(raw: CellValue, also: Mapping[str, str]) -> str | None:
    """What an entry stands for by somebody's word, None where nobody said."""
    if not isinstance(raw, str):
        return None
    entry = squeezed(clean_text(raw))
    return next((value for text, value in also.items() if squeezed(text) == entry), None)


def _day(raw: CellValue, fiscal_year: int) -> Taken[Any] | Refused:
    found = read_date(raw, fiscal_year=fiscal_year)
    if isinstance(found, Refused) or found.value is None:
        return found
    return Taken(found.value.isoformat(), found.remarks)


def empty_value(key: str) -> object:
    """What a field holds where nothing is said."""
    return None if key in FLAGS or key in COUNTS else ""


def ledger_from(data: Mapping[str, Any], *, english: bool = False) -> Ledger:
    """The columns from the parsed data file, headed in Japanese or in English.

    Raises:
        KeyError: a needed entry is missing, or a column names an unknown list.
        ValueError: a kind is unknown.
    """
    lists = {entry["name"]: entry["items"] for entry in data["list"]}
    columns = tuple(_column_from(entry, lists) for entry in data["column"])
    shape = SurveyFormat(
        id=_SHEET_ID,
        version=data["version"],
        kind=_SHEET_ID,
        title=data["title"],
        columns=columns,
        guide=(),
        source=data["source"],
    )
    if english:
        shape = shape.in_english()
    section = data["section"]
    return Ledger(
        format=shape,
        inventory=frozenset(e["key"] for e in data["column"] if e["part"] == "inventory"),
        bases=tuple(_basis_from(item, english=english) for item in lists["basis"]),
        references=tuple(
            Reference(e["key"], e["text"], e["source"], e["mark"]) for e in data["reference"]
        ),
        section_header=section["english"] if english else section["header"],
        header_words=_words_from(data),
    )


def _column_from(
    entry: Mapping[str, Any], lists: Mapping[str, list[Mapping[str, Any]]]
) -> SurveyColumn:
    answers = lists[entry["list"]] if "list" in entry else ()
    return SurveyColumn(
        key=entry["key"],
        header=entry["header"],
        group=entry["group"],
        kind=FieldKind(entry["kind"]),
        unit=entry.get("unit", ""),
        choices=tuple(Choice(i["code"], i["label"], i["english"]) for i in answers),
        width=entry["width"],
        maximum=entry.get("maximum", 0),
        header_en=entry["english"],
    )


def _basis_from(item: Mapping[str, Any], *, english: bool) -> BasisClass:
    return BasisClass(item["code"], item["english" if english else "label"], item.get("city"))


def _words_from(data: Mapping[str, Any]) -> HeaderWords:
    def listed(text: str) -> tuple[str, ...]:
        return tuple(squeezed(word) for word in text.split(" ") if word)

    entries = [
        HeaderEntry(
            e["key"], (squeezed(e["english"]), *listed(e["words"])), 0, dict(e.get("values", {}))
        )
        for e in data["column"]
    ]
    section = data["section"]
    entries.append(HeaderEntry(SECTION, (squeezed(section["english"]), *listed(section["words"]))))
    rows = data["rows"]
    return HeaderWords(
        entries=tuple(entries),
        units={},
        totals=frozenset(listed(rows["totals"])),
        notes=listed(rows["notes"]),
        subtitles=(),
        section_labels=frozenset(listed(section["words"])),
    )

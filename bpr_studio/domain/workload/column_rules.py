"""How the cells of each column of a format are read: one truth for workbooks and the window."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.cell_answers import ChoiceList, read_text
from bpr_studio.domain.workload.cell_dates import read_date
from bpr_studio.domain.workload.cell_rules import (
    COUNTERS,
    Refused,
    Taken,
    clean_text,
    fold_width,
    read_as,
    read_count,
    read_hours,
    read_number,
    read_percent,
    shown,
)
from bpr_studio.domain.workload.month_cells import read_month_profile
from bpr_studio.domain.workload.step_cells import AnswersRule, read_amount
from bpr_studio.domain.workload.survey_format import FieldKind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bpr_studio.domain.workload.cell_answers import CodeList
    from bpr_studio.domain.workload.cell_rules import CellValue
    from bpr_studio.domain.workload.survey_format import SurveyColumn, SurveyFormat

    Rule = Callable[[CellValue], Taken[Any] | Refused]

WHOLE_CAPACITY: Final = 10_000
"""A share of the section's whole capacity, in hundredths of a percent."""

_BETWEEN: Final = re.compile(r"[\s,、;/|]+")


class ColumnRules:
    """The rules of one format's columns; a rule gives what is stored.

    Numbers come as whole numbers (minutes, cases, percent), days as ISO text, choices as their
    stored value; a month column gives the share as it stands there, since only twelve of them
    make a profile.
    """

    def __init__(self, survey_format: SurveyFormat, codes: CodeList) -> None:
        self._codes = codes
        self._choices = {
            column.key: ChoiceList(column.answers, column.other_answers)
            for column in survey_format.columns
            if column.choices
        }

    def rule_of(
        self, column: SurveyColumn, fiscal_year: int, *, counts_from_1904: bool = False
    ) -> Rule:
        """The rule of one column.

        Args:
            column: a column of the format, or one that only the window has.
            fiscal_year: year the form is about, for dates without a year.
            counts_from_1904: see `read_date`.
        """
        match column.kind:
            case FieldKind.CODE:
                return self._codes.read
            case FieldKind.CHOICE | FieldKind.FLAG:
                return self._choices[column.key].read
            case FieldKind.DATE:
                days = partial(
                    read_date, fiscal_year=fiscal_year, counts_from_1904=counts_from_1904
                )
                return partial(_iso_date, days)
            case _:
                return _PLAIN_RULES[column.kind](column)


def _iso_date(days: Rule, raw: CellValue) -> Taken[Any] | Refused:
    reading = days(raw)
    if isinstance(reading, Refused) or reading.value is None:
        return reading
    return Taken(reading.value.isoformat(), reading.remarks)


def _read_whole_percent(raw: CellValue) -> Taken[Any] | Refused:
    reading = read_percent(raw)
    if isinstance(reading, Refused) or reading.value is None:
        return reading
    return Taken(int(reading.value + 0.5), reading.remarks)


def read_share(raw: CellValue) -> Taken[Any] | Refused:
    """A share of the section's capacity in per cent, as whole hundredths: 12.5 gives 1250."""
    reading = read_number(raw, units=("%",))
    if isinstance(reading, Refused) or reading.value is None:
        return reading
    hundredths = round(reading.value * 100)
    if not 0 <= hundredths <= WHOLE_CAPACITY:
        message = tr("“{value}” is not between 0 and 100 %. Correct the share.", value=shown(raw))
        return Refused("share-out-of-range", message)
    if abs(hundredths - reading.value * 100) > 1e-6:
        remark = read_as(raw, f"{hundredths / 100:g} %")
        return Taken(hundredths, (*reading.remarks, remark))
    return Taken(hundredths, reading.remarks)


def read_profile(raw: CellValue) -> Taken[Any] | Refused:
    """Twelve month shares in one cell, April first: “9 8 8 8 8 8 8 8 8 8 9 10”."""
    text = fold_width(clean_text(raw)) if isinstance(raw, str) else shown(raw)
    if not text:
        return Taken(None)
    parts = _BETWEEN.split(text)
    if len(parts) != 12:
        message = tr(
            "“{value}” are {n} numbers; write twelve, April first.", value=shown(raw), n=len(parts)
        )
        return Refused("months-not-twelve", message)
    shares: list[float | None] = []
    for part in parts:
        reading = read_number(part, units=("%",))
        if isinstance(reading, Refused):
            return reading
        shares.append(reading.value)
    return read_month_profile(shares)


_PLAIN_RULES: Final[Mapping[FieldKind, Callable[[SurveyColumn], Rule]]] = {
    FieldKind.TEXT: lambda c: partial(read_text, max_length=c.max_length),
    FieldKind.HOURS: lambda c: partial(read_hours, maximum=c.maximum),
    FieldKind.COUNT: lambda c: partial(read_count, units=(c.unit, *COUNTERS), maximum=c.maximum),
    FieldKind.PERCENT: lambda _: _read_whole_percent,
    FieldKind.PERCENT_OF_YEAR: lambda _: partial(read_number, units=("%",)),
    FieldKind.NUMBER: lambda c: partial(read_amount, unit=c.unit, maximum=c.maximum),
    FieldKind.LIST: AnswersRule,
    FieldKind.SHARE: lambda _: read_share,
    FieldKind.PROFILE: lambda _: read_profile,
}

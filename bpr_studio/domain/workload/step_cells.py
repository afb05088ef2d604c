"""Cells only the detailed survey has: amounts with decimals, and several answers in one cell."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.cell_answers import ChoiceList, read_text
from bpr_studio.domain.workload.cell_rules import (
    COUNTERS,
    Refused,
    Taken,
    clean_text,
    fold_width,
    read_hours,
    read_number,
    shown,
)

if TYPE_CHECKING:
    from bpr_studio.domain.workload.cell_rules import CellValue
    from bpr_studio.domain.workload.survey_format import SurveyColumn

LIST_SEPARATOR: Final = "、"
_BETWEEN: Final = re.compile(r"[、，,;；\n]+")
_SPOKEN: Final = re.compile(r"\d(?:時間|:[0-5]\d)")
_OF_A_CASE: Final = ("分", "a case")  # units of the column of minutes, by language
_MINUTES: Final = ("分", "min")  # what people write behind them
_MOST_ANSWERS: Final = 20


def read_amount(raw: CellValue, *, unit: str = "", maximum: int = 0) -> Taken[Any] | Refused:
    """A number of 0 or more with up to four decimals: times a year, cases, minutes, days.

    Where the unit is minutes, 1時間30分 and 1:30 are known too.
    """
    if unit in _OF_A_CASE and isinstance(raw, str) and _SPOKEN.search(fold_width(raw)):
        return _within(raw, read_hours(raw), maximum)
    folded = fold_width(unit)
    minutes = _MINUTES if unit in _OF_A_CASE else ()
    units = tuple(filter(None, (folded, *folded.split("/"), *minutes, *COUNTERS)))
    return _within(raw, read_number(raw, units=units), maximum)


def _within(
    raw: CellValue, reading: Taken[Any] | Refused, maximum: int
) -> Taken[float | None] | Refused:
    if isinstance(reading, Refused) or reading.value is None:
        return reading
    number = round(float(reading.value), 4)
    if number < 0:
        message = tr("“{value}” is negative. Only 0 or more can be entered here.", value=shown(raw))
        return Refused("number-negative", message)
    if maximum and number > maximum:
        message = tr(
            "“{value}” is more than {maximum:,}, the most that can be entered here.",
            value=shown(raw),
            maximum=maximum,
        )
        return Refused("number-too-large", message)
    return Taken(number, reading.remarks)


class AnswersRule:
    """Several answers in one cell, separated by 、; of the column's choices where it has some."""

    def __init__(self, column: SurveyColumn) -> None:
        self._length = column.max_length
        self._choices = ChoiceList(column.answers, column.other_answers) if column.choices else None

    def __call__(self, raw: CellValue) -> Taken[Any] | Refused:
        """The answers as a tuple of stored values, each once; an empty cell gives None."""
        if not isinstance(raw, str):
            raw = None if raw is None else shown(raw)
        answers: dict[str, None] = {}
        remarks: list[Any] = []
        for part in _BETWEEN.split(clean_text(raw or "")):
            reading = self._one(part)
            if isinstance(reading, Refused):
                return reading
            remarks += reading.remarks
            if reading.value:
                answers[reading.value] = None
        if len(answers) > _MOST_ANSWERS:
            message = tr(
                "These are {n} answers in one cell; at most {most} can be entered here.",
                n=len(answers),
                most=_MOST_ANSWERS,
            )
            return Refused("too-many-answers", message)
        return Taken(tuple(answers) or None, tuple(remarks))

    def _one(self, part: str) -> Taken[Any] | Refused:
        if self._choices is not None:
            return self._choices.read(part)
        return read_text(part, max_length=self._length)

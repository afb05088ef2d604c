"""What the cells of a foreign survey sheet mean, in the unit and the words of its maker."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from bpr_studio.domain.shared.quantities import format_duration
from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.cell_rules import (
    Refused,
    Remark,
    Taken,
    clean_text,
    read_as,
    read_hours,
    read_number,
    shown,
    squeezed,
)
from bpr_studio.domain.workload.mapping import ABOVE, NAME, TIMES, TimeUnit, is_time
from bpr_studio.domain.workload.survey_format import MONTH_KEYS, FieldKind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bpr_studio.domain.workload.cell_rules import CellValue
    from bpr_studio.domain.workload.column_rules import ColumnRules
    from bpr_studio.domain.workload.mapping import ColumnMapping
    from bpr_studio.domain.workload.survey_format import SurveyColumn, SurveyFormat

    Rule = Callable[[CellValue], Taken[Any] | Refused]

_UNITS: Final = {
    TimeUnit.MINUTES: ("分/件", "分", "min"),
    TimeUnit.DAYS: ("人日", "日分", "日"),
    TimeUnit.PERSON_YEARS: ("人工", "人役", "人分", "人"),
    TimeUnit.PERCENT: ("%",),
}
_LONGEST_TIME: Final = 100 * 366 * 24 * 60  # minutes: a hundred people day and night


@dataclass(frozen=True, slots=True)
class TimeBasis:
    """What units of time are worth, in minutes.

    Attributes:
        day: a working day.
        person_year: a full-timer's year.
        capacity: the section's working time of a year, 0 where nobody knows.
    """

    day: int = 465
    person_year: int = 112_530
    capacity: int = 0

    def minutes(self, unit: TimeUnit) -> float:
        """Minutes of one of the unit; 0 where that is not known."""
        return {
            TimeUnit.HOURS: 60.0,
            TimeUnit.MINUTES: 1.0,
            TimeUnit.DAYS: float(self.day),
            TimeUnit.PERSON_YEARS: float(self.person_year),
            TimeUnit.PERCENT: self.capacity / 100,
        }[unit]


class GrownCells:
    """The rules of the columns a profile takes."""

    def __init__(self, survey_format: SurveyFormat, rules: ColumnRules, fiscal_year: int) -> None:
        self._columns = {column.key: column for column in survey_format.columns}
        self._rules = rules
        self._fiscal_year = fiscal_year

    def rule_of(
        self, mapping: ColumnMapping, basis: TimeBasis, *, counts_from_1904: bool = False
    ) -> Rule:
        """The rule of one column; it gives what is stored, times as minutes, months as typed.

        Args:
            mapping: what the column is.
            basis: what units of time are worth here.
            counts_from_1904: see `read_date`.
        """
        target = mapping.target
        if target in MONTH_KEYS and mapping.unit is TimeUnit.PERCENT:
            return partial(read_number, units=("%",))
        if is_time(target):
            return partial(read_time, unit=mapping.unit, basis=basis)
        if target == TIMES:
            return partial(read_number, units=("回/年", "回", "日", "件"))
        column = self._columns.get(NAME if target == ABOVE else target)
        if column is None:
            return _as_text
        rule = self._rules.rule_of(column, self._fiscal_year, counts_from_1904=counts_from_1904)
        if column.kind in {FieldKind.CHOICE, FieldKind.FLAG} and mapping.values:
            return partial(_translated, rule, _tolerant(mapping.values), column)
        return rule


def read_time(raw: CellValue, *, unit: TimeUnit, basis: TimeBasis) -> Taken[int | None] | Refused:
    """Work time in any unit as whole minutes; what was converted comes along as a remark."""
    is_clock = unit is TimeUnit.MINUTES and isinstance(raw, str) and ":" in raw
    if unit is TimeUnit.HOURS or is_clock:
        return read_hours(raw)
    reading = read_number(raw, units=_UNITS[unit])
    if isinstance(reading, Refused):
        return reading
    if reading.value is None:
        return Taken(None, reading.remarks)
    minutes = _minutes(raw, float(reading.value), unit, basis)
    if isinstance(minutes, Refused):
        return minutes
    return Taken(minutes, (*reading.remarks, _converted(raw, unit, minutes)))


def _minutes(raw: CellValue, number: float, unit: TimeUnit, basis: TimeBasis) -> int | Refused:
    worth = basis.minutes(unit)
    if unit is TimeUnit.PERCENT and 0 < number < 1:
        number = round(number * 100, 6)
    if number < 0 or number * worth > _LONGEST_TIME:
        return _impossible(raw)
    if number and not worth:
        return Refused(
            "capacity-unknown",
            tr(
                "“{value}” per cent cannot be turned into hours, because the staff of the section"
                " is not known. Enter the staff in the settings.",
                value=shown(raw),
            ),
        )
    return int(number * worth + 0.5)


def _impossible(raw: CellValue) -> Refused:
    return Refused(
        "time-impossible",
        tr(
            "“{value}” cannot be a work time. Correct it, or choose another unit.", value=shown(raw)
        ),
    )


def _converted(raw: CellValue, unit: TimeUnit, minutes: int) -> Remark:
    message = tr(
        "“{value}” ({unit}) was counted as {time}.",
        value=shown(raw),
        unit=unit_word(unit),
        time=format_duration(minutes),
    )
    return Remark("unit-converted", message)


def unit_word(unit: TimeUnit) -> str:
    """The unit for people."""
    return {
        TimeUnit.HOURS: tr("hours"),
        TimeUnit.MINUTES: tr("minutes"),
        TimeUnit.DAYS: tr("person-days"),
        TimeUnit.PERSON_YEARS: tr("person-years"),
        TimeUnit.PERCENT: tr("per cent"),
    }[unit]


def _as_text(raw: CellValue) -> Taken[str | None] | Refused:
    text = clean_text(raw) if isinstance(raw, str) else shown(raw)
    return Taken(text or None)


def _tolerant(values: Mapping[str, str]) -> dict[str, str]:
    return {squeezed(entry): value for entry, value in values.items()}


def _translated(
    rule: Rule, values: Mapping[str, str], column: SurveyColumn, raw: CellValue
) -> Taken[Any] | Refused:
    """The value an entry stands for; what is not listed is read as usual."""
    text = squeezed(clean_text(raw)) if isinstance(raw, str) else squeezed(shown(raw))
    value = values.get(text)
    if value is None or column.label_of(value) == value:  # not an answer of the column
        return rule(raw)
    return Taken(value, (read_as(raw, column.label_of(value), rule="value-translated"),))

"""Cells of the detailed survey: a step as texts by column, and texts as answers of a step.

Cells are read by the rules of the survey format. What follows from an answer is filled in too,
so that nobody types twice: the times from the frequency, the cases of a year from times and
cases, "needed" from a basis. Core and non-core are proposed, never filled in by themselves.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from bpr_studio.domain.process.rollup import minutes_of_step
from bpr_studio.domain.process.step import NO_STEP
from bpr_studio.domain.shared.quantities import format_hours
from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.cell_answers import CodeList
from bpr_studio.domain.workload.cell_rules import Refused, Remark
from bpr_studio.domain.workload.column_rules import ColumnRules
from bpr_studio.domain.workload.step_cells import LIST_SEPARATOR
from bpr_studio.domain.workload.survey_format import FieldKind, SurveyColumn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from bpr_studio.domain.process.element import Element
    from bpr_studio.domain.process.step import Step
    from bpr_studio.domain.workload.column_rules import Rule
    from bpr_studio.domain.workload.survey_format import SurveyFormat

NAME: Final = "name"
HOURS: Final = "hours"
"""The column only the window has: the hours of the step, worked out."""

READ_ONLY: Final = frozenset({HOURS})
CASES: Final = "cases_per_year"
_CASE_FIELDS: Final = ("times_per_year", "cases_per_time", CASES)
_NEEDS: Final = ("seal", "paper", "in_person")
_YES: Final = {"yes": True, "no": False}


@dataclass(frozen=True, slots=True)
class StepReading:
    """What typed texts mean for one step.

    Attributes:
        name: the name of the step afterwards.
        step: its answers afterwards, what follows from them included.
        refused: what could not be taken, by column key.
        remarks: what was repaired, filled in or should be looked at, by column key.
    """

    name: str
    step: Step
    refused: dict[str, Refused] = field(default_factory=dict)
    remarks: dict[str, tuple[Remark, ...]] = field(default_factory=dict)


class StepRules:
    """The columns of the detailed survey and the meaning of their cells.

    Attributes:
        columns: those of the format, and the hours of the step after the minutes of a case.
    """

    def __init__(
        self, survey_format: SurveyFormat, fiscal_year: int, times: Mapping[str, float]
    ) -> None:
        """Take the columns.

        Args:
            survey_format: the detailed survey's.
            fiscal_year: year the survey is about.
            times: times a year by frequency, without those that have to be asked.
        """
        rules = ColumnRules(survey_format, CodeList({}))
        self.columns = _with_hours(survey_format.columns)
        self._columns = {column.key: column for column in self.columns}
        self._rules: dict[str, Rule] = {
            column.key: rules.rule_of(column, fiscal_year) for column in survey_format.columns
        }
        self._times = dict(times)

    def column(self, key: str) -> SurveyColumn:
        """The column with this key.

        Raises:
            KeyError: there is none.
        """
        return self._columns[key]

    # -- showing ---------------------------------------------------------------------------------

    def text(self, element: Element, key: str) -> str:
        """The cell as an editor starts with it; typed again it changes nothing."""
        return self._written(element, key, plain=True)

    def shown_values(self, element: Element, key: str, values: Iterable[object]) -> tuple[str, ...]:
        """Several stored values of a cell as people read them."""
        found = []
        for value in values:
            plain = tuple(value) if isinstance(value, list) else value
            if key == NAME:
                other = replace(element, name=str(plain or ""))
            else:
                changed: dict[str, Any] = {key: plain}
                if plain is None:
                    changed[key] = getattr(NO_STEP, key)
                step = replace(element.step, **changed)
                other = replace(element, step=step)
            found.append(self.shown(other, key))
        return tuple(found)

    def shown(self, element: Element, key: str) -> str:
        """The cell as people read it."""
        return self._written(element, key, plain=False)

    def _written(self, element: Element, key: str, *, plain: bool) -> str:
        value = _value(element, key)
        if value is None or value in ("", ()):
            return ""
        column = self._columns[key]
        if column.kind is FieldKind.NUMBER or column.kind is FieldKind.PERCENT:
            return f"{value:.10g}" if plain else f"{value:,.10g}"
        if column.kind is FieldKind.FLAG:
            return _flag_text(column, answered=value)
        return _WRITTEN[column.kind](column, value)

    # -- reading ---------------------------------------------------------------------------------

    def read(self, element: Element, texts: Mapping[str, str]) -> StepReading:
        """What `texts` (by column key) make of a step.

        A text that shows what is stored already changes nothing and is not remarked on.
        """
        reading = StepReading(element.name, element.step)
        given: dict[str, Any] = {}
        for key, text in texts.items():
            if text == self.text(element, key):
                continue
            taken = self._rules[key](text)
            if isinstance(taken, Refused):
                reading.refused[key] = taken
                continue
            if taken.remarks:
                reading.remarks[key] = taken.remarks
            given[key] = _stored(self._columns[key], taken.value)
        name = given.pop(NAME, element.name)
        given |= self._times_of(element.step, given)
        cases = _cases_of(element.step, given)
        if cases.get("cases_per_time", ...) is None and "cases_per_time" not in given:
            reading.remarks[CASES] = (*reading.remarks.get(CASES, ()), _each_removed())
        given |= cases
        given |= _needs_of(element.step, given)
        return replace(reading, name=name, step=replace(element.step, **given))

    def _times_of(self, before: Step, given: Mapping[str, Any]) -> dict[str, Any]:
        """The times a frequency means, unless somebody said something else."""
        if "frequency" not in given or "times_per_year" in given:
            return {}
        if before.times_per_year not in {None, self._times.get(before.frequency)}:
            return {}
        return {"times_per_year": self._times.get(given["frequency"])}


def _with_hours(columns: tuple[SurveyColumn, ...]) -> tuple[SurveyColumn, ...]:
    made: list[SurveyColumn] = []
    for column in columns:
        made.append(column)
        if column.key == "minutes_per_case":
            made.append(_hours_column(column.group))
    return tuple(made)


def _hours_column(group: str) -> SurveyColumn:
    return SurveyColumn(
        HOURS,
        tr("Yearly time"),
        group,
        FieldKind.HOURS,
        unit=tr("hours"),
        width=9,
        help=tr("Times × cases each time × minutes ÷ 60, worked out by the program."),
    )


def _value(element: Element, key: str) -> Any:
    if key == NAME:
        return element.name
    if key == HOURS:
        return minutes_of_step(element.step)
    return element.step.yearly_cases if key == CASES else getattr(element.step, key)


def _flag_text(column: SurveyColumn, *, answered: bool) -> str:
    if column.key in _NEEDS and not answered:
        return ""  # not needed is the rule; only what is needed shall stand out
    return column.label_of("yes" if answered else "no")


_WRITTEN: Final[Mapping[FieldKind, Callable[[SurveyColumn, Any], str]]] = {
    FieldKind.TEXT: lambda _, value: str(value),
    FieldKind.CHOICE: lambda column, value: column.label_of(str(value)),
    FieldKind.LIST: lambda column, value: LIST_SEPARATOR.join(map(column.label_of, value)),
    FieldKind.HOURS: lambda _, value: format_hours(value, decimals=1),
}


def _stored(column: SurveyColumn, value: Any) -> Any:
    """The value of a `Step` field a cell rule's value means."""
    match column.kind:
        case FieldKind.FLAG:
            answer = _YES.get(value)
            return bool(answer) if column.key in _NEEDS else answer
        case FieldKind.LIST:
            return value or ()
        case FieldKind.NUMBER | FieldKind.PERCENT:
            return value
        case _:
            return _text_or_number(column.key, value)


def _text_or_number(key: str, value: Any) -> Any:
    if key == "expertise":
        return None if value is None else int(value)
    return value or ""


def _cases_of(before: Step, given: Mapping[str, Any]) -> dict[str, Any]:
    """The cases of a year as times and cases each time give them; what was typed last counts."""
    if not given.keys() & set(_CASE_FIELDS):
        return {}
    times, each = (
        given.get(name, getattr(before, name)) for name in ("times_per_year", "cases_per_time")
    )
    if times is None or each is None:
        was_product = None not in {before.times_per_year, before.cases_per_time}
        return {CASES: None} if was_product and CASES not in given else {}
    product = round(times * each, 4)
    typed = given.get(CASES)
    if typed is None or typed == product or "cases_per_time" in given:
        return {CASES: product}
    return {"cases_per_time": None}


def _each_removed() -> Remark:
    message = tr("The cases each time were emptied, since the cases of the year were entered.")
    return Remark("cases-each-time-removed", message)


def _needs_of(before: Step, given: Mapping[str, Any]) -> dict[str, Any]:
    """A basis says that the thing is needed; what is not needed has no basis."""
    also: dict[str, Any] = {}
    for need in _NEEDS:
        basis = f"{need}_basis"
        if given.get(basis) and need not in given:
            also[need] = True
        elif need in given and not given[need] and getattr(before, basis):
            also[basis] = ""
    return also


def default_times(rules: Mapping[str, Mapping[str, object]], working_days: int) -> dict[str, float]:
    """Times a year by frequency; those that have to be asked are absent.

    Args:
        rules: attributes of each frequency by its code, see surveys/README.md.
        working_days: working days of the year.
    """
    times: dict[str, float] = {}
    for code, attributes in rules.items():
        number = attributes.get("times_per_year")
        if attributes.get("rule") == "working_days" and working_days:
            times[code] = float(working_days)
        elif attributes.get("rule") == "fixed" and isinstance(number, int | float):
            times[code] = float(number)
    return times

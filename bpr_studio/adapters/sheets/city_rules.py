"""What holds for figures of a city in any exchange format: the entries and how they are read.

Reading is lenient in writing (width, thousands, eras, units) and says every repair; it is strict
in meaning: what cannot be read without guessing is an error, and a file with an error is not
taken over.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any, Final, Protocol

from bpr_studio.domain.benchmark.figures import CityFlow, ClassFigure, Denominator, StepFigure
from bpr_studio.domain.classification.codes import is_class_code, is_local_government_code
from bpr_studio.domain.process.step import STEP_TYPES
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.cell_answers import read_text
from bpr_studio.domain.workload.cell_rules import (
    Refused,
    Remark,
    Taken,
    clean_text,
    fold_width,
    read_as,
    read_count,
    read_percent,
    shown,
    squeezed,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from bpr_studio.domain.workload.cell_rules import CellValue

    Rule = Callable[[CellValue], Taken[Any] | Refused]

SCHEMA: Final = "bpr-studio/city-figures/1"
"""Names the exchange format in every file."""

FAMILY: Final = "bpr-studio/city-figures/"

LARGEST_HOURS: Final = 100_000_000
LARGEST_COUNT: Final = 10**12
LARGEST_SECTIONS: Final = 10_000
LONGEST_NAME: Final = 50
LONGEST_TEXT: Final = 2000
LONGEST_FLOW_NAME: Final = 200
LONGEST_FLOW: Final = 5_000_000

_ERAS: Final = {"令和": 2018, "r": 2018, "平成": 1988, "h": 1988, "昭和": 1925, "s": 1925}
_ERA_YEAR: Final = re.compile(r"(令和|平成|昭和|[rhs])(元|\d{1,2})(?:年度?)?(?:\((\d{4})\))?")
_WEST_YEAR: Final = re.compile(r"(?:fy)?(\d{4})(?:年度?)?(?:\(.*\))?")
_YEARS: Final = range(1990, 2101)

count: Final = partial(read_count, maximum=LARGEST_COUNT)
sections: Final = partial(read_count, maximum=LARGEST_SECTIONS)
name: Final = partial(read_text, max_length=LONGEST_NAME)
text: Final = partial(read_text, max_length=LONGEST_TEXT)


class Line(Protocol):
    """One line of an exchange file being read, whatever the file is."""

    failed: bool

    def take(self, key: str, rule: Rule, *, required: bool = False) -> Any:
        """The value of an entry, None when it is empty or was refused; says what is to be said."""

    def refuse(self, key: str, rule: str, message: str) -> None:
        """Refuse the line because of an entry."""


def require_schema(file: str, schema: object) -> None:
    """Make sure that a file is of the exchange format.

    Raises:
        RefusedError: it is something else, or of a newer version.
    """
    if schema == SCHEMA:
        return
    if isinstance(schema, str) and schema.startswith(FAMILY):
        message = tr("{name} was made by a newer version of this program.", name=file)
        remedy = tr("Update the program on this PC.")
    else:
        message = tr("{name} does not hold figures of a city for comparison.", name=file)
        remedy = tr("Ask the other city for an export in the exchange format.")
    raise RefusedError(message, kept=tr("Nothing of it was taken over."), remedy=remedy)


def read_city_code(raw: CellValue) -> Taken[str | None] | Refused:
    """The six-digit code of a local government, with its check digit; may be empty."""
    reading = read_text(raw, max_length=20)
    if isinstance(reading, Refused) or reading.value is None:
        return reading
    code = fold_width(reading.value).zfill(6)
    if is_local_government_code(code):
        return Taken(code) if code == reading.value else Taken(code, (read_as(raw, code),))
    return Refused(
        "city-code-wrong",
        tr(
            "“{value}” is not a code of a local government. Write its six digits with the check"
            " digit, or leave it empty.",
            value=shown(raw),
        ),
    )


def read_class_code(raw: CellValue) -> Taken[str | None] | Refused:
    """A code of the classification of any level, by its shape."""
    typed = clean_text(raw) if isinstance(raw, str) else shown(raw)
    if not typed:
        return Taken(None)
    code = fold_width(typed).upper().split(maxsplit=1)[0]
    code = re.sub("[‐‑‒–—―−ー－]", "-", code)
    if is_class_code(code):
        return Taken(code) if typed.startswith(code) else Taken(code, (read_as(raw, code),))
    return Refused(
        "class-code-wrong",
        tr(
            "“{value}” is not a code of the classification. Choose it from the list, e.g. {code}.",
            value=shown(raw),
            code="B01-03-01",
        ),
    )


def read_fiscal_year(raw: CellValue) -> Taken[int | None] | Refused:
    """A fiscal year, western or of a Japanese era: 2025, 2025年度, 令和7年度, R7."""
    key = squeezed(shown(raw))
    if not key:
        return Taken(None)
    year = _year_in(key)
    if year is None or year not in _YEARS:
        return Refused(
            "year-unclear",
            tr(
                "“{value}” cannot be read as a fiscal year. Write it like 2025 or {era}.",
                value=shown(raw),
                era="令和7年度",
            ),
        )
    return Taken(year, () if key == str(year) else (read_as(raw, year),))


def _year_in(key: str) -> int | None:
    if found := _ERA_YEAR.fullmatch(key):
        year = _ERAS[found[1]] + (1 if found[2] == "元" else int(found[2]))
        return year if found[3] in (None, str(year)) else None
    if found := _WEST_YEAR.fullmatch(key):
        return int(found[1])
    return None


def step_type_rule(names: Mapping[str, str]) -> Rule:
    """A step type by its code, its name or both."""
    by_name = {squeezed(label): code for code, label in names.items()}

    def read(raw: CellValue) -> Taken[str | None] | Refused:
        key = squeezed(shown(raw))
        if not key:
            return Taken(None)
        code = key[:3].upper()
        found = code if code in STEP_TYPES else by_name.get(key)
        if found is None:
            return Refused(
                "step-type-unknown",
                tr(
                    "“{value}” is no step type. Choose it from the list (P01 to P18).",
                    value=shown(raw),
                ),
            )
        return Taken(found)

    return read


def class_figures(lines: Iterable[Line], time: Rule) -> Iterator[ClassFigure]:
    """The figures by class; `time` reads hours or minutes as minutes."""
    seen: set[str] = set()
    for line in lines:
        code = line.take("code", read_class_code, required=True)
        minutes, non_core = _times(line, time)
        cases = line.take("cases", count)
        denominator = line.take("denominator", name)
        value = line.take("denominator_value", count)
        outsourced = line.take("outsourced_percent", read_percent)
        behind = line.take("sections", sections)
        _refuse_twice(line, "code", code, seen)
        if not line.failed:
            yield ClassFigure(
                code=code,
                minutes=minutes,
                non_core_minutes=non_core,
                cases=cases,
                denominator=denominator or "",
                denominator_value=value,
                outsourced_percent=None if outsourced is None else int(outsourced + 0.5),
                sections=behind,
            )


def step_figures(
    lines: Iterable[Line], time: Rule, steps: Mapping[str, str]
) -> Iterator[StepFigure]:
    """The figures by step type, of a class or of all work."""
    seen: set[str] = set()
    rule = step_type_rule(steps)
    for line in lines:
        step_type = line.take("step_type", rule, required=True)
        code = line.take("code", read_class_code) or ""
        minutes, non_core = _times(line, time)
        cases = line.take("cases", count)
        behind = line.take("sections", sections)
        _refuse_twice(line, "step_type", f"{code} {step_type}".strip(), seen)
        if not line.failed:
            yield StepFigure(
                step_type=step_type,
                minutes=minutes,
                non_core_minutes=non_core,
                cases=cases,
                code=code,
                sections=behind,
            )


def denominators(lines: Iterable[Line]) -> Iterator[Denominator]:
    """What the work of classes depends on."""
    seen: set[str] = set()
    for line in lines:
        code = line.take("code", read_class_code, required=True)
        called = line.take("name", name, required=True)
        value = line.take("value", count, required=True)
        _refuse_twice(line, "name", f"{code} {called}", seen)
        if not line.failed:
            yield Denominator(code, called, value)


def flows(lines: Iterable[Line], content: Rule) -> Iterator[CityFlow]:
    """The flows; `content` reads an entry as BPMN XML."""
    for line in lines:
        code = line.take("code", read_class_code) or ""
        called = line.take("name", partial(read_text, max_length=LONGEST_FLOW_NAME), required=True)
        xml = line.take("bpmn", content, required=True)
        if not line.failed:
            yield CityFlow(code, called, xml)


def _times(line: Line, time: Rule) -> tuple[int, int]:
    """All and non-core minutes of a line."""
    minutes = line.take("minutes", time, required=True)
    non_core = line.take("non_core_minutes", time) or 0
    if minutes is not None and non_core > minutes:
        line.refuse(
            "non_core_minutes",
            "non-core-too-large",
            tr("The non-core hours are more than all hours."),
        )
    return minutes or 0, non_core


def _refuse_twice(line: Line, key: str, called: str | None, seen: set[str]) -> None:
    if not called or line.failed:
        return
    if called in seen:
        line.refuse(key, "code-twice", tr("The code {code} is used twice.", code=called))
    seen.add(called)


def remarks_on_city(*, population: int | None, core_definition: str | None) -> list[Remark]:
    """What is missing for a fair comparison."""
    remarks = []
    if not population:
        message = tr("The population is missing; figures per resident cannot be compared.")
        remarks.append(Remark("population-missing", message))
    if not core_definition:
        message = tr(
            "The definition of core work is missing; core and non-core cannot be compared."
        )
        remarks.append(Remark("core-definition-missing", message))
    return remarks

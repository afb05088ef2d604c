"""Figures of a city for comparison, as JSON in the open exchange format.

The schema is docs/file-formats/city-figures-1.schema.json; a test holds both together.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NoReturn

from bpr_studio.adapters.fs.files import replace_file
from bpr_studio.adapters.sheets.city_rules import (
    LARGEST_COUNT,
    LARGEST_HOURS,
    SCHEMA,
    check_non_core,
    read_city_code,
    read_class_code,
    remarks_on_city,
    require_schema,
    unfit,
)
from bpr_studio.adapters.sheets.guard import read_limited
from bpr_studio.domain.benchmark.figures import CityFigures, ClassFigure
from bpr_studio.domain.shared.errors import UnreadableInputError
from bpr_studio.domain.shared.findings import Finding, Level, Place
from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.cell_rules import Refused
from bpr_studio.services.cities import CityFile

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path


def read_city_json(path: Path, staff_names: Mapping[str, str]) -> CityFile:
    """Read a city's figures.

    Args:
        path: the file.
        staff_names: names of the staff categories by code.

    Raises:
        UnreadableInputError: the file is no JSON text.
        RefusedError: it is no such file, or says nothing usable about the city.
    """
    document = _parsed(path)
    require_schema(path.name, document.get("schema"))
    reading = _Reading(path.name)
    figures = reading.city(document, staff_names)
    return CityFile(figures, tuple(reading.findings))


def _parsed(path: Path) -> dict[str, Any]:
    try:
        document = json.loads(
            read_limited(path).decode("utf-8-sig"),
            object_pairs_hook=_object,
            parse_constant=_refuse_constant,
        )
    except (ValueError, RecursionError) as error:
        raise UnreadableInputError(
            tr("{name} is not a readable JSON text.", name=path.name),
            remedy=tr("It may have been cut off while copying. Copy or send the file again."),
        ) from error
    if not isinstance(document, dict):
        require_schema(path.name, None)
    return dict(document)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        msg = "a name stands twice in one object"
        raise ValueError(msg)
    return found


def _refuse_constant(text: str) -> NoReturn:
    raise ValueError(text)  # NaN and Infinity are no JSON


class _Reading:
    """One document being read."""

    def __init__(self, file: str) -> None:
        self.findings: list[Finding] = []
        self._file = file

    def city(self, document: Mapping[str, Any], staff_names: Mapping[str, str]) -> CityFigures:
        """The whole document."""
        code = self._text(document, "city_code")
        reading = read_city_code(code)
        if isinstance(reading, Refused):
            raise unfit(self._file, reading.message)
        name = self._text(document, "city_name")
        if not name:
            raise self._wrong("city_name")
        fictitious = document.get("fictitious")
        if not isinstance(fictitious, bool):
            raise self._wrong("fictitious")
        year = self._number(document, "fiscal_year", 2100)
        if year is None:
            raise self._wrong("fiscal_year")
        population = self._number(document, "population", LARGEST_COUNT)
        definition = self._text(document, "core_definition")
        for remark in remarks_on_city(population=population, core_definition=definition):
            self._tell(Level.WARNING, remark.rule, remark.message, "")
        return CityFigures(
            city_code=reading.value or "",
            city_name=name,
            fiscal_year=year,
            population=population or 0,
            core_definition=definition,
            core_definition_id=self._text(document, "core_definition_id")[:50],
            staff_categories=self._staff(document, staff_names),
            fictitious=fictitious,
            figures=tuple(self._figures(document)),
        )

    def _staff(
        self, document: Mapping[str, Any], staff_names: Mapping[str, str]
    ) -> tuple[str, ...]:
        categories = document.get("staff_categories", [])
        known = tuple(staff_names)
        if not isinstance(categories, list) or not all(c in known for c in categories):
            raise self._wrong("staff_categories")
        return tuple(dict.fromkeys(categories))

    def _figures(self, document: Mapping[str, Any]) -> Iterator[ClassFigure]:
        entries = document.get("figures")
        if not isinstance(entries, list):
            raise self._wrong("figures")
        seen: set[str] = set()
        for number, entry in enumerate(entries):
            figure = self._figure(entry)
            if isinstance(figure, ClassFigure) and figure.code in seen:
                text = tr("The code {code} is used twice.", code=figure.code)
                figure = Refused("code-twice", text)
            if isinstance(figure, Refused):
                consequence = tr("This entry was not taken over; the others were.")
                message = f"{figure.message} {consequence}"
                self._tell(Level.ERROR, figure.rule, message, f"figures[{number}]")
            else:
                seen.add(figure.code)
                yield figure

    def _figure(self, entry: object) -> ClassFigure | Refused:
        if not isinstance(entry, dict) or not isinstance(entry.get("code"), str):
            return _unreadable("code")
        code = read_class_code(entry["code"])
        if isinstance(code, Refused):
            return code
        numbers: dict[str, int | None] = {}
        for name, largest in _NUMBERS.items():
            value = entry.get(name)
            if value is not None and not _is_count(value, largest):
                return _unreadable(name)
            numbers[name] = value
        if code.value is None or numbers["minutes"] is None:
            return _unreadable("minutes")
        denominator = entry.get("denominator", "")
        if not isinstance(denominator, str):
            return _unreadable("denominator")
        return check_non_core(numbers["minutes"], numbers["non_core_minutes"]) or ClassFigure(
            code=code.value,
            minutes=numbers["minutes"],
            non_core_minutes=numbers["non_core_minutes"] or 0,
            cases=numbers["cases"],
            denominator=denominator,
            denominator_value=numbers["denominator_value"],
            outsourced_percent=numbers["outsourced_percent"],
        )

    def _text(self, document: Mapping[str, Any], name: str) -> str:
        value = document.get(name, "")
        if not isinstance(value, str):
            raise self._wrong(name)
        return value

    def _number(self, document: Mapping[str, Any], name: str, largest: int) -> int | None:
        value = document.get(name)
        if value is None:
            return None
        if not _is_count(value, largest):
            raise self._wrong(name)
        return int(value)

    def _wrong(self, name: str) -> Exception:
        return unfit(self._file, tr("“{name}” is missing or not readable.", name=name))

    def _tell(self, level: Level, rule: str, message: str, place: str) -> None:
        self.findings.append(Finding(level, rule, message, Place(self._file, cell=place)))


_NUMBERS = {
    "minutes": LARGEST_HOURS * 60,
    "non_core_minutes": LARGEST_HOURS * 60,
    "cases": LARGEST_COUNT,
    "denominator_value": LARGEST_COUNT,
    "outsourced_percent": 100,
}


def _is_count(value: object, largest: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= largest


def _unreadable(name: str) -> Refused:
    return Refused("json-entry", tr("“{name}” is missing or not readable.", name=name))


def write_city_json(path: Path, figures: CityFigures) -> None:
    """Write figures of a city as JSON that `read_city_json` takes back.

    Raises:
        RefusedError: the file cannot be written; an existing one is unchanged.
    """
    document = {
        "schema": SCHEMA,
        "city_code": figures.city_code,
        "city_name": figures.city_name,
        "fiscal_year": figures.fiscal_year,
        "population": figures.population,
        "core_definition": figures.core_definition,
        "core_definition_id": figures.core_definition_id,
        "staff_categories": list(figures.staff_categories),
        "fictitious": figures.fictitious,
        "figures": [
            {
                "code": figure.code,
                "minutes": figure.minutes,
                "non_core_minutes": figure.non_core_minutes,
                "cases": figure.cases,
                "denominator": figure.denominator,
                "denominator_value": figure.denominator_value,
                "outsourced_percent": figure.outsourced_percent,
            }
            for figure in figures.figures
        ],
    }
    text = json.dumps(document, ensure_ascii=False, indent=1)
    replace_file(path, (text + "\n").encode())

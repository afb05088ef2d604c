"""Figures of a city for comparison, as JSON in the open exchange format.

The schema is docs/file-formats/city-figures-1.schema.json; a test holds both together. What is
written keeps to the schema; what is read may also hold numbers as text, as people write them.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final, NoReturn

from bpr_studio.adapters.fs.files import replace_file
from bpr_studio.adapters.sheets import city_rules as rules
from bpr_studio.adapters.sheets.city_general import Lists, general_part
from bpr_studio.adapters.sheets.guard import read_limited
from bpr_studio.domain.shared.errors import UnreadableInputError
from bpr_studio.domain.shared.findings import Finding, Level, Place
from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.cell_answers import ChoiceList
from bpr_studio.domain.workload.cell_rules import BLANK, Refused, Taken, read_count, shown
from bpr_studio.services.cities import CityFile

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from bpr_studio.adapters.sheets.city_rules import Rule
    from bpr_studio.domain.benchmark.exchange import ExchangeLists
    from bpr_studio.domain.benchmark.figures import CityFigures
    from bpr_studio.domain.workload.cell_rules import CellValue

_GENERAL: Final = (
    *("schema", "city_code", "city_name", "fiscal_year", "population", "wards", "staff_heads"),
    *("core_definition", "core_definition_id", "staff_categories", "fictitious", "left_out"),
)
_ORIGIN: Final = ("prepared_by", "prepared_on", "program", "remarks")
_FIGURE: Final = (
    *("code", "minutes", "non_core_minutes", "cases", "denominator", "denominator_value"),
    *("outsourced_percent", "sections"),
)
_STEP: Final = ("step_type", "code", "minutes", "non_core_minutes", "cases", "sections")
_HALVES: Final = re.compile("[\ud800-\udfff]")  # one half of a pair alone cannot be stored
_LISTS: Final = {
    "denominators": ("code", "name", "value"),
    "figures": _FIGURE,
    "steps": _STEP,
    "flows": ("code", "name", "bpmn"),
}


def read_city_json(path: Path, lists: ExchangeLists) -> CityFile:
    """Read a city's figures.

    Args:
        path: the file.
        lists: what codes mean.

    Raises:
        UnreadableInputError: the file is no JSON text.
        RefusedError: it is no such file.
    """
    document = _parsed(path)
    rules.require_schema(path.name, document.get("schema"))
    reading = _Reading(path.name, lists)
    figures = reading.city(document)
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
        rules.require_schema(path.name, None)
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

    def __init__(self, file: str, lists: ExchangeLists) -> None:
        self.findings: list[Finding] = []
        self._file = file
        self._lists = lists
        self._staff = ChoiceList(lists.staff.items())

    def city(self, document: Mapping[str, Any]) -> CityFigures:
        """The whole document."""
        self._name_unknown(document, {*_GENERAL, *_LISTS, "origin"}, "")
        origin = document.get("origin") or {}
        if not isinstance(origin, dict):
            self.tell("origin", Level.ERROR, "json-entry", _unreadable("origin").message)
            origin = {}
        self._name_unknown(origin, set(_ORIGIN), "origin.")
        figures = Lists(
            figures=tuple(rules.class_figures(self._lines(document, "figures"), _minutes)),
            steps=tuple(
                rules.step_figures(self._lines(document, "steps"), _minutes, self._lists.steps)
            ),
            denominators=tuple(rules.denominators(self._lines(document, "denominators"))),
            flows=tuple(rules.flows(self._lines(document, "flows"), _bpmn)),
        )
        line = _Line(self, {**document, **origin}, "", dict.fromkeys(_ORIGIN, "origin."))
        return general_part(line, self._staff_categories(document), figures, self.tell)

    def _lines(self, document: Mapping[str, Any], name: str) -> Iterator[_Line]:
        """The entries of one list, each told by its number when it is none."""
        entries = document.get(name, [])
        if not isinstance(entries, list):
            self.tell(name, Level.ERROR, "json-entry", _unreadable(name).message)
            return
        for number, entry in enumerate(entries):
            place = f"{name}[{number}]"
            if isinstance(entry, dict):
                self._name_unknown(entry, set(_LISTS[name]), f"{place}.")
                yield _Line(self, entry, f"{place}.")
            else:
                self.tell(place, Level.ERROR, "json-entry", _unreadable(place).message)

    def _staff_categories(self, document: Mapping[str, Any]) -> tuple[str, ...]:
        given = document.get("staff_categories", [])
        readings = [_scalar(code, self._staff.read) for code in given] if _is_list(given) else []
        values = [r.value for r in readings if isinstance(r, Taken) and r.value is not None]
        if not _is_list(given) or len(values) < len(given):
            message = _unreadable("staff_categories").message
            self.tell("staff_categories", Level.ERROR, "json-entry", message)
        return tuple(dict.fromkeys(values))

    def _name_unknown(self, entry: Mapping[str, Any], known: set[str], place: str) -> None:
        """Say which entries are not read."""
        for name in entry.keys() - known:
            message = tr("“{name}” is no entry of the format and is not read.", name=shown(name))
            self.tell(place + name, Level.NOTICE, "entry-unknown", message)

    def tell(self, place: str, level: Level, rule: str, message: str, value: str = "") -> None:
        """Add a finding about an entry."""
        self.findings.append(Finding(level, rule, message, Place(self._file, cell=place), value))


class _Line:
    """One object of the document; implements `city_rules.Line`."""

    def __init__(
        self,
        reading: _Reading,
        entry: Mapping[str, Any],
        place: str,
        places: Mapping[str, str] | None = None,
    ) -> None:
        self.failed = False
        self._reading = reading
        self._entry = entry
        self._place = place
        self._places = places or {}

    def take(self, key: str, rule: Rule, *, required: bool = False) -> Any:
        """The value of an entry, None when it is empty or was refused; says what is to be said."""
        raw = self._entry.get(key)
        reading = _scalar(raw, rule)
        if isinstance(reading, Refused):
            self.refuse(key, reading.rule, reading.message)
            return None
        for remark in reading.remarks:
            self._tell(key, remark.level, remark.rule, remark.message)
        if required and reading.value is None:
            self.refuse(key, "json-entry", _unreadable(key).message)
        return reading.value

    def refuse(self, key: str, rule: str, message: str) -> None:
        """Refuse the object because of an entry."""
        self.failed = True
        self._tell(key, Level.ERROR, rule, message)

    def _tell(self, key: str, level: Level, rule: str, message: str) -> None:
        place = self._places.get(key, self._place) + key
        self._reading.tell(place, level, rule, message, _shown_raw(self._entry.get(key)))


def _shown_raw(raw: object) -> str:
    return shown(raw) if isinstance(raw, (str, int, float)) else ""


def _is_list(value: object) -> bool:
    return isinstance(value, list)


def _scalar(raw: object, rule: Rule) -> Taken[Any] | Refused:
    """What a rule for cells says of a JSON value."""
    if raw is None:
        return BLANK
    if isinstance(raw, str) and not raw.isprintable() and _HALVES.search(raw):
        return Refused("json-entry", tr("The text holds a character that does not exist."))
    if isinstance(raw, (str, int, float)):
        return rule(raw)
    return Refused("json-entry", tr("A list or object stands where one value is expected."))


def _minutes(raw: CellValue) -> Taken[Any] | Refused:
    return read_count(raw, units=("分",), maximum=rules.LARGEST_HOURS * 60)


def _bpmn(raw: CellValue) -> Taken[Any] | Refused:
    if not isinstance(raw, str) or len(raw) > rules.LONGEST_FLOW:
        return _unreadable("bpmn")
    return Taken(raw or None)


def _unreadable(name: str) -> Refused:
    return Refused("json-entry", tr("“{name}” is missing or not readable.", name=name))


def write_city_json(path: Path, figures: CityFigures) -> None:
    """Write figures of a city as JSON that `read_city_json` takes back.

    Raises:
        RefusedError: the file cannot be written; an existing one is unchanged.
    """
    document = {
        "schema": rules.SCHEMA,
        **{name: getattr(figures, name) for name in _GENERAL if name != "schema"},
        "origin": {name: getattr(figures.origin, name) for name in _ORIGIN},
        **{
            name: [{key: getattr(entry, key) for key in keys} for entry in getattr(figures, name)]
            for name, keys in _LISTS.items()
        },
    }
    text = json.dumps(document, ensure_ascii=False, indent=1)
    replace_file(path, (text + "\n").encode())

"""Tables of staff by department (定員管理), as cities and 総務省 publish them.

Two layouts are known: one line a city with a column for each department, and one line for each
department. The heading row is found by its words, wherever it stands.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from bpr_studio.adapters.sheets import city_rules as rules
from bpr_studio.adapters.sheets.grids import GridFile
from bpr_studio.adapters.sheets.sheet_scan import cell_name
from bpr_studio.adapters.sheets.spoilt import spoilt_cells
from bpr_studio.domain.benchmark.staff import StaffCount
from bpr_studio.domain.classification.codes import (
    is_local_government_code,
    local_government_check_digit,
)
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.findings import Finding, Level, Place
from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.cell_answers import read_text
from bpr_studio.domain.workload.cell_rules import (
    Refused,
    Taken,
    fold_width,
    is_blank,
    read_as,
    read_count,
    shown,
    squeezed,
)
from bpr_studio.services.staff_reference import StaffFile

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path
    from typing import Any

    from bpr_studio.adapters.sheets.city_rules import Rule
    from bpr_studio.adapters.sheets.grids import Grid
    from bpr_studio.domain.benchmark.staff import Departments
    from bpr_studio.domain.workload.cell_rules import CellValue

_TOP_ROWS: Final = 30
_FEWEST_DEPARTMENTS: Final = 3
_MOST_HEADS: Final = 100_000
_KEYS: Final = {
    "code": ("団体コード", "コード", "市区町村コード", "全国地方公共団体コード", "地域コード"),
    "city": ("団体名", "市名", "都市名", "都市", "市区町村名", "市町村名", "団体"),
    "year": ("年度", "年", "調査年", "調査年度", "年次"),
    "department": ("部門", "部門名", "大部門"),
    "heads": ("職員数", "人数", "職員数計"),
}
_SUMS: Final = frozenset({"合計", "計", "総計", "総合計", "小計", "平均"})
_YEAR_IN_TITLE: Final = re.compile(r"((?:令和|平成|[RH])(?:元|\d{1,2})|\d{4})年(?:度|4月1日)")
_UNIT: Final = re.compile(r"\([^)]*\)$")


class StaffTables:
    """Reads them; implements `services.staff_reference.StaffFiles`."""

    def __init__(self, departments: Departments) -> None:
        """Take the departments with the ways their headings are written."""
        self._words: dict[str, tuple[str, str]] = {
            squeezed(word): (key, "") for key, words in _KEYS.items() for word in words
        }
        for department in departments.departments:
            for word in (department.name, *department.words):
                self._words.setdefault(squeezed(word), ("heads_of", department.name))

    def read(self, path: Path, year: int | None) -> StaffFile:
        """Read a table.

        Args:
            path: workbook or CSV.
            year: fiscal year, where the file does not say it.

        Raises:
            UnreadableInputError: the file is broken, locked, of another kind or dangerous.
            RefusedError: no sheet of it holds such a table.
        """
        file = GridFile(path)
        heads = [found for name in file.names if (found := self._heading(file.grid(name)))]
        if not heads:
            raise RefusedError(
                tr("{name} holds no table of staff by department.", name=path.name),
                kept=tr("Nothing of it was taken over."),
                remedy=tr(
                    "It needs a heading row with the name of the city, and beside it either"
                    " departments such as {departments} or the columns {columns}.",
                    departments="総務・税務・民生",
                    columns="部門・職員数",
                ),
            )
        best = max(heads, key=lambda heading: len(heading.places))
        reading = _Reading(file.file, best, self._department, year)
        counts = tuple(reading.counts())
        return StaffFile(
            counts, tuple(self._columns(best)), best.grid.name, tuple(reading.findings)
        )

    def _department(self, raw: CellValue) -> Taken[str | None] | Refused:
        """The department of a cell in a table with a line for each department."""
        kind, name = self._words.get(squeezed(shown(raw)), ("", ""))
        if kind == "heads_of":
            return Taken(name)
        if is_blank(raw):
            return Taken(None)
        return Refused(
            "department-unknown",
            tr("“{value}” is no department of the statistics.", value=shown(raw)),
        )

    def _heading(self, grid: Grid) -> _Heading | None:
        """The heading row of a sheet: the one with most known words; None without one."""
        rows = ((n, self._matches(row)) for n, row in enumerate(grid.rows[:_TOP_ROWS]))
        number, places = max(rows, key=lambda found: (len(found[1]), -found[0]), default=(0, {}))
        heading = _Heading(grid, number, places)
        return heading if heading.usable else None

    def _matches(self, row: Sequence[CellValue]) -> dict[int, tuple[str, str]]:
        found: dict[int, tuple[str, str]] = {}
        for place, cell in enumerate(row):
            key = squeezed(shown(cell)) if isinstance(cell, str) else ""
            known = self._words.get(key) or self._words.get(_UNIT.sub("", key))
            if known and known not in found.values():
                found[place] = known
        return found

    def _columns(self, heading: _Heading) -> Iterator[tuple[str, str]]:
        """Each heading and what it was taken for."""
        for place, cell in enumerate(heading.grid.rows[heading.row]):
            if not is_blank(cell):
                kind, name = heading.places.get(place, ("", ""))
                yield shown(cell), name or kind


@dataclass(frozen=True, slots=True)
class _Heading:
    """A heading row.

    Attributes:
        row: where it stands, from 0.
        places: by column what it holds: a kind of `_KEYS`, or "heads_of" and the department.
    """

    grid: Grid
    row: int
    places: Mapping[int, tuple[str, str]]

    @property
    def wide(self) -> bool:
        """One line a city, a column for each department."""
        kinds = [kind for kind, _ in self.places.values()]
        return kinds.count("heads_of") >= _FEWEST_DEPARTMENTS

    @property
    def usable(self) -> bool:
        """Whether a table can be read below it."""
        kinds = {kind for kind, _ in self.places.values()}
        return bool({"code", "city"} & kinds) and (self.wide or {"department", "heads"} <= kinds)

    def place(self, kind: str) -> int | None:
        """The column of a kind; None where there is none."""
        return next((place for place, (found, _) in self.places.items() if found == kind), None)


class _Reading:
    """One table being read."""

    def __init__(self, file: str, heading: _Heading, department: Rule, year: int | None) -> None:
        self.findings: list[Finding] = []
        self._file = file
        self._heading = heading
        self._department = department
        self._year = year or self._year_in_title()
        self._spoilt = spoilt_cells(heading.grid, heading.row + 1, set(heading.places))
        self._seen: set[tuple[str, int, str]] = set()

    def _year_in_title(self) -> int | None:
        """The year a line above the heading names."""
        for row in self._heading.grid.rows[: self._heading.row]:
            for cell in row:
                found = _YEAR_IN_TITLE.search(fold_width(shown(cell)).replace(" ", ""))
                if found:
                    reading = rules.read_fiscal_year(found[1])
                    return reading.value if isinstance(reading, Taken) else None
        return None

    def counts(self) -> Iterator[StaffCount]:
        """Everything below the heading."""
        if self._year is None and self._heading.place("year") is None:
            self._tell(
                (self._heading.row, 0),
                Level.ERROR,
                "year-missing",
                tr("The table does not say its fiscal year. Say it when you take the file over."),
            )
            return
        city: tuple[str, str] = ("", "")
        for row in range(self._heading.row + 1, len(self._heading.grid.rows)):
            if all(is_blank(cell) for cell in self._heading.grid.rows[row]):
                continue
            city = self._city(row) or city  # the name often stands in the first line only
            if any(city) and not self._is_sum(city[1]):
                yield from self._row(row, city)

    @staticmethod
    def _is_sum(name: str) -> bool:
        return squeezed(name) in _SUMS

    def _row(self, row: int, city: tuple[str, str]) -> Iterator[StaffCount]:
        place = self._heading.place("year")
        year = self._year if place is None else self._take(row, place, rules.read_fiscal_year)
        if year is None:
            if place is not None and not self._has_error(row, place):
                message = tr("The fiscal year is missing in this line.")
                self._tell((row, place), Level.ERROR, "year-missing", message)
            return
        for department, heads in self._heads(row):
            key = (city[0] or city[1], year, department)
            if key in self._seen:
                message = tr(
                    "{city} has the department {name} twice.", city=city[1], name=department
                )
                self._tell((row, 0), Level.ERROR, "department-twice", message)
                continue
            self._seen.add(key)
            yield StaffCount(city[0], city[1], year, department, heads)

    def _has_error(self, row: int, place: int) -> bool:
        cell = cell_name(row, place)
        return any(f.place.cell == cell and f.level is Level.ERROR for f in self.findings)

    def _heads(self, row: int) -> Iterator[tuple[str, int]]:
        """The departments of a line that have a number."""
        count = partial(read_count, maximum=_MOST_HEADS)
        if self._heading.wide:
            for place, (kind, name) in self._heading.places.items():
                heads = self._take(row, place, count) if kind == "heads_of" else None
                if heads is not None:
                    yield name, heads
            return
        where, number = self._heading.place("department"), self._heading.place("heads")
        if where is None or number is None:
            return
        cell = self._heading.grid.rows[row][where]
        if self._is_sum(shown(cell)):
            return
        department = self._take(row, where, self._department)
        heads = self._take(row, number, count)
        if department is not None and heads is not None:
            yield department, heads

    def _city(self, row: int) -> tuple[str, str] | None:
        """Code and name of the city of a line; None where it names none."""
        code_place, name_place = self._heading.place("code"), self._heading.place("city")
        name = None if name_place is None else self._take(row, name_place, _name)
        if name is not None and self._is_sum(name):
            return "", name
        code = None if code_place is None else self._take(row, code_place, _city_code)
        if not code and not name:
            return None
        return code or "", name or code or ""

    def _take(self, row: int, place: int, rule: Rule) -> Any:
        raw = self._heading.grid.rows[row][place]
        reading = self._spoilt.get(row, {}).get(place) or rule(raw)
        if isinstance(reading, Refused):
            self._tell((row, place), Level.ERROR, reading.rule, reading.message, shown(raw))
            return None
        for remark in reading.remarks:
            self._tell((row, place), remark.level, remark.rule, remark.message, shown(raw))
        return reading.value

    def _tell(
        self, cell: tuple[int, int], level: Level, rule: str, message: str, value: str = ""
    ) -> None:
        where = Place(self._file, self._heading.grid.name, cell_name(*cell))
        self.findings.append(Finding(level, rule, message, where, value))


def _name(raw: CellValue) -> Taken[str | None] | Refused:
    return read_text(raw, max_length=rules.LONGEST_NAME)


def _city_code(raw: CellValue) -> Taken[str | None] | Refused:
    """A code with or without check digit; tables of 総務省 have both."""
    digits = fold_width(shown(raw)).strip()
    if len(digits) == 5 and digits.isdecimal() and digits.isascii():
        code = digits + str(local_government_check_digit(digits))
        if not is_local_government_code(digits.zfill(6)):
            return Taken(code, (read_as(raw, code),))
    return rules.read_city_code(raw)

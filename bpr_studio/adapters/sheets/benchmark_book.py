"""Figures of a city for comparison, as a workbook in the open exchange format."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

from bpr_studio.adapters.sheets.book_writer import BookWriter
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
from bpr_studio.adapters.sheets.grids import GridFile
from bpr_studio.adapters.sheets.sheet_scan import cell_name
from bpr_studio.adapters.sheets.tables import Heading, Table
from bpr_studio.domain.benchmark.figures import CityFigures, ClassFigure
from bpr_studio.domain.shared.findings import Finding, Level, Place
from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.cell_answers import ChoiceList, read_text
from bpr_studio.domain.workload.cell_rules import (
    Refused,
    is_blank,
    read_count,
    read_hours,
    read_percent,
    shown,
    squeezed,
)
from bpr_studio.services.cities import CityFile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from bpr_studio.adapters.sheets.book_writer import CellContent
    from bpr_studio.domain.workload.cell_rules import CellValue, Taken

    Rule = Callable[[CellValue], Taken[Any] | Refused]

ABOUT_SHEET: Final = "概要"
FIGURES_SHEET: Final = "数値"

_HEADINGS: Final = (
    Heading("code", "分類コード"),
    Heading("hours", "年間時間"),
    Heading("non_core", "うちノンコア時間"),
    Heading("cases", "件数", required=False),
    Heading("denominator", "分母の名称", required=False),
    Heading("denominator_value", "分母の値", required=False),
    Heading("outsourced", "委託割合", required=False),
)
_SCHEMA: Final = "形式"
_CODE: Final = "団体コード"
_NAME: Final = "市名"
_YEAR: Final = "年度"
_POPULATION: Final = "人口"
_DEFINITION: Final = "コアの定義"
_DEFINITION_ID: Final = "コアの定義の番号"
_STAFF: Final = "含める職員区分"
_FICTITIOUS: Final = "架空"
_LINES: Final = (
    *(_SCHEMA, _CODE, _NAME, _YEAR, _POPULATION),
    *(_DEFINITION, _DEFINITION_ID, _STAFF, _FICTITIOUS),
)
_YES_NO: Final = ChoiceList([("yes", "はい"), ("no", "いいえ")])
_COUNT: Final = partial(read_count, maximum=LARGEST_COUNT)


def read_city_book(path: Path, staff_names: Mapping[str, str]) -> CityFile:
    """Read a city's figures.

    Args:
        path: the workbook.
        staff_names: names of the staff categories by code; the file may use either.

    Raises:
        UnreadableInputError: the file is broken, locked, of another kind or dangerous.
        RefusedError: it is no such file, or says nothing usable about the city.
    """
    file = GridFile(path)
    about = _About(file)
    staff = ChoiceList(staff_names.items())
    name = about.take(_NAME, partial(read_text, max_length=50), required=True)
    city_code = about.take(_CODE, read_city_code)
    year = about.take(_YEAR, partial(read_count, units=("年度", "年"), maximum=2100), required=True)
    population = about.take(_POPULATION, _COUNT)
    definition = about.take(_DEFINITION, partial(read_text, max_length=200))
    definition_id = about.take(_DEFINITION_ID, partial(read_text, max_length=50))
    fictitious = about.take(_FICTITIOUS, _YES_NO.read, required=True)
    categories = about.take_all(_STAFF, staff.read)
    about.remark(population, definition)
    table = Table(file, FIGURES_SHEET, _HEADINGS)
    figures = tuple(_figures(table))
    return CityFile(
        CityFigures(
            city_code=city_code or "",
            city_name=name,
            fiscal_year=year,
            population=population or 0,
            core_definition=definition or "",
            core_definition_id=definition_id or "",
            staff_categories=tuple(dict.fromkeys(categories)),
            fictitious=fictitious == "yes",
            figures=figures,
        ),
        (*about.findings, *table.findings),
    )


class _About:
    """The sheet of general entries: a name and its value in each line."""

    def __init__(self, file: GridFile) -> None:
        self.findings: list[Finding] = []
        self._file = file.file
        if ABOUT_SHEET not in file.names:
            require_schema(file.file, None)
        self._lines: dict[str, list[tuple[int, CellValue]]] = {}
        known = {squeezed(name): name for name in _LINES}
        for row, cells in enumerate(file.grid(ABOUT_SHEET).rows):
            key = known.get(squeezed(shown(cells[0]))) if cells else None
            if key is not None and len(cells) > 1 and not is_blank(cells[1]):
                self._lines.setdefault(key, []).append((row, cells[1]))
        schema = next((value for _, value in self._lines.get(_SCHEMA, ())), None)
        require_schema(file.file, schema)

    def take(self, name: str, rule: Rule, *, required: bool = False) -> Any:
        """The one value of a name; None when it is not given.

        Raises:
            RefusedError: it is unreadable, or missing though required.
        """
        values = self.take_all(name, rule)
        if not values and required:
            raise unfit(self._file, tr("“{header}” is empty.", header=name))
        return values[0] if values else None

    def take_all(self, name: str, rule: Rule) -> list[Any]:
        """All values of a name that may stand in several lines."""
        values = []
        for row, cell in self._lines.get(name, ()):
            reading = rule(cell)
            if isinstance(reading, Refused):
                raise unfit(self._file, f"{ABOUT_SHEET} › {cell_name(row, 1)} {reading.message}")
            for remark in reading.remarks:
                self._tell(remark.level, remark.rule, remark.message, row)
            if reading.value is not None:
                values.append(reading.value)
        return values

    def remark(self, population: int | None, definition: str | None) -> None:
        """Say what is missing for a fair comparison."""
        for remark in remarks_on_city(population=population, core_definition=definition):
            self._tell(Level.WARNING, remark.rule, remark.message, 0)

    def _tell(self, level: Level, rule: str, message: str, row: int) -> None:
        where = Place(self._file, ABOUT_SHEET, cell_name(row, 1))
        self.findings.append(Finding(level, rule, message, where))


def _figures(table: Table) -> Iterator[ClassFigure]:
    seen: set[str] = set()
    hours = partial(read_hours, maximum=LARGEST_HOURS)
    for row in table.rows():
        code = row.take("code", read_class_code, required=True)
        minutes = row.take("hours", hours, required=True)
        non_core = row.take("non_core", hours)
        cases = row.take("cases", _COUNT)
        denominator = row.take("denominator", partial(read_text, max_length=50))
        denominator_value = row.take("denominator_value", _COUNT)
        outsourced = row.take("outsourced", read_percent)
        if code in seen:
            row.refuse("code", "code-twice", tr("The code {code} is used twice.", code=code))
        if refusal := check_non_core(minutes, non_core):
            row.refuse("non_core", refusal.rule, refusal.message)
        if row.failed:
            continue
        seen.add(code)
        yield ClassFigure(
            code=code,
            minutes=minutes,
            non_core_minutes=non_core or 0,
            cases=cases,
            denominator=denominator or "",
            denominator_value=denominator_value,
            outsourced_percent=None if outsourced is None else int(outsourced + 0.5),
        )


def write_city_book(path: Path, figures: CityFigures, staff_names: Mapping[str, str]) -> None:
    """Write figures of a city as a workbook that `read_city_book` takes back.

    Raises:
        RefusedError: the file cannot be written; an existing one is unchanged.
    """
    writer = BookWriter()
    about: list[tuple[str, CellContent]] = [
        (_SCHEMA, SCHEMA),
        (_CODE, figures.city_code),
        (_NAME, figures.city_name),
        (_YEAR, figures.fiscal_year),
        (_POPULATION, figures.population),
        (_DEFINITION, figures.core_definition),
        (_DEFINITION_ID, figures.core_definition_id),
        *((_STAFF, staff_names.get(code, code)) for code in figures.staff_categories),
        (_FICTITIOUS, "はい" if figures.fictitious else "いいえ"),
    ]
    writer.add_table(ABOUT_SHEET, ("項目", "内容"), about, (20, 60))
    units = {"hours": "（時間）", "non_core": "（時間）", "outsourced": "（％）"}
    writer.add_table(
        FIGURES_SHEET,
        [heading.text + units.get(heading.key, "") for heading in _HEADINGS],
        [
            (
                figure.code,
                round(figure.minutes / 60, 4),
                round(figure.non_core_minutes / 60, 4),
                figure.cases,
                figure.denominator,
                figure.denominator_value,
                figure.outsourced_percent,
            )
            for figure in figures.figures
        ],
        (14, 14, 18, 12, 20, 14, 14),
    )
    writer.save(path)

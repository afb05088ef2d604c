"""The exchange workbook as it is written: our figures, or a form another city fills in.

Follows the 15 rules of 総務省 for machine-readable tables: one cell one datum, numbers as numbers,
nothing merged, units in the heading, codes beside names, the western year beside the era.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from bpr_studio.adapters.fs.files import replace_file
from bpr_studio.adapters.sheets import city_layout as layout
from bpr_studio.adapters.sheets import city_rules as rules
from bpr_studio.adapters.sheets.book_writer import BookWriter, row_height, write_cell
from bpr_studio.domain.shared.fiscal_year import FiscalYear

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from bpr_studio.adapters.sheets.book_writer import CellContent
    from bpr_studio.adapters.sheets.tables import Heading
    from bpr_studio.domain.benchmark.exchange import ExchangeLists
    from bpr_studio.domain.benchmark.figures import CityFigures

_FREE_LINES: Final = 200  # below the prepared ones, with drop-downs
_WIDTHS: Final = {
    "code": 13.0,
    "label": 34.0,
    "step_type": 11.0,
    "denominator": 22.0,
    "name": 26.0,
    "bpmn": 34.0,
    "unit": 8.0,
    "mark": 8.0,
}
_EXPLAINED: Final = {
    "schema": "変えないでください。",
    "city_code": "全国地方公共団体コード6桁（検査数字を含む）。架空の都市は空欄。",
    "city_name": "例：北九州市",
    "fiscal_year": "時間を調べた年度。例：2025（令和7年度）",
    "population": "人。年度の初めの住民の数。",
    "wards": "行政区の数。区がない市は0。",
    "staff_heads": "人。時間に含めた職員の合計。",
    "core_definition_id": "同じ定義があれば、一覧から選びます。なければ空欄。",
    "core_definition": "コア業務とノンコア業務の分け方を文で書きます。",
    "fictitious": "見本や試験の数値は「はい」。",
    "left_out": "課の数が3より少ないため出さなかった数値の数。",
    "prepared_by": "部署または役割。個人の名前は書かないでください。",
    "prepared_on": "例：2026/4/1",
    "program": "手で作ったファイルは空欄。",
    "remarks": "読む人が知っておくべきこと。個人の名前は書かないでください。",
}
_GUIDE: Final = (
    ("このファイルについて", "都市どうしで、1年間の業務時間を分類ごとに比べるためのファイルです。"),
    ("入力するところ", "白いセルに入力します。灰色のセル（コードと名称）は変えられません。"),
    (
        "書かなくてよいところ",
        "分からないところは空欄にします。0は「時間がかからなかった」という意味になります。",
    ),
    ("時間", "年間の合計を、時間の単位の数字だけで書きます（例 1234.5）。委託先の時間も含めます。"),
    (
        "うちノンコア時間",
        "年間時間のうち、ノンコア業務の時間です。定義は「都市」のシートに書きます。",
    ),
    ("件数", "1年間に処理した件数です。件数で数えない業務は空欄にします。"),
    (
        "課の数",
        "その数値のもとになった課の数です。3より少ないときは、行ごと空欄にして、上の分類にまとめます。",
    ),
    ("作業属性別", "分類コードを空欄にした行は、全部の業務の合計です。"),
    (
        "分母",
        "分類ごとに、業務の量を決めるものの数です。名称が同じものどうしを比べます。印がCの名称は案です。",
    ),
    (
        "フロー",
        "業務フローを渡すときだけ書きます。同じフォルダーに置いた.bpmnファイルの名前を書きます。",
    ),
    ("書かないもの", "課の名前、個人の名前、個人番号は書かないでください。"),
)


def write_city_book(path: Path, figures: CityFigures, lists: ExchangeLists) -> None:
    """Write figures of a city as a workbook that `read_city_book` takes back.

    Flows are written beside it, as .bpmn files whose names start like its own.

    Raises:
        RefusedError: a file cannot be written; an existing one is unchanged.
    """
    names = [f"{path.stem}-flow-{n:02}.bpmn" for n, _ in enumerate(figures.flows, start=1)]
    for name, flow in zip(names, figures.flows, strict=True):
        replace_file(path.with_name(name), flow.bpmn.encode())
    _Form(lists).write(path, _content_of(figures, lists, names), free=0)


def write_city_form(path: Path, lists: ExchangeLists) -> None:
    """Write an empty form for a city without this program: all codes stand in it already.

    Raises:
        RefusedError: the file cannot be written; an existing one is unchanged.
    """
    _Form(lists).write(path, _empty(lists), free=_FREE_LINES)


_Lines = list[dict[str, "CellContent"]]


class _Content:
    """What stands in the sheets.

    Attributes:
        entries: the general entries by the names of the JSON format.
        staff: for each staff category whether it is included; None where nobody has said.
        tables: the lines of each table.
    """

    def __init__(
        self,
        entries: Mapping[str, CellContent],
        staff: Mapping[str, bool | None],
        tables: Mapping[str, _Lines],
    ) -> None:
        self.entries = entries
        self.staff = staff
        self.tables = tables


def _content_of(figures: CityFigures, lists: ExchangeLists, names: Sequence[str]) -> _Content:
    entries: dict[str, CellContent] = {
        name: getattr(figures, name, getattr(figures.origin, name, None)) for name in layout.ENTRIES
    }
    entries["schema"] = rules.SCHEMA
    entries["fictitious"] = "はい" if figures.fictitious else "いいえ"
    return _Content(
        entries,
        {code: code in figures.staff_categories for code in lists.staff},
        {
            layout.CLASSES_SHEET: [
                {
                    **_times(figure),
                    "code": figure.code,
                    "label": lists.classes.get(figure.code, ""),
                    "denominator": figure.denominator,
                    "denominator_value": figure.denominator_value,
                    "outsourced_percent": figure.outsourced_percent,
                }
                for figure in figures.figures
            ],
            layout.STEPS_SHEET: [
                {
                    **_times(step),
                    "step_type": step.step_type,
                    "label": lists.steps.get(step.step_type, ""),
                    "code": step.code,
                }
                for step in figures.steps
            ],
            layout.DENOMINATORS_SHEET: [
                {
                    "code": given.code,
                    "label": lists.classes.get(given.code, ""),
                    "name": given.name,
                    "value": given.value,
                }
                for given in figures.denominators
            ],
            layout.FLOWS_SHEET: [
                {"code": flow.code, "name": flow.name, "bpmn": name}
                for flow, name in zip(figures.flows, names, strict=True)
            ],
        },
    )


def _times(figure: Any) -> dict[str, CellContent]:
    """What figures of classes and of step types have in common."""
    return {
        "minutes": round(figure.minutes / 60, 4),
        "non_core_minutes": round(figure.non_core_minutes / 60, 4),
        "cases": figure.cases,
        "sections": figure.sections,
    }


def _empty(lists: ExchangeLists) -> _Content:
    return _Content(
        {"schema": rules.SCHEMA},
        dict.fromkeys(lists.staff),
        {
            layout.CLASSES_SHEET: [
                {"code": code, "label": label}
                for code, label in lists.classes.items()
                if code.count("-") == 2
            ],
            layout.STEPS_SHEET: [
                {"step_type": code, "label": label} for code, label in lists.steps.items()
            ],
            layout.DENOMINATORS_SHEET: [
                {
                    "code": given.code,
                    "label": lists.classes.get(given.code, ""),
                    "name": given.name,
                    "unit": given.unit,
                    "mark": given.mark,
                }
                for given in lists.denominators
            ],
            layout.FLOWS_SHEET: [],
        },
    )


class _Form:
    """One workbook being written."""

    def __init__(self, lists: ExchangeLists) -> None:
        self._lists = lists
        self._writer = BookWriter()
        book = self._writer.book
        border = {"border": 1, "border_color": "#B4B4B8", "valign": "vcenter"}
        self._locked = book.add_format({**border, "bg_color": "#F0F0F2", "text_wrap": True})
        self._text = book.add_format({**border, "locked": False, "num_format": "@"})
        self._number = book.add_format({**border, "locked": False, "num_format": "#,##0.####"})

    def write(self, path: Path, content: _Content, *, free: int) -> None:
        """Write everything.

        Args:
            path: the file.
            content: what stands in it.
            free: empty lines with drop-downs below those that are filled or prepared.

        Raises:
            RefusedError: the file cannot be written; an existing one is unchanged.
        """
        self._city(content)
        headings = {
            layout.CLASSES_SHEET: layout.CLASS_HEADINGS,
            layout.STEPS_SHEET: layout.STEP_HEADINGS,
            layout.DENOMINATORS_SHEET: layout.DENOMINATOR_HEADINGS,
            layout.FLOWS_SHEET: layout.FLOW_HEADINGS,
        }
        for sheet, columns in headings.items():
            self._table(sheet, columns, content.tables[sheet], free)
        self._guide()
        self._choices()
        self._writer.save(path)

    def _city(self, content: _Content) -> None:
        sheet = self._sheet(layout.CITY_SHEET, ("項目", "内容", "書き方"), (26.0, 44.0, 60.0))
        row = 0
        for row, (name, word) in enumerate(layout.ENTRIES.items(), start=1):
            given = content.entries.get(name)
            if name == "fiscal_year" and isinstance(given, int):
                explained = FiscalYear(given).era_name
            else:
                explained = _EXPLAINED[name]
            self._entry(sheet, row, (word, given, explained), locked=name == "schema")
            self._restrict_entry(sheet, row, name)
        for place, (code, label) in enumerate(self._lists.staff.items(), start=row + 1):
            included = content.staff[code]
            given = None if included is None else ("はい" if included else "いいえ")
            explained = "時間に含めたら「はい」"
            self._entry(sheet, place, (layout.STAFF_ENTRY + label, given, explained))
            self._choose(sheet, place, ("はい", "いいえ"))

    def _entry(
        self,
        sheet: Worksheet,
        row: int,
        cells: tuple[str, CellContent, str],
        *,
        locked: bool = False,
    ) -> None:
        word, given, explained = cells
        look = self._number if isinstance(given, int) else self._text
        write_cell(sheet, row, 0, word, self._locked)
        write_cell(sheet, row, 1, given, self._locked if locked else look)
        write_cell(sheet, row, 2, explained, self._locked)

    def _restrict_entry(self, sheet: Worksheet, row: int, name: str) -> None:
        if name == "fictitious":
            self._choose(sheet, row, ("はい", "いいえ"))
        elif name == "core_definition_id" and self._lists.definitions:
            self._choose(sheet, row, tuple(self._lists.definitions), strict=False)

    def _table(self, name: str, headings: Sequence[Heading], lines: _Lines, free: int) -> None:
        words = [heading.text + layout.UNITS.get(heading.key, "") for heading in headings]
        widths = [_WIDTHS.get(heading.key, 14.0) for heading in headings]
        sheet = self._sheet(name, words, widths)
        for row, line in enumerate(lines, start=1):
            for place, heading in enumerate(headings):
                write_cell(sheet, row, place, line.get(heading.key), self._look(heading.key, line))
        last = len(lines) + free
        for row in range(len(lines) + 1, last + 1):
            for place, heading in enumerate(headings):
                write_cell(sheet, row, place, None, self._look(heading.key, {}))
        for place, heading in enumerate(headings):
            self._restrict(sheet, place, heading.key, last)

    def _look(self, key: str, line: Mapping[str, CellContent]) -> Format:
        """Codes and names that are given are locked, so that nobody changes what they mean."""
        if key in ("code", "label", "step_type", "unit", "mark", "name", "bpmn"):
            return self._locked if line.get(key) else self._text
        return self._text if key == "denominator" else self._number

    def _restrict(self, sheet: Worksheet, place: int, key: str, last: int) -> None:
        if last < 1:
            return
        if key in ("code", "step_type"):
            column, count = (
                ("A", len(self._lists.classes))
                if key == "code"
                else (
                    "C",
                    len(self._lists.steps),
                )
            )
            if count:
                source = f"={layout.LISTS_SHEET}!${column}$2:${column}${count + 1}"
                self._validate(sheet, place, last, {"validate": "list", "source": source})
        elif key == "outsourced_percent":
            self._validate(sheet, place, last, _between(100))
        elif key not in ("label", "name", "bpmn", "unit", "mark", "denominator"):
            self._validate(sheet, place, last, _between(rules.LARGEST_COUNT))

    @staticmethod
    def _validate(sheet: Worksheet, place: int, last: int, rule: dict[str, Any]) -> None:
        """Restrict a column; a wrong entry is asked about, not forbidden: pasting stays possible."""
        asked = {"error_type": "warning", "error_message": "記入要領を確かめてください。"}
        sheet.data_validation(1, place, last, place, {**rule, "ignore_blank": True, **asked})

    @staticmethod
    def _choose(sheet: Worksheet, row: int, words: Iterable[str], *, strict: bool = True) -> None:
        """Offer words for one entry of the first sheet."""
        rule: dict[str, Any] = {"validate": "list", "source": list(words), "ignore_blank": True}
        if not strict:
            rule["error_type"] = "warning"
        sheet.data_validation(row, 1, row, 1, rule)

    def _guide(self) -> None:
        widths = (24.0, 100.0)
        sheet = self._sheet(layout.GUIDE_SHEET, ("項目", "説明"), widths)
        for row, line in enumerate(_GUIDE, start=1):
            for place, text in enumerate(line):
                write_cell(sheet, row, place, text, self._locked)
            sheet.set_row(row, row_height(zip(line, widths, strict=True)))

    def _choices(self) -> None:
        lists = self._lists
        sheet = self._sheet(
            layout.LISTS_SHEET,
            ("分類コード", "分類の名称", "作業属性", "作業属性の名称", "定義の番号", "定義の文"),
            (13.0, 34.0, 11.0, 26.0, 20.0, 80.0),
        )
        for place, names in ((0, lists.classes), (2, lists.steps), (4, lists.definitions)):
            for row, (code, label) in enumerate(names.items(), start=1):
                write_cell(sheet, row, place, code, self._locked)
                write_cell(sheet, row, place + 1, label, self._locked)

    def _sheet(self, name: str, words: Sequence[str], widths: Sequence[float]) -> Worksheet:
        """A sheet with its heading row, protected against changes of codes, without password."""
        sheet = self._writer.add_sheet(name)
        for place, width in enumerate(widths):
            sheet.set_column(place, place, width)
            write_cell(sheet, 0, place, words[place], self._writer.heading)
        sheet.set_row(0, row_height(zip(words, widths, strict=True)))
        sheet.freeze_panes(1, 0)
        sheet.protect("", {"format_columns": True, "format_rows": True, "sort": True})
        return sheet


def _between(most: int) -> dict[str, Any]:
    return {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": most}

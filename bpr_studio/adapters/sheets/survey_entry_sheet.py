"""The sheet 調査票 of a survey workbook: headings, lines to fill, checks, drop-downs."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final

from bpr_studio.adapters.sheets.sheet_scan import cell_name
from bpr_studio.adapters.sheets.survey_layout import (
    CAPACITY_ROW,
    CASES,
    CHECK,
    EXAMPLE_ROW,
    EXAMPLE_SLOT,
    EXTRA_HEADERS,
    FIRST_DATA_ROW,
    GROUP_ROW,
    HEADER_ROW,
    KEY_ROW,
    LAST_CASES,
    LAST_HOURS,
    LEGEND_ROW,
    NUMBER,
    OUTSIDE_CAPACITY,
    RATIO_ROW,
    SLOT,
    SUM_HOURS,
    SUM_MONTHS,
    TITLE_ROW,
    TOTAL_ROW,
    UNIT_ROW,
    class_entry,
    header_of,
    identity_line,
    placed_columns,
    slot_of,
)
from bpr_studio.adapters.sheets.survey_validation import validation_of
from bpr_studio.domain.shared.fiscal_year import FiscalYear
from bpr_studio.domain.workload.form import PrefilledRow
from bpr_studio.domain.workload.step_cells import LIST_SEPARATOR
from bpr_studio.domain.workload.survey_format import MONTH_FIELD, FieldKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from xlsxwriter.worksheet import Worksheet

    from bpr_studio.adapters.sheets.survey_layout import PlacedColumn
    from bpr_studio.adapters.sheets.survey_styles import FormStyles
    from bpr_studio.domain.workload.form import FormContext, FormIdentity
    from bpr_studio.domain.workload.survey_format import SurveyColumn, SurveyFormat

_LEGEND: Final = (
    "白い欄に記入してください。灰色の欄は自動で計算されます。"
    "分類は一覧から選びます（「分類一覧」シートで探せます）。書き方は「記入要領」シートにあります。"
)
_LEGEND_LAST_YEAR: Final = "昨年度の欄は、見るだけの欄です。"
_DONE: Final = "記入済み"
_SPARE_LINES: Final = 60  # can be written in and have a key, but no number and no check
_HEIGHTS: Final = {TITLE_ROW: 22, HEADER_ROW: 44}
_EXCEL_DAY_ZERO: Final = dt.date(1899, 12, 30)
_EXTRA_WIDTHS: Final = {
    SLOT: 8,
    NUMBER: 5,
    CHECK: 15,
    SUM_HOURS: 11,
    SUM_MONTHS: 8,
    LAST_HOURS: 11,
    LAST_CASES: 9,
}
_LAST_YEAR: Final = (LAST_HOURS, LAST_CASES)
_NARROWEST_CODE: Final = 30  # the cell shows code and name


def write_entry_sheet(
    sheet: Worksheet,
    styles: FormStyles,
    survey_format: SurveyFormat,
    context: FormContext,
    identity: FormIdentity,
) -> None:
    """Fill the sheet."""
    _EntrySheet(sheet, styles, survey_format, context).write(identity)


class _EntrySheet:
    """One sheet being written."""

    def __init__(
        self,
        sheet: Worksheet,
        styles: FormStyles,
        survey_format: SurveyFormat,
        context: FormContext,
    ) -> None:
        self._sheet = sheet
        self._styles = styles
        self._format = survey_format
        self._context = context
        has_last = any(row.previous for row in context.rows)
        self._columns = placed_columns(survey_format, last_year=has_last)
        self._places = {column.key: column.index for column in self._columns}
        self._answers = [c for c in self._columns if c.answer is not None]
        self._entries = {line.code: class_entry(line) for line in context.classes}
        self._lines = len(context.rows) + context.blank_rows
        self._last_prepared = FIRST_DATA_ROW + max(self._lines, 1) - 1
        self._last_row = self._last_prepared + _SPARE_LINES

    def write(self, identity: FormIdentity) -> None:
        self._write_head(identity)
        self._write_capacity()
        self._write_headings()
        self._write_example()
        for line, row in enumerate(self._rows()):
            if line < self._lines:
                self._write_line(FIRST_DATA_ROW + line, line + 1, row)
            else:
                self._sheet.write_string(FIRST_DATA_ROW + line, 0, row.slot, self._styles.hidden)
        for column in self._answers:
            self._add_validation(column)
        self._add_highlights()
        self._set_up_page()

    # ------------------------------------------------------------------------------ head

    def _write_head(self, identity: FormIdentity) -> None:
        sheet, styles, context = self._sheet, self._styles, self._context
        year = FiscalYear(context.fiscal_year)
        sheet.write_string(0, 0, identity_line(identity), styles.hidden)
        sheet.write_string(TITLE_ROW, 1, f"{self._format.title}　調査票", styles.title)
        unit = f"{year.era_name}（{year.year}）　{context.city_name}　{context.unit_code}　{context.unit_path}"
        sheet.write_string(UNIT_ROW, 1, unit)
        if context.fictitious:
            place = self._answers[1].index
            sheet.write_string(TITLE_ROW, place, "架空の都市の見本です", styles.fictitious)
        legend = _LEGEND + (_LEGEND_LAST_YEAR if LAST_HOURS in self._places else "")
        sheet.write_string(LEGEND_ROW, 1, legend, styles.note)
        # The columns are unlocked and ruled; the rows above the lines are neither.
        for row in range(EXAMPLE_ROW + 1):
            sheet.set_row(row, _HEIGHTS.get(row), styles.head, {"hidden": row == KEY_ROW})

    def _write_capacity(self) -> None:
        """Hours of the section's staff against what it has."""
        sheet, styles = self._sheet, self._styles
        label, value = self._answers[0].index, self._answers[1].index
        counted = [c for c in self._format.hour_columns if c.key != OUTSIDE_CAPACITY]
        ranges = ",".join(self._data_range(column.key) for column in counted)
        total = sum(_minutes(row.values, [c.key for c in counted]) for row in self._context.rows)
        hours, capacity = total / 60, self._context.capacity_minutes / 60
        sheet.write_string(TOTAL_ROW, label, "年間業務時間の合計（委託を除く）", styles.label)
        sheet.write_formula(
            TOTAL_ROW, value, f"=SUM({ranges})" if ranges else "=0", styles.total, hours
        )
        basis = f"（{self._context.capacity_basis}）" if self._context.capacity_basis else ""
        sheet.write_string(CAPACITY_ROW, label, "投入可能時間", styles.label)
        sheet.write_number(CAPACITY_ROW, value, capacity, styles.total)
        sheet.write_string(CAPACITY_ROW, value + 1, basis, styles.note)
        sheet.write_string(RATIO_ROW, label, "割合（85％〜115％が目安）", styles.label)
        total_at, capacity_at = _address(TOTAL_ROW, value), _address(CAPACITY_ROW, value)
        ratio = f'=IF({capacity_at}=0,"",{total_at}/{capacity_at})'
        sheet.write_formula(
            RATIO_ROW, value, ratio, styles.ratio, hours / capacity if capacity else ""
        )
        self._write_judgement(value, hours / capacity if capacity else None)
        self._write_column_sums()

    def _write_judgement(self, value: int, ratio: float | None) -> None:
        at = _address(RATIO_ROW, value)
        words = (
            f'=IF({at}="","投入可能時間が分かりません",IF({at}<0.85,"少なめです。抜けがないか確かめてください",'
            f'IF({at}>1.15,"多めです。重なりがないか確かめてください","おおむね妥当です")))'
        )
        self._sheet.write_formula(RATIO_ROW, value + 1, words, self._styles.note, _judgement(ratio))
        area = (RATIO_ROW, value, RATIO_ROW, value)
        criteria = f'=AND({at}<>"",OR({at}<0.85,{at}>1.15))'
        self._highlight(area, criteria, self._styles.missing)

    def _write_column_sums(self) -> None:
        keys = [column.key for column in self._format.hour_columns]
        for key in keys:
            total = sum(_minutes(row.values, [key]) for row in self._context.rows) / 60
            formula = f"=SUM({self._data_range(key)})"
            self._sheet.write_formula(
                TOTAL_ROW, self._places[key], formula, self._styles.total, total
            )
        if keys:
            label = "区分ごとの合計"
            self._sheet.write_string(
                TOTAL_ROW, self._places[keys[0]] - 1, label, self._styles.label
            )

    def _write_headings(self) -> None:
        sheet, styles = self._sheet, self._styles
        groups = self._format.groups
        seen: set[str] = set()
        group = ""
        for column in self._columns:
            answer = column.answer
            group = answer.group if answer else group
            tint = groups.index(group) if group else 0
            sheet.write_string(KEY_ROW, column.index, column.key, styles.hidden)
            text = group if group not in seen else ""
            seen.add(group)
            sheet.write_string(GROUP_ROW, column.index, text, styles.group(tint))
            heading = header_of(answer) if answer else EXTRA_HEADERS[column.key]
            sheet.write_string(HEADER_ROW, column.index, heading, styles.header(tint))
            self._set_width(column)

    def _set_width(self, column: PlacedColumn) -> None:
        place, answer = column.index, column.answer
        if answer is None:
            hidden = {"hidden": column.key == SLOT}
            self._sheet.set_column(place, place, _EXTRA_WIDTHS[column.key], None, hidden)
        else:
            narrowest = _NARROWEST_CODE if answer.kind is FieldKind.CODE else 0
            width = max(answer.width, narrowest)
            self._sheet.set_column(place, place, width, self._styles.input(answer.kind))

    # ----------------------------------------------------------------------------- lines

    def _rows(self) -> Iterable[PrefilledRow]:
        """The lines filled beforehand, then empty and spare ones whose slots are free."""
        yield from self._context.rows
        taken = {row.slot for row in self._context.rows}
        number, written = 0, 0
        while written < self._context.blank_rows + _SPARE_LINES:
            number += 1
            if slot_of(number) not in taken:
                written += 1
                yield PrefilledRow(slot_of(number), {})

    def _write_example(self) -> None:
        sheet, styles = self._sheet, self._styles
        sheet.write_string(EXAMPLE_ROW, self._places[SLOT], EXAMPLE_SLOT, styles.hidden)
        for column in self._columns[1:]:
            answer = column.answer
            if answer is None:
                sheet.write_string(
                    EXAMPLE_ROW, column.index, "例" if column.key == NUMBER else "", styles.number
                )
                continue
            look = styles.example(answer.kind)
            text = self._entries.get(answer.example, answer.example)
            if answer.kind in _NUMERIC and text:
                sheet.write_number(EXAMPLE_ROW, column.index, float(text), look)
            else:
                sheet.write_string(EXAMPLE_ROW, column.index, text or _first_label(answer), look)

    def _write_line(self, row: int, number: int, prefilled: PrefilledRow) -> None:
        sheet, styles, values = self._sheet, self._styles, prefilled.values
        sheet.write_string(row, 0, prefilled.slot, styles.hidden)
        sheet.write_number(row, 1, number, styles.number)
        sheet.write_formula(
            row, 2, self._check_formula(row), styles.check, _check_text(self._format, values)
        )
        for column in self._columns[3:]:
            if column.key in _LAST_YEAR:
                self._write_last_year(row, column, prefilled.previous)
            elif column.answer is None:
                self._write_sum(row, column, values)
            else:
                self._write_answer(row, column.index, column.answer, values)

    def _write_answer(
        self, row: int, place: int, answer: SurveyColumn, values: Mapping[str, object]
    ) -> None:
        value = values.get(answer.field) if values else None
        look = self._styles.input(answer.kind)
        if value is None or value == "":
            return  # the column has the look of its empty cells
        shown = self._shown(answer, value)
        if isinstance(shown, str):
            self._sheet.write_string(row, place, shown, look)
        else:
            self._sheet.write_number(row, place, shown, look)

    def _shown(self, answer: SurveyColumn, value: Any) -> str | float:
        """A stored value as the respondent enters it."""
        if answer.kind is FieldKind.CODE:
            return self._entries.get(value, str(value))
        return _SHOWN[answer.kind](answer, value)

    def _write_last_year(
        self, row: int, column: PlacedColumn, previous: Mapping[str, object]
    ) -> None:
        """What was answered last year, to be read only."""
        if column.key == LAST_HOURS:
            keys = [hours.key for hours in self._format.hour_columns]
            value = _minutes(previous, keys) / 60 if any(previous.get(k) for k in keys) else None
        else:
            cases = previous.get(CASES)
            value = None if cases is None else int(str(cases))
        look = self._styles.last_hours if column.key == LAST_HOURS else self._styles.last_cases
        if value is None:
            self._sheet.write_blank(row, column.index, None, look)
        else:
            self._sheet.write_number(row, column.index, value, look)

    def _write_sum(self, row: int, column: PlacedColumn, values: Mapping[str, object]) -> None:
        keys = self._summed_keys(column.key)
        area = f"{_address(row, self._places[keys[0]])}:{_address(row, self._places[keys[-1]])}"
        formula = f'=IF(COUNT({area})=0,"",SUM({area}))'
        self._sheet.write_formula(
            row, column.index, formula, self._styles.calculated, _sum_text(column.key, keys, values)
        )

    def _summed_keys(self, key: str) -> list[str]:
        columns = self._format.hour_columns if key == SUM_HOURS else self._format.month_columns
        return [column.key for column in columns]

    def _check_formula(self, row: int) -> str:
        """What is still missing in the line, as one formula."""
        areas = ",".join(self._input_areas(row))
        formula = f'"{_DONE}"'
        if SUM_HOURS in self._places:
            at = _address(row, self._places[SUM_HOURS])
            formula = f'IF({at}="","時間がありません",{formula})'
        if SUM_MONTHS in self._places:
            at = _address(row, self._places[SUM_MONTHS])
            formula = f'IF(AND({at}<>"",ROUND(N({at}),1)<>100),"月の合計が100でない",{formula})'
        for column in reversed(self._answers):
            if column.answer and column.answer.required:
                at = _address(row, column.index)
                formula = f'IF({at}="","{column.answer.header}なし",{formula})'
        return f'=IF(COUNTA({areas})=0,"",{formula})'

    def _input_areas(self, row: int) -> list[str]:
        """The ranges of a line a person writes in, leaving out the sums."""
        areas: list[list[int]] = []
        for column in self._answers:
            if areas and areas[-1][1] == column.index - 1:
                areas[-1][1] = column.index
            else:
                areas.append([column.index, column.index])
        return [f"{_address(row, first)}:{_address(row, last)}" for first, last in areas]

    # --------------------------------------------------------------- drop-downs and colours

    def _add_validation(self, column: PlacedColumn) -> None:
        answer = column.answer
        if answer is None:
            return
        self._sheet.data_validation(
            FIRST_DATA_ROW, column.index, self._last_row, column.index, validation_of(answer)
        )

    def _add_highlights(self) -> None:
        first, last, styles = FIRST_DATA_ROW, self._last_row, self._styles
        check = f"$C{first + 1}"
        for column in self._answers:
            if column.answer and column.answer.required:
                area = (first, column.index, last, column.index)
                criteria = f'=AND({check}<>"",{_address(first, column.index)}="")'
                self._highlight(area, criteria, styles.missing)
        if SUM_MONTHS in self._places:
            place = self._places[SUM_MONTHS]
            at = _address(first, place)
            criteria = f'=AND({at}<>"",ROUND(N({at}),1)<>100)'
            self._highlight((first, place, last, place), criteria, styles.wrong)
        area = (first, 2, last, 2)
        self._highlight(area, f'={check}="{_DONE}"', styles.done)
        self._highlight(area, f'=AND({check}<>"",{check}<>"{_DONE}")', styles.missing)

    def _highlight(self, area: tuple[int, int, int, int], criteria: str, look: object) -> None:
        self._sheet.conditional_format(
            *area, {"type": "formula", "criteria": criteria, "format": look}
        )

    def _set_up_page(self) -> None:
        sheet, context = self._sheet, self._context
        sheet.freeze_panes(HEADER_ROW + 1, self._answers[2].index)
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(8)  # A3
        has_last = LAST_HOURS in self._places
        sheet.set_print_scale(59 if has_last else 62)  # work and hours fill the first sheet
        sheet.repeat_columns(1, self._answers[1].index)
        if SUM_HOURS in self._places:
            last = self._places[LAST_HOURS if has_last else SUM_HOURS]
            sheet.set_v_pagebreaks([last + 1])
        sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
        sheet.repeat_rows(GROUP_ROW, HEADER_ROW)
        sheet.print_area(0, 1, self._last_prepared, self._columns[-1].index)
        label = "&C架空の都市の見本です" if context.fictitious else ""
        unit = context.unit_name.replace("&", "&&")
        sheet.set_header(f"&L{unit}{label}&R{context.unit_code}")
        sheet.set_footer("&C&P / &N")
        sheet.protect(
            "",
            {"format_columns": True, "format_rows": True, "autofilter": True},
        )
        sheet.set_selection(
            FIRST_DATA_ROW, self._answers[0].index, FIRST_DATA_ROW, self._answers[0].index
        )

    def _data_range(self, key: str) -> str:
        place = self._places[key]
        return f"{_address(FIRST_DATA_ROW, place)}:{_address(self._last_row, place)}"


_SHOWN: Final[Mapping[FieldKind, Callable[[SurveyColumn, Any], str | float]]] = {
    FieldKind.TEXT: lambda _, value: str(value),
    FieldKind.HOURS: lambda _, value: round(value / 60, 4),
    FieldKind.COUNT: lambda _, value: int(value),
    FieldKind.PERCENT: lambda _, value: int(value),
    FieldKind.PERCENT_OF_YEAR: lambda answer, value: int(value[answer.position]),
    FieldKind.CHOICE: lambda answer, value: answer.label_of(str(value)),
    FieldKind.FLAG: lambda answer, value: answer.label_of(str(value)),
    FieldKind.NUMBER: lambda _, value: float(value),
    FieldKind.LIST: lambda answer, value: LIST_SEPARATOR.join(map(answer.label_of, value)),
    FieldKind.DATE: lambda _, value: (dt.date.fromisoformat(str(value)) - _EXCEL_DAY_ZERO).days,
}
_NUMERIC: Final = (
    FieldKind.HOURS,
    FieldKind.NUMBER,
    FieldKind.COUNT,
    FieldKind.PERCENT,
    FieldKind.PERCENT_OF_YEAR,
)


def _first_label(answer: SurveyColumn) -> str:
    return answer.choices[0].label if answer.choices else ""


def _judgement(ratio: float | None) -> str:
    if ratio is None:
        return "投入可能時間が分かりません"
    if ratio < 0.85:
        return "少なめです。抜けがないか確かめてください"
    return "多めです。重なりがないか確かめてください" if ratio > 1.15 else "おおむね妥当です"


def _minutes(values: Mapping[str, object], keys: Sequence[str]) -> int:
    return sum(int(str(values[key])) for key in keys if values.get(key))


def _sum_text(key: str, keys: Sequence[str], values: Mapping[str, object]) -> float | str:
    """What the sum formula gives for a line filled in beforehand."""
    if key == SUM_MONTHS:
        return 100 if values.get(MONTH_FIELD) else ""
    return _minutes(values, keys) / 60 if any(values.get(k) is not None for k in keys) else ""


def _check_text(survey_format: SurveyFormat, values: Mapping[str, object]) -> str:
    """What the check formula gives for a line filled in beforehand."""
    if not values:
        return ""
    for column in survey_format.columns:
        if column.required and not values.get(column.field):
            return f"{column.header}なし"
    has_hours = any(values.get(column.key) is not None for column in survey_format.hour_columns)
    return _DONE if has_hours else "時間がありません"


def _address(row: int, column: int) -> str:
    """The address with a fixed column, as formulas that are copied down need it."""
    return f"${cell_name(row, column)}"

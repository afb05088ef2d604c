"""Writes the survey workbook of one section."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

from bpr_studio.adapters.fs.files import replace_file
from bpr_studio.adapters.sheets.book_writer import row_height
from bpr_studio.adapters.sheets.survey_entry_sheet import write_entry_sheet
from bpr_studio.adapters.sheets.survey_layout import (
    CLASS_SHEET,
    ENTRY_SHEET,
    GUIDE_SHEET,
    LISTS_SHEET,
    META_SHEET,
    base_rows,
    class_entry,
    meta_rows,
)
from bpr_studio.adapters.sheets.survey_styles import FormStyles, new_workbook
from bpr_studio.domain.shared.fiscal_year import FiscalYear
from bpr_studio.domain.workload.form import FormIdentity

if TYPE_CHECKING:
    from pathlib import Path

    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

    from bpr_studio.domain.workload.form import FormContext
    from bpr_studio.domain.workload.survey_format import SurveyFormat

_GUIDE_WIDTHS: Final = (24, 8, 70, 30)


def write_form(path: Path, survey_format: SurveyFormat, context: FormContext) -> FormIdentity:
    """Write the form of one section as a workbook (.xlsx), in one step.

    Args:
        path: the file; an existing one is replaced.
        survey_format: columns and guide.
        context: whose form it is, and what is filled in beforehand.

    Returns:
        What the form carries hidden.

    Raises:
        RefusedError: the file cannot be written; an existing one is unchanged.
    """
    identity = FormIdentity(
        survey_format.id,
        survey_format.version,
        context.round_id,
        context.fiscal_year,
        context.unit_code,
    )
    replace_file(path, form_bytes(survey_format, context, identity))
    return identity


def form_bytes(survey_format: SurveyFormat, context: FormContext, identity: FormIdentity) -> bytes:
    """The workbook as bytes; the same input always gives the same bytes."""
    from bpr_studio.adapters.sheets.locked_workbook import FormSheet  # 80 ms on first use

    buffer = io.BytesIO()
    workbook = new_workbook(buffer, context)
    styles = FormStyles(workbook)
    guide = workbook.add_worksheet(GUIDE_SHEET)
    entry = workbook.add_worksheet(ENTRY_SHEET, worksheet_class=FormSheet)
    classes = workbook.add_worksheet(CLASS_SHEET)
    _write_lists(workbook, survey_format, context)
    _write_meta(workbook, identity, survey_format, context)
    _write_guide(guide, styles, survey_format, context)
    write_entry_sheet(entry, styles, survey_format, context, identity)
    _write_classes(classes, styles, context)
    entry.activate()
    workbook.close()
    return buffer.getvalue()


def _write_lists(workbook: Workbook, survey_format: SurveyFormat, context: FormContext) -> None:
    """The answers of the drop-downs, each list in a column with a defined name."""
    sheet = workbook.add_worksheet(LISTS_SHEET)
    lists = {"class_codes": [class_entry(line) for line in context.classes]}
    for column in survey_format.columns:
        if column.choices:
            lists[f"choice_{column.key}"] = [choice.label for choice in column.choices]
    for place, (name, entries) in enumerate(lists.items()):
        sheet.write_string(0, place, name)
        for row, text in enumerate(entries, start=1):
            sheet.write_string(row, place, text)
        letter = _letter(place)
        last = max(len(entries), 1) + 1
        workbook.define_name(name, f"={LISTS_SHEET}!${letter}$2:${letter}${last}")
    sheet.protect()
    sheet.hide()


def _letter(place: int) -> str:
    return chr(ord("A") + place)  # there are fewer lists than letters


def _write_meta(
    workbook: Workbook, identity: FormIdentity, survey_format: SurveyFormat, context: FormContext
) -> None:
    sheet = workbook.add_worksheet(META_SHEET)
    base = base_rows(context.rows, survey_format.fields)
    for row, (name, value) in enumerate((*meta_rows(identity, survey_format), *base)):
        sheet.write_string(row, 0, name)
        sheet.write_string(row, 1, value)
    sheet.protect()
    sheet.very_hidden()


def _write_guide(
    sheet: Worksheet, styles: FormStyles, survey_format: SurveyFormat, context: FormContext
) -> None:
    """Guide paragraphs, then what each column means."""
    sheet.hide_gridlines(2)
    for place, width in enumerate(_GUIDE_WIDTHS):
        sheet.set_column(place, place, width)
    sheet.write_string(0, 0, f"{survey_format.title}　記入要領", styles.title)
    year = FiscalYear(context.fiscal_year)
    sheet.write_string(1, 0, f"{year.era_name}（{year.year}）　{context.city_name}", styles.note)
    if context.fictitious:
        sheet.write_string(1, 3, "架空の見本です", styles.fictitious)
    row = 3
    for paragraph in survey_format.guide:
        sheet.write_string(row, 0, paragraph.heading, styles.guide_heading)
        sheet.merge_range(row, 1, row, 3, paragraph.text, styles.guide_text)
        sheet.set_row(row, row_height([(paragraph.text, sum(_GUIDE_WIDTHS[1:]))]) + 4)
        row += 1
    _write_column_guide(sheet, styles, survey_format, row + 1)
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.protect()


def _write_column_guide(
    sheet: Worksheet, styles: FormStyles, survey_format: SurveyFormat, row: int
) -> None:
    for place, text in enumerate(("欄", "必須", "書き方", "記入例")):
        sheet.write_string(row, place, text, styles.header(0))
    sheet.set_row(row, 20)
    months = survey_format.month_columns
    for column in survey_format.columns:
        if column in months[1:]:
            continue  # the twelve months are explained once
        row += 1
        unit = f"（{column.unit}）" if column.unit else ""
        name = "4月〜3月（％）" if column in months else f"{column.header}{unit}"
        texts = (name, "必須" if column.required else "", column.help, column.example)
        for place, text in enumerate(texts):
            sheet.write_string(row, place, text, styles.guide_text)
        sheet.set_row(row, row_height(zip(texts, _GUIDE_WIDTHS, strict=True)) + 2)


def _write_classes(sheet: Worksheet, styles: FormStyles, context: FormContext) -> None:
    """The classification for reading and searching."""
    headings = ("コード", "大分類", "中分類", "小分類", "コアの目安")
    for place, (text, width) in enumerate(zip(headings, (12, 26, 26, 38, 12), strict=True)):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, text, styles.header(0))
    for row, line in enumerate(context.classes, start=1):
        texts = (line.code, line.major, line.middle, line.name, line.hint)
        for place, text in enumerate(texts):
            sheet.write_string(row, place, text, styles.listed)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(len(context.classes), 1), len(headings) - 1)
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.protect("", {"autofilter": True, "sort": True})

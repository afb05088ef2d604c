"""Results as a workbook: one sheet a table, one cell one datum, numbers as numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bpr_studio.adapters.sheets.book_writer import BookWriter, row_height, write_cell

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from bpr_studio.services.report_values import Cell, Column, ReportContent, ReportTable

#: From this many rows on the workbook is written row by row, in little memory.
MANY_ROWS: Final = 20_000

A3: Final = 8
A4: Final = 9
"""Excel's numbers for sizes of paper."""

# Rows of a sheet, from 0; the table starts below what people need to read it rightly.
_TITLE_ROW: Final = 0
_LABEL_ROW: Final = 1
_NOTE_ROW: Final = 2
_HEADING_ROW: Final = 3
_CHARACTERS_PER_WEIGHT: Final = 13
_CHARACTERS_ON_A3: Final = 170  # side by side, still easy to read
_NAMING_COLUMNS: Final = 3  # of a wide table: they say what a row is about
_LONGEST_ROW: Final = 1_048_576 - _HEADING_ROW - 1


def write_report_book(path: Path, content: ReportContent) -> None:
    """Write the tables of a report, the first sheet saying what the figures are.

    Raises:
        RefusedError: the file cannot be written; an existing one is unchanged.
    """
    write_tables(path, [content.about, *content.tables], label=content.label, footer=content.footer)


def write_tables(
    path: Path,
    tables: Sequence[ReportTable],
    *,
    label: str = "",
    footer: str = "",
    paper: int = A4,
) -> None:
    """Write tables as sheets of one workbook.

    Args:
        path: the file; an existing one is replaced.
        tables: at least one; each becomes a sheet named after its title.
        label: "" or the word that must stand wherever figures stand (架空).
        footer: one line for the foot of every printed page.
        paper: `A4`, or `A3` for wide tables.

    Raises:
        RefusedError: the file cannot be written; an existing one is unchanged.
        ValueError: a table has more rows than a sheet can hold.
    """
    rows = sum(len(table.rows) for table in tables)
    writer = BookWriter(constant_memory=rows > MANY_ROWS)
    for table in tables:
        if len(table.rows) > _LONGEST_ROW:
            msg = f"table {table.key} has {len(table.rows)} rows"
            raise ValueError(msg)
        sheet = writer.add_sheet(table.title)
        _write_table(writer, sheet, table, label)
        _set_up_page(sheet, label, footer, paper)
        if paper == A3:
            _over_pages(sheet, table)
    writer.save(path)


def _write_table(writer: BookWriter, sheet: Worksheet, table: ReportTable, label: str) -> None:
    widths = [_width(column) for column in table.columns]
    for place, width in enumerate(widths):
        sheet.set_column(place, place, width)
    write_cell(sheet, _TITLE_ROW, 0, table.title, writer.title)
    write_cell(sheet, _LABEL_ROW, 0, label, writer.label)
    write_cell(sheet, _NOTE_ROW, 0, table.note, writer.note)
    headings = [column.heading for column in table.columns]
    sheet.set_row(_HEADING_ROW, row_height(zip(headings, widths, strict=True)))
    for place, heading in enumerate(headings):
        write_cell(sheet, _HEADING_ROW, place, heading, writer.heading)
    last = len(table.rows) - 1
    for number, row in enumerate(table.rows):
        bold = table.total and number == last
        texts = [(c, w) for c, w in zip(row, widths, strict=True) if isinstance(c, str)]
        sheet.set_row(_HEADING_ROW + 1 + number, row_height(texts))
        for place, content in enumerate(row):
            look = _look(writer, table.columns[place], content, bold=bold)
            write_cell(sheet, _HEADING_ROW + 1 + number, place, content, look)
    sheet.freeze_panes(_HEADING_ROW + 1, 0)
    filtered = last - (1 if table.total else 0)  # the total stays below, whatever is filtered
    if filtered >= 0:
        sheet.autofilter(_HEADING_ROW, 0, _HEADING_ROW + 1 + filtered, len(table.columns) - 1)
    sheet.repeat_rows(_HEADING_ROW)


def _look(writer: BookWriter, column: Column, content: Cell, *, bold: bool) -> Format:
    if column.decimals is None:
        return writer.bold_text if bold else writer.text
    if isinstance(content, int | float):
        return writer.number(column.decimals_of(content), bold=bold)
    return writer.number(column.decimals, bold=bold)


def _set_up_page(sheet: Worksheet, label: str, footer: str, paper: int) -> None:
    sheet.set_paper(paper)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    if label:
        sheet.set_header(f"&R{_literal(label)}")
    # A header or footer holds at most 255 characters.
    sheet.set_footer(f"&L{_literal(footer)[:200]}&R&P / &N")


def _over_pages(sheet: Worksheet, table: ReportTable) -> None:
    """A table too wide for one page goes over several, its first columns on each."""
    pages = round(sum(map(_width, table.columns)) / _CHARACTERS_ON_A3)
    if pages > 1:
        sheet.fit_to_pages(pages, 0)
        sheet.repeat_columns(0, _NAMING_COLUMNS - 1)
        sheet.freeze_panes(_HEADING_ROW + 1, _NAMING_COLUMNS)


def _width(column: Column) -> float:
    return max(8, column.weight * _CHARACTERS_PER_WEIGHT)


def _literal(text: str) -> str:
    return text.replace("&", "&&")

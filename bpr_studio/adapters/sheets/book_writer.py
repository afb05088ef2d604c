"""One way of writing plain tables: one cell one datum, nothing merged, no formula from data."""

from __future__ import annotations

import io
import math
import re
from typing import TYPE_CHECKING, Final
from unicodedata import east_asian_width

from bpr_studio.adapters.fs.files import replace_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

FONT: Final = "BIZ UDPゴシック"
_LINE_HEIGHT: Final = 14.0
_WIDE: Final = 1.8  # places of a kanji in a proportional font
_LONGEST_TEXT: Final = 32_767  # of a cell in Excel
_NOT_IN_XML: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_CSV_FORMULA: Final = re.compile(r"[=+\-@\t\r＝＋－＠]")
_PLAIN_NUMBER: Final = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")
_FORBIDDEN_IN_SHEET_NAME: Final = str.maketrans(dict.fromkeys("[]:*?/\\", "_"))

CellContent = str | int | float | None


def safe_text(text: str) -> str:
    """Text that fits into a cell and into XML."""
    cleaned = _NOT_IN_XML.sub("", text)
    return cleaned if len(cleaned) <= _LONGEST_TEXT else cleaned[: _LONGEST_TEXT - 1] + "…"


def safe_csv(text: str) -> str:
    """Text that a spreadsheet program opening a CSV file does not take for a formula."""
    if _CSV_FORMULA.match(text) and not _PLAIN_NUMBER.fullmatch(text):
        return "'" + text
    return text


def write_cell(
    sheet: Worksheet, row: int, column: int, content: CellContent, look: Format | None = None
) -> None:
    """Write one datum: text always as text, numbers as numbers, nothing as an empty cell.

    Every exporter writes data through this function, so that no text becomes a formula or link.
    """
    if content is None or content == "":
        sheet.write_blank(row, column, None, look)
    elif isinstance(content, str):
        sheet.write_string(row, column, safe_text(content), look)
    else:
        sheet.write_number(row, column, content, look)


def row_height(texts: Iterable[tuple[str, float]]) -> float:
    """Height in points of a row whose wrapped texts stand in columns of these widths.

    Excel measures when it opens a file, other programs take what is written.

    Args:
        texts: text and column width in characters of the standard font.
    """
    lines = max((_lines(text, width) for text, width in texts), default=1)
    return _LINE_HEIGHT * lines + 2


def _lines(text: str, width: float) -> int:
    places = [
        sum(_WIDE if east_asian_width(c) in "WFA" else 1 for c in line) for line in text.split("\n")
    ]
    return sum(max(1, math.ceil(n / max(width - 1, 1))) for n in places)


def sheet_name(text: str, taken: Iterable[str]) -> str:
    """A sheet name Excel accepts (31 characters) that is not `taken` yet."""
    base = text.translate(_FORBIDDEN_IN_SHEET_NAME).strip(" '")[:31] or "Sheet"
    used = {name.casefold() for name in taken}
    name, n = base, 1
    while name.casefold() in used:
        n += 1
        name = f"{base[: 31 - len(str(n)) - 1]}_{n}"
    return name


class BookWriter:
    """A workbook of plain tables being written."""

    def __init__(self, *, constant_memory: bool = False) -> None:
        """Start an empty workbook.

        Args:
            constant_memory: for tables of more than 20,000 rows, which are then written row by
                row and must come in order.
        """
        import xlsxwriter  # imported on first use, 80 ms

        self._buffer = io.BytesIO()
        self.book: Workbook = xlsxwriter.Workbook(
            self._buffer,
            {
                "in_memory": not constant_memory,
                "constant_memory": constant_memory,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
                "default_format_properties": {"font_name": FONT, "font_size": 10},
            },
        )
        self.title = self.book.add_format({"bold": True, "font_size": 14})
        self.note = self.book.add_format({"font_color": "#595959"})
        self.label = self.book.add_format({"bold": True, "font_color": "#B00000"})
        self.heading = self.book.add_format(
            {
                "bold": True,
                "text_wrap": True,
                "bg_color": "#DDE6FB",
                "border": 1,
                "border_color": "#B4B4B8",
                "valign": "vcenter",
            }
        )
        plain_text = {"num_format": "@", "valign": "vcenter", "text_wrap": True}
        self.text = self.book.add_format(plain_text)
        self.bold_text = self.book.add_format({**plain_text, "bold": True})
        self._numbers: dict[tuple[int, bool], Format] = {}

    def number(self, decimals: int, *, bold: bool = False) -> Format:
        """A number format with ▲ for negative numbers."""
        key = (decimals, bold)
        if key not in self._numbers:
            plain = "#,##0" + ("." + "0" * decimals if decimals else "")
            self._numbers[key] = self.book.add_format(
                {"num_format": f'{plain};"▲"{plain}', "bold": bold, "valign": "vcenter"}
            )
        return self._numbers[key]

    def add_sheet(self, name: str) -> Worksheet:
        """A new sheet under the nearest name Excel accepts."""
        taken = [sheet.get_name() for sheet in self.book.worksheets()]
        return self.book.add_worksheet(sheet_name(name, taken))

    def add_table(
        self,
        name: str,
        headings: Sequence[str],
        rows: Iterable[Sequence[CellContent]],
        widths: Sequence[float],
    ) -> Worksheet:
        """A sheet that is a table from its first row on, as importers expect it."""
        sheet = self.add_sheet(name)
        for place, width in enumerate(widths):
            sheet.set_column(place, place, width)
        for place, heading in enumerate(headings):
            write_cell(sheet, 0, place, heading, self.heading)
        for number, row in enumerate(rows, start=1):
            for place, content in enumerate(row):
                look = self.text if isinstance(content, str) else None
                write_cell(sheet, number, place, content, look)
        sheet.set_row(0, row_height(zip(headings, widths, strict=True)))
        sheet.freeze_panes(1, 0)
        return sheet

    def save(self, path: Path) -> None:
        """Finish and write the file in one step.

        Raises:
            RefusedError: the file cannot be written; an existing one is unchanged.
        """
        self.book.close()
        replace_file(path, self._buffer.getvalue())

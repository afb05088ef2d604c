"""The procedure ledger as a workbook or CSV text: the inventory's columns first, then the city's.

The headings are those the importer knows, so that what was written comes back as it was.
"""

from __future__ import annotations

import csv
import io
from itertools import islice
from typing import TYPE_CHECKING, Final

from bpr_studio.adapters.fs.files import replace_file
from bpr_studio.adapters.sheets.book_writer import BookWriter, safe_csv
from bpr_studio.domain.procedures.procedure import COUNTS
from bpr_studio.domain.procedures.sheet_lines import EXTRA_PREFIX

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from bpr_studio.adapters.sheets.book_writer import CellContent
    from bpr_studio.domain.procedures.layout import Ledger
    from bpr_studio.domain.procedures.procedure import Procedure

_SHEET: Final = "手続台帳"
_NOTES: Final = "説明"
_FICTITIOUS: Final = "（架空）"
_SECTION_WIDTH: Final = 14.0
_EXTRA_WIDTH: Final = 16.0
_SHEET_ROWS: Final = 4_000  # below what the guard lets in again


def write_procedures(  # noqa: PLR0913  # what a ledger on paper says
    path: Path,
    ledger: Ledger,
    procedures: Sequence[Procedure],
    sections: Mapping[str, str],
    *,
    fictitious: bool,
    inventory_only: bool = False,
) -> None:
    """Write the ledger: .csv as text, everything else as a workbook.

    Args:
        path: the file.
        ledger: the columns, headed as the office's sheets are.
        procedures: the lines.
        sections: what the cell of the section says, by row id.
        fictitious: every line is made up; the sheets say so.
        inventory_only: only the columns of the national inventory, and the section.

    Raises:
        RefusedError: the file cannot be written; an existing one is unchanged.
    """
    table = _Table(ledger, procedures, sections, inventory_only=inventory_only)
    if path.suffix.lower() == ".csv":
        _write_csv(path, table)
        return
    writer = BookWriter()
    name = f"{_SHEET}{_FICTITIOUS}" if fictitious else _SHEET
    for rows in _sheets(table.rows()):
        sheet = writer.add_table(name, table.headings, rows, table.widths)
        sheet.freeze_panes(1, table.headings.index(ledger.column("name").header) + 1)
    _add_notes(writer, ledger, fictitious=fictitious)
    writer.save(path)


def _sheets(rows: Iterator[list[CellContent]]) -> Iterator[list[list[CellContent]]]:
    """The rows in portions of one sheet; one sheet where there are none."""
    portion = list(islice(rows, _SHEET_ROWS))
    yield portion
    while portion := list(islice(rows, _SHEET_ROWS)):
        yield portion


class _Table:
    """Headings and rows."""

    def __init__(
        self,
        ledger: Ledger,
        procedures: Sequence[Procedure],
        sections: Mapping[str, str],
        *,
        inventory_only: bool,
    ) -> None:
        self._ledger = ledger
        self._procedures = procedures
        self._sections = sections
        columns = ledger.format.columns
        first = [column for column in columns if column.key in ledger.inventory]
        self._first = first
        self._last = [] if inventory_only else [c for c in columns if c not in first]
        found = dict.fromkeys(heading for p in procedures for heading in p.extra)
        self._extra = [] if inventory_only else list(found)
        self.headings = [
            *(column.header for column in self._first),
            ledger.section_header,
            *(column.header for column in self._last),
            *(f"{EXTRA_PREFIX}{heading}" for heading in self._extra),
        ]
        self.widths = [
            *(float(column.width) for column in self._first),
            _SECTION_WIDTH,
            *(float(column.width) for column in self._last),
            *(_EXTRA_WIDTH for _ in self._extra),
        ]

    def rows(self) -> Iterator[list[CellContent]]:
        """One row per procedure."""
        for procedure in self._procedures:
            yield [
                *(self._cell(procedure, column.key) for column in self._first),
                self._sections.get(procedure.unit_id, ""),
                *(self._cell(procedure, column.key) for column in self._last),
                *(procedure.extra.get(heading, "") for heading in self._extra),
            ]

    def _cell(self, procedure: Procedure, key: str) -> CellContent:
        value = getattr(procedure, key)
        if key in COUNTS:
            number: int | None = value
            return number
        return self._ledger.label(key, value)


def _write_csv(path: Path, table: _Table) -> None:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([safe_csv(heading) for heading in table.headings])
    for row in table.rows():
        writer.writerow(["" if c is None else safe_csv(str(c)) for c in row])
    replace_file(path, out.getvalue().encode("utf-8-sig"))


def _add_notes(writer: BookWriter, ledger: Ledger, *, fictitious: bool) -> None:
    lines: list[list[CellContent]] = []
    if fictitious:
        lines.append(["架空", "この台帳の内容はすべて架空です。"])
    lines += [
        ["欄の出典", "棚卸調査の欄（S51）のうち確かめられたものに、市の欄（構成）を加えました。"],
        ["見出しの並び", "見出しの文字で読み取るため、列の順番は変えてもかまいません。"],
        ["空欄", "空欄は「分からない」とみなし、取り込んでも台帳の内容を消しません。"],
    ]
    for column in ledger.format.columns:
        if column.choices:
            lines.append([column.header, "／".join(choice.label for choice in column.choices)])
    for reference in ledger.references:
        lines.append([f"参考（{reference.source}）", reference.text])
    writer.add_table(_NOTES, ["項目", "内容"], lines, [24.0, 90.0])

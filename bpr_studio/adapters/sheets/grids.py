"""Sheets of values, whatever file they come from: workbooks behind the guard, or CSV text."""

from __future__ import annotations

import csv
import io
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from bpr_studio.adapters.sheets.guard import guard_workbook, read_limited
from bpr_studio.adapters.sheets.sheet_scan import LAST_COLUMN, LAST_ROW, SheetFacts
from bpr_studio.domain.shared.errors import UnreadableInputError
from bpr_studio.domain.shared.text import tr

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from bpr_studio.domain.workload.cell_rules import CellValue

_BOMS: Final = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_ENCODINGS: Final = ("utf-8", "cp932")  # cp932, not shift_jis: ①, 﨑 and ～ exist only there


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet of values.

    Attributes:
        name: sheet name; "" for a CSV file.
        rows: values from row 1 and column A on; "" where a cell is empty.
        facts: what the guard saw of the sheet.
    """

    name: str
    rows: Sequence[Sequence[CellValue]]
    facts: SheetFacts = field(default_factory=SheetFacts)


class GridFile:
    """A file of sheets, each loaded when it is asked for.

    Attributes:
        file: file name as the user knows it.
        names: sheet names in order.
        counts_from_1904: days are counted from 1904.
        saved_at: when it was saved last (ISO) as its program says, "" when unknown.
    """

    def __init__(self, path: Path) -> None:
        """Open `path`: .csv and .txt as text, everything else as a workbook.

        Raises:
            UnreadableInputError: the file cannot be read, or must not be.
        """
        self.file = path.name
        self.counts_from_1904 = False
        self.saved_at = ""
        self._grids: dict[str, Grid] = {}
        if path.suffix.lower() in (".csv", ".txt"):
            self.names: tuple[str, ...] = ("",)
            self._grids[""] = Grid("", _csv_rows(path))
            return
        self._open_workbook(path)

    def _open_workbook(self, path: Path) -> None:
        import python_calamine  # imported on first use

        guarded = guard_workbook(path)
        with _explained(path.name):
            self._book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(guarded.data))
        self.names = tuple(name for name in self._book.sheet_names if name in guarded.sheets)
        self.counts_from_1904 = guarded.counts_from_1904
        self.saved_at = guarded.saved_at
        self._facts = guarded.sheets

    def grid(self, name: str) -> Grid:
        """The values of a sheet.

        Raises:
            KeyError: there is no such sheet.
            UnreadableInputError: the sheet is damaged.
        """
        if name not in self._grids:
            if name not in self.names:
                raise KeyError(name)
            self._grids[name] = Grid(name, self._values(name), self._facts[name])
        return self._grids[name]

    def _values(self, name: str) -> Sequence[Sequence[CellValue]]:
        with _explained(self.file):
            sheet = self._book.get_sheet_by_name(name)
            rows: Sequence[Sequence[CellValue]] = sheet.to_python(skip_empty_area=False)
        return rows


@contextmanager
def _explained(name: str) -> Iterator[None]:
    """Turn the library's failures into a sentence, so that one file never stops the others."""
    import python_calamine  # imported on first use

    try:
        yield
    except python_calamine.CalamineError as error:
        raise _unreadable(name) from error
    except BaseException as error:
        # A panic of the Rust code arrives outside `Exception`, under this name only.
        if type(error).__name__ == "PanicException":
            raise _unreadable(name) from error
        raise


def _unreadable(name: str) -> UnreadableInputError:
    return UnreadableInputError(
        tr("{name} is damaged or incomplete and cannot be read.", name=name),
        remedy=tr("It may have been cut off while copying. Copy or send the file again."),
    )


def _csv_rows(path: Path) -> list[list[CellValue]]:
    text = _decoded(path.name, read_limited(path))
    first = text.partition("\n")[0]
    delimiter = "\t" if first.count("\t") > first.count(",") else ","
    try:
        rows: list[list[CellValue]] = [
            list(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        ]
    except csv.Error as error:
        raise _unreadable(path.name) from error
    width = max(map(len, rows), default=0)
    if len(rows) > LAST_ROW or width > LAST_COLUMN:
        raise UnreadableInputError(
            tr("{name} was not opened because it is unusually large.", name=path.name),
            remedy=tr(
                "Remove what does not belong to it, such as pictures and additional sheets, and try again."
            ),
        )
    return [[*row, *[""] * (width - len(row))] for row in rows]


def _decoded(name: str, data: bytes) -> str:
    encodings = [encoding for bom, encoding in _BOMS if data.startswith(bom)] or _ENCODINGS
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise UnreadableInputError(
        tr("{name} is not a readable CSV text.", name=name),
        remedy=tr("Open it in Excel, save it as “Excel Workbook (.xlsx)” and use that file."),
    )

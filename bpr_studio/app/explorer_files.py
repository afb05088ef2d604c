"""Tables of the explorer as files."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from bpr_studio.adapters.fs.files import replace_file
from bpr_studio.adapters.sheets.book_writer import safe_csv
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.text import tr

if TYPE_CHECKING:
    from pathlib import Path

    from bpr_studio.services.report_values import ReportTable


def write_table(table: ReportTable, path: Path) -> None:
    """Write a table as .xlsx, or as .csv for other programs.

    The CSV file has nothing but headings and rows, in UTF-8 with a mark Excel knows.

    Raises:
        RefusedError: the ending is another one, or the file cannot be written.
    """
    ending = path.suffix.lower()
    if ending == ".xlsx":
        from bpr_studio.app.files import write_table_workbook

        write_table_workbook(table, path)
    elif ending == ".csv":
        replace_file(path, _csv(table).encode("utf-8-sig"))
    else:
        raise RefusedError(
            tr("Tables are written as .xlsx or .csv, not as “{ending}”.", ending=ending),
            remedy=tr("Choose a file name with one of these endings."),
        )


def _csv(table: ReportTable) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([safe_csv(column.heading) for column in table.columns])
    for row in table.rows:
        writer.writerow(["" if cell is None else safe_csv(str(cell)) for cell in row])
    return out.getvalue()

"""The files of a survey round: lists of the organisation, and a workbook LibreOffice fills."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import openpyxl

if TYPE_CHECKING:
    from collections.abc import Mapping

SYSTEM_PYTHON = "/usr/bin/python3"  # the only one that knows LibreOffice's bridge
FILLER = Path(__file__).parents[1] / "data" / "sheets" / "fill_with_libreoffice.py"
Table: TypeAlias = Sequence[Sequence[object]]


def organisation_book(
    path: Path, year: int, units: Sequence[Sequence[object]], more: Mapping[str, Table]
) -> Path:
    """A list of units and staff as an office makes it."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "組織"
    sheet.append(["年度", "コード", "名称", "階層", "上位コード"])
    for unit in units:
        sheet.append([str(year), *unit])
    for title, lines in more.items():
        other = book.create_sheet(title)
        for line in lines:
            other.append(line)
    book.save(path)
    return path


TYPED = [
    {
        "code": "B04-01-03 住民税申告の受付",
        "name": "市・県民税申告の受付",
        "minutes_regular": "１２００",
        "case_count": "25000",
        "case_unit": "件",
        "core_tag": "ノンコア",
    },
    {
        "code": "B04-03-03 減免審査",
        "name": "減免審査",
        "minutes_regular": "=52*10",
        "core_tag": "コア",
        "issue": "担当の山田太郎さんに集中している",
    },
]


class Filling:
    """Somebody fills the form with LibreOffice, while the others work in the program.

    Where LibreOffice or its Python bridge is not installed, openpyxl writes the same values; the
    files of LibreOffice itself are held by tests/adapters/sheets then.
    """

    def __init__(self, form: Path, folder: Path) -> None:
        folder.mkdir()
        self._form = form
        self._plan = folder.parent / "jobs.json"
        self.returned = folder / form.name
        job = {"form": str(form), "lines": TYPED, "to": str(folder)}
        self._plan.write_text(json.dumps([job]), encoding="utf-8")
        self._office = self._start() if has_libreoffice() else None

    def _start(self) -> subprocess.Popen[bytes]:
        command = [SYSTEM_PYTHON, str(FILLER), "--fill", str(self._plan)]
        return subprocess.Popen(command, stdout=subprocess.DEVNULL)  # our own script

    def wait(self) -> Path:
        """The filled workbook."""
        if self._office is None:
            self._fill_ourselves()
        else:
            assert self._office.wait(timeout=120) == 0
        return self.returned

    def _fill_ourselves(self) -> None:
        book = openpyxl.load_workbook(self._form)
        sheet = book["調査票"]
        keys = {str(cell.value): place for place, cell in enumerate(sheet[7], 1)}
        first = next(row[0].row for row in sheet.iter_rows() if row[0].value == "r0001")
        for number, line in enumerate(TYPED):
            for key, text in line.items():
                value = {"１２００": 1200, "=52*10": 520}.get(text, text)
                sheet.cell(first + number, keys[key], value=value)
        book.save(self.returned)


def has_libreoffice() -> bool:
    """Whether LibreOffice and its bridge for Python are there."""
    if not (shutil.which("soffice") and Path(SYSTEM_PYTHON).exists()):
        return False
    asked = subprocess.run([SYSTEM_PYTHON, "-c", "import uno"], capture_output=True, check=False)
    return asked.returncode == 0

"""Makes the exchange files in `libreoffice_city/`: typed into LibreOffice and saved by it.

Needs LibreOffice and its Python bridge (Debian: libreoffice-calc, python3-uno). Run from the
root of the checkout after a change of the form:

    .venv/bin/python tests/data/sheets/fill_city_form.py [folder]

One file is our empty form filled in, one is made from nothing by somebody who has only read the
description of the format. All figures are invented (架空). What is typed is entered as text in
the language of the sheet, so Calc decides what becomes a number, a date or a formula.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
SYSTEM_PYTHON = "/usr/bin/python3"  # the only one that knows LibreOffice's bridge

#: By sheet, cell and what is typed into our form.
INTO_FORM = {
    "都市": {
        "B3": "990027",
        "B4": "架空第三市",
        "B5": "令和7年度",
        "B6": "1,082,000",
        "B7": "10",
        "B8": "9,300",
        "B9": "plan_s01",
        "B10": "職員でしかできない業務をコア業務、それ以外の業務をノンコア業務とする。",
        "B11": "はい",
        "B13": "デジタル推進課",
        "B14": "2026/4/1",
        "B16": "区役所の時間を含む。",
        "B17": "はい",
        "B22": "はい",
    },
    "分類別": {
        "C2": "12345.5",
        "D2": "=4000+321.5",
        "I2": "24",
        "C3": "６７００",
        "D3": "1,200",
        "E3": "15,000",
        "H3": "12",
        "A420": "B01-03-01",
        "C420": "8800",
        "E420": "91000",
    },
    "作業属性別": {"D2": "5600", "E2": "5600", "G2": "18", "D6": "9100", "F6": "120000"},
    "分母": {"D2": "98000", "A60": "B07", "C60": "世帯数", "D60": "151,000"},
}

#: By sheet and line what somebody types who starts with an empty workbook.
FROM_NOTHING = {
    "分類別": [
        ["分類コード", "件数", "年間時間（時間）", "担当者メモ"],
        ["Ｂ０１－０３－０１", "91,000件", "8,800時間", "窓口"],
        ["K01-01-01", "", "1234:30", ""],
    ],
    "都市": [
        ["形式", "bpr-studio/city-figures/1"],
        ["市名", "架空第四市"],
        ["年度", "R7"],
        ["人口", "７９６，０００人"],
        ["架空の数値", "○"],
        ["職員区分：正規（常勤）", "はい"],
        ["連絡先", "内線1234"],
    ],
}


def main(folder: Path) -> None:
    """Write the empty form, then let LibreOffice fill it in, and make the other file."""
    from bpr_studio.adapters.catalogs.definitions import core_texts
    from bpr_studio.adapters.catalogs.denominators import load_denominators
    from bpr_studio.adapters.catalogs.lists import load_classification, load_list
    from bpr_studio.adapters.sheets.city_form import write_city_form
    from bpr_studio.domain.benchmark.exchange import ExchangeLists

    lists = ExchangeLists(
        staff={item.code: item.name for item in load_list("staff_category")},
        classes={line.code: line.name for line in load_classification().classes},
        steps={item.code: item.name for item in load_list("step_type")},
        definitions=core_texts(),
        denominators=load_denominators(),
    )
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as own:
        form = Path(own) / "form.xlsx"
        write_city_form(form, lists)
        subprocess.run(  # this very file
            [SYSTEM_PYTHON, __file__, "--fill", str(form), str(folder)], check=True
        )


def fill(form: Path, folder: Path) -> None:
    """Run by the system's Python: type into the form, make the other file, save both."""
    with tempfile.TemporaryDirectory() as profile:
        pipe = f"bprcity{time.time_ns()}"
        office = subprocess.Popen(  # fixed command
            [
                "/usr/bin/soffice",
                f"-env:UserInstallation=file://{profile}",
                "--headless",
                "--norestore",
                f"--accept=pipe,name={pipe};urp;",
            ],
            start_new_session=True,
            stderr=subprocess.DEVNULL,
        )
        try:
            desktop = _connect(pipe)
            _fill_form(desktop, form, folder / "架空第三市.xlsx")
            _make_from_nothing(desktop, folder / "架空第四市.xlsx")
        finally:
            # Closing a document can crash the headless program; end all of it.
            os.killpg(office.pid, signal.SIGKILL)
            office.wait(timeout=60)


def _connect(pipe: str) -> Any:
    import uno  # type: ignore[import-not-found]  # belongs to the system's Python

    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext(
        "com.sun.star.bridge.UnoUrlResolver", local
    )
    for _ in range(120):
        try:
            context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            break
        except Exception:  # noqa: BLE001  # LibreOffice is still starting
            time.sleep(0.5)
    return context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)


def _value(name: str, *, value: Any) -> Any:
    from com.sun.star.beans import (  # type: ignore[import-not-found]  # made by `import uno`
        PropertyValue,
    )

    entry = PropertyValue()
    entry.Name, entry.Value = name, value
    return entry


def _open(desktop: Any, address: str) -> Any:
    return desktop.loadComponentFromURL(address, "_blank", 0, (_value("Hidden", value=True),))


def _save(document: Any, target: Path) -> None:
    document.storeToURL(target.as_uri(), (_value("FilterName", value="Calc MS Excel 2007 XML"),))
    print(target)  # noqa: T201  # a script that tells what it made


def _fill_form(desktop: Any, form: Path, target: Path) -> None:
    document = _open(desktop, form.as_uri())
    for name, cells in INTO_FORM.items():
        sheet = document.Sheets.getByName(name)
        for address, text in cells.items():
            cell = sheet.getCellRangeByName(address)
            assert not cell.CellProtection.IsLocked, f"{name} {address}"
            cell.FormulaLocal = text
    _save(document, target)


def _make_from_nothing(desktop: Any, target: Path) -> None:
    document = _open(desktop, "private:factory/scalc")
    for place, (name, lines) in enumerate(FROM_NOTHING.items()):
        document.Sheets.insertNewByName(name, place)
        sheet = document.Sheets.getByName(name)
        for row, line in enumerate(lines):
            for column, text in enumerate(line):
                sheet.getCellByPosition(column, row).FormulaLocal = text
    _save(document, target)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--fill"]:
        fill(Path(sys.argv[2]), Path(sys.argv[3]))
    else:
        main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "libreoffice_city")

"""Makes the filled forms in `libreoffice/`: written by us, typed in and saved by LibreOffice.

Needs LibreOffice and its Python bridge (Debian: libreoffice-calc, python3-uno). Run from the
root of the checkout after a change of the form:

    .venv/bin/python tests/data/sheets/fill_with_libreoffice.py

The values are entered as text in the language of the sheet, so Calc decides what becomes a
number, a date or a formula, as it does when a person types.
"""

from __future__ import annotations

import json
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

#: What is typed, by column key, one mapping a line.
TYPED: dict[str, list[dict[str, str]]] = {
    "0101 市民課": [
        {
            "code": "B01-03-01 住民票の写し等の交付",
            "name": "住民票の写しの窓口交付",
            "legal_basis": "住民基本台帳法　第12条",
            "affair_kind": "自治事務",
            "nature": "定型",
            "minutes_regular": "620",
            "minutes_fiscal_part": "1234.5",
            **{f"month_{m:02}": "8" for m in (5, 6, 7, 8, 9, 10, 11, 12, 1, 2)},
            "month_04": "10",
            "month_03": "10",
            "case_count": "18600",
            "case_unit": "通",
            "medium": "混在",
            "system_name": "住民記録システム",
            "outsourced_percent": "0",
            "manual": "有",
            "manual_updated": "2026/4/1",
            "people_count": "4",
            "core_tag": "ノンコア",
            "core_reason": "N1 事実行為（受付・引渡し・発送）",
            "issue": "申請書の内容をシステムに手で入力している",
            "wish": "デジタル化",
            "method": "推定積み上げ",
            "confidence": "中",
        },
        {
            "code": "B01-01-01 転入届",
            "name": "転入届の受付",
            "minutes_regular": "=52*2",
            "minutes_fiscal_full": "0.25",
            "month_04": "50",
            "month_03": "50",
            "core_tag": "コア",
            "core_reason": "R1 公権力の行使・処分決定",
        },
        {
            "code": "B18-01-02 印鑑登録証明書の交付",
            "name": "印鑑登録証明書の交付",
            "core_tag": "ノンコア",
        },
    ],
    "0201 市民税課": [
        {
            "code": "B04-01-03 住民税申告の受付",
            "name": "市・県民税申告の受付（①窓口）",
            "minutes_regular": "１２３４",
            "case_count": "２５，０００",
            "case_unit": "件",
            "manual_updated": "令和8年4月1日",
            "core_tag": "ノンコア",
        },
        {
            "code": "B04-03-03 減免審査",
            "name": "減免審査",
            "minutes_regular": "300",
            "month_04": "11",  # makes 99, as rounded shares do
            **{f"month_{m:02}": "8" for m in (5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3)},
            "core_tag": "コア",
        },
    ],
    "0301 保育課": [
        {
            "code": "B17-01-03 利用調整(選考)",
            "name": "保育所の利用調整",
            "minutes_regular": "1500",
            "core_tag": "コア",
            "core_reason": "R2 裁量的判断",
            "note": "10月から2月に集中",
        },
        {"name": "分類が分からない業務", "minutes_regular": "40", "core_tag": "ノンコア"},
        {
            "code": "Z99-99-99 その他(要分類)",
            "name": "寄附の受付",
            "minutes_regular": "12",
            "core_tag": "ノンコア",
        },
    ],
}


def main() -> None:
    """Write the forms with our program, then have LibreOffice fill them."""
    sys.path.insert(0, str(HERE.parents[2]))
    from bpr_studio.adapters.catalogs.formats import load_survey_format
    from bpr_studio.adapters.catalogs.lists import load_classification
    from bpr_studio.adapters.sheets.survey_form import write_form
    from bpr_studio.domain.workload.form import ClassLine, FormContext

    classification = load_classification()
    classes = tuple(
        ClassLine(
            c.code, c.name, *(above.name for above in reversed(classification.path(c.code)[:2]))
        )
        for c in classification.at_level(3)
    )
    with tempfile.TemporaryDirectory() as folder:
        jobs = []
        for title, lines in TYPED.items():
            code, _, name = title.partition(" ")
            form = Path(folder) / f"{title}.xlsx"
            context = FormContext(
                city_name="架空市",
                fictitious=True,
                round_id="round-2026",
                fiscal_year=2026,
                unit_code=code,
                unit_path=name,
                unit_name=name,
                classes=classes,
                blank_rows=5,
            )
            write_form(form, load_survey_format("overall", 1), context)
            jobs.append({"form": str(form), "lines": lines, "to": str(HERE / "libreoffice")})
        plan = Path(folder) / "jobs.json"
        plan.write_text(json.dumps(jobs), encoding="utf-8")
        command = [SYSTEM_PYTHON, __file__, "--fill", str(plan)]
        subprocess.run(command, check=True)  # this very file


def fill(job: dict[str, Any]) -> None:
    """Run by the system's Python: type into one form and save it."""
    with tempfile.TemporaryDirectory() as profile:
        pipe = f"bprfill{time.time_ns()}"
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
            _fill_one(_connect(pipe), job)
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


def _fill_one(desktop: Any, job: dict[str, Any]) -> None:
    source = Path(job["form"])
    document = desktop.loadComponentFromURL(
        source.as_uri(), "_blank", 0, (_value("Hidden", value=True),)
    )
    sheet = document.Sheets.getByName("調査票")
    keys = {sheet.getCellByPosition(x, 6).String: x for x in range(60)}
    first = next(y for y in range(40) if sheet.getCellByPosition(0, y).String == "r0001")
    for number, line in enumerate(job["lines"]):
        for key, text in line.items():
            cell = sheet.getCellByPosition(keys[key], first + number)
            assert not cell.CellProtection.IsLocked, key
            cell.FormulaLocal = text
    target = Path(job["to"]) / source.name
    document.storeToURL(target.as_uri(), (_value("FilterName", value="Calc MS Excel 2007 XML"),))
    print(target)  # noqa: T201  # a script that tells what it made


if __name__ == "__main__":
    if sys.argv[1:2] == ["--fill"]:
        for planned in json.loads(Path(sys.argv[2]).read_text(encoding="utf-8")):
            fill(planned)
    else:
        main()

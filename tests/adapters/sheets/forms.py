"""Builds survey forms and fills them as people and other programs would."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import openpyxl

from bpr_studio.adapters.catalogs.formats import load_survey_format
from bpr_studio.adapters.sheets.sheet_scan import cell_name
from bpr_studio.adapters.sheets.survey_form import form_bytes, write_form
from bpr_studio.adapters.sheets.survey_layout import ENTRY_SHEET, FIRST_DATA_ROW, placed_columns
from bpr_studio.adapters.sheets.survey_reader import read_form
from bpr_studio.domain.workload.form import ClassLine, FormContext, FormIdentity, PrefilledRow

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from bpr_studio.domain.shared.findings import Finding
    from bpr_studio.domain.workload.form import FormReading

FORMAT = load_survey_format("overall", 1)
CLASSES = (
    ClassLine("K01-01-01", "出退勤・休暇管理", "勤怠・服務", "庶務・服務", "ノンコア寄り"),
    ClassLine("K02-01-02", "起案・決裁", "文書管理", "文書・法制", "混在"),
    ClassLine("B01-03-01", "住民票の写し等の交付", "証明・閲覧", "住民基本台帳", "ノンコア寄り"),
    ClassLine("B01-03-03", "閲覧・支援措置の審査", "証明・閲覧", "住民基本台帳", "コア寄り"),
    ClassLine("Z99-99-99", "その他（要分類）", "その他", "その他"),
)
CLASS_NAMES = {line.code: line.name for line in CLASSES}
PLACES = {column.key: column.index for column in placed_columns(FORMAT)}

#: Every field of a work item, as stored.
FULL_ROW: Mapping[str, Any] = {
    "code": "B01-03-01",
    "name": "住民票の写しの窓口交付",
    "legal_basis": "住民基本台帳法　第12条",
    "affair_kind": "self_government",
    "nature": "routine",
    "minutes_regular": 37_200,
    "minutes_reemployed_full": 15,
    "minutes_reemployed_short": 60,
    "minutes_fixed_term": 90,
    "minutes_fiscal_full": 6_000,
    "minutes_fiscal_part": 45_015,
    "minutes_dispatched": 1,
    "minutes_contractor": 600,
    "month_profile": (12, 8, 7, 7, 7, 7, 8, 8, 8, 8, 8, 12),
    "case_count": 18_600,
    "case_unit": "通",
    "medium": "mixed",
    "system_name": "住民記録システム",
    "outsourced_percent": 10,
    "manual": "yes",
    "manual_updated": "2026-04-01",
    "people_count": 4,
    "core_tag": "non_core",
    "core_reason": "N1",
    "issue": "申請書の内容を\n手で入力している ①㈱﨑",
    "wish": "digitize",
    "method": "build_up_estimate",
    "confidence": "medium",
    "note": "=これは式ではない",
}
CONTEXT = FormContext(
    city_name="架空市",
    fictitious=True,
    round_id="round-2026",
    fiscal_year=2026,
    unit_code="0101",
    unit_path="市民局 市民部 市民課",
    unit_name="市民課",
    classes=CLASSES,
    capacity_minutes=600_000,
    capacity_basis="職員6.0人",
    blank_rows=4,
)


def at(key: str, line: int = 1) -> str:
    """Address of the cell of a column in the `line`-th line, from 1."""
    return cell_name(FIRST_DATA_ROW + line - 1, PLACES[key])


def empty_form(path: Path, **changes: Any) -> Path:
    """A form as handed out."""
    if changes:
        write_form(path, FORMAT, replace(CONTEXT, **changes))
    else:
        path.write_bytes(_untouched())
    return path


@lru_cache(maxsize=1)
def _untouched() -> bytes:
    identity = FormIdentity(FORMAT.id, FORMAT.version, CONTEXT.round_id, 2026, CONTEXT.unit_code)
    return form_bytes(FORMAT, CONTEXT, identity)


def prefilled(**changes: Any) -> PrefilledRow:
    """A full line with some fields changed."""
    slot = changes.pop("slot", "r0001")
    return PrefilledRow(slot, {**FULL_ROW, **changes})


#: What a line needs at least.
MINIMUM = {"code": "B01-03-01", "name": "住民票の交付", "core_tag": "ノンコア"}


def filled_form(path: Path, *lines: Mapping[str, Any]) -> Path:
    """A form with cells typed in, by column key, one mapping a line; saved by openpyxl."""
    book = openpyxl.load_workbook(empty_form(path))
    sheet = book[ENTRY_SHEET]
    for number, line in enumerate(lines, start=1):
        for key, value in line.items():
            sheet[at(key, number)] = value
    book.save(path)
    return path


def changed_form(path: Path, change: Callable[[Any], object]) -> Path:
    """The file after `change(entry_sheet)`; the workbook is the sheet's `parent`."""
    book = openpyxl.load_workbook(path)
    change(book[ENTRY_SHEET])
    book.save(path)
    return path


def read(path: Path) -> FormReading:
    """Read a form of the formats and classes here."""
    return read_form(path, [FORMAT], CLASS_NAMES)


def rules(findings: tuple[Finding, ...]) -> dict[str, str]:
    """Cell by rule."""
    return {finding.rule: finding.place.cell for finding in findings}

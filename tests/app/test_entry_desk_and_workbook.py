"""The window and a workbook mean the same: equal texts become equal stored fields."""

from __future__ import annotations

from typing import Final

import openpyxl
import pytest

from bpr_studio.domain.shared.progress import NoProgress
from bpr_studio.domain.workload.survey_format import MONTH_KEYS
from tests.builders_workspace import CityPlan, built_workspace, unit_id

FIRST: Final = 11  # first line of the worksheet
KEYS_ROW: Final = 7
OWN: Final = frozenset({"id", "slot", "sort_key", "unit_id", "round_id"})
BASE: Final = {"code": "K01-01-01", "name": "業務", "core_tag": "コア"}
EVEN: Final = ("9", "8", "8", "8", "8", "8", "8", "8", "8", "8", "9", "10")

LINES: Final[tuple[dict[str, str], ...]] = (
    {},
    {"code": "k01‐01‐01", "name": "  証明　", "core_tag": "core"},
    {"code": "住民票の写し等の交付", "name": "複数行\nの名前"},
    {"minutes_regular": "3.75", "minutes_fiscal_part": "3時間45分"},
    {"minutes_regular": "１，２００", "minutes_dispatched": "90分", "minutes_contractor": "0"},
    {"minutes_regular": "0.0625", "minutes_fixed_term": "1:30"},
    {"minutes_regular": "1時間半", "minutes_fiscal_full": "-"},
    dict(zip(MONTH_KEYS, EVEN, strict=True)),
    dict(zip(MONTH_KEYS, ["8.33"] * 12, strict=True)),
    dict(zip(MONTH_KEYS, ["0.05", *["0.1"] * 9, "", "0.05"], strict=True)),
    dict(zip(MONTH_KEYS, ["50%", *[""] * 10, "５０％"], strict=True)),
    {"case_count": "1,234件", "case_unit": "件", "people_count": "３人"},
    {"case_count": "なし", "system_name": "なし", "people_count": "〃"},
    {"outsourced_percent": "35％", "manual": "○", "manual_updated": "令和8年4月1日"},
    {"outsourced_percent": "0.35", "manual": "無", "manual_updated": "20260401"},
    {"outsourced_percent": "1", "manual": "あり", "manual_updated": "R8.4.1"},
    {"manual_updated": "4月1日", "medium": "紙", "nature": "準定型"},
    {"core_reason": "R1", "core_tag": "コア", "affair_kind": "自治事務"},
    {"core_reason": "R1 公権力の行使", "core_tag": "ﾉﾝｺｱ", "wish": "デジタル化"},
    {"method": "比率算出", "confidence": "低", "note": "同上", "issue": "—"},
    {"legal_basis": "住民基本台帳法 第12条", "note": "３時間"},
)
REFUSED: Final[tuple[dict[str, str], ...]] = (
    {"code": "K99-99-99"},
    {"minutes_regular": "約3時間"},
    {"minutes_regular": "-3"},
    {"case_count": "1.5"},
    {"outsourced_percent": "101"},
    {"medium": "石版"},
    {"manual_updated": "2026/2/30"},
    {"name": "1234-5678-9018"},
    {"case_unit": "とても長い数え方の単位です"},
    dict(zip(MONTH_KEYS, ["9"] * 12, strict=True)),
)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    folder = tmp_path_factory.mktemp("same") / "city"
    opened = built_workspace(folder, CityPlan(bureaus=1, sections=3, tasks=0, answered=0))
    yield opened
    opened.close()


def collected(workspace, code, lines, folder):
    """The fields and the findings of lines that were typed into a workbook."""
    (form,) = workspace.surveys.hand_out(workspace.round_id, [code], folder, NoProgress())
    book = openpyxl.load_workbook(form)
    sheet = book["調査票"]
    keys = [cell.value for cell in sheet[KEYS_ROW]]
    for number, line in enumerate(lines):
        for key, text in line.items():
            cell = sheet.cell(FIRST + number, keys.index(key) + 1)
            cell.value, cell.data_type = text, "s"
    book.save(form)
    (outcome,) = workspace.surveys.collect(workspace.round_id, [form], NoProgress()).files
    items = workspace.queries.work_items(workspace.round_id, unit_id(code))
    return [own(fields) for fields in items.values()], outcome


def typed(workspace, code, lines):
    """The fields and the refusals of lines that were typed into the window."""
    sheet = workspace.entry_desk.open(workspace.round_id, unit_id(code))
    cells = [(f"+{n}", key, text) for n, line in enumerate(lines) for key, text in line.items()]
    outcome = sheet.set_cells(cells)
    return [own(sheet.fields(row)) for row in sheet.rows], outcome


def own(fields):
    derived = {"year_minutes", "search_name", "figures_hash"}
    return {n: v for n, v in fields.items() if n not in OWN | derived}


def test_equal_texts_are_stored_equally(workspace, tmp_path):
    lines = [BASE | line for line in LINES]
    from_book, report = collected(workspace, "0101", lines, tmp_path)
    from_window, outcome = typed(workspace, "0102", lines)
    assert report.refused_rows == len(outcome.refusals) == 0
    assert len(from_book) == len(LINES)
    for line, here, there in zip(LINES, from_window, from_book, strict=True):
        assert here == there, line
    assert {r.remark.rule for r in outcome.remarks} <= {f.rule for f in report.findings}


def test_what_a_workbook_is_refused_for_the_window_refuses_by_the_same_rule(workspace, tmp_path):
    lines = [BASE | line for line in REFUSED]
    _, report = collected(workspace, "0103", lines, tmp_path)
    sheet = workspace.entry_desk.open(workspace.round_id, unit_id("0102"))
    refused = []
    for line in lines:
        outcome = sheet.set_cells([("+0", key, text) for key, text in line.items()])
        refused += [refusal.rule for refusal in outcome.refusals]
    assert refused == [f.rule for f in report.findings if f.level == "error"]


def test_a_row_typed_in_the_window_comes_back_from_a_workbook_as_the_same_row(workspace, tmp_path):
    sheet = workspace.entry_desk.open(workspace.round_id, unit_id("0102"))
    row = sheet.set_cells([("+0", key, text) for key, text in BASE.items()]).new_rows[0]
    forms = workspace.surveys.hand_out(workspace.round_id, ["0102"], tmp_path, NoProgress())
    later = sheet.set_cells([("+0", key, text) for key, text in BASE.items()]).new_rows[0]
    before = sheet.rows
    book = openpyxl.load_workbook(forms[0])
    lines = book["調査票"]
    keys = [cell.value for cell in lines[KEYS_ROW]]
    names = [lines.cell(n, keys.index("name") + 1) for n in range(FIRST, FIRST + len(before))]
    filled = [cell for cell in names if cell.value]
    filled[-1].value = "別の名前"
    book.save(forms[0])
    workspace.surveys.collect(workspace.round_id, forms, NoProgress())
    again = workspace.entry_desk.open(workspace.round_id, unit_id("0102"))
    assert again.rows == before
    assert again.text(row, "name") == "別の名前"
    assert again.text(later, "name") == "業務"

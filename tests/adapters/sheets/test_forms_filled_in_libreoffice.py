"""Three forms that LibreOffice Calc filled and saved, not our own code.

Made by tests/data/sheets/fill_with_libreoffice.py; all figures are invented (架空).
"""

from pathlib import Path

import pytest

from bpr_studio.adapters.catalogs.lists import load_classification
from bpr_studio.adapters.sheets.survey_reader import FormReader
from bpr_studio.domain.shared.findings import Level
from tests.adapters.sheets.forms import FORMAT

FOLDER = Path(__file__).parents[2] / "data" / "sheets" / "libreoffice"


@pytest.fixture(scope="module")
def reader():
    names = {c.code: c.name for c in load_classification().at_level(3)}
    return FormReader([FORMAT], names)


def test_a_full_line_typed_by_hand_arrives_completely(reader):
    reading = reader.read(FOLDER / "0101 市民課.xlsx")
    assert reading.identity.unit_code == "0101"
    assert dict(reading.rows[0].values) == {
        "code": "B01-03-01",
        "name": "住民票の写しの窓口交付",
        "legal_basis": "住民基本台帳法　第12条",
        "affair_kind": "self_government",
        "nature": "routine",
        "minutes_regular": 37_200,
        "minutes_fiscal_part": 74_070,
        "month_profile": (10, *[8] * 10, 10),
        "case_count": 18_600,
        "case_unit": "通",
        "medium": "mixed",
        "system_name": "住民記録システム",
        "outsourced_percent": 0,
        "manual": "yes",
        "manual_updated": "2026-04-01",
        "people_count": 4,
        "core_tag": "non_core",
        "core_reason": "N1",
        "issue": "申請書の内容をシステムに手で入力している",
        "wish": "digitize",
        "method": "build_up_estimate",
        "confidence": "medium",
    }


def test_a_formula_and_two_months_are_taken_and_told(reader):
    reading = reader.read(FOLDER / "0101 市民課.xlsx")
    assert [row.slot for row in reading.rows] == ["r0001", "r0002", "r0003"]
    assert reading.rows[1].values["minutes_regular"] == 6_240
    assert reading.rows[1].values["month_profile"] == (50, *[0] * 10, 50)
    assert [f.rule for f in reading.findings] == ["formula-result", "empty-months-zero"]


def test_full_width_digits_and_rounded_shares_are_repaired_and_told(reader):
    reading = reader.read(FOLDER / "0201 市民税課.xlsx")
    first, second = reading.rows
    assert (first.values["minutes_regular"], first.values["case_count"]) == (74_040, 25_000)
    assert first.values["manual_updated"] == "2026-04-01"
    assert second.values["month_profile"] == (12, *[8] * 11)
    assert [f.rule for f in reading.findings] == [
        "number-repaired",
        "number-repaired",
        "months-rounded",
    ]


def test_a_line_without_class_stays_out_and_the_others_come_in(reader):
    reading = reader.read(FOLDER / "0301 保育課.xlsx")
    assert [row.values["code"] for row in reading.rows] == ["B17-01-03", "Z99-99-99"]
    assert reading.refused_slots == ("r0002",)
    assert [(f.level, f.rule) for f in reading.findings] == [(Level.ERROR, "required-missing")]
    assert reading.empty_slots[:2] == ("r0004", "r0005")


def test_reading_a_second_time_gives_the_same(reader):
    for path in FOLDER.glob("*.xlsx"):
        assert reader.read(path) == reader.read(path)

"""Exchange files that LibreOffice Calc filled and saved, not our own code; all invented (架空).

Made by tests/data/sheets/fill_city_form.py; where LibreOffice and its Python bridge are here,
they are made anew and read again.
"""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bpr_studio.domain.benchmark.figures import (
    CityFigures,
    ClassFigure,
    Denominator,
    Origin,
    StepFigure,
)
from tests.adapters.sheets.test_city_files import FILES

SHEETS = Path(__file__).parents[2] / "data" / "sheets"
SOFFICE = shutil.which("soffice")
BRIDGE = (
    SOFFICE is not None
    and Path("/usr/bin/python3").exists()
    and subprocess.run(
        ["/usr/bin/python3", "-c", "import uno"], capture_output=True, check=False
    ).returncode
    == 0
)
FILLED = CityFigures(
    city_code="990027",
    city_name="架空第三市",
    fiscal_year=2025,
    population=1_082_000,
    core_definition="職員でしかできない業務をコア業務、それ以外の業務をノンコア業務とする。",
    core_definition_id="plan_s01",
    staff_categories=("regular", "fiscal_part"),
    fictitious=True,
    wards=10,
    staff_heads=9_300,
    figures=(
        ClassFigure("K01-01-01", 740_730, 259_290, sections=24),
        ClassFigure("K01-01-02", 402_000, 72_000, 15_000, outsourced_percent=12),
        ClassFigure("B01-03-01", 528_000, cases=91_000),
    ),
    steps=(
        StepFigure("P01", 336_000, 336_000, sections=18),
        StepFigure("P05", 546_000, 0, 120_000),
    ),
    denominators=(
        Denominator("B01-01", "異動届出件数", 98_000),
        Denominator("B07", "世帯数", 151_000),
    ),
    origin=Origin("デジタル推進課", "2026-04-01", "", "区役所の時間を含む。"),
)


@pytest.fixture(
    params=[
        "kept",
        pytest.param(
            "made now",
            marks=[
                pytest.mark.slow,
                pytest.mark.skipif(
                    not BRIDGE, reason="LibreOffice with its Python bridge is not installed"
                ),
            ],
        ),
    ]
)
def folder(request, tmp_path_factory):
    """Where the files are: those kept with the tests, and such as LibreOffice makes now."""
    if request.param == "kept":
        return SHEETS / "libreoffice_city"
    place = tmp_path_factory.mktemp("city")
    root = SHEETS.parents[2]
    script = "import runpy, sys; sys.path.insert(0, '.'); sys.argv[:] = sys.argv[1:]; "
    script += "runpy.run_path(sys.argv[0], run_name='__main__')"
    command = [sys.executable, "-c", script, str(SHEETS / "fill_city_form.py"), str(place)]
    subprocess.run(command, check=True, capture_output=True, timeout=180, cwd=root)
    return place


def test_our_form_filled_in_by_hand_arrives_completely(folder):
    file = FILES.read(folder / "架空第三市.xlsx")
    assert file.figures == FILLED
    assert file.errors == ()
    assert [(f.place.sheet, f.place.cell) for f in file.findings] == [
        ("分類別", "C3"),
        ("都市", "B5"),
    ]


def test_a_workbook_somebody_made_from_nothing_arrives_and_says_what_was_not_read(folder):
    file = FILES.read(folder / "架空第四市.xlsx")
    assert file.errors == ()
    assert file.figures.figures == (
        ClassFigure("B01-03-01", 528_000, cases=91_000),
        ClassFigure("K01-01-01", 74_070),
    )
    assert (file.figures.fiscal_year, file.figures.population) == (2025, 796_000)
    assert file.figures.staff_categories == ("regular",)
    rules = [f.rule for f in file.findings]
    assert {"entry-unknown", "column-unknown", "core-definition-missing"} <= set(rules)
    assert "sheet-unknown" not in rules, "the empty sheet Calc begins with is not worth a word"

"""Workbooks that LibreOffice opened and saved again: nothing hidden gets lost.

Skipped where LibreOffice is not installed (Debian: libreoffice-calc).
"""

import shutil
import subprocess
from dataclasses import replace

import pytest

from bpr_studio.adapters.catalogs.header_words import load_header_words
from bpr_studio.adapters.sheets.grown_sheet import read_pictures
from bpr_studio.adapters.sheets.survey_form import write_form
from bpr_studio.domain.workload.grown_headers import HeaderFinder
from tests import builders_grown
from tests.adapters.sheets.forms import CONTEXT, FORMAT, prefilled, read

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed"),
]


@pytest.fixture(scope="module")
def saved_again(tmp_path_factory):
    """Opens a workbook in LibreOffice and saves it under the same name elsewhere."""
    profile = tmp_path_factory.mktemp("office")

    def save(path, folder):
        command = [str(SOFFICE), f"-env:UserInstallation=file://{profile}", "--headless"]
        command += ["--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", folder, path]
        subprocess.run(command, check=True, capture_output=True, timeout=180)
        return folder / path.name

    return save


def test_a_form_keeps_what_it_was_filled_with(saved_again, tmp_path):
    lines = (prefilled(), prefilled(slot="r0002", name="転入届", month_profile=None))
    rows = tuple(replace(row, previous=row.values) for row in lines)
    path = tmp_path / "form.xlsx"
    write_form(path, FORMAT, replace(CONTEXT, rows=rows))
    before = read(path)
    after = read(saved_again(path, tmp_path / "again"))
    assert after.identity == before.identity
    assert after.base == before.base
    assert after.digest == before.digest
    assert after.errors == 0
    assert after.saved_at > "2000"


@pytest.mark.parametrize(
    "maker",
    [builders_grown.consultant, builders_grown.person_days, builders_grown.months_in_hours],
)
def test_a_grown_sheet_is_understood_the_same(saved_again, tmp_path, maker):
    path = maker(tmp_path / "grown.xlsx")
    finder = HeaderFinder(load_header_words())
    profiles = []
    for file in (path, saved_again(path, tmp_path / "again")):
        (picture,) = read_pictures(file)
        found = finder.find(picture)
        assert found is not None
        profiles.append(finder.propose(picture, found))
    assert profiles[0] == profiles[1]
    assert len(profiles[0].columns) > 5

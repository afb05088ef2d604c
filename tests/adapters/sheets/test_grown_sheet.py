"""Foreign workbooks come in through the guard, as plain pictures."""

import zipfile

import openpyxl
import pytest
import xlsxwriter

from bpr_studio.adapters.catalogs.formats import load_survey_format
from bpr_studio.adapters.catalogs.header_words import load_header_words
from bpr_studio.adapters.sheets.grown_sheet import read_pictures
from bpr_studio.domain.shared.errors import RefusedError, UnreadableInputError
from bpr_studio.domain.workload.grown_headers import HeaderFinder
from bpr_studio.domain.workload.mapping import EXTRA_TARGETS
from bpr_studio.domain.workload.sheet_picture import Area, Cell
from tests import builders_grown
from tests.adapters.sheets.forms import empty_form


def test_merged_cells_and_errors_are_part_of_the_picture(tmp_path):
    (picture,) = read_pictures(builders_grown.shares(tmp_path / "a.xlsx"))
    assert [p.row for p in picture.spoilt] == [7]
    (picture,) = read_pictures(builders_grown.consultant(tmp_path / "b.xlsx"))
    assert Area(4, 3, 4, 5) in picture.merges
    assert picture.origin(7, 1) == Cell(6, 1)
    assert picture.shown(7, 1) == "窓口"


def test_empty_sheets_are_passed_over(tmp_path):
    path = tmp_path / "x.xlsx"
    book = openpyxl.Workbook()
    book.create_sheet("空")
    book["Sheet"]["A1"] = "業務名"
    book.save(path)
    assert [picture.name for picture in read_pictures(path)] == ["Sheet"]


def test_an_empty_workbook_and_our_own_form_are_refused(tmp_path):
    path = tmp_path / "x.xlsx"
    openpyxl.Workbook().save(path)
    with pytest.raises(RefusedError, match="no entries"):
        read_pictures(path)
    with pytest.raises(RefusedError, match="collected"):
        read_pictures(empty_form(tmp_path / "form.xlsx"))


def test_a_text_file_with_tabs_is_a_sheet_too(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("業務名,時間\n受付,10\n", encoding="cp932")
    (picture,) = read_pictures(path)
    assert picture.rows[0] == ["業務名", "時間"]
    assert HeaderFinder(load_header_words()).find(picture) is not None


def test_dangerous_files_do_not_pass_the_guard(tmp_path):
    path = tmp_path / "x.xlsx"
    path.write_bytes(b"PK\x03\x04 nothing")
    with pytest.raises(UnreadableInputError):
        read_pictures(path)


def test_merged_ranges_that_cover_everything_many_times_are_refused(tmp_path):
    path = tmp_path / "x.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    sheet.write(4_000, 250, "x")
    book.close()
    rest = "".join(f'<mergeCell ref="A{n}:IQ4000"/>' for n in range(1, 40))
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    name = "xl/worksheets/sheet1.xml"
    merges = f"</sheetData><mergeCells>{rest}</mergeCells>".encode()
    parts[name] = parts[name].replace(b"</sheetData>", merges)
    with zipfile.ZipFile(path, "w") as new:
        for part, content in parts.items():
            new.writestr(part, content)
    with pytest.raises(UnreadableInputError, match="unusually large"):
        read_pictures(path)


def test_every_word_of_the_list_names_a_column_of_the_common_format():
    known = {*EXTRA_TARGETS, *(c.key for c in load_survey_format("overall", 1).columns)}
    assert {entry.target for entry in load_header_words().entries} <= known


def test_every_stand_in_is_an_answer_of_its_column():
    columns = {c.key: c for c in load_survey_format("overall", 1).columns}
    for entry in load_header_words().entries:
        for value in entry.values.values():
            assert columns[entry.target].label_of(value) != value, (entry.target, value)

"""Result workbooks: figures as in the report, text never a formula."""

import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpr_studio.adapters.sheets.book_writer import safe_csv, safe_text, sheet_name
from bpr_studio.adapters.sheets.result_book import write_report_book, write_tables
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.services.report_values import Column, ReportTable
from bpr_studio.services.reporting import ReportSettings, build_report
from tests import builders_answer as build

HOSTILE = [
    "=1+1",
    "{=1+1}",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "＝1+1",
    '=HYPERLINK("http://example.invalid")',
    "http://example.invalid/",
    "'=1",
    "=cmd|' /C calc'!A0",
]


def table(*rows: Any, **changes: Any) -> ReportTable:
    columns = (Column("名称"), Column("時間", "時間", 1), Column("件数", decimals=0))
    return ReportTable("t", changes.pop("title", "表"), columns, tuple(rows), **changes)


def written_xml(path: Path) -> str:
    with zipfile.ZipFile(path) as archive:
        return "".join(
            archive.read(name).decode() for name in archive.namelist() if "worksheets/sheet" in name
        )


def test_a_report_becomes_one_sheet_a_table_with_the_same_figures(tmp_path, japanese):
    content = build_report(build.answer(), [], ReportSettings(date(2026, 11, 1)))
    write_report_book(tmp_path / "r.xlsx", content)
    book = openpyxl.load_workbook(tmp_path / "r.xlsx")
    expected = [content.about, *content.tables]
    assert len(book.worksheets) == len(expected)
    for sheet, made in zip(book.worksheets, expected, strict=True):
        rows = list(sheet.iter_rows(min_row=4, max_col=len(made.columns), values_only=True))
        assert list(rows[0]) == [column.heading for column in made.columns]
        assert [tuple(row) for row in rows[1:]] == [
            tuple(None if cell == "" else cell for cell in row) for row in made.rows
        ]
        assert not sheet.merged_cells.ranges
        assert sheet.freeze_panes == "A5"


def test_numbers_are_numbers_and_what_does_not_exist_is_empty(tmp_path):
    write_tables(tmp_path / "r.xlsx", [table(("市民課", 1234.5, None), ("税務課", -3.0, 7))])
    sheet = openpyxl.load_workbook(tmp_path / "r.xlsx").worksheets[0]
    assert [cell.value for cell in sheet[5]] == ["市民課", 1234.5, None]
    assert sheet["B6"].value == -3
    assert sheet["B6"].number_format == '#,##0.0;"▲"#,##0.0'
    assert sheet["B4"].value == "時間（時間）"


def test_invented_figures_are_labelled_on_every_sheet_and_page(tmp_path):
    write_tables(tmp_path / "r.xlsx", [table(), table(title="別の表")], label="架空のデータ")
    for sheet in openpyxl.load_workbook(tmp_path / "r.xlsx").worksheets:
        assert sheet["A2"].value == "架空のデータ"
    assert written_xml(tmp_path / "r.xlsx").count("架空のデータ") == 2


@pytest.mark.parametrize("many", [False, True])
def test_hostile_text_never_becomes_a_formula_or_a_link(tmp_path, many):
    rows = [(text, 1.0, 1) for text in HOSTILE] * (2000 if many else 1)
    write_tables(
        tmp_path / "r.xlsx", [table(*rows, note="=1+1", title="=表")], label="=1", footer="=1"
    )
    xml = written_xml(tmp_path / "r.xlsx")
    assert "<f>" not in xml
    assert "<f " not in xml
    assert "hyperlink" not in xml
    book = openpyxl.load_workbook(tmp_path / "r.xlsx", read_only=True)
    rows_read = book.worksheets[0].iter_rows(min_row=5, max_col=1, values_only=True)
    cells = [row[0] for row in rows_read]
    book.close()
    assert cells == [text for text, *_ in rows]


def test_control_characters_and_overlong_text_fit_into_a_cell(tmp_path):
    write_tables(tmp_path / "r.xlsx", [table(("a\x00b\x0bc", 1.0, 1), ("あ" * 40_000, 1.0, 1))])
    sheet = openpyxl.load_workbook(tmp_path / "r.xlsx").worksheets[0]
    assert sheet["A5"].value == "abc"
    assert len(str(sheet["A6"].value)) == 32_767


def test_the_total_stays_outside_the_filter(tmp_path):
    write_tables(tmp_path / "r.xlsx", [table(("a", 1.0, 1), ("計", 1.0, 1), total=True)])
    sheet = openpyxl.load_workbook(tmp_path / "r.xlsx").worksheets[0]
    assert sheet.auto_filter.ref == "A4:C5"
    assert sheet["A6"].font.b


def test_sheet_names_are_those_excel_accepts():
    assert sheet_name("局/課:時間?", []) == "局_課_時間_"
    assert sheet_name("表", ["表"]) == "表_2"
    assert sheet_name("ABC", ["abc", "abc_2"]) == "ABC_3"
    assert sheet_name("", []) == "Sheet"
    assert len(sheet_name("長" * 40, ["長" * 31])) == 31


@pytest.mark.parametrize(
    "text", [t for t in HOSTILE if t[0] in "=+-@\t＝" and t not in ("+1", "-1")]
)
def test_text_in_csv_is_no_formula(text):
    assert safe_csv(text) == "'" + text


@pytest.mark.parametrize("text", ["-1", "+1.5", "市民課", "", "1-2"])
def test_ordinary_text_in_csv_stays_as_it_is(text):
    assert safe_csv(text) == text


@given(st.text())
def test_any_text_fits_into_a_cell(text):
    assert len(safe_text(text)) <= 32_767
    assert "\x00" not in safe_text(text)


def test_a_workbook_that_cannot_be_written_says_why(tmp_path):
    with pytest.raises(RefusedError, match="does not exist"):
        write_tables(tmp_path / "nowhere" / "r.xlsx", [table()])


def test_more_rows_than_a_sheet_holds_are_an_error_of_the_program(tmp_path):
    row = ("a", 1.0, 1)
    with pytest.raises(ValueError, match="rows"):
        write_tables(tmp_path / "r.xlsx", [table(*[row] * 1_048_573)])

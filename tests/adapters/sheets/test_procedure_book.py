"""The ledger as a file: what is written comes back as it was; broken sheets are read leniently."""

import csv
import datetime as dt

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bpr_studio.adapters.catalogs.procedures import load_ledger
from bpr_studio.adapters.sheets.grown_sheet import read_pictures
from bpr_studio.adapters.sheets.procedure_book import write_procedures
from bpr_studio.domain.procedures.procedure import FIELDS, Procedure
from bpr_studio.domain.procedures.reimport import LineState, ReadLine, compared
from bpr_studio.domain.procedures.sheet_lines import EXTRA_PREFIX, read_procedure_sheet
from bpr_studio.domain.workload.grown_headers import HeaderFinder
from bpr_studio.domain.workload.mapping import ColumnMapping, MappingProfile
from tests.builders_procedures import sealed

LEDGER = load_ledger()
CHOICES = {
    c.key: [choice.value for choice in c.choices]
    for c in LEDGER.format.columns
    if c.choices and c.kind.value == "choice"
}
WORDS = st.text(
    st.characters(codec="utf-8", categories=("L", "Nd"), max_codepoint=0x9FFF), max_size=10
).map(lambda text: f"手続{text}")


def profile_of(picture):
    found = HeaderFinder(LEDGER.header_words).find(picture)
    assert found is not None
    proposed = HeaderFinder(LEDGER.header_words).propose(picture, found)
    extra = [t for t in found.texts if t.startswith(EXTRA_PREFIX)]
    known = [c for c in proposed.columns if c.heading not in extra]
    columns = (*known, *(ColumnMapping(text, "extra") for text in extra))
    return found, MappingProfile("", columns, header_rows=found.rows)


def read(path):
    picture = read_pictures(path)[0]
    found, profile = profile_of(picture)
    return read_procedure_sheet(picture, found, profile, LEDGER, file=path.name, fiscal_year=2026)


def procedures():
    def made(draw_values):
        return Procedure(**draw_values)

    fields = {
        "id": st.uuids().map(str),
        "number": st.integers(1, 99999).map(lambda n: f"T-{n}"),
        "name": WORDS,
        "law": WORDS | st.just(""),
        "note": WORDS | st.just(""),
        "cases_total": st.none() | st.integers(0, 10**6),
        "cases_online": st.none() | st.integers(0, 10**6),
        "effective_on": st.just("") | st.dates(dt.date(1950, 1, 1), dt.date(2100, 1, 1)).map(str),
        "seal": st.none() | st.booleans(),
        "written_form": st.none() | st.booleans(),
        "city_alone": st.none() | st.booleans(),
        "priority_number": st.none() | st.integers(1, 31),
        **{key: st.just("") | st.sampled_from(values) for key, values in CHOICES.items()},
    }
    return st.fixed_dictionaries(fields).map(made)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=st.lists(procedures(), min_size=1, max_size=6, unique_by=lambda p: p.number))
def test_a_ledger_comes_back_from_its_workbook_as_it_was(tmp_path, lines):
    path = tmp_path / "台帳.xlsx"
    write_procedures(path, LEDGER, lines, {}, fictitious=True)
    sheet = read(path)
    assert not sheet.refused
    found = compared(
        [ReadLine("", line.row, "", line.values, line.blank) for line in sheet.lines], lines
    )
    assert {one.state for one in found} == {LineState.UNCHANGED}
    assert len(found) == len(lines)


def test_every_heading_is_known_to_the_importer(tmp_path):
    path = tmp_path / "台帳.xlsx"
    line = sealed(extra={"独自の欄": "値"})
    write_procedures(path, LEDGER, [line], {"": ""}, fictitious=True)
    picture = read_pictures(path)[0]
    assert "架空" in picture.name
    _, profile = profile_of(picture)
    targets = {column.heading: column.target for column in profile.columns}
    for column in LEDGER.format.columns:
        assert targets[column.header] == column.key
    assert targets[LEDGER.section_header] == "section"
    assert read(path).lines[0].values["extra"] == {"独自の欄": "値"}


def test_a_large_ledger_takes_several_sheets_that_come_in_again(tmp_path):
    path = tmp_path / "大.xlsx"
    lines = [sealed(str(n)) for n in range(1, 4_003)]
    write_procedures(path, LEDGER, lines, {}, fictitious=False)
    pictures = [p for p in read_pictures(path) if p.name.startswith("手続台帳")]
    assert [len(picture.rows) for picture in pictures] == [4_001, 3]


def test_a_csv_file_holds_no_formula(tmp_path):
    path = tmp_path / "台帳.csv"
    write_procedures(path, LEDGER, [sealed(name="=1+1", note="@x")], {}, fictitious=False)
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert "'=1+1" in rows[1]
    assert "'@x" in rows[1]


def test_the_inventory_alone_leaves_the_city_columns_out(tmp_path):
    path = tmp_path / "棚卸.xlsx"
    write_procedures(path, LEDGER, [sealed()], {}, fictitious=True, inventory_only=True)
    headings = [cell.value for cell in openpyxl.load_workbook(path).worksheets[0][1]]
    assert len(headings) == len(LEDGER.inventory) + 1
    assert "押印の根拠" not in headings


# -- sheets of others ------------------------------------------------------------------------------


@pytest.fixture
def clumsy(tmp_path):
    """Merged and two-line headings, full-width digits, eras, sums, remarks, ditto sections."""
    path = tmp_path / "押印調べ.xlsx"
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "調べ"
    sheet["A1"] = "押印を求める手続の調べ（架空）"
    sheet.merge_cells("A1:H1")
    sheet.append([])
    sheet.append(["番号", "担当課", "手続の名称", "件数", "押印", None, "見直し", None])
    sheet.append([None, None, None, "件数", "押印の有無", "根拠規定", "方針", "施行期日"])
    for span in ("A3:A4", "B3:B4", "C3:C4", "D3:D4", "E3:F3", "G3:H3"):
        sheet.merge_cells(span)
    sheet.append(
        ["１", "市民課", "使用許可申請", "１，２３４件", "有", "要綱", "廃止済", "令和8年4月1日"]
    )
    sheet.append([2, None, "使用料減免申請", "約20", "○", "不明", "継続", "R9.4.1"])
    sheet.merge_cells("B5:B6")
    sheet.append([None, None, None, None, None, None, None, None])
    sheet.append([None, None, "合計", 1254, None, None, None, None])
    sheet.append(["※ 件数は見込みです。"])
    book.save(path)
    return path


def test_a_clumsy_sheet_is_read_and_every_repair_is_told(clumsy):
    sheet = read(clumsy)
    assert [line.values["name"] for line in sheet.lines] == ["使用許可申請", "使用料減免申請"]
    first, second = sheet.lines
    assert first.values["number"] == "１"
    assert first.values["cases_total"] == 1234
    assert first.values["seal"] is True
    assert (first.values["seal_basis"], first.values["decision"]) == ("outline", "abolish")
    assert first.values["effective_on"] == "2026-04-01"
    assert first.section == second.section == "市民課"
    assert second.values["decision"] == "keep"
    assert second.values["effective_on"] == "2027-04-01"
    assert "cases_total" not in second.values  # “about 20” is not guessed
    assert "seal_basis" not in second.values
    places = {(f.rule, f.place.cell) for f in sheet.findings}
    assert ("number-unclear", "D6") in places
    assert ("choice-unknown", "F6") in places
    assert any(rule == "number-repaired" for rule, _ in places)


def test_a_line_without_a_name_is_told_and_left_out(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("番号,手続名,総件数\n1,申請,5\n2,,7\n", encoding="cp932")
    sheet = read(path)
    assert (len(sheet.lines), sheet.refused) == (1, 1)
    assert [f.rule for f in sheet.findings if f.level.value == "error"] == ["name-missing"]


def test_headings_that_come_again_are_no_lines(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("番号,手続名,総件数\n1,申請,5\n番号,手続名,総件数\n2,届,7\n", encoding="utf-8")
    assert [line.values["name"] for line in read(path).lines] == ["申請", "届"]


def test_a_cell_with_an_error_is_left_out_and_told(tmp_path):
    path = tmp_path / "x.xlsx"
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["番号", "手続名", "総件数"])
    sheet.append(["1", "申請", "=1/0"])
    book.save(path)
    sheet = read(path)
    assert "cases_total" not in sheet.lines[0].values


def test_every_stored_field_but_the_place_is_a_column_of_the_ledger():
    keys = {column.key for column in LEDGER.format.columns}
    assert set(FIELDS) - keys == {"unit_id", "sort_key", "extra"}

"""What a form is made of, and that other programs open it without complaint."""

import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import openpyxl
import pytest
from defusedxml import ElementTree

from bpr_studio.adapters.sheets.survey_form import write_form
from bpr_studio.adapters.sheets.survey_layout import (
    CLASS_SHEET,
    ENTRY_SHEET,
    FIRST_DATA_ROW,
    GUIDE_SHEET,
    KEY_ROW,
    META_SHEET,
)
from bpr_studio.domain.shared.errors import RefusedError
from tests.adapters.sheets.forms import (
    CLASSES,
    CONTEXT,
    FORMAT,
    MINIMUM,
    PLACES,
    at,
    empty_form,
    filled_form,
    prefilled,
    read,
)

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@pytest.fixture
def form(tmp_path):
    return empty_form(tmp_path / "form.xlsx", rows=(prefilled(),))


def part(path: Path, name: str) -> str:
    with zipfile.ZipFile(path) as archive:
        return archive.read(name).decode()


def test_the_sheets_stand_in_order_and_the_inner_ones_are_hidden(form):
    book = openpyxl.load_workbook(form)
    assert book.sheetnames == [GUIDE_SHEET, ENTRY_SHEET, CLASS_SHEET, "lists", META_SHEET]
    assert [s.sheet_state for s in book.worksheets] == [
        "visible",
        "visible",
        "visible",
        "hidden",
        "veryHidden",
    ]
    assert book.active is book[ENTRY_SHEET]


def test_structure_and_cells_are_protected_except_where_answers_go(form):
    book = openpyxl.load_workbook(form)
    sheet = book[ENTRY_SHEET]
    assert book.security.lockStructure
    assert all(s.protection.sheet for s in book.worksheets)
    for column in FORMAT.columns:
        assert not sheet[at(column.key)].protection.locked, column.key
    for key in ("slot", "number", "check", "sum_hours", "sum_months"):
        assert sheet[at(key)].protection.locked, key
    assert sheet[at("name")].offset(row=-1).protection.locked  # the example line


def test_keys_and_slots_are_there_but_not_seen(form):
    sheet = openpyxl.load_workbook(form)[ENTRY_SHEET]
    assert [c.value for c in sheet[KEY_ROW + 1]] == list(PLACES)
    assert sheet.row_dimensions[KEY_ROW + 1].hidden
    assert sheet.column_dimensions["A"].hidden
    assert sheet["A11"].value == "r0001"


def test_headings_stay_in_sight(form):
    assert openpyxl.load_workbook(form)[ENTRY_SHEET].freeze_panes == "F10"


def test_every_choice_has_a_list_that_exists(form):
    book = openpyxl.load_workbook(form)
    validations = book[ENTRY_SHEET].data_validations.dataValidation
    lists = {v.formula1 for v in validations if v.type == "list"}
    assert lists == {"class_codes", *(f"choice_{c.key}" for c in FORMAT.columns if c.choices)}
    for name in lists:
        sheet, area = next(iter(book.defined_names[name].destinations))
        values = [cell.value for row in book[sheet][area] for cell in row]
        assert all(values), name
    codes = next(iter(book.defined_names["class_codes"].destinations))[1]
    assert book["lists"][codes][0][0].value == f"{CLASSES[0].code} {CLASSES[0].name}"


def test_validations_stay_within_the_limits_of_excel(form):
    validations = openpyxl.load_workbook(form)[ENTRY_SHEET].data_validations.dataValidation
    assert len(validations) == len(FORMAT.columns)
    for validation in validations:
        assert len(validation.formula1 or "") <= 255
        assert len(validation.prompt or "") <= 255
        assert len(validation.error or "") <= 225
        assert len(validation.promptTitle or "") <= 32
        assert len(validation.errorTitle or "") <= 32


def test_formulas_stay_within_the_limits_of_excel(form):
    sheet = openpyxl.load_workbook(form)[ENTRY_SHEET]
    formulas = [str(c.value) for row in sheet for c in row if c.data_type == "f"]
    assert formulas
    for formula in formulas:
        assert len(formula) <= 8192
        assert formula.count("IF(") <= 64


def test_sums_and_checks_are_formulas_with_their_results_saved(form):
    formulas = openpyxl.load_workbook(form)[ENTRY_SHEET]
    values = openpyxl.load_workbook(form, data_only=True)[ENTRY_SHEET]
    for key in ("sum_hours", "sum_months", "check"):
        assert str(formulas[at(key)].value).startswith("="), key
    assert values[at("sum_months")].value == 100
    assert values[at("check")].value == "記入済み"
    assert values[at("sum_hours")].value == pytest.approx(88_981 / 60)


def test_a_fictitious_city_is_labelled_on_screen_and_on_paper(form):
    sheet = openpyxl.load_workbook(form)[ENTRY_SHEET]
    seen = [c.value for row in sheet.iter_rows(max_row=3) for c in row if c.value]
    assert "架空の都市の見本です" in seen
    assert "架空" in part(form, "xl/worksheets/sheet2.xml").partition("<oddHeader>")[2]


def test_a_real_city_is_not_labelled_as_fictitious(tmp_path):
    form = empty_form(tmp_path / "a.xlsx", fictitious=False, city_name="北九州市")
    texts = [
        str(c.value) for s in openpyxl.load_workbook(form) for row in s for c in row if c.value
    ]
    assert not [text for text in texts if "架空" in text]


def test_the_entry_sheet_prints_on_a3_landscape(form):
    page = openpyxl.load_workbook(form)[ENTRY_SHEET].page_setup
    assert (page.paperSize, page.orientation) == (8, "landscape")


def test_the_guide_explains_every_column(form):
    sheet = openpyxl.load_workbook(form)[GUIDE_SHEET]
    texts = {str(c.value) for row in sheet for c in row if c.value}
    for paragraph in FORMAT.guide:
        assert {paragraph.heading, paragraph.text} <= texts
    for column in FORMAT.columns:
        assert column.help in texts


def test_the_same_form_is_the_same_file(tmp_path):
    first = empty_form(tmp_path / "a.xlsx", blank_rows=2).read_bytes()
    assert first == empty_form(tmp_path / "b.xlsx", blank_rows=2).read_bytes()


def test_empty_lines_do_not_take_the_slots_of_filled_ones(tmp_path):
    form = empty_form(tmp_path / "a.xlsx", rows=(prefilled(slot="r0002"),), blank_rows=2)
    sheet = openpyxl.load_workbook(form)[ENTRY_SHEET]
    assert [sheet[at("slot", n)].value for n in (1, 2, 3)] == ["r0002", "r0001", "r0003"]


def test_a_form_that_cannot_be_written_says_why(tmp_path):
    with pytest.raises(RefusedError, match="does not exist"):
        write_form(tmp_path / "nowhere" / "a.xlsx", FORMAT, CONTEXT)


def test_text_that_looks_like_a_formula_stays_text(form):
    sheet = openpyxl.load_workbook(form)[ENTRY_SHEET]
    assert sheet[at("note")].value == "=これは式ではない"
    assert sheet[at("note")].data_type == "s"


def test_every_part_is_declared_and_every_relation_leads_somewhere(form):
    with zipfile.ZipFile(form) as archive:
        names = set(archive.namelist())
        assert archive.testzip() is None
        types = ElementTree.fromstring(archive.read("[Content_Types].xml"))
        overrides = {e.get("PartName", "").lstrip("/") for e in types if e.tag.endswith("Override")}
        defaults = {e.get("Extension") for e in types if e.tag.endswith("Default")}
        assert overrides <= names
        for name in names - {"[Content_Types].xml"}:
            assert name in overrides or name.rpartition(".")[2] in defaults, name
            if name.endswith((".xml", ".rels")):
                ElementTree.fromstring(archive.read(name))
        for relation in ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels")):
            assert f"xl/{relation.get('Target')}" in names


def test_elements_of_the_sheet_stand_in_the_order_excel_demands(form):
    order = [
        *("sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData"),
        *("sheetProtection", "autoFilter", "mergeCells", "conditionalFormatting"),
        *("dataValidations", "printOptions", "pageMargins", "pageSetup", "headerFooter"),
        *("rowBreaks", "colBreaks"),
    ]
    for number in range(1, 6):
        root = ElementTree.fromstring(part(form, f"xl/worksheets/sheet{number}.xml"))
        tags = [child.tag.removeprefix(MAIN) for child in root]
        assert [order.index(tag) for tag in tags] == sorted(order.index(tag) for tag in tags)
    workbook = [
        c.tag.removeprefix(MAIN) for c in ElementTree.fromstring(part(form, "xl/workbook.xml"))
    ]
    assert workbook[1:4] == ["workbookPr", "workbookProtection", "bookViews"]


def test_defined_names_do_not_look_like_cells(form):
    names = re.findall(r'definedName name="([^"]+)"', part(form, "xl/workbook.xml"))
    assert names
    assert not [n for n in names if re.fullmatch(r"[A-Za-z]{1,3}\d+|[RrCc]", n)]


def test_there_is_nothing_merged_where_answers_go(form):
    assert not openpyxl.load_workbook(form)[ENTRY_SHEET].merged_cells.ranges


needs_libreoffice = pytest.mark.skipif(
    shutil.which("soffice") is None, reason="needs LibreOffice (soffice)"
)


def convert(path: Path, folder: Path, kind: str) -> Path:
    command = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless"]
    done = subprocess.run(
        [*command, "--convert-to", kind, "--outdir", str(folder), str(path)],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    assert "Error" not in done.stderr
    return folder / f"{path.stem}.{kind}"


@needs_libreoffice
@pytest.mark.slow
def test_libreoffice_saves_the_form_so_that_it_reads_the_same(tmp_path):
    form = filled_form(tmp_path / "form.xlsx", {**MINIMUM, "minutes_regular": 1.5, "case_count": 3})
    folder = tmp_path / "out"
    saved = convert(form, folder, "xlsx")
    assert read(saved).digest == read(form).digest
    values = openpyxl.load_workbook(saved, data_only=True)[ENTRY_SHEET]
    assert values[at("check")].value == "記入済み"
    assert values[at("sum_hours")].value == 1.5
    again = openpyxl.load_workbook(saved)
    assert len(again[ENTRY_SHEET].data_validations.dataValidation) >= len(FORMAT.columns)


def test_the_first_answer_line_follows_the_example(form):
    sheet = openpyxl.load_workbook(form)[ENTRY_SHEET]
    assert sheet.cell(FIRST_DATA_ROW, 1).value == "example"
    assert sheet.cell(FIRST_DATA_ROW, 2).value == "例"

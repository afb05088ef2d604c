"""Which files the guard lets through to a reader, and what it says about the others."""

import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest
import python_calamine
from hypothesis import given
from hypothesis import strategies as st

from bpr_studio.adapters.sheets.guard import guard_workbook
from bpr_studio.adapters.sheets.sheet_scan import SheetFacts, TooLargeError, cell_name, scan_sheet
from bpr_studio.domain.shared.errors import UnreadableInputError
from tests.adapters.sheets import raw_workbooks as raw

ONE_CELL = '<row r="1"><c r="A1"><v>1</v></c></row>'
FAR = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'


def refusal(path: Path) -> str:
    with pytest.raises(UnreadableInputError) as refused:
        guard_workbook(path)
    assert path.name in refused.value.message
    assert refused.value.remedy
    return refused.value.message


def test_an_ordinary_workbook_passes_with_its_sheets(tmp_path):
    guarded = guard_workbook(raw.with_rows(tmp_path / "a.xlsx", ONE_CELL))
    assert list(guarded.sheets) == ["表"]
    assert guarded.sheets["表"] == SheetFacts(cells=1)


def test_macros_are_no_reason_to_refuse(tmp_path):
    content = {**raw.parts(raw.sheet(ONE_CELL)), "xl/vbaProject.bin": bytes(range(256))}
    assert guard_workbook(raw.write(tmp_path / "a.xlsm", content)).sheets


def test_a_truncated_workbook_is_damaged(tmp_path):
    path = raw.with_rows(tmp_path / "a.xlsx", ONE_CELL)
    path.write_bytes(path.read_bytes()[:-200])
    assert "damaged or incomplete" in refusal(path)


def test_a_workbook_with_a_flipped_byte_is_damaged(tmp_path):
    path = raw.write(tmp_path / "a.xlsx", raw.parts(raw.sheet(ONE_CELL * 200)))
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        place = archive.getinfo("xl/worksheets/sheet1.xml").header_offset + 90
    data[place] ^= 0xFF
    path.write_bytes(data)
    assert "damaged or incomplete" in refusal(path)


def test_a_password_protected_workbook_asks_to_remove_the_password(tmp_path):
    path = tmp_path / "a.xlsx"
    ole2 = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(600)
    path.write_bytes(ole2 + "EncryptedPackage".encode("utf-16-le") + bytes(200))
    assert "password" in refusal(path)


def test_the_old_excel_format_asks_to_save_as_xlsx(tmp_path):
    path = tmp_path / "a.xls"
    path.write_bytes(bytes.fromhex("D0CF11E0A1B11AE1") + bytes(600))
    assert ".xls" in refusal(path)


@pytest.mark.parametrize("data", [b"<html><table></table></html>", b"a,b\n1,2\n", b"\x00" * 100])
def test_something_else_with_the_ending_xlsx_is_named(tmp_path, data):
    path = tmp_path / "a.xlsx"
    path.write_bytes(data)
    assert "not an Excel workbook" in refusal(path)


def test_an_empty_file_is_named(tmp_path):
    path = tmp_path / "a.xlsx"
    path.touch()
    assert "is empty" in refusal(path)


def test_a_missing_file_is_named(tmp_path):
    assert "does not exist" in refusal(tmp_path / "nowhere.xlsx")


@pytest.mark.parametrize("part", ["mimetype", "xl/workbook.bin"])
def test_another_workbook_format_is_named(tmp_path, part):
    assert "another format" in refusal(
        raw.write(tmp_path / "a.ods", {part: "x", "content.xml": "<a/>"})
    )


def test_an_archive_without_workbook_is_named(tmp_path):
    assert "not an Excel workbook" in refusal(raw.write(tmp_path / "a.xlsx", {"readme.txt": "x"}))


@pytest.mark.parametrize("name", ["../evil.xml", "/etc/passwd", "xl\\odd.xml", "c:evil"])
def test_a_part_outside_the_workbook_is_refused(tmp_path, name):
    content = {**raw.parts(raw.sheet(ONE_CELL)), name: "x"}
    assert "structure" in refusal(raw.write(tmp_path / "a.xlsx", content))


def test_a_doubled_part_is_refused(tmp_path):
    path = raw.with_rows(tmp_path / "a.xlsx", ONE_CELL)
    with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("xl/worksheets/sheet1.xml", raw.sheet(FAR))
    assert "structure" in refusal(path)


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


@pytest.mark.parametrize(
    "head",
    [
        f'<!DOCTYPE z [<!ENTITY l0 "ha">{LAUGHS}]>',
        '<!DOCTYPE z SYSTEM "file:///etc/hostname">',
        f'{raw.HEAD}<!DOCTYPE z [<!ENTITY x SYSTEM "file:///etc/hostname">]>',
    ],
)
@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml"])
def test_entity_bombs_are_refused_in_any_part(tmp_path, head, part):
    content = {**raw.parts(raw.sheet(ONE_CELL)), part: raw.sheet(ONE_CELL, head=head)}
    assert "structure" in refusal(raw.write(tmp_path / "a.xlsx", content))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_a_part_in_another_encoding_cannot_hide_anything(tmp_path, encoding):
    content = raw.parts(raw.sheet(FAR, head="").encode(encoding))
    assert "structure" in refusal(raw.write(tmp_path / "a.xlsx", content))


def test_a_declared_foreign_encoding_is_refused(tmp_path):
    content = raw.parts(raw.sheet(ONE_CELL, head='<?xml version="1.0" encoding="UTF-7"?>'))
    assert "structure" in refusal(raw.write(tmp_path / "a.xlsx", content))


def test_a_zip_bomb_is_refused_by_its_ratio(tmp_path):
    content = {**raw.parts(raw.sheet(ONE_CELL)), "xl/media/a.bin": bytes(30_000_000)}
    assert "fill the memory" in refusal(raw.write(tmp_path / "a.xlsx", content))


def test_a_size_that_lies_is_refused(tmp_path):
    path = raw.write(tmp_path / "a.xlsx", raw.parts(raw.sheet(ONE_CELL * 3000)))
    data = bytearray(path.read_bytes())
    place = data.rfind(b"xl/worksheets/sheet1.xml")  # in the central directory
    data[place - 46 + 24 : place - 46 + 28] = (500).to_bytes(4, "little")
    path.write_bytes(data)
    assert "damaged or incomplete" in refusal(path)


def test_a_file_over_20_megabytes_is_not_even_opened(tmp_path):
    path = tmp_path / "a.xlsx"
    with path.open("wb") as file:
        file.truncate(20_000_001)
    assert "20 MB" in refusal(path)


def test_one_long_text_repeated_in_many_cells_is_refused(tmp_path):
    cells = "".join(f'<c r="A{n}" t="s"><v>0</v></c>' for n in range(1, 4000))
    strings = f'<sst xmlns="{raw.MAIN}"><si><t>{"あ" * 100_000}</t></si></sst>'
    content = {**raw.parts(raw.sheet(f"<row>{cells}</row>")), "xl/sharedStrings.xml": strings}
    assert "fill the memory" in refusal(raw.write(tmp_path / "a.xlsx", content))


FAR_SPELLINGS = [
    FAR,
    "<row><c r='XFD1048576'><v>1</v></c></row>",
    '<row><c  r="XFD1048576"><v>1</v></c></row>',
    '<row><c\nr="XFD1048576"><v>1</v></c></row>',
    '<row><c s="0" r="XFD1048576"><v>1</v></c></row>',
    '<row><c r="&#88;FD1048576"><v>1</v></c></row>',
    '<row><c r="XFD1048576" x="/>"><v>1</v></c></row>',
    '<row><c r="XFD1048576" ><v>1</v></c ></row>',
    '<row><c r="A1" r="XFD1048576"><v>1</v></c></row>',
    '<row r="1048576"><c><v>1</v></c></row>',
    '<x:row xmlns:x="' + raw.MAIN + '"><x:c r="XFD1048576"><x:v>1</x:v></x:c></x:row>',
    '<row r="1"><c r="KN1"/><c><v>1</v></c></row>',
]


@pytest.mark.parametrize("far", FAR_SPELLINGS)
def test_a_far_away_cell_is_refused_however_it_is_written(tmp_path, far):
    path = raw.with_rows(tmp_path / "a.xlsx", ONE_CELL + far)
    assert len(path.read_bytes()) < 5000
    message = refusal(path)
    assert "unusually large" in message or "damaged" in message


def test_formatted_empty_cells_down_to_the_last_row_are_accepted(tmp_path):
    ghosts = "".join(f'<row r="{n}"><c r="A{n}" s="1"/></row>' for n in (9000, 1_048_576))
    assert guard_workbook(raw.with_rows(tmp_path / "a.xlsx", ONE_CELL + ghosts)).sheets


def test_what_a_reader_loses_silently_is_noted():
    facts = scan_sheet(
        raw.sheet(
            '<row r="1"><c r="A1" t="e"><v>#DIV/0!</v></c><c r="B1" s="2" t="e"><f>1/0</f>'
            '<v>#DIV/0!</v></c><c r="C1"><f>A2</f></c><c r="D1"><f>A2</f><v></v></c>'
            '<c r="E1" t="str"><f>""</f><v></v></c><c r="F1"><f>A2</f><v>3</v></c>'
            '<c r="G1"><f t="shared" si="0"/></c><c r="H1"><f t="shared" si="0"/><v>1</v></c></row>'
        )
        .replace("</sheetData>", '</sheetData><mergeCells><mergeCell ref="A3:B4"/></mergeCells>')
        .encode()
    )
    assert facts.errors == {"A1", "B1"}
    assert facts.formulas == {"B1", "C1", "D1", "E1", "F1", "G1", "H1"}
    assert facts.without_value == {"C1", "D1", "G1"}
    assert facts.merges == ("A3:B4",)


def test_the_slow_way_notes_the_same():
    rows = (
        "<row r='1'><c r='A1' t='e'><v>#N/A</v></c><c><f>A2</f></c>"
        "<c r='C1'><f>A2</f><v>3</v></c></row>"
    )
    facts = scan_sheet(
        raw.sheet(rows)
        .replace("</sheetData>", "</sheetData><mergeCells><mergeCell ref='A3:B4'/></mergeCells>")
        .encode()
    )
    assert facts.errors == {"A1"}
    assert facts.formulas == {"B1", "C1"}
    assert facts.without_value == {"B1"}
    assert facts.merges == ("A3:B4",)


@st.composite
def sheets(draw):
    cells = draw(
        st.lists(st.tuples(st.integers(0, 6000), st.integers(0, 400), st.booleans()), max_size=8)
    )
    spelling = draw(st.sampled_from(['<c r="{}"{}>', "<c r='{}'{}>", '<c s="1" r="{}"{}>']))
    text = "".join(
        "<row>"
        + spelling.format(cell_name(row, column), "")
        + ("<v>1</v>" if full else "")
        + "</c></row>"
        for row, column, full in cells
    )
    filled = [(row, column) for row, column, full in cells if full]
    return text, filled


@given(sheets())
def test_a_sheet_passes_exactly_when_its_content_stays_within_the_limits(drawn):
    text, filled = drawn
    fits = all(row < 5000 and column < 300 for row, column in filled)
    try:
        scan_sheet(raw.sheet(text).encode())
        passed = True
    except TooLargeError:
        passed = False
    assert passed == fits


@given(st.binary(max_size=400))
def test_no_bytes_make_the_scan_fail_otherwise_than_by_its_own_errors(data):
    for content in (data, b"<worksheet><sheetData>" + data + b"</sheetData></worksheet>"):
        try:
            scan_sheet(content)
        except (TooLargeError, ValueError):
            continue


def test_openpyxl_uses_the_safe_parser():
    assert openpyxl.DEFUSEDXML


def test_an_accepted_far_empty_cell_does_no_harm_to_the_reader(tmp_path):
    """What the guard lets through as empty, the reader must take as empty too."""
    for empty in ('<c r="XFD1048576"></c>', '<c r="XFD1048576" s="1"/>', '<c r="XFD1048576" />'):
        path = raw.with_rows(tmp_path / "a.xlsx", f'{ONE_CELL}<row r="1048576">{empty}</row>')
        guard_workbook(path)
        book = python_calamine.CalamineWorkbook.from_path(str(path))
        assert book.get_sheet_by_index(0).to_python() == [[1.0]]


def test_the_reader_library_really_needs_the_guard(tmp_path):
    """Documents why the guard exists: the file it refuses ends a process with little memory."""
    path = raw.with_rows(tmp_path / "a.xlsx", ONE_CELL + FAR)
    code = (
        "import resource, sys, python_calamine\n"
        "resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))\n"
        "book = python_calamine.CalamineWorkbook.from_path(sys.argv[1])\n"
        "book.get_sheet_by_index(0).to_python()\n"
    )
    if sys.platform == "win32":
        pytest.skip("no address-space limit on Windows")
    done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, check=False)
    assert done.returncode != 0

"""The organisation workbook, written and read."""

from typing import Any

import openpyxl
import pytest

from bpr_studio.adapters.catalogs.lists import load_list
from bpr_studio.adapters.sheets.organisation_book import OrganisationBooks
from bpr_studio.domain.organisation.units import (
    Headcount,
    Organisation,
    Succession,
    SuccessionKind,
    Unit,
    UnitLevel,
)
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.findings import Level
from bpr_studio.domain.shared.ids import planned_id

STAFF = {item.code: item.name for item in load_list("staff_category")}
BOOKS = OrganisationBooks(STAFF)
HEADINGS = ["年度", "コード", "名称", "階層", "上位コード", "前年度コード", "承継区分", "割合"]


def unit(code: str, name: str, level: UnitLevel, above: str = "", place: int = 0) -> Unit:
    parent = planned_id("org_unit", 2026, above) if above else ""
    return Unit(planned_id("org_unit", 2026, code), 2026, code, name, level, parent, place)


UNITS = (
    unit("0100", "市民局", UnitLevel.BUREAU, place=0),
    unit("0110", "市民部", UnitLevel.DIVISION, "0100", 1),
    unit("0111", "市民課", UnitLevel.SECTION, "0110", 2),
    unit("0112", "=戸籍課", UnitLevel.SECTION, "0110", 3),
    unit("0900", "東区役所", UnitLevel.WARD, place=4),
)
STAFFED = (
    Headcount(UNITS[2].id, "regular", 1250, 90_000),
    Headcount(UNITS[2].id, "fiscal_part", 50),
    Headcount(UNITS[3].id, "fiscal_full", 300, 615),
)
ORGANISATION = Organisation(UNITS, STAFFED)


def old(code: str) -> str:
    return planned_id("org_unit", 2025, code)


SUCCESSIONS = (
    Succession(old("0111"), UNITS[2].id, SuccessionKind.RENAMED, 100),
    Succession(old("0112"), UNITS[3].id, SuccessionKind.MERGED, 100),
    Succession(old("9999"), UNITS[3].id, SuccessionKind.MERGED, 60),
    Succession(old("8888"), "", SuccessionKind.ABOLISHED, 100),
    Succession("", UNITS[4].id, SuccessionKind.NEW, 0),
)


def book(path: Any, *rows: Any, staff: Any = ()) -> Any:
    """A workbook as an office would make it."""
    workbook = openpyxl.Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = "組織"
    for row in (["組織一覧"], [], HEADINGS, *rows):
        sheet.append(row)
    if staff:
        second = workbook.create_sheet("職員数")
        for row in staff:
            second.append(row)
    workbook.save(path)
    return path


GOOD = (
    ["令和8年度", "0100", "市民局", "局", None, "0100", "存続", 100],
    ["令和8年度", "0111", "市民課", "課", "0100", "0111", None, None],
)


def test_a_written_organisation_is_read_back(tmp_path):
    path = tmp_path / "o.xlsx"
    BOOKS.write(path, 2026, ORGANISATION, SUCCESSIONS)
    file = BOOKS.read(path)
    assert file.fiscal_year == 2026
    assert file.findings == ()
    assert file.organisation.units == UNITS
    assert set(file.organisation.headcounts) == set(STAFFED)
    assert set(file.successions) == set(SUCCESSIONS)


def test_the_template_has_all_headings_and_no_lines(tmp_path):
    path = tmp_path / "o.xlsx"
    BOOKS.write(path, 2026, Organisation(), ())
    workbook = openpyxl.load_workbook(path)
    assert workbook.sheetnames == ["組織", "職員数"]
    headings = [cell.value for cell in workbook["職員数"][1]]
    assert headings[2:10] == [f"{name}（人）" for name in STAFF.values()]
    with pytest.raises(RefusedError, match="exactly one fiscal year"):
        BOOKS.read(path)


def test_a_list_made_by_an_office_is_understood(tmp_path):
    staff = (["組織コード", "正規（常勤）", "時間外(時間)"], [111, "１２．５人", "1,500時間"])
    file = BOOKS.read(book(tmp_path / "o.xlsx", *GOOD, staff=staff))
    assert [u.name for u in file.organisation.units] == ["市民局", "市民課"]
    assert file.organisation.headcounts == (Headcount(UNITS[2].id, "regular", 1250, 90_000),)
    assert [s.kind for s in file.successions] == [SuccessionKind.CONTINUED] * 2
    assert [f.rule for f in file.findings] == [
        "code-repaired",
        "number-repaired",
        "number-repaired",
    ]
    assert {f.level for f in file.findings} == {Level.NOTICE}


@pytest.mark.parametrize("year", [2026, "2026年度", "Ｒ8", "令和８年度", 2026.0])
def test_the_year_may_be_written_in_any_calendar(tmp_path, year):
    row = [year, "0100", "市民局", "局", None]
    assert BOOKS.read(book(tmp_path / "o.xlsx", row)).fiscal_year == 2026


def test_a_code_that_lost_its_zero_gets_it_back(tmp_path):
    rows = ([2026, "0100", "市民局", "局", None], [2026, 111, "市民課", "課", 100])
    file = BOOKS.read(book(tmp_path / "o.xlsx", *rows))
    assert [u.code for u in file.organisation.units] == ["0100", "0111"]
    assert file.organisation.units[1].parent_id == UNITS[0].id
    assert [f.rule for f in file.findings] == ["code-repaired", "code-repaired"]


@pytest.mark.parametrize(
    ("row", "rule", "cell"),
    [
        ([2026, "0111", "", "課", "0100"], "required-missing", "C6"),
        ([2026, "0111", "市民課", "班", "0100"], "choice-unknown", "D6"),
        ([2026, "0100", "市民課", "課", None], "code-twice", "B6"),
        ([2026, "0111", "市民課", "課", None, "0111", "合併", 50], "choice-unknown", "G6"),
        ([2026, "0111", "市民課", "課", None, "0111", "統合", 150], "number-too-large", "H6"),
        ([None, "0111", "市民課", "課", None], "year-unclear", "A6"),
    ],
)
def test_a_wrong_cell_is_named_and_its_line_left_out(tmp_path, row, rule, cell):
    path = book(tmp_path / "o.xlsx", [2026, "0100", "市民局", "局", None], [], row)
    file = BOOKS.read(path)
    assert [(f.rule, f.level, f.place.sheet, f.place.cell) for f in file.findings] == [
        (rule, Level.ERROR, "組織", cell)
    ]


def test_codes_with_letters_are_taken_as_they_are(tmp_path):
    file = BOOKS.read(book(tmp_path / "o.xlsx", [2026, "A-1", "市民局", "局", None]))
    assert file.organisation.units[0].code == "A-1"


def test_staff_of_an_unknown_or_doubled_unit_is_refused(tmp_path):
    staff = (["組織コード", "正規（常勤）"], ["0111", 3], ["0111", 4], ["0999", 1], ["0100", "▲1"])
    file = BOOKS.read(book(tmp_path / "o.xlsx", *GOOD, staff=staff))
    assert [h.heads_hundredths for h in file.organisation.headcounts] == [300]
    assert [(f.rule, f.place.cell) for f in file.findings] == [
        ("code-unfit", "A3"),
        ("code-unfit", "A4"),
        ("number-negative", "B5"),
    ]


def test_two_years_in_one_list_are_refused(tmp_path):
    rows = ([2026, "0100", "市民局", "局", None], [2025, "0200", "税務局", "局", None])
    with pytest.raises(RefusedError, match="exactly one fiscal year"):
        BOOKS.read(book(tmp_path / "o.xlsx", *rows))


def test_a_workbook_without_the_sheet_or_a_column_is_refused(tmp_path):
    workbook = openpyxl.Workbook()
    workbook.save(tmp_path / "o.xlsx")
    with pytest.raises(RefusedError, match="no sheet"):
        BOOKS.read(tmp_path / "o.xlsx")
    workbook.worksheets[0].title = "組織"
    workbook.worksheets[0].append(["年度", "コード", "名称"])
    workbook.save(tmp_path / "o.xlsx")
    with pytest.raises(RefusedError, match="階層"):
        BOOKS.read(tmp_path / "o.xlsx")


def test_a_doubled_heading_is_refused(tmp_path):
    workbook = openpyxl.Workbook()
    workbook.worksheets[0].title = "組織"
    workbook.worksheets[0].append([*HEADINGS, "名称"])
    workbook.save(tmp_path / "o.xlsx")
    with pytest.raises(RefusedError, match="stands twice"):
        BOOKS.read(tmp_path / "o.xlsx")

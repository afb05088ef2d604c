"""Tables of staff by department as cities publish them (架空)."""

from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bpr_studio.adapters.catalogs.staff_departments import load_staff_departments
from bpr_studio.adapters.sheets.staff_table import StaffTables
from bpr_studio.domain.benchmark.staff import StaffCount
from bpr_studio.domain.shared.errors import BprError, RefusedError
from bpr_studio.services.staff_reference import StaffFile

TABLES = StaffTables(load_staff_departments())
WIDE = """部門別職員数（架空）,,,,,,
令和8年4月1日現在,,,,,,
団体コード,団体名,総務（人）,税務,民 生,合計,備考
990019,架空A市,"1,234",２５０,300,1784,
99002,架空B市,10,,30,40,概数
,合計,1244,250,330,1824,
"""
LONG = """年度,都市,部門,職員数
令和8年度,架空A市,総務・企画,1234
,,税務部門,250
令和8年度,架空B市,民生,30
令和7年度,架空B市,民生,31
令和7年度,架空B市,計,31
"""


def read(tmp_path: Path, text: str, year: int | None = None) -> StaffFile:
    path = tmp_path / "staff.csv"
    path.write_text(text, encoding="utf-8")
    return TABLES.read(path, year)


def short(file: StaffFile) -> list[tuple[str, str, int, str, int]]:
    return [(c.city_code, c.city_name, c.fiscal_year, c.department, c.heads) for c in file.counts]


def test_one_line_a_city_is_read_below_its_heading_wherever_it_stands(tmp_path):
    file = read(tmp_path, WIDE)
    assert short(file) == [
        ("990019", "架空A市", 2026, "総務", 1234),
        ("990019", "架空A市", 2026, "税務", 250),
        ("990019", "架空A市", 2026, "民生", 300),
        ("990027", "架空B市", 2026, "総務", 10),
        ("990027", "架空B市", 2026, "民生", 30),
    ]
    assert file.errors == ()
    assert file.columns == (
        ("団体コード", "code"),
        ("団体名", "city"),
        ("総務（人）", "総務"),
        ("税務", "税務"),
        ("民 生", "民生"),
        ("合計", ""),
        ("備考", ""),
    )
    assert [(f.rule, f.place.cell) for f in file.findings] == [
        ("number-repaired", "D4"),
        ("number-repaired", "A5"),
    ]


def test_one_line_a_department_is_read_for_several_cities_and_years(tmp_path):
    text = LONG.replace("\n,,税務", "\n令和8年度,架空A市,税務")
    assert short(read(tmp_path, text)) == [
        ("", "架空A市", 2026, "総務", 1234),
        ("", "架空A市", 2026, "税務", 250),
        ("", "架空B市", 2026, "民生", 30),
        ("", "架空B市", 2025, "民生", 31),
    ]


def test_a_line_without_year_is_an_error(tmp_path):
    assert [f.rule for f in read(tmp_path, LONG).errors] == ["year-missing"]


def test_the_year_can_be_said_where_the_table_does_not_say_it(tmp_path):
    text = WIDE.replace("令和8年4月1日現在", "")
    assert [f.rule for f in read(tmp_path, text).errors] == ["year-missing"]
    assert {c.fiscal_year for c in read(tmp_path, text, 2024).counts} == {2024}


def test_a_workbook_is_read_from_the_sheet_that_fits_best(tmp_path):
    book = openpyxl.Workbook()
    book.create_sheet("はじめに").append(["このファイルについて"])
    sheet = book.create_sheet("部門別")
    sheet.append(["市名", "年度", "議会", "総務", "税務", "警察", "公営企業"])
    sheet.append(["架空市", 2026, 5, 50, 20, 0, 8])
    book.save(tmp_path / "a.xlsx")
    file = TABLES.read(tmp_path / "a.xlsx", None)
    assert file.sheet == "部門別"
    assert [(c.department, c.heads) for c in file.counts] == [
        ("議会", 5),
        ("総務", 50),
        ("税務", 20),
        ("警察", 0),
        ("公営企業", 8),
    ]
    assert file.counts[0] == StaffCount("", "架空市", 2026, "議会", 5)


def test_a_number_nobody_can_read_and_a_city_given_twice_are_errors(tmp_path):
    text = WIDE.replace("300", "約300") + "990019,架空A市,1,,,,\n"
    assert [(f.rule, f.place.cell) for f in read(tmp_path, text).errors] == [
        ("number-unclear", "E4"),
        ("department-twice", "A7"),
    ]


def test_a_department_nobody_knows_is_an_error(tmp_path):
    text = "市名,年度,部門,職員数\n架空市,2026,宇宙,3\n"
    assert [f.rule for f in read(tmp_path, text).errors] == ["department-unknown"]


@pytest.mark.parametrize("text", ["a,b\n1,2\n", "総務,税務,民生\n1,2,3\n", "市名,総務\n架空市,3\n"])
def test_another_table_is_refused(tmp_path, text):
    with pytest.raises(RefusedError, match="no table of staff"):
        read(tmp_path, text, 2026)


CELLS = st.sampled_from(
    [
        *("", "総務", "税務", "民生", "団体名", "団体コード", "年度", "部門", "職員数", "架空市"),
        *("合計", "990019", "99001", "令和8年度", "2026", "１２", "1,234", "-3", "？", "〃", "約5"),
    ]
)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.lists(CELLS, min_size=1, max_size=6), min_size=1, max_size=8))
def test_no_table_fails_otherwise_than_by_a_sentence(tmp_path, rows):
    text = "\n".join(",".join(f'"{cell}"' for cell in row) for row in rows)
    try:
        file = read(tmp_path, text, 2026)
    except BprError:
        return
    assert all(c.heads >= 0 and (c.city_code or c.city_name) for c in file.counts)
    assert all(f.message and f.place.cell for f in file.findings)
    keys = [(c.city_code or c.city_name, c.fiscal_year, c.department) for c in file.counts]
    assert len(set(keys)) == len(keys)

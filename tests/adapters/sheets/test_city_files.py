"""Figures of cities in the open exchange format, as workbook and as JSON."""

import json
import string
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bpr_studio.adapters.catalogs.definitions import core_texts
from bpr_studio.adapters.catalogs.denominators import load_denominators
from bpr_studio.adapters.catalogs.lists import load_classification, load_list
from bpr_studio.adapters.sheets.city_files import CityExchangeFiles
from bpr_studio.domain.benchmark.exchange import ExchangeLists
from bpr_studio.domain.benchmark.figures import (
    CityFigures,
    CityFlow,
    ClassFigure,
    Denominator,
    Origin,
    StepFigure,
)
from bpr_studio.domain.process.step import STEP_TYPES
from bpr_studio.domain.shared.errors import BprError, RefusedError, UnreadableInputError
from bpr_studio.domain.shared.findings import Level
from bpr_studio.services.cities import CityFile
from tests.json_schema import violations

LISTS = ExchangeLists(
    staff={item.code: item.name for item in load_list("staff_category")},
    classes={line.code: line.name for line in load_classification().classes},
    steps={item.code: item.name for item in load_list("step_type")},
    definitions=core_texts(),
    denominators=load_denominators(),
)
SCHEMA = json.loads(
    (Path(__file__).parents[3] / "docs" / "file-formats" / "city-figures-1.schema.json").read_text(
        encoding="utf-8"
    )
)
FIGURES = CityFigures(
    city_code="401307",
    city_name="架空第二市",
    fiscal_year=2025,
    population=1_612_392,
    core_definition="職員でなければできない仕事",
    core_definition_id="plan_s01",
    staff_categories=("regular", "fiscal_part"),
    fictitious=True,
    wards=7,
    staff_heads=9_000,
    left_out=4,
    figures=(
        ClassFigure("B01-03-01", 3_600_001, 3_000_000, 180_000, "交付件数", 180_000, 12, 7),
        ClassFigure("K01", 60),
        ClassFigure("B03-02", 0, 0, 0, "", 0, 0),
    ),
    steps=(
        StepFigure("P05", 900_000, 600_000, 40_000, "", 30),
        StepFigure("P05", 90_000, 60_000, None, "B01-03-01", 7),
    ),
    denominators=(Denominator("B07", "被保険者数", 300_000), Denominator("B07", "世帯数", 1)),
    flows=(CityFlow("B01-03-01", "住民票の写しの交付", "<definitions/>"),),
    origin=Origin("DX推進課", "2026-04-01", "BPR Studio 0.1.0", "区役所の分を含む。"),
)
BARE = CityFigures(
    city_code="",
    city_name="架空市",
    fiscal_year=2025,
    population=0,
    core_definition="",
    staff_categories=(),
    fictitious=True,
    figures=(),
)

FILES = CityExchangeFiles(LISTS)


def read(path: Path) -> CityFile:
    return replace(FILES.read(path), digest="")


def write(path: Path, figures: CityFigures) -> Path:
    FILES.write(path, figures)
    return path


both = pytest.mark.parametrize("name", ["a.json", "a.xlsx"])


def errors(file: CityFile) -> list[tuple[str, str]]:
    return [(f.rule, f.place.cell) for f in file.errors]


@both
def test_figures_survive_the_exchange(tmp_path, name):
    file = read(write(tmp_path / name, FIGURES))
    assert file.figures == FIGURES
    assert file.findings == ()


@both
def test_a_file_is_known_by_its_digest(tmp_path, name):
    digest = FILES.read(write(tmp_path / name, FIGURES)).digest
    assert len(digest) == 64


@both
def test_what_is_missing_for_a_fair_comparison_is_said(tmp_path, name):
    file = read(write(tmp_path / name, BARE))
    assert file.figures == BARE
    assert [(f.rule, f.level) for f in file.findings] == [
        ("population-missing", Level.WARNING),
        ("core-definition-missing", Level.WARNING),
    ]


@both
def test_a_class_given_twice_or_more_non_core_than_all_is_an_error(tmp_path, name):
    wrong = replace(
        FIGURES,
        figures=(ClassFigure("K01", 60), ClassFigure("K01", 90), ClassFigure("K02", 60, 61)),
    )
    file = read(write(tmp_path / name, wrong))
    assert [rule for rule, _ in errors(file)] == ["code-twice", "non-core-too-large"]


@both
def test_a_wrong_city_code_is_an_error_with_its_place(tmp_path, name):
    file = read(write(tmp_path / name, replace(FIGURES, city_code="401306")))
    place = {"a.json": "city_code", "a.xlsx": "B3"}[name]
    assert errors(file) == [("city-code-wrong", place)]


@both
def test_a_city_without_name_is_an_error(tmp_path, name):
    assert len(errors(read(write(tmp_path / name, replace(FIGURES, city_name=""))))) == 1


def test_another_ending_is_refused(tmp_path):
    with pytest.raises(RefusedError, match=r"\.csv"):
        write(tmp_path / "a.csv", FIGURES)
    with pytest.raises(RefusedError, match=r"\.json"):
        FILES.write_form(tmp_path / "a.json")


# -- JSON ----------------------------------------------------------------------------------------


def changed(path: Path, **changes: Any) -> Path:
    document = json.loads(write(path, FIGURES).read_text(encoding="utf-8"))
    document.update(changes)
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"schema": "bpr-studio/city-figures/2"}, "newer version"),
        ({"schema": "something"}, "does not hold figures"),
    ],
)
def test_a_document_of_another_kind_is_refused(tmp_path, changes, words):
    with pytest.raises(RefusedError, match=words):
        read(changed(tmp_path / "a.json", **changes))


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"fictitious": "perhaps"}, "fictitious"),
        ({"fictitious": None}, "fictitious"),
        ({"fiscal_year": "next year"}, "fiscal_year"),
        ({"fiscal_year": None}, "fiscal_year"),
        ({"population": -1}, "population"),
        ({"population": True}, "population"),
        ({"city_code": [401307]}, "city_code"),
        ({"city_name": "\ud800"}, "city_name"),
        ({"staff_categories": ["unknown"]}, "staff_categories"),
        ({"staff_categories": [["regular"]]}, "staff_categories"),
        ({"staff_categories": "regular"}, "staff_categories"),
        ({"figures": {}}, "figures"),
        ({"steps": 3}, "steps"),
        ({"origin": "me"}, "origin"),
        ({"origin": {"prepared_on": "someday"}}, "origin.prepared_on"),
        ({"wards": 1.5}, "wards"),
    ],
)
def test_a_wrong_general_entry_is_an_error_with_its_place(tmp_path, changes, place):
    assert [cell for _, cell in errors(read(changed(tmp_path / "a.json", **changes)))] == [place]


@pytest.mark.parametrize(
    ("entry", "place"),
    [
        (3, ""),
        ({"minutes": 3}, ".code"),
        ({"code": "K01"}, ".minutes"),
        ({"code": "x", "minutes": 1}, ".code"),
        ({"code": "K01", "minutes": -1}, ".minutes"),
        ({"code": "K01", "minutes": 1.5}, ".minutes"),
        ({"code": "K01", "minutes": 10**15}, ".minutes"),
        ({"code": "K01", "minutes": 1, "cases": "many"}, ".cases"),
        ({"code": "K01", "minutes": 1, "outsourced_percent": 101}, ".outsourced_percent"),
        ({"code": "K01", "minutes": 1, "denominator": {}}, ".denominator"),
    ],
)
def test_a_wrong_figure_is_named_by_its_place(tmp_path, entry, place):
    file = read(changed(tmp_path / "a.json", figures=[entry, {"code": "K02", "minutes": 1}]))
    assert [cell for _, cell in errors(file)] == [f"figures[0]{place}"]


def test_numbers_as_people_write_them_are_read_and_said(tmp_path):
    path = changed(
        tmp_path / "a.json",
        fiscal_year="令和７年度",
        population="1,612,392人",
        figures=[{"code": "Ｋ０１－０２－０３", "minutes": "1,200", "cases": "３０件"}],
    )
    file = read(path)
    assert (file.figures.fiscal_year, file.figures.population) == (2025, 1_612_392)
    assert file.figures.figures == (ClassFigure("K01-02-03", 1_200, 0, 30),)
    assert file.errors == ()
    assert len(file.findings) == 4


def test_entries_nobody_knows_are_told_and_not_read(tmp_path):
    file = read(changed(tmp_path / "a.json", extra=3))
    assert file.figures == FIGURES
    assert [(f.level, f.rule, f.place.cell) for f in file.findings] == [
        (Level.NOTICE, "entry-unknown", "extra")
    ]


@pytest.mark.parametrize(
    "text",
    ["", "{", "[" * 100_000, '{"a": NaN}', '{"a": 1, "a": 2}', "\x00", '{"a": ' + "9" * 5000 + "}"],
)
def test_what_is_no_json_is_unreadable(tmp_path, text):
    path = tmp_path / "a.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UnreadableInputError):
        read(path)


@pytest.mark.parametrize("text", ["[]", "3", '"x"', "{}"])
def test_other_json_is_refused(tmp_path, text):
    path = tmp_path / "a.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RefusedError, match="does not hold figures"):
        read(path)


@pytest.mark.parametrize("figures", [FIGURES, BARE])
def test_a_written_document_keeps_to_the_published_schema(tmp_path, figures):
    document = json.loads(write(tmp_path / "a.json", figures).read_text(encoding="utf-8"))
    assert violations(document, SCHEMA) == []
    assert set(document) == set(SCHEMA["properties"])
    for name in ("figures", "steps", "denominators", "flows"):
        entry = SCHEMA["properties"][name]["items"]["properties"]
        assert all(set(given) == set(entry) for given in document[name])


def test_the_schema_knows_our_lists():
    properties = SCHEMA["properties"]
    assert properties["staff_categories"]["items"]["enum"] == list(LISTS.staff)
    assert properties["steps"]["items"]["properties"]["step_type"]["enum"] == list(STEP_TYPES)


# -- workbooks -----------------------------------------------------------------------------------


def test_another_workbook_is_refused(tmp_path):
    openpyxl.Workbook().save(tmp_path / "a.xlsx")
    with pytest.raises(RefusedError, match="does not hold figures"):
        read(tmp_path / "a.xlsx")


def fill(sheet: Any, word: str, value: object) -> None:
    """Write beside a word of the first sheet."""
    for row in sheet.iter_rows():
        if row[0].value == word:
            row[1].value = value


def test_a_form_filled_in_by_hand_is_read(tmp_path):
    path = tmp_path / "a.xlsx"
    FILES.write_form(path)
    book = openpyxl.load_workbook(path)
    city = book["都市"]
    for word, value in (
        ("市名", "架空第三市"),
        ("年度", "令和7年度"),
        ("人口", "１，６１２，３９２人"),
        ("コアの定義の番号", "plan_s01"),
        ("コアの定義", core_texts()["plan_s01"]),
        ("架空の数値", "はい"),
        ("職員区分：正規（常勤）", "はい"),
        ("職員区分：派遣", "いいえ"),
        ("作成日", "令和8年4月1日"),
    ):
        fill(city, word, value)
    classes, steps, denominators = book["分類別"], book["作業属性別"], book["分母"]
    assert classes["A2"].value == "K01-01-01"
    classes["C2"].value = "1,234.5時間"
    classes["I2"].value = 7
    classes["A400"].value = "Ｋ０２－０１－０１"  # below the prepared lines
    classes["C400"].value = 10
    steps["D6"].value = 20
    denominators["D2"].value = 9000
    book.save(path)
    file = read(path)
    assert file.errors == ()
    found = file.figures
    assert (found.city_name, found.fiscal_year, found.population) == ("架空第三市", 2025, 1_612_392)
    assert found.staff_categories == ("regular",)
    assert found.figures == (
        ClassFigure("K01-01-01", 74_070, sections=7),
        ClassFigure("K02-01-01", 600),
    )
    assert found.steps == (StepFigure("P05", 1200),)
    assert found.denominators == (Denominator("B01-01", "異動届出件数", 9000),)
    assert found.origin.prepared_on == "2026-04-01"
    assert {f.place.sheet for f in file.findings} == {"都市", "分類別"}


def test_a_form_follows_the_rules_for_machine_readable_tables(tmp_path):
    FILES.write_form(tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert book.sheetnames == [
        "都市",
        "分類別",
        "作業属性別",
        "分母",
        "フロー",
        "記入要領",
        "選択肢",
    ]
    for sheet in book:
        assert not sheet.merged_cells.ranges
        assert sheet.protection.sheet
        assert all(cell.value for cell in sheet[1]), "every column has a heading"
    classes = book["分類別"]
    assert classes["A2"].protection.locked
    assert not classes["C2"].protection.locked
    assert classes.data_validations.dataValidation


def test_sheets_in_another_order_with_columns_of_their_own_are_read(tmp_path):
    path = write(tmp_path / "a.xlsx", FIGURES)
    book = openpyxl.load_workbook(path)
    classes = book["分類別"]
    rows = [[cell.value for cell in row] for row in classes.iter_rows()]
    book.remove(classes)
    moved = book.create_sheet("分類別")
    for row in (rows[0], *reversed(rows[1:])):
        moved.append([*reversed(row), "メモ"])
    book.create_sheet("わたしのメモ").append(["覚え書き"])
    book.save(path)
    file = read(path)
    assert file.figures.figures == tuple(reversed(FIGURES.figures))
    assert [(f.level, f.rule) for f in file.findings] == [
        (Level.NOTICE, "sheet-unknown"),
        (Level.NOTICE, "column-unknown"),
    ]


def test_optional_sheets_may_be_missing(tmp_path):
    path = write(tmp_path / "a.xlsx", FIGURES)
    book = openpyxl.load_workbook(path)
    for name in ("作業属性別", "分母", "フロー", "記入要領", "選択肢"):
        book.remove(book[name])
    book.save(path)
    file = read(path)
    assert file.figures == replace(FIGURES, steps=(), denominators=(), flows=())


def test_an_unreadable_cell_is_named_with_what_to_do(tmp_path):
    path = write(tmp_path / "a.xlsx", FIGURES)
    book = openpyxl.load_workbook(path)
    fill(book["都市"], "人口", "約160万人")
    book["分類別"]["C3"].value = "たくさん"
    book["作業属性別"]["A2"].value = "P19"
    book.save(path)
    file = read(path)
    assert [(f.place.sheet, f.place.cell) for f in file.errors] == [
        ("分類別", "C3"),
        ("作業属性別", "A2"),
        ("都市", "B6"),
    ]
    assert "nothing of the file is taken over" in file.errors[0].message


@pytest.mark.parametrize("name", ["../a.bpmn", "a.exe", "missing.bpmn"])
def test_a_flow_is_read_only_from_beside_the_workbook(tmp_path, name):
    inner = tmp_path / "inner"
    inner.mkdir()
    (tmp_path / "a.bpmn").write_text("<x/>")
    path = write(inner / "a.xlsx", FIGURES)
    book = openpyxl.load_workbook(path)
    book["フロー"]["C2"].value = name
    book.save(path)
    assert [place for _, place in errors(read(path))] == ["C2"]


# -- properties ----------------------------------------------------------------------------------

WORDS = st.text(
    st.sampled_from(string.ascii_letters + "市区町村業務（）、。"), min_size=1, max_size=20
)
COUNTS = st.none() | st.integers(0, 10**9)
CODES = st.sampled_from(list(LISTS.classes))
TIMES = st.integers(0, 10**8).flatmap(lambda m: st.tuples(st.just(m), st.integers(0, m)))
CLASS_FIGURES = st.builds(
    lambda times, **fields: ClassFigure(minutes=times[0], non_core_minutes=times[1], **fields),
    TIMES,
    code=CODES,
    cases=COUNTS,
    denominator=st.just("") | WORDS,
    denominator_value=COUNTS,
    outsourced_percent=st.none() | st.integers(2, 100) | st.just(0),
    sections=st.none() | st.integers(0, 400),
)
STEP_FIGURES = st.builds(
    lambda times, **fields: StepFigure(minutes=times[0], non_core_minutes=times[1], **fields),
    TIMES,
    step_type=st.sampled_from(STEP_TYPES),
    cases=COUNTS,
    code=st.just("") | CODES,
    sections=st.none() | st.integers(0, 400),
)
CITIES = st.builds(
    replace,
    st.just(BARE),
    city_code=st.sampled_from(["", "401005", "011002"]),
    city_name=WORDS,
    fiscal_year=st.integers(1990, 2100),
    population=st.integers(0, 10**8),
    core_definition=st.just("") | WORDS,
    staff_categories=st.sets(st.sampled_from(list(LISTS.staff))).map(
        lambda s: tuple(c for c in LISTS.staff if c in s)
    ),
    fictitious=st.booleans(),
    wards=st.none() | st.integers(0, 30),
    staff_heads=st.none() | st.integers(0, 10**5),
    left_out=st.integers(0, 400),
    figures=st.lists(CLASS_FIGURES, max_size=4, unique_by=lambda f: f.code).map(tuple),
    steps=st.lists(STEP_FIGURES, max_size=4, unique_by=lambda s: (s.code, s.step_type)).map(tuple),
    denominators=st.lists(
        st.builds(Denominator, CODES, WORDS, st.integers(0, 10**9)),
        max_size=3,
        unique_by=lambda d: (d.code, d.name),
    ).map(tuple),
    origin=st.builds(
        Origin,
        st.just("") | WORDS,
        st.sampled_from(["", "2026-04-01"]),
        st.just("") | WORDS,
        st.just("") | WORDS,
    ),
)


@both
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(figures=CITIES)
def test_whatever_is_written_is_read_again(tmp_path, name, figures):
    path = write(tmp_path / name, figures)
    file = read(path)
    assert file.errors == ()
    assert file.figures == figures
    if name.endswith("json"):
        assert violations(json.loads(path.read_text(encoding="utf-8")), SCHEMA) == []


JUNK = st.sampled_from(
    [None, "", "?", "〃", "１２", -1, 1e300, True, "=1+1", "令和7年度", "P01", 0.5]
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    sheet=st.sampled_from(["都市", "分類別", "作業属性別", "分母", "フロー"]),
    changes=st.lists(st.tuples(st.integers(1, 8), st.integers(1, 9), JUNK), max_size=4),
)
def test_no_change_of_a_workbook_fails_otherwise_than_by_a_sentence(tmp_path, sheet, changes):
    path = write(tmp_path / "a.xlsx", FIGURES)
    book = openpyxl.load_workbook(path)
    for row, column, value in changes:
        book[sheet].cell(row, column).value = value
    book.save(path)
    try:
        file = read(path)
    except BprError:
        return
    assert all(finding.message and finding.place.file == "a.xlsx" for finding in file.findings)


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.dictionaries(
        st.sampled_from(list(SCHEMA["properties"])),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(st.sampled_from(["code", "minutes", "name", "bpmn"]), inner)
            ),
        ),
    )
)
def test_no_document_fails_otherwise_than_by_a_sentence(tmp_path, changes):
    document = json.loads(write(tmp_path / "a.json", FIGURES).read_text(encoding="utf-8"))
    path = tmp_path / "a.json"
    path.write_text(json.dumps({**document, **changes}), encoding="utf-8")
    try:
        file = read(path)
    except BprError:
        return
    if not file.errors:
        again = read(write(tmp_path / "again.json", file.figures))
        assert again.figures == file.figures

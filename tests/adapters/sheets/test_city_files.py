"""Figures of cities in the open exchange format, as workbook and as JSON."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bpr_studio.adapters.catalogs.lists import load_list
from bpr_studio.adapters.sheets.city_files import CityExchangeFiles
from bpr_studio.domain.benchmark.figures import CityFigures, ClassFigure
from bpr_studio.domain.shared.errors import BprError, RefusedError, UnreadableInputError
from bpr_studio.domain.shared.findings import Level

STAFF = {item.code: item.name for item in load_list("staff_category")}
SCHEMA = Path(__file__).parents[3] / "docs" / "file-formats" / "city-figures-1.schema.json"
FIGURES = CityFigures(
    city_code="401307",
    city_name="架空第二市",
    fiscal_year=2025,
    population=1_612_392,
    core_definition="職員でなければできない仕事",
    staff_categories=("regular", "fiscal_part"),
    fictitious=True,
    figures=(
        ClassFigure("B01-03-01", 3_600_001, 3_000_000, 180_000, "交付件数", 180_000, 12),
        ClassFigure("K01", 60),
        ClassFigure("B03-02", 0, 0, 0, "", 0, 0),
    ),
)


FILES = CityExchangeFiles(STAFF)
read = FILES.read


def write(path: Path, figures: CityFigures) -> Path:
    FILES.write(path, figures)
    return path


both = pytest.mark.parametrize("name", ["a.json", "a.xlsx"])


@both
def test_figures_survive_the_exchange(tmp_path, name):
    file = read(write(tmp_path / name, FIGURES))
    assert file.figures == FIGURES
    assert file.findings == ()


@both
def test_the_id_of_the_definition_travels_along(tmp_path, name):
    known = replace(FIGURES, core_definition_id="plan_s01")
    assert read(write(tmp_path / name, known)).figures == known


@both
def test_what_is_missing_for_a_fair_comparison_is_said(tmp_path, name):
    bare = replace(FIGURES, population=0, core_definition="", city_code="", staff_categories=())
    file = read(write(tmp_path / name, bare))
    assert file.figures == bare
    assert [(f.rule, f.level) for f in file.findings] == [
        ("population-missing", Level.WARNING),
        ("core-definition-missing", Level.WARNING),
    ]


@both
def test_a_class_given_twice_or_more_non_core_than_all_is_left_out(tmp_path, name):
    wrong = replace(
        FIGURES,
        figures=(ClassFigure("K01", 60), ClassFigure("K01", 90), ClassFigure("K02", 60, 61)),
    )
    file = read(write(tmp_path / name, wrong))
    assert file.figures.figures == (ClassFigure("K01", 60),)
    assert [(f.rule, f.level) for f in file.findings] == [
        ("code-twice", Level.ERROR),
        ("non-core-too-large", Level.ERROR),
    ]


@both
def test_a_wrong_city_code_refuses_the_file(tmp_path, name):
    with pytest.raises(RefusedError, match="not a code of a local government"):
        read(write(tmp_path / name, replace(FIGURES, city_code="401306")))


@both
def test_a_city_without_name_refuses_the_file(tmp_path, name):
    with pytest.raises(RefusedError):
        read(write(tmp_path / name, replace(FIGURES, city_name="")))


def test_another_ending_is_refused(tmp_path):
    with pytest.raises(RefusedError, match=r"\.csv"):
        write(tmp_path / "a.csv", FIGURES)


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
        ({"fictitious": "yes"}, "fictitious"),
        ({"fiscal_year": "2025"}, "fiscal_year"),
        ({"fiscal_year": None}, "fiscal_year"),
        ({"population": -1}, "population"),
        ({"population": True}, "population"),
        ({"city_code": 401307}, "city_code"),
        ({"staff_categories": ["unknown"]}, "staff_categories"),
        ({"staff_categories": [["regular"]]}, "staff_categories"),
        ({"figures": {}}, "figures"),
    ],
)
def test_a_wrong_general_entry_refuses_the_document(tmp_path, changes, words):
    with pytest.raises(RefusedError, match=words):
        read(changed(tmp_path / "a.json", **changes))


@pytest.mark.parametrize(
    "entry",
    [
        3,
        {"minutes": 3},
        {"code": "K01"},
        {"code": "x", "minutes": 1},
        {"code": "K01", "minutes": -1},
        {"code": "K01", "minutes": 1.5},
        {"code": "K01", "minutes": 10**15},
        {"code": "K01", "minutes": 1, "cases": "3"},
        {"code": "K01", "minutes": 1, "outsourced_percent": 101},
        {"code": "K01", "minutes": 1, "denominator": 3},
    ],
)
def test_a_wrong_figure_is_named_by_its_place_and_left_out(tmp_path, entry):
    file = read(changed(tmp_path / "a.json", figures=[entry, {"code": "K02", "minutes": 1}]))
    assert [figure.code for figure in file.figures.figures] == ["K02"]
    assert [(f.level, f.place.cell) for f in file.findings] == [(Level.ERROR, "figures[0]")]


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


def test_another_workbook_is_refused(tmp_path):
    openpyxl.Workbook().save(tmp_path / "a.xlsx")
    with pytest.raises(RefusedError, match="does not hold figures"):
        read(tmp_path / "a.xlsx")


def test_a_workbook_typed_by_hand_is_repaired_with_findings(tmp_path):
    book = openpyxl.load_workbook(write(tmp_path / "a.xlsx", FIGURES))
    about, figures = book["概要"], book["数値"]
    for row in about.iter_rows():
        if row[0].value == "人口":
            row[1].value = "１，６１２，３９２人"
        if row[0].value == "年度":
            row[1].value = "2025年度"
    figures["A2"].value = "Ｂ０１－０３－０１"
    figures["B2"].value = "60,000時間"
    book.save(tmp_path / "a.xlsx")
    file = read(tmp_path / "a.xlsx")
    assert (file.figures.population, file.figures.fiscal_year) == (1_612_392, 2025)
    assert file.figures.figures[0].minutes == 3_600_000
    assert [(f.place.sheet, f.place.cell) for f in file.findings] == [
        ("概要", "B5"),
        ("概要", "B6"),
        ("数値", "A2"),
        ("数値", "B2"),
    ]


def test_an_unreadable_general_cell_is_named(tmp_path):
    book = openpyxl.load_workbook(write(tmp_path / "a.xlsx", FIGURES))
    book["概要"]["B6"].value = "約160万人"
    book.save(tmp_path / "a.xlsx")
    with pytest.raises(RefusedError, match="B6"):
        read(tmp_path / "a.xlsx")


def test_a_written_document_keeps_to_the_published_schema(tmp_path):
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    document = json.loads(write(tmp_path / "a.json", FIGURES).read_text(encoding="utf-8"))
    assert schema["properties"]["schema"]["const"] == document["schema"]
    assert set(document) == set(schema["properties"]) >= set(schema["required"])
    entry = schema["properties"]["figures"]["items"]
    assert set(document["figures"][0]) == set(entry["properties"]) >= set(entry["required"])
    assert schema["properties"]["staff_categories"]["items"]["enum"] == list(STAFF)


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["schema", "figures", "city_name", "code", "minutes"]), inner
            )
        ),
    )
)
def test_no_document_fails_otherwise_than_by_a_sentence(tmp_path, document):
    path = tmp_path / "a.json"
    if isinstance(document, dict):
        document["schema"] = "bpr-studio/city-figures/1"
    path.write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(BprError):
        read(path)

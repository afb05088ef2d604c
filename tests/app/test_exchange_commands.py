"""`benchmark review`, `export`, `form`, `import` and `staffing` as somebody types them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bpr_studio.app.cli import run
from bpr_studio.app.workspace import Workspace
from bpr_studio.domain.benchmark.staff import sentence_coverage
from tests.app.conftest import PERSON


@pytest.fixture
def said(city_folder, capsys):
    """Runs a command and gives its document."""

    def ask(*words: object, code: int = 0) -> Any:
        texts = [str(word) for word in words]
        found = run(["benchmark", *texts, "--workspace", str(city_folder), "--json"])
        printed = capsys.readouterr()
        assert found == code, printed.err
        return json.loads(printed.out)

    return ask


@pytest.fixture
def city(city_folder):
    """Looks into the workspace between commands."""

    def look(question):
        workspace = Workspace.open(city_folder, PERSON, read_only=True)
        try:
            return question(workspace)
        finally:
            workspace.close()

    return look


def test_export_writes_exactly_what_review_shows(said, city, tmp_path):
    document = said("review", "--by", "DX推進室")
    review = city(lambda w: w.cities.review(w.fiscal_year))
    assert document["leaving"] == len(review.leaving)
    assert [line["code"] for line in document["lines"]] == [line.code for line in review.lines]
    assert all(line["sections"] >= 3 for line in document["lines"] if line["fate"] == "leaves")
    path = tmp_path / "ours.json"
    done = said("export", "-o", path, "--by", "DX推進室")
    written = json.loads(path.read_text(encoding="utf-8"))
    leaving = {
        (line["code"], line["minutes"])
        for line in document["lines"]
        if line["fate"] in ("leaves", "total") and not line["step_type"]
    }
    assert {(f["code"], f["minutes"]) for f in written["figures"]} == leaving
    assert done["figures"] == len(written["figures"])
    assert written["origin"]["prepared_by"] == "DX推進室"


def test_a_flow_that_must_not_leave_stops_the_export(said, tmp_path):
    error = said("export", "-o", tmp_path / "a.json", "--flow", "nobody", code=1)
    assert "no such flow" in error["error"]["message"]
    assert not (tmp_path / "a.json").exists()


FIGURES = {
    "schema": "bpr-studio/city-figures/1",
    "city_name": "架空甲市",
    "fiscal_year": "令和8年度",
    "fictitious": True,
    "figures": [{"code": "B01-03-01", "minutes": 600}],
}


def test_an_import_is_looked_at_first(said, city, tmp_path):
    path = tmp_path / "a.json"
    path.write_text(json.dumps(FIGURES), encoding="utf-8")
    before = len(city(lambda w: w.cities.partners()))
    looked = said("import", path, "--dry-run")
    assert (looked["taken_over"], looked["added"], looked["fiscal_year"]) == (False, 1, 2026)
    assert len(city(lambda w: w.cities.partners())) == before
    assert said("import", path)["taken_over"]
    assert len(city(lambda w: w.cities.partners())) == before + 1
    assert said("import", path)["changed"] == 0


def test_an_import_with_an_error_is_refused_and_names_the_place(said, tmp_path):
    path = tmp_path / "a.json"
    path.write_text(json.dumps({**FIGURES, "population": "many"}), encoding="utf-8")
    error = said("import", path, code=1)
    assert "population" in error["error"]["message"]
    assert "Nothing of it was taken over" in error["error"]["kept"]


def test_the_form_is_written(said, tmp_path):
    assert said("form", "-o", tmp_path / "form.xlsx")["file"].endswith("form.xlsx")
    assert said("form", "-o", tmp_path / "form.json", code=1)["error"]["remedy"]


def test_staffing_shows_the_same_as_the_window(said, city):
    document = said("staffing", "show")
    found = city(lambda w: w.staff_reference.coverage(w.fiscal_year))
    assert document["title"] == sentence_coverage(found)
    *departments, total = document["departments"]
    assert [d["department"] for d in departments] == [line.department for line in found.lines]
    assert total["minutes"] == found.total.minutes
    assert document["fictitious"]


def test_a_table_of_staff_is_taken_over(said, tmp_path):
    path = tmp_path / "staff.csv"
    path.write_text("団体名,総務,税務,民生\n架空Z市,10,20,30\n", encoding="utf-8")
    words = ("staffing", "import", path, "--fictitious", "--source", "見本")
    assert "year" in said(*words, code=1)["error"]["message"]
    looked = said(*words, "--fy", 2026, "--dry-run")
    assert (looked["taken_over"], looked["added"]) == (False, 3)
    assert looked["columns"][1] == {"heading": "総務", "read_as": "総務"}
    assert said(*words, "--fy", 2026)["taken_over"]
    counts = said("staffing", "show")["counts"]
    assert {c["department"]: c["heads"] for c in counts if c["city_name"] == "架空Z市"} == {
        "総務": 10,
        "税務": 20,
        "民生": 30,
    }

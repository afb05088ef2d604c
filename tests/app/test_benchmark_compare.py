"""`benchmark compare`: everything as JSON, with the cities that were last chosen."""

from __future__ import annotations

import json
from contextlib import closing
from typing import Any

import pytest

from bpr_studio.app.cli import run
from bpr_studio.app.reports import report_content
from bpr_studio.app.workspace import Workspace
from bpr_studio.domain.benchmark.comparability import Grade
from bpr_studio.domain.benchmark.similar import Choice, Selection
from bpr_studio.domain.benchmark.terms import Basis, ClassLevel
from bpr_studio.domain.shared.ports import Person


@pytest.fixture
def said(city_folder, capsys):
    """Runs the command and gives its document."""

    def ask(*words: object) -> Any:
        texts = [str(word) for word in words]
        code = run(["benchmark", "compare", *texts, "--workspace", str(city_folder), "--json"])
        assert code == 0
        return json.loads(capsys.readouterr().out)

    return ask


def test_every_city_comes_with_grade_and_reasons(said):
    cities = {one["name"]: one for one in said()["cities"]}
    assert cities["架空A市"]["grade"] == "B"  # the small city has hardly any wards
    assert cities["架空E市"]["grade"] == "C"
    (reason,) = (one for one in cities["架空E市"]["reasons"] if one["grade"] == "C")
    assert reason["topic"] == "staff"
    assert "does not count" in reason["text"]


def test_every_class_comes_with_spread_gap_and_interval(said):
    document = said()
    for one in document["classes"]:
        if one["median"] is None:
            assert one["n"] < 3
            assert one["gap"] is None
            continue
        order = [one["minimum"], one["lower_quartile"], one["median"],
                 one["upper_quartile"], one["maximum"]]  # fmt: skip
        assert order == sorted(order)
        assert one["gap"]["low"] <= one["gap"]["minutes"] <= one["gap"]["high"]
        assert 0.7 < one["gap"]["coverage"] <= 1
        assert [why["question"] for why in one["why"]][:2] == ["counting", "outsourcing"]
    assert {rule["topic"] for rule in document["rules"]} >= {"year", "staff", "definition"}


def test_cities_of_similar_size_and_grade_are_chosen_by_options(said):
    document = said("--nearest", 3, "--grade", "C", "--per", "share", "--level", "step_type")
    assert len(document["others"]) == 3
    assert document["worst_grade"] == "C"
    assert "the 3 cities nearest" in document["caption"]
    assert document["potential"] is None


def test_the_command_takes_the_cities_last_chosen_in_the_window(said, workspace):
    workspace.comparison_memory.remember(Selection(Choice.WITHIN, percent=10, worst_grade=Grade.C))
    workspace.close()
    document = said()
    assert "±10 %" in document["selection"]
    assert document["worst_grade"] == "C"


def test_report_and_command_say_the_same(said, workspace):
    year = workspace.fiscal_year
    found = workspace.benchmarking.compare(year, Basis.PER_10K, ClassLevel.MAJOR)
    workspace.comparison_memory.note(found.classes[0].code, "systems", "共同利用のシステム")
    content = report_content(workspace, "")
    workspace.close()
    document = said()
    section = next(one for one in content.sections if one.key == "cities_per_10k")
    assert section.statement == document["title"]
    assert section.chart is not None
    assert section.chart.caption == document["caption"]
    assert section.table is not None
    shown = {str(row[0]): row for row in section.table.rows}
    for one in document["classes"]:
        row = shown[one["code"]]
        assert row[3] == (None if one["median"] is None else round(one["median"], 1))
        assert row[8] == (None if one["gap"] is None else round(one["gap"]["minutes"] / 60))
    why = next((one for one in content.sections if one.key == "cities_per_10k_why"), None)
    assert why is not None
    assert why.table is not None
    assert why.table.rows[0][3] == "共同利用のシステム"


def test_cost_is_compared_at_our_price_of_an_hour(city_folder, capsys):
    code = run(["benchmark", "compare", "--measure", "cost", "--workspace", str(city_folder),
                "--json"])  # fmt: skip
    assert code == 0
    assert 1_600 <= json.loads(capsys.readouterr().out)["yen_per_hour"] <= 3_300


def test_cost_without_prices_is_refused(city_folder, capsys):
    with closing(Workspace.open(city_folder, Person("u", "dx_office"))) as workspace:
        workspace.working_times.set_cost(workspace.fiscal_year.year, "regular", None)
    code = run(["benchmark", "compare", "--measure", "cost", "--workspace", str(city_folder),
                "--json"])  # fmt: skip
    assert code == 1
    assert "Settings, Years" in json.loads(capsys.readouterr().out)["error"]["remedy"]

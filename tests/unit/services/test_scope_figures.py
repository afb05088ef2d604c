"""The charts of a scope: every path to the same hours adds up, whatever is in the workspace."""

from __future__ import annotations

import pytest

from bpr_studio.app import figures as figures_of_app
from bpr_studio.app.figures import ChartDesk, all_figures
from bpr_studio.domain.replication.changes import PutRow
from bpr_studio.domain.shared.chart_values import (
    BubbleChart,
    DependencyChart,
    FreshnessChart,
    HeatMapChart,
    MixChart,
)
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.services.figures import FigureName, empty_figure, section_of
from tests.builders_workspace import YEAR, unit_id


def figures(city, unit=""):
    """All figures of a scope by name."""
    answer = city.analysis.answer(city.round_id, unit)
    return {f.name: f for f in all_figures(city, answer, city.round_id, unit)}


def data(found, name, kind):
    """The values of a chart."""
    chart = found[name].chart
    assert chart is not None
    assert isinstance(chart.data, kind)
    return chart.data


def set_fields(city, **fields):
    """Write fields into every task of the city."""
    rows = [
        row
        for section in city.queries.sections(city.round_id)
        for row in city.queries.work_items(city.round_id, section.unit_id)
    ]
    city.undo.commit("x", [PutRow("work_item", row, fields) for row in rows])
    return rows


def add_step(city, number, flow, **fields):
    """A step with a kind, ten minutes and sixty cases."""
    values = {
        "flow_id": flow,
        "element_id": f"e{number}",
        "kind": "task",
        "step_type": "P10",
        "minutes_per_case": 10.0,
        "cases_per_year": 60.0,
        **fields,
    }
    city.undo.commit("x", [PutRow("flow_element", f"step-{number}", values)])


def add_flow(city, row, **fields):
    """An As-Is flow of the first section's resident register."""
    values = {
        "name": "転入",
        "version_kind": "as_is",
        "unit_id": unit_id("0101"),
        "class_code": "B01-01-01",
        **fields,
    }
    city.undo.commit("x", [PutRow("flow", row, values)])


@pytest.mark.parametrize("unit", ["", "01", "0101"])
def test_every_chart_of_hours_has_all_hours_of_the_scope(editable_city, unit):
    set_fields(editable_city, nature="routine", people_count=1)
    total = editable_city.analysis.answer(editable_city.round_id, unit).total.total
    found = figures(editable_city, unit)
    medium = data(found, FigureName.MEDIUM, MixChart)
    staff = data(found, FigureName.STAFF, MixChart)
    matrix = data(found, FigureName.EXPERTISE, BubbleChart)
    alone = data(found, FigureName.DEPENDENCY, DependencyChart)
    assert sum(row.total for row in medium.rows) == total
    assert sum(row.total for row in staff.rows) == total
    assert matrix.total + matrix.unplaced == total
    assert sum(row.alone_minutes for row in alone.rows) == total


def test_the_table_beside_a_chart_ends_with_the_same_total(editable_city):
    set_fields(editable_city, nature="routine", people_count=1)
    found = figures(editable_city)
    hours = round(editable_city.analysis.answer(editable_city.round_id).total.total / 60)
    for name, column in (
        (FigureName.UNITS, 2),
        (FigureName.MEDIUM, 1),
        (FigureName.STAFF, 1),
        (FigureName.EXPERTISE, 3),
        (FigureName.DEPENDENCY, 3),
    ):
        table = found[name].table
        assert table is not None
        assert table.total
        assert table.rows[-1][column] == hours


def test_below_a_section_rows_are_classes_and_open_nothing(editable_city):
    found = figures(editable_city, "0101")
    assert FigureName.UNITS not in found
    assert not found[FigureName.MEDIUM].opens
    assert {row.key for row in data(found, FigureName.MEDIUM, MixChart).rows} == {""}


def test_steps_of_flows_count_once_and_by_their_section(editable_city):
    add_flow(editable_city, "flow-1")
    add_step(editable_city, 1, "flow-1")
    add_step(editable_city, 2, "flow-1", step_type="P08", minutes_per_case=None)
    add_step(editable_city, 3, "flow-1", derived_from="another flow")
    heat = data(figures(editable_city), FigureName.STEP_TYPES, HeatMapChart)
    assert heat.total == 600
    assert heat.row_keys == ("0101",)
    brief = section_of(figures(editable_city)[FigureName.STEP_TYPES]).table
    assert brief is not None
    assert [row[1:4] for row in brief.rows] == [(10.0, 100.0, 1), (10.0, 100.0, None)]


def test_where_a_task_was_surveyed_a_flow_drawn_without_survey_does_not_count_again(editable_city):
    task = next(
        row
        for row, fields in editable_city.queries.work_items(
            editable_city.round_id, unit_id("0101")
        ).items()
        if fields.get("code") == "B01-01-01"
    )
    detailed = {"fiscal_year": YEAR, "kind": "detailed", "state": "open"}
    editable_city.undo.commit("x", [PutRow("survey_round", "detailed-1", detailed)])
    add_flow(editable_city, "drawn")
    add_step(editable_city, 1, "drawn")
    add_flow(editable_city, "surveyed", round_id="detailed-1", work_item_id=task)
    add_step(editable_city, 2, "surveyed", minutes_per_case=30.0, expertise=3)
    found = figures(editable_city)
    assert data(found, FigureName.STEP_TYPES, HeatMapChart).total == 1_800
    flows = data(found, FigureName.FLOWS, FreshnessChart)
    assert sum(row.flows for row in flows.rows) == 2
    assert sum(row.covered for row in flows.rows) == 1


def test_flows_of_a_unit_of_an_earlier_year_are_those_of_its_successor(editable_city):
    earlier = {"fiscal_year": YEAR - 1, "code": "0101", "name": "市民課", "level": "section"}
    editable_city.undo.commit("x", [PutRow("org_unit", "old-unit", earlier)])
    add_flow(editable_city, "flow-1", unit_id="old-unit", reviewed_on="2026-05-01")
    rows = data(figures(editable_city, "01"), FigureName.FLOWS, FreshnessChart).rows
    found = {row.key: row for row in rows}
    assert (found["0101"].flows, found["0101"].fresh, found["0101"].covered) == (1, 1, 1)


def test_a_change_is_seen_at_once(editable_city):
    before = figures(editable_city)[FigureName.DEPENDENCY]
    set_fields(editable_city, people_count=1)
    after = figures(editable_city)[FigureName.DEPENDENCY]
    assert before.finding != after.finding
    assert "hang on one person" in after.finding


def test_what_has_no_data_teaches_and_leads_somewhere(editable_city):
    found = figures(editable_city)
    for name in (FigureName.STEP_TYPES, FigureName.CITIES, FigureName.WATERFALL,
                 FigureName.BURN_UP, FigureName.PROCEDURES, FigureName.FLOWS):  # fmt: skip
        figure = found[name]
        assert figure.chart is None
        assert figure.lesson
        assert all(figure.place)
        assert section_of(figure).notes == (figure.lesson,)


def test_every_chart_has_a_name_a_lesson_and_a_place():
    for name in FigureName:
        figure = empty_figure(name)
        assert figure.title
        assert figure.lesson
        assert all(figure.place)


def test_an_unknown_unit_is_refused(editable_city):
    with pytest.raises(RefusedError):
        editable_city.figures.of_scope(editable_city.round_id, "nowhere")


def test_the_comparison_of_cities_is_made_once_until_something_of_it_changes(
    editable_city, monkeypatch
):
    made = []

    def compared(_city):
        made.append(1)
        return empty_figure(FigureName.CITIES)

    monkeypatch.setattr(figures_of_app, "compared_cities", compared)
    desk = ChartDesk(editable_city)
    answer = editable_city.analysis.answer(editable_city.round_id)

    def look():
        desk.of(answer, editable_city.round_id, "")

    look()
    look()
    editable_city.undo.commit("x", [PutRow("improvement", "i-1", {"name": "改善"})])
    look()
    assert len(made) == 1
    set_fields(editable_city, people_count=3)
    look()
    assert len(made) == 2

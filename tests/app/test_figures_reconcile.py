"""Every way to the hours of a round gives the same hours (issue 6, point 1)."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from bpr_studio.app.cli import app
from bpr_studio.app.reports import report_content
from bpr_studio.domain.workload.explore import Against, ExploreView, Measure
from bpr_studio.domain.workload.pivot import (
    CUBE_DIMENSIONS,
    SURVEY_DIMENSIONS,
    Dimension,
    PivotQuery,
)
from bpr_studio.services.exploring_starters import STARTERS
from bpr_studio.services.exploring_tables import ExploreNotes, report_table
from bpr_studio.services.views import TaskQuery


@pytest.fixture
def total(workspace):
    """Minutes of the round, as its tasks say."""
    return workspace.queries.task_totals(TaskQuery(workspace.round_id))[1]


def by_key(workspace, dimension):
    table = workspace.explorer.table(ExploreView((dimension,)))
    return {
        keys[0]: int(values[0]) for keys, values in zip(table.row_keys, table.values, strict=True)
    }


def test_tasks_sections_answer_and_explorer_have_the_same_hours(workspace, total):
    answer = workspace.analysis.answer(workspace.round_id)
    sections = workspace.queries.sections(workspace.round_id)
    tasks = workspace.queries.tasks(TaskQuery(workspace.round_id), 0, 100_000)
    found = {
        "tasks": sum(task.minutes for task in tasks),
        "sections": sum(section.minutes for section in sections),
        "answer": answer.total.total,
        "units": sum(unit.total for unit in answer.units),
        "classes": sum(split.total for split in answer.classes),
        "pareto": sum(item.minutes for item in answer.pareto),
        "staff": sum(minutes for *_, minutes in answer.staff),
        "explorer": int(workspace.explorer.table(ExploreView(())).totals[-1]),
    }
    assert found == dict.fromkeys(found, total)
    assert answer.provenance.tasks == len(tasks)


@pytest.mark.parametrize("dimension", CUBE_DIMENSIONS)
def test_cube_and_explorer_agree_on_every_dimension(workspace, dimension):
    table = workspace.analysis.pivot(PivotQuery(workspace.round_id, (dimension,)))
    cube = {
        keys[0]: sum(minutes)
        for keys, minutes in zip(table.row_keys, table.minutes, strict=True)
        if sum(minutes)
    }
    assert by_key(workspace, dimension) == cube


@pytest.mark.parametrize("dimension", SURVEY_DIMENSIONS)
def test_no_dimension_loses_an_hour(workspace, total, dimension):
    assert sum(by_key(workspace, dimension).values()) == total


def test_sections_agree_one_by_one(workspace):
    stated = {
        section.unit_code: section.minutes
        for section in workspace.queries.sections(workspace.round_id)
        if section.minutes
    }
    assert by_key(workspace, Dimension.SECTION) == stated


@pytest.mark.parametrize("offset", [-1, 0])
def test_the_organisation_of_another_year_keeps_every_hour(workspace, total, offset):
    year = workspace.fiscal_year.year + offset
    view = ExploreView((Dimension.SECTION,), (Dimension.MONTH,), org_year=year)
    table = workspace.explorer.table(view)
    assert int(table.totals[-1]) == total
    assert int(table.values[:, -1].sum()) == total


def test_last_year_beside_this_year_keeps_both_totals(workspace, total):
    view = ExploreView((Dimension.SECTION,), against=Against.LAST_YEAR)
    table = workspace.explorer.table(view)
    before = workspace.explorer.round_before(workspace.explorer.round_of(view))
    assert int(table.totals[0]) == total
    if before is not None:
        last = workspace.queries.task_totals(TaskQuery(before.id))[1]
        assert int(table.totals[1]) == last == table.facts.before


def test_the_rows_behind_the_cells_have_the_minutes_of_the_cells(workspace, total):
    view = ExploreView(
        (Dimension.BUREAU,), (Dimension.CORE,), measures=(Measure.HOURS, Measure.TASKS)
    )
    table = workspace.explorer.table(view)
    whole = 0
    for row in range(len(table.row_keys)):
        for column in range(0, len(table.columns) - 2, 2):
            behind = workspace.explorer.behind(table, row, column)
            assert behind.minutes == int(table.values[row, column])
            assert behind.count == int(table.values[row, column + 1])
            shown = behind.page(0, 1000)
            assert sum(share.minutes for share in shown) == behind.minutes
            whole += behind.minutes
    assert whole == total


def test_the_report_has_the_hours_of_the_explorer(workspace):
    tables = {table.key: table for table in report_content(workspace).tables}
    stated = {row[0]: row[2] for row in tables["units"].rows}
    table = workspace.explorer.table(ExploreView((Dimension.BUREAU,)))
    own = {
        labels[0]: values[0] / 60
        for labels, values in zip(table.row_labels, table.values, strict=True)
    }
    own_total = table.totals[0] / 60
    names = [name for name in stated if name in own]
    assert len(names) == len(own)
    for name in names:
        assert stated[name] == pytest.approx(own[name], abs=0.51)
    assert tables["units"].rows[-1][2] == pytest.approx(own_total, abs=0.51)


@pytest.mark.parametrize("key", STARTERS)
def test_command_line_page_and_file_say_the_same(workspace, city_folder, key):
    view = STARTERS[key]
    table = workspace.explorer.table(view)
    notes = ExploreNotes(workspace.explorer, workspace.queries).all_lines(table)
    result = CliRunner().invoke(
        app, ["--json", "--workspace", str(city_folder), "analyze", "pivot", "--view", key]
    )
    assert result.exit_code == 0, result.output
    printed = json.loads(result.stdout)
    assert printed["minutes"] == table.facts.minutes
    assert [row["keys"] for row in printed["data"]] == [list(keys) for keys in table.row_keys]
    for row, values in zip(printed["data"], table.values.tolist(), strict=True):
        wanted = [None if value != value else value for value in values]  # noqa: PLR0124  # NaN
        assert row["values"] == pytest.approx(wanted, nan_ok=True)
    written = report_table(table, notes)
    assert len(written.rows) == len(table.row_keys) + 1
    hours = [n for n, column in enumerate(table.columns) if column.measure is Measure.HOURS]
    skip = len(written.columns) - len(table.columns)
    for row, values in zip(written.rows, table.values, strict=False):
        for place in hours:
            if table.columns[place].side.value == "value":
                assert row[skip + place] == pytest.approx(values[place] / 60)

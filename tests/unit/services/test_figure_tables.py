"""The table beside each chart: the chart's own values, with totals that are right."""

from __future__ import annotations

import pytest

from bpr_studio.services.figure_tables import figure_table
from bpr_studio.services.report_values import Cell, ReportTable
from tests import builders_charts as build


def numbers(row: tuple[Cell, ...]) -> list[float]:
    """The cells of a row that are numbers."""
    return [cell for cell in row if isinstance(cell, int | float)]


def added(table: ReportTable, column: int) -> float:
    """The sum of a column of numbers, without the row of totals."""
    return sum(n for row in table.rows[:-1] for n in numbers((row[column],)))


@pytest.mark.parametrize("name", build.every_chart())
def test_every_chart_has_its_table(name):
    table = figure_table("key", "title", "Organisation", build.every_chart()[name], "note")
    assert table.rows
    assert len(table.row_keys) == len(table.rows)
    assert table.shown()


def test_a_waterfall_leaves_what_is_left():
    table = figure_table("k", "t", "", build.waterfall())
    assert [row[2] for row in table.rows][:2] == [180_000.0, 172_000.0]
    assert table.rows[-1][1:] == (-100_500.0, 79_500.0, 44.2)


def test_a_burn_up_shows_years_without_record_as_empty():
    table = figure_table("k", "t", "", build.burn_up())
    assert table.rows[4][:4] == ("令和7", 100_000.0, None, None)
    assert table.rows[3][3] == 71.2
    assert len(table.columns) == 7


def test_groups_of_progress_name_their_rows():
    table = figure_table("k", "t", "根拠", build.progress(4))
    assert table.rows[0][0] == "押印: 市単独で見直し可能"
    assert table.rows[2][0] == "書面: 国の法令"
    assert all(numbers(row)[0] == sum(numbers(row)[1:]) for row in table.rows)


def test_the_last_row_adds_up_the_others():
    for chart, columns in (
        (build.mix(), (1, 2)),
        (build.heat_map(), (2, 3)),
        (build.dependency(), (1, 2, 3, 4)),
        (build.freshness(), (1, 2, 3, 4, 6, 7)),
    ):
        table = figure_table("k", "t", "n", chart)
        assert table.total
        for column in columns:
            assert table.rows[-1][column] == pytest.approx(
                added(table, column), abs=len(table.rows)
            )


def test_hours_without_a_place_stand_in_the_matrix_too():
    table = figure_table("k", "t", "", build.bubbles())
    assert table.rows[-2][0] == "(not given)"
    assert table.rows[-1][3] == pytest.approx(added(table, 3), abs=1)

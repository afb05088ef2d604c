"""What the entry desk asks the database."""

from __future__ import annotations

import pytest

from bpr_studio.domain.replication.changes import PutRow
from bpr_studio.services.entry_values import CommentLine
from tests.builders_workspace import YEAR, CityPlan, built_workspace, unit_id


@pytest.fixture
def workspace(tmp_path):
    opened = built_workspace(
        tmp_path / "city", CityPlan(bureaus=1, sections=2, tasks=1, answered=1)
    )
    yield opened
    opened.close()


def test_one_unit_is_the_same_as_among_all(workspace):
    units = {unit.id: unit for unit in workspace.queries.units(YEAR)}
    assert workspace.queries.unit(unit_id("0101")) == units[unit_id("0101")]
    assert workspace.queries.unit("nowhere") is None


def test_capacity_by_category_adds_up_to_the_capacity_of_the_section(workspace):
    section = unit_id("0101")
    found = workspace.queries.capacity_by_category(section)
    assert set(found) == {"regular", "fiscal_part"}
    assert abs(sum(found.values()) - workspace.queries.capacity(YEAR)[section]) <= len(found)


def test_staff_of_units_below_counts_and_contractors_do_not(workspace):
    section = unit_id("0101")
    before = workspace.queries.capacity_by_category(section)
    team = {"fiscal_year": YEAR, "code": "010101", "level": "subsection", "parent_id": section}
    staff = {"unit_id": "team", "heads_hundredths": 0, "overtime_minutes": 77}
    workspace.store.commit(
        "係",
        [
            PutRow("org_unit", "team", team),
            PutRow("headcount", "h1", {**staff, "staff_category": "regular"}),
            PutRow("headcount", "h2", {**staff, "staff_category": "contractor"}),
        ],
    )
    after = workspace.queries.capacity_by_category(section)
    assert after == {**before, "regular": before["regular"] + 77}


def test_a_section_without_staff_or_sheet_has_none(workspace):
    assert workspace.queries.capacity_by_category("nowhere") == {}
    assert workspace.queries.sheet_state(workspace.round_id, unit_id("0101")) == "collected"
    assert workspace.queries.sheet_state(workspace.round_id, unit_id("0102")) == ""


def test_comments_come_oldest_first_and_only_those_of_the_sheet(workspace):
    where = {"round_id": workspace.round_id, "unit_id": unit_id("0101"), "item_id": "row"}
    said = {"field": "name", "user": "u1", "role": "member"}
    workspace.store.commit(
        "コメント",
        [
            PutRow("cell_comment", "b", {**where, **said, "text": "後", "at": "2026-06-02"}),
            PutRow(
                "cell_comment",
                "a",
                {**where, **said, "text": "先", "at": "2026-06-01", "settled": 1},
            ),
            PutRow("cell_comment", "c", {**where, "unit_id": "other", "text": "別"}),
        ],
    )
    assert workspace.queries.cell_comments(workspace.round_id, unit_id("0101")) == (
        CommentLine("a", "row", "name", "先", "2026-06-01", "u1", "member", settled=True),
        CommentLine("b", "row", "name", "後", "2026-06-02", "u1", "member", settled=False),
    )

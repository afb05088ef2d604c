"""What the checks read is what the sheets hold: for a section, for the city, from last year."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bpr_studio.domain.replication.changes import DeleteRow, PutRow, SetFields
from bpr_studio.domain.shared.findings import Level
from bpr_studio.domain.workload.check_values import figures_of
from bpr_studio.domain.workload.checks import LiveChecks
from bpr_studio.services.checking import facts_of
from tests.builders_workspace import CityPlan, built_workspace, task_id, unit_id

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bpr_studio.app.workspace import Workspace

FIRST = unit_id("0101")
SECOND = unit_id("0102")
TASKS = 12


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    opened = built_workspace(tmp_path / "w", CityPlan(bureaus=1, sections=4, tasks=TASKS))
    yield opened
    opened.close()


def put(workspace: Workspace, number: int = 0, section: str = "0101", **fields: object) -> str:
    """Set fields of a task; its id."""
    row = task_id(workspace.round_id, section, number)
    workspace.store.commit("直し", [SetFields("work_item", row, fields)])
    return row


def rules(workspace: Workspace, unit: str = FIRST) -> set[str]:
    return {f.finding.rule for f in workspace.checking.section(workspace.round_id, unit)}


def test_figures_are_those_of_the_stored_fields(workspace: Workspace):
    put(
        workspace,
        minutes_contractor=600,
        month_profile=[8, 8, 8, 8, 8, 8, 8, 8, 9, 9, 9, 9],
        people_count=3,
        change_reason="  制度改正 ",
        carry="to_confirm",
        share_hundredths=250,
        name="　交\n付 Ａb　",
    )
    put(workspace, 1, minutes_regular=-5, month_profile=[1, 2], previous_id="last")
    put(workspace, 2, name=None, code=None, month_profile=[*[0] * 11, "100"])
    stored = workspace.queries.work_items(workspace.round_id, FIRST)
    wanted = [figures_of(row, fields) for row, fields in stored.items()]
    assert workspace.queries.task_figures(workspace.round_id, FIRST) == {FIRST: wanted}
    city = workspace.queries.task_figures(workspace.round_id)
    assert city[FIRST] == wanted
    assert {unit: len(tasks) for unit, tasks in city.items()} == {
        unit_id(f"010{n}"): TASKS for n in (1, 2, 3, 4)
    }


def test_tasks_of_units_below_belong_to_the_section(workspace: Workspace):
    below = "subsection-of-0101"
    unit = {"fiscal_year": 2026, "code": "010101", "name": "窓口係", "level": "subsection"}
    workspace.store.commit("係", [PutRow("org_unit", below, {**unit, "parent_id": FIRST})])
    row = put(workspace, unit_id=below)
    found = workspace.queries.task_figures(workspace.round_id, FIRST)
    assert [task.id for task in found[below]] == [row]
    city = workspace.checking.city(workspace.round_id).of(FIRST)
    assert city is not None
    assert city.tasks == TASKS


def test_the_city_says_of_each_section_what_the_section_says(workspace: Workspace):
    put(workspace, minutes_regular=None, minutes_fiscal_part=None)
    put(workspace, 3, section="0102", case_count=1, people_count=1)
    city = workspace.checking.city(workspace.round_id)
    for section in city.sections:
        alone = workspace.checking.section(workspace.round_id, section.unit_id)
        assert section.findings == alone
        facts = facts_of(workspace.queries, workspace.round_id, section.unit_id)
        rows = workspace.queries.work_items(workspace.round_id, section.unit_id)
        assert LiveChecks(facts, rows).findings == alone


def test_medians_come_from_all_sections(workspace: Workspace):
    times = workspace.queries.case_times(workspace.round_id)
    assert len([code for code, _, _ in times if code == "B01-03-01"]) == 4
    facts = workspace.checking.facts(workspace.round_id, FIRST)
    row = workspace.queries.work_items(workspace.round_id, FIRST)
    first = next(iter(row.values()))
    minutes = int(str(first["minutes_regular"])) + int(str(first["minutes_fiscal_part"]))
    assert facts.medians["B01-03-01"] == pytest.approx(minutes / 18_200, rel=0.5)


def test_last_year_is_read_through_the_row_a_task_was_carried_over_from(workspace: Workspace):
    last = {"round_id": "last-round", "unit_id": "old", "name": "交付", "minutes_regular": 10_000}
    workspace.store.commit("昨年度", [PutRow("work_item", "last-row", last)])
    put(workspace, previous_id="last-row", minutes_regular=13_001, minutes_fiscal_part=0)
    facts = workspace.checking.facts(workspace.round_id, FIRST)
    assert facts.previous["last-row"]["minutes_regular"] == 10_000
    assert facts.previous["last-row"]["name"] == "交付"
    assert "year-change" in rules(workspace)
    put(workspace, minutes_regular=13_000)
    assert "year-change" not in rules(workspace)
    assert workspace.checking.facts(workspace.round_id, SECOND).previous == {}


def test_a_section_that_was_divided_is_held_against_its_share_of_last_year(workspace: Workspace):
    last = {"round_id": "last-round", "unit_id": "old", "minutes_regular": 10_000}
    parts = ((FIRST, 40), (SECOND, 60))
    split = [
        PutRow(
            "succession",
            unit,
            {"from_id": "old", "to_id": unit, "kind": "split", "share_percent": share},
        )
        for unit, share in parts
    ]
    workspace.store.commit("昨年度", [PutRow("work_item", "last-row", last), *split])
    put(workspace, previous_id="last-row", minutes_regular=4_000, minutes_fiscal_part=0)
    put(workspace, 0, "0102", previous_id="last-row", minutes_regular=6_000, minutes_fiscal_part=0)
    facts = workspace.checking.facts(workspace.round_id, FIRST)
    assert facts.previous["last-row"]["minutes_regular"] == 4_000
    assert "year-change" not in rules(workspace)
    city = workspace.checking.city(workspace.round_id)
    assert not any(count.rule.id == "year-change" for count in city.rules)
    put(workspace, section="0102", previous_id=None)  # the whole row was given to one successor
    assert "year-change" in rules(workspace)
    put(workspace, minutes_regular=10_000)
    assert "year-change" not in rules(workspace)


def test_steps_of_the_detailed_survey_are_added_up_by_task(workspace: Workspace):
    row = task_id(workspace.round_id, "0101", 0)
    step = {"flow_id": "f", "kind": "task", "element_id": "a", "minutes_per_case": 2.5}
    workspace.store.commit(
        "詳細調査",
        [
            PutRow("flow", "f", {"work_item_id": row, "version_kind": "as_is"}),
            PutRow("flow_element", "a", {**step, "cases_per_year": 100.0}),
            PutRow(
                "flow_element",
                "b",
                {**step, "element_id": "b", "times_per_year": 12.0, "cases_per_time": 10.0},
            ),
            PutRow("flow_element", "c", {**step, "element_id": "c"}),
            PutRow("flow_element", "d", {**step, "cases_per_year": 9.0, "derived_from": "a"}),
            PutRow("flow_element", "e", {**step, "cases_per_year": 9.0, "kind": "gateway"}),
        ],
    )
    assert workspace.queries.detailed_minutes(workspace.round_id) == {row: 250 + 300}
    assert "detail-differs" in rules(workspace)


def test_the_minutes_of_an_open_sub_process_are_those_of_its_steps(workspace: Workspace):
    row = task_id(workspace.round_id, "0101", 0)
    told = {"flow_id": "f", "minutes_per_case": 10.0, "cases_per_year": 6.0}
    workspace.store.commit(
        "詳細調査",
        [
            PutRow("flow", "f", {"work_item_id": row}),
            PutRow("flow", "plan", {"work_item_id": row, "version_kind": "to_be"}),
            PutRow("flow_element", "s", {**told, "kind": "sub_process", "element_id": "s"}),
            PutRow("flow_element", "t", {**told, "kind": "task", "element_id": "t", "parent": "s"}),
            PutRow(
                "flow_element", "u", {**told, "kind": "task", "element_id": "u", "flow_id": "plan"}
            ),
        ],
    )
    assert workspace.queries.detailed_minutes(workspace.round_id) == {row: 60}


def test_the_city_is_remembered_until_something_that_counts_changes(workspace: Workspace):
    first = workspace.checking.city(workspace.round_id)
    assert workspace.checking.city(workspace.round_id) is first
    remark = {"round_id": workspace.round_id, "unit_id": FIRST, "text": "確認しました"}
    workspace.store.commit("コメント", [PutRow("cell_comment", "c", remark)])
    assert workspace.checking.city(workspace.round_id) is first
    row = task_id(workspace.round_id, "0101", 0)
    workspace.store.commit("削除", [DeleteRow("work_item", row)])
    after = workspace.checking.city(workspace.round_id)
    assert after is not first
    section = after.of(FIRST)
    assert section is not None
    assert section.tasks == TASKS - 1


def test_errors_are_counted_without_the_rest(workspace: Workspace):
    put(workspace, name="", minutes_regular=None, minutes_fiscal_part=None)
    for unit in (FIRST, SECOND):
        found = workspace.checking.section(workspace.round_id, unit)
        errors = sum(1 for f in found if f.finding.level is Level.ERROR)
        assert workspace.checking.open_errors(workspace.round_id, unit) == errors
    assert workspace.checking.open_errors(workspace.round_id, FIRST) >= 2


def test_steps_of_one_section_are_read_alone(workspace: Workspace):
    step = {"kind": "task", "element_id": "a", "minutes_per_case": 1.0, "cases_per_year": 60.0}
    rows = [task_id(workspace.round_id, section, 0) for section in ("0101", "0102")]
    for row in rows:
        workspace.store.commit(
            "詳細調査",
            [
                PutRow("flow", f"f-{row}", {"work_item_id": row, "unit_id": FIRST}),
                PutRow("flow_element", f"e-{row}", {**step, "flow_id": f"f-{row}"}),
            ],
        )
    detailed = workspace.queries.detailed_minutes
    assert detailed(workspace.round_id) == dict.fromkeys(rows, 60)
    assert detailed(workspace.round_id, SECOND) == {rows[1]: 60}

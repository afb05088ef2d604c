"""The detailed survey from finding the tasks to their steps as a process, on a small city."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from bpr_studio.adapters.bpmn.reader import read_bpmn
from bpr_studio.adapters.bpmn.writer import write_bpmn
from bpr_studio.app.cli import run
from bpr_studio.domain.process.element import Element, Kind
from bpr_studio.domain.process.step_list import step_rows
from bpr_studio.domain.replication.changes import PutRow
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.ports import Person
from bpr_studio.domain.workload.reconcile import Verdict
from bpr_studio.domain.workload.workflow import RoundState
from bpr_studio.services.flow_changes import flow_changes
from tests.builders_workspace import CityPlan, built_workspace, section_codes, task_id, unit_id

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bpr_studio.app.workspace import Workspace
    from bpr_studio.domain.process.step import Step
    from bpr_studio.services.detailed_sheet import DetailedSheet
    from bpr_studio.services.entry_values import SheetChange
    from bpr_studio.services.events import Committed

PLAN = CityPlan(bureaus=2, sections=2, tasks=12)


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    made = built_workspace(tmp_path / "city", PLAN)
    yield made
    made.close()


@pytest.fixture
def sheet(workspace: Workspace) -> DetailedSheet:
    """The steps of 住民票の写しの交付 in the first section."""
    item = task_id(workspace.round_id, "0101", 0)
    (flow,) = workspace.detailed.make_targets(workspace.round_id, [item]).added
    return workspace.detailed.open(flow)


def follow(workspace: Workspace, sheet: DetailedSheet) -> None:
    """Let the sheet hear of what is written, as the window does."""

    def hear(event: Committed) -> None:
        sheet.reload(event)

    workspace.bus.subscribe(hear)


def contents(sheet: DetailedSheet) -> list[tuple[str, str, Step]]:
    """Everything the sheet says."""
    return [(row, sheet.name(row), sheet.step(row)) for row in sheet.rows]


def fill(sheet: DetailedSheet) -> None:
    """Three steps, as somebody types them."""
    sheet.set_cells(
        [
            ("+0", "name", "申請書を確認"),
            ("+0", "step_type", "P06"),
            ("+0", "actor_category", "窓口"),
            ("+0", "frequency", "毎日"),
            ("+0", "cases_per_time", "50件"),
            ("+0", "minutes_per_case", "2"),
            ("+1", "name", "審査"),
            ("+1", "step_type", "P08 審査（実質）"),
            ("+1", "actor_category", "担当"),
            ("+1", "cases_per_year", "1,200"),
            ("+1", "minutes_per_case", "5分"),
            ("+2", "name", "決裁"),
            ("+2", "actor_category", "決裁者"),
        ]
    )


# -- where to dig ----------------------------------------------------------------------------


def test_the_fewest_tasks_with_the_share_are_found_and_told(workspace: Workspace):
    found = workspace.digging.find(workspace.round_id, 80)
    lines = workspace.queries.tasks_by_id(found.ids)
    assert [line.id for line in lines] == list(found.ids)
    assert all(line.core_tag == "non_core" for line in lines)
    assert [line.minutes for line in lines] == sorted((x.minutes for x in lines), reverse=True)
    assert sum(line.minutes for line in lines) == found.minutes
    assert found.minutes / found.total >= 0.8
    assert (found.minutes - lines[-1].minutes) / found.total < 0.8
    assert found.tasks == len(section_codes(PLAN)) * PLAN.tasks
    assert f"{len(found.ids)}" in found.sentence
    assert sum(share.tasks for share in found.sections) == len(found.ids)
    assert {share.name for share in found.sections} <= {"市民課", "総務課", "市民税課", "資産税課"}
    assert sum(share.minutes for share in found.classes) == found.minutes


def test_a_bureau_or_a_section_is_dug_by_itself(workspace: Workspace):
    whole = workspace.digging.find(workspace.round_id)
    bureau = workspace.digging.find(workspace.round_id, unit_id=unit_id("01"))
    section = workspace.digging.find(workspace.round_id, unit_id=unit_id("0101"))
    assert section.total < bureau.total < whole.total
    assert section.tasks == PLAN.tasks
    assert {share.key for share in section.sections} == {unit_id("0101")}


def test_work_nobody_has_tagged_is_named(workspace: Workspace):
    assert "判定のない" not in workspace.digging.find(workspace.round_id).remark
    one = task_id(workspace.round_id, "0101", 1)
    workspace.store.commit("判定を消す", [PutRow("work_item", one, {"core_tag": None})])
    assert workspace.digging.find(workspace.round_id).untagged >= 1
    assert workspace.digging.find(workspace.round_id).remark


def test_the_command_says_where_to_dig(
    workspace: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    found = workspace.digging.find(workspace.round_id, 50, unit_id("0101"))
    workspace.close()
    words = ["survey", "dig", "--share", "50", "--section", "0101"]
    folder = ["--workspace", str(tmp_path / "city")]
    assert run([*words, "--json", *folder]) == 0
    document = json.loads(capsys.readouterr().out)
    assert [row["id"] for row in document["rows"]] == list(found.ids)
    assert (document["chosen"], document["chosen_minutes"]) == (len(found.ids), found.minutes)
    assert run([*words, *folder]) == 0
    assert capsys.readouterr().out.startswith(found.sentence)
    assert run([*words[:-1], "9999", *folder]) == 1


def test_an_unknown_unit_is_refused(workspace: Workspace):
    with pytest.raises(RefusedError):
        workspace.digging.find(workspace.round_id, unit_id="nowhere")


# -- targets ---------------------------------------------------------------------------------


def test_the_first_targets_begin_the_survey_and_further_ones_join_it(workspace: Workspace):
    found = workspace.digging.find(workspace.round_id, 50)
    first = workspace.detailed.make_targets(workspace.round_id, found.ids)
    assert first.begun
    assert len(first.added) == len(found.ids)
    running = workspace.detailed.round_for(workspace.round_id)
    assert running is not None
    assert (running.kind, running.state, running.target) == ("detailed", RoundState.OPEN, "chosen")
    assert running.overall_round_id == workspace.round_id
    again = workspace.detailed.make_targets(workspace.round_id, found.ids)
    assert (again.begun, again.added, again.known) == (False, (), len(found.ids))
    more = workspace.detailed.make_targets(
        workspace.round_id, [task_id(workspace.round_id, "0202", 3)]
    )
    assert (more.round_id, more.begun) == (first.round_id, False)
    assert workspace.detailed.targeted(workspace.round_id) >= set(found.ids)
    asked = [s.unit_id for s in workspace.queries.sections(first.round_id) if s.state]
    assert {line.unit_id for line in workspace.detailed.targets(first.round_id)} == set(asked)


def test_choosing_targets_is_one_step_of_undo(workspace: Workspace):
    found = workspace.digging.find(workspace.round_id, 50)
    made = workspace.detailed.make_targets(workspace.round_id, found.ids)
    workspace.undo.undo()
    assert workspace.detailed.round_for(workspace.round_id) is None
    assert workspace.detailed.targets(made.round_id) == ()
    workspace.undo.redo()
    assert len(workspace.detailed.targets(made.round_id)) == len(found.ids)


def test_a_target_without_steps_stands_in_no_list_of_flows(
    workspace: Workspace, sheet: DetailedSheet
):
    assert workspace.queries.flows() == ()
    fill(sheet)
    (line,) = workspace.queries.flows()
    assert (line.name, line.activities) == ("住民票の写しの交付", 3)


def test_targets_with_steps_are_not_given_up(workspace: Workspace, sheet: DetailedSheet):
    fill(sheet)
    other = workspace.detailed.make_targets(
        workspace.round_id, [task_id(workspace.round_id, "0101", 1)]
    )
    dropped = workspace.detailed.drop_targets([sheet.target.flow_id, *other.added])
    assert (dropped.dropped, dropped.kept) == (1, 1)
    assert [line.flow_id for line in workspace.detailed.targets(other.round_id)] == [
        sheet.target.flow_id
    ]


def test_only_the_dx_office_chooses_targets(tmp_path: Path):
    workspace = built_workspace(tmp_path / "other", PLAN, Person("k01", "member"))
    with pytest.raises(RefusedError):
        workspace.detailed.make_targets(workspace.round_id, [])
    workspace.close()


# -- steps -----------------------------------------------------------------------------------


def test_typing_makes_steps_whose_hours_follow(workspace: Workspace, sheet: DetailedSheet):
    fill(sheet)
    days = {y.fiscal_year: y.working_days for y in workspace.queries.working_years()}[2026]
    first, second, third = sheet.rows
    assert [sheet.name(row) for row in sheet.rows] == ["申請書を確認", "審査", "決裁"]
    assert sheet.step(first).times_per_year == days
    assert sheet.shown(first, "cases_per_year") == f"{days * 50:,}"
    assert sheet.minutes(first) == days * 50 * 2
    assert sheet.shown(first, "frequency") == "Every working day"
    assert sheet.minutes(second) == 6000
    assert sheet.minutes(third) is None
    sums = sheet.reconciliation
    assert sums.overall == sheet.target.overall
    assert sums.detailed == days * 100 + 6000
    assert (sums.steps, sums.unanswered) == (3, 1)
    assert sums.verdict is Verdict.UNFINISHED
    stored = workspace.queries.target(sheet.target.flow_id)
    assert stored is not None
    assert (stored.detailed, stored.steps, stored.unanswered) == (sums.detailed, 3, 1)


def test_cells_read_back_what_they_show(sheet: DetailedSheet):
    fill(sheet)
    sheet.set_cells(
        [
            (sheet.rows[0], key, text)
            for key, text in {
                "forms_in": "申請書、委任状",
                "core_reasons": "N2、N4",
                "expertise": "2",
                "judgement": "無",
                "personal_data": "有",
                "paper_basis": "規則",
                "rework_percent": "3%",
                "waiting_days": "0.5",
                "medium": "紙",
            }.items()
        ]
    )
    step = sheet.step(sheet.rows[0])
    assert (step.judgement, step.personal_data, step.expertise) == (False, True, 2)
    assert (step.paper, step.paper_basis) == (True, "rule")  # a basis says that it is needed
    assert (step.core_reasons, step.rework_percent) == (("N2", "N4"), 3)
    cells = [
        (row, column.key, sheet.text(row, column.key))
        for row in sheet.rows
        for column in sheet.columns
    ]
    outcome = sheet.set_cells(cells)
    assert (outcome.label, outcome.refusals) == ("", ())


def test_what_cannot_be_read_is_refused_cell_by_cell(sheet: DetailedSheet):
    fill(sheet)
    row = sheet.rows[0]
    outcome = sheet.set_cells(
        [(row, "minutes_per_case", "少し"), (row, "waiting_days", "2"), (row, "hours", "3")]
    )
    assert {(r.key, r.rule) for r in outcome.refusals} == {
        ("minutes_per_case", "number-unclear"),
        ("hours", "read-only"),
    }
    assert sheet.step(row).waiting_days == 2
    assert sheet.step(row).minutes_per_case == 2


def test_the_frequency_gives_the_times_unless_somebody_said_otherwise(sheet: DetailedSheet):
    fill(sheet)
    row = sheet.rows[1]
    sheet.set_cells([(row, "frequency", "月1回")])
    assert sheet.step(row).times_per_year == 12
    sheet.set_cells([(row, "frequency", "週1回")])
    assert sheet.step(row).times_per_year == 52
    sheet.set_cells([(row, "times_per_year", "40")])
    sheet.set_cells([(row, "frequency", "随時")])
    assert sheet.step(row).times_per_year == 40  # typed by hand
    sheet.set_cells([(row, "times_per_year", ""), (row, "frequency", "複数年周期")])
    assert sheet.step(row).times_per_year is None  # has to be asked


def test_the_cases_of_the_year_are_what_was_said_last(sheet: DetailedSheet):
    fill(sheet)
    row = sheet.rows[1]
    sheet.set_cells([(row, "times_per_year", "12"), (row, "cases_per_time", "10")])
    assert sheet.step(row).cases_per_year == 120
    outcome = sheet.set_cells([(row, "cases_per_year", "200")])
    assert sheet.step(row).yearly_cases == 200
    assert sheet.step(row).cases_per_time is None
    assert [said.remark.rule for said in outcome.remarks] == [
        "number-repaired",
        "cases-each-time-removed",
    ] or [said.remark.rule for said in outcome.remarks] == ["cases-each-time-removed"]
    sheet.set_cells([(row, "cases_per_time", "10")])
    sheet.set_cells([(row, "times_per_year", "")])
    assert sheet.step(row).yearly_cases is None  # 120 was worked out, not said


def test_core_is_proposed_by_the_step_type_and_only_where_nobody_decided(sheet: DetailedSheet):
    fill(sheet)
    first, second, third = sheet.rows
    assert (sheet.core_proposal(first), sheet.core_proposal(second)) == ("non_core", "core")
    assert sheet.core_proposal(third) == ""
    assert all(not sheet.step(row).core_tag for row in sheet.rows)
    sheet.set_cells([(second, "core_tag", "ノンコア")])
    assert sheet.proposable() == (first,)
    sheet.propose_core(sheet.rows)
    assert [sheet.step(row).core_tag for row in sheet.rows] == ["non_core", "non_core", ""]
    assert sheet.sums.core_share == 0


def test_steps_are_added_up_by_type_and_tag(sheet: DetailedSheet):
    fill(sheet)
    first, second, _ = sheet.rows
    sheet.set_cells([(second, "core_tag", "コア"), (first, "core_tag", "ノンコア")])
    sums = sheet.sums
    assert [total.step_type for total in sums.by_type] == ["P06", "P08", ""]
    assert sums.core == 6000
    assert sums.core + sums.non_core + sums.untagged == sheet.reconciliation.detailed


def test_every_gesture_is_one_step_of_undo(workspace: Workspace, sheet: DetailedSheet):
    follow(workspace, sheet)
    fill(sheet)
    filled = contents(sheet)
    sheet.move([sheet.rows[2]], sheet.rows[0])
    assert [sheet.name(row) for row in sheet.rows] == ["決裁", "申請書を確認", "審査"]
    sheet.duplicate([sheet.rows[0]])
    sheet.insert(2, sheet.rows[0])
    sheet.remove([sheet.rows[3]])
    assert len(sheet.rows) == 5
    for _ in range(4):
        workspace.undo.undo()
    assert contents(sheet) == filled
    workspace.undo.undo()
    assert contents(sheet) == []
    workspace.undo.redo()
    assert contents(sheet) == filled


def test_errors_of_steps_are_told(sheet: DetailedSheet):
    fill(sheet)
    rules = {found.finding.rule for found in sheet.findings_of(sheet.rows[2])}
    assert {"step-minutes-missing", "step-cases-missing"} <= rules
    assert sheet.findings_of(sheet.rows[0]) == ()


def test_the_steps_are_a_process_that_files_bring_back(
    workspace: Workspace, sheet: DetailedSheet, tmp_path: Path
):
    fill(sheet)
    model = workspace.flows.model(sheet.target.flow_id)
    assert {lane.name for lane in model.of_kind(Kind.LANE)} == {"窓口", "担当", "決裁者"}
    assert len(model.of_kind(Kind.SEQUENCE_FLOW)) == 4
    again = read_bpmn(write_bpmn(model)).model
    assert [(r.name, r.step) for r in step_rows(again)] == [
        (r.name, r.step) for r in step_rows(model)
    ]
    place = tmp_path / "steps.bpmn"
    workspace.flows.export(sheet.target.flow_id, place)
    assert write_bpmn(read_bpmn(place).model) == place.read_bytes()


def test_two_people_who_add_steps_at_once_lose_none(workspace: Workspace, sheet: DetailedSheet):
    fill(sheet)
    other = workspace.detailed.open(sheet.target.flow_id)
    sheet.insert(1, sheet.rows[1])
    other.set_cells([("+", "name", "通知を発送")])
    fresh = workspace.detailed.open(sheet.target.flow_id)
    assert len(fresh.rows) == 5
    fresh.set_cells([(fresh.rows[0], "medium", "紙")])
    model = workspace.flows.model(sheet.target.flow_id)
    assert len(model.of_kind(Kind.SEQUENCE_FLOW)) == 6  # whole again with the next change


def test_a_drawn_flow_keeps_its_branches(workspace: Workspace, sheet: DetailedSheet):
    fill(sheet)
    flow = sheet.target.flow_id
    model = workspace.flows.model(flow)
    gateway = Element(
        id="G1", kind=Kind.GATEWAY, subtype="exclusiveGateway", parent="Process_1", sort_key="y"
    )
    drawn = type(model)(model.header, [*model.elements(), gateway])
    workspace.undo.commit("分岐を描く", flow_changes(flow, model, drawn))
    again = workspace.detailed.open(flow)
    assert not again.rows_editable.ok
    with pytest.raises(RefusedError):
        again.insert()
    again.set_cells([(again.rows[0], "medium", "電子")])
    assert again.step(again.rows[0]).medium == "electronic"
    assert "G1" in workspace.flows.model(flow)


def test_a_locked_survey_is_not_changed(workspace: Workspace, sheet: DetailedSheet):
    fill(sheet)
    round_id = sheet.target.round_id
    follow(workspace, sheet)
    workspace.survey_rounds.close(round_id)
    workspace.survey_rounds.lock(round_id)
    assert not sheet.editable().ok
    with pytest.raises(RefusedError):
        sheet.set_cells([(sheet.rows[0], "name", "別の名前")])


def test_the_overall_survey_hears_of_the_detailed_hours(workspace: Workspace, sheet: DetailedSheet):
    fill(sheet)
    detailed = workspace.queries.detailed_minutes(workspace.round_id)
    assert detailed[sheet.target.work_item_id] == sheet.reconciliation.detailed


def test_a_sheet_follows_the_name_and_hours_of_its_task(workspace: Workspace, sheet: DetailedSheet):
    heard: list[SheetChange] = []
    sheet.subscribe(heard.append)
    follow(workspace, sheet)
    item = sheet.target.work_item_id
    workspace.store.commit("時間の訂正", [PutRow("work_item", item, {"minutes_regular": 60})])
    assert sheet.reconciliation.overall == sheet.target.overall
    assert [change.standing for change in heard] == [True]

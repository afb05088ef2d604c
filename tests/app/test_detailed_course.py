"""The sheets of a detailed survey: what the board tells, what keeps an approval off, what it covers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bpr_studio.adapters.db.queries_steps import StepQueriesInDatabase
from bpr_studio.domain.shared.findings import Level
from bpr_studio.domain.shared.ports import Person
from bpr_studio.domain.workload.workflow import Deed, SheetState
from bpr_studio.services.section_checks import SectionCheck, checks_of, has_answered, load_of
from tests.builders_workspace import CityPlan, built_workspace, task_id, unit_id

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bpr_studio.app.workspace import Workspace
    from bpr_studio.services.sheet_states import SheetDeedOutcome
    from bpr_studio.services.views import SectionStatus

SECTION, OTHER = "0101", "0102"
STEPS = [
    ("+0", "name", "申請書を確認"),
    ("+0", "times_per_year", "240"),
    ("+0", "cases_per_time", "10"),
    ("+0", "minutes_per_case", "5"),
    ("+0", "core_tag", "ノンコア"),
    ("+1", "name", "決裁"),
    ("+1", "cases_per_year", "100"),
    ("+1", "minutes_per_case", "1.5"),
]


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    made = built_workspace(tmp_path / "city", CityPlan(bureaus=1, sections=2, tasks=6))
    yield made
    made.close()


@pytest.fixture
def flows(workspace: Workspace) -> tuple[str, ...]:
    """Two targets of the first section and one of the second."""
    wanted = [(SECTION, 0), (SECTION, 1), (OTHER, 0)]
    items = [task_id(workspace.round_id, code, number) for code, number in wanted]
    return tuple(workspace.detailed.make_targets(workspace.round_id, [i]).added[0] for i in items)


def round_id(workspace: Workspace) -> str:
    found = workspace.detailed.round_for(workspace.round_id)
    assert found is not None
    return found.id


def section(workspace: Workspace, code: str = SECTION) -> SectionStatus:
    listed = workspace.queries.sections(round_id(workspace))
    return next(s for s in listed if s.unit_code == code)


def do(workspace: Workspace, deed: Deed, role: str) -> SheetDeedOutcome:
    """Do a deed on the first section, having seen what is stored."""
    workspace.person = Person("架空", role)
    found, unit = round_id(workspace), unit_id(SECTION)
    seen = {unit: workspace.sheet_states.figures_digest(found, unit)}
    return workspace.sheet_states.do(deed, found, [unit], reason="確認", seen=seen)[0]


def test_the_board_counts_targets_and_the_minutes_of_their_steps(workspace, flows):
    assert not has_answered(section(workspace))
    assert checks_of(section(workspace)) == (SectionCheck.MISSING,)
    workspace.detailed.open(flows[0]).set_cells(STEPS)
    found = section(workspace)
    assert (found.tasks, found.minutes) == (2, 12_150)
    assert (found.non_core, found.untagged) == (12_000, 150)
    assert (found.capacity, load_of(found)) == (0, None)
    assert has_answered(found)
    assert checks_of(found) == (SectionCheck.UNTAGGED, SectionCheck.ONE_SIDED)
    other = section(workspace, OTHER)
    assert (other.tasks, other.minutes, has_answered(other)) == (1, 0, False)


def test_copies_of_steps_count_nowhere(workspace, flows):
    sheet = workspace.detailed.open(flows[0])
    sheet.set_cells(STEPS)
    copied = workspace.queries.step_rows(round_id(workspace), unit_id(SECTION))[unit_id(SECTION)]
    row = next(step.row for step in copied if step.row)
    workspace.undo.commit("写し", [_set(row, derived_from="x")])
    assert section(workspace).minutes == 150
    detailed = workspace.queries.detailed_minutes(workspace.round_id)
    assert detailed == {task_id(workspace.round_id, SECTION, 0): 150}
    rows = StepQueriesInDatabase(workspace.database).steps(round_id(workspace))
    assert row not in {step.row for steps in rows.values() for step in steps}


def test_an_overall_survey_still_compares_with_the_capacity(workspace, flows):
    listed = workspace.queries.sections(workspace.round_id)
    assert not any(s.detailed for s in listed)
    assert all(s.capacity for s in listed)


def test_steps_without_minutes_or_cases_keep_an_approval_off(workspace, flows):
    for flow in flows[:2]:
        workspace.detailed.open(flow).set_cells([*STEPS, ("+2", "name", "通知を送付")])
    assert do(workspace, Deed.SUBMIT, "promoter").done
    checking, found, unit = workspace.checking, round_id(workspace), unit_id(SECTION)
    assert checking.open_errors(found, unit) == 4  # minutes and cases of two steps
    refused = do(workspace, Deed.APPROVE, "section_chief")
    assert not refused.done
    assert "4" in refused.refusal
    rules = [f.finding.rule for f in checking.section(found, unit)]
    assert rules[:2] == ["step-minutes-missing", "step-cases-missing"]
    city = checking.city(found).of(unit)
    assert city is not None
    assert city.count(Level.ERROR) == 4
    assert city.placed()[0].place.cell.endswith("通知を送付")


def test_a_task_without_steps_is_an_error(workspace, flows):
    workspace.detailed.open(flows[0]).set_cells(STEPS)
    checking, found = workspace.checking, round_id(workspace)
    assert [f.finding.rule for f in checking.section(found, unit_id(SECTION))] == ["steps-missing"]
    assert checking.open_errors(found, unit_id(OTHER)) == 1
    assert checking.open_errors(found, "nowhere") == 0
    (count,) = checking.city(found).rules
    assert (count.rule.id, count.findings, count.sections) == ("steps-missing", 2, 2)


def test_a_changed_step_after_the_approval_is_told_and_its_undo_takes_it_back(workspace, flows):
    sheets = [workspace.detailed.open(flow) for flow in flows[:2]]
    for sheet in sheets:
        sheet.set_cells(STEPS)
    for deed, role in ((Deed.SUBMIT, "member"), (Deed.CONFIRM, "kaizen_leader")):
        assert do(workspace, deed, role).done
    assert do(workspace, Deed.APPROVE, "section_chief").state is SheetState.DX_ACCEPTANCE
    assert not section(workspace).changed_after_approval
    workspace.person = Person("架空", "dx_office")
    sheet = workspace.detailed.open(flows[0])
    sheet.move([sheet.rows[1]], sheet.rows[0])
    assert not section(workspace).changed_after_approval
    sheet.set_cells([(sheet.rows[0], "minutes_per_case", "9")])
    assert section(workspace).changed_after_approval
    found, unit = round_id(workspace), unit_id(SECTION)
    (cell,) = workspace.sheet_states.changed_since_approval(found, unit)
    assert (cell.task, cell.field, cell.after) == ("決裁", "minutes_per_case", 9)
    assert not do(workspace, Deed.ACCEPT, "dx_office").done
    workspace.undo.undo()
    assert not section(workspace).changed_after_approval
    assert do(workspace, Deed.ACCEPT, "dx_office").done


@pytest.mark.parametrize(
    ("role", "may"), [("member", False), ("kaizen_leader", True), ("dx_office", True)]
)
def test_steps_are_edited_by_whoever_the_state_lets(workspace, flows, role, may):
    workspace.detailed.open(flows[0]).set_cells(STEPS)
    assert do(workspace, Deed.SUBMIT, "member").done
    workspace.person = Person("架空", role)
    can = workspace.detailed.open(flows[0]).editable()
    assert can.ok == may
    assert bool(can.reason) != may


def test_steps_of_a_closed_survey_are_only_looked_at(workspace, flows):
    workspace.detailed.open(flows[0]).set_cells(STEPS)
    workspace.person = Person("架空", "dx_office")
    workspace.survey_rounds.close(round_id(workspace))
    workspace.person = replace(workspace.person, role="section_chief")
    can = workspace.detailed.open(flows[0]).editable()
    assert not can.ok
    assert can.reason
    assert workspace.detailed.shown_for(workspace.round_id) is not None


def _set(row: str, **fields: object):
    from bpr_studio.domain.replication.changes import SetFields

    return SetFields("flow_element", row, fields)

"""Core and non-core over a round: proposals by class and word, disagreements with names."""

from __future__ import annotations

import pytest

from bpr_studio.domain.replication.changes import SetFields
from tests.builders_workspace import CityPlan, built_workspace, task_id, unit_id


@pytest.fixture
def workspace(tmp_path):
    opened = built_workspace(tmp_path / "w", CityPlan(bureaus=1, sections=3))
    yield opened
    opened.close()


def judge(workspace, code: str, number: int, tag: str, reason: str) -> None:
    row = task_id(workspace.round_id, code, number)
    fields = {"core_tag": tag, "core_reason": reason}
    workspace.store.commit("判定", [SetFields("work_item", row, fields)])


def test_sections_that_agree_give_an_empty_answer(workspace):
    answer = workspace.core_review.review(workspace.round_id)
    assert answer.disagreements == ()
    assert answer.at_stake == 0
    assert answer.judged > 30


def test_a_class_judged_differently_is_named_with_its_sections(workspace):
    judge(workspace, "0102", 0, "core", "R1")
    answer = workspace.core_review.review(workspace.round_id)
    (found,) = answer.disagreements
    assert found.code == "B01-03-01"
    assert answer.class_names[found.code]
    other = next(side for side in found.sides if side.tag == "core")
    assert answer.sections[other.unit_id].name == "総務課"
    assert other.unit_id == unit_id("0102")
    assert other.tasks[0].reason == "R1"
    assert answer.at_stake == found.at_stake == other.core


def test_the_answer_is_remembered_until_a_task_changes(workspace):
    first = workspace.core_review.review(workspace.round_id)
    assert workspace.core_review.review(workspace.round_id) is first
    judge(workspace, "0101", 5, "non_core", "N5")
    assert len(workspace.core_review.review(workspace.round_id).disagreements) == 1


def test_a_proposal_knows_the_hint_of_the_class(workspace):
    hints = {line.code: line.core_hint for line in workspace.queries.classes()}
    code = next(code for code, hint in hints.items() if hint == "core")
    found = workspace.core_review.proposal("一式", code)
    assert found.tag == "core"
    assert workspace.core_review.proposal("一式").tag == ""
    assert workspace.core_review.proposal("受付", step_type="P09").reason == "R1"

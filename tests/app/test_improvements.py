"""The register of improvements on a real workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bpr_studio.domain.reform.improvement import Claim, ImprovementKind, NewImprovement
from bpr_studio.domain.shared.errors import RefusedError
from tests.builders_workspace import CityPlan, built_workspace, task_id, unit_id

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bpr_studio.app.workspace import Workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    made = built_workspace(tmp_path / "city", CityPlan(bureaus=1, sections=2, tasks=3))
    yield made
    made.close()


def first_task(workspace: Workspace) -> str:
    return task_id(workspace.round_id, "0101", 0)


def rpa(workspace: Workspace, minutes: int, name: str = "入力をRPAで行う") -> NewImprovement:
    return NewImprovement(
        name,
        ImprovementKind.AUTOMATE,
        unit_id=unit_id("0101"),
        claims=(Claim(first_task(workspace), "", minutes),),
    )


def test_an_improvement_is_kept_with_its_section_and_its_claims(workspace: Workspace) -> None:
    made = workspace.improvements.create(rpa(workspace, 6_000))

    found = workspace.improvements.get(made)

    assert found.plan.name == "入力をRPAで行う"
    assert found.unit_code == "0101"
    assert found.expected_minutes == 6_000
    assert found.plan.round_id == workspace.round_id
    assert workspace.improvements.all("01") == workspace.improvements.all("0101") == (found,)
    assert workspace.improvements.all("0102") == ()
    assert [held.claim.work_item_id for held in workspace.improvements.held()] == [
        first_task(workspace)
    ]


def test_the_same_minutes_are_not_claimed_twice_and_the_refusal_says_who_holds_them(
    workspace: Workspace,
) -> None:
    lines = workspace.queries.tasks_by_id([first_task(workspace)])
    workspace.improvements.create(rpa(workspace, lines[0].minutes - 60))

    with pytest.raises(RefusedError, match="入力をRPAで行う"):
        workspace.improvements.create(rpa(workspace, 61, "窓口を委託する"))

    assert len(workspace.improvements.all()) == 1


def test_entering_is_taken_back_as_one_deed(workspace: Workspace) -> None:
    workspace.improvements.create(rpa(workspace, 600))

    workspace.undo.undo()

    assert workspace.improvements.all() == ()
    assert workspace.improvements.held() == ()

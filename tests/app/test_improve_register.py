"""`improve list|show|add|claim|state|actual|effects` do what docs/cli.md says."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from bpr_studio.app.cli import run
from bpr_studio.app.workspace import Workspace
from tests.builders_workspace import DX_OFFICER, CityPlan, built_workspace, task_id

if TYPE_CHECKING:
    from pathlib import Path

Call = Callable[..., tuple[int, Any]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A bureau with two sections of three tasks each."""
    built_workspace(tmp_path / "w", CityPlan(bureaus=1, sections=2, tasks=3)).close()
    return tmp_path / "w"


@pytest.fixture
def call(folder: Path, capsys: pytest.CaptureFixture[str]) -> Call:
    """Run `improve …`; exit code and JSON document."""

    def run_command(*words: object) -> tuple[int, Any]:
        code = run(["improve", *map(str, words), "--json", "--workspace", str(folder)])
        printed = capsys.readouterr().out
        return code, json.loads(printed) if printed else None

    return run_command


@pytest.fixture
def task(folder: Path) -> str:
    """The first task of the first section."""
    workspace = Workspace.open(folder, DX_OFFICER, read_only=True)
    try:
        return task_id(workspace.round_id, "0101", 0)
    finally:
        workspace.close()


def entered(call: Call, task: str) -> str:
    """Id of an improvement of 10 hours that is planned."""
    words = ("--kind", "automate", "--unit", "0101", "--start", "R8.10", "--task", f"{task}=10")
    code, document = call("add", "入力をRPAで行う", *words)
    assert code == 0
    assert call("state", document["id"][:8], "planned")[0] == 0
    return str(document["id"])


def test_an_improvement_is_entered_planned_and_listed(call: Call, task: str):
    row = entered(call, task)

    _, listed = call("list", "--unit", "0101", "--state", "planned")

    assert [(one["id"], one["counted_minutes"]) for one in listed] == [(row, 600)]
    assert listed[0]["start_month"] == "2026-10"
    assert listed[0]["claims"][0]["task"] == task
    assert call("list", "--unit", "0102")[1] == []


def test_hours_are_claimed_recorded_and_counted(call: Call, task: str):
    row = entered(call, task)

    _, claimed = call("claim", row, "--task", task, "--hours", "20")
    call("state", row, "running")
    _, recorded = call(
        "actual", row, "--fy", "2026", "--hours", "9.5", "--evidence", "記録（架空）"
    )

    assert claimed["counted_minutes"] == 1_200
    assert recorded["actuals"][0]["minutes"] == 570
    assert call("show", row)[1] == recorded


def test_effects_are_those_of_the_page(call: Call, folder: Path, task: str):
    row = entered(call, task)
    call("state", row, "running")
    call("actual", row, "--fy", "2026", "--hours", "5", "--evidence", "記録（架空）")

    _, document = call("effects")

    workspace = Workspace.open(folder, DX_OFFICER, read_only=True)
    effects = workspace.improvement_effects.of()
    workspace.close()
    assert document["off"] == effects.off == 600
    assert document["share_of_non_core"] == effects.share_of_non_core
    assert document["total"]["target"] == {"minutes": 6_000_000, "fiscal_year": 2025}
    assert [(y["expected"], y["actual"]) for y in document["total"]["years"]] == [
        (year.expected, year.actual) for year in effects.sums.years
    ]


def test_what_is_refused_says_why(call: Call, task: str):
    row = entered(call, task)

    assert call("claim", row, "--task", task, "--hours", "999999")[0] == 1
    assert call("claim", row, "--hours", "1")[0] == 1
    assert call("state", row, "done")[0] == 1
    assert call("show", "zzz")[0] == 1
    assert call("add", "名前", "--start", "soon")[0] == 1
    assert call("add", "名前", "--unit", "9999")[0] == 1
    assert call("add", "名前", "--task", f"{task}=many")[0] == 1
    assert call("actual", row, "--fy", "2026", "--hours", "1", "--evidence", " ")[0] == 1
    assert call("effects", "--fy", "1999")[0] == 1


def test_the_same_is_told_as_text(
    call: Call, folder: Path, task: str, capsys: pytest.CaptureFixture[str]
):
    row = entered(call, task)

    for words in (["list"], ["show", row], ["effects"]):
        assert run(["improve", *words, "--workspace", str(folder)]) == 0
    printed = capsys.readouterr().out

    assert "入力をRPAで行う" in printed
    assert "10 hours a year" in printed

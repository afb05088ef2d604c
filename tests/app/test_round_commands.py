"""`survey round …` and the deeds on sheets do what docs/cli.md says."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from bpr_studio.app.cli import run
from bpr_studio.app.preferences import remember
from bpr_studio.app.system import settings_file
from bpr_studio.app.workspace import Workspace
from bpr_studio.domain.replication.changes import DeleteRow, PutRow, SetFields
from tests.builders_workspace import DX_OFFICER, YEAR, CityPlan, built_workspace, task_id, unit_id

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Call = Callable[..., tuple[int, Any, str]]
NEXT = YEAR + 1


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two bureaus with two sections each; three of them have answered without errors."""
    made = built_workspace(tmp_path / "w", CityPlan(bureaus=2, sections=2, tasks=3, answered=3))
    made.close()
    return tmp_path / "w"


@pytest.fixture
def call(folder: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Call]:
    """Run a command as a role; exit code, JSON document, messages."""

    def run_command(*words: object, role: str = "dx_office") -> tuple[int, Any, str]:
        remember(settings_file(), role=role)
        code = run([*map(str, words), "--json", "--workspace", str(folder)])
        printed = capsys.readouterr()
        return code, json.loads(printed.out) if printed.out else None, printed.err

    yield run_command
    settings_file().unlink()


def states(call: Call) -> dict[str, str]:
    _, status, _ = call("survey", "status")
    return {row["code"]: row["state"] for row in status["rows"]}


def test_a_sheet_is_brought_to_acceptance(call):
    deeds = (
        ("submit", "member"),
        ("confirm", "kaizen_leader"),
        ("approve", "section_chief"),
        ("accept", "dx_office"),
    )
    for deed, role in deeds:
        code, answer, _ = call("survey", deed, "--section", "0202", role=role)
        assert code == 0
        assert answer["deed"] == deed
        assert answer["sections"][0]["done"]
    assert states(call)["0202"] == "accepted"


def test_all_takes_the_sheets_that_are_at_that_step(call):
    code, answer, _ = call("survey", "approve", "--all", role="section_chief")
    assert code == 0
    assert [s["code"] for s in answer["sections"]] == ["0101", "0102", "0201"]
    assert states(call)["0101"] == "dx_acceptance"
    code, answer, _ = call("survey", "approve", "--all", role="section_chief")
    assert code == 1
    assert answer["error"]["message"] == "This can be done with no sheet now."


def test_a_named_sheet_that_is_not_at_that_step_is_told(call):
    code, answer, told = call("survey", "accept", "--section", "0101", "--section", "0202")
    assert code == 1
    assert [s["done"] for s in answer["sections"]] == [False, False]
    assert "市民課" in told


def test_a_sheet_is_returned_with_its_reason(call):
    code, _, _ = call("survey", "return", "--section", "0101", "--reason", "件数を見直す")
    assert code == 0
    _, status, _ = call("survey", "status")
    row = next(row for row in status["rows"] if row["code"] == "0101")
    assert (row["state"], row["reason"]) == ("returned", "件数を見直す")
    assert call("survey", "return", "--section", "0101")[0] == 2


def test_changes_after_the_approval_show(call, folder):
    call("survey", "approve", "--section", "0101", role="section_chief")
    opened = Workspace.open(folder, DX_OFFICER)
    row = task_id(opened.round_id, "0101", 0)
    opened.undo.commit("x", [SetFields("work_item", row, {"note": "変更"})])
    opened.close()
    _, status, _ = call("survey", "status")
    changed = {row["code"]: row["changed_after_approval"] for row in status["rows"]}
    assert changed == {"0101": True, "0102": False, "0201": False, "0202": False}
    code, told, _ = call("survey", "changes", "--section", "0101")
    assert code == 0
    assert told["approved_by"]
    (cell,) = told["changes"]
    assert (cell["row"], cell["field"], cell["before"], cell["after"]) == (
        row,
        "note",
        None,
        "変更",
    )
    assert call("survey", "changes", "--section", "0102")[1]["changes"] == []


def test_changes_are_told_by_the_columns_of_the_form(call, folder, capsys):
    call("survey", "approve", "--section", "0101", role="section_chief")
    opened = Workspace.open(folder, DX_OFFICER)
    rows = [task_id(opened.round_id, "0101", number) for number in (0, 1)]
    opened.undo.commit("x", [SetFields("work_item", rows[0], {"case_count": 5})])
    opened.undo.commit("x", [DeleteRow("work_item", rows[1])])
    opened.close()
    assert run(["survey", "changes", "--section", "0101", "--workspace", str(folder)]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told == ["住民票の写しの交付\tCases a year\t18200 → 5", "転入届の受付\trow removed"]


@pytest.mark.parametrize(
    "words",
    [
        ("survey", "submit", "--section", "9999"),
        ("survey", "submit", "--all", "--round", "zzz"),
        ("survey", "round", "close", "--round", "zzz"),
        ("survey", "round", "open"),
        ("survey", "round", "due", "gestern"),
        ("survey", "round", "plan", "--fy", YEAR, "--core", "nothing"),
        ("survey", "round", "plan", "--fy", YEAR, "--section", "9999"),
        ("survey", "round", "plan", "--fy", 1999),
    ],
)
def test_what_cannot_be_is_refused_with_a_remedy(call, words):
    code, answer, _ = call(*words)
    assert code == 1
    assert answer["error"]["message"]
    assert answer["error"]["remedy"]


@pytest.mark.parametrize(
    "words",
    [
        ("survey", "submit"),
        ("survey", "round", "next", "--fy", NEXT, "--assign", "0101"),
        ("survey", "round", "plan"),
    ],
)
def test_wrong_usage_is_exit_code_2(call, words):
    assert call(*words)[0] == 2


def test_a_round_is_planned_opened_reminded_closed_and_locked(call):
    options = ("--kind", "detailed", "--section", "0101", "--section", "0202")
    days = ("--opens", "2026-07-01", "--due", "2026-07-31")
    code, planned, _ = call("survey", "round", "plan", "--fy", YEAR, *options, *days)
    assert code == 0
    assert (planned["state"], planned["due_on"]) == ("planned", "2026-07-31")
    named = ("--round", planned["id"][:8])
    code, opened, _ = call("survey", "round", "open", "--current")
    assert (code, opened["id"], opened["state"]) == (0, planned["id"], "open")
    assert states(call) == {"0101": "draft", "0102": "", "0201": "", "0202": "draft"}
    code, due, _ = call("survey", "round", "due", "2026-08-31", "--section", "0101", *named)
    assert (code, due["sections"]) == (0, ["0101"])
    code, letters, _ = call("survey", "round", "remind", *named)
    assert [letter["code"] for letter in letters["reminders"]] == ["0101", "0202"]
    for deed, state in (("close", "closed"), ("lock", "locked"), ("reopen", "open")):
        code, answer, _ = call("survey", "round", deed)
        assert (code, answer["state"]) == (0, state)
    _, listed, _ = call("survey", "round", "list")
    rounds = {r["id"]: r for r in listed["rounds"]}
    assert rounds[planned["id"]]["current"]
    assert rounds[planned["id"]]["sections"] == 2
    assert [r["submitted"] for r in rounds.values() if not r["current"]] == [3]


def test_a_round_names_its_definition_of_core_work(call):
    _, planned, _ = call("survey", "round", "plan", "--fy", YEAR, "--core", "konica_s05")
    assert planned["core_definition_id"] == "konica_s05"


def test_only_the_dx_office_has_rounds(call):
    code, answer, _ = call("survey", "round", "close", role="section_chief")
    assert code == 1
    assert "DX office" in answer["error"]["message"]


@pytest.fixture
def reorganised(folder: Path) -> None:
    """The new year has one section, with the code of another than it comes from."""
    opened = Workspace.open(folder, DX_OFFICER)
    fields = {"fiscal_year": NEXT, "code": "0901", "name": "新課", "level": "section"}
    opened.undo.commit("改正", [PutRow("org_unit", "new", fields)])
    line = {"from_id": unit_id("0101"), "to_id": "new", "kind": "renamed", "share_percent": 100}
    opened.undo.commit("改正", [PutRow("succession", "line", line)])
    opened.close()


@pytest.mark.usefixtures("reorganised")
def test_next_year_starts_from_last_year_and_is_tried_beforehand(call):
    words = ("survey", "round", "next", "--fy", NEXT, "--assign", "0102=0901")
    code, tried, told = call(*words, "--dry-run")
    assert code == 0
    assert tried["dry_run"]
    assert [(s["code"], s["rows"]) for s in tried["sections"]] == [("0901", 6)]
    assert [s["code"] for s in tried["left"]] == ["0201"]
    assert "財政局" in told or "市民税課" in told
    _, listed, _ = call("survey", "round", "list")
    assert len(listed["rounds"]) == 1
    code, made, _ = call(*words, "--name", "来年", "--due", "2027-12-24")
    assert (code, made["id"], made["name"]) == (0, tried["id"], "来年")
    code, opened, _ = call("survey", "round", "open", "--current")
    assert (opened["id"], opened["due_on"]) == (tried["id"], "2027-12-24")
    _, status, _ = call("survey", "status")
    assert [(r["code"], r["tasks"]) for r in status["rows"]] == [("0901", 6)]
    assert status["answered"] == 0


def test_texts_are_told_without_json(folder, capsys):
    place = ("--workspace", str(folder))
    for words in (
        ("survey", "round", "list"),
        ("survey", "status"),
        ("survey", "submit", "--section", "0202"),
        ("survey", "round", "remind"),
        ("survey", "round", "close"),
    ):
        assert run([*words, *place]) == 0
        assert "架空" not in capsys.readouterr().err


@pytest.mark.usefixtures("reorganised")
def test_the_preview_of_next_year_names_sections_that_come_together(folder, capsys):
    remember(settings_file(), role="dx_office")
    words = ("survey", "round", "next", "--fy", str(NEXT), "--assign", "0102=0901", "--dry-run")
    assert run([*words, "--workspace", str(folder)]) == 0
    told = capsys.readouterr().out
    assert "6 rows of 1 sections" in told
    assert "新課" in told
    assert "市民課 100 %" in told
    settings_file().unlink()

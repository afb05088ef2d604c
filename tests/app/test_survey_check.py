"""`survey check` says what the checks say, and ends with 1 only where there are errors."""

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from bpr_studio.app.cli import run
from bpr_studio.domain.replication.changes import SetFields


@dataclass(frozen=True)
class Checks:
    """The command on a small city in which one section has an error."""

    folder: Path
    capsys: pytest.CaptureFixture[str]
    spoilt: str
    other: str

    def __call__(self, *words: str) -> tuple[int, str, str]:
        """Exit code, standard output, standard error."""
        code = run(["survey", "check", *words, "--workspace", str(self.folder)])
        printed = self.capsys.readouterr()
        return code, printed.out, printed.err


@pytest.fixture
def call(workspace, city_folder, capsys):
    """Take the name of one task away, close the workspace, then run commands on it."""
    unit, tasks = next(iter(workspace.queries.task_figures(workspace.round_id).items()))
    workspace.store.commit("名前を消す", [SetFields("work_item", tasks[0].id, {"name": None})])
    codes = {s.unit_id: s.unit_code for s in workspace.queries.sections(workspace.round_id)}
    workspace.close()
    other = next(code for code in codes.values() if code != codes[unit])
    return Checks(city_folder, capsys, codes[unit], other)


def test_errors_end_with_exit_code_1_and_are_printed_with_their_place(call):
    code, out, err = call("--level", "error")
    assert code == 1
    assert err.count("\n") == 1
    assert call.spoilt in err
    assert out.startswith("8")


def test_a_section_without_errors_ends_with_0(call):
    code, _, _ = call("--section", call.other)
    assert code == 0


def test_levels_choose_what_is_told_not_what_is_counted(call):
    documents = {
        level: json.loads(call("--level", level, "--json")[1])
        for level in ("error", "warning", "notice")
    }
    told = {
        level: sum(len(section["findings"]) for section in document["sections"])
        for level, document in documents.items()
    }
    assert 1 == told["error"] < told["warning"] < told["notice"]
    whole = documents["error"]["sections"]
    assert sum(s["errors"] + s["warnings"] + s["notices"] for s in whole) == told["notice"]
    rules = documents["notice"]["rules"]
    assert {"rule", "level", "title", "findings", "sections", "minutes"} == rules[0].keys()
    assert rules[0]["rule"] == "name-missing"


def test_an_unknown_section_is_refused(call):
    code, _, err = call("--section", "no-such")
    assert code == 1
    assert "no-such" in err

"""`flow lint` on files, folders and stored flows: JSON, text, exit codes."""

import json
from pathlib import Path

import pytest

from bpr_studio.adapters.bpmn.writer import write_bpmn
from bpr_studio.app.cli import run
from bpr_studio.services.flows import FlowOwner
from tests.builders_lint import plain
from tests.builders_workspace import empty_workspace


@pytest.fixture
def sound(tmp_path):
    return _written(tmp_path / "in-order.bpmn", plain())


@pytest.fixture
def broken(tmp_path):
    sketch = plain()
    sketch.change("b", name="")
    return _written(tmp_path / "broken.bpmn", sketch)


def _written(path, sketch):
    path.write_bytes(write_bpmn(sketch.model))
    return path


@pytest.fixture
def call(tmp_path, capsys):
    """Run the command without a workspace; returns (exit code, stdout, stderr)."""

    def run_command(*words, workspace=tmp_path / "none"):
        code = run(["flow", "lint", *map(str, words), "--workspace", str(workspace)])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run_command


def test_one_file_is_one_object(call, broken):
    code, out, _ = call(broken, "--json")
    document = json.loads(out)
    assert code == 1
    assert set(document) == {"file", "findings"}
    assert document["file"] == str(broken)
    assert [set(finding) for finding in document["findings"]] == [
        {"rule", "level", "element", "message"}
    ]
    assert document["findings"][0]["rule"] == "label-required"
    assert document["findings"][0]["level"] == "error"
    assert document["findings"][0]["element"] == "b"


def test_a_sound_flow_ends_well(call, sound):
    code, out, _ = call(sound, "--json")
    assert code == 0
    assert json.loads(out) == {"file": str(sound), "findings": []}
    assert "nothing to mend" in call(sound)[1]


def test_several_files_and_folders_come_in_a_list(call, sound, broken, tmp_path):
    code, out, _ = call(tmp_path, "--json")
    document = json.loads(out)
    assert code == 1
    assert [Path(one["file"]).name for one in document["files"]] == ["broken.bpmn", "in-order.bpmn"]
    assert json.loads(call(sound, broken, "--json")[1])["files"][0]["file"] == str(sound)


def test_what_cannot_be_read_is_exit_code_3_and_stops_nothing_else(call, broken, tmp_path):
    bad = tmp_path / "bad.bpmn"
    bad.write_text("not xml", encoding="utf-8")
    code, out, _ = call(bad, "--json")
    assert code == 3
    assert json.loads(out)["error"]["message"]
    code, out, err = call(bad, broken, "--json")
    assert code == 3
    assert json.loads(out)["files"][0]["error"]["message"]
    assert json.loads(out)["files"][1]["findings"]
    assert "bad.bpmn" in err
    assert call(tmp_path / "missing.bpmn")[0] == 3


def test_a_profile_is_chosen_by_name_or_file(call, broken, tmp_path):
    own = tmp_path / "own.toml"
    own.write_text('[levels]\nlabel-required = "notice"\n', encoding="utf-8")
    code, out, _ = call(broken, "--profile", own, "--json")
    assert code == 0
    assert json.loads(out)["findings"][0]["level"] == "notice"
    assert call(broken, "--profile", "notation", "--json")[0] == 1
    code, _, err = call(broken, "--profile", "nobody")
    assert code == 3
    assert "municipal" in err


@pytest.mark.parametrize(
    "text",
    [
        '[levels]\nno-such-rule = "error"',
        '[levels]\nL01 = "loud"',
        "[limits]\nfoo = 3",
        '[limits]\nwaiting_days = "five"',
        "[words]\nfoo = []",
        "levels =",
    ],
)
def test_a_profile_with_a_slip_is_refused_by_name(call, sound, tmp_path, text):
    own = tmp_path / "own.toml"
    own.write_text(text, encoding="utf-8")
    code, _, err = call(sound, "--profile", own)
    assert code == 3
    assert "own.toml" in err


def test_stored_flows_are_checked_by_their_id(call, tmp_path):
    workspace = empty_workspace(tmp_path / "w")
    sketch = plain()
    sketch.change("b", name="")
    flow_id = workspace.flows.add("申請", sketch.model, FlowOwner())
    workspace.close()
    code, out, _ = call(flow_id, "--json", workspace=tmp_path / "w")
    assert code == 1
    assert json.loads(out)["file"] == flow_id
    assert [f["rule"] for f in json.loads(out)["findings"]] == ["label-required"]
    code, _, err = call("nobody", workspace=tmp_path / "w")
    assert code == 1
    assert "flow list" in err


def test_a_stored_flow_is_compared_with_its_as_is_and_its_last_review(tmp_path):
    workspace = empty_workspace(tmp_path / "w")
    flow_id = workspace.flows.add("申請", plain().model, FlowOwner())
    to_be = workspace.flow_versions.derive(flow_id, "to_be")
    facts = workspace.flow_linting.facts(to_be)
    assert facts.as_is == workspace.queries.flow(flow_id)
    assert facts.reviewed_on is None
    assert workspace.flow_linting.facts(flow_id).as_is is None
    workspace.flow_versions.reviewed(flow_id)
    assert workspace.flow_linting.facts(flow_id).reviewed_on == facts.today
    workspace.close()

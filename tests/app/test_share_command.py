"""`share probe` on the command line, with a real second process."""

from __future__ import annotations

import json

import pytest

from bpr_studio.adapters.share import probe
from bpr_studio.app.cli import run


@pytest.fixture(autouse=True)
def few_files(monkeypatch):
    monkeypatch.setattr(probe, "FILES", 5)


def test_a_folder_of_this_pc_is_tried_out_and_left_empty(tmp_path, capsys):
    code = run(["share", "probe", str(tmp_path), "--json"])
    document = json.loads(capsys.readouterr().out)
    lines = {line["key"]: line for line in document["checks"]}
    assert code == 0
    assert document["usable"] is True
    assert document["folder"] == str(tmp_path)
    assert lines["place"]["verdict"] == "warning"  # for trials only, and it says so
    assert lines["visibility"]["verdict"] == "ok"  # the second process was there
    assert list(tmp_path.iterdir()) == []


def test_as_text_every_line_and_the_result_are_told(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code = run(["share", "probe", "."])
    lines = capsys.readouterr().out.splitlines()
    assert code == 0
    assert len([line for line in lines if line.startswith("[")]) >= 20
    assert any(line.startswith("    → ") for line in lines)
    assert not lines[-1].startswith("[")


def test_a_folder_that_cannot_be_used_gives_exit_code_1(tmp_path, capsys):
    assert run(["share", "probe", str(tmp_path / "nowhere"), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["usable"] is False


def test_files_that_stay_are_named(tmp_path, capsys, monkeypatch):
    def refuse(_calls, path):
        raise PermissionError(13, "no", path)

    monkeypatch.setattr(probe.ProbeCalls, "remove", refuse)
    assert run(["share", "probe", str(tmp_path)]) == 0
    left = [line for line in capsys.readouterr().out.splitlines() if "probe-" in line]
    assert len(left[-1].split("probe-")) > 5

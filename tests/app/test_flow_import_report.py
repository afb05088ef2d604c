"""What `flow import` and `flow convert` say of a file: each kind of finding once."""

import json

import pytest

from bpr_studio.app.cli import run

UNDRAWN = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
    xmlns:di="http://www.omg.org/spec/BPMN/20100524/DI" id="d" targetNamespace="t">
  <process id="p">
    {tasks}
  </process>
  <di:BPMNDiagram id="D"><di:BPMNPlane id="P" bpmnElement="p"/></di:BPMNDiagram>
</definitions>
""".format(tasks="".join(f'<task id="t{n}" name="作業{n}"/>' for n in range(40)))


@pytest.fixture
def undrawn(tmp_path):
    path = tmp_path / "undrawn.bpmn"
    path.write_text(UNDRAWN, encoding="utf-8")
    return path


def test_many_findings_of_one_kind_are_one_line_with_their_number(undrawn, tmp_path, capsys):
    assert run(["flow", "convert", str(undrawn), "-o", str(tmp_path / "x.bpmn")]) == 0
    told = [line for line in capsys.readouterr().err.splitlines() if "undrawn.bpmn" in line]
    assert len(told) <= 3
    assert any("39" in line for line in told)


def test_json_keeps_every_finding(undrawn, tmp_path, capsys):
    words = ["flow", "convert", str(undrawn), "-o", str(tmp_path / "x.bpmn"), "--json"]
    assert run(words) == 0
    found = json.loads(capsys.readouterr().out)["findings"]
    assert sum(one["rule"] == "not-drawn" for one in found) == 40

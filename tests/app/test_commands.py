"""Commands do what docs/cli.md says, with its exit codes and JSON documents."""

import json

import pytest

from bpr_studio.app.cli import run


@pytest.fixture
def call(city_folder, capsys):
    """Run a command on the small city; returns (exit code, stdout, stderr)."""

    def run_command(*words, folder=city_folder):
        code = run([*map(str, words), "--workspace", str(folder)])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run_command


def test_the_summary_names_city_year_definition_and_n(call):
    code, out, _ = call("analyze", "summary", "--json")
    answer = json.loads(out)
    assert code == 0
    assert answer["fictitious"] is True
    assert "架空" in answer["city"]
    assert answer["fiscal_year"] == 2026
    assert answer["tasks"] == 400
    assert answer["sections"] == answer["sections_expected"] == 8
    assert answer["core_definition"]
    parts = ("core_minutes", "non_core_minutes", "untagged_minutes")
    assert answer["total"]["minutes"] == sum(answer["total"][part] for part in parts)
    assert answer["total"]["minutes"] == sum(unit["minutes"] for unit in answer["units"])
    assert answer["total"]["minutes"] == sum(c["minutes"] for c in answer["classes"])
    assert answer["total"]["minutes"] == sum(person["minutes"] for person in answer["staff"])


def test_every_breakdown_adds_up_to_the_same_total(call):
    _, summary, _ = call("analyze", "summary", "--json")
    total = json.loads(summary)["total"]["minutes"]
    dimensions = ["bureau", "division", "section", "major_class", "minor_class", "core", "staff"]
    for by in [*dimensions, "month", "medium", "nature"]:
        _, out, _ = call("analyze", "hours", "--by", by, "--column", "core", "--json")
        table = json.loads(out)
        assert table["total_minutes"] == total, by
        assert sum(sum(row["minutes"]) for row in table["data"]) == total, by


def test_the_units_of_a_bureau_add_up_to_the_bureau(call):
    _, summary, _ = call("analyze", "summary", "--json")
    bureau = json.loads(summary)["units"][0]
    code, out, _ = call("analyze", "summary", "--unit", bureau["key"], "--json")
    inside = json.loads(out)
    assert code == 0
    assert inside["total"]["minutes"] == bureau["minutes"]
    assert sum(unit["minutes"] for unit in inside["units"]) == bureau["minutes"]


def test_an_unknown_unit_is_refused_with_a_remedy(call):
    code, out, err = call("analyze", "summary", "--unit", "nowhere", "--json")
    assert code == 1
    assert "nowhere" in json.loads(out)["error"]["message"]
    assert "settings" in err


def test_a_missing_workspace_is_exit_code_3(call, tmp_path):
    code, _, err = call("survey", "status", folder=tmp_path / "nothing")
    assert code == 3
    assert "There is no workspace" in err


def test_wrong_usage_is_exit_code_2(call):
    code, _, _ = call("analyze", "colours")
    assert code == 2


def test_a_command_reads_while_the_workspace_is_open_elsewhere(call, workspace):
    assert workspace.round_id
    code, out, _ = call("flow", "list", "--json")
    assert code == 0
    assert len(json.loads(out)["flows"]) == 4


def test_a_command_that_writes_is_refused_while_the_workspace_is_open(call, workspace, tmp_path):
    code, _, err = call("flow", "import", tmp_path)
    assert code == 1
    assert "already open" in err
    assert workspace.queries.flows()


def test_forms_go_out_and_come_back_once(call, tmp_path):
    _, out, _ = call("survey", "status", "--json")
    sections = [row["code"] for row in json.loads(out)["rows"]][:3]
    words = [word for code in sections for word in ("--section", code)]
    code, out, _ = call("survey", "form", *words, "-o", tmp_path / "forms", "--json")
    files = json.loads(out)["files"]
    assert code == 0
    assert len(files) == 3

    code, out, _ = call("survey", "collect", tmp_path / "forms", "--json")
    first = json.loads(out)
    assert code == 0, first
    assert [file["state"] for file in first["files"]] == ["collected"] * 3
    assert first["rows"] > 60

    code, out, _ = call("survey", "collect", tmp_path / "forms", "--json")
    again = json.loads(out)
    assert [file["state"] for file in again["files"]] == ["unchanged"] * 3


def test_one_bad_file_does_not_stop_the_others(call, tmp_path):
    _, out, _ = call("survey", "status", "--json")
    section = json.loads(out)["rows"][0]["code"]
    call("survey", "form", "--section", section, "-o", tmp_path / "forms")
    (tmp_path / "forms" / "a-broken.xlsx").write_bytes(b"PK\x03\x04 not a workbook")
    code, out, err = call("survey", "collect", tmp_path / "forms", "--json")
    states = {file["file"]: file["state"] for file in json.loads(out)["files"]}
    assert code == 1
    assert states.pop("a-broken.xlsx") == "refused"
    assert list(states.values()) == ["collected"]
    assert "a-broken.xlsx" in err


def test_a_dry_run_reports_and_writes_nothing(call, tmp_path):
    _, before, _ = call("survey", "status", "--json")
    section = json.loads(before)["rows"][0]["code"]
    call("survey", "form", "--section", section, "-o", tmp_path / "forms")
    code, out, _ = call("survey", "collect", tmp_path / "forms", "--dry-run", "--json")
    assert code == 0
    assert json.loads(out)["dry_run"] is True
    _, after, _ = call("survey", "status", "--json")
    assert after == before


def test_a_flow_goes_out_and_comes_back(call, tmp_path):
    _, out, _ = call("flow", "list", "--json")
    flow = json.loads(out)["flows"][0]
    code, _, _ = call("flow", "export", flow["id"], "-o", tmp_path / "flow.bpmn")
    assert code == 0
    code, out, _ = call("flow", "import", tmp_path / "flow.bpmn", "--json")
    (imported,) = json.loads(out)["files"]
    assert code == 0
    assert imported["state"] == "imported"
    assert imported["elements"] == flow["elements"]
    _, out, _ = call("flow", "import", tmp_path / "flow.bpmn", "--json")
    assert json.loads(out)["files"][0]["state"] == "unchanged"


def test_convert_writes_the_same_drawing_without_touching_the_workspace(call, tmp_path):
    _, out, _ = call("flow", "list", "--json")
    flow = json.loads(out)["flows"][0]
    call("flow", "export", flow["id"], "-o", tmp_path / "in.bpmn")
    code, _, _ = call("flow", "convert", tmp_path / "in.bpmn", "-o", tmp_path / "out.bpmn")
    assert code == 0
    assert (tmp_path / "out.bpmn").read_bytes() == (tmp_path / "in.bpmn").read_bytes()
    code, _, _ = call("flow", "convert", tmp_path / "in.bpmn", "-o", tmp_path / "out.svg")
    assert code == 0
    assert "<svg" in (tmp_path / "out.svg").read_text(encoding="utf-8")[:400]
    _, after, _ = call("flow", "list", "--json")
    assert after == out


def test_a_file_that_is_no_bpmn_is_exit_code_3_and_names_it(call, tmp_path):
    (tmp_path / "x.bpmn").write_text("no xml at all", encoding="utf-8")
    code, _, err = call("flow", "convert", tmp_path / "x.bpmn", "-o", tmp_path / "y.bpmn")
    assert code == 3
    assert "x.bpmn" in err
    assert not (tmp_path / "y.bpmn").exists()


def test_a_new_workspace_for_a_designated_city_is_empty(call, tmp_path):
    code, _, _ = call("init", tmp_path / "new", "--city", "401005", "--fy", "2026")
    assert code == 0
    code, out, _ = call("analyze", "summary", "--json", folder=tmp_path / "new")
    answer = json.loads(out)
    assert code == 0
    assert answer["city"] == "北九州市"
    assert answer["fictitious"] is False
    assert answer["total"]["minutes"] == 0


def test_a_second_workspace_in_the_same_folder_is_refused(call, city_folder):
    code, _, err = call("init", city_folder, "--city", "401005", "--fy", "2026")
    assert code == 1
    assert "workspace already" in err


def test_the_demo_is_the_same_city_every_time(call, tmp_path, city_folder):
    code, _, _ = call(
        "demo", tmp_path / "twin", "--sections", 8, "--tasks", 400, "--flows", 4, "--seed", 7
    )
    assert code == 0
    _, one, _ = call("analyze", "summary", "--json")
    _, two, _ = call("analyze", "summary", "--json", folder=tmp_path / "twin")
    assert one == two

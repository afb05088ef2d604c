"""`survey collect --conflicts` and `survey import` on the command line."""

import json

import openpyxl
import pytest

from bpr_studio.app.cli import run
from bpr_studio.app.workspace import Workspace
from bpr_studio.domain.replication.changes import SetFields
from bpr_studio.domain.shared.progress import NoProgress
from bpr_studio.domain.workload.mapping import MappingProfile
from tests import builders_grown
from tests.builders_workspace import DX_OFFICER, CityPlan, built_workspace, task_id, unit_id


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "city"
    built_workspace(place, CityPlan(answered=1)).close()
    return place


@pytest.fixture
def call(folder, capsys):
    def run_command(*words):
        code = run([*map(str, words), "--workspace", str(folder)])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run_command


@pytest.fixture
def conflict(folder, tmp_path):
    """A form in which a cell says 100 hours, while the program says one."""
    city = Workspace.open(folder, DX_OFFICER)
    (form,) = city.surveys.hand_out(city.round_id, ["0101"], tmp_path / "f", NoProgress())
    row = task_id(city.round_id, "0101", 0)
    city.undo.commit("edit", [SetFields("work_item", row, {"minutes_regular": 60})])
    city.close()
    book = openpyxl.load_workbook(form)
    sheet = book["調査票"]
    place = [cell.value for cell in sheet[7]].index("minutes_regular") + 1
    sheet.cell(11, place).value = 100
    sheet.cell(12, place).value = 100
    book.save(form)
    return form


def hours(folder):
    city = Workspace.open(folder, DX_OFFICER)
    items = list(city.queries.work_items(city.round_id, unit_id("0101")).values())
    city.close()
    return [item["minutes_regular"] for item in items[:2]]


def test_conflicts_are_reported_and_everything_else_is_taken(call, conflict, folder):
    code, out, err = call("survey", "collect", conflict, "--json")
    assert code == 1
    (file,) = json.loads(out)["files"]
    assert (file["state"], file["changed_lines"]) == ("collected", 1)
    (cell,) = file["conflicts"]
    assert (cell["field"], cell["theirs"], cell["ours"]) == ("minutes_regular", 6000, 60)
    assert (cell["row"], cell["decided"]) == (11, None)
    assert "in the file 100, in the program 1" in err
    assert hours(folder) == [60, 6000]


@pytest.mark.parametrize(("side", "minutes"), [("ours", 60), ("theirs", 6000)])
def test_conflicts_are_settled_for_one_side(call, conflict, folder, side, minutes):
    code, out, _ = call("survey", "collect", conflict, "--conflicts", side, "--json")
    assert code == 0
    (cell,) = json.loads(out)["files"][0]["conflicts"]
    assert cell["decided"] == side
    assert hours(folder) == [minutes, 6000]
    code, out, _ = call("survey", "collect", conflict, "--json")
    assert (code, json.loads(out)["files"][0]["state"]) == (0, "unchanged")


def test_an_unknown_way_to_settle_conflicts_is_a_usage_error(call, conflict):
    assert call("survey", "collect", conflict, "--conflicts", "mine")[0] == 2


def kept_profile(folder, path, name):
    city = Workspace.open(folder, DX_OFFICER)
    book = city.grown_sheets.open(path)
    profile = city.grown_sheets.propose(book, city.round_id).profile
    city.grown_sheets.keep(
        MappingProfile(
            name, profile.columns, profile.section, profile.header_rows, (), profile.fingerprint
        )
    )
    city.close()


def test_sheets_are_imported_by_a_kept_profile(call, folder, tmp_path):
    path = builders_grown.consultant(tmp_path / "a.xlsx", section="総務課")
    kept_profile(folder, path, "コンサル")
    code, out, err = call("survey", "import", path, "--profile", "コンサル", "--dry-run", "--json")
    trial = json.loads(out)
    assert (code, trial["added"], trial["dry_run"]) == (1, 3, True)  # one line is refused
    assert "D10" in err
    code, out, _ = call("survey", "import", path, "--json")
    assert json.loads(out)["files"][0]["sections"] == ["総務課"]
    code, out, _ = call("survey", "import", path, "--json")
    (again,) = json.loads(out)["files"]
    assert (again["added"], again["unchanged"]) == (0, 3)


def test_an_unknown_profile_is_refused(call, tmp_path):
    path = builders_grown.shares(tmp_path / "a.xlsx")
    code, _, err = call("survey", "import", path, "--profile", "ない")
    assert code == 1
    assert "ない" in err


def test_a_missing_file_is_told(call, tmp_path):
    assert call("survey", "import", tmp_path / "nothing.xlsx")[0] == 3

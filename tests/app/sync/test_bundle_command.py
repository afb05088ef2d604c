"""Work carried by file between two workspaces that reach no common place."""

import json
import zipfile

import pytest

from bpr_studio.app.cli import run
from bpr_studio.app.sync_exchange import open_exchange
from bpr_studio.app.workspace import Workspace
from bpr_studio.domain.replication.changes import SetFields
from bpr_studio.domain.shared.ports import Person
from bpr_studio.domain.shared.progress import NoProgress
from tests.builders_workspace import CityPlan, built_workspace, task_id

CHIEF = Person("kacho", "section_chief")


class Desk:
    """Commands on workspaces; the share stands in the DX office's network only."""

    def __init__(self, folder, capsys):
        self.folder, self.capsys = folder, capsys
        self.share = folder / "share"
        self.share.mkdir()
        built_workspace(folder / "dx", CityPlan(bureaus=1, sections=2, tasks=3)).close()

    def run(self, pc, *words, code=0):
        """The JSON of a command on the workspace of a PC."""
        self.capsys.readouterr()
        assert run(["--workspace", str(self.folder / pc), "--json", *words]) == code
        return json.loads(self.capsys.readouterr().out or "{}")

    def shared(self):
        """The DX office and the section chief of 0101 take part."""
        (self.folder / "words.txt").write_text("architectural horse battery\n", encoding="utf-8")
        key = ("--key-file", str(self.folder / "root.key"))
        words = ("--passphrase-file", str(self.folder / "words.txt"))
        found = self.run("dx", "sync", "found", str(self.share), *key, *words, "--name", "DX室")
        number = ("--check-number", found["check_number"])
        who = ("--section", "0101", "--role", "section_chief", "--name", "総務課")
        self.run("section", "sync", "join", str(self.share), *number, *who)
        self.run("dx", "sync", "--once")
        self.run("dx", "sync", "approve", "--all")
        self.run("section", "sync", "--once")
        return self

    def edit(self, pc, **fields):
        """What the section chief does in a window."""
        workspace = Workspace.open(self.folder / pc, CHIEF)
        task = task_id(workspace.round_id, "0101", 0)
        workspace.store.commit("edit", [SetFields("work_item", task, fields)])
        workspace.close()

    def name(self, pc):
        workspace = Workspace.open(self.folder / pc, CHIEF, read_only=True)
        state = workspace.store.state("work_item", task_id(workspace.round_id, "0101", 0))
        workspace.close()
        return state.value("name")


@pytest.fixture
def desk(tmp_path, capsys):
    return Desk(tmp_path, capsys).shared()


def test_an_edit_goes_over_by_file_and_twice_does_no_harm(desk):
    desk.edit("section", name="変更後の業務名")
    file = str(desk.folder / "out.zip")
    written = desk.run("section", "bundle", "export", "-o", file, "--for", "DX")
    assert written["changes"] > 0
    assert written["sentences"]
    (taken,) = desk.run("dx", "bundle", "import", file)["files"]
    assert taken["changes"] >= 1
    assert desk.name("dx") == "変更後の業務名"
    (again,) = desk.run("dx", "bundle", "import", file)["files"]
    assert (again["changes"], again["segments"]) == (0, 0)
    nothing = desk.run("section", "bundle", "export", "-o", file, "--for", "DX")
    assert nothing["segments"] == 0


def test_the_list_of_contents_names_the_section(desk):
    desk.edit("section", name="x")
    file = desk.folder / "out.zip"
    desk.run("section", "bundle", "export", "-o", str(file), "--section", "0101", "--all")
    with zipfile.ZipFile(file) as archive:
        text = archive.read("contents.txt").decode("utf-8-sig")
    assert "総務課" in text
    assert "sec-" not in text


def test_a_damaged_file_is_told_and_nothing_is_used(desk):
    file = desk.folder / "out.zip"
    file.write_bytes(b"PK nothing")
    said = desk.run("dx", "bundle", "import", str(file), code=3)
    assert said["error"]["kept"]


def test_the_exchange_process_does_the_same_for_the_window(desk):
    desk.edit("section", name="窓から")
    file = str(desk.folder / "out.zip")
    exchange = open_exchange(desk.folder / "section", beside=False)
    try:
        rescued = exchange.jobs["bundle_rescue"]({"path": file}, NoProgress())
        written = exchange.jobs["bundle_write"]({"path": file}, NoProgress())
    finally:
        exchange.close()
    assert 1 <= rescued["segments"] < written["segments"]
    exchange = open_exchange(desk.folder / "dx", beside=False)
    try:
        taken = exchange.jobs["bundle_read"]({"path": file}, NoProgress())
    finally:
        exchange.close()
    assert taken["changes"] >= 1
    assert taken["sentences"]
    assert desk.name("dx") == "窓から"


def test_check_finds_a_file_taken_off_the_share_and_puts_it_there_again(desk):
    desk.run("dx", "sync", "--once")
    assert desk.run("dx", "check")["found"] == []
    taken = next(desk.share.glob("s/*/*.seg"))
    taken.unlink()
    (found,) = desk.run("dx", "check", code=1)["found"]
    assert (found["doubt"], found["repaired"]) == ("missing", False)
    (found,) = desk.run("dx", "check", "--repair")["found"]
    assert found["repaired"]
    assert taken.exists()


def test_check_speaks_to_people_too(desk):
    next(desk.share.glob("s/*/*.seg")).unlink()
    desk.capsys.readouterr()
    assert run(["--workspace", str(desk.folder / "dx"), "check"]) == 1
    assert ".seg" in desk.capsys.readouterr().out


def test_a_pc_that_reaches_no_place_joins_and_works_by_files_alone(desk):
    """LGWAN: nothing but files goes over, in both directions."""
    there, back = str(desk.folder / "there.zip"), str(desk.folder / "back.zip")
    number = desk.run("dx", "sync", "look", str(desk.share))["check_number"]
    desk.run("dx", "bundle", "export", "-o", there, "--for", "LGWAN")
    who = ("--section", "0102", "--role", "section_chief")
    wrong = desk.run("far", "bundle", "join", there, "--check-number", "1234", *who, code=1)
    assert wrong["error"]["remedy"]
    joined = desk.run("far", "bundle", "join", there, "--check-number", number, *who)
    assert joined["check_number"] == number
    assert desk.run("far", "bundle", "export", "-o", back)["segments"] == 0
    (asked,) = desk.run("dx", "bundle", "import", back)["files"]
    assert asked["requests"] == 1
    desk.run("dx", "sync", "approve", "--all")
    desk.run("dx", "bundle", "export", "-o", there, "--for", "LGWAN", "--all")
    (taken,) = desk.run("far", "bundle", "import", there)["files"]
    assert taken["changes"] > 0
    workspace = Workspace.open(desk.folder / "far", CHIEF)
    task = task_id(workspace.round_id, "0102", 0)
    workspace.store.commit("edit", [SetFields("work_item", task, {"name": "離れた網から"})])
    workspace.close()
    desk.run("far", "bundle", "export", "-o", back)
    desk.run("dx", "bundle", "import", back)
    workspace = Workspace.open(desk.folder / "dx", CHIEF, read_only=True)
    state = workspace.store.state("work_item", task)
    workspace.close()
    assert state.value("name") == "離れた網から"


def test_a_file_that_does_not_say_whose_it_is_lets_nobody_join(desk):
    file = desk.folder / "out.zip"
    desk.run("dx", "bundle", "export", "-o", str(file))
    with zipfile.ZipFile(file) as archive:
        entries = {name: archive.read(name) for name in archive.namelist() if name != "bpr.json"}
    said = json.loads(entries["manifest.json"])
    del said["files"]["bpr.json"]
    entries["manifest.json"] = json.dumps(said).encode()
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    refused = desk.run("far", "bundle", "join", str(file), "--check-number", "1", code=1)
    assert refused["error"]["kept"]

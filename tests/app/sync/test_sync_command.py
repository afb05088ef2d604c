"""Exchange from scripts: the DX office founds, a section joins, work goes both ways."""

import json
from pathlib import Path

import pytest

from bpr_studio.app.cli import run
from bpr_studio.app.sync_exchange import open_exchange
from bpr_studio.app.workspace import Workspace
from bpr_studio.domain.replication.changes import SetFields
from bpr_studio.domain.replication.policy import Policy
from bpr_studio.domain.shared.ports import Person
from bpr_studio.services.sync.facts import with_target
from tests.builders_workspace import CityPlan, built_workspace, task_id

pytestmark = pytest.mark.slow

WORDS = "architectural horse battery"  # of a key made here
CHIEF = Person("kacho", "section_chief")


class Desk:
    """Commands on workspaces beside one shared folder."""

    def __init__(self, folder, capsys):
        self.folder, self.capsys = folder, capsys
        self.share = folder / "share"
        self.share.mkdir()

    def run(self, pc, *words, code=0):
        """The JSON of a command on the workspace of a PC."""
        self.capsys.readouterr()
        assert run(["--workspace", str(self.folder / pc), "--json", "sync", *words]) == code
        return json.loads(self.capsys.readouterr().out or "{}")

    def found(self):
        (self.folder / "words.txt").write_text(WORDS + "\n", encoding="utf-8")
        key = ("--key-file", str(self.folder / "root.key"))
        words = ("--passphrase-file", str(self.folder / "words.txt"))
        return self.run("dx", "found", str(self.share), *key, *words, "--name", "DX室（架空）")

    def join(self, pc, number, code=0, section="0101"):
        role = ("--role", "section_chief")
        number = ("--check-number", number)
        return self.run(
            pc, "join", str(self.share), *number, "--section", section, *role, code=code
        )


@pytest.fixture
def desk(tmp_path, capsys):
    made = Desk(tmp_path, capsys)
    plan = CityPlan(bureaus=1, sections=2, tasks=3)
    built_workspace(tmp_path / "dx", plan).close()
    return made


@pytest.fixture
def shared(desk):
    """The DX office and the section chief of 0101 exchange with each other."""
    number = desk.found()["check_number"]
    desk.join("section", number)
    desk.run("dx", "--once")
    desk.run("dx", "approve", "--all")
    desk.run("section", "--once")
    return desk


def edit(folder: Path, round_id: str, **fields):
    """What the section chief does in a window."""
    workspace = Workspace.open(folder, CHIEF)
    workspace.store.commit("edit", [SetFields("work_item", task_id(round_id, "0101", 0), fields)])
    workspace.close()


def round_of(desk):
    workspace = Workspace.open(desk.folder / "dx", CHIEF, read_only=True)
    found = workspace.round_id
    workspace.close()
    return found


def test_a_section_gets_its_data_from_the_dx_office_and_sends_its_own(shared):
    round_id = round_of(shared)
    edit(shared.folder / "section", round_id, name="変更後の業務名")
    (sent,) = shared.run("section", "--once")["places"]
    assert sent["placed"] == 1
    (got,) = shared.run("dx", "--once")["places"]
    assert got["received"]["segments"] >= 1
    workspace = Workspace.open(shared.folder / "dx", CHIEF, read_only=True)
    state = workspace.store.state("work_item", task_id(round_id, "0101", 0))
    workspace.close()
    assert [head.value for head in state.heads["name"]] == ["変更後の業務名"]


def test_the_status_tells_how_far_the_work_has_come(shared):
    edit(shared.folder / "section", round_of(shared), name="x")
    before = shared.run("section", "status")
    assert before["state"] == "saved"
    assert before["here"] >= 1
    assert before["places"][0]["address"] == str(shared.share)
    assert before["places"][0]["last_contact"]


def test_the_number_that_is_shown_is_the_number_that_is_asked_for(desk):
    number = desk.found()["check_number"]
    assert desk.run("none", "look", str(desk.share))["check_number"] == number
    assert not (desk.folder / "none").exists()
    refused = desk.join("section", "1234 5678 9012", code=1)
    assert refused["error"]["remedy"]
    joined = desk.join("section", number.replace(" ", "-"))
    assert joined["check_number"] == number


def test_before_approval_nothing_of_a_pc_is_shared_and_it_is_told_so(desk):
    desk.join("section", desk.found()["check_number"])
    status = desk.run("section", "status")
    assert status["state"] == "waiting"
    assert "not_approved" in [trouble["kind"] for trouble in status["troubles"]]
    assert list(desk.share.glob("s/*/*")) != []  # those of the DX office
    (asked,) = desk.run("dx", "--once") and desk.run("dx", "requests")["requests"]
    assert (asked["role"], asked["section"]) == ("section_chief", "0101")
    assert desk.run("dx", "approve", asked["actor"]) == {"approved": [asked["actor"]]}


def test_who_does_not_ask_is_not_let_in(desk):
    desk.found()
    assert "abc" in desk.run("dx", "approve", "abc", code=1)["error"]["message"]


def test_a_workspace_that_is_not_shared_says_so(desk):
    assert desk.run("dx", "--once", code=1)["error"]["remedy"]
    assert desk.run("dx", "status")["state"] == "not_shared"
    assert desk.run("dx", "--share", str(desk.share), "--once", code=1)["error"]["message"]


def test_a_place_in_use_is_not_founded_again(shared):
    built_workspace(shared.folder / "other", CityPlan(1, 1, 1)).close()
    words = ("--key-file", str(shared.folder / "k2"), "--passphrase-file")
    file = str(shared.folder / "words.txt")
    refused = shared.run("other", "found", str(shared.share), *words, file, code=1)
    assert str(shared.share) in refused["error"]["message"]
    assert not (shared.folder / "k2").exists()


def test_a_folder_in_which_a_workspace_lies_is_not_founded(desk):
    (desk.folder / "words.txt").write_text(WORDS + "\n", encoding="utf-8")
    key = ("--key-file", str(desk.folder / "root.key"))
    words = ("--passphrase-file", str(desk.folder / "words.txt"))
    refused = desk.run("dx", "found", str(desk.folder / "dx"), *key, *words, code=1)
    assert "dx" in refused["error"]["message"]
    assert not (desk.folder / "root.key").exists()
    assert not (desk.folder / "dx" / "bpr.json").exists()


def test_both_places_hold_the_same_files_during_a_move(shared):
    new = shared.folder / "new"
    new.mkdir()
    shared.run("dx", "--share", str(new), "--once")
    shared.run("section", "--share", str(new), "--once")
    shared.run("dx", "--once")
    status = shared.run("dx", "status")
    assert [place["address"] for place in status["places"]] == [str(new), str(shared.share)]
    for kind in ("s", "c"):
        files = [
            {str(f.relative_to(top)) for f in (top / kind).rglob("*") if f.is_file()}
            for top in (shared.share, new)
        ]
        assert files[0] == files[1]


def test_a_place_that_cannot_be_reached_is_told_and_the_exit_code_says_so(shared):
    shared.share.rename(shared.folder / "gone")
    (place,) = shared.run("section", "--once", code=1)["places"]
    assert place["fault"] == "unreachable"
    status = shared.run("section", "status")
    assert status["troubles"][0]["kind"] == "unreachable"
    assert status["troubles"][0]["meanwhile"]


def test_while_a_window_has_it_open_the_command_refuses_politely(shared):
    window = Workspace.open(shared.folder / "section", CHIEF)
    assert shared.run("section", "--once", code=1)["error"]["remedy"]
    assert shared.run("section", "status")["state"]
    window.close()


def test_beside_an_exchange_process_the_command_refuses_politely(shared):
    from filelock import FileLock

    with FileLock(shared.folder / "section" / "sync.lock"):
        assert shared.run("section", "--once", code=1)["error"]["message"]


def test_a_key_that_is_gone_is_told_and_the_work_stays(shared, monkeypatch, tmp_path):
    edit(shared.folder / "section", round_of(shared), name="x")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "elsewhere"))
    (place,) = shared.run("section", "--once")["places"]
    assert "key_missing" in [trouble["kind"] for trouble in place["troubles"]]
    assert shared.run("section", "status")["here"] >= 1


def test_a_place_that_hung_is_asked_later(shared):
    exchange = open_exchange(shared.folder / "section", beside=False)
    address = str(shared.share)
    exchange.set_aside(address)
    exchange.set_aside("/never/heard/of")
    facts = exchange.parts.facts
    exchange.close()
    fault = facts.fault(address)
    assert fault is not None
    assert fault.fault == "unreachable"
    assert facts.rest(address) is not None
    assert list(facts.targets) == [address]


def test_a_program_that_is_too_old_keeps_its_work_here_and_says_so(shared):
    dx = open_exchange(shared.folder / "dx", beside=False)
    dx.parts.enrolment.set_policy(dx.parts.own_signer, Policy(least_app="999.0"))
    dx.close()
    shared.run("dx", "--once")
    shared.run("section", "--once")
    edit(shared.folder / "section", round_of(shared), name="x")
    shared.run("section", "--once")
    status = shared.run("section", "status")
    assert status["state"] == "saved"
    assert status["troubles"][0]["kind"] == "too_old"


def test_an_address_that_makes_no_sense_is_told(shared):
    pc = open_exchange(shared.folder / "section", beside=False)
    pc.parts.log.note(with_target("somewhere", ""))
    pc.close()
    shared.run("section", "--once")
    kinds = [trouble["kind"] for trouble in shared.run("section", "status")["troubles"]]
    assert "bad_address" in kinds


def test_an_address_with_a_password_in_it_is_refused(shared):
    address = "postgresql://dx:secret@server/bpr"
    refused = shared.run("dx", "--share", address, "--once", code=1)["error"]
    assert "secret" not in str(refused)
    assert refused["remedy"]


def test_nothing_is_exchanged_while_paused_and_the_work_is_kept(shared):
    shared.run("dx", "pause")
    assert shared.run("dx", "status")["paused"]
    refused = shared.run("dx", "--once", code=1)
    assert refused["error"]["message"] == "Sync is paused."
    shared.run("dx", "resume")
    assert shared.run("dx", "--once")["places"][0]["fault"] == ""


def test_after_a_move_the_old_place_is_left_and_the_last_one_never(shared):
    other = shared.folder / "other"
    other.mkdir()
    shared.run("dx", "--share", str(other), "--once")
    assert shared.run("dx", "leave", str(shared.share)) == {"left": str(shared.share)}
    (place,) = shared.run("dx", "--once")["places"]
    assert place["address"] == str(other)
    assert "only place" in shared.run("dx", "leave", str(other), code=1)["error"]["message"]
    assert "not exchanged" in shared.run("dx", "leave", "nowhere", code=1)["error"]["message"]

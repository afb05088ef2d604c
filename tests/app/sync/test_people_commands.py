"""Who takes part, from scripts: another PC that signs, a lost one, the key from the safe."""

import json

import pytest

from bpr_studio.app.cli import run
from tests.builders_workspace import CityPlan, built_workspace

pytestmark = pytest.mark.slow

WORDS = "architectural horse battery"  # of a key made here


class Desk:
    """Commands on workspaces beside one shared folder."""

    def __init__(self, folder, capsys):
        self.folder, self.capsys, self.number = folder, capsys, ""
        self.share = folder / "share"
        self.share.mkdir()
        (folder / "words.txt").write_text(WORDS + "\n", encoding="utf-8")
        self.key = (
            *("--key-file", str(folder / "root.key")),
            *("--passphrase-file", str(folder / "words.txt")),
        )

    def run(self, pc, *words, code=0):
        """The JSON of a command on the workspace of a PC."""
        self.capsys.readouterr()
        assert run(["--workspace", str(self.folder / pc), "--json", "sync", *words]) == code
        return json.loads(self.capsys.readouterr().out or "{}")

    def actor_of(self, pc):
        """The actor of a PC that joins."""
        section = ("--section", "0101") if pc == "section" else ()
        return self.run(pc, "join", str(self.share), "--check-number", self.number, *section)[
            "actor"
        ]


@pytest.fixture
def desk(tmp_path, capsys):
    made = Desk(tmp_path, capsys)
    built_workspace(tmp_path / "dx", CityPlan(bureaus=1, sections=1, tasks=1)).close()
    made.number = made.run("dx", "found", str(made.share), *made.key)["check_number"]
    return made


def signing(desk, pc="dx"):
    return {one["actor"] for one in desk.run(pc, "members")["members"] if one["signs"]}


def test_a_second_pc_of_the_office_lets_others_in_once_it_is_trusted(desk):
    second, section = desk.actor_of("second"), desk.actor_of("section")
    desk.run("dx", "--once")
    desk.run("dx", "approve", second)
    desk.run("second", "--once")
    desk.run("second", "approve", section, code=1)
    assert desk.run("dx", "trust", second) == {"trusted": second}
    for pc in ("dx", "second"):
        desk.run(pc, "--once")
    assert desk.run("second", "approve", section) == {"approved": [section]}
    assert len(signing(desk, "second")) == 2


def test_with_the_key_of_the_city_the_office_goes_on_after_its_only_pc_was_lost(desk):
    section = desk.actor_of("section")
    (lost,) = signing(desk)
    desk.run("dx", "--once")  # and then it falls into the harbour
    second = desk.actor_of("second")
    desk.run("second", "trust", code=1)
    assert desk.run("second", "trust", *desk.key) == {"trusted": second}
    desk.run("second", "end", lost, "--reason", "PCの紛失", code=1)
    assert desk.run("second", "end", lost, "--reason", "PCの紛失", *desk.key) == {"ended": lost}
    desk.run("second", "--once")
    desk.run("second", "approve", section)
    assert signing(desk, "second") == {second}
    found = {one["actor"]: one for one in desk.run("second", "members")["members"]}
    assert not found[lost]["active"]
    assert found[section]["active"]


def test_a_pc_of_a_section_is_trusted_with_nothing(desk):
    section = desk.actor_of("section")
    desk.run("dx", "--once")
    desk.run("dx", "trust", section, code=1)
    assert "nobodynobody2" in desk.run("dx", "trust", "nobodynobody2", code=1)["error"]["message"]
    words = ("--passphrase-file", str(desk.folder / "none.txt"))
    desk.run("dx", "trust", section, "--key-file", str(desk.folder / "root.key"), *words, code=1)


def test_the_part_of_a_section_ends_without_the_key_of_the_city(desk):
    section = desk.actor_of("section")
    desk.run("dx", "--once")
    desk.run("dx", "approve", "--all")
    assert desk.run("dx", "end", section, "--reason", "異動") == {"ended": section}
    (former,) = [one for one in desk.run("dx", "members")["members"] if not one["active"]]
    assert former["actor"] == section

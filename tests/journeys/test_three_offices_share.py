"""Two sections and the DX office at work on one shared folder, each in a process of its own.

Four real windows with their exchange processes: a member and the chief of 市民課, the chief of
総務課, the DX office. The file server goes away while two of them write the same cell; it comes
back, the overlap is shown and decided, the sheet is submitted, approved, received and accepted.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bpr_studio.domain.workload.workflow import Deed, SheetState
from tests.builders_workspace import CityPlan, built_workspace, task_id, unit_id
from tests.journeys.seat_process import Person

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = [pytest.mark.journey, pytest.mark.gui, pytest.mark.slow]

OURS, THEIRS = "0101", "0102"
"""市民課 and 総務課."""
PLAN = CityPlan(bureaus=1, sections=2, tasks=4)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the DX office's workspace and an empty place of exchange; keys stay in it."""
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    (tmp_path / "home").mkdir()
    (tmp_path / "share").mkdir()
    (tmp_path / "words").write_text("みなと市の鍵の合言葉（試し）\n", encoding="utf-8")
    city = built_workspace(tmp_path / "dx", PLAN)
    city.sheet_states.do(Deed.RETURN, city.round_id, [unit_id(OURS)], reason="もう一度見てください")
    city.close()
    return tmp_path


@pytest.fixture
def arrive(desk) -> Iterator[Callable[..., Person]]:
    """Somebody sits down at a PC of their own."""
    people: list[Person] = []

    def sit_down(pc: str, role: str, section: str = "") -> Person:
        people.append(Person(desk / pc, desk / f"{pc}.json", pc, role, section))
        return people[-1]

    yield sit_down
    for person in people:
        person.end()


def command(desk: Path, pc: str, *words: str) -> dict[str, object]:
    """A command on the workspace of a PC."""
    done = subprocess.run(
        [sys.executable, "-m", "bpr_studio", "--workspace", str(desk / pc), "--json", *words],
        env=os.environ | {"LOGNAME": pc},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    said: dict[str, object] = json.loads(done.stdout)
    return said


def found(desk: Path) -> str:
    """The DX office begins to share; gives the check number."""
    words = ("--key-file", str(desk / "root.key"), "--passphrase-file", str(desk / "words"))
    return str(command(desk, "dx", "sync", "found", str(desk / "share"), *words)["check_number"])


def join(desk: Path, number: str, pc: str, role: str, section: str) -> None:
    """A PC asks to take part."""
    place = ("sync", "join", str(desk / "share"), "--check-number", number)
    command(desk, pc, *place, "--section", section, "--role", role, "--name", pc)


def test_offices_write_offline_meet_and_come_to_an_end(desk, arrive):
    number = found(desk)
    for pc, role, section in (
        ("member", "member", OURS),
        ("chief", "section_chief", OURS),
        ("other", "section_chief", THEIRS),
    ):
        join(desk, number, pc, role, section)
    dx = arrive("dx", "dx_office")
    dx.do("approve_all", 3)
    row = task_id(dx.do("round_id"), OURS, 0)
    member = arrive("member", "member", OURS)
    chief = arrive("chief", "section_chief", OURS)
    other = arrive("other", "section_chief", THEIRS)
    name = "住民票の写しの交付"
    for person in (member, chief):
        person.do("wait_for_names", row, name)
        person.do("sheet", OURS)
    assert other.do("names_of", row) == []

    (desk / "share").rename(desk / "away")  # the file server goes away
    member.do("write_name", row, "住民票の交付（窓口）")
    chief.do("write_name", row, "住民票の写し等の交付")
    assert member.do("names_of", row) == ["住民票の交付（窓口）"]
    (desk / "away").rename(desk / "share")

    both = ["住民票の交付（窓口）", "住民票の写し等の交付"]
    for person in (member, chief, dx):
        person.do("wait_for_names", row, *both)
    member.do("sheet", OURS)
    member.do("picture", str(desk / "overlap-at-the-cell.png"))
    member.do("press", "係長に提出する")
    assert member.do("state_of", OURS) == SheetState.RETURNED  # refused while it is open
    assert [sorted(texts) for texts in chief.do("overlaps")] == [sorted(both)]
    chief.do("picture", str(desk / "overlaps.png"))
    chief.do("take_first")
    (decided,) = chief.do("names_of", row)
    for person in (member, dx):
        person.do("wait_for_names", row, decided)

    member.do("sheet", OURS)
    member.do("press", "係長に提出する")
    chief.do("wait_for_state", OURS, SheetState.LEADER_CHECK)
    chief.do("sheet", OURS)
    chief.do("press", "承認する")
    dx.do("wait_for_state", OURS, SheetState.DX_ACCEPTANCE)
    chief.do("wait_for_glance", "受領")
    dx.do("accept", OURS)
    for person in (member, chief):
        person.do("wait_for_state", OURS, SheetState.ACCEPTED)
    assert other.do("names_of", row) == []  # still nobody else's business
    for person in (member, chief, dx, other):
        person.do("picture", str(desk / f"{person.user}.png"))
        person.leave()

"""The page of sync over real workspaces: found, join, approve, see who is there (架空).

The exchange process is played in this process: `ask` does its jobs, `cycle` exchanges once.
"""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bpr_studio.adapters.share.key_files import PassphraseFiles
from bpr_studio.app.joining import JoinJob
from bpr_studio.app.sync_desk import sync_desk
from bpr_studio.app.sync_exchange import open_exchange
from bpr_studio.app.sync_session import DatabaseSource
from bpr_studio.app.system import SystemClock, data_home
from bpr_studio.app.workspace import Workspace
from bpr_studio.domain.replication.changes import SetFields
from bpr_studio.domain.replication.names import segment_name
from bpr_studio.domain.shared.errors import CancelledError, RefusedError, UnreadableInputError
from bpr_studio.domain.shared.ports import Person
from bpr_studio.domain.shared.progress import NoProgress
from bpr_studio.services.sync.status import Glance, SyncStatus, status_of
from bpr_studio.ui.pages.sync_facts import FoundingPlan, SyncDesk
from bpr_studio.ui.shell.joining import JoinAnswer
from tests.builders_workspace import CityPlan, built_workspace, task_id

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

QUIET = NoProgress()
PHRASE = "four words are enough"


class Exchange:
    """The exchange of one workspace, in this process."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.status = SyncStatus()

    def ask(self, name: str, given: Mapping[str, Any], progress: Any) -> Mapping[str, Any]:
        with closing(open_exchange(self.workspace.database.folder)) as exchange:
            result = exchange.jobs[name](given, progress)
        if name in {"follow", "join", "found"}:
            self.cycle()
        self.look()
        return result

    def cycle(self, times: int = 1) -> None:
        for _ in range(times):
            with closing(open_exchange(self.workspace.database.folder)) as exchange:
                for address in exchange.targets():
                    exchange.exchange(address, QUIET, push=True, demanded=True)
        self.look()

    def look(self) -> None:
        source = DatabaseSource(self.workspace.database)
        self.status = status_of(source.read(), SystemClock().now())

    def request_now(self) -> None:
        self.cycle()

    def start(self) -> None:
        """Nothing has to be started."""

    def stop(self) -> None:
        """Nothing has to be ended."""


class Window:
    """A workspace with its desk and its exchange."""

    def __init__(self, workspace: Workspace, role: str) -> None:
        self.workspace = workspace
        self.exchange = Exchange(workspace)
        self.left: list[str] = []
        self.desk: SyncDesk = sync_desk(
            workspace, role, self.exchange, lambda: self.left.append("join")
        )

    @property
    def office(self) -> Any:
        assert self.desk.office is not None
        return self.desk.office


@pytest.fixture
def share(tmp_path: Path) -> Path:
    folder = tmp_path / "share"
    folder.mkdir()
    return folder


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[list[Workspace]]:
    found: list[Workspace] = []
    yield found
    for workspace in found:
        workspace.close()


@pytest.fixture
def dx(tmp_path: Path, opened: list[Workspace]) -> Window:
    built_workspace(tmp_path / "dx", CityPlan(answered=2)).close()
    workspace = Workspace.open(tmp_path / "dx", Person("dx01", "dx_office"))
    opened.append(workspace)
    return Window(workspace, "dx_office")


def found_at(dx: Window, share: Path, tmp_path: Path) -> str:
    assert dx.desk.found is not None
    plan = FoundingPlan(str(share), "DX室", tmp_path / "root.key", PHRASE)
    number = dx.desk.found(plan, QUIET).check_number
    dx.exchange.cycle()
    return number


def join(share: Path, home: Path, role: str = "promoter", code: str = "0101") -> Path:
    job = JoinJob(role, home, supervise=Exchange)
    seen = job.look(str(share), QUIET)
    sections = job.prepare(seen, QUIET)
    assert code in {section.code for section in sections}
    job.ask(JoinAnswer(f"{code}課 窓口（架空）", role, code), QUIET)
    return job.finish()


def section_window(folder: Path, opened: list[Workspace], role: str = "promoter") -> Window:
    workspace = Workspace.open(folder, Person("u0101", role))
    opened.append(workspace)
    window = Window(workspace, role)
    window.exchange.cycle()
    return window


def test_a_workspace_that_is_not_shared_says_so(dx: Window) -> None:
    facts = dx.desk.facts()

    assert facts.status.glance is Glance.NOT_SHARED
    assert not facts.is_shared


def test_founding_shares_the_workspace_and_keeps_the_root_key(
    dx: Window, share: Path, tmp_path: Path
) -> None:
    number = found_at(dx, share, tmp_path)

    assert len(number.replace(" ", "")) == 12
    assert len(PassphraseFiles().open(tmp_path / "root.key", PHRASE).public_key) == 32
    assert dx.desk.facts().is_shared
    assert dx.desk.facts().person.startswith("DX室")
    assert [member.own for member in dx.desk.members()] == [True]
    sections = {section.code: section for section in dx.office.sections()}
    assert sections["0101"].members == 0
    assert sections["0101"].last_contact is None  # only the DX office has written there
    assert {line.kind for line in dx.desk.history()} == {"sent"}


def test_the_check_number_is_told_a_moment_later(
    dx: Window, share: Path, tmp_path: Path, qtbot: Any
) -> None:
    number = found_at(dx, share, tmp_path)

    qtbot.waitUntil(lambda: dx.desk.facts().check_number == number, timeout=10_000)


def test_a_folder_that_is_used_is_not_founded_again(
    dx: Window, share: Path, tmp_path: Path
) -> None:
    found_at(dx, share, tmp_path)
    with pytest.raises(RefusedError):
        found_at(dx, share, tmp_path / "again")


def test_whoever_joins_chooses_a_section_waits_and_is_let_in(
    dx: Window, share: Path, tmp_path: Path, opened: list[Workspace]
) -> None:
    found_at(dx, share, tmp_path)
    pc = section_window(join(share, tmp_path / "homes"), opened)
    assert pc.workspace.queries.workspace().city_name == "みなと市（架空）"
    assert pc.desk.facts().status.glance is Glance.WAITING
    assert pc.desk.facts().person.startswith("0101課")
    assert pc.desk.office is None
    assert pc.desk.found is None

    dx.exchange.cycle()
    (request,) = dx.office.requests()
    assert (request.name, request.role) == ("0101課 窓口（架空）", "promoter")
    assert request.place
    assert dx.desk.facts().requests == 1
    assert "1" in dx.office.approve([request.id], QUIET)
    dx.exchange.cycle()
    pc.exchange.cycle(3)
    dx.exchange.cycle()

    assert dx.desk.facts().requests == 0
    assert pc.desk.facts().status.glance is Glance.SAVED  # seen once; a second look comes later
    assert not any(one.target for one in pc.desk.facts().status.troubles)
    names = [member.name for member in pc.desk.members()]
    assert "0101課 窓口（架空）" in names
    section = next(one for one in dx.office.sections() if one.code == "0101")
    assert section.members == 1
    assert section.last_contact is not None
    assert "taken" in {line.kind for line in dx.desk.history()}


def test_a_request_is_refused_and_whoever_asked_is_told(
    dx: Window, share: Path, tmp_path: Path, opened: list[Workspace]
) -> None:
    found_at(dx, share, tmp_path)
    pc = section_window(join(share, tmp_path / "homes"), opened)
    dx.exchange.cycle()
    with pytest.raises(RefusedError):
        pc.desk.ask_again(QUIET)  # nobody has answered yet
    dx.office.refuse(dx.office.requests()[0].id, "not known here", QUIET)
    assert dx.office.requests() == ()
    dx.exchange.cycle()
    pc.exchange.cycle()

    status = pc.exchange.status
    assert status.is_declined
    assert status.words == "Declined by the DX office"
    assert [one.kind for one in status.troubles if one.kind != "key_plain"] == ["declined"]
    assert any("not known here" in one.happened for one in status.troubles)


def test_whoever_was_refused_asks_again_and_is_let_in(
    dx: Window, share: Path, tmp_path: Path, opened: list[Workspace]
) -> None:
    found_at(dx, share, tmp_path)
    pc = section_window(join(share, tmp_path / "homes"), opened)
    dx.exchange.cycle()
    dx.office.refuse(dx.office.requests()[0].id, "not known here", QUIET)
    dx.exchange.cycle()
    pc.exchange.cycle()
    assert pc.desk.ask_again(QUIET)
    pc.exchange.cycle()
    assert not pc.exchange.status.is_declined
    assert pc.exchange.status.glance is Glance.WAITING
    for _ in range(2):  # the file of the first request still lies there
        dx.exchange.cycle()
    (request,) = dx.office.requests()

    dx.office.approve([request.id], QUIET)
    dx.exchange.cycle()
    pc.exchange.cycle(2)
    assert pc.exchange.status.glance is not Glance.WAITING


def test_the_sharing_of_a_pc_is_ended(
    dx: Window, share: Path, tmp_path: Path, opened: list[Workspace]
) -> None:
    found_at(dx, share, tmp_path)
    pc = section_window(join(share, tmp_path / "homes"), opened)
    dx.exchange.cycle()
    dx.office.approve([dx.office.requests()[0].id], QUIET)
    dx.exchange.cycle()
    pc.exchange.cycle(2)
    member = next(one for one in dx.desk.members() if not one.own)
    dx.office.revoke(member.id, "left the city", QUIET)
    dx.exchange.cycle()
    pc.exchange.cycle()

    assert [one.active for one in dx.desk.members()] == [True, False]
    assert any(one.kind == "revoked" for one in pc.exchange.status.troubles)


def test_a_file_that_somebody_changed_is_listed_with_its_reason(
    dx: Window, share: Path, tmp_path: Path, opened: list[Workspace]
) -> None:
    found_at(dx, share, tmp_path)
    pc = section_window(join(share, tmp_path / "homes"), opened)
    dx.exchange.cycle()
    dx.office.approve([dx.office.requests()[0].id], QUIET)
    dx.exchange.cycle()
    pc.exchange.cycle(3)
    theirs = next(
        file
        for file in (share / "s" / "sec-0101").iterdir()
        if (name := segment_name(f"s/sec-0101/{file.name}")) and name.actor == pc_actor(pc)
    )
    data = theirs.read_bytes()
    theirs.write_bytes(data.replace(b"sec-0101", b"sec-0102", 1))
    for _ in range(4):
        dx.exchange.cycle()

    refused = dx.office.refused()
    assert [one.file for one in refused] == [f"s/sec-0101/{theirs.name}"]
    assert "not what the name promises" in refused[0].reason
    assert refused[0].who == "0101課 窓口（架空）"
    section = next(one for one in dx.office.sections() if one.code == "0101")
    assert section.refused == 1


def pc_actor(pc: Window) -> str:
    return next(member.id for member in pc.desk.members() if member.own)


def test_work_is_carried_by_file(
    dx: Window, share: Path, tmp_path: Path, opened: list[Workspace]
) -> None:
    found_at(dx, share, tmp_path)
    pc = section_window(join(share, tmp_path / "homes"), opened)
    file = tmp_path / "carried.zip"

    assert dx.desk.write_bundle(file, QUIET)
    assert file.name in pc.desk.read_bundles([file], QUIET).sentence


def test_a_file_that_cannot_be_taken_in_does_not_keep_the_others_out(
    dx: Window, share: Path, tmp_path: Path, opened: list[Workspace]
) -> None:
    found_at(dx, share, tmp_path)
    pc = section_window(join(share, tmp_path / "homes"), opened)
    whole, torn = tmp_path / "whole.zip", tmp_path / "torn.zip"
    dx.desk.write_bundle(whole, QUIET)
    torn.write_bytes(whole.read_bytes()[:300])

    taken = pc.desk.read_bundles([torn, whole], QUIET)
    assert taken.doubtful
    assert all(file.name in taken.sentence for file in (torn, whole))
    assert not pc.desk.read_bundles([whole], QUIET).doubtful
    with pytest.raises(UnreadableInputError):
        pc.desk.read_bundles([torn], QUIET)


def test_everything_is_checked_and_the_result_remembered(
    dx: Window, share: Path, tmp_path: Path
) -> None:
    found_at(dx, share, tmp_path)
    assert dx.office.upkeep().check == "Not checked yet."
    said = dx.office.check(QUIET)

    assert "Everything is in order." in said
    assert "Everything is in order." in dx.office.upkeep().check
    assert dx.office.pack(QUIET)


def test_the_folder_is_probed_by_the_exchange(dx: Window, share: Path) -> None:
    result = dx.desk.probe(str(share), QUIET)

    assert result.usable
    assert len(result.lines) > 5
    assert str(share) in result.document


def test_joining_is_given_up_without_a_trace(dx: Window, share: Path, tmp_path: Path) -> None:
    found_at(dx, share, tmp_path)
    home = tmp_path / "homes"
    job = JoinJob("promoter", home, supervise=Exchange)
    job.look(str(share), QUIET)
    job.give_up()

    assert list(home.iterdir()) == []


def test_an_empty_folder_is_nothing_to_join(share: Path, tmp_path: Path) -> None:
    job = JoinJob("promoter", tmp_path / "homes", supervise=Exchange)
    with pytest.raises(RefusedError):
        job.look(str(share), QUIET)
    job.give_up()


def test_waiting_for_the_organisation_can_be_stopped(
    dx: Window, share: Path, tmp_path: Path
) -> None:
    found_at(dx, share, tmp_path)
    for file in (share / "s" / "org").iterdir():
        file.unlink()

    class Impatient:
        def __init__(self) -> None:
            self.told = 0

        def report(self, _done: int, _total: int, _what: str) -> None:
            self.told += 1
            if self.told > 3:
                raise CancelledError("enough")

    job = JoinJob("promoter", tmp_path / "homes", supervise=Exchange)
    seen = job.look(str(share), QUIET)
    with pytest.raises(CancelledError):
        job.prepare(seen, Impatient())
    job.give_up()


def test_a_window_that_only_reads_tells_the_state_all_the_same(
    dx: Window, share: Path, tmp_path: Path
) -> None:
    found_at(dx, share, tmp_path)
    desk = sync_desk(dx.workspace, "dx_office", None, lambda: None)

    assert desk.facts().status.glance is not Glance.NOT_SHARED
    assert desk.facts().person


def test_reading_only_refuses_what_needs_the_exchange(tmp_path: Path) -> None:
    built_workspace(tmp_path / "city", CityPlan(answered=0)).close()
    with closing(
        Workspace.open(tmp_path / "city", Person("dx01", "dx_office"), read_only=True)
    ) as workspace:
        desk = sync_desk(workspace, "dx_office", None, lambda: None)
        assert desk.office is None
        assert desk.facts().status.glance is Glance.NOT_SHARED
        with pytest.raises(RefusedError):
            desk.probe("/share", QUIET)


def test_work_of_a_lost_key_is_shared_after_asking_again(
    dx: Window, share: Path, tmp_path: Path, opened: list[Workspace], monkeypatch: Any
) -> None:
    monkeypatch.setattr("bpr_studio.services.sync.cycle.SECOND_LOOK", timedelta())
    found_at(dx, share, tmp_path)
    pc = section_window(join(share, tmp_path / "homes"), opened)
    dx.exchange.cycle()
    dx.office.approve([dx.office.requests()[0].id], QUIET)
    dx.exchange.cycle()
    pc.exchange.cycle(3)
    dx.exchange.cycle()
    store, before = pc.workspace.store, pc_actor(pc)
    task = task_id(pc.workspace.round_id, "0101", 0)
    pc.workspace.undo.commit("直す", [SetFields("work_item", task, {"name": "甲"})])
    pc.workspace.undo.commit("直す", [SetFields("work_item", task, {"name": "乙"})])
    for file in (data_home() / "keys").rglob(f"*{before}*"):
        file.unlink()
    pc.exchange.cycle()
    assert pc.exchange.status.may_ask_again

    assert pc.desk.ask_again(QUIET)
    assert store.state("work_item", task).value("name") == "乙"
    assert {op.id.actor for op in store.ops() if op.row == task and op.label == "直す"} != {before}
    tables = store.projection_digest()
    store.rebuild()
    assert store.projection_digest() == tables
    pc.workspace.undo.commit("直す", [SetFields("work_item", task, {"name": "丙"})])
    pc.workspace.undo.undo()
    pc.exchange.cycle()
    dx.exchange.cycle()
    dx.office.approve([dx.office.requests()[0].id], QUIET)
    dx.exchange.cycle()
    pc.exchange.cycle(2)
    dx.exchange.cycle()

    assert pc_actor(pc) != before
    assert dx.workspace.store.state("work_item", task).value("name") == "乙"
    assert not dx.workspace.store.state("work_item", task).conflicts()
    assert not dx.workspace.store.state("work_item", task).deleted_but_edited
    assert not pc.desk.facts().status.may_ask_again
    here, there = (
        {op.id for op in one.workspace.store.ops() if op.row == task} for one in (pc, dx)
    )
    assert here == there
    pc.exchange.cycle(2)
    assert pc.exchange.status.work.here == 0

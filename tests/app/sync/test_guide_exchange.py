"""The small exchange the guide's pictures show: real files, no path and no key of this machine."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from bpr_studio.adapters.db.sync_log import DatabaseSyncLog
from bpr_studio.app.guide_exchange import ADDRESS, GuideExchange, Seat
from bpr_studio.app.sync_reader import SyncReader
from bpr_studio.app.sync_session import DatabaseSource
from bpr_studio.app.workspace import Workspace
from bpr_studio.domain.shared.ports import Person
from bpr_studio.services.sync.status import Glance, status_of
from tests.builders_workspace import CityPlan, built_workspace, task_id

if TYPE_CHECKING:
    from pathlib import Path

    from bpr_studio.services.sync.status import SyncStatus

OFFICE = Seat("PC-001", "user001", "DX室", "dx_office", "")
MEMBER = Seat("PC-011", "user011", "市民課 窓口", "promoter", "0101")
CHIEF = Seat("PC-012", "user012", "市民課 課長席", "section_chief", "0101")
OTHER = Seat("PC-031", "user031", "総務課", "promoter", "0102")


@pytest.fixture
def exchange(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> GuideExchange:
    monkeypatch.setattr("bpr_studio.app.sync_parts.open_vault", _no_vault)
    made = GuideExchange(tmp_path, OFFICE)
    built_workspace(made.folder(OFFICE), CityPlan(bureaus=1, sections=2, tasks=2)).close()
    made.found()
    return made


def _no_vault(_folder: object) -> object:
    raise AssertionError("the keys of this machine are left alone")


def opened(exchange: GuideExchange, seat: Seat) -> Workspace:
    return Workspace.open(exchange.folder(seat), Person(seat.user, seat.role))


def status(exchange: GuideExchange, seat: Seat) -> SyncStatus:
    with closing(opened(exchange, seat)) as workspace:
        return status_of(DatabaseSource(workspace.database).read(), workspace.clock.now())


def test_whoever_is_let_in_shares_and_the_others_wait(exchange: GuideExchange) -> None:
    for seat in (MEMBER, OTHER):
        exchange.ask(seat)
    exchange.approve(MEMBER)
    exchange.exchange(MEMBER)

    assert status(exchange, MEMBER).glance is Glance.SHARED
    assert status(exchange, OTHER).glance is Glance.WAITING


def test_who_waits_reads_out_the_number_the_office_sees(
    exchange: GuideExchange, qtbot: Any
) -> None:
    exchange.ask(OTHER)
    exchange.exchange(OFFICE)
    with closing(opened(exchange, OTHER)) as workspace:
        there = SyncReader(workspace, office=False)
        qtbot.waitUntil(lambda: there.facts(None).pc_number != "")
        number = there.facts(None).pc_number
    with closing(opened(exchange, OFFICE)) as workspace:
        here = SyncReader(workspace, office=True)
        qtbot.waitUntil(lambda: [one.check_number for one in here.requests()] == [number])
        assert here.facts(None).pc_number == ""


def test_two_who_write_before_they_exchange_overlap(exchange: GuideExchange) -> None:
    for seat in (MEMBER, CHIEF):
        exchange.ask(seat)
    exchange.approve(MEMBER, CHIEF)
    for seat in (MEMBER, CHIEF):
        exchange.exchange(seat)
    with closing(opened(exchange, MEMBER)) as workspace:
        row = task_id(workspace.round_id, "0101", 0)

    exchange.write(MEMBER, {row: {"minutes_regular": 60}})
    exchange.write(CHIEF, {row: {"minutes_regular": 120}})
    for seat in (CHIEF, MEMBER):
        exchange.exchange(seat)

    with closing(opened(exchange, MEMBER)) as workspace:
        assert workspace.conflicts(lambda: "0101").count() == 1


def test_nothing_of_this_machine_is_remembered(exchange: GuideExchange, tmp_path: Path) -> None:
    exchange.ask(MEMBER)
    exchange.approve(MEMBER)
    exchange.exchange(MEMBER)

    for seat in (OFFICE, MEMBER):
        with closing(opened(exchange, seat)) as workspace:
            log = DatabaseSyncLog(workspace.database, workspace.store, workspace.clock)
            facts = log.facts()
        assert f"target/{ADDRESS}" in facts
        assert str(tmp_path) not in str(facts)

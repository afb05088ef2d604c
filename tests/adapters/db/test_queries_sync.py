"""What the window shows of the exchange of others, from real workspace files (架空)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bpr_studio.adapters.db.queries_sync import SyncOverview
from tests.builders_sync import TARGET, City, FilePc

if TYPE_CHECKING:
    from pathlib import Path


def overview(pc) -> SyncOverview:
    assert isinstance(pc.local, FilePc)
    return SyncOverview(pc.local.database)


def test_nothing_is_known_before_the_first_exchange(tmp_path: Path) -> None:
    city = City(seed=1, tmp_path=tmp_path)
    city.found("0101")
    pc = city.join("0101", approved=False)
    found = overview(pc)

    assert found.heard() == {}
    assert found.exchanged(10) == ()
    assert found.refused_files() == ()
    assert found.confirmed().last is None
    assert found.files() == 0


def test_streams_history_and_receipts_are_told(tmp_path: Path) -> None:
    city = City(seed=2, tmp_path=tmp_path)
    dx = city.found("0101", "0102")
    pc = city.join("0101")
    pc.write("t1", name="住民票の写しの交付")
    city.settle(8)
    found = overview(dx)

    assert {scope for scope, _ in found.heard()} >= {"org", "sec-0101"}
    assert ("sec-0101", pc.actor) in found.heard()
    assert found.files() == sum(len(dx.log.kept(scope)) for scope in dx.log.scopes())
    assert {one.own for one in found.exchanged(100)} == {True, False}
    assert len(found.exchanged(1)) == 1
    confirmed = overview(pc).confirmed()
    assert confirmed.last is not None
    assert confirmed.scopes >= 1


def test_refused_files_come_with_reason_and_tries(tmp_path: Path) -> None:
    city = City(seed=3, tmp_path=tmp_path)
    dx = city.found("0101")
    for _ in range(2):
        dx.log.refuse(TARGET, "s/org/aaaaaaaaaaaaa-000001-0123456789ab.seg", "hash", "x", b"")
    (refused,) = overview(dx).refused_files()

    assert (refused.reason, refused.detail, refused.tries) == ("hash", "x", 2)
    assert refused.target == TARGET

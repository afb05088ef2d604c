"""A PC whose request nobody has answered reads what concerns everybody, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bpr_studio.domain.replication.names import LIB, ORG
from tests.builders_sync import City, Pc, signer_of

if TYPE_CHECKING:
    from pathlib import Path


def test_the_organisation_is_there_before_the_approval_and_no_section_is(tmp_path: Path) -> None:
    city = City(seed=3, tmp_path=tmp_path)
    city.found("0101", "0102")
    answering = city.join("0101")
    answering.write("t1", name="住民票の写しの交付")
    city.settle()
    waiting = city.join("0102", approved=False)
    waiting.write("t2", name="転入届の受付")  # before it knows which section this is
    for _ in range(3):
        waiting.cycle()
        city.share.time.move(400)

    assert set(waiting.log.scopes()) <= {ORG, LIB}
    assert ORG in waiting.log.scopes()
    assert sealed_by(waiting) == 0

    city.settle()
    assert set(waiting.log.scopes()) >= {ORG, "sec-0102"}
    assert waiting.log.pending(10, 10_000) is None
    assert [one.last_n for one in city.pcs[0].log.kept("sec-0102")] == [2]


def test_a_pc_whose_sharing_was_ended_reads_nothing_more(tmp_path: Path) -> None:
    city = City(seed=4, tmp_path=tmp_path)
    dx = city.found("0101")
    gone, stays = city.join("0101"), city.join("0101")
    city.settle()
    dx.enrolment.revoke(signer_of(dx.actor), gone.actor, "left")
    city.settle()
    stays.write("t3", name="住民票の写しの交付")
    city.settle()

    assert len(gone.log.kept("sec-0101")) < len(stays.log.kept("sec-0101"))


def sealed_by(pc: Pc) -> int:
    return sum(one.own for scope in pc.log.scopes() for one in pc.log.kept(scope))

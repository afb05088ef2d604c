"""Receipts: what the DX office says it has, and nobody else can say."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any

import pytest

from bpr_studio.domain.replication.names import NO_HASH, numbered, receipt_name
from bpr_studio.services.sync.cycle import Wish
from bpr_studio.services.sync.enrolment import known_roster
from bpr_studio.services.sync.ports import Fault, ShareFaultError
from bpr_studio.services.sync.receipts import Receipt, read_receipt, receipt_bytes, tips_of
from tests.builders_sync import TARGET, VERIFIER, City, signer_of


@pytest.fixture
def city() -> City:
    """A DX office, two PCs of one section, and one piece of work."""
    made = City(3)
    made.found()
    made.join("0101")
    made.join("0101", "section_chief")
    made.pcs[1].write("t1", name="住民票の写しの交付")
    made.settle(3)
    made.share.time.move(600)
    made.cycle_all(30)
    return made


def test_whoever_wrote_hears_that_the_dx_office_has_it(city):
    writer = city.pcs[1]
    tips = tips_of(writer.log.kept("sec-0101"))
    assert dict(writer.log.receipts("sec-0101")) == tips
    assert tips[writer.actor][0][0] == 1


def test_the_dx_office_confirms_a_scope_once_in_five_minutes(city):
    dx, writer = city.pcs[0], city.pcs[1]
    before = len(city.share.store("x").list("r/sec-0101/"))
    for number in range(4):
        writer.write("t1", name=f"名前{number}")
        city.cycle_all(30)
    assert len(city.share.store("x").list("r/sec-0101/")) == before + 1
    city.share.time.move(300)
    dx.cycle()
    assert len(city.share.store("x").list("r/sec-0101/")) == before + 2
    dx.cycle()
    assert dx.last is not None
    assert dx.last.confirmed == 0


def test_both_ends_of_a_fork_are_confirmed(city):
    kept = city.pcs[0].log.kept("sec-0101")[0]
    other = replace(kept, hash="f" * 64)
    following = replace(kept, hash="e" * 64, prev=kept.hash)
    assert tips_of([kept, other]) == {kept.name.actor: ((1, kept.hash), (1, "f" * 64))}
    assert tips_of([kept, following]) == {kept.name.actor: ((1, "e" * 64),)}


def file_of(city: City, **said: Any) -> tuple[bytes, Receipt]:
    dx, site = city.pcs[0].actor, known_roster(city.pcs[0].log, VERIFIER).site
    receipt = Receipt(site, "sec-0101", 1, dx, "2026-06-01", {dx: ((1, NO_HASH),)})
    made = replace(receipt, **said)
    return receipt_bytes(made, signer_of(made.actor)), made


def read(city: City, data: bytes, scope: str = "sec-0101", n: int = 1) -> Receipt | None:
    name = numbered("r", scope, n, hashlib.sha256(data).hexdigest())
    return read_receipt(data, name, known_roster(city.pcs[0].log, VERIFIER), VERIFIER)


def test_a_receipt_comes_back_as_it_was_written(city):
    data, made = file_of(city)
    assert read(city, data) == made


def test_what_is_no_receipt_of_the_dx_office_is_passed_over(city):
    data, _ = file_of(city)
    name = receipt_name("r/sec-0101/00000001-000000000000.rcp")
    assert name is not None
    roster = known_roster(city.pcs[0].log, VERIFIER)
    assert read_receipt(data, name, roster, VERIFIER) is None  # other bytes than the name says
    assert read(city, data, scope="sec-0102") is None
    assert read(city, data, n=2) is None
    assert read(city, file_of(city, site="another-site")[0]) is None
    assert read(city, file_of(city, actor=city.pcs[1].actor)[0]) is None
    assert read(city, file_of(city, actor="strangerstra2")[0]) is None
    line, signature, _ = data.split(b"\n")
    for broken in (
        b"",
        line + b"\n" + signature,
        line + b"\n***\n",
        b"{}\n" + signature + b"\n",
        b"[]\n" + signature + b"\n",
        line.replace(b'"v":1', b'"v":9') + b"\n" + signature + b"\n",
        line.replace(b'"at":"2026', b'"at":"2027') + b"\n" + signature + b"\n",
    ):
        assert read(city, broken) is None


def test_a_false_receipt_on_the_share_changes_nothing(city):
    writer = city.pcs[1]
    before = dict(writer.log.receipts("sec-0101"))
    false, _ = file_of(city, actor=writer.actor, n=9)
    name = numbered("r", "sec-0101", 9, hashlib.sha256(false).hexdigest())
    city.share.place(str(name), false)
    city.share.time.move(600)
    writer.cycle()
    assert dict(writer.log.receipts("sec-0101")) == before


def test_without_its_key_the_dx_office_confirms_nothing(city):
    dx, writer = city.pcs[:2]
    writer.write("t2", name="乙")
    writer.cycle()
    city.share.time.move(600)
    dx.lose_key()
    assert dx.cycle().confirmed == 0


class Unreadable:
    """A target whose receipts cannot be read."""

    def __init__(self, real, fault: Fault) -> None:
        self.real = real
        self.fault = fault

    def list(self, prefix: str):
        return self.real.list(prefix)

    def get(self, name: str) -> bytes:
        if name.startswith("r/"):
            raise ShareFaultError(self.fault, name)
        data: bytes = self.real.get(name)
        return data

    def put_new(self, name: str, data: bytes) -> None:
        self.real.put_new(name, data)

    def stat_time(self):
        return self.real.stat_time()

    def delete_own_part(self, name: str) -> None:
        self.real.delete_own_part(name)


def test_a_receipt_that_cannot_be_read_now_is_read_later(city):
    writer = city.pcs[1]
    writer.start()
    for fault in (Fault.MISSING, Fault.UNREACHABLE):
        city.share.time.move(301)
        store = Unreadable(writer.store, fault)
        outcome = writer.cycles.run(TARGET, store, wish=Wish(demanded=True))
        assert outcome.confirmed == 0
    assert outcome.fault is not None
    city.share.time.move(301)
    assert writer.cycle().confirmed > 0

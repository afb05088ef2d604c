"""What somebody with write access to the share, or a valid key of one section, cannot bring about.

Everybody else's PCs are real: workspace files, exchange, checks. The attacker writes files by hand.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bpr_studio.domain.replication.changes import PutRow
from bpr_studio.domain.replication.names import numbered
from bpr_studio.domain.replication.ops import OpDraft, Stamp, canonical_json, encode_body, seal
from bpr_studio.services.sync.enrolment import MOST_REQUESTS, Enrolment
from bpr_studio.services.sync.requests import Request, request_bytes
from tests.builders_segments import Writer
from tests.builders_sync import VERIFIER, City, FilePc, Pc, signer_of, unit_id

if TYPE_CHECKING:
    from pathlib import Path

    from bpr_studio.adapters.db.store import OpStore
    from bpr_studio.domain.replication.names import SegmentName
    from bpr_studio.domain.replication.ops import OpId

NOW = 1_780_000_000_000 << 16


@pytest.fixture
def city(tmp_path: Path) -> City:
    made = City(tmp_path=tmp_path)
    made.found("0101", "0102")
    return made


class Attacker:
    """Somebody of a section whose key is valid, and who writes segments by hand."""

    def __init__(self, city: City, pc: Pc) -> None:
        self.city = city
        self.pc = pc
        assert city.site is not None
        self.writer = Writer(pc.actor, f"sec-{pc.section}", city.site.id)
        self.n = 1_000
        kept = [one for one in pc.log.kept(self.writer.scope) if one.own]
        if kept:
            self.writer.seq, self.writer.prev = kept[-1].name.seq, kept[-1].hash

    def place(self, *drafts: OpDraft, t: int = NOW, scope: str = "") -> str:
        """Place a segment with these ops on the share; its name."""
        ops = []
        for planned in drafts:
            self.n += 1
            stamp = Stamp(self.pc.actor, self.n, t, self.n)
            ops.append(seal(planned, stamp, encode_body(planned)))
        if scope:
            self.writer = replace(self.writer, scope=scope, seq=0, prev="0" * 64)
        made = self.writer.seal(ops, roster=self.pc.enrolment.roster.version)
        self.pc.store.put_new(str(made.name), made.data)
        return str(made.name)


def store_of(pc: Pc) -> OpStore:
    assert isinstance(pc.local, FilePc)
    return pc.local.store


def task(pc: Pc, row: str, **fields: object) -> OpDraft:
    return OpDraft("new", "work_item", row, {"unit_id": unit_id(pc.section), **fields})


def name_of(pc: Pc, row: str) -> object:
    return store_of(pc).state("work_item", row).value("name")


def refused(pc: Pc) -> set[str]:
    last = pc.last
    return {one.reason for one in last.pulled.refused} if last else set()


def seen_by(pc: Pc, row: str, field: str) -> tuple[OpId, ...]:
    return tuple(h.id for h in store_of(pc).state("work_item", row).heads[field])


# -- an insider --------------------------------------------------------------------------------------


def test_a_row_of_another_section_is_not_changed_even_when_both_arrive_together(city):
    """The DX office fetches the victim's new row and the forged edit in one go."""
    dx, evil, victim = city.pcs[0], city.join("0101"), city.join("0102")
    victim.write("row-of-b", name="正しい名前")
    victim.cycle()
    seen = {"name": seen_by(victim, "row-of-b", "name")}  # the folder is readable by all
    Attacker(city, evil).place(OpDraft("set", "work_item", "row-of-b", {"name": "偽"}, seen))
    dx.cycle()
    city.share.time.move(60)
    dx.cycle()
    assert name_of(dx, "row-of-b") == "正しい名前"


def test_a_row_of_another_section_is_not_changed_before_it_arrives(city):
    """The forged edit arrives first; the row itself later."""
    dx, evil, victim = city.pcs[0], city.join("0101"), city.join("0102")
    (made,) = victim.write("row-of-b", name="正しい名前")
    draft = OpDraft("set", "work_item", "row-of-b", {"name": "偽"}, {"name": (made.id,)})
    Attacker(city, evil).place(draft)
    dx.cycle()
    victim.cycle()
    city.share.time.move(60)
    dx.cycle()
    assert name_of(dx, "row-of-b") == "正しい名前"


def test_an_absurd_time_does_not_make_the_ops_of_others_unreadable(city):
    evil, colleague, dx = city.join("0101"), city.join("0101"), city.pcs[0]
    Attacker(city, evil).place(task(evil, "far"), t=(1 << 62) - 1)
    colleague.cycle()
    colleague.write("after", name="あとで")
    colleague.cycle()
    city.share.time.move(60)
    dx.cycle()
    assert name_of(dx, "after") == "あとで"


FIELDS = ("minutes_regular", "month_profile", "name", "unknown", "sort_key")


def nested(depth: int) -> object:
    value: object = 1
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    "value",
    [
        nested(60),
        nested(300),
        nested(900),
        1 << 62,
        10**40,
        -(10**40),
        1e308,
        "x\0y",
        {"a": [None]},
    ],
    ids=["nested", "deeper", "deepest", "huge", "beyond", "below", "float", "nul", "map"],
)
def test_no_value_stops_the_work_of_others(city, value):
    evil, colleague, dx = city.join("0101"), city.join("0101"), city.pcs[0]
    fields = dict.fromkeys(FIELDS, value)
    try:
        Attacker(city, evil).place(task(evil, "poison", **fields))
    except (ValueError, RecursionError):
        return  # cannot even be written
    colleague.write("after", name="あとで")
    colleague.cycle()
    for _ in range(2):
        city.share.time.move(60)
        for pc in (colleague, dx):
            pc.cycle()
    assert name_of(dx, "after") == "あとで"
    colleague.write("poison", **dict.fromkeys(FIELDS, 5))
    store_of(colleague).rebuild()


@pytest.mark.parametrize(
    ("entity", "row"),
    [
        ("op", "x"),
        ("local", "actor"),
        ("sync_fact", "root_key"),
        ("work_item; DROP TABLE op", "x"),
        ("x" * 5000, "y" * 5000),
        ("sqlite_master", "z\0"),
    ],
)
def test_no_entity_or_row_reaches_what_is_not_its_table(city, entity, row):
    evil, colleague, dx = city.join("0101"), city.join("0101"), city.pcs[0]
    before = dict(colleague.log.facts())["root_key"]
    Attacker(city, evil).place(OpDraft("new", entity, row, {"value": "00" * 32, "id": "q"}))
    colleague.write("after", name="あとで")
    for _ in range(2):
        colleague.cycle()
        city.share.time.move(60)
        dx.cycle()
    assert dict(colleague.log.facts())["root_key"] == before
    assert name_of(dx, "after") == "あとで"


def test_an_insider_writes_nothing_for_the_city_and_nothing_for_others(city):
    dx, evil, victim = city.pcs[0], city.join("0101"), city.join("0102")
    forger = Attacker(city, evil)
    forger.place(OpDraft("new", "survey_round", "r", {"state": "locked"}))
    dx.cycle()
    assert refused(dx) == {"rights-entity"}
    for scope in ("org", "lib", "sec-0102"):
        forger.place(OpDraft("new", "work_item", scope, {"name": "偽"}), scope=scope)
        dx.cycle()
        assert "rights-scope" in refused(dx)
    victim.cycle()
    assert store_of(victim).state("work_item", "sec-0102").heads == {}


def test_an_insider_does_not_approve(city):
    dx, evil = city.pcs[0], city.join("0101")
    sheet = {"unit_id": unit_id("0101"), "state": "draft"}
    dx.commit(PutRow("survey_sheet", "s", sheet))
    dx.cycle()
    evil.cycle()
    forger = Attacker(city, evil)
    forger.place(OpDraft("set", "survey_sheet", "s", {"state": "accepted"}))
    dx.cycle()
    assert refused(dx) == {"rights-state"}


def test_after_the_end_nothing_is_taken_over_under_any_version(city):
    dx, evil, colleague = city.pcs[0], city.join("0101"), city.join("0101")
    evil.write("before", name="前")
    evil.cycle()
    city.share.time.move(60)
    dx.cycle()
    dx.enrolment.revoke(signer_of(dx.actor), evil.actor, "PCの紛失")
    dx.cycle()
    forger = Attacker(city, evil)
    forger.place(task(evil, "after", name="後"))  # names the version it knows, before its end
    for pc in (dx, colleague):
        city.share.time.move(60)
        pc.cycle()
        pc.cycle()
        assert name_of(pc, "before") == "前"
        assert name_of(pc, "after") is None
    assert refused(dx) == {"revoked"}


# -- somebody with write access to the share ---------------------------------------------------------


def share_file(city: City, name: str, data: bytes) -> None:
    city.pcs[0].store.put_new(name, data)


HOSTILE = (
    b"[" * 100_000,
    b'{"a":' * 50_000,
    b"1",
    b'{"tips":{"a":[[1e999,"x"]]},"v":1,"site":"s","scope":"o","n":1,"actor":"a","at":"t"}',
    b"\xff\xfe",
    b"",
)


@pytest.mark.parametrize("kind", ["r/org", "r/sec-0101", "c/roster", "c/policy", "k/org", "s", "e"])
def test_no_file_stops_the_exchange_of_others(city, kind):
    dx, colleague = city.pcs[0], city.join("0101")
    for number, line in enumerate(HOSTILE):
        data = line + b"\n" + base64.b64encode(b"s" * 64) + b"\n"
        digest = hashlib.sha256(data).hexdigest()
        if kind == "s":
            name = f"s/sec-0101/{colleague.actor}-{90 + number:06}-{digest[:12]}.seg"
        elif kind == "e":
            name = f"e/evilevilevil{number + 2}.req"
        else:
            folder, of = kind.split("/")
            name = str(numbered(folder, of, 90 + number, digest))
        share_file(city, name, data)
    colleague.write("after", name="あとで")
    for _ in range(3):
        city.share.time.move(301)
        colleague.cycle()
        dx.cycle()
    assert name_of(dx, "after") == "あとで"
    assert colleague.last is not None
    assert colleague.last.fault is None


def test_refused_files_do_not_fill_the_disk(city):
    colleague = city.join("0101")
    for number in range(36):
        data = bytes([number]) * ((1 << 20) if number else (3 << 20))
        digest = hashlib.sha256(data).hexdigest()
        name = f"s/sec-0101/{colleague.actor}-{number + 50:06}-{digest[:12]}.seg"
        share_file(city, name, data)
    colleague.cycle()
    assert isinstance(colleague.local, FilePc)
    with colleague.local.database.scanning() as cursor:
        sizes = [n for (n,) in cursor.execute("SELECT length(data) FROM refused_file")]
    assert len(sizes) == 36
    assert sum(sizes) == 32 << 20
    assert max(sizes) == 1 << 20


def test_junk_receipts_do_not_hide_those_of_the_office(city):
    dx, colleague = city.pcs[0], city.join("0101")
    for number in range(20):
        data = f"junk {number}".encode()
        digest = hashlib.sha256(data).hexdigest()
        share_file(city, str(numbered("r", "sec-0101", 90_000_000 + number, digest)), data)
    colleague.write("work", name="仕事")
    for _ in range(3):
        city.share.time.move(301)
        colleague.cycle()
        dx.cycle()
    city.share.time.move(301)
    colleague.cycle()
    assert colleague.log.receipts("sec-0101")


def test_a_lost_pc_of_the_office_confirms_nothing_any_more(city):
    dx, second, colleague = city.pcs[0], city.join(""), city.join("0101")
    dx.enrolment.revoke(signer_of(dx.actor), second.actor, "PCの紛失")
    dx.cycle()
    assert city.site is not None
    raw = {
        "v": 1,
        "site": city.site.id,
        "scope": "sec-0101",
        "n": 50,
        "actor": second.actor,
        "at": "2026-06-01T00:00:00+00:00",
        "tips": {colleague.actor: [[1, "ab" * 32]]},
    }
    line = canonical_json(raw).encode()
    signature = signer_of(second.actor).sign(b"bprrcp1\0" + line)
    data = line + b"\n" + base64.b64encode(signature) + b"\n"
    share_file(city, str(numbered("r", "sec-0101", 50, hashlib.sha256(data).hexdigest())), data)
    city.share.time.move(301)
    colleague.cycle()
    assert (1, "ab" * 32) not in set(colleague.log.receipts("sec-0101").get(colleague.actor, ()))


def test_a_flood_of_requests_does_not_fill_the_database_of_the_office(city):
    dx = city.pcs[0]
    assert city.site is not None
    for number in range(MOST_REQUESTS + 5):
        actor = f"flood{number:08}".translate(str.maketrans("0189", "abcd"))
        asked = Request(city.site.id, actor, b"", "u", "名" * 200, "pc", "member", "0101", "2026")
        signer = signer_of("flood")
        data = request_bytes(replace(asked, key=signer.public_key), signer)
        share_file(city, f"e/{actor}.req", data)
    dx.cycle()
    kept = [name for name in dx.log.facts() if name.startswith("request/")]
    assert len(kept) == MOST_REQUESTS


@pytest.mark.parametrize("at", ["2026-01-01T00:00:00+00:00", "2999-01-01T00:00:00+00:00"])
def test_nobody_is_enrolled_under_the_name_of_another_pc_unnoticed(city, at):
    """Somebody replaces a request on the share by one with a key of his own.

    The PC places its own request beside it. Whichever the DX office lets in: either its own key
    counts, or it keeps everything to itself and says so.
    """
    dx, victim = city.pcs[0], city.join("0101", approved=False)
    assert city.site is not None
    asked = Request(
        city.site.id,
        victim.actor,
        signer_of("evil").public_key,
        "u",
        "課",
        "pc",
        "member",
        "0101",
        at,
    )
    share_file(city, asked.file_name, request_bytes(asked, signer_of("evil")))
    victim.write("work", name="仕事")
    for _ in range(4):
        city.share.time.move(301)
        victim.cycle()
        dx.cycle()
        city.approve()
    dx.cycle()
    victim.cycle()
    assert victim.last is not None
    let_in = Enrolment(dx.log, VERIFIER, dx.clock).roster.member(victim.actor)
    assert let_in is not None
    if let_in.key == signer_of(victim.actor).public_key:
        return
    assert not any(name.actor == victim.actor for name in _kept_names(victim)), "sealed in vain"
    assert victim.last.troubles


def _kept_names(pc: Pc) -> list[SegmentName]:
    return [one.name for one in pc.log.kept("sec-0101")]

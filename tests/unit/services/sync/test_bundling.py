"""Handover files between networks that do not meet, with PCs that never see each other's share."""

from __future__ import annotations

import contextlib
import json
import zipfile
from pathlib import Path

import pytest

from bpr_studio.adapters.share.bundle import ZipBundles
from bpr_studio.domain.replication.names import segment_name
from bpr_studio.domain.shared.errors import CancelledError, RefusedError, UnreadableInputError
from bpr_studio.services.sync import bundling
from bpr_studio.services.sync.bundles import Manifest
from bpr_studio.services.sync.bundling import BundleWriting, Order, Written
from bpr_studio.services.sync.enrolment import open_requests
from bpr_studio.services.sync.facts import with_target
from bpr_studio.services.sync.unbundling import BundleTaking, Taken
from tests.builders_sync import VERIFIER, City, Pc
from tests.fakes.simulated_share import SimulatedShare

FOR = "住基ネットワーク側"


class Carried:
    """A city whose PCs hand each other files.

    Attributes:
        city: its PCs and the share of the first network.
        dx: the PC of the DX office.
        a: a PC of section 0101.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.city = City()
        self.dx = self.city.found("0101", "0102")
        self.a = self.city.join("0101")
        self.b = self.city.join("0102")
        self.count = 0

    def write(self, pc: Pc, order: Order | None = None) -> tuple[Path, Written]:
        self.count += 1
        path = self.folder / f"{self.count}.zip"
        writing = BundleWriting(pc.tools, ZipBundles(), lambda scope: scope, [pc.store])
        return path, writing.write(path, order or Order(FOR))

    def take(self, pc: Pc, path: Path) -> Taken:
        return BundleTaking(pc.tools, ZipBundles()).take_in(path)

    def hand(self, giver: Pc, taker: Pc, order: Order | None = None) -> Taken:
        return self.take(taker, self.write(giver, order)[0])


@pytest.fixture
def carried(tmp_path: Path) -> Carried:
    return Carried(tmp_path)


def value(pc: Pc, row: str) -> object:
    return pc.log.state("work_item", row).value("name")  # type: ignore[attr-defined]  # a log in memory


def segments_in(path: Path) -> set[str]:
    with zipfile.ZipFile(path) as archive:
        return {name for name in archive.namelist() if segment_name(name)}


def test_work_goes_from_one_network_to_the_other_and_back(carried):
    carried.a.write("t1", name="住民票の写しの交付")
    taken = carried.hand(carried.a, carried.dx)
    assert taken.pulled.ops == 1
    assert value(carried.dx, "t1") == "住民票の写しの交付"
    carried.dx.write("t1", name="住民票の写し")
    carried.hand(carried.dx, carried.a)
    assert value(carried.a, "t1") == "住民票の写し"
    assert carried.hand(carried.a, carried.dx).pulled.refused == []
    assert carried.a.digest() != ""


def test_taking_a_file_in_twice_changes_nothing(carried):
    carried.a.write("t1", name="a")
    path, _ = carried.write(carried.a)
    first = carried.take(carried.dx, path)
    digest = carried.dx.digest()
    again = carried.take(carried.dx, path)
    assert first.pulled.segments > 0
    assert (again.pulled.segments, again.pulled.ops, again.blocks) == (0, 0, 0)
    assert carried.dx.digest() == digest


def test_a_file_holds_only_what_was_not_written_for_its_target_before(carried):
    carried.a.write("t1", name="a")
    first, _ = carried.write(carried.a)
    nothing, written = carried.write(carried.a)
    assert segments_in(nothing) == set()
    assert (written.summary.segments, written.left) == (0, 0)
    carried.a.write("t2", name="b")
    second, _ = carried.write(carried.a)
    assert len(segments_in(second)) == 1
    assert not segments_in(first) & segments_in(second)
    assert len(segments_in(carried.write(carried.a, Order("another"))[0])) > 1
    again, _ = carried.write(carried.a, Order(FOR, everything=True))
    assert segments_in(again) == segments_in(first) | segments_in(second)


def test_a_lost_file_is_made_up_for_by_one_with_everything(carried):
    carried.a.write("t1", name="a")
    carried.write(carried.a)[0].unlink()
    carried.a.write("t2", name="b")
    taken = carried.hand(carried.a, carried.dx)
    assert value(carried.dx, "t2") is None
    assert taken.pulled.waiting
    carried.hand(carried.a, carried.dx, Order(FOR, everything=True))
    assert (value(carried.dx, "t1"), value(carried.dx, "t2")) == ("a", "b")


def test_nothing_is_remembered_when_the_file_could_not_be_written(carried):
    carried.a.write("t1", name="a")
    writing = BundleWriting(carried.a.tools, ZipBundles(), str)
    with pytest.raises(RefusedError):
        writing.write(carried.folder / "no" / "x.zip", Order(FOR))
    assert segments_in(carried.write(carried.a)[0])


def test_stopping_writes_and_remembers_nothing(carried):
    class Stop:
        def report(self, *_how_far: object) -> None:
            raise CancelledError("stop")

    carried.a.write("t1", name="a")
    path = carried.folder / "x.zip"
    with pytest.raises(CancelledError):
        BundleWriting(carried.a.tools, ZipBundles(), str).write(path, Order(FOR), Stop())
    assert not path.exists()
    assert segments_in(carried.write(carried.a)[0])


def test_a_pc_passes_over_what_it_must_not_read(carried):
    carried.b.write("t9", name="他課の仕事")
    carried.b.cycle()
    carried.dx.cycle()
    path, _ = carried.write(carried.dx)
    taken = carried.take(carried.a, path)
    assert taken.passed_over > 0
    assert value(carried.a, "t9") is None


def test_only_the_wanted_sections_are_written(carried):
    carried.a.write("t1", name="a")
    carried.a.cycle()
    carried.b.write("t9", name="b")
    carried.b.cycle()
    carried.dx.cycle()
    path, _ = carried.write(carried.dx, Order(FOR, frozenset({"org", "lib", "sec-0102"})))
    scopes = {name.split("/")[1] for name in segments_in(path)}
    assert scopes == {"org", "sec-0102"}


def test_what_does_not_go_into_one_file_goes_into_the_next(carried, monkeypatch):
    for n in range(4):
        carried.a.write(f"t{n}", name=f"n{n}")
        carried.write(carried.a, Order(unsent=True))  # each command its own segment
    monkeypatch.setattr(bundling, "MOST_WRITTEN", 1)
    seen: set[str] = set()
    left = 1
    while left:
        path, written = carried.write(carried.a)
        assert not segments_in(path) & seen
        seen |= segments_in(path)
        left = written.left
        carried.take(carried.dx, path)
    assert [value(carried.dx, f"t{n}") for n in range(4)] == ["n0", "n1", "n2", "n3"]


def test_what_came_by_file_is_placed_on_the_share_of_this_network(carried):
    carried.a.write("t1", name="a")
    carried.hand(carried.a, carried.dx)
    carried.dx.cycle()
    other = carried.city.join("0101")
    assert value(other, "t1") == "a"


def test_rescued_work_is_what_no_share_has_for_certain(carried):
    carried.a.log.note(with_target("//server/bpr", "市役所"))
    carried.a.write("t1", name="a")
    carried.a.cycle()
    carried.city.share.time.move(60)
    carried.a.cycle()  # seen a second time
    carried.a.write("t2", name="b")
    path, written = carried.write(carried.a, Order(unsent=True))
    assert len(segments_in(path)) == 1
    assert written.summary.requests == 0
    assert segments_in(carried.write(carried.a, Order(unsent=True))[0]) == segments_in(path)
    assert carried.take(carried.dx, path).pulled.waiting  # for what lies on the share
    carried.dx.cycle()
    assert not carried.take(carried.dx, path).pulled.waiting
    assert (value(carried.dx, "t1"), value(carried.dx, "t2")) == ("a", "b")


# --- joining over files ---------------------------------------------------------------------------


def test_a_pc_in_another_network_joins_by_files_alone(carried):
    far = carried.city.join("0101", approved=False)  # pins the site, never reaches the share
    far.write("t5", name="離れた網の仕事")
    request = carried.folder / "request.zip"
    written = BundleWriting(far.tools, ZipBundles(), str).write(request, Order(FOR))
    assert (written.summary.requests, written.summary.segments, written.unsealed) == (1, 0, True)
    assert carried.take(carried.dx, request).requests == 1
    assert len(open_requests(carried.dx.log, carried.dx.enrolment.roster, VERIFIER)) == 1
    carried.city.approve()
    assert carried.hand(carried.dx, far).blocks > 0
    carried.hand(far, carried.dx)
    assert value(carried.dx, "t5") == "離れた網の仕事"


def test_requests_of_others_go_along_and_the_answer_comes_back(tmp_path):
    """Network 2 has a share of its own but no PC of the DX office."""
    carried = Carried(tmp_path)
    gate = carried.a
    second = SimulatedShare(2)
    far = carried.city.join("0102", approved=False)
    store = second.store("gate")
    store.put_new(f"e/{far.actor}.req", far.tools.request(far.actor) or b"")
    path = tmp_path / "x.zip"
    BundleWriting(gate.tools, ZipBundles(), str, [store]).write(path, Order(FOR))
    assert carried.take(carried.dx, path).requests == 1
    carried.city.approve()
    back, _ = carried.write(carried.dx)
    taken = BundleTaking(gate.tools, ZipBundles(), [store]).take_in(back)
    assert taken.handed_on > 0
    assert len(store.list("c/roster/")) == carried.dx.enrolment.roster.version
    assert BundleTaking(gate.tools, ZipBundles(), [store]).take_in(back).handed_on == 0


def test_a_share_that_does_not_answer_hinders_nothing(carried):
    carried.a.write("t1", name="a")
    carried.city.share.down.add(carried.a.name)
    path, written = carried.write(carried.a)
    assert written.summary.segments > 0
    carried.city.share.down.add(carried.dx.name)
    taken = BundleTaking(carried.dx.tools, ZipBundles(), [carried.dx.store]).take_in(path)
    assert taken.handed_on == 0
    assert value(carried.dx, "t1") == "a"


def test_receipts_travel_in_files(carried):
    carried.a.write("t1", name="a")
    carried.hand(carried.a, carried.dx)
    _, written = carried.write(carried.dx)
    assert written.summary.receipts > 0
    taken = carried.hand(carried.dx, carried.a, Order("again"))
    assert taken.receipts > 0
    assert carried.a.actor in carried.a.log.receipts("sec-0101")


def test_a_receipt_in_a_file_does_not_keep_the_share_from_getting_one(carried):
    carried.a.write("t1", name="a")
    carried.a.cycle()
    carried.write(carried.dx)
    carried.dx.cycle()
    assert [name for name in carried.dx.store.list("r/") if "sec-0101" in name]


# --- what is refused ------------------------------------------------------------------------------


def test_a_workspace_that_is_not_shared_neither_writes_nor_takes(carried, tmp_path):
    alone = Carried.__new__(Carried)
    alone.city = City()
    pc = alone.city.found("0101")
    pc.log.note({"site": "", "root_key": ""})
    with pytest.raises(RefusedError):
        BundleWriting(pc.tools, ZipBundles(), str).write(tmp_path / "x.zip", Order())
    path, _ = carried.write(carried.a)
    with pytest.raises(RefusedError):
        BundleTaking(pc.tools, ZipBundles()).take_in(path)


def test_a_file_of_another_city_is_refused(carried, tmp_path):
    path, _ = carried.write(carried.a)
    with zipfile.ZipFile(path) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    said = json.loads(entries["manifest.json"])
    said["site"] = "another"
    entries["manifest.json"] = json.dumps(said).encode()
    other = tmp_path / "other.zip"
    with zipfile.ZipFile(other, "w") as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    with pytest.raises(RefusedError):
        carried.take(carried.dx, other)


def test_a_damaged_file_changes_nothing(carried):
    carried.a.write("t1", name="a")
    path, _ = carried.write(carried.a)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))
    before = carried.dx.digest()
    with pytest.raises(UnreadableInputError):
        carried.take(carried.dx, path)
    assert carried.dx.digest() == before


def test_a_set_back_database_goes_on_under_another_name(carried):
    backup = carried.city.backup(carried.a)
    carried.a.write("t1", name="a")
    path, _ = carried.write(carried.a)
    carried.city.restore(carried.a, backup)
    before = carried.a.actor
    taken = carried.take(carried.a, path)
    assert taken.renewed
    assert carried.a.actor != before
    assert value(carried.a, "t1") == "a"


# --- for people -----------------------------------------------------------------------------------


def test_the_list_of_contents_says_what_is_carried(carried):
    carried.a.write("t1", name="a")
    path, _ = carried.write(carried.a)
    with zipfile.ZipFile(path) as archive:
        text = archive.read("contents.txt").decode("utf-8-sig")
    for word in ("みなと市（架空）", FOR, "sec-0101", "0101課（架空）"):
        assert word in text


# --- what may go wrong on the way -----------------------------------------------------------------


def test_a_memory_nobody_can_read_means_everything_is_written(carried):
    carried.a.write("t1", name="a")
    first = segments_in(carried.write(carried.a)[0])
    for text in ("{", "7", '["unknown"]'):
        carried.a.log.note({f"bundle/{FOR}": text})
        assert segments_in(carried.write(carried.a)[0]) == first


def test_a_block_of_a_newer_program_is_left_out(carried):
    carried.a.log.keep_blocks("policy", [b"a block of next year\n"])
    _, written = carried.write(carried.a)
    assert written.summary.blocks == carried.dx.enrolment.roster.version


class Torn(ZipBundles):
    """The medium is pulled out while a file is read."""

    @contextlib.contextmanager
    def open(self, path):
        with super().open(path) as bundle:
            pass
        yield bundle


def test_a_medium_pulled_out_is_told_and_another_try_works(carried):
    carried.a.write("t1", name="a")
    path, _ = carried.write(carried.a)
    far = carried.city.join("0101", approved=False)
    taken = BundleTaking(far.tools, Torn()).take_in(path)
    assert taken.pulled.fault is not None
    assert carried.take(far, path).blocks > 0


def test_a_pc_that_was_not_let_in_yet_takes_the_participants_only(carried):
    carried.a.write("t1", name="a")
    path, _ = carried.write(carried.a)
    far = carried.city.join("0101", approved=False)
    taken = carried.take(far, path)
    assert (taken.blocks > 0, taken.pulled.segments) == (True, 0)


def test_a_request_that_is_none_is_kept_aside(carried):
    path = carried.folder / "request.zip"
    files = {"e/aaaaaaaaaaaaa.req": b"no request"}
    site = carried.dx.log.identity().site
    said = Manifest(site, carried.dx.clock.now(), "aaaaaaaaaaaaa", "")
    ZipBundles().write(path, said, "", files)
    assert carried.take(carried.dx, path).requests == 0
    assert "e/aaaaaaaaaaaaa.req" in carried.dx.log.refused("bundle")

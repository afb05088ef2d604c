"""The local database as exchange sees it: sealing, placing, taking in, remembering."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bpr_studio.adapters.db.arrivals import ArrivalQueries
from bpr_studio.domain.replication.changes import DeleteRow, PutRow, SetFields
from bpr_studio.domain.replication.names import NO_HASH
from tests.builders_exchange import SECTION, Pc, organisation, pc, task

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def one(tmp_path: Path) -> Iterator[Pc]:
    with pc(tmp_path / "one", "pcaaaaaaaaaa2") as opened:
        yield opened


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Pc]:
    with pc(tmp_path / "other", "pcbbbbbbbbbb3") as opened:
        yield opened


class TestSealing:
    def test_ops_go_together_by_scope_in_the_order_they_were_written(self, one):
        one.store.commit("", organisation("0123", "0456"))
        one.store.commit("", [task("a", "0123", name="収受"), task("b", "0456", name="窓口")])
        one.store.commit("", [SetFields("work_item", "a", {"name": "文書の収受"})])
        found = [(batch.scope, batch.seq, [op.row for op in batch.ops]) for batch in one.batches()]
        assert found == [
            (SECTION, 1, ["pcaaaaaaaaaa2", "a", "a"]),
            ("org", 1, ["bureau", "unit-0123", "unit-0456"]),
            ("sec-0456", 1, ["b"]),
        ]
        assert one.log.pending(10, 10) is None
        assert one.party.rows("SELECT count(*) FROM op WHERE scope=''") == [(0,)]

    def test_a_stream_goes_on_from_its_last_segment(self, one):
        one.store.commit("", [task("a", name="収受")])
        first = one.seal_all()[-1]
        one.store.commit("", [SetFields("work_item", "a", {"name": "文書の収受"})])
        (second,) = one.seal_all()
        assert (first.segment.header.seq, first.segment.header.prev[:3]) == (1, NO_HASH[:3])
        assert second.segment.header.seq == 2
        assert second.segment.header.prev == first.segment.digest
        assert second.segment.header.scope == first.segment.header.scope

    def test_a_row_stays_where_its_first_op_put_it(self, one):
        one.store.commit("", [*organisation("0123", "0456"), task("a", "0123", name="収受")])
        one.store.commit("", [SetFields("work_item", "a", {"unit_id": "unit-0456"})])
        one.seal_all()
        one.store.commit("", [SetFields("work_item", "a", {"name": "文書の収受"})])
        one.store.commit("", [DeleteRow("work_item", "a")])
        one.seal_all()
        assert one.party.rows("SELECT DISTINCT scope FROM op WHERE \"row\"='a'") == [(SECTION,)]

    def test_a_row_made_elsewhere_keeps_the_scope_it_got_there(self, one, other):
        other.store.commit("", [*organisation("0456"), task("a", "0456", name="収受")])
        one.take(other.seal_all())
        one.store.commit("", [PutRow("work_item", "a", {"name": "文書の収受"})])
        assert "sec-0456" in {sent.segment.header.scope for sent in one.seal_all()}

    def test_elements_go_with_their_flow_even_when_it_was_written_later(self, one):
        one.store.commit("", organisation("0456"))
        one.store.commit(
            "",
            [
                PutRow("flow_element", "e", {"flow_id": "f", "name": "受付"}),
                PutRow("flow", "f", {"unit_id": "unit-0456"}),
                PutRow("flow_element", "l", {"flow_id": "g"}),
                PutRow("flow", "g", {"name": "標準"}),
            ],
        )
        one.seal_all()
        found = one.party.rows("SELECT \"row\", scope FROM op WHERE entity LIKE 'flow%' ORDER BY 1")
        assert found == [("e", "sec-0456"), ("f", "sec-0456"), ("g", "lib"), ("l", "lib")]

    def test_commands_are_not_torn_apart_unless_by_scope(self, one):
        one.store.commit("", [task(f"a{n}") for n in range(3)])
        one.store.commit("", [task(f"b{n}") for n in range(7)])
        one.store.commit("", [task("c")])
        sizes = [len(batch.ops) for batch in one.batches(most_ops=4)]
        assert sizes == [4, 7, 1]  # who writes and the first command, the second, the third

    def test_new_ops_join_a_batch_that_was_not_sealed_yet(self, one):
        one.store.commit("", [task("a")])
        first = one.log.pending(10, 10_000)
        one.store.commit("", [task("b")])
        again = one.log.pending(10, 10_000)
        assert first is not None
        assert again is not None
        assert again.ops[: len(first.ops)] == first.ops
        assert [op.row for op in again.ops[len(first.ops) :]] == ["b"]

    def test_ops_that_are_held_stay_until_they_are_released(self, one):
        one.seal_all()
        done = one.store.commit("", [task("a")])
        one.store.commit("", [task("b"), SetFields("work_item", "a", {"name": "収受"})])
        one.log.hold([op.id for op in done.ops], "not permitted")
        batch = one.log.pending(10, 10_000)
        assert batch is not None
        assert [op.row for op in batch.ops] == ["b", "a"]
        assert {batch.scope} == {SECTION}  # the scope of "a" is known though it is held
        one.seal(batch)
        assert one.log.pending(10, 10_000) is None
        assert one.log.release() == 1
        assert one.log.release() == 0
        (sent,) = one.seal_all()
        assert sent.segment.ops == done.ops

    def test_holding_takes_a_stream_out_of_what_is_planned(self, one):
        one.store.commit("", organisation("0456"))
        done = one.store.commit("", [task("b", "0456")])
        assert one.log.pending(10, 10_000) is not None
        one.log.hold([op.id for op in done.ops], "not permitted")
        assert {batch.scope for batch in one.batches()} == {SECTION, "org"}

    def test_a_batch_cannot_be_sealed_twice(self, one):
        one.store.commit("", [task("a")])
        batch = one.log.pending(10, 10_000)
        assert batch is not None
        one.seal(batch)
        with pytest.raises(RuntimeError, match="twice"):
            one.seal(batch)
        assert len(one.log.kept(SECTION)) == 1

    def test_many_ops_are_looked_at_piece_by_piece_and_none_is_left(self, one, monkeypatch):
        monkeypatch.setattr("bpr_studio.adapters.db.sync_sealing._LOOK_AHEAD", 10)
        one.store.commit("", organisation("0123", "0456"))
        for n in range(30):
            one.store.commit("", [task(f"a{n}"), task(f"b{n}", "0456")])
        one.seal_all(most_ops=6)
        assert one.party.rows("SELECT count(*) FROM op WHERE scope=''") == [(0,)]
        for scope in (SECTION, "sec-0456"):
            numbers = [
                op.id.n
                for sent in one.sent
                for op in sent.segment.ops
                if sent.segment.header.scope == scope
            ]
            assert numbers == sorted(numbers)
            assert len(numbers) >= 30

    def test_a_command_too_large_for_any_file_is_divided(self, one, monkeypatch):
        monkeypatch.setattr("bpr_studio.adapters.db.sync_sealing._LARGEST", 1_500)
        one.seal_all()
        one.store.commit("", [task(f"a{n}", name="業" * 60) for n in range(20)])
        sizes = [len(batch.ops) for batch in one.batches()]
        assert sum(sizes) == 20
        assert len(sizes) == 3
        assert one.party.rows("SELECT count(*) FROM op WHERE scope=''") == [(0,)]

    def test_without_a_home_the_person_s_row_waits(self, tmp_path):
        with pc(tmp_path, home="") as homeless:
            homeless.store.commit("", organisation("0123"))
            assert {batch.scope for batch in homeless.batches()} == {"org"}
            assert homeless.party.rows("SELECT entity FROM op WHERE scope=''") == [("actor",)]


class TestPlacing:
    def test_a_segment_is_to_be_placed_on_every_target_until_it_stands_there(self, one):
        one.store.commit("", [task("a")])
        (sent,) = one.seal_all()
        name = sent.segment.name
        for target in ("share", "hub"):
            assert [kept.name for kept in one.log.unplaced(target)] == [name]
        one.log.set_placed("share", name, verified=False)
        assert one.log.unplaced("share") == ()
        assert [kept.name for kept in one.log.unverified("share")] == [name]
        assert one.log.unverified("hub") == ()
        one.log.set_placed("share", name, verified=True)
        one.log.set_placed("share", name, verified=False)
        assert one.log.unverified("share") == ()
        assert [kept.name for kept in one.log.unplaced("hub")] == [name]
        assert one.log.bytes_of(name) == sent.data

    def test_a_sealed_segment_is_on_the_disk_before_it_is_given_out(self, one):
        log = one.party.database.folder / "workspace.sqlite3-wal"
        one.store.commit("", [task("a")])
        sizes = [log.stat().st_size]
        for ask in (one.seal_all, lambda: one.log.unplaced("share")):
            ask()
            sizes.append(log.stat().st_size)
        one.log.unplaced("share")
        assert sizes == sorted(set(sizes))  # giving out wrote once more, and waited for the disk
        assert log.stat().st_size == sizes[-1]

    def test_what_is_missing_is_placed_again_whoever_made_it(self, one, other):
        other.store.commit("", [task("a")])
        one.take(other.seal_all())
        name = other.sent[0].segment.name
        assert one.log.unplaced("share") == ()
        one.log.set_missing("share", name)
        assert [kept.name for kept in one.log.unplaced("share")] == [name]
        assert one.log.unverified("share") == ()
        one.log.set_placed("share", name, verified=False)
        assert one.log.unplaced("share") == ()
        assert [kept.name for kept in one.log.unverified("share")] == [name]

    def test_what_came_by_a_bundle_is_handed_on(self, one, other):
        other.store.commit("", [task("a")])
        one.take(other.seal_all(), relay=True)
        assert [kept.name for kept in one.log.unplaced("share")] == [other.sent[0].segment.name]

    def test_a_segment_that_is_not_kept_has_no_bytes(self, one, other):
        other.store.commit("", [task("a")])
        (sent,) = other.seal_all()
        with pytest.raises(KeyError):
            one.log.bytes_of(sent.segment.name)
        with pytest.raises(KeyError):
            one.log.set_placed("share", sent.segment.name, verified=False)


class TestTakingIn:
    def test_ops_come_into_log_tables_and_the_list_for_open_windows(self, one, other):
        other.store.commit("Add", [*organisation("0123"), task("a", name="収受")])
        arrivals = ArrivalQueries(one.party.database)
        last = arrivals.last_arrival()
        applied = one.take(other.seal_all())
        assert (applied.segments, applied.ops, applied.conflicts) == (2, 4, 0)
        assert one.party.rows("SELECT name FROM work_item") == [("収受",)]
        assert one.party.rows("SELECT path IS NOT NULL FROM org_unit") == [(1,), (1,)]
        came = arrivals.arrivals(last)
        assert came.kinds == {"org_unit", "work_item", "actor"}
        assert came.ids == {"a", "bureau", "unit-0123", "pcbbbbbbbbbb3"}
        assert one.party.told[-1].origin == "sync"
        kept = {kept.name: kept for scope in (SECTION, "org") for kept in one.log.kept(scope)}
        for sent in other.sent:
            mine = kept[sent.segment.name]
            assert (mine.hash, mine.own) == (sent.segment.digest, False)
            assert mine.last_n == sent.segment.ops[-1].id.n
            assert one.log.bytes_of(mine.name) == sent.data

    def test_bodies_are_taken_over_to_the_letter(self, one, other):
        other.store.commit("記入", [task("a", name="収受", month_profile=[1, 2.5])])
        one.take(other.seal_all())
        ask = "SELECT actor, n, tag, body FROM op WHERE actor='pcbbbbbbbbbb3' ORDER BY n"
        assert one.party.rows(ask) == other.party.rows(ask)

    def test_the_same_again_brings_nothing(self, one, other):
        other.store.commit("", [task("a")])
        sent = other.seal_all()
        one.take(sent)
        last = ArrivalQueries(one.party.database).last_arrival()
        applied = one.take(sent)
        assert (applied.segments, applied.ops) == (0, 0)
        assert ArrivalQueries(one.party.database).last_arrival() == last

    def test_conflicts_are_counted(self, one, other):
        one.store.commit("", [task("a", name="収受")])
        other.take(one.seal_all())
        one.store.commit("", [SetFields("work_item", "a", {"name": "甲"})])
        other.store.commit("", [SetFields("work_item", "a", {"name": "乙"})])
        assert one.take(other.seal_all()).conflicts == 1

    def test_what_was_refused_before_is_forgotten_with_its_repair_copies(self, one, other):
        other.store.commit("", [task("a")])
        (sent,) = other.seal_all()
        name = str(sent.segment.name)
        copy = name.replace(".seg", ".r1.seg")
        for refused in (name, copy, "s/org/other"):
            assert one.log.refuse("share", refused, "hash", "", b"x") == 1
        assert one.log.refuse("share", copy, "hash", "again", b"y") == 2
        assert one.log.refused("share") == {name: 1, copy: 2, "s/org/other": 1}
        one.take([sent])
        assert one.log.refused("share") == {"s/org/other": 1}
        assert one.log.refused("hub") == {}

    def test_the_forgotten_begin_of_the_list_is_told_as_anything(self, one, other, monkeypatch):
        monkeypatch.setattr("bpr_studio.adapters.db.taking_in.ARRIVALS_KEPT", 3)
        other.store.commit("", [task(f"a{n}") for n in range(9)])
        one.take(other.seal_all())
        came = ArrivalQueries(one.party.database).arrivals(0)
        assert came.ids == frozenset()
        assert "work_item" in came.kinds
        assert one.party.rows("SELECT count(*) FROM arrival") == [(3,)]
        assert came.last == 10


class TestCopies:
    def test_ops_a_copy_has_sealed_count_as_sealed(self, one, other):
        """The database was restored from a backup made before its ops were sealed."""
        one.store.commit("", [task("a", name="収受")])
        other.store.apply(one.store.ops())
        one.seal_all()
        other.log.renew(one.log.identity().actor)
        other.log.renew("pcdddddddddd4")
        assert other.log.actors() == ("pcbbbbbbbbbb3", "pcaaaaaaaaaa2", "pcdddddddddd4")
        waiting = other.party.rows("SELECT DISTINCT actor FROM op WHERE scope='' ORDER BY 1")
        assert [actor for (actor,) in waiting][:2] == ["pcaaaaaaaaaa2", "pcbbbbbbbbbb3"]
        other.take(one.sent)
        assert [kept.own for kept in other.log.kept(SECTION)] == [True]
        assert {batch.actor for batch in other.batches()} == {"pcbbbbbbbbbb3", "pcdddddddddd4"}

    def test_a_new_name_counts_from_one_and_keeps_the_person(self, one):
        one.store.commit("", [task("a", name="収受")])
        one.log.renew("pcdddddddddd4")
        assert one.log.identity().actor == "pcdddddddddd4"
        done = one.store.commit("", [SetFields("work_item", "a", {"name": "文書の収受"})])
        assert done.ops[0].id[:2] == ("pcdddddddddd4", 2)
        assert one.party.rows("SELECT user, role FROM actor ORDER BY id") == 2 * [
            ("u1001", "member")
        ]
        streams = {(sent.segment.header.actor, sent.segment.header.seq) for sent in one.seal_all()}
        assert streams == {("pcaaaaaaaaaa2", 1), ("pcdddddddddd4", 1)}

    def test_own_segments_of_a_copy_stand_beside_ours(self, one, tmp_path):
        """Both have sealed number 1 of the same stream; ours goes on from ours."""
        with pc(tmp_path / "copy", "pcaaaaaaaaaa2") as copy:
            copy.store.commit("", [task("c", name="写し")])
            theirs = copy.seal_all()
            one.store.commit("", [task("a", name="収受")])
            (ours,) = one.seal_all()
            one.take(theirs)
            assert len(one.log.kept(SECTION)) == 2
            one.store.commit("", [task("b", name="窓口")])
            (next_one,) = one.seal_all()
            assert next_one.segment.header.seq == 2
            assert next_one.segment.header.prev == ours.segment.digest


class TestReceipts:
    def test_everything_up_to_a_confirmed_segment_is_received(self, one):
        for n in range(4):
            one.store.commit("", [task(f"a{n}")])
            one.seal_all()
        tips = [(sent.segment.header.seq, sent.segment.digest) for sent in one.sent]
        actor = one.log.identity().actor
        one.log.keep_receipt(f"r/{SECTION}/00000001-{'0' * 12}.rcp", b"1", {actor: [tips[1]]})
        assert received(one) == [1, 2]
        one.log.keep_receipt(f"r/{SECTION}/00000002-{'0' * 12}.rcp", b"2", {actor: [tips[2]]})
        assert received(one) == [1, 2, 3]
        assert one.log.receipts(SECTION) == {actor: [tips[2]]}
        assert one.log.receipts("org") == {}
        assert list(one.log.kept_receipts(SECTION).values()) == [b"1", b"2"]

    def test_a_receipt_that_comes_before_the_segment_counts_when_it_comes(self, one, tmp_path):
        with pc(tmp_path / "copy", "pcaaaaaaaaaa2") as copy:
            copy.store.commit("", [task("c")])
            (sent,) = copy.seal_all()
        tips = {"pcaaaaaaaaaa2": [(1, sent.segment.digest)]}
        one.log.keep_receipt(f"r/{SECTION}/00000001-{'0' * 12}.rcp", b"1", tips)
        one.take([sent])
        assert received(one) == [1]

    def test_another_file_is_no_receipt(self, one):
        with pytest.raises(ValueError, match="no receipt"):
            one.log.keep_receipt("r/x", b"", {})


def received(one: Pc) -> list[object]:
    return [seq for (seq,) in one.party.rows("SELECT seq FROM segment WHERE received>0 ORDER BY 1")]


class TestFacts:
    def test_facts_are_remembered_and_forgotten(self, one):
        one.log.note({"site": "s1", "root_key": "00ff"})
        assert one.log.identity().site == "s1"
        assert one.log.identity().root_key == b"\x00\xff"
        one.log.note({"site": ""})
        assert "site" not in one.log.facts()

    def test_noting_what_is_known_writes_nothing(self, one):
        one.log.note({"a": "1"})
        before = one.party.rows("PRAGMA data_version")
        one.log.note({"a": "1", "b": ""})
        assert one.party.rows("PRAGMA data_version") == before


class TestRowsMadeInSeveralScopes:
    """Two sections may make the same planned row before they know of each other."""

    def test_sealing_what_settled_them_says_the_same_here_and_elsewhere(self, tmp_path):
        with (
            pc(tmp_path / "one", "pcaaaaaaaaaa2") as one,
            pc(tmp_path / "other", "pcbbbbbbbbbb3", home="sec-0456") as other,
        ):
            one.store.commit("", [task("a", name="甲")])
            other.store.commit("", [task("a", name="乙")])
            one.seal_all()
            other.seal_all()
            one.take(other.sent)
            other.take(one.sent)
            one.store.commit("", [SetFields("work_item", "a", {"name": "丙"})])
            before = one.party.rows("SELECT max(number) FROM arrival")
            other.take(one.seal_all())
            assert one.store.projection_digest() == other.store.projection_digest()
            assert one.party.rows("SELECT max(number) FROM arrival") > before  # windows are told
            tables = one.store.projection_digest()
            one.store.rebuild()
            assert one.store.projection_digest() == tables
            done = one.store.commit("", [SetFields("work_item", "a", {"name": "丁"})])
            assert len(done.ops[0].seen["name"]) == 2

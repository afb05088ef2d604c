"""Whose data a row is, and what is left of a plan when something comes in between."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bpr_studio.adapters.db import sync_log
from bpr_studio.adapters.share.signing import Ed25519Signer
from bpr_studio.domain.replication.chain import Block, block_bytes
from bpr_studio.domain.replication.changes import DeleteRow, PutRow, SetFields
from bpr_studio.domain.replication.names import NO_HASH
from tests.builders_exchange import SECTION, Pc, organisation, pc, task
from tests.builders_segments import key_of

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


def scope_of(party: Pc, row: str) -> object:
    ((scope,),) = party.party.rows('SELECT DISTINCT scope FROM op WHERE "row"=?', row)
    return scope


class TestRowsOfOthers:
    def test_a_row_belongs_where_the_op_that_made_it_was_sealed(self, one):
        one.store.commit("", [*organisation("0456"), task("a", "0456")])
        assert one.log.lookup.row_scope("work_item", "a") == ""
        one.seal_all()
        for _ in range(2):
            assert one.log.lookup.row_scope("work_item", "a") == "sec-0456"

    def test_what_is_remembered_is_limited(self, one, monkeypatch):
        monkeypatch.setattr("bpr_studio.adapters.db.sync_lookup._MOST", 2)
        one.store.commit("", [task(f"a{n}") for n in range(5)])
        one.seal_all()
        for n in range(5):
            assert one.log.lookup.row_scope("work_item", f"a{n}") == SECTION

    def test_a_unit_belongs_to_all_sections_it_was_ever_in(self, one):
        one.store.commit("", organisation("0123", "0456"))
        team = {"level": "team", "parent_id": "unit-0123"}
        one.store.commit("", [PutRow("org_unit", "team", team)])
        one.store.commit("", [SetFields("org_unit", "team", {"parent_id": "unit-0456"})])
        assert one.log.lookup.section_codes("team") == {"0123", "0456"}
        assert one.log.lookup.section_codes("bureau") == frozenset()
        assert one.log.lookup.section_codes("nowhere") == frozenset()

    def test_units_that_arrive_are_known_at_once(self, one, other):
        assert one.log.lookup.section_codes("unit-0456") == frozenset()
        other.store.commit("", organisation("0456"))
        one.take(other.seal_all())
        assert one.log.lookup.section_codes("unit-0456") == {"0456"}


class TestRowsWhoseMakingHasNotCome:
    def test_edits_join_the_edits_that_have_come(self, one, other):
        other.store.commit("", [*organisation("0456"), task("a", "0456")])
        made = other.seal_all()
        other.store.commit("", [SetFields("work_item", "a", {"name": "n"})])
        edited = other.seal_all()
        one.take(made[:1])  # the organisation; a third PC has made the task
        one.take([segment for segment in edited if segment not in made])
        one.store.commit("", [SetFields("work_item", "a", {"note": "m"})])
        one.store.commit("", [DeleteRow("work_item", "a")])
        one.seal_all()
        assert scope_of(one, "a") == "sec-0456"

    def test_edits_still_on_their_way_count_too(self, one):
        one.store.commit("", organisation("0456"))
        one.store.commit("", [SetFields("work_item", "a", {"unit_id": "unit-0456"})])
        one.store.commit("", [SetFields("work_item", "a", {"name": "n"})])
        one.seal_all()
        assert scope_of(one, "a") == "sec-0456"


class TestOwnRows:
    def test_a_unit_below_a_section_counts_as_the_section_and_one_above_as_the_city(self, one):
        one.store.commit("", organisation("0456"))
        one.store.commit("", [PutRow("org_unit", "team", {"parent_id": "unit-0456"})])
        one.store.commit("", [PutRow("work_item", "a", {"unit_id": "team"})])
        one.store.commit("", [PutRow("work_item", "b", {"unit_id": "bureau"})])
        one.store.commit("", [PutRow("work_item", "c", {"unit_id": "nowhere"})])
        one.seal_all()
        assert [scope_of(one, row) for row in "abc"] == ["sec-0456", "org", "org"]

    def test_a_unit_that_was_deleted_still_tells_the_section(self, one):
        one.store.commit("", organisation("0456"))
        one.store.commit("", [DeleteRow("org_unit", "unit-0456"), task("a", "0456")])
        one.seal_all()
        assert scope_of(one, "a") == "sec-0456"

    def test_units_in_a_circle_belong_to_the_city(self, one):
        one.store.commit("", [PutRow("org_unit", "x", {"parent_id": "y"})])
        one.store.commit("", [PutRow("org_unit", "y", {"parent_id": "x"})])
        one.store.commit("", [PutRow("work_item", "a", {"unit_id": "x"})])
        one.seal_all()
        assert scope_of(one, "a") == "org"

    def test_an_element_of_a_flow_nobody_made_here_goes_by_the_flow_s_unit(self, one):
        one.store.commit("", organisation("0456"))
        one.store.commit("", [SetFields("flow", "f", {"unit_id": "unit-0456"})])
        one.store.commit("", [PutRow("flow_element", "e", {"flow_id": "f"})])
        one.seal_all()
        assert scope_of(one, "e") == "sec-0456"

    def test_an_edit_of_a_row_nobody_made_goes_by_what_it_says(self, one):
        one.store.commit("", organisation("0456"))
        one.store.commit("", [SetFields("work_item", "a", {"unit_id": "unit-0456", "note": "x"})])
        one.seal_all()
        assert scope_of(one, "a") == "sec-0456"


class TestPlans:
    def test_ops_far_apart_are_found(self, one):
        one.store.commit("", organisation("0123", "0456"))
        for n in range(3):
            others = [task(f"b{n}-{m}", "0456") for m in range(9)]
            one.store.commit("", [task(f"a{n}", "0123"), *others])
        rows = [
            op.row
            for sent in one.seal_all()
            for op in sent.segment.ops
            if sent.segment.header.scope == SECTION
        ]
        assert rows == ["pcaaaaaaaaaa2", "a0", "a1", "a2"]

    def test_a_batch_given_out_before_the_plan_was_forgotten_can_be_sealed(self, one):
        done = one.store.commit("", [task("a")])
        batch = one.log.pending(10, 10_000)
        assert batch is not None
        one.log.hold([op.id for op in done.ops], "not permitted")
        one.log.release()
        one.seal(batch)
        assert one.log.pending(10, 10_000) is None

    def test_a_batch_given_out_before_an_op_was_held_can_be_sealed(self, one):
        one.store.commit("", [task("a"), task("b")])
        one.store.commit("", [task("c"), task("d"), task("e")])
        batch = one.log.pending(3, 10_000)
        assert batch is not None
        one.log.hold([batch.ops[0].id], "not permitted")
        one.seal(batch)
        one.seal_all()
        assert one.party.rows("SELECT count(*) FROM op WHERE scope=''") == [(0,)]

    def test_ops_of_an_earlier_name_are_sealed_before_those_of_the_present_one(
        self, one, monkeypatch
    ):
        monkeypatch.setattr("bpr_studio.adapters.db.sync_sealing._LOOK_AHEAD", 2)
        for n in range(4):
            one.store.commit("", [task(f"a{n}")])
        one.log.renew("pcdddddddddd4")
        one.store.commit("", [task("b")])
        actors = [batch.actor for batch in one.batches()]
        assert actors == sorted(actors)
        assert set(actors) == {"pcaaaaaaaaaa2", "pcdddddddddd4"}


class TestKeeping:
    def test_scopes_with_segments_are_told(self, one):
        one.store.commit("", organisation("0123"))
        one.seal_all()
        assert one.log.scopes() == ("org", SECTION)

    def test_blocks_are_kept_once_in_order_of_their_numbers(self, one):
        signer = Ed25519Signer(key_of("root"))
        blocks = [
            block_bytes(Block("policy", "site", n, NO_HASH, "2026-06-01", "", ()), signer)
            for n in (1, 2, 3)
        ]
        one.log.keep_blocks("policy", [blocks[2], blocks[0]])
        one.log.keep_blocks("policy", blocks)
        assert one.log.blocks("policy") == tuple(blocks)
        assert one.log.blocks("roster") == ()

    def test_segments_are_noted_in_short_turns(self, one, other, monkeypatch):
        monkeypatch.setattr(sync_log, "_MOST_BYTES", 1)
        for n in range(3):
            other.store.commit("", [task(f"a{n}")])
            other.seal_all()
        assert one.take(other.sent).segments == 3
        assert len(one.log.kept(SECTION)) == 3

    def test_names_like_that_of_a_segment_stay_refused(self, one, other):
        other.store.commit("", [task("a")])
        (sent,) = other.seal_all()
        strange = str(sent.segment.name).replace(".seg", ".old.seg")
        one.log.refuse("share", strange, "name", "", b"x")
        one.take([sent])
        assert one.log.refused("share") == {strange: 1}

    def test_taking_in_tells_how_far_it_is(self, one, other):
        from bpr_studio.adapters.db.taking_in import Arriving

        other.store.commit("", [task(f"a{n}") for n in range(250)])
        (sent,) = other.seal_all()
        told: list[tuple[int, int]] = []
        one.store.take_in(
            [
                Arriving(op, body, SECTION)
                for op, body in zip(sent.segment.ops, sent.segment.bodies, strict=True)
            ],
            lambda done, total: told.append((done, total)),
        )
        assert told[-1] == (251, 251)
        assert told == sorted(told)
        assert len(told) > 1

"""Ops as text, their names, hybrid time, digest and history of a field."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpr_studio.domain.replication.clock import HybridClock, unix_ms
from bpr_studio.domain.replication.digest import row_text, state_digest
from bpr_studio.domain.replication.history import FieldVersion, field_history
from bpr_studio.domain.replication.merge import merge_row
from bpr_studio.domain.replication.ops import (
    Op,
    OpDraft,
    OpId,
    Stamp,
    canonical_json,
    decode_body,
    encode_body,
    seal,
)

STAMP = Stamp("actor00000001", 7, 1 << 40, 6)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=6,
)
IDS = st.builds(OpId, st.text(max_size=13), st.integers(1), st.text("0123456789abcdef"))


def sealed(planned: OpDraft, stamp: Stamp = STAMP, label: str = "") -> Op:
    return seal(planned, stamp, encode_body(planned, label), label)


@given(
    st.dictionaries(st.text(max_size=5), JSON),
    st.dictionaries(st.text(max_size=5), st.lists(IDS, min_size=1, unique=True)),
    st.text(),
)
def test_a_body_reads_back_as_it_was_written(fields, seen, label):
    ordered = {name: tuple(sorted(ids)) for name, ids in seen.items()}
    planned = OpDraft("set", "work_item", "r", fields, ordered)
    assert decode_body(encode_body(planned, label)) == (fields, ordered, label)


def test_the_body_is_the_same_whatever_order_things_were_given_in():
    a, b = OpId("a", 1, "0"), OpId("b", 1, "0")
    one = OpDraft("set", "e", "r", {"x": 1, "y": {"p": 1, "q": 2}}, {"x": (a, b)})
    other = OpDraft("set", "e", "r", {"y": {"q": 2, "p": 1}, "x": 1}, {"x": (b, a)})
    assert encode_body(one) == encode_body(other)
    assert sealed(one).id == sealed(other).id


def test_text_is_stored_as_it_is_and_numbers_json_cannot_say_are_refused():
    assert canonical_json({"b": "窓口", "a": 1}) == '{"a":1,"b":"窓口"}'
    with pytest.raises(ValueError, match="JSON compliant"):
        canonical_json(float("nan"))


@pytest.mark.parametrize(
    "stamp",
    [STAMP._replace(n=8), STAMP._replace(t=1), STAMP._replace(tx=7)],
    ids=["number", "time", "command"],
)
def test_a_copy_of_a_pc_that_writes_something_else_makes_another_name(stamp):
    planned = OpDraft("set", "e", "r", {"x": 1})
    assert sealed(planned).id != sealed(planned, stamp).id


@pytest.mark.parametrize(
    "planned",
    [
        OpDraft("new", "e", "r", {"x": 1}),
        OpDraft("set", "f", "r", {"x": 1}),
        OpDraft("set", "e", "s", {"x": 1}),
        OpDraft("set", "e", "r", {"x": 2}),
        OpDraft("set", "e", "r", {"x": 1}, {"x": (OpId("a", 1, "0"),)}),
    ],
    ids=["kind", "entity", "row", "value", "seen"],
)
def test_the_name_depends_on_every_part_of_the_content(planned):
    assert sealed(planned).id.tag != sealed(OpDraft("set", "e", "r", {"x": 1})).id.tag


def test_the_label_belongs_to_the_content():
    planned = OpDraft("set", "e", "r", {"x": 1})
    assert sealed(planned, label="入力").id != sealed(planned).id
    assert sealed(planned, label="入力").label == "入力"


class TestHybridClock:
    def test_it_follows_the_wall_clock(self):
        clock = HybridClock()
        assert unix_ms(clock.tick(1_780_000_000_123)) == 1_780_000_000_123

    def test_times_grow_when_the_wall_clock_stands_or_jumps_back(self):
        clock = HybridClock()
        times = [clock.tick(ms) for ms in (1000, 1000, 5, 0, 1000, 1001)]
        assert times == sorted(set(times))
        assert unix_ms(times[4]) == 1000

    def test_times_of_others_are_never_repeated(self):
        clock = HybridClock()
        clock.witness(5000 << 16)
        assert clock.tick(1000) == (5000 << 16) + 1
        clock.witness(3)
        assert clock.last == (5000 << 16) + 1

    def test_absurd_times_of_others_are_not_followed(self):
        clock = HybridClock()
        now, year = 1_780_000_000_000, 366 * 24 * 3600 * 1000
        clock.hear((1 << 62) - 1, now)
        clock.hear((now + 3 * year) << 16, now)
        assert unix_ms(clock.tick(now)) == now
        clock.hear((now + 2 * year) << 16, now)
        assert unix_ms(clock.tick(now)) == now + 2 * year

    def test_it_goes_on_where_it_stopped(self):
        assert HybridClock(77).tick(0) == 78


class TestDigest:
    def row(self, value: object, actor: str = "a") -> Op:
        return sealed(OpDraft("new", "e", "r", {"x": value}), STAMP._replace(actor=actor))

    def test_it_differs_for_different_values_writers_rows_and_existence(self):
        one = self.row(1)
        gone = sealed(OpDraft("del", "e", "r", {}, {"x": (one.id,), "_alive": (one.id,)}))
        tagged = sealed(OpDraft("add", "e", "r", {"tags": ["紙"]}))
        untagged = sealed(OpDraft("rem", "e", "r", {"tags": ["紙"]}, {"tags": (tagged.id,)}))
        states = [
            ("e", "r", merge_row([one])),
            ("e", "s", merge_row([one])),
            ("f", "r", merge_row([one])),
            ("e", "r", merge_row([self.row(2)])),
            ("e", "r", merge_row([self.row(1, "b")])),
            ("e", "r", merge_row([one, gone])),
            ("e", "r", merge_row([one, tagged])),
        ]
        assert len({state_digest([state]) for state in states}) == len(states)
        assert merge_row([one, tagged, untagged]).members == {}

    def test_it_covers_all_rows(self):
        state = merge_row([self.row(1)])
        assert state_digest([("e", "r", state)]) != state_digest([("e", "r", state)] * 2)
        assert row_text("e", "r", state).startswith('["e","r",true,')


class TestHistory:
    def test_it_tells_before_and_after_in_order_of_time(self):
        first = sealed(OpDraft("new", "e", "r", {"x": 1}), Stamp("a", 1, 10, 1))
        second = sealed(
            OpDraft("set", "e", "r", {"x": 2}, {"x": (first.id,)}), Stamp("b", 1, 30, 1)
        )
        beside = sealed(
            OpDraft("set", "e", "r", {"x": 3}, {"x": (first.id,)}), Stamp("c", 1, 20, 1)
        )
        other = sealed(OpDraft("set", "e", "r", {"y": 9}), Stamp("c", 2, 25, 1))
        settled = sealed(
            OpDraft("set", "e", "r", {"x": 3}, {"x": (second.id, beside.id)}), Stamp("a", 2, 40, 2)
        )
        gone = sealed(OpDraft("del", "e", "r", {}, {"x": (settled.id,)}), Stamp("a", 3, 50, 3))
        found = field_history([gone, settled, other, second, second, beside, first], "x")
        assert found == (
            FieldVersion(first.id, 10, (), 1),
            FieldVersion(beside.id, 20, (1,), 3),
            FieldVersion(second.id, 30, (1,), 2),
            FieldVersion(settled.id, 40, (2, 3), 3),
            FieldVersion(gone.id, 50, (3,), None, deleted=True),
        )

    def test_a_value_seen_but_not_yet_received_is_left_out(self):
        unknown = OpId("z", 1, "00000000")
        op = sealed(OpDraft("set", "e", "r", {"x": 2}, {"x": (unknown,)}))
        assert field_history([op], "x") == (FieldVersion(op.id, op.t, (), 2),)


def test_an_op_is_frozen():
    op = sealed(OpDraft("new", "e", "r"))
    with pytest.raises(dataclasses.FrozenInstanceError):
        op.t = 1  # type: ignore[misc]  # what the test is about

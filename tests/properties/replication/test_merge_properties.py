"""What holds for every history of ops, judged on the pure core (sync.md §9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from bpr_studio.domain.replication.changes import DeleteRow, SetFields
from bpr_studio.domain.replication.merge import advanced, merge_row
from bpr_studio.domain.replication.ops import ADD, ALIVE, DEL, NEW, REM, SET, canonical_json
from tests.properties.replication.replicas import (
    Replica,
    dealt,
    digest_of,
    histories,
    states_of,
    step_lists,
)

if TYPE_CHECKING:
    from bpr_studio.domain.replication.ops import Op
    from tests.properties.replication.replicas import History, Written

SEEDS = st.integers(0, 2**32 - 1)


def registers(op: Op) -> set[str]:
    """The registers an op of a known kind writes."""
    if op.kind == NEW:
        return {*op.fields, ALIVE}
    return set(op.fields) if op.kind == SET else {ALIVE} if op.kind == DEL else set()


def unseen_writes(history: History) -> dict[tuple[str, str], dict[str, list[Written]]]:
    """By true causality: for each register the writes no later writer knew of."""
    found: dict[tuple[str, str], dict[str, list[Written]]] = {}
    for entry in history.written:
        for name in registers(entry.op):
            writers = found.setdefault((entry.op.entity, entry.op.row), {}).setdefault(name, [])
            writers[:] = [w for w in writers if w.op.id not in entry.knew]
            writers.append(entry)
    return found


@settings(max_examples=400)
@given(histories(), SEEDS)
def test_any_order_repetition_and_batching_gives_the_same_state(history, seed):
    ops = history.ops
    receiver = Replica("receiver00000")
    for batch in dealt(ops, seed):
        receiver.receive(batch)
        states_of(receiver.known.values())  # looking in between changes nothing
    assert states_of(receiver.known.values()) == states_of(ops)
    assert digest_of(receiver.known.values()) == digest_of(ops)


@settings(max_examples=100)
@given(histories())
def test_replicas_that_know_everything_agree(history):
    everything = history.ops
    digests = set()
    for replica in history.replicas:
        replica.receive(everything)
        digests.add(digest_of(replica.known.values()))
    assert len(digests) == 1


@settings(max_examples=100)
@given(histories(), histories())
def test_merging_sets_of_ops_is_commutative_associative_and_idempotent(one, other):
    a, b, c = one.ops, other.ops, one.ops[::2]
    assert digest_of([*a, *b]) == digest_of([*b, *a])
    assert digest_of([*a, *b, *a, *b]) == digest_of([*a, *b])
    assert digest_of([*c, *[*b, *a]]) == digest_of([*[*c, *b], *a])


@settings(max_examples=400)
@given(histories())
def test_exactly_the_values_nobody_knew_of_when_writing_are_heads(history):
    """No lost update (I2), no overwriting unseen (I6), no resurrection: heads = maximal writes."""
    states = states_of(history.ops)
    expected = {
        key: {name: {w.op.id for w in writers} for name, writers in by_name.items()}
        for key, by_name in unseen_writes(history).items()
    }
    found = {
        key: {name: {head.id for head in heads} for name, heads in state.heads.items()}
        for key, state in states.items()
        if state.heads
    }
    assert found == expected


@settings(max_examples=200)
@given(histories())
def test_concurrent_different_values_are_always_listed_as_conflict(history):
    states = states_of(history.ops)
    for key, by_name in unseen_writes(history).items():
        conflicting = {
            name
            for name, writers in by_name.items()
            if name != ALIVE and len({canonical_json(w.op.fields[name]) for w in writers}) > 1
        }
        assert set(states[key].conflicts()) == conflicting
        for name in conflicting:
            kept = {canonical_json(head.value) for head in states[key].conflicts()[name]}
            assert kept == {canonical_json(w.op.fields[name]) for w in by_name[name]}


@settings(max_examples=400)
@given(histories())
def test_a_row_is_gone_only_when_every_edit_was_known_to_a_deleter(history):
    """Deletion wins over what the deleter knew, and over edits of a row known to be gone."""
    states = states_of(history.ops)
    unseen = unseen_writes(history)
    for key, state in states.items():
        entries = [e for e in history.written if (e.op.entity, e.op.row) == key]
        by_name = unseen.get(key, {})
        values = [w for name, writers in by_name.items() if name != ALIVE for w in writers]
        edits = [*values, *(e for e in entries if e.op.kind in {ADD, REM})]
        existence = by_name.get(ALIVE, [])
        deletions = [w for w in existence if w.op.kind == DEL]
        wanted = any(w.op.kind == NEW for w in existence)
        beside = [
            e
            for e in edits
            if all(e.op.id not in d.knew for d in deletions)
            and not (e.row_was_dead and any(d.op.id in e.knew for d in deletions))
        ]
        expected = bool(wanted or (beside if deletions else edits))
        assert state.alive == expected
        assert state.deleted_but_edited == (expected and bool(deletions))


@settings(max_examples=200)
@given(histories())
def test_an_element_is_in_a_set_while_an_add_nobody_knew_to_remove_stands(history):
    states = states_of(history.ops)
    for key, state in states.items():
        entries = [e for e in history.written if (e.op.entity, e.op.row) == key]
        removals = [e for e in entries if e.op.kind == REM]
        expected = {
            canonical_json(element)
            for entry in entries
            if entry.op.kind == ADD
            for element in entry.op.fields["tags"]
            if not any(entry.op.id in r.knew and element in r.op.fields["tags"] for r in removals)
        }
        found = state.members.get("tags", ())
        assert {canonical_json(element) for element, _ in found} == expected


@settings(max_examples=200)
@given(histories())
def test_ops_of_newer_programs_change_nothing_that_is_shown(history):
    known = [
        op for op in history.ops if op.kind in {NEW, SET, DEL, ADD, REM} and op.entity != "hologram"
    ]
    everything = states_of(history.ops)
    for key, state in states_of(known).items():
        assert everything[key] == state
    for key in set(everything) - set(states_of(known)):
        assert not everything[key].alive or key[0] == "hologram"


@settings(max_examples=200)
@given(histories(most=15), step_lists(least=4, most=12))
def test_undoing_everything_undisturbed_brings_back_what_was_shown(history, steps):
    replica = history.replicas[0]
    replica.receive(history.ops)
    before = _shown(replica)
    for _ in [step for step in steps if replica.commit(*step.changes())]:
        replica.undo()
    assert _shown(replica) == before


def _shown(replica: Replica) -> dict[tuple[str, str], dict[str, object]]:
    return {
        key: {name: value for name, value in state.values().items() if value not in (None, [])}
        for key, state in states_of(replica.known.values()).items()
        if state.alive
    }


def test_merging_nothing_gives_nothing():
    assert merge_row([]).alive is False


@settings(max_examples=400)
@given(histories())
def test_a_state_advanced_by_an_op_is_that_of_all_ops_wherever_it_can_tell(history):
    known: dict[tuple[str, str], list[Op]] = {}
    for op in history.ops:
        ops = known.setdefault((op.entity, op.row), [])
        made = advanced(merge_row(ops), op)
        ops.append(op)
        assert made is None or made == merge_row(ops)


@settings(max_examples=100)
@given(histories())
def test_what_somebody_sets_or_deletes_in_a_plain_row_advances_its_state(history):
    for replica in history.replicas:
        for (entity, row), state in states_of(replica.known.values()).items():
            if not state.alive or state.deleted_but_edited:
                continue
            for change in (SetFields(entity, row, {"name": "新"}), DeleteRow(entity, row)):
                before = replica.state(row, entity)
                if replica.commit(change):
                    made = advanced(before, history.written[-1].op)
                    assert made == replica.state(row, entity)

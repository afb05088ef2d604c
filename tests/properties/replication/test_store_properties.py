"""The same promises as of the pure core, kept by op stores on SQLite files."""

from __future__ import annotations

import contextlib
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bpr_studio.domain.replication.changes import DeleteRow, PutRow, SetFields
from tests.fakes.office import Office, office
from tests.properties.replication.replicas import (
    Step,
    dealt,
    digest_of,
    histories,
    states_of,
    step_lists,
)

SEEDS = st.integers(0, 2**32 - 1)


@contextlib.contextmanager
def offices(count: int):
    """So many offices with a workspace each, in a folder that is removed afterwards."""
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bpr-offices-")))
        yield [stack.enter_context(office(folder / str(n), f"office{n:07}")) for n in range(count)]


def exchange(parties: list[Office]) -> None:
    """Let everybody know everything."""
    everything = [op for party in parties for op in party.store.ops()]
    for party in parties:
        party.store.apply(everything)


@settings(max_examples=40)
@given(histories(), SEEDS)
def test_ops_of_others_give_the_same_tables_in_any_order_and_batches(history, seed):
    with offices(2) as (one, other):
        exchange([one, other])
        one.store.apply(history.ops)
        for batch in dealt(history.ops, seed):
            other.store.apply(batch)
        assert one.store.digest() == other.store.digest()
        assert one.store.projection_digest() == other.store.projection_digest()
        known = {op.id: op for op in one.store.ops()}
        assert {op.id for op in history.ops} <= set(known)  # unknown kinds and entities, too
        for op in history.ops:
            assert known[op.id] == op
        assert one.store.digest() == digest_of(known.values())
        for (entity, row), state in states_of(history.ops).items():
            assert other.store.state(entity, row) == state


@settings(max_examples=40)
@given(histories())
def test_rebuilding_gives_the_same_tables(history):
    with offices(1) as (one,):
        for start in range(0, len(history.ops), 3):
            one.store.apply(history.ops[start : start + 3])
        before, tables = one.store.projection_digest(), dump(one)
        one.store.rebuild()
        assert one.store.projection_digest() == before
        assert dump(one) == tables


def dump(party: Office) -> list[tuple[object, ...]]:
    """All rows of all tables, also those the digest may forget."""
    tables = party.rows("SELECT name FROM sqlite_master WHERE type='table' ORDER BY name")
    return [
        (name, *row)
        for (name,) in tables
        if not str(name).startswith("sqlite_")
        for row in sorted(party.rows(f'SELECT * FROM "{name}"'), key=repr)  # noqa: S608  # names from the schema
    ]


@settings(max_examples=40)
@given(step_lists(least=8, most=25), SEEDS)
def test_offices_that_write_and_exchange_parts_agree_in_the_end(steps: list[Step], seed: int):
    with offices(3) as parties:
        for step in steps:
            party = parties[step.actor % 3]
            match step.what:
                case "clock":
                    party.clock.move(step.number * 60)
                case "receive":
                    other = parties[step.number % 3]
                    for batch in dealt(other.store.ops(), seed)[: step.pick % 7]:
                        party.store.apply(batch)
                case "undo":
                    party.undo.undo()
                case _:
                    party.undo.commit(step.what, step.changes())
        exchange(parties)
        assert len({party.store.digest() for party in parties}) == 1
        assert len({party.store.projection_digest() for party in parties}) == 1


@settings(max_examples=30)
@given(histories(most=15), step_lists(least=4, most=12))
def test_undoing_everything_brings_the_tables_back_and_redoing_brings_them_forth(history, steps):
    with offices(1) as (one,):
        one.store.apply(history.ops)
        states = [shown(one)]
        states += [shown(one) for step in steps if one.undo.commit("", step.changes()).ops]
        last = states.pop()
        for before in reversed(states):
            one.undo.undo()
            assert shown(one) == before
        for _ in states:
            one.undo.redo()
        assert shown(one) == last


def shown(party: Office) -> list[tuple[object, ...]]:
    """The tables people read; conflicts are settled by undo, not brought back.

    Hence without the number over the figures of a task, which counts values in conflict.
    """
    hidden = {"op", "local", "merge_issue", "actor"}
    return [
        row[:-1] if row[0] == "work_item" else row for row in dump(party) if row[0] not in hidden
    ]


_UNITS = [f"unit{n}" for n in range(5)]
_UNIT_CHANGES = st.one_of(
    st.builds(
        PutRow,
        st.just("org_unit"),
        st.sampled_from(_UNITS),
        st.fixed_dictionaries(
            {"fiscal_year": st.sampled_from([2026, 2027])},
            optional={
                "parent_id": st.sampled_from([*_UNITS, "nowhere", None]),
                "level": st.sampled_from(["bureau", "division", "section"]),
                "name": st.sampled_from(["総務局", "総務課"]),
                "sort_key": st.integers(-2, 2),
            },
        ),
    ),
    st.builds(DeleteRow, st.just("org_unit"), st.sampled_from(_UNITS)),
    st.builds(
        SetFields,
        st.just("org_unit"),
        st.sampled_from(_UNITS),
        st.fixed_dictionaries({"parent_id": st.sampled_from(_UNITS)}),
    ),
)


@settings(max_examples=40)
@given(st.lists(_UNIT_CHANGES, min_size=4, max_size=12), SEEDS)
def test_organisations_are_numbered_alike_however_they_arrive_even_in_circles(changes, seed):
    with offices(2) as (one, other):
        for change in changes:
            one.store.commit("", [change])
        for batch in dealt(one.store.ops(), seed):
            other.store.apply(batch)
        one.store.apply(other.store.ops())
        assert one.store.projection_digest() == other.store.projection_digest()
        numbers = one.rows("SELECT lft, rgt FROM org_unit")
        assert all(left is not None and left < right for left, right in numbers)
        before = one.store.projection_digest()
        one.store.rebuild()
        assert one.store.projection_digest() == before


@pytest.mark.parametrize("number", [1, 2])
def test_two_offices_that_plan_the_same_row_have_made_the_same_row(number):
    with offices(2) as (one, other):
        one.store.commit("", [PutRow("org_unit", "planned", {"name": "財政課", "code": "1"})])
        other.store.commit("", [PutRow("org_unit", "planned", {"name": "財務課", "code": "1"})])
        exchange([one, other] if number == 1 else [other, one])
        assert one.rows("SELECT id FROM org_unit") == [("planned",)]
        issues = one.rows('SELECT entity, "row", field, kind FROM merge_issue')
        assert issues == [("org_unit", "planned", "name", "conflict")]

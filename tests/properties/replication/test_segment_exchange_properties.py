"""PCs that exchange segments in any order, batching and repetition come to say the same."""

from __future__ import annotations

import contextlib
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders_exchange import Pc, Sent, pc
from tests.properties.replication.replicas import Step, step_lists
from tests.properties.replication.test_store_properties import dump

NAMES = ("pcaaaaaaaaaa2", "pcbbbbbbbbbb3", "pccccccccccc4")
#: What is known of the exchange differs from PC to PC.
LOCAL = {
    *("local", "arrival", "segment", "segment_bytes", "placement", "refused_file"),
    *("sync_fact", "op", "held_op"),
}


@contextlib.contextmanager
def pcs():
    """Three PCs of one section, in a folder that is removed afterwards."""
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bpr-pcs-")))
        yield [stack.enter_context(pc(folder / name, name)) for name in NAMES]


def deal(sent: list[Sent], order: list[int], size: int) -> list[list[Sent]]:
    """Segments in some order, so many by one call, some of them twice."""
    shuffled = [sent[number % len(sent)] for number in order] if sent else []
    return [shuffled[start : start + size] for start in range(0, len(shuffled), size)]


def tables(one: Pc) -> list[tuple[object, ...]]:
    return [row for row in dump(one.party) if row[0] not in LOCAL]


@settings(max_examples=25)
@given(
    step_lists(least=6, most=25),
    st.lists(st.integers(0, 1000), max_size=12),
    st.integers(1, 5),
    st.integers(1, 4),
)
def test_everybody_says_the_same_in_the_end(
    steps: list[Step], order: list[int], size: int, most_ops: int
):
    with pcs() as everybody:
        for step in steps:
            happen(step, everybody, deal(everybody[step.number % 3].sent, order, size))
            if step.number % 2:
                everybody[step.actor % 3].seal_all(most_ops)
        meet(everybody, order, size)
        first = everybody[0]
        for one in everybody[1:]:
            assert one.store.digest() == first.store.digest()
            assert tables(one) == tables(first)
            assert scopes(one) == scopes(first)
        before = tables(first)
        first.store.rebuild()
        assert tables(first) == before


def happen(step: Step, everybody: list[Pc], batches: list[list[Sent]]) -> None:
    """One person does something, or a PC takes in some of what another has sealed."""
    one = everybody[step.actor % 3]
    match step.what:
        case "clock":
            one.party.clock.move(step.number * 60)
        case "receive":
            for batch in batches:
                one.take(batch)
        case "undo":
            one.party.undo.undo()
        case _:
            one.party.undo.commit(step.what, step.changes())


def meet(everybody: list[Pc], order: list[int], size: int) -> None:
    """Everybody takes in everything: some of it out of order and twice, then the rest."""
    for one in everybody:
        one.seal_all()
    for place, one in enumerate(everybody):
        others = [sent for other in everybody if other is not one for sent in other.sent]
        for batch in deal(others, order, size):
            one.take(batch)
        one.take([*others[place:], *others[:place]][::-1])


def scopes(one: Pc) -> list[tuple[object, ...]]:
    return one.party.rows("SELECT actor, n, tag, body, scope FROM op ORDER BY 1, 2, 3")

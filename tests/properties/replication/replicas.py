"""Replicas without a database, random histories of them, and what must follow by causality.

A `Replica` makes ops as the store does: draft against the merged state, seal, keep. A
`History` remembers for every op what its writer knew at that moment, so that the properties
can judge the merge by true causality instead of by the links the merge itself reads.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from bpr_studio.domain.replication.changes import (
    AddMembers,
    DeleteRow,
    PutRow,
    RemoveMembers,
    RestoreFields,
    SetFields,
    StandBeside,
    draft,
    inverse,
)
from bpr_studio.domain.replication.clock import HybridClock
from bpr_studio.domain.replication.digest import state_digest
from bpr_studio.domain.replication.merge import RowState, merge_row
from bpr_studio.domain.replication.ops import EVT, Op, OpDraft, OpId, Stamp, encode_body, seal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bpr_studio.domain.replication.changes import Change

START_MS = 1_780_000_000_000
ENTITY = "work_item"


def states_of(ops: Iterable[Op]) -> dict[tuple[str, str], RowState]:
    """The merged state of every row these ops write to, sorted."""
    rows: dict[tuple[str, str], list[Op]] = {}
    for op in ops:
        rows.setdefault((op.entity, op.row), []).append(op)
    return {key: merge_row(rows[key]) for key in sorted(rows)}


def digest_of(ops: Iterable[Op]) -> str:
    """The state digest of a set of ops."""
    return state_digest((*key, state) for key, state in states_of(ops).items())


@dataclass(frozen=True)
class Written:
    """An op with what its writer knew when making it."""

    op: Op
    knew: frozenset[OpId]
    row_was_dead: bool


class Replica:
    """One actor with the ops it knows; everything it writes goes to `journal` as well."""

    def __init__(self, actor: str, journal: list[Written] | None = None) -> None:
        self.wall_ms = START_MS
        self.known: dict[OpId, Op] = {}
        self._rows: dict[tuple[str, str], list[Op]] = {}
        self._actor = actor
        self._journal = [] if journal is None else journal
        self._hlc = HybridClock()
        self._n = 0
        self._undo: list[list[Change]] = []

    def state(self, row: str, entity: str = ENTITY) -> RowState:
        """The merged state of a row as this replica knows it."""
        return merge_row(self._rows.get((entity, row), ()))

    def commit(self, *changes: Change) -> bool:
        """Write the changes that are a difference; remember how to take them back."""
        back = self._write(changes)
        if back:
            self._undo.append(back)
        return bool(back)

    def undo(self) -> None:
        """Take back the own last command by new ops."""
        if self._undo:
            self._write(self._undo.pop())

    def _write(self, changes: Iterable[Change]) -> list[Change]:
        self._hlc.tick(self.wall_ms)
        back: list[tuple[Change, ...]] = []
        for change in changes:
            state = self.state(change.row, change.entity)
            planned = draft(change, state)
            if planned is not None:
                back.append(inverse(change, state))
                self._seal(planned, dead=not state.alive, spared=_spared(change, planned, state))
        return [change for group in reversed(back) for change in group]

    def write_raw(self, planned: OpDraft) -> None:
        """Write an op as it stands, for kinds of newer programs."""
        self._hlc.tick(self.wall_ms)
        self._seal(planned, dead=not self.state(planned.row, planned.entity).alive)

    def _seal(self, planned: OpDraft, *, dead: bool, spared: frozenset[OpId] = frozenset()) -> None:
        self._n += 1
        stamp = Stamp(self._actor, self._n, self._hlc.last, self._n)
        op = seal(planned, stamp, encode_body(planned))
        self._journal.append(Written(op, frozenset(self.known) - spared, dead))
        self._keep(op)

    def _keep(self, op: Op) -> None:
        if op.id not in self.known:
            self.known[op.id] = op
            self._rows.setdefault((op.entity, op.row), []).append(op)

    def receive(self, ops: Iterable[Op]) -> None:
        """Take ops of others; any order, repeated or not."""
        for op in ops:
            self._keep(op)
            self._hlc.witness(op.t)


def _spared(change: Change, planned: OpDraft, state: RowState) -> frozenset[OpId]:
    """What somebody knew and left standing: undo takes back one of several values, not all."""
    if isinstance(change, DeleteRow):
        edits = {head.id for name in change.beside for head in state.heads.get(name, ())}
        return frozenset(edits.union(*(state.set_ops.get(name, ()) for name in change.beside)))
    if not isinstance(change, RestoreFields | StandBeside):
        return frozenset()
    named = {id_ for ids in planned.seen.values() for id_ in ids}
    return frozenset(
        head.id
        for name in planned.fields
        for head in state.heads.get(name, ())
        if head.id not in named
    )


class History:
    """Everything written by anybody, in true order."""

    def __init__(self, actors: int) -> None:
        self.written: list[Written] = []
        self.replicas = [Replica(f"actor{n:08}", self.written) for n in range(actors)]

    @property
    def ops(self) -> list[Op]:
        """All ops ever written."""
        return [entry.op for entry in self.written]

    def __repr__(self) -> str:
        return "\n".join(["History", *(repr(op) for op in self.ops)])

    def play(self, step: Step) -> None:
        """Let one thing happen."""
        replica = self.replicas[step.actor % len(self.replicas)]
        match step.what:
            case "clock":
                replica.wall_ms += step.number * 60_000
            case "receive":
                other = self.replicas[step.number % len(self.replicas)]
                replica.receive(_some(list(other.known.values()), step.pick))
            case "undo":
                replica.undo()
            case "raw":
                kind = ("mov", EVT)[step.number % 2]
                replica.write_raw(OpDraft(kind, ENTITY, step.row, step.fields))
            case _:
                replica.commit(*step.changes())


@dataclass(frozen=True)
class Step:
    """One thing that happens to one replica."""

    what: str
    actor: int
    row: str
    number: int
    pick: int
    fields: Mapping[str, object]
    elements: tuple[object, ...]

    def changes(self) -> list[Change]:
        """What the step wants written."""
        put = PutRow(ENTITY, self.row, self.fields)
        delete = DeleteRow(ENTITY, self.row)
        add = AddMembers(ENTITY, self.row, "tags", self.elements)
        newer = {"field_of_next_year": self.number}
        wanted: dict[str, list[Change]] = {
            "put": [put],
            "set": [SetFields(ENTITY, self.row, self.fields)],
            "delete": [delete],
            "add": [add],
            "remove": [RemoveMembers(ENTITY, self.row, "tags", self.elements)],
            "several": [put, delete, PutRow(ENTITY, "r0", self.fields), add],
            # an entity and a field that this program does not know
            "newer": [
                PutRow("hologram", self.row, self.fields),
                SetFields(ENTITY, self.row, newer),
            ],
        }
        return wanted.get(self.what, [])


def _some(ops: Sequence[Op], pick: int) -> list[Op]:
    """A part of the ops in another order, some of them twice."""
    chosen = [op for number, op in enumerate(ops) if (pick >> (number % 16)) & 1]
    turn = pick % (len(chosen) or 1)
    chosen = chosen[turn:] + chosen[:turn]
    if pick % 3 == 0:
        chosen.reverse()
    return chosen + chosen[: pick % 4]


_WHAT = (
    *("put", "set", "delete", "add", "remove", "several", "undo"),
    *("put", "set", "set", "receive", "receive", "receive", "receive"),
    *("clock", "raw", "newer"),
)
_VALUES = (0, 1, None, "甲", "乙", [1], [1, 2], 1)
_ELEMENTS = (("紙",), ("DX",), (3,), ("紙", "DX"), ("DX", 3))
_STEP_BYTES = 8


def _step(code: bytes) -> Step:
    """Bytes, which Hypothesis makes and shrinks fast, as something that happens."""
    what, actor, row, number, low, high, chosen, values = code
    names = ("name", "minutes_regular", "note")
    return Step(
        what=_WHAT[what % len(_WHAT)],
        actor=actor,
        row=("r0", "r0", "r1")[row % 3],
        number=number if number < 128 else -number * 4000,
        pick=low | high << 8,
        fields={
            name: _VALUES[(values >> 2 * place) % len(_VALUES)]
            for place, name in enumerate(names)
            if (chosen >> place) & 1
        },
        elements=_ELEMENTS[chosen % len(_ELEMENTS)],
    )


def step_lists(least: int = 10, most: int = 40) -> st.SearchStrategy[list[Step]]:
    """Between `least` and `most` random steps."""
    codes = st.binary(min_size=least * _STEP_BYTES, max_size=most * _STEP_BYTES)
    return codes.map(_steps)


def _steps(codes: bytes) -> list[Step]:
    starts = range(0, len(codes) - _STEP_BYTES + 1, _STEP_BYTES)
    return [_step(codes[start : start + _STEP_BYTES]) for start in starts]


def histories(least: int = 10, most: int = 40) -> st.SearchStrategy[History]:
    """Random histories of two to five actors with partial exchanges and jumping clocks.

    Args:
        least: the smallest number of steps.
        most: the greatest number of steps.
    """
    return st.builds(_play, st.integers(2, 5), step_lists(least, most))


def _play(actors: int, steps: Iterable[Step]) -> History:
    history = History(actors)
    for step in steps:
        history.play(step)
    return history


def dealt(ops: Sequence[Op], seed: int) -> list[list[Op]]:
    """The ops as they may arrive: shuffled, some of them twice, in batches."""
    rng = random.Random(seed)  # noqa: S311  # nothing secret about test data
    pile = [*ops, *rng.choices(ops, k=len(ops) // 2)] if ops else []
    rng.shuffle(pile)
    batches = []
    while pile:
        size = rng.randint(1, 5)
        batches.append(pile[:size])
        del pile[:size]
    return batches

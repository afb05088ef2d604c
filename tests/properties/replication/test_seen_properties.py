"""No edit is overwritten by a person who did not see it (I6), whatever page it was made on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from bpr_studio.domain.replication.changes import DeleteRow, PutRow, SetFields, SettleField
from bpr_studio.domain.replication.ops import ALIVE, canonical_json
from bpr_studio.domain.replication.seen import is_same
from tests.properties.replication.replicas import ENTITY, Replica, states_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bpr_studio.domain.replication.merge import RowState

NAMES = ("name", "note")
VALUES = st.sampled_from(["甲", "乙", "丙", None, 0, 1, [1, 2]])
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["look", "look", "edit", "edit", "edit", "settle", "remove", "undo"]),
        st.integers(0, 2),  # who
        st.integers(0, 2),  # whose news arrive before
        st.sampled_from(NAMES),
        VALUES,
    ),
    min_size=4,
    max_size=24,
)


class Person:
    """Somebody at a PC who edits what stood on the screen when they last looked."""

    def __init__(self, actor: str) -> None:
        self.pc = Replica(actor)
        self.screen: Mapping[str, object] = dict.fromkeys(NAMES)

    @property
    def row(self) -> RowState:
        return self.pc.state("r0")

    def look(self) -> None:
        self.screen = {name: self.row.value(name) for name in NAMES}

    def do(self, what: str, name: str, value: object) -> None:
        match what:
            case "look":
                self.look()
            case "edit":
                self.pc.commit(SetFields(ENTITY, "r0", {name: value}, shown=self.screen))
                self.screen = {**self.screen, name: value}
            case "settle":
                seen = tuple(head.id for head in self.row.heads.get(name, ()))
                self.pc.commit(SettleField(ENTITY, "r0", name, value, seen))
            case "remove":
                self.pc.commit(DeleteRow(ENTITY, "r0", shown=self.screen))
            case _:
                self.pc.undo()


def values_of(row: RowState, name: str) -> set[str]:
    return {canonical_json(head.value) for head in row.heads.get(name, ())}


@settings(max_examples=400)
@given(STEPS)
def test_a_value_goes_only_by_somebody_who_had_it_on_the_screen(steps):
    people = [Person(f"person{n:07}") for n in range(3)]
    people[0].pc.commit(PutRow(ENTITY, "r0", {"name": "初"}))
    for what, who, whose, name, value in steps:
        person = people[who]
        person.pc.receive(people[whose].pc.known.values())
        before, screen = person.row, dict(person.screen)
        person.do(what, name, value)
        if what in {"edit", "remove"}:
            gone = [
                (field, head)
                for field in NAMES
                for head in before.heads.get(field, ())
                if head.id not in {h.id for h in person.row.heads.get(field, ())}
            ]
            assert all(is_same(screen.get(field), head.value) for field, head in gone)
        if what == "remove" and before.alive and not person.row.alive:
            assert all(
                is_same(screen.get(field), head.value)
                for field in NAMES
                for head in before.heads.get(field, ())
            )
    everything = {op.id: op for person in people for op in person.pc.known.values()}
    for person in people:
        person.pc.receive(everything.values())
    (first, *others) = (states_of(person.pc.known.values()) for person in people)
    assert all(other == first for other in others)


@settings(max_examples=300)
@given(VALUES, VALUES, VALUES, st.booleans())
def test_settling_replaces_what_was_chosen_among_and_undo_brings_it_back(one, other, chosen, late):
    a, b, c = (Replica(f"actor{n:08}") for n in range(3))
    a.commit(PutRow(ENTITY, "r0", {"name": "初"}))
    for pc in (b, c):
        pc.receive(a.known.values())
    a.commit(SetFields(ENTITY, "r0", {"name": one}))
    b.commit(SetFields(ENTITY, "r0", {"name": other}))
    c.commit(SetFields(ENTITY, "r0", {"name": "遅"}))
    a.receive(b.known.values())
    row = a.state("r0")
    before = values_of(row, "name")
    seen = tuple(head.id for head in row.heads["name"])
    if late:
        a.receive(c.known.values())
    settled = a.commit(SettleField(ENTITY, "r0", "name", chosen, seen))
    wanted = {canonical_json(chosen)} | ({canonical_json("遅")} if late else set())
    assert values_of(a.state("r0"), "name") == wanted
    if settled:
        a.undo()
        assert values_of(a.state("r0"), "name") == before | (wanted - {canonical_json(chosen)})


@settings(max_examples=200)
@given(VALUES, VALUES)
def test_two_who_settle_the_same_conflict_agree_or_see_the_new_one(one, other):
    a, b = Replica("actor00000001"), Replica("actor00000002")
    a.commit(PutRow(ENTITY, "r0", {"name": "初"}))
    b.receive(a.known.values())
    a.commit(SetFields(ENTITY, "r0", {"name": "い"}))
    b.commit(SetFields(ENTITY, "r0", {"name": "ろ"}))
    a.receive(b.known.values())
    b.receive(a.known.values())
    seen = tuple(head.id for head in a.state("r0").heads["name"])
    a.commit(SettleField(ENTITY, "r0", "name", one, seen))
    b.commit(SettleField(ENTITY, "r0", "name", other, seen))
    a.receive(b.known.values())
    b.receive(a.known.values())
    assert a.state("r0") == b.state("r0")
    assert values_of(a.state("r0"), "name") == {canonical_json(one), canonical_json(other)}


def test_an_edit_of_a_row_deleted_meanwhile_keeps_it():
    a, b = Replica("actor00000001"), Replica("actor00000002")
    a.commit(PutRow(ENTITY, "r0", {"name": "窓口"}))
    b.receive(a.known.values())
    b.commit(DeleteRow(ENTITY, "r0"))
    a.receive(b.known.values())
    a.commit(SetFields(ENTITY, "r0", {"name": "受付"}, shown={"name": "窓口"}))
    assert a.state("r0").alive
    assert a.state("r0").deleted_but_edited


def test_keeping_a_row_that_was_deleted_and_edited_can_be_taken_back_and_done_again():
    a = Replica("actor00000001")
    a.commit(PutRow(ENTITY, "r0", {"name": "窓口"}))
    a.commit(DeleteRow(ENTITY, "r0", beside=frozenset({"name"})))
    assert a.state("r0").deleted_but_edited
    for deed in (PutRow(ENTITY, "r0"), DeleteRow(ENTITY, "r0")):
        a.commit(deed)
        assert not a.state("r0").deleted_but_edited
        a.undo()
        assert a.state("r0").deleted_but_edited
        assert ALIVE in a.state("r0").heads

"""Ops in another scope than their row: they do not count, or stand beside, in whatever order."""

from __future__ import annotations

import itertools

from bpr_studio.domain.replication.merge import merge_row
from bpr_studio.domain.replication.ops import Op, OpId
from bpr_studio.domain.replication.strays import without_strays

OWN, OTHER = "sec-0101", "sec-0102"


def op(actor: str, kind: str = "set", *seen: Op, t: int = 1, **fields: object) -> Op:
    names = {name: tuple(one.id for one in seen) for name in fields} if seen else {}
    return Op(OpId(actor, t, "0" * 8), t, t, kind, "work_item", "row", fields, names)


def value(*ops: tuple[Op, str]) -> set[tuple[object, ...]]:
    """What the row says, for every order the ops may come in."""
    return {
        tuple(head.value for head in merge_row(without_strays(order)).heads.get("name", ()))
        for order in itertools.permutations(ops)
    }


def test_all_ops_of_one_scope_count():
    made = op("a", "new", name="一")
    edit = op("b", "set", made, t=2, name="二")
    assert without_strays([(made, OWN), (edit, OWN)]) == [made, edit]
    assert without_strays([]) == []


def test_an_edit_from_elsewhere_does_not_count_once_the_row_is_there():
    made = op("a", "new", name="正")
    forged = op("b", "set", made, t=2, name="偽")
    assert value((made, OWN), (forged, OTHER)) == {("正",)}


def test_a_deletion_from_elsewhere_does_not_count():
    made = op("a", "new", name="正")
    gone = Op(OpId("b", 2, "0" * 8), 2, 2, "del", "work_item", "row", {}, {"name": (made.id,)})
    assert merge_row(without_strays([(gone, OTHER), (made, OWN)])).alive


def test_two_that_made_it_stand_beside_each_other_whatever_one_says_to_have_seen():
    made = op("a", "new", name="正")
    forged = op("b", "new", made, t=9, name="偽")
    (heads,) = value((made, OWN), (forged, OTHER))
    assert set(heads) == {"正", "偽"}


def test_before_anybody_made_it_nothing_replaces_what_came_elsewhere():
    first = op("a", name="一")
    second = op("b", "set", first, t=2, name="二")
    (heads,) = value((first, OWN), (second, OTHER))
    assert set(heads) == {"一", "二"}


def test_own_ops_that_are_not_sealed_yet_count_and_replace():
    made = op("a", "new", name="一")
    stray = op("b", t=2, name="偽")
    edit = op("a", "set", made, t=3, name="二")
    assert value((made, OWN), (stray, OTHER), (edit, "")) == {("二",)}
    other = op("c", "new", t=4, name="別")
    later = op("a", "set", made, other, t=5, name="二")
    assert value((made, OWN), (other, OTHER), (later, "")) == {("二",)}

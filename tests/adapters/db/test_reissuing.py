"""Ops nobody else has are named anew with all they say (架空)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bpr_studio.adapters.db.reissuing import named_anew
from bpr_studio.domain.replication.changes import DeleteRow, PutRow, SetFields
from bpr_studio.domain.replication.merge import merge_row
from bpr_studio.domain.shared.ports import Person
from tests.fakes.office import office

if TYPE_CHECKING:
    from pathlib import Path

NEW = "n" * 13


def test_values_times_and_what_was_seen_stay(tmp_path: Path) -> None:
    with office(tmp_path, "o" * 13, Person("u0101", "member")) as pc:
        pc.store.commit("作る", [PutRow("work_item", "t1", {"name": "甲", "note": "い"})])
        pc.store.commit("直す", [SetFields("work_item", "t1", {"name": "乙"})])
        pc.store.commit(
            "消す", [PutRow("work_item", "t2", {"name": "丙"}), DeleteRow("work_item", "t2")]
        )
        before = sorted(pc.store.ops(), key=lambda op: op.id.n)
        made = list(named_anew(before, NEW).values())

    assert [op.id.n for op in made] == list(range(1, len(before) + 1))
    assert [(op.t, op.kind, op.fields, op.label) for op in made] == [
        (op.t, op.kind, op.fields, op.label) for op in before
    ]
    names = {op.id for op in made}
    assert all(one in names for op in made for ids in op.seen.values() for one in ids)
    for row in ("t1", "t2"):
        old, new = (merge_row([op for op in ops if op.row == row]) for ops in (before, made))
        assert (new.alive, new.values(), new.conflicts()) == (old.alive, old.values(), {})


def test_a_store_goes_on_under_the_new_name_and_its_tables_stay(tmp_path: Path) -> None:
    with office(tmp_path, "o" * 13, Person("u0101", "member")) as pc:
        pc.store.commit("作る", [PutRow("work_item", "t1", {"name": "甲"})])
        pc.store.commit("直す", [SetFields("work_item", "t1", {"name": "乙"})])
        assert pc.store.reissue(NEW) == 3  # the row of the person, too
        pc.store.commit("直す", [SetFields("work_item", "t1", {"name": "丙"})])

        assert {op.id.actor for op in pc.store.ops()} == {NEW}
        assert pc.store.state("actor", NEW).value("user") == "u0101"
        assert not pc.store.state("work_item", "t1").conflicts()
        history = pc.store.history("work_item", "t1", "name")
        assert [(one.after, one.user) for one in history] == [
            ("甲", "u0101"),
            ("乙", "u0101"),
            ("丙", "u0101"),
        ]
        tables = pc.store.projection_digest()
        pc.store.rebuild()
        assert pc.store.projection_digest() == tables

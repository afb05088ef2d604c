"""Who did something is told as the DX office let them in, whatever their PC says (架空)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bpr_studio.domain.replication.changes import PutRow, SetFields
from bpr_studio.domain.replication.statements import Enrol
from bpr_studio.domain.shared.ports import Person
from bpr_studio.domain.workload.workflow import Deed
from tests.builders_overlaps import colleague_of
from tests.builders_part import SharedBy, any_key
from tests.builders_workspace import CityPlan, built_workspace, task_id, unit_id

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bpr_studio.app.workspace import Workspace
    from tests.builders_overlaps import Colleague

ACTOR = "othersworkone"
NAME = "0101課 窓口（架空）"


@pytest.fixture
def city(tmp_path: Path) -> Iterator[Workspace]:
    made = built_workspace(tmp_path / "w", CityPlan(bureaus=1, sections=2, tasks=4))
    yield made
    made.close()


@pytest.fixture
def other(city: Workspace, tmp_path: Path) -> Iterator[Colleague]:
    """Somebody who says to be somebody else."""
    fake = Person("kachou", "section_chief")
    with colleague_of(city.store, tmp_path / "other", fake, ACTOR) as made:
        yield made


def let_in(city: Workspace, actor: str) -> None:
    shared = SharedBy(city)
    shared.says(
        Enrol(actor, any_key(), "u2002", NAME, "member", ("sec-0101",), "PC"),
        Enrol(shared.actor, any_key(), "dx01", "DX室", "dx_office", (), "PC"),
    )


def task(city: Workspace) -> str:
    return task_id(city.round_id, "0101", 0)


def test_the_history_of_a_cell_and_recent_deeds(city: Workspace, other: Colleague) -> None:
    other.write(SetFields("work_item", task(city), {"name": "乙"}))
    other.send()
    assert city.store.history("work_item", task(city), "name")[-1].user == "kachou"
    let_in(city, ACTOR)

    last = city.store.history("work_item", task(city), "name")[-1]
    assert (last.user, last.role) == (NAME, "member")
    assert (NAME, "member") in {(deed.user, deed.role) for deed in city.store.recent(5)}


def test_overlapping_edits_tell_apart_what_is_mine(city: Workspace, other: Colleague) -> None:
    let_in(city, ACTOR)
    other.write(SetFields("work_item", task(city), {"name": "乙"}))
    city.undo.commit("直す", [SetFields("work_item", task(city), {"name": "甲"})])
    other.send()

    (found,) = city.conflicts().all()
    told = {(one.text, one.user, one.mine) for one in found.versions}
    assert told == {("甲", "DX室", True), ("乙", NAME, False)}


def test_the_course_of_a_sheet(city: Workspace, other: Colleague) -> None:
    fields = {
        "round_id": city.round_id,
        "unit_id": unit_id("0101"),
        "kind": Deed.SUBMIT.value,
        "user": "kachou",
        "role": "section_chief",
        "at": "2026-10-01T00:00:00+00:00",
    }
    other.write(PutRow("sheet_event", "event", fields))
    other.send()
    let_in(city, ACTOR)

    told = city.queries.sheet_events(city.round_id, unit_id("0101"))[-1]
    assert (told.user, told.role) == (NAME, "member")

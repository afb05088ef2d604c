"""Random editing of a sheet: memory and database agree, and undoing all gives the sheet back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bpr_studio.domain.replication.changes import SetFields
from tests.builders_workspace import CityPlan, built_workspace, unit_id

if TYPE_CHECKING:
    from collections.abc import Callable

    from bpr_studio.app.workspace import Workspace
    from bpr_studio.services.entry import EntrySheet

SECTION = "0101"
KEYS = (
    "name",
    "code",
    "minutes_regular",
    "minutes_fiscal_part",
    "minutes_contractor",
    "share_hundredths",
    "month_04",
    "month_profile",
    "case_count",
    "medium",
    "manual_updated",
    "core_tag",
    "change_reason",
)
TEXTS: tuple[str, ...] = (
    "",
    "証明",
    "K01-01-01",
    "12.5",
    "3時間45分",
    "9 8 8 8 8 8 8 8 8 8 9 10",
    "100",
)
TEXTS += ("紙", "コア", "R8.4.1", "-1", "２００")


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    folder = tmp_path_factory.mktemp("entry") / "city"
    opened = built_workspace(folder, CityPlan(bureaus=1, sections=1, tasks=6))
    carried = opened.entry_desk.open(opened.round_id, unit_id(SECTION)).rows[:2]
    marks = [SetFields("work_item", row, {"carry": "to_confirm"}) for row in carried]
    opened.store.commit("引継ぎ", marks)
    yield opened
    opened.close()


def shown(sheet: EntrySheet) -> list[tuple[str, dict[str, object]]]:
    return [(row, dict(sheet.fields(row))) for row in sheet.rows]


def _some(data: st.DataObject, sheet: EntrySheet) -> list[str]:
    if not sheet.rows:
        return []
    return data.draw(st.lists(st.sampled_from(sheet.rows), min_size=1, max_size=3, unique=True))


def _set(data: st.DataObject, sheet: EntrySheet) -> None:
    lines = st.sampled_from([*sheet.rows, "+0", "+1"])
    cells = st.tuples(lines, st.sampled_from(KEYS), st.sampled_from(TEXTS))
    sheet.set_cells(data.draw(st.lists(cells, min_size=1, max_size=6)))


def _insert(data: st.DataObject, sheet: EntrySheet) -> None:
    sheet.insert(data.draw(st.integers(1, 2)), before=data.draw(st.sampled_from([*sheet.rows, ""])))


def _move(data: st.DataObject, sheet: EntrySheet) -> None:
    sheet.move(_some(data, sheet), before=data.draw(st.sampled_from([*sheet.rows, ""])))


def _fill(data: st.DataObject, sheet: EntrySheet) -> None:
    keys = data.draw(st.lists(st.sampled_from(KEYS), min_size=1, max_size=3))
    sheet.fill_down(_some(data, sheet), keys)


def _allocate(data: st.DataObject, sheet: EntrySheet) -> None:
    shares = st.none() | st.integers(0, 10_000)
    sheet.allocation.allocate({row: data.draw(shares) for row in _some(data, sheet)})


DEEDS: tuple[Callable[[st.DataObject, EntrySheet], object], ...] = (
    _set,
    _insert,
    _move,
    _fill,
    _allocate,
    lambda data, sheet: sheet.remove(_some(data, sheet)),
    lambda data, sheet: sheet.duplicate(_some(data, sheet)),
    lambda _, sheet: sheet.confirm_rows(),
)


def _undo_all(workspace: Workspace) -> int:
    steps = 0
    while workspace.undo.undo_label:
        workspace.undo.undo()
        steps += 1
    return steps


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_editing_undone_is_the_original_sheet_and_redone_the_edited_one(workspace, data):
    desk, where = workspace.entry_desk, (workspace.round_id, unit_id(SECTION))
    sheet = desk.open(*where)
    stop = workspace.bus.subscribe(lambda event: sheet.reload(event) and None)
    try:
        original = shown(sheet)
        for deed in data.draw(st.lists(st.sampled_from(DEEDS), min_size=1, max_size=6)):
            deed(data, sheet)
        edited = shown(sheet)
        assert shown(desk.open(*where)) == edited
        assert desk.open(*where).findings == sheet.findings
        steps = _undo_all(workspace)
        assert shown(sheet) == original
        for _ in range(steps):
            workspace.undo.redo()
        assert shown(sheet) == edited
        assert shown(desk.open(*where)) == edited
    finally:
        _undo_all(workspace)
        stop()
    assert shown(sheet) == original

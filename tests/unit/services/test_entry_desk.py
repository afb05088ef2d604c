"""A section's sheet being edited: gestures, refusals per cell, undo, news from elsewhere."""

from __future__ import annotations

import pytest

from bpr_studio.domain.replication.changes import DeleteRow, PutRow, SetFields
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.ids import planned_id
from bpr_studio.domain.workload.sheet import HoursStyle
from bpr_studio.services.entry_values import SheetChange
from tests.builders_workspace import task_id, unit_id

SECTION = "0101"


@pytest.fixture
def workspace(editable_city):
    return editable_city


@pytest.fixture
def sheet(workspace):
    return open_sheet(workspace)


def open_sheet(workspace, role="dx_office"):
    opened = workspace.entry_desk.open(workspace.round_id, unit_id(SECTION), role)
    workspace.bus.subscribe(lambda event: opened.reload(event) and None)
    return opened


def stored(workspace):
    """What a sheet opened anew holds, in order."""
    opened = workspace.entry_desk.open(workspace.round_id, unit_id(SECTION))
    return [(row, dict(opened.fields(row))) for row in opened.rows]


def shown(sheet):
    return [(row, dict(sheet.fields(row))) for row in sheet.rows]


def names(sheet):
    return [sheet.text(row, "name") for row in sheet.rows]


# -- opening ---------------------------------------------------------------------------------------


def test_a_sheet_shows_its_rows_in_order_as_text(sheet):
    first = sheet.rows[0]
    assert len(sheet.rows) == 6
    assert sheet.unit.name == "市民課"
    assert sheet.text(first, "code") == "B01-03-01"
    assert sheet.class_name(first) == "住民票の写し等の交付"
    assert sheet.shown(first, "case_count") == "18,200"
    assert sheet.text(first, "medium") == "Mixed"
    assert sheet.value(first, "minutes_regular") == 39_105
    assert sheet.text(first, "minutes_regular") == "651.75"
    sheet.hours_style = HoursStyle.WORDS
    assert sheet.shown(first, "minutes_regular") == "651 h 45 min"


@pytest.mark.parametrize("unit", ["nowhere", planned_id("org_unit", 2025, SECTION)])
def test_an_unknown_section_is_refused(workspace, unit):
    with pytest.raises(RefusedError, match="not in the organisation list"):
        workspace.entry_desk.open(workspace.round_id, unit)


def test_a_unit_of_another_year_is_refused(workspace):
    old = PutRow("org_unit", "old", {"fiscal_year": 2025, "code": "0101", "level": "section"})
    workspace.store.commit("前年度", [old])
    with pytest.raises(RefusedError, match="not in the organisation list"):
        workspace.entry_desk.open(workspace.round_id, "old")


# -- cells -----------------------------------------------------------------------------------------


def test_typed_cells_are_one_command_and_are_stored(workspace, sheet):
    first, second = sheet.rows[:2]
    outcome = sheet.set_cells([(first, "minutes_regular", "3時間45分"), (second, "medium", "電子")])
    assert outcome.rows == (first, second)
    assert outcome.label == workspace.undo.undo_label == "Change 2 cells"
    assert [remark.key for remark in outcome.remarks] == ["minutes_regular"]
    assert sheet.value(first, "minutes_regular") == 225
    assert stored(workspace) == shown(sheet)


def test_one_cell_names_its_column(workspace, sheet):
    sheet.set_cells([(sheet.rows[0], "name", "証明の交付")])
    assert workspace.undo.undo_label == "Change “Task”"
    sheet.set_cells([(sheet.rows[0], "name", "証明"), (sheet.rows[0], "case_count", "?")])
    assert workspace.undo.undo_label == "Change “Task”"
    sheet.set_cells([(sheet.rows[0], "name", "写し")], label="Replace")
    assert workspace.undo.undo_label == "Replace"


def test_a_refused_cell_keeps_its_value_and_the_others_are_taken(workspace, sheet):
    first = sheet.rows[0]
    outcome = sheet.set_cells([(first, "case_count", "多数"), (first, "name", "証明")])
    assert [(r.row, r.key, r.text, r.rule) for r in outcome.refusals] == [
        (first, "case_count", "多数", "number-unclear")
    ]
    assert "Write digits only" in outcome.refusals[0].message
    assert sheet.value(first, "case_count") == 18_200
    assert sheet.text(first, "name") == "証明"


def test_nothing_is_written_where_nothing_changes(workspace, sheet):
    before = len(workspace.store.ops())
    first = sheet.rows[0]
    outcome = sheet.set_cells([(first, "name", sheet.text(first, "name")), ("+0", "name", " ")])
    assert (outcome.label, outcome.rows, outcome.blanks) == ("", (), {})
    assert sheet.fill_down([], ["name"]).label == ""
    assert sheet.move(sheet.rows[:1], before=sheet.rows[1]).label == ""
    assert sheet.duplicate([]).label == ""
    assert len(workspace.store.ops()) == before


def test_text_typed_in_blank_lines_becomes_rows_at_the_end(workspace, sheet):
    cells = [("+0", "name", "証明"), ("+1", "name", "届出"), ("+1", "case_count", "x")]
    outcome = sheet.set_cells(cells)
    assert names(sheet)[-2:] == ["証明", "届出"]
    assert outcome.new_rows == sheet.rows[-2:]
    assert outcome.blanks == {"+0": sheet.rows[-2], "+1": sheet.rows[-1]}
    assert [refusal.row for refusal in outcome.refusals] == ["+1"]
    assert stored(workspace) == shown(sheet)


def test_a_row_made_here_is_the_same_row_in_a_workbook_handed_out_later(workspace, sheet):
    row = sheet.set_cells([("+0", "name", "証明")]).new_rows[0]
    slot = sheet.fields(row)["slot"]
    assert planned_id("work_item", workspace.round_id, unit_id(SECTION), slot) == row


def test_the_sum_cannot_be_typed(sheet):
    outcome = sheet.set_cells([(sheet.rows[0], "year_minutes", "3")])
    assert [refusal.rule for refusal in outcome.refusals] == ["read-only"]
    assert not sheet.editable(sheet.rows[0], "year_minutes").ok


def test_a_row_removed_meanwhile_is_told_and_nothing_is_written(workspace, sheet):
    with pytest.raises(RefusedError, match="removed meanwhile"):
        sheet.set_cells([("gone", "name", "証明"), (sheet.rows[0], "name", "証明")])
    assert "証明" not in names(sheet)
    assert sheet.editable("gone", "name").reason == "The row was removed meanwhile."
    assert sheet.editable("+0", "name").ok


def test_filling_down_copies_stored_values_months_included(workspace, sheet):
    first, *others = sheet.rows[:3]
    sheet.set_profile([first], [12, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8])
    sheet.fill_down([first, *others], ["medium", "month_04", "month_profile", "year_minutes"])
    for row in others:
        assert sheet.value(row, "medium") == "mixed"
        assert sheet.value(row, "month_04") == 12
    assert workspace.undo.undo_label == "Fill down"
    assert stored(workspace) == shown(sheet)


def test_a_profile_can_be_taken_away(workspace, sheet):
    first = sheet.rows[0]
    sheet.set_profile([first], [12, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8])
    assert sheet.text(first, "month_profile") == "12 8 8 8 8 8 8 8 8 8 8 8"
    sheet.set_profile([first], None)
    assert sheet.value(first, "month_profile") is None


# -- rows ------------------------------------------------------------------------------------------


def test_rows_are_inserted_where_wanted(workspace, sheet):
    third = sheet.rows[2]
    outcome = sheet.insert(2, before=third)
    assert outcome.new_rows == sheet.rows[2:4]
    assert sheet.rows[4] == third
    assert sheet.insert().new_rows == sheet.rows[-1:]
    assert stored(workspace) == shown(sheet)


def test_rows_are_removed_and_come_back_with_undo(workspace, sheet):
    before = shown(sheet)
    sheet.remove([sheet.rows[1], sheet.rows[1], sheet.rows[4], "nowhere"])
    assert len(sheet.rows) == 4
    assert workspace.undo.undo_label == "Remove 2 rows"
    workspace.undo.undo()
    assert shown(sheet) == before
    workspace.undo.redo()
    assert len(sheet.rows) == 4
    assert stored(workspace) == shown(sheet)


def test_duplicates_stand_behind_the_last_of_the_rows(workspace, sheet):
    first, second = sheet.rows[:2]
    sheet.duplicate([second, first])
    assert names(sheet)[:5] == [*names(sheet)[:2] * 2, names(sheet)[4]]
    assert sheet.fields(sheet.rows[2])["slot"] != sheet.fields(first)["slot"]
    assert stored(workspace) == shown(sheet)


def test_rows_are_moved_together_and_keep_their_order(workspace, sheet):
    a, b, c, d, e, f = sheet.rows
    sheet.move([f, b], before=d)
    assert sheet.rows == (a, c, b, f, d, e)
    sheet.move([a])
    assert sheet.rows == (c, b, f, d, e, a)
    sheet.move([d], before=d)
    assert sheet.rows == (c, b, f, d, e, a)
    assert stored(workspace) == shown(sheet)


def test_a_template_adds_the_rows_not_there_yet_in_one_gesture(workspace, sheet):
    offered = sheet.templates()[0]
    assert (offered.id, offered.fits) == ("citizen", True)
    assert 0 < offered.missing < offered.rows
    before = sheet.rows
    sheet.add_template("citizen")
    assert len(sheet.rows) == len(before) + offered.missing
    assert sheet.templates()[0].missing == 0
    assert stored(workspace) == shown(sheet)
    workspace.undo.undo()
    assert sheet.rows == before
    with pytest.raises(KeyError):
        sheet.add_template("nothing")


# -- last year -------------------------------------------------------------------------------------


def carry_over(workspace, row, **fields):
    workspace.store.commit(
        "引継ぎ", [SetFields("work_item", row, {"carry": "to_confirm", **fields})]
    )


def test_carried_rows_are_confirmed_one_by_one_or_all_at_once(workspace, sheet):
    for row in sheet.rows[:3]:
        carry_over(workspace, row)
    assert sheet.totals.to_confirm == 3
    sheet.confirm_rows([sheet.rows[0], sheet.rows[5]])
    assert [sheet.carry(row) for row in sheet.rows[:2]] == ["confirmed", "to_confirm"]
    sheet.confirm_rows()
    assert workspace.undo.undo_label == "Confirm 2 tasks"
    assert sheet.totals.to_confirm == 0


def test_a_carried_row_whose_figure_is_changed_says_so_until_undo(workspace, sheet):
    first = sheet.rows[0]
    carry_over(workspace, first)
    sheet.set_cells([(first, "note", "前年度と同じ")])
    assert sheet.carry(first) == "to_confirm"
    sheet.set_cells([(first, "case_count", "1")])
    assert sheet.carry(first) == "changed"
    workspace.undo.undo()
    assert sheet.carry(first) == "to_confirm"
    sheet.fill_down([sheet.rows[1], first], ["case_count"])
    assert sheet.carry(first) == "changed"


# -- who may ---------------------------------------------------------------------------------------


def test_a_sheet_that_has_left_the_hands_of_a_role_is_locked_with_a_reason(workspace):
    sheet = open_sheet(workspace, "member")  # the sheet waits for the leader's check
    editable = sheet.editable(sheet.rows[0], "name")
    assert not editable.ok
    assert editable.reason
    for deed in (
        lambda: sheet.set_cells([(sheet.rows[0], "name", "証明")]),
        lambda: sheet.remove(sheet.rows[:1]),
        sheet.insert,
    ):
        with pytest.raises(RefusedError) as refused:
            deed()
        assert refused.value.message == editable.reason
    assert stored(workspace) == shown(sheet)


def test_a_returned_sheet_opens_for_the_section_at_once(workspace):
    sheet = open_sheet(workspace, "member")
    told: list[SheetChange] = []
    sheet.subscribe(told.append)
    row = planned_id("survey_sheet", workspace.round_id, unit_id(SECTION))
    workspace.store.commit("差戻し", [SetFields("survey_sheet", row, {"state": "returned"})])
    assert sheet.editable().ok
    assert told == [SheetChange(standing=True)]


# -- news from elsewhere ---------------------------------------------------------------------------


def test_listeners_are_told_once_of_an_edit_and_not_of_its_echo(workspace, sheet):
    told: list[SheetChange] = []
    stop = sheet.subscribe(told.append)
    first = sheet.rows[0]
    sheet.set_cells([(first, "name", "証明")])
    assert told == [SheetChange(frozenset({first}))]
    sheet.insert()
    assert told[-1].structure
    stop()
    stop()
    sheet.insert()
    assert len(told) == 2


def test_undo_and_the_commits_of_others_reach_the_sheet(workspace, sheet):
    told: list[SheetChange] = []
    sheet.subscribe(told.append)
    before = shown(sheet)
    first = sheet.rows[0]
    sheet.set_cells([(first, "name", "証明")])
    workspace.undo.undo()
    assert shown(sheet) == before
    assert told[-1] == SheetChange(frozenset({first}))
    other = task_id(workspace.round_id, "0102", 0)
    workspace.store.commit("別の課", [SetFields("work_item", other, {"name": "別の課の業務"})])
    assert len(told) == 2
    last = sheet.rows[-1]
    workspace.store.commit("削除", [DeleteRow("work_item", last)])
    assert last not in sheet.rows
    assert told[-1] == SheetChange(structure=True)


def test_rows_that_come_from_elsewhere_stand_at_their_place(workspace, sheet):
    where = {"round_id": workspace.round_id, "unit_id": unit_id(SECTION)}
    new = PutRow("work_item", "new", {**where, "slot": "s", "sort_key": 2, "name": "割込み"})
    workspace.store.commit("追加", [new])
    assert "new" in sheet.rows[2:4]
    assert stored(workspace) == shown(sheet)


def test_an_event_without_ids_makes_the_sheet_look_at_everything(workspace, sheet):
    many = [
        SetFields("work_item", task_id(workspace.round_id, SECTION, 0), {"name": "一括"}),
        *(PutRow("cell_comment", f"c{n}", {"text": "x"}) for n in range(5_001)),
    ]
    workspace.store.commit("一括", many)
    assert sheet.text(sheet.rows[0], "name") == "一括"


def test_an_event_about_something_else_tells_nobody(workspace, sheet):
    told: list[SheetChange] = []
    sheet.subscribe(told.append)
    workspace.store.commit("用語", [PutRow("term_lesson", "t", {"term": "証明", "code": "x"})])
    assert told == []


# -- checks ----------------------------------------------------------------------------------------


def test_findings_follow_what_is_typed(workspace, sheet):
    first = sheet.rows[0]
    assert "months-not-100" not in {found.finding.rule for found in sheet.findings_of(first)}
    sheet.set_cells([(first, "month_04", "50")])
    assert "months-not-100" in {found.finding.rule for found in sheet.findings_of(first)}
    assert sheet.findings[0].row == first
    workspace.undo.undo()
    assert "months-not-100" not in {found.finding.rule for found in sheet.findings_of(first)}

"""What stands beside a sheet: sums, last year, history, shapes of the year, comments."""

from __future__ import annotations

import pytest

from bpr_studio.domain.replication.changes import PutRow, SetFields
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.workload.sheet import HoursStyle
from bpr_studio.services.entry_values import Gauge, SheetChange
from tests.builders_workspace import unit_id

SECTION = "0101"
LEVEL = [8, 8, 9, 8, 8, 9, 8, 8, 9, 8, 8, 9]


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


def carried(workspace, **last_year):
    """A sheet whose first row was carried over from a row of last year."""
    before = {"round_id": "last", "unit_id": "old", "code": "B01-03-01", **last_year}
    row = open_sheet(workspace).rows[0]
    link = SetFields("work_item", row, {"previous_id": "old-row", "carry": "to_confirm"})
    workspace.store.commit("前年度", [PutRow("work_item", "old-row", before), link])
    return open_sheet(workspace), row


# -- sums ------------------------------------------------------------------------------------------


def test_sums_follow_what_is_typed(sheet):
    first = sheet.rows[0]
    before = sheet.totals
    sheet.set_cells([(first, "minutes_contractor", "10"), (first, "minutes_regular", "")])
    after = sheet.totals
    gone = 39_105
    assert after.minutes == before.minutes - gone + 600
    assert after.staff_minutes == before.staff_minutes - gone
    assert after.non_core == before.non_core - gone + 600
    contractor = next(line for line in after.staff if line.key == "minutes_contractor")
    assert (contractor.minutes, contractor.counts) == (600, False)
    assert sum(line.minutes for line in after.staff) == after.minutes


def test_the_capacity_is_known_by_staff_category(sheet):
    totals = sheet.totals
    assert totals.capacity == sum(line.capacity for line in totals.staff) > 0
    assert {line.key for line in totals.staff if line.capacity} == {
        "minutes_regular",
        "minutes_fiscal_part",
    }


@pytest.mark.parametrize(
    ("hours", "gauge"), [("1", Gauge.LOW), ("2000", Gauge.FITS), ("9000", Gauge.HIGH)]
)
def test_the_gauge_tells_when_hours_and_capacity_are_apart(sheet, hours, gauge):
    totals = sheet.totals
    sheet.remove(sheet.rows[1:])
    regular = hours if hours != "2000" else str(totals.capacity / 60)
    sheet.set_cells([(sheet.rows[0], "minutes_regular", regular)])
    sheet.set_cells([(sheet.rows[0], "minutes_fiscal_part", "")])
    assert sheet.totals.gauge is gauge


def test_without_staff_nothing_is_said_about_the_load(workspace):
    heads = [
        SetFields("headcount", row, {"heads_hundredths": 0, "overtime_minutes": 0})
        for row in headcounts(workspace)
    ]
    sheet = open_sheet(workspace)
    told: list[SheetChange] = []
    sheet.subscribe(told.append)
    workspace.store.commit("職員数", heads)
    assert told == [SheetChange(standing=True)]
    assert (sheet.totals.capacity, sheet.totals.load) == (0, None)
    assert sheet.totals.gauge is Gauge.UNKNOWN


def headcounts(workspace):
    return {op.row for op in workspace.store.ops() if op.entity == "headcount"}


def test_the_core_share_is_of_judged_work_only(sheet):
    totals = sheet.totals
    assert totals.core_share == totals.core / (totals.core + totals.non_core)
    sheet.set_cells([(row, "core_tag", "") for row in sheet.rows])
    assert sheet.totals.core_share is None
    assert sheet.totals.untagged == totals.minutes


# -- last year and history -------------------------------------------------------------------------


def test_a_cell_is_compared_with_last_years(workspace):
    sheet, row = carried(workspace, minutes_regular=26_070, month_profile=LEVEL, medium="paper")
    looking = sheet.looking
    hours = looking.compare(row, "minutes_regular")
    assert (hours.value, hours.text, hours.same, hours.change) == (26_070, "434.5", False, 0.5)
    assert looking.compare(row, "minutes_regular", HoursStyle.WORDS).text == "434 h 30 min"
    assert looking.compare(row, "code").same
    assert looking.compare(row, "medium").text == "Paper"
    assert looking.compare(row, "month_06").value == 9
    assert looking.compare(row, "case_count").change is None
    assert looking.compare(sheet.rows[1], "code") is None


def test_last_years_months_come_first_among_the_shapes(workspace):
    sheet, row = carried(workspace, month_profile=LEVEL)
    presets = sheet.looking.profile_presets(row)
    assert [preset.id for preset in presets[:2]] == ["last_year", "standard"]
    assert presets[0].percents == tuple(LEVEL)
    assert all(sum(preset.percents) == 100 for preset in presets)
    assert sheet.looking.profile_presets(sheet.rows[1])[0].id == "standard"
    assert len(presets) > 3


def test_the_history_of_a_cell_tells_who_did_what(sheet):
    first = sheet.rows[0]
    sheet.set_cells([(first, "minutes_regular", "600"), (first, "month_04", "100")])
    sheet.set_cells([(first, "minutes_regular", "")])
    lines = sheet.looking.history(first, "minutes_regular")
    assert [(line.before, line.after) for line in lines] == [
        ("", "651.75"),
        ("651.75", "600"),
        ("600", ""),
    ]
    assert {line.user for line in lines} == {"dx01"}
    assert lines[-1].label == "Change “Regular”"
    assert not lines[-1].removed
    assert [line.after for line in sheet.looking.history(first, "month_04")] == ["100"]
    assert sheet.looking.history(first, "year_minutes") == ()


# -- comments --------------------------------------------------------------------------------------


def test_a_comment_is_pinned_to_a_cell_and_settled(workspace, sheet):
    first = sheet.rows[0]
    told: list[SheetChange] = []
    sheet.subscribe(told.append)
    sheet.comments.add(first, "month_04", " 4月が多い理由は？ ")
    sheet.comments.add(first, "", "全体に")
    assert told == [SheetChange(comments=True)] * 2
    (comment,) = sheet.comments.of(first, "month_05")
    assert (comment.text, comment.field, comment.user) == (
        "4月が多い理由は？",
        "month_profile",
        "dx01",
    )
    assert len(sheet.comments.of(first)) == 2
    sheet.comments.settle(comment.id)
    assert [line.text for line in sheet.comments.open] == ["全体に"]
    assert len(sheet.comments.all) == 2
    workspace.undo.undo()
    assert len(sheet.comments.open) == 2
    sheet.comments.settle(comment.id)
    sheet.comments.settle(comment.id, settled=False)
    assert workspace.undo.undo_label == "Open a comment again"
    assert len(sheet.comments.open) == 2


def test_who_may_only_read_may_comment(workspace):
    sheet = open_sheet(workspace, "member")
    sheet.comments.add(sheet.rows[0], "name", "ここが違います")
    assert len(sheet.comments.open) == 1


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("　", "comment is empty"), ("x" * 1_001, "at most"), ("1234 5678 9018", "individual number")],
)
def test_a_comment_nobody_should_store_is_refused(sheet, text, sentence):
    with pytest.raises(RefusedError, match=sentence):
        sheet.comments.add(sheet.rows[0], "name", text)
    assert sheet.comments.all == ()

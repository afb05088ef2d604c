"""The capacity in percent over the tasks of a sheet, mixed with hours found in other ways."""

from __future__ import annotations

import pytest

from bpr_studio.domain.replication.changes import SetFields
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.services.entry_allocation import Part
from tests.builders_workspace import unit_id

SECTION = "0101"
REGULAR, PART = "minutes_regular", "minutes_fiscal_part"


@pytest.fixture
def workspace(editable_city):
    return editable_city


@pytest.fixture
def sheet(workspace):
    opened = workspace.entry_desk.open(workspace.round_id, unit_id(SECTION))
    workspace.bus.subscribe(lambda event: opened.reload(event) and None)
    return opened


def capacity(sheet):
    return {line.key: line.capacity for line in sheet.totals.staff if line.capacity}


def sums(sheet):
    return {line.key: line.minutes for line in sheet.totals.staff if line.minutes}


def test_shares_of_100_percent_fill_the_capacity_of_every_category(workspace, sheet):
    thirds = dict(zip(sheet.rows, [1_667] * 4 + [1_666] * 2, strict=True))
    outcome = sheet.allocation.allocate(thirds, confidence="medium")
    assert sums(sheet) == capacity(sheet)
    assert sheet.totals.remaining == 0
    assert sheet.totals.shares == 6
    assert {sheet.text(row, "method") for row in sheet.rows} == {"Share of the capacity"}
    assert {sheet.text(row, "confidence") for row in sheet.rows} == {"Medium"}
    assert workspace.undo.undo_label == outcome.label == "Distribute the capacity"
    assert not sheet.allocation.is_stale


def test_distributing_the_same_again_changes_nothing(workspace, sheet):
    shares = dict.fromkeys(sheet.rows, 1_111)
    sheet.allocation.allocate(shares)
    before = len(workspace.store.ops())
    assert sheet.allocation.allocate(shares).label == ""
    assert sheet.allocation.reallocate().label == ""
    assert len(workspace.store.ops()) == before


def test_counted_rows_keep_their_hours_and_lessen_what_is_left(sheet):
    first, second = sheet.rows[:2]
    counted = {row: sheet.value(row, "year_minutes") for row in sheet.rows[2:]}
    sheet.allocation.allocate({first: 500, second: 250})
    assert {row: sheet.value(row, "year_minutes") for row in sheet.rows[2:]} == counted
    whole = sum(capacity(sheet).values())
    left = 10_000 - 750 - sum(counted.values()) / whole * 10_000
    assert abs(sheet.totals.remaining - left) <= 0.5
    assert sheet.allocation.shares == {first: 500, second: 250}
    assert "whole capacity" in sheet.allocation.rule


def test_a_share_can_be_typed_in_the_grid(workspace, sheet):
    first = sheet.rows[0]
    sheet.set_cells([(first, "share_hundredths", "12.5"), (first, REGULAR, "3")])
    assert sheet.value(first, REGULAR) == (capacity(sheet)[REGULAR] * 1_250 + 5_000) // 10_000
    assert sheet.text(first, "method") == "Share of the capacity"
    assert sheet.text(first, "confidence") == "Low"
    workspace.undo.undo()
    assert sheet.value(first, "share_hundredths") is None
    assert sheet.value(first, REGULAR) == 39_105


def test_the_preview_writes_nothing_and_tells_what_would_be(workspace, sheet):
    before = len(workspace.store.ops())
    told = sheet.allocation.preview({sheet.rows[0]: 2_000})
    assert len(workspace.store.ops()) == before
    sheet.allocation.allocate({sheet.rows[0]: 2_000})
    assert {n: sheet.value(sheet.rows[0], n) for n in (REGULAR, PART)} == {
        n: m for n, m in told[sheet.rows[0]].items() if m
    }


def test_hours_typed_over_a_share_take_it_away_with_a_remark(sheet):
    first = sheet.rows[0]
    sheet.allocation.allocate({first: 2_000})
    outcome = sheet.set_cells([(first, REGULAR, "100")])
    assert [remark.remark.rule for remark in outcome.remarks] == ["share-removed"]
    assert sheet.allocation.shares == {}
    assert sheet.value(first, "method") is None
    assert sheet.value(first, REGULAR) == 6_000


def test_a_share_taken_away_leaves_the_hours(sheet):
    first = sheet.rows[0]
    sheet.allocation.allocate({first: 2_000})
    hours = sheet.value(first, REGULAR)
    sheet.allocation.allocate({first: None})
    assert (sheet.value(first, REGULAR), sheet.value(first, "method")) == (hours, None)


def test_a_carried_row_that_gets_a_share_counts_as_changed(workspace, sheet):
    first = sheet.rows[0]
    workspace.store.commit("引継ぎ", [SetFields("work_item", first, {"carry": "to_confirm"})])
    sheet.allocation.allocate({first: 2_000})
    assert sheet.carry(first) == "changed"


def test_classes_divide_over_their_rows_and_new_ones_come_for_minor_classes(workspace, sheet):
    first = sheet.rows[0]  # B01-03-01, counted; B01-01-01 is empty
    second = next(row for row in sheet.rows if sheet.text(row, "code") == "B01-01-01")
    sheet.set_cells([(second, REGULAR, ""), (second, PART, "")])
    hours = sheet.value(first, "year_minutes")
    outcome, left = sheet.allocation.allocate_classes(
        {"B01": 1_000, "K05-01-03": 300, "K05-02": 200, "K04": 0}, confidence="medium"
    )
    assert sheet.allocation.shares == {second: 1_000, outcome.new_rows[0]: 300}
    assert sheet.value(first, "year_minutes") == hours
    assert sheet.text(outcome.new_rows[0], "name") == "人事評価"
    assert sheet.text(second, "confidence") == "Medium"
    assert left == ("K05-02",)
    workspace.undo.undo()
    assert sheet.allocation.shares == {}


def test_rows_of_last_year_divide_a_class_by_their_hours(workspace, sheet):
    rows = [row for row in sheet.rows if sheet.text(row, "code").startswith("B01")]
    marks = [SetFields("work_item", row, {"carry": "to_confirm"}) for row in rows]
    workspace.store.commit("引継ぎ", marks)
    weights = [sheet.value(row, "year_minutes") for row in rows]
    sheet.allocation.allocate_classes({"B01": 4_000})
    shares = [sheet.allocation.shares[row] for row in rows]
    assert sum(shares) == 4_000
    for share, weight in zip(shares, weights, strict=True):
        assert abs(share - 4_000 * weight / sum(weights)) <= 1


def test_refining_a_row_keeps_the_sum_of_shares_and_hours(workspace, sheet):
    sheet.allocation.allocate(
        dict(zip(sheet.rows, [5_000, 1_000, 1_000, 1_000, 1_000, 1_000], strict=True))
    )
    first = sheet.rows[0]
    parts = [Part("B01-03-01", "窓口での交付", 2), Part("B01-03-02", "郵送での交付", 1)]
    outcome = sheet.allocation.refine(first, parts)
    new = outcome.new_rows[0]
    assert sheet.rows[:2] == (first, new)
    assert sheet.text(first, "name") == "窓口での交付"
    assert [sheet.allocation.shares[row] for row in (first, new)] == [3_333, 1_667]
    assert sheet.text(new, "core_tag") == sheet.text(first, "core_tag")
    assert sums(sheet) == capacity(sheet)
    workspace.undo.undo()
    assert sheet.allocation.shares[first] == 5_000
    assert new not in sheet.rows


@pytest.mark.parametrize("parts", [[], [Part("B01-03-01", "交付", 0)]])
def test_a_row_cannot_be_refined_into_nothing(sheet, parts):
    sheet.allocation.allocate({sheet.rows[0]: 100})
    with pytest.raises(RefusedError, match="can be divided"):
        sheet.allocation.refine(sheet.rows[0], parts)
    with pytest.raises(RefusedError, match="can be divided"):
        sheet.allocation.refine(sheet.rows[1], [Part("B01-03-01", "交付", 1)])


def test_an_impossible_share_is_refused(sheet):
    with pytest.raises(RefusedError, match="between 0 and 100"):
        sheet.allocation.allocate({sheet.rows[0]: 10_001})
    outcome = sheet.set_cells([(sheet.rows[0], "share_hundredths", "-1")])
    assert [refusal.rule for refusal in outcome.refusals] == ["share-out-of-range"]


def test_after_a_change_of_staff_the_hours_follow_when_asked(workspace, sheet):
    sheet.allocation.allocate({sheet.rows[0]: 10_000})
    heads = {op.row for op in workspace.store.ops() if op.entity == "headcount"}
    more = [SetFields("headcount", row, {"heads_hundredths": 700}) for row in heads]
    workspace.store.commit("職員数", more)
    assert sheet.allocation.is_stale
    sheet.allocation.reallocate()
    assert not sheet.allocation.is_stale
    assert sheet.value(sheet.rows[0], REGULAR) == capacity(sheet)[REGULAR]


def test_until_then_nothing_but_a_new_share_touches_the_hours_of_others(workspace, sheet):
    first, second, third = sheet.rows[:3]
    sheet.allocation.allocate({first: 2_000, second: 3_000})
    hours = sheet.value(second, REGULAR)
    heads = {op.row for op in workspace.store.ops() if op.entity == "headcount"}
    for staff in ({"heads_hundredths": 900}, {"heads_hundredths": 0, "overtime_minutes": 0}):
        workspace.store.commit("職員数", [SetFields("headcount", row, staff) for row in heads])
        sheet.remove([first])
        assert sheet.value(second, REGULAR) == hours
        workspace.undo.undo()
    assert not sheet.allocation.is_stale
    more = {"heads_hundredths": 900}
    workspace.store.commit("職員数", [SetFields("headcount", row, more) for row in heads])
    sheet.allocation.allocate({third: 100})
    assert sheet.value(second, REGULAR) > hours


def test_without_staff_there_is_nothing_to_distribute(workspace, sheet):
    heads = {op.row for op in workspace.store.ops() if op.entity == "headcount"}
    none = {"heads_hundredths": 0, "overtime_minutes": 0}
    workspace.store.commit("職員数", [SetFields("headcount", row, none) for row in heads])
    first = sheet.rows[0]
    assert "No staff is known" in sheet.allocation.refusal
    outcome = sheet.set_cells([(first, "share_hundredths", "10"), (first, "name", "証明")])
    assert [refusal.rule for refusal in outcome.refusals] == ["no-capacity"]
    assert (sheet.value(first, REGULAR), sheet.text(first, "name")) == (39_105, "証明")
    share = SetFields("work_item", first, {"share_hundredths": 100})
    workspace.store.commit("以前の配分", [share])
    for deed in (
        sheet.allocation.reallocate,
        lambda: sheet.allocation.allocate({first: 1}),
        lambda: sheet.allocation.refine(first, [Part("B01-03-01", "交付", 1)]),
    ):
        with pytest.raises(RefusedError, match="No staff is known"):
            deed()


def test_a_duplicate_of_a_share_has_neither_share_nor_hours(sheet):
    first = sheet.rows[0]
    sheet.allocation.allocate({first: 2_000})
    copy = sheet.duplicate([first]).new_rows[0]
    assert sheet.value(copy, "year_minutes") is None
    assert sheet.value(copy, "method") is None
    assert sheet.allocation.shares == {first: 2_000}


def test_a_removed_share_is_left_to_distribute(sheet):
    sheet.allocation.allocate(dict(zip(sheet.rows[:2], [3_333, 3_333], strict=True)))
    left = sheet.totals.remaining
    sheet.remove(sheet.rows[:1])
    assert sheet.totals.remaining == left + 3_333
    assert not sheet.allocation.is_stale

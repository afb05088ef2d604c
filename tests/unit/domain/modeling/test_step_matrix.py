"""The table of lanes: rows in the order of work, every change a sound drawing."""

from __future__ import annotations

import pytest

from bpr_studio.domain.modeling.soundness import faults
from bpr_studio.domain.modeling.step_matrix import (
    add_step,
    column_of,
    lane_of,
    put_in_lane_of,
    remove_rows,
    step_matrix,
)
from bpr_studio.domain.modeling.verdict import NotAllowedError
from tests.builders_flow import START, flow


@pytest.fixture
def drawn():
    return flow("窓口", "審査").then("受付", "確認").then("完了", what="end")


def test_rows_stand_in_the_order_of_work_and_columns_from_top_to_bottom(drawn):
    table = step_matrix(drawn.model)
    assert [lane.label for lane in table.lanes] == ["窓口", "審査"]
    assert [drawn.model.element(row).name for row in table.rows] == [START, "受付", "確認", "完了"]


def test_a_flow_without_lanes_has_one_column():
    drawn = flow().then("受付")
    assert [lane.id for lane in step_matrix(drawn.model).lanes] == [""]


def test_a_step_is_added_between_a_row_and_the_next(drawn):
    made = add_step(drawn.editor, drawn.id("受付"), name="入力")
    assert drawn.ways() >= {("受付", "入力"), ("入力", "確認")}
    assert faults(drawn.model) == []
    assert drawn["入力"].bounds.right < drawn["確認"].bounds.x
    assert drawn.model.element(made).lane == drawn.id("窓口")


def test_a_step_is_added_in_another_lane(drawn):
    made = add_step(drawn.editor, drawn.id("受付"), drawn.id("審査"), "審査する")
    assert lane_of(drawn.model, made) == drawn.id("審査")
    assert drawn["審査"].bounds.contains(drawn["審査する"].bounds.centre)
    assert faults(drawn.model) == []


def test_below_an_end_a_step_goes_before_it(drawn):
    add_step(drawn.editor, drawn.id("完了"), name="交付")
    assert drawn.ways() >= {("確認", "交付"), ("交付", "完了")}


def test_a_row_changes_its_lane_in_the_drawing_too(drawn):
    put_in_lane_of(drawn.editor, drawn.id("確認"), drawn.id("審査"))
    assert drawn["審査"].bounds.contains(drawn["確認"].bounds.centre)
    assert faults(drawn.model) == []


def test_a_row_does_not_leave_the_lanes(drawn):
    with pytest.raises(NotAllowedError):
        put_in_lane_of(drawn.editor, drawn.id("確認"), "")


def test_removed_rows_leave_no_gap(drawn):
    remove_rows(drawn.editor, [drawn.id("受付")])
    assert (START, "確認") in drawn.ways()


@pytest.fixture
def with_resident(drawn):
    drawn.put("pool", 600, 700, "住民")
    box = drawn["住民"].bounds
    return drawn.put("task", box.x + 120, box.centre.y, "申請する")


def test_a_pool_without_lanes_is_a_column_of_its_own(with_resident):
    table = step_matrix(with_resident.model)
    assert [lane.label for lane in table.lanes] == ["窓口", "審査", "住民"]
    step = with_resident.id("申請する")
    assert column_of(with_resident.model, step) == with_resident.id("住民")


def test_a_step_typed_into_the_column_of_another_pool_comes_below_its_last_row(with_resident):
    add_step(with_resident.editor, with_resident.id("受付"), with_resident.id("住民"), "受け取る")
    assert ("申請する", "受け取る") in with_resident.ways()
    assert faults(with_resident.model) == []


def test_a_row_does_not_change_its_pool(with_resident):
    with pytest.raises(NotAllowedError):
        put_in_lane_of(with_resident.editor, with_resident.id("受付"), with_resident.id("住民"))

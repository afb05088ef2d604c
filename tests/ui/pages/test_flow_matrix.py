"""The table of lanes: everything by keyboard, every change a gesture of the drawing."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

from bpr_studio.domain.modeling.outline import described
from bpr_studio.domain.modeling.soundness import faults
from bpr_studio.ui.grid.entry.model import new_row_id
from bpr_studio.ui.pages.flow_matrix import MatrixPanel
from bpr_studio.ui.pages.flow_matrix_cells import LANE, MatrixCells
from tests.builders_flow_panels import material, open_flow


@pytest.fixture
def flow():
    return open_flow()


@pytest.fixture
def panel(qtbot, flow):
    made = MatrixPanel(material)
    qtbot.addWidget(made)
    made.resize(900, 500)
    made.show_flow(flow)
    flow.listen(made.take_changes)
    made.show()
    return made


def lane_key(flow, name):
    return LANE + flow.called(name).id


def names(flow):
    return [item.name for item in described(flow.model).items if item.name]


def go_to(panel, flow, name):
    row = flow.called(name).id
    panel.grid.jump(row, panel.cells.lane_key(row))
    return row


def press(qtbot, panel, key, held=Qt.KeyboardModifier.NoModifier):
    qtbot.keyClick(panel.grid.view, key, held)


def test_a_step_stands_in_the_column_of_its_lane(panel, flow):
    row = flow.called("照合").id
    assert panel.cells.text(row, lane_key(flow, "担当")) == "照合"
    assert panel.cells.text(row, lane_key(flow, "窓口")) == ""
    assert panel.cells.text(row, "minutes_per_case") == "3"
    assert panel.cells.text(flow.called("申請書を確認").id, "next") == "→ 本人確認"


def test_a_name_typed_into_another_lane_moves_the_step(panel, flow):
    row = flow.called("本人確認").id
    panel.cells.set_cells("", [(row, lane_key(flow, "担当"), "本人の確認")])
    moved = flow.called("本人の確認")
    assert (moved.id, moved.lane) == (row, flow.called("担当").id)
    assert flow.called("担当").bounds.contains(moved.bounds.centre)
    assert faults(flow.model) == []


def test_enter_adds_a_step_between_a_row_and_the_next(panel, flow, qtbot):
    row = go_to(panel, flow, "申請書を確認")
    press(qtbot, panel, Qt.Key.Key_Return)
    (way,) = flow.model.outgoing(row)
    made = flow.model.element(way.target)
    assert [flow.model.element(f.target).name for f in flow.model.outgoing(made.id)] == ["本人確認"]
    assert panel.grid.current.row_id == made.id
    assert faults(flow.model) == []


def test_ctrl_and_arrow_change_the_lane(panel, flow, qtbot):
    go_to(panel, flow, "本人確認")
    press(qtbot, panel, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert flow.called("本人確認").lane == flow.called("担当").id
    assert panel.grid.current.key == lane_key(flow, "担当")


def test_delete_takes_the_step_away_and_the_flow_goes_on(panel, flow, qtbot):
    go_to(panel, flow, "本人確認")
    press(qtbot, panel, Qt.Key.Key_Delete)
    assert "本人確認" not in names(flow)
    (way,) = flow.model.outgoing(flow.called("申請書を確認").id)
    assert flow.model.element(way.target).name == "照合"


def test_facts_are_read_by_the_rules_of_the_survey(panel, flow):
    row = flow.called("本人確認").id
    result = panel.cells.set_cells("", [(row, "cases_per_year", "1,500件"), (row, "medium", "?")])
    assert flow.called("本人確認").step.cases_per_year == 1500
    assert [cell.key for cell in result.refused] == ["medium"]


def test_pasted_names_become_steps_before_the_end(panel, flow):
    lane = lane_key(flow, "窓口")
    panel.cells.set_cells("Paste", [(new_row_id(0), lane, "入力"), (new_row_id(1), lane, "交付")])
    (way,) = flow.model.outgoing(flow.called("照合").id)
    assert flow.model.element(way.target).name == "入力"
    (way,) = flow.model.outgoing(flow.called("入力").id)
    assert flow.model.element(way.target).name == "交付"
    assert faults(flow.model) == []
    flow.editor.undo()
    assert "入力" not in names(flow)


def test_the_table_is_copied_with_headings(panel, flow):
    go_to(panel, flow, "照合")
    panel.grid.commands.mark_rows()
    panel.grid.commands.copy(headings=True)
    head, row = QApplication.clipboard().text().splitlines()
    assert head.split("\t")[:2] == ["窓口", "担当"]
    assert row.split("\t")[:2] == ["", "照合"]


def test_rows_change_places_in_the_flow(panel, flow):
    panel.cells.move_rows([flow.called("照合").id], flow.called("本人確認").id)
    (way,) = flow.model.outgoing(flow.called("申請書を確認").id)
    assert flow.model.element(way.target).name == "照合"
    assert faults(flow.model) == []


def test_the_selected_element_is_the_row_and_the_other_way_round(panel, flow, qtbot):
    panel.show_selection([flow.called("照合").id])
    assert panel.grid.current.row_id == flow.called("照合").id
    with qtbot.waitSignal(panel.element_wanted) as told:
        go_to(panel, flow, "本人確認")
    assert told.args == [flow.called("本人確認").id]


def test_a_flow_that_may_not_be_edited_is_only_read(panel, flow):
    flow.reason = "Accepted already."
    row = flow.called("照合").id
    assert not panel.cells.editable(row, lane_key(flow, "担当"))
    assert not panel.cells.rows_can_change


def test_a_name_of_a_person_is_remarked_on(flow):
    cells = MatrixCells(flow, material("").rules, print, lambda text: "?" if "花子" in text else "")
    row = flow.called("本人確認").id
    result = cells.set_cells("", [(row, lane_key(flow, "窓口"), "山田花子に連絡")])
    assert result.remarks == ("?",)
    assert flow.called("山田花子に連絡").id == row


def test_who_may_only_read_is_not_told_how_to_type(panel, flow, qtbot):
    hints = [one for one in panel.findChildren(QLabel) if one.text().startswith("Enter")]
    assert hints
    assert not any(one.isHidden() for one in hints)

    flow.reason = "閲覧のみ"
    other = MatrixPanel(material)
    qtbot.addWidget(other)
    other.show_flow(flow)
    told = [one for one in other.findChildren(QLabel) if one.text().startswith("Enter")]
    assert all(one.isHidden() for one in told)

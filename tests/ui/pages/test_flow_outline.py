"""Typing is drawing: lines become steps when typing pauses, as one gesture."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QListWidget

from bpr_studio.domain.modeling.creating import place
from bpr_studio.domain.modeling.outline import outline_of
from bpr_studio.domain.modeling.templates import template
from bpr_studio.domain.process.rollup import work_by
from bpr_studio.domain.shared.geometry import Point
from bpr_studio.ui.pages.flow_outline import OutlinePanel
from tests.builders_flow_panels import open_flow


@pytest.fixture
def flow():
    return open_flow()


@pytest.fixture
def panel(qtbot, flow):
    made = OutlinePanel()
    qtbot.addWidget(made)
    made.resize(900, 500)
    made.show_flow(flow)
    flow.listen(made.take_changes)
    made.show()
    made.edit.setFocus()
    return made


def to_line(panel, start):
    """The keyboard at the end of the line that begins so."""
    lines = panel.text.split("\n")
    number = next(n for n, line in enumerate(lines, start=1) if line.strip().startswith(start))
    panel.edit.go_to(number, len(lines[number - 1]))


def type_text(panel, text):
    panel.edit.insertPlainText(text)


def test_the_flow_stands_there_as_text(panel, flow):
    assert panel.text == outline_of(flow.model)


def test_a_typed_line_is_drawn_when_typing_pauses(panel, flow, qtbot):
    to_line(panel, "窓口: 本人確認")
    type_text(panel, "\n窓口: 手数料を受け取る 2min")
    assert len(flow.model.of_kind(*[e.kind for e in [flow.called("照合")]])) == 3
    qtbot.waitUntil(lambda: any(e.name == "手数料を受け取る" for e in flow.model.elements()))
    (way,) = flow.model.outgoing(flow.called("本人確認").id)
    assert flow.model.element(way.target).name == "手数料を受け取る"
    assert flow.called("手数料を受け取る").step.minutes_per_case == 2


def test_leaving_the_text_draws_at_once_as_one_step_of_undo(panel, flow):
    before = outline_of(flow.model)
    to_line(panel, "窓口: 本人確認")
    type_text(panel, "\n窓口: 入力\n窓口: 手渡し")
    panel.edit.left.emit()
    assert flow.called("手渡し").lane == flow.called("窓口").id
    flow.editor.undo()
    assert outline_of(flow.model) == before


def test_the_text_somebody_types_keeps_its_form(panel):
    to_line(panel, "窓口: 本人確認")
    type_text(panel, "\n窓口：　入力　５分")
    panel.apply()
    panel.take_changes([])
    assert "窓口：　入力　５分" in panel.text


def test_what_others_change_comes_in_as_text(panel, flow):
    with flow.editor.gesture("other"):
        flow.editor.set(flow.called("照合").id, name="記載内容の照合")
    assert "記載内容の照合" in panel.text


def test_nothing_is_applied_while_an_input_method_composes(panel, flow):
    to_line(panel, "窓口: 本人確認")
    type_text(panel, "\n窓口: ")
    QApplication.sendEvent(panel.edit, QInputMethodEvent("にゅうりょく", []))
    assert panel.edit.is_composing
    panel.apply()
    assert len(list(flow.model.elements())) == len(list(open_flow().model.elements()))
    done = QInputMethodEvent()
    done.setCommitString("入力")
    QApplication.sendEvent(panel.edit, done)
    panel.apply()
    assert flow.called("入力")


def test_remarks_are_listed_and_marked_at_their_line(panel):
    to_line(panel, "窓口: 本人確認")
    type_text(panel, "\n窓口: 入力\nback どこか")
    panel.apply()
    number = panel.edit.current_line
    assert any("どこか" in text for text in panel.remark_texts)
    assert number in panel.edit.remarks


def test_the_line_of_the_selected_element_leads_to_it_and_back(panel, flow, qtbot):
    to_line(panel, "終") if "終" in panel.text else to_line(panel, "end")
    with qtbot.waitSignal(panel.element_wanted) as told:
        to_line(panel, "窓口: 本人確認")
    assert told.args == [flow.called("本人確認").id]


def test_tab_moves_lines_in_and_out(panel, qtbot):
    to_line(panel, "窓口: 本人確認")
    qtbot.keyClick(panel.edit, Qt.Key.Key_Tab)
    assert "  窓口: 本人確認" in panel.text
    qtbot.keyClick(panel.edit, Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert "\n窓口: 本人確認" in panel.text


def test_enter_goes_one_step_in_below_a_branch(panel, qtbot):
    to_line(panel, "窓口: 本人確認")
    type_text(panel, "\nif 不備?")
    qtbot.keyClick(panel.edit, Qt.Key.Key_Return)
    qtbot.keyClicks(panel.edit, "yes ->")
    qtbot.keyClick(panel.edit, Qt.Key.Key_Return)
    assert "if 不備?\n  yes ->\n    " in panel.text


def test_a_flow_that_may_not_be_edited_is_only_read(panel, flow):
    flow.reason = "Accepted already."
    panel.show_flow(flow)
    assert panel.edit.isReadOnly()


def test_the_drawing_stands_beside_the_text_where_there_is_room(panel):
    assert panel.board.isVisible()
    panel.resize(500, 500)
    assert not panel.board.isVisible()


def test_a_sub_process_counts_by_its_steps_as_the_hours_do(panel, flow):
    to_line(panel, "窓口: 本人確認")
    type_text(panel, "\nsub 調査\n  照会\n  回答を確認")
    panel.apply()
    assert work_by(flow.model, lambda _step: "").steps == 5
    assert panel.state_text.startswith("5 ")


def test_a_long_remark_is_wrapped(panel, flow):
    for kind in ("annotation", "data_store", "group"):
        place(flow.editor, template(kind), Point(900, 900), name="注釈")
    panel.show_flow(flow)
    panel.resize(380, 500)
    (bar,) = [
        one for one in panel.findChildren(QListWidget) if one.accessibleName() and one.isVisible()
    ]
    QApplication.processEvents()
    shown = bar.visualItemRect(bar.item(0))
    assert shown.width() <= bar.viewport().width()
    assert bar.horizontalScrollBar().maximum() == 0
    assert shown.height() > 1.5 * bar.fontMetrics().height()
    assert not bar.horizontalScrollBar().isVisible()


def test_a_name_of_a_person_is_remarked_on_at_its_line(qtbot, flow):
    made = OutlinePanel(lambda text: "Looks like a name." if "花子" in text else "")
    qtbot.addWidget(made)
    made.show_flow(flow)
    to_line(made, "窓口: 本人確認")
    type_text(made, "\n窓口: 山田花子に連絡")
    made.apply()
    assert any("Looks like a name." in text for text in made.remark_texts)
    assert made.edit.current_line in made.edit.remarks

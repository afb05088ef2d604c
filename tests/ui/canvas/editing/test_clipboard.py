"""Copying within a flow, between flows, into office programs, and lines of text into steps."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from bpr_studio.domain.modeling.creating import FlowNames
from bpr_studio.ui.canvas.editing.clipboard import FORMAT, as_html, as_text
from tests.ui.canvas.editing.conftest import board_with

pytestmark = pytest.mark.gui

Key = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier


def on_clipboard():
    return QGuiApplication.clipboard().mimeData()


def count(hands, name):
    return len([element for element in hands.model.elements() if element.name == name])


def test_copied_steps_are_pasted_at_the_pointer_with_their_flow(drawn):
    drawn.board.scene.select((drawn.named("受付").id, drawn.named("確認").id))
    drawn.key(Key.Key_C, CONTROL)
    lane = drawn.named("審査").bounds
    drawn.point_at(lane.x + 400, lane.centre.y)
    drawn.key(Key.Key_V, CONTROL)
    assert count(drawn, "受付") == 2
    made = [drawn.model.element(i) for i in drawn.selected]
    assert {element.lane for element in made if element.bounds} == {drawn.named("審査").id}
    assert drawn.sound()


def test_what_was_copied_in_one_flow_is_pasted_into_another(qtbot, drawn):
    drawn.click(drawn.named("受付"))
    drawn.key(Key.Key_C, CONTROL)
    other = board_with(qtbot, FlowNames("別", "税務課", ("窓口",)))
    lane = other.named("窓口").bounds
    assert lane is not None
    other.point_at(lane.x + 400, lane.centre.y)
    other.key(Key.Key_V, CONTROL)
    assert count(other, "受付") == 1
    assert other.sound()


def test_the_clipboard_holds_a_picture_and_a_table_for_office_programs(drawn):
    drawn.key(Key.Key_A, CONTROL)
    drawn.key(Key.Key_C, CONTROL)
    data = on_clipboard()
    assert data.hasFormat(FORMAT)
    assert data.hasImage()
    lines = data.text().splitlines()
    assert lines[0].split("\t")[:3] == ["No.", "Lane", "Name"]
    assert [line.split("\t")[2] for line in lines[1:]] == ["", "受付", "確認", "完了"]
    assert "<td>受付</td>" in data.html()


def test_the_svg_writer_of_the_program_adds_a_vector_picture(drawn):
    drawn.board.set_svg_writer(lambda model: f"<svg>{len(model)}</svg>")
    drawn.click(drawn.named("受付"))
    drawn.key(Key.Key_C, CONTROL)
    assert bytes(on_clipboard().data("image/svg+xml").data()).startswith(b"<svg>")


def test_cut_takes_the_steps_away(drawn):
    drawn.click(drawn.named("確認"))
    drawn.key(Key.Key_X, CONTROL)
    assert count(drawn, "確認") == 0
    assert ("受付", "完了") in drawn.ways()
    assert drawn.sound()


def test_duplicating_selects_the_copy(drawn):
    drawn.click(drawn.named("確認"))
    drawn.key(Key.Key_D, CONTROL)
    assert count(drawn, "確認") == 2
    (copy,) = drawn.selected
    assert drawn.model.element(copy).name == "確認"
    assert drawn.sound()


def test_lines_of_text_become_steps_after_the_selected_one(drawn):
    QGuiApplication.clipboard().setText("照会する\n\n回答を確認する\t5\n決裁する\n")
    drawn.click(drawn.named("確認"))
    drawn.key(Key.Key_V, CONTROL)
    expected = {
        ("確認", "照会する"),
        ("照会する", "回答を確認する"),
        ("回答を確認する", "決裁する"),
    }
    assert expected <= drawn.ways()
    drawn.editor.undo()
    assert count(drawn, "照会する") == 0


def test_pasted_lines_say_minutes_and_lanes_like_the_text_of_the_flow(drawn):
    QGuiApplication.clipboard().setText("照会する 5分 P06\n回答を確認する")
    drawn.click(drawn.named("確認"))
    drawn.key(Key.Key_V, CONTROL)
    asked = drawn.named("照会する")
    assert (asked.step.minutes_per_case, asked.step.step_type) == (5.0, "P06")
    assert ("照会する", "回答を確認する") in drawn.ways()
    assert drawn.sound()


def test_a_clipboard_of_something_else_changes_nothing_and_says_so(drawn):
    QGuiApplication.clipboard().clear()
    before = len(drawn.model)
    drawn.key(Key.Key_V, CONTROL)
    assert len(drawn.model) == before
    assert drawn.told


def test_a_table_for_other_programs_escapes_signs():
    rows = [("Name",), ("<不備>",)]
    assert "&lt;不備&gt;" in as_html(rows)
    assert as_text(rows) == "Name\n<不備>\n"

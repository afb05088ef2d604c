"""Somebody who works by keys never loses the place, the name or the sight of what is written."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from bpr_studio.domain.process.element import Kind

pytestmark = pytest.mark.gui

Key = Qt.Key


def test_tab_goes_on_to_the_step_there_is_and_adds_none(drawn):
    steps = len(drawn.model.of_kind(Kind.TASK))
    drawn.click(drawn.named("受付"))
    drawn.key(Key.Key_F2)
    drawn.write("申請書を受付", Key.Key_Tab)

    assert len(drawn.model.of_kind(Kind.TASK)) == steps
    assert drawn.board.label_editor.element_id == drawn.named("確認").id


def test_after_delete_what_led_to_the_step_is_selected(drawn):
    drawn.click(drawn.named("確認"))
    drawn.key(Key.Key_Delete)

    assert drawn.selected == (drawn.named("受付").id,)


def test_after_undo_of_a_step_what_led_to_it_is_selected(drawn):
    drawn.click(drawn.named("受付"))
    drawn.key(Key.Key_N)
    drawn.write("照合")
    drawn.editor.undo()  # the name
    drawn.editor.undo()  # the step

    assert drawn.selected == (drawn.named("受付").id,)


def test_a_change_elsewhere_selects_nothing(drawn):
    drawn.click(drawn.named("受付"))
    drawn.board.scene.select(())
    drawn.board.take_changes([drawn.named("確認").id])

    assert drawn.selected == ()


def test_the_name_of_a_new_lane_is_in_sight(drawn):
    drawn.view.set_zoom(1.5)
    drawn.click(drawn.named("確認"))
    drawn.key(Key.Key_L)

    field = drawn.board.label_editor
    assert field.isVisible()
    assert drawn.view.viewport().rect().intersects(field.geometry())
    lane = drawn.model.of_kind(Kind.LANE)[-1]
    left = drawn.view.mapFromScene(drawn.board.scene.area_of(lane.id)).boundingRect().left()
    assert left >= 0


def test_leaving_takes_the_name_that_is_being_written(drawn):
    drawn.click(drawn.named("確認"))
    drawn.key(Key.Key_F2)
    drawn.board.label_editor.setPlainText("点検")
    drawn.board.finish_typing()

    assert drawn.named("点検").kind is Kind.TASK

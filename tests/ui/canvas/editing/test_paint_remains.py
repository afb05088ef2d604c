"""What is on the screen after a change is what a freshly painted board shows."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

pytestmark = pytest.mark.gui

Key = Qt.Key
_CORNERS = 160  # below lie the map and the zoom buttons, which are no part of the drawing


def on_screen(hands):
    """The drawing as it is on the screen now; nothing is painted for the occasion."""
    for _ in range(30):
        QApplication.processEvents()
    drawing = hands.view.viewport()
    place = drawing.mapTo(hands.board, QPoint(0, 0))
    shot = hands.board.screen().grabWindow(hands.board.winId()).toImage()
    return shot.copy(place.x(), place.y(), drawing.width(), drawing.height() - _CORNERS)


def painted_anew(hands):
    hands.view.viewport().update()
    return on_screen(hands)


def test_nothing_of_a_step_remains_after_undo(drawn):
    drawn.click(drawn.named("確認"))
    drawn.key(Key.Key_N)
    drawn.write("決裁")
    on_screen(drawn)
    drawn.editor.undo()
    assert on_screen(drawn) == painted_anew(drawn)


def test_nothing_remains_after_a_drop_on_a_flow_and_undo(drawn):
    drawn.click(drawn.named("確認"))
    drawn.key(Key.Key_N)
    drawn.write("決裁")
    on_screen(drawn)
    start, target = drawn.named("決裁").bounds.centre, drawn.named("受付").bounds.centre
    drawn.drag((start.x, start.y), (target.x + 70, target.y))
    on_screen(drawn)
    drawn.editor.undo()
    assert on_screen(drawn) == painted_anew(drawn)


def test_nothing_of_a_larger_pool_remains_after_undo(drawn):
    drawn.click(drawn.named("受付"))
    for _ in range(3):
        drawn.key(Key.Key_L)
        drawn.write("係")
        on_screen(drawn)
    while drawn.editor.undo_name:
        drawn.editor.undo()
        on_screen(drawn)
    assert on_screen(drawn) == painted_anew(drawn)

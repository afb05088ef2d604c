"""The label editor and Japanese input: words being converted own the keys."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication

from bpr_studio.domain.process.element import Kind

pytestmark = pytest.mark.gui


def convert(editor, preedit="", commit=""):
    event = QInputMethodEvent(preedit, [])
    if commit:
        event.setCommitString(commit)
    QApplication.sendEvent(editor, event)


@pytest.fixture
def writing(hands):
    hands.click(hands.only(Kind.START_EVENT))
    hands.key(Qt.Key.Key_N)
    return hands


def test_enter_during_conversion_does_not_close_the_field(writing):
    editor = writing.board.label_editor
    convert(editor, preedit="しんせいしょ")
    writing.key(Qt.Key.Key_Return)
    writing.key(Qt.Key.Key_Tab)
    writing.key(Qt.Key.Key_Escape)
    assert editor.isVisible()
    convert(editor, commit="申請書")
    assert editor.toPlainText() == "申請書"
    writing.key(Qt.Key.Key_Return)
    assert not editor.isVisible()
    assert writing.named("申請書")


def test_clicking_elsewhere_takes_what_is_written(writing):
    writing.board.label_editor.insertPlainText("受付")
    writing.click_at(700, 500)
    assert writing.named("受付")
    assert not writing.board.label_editor.isVisible()


def test_the_field_lies_over_the_shape_and_follows_the_paper(writing):
    editor = writing.board.label_editor
    shape = writing.model.element(editor.element_id)
    middle = editor.mapTo(writing.view, editor.rect().center())
    assert (middle - writing.middle(shape)).manhattanLength() < 8
    writing.view.set_zoom(2.0)
    middle = editor.mapTo(writing.view, editor.rect().center())
    assert (middle - writing.middle(shape)).manhattanLength() < 8


def test_a_long_name_makes_the_field_higher(writing):
    editor = writing.board.label_editor
    before = editor.height()
    editor.insertPlainText("申請書の記載内容と添付書類を確認して不備があれば補正を求める")
    assert editor.height() > before


def test_keys_the_field_does_not_know_do_not_reach_the_drawing(writing):
    editor = writing.board.label_editor
    selected, count = writing.selected, len(writing.model)
    for key, keys in (
        (Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier),
        (Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier),
        (Qt.Key.Key_F3, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_F2, Qt.KeyboardModifier.NoModifier),
    ):
        writing.key(key, keys)
    assert editor.isVisible()
    assert writing.selected == selected
    assert len(writing.model) == count

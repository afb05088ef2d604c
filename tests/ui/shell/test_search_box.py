"""Ctrl+K: pages, sections, commands."""

from typing import Any

import pytest
from PySide6.QtCore import Qt

from bpr_studio.ui.shell.parts import SearchHit
from bpr_studio.ui.shell.search import ListProvider


@pytest.fixture
def box(qtbot: Any, shell: Any) -> Any:
    shell.window.activateWindow()
    qtbot.waitUntil(shell.window.isActiveWindow)
    shell.window.search.activate()
    return shell.window.search


def type_words(qtbot: Any, box: Any, words: Any) -> None:
    qtbot.keyClicks(box, words)
    qtbot.wait(200)


def titles(box: Any) -> Any:
    return [hit.title for hit in box.shown()]


def test_the_pages_are_offered_before_anything_is_typed(box: Any) -> None:
    assert box.hits_shown
    assert titles(box) == ["ホーム", "調査", "分析"]


def test_sections_are_found_and_opened(qtbot: Any, shell: Any, box: Any) -> None:
    box.setText("市民")
    box.textEdited.emit("市民")
    qtbot.keyClick(box, Qt.Key.Key_Return)

    assert shell.window.current_key == "survey"
    assert shell.window.current_page.noted[-1] == ("target", "市民課")
    assert not box.hits_shown
    assert box.text() == ""


def test_the_arrows_walk_through_the_hits(qtbot: Any, shell: Any, box: Any) -> None:
    qtbot.keyClick(box, Qt.Key.Key_Down)
    qtbot.keyClick(box, Qt.Key.Key_Return)

    assert shell.window.current_key == "survey"


def test_commands_are_found_too(qtbot: Any, shell: Any, box: Any) -> None:
    type_words(qtbot, box, "dark col")
    assert titles(box) == ["Dark colours"]

    type_words(qtbot, box, "zzz")
    assert "zzz" in titles(box)[0]
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert shell.window.current_key == "home"


def test_escape_leaves_the_search(qtbot: Any, box: Any) -> None:
    type_words(qtbot, box, "abc")

    qtbot.keyClick(box, Qt.Key.Key_Escape)

    assert not box.hits_shown
    assert box.text() == ""
    assert not box.hasFocus()


def test_the_list_goes_when_the_focus_goes(qtbot: Any, shell: Any, box: Any) -> None:
    shell.window.current_page.field.setFocus()

    qtbot.waitUntil(lambda: not box.hits_shown)


@pytest.mark.parametrize("words", ["ｷｸﾃﾞｰﾀ", "キクデータ", "データ キク", "bpmn"])
def test_full_and_half_width_and_case_are_the_same(words: Any) -> None:
    entries = [SearchHit("キクデータ BPMN", "業務", "file", lambda: None)]

    assert ListProvider(lambda: entries).hits(words, 5)


def test_a_list_is_read_once_for_each_search_not_for_each_letter(qtbot: Any, shell: Any) -> None:
    reads: list[int] = []

    def entries() -> list[SearchHit]:
        reads.append(1)
        return [SearchHit("区政課", "課", "users", lambda: None)]

    provider = ListProvider(entries)

    assert provider.hits("区", 5)
    assert provider.hits("区政", 5)
    assert len(reads) == 1
    provider.forget()
    assert provider.hits("区", 5)
    assert len(reads) == 2

"""Ctrl+K: pages, sections, commands."""

from typing import Any

import pytest
from PySide6.QtCore import Qt

from bpr_studio.ui.qt.buttons import make_action
from bpr_studio.ui.qt.page import Jump
from bpr_studio.ui.shell.parts import SearchHit
from bpr_studio.ui.shell.recent import RecentHits
from bpr_studio.ui.shell.search import ListProvider


@pytest.fixture
def box(qtbot: Any, shell: Any) -> Any:
    shell.window.activateWindow()
    qtbot.waitUntil(shell.window.isActiveWindow)
    shell.window.search.activate()
    return shell.window.search


def type_words(qtbot: Any, box: Any, words: Any) -> None:
    if words.isascii():
        qtbot.keyClicks(box, words)
    else:  # what an input method does
        box.setText(words)
        box.textEdited.emit(words)
    qtbot.wait(200)


def titles(box: Any) -> Any:
    return [hit.title for hit in box.shown()]


def test_the_pages_are_offered_before_anything_is_typed(box: Any) -> None:
    assert box.hits_shown
    assert titles(box)[:3] == ["ホーム", "調査", "分析"]


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


def test_what_was_used_lately_is_offered_first_also_after_a_new_start(
    qtbot: Any, shell: Any, box: Any, open_shell: Any
) -> None:
    type_words(qtbot, box, "市民")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    box.activate()
    type_words(qtbot, box, "dark")
    qtbot.keyClick(box, Qt.Key.Key_Return)

    box.activate()
    assert titles(box)[:3] == ["Dark colours", "市民課", "ホーム"]
    shell.window.close()
    again = open_shell().window.search
    again.activate()
    assert titles(again)[:3] == ["Dark colours", "市民課", "ホーム"]


def test_the_actions_of_the_page_in_front_are_commands(qtbot: Any, shell: Any, box: Any) -> None:
    page, done = shell.window.current_page, []
    page.set_actions(
        [
            make_action(page, "調査票を配布する", lambda: done.append("配布"), shortcut="Ctrl+D"),
            make_action(page, "回収する", lambda: done.append("回収")),
        ]
    )
    page.title_line.actions_shown[1].setEnabled(False)
    box.clearFocus()
    box.activate()

    type_words(qtbot, box, "配布")
    assert [(hit.kind, hit.hint) for hit in box.shown()] == [("On this page: ホーム", "Ctrl+D")]
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert done == ["配布"]
    box.activate()
    type_words(qtbot, box, "回収")
    assert "回収" in titles(box)[0]
    assert box.shown()[0].kind == ""  # nothing found: it cannot be used now


def test_a_page_that_shows_nothing_by_itself_is_not_offered(qtbot: Any, box: Any) -> None:
    type_words(qtbot, box, "入力")

    assert box.shown()[0].kind == ""


def test_headings_are_passed_over_by_the_arrows(qtbot: Any, shell: Any, box: Any) -> None:
    for _ in range(3):
        qtbot.keyClick(box, Qt.Key.Key_Down)
    qtbot.keyClick(box, Qt.Key.Key_Up)
    qtbot.keyClick(box, Qt.Key.Key_Up)
    qtbot.keyClick(box, Qt.Key.Key_Return)

    assert shell.window.current_key == "survey"


@pytest.mark.parametrize(
    "stored",
    [
        [{"kind": "課"}],
        ["x"],
        [dict.fromkeys(("language", "kind", "title", "icon", "hint", "page", "target"), 1)],
    ],
)
def test_what_cannot_be_read_of_the_last_searches_is_left_out(stored: Any) -> None:
    recent = RecentHits(stored)

    assert recent.hits([], 5) == []
    assert stored == []


def test_a_command_used_lately_is_offered_only_while_it_can_be_used() -> None:
    recent = RecentHits([])
    hit = SearchHit("受理する", "操作", "check", lambda: None)
    recent.note(hit)

    assert recent.hits([hit], 5) == [hit]
    assert recent.hits([], 5) == []


def test_choosing_the_same_again_keeps_it_once() -> None:
    stored: list[Any] = []
    recent = RecentHits(stored)
    for title in ("市民課", "財政課", "市民課"):
        recent.note(SearchHit(title, "課", "users", Jump("survey", title)))

    assert [entry["title"] for entry in stored] == ["市民課", "財政課"]


def test_escape_leaves_the_search(qtbot: Any, box: Any) -> None:
    type_words(qtbot, box, "abc")

    qtbot.keyClick(box, Qt.Key.Key_Escape)

    assert not box.hits_shown
    assert box.text() == ""
    assert not box.hasFocus()


def test_the_list_goes_when_the_focus_goes(qtbot: Any, shell: Any, box: Any) -> None:
    shell.window.current_page.field.setFocus()

    qtbot.waitUntil(lambda: not box.hits_shown)


@pytest.mark.parametrize("words", ["hof", "hand", "forms out", "HO"])
def test_initials_of_english_titles_find_them(words: Any) -> None:
    entries = [SearchHit("Hand out forms", "Command", "file", lambda: None)]

    assert ListProvider(lambda: entries).hits(words, 5)
    assert not ListProvider(lambda: entries).hits("hx", 5)


def test_titles_that_begin_with_what_was_typed_come_first() -> None:
    entries = [SearchHit(name, "課", "users", lambda: None) for name in ("区市民課", "市民課")]

    assert [hit.title for hit in ListProvider(lambda: entries).hits("市民", 5)] == [
        "市民課",
        "区市民課",
    ]


@pytest.mark.parametrize("words", ["ｷｸﾃﾞｰﾀ", "キクデータ", "データ キク", "bpmn", "きくでーた"])
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
    provider.prepare(lambda: None)
    assert provider.hits("区", 5)
    assert len(reads) == 2


def test_what_is_read_beside_the_window_shows_when_it_is_ready(qtbot: Any, open_shell: Any) -> None:
    class Slow:
        def __init__(self) -> None:
            self.ready: Any = None
            self.known: list[SearchHit] = []

        def prepare(self, ready: Any) -> None:
            self.ready = ready

        def hits(self, _words: str, _limit: int) -> list[SearchHit]:
            return self.known

    slow = Slow()
    shell = open_shell(search=[slow])
    shell.window.show()
    shell.window.activateWindow()
    qtbot.waitUntil(shell.window.isActiveWindow)
    box = shell.window.search
    box.activate()
    type_words(qtbot, box, "届出")
    assert box.shown()[0].kind == ""
    slow.known = [SearchHit("届出の受付", "業務", "list", Jump("survey", "0101"))]
    slow.ready()

    assert titles(box) == ["届出の受付"]

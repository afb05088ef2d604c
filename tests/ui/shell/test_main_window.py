"""The frame: pages on demand, one refresh per change, undo by name, memory."""

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from bpr_studio.services.events import Committed
from bpr_studio.ui.qt.page import Jump
from bpr_studio.ui.qt.theme import Mode, current_theme
from bpr_studio.ui.shell.main_window import remembered_mode
from bpr_studio.ui.shell.parts import Badge, DeedPlace, WorkspaceFacts
from bpr_studio.ui.shell.rail import FOLDED_WIDTH, Rail, RailButton


def texts_of(window: Any) -> Any:
    QApplication.processEvents()  # layouts show new widgets one turn later
    return [label.text() for label in window.findChildren(QLabel) if label.isVisible()]


def said(window: Any, part: Any) -> Any:
    return any(part in text for text in texts_of(window))


def action(window: Any, text: Any) -> Any:
    """The action whose text begins so."""
    found = [item for item in window.actions() if item.text().startswith(text)]
    for menu in window.menuBar().actions():
        found += [item for item in menu.menu().actions() if item.text().startswith(text)]
    return found[0]


def change(shell: Any, *kinds, origin: Any = "") -> None:
    shell.bus.publish(Committed(frozenset(kinds), frozenset(), origin))


def test_pages_are_created_when_they_are_first_opened(shell: Any) -> None:
    assert shell.window.current_key == "home"
    assert len(shell.window.findChildren(QPushButton, "")) < 20
    survey = shell.page("survey")

    assert survey.noted == ["shown"]
    assert shell.page("survey") is survey


def test_the_path_says_where_one_is(shell: Any) -> None:
    shell.page("survey")

    assert said(shell.window, "見本市")
    assert said(shell.window, "令和8年度（2026）")
    crumbs = [b for b in shell.window.findChildren(QPushButton) if b.text() == "市民局"]
    crumbs[-1].click()
    assert shell.window.current_key == "home"


def test_a_jump_opens_its_target_and_an_unknown_page_changes_nothing(shell: Any) -> None:
    shell.window.go_to(Jump("survey", "row-1"))
    shell.window.go_to(Jump("nowhere"))

    assert shell.window.current_key == "survey"
    assert shell.window.current_page.noted == ["shown", ("target", "row-1")]


def test_the_page_in_front_is_refreshed_at_once_and_the_others_when_they_are_shown(
    qtbot: Any, shell: Any
) -> None:
    survey, home = shell.page("survey"), shell.page("home")
    survey.noted.clear()
    home.noted.clear()

    change(shell, "work_item")
    change(shell, "section")
    wanted = ("refresh", frozenset({"work_item", "section"}))
    qtbot.waitUntil(lambda: home.noted == [wanted])

    assert survey.noted == []
    shell.page("survey")
    assert survey.noted == [wanted, "shown"]


def test_a_page_does_not_hear_its_own_echo(qtbot: Any, shell: Any) -> None:
    home = shell.page("home")
    home.noted.clear()

    change(shell, "work_item", origin="home")
    qtbot.wait(80)

    assert home.noted == []


def test_undo_and_redo_name_the_deed(shell: Any) -> None:
    undo, redo = action(shell.window, "Undo"), action(shell.window, "Redo")
    assert undo.text() == "Undo: 業務の削除"
    assert not redo.isEnabled()

    undo.trigger()

    assert not undo.isEnabled()
    assert redo.text() == "Redo: 業務の削除"
    redo.trigger()
    assert undo.isEnabled()


def test_undo_of_a_deed_elsewhere_says_where_and_leads_there(open_shell: Any) -> None:
    place = DeedPlace("転入", Jump("survey", "line"))
    shell = open_shell(place_of=lambda origin: place if origin == "flow:line" else None)
    shell.window.show()
    shell.deeds.undo_origin = "flow:line"

    action(shell.window, "Undo").trigger()

    assert said(shell.window, "“業務の削除” in “転入” was undone.")
    go = next(b for b in shell.window.findChildren(QPushButton) if b.text() == "Look there")
    go.click()
    assert shell.window.current_key == "survey"


def test_undo_of_what_is_in_sight_says_nothing(open_shell: Any) -> None:
    place = DeedPlace("転入", Jump("survey", "line"))
    shell = open_shell(place_of=lambda _origin: place)
    shell.window.show()
    shell.page("survey").shown_target = "line"

    action(shell.window, "Undo").trigger()

    assert not said(shell.window, "“業務の削除” in “転入” was undone.")


def test_a_refused_undo_says_why(shell: Any) -> None:
    shell.deeds.refuses = True

    action(shell.window, "Undo").trigger()

    assert said(shell.window, "元に戻せません。")


def test_a_page_that_breaks_leaves_the_window_working(
    caplog: pytest.LogCaptureFixture, shell: Any
) -> None:
    shell.window.go_to(Jump("broken"))

    assert said(shell.window, "ZeroDivisionError")
    assert "broken on purpose" in caplog.text
    assert shell.window.current_page is None
    assert shell.page("survey").isVisible()
    assert not said(shell.window, "ZeroDivisionError")


def test_a_page_that_fails_to_refresh_says_so_itself(qtbot: Any, caplog: Any, shell: Any) -> None:
    page = shell.page("survey")
    page.breaks = True

    change(shell, "work_item")

    qtbot.waitUntil(lambda: said(page, "ZeroDivisionError"))


def test_invented_figures_are_marked_all_the_time(open_shell: Any, tmp_path: Path) -> None:
    invented, real = (
        open_shell(),
        open_shell(facts=WorkspaceFacts(("北市",), fictitious=False, folder=tmp_path)),
    )
    for shell in (invented, real):
        shell.window.show()
        shell.page("survey")

    assert said(invented.window, "Fictitious")
    assert not said(real.window, "Fictitious")


def test_the_window_comes_back_as_it_was_left(open_shell: Any) -> None:
    first = open_shell()
    first.window.resize(799, 560)  # within the screen of the offscreen platform
    first.window.toggle_rail()
    first.window.set_mode(Mode.DARK)
    first.page("survey")
    first.window.close()

    assert remembered_mode(first.memory) is Mode.DARK
    second = open_shell()
    assert second.window.size().height() == 560
    assert second.window.current_key == "survey"
    assert second.window.findChild(Rail).width() == FOLDED_WIDTH


def test_the_layout_can_be_reset(shell: Any) -> None:
    shell.window.toggle_rail()
    shell.window.resize(1000, 600)

    action(shell.window, "Reset the layout").trigger()

    assert not shell.window.findChild(Rail).is_folded
    assert shell.window.height() <= 768


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        '{"window": 1}',
        '{"window": {"geometry": 3}}',
        '{"window": {"mode": "pink"}}',
        '{"window": {"panels": {"home": "x"}}}',
    ],
)
def test_a_damaged_memory_is_a_first_start(open_shell: Any, tmp_path: Path, content: Any) -> None:
    file = tmp_path / "settings" / "window.json"
    file.parent.mkdir(parents=True)
    file.write_text(content, encoding="utf-8")

    assert open_shell().window.current_key == "home"
    assert remembered_mode(file) is Mode.LIGHT


def test_closing_shows_texts_that_are_not_stored_and_closes_when_asked_again(
    open_shell: Any,
) -> None:
    shell = open_shell()
    page = shell.window.current_page
    page.unstored = "One cell holds a text that could not be stored."
    shell.window.go_to(Jump("survey"))

    assert not shell.window.close()
    assert shell.window.current_key == "home"
    assert any(label.text() == page.unstored for label in page.findChildren(QLabel))
    assert shell.window.close()


def test_a_memory_that_cannot_be_written_does_not_stop_the_end(
    open_shell: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "settings").write_text("a file where the folder should be", encoding="utf-8")
    shell = open_shell()

    assert shell.window.close()
    assert "not written" in caplog.text


def test_the_colours_switch_at_once(shell: Any) -> None:
    action(shell.window, "Dark colours").trigger()
    assert current_theme().mode is Mode.DARK
    action(shell.window, "Light colours").trigger()
    assert current_theme().mode is Mode.LIGHT


def test_ctrl_and_a_number_open_a_page(qtbot: Any, shell: Any) -> None:
    shell.window.activateWindow()
    qtbot.waitUntil(shell.window.isActiveWindow)

    qtbot.keyClick(shell.window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)

    assert shell.window.current_key == "survey"


def test_f6_walks_through_the_regions(qtbot: Any, shell: Any) -> None:
    shell.window.activateWindow()
    qtbot.waitUntil(shell.window.isActiveWindow)
    page = shell.page("survey")
    stops: list[Any] = []
    for _ in range(3):
        qtbot.keyClick(shell.window, Qt.Key.Key_F6)
        stops.append(QApplication.focusWidget())

    assert isinstance(stops[0], RailButton)
    assert stops[1] is shell.window.search
    assert stops[2] is page.field
    qtbot.keyClick(page.field, Qt.Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
    assert QApplication.focusWidget() is shell.window.search


def test_every_rail_button_has_a_name_and_a_hint(shell: Any) -> None:
    buttons = shell.window.findChildren(RailButton)

    assert [b.accessibleName() for b in buttons][:2] == ["ホーム", "調査"]
    assert all(button.accessibleName() and button.toolTip() for button in buttons)


def drop(window: Any, *files) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    event = QDropEvent(
        QPoint(10, 10).toPointF(),
        Qt.DropAction.CopyAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    window.dropEvent(event)


def test_dropped_files_go_to_the_page_that_reads_them(shell: Any) -> None:
    drop(shell.window, Path("/tmp/総務課.XLSX"), Path("/tmp/市民課.xlsx"))  # noqa: S108  # not opened

    assert shell.window.current_key == "survey"
    assert [file.name for file in shell.window.current_page.noted[-1][1]] == [
        "総務課.XLSX",
        "市民課.xlsx",
    ]


def test_of_a_dropped_folder_the_files_of_known_kinds_are_taken(shell: Any, tmp_path: Path) -> None:
    folder = tmp_path / "回収 票" / "市民局"
    folder.mkdir(parents=True)
    for name in ("市民課.xlsx", "~$市民課.xlsx", "メモ.txt"):
        (folder / name).touch()

    drop(shell.window, folder.parent)

    assert shell.window.current_key == "survey"
    assert shell.window.current_page.noted[-1] == ("files", [folder / "市民課.xlsx"])
    assert not said(shell.window, "メモ.txt")


def test_a_dropped_folder_without_such_files_is_told(shell: Any, tmp_path: Path) -> None:
    (tmp_path / "空の箱").mkdir()

    drop(shell.window, tmp_path / "空の箱")

    assert said(shell.window, "空の箱")


def test_a_dropped_file_nobody_reads_is_told(shell: Any) -> None:
    drop(shell.window, Path("/tmp/写真.jpg"))  # noqa: S108  # not opened

    assert said(shell.window, "写真.jpg")
    assert said(shell.window, ".xlsx")


def test_a_long_task_shows_and_can_be_stopped_from_the_status_bar(qtbot: Any, shell: Any) -> None:
    outcomes: list[Any] = []

    def work(progress: Any) -> None:
        for number in range(2_000):
            progress.report(number, 2_000, "総務課.xlsx")
            time.sleep(0.005)

    shell.window.tasks.start("調査票の取り込み", work, outcomes.append)
    qtbot.wait(200)
    assert not said(shell.window, "調査票の取り込み")  # short tasks do not flicker
    qtbot.waitUntil(lambda: said(shell.window, "総務課.xlsx"), timeout=3000)

    stop = [b for b in shell.window.statusBar().findChildren(object) if button_named(b, "Stop")]
    stop[0].click()
    qtbot.waitUntil(lambda: bool(outcomes), timeout=3000)
    qtbot.waitUntil(lambda: not said(shell.window, "調査票の取り込み"))


def button_named(thing: Any, name: Any) -> Any:
    return hasattr(thing, "accessibleName") and thing.accessibleName() == name


def test_a_fault_in_a_task_is_shown(qtbot: Any, shell: Any) -> None:
    shell.window.tasks.start("計算", lambda _progress: 1 / 0, print)

    qtbot.waitUntil(lambda: said(shell.window, "ZeroDivisionError"))


def test_sums_of_the_selection_go_with_the_page(shell: Any) -> None:
    shell.window.show_selection("3行を選択中")
    assert said(shell.window, "3行を選択中")

    shell.page("survey")

    assert not said(shell.window, "3行を選択中")


def test_the_saved_state_is_said(shell: Any) -> None:
    assert said(shell.window, "Saved")

    shell.window.show_saved("保存できません", safe=False)

    assert said(shell.window, "保存できません")


def test_help_shows_the_chapter_of_the_page_or_at_least_the_keys(shell: Any) -> None:
    action(shell.window, "How to use this page").trigger()
    assert "Ctrl+K" in shell.window.findChild(object, "help").text()

    shell.guide.mkdir()
    (shell.guide / "home.md").write_text("# ホームの使い方\n\n次にすること", encoding="utf-8")
    action(shell.window, "How to use this page").trigger()
    assert "ホームの使い方" in shell.window.findChild(object, "help").text()


def test_about_says_the_version_and_the_licences(qtbot: Any, shell: Any) -> None:
    action(shell.window, "About BPR Studio").trigger()
    dialog = QApplication.activeModalWidget() or shell.window.findChild(object, "about")

    assert dialog is not None
    assert any("0.1.0" in text for text in texts_of(dialog))
    dialog.close()


def test_commands_of_the_file_menu_run(shell: Any) -> None:
    action(shell.window, "開く").trigger()

    assert shell.commands == ["open"]


def test_the_memory_holds_choices_beside_what_others_keep(open_shell: Any) -> None:
    shell = open_shell()
    shell.memory.parent.mkdir()
    shell.memory.write_text('{"role": "section_chief"}', encoding="utf-8")
    shell.window.close()

    stored = json.loads(shell.memory.read_text(encoding="utf-8"))
    assert stored["role"] == "section_chief"
    assert set(stored["window"]) == {
        "geometry",
        "rail_folded",
        "mode",
        "page",
        "panels",
        "recent",
    }


def test_nothing_heavy_is_loaded_before_the_first_paint() -> None:
    program = (
        "import sys; import bpr_studio.ui.shell.main_window, bpr_studio.ui.qt.theme;"
        "heavy = {'matplotlib','openpyxl','numpy','sqlmodel','qtawesome','concurrent.futures',"
        "'PySide6.QtSvg','PySide6.QtPrintSupport'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)

    assert done.stdout.decode().strip() == "[]"


def test_a_large_undo_runs_beside_the_window(shell: Any, qtbot: Any) -> None:
    shell.deeds.size = 5_000
    shell.window.undo_changed()
    action(shell.window, "Undo").trigger()
    qtbot.waitUntil(lambda: shell.deeds.undone and not shell.window.tasks.running)
    qtbot.waitUntil(lambda: action(shell.window, "Redo").isEnabled())
    assert not action(shell.window, "Undo").isEnabled()


def test_a_page_under_another_marks_it_in_the_rail_and_the_path_leads_back(shell: Any) -> None:
    shell.window.go_to(Jump("entry", "0101"))

    assert shell.window.current_key == "entry"
    assert shell.window.current_page.noted[-1] == ("target", "0101")
    assert [b.text() for b in shell.window.findChildren(RailButton) if b.isChecked()] == ["調査"]
    assert "entry" not in shell.window.page_keys
    crumbs = [b for b in shell.window.findChildren(QPushButton) if b.text() == "調査"]
    crumbs[-1].click()
    assert shell.window.current_key == "survey"


def test_the_window_comes_back_on_the_page_above(open_shell: Any) -> None:
    first = open_shell()
    first.window.go_to(Jump("entry", "0101"))
    first.window.close()

    assert open_shell().window.current_key == "survey"


def test_what_waits_is_counted_beside_the_word(qtbot: Any, open_shell: Any) -> None:
    counts = {"survey": Badge(3, "3件があなたを待っています")}
    shell = open_shell(badges=lambda: counts)
    shell.window.show()
    button = next(b for b in shell.window.findChildren(RailButton) if b.text() == "調査")

    qtbot.waitUntil(lambda: button.badge == 3)
    assert "3件" in button.toolTip()
    counts.clear()
    change(shell, "survey_sheet")
    qtbot.waitUntil(lambda: button.badge == 0)


def test_a_count_that_fails_leaves_the_window_working(
    qtbot: Any, caplog: Any, open_shell: Any
) -> None:
    shell = open_shell(badges=lambda: {"survey": 1 / 0})
    shell.window.show()

    qtbot.waitUntil(lambda: said(shell.window, "ZeroDivisionError"))
    assert shell.page("survey").isVisible()


def test_a_page_with_a_number_keeps_its_word_when_the_keyboard_is_on_it(qtbot):
    button = RailButton("clipboard-text", "調査")
    qtbot.addWidget(button)
    button.resize(160, 40)
    button.set_badge(3, "3件")
    with qtbot.waitExposed(button):
        button.show()
    quiet = button.grab().toImage().pixelColor(100, 20)
    button.setFocus()
    qtbot.waitUntil(button.hasFocus)
    assert button.grab().toImage().pixelColor(100, 20) == quiet

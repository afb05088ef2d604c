"""The page where the DX office sorts what sections could not classify."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel

from bpr_studio.app.page_makers import WindowDeeds, unsorted
from bpr_studio.app.preferences import Preferences
from bpr_studio.domain.replication.changes import SetFields
from bpr_studio.ui.pages.entry_picker import Kind
from bpr_studio.ui.pages.unsorted_picker import ClassDialog
from bpr_studio.ui.qt.blocks import EmptyState, Notice
from tests.builders_workspace import task_id

pytestmark = pytest.mark.gui

UNKNOWN = "児扶手の現況届"
DRIVING = "庁用車の運行管理"
DOUBTED = "児童扶養手当の認定請求の審査"


def reword(city, section, number, **fields):
    row = task_id(city.round_id, section, number)
    city.store.commit("記入", [SetFields("work_item", row, fields)])
    return row


@pytest.fixture
def page(qtbot, host, city, settled):
    """「その他」 holds three wordings, one class is in doubt."""
    reword(city, "0101", 11, name=UNKNOWN)
    reword(city, "0102", 11, name=DRIVING)
    reword(city, "0101", 6, name=DOUBTED)
    deeds = WindowDeeds(
        preferences=Preferences,
        change=lambda **_choices: None,
        open_demo=lambda: None,
        set_mode=lambda _mode: None,
    )
    made = unsorted(city, deeds, host)
    qtbot.addWidget(made)
    made.resize(1180, 620)
    made.show()
    made.on_shown()
    settled()
    return made


def names(view):
    model = view.table.model
    return [row[1] for row in model.rows(0, model.rowCount() - 1)]


def mark(view, name):
    view.table.select_row(names(view).index(name))
    # selection is told one turn of the event loop later
    QGuiApplication.processEvents()


def codes(city, row):
    return city.queries.work_items_by_id([row])[row].get("code")


def texts(widget):
    return " ".join(shown.text() for shown in widget.findChildren(QLabel))


def test_the_title_says_how_much_waits(page):
    assert page.title.startswith("4 tasks with ")
    assert sorted(names(page.unsorted)) == sorted([UNKNOWN, DRIVING, "その他の業務"])


def test_the_side_panel_explains_the_suggestions_of_the_marked_line(page):
    mark(page.unsorted, UNKNOWN)
    shown = texts(page.unsorted.side)
    assert UNKNOWN in shown
    assert "児童扶養手当" in shown
    assert page.unsorted.side.buttons[0].text().startswith("1  ")


def test_a_key_takes_the_suggestion_and_the_line_goes(page, city, host, qtbot, settled):
    mark(page.unsorted, UNKNOWN)
    page.unsorted.table.view.setFocus()
    qtbot.keyClick(page.unsorted.table.view, Qt.Key.Key_1)
    settled()
    assert codes(city, task_id(city.round_id, "0101", 11)) == "B15-01-04"
    assert UNKNOWN not in names(page.unsorted)
    notice = host.notices[-1]
    assert "B15-01-04" in notice.text
    notice.deed.run()
    page.refresh(frozenset({"work_item", "term_lesson"}))
    settled()
    assert UNKNOWN in names(page.unsorted)


def test_several_lines_take_their_own_suggestions_at_once(page, city, settled):
    page.unsorted.table.view.selectAll()
    page.take(0)
    settled()
    assert codes(city, task_id(city.round_id, "0101", 11)) == "B15-01-04"
    assert codes(city, task_id(city.round_id, "0102", 11)) == "K01-02-02"


def test_a_place_without_suggestion_changes_nothing_and_says_so(page, city, host, settled):
    mark(page.unsorted, "その他の業務")
    page.take(2)
    settled()
    assert isinstance(host.notices[-1], Notice)
    assert host.notices[-1].deed is None
    assert len(names(page.unsorted)) == 3


def test_enter_opens_the_classes_and_takes_the_one_typed(page, city, qtbot, settled):
    mark(page.unsorted, "その他の業務")
    qtbot.keyClick(page.unsorted.table.view, Qt.Key.Key_Return)
    dialog = page.findChild(ClassDialog)
    qtbot.keyClicks(dialog.field, "K07-02-02")
    assert dialog.picker.marked() == "K07-02-02"
    qtbot.keyClick(dialog.field, Qt.Key.Key_Return)
    settled()
    assert "その他の業務" not in names(page.unsorted)
    assert codes(city, task_id(city.round_id, "0103", 11)) == "K07-02-02"


def test_arrows_walk_through_the_classes_and_a_folder_opens(page, qtbot):
    mark(page.unsorted, UNKNOWN)
    page.choose()
    dialog = page.findChild(ClassDialog)
    dialog.field.setFocus()
    first = dialog.picker.marked_line
    qtbot.keyClick(dialog.field, Qt.Key.Key_Down)
    assert dialog.picker.marked_line != first
    while dialog.picker.marked_line.kind is not Kind.FOLDER:
        qtbot.keyClick(dialog.field, Qt.Key.Key_Down)
    qtbot.keyClick(dialog.field, Qt.Key.Key_Return)
    assert dialog.isVisible()
    assert dialog.code == ""
    dialog.reject()


def test_one_bureau_can_be_looked_at_alone(page):
    view = page.unsorted
    view.bureau.setCurrentIndex(view.bureau.findData("財政局"))
    assert names(view) == ["その他の業務"]
    assert page.title.startswith("4 tasks")


def test_the_second_leaf_shows_doubtful_classes_and_can_keep_them(page, city, settled):
    page.open_target("doubtful")
    settled()
    assert DOUBTED in names(page.doubtful)
    assert "may belong to another class" in page.title
    mark(page.doubtful, DOUBTED)
    before = codes(city, task_id(city.round_id, "0101", 6))
    page.keep()
    settled()
    assert DOUBTED not in names(page.doubtful)
    assert codes(city, task_id(city.round_id, "0101", 6)) == before


def test_what_was_taught_stands_in_the_third_leaf_and_can_be_taken_back(page, city, settled, host):
    mark(page.unsorted, UNKNOWN)
    page.take(0)
    settled()
    page.open_target("lessons")
    table = page.lessons.table
    assert table.model.rowCount() == 1
    assert page.title == "1 wording was taught"
    table.select_row(0)
    QGuiApplication.processEvents()
    assert page.lessons.remove_action.isEnabled()
    page.lessons.remove_action.trigger()
    assert table.model.rowCount() == 0
    host.notices[-1].deed.run()
    assert len(city.reclassifying.taught()) == 1


def test_a_locked_round_says_why_nothing_can_be_sorted(page, city, settled):
    city.store.commit("確定", [SetFields("survey_round", city.round_id, {"state": "locked"})])
    page.refresh(frozenset({"survey_round"}))
    settled()
    assert "locked" in texts(page.unsorted.side)
    assert not any(button.isEnabled() for button in page.unsorted.side.buttons)
    mark(page.unsorted, UNKNOWN)
    page.unsorted.table.activated.emit(page.unsorted.table.current_row())
    assert page.findChild(ClassDialog) is None


def test_when_everything_has_a_class_the_page_says_so(page, city, settled):
    view = page.unsorted
    page.assign(view.answer.lines, "K07-02-02")
    settled()
    page.refresh(frozenset({"work_item", "term_lesson"}))
    settled()
    assert page.title == "Every task has a class"
    shown = [one for one in page.findChildren(EmptyState) if one.isVisible()]
    assert shown
    assert not view.side.isVisible()


def test_the_list_copies_with_headings(page):
    mark(page.unsorted, UNKNOWN)
    page.unsorted.table.copy()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].startswith("Task as the sections write it\t")
    assert any(UNKNOWN in line for line in lines)


def test_lines_stay_marked_when_the_list_is_read_again(page, settled):
    page.unsorted.table.view.selectAll()
    page.refresh(frozenset({"work_item"}))
    settled()
    assert len(page.unsorted.marked) == 3


def test_a_deed_in_between_does_not_bring_lines_back(page, settled):
    page.refresh(frozenset({"work_item"}))  # reading begins before the class is written
    mark(page.unsorted, UNKNOWN)
    page.take(0)
    page.take(0)  # pressed twice: nothing more happens
    settled()
    page.refresh(frozenset({"work_item"}))
    settled()
    assert sorted(names(page.unsorted)) == sorted([DRIVING, "その他の業務"])


def test_every_control_has_a_name(page, nameless_in):
    assert nameless_in(page) == []

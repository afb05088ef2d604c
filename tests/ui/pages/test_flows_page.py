"""The flows page: list, drawing and table, details, import, export, delete."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QPushButton

from bpr_studio.app.flow_page import flow_makers
from bpr_studio.domain.shared.errors import UnreadableInputError
from bpr_studio.services.flows import FlowOwner
from bpr_studio.ui.pages.flows import FlowsPage
from bpr_studio.ui.pages.flows_files import suggested_file
from bpr_studio.ui.pages.flows_list import FlowOrder
from bpr_studio.ui.qt.blocks import EmptyState
from bpr_studio.ui.qt.error_panel import ErrorPanel
from bpr_studio.ui.qt.page import Crumb, Jump
from tests.builders_workspace import unit_id
from tests.ui.canvas.conftest import small_flow, wide_flow

pytestmark = pytest.mark.gui

FILES = Path(__file__).resolve().parents[2] / "data" / "bpmn"


class Answers:
    """Answers every question for files; implements `FlowPicker`."""

    def __init__(self):
        self.to_read: list[Path] = []
        self.a_folder: Path | None = None
        self.to_write: Path | None = None
        self.suggested = ""

    def files(self, _parent):
        return self.to_read

    def folder(self, _parent):
        return self.a_folder

    def target(self, _parent, suggested):
        self.suggested = suggested
        return self.to_write


@pytest.fixture
def answers():
    return Answers()


def shown_page(qtbot, host, workspace, answers):
    made = FlowsPage(
        host,
        workspace.queries,
        workspace.flows,
        flow_makers(workspace),
        picker=answers,
    )
    qtbot.addWidget(made)
    made.resize(1180, 620)
    made.show()
    made.on_shown()
    return made


@pytest.fixture
def page(qtbot, host, city, answers):
    """Three flows: 住民票 and 転入 of one section, 道路占用 of none."""
    section = FlowOwner(unit_id=unit_id("0101"), class_code="B01-03-01")
    city.flows.add("住民票の交付", small_flow(), section)
    city.flows.add("転入届の受付", wide_flow(30), FlowOwner(unit_id=unit_id("0101")))
    city.flows.add("ＡＢＣ道路占用", small_flow(), FlowOwner(version_kind="to_be"))
    return shown_page(qtbot, host, city, answers)


@pytest.fixture
def empty_page(qtbot, host, nothing, answers):
    return shown_page(qtbot, host, nothing, answers)


def names(page):
    return [line.name for line in page.flow_list.flows.shown]


def ids(page):
    return {line.name: line.id for line in page.flow_list.flows.shown}


def press(widget, text):
    """Press the button with this text."""
    buttons = [
        b for b in widget.findChildren(QPushButton) if text in (b.text(), b.accessibleName())
    ]
    assert buttons, text
    buttons[0].click()


# -- the list ------------------------------------------------------------------------------------


def test_all_flows_are_listed_and_the_first_is_drawn(page):
    assert names(page) == ["住民票の交付", "転入届の受付", "ＡＢＣ道路占用"]
    assert page.flow_list.count_text == "3 flows"
    assert page.pane.model == small_flow()
    assert page.breadcrumb() == (Crumb("住民票の交付"),)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("住民", ["住民票の交付"]),
        ("abc 占用", ["ＡＢＣ道路占用"]),
        ("市民課", ["住民票の交付", "転入届の受付"]),
        ("b01-03", ["住民票の交付"]),
        ("どこにもない", []),
    ],
)
def test_any_part_of_name_section_and_class_finds_a_flow(page, words, found):
    page.flow_list.search(words)
    assert names(page) == found


def test_the_count_tells_how_many_the_search_left(page):
    page.flow_list.search("市民課")
    assert page.flow_list.count_text == "2 of 3 flows"


def test_a_search_without_hits_leaves_no_flow_and_coming_back_shows_one(page):
    page.flow_list.search("どこにもない")
    assert page.flow_list.chosen == ""
    assert page.breadcrumb() == ()
    assert not page.pane.isVisible()
    page.flow_list.search("")
    assert page.pane.isVisible()


def test_the_list_can_be_sorted_by_number_of_steps(page):
    page.flow_list.sort_by(FlowOrder.STEPS)
    assert names(page)[0] == "転入届の受付"
    page.flow_list.sort_by(FlowOrder.SECTION)
    assert names(page)[-1] == "ＡＢＣ道路占用"


def test_the_list_is_copied_with_headings(page):
    page.flow_list.copy()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].split("\t") == ["Name", "Version", "Section", "Class", "Steps", "File"]
    assert lines[1].split("\t")[:3] == ["住民票の交付", "As it is", "市民課"]


def test_arrow_keys_choose_the_next_flow_and_enter_opens_the_editor(qtbot, page, host):
    page.activateWindow()
    page.flow_list.view.setFocus()
    qtbot.keyClick(page.flow_list.view, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: page.flow_list.chosen == ids(page)["転入届の受付"])
    assert page.pane.model == wide_flow(30)
    qtbot.keyClick(page.flow_list.view, Qt.Key.Key_Return)
    assert host.jumps == [Jump("flow", ids(page)["転入届の受付"])]


def test_a_jump_opens_a_flow_that_the_search_hides_and_selects_a_step(page):
    wanted = ids(page)["転入届の受付"]
    page.flow_list.search("住民票")
    page.open_target(f"{wanted}#t007")
    assert page.flow_list.chosen == wanted
    assert page.pane.selected == ("t007",)
    page.open_target("no such flow")
    assert page.flow_list.chosen == wanted


# -- the flow ------------------------------------------------------------------------------------


def test_details_follow_the_selection(page):
    assert "住民票の交付" in page.details.texts()
    page.pane.select("b")
    assert "審査" in page.details.texts()
    assert "Core work" in page.details.texts()
    page.pane.board.scene.select(())
    assert "住民票の交付" in page.details.texts()


def test_going_on_to_the_next_step_from_the_details(page):
    page.pane.select("a")
    press(page.details, "→ はい: 審査")
    assert page.pane.selected == ("b",)
    press(page.details, "← はい: 受付")
    assert page.pane.selected == ("a",)


def test_table_and_drawing_select_the_same(qtbot, page):
    page.pane.select("b")
    page.pane.show_as_table(wanted=True)
    row = page.pane.table.current_row()
    assert row is not None
    assert row[0] == "b"
    page.pane.table.select_row(0)
    qtbot.waitUntil(lambda: page.pane.selected == ("a",))


def test_the_table_tells_order_lane_and_what_follows(page):
    page.pane.show_as_table(wanted=True)
    lines = page.pane.table.as_worksheet().splitlines()
    assert lines[0].startswith("No.\tLane\tName\tKind\tCore")
    assert lines[1].split("\t")[:5] == ["1", "窓口", "受付", "Step", "Non-core"]
    assert lines[1].endswith("はい: 審査")


def test_control_t_switches_between_drawing_and_table(qtbot, page):
    page.activateWindow()
    page.pane.board.view.setFocus()
    qtbot.keyClick(page.pane.board.view, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    assert page.pane.shows_table
    assert QApplication.focusWidget() is page.pane.table.view


def test_the_picture_goes_to_the_clipboard(page, host):
    page.pane.copy()
    assert not QGuiApplication.clipboard().image().isNull()
    assert len(host.notices) == 1


def test_more_room_hides_list_and_details_and_brings_them_back(page):
    page.toggle_room()
    assert not page.flow_list.isVisible()
    assert not page.details.isVisible()
    page.toggle_room()
    assert page.flow_list.isVisible()
    assert page.details.isVisible()


def test_several_selected_parts_are_counted_in_the_status_bar(page, host):
    page.pane.board.scene.select(("a", "b"))
    assert host.selection.startswith("2 parts selected")
    page.pane.board.scene.select(())
    assert host.selection == ""


def test_a_file_with_several_drawings_offers_them(qtbot, page, settled):
    page.import_places([FILES / "all_families.bpmn"])
    settled()
    chooser = page.pane.diagram_chooser
    assert [chooser.itemText(n) for n in range(chooser.count())] == ["全体", "不備の連絡"]
    assert chooser.isVisible()
    before = page.pane.board.scene.elements()
    chooser.setCurrentIndex(1)
    assert page.pane.board.scene.elements() != before


def test_a_change_made_elsewhere_is_drawn_at_the_same_place(page, city):
    page.open_target(ids(page)["転入届の受付"])
    page.pane.board.view.set_zoom(1.5)
    page.pane.select("t003")
    page.refresh(frozenset({"flow_element"}))
    assert page.pane.board.view.zoom == 1.5
    assert page.pane.selected == ("t003",)


def test_a_flow_that_cannot_be_read_says_so_and_the_others_can(page, city, monkeypatch):
    def broken(flow_id):
        if flow_id == ids(page)["転入届の受付"]:
            msg = "この業務フローは壊れています。"
            raise UnreadableInputError(msg)
        return small_flow()

    monkeypatch.setattr(city.flows, "model", broken)
    page.open_target(ids(page)["転入届の受付"])
    assert any(panel.isVisible() for panel in page.findChildren(ErrorPanel))
    page.open_target(ids(page)["ＡＢＣ道路占用"])
    assert page.pane.isVisible()


# -- import --------------------------------------------------------------------------------------


def test_an_empty_workspace_teaches_and_has_a_sample_one_click_away(empty_page, settled):
    empty = empty_page.findChild(EmptyState)
    assert empty is not None
    assert empty.isVisible()
    press(empty, "Look at a sample (fictitious)")
    settled()
    assert ["架空" in name for name in names(empty_page)] == [True]
    assert empty_page.pane.isVisible()


def test_one_imported_file_is_shown_at_once_with_its_findings(page, answers, settled):
    answers.to_read = [FILES / "broken.bpmn"]
    before = set(ids(page).values())
    page.import_files()
    settled()
    assert {page.flow_list.chosen} == set(ids(page).values()) - before
    assert not page.shows_result
    assert "Findings of the import" in page.details.texts()


def test_importing_nothing_does_nothing(page, host):
    page.import_files()
    page.import_folder()
    assert not host.tasks.running


def test_a_folder_tells_of_every_file_and_the_bad_ones_first(page, answers, settled, tmp_path):
    folder = tmp_path / "flows"
    folder.mkdir()
    shutil.copy(FILES / "all_families.bpmn", folder)
    (folder / "bad.bpmn").write_text("<definitions", encoding="utf-8")
    answers.a_folder = folder

    page.import_folder()
    settled()

    assert page.shows_result
    rows = list(page.result.files.model.rows(0, 1))
    assert [(row[1], row[2]) for row in rows] == [
        ("Not imported", "bad.bpmn"),
        ("Imported", "all_families.bpmn"),
    ]
    assert "Error" in page.result.findings.counts
    assert page.breadcrumb() == (Crumb("Result of the import"),)

    page.result.flow_wanted.emit(next(i for n, i in ids(page).items() if n.startswith("全種類")))
    assert not page.shows_result
    assert len(names(page)) == 4


def test_the_findings_follow_the_marked_file(qtbot, page, settled, tmp_path):
    (tmp_path / "bad.bpmn").write_text("<definitions", encoding="utf-8")
    page.import_places([tmp_path / "bad.bpmn", FILES / "all_families.bpmn"])
    settled()
    page.result.files.select_row(1)
    qtbot.waitUntil(lambda: "Error" not in page.result.findings.counts)


def test_the_same_file_again_is_shown_and_not_imported_twice(page, settled):
    for _ in range(2):
        page.import_places([FILES / "all_families.bpmn"])
        settled()
    assert len(names(page)) == 4
    assert not page.shows_result


def test_a_place_that_does_not_exist_is_explained_above_the_flows(page, settled, tmp_path):
    page.import_places([tmp_path / "gone.bpmn"])
    settled()
    assert page.findChild(ErrorPanel) is not None
    assert page.pane.isVisible()


def drop(page, *paths):
    """Drop files on the page; true when it took them."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    event = QDropEvent(
        QPointF(QPoint(50, 50)),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    event.ignore()
    page.dropEvent(event)
    return event.isAccepted()


def test_drawings_and_folders_can_be_dropped_on_the_page(page, settled):
    assert drop(page, FILES)
    settled()
    assert page.shows_result


def test_other_files_are_left_to_the_window(page, host, tmp_path):
    workbook = tmp_path / "a.xlsx"
    workbook.touch()
    assert not drop(page, workbook, FILES / "all_families.bpmn")
    assert not host.tasks.running


# -- export and delete ---------------------------------------------------------------------------


@pytest.mark.parametrize("ending", [".bpmn", ".svg"])
def test_a_flow_is_written_where_the_person_says(page, answers, settled, tmp_path, ending):
    answers.to_write = tmp_path / f"out{ending}"
    page.export()
    settled()
    assert answers.suggested == "住民票の交付.bpmn"
    assert answers.to_write.stat().st_size > 500


def test_changing_ones_mind_writes_nothing(page, host):
    page.export()
    assert not host.tasks.running


def test_a_file_name_is_made_of_any_name():
    assert suggested_file("a/b: 住民票\n（現行）") == "a_b_ 住民票 （現行）.bpmn"
    assert suggested_file("...") == "Flow.bpmn"


def test_deleting_offers_undo_and_undo_brings_the_flow_back(page, host, city):
    page.delete()
    assert names(page) == ["転入届の受付", "ＡＢＣ道路占用"]
    assert page.flow_list.chosen == ids(page)["転入届の受付"]
    host.notices[-1].deed.run()
    page.refresh(frozenset({"flow"}))
    assert len(names(page)) == 3
    assert page.flow_list.chosen == ids(page)["転入届の受付"]


def test_the_delete_key_takes_all_marked_flows(qtbot, page):
    page.activateWindow()
    page.flow_list.view.setFocus()
    page.flow_list.view.selectAll()
    assert len(page.flow_list.marked()) == 3
    qtbot.keyClick(page.flow_list.view, Qt.Key.Key_Delete)
    empty = page.findChild(EmptyState)
    assert empty is not None


class BrokenList:
    """A workspace whose list of flows cannot be read; implements `FlowPageQueries`."""

    def flows(self):
        msg = "一覧を読み取れません。"
        raise UnreadableInputError(msg, remedy="担当者にお知らせください。")


def test_a_list_that_cannot_be_read_says_so_instead_of_showing_nothing(qtbot, host, city):
    broken: Any = BrokenList()
    made = FlowsPage(host, broken, city.flows, flow_makers(city))
    qtbot.addWidget(made)
    made.show()
    made.on_shown()
    panel = made.findChild(ErrorPanel)
    assert panel is not None
    assert "一覧を読み取れません。" in panel.text()
    assert not made.details.isVisible()

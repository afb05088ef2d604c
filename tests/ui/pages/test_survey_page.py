"""The survey page: how far sections are, their tasks, handing out and collecting."""

from pathlib import Path

import openpyxl
import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel

from bpr_studio.adapters.catalogs.formats import load_survey_format
from bpr_studio.domain.replication.changes import SetFields
from bpr_studio.domain.shared.findings import Level
from bpr_studio.services.surveys import FileState
from bpr_studio.ui.grid.source import Order
from bpr_studio.ui.pages.survey import SurveyPage
from bpr_studio.ui.pages.survey_collect import CollectionView, DropZone
from bpr_studio.ui.pages.survey_details import MonthBars
from bpr_studio.ui.pages.survey_hand_out import HandedOutView, HandOutView, Whom
from bpr_studio.ui.pages.survey_history import CellHistory
from bpr_studio.ui.pages.survey_tasks import TaskTable
from bpr_studio.ui.qt.blocks import EmptyState
from bpr_studio.ui.qt.error_panel import ErrorPanel
from bpr_studio.ui.qt.page import Crumb, Jump
from tests.builders_workspace import task_id, unit_id

pytestmark = pytest.mark.gui


@pytest.fixture
def page(qtbot, host, city, tmp_path):
    made = SurveyPage(
        host,
        city.queries,
        city.surveys,
        city.undo,
        folder=tmp_path / "調査票",
        survey_format=lambda: load_survey_format("overall", 1),
    )
    qtbot.addWidget(made)
    made.resize(1180, 620)
    made.show()
    made.on_shown()
    return made


def codes(page):
    return [section.unit_code for section in page.board.shown]


def task_names(table):
    return [str(row[-7]) for row in table.model.rows(0, table.model.rowCount() - 1)]


# -- the board -----------------------------------------------------------------------------------


def test_the_board_lists_every_section(page):
    assert codes(page) == ["0101", "0102", "0103", "0201", "0202", "0203"]


def test_the_status_bar_adds_up_what_is_shown(page, host):
    assert host.selection.startswith("4 of 6 sections ・ 48 tasks")
    page.open_target("state:missing")
    assert host.selection.startswith("0 of 2 sections")


@pytest.mark.parametrize(
    ("target", "shown"),
    [
        ("state:missing", ["0202", "0203"]),
        ("state:answered", ["0101", "0102", "0103", "0201"]),
        ("state:untagged", ["0102", "0201"]),
        ("state:", ["0101", "0102", "0103", "0201", "0202", "0203"]),
    ],
)
def test_a_jump_names_the_sections_to_show(page, target, shown):
    page.open_target(target)
    assert codes(page) == shown


def test_sections_are_found_by_any_part_whatever_the_width(page, qtbot):
    page.board.search("０１０２")
    assert codes(page) == ["0102"]
    page.board.search("財政局 資産")
    assert codes(page) == ["0202"]


def test_sorting_stays_when_answers_change(page, city):
    page.board.table.sort_by(Order("minutes", descending=True))
    before = [row[1] for row in page.board.table.model.rows(0, 5)]
    page.refresh(frozenset({"headcount"}))
    assert [row[1] for row in page.board.table.model.rows(0, 5)] == before


def test_copied_rows_paste_into_a_worksheet(page):
    page.board.table.select_row(0)
    page.board.table.copy()
    first, second = QGuiApplication.clipboard().text().strip().split("\n")
    assert first.split("\t")[:3] == ["Code", "Bureau", "Section"]
    assert second.split("\t")[:4] == ["0101", "総務市民局", "市民課", "Collected"]


def test_without_an_organisation_the_page_shows_the_next_step(qtbot, host, nothing):
    page = SurveyPage(host, nothing.queries, nothing.surveys, nothing.undo)
    qtbot.addWidget(page)
    page.on_shown()
    empty = page.findChild(EmptyState)
    assert empty is not None
    assert empty.accessibleName() == "There is no section to survey yet."
    page.open_target("hand-out")
    assert host.jumps == []


# -- a section and its tasks ---------------------------------------------------------------------


def test_a_section_opens_with_its_tasks(page):
    page.open_target("section:0101")
    assert page.title == "市民課"
    assert page.breadcrumb() == (Crumb("総務市民局"), Crumb("市民課"))
    assert page.front.table.model.rowCount() == 12
    assert task_names(page.front.table)[0] == "住民票の写しの交付"


def test_a_section_nobody_knows_changes_nothing(page):
    page.open_target("section:9999")
    assert page.front is page.board


def test_a_section_without_answer_teaches_what_to_do(page):
    page.open_target("section:0203")
    assert page.front.table.model.rowCount() == 0
    assert page.front.findChild(EmptyState).isVisible()


def test_back_leads_to_the_board(page):
    page.open_target("section:0101")
    page.back_action.trigger()
    assert page.front is page.board
    assert page.breadcrumb() == ()


def test_tasks_are_searched_over_the_whole_city(page, settled):
    page.open_target("tasks:住民票")
    settled()
    assert page.front.table.model.rowCount() == 4
    assert {row[2] for row in page.front.table.model.rows(0, 3)} == {
        "市民課",
        "総務課",
        "人事課",
        "市民税課",
    }


def test_only_what_was_searched_last_is_shown(page, settled):
    page.open_target("tasks:住民票")
    page.open_target("tasks:転入届")
    settled()
    assert set(task_names(page.front.table)) == {"転入届の受付"}


@pytest.mark.parametrize("key", ["code", "name", "minutes", "cases"])
def test_tasks_are_sorted_by_the_database(page, key):
    page.open_target("section:0101")
    page.front.table.sort_by(Order(key, descending=True))
    place = [column.key for column in page.front.table.model.columns].index(key) + 1
    values = [row[place] for row in page.front.table.model.rows(0, 11) if row[place] is not None]
    assert values == sorted(values, reverse=True)


def test_changed_tasks_show_at_once(page, city):
    page.open_target("section:0101")
    city.undo.commit(
        "直す", [SetFields("work_item", task_id(city.round_id, "0101", 0), {"name": "別の名前"})]
    )
    page.refresh(frozenset({"work_item"}))
    assert task_names(page.front.table)[0] == "別の名前"


def test_an_opened_task_says_all_its_answers_in_the_words_of_the_form(page, city):
    city.undo.commit(
        "記入",
        [
            SetFields(
                "work_item",
                task_id(city.round_id, "0101", 0),
                {"nature": "routine", "month_profile": [9, 8, 8, 8, 8, 8, 8, 8, 8, 9, 9, 9]},
            )
        ],
    )
    page.open_target("section:0101")
    page.front.table.activated.emit(page.front.table.model.row(0))
    assert page.side_panel.isVisible()
    said = {label.text() for label in page.side_panel.task.findChildren(QLabel)}
    assert {"住民票の写しの交付", "定型", "混在"} <= said
    assert any(text.startswith("18,200") for text in said)
    bars = page.side_panel.task.findChild(MonthBars)
    assert bars is not None
    assert bars.accessibleName().startswith("month 4: 9%")


def test_leaving_closes_the_panel_first_and_then_the_section(page):
    page.open_target("section:0101")
    page.front.table.activated.emit(page.front.table.model.row(0))
    page.back_action.trigger()
    assert not page.side_panel.isVisible()
    assert page.title == "市民課"
    page.back_action.trigger()
    assert page.front is page.board


# -- history -------------------------------------------------------------------------------------


def test_the_history_of_hours_names_each_staff_category(page, city):
    task = task_id(city.round_id, "0101", 0)
    city.undo.commit("見直し", [SetFields("work_item", task, {"minutes_regular": 90})])
    past = CellHistory(city.undo, city.queries).of_cell(task, "minutes")
    assert past[0].field == "正規（常勤）"
    assert past[0].after == "1 h 30 min"
    assert past[0].before == past[-1].after or past[0].before == past[-2].after
    assert past[0].entry.label == "見直し"


def test_the_history_opens_beside_the_table(page):
    page.open_target("section:0101")
    page.front.history_wanted.emit(str(page.front.table.model.row(0)[0]), "core", "住民票")
    assert page.side_panel.isVisible()
    assert page.side_panel.accessibleName() == "History of Core / non-core of 住民票"


def test_a_field_nobody_filled_in_has_no_history(city):
    task = task_id(city.round_id, "0101", 2)
    assert CellHistory(city.undo, city.queries).of_cell(task, "cases") == ()


def test_a_deletion_is_part_of_the_history(page, city):
    from bpr_studio.domain.replication.changes import DeleteRow

    task = task_id(city.round_id, "0101", 0)
    city.undo.commit("削除", [DeleteRow("work_item", task)])
    past = CellHistory(city.undo, city.queries).of_cell(task, "name")
    assert past[0].after == "Row deleted"


# -- handing out ---------------------------------------------------------------------------------


def test_handing_out_starts_with_the_sections_that_have_not_answered(page):
    page.open_target("hand-out")
    assert isinstance(page.front, HandOutView)
    assert page.front.chosen_codes() == ("0202", "0203")


def test_marked_sections_are_what_is_handed_out(page):
    page.board.table.select_row(4)
    page.hand_out()
    assert page.front.chosen_codes() == ("0202",)


def test_a_whole_bureau_can_be_chosen(page):
    page.hand_out()
    page.front.choose(Whom.BUREAU, "総務市民局")
    assert page.front.chosen_codes() == ("0101", "0102", "0103")


def test_workbooks_are_written_and_the_next_steps_are_told(page, settled, tmp_path):
    page.hand_out()
    page.front.set_folder(tmp_path / "配布")
    page.front.start()
    settled()
    assert isinstance(page.front, HandedOutView)
    assert sorted(path.name[:4] for path in (tmp_path / "配布").iterdir()) == ["0202", "0203"]


def test_a_folder_that_cannot_be_written_is_explained(page, settled, tmp_path):
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    page.hand_out()
    page.front.set_folder(tmp_path / "file")
    page.front.start()
    settled()
    assert page.notices.findChild(ErrorPanel) is not None


# -- collecting ----------------------------------------------------------------------------------


@pytest.fixture
def returned(city, tmp_path):
    """A folder with two returned workbooks and one that is none."""
    from bpr_studio.domain.shared.progress import NoProgress

    folder = tmp_path / "返却"
    for form in city.surveys.hand_out(city.round_id, ("0101", "0102"), folder, NoProgress()):
        book = openpyxl.load_workbook(form)
        book["調査票"].cell(11, 5).value = "書き直した業務"
        book.save(form)
    (folder / "壊れた.xlsx").write_bytes(b"not a workbook")
    return folder


def test_collecting_asks_for_workbooks(page):
    page.open_target("collect")
    assert isinstance(page.front, DropZone)


def test_workbooks_are_looked_at_before_anything_changes(page, settled, city, returned):
    before = city.queries.collected(city.round_id)
    page.preview([returned])
    settled()
    assert isinstance(page.front, CollectionView)
    report = page.front.report
    assert report is not None
    assert (report.count(FileState.COLLECTED), report.count(FileState.REFUSED)) == (2, 1)
    assert city.queries.collected(city.round_id) == before


def test_taking_over_stores_the_answers_and_a_second_time_changes_nothing(
    page, settled, city, returned
):
    page.preview([returned])
    settled()
    page.take_over()
    settled()
    assert page.front.report.count(FileState.COLLECTED) == 2
    assert city.queries.collected(city.round_id)[unit_id("0101")][1].startswith("0101")
    page.preview([returned])
    settled()
    assert page.front.report.count(FileState.UNCHANGED) == 2
    assert not page.take_over_action.isEnabled()


def test_collecting_can_be_undone(page, settled, city, returned):
    before = city.queries.collected(city.round_id)
    page.preview([returned])
    settled()
    page.take_over()
    settled()
    city.undo.undo()
    city.undo.undo()
    assert city.queries.collected(city.round_id) == before


def test_findings_are_filtered_by_level_and_by_file(page, settled, returned):
    page.preview([returned])
    settled()
    view = page.front
    errors = sum(finding.level is Level.ERROR for finding in view.report.findings)
    view.show_level(Level.ERROR)
    assert view.findings.counts == f"Error {errors}"
    rows = [row[2] for row in view.files.model.rows(0, 2)]
    view.files.select_row(rows.index("壊れた.xlsx"))
    view.show_level(None)
    assert view.findings.counts == "Error 1"


def test_a_place_that_is_not_there_is_explained(page, settled, tmp_path):
    page.preview([tmp_path / "どこにもない"])
    settled()
    assert page.notices.findChild(ErrorPanel) is not None
    assert page.front is page.board


def test_workbooks_dropped_on_the_window_are_looked_at(page, settled, returned):
    page.open_files(sorted(Path(returned).glob("0*.xlsx")))
    settled()
    assert page.front.report.count(FileState.COLLECTED) == 2


def test_finding_puts_the_keyboard_into_the_search_of_the_view_in_front(page, qtbot):
    page.open_target("tasks")
    assert isinstance(page.front, TaskTable)
    assert page.title == "Tasks of the whole city"


def test_an_empty_search_shows_all_tasks_of_the_city(page, host):
    page.open_target("tasks")
    assert page.front.table.model.rowCount() == 48
    assert host.selection.startswith("48 tasks")


def test_everything_is_said_in_japanese_too(qtbot, host, city, japanese):
    page = SurveyPage(host, city.queries, city.surveys, city.undo)
    qtbot.addWidget(page)
    page.on_shown()
    assert page.title == "調査"
    assert host.selection.startswith("6課中 4課を回収 ・ 48業務")


def test_a_jump_to_settings_is_a_click_away_when_there_is_no_section(qtbot, host, nothing):
    from PySide6.QtWidgets import QPushButton

    page = SurveyPage(host, nothing.queries, nothing.surveys, nothing.undo)
    qtbot.addWidget(page)
    page.on_shown()
    button = next(
        b for b in page.findChildren(QPushButton) if b.text() == "Register the organisation"
    )
    button.click()
    assert host.jumps == [Jump("settings", "organisation")]


@pytest.mark.parametrize("target", ["", "section:0101", "tasks", "hand-out", "collect"])
def test_every_control_has_a_name(page, nameless_in, target):
    page.open_target(target)
    assert nameless_in(page) == []


def test_every_control_of_the_preview_and_of_a_task_has_a_name(
    page, settled, returned, nameless_in
):
    page.open_target("section:0101")
    page.front.table.activated.emit(page.front.table.model.row(0))
    assert nameless_in(page) == []
    page.preview([returned])
    settled()
    assert nameless_in(page) == []

"""The survey page: how far sections are, their tasks, handing out and collecting."""

from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton

from bpr_studio.domain.replication.changes import SetFields
from bpr_studio.domain.shared.findings import Level
from bpr_studio.domain.workload.workflow import Deed
from bpr_studio.services.sheet_states import sheet_id
from bpr_studio.services.surveys import FileState
from bpr_studio.ui.grid.source import Order
from bpr_studio.ui.pages.survey import SurveyPage
from bpr_studio.ui.pages.survey_collect import CollectionView, DropZone
from bpr_studio.ui.pages.survey_deeds import DeedWanted
from bpr_studio.ui.pages.survey_details import MonthBars
from bpr_studio.ui.pages.survey_hand_out import HandedOutView, HandOutView, Whom
from bpr_studio.ui.pages.survey_history import CellHistory
from bpr_studio.ui.pages.survey_letters import LettersView
from bpr_studio.ui.pages.survey_parts import Door
from bpr_studio.ui.pages.survey_tasks import TaskTable
from bpr_studio.ui.qt.blocks import EmptyState
from bpr_studio.ui.qt.error_panel import ErrorPanel
from bpr_studio.ui.qt.page import Crumb, Jump
from tests.builders_pages import desk_of
from tests.builders_workspace import task_id, unit_id

pytestmark = pytest.mark.gui

DOORS = (Door("調査回", "calendar", Jump("rounds")),)


@pytest.fixture
def opened(qtbot, host, city, tmp_path):
    """Opens the page for a role."""

    def make(**choices):
        made = SurveyPage(host, desk_of(city, doors=DOORS, **choices), folder=tmp_path / "調査票")
        qtbot.addWidget(made)
        made.resize(1180, 620)
        made.show()
        made.on_shown()
        return made

    return make


@pytest.fixture
def page(opened):
    return opened()


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
    assert second.split("\t")[:4] == ["0101", "総務市民局", "市民課", "Leader's check"]


def test_without_an_organisation_the_page_shows_the_next_step(qtbot, host, nothing):
    page = SurveyPage(host, desk_of(nothing))
    qtbot.addWidget(page)
    page.on_shown()
    empty = page.findChild(EmptyState)
    assert empty is not None
    assert empty.accessibleName() == "There is no section to survey yet."
    page.open_target("hand-out")
    assert host.jumps == []


def test_the_workbook_of_one_section_is_asked_for_by_its_code(page):
    page.open_target("hand-out:0102")
    view = page.front
    assert isinstance(view, HandOutView)
    assert view.chosen_codes() == ("0102",)


def test_a_section_is_opened_where_its_kind_of_survey_is_filled_in(page, host):
    page.open_target("section:0101")
    page.board.table.activated.emit(page.board.table.model.row(1))
    assert host.jumps == [Jump("entry", "section:0101"), Jump("entry", "section:0102")]


def test_steps_of_a_detailed_survey_have_a_page_of_their_own(opened, host, city):
    city.undo.commit("変更", [SetFields("survey_round", city.round_id, {"kind": "detailed"})])
    opened().open_target("section:0101")
    assert host.jumps == [Jump("detailed", "detailed:0101")]


def test_the_keyboard_is_on_the_rows(page):
    page.setFocus()
    assert page.focusProxy() is page.board
    assert page.board.focusProxy() is page.board.table


def test_a_section_nobody_knows_changes_nothing(page, host):
    page.open_target("section:9999")
    assert page.front is page.board
    assert host.jumps == []


def test_the_states_are_counted_and_show_their_sections(page, qtbot):
    assert page.board.chips.words == {
        "": "All 6",
        "draft": "In preparation 2",
        "leader_check": "Leader's check 4",
    }
    page.open_target("state:draft")
    assert codes(page) == ["0202", "0203"]
    page.open_target("state:nonsense")
    assert len(codes(page)) == 6


def test_bureaus_say_how_many_have_handed_in_and_show_their_sections(page):
    assert page.board.bureaus.words == [
        "Whole city 4 of 6 (67%)",
        "総務市民局 3 of 3 (100%)",
        "財政局 1 of 3 (33%)",
    ]
    page.board.bureaus.pick(unit_id("02"))
    assert codes(page) == ["0201", "0202", "0203"]


def test_overdue_sections_are_found_and_told_by_days(page, city):
    city.survey_rounds.set_due(city.round_id, "2026-06-15")
    page.refresh(frozenset({"survey_round"}))
    page.open_target("state:overdue")
    assert codes(page) == ["0202", "0203"]
    place = [c.key for c in page.board.table.model.columns].index("late") + 1
    assert page.board.table.model.row(0)[place] == 5


def test_open_findings_are_counted_beside_the_window(page, settled, qtbot):
    settled()
    place = [c.key for c in page.board.table.model.columns].index("findings")
    column = page.board.table.model.columns[place]
    assert column.format(page.board.table.model.row(1)[place + 1]) == "1 error"
    assert column.format(None) == "…"
    page.open_target("state:findings")
    assert "0102" in codes(page)
    assert "0101" not in codes(page)


def test_a_section_role_sees_its_own_section_only(opened, host):
    page = opened(role="section_chief", section=lambda: "0102")
    assert codes(page) == ["0102"]
    assert not page.board.chips.isVisible()
    assert not page.board.bureaus.isVisible()
    page.board.mark(["0102"])
    assert not page.board.deeds.isVisible()
    assert page.board.course.lines == []
    page.open_own()
    assert host.jumps == [Jump("entry", "section:0102")]
    page.open_target("tasks")
    assert page.front.table.model.rowCount() == 12


def test_a_section_reads_what_was_done_with_its_sheet_and_its_findings(
    opened, city, marked_city, settled
):
    marked_city(Deed.RETURN, reason="件数が多すぎます")
    page = opened(role="promoter", section=lambda: "0102")
    settled()
    (line,) = page.board.course.lines
    assert "Return with a reason → Returned 件数が多すぎます dx01 (DX office)" in line
    place = [c.key for c in page.board.table.model.columns].index("findings")
    assert page.board.table.model.row(0)[place + 1] >= 100_000  # tasks nobody has judged


@pytest.fixture
def marked_city(city):
    """Does a deed on the sheet of 0102 as the DX office."""
    return lambda deed, **more: city.sheet_states.do(deed, city.round_id, [unit_id("0102")], **more)


def test_a_person_without_a_section_is_led_to_choose_one(opened, host):
    page = opened(role="member")
    empty = page.findChild(EmptyState)
    assert empty.accessibleName() == "Your section has no sheet in this survey."


def test_the_tools_lead_to_the_pages_of_the_role(page, host):
    assert [action.text() for action in page.commands()][:4] == [
        "Collect",
        "Hand out",
        "調査回",
        "Search tasks",
    ]
    page.commands()[2].trigger()
    assert host.jumps == [Jump("rounds")]


# -- deeds on many sections ----------------------------------------------------------------------


def text_of(page):
    return " ".join(label.text() for label in page.notices.findChildren(QLabel))


def state_of(city, code):
    return next(s.state for s in city.queries.sections(city.round_id) if s.unit_code == code)


def give_state(city, state, *codes_of):
    city.undo.commit(
        "準備",
        [
            SetFields("survey_sheet", sheet_id(city.round_id, unit_id(code)), {"state": state})
            for code in codes_of
        ],
    )


@pytest.fixture
def marked(page, qtbot):
    """Marks sections and waits for the bar."""

    def mark(*codes_of):
        page.board.mark(codes_of)
        qtbot.waitUntil(lambda: len(page.board.deeds.marked) == len(codes_of))
        return page.board.deeds

    return mark


def test_marked_sheets_are_accepted_at_once_and_undone_at_once(page, city, marked, settled):
    give_state(city, "dx_acceptance", "0101", "0102")
    page.refresh(frozenset({"survey_sheet"}))
    bar = marked("0101", "0102", "0103")
    assert bar.accept.text() == "Accept（2 of them）"
    bar.accept.trigger()
    settled()
    assert [state_of(city, code) for code in ("0101", "0102", "0103")] == [
        "accepted",
        "dx_acceptance",  # there are tasks nobody has judged: an error
        "leader_check",
    ]
    said = text_of(page)
    assert "1 section was accepted." in said
    assert "総務課" in said
    assert "人事課" in said
    undo = next(b for b in page.notices.findChildren(QPushButton) if b.text() == "Undo")
    undo.click()
    assert state_of(city, "0101") == "dx_acceptance"


def test_returning_asks_for_the_reason_in_place(page, city, marked, settled):
    bar = marked("0101", "0102")
    bar.give_back.trigger()
    bar.give_reason()
    settled()
    assert bar.reason.property("wrong") is True
    assert state_of(city, "0101") == "leader_check"
    bar.reason.setText("件数が前年の3倍です")
    bar.give_reason()
    settled()
    assert [state_of(city, code) for code in ("0101", "0102")] == ["returned", "returned"]
    assert "2 sheets were returned." in text_of(page)
    city.undo.undo()
    assert state_of(city, "0101") == "leader_check"


def test_a_reason_with_a_name_is_looked_at_again_before_it_goes_out(opened, city, qtbot, settled):
    page = opened(hints=city.personal_hints)
    page.board.mark(("0101",))
    bar = page.board.deeds
    qtbot.waitUntil(lambda: len(bar.marked) == 1)
    bar.ask_reason()
    bar.reason.setText("山田太郎さんに確認してください")
    bar.give_reason()
    settled()
    assert state_of(city, "0101") == "leader_check"
    assert "山田太郎" in bar.said.text()
    bar.correct.click()
    assert bar.reason.isVisible()
    assert bar.reason.text() == "山田太郎さんに確認してください"
    bar.give_reason()
    bar.keep_reason()
    settled()
    assert state_of(city, "0101") == "returned"


def test_reminders_are_noted_and_shown_as_letters(page, city, marked, settled):
    bar = marked("0202", "0203")
    assert not bar.accept.isEnabled()
    assert "Accept" in bar.accept.toolTip()
    bar.remind.trigger()
    settled()
    assert isinstance(page.front, LettersView)
    assert [letter.unit_code for letter in page.front.letters] == ["0202", "0203"]
    page.front.copy_all()
    assert QGuiApplication.clipboard().text().count("資産税課") == 1
    page.front.copy_one()
    assert "納税課" not in QGuiApplication.clipboard().text()
    assert all(s.reminded_at for s in city.queries.sections(city.round_id)[4:])


def test_those_who_handed_in_get_no_reminder(page, city, settled):
    page.board.mark(["0101"])
    page.board.deeds.show_marked(city.queries.rounds()[0], page.board.marked())
    page.do_deed(DeedWanted(Deed.REMIND))
    settled()
    assert page.front is page.board
    assert "nobody needs a reminder" in text_of(page)


def test_the_due_day_of_marked_sections_is_changed_and_given_back(page, city, marked, settled):
    city.survey_rounds.set_due(city.round_id, "2026-06-30")
    bar = marked("0202")
    bar.due.trigger()
    bar.give_day("2026-07-15")
    settled()
    assert due_days(city) == {"2026-06-30", "2026-07-15"}
    assert "was changed" in text_of(page)
    bar = marked("0202")
    bar.give_day("")
    settled()
    assert due_days(city) == {"2026-06-30"}


def due_days(city):
    return {section.due_on for section in city.queries.sections(city.round_id)}


def test_escape_leaves_a_question(page, marked, qtbot):
    bar = marked("0101")
    bar.give_back.trigger()
    assert bar.reason.isVisible()
    qtbot.keyClick(bar.reason, Qt.Key.Key_Escape)
    assert not bar.reason.isVisible()
    assert page.front is page.board


# -- several rounds ------------------------------------------------------------------------------


def test_another_round_is_chosen_at_the_top(page, city, host):
    assert not page.board.rounds.isVisible()
    plan = city.survey_rounds.proposal(2026, "detailed")
    round_id = city.survey_rounds.plan(plan)
    page.refresh(frozenset({"survey_round"}))
    assert page.board.rounds.isVisible()
    page.board.rounds.setCurrentIndex(page.board.rounds.findData(round_id))
    assert "Being planned" in page.title_line.findChildren(QLabel)[1].text()
    page.open_target(f"round:{city.round_id}")
    assert codes(page)[0] == "0101"


def test_a_section_of_another_round_shows_the_tasks_it_had(page, city, host):
    plan = city.survey_rounds.proposal(2026)
    other = city.survey_rounds.plan(plan)
    city.survey_rounds.open(other)
    page.refresh(frozenset({"survey_round"}))
    page.show_round(other)
    page.open_section(unit_id("0101"))
    assert host.jumps == []
    assert page.title == "市民課"
    assert page.front.table.model.rowCount() == 0
    page.open_target(f"round:{city.round_id}")
    page.open_section(unit_id("0101"))
    assert host.jumps == [Jump("entry", "section:0101")]


# -- tasks of all sections -----------------------------------------------------------------------


def test_back_leads_to_the_board(page):
    page.open_target("tasks")
    assert page.breadcrumb() == (Crumb("Tasks of the whole city"),)
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


@pytest.mark.parametrize("key", ["name", "minutes", "cases"])
def test_tasks_are_sorted_by_the_database(page, key):
    page.open_target("tasks")
    page.front.table.sort_by(Order(key, descending=True))
    place = [column.key for column in page.front.table.model.columns].index(key) + 1
    values = [row[place] for row in page.front.table.model.rows(0, 47) if row[place] is not None]
    assert values == sorted(values, reverse=True)


def test_changed_tasks_show_at_once(page, city):
    page.open_target("tasks")
    city.undo.commit(
        "直す", [SetFields("work_item", task_id(city.round_id, "0101", 0), {"name": "別の名前"})]
    )
    page.refresh(frozenset({"work_item"}))
    assert "別の名前" in task_names(page.front.table)


def test_the_section_of_a_task_is_a_click_away(page, host):
    page.open_target("tasks")
    page.front.section_wanted.emit("0201")
    assert host.jumps == [Jump("entry", "section:0201")]


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
    page.open_target("tasks")
    page.front.table.activated.emit(page.front.table.model.row(0))
    assert page.side_panel.isVisible()
    said = {label.text() for label in page.side_panel.task.findChildren(QLabel)}
    assert {"住民票の写しの交付", "定型", "混在"} <= said
    assert any(text.startswith("18,200") for text in said)
    bars = page.side_panel.task.findChild(MonthBars)
    assert bars is not None
    assert bars.accessibleName().startswith("month 4: 9%")


def test_leaving_closes_the_panel_first_and_then_the_tasks(page):
    page.open_target("tasks")
    page.front.table.activated.emit(page.front.table.model.row(0))
    page.back_action.trigger()
    assert not page.side_panel.isVisible()
    assert page.title == "Tasks of the whole city"
    page.back_action.trigger()
    assert page.front is page.board


# -- history -------------------------------------------------------------------------------------


def test_the_history_of_hours_names_each_staff_category(page, city):
    task = task_id(city.round_id, "0101", 0)
    city.undo.commit("見直し", [SetFields("work_item", task, {"minutes_regular": 90})])
    past = CellHistory(city.undo, city.queries).of_cell(task, "minutes")
    assert past[0].field == "Regular"
    assert past[0].after == "1 h 30 min"
    assert past[0].before == past[-1].after or past[0].before == past[-2].after
    assert past[0].entry.label == "見直し"


def test_the_history_opens_beside_the_table(page):
    page.open_target("tasks")
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
    page = SurveyPage(host, desk_of(city))
    qtbot.addWidget(page)
    page.on_shown()
    assert page.title == "調査"
    assert page.board.chips.words["draft"] == "作成中 2"
    assert host.selection.startswith("6課中 4課を回収 ・ 48業務")


def test_a_jump_to_settings_is_a_click_away_when_there_is_no_section(qtbot, host, nothing):
    page = SurveyPage(host, desk_of(nothing))
    qtbot.addWidget(page)
    page.on_shown()
    button = next(
        b for b in page.findChildren(QPushButton) if b.text() == "Register the organisation"
    )
    button.click()
    assert host.jumps == [Jump("settings", "organisation")]


@pytest.mark.parametrize("target", ["", "state:draft", "tasks", "hand-out", "collect"])
def test_every_control_has_a_name(page, nameless_in, target):
    page.open_target(target)
    assert nameless_in(page) == []


def test_every_control_of_the_preview_and_of_a_task_has_a_name(
    page, settled, returned, nameless_in
):
    page.open_target("tasks")
    page.front.table.activated.emit(page.front.table.model.row(0))
    assert nameless_in(page) == []
    page.preview([returned])
    settled()
    assert nameless_in(page) == []

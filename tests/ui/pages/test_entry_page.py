"""The page where a section fills in its sheet, on a real small city."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QLabel, QPushButton

from bpr_studio.app.entry_page import entry_parts
from bpr_studio.domain.replication.changes import SetFields
from bpr_studio.domain.workload.workflow import Deed, SheetState
from bpr_studio.services.events import Committed
from bpr_studio.ui.grid.entry.keys import wanted
from bpr_studio.ui.grid.entry.model import CellPlace, ColumnKind, new_row_id
from bpr_studio.ui.pages.entry import EntryPage
from bpr_studio.ui.pages.entry_layout import SheetLayout
from bpr_studio.ui.pages.entry_months import MonthEditor
from bpr_studio.ui.pages.entry_picker import ClassPicker
from bpr_studio.ui.qt.page import Jump
from tests.builders_workspace import task_id, unit_id

pytestmark = pytest.mark.gui

ANSWERED, EMPTY = "0101", "0203"


def opened(qtbot, host, workspace, role="dx_office", code=ANSWERED):
    made = EntryPage(host, entry_parts(workspace, role))
    qtbot.addWidget(made)
    made.resize(1180, 640)
    made.show()
    made.open_target(f"section:{code}")
    made.finish_opening()
    return made


@pytest.fixture
def page(qtbot, host, city):
    return opened(qtbot, host, city)


@pytest.fixture
def blank(qtbot, host, city):
    return opened(qtbot, host, city, code=EMPTY)


def first(page):
    return page.sheet.rows[0]


def write(page, row, key, text):
    return page.work.cells.set_cells("", [(row, key, text)])


def settle(qtbot, page):
    """Let what others wrote arrive."""
    qtbot.wait(20)
    page.work.show_now()


# -- opening -------------------------------------------------------------------------------------


def test_a_jump_opens_the_sheet_of_a_section(page):
    assert len(page.sheet.rows) == 12
    assert page.title == page.sheet.unit.name
    assert [crumb.text for crumb in page.breadcrumb()][-1] == page.title


def test_a_jump_goes_to_a_cell_even_of_a_hidden_column(qtbot, host, city):
    page = EntryPage(host, entry_parts(city, "dx_office"))
    qtbot.addWidget(page)
    row = task_id(city.round_id, ANSWERED, 3)
    page.open_target(f"section:{ANSWERED} cell:{row}:minutes_dispatched")
    assert page.work.grid.current == CellPlace(row, "minutes_dispatched")


def test_an_unknown_section_leads_back_to_the_list(qtbot, host, city):
    page = opened(qtbot, host, city, code="9999")
    assert page.sheet is None
    page.leave()
    assert host.jumps == [Jump("survey", "board")]


def test_every_control_has_a_name(page, nameless_in):
    assert nameless_in(page) == []


# -- filling in ----------------------------------------------------------------------------------


def test_typed_hours_move_the_gauge_at_once(page):
    before = page.gauge.shown.entered
    write(page, first(page), "minutes_regular", "1000")
    was = page.sheet.looking.history(first(page), "minutes_regular")[0].after
    change = 1000 * 60 - round(float(was.replace(",", "")) * 60)
    assert page.gauge.shown.entered == before + change
    assert page.gauge.words in page.gauge.accessibleName()


def test_typing_in_the_blank_line_makes_a_row(page):
    result = write(page, new_row_id(0), "name", "庁内報の作成")
    assert page.sheet.rows[-1] == result.made[new_row_id(0)]


def test_a_refused_text_in_the_blank_line_has_a_row_to_stand_in(page):
    result = write(page, new_row_id(0), "minutes_regular", "たくさん")
    (refused,) = result.refused
    assert refused.row_id == page.sheet.rows[-1]
    assert page.sheet.text(refused.row_id, "minutes_regular") == ""


def test_one_undo_takes_a_gesture_back(qtbot, page, city):
    write(page, new_row_id(0), "minutes_regular", "たくさん")
    city.undo.undo()
    settle(qtbot, page)
    assert len(page.sheet.rows) == 12


def test_a_class_names_a_row_that_has_no_name(page):
    result = write(page, new_row_id(0), "code", "B01-01-01")
    assert page.sheet.text(result.made[new_row_id(0)], "name") == "転入届"


def test_the_months_of_a_row_are_a_curve(page):
    write(page, first(page), "month_profile", "20 15 10 5 5 5 5 5 5 5 5 15")
    mark = page.work.cells.marks(first(page), "month_profile")
    assert mark.curve[0] == 20


def test_code_and_month_cells_open_their_popups(page):
    helpers = {column.key: column for column in page.work.cells.columns}
    grid = page.work.grid
    page.work.jump(first(page), "code")
    grid.commands.edit()
    assert isinstance(grid.editing.popup, ClassPicker)
    grid.editing.cancel()
    page.work.jump(first(page), "month_profile")
    grid.commands.edit()
    assert isinstance(grid.editing.popup, MonthEditor)
    grid.editing.popup.take()
    assert sum(page.sheet.value(first(page), "month_profile")) == 100
    assert helpers["code"].kind is ColumnKind.PICKER


def test_columns_of_staff_the_section_does_not_have_begin_hidden(page):
    assert "minutes_dispatched" in page.work.cells.hidden
    page.work.cells.hide(())
    assert "minutes_dispatched" in [column.key for column in page.work.cells.columns]


def test_everything_typed_is_stored_in_the_workspace(page, city):
    write(page, first(page), "name", "新しい名前")
    stored = city.queries.work_items(city.round_id, unit_id(ANSWERED))
    assert stored[first(page)]["name"] == "新しい名前"
    assert page.title_line.findChildren(QPushButton)


# -- personal data -------------------------------------------------------------------------------


def type_into(qtbot, page, key, text):
    page.work.jump(first(page), key)
    page.work.grid.commands.edit(typed=text)
    page.work.grid.editing.commit()


def test_a_text_with_an_individual_number_waits_for_a_second_look(qtbot, page):
    type_into(qtbot, page, "note", "番号 1234 5678 9012")
    assert page.sheet.text(first(page), "note") == ""
    assert "twelve digits" in page.guard.sentence
    assert [cell.text for cell in page.work.doubtful] == ["番号 1234 5678 9012"]


def test_a_likely_name_can_be_kept_by_a_person(qtbot, page):
    type_into(qtbot, page, "issue", "担当：山田太郎")
    assert page.guard.isVisible()
    page.guard.kept.emit()
    assert page.sheet.text(first(page), "issue") == "担当：山田太郎"
    assert page.guard.isHidden()


def test_a_text_in_doubt_is_corrected_where_it_stands(qtbot, page):
    type_into(qtbot, page, "issue", "担当：山田太郎")
    page.guard.corrected.emit()
    field = page.work.grid.editing.field
    assert field is not None
    field.put("主任の業務")
    page.work.grid.editing.commit()
    assert page.sheet.text(first(page), "issue") == "主任の業務"
    assert page.guard.isHidden()


def test_a_comment_with_a_likely_name_waits_for_a_second_look(page):
    panel = look_at(page, first(page), "minutes_regular")
    panel.remark_written.emit("山田太郎さんに確かめてください")
    assert page.sheet.comments.open == ()
    assert "山田太郎" in page.guard.sentence
    page.guard.corrected.emit()
    assert page.work.side.cell.remark.text() == "山田太郎さんに確かめてください"
    assert page.guard.isHidden()
    page.work.side.cell.remark_written.emit("山田太郎さんに確かめてください")
    page.guard.kept.emit()
    (comment,) = page.sheet.comments.open
    assert comment.text == "山田太郎さんに確かめてください"
    assert page.guard.isHidden()


def test_a_note_of_the_panel_with_a_likely_name_is_not_lost(page):
    panel = look_at(page, first(page), "core_tag")
    panel.note_written.emit("山田太郎さんの説明による")
    assert page.sheet.text(first(page), "core_note") == ""
    assert page.guard.isVisible()
    page.guard.kept.emit()
    assert page.sheet.text(first(page), "core_note") == "山田太郎さんの説明による"
    assert page.guard.isHidden()


def test_a_pasted_name_waits_for_a_second_look(page):
    from PySide6.QtGui import QGuiApplication

    page.work.jump(first(page), "note")
    QGuiApplication.clipboard().setText("担当：山田太郎\n10月に多い")
    page.work.grid.commands.paste()
    assert page.sheet.text(first(page), "note") == ""
    assert page.sheet.text(page.sheet.rows[1], "note") == "10月に多い"
    assert page.guard.isVisible()


# -- side panel ----------------------------------------------------------------------------------


def look_at(page, row, key):
    page.work.jump(row, key)
    page.work.show_now()
    return page.work.side.cell


def test_the_panel_explains_the_cell(page):
    facts = look_at(page, first(page), "core_tag").facts
    assert facts.task == "住民票の写しの交付"
    assert facts.core is not None
    assert facts.core.agrees


def test_the_proposal_is_taken_with_one_click(page):
    row = page.sheet.rows[-1]
    write(page, row, "code", "B01-03-01")
    panel = look_at(page, row, "core_tag")
    panel.proposal_wanted.emit(panel.facts.core.tag, panel.facts.core.reason)
    assert page.sheet.fields(row)["core_tag"] == "non_core"


def test_a_task_without_class_gets_classes_offered(page):
    made = write(page, new_row_id(0), "name", "住民票の写しの窓口交付").made[new_row_id(0)]
    panel = look_at(page, made, "name")
    assert panel.facts.offers[0].code == "B01-03-01"
    panel.class_wanted.emit("B01-03-01")
    assert page.sheet.text(made, "code") == "B01-03-01"


def test_a_comment_marks_its_cell_until_it_is_settled(page):
    panel = look_at(page, first(page), "minutes_regular")
    panel.remark_written.emit("なぜ増えましたか")
    assert page.work.cells.marks(first(page), "minutes_regular").comment
    page.work.show_now()
    page.sheet.comments.settle(panel.facts.comments[0].id)
    assert not page.work.cells.marks(first(page), "minutes_regular").comment


def test_the_history_of_a_cell_tells_who_changed_it(page):
    write(page, first(page), "minutes_regular", "900")
    before = page.sheet.looking.history(first(page), "minutes_regular")[0].after
    past = look_at(page, first(page), "minutes_regular").facts.past
    assert past[0].change == f"{before} → 900"


def test_a_finding_leads_to_its_cell(qtbot, page):
    write(page, first(page), "core_tag", "")
    page.work.show_now()
    side = page.work.side
    assert "(" in side.leaves.tabText(1)
    finding = side.findings.view.model().finding(0)
    side.findings.jump_requested.emit(finding)
    assert page.work.grid.current.key == "core_tag"


# -- what others write ---------------------------------------------------------------------------


def test_a_change_from_elsewhere_keeps_the_cursor(qtbot, page, city):
    row = page.sheet.rows[4]
    page.work.jump(row, "name")
    city.store.commit("elsewhere", [SetFields("work_item", first(page), {"name": "別の人"})])
    settle(qtbot, page)
    assert page.sheet.text(first(page), "name") == "別の人"
    assert page.work.grid.current == CellPlace(row, "name")


# -- states --------------------------------------------------------------------------------------


def actions(page):
    return [action.text() for action in page.title_line.actions_shown]


def clean(page):
    """Make the sheet free of errors."""
    page.work.cells.set_cells(
        "",
        [
            (page.sheet.rows[-1], "core_tag", "ノンコア"),
            (page.sheet.rows[-1], "code", "Z99-99-99"),
        ],
    )


@pytest.mark.parametrize(
    ("role", "offered"),
    [
        ("member", ["Back to the list"]),
        ("kaizen_leader", ["Confirm the sheet", "Return …", "Back to the list"]),
        ("section_chief", ["Approve the sheet", "Return …", "Back to the list"]),
        ("dx_office", ["Return …", "Back to the list"]),
    ],
)
def test_each_role_is_offered_what_it_may_do(qtbot, host, city, role, offered):
    city.person = type(city.person)("u1", role)
    page = opened(qtbot, host, city, role)
    assert page.course.standing.sheet is SheetState.LEADER_CHECK
    assert actions(page) == offered


def test_a_sheet_that_has_gone_on_says_why_it_is_locked(qtbot, host, city):
    page = opened(qtbot, host, city, "member")
    assert page.lock.isVisible()
    assert not page.work.grid.model.rows_can_change


def test_the_way_of_a_sheet_from_the_leader_to_the_office(qtbot, host, city):
    city.person = type(city.person)("u1", "section_chief")
    page = opened(qtbot, host, city, "section_chief")
    clean(page)
    page.do(Deed.APPROVE)
    assert page.course.standing.sheet is SheetState.DX_ACCEPTANCE
    city.person = type(city.person)("u2", "dx_office")
    office = opened(qtbot, host, city)
    assert actions(office)[0] == "Accept the sheet"
    office.do(Deed.ACCEPT)
    assert office.course.standing.sheet is SheetState.ACCEPTED


def test_a_figure_changed_after_the_approval_shows_at_once_until_it_is_changed_back(
    qtbot, host, city
):
    city.person = type(city.person)("u1", "section_chief")
    chief = opened(qtbot, host, city, "section_chief")
    clean(chief)
    chief.do(Deed.APPROVE)
    city.person = type(city.person)("u2", "dx_office")
    office = opened(qtbot, host, city)
    write(office, first(office), "minutes_regular", "999")
    qtbot.waitUntil(lambda: office.course.standing.changed)
    qtbot.waitUntil(lambda: "Accept the sheet" not in actions(office))
    city.undo.undo()
    qtbot.waitUntil(lambda: "Accept the sheet" in actions(office))


def test_errors_are_corrected_before_a_sheet_goes_on(qtbot, host, city):
    city.person = type(city.person)("u1", "section_chief")
    page = opened(qtbot, host, city, "section_chief")
    write(page, first(page), "core_tag", "")
    page.do(Deed.APPROVE)
    assert page.course.standing.sheet.value == "leader_check"
    assert page.work.side.leaves.currentIndex() == 1


def test_a_text_that_could_not_be_stored_is_corrected_before_a_sheet_goes_on(qtbot, host, city):
    city.person = type(city.person)("u1", "section_chief")
    page = opened(qtbot, host, city, "section_chief")
    clean(page)
    grid = page.work.grid
    grid.jump(first(page), "minutes_regular")
    QGuiApplication.clipboard().setText("たくさん")
    grid.commands.paste()
    assert grid.refused
    grid.jump(page.sheet.rows[-1], "name")
    page.do(Deed.APPROVE)
    assert page.course.standing.sheet.value == "leader_check"
    assert grid.current == CellPlace(first(page), "minutes_regular")
    QGuiApplication.clipboard().setText("100")
    grid.commands.paste()
    page.do(Deed.APPROVE)
    assert page.course.standing.sheet is SheetState.DX_ACCEPTANCE


def test_a_text_that_could_not_be_stored_is_still_there_on_coming_back(page):
    page.work.grid.jump(first(page), "minutes_regular")
    QGuiApplication.clipboard().setText("たくさん")
    page.work.grid.commands.paste()
    page.open_target(f"section:{ANSWERED}")
    assert [cell.text for cell in page.work.grid.refused] == ["たくさん"]
    page.open_target(f"section:{EMPTY}")
    assert [cell.text for cell in page.work.grid.refused] == ["たくさん"]
    assert any("could not be stored" in label.text() for label in page.findChildren(QLabel))
    page.open_target(f"section:{EMPTY}")
    assert page.work.grid.refused == ()


def test_a_text_being_typed_belongs_to_the_figures_that_are_approved(qtbot, host, city):
    city.person = type(city.person)("u1", "section_chief")
    page = opened(qtbot, host, city, "section_chief")
    clean(page)
    page.work.grid.jump(first(page), "minutes_regular")
    qtbot.keyClicks(page.work.grid.view, "7")
    page.do(Deed.APPROVE)
    assert page.sheet.text(first(page), "minutes_regular") == "7"
    assert page.course.standing.sheet is SheetState.DX_ACCEPTANCE
    assert not page.course.standing.changed


def test_a_return_needs_its_reason_and_tells_it(qtbot, host, city):
    city.person = type(city.person)("u1", "section_chief")
    page = opened(qtbot, host, city, "section_chief")
    page.reason.ask()
    page.reason.field.setText("時間を確かめてください")
    page.reason.give.click()
    assert page.course.standing.sheet is SheetState.RETURNED
    assert page.course.returned() is not None


def test_the_workbook_of_the_sheet_is_written_for_its_section_alone(page, host):
    deeds = page.tools.findChildren(QAction)
    next(deed for deed in deeds if deed.text().startswith("Write this section")).trigger()
    assert host.jumps[-1] == Jump("survey", f"hand-out:{ANSWERED}")


# -- beginning -----------------------------------------------------------------------------------


def test_an_empty_sheet_shows_the_ways_to_begin(blank):
    assert blank.views.currentWidget() is blank.ways.begin_view
    assert len(blank.ways.begin_view.cards) == 4


def test_rows_of_a_template_are_added_as_one_step(qtbot, blank, city):
    blank.ways.ask_templates()
    view = blank.ways.templates_view
    n = len(view.chosen)
    view.add.click()
    assert len(blank.sheet.rows) == n
    city.undo.undo()
    settle(qtbot, blank)
    assert not blank.sheet.rows


def test_shares_fill_an_empty_sheet_up_to_its_capacity(blank):
    blank.ways.ask_shares()
    view = blank.ways.shares_view
    view.set_share("K01", 4000)
    view.toggle("B01")
    view.set_share("B01-03", 6000)
    view.do.click()
    load = blank.gauge.shown
    assert load.entered == load.capacity
    assert len(blank.sheet.rows) == 2
    assert blank.views.currentWidget() is not view


def test_counted_tasks_take_their_part_of_what_can_be_shared(page):
    page.ways.ask_shares()
    view = page.ways.shares_view
    left = round(100 - page.gauge.shown.share * 100, 1)
    assert view.rest.words.startswith(f"{left:g}% left")


def test_a_row_is_added_with_its_name_open_for_typing(qtbot, blank):
    blank.add_row()
    assert blank.work.grid.current.key == "name"
    assert blank.work.grid.editing.is_open
    blank.work.grid.editing.field.put("課の庶務")
    qtbot.keyClick(blank.work.grid.editing.field, Qt.Key.Key_Return)
    assert blank.sheet.text(blank.sheet.rows[0], "name") == "課の庶務"


def test_rows_of_last_year_are_confirmed_one_by_one(qtbot, page, city):
    rows = page.sheet.rows[:2]
    changes = [SetFields("work_item", row, {"carry": "to_confirm"}) for row in rows]
    city.store.commit("carry over", changes)
    settle(qtbot, page)
    assert "2 rows" in page.carry.sentence
    page.work.jump(rows[0], "name")
    page.carry.confirmed.emit()
    assert page.sheet.carry(rows[0]) == "confirmed"
    assert page.work.grid.current.row_id == rows[1]
    page.carry.all_confirmed.emit()
    assert page.carry.isHidden()


def test_states_and_findings_follow_the_rows_by_themselves(qtbot, host, city):
    page = EntryPage(host, entry_parts(city, "dx_office"))
    qtbot.addWidget(page)
    page.open_target(f"section:{ANSWERED}")
    assert page.sheet is not None
    qtbot.waitUntil(lambda: page.course.section is not None)
    assert "Leader's check" in page.title_line.accessibleName() + page.tools.steps.accessibleName()


def test_columns_are_shown_and_hidden_from_their_menu(page):
    menu = page.tools.columns
    menu.aboutToShow.emit()
    everything, *groups = menu.actions()
    everything.trigger()
    assert not page.work.cells.hidden
    menu.aboutToShow.emit()
    notes = next(a for g in menu.actions() if g.menu() for a in g.menu().actions())
    notes.trigger()
    assert page.work.cells.hidden
    assert len(groups) == len(page.work.cells.groups)


def test_last_years_value_is_taken_back_with_one_click(page, city):
    old, row = page.sheet.rows[1], page.sheet.rows[0]
    city.store.commit("carry over", [SetFields("work_item", row, {"previous_id": old})])
    page.open_target(f"section:{ANSWERED}")
    page.finish_opening()
    panel = look_at(page, row, "minutes_regular")
    assert panel.facts.last_year == page.sheet.shown(old, "minutes_regular")
    panel.last_year_wanted.emit()
    assert page.sheet.value(row, "minutes_regular") == page.sheet.value(old, "minutes_regular")


def test_keys_of_the_page_are_no_keys_of_the_grid(page):
    for action in page.work.grid.actions():
        keys = action.shortcut()[0]
        pressed = QKeyEvent(QEvent.Type.KeyPress, keys.key(), keys.keyboardModifiers())
        assert wanted(pressed) is None, action.text()


def test_jumps_lead_to_templates_and_shares(qtbot, host, city):
    page = opened(qtbot, host, city, code=EMPTY)
    page.open_target(f"section:{EMPTY} templates")
    assert page.views.currentWidget() is page.ways.templates_view
    page.leave()
    page.open_target(f"section:{EMPTY} shares")
    assert page.views.currentWidget() is page.ways.shares_view
    page.ways.left.emit()
    assert page.views.currentWidget() is page.ways.begin_view


def test_without_staff_nothing_can_be_shared_out(qtbot, host, city):
    from bpr_studio.domain.replication.changes import DeleteRow
    from bpr_studio.domain.shared.ids import planned_id

    heads = [planned_id("headcount", unit_id(EMPTY), c) for c in ("regular", "fiscal_part")]
    city.store.commit("no staff", [DeleteRow("headcount", row) for row in heads])
    page = opened(qtbot, host, city, code=EMPTY)
    page.ways.ask_shares()
    assert page.views.currentWidget() is page.ways.begin_view
    assert page.gauge.words == "The staff is not known"


def test_widths_folds_and_columns_are_the_same_the_next_time(qtbot, host, city):
    kept = [""]
    parts = entry_parts(city, "dx_office", layout=lambda: kept[-1], keep_layout=kept.append)
    page = EntryPage(host, parts)
    qtbot.addWidget(page)
    page.open_target(f"section:{ANSWERED}")
    assert kept == [""]
    page.work.hide_columns(hidden(page) | {"core_note"})
    again = EntryPage(host, parts)
    qtbot.addWidget(again)
    again.open_target(f"section:{ANSWERED}")
    assert "core_note" in hidden(again)


def hidden(page: EntryPage) -> frozenset[str]:
    return page.work.cells.hidden if page.work.cells is not None else frozenset()


def test_a_damaged_layout_is_forgotten():
    assert SheetLayout.from_text("[1") == SheetLayout()
    assert SheetLayout.from_text("[1]") == SheetLayout()
    layout = SheetLayout(shown=frozenset({"a"}), hidden=frozenset({"b"}))
    assert SheetLayout.from_text(layout.as_text()) == layout
    assert layout.applied({"a", "c"}) == {"b", "c"}


def test_a_comment_is_one_key_away(qtbot, page):
    page.work.jump(first(page), "name")
    deeds = {action.shortcut().toString(): action for action in page.work.grid.actions()}
    deeds["Shift+F2"].trigger()
    page.work.side.cell.remark.setText("確かめました")
    qtbot.keyClick(page.work.side.cell.remark, Qt.Key.Key_Return)
    assert page.work.cells.marks(first(page), "name").comment_text.startswith("確かめました")


def test_proposals_of_marked_rows_are_taken_as_one_step(qtbot, page, city):
    rows = page.sheet.rows[:3]
    page.work.cells.set_cells("", [(row, "core_tag", "") for row in rows])
    page.work.jump(rows[0], "name")
    page.work.grid.commands.mark_columns()
    page.work.take_proposals()
    assert page.sheet.fields(rows[0])["core_tag"] == "non_core"
    city.undo.undo()
    settle(qtbot, page)
    assert "core_tag" not in page.sheet.fields(rows[0])


def test_a_sheet_locked_meanwhile_keeps_what_is_typed_and_says_why(qtbot, host, city):
    from bpr_studio.ui.qt.error_panel import ErrorPanel

    city.person = type(city.person)("u1", "section_chief")
    page = opened(qtbot, host, city, "section_chief")
    page.work.jump(first(page), "name")
    page.work.grid.commands.edit(typed="新しい名前")
    change = SetFields("survey_round", city.round_id, {"state": "locked"})
    city.store.commit("lock", [change])
    page.sheet.reload(Committed(frozenset({"survey_round"}), frozenset()))
    result = write(page, first(page), "name", "新しい名前")
    assert [cell.text for cell in result.refused] == ["新しい名前"]
    assert page.notices.findChildren(ErrorPanel)
    assert page.work.cells.insert_rows(None, 1) == ()
    page.work.side.cell.remark_written.emit("")

"""The pages of the detailed survey: where to dig, chosen tasks, steps of one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from bpr_studio.app.detailed_page import detailed_parts
from bpr_studio.app.flow_page import flow_makers
from bpr_studio.domain.shared.ports import Person
from bpr_studio.domain.workload.reconcile import Verdict
from bpr_studio.domain.workload.workflow import Deed
from bpr_studio.ui.grid.entry.model import new_row_id
from bpr_studio.ui.pages.detailed import DetailedPage
from bpr_studio.ui.pages.detailed_cells import StepCells, StepTypePicker
from bpr_studio.ui.pages.detailed_dig_page import DigPage
from bpr_studio.ui.pages.detailed_gauge import two_sums
from bpr_studio.ui.pages.entry_words import deed_button
from bpr_studio.ui.pages.flows import FlowsPage
from bpr_studio.ui.qt.page import Jump
from tests.builders_workspace import task_id, unit_id

if TYPE_CHECKING:
    from bpr_studio.app.workspace import Workspace

FILLED = [
    ("+0", "name", "申請書を確認"),
    ("+0", "step_type", "P06"),
    ("+0", "actor_category", "窓口"),
    ("+0", "times_per_year", "240"),
    ("+0", "cases_per_time", "10"),
    ("+0", "minutes_per_case", "5"),
    ("+1", "name", "審査"),
    ("+1", "step_type", "P08"),
]


DONE = [cell for cell in FILLED if cell[0] == "+0"]


@pytest.fixture
def dig_page(host: Any, city: Workspace, qtbot: Any) -> DigPage:
    """Where to dig, shown."""
    page = DigPage(host, detailed_parts(city))
    qtbot.addWidget(page)
    page.resize(1160, 690)
    page.show()
    page.on_shown()
    return page


@pytest.fixture
def page(host: Any, city: Workspace, qtbot: Any) -> DetailedPage:
    """The chosen tasks, shown; none is chosen yet."""
    made = DetailedPage(host, detailed_parts(city))
    qtbot.addWidget(made)
    made.resize(1160, 690)
    made.show()
    made.on_shown()
    return made


@pytest.fixture
def flow(city: Workspace) -> str:
    """The flow of a chosen task of the first section."""
    item = task_id(city.round_id, "0101", 0)
    return city.detailed.make_targets(city.round_id, [item]).added[0]


# -- where to dig ----------------------------------------------------------------------------


def test_the_finding_stands_in_a_sentence_and_all_its_tasks_are_chosen(
    dig_page: DigPage, city: Workspace
):
    found = city.digging.find(city.round_id, 80)
    assert dig_page.view.sentence == found.sentence
    assert dig_page.view.chosen == found.ids
    assert dig_page.view.table.model.rowCount() == len(found.ids)
    assert dig_page.choose_action.isEnabled()
    assert str(len(found.ids)) in dig_page.choose_action.text()


def test_another_share_and_another_section_find_other_tasks(
    dig_page: DigPage, city: Workspace, qtbot: Any
):
    view = dig_page.view
    before = len(view.chosen)
    view.share.setValue(6)  # 30 %
    qtbot.waitUntil(lambda: len(view.chosen) < before)
    dig_page.open_target("0101")
    assert view.found is not None
    assert {share.key for share in view.found.sections} == {unit_id("0101")}
    assert view.scope.currentData() == unit_id("0101")


def test_boxes_are_ticked_by_click_by_space_and_all_at_once(dig_page: DigPage):
    table = dig_page.view.table
    first = dig_page.view.chosen[0]
    table.toggle([first])
    assert first not in dig_page.view.chosen
    table.select_row(0)
    QTest.keyClick(table.view, Qt.Key.Key_Space)
    assert first in dig_page.view.chosen
    table.tick_all(dig_page.view.chosen, chosen=False)
    assert dig_page.view.chosen == ()
    assert not dig_page.choose_action.isEnabled()


def test_the_boxes_say_in_words_what_is_chosen(dig_page: DigPage):
    model = dig_page.view.table.model
    index = model.index(0, 0)
    assert model.data(index) == "chosen"
    dig_page.view.table.toggle([str(model.row(0)[0])])
    assert model.data(index) == ""


def test_choosing_makes_the_survey_and_leads_to_its_tasks(
    dig_page: DigPage, city: Workspace, host: Any, qtbot: Any
):
    chosen = dig_page.view.chosen
    dig_page.choose_action.trigger()
    qtbot.waitUntil(lambda: host.jumps == [Jump("detailed", "detailed")])
    running = city.detailed.round_for(city.round_id)
    assert running is not None
    assert {line.work_item_id for line in city.detailed.targets(running.id)} == set(chosen)
    assert host.notices[0].deed is not None
    host.notices[0].deed.run()
    assert city.detailed.round_for(city.round_id) is None


def test_targets_are_not_chosen_again(dig_page: DigPage, city: Workspace):
    known = dig_page.view.chosen[0]
    city.detailed.make_targets(city.round_id, [known])
    dig_page.refresh(frozenset({"flow"}))
    assert known not in dig_page.view.chosen
    dig_page.view.table.toggle([known])
    assert known not in dig_page.view.chosen


def test_others_than_the_dx_office_only_look(host: Any, city: Workspace, qtbot: Any):
    page = DigPage(host, detailed_parts(city, "section_chief"))
    qtbot.addWidget(page)
    page.show()
    page.on_shown()
    assert page.view.table.view.isColumnHidden(0)
    assert page.choose_action not in page.title_line.actions_shown


def test_a_workspace_without_answers_says_so(host: Any, nothing: Workspace, qtbot: Any):
    page = DigPage(host, detailed_parts(nothing))
    qtbot.addWidget(page)
    page.show()
    page.on_shown()
    assert page.view.chosen == ()
    assert page.view.table.model.rowCount() == 0


# -- chosen tasks ----------------------------------------------------------------------------


def test_without_targets_the_page_leads_to_where_to_dig(page: DetailedPage, host: Any):
    assert page.targets_view.table.model.rowCount() == 0
    page.dig_action.trigger()
    assert host.jumps == [Jump("digging")]


def test_targets_show_how_far_they_are(page: DetailedPage, city: Workspace, flow: str):
    city.detailed.make_targets(city.round_id, [task_id(city.round_id, "0102", 1)])
    city.detailed.open(flow).set_cells(FILLED)
    page.refresh(frozenset({"flow_element"}))
    page.open_target("detailed")
    table = page.targets_view.table.model
    assert table.rowCount() == 2
    page.targets_view.state.setCurrentIndex(
        page.targets_view.state.findData(Verdict.UNFINISHED.value)
    )
    assert [row[0] for row in table.rows(0, 0)] == [flow]
    page.open_target("detailed:0102")
    page.targets_view.state.setCurrentIndex(0)
    assert table.rowCount() == 1


def test_marked_targets_without_steps_are_taken_out(page: DetailedPage, city: Workspace, flow: str):
    page.open_target("detailed")
    page.targets_view.table.select_row(0)
    page.drop()
    running = city.detailed.round_for(city.round_id)
    assert running is not None
    assert city.detailed.targets(running.id) == ()
    city.undo.undo()
    assert len(city.detailed.targets(running.id)) == 1


# -- steps -----------------------------------------------------------------------------------


def test_a_task_opens_with_its_steps_and_the_gauge(page: DetailedPage, city: Workspace, flow: str):
    city.detailed.open(flow).set_cells(FILLED)
    page.open_target(f"steps:{flow}")
    view = page.steps_view
    assert page.front is view
    assert view.sheet is not None
    sums = view.sheet.reconciliation
    assert view.gauge.shown.sums == sums
    assert two_sums(sums) in view.gauge.accessibleDescription()
    assert view.side.findings.counts


def test_typing_moves_the_gauge_at_once(page: DetailedPage, flow: str):
    page.open_target(f"steps:{flow}")
    view = page.steps_view
    cells = view.grid.model
    made = cells.set_cells(
        "",
        [
            (new_row_id(0), "name", "申請書を確認"),
            (new_row_id(0), "times_per_year", "240"),
            (new_row_id(0), "cases_per_time", "10"),
            (new_row_id(0), "minutes_per_case", "5"),
        ],
    ).made
    assert view.gauge.shown.sums.detailed == 12_000
    row = made[new_row_id(0)]
    cells.set_cells("", [(row, "minutes_per_case", "10")])
    assert view.gauge.shown.sums.detailed == 24_000
    assert cells.sums() == {"hours": "400.0"}


def test_keys_alone_make_a_step(page: DetailedPage, flow: str, qtbot: Any):
    page.open_target(f"steps:{flow}")
    page.add_action.trigger()
    grid = page.steps_view.grid
    QTest.keyClicks(grid.focusWidget(), "check")
    QTest.keyClick(grid.focusWidget(), Qt.Key.Key_Return)
    sheet = page.steps_view.sheet
    assert sheet is not None
    assert [sheet.name(row) for row in sheet.rows] == ["check"]


def test_the_step_type_explains_and_proposes_but_never_decides(
    page: DetailedPage, city: Workspace, flow: str
):
    city.detailed.open(flow).set_cells(FILLED)
    page.open_target(f"steps:{flow}")
    view = page.steps_view
    sheet = view.sheet
    assert sheet is not None
    view.grid.jump(sheet.rows[0], "name")
    view.show_now()
    panel = view.side.step
    assert "240" in panel.words
    assert not panel.take_button.isHidden()
    assert sheet.step(sheet.rows[0]).core_tag == ""
    panel.take_button.click()
    assert sheet.step(sheet.rows[0]).core_tag == "non_core"
    view.show_now()
    assert panel.take_button.isHidden()
    view.side.types.all_button.click()
    assert sheet.step(sheet.rows[1]).core_tag == "core"


def test_the_picker_tells_what_a_step_type_usually_is(
    page: DetailedPage, city: Workspace, flow: str, qtbot: Any
):
    sheet = city.detailed.open(flow)
    choices = tuple((c.value, c.label) for c in sheet.column("step_type").choices)
    picker = StepTypePicker(choices, sheet.type_default)
    qtbot.addWidget(picker)
    assert len(picker.labels) == 18
    picker.search("substantive")
    taken = picker.marked()
    assert taken is not None
    assert taken.startswith("P08 Substantive examination")
    cells = StepCells(sheet, city.undo, lambda _text: "")
    result = cells.set_cells("", [(new_row_id(0), "step_type", taken)])
    assert result.refused == ()
    assert result.remarks == ()
    assert sheet.step(sheet.rows[0]).step_type == "P08"


def test_personal_data_wait_for_a_second_look(page: DetailedPage, flow: str):
    page.open_target(f"steps:{flow}")
    view = page.steps_view
    cells = view.grid.model
    result = cells.set_cells("", [(new_row_id(0), "issue", "山田太郎さんの申請が遅い")])
    assert [refused.key for refused in result.refused] == ["issue"]


def test_undo_and_other_people_reach_the_open_sheet(
    page: DetailedPage, city: Workspace, flow: str, qtbot: Any
):
    page.open_target(f"steps:{flow}")
    sheet = page.steps_view.sheet
    assert sheet is not None
    city.detailed.open(flow).set_cells(FILLED)
    qtbot.waitUntil(lambda: len(sheet.rows) == 2)
    city.undo.undo()
    qtbot.waitUntil(lambda: len(sheet.rows) == 0)


def test_another_task_begins_at_the_left_again(page: DetailedPage, city: Workspace, flow: str):
    city.detailed.open(flow).set_cells(FILLED)
    other = city.detailed.make_targets(city.round_id, [task_id(city.round_id, "0101", 1)]).added[0]
    page.open_target(f"steps:{flow}")
    view = page.steps_view
    assert view.sheet is not None
    view.grid.jump(view.sheet.rows[1], "issue")
    assert view.grid.view.horizontalScrollBar().value() > 0
    page.open_target(f"steps:{other}")
    assert view.grid.view.horizontalScrollBar().value() == 0


def test_back_leads_to_the_tasks_and_then_to_the_survey(page: DetailedPage, flow: str, host: Any):
    page.open_target(f"steps:{flow}")
    page.back_action.trigger()
    assert page.front is page.targets_view
    page.back_action.trigger()
    assert host.jumps == [Jump("survey")]


def test_an_unknown_task_is_told_in_place(page: DetailedPage):
    page.open_target("steps:nowhere")
    assert page.notices.isVisible()


def test_a_flow_without_drawing_shows_its_table(
    page: DetailedPage, city: Workspace, flow: str, host: Any, qtbot: Any
):
    city.detailed.open(flow).set_cells(FILLED)
    page.open_target(f"steps:{flow}")
    page.flow_action.trigger()
    assert host.jumps == [Jump("flow", flow)]
    flows = FlowsPage(host, city.queries, city.flows, flow_makers(city))
    qtbot.addWidget(flows)
    flows.show()
    flows.on_shown()
    flows.open_target(flow)
    pane = flows.pane
    assert not pane.is_drawn
    assert pane.shows_table
    assert pane.table.model.rowCount() == 4  # start, two steps, end
    pane.show_as_table(wanted=False)
    assert not pane.shows_table


def test_every_control_has_a_name(
    dig_page: DigPage, page: DetailedPage, city: Workspace, flow: str, nameless_in: Any
):
    assert nameless_in(dig_page) == []
    page.open_target("detailed")
    assert nameless_in(page) == []
    page.open_target(f"steps:{flow}")
    assert nameless_in(page) == []


# -- states ----------------------------------------------------------------------------------


def shown_as(
    role: str, host: Any, city: Workspace, qtbot: Any, section: str = "0101"
) -> DetailedPage:
    """The page as somebody of a section sees it."""
    city.person = Person("架空", role)
    made = DetailedPage(host, detailed_parts(city, role, section))
    qtbot.addWidget(made)
    made.resize(1160, 690)
    made.show()
    made.on_shown()
    return made


def words_of(page: DetailedPage) -> list[str]:
    return [action.text() for action in page.deed_actions]


def state_of(city: Workspace) -> str:
    running = city.detailed.shown_for(city.round_id)
    assert running is not None
    return city.queries.sheet_state(running.id, unit_id("0101"))


def test_a_section_submits_confirms_and_approves_its_steps(
    host: Any, city: Workspace, flow: str, qtbot: Any
):
    city.detailed.open(flow).set_cells(DONE)
    for role, deed, reached in (
        ("promoter", Deed.SUBMIT, "leader_check"),
        ("kaizen_leader", Deed.CONFIRM, "chief_approval"),
        ("section_chief", Deed.APPROVE, "dx_acceptance"),
        ("dx_office", Deed.ACCEPT, "accepted"),
    ):
        page = shown_as(role, host, city, qtbot)
        assert page.course.forward is deed
        assert words_of(page)[0] == deed_button(deed)
        page.deed_actions[0].trigger()
        assert state_of(city) == reached
        assert deed_button(deed) not in words_of(page)
        assert page.notices.isVisible()


def test_open_errors_are_told_before_a_section_submits(
    host: Any, city: Workspace, flow: str, qtbot: Any
):
    city.detailed.open(flow).set_cells(FILLED)  # the second step has neither minutes nor cases
    page = shown_as("promoter", host, city, qtbot)
    page.do(Deed.SUBMIT)
    assert state_of(city) == "draft"
    assert page.notices.isVisible()


def test_steps_changed_since_they_were_shown_are_not_approved(
    host: Any, city: Workspace, flow: str, qtbot: Any
):
    sheet = city.detailed.open(flow)
    sheet.set_cells(DONE)
    for role, deed in (("promoter", Deed.SUBMIT), ("section_chief", Deed.APPROVE)):
        page = shown_as(role, host, city, qtbot)
        if deed is Deed.APPROVE:
            city.detailed.open(flow).set_cells([(sheet.rows[0], "minutes_per_case", "6")])
        page.do(deed)
    assert state_of(city) == "leader_check"
    page.do(Deed.APPROVE)  # the page shows the new figures now
    assert state_of(city) == "dx_acceptance"


def test_a_returned_section_is_told_why(host: Any, city: Workspace, flow: str, qtbot: Any):
    city.detailed.open(flow).set_cells(DONE)
    shown_as("promoter", host, city, qtbot).do(Deed.SUBMIT)
    chief = shown_as("section_chief", host, city, qtbot)
    assert deed_button(Deed.RETURN) in words_of(chief)
    chief.reason.ask()
    chief.reason.field.setText("件数を確認してください")
    chief.reason.give.click()
    assert state_of(city) == "returned"
    page = shown_as("promoter", host, city, qtbot)
    returned = page.course.returned()
    assert returned is not None
    assert "件数を確認してください" in returned.text
    assert page.notices.isVisible()


def test_steps_that_were_submitted_are_only_looked_at(
    host: Any, city: Workspace, flow: str, qtbot: Any
):
    city.detailed.open(flow).set_cells(DONE)
    page = shown_as("promoter", host, city, qtbot)
    page.do(Deed.SUBMIT)
    page.open_steps(flow)
    assert not page.add_action.isEnabled()
    assert page.steps_view.lock.isVisible()
    assert page.steps_view.lock.sentence


def test_without_a_section_there_is_no_state(host: Any, city: Workspace, flow: str, qtbot: Any):
    page = shown_as("dx_office", host, city, qtbot, section="")
    assert page.course.standing is None
    assert not page.strip.isVisible()
    assert page.deed_actions == []
    page.targets_view.section.setCurrentIndex(1)
    assert page.strip.isVisible()


def test_a_closed_survey_can_still_be_looked_at(host: Any, city: Workspace, flow: str, qtbot: Any):
    city.detailed.open(flow).set_cells(DONE)
    running = city.detailed.round_for(city.round_id)
    assert running is not None
    city.survey_rounds.close(running.id)
    page = shown_as("promoter", host, city, qtbot)
    assert page.targets_view.table.model.rowCount() == 1
    assert page.deed_actions == []
    page.open_steps(flow)
    assert "closed" in page.steps_view.lock.sentence

"""The home page tells each role what to do next."""

import threading
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from bpr_studio.domain.replication.changes import SetFields
from bpr_studio.domain.shared.ports import Person
from bpr_studio.domain.shared.quantities import format_hours
from bpr_studio.services.inbox import Inbox
from bpr_studio.services.sheet_states import sheet_id
from bpr_studio.ui.pages.home import HomePage
from bpr_studio.ui.pages.home_parts import WayButton
from bpr_studio.ui.qt.page import Jump
from tests.builders_workspace import CityPlan, built_workspace, task_id, unit_id
from tests.fakes.clock import ManualClock

pytestmark = pytest.mark.gui

JUNE = datetime(2026, 6, 20, 3, 0, tzinfo=UTC)


def opened(qtbot, host, workspace, **choices):
    page = HomePage(
        host,
        workspace.queries,
        workspace.store,
        Inbox(workspace.queries, author_of(workspace, choices.get("role", "dx_office"))),
        **{"role": "dx_office", "today": lambda: "2026-06-20", **choices},
    )
    qtbot.addWidget(page)
    page.on_shown()
    return page


def author_of(workspace, role):
    return replace(workspace.author, who=lambda: Person("u1", role), clock=ManualClock(JUNE))


def ways(page):
    return {button.accessibleName(): button for button in page.findChildren(WayButton)}


def test_the_dx_office_reads_how_many_sections_are_missing(qtbot, host, city):
    page = opened(qtbot, host, city)
    assert page.title == "2 sections have not handed in yet."


def test_returned_sheets_are_counted_as_in_the_progress(qtbot, host, city):
    give(city, "0101", state="returned")
    page = opened(qtbot, host, city)
    assert page.title.endswith("not handed in yet, and 1 returned sheets are to come back.")


def test_the_button_leads_to_what_is_to_be_done(qtbot, host, city):
    page = opened(qtbot, host, city)
    page.next_action.trigger()
    assert host.jumps == [Jump("survey", "collect")]


def test_before_the_first_answer_workbooks_are_handed_out(qtbot, host, tmp_path):
    workspace = built_workspace(tmp_path / "w", CityPlan(answered=0))
    page = opened(qtbot, host, workspace)
    page.next_action.trigger()
    assert host.jumps == [Jump("survey", "hand-out")]
    assert "–" in page.city.hours.text
    workspace.close()


def test_on_the_first_day_the_organisation_comes_first(qtbot, host, nothing):
    page = opened(qtbot, host, nothing)
    page.next_action.trigger()
    assert host.jumps == [Jump("settings", "organisation")]


def test_when_all_have_answered_what_stands_out_comes_next(qtbot, host, tmp_path):
    workspace = built_workspace(tmp_path / "w", CityPlan(bureaus=2, sections=4))
    page = opened(qtbot, host, workspace)
    page.next_action.trigger()
    assert host.jumps == [Jump("survey", "state:doubtful")]
    workspace.close()


def test_the_goal_is_named_against_all_work_and_against_non_core_work(qtbot, host, city):
    sections = city.queries.sections(city.round_id)
    total = sum(s.minutes for s in sections)
    non_core = sum(s.non_core for s in sections)
    page = opened(qtbot, host, city)
    assert "100,000" in page.city.goal.text
    assert f"{6_000_000 / total * 100:,.2f}% of all work" in page.city.goal.text
    assert f"{6_000_000 / non_core * 100:,.1f}% of non-core work" in page.city.goal.text


def test_a_finding_leads_to_the_sections_it_is_about(qtbot, host, city):
    page = opened(qtbot, host, city)
    ways(page)["No answer yet 2 sections"].click()
    assert host.jumps == [Jump("survey", "state:missing")]


@pytest.mark.parametrize(
    ("name", "jump"),
    [
        ("Hand out survey workbooks", Jump("survey", "hand-out")),
        ("Collect survey workbooks", Jump("survey", "collect")),
        ("Import business flows", Jump("flows", "import")),
        ("Make a report", Jump("analysis", "report")),
    ],
)
def test_quick_ways_lead_to_their_pages(qtbot, host, city, name, jump):
    page = opened(qtbot, host, city)
    ways(page)[name].click()
    assert host.jumps == [jump]


def test_new_answers_show_without_opening_the_page_again(qtbot, host, city):
    page = opened(qtbot, host, city)
    before = page.city.hours.text
    task = task_id(city.round_id, "0101", 0)
    city.undo.commit("直す", [SetFields("work_item", task, {"minutes_regular": 600_000})])
    page.refresh(frozenset({"work_item"}))
    qtbot.waitUntil(lambda: page.city.hours.text != before)


def test_while_answers_come_in_the_window_reads_no_figures_itself(qtbot, host, city, monkeypatch):
    page = opened(qtbot, host, city)
    readers = []
    sections = city.queries.sections

    def noted(round_id):
        readers.append(threading.current_thread())
        return sections(round_id)

    monkeypatch.setattr(city.queries, "sections", noted)
    for minutes in (600_000, 660_000, 720_000):
        task = task_id(city.round_id, "0101", 0)
        city.undo.commit("直す", [SetFields("work_item", task, {"minutes_regular": minutes})])
        page.refresh(frozenset({"work_item"}))
    total = sum(one.minutes for one in sections(city.round_id))
    qtbot.waitUntil(lambda: format_hours(total) in page.city.hours.text)
    assert threading.main_thread() not in readers
    assert len(readers) <= 4  # two readings of two each: what came meanwhile is read together


def test_figures_read_before_another_section_was_chosen_are_not_shown(qtbot, host, city):
    page = opened(qtbot, host, city, role="member", section="0101")
    page.refresh(frozenset({"work_item"}))
    page.choose_section("0102")
    chosen = page.title
    qtbot.waitUntil(lambda: not host.tasks.running)
    assert page.title == chosen == "総務課"


def test_the_newest_deeds_come_first(city):
    task = task_id(city.round_id, "0101", 0)
    city.undo.commit("一つ目", [SetFields("work_item", task, {"note": "a"})])
    city.undo.commit("二つ目", [SetFields("work_item", task, {"note": "b"})])
    deeds = city.store.recent(2)
    assert [deed.label for deed in deeds] == ["二つ目", "一つ目"]
    assert {(deed.user, deed.role) for deed in deeds} == {("dx01", "dx_office")}


def test_deeds_without_a_name_are_passed_over(nothing):
    deeds = nothing.store.recent(50)
    assert deeds
    assert all(deed.label for deed in deeds)


def test_a_section_role_is_asked_for_its_section_once(qtbot, host, city):
    remembered: list[str] = []
    page = opened(qtbot, host, city, role="kaizen_leader", remember_section=remembered.append)
    page.chooser.field.setCurrentIndex(1)
    page.chooser.choose()
    assert remembered == ["0102"]
    assert page.section_code == "0102"
    assert page.title == "総務課"


def test_a_text_that_is_no_section_chooses_nothing(qtbot, host, city):
    page = opened(qtbot, host, city, role="member")
    page.chooser.field.setEditText("そんな課はない")
    page.chooser.choose()
    assert page.section_code == ""


def test_a_section_sees_its_own_figures(qtbot, host, city):
    page = opened(qtbot, host, city, role="section_chief", section="0101")
    own = city.queries.sections(city.round_id)[0]
    assert f"{own.minutes / 60:,.0f}" in page.section_home.hours.text
    page.next_action.trigger()
    assert host.jumps == [Jump("entry", "section:0101")]


def found_nothing(_round_id, _unit_id):
    return ()


def said_by(page):
    return [one.text() for one in page.section_home.findChildren(QLabel)]


def test_what_the_checks_find_in_the_sheet_stands_on_the_home_page(qtbot, host, city, settled):
    task = task_id(city.round_id, "0101", 0)
    city.undo.commit("消す", [SetFields("work_item", task, {"name": ""})])
    page = opened(
        qtbot, host, city, role="promoter", section="0101", findings=city.checking.section
    )
    assert "Nothing stands out." not in said_by(page)  # nobody knows yet
    settled()
    way = next(button for name, button in ways(page).items() if name.startswith("1 error"))
    way.click()
    assert host.jumps == [Jump("entry", "section:0101 findings")]


def test_a_section_without_findings_is_told_so_when_they_are_known(qtbot, host, city, settled):
    page = opened(qtbot, host, city, role="promoter", section="0101", findings=found_nothing)
    settled()
    qtbot.waitUntil(lambda: "Checking the answers" not in said_by(page))


def give(city, code, **fields):
    city.undo.commit(
        "準備", [SetFields("survey_sheet", sheet_id(city.round_id, unit_id(code)), fields)]
    )


@pytest.mark.parametrize(
    ("sheet", "expected"),
    [
        (("promoter", "draft"), ("Fill in the sheet", "Fill in the sheet")),
        (("kaizen_leader", "leader_check"), ("Check the sheet", "Check the sheet")),
        (("section_chief", "chief_approval"), ("Approve the sheet", "Approve the sheet")),
        (("promoter", "returned"), ("Correct the returned sheet", "Correct the returned sheet")),
        (("promoter", "accepted"), (None, "Look at the sheet")),
        (("member", "chief_approval"), (None, "Look at the sheet")),
    ],
)
def test_what_waits_for_a_role_comes_first(qtbot, host, city, sheet, expected):
    (role, state), (first, button) = sheet, expected
    give(city, "0101", state=state, reason="件数を確認" if state == "returned" else None)
    page = opened(qtbot, host, city, role=role, section="0101")
    named = [line.accessibleName() for line in page.section_home.inbox.findChildren(WayButton)]
    assert named[:1] == ([first] if first else [])
    assert page.next_action.text() == button
    said = [label.text() for label in page.section_home.findChildren(QLabel)]
    assert ("Reason: 件数を確認" in said) == (state == "returned")


def test_a_sheet_past_its_day_says_how_late_it_is(qtbot, host, city):
    city.survey_rounds.set_due(city.round_id, "2026-06-10")
    give(city, "0101", state="draft")
    page = opened(qtbot, host, city, role="promoter", section="0101")
    said = [label.text() for label in page.section_home.findChildren(QLabel)]
    assert "10 days late" in said
    assert any("It was due on 2026-06-10, 10 days ago." in text for text in said)


def test_many_things_of_a_kind_are_one_line_for_the_dx_office(qtbot, host, tmp_path):
    workspace = built_workspace(tmp_path / "w", CityPlan(bureaus=2, sections=4, answered=1))
    workspace.survey_rounds.set_due(workspace.round_id, "2026-06-10")
    page = opened(qtbot, host, workspace)
    inbox = {b.accessibleName(): b for b in page.city.inbox.findChildren(WayButton)}
    inbox["Remind the sections that are late 7 sections"].click()
    assert host.jumps == [Jump("survey", "state:overdue")]
    workspace.close()


def test_nothing_waiting_is_said(qtbot, host, city):
    page = opened(qtbot, host, city)
    said = [label.text() for label in page.city.inbox.findChildren(QLabel)]
    assert "Nothing is waiting for you." in said


def test_a_jump_asks_for_the_section_again(qtbot, host, city):
    page = opened(qtbot, host, city, role="member", section="0101")
    page.open_target("section")
    assert page.title == "Welcome"


def test_a_section_without_answer_reads_what_to_do(qtbot, host, city):
    page = opened(qtbot, host, city, role="member", section="0203")
    assert "shown as soon as your answer is collected" in page.section_home.hours.text


def test_a_section_that_went_away_is_asked_for_again(qtbot, host, city):
    page = opened(qtbot, host, city, role="member", section="9999")
    assert page.title == "Welcome"


def test_everything_is_said_in_japanese_too(qtbot, host, city, japanese):
    page = opened(qtbot, host, city)
    assert page.title == "2課が未提出です。"


@pytest.mark.parametrize("choices", [{}, {"role": "member"}, {"role": "member", "section": "0101"}])
def test_every_control_has_a_name(qtbot, host, city, nameless_in, choices):
    page = opened(qtbot, host, city, **choices)
    page.show()
    assert nameless_in(page) == []


def test_the_tab_key_walks_from_what_waits_to_the_quick_ways(qtbot, host, city):
    city.survey_rounds.set_due(city.round_id, "2026-06-10")
    page = opened(qtbot, host, city)
    page.show()
    first = page.city.inbox.findChildren(WayButton)[0]
    names, widget = [], first
    for _ in range(40):
        widget = widget.nextInFocusChain()
        if isinstance(widget, WayButton):
            names.append(widget.accessibleName())
    assert names.index("No answer yet 2 sections") < names.index("Hand out survey workbooks")


def test_enter_follows_a_way(qtbot, host, city):
    page = opened(qtbot, host, city)
    page.show()
    qtbot.keyClick(ways(page)["Make a report"], Qt.Key.Key_Return)
    assert host.jumps == [Jump("analysis", "report")]


def test_what_waits_in_another_round_leads_to_its_board(qtbot, host, city):
    give(city, "0101", state="accepted")
    other = city.survey_rounds.plan(city.survey_rounds.proposal(2026))
    city.survey_rounds.open(other)
    page = opened(qtbot, host, city, role="promoter", section="0101")
    page.next_action.trigger()
    assert host.jumps == [Jump("survey", f"round:{other}")]

"""The home page tells each role what to do next."""

import pytest

from bpr_studio.domain.replication.changes import SetFields
from bpr_studio.ui.pages.home import HomePage
from bpr_studio.ui.pages.home_parts import WayButton
from bpr_studio.ui.qt.page import Jump
from tests.builders_workspace import CityPlan, built_workspace, task_id

pytestmark = pytest.mark.gui


def opened(qtbot, host, workspace, **choices):
    page = HomePage(
        host,
        workspace.queries,
        workspace.store,
        **{"role": "dx_office", **choices},
    )
    qtbot.addWidget(page)
    page.on_shown()
    return page


def ways(page):
    return {button.accessibleName(): button for button in page.findChildren(WayButton)}


def test_the_dx_office_reads_how_many_sections_are_missing(qtbot, host, city):
    page = opened(qtbot, host, city)
    assert page.title == "2 sections have not answered yet."


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
    assert page.city.hours.text != before


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
    assert host.jumps == [Jump("survey", "section:0101")]


def test_a_section_without_answer_reads_what_to_do(qtbot, host, city):
    page = opened(qtbot, host, city, role="member", section="0203")
    assert "shown as soon as your answer is collected" in page.section_home.hours.text


def test_a_section_that_went_away_is_asked_for_again(qtbot, host, city):
    page = opened(qtbot, host, city, role="member", section="9999")
    assert page.title == "Welcome"


def test_everything_is_said_in_japanese_too(qtbot, host, city, japanese):
    page = opened(qtbot, host, city)
    assert page.title == "残り2課が未回収です。"


@pytest.mark.parametrize("choices", [{}, {"role": "member"}, {"role": "member", "section": "0101"}])
def test_every_control_has_a_name(qtbot, host, city, nameless_in, choices):
    page = opened(qtbot, host, city, **choices)
    page.show()
    assert nameless_in(page) == []

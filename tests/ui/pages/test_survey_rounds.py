"""Survey rounds: planning, opening, closing, locking; next year's round after a reorganisation."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QLabel, QPushButton

from bpr_studio.domain.replication.changes import PutRow
from bpr_studio.domain.shared.ids import planned_id
from bpr_studio.services.views import TaskQuery
from bpr_studio.ui.pages.survey_rounds import RoundsDesk, RoundsPage
from bpr_studio.ui.pages.survey_rounds_form import Definition
from bpr_studio.ui.qt.page import Crumb, Jump
from tests.builders_workspace import YEAR, unit_id

pytestmark = pytest.mark.gui

CODES = ("0101", "0102", "0103", "0201", "0202", "0203")


@pytest.fixture
def page(qtbot, host, city):
    desk = RoundsDesk(
        queries=city.queries,
        rounds=city.survey_rounds,
        next_rounds=city.next_rounds,
        undo=city.undo.undo,
        today=lambda: "2026-06-20",
        definitions=[Definition("D1", "一つ目", "文1"), Definition("D2", "二つ目", "文2")],
        versions=lambda _kind: [1],
    )
    made = RoundsPage(host, desk)
    qtbot.addWidget(made)
    made.resize(1180, 620)
    made.show()
    made.on_shown()
    return made


def rounds(city):
    return {found.id: found for found in city.queries.rounds()}


def state(city, round_id=""):
    return rounds(city)[round_id or city.round_id].state


def said(page):
    return " ".join(label.text() for label in page.notices.findChildren(QLabel))


def test_the_list_says_how_far_each_round_is(page):
    row = page.table.model.row(0)
    assert row[1].startswith("★")
    assert row[2:] == ("Running", None, 6, pytest.approx(4 / 6), 0)
    assert page.card.deeds[0] == "See the progress"


def test_a_round_is_opened_on_its_board(page, host, city):
    page.card.press("board")
    page.table.activated.emit(page.table.model.row(0))
    page.card.press("remind")
    assert host.jumps == [
        Jump("survey", f"round:{city.round_id}"),
        Jump("survey", f"round:{city.round_id}"),
        Jump("survey", f"remind:{city.round_id}"),
    ]


def test_closing_names_the_round_the_count_and_what_stays_and_can_be_undone(page, city, settled):
    page.card.press("close")
    assert "全体調査" in page.card.question or city.queries.rounds()[0].name in page.card.question
    assert "2 sections that have not handed in" in page.card.question
    assert "stays" in page.card.question
    assert state(city) == "open"
    page.card.confirm()
    settled()
    assert state(city) == "closed"
    assert "is closed" in said(page)
    city.undo.undo()
    assert state(city) == "open"


def test_escape_leaves_a_question_first_and_then_the_form(page, qtbot):
    page.card.press("close")
    qtbot.keyClick(page.table.view, Qt.Key.Key_Escape)
    assert page.card.question == ""
    page.plan_new()
    qtbot.keyClick(page.form.name, Qt.Key.Key_Escape)
    assert page.front is page.table


def test_a_round_is_locked_and_opened_again(page, city, settled):
    for key, after in (("close", "closed"), ("lock", "locked"), ("reopen", "open")):
        page.card.press(key)
        assert page.card.question
        page.card.confirm()
        settled()
        assert state(city) == after


def test_a_survey_is_planned_for_chosen_sections_and_opened(page, city, settled):
    page.open_target("new")
    assert page.breadcrumb() == (Crumb("Plan a survey"),)
    form = page.form
    form.kind.setCurrentIndex(form.kind.findData("detailed"))
    form.name.setText("窓口の詳細調査")
    form.due.setDate(QDate(2027, 3, 31))
    form.definition.setCurrentIndex(form.definition.findData("D2"))
    form.hours.setValue(1_800.5)
    form.targets.some.setChecked(True)
    for code in CODES[1:]:
        form.targets.tick(unit_id(code), on=False)
    page.keep_action.trigger()
    found = next(r for r in city.queries.rounds() if r.name == "窓口の詳細調査")
    assert (found.kind, found.state, found.target) == ("detailed", "planned", "chosen")
    assert (found.core_definition_id, found.core_definition) == ("D2", "文2")
    assert (found.minutes_per_full_timer, found.due_on) == (108_030, "2027-03-31")
    assert [s.unit_code for s in city.queries.sections(found.id) if s.state] == ["0101"]
    page.card.press("open")
    settled()
    assert state(city, found.id) == "open"


def test_a_plan_that_cannot_be_held_is_explained_and_kept_in_the_form(page, city):
    page.plan_new()
    page.form.opens.setDate(QDate(2027, 3, 31))
    page.form.due.setDate(QDate(2027, 3, 1))
    page.keep_action.trigger()
    assert len(rounds(city)) == 1
    assert page.front is page.form
    assert page.notices.isVisible()


def test_year_and_kind_of_a_round_stay_when_it_is_changed(page, city):
    page.card.press("revise")
    assert not page.form.year.isEnabled()
    page.form.name.setText("別の名前")
    page.keep_action.trigger()
    assert rounds(city)[city.round_id].name == "別の名前"
    assert page.front is page.table


def test_all_sections_are_asked_unless_some_are_chosen(page):
    page.plan_new()
    tree = page.form.targets
    tree.some.setChecked(True)
    assert tree.chosen == frozenset(unit_id(code) for code in CODES)
    tree.all.setChecked(True)
    assert tree.chosen is None


def test_another_round_becomes_the_one_all_pages_show(page, city, settled):
    page.plan_new()
    page.form.kind.setCurrentIndex(1)
    page.keep_action.trigger()
    other = next(r for r in city.queries.rounds() if r.id != city.round_id)
    page.card.press("open")
    settled()
    page.open_target(other.id)
    page.card.press("current")
    settled()
    assert city.queries.workspace().round_id == other.id


def test_a_survey_that_opens_while_pages_show_another_one_offers_to_be_shown(page, city, settled):
    page.plan_new()
    page.form.name.setText("二回目の全体調査")
    page.keep_action.trigger()
    page.card.press("open")
    settled()
    assert "The pages still show" in said(page)
    show = next(b for b in page.notices.findChildren(QPushButton) if "all pages" in b.text())
    show.click()
    settled()
    found = rounds(city)[city.queries.workspace().round_id]
    assert found.name == "二回目の全体調査"


# -- next year -----------------------------------------------------------------------------------


def new_id(code):
    return planned_id("org_unit", YEAR + 1, code)


@pytest.fixture
def reorganised(city):
    """Next year: 0101 is split into 0101 (60) and 0104 (40), 0102 ends, the others go on."""
    codes = {"0101": "窓口課", "0104": "証明課", "0103": "人事課", "0201": "市民税課"}
    units = [("01", "総務市民局", "bureau", ""), ("02", "財政局", "bureau", "")]
    units += [(code, name, "section", new_id(code[:2])) for code, name in codes.items()]
    rows = [
        PutRow(
            "org_unit",
            new_id(code),
            {
                "fiscal_year": YEAR + 1,
                "code": code,
                "name": name,
                "level": level,
                "parent_id": parent,
                "sort_key": place,
            },
        )
        for place, (code, name, level, parent) in enumerate(units)
    ]
    for origin, target, kind, percent in (
        ("0101", "0101", "split", 60),
        ("0101", "0104", "split", 40),
        ("0102", "", "abolished", 100),
        ("0103", "0103", "renamed", 100),
        ("0201", "0201", "renamed", 100),
    ):
        fields = {
            "fiscal_year": YEAR + 1,
            "from_id": unit_id(origin),
            "to_id": new_id(target) if target else "",
            "kind": kind,
            "share_percent": percent,
        }
        row = planned_id("succession", YEAR + 1, origin, target)
        rows.append(PutRow("succession", row, fields))
    city.store.commit("組織改正", rows)
    return city


def test_next_year_needs_the_organisation_of_that_year(page, city, settled):
    page.begin_next(rounds(city)[city.round_id])
    assert "The organisation of" in said(page)
    assert page.front is page.table


def test_the_preview_shows_what_the_reorganisation_does(page, reorganised, settled):
    city = reorganised
    page.begin_next(rounds(city)[city.round_id])
    assert page.front is page.form
    page.keep_action.trigger()
    settled()
    view = page.next_view
    assert page.front is view
    rows = {row[1]: row for row in view.table.model.rows(0, view.table.model.rowCount() - 1)}
    assert set(rows) == {"0101", "0103", "0104", "0201"}
    assert "60%" in str(rows["0101"][-1])
    assert set(view.choices) == {unit_id("0101"), unit_id("0102")}
    assert len(rounds(city)) == 1  # nothing was written


def test_rows_of_an_ended_section_are_given_away_and_back(page, reorganised, settled):
    city = reorganised
    page.begin_next(rounds(city)[city.round_id])
    page.keep_action.trigger()
    settled()
    choice = page.next_view.choices[unit_id("0102")]
    choice.setCurrentIndex(choice.findData(new_id("0103")))
    settled()
    assert rows_of(page)["0103"] == 24
    choice = page.next_view.choices[unit_id("0102")]
    assert choice.currentData() == new_id("0103")
    choice.setCurrentIndex(0)
    settled()
    assert rows_of(page)["0103"] == 12


def rows_of(page):
    model = page.next_view.table.model
    return {row[1]: row[4] for row in model.rows(0, model.rowCount() - 1)}


def test_next_year_starts_with_last_years_rows_and_is_undone_at_once(page, reorganised, settled):
    city = reorganised
    page.begin_next(rounds(city)[city.round_id])
    page.keep_action.trigger()
    settled()
    choice = page.next_view.choices[unit_id("0101")]
    choice.setCurrentIndex(choice.findData(new_id("0104")))
    settled()
    expected = rows_of(page)
    assert "0101" not in expected
    page.start_action.trigger()
    settled()
    assert page.front is page.table
    new = next(r for r in city.queries.rounds() if r.fiscal_year == YEAR + 1)
    assert new.state == "planned"
    assert new.previous_round_id == city.round_id
    query = TaskQuery(new.id)
    assert city.queries.task_totals(query)[0] == sum(expected.values())
    assert city.queries.task_totals(replace(query, unit_id=new_id("0104")))[0] == 12
    city.undo.undo()
    assert len(rounds(city)) == 1


@pytest.mark.parametrize("target", ["", "new"])
def test_every_control_has_a_name(page, nameless_in, target):
    page.open_target(target)
    assert nameless_in(page) == []


def test_every_control_of_the_preview_has_a_name(page, reorganised, settled, nameless_in):
    page.begin_next(rounds(reorganised)[reorganised.round_id])
    page.keep_action.trigger()
    settled()
    assert nameless_in(page) == []


def test_everything_is_said_in_japanese_too(page, city, japanese):
    page.on_shown()
    page.card.press("close")
    assert "締め切ります" in page.card.question

"""The page of goals: one row each, values typed beside it, reports written from it."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QDate
from PySide6.QtWidgets import QLabel

from bpr_studio.app.goals_page import goals_desk
from bpr_studio.app.workspace import Workspace
from bpr_studio.domain.shared.ports import Person
from bpr_studio.services.goals import GoalEntry
from bpr_studio.ui.pages.goals import GoalsPage

pytestmark = pytest.mark.gui


def made(qtbot, host, desk):
    page = GoalsPage(host, desk)
    qtbot.addWidget(page)
    page.resize(1180, 640)
    page.show()
    page.on_shown()
    return page


@pytest.fixture
def page(qtbot, host, city):
    return made(qtbot, host, goals_desk(city, "dx_office"))


def rows(page):
    model = page.list.table.model
    return {row[0]: row for row in model.rows(0, model.rowCount() - 1)}


def value_of(page, goal):
    return next(p for p in page.progresses if p.goal.id == goal).value


def test_every_goal_of_the_plan_has_a_row_and_the_first_is_in_front(page):
    assert list(rows(page)) == [f"G{n}" for n in range(1, 13)]
    assert page.side.goal_id == "G1"


def test_before_anything_was_entered_it_says_what_is_missing(page):
    assert "not entered yet" in page.finding
    assert rows(page)["G1"][4] == "–"
    assert not page.side.form.store.isEnabled()  # an empty field is no value


def test_what_the_survey_knows_is_there_without_typing(page):
    assert value_of(page, "G12") == pytest.approx(66.7)  # four of six sections have answered


def test_a_value_is_typed_beside_the_list_and_can_be_taken_back(page, host):
    page.list.pick("G4")
    form = page.side.form
    form.value.setValue(2)
    form.source.setText("担当課の報告")
    form.store.click()
    assert value_of(page, "G4") == 2
    assert rows(page)["G4"][4] == "2"
    assert page.list.current == "G4"  # it stays in front
    assert "G4" in host.notices[-1].text
    host.notices[-1].deed.run()
    assert value_of(page, "G4") is None


def test_an_earlier_year_has_its_own_value_and_day(page):
    page.list.pick("G11")
    form = page.side.form
    form.year.setCurrentIndex(form.year.findData(2024))
    assert form.day.date() == QDate(2025, 3, 31)
    form.value.setValue(63.2)
    form.store.click()
    progress = next(p for p in page.progresses if p.goal.id == "G11")
    assert [(v.fiscal_year, v.value, v.as_of) for v in progress.history] == [
        (2024, 63.2, "2025-03-31")
    ]
    assert form.fiscal_year == 2024
    assert form.clear.isEnabled()
    form.clear.click()
    assert value_of(page, "G11") is None


def test_what_is_being_typed_survives_news_about_other_things(page):
    page.list.pick("G4")
    page.side.form.value.setValue(5)
    page.side.form.source.setText("まだ途中")
    page.enter(GoalEntry("G10", 2024, 20))
    page.refresh(frozenset({"work_item"}))
    assert (page.side.form.value.value(), page.side.form.source.text()) == (5, "まだ途中")


def test_a_day_outside_of_the_year_is_refused_and_nothing_is_stored(page):
    page.list.pick("G4")
    page.side.form.value.setValue(3)
    page.side.form.day.setDate(QDate(2020, 5, 1))
    page.side.form.store.click()
    assert page.notices.isVisible()
    assert value_of(page, "G4") is None


def test_the_wording_of_the_plan_can_be_folded(qtbot, page):
    page.list.pick("G5")
    qtbot.waitUntil(lambda: "3,606" in _texts(page.side))
    page.side.fold.click()
    assert "さらなる見直し" not in _texts(page.side)
    page.side.fold.click()
    qtbot.waitUntil(lambda: "さらなる見直し" in _texts(page.side))


def _texts(widget):
    return " ".join(one.text() for one in widget.findChildren(QLabel) if one.isVisible())


def test_leaders_see_the_goals_and_enter_nothing(qtbot, host, city):
    folder = city.database.folder
    city.close()
    leader = Workspace.open(folder, Person("k", "kaizen_leader"))
    page = made(qtbot, host, goals_desk(leader, "kaizen_leader"))
    assert len(rows(page)) == 12
    assert not page.side.form.isVisible()
    assert len(page.title_line.actions_shown) == 1  # the reports of all sections are the office's
    page.enter(GoalEntry("G4", 2025, 1))
    assert page.notices.isVisible()
    assert value_of(page, "G4") is None
    leader.close()


def test_a_wrong_file_of_goals_is_explained_in_place(page, city):
    (city.database.folder / "goals.toml").write_text("nonsense [", encoding="utf-8")
    page.on_shown()
    assert not page.list.isVisible()
    (city.database.folder / "goals.toml").unlink()
    page.on_shown()
    assert page.list.isVisible()


def test_the_reports_are_written_beside_the_window(qtbot, host, city, tmp_path, settled):
    written: list[Path] = []

    def write_all(folder, kind, progress):
        progress.report(1, 1, "")
        return f"{kind} in {folder.name}."

    desk = replace(goals_desk(city, "dx_office"), write_mayor=written.append, write_all=write_all)
    page = made(qtbot, host, desk)
    page.write_mayor(tmp_path / "page.pdf")
    settled()
    assert written == [tmp_path / "page.pdf"]
    page.write_all(tmp_path / "all")
    settled()
    assert "pdf in all. They are in" in _texts(page.notices)


def test_every_control_has_a_name(page, nameless_in):
    assert nameless_in(page) == []


def test_the_burn_up_shows_the_typed_values_of_the_goal_in_hours(page):
    page.enter(GoalEntry("G1", 2024, 61_200))
    page.enter(GoalEntry("G2", 2024, 17_500))
    assert page.chart is not None
    lines = page.chart.table.as_worksheet().splitlines()
    cells = next(line.split("\t") for line in lines if line.startswith("R6"))
    assert (float(cells[2]), float(cells[4])) == (61_200, 17_500)  # side by side, never added
    assert "61,200" in page.chart.title


def test_jumps_show_a_goal(page):
    page.open_target("G7")
    assert page.side.goal_id == "G7"


def test_the_mayors_page_of_this_city_is_one_file(qtbot, host, city, tmp_path, settled):
    page = made(qtbot, host, goals_desk(city, "dx_office"))
    target = tmp_path / "mayor.html"
    page.write_mayor(target)
    settled()
    assert "G12" in target.read_text(encoding="utf-8")

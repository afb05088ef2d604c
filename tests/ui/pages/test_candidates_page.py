"""The page of candidates: ranked, explained, decided; the centre; effect against difficulty."""

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QInputDialog, QLabel, QPushButton

from bpr_studio.app.candidates_page import candidate_parts
from bpr_studio.domain.replication.changes import SetFields
from bpr_studio.domain.shared.ports import Person
from bpr_studio.services.candidate_values import CandidateFilter, CandidateState
from bpr_studio.ui.grid.source import Order
from bpr_studio.ui.pages.candidates import CandidatesPage
from bpr_studio.ui.qt.blocks import EmptyState
from bpr_studio.ui.qt.page import Jump
from tests.builders_workspace import task_id

pytestmark = pytest.mark.gui


def shown_page(qtbot, host, parts):
    made = CandidatesPage(host, parts)
    qtbot.addWidget(made)
    made.resize(1366, 700)
    made.show()
    return made


@pytest.fixture
def page(qtbot, host, settled, city):
    row = task_id(city.round_id, "0101", 7)  # 庁内照会への回答, digital, N5
    city.store.commit("回答", [SetFields("work_item", row, {"nature": "routine", "code": "K09"})])
    made = shown_page(qtbot, host, candidate_parts(city))
    made.on_shown()
    settled()
    return made


def catch_up():
    """Let what was taken away go, and what is new be laid out."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QApplication.processEvents()


def rows(table):
    return list(table.model.rows(0, table.model.rowCount() - 1))


def texts(widget):
    catch_up()
    return [label.text() for label in widget.findChildren(QLabel) if not label.isHidden()]


def mark(page, rule):
    listed = rows(page.list.table)
    ground = page.ground
    place = next(
        n
        for n, row in enumerate(listed)
        if ground.lines([ground.proposed.places[row[0]]])[0].rule.id == rule
    )
    page.list.table.select_row(place)
    page.list.table.selection_changed.emit()
    catch_up()
    return str(listed[place][0])


def again(page, settled):
    page.on_shown()
    settled()


def empty_of(page):
    return [e.accessibleName() for e in page.findChildren(EmptyState) if e.isVisible()]


def choose(box, value):
    box.setCurrentIndex(box.findData(value))


def test_all_open_candidates_are_listed_with_their_sum(page, city):
    ground = city.candidates.ground(city.round_id)
    expected = ground.places(CandidateFilter())
    assert page.list.table.model.rowCount() == len(expected)
    totals = ground.totals(expected, 0)
    assert f"{totals.count:,}" in page.list.sentence.text()
    assert "100,000" in page.list.sentence.text()
    first = page.list.totals
    assert (first.typical, first.low, first.high) == (totals.typical, totals.low, totals.high)


def test_the_marked_candidate_is_explained_with_rule_facts_checks_and_results(page):
    mark(page, "rpa")
    said = "\n".join(texts(page.list.side))
    assert "N5" in said
    assert "Routine" in said
    assert "Check before" in said
    assert "Yokohama" in said
    assert "[S60]" in said
    assert "Not answered" in said


def test_a_fact_leads_to_its_cell_in_the_sheet(page, host, qtbot):
    key = mark(page, "rpa")
    looks = [b for b in page.list.side.findChildren(QPushButton) if b.text() == "See there"]
    looks[0].click()
    (jump,) = host.jumps
    assert jump == Jump("entry", f"section:0101 cell:{key}:core_reason from:candidates")


def test_registering_takes_the_candidate_from_the_list_and_can_be_undone(page, city, host, settled):
    key = mark(page, "rpa")
    page.register()
    settled()
    again(page, settled)
    assert key not in {row[0] for row in rows(page.list.table)}
    assert [one.plan.rule for one in city.improvements.all()] == ["rpa"]
    host.notices[-1].deed.run()
    again(page, settled)
    assert key in {row[0] for row in rows(page.list.table)}


def test_several_candidates_are_registered_at_once(page, city, settled):
    page.list.table.view.selectAll()
    page.list.table.selection_changed.emit()
    catch_up()
    n = len(rows(page.list.table))
    assert any(f"{n} candidates marked" in text for text in texts(page.list.side))
    page.register()
    settled()
    claimed = [claim for one in city.improvements.all() for claim in one.plan.claims]
    assert len(claimed) == n
    assert len(city.improvements.all()) < n


def test_declining_asks_for_a_reason_and_shows_it_later(page, city, monkeypatch, settled):
    key = mark(page, "rpa")
    answers = [("", False), ("", True), ("更改を待つ", True)]
    monkeypatch.setattr(QInputDialog, "getText", lambda *_args: answers.pop(0))
    page.decline_action.trigger()
    assert not page.notices.isVisible()
    page.decline_action.trigger()
    assert page.notices.isVisible()
    page.decline_action.trigger()
    again(page, settled)
    assert key not in {row[0] for row in rows(page.list.table)}
    choose(page.list.state, "declined")
    assert [row[0] for row in rows(page.list.table)] == [key]
    page.list.table.select_row(0)
    page.list.table.selection_changed.emit()
    catch_up()
    assert any("更改を待つ" in text for text in texts(page.list.side))
    page.take_back()
    again(page, settled)
    assert rows(page.list.table) == []
    assert city.queries.candidate_verdicts() == []


def test_putting_off_needs_no_reason(page, settled):
    key = mark(page, "rpa")
    page.later_action.trigger()
    again(page, settled)
    choose(page.list.state, "later")
    assert [row[0] for row in rows(page.list.table)] == [key]


def test_filters_narrow_the_list_and_the_empty_one_leads_back(page, qtbot):
    everything = len(rows(page.list.table))
    choose(page.list.kind, "automate")
    assert 0 < len(rows(page.list.table)) < everything
    page.list.least.setValue(9_000)
    qtbot.waitUntil(lambda: not rows(page.list.table))
    assert "No candidate fits." in empty_of(page)
    page.list.show_all()
    assert len(rows(page.list.table)) == everything


def test_a_click_on_hours_sorts_by_them(page):
    page.list.table.sort_by(Order("hours", descending=True))
    sizes = [row[4] for row in rows(page.list.table)]
    assert sizes == sorted(sizes, reverse=True)


def test_work_of_many_sections_is_registered_for_the_centre(page, city, settled):
    page.open_target("classes")
    assert page.tabs.currentIndex() == 1
    one = page.classes.marked_class
    assert one is not None
    assert len(rows(page.classes.tasks)) == len(one.keys)
    page.register()
    settled()
    again(page, settled)
    (made,) = city.improvements.all()
    assert (made.plan.centre, made.expected_minutes) == (True, one.typical)
    assert {row[-1] for row in rows(page.classes.classes) if row[0] == one.code} == {"registered"}


def test_a_task_of_a_class_opens_its_sheet(page, host):
    page.open_target("classes")
    page.classes.tasks.activated.emit(rows(page.classes.tasks)[0])
    assert host.jumps[-1].page == "entry"


def test_a_class_is_declined_and_taken_back(page, settled):
    page.open_target("classes")
    code = page.classes.marked_class.code
    page.set_aside(CandidateState.DECLINED, "法改正を待つ")
    again(page, settled)
    places = {row[0]: n for n, row in enumerate(rows(page.classes.classes))}
    page.classes.classes.select_row(places[code])
    assert page.classes.marked_class.state is CandidateState.DECLINED
    page.take_back()
    again(page, settled)
    states = {row[0]: row[-1] for row in rows(page.classes.classes)}
    assert states[code] == "open"


def test_effect_and_difficulty_hold_the_same_hours_as_the_list(page):
    page.open_target("effect")
    catch_up()
    assert page.chart is not None
    assert page.chart.isVisible()
    page.tabs.setCurrentIndex(0)
    choose(page.list.kind, "automate")
    page.tabs.setCurrentIndex(2)
    catch_up()
    assert page.chart.isVisible()


def test_the_list_is_written_to_a_workbook(page, tmp_path, settled):
    from openpyxl import load_workbook

    path = tmp_path / "候補.xlsx"
    page.export(page.table(), path)
    settled()
    book = load_workbook(path, read_only=True)
    cells = [row for row in book[book.sheetnames[0]].iter_rows(values_only=True) if any(row)]
    assert len(cells) >= len(rows(page.list.table)) + 2
    page.open_target("classes")
    assert page.table().key == "centralisation"


def test_a_chief_sees_the_own_section_and_no_centralisation(qtbot, host, settled, city):
    city.person = Person("chief", "section_chief")
    page = shown_page(qtbot, host, candidate_parts(city, whole_city=False, section="0102"))
    page.on_shown()
    settled()
    assert {row[1] for row in rows(page.list.table)} == {"総務課"}
    assert not page.tabs.isTabVisible(1)
    assert not page.list.unit.isVisible()
    assert page.register_action.isEnabled()


def test_without_a_section_the_page_asks_for_it(qtbot, host, city):
    page = shown_page(qtbot, host, candidate_parts(city, whole_city=False))
    page.on_shown()
    assert empty_of(page) == ["Your section is not chosen yet."]


def test_before_any_hours_the_page_says_what_to_do(qtbot, host, settled, nothing):
    page = shown_page(qtbot, host, candidate_parts(nothing))
    page.on_shown()
    settled()
    assert empty_of(page) == ["No section has told its hours yet."]


def test_every_control_has_a_name(page, nameless_in):
    assert nameless_in(page) == []


def test_what_others_write_is_shown_at_once(page, city, settled):
    before = len(rows(page.list.table))
    row = task_id(city.round_id, "0101", 7)
    city.store.commit("回答", [SetFields("work_item", row, {"nature": "non_routine"})])
    page.refresh(frozenset({"work_item"}))
    settled()
    assert len(rows(page.list.table)) == before - 1
    page.refresh(frozenset({"city_data"}))
    assert not page.host.tasks.running

"""The page of disagreements: disputed classes above, the sections of the marked one below."""

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel

from bpr_studio.domain.replication.changes import SetFields
from bpr_studio.ui.grid.source import Order
from bpr_studio.ui.pages.core_proposals import ReviewProposals
from bpr_studio.ui.pages.core_review import CoreReviewPage
from bpr_studio.ui.qt.blocks import EmptyState
from bpr_studio.ui.qt.page import Jump
from tests.builders_workspace import task_id

pytestmark = pytest.mark.gui


def judge(city, section, number, tag, reason):
    row = task_id(city.round_id, section, number)
    fields = {"core_tag": tag, "core_reason": reason}
    city.store.commit("判定", [SetFields("work_item", row, fields)])


@pytest.fixture
def page(qtbot, host, city):
    made = CoreReviewPage(host, city.core_review, lambda: city.round_id)
    qtbot.addWidget(made)
    made.resize(1180, 620)
    made.show()
    return made


@pytest.fixture
def disputed(qtbot, page, city):
    """Two classes are judged differently; more hours are at stake in the first."""
    judge(city, "0102", 0, "core", "R1")  # 住民票の写しの交付
    judge(city, "0103", 2, "core", "R6")  # 出退勤・休暇の管理
    page.on_shown()
    qtbot.waitUntil(lambda: page.view.classes.model.rowCount() == 2)
    return page


def rows(table):
    return list(table.model.rows(0, table.model.rowCount() - 1))


def empty_of(page):
    return [e.accessibleName() for e in page.findChildren(EmptyState) if e.isVisible()]


def test_disputed_classes_are_listed_most_hours_at_stake_first(disputed):
    listed = rows(disputed.view.classes)
    assert [row[1] for row in listed] == ["B01-03-01", "K01-01-01"]
    assert listed[0][3] > listed[1][3] > 0
    assert listed[0][6:] == (1, 3)


def test_the_marked_class_shows_its_sections_with_tag_reason_and_tasks(disputed, qtbot):
    below = rows(disputed.view.sections)
    assert {row[1] for row in below} == {"0101", "0102", "0103", "0201"}
    core = below[0]  # the smaller side stands first
    assert core[1:4] == ("0102", "総務市民局", "総務課")
    assert core[7].startswith("R1 ")
    assert core[8] == "住民票の写しの交付"
    disputed.view.classes.select_row(1)
    qtbot.waitUntil(lambda: rows(disputed.view.sections)[0][8] == "出退勤・休暇の管理")


def test_opening_a_section_leads_to_its_sheet(disputed, host):
    disputed.view.sections.activated.emit(rows(disputed.view.sections)[0])
    code = rows(disputed.view.sections)[0][1]
    assert host.jumps == [Jump("entry", f"section:{code}")]


def test_the_table_copies_with_headings(disputed):
    disputed.view.classes.copy()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].startswith(disputed.view.classes.model.columns[0].heading)
    assert lines[1].startswith("B01-03-01")


def test_searching_narrows_and_keeps_the_marked_class(disputed):
    disputed.view.classes.select_row(1)
    disputed.open_target("k01")
    assert [row[1] for row in rows(disputed.view.classes)] == ["K01-01-01"]
    disputed.open_target("no such class")
    assert disputed.view.classes.model.rowCount() == 0
    assert disputed.view.sections.model.rowCount() == 0
    assert empty_of(disputed)
    disputed.open_target("")
    assert len(rows(disputed.view.classes)) == 2


def test_the_order_chosen_holds_when_the_answer_is_read_again(disputed, city, qtbot):
    disputed.view.classes.sort_by(Order("code", descending=True))
    judge(city, "0103", 3, "non_core", "N5")
    disputed.refresh(frozenset({"work_item"}))
    qtbot.waitUntil(lambda: disputed.view.classes.model.rowCount() == 3)
    codes = [row[1] for row in rows(disputed.view.classes)]
    assert codes == sorted(codes, reverse=True)
    disputed.refresh(frozenset({"cell_comment"}))


def test_agreement_and_an_empty_round_have_their_own_words(page, qtbot, host, nothing):
    page.on_shown()
    qtbot.waitUntil(lambda: bool(empty_of(page)))
    agreed = empty_of(page)
    other = CoreReviewPage(host, nothing.core_review, lambda: nothing.round_id)
    qtbot.addWidget(other)
    other.show()
    other.on_shown()
    qtbot.waitUntil(lambda: bool(empty_of(other)))
    assert empty_of(other) != agreed


def test_the_definition_of_core_work_stands_under_the_title(disputed):
    texts = [shown.text() for shown in disputed.title_line.findChildren(QLabel)]
    assert any("職員でなければできない業務をコア業務とする。" in text for text in texts)


def test_the_entry_page_reads_the_proposal_with_its_grounds(city):
    proposals = ReviewProposals(city.core_review)
    found = proposals.for_task({"name": "住民票の写しの交付申請の受付", "code": "B01-03-01"})
    assert found is not None
    assert (found.tag, found.reason) == ("non_core", "N1")
    assert "N1" in found.title
    assert len(found.why) >= 2
    assert not found.agrees
    stored = {"name": "申請の受付", "core_tag": "non_core", "core_reason": "N2"}
    agreed = proposals.for_task(stored)
    assert agreed is not None
    assert agreed.agrees  # a person has given a reason already
    again = proposals.for_task({**stored, "core_reason": None})
    assert again is not None
    assert not again.agrees
    assert proposals.for_task({"name": "一式"}) is None

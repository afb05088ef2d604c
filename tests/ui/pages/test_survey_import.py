"""Importing sheets of another form: fit, look, take over; by mouse and keyboard."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLineEdit

from bpr_studio.domain.shared.progress import NoProgress
from bpr_studio.domain.workload.mapping import SectionFrom
from bpr_studio.ui.pages.survey import SurveyPage
from bpr_studio.ui.pages.survey_collect import CollectionView
from bpr_studio.ui.pages.survey_import import SurveyImportPage
from bpr_studio.ui.qt.page import Jump
from tests import builders_grown
from tests.builders_pages import desk_of
from tests.builders_workspace import unit_id


@pytest.fixture
def page(host, qtbot, city):
    made = SurveyImportPage(host, city.queries, city.grown_sheets, city.undo.undo)
    qtbot.addWidget(made)
    made.resize(1180, 660)
    made.show()
    made.on_shown()
    return made


@pytest.fixture
def opened(page, settled, tmp_path):
    page.open_files([builders_grown.consultant(tmp_path / "様式.xlsx")])
    settled()
    return page


def combo(page, name):
    return next(c for c in page.panel.findChildren(QComboBox) if c.accessibleName() == name)


def labels(page):
    return {c.letter: c.mapping.target for c in page.desk.columns() if c.mapping}


def test_without_a_file_the_page_says_what_to_do(page, nameless_in):
    assert page.desk is None
    assert not nameless_in(page)


def test_an_opened_sheet_shows_what_its_columns_seem_to_be(opened):
    assert opened.step == 0
    assert labels(opened)["C"] == "name"
    assert labels(opened)["D"] == "minutes_regular"
    assert opened.grid.column == 2
    model = opened.grid.model()
    assert model.index(4, 2).data() == "業務名"


def test_a_click_on_a_column_and_a_choice_say_what_it_is(opened):
    opened.grid.choose_column(8)
    box = combo(opened, "It is")
    assert box.currentData() == "system_name"
    box.setCurrentIndex(box.findData("note"))
    assert labels(opened)["I"] == "note"
    assert "J" not in labels(opened)
    box.setCurrentIndex(0)
    assert "I" not in labels(opened)


def test_what_a_mark_stands_for_can_be_said(opened):
    opened.grid.choose_column(7)
    box = combo(opened, "“○” means")
    assert box.currentData() == "core"
    box.setCurrentIndex(box.findData("non_core"))
    column = next(c for c in opened.desk.columns() if c.letter == "H")
    assert column.mapping.values["○"] == "non_core"


def test_nobody_goes_on_before_name_and_hours_are_said(opened, settled):
    opened.grid.choose_column(2)
    combo(opened, "It is").setCurrentIndex(0)
    assert opened.desk.missing == ("name",)
    opened.look()
    settled()
    assert "name" not in labels(opened).values()


def test_the_section_can_be_chosen_by_a_person(opened, settled):
    box = combo(opened, "The section stands")
    box.setCurrentIndex(box.findData(SectionFrom.CHOSEN))
    sections = combo(opened, "Section")
    sections.setCurrentIndex(sections.findData("0102"))
    opened.look()
    settled()
    assert {row[2] for row in opened.preview.lines.model.rows(0, 2)} == {"総務課"}


def test_looking_lists_tasks_and_every_repair_and_writes_nothing(opened, settled, city):
    before = city.queries.work_items(city.round_id, unit_id("0101"))
    opened.look()
    settled()
    assert opened.step == 1
    assert opened.preview.lines.model.rowCount() == 3
    assert opened.preview.findings.view.model().rowCount() > 10
    assert city.queries.work_items(city.round_id, unit_id("0101")) == before


def test_taking_over_and_taking_back(opened, settled, city):
    before = len(city.queries.work_items(city.round_id, unit_id("0101")))
    opened.look()
    settled()
    opened.take_over()
    settled()
    assert opened.step == 2
    assert len(city.queries.work_items(city.round_id, unit_id("0101"))) == before + 3
    city.undo.undo()
    assert len(city.queries.work_items(city.round_id, unit_id("0101"))) == before


def test_a_kept_profile_is_known_the_next_time(opened, settled, tmp_path, city):
    name = next(
        field
        for field in opened.findChildren(QLineEdit)
        if field.accessibleName() == "Name of the profile"
    )
    name.setText("市の様式")
    opened.keep()
    assert [profile.name for profile in city.grown_sheets.profiles()] == ["市の様式"]
    opened.open_files([builders_grown.consultant(tmp_path / "次.xlsx", section="総務課")])
    settled()
    assert opened.desk.profile.name == "市の様式"
    assert name.text() == "市の様式"


def test_a_profile_without_name_is_refused_with_a_sentence(opened, city):
    opened.keep()
    assert opened.notices.isVisible()
    assert city.grown_sheets.profiles() == ()


def test_moving_the_headings_proposes_anew(opened):
    opened.desk.set_headings(5, 1)
    assert opened.desk.headings.top == 5
    assert labels(opened)["D"] == "minutes_regular"


def test_a_broken_file_is_explained(page, settled, tmp_path):
    path = tmp_path / "x.xlsx"
    path.write_bytes(b"PK nothing")
    page.open_files([path])
    settled()
    assert page.notices.isVisible()
    assert page.desk is None


def test_the_keyboard_walks_over_columns(opened, qtbot):
    opened.grid.setFocus()
    qtbot.keyClick(opened.grid, Qt.Key.Key_Right)
    assert opened.grid.column == 3
    assert combo(opened, "It is").currentData() == "minutes_regular"


def test_every_control_has_a_name(opened, settled, nameless_in):
    opened.grid.choose_column(7)
    assert not nameless_in(opened)
    opened.look()
    settled()
    assert not nameless_in(opened)


def test_a_jump_opens_the_files_it_names(page, settled, tmp_path):
    path = builders_grown.shares(tmp_path / "a.xlsx")
    page.open_target(str(path))
    settled()
    assert page.desk.book.name == "a.xlsx"


def test_the_way_back_leads_to_the_survey(opened, host):
    assert opened.breadcrumb() == ()  # the window names the page and the survey above it


def test_foreign_workbooks_dropped_on_the_survey_lead_here(host, qtbot, city, settled, tmp_path):
    path = builders_grown.shares(tmp_path / "a.xlsx")
    survey = SurveyPage(host, desk_of(city))
    qtbot.addWidget(survey)
    survey.on_shown()
    survey.preview([path])
    settled()
    assert host.jumps == [Jump("import-sheets", str(path))]


def test_foreign_workbooks_among_forms_are_offered_for_import(host, qtbot, city, settled, tmp_path):
    (tmp_path / "in").mkdir()
    survey = SurveyPage(host, desk_of(city))
    qtbot.addWidget(survey)
    survey.on_shown()
    builders_grown.shares(tmp_path / "in" / "a.xlsx")
    city.surveys.hand_out(city.round_id, ["0101"], tmp_path / "in", NoProgress())
    survey.preview([tmp_path / "in"])
    settled()
    assert host.jumps == []
    front = survey.front
    assert isinstance(front, CollectionView)
    assert front.report is not None
    assert front.report.foreign == (tmp_path / "in" / "a.xlsx",)

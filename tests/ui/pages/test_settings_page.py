"""The settings: organisation with preview, staff in place, classification, lists, years."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QApplication, QPushButton

from bpr_studio.domain.organisation.units import Organisation, Unit, UnitLevel
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.findings import Finding, Level
from bpr_studio.services.organisations import OrganisationFile, Organisations
from bpr_studio.services.working_time import WorkingTimes
from bpr_studio.ui.pages.settings import SettingsPage
from bpr_studio.ui.pages.settings_display import DisplayChoices
from bpr_studio.ui.pages.settings_staff import heads_text, number_typed
from bpr_studio.ui.qt.bus import BusBridge
from bpr_studio.ui.qt.error_panel import ErrorPanel
from tests.builders_workspace import YEAR, unit_id

pytestmark = pytest.mark.gui

ROLES = ("member", "promoter", "kaizen_leader", "section_chief", "dx_office")


class PreparedFiles:
    """Organisation workbooks that hold what a test put into them."""

    def __init__(self) -> None:
        self.file: OrganisationFile | None = None
        self.written: list[Path] = []

    def read(self, _path: Path) -> OrganisationFile:
        if self.file is None:
            raise RefusedError("no list", remedy="take another file")
        return self.file

    def write(self, path, *_contents) -> None:
        self.written.append(path)


@pytest.fixture
def files():
    return PreparedFiles()


@pytest.fixture
def told():
    """What the display choices were told."""
    return []


@pytest.fixture
def choices(told):
    return DisplayChoices(
        language="ja",
        mode="light",
        role="dx_office",
        roles=ROLES,
        set_language=lambda value: told.append(("language", value)),
        set_mode=lambda value: told.append(("mode", value)),
        set_role=lambda value: told.append(("role", value)),
        sections=lambda: [("0101", "市民課"), ("0102", "総務課")],
        set_section=lambda value: told.append(("section", value)),
        reopen=lambda: told.append("reopen"),
        ask_again=lambda: told.append("again"),
    )


def opened(qtbot, host, workspace, files, choices, **more):
    organisations = Organisations(workspace.undo, workspace.queries, files)
    page = SettingsPage(
        host,
        workspace.queries,
        organisations,
        choices,
        {"S90": "直方市の条例"},
        times=WorkingTimes(workspace.undo, workspace.queries),
        **more,
    )
    qtbot.addWidget(page)
    page.resize(1180, 620)
    page.show()
    page.on_shown()
    bridge = BusBridge(workspace.bus, page)
    bridge.committed.connect(lambda event: page.refresh(event.kinds))
    return page


@pytest.fixture
def page(qtbot, host, city, files, choices):
    return opened(qtbot, host, city, files, choices)


def names_in(tree, parent=None):
    QApplication.processEvents()  # what was written reaches the page
    model = tree.model()
    above = parent if parent is not None else QModelIndex()
    return [model.index(row, 0, above).data() for row in range(model.rowCount(above))]


def staff_cell(page, row, column):
    QApplication.processEvents()
    return page.organisation.staff.model().index(row, column)


# -- organisation --------------------------------------------------------------------------------


def test_the_tree_shows_the_organisation_with_its_staff(page):
    tree = page.organisation.tree
    assert names_in(tree) == ["総務市民局", "財政局"]
    assert names_in(tree, tree.model().index(0, 0)) == ["市民課", "総務課", "人事課"]


def test_searching_keeps_the_units_above_and_below(page):
    page.organisation.search("ジンジ")
    assert names_in(page.organisation.tree) == []
    page.organisation.search("人事")
    tree = page.organisation.tree
    assert names_in(tree) == ["総務市民局"]
    assert names_in(tree, tree.model().index(0, 0)) == ["人事課"]


def test_renaming_in_the_tree_is_stored_and_can_be_undone(page, city):
    tree = page.organisation.tree
    tree.choose(unit_id("0101"))
    tree.model().setData(tree.currentIndex(), "  窓口課 ", Qt.ItemDataRole.EditRole)
    assert names_in(tree, tree.model().index(0, 0))[0] == "窓口課"
    assert tree.current_id == unit_id("0101")
    city.undo.undo()
    assert names_in(tree, tree.model().index(0, 0))[0] == "市民課"


def test_an_empty_name_is_refused_with_a_sentence(page):
    tree = page.organisation.tree
    tree.choose(unit_id("0101"))
    tree.model().setData(tree.currentIndex(), " ", Qt.ItemDataRole.EditRole)
    assert page.notices.findChild(ErrorPanel) is not None
    assert names_in(tree, tree.model().index(0, 0))[0] == "市民課"


def test_only_the_name_of_a_unit_is_edited(page):
    model = page.organisation.tree.model()
    assert model.flags(model.index(0, 0)) & Qt.ItemFlag.ItemIsEditable
    assert not model.flags(model.index(0, 1)) & Qt.ItemFlag.ItemIsEditable


def test_staff_is_typed_as_people_type_numbers(page, city):
    page.organisation.tree.choose(unit_id("0101"))
    model = page.organisation.staff.model()
    model.setData(staff_cell(page, 1, 1), "２．５人")
    stored = city.queries.organisation(YEAR).headcounts
    assert (unit_id("0101"), "reemployed_full", 250) in {
        (h.unit_id, h.staff_category, h.heads_hundredths) for h in stored
    }
    assert staff_cell(page, 1, 1).data() == "2.5"
    city.undo.undo()
    assert staff_cell(page, 1, 1).data() == ""


def test_overtime_is_typed_in_hours(page, city):
    page.organisation.tree.choose(unit_id("0101"))
    page.organisation.staff.model().setData(staff_cell(page, 0, 2), "1,234.5")
    stored = {
        (h.unit_id, h.staff_category): h.overtime_minutes
        for h in city.queries.organisation(YEAR).headcounts
    }
    assert stored[unit_id("0101"), "regular"] == 74_070


@pytest.mark.parametrize("typed", ["たくさん", "-1", "1/2"])
def test_what_is_no_number_of_people_is_refused_and_the_old_one_kept(page, typed):
    page.organisation.tree.choose(unit_id("0101"))
    before = staff_cell(page, 0, 1).data()
    page.organisation.staff.model().setData(staff_cell(page, 0, 1), typed)
    assert page.notices.findChild(ErrorPanel) is not None
    assert staff_cell(page, 0, 1).data() == before


def test_delete_clears_a_number(page):
    page.organisation.tree.choose(unit_id("0101"))
    page.organisation.staff.setCurrentIndex(staff_cell(page, 0, 1))
    page.organisation.staff.clear_cell()
    assert staff_cell(page, 0, 1).data() == ""


def test_a_bureau_counts_the_staff_of_its_sections(page):
    page.organisation.tree.choose(unit_id("01"))
    assert staff_cell(page, 0, 1).data() == ""
    below = number_typed(staff_cell(page, 0, 3).data())
    single = []
    for code in ("0101", "0102", "0103"):
        page.organisation.tree.choose(unit_id(code))
        single.append(number_typed(staff_cell(page, 0, 1).data()))
    assert below == pytest.approx(sum(single))


def test_a_workspace_without_organisation_teaches_what_to_do(qtbot, host, nothing, files, choices):
    page = opened(qtbot, host, nothing, files, choices)
    texts = {button.text() for button in page.findChildren(QPushButton)}
    assert {"Import a list", "Export an empty list"} <= texts


# -- importing the organisation ------------------------------------------------------------------


@pytest.fixture
def new_list(city, files):
    """The list with one section more, one renamed and one gone."""
    current = city.queries.organisation(YEAR)
    units = [unit for unit in current.units if unit.code != "0203"]
    units[1] = replace(units[1], name="窓口課")
    units.append(Unit("new", YEAR, "0109", "DX推進課", UnitLevel.SECTION, units[0].id, 9))
    staff = tuple(h for h in current.headcounts if h.unit_id != unit_id("0203"))
    notice = Finding(Level.NOTICE, "width", "全角の数字を読みました。")
    files.file = OrganisationFile(YEAR, Organisation(tuple(units), staff), (), (notice,))
    return files.file


def test_a_list_is_looked_at_before_anything_changes(page, settled, city, new_list):
    page.look_at(Path("組織.xlsx"))
    settled()
    assert page.shows_takeover
    sentences = [row[2] for row in page.takeover.effects.model.rows(0, 9)]
    assert "市民課 is renamed to 窓口課." in sentences
    assert "DX推進課 (0109) is added." in sentences
    assert "納税課 (0203) is removed." in sentences
    assert page.takeover.findings.counts == "Notice 1"
    assert len(city.queries.units(YEAR)) == 8


def test_taking_over_a_list_changes_the_organisation_and_can_be_undone(
    page, settled, city, new_list
):
    page.look_at(Path("組織.xlsx"))
    settled()
    page.take_over()
    settled()
    assert not page.shows_takeover
    tree = page.organisation.tree
    assert "DX推進課" in names_in(tree, tree.model().index(0, 0))
    city.undo.undo()
    assert {unit.code for unit in city.queries.units(YEAR)} >= {"0203"}


def test_a_list_with_errors_cannot_be_taken_over(page, settled, files, new_list):
    error = Finding(Level.ERROR, "code", "コードが読めません。")
    files.file = replace(new_list, findings=(error,))
    page.look_at(Path("組織.xlsx"))
    settled()
    assert not page.take_action.isEnabled()


def test_a_list_that_changes_nothing_says_so(page, settled, city, files):
    files.file = OrganisationFile(YEAR, city.queries.organisation(YEAR), (), ())
    page.look_at(Path("組織.xlsx"))
    settled()
    assert page.takeover.effects.model.rowCount() == 0
    assert not page.take_action.isEnabled()


def test_leaving_the_preview_changes_nothing(page, settled, city, new_list):
    page.look_at(Path("組織.xlsx"))
    settled()
    page.leave_takeover()
    assert not page.shows_takeover
    assert len(city.queries.units(YEAR)) == 8


def test_a_file_that_is_no_list_is_explained(page, settled):
    page.look_at(Path("写真.xlsx"))
    settled()
    assert page.notices.findChild(ErrorPanel) is not None
    assert not page.shows_takeover


def test_the_organisation_is_exported(page, settled, files, tmp_path):
    page.export(tmp_path / "組織.xlsx")
    settled()
    assert files.written == [tmp_path / "組織.xlsx"]


# -- classification, lists, years ----------------------------------------------------------------


def test_the_classification_is_found_by_any_part_of_a_name(page):
    page.open_target("classes")
    page.classes.search("住民票")
    assert set(page.classes.shown) == {"B01", "B01-03", "B01-03-01"}


def test_a_major_class_brings_everything_below_it(page):
    page.open_target("classes")
    page.classes.search("印鑑登録 B18")
    assert "B18-01-02" in page.classes.shown


def test_the_whole_classification_is_there_without_a_search(page, city):
    page.open_target("classes")
    assert len(page.classes.shown) == len(city.queries.classes())


@pytest.mark.parametrize(("choice", "count"), [(0, 20), (1, 17), (2, 3)])
def test_core_systems_are_filtered_by_when_they_came_in(page, choice, count):
    page.open_target("lists")
    page.lists.show_list("core_system")
    page.lists.systems.setCurrentIndex(choice)
    assert page.lists.table.model.rowCount() == count


@pytest.mark.parametrize(
    ("name", "count"),
    [("staff_category", 8), ("step_type", 18), ("core_reason", 14), ("city", 20)],
)
def test_every_list_shows_its_entries_with_source_and_mark(page, city, name, count):
    page.open_target("lists")
    page.lists.show_list(name)
    table = page.lists.table
    assert table.model.rowCount() == count
    assert [column.key for column in table.model.columns][-2:] == ["source", "mark"]


def test_the_years_show_working_days_and_hours_of_a_head(page, city):
    page.open_target("years")
    assert len(page.years.years.numbers.rows) == len(city.queries.working_years())
    assert page.years.years.row_id == str(YEAR)
    assert len(page.years.staff.numbers.rows) == 8


def type_into(table, row_id, column, text):
    QApplication.processEvents()
    rows = [row[0] for row in table.numbers.rows]
    index = table.numbers.index(rows.index(row_id), column)
    table.numbers.setData(index, text)
    QApplication.processEvents()
    return table.numbers.index(rows.index(row_id), column).data()


def year_of(city):
    return next(y for y in city.queries.working_years() if y.fiscal_year == YEAR)


def test_working_days_are_typed_in_place_and_taken_back(page, city):
    page.open_target("years")
    before = year_of(city).working_days
    assert type_into(page.years.years, str(YEAR), 1, "２３０日") == "230"
    assert year_of(city).working_days == 230
    city.undo.undo()
    assert year_of(city).working_days == before


def test_hours_of_a_day_and_of_a_head_are_typed_in_hours(page, city):
    page.open_target("years")
    type_into(page.years.years, str(YEAR), 2, "7.5")
    assert year_of(city).minutes_per_day == 450
    type_into(page.years.staff, "fiscal_part", 1, "1,000")
    type_into(page.years.staff, "fiscal_part", 2, "1,650")
    line = next(li for li in city.queries.years(YEAR) if li.staff_category == "fiscal_part")
    assert (line.minutes_per_head, line.yen_per_hour) == (60_000, 1_650)
    type_into(page.years.staff, "fiscal_part", 2, "")
    line = next(li for li in city.queries.years(YEAR) if li.staff_category == "fiscal_part")
    assert line.yen_per_hour is None


@pytest.mark.parametrize("typed", ["いろいろ", "0", "400"])
def test_days_that_cannot_be_are_refused_and_the_old_ones_kept(page, city, typed):
    page.open_target("years")
    before = year_of(city).working_days
    type_into(page.years.years, str(YEAR), 1, typed)
    assert page.notices.findChild(ErrorPanel) is not None
    assert year_of(city).working_days == before


def test_another_year_is_added_alike_the_last_one(page, city):
    page.open_target("years")
    last = city.queries.working_years()[-1]
    page.years.add_year()
    new = city.queries.working_years()[-1]
    assert new.fiscal_year == last.fiscal_year + 1
    assert new.working_days == last.working_days
    assert len(city.queries.years(new.fiscal_year)) == 8
    assert page.years.years.row_id == str(new.fiscal_year)


# -- display -------------------------------------------------------------------------------------


def test_choices_are_handed_on_at_once(page, told):
    page.open_target("display")
    page.display.mode.setCurrentIndex(1)
    page.display.language.setCurrentIndex(1)
    page.display.role.setCurrentIndex(0)
    assert told == [("mode", "dark"), ("language", "en"), ("role", "member")]
    assert page.display.restart_text


def test_section_and_first_questions_are_chosen_here_too(page, told):
    page.open_target("display")
    assert not page.display.section.isEnabled()  # the DX office looks after all sections
    page.display.role.setCurrentIndex(0)
    assert page.display.section.isEnabled()
    page.display.section.setCurrentIndex(1)
    page.display.switch.click()
    page.display.again.click()
    assert told == [("role", "member"), ("section", "0101"), "reopen", "again"]


def test_a_role_has_only_its_tabs(qtbot, host, city, files, choices):
    page = opened(qtbot, host, city, files, choices, tabs=("classes", "display"))
    assert page.current_tab == "classes"
    page.open_target("organisation:import")
    assert page.current_tab == "classes"
    page.open_target("display")
    assert page.current_tab == "display"


def test_going_back_to_what_holds_needs_no_restart(page):
    page.display.language.setCurrentIndex(1)
    page.display.language.setCurrentIndex(0)
    assert page.display.restart_text == ""


def test_a_jump_opens_its_tab(page):
    for tab in ("classes", "lists", "years", "display", "organisation"):
        page.open_target(tab)
        assert page.current_tab == tab


@pytest.mark.parametrize("tab", ["organisation", "classes", "lists", "years", "display"])
def test_every_control_has_a_name(page, nameless_in, tab):
    page.open_target(tab)
    assert nameless_in(page) == []


@given(st.integers(min_value=0, max_value=10**7))
def test_heads_as_shown_are_read_back(hundredths):
    assert round(number_typed(heads_text(hundredths)) * 100) == hundredths

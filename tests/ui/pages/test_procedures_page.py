"""The page of the procedure ledger: views, typing, deciding, steps, importing."""

import openpyxl
import pytest
from PySide6.QtWidgets import QPushButton

from bpr_studio.app.procedure_files import (
    export_procedures,
    procedure_import,
    write_sample_inventory,
)
from bpr_studio.app.reports import save_chart
from bpr_studio.domain.procedures.procedure import Requirement
from bpr_studio.services.procedure_values import View
from bpr_studio.ui.charts.kinds_figures import AnyChart
from bpr_studio.ui.pages.procedures import ProceduresPage
from bpr_studio.ui.pages.procedures_import import ProcedureImportPage
from bpr_studio.ui.pages.procedures_parts import LedgerDesk
from bpr_studio.ui.qt.page import Jump
from tests.builders_procedures import fill_ledger, sealed
from tests.builders_workspace import unit_id

CITIZENS = unit_id("0101")
LINES = (
    sealed("1", unit_id=CITIZENS, cases_total=1000),
    sealed("2", cases_total=10, seal_basis="law"),
    sealed("3", cases_total=0, seal=False),
    sealed("4", cases_total=5, in_person=True, name="妊娠届出書"),
)


def desk_of(workspace, own=""):
    return LedgerDesk(
        procedures=workspace.procedures,
        undo=workspace.undo.undo,
        export=lambda lines, path: export_procedures(workspace, lines, path),
        sample=write_sample_inventory,
        save_chart=save_chart,
        own=own,
        fill=lambda: fill_ledger(workspace, *LINES),
    )


@pytest.fixture
def shown(host, qtbot, city):
    """Show the page on a ledger; gives how to make it."""

    def make(*lines, own=""):
        if lines:
            fill_ledger(city, *lines)
        page = ProceduresPage(host, desk_of(city, own))
        qtbot.addWidget(page)
        page.resize(1180, 660)
        page.show()
        page.on_shown()
        city.bus.subscribe(lambda event: page.refresh(event.kinds))
        return page

    return make


def choose(page, view):
    for place in range(page.views.count()):
        if page.views.tabData(place) == view:
            page.views.setCurrentIndex(place)
            return
    raise AssertionError(view)


def mark(page, *rows):
    page.grid.jump(rows[0], "name")
    assert page.marked[0].id == rows[0]


def test_an_empty_ledger_offers_to_import_and_a_sample(shown, city, nameless_in):
    page = shown()
    buttons = [b for b in page.findChildren(QPushButton) if b.isVisible()]
    sample = next(b for b in buttons if "sample" in b.text())
    sample.click()
    assert len(page.lines) == len(LINES)
    assert page.grid.isVisible()
    assert not nameless_in(page)


def test_views_show_their_lines_and_counts(shown):
    page = shown(*LINES)
    assert page.views.tabText(0).endswith(" 4")
    choose(page, View.SEAL)
    assert list(page.grid.model.row_ids) == ["p1", "p2", "p4"]
    assert "written_form" not in {column.key for column in page.grid.model.columns}
    choose(page, View.VOLUME)
    assert list(page.grid.model.row_ids) == ["p1", "p2", "p4"]
    assert page.findChildren(AnyChart)
    choose(page, View.ZERO)
    assert list(page.grid.model.row_ids) == ["p3"]
    choose(page, "progress")
    assert page.view is None
    assert not page.side.isVisible()


def test_searching_narrows_the_view(shown, qtbot):
    page = shown(*LINES)
    page.search.setText("妊娠")
    qtbot.waitUntil(lambda: list(page.grid.model.row_ids) == ["p4"])
    page.search.clear()
    page.bases.setCurrentIndex(page.bases.findData("law"))
    assert list(page.grid.model.row_ids) == ["p2"]


def test_a_typed_decision_is_stored_and_a_wrong_one_stays_in_its_cell(shown, city):
    page = shown(*LINES)
    choose(page, View.OPEN)
    result = page.grid.model.set_cells("", [("p1", "decision", "Abolish"), ("p2", "decision", "?")])
    assert [cell.row_id for cell in result.refused] == ["p2"]
    assert city.procedures.find("p1").decision == "abolish"
    assert "p1" in page.grid.model.row_ids  # it stays under the hands


def test_a_decision_is_copied_down_by_the_keyboard(shown, city):
    page = shown(*LINES)
    page.grid.model.set_cells("", [("p1", "decision", "Abolish")])
    page.grid.jump("p1", "decision")
    page.grid.commands.copy()
    page.grid.jump("p2", "decision")
    page.grid.commands.paste()
    assert city.procedures.find("p2").decision == "abolish"


def test_undo_shows_the_former_value(shown, city):
    page = shown(*LINES)
    page.grid.model.set_cells("", [("p1", "decision", "Abolish")])
    city.undo.undo()
    assert page.grid.model.text("p1", "decision") == ""


def test_findings_stand_at_their_cells(shown):
    page = shown(sealed("1", decision="keep", seal_basis=""), sealed("2"))
    mark_ = page.grid.model.marks("p1", "seal_basis")
    assert mark_.level is not None
    assert mark_.message
    assert page.grid.model.row_mark("p1").level is not None


def test_deciding_in_the_panel_is_for_all_marked_lines(shown, city, qtbot):
    page = shown(*LINES)
    page.grid.jump("p1", "name")
    page.grid.commands.mark_all()
    qtbot.waitUntil(lambda: len(page.side.shown) == 4)
    assert "4" in page.side.decide.button.text()
    form = page.side.decide
    form.requirement.setCurrentIndex(form.requirement.findData(Requirement.SEAL))
    form.decision.setCurrentIndex(form.decision.findData("abolish"))
    form.rule.setText("規則（架空）")
    form.day.setText("令和8年10月1日")
    form.button.click()
    assert city.procedures.find("p1").decision == "abolish"
    assert city.procedures.find("p1").effective_on == "2026-10-01"
    assert city.procedures.find("p3").decision == ""


def test_what_was_typed_for_one_procedure_is_not_said_of_the_next(shown):
    page = shown(*LINES)
    mark(page, "p1")
    form = page.side.decide
    form.reason.setText("本人確認を別の方法で行う")
    mark(page, "p2")
    assert form.reason.text() == ""


def test_what_was_decided_so_far_is_shown_of_a_single_line(shown):
    page = shown(*LINES)
    mark(page, "p1")
    form = page.side.decide
    form.requirement.setCurrentIndex(form.requirement.findData(Requirement.SEAL))
    form.decision.setCurrentIndex(form.decision.findData("keep"))
    form.reason.setText("法令の様式（架空）")
    form.button.click()
    mark(page, "p2")
    mark(page, "p1")
    form.requirement.setCurrentIndex(form.requirement.findData(Requirement.SEAL))
    assert form.decision.currentData() == "keep"
    assert form.reason.text() == "法令の様式（架空）"


def test_a_wrong_day_is_told_and_nothing_is_decided(shown, city):
    page = shown(*LINES)
    mark(page, "p1")
    page.side.decide.day.setText("いつか")
    page.side.decide.button.click()
    assert city.procedures.find("p1").decision == ""
    assert page.notices.isVisible()


def test_minutes_are_linked_and_entered_as_an_improvement(shown, city, host):
    page = shown(*LINES)
    mark(page, "p1")
    form = page.side.linking
    form.requirement.setCurrentIndex(form.requirement.findData(Requirement.SEAL))
    form.flow.setCurrentIndex(0)  # no flow
    form.minutes.setValue(1.5)
    form.button.click()
    assert len(page.side.register_buttons) == 1
    page.side.register_buttons[0].click()
    (made,) = city.improvements.all()
    assert made.plan.procedure_id == "p1"
    assert made.expected_minutes == 1500


def test_city_alone_is_taken_over_on_a_click(shown, city):
    page = shown(*LINES)
    mark(page, "p1")
    button = next(b for b in page.side.findChildren(QPushButton) if "city alone" in b.text())
    button.click()
    assert city.procedures.find("p1").city_alone is True


def test_a_priority_procedure_is_confirmed_by_a_person(shown, city, qtbot):
    page = shown(*LINES)
    choose(page, View.PRIORITY)
    assert page.priority.table.model.rowCount() == 27
    page.priority.table.select_row(14)
    qtbot.waitUntil(lambda: bool(page.priority.buttons))
    page.priority.buttons[0].click()
    assert city.procedures.find("p4").priority_number == 15
    page.priority.buttons[0].click()  # takes it back
    assert city.procedures.find("p4").priority_number is None


def test_lines_are_added_and_deleted(shown, city):
    page = shown(*LINES)
    page.deeds.add_named("新しい手続")
    assert len(city.procedures.all()) == 5
    assert page.marked[0].name == "新しい手続"
    page.deeds.remove()
    assert len(city.procedures.all()) == 4


def test_a_section_sees_its_own_lines_only(shown):
    page = shown(*LINES, own=CITIZENS)
    assert list(page.grid.model.row_ids) == ["p1"]
    assert not page.grid.model.editable("p1", "unit_id")
    assert not page.sections.isVisible()


def test_the_list_is_written_to_a_file(shown, settled, tmp_path):
    page = shown(*LINES)
    choose(page, View.SEAL)
    path = tmp_path / "押印.xlsx"
    page.deeds.write(page.lines, path)
    settled()
    sheet = openpyxl.load_workbook(path).worksheets[0]
    assert sheet.max_row == 4


def test_a_dropped_file_goes_to_the_importer(shown, host, tmp_path):
    page = shown(*LINES)
    page.open_files([tmp_path / "x.xlsx"])
    assert host.jumps[-1] == Jump("procedure-import", str(tmp_path / "x.xlsx"))


def test_a_jump_shows_a_procedure_or_tells_that_there_is_none(shown):
    page = shown(*LINES)
    page.open_target("2")
    assert page.marked[0].id == "p2"
    page.open_target("seal")
    assert page.view is View.SEAL
    page.open_target("99")
    assert page.notices.isVisible()


# -- importing -------------------------------------------------------------------------------------


@pytest.fixture
def importing(host, qtbot, city, settled, tmp_path):
    book = openpyxl.Workbook()
    for row in (
        ["番号", "手続名", "総件数", "押印", "ふりがな"],
        ["1", "手続1（架空）", 1200, "要", "a"],
        ["2", "改めた名前", 10, "要", "b"],
        ["9", "まだない手続", "約5", "○", "c"],
    ):
        book.worksheets[0].append(row)
    path = tmp_path / "表.xlsx"
    book.save(path)
    fill_ledger(city, *LINES)
    page = ProcedureImportPage(host, city.procedures, procedure_import(city), city.undo.undo)
    qtbot.addWidget(page)
    page.resize(1180, 660)
    page.show()
    page.open_target(str(path))
    settled()
    return page


def test_nothing_is_written_before_it_was_looked_at(importing, city, settled):
    assert importing.step == 0
    importing.look()
    settled()
    assert importing.step == 1
    assert city.procedures.find("p1").cases_total == 1000
    importing.take_over()
    settled()
    assert importing.step == 2
    assert city.procedures.find("p1").cases_total == 1200
    assert city.procedures.find("p2").name == "手続2（架空）"
    assert city.procedures.by_number("9").cases_total is None


def test_doubtful_lines_are_taken_over_only_when_a_person_says_so(importing, city, settled):
    importing.look()
    settled()
    importing.preview.which.setCurrentIndex(importing.preview.which.findData("conflict"))
    assert importing.preview.lines.model.rowCount() == 1
    importing.preview.conflicts.setChecked(True)
    importing.take_over()
    settled()
    assert city.procedures.find("p2").name == "改めた名前"


def test_a_column_can_be_kept_under_its_own_heading(importing, city, settled):
    importing.desk.assign(4, "extra")
    importing.look()
    settled()
    importing.take_over()
    settled()
    assert city.procedures.find("p1").extra == {"ふりがな": "a"}


def test_the_importer_names_every_control(importing, nameless_in):
    assert not nameless_in(importing)

"""What leaves, looked at in the window; and the survey beside published staff."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

from bpr_studio.domain.benchmark.exchange import SuggestedDenominator
from bpr_studio.domain.benchmark.figures import Denominator
from bpr_studio.domain.benchmark.staff import sentence_coverage
from bpr_studio.domain.shared.progress import NoProgress
from bpr_studio.ui.pages.benchmark_denominators import DenominatorsPanel
from bpr_studio.ui.pages.benchmark_export import ExportPanel
from bpr_studio.ui.pages.benchmark_staff import StaffPanel
from bpr_studio.ui.qt.error_panel import ErrorPanel

pytestmark = pytest.mark.gui

SAMPLE = Path(__file__).parents[3] / "resources" / "samples" / "jumin-kofu.bpmn"


def cells(table):
    model = table.model
    return [
        [model.index(row, column).data() for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


class Shown:
    """A panel with what tests ask of it."""

    def __init__(self, qtbot, panel, settled):
        self.panel = panel
        self.settled = lambda: (settled(), qtbot.wait(20), settled())
        qtbot.addWidget(panel)
        panel.resize(1180, 620)
        panel.show()
        self.settled()

    def says(self, text):
        return any(
            text in shown.text() for shown in self.panel.findChildren(QLabel) if shown.isVisible()
        )

    def button(self, text):
        return next(b for b in self.panel.findChildren(QPushButton) if text in b.text())

    def press(self, text):
        self.button(text).click()
        self.settled()


def looked_at(leaving):
    """What the panel holds ready to be written."""
    review = leaving.panel.review
    assert review is not None
    return review


@pytest.fixture
def leaving(qtbot, host, city, settled):
    return Shown(qtbot, ExportPanel(host, city.cities, city.queries), settled)


@pytest.fixture
def staff(qtbot, host, city, settled):
    return Shown(
        qtbot, StaffPanel(host, city.staff_reference, city.queries, city.undo.undo), settled
    )


def test_nothing_is_written_before_it_was_looked_at(leaving, city, tmp_path):
    path = tmp_path / "a.json"
    assert not leaving.button("Write this").isEnabled()
    leaving.panel.write(path)
    leaving.settled()
    assert not path.exists()
    leaving.press("Look at what leaves")
    review = city.cities.review(city.fiscal_year)
    assert leaving.says(review.summary)
    assert [row[0] for row in cells(leaving.panel.lines)] == [line.code for line in review.lines]
    assert leaving.button("Write this").isEnabled()


def test_only_what_is_held_back_can_be_shown(leaving):
    leaving.press("Look at what leaves")
    leaving.panel.shown.setCurrentIndex(2)
    rows = cells(leaving.panel.lines)
    assert len(rows) == len(leaving.panel.review.held_back)
    assert all(row[-1].startswith("Held back") for row in rows)


def test_another_choice_asks_for_another_look(leaving):
    leaving.press("Look at what leaves")
    leaving.panel.prepared_by.setText("DX推進室")
    with pytest.raises(AssertionError):
        looked_at(leaving)
    assert not leaving.button("Write this").isEnabled()
    leaving.press("Look at what leaves")
    assert looked_at(leaving).figures.origin.prepared_by == "DX推進室"


def test_a_chosen_flow_is_told(qtbot, host, city, settled):
    city.flows.import_files([SAMPLE], NoProgress())
    leaving = Shown(qtbot, ExportPanel(host, city.cities, city.queries), settled)
    leaving.panel.flows.item(0).setCheckState(Qt.CheckState.Checked)
    leaving.press("Look at what leaves")
    assert len(leaving.panel.review.flows) == 1
    assert leaving.says("The flow “")


def test_a_remark_with_a_name_stops_the_writing(leaving):
    leaving.panel.remarks.setText("鈴木一郎さんまで")
    leaving.press("Look at what leaves")
    assert not leaving.button("Write this").isEnabled()
    assert leaving.says("looks like a person's name")


def test_an_empty_form_is_written(leaving, tmp_path):
    leaving.panel.write_form(tmp_path / "form.xlsx")
    leaving.settled()
    assert (tmp_path / "form.xlsx").exists()
    assert leaving.says("The form was written")


def test_a_year_without_answers_is_said(qtbot, host, nothing, settled):
    shown = Shown(qtbot, ExportPanel(host, nothing.cities, nothing.queries), settled)
    shown.press("Look at what leaves")
    assert shown.says("There are no figures of our own")


TABLE = "団体名,年度,総務,税務,民生\n{city},2026,{a},20,30\n"


@pytest.fixture
def table(city, tmp_path):
    def write(number: object = 100):
        path = tmp_path / "staff.csv"
        name = city.queries.workspace().city_name
        path.write_text(TABLE.format(city=name, a=number), encoding="utf-8")
        return path

    return write


def test_a_table_is_looked_at_and_taken_over_and_the_check_follows(staff, city, table):
    assert staff.says("No staff by department is known")
    staff.panel.look(table())
    staff.settled()
    assert staff.says("New: 3, changed: 0, removed: 0.")
    assert [row[1] for row in cells(staff.panel.columns)][-1] == "民生"
    assert city.staff_reference.counts() == ()
    staff.press("Take over")
    found = city.staff_reference.coverage(city.fiscal_year)
    assert staff.says(sentence_coverage(found))
    assert len(cells(staff.panel.table)) == len(found.lines) + 1
    staff.press("Undo")
    assert city.staff_reference.counts() == ()
    assert staff.says("No staff by department is known")


def test_a_table_with_an_error_shows_where_and_cannot_be_taken_over(staff, table):
    staff.panel.look(table("約100"))
    staff.settled()
    assert staff.panel.findings.isVisible()
    assert not staff.button("Take over").isEnabled()


def test_another_file_is_refused_with_a_sentence(staff, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    staff.panel.look(path)
    staff.settled()
    assert any(panel.isVisible() for panel in staff.panel.findChildren(ErrorPanel))


@pytest.fixture
def denominators(qtbot, host, city, settled):
    suggested = (
        SuggestedDenominator("B07", "被保険者数", "人", "C", "x"),
        SuggestedDenominator("K01", "職員数", "人", "C", "x"),
    )
    return Shown(qtbot, DenominatorsPanel(city.cities, city.queries, suggested), settled)


def test_a_number_typed_beside_a_proposal_is_kept_and_can_be_undone(denominators, city):
    numbers = denominators.panel.table.numbers
    value = numbers.index(1, 5)
    assert [numbers.index(row, 2).data() for row in range(2)] == ["被保険者数", "職員数"]
    numbers.setData(value, "9,000")
    assert city.cities.denominators(city.fiscal_year) == (Denominator("K01", "職員数", 9000),)
    assert numbers.index(1, 5).data() == "9,000"
    numbers.setData(numbers.index(1, 5), "")
    assert city.cities.denominators(city.fiscal_year) == ()
    city.undo.undo()
    assert len(city.cities.denominators(city.fiscal_year)) == 1


def test_half_a_person_is_no_denominator(denominators, city):
    denominators.panel.table.numbers.setData(denominators.panel.table.numbers.index(1, 5), "1.5")
    assert city.cities.denominators(city.fiscal_year) == ()
    assert denominators.says("whole number")

"""The analysis: from the city down to the task and back, charts that stay, years, failing."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QLabel, QLineEdit, QPushButton

from bpr_studio.app.figures import ChartDesk
from bpr_studio.domain.replication.changes import PutRow
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.ids import planned_id
from bpr_studio.domain.shared.quantities import format_hours
from bpr_studio.services.analysis import Analysis
from bpr_studio.ui.pages.analysis import REPORT, AnalysisPage
from bpr_studio.ui.qt.bus import BusBridge
from bpr_studio.ui.qt.error_panel import ErrorPanel
from bpr_studio.ui.qt.tasks import Failed
from tests.builders_workspace import YEAR

pytestmark = pytest.mark.gui


class Opened:
    """A page and what it wrote."""

    def __init__(self, qtbot, host, workspace, settled, analysis=None) -> None:
        self.reports: list[tuple[str, Path]] = []
        self.samples: list[str] = []
        self.page = AnalysisPage(
            host,
            workspace.queries,
            analysis or workspace.analysis,
            figures=ChartDesk(workspace).of,
            write_report=lambda unit, path: self.reports.append((unit, path)),
            save_chart=lambda _export, _path: None,
            show_sample=lambda: self.samples.append("demo"),
        )
        qtbot.addWidget(self.page)
        self.page.resize(1180, 620)
        self.page.show()
        self._bridge = BusBridge(workspace.bus)
        self._bridge.committed.connect(lambda event: self.page.refresh(event.kinds))
        self.settled = lambda: (qtbot.wait(20), settled(), qtbot.wait(20))
        self.page.on_shown()
        self.settled()

    def says(self, text: str) -> bool:
        return any(
            text in shown.text() for shown in self.page.findChildren(QLabel) if shown.isVisible()
        )

    def front(self) -> str:
        """Name of the chart in front as the list shows it."""
        entries = {entry.key: entry.title for entry in self.page.list.entries}
        return entries[self.page.list.current]

    def choose(self, title: str) -> None:
        keys = {entry.title: entry.key for entry in self.page.list.entries}
        self.page.list.choose(keys[title])
        self.settled()

    @property
    def chart(self):
        return self.page.chart

    def path(self):
        return [crumb.text for crumb in self.page.breadcrumb()]

    def keys(self):
        return [spot.key for spot in self.chart.canvas.drawing.spots]


@pytest.fixture
def opened(qtbot, host, city, settled):
    return Opened(qtbot, host, city, settled)


def test_the_city_opens_with_its_bureaus(opened):
    assert opened.front() == "Organisations"
    assert set(opened.keys()) >= {"01", "02"}
    assert opened.says("4 / 6")


def test_a_click_on_a_bar_goes_down_to_the_tasks_of_a_section(qtbot, opened):
    for expected in (["総務市民局"], ["総務市民局", "市民課"]):
        chart = opened.chart
        wanted = {"総務市民局": "01", "市民課": "0101"}[expected[-1]]
        spot = next(s for s in chart.canvas.drawing.spots if s.key == wanted)
        place = chart.canvas.rect().topLeft()
        place.setX(round(spot.x + spot.width / 2))
        place.setY(round(spot.y + spot.height / 2))
        qtbot.mouseClick(chart.canvas, Qt.MouseButton.LeftButton, pos=place)
        opened.settled()
        assert opened.path() == expected
    assert opened.front() == "Single tasks"
    assert opened.page.tasks.table.model.rowCount() == 12


def test_enter_goes_down_too_and_one_level_up_comes_back(qtbot, opened):
    canvas = opened.chart.canvas
    canvas.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(canvas, Qt.Key.Key_Home)
    first = canvas.current.key
    qtbot.keyClick(canvas, Qt.Key.Key_Return)
    opened.settled()
    assert [crumb.jump.target for crumb in opened.page.breadcrumb()] == [first]
    opened.page.show_above()
    opened.settled()
    assert opened.path() == []


def test_one_level_up_is_offered_only_below_the_city(opened):
    (up,) = [a for a in opened.page.findChildren(QAction) if a.shortcut().toString() == "Alt+Up"]
    assert not up.isVisible()
    opened.page.open_target("0101")
    opened.settled()
    assert up.isVisible()
    up.trigger()
    opened.settled()
    assert opened.path() == ["総務市民局"]


def test_the_chart_in_front_stays_when_the_place_changes(opened):
    opened.choose("Months and capacity")
    opened.page.open_target("0101")
    opened.settled()
    assert opened.front() == "Months and capacity"
    opened.page.open_target("")
    opened.settled()
    assert opened.front() == "Months and capacity"


def test_coming_back_from_the_tasks_of_a_section_shows_the_units_again(opened):
    opened.page.open_target("0101")
    opened.settled()
    assert opened.front() == "Single tasks"
    opened.page.show_above()
    opened.settled()
    assert opened.front() == "Organisations"


def test_a_chart_shown_as_table_stays_a_table_when_figures_change(opened, city):
    opened.chart.toggle_table()
    item = next(iter(city.queries.work_items(city.round_id, city.queries.units(YEAR)[1].id)))
    city.undo.commit("x", [PutRow("work_item", item, {"minutes_regular": 6_000_000})])
    opened.settled()
    assert opened.chart.shows_table
    total = city.analysis.answer(city.round_id).total.total
    assert total > 6_000_000
    assert opened.says(format_hours(total))


def test_a_task_leads_to_the_sheet_it_came_from(opened, host):
    opened.choose("Single tasks")
    table = opened.page.tasks.table
    table.activated.emit(table.model.row(0))
    jump = host.jumps[-1]
    assert (jump.page, jump.target.partition(":")[0]) == ("survey", "section")


def test_words_searched_for_stay_while_a_chart_is_looked_at(qtbot, opened):
    opened.choose("Single tasks")
    words = opened.page.tasks.findChild(QLineEdit)
    words.setText("住民票")
    qtbot.keyClick(words, Qt.Key.Key_Return)
    opened.settled()
    found = opened.page.tasks.table.model.rowCount()
    opened.choose("Months and capacity")
    opened.choose("Single tasks")
    assert opened.page.tasks.table.model.rowCount() == found < 48


def test_another_year_shows_its_own_figures(opened, city):
    row = planned_id("survey_round", YEAR - 1, "overall")
    fields = {"fiscal_year": YEAR - 1, "name": "昨年の調査", "state": "closed", "kind": "overall"}
    city.undo.commit("x", [PutRow("survey_round", row, fields)])
    opened.settled()
    opened.page.open_target("0101")
    opened.settled()
    opened.page.years.setCurrentIndex(1)
    assert opened.page.years.currentText() == "令和7年度 昨年の調査"
    opened.settled()
    assert opened.says("There are no hours to show yet.")
    assert opened.path() == []


def test_without_hours_the_way_leads_to_the_survey(qtbot, host, nothing, settled):
    opened = Opened(qtbot, host, nothing, settled)
    assert opened.says("There are no hours to show yet.")
    buttons = {b.text(): b for b in opened.page.findChildren(QPushButton)}
    assert not buttons["Write the report …"].isEnabled()
    buttons["Go to the survey"].click()
    buttons["Open the fictitious city"].click()
    assert (host.jumps[-1].page, opened.samples) == ("survey", ["demo"])


def test_a_failure_is_shown_in_place_of_the_figures(qtbot, host, city, settled):
    class Failing(Analysis):
        def answer(self, round_id, unit_code=""):
            raise RefusedError(f"the disk is gone {round_id} {unit_code}", remedy="plug it in")

    opened = Opened(qtbot, host, city, settled, Failing(city.queries))
    assert any(panel.isVisible() for panel in opened.page.findChildren(ErrorPanel))
    assert not opened.page.list.isVisible()


def test_a_failed_search_is_told(opened):
    opened.page.tasks.failed.emit(Failed(RefusedError("the disk is gone")))
    assert opened.says("the disk is gone")


def test_the_report_is_of_the_place_shown(opened, tmp_path):
    opened.page.open_target("01")
    opened.settled()
    opened.page.write_report(tmp_path / "r.pdf")
    opened.settled()
    assert opened.reports == [("01", tmp_path / "r.pdf")]
    assert opened.says("r.pdf")


def test_the_home_page_can_ask_for_the_report(opened, monkeypatch, tmp_path):
    chosen = (str(tmp_path / "r.xlsx"), "")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, **_k: chosen)
    opened.page.open_target(REPORT)
    opened.settled()
    assert opened.reports == [("", tmp_path / "r.xlsx")]


def test_every_chart_is_one_click_away_with_its_finding(opened):
    named = {entry.key: entry.finding for entry in opened.page.list.entries}
    assert list(named) == [
        "units", "classes", "months", "pareto", "expertise", "step-types", "medium", "staff",
        "dependency", "flows", "cities", "waterfall", "burn-up", "procedures", "tasks",
    ]  # fmt: skip
    for key, finding in named.items():
        opened.page.list.choose(key)
        opened.settled()
        if opened.chart is not None and key not in {"cities", "tasks"}:
            assert opened.chart.title == finding


def test_the_arrow_keys_walk_through_the_charts(qtbot, opened):
    opened.page.list.setFocus()
    qtbot.keyClick(opened.page.list, Qt.Key.Key_Down)
    opened.settled()
    assert opened.front() == "Classes"
    assert opened.chart.table.accessibleName() == opened.chart.title


def test_a_chart_without_data_teaches_what_to_do(opened, host):
    opened.choose("Improvements")
    assert opened.chart is None
    assert opened.says("Enter improvements, or make them from the candidates.")
    button = next(
        b for b in opened.page.findChildren(QPushButton) if b.text() == "Go to the improvements"
    )
    button.click()
    assert host.jumps[-1].page == "improvement"


def test_a_chart_can_be_asked_for_before_the_figures_are_there(opened):
    opened.page.open_target("staff")
    opened.settled()
    assert opened.front() == "Staff categories"


def test_charts_of_tasks_lead_down_to_units_too(qtbot, opened):
    opened.choose("Paper and digital")
    opened.chart.activated.emit("01")
    opened.settled()
    assert opened.path() == ["総務市民局"]
    assert opened.front() == "Paper and digital"


def test_rows_of_classes_lead_to_no_unit(opened):
    opened.choose("Largest classes")
    opened.chart.activated.emit("B01-03-01")
    opened.settled()
    assert opened.path() == []


def test_the_cross_table_is_a_page_of_its_own(opened, host):
    buttons = {b.text(): b for b in opened.page.findChildren(QPushButton)}
    buttons["Explore the hours …"].click()
    assert host.jumps[-1].page == "explorer"

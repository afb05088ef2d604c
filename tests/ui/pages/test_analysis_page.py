"""The analysis: from the city down to the task and back, tabs that stay, years, empty, failing."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QLabel, QLineEdit, QPushButton

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

    def tab(self) -> str:
        return self.page.tabs.tabText(self.page.tabs.currentIndex())

    def choose_tab(self, title: str) -> None:
        titles = [self.page.tabs.tabText(tab) for tab in range(self.page.tabs.count())]
        self.page.tabs.setCurrentIndex(titles.index(title))
        self.settled()

    def path(self):
        return [crumb.text for crumb in self.page.breadcrumb()]

    def keys(self):
        return [spot.key for spot in self.page.charts[0].canvas.drawing.spots]


@pytest.fixture
def opened(qtbot, host, city, settled):
    return Opened(qtbot, host, city, settled)


def test_the_city_opens_with_its_bureaus(opened):
    assert opened.tab() == "Organisations"
    assert set(opened.keys()) >= {"01", "02"}
    assert opened.says("4 / 6")


def test_a_click_on_a_bar_goes_down_to_the_tasks_of_a_section(qtbot, opened):
    chart = opened.page.charts[0]
    for expected in (["総務市民局"], ["総務市民局", "市民課"]):
        wanted = {"総務市民局": "01", "市民課": "0101"}[expected[-1]]
        spot = next(s for s in chart.canvas.drawing.spots if s.key == wanted)
        place = chart.canvas.rect().topLeft()
        place.setX(round(spot.x + spot.width / 2))
        place.setY(round(spot.y + spot.height / 2))
        qtbot.mouseClick(chart.canvas, Qt.MouseButton.LeftButton, pos=place)
        opened.settled()
        assert opened.path() == expected
    assert opened.tab() == "Single tasks"
    assert opened.page.tasks.table.model.rowCount() == 12


def test_enter_goes_down_too_and_one_level_up_comes_back(qtbot, opened):
    canvas = opened.page.charts[0].canvas
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


def test_the_tab_in_front_stays_when_the_place_changes(opened):
    opened.choose_tab("Months")
    opened.page.open_target("0101")
    opened.settled()
    assert opened.tab() == "Months"
    opened.page.open_target("")
    opened.settled()
    assert opened.tab() == "Months"


def test_coming_back_from_the_tasks_of_a_section_shows_the_units_again(opened):
    opened.page.open_target("0101")
    opened.settled()
    assert opened.tab() == "Single tasks"
    opened.page.show_above()
    opened.settled()
    assert opened.tab() == "Organisations"


def test_a_chart_shown_as_table_stays_a_table_when_figures_change(opened, city):
    opened.page.charts[0].toggle_table()
    item = next(iter(city.queries.work_items(city.round_id, city.queries.units(YEAR)[1].id)))
    city.undo.commit("x", [PutRow("work_item", item, {"minutes_regular": 6_000_000})])
    opened.settled()
    assert opened.page.charts[0].shows_table
    total = city.analysis.answer(city.round_id).total.total
    assert total > 6_000_000
    assert opened.says(format_hours(total))


def test_a_task_leads_to_the_sheet_it_came_from(opened, host):
    opened.choose_tab("Single tasks")
    table = opened.page.tasks.table
    table.activated.emit(table.model.row(0))
    jump = host.jumps[-1]
    assert (jump.page, jump.target.partition(":")[0]) == ("survey", "section")


def test_words_searched_for_stay_while_the_tab_is_left(qtbot, opened):
    opened.choose_tab("Single tasks")
    words = opened.page.tasks.findChild(QLineEdit)
    words.setText("住民票")
    qtbot.keyClick(words, Qt.Key.Key_Return)
    opened.settled()
    found = opened.page.tasks.table.model.rowCount()
    opened.choose_tab("Months")
    opened.choose_tab("Single tasks")
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
    assert not opened.page.tabs.isVisible()


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

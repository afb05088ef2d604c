"""Other cities: compare, choose, drill, take over, remove with undo, export, teach when empty."""

import json
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

from bpr_studio.app.sample_cities import add_sample_cities
from bpr_studio.domain.benchmark.compare import Basis, ClassLevel, Names
from bpr_studio.domain.benchmark.figures import CityFigures, ClassFigure
from bpr_studio.domain.shared.errors import UnreadableInputError
from bpr_studio.domain.shared.findings import Finding, Level
from bpr_studio.services.benchmarking import Benchmarking
from bpr_studio.services.cities import Cities, CityFile
from bpr_studio.ui.charts.widget import ExportFormat
from bpr_studio.ui.pages.benchmark import BenchmarkPage, Samples
from bpr_studio.ui.pages.chart_files import save_chart_file
from bpr_studio.ui.qt.bus import BusBridge
from bpr_studio.ui.qt.error_panel import ErrorPanel

pytestmark = pytest.mark.gui


class PreparedFiles:
    """Exchange files that hold what a test put into them."""

    def __init__(self) -> None:
        self.inside: dict[str, CityFile] = {}
        self.written: list[Path] = []

    def read(self, path: Path) -> CityFile:
        if path.name not in self.inside:
            raise UnreadableInputError("no exchange file", remedy="take another one")
        return self.inside[path.name]

    def write(self, path: Path, figures: CityFigures) -> None:
        assert figures.figures
        self.written.append(path)


def figures(name, year=2026, code="", population=500_000, *, definition="", minutes=60_000):
    return CityFigures(
        city_code=code,
        city_name=name,
        fiscal_year=year,
        population=population,
        core_definition=definition,
        staff_categories=("regular",),
        fictitious=True,
        figures=(ClassFigure("B01-03-01", minutes, 30_000, cases=5_000),),
    )


class Opened:
    """A page with its files, and what it was asked to do elsewhere."""

    def __init__(self, qtbot, host, workspace, settled) -> None:
        self.files = PreparedFiles()
        self.saved: list[Path] = []
        self.demo_opened = 0
        cities = Cities(workspace.undo, workspace.queries, self.files)
        self.page = BenchmarkPage(
            host,
            workspace.queries,
            cities,
            Benchmarking(cities, Names({}, {}), memory=workspace.comparison_memory),
            keeper=workspace.comparison_memory,
            save_chart=lambda _export, path: self.saved.append(path),
            undo=workspace.undo.undo,
            samples=Samples(lambda: add_sample_cities(workspace), self._open_demo),
        )
        qtbot.addWidget(self.page)
        self.page.resize(1180, 620)
        self.page.show()
        self.page.on_shown()
        self.settled = lambda: (qtbot.wait(20), settled(), qtbot.wait(20))
        self._bridge = BusBridge(workspace.bus)
        self._bridge.committed.connect(lambda event: self.page.refresh(event.kinds))
        self.settled()

    def _open_demo(self) -> None:
        self.demo_opened += 1

    def press(self, text: str) -> None:
        button = next(b for b in self.page.findChildren(QPushButton) if text in b.text())
        button.click()
        self.settled()

    def says(self, text: str) -> bool:
        return any(
            text in shown.text() for shown in self.page.findChildren(QLabel) if shown.isVisible()
        )

    def rows(self):
        model = self.page.values.model
        return [
            [model.index(r, c).data() for c in range(model.columnCount())]
            for r in range(model.rowCount())
        ]

    def listed(self):
        cities = self.page.cities.cities
        return [cities.item(row).text() for row in range(cities.count())]


@pytest.fixture
def opened(qtbot, host, city, settled):
    return Opened(qtbot, host, city, settled)


@pytest.fixture
def compared(opened):
    """With five fictitious cities beside ours."""
    opened.press("Show fictitious cities")
    return opened


def test_without_other_cities_the_page_teaches_and_a_sample_is_one_click_away(opened):
    assert opened.says("No other city's figures are here yet.")
    opened.press("Show fictitious cities")
    assert not opened.says("No other city's figures")
    assert len(opened.listed()) == 5
    assert opened.page.chart is not None


def test_without_figures_of_our_own_the_way_leads_to_the_survey(qtbot, host, nothing, settled):
    opened = Opened(qtbot, host, nothing, settled)
    assert opened.says("no figures of our own")
    opened.press("Go to the survey")
    assert host.jumps[-1].page == "survey"
    opened.press("Open the fictitious city")
    assert opened.demo_opened == 1


def test_invented_figures_are_marked(compared):
    assert compared.says("Fictitious")


def test_ours_stands_beside_median_and_quartiles_of_the_others(compared):
    first = compared.rows()[0]
    assert first[0] == "B01"
    ours, median, lower, upper = (float(cell.replace(",", "")) for cell in first[2:6])
    assert ours > 0
    assert lower <= median <= upper
    assert first[6] == "5"


def test_below_three_cities_nothing_is_summarised_and_the_page_says_so(compared):
    cities = compared.page.cities.cities
    for row in range(3):
        cities.item(row).setCheckState(Qt.CheckState.Unchecked)
        compared.settled()
    assert compared.rows()[0][3] in {"", None}
    assert compared.says("fewer than three")


def test_choosing_no_city_asks_for_one(compared):
    cities = compared.page.cities.cities
    for row in range(5):
        cities.item(row).setCheckState(Qt.CheckState.Unchecked)
        compared.settled()
    assert compared.says("Choose at least one city")
    cities.item(0).setCheckState(Qt.CheckState.Checked)
    compared.settled()
    assert not compared.says("Choose at least one city")


def test_cases_are_compared_by_minor_class(compared):
    page = compared.page
    page.choices.basis.setCurrentIndex(page.choices.basis.findData(Basis.PER_CASE))
    compared.settled()
    assert page.choices.level.currentData() == ClassLevel.MINOR
    assert all(len(row[0].split("-")) == 3 for row in compared.rows())


def test_opening_a_class_goes_one_level_down_and_back(compared, host):
    page = compared.page
    assert page.chart is not None
    page.chart.activated.emit("B01")
    compared.settled()
    assert page.choices.level.currentData() == ClassLevel.MIDDLE
    assert {row[0][:3] for row in compared.rows()} == {"B01"}
    assert [crumb.jump.target for crumb in page.breadcrumb()] == ["B01"]
    page.show_above()
    compared.settled()
    assert page.breadcrumb() == ()
    assert page.choices.level.currentData() == ClassLevel.MAJOR


def test_a_minor_class_cannot_be_opened_further(compared):
    page = compared.page
    page.show_within("B01-01")
    compared.settled()
    before = compared.rows()
    page.values.activated.emit(("B01-01-01",))
    compared.settled()
    assert compared.rows() == before


def test_other_definitions_are_named(opened):
    opened.files.inside["a.json"] = CityFile(figures("甲市", definition="別の定義"), ())
    opened.page.import_files([Path("a.json")])
    opened.settled()
    assert opened.says("甲市 defines core work differently (別の定義)")
    opened.page.tabs.setCurrentWidget(opened.page.detail)
    assert opened.says("How cases are counted")


def test_a_file_is_taken_over_with_its_findings(opened):
    finding = Finding(Level.WARNING, "x", "A cell was empty.")
    opened.files.inside["a.json"] = CityFile(figures("甲市"), (finding,))
    opened.page.open_files([Path("a.json")])
    opened.settled()
    assert opened.says("Taken over: 甲市（fictitious）.")
    assert opened.page.findings.isVisible()
    assert "甲市" in opened.listed()[0]


def test_a_file_that_is_none_is_refused_and_nothing_changes(opened):
    opened.page.open_files([Path("b.json")])
    opened.settled()
    panels = opened.page.findChildren(ErrorPanel)
    assert any(panel.isVisible() for panel in panels)
    assert opened.listed() == []


def test_a_removed_city_comes_back_by_undo(compared):
    compared.page.cities.cities.setCurrentRow(0)
    name = compared.listed()[0]
    compared.press("Remove")
    assert name not in compared.listed()
    compared.press("Undo")
    assert name in compared.listed()


def test_of_two_years_the_nearer_one_is_compared(opened):
    opened.files.inside["a.json"] = CityFile(figures("甲市", 2026), ())
    opened.files.inside["b.json"] = CityFile(figures("甲市", 2020), ())
    opened.page.import_files([Path("a.json"), Path("b.json")])
    opened.settled()
    cities = opened.page.cities.cities
    checkable = [
        bool(cities.item(row).flags() & Qt.ItemFlag.ItemIsUserCheckable)
        for row in range(cities.count())
    ]
    assert sorted(checkable) == [False, True]
    assert opened.page.cities.wanted == ("甲市",)


def test_our_own_figures_can_be_written(opened, tmp_path):
    opened.page.export_own(tmp_path / "ours.json")
    opened.settled()
    assert opened.files.written == [tmp_path / "ours.json"]
    assert opened.says("Our figures were written")


def test_without_figures_nothing_is_written_and_that_is_said(
    qtbot, host, nothing, settled, tmp_path
):
    opened = Opened(qtbot, host, nothing, settled)
    opened.page.export_own(tmp_path / "ours.json")
    settled()
    assert opened.files.written == []
    assert opened.says("nothing was written")


def test_the_chart_can_be_saved(compared, tmp_path):
    page = compared.page
    assert page.chart is not None
    page.chart.export_requested.disconnect()  # the dialog of the system cannot be tested
    page.chart.export_requested.connect(
        lambda export: save_chart_file(
            page, export, tmp_path / "c.svg", lambda _export, path: compared.saved.append(path)
        )
    )
    page.chart.request_export(ExportFormat.SVG)
    compared.settled()
    assert compared.saved == [tmp_path / "c.svg"]
    assert compared.says("c.svg")


def test_real_exchange_files_go_out_and_come_in(qtbot, host, city, settled, tmp_path):
    """With the adapters of the program: our figures, renamed, are another city's."""
    page = BenchmarkPage(
        host,
        city.queries,
        city.cities,
        city.benchmarking,
        keeper=city.comparison_memory,
        save_chart=lambda _export, _path: None,
        undo=city.undo.undo,
        samples=Samples(),
    )
    qtbot.addWidget(page)
    page.show()
    page.on_shown()
    path = tmp_path / "ours.json"
    page.export_own(path)
    settled()
    document = json.loads(path.read_text(encoding="utf-8"))
    text = json.dumps(document, ensure_ascii=False).replace("みなと市", "となり市")
    path.write_text(text, encoding="utf-8")
    page.import_files([path])
    settled()
    page.refresh(frozenset({"city_data"}))
    settled()
    assert page.cities.wanted == ("となり市（架空）",)
    assert page.chart is not None

"""Other cities: compare, choose, drill, take over, remove with undo, export, teach when empty."""

import json
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

from bpr_studio.app.commands.benchmark_documents import comparison_document
from bpr_studio.app.sample_cities import add_sample_cities
from bpr_studio.domain.benchmark.comparability import Grade
from bpr_studio.domain.benchmark.figures import CityFigures, ClassFigure
from bpr_studio.domain.benchmark.similar import Choice
from bpr_studio.domain.benchmark.terms import Basis, ClassLevel, Measure, Names
from bpr_studio.domain.shared.errors import UnreadableInputError
from bpr_studio.domain.shared.findings import Finding, Level
from bpr_studio.services.benchmarking import Benchmarking
from bpr_studio.services.cities import Cities, CityFile
from bpr_studio.services.comparison_report import comparison_table
from bpr_studio.ui.charts.widget import ExportFormat
from bpr_studio.ui.pages.benchmark import EXPORT, BenchmarkPage, Panel, Samples
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

    def write_form(self, path: Path) -> None:
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
    assert len(opened.listed()) == 8
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
    assert first[6] == "7"  # the eighth city leaves out own staff: grade C


def test_below_three_cities_nothing_is_summarised_and_the_page_says_so(compared):
    cities = compared.page.cities.cities
    for row in range(6):
        cities.item(row).setCheckState(Qt.CheckState.Unchecked)
        compared.settled()
    assert compared.rows()[0][3] in {"", None}
    assert compared.says("fewer than three")


def test_choosing_no_city_asks_for_one(compared):
    cities = compared.page.cities.cities
    for row in range(8):
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
    city.cities.export_own(city.fiscal_year, path)
    document = json.loads(path.read_text(encoding="utf-8"))
    text = json.dumps(document, ensure_ascii=False).replace("みなと市", "となり市")
    path.write_text(text, encoding="utf-8")
    page.import_files([path])
    settled()
    page.refresh(frozenset({"city_data"}))
    settled()
    assert page.cities.wanted == ("となり市（架空）",)
    assert page.chart is not None


# -- choosing ----------------------------------------------------------------------------------


def choose(combo, key) -> None:
    combo.setCurrentIndex(combo.findData(key))


def test_the_cities_nearest_in_population_are_chosen_remembered_and_undone(compared, city):
    panel = compared.page.cities
    choose(panel.choice, Choice.NEAREST)
    panel.count.setValue(3)
    compared.settled()
    assert len(panel.wanted) == 3
    assert city.benchmarking.selection().count == 3
    assert compared.says("the 3 cities nearest to our population")
    city.undo.undo()
    city.undo.undo()
    compared.settled()
    assert len(panel.wanted) == 8
    assert panel.choice.currentData() == Choice.ALL


def test_a_city_taken_away_by_hand_is_said_in_the_caption(compared):
    compared.page.cities.cities.item(0).setCheckState(Qt.CheckState.Unchecked)
    compared.settled()
    assert len(compared.page.cities.wanted) == 7
    assert compared.says("cities chosen by hand")


def test_grade_c_is_summarised_only_on_wish(compared):
    choose(compared.page.choices.grades, Grade.C)
    compared.settled()
    assert compared.rows()[0][6] == "8"
    assert compared.says("A to C")


def test_a_marked_city_says_why_it_has_its_grade(compared):
    cities = compared.page.cities.cities
    row = next(n for n, text in enumerate(compared.listed()) if "grade C" in text)
    cities.setCurrentRow(row)
    compared.settled()
    assert compared.says("counted too differently; only compared on wish")
    assert compared.says("does not count")


# -- details -----------------------------------------------------------------------------------


def test_a_gap_is_told_with_what_it_is_worth(compared):
    model = compared.page.gaps.model
    headings = [model.headerData(c, Qt.Orientation.Horizontal) for c in range(model.columnCount())]
    words = {model.index(r, headings.index("What it is worth")).data() for r in range(5)}
    assert words <= {"clearly above", "clearly below", "not distinguishable"}
    assert "clearly above" in words
    compared.page.tabs.setCurrentIndex(1)
    assert compared.says("our hours lie clearly above the median")


def test_a_minor_class_opens_its_details_with_every_city(compared):
    page = compared.page
    choose(page.choices.basis, Basis.PER_CASE)
    compared.settled()
    code = compared.rows()[0][0]
    page.values.activated.emit((code,))
    assert page.tabs.currentWidget() is page.detail
    assert page.detail.code == code
    assert page.detail.cities.model.rowCount() == 9


def test_what_was_found_out_is_kept_and_can_be_undone(compared, city):
    page = compared.page
    page.show_class("B01")
    field = page.detail.fields["systems"]
    field.setText("共同利用のシステム")
    field.editingFinished.emit()
    compared.settled()
    assert city.benchmarking.answers() == {"B01": {"systems": "共同利用のシステム"}}
    assert page.detail.code == "B01"
    assert page.detail.fields["systems"].text() == "共同利用のシステム"
    city.undo.undo()
    compared.settled()
    assert city.benchmarking.answers() == {}
    assert page.detail.fields["systems"].text() == ""


def test_a_note_taken_away_leaves_the_others(compared, city):
    city.comparison_memory.note("B01", "systems", "A")
    city.comparison_memory.note("B01", "wards", "B")
    city.comparison_memory.note("B01", "systems", " ")
    assert city.benchmarking.answers() == {"B01": {"wards": "B"}}
    city.comparison_memory.note("B01", "wards", "")
    assert city.benchmarking.answers() == {}
    with pytest.raises(ValueError, match="no such question"):
        city.comparison_memory.note("B01", "weather", "x")


# -- bases -------------------------------------------------------------------------------------


def test_cost_without_prices_says_where_to_enter_them(compared):
    choose(compared.page.choices.measure, Measure.COST)
    compared.settled()
    panel = next(p for p in compared.page.findChildren(ErrorPanel) if p.isVisible())
    assert any("Settings, Years" in shown.text() for shown in panel.findChildren(QLabel))
    choose(compared.page.choices.measure, Measure.HOURS)
    compared.settled()
    assert compared.rows()


def test_without_a_common_unit_the_page_says_what_is_missing(compared):
    choose(compared.page.choices.basis, Basis.PER_DENOMINATOR)
    compared.settled()
    assert compared.says("No class depends on the same thing")
    assert not compared.page.chart.isVisible()


def test_further_tabs_stay_within_reach_without_other_cities(qtbot, host, nothing, settled):
    panel = QLabel("a panel")
    page = BenchmarkPage(
        host,
        nothing.queries,
        nothing.cities,
        nothing.benchmarking,
        keeper=nothing.comparison_memory,
        save_chart=lambda _export, _path: None,
        undo=nothing.undo.undo,
        samples=Samples(),
        panels=(Panel("Further", panel, EXPORT),),
    )
    qtbot.addWidget(page)
    page.show()
    page.on_shown()
    qtbot.wait(20)
    settled()
    visible = [page.tabs.tabText(n) for n in range(page.tabs.count()) if page.tabs.isTabVisible(n)]
    assert visible == ["Comparison", "Further"]
    next(a for a in page.title_line.actions_shown if "Write our figures" in a.text()).trigger()
    assert page.tabs.currentWidget() is panel


def test_page_and_command_line_and_report_show_the_same_figures(compared, city):
    found = city.benchmarking.compare(city.fiscal_year, Basis.PER_10K, ClassLevel.MAJOR)
    document = comparison_document(found)
    table = comparison_table("x", "X", found, found.classes)
    page = {row[0]: row for row in compared.rows()}
    assert len(document["classes"]) == len(table.rows) == len(page)
    for said, printed in zip(document["classes"], table.shown(), strict=True):
        seen = page[said["code"]]
        assert seen[3] == f"{said['median']:,.1f}" == printed[3]
        assert seen[4:7] == list(printed[4:7])
        assert f"{abs(round(said['gap']['minutes'] / 60)):,}" == printed[8].strip("▲")


def test_everything_can_be_reached_by_keyboard_and_has_a_name(compared, nameless_in):
    for place in range(compared.page.tabs.count()):
        compared.page.tabs.setCurrentIndex(place)
        assert nameless_in(compared.page) == []

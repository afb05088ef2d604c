"""Files of other cities: looked at first, replaced after a question, refused whole."""

import json

import pytest
from PySide6.QtWidgets import QLabel, QPushButton

from bpr_studio.adapters.sheets.city_files import CityExchangeFiles
from bpr_studio.app.city_exchange import exchange_lists
from bpr_studio.domain.shared.findings import Finding
from bpr_studio.services.cities import Cities
from bpr_studio.ui.pages.benchmark_files import ExchangeDeeds
from bpr_studio.ui.qt.page import Page

pytestmark = pytest.mark.gui

FIGURES = {
    "schema": "bpr-studio/city-figures/1",
    "city_name": "架空甲市",
    "fiscal_year": 2026,
    "fictitious": True,
    "figures": [{"code": "B01-03-01", "minutes": 600}, {"code": "K01", "minutes": 60}],
}


class Opened:
    """A page with nothing but the deeds on files."""

    def __init__(self, qtbot, host, workspace, settled) -> None:
        files = CityExchangeFiles(exchange_lists(workspace.queries))
        self.cities = Cities(workspace.undo, workspace.queries, files)
        self.page = Page(host, title="x")
        self.found: list[list[Finding]] = []
        self.deeds = ExchangeDeeds(self.page, self.cities, workspace.undo.undo, self.found.append)
        self.settled = lambda: (settled(), qtbot.wait(20), settled())
        qtbot.addWidget(self.page)
        self.page.show()

    def take(self, path, **changes):
        path.write_text(json.dumps({**FIGURES, **changes}), encoding="utf-8")
        self.deeds.take([path])
        self.settled()

    def says(self, text):
        return any(text in shown.text() for shown in self.page.findChildren(QLabel))

    def press(self, text):
        next(b for b in self.page.findChildren(QPushButton) if text in b.text()).click()
        self.settled()


@pytest.fixture
def opened(qtbot, host, nothing, settled):
    return Opened(qtbot, host, nothing, settled)


def minutes(opened):
    return [figure.minutes for city in opened.cities.partners() for figure in city.figures]


def test_a_new_city_is_taken_over_at_once(opened, tmp_path):
    opened.take(tmp_path / "a.json")
    assert minutes(opened) == [600, 60]
    assert opened.says("Taken over: 架空甲市")


def test_figures_that_are_here_already_are_replaced_after_a_question(opened, tmp_path):
    opened.take(tmp_path / "a.json")
    newer = [{"code": "B01-03-01", "minutes": 700}, {"code": "K02", "minutes": 80}]
    opened.take(tmp_path / "a.json", figures=newer)
    assert opened.says("1 new, 1 changed and 1 missing")
    assert minutes(opened) == [600, 60]
    opened.press("Replace")
    assert minutes(opened) == [700, 80]


def test_a_file_with_an_error_is_refused_whole_and_its_points_are_shown(opened, tmp_path):
    opened.take(tmp_path / "a.json", figures=[{"code": "K01", "minutes": "many"}])
    assert minutes(opened) == []
    assert opened.says("Nothing was taken over: a.json holds errors")
    assert "number-unclear" in {finding.rule for finding in opened.found[-1]}

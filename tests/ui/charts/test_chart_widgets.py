"""Charts in the window: what they say, how they are walked through, what can be taken out."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, TypeVar

import pytest
from defusedxml.ElementTree import fromstring
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QAction, QGuiApplication, QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from bpr_studio.charts.drawing import DARK, LIGHT, Ink
from bpr_studio.domain.workload.statements import (
    caption_core_split,
    caption_month_load,
    caption_pareto,
    largest_rows,
    title_core_split,
    title_month_load,
    title_pareto,
)
from bpr_studio.services.figures import MOST_ROWS
from bpr_studio.services.report_tables import core_split_table, month_table, pareto_table
from bpr_studio.services.report_values import (
    Chart,
    CoreSplitChart,
    MonthLoadChart,
    ParetoChart,
    ReportTable,
)
from bpr_studio.ui.charts.comparison import ComparisonChart
from bpr_studio.ui.charts.kinds_figures import AnyChart
from bpr_studio.ui.charts.painting import inks, text_width
from bpr_studio.ui.charts.widget import ChartExport, ChartWidget, ExportFormat
from bpr_studio.ui.qt.theme import Mode, current_theme, load_tokens
from tests import builders_answer as build

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bpr_studio.domain.workload.answer import CoreSplit, MonthLoad, ParetoItem

pytestmark = pytest.mark.gui

C = TypeVar("C", bound=ChartWidget)

PROVENANCE = build.provenance()


@pytest.fixture
def opened() -> list[str]:
    """Keys somebody opened."""
    return []


@pytest.fixture
def core_chart(qtbot, opened) -> AnyChart:
    return show(qtbot, AnyChart(*split(build.units(), "Bureau"), opened.append))


def split(rows: Sequence[CoreSplit], name: str) -> tuple[Chart, ReportTable]:
    """Core and non-core hours of units, with the heading of the table's first column."""
    title = title_core_split(rows)
    data = CoreSplitChart(largest_rows(rows, MOST_ROWS))
    chart = Chart("core_split", title, caption_core_split(PROVENANCE), data)
    return chart, core_split_table("core_split", title, name, rows)


def load(found: MonthLoad) -> tuple[Chart, ReportTable]:
    """Hours by month against the capacity."""
    caption = caption_month_load(PROVENANCE)
    chart = Chart("months", title_month_load(found), caption, MonthLoadChart(found))
    return chart, month_table(found)


def largest(items: tuple[ParetoItem, ...]) -> tuple[Chart, ReportTable]:
    """The few items most hours go to."""
    chart = Chart("pareto", title_pareto(items), caption_pareto(PROVENANCE), ParetoChart(items))
    return chart, pareto_table(items, len(items))


def show(qtbot: QtBot, chart: C) -> C:
    qtbot.addWidget(chart)
    chart.resize(640, 520)
    chart.show()
    return chart


def make_all(opened: list[str]) -> list[Any]:
    return [
        AnyChart(*split(build.units(), "Bureau"), opened.append),
        AnyChart(*load(build.months()), opened.append),
        AnyChart(*largest(build.pareto(300)), opened.append),
        ComparisonChart(build.comparison(), opened.append),
    ]


def actions(chart: ChartWidget) -> dict[str, QAction]:
    return {action.text(): action for action in chart.menu().actions() if action.text()}


def test_every_chart_states_its_finding_and_shows_a_picture(qtbot, opened):
    for chart in make_all(opened):
        show(qtbot, chart)
        assert chart.title.endswith(".")
        image = chart.canvas.grab().toImage()
        colours = {image.pixelColor(x, y).name() for x in range(0, image.width(), 3)
                   for y in range(0, image.height(), 3)}  # fmt: skip
        assert LIGHT[Ink.CORE] in colours


def test_every_chart_opens_the_value_the_keyboard_is_at(qtbot):
    firsts = (build.units()[3].key, "04", build.pareto()[0].key, "B09")
    for position, first in enumerate(firsts):
        opened: list[str] = []
        chart = show(qtbot, make_all(opened)[position])
        QTest.keyClick(chart.canvas, Qt.Key.Key_Home)
        QTest.keyClick(chart.canvas, Qt.Key.Key_Return)
        assert opened == [first]


def test_arrow_keys_walk_and_stop_at_the_ends(core_chart, opened):
    canvas = core_chart.canvas
    QTest.keyClick(canvas, Qt.Key.Key_End)
    last = canvas.current
    QTest.keyClick(canvas, Qt.Key.Key_Down)
    assert canvas.current == last
    QTest.keyClick(canvas, Qt.Key.Key_Up)
    assert canvas.current != last
    assert opened == []


def test_the_value_under_the_keyboard_is_said_to_screen_readers(core_chart):
    QTest.keyClick(core_chart.canvas, Qt.Key.Key_Home)
    said = core_chart.canvas.accessibleDescription()
    assert "保健福祉局: 2,240,000 h" in said
    assert said.endswith("Enter opens it")


def test_tab_starts_at_the_first_value(core_chart, qtbot):
    core_chart.canvas.setFocus(Qt.FocusReason.TabFocusReason)
    assert core_chart.canvas.current is not None
    assert core_chart.canvas.current.words.startswith("保健福祉局")


def test_a_click_drills_down(core_chart, opened):
    spot = core_chart.canvas.drawing.spots[2]
    place = QPoint(int(spot.x + spot.width / 2), int(spot.y + spot.height / 2))
    QTest.mouseMove(core_chart.canvas, place)
    QTest.mouseClick(core_chart.canvas, Qt.MouseButton.LeftButton, pos=place)
    assert opened == [spot.key]


def test_values_of_the_keyboard_give_way_to_the_pointer(core_chart):
    QTest.keyClick(core_chart.canvas, Qt.Key.Key_End)
    core_chart.canvas.setFocus()
    assert core_chart.canvas.told == core_chart.canvas.current
    QTest.mouseClick(core_chart.canvas, Qt.MouseButton.LeftButton, pos=QPoint(3, 3))
    assert core_chart.canvas.told is None


def test_a_click_beside_the_bars_opens_nothing(core_chart, opened):
    QTest.mouseClick(core_chart.canvas, Qt.MouseButton.LeftButton, pos=QPoint(3, 3))
    assert opened == []


def test_what_is_added_up_cannot_be_opened(qtbot, opened):
    rows = [build.core_split(str(i), f"Section {i}", 100, 10) for i in range(40)]
    chart = show(qtbot, AnyChart(*split(rows, "Section"), opened.append))
    QTest.keyClick(chart.canvas, Qt.Key.Key_End)
    assert chart.canvas.current is not None
    assert "17 others" in chart.canvas.current.words
    QTest.keyClick(chart.canvas, Qt.Key.Key_Return)
    assert opened == []


def test_charts_without_a_deeper_level_stay_silent(qtbot):
    chart = show(qtbot, AnyChart(*load(build.months())))
    with qtbot.assertNotEmitted(chart.activated):
        QTest.keyClick(chart.canvas, Qt.Key.Key_Home)
        QTest.keyClick(chart.canvas, Qt.Key.Key_Return)
    assert "Enter" not in chart.canvas.accessibleDescription()


def test_values_under_the_pointer_are_written_on_the_chart(core_chart):
    spot = core_chart.canvas.drawing.spots[1]
    QTest.mouseMove(core_chart.canvas, QPoint(int(spot.x + 20), int(spot.y + 5)))
    assert core_chart.canvas.told == spot


def test_the_pointer_leaves_no_mark_behind(core_chart):
    QTest.mouseMove(core_chart.canvas, QPoint(2, 2))
    before = core_chart.canvas.grab().toImage()
    spot = core_chart.canvas.drawing.spots[4]
    QTest.mouseMove(core_chart.canvas, QPoint(int(spot.x + 20), int(spot.y + 5)))
    assert core_chart.canvas.grab().toImage() != before
    QGuiApplication.sendEvent(core_chart.canvas, QEvent(QEvent.Type.Leave))
    assert core_chart.canvas.grab().toImage() == before


class TestTableTwin:
    def test_shows_the_same_figures(self, core_chart):
        core_chart.toggle_table()
        assert core_chart.shows_table
        model = core_chart.table.model()
        assert model.rowCount() == len(build.units()) + 1
        assert model.index(0, 0).data() == "政策局"
        assert model.index(0, 2).data() == "310,000"
        core_chart.toggle_table()
        assert not core_chart.shows_table

    def test_rows_open_as_bars_do(self, core_chart, opened):
        core_chart.toggle_table()
        core_chart.table.selectRow(1)
        QTest.keyClick(core_chart.table, Qt.Key.Key_Return)
        assert opened == ["02"]

    def test_the_total_opens_nothing(self, core_chart, opened):
        core_chart.toggle_table()
        core_chart.table.selectRow(len(build.units()))
        QTest.keyClick(core_chart.table, Qt.Key.Key_Return)
        assert opened == []

    def test_copies_plain_numbers_with_headings(self, core_chart):
        core_chart.toggle_table()
        QTest.keyClick(core_chart.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
        lines = QGuiApplication.clipboard().text().splitlines()
        assert lines[0].split("\t")[:3] == ["Bureau", "Number of tasks", "Total（h）"]
        assert lines[1].split("\t")[:3] == ["政策局", "1476", "310000.0"]

    def test_missing_values_are_empty_cells(self, qtbot):
        chart = show(qtbot, ComparisonChart(build.comparison()))
        row = next(t for t in chart.table.as_worksheet().splitlines() if t.startswith("F05"))
        assert row.split("\t")[3:6] == ["", "", ""]


class TestTakingOut:
    def test_the_menu_offers_everything(self, core_chart):
        assert list(actions(core_chart)) == [
            "Show as table", "Copy the picture", "Copy the table", "Save as PNG…", "Save as SVG…",
            "Save the figures as a workbook…",
        ]  # fmt: skip

    def test_the_copied_picture_has_title_and_caption_around_the_chart(self, core_chart):
        actions(core_chart)["Copy the picture"].trigger()
        image = QGuiApplication.clipboard().image()
        assert image.width() > 2 * core_chart.canvas.width()
        assert image.height() > 2 * core_chart.canvas.height() + 60

    def test_the_copied_table_is_a_worksheet_range(self, core_chart):
        actions(core_chart)["Copy the table"].trigger()
        assert QGuiApplication.clipboard().text() == core_chart.table.as_worksheet()

    @pytest.mark.parametrize("kind", ExportFormat)
    def test_saving_hands_over_file_and_figures(self, core_chart, qtbot, kind):
        with qtbot.waitSignal(core_chart.export_requested) as caught:
            core_chart.request_export(kind)
        (export,) = caught.args
        assert isinstance(export, ChartExport)
        assert export.suggested_name == f"core_split.{kind}"
        assert len(export.table.rows) == len(build.units()) + 1
        if kind is ExportFormat.PNG:
            assert QImage.fromData(export.data).width() > 1_000
        elif kind is ExportFormat.SVG:
            assert fromstring(export.data.decode()).get("role") == "img"
        else:
            assert export.data == b""


class TestNewFigures:
    def test_other_rows_change_title_picture_and_table(self, core_chart):
        before = core_chart.canvas.grab().toImage()
        core_chart.set_chart(*split([build.core_split("9", "課", 100, 50)], "Section"))
        assert core_chart.title.startswith("Non-core work is 50.0%")
        assert core_chart.table.model().rowCount() == 2
        assert core_chart.canvas.grab().toImage() != before

    def test_the_picture_is_as_high_as_its_rows(self, core_chart):
        tall = core_chart.canvas.height()
        core_chart.set_chart(*split(build.units()[:3], "Bureau"))
        assert core_chart.canvas.minimumHeight() < tall / 2

    def test_all_kinds_take_new_figures(self, qtbot, opened):
        _, months, pareto, cities = make_all(opened)
        for chart in (months, pareto, cities):
            show(qtbot, chart)
        months.set_chart(*load(build.empty_answer().months))
        pareto.set_chart(*largest(()))
        assert months.title == pareto.title == "No hours have been reported yet."
        pareto.canvas.grab()
        cities.set_comparison(build.comparisons()[1])
        assert cities.title.startswith("In 3 of 7 classes")


def test_charts_follow_the_dark_look(core_chart):
    try:
        current_theme().switch(Mode.DARK)
        image = core_chart.canvas.grab().toImage()
        colours = {
            image.pixelColor(x, y).name()
            for x in range(0, image.width(), 3)
            for y in range(0, image.height(), 3)
        }
        assert DARK[Ink.CORE] in colours
        assert LIGHT[Ink.CORE] not in colours
    finally:
        current_theme().switch(Mode.LIGHT)


@pytest.mark.parametrize("mode", Mode)
def test_charts_use_the_colours_of_the_window(mode):
    tokens = load_tokens(mode)
    pairs = {Ink.TEXT: "text", Ink.QUIET: "text_secondary", Ink.SURFACE: "surface",
             Ink.CORE: "core", Ink.NON_CORE: "non_core"}  # fmt: skip
    assert {ink: inks(mode)[ink] for ink in pairs} == {i: tokens[t] for i, t in pairs.items()}


def test_text_is_measured_as_it_is_painted():
    assert text_width("国国", 13) == pytest.approx(2 * text_width("国", 13))
    assert text_width("abc", 26) > text_width("abc", 13)


def test_redrawing_takes_no_noticeable_time(qtbot, opened):
    for chart in make_all(opened):
        show(qtbot, chart)
        chart.canvas.grab()
        times = []
        for width in (600, 700, 800):
            start = time.process_time()
            chart.canvas.resize(width, 400)
            chart.canvas.grab()
            times.append(time.process_time() - start)
        assert min(times) < 0.1

"""The page of the explorer: shelves, table, rows behind a cell, kept views, other cities."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtTest import QTest

from bpr_studio.app.explorer_files import write_table
from bpr_studio.domain.workload.explore import Against, ExploreView, Measure, Sorting, Source
from bpr_studio.domain.workload.pivot import Dimension
from bpr_studio.services.exploring_tables import ExploreNotes
from bpr_studio.ui.pages.explorer import ExplorerPage
from bpr_studio.ui.pages.explorer_desk import ExplorerDesk
from bpr_studio.ui.pages.explorer_places import Place
from bpr_studio.ui.pages.explorer_shelf import mime_of
from bpr_studio.ui.qt.blocks import EmptyState
from bpr_studio.ui.qt.page import Jump

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bpr_studio.app.workspace import Workspace

pytestmark = pytest.mark.gui


@pytest.fixture
def shown(host: Any, qtbot: Any, settled: Any) -> Callable[..., ExplorerPage]:
    """The page of a workspace, kept fresh as the window does."""

    def show(workspace: Workspace, section: str = "") -> ExplorerPage:
        desk = ExplorerDesk(
            explorer=workspace.explorer,
            notes=ExploreNotes(workspace.explorer, workspace.queries),
            section=lambda: section,
            write=write_table,
            undo=workspace.undo.undo,
        )
        page = ExplorerPage(host, desk)
        workspace.bus.subscribe(lambda event: page.refresh(event.kinds))
        qtbot.addWidget(page)
        page.resize(1166, 660)
        page.show()
        page.on_shown()
        settled()
        return page

    return show


def texts(page: ExplorerPage) -> list[list[str]]:
    """What the cells show, totals last."""
    cells = page.grid.cells
    assert cells is not None
    return [
        [cells.text(row, column) for column in range(cells.column_count)]
        for row in range(cells.row_count + 1)
    ]


def names(page: ExplorerPage) -> list[str]:
    cells = page.grid.cells
    assert cells is not None
    return [cells.row_name(row) for row in range(cells.row_count)]


def test_the_first_question_is_answered_with_totals(shown, city):
    page = shown(city)
    total = city.analysis.answer(city.round_id).total
    assert page.view == ExploreView((Dimension.BUREAU,), (Dimension.CORE,))
    assert texts(page)[-1][-1] == f"{total.total / 60:,.0f}"
    assert len(names(page)) == 2


def test_a_field_put_beside_another_nests_and_can_be_taken_away(shown, city):
    page = shown(city)
    page.fields.put_asked.emit(Dimension.SECTION, Place.ROWS)
    assert page.view.rows == (Dimension.BUREAU, Dimension.SECTION)
    cells = page.grid.cells
    assert cells is not None
    assert cells.row_heads[1]
    assert not cells.begins_group(1, 0)
    chip = page.shelves.shelf(Place.ROWS).chips[1]
    chip.setFocus()
    QTest.keyClick(chip, Qt.Key.Key_Delete)
    assert page.view.rows == (Dimension.BUREAU,)


def test_a_dragged_field_is_put_where_it_is_let_go(shown, city):
    page = shown(city)
    shelf = page.shelves.shelf(Place.COLUMNS)
    carried = mime_of(Dimension.MEDIUM, None)
    event = QDropEvent(
        QPoint(60, 10).toPointF(),
        Qt.DropAction.CopyAction,
        carried,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    shelf.dropEvent(event)
    assert page.view.columns == (Dimension.MEDIUM, Dimension.CORE)


def test_keys_move_a_field_and_the_question_can_be_gone_back_from(shown, city):
    page = shown(city)
    first = page.view
    page.shelves.put_field(Measure.TASKS, Place.VALUES)
    chip = page.shelves.shelf(Place.VALUES).chips[1]
    QTest.keyClick(chip, Qt.Key.Key_Left, Qt.KeyboardModifier.ControlModifier)
    assert page.view.measures == (Measure.TASKS, Measure.HOURS)
    page.go_back()
    page.go_back()
    assert page.view == first
    page.go_on()
    assert page.view.measures == (Measure.HOURS, Measure.TASKS)


def test_the_last_value_cannot_be_taken_away(shown, city):
    page = shown(city)
    chip = page.shelves.shelf(Place.VALUES).chips[0]
    QTest.keyClick(chip, Qt.Key.Key_Delete)
    assert page.view.measures == (Measure.HOURS,)


def test_a_filter_keeps_what_is_ticked_and_says_so(shown, city):
    page = shown(city)
    choice = page.filter_choice(Dimension.CORE)
    assert choice is not None
    item = choice.list.item(choice.list.count() - 1)
    item.setCheckState(Qt.CheckState.Checked)
    choice.take()
    assert len(page.view.filters) == 1
    text = page.shelves.shelf(Place.FILTERS).chips[0].full_text
    assert item.text().split("　")[0] in text


def test_filters_that_leave_nothing_offer_to_be_taken_away(shown, city, qtbot):
    page = shown(city)
    page.ask(page.view.filtered(Dimension.CORE, ("nothing like this",)))
    empty = page.findChild(EmptyState)
    assert empty is not None
    page.ask(ExploreView())
    assert page.grid.isVisible()


def test_a_click_on_a_heading_sorts_and_again_the_other_way(shown, city):
    page = shown(city)
    page.grid.sort_asked.emit(0)
    assert page.view.sorting == Sorting(("core",))
    down = names(page)
    page.grid.sort_asked.emit(0)
    assert names(page) == down[::-1]
    page.grid.sort_asked.emit(-1)
    assert page.view.sorting is None


def test_the_table_is_copied_with_headings_as_a_worksheet_takes_it(shown, city):
    page = shown(city)
    page.grid.copy()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert len(lines) == 1 + 2 + 1
    assert len({line.count("\t") for line in lines}) == 1
    assert "," not in lines[1].split("\t")[1]
    page.grid.mark(0, 0, 1, 0)
    page.grid.copy()
    assert len(QGuiApplication.clipboard().text().splitlines()) == 3


def test_enter_shows_the_tasks_behind_a_cell_and_escape_leads_back(shown, city, host):
    page = shown(city)
    page.grid.setFocus()
    QTest.keyClick(page.grid, Qt.Key.Key_Return)
    assert page.behind.isVisible()
    model = page.behind.table.model
    rows = list(model.rows(0, model.rowCount() - 1))
    table = city.explorer.table(page.view)
    assert sum(int(str(row[5])) for row in rows) == int(table.values[0, 0])
    page.behind.table.activated.emit(rows[0])
    assert host.jumps[-1] == Jump("survey", f"section:{rows[0][1]}")
    QTest.keyClick(page.behind, Qt.Key.Key_Escape)
    assert page.grid.isVisible()


def test_arrows_walk_over_cells_and_a_reader_is_told_where(shown, city):
    page = shown(city)
    page.grid.setFocus()
    QTest.keyClick(page.grid, Qt.Key.Key_Down)
    QTest.keyClick(page.grid, Qt.Key.Key_Right)
    assert page.grid.current == (1, 1)
    assert texts(page)[1][1] in page.grid.accessibleDescription()
    QTest.keyClick(page.grid, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    assert page.grid.current == (2, 3)


def test_a_view_is_kept_renamed_and_deleted_with_undo(shown, city, host):
    page = shown(city)
    page.shelves.put_field(Dimension.MEDIUM, Place.COLUMNS)
    page.keeping.keep()
    page.keeping.line.field.setText("媒体の表")
    QTest.keyClick(page.keeping.line.field, Qt.Key.Key_Return)
    ((line, view),) = city.explorer.kept()
    assert (line.name, view) == ("媒体の表", page.view)
    page.keeping.rename()
    page.keeping.line.field.setText("媒体")
    QTest.keyClick(page.keeping.line.field, Qt.Key.Key_Return)
    assert [line.name for line, _ in city.explorer.kept()] == ["媒体"]
    page.keeping.delete()
    assert city.explorer.kept() == ()
    host.notices[-1].deed.run()
    assert [line.name for line, _ in city.explorer.kept()] == ["媒体"]


def test_comparing_shows_the_differences_of_both_years(shown, city):
    page = shown(city)
    page.ask(ExploreView((Dimension.BUREAU,), against=Against.LAST_YEAR))
    cells = page.grid.cells
    assert cells is not None
    before = city.explorer.round_before(city.explorer.round_of(page.view))
    assert cells.column_count == (4 if before else 1)


def test_a_section_sees_its_own_hours_only(shown, city):
    page = shown(city, section="0101")
    own = next(s for s in city.queries.sections(city.round_id) if s.unit_code == "0101")
    assert texts(page)[-1][-1] == f"{own.minutes / 60:,.0f}"


def test_the_table_is_written_as_workbook_and_csv(shown, city, tmp_path, settled):
    page = shown(city)
    for name in ("table.xlsx", "table.csv"):
        page.save(tmp_path / name)
        settled()
        assert (tmp_path / name).stat().st_size > 100
    lines = (tmp_path / "table.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 4


def test_rows_of_other_cities_are_taken_in_explored_and_taken_away(
    shown, city, tmp_path: Path, settled
):
    page = shown(city)
    page.choices.asked.emit(lambda _view: ExploreView((Dimension.CITY,), source=Source.CITIES))
    assert page.findChild(EmptyState) is not None
    path = tmp_path / "rows.csv"
    path.write_text("都市名,年度,業務コード,分\nあおい市（架空）,2025,B01-03-01,600\n", "utf-8")
    page.cities.take_in(path)
    settled()
    assert names(page) == ["あおい市（架空）"]
    assert texts(page)[0] == ["10"]
    page.show_behind(0, 0)
    assert page.behind.table.model.rowCount() == 1
    page.cities.menu.actions()[0].trigger()
    assert city.explorer.city_files() == ()


def test_an_empty_workspace_teaches_what_the_page_does(shown, nothing):
    page = shown(nothing)
    empty = page.findChild(EmptyState)
    assert empty is not None
    assert empty.isVisible()


def test_everything_has_a_name_for_screen_readers(shown, city, nameless_in):
    assert nameless_in(shown(city)) == []

"""The page of the cross table: any question about hours, answered at once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from bpr_studio.domain.shared.errors import BprError, RefusedError
from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.explore import DIMENSIONS, MEASURES, ExploreView, Sorting, Source
from bpr_studio.domain.workload.explore_words import view_title
from bpr_studio.domain.workload.pivot import Dimension
from bpr_studio.services.exploring_tables import report_table
from bpr_studio.ui.pages.explorer_behind import BehindPanel
from bpr_studio.ui.pages.explorer_choices import ExplorerChoices
from bpr_studio.ui.pages.explorer_cities import CityLine
from bpr_studio.ui.pages.explorer_filter import FilterChoice
from bpr_studio.ui.pages.explorer_grid import ExplorerGrid
from bpr_studio.ui.pages.explorer_history import ViewHistory
from bpr_studio.ui.pages.explorer_places import (
    Place,
    field_name,
    swapped,
)
from bpr_studio.ui.pages.explorer_shelf import FieldList
from bpr_studio.ui.pages.explorer_shelves import Shelves
from bpr_studio.ui.pages.explorer_views import KeptViews
from bpr_studio.ui.qt.blocks import Deed, EmptyState
from bpr_studio.ui.qt.buttons import make_action
from bpr_studio.ui.qt.page import Jump, Page
from bpr_studio.ui.qt.tasks import Cancelled, Done, Failed, busy_cursor
from bpr_studio.ui.qt.theme import label

if TYPE_CHECKING:
    from bpr_studio.domain.shared.progress import Progress
    from bpr_studio.domain.workload.explore import ExploreTable
    from bpr_studio.ui.pages.explorer_desk import ExplorerDesk
    from bpr_studio.ui.pages.explorer_places import (
        Field,
    )
    from bpr_studio.ui.qt.page import PageHost
    from bpr_studio.ui.qt.tasks import Outcome

_KINDS: Final = frozenset(
    {
        *("work_item", "org_unit", "task_class", "list_item", "survey_round", "succession"),
        *("flow", "flow_element", "staff_year"),
    }
)
_SUBTITLE: Final = 52  # characters
_FIRST: Final = ExploreView((Dimension.BUREAU,), (Dimension.CORE,))


class ExplorerPage(Page):
    """Fields at the left, shelves above, the table below."""

    def __init__(self, host: PageHost, desk: ExplorerDesk) -> None:
        super().__init__(host, title=tr("Figures explorer"), icon="table")
        self._desk = desk
        self._history = ViewHistory(_FIRST)
        self._table: ExploreTable | None = None
        self._asked = 0
        self._fields = FieldList()
        self._shelves = Shelves(self._filter_words)
        self._choices = ExplorerChoices()
        self._grid = ExplorerGrid()
        self._behind = BehindPanel()
        self._cities = CityLine(self, desk.explorer)
        self._note = label("", kind="caption", wrap=True, selectable=True)
        self._front = QStackedWidget()
        self._nothing: QWidget | None = None
        self._keeping = KeptViews(self, desk.explorer, lambda: self.view, desk.undo)
        self._make_actions()
        self._lay_out()
        self._connect()

    # -- the contract of a page --------------------------------------------------------------------

    def on_shown(self) -> None:
        """Ask the question that stands there."""
        self._show_question()
        self._answer()

    def refresh(self, kinds: frozenset[str]) -> None:
        """Answer again when something the figures stand on was written."""
        if kinds & _KINDS:
            self._answer()
        self._keeping.fill_menu()

    def open_target(self, target: str) -> None:
        """Show the view of a name, e.g. a starter's key."""
        if target:
            self.show_view(self._desk.explorer.view_named(target))

    @property
    def view(self) -> ExploreView:
        """The question shown."""
        return self._history.view

    @property
    def grid(self) -> ExplorerGrid:
        """The table."""
        return self._grid

    @property
    def fields(self) -> FieldList:
        """The fields to choose from."""
        return self._fields

    @property
    def behind(self) -> BehindPanel:
        """What is behind a cell."""
        return self._behind

    @property
    def choices(self) -> ExplorerChoices:
        """Survey, organisation, comparison, number of rows, shading."""
        return self._choices

    @property
    def cities(self) -> CityLine:
        """What is known of other cities' rows."""
        return self._cities

    @property
    def keeping(self) -> KeptViews:
        """The views to choose from, and keeping them by name."""
        return self._keeping

    @property
    def shelves(self) -> Shelves:
        """Rows, columns, filters and values of the question."""
        return self._shelves

    # -- questions ---------------------------------------------------------------------------------

    def show_view(self, view: ExploreView, row: str = "") -> None:
        """Ask a whole question.

        Args:
            view: the question.
            row: id of the kept view it is, "" for none.
        """
        self._keeping.row = row
        self.ask(view)

    def ask(self, view: ExploreView) -> None:
        """Ask another question; the one before can be gone back to."""
        if self._history.ask(view):
            self._show_question()
            self._answer()

    def go_back(self) -> None:
        """Ask the question before."""
        self._history.back()
        self._show_question()
        self._answer()

    def go_on(self) -> None:
        """Ask the question gone back from."""
        self._history.on()
        self._show_question()
        self._answer()

    def choose_filter(self, dimension: Dimension) -> None:
        """Open the choice of values of a field below it."""
        choice = self.filter_choice(dimension)
        if choice is not None:
            shelf = self._shelves.shelf(Place.FILTERS)
            choice.open_below(shelf.chip_of(dimension) or shelf)

    def filter_choice(self, dimension: Dimension) -> FilterChoice | None:
        """The choice of values of a field; None where it cannot be asked."""
        explorer, view = self._desk.explorer, self.view
        try:
            with busy_cursor():
                values = explorer.values_of(view, dimension, self._desk.section())
        except BprError as error:
            self.notices.show_error(error)
            return None
        kept = next((keys for found, keys in view.filters if found == dimension), ())
        choice = FilterChoice(field_name(dimension), values, kept, self)
        choice.chosen.connect(lambda keys: self.ask(self.view.filtered(dimension, tuple(keys))))
        return choice

    def show_behind(self, row: int, column: int) -> None:
        """Show the rows behind a cell; the row below the last stands for all."""
        table, cells = self._table, self._grid.cells
        if table is None or cells is None:
            return
        whole = row == cells.row_count
        with busy_cursor():
            found = self._desk.explorer.behind(table, None if whole else row, column)
            self._behind.show_behind(
                tr(
                    "{row} × {column}",
                    row=cells.row_name(row),
                    column=cells.heading(column),
                ),
                found,
            )
        self._front.setCurrentWidget(self._behind)
        self._behind.setFocus()

    def show_table(self) -> None:
        """Leave the rows behind a cell."""
        self._front.setCurrentWidget(self._grid)
        self._grid.setFocus()

    def _answer(self) -> None:
        if self._desk.explorer.is_ready(self.view):
            try:
                with busy_cursor():
                    self._show_answer(self._desk.explorer.table(self.view, self._desk.section()))
            except BprError as error:
                self._show_problem(error)
        else:
            self._answer_later(self.view)

    def _answer_later(self, view: ExploreView) -> None:
        """Read the hours beside the GUI thread, then show the answer if it is still wanted."""
        self._asked += 1
        asked = self._asked

        def work(progress: Progress) -> ExploreTable:
            progress.report(0, 0, tr("Reading the hours"))
            return self._desk.explorer.table(view, self._desk.section())

        def finished(outcome: Outcome[ExploreTable]) -> None:
            if asked == self._asked and view == self.view:
                self._show_outcome(outcome)

        self.host.tasks.start(tr("Reading the hours"), work, finished)

    def _show_outcome(self, outcome: Outcome[ExploreTable]) -> None:
        match outcome:
            case Done(table):
                self._show_answer(table)
                self._show_question()
            case Failed(error, details):
                self._show_problem(error, details)
            case Cancelled():
                self.notices.show_text(tr("Stopped. Choose a field to go on."))

    def _show_answer(self, table: ExploreTable) -> None:
        self.notices.clear()
        self._table = table
        survey = table.view.source is Source.SURVEY
        if survey and not table.facts.minutes and not table.view.filters:
            self._show_empty()
            return
        self.show_content()
        self._export.setEnabled(True)
        self._grid.show_table(table)
        self._note.setText("\n".join(self._desk.notes.lines(table)))
        self.set_title(tr("Figures explorer"), subtitle=_short(view_title(table.view)))
        self._choices.show_years(self._desk.explorer, self.view)
        if table.facts.minutes or table.facts.before:
            self._front.setCurrentWidget(self._grid)
        else:
            self._show_nothing_left()

    def _show_problem(self, error: BprError, details: str = "") -> None:
        """Say why; the last answer stays, and the question can be taken back."""
        if self.view.source is Source.CITIES and not self._desk.explorer.city_files():
            self._show_no_cities()
        elif isinstance(error, RefusedError) and self._table is not None:
            self.notices.show_error(error, details=details)
        else:
            self.show_error(error, details=details)

    def _show_empty(self) -> None:
        self._export.setEnabled(False)
        sample = self._desk.show_sample
        self.show_empty(
            EmptyState(
                "table",
                tr("There are no hours to show yet."),
                explanation=tr(
                    "As soon as the first sheets are filled in, this page adds up their hours by"
                    " whatever you put into rows and columns: bureaus, classes, core / non-core,"
                    " months, media and more."
                ),
                next_step=Deed(tr("Go to the survey"), lambda: self.host.go_to(Jump("survey"))),
                sample=Deed(tr("Open the fictitious city"), sample) if sample else None,
            )
        )

    def _show_no_cities(self) -> None:
        self._note.clear()
        self.set_title(tr("Figures explorer"), subtitle=_short(view_title(self.view)))
        self._show_instead_of_table(
            EmptyState(
                "buildings",
                tr("No detailed rows of other cities have been taken in yet."),
                explanation=tr(
                    "A partner city sends them as CSV: city, year, class, step type, core, staff,"
                    " month, medium, nature, minutes and cases. They stay on this PC."
                ),
            )
        )

    def _show_nothing_left(self) -> None:
        self._show_instead_of_table(
            EmptyState(
                "funnel",
                tr("No hours pass these filters."),
                next_step=Deed(
                    tr("Take all filters away"), lambda: self.ask(replace(self.view, filters=()))
                ),
            )
        )

    def _show_instead_of_table(self, widget: QWidget) -> None:
        if self._nothing is not None:
            self._front.removeWidget(self._nothing)
            self._nothing.deleteLater()
        self._nothing = widget
        self._front.addWidget(widget)
        self._front.setCurrentWidget(widget)

    def _filter_words(self, view: ExploreView, number: int) -> str:
        """A filter in words; only its field while the rows are not read yet."""
        if not self._desk.explorer.is_ready(view):
            return field_name(view.filters[number][0])
        return self._desk.notes.filter_words(view, number)

    # -- the question in sight ---------------------------------------------------------------------

    def _show_question(self) -> None:
        view = self.view
        used: set[Field] = {*view.dimensions, *view.measures}
        self._fields.show_fields(DIMENSIONS[view.source], MEASURES[view.source], used)
        self._shelves.show_view(view)
        self._back.setEnabled(self._history.can_go_back)
        self._on.setEnabled(self._history.can_go_on)
        self._choices.show_view(self._desk.explorer, view)
        of_cities = view.source is Source.CITIES
        self._cities.setVisible(of_cities)
        if of_cities:
            self._cities.show_files()
        self._keeping.fill_menu()

    def _on_sort(self, number: int) -> None:
        table = self._table
        if table is None:
            return
        if number < 0:
            self.ask(replace(self.view, sorting=None))
            return
        column, now = table.columns[number], self.view.sorting
        wanted = Sorting(column.keys, column.measure, column.side)
        if now == wanted:
            wanted = replace(wanted, descending=False)
        self.ask(replace(self.view, sorting=wanted))

    def _only_row(self) -> None:
        """Keep only what the row of the cell stands for."""
        table, (row, _) = self._table, self._grid.current
        if table is None or row >= len(table.row_keys) or not table.row_keys[row]:
            return
        view = self.view
        for dimension, key in zip(view.rows, table.row_keys[row], strict=True):
            view = view.filtered(dimension, (key,))
        self.ask(view)

    def both_years_only(self) -> None:
        """Keep the sections that answered this year and last year."""
        with busy_cursor():
            sections = self._desk.explorer.sections_of_both(self.view)
        if sections:
            self.ask(self.view.filtered(Dimension.SECTION, sections))

    # -- files -------------------------------------------------------------------------------------

    def save(self, path: Path) -> None:
        """Write the table with its notes to a file."""
        if self._table is None:
            return
        made = report_table(self._table, self._desk.notes.all_lines(self._table))

        def work(progress: Progress) -> None:
            progress.report(0, 1, path.name)
            self._desk.write(made, path)

        def tell(_none: None) -> None:
            self.notices.show_text(tr("Saved: {path}", path=path))

        self.run_task(tr("Writing the table"), work, tell)

    def _ask_file(self) -> None:
        kinds = "Excel (*.xlsx);;CSV (*.csv)"
        start = str(Path.home() / (tr("Figures explorer") + ".xlsx"))
        chosen, _ = QFileDialog.getSaveFileName(self, tr("Save the table"), start, kinds)
        if chosen:
            self.save(Path(chosen))

    # -- building ----------------------------------------------------------------------------------

    def _make_actions(self) -> None:
        self._export = make_action(
            self, tr("Write to a file"), self._ask_file, icon_name="file-arrow-down"
        )
        self._choose = make_action(self, tr("Views"), lambda: None, icon_name="bookmark-simple")
        self._choose.setMenu(self._keeping.menu)
        self._keep = make_action(
            self,
            tr("Keep this view"),
            self._keeping.keep,
            icon_name="floppy-disk",
            shortcut="Ctrl+S",
        )
        self._back = make_action(
            self,
            tr("Question before"),
            self.go_back,
            icon_name="arrow-u-up-left",
            shortcut="Alt+Left",
        )
        self._on = make_action(
            self,
            tr("Question after"),
            self.go_on,
            icon_name="arrow-u-up-right",
            shortcut="Alt+Right",
        )
        self._swap = make_action(
            self,
            tr("Swap rows and columns"),
            lambda: self.ask(swapped(self.view)),
            icon_name="swap",
            shortcut="Ctrl+Shift+X",
        )
        self.addActions([self._back, self._on, self._swap])
        self.set_actions([self._export, self._choose, self._keep], primary=0)
        self._grid.set_menu_actions(
            [
                make_action(
                    self._grid,
                    tr("Show the rows behind it"),
                    lambda: self.show_behind(*self._grid.current),
                ),
                make_action(self._grid, tr("Keep only this row"), self._only_row),
            ]
        )

    def _lay_out(self) -> None:
        self._choices.add_buttons([self._back, self._on, self._swap])
        self.set_filter(self._choices)
        self._fields.setFixedWidth(176)
        self._front.addWidget(self._grid)
        self._front.addWidget(self._behind)
        right = QVBoxLayout()
        right.setSpacing(8)
        right.addWidget(self._shelves)
        right.addWidget(self._keeping.line)
        right.addWidget(self._cities)
        right.addWidget(self._front, 1)
        right.addWidget(self._note)
        body = QWidget()
        row = QHBoxLayout(body)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self._fields)
        row.addLayout(right, 1)
        self.set_content(body)
        self.setFocusProxy(self._grid)

    def _connect(self) -> None:
        self._fields.put_asked.connect(self._shelves.put_field)
        self._shelves.asked.connect(self.ask)
        self._shelves.filter_wanted.connect(self.choose_filter)
        self._cities.changed.connect(self._answer)
        self._choices.asked.connect(lambda change: self.ask(change(self.view)))
        self._choices.heat_wanted.connect(lambda on: self._grid.set_heat(on=on))
        self._choices.both_years_wanted.connect(self.both_years_only)
        self._grid.sort_asked.connect(self._on_sort)
        self._grid.opened.connect(self.show_behind)
        self._grid.selection_text.connect(self.host.show_selection)
        self._behind.left.connect(self.show_table)
        self._behind.selection_text.connect(self.host.show_selection)
        self._behind.section_wanted.connect(
            lambda code: self.host.go_to(Jump("survey", f"section:{code}"))
        )
        self._keeping.menu.chosen.connect(self.show_view)


def _short(title: str) -> str:
    """A long question in the room beside the buttons; the shelves have it whole."""
    return title if len(title) <= _SUBTITLE else f"{title[:_SUBTITLE]}…"

"""The comparison page: our hours next to other cities', class by class."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Final, Protocol

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QScrollArea,
    QStackedWidget,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from bpr_studio.domain.benchmark.sentences import (
    few_note,
    interval_note,
    sentence_potential,
    suppression_note,
    title_comparison,
)
from bpr_studio.domain.benchmark.similar import Choice
from bpr_studio.domain.benchmark.terms import Basis, ClassLevel
from bpr_studio.domain.shared.fiscal_year import FiscalYear
from bpr_studio.domain.shared.text import tr
from bpr_studio.ui.charts.comparison import ComparisonChart
from bpr_studio.ui.pages.benchmark_choices import ChoiceLine
from bpr_studio.ui.pages.benchmark_cities import CitiesPanel
from bpr_studio.ui.pages.benchmark_class import ClassPanel
from bpr_studio.ui.pages.benchmark_empty import Samples, no_cities, no_own_figures, none_chosen
from bpr_studio.ui.pages.benchmark_files import ExchangeDeeds
from bpr_studio.ui.pages.benchmark_values import GapTable, ValuesTable
from bpr_studio.ui.pages.chart_files import ask_chart_file
from bpr_studio.ui.qt.buttons import make_action
from bpr_studio.ui.qt.findings_list import FindingsList
from bpr_studio.ui.qt.page import Crumb, Jump, Page
from bpr_studio.ui.qt.tasks import Cancelled, Done, Failed
from bpr_studio.ui.qt.theme import label

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from bpr_studio.domain.benchmark.comparability import Grade
    from bpr_studio.domain.benchmark.comparison import Comparison
    from bpr_studio.domain.benchmark.similar import Selection
    from bpr_studio.domain.shared.findings import Finding
    from bpr_studio.domain.shared.progress import Progress
    from bpr_studio.services.benchmarking import Benchmarking, Overview
    from bpr_studio.services.cities import Cities
    from bpr_studio.services.views import Queries
    from bpr_studio.ui.pages.chart_files import SaveChart
    from bpr_studio.ui.qt.blocks import EmptyState
    from bpr_studio.ui.qt.page import PageHost
    from bpr_studio.ui.qt.tasks import Outcome

__all__ = ["EXPORT", "BenchmarkPage", "Keeper", "Panel", "Samples"]

_KINDS: Final = frozenset(
    {
        *("city_data", "city_figure", "work_item", "survey_round", "task_class", "workspace"),
        *("saved_view", "staff_year"),
    }
)
_SIDE_WIDTH: Final = 360
_LEAST_WIDTH: Final = 640
#: Key of the panel our figures leave by.
EXPORT: Final = "export"
#: From coarse to fine.
_LEVELS: Final = (ClassLevel.MAJOR, ClassLevel.MIDDLE, ClassLevel.MINOR)
_FINER: Final = frozenset({ClassLevel.MAJOR, ClassLevel.MIDDLE})


@dataclass(frozen=True, slots=True)
class Panel:
    """A further tab of the page.

    Attributes:
        title: its heading.
        widget: what it shows.
        key: `EXPORT` for the one our figures leave by; "" for others.
    """

    title: str
    widget: QWidget
    key: str = ""


class Keeper(Protocol):
    """Keeps what is chosen and noted."""

    def remember(self, selection: Selection) -> None:
        """Keep the selection of cities."""

    def note(self, code: str, question: str, answer: str) -> None:
        """Keep what was found out about one class."""


@dataclass(frozen=True, slots=True)
class _Loaded:
    """What the page shows."""

    overview: Overview
    class_names: dict[str, str]


class BenchmarkPage(Page):
    """Chart and tables of the classes, the cities to choose from, and why figures differ.

    Args:
        host: the window.
        queries: what the workspace holds.
        cities: imports, removes and exports figures.
        benchmarking: compares.
        keeper: keeps which cities are chosen and what was found out.
        save_chart: writes a chart file.
        undo: takes the last deed back; notices offer it.
        samples: what to offer while there is nothing to compare.
        panels: further tabs.
    """

    def __init__(  # noqa: PLR0913  # the services the page works with
        self,
        host: PageHost,
        queries: Queries,
        cities: Cities,
        benchmarking: Benchmarking,
        *,
        keeper: Keeper,
        save_chart: SaveChart,
        undo: Callable[[], object],
        samples: Samples,
        panels: Sequence[Panel] = (),
    ) -> None:
        super().__init__(host, title=tr("Comparison of cities"), icon="buildings")
        self._queries = queries
        self._benchmarking = benchmarking
        self._keeper = keeper
        self._save_chart = save_chart
        self._samples = samples
        self._files = ExchangeDeeds(self, cities, undo, self._show_findings)
        self._asked = 0
        self._has_cities = False
        self._within = ""
        self._selection = benchmarking.selection()
        self._class_names: dict[str, str] = {}
        self.choices = ChoiceLine()
        self.tabs = QTabWidget()
        self._chart: ComparisonChart | None = None
        self._chart_room = QVBoxLayout()
        self._note = label("", kind="secondary", wrap=True)
        self._potential = label("", kind="strong", wrap=True, selectable=True)
        self._intervals = label("", kind="caption", wrap=True)
        self.gaps = GapTable()
        self.values = ValuesTable()
        self.detail = ClassPanel()
        self.findings = FindingsList()
        self.cities = CitiesPanel(may_remove=cities.may_edit)
        self._front = QStackedWidget()
        self._instead: EmptyState | None = None
        self._make_actions(panels)
        self._lay_out(panels)
        self._connect()

    # -- the contract of a page ------------------------------------------------------------------

    def on_shown(self) -> None:
        """Compare when that has not been done yet."""
        if not self._asked:
            self._load()

    def refresh(self, kinds: frozenset[str]) -> None:
        """Compare again when figures changed."""
        if kinds & _KINDS:
            self._load()

    def open_target(self, target: str) -> None:
        """Show the classes below the one with this code; "" for all."""
        self.show_within(target)

    def open_files(self, files: Sequence[Path]) -> None:
        """Take over dropped files."""
        self.import_files(files)

    def breadcrumb(self) -> tuple[Crumb, ...]:
        """The classes above what is shown."""
        parts = self._within.split("-") if self._within else []
        codes = ["-".join(parts[: n + 1]) for n in range(len(parts))]
        return tuple(
            Crumb(self._class_names.get(code, code), Jump("benchmark", code)) for code in codes
        )

    # -- deeds -----------------------------------------------------------------------------------

    @property
    def chart(self) -> ComparisonChart | None:
        """The chart in front; None while there is nothing to compare."""
        return self._chart

    def import_files(self, files: Sequence[Path]) -> None:
        """Take over the figures in these files, each as one deed."""
        self._files.take(files)

    def choose(self, selection: Selection) -> None:
        """Compare with other cities, and remember them."""
        if selection != self._selection:
            self._selection = selection
            self._keeper.remember(selection)  # what was written makes the page compare again

    def show_within(self, code: str) -> None:
        """Show the classes below one class; "" shows the major classes."""
        parts = len(code.split("-")) if code else 0
        if parts >= len(_LEVELS):
            return  # nothing is finer than a minor class
        self._within = code
        self._up.setVisible(bool(code))
        if self._drills:
            self.choices.set_level(_LEVELS[parts])
        self._load()
        self.host.place_changed()

    def show_above(self) -> None:
        """Go one class level up."""
        self.show_within("-".join(self._within.split("-")[:-1]))

    def show_class(self, code: str) -> None:
        """Show one class in detail."""
        self.detail.show_class(code)
        self.tabs.setCurrentWidget(self.detail)

    # -- building --------------------------------------------------------------------------------

    def _make_actions(self, panels: Sequence[Panel]) -> None:
        take = make_action(
            self, tr("Take over figures …"), self._files.ask_files, icon_name="file-arrow-down"
        )
        self._up = make_action(
            self, tr("One level up"), self.show_above, icon_name="arrow-up", shortcut="Alt+Up"
        )
        self._up.setVisible(False)
        give = [
            make_action(
                self,
                tr("Write our figures …"),
                partial(self.tabs.setCurrentWidget, panel.widget),
                icon_name="file-arrow-up",
            )
            for panel in panels
            if panel.key == EXPORT
        ]
        if self._files.may_edit:
            self.set_actions([take, *give, self._up], primary=0)
        else:
            self.set_actions([*give, self._up], primary=None)

    def _lay_out(self, panels: Sequence[Panel]) -> None:
        self.set_filter(self.choices)
        self.tabs.setDocumentMode(True)
        self.tabs.setAccessibleName(self.title)
        self.tabs.setMinimumWidth(_LEAST_WIDTH)  # not that of the widest tab: it has all the room
        self.tabs.tabBar().setDrawBase(False)
        self._front.addWidget(self._chart_area())
        self.tabs.addTab(self._front, tr("Comparison"))
        self._compared = (self._gap_area(), self.values, self.detail)
        self.tabs.addTab(self._compared[0], tr("Gap in hours"))
        self.tabs.addTab(self.values, tr("Values of each city"))
        self.tabs.addTab(self.detail, tr("One class"))
        for panel in panels:
            self.tabs.addTab(panel.widget, panel.title)
        self.set_content(self.tabs)
        self.cities.setMaximumWidth(_SIDE_WIDTH)
        self.set_side(self.cities, width=_SIDE_WIDTH)

    def _chart_area(self) -> QWidget:
        inside = QWidget()
        self._chart_room.setContentsMargins(0, 12, 8, 12)
        self._chart_room.setSpacing(12)
        self._chart_room.addWidget(self._note)
        self._chart_room.addStretch(1)
        inside.setLayout(self._chart_room)
        area = QScrollArea()
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setAccessibleName(tr("Comparison"))
        return area

    def _gap_area(self) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 12, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._potential)
        column.addWidget(self.gaps, 1)
        column.addWidget(self._intervals)
        return made

    def _connect(self) -> None:
        self.choices.basis_changed.connect(self._change_level)
        self.choices.level_changed.connect(self._change_level)
        self.choices.measure_changed.connect(self._load)
        self.choices.grade_changed.connect(self._change_grade)
        self.cities.selection_changed.connect(self.choose)
        self.cities.remove_requested.connect(self._files.remove)
        self.detail.noted.connect(self._keeper.note)
        self.tabs.currentChanged.connect(lambda _index: self._place_side())
        for shown in (self.gaps, self.values):
            shown.selection_text.connect(self.host.show_selection)
            shown.activated.connect(lambda row: self._open(str(row[0])))
        self.detail.selection_text.connect(self.host.show_selection)
        self.gaps.selection_changed.connect(lambda: self._follow(self.gaps))
        self.values.selection_changed.connect(lambda: self._follow(self.values))

    # -- choices ---------------------------------------------------------------------------------

    @property
    def _year(self) -> FiscalYear:
        return FiscalYear(self._queries.workspace().fiscal_year)

    def _change_level(self) -> None:
        """Step types are those of the class shown; other levels begin with all classes."""
        if not self.choices.shows_steps:
            self._within = ""
        self._load()
        self.host.place_changed()

    def _change_grade(self, grade: Grade) -> None:
        self.choose(replace(self._selection, worst_grade=grade))

    @property
    def _drills(self) -> bool:
        """Whether a class opens into those below it; cases are of one kind of work at a time."""
        return not self.choices.shows_steps and self.choices.basis_chosen is not Basis.PER_CASE

    def _open(self, code: str) -> None:
        if self._drills and self.choices.level_chosen in _FINER:
            self.show_within(code)
        else:
            self.show_class(code)

    def _follow(self, table: GapTable | ValuesTable) -> None:
        """The class marked in a table is the one the details begin with."""
        for row in table.selected_rows():
            self.detail.show_class(str(row[0]))
            return

    def _place_side(self) -> None:
        """Cities are chosen beside the picture; tables and details use their room."""
        shown = self.tabs.currentWidget()
        self.cities.setVisible(shown is self._front and self._has_cities)
        self.choices.setVisible(shown in {self._front, *self._compared} and self._has_cities)

    # -- loading ---------------------------------------------------------------------------------

    def _load(self) -> None:
        self._asked += 1
        asked, year = self._asked, self._year
        request = self.choices.request(self._within)

        def work(progress: Progress) -> _Loaded:
            progress.report(0, 0, tr("Comparing"))
            overview = self._benchmarking.overview(year, request)
            return _Loaded(overview, {c.code: c.name for c in self._queries.classes()})

        def finished(outcome: Outcome[_Loaded]) -> None:
            if asked == self._asked:  # an answer to an earlier choice is out of date
                self._show_outcome(outcome)

        self.host.tasks.start(tr("Comparing with other cities"), work, finished)

    def _show_outcome(self, outcome: Outcome[_Loaded]) -> None:
        match outcome:
            case Done(loaded):
                self._show(loaded)
            case Failed(error, details):
                self.show_error(error, details=details)
            case Cancelled():
                self._asked = 0

    def _show(self, loaded: _Loaded) -> None:
        overview = loaded.overview
        self._class_names = loaded.class_names
        self._selection = overview.selection
        self._has_cities = bool(overview.standings)
        self.choices.set_grade(overview.selection.worst_grade)
        self.cities.show_overview(overview)
        self._up.setVisible(bool(self._within))
        found = self._narrowed(overview.comparison)
        self.choices.badge.setVisible(found is not None and found.fictitious)
        for part in self._compared:
            self.tabs.setTabVisible(self.tabs.indexOf(part), found is not None)
        if found is None:
            self._show_in_front(self._empty(overview))
        else:
            self._show_in_front(None)
            self._show_comparison(found)
        self._place_side()
        self.show_content()
        self.host.place_changed()

    def _show_in_front(self, empty: EmptyState | None) -> None:
        """The picture, or what to do first in its place; further tabs stay within reach."""
        if self._instead is not None:
            self._front.removeWidget(self._instead)
            self._instead.deleteLater()
        self._instead = empty
        if empty is not None:
            self._front.addWidget(empty)
            self._front.setCurrentWidget(empty)

    def _show_comparison(self, found: Comparison) -> None:
        if self._chart is None:
            self._chart = ComparisonChart(found, self._open)
            self._chart.export_requested.connect(
                lambda export: ask_chart_file(self, export, self._save_chart)
            )
            self._chart_room.insertWidget(0, self._chart)
        else:
            self._chart.set_comparison(found)
        self._chart.setVisible(bool(found.classes))
        nothing = "" if found.classes else title_comparison(found)
        notes = [note for note in (nothing, suppression_note(found), few_note(found)) if note]
        self._note.setText(" ".join(notes))
        self._note.setVisible(bool(notes))
        potential = found.potential
        self._potential.setText(sentence_potential(potential) if potential else "")
        self._potential.setVisible(potential is not None and bool(found.classes))
        self._intervals.setText(interval_note(found))
        self.gaps.show_comparison(found)
        self.values.show_comparison(found)
        self.detail.show_comparison(found)

    def _narrowed(self, found: Comparison | None) -> Comparison | None:
        if found is None or not self._within or found.level is ClassLevel.STEP_TYPE:
            return found
        below = tuple(c for c in found.classes if c.code.startswith(f"{self._within}-"))
        return replace(found, classes=below)

    def _empty(self, overview: Overview) -> EmptyState:
        if overview.ours is None:
            return no_own_figures(self._samples, lambda: self.host.go_to(Jump("survey")))
        if not overview.standings:
            return no_cities(self._samples, self._files.ask_files)
        every = replace(self._selection, choice=Choice.ALL, like_wards=False)
        return none_chosen(lambda: self.choose(every))

    def _show_findings(self, findings: list[Finding]) -> None:
        place = self.tabs.indexOf(self.findings)
        if place >= 0:
            self.tabs.removeTab(place)
        self.findings.set_findings(findings)
        if findings:
            title = tr("Points to check")
            self.tabs.setCurrentIndex(self.tabs.addTab(self.findings, title))

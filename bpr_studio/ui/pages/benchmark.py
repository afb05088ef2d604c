"""The comparison page: our hours next to other cities', class by class."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QFrame,
    QScrollArea,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from bpr_studio.domain.benchmark.compare import Basis, ClassLevel, identity, suppression_note
from bpr_studio.domain.shared.fiscal_year import FiscalYear
from bpr_studio.domain.shared.text import N_, ntr, tr, tr_source
from bpr_studio.ui.charts.kinds import ComparisonChart
from bpr_studio.ui.pages.benchmark_cities import CitiesPanel, CityChoice, city_title
from bpr_studio.ui.pages.benchmark_values import ValuesTable
from bpr_studio.ui.pages.chart_files import ask_chart_file
from bpr_studio.ui.qt.badges import fictitious_badge
from bpr_studio.ui.qt.blocks import Deed, EmptyState, FilterLine, Notice
from bpr_studio.ui.qt.buttons import make_action
from bpr_studio.ui.qt.findings_list import FindingsList
from bpr_studio.ui.qt.page import Crumb, Jump, Page
from bpr_studio.ui.qt.tasks import Cancelled, Done, Failed
from bpr_studio.ui.qt.theme import Tone, label

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bpr_studio.domain.benchmark.compare import Comparison
    from bpr_studio.domain.benchmark.figures import CityFigures
    from bpr_studio.domain.shared.findings import Finding
    from bpr_studio.domain.shared.progress import Progress
    from bpr_studio.services.benchmarking import Benchmarking
    from bpr_studio.services.cities import Cities, CityFile
    from bpr_studio.services.views import Queries
    from bpr_studio.ui.pages.chart_files import SaveChart
    from bpr_studio.ui.qt.page import PageHost
    from bpr_studio.ui.qt.tasks import Outcome

_KINDS: Final = frozenset(
    {"city_data", "city_figure", "work_item", "survey_round", "task_class", "workspace"}
)
_SIDE_WIDTH: Final = 320
_BASES: Final = {
    Basis.PER_10K: N_("Hours per 10,000 residents"),
    Basis.PER_CASE: N_("Minutes per case"),
}
_LEVELS: Final = {
    ClassLevel.MAJOR: N_("Major class"),
    ClassLevel.MIDDLE: N_("Middle class"),
    ClassLevel.MINOR: N_("Minor class"),
}
#: Residents make sense for all work, cases only for one kind of work at a time.
_USUAL_LEVEL: Final = {Basis.PER_10K: ClassLevel.MAJOR, Basis.PER_CASE: ClassLevel.MINOR}
_FINER: Final = {ClassLevel.MAJOR: ClassLevel.MIDDLE, ClassLevel.MIDDLE: ClassLevel.MINOR}
_EXCHANGE_FILES: Final = "Excel, JSON (*.xlsx *.json)"


@dataclass(frozen=True, slots=True)
class Samples:
    """What somebody without data can look at; None where there is nothing to offer.

    Attributes:
        add_cities: puts fictitious cities next to our figures.
        open_city: opens the fictitious city.
    """

    add_cities: Callable[[], None] | None = None
    open_city: Callable[[], object] | None = None


@dataclass(frozen=True, slots=True)
class _Loaded:
    """What the page shows: all imported figures, and the comparison where there can be one."""

    partners: tuple[CityFigures, ...]
    has_own: bool
    comparison: Comparison | None
    class_names: dict[str, str]


class BenchmarkPage(Page):
    """Chart and table of the classes, the cities to choose from, and what differs.

    Args:
        host: the window.
        queries: what the workspace holds.
        cities: imports, removes and exports figures.
        benchmarking: compares.
        save_chart: writes a chart file.
        undo: takes the last deed back; notices offer it.
        samples: what to offer while there is nothing to compare.
    """

    def __init__(  # noqa: PLR0913  # the services the page works with
        self,
        host: PageHost,
        queries: Queries,
        cities: Cities,
        benchmarking: Benchmarking,
        *,
        save_chart: SaveChart,
        undo: Callable[[], object],
        samples: Samples,
    ) -> None:
        super().__init__(host, title=tr("Comparison of cities"), icon="buildings")
        self._queries = queries
        self._cities = cities
        self._benchmarking = benchmarking
        self._save_chart = save_chart
        self._undo = undo
        self._samples = samples
        self._asked = 0
        self._within = ""
        self._left_out: set[str] = set()
        self._class_names: dict[str, str] = {}
        self.basis = _combo(_BASES)
        self.level = _combo(_LEVELS)
        self._badge = fictitious_badge()
        self._badge.hide()
        self._tabs = QTabWidget()
        self._chart: ComparisonChart | None = None
        self._chart_room = QVBoxLayout()
        self._note = label("", kind="secondary", wrap=True)
        self.values = ValuesTable()
        self.findings = FindingsList()
        self.cities = CitiesPanel()
        self._make_actions()
        self._lay_out()
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
        paths = tuple(files)

        def work(progress: Progress) -> list[CityFile]:
            taken = []
            for number, path in enumerate(paths):
                progress.report(number, len(paths), path.name)
                taken.append(self._cities.import_file(path))
            return taken

        self.run_task(tr("Taking over figures of other cities"), work, self._tell_import)

    def export_own(self, path: Path) -> None:
        """Write our figures for other cities."""
        year = self._year

        def work(progress: Progress) -> CityFigures | None:
            progress.report(0, 1, path.name)
            return self._cities.export_own(year, path)

        def tell(written: CityFigures | None) -> None:
            if written is None:
                self.notices.show_notice(Notice(_nothing_to_export(year), Tone.WARNING))
            else:
                self.notices.show_text(
                    tr(
                        "Our figures were written: {path}. They hold sums by class, no names and"
                        " no single tasks.",
                        path=path,
                    )
                )

        self.run_task(tr("Writing our figures"), work, tell)

    def remove(self, figures: CityFigures) -> None:
        """Take a city out of the comparison; the notice offers to undo it."""
        self._cities.remove(figures)
        self.notices.show_notice(
            Notice(
                tr("{city} was removed.", city=city_title(figures)),
                deed=Deed(tr("Undo"), self._undo),
            )
        )

    def show_within(self, code: str) -> None:
        """Show the classes below one class; "" shows the major classes."""
        parts = len(code.split("-")) if code else 0
        levels = list(ClassLevel)
        if parts >= len(levels):
            return  # nothing is finer than a minor class
        self._within = code
        self._up.setVisible(bool(code))
        if self._basis is Basis.PER_10K:
            _choose(self.level, levels[parts])
        self._load()
        self.host.place_changed()

    def show_above(self) -> None:
        """Go one class level up."""
        self.show_within("-".join(self._within.split("-")[:-1]))

    # -- building --------------------------------------------------------------------------------

    def _make_actions(self) -> None:
        take = make_action(
            self, tr("Take over figures …"), self._ask_files, icon_name="file-arrow-down"
        )
        give = make_action(
            self, tr("Write our figures …"), self._ask_export, icon_name="file-arrow-up"
        )
        self._up = make_action(
            self, tr("One level up"), self.show_above, icon_name="arrow-up", shortcut="Alt+Up"
        )
        self._up.setVisible(False)
        self.set_actions([take, give, self._up], primary=0)

    def _lay_out(self) -> None:
        line = FilterLine()
        line.add(tr("Compare by"), self.basis)
        line.add(tr("Class level"), self.level)
        line.add_right(self._badge)
        self.set_filter(line)
        self._tabs.setDocumentMode(True)
        self._tabs.tabBar().setDrawBase(False)
        self._tabs.addTab(self._chart_area(), tr("Comparison"))
        self._tabs.addTab(self.values, tr("Values of each city"))
        self.set_content(self._tabs)
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
        return area

    def _connect(self) -> None:
        self.basis.currentIndexChanged.connect(lambda _index: self._change_basis())
        self.level.currentIndexChanged.connect(lambda _index: self._change_level())
        self.cities.chosen.connect(self._change_cities)
        self.cities.remove_requested.connect(self.remove)
        self.values.selection_text.connect(self.host.show_selection)
        self.values.activated.connect(lambda row: self._drill(str(row[0])))

    # -- choices ---------------------------------------------------------------------------------

    @property
    def _basis(self) -> Basis:
        return Basis(self.basis.currentData())

    @property
    def _level(self) -> ClassLevel:
        return ClassLevel(self.level.currentData())

    @property
    def _year(self) -> FiscalYear:
        return FiscalYear(self._queries.workspace().fiscal_year)

    def _change_basis(self) -> None:
        self._within = ""
        _choose(self.level, _USUAL_LEVEL[self._basis])
        self._load()
        self.host.place_changed()

    def _change_level(self) -> None:
        self._within = ""
        self._load()
        self.host.place_changed()

    def _change_cities(self) -> None:
        every = {identity(figures) for figures in self._cities.partners()}
        self._left_out = every - set(self.cities.wanted)
        self._load()

    def _drill(self, code: str) -> None:
        if self._level in _FINER and self._basis is Basis.PER_10K:
            self.show_within(code)

    # -- loading ---------------------------------------------------------------------------------

    def _load(self) -> None:
        self._asked += 1
        asked, year, basis, level = self._asked, self._year, self._basis, self._level
        left_out = frozenset(self._left_out)

        def work(progress: Progress) -> _Loaded:
            progress.report(0, 0, tr("Comparing"))
            partners = self._cities.partners()
            wanted = {identity(city) for city in partners} - left_out
            has_own = self._cities.own(year) is not None
            possible = has_own and bool(wanted)
            found = self._benchmarking.compare(year, basis, level, wanted) if possible else None
            names = {line.code: line.name for line in self._queries.classes()}
            return _Loaded(partners, has_own, found, names)

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
        self._class_names = loaded.class_names
        found = self._narrowed(loaded.comparison)
        used = {(c.code, c.name, c.fiscal_year) for c in found.others} if found else set()
        self.cities.show_cities(
            [
                CityChoice(
                    figures,
                    compared=(figures.city_code, figures.city_name, figures.fiscal_year) in used
                    or identity(figures) in self._left_out
                    or found is None,
                )
                for figures in loaded.partners
            ],
            self._left_out,
        )
        self.cities.setVisible(bool(loaded.partners))
        self._up.setVisible(bool(self._within))
        self._badge.setVisible(found is not None and found.fictitious)
        self.cities.show_differences(found.differences if found else ())
        if found is None:
            self.show_empty(self._empty(loaded))
        else:
            self._show_comparison(found)
        self.host.place_changed()

    def _show_comparison(self, found: Comparison) -> None:
        if self._chart is None:
            self._chart = ComparisonChart(found, self._drill)
            self._chart.export_requested.connect(
                lambda export: ask_chart_file(self, export, self._save_chart)
            )
            self._chart_room.insertWidget(0, self._chart)
        else:
            self._chart.set_comparison(found)
        self._note.setText(suppression_note(found))
        self._note.setVisible(bool(found.suppressed))
        self.values.show_comparison(found)
        self.show_content()

    def _narrowed(self, found: Comparison | None) -> Comparison | None:
        if found is None or not self._within:
            return found
        below = tuple(c for c in found.classes if c.code.startswith(f"{self._within}-"))
        return replace(found, classes=below)

    def _empty(self, loaded: _Loaded) -> EmptyState:
        if not loaded.has_own:
            return self._empty_without_own()
        if loaded.partners:
            return EmptyState("buildings", tr("Choose at least one city at the right."))
        add, sample = self._samples.add_cities, None
        if add is not None:
            sample = Deed(tr("Show fictitious cities"), add)
        return EmptyState(
            "buildings",
            tr("No other city's figures are here yet."),
            explanation=tr(
                "Cities that use this program write their figures as a file and give it to each"
                " other: sums by class, no names and no single tasks. Take such a file over, and"
                " this page shows where we need more time than others and why that may be so."
            ),
            next_step=Deed(tr("Take over figures …"), self._ask_files),
            sample=sample,
        )

    def _empty_without_own(self) -> EmptyState:
        open_city, sample = self._samples.open_city, None
        if open_city is not None:
            sample = Deed(tr("Open the fictitious city"), open_city)
        return EmptyState(
            "buildings",
            tr("There are no figures of our own to compare yet."),
            explanation=tr(
                "As soon as the first workbooks are collected, our hours stand here next to those"
                " of other cities, per 10,000 residents and per case."
            ),
            next_step=Deed(tr("Go to the survey"), lambda: self.host.go_to(Jump("survey"))),
            sample=sample,
        )

    # -- files -----------------------------------------------------------------------------------

    def _ask_files(self) -> None:
        title = tr("Figures of other cities")
        chosen, _ = QFileDialog.getOpenFileNames(self, title, str(Path.home()), _EXCHANGE_FILES)
        if chosen:
            self.import_files([Path(name) for name in chosen])

    def _ask_export(self) -> None:
        name = f"{self._queries.workspace().city_name}_{self._year}.xlsx"
        start = str(Path.home() / name)
        kinds = "Excel (*.xlsx);;JSON (*.json)"
        chosen, _ = QFileDialog.getSaveFileName(self, tr("Write our figures"), start, kinds)
        if chosen:
            self.export_own(Path(chosen))

    def _tell_import(self, taken: list[CityFile]) -> None:
        findings = [finding for one in taken for finding in one.findings]
        self._show_findings(findings)
        names = tr(", ").join(city_title(one.figures) for one in taken)
        sentence = tr("Taken over: {cities}.", cities=names)
        if findings:
            sentence = f"{sentence} {_points(len(findings))}"
        tone = Tone.WARNING if findings else Tone.SUCCESS
        undo = Deed(tr("Undo"), self._undo)
        self.notices.show_notice(Notice(sentence, tone, deed=undo if len(taken) == 1 else None))

    def _show_findings(self, findings: list[Finding]) -> None:
        place = self._tabs.indexOf(self.findings)
        if place >= 0:
            self._tabs.removeTab(place)
        self.findings.set_findings(findings)
        if findings:
            title = tr("Points to check")
            self._tabs.setCurrentIndex(self._tabs.addTab(self.findings, title))


def _points(count: int) -> str:
    return ntr("There is {n:,} point to check.", "There are {n:,} points to check.", count)


def _nothing_to_export(year: FiscalYear) -> str:
    return tr(
        "There are no figures of our own for {year} yet; nothing was written."
        " Collect survey workbooks first.",
        year=year,
    )


def _combo(words: dict[Basis, str] | dict[ClassLevel, str]) -> QComboBox:
    made = QComboBox()
    for key, word in words.items():
        made.addItem(tr_source(word), key)
    made.setMinimumWidth(160)
    return made


def _choose(combo: QComboBox, key: ClassLevel) -> None:
    """Show another choice without telling anybody."""
    combo.blockSignals(True)
    combo.setCurrentIndex(combo.findData(key))
    combo.blockSignals(False)

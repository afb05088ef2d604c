"""The procedure ledger (手続台帳): look, review in the table, see what goes away with a seal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSignalBlocker, Qt, QTimer
from PySide6.QtWidgets import (
    QComboBox,
    QLineEdit,
    QScrollArea,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from bpr_studio.domain.shared.errors import BprError
from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.services.procedure_figures import (
    progress_chart,
    progress_sentence,
    progress_table,
    volume_chart,
    volume_sentence,
    volume_table,
)
from bpr_studio.services.procedure_values import ProcedureFilter, View
from bpr_studio.ui.charts.kinds_figures import AnyChart
from bpr_studio.ui.grid.entry.grid import EntryGrid
from bpr_studio.ui.pages.chart_files import ask_chart_file
from bpr_studio.ui.pages.procedures_cells import LedgerCells
from bpr_studio.ui.pages.procedures_deeds import IMPORT_KEY, LedgerDeeds
from bpr_studio.ui.pages.procedures_priority import PriorityView
from bpr_studio.ui.pages.procedures_side import ProcedureSide
from bpr_studio.ui.pages.survey_collect import workbooks_of
from bpr_studio.ui.qt.blocks import Deed, EmptyState, FilterLine
from bpr_studio.ui.qt.buttons import make_action
from bpr_studio.ui.qt.page import Jump, Page
from bpr_studio.ui.qt.tasks import busy_cursor
from bpr_studio.ui.qt.theme import label

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from PySide6.QtGui import QDragEnterEvent, QDropEvent

    from bpr_studio.domain.procedures.procedure import Procedure
    from bpr_studio.ui.pages.procedures_parts import LedgerDesk
    from bpr_studio.ui.qt.page import PageHost

KEY: Final = "procedures"
"""Key of the page; its target is a procedure's row id or number, or the name of a view."""

_KINDS: Final = frozenset({"procedure", "procedure_step", "flow", "flow_element", "org_unit"})
_PROGRESS: Final = "progress"
_TYPING_MS: Final = 150
_SIDE_WIDTH: Final = 348


class ProceduresPage(Page):
    """Views of the ledger above, the table to type in, and the marked procedure at the right."""

    def __init__(self, host: PageHost, desk: LedgerDesk) -> None:
        super().__init__(host, title=tr("Procedure ledger"), icon="list-checks")
        self._desk = desk
        self._procedures = desk.procedures
        self._cells: LedgerCells | None = None
        self._stale = True
        self.setAcceptDrops(True)
        self.views = QTabBar()
        self.search, self.sections, self.bases = QLineEdit(), QComboBox(), QComboBox()
        self.finding = label("", kind="section", wrap=True)
        self.grid = EntryGrid(name=tr("Procedures"))
        self.priority = PriorityView()
        self.side = ProcedureSide(self._procedures)
        self._charts = QWidget()
        self._charts_column = QVBoxLayout(self._charts)
        self._volume = QWidget()
        self._volume_column = QVBoxLayout(self._volume)
        self._stack = QStackedWidget()
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_TYPING_MS)
        self._later.timeout.connect(self.show_lines)
        self.deeds = LedgerDeeds(self, self, desk)
        self._make_actions()
        self._lay_out()
        self._connect()

    # -- building --------------------------------------------------------------------------------

    def _make_actions(self) -> None:
        self._import = make_action(
            self, tr("Import a sheet…"), self.deeds.choose_file, icon_name="file-arrow-down"
        )
        self._export = make_action(
            self, tr("Export the list…"), self.deeds.export, icon_name="file-arrow-up"
        )
        self._add = make_action(self, tr("Add a procedure…"), self.deeds.add, icon_name="plus")
        self._remove = make_action(
            self, tr("Delete the marked procedures"), self.deeds.remove, icon_name="trash"
        )
        self._sample = make_action(
            self, tr("Write a sample of the inventory layout…"), self.deeds.write_sample
        )
        for action in (self._remove, self._sample):
            self.addAction(action)
        self.set_actions([self._import, self._export, self._add], primary=0)

    def _lay_out(self) -> None:
        self.views.setDrawBase(False)
        self.views.setExpanding(False)
        self.views.setUsesScrollButtons(True)
        self.views.setAccessibleName(tr("Ways of looking at the ledger"))
        for view in View:
            self.views.addTab(view_word(view))
            self.views.setTabData(self.views.count() - 1, view.value)
        self.views.addTab(tr("Progress"))
        self.views.setTabData(self.views.count() - 1, _PROGRESS)
        line = FilterLine()
        self.search.setPlaceholderText(tr("Search name, number, law, form"))
        self.search.setClearButtonEnabled(True)
        self.search.setFixedWidth(240)
        line.add(tr("Search"), self.search)
        self.sections.setFixedWidth(200)
        line.add(tr("Section"), self.sections)
        line.set_shown(self.sections, shown=not self._desk.own)
        self.bases.addItem(tr("Any basis"), "")
        for basis in self._procedures.ledger.bases:
            self.bases.addItem(basis.name, basis.code)
        line.add(tr("Basis"), self.bases)
        self._count = label("", kind="secondary")
        line.add_right(self._count)
        above = QWidget()
        lines = QVBoxLayout(above)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(8)
        lines.addWidget(line)
        lines.addWidget(self.views)
        self.set_filter(above)
        table = QWidget()
        column = QVBoxLayout(table)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self._volume_column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._volume)
        column.addWidget(self.grid, 1)
        self._charts_column.setContentsMargins(0, 0, 8, 0)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setWidget(self._charts)
        self._charts.setObjectName("scrolled")
        for widget in (table, self.priority, scroll):
            self._stack.addWidget(widget)
        content = QWidget()
        whole = QVBoxLayout(content)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(8)
        whole.addWidget(self.finding)
        whole.addWidget(self._stack, 1)
        self.set_content(content)
        self.set_side(self.side, width=_SIDE_WIDTH)

    def _connect(self) -> None:
        self.views.currentChanged.connect(lambda _n: self.show_lines())
        self.search.textChanged.connect(lambda _text: self._later.start())
        self.sections.currentIndexChanged.connect(lambda _n: self.show_lines())
        self.bases.currentIndexChanged.connect(lambda _n: self.show_lines())
        self.grid.current_changed.connect(lambda _place: self._show_marked())
        self.grid.selection_text.connect(self._selection_told)
        self.priority.confirmed.connect(self.deeds.confirm_priority)
        self.priority.opened.connect(self.open_target)
        self.side.reviewed.connect(self.deeds.review)
        self.side.link_wanted.connect(self.deeds.link)
        self.side.unlink_wanted.connect(self.deeds.unlink)
        self.side.register_wanted.connect(self.deeds.register)
        self.side.city_alone_wanted.connect(self.deeds.confirm_city_alone)

    # -- the contract of a page ------------------------------------------------------------------

    def on_shown(self) -> None:
        """Show the ledger."""
        if self._stale:
            self._stale = False
            self._fill_sections()
            self.show_lines()

    def refresh(self, kinds: frozenset[str]) -> None:
        """Look again after something was written; the lines shown stay where they are."""
        if not kinds & _KINDS:
            return
        if "org_unit" in kinds:
            self._fill_sections()
        self.take_changes()

    def open_target(self, target: str) -> None:
        """Show a view by its name, or a procedure by row id or number."""
        if target in set(View):
            self._choose(target)
            return
        try:
            found = self._procedures.by_number(target)
        except BprError as error:
            self.notices.show_error(error)
            return
        with QSignalBlocker(self.views):
            self.views.setCurrentIndex(0)
        self.show_lines()
        self.grid.jump(found.id, "name")

    def open_files(self, files: Sequence[Path]) -> None:
        """Import a sheet that was dropped."""
        self.host.go_to(Jump(IMPORT_KEY, str(files[0])))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """A workbook may be dropped anywhere on the page."""
        if workbooks_of(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Import what was dropped."""
        event.acceptProposedAction()
        self.open_files(workbooks_of(event.mimeData()))

    # -- what is looked at -----------------------------------------------------------------------

    @property
    def view(self) -> View | None:
        """The view in front; None for the charts of progress."""
        data = str(self.views.tabData(self.views.currentIndex()))
        return View(data) if data in set(View) else None

    @property
    def marked(self) -> tuple[Procedure, ...]:
        """The marked procedures from top to bottom."""
        found = (self._procedures.find(row) for row in self.grid.selected_row_ids())
        return tuple(procedure for procedure in found if procedure is not None)

    @property
    def lines(self) -> tuple[Procedure, ...]:
        """The procedures of the view in front; all of them behind the charts."""
        return self._procedures.select(self._wanted(self.view or View.ALL))

    def _unit_ids(self) -> frozenset[str] | None:
        if self._desk.own:
            return frozenset({self._desk.own})
        chosen = self.sections.currentData()
        return None if chosen is None else frozenset({str(chosen)})

    def _wanted(self, view: View) -> ProcedureFilter:
        basis = str(self.bases.currentData() or "")
        return ProcedureFilter(view, self.search.text(), self._unit_ids(), basis)

    def show_progress(self) -> None:
        """Show how far the review is."""
        self._choose(_PROGRESS)

    def _choose(self, data: str) -> None:
        for place in range(self.views.count()):
            if self.views.tabData(place) == data:
                self.views.setCurrentIndex(place)

    def _fill_sections(self) -> None:
        chosen = self.sections.currentData()
        with QSignalBlocker(self.sections):
            self.sections.clear()
            self.sections.addItem(tr("All sections"), None)
            self.sections.addItem(tr("The whole city"), "")
            for section in self._procedures.sections():
                self.sections.addItem(f"{section.code}  {section.name}", section.id)
            self.sections.setCurrentIndex(max(self.sections.findData(chosen), 0))

    # -- showing ---------------------------------------------------------------------------------

    def show_lines(self) -> None:
        """Show the lines of the view anew."""
        self._later.stop()
        units = self._unit_ids()
        if not self._procedures.select(ProcedureFilter(unit_ids=units)):
            self._show_empty()
            return
        self.show_content()
        self.finding.show()
        self.side.setVisible(self.view not in {None, View.PRIORITY})
        self._say_counts()
        with busy_cursor():
            if self.view is None:
                self._show_charts()
            elif self.view is View.PRIORITY:
                self._show_priority()
            else:
                self._show_grid(self.view)

    def _show_grid(self, view: View) -> None:
        self._stack.setCurrentIndex(0)
        lines = self._procedures.select(self._wanted(view))
        self._cells = LedgerCells(
            self._procedures, lines, view, self._desk.own, self.notices.show_error
        )
        self.grid.set_model(self._cells)
        self._count.setText(ntr("{n:,} line", "{n:,} lines", len(lines)))
        self._show_volume(view)
        self._say_finding(view)
        self._show_marked()

    def _show_volume(self, view: View) -> None:
        self._volume.setVisible(view is View.VOLUME)
        if view is not View.VOLUME:
            return
        volume = self._procedures.volume(self._unit_ids())
        fictitious = self._procedures.progress(self._unit_ids()).fictitious
        chart = volume_chart(volume, self._procedures.ledger, fictitious=fictitious)
        _replace(
            self._volume_column,
            self._chart(
                AnyChart(chart, volume_table(volume, fictitious=fictitious), self.open_target)
            ),
        )

    def _show_priority(self) -> None:
        self._stack.setCurrentIndex(1)
        lines = self._procedures.priority_lines()
        own = bool(self._desk.own)
        self.priority.show_lines(lines, editable=not own)
        found = self._procedures.progress().priority
        self.finding.setText(
            tr(
                "Of {n} procedures a city handles {matched} are confirmed in the ledger and"
                " {online} can be applied for online.",
                n=found.of_city,
                matched=found.matched,
                online=found.online,
            )
        )
        self._count.setText(ntr("{n:,} line", "{n:,} lines", len(lines)))

    def _show_charts(self) -> None:
        self._stack.setCurrentIndex(2)
        progress = self._procedures.progress(self._unit_ids())
        ledger = self._procedures.ledger
        self.finding.setText(_online_sentence(progress.online.done, progress.online.target))
        chart = AnyChart(progress_chart(progress, ledger), progress_table(progress, ledger))
        references = label(
            tr(
                "For comparison: {texts}",
                texts="／".join(f"{r.text}［{r.source}］" for r in ledger.references),
            ),
            kind="caption",
            wrap=True,
            selectable=True,
        )
        _replace(self._charts_column, self._chart(chart), references)
        self._count.setText("")

    def _chart(self, chart: AnyChart) -> AnyChart:
        chart.export_requested.connect(
            lambda export: ask_chart_file(self, export, self._desk.save_chart)
        )
        return chart

    def _say_counts(self) -> None:
        counts = self._procedures.counts(self._unit_ids())
        for place in range(self.views.count()):
            data = str(self.views.tabData(place))
            if data in set(View) and data != View.PRIORITY:
                view = View(data)
                self.views.setTabText(place, f"{view_word(view)} {counts[view]:,}")

    def _say_finding(self, view: View) -> None:
        units = self._unit_ids()
        if view is View.VOLUME:
            self.finding.setText("")  # the chart says it
        elif view is View.ZERO:
            self.finding.setText(
                tr(
                    "Nobody used these procedures in the year. Consider whether they can be"
                    " abolished themselves."
                )
            )
        elif view is View.ALL:
            self.finding.setText(volume_sentence(self._procedures.volume(units)))
        else:
            self.finding.setText(progress_sentence(self._procedures.progress(units)))
        self.finding.setVisible(bool(self.finding.text()))

    def _show_marked(self) -> None:
        marked = self.marked
        editable = bool(marked) and all(
            self._procedures.editable(one, self._desk.own) for one in marked
        )
        self.side.show_marked(marked, editable=editable)
        self._remove.setEnabled(editable)

    def _selection_told(self, text: str) -> None:
        self.host.show_selection(text)
        if tuple(one.id for one in self.marked) != self.side.shown:
            self._show_marked()

    def take_changes(self) -> None:
        """Something of the ledger is different: the lines stay, what is beside them is told anew."""
        if self._stale:
            return
        view = self.view
        if view is None or view is View.PRIORITY or self._cells is None:
            self.show_lines()
            return
        wanted = {one.id for one in self._procedures.select(self._wanted(view))}
        if not wanted <= set(self._cells.row_ids) or not wanted:
            self.show_lines()
            return
        self._cells.take_changes(None)
        self._say_counts()
        self._say_finding(view)
        self._show_volume(view)
        self._show_marked()

    def _show_empty(self) -> None:
        sample = Deed(
            tr("Look at a sample (fictitious)"), self._desk.show_sample or self.deeds.fill
        )
        has_sample = self._desk.show_sample is not None or self._desk.fill is not None
        self.side.setVisible(False)
        self.show_empty(
            EmptyState(
                "list-checks",
                tr("There is no procedure in the ledger yet."),
                explanation=tr(
                    "Import the inventory of procedures or any sheet with a list of them: the"
                    " program proposes what each column is, and nothing is written before you have"
                    " seen it."
                ),
                next_step=Deed(tr("Import a sheet…"), self.deeds.choose_file),
                sample=sample if has_sample else None,
            )
        )


def view_word(view: View) -> str:
    """What people call a view."""
    return {
        View.ALL: tr("All"),
        View.SEAL: tr("Seal"),
        View.WRITTEN: tr("Written form"),
        View.IN_PERSON: tr("Visit in person"),
        View.PRIORITY: tr("27 priority procedures"),
        View.VOLUME: tr("Most cases first"),
        View.ZERO: tr("No cases"),
        View.OPEN: tr("Not reviewed"),
    }[view]


def _online_sentence(done: int, target: int) -> str:
    return tr(
        "{done:,} of {target:,} procedures that may be online are online.", done=done, target=target
    )


def _replace(column: QVBoxLayout, *widgets: QWidget) -> None:
    while (item := column.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.setParent(None)
            widget.deleteLater()
    for widget in widgets:
        column.addWidget(widget)
    column.setAlignment(Qt.AlignmentFlag.AlignTop)

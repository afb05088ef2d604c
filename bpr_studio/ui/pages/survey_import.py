"""Importing survey sheets of other makers: fit the headings, look, take over."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QFileDialog

from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.domain.workload.grown_lines import cell_address
from bpr_studio.domain.workload.mapping import (
    ABOVE,
    CODE,
    NAME,
    SECTION,
    SectionFrom,
    is_time,
)
from bpr_studio.services.mapping_desk import MappingDesk
from bpr_studio.ui.pages.survey_collect import workbooks_of
from bpr_studio.ui.pages.survey_import_fitting import DONE, FIT, LOOK, FittingView, understanding
from bpr_studio.ui.pages.survey_import_grid import ColumnLabel
from bpr_studio.ui.pages.survey_import_panel import MappingPanel, target_word
from bpr_studio.ui.pages.survey_import_preview import ImportPreview
from bpr_studio.ui.qt.blocks import Deed, EmptyState, Notice
from bpr_studio.ui.qt.buttons import make_action
from bpr_studio.ui.qt.page import Jump, Page
from bpr_studio.ui.qt.theme import Tone

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QDragEnterEvent, QDropEvent

    from bpr_studio.domain.shared.progress import Progress
    from bpr_studio.services.grown_sheets import GrownSheets
    from bpr_studio.services.grown_values import GrownReport
    from bpr_studio.services.mapping_desk import MappedColumn
    from bpr_studio.services.views import Queries
    from bpr_studio.ui.pages.survey_import_grid import SheetGrid
    from bpr_studio.ui.qt.page import PageHost

KEY: Final = "import-sheets"
"""Key of the page; its target is one path in each line, "" to ask for files."""


class SurveyImportPage(Page):
    """Three steps in one place: 見出しを合わせる, 確かめる, 取り込む.

    Args:
        host: the window.
        queries: what the workspace holds.
        grown: reads and imports the sheets.
        undo: takes the last deed back.
    """

    def __init__(
        self, host: PageHost, queries: Queries, grown: GrownSheets, undo: Callable[[], object]
    ) -> None:
        super().__init__(host, title=tr("Import sheets of another form"), icon="table")
        self._queries = queries
        self._grown = grown
        self._undo = undo
        self._files: list[Path] = []
        self._came_over = False  # from collecting, where the files are no forms
        self._desk: MappingDesk | None = None
        self._report: GrownReport | None = None
        self.setAcceptDrops(True)
        self._choose = make_action(
            self, tr("Choose workbooks…"), self.choose_files, icon_name="folder-open"
        )
        self._look = make_action(self, tr("Look at the result"), self.look, icon_name="arrow-right")
        self._back = make_action(self, tr("Back to the headings"), self.fit, icon_name="arrow-left")
        self._take = make_action(self, tr("Take over"), self.take_over, icon_name="check")
        self._keep = make_action(
            self, tr("Keep the profile"), self.keep, icon_name="bookmark-simple"
        )
        self._to_survey = make_action(
            self, tr("To the survey"), lambda: host.go_to(Jump("survey")), icon_name="arrow-left"
        )
        self._panel = MappingPanel(self._sections())
        classes = {line.code: line.name for line in queries.classes()}
        core = {"core": tr("Core"), "non_core": tr("Non-core")}
        self._preview = ImportPreview(classes, core)
        self._view = FittingView(self._panel, self._preview, self._keep)
        self.set_content(self._view)
        self._view.grid.chosen.connect(self._cell_chosen)
        self._panel.changed.connect(self._show_sheet)
        self._ask()

    # -- the contract of a page ------------------------------------------------------------------

    def open_target(self, target: str) -> None:
        """Open the files a jump names, one path in each line."""
        if target:
            self._came_over = True
            self.open_files([Path(line) for line in target.splitlines()])

    def open_files(self, files: Sequence[Path]) -> None:
        """Fit the headings of files of one kind, by the first of them."""
        self._files = list(files)
        path, round_id = self._files[0], self._round_id

        def work(_progress: Progress) -> MappingDesk:
            return MappingDesk(self._grown, self._grown.open(path), round_id)

        self.run_task(tr("Reading {name}", name=path.name), work, self._show_desk)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Workbooks may be dropped anywhere on the page."""
        if workbooks_of(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Fit what was dropped."""
        event.acceptProposedAction()
        self.open_files(workbooks_of(event.mimeData()))

    # -- what can be done ------------------------------------------------------------------------

    @property
    def desk(self) -> MappingDesk | None:
        """The file that is being fitted."""
        return self._desk

    @property
    def grid(self) -> SheetGrid:
        """The sheet as it looks."""
        return self._view.grid

    @property
    def panel(self) -> MappingPanel:
        """Where people say what is what."""
        return self._panel

    @property
    def preview(self) -> ImportPreview:
        """What the files bring."""
        return self._preview

    @property
    def step(self) -> int:
        """0 fitting, 1 looking, 2 done."""
        return self._view.steps.current

    def choose_files(self) -> None:
        """Ask for workbooks."""
        kinds = "*.xlsx *.xlsm *.csv"
        workbooks = tr("Workbooks")
        files, _ = QFileDialog.getOpenFileNames(
            self, tr("Sheets of another form"), "", f"{workbooks} ({kinds})"
        )
        if files:
            self.open_files([Path(file) for file in files])

    def fit(self) -> None:
        """Go to the first step."""
        if self._desk is None:
            return
        self.notices.clear()
        self._bring(FIT)
        self.set_actions([self._look, self._choose, self._to_survey], primary=0)
        self._show_sheet()

    def look(self) -> None:
        """Go to the second step: read all files as they are understood now."""
        desk = self._desk
        if desk is None:
            return
        files, profile, code, round_id = (
            self._files,
            desk.profile,
            desk.section_code,
            self._round_id,
        )

        def work(progress: Progress) -> GrownReport:
            return self._grown.look_at(round_id, files, profile, progress, section_code=code)

        self.run_task(tr("Reading the sheets"), work, self._show_report)

    def take_over(self) -> None:
        """Go to the third step: store the new tasks."""
        report, round_id = self._report, self._round_id
        if report is None or not report.added:
            return
        self._take.setEnabled(False)

        def work(_progress: Progress) -> int:
            return self._grown.take_over(round_id, report.files)

        self.run_task(tr("Importing the sheets"), work, self._show_taken)

    def keep(self) -> None:
        """Keep the profile under the name that was written."""
        if self._desk is not None:
            self._view.keep(self._desk, self.notices)

    # -- building --------------------------------------------------------------------------------

    def _ask(self) -> None:
        self.set_actions([self._to_survey], primary=None)
        self.show_empty(
            EmptyState(
                "table",
                tr("Survey sheets of another form can be taken over, too."),
                explanation=tr(
                    "Drop a workbook here or choose it. The program proposes what each column is;"
                    " you correct it once, look at every repair, and keep the profile for the next"
                    " files of the same kind."
                ),
                next_step=Deed(tr("Choose workbooks…"), self.choose_files),
            )
        )

    def _sections(self) -> list[tuple[str, str]]:
        year = self._queries.workspace().fiscal_year
        return [(u.code, u.name) for u in self._queries.units(year) if u.level == "section"]

    @property
    def _round_id(self) -> str:
        return self._queries.workspace().round_id

    # -- showing ---------------------------------------------------------------------------------

    def _bring(self, step: int) -> None:
        self.show_content()
        self._view.bring(step)

    def _show_desk(self, desk: MappingDesk) -> None:
        self._desk = desk
        n = len(self._files)
        names = (
            desk.book.name if n == 1 else tr("{name} and {n} more", name=desk.book.name, n=n - 1)
        )
        self.set_title(tr("Import sheets of another form"), subtitle=names)
        self._view.show_desk(desk)
        self.fit()
        self._view.choose_name(desk)
        foreign = ""
        if self._came_over:
            foreign = tr("This is no form of this program, so it is read as one of another form.")
        self._came_over = False
        self.notices.show_notice(understanding(desk, foreign))

    def _show_sheet(self) -> None:
        desk = self._desk
        if desk is None:
            return
        labels = {column.place: self._label(desk, column) for column in desk.columns()}
        self._view.grid.show_sheet(desk.picture, desk.headings, labels)
        self._look.setEnabled(not desk.missing)

    def _label(self, desk: MappingDesk, column: MappedColumn) -> ColumnLabel:
        if column.mapping is None:
            return ColumnLabel("", "surface", "text_secondary")
        target = column.mapping.target
        text = target_word(desk.format, target)
        if target in {NAME, ABOVE, CODE}:
            return ColumnLabel(text, "accent_soft", "accent")
        if target == SECTION:
            return ColumnLabel(text, "warning_soft", "warning_text")
        if is_time(target):
            return ColumnLabel(text, "success_soft", "success_text")
        return ColumnLabel(text, "orange_soft", "orange_text")

    def _cell_chosen(self, row: int, column: int) -> None:
        self._panel.show_column(column)
        desk = self._desk
        above = desk is not None and desk.headings is not None and row < desk.headings.top
        if desk is not None and above and desk.profile.section.kind is SectionFrom.CELL:
            address = cell_address(row, column)
            if address != desk.profile.section.cell:
                self.notices.show_notice(
                    Notice(
                        tr("Does the name of the section stand in {cell}?", cell=address),
                        deed=Deed(
                            tr("Yes, in {cell}", cell=address),
                            lambda: self._panel.take_cell(address),
                        ),
                    )
                )

    def _show_report(self, report: GrownReport) -> None:
        self._report = report
        self.notices.clear()
        self._bring(LOOK)
        self._take.setEnabled(report.added > 0)
        self.set_actions([self._take, self._back], primary=0)
        self._preview.show_report(report)

    def _show_taken(self, added: int) -> None:
        self._view.steps.set_current(DONE)
        if self._report is not None:
            self._preview.show_report(self._report, done=True)
        self.set_actions([self._to_survey, self._choose], primary=0)
        text = ntr("{n:,} task was taken over.", "{n:,} tasks were taken over.", added)
        if self._desk is not None and not self._desk.profile.name:
            text += " " + tr(
                "Keep the profile under a name, and the next sheets are known at once."
            )
        self.notices.show_notice(
            Notice(text, Tone.SUCCESS, Deed(tr("Undo"), self._take_back), lasting=True)
        )

    def _take_back(self) -> None:
        self._undo()
        self.look()

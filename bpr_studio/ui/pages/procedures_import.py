"""Importing procedures: fit the headings, look at what would change, take over."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QFileDialog

from bpr_studio.domain.procedures.layout import EXTRA
from bpr_studio.domain.procedures.reimport import LineState
from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.domain.workload.mapping import NAME, SECTION, SectionFrom
from bpr_studio.services.mapping_desk import MappingDesk
from bpr_studio.ui.pages.procedures_import_preview import LedgerPreview
from bpr_studio.ui.pages.survey_collect import workbooks_of
from bpr_studio.ui.pages.survey_import_fitting import DONE, FIT, LOOK, FittingView, understanding
from bpr_studio.ui.pages.survey_import_grid import ColumnLabel
from bpr_studio.ui.pages.survey_import_panel import MappingPanel, target_word
from bpr_studio.ui.qt.blocks import Deed, EmptyState, Notice
from bpr_studio.ui.qt.buttons import make_action
from bpr_studio.ui.qt.page import Jump, Page
from bpr_studio.ui.qt.theme import Tone

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QDragEnterEvent, QDropEvent

    from bpr_studio.domain.shared.progress import Progress
    from bpr_studio.services.mapping_desk import MappedColumn
    from bpr_studio.services.procedure_import import ImportPreview, ProcedureImport
    from bpr_studio.services.procedures import Procedures
    from bpr_studio.ui.qt.page import PageHost

_SOURCES: Final = (SectionFrom.COLUMN, SectionFrom.CHOSEN)
_LEDGER: Final = Jump("procedures")


class ProcedureImportPage(Page):
    """Three steps in one place: 見出しを合わせる, 確かめる, 取り込む.

    Args:
        host: the window.
        procedures: the ledger.
        importer: reads sheets.
        undo: takes the last deed back.
    """

    def __init__(
        self,
        host: PageHost,
        procedures: Procedures,
        importer: ProcedureImport,
        undo: Callable[[], object],
    ) -> None:
        super().__init__(host, title=tr("Import procedures"), icon="file-arrow-down")
        self._importer = importer
        self._undo = undo
        self._path: Path | None = None
        self._desk: MappingDesk | None = None
        self._preview: ImportPreview | None = None
        self.setAcceptDrops(True)
        self._choose = make_action(
            self, tr("Choose a workbook…"), self.choose_file, icon_name="folder-open"
        )
        self._look = make_action(self, tr("Look at the result"), self.look, icon_name="arrow-right")
        self._back = make_action(self, tr("Back to the headings"), self.fit, icon_name="arrow-left")
        self._take = make_action(self, tr("Take over"), self.take_over, icon_name="check")
        self._keep = make_action(
            self, tr("Keep the profile"), self.keep, icon_name="bookmark-simple"
        )
        self._to_ledger = make_action(
            self, tr("To the ledger"), lambda: host.go_to(_LEDGER), icon_name="arrow-left"
        )
        sections = [(section.code, section.name) for section in procedures.sections()]
        self.panel = MappingPanel(sections, _SOURCES)
        self.preview = LedgerPreview(procedures)
        self._view = FittingView(self.panel, self.preview, self._keep)
        self.grid = self._view.grid
        self.set_content(self._view)
        self.grid.chosen.connect(lambda _row, column: self.panel.show_column(column))
        self.panel.changed.connect(self._show_sheet)
        self.preview.conflicts.toggled.connect(lambda _on: self._say_take())
        self._ask()

    # -- the contract of a page ------------------------------------------------------------------

    def open_target(self, target: str) -> None:
        """Open the file a jump names, "" to ask for one."""
        if target:
            self.open_files([Path(target)])

    def open_files(self, files: Sequence[Path]) -> None:
        """Fit the headings of the first file."""
        path = self._path = files[0]

        def work(_progress: Progress) -> MappingDesk:
            return MappingDesk(self._importer, self._importer.open(path))

        self.run_task(tr("Reading {name}", name=path.name), work, self._show_desk)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """A workbook may be dropped anywhere on the page."""
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
    def step(self) -> int:
        """0 fitting, 1 looking, 2 done."""
        return self._view.steps.current

    def choose_file(self) -> None:
        """Ask for a workbook."""
        file, _ = QFileDialog.getOpenFileName(
            self, tr("Import procedures"), "", tr("Workbooks") + " (*.xlsx *.xlsm *.csv)"
        )
        if file:
            self.open_files([Path(file)])

    def fit(self) -> None:
        """Go to the first step."""
        if self._desk is not None:
            self.notices.clear()
            self._bring(FIT)
            self.set_actions([self._look, self._choose, self._to_ledger], primary=0)
            self._show_sheet()

    def look(self) -> None:
        """Go to the second step: what the file brings as it is understood now."""
        desk, importer = self._desk, self._importer
        if desk is None:
            return

        def work(progress: Progress) -> ImportPreview:
            return importer.preview(desk.book, desk.profile, desk.section_code, progress)

        self.run_task(tr("Reading the sheets"), work, self._show_preview)

    def take_over(self) -> None:
        """Go to the third step: store what the file brings."""
        preview, conflicts = self._preview, self.preview.conflicts.isChecked()
        if preview is None:
            return
        self._take.setEnabled(False)

        def work(_progress: Progress) -> int:
            return self._importer.take_over(preview, conflicts=conflicts)

        self.run_task(tr("Importing procedures"), work, self._show_taken)

    def keep(self) -> None:
        """Keep the profile under the name that was written."""
        if self._desk is not None:
            self._view.keep(self._desk, self.notices)

    # -- building --------------------------------------------------------------------------------

    def _ask(self) -> None:
        self.set_actions([self._to_ledger], primary=None)
        self.show_empty(
            EmptyState(
                "file-arrow-down",
                tr("Take procedures over from a sheet."),
                explanation=tr(
                    "Drop the inventory of procedures or any list of them here, or choose it. The"
                    " program proposes what each column is; you correct it once, look at what would"
                    " change, and keep the profile for the next file of the same kind."
                ),
                next_step=Deed(tr("Choose a workbook…"), self.choose_file),
            )
        )

    # -- showing ---------------------------------------------------------------------------------

    def _bring(self, step: int) -> None:
        self.show_content()
        self._view.bring(step)

    def _show_desk(self, desk: MappingDesk) -> None:
        self._desk = desk
        self.set_title(tr("Import procedures"), subtitle=desk.book.name)
        self._view.show_desk(desk)
        self.fit()
        self._view.choose_name(desk)
        self.notices.show_notice(understanding(desk))

    def _show_sheet(self) -> None:
        desk = self._desk
        if desk is not None:
            labels = {column.place: _label(desk, column) for column in desk.columns()}
            self.grid.show_sheet(desk.picture, desk.headings, labels)
            self._look.setEnabled(not desk.missing)

    def _show_preview(self, preview: ImportPreview) -> None:
        self._preview = preview
        self.notices.clear()
        self._bring(LOOK)
        self.preview.show_preview(preview)
        self.set_actions([self._take, self._back], primary=0)
        self._say_take()

    def _say_take(self) -> None:
        preview = self._preview
        if preview is not None:
            n = len(preview.to_store(conflicts=self.preview.conflicts.isChecked()))
            self._take.setEnabled(n > 0)
            self._take.setText(ntr("Take {n:,} line over", "Take {n:,} lines over", n))

    def _show_taken(self, stored: int) -> None:
        self._view.steps.set_current(DONE)
        self.set_actions([self._to_ledger, self._choose], primary=0)
        preview = self._preview
        added = preview.counts[LineState.ADDED] if preview is not None else 0
        text = tr(
            "{n:,} lines were taken over: {added:,} new, {changed:,} changed.",
            n=stored,
            added=added,
            changed=stored - added,
        )
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


def _label(desk: MappingDesk, column: MappedColumn) -> ColumnLabel:
    if column.mapping is None:
        return ColumnLabel("", "surface", "text_secondary")
    target = column.mapping.target
    text = target_word(desk.format, target)
    if target == NAME:
        return ColumnLabel(text, "accent_soft", "accent")
    if target == SECTION:
        return ColumnLabel(text, "warning_soft", "warning_text")
    if target == EXTRA:
        return ColumnLabel(text, "orange_soft", "orange_text")
    return ColumnLabel(text, "success_soft", "success_text")

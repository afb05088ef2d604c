"""Collecting returned workbooks: choose them, look at what they bring, take them over."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from bpr_studio.domain.shared.findings import Level
from bpr_studio.domain.shared.text import tr
from bpr_studio.services.surveys import FileState
from bpr_studio.services.workbook_merge import MergePolicy
from bpr_studio.ui.grid.columns import Align, ColumnSpec, as_number
from bpr_studio.ui.grid.source import MemorySource
from bpr_studio.ui.grid.table import DataTable
from bpr_studio.ui.pages.survey_cells import StateCell
from bpr_studio.ui.pages.survey_merge import MergeView
from bpr_studio.ui.qt.blocks import EmptyState, FilterLine, KeyFigure
from bpr_studio.ui.qt.findings_list import FindingsList, level_word
from bpr_studio.ui.qt.icons import icon, icon_label
from bpr_studio.ui.qt.theme import ICON_SIZE, Tone, current_theme, label

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtCore import QMimeData
    from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QPaintEvent

    from bpr_studio.domain.shared.findings import Finding
    from bpr_studio.services.conflict_words import ConflictWords
    from bpr_studio.services.surveys import CollectionReport, FileOutcome
    from bpr_studio.ui.grid.columns import Row

WORKBOOKS: Final = (".xlsx", ".xlsm", ".csv")
"""Endings of the files that are offered for collecting."""


class DropZone(QFrame):
    """Workbooks or folders are dropped here, or chosen with the buttons.

    Signals:
        chosen: the places, a list of Path.
    """

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setAcceptDrops(True)
        self._hovered = False
        self.setAccessibleName(tr("Drop filled workbooks here"))
        centre = Qt.AlignmentFlag.AlignHCenter
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 32)
        column.setSpacing(12)
        column.addStretch(2)
        column.addWidget(icon_label("file-arrow-down", Tone.ACCENT, QSize(48, 48)), 0, centre)
        column.addWidget(label(tr("Drop filled workbooks here"), kind="section"), 0, centre)
        column.addWidget(
            label(
                tr(
                    "Single workbooks or a whole folder. Nothing is changed before you have seen it."
                ),
                kind="secondary",
            ),
            0,
            centre,
        )
        column.addSpacing(4)
        column.addLayout(self._buttons())
        column.addStretch(3)

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        for text, icon_name, run, kind in (
            (tr("Choose a folder…"), "folder-open", self._choose_folder, "primary"),
            (tr("Choose workbooks…"), "files", self._choose_files, ""),
        ):
            button = QPushButton(text)
            button.setIcon(icon(icon_name, Tone.ON_ACCENT if kind else Tone.TEXT))
            button.setIconSize(ICON_SIZE)
            if kind:
                button.setProperty("kind", kind)
            button.clicked.connect(lambda _checked=False, deed=run: deed())
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _dress(self, *, hovered: bool) -> None:
        self._hovered = hovered
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A dashed border, and a soft ground while something is held above it."""
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(theme.color("accent_soft" if self._hovered else "surface"))
        pen = QPen(theme.color("accent" if self._hovered else "line_strong"), 1.5)
        pen.setDashPattern([5, 4])
        painter.setPen(pen)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)
        painter.end()

    def _choose_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, tr("Folder with filled workbooks"))
        if folder:
            self.chosen.emit([Path(folder)])

    def _choose_files(self) -> None:
        kinds = " ".join(f"*{ending}" for ending in WORKBOOKS)
        workbooks, everything = tr("Workbooks"), tr("All files")
        files, _ = QFileDialog.getOpenFileNames(
            self, tr("Filled workbooks"), "", f"{workbooks} ({kinds});;{everything} (*)"
        )
        if files:
            self.chosen.emit([Path(file) for file in files])

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files and folders are welcome."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()
            self._dress(hovered=True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """The mouse went away again."""
        self._dress(hovered=False)
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Take what was dropped."""
        self._dress(hovered=False)
        places = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if places:
            event.acceptProposedAction()
            self.chosen.emit(places)


class CollectionView(QWidget):
    """What workbooks bring, before or after taking them over: counts, files, findings."""

    def __init__(self, words: Callable[[], ConflictWords] | None = None) -> None:
        """Make the view.

        Args:
            words: headings and values of the forms, asked when conflicts are shown.
        """
        super().__init__()
        self._words = words
        self._report: CollectionReport | None = None
        self._figures = {
            FileState.COLLECTED: KeyFigure(tr("New or changed answers"), unit=tr("files")),
            FileState.UNCHANGED: KeyFigure(tr("No change"), unit=tr("files")),
            FileState.REFUSED: KeyFigure(tr("Refused"), unit=tr("files")),
        }
        self._rows = KeyFigure(tr("Lines with tasks"), unit=tr("lines"))
        self._files = DataTable(_columns(), MemorySource(_columns(), []), name=tr("Files"))
        self._files.view.setItemDelegateForColumn(0, StateCell(_state_mark, self))
        self._files.set_empty(
            EmptyState(
                "file-search",
                tr("There is no workbook here."),
                explanation=tr("Choose the folder with the workbooks that came back (.xlsx)."),
            )
        )
        self._findings = FindingsList(tr("Remarks"))
        self._merge = MergeView()
        self._stack = QStackedWidget()
        self._tabs = QTabBar()
        self._tabs.setAccessibleName(tr("Files or conflicts"))
        self._tabs.setDrawBase(False)
        self._tabs.addTab(tr("Files"))
        self._tabs.addTab("")
        self._level, self._which = QComboBox(), label("", kind="secondary")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addLayout(self._figures_row())
        column.addWidget(self._tabs)
        column.addWidget(self._stack, 1)
        self._stack.addWidget(self._splitter())
        self._stack.addWidget(self._merge)
        self._tabs.currentChanged.connect(self._stack.setCurrentIndex)
        self._merge.decided.connect(self._name_tabs)
        self._files.selection_changed.connect(self._show_findings)
        self._level.currentIndexChanged.connect(self._show_findings)

    @property
    def files(self) -> DataTable:
        """The table of files."""
        return self._files

    @property
    def findings(self) -> FindingsList:
        """The list of findings."""
        return self._findings

    @property
    def merge(self) -> MergeView:
        """The conflicts between workbooks and program."""
        return self._merge

    @property
    def policy(self) -> MergePolicy:
        """How conflicts are to be settled; what is open stays as it is in the program."""
        return MergePolicy(decisions=self._merge.decisions)

    def show_conflicts(self) -> None:
        """Bring the conflicts to the front."""
        if self._tabs.isVisibleTo(self):
            self._tabs.setCurrentIndex(1)

    @property
    def report(self) -> CollectionReport | None:
        """What is shown."""
        return self._report

    def show_report(self, report: CollectionReport, *, dry_run: bool) -> None:
        """Show a report.

        Args:
            report: what became of the files.
            dry_run: nothing has been taken over yet.
        """
        self._report = report
        for state, figure in self._figures.items():
            figure.set_value(f"{report.count(state):,}", remark=_remark(state, dry_run=dry_run))
        refused = sum(file.refused_rows for file in report.files)
        self._rows.set_value(
            f"{report.rows:,}",
            remark=tr("{n:,} lines with an error stay as they were", n=refused)
            if refused
            else tr("no line with an error"),
        )
        self._fill_levels(report.findings)
        rows = [_row(number, file, dry_run=dry_run) for number, file in enumerate(report.files)]
        self._files.set_source(MemorySource(_columns(), rows))
        self._show_findings()
        self._show_merge(report, dry_run=dry_run)

    def show_level(self, level: Level | None) -> None:
        """Show only findings of a level; None for all."""
        self._level.setCurrentIndex(self._level.findData(level.value if level else ""))

    # -- inside ----------------------------------------------------------------------------------

    def _show_merge(self, report: CollectionReport, *, dry_run: bool) -> None:
        has_conflicts = bool(report.conflicts) and self._words is not None
        self._tabs.setVisible(has_conflicts)
        if has_conflicts and self._words is not None:
            self._merge.show_conflicts(report.conflicts, self._words(), writable=dry_run)
            self._name_tabs()
        self._tabs.setCurrentIndex(1 if has_conflicts and dry_run else 0)

    def _name_tabs(self) -> None:
        n = len(self._report.conflicts) if self._report else 0
        text = tr("Conflicts ({open:,} of {n:,} open)", open=self._merge.open_count, n=n)
        self._tabs.setTabText(1, text)

    def _figures_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(12)
        for figure in (*self._figures.values(), self._rows):
            row.addWidget(figure, 1)
        return row

    def _splitter(self) -> QSplitter:
        line = FilterLine()
        self._level.setMinimumWidth(150)
        line.add(tr("Level"), self._level)
        line.add_right(self._which)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(line)
        column.addWidget(self._findings, 1)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self._files)
        splitter.addWidget(right)
        splitter.setSizes([680, 450])
        splitter.setStretchFactor(0, 1)
        return splitter

    def _fill_levels(self, findings: Sequence[Finding]) -> None:
        chosen = self._level.currentData()
        self._level.blockSignals(True)
        self._level.clear()
        self._level.addItem(tr("All levels ({n:,})", n=len(findings)), "")
        for level in Level:
            n = sum(1 for finding in findings if finding.level is level)
            word = tr("{choice} ({n:,})", choice=level_word(level), n=n)
            self._level.addItem(word, level.value)
        self._level.setCurrentIndex(max(self._level.findData(chosen), 0))
        self._level.blockSignals(False)

    def _show_findings(self) -> None:
        if self._report is None:
            return
        marked = {int(str(row[0])) for row in self._files.selected_rows()}
        files = [f for n, f in enumerate(self._report.files) if not marked or n in marked]
        level = self._level.currentData()
        self._which.setText(tr("Of the marked files only") if marked else tr("Of all files"))
        self._findings.set_findings(
            [one for file in files for one in file.findings if not level or one.level == level]
        )


def file_state_word(state: FileState, *, dry_run: bool) -> str:
    """What becomes, or became, of a file."""
    match state:
        case FileState.COLLECTED:
            return tr("Will be taken over") if dry_run else tr("Taken over")
        case FileState.UNCHANGED:
            return tr("No change")
        case FileState.REFUSED:
            return tr("Refused")


def _columns() -> tuple[ColumnSpec, ...]:
    return (
        ColumnSpec("state", tr("Result"), width=148),
        ColumnSpec("file", tr("File"), width=172, stretch=True),
        ColumnSpec("section", tr("Section"), width=112),
        ColumnSpec(
            "rows", tr("Lines"), align=Align.RIGHT, width=64, format=as_number(), summed=True
        ),
        ColumnSpec(
            "changes",
            tr("Changed lines"),
            align=Align.RIGHT,
            width=88,
            format=as_number(),
            summed=True,
        ),
        ColumnSpec(
            "findings", tr("Remarks"), align=Align.RIGHT, width=64, format=as_number(), summed=True
        ),
    )


def _row(number: int, file: FileOutcome, *, dry_run: bool) -> Row:
    return (
        str(number),
        file_state_word(file.state, dry_run=dry_run),
        file.file,
        file.unit_name,
        file.rows if file.state is not FileState.REFUSED else None,
        (file.added + file.changed + file.removed) or None,
        len(file.findings) or None,
    )


def _state_mark(word: object) -> tuple[str, Tone]:
    if word == tr("Refused"):
        return "x-circle", Tone.ERROR
    if word == tr("No change"):
        return "minus-circle", Tone.SECONDARY
    return "check-circle", Tone.SUCCESS


def _remark(state: FileState, *, dry_run: bool) -> str:
    match state:
        case FileState.COLLECTED:
            return tr("can be taken over") if dry_run else tr("taken over")
        case FileState.UNCHANGED:
            return tr("same as collected before")
        case FileState.REFUSED:
            return tr("not taken over; see the findings")


def workbooks_of(data: QMimeData) -> list[Path]:
    """The folders and workbooks among what is dragged."""
    places = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    return [place for place in places if place.is_dir() or place.suffix.lower() in WORKBOOKS]

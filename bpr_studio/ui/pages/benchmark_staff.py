"""Surveyed hours beside the staff cities publish: is the survey complete?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from bpr_studio.domain.benchmark.staff import (
    HIGHEST_PERCENT,
    LOWEST_PERCENT,
    CoverageVerdict,
    sentence_coverage,
)
from bpr_studio.domain.shared.fiscal_year import FiscalYear
from bpr_studio.domain.shared.text import N_, ntr, tr, tr_source
from bpr_studio.ui.grid.columns import Align, ColumnSpec, as_hours, as_number
from bpr_studio.ui.grid.source import MemorySource
from bpr_studio.ui.grid.table import DataTable
from bpr_studio.ui.qt.badges import fictitious_badge
from bpr_studio.ui.qt.blocks import Deed, Notice, NoticeBar, SectionHeader
from bpr_studio.ui.qt.buttons import ActionButton, make_action
from bpr_studio.ui.qt.findings_list import FindingsList
from bpr_studio.ui.qt.page import telling
from bpr_studio.ui.qt.theme import Tone, label

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QShowEvent

    from bpr_studio.domain.benchmark.staff import Coverage, DepartmentCoverage
    from bpr_studio.domain.shared.progress import Progress
    from bpr_studio.services.staff_reference import StaffPreview, StaffReference
    from bpr_studio.services.views import Queries
    from bpr_studio.ui.grid.columns import Row
    from bpr_studio.ui.qt.page import PageHost

T = TypeVar("T")

_SIDE_WIDTH: Final = 288
_FILES: Final = "Excel, CSV (*.xlsx *.xls *.csv)"
_VERDICTS: Final = {
    CoverageVerdict.LOW: N_("Hours are missing, or its staff works elsewhere"),
    CoverageVerdict.FITS: N_("Fits"),
    CoverageVerdict.HIGH: N_("Too many hours, or others work for it, too"),
    CoverageVerdict.NO_STAFF: N_("No staff is known"),
    CoverageVerdict.NO_HOURS: N_("No hours were surveyed"),
}
_KINDS: Final = {
    "code": N_("Code of the city"),
    "city": N_("Name of the city"),
    "year": N_("Fiscal year"),
    "department": N_("Department"),
    "heads": N_("Number of staff"),
}
_TONES: Final = {
    CoverageVerdict.LOW: Tone.WARNING,
    CoverageVerdict.FITS: Tone.SUCCESS,
    CoverageVerdict.HIGH: Tone.WARNING,
    CoverageVerdict.NO_STAFF: Tone.SECONDARY,
    CoverageVerdict.NO_HOURS: Tone.WARNING,
}


class StaffPanel(QWidget):
    """The check of every department at the left, taking over a file at the right.

    Args:
        host: the window.
        reference: reads, stores and checks.
        queries: names the year.
        undo: takes the last deed back.
    """

    def __init__(
        self,
        host: PageHost,
        reference: StaffReference,
        queries: Queries,
        undo: Callable[[], object],
    ) -> None:
        super().__init__()
        self._host = host
        self._reference = reference
        self._queries = queries
        self._undo = undo
        self._preview: StaffPreview | None = None
        self.notices = NoticeBar()
        self._title = label("", kind="strong", wrap=True, selectable=True)
        self._basis = label("", kind="caption", wrap=True, selectable=True)
        self._badge = fictitious_badge()
        self.table = DataTable(_columns(), name=tr("Departments"))
        self.source = QLineEdit()
        self.source.setPlaceholderText(tr("e.g. survey of 1 April 2026"))
        self.year = QSpinBox()
        self.year.setRange(1989, 2100)
        self.year.setSpecialValueText(tr("As the file says"))
        self.invented = QCheckBox(tr("The numbers are invented"))
        self._words = label("", wrap=True, selectable=True)
        self.columns = DataTable(_mapping_columns(), name=tr("Columns of the file"))
        self.findings = FindingsList()
        self._make_actions()
        self._lay_out()
        self._show_preview(None)

    def showEvent(self, event: QShowEvent) -> None:
        """Check anew whenever the panel comes to the front."""
        super().showEvent(event)
        self.check()

    # -- deeds -----------------------------------------------------------------------------------

    def check(self) -> None:
        """Hold the survey of the year against the known staff."""
        year = FiscalYear(self._queries.workspace().fiscal_year)

        def work(progress: Progress) -> Coverage | None:
            progress.report(0, 1, "")
            return self._reference.coverage(year)

        self._run(tr("Checking the survey against the staff"), work, self._show_coverage)

    def look(self, path: Path) -> None:
        """Read a file and show what would be taken over."""
        year = self.year.value() if self.year.value() > self.year.minimum() else None
        invented = self.invented.isChecked()

        def work(progress: Progress) -> StaffPreview:
            progress.report(0, 1, path.name)
            return self._reference.preview(path, year, fictitious=invented)

        self._show_preview(None)
        self._run(tr("Reading staff by department"), work, self._show_preview)

    def take_over(self) -> None:
        """Store what was looked at."""
        preview = self._preview
        if preview is None:
            return
        source = self.source.text().strip()

        def work(progress: Progress) -> StaffPreview:
            progress.report(0, 1, preview.file_name)
            self._reference.take_over(preview, source)
            return preview

        self._run(tr("Taking over staff by department"), work, self._tell_taken)

    # -- building --------------------------------------------------------------------------------

    def _make_actions(self) -> None:
        self._open = make_action(
            self, tr("Open a table …"), self._ask_file, icon_name="file-arrow-down"
        )
        self._take = make_action(self, tr("Take over"), self.take_over, icon_name="check")

    def _lay_out(self) -> None:
        head = SectionHeader(tr("Survey beside known staff"))
        head.add_right(self._badge)
        left = QVBoxLayout()
        left.setSpacing(8)
        for widget in (head, self._title, self._basis):
            left.addWidget(widget)
        left.addWidget(self.table, 1)
        row = QHBoxLayout()
        row.setSpacing(24)
        row.addLayout(left, 1)
        row.addWidget(self._file_side())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 12, 0, 0)
        column.addWidget(self.notices)
        column.addLayout(row, 1)

    def _file_side(self) -> QWidget:
        inside = QWidget()
        inside.setFixedWidth(_SIDE_WIDTH)
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(SectionHeader(tr("Staff by department")))
        column.addWidget(
            label(
                tr(
                    "A table of the yearly survey of staff by department; it may hold several"
                    " cities and years."
                ),
                kind="secondary",
                wrap=True,
            )
        )
        for text, widget in ((tr("Fiscal year"), self.year), (tr("Source"), self.source)):
            widget.setAccessibleName(text)
            column.addWidget(label(text))
            column.addWidget(widget)
        column.addWidget(self.invented)
        column.addWidget(ActionButton(self._open))
        column.addWidget(self._words)
        column.addWidget(self.columns, 10)
        column.addWidget(self.findings, 10)
        column.addWidget(ActionButton(self._take))
        column.addStretch(1)
        return inside

    # -- showing ---------------------------------------------------------------------------------

    def _show_coverage(self, found: Coverage | None) -> None:
        if found is None:
            self._title.setText(tr("There is no survey of this year yet."))
            self._basis.setText("")
            self.table.set_source(MemorySource(_columns(), []))
            self._badge.hide()
            return
        self._title.setText(sentence_coverage(found))
        self._basis.setText(_basis_words(found))
        self._badge.setVisible(found.fictitious)
        self.table.set_source(MemorySource(_columns(), [*map(_row, found.lines), _total(found)]))

    def _show_preview(self, preview: StaffPreview | None) -> None:
        self._preview = preview
        usable = preview is not None and not preview.read.errors
        self._take.setEnabled(usable)
        self._words.setVisible(preview is not None)
        self.columns.setVisible(preview is not None)
        self.findings.setVisible(preview is not None and bool(preview.read.findings))
        if preview is None:
            return
        self._words.setText(_preview_words(preview))
        rows = [
            (number, heading, _kind_word(what))
            for number, (heading, what) in enumerate(preview.read.columns)
        ]
        self.columns.set_source(MemorySource(_mapping_columns(), rows))
        self.findings.set_findings(preview.read.findings)

    def _tell_taken(self, preview: StaffPreview) -> None:
        text = tr("Taken over: {cities}.", cities=_cities(preview))
        self._show_preview(None)
        self.notices.show_notice(Notice(text, Tone.SUCCESS, deed=Deed(tr("Undo"), self._take_back)))
        self.check()

    def _take_back(self) -> None:
        self._undo()
        self.check()

    def _ask_file(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(
            self, tr("Staff by department"), str(Path.home()), _FILES
        )
        if chosen:
            self.look(Path(chosen))

    def _run(
        self, title: str, work: Callable[[Progress], T], on_result: Callable[[T], None]
    ) -> None:
        """Run work beside the window; what goes wrong is told here."""
        stopped = tr("Stopped: {task}.", task=title)
        self._host.tasks.start(title, work, telling(self.notices, on_result, stopped))


def _columns() -> tuple[ColumnSpec, ...]:
    hours = as_hours()
    right = Align.RIGHT
    return (
        ColumnSpec("department", tr("Department"), width=88),
        ColumnSpec("heads", tr("Number of staff"), "", right, width=76, format=as_number()),
        ColumnSpec("capacity", tr("Hours of known staff"), "", right, width=108, format=hours),
        ColumnSpec("hours", tr("Surveyed hours"), "", right, width=108, format=hours),
        ColumnSpec("common", tr("of which common"), "", right, width=104, format=hours),
        ColumnSpec("percent", tr("Share"), tr("%"), right, width=84, format=as_number(1)),
        ColumnSpec("verdict", tr("What it says"), width=220, stretch=True, mark=_tone),
    )


def _mapping_columns() -> tuple[ColumnSpec, ...]:
    return (
        ColumnSpec("heading", tr("Heading"), width=140),
        ColumnSpec("what", tr("Read as"), width=120, stretch=True),
    )


def _tone(value: object) -> Tone | None:
    return next((_TONES[v] for v, text in _VERDICTS.items() if tr_source(text) == value), None)


def _row(line: DepartmentCoverage) -> Row:
    return (
        line.department,
        line.department or tr("Total"),
        line.heads,
        line.capacity,
        line.minutes,
        line.common,
        line.percent,
        tr_source(_VERDICTS[line.verdict]),
    )


def _total(found: Coverage) -> Row:
    return _row(found.total)


def _basis_words(found: Coverage) -> str:
    said = [
        tr(
            "Survey of {year}, staff of {staff_year}, {hours:,.2f} hours a year for each head;"
            " plausible are {low} to {high} %.",
            year=FiscalYear(found.fiscal_year),
            staff_year=FiscalYear(found.staff_year),
            hours=found.minutes_per_full_timer / 60,
            low=LOWEST_PERCENT,
            high=HIGHEST_PERCENT,
        ),
        tr(
            "Work common to all sections counts for the department in which a section has most of"
            " its other hours."
        ),
    ]
    if found.unclassified:
        said.append(tr("Not classified: {hours:,} h.", hours=found.unclassified // 60))
    if found.beside:
        said.append(
            tr(
                "Not compared: {hours:,} h of part-timers and contractors, whom the statistics do"
                " not count.",
                hours=found.beside // 60,
            )
        )
    if found.left_out:
        said.append(
            ntr(
                "{n:,} person works in departments without a class.",
                "{n:,} people work in departments without a class.",
                found.left_out,
            )
        )
    return " ".join(said)


def _kind_word(what: str) -> str:
    """What a column was taken for: a department, or one of the other columns of a table."""
    return tr_source(_KINDS[what]) if what in _KINDS else what or tr("(not read)")


def _cities(preview: StaffPreview) -> str:
    return tr(", ").join(f"{city} {FiscalYear(year)}" for city, year in preview.cities)


def _preview_words(preview: StaffPreview) -> str:
    return tr(
        "{cities}. New: {added:,}, changed: {changed:,}, removed: {removed:,}.",
        cities=_cities(preview) or preview.file_name,
        added=preview.added,
        changed=preview.changed,
        removed=preview.removed,
    )

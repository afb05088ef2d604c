"""What foreign sheets bring: the tasks as they would be stored, and every repair."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from bpr_studio.domain.shared.findings import Level
from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.check_values import minutes_in
from bpr_studio.services.grown_values import LineState
from bpr_studio.ui.grid.columns import Align, ColumnSpec, as_hours, as_number
from bpr_studio.ui.grid.source import MemorySource
from bpr_studio.ui.grid.table import DataTable
from bpr_studio.ui.pages.survey_cells import StateCell
from bpr_studio.ui.qt.blocks import EmptyState, FilterLine, KeyFigure
from bpr_studio.ui.qt.findings_list import FindingsList, level_word
from bpr_studio.ui.qt.theme import Tone

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bpr_studio.services.grown_values import GrownReport, PreviewLine
    from bpr_studio.ui.grid.columns import Row


class ImportPreview(QWidget):
    """Tasks at the left, remarks at the right, what it amounts to above."""

    def __init__(self, class_names: Mapping[str, str], core_words: Mapping[str, str]) -> None:
        """Make the view.

        Args:
            class_names: names of the classes by code.
            core_words: words of the core tags.
        """
        super().__init__()
        self._classes = class_names
        self._core = core_words
        self._report: GrownReport | None = None
        self._new = KeyFigure(tr("Tasks to take over"), unit=tr("lines"))
        self._sections = KeyFigure(tr("Section"))
        self._repairs = KeyFigure(tr("Repaired or doubtful"), unit=tr("places"))
        self._refused = KeyFigure(tr("Not taken over"), unit=tr("lines"))
        self._lines = DataTable(_columns(), MemorySource(_columns(), []), name=tr("Tasks"))
        self._lines.view.setItemDelegateForColumn(0, StateCell(_state_mark, self))
        self._lines.set_empty(
            EmptyState(
                "file-search",
                tr("No task can be taken over."),
                explanation=tr("The remarks at the right say why. Go back and fit the headings."),
            )
        )
        self._findings = FindingsList(tr("Every repair"))
        self._level = QComboBox()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        figures = QHBoxLayout()
        figures.setSpacing(12)
        for figure in (self._new, self._sections, self._repairs, self._refused):
            figures.addWidget(figure, 1)
        column.addLayout(figures)
        column.addWidget(self._splitter(), 1)
        self._level.currentIndexChanged.connect(self._show_findings)

    @property
    def lines(self) -> DataTable:
        """The table of tasks."""
        return self._lines

    @property
    def findings(self) -> FindingsList:
        """The list of repairs, doubts and refusals."""
        return self._findings

    def show_report(self, report: GrownReport, *, done: bool = False) -> None:
        """Show what files bring.

        Args:
            report: what was read.
            done: the new lines were taken over.
        """
        self._report = report
        lines = [line for file in report.files for line in file.lines]
        names = tuple(dict.fromkeys(line.unit_name for line in lines))
        refused = sum(file.refused for file in report.files)
        errors = sum(1 for finding in report.findings if finding.level is Level.ERROR)
        self._new.set_value(f"{report.added:,}", remark=_stored_remark(lines))
        self._sections.set_value(f"{len(names):,}", remark=tr(", ").join(names[:3]))
        self._repairs.set_value(
            f"{len(report.findings) - errors:,}", remark=tr("each with what stood there before")
        )
        self._refused.set_value(
            f"{refused:,}", remark=tr("{n:,} reasons; see the errors", n=errors) if errors else ""
        )
        rows = [self._row(number, line, done=done) for number, line in enumerate(lines)]
        self._lines.set_source(MemorySource(_columns(), rows))
        self._fill_levels()
        self._show_findings()

    def _splitter(self) -> QSplitter:
        filters = FilterLine()
        self._level.setMinimumWidth(150)
        filters.add(tr("Level"), self._level)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(filters)
        column.addWidget(self._findings, 1)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self._lines)
        splitter.addWidget(right)
        splitter.setSizes([680, 450])
        splitter.setStretchFactor(0, 1)
        return splitter

    def _fill_levels(self) -> None:
        findings = self._report.findings if self._report else ()
        self._level.blockSignals(True)
        self._level.clear()
        self._level.addItem(tr("All levels ({n:,})", n=len(findings)), "")
        for level in Level:
            n = sum(1 for finding in findings if finding.level is level)
            self._level.addItem(tr("{choice} ({n:,})", choice=level_word(level), n=n), level.value)
        self._level.blockSignals(False)

    def _show_findings(self) -> None:
        if self._report is None:
            return
        level = self._level.currentData()
        self._findings.set_findings(
            [one for one in self._report.findings if not level or one.level == level]
        )

    def _row(self, number: int, line: PreviewLine, *, done: bool) -> Row:
        values = line.values
        code = str(values.get("code") or "")
        return (
            str(number),
            _state_word(line.state, done=done),
            line.unit_name,
            line.row,
            values.get("name"),
            f"{code} {self._classes.get(code, '')}".strip(),
            minutes_in(values),
            self._core.get(str(values.get("core_tag") or ""), ""),
        )


def _columns() -> tuple[ColumnSpec, ...]:
    return (
        ColumnSpec("state", tr("Result"), width=128),
        ColumnSpec("section", tr("Section"), width=88),
        ColumnSpec("row", tr("Line"), width=48),
        ColumnSpec("name", tr("Task"), width=150, stretch=True),
        ColumnSpec("class", tr("Class"), width=116),
        ColumnSpec(
            "minutes", tr("Hours"), align=Align.RIGHT, width=72, format=as_hours(1), summed=True
        ),
        ColumnSpec("core", tr("Core / non-core"), width=80),
    )


def _state_word(state: LineState, *, done: bool) -> str:
    match state:
        case LineState.NEW:
            return tr("Taken over") if done else tr("Will be taken over")
        case LineState.STORED:
            return tr("Stored already")
        case LineState.BLOCKED:
            return tr("Another is stored")


def _state_mark(word: object) -> tuple[str, Tone]:
    if word == tr("Another is stored"):
        return "x-circle", Tone.ERROR
    if word == tr("Stored already"):
        return "minus-circle", Tone.SECONDARY
    return "check-circle", Tone.SUCCESS


def _stored_remark(lines: list[PreviewLine]) -> str:
    stored = sum(1 for line in lines if line.state is LineState.STORED)
    number = as_number()(stored)
    return (
        tr("{n} more are stored already", n=number) if stored else tr("none of them is stored yet")
    )

"""The targets of the detailed survey: which tasks, how far, and whether the sums fit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.reconcile import Verdict
from bpr_studio.ui.grid.columns import Align, ColumnSpec, as_hours, as_number
from bpr_studio.ui.grid.source import MemorySource
from bpr_studio.ui.grid.table import DataTable
from bpr_studio.ui.pages.detailed_parts import sums_of_target, verdict_tone, verdict_word
from bpr_studio.ui.qt.blocks import EmptyState, FilterLine, KeyFigure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bpr_studio.services.detailed_views import TargetLine
    from bpr_studio.ui.grid.columns import Row
    from bpr_studio.ui.qt.theme import Tone

_ORDER: Final = (
    Verdict.NO_STEPS,
    Verdict.UNFINISHED,
    Verdict.TOO_LOW,
    Verdict.TOO_HIGH,
    Verdict.FITS,
    Verdict.NO_HOURS,
)
_BEGUN: Final = frozenset(_ORDER) - {Verdict.NO_STEPS}


class TargetsView(QWidget):
    """The tasks of the detailed survey with their progress.

    Signals:
        opened: flow id of the task somebody opened.
        section_changed: code of the section chosen, "" for all.
    """

    opened = Signal(str)
    section_changed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._lines: tuple[TargetLine, ...] = ()
        self._names: dict[str, str] = {}
        self.section = QComboBox()
        self.state = QComboBox()
        self._figures = {
            "tasks": KeyFigure(tr("Tasks"), unit=tr("tasks")),
            "begun": KeyFigure(tr("Begun"), unit=tr("tasks")),
            "fits": KeyFigure(tr("Within 20 %"), unit=tr("tasks")),
        }
        self.table = DataTable(_columns(), name=tr("Tasks of the detailed survey"))
        self._lay_out()
        self.table.activated.connect(lambda row: self.opened.emit(str(row[0])))
        self.section.currentIndexChanged.connect(self._on_section)
        self.state.currentIndexChanged.connect(lambda _index: self._show())

    def _lay_out(self) -> None:
        figures = QHBoxLayout()
        figures.setSpacing(12)
        for figure in self._figures.values():
            figures.addWidget(figure, 1)
        line = FilterLine()
        self.section.setMinimumWidth(240)
        self.section.setMaxVisibleItems(20)
        line.add(tr("Section"), self.section)
        self.state.addItem(tr("All"), "")
        for verdict in _ORDER:
            self.state.addItem(verdict_word(verdict), verdict.value)
        line.add(tr("Progress"), self.state)
        self.table.set_empty(
            EmptyState(
                "funnel",
                tr("No task fits."),
                explanation=tr("Choose another section or another progress."),
            )
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addLayout(figures)
        column.addWidget(line)
        column.addWidget(self.table, 1)

    @property
    def marked(self) -> tuple[str, ...]:
        """Flow ids of the marked rows."""
        return tuple(str(row[0]) for row in self.table.selected_rows())

    @property
    def section_code(self) -> str:
        """Code of the section chosen, "" for all."""
        return str(self.section.currentData() or "")

    def show_lines(self, lines: Sequence[TargetLine], code: str) -> None:
        """Show targets.

        Args:
            lines: of all sections.
            code: section to begin with, "" for all.
        """
        self._lines = tuple(lines)
        names = self._names = section_names(lines)
        self.section.blockSignals(True)
        self.section.clear()
        self.section.addItem(tr("All sections"), "")
        for unit_code, name in names.items():
            self.section.addItem(name, unit_code)
        self.section.setCurrentIndex(max(self.section.findData(code), 0))
        self.section.blockSignals(False)
        self._show()

    def _on_section(self, _index: int) -> None:
        self._show()
        self.section_changed.emit(self.section_code)

    def _show(self) -> None:
        wanted, code = str(self.state.currentData() or ""), self.section_code
        lines = [line for line in self._lines if code in {"", line.unit_code}]
        verdicts = [sums_of_target(line).verdict for line in lines]
        rows = [
            _row(line, verdict, self._names[line.unit_code])
            for line, verdict in zip(lines, verdicts, strict=True)
            if wanted in {"", verdict.value}
        ]
        self.table.set_source(MemorySource(_columns(), rows))
        self._figures["tasks"].set_value(f"{len(lines):,}")
        self._figures["begun"].set_value(f"{sum(v in _BEGUN for v in verdicts):,}")
        self._figures["fits"].set_value(f"{verdicts.count(Verdict.FITS):,}")


def section_names(lines: Sequence[TargetLine]) -> dict[str, str]:
    """Names of the sections by code; with the bureau where several are called alike."""
    codes: dict[str, set[str]] = {}
    for line in lines:
        codes.setdefault(line.unit_name, set()).add(line.unit_code)
    return {
        line.unit_code: line.unit_name
        if len(codes[line.unit_name]) == 1
        else tr("{name} ({bureau})", name=line.unit_name, bureau=line.bureau_name)
        for line in lines
    }


def _row(line: TargetLine, verdict: Verdict, section: str) -> Row:
    ratio = sums_of_target(line).ratio if line.steps else None
    return (
        line.flow_id,
        section,
        line.name,
        line.class_name,
        line.overall,
        line.detailed if line.steps else None,
        round(ratio * 100) if ratio is not None else None,
        line.steps,
        verdict_word(verdict),
    )


def _verdict_mark(word: object) -> Tone | None:
    return next((verdict_tone(v) for v in _ORDER if verdict_word(v) == word), None)


def _difference(value: object) -> str:
    if not isinstance(value, int):
        return ""
    return f"+{value:,}" if value > 0 else as_number()(value)


def _columns() -> tuple[ColumnSpec, ...]:
    return (
        ColumnSpec("section", tr("Section"), width=112),
        ColumnSpec("name", tr("Task"), width=200, stretch=True),
        ColumnSpec("class", tr("Class"), width=144),
        ColumnSpec(
            "overall",
            tr("Overall"),
            tr("hours"),
            Align.RIGHT,
            116,
            format=as_hours(),
            summed=True,
        ),
        ColumnSpec(
            "detailed",
            tr("Detailed"),
            tr("hours"),
            Align.RIGHT,
            104,
            format=as_hours(),
            summed=True,
        ),
        ColumnSpec("difference", tr("Difference"), "%", Align.RIGHT, 84, format=_difference),
        ColumnSpec("steps", tr("Steps"), "", Align.RIGHT, 72, format=as_number(), summed=True),
        ColumnSpec("verdict", tr("Progress"), width=150, mark=_verdict_mark),
    )

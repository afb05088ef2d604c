"""Beside the steps of a task: the current step explained, sums by step type, points to check."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QPushButton, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from bpr_studio.domain.process.step import CORE, NON_CORE
from bpr_studio.domain.shared.findings import Finding, Level, Place
from bpr_studio.domain.shared.quantities import format_hours
from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.services.detailed_cells import NAME
from bpr_studio.ui.canvas.words import core_word, plain_number
from bpr_studio.ui.grid.columns import Align, ColumnSpec, as_hours
from bpr_studio.ui.grid.source import MemorySource
from bpr_studio.ui.grid.table import DataTable
from bpr_studio.ui.pages.detailed_cells import STEP_TYPE, usual_word
from bpr_studio.ui.qt.findings_list import FindingsList
from bpr_studio.ui.qt.theme import label

if TYPE_CHECKING:
    from PySide6.QtWidgets import QLabel

    from bpr_studio.domain.workload.check_values import RowFinding
    from bpr_studio.services.detailed_sheet import DetailedSheet

_OPEN_LEVELS: Final = frozenset({Level.ERROR, Level.WARNING})


class StepPanel(QWidget):
    """The step the keyboard is on: how its hours come about, and what its type proposes.

    Signals:
        proposal_wanted: take the core tag the step type proposes.
    """

    proposal_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._name = label("", kind="strong", wrap=True)
        self._sum = label("", wrap=True)
        self._type = label("", wrap=True)
        self._advice = label("", kind="secondary", wrap=True)
        self._take = QPushButton()
        self._take.clicked.connect(lambda _checked=False: self.proposal_wanted.emit())
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 12, 8, 8)
        column.setSpacing(10)
        for part in (self._name, self._sum, self._type, self._take, self._advice):
            column.addWidget(part)
        column.addStretch(1)
        self.show_step(None, "")

    @property
    def words(self) -> str:
        """Everything said, line by line."""
        parts = (self._name, self._sum, self._type, self._advice)
        return "\n".join(part.accessibleName() for part in parts if part.accessibleName())

    @property
    def take_button(self) -> QPushButton:
        """Takes the proposal; hidden where there is none to take."""
        return self._take

    def show_step(self, sheet: DetailedSheet | None, row: str) -> None:
        """Explain a step; "" explains how to begin."""
        known = sheet is not None and row in sheet.rows
        self._take.setVisible(False)
        if sheet is None or not known:
            _say(self._name, tr("One row is one step"))
            _say(
                self._sum,
                tr("Type what is done, e.g. “Check the application”; Enter goes to the next row."),
            )
            _say(self._type, "")
            _say(
                self._advice,
                tr(
                    "Times × cases each time × minutes give the hours. Everything is saved at once."
                ),
            )
            return
        _say(self._name, sheet.name(row) or tr("(no name)"))
        _say(self._sum, sum_words(sheet, row))
        _say(self._type, type_words(sheet, row))
        proposed = sheet.core_proposal(row)
        offered = proposed in {CORE, NON_CORE} and sheet.step(row).core_tag != proposed
        self._take.setText(tr("Tag as {word}", word=core_word(proposed)) if offered else "")
        self._take.setVisible(offered and sheet.editable(row, "core_tag").ok)
        _say(self._advice, largest_words(sheet, row))


def _say(target: QLabel, text: str) -> None:
    """Show a paragraph with the line height of prose, which plain labels do not have."""
    target.setTextFormat(Qt.TextFormat.RichText)
    target.setText(f'<p style="line-height: 140%; margin: 0">{escape(text)}</p>' if text else "")
    target.setAccessibleName(text)
    target.setVisible(bool(text))


def sum_words(sheet: DetailedSheet, row: str) -> str:
    """How the hours of a step come about."""
    step, minutes = sheet.step(row), sheet.minutes(row)
    if minutes is None or step.minutes_per_case is None or step.yearly_cases is None:
        return tr("The hours follow from times, cases and minutes; some are not answered yet.")
    hours = format_hours(minutes, decimals=1)
    each = plain_number(step.minutes_per_case)
    if step.times_per_year is None or step.cases_per_time is None:
        return tr(
            "{cases} cases × {minutes} min ÷ 60 = {hours} h a year",
            cases=plain_number(step.yearly_cases),
            minutes=each,
            hours=hours,
        )
    return tr(
        "{times} times × {cases} cases × {minutes} min ÷ 60 = {hours} h a year",
        times=plain_number(step.times_per_year),
        cases=plain_number(step.cases_per_time),
        minutes=each,
        hours=hours,
    )


def type_words(sheet: DetailedSheet, row: str) -> str:
    """The step type and what it proposes."""
    shown = sheet.shown(row, STEP_TYPE)
    if not shown:
        return tr("Choose a step type: it proposes core or non-core.")
    usual = usual_word(sheet.core_proposal(row))
    if not usual:
        return shown
    return tr("{type}: {usual}. You decide.", type=shown, usual=usual)


def largest_words(sheet: DetailedSheet, row: str) -> str:
    """What the time of the heaviest step would have to be, if this is it and the sums differ."""
    sums = sheet.reconciliation
    fitting = sums.fitting_minutes_per_case
    if sums.largest is None or sums.largest.row != row or fitting is None or not sums.missing:
        return ""
    return tr(
        "This step weighs most. With {minutes} min a case the sums would be equal.",
        minutes=plain_number(fitting),
    )


class TypeSums(QWidget):
    """The hours by step type, the core share, and the proposal for all steps.

    Signals:
        all_wanted: tag every step nobody has tagged as its type proposes.
    """

    all_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.table = DataTable(_type_columns(), name=tr("Hours by step type"))
        self._core = label("", wrap=True)
        self.all_button = QPushButton()
        self.all_button.clicked.connect(lambda _checked=False: self.all_wanted.emit())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.table, 1)
        column.addWidget(self._core)
        column.addWidget(self.all_button)

    @property
    def words(self) -> str:
        """The sentence about the core share."""
        return self._core.accessibleName()

    def show_sums(self, sheet: DetailedSheet) -> None:
        """Show the sums of a sheet."""
        sums = sheet.sums
        whole = sum(total.minutes for total in sums.by_type)
        names = {choice.value: choice.label for choice in sheet.column(STEP_TYPE).choices}
        rows = [
            (
                total.step_type,
                names.get(total.step_type, tr("No step type")),
                total.minutes,
                total.minutes / whole if whole else None,
            )
            for total in sums.by_type
        ]
        self.table.set_source(MemorySource(_type_columns(), rows))
        share = sums.core_share
        waiting = len(sheet.proposable()) if sheet.editable().ok else 0
        text = ntr("Tag {n} step by its type", "Tag {n} steps by their types", waiting)
        self.all_button.setText(text)
        self.all_button.setVisible(bool(waiting))
        _say(
            self._core,
            tr("No step is tagged core or non-core yet.")
            if share is None
            else tr(
                "Core {core} h ({percent} %), non-core {other} h, not judged {open} h.",
                core=format_hours(sums.core),
                percent=f"{share * 100:.0f}",
                other=format_hours(sums.non_core),
                open=format_hours(sums.untagged),
            ),
        )


def _percent(value: object) -> str:
    return f"{value * 100:.0f}%" if isinstance(value, float) else ""


def _type_columns() -> tuple[ColumnSpec, ...]:
    return (
        ColumnSpec("type", tr("Step type"), width=72, stretch=True),
        ColumnSpec("hours", tr("Hours"), "", Align.RIGHT, 80, format=as_hours(), summed=True),
        ColumnSpec("share", tr("Share"), "", Align.RIGHT, 60, format=_percent),
    )


class StepsSide(QFrame):
    """Three leaves: the current step, hours by step type, points to check.

    Signals:
        jump_wanted: step id and column key of a finding.
        proposal_wanted: take the core tag the step type of the current step proposes.
        all_wanted: the same for every step nobody has tagged.
    """

    jump_wanted = Signal(str, str)
    proposal_wanted = Signal()
    all_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        self.setMinimumWidth(248)
        self.step = StepPanel()
        self.types = TypeSums()
        self.findings = FindingsList(titled=False)
        self.findings.setStyleSheet("FindingsList { border: none; }")
        self._places: dict[int, tuple[str, str]] = {}
        self.leaves = QTabBar()
        self.leaves.setDrawBase(False)
        self.leaves.setExpanding(False)
        self.leaves.setAccessibleName(tr("Side panel"))
        self._stack = QStackedWidget()
        for title, leaf in (
            (tr("Step"), self.step),
            (tr("By type"), self.types),
            (tr("Points to check"), self.findings),
        ):
            self.leaves.addTab(title)
            self._stack.addWidget(leaf)
        self.leaves.currentChanged.connect(self._stack.setCurrentIndex)
        self.step.proposal_wanted.connect(self.proposal_wanted)
        self.types.all_wanted.connect(self.all_wanted)
        self.findings.jump_requested.connect(self._jump)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 4, 4, 4)
        column.setSpacing(0)
        column.addWidget(self.leaves)
        column.addWidget(self._stack, 1)

    def show_sheet(self, sheet: DetailedSheet, row: str) -> None:
        """Bring all leaves up to date; `row` is the step the keyboard is on."""
        self.step.show_step(sheet, row)
        self.types.show_sums(sheet)
        self._show_findings(sheet)

    def _show_findings(self, sheet: DetailedSheet) -> None:
        shown: list[Finding] = []
        self._places = {}
        for one in sheet.findings:
            finding = _placed(sheet, one)
            shown.append(finding)
            self._places[id(finding)] = (one.row, one.field or NAME)
        self.findings.set_findings(shown)
        n = sum(finding.level in _OPEN_LEVELS for finding in shown)
        text = tr("Points to check ({n})", n=n) if n else tr("Points to check")
        self.leaves.setTabText(2, text)

    def _jump(self, finding: object) -> None:
        row, key = self._places.get(id(finding), ("", ""))
        if row:
            self.jump_wanted.emit(row, key)


def _placed(sheet: DetailedSheet, one: RowFinding) -> Finding:
    """A finding with the number and name of its step as its place."""
    number = sheet.rows.index(one.row) + 1
    name = sheet.name(one.row) or tr("(no name)")
    place = Place(sheet=tr("{n}. {name}", n=number, name=name))
    found = one.finding
    return Finding(found.level, found.rule, found.message, place, found.value)

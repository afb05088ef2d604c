"""Beside the list: what the plan says of one goal, its values by year, and a place to enter one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDateEdit,
    QDoubleSpinBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from bpr_studio.domain.reform.goal_words import goal_amount, path_words, short_year
from bpr_studio.domain.reform.goals import GoalKind, last_day
from bpr_studio.domain.shared.fiscal_year import FiscalYear
from bpr_studio.domain.shared.text import tr
from bpr_studio.services.goals import GoalEntry
from bpr_studio.ui.qt.badges import badge
from bpr_studio.ui.qt.blocks import Form, clear_layout, prose
from bpr_studio.ui.qt.theme import label

if TYPE_CHECKING:
    from datetime import date

    from bpr_studio.domain.reform.goals import GoalProgress, YearValue

_YEARS_BACK: Final = 12
_SHOWN_YEARS: Final = 8
_FIELD: Final = 220
_MOST: Final = 1e9
_NOTHING: Final = -1  # the field is empty: no value stands for this


@dataclass(frozen=True, slots=True)
class ClearWanted:
    """A wish to take an entered value back."""

    goal: str
    fiscal_year: int


class GoalSide(QScrollArea):
    """One goal in detail.

    Args:
        may_edit: values may be entered.
        today: the day it is.

    Signals:
        entered: a `GoalEntry` to be stored.
        clear_wanted: a `ClearWanted`.
    """

    entered = Signal(object)
    clear_wanted = Signal(object)

    def __init__(self, *, may_edit: bool, today: date) -> None:
        super().__init__()
        self._progress: GoalProgress | None = None
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(tr("Details of the goal"))
        self._name = label("", kind="section", wrap=True)
        self._now = label("", wrap=True)
        self.fold = QPushButton()
        self.fold.setProperty("kind", "quiet")
        self.fold.setCheckable(True)
        self.fold.setChecked(True)
        self.fold.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.fold.toggled.connect(lambda _on: self._show_words())
        self._words = QVBoxLayout()
        self._years = QGridLayout()
        self.form = GoalForm(today)
        self.form.setVisible(may_edit)
        self.form.stored.connect(self._store)
        self.form.cleared.connect(self._clear)
        self._lay_out()

    @property
    def goal_id(self) -> str:
        """Id of the goal shown, "" for none."""
        return self._progress.goal.id if self._progress else ""

    def show_goal(self, progress: GoalProgress) -> None:
        """Show a goal; the year chosen in the form stays where it has a value."""
        changed = self.goal_id != progress.goal.id
        self._progress = progress
        goal = progress.goal
        self._name.setText(f"{goal.id}　{goal.title}")
        self._now.setText(_now_words(progress))
        self._now.setVisible(bool(self._now.text()))
        self._show_words()
        self._show_years()
        self.form.show_goal(progress, anew=changed)

    def _lay_out(self) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(16, 0, 8, 0)
        column.setSpacing(6)
        column.addWidget(self._name)
        column.addWidget(self._now)
        column.addWidget(self.fold, 0, Qt.AlignmentFlag.AlignLeft)
        self._words.setSpacing(6)
        column.addLayout(self._words)
        column.addWidget(label(tr("Values by year"), kind="strong"))
        self._years.setHorizontalSpacing(12)
        self._years.setVerticalSpacing(4)
        self._years.setColumnStretch(2, 1)
        column.addLayout(self._years)
        column.addWidget(self.form)
        column.addStretch(1)
        self.setWidget(inside)

    def _show_words(self) -> None:
        clear_layout(self._words)
        shown = self.fold.isChecked()
        self.fold.setText(("▾ " if shown else "▸ ") + tr("What the plan says"))
        if not shown or self._progress is None:
            return
        goal = self._progress.goal
        self._words.addWidget(
            prose(tr("“{words}” [{origin}]", words=goal.words, origin=goal.source))
        )
        if goal.remark:
            self._words.addWidget(prose(goal.remark, kind="caption"))

    def _show_years(self) -> None:
        while self._years.count():
            item = self._years.takeAt(0)
            if item is not None and (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        progress = self._progress
        if progress is None:
            return
        if not progress.history:
            self._years.addWidget(label(tr("Nothing was entered yet."), kind="secondary"), 0, 0)
            return
        for row, value in enumerate(reversed(progress.history[-_SHOWN_YEARS:])):
            self._add_year(row, value, progress)

    def _add_year(self, row: int, value: YearValue, progress: GoalProgress) -> None:
        goal = progress.goal
        self._years.addWidget(label(short_year(value.fiscal_year)), row, 0)
        amount = label(goal_amount(goal, value.value), kind="strong", selectable=True)
        self._years.addWidget(amount, row, 1, Qt.AlignmentFlag.AlignRight)
        computed = tr("so far") if value.partial else tr("computed")
        origin = badge(computed if value.computed else tr("entered"))
        origin.setToolTip(_origin(value, progress))
        self._years.addWidget(origin, row, 2, Qt.AlignmentFlag.AlignLeft)

    def _store(self, entry: GoalEntry) -> None:
        if self._progress is not None:
            self.entered.emit(entry)

    def _clear(self, fiscal_year: int) -> None:
        if self._progress is not None:
            self.clear_wanted.emit(ClearWanted(self._progress.goal.id, fiscal_year))


class GoalForm(QWidget):
    """The value of one fiscal year, with its day, source and note.

    Signals:
        stored: a `GoalEntry`.
        cleared: fiscal year whose entered value shall be taken back.
    """

    stored = Signal(object)
    cleared = Signal(int)

    def __init__(self, today: date) -> None:
        super().__init__()
        self._today = today
        self._progress: GoalProgress | None = None
        self.year, self.value, self.day = QComboBox(), QDoubleSpinBox(), QDateEdit()
        self.store = QPushButton(tr("Enter the value"))
        self.source, self.note = QLineEdit(), QLineEdit()
        self.value.setGroupSeparatorShown(True)
        self.value.setSpecialValueText(" ")
        self.value.valueChanged.connect(lambda value: self.store.setEnabled(value >= 0))
        self.day.setCalendarPopup(True)
        self.day.setDisplayFormat("yyyy/MM/dd")
        self.source.setPlaceholderText(tr("e.g. report of the office, page"))
        newest = FiscalYear.of(today).year
        for year in range(newest, newest - _YEARS_BACK, -1):
            self.year.addItem(short_year(year), year)
        self.year.currentIndexChanged.connect(lambda _index: self._show_year())
        self.store.clicked.connect(lambda _checked=False: self._store())
        self.clear = QPushButton(tr("Take back"))
        self.clear.setProperty("kind", "quiet")
        self.clear.clicked.connect(lambda _checked=False: self.cleared.emit(self.fiscal_year))
        self._lay_out()

    @property
    def fiscal_year(self) -> int:
        """The year chosen."""
        return int(self.year.currentData())

    def show_goal(self, progress: GoalProgress, *, anew: bool) -> None:
        """Show the value of a goal to be changed.

        Args:
            progress: the goal.
            anew: start with the newest year.
        """
        before = self._stored(self._progress) if not anew else None
        self._progress = progress
        if not anew and before == self._stored(progress):
            return  # nothing new to show; what somebody is typing stays
        kind = progress.goal.kind
        self.value.setDecimals(1 if kind in {GoalKind.PERCENT, GoalKind.HOURS} else 0)
        high = {GoalKind.PERCENT: 100.0, GoalKind.MILESTONE: 1.0}.get(kind, _MOST)
        self.value.setRange(_NOTHING, high)
        self.value.setSuffix(
            f" {progress.goal.unit_name}" if kind is not GoalKind.MILESTONE else ""
        )
        if anew:
            self.year.blockSignals(True)
            self.year.setCurrentIndex(0)
            self.year.blockSignals(False)
        self._show_year()

    def _stored(self, progress: GoalProgress | None) -> YearValue | None:
        """The value of the chosen year, None where there is none."""
        history = progress.history if progress is not None else ()
        return next((v for v in history if v.fiscal_year == self.fiscal_year), None)

    def _show_year(self) -> None:
        if self._progress is None:
            return
        year = self.fiscal_year
        found = self._stored(self._progress)
        entered = found if found is not None and not found.computed else None
        self.value.setValue(found.value if found is not None else _NOTHING)
        day = min(last_day(year), self._today).isoformat()
        if entered is not None and entered.as_of:
            day = entered.as_of
        self.day.setDate(QDate.fromString(day, Qt.DateFormat.ISODate))
        self.source.setText(entered.source if entered is not None else "")
        self.note.setText(entered.note if entered is not None else "")
        self.clear.setEnabled(entered is not None)

    def _store(self) -> None:
        if self._progress is None:
            return
        self.value.interpretText()
        day = self.day.date().toString(Qt.DateFormat.ISODate)
        self.stored.emit(
            GoalEntry(
                self._progress.goal.id,
                self.fiscal_year,
                self.value.value(),
                day,
                self.source.text(),
                self.note.text(),
            )
        )

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(label(tr("Enter a value"), kind="strong"))
        form = Form()
        form.setVerticalSpacing(4)
        for name, field in (
            (tr("Fiscal year"), self.year),
            (tr("Value"), self.value),
            (tr("As of"), self.day),
            (tr("Source"), self.source),
            (tr("Remark"), self.note),
        ):
            form.add(name, field, width=_FIELD)
        column.addLayout(form)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.clear)
        buttons.addWidget(self.store)
        column.addLayout(buttons)


def _now_words(progress: GoalProgress) -> str:
    """Where the newest value comes from, the path, and what belongs to it."""
    parts = [path_words(progress)]
    if progress.now is not None:
        parts = [_origin(progress.now, progress), *parts]
        parts += [
            tr("{name}: {value}{unit}", name=name, value=f"{value:,.1f}", unit=unit)
            for name, value, unit in progress.now.also
        ]
    return "\n".join(part for part in parts if part)


def _origin(value: YearValue, progress: GoalProgress) -> str:
    """From where and when a value is."""
    text = tr(
        "As of {day}, from: {origin}",
        day=value.as_of or "–",
        origin=value.source or tr("not stated"),
    )
    if value.note:
        text = tr("{text} ({note})", text=text, note=value.note)
    if value.instead_of is not None:
        amount = goal_amount(progress.goal, round(value.instead_of, 1))
        text += "\n" + tr("Computed here: {amount}; the entered value holds.", amount=amount)
    return text

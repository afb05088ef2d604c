"""What an improvement really saved, year by year: what was recorded, and recording it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from bpr_studio.domain.reform.claims import start_year
from bpr_studio.domain.reform.improvement import Actual, Method
from bpr_studio.domain.reform.months import year_words
from bpr_studio.domain.reform.words import method_name
from bpr_studio.domain.shared.errors import BprError
from bpr_studio.domain.shared.quantities import format_hours
from bpr_studio.domain.shared.text import tr
from bpr_studio.ui.pages.settings_staff import number_typed
from bpr_studio.ui.qt.blocks import SectionHeader, clear_layout
from bpr_studio.ui.qt.buttons import icon_button
from bpr_studio.ui.qt.theme import current_theme, label

if TYPE_CHECKING:
    from collections.abc import Callable

    from bpr_studio.domain.reform.improvement import Improvement

_EARLIEST = 2015


class ActualsBlock(QWidget):
    """The years recorded, and the line to record one more.

    Signals:
        recorded: the `Actual` somebody wants stored.
        dropped: fiscal year somebody wants to take back.
    """

    recorded = Signal(object)
    dropped = Signal(int)

    def __init__(self, doubt: Callable[[str], str]) -> None:
        super().__init__()
        self._doubt = doubt
        self._warned = ""
        self.year, self.method = QComboBox(), QComboBox()
        self.hours, self.evidence = QLineEdit(), QLineEdit()
        self.record_button = QPushButton(tr("Record"))
        self._hint = label("", kind="caption", wrap=True)
        self._lines = QVBoxLayout()
        self._form = QWidget()
        self._lay_out()
        self.record_button.clicked.connect(lambda _checked=False: self.record())
        self.evidence.returnPressed.connect(self.record)

    def _lay_out(self) -> None:
        self._lines.setSpacing(2)
        for method in Method:
            self.method.addItem(method_name(method), method.value)
        self.year.setAccessibleName(tr("Fiscal year"))
        self.method.setAccessibleName(tr("How it was found"))
        self.hours.setAccessibleName(tr("Hours really saved"))
        self.hours.setPlaceholderText(tr("hours"))
        self.hours.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.hours.setFixedWidth(84)
        self.method.setMinimumContentsLength(4)
        self.method.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.method.view().setMinimumWidth(180)
        self.evidence.setAccessibleName(tr("Evidence"))
        self.evidence.setPlaceholderText(tr("Evidence: where it can be looked up"))
        first = QHBoxLayout()
        first.setSpacing(6)
        self.year.setMinimumContentsLength(6)
        first.addWidget(self.year, 1)
        first.addWidget(self.hours)
        first.addWidget(self.method, 1)
        second = QHBoxLayout()
        second.setSpacing(6)
        second.addWidget(self.evidence, 1)
        second.addWidget(self.record_button)
        form = QVBoxLayout(self._form)
        form.setContentsMargins(0, 0, 0, 0)
        form.setSpacing(6)
        form.addLayout(first)
        form.addLayout(second)
        form.addWidget(self._hint)
        self._hint.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(6)
        column.addWidget(SectionHeader(tr("Hours really saved")))
        column.addLayout(self._lines)
        column.addWidget(self._form)

    def show_actuals(self, improvement: Improvement, fiscal_year: int, *, editable: bool) -> None:
        """Show what was recorded; years from the start on are offered."""
        clear_layout(self._lines)
        for actual in improvement.actuals:
            self._lines.addWidget(self._line(actual, editable=editable))
        if not improvement.actuals:
            self._lines.addWidget(label(tr("Nothing was recorded yet."), kind="secondary"))
        self._form.setVisible(editable)
        self._offer_years(improvement, fiscal_year)

    def say(self, sentence: str) -> None:
        """Say why nothing was stored; "" takes it away."""
        self._hint.setText(sentence)
        self._hint.setStyleSheet(f"color: {current_theme().color('error_text').name()};")
        self._hint.setVisible(bool(sentence))

    def record(self) -> None:
        """Ask to store what was typed."""
        try:
            minutes = round(number_typed(self.hours.text()) * 60)
        except BprError as error:
            self.say(str(error))
            return
        text = self.evidence.text().strip()
        doubt = "" if text == self._warned else self._doubt(text)
        if doubt:  # the second press stores it as it is
            self._warned = text
            self.say(tr("{doubt} Press again to store it as it is.", doubt=doubt))
            return
        method = Method(str(self.method.currentData()))
        self.recorded.emit(Actual(int(self.year.currentData()), minutes, method, text))

    def clear(self) -> None:
        """Empty the line after it was stored."""
        self.hours.clear()
        self.evidence.clear()
        self.say("")

    def _offer_years(self, improvement: Improvement, fiscal_year: int) -> None:
        begins = start_year(improvement.plan.start_month)
        first = min(max(begins or fiscal_year - 5, _EARLIEST), fiscal_year)
        said = {actual.fiscal_year for actual in improvement.actuals}
        years = range(first, fiscal_year + 1)
        chosen = self.year.currentData()
        self.year.clear()
        for year in years:
            self.year.addItem(year_words(year), year)
        open_years = [year for year in years if year not in said]
        wanted = chosen if chosen in open_years else next(iter(open_years), fiscal_year)
        self.year.setCurrentIndex(max(self.year.findData(wanted), 0))

    def _line(self, actual: Actual, *, editable: bool) -> QWidget:
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        head = tr(
            "{year}: {hours} h ({method})",
            year=year_words(actual.fiscal_year),
            hours=format_hours(actual.minutes),
            method=method_name(actual.method),
        )
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(label(head, selectable=True))
        words.addWidget(label(actual.evidence, kind="caption", wrap=True, selectable=True))
        row.addLayout(words, 1)
        if editable:
            drop = partial(self.dropped.emit, actual.fiscal_year)
            name = tr("Take back what was recorded for {year}", year=year_words(actual.fiscal_year))
            row.addWidget(icon_button("trash-simple", name, drop), 0, Qt.AlignmentFlag.AlignTop)
        return made

"""The form of a survey round: what is asked, of whom, from when until when."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from bpr_studio.domain.shared.fiscal_year import FiscalYear
from bpr_studio.domain.shared.text import tr
from bpr_studio.ui.pages.survey_deeds import DATE_FORMAT, due_field
from bpr_studio.ui.pages.survey_targets import TargetTree
from bpr_studio.ui.qt.blocks import Card, Form
from bpr_studio.ui.qt.theme import label

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QDateEdit

    from bpr_studio.services.survey_rounds import RoundPlan
    from bpr_studio.services.views import UnitLine

_MINUTES: Final = 60
_FIELD_WIDTH: Final = 320


@dataclass(frozen=True, slots=True)
class Definition:
    """A definition of core work to choose: its id, name and sentence."""

    id: str
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class FormChoices:
    """What the form offers.

    Attributes:
        years: fiscal years with an organisation, newest first.
        definitions: definitions of core work, the usual one first.
        versions: released versions by format id, oldest first.
        proposal: a plan to start from, by year and kind.
        units: the units of a year in tree order.
    """

    years: Sequence[int]
    definitions: Sequence[Definition]
    versions: Callable[[str], Sequence[int]]
    proposal: Callable[[int, str], RoundPlan]
    units: Callable[[int], Sequence[UnitLine]]


class RoundForm(QWidget):
    """Fields at the left, the sections asked at the right.

    Signals:
        changed: year or kind were chosen anew, and the other fields proposed for them.
    """

    changed = Signal()

    def __init__(self, choices: FormChoices) -> None:
        super().__init__()
        self._choices = choices
        self._plan: RoundPlan | None = None
        self.kind, self.year, self.version = QComboBox(), QComboBox(), QComboBox()
        self.definition, self.name = QComboBox(), QLineEdit()
        self.opens, self.due = due_field(), due_field()
        self.hours = QDoubleSpinBox()
        self.hours.setRange(0, 10_000)
        self.hours.setDecimals(2)
        self.hours.setGroupSeparatorShown(True)
        self.targets = TargetTree()
        self._sentence = label("", kind="secondary", wrap=True)
        self._fill()
        left = QScrollArea()
        left.setWidgetResizable(True)
        left.setAccessibleName(tr("Survey round"))
        left.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        left.setWidget(self._fields())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(left, 1)
        row.addWidget(self.targets, 1)
        self.kind.currentIndexChanged.connect(lambda _place: self._propose())
        self.year.currentIndexChanged.connect(lambda _place: self._propose())
        self.definition.currentIndexChanged.connect(lambda _place: self._say_definition())

    # -- for the page ----------------------------------------------------------------------------

    def show_plan(self, plan: RoundPlan, *, fixed: bool) -> None:
        """Show a plan to be changed.

        Args:
            plan: what the fields start with.
            fixed: year and kind stay as they are.
        """
        self._plan = plan
        for field, value in ((self.kind, plan.kind), (self.year, plan.fiscal_year)):
            field.blockSignals(True)
            field.setCurrentIndex(max(field.findData(value), 0))
            field.blockSignals(False)
            field.setEnabled(not fixed)
        self._show_rest(plan)

    @property
    def plan(self) -> RoundPlan | None:
        """The plan as the fields say it; None before one was shown."""
        if self._plan is None:
            return None
        known = {one.id: one.text for one in self._choices.definitions}
        chosen = str(self.definition.currentData() or "")
        return replace(
            self._plan,
            name=self.name.text().strip(),
            format_version=int(self.version.currentData() or self._plan.format_version),
            core_definition_id=chosen,
            core_definition=known.get(chosen, self._plan.core_definition),
            minutes_per_full_timer=round(self.hours.value() * _MINUTES),
            opens_on=self.opens.date().toString(DATE_FORMAT),
            due_on=self.due.date().toString(DATE_FORMAT),
            unit_ids=self.targets.chosen,
        )

    # -- inside ----------------------------------------------------------------------------------

    def _fill(self) -> None:
        self.kind.addItem(tr("Overall survey"), "overall")
        self.kind.addItem(tr("Detailed survey"), "detailed")
        for year in self._choices.years:
            self.year.addItem(str(FiscalYear(year)), year)

    def _fields(self) -> QWidget:
        inside = QWidget()
        inside.setObjectName("scrolled")
        card = Card()
        form = Form()
        form.add(tr("Kind of survey"), self.kind, width=_FIELD_WIDTH)
        form.add(tr("Fiscal year"), self.year, width=_FIELD_WIDTH)
        form.add(tr("Name"), self.name, width=_FIELD_WIDTH)
        form.add(tr("Opens on"), self.opens, width=160)
        form.add(tr("Due on"), self.due, width=160)
        form.add(tr("Hours a year of a full-timer"), self.hours, width=160)
        form.add(tr("Version of the form"), self.version, width=160)
        form.add(tr("Definition of core work"), self.definition, width=_FIELD_WIDTH)
        card.column.addLayout(form)
        card.column.addWidget(self._sentence)
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(card)
        column.addStretch(1)
        return inside

    def _propose(self) -> None:
        """Year or kind were chosen: everything else is proposed anew."""
        year, kind = self.year.currentData(), self.kind.currentData()
        if self._plan is None or year is None:
            return
        self._plan = self._choices.proposal(int(year), str(kind))
        self._show_rest(self._plan)
        self.changed.emit()

    def _show_rest(self, plan: RoundPlan) -> None:
        self.name.setText(plan.name)
        for field, day in ((self.opens, plan.opens_on), (self.due, plan.due_on)):
            _set_day(field, day)
        self.hours.setValue(plan.minutes_per_full_timer / _MINUTES)
        self.version.clear()
        for version in self._choices.versions(plan.format_id):
            self.version.addItem(tr("Version {n}", n=version), version)
        self.version.setCurrentIndex(max(self.version.findData(plan.format_version), 0))
        self._show_definitions(plan)
        self.targets.show_units(self._choices.units(plan.fiscal_year), plan.unit_ids)

    def _show_definitions(self, plan: RoundPlan) -> None:
        self.definition.clear()
        known = [one.id for one in self._choices.definitions]
        if plan.core_definition_id not in known and plan.core_definition:
            self.definition.addItem(tr("As written before"), plan.core_definition_id)
        for one in self._choices.definitions:
            self.definition.addItem(one.name, one.id)
        self.definition.setCurrentIndex(max(self.definition.findData(plan.core_definition_id), 0))
        self._say_definition()

    def _say_definition(self) -> None:
        plan = self.plan
        self._sentence.setText(plan.core_definition if plan is not None else "")


def _set_day(field: QDateEdit, day: str) -> None:
    found = QDate.fromString(day, DATE_FORMAT)
    if found.isValid():
        field.setDate(found)

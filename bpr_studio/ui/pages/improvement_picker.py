"""Choosing the tasks and steps an improvement takes hours from, in place of the register."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from bpr_studio.domain.process.handovers import steps_of
from bpr_studio.domain.reform.improvement import Claim
from bpr_studio.domain.reform.months import year_words
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.services.flows import element_row_id
from bpr_studio.services.views import TaskOrder, TaskQuery
from bpr_studio.ui.grid.columns import Align, ColumnSpec, as_hours
from bpr_studio.ui.pages.settings_numbers import NumberTable
from bpr_studio.ui.pages.survey_words import core_word
from bpr_studio.ui.qt.blocks import FilterLine, prose
from bpr_studio.ui.qt.tasks import busy_cursor
from bpr_studio.ui.qt.theme import label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bpr_studio.domain.reform.improvement import Improvement
    from bpr_studio.services.views import RoundInfo
    from bpr_studio.ui.grid.columns import Row
    from bpr_studio.ui.pages.improvement_parts import ImprovementParts

_FLOW: Final = "flow:"  # in the choice of what is listed; the others are surveys
_OVERALL: Final = "overall"
_MOST: Final = 200
_TYPING_MS: Final = 150


@dataclass(frozen=True, slots=True)
class _Line:
    """One task or step to choose: what a claim on it names, and what is shown of it."""

    claim: Claim
    name: str
    remark: str


class ClaimPicker(QWidget):
    """Tasks of a section or steps of a flow with a column for the hours that go away.

    Signals:
        claimed: the `Claim` somebody typed; 0 minutes give the task or step free.
        refused: a `RefusedError` for what was typed.
        finished: back to the register.
    """

    claimed = Signal(object)
    refused = Signal(object)
    finished = Signal()

    def __init__(self, parts: ImprovementParts) -> None:
        super().__init__()
        self._parts = parts
        self._one: Improvement | None = None
        self._lines: dict[str, _Line] = {}
        self._codes: dict[str, str] = {}  # of the sections, by row id
        self._first: set[str] = set()  # claimed when choosing began: these stand first
        self._head = label("", kind="section")
        self.section, self.source, self.search = QComboBox(), QComboBox(), QLineEdit()
        self.table = NumberTable(tr("Tasks and steps to choose from"))
        self._count = label("", kind="secondary")
        self.back = QPushButton(tr("Back to the register"))
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING_MS)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self.section.setMaxVisibleItems(20)
        for box in (self.section, self.source):
            box.setMinimumContentsLength(12)
            box.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            box.view().setMinimumWidth(360)
        self.search.setPlaceholderText(tr("Words of the name"))
        self.search.setClearButtonEnabled(True)
        line = FilterLine()
        line.add(tr("Section"), self.section)
        line.add(tr("List"), self.source)
        line.add("", self.search)
        self.search.setAccessibleName(tr("Search"))
        line.add_right(self._count)
        head = QHBoxLayout()
        head.addWidget(self._head, 1)
        head.addWidget(self.back)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 12, 0, 0)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(
            prose(
                tr(
                    "Type into the last column how many hours a year go away. Hours another"
                    " improvement counts already cannot be counted again."
                ),
                kind="secondary",
            )
        )
        column.addWidget(line)
        column.addWidget(self.table, 1)

    def _connect(self) -> None:
        self.section.currentIndexChanged.connect(lambda _index: self._offer_sources())
        self.source.currentIndexChanged.connect(lambda _index: self._list())
        self.search.textChanged.connect(self._typing.start)
        self._typing.timeout.connect(self._list)
        self.table.numbers.typed.connect(self._on_typed)
        self.table.numbers.refused.connect(self.refused)
        self.back.clicked.connect(lambda _checked=False: self.finished.emit())

    # -- for the page ----------------------------------------------------------------------------

    @property
    def improvement_id(self) -> str:
        """Whose hours are chosen, "" for none."""
        return self._one.id if self._one else ""

    def begin(self, one: Improvement) -> None:
        """Choose for an improvement: its section comes first."""
        self._one = one
        self._first = {_key(claim) for claim in one.plan.claims}
        self._head.setText(tr("Hours that “{name}” takes away", name=one.plan.name))
        self._offer_sections()
        self.table.setFocus()

    def show_again(self, one: Improvement) -> None:
        """Show what holds after something was stored."""
        self._one = one
        self._list()

    # -- inside ----------------------------------------------------------------------------------

    def _offer_sections(self) -> None:
        if self._one is None:
            return
        own = self._one.unit_code
        year = self._parts.queries.workspace().fiscal_year
        units = [u for u in self._parts.queries.units(year) if u.level == "section"]
        shown = [u for u in units if own in ("", u.code)]
        self.section.blockSignals(True)
        self.section.clear()
        self._codes = {unit.id: unit.code for unit in units}
        bureaus = {unit.id: unit.name for unit in self._parts.queries.units(year)}
        for unit in shown or units:
            self.section.addItem(f"{unit.name}（{bureaus.get(unit.bureau_id, '')}）", unit.id)
        begun = next((row for row, code in self._codes.items() if code == self._begun_in()), "")
        self.section.setCurrentIndex(max(self.section.findData(begun), 0))
        self.section.blockSignals(False)
        self.section.setEnabled(len(shown) != 1)
        self._offer_sources()

    def _begun_in(self) -> str:
        """Code of the section of the first task that is claimed already, "" for none."""
        ground = self._parts.improvements.register().ground
        claims = self._one.plan.claims if self._one else ()
        tasks = (ground.task_of(claim) for claim in claims)
        return next((task.unit_code for task in tasks if task), "")

    def _offer_sources(self) -> None:
        unit = str(self.section.currentData() or "")
        self.source.blockSignals(True)
        self.source.clear()
        for survey in self._surveys():
            year = year_words(survey.fiscal_year)
            self.source.addItem(tr("Tasks of {year}", year=year), survey.id)
        for flow in self._parts.queries.flows():
            if flow.unit_id == unit and flow.version_kind == "as_is" and flow.activities:
                self.source.addItem(tr("Steps: {flow}", flow=flow.name), f"{_FLOW}{flow.id}")
        self.source.setCurrentIndex(max(self.source.findData(self._usual_source()), 0))
        self.source.blockSignals(False)
        self._list()

    def _list(self) -> None:
        self._typing.stop()
        if self._one is None:
            return
        with busy_cursor():
            source = str(self.source.currentData() or "")
            if source.startswith(_FLOW):
                lines, every = self._steps(source.removeprefix(_FLOW))
            else:
                lines, every = self._tasks(source)
            lines.sort(key=lambda line: _key(line.claim) not in self._first)
            self._lines = {str(number): line for number, line in enumerate(lines)}
            self.table.show_rows(_columns(), self._rows(lines), ("away",))
        text = ntr("{n:,} row", "{n:,} rows", every)
        if every > len(lines):
            text = tr("the first {n:,} of {every:,}", n=len(lines), every=every)
        self._count.setText(text)

    def _surveys(self) -> list[RoundInfo]:
        """The overall surveys, newest first; the one pages start with in front."""
        here = self._parts.queries.workspace().round_id
        found = [each for each in self._parts.queries.rounds() if each.kind == _OVERALL]
        return sorted(found, key=lambda each: each.id != here)

    def _usual_source(self) -> str:
        """What the claims there are rest on, else the newest survey."""
        plan = self._one.plan if self._one else None
        if plan is None:
            return ""
        by_step = any(claim.step_id for claim in plan.claims)
        return f"{_FLOW}{plan.as_is_flow}" if by_step and plan.as_is_flow else plan.round_id

    def _unit_in(self, round_id: str) -> str:
        """The chosen section in the year of a survey; "" where it did not exist."""
        code = self._codes.get(str(self.section.currentData() or ""), "")
        years = {each.id: each.fiscal_year for each in self._parts.queries.rounds()}
        units = self._parts.queries.units(years.get(round_id, 0))
        return next((unit.id for unit in units if unit.code == code), "")

    def _tasks(self, round_id: str) -> tuple[list[_Line], int]:
        unit = self._unit_in(round_id)
        if not unit:
            return [], 0
        query = TaskQuery(
            round_id,
            unit,
            words=self.search.text(),
            order=TaskOrder.MINUTES,
            descending=True,
        )
        every, _minutes = self._parts.queries.task_totals(query)
        found = self._parts.queries.tasks(query, 0, _MOST)
        return [_Line(Claim(t.id, "", 0), t.name, core_word(t.core_tag)) for t in found], every

    def _steps(self, flow_id: str) -> tuple[list[_Line], int]:
        model = self._parts.queries.flow(flow_id)
        if model is None:
            return [], 0
        words = self.search.text().casefold().split()
        lines = [
            _Line(
                Claim("", element_row_id(flow_id, step.id), 0),
                step.name,
                core_word(step.step.core_tag),
            )
            for step in steps_of(model)
            if all(word in step.name.casefold() for word in words)
        ]
        return lines[:_MOST], len(lines)

    def _rows(self, lines: Sequence[_Line]) -> list[Row]:
        if self._one is None:
            return []
        rooms = self._parts.improvements.room(self._one.id, [line.claim for line in lines])
        mine = {_key(claim): claim.minutes for claim in self._one.plan.claims}
        return [
            (
                str(number),
                line.name,
                line.remark,
                minutes,
                minutes - left,
                left,
                mine.get(_key(line.claim)),
            )
            for number, (line, (minutes, left)) in enumerate(zip(lines, rooms, strict=True))
        ]

    def _on_typed(self, row: str, _key: str, number: object) -> None:
        line = self._lines.get(row)
        if line is None:
            return
        hours = number if isinstance(number, float) else 0.0
        if hours < 0:
            self.refused.emit(RefusedError(tr("Hours that go away are not negative.")))
            return
        claim = line.claim
        self.claimed.emit(Claim(claim.work_item_id, claim.step_id, round(hours * 60)))


def _key(claim: Claim) -> str:
    """Row id of what a claim is on."""
    return claim.step_id or claim.work_item_id


def _columns() -> tuple[ColumnSpec, ...]:
    def away(value: object) -> str:
        return "" if value is None else as_hours(1)(value)

    hours = tr("h")
    return (
        ColumnSpec("name", tr("Task or step"), width=240, stretch=True),
        ColumnSpec("core", tr("Tag"), width=80),
        ColumnSpec("minutes", tr("A year"), hours, Align.RIGHT, 90, as_hours(1)),
        ColumnSpec("others", tr("Others"), hours, Align.RIGHT, 90, as_hours(1)),
        ColumnSpec("left", tr("Still free"), hours, Align.RIGHT, 90, as_hours(1)),
        ColumnSpec("away", tr("Goes away"), hours, Align.RIGHT, 110, away),
    )

"""The register as a table with filters and sums."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from bpr_studio.domain.reform.course import BEGUN, DECIDED
from bpr_studio.domain.reform.effects import sums_of
from bpr_studio.domain.reform.improvement import ImprovementKind, ImprovementState
from bpr_studio.domain.reform.months import short_month, year_words
from bpr_studio.domain.reform.words import kind_name, state_name
from bpr_studio.domain.shared.findings import Level
from bpr_studio.domain.shared.quantities import format_hours
from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.ui.grid.columns import Align, ColumnSpec, as_hours
from bpr_studio.ui.grid.source import MemorySource
from bpr_studio.ui.grid.table import DataTable
from bpr_studio.ui.qt.blocks import Deed, EmptyState, FilterLine, KeyFigure
from bpr_studio.ui.qt.theme import Tone

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtGui import QResizeEvent

    from bpr_studio.domain.reform.effects import Booked
    from bpr_studio.domain.shared.findings import Finding
    from bpr_studio.services.improvement_effects import Targets
    from bpr_studio.ui.grid.columns import Row

_CITY: Final = "*"  # the improvements of the whole city, in the choice of sections
_DOUBTFUL: Final = "doubtful"
_NARROW: Final = 900
_BESIDE: Final = frozenset({"kind", "start"})  # the panel says these


class RegisterList(QWidget):
    """All improvements, one in each row, with sums of those shown above.

    Signals:
        marked: id of the improvement the keyboard is on, "" for none.
        selection_text: what the status bar shall say.
    """

    marked = Signal(str)
    selection_text = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._found: tuple[Booked, ...] = ()
        self._doubts: Mapping[str, Sequence[Finding]] = {}
        self._year = 0
        self._targets: Targets | None = None
        self.section, self.kind, self.state = QComboBox(), QComboBox(), QComboBox()
        self.search = QLineEdit()
        self.figures = {
            "plan": KeyFigure(tr("Decided"), unit=tr("h/year")),
            "actual": KeyFigure(tr("Really saved"), unit=tr("h")),
            "ideas": KeyFigure(tr("Under study"), unit=tr("h/year")),
            "doubts": KeyFigure(tr("To be looked at"), unit=tr("items")),
        }
        self.table = DataTable(_columns(), name=tr("Register of improvements"))
        self._line = FilterLine()
        self._lay_out()
        self._connect()
        self.setFocusProxy(self.table)

    def _lay_out(self) -> None:
        figures = QHBoxLayout()
        figures.setSpacing(12)
        for figure in self.figures.values():
            figures.addWidget(figure, 1)
        self.section.setMaxVisibleItems(20)
        for box in (self.section, self.kind, self.state):
            box.setMinimumContentsLength(7)
            box.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            box.view().setMinimumWidth(220)
        self.search.setPlaceholderText(tr("Name, class or evidence"))
        self.search.setClearButtonEnabled(True)
        self.kind.addItem(tr("All"), "")
        for kind in ImprovementKind:
            self.kind.addItem(kind_name(kind), kind.value)
        self.state.addItem(tr("All"), "")
        for state in ImprovementState:
            self.state.addItem(state_name(state), state.value)
        self.state.addItem(tr("To be looked at"), _DOUBTFUL)
        self._line.add(tr("Section"), self.section)
        self._line.add(tr("Kind"), self.kind)
        self._line.add(tr("State"), self.state)
        self._line.add("", self.search)
        self.search.setAccessibleName(tr("Search"))
        self.table.set_empty(
            EmptyState(
                "funnel",
                tr("No improvement fits."),
                next_step=Deed(tr("Show all"), self.show_all),
            )
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 12, 0, 0)
        column.setSpacing(12)
        column.addLayout(figures)
        column.addWidget(self._line)
        column.addWidget(self.table, 1)

    def _connect(self) -> None:
        for box in (self.section, self.kind, self.state):
            box.currentIndexChanged.connect(lambda _index: self._show())
        self.search.textChanged.connect(lambda _text: self._show())
        self.table.selection_changed.connect(self._tell_marked)
        self.table.selection_text.connect(self.selection_text)

    # -- for the page ----------------------------------------------------------------------------

    def show_register(
        self,
        found: Sequence[Booked],
        doubts: Mapping[str, Sequence[Finding]],
        fiscal_year: int,
        targets: Targets | None,
    ) -> None:
        """Show these; filters and the marked row stay.

        Args:
            found: the improvements with what they count for.
            doubts: what to look at, by id.
            fiscal_year: the last year of which real savings are told.
            targets: those of the plan, None where a part of the city is shown.
        """
        self._found, self._doubts = tuple(found), doubts
        self._year, self._targets = fiscal_year, targets
        self._offer_sections()
        self._show()

    def show_all(self) -> None:
        """Take every filter away."""
        self.search.clear()
        for box in (self.section, self.kind, self.state):
            box.setCurrentIndex(0)

    def mark(self, improvement_id: str) -> None:
        """Put the keyboard on an improvement; filters that hide it go."""
        if improvement_id not in self._ids():
            self.show_all()
        ids = self._ids()
        if improvement_id in ids:
            self.table.select_row(ids.index(improvement_id))

    @property
    def unit_code(self) -> str:
        """Code of the section chosen, "" for all."""
        return str(self.section.currentData() or "").removeprefix(_CITY)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Beside the panel there is room for what the panel does not say."""
        super().resizeEvent(event)
        self._fit_columns()

    # -- inside ----------------------------------------------------------------------------------

    def _fit_columns(self) -> None:
        narrow = self.width() < _NARROW
        for place, column in enumerate(_columns()):
            self.table.view.setColumnHidden(place, narrow and column.key in _BESIDE)

    def _ids(self) -> list[str]:
        model = self.table.model
        rows = model.rows(0, model.rowCount() - 1) if model.rowCount() else ()
        return [str(row[0]) for row in rows]

    def _offer_sections(self) -> None:
        chosen = self.section.currentData()
        names = {
            one.improvement.unit_code: one.improvement.unit_name
            for one in self._found
            if one.improvement.unit_code
        }
        self.section.blockSignals(True)
        self.section.clear()
        self.section.addItem(tr("All"), "")
        self.section.addItem(tr("The whole city"), _CITY)
        for code, name in sorted(names.items()):
            self.section.addItem(name, code)
        self.section.setCurrentIndex(max(self.section.findData(chosen), 0))
        self.section.blockSignals(False)
        self._line.set_shown(self.section, shown=len(names) > 1)

    def _show(self) -> None:
        shown = [one for one in self._found if self._fits(one)]
        rows = [self._row(one) for one in shown]
        marked = self.table.current_row()
        self.table.set_source(MemorySource(_columns(), rows))
        ids = [row[0] for row in rows]
        if marked is not None and marked[0] in ids:
            self.table.select_row(self._ids().index(str(marked[0])))
        self._show_sums(shown)

    def _fits(self, one: Booked) -> bool:
        plan, state = one.improvement.plan, self.state.currentData()
        section = self.section.currentData()
        words = self.search.text().casefold().split()
        text = f"{plan.name} {plan.class_code} {plan.evidence} {plan.description}".casefold()
        return (
            section in ("", one.improvement.unit_code or _CITY)
            and self.kind.currentData() in ("", plan.kind)
            and (state in ("", one.improvement.state) or self._is_wanted_doubt(one, state))
            and all(word in text for word in words)
        )

    def _is_wanted_doubt(self, one: Booked, state: object) -> bool:
        return state == _DOUBTFUL and one.improvement.id in self._doubts

    def _show_sums(self, shown: Sequence[Booked]) -> None:
        sums = sums_of(shown, (self._year,))
        target = self._targets.total.minutes if self._targets else 0
        year = sums.years[0]
        of_target = (
            tr(
                "{percent} % of the target of {target} h",
                percent=f"{sums.decided * 100 / target:.0f}",
                target=format_hours(target),
            )
            if target
            else ""
        )
        self.figures["plan"].set_value(format_hours(sums.decided), remark=of_target)
        remark = tr("{year}, {n:,} recorded", year=year_words(self._year), n=sums.recorded[0])
        actual = "–" if year.actual is None else format_hours(year.actual)
        self.figures["actual"].set_value(actual, remark=remark)
        self.figures["ideas"].set_value(format_hours(sums.ideas), remark=tr("not part of the plan"))
        doubtful = sum(one.improvement.id in self._doubts for one in shown)
        self.figures["doubts"].set_value(
            f"{doubtful:,}",
            remark=ntr("of {n:,} improvement", "of {n:,} improvements", len(shown)),
        )

    def _row(self, one: Booked) -> Row:
        improvement = one.improvement
        years = [year for year in one.years if year.actual is not None]
        return (
            improvement.id,
            improvement.plan.name,
            kind_name(improvement.plan.kind),
            improvement.unit_name or tr("The whole city"),
            state_name(improvement.state),
            improvement.plan.start_month or None,
            one.minutes,
            years[-1].actual if years else None,
            self._mark(one),
        )

    def _mark(self, one: Booked) -> str:
        """What the last column says: doubts before evidence."""
        doubts = self._doubts.get(one.improvement.id, ())
        if any(doubt.level is not Level.NOTICE for doubt in doubts):
            return tr("Look at it")
        if doubts:
            return tr("A fact is missing")
        if one.improvement.actuals:
            return tr("With evidence")
        return tr("Not begun") if one.improvement.state not in BEGUN else ""

    def _tell_marked(self) -> None:
        row = self.table.current_row()
        self.marked.emit(str(row[0]) if row else "")


def _mark_tone(value: object) -> Tone | None:
    tones = {
        tr("Look at it"): Tone.WARNING,
        tr("A fact is missing"): Tone.ACCENT,
        tr("With evidence"): Tone.SUCCESS,
    }
    return tones.get(str(value))


def _state_tone(value: object) -> Tone | None:
    decided = {state_name(state) for state in DECIDED}
    if value == state_name(ImprovementState.DONE):
        return Tone.SUCCESS
    return Tone.ACCENT if value in decided else Tone.SECONDARY


def _columns() -> tuple[ColumnSpec, ...]:
    def month(value: object) -> str:
        return short_month(str(value)) if value else ""

    return (
        ColumnSpec("name", tr("Name"), width=176, stretch=True),
        ColumnSpec("kind", tr("Kind"), width=88),
        ColumnSpec("section", tr("Section"), width=116),
        ColumnSpec("state", tr("State"), width=92, mark=_state_tone),
        ColumnSpec("start", tr("Start month"), width=72, format=month),
        ColumnSpec(
            "expected",
            tr("Expected"),
            tr("h/year"),
            Align.RIGHT,
            118,
            as_hours(),
            summed=True,
        ),
        ColumnSpec(
            "actual", tr("Really saved"), tr("h"), Align.RIGHT, 100, as_hours(), summed=True
        ),
        ColumnSpec("mark", tr("Standing"), width=116, mark=_mark_tone),
    )

"""Where to dig: the finding in a sentence, the curve, and the tasks to choose from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QPushButton,
    QSlider,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from bpr_studio.charts.dig_curve import layout_dig_curve
from bpr_studio.domain.shared.quantities import format_hours
from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.services.digging import USUAL_PERCENT
from bpr_studio.ui.charts.canvas import ChartCanvas
from bpr_studio.ui.grid.columns import Align, ColumnSpec, as_hours, as_number
from bpr_studio.ui.grid.source import MemorySource
from bpr_studio.ui.grid.table import DataTable
from bpr_studio.ui.pages.detailed_dig_table import DigTable
from bpr_studio.ui.qt.blocks import EmptyState, FilterLine
from bpr_studio.ui.qt.theme import label

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from bpr_studio.charts.drawing import Drawing, Measure, Size
    from bpr_studio.services.digging import DigAnswer, DigShare, Ground
    from bpr_studio.services.views import UnitLine

_CURVE_HEIGHT: Final = 180
_LEFT_WIDTH: Final = 348
_LEAST, _MOST, _STEP = 10, 100, 5
_SETTLE_MS: Final = 60
_SCOPES: Final = frozenset({"bureau", "ward", "section"})


class DigView(QWidget):
    """Finding, curve, breakdown, and the tasks with tick boxes.

    Signals:
        scope_changed: another unit shall be looked at; its id, "" for the whole city.
        chosen_changed: other tasks are chosen than before.
    """

    scope_changed = Signal(str)
    chosen_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._ground: Ground | None = None
        self._known: frozenset[str] = frozenset()
        self._found: DigAnswer | None = None
        self.scope = QComboBox()
        self.share = QSlider(Qt.Orientation.Horizontal)
        self._share_text = label("")
        self._sentence = label("", kind="section", wrap=True)
        self._remark = label("", kind="caption", wrap=True)
        self._curve = ChartCanvas(_no_curve, height=_CURVE_HEIGHT)
        self._groups = QTabBar()
        self.breakdown = DataTable(_share_columns(), name=tr("Hours found, by part"))
        self.table = DigTable()
        self._count = label("", kind="secondary")
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_SETTLE_MS)
        self._later.timeout.connect(self._find)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        line = FilterLine()
        self.scope.setMinimumWidth(280)
        self.scope.setMaxVisibleItems(20)
        line.add(tr("Where"), self.scope)
        self.share.setRange(_LEAST // _STEP, _MOST // _STEP)
        self.share.setValue(USUAL_PERCENT // _STEP)
        self.share.setPageStep(2)
        self.share.setFixedWidth(200)
        line.add(tr("Share of the non-core hours"), self.share)
        self._share_text.setMinimumWidth(48)
        line.add("", self._share_text)
        left = QWidget()
        left.setFixedWidth(_LEFT_WIDTH)
        inner = QVBoxLayout(left)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(6)
        inner.addWidget(self._curve)
        self._groups.setDrawBase(False)
        self._groups.setExpanding(False)
        self._groups.setAccessibleName(tr("Hours found, by part"))
        self._groups.addTab(tr("Hours by section"))
        self._groups.addTab(tr("Hours by class"))
        inner.addWidget(self._groups)
        inner.addWidget(self.breakdown, 1)
        halves = QHBoxLayout()
        halves.setSpacing(16)
        halves.addWidget(left)
        halves.addLayout(self._right(), 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(line)
        column.addWidget(self._sentence)
        column.addWidget(self._remark)
        column.addLayout(halves, 1)

    def _right(self) -> QVBoxLayout:
        above = QHBoxLayout()
        above.setSpacing(8)
        above.addWidget(self._count, 1)
        self._buttons: list[QPushButton] = []
        for text, chosen in ((tr("Choose all"), True), (tr("Choose none"), False)):
            button = QPushButton(text)
            button.setProperty("kind", "quiet")
            button.clicked.connect(
                lambda _checked=False, chosen=chosen: self._tick_all(chosen=chosen)
            )
            self._buttons.append(button)
            above.addWidget(button)
        column = QVBoxLayout()
        column.setSpacing(4)
        column.addLayout(above)
        column.addWidget(self.table, 1)
        self.table.set_empty(
            EmptyState(
                "target",
                tr("There is nothing to dig into here yet."),
                explanation=tr(
                    "Tasks appear when sections have told their hours and tagged them core or"
                    " non-core."
                ),
            )
        )
        return column

    def _connect(self) -> None:
        self.share.valueChanged.connect(lambda _value: self._say_share())
        self.share.valueChanged.connect(lambda _value: self._later.start())
        self.scope.currentIndexChanged.connect(
            lambda _index: self.scope_changed.emit(str(self.scope.currentData() or ""))
        )
        self._groups.currentChanged.connect(lambda _index: self._show_breakdown())
        self.table.ticks_changed.connect(self._say_count)
        self.table.ticks_changed.connect(self.chosen_changed)
        self._say_share()

    # -- for the page -----------------------------------------------------------------------------

    @property
    def percent(self) -> int:
        """The share asked for."""
        return self.share.value() * _STEP

    @property
    def found(self) -> DigAnswer | None:
        """The finding shown."""
        return self._found

    @property
    def sentence(self) -> str:
        """The finding in words."""
        return self._sentence.text()

    @property
    def chosen(self) -> tuple[str, ...]:
        """The tasks that are chosen, longest first."""
        found, chosen = self._found, self.table.ticks.chosen
        return tuple(row for row in found.ids if row in chosen) if found is not None else ()

    def set_scopes(self, units: Sequence[UnitLine], unit_id: str) -> None:
        """Offer the city, its bureaus and sections; `unit_id` is the one looked at."""
        self.scope.blockSignals(True)
        self.scope.clear()
        self.scope.addItem(tr("The whole city"), "")
        for unit in units:
            if unit.level in _SCOPES:
                indent = "　" if unit.level == "section" else ""
                self.scope.addItem(f"{indent}{unit.name}", unit.id)
        self.scope.setCurrentIndex(max(self.scope.findData(unit_id), 0))
        self.scope.blockSignals(False)

    def set_can_choose(self, *, can: bool) -> None:
        """Whether people may choose targets; others only look."""
        self.table.set_can_tick(can=can)
        for button in self._buttons:
            button.setVisible(can)
        self._count.setVisible(can)

    def show_ground(self, ground: Ground, known: Collection[str]) -> None:
        """Show where to dig in some tasks.

        Args:
            ground: the non-core tasks.
            known: tasks that are targets already.
        """
        self._ground, self._known = ground, frozenset(known)
        self._find()

    # -- inside -----------------------------------------------------------------------------------

    def _find(self) -> None:
        self._later.stop()
        if self._ground is None:
            return
        found = self._ground.find(self.percent)
        self._found = found
        self._sentence.setText(found.sentence)
        self._remark.setText(found.remark)
        self._remark.setVisible(bool(found.remark))
        self._show_curve(found)
        self._show_breakdown()
        self.table.show_found(self._ground, found, self._known)

    def _show_curve(self, found: DigAnswer) -> None:
        chosen = (len(found.ids), found.share)

        def layout(size: Size, em: float, measure: Measure) -> Drawing:
            return layout_dig_curve(found.curve, chosen, size, em, measure)

        self._curve.set_layout(layout)
        self._curve.setAccessibleName(
            tr("Chart: {title} The table shows the same figures.", title=found.sentence)
        )

    def _show_breakdown(self) -> None:
        if self._found is None:
            return
        by_class = self._groups.currentIndex() == 1
        shares = self._found.classes if by_class else self._found.sections
        rows = [_share_row(share) for share in shares]
        self.breakdown.set_source(MemorySource(_share_columns(), rows))

    def _tick_all(self, *, chosen: bool) -> None:
        if self._found is not None:
            self.table.tick_all(self._found.ids, chosen=chosen)

    def _say_share(self) -> None:
        text = tr("{percent} %", percent=self.percent)
        self._share_text.setText(text)
        self.share.setAccessibleDescription(text)

    def _say_count(self) -> None:
        found, chosen = self._found, self.table.ticks.chosen
        if found is None:
            return
        pairs = zip(found.ids, found.sizes, strict=True)
        minutes = sum(size for row, size in pairs if row in chosen)
        known = sum(row in self._known for row in found.ids)
        text = ntr(
            "{n:,} task chosen, {hours} hours",
            "{n:,} tasks chosen, {hours} hours",
            len(chosen),
            hours=format_hours(minutes),
        )
        if known:
            text = tr("{chosen} ({n:,} are targets already)", chosen=text, n=known)
        self._count.setText(text)


def _no_curve(size: Size, em: float, measure: Measure) -> Drawing:
    return layout_dig_curve(((0, 0.0),), (0, 0.0), size, em, measure)


def _share_row(share: DigShare) -> tuple[object, ...]:
    return (share.key, share.name, share.tasks, share.minutes)


def _share_columns() -> tuple[ColumnSpec, ...]:
    return (
        ColumnSpec("name", tr("Name"), width=150, stretch=True),
        ColumnSpec("tasks", tr("Tasks"), "", Align.RIGHT, 72, format=as_number(), summed=True),
        ColumnSpec("hours", tr("Hours"), "", Align.RIGHT, 88, format=as_hours(), summed=True),
    )

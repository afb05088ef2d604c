"""What is compared: by what, how fine, hours or cost, and how comparable cities must be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox

from bpr_studio.domain.benchmark.comparability import Grade
from bpr_studio.domain.benchmark.terms import Basis, ClassLevel, Measure
from bpr_studio.domain.shared.text import N_, tr, tr_source
from bpr_studio.services.benchmarking import Request
from bpr_studio.ui.qt.badges import fictitious_badge
from bpr_studio.ui.qt.blocks import FilterLine

if TYPE_CHECKING:
    from collections.abc import Mapping
    from enum import StrEnum

_BASES: Final[Mapping[StrEnum, str]] = {
    Basis.PER_10K: N_("Hours per 10,000 residents"),
    Basis.PER_CASE: N_("Minutes per case"),
    Basis.PER_STAFF: N_("Hours per staff member"),
    Basis.PER_DENOMINATOR: N_("Minutes per unit it depends on"),
    Basis.SHARE: N_("Share of all hours"),
    Basis.NON_CORE: N_("Share of non-core work"),
}
_LEVELS: Final[Mapping[StrEnum, str]] = {
    ClassLevel.MAJOR: N_("Major class"),
    ClassLevel.MIDDLE: N_("Middle class"),
    ClassLevel.MINOR: N_("Minor class"),
    ClassLevel.STEP_TYPE: N_("Step type"),
}
_MEASURES: Final[Mapping[StrEnum, str]] = {
    Measure.HOURS: N_("As hours"),
    Measure.COST: N_("As cost"),
}
_GRADES: Final[Mapping[StrEnum, str]] = {
    Grade.A: N_("A only"),
    Grade.B: N_("A and B"),
    Grade.C: N_("A to C"),
}
#: Residents make sense for all work, cases only for one kind of work at a time.
_MINOR_BASES: Final = frozenset({Basis.PER_CASE, Basis.PER_DENOMINATOR})


class ChoiceLine(FilterLine):
    """The four choices of a comparison, and 架空 at the right end.

    Signals:
        basis_changed: the level was set to the usual one of the new basis.
        level_changed: another level.
        measure_changed: hours or cost.
        grade_changed: the worst `Grade` to be summarised.
    """

    basis_changed = Signal()
    level_changed = Signal()
    measure_changed = Signal()
    grade_changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.basis = _combo(_BASES, 200)
        self.level = _combo(_LEVELS, 136)
        self.measure = _combo(_MEASURES, 112)
        self.measure.setAccessibleName(tr("Measured in"))
        self.grades = _combo(_GRADES, 108)
        self.badge = fictitious_badge()
        self.badge.hide()
        self.add(tr("Compare by"), self.basis)
        self.add(tr("Class level"), self.level)
        self.add("", self.measure)
        self.add(tr("Comparability"), self.grades)
        self.add_right(self.badge)
        self.basis.currentIndexChanged.connect(lambda _index: self._change_basis())
        self.level.currentIndexChanged.connect(lambda _index: self.level_changed.emit())
        self.measure.currentIndexChanged.connect(lambda _index: self.measure_changed.emit())
        self.grades.currentIndexChanged.connect(
            lambda _index: self.grade_changed.emit(Grade(self.grades.currentData()))
        )

    def request(self, within: str) -> Request:
        """What is asked for; `within` counts for step types only."""
        return Request(
            self.basis_chosen,
            self.level_chosen,
            Measure(self.measure.currentData()),
            within if self.shows_steps else "",
        )

    @property
    def basis_chosen(self) -> Basis:
        """What hours are divided by."""
        return Basis(self.basis.currentData())

    @property
    def level_chosen(self) -> ClassLevel:
        """How fine."""
        return ClassLevel(self.level.currentData())

    @property
    def shows_steps(self) -> bool:
        """Whether step types are compared, not classes."""
        return self.level_chosen is ClassLevel.STEP_TYPE

    def set_level(self, level: ClassLevel) -> None:
        """Show another level without telling anybody."""
        _choose(self.level, level)

    def set_grade(self, grade: Grade) -> None:
        """Show another grade without telling anybody."""
        _choose(self.grades, grade)

    def _change_basis(self) -> None:
        if not self.shows_steps:
            minor = self.basis_chosen in _MINOR_BASES
            self.set_level(ClassLevel.MINOR if minor else ClassLevel.MAJOR)
        self.basis_changed.emit()


def _combo(words: Mapping[StrEnum, str], width: int) -> QComboBox:
    made = QComboBox()
    for key, word in words.items():
        made.addItem(tr_source(word), key)
    made.setMinimumWidth(width)
    return made


def _choose(combo: QComboBox, key: StrEnum) -> None:
    combo.blockSignals(True)
    combo.setCurrentIndex(combo.findData(key))
    combo.blockSignals(False)

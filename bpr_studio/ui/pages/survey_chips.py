"""The states of the sheets as chips with their counts: a click shows only those."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QPushButton, QWidget

from bpr_studio.domain.shared.text import tr
from bpr_studio.ui.pages.survey_words import STATE_KEYS, state_mark, state_word
from bpr_studio.ui.qt.flow_row import FlowRow
from bpr_studio.ui.qt.icons import icon

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtGui import QKeyEvent

ALL: Final = ""


class StateChips(QWidget):
    """One chip for all, one for each state; chips of states without sections step back.

    Signals:
        picked: key of the chip that is picked now: "" for all, else one of `STATE_KEYS`.
        overdue_picked: whether only overdue sections are wanted.
    """

    picked = Signal(str)
    overdue_picked = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("States of the sheets"))
        self._group = QButtonGroup(self)
        self._chips: dict[str, QPushButton] = {}
        row = FlowRow(self, spacing=6)
        for key in (ALL, *STATE_KEYS):
            chip = _chip(state_mark(state_word(key))[0] if key else "")
            chip.toggled.connect(
                lambda checked, key=key: self.picked.emit(key) if checked else None
            )
            self._group.addButton(chip)
            self._chips[key] = chip
            row.addWidget(chip)
        self._overdue = _chip("clock")
        self._overdue.toggled.connect(self.overdue_picked)
        row.addWidget(self._overdue)
        self._chips[ALL].setChecked(True)

    @property
    def key(self) -> str:
        """The chip picked."""
        return next((key for key, chip in self._chips.items() if chip.isChecked()), ALL)

    @property
    def overdue(self) -> bool:
        """Whether only overdue sections are wanted."""
        return self._overdue.isChecked()

    @property
    def words(self) -> dict[str, str]:
        """The words of the chips in sight, by key."""
        return {key: chip.text() for key, chip in self._chips.items() if not chip.isHidden()}

    def pick(self, key: str, *, overdue: bool = False) -> None:
        """Pick as a click does; an unknown key picks all."""
        self._overdue.setChecked(overdue)
        self._chips.get(key, self._chips[ALL]).setChecked(True)

    def show_counts(self, counts: Mapping[str, int], overdue: int) -> None:
        """Show how many sections there are.

        Args:
            counts: by state key; "" for all of them.
            overdue: those that are past their day.
        """
        for key, chip in self._chips.items():
            n = counts.get(key, 0)
            word = state_word(key) if key else tr("All")
            chip.setText(f"{word} {n:,}")
            chip.setAccessibleName(chip.text())
            chip.setVisible(not key or n > 0 or chip.isChecked())
        self._overdue.setText(tr("Overdue {n:,}", n=overdue))
        self._overdue.setAccessibleName(self._overdue.text())
        self._overdue.setVisible(overdue > 0 or self._overdue.isChecked())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right go to the neighbour."""
        if event.key() == Qt.Key.Key_Right:
            self.focusNextChild()
        elif event.key() == Qt.Key.Key_Left:
            self.focusPreviousChild()
        else:
            super().keyPressEvent(event)


def _chip(icon_name: str) -> QPushButton:
    chip = QPushButton()
    chip.setCheckable(True)
    chip.setProperty("kind", "chip")
    chip.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    if icon_name:
        chip.setIcon(icon(icon_name))
    return chip

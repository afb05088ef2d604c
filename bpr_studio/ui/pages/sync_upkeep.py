"""手入れ: what the DX office does now and then so that the shared folder stays small and whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from bpr_studio.domain.shared.text import tr
from bpr_studio.ui.qt.blocks import Card
from bpr_studio.ui.qt.buttons import ActionButton, make_action
from bpr_studio.ui.qt.theme import label

if TYPE_CHECKING:
    from bpr_studio.ui.pages.sync_facts import Upkeep

PACK = "pack"
CHECK = "check"
REPAIR = "repair"


class UpkeepTab(QWidget):
    """Receipts, packs and the check: how they are, and a button each.

    Signals:
        wanted: `PACK`, `CHECK` or `REPAIR`.
    """

    wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._said = {key: label("", wrap=True) for key in ("receipts", PACK, CHECK)}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 12, 0, 0)
        column.addWidget(self._card())
        column.addStretch(1)

    @property
    def lines(self) -> list[str]:
        """What the lines say."""
        return [made.text() for made in self._said.values()]

    def show_upkeep(self, upkeep: Upkeep) -> None:
        """Show how things are."""
        self._said["receipts"].setText(upkeep.receipts)
        self._said[PACK].setText(upkeep.packs)
        self._said[CHECK].setText(upkeep.check)

    def show_busy(self, *, busy: bool) -> None:
        """Something is being done, or no longer."""
        for action in self._actions.values():
            action.setEnabled(not busy)

    def _card(self) -> QWidget:
        self._actions = {
            PACK: make_action(
                self,
                tr("Put files together"),
                lambda: self.wanted.emit(PACK),
                icon_name="package",
                tip=tr("Makes reading faster for PCs that join later; nothing is taken away"),
            ),
            CHECK: make_action(
                self,
                tr("Check everything"),
                lambda: self.wanted.emit(CHECK),
                icon_name="magnifying-glass",
                tip=tr("Reads every file of the shared folder and compares it; changes nothing"),
            ),
            REPAIR: make_action(
                self,
                tr("Make missing files again"),
                lambda: self.wanted.emit(REPAIR),
                icon_name="wrench",
                tip=tr("Puts files back that this PC still has"),
            ),
        }
        card = Card()
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(12)
        grid.setColumnStretch(1, 1)
        rows = (
            (tr("Receipts"), "receipts", ()),
            (tr("Packs"), PACK, (PACK,)),
            (tr("Check"), CHECK, (CHECK, REPAIR)),
        )
        for place, (title, key, deeds) in enumerate(rows):
            grid.addWidget(label(title, kind="strong"), place, 0)
            grid.addWidget(self._said[key], place, 1)
            for number, deed in enumerate(deeds):
                grid.addWidget(ActionButton(self._actions[deed]), place, 2 + number)
        card.column.addLayout(grid)
        return card

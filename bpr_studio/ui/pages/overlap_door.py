"""The line on the page of sync that leads to the overlapping edits; hidden while there are none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.ui.pages.entry_bars import Bar
from bpr_studio.ui.qt.theme import Tone

if TYPE_CHECKING:
    from collections.abc import Callable


class OverlapDoor(Bar):
    """Says how many edits overlap."""

    def __init__(self, count: Callable[[], int], to_list: Callable[[], object]) -> None:
        super().__init__("arrows-left-right", Tone.WARNING)
        self._count = count
        self.button = QPushButton(tr("Show side by side"))
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.button.clicked.connect(lambda _checked=False: to_list())
        self.line.addWidget(self.button)

    def look(self) -> None:
        """Count again."""
        n = self._count()
        said = ntr(
            "{n:,} place was changed by several people; somebody has to decide which value holds.",
            "{n:,} places were changed by several people; somebody has to decide which values hold.",
            n,
        )
        self.say(said if n else "")

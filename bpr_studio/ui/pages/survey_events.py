"""The course of one sheet: who did what with it when, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QScrollArea, QWidget

from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.workflow import (
    COLLECTED,
    Deed,
    deed_label,
    sheet_state,
    state_label,
)
from bpr_studio.ui.pages.survey_words import moment_text, role_word
from bpr_studio.ui.qt.blocks import Card
from bpr_studio.ui.qt.icons import icon_label
from bpr_studio.ui.qt.theme import Tone, label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bpr_studio.services.views import SheetEvent

_ICONS: Final = {
    Deed.SUBMIT.value: "paper-plane-tilt",
    Deed.CONFIRM.value: "checks",
    Deed.APPROVE.value: "identification-badge",
    Deed.ACCEPT.value: "check-circle",
    Deed.RETURN.value: "arrow-u-up-left",
    Deed.REOPEN.value: "lock-simple-open",
    Deed.REMIND.value: "bell",
    COLLECTED: "file-arrow-down",
}


class SheetEvents(Card):
    """The deeds on a sheet, the newest first."""

    def __init__(self) -> None:
        super().__init__(tr("What was done with the sheet"))
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setAccessibleName(tr("What was done with the sheet"))
        self.column.addWidget(self._area, 1)
        self._lines: list[str] = []

    @property
    def lines(self) -> list[str]:
        """What the lines say."""
        return self._lines

    def show_events(self, events: Sequence[SheetEvent]) -> None:
        """Show these deeds.

        Args:
            events: the oldest first.
        """
        inside = QWidget()
        inside.setObjectName("scrolled")
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 4, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(12)
        grid.setColumnStretch(4, 1)
        self._lines = []
        for row, event in enumerate(reversed(events)):
            who = tr("{user} ({role})", user=event.user, role=role_word(event.role))
            after = tr("→ {state}", state=state_label(sheet_state(event.state)))
            mark = icon_label(_ICONS.get(event.kind, "circle"), Tone.SECONDARY)
            grid.addWidget(mark, row, 0, Qt.AlignmentFlag.AlignTop)
            texts = (moment_text(event.at), deed_text(event.kind), after, event.reason, who)
            for column, text in enumerate(texts[:3], start=1):
                grid.addWidget(label(text, kind="strong" if column == 2 else ""), row, column)
            grid.addWidget(label(event.reason, wrap=True), row, 4)
            grid.addWidget(label(who, kind="secondary"), row, 5)
            self._lines.append(" ".join(text for text in texts if text))
        if not events:
            grid.addWidget(label(tr("Nothing was done yet."), kind="secondary"), 0, 0, 1, 6)
        grid.setRowStretch(len(events) + 1, 1)
        self._area.setWidget(inside)


def deed_text(kind: str) -> str:
    """The name of a deed as it stands in the course."""
    if kind == COLLECTED:
        return tr("Workbook collected")
    return deed_label(Deed(kind)) if kind in set(Deed) else kind

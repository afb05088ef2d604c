"""The first day: nothing is registered yet, and four steps lead to the first answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from bpr_studio.domain.shared.text import tr
from bpr_studio.ui.qt.blocks import Card, prose
from bpr_studio.ui.qt.icons import icon_label
from bpr_studio.ui.qt.theme import Tone, label

if TYPE_CHECKING:
    from collections.abc import Callable


class StartGuide(QWidget):
    """Four cards from the organisation to the answer, and a sample one click away."""

    def __init__(self, show_sample: Callable[[], object] | None) -> None:
        super().__init__()
        cards = QHBoxLayout()
        cards.setSpacing(12)
        for number, (icon_name, title, text) in enumerate(_steps(), start=1):
            cards.addWidget(_step_card(number, icon_name, title, text), 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(24)
        column.addLayout(cards)
        if show_sample is not None:
            sample = QPushButton(tr("See a sample city (fictitious)"))
            sample.clicked.connect(lambda _checked=False: show_sample())
            column.addWidget(sample, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)


def _step_card(number: int, icon_name: str, title: str, text: str) -> Card:
    card = Card()
    card.column.setContentsMargins(20, 20, 20, 20)
    card.column.setSpacing(12)
    tone = Tone.ACCENT if number == 1 else Tone.SECONDARY
    head = QHBoxLayout()
    head.addWidget(icon_label(icon_name, tone, QSize(32, 32)))
    head.addStretch(1)
    head.addWidget(label(f"{number}", kind="figure"), 0, Qt.AlignmentFlag.AlignTop)
    card.column.addLayout(head)
    card.column.addWidget(label(title, kind="section", wrap=True))
    card.column.addWidget(prose(text))
    card.column.addStretch(1)
    return card


def _steps() -> tuple[tuple[str, str, str], ...]:
    return (
        (
            "tree-structure",
            tr("Register the organisation"),
            tr("Import bureaus, sections and staff from one workbook."),
        ),
        (
            "paper-plane-tilt",
            tr("Hand out survey workbooks"),
            tr("Each section gets its own workbook with the entry guide."),
        ),
        (
            "file-arrow-down",
            tr("Collect survey workbooks"),
            tr("Drop them here; see what they bring, then take it over."),
        ),
        (
            "chart-bar",
            tr("Look at the analysis"),
            tr("Hours by core and non-core, month and section, as page and report."),
        ),
    )

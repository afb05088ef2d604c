"""Where entries of the fixed lists come from, in words: the marks S, D, C and K."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QWidget

from bpr_studio.domain.classification.provenance import Mark
from bpr_studio.domain.shared.text import tr
from bpr_studio.ui.qt.badges import badge
from bpr_studio.ui.qt.theme import label

if TYPE_CHECKING:
    from collections.abc import Mapping


def mark_word(mark: object) -> str:
    """A mark with its meaning in a word."""
    words = {
        Mark.SOURCED.value: tr("S from a source"),
        Mark.DERIVED.value: tr("D calculated"),
        Mark.CONSTRUCTED.value: tr("C proposal"),
        Mark.UNVERIFIED.value: tr("K not verified"),
    }
    text = str(mark or "")
    return words.get(text, text)


def mark_meaning(mark: Mark) -> str:
    """What a mark means, a whole phrase."""
    meanings = {
        Mark.SOURCED: tr("read in the named source"),
        Mark.DERIVED: tr("calculated from figures of the source"),
        Mark.CONSTRUCTED: tr("proposed by this program, not published"),
        Mark.UNVERIFIED: tr("general knowledge, not verified"),
    }
    return meanings[mark]


class MarkLegend(QWidget):
    """One line that explains the four marks."""

    def __init__(self) -> None:
        super().__init__()
        tones = {Mark.SOURCED: "success", Mark.DERIVED: "accent", Mark.UNVERIFIED: "warning"}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(label(tr("Marks"), kind="secondary"))
        for mark in Mark:
            row.addWidget(badge(mark.value, tone=tones.get(mark, "")))
            row.addWidget(label(mark_meaning(mark), kind="caption"))
            row.addSpacing(8)
        row.addStretch(1)


def source_titles(ids: str, titles: Mapping[str, str]) -> str:
    """The titles of some sources, one a line; the id itself where the title is not known."""
    return "\n".join(
        f"{one}：{titles[one]}" if one in titles else one
        for one in (part.strip() for part in ids.split(","))
        if one
    )

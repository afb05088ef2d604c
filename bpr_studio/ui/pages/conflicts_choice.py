"""The values of one overlap side by side, each with a button that lets it hold."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from bpr_studio.domain.shared.text import tr
from bpr_studio.services.conflict_views import IssueKind
from bpr_studio.services.conflicts import KEEP, REMOVE
from bpr_studio.services.overlap_words import FREE_TEXTS
from bpr_studio.ui.pages.conflicts_words import what_words, who_words
from bpr_studio.ui.pages.survey_words import moment_text
from bpr_studio.ui.qt.blocks import Card, clear_layout
from bpr_studio.ui.qt.icons import icon
from bpr_studio.ui.qt.theme import label

if TYPE_CHECKING:
    from bpr_studio.services.conflicts import Conflict, Version

_CARD_WIDTH: Final = 240
_TEXT_HEIGHT: Final = 88
_NUMBERS: Final = 9  # keys that choose a value


class ChoicePanel(QWidget):
    """One overlap, its values next to each other.

    Signals:
        chosen: (the `Conflict`, the value that shall hold).
        jump_wanted: the `Conflict` whose place somebody wants to see.
    """

    chosen = Signal(object, object)
    jump_wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._conflict: Conflict | None = None
        self._values: list[object] = []
        self._title = label("", kind="section")
        self._where = label("", kind="secondary")
        self._what = label("", wrap=True)
        self._refusal = label("", kind="secondary", wrap=True)
        self._to_place = QPushButton(tr("Go to the place"))
        self._to_place.setIcon(icon("arrow-right"))
        self._to_place.setToolTip(tr("Shows it where it stands (Enter in the list)"))
        self._to_place.clicked.connect(self._jump)
        self._cards = QHBoxLayout()
        self._cards.setSpacing(12)
        self._cards.setContentsMargins(0, 0, 0, 0)
        self._lay_out()
        self.show_conflict(None)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self._title)
        head.addWidget(self._where)
        head.addStretch(1)
        head.addWidget(self._to_place)
        inside = QWidget()
        inside.setLayout(self._cards)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setAccessibleName(tr("Values side by side"))
        area.setWidget(inside)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self._what)
        column.addWidget(self._refusal)
        column.addWidget(area, 1)

    @property
    def values(self) -> tuple[object, ...]:
        """What can be chosen, in the order of the numbers 1, 2, …."""
        return tuple(self._values)

    def show_conflict(self, conflict: Conflict | None) -> None:
        """Show another overlap; None for none."""
        self._conflict = conflict
        self._values = []
        clear_layout(self._cards)
        self.setVisible(conflict is not None)
        if conflict is None:
            return
        self._title.setText(conflict.title)
        parts = (conflict.issue.unit_name, conflict.kind_word, conflict.header)
        self._where.setText(" · ".join(part for part in parts if part))
        self._what.setText(what_words(conflict))
        self._refusal.setText(conflict.refusal)
        self._refusal.setVisible(bool(conflict.refusal))
        for version in conflict.versions:
            self._cards.addWidget(self._card(conflict, version))
        self._add_text_card(conflict)
        self._cards.addStretch(1)

    def choose(self, number: int) -> None:
        """Choose by number, from 1 on."""
        conflict = self._conflict
        if conflict is not None and not conflict.refusal and 0 < number <= len(self._values):
            self.chosen.emit(conflict, self._values[number - 1])

    # -- cards -------------------------------------------------------------------------------------

    def _card(self, conflict: Conflict, version: Version) -> Card:
        card = Card()
        card.setMinimumWidth(_CARD_WIDTH)
        card.setMaximumWidth(2 * _CARD_WIDTH)
        card.column.addWidget(label(who_words(version), kind="strong", wrap=True))
        card.column.addWidget(label(moment_text(version.at), kind="caption"))
        if version.header:
            card.column.addWidget(label(version.header, kind="secondary"))
        text = tr("(line removed)") if version.deleted else version.text
        if text:
            card.column.addWidget(label(text, wrap=True, selectable=True))
        card.column.addStretch(1)
        answer = _answer(conflict, version)
        if answer is not None:
            value, words = answer
            self._add_button(card, conflict, value, words)
        return card

    def _add_button(self, card: Card, conflict: Conflict, value: object, words: str) -> None:
        if value in self._values and conflict.issue.kind is IssueKind.DELETED:
            return  # two edits beside one removal: keeping keeps both
        self._values.append(value)
        number = len(self._values)
        button = QPushButton(f"{words} [{number}]" if number <= _NUMBERS else words)
        button.setEnabled(not conflict.refusal)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(partial(self.chosen.emit, conflict, value))
        card.column.addWidget(button)

    def _add_text_card(self, conflict: Conflict) -> None:
        """A text of one's own, begun with the changes of both where they fit."""
        issue = conflict.issue
        if issue.kind is not IssueKind.VALUES or issue.field not in FREE_TEXTS:
            return
        card = Card()
        card.setMinimumWidth(_CARD_WIDTH)
        both = bool(conflict.suggestion)
        card.column.addWidget(
            label(tr("Both together") if both else tr("Another text"), kind="strong")
        )
        if both:
            card.column.addWidget(label(tr("A suggestion; change it as you like."), kind="caption"))
        field = QPlainTextEdit(conflict.suggestion)
        field.setTabChangesFocus(True)
        field.setMaximumHeight(_TEXT_HEIGHT)
        field.setAccessibleName(tr("Text that shall hold"))
        card.column.addWidget(field, 1)
        button = QPushButton(tr("Take this text"))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)

        def take() -> None:
            self.chosen.emit(conflict, field.toPlainText().strip() or None)

        def follow() -> None:
            button.setEnabled(bool(field.toPlainText().strip()) and not conflict.refusal)

        field.textChanged.connect(follow)
        button.clicked.connect(take)
        follow()
        card.column.addWidget(button)
        self._cards.addWidget(card, 1)

    def _jump(self) -> None:
        if self._conflict is not None:
            self.jump_wanted.emit(self._conflict)


def _answer(conflict: Conflict, version: Version) -> tuple[object, str] | None:
    """The value a card lets hold and the words on its button; None where there is no choice."""
    if conflict.issue.kind is IssueKind.VALUES:
        return version.value, tr("Let this hold")
    if conflict.issue.kind is IssueKind.DELETED:
        return (REMOVE, tr("Remove the line")) if version.deleted else (KEEP, tr("Keep the line"))
    return None

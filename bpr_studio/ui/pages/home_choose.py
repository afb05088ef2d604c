"""Asking once which section somebody belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QCompleter,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from bpr_studio.domain.shared.text import tr
from bpr_studio.ui.qt.blocks import Card, prose

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bpr_studio.services.views import SectionStatus


class ChooseSection(QWidget):
    """Asks once which section somebody belongs to.

    Signals:
        chosen: the code of the section.
    """

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._field = QComboBox()
        self._field.setEditable(True)
        self._field.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self._field.setAccessibleName(tr("Your section"))
        self._field.setMaxVisibleItems(16)
        completer = QCompleter(self._field.model(), self._field)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._field.setCompleter(completer)
        self._button = QPushButton(tr("This is my section"))
        self._button.setProperty("kind", "primary")
        self._button.clicked.connect(lambda _checked=False: self.choose())
        card = Card(tr("Which section do you belong to?"))
        card.column.addWidget(
            prose(
                tr(
                    "Type a part of its name. You are asked only once; the home page then shows"
                    " what your section has to do."
                )
            )
        )
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._field, 1)
        row.addWidget(self._button)
        card.column.addLayout(row)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(card)
        column.addStretch(1)
        self._field.editTextChanged.connect(self._follow)

    @property
    def field(self) -> QComboBox:
        """Where the section is typed or chosen."""
        return self._field

    def ask(self, sections: Sequence[SectionStatus], current: str) -> None:
        """Offer these sections; `current` is marked when there is such a code."""
        self._field.clear()
        for section in sections:
            place = " ".join(p for p in (section.bureau_name, section.unit_name) if p)
            self._field.addItem(f"{place}（{section.unit_code}）", section.unit_code)
        self._field.setCurrentIndex(self._field.findData(current) if current else -1)
        edit = self._field.lineEdit()
        if edit is not None:
            edit.setAccessibleName(tr("Your section"))
            edit.setPlaceholderText(
                tr("Name or code of a section")
                if sections
                else tr("The organisation is not registered yet; the DX office does that.")
            )
        self._field.setEnabled(bool(sections))
        self._follow()

    def choose(self) -> None:
        """Take the section in the field, as the button does."""
        place = self._field.findText(self._field.currentText())
        if place >= 0:
            self.chosen.emit(str(self._field.itemData(place)))

    def _follow(self) -> None:
        self._button.setEnabled(self._field.findText(self._field.currentText()) >= 0)

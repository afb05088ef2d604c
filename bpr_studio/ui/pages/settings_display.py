"""Language, look and role of the person at this PC."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from bpr_studio.domain.shared.text import tr
from bpr_studio.ui.pages.survey_words import role_word
from bpr_studio.ui.qt.blocks import Card, Form
from bpr_studio.ui.qt.theme import label

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class DisplayChoices:
    """What is chosen now, and who is told about another choice.

    Attributes:
        language: "ja" or "en"; another one holds from the next start on.
        mode: "light" or "dark"; changes at once.
        role: the role of the person; another one holds from the next start on.
        roles: the roles there are, in order.
    """

    language: str
    mode: str
    role: str
    roles: tuple[str, ...]
    set_language: Callable[[str], None]
    set_mode: Callable[[str], None]
    set_role: Callable[[str], None]


class DisplayTab(QWidget):
    """Three fields; each change is kept at once."""

    def __init__(self, choices: DisplayChoices) -> None:
        super().__init__()
        self._choices = choices
        self.language = _field((("日本語", "ja"), ("English", "en")), choices.language)
        self.mode = _field(((tr("Light"), "light"), (tr("Dark"), "dark")), choices.mode)
        roles = tuple((role_word(role), role) for role in choices.roles)
        self.role = _field(roles, choices.role)
        self._restart = label("", kind="strong", wrap=True)
        card = Card()
        form = Form()
        form.setContentsMargins(0, 4, 0, 4)
        form.add(tr("Language"), self.language)
        form.add(tr("Look"), self.mode)
        form.add(tr("Your role"), self.role)
        card.column.addLayout(form)
        card.column.addWidget(
            label(
                tr("The role decides what the home page shows and is written with every change."),
                kind="secondary",
                wrap=True,
            )
        )
        card.column.addWidget(self._restart)
        card.setMaximumWidth(720)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 16, 0, 0)
        column.addWidget(card)
        column.addStretch(1)
        self.language.currentIndexChanged.connect(self._language_chosen)
        self.mode.currentIndexChanged.connect(
            lambda: choices.set_mode(str(self.mode.currentData()))
        )
        self.role.currentIndexChanged.connect(self._role_chosen)

    @property
    def restart_text(self) -> str:
        """What holds from the next start on, "" for nothing."""
        return self._restart.text()

    def _language_chosen(self) -> None:
        self._choices.set_language(str(self.language.currentData()))
        self._say_restart()

    def _role_chosen(self) -> None:
        self._choices.set_role(str(self.role.currentData()))
        self._say_restart()

    def _say_restart(self) -> None:
        changed = (
            self.language.currentData() != self._choices.language
            or self.role.currentData() != self._choices.role
        )
        text = tr("Kept. It holds from the next start of the program on.")
        self._restart.setText(text if changed else "")


def _field(choices: tuple[tuple[str, str], ...], current: str) -> QComboBox:
    field = QComboBox()
    for text, value in choices:
        field.addItem(text, value)
    field.setCurrentIndex(max(field.findData(current), 0))
    return field

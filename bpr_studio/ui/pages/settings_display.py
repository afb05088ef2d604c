"""Language, look, role and section of the person at this PC."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.workflow import DX_OFFICE
from bpr_studio.ui.pages.survey_words import role_word
from bpr_studio.ui.qt.blocks import Card, Form
from bpr_studio.ui.qt.theme import label

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class Standing(Enum):
    """Who decided on the role of the person."""

    CHOSEN = auto()
    ASKED = auto()  # the workspace is shared, the DX office has not answered yet
    APPROVED = auto()


@dataclass(frozen=True, slots=True)
class DisplayChoices:
    """What is chosen now, and who is told about another choice.

    Attributes:
        language: "ja" or "en"; another one holds when the window is opened anew.
        mode: "light" or "dark"; changes at once.
        role: the role of the person; another one holds when the window is opened anew.
        roles: the roles there are, in order.
        section: code of the person's section, "" before they said so.
        sections: the sections to choose from, as code and name.
        reopen: opens the window anew, so that language and role hold.
        ask_again: leaves for the questions of the first start.
        standing: who decided on the role; only a chosen one can be changed here.
    """

    language: str
    mode: str
    role: str
    roles: tuple[str, ...]
    set_language: Callable[[str], None]
    set_mode: Callable[[str], None]
    set_role: Callable[[str], None]
    section: str = ""
    sections: Callable[[], Sequence[tuple[str, str]]] = tuple
    set_section: Callable[[str], None] = lambda _code: None
    reopen: Callable[[], object] = lambda: None
    ask_again: Callable[[], object] = lambda: None
    standing: Standing = Standing.CHOSEN


class DisplayTab(QWidget):
    """Four fields; each change is kept at once."""

    def __init__(self, choices: DisplayChoices) -> None:
        super().__init__()
        self._choices = choices
        self.language = _field((("日本語", "ja"), ("English", "en")), choices.language)
        self.mode = _field(((tr("Light"), "light"), (tr("Dark"), "dark")), choices.mode)
        chosen = choices.standing is Standing.CHOSEN
        roles = choices.roles if chosen else (choices.role,)
        self.role = _field(tuple((role_word(role), role) for role in roles), choices.role)
        self.role.setEnabled(chosen)
        named = tuple((f"{name}（{code}）", code) for code, name in choices.sections())
        nowhere = () if named and not chosen else ((tr("Not chosen yet"), ""),)
        self.section = _field((*nowhere, *named), choices.section)
        self.section.setMaxVisibleItems(16)
        self._restart = label("", kind="strong", wrap=True)
        self.switch = QPushButton(tr("Switch now"))
        self.switch.setProperty("kind", "primary")
        self.switch.clicked.connect(lambda _checked=False: choices.reopen())
        self.switch.hide()
        self.again = QPushButton(tr("Ask the first questions again"))
        self.again.clicked.connect(lambda _checked=False: choices.ask_again())
        card = Card()
        card.column.addLayout(self._form())
        card.column.addWidget(
            label(
                _about_role(choices.standing),
                kind="secondary",
                wrap=True,
            )
        )
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self._restart, 1)
        row.addWidget(self.switch)
        card.column.addLayout(row)
        foot = QHBoxLayout()
        foot.addWidget(self.again)
        foot.addStretch(1)
        card.column.addLayout(foot)
        card.setMaximumWidth(720)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 16, 0, 0)
        column.addWidget(card)
        column.addStretch(1)
        self._connect()

    @property
    def restart_text(self) -> str:
        """What holds from the next start on, "" for nothing."""
        return self._restart.text()

    # -- inside ----------------------------------------------------------------------------------

    def _form(self) -> Form:
        form = Form()
        form.setContentsMargins(0, 4, 0, 4)
        form.add(tr("Language"), self.language)
        form.add(tr("Look"), self.mode)
        form.add(_role_title(self._choices.standing), self.role)
        form.add(tr("Your section"), self.section)
        self.section.setEnabled(self._choices.role != DX_OFFICE)
        return form

    def _connect(self) -> None:
        choices = self._choices
        self.language.currentIndexChanged.connect(lambda _place: self._language_chosen())
        self.mode.currentIndexChanged.connect(
            lambda _place: choices.set_mode(str(self.mode.currentData()))
        )
        self.role.currentIndexChanged.connect(lambda _place: self._role_chosen())
        self.section.currentIndexChanged.connect(
            lambda _place: choices.set_section(str(self.section.currentData()))
        )

    def _language_chosen(self) -> None:
        self._choices.set_language(str(self.language.currentData()))
        self._say_restart()

    def _role_chosen(self) -> None:
        role = str(self.role.currentData())
        self._choices.set_role(role)
        self.section.setEnabled(role != DX_OFFICE)
        self._say_restart()

    def _say_restart(self) -> None:
        changed = (
            self.language.currentData() != self._choices.language
            or self.role.currentData() != self._choices.role
        )
        text = tr("Kept. It holds when the window is opened anew.")
        self._restart.setText(text if changed else "")
        self.switch.setVisible(changed)


def _role_title(standing: Standing) -> str:
    titles = {
        Standing.CHOSEN: tr("Your role"),
        Standing.ASKED: tr("The role you asked for"),
        Standing.APPROVED: tr("The role approved by the DX office"),
    }
    return titles[standing]


def _about_role(standing: Standing) -> str:
    if standing is Standing.CHOSEN:
        return tr(
            "The role decides which pages, sections and deeds you see, and is written with"
            " every change."
        )
    if standing is Standing.ASKED:
        return tr(
            "The DX office has not approved this PC yet. Until then the role you asked for holds."
        )
    return tr(
        "This workspace is shared, so the DX office decides on the role. Please ask the DX office"
        " if it should be another one."
    )


def _field(choices: Sequence[tuple[str, str]], current: str) -> QComboBox:
    field = QComboBox()
    for text, value in choices:
        field.addItem(text, value)
    field.setCurrentIndex(max(field.findData(current), 0))
    return field

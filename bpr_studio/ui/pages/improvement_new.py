"""Entering an improvement: three ways in, in place of the register."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from bpr_studio.domain.reform.improvement import ImprovementKind, NewImprovement
from bpr_studio.domain.reform.words import kind_name
from bpr_studio.domain.shared.text import tr
from bpr_studio.services.flow_versions import TO_BE
from bpr_studio.ui.qt.blocks import Card, Form
from bpr_studio.ui.qt.choices import Choice, ChoiceCards
from bpr_studio.ui.qt.theme import label

if TYPE_CHECKING:
    from bpr_studio.ui.pages.improvement_parts import ImprovementParts

CANDIDATE, FROM_TO_BE, BY_HAND = "candidate", "to_be", "hand"
_WIDTH: Final = 560
_CITY: Final = ""


class NewImprovementForm(QScrollArea):
    """Asks where an improvement comes from, and what it is called.

    Signals:
        wanted: the `NewImprovement` to enter by hand.
        to_be_wanted: id of the To-Be to make one of.
        candidates_wanted: somebody looks for one among the candidates.
        cancelled: back to the register.
    """

    wanted = Signal(object)
    to_be_wanted = Signal(str)
    candidates_wanted = Signal()
    cancelled = Signal()

    def __init__(self, parts: ImprovementParts) -> None:
        super().__init__()
        self._parts = parts
        self._warned = ""
        self.ways = ChoiceCards(
            (
                Choice(
                    BY_HAND,
                    "pencil-simple",
                    tr("By hand"),
                    tr("Name it now, choose its tasks next"),
                ),
                Choice(
                    FROM_TO_BE,
                    "flow-arrow",
                    tr("From a To-Be"),
                    tr("Hours by step, as the flow gets shorter"),
                ),
                Choice(
                    CANDIDATE,
                    "lightbulb",
                    tr("From a candidate"),
                    tr("Tasks the survey shows to be worth it, with the reason"),
                ),
            ),
            name=tr("Where it comes from"),
        )
        self.name = QLineEdit()
        self.name.setPlaceholderText(tr("e.g. Enter applications by RPA"))
        self.name.setMaxLength(200)
        self.kind, self.section, self.to_be = QComboBox(), QComboBox(), QComboBox()
        self.go_button = QPushButton()
        self.go_button.setProperty("kind", "primary")
        self._cancel = QPushButton(tr("Cancel"))
        self._form = Form()
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        for kind in ImprovementKind:
            self.kind.addItem(kind_name(kind), kind.value)
        self._form.add(tr("Name"), self.name)
        self._form.add(tr("Kind"), self.kind)
        self._form.add(tr("Section"), self.section)
        self._form.add(tr("To-Be"), self.to_be)
        self._why = label("", kind="secondary", wrap=True)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.go_button)
        buttons.addWidget(self._cancel)
        buttons.addStretch(1)
        card = Card(tr("Enter an improvement"))
        card.setFixedWidth(_WIDTH)
        card.column.addWidget(self.ways)
        card.column.addSpacing(8)
        card.column.addLayout(self._form)
        card.column.addWidget(self._why)
        card.column.addSpacing(8)
        card.column.addLayout(buttons)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 12, 0, 0)
        column.addWidget(card, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        self.setWidget(inner)
        self.setAccessibleName(tr("Enter an improvement"))
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)

    def _connect(self) -> None:
        self.ways.picked.connect(lambda _key: self._follow())
        self.go_button.clicked.connect(lambda _checked=False: self.go())
        self._cancel.clicked.connect(lambda _checked=False: self.cancelled.emit())
        self.name.returnPressed.connect(self.go)
        self.name.textChanged.connect(lambda _text: self._follow())

    # -- for the page ----------------------------------------------------------------------------

    def begin(self, unit_code: str = "") -> None:
        """Ask anew; `unit_code` is the section to begin with."""
        self.section.clear()
        if self._parts.improvements.may_write(_CITY):
            self.section.addItem(tr("The whole city"), "")
        owners = self._parts.owners()
        for unit in owners:
            self.section.addItem(unit.path, unit.id)
        own = next((unit.id for unit in owners if unit.code == unit_code), "")
        self.section.setCurrentIndex(max(self.section.findData(own), 0))
        self.to_be.clear()
        codes = {unit.code for unit in owners}
        for flow in self._parts.queries.flows():
            mine = flow.section_code in codes or self._parts.improvements.may_write(_CITY)
            if flow.version_kind == TO_BE and mine:
                name = tr("{flow}: {version}", flow=flow.name, version=flow.version_name)
                self.to_be.addItem(name if flow.version_name else flow.name, flow.id)
        self.name.clear()
        self._follow()
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def go(self) -> None:
        """Do what the picked way leads to."""
        if not self.go_button.isEnabled() or (self.ways.key == BY_HAND and self._is_doubtful()):
            return
        match self.ways.key:
            case "hand":
                kind = ImprovementKind(str(self.kind.currentData()))
                unit = str(self.section.currentData() or "")
                self.wanted.emit(NewImprovement(self.name.text(), kind, unit_id=unit))
            case "to_be":
                self.to_be_wanted.emit(str(self.to_be.currentData()))
            case _:
                self.candidates_wanted.emit()

    # -- inside ----------------------------------------------------------------------------------

    def _is_doubtful(self) -> bool:
        """Whether the name looks like personal data; the second press takes it as it is."""
        name = self.name.text().strip()
        doubt = "" if name == self._warned else self._parts.doubt(name)
        self._warned = name
        if doubt:
            self._why.setText(tr("{doubt} Press again to store it as it is.", doubt=doubt))
            self._why.show()
        return bool(doubt)

    def _follow(self) -> None:
        way = self.ways.key
        for field in (self.name, self.kind, self.section):
            self._form.setRowVisible(field, way == BY_HAND)
        self._form.setRowVisible(self.to_be, way == FROM_TO_BE)
        words = {
            BY_HAND: tr("Enter it"),
            FROM_TO_BE: tr("Enter its hours"),
            CANDIDATE: tr("Go to the candidates"),
        }
        ready = {
            BY_HAND: bool(self.name.text().strip()) and self.section.count() > 0,
            FROM_TO_BE: self.to_be.count() > 0,
            CANDIDATE: "candidates" in self._parts.pages,
        }
        self.go_button.setText(words[way])
        self.go_button.setEnabled(ready[way])
        whys = {
            FROM_TO_BE: tr("There is no To-Be yet. Make one in the versions of a flow."),
            CANDIDATE: tr("Your role does not have this page."),
        }
        self._why.setText("" if ready[way] else whys.get(way, ""))
        self._why.setVisible(bool(self._why.text()))

"""The form of a new flow, in place of the list: name, section, class, and what it starts from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QTimer, Signal
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

from bpr_studio.domain.shared.text import tr
from bpr_studio.services.flow_making import NewFlow
from bpr_studio.ui.pages.unsorted_picker import ClassDialog
from bpr_studio.ui.qt.blocks import Card, Form
from bpr_studio.ui.qt.choices import Choice, ChoiceCards
from bpr_studio.ui.qt.theme import label

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QKeyEvent

    from bpr_studio.services.views import FlowLine, UnitLine
    from bpr_studio.ui.pages.entry_classes import ClassFinder, ClassTree

BLANK, AS_TEXT, STANDARD, COPY = "blank", "text", "standard", "copy"
_OTHER_CLASS: Final = "?"
_SUGGESTED: Final = 5
_SUGGEST_AFTER_MS: Final = 250
_WIDTH: Final = 560


@dataclass(frozen=True, slots=True)
class NewFlowChoices:
    """What the form offers.

    Attributes:
        sections: the sections one may make flows for.
        tree: the classification.
        finder: finds classes for the name of a flow.
        standards: key and title of the standard flows of the library.
        flows: the flows there are, to start from a copy of one.
    """

    sections: Callable[[], Sequence[UnitLine]]
    tree: Callable[[], ClassTree]
    finder: Callable[[], ClassFinder]
    standards: Callable[[], Sequence[tuple[str, str]]]
    flows: Callable[[], Sequence[FlowLine]]


@dataclass(frozen=True, slots=True)
class FlowWish:
    """A flow somebody wants, and whether they begin by writing its steps as text.

    Attributes:
        flow_id: the flow that shall become so, "" for a new one.
    """

    new: NewFlow
    as_text: bool = False
    flow_id: str = ""


class NewFlowForm(QScrollArea):
    """Asks for a new flow.

    Signals:
        wanted: the `FlowWish`.
        cancelled: back to the list.
    """

    wanted = Signal(object)
    cancelled = Signal()

    def __init__(self, choices: NewFlowChoices) -> None:
        super().__init__()
        self._choices = choices
        self._class_code = ""
        self._flow_id = ""  # of the flow that is changed
        self.name = QLineEdit()
        self.name.setPlaceholderText(tr("e.g. Acceptance of move-in notices"))
        self.name.setMaxLength(200)
        self.section, self.task_class = QComboBox(), QComboBox()
        self.starts = ChoiceCards(
            (
                Choice(BLANK, "file", tr("Empty"), tr("The usual lanes and a start")),
                Choice(AS_TEXT, "text-aa", tr("As text"), tr("Write the steps line by line")),
                Choice(
                    STANDARD,
                    "book-open",
                    tr("Standard flow"),
                    tr("Begin with a flow of the library and change what is different here"),
                ),
                Choice(COPY, "files", tr("A flow there is"), tr("Begin with a copy of it")),
            ),
            name=tr("Begin with"),
        )
        self.standard, self.copied = QComboBox(), QComboBox()
        self.make_button = QPushButton(tr("Make the flow"))
        self.make_button.setProperty("kind", "primary")
        self._cancel = QPushButton(tr("Cancel"))
        self._suggesting = QTimer(self)
        self._suggesting.setSingleShot(True)
        self._suggesting.setInterval(_SUGGEST_AFTER_MS)
        self._lay_out()
        self._connect()

    # -- opening ---------------------------------------------------------------------------------

    def begin(self, *, copy_of: str = "") -> None:
        """Ask anew, for a copy of a flow where one is named."""
        self._ask("", tr("New flow"), tr("Make the flow"))
        self._class_code = ""
        self._fill(self.section, [(unit.id, unit.path) for unit in self._choices.sections()])
        self.section.setEnabled(self.section.count() > 1)
        self._fill(self.standard, self._choices.standards())
        self._fill(self.copied, [(line.id, line.name) for line in self._choices.flows()])
        if copy_of:
            self.starts.pick(COPY)
            self.copied.setCurrentIndex(max(self.copied.findData(copy_of), 0))
        else:
            self.starts.pick(BLANK)
        self._suggest()
        self._follow()
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def begin_change(self, line: FlowLine) -> None:
        """Ask for name, section and class of a flow there is."""
        self.begin()
        self._ask(line.id, tr("Name, section and class"), tr("Change the flow"))
        if self.section.findData(line.unit_id) < 0:
            self.section.addItem(line.unit_name or tr("No section"), line.unit_id)
        self.section.setCurrentIndex(self.section.findData(line.unit_id))
        self.section.setEnabled(self.section.count() > 1)
        self._class_code = line.class_code
        self.name.setText(line.name)
        self._suggest()
        self._follow()

    def _ask(self, flow_id: str, title: str, button: str) -> None:
        self._flow_id = flow_id
        self._title.setText(title)
        self.make_button.setText(button)
        self._later.setVisible(not flow_id)
        self.name.clear()

    def wish(self) -> FlowWish:
        """What the form says now."""
        start = self.starts.key
        new = NewFlow(
            name=self.name.text(),
            unit_id=str(self.section.currentData() or ""),
            class_code=self._class_code,
            copy_of=str(self.copied.currentData() or "") if start == COPY else "",
            library_key=str(self.standard.currentData() or "") if start == STANDARD else "",
        )
        return FlowWish(new, as_text=start == AS_TEXT, flow_id=self._flow_id)

    def choose_class(self, code: str) -> None:
        """Take a class, "" for none."""
        self._class_code = code
        if self.task_class.findData(code) < 0:
            self.task_class.insertItem(1, self._class_words(code), code)
        self.task_class.setCurrentIndex(self.task_class.findData(code))

    # -- building --------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        fields = Form()
        fields.add(tr("Name of the work"), self.name, width=_WIDTH)
        fields.add(tr("Section"), self.section, width=_WIDTH)
        fields.add(tr("Class of the work"), self.task_class, width=_WIDTH)
        fields.add(tr("Begin with"), self.starts, width=_WIDTH)
        fields.add(tr("Which standard flow"), self.standard, width=_WIDTH)
        fields.add(tr("Which flow"), self.copied, width=_WIDTH)
        self._fields = fields
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.make_button)
        buttons.addWidget(self._cancel)
        buttons.addStretch(1)
        card = Card()
        self._title = label("", kind="section")
        self._later = label(tr("Name, section and class can be changed later."), kind="caption")
        card.column.addWidget(self._title)
        card.column.addLayout(fields)
        card.column.addWidget(self._later)
        card.column.addLayout(buttons)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(card, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(tr("New flow"))

    def _connect(self) -> None:
        self.name.textEdited.connect(self._suggesting.start)
        self.name.textChanged.connect(self._follow)
        self._suggesting.timeout.connect(self._suggest)
        self.task_class.activated.connect(self._class_activated)
        self.starts.picked.connect(self._follow)
        self.make_button.clicked.connect(lambda _checked=False: self._make())
        self._cancel.clicked.connect(lambda _checked=False: self.cancelled.emit())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter makes the flow from whatever field; Esc, or Enter on its button, leads back."""
        enters = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if event.key() == Qt.Key.Key_Escape or (enters and self._cancel.hasFocus()):
            self.cancelled.emit()
        elif enters:
            self._make()
        else:
            super().keyPressEvent(event)

    # -- inside ----------------------------------------------------------------------------------

    @staticmethod
    def _fill(box: QComboBox, entries: Sequence[tuple[str, str]]) -> None:
        box.clear()
        for key, words in entries:
            box.addItem(words, key)

    def _follow(self) -> None:
        """What the way of beginning asks for, and whether enough is said."""
        start = self.starts.key
        is_new = not self._flow_id
        self._fields.setRowVisible(self.starts, is_new)
        self._fields.setRowVisible(self.standard, is_new and start == STANDARD)
        self._fields.setRowVisible(self.copied, is_new and start == COPY)
        needed = {STANDARD: self.standard, COPY: self.copied}.get(start)
        is_there = needed is None or needed.count() > 0
        self.make_button.setEnabled(bool(self.name.text().strip()) and is_there)

    def _suggest(self) -> None:
        """Classes that fit the name; a class that was chosen stays."""
        hits = self._choices.finder().for_name(self.name.text(), _SUGGESTED)
        codes = dict.fromkeys([self._class_code, *(hit.code for hit in hits)])
        self.task_class.clear()
        self.task_class.addItem(tr("Say it later"), "")
        for code in filter(None, codes):
            self.task_class.addItem(self._class_words(code), code)
        self.task_class.addItem(tr("Another class …"), _OTHER_CLASS)
        self.task_class.setCurrentIndex(max(self.task_class.findData(self._class_code), 0))

    def _class_words(self, code: str) -> str:
        return f"{code} {self._choices.tree().name(code)}"

    def _class_activated(self) -> None:
        code = str(self.task_class.currentData() or "")
        if code == _OTHER_CLASS:
            choices = self._choices
            dialog = ClassDialog(choices.tree(), choices.finder(), self.name.text(), self)
            code = dialog.code if dialog.exec() else self._class_code
        self.choose_class(code)

    def _make(self) -> None:
        if self.make_button.isEnabled():
            self.wanted.emit(self.wish())

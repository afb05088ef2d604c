"""The card of events, branches, flows, lanes and the rest: the few things they have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from bpr_studio.domain.modeling.connecting import set_condition, set_default
from bpr_studio.domain.modeling.naming import rename
from bpr_studio.domain.process.element import Kind
from bpr_studio.domain.shared.errors import BprError
from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.ui.canvas.words import kind_word, place_word, shown_name
from bpr_studio.ui.pages.flow_card_fields import LineField, ReadField, TextField
from bpr_studio.ui.pages.flows_step_facts import documentation
from bpr_studio.ui.qt.theme import label

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bpr_studio.domain.process.element import Element
    from bpr_studio.services.flow_editing import FlowSession
    from bpr_studio.ui.pages.flow_card_fields import CardField

_MAY_HAVE_CONDITION: Final = frozenset({Kind.SEQUENCE_FLOW})


class PlainCard(QWidget):
    """Name, kind, ends, condition and explanation of one element.

    Signals:
        refused: a sentence why something was not done.

    Args:
        flow_name: name of a stored flow by its id.
    """

    refused = Signal(str)

    def __init__(self, flow_name: Callable[[str], str]) -> None:
        super().__init__()
        self._flow_name = flow_name
        self._session: FlowSession | None = None
        self._id = ""
        self._kind = label("", kind="strong", wrap=True)
        self._place = label("", kind="caption", wrap=True)
        self.name = LineField(tr("Name"))
        self.text = TextField(tr("Text"), 4)
        self.ways = ReadField(tr("From and to"))
        self.condition = LineField(tr("Condition"))
        self.default = QCheckBox(tr("Taken when nothing else fits"))
        self.explanation = ReadField(tr("Explanation in the file"))
        self._captions: dict[CardField, QWidget] = {}
        self.name.typed.connect(self._rename)
        self.text.typed.connect(self._rename)
        self.condition.typed.connect(self._set_condition)
        self.default.clicked.connect(self._set_default)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 4, 8, 12)
        column.setSpacing(4)
        column.addWidget(self._kind)
        column.addWidget(self._place)
        for field in (self.name, self.text, self.ways, self.condition):
            self._add(column, field)
        column.addWidget(self.default)
        self._add(column, self.explanation)
        column.addStretch(1)

    def _add(self, column: QVBoxLayout, field: CardField) -> None:
        caption = label(field.name, kind="secondary")
        caption.setBuddy(field)
        self._captions[field] = caption
        column.addSpacing(4)
        column.addWidget(caption)
        column.addWidget(field)

    @property
    def kind(self) -> str:
        """What the element is."""
        return self._kind.text()

    def show_flow(self, session: FlowSession | None) -> None:
        """Another flow is edited."""
        self._session = session

    def show_element(self, ids: Sequence[str]) -> None:
        """Show the one selected element, or how many there are."""
        session = self._session
        element = session.model.find(ids[0]) if session and len(ids) == 1 else None
        self._id = element.id if element else ""
        if session is None or element is None:
            n = len(ids)
            self._kind.setText(ntr("{n} element selected", "{n} elements selected", n))
            self._place.setText(tr("Select steps to change them together."))
            self._show_only()
            return
        self._kind.setText(kind_word(element))
        self._place.setText(place_word(session.model, element))
        long = element.kind is Kind.ANNOTATION
        (self.text if long else self.name).show_text(element.name)
        self.ways.show_text(self._ways_of(element))
        self.condition.show_text(element.condition.text if element.condition else "")
        self.explanation.show_text(documentation(element))
        shown: list[CardField] = [self.text if long else self.name]
        if element.kind in _MAY_HAVE_CONDITION:
            shown += [self.ways, self.condition]
            source = session.model.find(element.source)
            self.default.setChecked(source is not None and source.default_flow == element.id)
        elif self.ways.words.text():
            shown.append(self.ways)
        if documentation(element):
            shown.append(self.explanation)
        self._show_only(*shown)
        editable = bool(session.editable)
        for field in (self.name, self.text, self.condition):
            field.set_editable(editable=editable)
        self.default.setEnabled(editable)

    def _ways_of(self, element: Element) -> str:
        session = self._session
        if session is None or not (element.source or element.target):
            return ""
        ends = (session.model.find(element.source), session.model.find(element.target))
        source, target = (shown_name(end) if end else tr("(nothing)") for end in ends)
        return tr("{start} → {end}", start=source, end=target)

    def _show_only(self, *shown: CardField) -> None:
        for field, caption in self._captions.items():
            field.setVisible(field in shown)
            caption.setVisible(field in shown)
        self.default.setVisible(self.condition in shown)

    # -- writing ---------------------------------------------------------------------------------

    def _rename(self, text: str) -> None:
        self._do(lambda session: rename(session.editor, self._id, text))

    def _set_condition(self, text: str) -> None:
        self._do(lambda session: set_condition(session.editor, self._id, text))

    def _set_default(self, on: bool) -> None:
        self._do(lambda session: set_default(session.editor, self._id, on=on))

    def _do(self, deed: Callable[[FlowSession], object]) -> None:
        session = self._session
        if session is None or not self._id:
            return
        try:
            deed(session)
        except BprError as error:
            self.refused.emit(str(error))
        if self._id in session.model:
            self.show_element((self._id,))

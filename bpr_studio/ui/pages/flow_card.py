"""The step card: everything the detailed survey asks about the selected steps, edited in place.

Each field is stored by itself as one gesture; what cannot be read is refused with a sentence and
the old value stays. Several selected steps show what they have in common and change together.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from bpr_studio.domain.modeling.naming import rename
from bpr_studio.domain.modeling.stepping import set_step
from bpr_studio.domain.process.element import ACTIVITIES
from bpr_studio.domain.process.step import CORE, NON_CORE, Step
from bpr_studio.domain.shared.errors import BprError
from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.services.detailed_cells import HOURS, NAME
from bpr_studio.ui.canvas.words import core_word, kind_word, place_word
from bpr_studio.ui.pages.detailed_cells import STEP_TYPE, usual_word
from bpr_studio.ui.pages.flow_card_fields import VARIOUS, field_for
from bpr_studio.ui.pages.flow_card_plain import PlainCard
from bpr_studio.ui.pages.flow_panel import FlowPanel
from bpr_studio.ui.qt.icons import icon
from bpr_studio.ui.qt.theme import Tone, label

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from bpr_studio.domain.process.element import Element
    from bpr_studio.services.detailed_cells import StepReading
    from bpr_studio.services.detailed_values import StepMaterial
    from bpr_studio.services.flow_editing import FlowSession
    from bpr_studio.ui.pages.flow_card_fields import CardField

_SECTIONS: Final = ("basics", "time", "medium", "nature", "procedure")
_FOLDED: Final = frozenset({"medium", "nature", "procedure"})
_ROWS: Final[dict[str, tuple[tuple[str, ...], ...]]] = {
    "basics": (
        (NAME,),
        (STEP_TYPE,),
        ("core_tag",),
        ("core_reasons",),
        ("actor_category",),
        ("staff_category",),
    ),
    "time": (
        ("frequency",),
        ("times_per_year",),
        ("cases_per_time",),
        ("cases_per_year",),
        ("minutes_per_case",),
        (HOURS,),
        ("waiting_days",),
    ),
    "medium": (
        ("medium",),
        ("system",),
        ("forms_in",),
        ("forms_out",),
        ("seal", "seal_basis"),
        ("paper", "paper_basis"),
        ("in_person", "in_person_basis"),
        ("legal_basis",),
    ),
    "nature": (
        ("judgement",),
        ("expertise",),
        ("personal_data",),
        ("rework_percent",),
        ("issue",),
        ("improvement",),
    ),
    "procedure": (("manual_text",),),
}
_STEP_FIELDS: Final = tuple(one.name for one in fields(Step))
_CAPTION: Final = 92


def _section_words() -> dict[str, str]:
    return {
        "basics": tr("Basics"),
        "time": tr("Times and minutes"),
        "medium": tr("Medium and forms"),
        "nature": tr("Nature and problems"),
        "procedure": tr("Procedure"),
    }


@dataclass(frozen=True, slots=True)
class CardParts:
    """What the card works with.

    Attributes:
        material: columns, rules and usual core tags, by the id of the survey a flow answers.
        flow_name: name of a stored flow by its id, for calls of other flows.
        doubt: what looks like personal data in a text, "" for nothing.
    """

    material: Callable[[str], StepMaterial]
    flow_name: Callable[[str], str] = lambda _flow_id: ""
    doubt: Callable[[str], str] = lambda _text: ""


class StepCardPanel(FlowPanel):
    """The card of whatever is selected in a flow."""

    def __init__(self, parts: CardParts) -> None:
        super().__init__()
        self.title = tr("Card")
        self.icon = "identification-badge"
        self._parts = parts
        self._session: FlowSession | None = None
        self._material: StepMaterial | None = None
        self._ids: tuple[str, ...] = ()
        self._fields: dict[str, CardField] = {}
        self._folds: dict[str, _Fold] = {}
        self._empty = _EmptyCard()
        self._plain = PlainCard(parts.flow_name)
        self._plain.refused.connect(self.refused)
        self._head = label("", kind="strong", wrap=True)
        self._place = label("", kind="caption", wrap=True)
        self._proposal = QPushButton()
        self._proposal.clicked.connect(lambda _checked=False: self._take_proposal())
        self._card = QWidget()
        self._rows = QVBoxLayout(self._card)
        self._stack = QStackedWidget()
        for page in (self._empty, _scrolled(self._plain), _scrolled(self._card)):
            self._stack.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.addWidget(self._stack)

    # -- the contract of a panel -----------------------------------------------------------------

    def show_flow(self, session: FlowSession | None) -> None:
        """Another flow is edited, or none."""
        self._session = session
        self._ids = ()
        self._material = None
        if session is not None:
            self._material = self._parts.material(session.line.round_id)
            self._build()
        self._plain.show_flow(session)
        self._show()

    def show_selection(self, ids: Sequence[str]) -> None:
        """Show the card of these elements."""
        if tuple(ids) != self._ids:
            self._ids = tuple(ids)
            self._show()

    def take_changes(self, ids: Sequence[str]) -> None:
        """What is shown may be different now."""
        if not ids or set(ids) & set(self._ids):
            self._show()

    # -- what is shown ---------------------------------------------------------------------------

    @property
    def fields(self) -> dict[str, CardField]:
        """The fields by the columns of the survey."""
        return self._fields

    @property
    def plain(self) -> PlainCard:
        """The card of everything that is no step."""
        return self._plain

    @property
    def head(self) -> str:
        """What the card is about."""
        return self._head.text()

    @property
    def proposal_button(self) -> QPushButton:
        """Takes the core tag the step type proposes; hidden without a proposal."""
        return self._proposal

    def fold(self, section: str, *, folded: bool) -> None:
        """Fold a section of the card or open it."""
        self._folds[section].fold(folded=folded)

    def steps(self) -> list[Element]:
        """The selected steps."""
        if self._session is None:
            return []
        found = (self._session.model.find(one) for one in self._ids)
        return [element for element in found if element and element.kind in ACTIVITIES]

    def _build(self) -> None:
        """The fields of the survey's columns, once for each set of rules."""
        if self._material is None or self._fields:
            return
        rules = self._material.rules
        self._rows.setContentsMargins(8, 4, 8, 12)
        self._rows.setSpacing(4)
        self._rows.addWidget(self._head)
        self._rows.addWidget(self._place)
        words = _section_words()
        for section in _SECTIONS:
            fold = _Fold(words[section], folded=section in _FOLDED)
            self._folds[section] = fold
            self._rows.addWidget(fold)
            for keys in _ROWS[section]:
                made = [field_for(rules.column(key)) for key in keys]
                for key, field in zip(keys, made, strict=True):
                    self._fields[key] = field
                    field.setToolTip(rules.column(key).help)
                    field.typed.connect(lambda text, k=key: self._write(k, text))
                    field.allowed.connect(lambda text, k=key: self._write(k, text, sure=True))
                column = rules.column(keys[0])
                fold.add(column.header, column.unit, made)
                if keys == ("core_tag",):
                    fold.add_below(self._proposal)
        self._rows.addStretch(1)

    def _show(self) -> None:
        steps = self.steps()
        session = self._session
        if session is None or not self._ids:
            self._stack.setCurrentIndex(0)
            return
        if not steps:
            self._plain.show_element(self._ids)
            self._stack.setCurrentIndex(1)
            return
        self._stack.setCurrentIndex(2)
        self._say_head(steps)
        editable = bool(session.editable)
        for key, field in self._fields.items():
            field.show_text(self._common(steps, key))
            field.set_editable(editable=editable)
        self._offer(steps, editable=editable)
        self._say_overlaps(steps)

    def _say_overlaps(self, steps: Sequence[Element]) -> None:
        """Name the values of several people at the fields of a step."""
        session, material = self._session, self._material
        if session is None or material is None or len(steps) != 1:
            return
        for key, seen in session.several.get(session.row_of(steps[0].id), {}).items():
            field = self._fields.get(key)
            if field is not None and not field.is_typed_in:
                texts = material.rules.shown_values(steps[0], key, seen.values)
                said = tr(" / ").join(text or tr("(empty)") for text in texts)
                field.say(tr("Several people changed it: {values}.", values=said), Tone.WARNING)

    def _say_head(self, steps: Sequence[Element]) -> None:
        session = self._session
        if session is None:
            return
        if len(steps) == 1:
            self._head.setText(kind_word(steps[0]))
            self._place.setText(self._place_of(steps[0]))
        else:
            n = len(steps)
            self._head.setText(ntr("{n} step selected", "{n} steps selected", n))
            self._place.setText(tr("What you enter is written to all of them."))

    def _place_of(self, step: Element) -> str:
        session = self._session
        words = [place_word(session.model, step)] if session else []
        if step.linked_flow:
            name = self._parts.flow_name(step.linked_flow)
            words.append(tr("Stands for the flow {name}", name=name) if name else "")
        return " ・ ".join(word for word in words if word)

    def _common(self, steps: Sequence[Element], key: str) -> str | None:
        """The text all steps share, `VARIOUS` where they differ."""
        if self._material is None:
            return ""
        rules = self._material.rules
        show = rules.shown if key == HOURS else rules.text
        texts = {show(step, key) for step in steps}
        return texts.pop() if len(texts) == 1 else VARIOUS

    def _offer(self, steps: Sequence[Element], *, editable: bool) -> None:
        """The core tag the step type proposes, and what the type usually is."""
        types = {step.step.step_type for step in steps}
        proposed = self._proposed(types.pop()) if len(types) == 1 else ""
        tags = {step.step.core_tag for step in steps}
        offered = editable and proposed in {CORE, NON_CORE} and tags != {proposed}
        self._proposal.setText(tr("Tag as {word}", word=core_word(proposed)) if offered else "")
        self._proposal.setVisible(offered)
        field = self._fields.get(STEP_TYPE)
        if field is not None and not field.is_typed_in:
            field.say(usual_word(proposed))

    def _proposed(self, step_type: str) -> str:
        if self._material is None:
            return ""
        return self._material.core_defaults.get(step_type, "")

    def _take_proposal(self) -> None:
        steps = self.steps()
        proposed = self._proposed(steps[0].step.step_type) if steps else ""
        if proposed in {CORE, NON_CORE} and self._material is not None:
            column = self._material.rules.column("core_tag")
            self._write("core_tag", column.label_of(proposed))

    # -- writing ---------------------------------------------------------------------------------

    def _write(self, key: str, text: str, *, sure: bool = False) -> None:
        """Store a text in all selected steps as one gesture, or say why not."""
        session, material = self._session, self._material
        steps = self.steps()
        if session is None or material is None or not steps:
            return
        field = self._fields[key]
        doubt = "" if sure else self._parts.doubt(text)
        if doubt:
            field.say(doubt, Tone.WARNING, doubtful=text)
            return
        readings = {step.id: material.rules.read(step, {key: text}) for step in steps}
        refused = next((r.refused[key] for r in readings.values() if key in r.refused), None)
        if refused is not None:
            field.show_text(self._common(steps, key))
            field.say(refused.message, Tone.ERROR)
            return
        header = material.rules.column(key).header
        try:
            with session.editor.gesture(tr("Change “{column}”", column=header)):
                for step in steps:
                    self._store(step, readings[step.id])
        except BprError as error:
            field.show_text(self._common(steps, key))
            self.refused.emit(str(error))
            return
        self._show()
        self._remark(key, readings.values())

    def _store(self, step: Element, reading: StepReading) -> None:
        session = self._session
        if session is None:
            return
        if reading.name != step.name:
            rename(session.editor, step.id, reading.name)
        changed = {
            name: getattr(reading.step, name)
            for name in _STEP_FIELDS
            if getattr(reading.step, name) != getattr(step.step, name)
        }
        if changed:
            set_step(session.editor, [step.id], **changed)

    def _remark(self, key: str, readings: Iterable[StepReading]) -> None:
        """Say what was repaired or filled in too."""
        said: dict[str, None] = {}
        for reading in readings:
            for remarks in reading.remarks.values():
                said.update((remark.message, None) for remark in remarks)
        if said:
            self._fields[key].say(" ".join(said))


class _Fold(QFrame):
    """A section of the card that folds away."""

    def __init__(self, title: str, *, folded: bool) -> None:
        super().__init__()
        self._button = QToolButton()
        self._button.setText(title)
        self._button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._button.setCheckable(True)
        self._button.setStyleSheet("font-weight: 700; background: transparent;")
        self._button.clicked.connect(lambda on: self.fold(folded=not on))
        self._body = QWidget()
        self._grid = QGridLayout(self._body)
        self._grid.setContentsMargins(4, 2, 0, 6)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnStretch(2, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._button)
        column.addWidget(self._body)
        self.fold(folded=folded)

    def fold(self, *, folded: bool) -> None:
        """Fold or open."""
        self._button.setChecked(not folded)
        self._button.setIcon(icon("caret-right" if folded else "caret-down"))
        self._body.setVisible(not folded)

    def add(self, caption: str, unit: str, made: Sequence[CardField]) -> None:
        """One row: a caption and one or two fields."""
        row = self._grid.rowCount()
        if len(made) == 1 and made[0].is_tall:
            self._grid.addWidget(label(caption), row, 0, 1, 3)
            self._grid.addWidget(made[0], row + 1, 0, 1, 3)
            return
        self._grid.addWidget(_caption(caption, unit), row, 0, Qt.AlignmentFlag.AlignTop)
        if len(made) == 1:
            self._grid.addWidget(made[0], row, 1, 1, 2)
            return
        for place, field in enumerate(made, start=1):
            self._grid.addWidget(field, row, place)

    def add_below(self, widget: QWidget) -> None:
        """Something below the last row."""
        self._grid.addWidget(widget, self._grid.rowCount(), 1, 1, 2)


def _caption(text: str, unit: str) -> QWidget:
    made = label(tr("{name} ({unit})", name=text, unit=unit) if unit else text, wrap=True)
    made.setMinimumHeight(30)
    made.setFixedWidth(_CAPTION)
    return made


class _EmptyCard(QWidget):
    """Nothing is selected."""

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 16, 12, 12)
        column.setSpacing(8)
        column.addWidget(label(tr("Nothing is selected."), kind="strong", wrap=True))
        text = tr("Select a step in the drawing: its card shows what it takes and what it needs.")
        column.addWidget(label(text, kind="secondary", wrap=True))
        column.addStretch(1)


def _scrolled(widget: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    widget.setObjectName("scrolled")
    area.setWidget(widget)
    return area

"""The panel of one improvement: every answer is stored as soon as it is given."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from bpr_studio.domain.reform.course import next_states
from bpr_studio.domain.reform.improvement import ImprovementKind, ImprovementState, UseOfFreed
from bpr_studio.domain.reform.months import month_words, read_month
from bpr_studio.domain.reform.words import kind_name, state_name, use_name
from bpr_studio.domain.shared.errors import BprError, RefusedError
from bpr_studio.domain.shared.quantities import format_hours
from bpr_studio.domain.shared.text import tr
from bpr_studio.services.improvement_values import field_name
from bpr_studio.ui.pages.flow_card_fields import ChoiceField, LineField, TextField
from bpr_studio.ui.pages.improvement_actuals import ActualsBlock
from bpr_studio.ui.pages.improvement_claims import ClaimsBlock
from bpr_studio.ui.pages.settings_staff import number_typed
from bpr_studio.ui.pages.survey_words import moment_text
from bpr_studio.ui.qt.blocks import clear_layout
from bpr_studio.ui.qt.findings_list import LEVEL_MARKS
from bpr_studio.ui.qt.flow_row import FlowRow
from bpr_studio.ui.qt.icons import icon_label
from bpr_studio.ui.qt.theme import Tone, label

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bpr_studio.domain.reform.claims import Ground
    from bpr_studio.domain.reform.effects import Booked, Cost
    from bpr_studio.domain.reform.improvement import Improvement, NewImprovement
    from bpr_studio.domain.shared.findings import Finding
    from bpr_studio.services.store import HistoryEntry
    from bpr_studio.ui.pages.flow_card_fields import CardField

_WIDTH: Final = 340
_TEXTS: Final = ("name", "description", "owner_role", "evidence", "use_note")


@dataclass(frozen=True, slots=True)
class ShownImprovement:
    """One improvement with everything that is known of it.

    Attributes:
        booked: the improvement and what it counts for.
        ground: the tasks and steps it claims.
        doubts: what to look at.
        course: who brought it to which state.
        cost: what it costs against what it saves, None while that is not known.
        fiscal_year: the year it is.
        editable: the person may write it.
    """

    booked: Booked
    ground: Ground
    doubts: Sequence[Finding]
    course: Sequence[HistoryEntry]
    cost: Cost | None
    fiscal_year: int
    editable: bool

    @property
    def improvement(self) -> Improvement:
        """The line of the register."""
        return self.booked.improvement


class ImprovementPanel(QScrollArea):
    """Facts, hours that go away and hours really saved, below each other.

    Signals:
        plan_changed: the plan as it was shown, and as it shall be.
        note_changed: the note as it was shown, and as it shall be.
        state_wanted: the `ImprovementState` somebody wants.
        delete_wanted: it shall leave the register.
    """

    plan_changed = Signal(object, object)
    note_changed = Signal(str, str)
    state_wanted = Signal(object)
    delete_wanted = Signal()

    def __init__(self, doubt: Callable[[str], str]) -> None:
        super().__init__()
        self._doubt = doubt
        self._shown: ShownImprovement | None = None
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(tr("The improvement"))
        self.setMinimumWidth(_WIDTH)
        self.fields: dict[str, CardField] = _fields()
        self.note = TextField(tr("Memo"), 2)
        self._ways = QWidget()
        self.states = FlowRow(self._ways, spacing=6)
        self._state = label("", kind="strong")
        self._course = label("", kind="caption", wrap=True)
        self._doubts = QVBoxLayout()
        self._cost = label("", kind="secondary", wrap=True)
        self.claims = ClaimsBlock()
        self.actuals = ActualsBlock(doubt)
        self._delete = QPushButton(tr("Delete this improvement"))
        self._delete.setProperty("kind", "quiet")
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(12, 0, 8, 16)
        column.setSpacing(6)
        self._add(column, "name")
        column.addWidget(self._state)
        column.addWidget(self._ways)
        column.addWidget(self._course)
        self._doubts.setSpacing(6)
        column.addLayout(self._doubts)
        column.addWidget(self.claims)
        for name in ("kind", "start_month", "expected_minutes", "centre", "evidence"):
            self._add(column, name)
        column.addWidget(self.actuals)
        for name in ("description", "owner_role", "yen_once", "yen_yearly"):
            self._add(column, name)
        column.addWidget(self._cost)
        for name in ("use_of_freed", "use_note"):
            self._add(column, name)
        column.addWidget(label(self.note.name, kind="caption"))
        column.addWidget(self.note)
        column.addSpacing(8)
        column.addWidget(self._delete, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        self.setWidget(inner)

    def _add(self, column: QVBoxLayout, name: str) -> None:
        caption = label(self.fields[name].name, kind="caption")
        caption.setBuddy(self.fields[name])
        self.fields[name].setProperty("caption", caption)
        column.addWidget(caption)
        column.addWidget(self.fields[name])

    def _connect(self) -> None:
        for name, field in self.fields.items():
            field.typed.connect(lambda text, name=name: self._on_typed(name, text))
            field.allowed.connect(lambda text, name=name: self._on_typed(name, text, sure=True))
        self.note.typed.connect(self._on_note)
        self.note.allowed.connect(lambda text: self._on_note(text, sure=True))
        self._delete.clicked.connect(lambda _checked=False: self.delete_wanted.emit())

    # -- what it shows ---------------------------------------------------------------------------

    @property
    def shown(self) -> ShownImprovement | None:
        """What is shown."""
        return self._shown

    def show_improvement(self, shown: ShownImprovement) -> None:
        """Show an improvement; what is being typed stays."""
        other = self._shown is None or self._shown.improvement.id != shown.improvement.id
        self._shown = shown
        for name, text in _texts(shown.improvement.plan).items():
            field = self.fields[name]
            field.show_text(text)
            field.set_editable(editable=shown.editable)
            if isinstance(field, LineField) and not field.is_typed_in:
                field.edit.setCursorPosition(0)  # a long text is shown from its beginning
        self.note.show_text(shown.improvement.note)
        self.note.set_editable(editable=shown.editable)
        self._show_expected(shown)
        self._show_states(shown)
        self._show_doubts(shown.doubts)
        self._show_cost(shown)
        self.claims.show_claims(shown.booked, shown.ground, editable=shown.editable)
        self.actuals.show_actuals(shown.improvement, shown.fiscal_year, editable=shown.editable)
        self._delete.setVisible(shown.editable)
        if other:
            self.verticalScrollBar().setValue(0)

    def say(self, name: str, error: BprError) -> None:
        """Say at a field why its answer was not taken."""
        self.fields[name].say(str(error), Tone.ERROR)

    def _show_expected(self, shown: ShownImprovement) -> None:
        """Hours typed by hand matter only where no task is named."""
        field = self.fields["expected_minutes"]
        by_hand = not shown.improvement.plan.claims
        field.setVisible(by_hand)
        field.property("caption").setVisible(by_hand)

    def _show_states(self, shown: ShownImprovement) -> None:
        held = any(button.hasFocus() for button in self._ways.findChildren(QPushButton))
        for button in self._ways.findChildren(QPushButton):
            self.states.removeWidget(button)
            button.hide()
            button.deleteLater()
        state = shown.improvement.state
        self._state.setText(tr("State: {state}", state=state_name(state)))
        following = next_states(state) if shown.editable else ()
        made = [self._state_button(one, first=number == 0) for number, one in enumerate(following)]
        for button in made:
            self.states.addWidget(button)
        if held and made:
            made[0].show()  # at once: what is hidden takes no keys
            made[0].setFocus()  # else the keyboard would leave the panel with the button pressed
        self._course.setText(_course_words(shown.course))
        self._course.setVisible(len(shown.course) > 1)

    def _state_button(self, state: ImprovementState, *, first: bool) -> QPushButton:
        made = QPushButton(tr("To “{state}”", state=state_name(state)))
        made.setProperty("kind", "" if first else "quiet")
        made.clicked.connect(lambda _checked=False: self.state_wanted.emit(state))
        return made

    def _show_doubts(self, doubts: Sequence[Finding]) -> None:
        clear_layout(self._doubts)
        for doubt in doubts:
            self._doubts.addWidget(_Doubt(doubt))

    def _show_cost(self, shown: ShownImprovement) -> None:
        cost = shown.cost
        self._cost.setVisible(cost is not None)
        if cost is not None:
            self._cost.setText(cost_words(cost))

    # -- what was typed --------------------------------------------------------------------------

    def _on_typed(self, name: str, text: str, *, sure: bool = False) -> None:
        if self._shown is None:
            return
        doubt = "" if sure or name not in _TEXTS else self._doubt(text)
        if doubt:
            self.fields[name].say(doubt, Tone.WARNING, doubtful=text)
            return
        plan = self._shown.improvement.plan
        try:
            after = changed(plan, name, text)
        except BprError as error:
            self.say(name, error)
            return
        self.fields[name].say("")
        self.plan_changed.emit(plan, after)

    def _on_note(self, text: str, *, sure: bool = False) -> None:
        if self._shown is None:
            return
        doubt = "" if sure else self._doubt(text)
        if doubt:
            self.note.say(doubt, Tone.WARNING, doubtful=text)
            return
        self.note.say("")
        self.note_changed.emit(self._shown.improvement.note, text)


class _Doubt(QWidget):
    """A finding in the panel: mark and sentence."""

    def __init__(self, finding: Finding) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        icon_name, tone = LEVEL_MARKS[finding.level]
        row.addWidget(icon_label(icon_name, tone), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(label(finding.message, wrap=True, selectable=True), 1)
        self.setAccessibleName(finding.message)


def _fields() -> dict[str, CardField]:
    def named(name: str) -> str:
        return field_name(name)

    yen = tr("yen")
    return {
        "name": LineField(named("name")),
        "kind": ChoiceField(named("kind"), [kind_name(k) for k in ImprovementKind], blank=False),
        "start_month": LineField(tr("Start month, such as 2026-10")),
        "expected_minutes": LineField(tr("Expected hours a year"), number=True),
        "centre": ChoiceField(
            tr("Counts for the processing centre"),
            [tr("It counts"), tr("It does not count")],
            blank=False,
        ),
        "evidence": TextField(named("evidence"), 2),
        "description": TextField(named("description"), 3),
        "owner_role": LineField(tr("Who is in charge (a role, no name)")),
        "yen_once": LineField(tr("Cost to introduce it (yen)"), unit=yen, number=True),
        "yen_yearly": LineField(tr("Running cost a year (yen)"), unit=yen, number=True),
        "use_of_freed": ChoiceField(
            named("use_of_freed"), [use_name(use) for use in UseOfFreed], blank=False
        ),
        "use_note": LineField(named("use_note")),
    }


def _texts(plan: NewImprovement) -> dict[str, str]:
    """What the fields show of a plan."""

    def amount(value: int | None) -> str:
        return "" if value is None else f"{value:,}"

    return {
        **{name: str(getattr(plan, name)) for name in _TEXTS},
        "kind": kind_name(plan.kind),
        "start_month": month_words(plan.start_month),
        "expected_minutes": format_hours(plan.expected_minutes) if plan.expected_minutes else "",
        "centre": tr("It counts") if plan.centre else tr("It does not count"),
        "yen_once": amount(plan.yen_once),
        "yen_yearly": amount(plan.yen_yearly),
        "use_of_freed": use_name(plan.use_of_freed),
    }


def changed(plan: NewImprovement, name: str, text: str) -> NewImprovement:
    """A plan with one answer as it was typed.

    Raises:
        RefusedError: the text is no number or month where one is asked for.
    """
    values: dict[str, object] = {name: _answer(name, text)}
    return replace(plan, **values)  # type: ignore[arg-type]  # what `_answer` gives for the name


def _answer(name: str, text: str) -> object:
    """A typed text as the plan keeps it."""
    answer: object = text.strip()
    match name:
        case "kind":
            answer = next(kind for kind in ImprovementKind if kind_name(kind) == text)
        case "use_of_freed":
            answer = next(use for use in UseOfFreed if use_name(use) == text)
        case "centre":
            answer = text == tr("It counts")
        case "start_month":
            answer = _month(text)
        case "expected_minutes":
            answer = round(number_typed(text) * 60)
        case "yen_once" | "yen_yearly":
            answer = round(number_typed(text)) if text.strip() else None
        case _:
            pass  # a text
    return answer


def _month(text: str) -> str:
    if not text.strip():
        return ""
    month = read_month(text)
    if month is None:
        raise RefusedError(
            tr("“{text}” is no month.", text=text.strip()),
            kept=tr("The old month was kept."),
            remedy=tr("Type a month such as 2026-10 or R8.10."),
        )
    return month


def _course_words(course: Sequence[HistoryEntry]) -> str:
    """The last states with who brought them about, newest first."""
    lines = []
    for entry in reversed(course[-4:]):
        known = entry.after in list(ImprovementState)
        state = state_name(ImprovementState(str(entry.after))) if known else ""
        lines.append(f"{moment_text(entry.at.isoformat())}　{state}　{entry.user}")
    return "\n".join(lines)


def cost_words(cost: Cost) -> str:
    """Cost a year, per hour saved and payback, in one sentence or two."""
    words = [tr("{yen:,} yen a year, the introduction over 5 years", yen=cost.yearly)]
    if cost.per_hour is not None:
        words.append(tr("{yen:,} yen for each hour saved", yen=round(cost.per_hour)))
    if cost.payback_years is not None:
        words.append(tr("paid back after {years} years", years=f"{cost.payback_years:.1f}"))
    return tr(", ").join(words)

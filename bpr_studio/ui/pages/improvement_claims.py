"""The hours an improvement takes away: in its panel line by line, and choosing tasks and steps."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from bpr_studio.domain.shared.errors import BprError
from bpr_studio.domain.shared.quantities import format_hours
from bpr_studio.domain.shared.text import tr
from bpr_studio.ui.pages.settings_staff import number_typed
from bpr_studio.ui.qt.blocks import SectionHeader, clear_layout
from bpr_studio.ui.qt.theme import current_theme, label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bpr_studio.domain.reform.claims import BookedClaim, Ground
    from bpr_studio.domain.reform.effects import Booked
    from bpr_studio.domain.reform.improvement import Claim

_SHOWN: Final = 30


class ClaimsBlock(QWidget):
    """What goes away, one line for each task or step, its hours typed in place.

    Signals:
        claimed: a `Claim` with the minutes somebody wants; 0 gives the task or step free.
        pick_wanted: somebody wants to choose tasks and steps.
        reread_wanted: the hours of the To-Be shall be taken anew.
    """

    claimed = Signal(object)
    pick_wanted = Signal()
    reread_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._head = SectionHeader(tr("Hours that go away"))
        self._hint = label("", kind="caption", wrap=True)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(4)
        self._of_claims: list[_ClaimLine] = []
        self._built: tuple[str, ...] | None = None  # what the lines were made for
        self.pick_button = QPushButton(tr("Choose tasks and steps"))
        self.reread_button = QPushButton(tr("Take the hours of the To-Be anew"))
        self.reread_button.setProperty("kind", "quiet")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(6)
        column.addWidget(self._head)
        column.addLayout(self._lines)
        column.addWidget(self._hint)
        self._hint.hide()
        buttons = QHBoxLayout()
        buttons.setSpacing(6)
        buttons.addWidget(self.pick_button)
        buttons.addWidget(self.reread_button)
        buttons.addStretch(1)
        column.addLayout(buttons)
        self.pick_button.clicked.connect(lambda _checked=False: self.pick_wanted.emit())
        self.reread_button.clicked.connect(lambda _checked=False: self.reread_wanted.emit())

    def show_claims(self, booked: Booked, ground: Ground, *, editable: bool) -> None:
        """Show the claims of an improvement with what they count for."""
        plan = booked.improvement.plan
        total = tr("{hours} h a year", hours=format_hours(booked.minutes, decimals=1))
        self._head.set_remark(total)
        counted = {got.claim.id: got for got in booked.claims}
        shown = plan.claims[:_SHOWN]
        wanted = (*(claim.id for claim in shown), str(len(plan.claims)))
        if wanted != self._built:
            self._built = wanted
            self._rebuild(shown, len(plan.claims))
        for line, claim in zip(self._of_claims, shown, strict=True):
            line.show_claim(claim, counted.get(claim.id), ground, editable=editable)
        self.pick_button.setVisible(editable)
        self.reread_button.setVisible(editable and bool(plan.to_be_flow))
        self.say("")

    def _rebuild(self, shown: Sequence[Claim], every: int) -> None:
        """A line for each claim; while these stay the same, the keyboard stays in its field."""
        clear_layout(self._lines)
        self._of_claims = [_ClaimLine() for _claim in shown]
        for line in self._of_claims:
            line.wanted.connect(self.claimed)
            line.refused.connect(self.say)
            self._lines.addWidget(line)
        if every > len(shown):
            text = tr("and {n:,} more", n=every - len(shown))
            self._lines.addWidget(label(text, kind="secondary"))
        if not shown:
            text = tr("No task is named yet. The hours typed below count unchecked.")
            self._lines.addWidget(label(text, kind="secondary", wrap=True))

    def say(self, sentence: str) -> None:
        """Say why nothing was stored; "" takes it away."""
        self._hint.setText(sentence)
        self._hint.setStyleSheet(f"color: {current_theme().color('error_text').name()};")
        self._hint.setVisible(bool(sentence))


class _ClaimLine(QWidget):
    """One task or step with its hours, typed in place.

    Signals:
        wanted: the `Claim` with the minutes typed.
        refused: why what was typed cannot be.
    """

    wanted = Signal(object)
    refused = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._claim: Claim | None = None
        self._name = label("", wrap=True, selectable=True)
        self._facts = label("", kind="caption", wrap=True)
        self.edit = QLineEdit()
        self.edit.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.edit.setFixedWidth(84)
        self.edit.editingFinished.connect(self._on_typed)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._name)
        words.addWidget(self._facts)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addLayout(words, 1)
        row.addWidget(self.edit, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(label(tr("h"), kind="secondary"), 0, Qt.AlignmentFlag.AlignTop)

    def show_claim(
        self, claim: Claim, got: BookedClaim | None, ground: Ground, *, editable: bool
    ) -> None:
        """Show a claim; what is being typed stays."""
        self._claim = claim
        name = ground.name_of(claim) or tr("(does not exist any more)")
        self._name.setText(name)
        self._facts.setText(_facts(claim, got, ground))
        self.edit.setEnabled(editable)
        self.edit.setAccessibleName(tr("Hours a year that go away from “{task}”", task=name))
        if not self.edit.isModified():
            self.edit.setText(format_hours(claim.minutes, decimals=1))
            self.edit.setModified(False)

    def _on_typed(self) -> None:
        claim = self._claim
        if claim is None or not self.edit.isModified():
            return
        self.edit.setModified(False)
        try:
            minutes = round(number_typed(self.edit.text()) * 60)
        except BprError as error:
            self.refused.emit(str(error))
            return
        if minutes < 0:
            self.refused.emit(tr("Hours that go away are not negative."))
        elif minutes != claim.minutes:
            self.wanted.emit(replace(claim, minutes=minutes))


def _facts(claim: Claim, got: BookedClaim | None, ground: Ground) -> str:
    """Whose task or step it is, how much it takes, and what does not count."""
    task, step = ground.task_of(claim), ground.steps.get(claim.step_id)
    parts = []
    if step is not None:
        parts.append(tr("Step of “{flow}”", flow=step.flow_name))
        parts.append(tr("{hours} h a year", hours=format_hours(step.minutes, decimals=1)))
    elif task is not None:
        parts += [task.unit_name]
        parts.append(tr("{hours} h a year", hours=format_hours(task.minutes, decimals=1)))
    if got is not None and got.missing:
        counted = format_hours(got.minutes, decimals=1)
        parts.append(tr("only {hours} h count", hours=counted))
    return tr(" | ").join(part for part in parts if part)

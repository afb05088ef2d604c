"""The panel at the side that explains the cell the cursor is in."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.ui.pages.survey_words import core_tone
from bpr_studio.ui.qt.badges import Swatch
from bpr_studio.ui.qt.blocks import prose
from bpr_studio.ui.qt.findings_list import LEVEL_MARKS
from bpr_studio.ui.qt.icons import icon_label
from bpr_studio.ui.qt.theme import Tone, label

if TYPE_CHECKING:
    from bpr_studio.ui.pages.entry_facts import CellFacts, CommentLine, CoreWords

_PAST_SHOWN: Final = 3


class CellPanel(QScrollArea):
    """Help, last year's value, findings, proposal, remarks and history of one cell.

    Signals:
        last_year_wanted: take last year's value.
        proposal_wanted: take the proposal (tag, reason).
        class_wanted: take a class (its code).
        note_written: the legal note of the task.
        reason_written: why the task differs from last year.
        remark_written: a new remark for the cell.
        settled: id of a remark, and whether it is settled now.
    """

    last_year_wanted = Signal()
    proposal_wanted = Signal(str, str)
    class_wanted = Signal(str)
    note_written = Signal(str)
    reason_written = Signal(str)
    remark_written = Signal(str)
    settled = Signal(str, bool)

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(tr("About this cell"))
        self._facts: CellFacts | None = None
        self._writable = True
        self._all_past = False
        self.remark = QLineEdit()
        self.show_cell(None)

    @property
    def facts(self) -> CellFacts | None:
        """What is shown."""
        return self._facts

    def set_writable(self, *, writable: bool) -> None:
        """Whether proposals can be taken and notes written; remarks always can."""
        if writable != self._writable:
            self._writable = writable
            self._build()

    def show_cell(self, facts: CellFacts | None) -> None:
        """Show a cell; None while there is no cursor."""
        if facts == self._facts and self.widget() is not None:
            return
        same = self._facts is not None and facts is not None
        if not (same and self._facts and facts and self._facts.row == facts.row):
            self._all_past = False
        self._facts = facts
        self._build()

    # -- building ---------------------------------------------------------------------------------

    def _build(self) -> None:
        inside = QWidget()
        inside.setObjectName("scrolled")
        column = QVBoxLayout(inside)
        column.setContentsMargins(16, 12, 12, 12)
        column.setSpacing(6)
        facts = self._facts
        if facts is None:
            text = tr("Choose a cell, and what belongs in it is explained here.")
            column.addWidget(label(text, kind="secondary", wrap=True))
        else:
            self._fill(column, facts)
        column.addStretch(1)
        self.setWidget(inside)

    def _fill(self, column: QVBoxLayout, facts: CellFacts) -> None:
        for text, kind in (
            (facts.header, "strong"),
            (facts.task, "secondary"),
            (facts.class_name, "secondary"),
        ):
            if text:
                column.addWidget(label(text, kind=kind, wrap=True))
        column.addSpacing(2)
        if facts.help:
            column.addWidget(prose(facts.help))
        for finding in facts.findings:
            column.addWidget(_marked(*LEVEL_MARKS[finding.level], finding.message))
        self._add_help_to_decide(column, facts)
        if facts.last_year is not None:
            column.addWidget(self._last_year(facts.last_year, same=facts.same_as_last))
        if facts.row:
            self._add_remarks(column, facts)
            self._add_past(column, facts)

    def _add_help_to_decide(self, column: QVBoxLayout, facts: CellFacts) -> None:
        """Classes, core or not, and the reasons a person writes down."""
        if facts.offers:
            column.addWidget(self._offers(facts))
        if facts.core is not None:
            column.addSpacing(4)
            column.addWidget(self._proposal(facts.core))
            column.addWidget(self._written(tr("Legal note"), facts.core_note, self.note_written))
        if facts.change_reason is not None:
            name = tr("Why it differs from last year")
            column.addWidget(self._written(name, facts.change_reason, self.reason_written))

    def _offers(self, facts: CellFacts) -> QWidget:
        """Classes that may fit, each one click away."""
        card = QFrame()
        card.setProperty("kind", "card")
        column = QVBoxLayout(card)
        column.setContentsMargins(12, 8, 8, 8)
        column.setSpacing(2)
        column.addWidget(label(tr("Which class is it?"), kind="strong"))
        for offer in facts.offers:
            button = QPushButton(f"{offer.code}  {offer.name}")
            button.setProperty("kind", "quiet")
            button.setStyleSheet("text-align: left;")
            button.setEnabled(self._writable)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setToolTip(offer.path)
            told = partial(self.class_wanted.emit, offer.code)
            button.clicked.connect(lambda _checked=False, told=told: told())
            column.addWidget(button)
            if offer.because:
                because = tr("because of: {words}", words=offer.because)
                caption = label(because, kind="caption", wrap=True)
                caption.setContentsMargins(8, 0, 0, 4)
                column.addWidget(caption)
        return card

    def _proposal(self, core: CoreWords) -> QWidget:
        card = QFrame()
        card.setProperty("kind", "card")
        column = QVBoxLayout(card)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(4)
        head = QHBoxLayout()
        head.setSpacing(8)
        tone = core_tone(core.tag)
        if tone is not None:
            head.addWidget(Swatch(tone))
        head.addWidget(
            label(tr("Proposal: {title}", title=core.title), kind="strong", wrap=True), 1
        )
        column.addLayout(head)
        for sentence in core.why:
            column.addWidget(prose(sentence, kind="caption"))
        if core.agrees:
            column.addWidget(_marked("check-circle", Tone.SUCCESS, tr("So it stands in the row.")))
        else:
            button = QPushButton(tr("Take the proposal"))
            button.setEnabled(self._writable)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(
                lambda _checked=False: self.proposal_wanted.emit(core.tag, core.reason)
            )
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        return card

    def _written(self, name: str, text: str, written: object) -> QWidget:
        """A field that tells what was written as soon as it is left."""
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(4)
        column.addWidget(label(name, kind="secondary"))
        field = QLineEdit(text)
        field.setAccessibleName(name)
        field.setReadOnly(not self._writable)
        emit = getattr(written, "emit")  # noqa: B009  # a bound signal has no type of its own

        def done() -> None:
            if field.isModified():
                field.setModified(False)
                emit(field.text().strip())

        field.editingFinished.connect(done)
        column.addWidget(field)
        return made

    def _last_year(self, value: str, *, same: bool) -> QWidget:
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 4, 0, 0)
        row.setSpacing(8)
        said = tr("Last year: {value}", value=value or tr("(empty)"))
        row.addWidget(label(said, kind="secondary", wrap=True, selectable=True), 1)
        if self._writable and not same:
            button = QPushButton(tr("As last year"))
            button.setProperty("kind", "quiet")
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(lambda _checked=False: self.last_year_wanted.emit())
            row.addWidget(button)
        return made

    def _add_remarks(self, column: QVBoxLayout, facts: CellFacts) -> None:
        open_ones = sum(not one.settled for one in facts.comments)
        title = (
            ntr("Comments ({n} open)", "Comments ({n} open)", open_ones)
            if open_ones
            else tr("Comments")
        )
        column.addWidget(_heading(title))
        for one in facts.comments:
            column.addWidget(self._remark(one))
        self.remark = QLineEdit()
        self.remark.setPlaceholderText(tr("Write a remark, Enter keeps it"))
        self.remark.setAccessibleName(tr("New remark"))
        self.remark.returnPressed.connect(self._send)
        column.addWidget(self.remark)

    def _send(self) -> None:
        text = self.remark.text().strip()
        if text:
            self.remark.clear()
            self.remark_written.emit(text)

    def _remark(self, one: CommentLine) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 4)
        column.setSpacing(2)
        column.addWidget(label(one.text, wrap=True, selectable=True))
        row = QHBoxLayout()
        row.addWidget(label(f"{one.when} ・ {one.who}", kind="caption", wrap=True), 1)
        word = tr("Open again") if one.settled else tr("Settle")
        button = QPushButton(word)
        button.setProperty("kind", "quiet")
        button.setAccessibleName(f"{word}: {one.text}")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        told = partial(self.settled.emit, one.id, not one.settled)
        button.clicked.connect(lambda _checked=False: told())
        if one.settled:
            row.addWidget(icon_label("check", Tone.SUCCESS))
        row.addWidget(button)
        column.addLayout(row)
        return made

    def _add_past(self, column: QVBoxLayout, facts: CellFacts) -> None:
        column.addWidget(_heading(tr("History")))
        if not facts.past:
            text = tr("Nobody has ever entered anything here.")
            column.addWidget(label(text, kind="caption", wrap=True))
        shown = facts.past if self._all_past else facts.past[:_PAST_SHOWN]
        for one in shown:
            column.addWidget(label(one.change, wrap=True, selectable=True))
            column.addWidget(label(f"{one.when} ・ {one.who}", kind="caption", wrap=True))
        if len(facts.past) > len(shown):
            more = QPushButton(tr("Show all {n}", n=len(facts.past)))
            more.setProperty("kind", "quiet")
            more.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            more.clicked.connect(lambda _checked=False: self._show_all())
            column.addWidget(more, 0, Qt.AlignmentFlag.AlignLeft)

    def _show_all(self) -> None:
        self._all_past = True
        self._build()


def _heading(text: str) -> QWidget:
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 10, 0, 0)
    column.addWidget(label(text, kind="strong"))
    return made


def _marked(icon_name: str, tone: Tone, text: str) -> QWidget:
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    row.addWidget(icon_label(icon_name, tone), 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(prose(text), 1)
    made.setAccessibleName(text)
    return made

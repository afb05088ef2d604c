"""Why something is proposed, in plain words: the rule, its facts, what to check, comparisons."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from bpr_studio.domain.reform.words import kind_name
from bpr_studio.domain.shared.quantities import format_hours
from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.services.candidate_values import CandidateState
from bpr_studio.services.candidate_words import (
    FactWords,
    difficulty_meaning,
    difficulty_name,
    figure_text,
    marks_text,
    state_name,
)
from bpr_studio.services.candidates import rule_checks, rule_explanation, rule_name
from bpr_studio.ui.pages.candidates_parts import SET_ASIDE
from bpr_studio.ui.qt.blocks import clear_layout
from bpr_studio.ui.qt.icons import icon_label
from bpr_studio.ui.qt.page import Jump
from bpr_studio.ui.qt.theme import Tone, label

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bpr_studio.services.candidate_values import CandidateLine, Proposal
    from bpr_studio.services.candidate_words import FactLine

_WIDTH: Final = 320
_EDGES: Final = (16, 12, 12, 12)


class CandidateSide(QFrame):
    """Beside the table: one candidate explained, or what several amount to.

    Signals:
        jump: a `Jump` to where a fact stands.
        back: the candidate shall be open again.
    """

    jump = Signal(object)
    back = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        self.setMinimumWidth(_WIDTH)
        self.setAccessibleName(tr("Why this is proposed"))
        self._words = FactWords({})
        inside = QWidget()
        inside.setObjectName("scrolled")
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(*_EDGES)
        self._column.setSpacing(6)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(area)

    def set_words(self, words: FactWords) -> None:
        """The names of reasons and step types."""
        self._words = words

    def show_nothing(self) -> None:
        """Nothing is marked."""
        clear_layout(self._column)
        self._add(tr("Mark a candidate to see why it is proposed."), "secondary")
        self._column.addStretch(1)

    def show_several(self, lines: Sequence[CandidateLine], count: int, most: int) -> None:
        """Several are marked.

        Args:
            lines: all of them; none where there are too many.
            count: how many there are.
            most: so many can be decided at once.
        """
        clear_layout(self._column)
        self._add(ntr("{n:,} candidate marked", "{n:,} candidates marked", count), "section")
        if len(lines) == count:
            typical, low, high = (
                sum(getattr(line, name) for line in lines) for name in ("typical", "low", "high")
            )
            self._add(_expected(typical, low, high), "strong")
        if count > len(lines):
            text = tr(
                "At most {n:,} can be decided at once. Narrow the list or mark fewer.", n=most
            )
            self._tell_with("info", Tone.SECONDARY, text)
        self._add(
            tr(
                "In the register, those of one section and proposal become one improvement with"
                " all their tasks."
            ),
            "secondary",
        )
        self._column.addStretch(1)

    def show_proposal(self, proposal: Proposal) -> None:
        """One is marked."""
        clear_layout(self._column)
        line = proposal.line
        self._add(line.name, "section")
        where = f"{line.unit_name}　{line.class_name}"
        if line.step_id:
            where = tr("{where}　step of “{task}”", where=where, task=line.task_name)
        self._add(where, "caption")
        self._column.addSpacing(4)
        self._tell_rule(proposal)
        self._tell_state(proposal)
        self._head(tr("Why"))
        self._add(rule_explanation(line.rule))
        for fact in self._words.reasons(proposal):
            self._tell_fact(fact, proposal)
        self._tell_missing(proposal)
        self._head(tr("Check before"))
        for check in rule_checks(line.rule):
            self._tell_with("circle", Tone.SECONDARY, check)
        self._tell_figures(proposal)
        self._column.addStretch(1)

    # -- parts -----------------------------------------------------------------------------------

    def _add(self, text: str, kind: str = "") -> None:
        self._column.addWidget(label(text, kind=kind, wrap=True, selectable=True))

    def _head(self, text: str) -> None:
        self._column.addSpacing(6)
        self._add(text, "strong")

    def _tell_with(self, icon_name: str, tone: Tone, text: str) -> QHBoxLayout:
        """A line with a mark before it; a widget of its own, so that clearing takes it away."""
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(icon_label(icon_name, tone), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(label(text, wrap=True, selectable=True), 1)
        self._column.addWidget(line)
        return row

    def _tell_rule(self, proposal: Proposal) -> None:
        line, rule = proposal.line, proposal.line.rule
        self._tell_with("lightbulb", Tone.ACCENT, rule_name(rule))
        self._add(_expected(line.typical, line.low, line.high), "strong")
        self._add(
            tr(
                "Of {all} hours a year. {kind}; difficulty: {difficulty}. {meaning}",
                all=format_hours(line.minutes),
                kind=kind_name(rule.kind),
                difficulty=difficulty_name(rule.difficulty),
                meaning=difficulty_meaning(rule.difficulty),
            ),
            "caption",
        )
        if line.evidence:
            self._tell_with(
                "warning",
                Tone.WARNING,
                tr(
                    "The estimate is above what usually happens. It enters the register with the"
                    " usual limit; to raise it, give the evidence there."
                ),
            )

    def _tell_state(self, proposal: Proposal) -> None:
        line = proposal.line
        if line.held:
            self._tell_with(
                "info",
                Tone.SECONDARY,
                tr(
                    "{hours} hours are in the register already ({names}) and not counted here.",
                    hours=format_hours(line.held),
                    names=tr(", ").join(proposal.holders),
                ),
            )
        if line.state in SET_ASIDE:
            text = tr("{state}: {reason}", state=state_name(line.state), reason=line.reason or "–")
            self._tell_with("prohibit", Tone.SECONDARY, f"{text}（{line.user}）")
            self._button(tr("Make it a candidate again"), lambda: self.back.emit())  # noqa: PLW0108  # a stored emit outlives its widget
        elif line.state is CandidateState.REGISTERED:
            self._button(tr("Show the register"), partial(self._leave, Jump("improvement")))

    def _tell_fact(self, fact: FactLine, proposal: Proposal) -> None:
        text = tr("{fact}  ({origin})", fact=fact.text, origin=fact.origin)
        row = self._tell_with("check", Tone.SUCCESS, text)
        target = _target(fact, proposal)
        if target is not None:
            look = QPushButton(tr("See there"))
            look.setProperty("kind", "quiet")
            look.setAccessibleName(tr("Look at “{fact}”", fact=fact.text))
            look.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            look.clicked.connect(partial(self._leave, target))
            row.addWidget(look, 0, Qt.AlignmentFlag.AlignTop)

    def _leave(self, target: Jump, _checked: bool = False) -> None:  # noqa: FBT002  # what Qt hands over
        self.jump.emit(target)

    def _tell_missing(self, proposal: Proposal) -> None:
        missing = self._words.missing(proposal.traces)
        if not missing:
            return
        self._head(tr("Not answered"))
        self._add(
            tr("With these answers another proposal might come first; nobody guessed them."),
            "caption",
        )
        for trace, facts in missing:
            text = tr("{facts}: for “{rule}”", facts=facts, rule=rule_name(trace.rule))
            self._tell_with("question", Tone.SECONDARY, text)

    def _tell_figures(self, proposal: Proposal) -> None:
        rule = proposal.line.rule
        if proposal.figures:
            self._head(tr("Published results, to compare with"))
            for figure in proposal.figures:
                self._add(figure_text(figure), "caption")
        self._column.addSpacing(6)
        marks = marks_text(
            [(rule.mark.value, rule.source), (rule.saving.mark.value, rule.saving.source)]
        )
        self._add(
            tr(
                "Rule and band {marks}. S: read in the source, D: calculated from it, C: our own"
                " proposal, not a published fact. People decide.",
                marks=marks,
            ),
            "caption",
        )

    def _button(self, text: str, run: Callable[[], object]) -> None:
        button = QPushButton(text)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda _checked=False: run())
        self._column.addWidget(button)


def _expected(typical: int, low: int, high: int) -> str:
    return tr(
        "Expected: {typical} hours a year ({low} to {high})",
        typical=format_hours(typical),
        low=format_hours(low),
        high=format_hours(high),
    )


def _target(fact: FactLine, proposal: Proposal) -> Jump | None:
    if fact.from_flow:
        return Jump("flow", proposal.flow_id)
    if fact.column:
        line = proposal.line
        cell = f"cell:{line.task_id}:{fact.column}"
        return Jump("entry", f"section:{line.unit_code} {cell} from:candidates")
    return None

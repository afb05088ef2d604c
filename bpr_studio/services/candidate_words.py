"""The words of candidates: facts with their values and where they come from, difficulty, state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.reform.candidate_facts import FACTS, NO, UNASKED, YES, FactKind
from bpr_studio.domain.reform.candidate_rules import Difficulty, Ranking
from bpr_studio.domain.shared.quantities import format_hours
from bpr_studio.domain.shared.text import N_, language, tr, tr_source
from bpr_studio.services.candidate_values import CandidateState

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bpr_studio.domain.reform.candidate_rules import Figure
    from bpr_studio.domain.reform.candidates import ConditionTrace, RuleTrace
    from bpr_studio.services.candidate_values import Proposal

_FACTS: Final[Mapping[str, str]] = {
    "legal_basis": N_("Legal basis"),
    "manual": N_("Manual"),
    "entered_twice": N_("Entered twice"),
    "seal_or_in_person": N_("Seal or visit needed"),
    "application": N_("Application or notification from outside"),
    "list_work": N_("Lists kept by single persons"),
    "wish": N_("Wish of the section"),
    "core_tag": N_("Core or non-core"),
    "core_reason": N_("Reason for core or non-core"),
    "nature": N_("Routine or not"),
    "medium": N_("Medium"),
    "step_types": N_("Kinds of steps"),
    "hours": N_("Yearly hours of work"),
    "cases": N_("Cases a year"),
    "peak_percent": N_("Share of the busiest month"),
    "class_sections": N_("Sections that do the same class of work"),
    "class_non_core_percent": N_("Non-core share of the class in the whole city"),
}
_VALUES: Final[Mapping[str, str]] = {
    "core": N_("Core"),
    "non_core": N_("Non-core"),
    "routine": N_("Routine"),
    "semi_routine": N_("Semi-routine"),
    "non_routine": N_("Non-routine"),
    "paper": N_("Paper"),
    "digital": N_("Digital"),
    "mixed": N_("Paper and digital"),
    "keep": N_("Leave as it is"),
    "abolish": N_("Abolish"),
    "reduce": N_("Reduce"),
    "merge": N_("Merge"),
    "consolidate": N_("Centralise"),
    "digitize": N_("Digitise"),
    "outsource": N_("Contract out"),
}
_UNITS: Final[Mapping[str, str]] = {
    "hours": N_("{n:,} hours"),
    "cases": N_("{n:,} cases"),
    "peak_percent": N_("{n} %"),
    "class_sections": N_("{n:,} sections"),
    "class_non_core_percent": N_("{n} %"),
}
_WHOLE_CITY: Final = frozenset({"class_sections", "class_non_core_percent"})
_FIELDS: Final[Mapping[str, str]] = {
    "hours": "minutes_regular",
    "cases": "case_count",
    "peak_percent": "month_04",
    "entered_twice": "issue",
    "list_work": "issue",
    "seal_or_in_person": "issue",
    "application": "name",
}
_DIFFICULTIES: Final[Mapping[Difficulty, str]] = {
    Difficulty.LOW: N_("Easy"),
    Difficulty.MEDIUM: N_("Middle"),
    Difficulty.HIGH: N_("Hard"),
}
_MEANINGS: Final[Mapping[Difficulty, str]] = {
    Difficulty.LOW: N_("The present work is replaced as it is."),
    Difficulty.MEDIUM: N_("The process has to change, within the own section."),
    Difficulty.HIGH: N_("Several sections have to agree, or a rule or system has to change."),
}
_STATES: Final[Mapping[CandidateState, str]] = {
    CandidateState.OPEN: N_("Proposed"),
    CandidateState.LATER: N_("Put off"),
    CandidateState.DECLINED: N_("Declined"),
    CandidateState.REGISTERED: N_("Registered"),
}
_RANKINGS: Final[Mapping[Ranking, str]] = {
    Ranking.SCORE: N_("Score"),
    Ranking.EFFECT: N_("Largest effect"),
    Ranking.EASY: N_("Quick wins"),
}


def difficulty_name(difficulty: Difficulty) -> str:
    """Low, medium or high."""
    return tr_source(_DIFFICULTIES[difficulty])


def difficulty_meaning(difficulty: Difficulty) -> str:
    """What a difficulty means, as a sentence."""
    return tr_source(_MEANINGS[difficulty])


def state_name(state: CandidateState) -> str:
    """What became of a candidate, in a word or two."""
    return tr_source(_STATES[state])


def ranking_name(ranking: Ranking) -> str:
    """What stands first."""
    return tr_source(_RANKINGS[ranking])


def fact_name(fact: str) -> str:
    """What a fact is called."""
    return tr_source(_FACTS[fact])


def figure_text(figure: Figure) -> str:
    """A published result with the sign of its source."""
    text = figure.text_en if language() == "en" else figure.text
    return f"{text} [{figure.source}]"


@dataclass(frozen=True, slots=True)
class FactLine:
    """One fact as people read it.

    Attributes:
        fact: its key.
        text: name and value.
        origin: where it comes from.
        column: key of the sheet's column that holds it, "" where the sheet does not.
        from_flow: the steps of a flow tell it.
    """

    fact: str
    text: str
    origin: str
    column: str = ""
    from_flow: bool = False


class FactWords:
    """Facts of a proposal in words.

    Args:
        names: names of reasons and step types by code.
    """

    def __init__(self, names: Mapping[str, str]) -> None:
        self._names = names

    def value(self, fact: str, value: bool | int | str | None) -> str:  # noqa: FBT001  # a fact may be a yes or no
        """A value as people read it."""
        if value is None:
            return tr("not answered")
        kind = FACTS[fact]
        if kind is FactKind.FLAG:
            return tr("there is") if value else tr("there is none")
        if kind is FactKind.NUMBER:
            return tr_source(_UNITS[fact], n=value)
        return tr(", ").join(self._word(word) for word in str(value).split())

    def _word(self, word: str) -> str:
        known = self._names.get(word)
        if known:
            return f"{word} {known}"
        return tr_source(_VALUES[word]) if word in _VALUES else word

    def reasons(self, proposal: Proposal) -> tuple[FactLine, ...]:
        """The facts that make the rule fire, each once."""
        fired = proposal.traces[-1]
        found: dict[str, FactLine] = {}
        for trace in fired.conditions:
            if trace.answer == YES and trace.condition.fact not in found:
                found[trace.condition.fact] = self._line(trace, proposal)
        return tuple(found.values())

    def _line(self, trace: ConditionTrace, proposal: Proposal) -> FactLine:
        fact = trace.condition.fact
        value = self.value(fact, trace.value)
        if fact == "hours":  # as rounded as everywhere else
            value = tr("{hours} h", hours=format_hours(proposal.line.minutes))
        text = tr("{fact}: {value}", fact=fact_name(fact), value=value)
        if fact in _WHOLE_CITY:
            return FactLine(fact, text, tr("the hours of all sections"))
        own = bool(proposal.line.step_id) and fact in {"hours", "cases", "medium", "step_types"}
        if proposal.flow_id and (own or fact in UNASKED):
            return FactLine(fact, text, tr("the steps of the flow"), from_flow=True)
        return FactLine(fact, text, tr("the survey sheet"), _FIELDS.get(fact, fact))

    def missing(self, traces: Iterable[RuleTrace]) -> tuple[tuple[RuleTrace, str], ...]:
        """Earlier rules nobody could decide, each with the names of the facts they lack."""
        return tuple(
            (trace, tr(", ").join(map(fact_name, trace.missing)))
            for trace in traces
            if trace.answer not in (YES, NO)
        )


def marks_text(marks: Sequence[tuple[str, str]]) -> str:
    """Marks with their sources, e.g. "[C] [S60, S61]"."""
    return " ".join(f"[{mark}: {source}]" if source else f"[{mark}]" for mark, source in marks)

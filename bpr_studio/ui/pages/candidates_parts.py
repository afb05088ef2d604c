"""What the page of candidates works with; handed in by whoever opens the workspace."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bpr_studio.services.candidate_values import CandidateState
from bpr_studio.ui.qt.theme import Tone

if TYPE_CHECKING:
    from collections.abc import Callable

    from bpr_studio.domain.reform.candidate_rules import Difficulty
    from bpr_studio.services.candidates import Candidates
    from bpr_studio.services.views import Queries
    from bpr_studio.ui.pages.chart_files import SaveChart


@dataclass(frozen=True, slots=True)
class CandidateParts:
    """What the page works with.

    Attributes:
        candidates: finds, explains, sets aside and takes over.
        queries: names of units, reasons and step types.
        undo: takes the last deed back.
        save: writes tables and charts to files.
        whole_city: the person sees all sections; otherwise only `section`.
        section: code of the person's section.
        target: minutes a year the city wants to save, which the sum is set against.
        sample: opens the fictitious city; None inside of one.
    """

    candidates: Candidates
    queries: Queries
    undo: Callable[[], object]
    save: SaveChart
    whole_city: bool
    section: str
    target: int
    sample: Callable[[], object] | None = None


def difficulty_tone(difficulty: object) -> Tone | None:
    """The colour of the mark of a difficulty."""
    return _TONES.get(str(difficulty))


_TONES = {"low": Tone.SUCCESS, "medium": Tone.ACCENT, "high": Tone.WARNING}


def difficulty_of(value: object) -> Difficulty:
    """The difficulty behind a cell."""
    from bpr_studio.domain.reform.candidate_rules import Difficulty

    return Difficulty(str(value))


SET_ASIDE = frozenset({CandidateState.LATER, CandidateState.DECLINED})
"""States that can be taken back."""

"""From drafts to answers: work time that meets the city's totals, cases, and the other fields."""

from __future__ import annotations

from bisect import bisect
from math import ceil, exp, log, sqrt
from typing import TYPE_CHECKING, Any, Final

from bpr_studio.domain.classification.seeds import SeedRow

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from random import Random

    from bpr_studio.services.demo.material import Issue
    from bpr_studio.services.demo.tasks import Draft, SectionDrafts

_Table = tuple[tuple[str, ...], tuple[float, ...]]
"""Answers and their cumulative shares."""

_MEDIA: Final[Mapping[str, _Table]] = {  # by the first letter of the reason
    "N": (("paper", "digital", "mixed"), (0.34, 0.74, 1.0)),
    "R": (("paper", "digital", "mixed"), (0.16, 0.44, 1.0)),
}
_NATURES: Final[Mapping[str, _Table]] = {
    "N": (("routine", "semi_routine", "non_routine"), (0.86, 0.99, 1.0)),
    "R": (("routine", "semi_routine", "non_routine"), (0.08, 0.46, 1.0)),
}
_WISHES: Final[Mapping[str, _Table]] = {
    "N": (
        ("keep", "digitize", "outsource", "consolidate", "reduce", "merge", "abolish"),
        (0.34, 0.64, 0.78, 0.88, 0.95, 0.98, 1.0),
    ),
    "R": (
        ("keep", "reduce", "digitize", "consolidate", "merge", "abolish"),
        (0.76, 0.85, 0.93, 0.96, 0.98, 1.0),
    ),
}
_METHODS: Final[_Table] = (
    ("build_up_estimate", "ratio_estimate", "record_entry", "actual_measurement"),
    (0.55, 0.85, 0.97, 1.0),
)
_CONFIDENCES: Final[_Table] = (("medium", "high", "low"), (0.55, 0.83, 1.0))

_TILT: Final = {"fiscal_part": 2.4, "fiscal_full": 2.0, "dispatched": 3.0}
"""How much more these staff categories do of non-core than of core work."""

_HOURS_PER_PERSON: Final = 1_800
"""Most hours a year one person gives to one task."""


def boost_for_share(sections: Sequence[SectionDrafts], share: float) -> float:
    """The factor on non-core weights that makes non-core work `share` of all hours.

    Found by bisection; the share of every section moves with it, none is forced.
    """
    low, high = 0.001, 1_000.0
    for _ in range(60):
        middle = sqrt(low * high)
        total, non_core = _totals(sections, middle)
        if non_core / total < share:
            low = middle
        else:
            high = middle
    return sqrt(low * high)


def scale_for_total(sections: Sequence[SectionDrafts], boost: float, total_minutes: int) -> float:
    """The factor on all work that makes the city's total, contractors included."""
    return total_minutes / _totals(sections, boost)[0]


def _totals(sections: Sequence[SectionDrafts], boost: float) -> tuple[float, float]:
    total = non_core = 0.0
    for s in sections:
        per_weight = s.staff.worked / (s.core + boost * s.non_core)
        contractors = per_weight * boost * s.contracted
        total += s.staff.worked + contractors
        non_core += per_weight * boost * s.non_core + contractors
    return total, non_core


class AnswerWriter:
    """Fills in the answers of drafted tasks."""

    def __init__(self, rng: Random, issues: Sequence[Issue], round_id: str, last_year: int) -> None:
        self._rng = rng
        self._round_id = round_id
        self._last_year = last_year
        self._issues: dict[str, list[str]] = {}
        for issue in issues:
            for reason in issue.reasons:
                self._issues.setdefault(reason, []).append(issue.text)

    def rows(self, drafts: SectionDrafts, boost: float, scale: float) -> Iterator[SeedRow]:
        """The work items of a section, numbered in order."""
        per_weight = drafts.staff.worked * scale / (drafts.core + boost * drafts.non_core)
        unit_id = drafts.section.unit.id
        core_staff = _shares(drafts.staff.staff_minutes, {})
        non_core_staff = _shares(drafts.staff.staff_minutes, _TILT)
        for number, draft in enumerate(drafts.drafts, start=1):
            slot = f"r{number:04}"  # as empty lines of a form are numbered
            head = {
                "round_id": self._round_id,
                "unit_id": unit_id,
                "slot": slot,
                "sort_key": number,
            }
            if draft.is_core:
                minutes = _rounded(draft.weight * per_weight)
                time = self._split(minutes, "regular", core_staff)
            else:
                minutes = _rounded(draft.weight * per_weight * boost)
                time = self._split(minutes, self._pick(non_core_staff), non_core_staff)
            fields = {**head, **draft.words.fields, **self._answers(draft, minutes), **time}
            yield SeedRow("work_item", (self._round_id, unit_id, slot), fields)

    def _answers(self, draft: Draft, minutes: int) -> dict[str, Any]:
        rng = self._rng
        side = "R" if draft.is_core else "N"
        reason = draft.wording.reason
        answers: dict[str, Any] = {
            "name": draft.name,
            "nature": self._pick(_NATURES[side]),
            "month_profile": rng.choice(draft.words.profiles),
            "medium": self._pick(_MEDIA[side]),
            "outsourced_percent": 0,
            "people_count": self._people(minutes),
            "core_tag": "core" if draft.is_core else "non_core",
            "core_reason": reason,
            "wish": self._pick(_WISHES[side]),
            "method": self._pick(_METHODS),
            "confidence": self._pick(_CONFIDENCES),
        }
        if draft.contracted:
            contractor = _rounded(minutes * draft.contracted)
            answers["minutes_contractor"] = contractor
            answers["outsourced_percent"] = round(20 * contractor / (minutes + contractor)) * 5
        self._add_manual(answers)
        self._add_cases(answers, draft, minutes)
        if reason in self._issues and rng.random() < 0.22:
            answers["issue"] = rng.choice(self._issues[reason])
        return answers

    def _add_manual(self, answers: dict[str, Any]) -> None:
        rng = self._rng
        if rng.random() < 0.46:
            answers["manual"] = "no"
            return
        year = self._last_year - min(int(rng.expovariate(0.5)), 9)
        answers["manual"] = "yes"
        answers["manual_updated"] = f"{year}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"

    def _add_cases(self, answers: dict[str, Any], draft: Draft, minutes: int) -> None:
        shortest, longest = draft.wording.minutes
        if longest:
            per_case = exp(self._rng.uniform(log(shortest), log(longest)))
            answers["case_count"] = max(round(minutes / per_case), 1)
            answers["case_unit"] = draft.words.case_unit

    def _people(self, minutes: int) -> int:
        least = ceil(minutes / 60 / _HOURS_PER_PERSON)
        return least + (0, 0, 0, 1, 1, 2, 3)[int(self._rng.random() * 7)]

    def _split(self, minutes: int, first: str, staff: _Table) -> dict[str, int]:
        """The minutes over one or two staff categories, in quarter hours."""
        second = self._pick(staff)
        if minutes < 240 or second == first:
            return {f"minutes_{first}": minutes}
        part = int(minutes * self._rng.uniform(0.1, 0.45)) // 15 * 15
        return {f"minutes_{first}": minutes - part, f"minutes_{second}": part}

    def _pick(self, table: _Table) -> str:
        answers, cumulative = table
        return answers[bisect(cumulative, self._rng.random() * cumulative[-1])]


def _shares(staff_minutes: Mapping[str, int], tilt: Mapping[str, float]) -> _Table:
    cumulative, total = [], 0.0
    for category, minutes in staff_minutes.items():
        total += minutes * tilt.get(category, 1.0)
        cumulative.append(total)
    return tuple(staff_minutes), tuple(cumulative)


def _rounded(minutes: float) -> int:
    """Whole half hours as people write them, quarter hours for small tasks, never nothing."""
    step = 30 if minutes >= 600 else 15
    return max(round(minutes / step) * step, 15)

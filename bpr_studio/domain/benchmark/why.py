"""Why figures of one class differ: what to ask, and what the figures tell already (domain.md §6)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.benchmark.comparability import Topic
from bpr_studio.domain.benchmark.spread import spread_of
from bpr_studio.domain.benchmark.terms import Basis
from bpr_studio.domain.shared.text import N_, ntr, tr

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from bpr_studio.domain.benchmark.comparison import ClassComparison, Comparison


@dataclass(frozen=True, slots=True)
class Question:
    """One thing that explains a gap more often than the work itself does.

    Attributes:
        key: stable name; answers are kept under it.
        text: what to ask; translate with `tr_source`.
    """

    key: str
    text: str


#: In the order to be asked.
QUESTIONS: Final = (
    Question("counting", N_("How cases are counted")),
    Question("outsourcing", N_("What is left to contractors")),
    Question("systems", N_("Which systems are used")),
    Question("wards", N_("What wards do and what the main office does")),
    Question("judgement", N_("How strictly the rules are read")),
    Question("staff", N_("Which staff is counted")),
)


@dataclass(frozen=True, slots=True)
class Clue:
    """A question with what is known.

    Attributes:
        known: whole sentences from the figures; empty where they tell nothing about it.
        answer: what somebody found out and noted, or "".
    """

    question: Question
    known: tuple[str, ...]
    answer: str


def checklist(comparison: Comparison, item: ClassComparison) -> tuple[Clue, ...]:
    """Every question about one class, with what the figures tell and what was noted.

    Args:
        comparison: the comparison the class stands in.
        item: the class.
    """
    answers = comparison.answers.get(item.code, {})
    return tuple(
        Clue(
            question,
            tuple(_CLUES[question.key](comparison, item)),
            answers.get(question.key, ""),
        )
        for question in QUESTIONS
    )


def _counting(comparison: Comparison, item: ClassComparison) -> Iterator[str]:
    if item.denominator:
        yield tr("We count {denominator}.", denominator=item.denominator)
    for value in item.every_city:
        for reason in value.reasons:
            if reason.topic is Topic.DENOMINATOR:
                yield tr("{city}: {reason}", city=value.city.name, reason=reason.text)
    if comparison.basis is Basis.PER_DENOMINATOR and not item.others:
        yield tr("No other city gives figures for the same unit.")


def _outsourcing(_comparison: Comparison, item: ClassComparison) -> Iterator[str]:
    median, ours = item.median_outsourced_percent, item.outsourced_percent
    if median is None or ours is None:
        yield tr("Too few cities tell the share done by contractors.")
        return
    points = abs(ours - median)
    if points < 1:
        yield tr("Contractors do about the same share here as in the median city.")
    elif ours < median:
        yield tr(
            "Contractors do {ours:.0f} % here, {median:.0f} % in the median city: {points:.0f} "
            "points less, so our hours look larger.",
            ours=ours,
            median=median,
            points=points,
        )
    else:
        yield tr(
            "Contractors do {ours:.0f} % here, {median:.0f} % in the median city: {points:.0f} "
            "points more, so our hours look smaller.",
            ours=ours,
            median=median,
            points=points,
        )


def _wards(comparison: Comparison, item: ClassComparison) -> Iterator[str]:
    wards = [v.city.wards for v in item.others if v.city.wards is not None]
    spread = spread_of(wards)
    if comparison.ours.wards is None or spread is None:
        yield tr("Too few cities tell the number of their wards.")
        return
    yield tr(
        "We have {ours} wards, the others {low:.0f} to {high:.0f}.",
        ours=comparison.ours.wards,
        low=spread.minimum,
        high=spread.maximum,
    )


def _staff(_comparison: Comparison, item: ClassComparison) -> Iterator[str]:
    differing = [
        reason.text
        for value in item.every_city
        for reason in value.city.reasons
        if reason.topic is Topic.STAFF
    ]
    yield from differing or [tr("All cities count the same staff categories as we do.")]


def _years(comparison: Comparison, item: ClassComparison) -> Iterator[str]:
    """The systems behind the figures: older figures may be from before a change of system."""
    older = [v for v in item.others if v.city.fiscal_year != comparison.ours.fiscal_year]
    if older:
        yield ntr(
            "The figures of {n} city are of another year; a system may have changed since.",
            "The figures of {n} cities are of another year; systems may have changed since.",
            len(older),
        )


def _judgement(_comparison: Comparison, item: ClassComparison) -> Iterator[str]:
    for value in item.outliers:
        yield tr("{city} lies far from the others: ask there first.", city=value.city.name)


_CLUES: Final[Mapping[str, Callable[[Comparison, ClassComparison], Iterator[str]]]] = {
    "counting": _counting,
    "outsourcing": _outsourcing,
    "systems": _years,
    "wards": _wards,
    "judgement": _judgement,
    "staff": _staff,
}

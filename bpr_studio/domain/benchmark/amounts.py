"""The figures of one city, divided by what they are compared by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bpr_studio.domain.benchmark.figures import StatedDenominators
from bpr_studio.domain.benchmark.terms import PARTS, SHARES, Basis, ClassLevel

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bpr_studio.domain.benchmark.figures import CityFigures, ClassFigure


@dataclass(frozen=True, slots=True)
class Amount:
    """What one city needs for one class or step type.

    Attributes:
        value: in the unit of the basis.
        minutes: work time behind it, minutes a year; 0 where the city does no such work.
        minutes_per_unit: minutes a year the city would need more if `value` were greater by one.
        cases: cases of the year; None when not told.
        outsourced_percent: share done by contractors, 0 … 100; None when not told.
        denominator: what the minutes are divided by, where classes differ in it; else "".
        sections: sections behind the figure; None when not told.
    """

    value: float
    minutes: int
    minutes_per_unit: float
    cases: int | None
    outsourced_percent: float | None
    denominator: str
    sections: int | None


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of a city's figures.

    Attributes:
        basis: what hours are divided by.
        level: how fine.
        within: with step types, the class they are of; "" for all work.
        yen_per_hour: price of an hour when cost is asked for; None for hours.
    """

    basis: Basis
    level: ClassLevel
    within: str = ""
    yen_per_hour: int | None = None


@dataclass(frozen=True, slots=True)
class _Sum:
    """Sums of one class, before they are divided."""

    minutes: int
    non_core: int
    cases: int | None
    outsourced_percent: float | None
    counted_in: str
    sections: int | None


def amounts_of(
    city: CityFigures, question: Question, denominators: Mapping[str, str] | None = None
) -> dict[str, Amount]:
    """The values of a city by code; a code without a value is missing.

    Args:
        city: its figures.
        question: what is asked.
        denominators: what each class is divided by, by code; asked for on that basis only.
    """
    sums = _sums(city, question)
    total = _total(city, sums, question.level)
    found: dict[str, Amount] = {}
    stated = StatedDenominators(city)
    for code, one in sums.items():
        name = (denominators or {}).get(code, "")
        size = stated.size(code, name) if name else 0
        per = _minutes_per_unit(city, one, question.basis, total, size)
        if per:
            found[code] = _amount(one, per, question, name)
    return found


def _total(city: CityFigures, sums: Mapping[str, _Sum], level: ClassLevel) -> int:
    """All hours of the city, also those no class of this level is told for."""
    if level is ClassLevel.STEP_TYPE:
        return sum(one.minutes for one in sums.values())
    return sum(figure.minutes for figure in _leaves(city.figures, 1))


def _amount(one: _Sum, minutes_per_unit: float, question: Question, name: str) -> Amount:
    """Divide; the price turns minutes (or hours) of the unit into yen."""
    of_what = one.non_core if question.basis is Basis.NON_CORE else one.minutes
    if question.yen_per_hour is not None and question.basis not in SHARES:
        hours = question.basis in {Basis.PER_10K, Basis.PER_STAFF}
        minutes_per_unit /= question.yen_per_hour if hours else question.yen_per_hour / 60
    return Amount(
        value=of_what / minutes_per_unit,
        minutes=one.minutes,
        minutes_per_unit=minutes_per_unit,
        cases=one.cases,
        outsourced_percent=one.outsourced_percent,
        denominator=name or (one.counted_in if question.basis is Basis.PER_CASE else ""),
        sections=one.sections,
    )


def _minutes_per_unit(city: CityFigures, one: _Sum, basis: Basis, total: int, size: int) -> float:
    """Minutes a year that make the value one greater; 0 where the value cannot be formed."""
    match basis:
        case Basis.PER_10K:
            return max(city.population, 0) / 10_000 * 60
        case Basis.PER_STAFF:
            return (city.staff_heads or 0) * 60
        case Basis.PER_CASE:
            return one.cases or 0
        case Basis.PER_DENOMINATOR:
            return size
        case Basis.SHARE:
            return total / 100
        case Basis.NON_CORE:
            return one.minutes / 100


def shared_denominators(ours: CityFigures, others: Sequence[CityFigures]) -> dict[str, str]:
    """By class code, what ours is divided by: of the names we give, the one most others give too.

    Of equally frequent names our first counts; a name nobody else gives still stands, so that the
    class is seen to have a value of ours and none of the others.
    """
    codes = {
        "-".join(parts[:count])
        for figure in ours.figures
        for parts in (figure.code.split("-"),)
        for count in range(1, len(parts) + 1)
    }
    chosen: dict[str, str] = {}
    mine, theirs = StatedDenominators(ours), [StatedDenominators(city) for city in others]
    for code in codes:
        names = [given.name for given in mine.of(code)]
        if names:
            chosen[code] = max(names, key=lambda name: _givers(theirs, code, name))
    return chosen


def _givers(cities: Iterable[StatedDenominators], code: str, name: str) -> int:
    return sum(1 for stated in cities if stated.size(code, name))


def _sums(city: CityFigures, question: Question) -> dict[str, _Sum]:
    if question.level is ClassLevel.STEP_TYPE:
        return {
            step.step_type: _Sum(
                step.minutes, step.non_core_minutes, step.cases, None, "", step.sections
            )
            for step in city.steps
            if step.code == question.within
        }
    parts = PARTS[question.level]
    if question.basis is Basis.PER_CASE:
        return {
            figure.code: _sum_of([figure])
            for figure in city.figures
            if len(figure.code.split("-")) == parts
        }
    grouped: dict[str, list[ClassFigure]] = {}
    for figure in _leaves(city.figures, parts):
        grouped.setdefault("-".join(figure.code.split("-")[:parts]), []).append(figure)
    return {code: _sum_of(figures) for code, figures in grouped.items()}


def _leaves(figures: Sequence[ClassFigure], parts: int) -> list[ClassFigure]:
    """The figures to add up for classes of `parts` code parts, nothing counted twice.

    A figure given for exactly that level is the total itself; of finer ones only those count
    that lie below no other given figure of that level or finer.
    """
    given = {figure.code for figure in figures if len(figure.code.split("-")) >= parts}

    def covered(code: str) -> bool:
        pieces = code.split("-")
        return any("-".join(pieces[:n]) in given for n in range(parts, len(pieces)))

    return [figure for figure in figures if figure.code in given and not covered(figure.code)]


def _sum_of(figures: Sequence[ClassFigure]) -> _Sum:
    """Cases are never added over classes, because their units differ."""
    only = figures[0] if len(figures) == 1 else None
    return _Sum(
        minutes=sum(figure.minutes for figure in figures),
        non_core=sum(figure.non_core_minutes for figure in figures),
        cases=only.cases if only else None,
        outsourced_percent=_outsourced(figures),
        counted_in=only.denominator if only else "",
        sections=only.sections if only else None,
    )


def _outsourced(figures: Sequence[ClassFigure]) -> float | None:
    """Weighted by hours; work nobody does weighs nothing, what one part does not tell is open."""
    if len(figures) == 1:
        return figures[0].outsourced_percent
    told = [(f.minutes, f.outsourced_percent) for f in figures if f.outsourced_percent is not None]
    minutes = sum(weight for weight, _ in told)
    if len(told) < len(figures) or not minutes:
        return None
    return sum(weight * share for weight, share in told) / minutes

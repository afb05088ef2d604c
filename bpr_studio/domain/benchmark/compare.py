"""Our figures next to other cities': by class or step type, on one of six bases.

Rules of fair comparison (domain.md §6): spread instead of a mean, nothing summarised from fewer
than three cities, and every difference that could explain a gap is named and graded.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING

from bpr_studio.domain.benchmark.amounts import Question, amounts_of, shared_denominators
from bpr_studio.domain.benchmark.comparability import (
    Grade,
    Topic,
    Yardstick,
    city_reasons,
    class_reasons,
    worst,
)
from bpr_studio.domain.benchmark.comparison import (
    CityValue,
    ClassComparison,
    ComparedCity,
    Comparison,
)
from bpr_studio.domain.benchmark.gaps import gaps_of
from bpr_studio.domain.benchmark.sentences import (
    by_distance,
    caption_comparison,
    suppression_note,
    title_comparison,
)
from bpr_studio.domain.benchmark.spread import Spread, spread_of
from bpr_studio.domain.benchmark.terms import (
    SMALLEST_GROUP,
    Basis,
    ClassLevel,
    Measure,
    Names,
)
from bpr_studio.domain.shared.text import ntr

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from bpr_studio.domain.benchmark.amounts import Amount
    from bpr_studio.domain.benchmark.figures import CityFigures

__all__ = [
    "SMALLEST_GROUP",
    "Basis",
    "CityValue",
    "ClassComparison",
    "ClassLevel",
    "ComparedCity",
    "Comparison",
    "Grade",
    "Measure",
    "Names",
    "Spread",
    "by_distance",
    "caption_comparison",
    "compare",
    "identity",
    "spread_of",
    "suppression_note",
    "title_comparison",
]


def compare(  # noqa: PLR0913  # everything a reader can choose, each with its name
    ours: CityFigures,
    others: Iterable[CityFigures],
    *,
    names: Names,
    basis: Basis,
    level: ClassLevel,
    within: str = "",
    yen_per_hour: int | None = None,
    worst_grade: Grade = Grade.B,
    staff_minutes: Mapping[str, int] | None = None,
    selection: str = "",
) -> Comparison:
    """Put our figures next to other cities'.

    Args:
        ours: our own city's figures.
        others: other cities' figures; an entry of our own city is left out.
        names: of classes, step types and staff categories.
        basis: what hours are divided by.
        level: how fine. Cases are never added over classes, because their units differ; per
            case only classes given at this very level are compared.
        within: with step types, the class they are of; "" for all work.
        yen_per_hour: compare cost at this price of an hour, the same for all cities, instead of
            hours; None for hours. Shares stay shares.
        worst_grade: cities with a worse grade are shown, but not summarised.
        staff_minutes: our minutes by staff category, to weigh what others leave out.
        selection: how the cities were chosen, in words, for captions.
    """
    question = Question(basis, level, within, yen_per_hour)
    by = Yardstick(ours, staff_minutes or {}, basis, level, names)
    partners = sorted(
        (city for city in others if identity(city) != identity(ours)),
        key=lambda city: (city.city_code, city.city_name),
    )
    shared = shared_denominators(ours, partners) if basis is Basis.PER_DENOMINATOR else {}
    own_amounts = amounts_of(ours, question, shared)
    table = [(_graded(city, by), amounts_of(city, question, shared)) for city in partners]
    codes = sorted(own_amounts.keys() & set(chain.from_iterable(row for _, row in table)))
    classes = tuple(
        _compare_class(
            (code, names.of(code, level)),
            own_amounts[code],
            [(city, amounts[code]) for city, amounts in table if code in amounts],
            by,
            worst_grade,
        )
        for code in codes
    )
    return Comparison(
        basis=basis,
        ours=_city(ours),
        others=tuple(city for city, _ in table),
        classes=classes,
        differences=(*_differences(table), *_denominator_differences(own_amounts, table, by)),
        level=level,
        measure=Measure.HOURS if yen_per_hour is None else Measure.COST,
        yen_per_hour=yen_per_hour,
        worst_grade=worst_grade,
        selection=selection,
        within=within,
    )


def identity(city: CityFigures) -> str:
    """What a city is known by: its code, or its name where it has none (made-up cities)."""
    return city.city_code or city.city_name


def _city(figures: CityFigures) -> ComparedCity:
    return ComparedCity(
        code=figures.city_code,
        name=figures.city_name,
        fiscal_year=figures.fiscal_year,
        population=figures.population,
        fictitious=figures.fictitious,
        wards=figures.wards,
    )


def _graded(figures: CityFigures, by: Yardstick) -> ComparedCity:
    reasons = city_reasons(figures, by)
    return replace(_city(figures), grade=worst(reasons), reasons=reasons)


def _compare_class(
    named: tuple[str, str],
    ours: Amount,
    others: Sequence[tuple[ComparedCity, Amount]],
    by: Yardstick,
    worst_grade: Grade,
) -> ClassComparison:
    values = [_value(city, amount, ours, by) for city, amount in others]
    fair = [value for value in values if value.grade <= worst_grade]
    busy = [value for value in fair if value.minutes]
    idle = [value for value in fair if not value.minutes]
    amounts = [value.value for value in busy]
    spread = spread_of(amounts)
    return ClassComparison(
        code=named[0],
        label=named[1],
        ours=ours.value,
        others=tuple(_marked(value, spread) for value in busy),
        spread=spread,
        denominator=ours.denominator,
        outsourced_percent=ours.outsourced_percent,
        minutes=ours.minutes,
        idle=tuple(idle),
        set_aside=tuple(value for value in values if value.grade > worst_grade),
        plain_spread=spread_of([value.value for value in fair]) if idle else None,
        gaps=gaps_of(ours.value, ours.minutes_per_unit, amounts) if ours.minutes else None,
    )


def _value(city: ComparedCity, theirs: Amount, ours: Amount, by: Yardstick) -> CityValue:
    reasons = class_reasons(theirs, ours, by)
    return CityValue(
        city=city,
        value=theirs.value,
        outsourced_percent=theirs.outsourced_percent,
        minutes=theirs.minutes,
        grade=max(city.grade, worst(reasons)),
        reasons=reasons,
    )


def _marked(value: CityValue, spread: Spread | None) -> CityValue:
    return replace(value, outlier=spread is not None and spread.is_outlier(value.value))


def _differences(
    table: Iterable[tuple[ComparedCity, Mapping[str, Amount]]],
) -> Iterator[str]:
    for city, _ in table:
        yield from (reason.text for reason in city.reasons if reason.told)


def _denominator_differences(
    own_amounts: Mapping[str, Amount],
    table: Iterable[tuple[ComparedCity, Mapping[str, Amount]]],
    by: Yardstick,
) -> Iterator[str]:
    """One sentence a city: which classes it counts in something else than we do."""
    for city, amounts in table:
        codes = [
            code
            for code in own_amounts.keys() & amounts.keys()
            if any(
                reason.topic is Topic.DENOMINATOR and reason.told
                for reason in class_reasons(amounts[code], own_amounts[code], by)
            )
        ]
        if codes:
            first = min(codes)
            yield ntr(
                "{city} counts the cases of {n} class differently: {name} as {theirs}, "
                "ours as {mine}.",
                "{city} counts the cases of {n} classes differently, for example {name} as "
                "{theirs}, ours as {mine}.",
                len(codes),
                city=city.name,
                name=by.names.of(first, by.level),
                theirs=amounts[first].denominator,
                mine=own_amounts[first].denominator,
            )

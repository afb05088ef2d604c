"""Our figures next to other cities': per 10,000 residents and per case, by class.

Rules of fair comparison (domain.md §6): spread instead of a mean, nothing summarised from fewer
than three cities, and every difference that could explain a gap is named.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.shared.fiscal_year import FiscalYear
from bpr_studio.domain.shared.text import N_, ntr, tr, tr_source

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bpr_studio.domain.benchmark.figures import CityFigures, ClassFigure

#: Fewer other cities than this are shown one by one, but not summarised.
SMALLEST_GROUP: Final = 3


class Basis(StrEnum):
    """What the hours are divided by."""

    PER_10K = "per_10k"  # hours a year per 10,000 residents
    PER_CASE = "per_case"  # minutes per case


class ClassLevel(StrEnum):
    """How fine the classes are compared."""

    MAJOR = "major"  # K01
    MIDDLE = "middle"  # K01-02
    MINOR = "minor"  # K01-02-03


_PARTS: Final = {ClassLevel.MAJOR: 1, ClassLevel.MIDDLE: 2, ClassLevel.MINOR: 3}

#: What a line is measured in; translate with `tr_source`.
UNITS: Final = {
    Basis.PER_10K: N_("hours a year per 10,000 residents"),
    Basis.PER_CASE: N_("minutes per case"),
}


@dataclass(frozen=True, slots=True)
class Names:
    """Names for people; a code without one is shown itself.

    Attributes:
        classes: class name by classification code.
        staff: name by code of the staff category.
    """

    classes: Mapping[str, str]
    staff: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ComparedCity:
    """One city of a comparison.

    Attributes:
        code: local government code.
        fictitious: its figures are invented (架空).
    """

    code: str
    name: str
    fiscal_year: int
    population: int
    fictitious: bool


@dataclass(frozen=True, slots=True)
class CityValue:
    """The value of one city for one class.

    Attributes:
        outsourced_percent: share of the work done by contractors, 0 … 100, or None if not told.
    """

    city: ComparedCity
    value: float
    outsourced_percent: float | None


@dataclass(frozen=True, slots=True)
class Spread:
    """Distribution over the other cities; quartiles interpolate linearly (Excel QUARTILE.INC)."""

    n: int
    minimum: float
    lower_quartile: float
    median: float
    upper_quartile: float
    maximum: float


@dataclass(frozen=True, slots=True)
class ClassComparison:
    """One class: our value, the other cities' values and their spread.

    Attributes:
        code: classification code.
        label: class name.
        ours: our value in the basis' unit, or None where it cannot be formed.
        others: the other cities that have a value, in the order of their codes.
        spread: None when fewer than `SMALLEST_GROUP` other cities have a value.
        denominator: what our cases are counted in; "" where unknown or on another basis.
        outsourced_percent: share of our work done by contractors, 0 … 100, or None if not told.
    """

    code: str
    label: str
    ours: float | None
    others: tuple[CityValue, ...]
    spread: Spread | None
    denominator: str
    outsourced_percent: float | None

    @property
    def median_outsourced_percent(self) -> float | None:
        """Median share done by contractors in the other cities that tell it; None below three."""
        told = [o.outsourced_percent for o in self.others if o.outsourced_percent is not None]
        spread = spread_of(told)
        return spread.median if spread else None

    @property
    def ratio(self) -> float | None:
        """Our value as a multiple of the median; None where either is missing or zero."""
        if self.ours is None or self.spread is None or not self.spread.median:
            return None
        return self.ours / self.spread.median


@dataclass(frozen=True, slots=True)
class Comparison:
    """Our city next to others on one basis.

    Attributes:
        classes: one per class at least one city and ours have, in code order.
        differences: sentences naming what is counted differently; empty when nothing differs.
        fictitious: any of the figures, ours included, is invented.
    """

    basis: Basis
    ours: ComparedCity
    others: tuple[ComparedCity, ...]
    classes: tuple[ClassComparison, ...]
    differences: tuple[str, ...]

    @property
    def fictitious(self) -> bool:
        """Whether 架空 must stand next to the figures."""
        return self.ours.fictitious or any(city.fictitious for city in self.others)

    @property
    def suppressed(self) -> int:
        """Number of classes without a median because too few cities have a value."""
        return sum(1 for item in self.classes if item.spread is None)

    @property
    def unit(self) -> str:
        """What the values are measured in."""
        return tr_source(UNITS[self.basis])


def compare(
    ours: CityFigures,
    others: Iterable[CityFigures],
    *,
    names: Names,
    basis: Basis,
    level: ClassLevel,
) -> Comparison:
    """Put our figures next to other cities'.

    Args:
        ours: our own city's figures.
        others: other cities' figures; an entry of our own city is left out.
        names: of classes and staff categories.
        basis: what hours are divided by.
        level: how fine. Cases are never added over classes, because their units differ; per
            case only classes given at this very level are compared.
    """
    partners = sorted(
        (city for city in others if identity(city) != identity(ours)),
        key=lambda city: (city.city_code, city.city_name),
    )
    own_values = _values(ours, basis, level)
    partner_values = [_values(city, basis, level) for city in partners]
    codes = sorted(own_values.keys() & {code for values in partner_values for code in values})
    classes = tuple(
        _compare_class(
            code,
            names.classes.get(code, code),
            own_values[code],
            [
                (_city(city), values[code])
                for city, values in zip(partners, partner_values, strict=True)
                if code in values
            ],
        )
        for code in codes
    )
    return Comparison(
        basis=basis,
        ours=_city(ours),
        others=tuple(map(_city, partners)),
        classes=classes,
        differences=(
            *_differences(ours, partners, names),
            *_denominator_differences(
                own_values, zip(partners, partner_values, strict=True), names
            ),
        ),
    )


def identity(city: CityFigures) -> str:
    """What a city is known by: its code, or its name where it has none (made-up cities)."""
    return city.city_code or city.city_name


def spread_of(values: Sequence[float]) -> Spread | None:
    """Distribution of `values`, or None when there are fewer than `SMALLEST_GROUP`."""
    if len(values) < SMALLEST_GROUP:
        return None
    ordered = sorted(values)
    return Spread(
        n=len(ordered),
        minimum=ordered[0],
        lower_quartile=_quantile(ordered, 0.25),
        median=_quantile(ordered, 0.5),
        upper_quartile=_quantile(ordered, 0.75),
        maximum=ordered[-1],
    )


def _quantile(ordered: Sequence[float], share: float) -> float:
    position = share * (len(ordered) - 1)
    below = int(position)
    above = min(below + 1, len(ordered) - 1)
    # Both weights instead of a + (b - a) * t: the result never leaves the two neighbours.
    weight = position - below
    return ordered[below] * (1 - weight) + ordered[above] * weight


@dataclass(frozen=True, slots=True)
class _Value:
    amount: float
    outsourced_percent: float | None
    denominator: str


def _city(figures: CityFigures) -> ComparedCity:
    return ComparedCity(
        code=figures.city_code,
        name=figures.city_name,
        fiscal_year=figures.fiscal_year,
        population=figures.population,
        fictitious=figures.fictitious,
    )


def _values(city: CityFigures, basis: Basis, level: ClassLevel) -> dict[str, _Value]:
    return _per_case(city, level) if basis is Basis.PER_CASE else _per_10k(city, level)


def _per_case(city: CityFigures, level: ClassLevel) -> dict[str, _Value]:
    return {
        figure.code: _Value(
            amount=figure.minutes / figure.cases,
            outsourced_percent=figure.outsourced_percent,
            denominator=figure.denominator,
        )
        for figure in city.figures
        if figure.cases and len(figure.code.split("-")) == _PARTS[level]
    }


def _per_10k(city: CityFigures, level: ClassLevel) -> dict[str, _Value]:
    if city.population <= 0:
        return {}
    parts: dict[str, list[ClassFigure]] = {}
    for figure in _leaves(city.figures, _PARTS[level]):
        parts.setdefault("-".join(figure.code.split("-")[: _PARTS[level]]), []).append(figure)
    return {
        code: _Value(
            amount=sum(f.minutes for f in figures) / 60 / (city.population / 10_000),
            outsourced_percent=_outsourced(figures),
            denominator="",
        )
        for code, figures in parts.items()
    }


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


def _outsourced(figures: Sequence[ClassFigure]) -> float | None:
    told = [(f.minutes, f.outsourced_percent) for f in figures if f.outsourced_percent is not None]
    minutes = sum(weight for weight, _ in told)
    if len(told) < len(figures) or not minutes:
        return None
    return sum(weight * share for weight, share in told) / minutes


def _compare_class(
    code: str, label: str, ours: _Value, others: list[tuple[ComparedCity, _Value]]
) -> ClassComparison:
    return ClassComparison(
        code=code,
        label=label,
        ours=ours.amount,
        others=tuple(CityValue(city, v.amount, v.outsourced_percent) for city, v in others),
        spread=spread_of([value.amount for _, value in others]),
        denominator=ours.denominator,
        outsourced_percent=ours.outsourced_percent,
    )


def _differences(ours: CityFigures, partners: Sequence[CityFigures], names: Names) -> Iterable[str]:
    for city in partners:
        if abs(city.fiscal_year - ours.fiscal_year) > 1:
            yield tr(
                "{city}: figures of {theirs}, ours are of {ours}.",
                city=city.city_name,
                theirs=FiscalYear(city.fiscal_year),
                ours=FiscalYear(ours.fiscal_year),
            )
        if not city.defines_core_as(ours):
            yield tr(
                "{city} defines core work differently ({definition}); its core and non-core "
                "hours cannot be compared with ours.",
                city=city.city_name,
                definition=city.definition or tr("not stated"),
            )
        yield from _staff_differences(ours, city, names)


def _staff_differences(ours: CityFigures, city: CityFigures, names: Names) -> Iterable[str]:
    mine = dict.fromkeys(ours.staff_categories)
    theirs = dict.fromkeys(city.staff_categories)
    if missing := [code for code in mine if code not in theirs]:
        yield tr(
            "{city} does not count {categories}; ours does.",
            city=city.city_name,
            categories=tr(", ").join(names.staff.get(code, code) for code in missing),
        )
    if extra := [code for code in theirs if code not in mine]:
        yield tr(
            "{city} also counts {categories}; ours does not.",
            city=city.city_name,
            categories=tr(", ").join(names.staff.get(code, code) for code in extra),
        )


def _denominator_differences(
    own_values: Mapping[str, _Value],
    partners: Iterable[tuple[CityFigures, Mapping[str, _Value]]],
    names: Names,
) -> Iterable[str]:
    """One sentence a city: which classes it counts in something else than we do."""
    for city, values in partners:
        codes = [
            code
            for code, theirs in values.items()
            if code in own_values
            and own_values[code].denominator
            and theirs.denominator
            and own_values[code].denominator != theirs.denominator
        ]
        if codes:
            first = codes[0]
            yield ntr(
                "{city} counts the cases of {n} class differently: {name} as {theirs}, "
                "ours as {mine}.",
                "{city} counts the cases of {n} classes differently, for example {name} as "
                "{theirs}, ours as {mine}.",
                len(codes),
                city=city.city_name,
                name=names.classes.get(first, first),
                theirs=values[first].denominator,
                mine=own_values[first].denominator,
            )


def by_distance(comparison: Comparison, limit: int) -> tuple[ClassComparison, ...]:
    """The classes in which we lie highest above the median first; without a median last."""
    ordered = sorted(
        comparison.classes, key=lambda item: (item.ratio is None, -(item.ratio or 0), item.code)
    )
    return tuple(ordered[:limit])


def title_comparison(comparison: Comparison) -> str:
    """What the comparison says; names the class furthest from the median."""
    rated = [item for item in comparison.classes if item.ratio is not None]
    if not comparison.classes:
        return tr("No class can be compared: no other city has figures for the same classes.")
    if not rated:
        return ntr(
            "Fewer than three other cities have figures for the same class; "
            "{n} class is shown without a median.",
            "Fewer than three other cities have figures for the same classes; "
            "{n} classes are shown without a median.",
            len(comparison.classes),
        )
    above = sum(1 for item in rated if (item.ratio or 0) > 1)
    furthest = max(rated, key=lambda item: item.ratio or 0)
    if not above:
        return ntr(
            "In the {n} class compared we need no more than the median of the other cities.",
            "In none of the {n} classes compared we need more than the median of the other cities.",
            len(rated),
        )
    return ntr(
        "In {above:,} of {n} class we need more than the median of the other cities, "
        "most of all for {name} ({ratio:.1f} times).",
        "In {above:,} of {n} classes we need more than the median of the other cities, "
        "most of all for {name} ({ratio:.1f} times).",
        len(rated),
        above=above,
        name=furthest.label,
        ratio=furthest.ratio,
    )


def caption_comparison(comparison: Comparison) -> str:
    """Unit, n, years, rule for few cities, 架空."""
    years = sorted({city.fiscal_year for city in (comparison.ours, *comparison.others)})
    parts = [
        tr("Unit: {unit}", unit=comparison.unit),
        ntr("n = {n} other city", "n = {n} other cities", len(comparison.others)),
        tr(", ").join(str(FiscalYear(year)) for year in years),
        tr("Quartiles interpolated; no median where fewer than three other cities have a value"),
    ]
    if comparison.fictitious:
        parts.append(tr("Fictitious figures"))
    return tr(" | ").join(parts)


def suppression_note(comparison: Comparison) -> str:
    """Says how many classes have no median and why; empty when all have one."""
    if not comparison.suppressed:
        return ""
    return ntr(
        "{n} class has no median because fewer than three other cities have a value.",
        "{n} classes have no median because fewer than three other cities have a value.",
        comparison.suppressed,
    )

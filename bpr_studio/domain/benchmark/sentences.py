"""What a comparison says, in words: title, caption, gap, few cities, outliers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bpr_studio.domain.benchmark.comparability import Grade
from bpr_studio.domain.benchmark.terms import Basis, ClassLevel, Measure
from bpr_studio.domain.shared.fiscal_year import FiscalYear
from bpr_studio.domain.shared.text import ntr, tr

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bpr_studio.domain.benchmark.comparison import ClassComparison, Comparison
    from bpr_studio.domain.benchmark.gaps import Gap, Potential

#: Digits of an hour figure that its interval bears out.
_MEANT_DIGITS: Final = 2


def by_distance(comparison: Comparison, limit: int) -> tuple[ClassComparison, ...]:
    """The classes in which we lie highest above the median first; without a median last."""
    ordered = sorted(
        comparison.classes, key=lambda item: (item.ratio is None, -(item.ratio or 0), item.code)
    )
    return tuple(ordered[:limit])


def by_gap(comparison: Comparison) -> tuple[ClassComparison, ...]:
    """The classes with most hours above the median first; without a gap last."""
    return tuple(
        sorted(
            comparison.classes,
            key=lambda item: (item.gap is None, -(item.gap.minutes if item.gap else 0), item.code),
        )
    )


def title_comparison(comparison: Comparison) -> str:
    """What the comparison says; names the class furthest from the median."""
    rated = [item for item in comparison.classes if item.ratio is not None]
    if not comparison.classes:
        return _title_nothing(comparison)
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
    if comparison.basis is Basis.SHARE:
        return _title_share(max(rated, key=_points_above))
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


def _title_nothing(comparison: Comparison) -> str:
    """Why there is nothing, as far as the choice itself explains it."""
    if comparison.others and comparison.level is ClassLevel.STEP_TYPE:
        return tr("Only cities with a detailed survey tell their hours by step type.")
    if comparison.others and comparison.basis is Basis.PER_STAFF:
        return tr("No city tells its number of staff, or ours is not known.")
    if comparison.others and comparison.basis is Basis.PER_DENOMINATOR:
        return tr(
            "No class depends on the same thing here and in another city; say what ours depends "
            "on under “Our denominators”."
        )
    if comparison.others and comparison.basis is Basis.PER_CASE:
        return tr("No class is counted in cases here and in another city.")
    return tr("No class can be compared: no other city has figures for the same classes.")


def _points_above(item: ClassComparison) -> float:
    """How far a share lies above the median; as a multiple, the smallest would be furthest."""
    return (item.ours or 0) - (item.spread.median if item.spread else 0)


def _title_share(furthest: ClassComparison) -> str:
    """A share says where the work lies, not that too much is needed."""
    return tr(
        "{name} takes {ours:.1f} % of our hours, {median:.1f} % in the median city.",
        name=furthest.label,
        ours=furthest.ours,
        median=furthest.spread.median if furthest.spread else 0,
    )


def caption_comparison(comparison: Comparison) -> str:
    """Unit, n, selection, grades, years, rule for few cities, 架空."""
    years = sorted({city.fiscal_year for city in (comparison.ours, *comparison.others)})
    parts = [
        tr("Unit: {unit}", unit=comparison.unit),
        ntr(
            "n = {n} other city",
            "n = {n} other cities",
            len(comparison.others) - _set_aside(comparison),
        ),
        *_choice(comparison),
        tr(", ").join(str(FiscalYear(year)) for year in years),
        tr("Quartiles interpolated; no median where fewer than three other cities have a value"),
    ]
    if comparison.measure is Measure.COST:
        parts.append(
            tr(
                "Hours of every city at our {yen:,} yen per hour",
                yen=comparison.yen_per_hour or 0,
            )
        )
    if comparison.fictitious:
        parts.append(tr("Fictitious figures"))
    return tr(" | ").join(parts)


def _choice(comparison: Comparison) -> Iterator[str]:
    yield comparison.selection or tr("all cities with figures")
    if comparison.worst_grade is Grade.C:
        yield tr("grades A to C, also what is counted differently")
    elif comparison.worst_grade is Grade.B:
        yield tr("grades A and B")
    else:
        yield tr("grade A only")
    aside = _set_aside(comparison)
    if aside:
        yield ntr("{n} city set aside (grade)", "{n} cities set aside (grade)", aside)


def _set_aside(comparison: Comparison) -> int:
    """Cities that are not compared, since their grade is worse than wished."""
    return sum(1 for city in comparison.others if city.grade > comparison.worst_grade)


def suppression_note(comparison: Comparison) -> str:
    """Says how many classes have no median and why; empty when all have one."""
    if not comparison.suppressed:
        return ""
    return ntr(
        "{n} class has no median because fewer than three other cities have a value.",
        "{n} classes have no median because fewer than three other cities have a value.",
        comparison.suppressed,
    )


def few_note(comparison: Comparison) -> str:
    """Says how many medians stand on three or four cities only; empty when none does."""
    if not comparison.few:
        return ""
    return ntr(
        "The median of {n} class stands on only three or four cities.",
        "The medians of {n} classes stand on only three or four cities.",
        comparison.few,
    )


def remarks_on(item: ClassComparison, comparison: Comparison) -> tuple[str, ...]:
    """What must stand beside the figures of a class: few cities, outliers, who does no such work."""
    found: list[str] = []
    if item.spread is None:
        found.append(
            ntr("only {n} city: no median", "only {n} cities: no median", len(item.others))
        )
    elif item.spread.few:
        found.append(tr("few cities (n = {n})", n=item.spread.n))
    if not item.minutes:
        found.append(tr("we do no such work"))
    if item.outliers:
        names = tr(", ").join(value.city.name for value in item.outliers)
        found.append(tr("far off: {cities}", cities=names))
    if item.idle:
        found.append(_idle_words(item, comparison.decimals))
    # Cities set aside altogether stand in the caption.
    here = sum(1 for v in item.set_aside if v.city.grade <= comparison.worst_grade)
    if here:
        found.append(ntr("{n} city set aside (grade)", "{n} cities set aside (grade)", here))
    return tuple(found)


def _idle_words(item: ClassComparison, decimals: int) -> str:
    n = len(item.idle)
    if item.plain_spread is None:
        return ntr("{n} city does no such work", "{n} cities do no such work", n)
    return ntr(
        "{n} city does no such work; median with it {median}",
        "{n} cities do no such work; median with them {median}",
        n,
        median=f"{item.plain_spread.median:,.{decimals}f}",
    )


def sentence_gap(gap: Gap) -> str:
    """A gap to the median with its interval, or that chance explains it as well."""
    low, high = about_hours(gap.low), about_hours(gap.high)
    if not gap.distinguishable:
        return tr(
            "Not distinguishable from the median: between {low} and {high} hours a year.",
            low=low,
            high=high,
        )
    if gap.minutes > 0:
        return tr(
            "About {hours} hours a year above the median (between {low} and {high}).",
            hours=about_hours(gap.minutes),
            low=low,
            high=high,
        )
    return tr(
        "About {hours} hours a year below the median (between {low} and {high}).",
        hours=about_hours(-gap.minutes),
        low=low,
        high=high,
    )


def sentence_potential(potential: Potential) -> str:
    """What lies clearly above the median, without pretending more precision than there is."""
    if not potential.clear:
        return tr(
            "In no class our hours lie clearly above the median; what lies above it may be chance."
        )
    found = ntr(
        "In {n} class our hours lie clearly above the median, by about {hours} hours a year "
        "(between {low} and {high}).",
        "In {n} classes our hours lie clearly above the median, together by about {hours} hours a "
        "year (between {low} and {high}).",
        potential.clear,
        hours=about_hours(potential.minutes),
        low=about_hours(potential.low),
        high=about_hours(potential.high),
    )
    if not potential.unclear:
        return found
    more = ntr(
        "{n} further class lies above it, but not clearly, and is not added.",
        "{n} further classes lie above it, but not clearly, and are not added.",
        potential.unclear,
    )
    return f"{found} {more}"


def interval_note(comparison: Comparison) -> str:
    """What the intervals mean and what they leave out."""
    covered = [item.gap.coverage for item in comparison.classes if item.gap is not None]
    if not covered:
        return ""
    return tr(
        "Intervals: between two cities by rank, no shape of the distribution assumed; they hold "
        "the median of such cities at least {percent:.0f} times in 100. Errors of the surveys "
        "are not in them. Among many classes some lie apart by chance.",
        percent=int(min(covered) * 100),
    )


def about_hours(minutes: int) -> str:
    """Hours with the two digits that mean something, ▲ below zero."""
    hours = abs(minutes) / 60
    whole = round(hours)
    digits = len(str(whole))
    rounded = round(hours, _MEANT_DIGITS - digits) if digits > _MEANT_DIGITS else whole
    return f"▲{rounded:,.0f}" if minutes < 0 and rounded else f"{rounded:,.0f}"

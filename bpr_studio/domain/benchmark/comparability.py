"""How far the figures of a city can be compared with ours: grade A, B or C, with the reasons.

The rules are those of fair comparison in domain.md §6, "Fair-compare rules"; the limits are
constructed [C]. Each rule looks at one thing and gives a reason with a grade or nothing; the grade
of a city, or of one of its classes, is the worst of its reasons. So a difference less never makes
a grade worse.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.benchmark.figures import SMALLEST_SECTIONS
from bpr_studio.domain.benchmark.terms import Basis, ClassLevel
from bpr_studio.domain.shared.fiscal_year import FiscalYear
from bpr_studio.domain.shared.text import N_, ntr, tr

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from bpr_studio.domain.benchmark.amounts import Amount
    from bpr_studio.domain.benchmark.figures import CityFigures
    from bpr_studio.domain.benchmark.terms import Names


class Grade(StrEnum):
    """How far figures can be compared; a later letter is worse."""

    A = "A"  # told and counted alike
    B = "B"  # something differs or is not told: read it before judging
    C = "C"  # a rule of fair comparison is broken: only compared on wish


#: What the grades mean; translate with `tr_source`.
MEANINGS: Final = {
    Grade.A: N_("told and counted alike"),
    Grade.B: N_("something differs or is not told"),
    Grade.C: N_("counted too differently; only compared on wish"),
}


class Topic(StrEnum):
    """What a rule looks at."""

    YEAR = "year"
    STAFF = "staff"
    DEFINITION = "definition"
    FICTITIOUS = "fictitious"
    WARDS = "wards"
    ORIGIN = "origin"
    LEFT_OUT = "left_out"
    SECTIONS = "sections"
    OUTSOURCING = "outsourcing"
    DENOMINATOR = "denominator"


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the table of rules, as guide and documentation show it.

    Attributes:
        name: what is looked at; translate with `tr_source`.
        b: what gives grade B; "" where the rule never does.
        c: what gives grade C; "" where the rule never does.
        mark: [C] constructed, as in the other lists of the program.
        source: what it follows.
    """

    topic: Topic
    name: str
    b: str
    c: str
    mark: str = "C"
    source: str = "domain.md §6"


#: Years further apart are not compared.
YEARS_APART: Final = 1
#: Staff categories with less than this share of our hours are a small difference.
SMALL_STAFF_SHARE: Final = 0.05
#: Points of outsourcing beyond which it must be read beside the hours.
OUTSOURCING_POINTS: Final = 10
#: So many times more wards are another way of sharing the work.
WARDS_RATIO: Final = 2
#: People who are no staff of the city; what they do shows as outsourcing.
OUTSIDE_STAFF: Final = frozenset({"contractor", "dispatched"})

RULES: Final = (
    Rule(Topic.YEAR, N_("Fiscal year"), "", N_("more than one year apart")),
    Rule(
        Topic.STAFF,
        N_("Staff categories"),
        N_("only outside staff or less than 5 % of our hours are missing; or more are counted"),
        N_("own staff is missing that does 5 % of our hours or more, or nobody knows how much"),
    ),
    Rule(
        Topic.DEFINITION,
        N_("Definition of core work"),
        N_("another definition or none; hours in total do not depend on it"),
        N_("another definition or none, when shares of non-core work are compared"),
    ),
    Rule(
        Topic.FICTITIOUS,
        N_("Real or fictitious"),
        "",
        N_("real figures beside invented ones"),
    ),
    Rule(
        Topic.WARDS,
        N_("Wards"),
        N_("not told, wards on one side only, or twice as many and more"),
        "",
    ),
    Rule(
        Topic.ORIGIN,
        N_("Origin"),
        N_("the file does not say when and with what it was made"),
        "",
    ),
    Rule(
        Topic.LEFT_OUT,
        N_("Figures held back"),
        N_("figures from fewer than three sections are missing, and sums are compared"),
        "",
    ),
    Rule(Topic.SECTIONS, N_("Number of sections"), N_("fewer than three behind the figure"), ""),
    Rule(
        Topic.OUTSOURCING,
        N_("Share done by contractors"),
        N_("not told, or more than 10 points apart"),
        "",
    ),
    Rule(
        Topic.DENOMINATOR,
        N_("What cases are counted in"),
        N_("not told"),
        N_("counted in something else"),
    ),
)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a grade is not A.

    Attributes:
        text: a whole sentence.
        told: a known difference; False where it is only not known to be alike.
    """

    topic: Topic
    grade: Grade
    text: str
    told: bool = True


def worst(reasons: Iterable[Reason]) -> Grade:
    """The grade these reasons lead to; A without any."""
    return max((reason.grade for reason in reasons), default=Grade.A)


@dataclass(frozen=True, slots=True)
class Yardstick:
    """Our side of the comparison, and what is compared.

    Attributes:
        ours: our figures.
        staff_minutes: our minutes by staff category; empty where they are not known.
        basis: what hours are divided by.
        level: how fine.
        names: of staff categories.
    """

    ours: CityFigures
    staff_minutes: Mapping[str, int]
    basis: Basis
    level: ClassLevel
    names: Names


def city_reasons(city: CityFigures, by: Yardstick) -> tuple[Reason, ...]:
    """What makes all figures of a city differ from ours."""
    return (
        *_year(city, by),
        *_definition(city, by),
        *_staff(city, by),
        *_fictitious(city, by),
        *_wards(city, by),
        *_origin(city),
        *_left_out(city, by),
    )


def class_reasons(theirs: Amount, ours: Amount, by: Yardstick) -> tuple[Reason, ...]:
    """What makes the figures of one class differ from ours."""
    found = list(_sections(theirs))
    if by.level is not ClassLevel.STEP_TYPE:
        found += _outsourcing(theirs, ours)
        if by.basis is Basis.PER_CASE:
            found += _denominator(theirs, ours)
    return tuple(found)


def _year(city: CityFigures, by: Yardstick) -> Iterator[Reason]:
    if abs(city.fiscal_year - by.ours.fiscal_year) > YEARS_APART:
        text = tr(
            "{city}: figures of {theirs}, ours are of {ours}.",
            city=city.city_name,
            theirs=FiscalYear(city.fiscal_year),
            ours=FiscalYear(by.ours.fiscal_year),
        )
        yield Reason(Topic.YEAR, Grade.C, text)


def _definition(city: CityFigures, by: Yardstick) -> Iterator[Reason]:
    if not city.defines_core_as(by.ours):
        text = tr(
            "{city} defines core work differently ({definition}); its core and non-core "
            "hours cannot be compared with ours.",
            city=city.city_name,
            definition=city.definition or tr("not stated"),
        )
        grade = Grade.C if by.basis is Basis.NON_CORE else Grade.B
        yield Reason(Topic.DEFINITION, grade, text)


def _staff(city: CityFigures, by: Yardstick) -> Iterator[Reason]:
    mine = dict.fromkeys(by.ours.staff_categories)
    theirs = dict.fromkeys(city.staff_categories)
    if missing := [code for code in mine if code not in theirs]:
        text = tr(
            "{city} does not count {categories}; ours does.",
            city=city.city_name,
            categories=_staff_words(missing, by.names),
        )
        yield Reason(Topic.STAFF, _grade_of_missing(missing, by.staff_minutes), text)
    if extra := [code for code in theirs if code not in mine]:
        text = tr(
            "{city} also counts {categories}; ours does not.",
            city=city.city_name,
            categories=_staff_words(extra, by.names),
        )
        yield Reason(Topic.STAFF, Grade.B, text)


def _staff_words(codes: Iterable[str], names: Names) -> str:
    return tr(", ").join(names.staff.get(code, code) for code in codes)


def _grade_of_missing(codes: Collection[str], staff_minutes: Mapping[str, int]) -> Grade:
    """What they leave out makes their hours smaller and our gap larger than it is."""
    own_staff = [code for code in codes if code not in OUTSIDE_STAFF]
    if not own_staff:
        return Grade.B
    total = sum(staff_minutes.values())
    missing = sum(staff_minutes.get(code, 0) for code in own_staff)
    known_small = total > 0 and missing < SMALL_STAFF_SHARE * total
    return Grade.B if known_small else Grade.C


def _fictitious(city: CityFigures, by: Yardstick) -> Iterator[Reason]:
    if city.fictitious and not by.ours.fictitious:
        text = tr("The figures of {city} are invented; ours are real.", city=city.city_name)
        yield Reason(Topic.FICTITIOUS, Grade.C, text)
    elif by.ours.fictitious and not city.fictitious:
        text = tr("Our figures are invented; those of {city} are real.", city=city.city_name)
        yield Reason(Topic.FICTITIOUS, Grade.C, text)


def _wards(city: CityFigures, by: Yardstick) -> Iterator[Reason]:
    theirs, mine = city.wards, by.ours.wards
    if theirs is None or mine is None:
        text = tr("How many wards {city} or we have is not told.", city=city.city_name)
        yield Reason(Topic.WARDS, Grade.B, text, told=False)
    elif max(theirs, mine) >= WARDS_RATIO * max(min(theirs, mine), 1) and theirs != mine:
        text = tr(
            "{city} has {theirs} wards, we have {mine}: wards and main office share work"
            " differently.",
            city=city.city_name,
            theirs=theirs,
            mine=mine,
        )
        yield Reason(Topic.WARDS, Grade.B, text)


def _origin(city: CityFigures) -> Iterator[Reason]:
    if not city.origin.prepared_on and not city.origin.program:
        text = tr(
            "The file of {city} does not say when and with what it was made.", city=city.city_name
        )
        yield Reason(Topic.ORIGIN, Grade.B, text, told=False)


def _left_out(city: CityFigures, by: Yardstick) -> Iterator[Reason]:
    sums = by.basis is Basis.SHARE or by.level in {ClassLevel.MAJOR, ClassLevel.MIDDLE}
    if city.left_out and sums:
        text = ntr(
            "{city} holds back {n} figure of few sections; its sums are a little too small.",
            "{city} holds back {n} figures of few sections; its sums are a little too small.",
            city.left_out,
            city=city.city_name,
        )
        yield Reason(Topic.LEFT_OUT, Grade.B, text)


def _sections(theirs: Amount) -> Iterator[Reason]:
    if theirs.sections is not None and theirs.sections < SMALLEST_SECTIONS:
        text = ntr(
            "Only {n} section stands behind the figure.",
            "Only {n} sections stand behind the figure.",
            theirs.sections,
        )
        yield Reason(Topic.SECTIONS, Grade.B, text)


def _outsourcing(theirs: Amount, ours: Amount) -> Iterator[Reason]:
    if theirs.outsourced_percent is None or ours.outsourced_percent is None:
        text = tr("The share done by contractors is not told on both sides.")
        yield Reason(Topic.OUTSOURCING, Grade.B, text, told=False)
        return
    points = theirs.outsourced_percent - ours.outsourced_percent
    if abs(points) > OUTSOURCING_POINTS:
        text = tr(
            "Contractors do {theirs:.0f} % of it there and {ours:.0f} % here.",
            theirs=theirs.outsourced_percent,
            ours=ours.outsourced_percent,
        )
        yield Reason(Topic.OUTSOURCING, Grade.B, text)


def _denominator(theirs: Amount, ours: Amount) -> Iterator[Reason]:
    if not theirs.denominator or not ours.denominator:
        text = tr("What cases are counted in is not told on both sides.")
        yield Reason(Topic.DENOMINATOR, Grade.B, text, told=False)
    elif theirs.denominator != ours.denominator:
        text = tr(
            "Cases are counted as {theirs} there and as {ours} here.",
            theirs=theirs.denominator,
            ours=ours.denominator,
        )
        yield Reason(Topic.DENOMINATOR, Grade.C, text)

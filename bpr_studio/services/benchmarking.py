"""Compares our figures with other cities': which figures stand next to each other."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from bpr_studio.domain.benchmark.compare import compare, identity
from bpr_studio.domain.benchmark.similar import Selection, chosen
from bpr_studio.domain.benchmark.terms import Basis, ClassLevel, Measure
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.fiscal_year import FiscalYear
from bpr_studio.domain.shared.text import tr

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from bpr_studio.domain.benchmark.comparison import ComparedCity, Comparison
    from bpr_studio.domain.benchmark.figures import CityFigures
    from bpr_studio.domain.benchmark.terms import Names


class FiguresSource(Protocol):
    """Where the figures of cities come from."""

    def own(self, year: FiscalYear) -> CityFigures | None:
        """Our city's figures of one year, or None when nobody has answered for it."""

    def partners(self) -> Sequence[CityFigures]:
        """Everything imported from other cities, of any year."""


class OwnTerms(Protocol):
    """What only we know of our own hours."""

    def staff_minutes(self, year: FiscalYear) -> Mapping[str, int]:
        """Our minutes of a year by staff category."""

    def yen_per_hour(self, year: FiscalYear) -> int | None:
        """What an hour of ours costs on average; None unless each category has its price."""


class Memory(Protocol):
    """What is kept about the comparison from one day to the next."""

    def selection(self) -> Selection:
        """Which cities were last compared with."""

    def answers(self) -> Mapping[str, Mapping[str, str]]:
        """What was noted about the reasons, by class code and key of the question."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be compared.

    Attributes:
        basis: what hours are divided by.
        level: how fine.
        measure: hours or cost.
        within: with step types, the class they are of; "" for all work.
    """

    basis: Basis = Basis.PER_10K
    level: ClassLevel = ClassLevel.MAJOR
    measure: Measure = Measure.HOURS
    within: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """One set of figures of another city, as the list shows it.

    Attributes:
        figures: as imported.
        city: with grade and reasons; None where another year's figures of the city count.
        chosen: it is among the cities compared with.
    """

    figures: CityFigures
    city: ComparedCity | None
    chosen: bool


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything the page shows at once.

    Attributes:
        standings: every imported set of figures, nearest in population first.
        ours: our figures; None where nobody has answered.
        comparison: None without figures of ours or without chosen cities.
        selection: which cities are compared with.
    """

    standings: tuple[Standing, ...]
    ours: CityFigures | None
    comparison: Comparison | None
    selection: Selection


class Benchmarking:
    """The comparison as pages, reports and the command line ask for it."""

    def __init__(
        self,
        source: FiguresSource,
        names: Names,
        *,
        terms: OwnTerms | None = None,
        memory: Memory | None = None,
    ) -> None:
        """Compare figures of `source`.

        Args:
            source: the stored figures.
            names: of classes, step types and staff categories.
            terms: our staff and prices; None where they are not known.
            memory: what was chosen and noted before; None for nothing.
        """
        self._source = source
        self._names = names
        self._terms = terms
        self._memory = memory

    def selection(self) -> Selection:
        """Which cities were last compared with."""
        return self._memory.selection() if self._memory else Selection()

    def answers(self) -> Mapping[str, Mapping[str, str]]:
        """What was noted about the reasons, by class code and key of the question."""
        return self._memory.answers() if self._memory else {}

    def compare(  # noqa: PLR0913  # everything a reader can choose, most by name
        self,
        year: FiscalYear,
        basis: Basis,
        level: ClassLevel,
        cities: Collection[str] = (),
        *,
        measure: Measure = Measure.HOURS,
        within: str = "",
        selection: Selection | None = None,
    ) -> Comparison:
        """Ours of `year` next to the other cities'.

        Of a city with figures of several years the nearest year is taken, the newer of two
        equally near ones.

        Args:
            year: our year.
            basis: what hours are divided by.
            level: how fine the classes are.
            cities: codes or names of the cities to compare with, in place of those of the
                selection; those of the selection when empty.
            measure: hours or cost.
            within: with step types, the class they are of; "" for all work.
            selection: which cities; the remembered ones when None.

        Raises:
            RefusedError: we have no figures of that year, a city has none at all, or cost is
                asked for without the price of our hours.
        """
        ours = self._source.own(year)
        if ours is None:
            raise RefusedError(
                tr("There are no survey figures of our own for {year}.", year=year),
                remedy=tr("Collect survey workbooks for this year first."),
            )
        partners = [c for c in self._source.partners() if identity(c) != identity(ours)]
        _require_known(cities, partners)
        selection = selection or self.selection()
        nearest = _nearest(partners, year.year)
        wanted = chosen(ours, nearest, selection)
        words = selection.words(ours)
        if cities:
            wanted = tuple(city for city in nearest if _is_named(city, cities))
            words = tr("cities chosen by hand")
        request = Request(basis, level, measure, within)
        return self._compared(ours, wanted, request, selection, words)

    def overview(
        self, year: FiscalYear, request: Request, selection: Selection | None = None
    ) -> Overview:
        """Everything the page shows for one request.

        Raises:
            RefusedError: cost is asked for without the price of our hours.
        """
        ours = self._source.own(year)
        selection = selection or self.selection()
        partners = self._source.partners()
        if ours is None:
            standings = tuple(Standing(figures, None, chosen=False) for figures in partners)
            return Overview(standings, None, None, selection)
        partners = [c for c in partners if identity(c) != identity(ours)]
        nearest = chosen(ours, _nearest(partners, year.year), Selection())
        picked = chosen(ours, nearest, selection)
        words = selection.words(ours)
        found = self._compared(ours, picked, request, selection, words) if picked else None
        every = self._compared(ours, nearest, replace(request, measure=Measure.HOURS), selection)
        graded = {(city.code or city.name): city for city in every.others}
        listed = [*nearest, *(figures for figures in partners if figures not in nearest)]
        standings = tuple(
            Standing(
                figures,
                graded[identity(figures)] if figures in nearest else None,
                chosen=figures in picked,
            )
            for figures in listed
        )
        return Overview(standings, ours, found, selection)

    def _compared(
        self,
        ours: CityFigures,
        others: Iterable[CityFigures],
        request: Request,
        selection: Selection,
        words: str = "",
    ) -> Comparison:
        year = FiscalYear(ours.fiscal_year)
        found = compare(
            ours,
            others,
            names=self._names,
            basis=request.basis,
            level=request.level,
            within=request.within,
            yen_per_hour=self._price(year) if request.measure is Measure.COST else None,
            worst_grade=selection.worst_grade,
            staff_minutes=self._terms.staff_minutes(year) if self._terms else {},
            selection=words,
        )
        return replace(found, answers=self.answers())

    def _price(self, year: FiscalYear) -> int:
        price = self._terms.yen_per_hour(year) if self._terms else None
        if price is None:
            raise RefusedError(
                tr("What an hour of our staff costs in {year} is not known.", year=year),
                kept=tr("The comparison by hours is not touched."),
                remedy=tr(
                    "Enter the cost per hour of every staff category with hours under Settings,"
                    " Years."
                ),
            )
        return price


def _is_named(city: CityFigures, names: Collection[str]) -> bool:
    return city.city_code in names or city.city_name in names


def _require_known(names: Collection[str], partners: Sequence[CityFigures]) -> None:
    for name in names:
        if not any(_is_named(city, (name,)) for city in partners):
            raise RefusedError(
                tr("There are no figures of the city {name}.", name=name),
                remedy=tr("Import its figures first, or leave it out."),
            )


def _nearest(figures: Iterable[CityFigures], year: int) -> list[CityFigures]:
    best: dict[str, CityFigures] = {}
    for city in figures:
        rival = best.get(identity(city))
        if rival is None or _distance(city, year) < _distance(rival, year):
            best[identity(city)] = city
    return list(best.values())


def _distance(city: CityFigures, year: int) -> tuple[int, int]:
    return abs(city.fiscal_year - year), -city.fiscal_year

"""Compares our figures with other cities': which figures stand next to each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from bpr_studio.domain.benchmark.compare import compare, identity
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.text import tr

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from bpr_studio.domain.benchmark.compare import Basis, ClassLevel, Comparison, Names
    from bpr_studio.domain.benchmark.figures import CityFigures
    from bpr_studio.domain.shared.fiscal_year import FiscalYear


class FiguresSource(Protocol):
    """Where the figures of cities come from."""

    def own(self, year: FiscalYear) -> CityFigures | None:
        """Our city's figures of one year, or None when nobody has answered for it."""

    def partners(self) -> Sequence[CityFigures]:
        """Everything imported from other cities, of any year."""


class Benchmarking:
    """The comparison as pages, reports and the command line ask for it."""

    def __init__(self, source: FiguresSource, names: Names) -> None:
        """Compare figures of `source`.

        Args:
            source: the stored figures.
            names: of classes and staff categories.
        """
        self._source = source
        self._names = names

    def compare(
        self,
        year: FiscalYear,
        basis: Basis,
        level: ClassLevel,
        cities: Collection[str] = (),
    ) -> Comparison:
        """Ours of `year` next to the other cities'.

        Of a city with figures of several years the nearest year is taken, the newer of two
        equally near ones.

        Args:
            year: our year.
            basis: what hours are divided by.
            level: how fine the classes are.
            cities: codes or names of the cities to compare with; all when empty.

        Raises:
            RefusedError: we have no figures of that year, or a city has none at all.
        """
        ours = self._source.own(year)
        if ours is None:
            raise RefusedError(
                tr("There are no survey figures of our own for {year}.", year=year),
                remedy=tr("Collect survey workbooks for this year first."),
            )
        partners = [c for c in self._source.partners() if identity(c) != identity(ours)]
        _require_known(cities, partners)
        wanted = [city for city in partners if not cities or _is_named(city, cities)]
        return compare(
            ours, _nearest(wanted, year.year), names=self._names, basis=basis, level=level
        )


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

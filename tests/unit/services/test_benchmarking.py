"""Which figures stand next to each other."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from bpr_studio.domain.benchmark.compare import Basis, ClassLevel
from bpr_studio.domain.benchmark.figures import CityFigures
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.fiscal_year import FiscalYear
from bpr_studio.services.benchmarking import Benchmarking
from tests.builders_answer import NAMES, city, class_figure, own_city, partner_cities

YEAR = FiscalYear(2026)


class Shelf:
    """Figures kept in memory."""

    def __init__(self, own: CityFigures | None, *partners: CityFigures) -> None:
        self._own = own
        self._partners = partners

    def own(self, year: FiscalYear) -> CityFigures | None:
        return self._own if year == YEAR else None

    def partners(self) -> Sequence[CityFigures]:
        return self._partners


def test_all_partners_are_compared_by_default():
    service = Benchmarking(Shelf(own_city(), *partner_cities()), NAMES)
    assert len(service.compare(YEAR, Basis.PER_10K, ClassLevel.MAJOR).others) == 5


def test_wanted_cities_are_picked_by_code():
    partners = partner_cities()
    service = Benchmarking(Shelf(own_city(), *partners), NAMES)
    wanted = partners[2].city_code
    result = service.compare(YEAR, Basis.PER_10K, ClassLevel.MAJOR, {wanted})
    assert [other.code for other in result.others] == [wanted]


def test_cities_without_a_code_are_told_apart_by_name():
    ours = city(0, class_figure("B01", 100), city_code="")
    partners = [city(n, class_figure("B01", 100), city_code="") for n in (1, 2, 3)]
    service = Benchmarking(Shelf(ours, ours, *partners), NAMES)
    result = service.compare(YEAR, Basis.PER_10K, ClassLevel.MAJOR)
    assert [other.name for other in result.others] == ["架空1市", "架空2市", "架空3市"]
    one = service.compare(YEAR, Basis.PER_10K, ClassLevel.MAJOR, {"架空2市"})
    assert [other.name for other in one.others] == ["架空2市"]


@pytest.mark.parametrize(
    ("years", "taken"),
    [((2024, 2026), 2026), ((2026, 2024), 2026), ((2023, 2024), 2024), ((2025, 2027), 2027)],
)
def test_the_nearest_year_of_a_city_is_taken(years, taken):
    partners = [city(1, class_figure("B01", 100), fiscal_year=year) for year in years]
    service = Benchmarking(Shelf(own_city(), *partners), NAMES)
    result = service.compare(YEAR, Basis.PER_10K, ClassLevel.MAJOR)
    assert [other.fiscal_year for other in result.others] == [taken]


def test_without_own_figures_the_user_is_told_what_to_do():
    service = Benchmarking(Shelf(None, *partner_cities()), NAMES)
    with pytest.raises(RefusedError, match="no survey figures of our own for FY2026") as refused:
        service.compare(YEAR, Basis.PER_10K, ClassLevel.MAJOR)
    assert refused.value.remedy

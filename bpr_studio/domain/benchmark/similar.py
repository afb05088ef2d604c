"""Which other cities are compared with: all, those of similar size, or those chosen by hand."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import inf, log
from typing import TYPE_CHECKING

from bpr_studio.domain.benchmark.comparability import WARDS_RATIO, Grade
from bpr_studio.domain.benchmark.compare import identity
from bpr_studio.domain.shared.text import ntr, tr

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bpr_studio.domain.benchmark.figures import CityFigures


class Choice(StrEnum):
    """How cities are chosen."""

    ALL = "all"
    NEAREST = "nearest"  # those nearest in population
    WITHIN = "within"  # those within so many per cent of our population
    BY_HAND = "by_hand"


@dataclass(frozen=True, slots=True)
class Selection:
    """Which cities are compared with, and how comparable they must be.

    Attributes:
        choice: how they are chosen.
        count: how many of the nearest.
        percent: how far the population may be from ours.
        like_wards: only those with more than half and less than twice as many wards as we have.
        left_out: codes or names of the cities left out by hand; new cities take part.
        worst_grade: cities with a worse grade are shown, but not summarised.
    """

    choice: Choice = Choice.ALL
    count: int = 5
    percent: int = 30
    like_wards: bool = False
    left_out: frozenset[str] = frozenset()
    worst_grade: Grade = Grade.B

    def words(self, ours: CityFigures) -> str:
        """How the cities were chosen, for captions."""
        text = self._choice_words(ours)
        if self.like_wards and self.choice is not Choice.BY_HAND:
            return tr("{choice}, similar number of wards", choice=text)
        return text

    def _choice_words(self, ours: CityFigures) -> str:
        match self.choice:
            case Choice.ALL:
                return tr("all cities with figures")
            case Choice.NEAREST:
                return ntr(
                    "the {n} city nearest to our population of {population:,}",
                    "the {n} cities nearest to our population of {population:,}",
                    self.count,
                    population=ours.population,
                )
            case Choice.WITHIN:
                return tr(
                    "cities within ±{percent} % of our population of {population:,}",
                    percent=self.percent,
                    population=ours.population,
                )
            case Choice.BY_HAND:
                return tr("cities chosen by hand")


def chosen(
    ours: CityFigures, others: Iterable[CityFigures], selection: Selection
) -> tuple[CityFigures, ...]:
    """The cities that are compared with, nearest in population first.

    Args:
        ours: our figures.
        others: one entry a city.
        selection: how they are chosen.
    """
    near = sorted(others, key=lambda city: (_distance(ours, city), city.city_code, city.city_name))
    if selection.choice is Choice.BY_HAND:
        return tuple(city for city in near if identity(city) not in selection.left_out)
    if selection.like_wards:
        near = [city for city in near if _has_like_wards(ours, city)]
    if selection.choice is Choice.NEAREST:
        near = near[: selection.count]
    elif selection.choice is Choice.WITHIN:
        near = [city for city in near if _is_within(ours, city, selection.percent)]
    return tuple(near)


def _distance(ours: CityFigures, city: CityFigures) -> float:
    """By ratio: twice as many are as far as half as many; without residents nothing is near."""
    if ours.population <= 0 or city.population <= 0:
        return inf
    return abs(log(city.population / ours.population))


def _is_within(ours: CityFigures, city: CityFigures, percent: int) -> bool:
    return abs(city.population - ours.population) * 100 <= percent * ours.population


def _has_like_wards(ours: CityFigures, city: CityFigures) -> bool:
    if ours.wards is None or city.wards is None:
        return False
    if ours.wards == city.wards:
        return True
    counts: Sequence[int] = sorted((ours.wards, city.wards))
    return counts[1] < WARDS_RATIO * counts[0]

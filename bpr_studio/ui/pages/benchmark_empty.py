"""What the comparison page says while there is nothing to compare, and the way on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bpr_studio.domain.shared.text import tr
from bpr_studio.ui.qt.blocks import Deed, EmptyState

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Samples:
    """What somebody without data can look at; None where there is nothing to offer.

    Attributes:
        add_cities: puts fictitious cities next to our figures.
        open_city: opens the fictitious city.
    """

    add_cities: Callable[[], None] | None = None
    open_city: Callable[[], object] | None = None


def no_own_figures(samples: Samples, to_survey: Callable[[], object]) -> EmptyState:
    """Nobody has answered yet."""
    sample = None
    if samples.open_city is not None:
        sample = Deed(tr("Open the fictitious city"), samples.open_city)
    return EmptyState(
        "buildings",
        tr("There are no figures of our own to compare yet."),
        explanation=tr(
            "As soon as the first workbooks are collected, our hours stand here next to those"
            " of other cities, per 10,000 residents and per case."
        ),
        next_step=Deed(tr("Go to the survey"), to_survey),
        sample=sample,
    )


def no_cities(samples: Samples, take: Callable[[], object]) -> EmptyState:
    """No other city's figures have come."""
    sample = None
    if samples.add_cities is not None:
        sample = Deed(tr("Show fictitious cities"), samples.add_cities)
    return EmptyState(
        "buildings",
        tr("No other city's figures are here yet."),
        explanation=tr(
            "Cities that use this program write their figures as a file and give it to each"
            " other: sums by class, no names and no single tasks. Take such a file over, and"
            " this page shows where we need more time than others and why that may be so."
        ),
        next_step=Deed(tr("Take over figures …"), take),
        sample=sample,
    )


def none_chosen(show_all: Callable[[], object]) -> EmptyState:
    """There are cities, but the choice leaves none."""
    return EmptyState(
        "buildings",
        tr("Choose at least one city at the right."),
        explanation=tr("No city fits the way cities are chosen now."),
        next_step=Deed(tr("Compare with all cities"), show_all),
    )

"""The lists an exchange of figures refers to: what codes mean, and which denominators fit."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class SuggestedDenominator:
    """A denominator proposed for a class and everything below it.

    Attributes:
        code: code of the class.
        name: what is counted, in Japanese; it is data that cities compare by.
        unit: what one of it is called, e.g. 人.
        mark: "C" constructed by this project, as `sources.toml` says.
        source: where the idea comes from.
    """

    code: str
    name: str
    unit: str
    mark: str
    source: str


@dataclass(frozen=True, slots=True)
class ExchangeLists:
    """Names by code, in the order of the lists.

    Attributes:
        staff: staff categories.
        classes: the classification, all levels.
        steps: step types (作業属性).
        definitions: sentences of the known definitions of core work by id.
        denominators: what to divide the hours of a class by.
    """

    staff: Mapping[str, str]
    classes: Mapping[str, str] = field(default_factory=dict)
    steps: Mapping[str, str] = field(default_factory=dict)
    definitions: Mapping[str, str] = field(default_factory=dict)
    denominators: tuple[SuggestedDenominator, ...] = ()

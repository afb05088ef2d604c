"""Yearly figures of a city by class of the classification, as cities exchange them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ClassFigure:
    """What one city needs for one class in one fiscal year.

    Attributes:
        code: code of the classification, of any level.
        minutes: all work time, minutes a year.
        non_core_minutes: part of `minutes` that is non-core by the city's own definition.
        cases: cases handled in the year; None where work is not counted in cases.
        denominator: what the work depends on, e.g. 被保険者数; "" when not told.
        denominator_value: its size; None when not told.
        outsourced_percent: share of the work done by contractors, 0 … 100; None when not told.
    """

    code: str
    minutes: int
    non_core_minutes: int = 0
    cases: int | None = None
    denominator: str = ""
    denominator_value: int | None = None
    outsourced_percent: int | None = None


@dataclass(frozen=True, slots=True)
class CityFigures:
    """The figures of one city, with everything needed to compare them fairly.

    Attributes:
        city_code: six-digit code of the local government, as text.
        city_name: name of the city.
        fiscal_year: western year the fiscal year starts in.
        population: residents.
        core_definition: how the city tells core from non-core work.
        staff_categories: codes of the staff categories whose hours are included.
        fictitious: the figures are invented (架空) and must be shown as such.
        figures: at most one per code.
        core_definition_id: which of the known definitions it is, "" where none of them.
    """

    city_code: str
    city_name: str
    fiscal_year: int
    population: int
    core_definition: str
    staff_categories: tuple[str, ...]
    fictitious: bool
    figures: tuple[ClassFigure, ...]
    core_definition_id: str = ""

    @property
    def definition(self) -> str:
        """The definition of core work with its id, as it stands beside figures."""
        if not self.core_definition_id:
            return self.core_definition
        return f"{self.core_definition} [{self.core_definition_id}]"

    def defines_core_as(self, other: CityFigures) -> bool:
        """Whether core and non-core hours mean the same: by id where both have one, else by text."""
        if self.core_definition_id and other.core_definition_id:
            return self.core_definition_id == other.core_definition_id
        return self.core_definition == other.core_definition

"""Yearly figures of a city by class of the classification, as cities exchange them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

#: A figure behind which fewer sections stand is not shown to others (domain.md §6).
SMALLEST_SECTIONS: Final = 3


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
        sections: number of sections behind the figure; None when not told.
    """

    code: str
    minutes: int
    non_core_minutes: int = 0
    cases: int | None = None
    denominator: str = ""
    denominator_value: int | None = None
    outsourced_percent: int | None = None
    sections: int | None = None


@dataclass(frozen=True, slots=True)
class StepFigure:
    """What one city needs for one step type (作業属性), in one class or in all its work.

    Figures of one class are of which the figure of the class; figures of all work are not the
    sum of those of classes, because classes may have been left out.

    Attributes:
        step_type: code of the list of step types, "P01" … "P18".
        minutes: work time of such steps, minutes a year.
        non_core_minutes: part of `minutes` that is non-core by the city's own definition.
        cases: cases handled in such steps in the year; None when not told.
        code: code of the class, "" for all classes together.
        sections: number of sections behind the figure; None when not told.
    """

    step_type: str
    minutes: int
    non_core_minutes: int = 0
    cases: int | None = None
    code: str = ""
    sections: int | None = None


@dataclass(frozen=True, slots=True)
class Denominator:
    """What the work of a class depends on, and how much of it the city has.

    Attributes:
        code: code of the class, of any level; holds for everything below it, too.
        name: what is counted, e.g. 被保険者数.
        value: how many in the fiscal year.
    """

    code: str
    name: str
    value: int


@dataclass(frozen=True, slots=True)
class CityFlow:
    """A process model a city sends with its figures.

    Attributes:
        code: code of the class it belongs to, "" for none.
        name: what the flow is called.
        bpmn: the model as standard BPMN 2.0 XML.
    """

    code: str
    name: str
    bpmn: str


@dataclass(frozen=True, slots=True)
class Origin:
    """Who made the figures, when and with what.

    Attributes:
        prepared_by: office or role, never a person's name.
        prepared_on: day (ISO), "" when not told.
        program: program and version that wrote the file, "" for a file made by hand.
        remarks: what readers should know.
    """

    prepared_by: str = ""
    prepared_on: str = ""
    program: str = ""
    remarks: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """How the figures came into this workspace.

    Attributes:
        file_name: the file they were taken over from.
        file_digest: its SHA-256 (hexadecimal), "" where it is not known.
        received_on: day it was taken over (ISO), "" where it is not known.
    """

    file_name: str
    file_digest: str = ""
    received_on: str = ""


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
        wards: number of ward offices (区役所); None when not told.
        staff_heads: heads of all staff whose hours are included; None when not told.
        steps: at most one per class and step type; empty without a detailed survey.
        denominators: at most one per class and name.
        flows: process models sent along.
        left_out: number of figures held back because too few sections stand behind them.
        origin: who made them.
        receipt: how they came here; None for our own figures and while a file is looked at.
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
    wards: int | None = None
    staff_heads: int | None = None
    steps: tuple[StepFigure, ...] = ()
    denominators: tuple[Denominator, ...] = ()
    flows: tuple[CityFlow, ...] = ()
    left_out: int = 0
    origin: Origin = Origin()
    receipt: Receipt | None = None

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

    def denominators_of(self, code: str) -> tuple[Denominator, ...]:
        """What the work of a class depends on: its own first, then what holds from above.

        A name stands once; of a name given on several levels the nearest counts.
        """
        return StatedDenominators(self).of(code)


class StatedDenominators:
    """What the work of a city's classes depends on, sorted by class once to be asked often."""

    def __init__(self, city: CityFigures) -> None:
        self._stated: dict[str, list[Denominator]] = {}
        for figure in city.figures:
            if figure.denominator and figure.denominator_value is not None:
                self._add(Denominator(figure.code, figure.denominator, figure.denominator_value))
        for given in city.denominators:
            self._add(given)

    def _add(self, given: Denominator) -> None:
        self._stated.setdefault(given.code, []).append(given)

    def of(self, code: str) -> tuple[Denominator, ...]:
        """As `CityFigures.denominators_of`."""
        found: dict[str, Denominator] = {}
        for above in _upwards(code):
            for given in self._stated.get(above, ()):
                found.setdefault(given.name, given)
        return tuple(found.values())

    def size(self, code: str, name: str) -> int:
        """How much of what is called so there is; 0 where nothing is told."""
        return next((max(d.value, 0) for d in self.of(code) if name and d.name == name), 0)


def _upwards(code: str) -> Iterator[str]:
    """The code and the codes above it."""
    parts = code.split("-")
    for count in range(len(parts), 0, -1):
        yield "-".join(parts[:count])

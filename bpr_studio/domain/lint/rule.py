"""What a rule is: an id, a title and a check that looks at one element, one container or all."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Flag, auto
from typing import TYPE_CHECKING

from bpr_studio.domain.lint.findings import Report

if TYPE_CHECKING:
    from bpr_studio.domain.lint.view import View
    from bpr_studio.domain.process.element import Element, Kind

ElementCheck = Callable[["View", "Element"], Iterable[Report]]
FlowCheck = Callable[["View"], Iterable[Report]]


class Aspect(Flag):
    """What a change of an element may touch, so that rules that look at other things can rest."""

    COURSE = auto()  # what there is, what leads where, who has it, triggers; everything but:
    NAME = auto()  # names of all but events and definitions, which say what happens
    STEP = auto()  # work-step attributes
    PLACE = auto()  # places, sizes, lines, which diagram


EVERYTHING = Aspect.COURSE | Aspect.NAME | Aspect.STEP | Aspect.PLACE


@dataclass(frozen=True, slots=True)
class ElementRule:
    """A rule that decides by one element and what it touches: its arrows, their ends, its parent.

    Attributes:
        id: stable id; that of bpmnlint where the rule is the same.
        title: English source of its name in lists.
        kinds: families it looks at.
        check: the reports about one element.
        aspects: what it looks at.
    """

    id: str
    title: str
    kinds: frozenset[Kind]
    check: ElementCheck
    aspects: Aspect = Aspect.COURSE | Aspect.NAME | Aspect.STEP


@dataclass(frozen=True, slots=True)
class ContainerRule:
    """A rule that decides by the direct content of a process, sub-process or collaboration.

    Attributes:
        id, title: as in `ElementRule`.
        kinds: families of the containers it looks at.
        check: the reports about one container and its content.
        aspects: what it looks at.
    """

    id: str
    title: str
    kinds: frozenset[Kind]
    check: ElementCheck
    aspects: Aspect = Aspect.COURSE


@dataclass(frozen=True, slots=True)
class FlowRule:
    """A rule that needs the whole flow.

    Attributes:
        id, title: as in `ElementRule`.
        check: all reports.
        aspects: what it looks at.
    """

    id: str
    title: str
    check: FlowCheck
    aspects: Aspect = Aspect.COURSE


Rule = ElementRule | ContainerRule | FlowRule

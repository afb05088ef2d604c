"""The procedures of special benefit to people (特に国民の利便性向上に資する手続), and matching them.

A line of the ledger is proposed by its name; it counts only once a person has confirmed it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from bpr_studio.domain.workload.cell_rules import squeezed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bpr_studio.domain.procedures.procedure import Procedure

_LEAST: Final = 0.45  # below this, names have too little in common to be shown
_MOST: Final = 3
_NOISE: Final = re.compile(r"[()（）「」・/／,、.。\-]|に関する|についての|に係る|及び|等|の")


@dataclass(frozen=True, slots=True)
class PriorityProcedure:
    """One procedure of the national list.

    Attributes:
        number: 1 to 31.
        field: 子育て, 介護, 罹災証明 or 自動車.
        city: a city handles it; the others are the prefecture's.
        mark: how far its wording can be trusted: S read in the source, K not verified.
        source: id of the source, "" for none.
    """

    number: int
    name: str
    field: str
    city: bool
    mark: str
    source: str


@dataclass(frozen=True, slots=True)
class Match:
    """A line of the ledger that may be a priority procedure; `likeness` is 0 … 1."""

    procedure: Procedure
    likeness: float


def priority_from(data: Mapping[str, Any]) -> tuple[PriorityProcedure, ...]:
    """The list from the parsed data file.

    Raises:
        KeyError: a needed entry is missing.
    """
    return tuple(
        PriorityProcedure(e["number"], e["name"], e["field"], e["city"], e["mark"], e["source"])
        for e in data["procedure"]
    )


class Matcher:
    """Finds lines of the ledger by name; the names are taken apart once."""

    def __init__(self, procedures: Sequence[Procedure]) -> None:
        self._lines = [(p, _pairs(p.name)) for p in procedures if p.priority_number is None]

    def candidates(self, listed: PriorityProcedure) -> tuple[Match, ...]:
        """At most three lines with a like name, the most alike first."""
        wanted = _pairs(listed.name)
        found = [
            Match(procedure, likeness)
            for procedure, pairs in self._lines
            if (likeness := _likeness(wanted, pairs)) >= _LEAST
        ]
        return tuple(sorted(found, key=lambda match: -match.likeness)[:_MOST])


def _pairs(name: str) -> frozenset[str]:
    """The neighbouring characters of a name, without what says nothing."""
    text = _NOISE.sub("", squeezed(name))
    return frozenset(text[n : n + 2] for n in range(max(len(text) - 1, 1)))


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0

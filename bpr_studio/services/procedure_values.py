"""Values of the procedure ledger's service: views, filters, reviews, outcomes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bpr_studio.domain.procedures.priority import Match, PriorityProcedure
    from bpr_studio.domain.procedures.procedure import Procedure, Requirement


class View(StrEnum):
    """Ways of looking at the ledger."""

    ALL = "all"  # 全件
    SEAL = "seal"  # 押印
    WRITTEN = "written"  # 書面
    IN_PERSON = "in_person"  # 対面
    PRIORITY = "priority"  # 優先27手続
    VOLUME = "volume"  # 件数の多い順
    ZERO = "zero"  # 件数ゼロ
    OPEN = "open"  # 未検討


@dataclass(frozen=True, slots=True)
class ProcedureFilter:
    """What a list shows.

    Attributes:
        text: parts of name, number, law or form, whatever width and capitals.
        unit_ids: only these sections; None for all. "" stands for procedures of the whole city.
        basis: class of legal basis of any demand, "" for all.
        city_alone: only those confirmed as 市単独で見直し可能.
    """

    view: View = View.ALL
    text: str = ""
    unit_ids: frozenset[str] | None = None
    basis: str = ""
    city_alone: bool = False


@dataclass(frozen=True, slots=True)
class Review:
    """A decision on one demand, for one procedure or many; "" leaves a field as it is."""

    requirement: Requirement
    decision: str
    reason: str = ""
    amended_rule: str = ""
    effective_on: str = ""


@dataclass(frozen=True, slots=True)
class RefusedText:
    """A text that was not taken, and the sentence that says why and what to write."""

    row: str
    key: str
    text: str
    message: str


@dataclass(frozen=True, slots=True)
class TypedCells:
    """What became of typed cells: all good ones are stored."""

    refused: tuple[RefusedText, ...] = ()
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FlowStep:
    """A step of a flow that may exist for a demand."""

    id: str
    name: str
    minutes_per_case: float | None
    paper: bool
    seal: bool
    in_person: bool


@dataclass(frozen=True, slots=True)
class PriorityLine:
    """A priority procedure with the lines of the ledger confirmed for it, and proposals.

    Attributes:
        lines: confirmed lines.
        candidates: lines with a like name, for somebody to confirm; none once confirmed.
    """

    listed: PriorityProcedure
    lines: tuple[Procedure, ...]
    candidates: tuple[Match, ...]

    @property
    def online_rate(self) -> float | None:
        """Share of cases that come online, of the confirmed lines that tell both numbers."""
        known = [p for p in self.lines if p.cases_online is not None and p.cases_total]
        total = sum(p.cases_total or 0 for p in known)
        return sum(p.cases_online or 0 for p in known) / total if total else None


@dataclass(frozen=True, slots=True)
class SectionName:
    """A section as the ledger shows it."""

    id: str
    code: str
    name: str

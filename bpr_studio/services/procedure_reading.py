"""Looking at the procedure ledger (手続台帳): lists, counts, priority procedures, savings.

The whole ledger (some thousand lines) is kept in memory until something of it is written, so
that every list and every count answers at once.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Protocol, TypeAlias

from bpr_studio.domain.procedures.checks import check_procedure
from bpr_studio.domain.procedures.priority import Matcher
from bpr_studio.domain.procedures.progress import progress_of
from bpr_studio.domain.procedures.savings import saving_of
from bpr_studio.domain.procedures.volume import volume_of
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.cell_rules import squeezed
from bpr_studio.services.procedure_values import (
    PriorityLine,
    ProcedureFilter,
    SectionName,
    View,
)
from bpr_studio.services.views import Queries

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bpr_studio.domain.procedures.checks import ProcedureFinding
    from bpr_studio.domain.procedures.layout import Ledger
    from bpr_studio.domain.procedures.priority import PriorityProcedure
    from bpr_studio.domain.procedures.procedure import Procedure
    from bpr_studio.domain.procedures.progress import ProcedureProgress
    from bpr_studio.domain.procedures.savings import Saving, StepLink
    from bpr_studio.domain.procedures.volume import Volume
    from bpr_studio.services.author import Author
    from bpr_studio.services.events import Committed
    from bpr_studio.services.procedure_values import FlowStep
    from bpr_studio.services.views import FlowLine

ENTITY: Final = "procedure"
LINK: Final = "procedure_step"
_KINDS: Final = frozenset({ENTITY, LINK, "flow_element", "flow", "org_unit", "workspace"})
_SEARCHED: Final = ("number", "name", "law", "form_number", "amended_rule", "note")


class ProcedureQueries(Queries, Protocol):
    """What the ledger asks."""

    def procedures(self) -> tuple[Procedure, ...]:
        """Every line of the ledger in its order."""

    def procedure_links(self) -> tuple[StepLink, ...]:
        """Every link to a step of a flow, with what the step says."""

    def flow_steps(self, flow_id: str) -> tuple[FlowStep, ...]:
        """The steps of a flow in their order."""


_Units: TypeAlias = "frozenset[str] | None"


@dataclass(slots=True)
class _Shelf:
    """The ledger as it was read."""

    procedures: tuple[Procedure, ...]
    by_id: dict[str, Procedure]
    links: dict[str, list[StepLink]]
    sections: dict[str, SectionName]
    fictitious: bool
    searched: dict[str, str] = field(default_factory=dict)
    counts: dict[_Units, dict[View, int]] = field(default_factory=dict)
    progress: dict[tuple[_Units, str], ProcedureProgress] = field(default_factory=dict)
    volumes: dict[_Units, Volume] = field(default_factory=dict)


class ProcedureReading:
    """The ledger of one workspace, for looking.

    Args:
        queries: reading.
        ledger: its columns.
        priority: the procedures of special benefit to people.
        author: who does it.
    """

    def __init__(
        self,
        queries: ProcedureQueries,
        ledger: Ledger,
        priority: Sequence[PriorityProcedure],
        author: Author,
    ) -> None:
        self._queries = queries
        self.ledger = ledger
        self.priority = tuple(priority)
        self._author = author
        self._kept: _Shelf | None = None
        self._turn = 0

    def forget(self, event: Committed) -> None:
        """Read the ledger again if `event` may have changed it; a subscriber of the bus."""
        if event.kinds & _KINDS:
            self._turn += 1
            self._kept = None

    @property
    def _shelf(self) -> _Shelf:
        kept, turn = self._kept, self._turn
        if kept is None:
            kept = self._read()
            if turn == self._turn:
                self._kept = kept
        return kept

    def _read(self) -> _Shelf:
        procedures = self._queries.procedures()
        links: dict[str, list[StepLink]] = {}
        for link in self._queries.procedure_links():
            links.setdefault(link.procedure_id, []).append(link)
        info = self._queries.workspace()
        units = self._queries.units(info.fiscal_year)
        return _Shelf(
            procedures=procedures,
            by_id={procedure.id: procedure for procedure in procedures},
            links=links,
            sections={
                unit.id: SectionName(unit.id, unit.code, unit.name)
                for unit in units
                if unit.level == "section"
            },
            fictitious=info.fictitious,
        )

    # -- looking ---------------------------------------------------------------------------------

    def all(self) -> tuple[Procedure, ...]:
        """Every line of the ledger in its order."""
        return self._shelf.procedures

    def find(self, row: str) -> Procedure | None:
        """The procedure with this row id."""
        return self._shelf.by_id.get(row)

    def by_number(self, number: str) -> Procedure:
        """The procedure with this number (手続ID) or row id.

        Raises:
            RefusedError: there is none, or several carry the number.
        """
        known = self.find(number)
        wanted = squeezed(number)
        found = [known] if known else [p for p in self.all() if squeezed(p.number) == wanted]
        if len(found) == 1:
            return found[0]
        if found:
            raise RefusedError(tr("Several procedures carry the number {number}.", number=number))
        raise RefusedError(
            tr("There is no procedure with the number {number}.", number=number),
            remedy=tr("See “procedure list” for the procedures there are."),
        )

    def select(self, wanted: ProcedureFilter) -> tuple[Procedure, ...]:
        """The lines a filter lets through; by cases in the view of volume."""
        shelf = self._shelf
        key = squeezed(wanted.text)
        found = [p for p in shelf.procedures if _VIEWS[wanted.view](p) and _fits(p, wanted)]
        if key:
            found = [p for p in found if key in self._search_text(shelf, p)]
        if wanted.view is View.VOLUME:
            found.sort(key=lambda p: -(p.cases_total or 0))
        return tuple(found)

    def _search_text(self, shelf: _Shelf, procedure: Procedure) -> str:
        text = shelf.searched.get(procedure.id)
        if text is None:
            section = shelf.sections.get(procedure.unit_id)
            parts = [str(getattr(procedure, name)) for name in _SEARCHED]
            parts.append(section.name if section else "")
            text = shelf.searched[procedure.id] = squeezed("\x1f".join(parts))
        return text

    def counts(self, unit_ids: frozenset[str] | None = None) -> dict[View, int]:
        """How many lines each view has."""
        shelf = self._shelf
        if unit_ids not in shelf.counts:
            lines = self.select(ProcedureFilter(View.ALL, "", unit_ids))
            shelf.counts[unit_ids] = {view: sum(map(_VIEWS[view], lines)) for view in View}
        return shelf.counts[unit_ids]

    def sections(self) -> tuple[SectionName, ...]:
        """The sections of this year in tree order."""
        return tuple(self._shelf.sections.values())

    def section(self, unit_id: str) -> SectionName | None:
        """The section with this row id; None for the whole city or a section that is gone."""
        return self._shelf.sections.get(unit_id)

    def section_by_code(self, code: str) -> SectionName | None:
        """The section with this office code."""
        return next((s for s in self._shelf.sections.values() if s.code == code), None)

    def findings(self, procedure: Procedure) -> tuple[ProcedureFinding, ...]:
        """What does not fit together in a procedure, and proposals."""
        return check_procedure(procedure, self.ledger)

    def progress(self, unit_ids: frozenset[str] | None = None) -> ProcedureProgress:
        """How far the review is, of the whole city or some sections.

        The counts goals G5 (`seals`), G6 (`online`) and G7 (`priority`) are held against.

        Args:
            unit_ids: only procedures of these sections; None for all.
        """
        shelf, today = self._shelf, self._author.today()
        found = shelf.progress.get((unit_ids, today))
        if found is None:
            found = shelf.progress[unit_ids, today] = progress_of(
                self.select(ProcedureFilter(View.ALL, "", unit_ids)),
                today=today,
                priority=[one.number for one in self.priority if one.city],
                listed=len(self.priority),
                fictitious=shelf.fictitious,
            )
        return found

    def volume(self, unit_ids: frozenset[str] | None = None) -> Volume:
        """Which procedures make most of the cases."""
        shelf = self._shelf
        if unit_ids not in shelf.volumes:
            lines = self.select(ProcedureFilter(View.ALL, "", unit_ids))
            shelf.volumes[unit_ids] = volume_of(lines)
        return shelf.volumes[unit_ids]

    # -- priority procedures ---------------------------------------------------------------------

    def priority_lines(self, *, city_only: bool = True) -> tuple[PriorityLine, ...]:
        """The priority procedures with confirmed lines and proposals.

        Args:
            city_only: without the four that prefectures handle.
        """
        found: dict[int, list[Procedure]] = {}
        for procedure in self.all():
            if procedure.priority_number is not None:
                found.setdefault(procedure.priority_number, []).append(procedure)
        matcher = Matcher(self.all())
        return tuple(
            PriorityLine(
                listed,
                tuple(found.get(listed.number, ())),
                () if listed.number in found else matcher.candidates(listed),
            )
            for listed in self.priority
            if listed.city or not city_only
        )

    # -- steps of flows --------------------------------------------------------------------------

    def links(self, row: str) -> tuple[StepLink, ...]:
        """The steps that exist for the demands of a procedure."""
        return tuple(self._shelf.links.get(row, ()))

    def savings(self, row: str) -> tuple[Saving, ...]:
        """What giving up each demand of a procedure saves; never guessed."""
        procedure = self.find(row)
        if procedure is None:
            return ()
        links = self.links(row)
        return tuple(saving_of(procedure, links, demand) for demand in procedure.demanded)

    def flows(self) -> tuple[FlowLine, ...]:
        """The flows a step can be chosen from, by name."""
        return self._queries.flows()

    def flow_steps(self, flow_id: str) -> tuple[FlowStep, ...]:
        """The steps of a flow in their order."""
        return self._queries.flow_steps(flow_id)


_VIEWS: Final[Mapping[View, Callable[[Procedure], bool]]] = {
    View.ALL: lambda _procedure: True,
    View.SEAL: lambda procedure: bool(procedure.seal),
    View.WRITTEN: lambda procedure: bool(procedure.written_form),
    View.IN_PERSON: lambda procedure: bool(procedure.in_person),
    View.PRIORITY: lambda procedure: procedure.priority_number is not None,
    View.VOLUME: lambda procedure: bool(procedure.cases_total),
    View.ZERO: lambda procedure: procedure.cases_total == 0,
    View.OPEN: lambda procedure: bool(procedure.open_demands),
}


def _fits(procedure: Procedure, wanted: ProcedureFilter) -> bool:
    if wanted.unit_ids is not None and procedure.unit_id not in wanted.unit_ids:
        return False
    if wanted.city_alone and not procedure.city_alone:
        return False
    bases = {procedure.basis(one) for one in procedure.demanded}
    return not wanted.basis or wanted.basis in bases

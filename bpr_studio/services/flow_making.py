"""New flows, and what is known of a flow beside its drawing: name, section, class."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from bpr_studio.domain.modeling.verdict import Verdict
from bpr_studio.domain.replication.changes import SetFields
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.workflow import DX_OFFICE
from bpr_studio.services.flow_changes import flow_changes, header_changes
from bpr_studio.services.flow_editing import FlowEditQueries, flow_origin, flow_refusal
from bpr_studio.services.flow_naming import called
from bpr_studio.services.flow_rights import making_refusal
from bpr_studio.services.flows import FlowOwner
from bpr_studio.services.views import OrganisationQueries

if TYPE_CHECKING:
    from collections.abc import Callable

    from bpr_studio.domain.process.model import ProcessModel
    from bpr_studio.services.author import Author
    from bpr_studio.services.flows import Flows
    from bpr_studio.services.store import UndoableStore
    from bpr_studio.services.views import FlowLine, UnitLine


class FlowMakingQueries(FlowEditQueries, OrganisationQueries, Protocol):
    """What the making of flows asks."""


@dataclass(frozen=True, slots=True)
class NewFlow:
    """A flow to be made.

    Attributes:
        name: what it is called.
        unit_id: section that has it, "" for none.
        class_code: code of the classification, "" for none.
        copy_of: the flow it starts as a copy of, "" for none.
        library_key: the flow of the library it starts as, "" for none. Without either it is
            empty, with the usual lanes.
    """

    name: str
    unit_id: str = ""
    class_code: str = ""
    copy_of: str = ""
    library_key: str = ""


@dataclass(frozen=True, slots=True)
class FlowMaking:
    """Makes flows and renames them, for whoever is at the keyboard.

    Attributes:
        store: the window's undo stack.
        queries: reading.
        flows: stores new ones.
        author: who does it.
        section: code of the person's section, "" where it is not known.
        blank: an empty flow with the usual lanes, by its name and the name of the section.
        library: a flow of the library by its key.
    """

    store: UndoableStore
    queries: FlowMakingQueries
    flows: Flows
    author: Author
    section: Callable[[], str]
    blank: Callable[[str, str], ProcessModel]
    library: Callable[[str], ProcessModel]

    # -- who may ---------------------------------------------------------------------------------

    @property
    def may_make(self) -> Verdict:
        """Whether the person may make new flows."""
        return Verdict(making_refusal(self.author.role))

    def may_change(self, line: FlowLine) -> Verdict:
        """Whether the person may change, rename and delete a flow."""
        return Verdict(flow_refusal(self.queries, self.author.role, self.section(), line))

    def sections(self) -> tuple[UnitLine, ...]:
        """The sections the person may make flows for, in tree order: all, or their own."""
        year = self.queries.workspace().fiscal_year
        found = (unit for unit in self.queries.units(year) if unit.level == "section")
        own = self.section()
        if self.author.role == DX_OFFICE or not own:
            return tuple(found)
        return tuple(unit for unit in found if unit.code == own)

    # -- deeds -----------------------------------------------------------------------------------

    def make(self, new: NewFlow) -> str:
        """Store a new flow and return its id.

        Raises:
            RefusedError: the person may make none, the name is blank, or there is nothing to copy.
        """
        _demand(self.may_make)
        name = _named(new.name)
        owner = FlowOwner(new.unit_id, new.class_code)
        model = self._beginning(new, name)
        return self.flows.add(name, model, owner, library_key=new.library_key)

    def _beginning(self, new: NewFlow, name: str) -> ProcessModel:
        if new.copy_of:
            return called(self.flows.model(new.copy_of), name)
        if new.library_key:
            return called(self.library(new.library_key), name)
        unit = next((unit.name for unit in self.sections() if unit.id == new.unit_id), "")
        return self.blank(name, unit)

    def duplicate(self, flow_id: str) -> str:
        """Store a copy of a flow for one's own section and return its id.

        The copy answers no survey; its steps count nowhere twice.

        Raises:
            RefusedError: the person may make none, or there is no such flow.
        """
        line = self._line(flow_id)
        sections = self.sections()
        known = {unit.id for unit in sections}
        unit_id = line.unit_id if line.unit_id in known or len(sections) != 1 else sections[0].id
        name = tr("Copy of {name}", name=line.name)
        return self.make(NewFlow(name, unit_id, line.class_code, copy_of=flow_id))

    def rename(self, flow_id: str, name: str) -> None:
        """Give a flow another name; nothing happens when it has it already.

        Raises:
            RefusedError: the person may not change it, the name is blank, or there is no flow.
        """
        _demand(self.may_change(self._line(flow_id)))
        fields: dict[str, object] = {"name": _named(name)}
        label = tr("Rename the flow to {name}", name=fields["name"])
        self._set(label, flow_id, fields)

    def change(self, flow_id: str, name: str, unit_id: str, class_code: str) -> None:
        """Give a flow another name, section and class, "" for none, as one gesture.

        Raises:
            RefusedError: the person may not change it, the name is blank, or there is no flow.
        """
        _demand(self.may_change(self._line(flow_id)))
        fields: dict[str, object] = {
            "name": _named(name),
            "unit_id": unit_id or None,
            "class_code": class_code or None,
        }
        label = tr("Change name, section or class of the flow")
        self._set(label, flow_id, fields)

    def _set(self, label: str, flow_id: str, fields: dict[str, object]) -> None:
        """Write fields of the flow; the model carries its name, too."""
        before, line = self.flows.model(flow_id), self._line(flow_id)
        after = called(before, str(fields["name"]), (line.name,))
        changes = [
            SetFields("flow", flow_id, fields),
            *header_changes(flow_id, before.header, after.header),
            *flow_changes(flow_id, before, after),
        ]
        self.store.commit(label, changes, origin=flow_origin(flow_id))

    def _line(self, flow_id: str) -> FlowLine:
        found = self.queries.flow_line(flow_id)
        if found is None:
            raise RefusedError(
                tr("There is no such flow any more."), remedy=tr("See the list of flows.")
            )
        return found


def _demand(verdict: Verdict) -> None:
    if not verdict:
        raise RefusedError(verdict.reason, kept=tr("Nothing was changed."))


def _named(name: str) -> str:
    words = " ".join(name.split())
    if not words:
        raise RefusedError(
            tr("A flow needs a name."),
            remedy=tr("Write what the work is called, e.g. acceptance of move-in notices."),
        )
    return words

"""Versions of one flow: As-Is, standard, To-Be and drafts beside each other, and kept states.

As-Is, standard, To-Be and drafts are flows of their own with one family. What is derived from
another is a copy whose steps name the step they came from and never count as survey hours; it
belongs to no survey round. A kept state (版) is the whole model in one row, never changed: to
bring it back writes what differs, so that undo takes the return back.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Protocol

from bpr_studio.domain.process.editor import Editor
from bpr_studio.domain.process.effects import effect_of
from bpr_studio.domain.process.element import ACTIVITIES
from bpr_studio.domain.process.handovers import steps_of
from bpr_studio.domain.process.model import ProcessModel
from bpr_studio.domain.process.records import (
    HeaderRecord,
    from_records,
    header_record_of,
    record_from,
    to_records,
)
from bpr_studio.domain.replication.changes import DeleteRow, PutRow, SetFields
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.text import N_, tr, tr_source
from bpr_studio.services.flow_changes import flow_changes
from bpr_studio.services.flows import element_fields, element_row_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bpr_studio.domain.process.effects import ToBeEffect
    from bpr_studio.domain.replication.changes import Change
    from bpr_studio.services.author import Author
    from bpr_studio.services.store import UndoableStore

AS_IS: Final = "as_is"
STANDARD: Final = "standard"
TO_BE: Final = "to_be"
DRAFT: Final = "draft"
KINDS: Final = {
    AS_IS: N_("As-Is"),
    STANDARD: N_("Standard"),
    TO_BE: N_("To-Be"),
    DRAFT: N_("Draft"),
}
"""The kinds of versions in the order they are shown, with their English words."""

_FLAGS: Final = frozenset({"seal", "paper", "in_person"})


def kind_name(kind: str) -> str:
    """What a kind of version is called."""
    return tr_source(KINDS.get(kind, KINDS[AS_IS]))


@dataclass(frozen=True, slots=True)
class FlowVersion:
    """One flow of a family.

    Attributes:
        id: of the flow.
        name: of the flow.
        kind: "as_is", "standard", "to_be" or "draft".
        version_name: what people call this version, may be "".
        derived_from: id of the flow it was copied from, "" when drawn anew.
        unit_id: the section it belongs to.
        class_code: what it describes.
        reviewed_on: ISO day of the last review, "" when never.
    """

    id: str
    name: str
    kind: str
    version_name: str
    derived_from: str
    unit_id: str
    class_code: str
    reviewed_on: str

    @property
    def title(self) -> str:
        """Kind, and name where it has one."""
        kind = kind_name(self.kind)
        if not self.version_name:
            return kind
        return tr("{kind}: {name}", kind=kind, name=self.version_name)


@dataclass(frozen=True, slots=True)
class KeptState:
    """A state of a flow that somebody kept.

    Attributes:
        at: when, ISO in UTC.
        steps: number of work steps.
    """

    id: str
    flow_id: str
    name: str
    note: str
    at: str
    user: str
    role: str
    steps: int


class VersionQueries(Protocol):
    """Questions about versions."""

    def flow(self, flow_id: str) -> ProcessModel | None:
        """One process model, None where there is none."""

    def flow_family(self, flow_id: str) -> tuple[FlowVersion, ...]:
        """The flow and all flows of its family; () where there is no such flow."""

    def kept_states(self, flow_id: str) -> tuple[KeptState, ...]:
        """The kept states of one flow, newest first."""

    def kept_state(self, state_id: str) -> KeptState | None:
        """One kept state."""

    def kept_model(self, state_id: str) -> dict[str, Any] | None:
        """What `kept_document` wrote for a state, None where there is none."""


class FlowVersions:
    """Makes, lists and compares versions."""

    def __init__(self, store: UndoableStore, queries: VersionQueries, author: Author) -> None:
        self._store = store
        self._queries = queries
        self._author = author

    # -- looking ---------------------------------------------------------------------------------

    def family(self, flow_id: str) -> tuple[FlowVersion, ...]:
        """The versions of a flow, As-Is first; within a kind by name.

        Raises:
            RefusedError: there is no such flow.
        """
        found = self._queries.flow_family(flow_id)
        if not found:
            raise _no_flow()
        order = list(KINDS)
        return tuple(
            sorted(found, key=lambda one: (order.index(one.kind), one.version_name, one.id))
        )

    def kept(self, flow_id: str) -> tuple[KeptState, ...]:
        """The kept states of a flow, newest first."""
        return self._queries.kept_states(flow_id)

    def model(self, flow_id: str) -> ProcessModel:
        """A flow as it is now.

        Raises:
            RefusedError: there is no such flow.
        """
        found = self._queries.flow(flow_id)
        if found is None:
            raise _no_flow()
        return found

    def kept_model(self, state_id: str) -> ProcessModel:
        """A flow as it was kept.

        Raises:
            RefusedError: there is no such state, or a newer program wrote it.
        """
        document = self._queries.kept_model(state_id)
        if document is None:
            raise RefusedError(
                tr("This version does not exist any more."), remedy=tr("Choose another one.")
            )
        try:
            return model_of(document)
        except ValueError as error:
            raise RefusedError(
                tr("A newer version of BPR Studio wrote this version."),
                remedy=tr("Open it with that program."),
            ) from error

    def effect(self, to_be_id: str) -> ToBeEffect:
        """What a To-Be, standard or draft changes against the flow it was derived from.

        Raises:
            RefusedError: there is no such flow, or it was derived from none that still exists.
        """
        version = self._version(to_be_id)
        origin = self._queries.flow(version.derived_from) if version.derived_from else None
        if origin is None:
            raise RefusedError(
                tr("“{name}” was not derived from another version.", name=version.name),
                remedy=tr("Make a To-Be from the As-Is to see its effect."),
            )
        return effect_of(origin, self.model(to_be_id))

    # -- making ----------------------------------------------------------------------------------

    def keep(self, flow_id: str, name: str, note: str = "") -> str:
        """Keep the flow as it is now under a name, and return the id of the state.

        Raises:
            RefusedError: there is no such flow, or the name is empty.
        """
        wanted = _named(name)
        state_id, change = self._kept(flow_id, wanted, note)
        self._store.commit(tr("Keep the version {name}", name=wanted), [change])
        return state_id

    def forget_kept(self, state_id: str) -> None:
        """Take a kept state out of the list; undo brings it back."""
        self._store.commit(tr("Delete a kept version"), [DeleteRow("flow_version", state_id)])

    def restore(self, state_id: str) -> int:
        """Make the flow what it was, and return the number of rows written.

        The state it has now is kept first, so that nothing is lost when undo is long gone.

        Raises:
            RefusedError: there is no such state or flow.
        """
        state = self._queries.kept_state(state_id)
        wanted = self.kept_model(state_id)
        if state is None:
            raise _no_flow()
        present = self.model(state.flow_id)
        changes = list(flow_changes(state.flow_id, present, wanted))
        if not changes:
            return 0
        label = tr("Restore the version {name}", name=state.name)
        with self._store.gesture(label):
            before = tr("Before restoring “{name}”", name=state.name)
            self._store.commit(label, [self._kept(state.flow_id, before, "")[1]])
            self._store.commit(label, changes)
        return len(changes)

    def derive(self, flow_id: str, kind: str, version_name: str = "") -> str:
        """Copy a flow as a To-Be, standard or draft of it, and return the id of the copy.

        Raises:
            RefusedError: there is no such flow.
            ValueError: `kind` is none of these.
        """
        if kind not in (STANDARD, TO_BE, DRAFT):
            raise ValueError(kind)
        origin = self._version(flow_id)
        made = self._author.ids.new()
        model = derived_model(self.model(flow_id))
        fields: dict[str, object] = {
            "name": origin.name,
            "version_kind": kind,
            "version_name": version_name.strip() or None,
            "unit_id": origin.unit_id,
            "class_code": origin.class_code,
            "family_id": self._root(flow_id),
            "derived_from": flow_id,
        }
        label = tr("Make {version} of {name}", version=kind_name(kind), name=origin.name)
        self._store.commit(label, _whole(made, fields, model))
        return made

    def rename(self, flow_id: str, version_name: str) -> None:
        """Give a version of a flow a name of its own; "" takes it away."""
        fields = {"version_name": version_name.strip() or None}
        self._store.commit(tr("Rename a version"), [SetFields("flow", flow_id, fields)])

    def reviewed(self, flow_id: str) -> None:
        """Somebody looked through the flow today and found it right."""
        fields = {"reviewed_on": self._author.today()}
        self._store.commit(tr("Mark the flow as reviewed"), [SetFields("flow", flow_id, fields)])

    # -- inside ----------------------------------------------------------------------------------

    def _version(self, flow_id: str) -> FlowVersion:
        found = (one for one in self._queries.flow_family(flow_id) if one.id == flow_id)
        version = next(found, None)
        if version is None:
            raise _no_flow()
        return version

    def _root(self, flow_id: str) -> str:
        """The flow the family is named after: the one derived from nothing."""
        family = {one.id: one for one in self._queries.flow_family(flow_id)}
        root, seen = flow_id, {flow_id}
        while (origin := family[root].derived_from) in family and origin not in seen:
            seen.add(origin)
            root = origin
        return root

    def _kept(self, flow_id: str, name: str, note: str) -> tuple[str, Change]:
        model = self.model(flow_id)
        who = self._author.who()
        state_id = self._author.ids.new()
        fields: dict[str, object] = {
            "flow_id": flow_id,
            "name": name,
            "note": note.strip() or None,
            "at": self._author.moment(),
            "user": who.user,
            "role": who.role,
            "steps": len(steps_of(model)),
            "model": kept_document(model),
        }
        return state_id, PutRow("flow_version", state_id, fields)


def derived_model(model: ProcessModel) -> ProcessModel:
    """A copy whose activities name the step they came from."""
    copy = ProcessModel(model.header, model.elements())
    editor = Editor(copy)
    with editor.gesture(tr("Copy a flow")):
        for step in copy.of_kind(*ACTIVITIES):
            editor.set(step.id, step=replace(step.step, derived_from=step.id))
    return copy


def kept_document(model: ProcessModel) -> dict[str, Any]:
    """A whole model as JSON; empty fields are left out."""
    return {
        "header": {n: v for n, v in asdict(header_record_of(model.header)).items() if v},
        "elements": [dict(_said(asdict(record))) for record in to_records(model)],
    }


def _said(record: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """What a record says; an answered "no" is said, a flag that is not set is not."""
    for name, value in record.items():
        if value in ("", None, [], {}) or (name in _FLAGS and not value):
            continue
        yield name, value


def model_of(document: dict[str, Any]) -> ProcessModel:
    """The model of `kept_document`.

    Raises:
        ValueError: a newer program wrote it.
    """
    header = HeaderRecord(**document["header"])
    return from_records(header, map(record_from, document["elements"]))


def _whole(flow_id: str, fields: dict[str, object], model: ProcessModel) -> Iterator[Change]:
    header = asdict(header_record_of(model.header))
    header["model_name"] = header.pop("name")
    yield PutRow("flow", flow_id, {**_filled(header.items()), **_filled(fields.items())})
    for record in to_records(model):
        row = element_row_id(flow_id, record.id)
        yield PutRow("flow_element", row, element_fields(flow_id, record))


def _filled(fields: Iterable[tuple[str, object]]) -> dict[str, object]:
    return {name: value for name, value in fields if value not in ("", None, {})}


def _named(name: str) -> str:
    wanted = " ".join(name.split())
    if not wanted:
        raise RefusedError(
            tr("The version needs a name."), remedy=tr("Write a few words, such as the occasion.")
        )
    return wanted


def _no_flow() -> RefusedError:
    return RefusedError(
        tr("This flow does not exist any more."), remedy=tr("Go back to the list of flows.")
    )

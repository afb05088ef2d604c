"""Editing a stored flow: every gesture is kept at once, and what others write comes in by itself.

Undo is the window's `UndoStack`: a gesture is one of its steps. What it, other PCs or other
pages write comes as `Committed` events; the session reads the rows they name, changes its model
by the difference and tells its listeners which elements are different now.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Final, Protocol

from bpr_studio.domain.modeling.verdict import NotAllowedError, Verdict
from bpr_studio.domain.process.changes import (
    ElementAdded,
    ElementRemoved,
    HeaderChanged,
    fields_set,
)
from bpr_studio.domain.process.editor import Editor, touched_ids
from bpr_studio.domain.process.element import Element
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.workflow import Standing, round_state, sheet_state
from bpr_studio.services.events import Committed
from bpr_studio.services.flow_changes import element_changes, header_changes
from bpr_studio.services.flow_rights import drawing_refusal
from bpr_studio.services.flows import element_row_id
from bpr_studio.services.rounds import find_round
from bpr_studio.services.several_values import SeveralValuesQueries
from bpr_studio.services.views import FlowQueries, SurveyQueries

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from bpr_studio.domain.process.editor import ModelGesture
    from bpr_studio.domain.process.model import ProcessModel
    from bpr_studio.domain.replication.changes import Change
    from bpr_studio.services.author import Author
    from bpr_studio.services.several_values import Several
    from bpr_studio.services.store import UndoableStore
    from bpr_studio.services.views import FlowLine

    Subscribe = Callable[[Callable[[Committed], None]], Callable[[], None]]

_STANDING: Final = frozenset({"flow", "survey_round", "survey_sheet", "org_unit", "task_class"})
_ROWS: Final = frozenset({"flow_element"})
_HEADER: Final = frozenset({"flow"})
_FIELDS: Final = tuple(field.name for field in fields(Element))
_TAIL: Final = 8
_DIGITS: Final = "0123456789abcdefghijklmnopqrstuvwxyz"


class FlowEditQueries(FlowQueries, SurveyQueries, SeveralValuesQueries, Protocol):
    """What the editing of flows asks."""

    def sheet_state(self, round_id: str, unit_id: str) -> str:
        """The stored state of a section's sheet, "" where there is none."""


def flow_origin(flow_id: str) -> str:
    """The beginning of the origin of what is committed for one flow; see `flow_of_origin`."""
    return f"flow:{flow_id}"


def flow_of_origin(origin: str) -> str:
    """The flow whose editing or naming committed something, "" for anything else."""
    kind, _, rest = origin.partition(":")
    return rest.partition(":")[0] if kind == "flow" else ""


@dataclass(frozen=True, slots=True)
class FlowDesk:
    """Opens the flows of a workspace for editing.

    Attributes:
        store: the window's undo stack.
        queries: reading.
        author: who draws, and new ids.
        subscribe: asks to be told of every commit, on the thread that edits: the bus of the
            workspace where there is one thread only, in the window the bus of its GUI thread.
        section: code of the section of the person at the keyboard, "" where it is not known.
    """

    store: UndoableStore
    queries: FlowEditQueries
    author: Author
    subscribe: Subscribe
    section: Callable[[], str] = lambda: ""

    def open(self, flow_id: str) -> FlowSession:
        """A flow, ready to be edited; close it afterwards.

        Raises:
            RefusedError: there is no such flow.
        """
        return FlowSession(flow_id, self)


class FlowSession:
    """One flow being edited.

    Attributes:
        flow_id: row id of the flow.
        model: the flow; changed only by gestures of `editor` and by what others write.
        editor: the door for changes. A gesture is stored when its block ends; if that is
            impossible or the flow may not be edited, it raises a RefusedError and nothing was
            changed. Undo is the window's, not the editor's.
        several: the values of fields that people gave different ones, by row.
    """

    def __init__(self, flow_id: str, desk: FlowDesk) -> None:
        self.flow_id = flow_id
        self._store = desk.store
        self._queries = desk.queries
        self._author = desk.author
        self._section = desk.section
        self._line = self._found_line()
        self.model: ProcessModel = self._found_model()
        self._stored = {element.id: element for element in self.model.elements()}
        self._stored_header = self.model.header
        self._rows: dict[str, str] = {}  # row ids by element id, made when first needed
        self._refusal = self._refused()
        self._origin = f"{flow_origin(flow_id)}:{self._author.ids.new()}"
        self._listeners: list[Callable[[tuple[str, ...]], None]] = []
        self._watchers: list[Callable[[], None]] = []
        self._late: list[Committed] = []
        self._held: frozenset[str] = frozenset()
        self._missed: set[str] = set()
        self.several: Several = self._queries.several_of_flow(flow_id)
        self._draft: Callable[[Editor], object] | None = None
        self._drafted: list[ModelGesture] = []  # in the model, not in the store
        self._session_editor = _SessionEditor(
            self.model, self._keep, self._new_tail, lambda: self._refusal, self._after_gesture
        )
        self.editor: Editor = self._session_editor
        self._unsubscribe = desk.subscribe(self.take)

    def close(self) -> None:
        """Hear nothing more of what others write."""
        self._unsubscribe()

    # -- what it is ------------------------------------------------------------------------------

    @property
    def line(self) -> FlowLine:
        """The flow as lists show it; its counts are those of the last look."""
        return self._line

    @property
    def name(self) -> str:
        """What the flow is called."""
        return self._line.name

    @property
    def editable(self) -> Verdict:
        """Whether the person at the keyboard may edit it, and the reason why not."""
        return Verdict(self._refusal)

    def listen(self, callback: Callable[[tuple[str, ...]], None]) -> Callable[[], None]:
        """Call with the ids of elements that were added, changed or removed, after the fact.

        Own gestures are told when they are stored, and what others wrote when it was read.
        `()` stands for the header. The returned function ends it.
        """
        return _join(self._listeners, callback)

    def watch(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Call when name, owner or the right to edit changed; the returned function ends it."""
        return _join(self._watchers, callback)

    # -- own gestures ----------------------------------------------------------------------------

    def draft(self, draft: Callable[[Editor], object]) -> None:
        """Complete the model by gestures that are stored only together with the next real one.

        So a flow without a drawing is seen and edited as drawn, and looking at it writes nothing.
        Whenever others changed the flow, or undo took the drawing back, the draft is made anew.

        Args:
            draft: changes the model where it lacks something, else does nothing.
        """
        self._draft = draft
        self._make_draft()

    def _make_draft(self) -> tuple[str, ...]:
        if self._draft is not None:
            self._drafted = self._session_editor.drafted(self._draft)
        return self._drafted_ids()

    def _drop_draft(self) -> tuple[str, ...]:
        ids = self._drafted_ids()
        for gesture in reversed(self._drafted):
            for change in gesture.inverse().changes:
                self.model.apply(change)
        self._drafted = []
        return ids

    def _drafted_ids(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(i for gesture in self._drafted for i in touched_ids(gesture)))

    def _new_tail(self) -> str:
        """Short, and one in three million millions: nobody else edits the flow with the same."""
        number = int(self._author.ids.new().replace("-", ""), 16)
        digits = []
        for _ in range(_TAIL):
            number, digit = divmod(number, len(_DIGITS))
            digits.append(_DIGITS[digit])
        return "".join(digits)

    def _keep(self, gesture: ModelGesture) -> None:
        ids = list(dict.fromkeys([*self._drafted_ids(), *touched_ids(gesture)]))
        changes = [change for element_id in ids for change in self._changes_of(element_id)]
        if any(isinstance(change, HeaderChanged) for change in gesture.changes):
            header = self.model.header
            changes += header_changes(self.flow_id, self._stored_header, header)
        if changes:
            done = self._store.commit(gesture.name, changes, origin=self._origin)
            self._look_at_several(frozenset(row for _, row in done.beside))
        self._remember(ids)
        self._drafted = []

    def _look_at_several(self, beside: frozenset[str]) -> None:
        """See again which fields have several values, and rows where another's may be shown."""
        if beside:
            self._late.append(Committed(_ROWS, beside))
        elif self.several:
            self.several = self._queries.several_of_flow(self.flow_id)

    def _changes_of(self, element_id: str) -> Iterator[Change]:
        before, after = self._stored.get(element_id), self.model.find(element_id)
        return element_changes(self.flow_id, element_id, before, after, self.several)

    def _remember(self, ids: Iterable[str]) -> None:
        """What the store holds of these elements is what the model shows."""
        self._stored_header = self.model.header
        for element_id in ids:
            element = self.model.find(element_id)
            if element is None:
                self._stored.pop(element_id, None)
            else:
                self._stored[element_id] = element

    def _after_gesture(self, ids: tuple[str, ...]) -> None:
        self._tell(ids)
        while self._late:
            self.take(self._late.pop(0))

    def _tell(self, ids: tuple[str, ...]) -> None:
        for callback in tuple(self._listeners):
            callback(ids)

    # -- what others write -----------------------------------------------------------------------

    def hold(self, element_ids: Iterable[str]) -> None:
        """Somebody types a text of elements: what others write to them is shown afterwards."""
        self._held = frozenset(element_ids)

    def let_go(self) -> None:
        """Nobody types any more; what came meanwhile is shown."""
        missed, self._held, self._missed = self._missed, frozenset(), set()
        if missed:
            rows = frozenset(element_row_id(self.flow_id, one) for one in missed)
            self.take(Committed(_ROWS, rows))

    @property
    def overlapping(self) -> tuple[str, ...]:
        """Ids of the elements that several people changed, as long as nobody has decided."""
        return tuple(self._known_in(self.several)) if self.several else ()

    def row_of(self, element_id: str) -> str:
        """Row id of an element in the store."""
        return element_row_id(self.flow_id, element_id)

    def take(self, event: Committed) -> None:
        """Look again at what an event may have changed; the session's own echo is passed over.

        What comes in the middle of a gesture waits for its end.
        """
        if event.origin == self._origin:
            return
        if self.editor.is_open:
            self._late.append(event)
            return
        if event.kinds & _STANDING:
            self._look_around()
        if event.kinds & (_ROWS | _HEADER):
            before, self.several = self.several, self._queries.several_of_flow(self.flow_id)
            self._take_rows(event)
            if before != self.several:
                self._tell(self._marked_anew(before))

    def _marked_anew(self, before: Several) -> tuple[str, ...]:
        rows = {r for r in before.keys() | self.several if before.get(r) != self.several.get(r)}
        return tuple(self._known_in(rows))

    def _look_around(self) -> None:
        before = (self._line, self._refusal)
        found = self._queries.flow_line(self.flow_id)
        self._line = found or self._line
        self._refusal = (
            self._refused()
            if found
            else tr(
                "The flow is not there any more: it was deleted, or its making was undone."
                " Undo or redo brings it back; or open another one."
            )
        )
        if before != (self._line, self._refusal):
            for callback in tuple(self._watchers):
                callback()

    def _take_rows(self, event: Committed) -> None:
        whole = not event.ids or self.flow_id in event.ids
        if whole:
            found = self._queries.flow(self.flow_id)
            if found is None:
                return  # deleted; what was seen last stays in sight
            stored = {element.id: element for element in found.elements()}
            gone = [element_id for element_id in self._stored if element_id not in stored]
            self._take_header(found)
        else:
            elements = self._queries.flow_elements(self.flow_id, event.ids)
            stored = {element.id: element for element in elements}
            gone = [known for known in self._known_in(event.ids) if known not in stored]
        self._take_elements(stored, gone)

    def _take_header(self, found: ProcessModel) -> None:
        if found.header != self.model.header:
            self.model.apply(HeaderChanged(self.model.header, found.header))
            self._remember(())
            self._tell(())

    def _known_in(self, row_ids: Collection[str]) -> list[str]:
        """The elements shown that are stored in one of these rows."""
        known = []
        for element_id in self._stored:
            row = self._rows.get(element_id)
            if row is None:
                row = self._rows[element_id] = element_row_id(self.flow_id, element_id)
            if row in row_ids:
                known.append(element_id)
        return known

    def _take_elements(self, stored: Mapping[str, Element], gone: Collection[str]) -> None:
        self._missed |= self._held & {*stored, *gone}
        dropped = self._drop_draft()
        changed = [
            element_id
            for element_id, element in stored.items()
            if element_id not in self._held and self._take_element(element)
        ]
        for element_id in gone:
            if element_id in self._held:
                continue
            element = self.model.find(element_id)
            if element is not None:
                self.model.apply(ElementRemoved(element))
                changed.append(element_id)
        self._remember(changed)
        drafted = self._make_draft()
        if changed:
            self._tell(tuple(dict.fromkeys([*dropped, *changed, *drafted])))

    def _take_element(self, element: Element) -> bool:
        """Make an element of the model what the store says; whether that changed anything."""
        shown = self.model.find(element.id)
        if shown is None:
            self.model.apply(ElementAdded(element))
        elif shown == element:
            return False
        else:
            values = {name: getattr(element, name) for name in _FIELDS}
            self.model.apply(fields_set(shown, **values))
        return True

    # -- reading ---------------------------------------------------------------------------------

    def _found_line(self) -> FlowLine:
        found = self._queries.flow_line(self.flow_id)
        if found is None:
            raise RefusedError(
                tr("There is no such flow any more."), remedy=tr("See the list of flows.")
            )
        return found

    def _found_model(self) -> ProcessModel:
        found = self._queries.flow(self.flow_id)
        if found is None:
            raise RefusedError(
                tr("There is no such flow any more."), remedy=tr("See the list of flows.")
            )
        return found

    def _refused(self) -> str:
        return flow_refusal(self._queries, self._author.role, self._section(), self._line)


def flow_refusal(queries: FlowEditQueries, role: str, section: str, line: FlowLine) -> str:
    """Why somebody of this role and section may not change a flow now, "" when they may."""
    standing = None
    if line.round_id:
        survey = find_round(queries, line.round_id)
        state = sheet_state(queries.sheet_state(survey.id, line.unit_id))
        standing = Standing(round_state(survey.state), state)
    return drawing_refusal(role, section, line, standing)


class _SessionEditor(Editor):
    """An editor that first asks whether it may, and tells what changed once it is stored."""

    def __init__(
        self,
        model: ProcessModel,
        keep: Callable[[ModelGesture], None],
        new_tail: Callable[[], str],
        refusal: Callable[[], str],
        done: Callable[[tuple[str, ...]], None],
    ) -> None:
        super().__init__(model, self._kept, new_tail)
        self._store = keep
        self._refusal = refusal
        self._done_with = done
        self._news: list[tuple[str, ...]] = []
        self._drafts: list[ModelGesture] | None = None

    def drafted(self, draft: Callable[[Editor], object]) -> list[ModelGesture]:
        """Let something change the model without storing it; the gestures it made."""
        made = self._drafts = []
        try:
            draft(self)
        finally:
            self._drafts = None
            self.forget()
        return made

    @contextmanager
    def gesture(self, name: str) -> Iterator[None]:
        """Everything applied in the block is one step of undo called `name`."""
        if self.is_open or self._drafts is not None:
            with super().gesture(name):
                yield
            return
        if self._refusal():
            raise NotAllowedError(self._refusal())
        with super().gesture(name):
            yield
        self.forget()  # undo is the store's
        while self._news:
            self._done_with(self._news.pop(0))

    def _kept(self, gesture: ModelGesture) -> None:
        if self._drafts is not None:
            self._drafts.append(gesture)
            return
        self._store(gesture)
        self._news.append(tuple(touched_ids(gesture)))


def _join(
    callbacks: list[Callable[..., None]], callback: Callable[..., None]
) -> Callable[[], None]:
    callbacks.append(callback)

    def leave() -> None:
        if callback in callbacks:
            callbacks.remove(callback)

    return leave

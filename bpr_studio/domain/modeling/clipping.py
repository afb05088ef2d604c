"""Clippings: part of a flow outside any model, as values and as JSON for the clipboard."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from bpr_studio.domain.modeling.belonging import moving_along
from bpr_studio.domain.process.element import CONNECTIONS, Kind
from bpr_studio.domain.process.records import changed_fields, element_of, record_from, record_of
from bpr_studio.domain.process.scopes import content_of
from bpr_studio.domain.shared.errors import UnreadableInputError
from bpr_studio.domain.shared.geometry import hull
from bpr_studio.domain.shared.text import tr

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bpr_studio.domain.process.element import Element
    from bpr_studio.domain.process.model import ProcessModel
    from bpr_studio.domain.shared.geometry import Bounds

FORMAT: Final = "bpr-studio.clipping"
VERSION: Final = 1
_NEVER_ALONE: Final = frozenset({Kind.LANE, Kind.BOUNDARY_EVENT, Kind.DEPICTION}) | CONNECTIONS
_LEFT: Final = frozenset({Kind.LANE_SET, Kind.PROCESS, Kind.COLLABORATION})


@dataclass(frozen=True, slots=True)
class Clipping:
    """Elements that were copied, with everything they need, under their old ids.

    Attributes:
        elements: the elements as they were, in the order of their model; references to what was
            not copied are emptied.
        roots: ids of the shapes nothing else in the clipping contains.
    """

    elements: tuple[Element, ...] = ()
    roots: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.roots)

    @property
    def area(self) -> Bounds | None:
        """The box around the shapes on the outside; None when there are none."""
        outer = set(self.roots)
        return hull(e.bounds for e in self.elements if e.bounds and e.id in outer)

    def to_json(self) -> dict[str, Any]:
        """As a JSON object with format name and version."""
        return {
            "format": FORMAT,
            "version": VERSION,
            "roots": list(self.roots),
            "elements": [changed_fields(None, record_of(e)) for e in self.elements],
        }

    @classmethod
    def from_json(cls, data: object) -> Clipping:
        """The opposite of `to_json`.

        Raises:
            UnreadableInputError: it is no clipping, or one of a newer version of the program.
        """
        if not isinstance(data, dict) or data.get("format") != FORMAT:
            raise UnreadableInputError(tr("The clipboard holds no part of a flow."))
        version = data.get("version")
        if not isinstance(version, int) or version > VERSION:
            raise UnreadableInputError(
                tr("This part of a flow was copied with a newer version of the program."),
                remedy=tr("Use the newer version here too."),
            )
        try:
            elements = tuple(element_of(record_from(values)) for values in data["elements"])
            roots = tuple(str(root) for root in data["roots"])
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise UnreadableInputError(tr("The clipboard holds no part of a flow.")) from error
        known = {e.id for e in elements}
        return cls(elements, tuple(root for root in roots if root in known))


def clipping_of(model: ProcessModel, ids: Iterable[str]) -> Clipping:
    """What is copied when these elements are chosen.

    Content, border events and the flows between copied shapes come along, from pools also their
    process and lanes. A lane, flow or border event is copied only with what it belongs to.
    """
    chosen = [e for e in map(model.find, ids) if e and e.kind not in _NEVER_ALONE]
    taken = dict.fromkeys(moving_along(model, [e.id for e in chosen]))
    for element_id in list(taken):
        taken.update(dict.fromkeys(_behind(model, model.element(element_id))))
    for picture in [i for i in taken if model.element(i).kind is Kind.DEPICTION]:
        if model.element(picture).refers_to not in taken:
            del taken[picture]
    _take_planes(model, taken)
    _take_lines(model, taken)
    roots = [e.id for e in chosen if e.bounds and not _is_inside(e, taken)]
    for definition in _definitions(model, taken):
        taken[definition] = None
    elements = [_cut_loose(e, taken) for e in model.elements() if e.id in taken]
    return Clipping(tuple(elements), tuple(dict.fromkeys(roots)))


def _behind(model: ProcessModel, element: Element) -> list[str]:
    """What a shape stands for or contains without drawing it there."""
    if element.kind is Kind.POOL:
        process = model.find(element.refers_to)
        return [process.id, *_ids(content_of(model, process.id))] if process else []
    if element.kind is Kind.DATA_OBJECT and element.refers_to in model:
        return [element.refers_to]
    return _ids(content_of(model, element.id))


def _ids(elements: Iterable[Element]) -> list[str]:
    return [element.id for element in elements]


def _take_planes(model: ProcessModel, taken: dict[str, None]) -> None:
    """Diagrams of their own that copied sub-processes have."""
    for diagram in model.diagrams():
        shown = model.find(diagram.refers_to)
        if shown and shown.kind is Kind.SUB_PROCESS and shown.id in taken:
            taken[diagram.id] = None


def _take_lines(model: ProcessModel, taken: dict[str, None]) -> None:
    """Connections both ends of which are copied; lines that hang on lines come after them."""
    found = True
    while found:
        found = False
        for line in model.of_kind(*CONNECTIONS):
            if line.id not in taken and line.source in taken and line.target in taken:
                taken[line.id] = None
                found = True
    for line in model.of_kind(*CONNECTIONS):
        if line.id in taken and not (line.source in taken and line.target in taken):
            del taken[line.id]


def _is_inside(element: Element, taken: dict[str, None]) -> bool:
    return element.parent in taken or element.host in taken


def _definitions(model: ProcessModel, taken: dict[str, None]) -> list[str]:
    """The messages, errors, registers … copied elements mean."""
    meant: dict[str, None] = {}
    for element_id in taken:
        element = model.element(element_id)
        names = [element.refers_to, *(event.refers_to for event in element.events)]
        for name in names:
            found = model.find(name)
            if found and found.kind is Kind.DEFINITION and found.subtype != "category":
                meant[name] = None
    return list(meant)


def _cut_loose(element: Element, taken: dict[str, None]) -> Element:
    """The element without references to what is not copied."""
    gone = {
        name: ""
        for name in ("parent", "lane", "host", "default_flow", "diagram")
        if getattr(element, name) and getattr(element, name) not in taken
    }
    lanes = tuple(i for i in element.carried.further("lanes") if i in taken)
    if lanes != element.carried.further("lanes"):
        kept = tuple((n, i) for n, i in element.carried.references if n != "lanes")
        kept = (*kept, ("lanes", lanes)) if lanes else kept
        element = replace(element, carried=replace(element.carried, references=tuple(sorted(kept))))
    return replace(element, **gone)  # type: ignore[arg-type]  # names of text fields

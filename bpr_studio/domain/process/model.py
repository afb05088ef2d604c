"""The process model: all elements of one file or flow, changed only through `apply`."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Final, assert_never

from bpr_studio.domain.process.carried import descendants
from bpr_studio.domain.process.changes import (
    ElementAdded,
    ElementChanged,
    ElementRemoved,
    HeaderChanged,
)
from bpr_studio.domain.process.element import Header, Kind, with_values
from bpr_studio.domain.process.place_index import PlaceIndex

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bpr_studio.domain.process.carried import XmlNode
    from bpr_studio.domain.process.changes import ModelChange
    from bpr_studio.domain.process.element import Element
    from bpr_studio.domain.shared.geometry import Bounds

_REFERENCES: Final = ("parent", "lane", "host", "source", "target", "refers_to")
_PLACES: Final = ("bounds", "waypoints")
_by_sort_key: Final = attrgetter("sort_key", "id")


class StaleChangeError(ValueError):
    """A change does not fit the model it is applied to; nothing was changed."""


class ProcessModel:
    """The elements of a model with the questions an editor asks all the time.

    Drafts are welcome: a reference may point at nothing. Rules about what may be done belong
    to the gestures, what is wrong with a drawing is told by lint.
    """

    def __init__(self, header: Header | None = None, elements: Iterable[Element] = ()) -> None:
        """Start with these elements.

        Raises:
            ValueError: two elements have the same id.
        """
        self._header = header or Header()
        self._elements: dict[str, Element] = {}
        self._referring: dict[str, dict[str, dict[str, None]]] = {n: {} for n in _REFERENCES}
        self._kinds: dict[Kind, dict[str, int]] = {}  # element → its age: when it was added
        self._next_age = 0
        self._first_sheet: str | None = None  # found when asked, until the diagrams change
        self._places: PlaceIndex | None = None  # made when first asked, kept up to date then
        for element in elements:
            self._add(element)

    # --- reading -----------------------------------------------------------------------------

    @property
    def header(self) -> Header:
        """What stands around the elements."""
        return self._header

    def __contains__(self, element_id: str) -> bool:
        return element_id in self._elements

    def __len__(self) -> int:
        return len(self._elements)

    def element(self, element_id: str) -> Element:
        """The element with this id.

        Raises:
            KeyError: there is none.
        """
        return self._elements[element_id]

    def find(self, element_id: str) -> Element | None:
        """The element with this id, None when there is none."""
        return self._elements.get(element_id)

    def elements(self) -> Iterator[Element]:
        """All elements, oldest first."""
        yield from self._elements.values()

    def of_kind(self, *kinds: Kind) -> list[Element]:
        """All elements of these families, oldest first."""
        ages = [(age, i) for kind in dict.fromkeys(kinds) for i, age in self._of(kind).items()]
        return [self._elements[i] for _, i in sorted(ages)]

    def has_kind(self, *kinds: Kind) -> bool:
        """Whether there is any element of these families."""
        return any(self._of(kind) for kind in kinds)

    def children(self, parent_id: str) -> list[Element]:
        """What an element contains, in order; "" asks for the top."""
        return self._in_order("parent", parent_id)

    def last_key(self, parent_id: str) -> str:
        """The sort key of the last child of an element; "" when it has none."""
        children = self._referring["parent"].get(parent_id, ())
        return max((self._elements[i].sort_key for i in children), default="")

    def incoming(self, element_id: str) -> list[Element]:
        """The connections that end at an element."""
        return self._in_order("target", element_id)

    def outgoing(self, element_id: str) -> list[Element]:
        """The connections that start at an element."""
        return self._in_order("source", element_id)

    def boundary_events(self, activity_id: str) -> list[Element]:
        """The events that sit on an activity."""
        return self._in_order("host", activity_id)

    def in_lane(self, lane_id: str) -> list[Element]:
        """What belongs directly to a lane (not to a lane inside it)."""
        return sorted(self._with("lane", lane_id), key=_by_sort_key)

    def referring(self, element_id: str) -> list[Element]:
        """What stands for an element: pools of a process, depictions, references to data."""
        return self._in_order("refers_to", element_id)

    def pointing_at(self, reference: str, ids: Iterable[str]) -> list[Element]:
        """What names one of these ids in a reference field such as "lane" or "refers_to"."""
        return [element for i in ids for element in self._with(reference, i)]

    def diagrams(self) -> list[Element]:
        """The diagrams in order."""
        return sorted((self._elements[i] for i in self._of(Kind.DIAGRAM)), key=_by_sort_key)

    def sheet_of(self, element: Element) -> str:
        """The diagram an element is drawn in; what names no known one is in the first."""
        if element.diagram in self._of(Kind.DIAGRAM):
            return element.diagram
        if self._first_sheet is None:
            sheets = self.diagrams()
            self._first_sheet = sheets[0].id if sheets else ""
        return self._first_sheet

    def free_id(self, stem: str) -> str:
        """An id no element has, made of a stem and the smallest free number."""
        number = 1
        while f"{stem}_{number}" in self._elements:
            number += 1
        return f"{stem}_{number}"

    def find_carried(self, node_id: str) -> XmlNode | None:
        """A carried part with this id, such as a data input; searches everything."""
        for element in self._elements.values():
            found = next(
                (n for n in descendants(element.carried.content) if n.attribute("id") == node_id),
                None,
            )
            if found:
                return found
        return None

    def near(self, area: Bounds) -> list[Element]:
        """What may be drawn in an area, in any diagram, sorted by id; a few more than is."""
        if self._places is None:
            self._places = PlaceIndex(self._elements.values())
        return [self._elements[i] for i in self._places.near(area)]

    def drawn_in(self, diagram_id: str) -> list[Element]:
        """What is drawn in a diagram, oldest first; what names no known diagram is in the first."""
        diagrams = self.diagrams()
        first = diagrams[0].id if diagrams else ""
        known = {diagram.id for diagram in diagrams}
        return [
            element
            for element in self._elements.values()
            if element.is_drawn
            and (element.diagram if element.diagram in known else first) == diagram_id
        ]

    def __eq__(self, other: object) -> bool:
        """Equal when header and elements are; the order they were added in does not matter."""
        if not isinstance(other, ProcessModel):
            return NotImplemented
        return self._header == other._header and self._elements == other._elements

    __hash__ = None  # type: ignore[assignment]  # mutable, compares by content

    # --- changing ----------------------------------------------------------------------------

    def apply(self, change: ModelChange) -> None:
        """Do one change; the only way to change a model.

        Raises:
            StaleChangeError: the change does not fit what is there; nothing was changed.
        """
        match change:
            case ElementChanged():
                self._change(change)
            case ElementAdded(element):
                self._add(element)
            case ElementRemoved(element):
                self._remove(element)
            case HeaderChanged(before, after):
                if self._header != before:
                    msg = "the header is not what the change expects"
                    raise StaleChangeError(msg)
                self._header = after
            case _:
                assert_never(change)

    def _add(self, element: Element) -> None:
        if element.id in self._elements:
            msg = f"the model already has an element {element.id!r}"
            raise StaleChangeError(msg)
        self._elements[element.id] = element
        self._kinds.setdefault(element.kind, {})[element.id] = self._next_age
        self._next_age += 1
        self._watch_sheets(element)
        self._index(element)
        if self._places is not None:
            self._places.put(element)

    def _remove(self, element: Element) -> None:
        if self._elements.get(element.id) != element:
            msg = f"element {element.id!r} is not what the change expects"
            raise StaleChangeError(msg)
        del self._elements[element.id]
        del self._kinds[element.kind][element.id]
        self._watch_sheets(element)
        self._unindex(element)
        if self._places is not None:
            self._places.remove(element.id)

    def _change(self, change: ElementChanged) -> None:
        present = self._elements.get(change.id)
        if present is None or any(getattr(present, n) != v for n, v in change.before):
            msg = f"element {change.id!r} is not what the change expects"
            raise StaleChangeError(msg)
        values = dict(change.after)
        if values.get("id", change.id) != change.id:
            msg = "the id of an element never changes"
            raise StaleChangeError(msg)
        changed = with_values(present, values)
        self._elements[change.id] = changed
        if changed.kind is not present.kind:
            age = self._kinds[present.kind].pop(change.id)
            self._kinds.setdefault(changed.kind, {})[change.id] = age
            self._watch_sheets(present)
        self._watch_sheets(changed)
        named = values.keys()
        if not named.isdisjoint(_REFERENCES):
            self._unindex(present)
            self._index(changed)
        if self._places is not None and not named.isdisjoint(_PLACES):
            self._places.put(changed)

    def _watch_sheets(self, element: Element) -> None:
        if element.kind is Kind.DIAGRAM:
            self._first_sheet = None

    # --- indexes -----------------------------------------------------------------------------

    def _of(self, kind: Kind) -> dict[str, int]:
        return self._kinds.get(kind, {})

    def _in_order(self, reference: str, element_id: str) -> list[Element]:
        found = self._with(reference, element_id)
        if len(found) > 1:
            found.sort(key=_by_sort_key)
        return found

    def _with(self, reference: str, element_id: str) -> list[Element]:
        return [self._elements[i] for i in self._referring[reference].get(element_id, ())]

    def _index(self, element: Element) -> None:
        for name in _REFERENCES:
            target = getattr(element, name)
            if target or name == "parent":
                self._referring[name].setdefault(target, {})[element.id] = None

    def _unindex(self, element: Element) -> None:
        for name in _REFERENCES:
            target = getattr(element, name)
            if target or name == "parent":
                entry = self._referring[name][target]
                del entry[element.id]
                if not entry:
                    del self._referring[name][target]

"""Parts of a flow that came from the library, and how far they have gone their own way.

A fragment (標準部品) is a flow with one way in and one way out. What is put into a flow is
everything but its plain start event and its first end event, which only show where it begins and
ends. Each element remembers its origin in `Element.fragment`; elements put in together share one
use, so that the same fragment may stand in a flow several times.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.process.element import FLOW_NODES, Kind
from bpr_studio.domain.process.step import Step

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bpr_studio.domain.process.element import Element
    from bpr_studio.domain.process.model import ProcessModel

_LOCAL: Final = frozenset(
    {"cases_per_year", "times_per_year", "cases_per_time", "frequency", "derived_from"}
)
"""Answers every office has of its own: no deviation from the standard."""
_COMPARED: Final = tuple(f.name for f in fields(Step) if f.name not in _LOCAL)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an element came from.

    Attributes:
        key: of the fragment in the library.
        element: id of the element in the fragment.
        use: tells the elements put in together from those of another time.
    """

    key: str
    element: str
    use: str

    def __str__(self) -> str:
        return f"{self.key}#{self.element}@{self.use}"


def origin_of(element: Element) -> Origin | None:
    """The origin of an element, None where it has none or one that cannot be read."""
    key, _, rest = element.fragment.partition("#")
    inside, _, use = rest.rpartition("@")
    return Origin(key, inside, use) if key and inside else None


@dataclass(frozen=True, slots=True)
class FragmentUse:
    """One time a fragment was put into a flow.

    Attributes:
        key: of the fragment.
        use: of this time.
        elements: ids of the elements still there, by the id of their model in the fragment.
    """

    key: str
    use: str
    elements: dict[str, str]


@dataclass(frozen=True, slots=True)
class Altered:
    """An element that differs from its model.

    Attributes:
        element: the element in the flow.
        model: the element in the fragment.
        fields: "name", "kind" and fields of `Step` that differ.
    """

    element: Element
    model: Element
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Deviations:
    """How a use differs from its fragment.

    Attributes:
        missing: nodes of the fragment that are gone.
        altered: nodes that say something else.
        added: nodes of the flow between nodes of the use that the fragment does not know.
    """

    missing: tuple[Element, ...]
    altered: tuple[Altered, ...]
    added: tuple[Element, ...]

    @property
    def count(self) -> int:
        """The number of all of them."""
        return len(self.missing) + len(self.altered) + len(self.added)


def way_in(fragment: ProcessModel) -> Element | None:
    """The plain start event, None where a fragment is begun by messages or times only."""
    starts = (one for one in fragment.of_kind(Kind.START_EVENT) if not one.events)
    return min(starts, key=_place, default=None)


def way_out(fragment: ProcessModel) -> Element | None:
    """The first end event, None where there is none."""
    return min(fragment.of_kind(Kind.END_EVENT), key=_place, default=None)


def content_of(fragment: ProcessModel) -> list[Element]:
    """The nodes that are put into a flow, in the order of the file."""
    outside = {one.id for one in (way_in(fragment), way_out(fragment)) if one is not None}
    nodes = [one for one in fragment.of_kind(*FLOW_NODES) if one.id not in outside]
    return sorted(nodes, key=_place)


def uses_of(model: ProcessModel) -> tuple[FragmentUse, ...]:
    """The fragments used in a flow, in the order they were first met."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    for element in model.of_kind(*FLOW_NODES):
        origin = origin_of(element)
        if origin is not None:
            found.setdefault((origin.key, origin.use), {})[origin.element] = element.id
    return tuple(FragmentUse(key, use, elements) for (key, use), elements in found.items())


def deviations(model: ProcessModel, use: FragmentUse, fragment: ProcessModel) -> Deviations:
    """How one use differs from its fragment as the library has it now."""
    content = content_of(fragment)
    missing = tuple(one for one in content if one.id not in use.elements)
    pairs = [
        (model.element(use.elements[one.id]), one) for one in content if one.id in use.elements
    ]
    altered = tuple(
        Altered(ours, theirs, differing)
        for ours, theirs in pairs
        if (differing := _differing(ours, theirs))
    )
    return Deviations(missing, altered, tuple(_between(model, set(use.elements.values()))))


def _differing(ours: Element, theirs: Element) -> tuple[str, ...]:
    names = [name for name in ("name", "kind") if getattr(ours, name) != getattr(theirs, name)]
    steps = ours.step, theirs.step
    names += [n for n in _COMPARED if getattr(steps[0], n) != getattr(steps[1], n)]
    return tuple(names)


def _between(model: ProcessModel, members: set[str]) -> list[Element]:
    """The nodes on a way from one member to another that are no members themselves."""
    after = _reached(model, members, forward=True)
    before = _reached(model, members, forward=False)
    nodes = (model.element(node) for node in sorted(after & before))
    return [node for node in nodes if origin_of(node) is None]


def _reached(model: ProcessModel, members: set[str], *, forward: bool) -> set[str]:
    seen: set[str] = set()
    waiting: list[str] = sorted(members)
    while waiting:
        for other in _next(model, waiting.pop(), forward=forward):
            if other not in seen and other not in members:
                seen.add(other)
                waiting.append(other)
    return seen


def _next(model: ProcessModel, node: str, *, forward: bool) -> Iterable[str]:
    flows = model.outgoing(node) if forward else model.incoming(node)
    for flow in flows:
        other = flow.target if forward else flow.source
        if flow.kind is Kind.SEQUENCE_FLOW and other in model:
            yield other


def _place(element: Element) -> tuple[str, str]:
    return element.sort_key, element.id

"""Lines pasted into a drawing: read like an outline, and added to the flow there is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.modeling.appending import may_append
from bpr_studio.domain.modeling.belonging import Homes
from bpr_studio.domain.modeling.outline_applying import AppliedOutline, apply_with_additions
from bpr_studio.domain.modeling.outline_describing import (
    described,
    lane_labels,
    process_of,
)
from bpr_studio.domain.modeling.outline_placing import Placer
from bpr_studio.domain.modeling.outline_values import (
    Outline,
    OutlineFlow,
    What,
)
from bpr_studio.domain.modeling.place_rules import known_diagram
from bpr_studio.domain.modeling.templates import template
from bpr_studio.domain.process.element import FLOW_NODES, Kind
from bpr_studio.domain.shared.text import tr

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bpr_studio.domain.modeling.outline_values import (
        Item,
        Section,
    )
    from bpr_studio.domain.process.editor import Editor
    from bpr_studio.domain.process.element import Element
    from bpr_studio.domain.process.model import ProcessModel
    from bpr_studio.domain.shared.geometry import Point

_NEW: Final = "\n"  # begins the keys of what is added; no id of an element does


def add_outline(
    editor: Editor, outline: Outline, at: Point, *, after: str = "", diagram: str = ""
) -> AppliedOutline:
    """Add the steps of an outline to a flow, as one gesture.

    They follow the given node, else the only open end of the drawing, else they stand at a free
    place near `at`. Between a node and the one that follows it they are put in between. Lanes
    that are named and not there are made.

    Args:
        editor: the editor.
        outline: what was read.
        at: where the pointer is.
        after: id of the node they follow, "" for none; one nothing can follow does not count.
        diagram: id of the diagram, "" for the first.

    Returns:
        The new elements by the keys of the items, and what the rules refused.

    Raises:
        RefusedError: the flow may not be edited; nothing was changed.
    """
    where = known_diagram(editor.model, diagram)
    with editor.gesture(tr("Paste steps")):
        source = _source(editor.model, after, where)
        combined = _Addition(editor.model, outline, source, at, where).outline()
        inner = False if where != known_diagram(editor.model, "") else None
        applied = apply_with_additions(
            editor, combined, Placer(editor, whole=inner, near=(at, where))
        )
    made = {
        key.removeprefix(_NEW): element_id
        for key, element_id in applied.elements.items()
        if key.startswith(_NEW)
    }
    return AppliedOutline(made, applied.remarks)


def only_open_end(model: ProcessModel, diagram: str) -> str:
    """Id of the one node of a diagram nothing follows although it might; "" for none or several."""
    ends = [
        node.id
        for node in model.of_kind(*FLOW_NODES)
        if node.diagram == diagram and node.is_drawn and _is_open(model, node)
    ]
    return ends[0] if len(ends) == 1 else ""


def _source(model: ProcessModel, wanted: str, diagram: str) -> str:
    if wanted and may_append(model, wanted, template("task")):
        return wanted
    return only_open_end(model, diagram)


def _is_open(model: ProcessModel, node: Element) -> bool:
    if node.kind is Kind.BOUNDARY_EVENT or _ways_out(model, node.id):
        return False
    return bool(may_append(model, node.id, template("task")))


def _ways_out(model: ProcessModel, node_id: str) -> list[Element]:
    return [flow for flow in model.outgoing(node_id) if flow.kind is Kind.SEQUENCE_FLOW]


class _Addition:
    """One outline being added to what a flow is."""

    def __init__(
        self, model: ProcessModel, outline: Outline, source: str, at: Point, diagram: str
    ) -> None:
        self._model = model
        self._old = described(model)
        self._new = outline
        by_id = {item.key: item for item in self._old.items}
        self._source = by_id.get(source)
        self._keys = {item.key: _NEW + item.key for item in outline.items}
        self._added = list(outline.items)
        if self._source and self._added and self._added[0].what is What.START:
            self._keys[self._added.pop(0).key] = source  # the work has begun before
        self._section, self._inside, self._lane = self._home(at, diagram)

    def _home(self, at: Point, diagram: str) -> tuple[int, str, str]:
        """Section, sub-process and lane of what does not say its own."""
        if self._source is not None:
            return self._source.section, self._source.inside, self._source.lane
        homes = Homes(self._model, diagram)
        parent = homes.parent_at(at)
        lane = lane_labels(self._model).get(homes.lane_at(parent, at), "")
        around = self._model.find(parent)
        inside = parent if around is not None and around.kind is Kind.SUB_PROCESS else ""
        process = process_of(self._model, around) if inside and around is not None else parent
        numbers = {section.element: n for n, section in enumerate(self._old.sections)}
        return numbers.get(process, 0), inside, lane

    def outline(self) -> Outline:
        """The whole flow with what is new."""
        sections, places = self._sections()
        added = [self._item(item, places[item.section]) for item in self._added]
        first = next(iter(added), None)
        led = [self._flow(flow) for flow in self._new.flows]
        old = list(self._old.flows)
        if self._source is not None and first is not None:
            if len(added) == len(self._new.items):
                led.insert(0, OutlineFlow(self._source.key, first.key))
            self._put_between(self._source, added, old, led)
        messages = [
            replace(
                message,
                item=self._keys[message.item],
                partner=self._keys.get(message.partner, "") if message.to_item else message.partner,
            )
            for message in self._new.messages
        ]
        outside = dict.fromkeys([*self._old.outside, *self._new.outside])
        return Outline(
            sections,
            tuple(outside),
            (*self._old.items, *added),
            (*old, *led),
            (*self._old.messages, *messages),
        )

    def _sections(self) -> tuple[tuple[Section, ...], Mapping[int, int]]:
        """All sections, and the numbers those of the text have among them."""
        sections = list(self._old.sections)
        names = [section.name for section in sections]
        places: dict[int, int] = {}
        alone = len(self._new.sections) == 1
        for number, section in enumerate(self._new.sections):
            if section.name in names:
                places[number] = names.index(section.name)
            elif alone or not section.name:
                places[number] = self._section
            else:
                places[number] = len(sections)
                sections.append(section)
        return tuple(sections), places

    def _item(self, item: Item, section: int) -> Item:
        at_home = section == self._section
        inside = self._keys.get(item.inside, self._inside if at_home else "")
        lane = item.lane or (self._lane if at_home else "")
        return replace(
            item,
            key=self._keys[item.key],
            section=section,
            inside=inside,
            host=self._keys.get(item.host, ""),
            lane=lane,
        )

    def _flow(self, flow: OutlineFlow) -> OutlineFlow:
        return replace(flow, source=self._keys[flow.source], target=self._keys[flow.target])

    def _put_between(
        self, source: Item, added: Sequence[Item], old: list[OutlineFlow], led: list[OutlineFlow]
    ) -> None:
        """Lead what followed the source from the one open end of what is new."""
        ways = [flow for flow in old if flow.source == source.key]
        going_on = {flow.source for flow in led}
        ends = [
            item.key for item in added if item.key not in going_on and item.what is not What.END
        ]
        if len(ways) == len(ends) == 1 and source.what is not What.GATEWAY:
            old.remove(ways[0])
            led.append(OutlineFlow(ends[0], ways[0].target))

"""Outline → model: only what differs is changed, as one gesture.

The same items keep their element with everything the text does not show; new ones are placed
beside what leads to them; removed ones go with their flows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.modeling.adding import new_node
from bpr_studio.domain.modeling.bending import lay_anew
from bpr_studio.domain.modeling.connecting import connect, reconnect, set_default
from bpr_studio.domain.modeling.linking import drop_line
from bpr_studio.domain.modeling.naming import rename
from bpr_studio.domain.modeling.outline_adjusting import adjust
from bpr_studio.domain.modeling.outline_describing import described
from bpr_studio.domain.modeling.outline_homes import Homes
from bpr_studio.domain.modeling.outline_matching import matched
from bpr_studio.domain.modeling.outline_placing import Placer
from bpr_studio.domain.modeling.outline_values import OutlineRemark, What, one_line
from bpr_studio.domain.modeling.outline_words import (
    COMPLEX,
    EVENT_BASED,
    EXCLUSIVE,
    INCLUSIVE,
    PARALLEL,
)
from bpr_studio.domain.modeling.outline_writing import written
from bpr_studio.domain.modeling.removing import remove
from bpr_studio.domain.modeling.templates import template
from bpr_studio.domain.modeling.verdict import NotAllowedError
from bpr_studio.domain.process.element import Kind
from bpr_studio.domain.process.order import spaced_keys
from bpr_studio.domain.shared.findings import Level
from bpr_studio.domain.shared.text import tr

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bpr_studio.domain.modeling.outline_values import Item, Outline, OutlineFlow
    from bpr_studio.domain.modeling.templates import Template
    from bpr_studio.domain.process.editor import Editor

    _Alike = Callable[[OutlineFlow, str, str, str], bool]

_TEMPLATES: Final = {
    What.STEP: "task",
    What.SUB: "sub_process",
    What.CALL: "call_activity",
    What.START: "start",
    What.WAIT: "wait_timer",
    What.THROW: "throw",
    What.BOUNDARY: "on_timer",
    What.END: "end",
}
_GATEWAYS: Final = {
    EXCLUSIVE: "exclusive_gateway",
    PARALLEL: "parallel_gateway",
    INCLUSIVE: "inclusive_gateway",
    EVENT_BASED: "event_gateway",
    COMPLEX: "complex_gateway",
}


@dataclass(frozen=True, slots=True)
class AppliedOutline:
    """What became of an outline.

    Attributes:
        elements: ids of elements by the keys of items.
        remarks: what the rules refused, by line.
    """

    elements: Mapping[str, str]
    remarks: tuple[OutlineRemark, ...] = ()


def apply_outline(editor: Editor, outline: Outline) -> AppliedOutline:
    """Make the flow what the outline says, as one gesture; equal outlines change nothing.

    Raises:
        RefusedError: the flow may not be edited; nothing was changed.
    """
    with editor.gesture(tr("Write the flow as text")):
        return _Application(editor, outline).run()


def apply_with_additions(editor: Editor, outline: Outline, placer: Placer) -> AppliedOutline:
    """Add what an outline has more than the flow; its other keys are ids of elements.

    Args:
        editor: the editor, in an open gesture.
        outline: the whole flow as `described`, with further items and flows.
        placer: places what is new.
    """
    return _Application(editor, outline).run(placer)


class _Application:
    """One outline being applied."""

    def __init__(self, editor: Editor, outline: Outline) -> None:
        self._editor = editor
        self._model = editor.model
        self._new = outline
        self._items = {item.key: item for item in outline.items}
        self._remarks: list[OutlineRemark] = []
        self._elements: dict[str, str] = {}
        self._led: list[str] = []  # flows that go another way now

    def run(self, placer: Placer | None = None) -> AppliedOutline:
        """Apply everything, each kind of change after what it needs.

        Args:
            placer: given where keys of items are ids of elements and nothing goes away.
        """
        old = described(self._model)
        if placer is None:
            self._elements = matched(old, written(old).order, self._new)
        else:
            self._elements = {item.key: item.key for item in old.items}
        kept = set(self._elements.values())
        doomed = [item.key for item in old.items if item.key not in kept]
        if doomed:
            remove(self._editor, doomed)
        homes = Homes(self._editor, self._new)
        homes.prepare(old)
        placer = placer or Placer(self._editor)
        added = [item for item in self._new.items if item.key not in self._elements]
        for item in added:
            self._add(item, homes, placer)
        present = described(self._model) if added or doomed else old
        self._adjust(present, homes, placer)
        self._lead_flows(present)
        self._lead_messages(present, homes)
        placer.finish()
        return AppliedOutline(self._elements, tuple(self._remarks))

    def _refused(self, line: int, error: NotAllowedError) -> None:
        message = tr("Line {n}: {reason}", n=line, reason=str(error)) if line else str(error)
        self._remarks.append(OutlineRemark(line, Level.WARNING, "refused", message))

    # -- items -------------------------------------------------------------------------------

    def _add(self, item: Item, homes: Homes, placer: Placer) -> None:
        what = template(_GATEWAYS.get(item.subtype) or _TEMPLATES[item.what])
        if "by_event" in item.marks:
            what = template("event_sub_process")
        parent = homes.parent(item, self._elements)
        host = self._elements.get(item.host, "")
        before = [
            self._elements[flow.source]
            for flow in self._new.flows
            if flow.target == item.key and flow.source in self._elements
        ]
        after = self._next_known(item.key)
        lane = homes.lane(item) if not host else self._model.element(host).lane
        lane = lane or homes.lane_near([*before, *after], parent)
        made = self._made(what, item, parent, lane, host)
        self._elements[item.key] = made
        placer.place(made, before=before, after=after, host=host)

    def _next_known(self, key: str) -> list[str]:
        """The nearest elements an item leads to, through other new items where need be."""
        ways: dict[str, list[str]] = {}
        for flow in self._new.flows:
            ways.setdefault(flow.source, []).append(flow.target)
        seen, waiting = {key}, [key]
        known: list[str] = []
        for here in waiting:  # grows while it is walked through
            for target in ways.get(here, ()):
                if target in self._elements:
                    known.append(self._elements[target])
                elif target not in seen:
                    waiting.append(target)
                seen.add(target)
            if known:
                break
        return known

    def _made(self, what: Template, item: Item, parent: str, lane: str, host: str) -> str:
        inside = bool(item.inside)
        return new_node(
            self._editor,
            what,
            None,
            name=item.name,
            parent=parent,
            lane="" if inside else lane,
            host=host,
        )

    def _adjust(self, present: Outline, homes: Homes, placer: Placer) -> None:
        by_key = {item.key: item for item in present.items}
        for item in self._new.items:
            element_id = self._elements[item.key]
            now = by_key.get(element_id)
            if now is None:
                continue
            try:
                adjust(self._editor, element_id, now, item)
                if item.lane and now.lane != item.lane and not item.inside and not item.host:
                    placer.move_to_lane(element_id, homes.lane(item))
            except NotAllowedError as error:
                self._refused(item.line, error)

    # -- flows -------------------------------------------------------------------------------

    def _lead_flows(self, outline: Outline) -> None:
        """Keep the flows that are wanted, lead others elsewhere, add and remove the rest."""
        present = list(outline.flows)
        wanted = list(self._new.flows)
        same = {(f.source, f.target, f.name, f.default): f for f in present}
        wanted = [flow for flow in wanted if same.pop(self._known_as(flow), None) is None]
        present = list(same.values())
        for alike in (_same_ends_and_name, _same_ends, _same_source_and_name, _same_target):
            wanted = [flow for flow in wanted if not self._kept(flow, present, alike)]
        for flow in present:
            drop_line(self._editor, flow.element)
        for flow in wanted:
            self._join(flow)
        lay_anew(self._editor, [flow_id for flow_id in self._led if flow_id in self._model])
        self._order_ways()

    def _known_as(self, flow: OutlineFlow) -> tuple[str, str, str, bool]:
        source, target = self._elements[flow.source], self._elements[flow.target]
        return source, target, flow.name, flow.default

    def _kept(self, flow: OutlineFlow, present: list[OutlineFlow], alike: _Alike) -> bool:
        """Whether a present flow can be the wanted one; it is then changed and taken out."""
        source, target = self._elements[flow.source], self._elements[flow.target]
        found = next((one for one in present if alike(one, source, target, flow.name)), None)
        if found is None:
            return False
        line = self._items[flow.source].line
        try:
            if (found.source, found.target) != (source, target):
                reconnect(self._editor, found.element, source=source, target=target)
                self._led.append(found.element)
            self._say(found.element, flow)
        except NotAllowedError as error:
            self._refused(line, error)
        present.remove(found)
        return True

    def _join(self, flow: OutlineFlow) -> None:
        source, target = self._elements[flow.source], self._elements[flow.target]
        try:
            made = connect(self._editor, source, target)
        except NotAllowedError as error:
            self._refused(self._items[flow.source].line, error)
            return
        if self._model.element(made).kind is Kind.SEQUENCE_FLOW:
            self._say(made, flow)

    def _say(self, flow_id: str, flow: OutlineFlow) -> None:
        """Give a flow its name, and make it the one taken when nothing else fits."""
        element = self._model.element(flow_id)
        named = self._items[flow.source].what is not What.BOUNDARY
        if named and one_line(element.name) != flow.name:
            rename(self._editor, flow_id, flow.name)
        source = self._model.find(element.source)
        is_default = source is not None and source.default_flow == flow_id
        if is_default != flow.default:
            set_default(self._editor, flow_id, on=flow.default)

    def _order_ways(self) -> None:
        """Let the ways of a branch stand in the order they were typed in."""
        by_source: dict[str, list[OutlineFlow]] = {}
        for flow in self._new.flows:
            by_source.setdefault(self._elements[flow.source], []).append(flow)
        for source, typed in by_source.items():
            ways = self._ways_of(source, typed) if len(typed) > 1 else []
            present = [self._model.element(way).sort_key for way in ways]
            differ = len(set(present)) == len(present)
            if differ and present == sorted(present):
                continue
            fresh = sorted(present) if differ else spaced_keys(len(present))
            for way, sort_key in zip(ways, fresh, strict=True):
                self._editor.set(way, sort_key=sort_key)

    def _ways_of(self, source: str, typed: Sequence[OutlineFlow]) -> list[str]:
        """Ids of the flows from an element, in the order they were typed in."""
        left = [f for f in self._model.outgoing(source) if f.kind is Kind.SEQUENCE_FLOW]
        ways: list[str] = []
        for flow in typed:
            ends = self._elements[flow.target], flow.name
            found = next((f for f in left if (f.target, one_line(f.name)) == ends), None)
            if found is not None:
                left.remove(found)
                ways.append(found.id)
        return ways

    # -- messages ----------------------------------------------------------------------------

    def _lead_messages(self, outline: Outline, homes: Homes) -> None:
        present = list(outline.messages)
        for message in self._new.messages:
            item = self._elements[message.item]
            partner = self._elements[message.partner] if message.to_item else message.partner
            found = next(
                (
                    one
                    for one in present
                    if (one.item, one.partner, one.incoming) == (item, partner, message.incoming)
                ),
                None,
            )
            if found is not None:
                present.remove(found)
                if found.name != message.name:
                    rename(self._editor, found.element, message.name)
                continue
            other = partner if message.to_item else homes.pool(partner)
            ends = (other, item) if message.incoming else (item, other)
            try:
                made = connect(self._editor, *ends)
                rename(self._editor, made, message.name)
            except NotAllowedError as error:
                self._refused(self._items[message.item].line, error)
        for gone in present:
            drop_line(self._editor, gone.element)


def _same_ends_and_name(one: OutlineFlow, source: str, target: str, name: str) -> bool:
    return (one.source, one.target, one.name) == (source, target, name)


def _same_ends(one: OutlineFlow, source: str, target: str, _name: str) -> bool:
    return (one.source, one.target) == (source, target)


def _same_source_and_name(one: OutlineFlow, source: str, _target: str, name: str) -> bool:
    return (one.source, one.name) == (source, name)


def _same_target(one: OutlineFlow, _source: str, target: str, name: str) -> bool:
    return (one.target, one.name) == (target, name)

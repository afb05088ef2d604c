"""Putting a fragment of the library into a flow, linked to where it came from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.modeling.adding import new_id, next_key
from bpr_studio.domain.modeling.belonging import diagram_of
from bpr_studio.domain.modeling.connecting import connect, reconnect, set_condition
from bpr_studio.domain.modeling.connection_rules import connection_for
from bpr_studio.domain.modeling.creating import home_of_work
from bpr_studio.domain.modeling.frames import frame_of, lanes_in_frame
from bpr_studio.domain.modeling.naming import rename
from bpr_studio.domain.modeling.outgrowing import grow_around
from bpr_studio.domain.modeling.settling import settle
from bpr_studio.domain.modeling.space import make_space
from bpr_studio.domain.modeling.verdict import Verdict, demand
from bpr_studio.domain.process.carried import Carried
from bpr_studio.domain.process.element import FLOW_NODES, Kind
from bpr_studio.domain.process.fragments import Origin, content_of, way_in, way_out
from bpr_studio.domain.shared.geometry import Point, hull
from bpr_studio.domain.shared.text import tr

if TYPE_CHECKING:
    from bpr_studio.domain.process.editor import Editor
    from bpr_studio.domain.process.element import Element
    from bpr_studio.domain.process.model import ProcessModel
    from bpr_studio.domain.shared.geometry import Bounds

_GAP: Final = 50.0
_FIRST: Final = Point(300.0, 160.0)  # where a fragment stands in an empty flow


@dataclass(frozen=True, slots=True)
class _Anchor:
    """What a fragment is put behind, and the flow it is put into; both may be missing."""

    node: Element | None = None
    flow: Element | None = None


def may_put(model: ProcessModel, fragment: ProcessModel, after: str = "") -> Verdict:
    """Whether a fragment can be put behind an element (or into a flow, or at the end)."""
    if not content_of(fragment):
        return Verdict(tr("This fragment has no steps."))
    found = model.find(after)
    fits = found is None or found.kind in FLOW_NODES or found.kind is Kind.SEQUENCE_FLOW
    if not fits:
        return Verdict(tr("A fragment is put behind a step, an event or a branch. Select one."))
    return Verdict()


def put_fragment(
    editor: Editor, key: str, fragment: ProcessModel, *, title: str = "", after: str = ""
) -> tuple[str, ...]:
    """Put a fragment into the flow and give the ids of its nodes, in the order of the file.

    It comes behind an element, or between the two ends of a flow; room is made for it. Its nodes
    go to the lanes called as theirs are in the fragment, else to the lane of what it follows.

    Args:
        editor: the editor.
        key: of the fragment in the library.
        fragment: its model.
        title: its name, for the undo list.
        after: id of a node or sequence flow; "" puts it at the end of the work.

    Raises:
        NotAllowedError: the rules refuse (see `may_put`); nothing was changed.
    """
    demand(may_put(editor.model, fragment, after))
    with editor.gesture(tr("Put in the fragment “{name}”", name=title or key)):
        return _Putting(editor, key, fragment, _anchor(editor.model, after)).run()


def _anchor(model: ProcessModel, after: str) -> _Anchor:
    found = model.find(after) or _last_node(model)
    if found is None:
        return _Anchor()
    if found.kind is Kind.SEQUENCE_FLOW:
        return _Anchor(model.find(found.source), found)
    if found.kind is Kind.END_EVENT:
        into = [flow for flow in model.incoming(found.id) if flow.kind is Kind.SEQUENCE_FLOW]
        return _Anchor(model.find(into[0].source), into[0]) if into else _Anchor()
    out = _ways_out(model, found)
    return _Anchor(found, out[0] if len(out) == 1 else None)


def _last_node(model: ProcessModel) -> Element | None:
    """Where the work ends now: the node furthest to the right that nothing follows."""
    ends = [
        node
        for node in model.of_kind(*FLOW_NODES)
        if node.bounds and not node.host and not _ways_out(model, node)
    ]
    return max(ends, key=lambda node: node.bounds.right if node.bounds else 0.0, default=None)


def _ways_out(model: ProcessModel, node: Element) -> list[Element]:
    return [flow for flow in model.outgoing(node.id) if flow.kind is Kind.SEQUENCE_FLOW]


class _Putting:
    """One fragment on its way into a flow, inside an open gesture."""

    def __init__(self, editor: Editor, key: str, fragment: ProcessModel, anchor: _Anchor) -> None:
        self._editor = editor
        self._key = key
        self._fragment = fragment
        self._anchor = anchor
        self._content = content_of(fragment)
        self._ids: dict[str, str] = {}

    def run(self) -> tuple[str, ...]:
        places = self._places()
        self._make_room(places)
        for node in self._content:
            self._add(node, places.get(node.id))
        made = tuple(self._ids.values())
        grow_around(self._editor, made)
        settle(self._editor, made)
        self._join_inside()
        self._join_outside()
        return made

    # -- places ----------------------------------------------------------------------------------

    def _places(self) -> dict[str, Bounds]:
        boxes = {node.id: node.bounds for node in self._content if node.bounds}
        around = hull(boxes.values())
        if around is None:
            return {}
        anchor = self._anchor.node
        start = Point(*_FIRST)
        if anchor is not None and anchor.bounds is not None:
            start = Point(anchor.bounds.right + _GAP, anchor.bounds.centre.y)
        rows = self._rows(start.y, around)
        dx = start.x - around.x
        return {
            node.id: node.bounds.moved(dx, rows[self._lane_name(node)])
            for node in self._content
            if node.bounds
        }

    def _rows(self, level: float, around: Bounds) -> dict[str, float]:
        """How far the content of each lane of the fragment moves down."""
        ours = {lane.name: lane.bounds for lane in self._lanes() if lane.bounds}
        rows: dict[str, float] = {}
        for node in self._content:
            name = self._lane_name(node)
            if name in rows:
                continue
            lane = self._fragment.find(node.lane)
            theirs = lane.bounds if lane and lane.bounds else around
            here = ours[name].centre.y if name in ours else level
            rows[name] = here - theirs.centre.y
        return rows

    def _lanes(self) -> list[Element]:
        """The lanes of the pool the fragment is put into."""
        anchor = self._anchor.node
        lane = self._editor.model.find(anchor.lane) if anchor else None
        if lane is None:
            return []
        frame = frame_of(self._editor.model, lane)
        return lanes_in_frame(self._editor.model, frame or lane)

    def _lane_name(self, node: Element) -> str:
        lane = self._fragment.find(node.lane)
        return lane.name if lane else ""

    def _make_room(self, places: dict[str, Bounds]) -> None:
        anchor = self._anchor.node
        around = hull(places.values())
        if around is None or anchor is None or anchor.bounds is None:
            return
        model = self._editor.model
        line = anchor.bounds.right + _GAP / 2
        make_space(
            self._editor,
            diagram_of(model, anchor),
            Point(line, anchor.bounds.centre.y),
            around.width + _GAP,
            0.0,
        )

    # -- nodes -----------------------------------------------------------------------------------

    def _add(self, node: Element, box: Bounds | None) -> None:
        model, anchor = self._editor.model, self._anchor.node
        parent = anchor.parent if anchor else home_of_work(self._editor, node.kind)
        made = new_id(self._editor, node.kind)
        self._ids[node.id] = made
        use = next(iter(self._ids.values()))  # the first node names the use
        self._editor.add(
            replace(
                node,
                id=made,
                parent=parent,
                sort_key=next_key(model, parent),
                lane=anchor.lane if anchor else "",
                host=self._ids.get(node.host, ""),
                default_flow="",
                diagram=diagram_of(model, anchor) if anchor else "",
                bounds=box,
                label_bounds=None,
                events=tuple(replace(event, id="", refers_to="") for event in node.events),
                fragment=str(Origin(self._key, node.id, use)),
                carried=Carried(attributes=node.carried.attributes),
            )
        )

    # -- flows -----------------------------------------------------------------------------------

    def _join_inside(self) -> None:
        for flow in self._fragment.of_kind(Kind.SEQUENCE_FLOW):
            if flow.source in self._ids and flow.target in self._ids:
                made = self._join(self._ids[flow.source], self._ids[flow.target], flow)
                source = self._fragment.element(flow.source)
                if made and source.default_flow == flow.id:
                    self._editor.set(self._ids[flow.source], default_flow=made)

    def _join_outside(self) -> None:
        anchor, flow = self._anchor.node, self._anchor.flow
        entries = self._targets_of(way_in(self._fragment))
        exits = self._flows_to(way_out(self._fragment))
        target = flow.target if flow else ""
        if anchor is not None and entries:
            self._enter(anchor, flow, entries)
        if target:
            for leaving in exits:
                self._join(self._ids[leaving.source], target, leaving)

    def _enter(self, anchor: Element, flow: Element | None, entries: list[str]) -> None:
        rest = entries
        if flow is not None:
            if connection_for(self._editor.model, anchor.id, entries[0], instead_of=flow.id):
                reconnect(self._editor, flow.id, target=entries[0])
            rest = entries[1:]
        for entry in rest:
            self._join(anchor.id, entry)

    def _targets_of(self, start: Element | None) -> list[str]:
        flows = _ways_out(self._fragment, start) if start else []
        return [self._ids[flow.target] for flow in flows if flow.target in self._ids]

    def _flows_to(self, end: Element | None) -> list[Element]:
        flows = self._fragment.incoming(end.id) if end else []
        wanted = [flow for flow in flows if flow.kind is Kind.SEQUENCE_FLOW]
        return [flow for flow in wanted if flow.source in self._ids]

    def _join(self, source: str, target: str, like: Element | None = None) -> str:
        """Connect where the rules allow it, saying what the flow of the fragment says."""
        if not connection_for(self._editor.model, source, target):
            return ""
        made = connect(self._editor, source, target)
        if like is not None and like.name:
            rename(self._editor, made, like.name)
        if like is not None and like.condition is not None and like.condition.text:
            set_condition(self._editor, made, like.condition.text)
        return made

"""Redraws flows in bpmn-js with its own mouse and keyboard, and counts what hands did."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from benchmarks.peers import tools
from benchmarks.redraw.comparing import differences
from benchmarks.redraw.counting import Effort
from bpr_studio.adapters.bpmn.reader import read_bpmn
from bpr_studio.domain.process.element import Kind
from bpr_studio.domain.process.flow_order import in_flow_order

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bpr_studio.domain.process.element import Element
    from bpr_studio.domain.process.model import ProcessModel
    from bpr_studio.domain.shared.geometry import Bounds

_LEFT: Final = 120  # room for the palette
_TOP: Final = 320  # room for pools that grow upwards


def redraw_in_bpmn_js(flows: Mapping[str, ProcessModel]) -> list[tuple[Effort, list[str]]]:
    """Draw flows from nothing; what hands did, and where the drawing is not the wanted flow.

    Args:
        flows: models by name; at most two lanes in a pool, no sub-processes.

    Raises:
        PeerError: bpmn-js is not here, or did not draw.
    """
    tools.install()
    question = {"flows": [_plan(name, model) for name, model in flows.items()]}
    answers = tools.run("redraw.mjs", question)
    return [_effort(answer, flows[answer["name"]]) for answer in answers]


def _effort(answer: dict[str, Any], wanted: ProcessModel) -> tuple[Effort, list[str]]:
    drawn = read_bpmn(answer["xml"].encode()).model
    effort = Effort(
        answer["name"],
        "bpmn-js",
        answer["keys"],
        answer["clicks"],
        answer["drags"],
        answer["characters"],
    )
    return effort, differences(wanted, drawn)


def _name(element: Element) -> str:
    return " ".join(element.name.split())


def _plan(name: str, model: ProcessModel) -> dict[str, Any]:
    nodes = in_flow_order(model, model.elements())
    pools = sorted(model.of_kind(Kind.POOL), key=lambda pool: -len(_inside(nodes, pool)))
    if pools:  # the pool with most in it first: it takes the start that is there
        nodes = [node for pool in pools for node in _inside(nodes, pool)]
    left = min(e.bounds.x for e in model.elements() if e.bounds) - _LEFT
    top = min(e.bounds.y for e in model.elements() if e.bounds) - _TOP
    return {
        "name": name,
        "pools": [
            {
                "id": pool.id,
                "name": pool.name,
                "box": _pool_box(model, pools, pool, left, top),
                "empty": not _inside(nodes, pool),
                "lanes": [{"id": e.id, "name": e.name} for e in _lanes(model, pool)],
            }
            for pool in pools
        ],
        "nodes": [
            {
                "id": node.id,
                "type": f"bpmn:{node.subtype[0].upper()}{node.subtype[1:]}",
                "name": _name(node),
                "box": _box(_stretched(model, pools, node.bounds), left, top),
                "event": node.events[0].trigger.value if node.events else "",
            }
            for node in nodes
        ],
        "edges": list(_edges(model)),
        "notes": [
            {"name": _name(note), "box": _box(note.bounds, left, top)}
            for note in model.of_kind(Kind.ANNOTATION)
        ],
    }


def _pool_box(
    model: ProcessModel, pools: list[Element], pool: Element, left: float, top: float
) -> dict[str, float]:
    half = _halves(model, pool)
    box = pool.bounds if half else _stretched(model, pools, pool.bounds)
    return _box(box._replace(height=2 * half) if box and half else box, left, top)


def _edges(model: ProcessModel) -> Iterable[dict[str, Any]]:
    for flow in model.of_kind(Kind.SEQUENCE_FLOW, Kind.MESSAGE_FLOW):
        yield {
            "source": flow.source,
            "target": flow.target,
            "name": _name(flow),
            "message": flow.kind is Kind.MESSAGE_FLOW,
        }


def _inside(nodes: Iterable[Element], pool: Element) -> list[Element]:
    return [
        node
        for node in nodes
        if node.bounds and pool.bounds and pool.bounds.contains(node.bounds.centre)
    ]


def _halves(model: ProcessModel, pool: Element) -> float:
    """How high a half has to be, when the pool is divided, to take the higher of two lanes."""
    heights = [lane.bounds.height for lane in _lanes(model, pool) if lane.bounds]
    return max(heights) if len(heights) == 2 else 0.0


def _lanes(model: ProcessModel, pool: Element) -> list[Element]:
    lanes = sorted(model.of_kind(Kind.LANE), key=_height)
    return [
        lane
        for lane in lanes
        if lane.bounds and pool.bounds and pool.bounds.contains(lane.bounds.centre)
    ]


def _stretched(model: ProcessModel, pools: Iterable[Element], box: Bounds | None) -> Bounds | None:
    """A box of the drawing when both lanes of each pool are as high as the higher one."""
    if box is None:
        return None
    down = 0.0
    for pool in pools:
        lanes, half = _lanes(model, pool), _halves(model, pool)
        if not half:
            continue
        upper, lower = (lane.bounds for lane in lanes)
        if pool.bounds and box.y >= pool.bounds.bottom:
            down += 2 * half - pool.bounds.height
        elif upper and lower and box.centre.y >= lower.y and box.y < lower.bottom:
            down += half - upper.height
    return box.moved(0, down)


def _height(element: Element) -> float:
    return element.bounds.y if element.bounds else 0.0


def _box(bounds: Bounds | None, left: float, top: float) -> dict[str, float]:
    if bounds is None:
        return {"x": 0, "y": 0, "width": 0, "height": 0}
    return {
        "x": bounds.x - left,
        "y": bounds.y - top,
        "width": bounds.width,
        "height": bounds.height,
    }

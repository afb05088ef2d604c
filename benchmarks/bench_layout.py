"""How fast a diagram without a drawing is placed, and a single line finds its way."""

from __future__ import annotations

import random
from functools import partial
from typing import TYPE_CHECKING, Final

from benchmarks.figures import Figure, seconds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bpr_studio.domain.process.element import Element
    from bpr_studio.domain.process.model import ProcessModel

_SIZES: Final = ((200, 1.0), (1_000, 5.0))  # nodes, seconds promised
_LANES: Final = 3
_SEED: Final = 1


def main() -> list[Figure]:
    """All figures."""
    return [*_placing(), _one_way()]


def _placing() -> Iterator[Figure]:
    from bpr_studio.domain.modeling.arranging import arrange
    from bpr_studio.domain.process.editor import Editor

    for nodes, limit in _SIZES:
        model = branching_flow(nodes)
        taken = seconds(partial(arrange, Editor(model)))
        yield Figure(
            f"{nodes:,} nodes in {_LANES} lanes placed, with lines and labels", taken, "s", limit
        )


def _one_way() -> Figure:
    from bpr_studio.domain.diagram.routing import first_route
    from bpr_studio.domain.modeling.arranging import arrange
    from bpr_studio.domain.process.editor import Editor
    from bpr_studio.domain.process.element import Kind

    model = branching_flow(1_000)
    arrange(Editor(model))
    flows = model.of_kind(Kind.SEQUENCE_FLOW)

    def all_ways() -> None:
        for flow in flows:
            ends = model.element(flow.source), model.element(flow.target)
            first_route(model, *ends, flow.kind, leaving_out=flow.id)

    taken = seconds(all_ways, rounds=2) / len(flows) * 1000
    return Figure("one line between 1,000 nodes finds its way", taken, "ms", 1)


def branching_flow(nodes: int) -> ProcessModel:
    """A flow without places: a gateway at every sixth node, ways ahead and ways back."""
    from bpr_studio.domain.process.element import Element, Kind
    from bpr_studio.domain.process.model import ProcessModel
    from bpr_studio.domain.process.order import spaced_keys

    choice = random.Random(_SEED)  # noqa: S311  # the same flow every time, no secret
    elements = [
        Element(id="C", kind=Kind.COLLABORATION, subtype="collaboration"),
        Element(id="P", kind=Kind.PROCESS, subtype="process"),
        Element(id="pool", kind=Kind.POOL, subtype="participant", parent="C", refers_to="P"),
        Element(id="S", kind=Kind.LANE_SET, subtype="laneSet", parent="P"),
    ]
    elements += [
        Element(
            id=f"L{n}", kind=Kind.LANE, subtype="lane", name=f"担当{n}", parent="S", sort_key=str(n)
        )
        for n in range(_LANES)
    ]
    lane = "L0"
    for number, key in enumerate(spaced_keys(nodes)):
        lane = f"L{choice.randrange(_LANES)}" if choice.random() < 0.4 else lane
        kind = Kind.GATEWAY if number % 6 == 5 else Kind.TASK
        elements.append(
            Element(
                id=f"N{number}",
                kind=kind,
                subtype="exclusiveGateway" if kind is Kind.GATEWAY else "task",
                name="申請書を確認する",
                parent="P",
                lane=lane,
                sort_key=key,
            )
        )
    elements += [_flow(number, number + 1) for number in range(nodes - 1)]
    for number in range(5, nodes - 8, 6):
        ahead = number + 3 + choice.randrange(5)
        elements.append(_flow(number, ahead if choice.random() < 0.7 else max(0, number - 4)))
    return ProcessModel(elements={element.id: element for element in elements}.values())


def _flow(source: int, target: int) -> Element:
    from bpr_studio.domain.process.element import Element, Kind

    return Element(
        id=f"F{source}_{target}",
        kind=Kind.SEQUENCE_FLOW,
        subtype="sequenceFlow",
        parent="P",
        source=f"N{source}",
        target=f"N{target}",
        sort_key="z",
    )

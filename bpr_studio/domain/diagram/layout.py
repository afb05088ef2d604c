"""What an engine that places a whole diagram promises, whichever engine it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bpr_studio.domain.process.model import ProcessModel
    from bpr_studio.domain.shared.geometry import Bounds, Point


@dataclass(frozen=True, slots=True)
class Placement:
    """Where everything in one diagram is to be.

    Attributes:
        boxes: id → box of pools, lanes, nodes and artifacts.
        ways: id → points of connections.
        labels: id → box of a label that does not stand in its usual place.
        lanes: id → innermost lane a node was put in, where it is another than the model says.
    """

    boxes: Mapping[str, Bounds] = field(default_factory=dict)
    ways: Mapping[str, tuple[Point, ...]] = field(default_factory=dict)
    labels: Mapping[str, Bounds] = field(default_factory=dict)
    lanes: Mapping[str, str] = field(default_factory=dict)


class LayoutEngine(Protocol):
    """Places diagrams; equal models get equal placements."""

    def place(self, model: ProcessModel, diagram: str) -> Placement:
        """Places for everything that belongs to a diagram, drawn by now or not.

        Broken drafts are welcome: what refers to nothing is placed somewhere clear.

        Args:
            model: is not changed.
            diagram: id of the diagram; "" means the first, or the one that will be.
        """

"""The words a way out of a question gets by itself: yes, and then no."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bpr_studio.domain.process.element import Kind
from bpr_studio.domain.shared.text import tr

if TYPE_CHECKING:
    from bpr_studio.domain.process.element import Element
    from bpr_studio.domain.process.model import ProcessModel

_QUESTIONS: Final = ("?", "？", "か")
_ONE_WAY: Final = frozenset({"exclusiveGateway", "inclusiveGateway"})


def asks_for_word(model: ProcessModel, way: Element) -> bool:
    """Whether a new way needs a word: it leads out of a branch, not out of where ways meet."""
    source = model.find(way.source)
    if source is None or source.kind is not Kind.GATEWAY or way.kind is not Kind.SEQUENCE_FLOW:
        return False
    flows = (Kind.SEQUENCE_FLOW,)
    ways_in = sum(flow.kind in flows for flow in model.incoming(source.id))
    ways_out = sum(flow.kind in flows for flow in model.outgoing(source.id))
    meets = ways_in > 1 and ways_out == 1
    return source.subtype != "parallelGateway" and not meets


def proposed_name(model: ProcessModel, element: Element) -> str:
    """What a way without a name out of a branch that asks something may be called, "" for nothing.

    The first way is offered "yes", the second the other word; a third has to be thought of.
    """
    source = model.find(element.source)
    if element.kind is not Kind.SEQUENCE_FLOW or element.name or source is None:
        return ""
    if source.subtype not in _ONE_WAY or not source.name.strip().endswith(_QUESTIONS):
        return ""
    taken = {way.name.strip() for way in model.outgoing(source.id) if way.id != element.id}
    taken.discard("")
    free = [word for word in (tr("yes"), tr("no")) if word not in taken]
    return free[0] if free and len(taken) < 2 else ""

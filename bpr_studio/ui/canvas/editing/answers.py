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

"""What a flow is called inside its own model, so that files and prints carry its name."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.process.element import Kind
from bpr_studio.domain.process.model import ProcessModel

if TYPE_CHECKING:
    from collections.abc import Collection

_NAMED: Final = frozenset({Kind.PROCESS, Kind.COLLABORATION, Kind.POOL, Kind.DIAGRAM})


def called(model: ProcessModel, name: str, old: Collection[str] = ()) -> ProcessModel:
    """A model in which whatever carried the flow's name carries another one.

    Args:
        model: stays as it is.
        name: the new name.
        old: what the flow was called until now, beside the name of the model itself. A process,
            pool or drawing of this name is renamed too; other names, and a model without a name,
            stay as they are.
    """
    until_now = {model.header.name, *old} - {""}
    header = replace(model.header, name=name) if model.header.name else model.header
    elements = (
        replace(element, name=name)
        if element.kind in _NAMED and element.name in until_now
        else element
        for element in model.elements()
    )
    return ProcessModel(header, elements)

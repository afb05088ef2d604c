"""The step card: what a step is, costs and needs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bpr_studio.domain.modeling.verdict import Verdict, demand
from bpr_studio.domain.process.element import ACTIVITIES
from bpr_studio.domain.shared.text import tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bpr_studio.domain.process.editor import Editor


def set_step(editor: Editor, ids: Sequence[str], **fields: Any) -> None:
    """Give steps new attributes; several steps at once get the same.

    Args:
        editor: the editor.
        ids: the steps; what is no step any more is left out.
        fields: fields of `Step` and their values.

    Raises:
        NotAllowedError: none of them is a step; nothing was changed.
        TypeError: a step has no such field.
    """
    found = [element for element in map(editor.model.find, ids) if element]
    steps = [element for element in found if element.kind in ACTIVITIES]
    if not steps:
        demand(Verdict(tr("Only steps have a step card.")))
    with editor.gesture(tr("Step card")):
        for step in steps:
            editor.set(step.id, step=replace(step.step, **fields))

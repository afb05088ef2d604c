"""Words about parts of a flow that several pages need."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bpr_studio.domain.process.element import ACTIVITIES, Kind
from bpr_studio.domain.process.rollup import yearly_minutes
from bpr_studio.domain.process.wording import kind_word
from bpr_studio.domain.shared.quantities import format_hours
from bpr_studio.domain.shared.text import ntr, tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bpr_studio.domain.process.element import Element
    from bpr_studio.domain.process.model import ProcessModel


def inner_diagram_of(model: ProcessModel, element: Element) -> str:
    """The diagram that shows what is inside an element, "" for none."""
    shown = {element.id, element.refers_to} - {""}
    return next((one.id for one in model.diagrams() if one.refers_to in shown), "")


def name_of_shown(model: ProcessModel, diagram: Element) -> str:
    """What a diagram without a name shows: a sub-process, a pool's process, a collaboration."""
    shown = model.find(diagram.refers_to)
    if shown is None:
        return ""
    if shown.kind is Kind.PROCESS and not shown.name:
        return next((pool.name for pool in model.referring(shown.id) if pool.name), "")
    if shown.kind is Kind.SUB_PROCESS:
        return shown.name or kind_word(shown)
    return shown.name


def sums_of(model: ProcessModel, ids: Sequence[str]) -> str:
    """How many steps are selected, and their minutes; "" where less than two things are."""
    elements = [element for element in map(model.find, ids) if element is not None]
    steps = [element for element in elements if element.kind in ACTIVITIES]
    if len(elements) < 2:
        return ""
    parts = [ntr("{n:,} part selected", "{n:,} parts selected", len(elements))]
    if steps:
        parts.append(ntr("{n:,} step", "{n:,} steps", len(steps)))
    each = sum(step.step.minutes_per_case or 0 for step in steps)
    if each:
        parts.append(tr("{n:g} minutes a case", n=each))
    yearly = sum(yearly_minutes(step) or 0 for step in steps)
    if yearly:
        parts.append(tr("{n} hours a year", n=format_hours(yearly, decimals=1)))
    return " ・ ".join(parts)

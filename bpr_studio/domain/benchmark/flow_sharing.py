"""A flow made fit to leave the house: steps, lanes and order stay, everything about us goes.

A flow is one section's: its minutes and cases would be figures of fewer than three sections, so
they never leave. Notes, descriptions and names of units go; what is left is names of steps,
which are looked through for personal data before.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.process.carried import Carried
from bpr_studio.domain.process.element import CONNECTIONS, Header, Kind
from bpr_studio.domain.process.model import ProcessModel
from bpr_studio.domain.process.step import Step

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from bpr_studio.domain.process.element import Element

OUR_OFFICE: Final = "担当課"
"""What a lane or pool named after a unit is called outside; data, like all names of lanes."""

_MEANING: Final = frozenset(
    {"triggeredByEvent", "isForCompensation", "isCollection", "parallelMultiple"}
)
_NOTES: Final = frozenset({Kind.ANNOTATION, Kind.GROUP})
_OWNERS: Final = frozenset({Kind.POOL, Kind.LANE})
_SHORTEST_NAME: Final = 3  # a unit's name of two characters is in too many words


def stripped(model: ProcessModel, name: str, unit_names: Collection[str]) -> ProcessModel:
    """A copy without notes, descriptions, figures and names of units.

    Args:
        model: the flow as it is.
        name: what it is called outside.
        unit_names: names of the units of the organisation.
    """
    left_out = {e.id for e in model.elements() if e.kind in _NOTES}
    left_out |= {
        e.id
        for e in model.elements()
        if e.kind in CONNECTIONS and (e.source in left_out or e.target in left_out)
    }
    header = Header(id=model.header.id, name=name)
    return ProcessModel(
        header, [_bare(e, unit_names) for e in model.elements() if e.id not in left_out]
    )


def _bare(element: Element, unit_names: Collection[str]) -> Element:
    name = element.name
    if element.kind in _OWNERS and any(unit_words(name, unit_names)):
        name = OUR_OFFICE
    if element.kind in (Kind.DIAGRAM, Kind.PROCESS, Kind.COLLABORATION):
        name = ""
    return replace(
        element,
        name=name,
        step=_bare_step(element.step),
        linked_flow="",
        events=tuple(replace(event, carried=Carried()) for event in element.events),
        loop=element.loop and replace(element.loop, carried=Carried()),
        condition=element.condition and replace(element.condition, carried=Carried()),
        carried=Carried(
            attributes=tuple(p for p in element.carried.attributes if p[0] in _MEANING),
            references=element.carried.references,
        ),
    )


def _bare_step(step: Step) -> Step:
    """What kind of step it is and what it asks for, without figures and free texts."""
    return Step(
        step_type=step.step_type,
        core_tag=step.core_tag,
        core_reasons=step.core_reasons,
        actor_category=step.actor_category,
        staff_category=step.staff_category,
        medium=step.medium,
        seal=step.seal,
        paper=step.paper,
        in_person=step.in_person,
        judgement=step.judgement,
        personal_data=step.personal_data,
        seal_basis=step.seal_basis,
        paper_basis=step.paper_basis,
        in_person_basis=step.in_person_basis,
    )


def texts_of(model: ProcessModel) -> Iterator[str]:
    """Everything in a model that people have written, each text once."""
    seen = {model.header.name}
    yield model.header.name
    for element in model.elements():
        for text in (element.name, element.condition.text if element.condition else ""):
            if text and text not in seen:
                seen.add(text)
                yield text


def unit_words(text: str, unit_names: Collection[str]) -> Iterator[str]:
    """The names of units that a text holds."""
    return (name for name in unit_names if len(name) >= _SHORTEST_NAME and name in text)

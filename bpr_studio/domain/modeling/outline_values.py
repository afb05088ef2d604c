"""A flow as people type it: items in lines, flows between them, remarks on lines.

Text and model are both turned into this value; only what differs between the two is changed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.process.element import Kind

if TYPE_CHECKING:
    from bpr_studio.domain.shared.findings import Level


class What(StrEnum):
    """What a line stands for."""

    STEP = "step"
    SUB = "sub"
    CALL = "call"
    START = "start"
    WAIT = "wait"  # an event on the way that is waited for
    THROW = "throw"  # an event on the way that is caused
    BOUNDARY = "boundary"
    END = "end"
    GATEWAY = "gateway"


KIND_OF: Final = {
    What.STEP: Kind.TASK,
    What.SUB: Kind.SUB_PROCESS,
    What.CALL: Kind.CALL_ACTIVITY,
    What.START: Kind.START_EVENT,
    What.WAIT: Kind.INTERMEDIATE_EVENT,
    What.THROW: Kind.INTERMEDIATE_EVENT,
    What.BOUNDARY: Kind.BOUNDARY_EVENT,
    What.END: Kind.END_EVENT,
    What.GATEWAY: Kind.GATEWAY,
}
WORKS: Final = frozenset({What.STEP, What.SUB, What.CALL})
"""Lines that may say how long and how often."""

HAPPENINGS: Final = frozenset({What.START, What.WAIT, What.THROW, What.BOUNDARY, What.END})


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a line says of a step; numbers are rounded to what the text shows.

    Attributes:
        minutes: minutes of a case.
        cases: cases a year.
        waiting: days a case waits before the step.
        step_type: P01 to P18.
        core_tag: "core" or "non_core".
        system: information system.
        forms_in: forms that come in.
        forms_out: forms that go out.
    """

    minutes: float | None = None
    cases: float | None = None
    waiting: float | None = None
    step_type: str = ""
    core_tag: str = ""
    system: str = ""
    forms_in: tuple[str, ...] = ()
    forms_out: tuple[str, ...] = ()


NO_FACTS: Final = Facts()


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One step, event or branch.

    Attributes:
        key: names it in `OutlineFlow`; the element's id where it was made from a model.
        what: what it is.
        subtype: BPMN's word of a gateway, "" for everything else.
        name: its name in one line.
        lane: label of its lane, "" for none.
        marks: further words: kind of step, triggers, seal, paper, presence, repetition.
        facts: what is said of a step.
        notes: annotations at it.
        section: number of the pool it is in, from 0.
        inside: key of the sub-process it is in, "" for none.
        host: key of the item a boundary event sits on.
        line: number of its line from 1; 0 where it has none.
    """

    key: str
    what: What
    subtype: str = ""
    name: str = ""
    lane: str = ""
    marks: frozenset[str] = frozenset()
    facts: Facts = NO_FACTS
    notes: tuple[str, ...] = ()
    section: int = 0
    inside: str = ""
    host: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class OutlineFlow:
    """Work goes on from one item to another.

    Attributes:
        source: key of an item.
        target: key of an item.
        name: what is written on it.
        default: taken when nothing else fits.
        element: id of the sequence flow it was made from, "" when read from text.
    """

    source: str
    target: str
    name: str = ""
    default: bool = False
    element: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class OutlineMessage:
    """A message between an item and another pool, or an item of another pool.

    Attributes:
        item: key of the item whose line says it.
        partner: label of a pool, or key of an item.
        to_item: the partner is an item.
        name: what is sent.
        incoming: the item receives it.
        element: id of the message flow it was made from, "" when read from text.
    """

    item: str
    partner: str
    name: str = ""
    to_item: bool = False
    incoming: bool = False
    element: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Section:
    """The work of one pool.

    Attributes:
        name: of the pool, or of the process where there is no pool.
        element: id of the process it was made from, "" when read from text.
    """

    name: str
    element: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class OutlineRemark:
    """Something said about a line.

    Attributes:
        line: its number from 1; 0 for the whole flow.
        level: seriousness.
        rule: stable English identifier.
        message: a whole translated sentence.
    """

    line: int
    level: Level
    rule: str
    message: str


@dataclass(frozen=True, slots=True)
class Outline:
    """A flow as lines.

    Attributes:
        sections: the pools with work of their own, in order; at least one.
        outside: names of the pools without.
        items: in the order of the lines.
        flows: in the order of the lines.
        messages: in the order of the lines.
        remarks: what could not be read, or is not shown; those of lines first.
    """

    sections: tuple[Section, ...] = (Section(""),)
    outside: tuple[str, ...] = ()
    items: tuple[Item, ...] = ()
    flows: tuple[OutlineFlow, ...] = ()
    messages: tuple[OutlineMessage, ...] = ()
    remarks: tuple[OutlineRemark, ...] = ()


@dataclass(frozen=True, slots=True)
class WrittenOutline:
    """An outline as text.

    Attributes:
        text: lines joined by LF, with one at the end.
        keys: for each line the key of its item, "" for lines without one.
        order: keys of all items in the order they stand in the text.
    """

    text: str
    keys: tuple[str, ...] = ()
    order: tuple[str, ...] = ()


def one_line(text: str) -> str:
    """A name without line breaks and double blanks."""
    return " ".join(text.split())


def shown_number(value: float | None) -> float | None:
    """A number as the text shows it, to a millionth."""
    return None if value is None else round(value, 6)

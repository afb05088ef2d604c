"""Model → outline: what the lines show of a flow, and what they do not."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.modeling.outline_phrases import is_note_writable
from bpr_studio.domain.modeling.outline_values import (
    KIND_OF,
    NO_FACTS,
    Facts,
    Item,
    Outline,
    OutlineFlow,
    OutlineMessage,
    OutlineRemark,
    Section,
    What,
    one_line,
    shown_number,
)
from bpr_studio.domain.modeling.outline_words import (
    COMPLEX,
    EVENT_BASED,
    EXCLUSIVE,
    GOES_ON,
    INCLUSIVE,
    LOOP_MARKS,
    NEED_MARKS,
    PARALLEL,
    PLAIN,
    STEP_MARKS,
    SUB_MARKS,
    USUAL_TRIGGER,
)
from bpr_studio.domain.process.element import (
    ACTIVITIES,
    CONNECTIONS,
    EVENTS,
    FLOW_NODES,
    Kind,
)
from bpr_studio.domain.process.flow_order import in_flow_order
from bpr_studio.domain.process.step import CORE, NON_CORE, STEP_TYPES
from bpr_studio.domain.shared.findings import Level
from bpr_studio.domain.shared.text import tr

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bpr_studio.domain.process.element import Element
    from bpr_studio.domain.process.model import ProcessModel

_WHAT: Final = {kind: what for what, kind in KIND_OF.items()}
_GATEWAYS: Final = frozenset({EXCLUSIVE, PARALLEL, INCLUSIVE, EVENT_BASED, COMPLEX})
_UNWRITABLE: Final = frozenset('[]<>"→⇒')
_BREAKS_FORMS: Final = ("->", "=>")


def described(model: ProcessModel) -> Outline:
    """The flow as an outline; keys of items are ids of elements, in the order of work."""
    return _Description(model).outline()


def lane_labels(model: ProcessModel) -> dict[str, str]:
    """What the lanes are called in an outline, by their ids; no two share a label."""
    labels: dict[str, str] = {}
    taken: set[str] = set()
    for number, lane in enumerate(model.of_kind(Kind.LANE), start=1):
        plain = one_line(lane.name) or tr("Lane {n}", n=number)
        label, again = plain, 1
        while label in taken:
            again += 1
            label = f"{plain} ({again})"
        labels[lane.id] = label
        taken.add(label)
    return labels


def process_of(model: ProcessModel, node: Element) -> str:
    """Id of what holds a node outermost: its process, "" where the draft has none."""
    seen: set[str] = set()
    around: Element | None = node
    while around is not None and around.kind in FLOW_NODES and around.id not in seen:
        seen.add(around.id)
        around = model.find(around.parent)
    return around.id if around is not None and around.kind not in FLOW_NODES else ""


def notes_of(model: ProcessModel, node_id: str) -> list[tuple[str, Element]]:
    """The annotations that hang at exactly one node by one line, with their texts."""
    found: list[tuple[str, Element]] = []
    for line in (*model.outgoing(node_id), *model.incoming(node_id)):
        if line.kind is not Kind.ASSOCIATION:
            continue
        other = model.find(line.target if line.source == node_id else line.source)
        if other is not None and other.kind is Kind.ANNOTATION:
            lines = [*model.outgoing(other.id), *model.incoming(other.id)]
            text = one_line(other.name)
            if len(lines) == 1 and is_note_writable(text):
                found.append((text, other))
    return found


def facts_of(element: Element) -> Facts:
    """What a line says of a step."""
    step = element.step
    return Facts(
        minutes=_positive(step.minutes_per_case),
        cases=_positive(step.yearly_cases),
        waiting=_positive(step.waiting_days),
        step_type=step.step_type if step.step_type in STEP_TYPES else "",
        core_tag=step.core_tag if step.core_tag in {CORE, NON_CORE} else "",
        system=one_line(step.system) if is_writable(step.system) else "",
        forms_in=tuple(one_line(form) for form in step.forms_in if is_writable(form)),
        forms_out=tuple(one_line(form) for form in step.forms_out if is_writable(form)),
    )


def is_writable(text: str) -> bool:
    """Whether a form or system can stand in brackets."""
    shown = one_line(text)
    wide = any("\uff01" <= sign <= "\uff5e" and sign in "［］＜＞＂" for sign in shown)
    return (
        bool(shown)
        and not wide
        and not set(shown) & _UNWRITABLE
        and not any(arrow in shown for arrow in _BREAKS_FORMS)
    )


def _positive(value: float | None) -> float | None:
    return shown_number(value) if value is not None and 0 <= value < 1e12 else None


def what_of(element: Element) -> What:
    """The family of lines a flow node belongs to."""
    if element.kind is Kind.INTERMEDIATE_EVENT:
        return What.THROW if element.subtype == "intermediateThrowEvent" else What.WAIT
    return _WHAT.get(element.kind, What.STEP)


def marks_of(element: Element) -> frozenset[str]:
    """The further words of a flow node."""
    if element.kind in EVENTS:
        return _event_marks(element)
    if element.kind not in ACTIVITIES:
        return frozenset()
    marks = {mark for mark in NEED_MARKS if getattr(element.step, mark)}
    if element.kind is Kind.TASK and element.subtype in STEP_MARKS:
        marks.add(element.subtype)
    if element.kind is Kind.SUB_PROCESS:
        marks |= {element.subtype} & set(SUB_MARKS)
        marks |= {"by_event"} if element.is_event_sub_process else set()
    if element.loop is not None:
        marks |= {element.loop.kind.value} & set(LOOP_MARKS)
    return frozenset(marks)


def _event_marks(element: Element) -> frozenset[str]:
    what = what_of(element)
    marks = {event.trigger.value for event in element.events}
    usual = USUAL_TRIGGER.get(what)
    if usual is not None:
        marks = {PLAIN} if not marks else set() if marks == {usual} else marks
    if what in {What.BOUNDARY, What.START} and not element.interrupting:
        marks.add(GOES_ON)
    return frozenset(marks)


class _Description:
    """One model being described."""

    def __init__(self, model: ProcessModel) -> None:
        self._model = model
        self._labels = lane_labels(model)
        nodes = in_flow_order(model, model.elements())
        self._nodes = {
            node.id: node
            for node in nodes
            if node.kind is not Kind.BOUNDARY_EVENT or self._host_of(node)
        }
        self._unseen: set[str] = {node.id for node in nodes} - self._nodes.keys()
        self._noted: set[str] = set()

    def outline(self) -> Outline:
        """The outline."""
        sections = self._sections()
        numbers = {section.element: number for number, section in enumerate(sections)}
        items = tuple(self._item(node, numbers) for node in self._nodes.values())
        flows = tuple(self._flows())
        messages = tuple(self._messages(sections))
        names = (one_line(pool.name) for pool in outside_pools(self._model))
        outside = tuple(dict.fromkeys(name for name in names if name))
        return Outline(sections, outside, items, flows, messages, tuple(self._remarks()))

    def _host_of(self, node: Element) -> bool:
        host = self._model.find(node.host)
        return host is not None and host.kind in ACTIVITIES

    # -- pools -------------------------------------------------------------------------------

    def _sections(self) -> tuple[Section, ...]:
        used = dict.fromkeys(process_of(self._model, node) for node in self._nodes.values())
        pools = {
            pool.refers_to: pool
            for pool in reversed(self._model.of_kind(Kind.POOL))
            if pool.refers_to in self._model
        }
        processes = [process.id for process in self._model.of_kind(Kind.PROCESS)]
        ordered = [*(p for p in processes if p in used or p in pools), *used]
        named = {
            key: Section(_pool_name(self._model, pools.get(key), key), key)
            for key in dict.fromkeys(ordered)
        }
        return tuple(named.values()) or (Section(""),)

    # -- items -------------------------------------------------------------------------------

    def _item(self, node: Element, numbers: dict[str, int]) -> Item:
        host = self._model.find(node.host) if node.kind is Kind.BOUNDARY_EVENT else None
        around = self._model.find((host or node).parent)
        inside = around.id if around and around.kind is Kind.SUB_PROCESS else ""
        notes = notes_of(self._model, node.id)
        self._noted |= {note.id for _, note in notes}
        item = Item(
            key=node.id,
            what=what_of(node),
            name=one_line(node.name),
            lane=self._lane(host or node),
            marks=marks_of(node),
            facts=facts_of(node) if node.kind in ACTIVITIES else NO_FACTS,
            notes=tuple(text for text, _ in notes),
            section=numbers[process_of(self._model, host or node)],
            inside=inside if self._is_sound(inside) else "",
            host=host.id if host else "",
        )
        if node.kind is Kind.GATEWAY:
            known = node.subtype in _GATEWAYS
            return replace(item, subtype=node.subtype if known else EXCLUSIVE)
        return item

    def _is_sound(self, inside: str) -> bool:
        """Whether a sub-process does not, in a broken draft, lie in itself."""
        seen: set[str] = set()
        around = self._model.find(inside)
        while around is not None:
            if around.id in seen:
                return False
            seen.add(around.id)
            around = self._model.find(around.parent)
        return True

    def _lane(self, node: Element) -> str:
        """Label of the lane a node or what is around it lies in."""
        seen: set[str] = set()
        around: Element | None = node
        while around is not None and around.lane not in self._labels and around.id not in seen:
            seen.add(around.id)
            around = self._model.find(around.parent)
        return self._labels.get(around.lane, "") if around is not None else ""

    # -- flows -------------------------------------------------------------------------------

    def _flows(self) -> Iterable[OutlineFlow]:
        told: set[tuple[str, str, str]] = set()
        used: set[str] = set()
        for node in self._nodes.values():
            for flow in self._model.outgoing(node.id):
                if flow.kind is not Kind.SEQUENCE_FLOW:
                    continue
                shown = self._shown(node, flow, used)
                if shown is None or (shown.source, shown.target, shown.name) in told:
                    self._unseen.add(flow.id)
                    continue
                told.add((shown.source, shown.target, shown.name))
                used.add(node.id)
                yield shown

    def _shown(self, node: Element, flow: Element, used: set[str]) -> OutlineFlow | None:
        """A flow as the text has it; None for one no line can say."""
        if flow.target not in self._nodes or node.kind is Kind.END_EVENT:
            return None
        if node.kind is Kind.BOUNDARY_EVENT:
            return None if node.id in used else OutlineFlow(node.id, flow.target, element=flow.id)
        default = node.default_flow == flow.id
        return OutlineFlow(node.id, flow.target, one_line(flow.name), default, flow.id)

    def _messages(self, sections: Iterable[Section]) -> Iterable[OutlineMessage]:
        names = [section.name for section in sections] + [
            one_line(pool.name) for pool in outside_pools(self._model)
        ]
        single = {
            name for name in names if names.count(name) == 1 and name and name[0] not in "@＠"
        }
        for flow in self._model.of_kind(Kind.MESSAGE_FLOW):
            shown = self._message(flow, single)
            if shown is None:
                self._unseen.add(flow.id)
            else:
                yield shown

    def _message(self, flow: Element, single: set[str]) -> OutlineMessage | None:
        source, target = self._model.find(flow.source), self._model.find(flow.target)
        if source is None or target is None:
            return None
        name = one_line(flow.name)
        if source.id in self._nodes and target.id in self._nodes:
            return OutlineMessage(source.id, target.id, name, to_item=True, element=flow.id)
        for item, pool, incoming in ((source, target, False), (target, source, True)):
            label = one_line(pool.name)
            if item.id in self._nodes and pool.kind is Kind.POOL and label in single:
                return OutlineMessage(item.id, label, name, incoming=incoming, element=flow.id)
        return None

    # -- what is not shown -------------------------------------------------------------------

    def _remarks(self) -> Iterable[OutlineRemark]:
        counts: dict[str, int] = {}
        for element in self._model.elements():
            word = self._unseen_word(element)
            if word:
                counts[word] = counts.get(word, 0) + 1
        if counts:
            told = tr(", ").join(
                tr("{n} × {what}", n=count, what=word) for word, count in counts.items()
            )
            message = tr("Not shown as lines, and kept as they are: {what}.", what=told)
            yield OutlineRemark(0, Level.NOTICE, "not-shown", message)

    def _unseen_word(self, element: Element) -> str:
        if element.id in self._unseen:
            return tr("connection") if element.kind in CONNECTIONS else tr("event")
        if element.kind is Kind.ANNOTATION and element.id in self._noted:
            return ""
        if element.condition is not None and element.condition.text.strip():
            return tr("condition of an arrow")
        words = {
            Kind.DATA_OBJECT: tr("document"),
            Kind.DATA_STORE: tr("register"),
            Kind.ANNOTATION: tr("annotation"),
            Kind.GROUP: tr("group"),
        }
        drawn = element.is_drawn or element.kind is Kind.ANNOTATION
        return words.get(element.kind, "") if drawn else ""


def outside_pools(model: ProcessModel) -> list[Element]:
    """The pools without work of their own."""
    return [pool for pool in model.of_kind(Kind.POOL) if pool.refers_to not in model]


def _pool_name(model: ProcessModel, pool: Element | None, process_id: str) -> str:
    process = model.find(process_id)
    return one_line(pool.name if pool else process.name if process else "")

"""Flows for the tests of lint: a few words make a drawing with nothing to find fault with."""

from itertools import pairwise

from bpr_studio.adapters.catalogs.lint_profile import load_lint_profile
from bpr_studio.domain.lint.facts import NO_FACTS
from bpr_studio.domain.lint.live import lint
from bpr_studio.domain.process.element import Condition, Element, EventDefinition, Kind, Trigger
from bpr_studio.domain.process.model import ProcessModel
from bpr_studio.domain.process.step import Step
from bpr_studio.domain.shared.geometry import Bounds, Point

KINDS = {
    "task": Kind.TASK,
    "userTask": Kind.TASK,
    "serviceTask": Kind.TASK,
    "receiveTask": Kind.TASK,
    "subProcess": Kind.SUB_PROCESS,
    "adHocSubProcess": Kind.SUB_PROCESS,
    "callActivity": Kind.CALL_ACTIVITY,
    "startEvent": Kind.START_EVENT,
    "endEvent": Kind.END_EVENT,
    "intermediateCatchEvent": Kind.INTERMEDIATE_EVENT,
    "intermediateThrowEvent": Kind.INTERMEDIATE_EVENT,
    "boundaryEvent": Kind.BOUNDARY_EVENT,
    "exclusiveGateway": Kind.GATEWAY,
    "parallelGateway": Kind.GATEWAY,
    "inclusiveGateway": Kind.GATEWAY,
    "complexGateway": Kind.GATEWAY,
    "eventBasedGateway": Kind.GATEWAY,
    "dataObjectReference": Kind.DATA_OBJECT,
    "textAnnotation": Kind.ANNOTATION,
}
NAMES = {"startEvent": "申請を受けたとき", "endEvent": "交付済み", "parallelGateway": ""}
NO_TASK = Step(minutes_per_case=1.0)


class Sketch:
    """Builds a model: `sketch.node("a", "task", name="申請書を確認"); sketch.line("s", "a")`."""

    def __init__(self, *, drawn=True):
        self.elements = {}
        self._drawn = drawn
        self._add(id="C", kind=Kind.COLLABORATION, subtype="collaboration", sort_key="a")
        self._add(id="P", kind=Kind.PROCESS, subtype="process", sort_key="b")
        if drawn:
            self._add(id="D", kind=Kind.DIAGRAM, subtype="BPMNDiagram", refers_to="C")

    def _add(self, **fields):
        element = Element(**fields)
        self.elements[element.id] = element
        return element

    def pool(self, name="市民課", process="P"):
        self._add(
            id=f"Pool_{process}",
            kind=Kind.POOL,
            subtype="participant",
            name=name,
            parent="C",
            refers_to=process,
            diagram="D",
            bounds=Bounds(0, 0, 20000, 4000),
        )
        return self

    def process(self, process_id):
        self._add(id=process_id, kind=Kind.PROCESS, subtype="process", sort_key="c")
        return self

    def lanes(self, *names):
        self._add(id="Lanes", kind=Kind.LANE_SET, subtype="laneSet", parent="P", sort_key="0")
        for number, name in enumerate(names):
            self._add(
                id=name,
                kind=Kind.LANE,
                subtype="lane",
                name=name,
                parent="Lanes",
                sort_key=f"a{number}",
                diagram="D",
                bounds=Bounds(30, number * 300, 19970, 300),
            )
        return self

    def node(self, node_id, subtype="task", **fields):
        """A node; steps have minutes, so that only what a test is about is found."""
        number = len(self.elements)
        kind = KINDS[subtype]
        if kind in (Kind.TASK, Kind.CALL_ACTIVITY):
            fields.setdefault("step", NO_TASK)
            fields.setdefault("name", f"書類{node_id}を確認")
        fields.setdefault("name", NAMES.get(subtype, f"{node_id}か"))
        sizes = {Kind.GATEWAY: (50, 50), Kind.DATA_OBJECT: (36, 50)}
        width, height = sizes.get(kind, (36, 36) if "Event" in subtype else (100, 80))
        if self._drawn:
            fields.setdefault("bounds", Bounds(150.0 * number, 100.0, width, height))
            fields.setdefault("diagram", "D")
        fields.setdefault("parent", "P")
        fields.setdefault("sort_key", f"n{number:05}")
        return self._add(id=node_id, kind=kind, subtype=subtype, **fields)

    def event(self, node_id, subtype, *triggers, **fields):
        definitions = tuple(EventDefinition(Trigger(trigger)) for trigger in triggers)
        return self.node(node_id, subtype, events=definitions, **fields)

    def line(self, source, target, *, condition=None, line_id="", **fields):
        number = len(self.elements)
        if self._drawn:
            fields.setdefault("waypoints", (Point(0, 0), Point(10, 0)))
            fields.setdefault("diagram", "D")
        parent = self.elements[source].parent if source in self.elements else "P"
        return self._add(
            id=line_id or f"{source}-{target}",
            kind=Kind.SEQUENCE_FLOW,
            subtype="sequenceFlow",
            parent=fields.pop("parent", parent),
            source=source,
            target=target,
            sort_key=f"z{number:05}",
            condition=Condition(condition) if condition is not None else None,
            **fields,
        )

    def chain(self, *ids, subtype="task", **fields):
        """Start, these steps one after the other, end."""
        self.node("start", "startEvent")
        for node_id in ids:
            self.node(node_id, subtype, **fields)
        self.node("end", "endEvent")
        course = ("start", *ids, "end")
        for source, target in pairwise(course):
            self.line(source, target)
        return self

    def change(self, element_id, **fields):
        from dataclasses import replace

        self.elements[element_id] = replace(self.elements[element_id], **fields)
        return self

    def without(self, *ids):
        for element_id in ids:
            del self.elements[element_id]
        return self

    @property
    def model(self):
        return ProcessModel(elements=self.elements.values())


def found(sketch, rule, facts=NO_FACTS, profile=None):
    """The elements a rule of the city's profile tells about, in order."""
    model = sketch.model if isinstance(sketch, Sketch) else sketch
    return [f.element for f in lint(model, profile or load_lint_profile(), facts) if f.rule == rule]


def findings(sketch, rule, facts=NO_FACTS, profile=None):
    model = sketch.model if isinstance(sketch, Sketch) else sketch
    return [f for f in lint(model, profile or load_lint_profile(), facts) if f.rule == rule]


def plain(*ids):
    """A flow nothing can be said about: start, steps, end."""
    return Sketch().chain(*(ids or ("a", "b", "c", "d", "e")))

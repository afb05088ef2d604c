"""Our notation rules and bpmnlint's say the same about every element.

Random drawings hold what the corpora do not: links, compensations, nested lanes, two diagrams …
"""

from __future__ import annotations

import random
from pathlib import Path
from xml.sax.saxutils import quoteattr

import pytest

from benchmarks.compare_lint import CORPORA, compare
from benchmarks.peers import tools
from bpr_studio.domain.lint.rules import NOTATION

WHY = tools.missing(browser=False)
pytestmark = [pytest.mark.slow, pytest.mark.skipif(bool(WHY), reason=WHY or "all is here")]

DRAWINGS = 120
TASKS = ("task", "userTask", "sendTask", "receiveTask", "callActivity")
GATEWAYS = (
    "exclusiveGateway",
    "parallelGateway",
    "inclusiveGateway",
    "complexGateway",
    "eventBasedGateway",
)
EVENTS = ("startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent")
TRIGGERS = ("message", "timer", "signal", "error", "link", "conditional", "terminate", "compensate")
HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" '
    'xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" '
    'xmlns:di="http://www.omg.org/spec/DD/20100524/DI" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="defs" targetNamespace="urn:t">'
)


class Drawing:
    """One random drawing as BPMN."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)  # noqa: S311  # the same drawings in every run
        self.count = 0
        self.shapes: list[str] = []
        self.edges: list[str] = []
        self.definitions = self.some_definitions()

    def id(self, stem: str) -> str:
        self.count += 1
        return f"{stem}_{self.count}"

    def often(self, share: float) -> bool:
        return self.dice.random() < share

    def name(self, share: float = 0.7) -> str:
        words = ("A", "B", " ", "", "Prüfen", "確認")
        return f" name={quoteattr(self.dice.choice(words))}" if self.often(share) else ""

    def some_definitions(self) -> list[tuple[str, str]]:
        tags = ("message", "signal", "error", "escalation")
        return [(self.dice.choice(tags), self.id("Def")) for _ in range(self.dice.randint(0, 4))]

    def refers(self, tag: str) -> str:
        fitting = [i for kind, i in self.definitions if kind == tag]
        return f' {tag}Ref="{self.dice.choice(fitting)}"' if fitting and self.often(0.7) else ""

    def trigger(self, link_names: tuple[str, ...] = ("x", "y", "")) -> str:
        kind = self.dice.choice(TRIGGERS)
        tag = f"{kind}EventDefinition"
        if kind == "link":
            name = self.dice.choice(link_names)
            return f'<{tag} id="{self.id("E")}"' + (f' name="{name}"/>' if name else "/>")
        if kind == "conditional":
            body = self.dice.choice(("", "<condition/>", "<condition>x</condition>"))
            return f"<{tag}>{body}</{tag}>"
        return f"<{tag}{self.refers(kind)}/>"

    def shape(self, element: str, *, share: float = 0.93, extra: str = "") -> None:
        if not self.often(share):
            return
        width, height = self.dice.choice(((100, 80), (36, 36), (50, 50), (36, 50), (120, 90)))
        x, y = self.dice.randint(0, 60) * 25, self.dice.randint(0, 30) * 25
        self.shapes.append(
            f'<bpmndi:BPMNShape id="{element}_di_{self.id("s")}" bpmnElement="{element}"{extra}>'
            f'<dc:Bounds x="{x}" y="{y}" width="{width}" height="{height}"/></bpmndi:BPMNShape>'
        )
        if self.often(0.04):
            self.shape(element, extra=extra)

    def edge(self, element: str) -> None:
        if self.often(0.93):
            self.edges.append(
                f'<bpmndi:BPMNEdge id="{element}_di" bpmnElement="{element}">'
                '<di:waypoint x="0" y="0"/><di:waypoint x="9" y="0"/></bpmndi:BPMNEdge>'
            )

    def content(self, depth: int = 0) -> str:
        """Nodes, arrows, data and artifacts of a process or sub-process."""
        if self.often(0.1):
            return self.stopping()
        nodes = [
            (self.id("N"), self.dice.choice(TASKS + GATEWAYS + EVENTS * 2))
            for _ in range(self.dice.randint(0, 9))
        ]
        subs = [self.id("Sub") for _ in range(self.dice.randint(0, 2 if depth < 2 else 0))]
        hosts = [i for i, tag in nodes if tag in TASKS] + subs
        boundary = [(self.id("B"), self.dice.choice(hosts)) for _ in range(2) if hosts]
        flows = self.flows([i for i, _ in nodes] + subs + [i for i, _ in boundary])
        parts = [self.node(i, tag, flows) for i, tag in nodes]
        parts += [self.sub_process(i, flows, depth) for i in subs]
        parts += [self.boundary(i, host, flows) for i, host in boundary]
        parts += [self.data() for _ in range(self.dice.randint(0, 2))]
        parts += [self.flow(one) for one in flows]
        self.dice.shuffle(parts)
        parts += [self.artifact([i for i, _ in boundary], hosts) for _ in range(2)]
        return "".join(parts)

    def stopping(self) -> str:
        """A chain that ends by stopping everything, beside an event sub-process or not."""
        start, end, sub, flow = (self.id(stem) for stem in ("N", "N", "Sub", "F"))
        plain = self.dice.choice(("", ' isInterrupting="false"'))
        inside = f'<startEvent id="{self.id("N")}"{plain}>{self.trigger()}</startEvent>'
        by_event = f'<subProcess id="{sub}" triggeredByEvent="true">{inside}</subProcess>'
        return (
            f'<startEvent id="{start}"><outgoing>{flow}</outgoing></startEvent>'
            f'<endEvent id="{end}"><incoming>{flow}</incoming><terminateEventDefinition/></endEvent>'
            f'<sequenceFlow id="{flow}" sourceRef="{start}" targetRef="{end}"/>'
            f"{by_event if self.often(0.5) else ''}"
        )

    def flows(self, ends: list[str]) -> list[tuple[str, str, str, str, str]]:
        """Id, source, target, condition and label; some dangle, some are there twice."""
        if not ends:
            return []
        made = []
        for _ in range(self.dice.randint(0, 2 * len(ends))):
            source, target = self.dice.choice(ends), self.dice.choice(ends)
            condition = self.dice.choice(("", "", "", "a", "b"))
            made.append((self.id("F"), source, target, condition, self.name(0.3)))
            if self.often(0.08):
                made.append((self.id("F"), source, target, condition, ""))
        if made and self.often(0.1):
            flow_id, source, _, condition, label = made.pop()
            made.append((flow_id, source, "", condition, label))
        return made

    def flow(self, one: tuple[str, str, str, str, str]) -> str:
        flow_id, source, target, condition, label = one
        self.edge(flow_id)
        ends = f' sourceRef="{source}"' + (f' targetRef="{target}"' if target else "")
        body = ""
        if condition:
            body = (
                '<conditionExpression xsi:type="tFormalExpression">'
                f"{condition}</conditionExpression>"
            )
        return f'<sequenceFlow id="{flow_id}"{ends}{label}>{body}</sequenceFlow>'

    def refs(self, node: str, flows: list[tuple[str, str, str, str, str]]) -> str:
        into = "".join(f"<incoming>{f[0]}</incoming>" for f in flows if f[2] == node)
        return into + "".join(f"<outgoing>{f[0]}</outgoing>" for f in flows if f[1] == node)

    def default(self, node: str, flows: list[tuple[str, str, str, str, str]]) -> str:
        own = [f[0] for f in flows if f[1] == node] + ["gone"]
        return f' default="{self.dice.choice(own)}"' if self.often(0.3) else ""

    def node(self, node: str, tag: str, flows: list[tuple[str, str, str, str, str]]) -> str:
        self.shape(node)
        attributes = self.name()
        inside = self.refs(node, flows)
        if tag in EVENTS:
            inside += "".join(self.trigger() for _ in range(self.dice.choice((0, 0, 1, 1, 2))))
        elif tag not in ("parallelGateway", "eventBasedGateway"):
            attributes += self.default(node, flows)
        if tag in TASKS and self.often(0.1):
            attributes += ' isForCompensation="true"'
        if tag in ("sendTask", "receiveTask"):
            attributes += self.refers("message")
        return f'<{tag} id="{node}"{attributes}>{inside}</{tag}>'

    def sub_process(
        self, node: str, flows: list[tuple[str, str, str, str, str]], depth: int
    ) -> str:
        tag = self.dice.choice(("subProcess", "subProcess", "adHocSubProcess", "transaction"))
        by_event = ' triggeredByEvent="true"' if tag == "subProcess" and self.often(0.3) else ""
        expanded = self.dice.choice(("", ' isExpanded="true"', ' isExpanded="false"'))
        self.shape(node, extra=expanded)
        inside = self.refs(node, flows) + self.content(depth + 1)
        return f'<{tag} id="{node}"{self.name()}{by_event}>{inside}</{tag}>'

    def boundary(self, node: str, host: str, flows: list[tuple[str, str, str, str, str]]) -> str:
        self.shape(node)
        inside = self.refs(node, flows) + self.trigger()
        return f'<boundaryEvent id="{node}" attachedToRef="{host}"{self.name()}>{inside}</boundaryEvent>'

    def data(self) -> str:
        data, behind = self.id("D"), self.id("O")
        self.shape(data)
        if self.often(0.5):
            return f'<dataStoreReference id="{data}"{self.name()}/>'
        return f'<dataObjectReference id="{data}" dataObjectRef="{behind}"/><dataObject id="{behind}"/>'

    def artifact(self, sources: list[str], targets: list[str]) -> str:
        artifact = self.id("A")
        if sources and targets and self.often(0.6):
            self.edge(artifact)
            source, target = self.dice.choice(sources), self.dice.choice(targets)
            return f'<association id="{artifact}" sourceRef="{source}" targetRef="{target}"/>'
        self.shape(artifact)
        return f'<textAnnotation id="{artifact}"><text>x</text></textAnnotation>'

    def lanes(self, depth: int = 0) -> str:
        tag = "childLaneSet" if depth else "laneSet"
        rows = []
        for _ in range(self.dice.randint(1, 2)):
            lane = self.id("L")
            self.shape(lane)
            inside = self.lanes(depth + 1) if depth < 2 and self.often(0.3) else ""
            rows.append(f'<lane id="{lane}"{self.name()}>{inside}</lane>')
        return f'<{tag} id="{self.id("LS")}">{"".join(rows)}</{tag}>'

    def text(self) -> str:
        processes, pools = [], []
        for _ in range(self.dice.randint(1, 2)):
            process = self.id("P")
            runs = ' isExecutable="true"' if self.often(0.4) else ""
            lanes = "".join(self.lanes() for _ in range(self.dice.choice((0, 0, 1, 2))))
            processes.append(f'<process id="{process}"{runs}>{lanes}{self.content()}</process>')
            pools.append(process)
        pools.append("")
        roots = "".join(f'<{tag} id="{i}"{self.name()}/>' for tag, i in self.definitions)
        collaboration = self.collaboration(pools) if self.often(0.6) else ""
        half = self.dice.randint(0, len(self.shapes))
        planes = [self.shapes[:half] + self.edges, self.shapes[half:]]
        diagrams = "".join(
            f'<bpmndi:BPMNDiagram id="Dia{n}"><bpmndi:BPMNPlane id="Pl{n}">{"".join(plane)}'
            "</bpmndi:BPMNPlane></bpmndi:BPMNDiagram>"
            for n, plane in enumerate(planes)
        )
        return f"{HEAD}{roots}{collaboration}{''.join(processes)}{diagrams}</definitions>"

    def collaboration(self, processes: list[str]) -> str:
        parts = []
        for process in processes:
            pool = self.id("Pool")
            self.shape(pool, extra=self.dice.choice(("", ' isHorizontal="false"')))
            behind = f' processRef="{process}"' if process else ""
            parts.append(f'<participant id="{pool}"{self.name()}{behind}/>')
        message = self.id("M")
        self.edge(message)
        ends = 'sourceRef="N_1" targetRef="N_2"'
        parts.append(f'<messageFlow id="{message}" {ends}{self.refers("message")}/>')
        return f'<collaboration id="{self.id("C")}">{"".join(parts)}</collaboration>'


def test_random_drawings_get_the_same_verdicts(tmp_path: Path):
    files = []
    for seed in range(DRAWINGS):
        files.append(tmp_path / f"{seed:03}.bpmn")
        files[-1].write_text(Drawing(seed).text(), encoding="utf-8")
    found = compare(files)
    assert found.files == DRAWINGS
    assert found.not_judged == []
    assert found.unexplained == []
    assert found.theirs == []
    assert found.ours == []
    told = {rule for rule, count in found.equal.items() if count}
    assert told == {rule.id for rule in NOTATION}


@pytest.mark.skipif(not CORPORA.is_dir(), reason="the shared corpora are not on this machine")
def test_the_corpora_get_the_same_verdicts():
    found = compare(sorted(CORPORA.rglob("*.bpmn")))
    assert found.unexplained == []
    assert found.not_judged == []
    assert len(found.theirs) + len(found.ours) <= 2
    assert found.equal.total() > 4000

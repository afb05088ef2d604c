"""Reading BPMN 2.0 files into the process model, leniently: broken drawings are welcome."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bpr_studio.adapters.bpmn.drafts import Reading
from bpr_studio.adapters.bpmn.drawing import read_diagram
from bpr_studio.adapters.bpmn.loose import take_back
from bpr_studio.adapters.bpmn.semantics import (
    finish_references,
    place_in_lanes,
    read_definitions,
)
from bpr_studio.adapters.bpmn.source import parse, read_bytes
from bpr_studio.adapters.bpmn.words import BPMNDI, OPTIONAL_PREFIXES, PREFIXES, child_rank
from bpr_studio.domain.process.carried import Carried, attributes_of
from bpr_studio.domain.process.element import CONNECTIONS, FLOW_NODES, Header, Kind
from bpr_studio.domain.process.model import ProcessModel
from bpr_studio.domain.process.order import spaced_keys
from bpr_studio.domain.shared.errors import UnreadableInputError
from bpr_studio.domain.shared.findings import Level
from bpr_studio.domain.shared.text import tr

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bpr_studio.adapters.bpmn.drafts import Draft
    from bpr_studio.adapters.bpmn.source import RawNode, Source
    from bpr_studio.domain.process.carried import XmlNode
    from bpr_studio.domain.process.element import Element
    from bpr_studio.domain.shared.findings import Finding


_OURS = PREFIXES.keys() | OPTIONAL_PREFIXES.keys()  # the writer gives them its own meaning


_REFERENCE_ENDINGS = ("Ref", "Refs", "Element", "Shape", "default", "incoming", "outgoing")
_REFERRING_TAGS = (*_REFERENCE_ENDINGS, "source", "target", "supports")
_TYPED = frozenset({"correlationProperty", "resourceParameter"})  # `type` names an item here


@dataclass(frozen=True, slots=True)
class BpmnReading:
    """What a file held.

    Attributes:
        model: the model; everything that could be read is in it.
        findings: what was repaired, left out or is wrong with the drawing.
    """

    model: ProcessModel
    findings: tuple[Finding, ...]


def read_bpmn(source: Path | bytes, file_name: str = "") -> BpmnReading:
    """Read a BPMN file.

    Args:
        source: path of the file, or its content.
        file_name: name used in messages; that of the path when empty.

    Raises:
        UnreadableInputError: it is not BPMN 2.0, dangerous, or above the limits.
    """
    if isinstance(source, bytes):
        name, data = file_name or "BPMN", source
    else:
        name = file_name or source.name
        data = read_bytes(source, name)
    parsed = parse(data, name)
    if parsed.root.tag != "definitions":
        raise UnreadableInputError(
            tr("{file} is XML, but not a BPMN 2.0 drawing.", file=name),
            remedy=tr("Please save it as “BPMN 2.0 XML” in the tool it comes from."),
        )
    take_back(parsed.root)
    reading = Reading(name, _ids_in(parsed.root))
    _make_references_plain(parsed.root, reading.known)
    diagrams, header_content = read_definitions(parsed.root, reading)
    finish_references(reading)
    place_in_lanes(reading)
    for diagram in diagrams:
        read_diagram(diagram, reading)
    _check(reading, len(diagrams))
    model = ProcessModel(_header(parsed, header_content), _elements(reading))
    return BpmnReading(model, tuple(reading.findings))


def _ids_in(raw: RawNode) -> Iterator[str]:
    if "id" in raw.attributes:
        yield raw.attributes["id"]
    for child in raw.children:
        yield from _ids_in(child)


def _make_references_plain(raw: RawNode, known: frozenset[str]) -> None:
    """Write every reference as the bare id it means.

    BPMN lets references carry a namespace prefix ("tns:task_1"); most tools neither write nor
    understand it, so the model does without. References to other files keep theirs.
    """
    if not raw.tag.startswith("{") or raw.tag.startswith(f"{{{BPMNDI}}}"):
        for name, value in raw.attributes.items():
            if name.endswith(_REFERENCE_ENDINGS) or (name == "type" and raw.tag in _TYPED):
                raw.attributes[name] = _plain(value, known)
        if raw.tag.endswith(_REFERRING_TAGS):
            raw.text = _plain(raw.text, known)
    for child in raw.children:
        _make_references_plain(child, known)


def _plain(reference: str, known: frozenset[str]) -> str:
    written = reference.strip()
    local = written.rpartition(":")[2]
    return local if written not in known and local in known else written


def _header(source: Source, content: list[XmlNode]) -> Header:
    attributes = dict(source.root.attributes)
    return Header(
        id=attributes.pop("id", ""),
        name=attributes.pop("name", ""),
        target_namespace=attributes.pop("targetNamespace", ""),
        namespaces=attributes_of(
            {p: uri for p, uri in source.namespaces.items() if p not in _OURS}
        ),
        carried=Carried(attributes=attributes_of(attributes), content=tuple(content)),
    )


def _elements(reading: Reading) -> list[Element]:
    """The finished elements with their places among their siblings, in the schema's order."""
    siblings: dict[str, list[Draft]] = defaultdict(list)
    for draft in reading.drafts.values():
        siblings[draft.fields.get("parent", "")].append(draft)
    for parent, drafts in siblings.items():
        tag = reading.drafts[parent].tag if parent else "definitions"
        ordered = sorted(drafts, key=lambda draft: child_rank(tag, draft.tag))
        for draft, key in zip(ordered, spaced_keys(len(ordered)), strict=True):
            draft.fields["sort_key"] = key
    return [draft.element() for draft in reading.drafts.values()]


def _check(reading: Reading, diagrams: int) -> None:
    for draft in reading.drafts.values():
        if draft.kind in CONNECTIONS:
            _check_ends(draft, reading)
        if draft.kind is Kind.BOUNDARY_EVENT and draft.fields.get("host") not in reading.drafts:
            _tell(reading, draft, "loose-boundary-event", tr("The boundary event sits on nothing."))
        if diagrams and draft.kind in CONNECTIONS | FLOW_NODES and not draft.is_drawn:
            message = tr("The element is not drawn in the file; it is kept without a place.")
            reading.tell(Level.NOTICE, "not-drawn", message, draft.id)
    _check_flow_refs(reading)
    if diagrams == 0:
        message = tr("The file holds no drawing, only the model behind it.")
        reading.tell(Level.NOTICE, "no-drawing", message)
    elif diagrams > 1:
        message = tr("The file holds {n} drawings; all are kept.", n=diagrams)
        reading.tell(Level.NOTICE, "several-drawings", message)


def _check_ends(draft: Draft, reading: Reading) -> None:
    missing = [e for e in ("source", "target") if draft.fields.get(e, "") not in reading.known]
    if missing == ["source"]:
        _tell(
            reading, draft, "dangling-flow", tr("The connection starts at nothing; kept as drawn.")
        )
    elif missing == ["target"]:
        _tell(reading, draft, "dangling-flow", tr("The connection ends at nothing; kept as drawn."))
    elif missing:
        _tell(
            reading,
            draft,
            "dangling-flow",
            tr("The connection neither starts nor ends at anything; kept as drawn."),
        )


def _check_flow_refs(reading: Reading) -> None:
    for node, flows in reading.flow_refs.items():
        for flow in flows:
            if flow not in reading.drafts:
                message = tr("The element names {id}, which does not exist; left out.", id=flow)
                reading.tell(Level.NOTICE, "unknown-reference", message, node)


def _tell(reading: Reading, draft: Draft, rule: str, message: str) -> None:
    reading.tell(Level.WARNING, rule, message, draft.id)

"""Elements while a file is being read: open values that become frozen elements at the end."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

from bpr_studio.domain.process.carried import NOTHING_CARRIED, Carried, attributes_of
from bpr_studio.domain.process.element import Element
from bpr_studio.domain.shared.findings import Finding, Place

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bpr_studio.domain.process.carried import XmlNode
    from bpr_studio.domain.process.element import Kind
    from bpr_studio.domain.shared.findings import Level


class Draft:
    """One element under construction.

    Attributes:
        id: final id.
        kind: family.
        tag: BPMN word.
        line: line of the file.
        fields: values of `Element` fields found so far.
        attributes, content, drawing, drawing_content, label, label_content: see `Carried`.
        references: further references by name, still as written.
    """

    __slots__ = (
        "attributes",
        "content",
        "drawing",
        "drawing_content",
        "fields",
        "id",
        "kind",
        "label",
        "label_content",
        "line",
        "references",
        "tag",
    )

    def __init__(self, element_id: str, kind: Kind, tag: str, line: int) -> None:
        self.id = element_id
        self.kind = kind
        self.tag = tag
        self.line = line
        self.fields: dict[str, Any] = {}
        self.attributes: dict[str, str] = {}
        self.content: list[XmlNode] = []
        self.drawing: dict[str, str] = {}
        self.drawing_content: list[XmlNode] = []
        self.label: dict[str, str] = {}
        self.label_content: list[XmlNode] = []
        self.references: dict[str, list[str]] = {}

    @property
    def is_drawn(self) -> bool:
        """Whether a shape or edge was found for it."""
        return "bounds" in self.fields or "waypoints" in self.fields

    def element(self) -> Element:
        """The finished element."""
        return Element(
            id=self.id, kind=self.kind, subtype=self.tag, carried=self.carried(), **self.fields
        )

    def carried(self) -> Carried:
        """The remainder."""
        carried = Carried(
            attributes=attributes_of(self.attributes),
            content=tuple(self.content),
            drawing=attributes_of(self.drawing),
            drawing_content=tuple(self.drawing_content),
            label=attributes_of(self.label),
            label_content=tuple(self.label_content),
            references=tuple(sorted((n, tuple(i)) for n, i in self.references.items() if i)),
        )
        return NOTHING_CARRIED if carried == NOTHING_CARRIED else carried


class Reading:
    """The state of reading one file: drafts by id, ids in use, findings.

    Attributes:
        file: file name for findings.
        drafts: drafts by final id, in document order.
        known: all ids anywhere in the file.
        copies: id as written → final ids of the elements that bear it.
        flow_refs: id of a node → ids its incoming and outgoing name.
        lane_refs: id of a lane → ids its flowNodeRefs name, as written.
        findings: what there is to tell.
    """

    def __init__(self, file: str, known: Iterable[str]) -> None:
        self.file = file
        self.drafts: dict[str, Draft] = {}
        self.known = frozenset(known)
        self.copies: dict[str, list[str]] = defaultdict(list)
        self.flow_refs: dict[str, list[str]] = {}
        self.lane_refs: dict[str, list[str]] = {}
        self.findings: list[Finding] = []
        self._taken: set[str] = set()
        self._numbers: Counter[str] = Counter()

    def claim(self, written: str, stem: str) -> str:
        """A free id: `written` when it is free, else one made from it or from `stem`."""
        free = written and written not in self._taken
        chosen = written if free else self._free(written or stem)
        self._taken.add(chosen)
        return chosen

    def _free(self, stem: str) -> str:
        while True:
            self._numbers[stem] += 1
            candidate = f"{stem}_{self._numbers[stem]}"
            if candidate not in self._taken and candidate not in self.known:
                return candidate

    def draft(self, written: str, kind: Kind, tag: str, line: int) -> Draft:
        """A new draft under a free id."""
        draft = Draft(self.claim(written, tag), kind, tag, line)
        self.drafts[draft.id] = draft
        if written:
            self.copies[written].append(draft.id)
        return draft

    def tell(self, level: Level, rule: str, message: str, element_id: str = "") -> None:
        """Add a finding."""
        self.findings.append(Finding(level, rule, message, Place(self.file, cell=element_id)))

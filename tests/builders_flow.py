"""Small drawn flows for tests, made with the same gestures people use.

drawn = flow("窓口", "審査").then("受付", "確認").then("完了", what="end")
drawn["受付"]          the element of that name
drawn.ways()           {("受付", "確認"), …}: what is connected, by name
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bpr_studio.domain.modeling.appending import append
from bpr_studio.domain.modeling.connecting import connect
from bpr_studio.domain.modeling.creating import FlowNames, blank_flow, place
from bpr_studio.domain.modeling.templates import template
from bpr_studio.domain.process.editor import Editor
from bpr_studio.domain.process.element import CONNECTIONS, Element, Kind
from bpr_studio.domain.shared.geometry import Point

if TYPE_CHECKING:
    from bpr_studio.domain.process.model import ProcessModel

START = "開始"


class Drawing:
    """A flow being drawn, its elements known by name; names are unique in a test."""

    def __init__(self, model: ProcessModel) -> None:
        self.model = model
        self.editor = Editor(model)
        starts = model.of_kind(Kind.START_EVENT)
        self._last = starts[0].id if starts else ""

    def __getitem__(self, name: str) -> Element:
        return self.model.element(self.id(name))

    def id(self, name: str) -> str:
        """The id of the element that has this name."""
        named = (e for e in self.model.elements() if e.name == name)
        (found,) = [e.id for e in named if e.kind is not Kind.PROCESS]
        return found

    def then(self, *names: str, what: str = "task") -> Drawing:
        """Append elements of these names, each after the last one."""
        for name in names:
            self._last = append(self.editor, self._last, template(what), name=name)
        return self

    def after(self, name: str) -> Drawing:
        """Go on appending after another element."""
        self._last = self.id(name)
        return self

    def put(self, what: str, x: float, y: float, name: str = "", *, diagram: str = "") -> Drawing:
        """Place an element with its middle there; appending goes on after it."""
        at = Point(x, y)
        self._last = place(self.editor, template(what), at, diagram=diagram, name=name)
        return self

    def link(self, source: str, target: str) -> Drawing:
        """Connect two elements."""
        connect(self.editor, self.id(source), self.id(target))
        return self

    def flow(self, source: str, target: str) -> Element:
        """The one connection from an element to another."""
        (found,) = [
            line for line in self.model.outgoing(self.id(source)) if line.target == self.id(target)
        ]
        return found

    def ways(self, *kinds: Kind) -> set[tuple[str, str]]:
        """What is connected with what, by name, by lines of these families (all by default)."""
        lines = self.model.of_kind(*(kinds or CONNECTIONS))
        return {(self._name(line.source), self._name(line.target)) for line in lines}

    def last(self) -> Element:
        """What was added last."""
        return self.model.element(self._last)

    def _name(self, element_id: str) -> str:
        element = self.model.find(element_id)
        return (element.name or element.id) if element else f"?{element_id}"


def flow(*lanes: str, pool: str = "市民課") -> Drawing:
    """A pool with these lanes (none: a pool without lanes) and a start called 開始."""
    model = blank_flow(FlowNames("テスト", pool, lanes))
    model_editor = Editor(model)
    with model_editor.gesture("name"):
        model_editor.set("Start_1", name=START)
    return Drawing(model)


def bare_flow() -> Drawing:
    """A flow without pools, with a start called 開始."""
    return flow(pool="")

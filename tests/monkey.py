"""A user who tries everything at random: nothing it does may leave a flow in pieces.

`MonkeyUser(model)` does `Deed`s on a model through the gestures people use. After every deed the
model is sound; a refused one changed nothing. `finish` takes everything back and does it again.

    python -m tests.monkey --runs 5000     a long session of random runs, reported at the end
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
import traceback
from dataclasses import asdict, dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from bpr_studio.adapters.bpmn.reader import read_bpmn
from bpr_studio.adapters.bpmn.writer import write_bpmn
from bpr_studio.domain.modeling.aligning import Edge, align, distribute
from bpr_studio.domain.modeling.appending import append, prepend
from bpr_studio.domain.modeling.arranging import arrange
from bpr_studio.domain.modeling.axes import Axis
from bpr_studio.domain.modeling.bending import drag_bend, drag_segment, drop_bend, lay_anew
from bpr_studio.domain.modeling.connecting import (
    connect,
    insert_into_flow,
    reconnect,
    set_condition,
    set_default,
)
from bpr_studio.domain.modeling.copying import clipping_of, duplicate, paste
from bpr_studio.domain.modeling.creating import FlowNames, blank_flow, place
from bpr_studio.domain.modeling.lanes import (
    add_lane,
    put_lane_into,
    remove_lane,
    reorder_lane,
    resize_lane,
    split_lane,
)
from bpr_studio.domain.modeling.moving import move, nudge
from bpr_studio.domain.modeling.naming import move_label, rename
from bpr_studio.domain.modeling.removing import cut_out, remove
from bpr_studio.domain.modeling.replacing import (
    choices,
    replace,
    set_interrupting,
    set_loop,
)
from bpr_studio.domain.modeling.resizing import resize
from bpr_studio.domain.modeling.rules import connection_for, may_insert
from bpr_studio.domain.modeling.soundness import faults
from bpr_studio.domain.modeling.space import make_space
from bpr_studio.domain.modeling.stepping import set_step
from bpr_studio.domain.modeling.sub_processes import (
    collapse,
    expand,
    inner_diagram,
    unwrap,
    wrap,
)
from bpr_studio.domain.modeling.templates import TEMPLATES, template
from bpr_studio.domain.process.editor import Editor
from bpr_studio.domain.process.element import (
    ACTIVITIES,
    CONNECTIONS,
    EVENTS,
    FLOW_NODES,
    Element,
    Header,
    Kind,
    LoopKind,
)
from bpr_studio.domain.process.model import ProcessModel
from bpr_studio.domain.process.records import (
    HeaderRecord,
    from_records,
    header_record_of,
    record_from,
    to_records,
)
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.geometry import Bounds, Point
from tests.builders_flow import bare_flow, flow

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_USUAL: Final = ("task", "user_task", "exclusive_gateway", "end", "annotation", "data_object")
_NAMES: Final = ("", "受付", "書類を確認", "はい", "いいえ", "住民票の写しを交付する")
_FACTS: Final = (
    {"minutes_per_case": 5.0},
    {"core_tag": "core", "core_reasons": ("R1",)},
    {"seal": True, "seal_basis": "rule"},
    {"issue": "二重入力"},
)
_BOX: Final = FLOW_NODES | {Kind.DATA_OBJECT, Kind.DATA_STORE, Kind.ANNOTATION, Kind.GROUP}


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing the monkey does.

    Attributes:
        what: name of the gesture, one of `DEEDS`.
        a, b, c, d: numbers that choose elements, places and kinds.
    """

    what: str
    a: int
    b: int
    c: int
    d: int


class MonkeyError(AssertionError):
    """A deed left the model in pieces; the message tells which and how."""


class MonkeyUser:
    """Does deeds on a model and looks at it after each."""

    def __init__(self, model: ProcessModel) -> None:
        self._broken = {fault.partition(":")[0] for fault in faults(model)}
        self.did: list[str] = []  # deeds that were not refused
        self.refused = 0
        self._clipping = clipping_of(model, ())
        self._take(model)

    def _take(self, model: ProcessModel) -> None:
        self.model = model
        self.editor = Editor(model)
        self._start = _state(model)

    def do(self, deed: Deed) -> None:
        """Do one deed.

        Raises:
            MonkeyError: the model is not sound afterwards, or a refused deed changed it.
        """
        before, names = _state(self.model), (self.editor.undo_name, self.editor.redo_name)
        try:
            DEEDS[deed.what](self, deed)
            self.did.append(str(deed))
        except RefusedError:
            self.refused += 1
            if _state(self.model) != before:
                raise self._error(deed, "was refused but changed something") from None
            if names != (self.editor.undo_name, self.editor.redo_name):
                raise self._error(deed, "was refused but can be undone") from None
        except MonkeyError:
            raise
        except Exception as error:
            raise self._error(deed, f"raised {error!r}") from error
        found = [f for f in faults(self.model) if f.partition(":")[0] not in self._broken]
        if found:
            raise self._error(deed, "; ".join(found))

    def finish(self) -> None:
        """Undo everything, do everything again, and come back from the store.

        Raises:
            MonkeyError: start, end or the stored model are not what they were.
        """
        while self.editor.redo():
            pass
        end = _state(self.model)
        while self.editor.undo():
            pass
        if _state(self.model) != self._start:
            raise MonkeyError(_difference(self._start, self.model, "undo all"))
        while self.editor.redo():
            pass
        if _state(self.model) != end:
            raise MonkeyError(_difference(end, self.model, "redo all"))
        if stored_and_reloaded(self.model) != self.model:
            raise MonkeyError("the reloaded model is another one")

    def _error(self, deed: Deed, what: str) -> MonkeyError:
        return MonkeyError(f"{deed} {what}")

    # --- choosing ----------------------------------------------------------------------------

    def ids(self, *kinds: Kind) -> list[str]:
        """The ids of drawn elements of some families; refused when there are none."""
        found = sorted(e.id for e in self.model.of_kind(*kinds) if e.is_drawn)
        if not found:
            raise RefusedError("nothing to choose")
        return found

    def one(self, number: int, *kinds: Kind) -> str:
        """One of them."""
        found = self.ids(*kinds)
        return found[number % len(found)]

    def some(self, deed: Deed, *kinds: Kind) -> list[str]:
        """One to four of them."""
        found = self.ids(*kinds)
        return [
            found[(deed.a + step * (deed.b % 5 + 1)) % len(found)] for step in range(deed.c % 4 + 1)
        ]

    def point(self, x: int, y: int) -> Point:
        """A place on the sheet or near its edge, often in line with others."""
        return Point(100.0 + x * 10 % 1400, 40.0 + y * 10 % 700)

    def near(self, number: int, dx: int, dy: int) -> Point:
        """A place near some element."""
        element = self.model.element(self.one(number, *_BOX))
        middle = element.bounds.centre if element.bounds else Point(300.0, 200.0)
        return Point(middle.x + dx % 40 * 5 - 100, middle.y + dy % 40 * 5 - 100)

    def diagram(self, number: int) -> str:
        """One of the sheets, mostly the first."""
        sheets = [d.id for d in self.model.diagrams()]
        return sheets[number // 7 % len(sheets)] if sheets and number % 7 == 0 else ""

    # --- deeds -------------------------------------------------------------------------------

    def place(self, deed: Deed) -> None:
        what = TEMPLATES[deed.a % len(TEMPLATES)]
        if what.kind is Kind.POOL and len(self.model.of_kind(Kind.POOL)) > 3:
            what = template("task")
        at = self.point(deed.b, deed.c) if deed.d % 3 else self.near(deed.d, deed.b, deed.c)
        place(self.editor, what, at, diagram=self.diagram(deed.d), name=_NAMES[deed.d % 6])

    def append(self, deed: Deed) -> None:
        usual = template(_USUAL[deed.b % 6])
        what = usual if deed.c % 3 else TEMPLATES[deed.b % len(TEMPLATES)]
        append(self.editor, self.one(deed.a, *FLOW_NODES), what, name=_NAMES[deed.d % 6])

    def prepend(self, deed: Deed) -> None:
        prepend(self.editor, self.one(deed.a, *FLOW_NODES), template(_USUAL[deed.b % 6]))

    def connect(self, deed: Deed) -> None:
        ends = (*_BOX, Kind.POOL)
        source, target = self.one(deed.a, *ends), self.one(deed.b, *ends)
        if deed.d % 4:  # mostly what people would try
            fits = [i for i in self.ids(*ends) if connection_for(self.model, source, i)]
            target = fits[deed.b % len(fits)] if fits else target
        connect(self.editor, source, target)

    def note_line(self, deed: Deed) -> None:
        line = self.one(deed.a, Kind.SEQUENCE_FLOW, Kind.MESSAGE_FLOW)
        append(self.editor, line, template("annotation"), name=_NAMES[deed.b % 6])

    def reconnect(self, deed: Deed) -> None:
        line, end = self.one(deed.a, *CONNECTIONS), self.one(deed.b, *_BOX)
        if deed.d % 4:
            source = self.model.element(line).source
            fits = [i for i in self.ids(*_BOX) if connection_for(self.model, source, i)]
            end = fits[deed.b % len(fits)] if fits else end
        if deed.c % 2 or deed.d % 4:
            reconnect(self.editor, line, target=end)
        else:
            reconnect(self.editor, line, source=end)

    def insert(self, deed: Deed) -> None:
        line, node = self.one(deed.a, Kind.SEQUENCE_FLOW), self.one(deed.b, *FLOW_NODES)
        if deed.d % 4:
            fits = [i for i in self.ids(*FLOW_NODES) if may_insert(self.model, line, i)]
            node = fits[deed.b % len(fits)] if fits else node
        insert_into_flow(self.editor, line, node)

    def say(self, deed: Deed) -> None:
        line = self.one(deed.a, Kind.SEQUENCE_FLOW)
        if deed.b % 2:
            set_default(self.editor, line, on=deed.c % 3 > 0)
        else:
            set_condition(self.editor, line, _NAMES[deed.c % 6])

    def rename(self, deed: Deed) -> None:
        kinds = (*_BOX, *CONNECTIONS, Kind.POOL, Kind.LANE)
        rename(self.editor, self.one(deed.a, *kinds), _NAMES[deed.b % 6])

    def move_label(self, deed: Deed) -> None:
        at = self.point(deed.b, deed.c)
        box = None if deed.d % 3 == 0 else Bounds(at.x, at.y, 60.0, 14.0)
        move_label(self.editor, self.one(deed.a, *EVENTS, Kind.GATEWAY, *CONNECTIONS), box)

    def move(self, deed: Deed) -> None:
        kinds = (*_BOX, Kind.POOL, Kind.LANE, *CONNECTIONS)
        ids = self.some(deed, *(kinds if deed.d % 4 == 0 else _BOX))
        move(self.editor, ids, deed.b * 5 % 500 - 250, deed.d * 5 % 300 - 150)

    def drop(self, deed: Deed) -> None:
        """Move one element onto another or onto a flow."""
        moved = self.model.element(self.one(deed.a, *_BOX))
        to = self.near(deed.b, 20, 20) if deed.d % 2 else self._on_flow(deed.b)
        if moved.bounds:
            at = moved.bounds.centre
            move(self.editor, [moved.id], to.x - at.x, to.y - at.y)

    def _on_flow(self, number: int) -> Point:
        line = self.model.element(self.one(number, Kind.SEQUENCE_FLOW)).waypoints
        return Point((line[0].x + line[1].x) / 2, (line[0].y + line[1].y) / 2)

    def nudge(self, deed: Deed) -> None:
        nudge(
            self.editor,
            self.some(deed, *_BOX, Kind.POOL),
            deed.b % 3 * 10 - 10,
            deed.d % 3 * 10 - 10,
        )

    def resize(self, deed: Deed) -> None:
        kinds = (*ACTIVITIES, Kind.POOL, Kind.LANE, Kind.GROUP, Kind.ANNOTATION)
        element = self.model.element(self.one(deed.a, *kinds))
        if element.bounds:
            x, y, width, height = element.bounds
            by, down = deed.b % 60 * 5 - 150, deed.c % 40 * 5 - 100
            if deed.d % 2:
                box = Bounds(x, y, max(width + by, 1.0), max(height + down, 1.0))
            else:
                box = Bounds(x + by, y + down, max(width - by, 1.0), max(height - down, 1.0))
            resize(self.editor, element.id, box)

    def lane(self, deed: Deed) -> None:
        beside = self.one(deed.a, Kind.POOL, Kind.LANE)
        if len(self.model.of_kind(Kind.LANE)) < 12:
            add_lane(self.editor, beside, after=deed.b % 2 > 0, name=_NAMES[deed.c % 6])

    def split(self, deed: Deed) -> None:
        if len(self.model.of_kind(Kind.LANE)) < 12:
            split_lane(self.editor, self.one(deed.a, Kind.POOL, Kind.LANE), deed.b % 3 + 1)

    def lane_size(self, deed: Deed) -> None:
        lane = self.model.element(self.one(deed.a, Kind.LANE))
        if lane.bounds:
            x, y, width, height = lane.bounds
            resize_lane(self.editor, lane.id, Bounds(x, y, width, height + deed.b % 50 * 5 - 125))

    def lane_order(self, deed: Deed) -> None:
        reorder_lane(self.editor, self.one(deed.a, Kind.LANE), deed.b % 4)

    def lane_into(self, deed: Deed) -> None:
        into = self.one(deed.b, Kind.LANE, Kind.POOL)
        put_lane_into(self.editor, self.one(deed.a, Kind.LANE), into)

    def lane_away(self, deed: Deed) -> None:
        remove_lane(self.editor, self.one(deed.a, Kind.LANE))

    def space(self, deed: Deed) -> None:
        by = deed.c % 60 * 5 - 150
        dx, dy = (by, 0) if deed.d % 2 else (0, by)
        at, before = self.point(deed.a, deed.b), deed.d % 3 == 0
        make_space(self.editor, self.diagram(deed.d), at, dx, dy, before=before)

    def align(self, deed: Deed) -> None:
        align(self.editor, self.some(deed, *_BOX), list(Edge)[deed.d % 6])

    def distribute(self, deed: Deed) -> None:
        distribute(self.editor, self.some(deed, *_BOX), list(Axis)[deed.d % 2])

    def copy(self, deed: Deed) -> None:
        self._clipping = clipping_of(self.model, self.some(deed, *_BOX, Kind.POOL))

    def paste(self, deed: Deed) -> None:
        if len(self.model) < 400:
            at = self.point(deed.a, deed.b) if deed.c % 2 else None
            paste(self.editor, self._clipping, at, diagram=self.diagram(deed.d))

    def duplicate(self, deed: Deed) -> None:
        if len(self.model) < 400:
            duplicate(self.editor, self.some(deed, *_BOX))

    def replace(self, deed: Deed) -> None:
        element = self.one(deed.a, *_BOX)
        possible = choices(self.model, element)
        if possible:
            replace(self.editor, element, possible[deed.b % len(possible)])

    def toggle(self, deed: Deed) -> None:
        if deed.b % 2:
            kind = (*LoopKind, None)[deed.c % 4]
            set_loop(self.editor, self.some(deed, *ACTIVITIES), kind)
        else:
            set_interrupting(self.editor, self.one(deed.a, *EVENTS), on=deed.c % 2 > 0)

    def wrap(self, deed: Deed) -> None:
        wrap(self.editor, self.some(deed, *_BOX), name=_NAMES[deed.d % 6])

    def unwrap(self, deed: Deed) -> None:
        unwrap(self.editor, self.one(deed.a, Kind.SUB_PROCESS))

    def open_or_close(self, deed: Deed) -> None:
        sub_process = self.one(deed.a, Kind.SUB_PROCESS)
        (collapse if deed.b % 2 else expand)(self.editor, sub_process)

    def drill_down(self, deed: Deed) -> None:
        sheet = inner_diagram(self.editor, self.one(deed.a, Kind.SUB_PROCESS))
        at = self.point(deed.c, deed.d)
        place(self.editor, template(_USUAL[deed.b % 6]), at, diagram=sheet)

    def remove(self, deed: Deed) -> None:
        kinds = (*_BOX, *CONNECTIONS)
        if deed.d % 8 == 0:
            kinds = (*kinds, Kind.POOL, Kind.LANE)
        remove(self.editor, self.some(deed, *kinds))

    def cut_out(self, deed: Deed) -> None:
        cut_out(self.editor, self.one(deed.a, *FLOW_NODES))

    def step(self, deed: Deed) -> None:
        set_step(self.editor, self.some(deed, *ACTIVITIES), **_FACTS[deed.d % 4])

    def bend(self, deed: Deed) -> None:
        line = self.model.element(self.one(deed.a, *CONNECTIONS))
        by = deed.c % 40 * 5 - 100
        bends = len(line.waypoints) - 2
        if deed.d % 3 == 0 or bends < 1:
            drag_segment(self.editor, line.id, deed.b % (len(line.waypoints) - 1), by, by)
        elif deed.d % 3 == 1:
            index = deed.b % bends + 1
            at = line.waypoints[index]
            drag_bend(self.editor, line.id, index, Point(at.x + by, at.y - by))
        else:
            drop_bend(self.editor, line.id, deed.b % bends + 1)

    def lay_anew(self, deed: Deed) -> None:
        lay_anew(self.editor, self.some(deed, *CONNECTIONS))

    def arrange(self, deed: Deed) -> None:
        arrange(self.editor, self.diagram(deed.a))

    def undo(self, deed: Deed) -> None:
        for _ in range(deed.a % 3 + 1):
            self.editor.undo()

    def redo(self, deed: Deed) -> None:
        for _ in range(deed.a % 3 + 1):
            self.editor.redo()

    def reload(self, _deed: Deed) -> None:
        """Leave the flow and open it again from the store."""
        self.finish()
        self._take(stored_and_reloaded(self.model))

    def exchange(self, _deed: Deed) -> None:
        """Write the flow as BPMN and go on with what is read from it."""
        self.finish()
        first = read_bpmn(write_bpmn(self.model)).model
        told = _told_by_both(self.model, first)
        if told:
            raise MonkeyError(f"read from its file it is another one: {told}")
        second = read_bpmn(write_bpmn(first)).model
        if second != first:
            raise MonkeyError(_difference(_state(first), second, "written and read twice"))
        self._take(first)


_WEIGHTS: Final = {
    "place": 8,
    "append": 12,
    "prepend": 2,
    "connect": 6,
    "note_line": 1,
    "reconnect": 4,
    "insert": 3,
    "say": 2,
    "rename": 4,
    "move_label": 1,
    "move": 8,
    "drop": 6,
    "nudge": 2,
    "resize": 5,
    "lane": 3,
    "split": 2,
    "lane_size": 3,
    "lane_order": 3,
    "lane_into": 2,
    "lane_away": 2,
    "space": 4,
    "align": 2,
    "distribute": 2,
    "copy": 3,
    "paste": 4,
    "duplicate": 2,
    "replace": 5,
    "toggle": 2,
    "wrap": 3,
    "unwrap": 2,
    "open_or_close": 3,
    "drill_down": 2,
    "remove": 5,
    "cut_out": 2,
    "step": 2,
    "bend": 4,
    "lay_anew": 1,
    "arrange": 1,
    "undo": 4,
    "redo": 3,
    "reload": 1,
    "exchange": 1,
}
DEEDS: Final[dict[str, Callable[[MonkeyUser, Deed], None]]] = {
    name: getattr(MonkeyUser, name) for name in _WEIGHTS
}
LIKELY: Final[tuple[str, ...]] = tuple(n for n, weight in _WEIGHTS.items() for _ in range(weight))
"""The names of all deeds, each as often as it is likely."""


@cache
def _begun(number: int) -> tuple[Header, tuple[Element, ...]]:
    """A flow that is drawn already: branches, documents, pools, sub-processes, border events."""
    drawn = flow("窓口", "審査係", "課長") if number % 2 else bare_flow()
    drawn.then("受付", "確認").then("不備？", what="exclusive_gateway").then("審査", "交付")
    drawn.then("終わり", what="end").after("不備？").then("連絡").then("待つ", what="wait_message")
    drawn.then("中止", what="end_terminate").after("確認").then("申請書", what="data_object")
    drawn.after("交付").then("控え", what="annotation").after("審査")
    box = drawn["審査"].bounds or Bounds(0, 0, 100, 80)
    drawn.put("on_timer", box.x + 70, box.bottom, "期限").then("督促")
    if number % 2:
        drawn.put("pool", 700, 900, "住民").put("task", 500, 900, "申請").then("受け取り")
        drawn.link("申請", "受付").link("交付", "受け取り")
    wrap(drawn.editor, [drawn.id("審査"), drawn.id("交付")], name="審査と交付")
    if number % 3 == 0:
        collapse(drawn.editor, drawn.id("審査と交付"))
    return drawn.model.header, tuple(drawn.model.elements())


def start_model(number: int) -> ProcessModel:
    """One of the flows the monkey may begin with, from nearly empty to drawn half a page."""
    names = (
        FlowNames("転入"),
        FlowNames("転入", "市民課"),
        FlowNames("転入", "市民課", ("窓口", "審査", "決裁")),
    )
    if number % 8 < len(names):
        return blank_flow(names[number % 8])
    return ProcessModel(*_begun(number % 6))


def stored_and_reloaded(model: ProcessModel) -> ProcessModel:
    """The model as it comes back from rows of text and numbers."""
    header = HeaderRecord(**json.loads(json.dumps(asdict(header_record_of(model.header)))))
    rows = [json.loads(json.dumps(asdict(record))) for record in to_records(model)]
    return from_records(header, [record_from(row) for row in rows])


State = dict[str, Element]


def _state(model: ProcessModel) -> State:
    return {element.id: element for element in model.elements()}


def _difference(before: State, model: ProcessModel, when: str) -> str:
    after = _state(model)
    changed = [i for i in sorted({*before, *after}) if before.get(i) != after.get(i)]
    lines = [f"  {before.get(i)}\n  → {after.get(i)}" for i in changed]
    return "\n".join([f"after “{when}”:", *lines])


_TOLD: Final = ("kind", "subtype", "name", "lane", "host", "source", "target", "default_flow")


def _told_by_both(model: ProcessModel, other: ProcessModel) -> list[str]:
    """What two models say differently of the same elements; what only stands behind is left out."""
    found = [
        f"{e.id}.{name}"
        for e in model.elements()
        for name in _TOLD
        if e.kind is not Kind.DIAGRAM and getattr(e, name) != getattr(other.find(e.id), name, None)
    ]
    places = [e.id for e in model.elements() if e.bounds and other.element(e.id).bounds != e.bounds]
    lines = [e.id for e in model.elements() if e.waypoints and not _alike(e, other.element(e.id))]
    return found + places + lines


def _alike(line: Element, other: Element) -> bool:
    pairs = zip(line.waypoints, other.waypoints, strict=False)
    near = all(abs(a.x - b.x) < 0.01 and abs(a.y - b.y) < 0.01 for a, b in pairs)
    return near and len(line.waypoints) == len(other.waypoints)


def run(deeds: Sequence[Deed], start: int) -> MonkeyUser:
    """Do deeds one after the other on a new flow.

    Raises:
        MonkeyError: a flow was left in pieces.
    """
    monkey = MonkeyUser(start_model(start))
    for deed in deeds:
        monkey.do(deed)
    monkey.finish()
    return monkey


def random_deeds(seed: int, count: int) -> list[Deed]:
    """Deeds by chance, the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311  # a monkey needs no secrets
    return [
        Deed(chance.choice(LIKELY), *(chance.randrange(1000) for _ in range(4)))
        for _ in range(count)
    ]


def shrunk(deeds: list[Deed], start: int, seconds: float = 60.0) -> list[Deed]:
    """Fewer deeds that still fail, as few as can be found in that time."""
    until = time.perf_counter() + seconds
    size = max(len(deeds) // 2, 1)
    while size:
        at = 0
        while at < len(deeds) and time.perf_counter() < until:
            fewer = deeds[:at] + deeds[at + size :]
            if _fails(fewer, start):
                deeds = fewer
            else:
                at += size
        size //= 2
    return deeds


def _fails(deeds: list[Deed], start: int) -> bool:
    try:
        run(deeds, start)
    except AssertionError:
        return True
    return False


def main() -> int:
    """Run the monkey for long and report."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--deeds", type=int, default=35)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--keep-going", action="store_true", help="report all failing runs")
    options = parser.parse_args()
    failed = refused = 0
    began = time.perf_counter()
    for seed in range(options.seed, options.seed + options.runs):
        if seed % 500 == 0:
            print(f"seed {seed}", file=sys.stderr, flush=True)  # noqa: T201  # how far it is
        deeds = random_deeds(seed, options.deeds)
        try:
            refused += run(deeds, seed).refused
        except AssertionError:
            failed += 1
            fewer = shrunk(deeds, seed)
            print(f"--- seed {seed}: {len(fewer)} deeds on flow {seed}")  # noqa: T201  # a command's report
            print("\n".join(map(str, fewer)))  # noqa: T201  # a command's report
            try:
                run(fewer, seed)
            except AssertionError:
                traceback.print_exc(limit=-3, file=sys.stdout)
            if not options.keep_going:
                break
    taken = time.perf_counter() - began
    done = seed - options.seed + 1
    print(  # noqa: T201  # a command's report
        f"{done} runs of {options.deeds} deeds, {refused} deeds refused by rules, "
        f"{failed} runs failed, {taken:.0f} s ({taken / done / options.deeds * 1000:.1f} ms a deed)"
    )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

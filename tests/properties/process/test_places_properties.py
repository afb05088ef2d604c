"""Whatever is moved, stretched, reordered or pasted: the model stays sound, ways back exist."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from bpr_studio.domain.modeling.aligning import Axis, Edge, align, distribute
from bpr_studio.domain.modeling.copying import Clipping, clipping_of, paste
from bpr_studio.domain.modeling.frames import BAND, stack_axis
from bpr_studio.domain.modeling.lanes import (
    add_lane,
    add_pool,
    lanes_of,
    put_lane_into,
    remove_lane,
    reorder_lane,
    split_lane,
)
from bpr_studio.domain.modeling.moving import move, nudge
from bpr_studio.domain.modeling.resizing import resize
from bpr_studio.domain.modeling.snapping import snapped
from bpr_studio.domain.modeling.soundness import faults
from bpr_studio.domain.modeling.space import make_space, space_preview
from bpr_studio.domain.modeling.verdict import NotAllowedError
from bpr_studio.domain.process.element import CONNECTIONS, Element, Kind
from bpr_studio.domain.process.model import ProcessModel
from bpr_studio.domain.shared.geometry import Bounds, Point
from tests.builders_flow import Drawing, bare_flow, flow

if TYPE_CHECKING:
    from collections.abc import Callable

    from bpr_studio.domain.process.editor import Editor

STEP = st.integers(-200, 200).map(float)
PLACE = st.builds(Point, st.integers(0, 1300).map(float), st.integers(0, 800).map(float))


@st.composite
def laned(draw: st.DrawFn) -> Drawing:
    """A flow that wanders through two to four lanes, sometimes with a divided one."""
    lanes = [f"担当{n}" for n in range(draw(st.integers(2, 4)))]
    drawn = flow(*lanes)
    for number in range(draw(st.integers(2, 5))):
        drawn.then(f"作業{number}", what=draw(st.sampled_from(["task", "exclusive_gateway"])))
        down = draw(st.integers(-1, 1)) * 140.0
        try:
            move(drawn.editor, [drawn.last().id], draw(st.integers(-2, 2)) * 5.0, down)
        except NotAllowedError:
            continue
    if draw(st.booleans()):
        split_lane(drawn.editor, drawn.id(draw(st.sampled_from(lanes))), 2)
    return drawn


def rich() -> Drawing:
    """One of everything that moves."""
    drawn = flow("窓口", "審査", "決裁").then("受付", "確認")
    drawn.then("分岐", what="exclusive_gateway").then("完了", what="end")
    drawn.after("分岐").then("差戻し").then("終", what="end")
    box = drawn["確認"].bounds
    assert box
    drawn.put("on_timer", box.centre.x, box.bottom, "期限")
    drawn.put("open_sub_process", 900, 300, "副").put("annotation", 500, 180, "注")
    return drawn.put("data_object", 400, 200, "書類")


def copy_of(model: ProcessModel) -> ProcessModel:
    return ProcessModel(model.header, list(model.elements()))


def in_lanes(model: ProcessModel) -> dict[str, tuple[str, float, float]]:
    """The lane of every node and its place in it."""
    found = {}
    for node in model.elements():
        lane = model.find(node.lane)
        if node.bounds and lane and lane.bounds:
            found[node.id] = (lane.id, node.bounds.x - lane.bounds.x, node.bounds.y - lane.bounds.y)
    return found


def is_orthogonal(line: Element) -> bool:
    return all(a.x == b.x or a.y == b.y for a, b in pairwise(line.waypoints))


def gaps(model: ProcessModel) -> list[str]:
    """Lanes that leave a gap in their pool or lane, or stick out of it."""
    found = []
    for frame in model.of_kind(Kind.POOL, Kind.LANE):
        lanes = [lane for lane in lanes_of(model, frame.id) if lane.bounds]
        if not lanes or frame.bounds is None:
            continue
        axis = stack_axis(lanes[0])
        at = axis.low(frame.bounds)
        for lane in lanes:
            assert lane.bounds
            if axis.low(lane.bounds) != at:
                found.append(f"{lane.id} does not begin at {at}")
            at = axis.high(lane.bounds)
            if axis.other.high(lane.bounds) != axis.other.high(frame.bounds):
                found.append(f"{lane.id} is not as long as {frame.id}")
            if axis.other.low(lane.bounds) != axis.other.low(frame.bounds) + BAND:
                found.append(f"{lane.id} does not begin behind the name of {frame.id}")
        if at != axis.high(frame.bounds):
            found.append(f"the lanes of {frame.id} end at {at}")
    return found


def shapes(model: ProcessModel) -> dict[str, Bounds]:
    return {e.id: e.bounds for e in model.elements() if e.bounds}


@settings(max_examples=60, deadline=None)
@given(laned(), st.integers(0, 3), st.integers(0, 3))
def test_a_lane_takes_its_content_along_and_comes_back_as_it_was(
    drawn: Drawing, which: int, place: int
):
    model = drawn.model
    lanes = lanes_of(model, drawn.id("市民課"))
    lane, start = lanes[which % len(lanes)], copy_of(model)
    was = which % len(lanes)
    reorder_lane(drawn.editor, lane.id, place)
    assert in_lanes(model) == in_lanes(start)
    assert faults(model) == []
    assert gaps(model) == []
    assert all(is_orthogonal(line) for line in model.of_kind(Kind.SEQUENCE_FLOW))
    reorder_lane(drawn.editor, lane.id, was)
    assert shapes(model) == shapes(start)
    assert in_lanes(model) == in_lanes(start)
    assert faults(model) == []


@settings(max_examples=80, deadline=None)
@given(
    drawn=laned(),
    at=PLACE,
    by=st.integers(1, 150).map(float),
    axis=st.sampled_from(list(Axis)),
    before=st.booleans(),
)
def test_pulling_back_what_was_pushed_is_the_start(
    drawn: Drawing, at: Point, by: float, axis: Axis, *, before: bool
):
    model, start = drawn.model, copy_of(drawn.model)
    way = -by if before else by
    make_space(drawn.editor, "", at, *axis.offset(way), before=before)
    assert faults(model) == []
    assert gaps(model) == []
    preview = space_preview(model, "", at, *axis.offset(-way), before=before)
    make_space(drawn.editor, "", at, *axis.offset(-way), before=before)
    assert faults(model) == []
    if preview.dx + preview.dy == -way:  # nothing was in the way
        assert shapes(model) == shapes(start)


@settings(max_examples=40, deadline=None)
@given(st.sets(st.integers(0, 30), min_size=1, max_size=6), PLACE)
def test_a_copy_of_a_copy_is_the_copy_up_to_ids(numbers: set[int], at: Point):
    drawn = rich()
    ids = [e.id for e in drawn.model.elements() if e.bounds]
    clipping = clipping_of(drawn.model, [ids[n % len(ids)] for n in numbers])
    if not clipping:
        return
    clipping = Clipping.from_json(json.loads(json.dumps(clipping.to_json())))
    first, second = bare_flow(), bare_flow()
    roots = paste(first.editor, clipping, at)
    again = clipping_of(first.model, roots)
    pasted = paste(second.editor, again, at)
    assert faults(first.model) == []
    assert faults(second.model) == []
    assert without_ids(again) == without_ids(clipping_of(second.model, pasted))


def without_ids(clipping: Clipping) -> list[tuple[object, ...]]:
    return sorted(
        (
            e.kind.value,
            e.name,
            e.subtype,
            e.bounds or Bounds(0, 0, 0, 0),
            e.waypoints,
            e.interrupting,
            bool(e.parent),
            bool(e.host),
        )
        for e in clipping.elements
    )


@settings(max_examples=60, deadline=None)
@given(laned(), st.sets(st.integers(0, 20), min_size=2, max_size=5), st.sampled_from(list(Edge)))
def test_aligning_again_changes_nothing(drawn: Drawing, numbers: set[int], edge: Edge):
    nodes = drawn.model.of_kind(Kind.TASK, Kind.GATEWAY, Kind.START_EVENT)
    ids = [nodes[n % len(nodes)].id for n in numbers]
    try:
        align(drawn.editor, ids, edge)
    except NotAllowedError:
        return
    assert faults(drawn.model) == []
    once = shapes(drawn.model)
    align(drawn.editor, ids, edge)
    aligned = shapes(drawn.model)
    assert {i: aligned[i] for i in ids} == {i: once[i] for i in ids}


def _pick(ids: list[str], number: int) -> str:
    return ids[number % len(ids)] if ids else "nobody"


def _of(model: ProcessModel, *kinds: Kind) -> list[str]:
    return [e.id for e in model.of_kind(*kinds)]


def _resize(editor: Editor, n: int, dx: float, dy: float) -> None:
    drawn = shapes(editor.model)
    key = _pick(list(drawn), n)
    box = drawn[key]
    resize(editor, key, Bounds(box.x, box.y, max(box.width + dx, 1), max(box.height + dy, 1)))


def _paste(editor: Editor, n: int, dx: float, dy: float) -> None:
    some = [_pick(list(shapes(editor.model)), n + k) for k in (0, 3, 7)]
    paste(editor, clipping_of(editor.model, some), Point(500 + dx, 300 + dy))


def _some(model: ProcessModel, n: int) -> list[str]:
    everything = [e.id for e in model.elements()]
    return [_pick(everything, n), _pick(everything, 3 * n + 1)]


FRAMES = (Kind.LANE, Kind.POOL)
GESTURES: dict[str, Callable[[Editor, int, float, float], object]] = {
    "move": lambda e, n, dx, dy: move(e, _some(e.model, n), dx, dy),
    "nudge": lambda e, n, dx, _: nudge(e, _some(e.model, n), dx, 0),
    "resize": _resize,
    "lane": lambda e, n, dx, _: add_lane(e, _pick(_of(e.model, *FRAMES), n), after=dx > 0),
    "split": lambda e, n, *_: split_lane(e, _pick(_of(e.model, *FRAMES), n), 1 + n % 3),
    "reorder": lambda e, n, *_: reorder_lane(e, _pick(_of(e.model, Kind.LANE), n), n % 4),
    "nest": lambda e, n, *_: put_lane_into(
        e, _pick(_of(e.model, Kind.LANE), n), _pick(_of(e.model, *FRAMES), n // 3)
    ),
    "unlane": lambda e, n, *_: remove_lane(e, _pick(_of(e.model, Kind.LANE), n)),
    "space": lambda e, n, dx, dy: make_space(
        e, "", Point(10.0 * n, 5.0 * n), dx, dy, before=n % 3 == 0
    ),
    "align": lambda e, n, *_: align(e, _some(e.model, n), list(Edge)[n % 6]),
    "even": lambda e, n, *_: distribute(e, list(shapes(e.model))[-5:], list(Axis)[n % 2]),
    "pool": lambda e, n, dx, dy: add_pool(
        e, Point(600 + dx, 900 + dy), hides_work=n % 3 == 0, horizontal=n % 4 > 0
    ),
    "paste": _paste,
    "snap": lambda e, n, dx, dy: snapped(e.model, "", _some(e.model, n), dx, dy),
}
DEEDS = st.tuples(st.sampled_from(sorted(GESTURES)), st.integers(0, 60), STEP, STEP)


@settings(max_examples=80, deadline=None)
@given(deeds=st.lists(DEEDS, min_size=1, max_size=12), with_pool=st.booleans())
def test_any_gestures_leave_a_sound_model_and_can_be_undone(
    deeds: list[tuple[str, int, float, float]], *, with_pool: bool
):
    drawn = rich() if with_pool else bare_flow().then("甲", "乙").put("open_sub_process", 700, 400)
    editor, model = drawn.editor, drawn.model
    start = copy_of(model)
    names_before = editor.undo_name
    done = 0
    for name, number, dx, dy in deeds:
        before = copy_of(model)
        try:
            GESTURES[name](editor, number, dx, dy)
        except NotAllowedError:
            assert model == before
        assert faults(model) == [], (name, number, dx, dy)
        assert gaps(model) == [], (name, number, dx, dy)
        done += model != before
    for _ in range(done):
        editor.undo()
    assert model == start
    assert editor.undo_name == names_before
    assert all(e.source in model for e in model.of_kind(*CONNECTIONS))

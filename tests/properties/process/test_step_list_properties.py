"""A flow as rows: whatever is done to the rows, it stays a valid process that files bring back."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from bpr_studio.adapters.bpmn.reader import read_bpmn
from bpr_studio.adapters.bpmn.writer import write_bpmn
from bpr_studio.domain.process.element import Element, Header, Kind
from bpr_studio.domain.process.model import ProcessModel
from bpr_studio.domain.process.rollup import by_lane
from bpr_studio.domain.process.step import BASES, Step
from bpr_studio.domain.process.step_list import Lanes, arranged, is_plain, new_step, step_rows

LANES = Lanes({"counter": "窓口", "approver": "決裁者", "system": "システム"}, pool="市民課")
STEP = st.builds(
    Step,
    actor_category=st.sampled_from(["", *LANES.names]),
    minutes_per_case=st.none() | st.integers(0, 400).map(lambda n: n / 4),
    times_per_year=st.none() | st.integers(0, 500).map(float),
    cases_per_time=st.none() | st.integers(0, 500).map(float),
    cases_per_year=st.none() | st.integers(0, 500).map(float),
    judgement=st.none() | st.booleans(),
    expertise=st.none() | st.sampled_from([1, 2, 3]),
    seal=st.booleans(),
    seal_basis=st.sampled_from(["", *BASES]),
)
NAME = st.text(st.characters(codec="utf-8", categories=("L", "N")), max_size=6)
DEED = st.tuples(
    st.sampled_from(["insert", "remove", "move", "answer"]),
    st.integers(0, 30),
    st.integers(0, 30),
    NAME,
    STEP,
)
DEEDS = st.lists(DEED, min_size=1, max_size=10)


def done(rows: list[Element], number: int, deed: tuple[str, int, int, str, Step]) -> list[Element]:
    """The rows after one deed."""
    what, first, second, name, step = deed
    place = first % (len(rows) + 1)
    if what == "insert" or not rows:
        made = replace(new_step(f"Step_{number}"), name=name, step=step)
        return [*rows[:place], made, *rows[place:]]
    place = first % len(rows)
    if what == "answer":
        return [
            replace(row, name=name, step=step) if n == place else row for n, row in enumerate(rows)
        ]
    rest = [*rows[:place], *rows[place + 1 :]]
    if what == "remove":
        return rest
    goal = second % len(rows)
    return [*rest[:goal], rows[place], *rest[goal:]]


def played(deeds: list[tuple[str, int, int, str, Step]]) -> ProcessModel:
    model = ProcessModel(Header(id="Definitions_1", name="業務"))
    for number, deed in enumerate(deeds):
        wanted = done(step_rows(model), number, deed)
        model = arranged(model, wanted, LANES)
        rows = step_rows(model)
        assert [(r.id, r.name, r.step) for r in rows] == [(w.id, w.name, w.step) for w in wanted]
        assert_is_a_process(model)
    return model


def assert_is_a_process(model: ProcessModel) -> None:
    assert is_plain(model)
    rows = step_rows(model)
    nodes = [*model.of_kind(Kind.START_EVENT), *rows, *model.of_kind(Kind.END_EVENT)]
    flows = model.of_kind(Kind.SEQUENCE_FLOW)
    joined = {(flow.source, flow.target) for flow in flows}
    ids = [node.id for node in nodes]
    assert joined == set(pairwise(ids))
    assert len(flows) == len(ids) - 1
    assert all(node.parent in model for node in (*nodes, *flows))
    assert [row.sort_key for row in rows] == sorted({row.sort_key for row in rows})
    lanes = {lane.id: lane.name for lane in model.of_kind(Kind.LANE)}
    for row in rows:
        actor = row.step.actor_category
        assert not actor or lanes[row.lane] == LANES.names[actor]
    assert set(lanes) == {row.lane for row in rows if row.lane}


@settings(max_examples=40, deadline=None)
@given(DEEDS)
def test_whatever_is_done_to_the_rows_the_flow_stays_a_process(deeds):
    played(deeds)


@settings(max_examples=25, deadline=None)
@given(DEEDS)
def test_a_list_of_steps_comes_back_from_a_file_with_every_answer(deeds):
    model = played(deeds)
    written = write_bpmn(model)
    reading = read_bpmn(written)
    assert [f.rule for f in reading.findings if f.rule not in {"not-drawn", "no-drawing"}] == []
    again = step_rows(reading.model)
    rows = step_rows(model)
    assert [(r.id, r.name, r.step, r.lane) for r in again] == [
        (r.id, r.name, r.step, r.lane) for r in rows
    ]
    assert by_lane(reading.model).by_key == by_lane(model).by_key
    assert write_bpmn(reading.model) == written


@settings(max_examples=40, deadline=None)
@given(DEEDS)
def test_rows_that_stay_keep_their_place_in_the_store(deeds):
    model = played(deeds)
    rows = step_rows(model)
    grown = arranged(model, [*rows, new_step("Step_last")], LANES)
    assert [row.sort_key for row in step_rows(grown)][:-1] == [row.sort_key for row in rows]

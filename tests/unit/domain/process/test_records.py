"""The storage form: one flat record for each element, made of JSON values only."""

from __future__ import annotations

import json
from dataclasses import asdict

import pytest

from bpr_studio.domain.process.carried import Carried, XmlNode
from bpr_studio.domain.process.element import (
    Condition,
    Element,
    EventDefinition,
    Header,
    Kind,
    Loop,
    LoopKind,
    Trigger,
)
from bpr_studio.domain.process.records import (
    STEP_FIELDS,
    ElementRecord,
    element_of,
    header_of,
    header_record_of,
    record_from,
    record_of,
)
from bpr_studio.domain.process.step import NO_STEP, Step
from bpr_studio.domain.shared.geometry import Bounds, Point

CARRIED = Carried(
    attributes=(("b", "2"), ("{urn:x}a", "1")),
    content=(
        XmlNode("documentation", (), "前", (XmlNode("{urn:x}b", (), "中", (), "後"),)),
        XmlNode("{urn:x}leaf", (("k", "v"),)),
    ),
    drawing=(("id", "d1"),),
    drawing_content=(XmlNode("{urn:x}look"),),
    label=(("labelStyle", "s"),),
    label_content=(XmlNode("{urn:x}font"),),
    references=(("lanes", ("l1", "l2")),),
)
FULL = Element(
    id="t",
    kind=Kind.TASK,
    subtype="userTask",
    name="確認",
    parent="p",
    sort_key="i",
    lane="l",
    host="h",
    source="s",
    target="t2",
    refers_to="r",
    default_flow="f",
    diagram="d",
    bounds=Bounds(1, 2, 3.5, 4),
    waypoints=(Point(0, 0), Point(1.25, 2)),
    label_bounds=Bounds(5, 6, 7, 8),
    events=(EventDefinition(Trigger.TIMER, "e", "r", shared=True, carried=CARRIED),),
    loop=Loop(LoopKind.STANDARD, CARRIED),
    condition=Condition("x > 1", CARRIED),
    interrupting=False,
    expanded=True,
    horizontal=False,
    step=Step(
        step_type="P01",
        core_reasons=("R1",),
        minutes_per_case=0.0,
        seal=True,
        seal_basis="rule",
        times_per_year=1 / 3,
        cases_per_time=2.5,
        judgement=False,
        expertise=3,
        personal_data=True,
        rework_percent=0,
        paper_basis="practice",
        in_person_basis="law",
    ),
    carried=CARRIED,
)


@pytest.mark.parametrize(
    "element",
    [FULL, Element(id="x", kind=Kind.OTHER, subtype="conversation")],
    ids=["full", "bare"],
)
def test_an_element_comes_back_from_json_as_it_was(element: Element):
    row = json.loads(json.dumps(asdict(record_of(element))))
    assert element_of(record_from(row)) == element


def test_a_header_comes_back_from_json_as_it_was():
    header = Header(
        id="d", name="図", target_namespace="urn:t", namespaces=(("a", "urn:a"),), carried=CARRIED
    )
    record = header_record_of(header)
    assert header_of(type(record)(**json.loads(json.dumps(asdict(record))))) == header


def test_every_step_attribute_is_a_field_of_its_own():
    record = record_of(FULL)
    assert set(STEP_FIELDS) <= set(asdict(record))
    assert record.step_type == "P01"
    assert record.core_reasons == ["R1"]
    assert record.minutes_per_case == 0.0


def test_an_element_without_answers_shares_the_empty_step():
    assert element_of(ElementRecord(id="t", kind="task", subtype="task")).step is NO_STEP


def test_stored_nulls_and_unknown_columns_do_no_harm():
    record = record_from({"id": "t", "kind": "task", "subtype": "task", "name": None, "row": 7})
    assert record == ElementRecord(id="t", kind="task", subtype="task")


def test_a_kind_from_a_newer_program_is_refused():
    with pytest.raises(ValueError, match="hologram"):
        element_of(ElementRecord(id="t", kind="hologram", subtype="x"))


def test_short_forms_of_carried_nodes_are_short():
    assert XmlNode("a").to_json() == ["a"]
    assert XmlNode("a", (("k", "v"),)).to_json() == ["a", {"k": "v"}]
    assert Carried().to_json() == {}
    assert FULL.carried.further("nothing") == ()
    assert FULL.carried.child("nothing") is None

"""What things are called."""

from dataclasses import replace

import pytest

from bpr_studio.domain.process.element import (
    Element,
    EventDefinition,
    Kind,
    Loop,
    LoopKind,
    Trigger,
)
from bpr_studio.domain.process.model import ProcessModel
from bpr_studio.domain.process.step import Step
from bpr_studio.ui.canvas.words import kind_word, place_word, plain_number, shown_name, tooltip_of
from tests.ui.canvas.conftest import small_flow, task


def test_every_kind_has_a_word_of_its_own(all_families):
    words = {kind_word(element) for element in all_families.elements() if element.is_drawn}
    assert len(words) > 20


@pytest.mark.parametrize(
    ("element", "word"),
    [
        (task("a", 0), "Step"),
        (replace(task("a", 0), loop=Loop(LoopKind.STANDARD)), "Step (repeated)"),
        (
            Element(
                id="e",
                kind=Kind.START_EVENT,
                subtype="startEvent",
                events=(EventDefinition(Trigger.TIMER),),
            ),
            "Start (time)",
        ),
        (Element(id="g", kind=Kind.GATEWAY, subtype="parallelGateway"), "Branch (all of them)"),
        (Element(id="x", kind=Kind.OTHER, subtype="choreographyTask"), "Other"),
    ],
)
def test_kinds_with_their_details(element, word):
    assert kind_word(element) == word


def test_a_nameless_element_is_called_by_what_it_is():
    assert shown_name(replace(task("a", 0), name=" ")) == "(Step)"
    assert shown_name(replace(task("a", 0), name="申請\n受付")) == "申請 受付"


def test_the_place_names_pool_and_lanes_from_the_outside(all_families):
    places = {place_word(all_families, element) for element in all_families.elements()}
    assert any(place.startswith("区役所") for place in places)
    model = small_flow()
    assert place_word(model, model.element("a")) == "窓口"


def test_a_circle_of_parents_in_a_broken_draft_has_a_place_too():
    first = replace(task("a", 0), parent="b")
    second = replace(task("b", 0), parent="a")
    assert place_word(ProcessModel(elements=[first, second]), first) == ""


def test_the_tooltip_tells_what_is_known():
    step = Step(core_tag="core", minutes_per_case=7.5, cases_per_year=12_345)
    text = tooltip_of(ProcessModel(), task("a", 0, text="審査", step=step))
    assert text.splitlines() == [
        "審査",
        "Step",
        "Core work ・ 7.5 minutes per case ・ 12,345 cases a year",
    ]


def test_numbers_have_decimals_only_where_needed():
    assert [plain_number(n) for n in (3.0, 3.5, 1_234_567.0)] == ["3", "3.5", "1,234,567"]

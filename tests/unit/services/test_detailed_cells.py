"""Cells of the detailed survey: what a step shows, typed into a blank row, gives the step again."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bpr_studio.adapters.catalogs.formats import load_survey_format
from bpr_studio.adapters.catalogs.lists import load_list
from bpr_studio.domain.process.element import Element
from bpr_studio.domain.process.step import BASES, STEP_TYPES, Step
from bpr_studio.domain.process.step_list import new_step
from bpr_studio.services.detailed_cells import READ_ONLY, StepRules, default_times

FREQUENCIES = {item.code: item.attributes for item in load_list("frequency")}
RULES = StepRules(load_survey_format("detailed", 1), 2026, default_times(FREQUENCIES, 241))
AMOUNT = st.none() | st.integers(0, 40_000).map(lambda n: n / 4)
WORD = st.text(st.characters(codec="utf-8", categories=["Lo"]), min_size=3, max_size=8)
NEEDED = st.sampled_from([(False, ""), (True, ""), *((True, basis) for basis in BASES)])


@st.composite
def answered(draw: st.DrawFn) -> Element:
    """A step as people can have typed it."""
    (seal, seal_basis), (paper, paper_basis), (presence, presence_basis) = (
        draw(NEEDED) for _ in range(3)
    )
    times, each = draw(AMOUNT), draw(AMOUNT)
    known = times is not None and each is not None
    cases = round(times * each, 4) if times is not None and each is not None else draw(AMOUNT)
    step = Step(
        step_type=draw(st.sampled_from(["", *STEP_TYPES])),
        core_tag=draw(st.sampled_from(["", "core", "non_core"])),
        core_reasons=draw(st.sampled_from([(), ("R1",), ("N2", "N4")])),
        actor_category=draw(st.sampled_from(["", "counter", "other_agency"])),
        frequency=draw(st.sampled_from(["", *FREQUENCIES])) if known else "",
        times_per_year=times,
        cases_per_time=each,
        cases_per_year=cases,
        minutes_per_case=draw(AMOUNT),
        waiting_days=draw(st.none() | st.integers(0, 800).map(lambda n: n / 4)),
        medium=draw(st.sampled_from(["", "paper", "electronic", "mixed"])),
        system=draw(st.just("") | WORD),
        forms_in=tuple(dict.fromkeys(draw(st.lists(WORD, max_size=3)))),
        seal=seal,
        seal_basis=seal_basis,
        paper=paper,
        paper_basis=paper_basis,
        in_person=presence,
        in_person_basis=presence_basis,
        judgement=draw(st.none() | st.booleans()),
        personal_data=draw(st.none() | st.booleans()),
        expertise=draw(st.none() | st.sampled_from([1, 2, 3])),
        rework_percent=draw(st.none() | st.integers(2, 100)),
        issue=draw(st.just("") | WORD),
    )
    return replace(new_step("s"), name=draw(WORD), step=step)


@settings(max_examples=150, deadline=None)
@given(answered())
def test_what_a_step_shows_gives_the_step_again(element: Element):
    texts = {c.key: RULES.text(element, c.key) for c in RULES.columns if c.key not in READ_ONLY}
    reading = RULES.read(new_step("blank"), texts)
    assert reading.refused == {}
    assert reading.name == element.name
    assert reading.step == element.step
    shown = {c.key: RULES.shown(element, c.key) for c in RULES.columns if c.key not in READ_ONLY}
    assert RULES.read(new_step("blank"), shown).step == element.step


@pytest.mark.parametrize(
    ("code", "times"),
    [
        ("daily", 241.0),
        ("weekly", 52.0),
        ("monthly", 12.0),
        ("yearly", 1.0),
        ("as_needed", None),
        ("multi_year", None),
    ],
)
def test_a_frequency_means_so_many_times(code: str, times: float | None):
    assert default_times(FREQUENCIES, 241).get(code) == times


def test_without_working_days_every_day_has_to_be_asked():
    assert "daily" not in default_times(FREQUENCIES, 0)


def test_emptying_what_is_needed_takes_its_basis_along():
    element = replace(new_step("s"), step=Step(seal=True, seal_basis="practice"))
    reading = RULES.read(element, {"seal": "無"})
    assert (reading.step.seal, reading.step.seal_basis) == (False, "")


def test_hours_are_shown_with_one_decimal_and_empty_while_open():
    element = replace(new_step("s"), step=Step(minutes_per_case=5, cases_per_year=100))
    assert RULES.shown(element, "hours") == "8.3"
    assert RULES.shown(new_step("s"), "hours") == ""

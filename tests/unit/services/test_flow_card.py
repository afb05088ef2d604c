"""The card of a step uses the rules of the detailed survey."""

from __future__ import annotations

from bpr_studio.adapters.catalogs.formats import load_shown_format
from bpr_studio.domain.process.step_list import new_step
from bpr_studio.services.flow_card import StepCards


def cards(city):
    return StepCards(city.queries, load_shown_format, lambda: 2025)


def test_a_card_reads_cells_as_the_survey_does(editable_city):
    rules = cards(editable_city).material().rules
    reading = rules.read(
        new_step("s"), {"cases_per_year": "１，２００件", "minutes_per_case": "５分"}
    )
    assert (reading.step.cases_per_year, reading.step.minutes_per_case) == (1200, 5)


def test_a_frequency_brings_the_working_days_of_the_year(editable_city):
    rules = cards(editable_city).material().rules
    reading = rules.read(new_step("s"), {"frequency": "Every working day"})
    assert (reading.step.times_per_year or 0) > 200


def test_step_types_bring_what_they_usually_are(editable_city):
    defaults = cards(editable_city).material().core_defaults
    assert (defaults["P08"], defaults["P06"], defaults["P07"]) == ("core", "non_core", "mixed")

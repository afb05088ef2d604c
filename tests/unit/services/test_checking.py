"""The city's findings: counted by rule and section, with the hours at stake."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bpr_studio.adapters.catalogs.formats import load_survey_format
from bpr_studio.domain.shared.errors import CancelledError
from bpr_studio.domain.shared.findings import Level
from bpr_studio.domain.workload.case_medians import case_medians
from bpr_studio.services.checking import Checking
from tests.builders_workspace import CityPlan, built_workspace, unit_id


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    """Five of six sections have answered; 0102 and 0201 have not judged all of their work."""
    folder = tmp_path_factory.mktemp("city") / "w"
    opened = built_workspace(folder, CityPlan(bureaus=2, sections=3, answered=5))
    yield opened
    opened.close()


@pytest.fixture
def city(workspace):
    return workspace.checking.city(workspace.round_id)


def test_every_section_is_named_even_without_findings(city, workspace):
    listed = workspace.queries.sections(workspace.round_id)
    assert [s.unit_id for s in city.sections] == [s.unit_id for s in listed]
    silent = city.of(unit_id("0203"))
    assert silent.findings == ()
    assert silent.open == 0
    assert city.of("nobody") is None


def test_counts_by_rule_are_those_of_the_findings(city):
    findings = [f.finding for section in city.sections for f in section.findings]
    for count in city.rules:
        assert count.findings == sum(1 for f in findings if f.rule == count.rule.id)
        assert 0 < count.sections <= len(city.sections)
    assert sum(count.findings for count in city.rules) == len(findings)
    for level in Level:
        assert city.count(level) == sum(section.count(level) for section in city.sections)
    levels = [count.rule.level for count in city.rules]
    assert levels == sorted(levels, key=list(Level).index)


def test_hours_at_stake_are_those_of_the_tasks_concerned(city, workspace):
    untagged = next(count for count in city.rules if count.rule.id == "core-missing")
    listed = workspace.queries.sections(workspace.round_id)
    assert untagged.minutes == sum(section.untagged for section in listed)
    assert untagged.title


def test_hours_at_stake_of_a_rule_over_the_sheet_are_the_section(city):
    load = next(count for count in city.rules if count.rule.id == "load-high")
    named = [
        section
        for section in city.sections
        if any(f.finding.rule == "load-high" for f in section.findings)
    ]
    assert load.minutes == sum(section.minutes for section in named)


def test_findings_in_a_list_say_section_and_task(city):
    section = city.of(unit_id("0103"))
    assert [f.place.sheet for f in section.placed()] == ["0103 人事課"] * len(section.findings)
    tasks = {f.place.cell for f in section.placed()}
    assert "その他の業務" in tasks


def test_some_sections_alone_are_counted_anew(city):
    one = city.only({unit_id("0103")})
    assert [s.unit_code for s in one.sections] == ["0103"]
    assert sum(rule.findings for rule in one.rules) == len(one.sections[0].findings)


class Impatient:
    """Stops after the first section."""

    def report(self, done: int, _total: int, _what: str) -> None:
        """Stop."""
        if done:
            raise CancelledError("stopped")


def test_checking_the_city_can_be_stopped(workspace):
    with pytest.raises(CancelledError):
        Checking(workspace.queries).city(workspace.round_id, Impatient())


def test_the_middle_of_a_class_needs_three_tasks():
    times = [("a", 10, 1), ("a", 30, 1), ("b", 5, 1), ("b", 40, 4), ("b", 60, 2), ("b", 1, 0)]
    assert case_medians(times) == {"b": 10.0}
    assert case_medians([*times, ("b", 20, 1)]) == {"b": 15.0}
    assert case_medians([]) == {}


def test_a_format_that_asks_for_no_core_tag_misses_none(workspace):
    plain = load_survey_format("overall", 1)
    columns = tuple(column for column in plain.columns if column.key != "core_tag")
    checking = Checking(workspace.queries, lambda _kind, _version: replace(plain, columns=columns))
    rules = {count.rule.id for count in checking.city(workspace.round_id).rules}
    assert "core-missing" not in rules
    assert checking.open_errors(workspace.round_id, unit_id("0102")) == 0
    assert Checking(workspace.queries).open_errors(workspace.round_id, unit_id("0102")) > 0

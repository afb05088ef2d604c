"""The demo city: equal every time, of the published shape, and marked as fictitious."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from statistics import median
from typing import Any

import pytest

from bpr_studio.adapters.catalogs.demo import load_demo_material
from bpr_studio.adapters.catalogs.formats import load_survey_format
from bpr_studio.domain.classification.codes import is_local_government_code
from bpr_studio.domain.classification.seeds import SeedRow, staff_year_rows
from bpr_studio.domain.organisation.checks import check_organisation, check_successions
from bpr_studio.domain.organisation.units import (
    Headcount,
    Organisation,
    Succession,
    SuccessionKind,
    Unit,
    UnitLevel,
)
from bpr_studio.domain.process.element import Kind
from bpr_studio.domain.workload.check_values import minutes_in
from bpr_studio.domain.workload.figures import digest_of, figures_hash
from bpr_studio.domain.workload.survey_format import FieldKind
from bpr_studio.domain.workload.workflow import SheetState
from bpr_studio.services.demo.city import DemoCity, DemoSize, generate_demo_city
from bpr_studio.services.demo.flow_models import flow_model
from bpr_studio.services.demo.flows import LANE_ORDER, FlowPlan
from bpr_studio.services.demo.material import DemoMaterial

SMALL = DemoSize(sections=40, tasks=4_000, flows=30)


@pytest.fixture(scope="module")
def material() -> DemoMaterial:
    return load_demo_material()


@pytest.fixture(scope="module")
def city(material: DemoMaterial) -> DemoCity:
    return generate_demo_city(material, 7, SMALL)


@pytest.fixture(scope="module")
def organisation(city: DemoCity) -> Organisation:
    return organisation_of(city, 2026)


def rows_of(city: DemoCity, entity: str) -> list[SeedRow]:
    return [row for row in city.rows() if row.entity == entity]


def minutes_of(fields: Mapping[str, Any]) -> int:
    return sum(value for key, value in fields.items() if key.startswith("minutes_"))


def organisation_of(city: DemoCity, year: int) -> Organisation:
    units = tuple(
        Unit(row.id, **{**row.fields, "level": UnitLevel(row.fields["level"])})
        for row in rows_of(city, "org_unit")
        if row.fields["fiscal_year"] == year
    )
    known = {unit.id for unit in units}
    staff = (Headcount(**row.fields) for row in rows_of(city, "headcount"))
    return Organisation(units, tuple(h for h in staff if h.unit_id in known))


def totals_of(city: DemoCity) -> tuple[int, float]:
    total = sum(minutes_of(row.fields) for row in city.work_items)
    non_core = sum(
        minutes_of(r.fields) for r in city.work_items if r.fields["core_tag"] == "non_core"
    )
    return total, non_core / total


def section_ratios(city: DemoCity, material: DemoMaterial) -> list[float]:
    heads = {
        row.fields["staff_category"]: row.fields["minutes_per_head"]
        for row in staff_year_rows([material.year(2026)], material.staff_categories)
    }
    capacity: defaultdict[str, float] = defaultdict(float)
    for row in rows_of(city, "headcount"):
        f = row.fields
        capacity[f["unit_id"]] += f["heads_hundredths"] * heads[f["staff_category"]] / 100
        capacity[f["unit_id"]] += f["overtime_minutes"]
    worked: Counter[str] = Counter()
    for row in city.work_items:
        contractor = row.fields.get("minutes_contractor", 0)
        worked[row.fields["unit_id"]] += minutes_of(row.fields) - contractor
    return [worked[unit] / capacity[unit] for unit in worked]


def test_the_same_seed_gives_the_same_city(material, city):
    again = generate_demo_city(material, 7, SMALL)
    assert list(again.rows()) == list(city.rows())
    assert again.flow_plans == city.flow_plans


def test_another_seed_gives_another_city(material, city):
    other = generate_demo_city(material, 8, SMALL)
    assert list(other.rows()) != list(city.rows())


def test_ids_are_unique_and_rows_are_plain_json(city):
    rows = list(city.rows())
    assert len({row.id for row in rows}) == len(rows)
    json.dumps([dict(row.fields) for row in rows])


def test_the_totals_have_the_published_shape(city):
    total, share = totals_of(city)
    assert total / 60 == pytest.approx(13_200_000 * 40 / 365, rel=0.002)
    assert share == pytest.approx(0.319, abs=0.001)
    assert len(city.work_items) == 4_000


def test_most_sections_report_about_what_their_staff_can_work(city, material):
    ratios = section_ratios(city, material)
    assert median(ratios) == pytest.approx(1, abs=0.05)
    assert sum(0.85 <= ratio <= 1.15 for ratio in ratios) / len(ratios) > 0.85


def test_the_organisation_is_sound_in_both_years(city, organisation):
    assert check_organisation(organisation) == []
    assert check_organisation(organisation_of(city, 2025)) == []
    sections = [u for u in organisation.units if u.level is UnitLevel.SECTION]
    assert len(sections) == 40


def test_answers_fit_the_survey_format(city):
    survey = load_survey_format("overall", 1)
    own = {"round_id", "unit_id", "slot", "sort_key", "previous_id", "carry", "change_reason"}
    for row in city.work_items:
        assert set(row.fields) <= own | set(survey.fields)
        for column in survey.columns:
            value = row.fields.get(column.field)
            if column.required:
                assert value
            if value and column.choices:
                assert value in {choice.value for choice in column.choices}
            if value and column.max_length:
                assert len(value) <= column.max_length
            if value is not None and column.kind in (FieldKind.HOURS, FieldKind.COUNT):
                assert value >= 0


def test_month_profiles_add_up_to_100(city):
    for row in city.work_items:
        profile = row.fields["month_profile"]
        assert len(profile) == 12
        assert sum(profile) == 100
        assert min(profile) >= 0


def test_codes_are_known_and_reasons_fit_their_tags(city, material):
    for row in city.work_items:
        assert row.fields["code"] in material.classification
        assert (row.fields["core_reason"][0] == "R") is (row.fields["core_tag"] == "core")


def test_no_section_names_two_tasks_of_a_class_alike(city):
    names = Counter(
        (r.fields["unit_id"], r.fields["code"], r.fields["name"]) for r in city.work_items
    )
    assert max(names.values()) == 1


def test_everything_says_that_it_is_fictitious(city):
    assert "架空" in city.name
    assert is_local_government_code(city.code)
    assert city.code.startswith("99")  # no prefecture has 99
    assert all("架空" in row.fields["name"] for row in rows_of(city, "survey_round"))
    for row in rows_of(city, "city_data"):
        assert "架空" in row.fields["city_name"]
        assert row.fields["fictitious"] == 1
        assert is_local_government_code(row.fields["city_code"])


def test_eight_partner_cities_have_figures_for_our_classes(city):
    assert len(rows_of(city, "city_data")) == 8
    codes = {row.fields["code"] for row in city.work_items}
    figures = rows_of(city, "city_figure")
    assert len(figures) == 8 * len(codes)
    for row in figures:
        assert 0 <= row.fields["non_core_minutes"] <= row.fields["minutes"]
        assert 0 <= row.fields["outsourced_percent"] <= 100


def test_a_section_has_each_flow_once(city):
    plans = city.flow_plans
    assert len(plans) == 30
    assert len({(plan.unit_id, plan.class_code) for plan in plans}) == 30


def assert_drawable(plan: FlowPlan) -> None:
    keys = [step.key for step in plan.steps]
    branch_keys = [step.key for gateway in plan.gateways for step in gateway.steps]
    assert len(set(keys + branch_keys)) == len(keys + branch_keys)
    assert len({gateway.after for gateway in plan.gateways}) == len(plan.gateways)
    for gateway in plan.gateways:
        assert gateway.after in keys
        assert gateway.rejoin in (*keys, "")
        assert gateway.steps
        assert 0 < gateway.share < 100
    for step in (*plan.steps, *(s for g in plan.gateways for s in g.steps)):
        assert step.lane in LANE_ORDER
        assert len(step.name) <= 20
        assert not step.external or step.minutes == 0


def test_flow_plans_can_be_drawn(city):
    for plan in city.flow_plans:
        assert_drawable(plan)


def test_starts_and_ends_of_flows_say_what_happens(city):
    for plan in city.flow_plans:
        nodes = flow_model(plan).of_kind(Kind.START_EVENT, Kind.END_EVENT)
        assert nodes
        assert all(node.name for node in nodes)


@pytest.mark.parametrize(
    ("size", "message"),
    [
        (DemoSize(sections=366, tasks=400), "1 to 365 sections"),
        (DemoSize(sections=0, tasks=10), "1 to 365 sections"),
        (DemoSize(sections=20, tasks=10), "at least as many tasks"),
    ],
)
def test_an_impossible_size_is_refused(material, size, message):
    with pytest.raises(ValueError, match=message):
        generate_demo_city(material, 1, size)


def test_a_year_without_working_time_is_refused(material):
    with pytest.raises(ValueError, match="fiscal year 1999"):
        generate_demo_city(material, 1, SMALL, year=1999)


@pytest.mark.parametrize("sections", [1, 2, 5])
def test_a_tiny_city_works_too(material, sections):
    tiny = generate_demo_city(
        material, 3, DemoSize(sections=sections, tasks=sections * 30, flows=2)
    )
    assert len(tiny.work_items) == sections * 30
    assert totals_of(tiny)[1] == pytest.approx(0.319, abs=0.01)


@pytest.mark.slow
def test_the_full_city_has_365_sections_60000_tasks_and_200_flows(material):
    full = generate_demo_city(material)
    total, share = totals_of(full)
    assert len(full.work_items) == 60_000
    assert total / 60 == pytest.approx(13_200_000, rel=0.001)
    assert share == pytest.approx(0.319, abs=0.001)
    assert len(full.flow_plans) == 200
    for plan in full.flow_plans:
        assert_drawable(plan)
    names = {row.fields["name"] for row in full.work_items}
    assert len(names) > 10_000
    codes = {row.fields["code"] for row in full.work_items}
    assert len(codes) == 301
    assert (
        sum("その" in name and re.search(r"（その\d+）", name) is not None for name in names) < 100
    )
    organisation = organisation_of(full, 2026)
    earlier = organisation_of(full, 2025)
    assert sum(u.level is UnitLevel.SECTION for u in organisation.units) == 365
    successions = [
        Succession(**{**row.fields, "kind": SuccessionKind(row.fields["kind"])})
        for row in rows_of(full, "succession")
    ]
    assert check_organisation(earlier) == []
    assert check_successions(successions, earlier.units, organisation.units) == []
    assert {s.kind for s in successions} == set(SuccessionKind)
    ratios = section_ratios(full, material)
    assert sum(0.85 <= ratio <= 1.15 for ratio in ratios) / len(ratios) > 0.93
    assert min(ratios) < 0.85
    assert max(ratios) > 1.15


class TestCourse:
    """How far the sheets of a larger city are."""

    def test_every_section_has_a_sheet_and_every_step_shows(self, city):
        sheets = [row for row in city.course if row.entity == "survey_sheet"]
        assert len(sheets) == SMALL.sections
        assert {row.fields["state"] for row in sheets} == set(SheetState)

    def test_approvals_cover_the_figures_but_for_one_late_change(self, city):
        sheets = [row.fields for row in city.course if row.entity == "survey_sheet"]
        approved = [sheet for sheet in sheets if "approved_digest" in sheet]
        assert {sheet["state"] for sheet in approved} == {"dx_acceptance", "accepted"}
        for sheet in approved:
            items = [i for i in city.work_items if i.fields["unit_id"] == sheet["unit_id"]]
            numbers = {item.id: str(figures_hash(item.fields)) for item in items}
            assert digest_of(numbers) == sheet["approved_digest"]
        (late,) = city.late
        (before,) = (item for item in city.work_items if item.id == late.id)
        assert late.fields["case_count"] != before.fields["case_count"]
        assert before.fields["unit_id"] in {sheet["unit_id"] for sheet in approved}

    def test_reasons_are_marked_as_invented(self, city):
        reasons = {r.fields["reason"] for r in city.course if r.fields.get("reason")}
        assert reasons
        assert all("架空" in reason for reason in reasons)

    def test_deeds_come_in_order_and_end_at_the_state_of_the_sheet(self, city):
        events: dict[str, list[SeedRow]] = {}
        for row in city.course:
            if row.entity == "sheet_event":
                events.setdefault(row.fields["unit_id"], []).append(row)
        for row in city.course:
            if row.entity == "survey_sheet" and row.fields["state"] != "draft":
                course = events[row.fields["unit_id"]]
                assert course[-1].fields["state"] == row.fields["state"]
                moments = [event.fields["at"] for event in course]
                assert moments == sorted(moments)

    def test_a_small_city_is_left_to_be_tried_out(self, material):
        small = generate_demo_city(material, 7, DemoSize(4, 40, 1))
        states = {r.fields["state"] for r in small.course if r.entity == "survey_sheet"}
        assert states == {"leader_check"}
        assert small.late == ()


class TestLastYear:
    """The pilot of the year before."""

    def test_some_sections_know_what_they_said_the_year_before(self, city):
        before = {row.id: row.fields for row in city.last_year if row.entity == "work_item"}
        linked = [i.fields for i in city.work_items if i.fields.get("previous_id")]
        assert len(before) == len(linked) == len({item["previous_id"] for item in linked})
        assert 0 < len(before) < len(city.work_items) / 2
        for item in linked:
            earlier = before[item["previous_id"]]
            assert earlier["name"] == item["name"]
            assert earlier["round_id"] != item["round_id"]
        changes = [minutes_of(i) / minutes_of(before[i["previous_id"]]) for i in linked]
        assert 0.8 < median(changes) < 1.25
        assert max(changes) > 1.3

    def test_its_units_are_those_of_the_year_before(self, city):
        units = {u.id for u in organisation_of(city, 2025).units}
        used = {row.fields["unit_id"] for row in city.last_year if "unit_id" in row.fields}
        assert used <= units
        (pilot,) = (row for row in city.last_year if row.entity == "survey_round")
        assert (pilot.fields["fiscal_year"], pilot.fields["state"]) == (2025, "locked")
        assert "架空" in pilot.fields["name"]

    def test_a_small_city_has_none(self, material):
        small = generate_demo_city(material, 7, DemoSize(4, 40, 1))
        assert small.last_year == ()
        assert not any("previous_id" in item.fields for item in small.work_items)


class TestDetailedSurvey:
    """The steps of a dozen tasks in cities that are not small."""

    def test_three_sections_dig_into_four_tasks_each(self, city):
        rows = {kind: [r for r in city.detailed if r.entity == kind] for kind in KINDS_DUG}
        (found,) = rows["survey_round"]
        assert found.fields["overall_round_id"] == city.round_id
        assert "架空" in found.fields["name"]
        assert len(rows["flow"]) == 12
        sheets = {row.fields["unit_id"]: row.fields["state"] for row in rows["survey_sheet"]}
        assert {row.fields["unit_id"] for row in rows["flow"]} == set(sheets)
        assert set(sheets.values()) == {"draft", "leader_check", "returned"}
        items = {item.id: item.fields for item in city.work_items}
        for flow in rows["flow"]:
            item = items[flow.fields["work_item_id"]]
            assert (item["core_tag"], item["unit_id"]) == ("non_core", flow.fields["unit_id"])

    def test_most_steps_add_up_to_the_hours_of_the_overall_survey(self, city):
        items = {item.id: item.fields for item in city.work_items}
        ratios = []
        for flow in (row for row in city.detailed if row.entity == "flow"):
            steps = [
                row.fields
                for row in city.detailed
                if row.fields.get("flow_id") == flow.id and row.fields.get("kind") == "task"
            ]
            if not steps:
                continue
            assert 4 <= len(steps) <= 9
            assert all(s["step_type"] and s["actor_category"] and s["lane"] for s in steps)
            minutes = sum(s["minutes_per_case"] * s["cases_per_year"] for s in steps)
            ratios.append(minutes / minutes_in(items[flow.fields["work_item_id"]]))
        assert len(ratios) == 11
        assert sum(0.8 <= ratio <= 1.2 for ratio in ratios) >= 8

    def test_seals_paper_and_presence_show_with_and_without_basis(self, city):
        steps = [row.fields for row in city.detailed if row.fields.get("kind") == "task"]
        for need in ("seal", "paper", "in_person"):
            assert any(step.get(need) and step.get(f"{need}_basis") for step in steps), need
        assert any(step.get("seal") and not step.get("seal_basis") for step in steps)

    def test_a_small_city_has_none(self, material):
        assert generate_demo_city(material, 7, DemoSize(4, 40, 1)).detailed == ()


KINDS_DUG = ("survey_round", "survey_sheet", "flow")

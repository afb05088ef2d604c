"""Every shipped list is sound; the counts and sums are those of the domain reference."""

import datetime as dt
import json

import pytest

from bpr_studio.adapters.catalogs.folders import data_folder
from bpr_studio.adapters.catalogs.formats import load_survey_format
from bpr_studio.adapters.catalogs.lists import (
    load_classification,
    load_list,
    load_month_profiles,
    load_sources,
    load_year_settings,
)
from bpr_studio.adapters.catalogs.seeds import seed_rows
from bpr_studio.domain.classification.codes import UNCLASSIFIED_CODE
from bpr_studio.domain.classification.lists import (
    LIST_NAMES,
    ListItem,
    YearSetting,
    check_list,
    check_month_profiles,
)
from bpr_studio.domain.classification.provenance import Mark
from bpr_studio.domain.classification.task_class import CoreHint, TaskClass, check_classification
from bpr_studio.domain.workload.survey_format import FieldKind

DEPARTMENTS = {
    "議会",
    "総務",
    "税務",
    "民生",
    "衛生",
    "労働",
    "農林水産",
    "商工",
    "土木",
    "教育",
    "警察",
    "消防",
    "公営企業",
}


def all_items() -> list[ListItem]:
    return [item for name in LIST_NAMES for item in load_list(name)]


def test_the_data_folder_holds_the_data():
    assert (data_folder() / "surveys").is_dir()
    assert (data_folder() / "resources").is_dir()


def test_the_classification_has_40_84_and_300_classes():
    classification = load_classification(0)
    assert check_classification(classification.classes) == []
    known = [c for c in classification.classes if not c.code.startswith("Z")]
    assert [sum(c.level == level for c in known) for level in (1, 2, 3)] == [40, 84, 300]
    assert UNCLASSIFIED_CODE in classification


def test_core_hints_are_counted_as_in_the_draft():
    hints = [
        c.core_hint for c in load_classification(0).classes if c.code[0] != "Z" and c.level == 3
    ]
    assert {h: hints.count(h) for h in hints} == {
        CoreHint.NON_CORE: 141,
        CoreHint.MIXED: 80,
        CoreHint.CORE: 79,
    }


def test_every_major_class_names_a_known_department():
    for major in load_classification(0).at_level(1):
        assert major.department in DEPARTMENTS or major.code == "Z99", major


def test_lower_classes_belong_to_the_department_of_their_major_class():
    assert load_classification(0)["B03-02-01"].department == "税務"


@pytest.mark.parametrize("name", LIST_NAMES)
def test_every_list_is_sound(name):
    assert check_list(load_list(name)) == []


@pytest.mark.parametrize(
    ("name", "n"),
    [
        ("staff_category", 8),
        ("step_type", 18),
        ("frequency", 10),
        ("core_reason", 14),
        ("city", 20),
        ("core_system", 20),
    ],
)
def test_every_list_is_complete(name, n):
    assert len(load_list(name)) == n


def test_every_source_is_in_the_table_of_sources():
    entries: list[TaskClass | YearSetting | ListItem] = [
        *load_classification().classes,
        *load_year_settings(),
        *all_items(),
    ]
    cited = {source for e in entries for source in e.source.split(", ") if source}
    assert cited <= set(load_sources())


def test_what_is_called_sourced_names_its_source():
    entries: list[TaskClass | ListItem] = [*load_classification().classes, *all_items()]
    assert all(e.source for e in entries if e.mark is Mark.SOURCED)


def test_only_the_two_published_step_types_are_called_sourced():
    assert [i.name for i in load_list("step_type") if i.mark is Mark.SOURCED] == [
        "申請受付",
        "入力作業",
    ]


def test_the_contractor_alone_is_outside_the_capacity():
    outside = [i.code for i in load_list("staff_category") if not i.attributes["in_capacity"]]
    assert outside == ["contractor"]


def test_staff_categories_are_the_hour_columns_of_the_survey():
    columns = [c.key for c in load_survey_format("overall", 1).hour_columns]
    assert [i.attributes["hours_field"] for i in load_list("staff_category")] == columns


def test_core_reasons_are_those_of_the_survey():
    choices = load_survey_format("overall", 1).column("core_reason").choices
    assert [(c.value, c.label) for c in choices] == [
        (i.code, f"{i.code} {i.name}") for i in load_list("core_reason")
    ]


def test_the_survey_names_the_staff_categories_alike():
    headers = [
        c.header for c in load_survey_format("overall", 1).columns if c.kind is FieldKind.HOURS
    ]
    assert headers == [i.name for i in load_list("staff_category")]


def test_the_twenty_cities_have_their_residents_of_2020():
    assert sum(int(i.attributes["population_2020"]) for i in load_list("city")) == 27_799_058
    assert {i.code: i.name for i in load_list("city")}["401005"] == "北九州市"


def test_the_plan_speaks_of_17_of_the_20_systems_and_each_is_a_class():
    systems = load_list("core_system")
    assert sum(bool(i.attributes["first_17"]) for i in systems) == 17
    for system in systems:
        assert load_classification()[str(system.attributes["class_code"])].name == system.name


def test_month_profiles_are_sound_and_their_codes_exist():
    profiles = load_month_profiles()
    assert check_month_profiles(profiles) == []
    assert all(code in load_classification() for p in profiles.profiles for code in p.codes)


def test_seed_rows_are_plain_and_unique():
    rows = seed_rows()
    assert len({row.id for row in rows}) == len(rows) == 427 + 90 + 10 + 80
    json.dumps([dict(row.fields) for row in rows])
    assert {row.entity for row in rows} == {"task_class", "list_item", "year_setting", "staff_year"}


def test_a_head_has_the_yearly_time_of_its_category():
    minutes = {
        row.fields["staff_category"]: row.fields["minutes_per_head"]
        for row in seed_rows()
        if row.entity == "staff_year" and row.fields["fiscal_year"] == 2026
    }
    assert minutes["regular"] == 241 * 465
    assert minutes["fiscal_part"] == 241 * 465 * 75 // 100
    assert minutes["contractor"] == 0


# --- working days, calculated here a second time from the law's rules -----------------------


def nth_monday(year: int, month: int, n: int) -> dt.date:
    first = dt.date(year, month, 1)
    return first + dt.timedelta((-first.weekday()) % 7 + 7 * (n - 1))


def equinox(year: int, base: float) -> int:
    return int(base + 0.242194 * (year - 1980) - (year - 1980) // 4)


def holidays(year: int) -> set[dt.date]:
    days = {
        dt.date(year, 1, 1),
        nth_monday(year, 1, 2),
        dt.date(year, 2, 11),
        dt.date(year, 2, 23),
        dt.date(year, 3, equinox(year, 20.8431)),
        dt.date(year, 4, 29),
        *(dt.date(year, 5, day) for day in (3, 4, 5)),
        nth_monday(year, 9, 3),
        dt.date(year, 9, equinox(year, 23.2488)),
        dt.date(year, 11, 3),
        dt.date(year, 11, 23),
    }
    if year == 2021:  # moved for the Olympic Games
        days |= {dt.date(2021, 7, 22), dt.date(2021, 7, 23), dt.date(2021, 8, 8)}
    else:
        days |= {nth_monday(year, 7, 3), dt.date(year, 8, 11), nth_monday(year, 10, 2)}
    return days | substitutes(days) | between(days)


def substitutes(days: set[dt.date]) -> set[dt.date]:
    found = set()
    for sunday in (d for d in days if d.weekday() == 6):
        day = sunday
        while day in days:
            day += dt.timedelta(1)
        found.add(day)
    return found


def between(days: set[dt.date]) -> set[dt.date]:
    return {d + dt.timedelta(1) for d in days if d + dt.timedelta(2) in days}


def working_days(fiscal_year: int) -> int:
    free = holidays(fiscal_year) | holidays(fiscal_year + 1)
    start = dt.date(fiscal_year, 4, 1)
    days = [start + dt.timedelta(n) for n in range((dt.date(fiscal_year + 1, 4, 1) - start).days)]
    closed = {(12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3)}
    return sum(d.weekday() < 5 and d not in free and (d.month, d.day) not in closed for d in days)


def test_working_days_agree_with_the_calendar():
    for setting in load_year_settings():
        assert setting.working_days == working_days(setting.fiscal_year), setting.fiscal_year


def test_years_whose_equinox_is_not_announced_are_marked_unverified():
    marks = {s.fiscal_year: s.mark for s in load_year_settings()}
    assert marks[2026] is Mark.DERIVED
    assert all(mark is Mark.UNVERIFIED for year, mark in marks.items() if year > 2026)


def test_a_full_timer_works_the_hours_of_the_domain_reference():
    hours = {s.fiscal_year: s.minutes_per_full_timer / 60 for s in load_year_settings()}
    assert [hours[y] for y in range(2021, 2026)] == [1875.5, 1883.25, 1883.25, 1883.25, 1875.5]

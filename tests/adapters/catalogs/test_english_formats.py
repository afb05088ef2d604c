"""The survey formats in English: everything has a name, nothing Japanese is left on the screen."""

from __future__ import annotations

import re
from dataclasses import fields
from typing import TYPE_CHECKING

import pytest

from bpr_studio.adapters.catalogs.definitions import load_core_definitions
from bpr_studio.adapters.catalogs.entry import load_month_presets, load_row_templates
from bpr_studio.adapters.catalogs.formats import load_shown_format, load_survey_format
from bpr_studio.adapters.catalogs.lists import load_list
from bpr_studio.app.translations import TRANSLATIONS_FOLDER
from bpr_studio.domain.classification.lists import LIST_NAMES
from bpr_studio.domain.process.element import Element, Kind
from bpr_studio.domain.process.step import Step
from bpr_studio.domain.shared.text import install_language
from bpr_studio.domain.workload.cell_answers import CodeList
from bpr_studio.domain.workload.cell_rules import Refused, Taken
from bpr_studio.domain.workload.column_rules import ColumnRules
from bpr_studio.domain.workload.step_cells import read_amount
from bpr_studio.domain.workload.survey_format import FieldKind
from bpr_studio.services.detailed_cells import HOURS, StepRules

if TYPE_CHECKING:
    from collections.abc import Iterator

JAPANESE = re.compile("[\u3000-\u30ff\u4e00-\u9fff\uff00-\uffef]")
FORMATS = ("overall", "detailed")
CHECK = Element(id="a", kind=Kind.TASK, subtype="task", name="check")


@pytest.fixture
def english() -> Iterator[None]:
    install_language("en", TRANSLATIONS_FOLDER)
    yield
    install_language("ja", TRANSLATIONS_FOLDER)


@pytest.mark.parametrize("kind", FORMATS)
def test_every_heading_help_and_answer_has_an_english_text(kind):
    office, shown = load_survey_format(kind, 1), load_survey_format(kind, 1).in_english()
    for own, column in zip(office.columns, shown.columns, strict=True):
        for name in ("header", "group", "unit", "help"):
            text = getattr(column, name)
            assert bool(text) == bool(getattr(own, name)), (column.key, name)
            assert not JAPANESE.search(text), (column.key, name, text)
        for choice in column.choices:
            assert choice.english
            assert not JAPANESE.search(choice.label), (column.key, choice.label)


@pytest.mark.parametrize("kind", FORMATS)
def test_english_names_tell_columns_groups_and_answers_apart(kind):
    office, shown = load_survey_format(kind, 1), load_survey_format(kind, 1).in_english()
    assert len(shown.groups) == len(office.groups)
    assert len({column.header for column in shown.columns}) == len(office.columns)
    for column in shown.columns:
        assert len({choice.label for choice in column.choices}) == len(column.choices)


@pytest.mark.parametrize("kind", FORMATS)
def test_only_words_differ_between_the_languages(kind):
    office, shown = load_survey_format(kind, 1), load_survey_format(kind, 1).in_english()
    words = {"header", "group", "unit", "help", "choices"}
    for own, column in zip(office.columns, shown.columns, strict=True):
        for field in fields(column):
            if field.name not in words:
                assert getattr(own, field.name) == getattr(column, field.name)
        assert [c.value for c in own.choices] == [c.value for c in column.choices]


@pytest.mark.usefixtures("english")
def test_the_screen_speaks_english_and_the_forms_stay_the_offices():
    assert load_shown_format("overall", 1).column("name").header == "Task"
    assert load_survey_format("overall", 1).column("name").header == "業務名"


def test_the_screen_speaks_japanese_otherwise():
    install_language("ja", TRANSLATIONS_FOLDER)
    assert load_shown_format("overall", 1) is load_survey_format("overall", 1)


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("in_english", [True, False])
def test_an_answer_is_understood_in_both_languages(kind, in_english):
    office = load_survey_format(kind, 1)
    shown = office.in_english() if in_english else office
    rules = ColumnRules(shown, CodeList({}))
    for own, column in zip(office.columns, shown.columns, strict=True):
        rule = rules.rule_of(column, 2026)
        for choice in own.choices:
            for label in (choice.label, choice.english):
                assert column.value_of(label) == choice.value
                if column.kind is FieldKind.LIST:
                    assert rule(label) == Taken((choice.value,))
                else:
                    assert rule(label) == Taken(choice.value), (column.key, label)


@pytest.mark.parametrize("in_english", [True, False])
@pytest.mark.parametrize("text", ["90", "90分", "90 min", "1:30"])
def test_minutes_are_read_in_either_language(in_english, text):
    office = load_survey_format("detailed", 1)
    column = (office.in_english() if in_english else office).column("minutes_per_case")
    taken = read_amount(text, unit=column.unit)
    assert not isinstance(taken, Refused)
    assert taken.value == 90


@pytest.mark.usefixtures("english")
def test_every_step_cell_reads_back_as_it_is_shown_in_english():
    step = Step(
        step_type="P06",
        actor_category="counter",
        frequency="as_needed",
        core_tag="non_core",
        core_reasons=("N1", "N2"),
        minutes_per_case=2.5,
        cases_per_year=1200.0,
        judgement=True,
        expertise=2,
        seal=True,
        seal_basis="practice",
        medium="paper",
    )
    element = Element(id="a", kind=Kind.TASK, subtype="task", name="check", step=step)
    rules = StepRules(load_shown_format("detailed", 1), 2026, {})
    texts = {column.key: rules.text(element, column.key) for column in rules.columns}
    assert not any(JAPANESE.search(text.replace("、", "")) for text in texts.values())
    told = {key: text for key, text in texts.items() if text and key != HOURS}
    reading = rules.read(CHECK, told)
    assert not reading.refused
    assert reading.step == step


@pytest.mark.usefixtures("english")
def test_ready_shapes_and_rows_have_english_names():
    presets, templates = load_month_presets(), load_row_templates()
    for title in (*(one.title for one in presets), *(one.title for one in templates)):
        assert title
        assert not JAPANESE.search(title)


def test_definitions_of_core_work_have_english_names():
    for definition in load_core_definitions():
        assert definition.name_en
        assert not JAPANESE.search(definition.name_en)


@pytest.mark.parametrize("name", LIST_NAMES)
def test_fixed_lists_have_english_names(name):
    for item in load_list(name):
        assert item.name_en
        assert not JAPANESE.search(item.name_en)

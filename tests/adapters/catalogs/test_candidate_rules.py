"""The shipped decision table is sound, in the order of the domain reference, and refuses nonsense."""

import copy
import re
import tomllib

import pytest

from bpr_studio.adapters.catalogs.candidate_rules import load_rule_book
from bpr_studio.adapters.catalogs.folders import data_folder
from bpr_studio.adapters.catalogs.lists import load_list, load_sources
from bpr_studio.domain.classification.provenance import Mark
from bpr_studio.domain.reform.candidate_facts import FACTS
from bpr_studio.domain.reform.candidate_reading import rule_book_from
from bpr_studio.domain.reform.improvement import ImprovementKind
from bpr_studio.domain.shared.errors import UnreadableInputError

BOOK = load_rule_book()
DATA = tomllib.loads((data_folder() / "surveys" / "candidate_rules.toml").read_text("utf-8"))
JAPANESE = re.compile("[\u3041-\u30ff\u4e00-\u9fff]")


def test_the_rules_stand_in_the_order_of_the_decision_table():
    assert [(rule.id, rule.kind.value) for rule in BOOK.rules] == [
        ("abolish", "abolish"),
        ("consolidate", "consolidate"),
        ("merge", "merge"),
        ("online", "digitize"),
        ("rpa", "automate"),
        ("ai_ocr", "automate"),
        ("faq", "digitize"),
        ("outsource", "outsource"),
        ("low_code", "digitize"),
        ("standardize", "streamline"),
    ]


def test_every_kind_of_the_plan_is_proposed_by_some_rule():
    assert {rule.kind for rule in BOOK.rules} == set(ImprovementKind)


def test_only_centralising_takes_a_class_together_and_counts_for_the_centre():
    assert [rule.id for rule in BOOK.rules if rule.by_class] == ["consolidate"]
    assert [rule.id for rule in BOOK.rules if rule.centre] == ["consolidate"]


def test_codes_in_conditions_are_in_the_fixed_lists():
    known = {item.code for name in ("core_reason", "step_type") for item in load_list(name)}
    asked = {
        word
        for rule in BOOK.rules
        for question in rule.questions
        if question.fact in {"core_reason", "step_types"}
        for word in question.words
    }
    assert asked <= known


def test_sources_are_known_and_what_is_called_sourced_names_one():
    cited = [(rule.mark, rule.source) for rule in BOOK.rules]
    cited += [(rule.saving.mark, rule.saving.source) for rule in BOOK.rules]
    cited += [(figure.mark, figure.source) for figure in BOOK.figures.values()]
    known = load_sources()
    for mark, source in cited:
        ids = [one for one in source.split(", ") if one]
        assert set(ids) <= set(known), source
        assert ids or mark is Mark.CONSTRUCTED


def test_no_rule_and_no_band_without_a_source_calls_itself_a_fact():
    assert all(rule.mark is Mark.CONSTRUCTED for rule in BOOK.rules)


def test_every_text_has_its_english_one():
    for rule in BOOK.rules:
        assert len(rule.checks) == len(rule.checks_en) >= 2
        for text in (rule.name_en, rule.explanation_en, *rule.checks_en):
            assert text
            assert not JAPANESE.search(text), text
    for figure in BOOK.figures.values():
        assert not JAPANESE.search(figure.text_en)


def test_evidence_is_wanted_above_85_percent_or_1000_hours():
    assert not BOOK.needs_evidence(85 * 60, 100 * 60)
    assert BOOK.needs_evidence(85 * 60 + 1, 100 * 60)
    assert not BOOK.needs_evidence(1000 * 60, 5000 * 60)
    assert BOOK.needs_evidence(1000 * 60 + 1, 5000 * 60)


def changed(**rule):
    data = copy.deepcopy(DATA)
    data["rule"][0] |= rule
    return data


@pytest.mark.parametrize(
    ("rule", "named", "place"),
    [
        ({"all": [{"fact": "weather", "is": True}]}, "weather", "[[rule]] abolish all 1"),
        ({"all": [{"fact": "hours", "in": ["P10"]}]}, "in", "[[rule]] abolish all 1"),
        ({"all": [{"fact": "wish", "is": True}]}, "is", "[[rule]] abolish all 1"),
        ({"all": [{"fact": "manual", "is": "no"}]}, "no", "[[rule]] abolish all 1"),
        ({"all": [{"fact": "hours", "least": -1}]}, "least = -1", "[[rule]] abolish all 1"),
        ({"all": [{"fact": "wish", "in": []}]}, "in", "[[rule]] abolish all 1"),
        ({"all": [{"any": []}]}, "any", "[[rule]] abolish all 1"),
        ({"all": []}, "all", "[[rule]] abolish"),
        ({"kind": "magic"}, "magic", "[[rule]] abolish"),
        ({"difficulty": "none"}, "none", "[[rule]] abolish"),
        ({"figures": ["nowhere"]}, "nowhere", "[[rule]] abolish"),
        ({"id": "merge"}, "merge", "[[rule]]"),
        ({"saving": DATA["rule"][0]["saving"] | {"low": 90}}, "90 – 80 – 100", "abolish saving"),
        ({"saving": DATA["rule"][0]["saving"] | {"high": 101}}, "high = 101", "abolish saving"),
    ],
)
def test_what_does_not_exist_is_refused_with_its_place(rule, named, place):
    with pytest.raises(UnreadableInputError) as refused:
        rule_book_from(changed(**rule), "own.toml")
    assert all(part in str(refused.value) for part in ("own.toml", named, place))


@pytest.mark.parametrize(
    ("table", "content"),
    [
        ("ranking", None),
        ("rule", {}),
        ("evidence", {"percent": True, "hours": 1000}),
        ("figure", [{"id": 1}]),
        ("rule", [{"id": "a", "figures": "none"}]),
    ],
)
def test_tables_of_another_shape_are_refused(table, content):
    data = copy.deepcopy(DATA) | {table: content}
    with pytest.raises(UnreadableInputError):
        rule_book_from(data, "own.toml")


def test_a_limit_above_the_upper_one_is_refused():
    data = copy.deepcopy(DATA)
    saving = data["rule"][4]["saving"]
    saving["typical_hours"] = saving["high_hours"] + 1
    with pytest.raises(UnreadableInputError):
        rule_book_from(data, "own.toml")


def test_free_texts_speak_for_yes_or_no_facts_only():
    data = copy.deepcopy(DATA)
    data["words"]["hours"] = ["時間"]
    with pytest.raises(UnreadableInputError):
        rule_book_from(data, "own.toml")


def test_every_fact_of_the_vocabulary_is_asked_by_some_rule():
    assert {question.fact for rule in BOOK.rules for question in rule.questions} == set(FACTS)


def test_a_file_in_the_workspace_stands_in_place_of_the_shipped_rules(tmp_path):
    own = (data_folder() / "surveys" / "candidate_rules.toml").read_text("utf-8")
    (tmp_path / "candidate_rules.toml").write_text(
        own.replace('fact = "hours", least = 100', 'fact = "hours", least = 300'), "utf-8"
    )
    hours = [q.least for q in load_rule_book(tmp_path).rules[4].questions if q.fact == "hours"]
    assert hours == [300]
    assert load_rule_book(tmp_path / "elsewhere") == BOOK


@pytest.mark.parametrize("content", [b"[[rule]", b"\xff\xfe", b""])
def test_an_own_file_that_is_no_table_of_rules_is_refused(tmp_path, content):
    (tmp_path / "candidate_rules.toml").write_bytes(content)
    with pytest.raises(UnreadableInputError) as refused:
        load_rule_book(tmp_path)
    assert "candidate_rules.toml" in str(refused.value)

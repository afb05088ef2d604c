"""Suggesting classes for names: what must hold whatever the words."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpr_studio.adapters.catalogs.class_words import load_class_words
from bpr_studio.adapters.catalogs.lists import load_classification
from bpr_studio.domain.classification.codes import is_class_code
from bpr_studio.domain.classification.suggest import UNSORTED, ClassWords, Suggester

GOLD = Path(__file__).parents[3] / "gold" / "task_names.tsv"


@pytest.fixture(scope="module")
def suggester() -> Suggester:
    return new_suggester()


def new_suggester() -> Suggester:
    classes = [(c.code, c.name) for c in load_classification().classes]
    return Suggester(classes, load_class_words())


def test_a_synonym_of_another_word_leads_to_its_class(suggester: Suggester) -> None:
    assert suggester.suggest("運動公園の遊具の点検")[0].code == "F07-01-03"
    assert suggester.suggest("庁用車の運行管理")[0].code == "K01-02-02"


def test_an_abbreviation_means_what_it_stands_for(suggester: Suggester) -> None:
    best = suggester.suggest("児扶手の現況届")[0]
    assert best.code == "B15-01-04"
    assert best.words[0] == "児童扶養手当"


def test_the_words_that_decided_are_in_the_name(suggester: Suggester) -> None:
    text = "国保の高額療養費の支給"
    for suggestion in suggester.suggest(text):
        assert all(word in suggester.normal(text) for word in suggestion.words)


def test_width_and_case_make_no_difference(suggester: Suggester) -> None:
    assert suggester.suggest("ＲＰＡのシナリオ作成") == suggester.suggest("rpaのシナリオ作成")


def test_an_alias_inside_its_own_target_is_left_alone(suggester: Suggester) -> None:
    assert suggester.normal("引継ぎ書と引継書") == "引継ぎ書と引継ぎ書"


def test_where_nothing_is_known_the_unsorted_class_is_offered(suggester: Suggester) -> None:
    (only,) = suggester.suggest("zzzz")
    assert (only.code, only.words) == (UNSORTED, ())


def test_an_empty_name_suggests_nothing(suggester: Suggester) -> None:
    assert suggester.suggest("　 ") == ()


def test_a_correction_decides_the_same_name_and_helps_names_like_it() -> None:
    taught = new_suggester()
    assert taught.suggest("ふれあい号の運行")[0].code != "F09-02-01"
    taught.learn("ふれあい号の運行", "F09-02-01")
    assert taught.suggest("ふれあい号の運行")[0].code == "F09-02-01"
    assert taught.suggest("ふれあい号の運行計画")[0].code == "F09-02-01"
    assert taught.suggest("生活保護の面接相談")[0].code == "B16-01-01"


def test_a_correction_to_a_code_that_is_gone_is_not_used() -> None:
    taught = new_suggester()
    taught.learn("ふれあい号の運行", "X99-01-01")
    assert all(s.code != "X99-01-01" for s in taught.suggest("ふれあい号の運行"))


@given(st.text(max_size=60))
def test_any_text_gets_ranked_known_classes(text: str) -> None:
    found = _SHARED.suggest(text)
    assert [s.score for s in found] == sorted((s.score for s in found), reverse=True)
    assert all(is_class_code(s.code) and s.path.endswith(s.name) for s in found)


def test_every_word_stands_at_a_class_that_exists() -> None:
    classification = load_classification()
    words = load_class_words()
    assert [code for code in words.words if code not in classification] == []
    assert all(words.words.values())


def test_without_words_the_class_names_themselves_are_found() -> None:
    bare = Suggester(
        [("B15", "児童扶養手当"), ("B15-01", "認定"), ("B15-01-05", "支払")], ClassWords({}, {})
    )
    assert bare.suggest("児童扶養手当の支払")[0].words == ("児童扶養手当", "支払")


def test_most_names_of_the_gold_list_get_the_right_class(suggester: Suggester) -> None:
    """A net under the accuracy; the figures themselves come from `./bpr bench suggestions`."""
    with GOLD.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    assert len(rows) >= 600
    right = sum(suggester.suggest(row["name"], 1)[0].code == row["code"] for row in rows)
    assert right / len(rows) > 0.7


_SHARED = new_suggester()


def gold() -> list[tuple[str, str]]:
    with GOLD.open(encoding="utf-8", newline="") as file:
        return [(row["name"], row["code"]) for row in csv.DictReader(file, delimiter="\t")]


def test_codes_people_gave_are_hardly_ever_doubted(suggester: Suggester) -> None:
    doubted = [name for name, code in gold() if suggester.doubts(name, code)]
    assert len(doubted) <= 0.05 * len(gold())


def test_codes_from_elsewhere_are_mostly_doubted(suggester: Suggester) -> None:
    given = gold()
    elsewhere = [(name, given[place - len(given) // 2][1]) for place, (name, _) in enumerate(given)]
    doubted = [name for name, code in elsewhere if suggester.doubts(name, code)]
    assert len(doubted) >= 0.7 * len(given)


def test_a_corrected_name_is_never_doubted_under_its_correction() -> None:
    suggester = new_suggester()
    assert suggester.doubts("児童扶養手当の認定請求の審査", "K06-01-01")
    suggester.learn("児童扶養手当の認定請求の審査", "K06-01-01")
    assert not suggester.doubts("児童扶養手当の認定請求の審査", "K06-01-01")


def test_nothing_is_doubted_where_nothing_is_known(suggester: Suggester) -> None:
    assert not suggester.doubts("zzzz", "K06-01-01")
    assert not suggester.doubts("", "K06-01-01")

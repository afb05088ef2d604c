"""Core or non-core proposed with reasons people can follow."""

from __future__ import annotations

import pytest

from bpr_studio.adapters.catalogs.core_words import load_core_words
from bpr_studio.adapters.catalogs.lists import load_list
from bpr_studio.domain.workload.core_proposal import (
    CoreWords,
    TaggedWork,
    propose_core,
    tag_of_reason,
)

WORDS = load_core_words()


def proposed(name: str, **known: str) -> tuple[str, str]:
    found = propose_core(TaggedWork(name, **known), WORDS)
    return found.tag, found.reason


@pytest.mark.parametrize(
    ("name", "tag", "reason"),
    [
        ("許可申請の受付", "non_core", "N1"),
        ("許可申請の審査", "core", "R2"),
        ("補助金の交付決定", "core", "R1"),  # the longest word counts, not 交付
        ("決定通知書の発送（随時分）", "non_core", "N1"),  # what is done stands behind the last の
        ("工事の設計・積算のシステム入力", "non_core", "N3"),
        ("会議資料の作成", "non_core", "N5"),
        ("総合計画の策定", "core", "R3"),
        ("ｼｽﾃﾑ更新入力", "non_core", "N3"),  # of any width
        ("関係課との協議", "core", "R5"),
        ("文書の保管・廃棄", "non_core", "N7"),
        ("ひとり親家庭の相談", "core", "R4"),
        ("電話による問い合わせ", "non_core", "N6"),
        ("請求書の照合", "non_core", "N4"),
        ("その他", "", ""),
        ("", "", ""),
    ],
)
def test_words_of_the_name(name: str, tag: str, reason: str):
    assert proposed(name) == (tag, reason)


def test_the_class_decides_where_the_name_says_nothing():
    assert proposed("一式", class_name="転入届", class_hint="non_core") == ("non_core", "")
    assert proposed("一式", class_name="税務相談", class_hint="core") == ("core", "")
    assert proposed("一式", class_name="補助金", class_hint="mixed") == ("", "")


def test_what_is_done_counts_more_than_the_class():
    assert proposed("申請の受付", class_name="審査", class_hint="core")[0] == "non_core"


def test_the_step_type_counts_more_than_the_name():
    assert proposed("申請の受付", step_type="P08", step_name="審査（実質）") == ("core", "R2")
    assert proposed("申請の受付", step_type="P07") == ("non_core", "N1")  # speaks for nothing


def test_equal_weights_propose_nothing_and_say_so():
    found = propose_core(TaggedWork("計画と受付の件"), WORDS)
    assert {evidence.tag for evidence in found.evidence} == {"core", "non_core"}
    assert (found.tag, found.reason) == ("", "")
    assert "受付" in found.explanation
    assert "judge" in found.explanation


def test_without_words_nothing_is_found():
    assert propose_core(TaggedWork("申請の受付"), CoreWords({}, {}, "", "C")).evidence == ()


def test_the_explanation_names_every_piece_of_evidence_and_who_decides():
    found = propose_core(TaggedWork("許可申請の受付", "食品営業許可", "core"), WORDS)
    assert [e.tag for e in found.evidence] == ["non_core", "core", "core"]
    for word in ("受付", "食品営業許可", "許可", "N1", "you decide"):
        assert word in found.explanation
    nothing = propose_core(TaggedWork("一式"), WORDS)
    assert nothing.evidence == ()
    assert nothing.explanation


def test_the_shipped_words_fit_the_lists():
    reasons = {item.code: str(item.attributes["core_tag"]) for item in load_list("core_reason")}
    assert {*WORDS.reasons.values(), *WORDS.steps.values()} <= set(reasons)
    assert all(tag_of_reason(reason) == tag for reason, tag in reasons.items())
    steps = {item.code: str(item.attributes["core_default"]) for item in load_list("step_type")}
    usual = {step: tag_of_reason(reason) for step, reason in WORDS.steps.items()}
    assert usual == {step: tag for step, tag in steps.items() if tag != "mixed"}
    assert WORDS.mark == "C"
    assert all(word.strip() == word and len(word) >= 2 for word in WORDS.reasons)


def test_no_word_is_given_to_two_reasons():
    import tomllib

    from bpr_studio.adapters.catalogs.folders import data_folder

    data = tomllib.loads((data_folder() / "surveys/core_words.toml").read_text(encoding="utf-8"))
    listed = [word for line in data["words"].values() for word in line.split()]
    assert sorted(listed) == sorted(set(listed))

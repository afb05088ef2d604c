"""Candidates of constructed tasks: steps share what is left, verdicts hold, sentences say so."""

import numpy as np
import pytest

from bpr_studio.adapters.catalogs.candidate_rules import load_rule_book
from bpr_studio.domain.reform.candidate_rules import Difficulty, Ranking
from bpr_studio.services.candidate_ground import CandidateGround, Proposed
from bpr_studio.services.candidate_standing import Held
from bpr_studio.services.candidate_tables import (
    candidate_table,
    class_sentence,
    effect_chart,
    sum_remark,
    sum_sentence,
)
from bpr_studio.services.candidate_values import CandidateFilter, CandidateState, StoredVerdict
from bpr_studio.services.candidate_words import (
    FactWords,
    difficulty_meaning,
    difficulty_name,
    ranking_name,
    state_name,
)
from bpr_studio.services.views import RoundInfo, UnitLine
from tests.builders_candidates import material, rpa_task, step, task

BOOK = load_rule_book()
ROUND = RoundInfo("r", 2026, "overall", "調査（架空）", "overall", 1, "", 112_065, "open")
UNITS = (UnitLine("u1", 2026, "1", "課1", "section", "", "", "", "u1", "課1", 1, 1),)


def ground_of(*tasks, steps=(), held=None, verdicts=()):
    found = Held()
    for row, minutes in (held or {}).items():
        found.note(row, minutes, "by hand", "改善")
    proposed = Proposed(ROUND, BOOK, material(*tasks, steps=steps), UNITS, {})
    return CandidateGround(proposed, found, verdicts)


def listed(ground, **wanted):
    return ground.lines(ground.places(CandidateFilter(**wanted)).tolist())


def typing(name, minutes):
    return step(name, "t", step_type="P10", minutes=minutes)


def verdict(row, rule, minutes, kind="declined", **more):
    known = {
        "id": "v",
        "work_item_id": row,
        "step_id": "",
        "class_code": "",
        "rule": rule,
        "verdict": kind,
        "reason": "理由",
        "round_id": "r",
        "minutes": minutes,
        "at": "",
        "user": "u",
    }
    return StoredVerdict(**(known | more))


def test_the_steps_of_a_task_never_propose_more_than_is_left_of_it():
    one = rpa_task("照合", id="t", minutes=12_000, issue="")
    steps = (typing("入力", 8_000), step("点検", "t", step_type="P11", minutes=8_000))
    ground = ground_of(one, steps=steps)
    assert [line.step_id for line in listed(ground)] == ["step 入力", "step 点検"]
    assert ground.left.tolist() == [12_000, 8_000, 4_000]
    assert [line.held for line in listed(ground)] == [0, 0]
    lines = listed(ground_of(one, steps=steps, held={"t": 11_000}))
    assert sum(line.high for line in lines) <= 1_000


def test_a_step_is_declined_by_itself():
    one = rpa_task("照合", id="t")
    steps = (typing("入力", 7_000), step("点検", "t", step_type="P11", minutes=7_000))
    aside = verdict("t", "rpa", 7_000, step_id="step 入力")
    ground = ground_of(one, steps=steps, verdicts=[aside])
    assert [line.step_id for line in listed(ground)] == ["step 点検"]
    (line,) = listed(ground, state=CandidateState.DECLINED)
    assert (line.step_id, line.reason) == ("step 入力", "理由")


@pytest.mark.parametrize(
    ("stored", "state"),
    [
        (verdict("t", "rpa", 12_000), "declined"),
        (verdict("t", "merge", 12_000), "open"),
        (verdict("t", "rpa", 10_001), "declined"),
        (verdict("t", "rpa", 10_000), "open"),
        (verdict("t", "rpa", 12_000, "later"), "later"),
        (verdict("t", "rpa", 12_000, "later", round_id="before"), "open"),
        (verdict("t", "rpa", 12_000, "of a newer program"), "open"),
        (verdict("t", "nowhere", 12_000), "open"),
        (verdict("other", "rpa", 12_000), "open"),
        (verdict("", "consolidate", 12_000, class_code="K01-01-01"), "open"),
    ],
)
def test_a_verdict_holds_as_long_as_nothing_changes(stored, state):
    (line,) = listed(ground_of(rpa_task(id="t"), verdicts=[stored]), state=None)
    assert line.state.value == state


def test_a_city_without_candidates_says_so():
    ground = ground_of(task())
    places = ground.places(CandidateFilter())
    totals = ground.totals(places, 60)
    assert sum_sentence(totals) == "No candidate is shown."
    assert class_sentence(ground.classes()) == "No work waits for centralisation."
    assert effect_chart(ground, places, fictitious=False).title == (
        "No candidate is both easy and large."
    )
    table = candidate_table(ground, places, fictitious=False)
    assert [row[1] for row in table.rows] == ["Total"]
    assert "invented" not in table.note


def test_the_sum_is_set_against_the_target():
    ground = ground_of(rpa_task("a"), rpa_task("b"))
    places = ground.places(CandidateFilter())
    assert "The 2 largest reach" in sum_sentence(ground.totals(places, 7_000))
    assert "The largest one alone reaches" in sum_sentence(ground.totals(places, 6_000))
    assert "are 20.0 % of the target of 1,000 hours" in sum_sentence(ground.totals(places, 60_000))
    assert "target" not in sum_sentence(ground.totals(places, 0))


def test_what_could_not_be_judged_is_told():
    ground = ground_of(rpa_task("a"), rpa_task("b", medium=""))
    totals = ground.totals(ground.places(CandidateFilter()), 0)
    said = sum_remark(totals, ground.proposed.coverage)
    assert "25.0 % of all hours" in said
    assert "1 tasks with 200 hours lack an answer" in said
    assert "%" not in sum_remark(totals, None)


def test_values_are_said_in_words():
    words = FactWords({"P10": "入力作業"})
    assert words.value("medium", None) == "not answered"
    assert words.value("manual", value=False) == "there is none"
    assert words.value("entered_twice", value=True) == "there is"
    assert words.value("cases", 1_200) == "1,200 cases"
    assert words.value("step_types", "P10 P99") == "P10 入力作業, P99"
    assert words.value("medium", "paper") == "Paper"


def test_every_word_of_a_choice_has_a_name():
    for difficulty in Difficulty:
        assert difficulty_name(difficulty)
        assert difficulty_meaning(difficulty).endswith(".")
    assert len({ranking_name(one) for one in Ranking}) == len(Ranking)
    assert len({state_name(one) for one in CandidateState}) == len(CandidateState)


def test_places_are_found_by_row():
    ground = ground_of(rpa_task("a"), steps=())
    assert ground.proposed.places == {"a": 0}
    assert np.array_equal(ground.left, [12_000])

"""The goals of the plan as they are shipped, and a city's own file in their place."""

import pytest

from bpr_studio.adapters.catalogs.goals import OWN_FILE, load_goals
from bpr_studio.adapters.catalogs.lists import load_sources
from bpr_studio.domain.reform.goals import Filled, TargetFrom
from bpr_studio.domain.shared.errors import UnreadableInputError

OWN = """
plan = "別の市の計画（架空）"
source = "S01"
[[goal]]
id = "K1"
name = "待ち時間"
kind = "count"
unit = "分"
words = "窓口の待ち時間を10分にする"
mark = "C"
baseline = 25
baseline_year = 2022
target = 10
due = 2027
"""


class TestShippedGoals:
    def test_they_are_the_twelve_of_the_plan(self, tmp_path):
        goals = load_goals(tmp_path).goals
        assert [goal.id for goal in goals] == [f"G{n}" for n in range(1, 13)]
        by_id = {goal.id: goal for goal in goals}
        assert (by_id["G1"].baseline, by_id["G1"].target, by_id["G1"].due) == (4100, 100_000, 2025)
        assert (by_id["G2"].target, by_id["G2"].part_of) == (30_000, "G1")
        assert (by_id["G5"].baseline, by_id["G5"].target) == (3606, None)
        assert (by_id["G6"].baseline, by_id["G6"].target_from) == (423, TargetFrom.LEDGER_ONLINE)
        assert (by_id["G7"].target, by_id["G7"].due) == (27, 2022)
        assert (by_id["G10"].target, by_id["G10"].due) == (50, 2025)

    def test_each_names_its_wording_and_a_known_source(self, tmp_path):
        sources = load_sources()
        for goal in load_goals(tmp_path).goals:
            assert goal.words, goal.id
            assert goal.name_en, goal.id
            assert goal.source in sources, goal.id
            assert goal.mark in {"S", "C"}, goal.id

    def test_what_the_plan_leaves_open_is_said(self, tmp_path):
        notes = {goal.id: goal.note for goal in load_goals(tmp_path).goals}
        assert "様式" in notes["G5"]
        assert "手続" in notes["G5"]
        assert "足しません" in notes["G2"]
        assert "書かれていません" in notes["G1"]


class TestOwnFile:
    def test_a_file_in_the_workspace_stands_in_place_of_the_shipped_one(self, tmp_path):
        (tmp_path / OWN_FILE).write_text(OWN, encoding="utf-8")
        plan = load_goals(tmp_path)
        assert plan.name == "別の市の計画（架空）"
        (goal,) = plan.goals
        assert (goal.id, goal.name_en, goal.filled) == ("K1", "待ち時間", Filled.HAND)

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "plan = 'x'",
            "not toml at all [",
            OWN.replace('kind = "count"', 'kind = "colour"'),
            OWN.replace("target = 10", 'target = "many"'),
            OWN.replace('mark = "C"', 'mark = "C"\npart_of = "K9"'),
            OWN + OWN.partition('source = "S01"')[2],
        ],
    )
    def test_a_file_that_is_wrong_is_refused_with_what_to_do(self, tmp_path, text):
        (tmp_path / OWN_FILE).write_text(text, encoding="utf-8")
        with pytest.raises(UnreadableInputError) as caught:
            load_goals(tmp_path)
        assert caught.value.remedy
        assert OWN_FILE in caught.value.message

"""The hours beside the drawing: the same as the survey's rows."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bpr_studio.domain.modeling.stepping import set_step
from bpr_studio.services.detailed_views import TargetLine
from bpr_studio.ui.pages.flow_sums import CORE_TAG, LANE, STEP_TYPE, RollUpPanel, SumsParts
from tests.builders_flow_panels import material, open_flow

NO_TARGET = TargetLine("flow-1", "", "", "", "", "", "", "", "", "", 0, 0, 0, 0, 0, 0)


@pytest.fixture
def flow():
    return open_flow()


@pytest.fixture
def panel(qtbot, flow):
    made = RollUpPanel(SumsParts(material))
    qtbot.addWidget(made)
    made.show_flow(flow)
    return made


def test_hours_are_summed_by_lane(panel):
    assert panel.words == "100.0 hours a year, 3 steps"
    assert [(one.name, one.minutes) for one in panel.bars.lines] == [("担当", 3600), ("窓口", 2400)]


def test_hours_follow_a_gesture(panel, flow):
    set_step(flow.editor, [flow.called("本人確認").id], cases_per_year=1200.0)
    panel.take_changes([])
    assert panel.words == "120.0 hours a year, 3 steps"
    assert panel.unanswered_buttons == []


def test_steps_without_an_answer_lead_to_themselves(panel, flow, qtbot):
    (button,) = panel.unanswered_buttons
    assert button.text() == "本人確認"
    with qtbot.waitSignal(panel.element_wanted) as told:
        button.click()
    assert told.args == [flow.called("本人確認").id]


def test_core_and_non_core_stand_apart(panel, flow):
    set_step(flow.editor, [flow.called("照合").id], core_tag="core")
    panel.divide_by(CORE_TAG)
    assert [one.name for one in panel.bars.lines] == ["Core work", "(not entered)"]


def test_step_types_have_their_names(panel, flow):
    set_step(flow.editor, [flow.called("照合").id], step_type="P11")
    panel.divide_by(STEP_TYPE)
    assert panel.bars.lines[0].name == "P11 Matching and checking"


def test_the_table_is_copied_with_headings_and_total(panel):
    panel.divide_by(LANE)
    assert panel.table_text().splitlines() == [
        "By lane\tHours of a year\tShare",
        "担当\t60.0\t60.0%",
        "窓口\t40.0\t40.0%",
        "Total\t100.0\t100.0%",
    ]


def test_the_overall_survey_stands_beside_a_target(qtbot, flow):
    target = replace(NO_TARGET, overall=12_000)
    panel = RollUpPanel(SumsParts(material, lambda _flow_id: target))
    qtbot.addWidget(panel)
    panel.show_flow(flow)
    assert "Overall survey 200.0 h, steps 100.0 h (−50 %)" in panel.words

"""The plans that count keys and clicks still draw the wanted flows."""

from __future__ import annotations

import pytest

from benchmarks.redraw.__main__ import WANTED
from benchmarks.redraw.comparing import differences
from benchmarks.redraw.hands import Hands
from benchmarks.redraw.plans import PLANS
from bpr_studio.adapters.bpmn.reader import read_bpmn
from bpr_studio.domain.modeling.soundness import faults
from bpr_studio.domain.process.element import Kind

pytestmark = [
    pytest.mark.gui,
    pytest.mark.qt_log_ignore("This plugin does not support", extend=True),  # popups, offscreen
]


@pytest.mark.parametrize("name", PLANS)
def test_a_plan_draws_the_wanted_flow(name: str, qtbot, dressed):
    path = WANTED[name]
    if not path.exists():
        pytest.skip(f"{path.name} is not on this machine")
    hands = Hands(name)
    qtbot.addWidget(hands.board)
    PLANS[name](hands)
    assert differences(read_bpmn(path).model, hands.model) == []
    assert faults(hands.model) == []
    assert hands.effort.keys > 0


def test_a_flow_that_lacks_something_is_told(qtbot, dressed):
    hands = Hands("other")
    qtbot.addWidget(hands.board)
    PLANS["A.1.0"](hands)
    again = Hands("other")
    qtbot.addWidget(again.board)
    assert again.model.of_kind(Kind.START_EVENT)
    found = differences(hands.model, again.model)
    assert any(line.startswith("missing node") and "Task 1" in line for line in found)
    assert any(line.startswith("extra node") for line in found)
    assert any(line.startswith("missing flow") for line in found)


def test_keys_held_down_count_and_names_count_apart(qtbot, dressed):
    hands = Hands("A.1.0")
    qtbot.addWidget(hands.board)
    PLANS["A.1.0"](hands)
    effort = hands.effort
    assert (effort.keys, effort.clicks, effort.drags) == (9, 0, 0)
    assert effort.label_chars == len("Start EventTask 1Task 2Task 3End Event")
    assert effort.to_json()["with_names"] == 9 + effort.label_chars

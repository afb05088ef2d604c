"""A fix settles its finding as one gesture, leaves the flow sound, and undo takes it back."""

import pytest

from bpr_studio.adapters.catalogs.lint_profile import load_lint_profile
from bpr_studio.domain.lint.live import lint
from bpr_studio.domain.modeling.soundness import faults
from bpr_studio.domain.modeling.verdict import NotAllowedError
from bpr_studio.domain.process.carried import Carried
from bpr_studio.domain.process.editor import Editor
from bpr_studio.domain.process.element import EventDefinition, Trigger
from bpr_studio.domain.process.model import ProcessModel
from bpr_studio.domain.process.step import Step
from bpr_studio.domain.shared.geometry import Bounds
from tests.builders_lint import Sketch, findings, plain

PROFILE = load_lint_profile()


def _no_start():
    return plain().without("start", "start-a")


def _no_end():
    return plain().without("end", "e-end")


def _loose_end():
    return plain().without("b-c")


def _triggered_start():
    sketch = plain()
    sketch.node(
        "sub", "subProcess", name="審査一式", expanded=True, bounds=Bounds(0, 500, 900, 300)
    )
    sketch.event("in", "startEvent", "timer", parent="sub", bounds=Bounds(20, 600, 36, 36))
    return sketch


def _stopping_end():
    return plain().change("end", events=(EventDefinition(Trigger.TERMINATE),))


def _useless_branch():
    sketch = plain().without("b-c")
    sketch.node("g", "exclusiveGateway", name="")
    sketch.line("b", "g")
    sketch.line("g", "c")
    return sketch


def _twice():
    sketch = plain()
    sketch.line("a", "b", line_id="again")
    return sketch


def _labelled():
    return plain().change("a-b", name="次へ")


def _join():
    sketch = plain()
    sketch.line("a", "d")
    return sketch


def _fork(**fields):
    sketch = plain().without("a-b")
    sketch.node("g", "exclusiveGateway", name="不備があるか")
    sketch.line("a", "g")
    sketch.line("g", "b", name="ある", **fields)
    sketch.line("g", "d")
    return sketch


def _one_without_condition():
    return _fork(condition="ある")


def _conditional_event_branch():
    sketch = _fork(condition="ある")
    return sketch.change("g", subtype="eventBasedGateway")


def _nameless_end():
    return plain().change("end", name="")


def _other_style():
    return plain().change("b", name="申請書の確認")


def _untagged():
    return plain().change("b", step=Step(minutes_per_case=1, step_type="P05"))


def _lanes():
    sketch = Sketch().pool().lanes("課長", "窓口")
    sketch.chain("a", "b", "c", "d", "e")
    for number, node_id in enumerate(("start", "a", "b", "c", "d", "e", "end")):
        box = sketch.elements[node_id].bounds
        sketch.change(node_id, lane="窓口", bounds=Bounds(100 + 150.0 * number, 400, *box[2:]))
    for element_id, element in tuple(sketch.elements.items()):
        if element.waypoints:
            sketch.change(element_id, waypoints=())
    return sketch


CASES = {
    "start-event-required": _no_start,
    "end-event-required": _no_end,
    "no-implicit-end": _loose_end,
    "sub-process-blank-start-event": _triggered_start,
    "superfluous-termination": _stopping_end,
    "superfluous-gateway": _useless_branch,
    "no-duplicate-sequence-flows": _twice,
    "superfluous-label": _labelled,
    "fake-join": _join,
    "L09": _fork,
    "conditional-flows": _one_without_condition,
    "event-based-gateway": _conditional_event_branch,
    "label-required": _nameless_end,
    "label-one-style": _other_style,
    "core-tag": _untagged,
    "lane-order": _lanes,
}


@pytest.mark.parametrize("rule", CASES)
def test_a_fix_settles_its_finding_and_undo_takes_it_back(rule):
    model = CASES[rule]().model
    before = ProcessModel(model.header, model.elements())
    finding = next(f for f in lint(model, PROFILE) if f.rule == rule and f.fix)
    known = set(faults(model))
    editor = Editor(model)
    assert finding.fix is not None
    finding.fix.apply(editor)
    assert not [f for f in lint(model, PROFILE) if f.rule == rule and f.element == finding.element]
    assert set(faults(model)) <= known
    editor.undo()
    assert model == before
    assert editor.undo_name is None


def test_a_fix_of_a_flow_that_has_changed_since_is_refused():
    model = _join().model
    finding = next(f for f in lint(model, PROFILE) if f.rule == "fake-join")
    editor = Editor(model)
    with editor.gesture("meanwhile"):
        editor.remove("a-d")
    before = ProcessModel(model.header, model.elements())
    assert finding.fix is not None
    with pytest.raises(NotAllowedError):
        finding.fix.apply(editor)
    assert model == before


def test_nothing_is_offered_where_people_have_to_decide():
    sketch = plain()
    sketch.line("a", "d")
    assert findings(sketch, "no-implicit-split")[0].fix is None
    assert findings(plain().change("b", name=""), "label-required")[0].fix is None
    both = _fork().change("g-b", name="")
    assert findings(both, "L09")[0].fix is None


def test_nothing_is_offered_that_the_rules_of_drawing_refuse():
    sketch = plain()
    undo = Carried(attributes=(("isForCompensation", "true"),))
    sketch.node("x", carried=undo)
    sketch.line("x", "b")
    assert findings(sketch, "fake-join")[0].fix is None

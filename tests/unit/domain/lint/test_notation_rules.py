"""Each notation rule speaks where bpmnlint's does, and keeps quiet one step short of it."""

import re
from pathlib import Path

import pytest

from bpr_studio.adapters.catalogs.lint_profile import find_lint_profile, load_lint_profile
from bpr_studio.domain.lint.live import lint
from bpr_studio.domain.lint.rules import NOTATION, RULES
from bpr_studio.domain.process.carried import Carried, XmlNode
from bpr_studio.domain.process.element import Element, EventDefinition, Kind, Trigger
from bpr_studio.domain.process.model import ProcessModel
from bpr_studio.domain.shared.geometry import Bounds
from tests.builders_lint import Sketch, findings, found, plain


def test_a_sound_flow_gets_no_finding():
    assert lint(plain().model, load_lint_profile()) == ()


def test_an_empty_model_gets_no_finding():
    assert lint(ProcessModel(), load_lint_profile()) == ()


def test_every_rule_has_an_id_of_its_own_and_a_place_in_the_city_profile():
    ids = [rule.id for rule in RULES]
    assert len(set(ids)) == len(ids)
    assert set(load_lint_profile().levels) == set(ids) - {"standard-size"}
    assert set(find_lint_profile("notation").levels) == {rule.id for rule in NOTATION}


def test_start_and_end_are_required():
    sketch = plain().without("start", "start-a")
    assert found(sketch, "start-event-required") == ["P"]
    assert found(sketch, "end-event-required") == []
    assert found(plain().without("end", "e-end"), "end-event-required") == ["P"]


def test_a_sub_process_needs_start_and_end_unless_its_steps_have_no_order():
    sketch = plain()
    sketch.node("sub", "subProcess", name="審査一式")
    assert found(sketch, "start-event-required") == ["sub"]
    sketch.change("sub", subtype="adHocSubProcess")
    assert found(sketch, "start-event-required") == []


def test_steps_in_any_order_have_neither_start_nor_end():
    sketch = plain()
    sketch.node("sub", "adHocSubProcess", name="調査")
    sketch.node("begin", "startEvent", parent="sub")
    sketch.node("finish", "endEvent", parent="sub")
    assert found(sketch, "ad-hoc-sub-process") == ["begin", "finish"]
    sketch.change("sub", subtype="subProcess")
    assert found(sketch, "ad-hoc-sub-process") == []


def test_only_one_start_may_be_plain():
    sketch = plain()
    sketch.event("second", "startEvent", "message")
    assert found(sketch, "single-blank-start-event") == []
    sketch.change("second", events=())
    assert found(sketch, "single-blank-start-event") == ["P"]


def test_a_sub_process_starts_plainly_and_an_event_sub_process_by_an_event():
    sketch = plain()
    sketch.node("sub", "subProcess", name="調査")
    sketch.event("begin", "startEvent", "timer", parent="sub")
    assert found(sketch, "sub-process-blank-start-event") == ["begin"]
    sketch.change("sub", carried=Carried(attributes=(("triggeredByEvent", "true"),)))
    assert found(sketch, "sub-process-blank-start-event") == []
    assert found(sketch, "event-sub-process-typed-start-event") == []
    sketch.change("begin", events=())
    assert found(sketch, "event-sub-process-typed-start-event") == ["begin"]


def _link(sketch, node_id, subtype, name):
    definition = EventDefinition(Trigger.LINK, carried=Carried(attributes=(("name", name),)))
    return sketch.node(node_id, subtype, name="続き", events=(definition,))


def test_links_come_in_pairs():
    sketch = plain()
    _link(sketch, "out", "intermediateThrowEvent", "A")
    assert found(sketch, "link-event") == ["out"]
    _link(sketch, "in", "intermediateCatchEvent", "A")
    assert found(sketch, "link-event") == []
    _link(sketch, "in2", "intermediateCatchEvent", "A")
    assert found(sketch, "link-event") == ["in", "in2"]
    sketch.without("in", "in2")
    _link(sketch, "out2", "intermediateThrowEvent", "A")
    assert found(sketch, "link-event") == ["out", "out2"]


def test_a_link_needs_a_name():
    sketch = plain()
    sketch.event("out", "intermediateThrowEvent", "link")
    assert found(sketch, "link-event") == ["out"]


def test_stopping_everything_is_superfluous_where_nothing_else_runs():
    sketch = plain().change("end", events=(EventDefinition(Trigger.TERMINATE),))
    assert found(sketch, "superfluous-termination") == ["end"]
    sketch.node("other", "endEvent")
    assert found(sketch, "superfluous-termination") == []


@pytest.mark.parametrize(
    ("subtype", "told"),
    [
        ("task", True),
        ("callActivity", True),
        ("startEvent", True),
        ("subProcess", False),
        ("parallelGateway", False),
        ("eventBasedGateway", False),
        ("exclusiveGateway", False),
        ("dataObjectReference", False),
    ],
)
def test_who_needs_a_label(subtype, told):
    sketch = plain()
    sketch.node("x", subtype, name="  ")
    assert found(sketch, "label-required") == (["x"] if told else [])


def test_a_forking_branch_and_a_conditional_arrow_need_a_label():
    sketch = _branch()
    sketch.change("g", name="")
    assert found(sketch, "label-required") == ["g"]
    sketch.change("g-b", name="")
    assert found(sketch, "label-required") == ["g", "g-b"]
    sketch.change("g-b", condition=None)
    assert found(sketch, "label-required") == ["g"]


def _branch(subtype="exclusiveGateway"):
    """Start → a → g → b or c → j → end, with conditions on both ways."""
    sketch = Sketch()
    sketch.node("start", "startEvent")
    for node_id in ("a", "b", "c", "d"):
        sketch.node(node_id)
    sketch.node("g", subtype)
    sketch.node("j", subtype, name="")
    sketch.node("end", "endEvent")
    for source, target in (
        ("start", "a"),
        ("a", "g"),
        ("b", "j"),
        ("c", "j"),
        ("j", "d"),
        ("d", "end"),
    ):
        sketch.line(source, target)
    sketch.line("g", "b", condition="ある", name="ある")
    sketch.line("g", "c", condition="ない", name="ない")
    return sketch


def test_a_lonely_element_is_told_unless_it_needs_no_arrow():
    sketch = plain()
    sketch.node("x")
    sketch.node("call", "callActivity")
    assert found(sketch, "no-disconnected") == ["x"]
    assert found(sketch, "no-implicit-start") == ["x", "call"]
    assert found(sketch, "no-implicit-end") == ["x", "call"]
    sketch.change("x", carried=Carried(attributes=(("isForCompensation", "true"),)))
    assert found(sketch, "no-disconnected") == []
    assert found(sketch, "no-implicit-end") == ["call"]


def test_in_steps_of_any_order_nothing_need_be_connected():
    sketch = plain()
    sketch.node("sub", "adHocSubProcess", name="調査")
    sketch.line("a", "sub")
    sketch.line("sub", "b")
    sketch.node("x", parent="sub")
    assert found(sketch, "no-disconnected") == []
    assert found(sketch, "no-implicit-start") == []
    assert found(sketch, "no-implicit-end") == []


def test_a_compensation_event_ends_where_an_association_leads_from_it():
    sketch = plain()
    sketch.event("undo", "boundaryEvent", "compensate", host="a")
    assert found(sketch, "no-implicit-end") == ["undo"]
    assert found(sketch, "no-disconnected") == []
    sketch.elements["line"] = Element(
        id="line",
        kind=Kind.ASSOCIATION,
        subtype="association",
        parent="P",
        source="undo",
        target="b",
    )
    assert found(sketch, "no-implicit-end") == []


def test_ways_split_only_at_branches():
    sketch = plain()
    sketch.line("a", "c", condition="急ぎ", name="急ぎ")
    assert found(sketch, "no-implicit-split") == []
    sketch.line("a", "d")
    assert found(sketch, "no-implicit-split") == ["a"]
    sketch.change("a", default_flow="a-d")
    assert found(sketch, "no-implicit-split") == []


def test_ways_join_only_at_branches():
    assert found(plain(), "fake-join") == []
    sketch = plain()
    sketch.line("a", "c")
    assert found(sketch, "fake-join") == ["c"]
    assert findings(sketch, "fake-join")[0].related == ("b-c", "a-c")


def test_a_branch_does_not_join_and_fork_at_once():
    sketch = _branch()
    assert found(sketch, "no-gateway-join-fork") == []
    sketch.line("d", "g")
    assert found(sketch, "no-gateway-join-fork") == ["g"]


def test_a_branch_with_one_way_in_and_out_is_superfluous():
    sketch = _branch()
    assert found(sketch, "superfluous-gateway") == []
    sketch.without("g-c")
    assert found(sketch, "superfluous-gateway") == ["g"]


def test_a_branch_by_events_has_two_ways_without_conditions():
    sketch = _branch("eventBasedGateway")
    told = found(sketch, "event-based-gateway")
    assert told == ["j", "g-b", "g-c"]
    sketch.change("g-b", condition=None).change("g-c", condition=None)
    assert found(sketch, "event-based-gateway") == ["j"]


@pytest.mark.parametrize(
    ("subtype", "rule"),
    [("complexGateway", "no-complex-gateway"), ("inclusiveGateway", "no-inclusive-gateway")],
)
def test_unusual_branches_are_told(subtype, rule):
    assert found(_branch(subtype), rule) == ["g", "j"]
    assert found(_branch(), rule) == []


def test_where_one_way_has_a_condition_all_have_or_one_is_for_the_rest():
    sketch = _branch()
    assert found(sketch, "conditional-flows") == []
    sketch.change("g-c", condition=None)
    assert found(sketch, "conditional-flows") == ["g-c"]
    sketch.change("g", default_flow="g-c")
    assert found(sketch, "conditional-flows") == []


def test_a_default_flow_that_does_not_exist_counts_as_none():
    sketch = _branch().change("g", default_flow="gone")
    sketch.change("g-b", condition=None).change("g-c", condition=None)
    assert found(sketch, "conditional-flows") == []


def test_a_label_on_an_arrow_needs_something_to_choose():
    sketch = plain().change("a-b", name="次へ")
    assert found(sketch, "superfluous-label") == ["a-b"]
    sketch = _branch().change("g-c", condition=None)
    assert found(sketch, "superfluous-label") == []
    sketch.change("g", subtype="parallelGateway").change("g-b", condition=None)
    assert found(sketch, "superfluous-label") == ["g-b", "g-c"]


def test_the_same_arrow_twice_is_told_at_the_arrow_and_both_ends():
    sketch = plain()
    sketch.line("a", "b", line_id="again")
    assert sorted(found(sketch, "no-duplicate-sequence-flows")) == ["a", "again", "b"]
    sketch.line("a", "b", line_id="third")
    assert sorted(found(sketch, "no-duplicate-sequence-flows")) == ["a", "again", "b", "third"]


def test_arrows_with_different_conditions_are_not_the_same():
    sketch = plain()
    sketch.line("a", "b", line_id="again", condition="急ぎ", name="急ぎ")
    assert found(sketch, "no-duplicate-sequence-flows") == []


def test_an_event_has_one_cause():
    sketch = plain()
    sketch.event("e1", "intermediateCatchEvent", "timer")
    assert found(sketch, "single-event-definition") == []
    sketch.event("e2", "intermediateCatchEvent", "timer", "message")
    assert found(sketch, "single-event-definition") == ["e2"]


def test_a_condition_is_asked_for_only_where_an_engine_runs_the_flow():
    sketch = plain()
    sketch.event("wait", "intermediateCatchEvent", "conditional")
    assert found(sketch, "conditional-event") == []
    sketch.change("P", carried=Carried(attributes=(("isExecutable", "true"),)))
    assert found(sketch, "conditional-event") == ["wait"]
    written = Carried(content=(XmlNode("condition", text="残り < 3"),))
    sketch.change("wait", events=(EventDefinition(Trigger.CONDITIONAL, carried=written),))
    assert found(sketch, "conditional-event") == []


def test_what_is_not_drawn_is_told_once_there_is_no_picture_at_all():
    sketch = plain().change("b", bounds=None)
    assert found(sketch, "no-bpmndi") == ["b"]
    sketch.elements["picture"] = Element(
        id="picture",
        kind=Kind.DEPICTION,
        subtype="shape",
        parent="D",
        diagram="D",
        refers_to="b",
        bounds=Bounds(0, 900, 100, 80),
    )
    assert found(sketch, "no-bpmndi") == []


def test_elements_that_touch_overlap_but_a_boundary_event_may_sit_on_its_step():
    sketch = plain()
    box = sketch.elements["a"].bounds
    sketch.node("x", bounds=Bounds(box.right, box.y, 10, 80))
    assert found(sketch, "no-overlapping-elements") == ["a", "x"]
    sketch.change("x", bounds=Bounds(box.right + 1, box.y, 10, 80))
    assert found(sketch, "no-overlapping-elements") == []
    sketch.event(
        "late", "boundaryEvent", "timer", host="a", bounds=Bounds(box.x, box.bottom - 18, 36, 36)
    )
    assert found(sketch, "no-overlapping-elements") == []


def test_what_sticks_out_of_its_pool_is_told():
    sketch = plain().pool()
    assert found(sketch, "no-overlapping-elements") == []
    sketch.change("b", bounds=Bounds(300, 3950, 100, 80))
    assert found(sketch, "no-overlapping-elements") == ["b"]


def test_unusual_sizes_are_told_only_by_the_notation_profile():
    sketch = plain().change("b", bounds=Bounds(300, 100, 101, 80))
    assert found(sketch, "standard-size") == []
    assert found(sketch, "standard-size", profile=find_lint_profile("notation")) == ["b"]


def test_messages_of_a_file_have_names_of_their_own_and_are_used():
    sketch = plain()
    for number, name in enumerate(("申請", "申請")):
        sketch.elements[f"m{number}"] = Element(
            id=f"m{number}", kind=Kind.DEFINITION, subtype="message", name=name
        )
    assert found(sketch, "global") == ["m0", "m0", "m1", "m1"]
    sketch.change("m1", name="届出")
    for number in (0, 1):
        definition = EventDefinition(Trigger.MESSAGE, refers_to=f"m{number}")
        sketch.node(f"e{number}", "intermediateCatchEvent", events=(definition,))
    assert found(sketch, "global") == []


def test_dangling_arrows_and_missing_parents_are_no_reason_to_fail():
    sketch = plain()
    sketch.line("a", "nowhere")
    sketch.line("gone", "b")
    sketch.line("", "", line_id="loose")
    sketch.line("a", "nowhere", line_id="twin")
    sketch.node("lost", parent="gone")
    sketch.node("self", "subProcess", parent="self")
    assert found(sketch, "no-duplicate-sequence-flows") == []
    assert found(sketch, "no-implicit-split") == ["a"]


def test_findings_come_with_the_gravest_first_and_a_whole_sentence():
    sketch = plain()
    sketch.line("a", "c")
    sketch.change("b", name="")
    told = lint(sketch.model, load_lint_profile())
    assert [f.level.value for f in told] == sorted(
        (f.level.value for f in told), key=["error", "warning", "notice"].index
    )
    for finding in told:
        assert finding.message == f"{finding.place}: {finding.sentence}"
        assert finding.sentence.endswith(".")


def test_the_page_about_lint_names_every_rule_and_its_usual_level():
    page = (Path(__file__).parents[4] / "docs" / "file-formats" / "lint.md").read_text("utf-8")
    rows = [line.split("|") for line in page.splitlines() if line.startswith("| `")]
    told = {}
    for row in rows:
        ids = re.findall("`([^`]+)`", row[1])
        words = [word.strip() for word in row[2].split(",")]
        for number, rule in enumerate(ids):
            told[rule] = words[min(number, len(words) - 1)]
    levels = load_lint_profile().levels
    for rule in RULES:
        assert told.get(rule.id) == (levels[rule.id].value if rule.id in levels else "off"), rule.id

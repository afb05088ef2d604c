"""Rules of municipal practice: what sets each of them off, and what is just not enough."""

from datetime import date

import pytest

from bpr_studio.domain.lint.facts import LintFacts
from bpr_studio.domain.lint.practice import LabelStyle, label_style, renamed_like
from bpr_studio.domain.process.step import Step
from bpr_studio.domain.shared.geometry import Bounds
from tests.builders_lint import Sketch, findings, found, plain


def step(**fields):
    return Step(minutes_per_case=5, **fields)


def with_steps(names, **steps):
    """A chain of steps; `names` are their ids, `steps` what each of them is."""
    sketch = Sketch().chain(*names.split())
    for node_id, attributes in steps.items():
        sketch.change(node_id, step=attributes)
    return sketch


DECIDING = step(step_type="P09")
EXAMINING = step(step_type="P08")
PAPER = step(medium="paper")
SYSTEM = step(medium="electronic")


# --- L01 -----------------------------------------------------------------------------------


def test_a_third_decision_in_a_row_is_told():
    sketch = with_steps("a b c d e", a=DECIDING, b=DECIDING, c=DECIDING)
    assert found(sketch, "L01") == ["c"]
    assert findings(sketch, "L01")[0].related == ("a", "b")


def test_two_decisions_in_a_row_are_usual():
    assert found(with_steps("a b c d e", a=DECIDING, b=DECIDING, d=DECIDING), "L01") == []


def test_decisions_are_in_a_row_across_branches_and_known_by_their_names():
    sketch = Sketch()
    for node_id in ("a", "b", "c"):
        sketch.node(node_id, name=f"{node_id}が決裁")
    sketch.node("g", "exclusiveGateway")
    for source, target in (("a", "g"), ("g", "b"), ("b", "c"), ("g", "a")):
        sketch.line(source, target)
    assert found(sketch, "L01") == ["c"]


def test_what_is_done_with_decided_papers_is_no_decision():
    sketch = plain("a", "b", "c", "d", "e")
    for node_id, name in (
        ("a", "決裁文書を保管"),
        ("b", "決裁後に通知を発送"),
        ("c", "承認済みの書類を返却"),
    ):
        sketch.change(node_id, name=name)
    assert found(sketch, "L01") == []


def test_decisions_in_a_circle_end_the_search():
    sketch = with_steps("a b", a=DECIDING, b=DECIDING)
    sketch.line("b", "a")
    assert found(sketch, "L01") == []


# --- L02 -----------------------------------------------------------------------------------


def test_the_same_examination_later_on_is_told():
    sketch = plain("a", "b", "c", "d", "e")
    sketch.change("a", name="申請内容を審査").change("d", name="申請内容を審査する")
    assert found(sketch, "L02") == ["d"]
    assert findings(sketch, "L02")[0].related == ("a",)


def test_examinations_of_the_same_form_are_the_same():
    sketch = with_steps(
        "a b c d e",
        a=step(step_type="P08", forms_in=("申請書",)),
        d=step(step_type="P08", forms_in=("申請書", "所得証明")),
    )
    assert found(sketch, "L02") == ["d"]


def test_examinations_of_other_things_or_on_other_ways_are_not_the_same():
    sketch = plain("a", "b", "c", "d", "e")
    sketch.change("a", name="所得を審査").change("d", name="住所を審査")
    assert found(sketch, "L02") == []
    ways = Sketch()
    ways.node("g", "exclusiveGateway")
    for node_id in ("a", "b"):
        ways.node(node_id, name="申請内容を審査")
        ways.line("g", node_id)
    assert found(ways, "L02") == []


# --- L03 -----------------------------------------------------------------------------------


def test_leaving_the_system_for_paper_and_coming_back_is_told():
    sketch = with_steps("a b c d e", a=SYSTEM, b=PAPER, c=PAPER, d=SYSTEM)
    assert found(sketch, "L03") == ["b"]
    assert findings(sketch, "L03")[0].related == ("a", "d")


def test_paper_at_the_end_or_the_beginning_is_not_typed_twice():
    assert found(with_steps("a b c d e", a=PAPER, b=SYSTEM, c=SYSTEM), "L03") == []
    assert found(with_steps("a b c d e", c=SYSTEM, d=PAPER, e=PAPER), "L03") == []


def test_paper_that_is_sent_away_or_followed_by_no_typing_is_not_typed_twice():
    sent = step(step_type="P13", medium="paper")
    assert found(with_steps("a b c d e", a=SYSTEM, b=sent, c=SYSTEM), "L03") == []
    paid = step(step_type="P14", medium="electronic")
    assert found(with_steps("a b c d e", a=SYSTEM, b=PAPER, c=paid), "L03") == []


def test_a_system_is_known_by_its_name_and_paper_by_a_word():
    sketch = with_steps("a b c d e", a=step(system="住民記録"), c=step(system="税務"))
    sketch.change("b", name="一覧を印刷")
    assert found(sketch, "L03") == ["b"]


# --- L04, L08 ------------------------------------------------------------------------------


def _relay(lanes, **fields):
    """A step in each of these lanes one after the other."""
    sketch = Sketch().pool().lanes(*dict.fromkeys(lanes))
    ids = [f"s{number}" for number in range(len(lanes))]
    sketch.chain(*ids, **fields)
    for node_id, lane in zip(ids, lanes, strict=True):
        sketch.change(node_id, lane=lane)
    return sketch


def test_paper_handed_over_three_times_is_told():
    sketch = _relay(["窓口", "担当", "窓口", "担当"], step=PAPER)
    assert found(sketch, "L04") == ["Pool_P"]
    assert findings(sketch, "L04")[0].related == ("s1", "s2", "s3")


def test_two_hand_overs_of_paper_or_electronic_ones_are_not_told():
    assert found(_relay(["窓口", "担当", "窓口", "窓口"], step=PAPER), "L04") == []
    assert found(_relay(["窓口", "担当", "窓口", "担当"], step=SYSTEM), "L04") == []


def test_many_changes_of_lane_are_told_from_five_on():
    assert found(_relay(["窓口", "担当"] * 3), "L08") == ["Pool_P"]
    assert found(_relay(["窓口", "担当", "窓口", "担当", "窓口"]), "L08") == []
    assert found(_relay(["窓口"] * 6 + ["担当", "窓口"] * 2 + ["担当"]), "L08") == []


# --- L05, L07 ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["seal", "paper", "in_person"])
def test_what_is_asked_for_without_legal_basis_is_told(name):
    sketch = with_steps("a b c d e", b=step(**{name: True}))
    assert found(sketch, "L05") == ["b"]
    sketch.change("b", step=step(**{name: True, f"{name}_basis": "practice"}))
    assert found(sketch, "L05") == []
    sketch.change("b", step=step(**{name: True, "legal_basis": "条例第3条"}))
    assert found(sketch, "L05") == []


def test_waiting_longer_than_five_days_is_told():
    assert found(with_steps("a b c d e", b=step(waiting_days=5)), "L07") == []
    assert found(with_steps("a b c d e", b=step(waiting_days=5.5)), "L07") == ["b"]


# --- L06 -----------------------------------------------------------------------------------


def _two_intakes(*, meet):
    sketch = Sketch()
    sketch.node("web", step=step(step_type="P05", medium="electronic"))
    sketch.node("desk", step=step(step_type="P05", medium="paper"))
    for node_id in ("x", "y"):
        sketch.node(node_id)
    sketch.line("web", "x")
    sketch.line("desk", "x" if meet else "y")
    return sketch


def test_online_and_paper_applications_that_never_meet_are_told():
    sketch = _two_intakes(meet=False)
    assert found(sketch, "L06") == ["desk"]
    assert findings(sketch, "L06")[0].related == ("web",)


def test_online_and_paper_applications_that_meet_are_fine():
    assert found(_two_intakes(meet=True), "L06") == []


# --- L09, L10 ------------------------------------------------------------------------------


def _fork(subtype="exclusiveGateway", **labels):
    sketch = plain("a", "b", "c", "d", "e").without("a-b")
    sketch.node("g", subtype)
    sketch.line("a", "g")
    sketch.line("g", "b", name=labels.get("b", ""))
    sketch.line("g", "c", name=labels.get("c", ""))
    return sketch


def test_ways_that_do_not_say_when_they_are_taken_are_told_at_the_branch():
    sketch = _fork(b="はい")
    assert found(sketch, "L09") == ["g"]
    assert findings(sketch, "L09")[0].related == ("g-c",)
    assert found(_fork(b="はい", c="いいえ"), "L09") == []
    assert found(_fork("parallelGateway"), "L09") == []


def test_the_way_for_all_other_cases_needs_no_words():
    assert found(_fork(b="はい").change("g", default_flow="g-c"), "L09") == []


def test_dead_ends_and_what_no_start_leads_to_are_told_once():
    sketch = plain("a", "b", "c", "d", "e").without("c-d")
    assert found(sketch, "L10") == ["c", "d"]


def test_an_endless_circle_is_told_once_and_a_circle_with_a_way_out_is_not():
    sketch = plain("a", "b", "c", "d", "e")
    sketch.line("d", "b")
    assert found(sketch, "L10") == []
    sketch.without("d-e", "e-end").without("e")
    assert found(sketch, "L10") == ["b", "end"]


def test_work_goes_through_sub_processes_and_links():
    sketch = Sketch()
    sketch.node("start", "startEvent")
    sketch.node("sub", "subProcess", name="審査一式")
    sketch.node("in", "startEvent", parent="sub")
    sketch.node("a", parent="sub")
    sketch.node("out", "endEvent", parent="sub")
    sketch.event("leave", "intermediateThrowEvent", "link", name="続き")
    sketch.event("go on", "intermediateCatchEvent", "link", name="続き")
    sketch.node("end", "endEvent")
    for source, target in (
        ("start", "sub"),
        ("in", "a"),
        ("a", "out"),
        ("sub", "leave"),
        ("go on", "end"),
    ):
        sketch.line(source, target)
    assert found(sketch, "L10") == []
    sketch.without("a-out")
    assert found(sketch, "L10") == ["a", "out"]


# --- L11, L12, core tag --------------------------------------------------------------------


def test_a_step_without_minutes_is_told_unless_it_is_not_our_work():
    sketch = plain("a", "b", "c", "d", "e").change("b", step=Step())
    assert found(sketch, "L11") == ["b"]
    sketch.change("b", step=Step(actor_category="resident"))
    assert found(sketch, "L11") == []
    sketch.change("b", step=Step(minutes_per_case=0))
    assert found(sketch, "L11") == []


def test_the_lane_tells_who_acts():
    sketch = _relay(["市民", "市民課", "委託事業者", "市民課窓口"], step=Step())
    assert found(sketch, "L11") == ["s1", "s2", "s3"]


def two_pools(name, *, lanes=()):
    sketch = Sketch()
    if lanes:
        sketch.lanes(*lanes)
    sketch.chain("a", "b", step=Step(minutes_per_case=1))
    sketch.process("Q").pool().pool(name, "Q")
    for number in range(26):
        sketch.node(f"q{number}", parent="Q", step=Step())
    return sketch


@pytest.mark.parametrize(
    ("name", "lanes"), [("届出の相手", ("窓口",)), ("申請者", ()), ("年金事務所", ())]
)
def test_what_is_done_in_pools_of_others_is_not_asked_and_not_counted(name, lanes):
    sketch = two_pools(name, lanes=lanes)
    assert found(sketch, "L11") == []
    assert found(sketch, "step-count") == []


def test_a_pool_of_ours_is_asked_and_counted():
    sketch = two_pools("区民課")
    assert len(found(sketch, "L11")) == 26
    assert found(sketch, "step-count") == ["Pool_Q"]


def test_core_steps_of_contractors_are_told():
    core = step(core_tag="core")
    assert found(_relay(["委託事業者", "担当"], step=core), "L12") == ["s0"]
    assert found(with_steps("a", a=step(core_tag="core", actor_category="contractor")), "L12") == [
        "a"
    ]
    assert found(with_steps("a", a=step(core_tag="core", staff_category="contractor")), "L12") == [
        "a"
    ]
    assert (
        found(with_steps("a", a=step(core_tag="non_core", actor_category="contractor")), "L12")
        == []
    )


def test_non_core_steps_of_chiefs_are_told():
    assert found(_relay(["係長", "係員"], step=step(core_tag="non_core")), "L12") == ["s0"]
    assert found(_relay(["係長", "係員"], step=step(core_tag="core")), "L12") == []


def test_a_type_without_core_tag_is_told():
    sketch = with_steps("a b c d e", b=step(step_type="P05"))
    assert found(sketch, "core-tag") == ["b"]
    sketch.change("b", step=step(step_type="P05", core_tag="non_core"))
    assert found(sketch, "core-tag") == []


# --- L13, L14 ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reviewed", "told"),
    [(date(2025, 4, 1), []), (date(2025, 3, 31), ["P"]), (None, [])],
)
def test_a_flow_not_looked_through_since_the_year_before_last_is_told(reviewed, told):
    facts = LintFacts(today=date(2026, 11, 23), reviewed_on=reviewed)
    assert found(plain(), "L13", facts) == told


def _as_is():
    return with_steps(
        "a b c d e", b=step(forms_out=("決定通知書",)), d=step(forms_in=("決定通知書",))
    )


def test_a_to_be_that_needs_a_form_nobody_makes_any_more_is_told():
    facts = LintFacts(as_is=_as_is().model)
    to_be = with_steps("a c d e", d=step(forms_in=("決定通知書",), derived_from="d"))
    assert found(to_be, "L14", facts) == ["d"]
    assert "決定通知書" in findings(to_be, "L14", facts)[0].sentence


def test_a_form_made_by_another_step_or_needed_no_longer_is_fine():
    facts = LintFacts(as_is=_as_is().model)
    made = with_steps(
        "a c d e", c=step(forms_out=("決定通知書",)), d=step(forms_in=("決定通知書",))
    )
    assert found(made, "L14", facts) == []
    assert found(with_steps("a c d e"), "L14", facts) == []
    kept = with_steps(
        "a x d", x=step(derived_from="b"), d=step(forms_in=("決定通知書",), derived_from="d")
    )
    assert found(kept, "L14", facts) == []


# --- names, size, order --------------------------------------------------------------------


def test_a_name_has_at_most_twenty_letters():
    sketch = plain().change("a", name="本" * 18 + "を確認"[:2])
    assert found(sketch, "label-length") == []
    sketch.change("a", name="本" * 19 + "を確認"[:2])
    assert found(sketch, "label-length") == ["a"]


def test_a_name_says_what_is_done_to_what():
    sketch = plain().change("a", name="受付処理")
    assert found(sketch, "label-style") == ["a"]
    sketch.change("a", name="Check the form")
    assert found(sketch, "label-style") == []


def test_names_of_the_rarer_style_are_told():
    sketch = plain().change("b", name="申請書の確認").change("c", name="受付")
    assert found(sketch, "label-one-style") == ["b"]
    for node_id in "acd":
        sketch.change(node_id, name=f"書類{node_id}の確認")
    assert found(sketch, "label-one-style") == ["e"]


@pytest.mark.parametrize(
    ("name", "style", "other"),
    [
        ("申請書を確認", LabelStyle.VERB, "申請書の確認"),
        ("申請書を確認する", LabelStyle.VERB, "申請書の確認"),
        ("申請書の確認", LabelStyle.NOUN, "申請書を確認"),
        ("世帯主の住所を入力", LabelStyle.VERB, "世帯主の住所の入力"),
        ("証明書を渡す", LabelStyle.VERB, ""),
        ("受付", None, ""),
    ],
)
def test_styles_of_names(name, style, other):
    assert label_style(name) is style
    assert renamed_like(name) == other


@pytest.mark.parametrize(
    ("count", "rule", "told"),
    [
        (4, "few-steps", True),
        (5, "few-steps", False),
        (25, "step-count", False),
        (26, "step-count", True),
    ],
)
def test_a_drawing_holds_five_to_twenty_five_steps(count, rule, told):
    sketch = Sketch().pool().chain(*(f"s{number}" for number in range(count)))
    assert found(sketch, rule) == (["Pool_P"] if told else [])


def test_above_thirty_steps_sub_processes_are_proposed():
    for count, word in ((30, "easily read"), (31, "overview")):
        sketch = Sketch().pool().chain(*(f"s{number}" for number in range(count)))
        assert word in findings(sketch, "step-count")[0].sentence


def test_an_inner_diagram_may_be_small():
    sketch = plain()
    sketch.node("sub", "subProcess", name="審査一式")
    sketch.elements["inner"] = sketch.elements["D"].__class__(
        id="inner",
        kind=sketch.elements["D"].kind,
        subtype="BPMNDiagram",
        refers_to="sub",
        sort_key="z",
    )
    sketch.node("x", parent="sub", diagram="inner")
    assert found(sketch, "few-steps") == []


def test_lanes_stand_in_the_usual_order():
    sketch = Sketch().pool().lanes("窓口", "審査担当", "会計", "課長")
    assert found(sketch, "lane-order") == []
    sketch.change("課長", bounds=Bounds(30, -300, 970, 300))
    assert found(sketch, "lane-order") == ["窓口"]
    assert findings(sketch, "lane-order")[0].related == ("課長",)

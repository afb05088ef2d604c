"""While somebody draws, the findings are those of a fresh look, whatever was changed."""

from hypothesis import given
from hypothesis import strategies as st

from bpr_studio.adapters.catalogs.lint_profile import load_lint_profile
from bpr_studio.domain.lint.live import LiveLint, lint
from bpr_studio.domain.lint.repeats import without_repeats
from bpr_studio.domain.modeling.appending import append
from bpr_studio.domain.modeling.connecting import connect
from bpr_studio.domain.modeling.naming import rename
from bpr_studio.domain.modeling.removing import remove
from bpr_studio.domain.modeling.templates import template
from bpr_studio.domain.modeling.verdict import NotAllowedError
from bpr_studio.domain.process.editor import Editor
from bpr_studio.domain.process.element import FLOW_NODES, Kind
from bpr_studio.domain.process.step import Step
from bpr_studio.domain.shared.geometry import Bounds
from tests.builders_lint import Sketch, plain

PROFILE = load_lint_profile()


def drawing():
    """Two lanes, a sub-process with content, a branch, a message event."""
    sketch = Sketch().pool().lanes("窓口", "課長").chain("a", "b", "c", "d")
    for node_id in "abcd":
        sketch.change(node_id, lane="窓口" if node_id in "ab" else "課長")
    sketch.node("sub", "subProcess", name="審査一式", expanded=True)
    for node_id, subtype in (("in", "startEvent"), ("x", "task"), ("out", "endEvent")):
        sketch.node(node_id, subtype, parent="sub")
    sketch.node("g", "exclusiveGateway")
    for source, target in (("in", "x"), ("x", "out"), ("d", "sub"), ("sub", "g"), ("g", "end")):
        sketch.line(source, target)
    sketch.event("wait", "boundaryEvent", "timer", host="a")
    return sketch.model


class Told:
    """An editor whose gestures are told to a live lint."""

    def __init__(self, model):
        self.model = model
        self.live = LiveLint(model, PROFILE)
        self.ids = []
        self.editor = Editor(model, keep=self.note)

    def note(self, gesture):
        from bpr_studio.domain.process.editor import touched_ids

        self.ids = touched_ids(gesture)

    def look(self):
        ids, self.ids = self.ids, []
        if ids:
            self.live.update(ids)
        return self.live.findings


def agree(told):
    assert told.look() == lint(told.model, PROFILE)


WORDS = ("", "申請書を確認", "申請書の確認", "課長が決裁", "内容を審査", "一覧を印刷", "Check")
STEPS = (
    Step(),
    Step(minutes_per_case=3, step_type="P09"),
    Step(minutes_per_case=3, medium="paper", core_tag="core"),
    Step(minutes_per_case=3, medium="electronic", step_type="P05"),
    Step(seal=True, waiting_days=9),
)
TEMPLATES = ("task", "exclusive_gateway", "end", "sub_process", "wait_timer", "annotation")


def _append(told, data, one):
    append(told.editor, one, template(data.draw(st.sampled_from(TEMPLATES))))


def _remove(told, data, _one):
    remove(told.editor, [_any(told, data)])


def _rename(told, data, _one):
    rename(told.editor, _any(told, data), data.draw(st.sampled_from(WORDS)))


def _step(told, data, one):
    with told.editor.gesture("step"):
        told.editor.set(one, step=data.draw(st.sampled_from(STEPS)))


def _move(told, data, one):
    with told.editor.gesture("move"):
        told.editor.set(one, bounds=Bounds(data.draw(st.integers(0, 20)) * 40.0, 100, 100, 80))


def _connect(told, data, one):
    nodes = sorted(element.id for element in told.model.of_kind(*FLOW_NODES))
    connect(told.editor, one, data.draw(st.sampled_from(nodes)))


def _place(told, data, one):
    fields = data.draw(st.sampled_from(({"lane": ""}, {"parent": "sub"}, {"parent": "P"})))
    if told.model.element(one).kind is Kind.SUB_PROCESS:
        fields = {"lane": ""}  # nothing lies in itself
    with told.editor.gesture("set"):
        told.editor.set(one, **fields)


def _undo(told, _data, _one):
    if told.editor.undo_name:
        told.editor.undo()


def _any(told, data):
    return data.draw(st.sampled_from(sorted(element.id for element in told.model.elements())))


DEEDS = (_append, _remove, _rename, _step, _move, _connect, _place, _undo)


def _change(told, data):
    """One random gesture; what the rules refuse changes nothing."""
    nodes = sorted(element.id for element in told.model.of_kind(*FLOW_NODES))
    if not nodes:
        return
    try:
        data.draw(st.sampled_from(DEEDS))(told, data, data.draw(st.sampled_from(nodes)))
    except NotAllowedError:
        told.ids = []


@given(data=st.data())
def test_findings_stay_those_of_a_fresh_look(data):
    told = Told(drawing())
    for _ in range(data.draw(st.integers(1, 8))):
        _change(told, data)
        agree(told)


def test_many_changes_may_be_told_at_once():
    told = Told(drawing())
    with told.editor.gesture("all"):
        told.editor.set("a", name="")
        told.editor.set("課長", name="委託事業者")
        told.editor.set("Pool_P", bounds=Bounds(0, 0, 10, 10))
        told.editor.remove("b-c")
    agree(told)


def test_a_lane_with_another_name_changes_who_acts():
    told = Told(drawing())
    with told.editor.gesture("step"):
        told.editor.set("c", step=Step(minutes_per_case=1, core_tag="core"))
    agree(told)
    with told.editor.gesture("name"):
        told.editor.set("課長", name="委託事業者")
    agree(told)
    assert any(f.rule == "L12" and f.element == "c" for f in told.live.findings)


def test_telling_nothing_looks_at_everything():
    model = plain().model
    live = LiveLint(model, PROFILE)
    editor = Editor(model)
    with editor.gesture("name"):
        editor.set("a", name="")
    assert live.findings == ()
    assert [f.rule for f in live.update(())] == ["label-required"]


def test_of_several_findings_of_one_cause_people_read_the_clearest():
    sketch = plain()
    sketch.node("x")
    every = lint(sketch.model, PROFILE)
    assert {f.rule for f in every} == {
        "no-disconnected",
        "no-implicit-start",
        "no-implicit-end",
        "L10",
    }
    assert [f.rule for f in without_repeats(every)] == ["no-disconnected"]


def test_an_element_of_an_unknown_kind_is_no_reason_to_fail():
    sketch = plain().change("b", kind=Kind.OTHER, subtype="choreographyTask", name="")
    assert [f.rule for f in lint(sketch.model, PROFILE) if f.element == "b"] == ["label-required"]

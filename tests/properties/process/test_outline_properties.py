"""Any flow as text: reading the text gives the flow, writing it again gives the text."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, note, settings
from hypothesis import strategies as st

from bpr_studio.domain.modeling.creating import FlowNames, blank_flow
from bpr_studio.domain.modeling.outline import (
    apply_outline,
    described,
    outline_of,
    parse,
    written,
)
from bpr_studio.domain.modeling.outline_values import Outline
from bpr_studio.domain.modeling.soundness import faults
from bpr_studio.domain.process.editor import Editor
from bpr_studio.domain.process.element import Element as _Element
from bpr_studio.domain.process.element import EventDefinition, Kind, Trigger
from bpr_studio.domain.process.model import ProcessModel
from bpr_studio.domain.process.step import Step

NAMES = st.sampled_from(
    [
        *(
            "",
            "",
            "申請書を確認",
            "申請書を確認",
            "終了",
            "分岐",
            "5分",
            "確認 5分",
            "A → B",
            "A->B",
        ),
        *("窓口: 受付", '"引用"', "戻る 先頭", "―――", "合流なし", "# 見出し", "#画面", "P06", "@1"),
        *(
            "コア",
            "[紙]",
            "<台帳>",
            "a\\b",
            'say "x"',
            "外部 住民",
            "注: x",
            "送る 住民: y",
            "－－－",
        ),
        *(
            "１２：３０に確認",
            "途中で やめる",
            "(既定)",
            "はい (既定)",
            "…",
            "a / b",
            "書類不備?",
            "　全角　",
        ),
        *(
            "二行\nの名前",
            "http://x",
            "12:30",
            "待ち5日",
            "if",
            "start x",
            "->",
            "サブ: 審査",
            ":",
            "：a",
        ),
    ]
) | st.text(max_size=6)
LANES = ["L1", "L2", "L3"]
PARTS = st.tuples(
    st.sampled_from(
        [
            (Kind.TASK, "task"),
            (Kind.TASK, "userTask"),
            (Kind.TASK, "task"),
            (Kind.GATEWAY, "exclusiveGateway"),
            (Kind.GATEWAY, "exclusiveGateway"),
            (Kind.GATEWAY, "parallelGateway"),
            (Kind.GATEWAY, "eventBasedGateway"),
            (Kind.START_EVENT, "startEvent"),
            (Kind.END_EVENT, "endEvent"),
            (Kind.INTERMEDIATE_EVENT, "intermediateCatchEvent"),
            (Kind.INTERMEDIATE_EVENT, "intermediateThrowEvent"),
            (Kind.SUB_PROCESS, "subProcess"),
            (Kind.CALL_ACTIVITY, "callActivity"),
            (Kind.BOUNDARY_EVENT, "boundaryEvent"),
        ]
    ),
    NAMES,
    st.sampled_from(["", *LANES]),
    st.sampled_from(["", "timer", "message", "terminate"]),
    st.none() | st.floats(0, 1e5, allow_nan=False),
    st.sampled_from(["", "core", "non_core"]),
    st.lists(NAMES, max_size=2),
    st.integers(0, 30),
)


@st.composite
def models(draw: st.DrawFn) -> ProcessModel:
    """Drafts of any shape: loops, dead ends, several beginnings, nested and broken ones."""
    parts = draw(st.lists(PARTS, max_size=9))
    processes = draw(st.sampled_from([["P1"], ["P1"], ["P1", "P2"]]))
    elements = [_Element(id=p, kind=Kind.PROCESS, subtype="process") for p in processes]
    if draw(st.booleans()):
        elements += [
            _Element(id=f"Pool_{p}", kind=Kind.POOL, subtype="participant", name=name, refers_to=p)
            for p, name in zip(processes, [draw(NAMES), draw(NAMES)], strict=False)
        ]
        elements.append(
            _Element(id="Outer", kind=Kind.POOL, subtype="participant", name=draw(NAMES))
        )
    if draw(st.booleans()):
        elements += [
            _Element(id=lane, kind=Kind.LANE, subtype="lane", name=draw(NAMES)) for lane in LANES
        ]
    subs = [f"n{i}" for i, part in enumerate(parts) if part[0][0] is Kind.SUB_PROCESS]
    tasks = [f"n{i}" for i, part in enumerate(parts) if part[0][0] is Kind.TASK]
    for number, (shape, name, lane, trigger, minutes, core, forms, place) in enumerate(parts):
        (kind, subtype) = shape
        boundary = kind is Kind.BOUNDARY_EVENT
        homes = [*processes, *subs]
        home = homes[place % len(homes)]
        elements.append(
            _Element(
                id=f"n{number}",
                kind=kind,
                subtype=subtype,
                name=name,
                lane=lane,
                parent="P1" if home == f"n{number}" else home,
                host=tasks[place % len(tasks)] if boundary and tasks else "",
                events=(EventDefinition(Trigger(trigger)),) if trigger and "event" in kind else (),
                step=Step(
                    minutes_per_case=minutes,
                    core_tag=core,
                    forms_in=tuple(forms),
                    seal=place % 2 == 0,
                )
                if kind is Kind.TASK
                else Step(),
            )
        )
    ids = [f"n{i}" for i in range(len(parts))]
    if ids:
        ends = st.sampled_from([*ids, "Outer"])
        flows = draw(st.lists(st.tuples(ends, ends, NAMES, st.booleans()), max_size=14))
        for number, (source, target, name, unnamed) in enumerate(flows):
            outer = "Outer" in {source, target}
            elements.append(
                _Element(
                    id=f"f{number}",
                    kind=Kind.MESSAGE_FLOW if outer else Kind.SEQUENCE_FLOW,
                    subtype="",
                    name="" if unnamed and not outer else name,
                    source=source,
                    target=target,
                    sort_key=str(number),
                )
            )
    return ProcessModel(elements=elements)


def in_order(outline: Outline, order: tuple[str, ...]) -> tuple[object, ...]:
    """An outline with its items named by their place in the text."""
    names = {key: str(number) for number, key in enumerate(order)} | {"": ""}
    by_key = {item.key: item for item in outline.items}
    return (
        [
            replace(
                by_key[k],
                key=names[k],
                inside=names[by_key[k].inside],
                host=names[by_key[k].host],
                line=0,
            )
            for k in order
        ],
        {(names[f.source], names[f.target], f.name, f.default) for f in outline.flows},
        {
            (names[m.item], names[m.partner] if m.to_item else m.partner, m.name, m.incoming)
            for m in outline.messages
        },
        [section.name for section in outline.sections],
        outline.outside,
    )


@settings(max_examples=200, deadline=None)
@given(models())
def test_reading_the_text_of_a_flow_gives_the_flow(model: ProcessModel):
    shown = described(model)
    text = written(shown)
    note(text.text)
    read = parse(text.text)
    assert tuple(item.key for item in read.items) == written(read).order
    assert in_order(read, written(read).order) == in_order(shown, text.order)
    assert [r for r in read.remarks if r.rule != "mark-unknown"] == []


@settings(max_examples=200, deadline=None)
@given(models())
def test_writing_what_was_read_gives_the_same_text(model: ProcessModel):
    text = outline_of(model)
    note(text)
    assert written(parse(text)).text == text


LINES = st.lists(
    st.tuples(
        st.integers(0, 4),
        st.sampled_from(
            [
                *(
                    "窓口: 受付 5分",
                    "分岐 不備?",
                    "はい →",
                    "いいえ→",
                    "→",
                    "終了",
                    "開始",
                    "合流",
                    "合流なし",
                ),
                *(
                    "戻る 受付",
                    "進む @1",
                    "@1",
                    "並行",
                    "途中で 5日 →",
                    "サブ: 審査",
                    "注: 見る",
                    "―――",
                ),
                *(
                    "送る 住民: 通知",
                    "外部 住民",
                    "# 区民課",
                    "分岐 a? はい→ x / いいえ→ y",
                    "a → b → 戻る 受付",
                ),
                *(
                    "担当: 照合 @1",
                    ":",
                    '"',
                    '"a',
                    "P06",
                    "窓口：　確認　１０分",
                    "- ",
                    "/",
                    "…",
                    "はい → …",
                ),
            ]
        )
        | st.text(max_size=8),
    ),
    max_size=14,
)


@settings(max_examples=200, deadline=None)
@given(LINES)
def test_any_text_is_an_outline_whose_own_text_stays(lines: list[tuple[int, str]]):
    read = parse("\n".join("  " * depth + text for depth, text in lines))
    text = written(read).text
    assert written(parse(text)).text == text


@settings(max_examples=100, deadline=None)
@given(models())
def test_applying_the_text_of_a_flow_changes_nothing(model: ProcessModel):
    text = outline_of(model)
    note(text)
    made: list[object] = []
    editor = Editor(model, keep=lambda gesture: made.extend(gesture.changes))
    applied = apply_outline(editor, parse(text))
    assert made == []
    assert applied.remarks == ()


@settings(max_examples=80, deadline=None)
@given(st.lists(LINES, min_size=1, max_size=3))
def test_any_texts_applied_in_turn_leave_a_sound_flow_that_says_them(texts):
    model = blank_flow(FlowNames("交付", "区民課", ("窓口", "担当")))
    editor = Editor(model)
    before = ProcessModel(model.header, list(model.elements()))
    for lines in texts:
        read = parse("\n".join("  " * depth + text for depth, text in lines))
        note(written(read).text)
        applied = apply_outline(editor, read)
        assert faults(model) == []
        again = editor.undo_name
        gestures = len(list(model.elements()))
        apply_outline(editor, parse(outline_of(model)))
        assert (editor.undo_name, len(list(model.elements()))) == (again, gestures)
        laned = all(item.lane for item in read.items)
        named = len(read.sections) == 1 and read.sections[0].name
        now = replace(described(model), outside=read.outside)  # pools are never taken away
        if named and laned and not applied.remarks and len(now.sections) == 1:
            assert written(now).text == written(read).text
    while editor.undo() is not None:
        pass
    assert model == before

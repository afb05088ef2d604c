"""How the families look: what is drawn, not where every stroke goes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bpr_studio.domain.diagram.notation import is_expanded, picture_of, pictures
from bpr_studio.domain.diagram.primitives import Anchor, Path, Picture, Role, Text
from bpr_studio.domain.process.carried import NOTHING_CARRIED, Carried, XmlNode
from bpr_studio.domain.process.element import (
    Condition,
    Element,
    EventDefinition,
    Kind,
    Loop,
    LoopKind,
    Trigger,
)
from bpr_studio.domain.process.model import ProcessModel
from bpr_studio.domain.process.step import Step
from bpr_studio.domain.shared.geometry import Bounds, Point

BOX = Bounds(100, 100, 100, 80)
ROUND = Bounds(100, 100, 36, 36)


def element(kind: Kind, subtype: str, bounds: Bounds | None = BOX, **fields: object) -> Element:
    values: dict[str, object] = {"bounds": bounds, **fields}
    return Element(id="e", kind=kind, subtype=subtype, **values)  # type: ignore[arg-type]  # any field


def drawn(shown: Element, *others: Element) -> Picture:
    return picture_of(ProcessModel(elements=[shown, *others]), shown)


def paths(picture: Picture) -> list[Path]:
    return [p for p in picture.shape if isinstance(p, Path)]


def texts(picture: Picture) -> list[str]:
    return [p.text for p in (*picture.shape, *picture.label) if isinstance(p, Text)]


def attribute(name: str, value: str) -> Carried:
    return Carried(attributes=((name, value),))


def test_core_work_is_tinted_and_non_core_work_hatched():
    core = drawn(element(Kind.TASK, "task", step=Step(core_tag="core")))
    other = drawn(element(Kind.TASK, "task", step=Step(core_tag="non_core")))
    untagged = drawn(element(Kind.TASK, "task"))
    assert [(p.stroke, p.fill) for p in paths(core)] == [(Role.CORE_LINE, Role.CORE_FILL)]
    assert {p.stroke for p in paths(other)} == {
        Role.NONE,
        Role.NON_CORE_HATCH,
        Role.NON_CORE_LINE,
    }
    assert [(p.stroke, p.fill) for p in paths(untagged)] == [(Role.LINE, Role.PAPER)]


def test_a_hatch_stays_inside_its_box():
    hatch = next(
        p
        for p in paths(drawn(element(Kind.TASK, "task", step=Step(core_tag="non_core"))))
        if p.stroke is Role.NON_CORE_HATCH
    )
    ends = [Point(c[1], c[2]) for c in hatch.commands if len(c) == 3]
    assert ends
    assert all(BOX.contains(end) for end in ends)


@pytest.mark.parametrize(
    "subtype",
    [
        "userTask",
        "manualTask",
        "serviceTask",
        "scriptTask",
        "businessRuleTask",
        "sendTask",
        "receiveTask",
    ],
)
def test_every_task_type_has_its_mark(subtype: str):
    plain = len(paths(drawn(element(Kind.TASK, "task"))))
    assert len(paths(drawn(element(Kind.TASK, subtype)))) > plain


@pytest.mark.parametrize("trigger", list(Trigger))
def test_throwing_events_are_filled_and_catching_ones_open(trigger: Trigger):
    def fills(subtype: str) -> list[Role]:
        events = (EventDefinition(trigger),)
        shown = element(Kind.INTERMEDIATE_EVENT, subtype, ROUND, events=events)
        return [p.fill for p in paths(drawn(shown))]

    assert Role.SOLID in fills("intermediateThrowEvent")
    assert (Role.SOLID in fills("intermediateCatchEvent")) == (trigger is Trigger.TERMINATE)


def test_events_differ_by_their_rings():
    start = paths(drawn(element(Kind.START_EVENT, "startEvent", ROUND)))
    end = paths(drawn(element(Kind.END_EVENT, "endEvent", ROUND)))
    loose = paths(drawn(element(Kind.BOUNDARY_EVENT, "boundaryEvent", ROUND, interrupting=False)))
    assert len(start) == len(end) == 1
    assert end[0].width > start[0].width
    assert len(loose) == 2
    assert all(ring.dash for ring in loose)


def test_several_triggers_make_a_pentagon_or_a_plus():
    several = (EventDefinition(Trigger.TIMER), EventDefinition(Trigger.MESSAGE))
    shown = element(Kind.START_EVENT, "startEvent", ROUND, events=several)
    all_needed = replace(shown, carried=attribute("parallelMultiple", "true"))
    assert len(paths(drawn(shown))[-1].commands) == 6
    assert len(paths(drawn(all_needed))[-1].commands) == 13


@pytest.mark.parametrize(
    "subtype",
    [
        "exclusiveGateway",
        "parallelGateway",
        "inclusiveGateway",
        "complexGateway",
        "eventBasedGateway",
    ],
)
def test_every_gateway_has_its_own_sign(subtype: str):
    assert len(paths(drawn(element(Kind.GATEWAY, subtype, ROUND)))) > 1


def test_an_exclusive_gateway_can_be_drawn_without_its_sign():
    hidden = Carried(drawing=(("isMarkerVisible", "false"),))
    assert len(paths(drawn(element(Kind.GATEWAY, "exclusiveGateway", carried=hidden)))) == 1


@pytest.mark.parametrize("kind", [None, *LoopKind])
def test_repetition_and_collapse_are_marked_at_the_foot(kind: LoopKind | None):
    loop = Loop(kind) if kind else None
    open_one = drawn(element(Kind.SUB_PROCESS, "subProcess", expanded=True, loop=loop))
    closed = drawn(element(Kind.SUB_PROCESS, "subProcess", expanded=False, loop=loop))
    assert len(paths(closed)) > len(paths(open_one)) >= (2 if kind else 1)


def test_special_sub_processes_look_special():
    def of(subtype: str, carried: Carried = NOTHING_CARRIED) -> list[Path]:
        shown = element(Kind.SUB_PROCESS, subtype, expanded=True, carried=carried)
        return paths(drawn(shown))

    assert len(of("transaction")) == 2
    assert len(of("adHocSubProcess")) == 2
    assert of("subProcess", carried=attribute("triggeredByEvent", "true"))[0].dash
    assert len(of("subProcess", carried=attribute("isForCompensation", "true"))) == 2
    assert paths(drawn(element(Kind.CALL_ACTIVITY, "callActivity")))[0].width > 3


def test_a_sub_process_that_says_nothing_is_open_when_its_content_is_drawn_inside():
    outer = replace(element(Kind.SUB_PROCESS, "subProcess"), id="s")
    inner = replace(element(Kind.TASK, "task", Bounds(110, 110, 20, 20)), parent="s")
    assert is_expanded(ProcessModel(elements=[outer, inner]), outer)
    assert not is_expanded(ProcessModel(elements=[outer]), outer)
    assert not is_expanded(ProcessModel(), replace(outer, bounds=None, expanded=None))


def test_names_stand_inside_tasks_beside_events_and_along_bands():
    task = drawn(element(Kind.TASK, "task", name="申請書を確認"))
    event = drawn(element(Kind.START_EVENT, "startEvent", ROUND, name="申請"))
    pool = drawn(element(Kind.POOL, "participant", name="区役所", refers_to="p"))
    upright = drawn(
        element(Kind.LANE, "lane", Bounds(0, 0, 200, 400), name="窓口", horizontal=False)
    )
    assert all(BOX.contains(p.at) for p in task.shape if isinstance(p, Text))
    assert not task.label
    assert event.label[0].at.y > ROUND.bottom
    assert [p.rotation for p in pool.shape if isinstance(p, Text)] == [-90]
    assert [p.rotation for p in upright.shape if isinstance(p, Text)] == [0]


def test_a_partner_pool_carries_its_name_in_the_middle():
    shape = drawn(element(Kind.POOL, "participant", name="住民")).shape
    name = next(p for p in shape if isinstance(p, Text))
    assert name.at.x == BOX.centre.x
    several = Carried(content=(XmlNode("participantMultiplicity"),))
    assert len(paths(drawn(element(Kind.POOL, "participant", carried=several)))) == 2


def test_a_long_name_shrinks_before_it_is_cut():
    short, long = (
        next(p for p in drawn(element(Kind.TASK, "task", name=n)).shape if isinstance(p, Text))
        for n in ("審査", "窓口で申請書の記載内容と本人確認書類を照合して受付印を押し控えを渡す")
    )
    assert short.size > long.size
    endless = drawn(element(Kind.TASK, "task", name="確認" * 200))
    assert texts(endless)[-1].endswith("…")


def test_a_name_keeps_clear_of_the_icon():
    name = "User task with a long name"
    lines = [
        p for p in drawn(element(Kind.TASK, "userTask", name=name)).shape if isinstance(p, Text)
    ]
    assert lines[0].at.y - lines[0].size * 0.8 >= 100 + 5 + 15 - 2


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        (Bounds(80, 60, 76, 14), lambda y: y < 100),  # above: grows upwards
        (Bounds(80, 140, 76, 14), lambda y: y > 136),  # below: grows downwards
        (Bounds(150, 110, 76, 14), lambda y: 90 < y < 146),  # at the side: around its middle
    ],
)
def test_a_label_grows_away_from_its_shape(label: Bounds, expected: object):
    name = "Exclusive Gateway Divergence Number One"
    picture = drawn(element(Kind.GATEWAY, "exclusiveGateway", ROUND, name=name, label_bounds=label))
    assert len(picture.label) > 1
    assert all(expected(line.at.y) for line in picture.label)  # type: ignore[operator]  # a lambda


def connection(kind: Kind, subtype: str, **fields: object) -> Element:
    points = (Point(0, 0), Point(100, 0), Point(100, 50))
    return element(kind, subtype, None, waypoints=points, source="s", target="t", **fields)


def test_connections_differ_by_line_and_head():
    sequence = paths(drawn(connection(Kind.SEQUENCE_FLOW, "sequenceFlow")))
    message = paths(drawn(connection(Kind.MESSAGE_FLOW, "messageFlow")))
    association = paths(drawn(connection(Kind.ASSOCIATION, "association")))
    data = paths(drawn(connection(Kind.DATA_ASSOCIATION, "dataInputAssociation")))
    assert [bool(p.dash) for p in sequence] == [False, False]
    assert sequence[1].fill is Role.SOLID
    assert [bool(p.dash) for p in message] == [True, False, False]
    assert message[2].fill is Role.PAPER
    assert len(association) == 1
    assert len(data) == 2
    both = attribute("associationDirection", "Both")
    assert len(paths(drawn(connection(Kind.ASSOCIATION, "association", carried=both)))) == 3


def test_default_and_conditional_flows_are_marked_at_their_start():
    flow = connection(Kind.SEQUENCE_FLOW, "sequenceFlow", condition=Condition("x"))
    task = replace(element(Kind.TASK, "task"), id="s")
    gateway = replace(element(Kind.GATEWAY, "exclusiveGateway"), id="s")
    default = replace(gateway, default_flow="e")
    assert len(paths(drawn(flow, task))) == 3
    assert len(paths(drawn(flow, gateway))) == 2
    assert len(paths(drawn(flow, default))) == 3


def test_the_name_of_a_connection_stands_beside_its_middle_or_where_it_was_put():
    above = drawn(connection(Kind.SEQUENCE_FLOW, "sequenceFlow", name="はい")).label[0]
    assert above.at.y < 0
    assert above.anchor is Anchor.MIDDLE
    upright = replace(
        connection(Kind.SEQUENCE_FLOW, "sequenceFlow", name="いいえ"),
        waypoints=(Point(50, 0), Point(50, 100)),
    )
    assert drawn(upright).label[0].anchor is Anchor.START
    left = replace(upright, label_bounds=Bounds(0, 40, 40, 14))
    right = replace(upright, label_bounds=Bounds(60, 40, 40, 14))
    across = replace(upright, label_bounds=Bounds(30, 40, 40, 14))
    assert [drawn(e).label[0].anchor for e in (left, right, across)] == [
        Anchor.END,
        Anchor.START,
        Anchor.MIDDLE,
    ]


def test_a_message_on_its_flow_is_an_envelope():
    shown = Carried(drawing=(("messageVisibleKind", "initiating"),))
    flow = connection(Kind.MESSAGE_FLOW, "messageFlow", carried=shown)
    assert len(paths(drawn(flow))) == 5


@pytest.mark.parametrize(
    ("kind", "subtype"),
    [
        (Kind.DATA_OBJECT, "dataObjectReference"),
        (Kind.DATA_OBJECT, "dataInput"),
        (Kind.DATA_OBJECT, "dataOutput"),
        (Kind.DATA_STORE, "dataStoreReference"),
        (Kind.ANNOTATION, "textAnnotation"),
        (Kind.GROUP, "group"),
        (Kind.DEFINITION, "message"),
        (Kind.OTHER, "choreographyTask"),
        (Kind.OTHER, "conversation"),
    ],
)
def test_everything_with_a_box_is_drawn_with_its_name(kind: Kind, subtype: str):
    picture = drawn(element(kind, subtype, name="名前"))
    assert paths(picture)
    assert texts(picture) == ["名前"]
    placed = drawn(element(kind, subtype, name="名前", label_bounds=Bounds(0, 0, 50, 14)))
    assert texts(placed) == ["名前"]
    many = element(kind, subtype, carried=attribute("isCollection", "true"))
    assert texts(drawn(many)) == []


def test_a_depiction_looks_like_what_it_depicts_in_its_own_place():
    task = replace(element(Kind.TASK, "userTask", name="審査"), id="t")
    depiction = element(Kind.DEPICTION, "shape", Bounds(500, 0, 100, 80), refers_to="t")
    picture = drawn(depiction, task)
    assert picture.element_id == "e"
    assert texts(picture) == ["審査"]
    assert all(p.at.x >= 500 for p in picture.shape if isinstance(p, Text))
    assert texts(drawn(depiction)) == []


def test_a_depicted_data_input_is_found_in_what_is_carried():
    node = XmlNode(
        "ioSpecification", (), "", (XmlNode("dataInput", (("id", "in1"), ("name", "入力"))),)
    )
    owner = Element(id="p", kind=Kind.PROCESS, subtype="process", carried=Carried(content=(node,)))
    depiction = element(Kind.DEPICTION, "shape", ROUND, refers_to="in1")
    assert texts(drawn(depiction, owner)) == ["入力"]


def test_what_has_no_place_has_an_empty_picture():
    assert drawn(element(Kind.TASK, "task", None)).shape == ()
    lone = replace(connection(Kind.SEQUENCE_FLOW, "sequenceFlow"), waypoints=(Point(0, 0),))
    assert drawn(lone).shape == ()
    assert drawn(connection(Kind.OTHER, "conversationLink")).shape


def test_a_diagram_is_painted_from_the_back_to_the_front():
    pool = Element(id="pool", kind=Kind.POOL, subtype="participant", bounds=BOX)
    host = Element(id="host", kind=Kind.CALL_ACTIVITY, subtype="callActivity", bounds=BOX)
    guest = Element(id="guest", kind=Kind.TASK, subtype="task", bounds=ROUND, parent="elsewhere")
    flow = connection(Kind.SEQUENCE_FLOW, "sequenceFlow")
    event = Element(id="b", kind=Kind.BOUNDARY_EVENT, subtype="boundaryEvent", bounds=ROUND)
    group = Element(id="g", kind=Kind.GROUP, subtype="group", bounds=BOX)
    model = ProcessModel(elements=[group, event, flow, guest, host, pool])
    order = [picture.element_id for picture in pictures(model, "")]
    assert order == ["pool", "host", "guest", "e", "b", "g"]


def test_elements_that_contain_each_other_by_mistake_do_not_hang_the_painter():
    one = Element(id="1", kind=Kind.TASK, subtype="task", bounds=BOX, parent="2")
    two = Element(id="2", kind=Kind.TASK, subtype="task", bounds=BOX, parent="1")
    assert len(pictures(ProcessModel(elements=[one, two]), "")) == 2


def test_an_event_based_gateway_that_starts_has_one_ring():
    plain = element(Kind.GATEWAY, "eventBasedGateway", ROUND)
    starting = replace(plain, carried=attribute("instantiate", "true"))
    assert len(paths(drawn(starting))) == len(paths(drawn(plain))) - 1


def test_lines_whose_points_coincide_are_drawn_without_complaint():
    here = Point(5, 5)
    flow = connection(Kind.SEQUENCE_FLOW, "sequenceFlow", name="はい")
    assert len(paths(drawn(replace(flow, waypoints=(here, here))))) == 2


def test_a_long_note_is_cut_at_the_foot_of_its_box():
    note = element(Kind.ANNOTATION, "textAnnotation", Bounds(0, 0, 60, 30), name="注意" * 60)
    lines = texts(drawn(note))
    assert lines[-1].endswith("…")
    assert len(lines) == 2

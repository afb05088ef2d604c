"""Editing a stored flow: gestures are kept at once, and what others write comes in by itself."""

from __future__ import annotations

import pytest

from bpr_studio.domain.modeling.verdict import NotAllowedError
from bpr_studio.domain.process.element import Element, Kind
from bpr_studio.domain.process.model import ProcessModel
from bpr_studio.domain.process.step import Step
from bpr_studio.domain.replication.changes import DeleteRow, SetFields
from bpr_studio.domain.shared.geometry import Bounds, Point
from bpr_studio.domain.shared.ports import Person
from bpr_studio.services.flow_editing import FlowDesk
from bpr_studio.services.flows import FlowOwner, element_row_id
from tests.builders_overlaps import colleague_of
from tests.builders_workspace import unit_id


def node(element_id, *, kind=Kind.TASK, name="", x=0.0, **values):
    """A node somewhere."""
    subtype = {Kind.TASK: "userTask", Kind.START_EVENT: "startEvent"}[kind]
    bounds = Bounds(x, 100.0, 100.0, 80.0)
    return Element(id=element_id, kind=kind, subtype=subtype, name=name, bounds=bounds, **values)


def line(element_id, source, target):
    """A sequence flow."""
    return Element(
        id=element_id,
        kind=Kind.SEQUENCE_FLOW,
        subtype="sequenceFlow",
        source=source,
        target=target,
        waypoints=(Point(0.0, 0.0), Point(10.0, 0.0)),
    )


def two_steps():
    """Two steps joined by a flow."""
    return ProcessModel(
        None,
        [
            node("Task_1", name="申請書を確認"),
            node("Task_2", name="入力", x=200.0),
            line("Flow_1", "Task_1", "Task_2"),
        ],
    )


@pytest.fixture
def city(editable_city):
    """A workspace with a flow of the first section."""
    editable_city.flow_id = editable_city.flows.add(
        "住民票の写しの交付", two_steps(), FlowOwner(unit_id("0101"), "B01-03-01")
    )
    return editable_city


@pytest.fixture
def session(city):
    """The flow, being edited."""
    opened = city.flow_desk().open(city.flow_id)
    yield opened
    opened.close()


def test_a_gesture_is_stored_when_its_block_ends(city, session):
    with session.editor.gesture("名前を変える"):
        session.editor.set("Task_1", name="申請書の確認")
        session.editor.add(node("Task_3", x=400.0))
        session.editor.remove("Flow_1")

    assert city.queries.flow(city.flow_id) == session.model


def test_a_gesture_writes_only_what_it_changed(city, session):
    with session.editor.gesture("名前を変える"):
        session.editor.set("Task_1", name="申請書の確認")
        session.editor.set("Task_2", name="別の名前")
        session.editor.set("Task_2", name="入力")

    last = city.store.ops()[-1]
    assert (last.row, dict(last.fields)) == (
        element_row_id(city.flow_id, "Task_1"),
        {"name": "申請書の確認"},
    )


def test_the_window_takes_a_gesture_back_by_its_name(city, session):
    before = city.queries.flow(city.flow_id)
    with session.editor.gesture("一歩ずらす"):
        session.editor.set("Task_1", bounds=Bounds(50.0, 100.0, 100.0, 80.0))
    assert city.undo.undo_label == "一歩ずらす"

    city.undo.undo()
    assert session.model == before

    city.undo.redo()
    assert session.model.element("Task_1").bounds == Bounds(50.0, 100.0, 100.0, 80.0)


def test_listeners_hear_of_own_gestures_after_they_are_stored(city, session):
    heard: list[object] = []
    session.listen(lambda ids: heard.append((ids, city.queries.flow(city.flow_id))))

    with session.editor.gesture("名前を変える"):
        session.editor.set("Task_1", name="申請書の確認")

    assert heard == [(("Task_1",), session.model)]


def test_a_listener_may_begin_a_gesture_of_its_own(session):
    def follow(ids):
        if ids == ("Task_1",):
            with session.editor.gesture("続き"):
                session.editor.set("Task_2", name="続き")

    session.listen(follow)
    with session.editor.gesture("名前を変える"):
        session.editor.set("Task_1", name="申請書の確認")

    assert session.model.element("Task_2").name == "続き"


def test_listeners_hear_which_elements_undo_changed(city, session):
    with session.editor.gesture("加える"):
        session.editor.add(node("Task_3"))
        session.editor.set("Task_2", name="別の名前")
        session.editor.remove("Flow_1")
    heard: list[object] = []
    leave = session.listen(lambda ids: heard.append(set(ids)))

    city.undo.undo()
    leave()
    city.undo.redo()

    assert heard == [{"Task_3", "Task_2", "Flow_1"}]


def test_a_gesture_that_raises_leaves_model_and_store_as_they_were(city, session):
    before = city.queries.flow(city.flow_id)

    def fail():
        with session.editor.gesture("失敗"):
            session.editor.set("Task_1", name="半分")
            session.editor.set("Task_9", name="ない")

    with pytest.raises(KeyError):
        fail()

    assert session.model == before == city.queries.flow(city.flow_id)


def test_what_another_session_writes_comes_in(city, session):
    other = city.flow_desk().open(city.flow_id)
    heard: list[object] = []
    session.listen(heard.append)

    with other.editor.gesture("別の画面で"):
        other.editor.set("Task_2", step=Step(minutes_per_case=5.0))

    assert heard == [("Task_2",)]
    assert session.model == other.model
    other.close()


def test_what_the_sheet_of_steps_or_another_pc_writes_comes_in(city, session):
    row = element_row_id(city.flow_id, "Task_1")
    city.store.commit("他のPC", [SetFields("flow_element", row, {"name": "受付"})])

    assert session.model.element("Task_1").name == "受付"


def test_other_peoples_changes_are_not_written_again_with_the_next_gesture(city, session):
    row = element_row_id(city.flow_id, "Task_1")
    city.store.commit("他のPC", [SetFields("flow_element", row, {"name": "受付"})])
    count = len(city.store.ops())

    with session.editor.gesture("ずらす"):
        session.editor.set("Task_1", bounds=Bounds(9.0, 9.0, 100.0, 80.0))

    assert [set(op.fields) for op in city.store.ops()[count:]] == [{"bounds"}]


def test_an_event_about_everything_reads_the_flow_anew_and_tells_the_difference(city, session):
    heard: list[object] = []
    session.listen(heard.append)
    row = element_row_id(city.flow_id, "Task_1")
    many = [SetFields("flow_element", row, {"name": "受付"})]
    many += [
        SetFields("flow_element", element_row_id("other", str(n)), {"name": "x"})
        for n in range(1100)
    ]
    city.store.commit("大きな取込", many)

    assert heard == [("Task_1",)]


def test_rows_of_other_flows_change_nothing(city, session):
    heard: list[object] = []
    session.listen(heard.append)
    city.flows.add("別のフロー", two_steps(), FlowOwner())

    assert heard == []


def test_an_event_in_the_middle_of_a_gesture_waits_for_its_end(city, session):
    row = element_row_id(city.flow_id, "Task_2")

    with session.editor.gesture("名前を変える"):
        city.store.commit("他のPC", [SetFields("flow_element", row, {"name": "受付"})])
        inside = session.model.element("Task_2").name
        session.editor.set("Task_1", name="申請書の確認")

    assert (inside, session.model.element("Task_2").name) == ("入力", "受付")


def test_an_element_that_comes_back_under_its_old_id_has_only_its_new_values(city, session):
    with session.editor.gesture("消す"):
        session.editor.remove("Task_1")
    with session.editor.gesture("置く"):
        session.editor.add(Element(id="Task_1", kind=Kind.TASK, subtype="task"))

    assert city.queries.flow(city.flow_id).element("Task_1") == session.model.element("Task_1")


def test_a_flow_deleted_meanwhile_cannot_be_edited_until_undo_brings_it_back(city, session):
    seen = []
    session.watch(lambda: seen.append(bool(session.editable)))

    city.flows.delete([city.flow_id])
    with pytest.raises(NotAllowedError, match="deleted"), session.editor.gesture("ずらす"):
        pass
    city.undo.undo()

    assert seen == [False, True]


def test_a_new_name_is_told(city, session):
    seen = []
    session.watch(lambda: seen.append(session.name))

    city.store.commit("改名", [SetFields("flow", city.flow_id, {"name": "住民票"})])

    assert seen == ["住民票"]


def test_new_ids_are_short_and_differ(session):
    ids = {session.editor.new_id("Task") for _ in range(50)}

    assert len(ids) == 50
    assert all(len(one) == len("Task_") + 8 for one in ids)


def test_the_header_is_stored_with_the_gesture_that_changed_it(city, session):
    from dataclasses import replace

    from bpr_studio.domain.process.changes import HeaderChanged

    header = session.model.header
    with session.editor.gesture("名前空間"):
        session.editor.apply(HeaderChanged(header, replace(header, id="Definitions_9")))

    assert city.queries.flow(city.flow_id).header.id == "Definitions_9"
    city.undo.undo()
    assert session.model.header == header


# -- who may ---------------------------------------------------------------------------------------


def desk_of(city, role, section):
    """The desk as somebody else has it."""
    city.person = Person("somebody", role)
    return city.flow_desk(lambda: section)


@pytest.mark.parametrize(
    ("role", "section", "reason"),
    [
        ("kaizen_leader", "0101", ""),
        ("promoter", "0101", ""),
        ("section_chief", "0101", ""),
        ("dx_office", "", ""),
        ("dx_office", "0102", ""),
        ("kaizen_leader", "", ""),
        ("kaizen_leader", "0102", "make a copy"),
        ("member", "0101", "look at"),
    ],
)
def test_a_section_draws_its_own_flows_and_the_dx_office_all(city, role, section, reason):
    opened = desk_of(city, role, section).open(city.flow_id)

    assert reason in opened.editable.reason
    assert bool(opened.editable) == (not reason)


def test_standard_flows_of_the_city_are_drawn_by_the_dx_office(city):
    standard = city.flows.add("標準", two_steps(), FlowOwner(version_kind="standard"))

    assert not desk_of(city, "kaizen_leader", "0101").open(standard).editable
    assert desk_of(city, "dx_office", "").open(standard).editable


def test_a_flow_that_is_gone_cannot_be_opened(city):
    from bpr_studio.domain.shared.errors import RefusedError

    city.store.commit("削除", [DeleteRow("flow", city.flow_id)])
    with pytest.raises(RefusedError, match="no such flow"):
        city.flow_desk().open(city.flow_id)


def test_a_desk_can_be_made_of_its_parts(city):
    desk = FlowDesk(city.undo, city.queries, city.author, city.bus.subscribe)

    assert desk.open(city.flow_id).name == "住民票の写しの交付"


# -- drafts ----------------------------------------------------------------------------------------


def draw(editor):
    """Gives steps without a place one."""
    with editor.gesture("図を作る"):
        for number, element in enumerate(editor.model.of_kind(Kind.TASK)):
            if element.bounds is None:
                editor.set(element.id, bounds=Bounds(number * 200.0, 0.0, 100.0, 80.0))


@pytest.fixture
def undrawn(city):
    """A flow of two steps without a drawing, drawn as a draft."""
    steps = [Element(id=f"Task_{n}", kind=Kind.TASK, subtype="task") for n in (1, 2)]
    flow_id = city.flows.add("図のないフロー", ProcessModel(None, steps), FlowOwner())
    opened = city.flow_desk().open(flow_id)
    opened.draft(draw)
    yield opened
    opened.close()


def test_a_draft_is_seen_and_nothing_is_written(city, undrawn):
    assert undrawn.model.element("Task_2").bounds
    assert not city.queries.flow(undrawn.flow_id).element("Task_2").bounds


def test_a_draft_is_stored_with_the_next_gesture_and_taken_back_with_it(city, undrawn):
    with undrawn.editor.gesture("名前を変える"):
        undrawn.editor.set("Task_1", name="受付")
    assert city.queries.flow(undrawn.flow_id) == undrawn.model

    city.undo.undo()

    assert not city.queries.flow(undrawn.flow_id).element("Task_2").bounds
    assert undrawn.model.element("Task_2").bounds
    assert undrawn.model.element("Task_1").name == ""


def test_what_others_write_under_a_draft_is_drafted_anew(city, undrawn):
    heard: list[object] = []
    undrawn.listen(lambda ids: heard.append(set(ids)))
    other = city.flow_desk().open(undrawn.flow_id)
    with other.editor.gesture("加える"):
        other.editor.add(Element(id="Task_3", kind=Kind.TASK, subtype="task"))
    other.close()

    assert undrawn.model.element("Task_3").bounds
    assert heard == [{"Task_1", "Task_2", "Task_3"}]
    assert not city.queries.flow(undrawn.flow_id).element("Task_3").bounds


def test_who_may_only_look_sees_the_draft_too(city, undrawn):
    looking = desk_of(city, "member", "").open(undrawn.flow_id)
    looking.draft(draw)

    assert not looking.editable
    assert looking.model.element("Task_1").bounds


class TestEditsOfSeveralPeople:
    """What arrives from another PC while somebody draws."""

    @pytest.fixture
    def other(self, city, tmp_path):
        with colleague_of(city.store, tmp_path / "other") as made:
            yield made

    def row(self, city, element_id="Task_1"):
        return element_row_id(city.flow_id, element_id)

    def name_elsewhere(self, city, other, name, element_id="Task_1"):
        other.write(SetFields("flow_element", self.row(city, element_id), {"name": name}))
        other.send()

    def values(self, city, element_id="Task_1"):
        heads = city.store.state("flow_element", self.row(city, element_id)).heads["name"]
        return {head.value for head in heads}

    def test_a_name_being_written_does_not_take_the_place_of_one_that_arrived(
        self, city, session, other
    ):
        session.hold(["Task_1"])
        self.name_elsewhere(city, other, "乙")
        assert session.model.find("Task_1").name == "申請書を確認"
        with session.editor.gesture("名前"):
            session.editor.set("Task_1", name="甲")
        session.let_go()
        assert self.values(city) == {"甲", "乙"}
        assert session.overlapping == ("Task_1",)

    def test_other_elements_are_shown_at_once(self, city, session, other):
        session.hold(["Task_1"])
        self.name_elsewhere(city, other, "乙", "Task_2")
        assert session.model.find("Task_2").name == "乙"

    def test_what_nobody_wrote_comes_in_afterwards(self, city, session, other):
        session.hold(["Task_1"])
        self.name_elsewhere(city, other, "乙")
        session.let_go()
        assert session.model.find("Task_1").name == "乙"
        assert not session.overlapping

    def test_an_element_removed_elsewhere_stays_while_it_is_being_named(self, city, session, other):
        session.hold(["Task_1"])
        other.write(DeleteRow("flow_element", self.row(city)))
        other.send()
        with session.editor.gesture("名前"):
            session.editor.set("Task_1", name="甲")
        session.let_go()
        assert city.store.state("flow_element", self.row(city)).deleted_but_edited
        assert session.model.find("Task_1").name == "甲"

    def test_writing_over_a_marked_name_decides(self, city, session, other):
        session.hold(["Task_1"])
        self.name_elsewhere(city, other, "乙")
        with session.editor.gesture("名前"):
            session.editor.set("Task_1", name="甲")
        session.let_go()
        with session.editor.gesture("名前"):
            session.editor.set("Task_1", name="丙")
        assert self.values(city) == {"丙"}
        assert not session.overlapping

    def test_moving_is_nobodys_question(self, city, session, other):
        box = [0.0, 300.0, 100.0, 80.0]
        other.write(SetFields("flow_element", self.row(city), {"bounds": box}))
        with session.editor.gesture("動かす"):
            session.editor.set("Task_1", bounds=Bounds(50.0, 100.0, 100.0, 80.0))
        other.send()
        assert not session.overlapping
        assert city.conflicts().all() == ()

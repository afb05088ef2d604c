"""The scene: what lies where, what is drawn anew, what is selected."""

from dataclasses import replace
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QImage

from bpr_studio.domain.process.editor import Editor, ModelGesture, touched_ids
from bpr_studio.domain.process.element import Condition, Element, Kind
from bpr_studio.domain.process.model import ProcessModel
from bpr_studio.domain.shared.geometry import Bounds, Point
from bpr_studio.ui.canvas.scene import FlowScene
from bpr_studio.ui.qt.theme import Mode, current_theme
from tests.ui.canvas.conftest import flow, small_flow, task, wide_flow

pytestmark = pytest.mark.gui


@pytest.fixture
def scene(dressed):
    return FlowScene()


def image_of(board) -> QImage:
    return QImage(board.grab().toImage())


def edited(model, deed):
    """Do something to a model and tell which elements it touched."""
    told: list[ModelGesture] = []
    editor = Editor(model, keep=told.append)
    with editor.gesture("test"):
        deed(editor)
    return touched_ids(told[0]) if told else []


# -- what is where -------------------------------------------------------------------------------


def test_everything_drawn_in_a_diagram_is_in_the_scene_and_nothing_else(scene, all_families):
    for diagram in all_families.diagrams():
        scene.show_model(all_families, diagram.id)
        expected = {element.id for element in all_families.drawn_in(diagram.id)}
        assert {element.id for element in scene.elements()} == expected


def test_the_first_diagram_is_shown_when_none_is_named(scene, all_families):
    scene.show_model(all_families)
    assert scene.diagram_id == all_families.diagrams()[0].id


def test_an_empty_model_has_an_empty_area(scene):
    scene.show_model(ProcessModel())
    assert scene.area().isEmpty()
    assert scene.element_at(QPointF(0, 0)) == ""


def test_what_is_on_top_is_hit_before_what_contains_it(scene):
    scene.show_model(small_flow())
    assert scene.element_at(QPointF(110, 140)) == "a"
    assert scene.element_at(QPointF(110, 70)) == "lane"
    assert scene.element_at(QPointF(900, 900)) == ""


def test_a_line_is_hit_a_little_beside_it_too(scene):
    scene.show_model(small_flow())
    assert scene.element_at(QPointF(210, 143), slack=4) == "a-b"
    assert scene.element_at(QPointF(210, 150), slack=4) == "lane"


def test_reading_goes_along_the_flow_and_then_through_the_rest(scene):
    scene.show_model(small_flow())
    assert scene.reading_order() == ["a", "b", "lane"]


def test_a_second_picture_of_an_element_means_the_element(scene, all_families):
    depictions = all_families.of_kind(Kind.DEPICTION)
    assert depictions
    for depiction in depictions:
        scene.show_model(all_families, depiction.diagram)
        meant = scene.meant(depiction.id)
        assert meant is not None
        assert meant.id in (depiction.refers_to, depiction.id)


# -- drawn anew ----------------------------------------------------------------------------------


def test_a_moved_element_is_found_at_its_new_place_and_all_items_stay(scene):
    model = small_flow()
    scene.show_model(model)
    before = set(scene.items())

    scene.elements_changed(
        edited(model, lambda editor: editor.set("b", bounds=Bounds(260, 400, 100, 80)))
    )

    assert scene.element_at(QPointF(300, 440)) == "b"
    assert scene.element_at(QPointF(300, 140)) == "lane"
    assert set(scene.items()) == before
    assert scene.area().contains(QPointF(300, 470))


def test_what_moved_with_its_line_and_label_looks_as_if_drawn_there(scene, qtbot):
    model = small_flow()
    scene.show_model(model)
    named = next(e for e in model.elements() if e.waypoints)
    scene.elements_changed(edited(model, lambda editor: editor.set(named.id, name="はい")))
    qtbot.waitUntil(lambda: not scene.label_area_of(named.id).isEmpty())
    before = {e.id: scene.area_of(e.id) for e in scene.elements()}
    label = scene.label_area_of(named.id)

    def move(editor):
        for element in list(model.elements()):
            if element.bounds:
                editor.set(element.id, bounds=element.bounds.moved(30, 70))
            elif element.waypoints:
                points = tuple(Point(p.x + 30, p.y + 70) for p in element.waypoints)
                editor.set(element.id, waypoints=points)

    scene.elements_changed(edited(model, move))

    fresh = FlowScene()
    fresh.show_model(model)
    for element_id, area in before.items():
        moved = scene.area_of(element_id)
        assert moved.center().x() == pytest.approx(area.center().x() + 30, abs=15)
        assert moved.center().y() == pytest.approx(area.center().y() + 70, abs=15)
    assert scene.label_area_of(named.id) == label.translated(30, 70)
    assert scene.element_at(scene.label_area_of(named.id).center()) == named.id
    assert [e.id for e in scene.elements()] == [e.id for e in fresh.elements()]


def test_a_diagram_that_comes_into_being_is_shown(scene):
    model = ProcessModel(elements=[Element(id="a", kind=Kind.TASK, subtype="task")])
    scene.show_model(model)

    def draw(editor):
        editor.add(Element(id="d", kind=Kind.DIAGRAM, subtype="BPMNDiagram"))
        editor.set("a", bounds=Bounds(0, 0, 100, 80), diagram="d")

    scene.elements_changed(edited(model, draw))
    assert scene.diagram_id == "d"
    assert scene.element_at(QPointF(50, 40)) == "a"


def test_added_and_removed_elements_come_and_go(scene):
    model = small_flow()
    scene.show_model(model)

    scene.elements_changed(edited(model, lambda editor: editor.add(task("c", 700))))
    assert scene.element_at(QPointF(750, 140)) == "c"

    scene.elements_changed(edited(model, lambda editor: editor.remove("c")))
    assert scene.element_at(QPointF(750, 140)) == ""


def test_a_new_lane_is_painted_below_the_tasks_it_comes_under(scene):
    model = ProcessModel(elements=[task("a", 60)])
    scene.show_model(model)
    lane = Element(id="lane", kind=Kind.LANE, subtype="lane", bounds=Bounds(0, 60, 500, 160))

    scene.elements_changed(edited(model, lambda editor: editor.add(lane)))

    assert scene.element_at(QPointF(110, 140)) == "a"
    assert scene.element_at(QPointF(300, 140)) == "lane"


def test_a_flow_is_drawn_anew_when_it_becomes_the_default_of_its_source(qtbot, board):
    model = small_flow()
    board.show_model(model)
    before = image_of(board)
    ids = edited(model, lambda editor: editor.set("a", default_flow="a-b"))
    assert ids == ["a"]

    board.scene.elements_changed(ids)

    assert image_of(board) != before


def test_a_removed_element_is_no_longer_selected(scene, qtbot):
    model = small_flow()
    scene.show_model(model)
    scene.select(("a", "b"))

    with qtbot.waitSignal(scene.selection_changed):
        scene.elements_changed(edited(model, lambda editor: editor.remove("a")))

    assert scene.selected == ("b",)


DEEDS = st.lists(
    st.tuples(
        st.sampled_from(["move", "rename", "add", "remove", "tag", "connect"]),
        st.integers(0, 5),
        st.integers(0, 9),
    ),
    min_size=1,
    max_size=12,
)


def connect(editor, source, condition):
    """Connect with any other task, once."""
    others = [e for e in editor.model.of_kind(Kind.TASK) if e.id != source.id]
    if others and f"{source.id}-{others[0].id}" not in editor.model:
        editor.add(flow(source, others[0], condition=condition))


def do(editor, deed, number, value):
    """One random change; what does not fit is left out."""
    model, wanted = editor.model, f"n{number}"
    present = model.find(wanted)
    if present is None:
        if deed == "add":
            editor.add(task(wanted, 150.0 * number, 40.0 * value))
    elif deed == "connect":
        connect(editor, present, Condition("x") if value > 4 else None)
    elif deed == "move":
        editor.set(wanted, bounds=Bounds(33.0 * value, 21.0 * number, 100, 80))
    elif deed == "rename":
        editor.set(wanted, name="審査" * value)
    elif deed == "remove":
        editor.remove(wanted)
    elif deed == "tag":
        editor.set(wanted, step=replace(present.step, core_tag=["core", "non_core", ""][value % 3]))


@given(DEEDS)
@settings(max_examples=25)
def test_drawing_what_changed_looks_like_drawing_everything(dressed, deeds):
    from PySide6.QtGui import QPainter

    def look(scene):
        picture = QImage(500, 400, QImage.Format.Format_RGB32)
        picture.fill(QColor("white"))
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QPointF(0, 0)
        scene.render(painter, source=picture.rect().translated(area.toPoint()))
        painter.end()
        return picture

    model = ProcessModel(elements=[task("n0", 0), task("n1", 200)])
    changed, fresh = FlowScene(), FlowScene()
    changed.show_model(model)
    for deed, number, value in deeds:
        look(changed)  # every look is worked out, so that moving is told from changing
        changed.elements_changed(edited(model, partial(do, deed=deed, number=number, value=value)))
    fresh.show_model(model)
    assert look(changed) == look(fresh)
    assert changed.reading_order() == fresh.reading_order()


# -- selecting and painting ----------------------------------------------------------------------


def test_selecting_tells_only_when_something_changed(scene, qtbot):
    scene.show_model(small_flow())
    with qtbot.waitSignal(scene.selection_changed):
        scene.select(("a", "nowhere", "a"))
    assert scene.selected == ("a",)
    with qtbot.assertNotEmitted(scene.selection_changed):
        scene.select(("a",))


def test_another_model_starts_without_selection(scene):
    scene.show_model(small_flow())
    scene.select(("a",))
    scene.show_model(wide_flow(3))
    assert scene.selected == ()


def test_dark_colours_reach_a_drawing_that_is_shown(board):
    board.show_model(small_flow())
    light = image_of(board).pixelColor(5, 5)
    current_theme().switch(Mode.DARK)
    dark = image_of(board).pixelColor(5, 5)
    current_theme().switch(Mode.LIGHT)
    assert light.lightness() > 200
    assert dark.lightness() < 60


def test_core_work_is_blue_and_non_core_work_orange_at_every_zoom(board):
    board.show_model(small_flow())
    for zoom in (1.0, 0.5, 0.3):
        board.view.set_zoom(zoom)
        board.view.centerOn(board.scene.area().center())
        picture = image_of(board)
        hues: dict[str, set[int]] = {"a": set(), "b": set()}
        for element_id, found in hues.items():
            box = board.view.mapFromScene(board.scene.area_of(element_id)).boundingRect()
            for x in range(box.left(), box.right()):
                for y in range(box.top(), box.bottom()):
                    color = picture.pixelColor(x, y)
                    if color.saturation() > 120:
                        found.add(color.hue() // 30)
        assert 7 in hues["b"]  # blue
        assert hues["a"] <= {0, 1}  # red to orange
        assert hues["a"]


def test_zoomed_out_elements_can_still_be_found_under_the_mouse(board):
    board.show_model(wide_flow())
    board.view.set_zoom(0.1)
    assert board.scene.element_at(QPointF(170, 140)) == "t001"

"""Badges and marks on the canvas: switched without touching the model, redrawn where needed."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QImage, QPainter

from bpr_studio.adapters.render.flow_sheet import COLOURS
from bpr_studio.domain.diagram.badges import ALL_BADGES, NO_BADGES
from bpr_studio.domain.diagram.primitives import Role
from bpr_studio.domain.process.element import Element, Kind
from bpr_studio.domain.process.model import ProcessModel
from bpr_studio.domain.process.step import Step
from bpr_studio.domain.shared.findings import Level
from bpr_studio.domain.shared.geometry import Bounds
from bpr_studio.ui.canvas.ink import ink_of
from bpr_studio.ui.canvas.scene import FlowScene
from bpr_studio.ui.qt.theme import Mode

TASK = Element(
    id="t",
    kind=Kind.TASK,
    subtype="task",
    bounds=Bounds(20, 20, 100, 80),
    step=Step(core_tag="core", minutes_per_case=5, seal=True, issue="二重入力"),
)


def shown(scene: FlowScene) -> QImage:
    image = QImage(160, 130, QImage.Format.Format_RGB32)
    image.fill(ink_of(Mode.LIGHT).color(Role.PAPER))
    painter = QPainter(image)
    scene.paint_element(painter, "t")
    painter.end()
    return image


@pytest.fixture
def scene(qtbot: object) -> FlowScene:
    made = FlowScene()
    made.show_model(ProcessModel(elements=[TASK]))
    return made


def test_badges_are_switched_for_the_whole_canvas(scene: FlowScene) -> None:
    assert scene.badges == ALL_BADGES
    with_all = shown(scene)
    scene.set_badges(NO_BADGES)
    without = shown(scene)
    assert with_all != without
    scene.set_badges(ALL_BADGES)
    assert shown(scene) == with_all


def test_a_mark_appears_changes_and_disappears(scene: FlowScene) -> None:
    clean = shown(scene)
    scene.set_marks({"t": Level.ERROR, "gone": Level.ERROR})
    bad = shown(scene)
    scene.set_marks({"t": Level.WARNING})
    better = shown(scene)
    scene.set_marks({})
    assert len({bytes(i.constBits()) for i in (clean, bad, better)}) == 3
    assert shown(scene) == clean


def test_marks_stay_when_the_element_changes(scene: FlowScene) -> None:
    scene.set_marks({"t": Level.ERROR})
    marked = shown(scene)
    scene.elements_changed(["t"])
    assert shown(scene) == marked


@pytest.mark.parametrize("mode", list(Mode))
def test_every_role_has_a_colour_on_canvas_and_paper(mode: Mode) -> None:
    for role in Role:
        assert role in COLOURS
        assert role is Role.NONE or ink_of(mode).color(role).isValid()


@pytest.mark.parametrize("mode", list(Mode))
@pytest.mark.parametrize(
    ("sign", "ground"),
    [
        (Role.SEAL, Role.PAPER),
        (Role.ISSUE_LINE, Role.ISSUE_FILL),
        (Role.IDEA_LINE, Role.IDEA_FILL),
        (Role.PAPER, Role.ERROR),
        (Role.PAPER, Role.WARNING),
        (Role.PAPER, Role.NOTICE),
    ],
)
def test_signs_can_be_read_on_their_ground(mode: Mode, sign: Role, ground: Role) -> None:
    ink = ink_of(mode)
    assert _contrast(ink.color(sign), ink.color(ground)) >= 4.5
    assert _contrast(QColor(COLOURS[sign]), QColor(COLOURS[ground])) >= 4.5


def _contrast(one: QColor, other: QColor) -> float:
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(color: QColor) -> float:
    parts = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (color.redF(), color.greenF(), color.blueF())
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

"""The marks of a step: which are shown, and that they cover neither names nor events."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bpr_studio.domain.diagram.badges import (
    ALL_BADGES,
    NO_BADGES,
    Badges,
    badges_at,
    finding_mark,
)
from bpr_studio.domain.diagram.notation import picture_of, pictures
from bpr_studio.domain.diagram.primitives import Path, Primitive, Role, Text
from bpr_studio.domain.process.element import Element, Kind
from bpr_studio.domain.process.model import ProcessModel
from bpr_studio.domain.process.step import Step
from bpr_studio.domain.shared.findings import Level
from bpr_studio.domain.shared.geometry import Bounds, Point, hull

BOX = Bounds(100, 100, 100, 80)
STEP = Step(
    core_tag="core",
    minutes_per_case=5,
    paper=True,
    seal=True,
    issue="二重入力",
    improvement="電子化",
)
TASK = Element(id="t", kind=Kind.TASK, subtype="task", bounds=BOX, step=STEP)


def words(shape: tuple[Primitive, ...]) -> list[str]:
    return [p.text for p in shape if isinstance(p, Text)]


def reach(shape: tuple[Primitive, ...]) -> Bounds:
    points = [
        Point(c[-2], c[-1]) for p in shape if isinstance(p, Path) for c in p.commands if len(c) > 1
    ]
    found = hull((), points)
    assert found
    return found


def test_a_step_shows_what_it_takes_and_what_was_noted():
    assert words(badges_at(TASK, ALL_BADGES)) == ["印", "5 min", "!", "改"]


def test_each_kind_can_be_switched_off():
    assert words(badges_at(TASK, replace(ALL_BADGES, seal=False))) == ["5 min", "!", "改"]
    assert words(badges_at(TASK, replace(ALL_BADGES, minutes=False))) == ["印", "!", "改"]
    assert words(badges_at(TASK, Badges(issue=False, improvement=False))) == ["印", "5 min"]
    paperless = badges_at(TASK, replace(ALL_BADGES, paper=False))
    assert len(paperless) < len(badges_at(TASK, ALL_BADGES))
    assert badges_at(TASK, NO_BADGES) == ()


def test_the_tint_of_core_work_can_be_switched_off():
    model = ProcessModel(elements=[TASK])
    assert picture_of(model, TASK).shape[0].stroke is Role.CORE_LINE  # type: ignore[union-attr]  # the outline is a path
    plain = picture_of(model, TASK, badges=NO_BADGES)
    assert plain.shape[0].stroke is Role.LINE  # type: ignore[union-attr]  # the outline is a path


def test_only_steps_have_marks():
    event = replace(TASK, kind=Kind.START_EVENT)
    assert badges_at(event, ALL_BADGES) == ()
    assert badges_at(replace(TASK, bounds=None), ALL_BADGES) == ()


def test_marks_stay_clear_of_the_name():
    shape = badges_at(TASK, ALL_BADGES)
    name = BOX.grown(-5)
    for text in (p for p in shape if isinstance(p, Text)):
        assert text.at.y < name.y + 5 or text.at.y > name.bottom
    boxes = [reach((p,)) for p in shape if isinstance(p, Path)]
    assert all(box.bottom <= name.y or box.y >= name.bottom for box in boxes)


@pytest.mark.parametrize("x", [96.0, 130.0, 150.0, 178.0])
def test_marks_make_way_for_the_events_on_the_border(x: float):
    event = Bounds(x, 162, 36, 36)
    boxes = [reach((p,)) for p in badges_at(TASK, ALL_BADGES, [event]) if isinstance(p, Path)]
    assert not any(_meet(box, event) for box in boxes)


def _meet(a: Bounds, b: Bounds) -> bool:
    return a.x < b.right and b.x < a.right and a.y < b.bottom and b.y < a.bottom


def test_many_digits_do_not_cover_paper_and_seal():
    step = Step(minutes_per_case=1200.5, paper=True, seal=True)
    paths = [p for p in badges_at(replace(TASK, step=step), ALL_BADGES) if isinstance(p, Path)]
    *others, chip = map(reach, ((p,) for p in paths))
    assert not any(_meet(chip, other) for other in others)


def test_minutes_say_no_more_than_they_know():
    half = replace(TASK, step=Step(minutes_per_case=1200.5))
    assert words(badges_at(half, ALL_BADGES)) == ["1,200.5 min"]
    assert words(badges_at(replace(TASK, step=Step(minutes_per_case=0)), ALL_BADGES)) == ["0 min"]


@pytest.mark.parametrize(
    ("level", "role", "sign"),
    [
        (Level.ERROR, Role.ERROR, []),
        (Level.WARNING, Role.WARNING, ["!"]),
        (Level.NOTICE, Role.NOTICE, ["i"]),
    ],
)
def test_the_level_of_a_finding_shows_by_sign_and_colour(level: Level, role: Role, sign: list[str]):
    shape = finding_mark(TASK, level)
    assert shape[0].fill is role  # type: ignore[union-attr]  # the disc is a path
    assert words(shape) == sign
    assert len(shape) == 2


def test_everything_drawn_can_have_a_mark():
    line = Element(
        id="f",
        kind=Kind.SEQUENCE_FLOW,
        subtype="sequenceFlow",
        waypoints=(Point(0, 0), Point(90, 0)),
    )
    middle = reach(finding_mark(line, Level.ERROR)).centre
    assert (middle.x, middle.y) == (30, 0)
    for kind in (Kind.GATEWAY, Kind.END_EVENT, Kind.POOL, Kind.LANE, Kind.DATA_OBJECT):
        assert finding_mark(replace(TASK, kind=kind), Level.WARNING)
    assert finding_mark(replace(TASK, bounds=None), Level.ERROR) == ()


def test_pictures_of_a_diagram_carry_marks_and_badges():
    model = ProcessModel(elements=[TASK])
    (with_mark,) = pictures(model, "", badges=NO_BADGES, marks={"t": Level.WARNING})
    (without,) = pictures(model, "", badges=NO_BADGES)
    assert len(with_mark.shape) == len(without.shape) + 2

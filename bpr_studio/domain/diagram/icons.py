"""The small marks of BPMN: triggers of events, types of tasks, markers of activities.

Every icon is drawn around (0, 0) in a square of size 1 and then placed.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.diagram.primitives import Path, Role
from bpr_studio.domain.diagram.shapes import (
    box,
    ellipse,
    moved_and_scaled,
    polygon,
    polyline,
)
from bpr_studio.domain.process.element import Trigger
from bpr_studio.domain.shared.geometry import Bounds

if TYPE_CHECKING:
    from collections.abc import Callable

    from bpr_studio.domain.diagram.shapes import Commands
    from bpr_studio.domain.shared.geometry import Point

_THIN: Final = 1.2

Layer = tuple["Commands", Role, Role]
"""Commands around the origin, stroke role, fill role."""


def _circle(radius: float) -> Commands:
    return ellipse(Bounds(-radius, -radius, 2 * radius, 2 * radius))


def _lines(*lines: tuple[float, float, float, float]) -> Commands:
    return tuple(c for x1, y1, x2, y2 in lines for c in polyline(((x1, y1), (x2, y2))))


def _regular(corners: int, radius: float) -> Commands:
    angles = [2 * math.pi * n / corners for n in range(corners)]
    return polygon([(radius * math.sin(a), -radius * math.cos(a)) for a in angles])


_ENVELOPE = box(Bounds(-0.5, -0.34, 1.0, 0.68))
_FLAP = polyline(((-0.5, -0.34), (0.0, 0.06), (0.5, -0.34)))
_CLOCK_HANDS = (
    *polyline(((0.08, -0.32), (0.0, 0.0), (0.24, 0.0))),
    *_lines(
        *(
            (0.4 * math.sin(a), -0.4 * math.cos(a), 0.48 * math.sin(a), -0.48 * math.cos(a))
            for a in (math.pi * n / 6 for n in range(12))
        )
    ),
)
_SHEET = box(Bounds(-0.36, -0.46, 0.72, 0.92))
_SHEET_LINES = _lines(*((-0.24, y, 0.24, y) for y in (-0.28, -0.09, 0.1, 0.29)))
_TRIANGLE = polygon(((0, -0.46), (0.48, 0.36), (-0.48, 0.36)))
_BOLT = polygon(
    ((-0.5, 0.45), (-0.2, -0.42), (0.12, 0.08), (0.5, -0.5), (0.2, 0.4), (-0.12, -0.08))
)
_ESCALATION = polygon(((0, -0.5), (0.4, 0.48), (0, 0.1), (-0.4, 0.48)))
_LINK = polygon(
    ((-0.5, -0.2), (0.08, -0.2), (0.08, -0.44), (0.5, 0), (0.08, 0.44), (0.08, 0.2), (-0.5, 0.2))
)
_REWIND = (
    *polygon(((-0.5, 0), (-0.02, -0.36), (-0.02, 0.36))),
    *polygon(((-0.02, 0), (0.46, -0.36), (0.46, 0.36))),
)


def _cross(thickness: float, reach: float) -> Commands:
    t, r = thickness, reach
    return polygon(
        (
            *((-t, -r), (t, -r), (t, -t), (r, -t), (r, t), (t, t)),
            *((t, r), (-t, r), (-t, t), (-r, t), (-r, -t), (-t, -t)),
        )
    )


def _turned(commands: Commands) -> Commands:
    """Turned by 45 degrees; for commands made of straight lines."""
    s = math.sqrt(0.5)
    turned: list[tuple[float, float]] = [
        (s * (c[1] - c[2]), s * (c[1] + c[2])) for c in commands if len(c) == 3
    ]
    return polygon(turned)


_TRIGGER_SHAPES: Final[dict[Trigger, Commands]] = {
    Trigger.MESSAGE: _ENVELOPE,
    Trigger.TIMER: _circle(0.5),
    Trigger.CONDITIONAL: _SHEET,
    Trigger.SIGNAL: _TRIANGLE,
    Trigger.ERROR: _BOLT,
    Trigger.ESCALATION: _ESCALATION,
    Trigger.LINK: _LINK,
    Trigger.TERMINATE: _circle(0.62),
    Trigger.COMPENSATION: _REWIND,
    Trigger.CANCEL: _turned(_cross(0.13, 0.55)),
}
_TRIGGER_DETAILS: Final[dict[Trigger, Commands]] = {
    Trigger.MESSAGE: _FLAP,
    Trigger.TIMER: _CLOCK_HANDS,
    Trigger.CONDITIONAL: _SHEET_LINES,
}


def trigger_icon(trigger: Trigger, at: Point, size: float, *, throwing: bool) -> tuple[Path, ...]:
    """The mark of an event: filled when it throws, open when it catches."""
    filled = throwing or trigger is Trigger.TERMINATE
    layers: list[Layer] = [
        (_TRIGGER_SHAPES[trigger], Role.LINE, Role.SOLID if filled else Role.PAPER)
    ]
    if trigger in _TRIGGER_DETAILS:
        layers.append((_TRIGGER_DETAILS[trigger], Role.PAPER if filled else Role.LINE, Role.NONE))
    return _placed(layers, at, size)


def multiple_icon(at: Point, size: float, *, throwing: bool, all_needed: bool) -> tuple[Path, ...]:
    """The mark of an event with several triggers: a pentagon, or a plus when all are needed."""
    shape = _cross(0.14, 0.5) if all_needed else _regular(5, 0.55)
    return _placed([(shape, Role.LINE, Role.SOLID if throwing else Role.PAPER)], at, size)


# --- gateways --------------------------------------------------------------------------------


def exclusive_icon(at: Point, size: float) -> tuple[Path, ...]:
    """The × of an exclusive gateway."""
    return _placed([(_turned(_cross(0.09, 0.5)), Role.SOLID, Role.SOLID)], at, size)


def parallel_icon(at: Point, size: float) -> tuple[Path, ...]:
    """The + of a parallel gateway."""
    return _placed([(_cross(0.08, 0.55), Role.SOLID, Role.SOLID)], at, size)


def inclusive_icon(at: Point, size: float) -> tuple[Path, ...]:
    """The ○ of an inclusive gateway."""
    commands = moved_and_scaled(_circle(0.48), at, size)
    return (Path(commands, Role.LINE, Role.NONE, width=2.5),)


def complex_icon(at: Point, size: float) -> tuple[Path, ...]:
    """The asterisk of a complex gateway."""
    bars = _lines(
        (0, -0.55, 0, 0.55), (-0.55, 0, 0.55, 0), (-0.4, -0.4, 0.4, 0.4), (-0.4, 0.4, 0.4, -0.4)
    )
    return (Path(moved_and_scaled(bars, at, size), Role.LINE, Role.NONE, width=2.5),)


def event_based_icon(at: Point, size: float, *, parallel: bool, starts: bool) -> tuple[Path, ...]:
    """The circle and pentagon (or plus) of an event-based gateway; one circle if it starts."""
    layers: list[Layer] = [(_circle(0.62), Role.LINE, Role.NONE)]
    if not starts:
        layers.append((_circle(0.52), Role.LINE, Role.NONE))
    layers.append((_cross(0.1, 0.38) if parallel else _regular(5, 0.36), Role.LINE, Role.NONE))
    return _placed(layers, at, size)


# --- tasks -----------------------------------------------------------------------------------

_USER: list[Layer] = [
    (
        (
            ("M", -0.5, 0.5),
            ("L", -0.5, 0.3),
            ("C", -0.5, 0.05, -0.2, 0.02, 0.0, 0.02),
            ("C", 0.2, 0.02, 0.5, 0.05, 0.5, 0.3),
            ("L", 0.5, 0.5),
            ("Z",),
        ),
        Role.LINE,
        Role.PAPER,
    ),
    (ellipse(Bounds(-0.22, -0.5, 0.44, 0.5)), Role.LINE, Role.SOLID),
]
_HAND: list[Layer] = [
    (
        polygon(
            (
                *((-0.5, -0.1), (-0.2, -0.36), (0.12, -0.36), (0.12, -0.22), (-0.08, -0.18)),
                *((0.5, -0.18), (0.5, -0.04), (0.5, 0.1), (0.46, 0.1), (0.46, 0.22)),
                *((0.4, 0.22), (0.4, 0.34), (-0.24, 0.34), (-0.5, 0.16)),
            )
        ),
        Role.LINE,
        Role.PAPER,
    ),
    (
        _lines((0.02, -0.04, 0.5, -0.04), (0.02, 0.1, 0.5, 0.1), (0.02, 0.22, 0.46, 0.22)),
        Role.LINE,
        Role.NONE,
    ),
]


def _gear() -> Commands:
    points: list[tuple[float, float]] = []
    for tooth in range(8):
        for offset, radius in ((-0.17, 0.36), (-0.11, 0.5), (0.11, 0.5), (0.17, 0.36)):
            angle = 2 * math.pi * tooth / 8 + offset * 1.6
            points.append((radius * math.sin(angle), -radius * math.cos(angle)))
    return polygon(points)


_SCROLL: Commands = (
    ("M", -0.24, -0.5),
    ("L", 0.42, -0.5),
    ("C", 0.2, -0.28, 0.16, -0.16, 0.26, 0.0),
    ("C", 0.38, 0.18, 0.36, 0.32, 0.18, 0.5),
    ("L", -0.48, 0.5),
    ("C", -0.28, 0.32, -0.28, 0.18, -0.4, 0.0),
    ("C", -0.5, -0.16, -0.44, -0.3, -0.24, -0.5),
    ("Z",),
)
_TASK_ICONS: Final[dict[str, list[Layer]]] = {
    "userTask": _USER,
    "manualTask": _HAND,
    "serviceTask": [(_gear(), Role.LINE, Role.PAPER), (_circle(0.16), Role.LINE, Role.NONE)],
    "scriptTask": [
        (_SCROLL, Role.LINE, Role.PAPER),
        (
            _lines((-0.3, -0.28, 0.16, -0.28), (-0.28, 0, 0.12, 0), (-0.2, 0.26, 0.24, 0.26)),
            Role.LINE,
            Role.NONE,
        ),
    ],
    "businessRuleTask": [
        (box(Bounds(-0.5, -0.38, 1, 0.76)), Role.LINE, Role.PAPER),
        (box(Bounds(-0.5, -0.38, 1, 0.22)), Role.LINE, Role.BAND),
        (_lines((-0.5, 0.12, 0.5, 0.12), (-0.2, -0.16, -0.2, 0.38)), Role.LINE, Role.NONE),
    ],
    "sendTask": [(_ENVELOPE, Role.LINE, Role.SOLID), (_FLAP, Role.PAPER, Role.NONE)],
    "receiveTask": [(_ENVELOPE, Role.LINE, Role.PAPER), (_FLAP, Role.LINE, Role.NONE)],
}


def task_icon(subtype: str, at: Point, size: float) -> tuple[Path, ...]:
    """The mark of a task type; nothing for a plain task."""
    return _placed(_TASK_ICONS.get(subtype, []), at, size)


# --- markers of activities, data and pools ---------------------------------------------------


def _loop(at: Point, size: float) -> tuple[Path, ...]:
    arc: Commands = (
        ("M", -0.12, 0.42),
        ("C", -0.62, 0.24, -0.54, -0.44, 0.0, -0.44),
        ("C", 0.56, -0.44, 0.6, 0.32, 0.16, 0.42),
    )
    head = polyline(((-0.44, 0.44), (-0.12, 0.42), (-0.16, 0.1)))
    return _placed([(arc, Role.LINE, Role.NONE), (head, Role.LINE, Role.NONE)], at, size)


def _bars(at: Point, size: float, *, upright: bool) -> tuple[Path, ...]:
    if upright:
        lines = _lines(*((x, -0.42, x, 0.42) for x in (-0.3, 0.0, 0.3)))
    else:
        lines = _lines(*((-0.42, y, 0.42, y) for y in (-0.3, 0.0, 0.3)))
    return (Path(moved_and_scaled(lines, at, size), Role.LINE, width=2.2),)


def _plus(at: Point, size: float) -> tuple[Path, ...]:
    cross = _lines((0, -0.3, 0, 0.3), (-0.3, 0, 0.3, 0))
    frame = box(Bounds(-0.5, -0.5, 1, 1))
    return _placed([(frame, Role.LINE, Role.PAPER), (cross, Role.LINE, Role.NONE)], at, size)


def _tilde(at: Point, size: float) -> tuple[Path, ...]:
    wave: Commands = (
        ("M", -0.48, 0.16),
        ("C", -0.34, -0.36, -0.1, -0.22, 0.0, 0.0),
        ("C", 0.1, 0.22, 0.34, 0.36, 0.48, -0.16),
    )
    return (Path(moved_and_scaled(wave, at, size), Role.LINE, width=2.2),)


def _rewind(at: Point, size: float) -> tuple[Path, ...]:
    return _placed([(_REWIND, Role.LINE, Role.PAPER)], at, size)


MARKERS: Final[dict[str, Callable[[Point, float], tuple[Path, ...]]]] = {
    "loop": _loop,
    "parallel": lambda at, size: _bars(at, size, upright=True),
    "sequential": lambda at, size: _bars(at, size, upright=False),
    "compensation": _rewind,
    "collapsed": _plus,
    "ad_hoc": _tilde,
}
"""Markers at the lower edge of activities (and of pools and data for "parallel")."""


def envelope(bounds: Bounds, *, filled: bool) -> tuple[Path, ...]:
    """A message drawn as a shape of its own."""
    flap = polyline(
        ((bounds.x, bounds.y), bounds.centre, (bounds.right, bounds.y)),
    )
    return (
        Path(box(bounds), Role.LINE, Role.BAND if filled else Role.PAPER),
        Path(flap, Role.LINE),
    )


def data_arrow(at: Point, size: float, *, filled: bool) -> tuple[Path, ...]:
    """The arrow of a data input (open) or output (filled)."""
    return _placed([(_LINK, Role.LINE, Role.SOLID if filled else Role.PAPER)], at, size)


def _placed(layers: list[Layer], at: Point, size: float) -> tuple[Path, ...]:
    return tuple(
        Path(moved_and_scaled(commands, at, size), stroke, fill, width=_THIN)
        for commands, stroke, fill in layers
    )

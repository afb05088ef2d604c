"""Small marks at the corners of a step: what it takes, what is wrong with it, what it could be.

They tell by letter and shape, not by colour alone, stand on the border and never over a name.
Which kinds are shown is chosen by whoever looks; findings come from outside, since they belong
to the check and not to the flow.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.diagram.primitives import Anchor, Path, Role, Text
from bpr_studio.domain.diagram.shapes import (
    box,
    ellipse,
    polygon,
    polyline,
    rounded_box,
)
from bpr_studio.domain.diagram.text_wrap import text_width
from bpr_studio.domain.process.element import ACTIVITIES, EVENTS, Kind
from bpr_studio.domain.process.step import NO_STEP
from bpr_studio.domain.shared.findings import Level
from bpr_studio.domain.shared.geometry import Bounds, Point
from bpr_studio.domain.shared.text import tr

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bpr_studio.domain.diagram.primitives import Primitive
    from bpr_studio.domain.process.element import Element
    from bpr_studio.domain.process.step import Step

_SIZE: Final = 10.0  # of letters
_HIGH: Final = 14.0
_INTO: Final = 4.0  # how far a mark reaches into its shape; names keep 5 away from the border
_LINE: Final = 1.2
_MARK: Final = 8.5  # radius of the mark of a finding
_SEAL: Final = "印"  # the two signs every Japanese office knows; drawings, not words to translate
_BETTER: Final = "改"
_LETTERS_DOWN: Final = 0.36  # from the middle of letters to their baseline, as a share


@dataclass(frozen=True, slots=True, kw_only=True)
class Badges:
    """Which marks are shown.

    Attributes:
        core: blue tint of core steps, orange hatch of non-core ones.
        minutes: minutes a case takes.
        paper: paper is needed.
        seal: a seal is needed.
        issue: something was noted as an issue.
        improvement: an idea was noted.
    """

    core: bool = True
    minutes: bool = True
    paper: bool = True
    seal: bool = True
    issue: bool = True
    improvement: bool = True


ALL_BADGES: Final = Badges()
NO_BADGES: Final = Badges(
    core=False, minutes=False, paper=False, seal=False, issue=False, improvement=False
)


def badges_at(
    element: Element, badges: Badges, events: Sequence[Bounds] = ()
) -> tuple[Primitive, ...]:
    """The marks of a step; none for anything else.

    Args:
        element: the step.
        badges: which kinds are shown.
        events: boxes of the events on its border, which marks keep clear of.
    """
    if element.kind not in ACTIVITIES or element.bounds is None or element.step is NO_STEP:
        return ()
    step, bounds = element.step, element.bounds
    edge = _LowerEdge(bounds, events)
    return (
        *_below_left(step, edge, badges),
        *_below_right(step, edge, badges),
        *_above_right(step, bounds, badges),
    )


class _LowerEdge:
    """The room along the lower border of a step, taken from both ends."""

    def __init__(self, bounds: Bounds, events: Sequence[Bounds]) -> None:
        self._bounds = bounds
        self._taken = [e for e in events if e.bottom > bounds.bottom - _INTO]
        self._left = bounds.x + 6

    def from_left(self, width: float) -> Bounds:
        """The next free box from the left."""
        place = Bounds(self._left, self._bounds.bottom - _INTO, width, _HIGH)
        for event in sorted(self._taken):
            if _overlaps(place, event):
                place = place._replace(x=event.right + 2)
        self._left = place.right + 3
        return place

    def from_right(self, width: float) -> Bounds:
        """The next free box from the right; on the upper border where none is left."""
        bounds = self._bounds
        place = Bounds(bounds.right - 4 - width, bounds.bottom - _INTO, width, _HIGH)
        for event in sorted(self._taken, reverse=True):
            if _overlaps(place, event):
                place = place._replace(x=event.x - 2 - width)
        if place.x < self._left:
            return Bounds(bounds.x + 12, bounds.y + _INTO - _HIGH, width, _HIGH)
        return place


def _overlaps(a: Bounds, b: Bounds) -> bool:
    return a.x < b.right and b.x < a.right and a.y < b.bottom and b.y < a.bottom


def finding_mark(element: Element, level: Level) -> tuple[Primitive, ...]:
    """The mark of the most serious finding at an element: ×, ! or i in a disc."""
    at = _mark_place(element)
    if at is None:
        return ()
    disc = ellipse(Bounds(at.x - _MARK, at.y - _MARK, 2 * _MARK, 2 * _MARK))
    ground = Path(disc, Role.PAPER, _MARK_ROLES[level], 1.5)
    if level is Level.ERROR:
        arm = 3.0
        lines = (
            *polyline(((at.x - arm, at.y - arm), (at.x + arm, at.y + arm))),
            *polyline(((at.x - arm, at.y + arm), (at.x + arm, at.y - arm))),
        )
        return ground, Path(lines, Role.PAPER, width=1.8)
    letter = "!" if level is Level.WARNING else "i"
    return ground, _letter(letter, at, 11.0, Role.PAPER)


def overlap_mark(element: Element) -> tuple[Primitive, ...]:
    """The mark of an element that several people changed: two arrows against each other."""
    at = _overlap_place(element)
    if at is None:
        return ()
    disc = ellipse(Bounds(at.x - _MARK, at.y - _MARK, 2 * _MARK, 2 * _MARK))
    arm, head, apart = 4.5, 2.2, 2.3
    upper, lower = at.y - apart, at.y + apart
    lines = (
        *polyline(((at.x - arm, upper), (at.x + arm, upper))),
        *polyline(((at.x + arm - head, upper - head), (at.x + arm, upper))),
        *polyline(((at.x + arm, lower), (at.x - arm, lower))),
        *polyline(((at.x - arm + head, lower + head), (at.x - arm, lower))),
    )
    return Path(disc, Role.PAPER, Role.WARNING, 1.5), Path(lines, Role.PAPER, width=1.4)


def _overlap_place(element: Element) -> Point | None:
    """Where no finding is marked."""
    if element.bounds is None:
        return _third_of(tuple(reversed(element.waypoints)))
    bounds = element.bounds
    if element.kind in EVENTS or element.kind is Kind.GATEWAY:
        return Point(bounds.x + 2, bounds.y + 2)
    if element.kind in (Kind.POOL, Kind.LANE):
        return Point(bounds.x + 15, bounds.y + 35)
    return Point(bounds.right - 20, bounds.y - 3)  # clear of the handles of a selected step


_MARK_ROLES: Final = {
    Level.ERROR: Role.ERROR,
    Level.WARNING: Role.WARNING,
    Level.NOTICE: Role.NOTICE,
}


def _mark_place(element: Element) -> Point | None:
    if element.bounds is None:
        return _third_of(element.waypoints)
    bounds = element.bounds
    if element.kind in EVENTS or element.kind is Kind.GATEWAY:
        return Point(bounds.right - 2, bounds.y + 2)
    if element.kind in (Kind.POOL, Kind.LANE):
        return Point(bounds.x + 15, bounds.y + 15)
    return Point(bounds.x, bounds.y - 3)


def _third_of(points: Sequence[Point]) -> Point | None:
    """A third along a line: its label stands beside the middle."""
    rest = sum(math.dist(a, b) for a, b in pairwise(points)) / 3
    for a, b in pairwise(points):
        length = math.dist(a, b)
        if rest <= length and length > 0:
            share = rest / length
            return Point(a.x + (b.x - a.x) * share, a.y + (b.y - a.y) * share)
        rest -= length
    return None


# --- what a step takes -----------------------------------------------------------------------


def _below_left(step: Step, edge: _LowerEdge, badges: Badges) -> Iterator[Primitive]:
    """Paper, then seal."""
    if badges.paper and step.paper:
        yield from _sheet(edge.from_left(11))
    if badges.seal and step.seal:
        place = edge.from_left(_HIGH)
        yield Path(ellipse(place), Role.SEAL, Role.PAPER, _LINE)
        yield _letter(_SEAL, place.centre, 9.0, Role.SEAL)


def _sheet(bounds: Bounds) -> Iterator[Path]:
    fold, x, y = 4.0, bounds.x, bounds.y
    corners = (
        *((x, y), (bounds.right - fold, y), (bounds.right, y + fold)),
        *((bounds.right, bounds.bottom), (x, bounds.bottom)),
    )
    yield Path(polygon(corners), Role.LINE, Role.PAPER, _LINE)
    lines = [
        polyline(((x + 2.5, y + down), (bounds.right - 2.5, y + down))) for down in (6, 8.5, 11)
    ]
    yield Path(tuple(command for line in lines for command in line), Role.LINE, width=0.9)


def _below_right(step: Step, edge: _LowerEdge, badges: Badges) -> Iterator[Primitive]:
    """Minutes for one case."""
    if not badges.minutes or step.minutes_per_case is None:
        return
    words = tr("{minutes} min", minutes=_number(step.minutes_per_case))
    chip = edge.from_right(text_width(words, _SIZE) + 8)
    yield Path(rounded_box(chip, _HIGH / 2), Role.LINE, Role.PAPER, _LINE)
    yield _letter(words, chip.centre, _SIZE, Role.TEXT)


def _number(value: float) -> str:
    """Without decimals that say nothing."""
    return f"{value:,.1f}".removesuffix(".0")


def _above_right(step: Step, bounds: Bounds, badges: Badges) -> Iterator[Primitive]:
    """Issue, then improvement."""
    x, low = bounds.right - 6, bounds.y + _INTO
    if badges.issue and step.issue:
        corners = ((x - 16, low), (x - 8, low - 15), (x, low))
        yield Path(polygon(corners), Role.ISSUE_LINE, Role.ISSUE_FILL, 1.4)
        yield _letter("!", Point(x - 8, low - 5.5), 11.0, Role.ISSUE_LINE)
        x -= 20
    if badges.improvement and step.improvement:
        tag = Bounds(x - _HIGH, low - _HIGH, _HIGH, _HIGH)
        yield Path(box(tag), Role.IDEA_LINE, Role.IDEA_FILL, 1.4)
        yield _letter(_BETTER, tag.centre, _SIZE, Role.IDEA_LINE)


def _letter(text: str, middle: Point, size: float, role: Role) -> Text:
    return Text(text, Point(middle.x, middle.y + size * _LETTERS_DOWN), size, Anchor.MIDDLE, role)

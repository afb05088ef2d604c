"""How the parts of bars look: a colour and a pattern for every meaning, and their legend."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bpr_studio.charts.drawing import Box, Ink, Label, Pattern, fit
from bpr_studio.domain.shared.chart_values import Tone

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bpr_studio.charts.drawing import Mark, Measure
    from bpr_studio.domain.shared.chart_values import PartsRow


@dataclass(frozen=True, slots=True)
class Look:
    """A colour and the lines over it."""

    ink: Ink
    pattern: Pattern = Pattern.PLAIN


#: Tones that may stand side by side differ in lightness or in their pattern: grey is enough.
LOOKS: Final[Mapping[Tone, Look]] = {
    Tone.CORE: Look(Ink.CORE),
    Tone.NON_CORE: Look(Ink.NON_CORE, Pattern.RISING),
    Tone.UNTAGGED: Look(Ink.UNTAGGED),
    Tone.DONE: Look(Ink.GREEN),
    Tone.UNDER_WAY: Look(Ink.YELLOW, Pattern.LEVEL),
    Tone.OPEN: Look(Ink.NON_CORE, Pattern.RISING),
    Tone.IDLE: Look(Ink.UNTAGGED),
    Tone.A: Look(Ink.DEEP),
    Tone.B: Look(Ink.YELLOW),
    Tone.C: Look(Ink.GREEN, Pattern.RISING),
    Tone.D: Look(Ink.CYAN, Pattern.LEVEL),
    Tone.E: Look(Ink.PURPLE, Pattern.CROSSED),
    Tone.F: Look(Ink.NON_CORE, Pattern.UPRIGHT),
    Tone.G: Look(Ink.PALE, Pattern.FALLING),
    Tone.H: Look(Ink.UNTAGGED, Pattern.UPRIGHT),
}

_LINE: Final = 1.5  # height of a line of the legend, in em
_GAP: Final = 1.6


def area(x: float, y: float, width: float, height: float, tone: Tone) -> Box:
    """A rectangle in the look of a tone."""
    look = LOOKS[tone]
    return Box(x, y, width, height, look.ink, pattern=look.pattern)


def names_of(rows: Iterable[PartsRow]) -> tuple[tuple[str, Tone], ...]:
    """The parts that occur, by name, in the order of the first row that has them all."""
    found: dict[str, tuple[str, Tone]] = {}
    for row in sorted(rows, key=lambda row: -len(row.parts)):
        for part in row.parts:
            if part.value:
                found.setdefault(part.key, (part.label, part.tone))
    return tuple(found.values())


@dataclass(frozen=True, slots=True)
class Legend:
    """Swatches and their names, in as many lines as they need."""

    marks: tuple[Mark, ...]
    height: float


def tone_legend(
    names: Sequence[tuple[str, Tone]], x: float, width: float, em: float, measure: Measure
) -> Legend:
    """Swatches with their names from `x` on, no wider than `width`."""
    marks: list[Mark] = []
    left, y, size = x, 0.0, 0.9 * em
    for name, tone in names:
        shown = fit(name, max(width - 1.9 * em, em), size, measure)
        needed = 1.75 * em + measure(shown, size)
        if left > x and left + needed > x + width:
            left, y = x, y + _LINE * em
        marks.append(area(left, y + 0.2 * em, 1.3 * em, 0.85 * em, tone))
        marks.append(Label(left + 1.75 * em, y + em, shown, size, Ink.QUIET))
        left += needed + _GAP * em
    return Legend(tuple(marks), y + _LINE * em if names else 0.0)

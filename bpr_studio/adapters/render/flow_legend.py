"""What the colours and small marks of a printed flow mean; only those it shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.diagram.badges import ALL_BADGES, badges_at
from bpr_studio.domain.diagram.notation import picture_of
from bpr_studio.domain.process.element import ACTIVITIES, Element, Kind
from bpr_studio.domain.process.model import ProcessModel
from bpr_studio.domain.process.step import CORE, NON_CORE, Step
from bpr_studio.domain.process.wording import core_word
from bpr_studio.domain.shared.geometry import Bounds
from bpr_studio.domain.shared.text import tr

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bpr_studio.domain.diagram.primitives import Primitive

_SWATCH: Final = Bounds(0, 0, 26, 14)
_STEP: Final = Bounds(0, 0, 100, 80)


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """A mark and its meaning.

    Attributes:
        sample: the mark, anywhere in diagram units.
        word: what it means.
    """

    sample: tuple[Primitive, ...]
    word: str


def legend_of(model: ProcessModel) -> list[LegendEntry]:
    """The marks a flow shows, in a fixed order."""
    steps = [element.step for element in model.of_kind(*ACTIVITIES) if element.bounds]
    return [
        *(_swatch(tag) for tag in (CORE, NON_CORE) if any(s.core_tag == tag for s in steps)),
        *(entry for step, entry in _marks() if any(_has(other, step) for other in steps)),
    ]


def _swatch(tag: str) -> LegendEntry:
    task = _task(Step(core_tag=tag), _SWATCH)
    return LegendEntry(picture_of(ProcessModel(None, [task]), task).shape, core_word(tag))


def _marks() -> Iterator[tuple[Step, LegendEntry]]:
    for step, word in (
        (Step(minutes_per_case=5.0), tr("minutes per case (example)")),
        (Step(paper=True), tr("Written form")),
        (Step(seal=True), tr("Seal")),
        (Step(issue="!"), tr("Issue")),
        (Step(improvement="!"), tr("Improvement")),
    ):
        yield step, LegendEntry(badges_at(_task(step, _STEP), ALL_BADGES), word)


def _has(step: Step, sample: Step) -> bool:
    """Whether a step shows the mark of a sample."""
    if sample.minutes_per_case is not None:
        return step.minutes_per_case is not None
    return any(
        getattr(step, name) and getattr(sample, name)
        for name in ("paper", "seal", "issue", "improvement")
    )


def _task(step: Step, bounds: Bounds) -> Element:
    return Element(id="sample", kind=Kind.TASK, subtype="task", bounds=bounds, step=step)

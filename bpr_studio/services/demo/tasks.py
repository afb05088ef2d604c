"""The tasks of the demo city as drafts: class, name, reason, relative work time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bpr_studio.services.demo.vocabulary import class_words, weighted_classes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

    from bpr_studio.services.demo.material import DemoMaterial, Wording
    from bpr_studio.services.demo.organisation import DemoSection
    from bpr_studio.services.demo.staffing import SectionStaff
    from bpr_studio.services.demo.vocabulary import ClassWords

_COMMON_SHARE: Final = 0.30
"""Share of a section's tasks that every section has."""

_CONTRACTED_SHARE: Final = 0.03
"""Share of non-core tasks that are partly contracted out."""

_PLAIN_SHARE: Final = 0.5
"""Share of tasks whose name is left as the classification words it."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A task before the city's totals are settled.

    Attributes:
        words: its class.
        wording: how it was worded, with its reason.
        name: its name.
        weight: relative work time of the staff.
        contracted: contractor's time as a multiple of the staff's, mostly 0.
    """

    words: ClassWords
    wording: Wording
    name: str
    weight: float
    contracted: float

    @property
    def is_core(self) -> bool:
        """Core work by its reason."""
        return self.wording.reason.startswith("R")


@dataclass(frozen=True, slots=True)
class SectionDrafts:
    """The drafts of a section and their sums of weights.

    Attributes:
        core: weight of the core tasks.
        non_core: weight of the non-core tasks.
        contracted: contractors' weight, all of it non-core.
    """

    section: DemoSection
    staff: SectionStaff
    drafts: tuple[Draft, ...]
    core: float
    non_core: float
    contracted: float


class TaskDrafter:
    """Drafts tasks from the material, section by section."""

    def __init__(self, rng: Random, material: DemoMaterial) -> None:
        self._rng = rng
        self._material = material
        words = class_words(rng, material)
        self._own = {
            key: weighted_classes(duty.mix, material.classification, words)
            for key, duty in material.duties.items()
        }
        self._common = weighted_classes(material.common_mix, material.classification, words)

    def draft(self, section: DemoSection, staff: SectionStaff, n: int) -> SectionDrafts:
        """Draft `n` tasks of a section, in the order of their codes; no name twice in a class."""
        common = round(n * _COMMON_SHARE)
        classes = [
            *self._common.draw(self._rng, common),
            *self._own[section.plan.duty].draw(self._rng, n - common),
        ]
        classes.sort(key=lambda words: words.code)
        names = _Names(self._rng, self._material, section)
        drafts = tuple(self._draft(words, names) for words in classes)
        return SectionDrafts(
            section,
            staff,
            drafts,
            core=sum(d.weight for d in drafts if d.is_core),
            non_core=sum(d.weight for d in drafts if not d.is_core),
            contracted=sum(d.weight * d.contracted for d in drafts),
        )

    def _draft(self, words: ClassWords, names: _Names) -> Draft:
        rng = self._rng
        (wording,) = rng.choices(words.wordings, cum_weights=words.cumulative)
        is_contracted = wording.reason[0] == "N" and rng.random() < _CONTRACTED_SHARE
        return Draft(
            words,
            wording,
            names.make(words, wording),
            weight=rng.lognormvariate(0, 0.95),
            contracted=rng.uniform(0.3, 1.6) if is_contracted else 0.0,
        )


class _Names:
    """Names the tasks of one section, each name once in a class."""

    def __init__(self, rng: Random, material: DemoMaterial, section: DemoSection) -> None:
        self._rng = rng
        self._topics = material.duties[section.plan.duty].topics
        self._areas = section.office.areas
        self._application = material.words.application_scopes
        self._period = material.words.period_scopes
        self._used: set[tuple[str, str]] = set()

    def make(self, words: ClassWords, wording: Wording) -> str:
        """A name that was not given yet, as plain as possible."""
        for name in self._candidates(words, wording):
            if (words.code, name) not in self._used:
                self._used.add((words.code, name))
                return name
        raise AssertionError(wording.text)  # the last candidates never end

    def _candidates(self, words: ClassWords, wording: Wording) -> Iterator[str]:
        rng, text = self._rng, wording.text
        by_case = not words.internal and wording.minutes != (0, 0)
        scopes = self._application if by_case else self._period
        if rng.random() < _PLAIN_SHARE:
            yield text
        if words.placed and self._areas and rng.random() < 0.3:
            yield f"{rng.choice(self._areas)}の{text}"
        if rng.random() < 0.5:
            yield f"{text}{rng.choice(scopes)}"
        if words.topical:
            yield f"{rng.choice(self._topics)}に係る{text}"
        yield f"{text}{rng.choice(scopes)}"
        for _ in range(20):
            topic = f"{rng.choice(self._topics)}に係る" if words.topical else ""
            yield f"{topic}{text}{rng.choice(scopes)}"
        number = 2
        while True:
            yield f"{text}（その{number}）"
            number += 1

"""The words of each minor class, worked out once: how tasks of the class are named and filled."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import accumulate
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from random import Random

    from bpr_studio.domain.classification.task_class import Classification, TaskClass
    from bpr_studio.services.demo.material import DemoMaterial, TaskWords, Wording

_JITTERED = 6
"""Month profiles prepared for each class, so that tasks of a class are alike but not equal."""


@dataclass(frozen=True, slots=True)
class ClassWords:
    """What tasks of a minor class can look like.

    Attributes:
        code: the class.
        wordings: ways to name a task, subject filled in.
        cumulative: cumulative weights of the wordings.
        case_unit: what its cases are counted in.
        profiles: month profiles to choose from.
        fields: fields that are the same for all tasks of the class.
        internal: does not start with somebody's application.
        topical: a topic of the section may be named.
        placed: done for a district, so that one may be named.
    """

    code: str
    wordings: tuple[Wording, ...]
    cumulative: tuple[float, ...]
    case_unit: str
    profiles: tuple[list[int], ...]
    fields: Mapping[str, Any]
    internal: bool
    placed: bool
    topical: bool


@dataclass(frozen=True, slots=True)
class WeightedClasses:
    """Minor classes to draw from."""

    classes: tuple[ClassWords, ...]
    cumulative: tuple[float, ...]

    def draw(self, rng: Random, n: int) -> list[ClassWords]:
        """Draw `n` classes with repetition."""
        return rng.choices(self.classes, cum_weights=self.cumulative, k=n)


def class_words(rng: Random, material: DemoMaterial) -> dict[str, ClassWords]:
    """The words of all minor classes by code."""
    return {
        task_class.code: _words_of(rng, material, task_class)
        for task_class in material.classification.at_level(3)
    }


def _words_of(rng: Random, material: DemoMaterial, task_class: TaskClass) -> ClassWords:
    words, code = material.words, task_class.code
    wordings = words.named.get(code) or _combined(words, task_class)
    fields = {
        "code": code,
        "legal_basis": longest_match(words.legal_basis, code),
        "affair_kind": _affair_kind(words, code),
        "system_name": longest_match(words.system_name, code),
    }
    base = material.month_profiles.percents_for(code)
    return ClassWords(
        code=code,
        wordings=wordings,
        case_unit=longest_match(words.case_unit, code) or "件",
        cumulative=tuple(accumulate(w.weight for w in wordings)),
        profiles=(list(base), *(_jittered(rng, base) for _ in range(_JITTERED))),
        fields={key: value for key, value in fields.items() if value},
        internal=_is_internal(words, code),
        placed=code[0] in "BF",
        topical=not code.startswith(words.topicless),
    )


def _combined(words: TaskWords, task_class: TaskClass) -> tuple[Wording, ...]:
    shortened = _subject(task_class.name, words.dropped_suffixes)
    subject = words.subjects.get(task_class.code, shortened)
    internal = _is_internal(words, task_class.code)
    return tuple(
        replace(aspect, text=aspect.text.replace("{s}", subject))
        for aspect in words.aspects
        if task_class.core_hint.value in aspect.hints and not (internal and aspect.application)
    )


def _is_internal(words: TaskWords, code: str) -> bool:
    return code[0] in "KZ" or code.startswith(words.internal)


def _subject(name: str, suffixes: Iterable[str]) -> str:
    """The class name without an ending such as の交付, so that another deed can follow."""
    for suffix in suffixes:
        if name.endswith(suffix) and len(name) > len(suffix) + 1:
            return name.removesuffix(suffix)
    return name


def _affair_kind(words: TaskWords, code: str) -> str:
    return "statutory_entrusted" if code.startswith(words.entrusted) else "self_government"


def _jittered(rng: Random, percents: tuple[int, ...]) -> list[int]:
    """The profile with one or two points moved between a few months; the sum stays."""
    moved = list(percents)
    for _ in range(4):
        giver, taker = rng.sample(range(12), 2)
        points = min(rng.randint(1, 2), moved[giver])
        moved[giver] -= points
        moved[taker] += points
    return moved


def longest_match(table: Mapping[str, str], code: str) -> str:
    """The entry for a code, or for the nearest class or group above it; "" without any."""
    key = code
    while key:
        if key in table:
            return table[key]
        key = key.rpartition("-")[0]
    return table.get(code[:1], "")


def weighted_classes(
    mix: Iterable[tuple[str, float]],
    classification: Classification,
    words: Mapping[str, ClassWords],
) -> WeightedClasses:
    """The minor classes below the codes of a mix; each code's weight is shared among them."""
    weights: dict[str, float] = {}
    minor = [c.code for c in classification.at_level(3)]
    for prefix, weight in mix:
        below = [code for code in minor if code == prefix or code.startswith(f"{prefix}-")]
        for code in below:
            weights[code] = weights.get(code, 0) + weight / len(below)
    return WeightedClasses(
        tuple(words[code] for code in weights), tuple(accumulate(weights.values()))
    )

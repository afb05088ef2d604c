"""What is known of tasks and steps when candidates for improvement are looked for.

Facts are kept as columns, one place for each task or step, so that 60,000 of them are judged at
once. Not knowing is an answer of its own: what nobody answered is `UNKNOWN`, never "no".
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

NO: Final = 0
UNKNOWN: Final = 1
YES: Final = 2
"""Answers in the order Kleene's logic needs: "and" is the least, "or" the greatest of them."""

MISSING: Final = -1
"""A number nobody gave."""


class FactKind(StrEnum):
    """What the value of a fact is."""

    FLAG = "flag"  # yes, no or unknown
    NUMBER = "number"
    WORD = "word"  # one or several codes


FACTS: Final[Mapping[str, FactKind]] = {
    "legal_basis": FactKind.FLAG,  # a law or rule is named; the guide says: none, then leave empty
    "manual": FactKind.FLAG,
    "entered_twice": FactKind.FLAG,
    "seal_or_in_person": FactKind.FLAG,
    "application": FactKind.FLAG,  # somebody outside applies or notifies
    "list_work": FactKind.FLAG,  # runs on lists of single persons
    "wish": FactKind.WORD,
    "core_tag": FactKind.WORD,
    "core_reason": FactKind.WORD,
    "nature": FactKind.WORD,
    "medium": FactKind.WORD,
    "step_types": FactKind.WORD,
    "hours": FactKind.NUMBER,  # a year, contractors included
    "cases": FactKind.NUMBER,  # a year
    "peak_percent": FactKind.NUMBER,  # share of the busiest month in the year
    "class_sections": FactKind.NUMBER,  # sections that work in the same class
    "class_non_core_percent": FactKind.NUMBER,  # of the hours of the class in the whole city
}
"""Everything a condition of `surveys/candidate_rules.toml` may ask."""

UNASKED: Final = frozenset(
    {"entered_twice", "seal_or_in_person", "application", "list_work", "step_types"}
)
"""Facts the overall survey does not ask for; they show where somebody wrote the steps."""


@dataclass(frozen=True, slots=True)
class Words:
    """A column of codes; several codes of one place stand in one word with spaces between.

    Attributes:
        values: the different words; "" is unknown.
        index: for each place the number of its word.
    """

    values: tuple[str, ...]
    index: NDArray[np.int32]

    @classmethod
    def of(cls, words: Sequence[str]) -> Words:
        """From one word for each place."""
        numbers = {word: number for number, word in enumerate(dict.fromkeys(words))}
        index = np.fromiter(map(numbers.__getitem__, words), dtype=np.int32, count=len(words))
        return cls(tuple(numbers), index)

    def at(self, place: int) -> str:
        """The word of one place."""
        return self.values[int(self.index[place])]

    def any_of(self, wanted: Iterable[str]) -> NDArray[np.int8]:
        """For each place whether one of its codes is wanted."""
        codes = frozenset(wanted)
        answers = [
            UNKNOWN if not word else YES if codes & set(word.split()) else NO
            for word in self.values
        ]
        return np.array(answers, dtype=np.int8)[self.index]

    def told(self) -> Words:
        """The same, with a word that is no code where nothing is known."""
        return Words(tuple(word or "-" for word in self.values), self.index)

    def taken(self, places: NDArray[np.intp]) -> Words:
        """Only these places."""
        return Words(self.values, self.index[places])


@dataclass(frozen=True)
class FactColumns:
    """All facts of many tasks and steps.

    Attributes:
        flags: facts of kind `FLAG`: `NO`, `UNKNOWN` or `YES`.
        numbers: facts of kind `NUMBER`; `MISSING` where nobody answered.
        words: facts of kind `WORD`; "" where nobody answered.
    """

    flags: Mapping[str, NDArray[np.int8]]
    numbers: Mapping[str, NDArray[np.int64]]
    words: Mapping[str, Words]

    def __len__(self) -> int:
        """Number of tasks and steps."""
        return len(self.numbers["hours"])

    def value(self, fact: str, place: int) -> bool | int | str | None:
        """What is known at one place; None where nobody answered."""
        match FACTS[fact]:
            case FactKind.FLAG:
                flag = int(self.flags[fact][place])
                return None if flag == UNKNOWN else flag == YES
            case FactKind.NUMBER:
                number = int(self.numbers[fact][place])
                return None if number == MISSING else number
            case FactKind.WORD:
                return self.words[fact].at(place) or None

    def without_unasked(self) -> FactColumns:
        """The same, where silence about what the overall survey does not ask for is a "no"."""
        return FactColumns(
            {
                name: np.where(column == UNKNOWN, NO, column).astype(np.int8)
                if name in UNASKED
                else column
                for name, column in self.flags.items()
            },
            self.numbers,
            {
                name: column.told() if name in UNASKED else column
                for name, column in self.words.items()
            },
        )

    def taken(self, places: NDArray[np.intp]) -> FactColumns:
        """Only these places, in this order."""
        return FactColumns(
            {name: column[places] for name, column in self.flags.items()},
            {name: column[places] for name, column in self.numbers.items()},
            {name: column.taken(places) for name, column in self.words.items()},
        )


def flag(answer: bool | None) -> int:  # noqa: FBT001  # three answers, None is the third
    """An answer as columns keep it."""
    return UNKNOWN if answer is None else YES if answer else NO


def class_facts(
    codes: Words, units: Words, minutes: NDArray[np.int64], non_core: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """For each task: sections that work in its class, and the non-core percentage of the class.

    Classes nobody knows ("" ) and classes without hours have no answer (`MISSING`). The
    percentage is rounded down, so that a threshold is never reached by rounding.

    Args:
        codes: class of each task; "" where it has none that says anything.
        units: unit of each task.
        minutes: minutes of each task.
        non_core: whether it is tagged non-core.
    """
    size = len(codes.values)
    pairs = np.unique(codes.index.astype(np.int64) * len(units.values) + units.index)
    sections = np.bincount(pairs // max(len(units.values), 1), minlength=size)
    # float64 is exact up to 2**53 minutes; a city works about 10**9 a year
    total = np.bincount(codes.index, weights=minutes, minlength=size).astype(np.int64)
    aside = np.bincount(codes.index, weights=minutes * non_core, minlength=size).astype(np.int64)
    known = np.array([bool(code) for code in codes.values], dtype=bool) & (total > 0)
    percent = np.where(known, aside * 100 // np.maximum(total, 1), MISSING)
    return (
        np.where(known, sections, MISSING)[codes.index],
        percent[codes.index],
    )

"""Which line is which element: the same ones keep their id, whatever else changes."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Sequence

    from bpr_studio.domain.modeling.outline_values import Item, Outline

_ALIKE: Final = 0.34  # least likeness of names that may be one name changed


def matched(old: Outline, order: Sequence[str], new: Outline) -> dict[str, str]:
    """Keys of new items → keys of the old items they are.

    First what is the same at its place in the text, then what went to another lane or place,
    then what was renamed: it stands between the same neighbours.

    Args:
        old: as it was, from the model.
        order: keys of its items in the order of its text.
        new: as typed.
    """
    by_key = {item.key: item for item in old.items}
    return _Matching([by_key[key] for key in order], list(new.items), old, new).result()


@dataclass(frozen=True, slots=True)
class _Pair:
    """Places of two items that are one, in the old and the new text."""

    old: int
    new: int


class _Matching:
    """Two sequences of items being compared."""

    def __init__(self, old: list[Item], new: list[Item], before: Outline, after: Outline) -> None:
        self._old = old
        self._new = new
        self._old_paths = _paths(before)
        self._new_paths = _paths(after)
        self._found: dict[int, int] = {}  # place in the new text → place in the old one
        self._used: set[int] = set()

    def result(self) -> dict[str, str]:
        """The pairs by their keys."""
        anchors = self._by_sequence(lambda item: (item.subtype, item.name, item.lane))
        anchors += self._by_sequence(lambda item: (item.subtype, item.name))
        self._by_name(lambda item: (item.name, item.lane))
        self._by_name(lambda item: item.name)
        self._renamed(anchors)
        return {self._new[n].key: self._old[o].key for n, o in self._found.items()}

    def _take(self, old: int, new: int) -> None:
        self._found[new] = old
        self._used.add(old)

    def _by_sequence(self, key: Callable[[Item], Hashable]) -> list[_Pair]:
        """Pair what stands in the same order."""
        olds = [n for n in range(len(self._old)) if n not in self._used]
        news = [n for n in range(len(self._new)) if n not in self._found]
        matcher = SequenceMatcher(
            None,
            [(self._old_path(n), key(self._old[n])) for n in olds],
            [(self._new_path(n), key(self._new[n])) for n in news],
            autojunk=False,
        )
        pairs = [
            _Pair(olds[block.a + n], news[block.b + n])
            for block in matcher.get_matching_blocks()
            for n in range(block.size)
        ]
        for pair in pairs:
            self._take(pair.old, pair.new)
        return pairs

    def _by_name(self, key: Callable[[Item], Hashable]) -> None:
        """Pair named items wherever they stand."""
        places: dict[Hashable, list[int]] = {}
        for place, item in enumerate(self._old):
            if place not in self._used and item.name:
                places.setdefault((self._old_path(place), key(item)), []).append(place)
        for place, item in enumerate(self._new):
            waiting = places.get((self._new_path(place), key(item)))
            if place not in self._found and waiting:
                self._take(waiting.pop(0), place)

    def _renamed(self, anchors: Iterable[_Pair]) -> None:
        """Pair what is left between the same neighbours, most alike first."""
        rising = _rising(sorted(anchors, key=lambda pair: pair.new))
        borders = [_Pair(-1, -1), *rising, _Pair(len(self._old), len(self._new))]
        for low, high in pairwise(borders):
            olds = [n for n in range(low.old + 1, high.old) if n not in self._used]
            news = [n for n in range(low.new + 1, high.new) if n not in self._found]
            self._pair_up(olds, news)

    def _pair_up(self, olds: list[int], news: list[int]) -> None:
        alike = sorted(
            (
                (-self._likeness(old, new), abs(i - j), old, new)
                for i, old in enumerate(olds)
                for j, new in enumerate(news)
                if self._old_path(old) == self._new_path(new)
            ),
        )
        single = len(olds) == len(news)
        for likeness, _, old, new in alike:
            if old in self._used or new in self._found:
                continue
            if -likeness >= _ALIKE or single:
                self._take(old, new)

    def _likeness(self, old: int, new: int) -> float:
        return SequenceMatcher(None, self._old[old].name, self._new[new].name).ratio()

    def _old_path(self, place: int) -> Hashable:
        item = self._old[place]
        return item.what, self._old_paths.get(item.inside, (item.section,))

    def _new_path(self, place: int) -> Hashable:
        item = self._new[place]
        return item.what, self._new_paths.get(item.inside, (item.section,))


def _paths(outline: Outline) -> dict[str, tuple[Hashable, ...]]:
    """For each sub-process its pool and the names of the sub-processes around it."""
    items = {item.key: item for item in outline.items}
    paths: dict[str, tuple[Hashable, ...]] = {}
    for key in {item.inside for item in outline.items if item.inside}:
        names: list[Hashable] = []
        around = items.get(key)
        while around is not None:
            names.append(around.name)
            section = around.section
            around = items.get(around.inside)
        paths[key] = (section, *reversed(names))
    return paths


def _rising(pairs: Sequence[_Pair]) -> list[_Pair]:
    kept: list[_Pair] = []
    for pair in pairs:
        if not kept or pair.old > kept[-1].old:
            kept.append(pair)
    return kept

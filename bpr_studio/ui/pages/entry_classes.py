"""Finding a class of the classification: by any part of its name or code, or for a task's name."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bpr_studio.services.views import ClassLine

UNKNOWN_CODE: Final = "Z99-99-99"
_MINOR: Final = 3


class ClassHit(Protocol):
    """A class that was found; `services.suggesting.ClassSuggestion` is one."""

    @property
    def code(self) -> str:
        """Code of a minor class."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def path(self) -> str:
        """Names from the major class on."""

    @property
    def words(self) -> tuple[str, ...]:
        """The words that decided; nothing where a code was typed."""


class ClassFinder(Protocol):
    """Finds classes; `services.suggesting.Suggestions` does, and `PlainFinder` without it."""

    def for_name(self, text: str, limit: int = 5) -> Sequence[ClassHit]:
        """Classes a task of this name may belong to, the likeliest first."""

    def search(self, text: str, limit: int = 50) -> Sequence[ClassHit]:
        """Classes whose name or code contains the text, the best first."""


@dataclass(frozen=True, slots=True)
class PlainHit:
    """A class found by plain comparison."""

    code: str
    name: str
    path: str
    words: tuple[str, ...] = ()


class ClassTree:
    """The classification to walk through: majors, what is below each, and paths.

    Args:
        classes: every class in code order.
    """

    def __init__(self, classes: Sequence[ClassLine]) -> None:
        self._by_code = {line.code: line for line in classes}
        self._below: dict[str, list[ClassLine]] = {}
        for line in classes:
            self._below.setdefault(line.parent_code, []).append(line)

    def below(self, code: str) -> tuple[ClassLine, ...]:
        """The classes one level below, in code order; "" gives the major ones."""
        return tuple(self._below.get(code, ()))

    def name(self, code: str) -> str:
        """The name of a class, "" for an unknown code."""
        found = self._by_code.get(code)
        return found.name if found is not None else ""

    def path(self, code: str) -> str:
        """Names from the major class to the one above: "大 › 中"."""
        names = []
        found = self._by_code.get(code)
        above = found.parent_code if found is not None else ""
        while above and above in self._by_code:
            names.append(self._by_code[above].name)
            above = self._by_code[above].parent_code
        return " › ".join(reversed(names))

    @property
    def minor(self) -> tuple[ClassLine, ...]:
        """Every class a task can have."""
        return tuple(line for line in self._by_code.values() if line.level == _MINOR)


class PlainFinder:
    """Finds by plain comparison of letters, whatever their width and case."""

    def __init__(self, tree: ClassTree) -> None:
        self._hits = [
            (_folded(f"{line.code} {line.name} {tree.path(line.code)}"), _folded(line.name),
             PlainHit(line.code, line.name, tree.path(line.code)))
            for line in tree.minor
        ]  # fmt: skip

    def for_name(self, text: str, limit: int = 5) -> Sequence[ClassHit]:
        """Classes that share the most pairs of letters with the name."""
        wanted = _pairs(_folded(text))
        scored = [
            (len(wanted & _pairs(name)) / max(len(_pairs(name)), 1), hit)
            for _all, name, hit in self._hits
        ]
        found = sorted((one for one in scored if one[0]), key=lambda one: -one[0])[:limit]
        return [hit for _score, hit in found]

    def search(self, text: str, limit: int = 50) -> Sequence[ClassHit]:
        """Classes that contain every word; those whose own name does come first."""
        words = _folded(text).split()
        if not words:
            return []
        found = [
            (not all(word in name for word in words), number, hit)
            for number, (everything, name, hit) in enumerate(self._hits)
            if all(word in everything for word in words)
        ]
        return [hit for _else, _number, hit in sorted(found, key=lambda one: one[:2])[:limit]]


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()


def _pairs(text: str) -> set[str]:
    return {text[i : i + 2] for i in range(len(text) - 1)}

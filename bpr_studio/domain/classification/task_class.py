"""The standard classification (標準分類): major, middle and minor classes of a city's work."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from bpr_studio.domain.classification.codes import (
    class_level,
    is_class_code,
    parent_class_code,
)
from bpr_studio.domain.shared.findings import Finding, Level, Place
from bpr_studio.domain.shared.text import tr

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bpr_studio.domain.classification.provenance import Mark


class CoreHint(StrEnum):
    """What work of a minor class usually is; only a hint, each task is judged by itself."""

    CORE = "core"
    MIXED = "mixed"
    NON_CORE = "non_core"
    NONE = ""  # major and middle classes


@dataclass(frozen=True, slots=True)
class TaskClass:
    """One class.

    Attributes:
        code: e.g. "B01-03-01"; its parts give level and parent.
        name: Japanese name.
        core_hint: empty above the minor level.
        department: staffing-survey department (定員管理の部門) the class belongs to; lower
            levels have the one of their major class.
        source: ids of sources, separated by ", "; empty when there is none.
        mark: trust in the entry.
    """

    code: str
    name: str
    core_hint: CoreHint
    department: str
    source: str
    mark: Mark

    @property
    def level(self) -> int:
        """1 major, 2 middle, 3 minor."""
        return class_level(self.code)

    @property
    def parent_code(self) -> str:
        """Code of the class above; "" for a major class."""
        return parent_class_code(self.code)


@dataclass(frozen=True, slots=True)
class Classification:
    """A released classification, its classes in code order of the file.

    Attributes:
        version: e.g. 0.
        classes: all levels, each class after its parent.
    """

    version: int
    classes: tuple[TaskClass, ...]
    _by_code: dict[str, TaskClass] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_code", {c.code: c for c in self.classes})

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def __getitem__(self, code: str) -> TaskClass:
        """The class with this code.

        Raises:
            KeyError: there is none.
        """
        return self._by_code[code]

    def at_level(self, level: int) -> tuple[TaskClass, ...]:
        """All classes of one level in order: 1 major, 2 middle, 3 minor."""
        return tuple(c for c in self.classes if c.level == level)

    def children(self, code: str) -> tuple[TaskClass, ...]:
        """The classes directly below `code`; "" gives the major classes."""
        return tuple(c for c in self.classes if c.parent_code == code)

    def path(self, code: str) -> tuple[TaskClass, ...]:
        """The class and those above it, major class first.

        Raises:
            KeyError: the code is unknown.
        """
        found = self[code]
        above = self.path(found.parent_code) if found.parent_code else ()
        return (*above, found)


def check_classification(classes: tuple[TaskClass, ...]) -> list[Finding]:
    """What is wrong with a list of classes; empty when it can be used."""
    misshapen = [
        _problem("class-code-shape", _wrong_shape(c.code), c.code)
        for c in classes
        if not is_class_code(c.code)
    ]
    if misshapen:
        return misshapen  # level and parent cannot be read from such codes
    return [*_twice(classes), *_orphans(classes), *_wrong_hints(classes)]


def _wrong_shape(code: str) -> str:
    return tr("The code {code} is not a classification code such as K01-02-03.", code=code)


def _twice(classes: tuple[TaskClass, ...]) -> Iterator[Finding]:
    for code, n in Counter(c.code for c in classes).items():
        if n > 1:
            message = tr("The classification code {code} is given {n} times.", code=code, n=n)
            yield _problem("class-code-twice", message, code)


def _orphans(classes: tuple[TaskClass, ...]) -> Iterator[Finding]:
    seen = {""}
    for c in classes:
        if c.parent_code not in seen:
            message = tr(
                "The class {code} stands before or without the class above it.", code=c.code
            )
            yield _problem("class-without-parent", message, c.code)
        seen.add(c.code)


def _wrong_hints(classes: tuple[TaskClass, ...]) -> Iterator[Finding]:
    for c in classes:
        if (c.core_hint is CoreHint.NONE) is (c.level == 3):
            message = tr(
                "The class {code} needs a core hint exactly when it is a minor class.", code=c.code
            )
            yield _problem("class-core-hint", message, c.code)


def _problem(rule: str, message: str, value: str) -> Finding:
    return Finding(Level.ERROR, rule, message, Place(), value)

"""A text that two people changed apart from each other, with both changes in it where they fit."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

_PARTS: Final = re.compile(r"[A-Za-z0-9_]+|\s|.", re.DOTALL)
"""Words of Latin letters and numbers are whole; Japanese goes letter by letter."""


class _Change(NamedTuple):
    """The parts from `start` to `end` of the base became `parts`."""

    start: int
    end: int
    parts: tuple[str, ...]


def merged_text(base: str, one: str, other: str) -> str | None:
    """The base with the changes of both, None where they touch the same words.

    Texts that both added at the same place stand one after the other.
    """
    if other in (one, base):
        return one
    if one == base:
        return other
    parts = _PARTS.findall(base)
    changes = _together(_changes(parts, one), _changes(parts, other))
    if changes is None:
        return None
    result: list[str] = []
    at = 0
    for change in changes:
        result += parts[at : change.start]
        result += change.parts
        at = change.end
    return "".join([*result, *parts[at:]])


def _changes(base: Sequence[str], text: str) -> list[_Change]:
    parts = _PARTS.findall(text)
    matcher = difflib.SequenceMatcher(a=base, b=parts, autojunk=False)
    return [
        _Change(start, end, tuple(parts[low:high]))
        for kind, start, end, low, high in matcher.get_opcodes()
        if kind != "equal"
    ]


def _together(one: Sequence[_Change], other: Sequence[_Change]) -> list[_Change] | None:
    """All changes in order; None where two of them replace the same parts by different ones."""
    changes: list[_Change] = []
    for change in sorted([*one, *(c for c in other if c not in one)], key=lambda c: c[:2]):
        before = changes[-1] if changes else None
        if before is not None and _touch(before, change):
            return None
        changes.append(change)
    return changes


def _touch(before: _Change, change: _Change) -> bool:
    if before.start == before.end or change.start == change.end:  # one of them only adds
        return before.start < change.start < before.end
    return change.start < before.end

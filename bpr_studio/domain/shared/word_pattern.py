"""A pattern for many words that is as quick as one for few."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_END = ""
_Branch = dict[str, "_Branch"]


def any_of(words: Iterable[str]) -> str:
    """A pattern for any of the words, the longest that fits first; in a group of its own.

    Words that begin alike share their beginning, so a text is compared with hundreds of words in
    the steps of one. Of no words at all the pattern fits nowhere.
    """
    root: _Branch = {}
    for word in words:
        branch = root
        for character in word:
            branch = branch.setdefault(character, {})
        branch[_END] = {}
    if not root:
        return "(?!)"
    first = "".join(re.escape(character) for character in sorted(root) if character)
    may_be_nothing = _END in root or not first
    return _group(root) if may_be_nothing else f"(?:(?=[{first}]){_group(root)})"


def _group(branch: _Branch) -> str:
    """What follows in the words that lead here, the longer first."""
    last = sorted(c for c, after in branch.items() if c and set(after) == {_END})
    ways = [
        re.escape(c) + _group(after) for c, after in sorted(branch.items()) if c not in last and c
    ]
    if last:
        ways.append(re.escape(last[0]) if len(last) == 1 else f"[{''.join(map(re.escape, last))}]")
    if not ways:
        return ""
    return f"(?:{'|'.join(ways)})" + ("?" if _END in branch else "")

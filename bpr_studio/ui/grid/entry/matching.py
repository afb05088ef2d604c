"""Finding texts as people mean them: wide or narrow letters, capitals or not."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

#: Marks that join the kana before them when both are half-width (ｶﾞ is ガ).
_VOICED: Final = "ﾞﾟ゙゚"
_NUMBER: Final = re.compile(r"[-+]?[0-9]*\.?[0-9]+")
_HIRAGANA: Final = {code: code + 0x60 for code in range(0x3041, 0x3097)}


@lru_cache(maxsize=20_000)
def folded(text: str) -> str:
    """The text without differences of width and capitals (ＤＸ is dx, ｶﾞ is ガ)."""
    return unicodedata.normalize("NFKC", text).casefold()


@lru_cache(maxsize=20_000)
def kana_folded(text: str) -> str:
    """Like `folded`, and hiragana counts as katakana: for typing the first letters."""
    return folded(text).translate(_HIRAGANA)


def number_in(text: str) -> float | None:
    """The number a cell shows (1,200, ▲5, ３), None when it is anything else."""
    plain = folded(text).replace(",", "").replace("▲", "-").strip()
    return float(plain) if _NUMBER.fullmatch(plain) else None


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for.

    Attributes:
        text: the words.
        whole: the whole cell must match, not a part of it.
        exact: capitals and width count.
    """

    text: str
    whole: bool = False
    exact: bool = False

    def hits(self, cell: str) -> bool:
        """Whether the cell matches; nothing matches an empty search."""
        if not self.text:
            return False
        wanted, there = (self.text, cell) if self.exact else (folded(self.text), folded(cell))
        return wanted == there if self.whole else wanted in there

    def replaced(self, cell: str, by: str) -> str:
        """The cell with every match replaced; the rest stays letter by letter as it was."""
        if not self.hits(cell):
            return cell
        if self.whole:
            return by
        if self.exact:
            return cell.replace(self.text, by)
        return _replaced_folded(cell, folded(self.text), by)


def _replaced_folded(cell: str, wanted: str, by: str) -> str:
    """Look in the folded text, cut in the original one; only at borders of whole letters."""
    letters = _letters(cell)
    starts: dict[int, int] = {}  # place in the folded text -> letter
    length = 0
    for number, letter in enumerate(letters):
        starts[length] = number
        length += len(folded(letter))
    starts[length] = len(letters)
    flat = "".join(folded(letter) for letter in letters)
    out: list[str] = []
    done = search = 0
    while (place := flat.find(wanted, search)) >= 0:
        first, after = starts.get(place), starts.get(place + len(wanted))
        if first is None or after is None:
            search = place + 1
            continue
        out += [*letters[done:first], by]
        done, search = after, place + len(wanted)
    return "".join([*out, *letters[done:]])


def _letters(text: str) -> list[str]:
    letters: list[str] = []
    for letter in text:
        if letters and (letter in _VOICED or unicodedata.combining(letter)):
            letters[-1] += letter
        else:
            letters.append(letter)
    return letters

"""How searches compare: width, case, hiragana and katakana do not matter, initials do."""

from __future__ import annotations

import unicodedata
from typing import Final

_KATAKANA: Final = range(ord("ァ"), ord("ヶ") + 1)
_TO_HIRAGANA: Final = {code: code - 0x60 for code in _KATAKANA}
_SHORTEST_INITIALS: Final = 2


def folded(text: str) -> str:
    """The text as it is compared: width, case, and the two kinds of kana are the same."""
    return unicodedata.normalize("NFKC", text).casefold().translate(_TO_HIRAGANA)


def initials_of(title: str) -> str:
    """First letters of the words of a title in Latin letters: "Hand out forms" → "hof"."""
    words = folded(title).replace("-", " ").split()
    return "".join(word[0] for word in words if word[0].isascii() and word[0].isalnum())


def has_initials(wanted: str, initials: str) -> bool:
    """Whether what was typed are the first of these initials; one letter says too little."""
    return len(wanted) >= _SHORTEST_INITIALS and wanted.isascii() and initials.startswith(wanted)

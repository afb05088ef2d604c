"""File names that every system of a city office accepts, Windows above all."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_FORBIDDEN: Final = str.maketrans(dict(zip('<>:"/\\|?*', "＜＞：”／＼｜？＊", strict=True)))
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u2028\u2029\u202a-\u202e\ufeff]")
_RESERVED: Final = re.compile(
    r"(?:CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|(?:COM|LPT)[0-9¹²³])(?=\.|$)", re.IGNORECASE
)
_LONGEST_IN_BYTES: Final = 200  # Linux allows 255 bytes, 85 kanji; temporary names need room


def safe_name(text: str, suffix: str = "", *, max_length: int = 80) -> str:
    """`text` as a file name that Windows, Linux and macOS accept.

    Forbidden characters become their full-width twins, reserved names (CON, LPT1 …) get an
    underscore in front, dots and blanks at the end fall away.

    Args:
        text: what the file is about, e.g. "0101 市民課 業務量調査票".
        suffix: extension with its dot; never shortened.
        max_length: most characters of the name without the suffix.
    """
    name = _CONTROL.sub("", unicodedata.normalize("NFC", text)).translate(_FORBIDDEN)
    name = re.sub(r"\s+", " ", name).strip(" .")
    if _RESERVED.match(name):
        name = "_" + name
    return (_shortened(name, max_length, _LONGEST_IN_BYTES - len(suffix)) or "_") + suffix


def _shortened(name: str, most_characters: int, most_bytes: int) -> str:
    encoded = name[:most_characters].encode("utf-8", errors="ignore")[:most_bytes]
    return encoded.decode("utf-8", errors="ignore").rstrip(" .")

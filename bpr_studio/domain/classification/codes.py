"""Codes: of the task classification (K01-02-03) and of local governments (401005)."""

from __future__ import annotations

import re
from typing import Final

CODE_PATTERN: Final = re.compile(r"[KBFZ]\d\d(-\d\d(-\d\d)?)?")
"""A classification code, whole string. The letter comes first so that no spreadsheet turns
the code into a date."""

UNCLASSIFIED_CODE: Final = "Z99-99-99"
"""The minor class of work that fits nowhere yet (その他・要分類)."""


def is_class_code(text: str) -> bool:
    """Whether `text` has the shape of a classification code of any level."""
    return CODE_PATTERN.fullmatch(text) is not None


def class_level(code: str) -> int:
    """Level of a classification code: 1 major, 2 middle, 3 minor class.

    Raises:
        ValueError: `code` has not the shape of a code.
    """
    if not is_class_code(code):
        msg = f"not a classification code: {code!r}"
        raise ValueError(msg)
    return code.count("-") + 1


def parent_class_code(code: str) -> str:
    """Code of the class above; "" for a major class.

    Raises:
        ValueError: `code` has not the shape of a code.
    """
    return code.rpartition("-")[0] if class_level(code) > 1 else ""


def local_government_check_digit(first_five: str) -> int:
    """The check digit of a local-government code (全国地方公共団体コード).

    The five digits are weighted 6, 5, 4, 3, 2; the digit is the last one of 11 − (sum mod 11).

    Raises:
        ValueError: not five decimal digits.
    """
    if re.fullmatch(r"[0-9]{5}", first_five) is None:
        msg = f"not five digits: {first_five!r}"
        raise ValueError(msg)
    weighted = sum(
        int(digit) * weight for digit, weight in zip(first_five, (6, 5, 4, 3, 2), strict=True)
    )
    return (11 - weighted % 11) % 10


def is_local_government_code(text: str) -> bool:
    """Whether `text` is six digits with the right check digit."""
    if re.fullmatch(r"[0-9]{6}", text) is None:
        return False
    return local_government_check_digit(text[:5]) == int(text[5])

"""Keys that keep siblings in order and leave room between any two of them.

A key is a fraction written in base 36 without "0."; keys compare as ASCII text, so a row can
move by changing its own key only (sync.md §7.6, "Order").
"""

from __future__ import annotations

from typing import Final

_DIGITS: Final = "0123456789abcdefghijklmnopqrstuvwxyz"
_BASE: Final = len(_DIGITS)
_COUNTED: Final = 4  # digits that are counted up before a key gets longer


def spaced_keys(count: int) -> list[str]:
    """`count` keys in order with equal room between them."""
    width = 1
    while _BASE**width < 2 * (count + 1):
        width += 1
    step = _BASE**width // (count + 1)
    return [_written((index + 1) * step, width) for index in range(count)]


def key_between(before: str, after: str) -> str:
    """A key after `before` and before `after`; "" stands for the open end.

    Raises:
        ValueError: the two are not in order, or nothing fits between them.
    """
    if after and (before >= after or after.endswith("0")):
        msg = f"no key fits between {before!r} and {after!r}"
        raise ValueError(msg)
    prefix = ""
    position = 0
    while True:
        low = _digit(before, position, 0)
        high = _digit(after, position, _BASE) if after else _BASE
        if high - low > 1:
            return prefix + _DIGITS[(low + high) // 2]
        prefix += _DIGITS[low]
        if high != low:  # the upper end no longer binds the following digits
            after = ""
        position += 1


def key_after(last: str) -> str:
    """A key after `last` that stays short however often it is asked; "" stands for no key yet."""
    if not last:
        return _DIGITS[_BASE // 2]
    if not set(last) <= set(_DIGITS):
        return f"{last}1"  # a key of another hand: any longer one comes after it
    width = max(len(last), _COUNTED)
    number = int(last.ljust(width, "0"), _BASE) + 1
    return _written(number, width) if number < _BASE**width else f"{last}1"


def _digit(key: str, position: int, missing: int) -> int:
    return _DIGITS.index(key[position]) if position < len(key) else missing


def _written(number: int, width: int) -> str:
    digits = ""
    for _ in range(width):
        number, digit = divmod(number, _BASE)
        digits = _DIGITS[digit] + digits
    return digits.rstrip("0")

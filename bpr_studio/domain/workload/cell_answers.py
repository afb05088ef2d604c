"""What a spreadsheet cell means as text, as one of several answers, or as a code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.cell_rules import (
    BLANK,
    DASHES,
    Refused,
    Taken,
    blank_word,
    clean_text,
    fold_width,
    looks_like_personal_number,
    read_as,
    shown,
    squeezed,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bpr_studio.domain.workload.cell_rules import CellValue

#: Words for "nothing" that are an answer where free text is asked for.
_ANSWERS: Final = frozenset({"無", "なし", "無し"})


def read_text(raw: CellValue, *, max_length: int = 0) -> Taken[str | None] | Refused:
    """Free text as typed; a dash or ditto mark alone counts as empty, なし is an answer."""
    if isinstance(raw, str):
        text = clean_text(raw)
    elif type(raw) is float or type(raw) is int:
        text = shown(raw)
    elif raw is None:
        return BLANK
    else:
        return _not_text(raw)
    if len(text) <= 2 and text not in _ANSWERS and (blank := blank_word(text, fold_width(text))):
        return blank
    return _fitting(text, max_length)


def _not_text(raw: CellValue) -> Refused:
    return Refused(
        "not-text",
        tr(
            "The cell holds the date or truth value {value} instead of text. "
            "Excel may have converted what was typed; write it again in a text cell.",
            value=shown(raw),
        ),
    )


def _fitting(text: str, max_length: int) -> Taken[str | None] | Refused:
    if max_length and len(text) > max_length:
        return Refused(
            "text-too-long",
            tr(
                "The text has {n} characters; at most {most} can be entered here.",
                n=len(text),
                most=max_length,
            ),
        )
    if looks_like_personal_number(text):
        return Refused(
            "personal-number",
            tr(
                "The text holds twelve digits that look like an individual number (My Number). "
                "Remove them; they must not be entered in a survey."
            ),
        )
    return Taken(text)


class ChoiceList:
    """The answers of one column, found by label or value, whatever the width or spacing."""

    def __init__(
        self, choices: Iterable[tuple[str, str]], also: Iterable[tuple[str, str]] = ()
    ) -> None:
        """Take the pairs (stored value, label), and pairs with labels in other languages."""
        pairs = tuple(choices)
        self._labels = tuple(label for _, label in pairs)
        self._exact = {label: Taken(value) for value, label in pairs}
        self._tolerant: dict[str, str] = {}
        for value, label in pairs:
            for spelling in (label, value):
                self._tolerant[squeezed(spelling)] = value
        if {value for value, _ in pairs} == {"yes", "no"}:
            self._tolerant.update(_YES_AND_NO)
        for value, spelling in also:
            self._exact.setdefault(spelling, Taken(value))
            self._tolerant.setdefault(squeezed(spelling), value)

    def read(self, raw: CellValue) -> Taken[str] | Taken[None] | Refused:
        """The stored value of the chosen answer."""
        if isinstance(raw, str):
            exact = self._exact.get(raw)
            return exact if exact is not None else self._read_tolerantly(raw)
        if raw is None:
            return BLANK
        return self._read_tolerantly(shown(raw))

    def _read_tolerantly(self, raw: str) -> Taken[str] | Taken[None] | Refused:
        text = clean_text(raw)
        value = self._value_of(text)
        if value is not None:
            label = next((known for known, taken in self._exact.items() if taken.value == value))
            remark = read_as(raw, label, rule="choice-repaired")
            return Taken(value, () if text in (label, value) else (remark,))
        blank = blank_word(raw, fold_width(text))
        return blank or Refused(
            "choice-unknown",
            tr(
                "“{value}” is not one of the answers. Choose from: {answers}.",
                value=shown(raw),
                answers=tr(", ").join(self._labels),
            ),
        )

    def _value_of(self, text: str) -> str | None:
        key = squeezed(text)
        if key in self._tolerant:
            return self._tolerant[key]
        first = squeezed(text.split(maxsplit=1)[0]) if text.split() else ""
        by_value = self._tolerant.get(first)  # "R1 公権力の行使" for "R1 公権力の行使・処分決定"
        return by_value if by_value is not None and squeezed(by_value) == first else None


_YES_AND_NO: Final = {
    **dict.fromkeys(("有", "あり", "有り", "はい", "○", "〇", "◯", "true"), "yes"),
    **dict.fromkeys(("無", "なし", "無し", "いいえ", "×", "✕", "false"), "no"),
}


class CodeList:
    """The codes of a list, found by code, by "code name" or by an unmistakable name."""

    def __init__(self, names: Mapping[str, str]) -> None:
        """Take the names by code."""
        self._codes = {_code_key(code): code for code in names}
        self._exact: dict[str, Taken[str]] = {}
        self._by_name: dict[str, str | None] = {}
        for code, name in names.items():
            self._exact[code] = self._exact[f"{code} {name}"] = Taken(code)
            key = squeezed(name)
            self._by_name[key] = None if key in self._by_name else code

    def read(self, raw: CellValue) -> Taken[str] | Taken[None] | Refused:
        """The code the cell means."""
        if isinstance(raw, str):
            exact = self._exact.get(raw)
            return exact if exact is not None else self._read_tolerantly(raw)
        if raw is None:
            return BLANK
        return Refused(
            "code-not-text",
            tr(
                "“{value}” is not a code of the classification. Choose it from the list.",
                value=shown(raw),
            ),
        )

    def _read_tolerantly(self, raw: str) -> Taken[str] | Taken[None] | Refused:
        text = fold_width(clean_text(raw))
        if blank := blank_word(raw, text):
            return blank
        code = self._code_of(text)
        if code is None:
            return Refused(
                "code-unknown",
                tr(
                    "The classification has no code “{value}”. Choose it from the list.",
                    value=shown(raw),
                ),
            )
        is_plain = text.split()[0] == code and text == clean_text(raw)
        remark = read_as(raw, code, rule="code-repaired")
        return Taken(code, () if is_plain else (remark,))

    def _code_of(self, text: str) -> str | None:
        first = text.split(maxsplit=1)[0]
        return self._codes.get(_code_key(first)) or self._by_name.get(squeezed(text))


def _code_key(text: str) -> str:
    """A code without hyphens, in upper case."""
    return "".join(c for c in text.upper() if c not in DASHES)


def read_digits(raw: CellValue, *, width: int) -> Taken[str | None] | Refused:
    """A code of `width` digits; a number that lost its leading zeros gets them back."""
    if type(raw) is float or type(raw) is int:
        text, is_number = shown(raw), True
    elif isinstance(raw, str):
        text, is_number = fold_width(clean_text(raw)), False
        if blank := blank_word(raw, text):
            return blank
    elif raw is None:
        return BLANK
    else:
        return _wrong_digits(raw, width)
    if not (text.isascii() and text.isdigit() and len(text) <= width):
        return _wrong_digits(raw, width)
    if len(text) < width:
        padded = text.zfill(width)
        return Taken(padded, (read_as(raw, padded, rule="code-repaired"),))
    is_plain = is_number or text == clean_text(str(raw))
    return Taken(text, () if is_plain else (read_as(raw, text, rule="code-repaired"),))


def _wrong_digits(raw: CellValue, width: int) -> Refused:
    return Refused(
        "code-not-digits",
        tr("“{value}” is not a code of {width} digits.", value=shown(raw), width=width),
    )

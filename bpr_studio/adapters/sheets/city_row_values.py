"""The cells of rows other cities send, as small whole numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, Final

from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.pivot import Dimension
from bpr_studio.services.exploring_cities import RowProblem

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

COLUMNS: Final[dict[str, Dimension | None]] = {
    "city_name": Dimension.CITY,
    "fiscal_year": Dimension.YEAR,
    "class_code": None,  # three axes
    "step_type": Dimension.STEP_TYPE,
    "core": Dimension.CORE,
    "staff": Dimension.STAFF,
    "month": Dimension.MONTH,
    "medium": Dimension.MEDIUM,
    "nature": Dimension.NATURE,
}
"""Columns of words, and the dimension each is."""
_NOT_USABLE: Final = -1
_MOST: Final = 2**31 - 1
_REMEMBERED: Final = 500_000  # texts of numbers


@dataclass(frozen=True, slots=True)
class Heading:
    """How a column is called in the first line.

    Attributes:
        words: the names it may have, the usual one first.
        needed: a file must have it.
    """

    words: tuple[str, ...]
    needed: bool = False


HEADINGS: Final = {
    "city_name": Heading(("都市名", "city_name"), needed=True),
    "fiscal_year": Heading(("年度", "fiscal_year"), needed=True),
    "class_code": Heading(("業務コード", "class_code"), needed=True),
    "step_type": Heading(("作業属性", "step_type")),
    "core": Heading(("コア区分", "core")),
    "staff": Heading(("職員区分", "staff_category")),
    "month": Heading(("月", "month")),
    "medium": Heading(("媒体", "medium")),
    "nature": Heading(("性質", "nature")),
    "minutes": Heading(("分", "minutes"), needed=True),
    "cases": Heading(("件数", "cases")),
}
_CLASS: Final = re.compile(r"[A-Z]\d\d-\d\d-\d\d")
_STEP: Final = re.compile(r"P\d\d")
_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "core": {"コア": "core", "core": "core", "ノンコア": "non_core", "non_core": "non_core"},
    "medium": {
        "紙": "paper",
        "paper": "paper",
        "電子": "digital",
        "digital": "digital",
        "混在": "mixed",
        "紙と電子": "mixed",
        "mixed": "mixed",
    },
    "nature": {
        "定型": "routine",
        "routine": "routine",
        "準定型": "semi_routine",
        "semi_routine": "semi_routine",
        "非定型": "non_routine",
        "non_routine": "non_routine",
    },
}
_STAFF: Final = re.compile(r"[a-z_]{1,40}")


def _city(text: str) -> str | None:
    return text[:80] or None


def _year(text: str) -> str | None:
    return text if re.fullmatch(r"(19|20)\d\d", text) else None


def _class(text: str) -> str | None:
    return text if _CLASS.fullmatch(text) else None


def _step(text: str) -> str | None:
    code = text[:3]
    return "" if not text else code if _STEP.fullmatch(code) else None


def _staff(text: str) -> str | None:
    return text if not text or _STAFF.fullmatch(text) else None


def _month(text: str) -> str | None:
    plain = text.removesuffix("月").lstrip("0")
    if not text:
        return ""
    return f"{int(plain):02}" if plain.isascii() and plain.isdigit() and int(plain) <= 12 else None


def _word(column: str) -> Callable[[str], str | None]:
    words = _WORDS[column]
    return lambda text: words.get(text) if text else ""


_READ: Final[Mapping[str, Callable[[str], str | None]]] = {
    "city_name": _city,
    "fiscal_year": _year,
    "class_code": _class,
    "step_type": _step,
    "core": _word("core"),
    "staff": _staff,
    "month": _month,
    "medium": _word("medium"),
    "nature": _word("nature"),
}


class _Known(dict[str, int]):
    """Number of every text of a column met so far; another one is read when it is first met."""

    def __init__(self, column: str, words: list[str]) -> None:
        super().__init__()
        self._read = _READ[column]
        self._words = words
        self._places = {word: place for place, word in enumerate(words)}

    def __missing__(self, text: str) -> int:
        word = self._read(text.strip())
        if word is None:
            number = _NOT_USABLE
        else:
            if word not in self._places:
                self._places[word] = len(self._words)
                self._words.append(word)
            number = self._places[word]
        self[text] = number
        return number


class _Numbers(dict[str, int]):
    """Numbers by their text; texts repeat, so most are read once."""

    def __init__(self, read: Callable[[str], int]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, text: str) -> int:
        if len(self) >= _REMEMBERED:
            self.clear()
        number = self[text] = self._read(text)
        return number


class Codes:
    """Turns texts of rows into numbers.

    Attributes:
        words: for each column the words its numbers stand for.
    """

    def __init__(self, words: Mapping[str, Sequence[str]]) -> None:
        self.words = {column: list(words.get(column, ())) for column in COLUMNS}
        self._known = {column: _Known(column, self.words[column]) for column in COLUMNS}
        self._numbers = {"minutes": _Numbers(_whole), "cases": _Numbers(_count)}

    def encoded(
        self, rows: Sequence[Sequence[str]], places: Mapping[str, int], line: int
    ) -> tuple[dict[str, NDArray[Any]], list[RowProblem], int]:
        """Rows as columns of numbers, why others cannot be used, and how many those are.

        Rows with neither minutes nor cases tell nothing and are no problem.

        Args:
            rows: the cells.
            places: place of each column in a row, -1 where the file has none.
            line: number of the first row in the file.
        """
        import numpy as np

        cells = list(zip_longest(*rows, fillvalue=""))
        nothing = ("",) * len(rows)
        texts = {
            column: cells[place] if 0 <= place < len(cells) else nothing
            for column, place in places.items()
        }
        block = {
            column: np.fromiter(map(known.__getitem__, texts[column]), np.int32, len(rows))
            for column, known in self._known.items()
        }
        for column, numbers in self._numbers.items():
            block[column] = np.fromiter(
                map(numbers.__getitem__, texts[column]), np.int64, len(rows)
            )
        usable = np.logical_and.reduce([column >= 0 for column in block.values()])
        wrong = np.flatnonzero(~usable)
        told = (block["minutes"] > 0) | (block["cases"] > 0)
        problems = [_problem(block, texts, int(row), line) for row in wrong[:100]]
        kept = usable & told
        return {name: column[kept] for name, column in block.items()}, problems, len(wrong)


def _problem(
    block: Mapping[str, NDArray[Any]], texts: Mapping[str, Sequence[str]], row: int, line: int
) -> RowProblem:
    column = next(name for name, values in block.items() if values[row] < 0)
    message = tr(
        "Line {line}: “{text}” is no usable value of {column}.",
        line=line + row,
        text=texts[column][row],
        column=HEADINGS[column].words[0],
    )
    return RowProblem(line + row, message)


def _whole(text: str) -> int:
    """Minutes; what is no whole number from 0 on cannot be used."""
    plain = text.strip().replace(",", "")
    if not (plain.isascii() and plain.isdigit()):
        return _NOT_USABLE
    number = int(plain)
    return number if number <= _MOST else _NOT_USABLE


def _count(text: str) -> int:
    """Cases; an empty cell counts none."""
    return _whole(text) if text.strip() else 0

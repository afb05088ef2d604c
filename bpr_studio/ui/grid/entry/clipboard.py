"""Ranges of cells as text, exactly as worksheets put them on the clipboard and read them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bpr_studio.ui.grid.entry.selection import Block

Grid = list[list[str]]

#: A cell in quotation marks (its own doubled), or a plain one; then what ends it.
_CELL: Final = re.compile(r'(?:"((?:[^"]|"")*)"|([^\t\r\n]*))(\t|\r\n|\r|\n|\Z)')
_NEEDS_QUOTES: Final = re.compile(r'[\t\r\n]|\A"')
_FORMULA_STARTS: Final = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_NUMBER: Final = re.compile(r"[-+]?(\d[\d,]*)?\.?\d+%?")


def read_range(text: str) -> Grid:
    r"""The cells of a copied range.

    Quoted cells may hold tabs and line breaks. The empty line after the last row, which
    worksheets write, is no row. A quotation mark that is never closed is part of the text. Rows
    may differ in length. Line breaks inside cells become "\n".
    """
    if not text:
        return []
    rows: Grid = [[]]
    place, end = 0, "\t"
    while end:
        found = _CELL.match(text, place)
        if found is None:  # cannot be: the plain form matches anywhere
            break
        quoted, plain, end = found.groups()
        rows[-1].append(plain if quoted is None else _unquoted(quoted))
        if end and end != "\t":
            rows.append([])
        place = found.end()
    if len(rows) > 1 and rows[-1] == [""]:
        rows.pop()
    return rows


def _unquoted(text: str) -> str:
    return text.replace('""', '"').replace("\r\n", "\n").replace("\r", "\n")


def write_range(rows: Sequence[Sequence[str]]) -> str:
    """The cells as worksheets write them: tabs, line ends, quotation marks only where needed."""
    return "".join("\t".join(map(_quoted, row)) + "\n" for row in rows)


def _quoted(text: str) -> str:
    if not _NEEDS_QUOTES.search(text):
        return text
    doubled = text.replace('"', '""')
    return f'"{doubled}"'


def harmless(text: str) -> str:
    """The text so that a worksheet does not take it for a formula."""
    if len(text) > 1 and text.startswith(_FORMULA_STARTS) and not _NUMBER.fullmatch(text):
        return f"'{text}"
    return text


@dataclass(frozen=True, slots=True)
class PastePlan:
    """Where a block goes.

    Attributes:
        down: how often it is repeated below itself.
        across: how often it is repeated beside itself.
    """

    down: int
    across: int


def paste_plan(block: tuple[int, int], marked: Block) -> PastePlan:
    """How often a block of (rows, columns) is repeated over the marked cells, as Excel does it.

    A side that is a multiple of the block's is filled, a side of one cell stands for the block's
    whole side; where that does not work out for both sides, the block goes in once.
    """
    down = _times(block[0], marked.height)
    across = _times(block[1], marked.width)
    if down is None or across is None:
        return PastePlan(1, 1)
    return PastePlan(down, across)


def _times(size: int, marked: int) -> int | None:
    if marked == 1:
        return 1
    return marked // size if marked % size == 0 else None


def repeated(block: Grid, plan: PastePlan) -> Grid:
    """The block as often as planned; beside itself only as wide as its widest row."""
    if plan == PastePlan(1, 1):
        return block
    width = max(len(row) for row in block)
    even = [row + [""] * (width - len(row)) for row in block]
    return [row * plan.across for _ in range(plan.down) for row in even]

"""Where a worksheet part has content, and what readers lose of it silently.

The fast way only looks for a cell tag that is not plain or lies outside the limits: no match,
no danger, without listing the cells. A sheet with any other cell (beyond the limits, another
attribute order, a namespace prefix, no address) goes the slow way through a real parser, so
that nothing hides behind an unusual spelling and formatted empty cells do no harm.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final
from xml.etree.ElementTree import ParseError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

LAST_ROW: Final = 5_000
LAST_COLUMN: Final = 300
MOST_CELLS: Final = 400_000

_COLUMN: Final = rb"(?:[A-Z]|[A-J][A-Z]|K[A-N])"  # A … KN, the first 300
_ROW: Final = rb"(?:[1-9][0-9]{0,2}|[1-4][0-9]{3}|5000)"  # 1 … 5000
_PLAIN: Final = _COLUMN + _ROW + rb'"(?: (?!r=)[A-Za-z:]+="[^"<>&]*")* ?/?>'
# A cell tag that is not plain, one with a namespace prefix, an end tag with a blank. Several
# patterns, since each starts with fixed bytes the search can jump to.
_UNUSUAL: Final = re.compile(rb'<c(?:[\t\r\n/>]| (?!r="' + _PLAIN + rb"))")
_PREFIXED: Final = re.compile(rb":c[\s/>]")
_SPACED: Final = re.compile(rb"</c\s")
_CELL: Final = re.compile(rb'<c r="([A-Z]+[0-9]+)"([^>]*>)')
_SHARED_FORMULA: Final = re.compile(rb"<f[^<>]*/>")
_EMPTY_VALUES: Final = (b"</c>", b"<v></v>", b"<v/>", b"<v />")
_MERGE: Final = re.compile(rb'<mergeCell ref="([A-Z0-9:]+)"')
_ADDRESS: Final = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


class TooLargeError(Exception):
    """A sheet reaches further than any form.

    Attributes:
        row: last row with content, from 1.
        column: last column with content, from 1.
    """

    def __init__(self, row: int, column: int) -> None:
        super().__init__(f"content as far as row {row}, column {column}")
        self.row = row
        self.column = column


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """What was seen of one sheet; addresses like "F12".

    Attributes:
        cells: number of cells that may have content.
        errors: cells holding #DIV/0! and the like.
        formulas: cells holding a formula.
        without_value: formulas whose result was not saved with the file.
        merges: merged ranges like "A1:B2".
    """

    cells: int = 0
    errors: frozenset[str] = field(default_factory=frozenset)
    formulas: frozenset[str] = field(default_factory=frozenset)
    without_value: frozenset[str] = field(default_factory=frozenset)
    merges: tuple[str, ...] = ()


def column_number(letters: str) -> int:
    """1 for A, 27 for AA."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def cell_name(row: int, column: int) -> str:
    """The address of a cell, both counted from 0: "F12" for (11, 5)."""
    return f"{_letters(column + 1)}{row + 1}"


def cell_place(name: str) -> tuple[int, int]:
    """Row and column of an address, both from 0; (-1, -1) when it is none."""
    found = _ADDRESS.fullmatch(name)
    return (int(found[2]) - 1, column_number(found[1]) - 1) if found else (-1, -1)


@lru_cache(maxsize=512)
def _letters(column: int) -> str:
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def scan_sheet(content: bytes) -> SheetFacts:
    """Look at a worksheet part.

    Raises:
        TooLargeError: it has content beyond row 5,000 or column 300, or over 400,000 cells.
        ValueError: it is not well-formed XML.
    """
    cells = content.count(b"</c>")  # an empty cell is one tag that ends itself
    if cells > MOST_CELLS:
        raise TooLargeError(LAST_ROW, LAST_COLUMN)
    if any(odd.search(content) for odd in (_UNUSUAL, _PREFIXED, _SPACED)):
        return _walked(content)
    return SheetFacts(
        cells=cells,
        errors=frozenset(_error_cells(content)),
        formulas=frozenset(_formulas(content)),
        without_value=frozenset(_formulas_without_value(content)),
        merges=tuple(ref.decode() for ref in _MERGE.findall(content)),
    )


def _error_cells(content: bytes) -> Iterator[str]:
    if b't="e"' in content:
        for address, attributes in _CELL.findall(content):
            if b' t="e"' in attributes:
                yield address.decode()


def _formulas(content: bytes) -> Iterator[str]:
    for before in content.split(b"><f")[:-1]:
        start = before.rfind(b"<")
        if before.startswith(b'<c r="', start):
            yield before[start + 6 : before.find(b'"', start + 6)].decode()


def _formulas_without_value(content: bytes) -> Iterator[str]:
    """Cells whose formula has no saved result; an empty text is a result."""
    for end in (b"</f>", *set(_SHARED_FORMULA.findall(content))):
        for before, after in pairwise(content.split(end)):
            if after.startswith(_EMPTY_VALUES):
                cell = _CELL.match(before, max(before.rfind(b"<c "), 0))
                if cell and (after.startswith(b"</c>") or b' t="str"' not in cell[2]):
                    yield cell[1].decode()


def _check_extent(last_row: int, last_column: int, cells: int) -> None:
    if last_row > LAST_ROW or last_column > LAST_COLUMN or cells > MOST_CELLS:
        raise TooLargeError(last_row, last_column)


class _Walk:
    """Positions and facts collected cell by cell."""

    def __init__(self) -> None:
        self.row = self.column = self.last_row = self.last_column = self.cells = 0
        self.errors: set[str] = set()
        self.formulas: set[str] = set()
        self.without_value: set[str] = set()
        self.merges: list[str] = []

    def start_row(self, element: Element) -> None:
        number = element.get("r", "").strip()
        self.row = int(number) if number else self.row + 1
        self.column = 0

    def end_cell(self, element: Element) -> None:
        self._place(element.get("r", "").strip())
        parts = {child.tag.rpartition("}")[2]: child for child in element}
        if not parts and not (element.text or "").strip():
            return
        self.cells += 1
        self.last_row = max(self.last_row, self.row)
        self.last_column = max(self.last_column, self.column)
        _check_extent(self.last_row, self.last_column, self.cells)
        self._note(element, parts)

    def _place(self, address: str) -> None:
        found = _ADDRESS.fullmatch(address)
        if found:
            self.row, self.column = int(found[2]), column_number(found[1])
        elif address:
            raise ValueError(address)
        else:
            self.column += 1

    def _note(self, element: Element, parts: dict[str, Element]) -> None:
        address = cell_name(self.row - 1, self.column - 1)
        kind = element.get("t")
        if kind == "e":
            self.errors.add(address)
        if "f" in parts:
            self.formulas.add(address)
            value = parts.get("v")
            if value is None or not (value.text or kind == "str"):
                self.without_value.add(address)


def _walked(content: bytes) -> SheetFacts:
    from defusedxml import ElementTree  # only for unusually written sheets

    walk = _Walk()
    try:
        for event, element in ElementTree.iterparse(
            io.BytesIO(content), events=("start", "end"), forbid_dtd=True
        ):
            _step(walk, event, element)
    except ParseError as error:
        raise ValueError(str(error)) from error
    return SheetFacts(
        cells=walk.cells,
        errors=frozenset(walk.errors),
        formulas=frozenset(walk.formulas),
        without_value=frozenset(walk.without_value),
        merges=tuple(walk.merges),
    )


def _step(walk: _Walk, event: str, element: Element) -> None:
    tag = element.tag.rpartition("}")[2]
    if event == "start":
        if tag == "row":
            walk.start_row(element)
    elif tag == "c":
        walk.end_cell(element)
    elif tag == "mergeCell":
        walk.merges.append(element.get("ref", ""))
    elif tag == "row":
        element.clear()
